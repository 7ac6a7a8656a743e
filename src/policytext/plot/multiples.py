"""Small multiples: a panel for each term, the others pale behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policytext.errors import InputError
from policytext.plot import fonts
from policytext.plot.changes import Look, mark_changes, raise_top
from policytext.plot.lines import trend
from policytext.plot.look import (
    INK,
    MUTED,
    drawing,
    label,
    panel_sizes,
    require,
    shorten,
    value_column,
)
from policytext.plot.saving import set_stamp
from policytext.statistics.options import check_numbers

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    #: One Axes a term, in the order of the table.
    Panels = NDArray[np.object_]

__all__ = ["multiples"]

_PALE = "#cfcfcf"
#: Width and height of a panel in inches.
_PANEL = (2.55, 1.75)


def multiples(
    table: pd.DataFrame,
    *,
    columns: int = 3,
    shared: bool = True,
    value: str | None = None,
    interval: bool | None = None,
    changes: pd.DataFrame | None = None,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Sequence[Axes] | Panels | None = None,
) -> Panels:
    """Draw the line of each term over the years in a panel of its own.

    Parameters
    ----------
    table : DataFrame
        From `policytext.trend`: years in the first column, `term`, and a rate.
    columns : int, default 3
        How many panels stand side by side.
    shared : bool, default True
        Give all panels one scale, with the lines of the other terms pale behind each. With False
        each has a scale of its own, from 0 on: good for shapes, not for comparing heights.
    value : str, optional
        The column to draw; by default the rate.
    interval : bool, optional
        Shade the interval of the rate, from `low` to `high`; by default where the table has one.
    changes : DataFrame, optional
        From `change_points`: each is marked between the two years between which it lies.
    title : str, optional
    source : str, optional
        Where the figures come from, for the line under the chart.
    lang : {"zh", "en"}, default "zh"
        Language of the words that are not in the table.
    ax : sequence of Axes, optional
        Where to draw, one for each term at least; on a new figure by default. `columns`, `title`
        and `source` are for a new figure only.

    Returns
    -------
    array of Axes
        One a term, in the order of the table; so each can be drawn on, and `panels[0].figure` is
        the figure. `policytext.plot.save(panels[0], …)` saves all of it.

    Raises
    ------
    SchemaError
        If the table lacks a column or its first one is no year.
    InputError
        If it has no rows, `columns` is below 1, or `ax` has too few axes.

    Notes
    -----
    Lines, gaps and shades are those of `policytext.plot.trend`.

    Examples
    --------
    >>> import policytext as pt
    >>> table = pt.trend(pt.datasets.load("work_reports"), ["改革", "创新", "人民", "生态"])
    >>> panels = pt.plot.multiples(table, changes=pt.change_points(table))
    >>> [panel.get_title(loc="left") for panel in panels]
    ['改革', '创新', '人民', '生态']
    """
    check_numbers(columns=columns)
    require(table, "term")
    label("year", lang)
    if changes is not None and len(changes):
        require(changes, "term", "year", "year_before", made_by="`change_points`")
    column, by = value_column(table, value), str(table.columns[0])
    terms = list(dict.fromkeys(table["term"]))
    panels = _given(ax, len(terms)) if ax is not None else _grid(len(terms), columns)
    for term, panel in zip(terms, panels, strict=True):
        _draw(panel, table, term, column, interval=interval, pale=shared, lang=lang)
        panel.set_xlabel(label(by, lang), fontsize=9)
        panel.set_ylabel(label(column, lang) if ax is not None else "", fontsize=9)
    _scale(panels, shared)
    if ax is None:
        _lay_out(panels, columns, shared)
        _write(panels[0].figure, label(column, lang), title, source, lang)
    for panel in panels:
        fonts.apply(panel)
        set_stamp(panel, table)
    if changes is not None and len(changes):
        _mark(panels, terms, changes)
    return panels


def _mark(panels: Panels, terms: Sequence[Any], changes: pd.DataFrame) -> None:
    """Mark the change points of each term in its panel, and raise all panels alike."""
    sizes = panel_sizes(list(panels))
    rows = [
        mark_changes(panel, changes, {term: Look(INK)}, width)
        for term, panel, (width, _) in zip(terms, panels, sizes, strict=True)
    ]
    for panel in panels:
        raise_top(panel, max(rows), min(height for _, height in sizes))


def _given(ax: Sequence[Axes] | Panels, needed: int) -> Panels:
    """Take as many of the given axes as there are terms."""
    import numpy as np

    panels = np.ravel(np.array(ax, dtype=object))
    if len(panels) < needed:
        raise InputError(
            f"`ax` must have at least {needed} axes, one for each term, got {len(panels)}."
        )
    return panels[:needed]


def _grid(number: int, columns: int) -> Panels:
    """Make a figure with a panel a term."""
    import numpy as np

    columns = min(columns, number)
    rows = -(-number // columns)
    size = (0.6 + _PANEL[0] * columns, 0.7 + _PANEL[1] * rows)
    with drawing(None, size) as first:
        assert first.figure is not None
        figure: Any = first.figure
        grid = figure.add_gridspec(rows, columns)
        first.set_subplotspec(grid[0, 0])
        panels = [first]
        for place in range(1, number):
            panels.append(figure.add_subplot(grid[divmod(place, columns)]))
    made = np.empty(number, dtype=object)
    made[:] = panels
    return made


def _draw(
    panel: Axes,
    table: pd.DataFrame,
    term: str,
    column: str,
    *,
    interval: bool | None,
    pale: bool,
    lang: str,
) -> None:
    """Draw the line of one term, the others behind it."""
    own = table["term"] == term
    trend(table[own], value=column, interval=interval, lang=lang, ax=panel)
    line = panel.get_lines()[-1]
    line.set_markersize(3.2)
    line.set_linewidth(1.6)
    legend = panel.get_legend()
    if legend is not None:
        legend.remove()
    panel.set_title(shorten(str(term)), fontsize=10.5, loc="left", fontweight="bold")
    panel.tick_params(labelsize=8.5)
    if pale:
        by = str(table.columns[0])
        others = table[~own].sort_values(by, kind="stable")
        for _, rows in others.groupby("term", sort=False, observed=True):
            panel.plot(
                rows[by].to_numpy(),
                rows[column].astype("float64").to_numpy(na_value=float("nan")),
                color=_PALE, linewidth=0.8, zorder=1.2,
            )  # fmt: skip


def _scale(panels: Panels, shared: bool) -> None:
    """Give panels the same years, and with `shared` one scale."""
    from matplotlib.ticker import MaxNLocator

    years = [panel.get_xlim() for panel in panels]
    limits = [panel.get_ylim() for panel in panels]
    low, high = min(low for low, _ in limits), max(high for _, high in limits)
    for panel, (own_low, own_high) in zip(panels, limits, strict=True):
        panel.set_xlim(min(low for low, _ in years), max(high for _, high in years))
        panel.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        panel.set_ylim((low, high) if shared else (own_low, own_high))


def _lay_out(panels: Panels, columns: int, shared: bool) -> None:
    """Write years and numbers only at the lower and at the left edge of the figure."""
    columns = min(columns, len(panels))
    for place, panel in enumerate(panels):
        # Also above an empty place of the last row.
        lowest = place + columns >= len(panels)
        panel.tick_params(axis="x", labelbottom=lowest, bottom=lowest)
        if not lowest:
            panel.set_xlabel("")
        if shared:
            panel.tick_params(axis="y", labelleft=place % columns == 0)


def _write(figure: Any, unit: str, title: str | None, source: str | None, lang: str) -> None:
    """Write the unit, the title and the source line of the figure."""
    fixed: dict[str, Any] = {"fontfamily": list(fonts.families()), "parse_math": False}
    figure.supylabel(unit, fontsize=10, color=INK, **fixed)
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold", **fixed)
    if source:
        head = "资料来源：" if lang == "zh" else "Source: "
        figure.supxlabel(head + source, x=0.01, ha="left", fontsize=8, color=MUTED, **fixed)

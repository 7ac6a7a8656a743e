"""Heatmaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policytext.errors import SchemaError
from policytext.plot import fonts
from policytext.plot.look import (
    drawing,
    finish,
    group_column,
    label,
    require,
    shorten,
    value_column,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["heatmap"]

#: Longest name, in characters, that stands upright under a column.
_MAX_ACROSS = 6


def heatmap(
    table: pd.DataFrame,
    *,
    value: str | None = None,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw terms by documents, sections or years as a grid of shades with their numbers.

    Parameters
    ----------
    table : DataFrame
        From `count` with `by`: groups in the first column, `term`, and values.
    value : str, optional
        The column to draw; by default the rate.
    title : str, optional
    source : str, optional
        Where the figures come from, for the line under the chart.
    lang : {"zh", "en"}, default "zh"
        Language of the words that are not in the table.
    ax : Axes, optional
        Where to draw; on a new figure by default.

    Returns
    -------
    Axes
        Terms down and groups across, in the order of the table; the other way round where the
        groups have long names, as sections do. A cell without a value stays white.

    Raises
    ------
    SchemaError
        If the table lacks a column or has no groups.
    InputError
        If it has no rows.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.datasets.load("work_reports")
    >>> ax = pt.plot.heatmap(pt.count(corpus, ["改革", "创新"], by="year"))
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['改革', '创新']
    """
    import numpy as np
    from matplotlib.colors import Normalize

    require(table, "term")
    group = group_column(table)
    if group is None:
        raise SchemaError("The table has no groups. Count with `by`, for instance by='document'.")
    column = value_column(table, value)
    grid = table.pivot_table(
        index="term", columns=group, values=column, sort=False, observed=True, dropna=False
    ).astype("float64")
    grid = grid.reindex(
        index=table["term"].drop_duplicates(), columns=table[group].drop_duplicates()
    )
    if max(len(str(name)) for name in grid.columns) > _MAX_ACROSS:
        grid = grid.T
    across, down = ([shorten(str(name)) for name in names] for names in (grid.columns, grid.index))
    upright = max(map(len, across)) > _MAX_ACROSS
    size = (max(5.0, 2.5 + 0.62 * len(across) + 0.16 * max(map(len, down))), 1.6 + 0.42 * len(down))
    with drawing(ax, size) as axes:
        values = grid.to_numpy()
        known = values[np.isfinite(values)]
        low, high = known.min(initial=0), known.max(initial=0)
        shades = Normalize(low, high if high > low else low + 1)
        image = axes.imshow(values, cmap="Blues", aspect="auto", norm=shades)
        axes.set_xticks(range(len(across)), across, rotation=90 if upright else 0)
        axes.set_yticks(range(len(down)), down)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        _write_cells(axes, values, shades)
        assert axes.figure is not None
        scale: Any = axes.figure.colorbar(
            image, ax=axes, label=label(column, lang), shrink=0.8, pad=0.02
        )
        scale.outline.set_visible(False)
        fonts.apply(scale.ax)
        finish(axes, table, title=title, source=source, lang=lang)
    return axes


def _write_cells(axes: Axes, values: Any, shades: Any) -> None:
    """Write each cell's number in a colour that is seen on its shade."""
    import numpy as np

    if values.size > 600:
        return
    whole = bool(np.all(np.isnan(values) | (values == np.round(values))))
    for (row, column), number in np.ndenumerate(values):
        if np.isfinite(number):
            colour = "white" if shades(number) > 0.6 else "#333333"
            text = f"{number:.0f}" if whole else f"{number:.1f}"
            axes.text(column, row, text, ha="center", va="center", fontsize=8, color=colour)

"""Trend lines."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

from policytext.errors import SchemaError
from policytext.plot.changes import Look, mark_changes, raise_top
from policytext.plot.look import (
    COLOURS,
    DASHES,
    INK,
    MARKERS,
    drawing,
    finish,
    label,
    panel_sizes,
    require,
    shorten,
    value_column,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["trend"]

#: More bands than these cover each other.
_BANDS = 2
_LEGEND_ROWS = 16


def trend(
    table: pd.DataFrame,
    *,
    value: str | None = None,
    interval: bool | None = None,
    changes: pd.DataFrame | None = None,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw the lines of terms over the years; a missing year breaks the line.

    Parameters
    ----------
    table : DataFrame
        From `policytext.trend`: years in the first column, `term`, and a rate.
    value : str, optional
        The column to draw; by default the rate.
    interval : bool, optional
        Shade the interval of the rate, from `low` to `high`; by default where the table has one
        and at most two terms, since more cover each other.
    changes : DataFrame, optional
        From `change_points`: each is marked between the two years between which it lies, with the
        first year of the new level on top; in the colour of the term's line and beside its
        marker if there are several terms.
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
        One line a term, in the order of the table, then those of the change points. The years
        without a document are shaded.

    Raises
    ------
    SchemaError
        If the table lacks a column or its first one is no year.
    InputError
        If it has no rows.

    Examples
    --------
    >>> import policytext as pt
    >>> table = pt.trend(pt.datasets.load("work_reports"), ["改革", "创新"])
    >>> ax = pt.plot.trend(table)
    >>> [line.get_label() for line in ax.get_lines()]
    ['改革', '创新']
    >>> ax = pt.plot.trend(table, changes=pt.change_points(table))
    >>> [text.get_text() for text in ax.texts]
    ['2015', '2017', '2018', '2021']
    """
    from matplotlib.ticker import MaxNLocator

    require(table, "term")
    column = value_column(table, value)
    by = str(table.columns[0])
    if by == "term" or table[by].dtype.kind not in "iuf":
        raise SchemaError(
            f"The first column must hold years, got {by!r}. Pass the table that `trend` returns."
        )
    if changes is not None and len(changes):
        require(changes, "term", "year", "year_before", made_by="`change_points`")
    bands = _has_bands(table, column, interval)
    with drawing(ax, (8, 4.5)) as axes:
        looks = cycle(
            (line, *look) for line in DASHES for look in zip(COLOURS, MARKERS, strict=True)
        )
        terms = table.sort_values(by, kind="stable").groupby("term", sort=False, observed=True)
        marks: dict[object, Look] = {}
        for term, (line, colour, marker) in zip(table["term"].unique(), looks, strict=False):
            marks[term] = Look(colour, marker, line == "-")
            rows = terms.get_group(term)
            axes.plot(
                rows[by].to_numpy(), rows[column].astype("float64").to_numpy(na_value=float("nan")),
                label=shorten(str(term)), color=colour, marker=marker, linestyle=line,
                markerfacecolor=colour if line == "-" else "white",
                markersize=4.5, linewidth=1.8, clip_on=False,
            )  # fmt: skip
            if bands:
                low, high = (rows[end].to_numpy("float64") for end in ("low", "high"))
                axes.fill_between(
                    rows[by].to_numpy(), low, high, color=colour, alpha=0.15, linewidth=0
                )
        if "documents" in table:
            _shade_gaps(axes, table, by)
        axes.set_ylim(bottom=min(0, axes.get_ylim()[0]) if (table[column] < 0).any() else 0)
        axes.grid(axis="y")
        axes.set_xlabel(label(by, lang))
        axes.set_ylabel(label(column, lang))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        if table[by].nunique() == 1:
            axes.set_xlim(table[by].iloc[0] - 1, table[by].iloc[0] + 1)
        columns = -(-table["term"].nunique() // _LEGEND_ROWS)
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), ncols=columns)
        finish(axes, table, title=title, source=source, lang=lang)
        if changes is not None and len(changes):
            _mark(axes, changes, marks)
    return axes


def _mark(axes: Axes, changes: pd.DataFrame, looks: dict[object, Look]) -> None:
    """Mark the change points of the terms, and make room for their years."""
    if len(looks) == 1:
        looks = dict.fromkeys(looks, Look(INK))
    ((width, height),) = panel_sizes([axes])
    raise_top(axes, mark_changes(axes, changes, looks, width), height)


def _has_bands(table: pd.DataFrame, column: str, interval: bool | None) -> bool:
    """Tell whether intervals are drawn around the lines."""
    if interval:
        require(table, "low", "high")
    if interval is None:
        there = "low" in table and bool(table["low"].notna().any())
        interval = there and table["term"].nunique() <= _BANDS
    return interval and column in ("per_10k_chars", "per_million")


def _shade_gaps(axes: Axes, table: pd.DataFrame, by: str) -> None:
    """Shade the years without a document, up to halfway to the next one."""
    years = table[[by, "documents"]].drop_duplicates().sort_values(by)
    values, missing = years[by].tolist(), (years["documents"] == 0).tolist()
    last = len(values) - 1
    for place, (year, gone) in enumerate(zip(values, missing, strict=True)):
        if gone:
            low = (values[max(place - 1, 0)] + year) / 2
            high = (year + values[min(place + 1, last)]) / 2
            axes.axvspan(low, high, color="#eeeeee", zorder=0, linewidth=0)

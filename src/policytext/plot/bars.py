"""Ranked bars."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from policytext.errors import InputError
from policytext.plot.look import (
    COLOURS,
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

__all__ = ["bar"]


def bar(
    table: pd.DataFrame,
    *,
    value: str | None = None,
    top: int = 30,
    sort: bool = True,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw ranked bars.

    Parameters
    ----------
    table : DataFrame
        From `count` (one group) or `frequencies`: a bar a row, with its `term`. From `count` with
        `by`: a bar for each group and term, named by both.
    value : str, optional
        The column that gives the length; by default `count`, or the rate where there are groups.
    top : int, default 30
        How many rows to draw. Rows without a value are left out.
    sort : bool, default True
        The highest first; with False in the order of the table.
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

    Raises
    ------
    SchemaError
        If the table lacks a column.
    InputError
        If it has no row with a value, a value is infinite, or `top` is below 1.

    Examples
    --------
    >>> import policytext as pt
    >>> ax = pt.plot.bar(pt.count(pt.datasets.load("study_report"), ["群众", "信访", "人民"]))
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['信访', '群众', '人民']
    """
    if top < 1:
        raise InputError(f"`top` must be 1 or more, got {top!r}.")
    require(table, "term")
    column = value_column(table, value)
    group = group_column(table)
    known = table.dropna(subset=[column])
    require(known)
    if sort:
        known = known.sort_values(column, ascending=False, kind="stable")
    ranked = known.head(top)
    several = table["term"].nunique() > 1
    terms, groups = ([shorten(str(n)) for n in ranked[c]] for c in ("term", group or "term"))
    names = terms if group is None else groups
    if group is not None and several:
        names = [f"{name} {term}" for name, term in zip(groups, terms, strict=True)]
    values = ranked[column].astype(float).tolist()
    if not all(map(isfinite, values)):
        raise InputError(f"The column {column!r} has a value that is infinite. Leave its row out.")
    with drawing(ax, (7, 0.9 + 0.32 * len(names))) as axes:
        bars = axes.barh(range(len(names)), values, color=COLOURS[0], height=0.72)
        whole = all(v.is_integer() for v in values)
        axes.bar_label(bars, fmt="{:,.0f}" if whole else "{:,.1f}", padding=3, fontsize=9)
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlabel(label(column, lang))
        low, high = min(0, *values), max(0, *values)
        # Room for the numbers at the ends of the bars.
        room = 0.12 * (high - low)
        axes.set_xlim(low - room * (low < 0), high + room * (high > 0) or 1)
        if low < 0:
            axes.axvline(0, color="#555555", linewidth=0.8)
        axes.xaxis.set_major_formatter("{x:,.10g}")
        axes.tick_params(axis="y", length=0)
        named = str(ranked["term"].iloc[0]) if group and not several else None
        finish(axes, table, title=title or named, source=source, lang=lang)
    return axes

"""Bars, trend lines and heatmaps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from math import isfinite
from typing import TYPE_CHECKING, Any

from policytext.errors import InputError, SchemaError
from policytext.plot import fonts
from policytext.plot.saving import set_stamp

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["bar", "heatmap", "trend"]

#: Okabe and Ito's colours, told apart by colour-blind readers, in an order that also differs in
#: grey (Okabe, M. & Ito, K. 2008, Color Universal Design).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_MARKERS = "osD^vPX"
#: One for each round of the colours, so that no two of 28 lines look the same.
_LINES = ("-", "--", ":", "-.")
_STYLE: dict[Any, Any] = {
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.axisbelow": True,
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelcolor": "#333333",
    "axes.grid": False,
    "grid.color": "#dddddd",
    "xtick.color": "#333333",
    "ytick.color": "#333333",
    "legend.frameon": False,
}
#: What an axis says of a column.
_LABELS = {
    "count": "次数",
    "per_10k_chars": "每万字次数",
    "log_ratio": "对数比",
    "smooth": "平滑后的频率",
    "per_million": "每百万词次数",
    "doc_freq": "文档数",
    "score": "得分",
}
_DIMENSIONS = ("term", "heading")
#: Longest name, in characters, that stands upright under a column; longest on any axis.
_MAX_ACROSS = 6
_MAX_LABEL = 24
#: More bands than these cover each other.
_BANDS = 2
_LEGEND_ROWS = 16


@contextmanager
def drawing(ax: Axes | None, size: tuple[float, float]) -> Iterator[Axes]:
    """Give the axes to draw on, new ones in our style if none are given; set the fonts after."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    interactive = mpl.is_interactive()
    try:
        with mpl.rc_context(_STYLE):
            if ax is None:
                _, ax = plt.subplots(figsize=size, layout="constrained")
            # The first figure of a notebook turns interactive mode on, and it must stay on.
            interactive = mpl.is_interactive()
            yield ax
            fonts.apply(ax)
    finally:
        mpl.interactive(interactive)


def _require(table: pd.DataFrame, *columns: str) -> None:
    """Refuse a table that lacks a column."""
    missing = [column for column in columns if column not in table]
    if missing:
        raise SchemaError(
            f"The table has no column {missing}; it has {list(table.columns)}. "
            "Pass the table that `count`, `trend` or `frequencies` returns."
        )
    if not len(table):
        raise InputError("The table has no rows, so there is nothing to draw.")


def _value_column(table: pd.DataFrame, value: str | None) -> str:
    """Choose the column to draw: the one named, else a rate if there are groups, else the count."""
    if value is not None:
        _require(table, value)
        return value
    grouped = _group_column(table) is not None
    wanted = ("per_10k_chars", "per_million", "count") if grouped else ("count", "score")
    found = next((column for column in wanted if column in table), None)
    if found is None:
        _require(table, "count")
    return str(found)


def _group_column(table: pd.DataFrame) -> str | None:
    """Return the column that `by` made: the first, unless that is the term or a value."""
    first = str(table.columns[0])
    return None if first in (*_DIMENSIONS, *_LABELS) else first


def _label(column: str) -> str:
    """Name a column on an axis."""
    return _LABELS.get(column, column)


def bar(
    table: pd.DataFrame,
    *,
    value: str | None = None,
    top: int = 30,
    sort: bool = True,
    title: str | None = None,
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
    _require(table, "term")
    column = _value_column(table, value)
    group = _group_column(table)
    known = table.dropna(subset=[column])
    _require(known)
    if sort:
        known = known.sort_values(column, ascending=False, kind="stable")
    ranked = known.head(top)
    several = table["term"].nunique() > 1
    terms, labels = ([_shorten(str(n)) for n in ranked[c]] for c in ("term", group or "term"))
    names = terms if group is None else labels
    if group is not None and several:
        names = [f"{label} {term}" for label, term in zip(labels, terms, strict=True)]
    values = ranked[column].astype(float).tolist()
    if not all(map(isfinite, values)):
        raise InputError(f"The column {column!r} has a value that is infinite. Leave its row out.")
    with drawing(ax, (7, 0.9 + 0.32 * len(names))) as axes:
        bars = axes.barh(range(len(names)), values, color=COLOURS[0], height=0.72)
        whole = all(v.is_integer() for v in values)
        axes.bar_label(bars, fmt="{:,.0f}" if whole else "{:,.1f}", padding=3, fontsize=9)
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlabel(_label(column))
        low, high = min(0, *values), max(0, *values)
        # Room for the numbers at the ends of the bars.
        room = 0.12 * (high - low)
        axes.set_xlim(low - room * (low < 0), high + room * (high > 0) or 1)
        if low < 0:
            axes.axvline(0, color="#555555", linewidth=0.8)
        axes.tick_params(axis="y", length=0)
        axes.set_title(title or (str(ranked["term"].iloc[0]) if group and not several else ""))
    set_stamp(axes, table)
    return axes


def trend(
    table: pd.DataFrame,
    *,
    value: str | None = None,
    interval: bool | None = None,
    title: str | None = None,
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
    title : str, optional
    ax : Axes, optional
        Where to draw; on a new figure by default.

    Returns
    -------
    Axes
        One line a term, in the order of the table. The years without a document are shaded.

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
    """
    from matplotlib.ticker import MaxNLocator

    _require(table, "term")
    column = _value_column(table, value)
    by = str(table.columns[0])
    if by == "term" or table[by].dtype.kind not in "iuf":
        raise SchemaError(
            f"The first column must hold years, got {by!r}. Pass the table that `trend` returns."
        )
    bands = _has_bands(table, column, interval)
    with drawing(ax, (8, 4.5)) as axes:
        looks = cycle(
            (line, *look) for line in _LINES for look in zip(COLOURS, _MARKERS, strict=True)
        )
        terms = table.sort_values(by, kind="stable").groupby("term", sort=False, observed=True)
        for term, (line, colour, marker) in zip(table["term"].unique(), looks, strict=False):
            rows = terms.get_group(term)
            axes.plot(
                rows[by].to_numpy(), rows[column].astype("float64").to_numpy(na_value=float("nan")),
                label=_shorten(str(term)), color=colour, marker=marker, linestyle=line,
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
        axes.set_xlabel("年份" if by == "year" else by)
        axes.set_ylabel(_label(column))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        if table[by].nunique() == 1:
            axes.set_xlim(table[by].iloc[0] - 1, table[by].iloc[0] + 1)
        columns = -(-table["term"].nunique() // _LEGEND_ROWS)
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), ncols=columns)
        if title:
            axes.set_title(title)
    set_stamp(axes, table)
    return axes


def _has_bands(table: pd.DataFrame, column: str, interval: bool | None) -> bool:
    """Tell whether intervals are drawn around the lines."""
    if interval:
        _require(table, "low", "high")
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


def heatmap(
    table: pd.DataFrame,
    *,
    value: str | None = None,
    title: str | None = None,
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

    _require(table, "term")
    group = _group_column(table)
    if group is None:
        raise SchemaError("The table has no groups. Count with `by`, for instance by='document'.")
    column = _value_column(table, value)
    grid = table.pivot_table(
        index="term", columns=group, values=column, sort=False, observed=True, dropna=False
    ).astype("float64")
    grid = grid.reindex(
        index=table["term"].drop_duplicates(), columns=table[group].drop_duplicates()
    )
    if max(len(str(name)) for name in grid.columns) > _MAX_ACROSS:
        grid = grid.T
    across, down = ([_shorten(str(name)) for name in names] for names in (grid.columns, grid.index))
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
            image, ax=axes, label=_label(column), shrink=0.8, pad=0.02
        )
        scale.outline.set_visible(False)
        fonts.apply(scale.ax)
        if title:
            axes.set_title(title)
    set_stamp(axes, table)
    return axes


def _shorten(name: str) -> str:
    """Cut a long name for an axis; a section without a heading is the text before the first."""
    if not name:
        return "（文首）"
    return name if len(name) <= _MAX_LABEL else name[: _MAX_LABEL - 1] + "…"


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

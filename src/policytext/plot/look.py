"""One look for all charts: colours, fonts, words of two languages, titles and source lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from policytext.errors import InputError, SchemaError
from policytext.plot import fonts
from policytext.plot.saving import set_stamp
from policytext.statistics.options import check_choice

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = [
    "COLOURS",
    "DASHES",
    "INK",
    "LANGUAGES",
    "MARKERS",
    "MUTED",
    "drawing",
    "finish",
    "group_column",
    "label",
    "panel_sizes",
    "require",
    "shorten",
    "value_column",
]

#: Okabe and Ito's colours, told apart by colour-blind readers, in an order that also differs in
#: grey (Okabe, M. & Ito, K. 2008, Color Universal Design).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = "osD^vPX"
#: One for each round of the colours, so that no two of 28 lines look the same.
DASHES = ("-", "--", ":", "-.")
#: Of text, and of what should not be looked at first.
INK, MUTED = "#333333", "#777777"
_STYLE: dict[Any, Any] = {
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.axisbelow": True,
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelcolor": INK,
    "axes.grid": False,
    "grid.color": "#dddddd",
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
}
LANGUAGES = ("zh", "en")
#: What an axis says of a column, in Chinese and in English.
_LABELS = {
    "count": ("次数", "occurrences"),
    "per_10k_chars": ("每万字次数", "per 10,000 characters"),
    "per_million": ("每百万词次数", "per million words"),
    "log_ratio": ("对数比", "log ratio"),
    "smooth": ("平滑后的频率", "smoothed rate"),
    "doc_freq": ("文档数", "documents"),
    "score": ("得分", "score"),
    "share": ("占全文比例", "share of the text"),
    "year": ("年份", "year"),
    "term": ("词语", "term"),
    "theme": ("主题", "theme"),
    "document": ("文件", "document"),
}
_NAMES = ("term", "theme", "label", "heading")
_MAX_LABEL = 24


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


def finish(
    axes: Axes,
    table: Any,
    *,
    title: str | None = None,
    title_pad: float | None = None,
    source: str | None = None,
    lang: str = "zh",
) -> None:
    """Write the title and the source line of a chart, and keep the stamp of its table.

    `title_pad`, in points, lifts the title above what stands between it and the axes.
    """
    if title:
        axes.set_title(title, pad=title_pad)
    if source:
        head = "资料来源：" if lang == "zh" else "Source: "
        # Below whatever stands under the axis, the lowest of which is the axis label.
        axes.annotate(
            head + source,
            (0, 0),
            xycoords=axes.xaxis.label if axes.get_xlabel() else "axes fraction",
            xytext=(0, -8 if axes.get_xlabel() else -30),
            textcoords=("axes fraction", "offset points"),
            va="top",
            fontsize=8,
            color=MUTED,
            annotation_clip=False,
        )
        fonts.apply(axes)
    set_stamp(axes, table)


def panel_sizes(panels: Sequence[Axes]) -> list[tuple[float, float]]:
    """Lay the figures out and measure their axes: width and height in points (1/72 inch)."""
    figures: set[Any] = set()
    for panel in panels:
        fonts.apply(panel)
        assert panel.figure is not None
        figures.add(panel.figure.figure)
    # Axes have their place only once the figure is laid out.
    for figure in figures:
        figure.draw_without_rendering()
    boxes = [panel.bbox.transformed(panel.figure.dpi_scale_trans.inverted()) for panel in panels]
    return [(72 * box.width, 72 * box.height) for box in boxes]


def label(column: str, lang: str = "zh") -> str:
    """Name a column on an axis, in Chinese or English."""
    check_choice("lang", lang, LANGUAGES)
    return _LABELS[column][LANGUAGES.index(lang)] if column in _LABELS else column


def require(
    table: pd.DataFrame, *columns: str, made_by: str = "`count`, `trend` or `frequencies`"
) -> None:
    """Refuse a table that lacks a column, naming the function that makes such a table."""
    missing = [column for column in columns if column not in table]
    if missing:
        raise SchemaError(
            f"The table has no column {missing}; it has {list(table.columns)}. "
            f"Pass the table that {made_by} returns."
        )
    if not len(table):
        raise InputError("The table has no rows, so there is nothing to draw.")


def value_column(table: pd.DataFrame, value: str | None) -> str:
    """Choose the column to draw: the one named, else a rate if there are groups, else the count."""
    if value is not None:
        require(table, value)
        return value
    grouped = group_column(table) is not None
    wanted = ("per_10k_chars", "per_million", "count") if grouped else ("count", "score")
    found = next((column for column in wanted if column in table), None)
    if found is None:
        require(table, "count")
    return str(found)


def group_column(table: pd.DataFrame) -> str | None:
    """Return the column that `by` made: the first, unless that is the term or a value."""
    first = str(table.columns[0])
    values = [name for name in _LABELS if name not in ("year", "document")]
    return None if first in (*_NAMES, *values) else first


def shorten(name: str) -> str:
    """Cut a long name for an axis; a section without a heading is the text before the first."""
    if not name:
        return "（文首）"
    return name if len(name) <= _MAX_LABEL else name[: _MAX_LABEL - 1] + "…"

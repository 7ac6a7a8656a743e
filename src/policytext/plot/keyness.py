"""Keyness: the terms that set two groups of texts apart, on two sides."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from policytext.errors import InputError
from policytext.plot import fonts
from policytext.plot.look import COLOURS, INK, MUTED, drawing, finish, label, require, shorten
from policytext.statistics.options import check_choice, check_numbers

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

__all__ = ["keyness"]

#: What the sides are called if they are not named, and what the small numbers are.
_WORDS = {
    "target": ("目标文本", "target"),
    "reference": ("参照文本", "reference"),
    "counts": ("小号数字：{} / {}的次数", "small numbers: occurrences in {} / {}"),
    "interval": ("横线：{}置信区间", "lines: {}confidence intervals"),
    "score": ("关键性得分", "keyness score"),
    "log_ratio": ("对数比（以 2 为底）", "log ratio (base 2)"),
}
_TARGET, _REFERENCE = COLOURS[0], COLOURS[1]
#: The colour of the reference, dark enough for text.
_REFERENCE_NAME = "#9C4400"
_COUNTS = ("count_target", "count_reference")
#: Height of a row in inches; gaps in points beside a bar and between a term and its numbers.
_ROW, _GAP, _BETWEEN = 0.25, 4, 4


def keyness(
    table: pd.DataFrame,
    *,
    top: int = 20,
    value: str = "score",
    target: str | None = None,
    reference: str | None = None,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw the most typical terms of two groups of texts as bars to the right and to the left.

    Parameters
    ----------
    table : DataFrame
        From `policytext.keyness`: a row a term, with its `score`.
    top : int, default 20
        How many terms to draw on each side: those with the highest scores where the value is
        above 0, those with the lowest where it is below. Rows without a value are left out.
    value : {"score", "log_ratio"}, default "score"
        What the bars are as long as: how sure the difference is, or how great. A log ratio has a
        line for its interval, from `log_ratio_low` to `log_ratio_high`, where the table has one.
    target, reference : str, optional
        What the two sides are called.
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
        Bars to the right for the target and to the left for the reference, the longest on top.
        At the end of each stand its term and, small, its counts in the side on the left and in
        the side on the right.

    Raises
    ------
    SchemaError
        If the table lacks a column.
    InputError
        If it has no row with a value, a value is infinite, or an option has a value that cannot
        be used.

    Notes
    -----
    A score that has no sign, as the odds ratio, puts all terms on the side of the target: draw
    the log ratio then.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.datasets.load("work_reports").segment()
    >>> table = pt.keyness(tokens, slice(2018, None), by="year", min_length=2)
    >>> ax = pt.plot.keyness(table, top=3, target="2018—2023", reference="2012—2017")
    >>> [round(bar.get_width()) for bar in ax.patches]
    [45, 31, 19, -19, -11, -11]
    """
    check_choice("value", value, ("score", "log_ratio"))
    check_numbers(top=top)
    require(table, "term", value, made_by="`keyness`")
    known = table.dropna(subset=[value])
    require(known)
    if not all(map(isfinite, known[value])):
        raise InputError(
            f"The column {value!r} has a value that is infinite. Leave its row out, or make the "
            'table with zeros="half".'
        )
    sides = _sides(known, value, top)
    names = [
        given or _WORDS[side][lang == "en"]
        for side, given in (("target", target), ("reference", reference))
    ]
    label(value, lang)
    rows = max(map(len, sides))
    with drawing(ax, (7.5, 1.35 + _ROW * (rows + 1))) as axes:
        written = [
            _draw_side(axes, side, value, sign) for side, sign in zip(sides, (1, -1), strict=True)
        ]
        axes.axvline(0, color="#555555", linewidth=0.8)
        axes.set_ylim(rows - 0.4, -1.5)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(_axis_label(table, value, names, lang), linespacing=1.5)
        finish(axes, table, title=title, source=source, lang=lang)
        for name, side, sign in zip(names, written, (1, -1), strict=True):
            if side:
                side.append((0, [_name_side(axes, name, sign)]))
        _fit(axes, written)
    return axes


def _sides(known: pd.DataFrame, value: str, top: int) -> list[pd.DataFrame]:
    """Choose the most typical terms of the target and of the reference, longest bars first."""
    ranking = "score" if "score" in known else value
    sides = []
    for rows, rising in ((known[known[value] > 0], False), (known[known[value] < 0], True)):
        chosen = rows.sort_values([ranking, "term"], ascending=[rising, True]).head(top)
        sides.append(chosen.sort_values(value, ascending=rising, kind="stable"))
    if not sum(map(len, sides)):
        raise InputError("The table has no value other than 0, so there is nothing to draw.")
    return sides


def _draw_side(axes: Axes, side: pd.DataFrame, value: str, sign: int) -> list[tuple[float, Any]]:
    """Draw the bars of a side; return where each label is anchored, and the label's texts."""
    values = side[value].astype(float).tolist()
    interval = _has_interval(side, value)
    axes.barh(
        range(len(side)), values, height=0.7, linewidth=0, alpha=0.55 if interval else 1,
        color=_TARGET if sign > 0 else _REFERENCE,
    )  # fmt: skip
    ends = values
    if interval:
        low, high = (side[f"log_ratio_{end}"].astype(float).tolist() for end in ("low", "high"))
        for row, (a, b) in enumerate(zip(low, high, strict=True)):
            # One that crosses the middle keeps off the bar of the other side.
            height = row + 0.16 * sign * (a < 0 < b)
            axes.plot([a, b], [height] * 2, color=INK, linewidth=1.1, marker="|", markersize=4)
        ends = [max(v, b) if sign > 0 else min(v, a)
                for v, a, b in zip(values, low, high, strict=True)]  # fmt: skip
    return [
        (end, _label_bar(axes, row, end, record, sign))
        for row, (end, (_, record)) in enumerate(zip(ends, side.iterrows(), strict=True))
    ]


def _label_bar(
    axes: Axes, row: int, end: float, record: pd.Series[Any], sign: int
) -> list[Annotation]:
    """Write a term at the end of its bar and its counts beside it, those of the left side first."""
    outward = "left" if sign > 0 else "right"
    looks: dict[str, Any] = {
        "textcoords": "offset points", "va": "center", "ha": outward, "parse_math": False,
        "fontfamily": list(fonts.families()), "in_layout": False, "annotation_clip": False,
    }  # fmt: skip
    texts = [
        axes.annotate(
            shorten(str(record["term"])), (end, row), (sign * _GAP, 0), fontsize=10, color=INK,
            **looks,
        )
    ]  # fmt: skip
    if set(_COUNTS) <= set(record.index):
        right, left = (int(record[name]) for name in _COUNTS)
        texts.append(
            axes.annotate(
                f"{left:,} / {right:,}", (end, row), (sign * _GAP, -0.5), fontsize=7, color=MUTED,
                **looks,
            )
        )  # fmt: skip
    return texts


def _has_interval(table: pd.DataFrame, value: str) -> bool:
    """Tell whether the bars have lines for their intervals."""
    return value == "log_ratio" and {"log_ratio_low", "log_ratio_high"} <= set(table.columns)


def _axis_label(table: pd.DataFrame, value: str, names: list[str], lang: str) -> str:
    """Say what the bars are, what the lines, and what the small numbers."""
    english = lang == "en"
    notes = []
    if _has_interval(table, value):
        confidence = (table.attrs.get("stamp") or {}).get("confidence")
        level = "" if confidence is None else f"{100 * float(confidence):g}% "
        notes.append(_WORDS["interval"][english].format(level))
    if set(_COUNTS) <= set(table.columns):
        notes.append(_WORDS["counts"][english].format(names[1], names[0]))
    separator = "; " if english else "；"
    return "\n".join([_WORDS[value][english], separator.join(notes)]).strip()


def _name_side(axes: Axes, name: str, sign: int) -> Annotation:
    """Write the name of a side above its bars."""
    return axes.annotate(
        f"{name} →" if sign > 0 else f"← {name}", (0, -1), (sign * _GAP, 0),
        textcoords="offset points", ha="left" if sign > 0 else "right", va="center", fontsize=11,
        fontweight="bold", color=_TARGET if sign > 0 else _REFERENCE_NAME, annotation_clip=False,
        in_layout=False, parse_math=False, fontfamily=list(fonts.families()),
    )  # fmt: skip


def _fit(axes: Axes, written: list[list[tuple[float, list[Annotation]]]]) -> None:
    """Put the numbers behind their terms and choose the limits so that all labels lie inside."""
    from matplotlib.text import Text

    assert axes.figure is not None
    figure: Any = axes.figure.figure
    fonts.apply(axes)
    figure.draw_without_rendering()
    scale = 72 / figure.dpi
    needed: list[list[tuple[float, float]]] = []
    for sign, side in zip((1, -1), written, strict=True):
        needed.append([])
        for end, texts in side:
            width = float(_GAP)
            for text in texts:
                text.set_position((sign * width, text.xyann[1]))
                width += Text.get_window_extent(text).width * scale + _BETWEEN
            needed[-1].append((abs(end), width))
    room = axes.bbox.width * scale
    # Points a unit, as many as leave room for the widest of bar and label on both sides.
    low, high = 0.0, room / max(end for side in needed for end, _ in side)
    for _ in range(60):
        middle = (low + high) / 2
        whole = sum(max((e * middle + w for e, w in side), default=0) for side in needed)
        low, high = (middle, high) if whole <= room else (low, middle)
    # Where labels alone fill the axes, bars keep a tenth of it, and labels stand out.
    unit = max(low, 0.1 * room / max(end for side in needed for end, _ in side))
    right, left = (max((e + w / unit for e, w in side), default=0) for side in needed)
    axes.set_xlim(-left, right)

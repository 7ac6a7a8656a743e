"""The outline of a document as an icicle: each section as long as its text."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from policytext.errors import InputError, SchemaError
from policytext.plot import fonts
from policytext.plot.labels import letters, measure, wrap
from policytext.plot.look import MUTED, drawing, finish, label, require, shorten
from policytext.plot.streams import FILLS, HATCHES, NO_THEME
from policytext.structure import Outline
from policytext.structure.section import ITEMS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle

    from policytext.document import Document

__all__ = ["outline"]

#: From the outermost level inwards, dark enough for white letters, then light enough for black.
_LEVELS = ("#005A8E", "#4C93BF", "#9CC3DD", "#CFE2EF", "#E9F2F8")
_COLUMNS = ("level", "heading", "heading_path", "start", "end")
#: Sizes of the headings: the usual one, and one for low rectangles, in points.
_FONT, _SMALL = 9.0, 7.0
#: So few characters of a heading say nothing.
_SHORTEST = 5
#: The height of a line, in sizes of its letters, and the room left and right of it, in points.
_LINE, _MARGIN = 1.4, 4.0
#: So many colours in a row differ in grey; the next ones have a hatch.
_SHADES = 3
_HATCHES = (*HATCHES, "\\\\\\\\", "----", "++++")
#: The width of a level, in points.
_NARROW, _WIDE = 90.0, 290.0
#: The height of a figure, in inches.
_LOW, _HIGH = 2.5, 11.0
_WORDS = {
    "chars": ("字数", "characters"),
    "level": ("第 {} 层", "level {}"),
    "none": ("未归类", "none"),
}


class _Fill(NamedTuple):
    """How the sections of one value look."""

    name: str
    colour: str
    hatch: str


class _Place(NamedTuple):
    """Where a section stands in the picture: its level from 0, its first and last character."""

    row: int
    depth: int
    begin: float
    end: float


def outline(
    table: pd.DataFrame | Outline | Document,
    *,
    value: str = "chars",
    depth: int | None = None,
    items: bool = False,
    colour: str | Mapping[str, object] | pd.Series | None = None,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw the outline of a document as an icicle, each section as long as its text.

    Parameters
    ----------
    table : DataFrame, Outline or Document
        From the outline's `to_pandas`, of one document; or the document or its outline.
    value : str, default "chars"
        The column that gives the length of a section, sub-sections included.
    depth : int, optional
        How many levels to draw; by default all.
    items : bool, default False
        Draw the items of enumerations too (一是, ——), which are parts of paragraphs.
    colour : str, mapping or Series, optional
        What the colours say: a column of the table, or a value for each `heading_path`, as each
        section's leading theme. By default the level. Units of `theme_units` end at the next
        heading, so that of a section with sub-sections is what it says before them.
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
        One rectangle a section, in the order of the text from the top down and its level from
        left to right, with its heading and its length where they fit. What a section says outside
        its sub-sections is left white beside it.

    Raises
    ------
    SchemaError
        If the table lacks a column.
    InputError
        If there is no section to draw, a length is missing or negative, or an option has a value
        that it may not have.

    Examples
    --------
    >>> import policytext as pt
    >>> report = pt.datasets.load("study_report")
    >>> ax = pt.plot.outline(report[0])
    >>> [bar.get_height() for bar in ax.patches][:2]
    [899.0, 280.0]

    Coloured by the leading theme of each section:

    >>> units = pt.theme_units(report, top=1)
    >>> ax = pt.plot.outline(report[0], colour=units.set_index("heading_path")["theme"])
    >>> [text.get_text() for text in ax.get_legend().get_texts()][:2]
    ['党的建设', '经济']
    """
    rows = _rows(table, value, depth, items)
    places = _places(rows, value)
    if depth is not None:
        places = [place for place in places if place.depth < depth]
    height = _height(places)
    widths = _widths(rows, places, height)
    edges = [sum(widths[:level]) for level in range(len(widths) + 1)]
    fills = _fills(rows, colour, lang)
    size = (0.9 + edges[-1] / 72 + (1.4 if fills else 0), 0.6 + height + 0.3 * bool(title))
    with drawing(ax, size) as axes:
        bars = []
        for place in places:
            look = _level_look(place.depth) if fills is None else fills[place.row]
            bars.append(_draw(axes, place, edges, look))
        axes.set_xlim(0, edges[-1])
        axes.set_ylim(max(place.end for place in places), 0)
        middles = [(low + high) / 2 for low, high in pairwise(edges)]
        names = [_word("level", lang).format(level + 1) for level in range(len(widths))]
        axes.set_xticks(middles, names)
        axes.tick_params(axis="x", length=0, top=True, labeltop=True, bottom=False,
                         labelbottom=False, labelsize=8, labelcolor=MUTED)  # fmt: skip
        axes.tick_params(axis="y", labelsize=8)
        axes.spines["bottom"].set_visible(False)
        axes.set_ylabel(_word("chars", lang) if value == "chars" else label(value, lang))
        axes.yaxis.set_major_formatter("{x:,.0f}")
        if fills is not None:
            _add_legend(axes, fills)
        finish(axes, table, title=title, source=source, lang=lang)
        _write_headings(axes, rows, value, places, bars)
    return axes


# ---------------------------------------------------------------- where each section stands


def _rows(table: Any, value: str, depth: int | None, items: bool) -> pd.DataFrame:
    """Take the rows to draw, in the order of the text, parents before their children."""
    import pandas as pd

    if depth is not None and depth < 1:
        raise InputError(f"`depth` must be 1 or more, got {depth!r}.")
    found = table if isinstance(table, (pd.DataFrame, Outline)) else table.outline
    rows: pd.DataFrame = found.to_pandas() if isinstance(found, Outline) else found
    if "document" in rows and rows["document"].nunique() > 1:
        raise InputError("The table holds several documents. Pass the rows of one.")
    absent = [name for name in (*_COLUMNS, value) if name not in rows]
    if absent:
        raise SchemaError(
            f"The table has no column {absent}; it has {list(rows.columns)}. Pass the table of "
            "`document.outline.to_pandas()`."
        )
    if not items:
        rows = rows[~rows["level"].isin(ITEMS)]
    require(rows)
    lengths = rows[value]
    if lengths.isna().any() or (lengths < 0).any():
        raise InputError(f"The column {value!r} must have a value from 0 up in every row.")
    if not lengths.any():
        raise InputError(f"The column {value!r} is 0 in every row, so there is nothing to draw.")
    return rows.sort_values(["start", "end"], ascending=[True, False], kind="stable").reset_index(
        drop=True
    )


def _places(rows: pd.DataFrame, value: str) -> list[_Place]:
    """Find the place of each section from the spans, which lie in one another."""
    starts, ends = rows["start"].tolist(), rows["end"].tolist()
    lengths = rows[value].astype(float).tolist()
    children: dict[int, list[int]] = {-1: []}
    above: list[int] = []
    for row, start in enumerate(starts):
        while above and ends[above[-1]] <= start:
            above.pop()
        children[above[-1] if above else -1].append(row)
        children[row] = []
        above.append(row)
    found: list[_Place] = []

    def put(parent: int, depth: int, begin: float) -> None:
        """Put the children of a section in their places, and what is in them."""
        inner = children[parent]
        if not inner:
            return
        # What stands between the headings, in characters of the text.
        cursor = [starts[parent] if parent >= 0 else 0, *(ends[row] for row in inner)]
        gaps = [starts[row] - end for row, end in zip(inner, cursor[:-1], strict=True)]
        own = float(sum(gaps)) if value == "chars" else 0.0
        if parent >= 0:
            own = lengths[parent] - sum(lengths[row] for row in inner)
            if own < -1e-6 * max(lengths[parent], 1):
                raise InputError(
                    f"In the column {value!r} the sections under "
                    f"{rows['heading'].iloc[parent]!r} have more than it has itself. "
                    "Use a column of sums."
                )
            gaps.append(ends[parent] - cursor[-1])
        share = own / sum(gaps) if sum(gaps) else 0.0
        for row, gap in zip(inner, gaps, strict=False):
            begin += gap * share
            found.append(_Place(row, depth, begin, begin + lengths[row]))
            put(row, depth + 1, begin)
            begin += lengths[row]

    put(-1, 0, 0.0)
    return found


# ---------------------------------------------------------------- sizes


def _height(places: list[_Place]) -> float:
    """Choose the height of the picture, in inches, so that nearly all headings have a line."""
    sizes = sorted(place.end - place.begin for place in places)
    small = sizes[len(sizes) // 10]
    whole = max(place.end for place in places)
    needed = _FONT * _LINE * 1.05 * whole / small / 72 if small else _HIGH
    return min(max(needed, _LOW), _HIGH)


def _widths(rows: pd.DataFrame, places: list[_Place], height: float) -> list[float]:
    """Choose the width of each level by the longest heading that has room in it, in points."""
    headings = rows["heading"].astype(str).tolist()
    scale = height * 72 / max(place.end for place in places)
    widths = [_NARROW] * (1 + max(place.depth for place in places))
    for place in places:
        if (place.end - place.begin) * scale >= _SMALL * _LINE:
            needed = measure(headings[place.row], _FONT) + 3 * _MARGIN + 30
            widths[place.depth] = min(max(widths[place.depth], needed), _WIDE)
    return widths


# ---------------------------------------------------------------- colours


def _level_look(depth: int) -> _Fill:
    """Give the look of a level."""
    return _Fill("", _LEVELS[min(depth, len(_LEVELS) - 1)], "")


def _fills(rows: pd.DataFrame, colour: Any, lang: str) -> list[_Fill] | None:
    """Give each section the look of its value; None where the levels are coloured."""
    import pandas as pd

    nothing = _Fill(_word("none", lang), NO_THEME, "")
    if colour is None:
        return None
    if isinstance(colour, str):
        require(rows, colour)
        values = rows[colour]
    else:
        # The first value of a path that occurs twice.
        series = pd.Series(colour)
        series = series[~series.index.duplicated()]
        values = rows["heading_path"].map(series)
    values = values.astype(object).fillna("").astype(str)
    looks = {"": nothing}
    for place, name in enumerate(name for name in values.drop_duplicates() if name):
        hatch = _HATCHES[place // _SHADES % len(_HATCHES)]
        looks[name] = _Fill(shorten(name), FILLS[place % len(FILLS)], hatch)
    return [looks[name] for name in values]


def _add_legend(axes: Axes, fills: list[_Fill]) -> None:
    """Say what the colours mean, what has no value last."""
    from matplotlib.patches import Patch

    looks = sorted(dict.fromkeys(fills), key=lambda look: look.colour == NO_THEME)
    handles = [
        Patch(facecolor=look.colour, hatch=look.hatch, edgecolor="white", label=look.name)
        for look in looks
    ]
    axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(1, 1), fontsize=_FONT)


# ---------------------------------------------------------------- headings


def _write_headings(
    axes: Axes, rows: pd.DataFrame, value: str, places: list[_Place], bars: list[Rectangle]
) -> None:
    """Write into each rectangle as much of its heading as has room, and its length."""
    assert axes.figure is not None
    figure: Any = axes.figure.figure
    fonts.apply(axes)
    figure.draw_without_rendering()
    across, down = (float(side) * 72 / figure.dpi for side in (axes.bbox.width, axes.bbox.height))
    across /= axes.get_xlim()[1]
    down /= axes.get_ylim()[0]
    headings, lengths = rows["heading"].astype(str).tolist(), rows[value].tolist()
    for place, bar in zip(places, bars, strict=True):
        room = bar.get_width() * across - 2 * _MARGIN, bar.get_height() * down
        heading = headings[place.row] or shorten("")
        number = f"{lengths[place.row]:,.4g}" if lengths[place.row] % 1 else (
            f"{lengths[place.row]:,.0f}"
        )  # fmt: skip
        left, middle = bar.get_x() + _MARGIN / across, bar.get_y() + bar.get_height() / 2
        for text, x, size, side in _lay_out(heading, number, *room):
            written = axes.text(
                left + x / across, middle, text, fontsize=size, ha=side,
                va="center", color=letters(_colour(bar)), linespacing=1.2, in_layout=False,
                clip_on=True, zorder=4,
            )  # fmt: skip
            written.set_clip_path(bar)
            if bar.get_hatch():
                written.set_bbox({"facecolor": _colour(bar), "linewidth": 0, "pad": 1})


def _lay_out(
    heading: str, number: str, width: float, height: float
) -> list[tuple[str, float, float, Any]]:
    """Lay out a heading and a number in a rectangle: text, x, size and side of each, in points."""
    size = next((size for size in (_FONT, _SMALL) if height >= size * _LINE), None)
    if size is None:
        return []
    lines = int(height / (size * _LINE))
    beside = measure(number, size - 1) + 2 * _MARGIN
    wrapped = wrap(heading, width - beside, lines, size)
    if len(wrapped) > 1 and not wrapped[-1].endswith("…"):
        # Lines of like length, rather than a last one of one character.
        even = wrap(heading, measure(heading, size) / len(wrapped) + 1.5 * size, lines, size)
        wrapped = even if len(even) == len(wrapped) else wrapped
    if len(wrapped[0]) < min(len(heading), _SHORTEST):
        # The heading says more than the number.
        return [("\n".join(wrap(heading, width, lines, size)), 0.0, size, "left")]
    return [("\n".join(wrapped), 0.0, size, "left"), (number, width, size - 1, "right")]


def _colour(bar: Rectangle) -> str:
    """Give the colour of a rectangle."""
    from matplotlib.colors import to_hex

    return to_hex(bar.get_facecolor())


def _draw(axes: Axes, place: _Place, edges: list[float], look: _Fill) -> Rectangle:
    """Draw the rectangle of a section."""
    from matplotlib.patches import Rectangle

    left, right = edges[place.depth : place.depth + 2]
    bar = Rectangle(
        (left, place.begin), right - left, place.end - place.begin, facecolor=look.colour,
        hatch=look.hatch, edgecolor="white", linewidth=0.8,
    )  # fmt: skip
    axes.add_patch(bar)
    return bar


def _word(name: str, lang: str) -> str:
    """Give a word of this chart; `label` refuses another language."""
    label("count", lang)
    return _WORDS[name][lang == "en"]

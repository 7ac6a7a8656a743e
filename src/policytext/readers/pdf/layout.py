"""Which lines of a PDF make a paragraph: told from where they end, begin and stand.

A line that was broken to fit is one after which the next line's first word had no room; a line
that ends earlier ends its paragraph. Indents, distances and font sizes tell the rest.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from policytext.metadata.numbers import only_number
from policytext.numbering import parse_marker
from policytext.readers.pdf.characters import Cell, Line

__all__ = ["paragraphs"]

# Punctuation that may not begin a line, and that which may not end one.
_CLOSING = "，。、；：？！）》”’」』】〕〉…—·•％,.;:?!)]}%"
_OPENING = "“‘（《「『【〔〈([{"
#: May stand beyond the right margin, or be set narrower to fit.
_HANGING = "，。、；：？！）》”’」』】〕〉,.;:?!)"
_ENDED = re.compile("[。！？；：!?;:）)][”’』」）)》]*$")
# What cannot be broken at a line end: a Latin word, a number, dots, dashes, with what clings to it.
_UNIT = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[!-~·]+|[…—]+|.)[{re.escape(_CLOSING)}]*", re.DOTALL
)
_BULLET = re.compile(r"[●○•·◆■□▲★※*\-–—☆➢✓][ \t\u3000]*|[①-⑳][ \t\u3000]*")
# Other beginnings that only an item or article has.
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百千零〇]{1,7}(?:[编章节]|条[ \u3000])|\d+(?:\.\d+)+[ \u3000]|"
    + _BULLET.pattern
)
_DATED = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日[ \u3000]")
_CHAPTER = re.compile("第[一二三四五六七八九十百]{1,5}[编章节][ \u3000]")
#: Lengths in characters of the line's size: a difference that is seen, and a first-line indent.
_SEEN = 0.35
_INDENT = 0.7
#: A line that begins beyond this share of the column is set to the right and is no wrapped text.
_RIGHT_HALF = 0.4


class _Column(NamedTuple):
    """The edges of a column of text, and how it is set.

    `edge` is where most of the lines end that are full, `right` the farthest place.
    """

    left: float
    right: float
    edge: float
    size: float
    pitch: float
    justified: bool
    indented: bool


def paragraphs(lines: Sequence[Line], widths: Sequence[float]) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph, in order.

    Parameters
    ----------
    lines : sequence of Line
        The lines of a whole document in reading order, without running heads and page numbers.
    widths : sequence of float
        The width of each page, in points.
    """
    columns = _columns(lines, widths)
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and not _goes_on(paragraph, line, columns):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


# ---------------------------------------------------------------- columns


def _key(line: Line) -> tuple[object, ...]:
    """Name the column that a line belongs to: of its kind of page, or its cell."""
    if isinstance(line.part, Cell):
        return (line.page, line.part)
    return (line.part, line.page % 2)


def _columns(lines: Sequence[Line], widths: Sequence[float]) -> dict[tuple[object, ...], _Column]:
    """Measure the columns of a document."""
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault(_key(line), []).append(line)
    columns = {}
    for key, group in groups.items():
        part = group[0].part
        if isinstance(part, Cell):
            columns[key] = _cell_column(part, group)
            continue
        # Pages of a book are set in to the spine; where left and right pages are alike,
        # their lines are counted together.
        other = groups.get((part, 1 - group[0].page % 2), [])
        alike = other and abs(_left(group) - _left(other)) < 4
        columns[key] = _text_column(
            group + other if alike or len(group) < 8 else group, widths[group[0].page]
        )
    return columns


def _left(lines: Sequence[Line]) -> float:
    """Find the left edge: the leftmost place where lines begin again and again."""
    counts = Counter(round(line.left) for line in lines)
    often = max(1, min(3, len(lines) // 10))
    near = {x: counts[x - 1] + counts[x] + counts[x + 1] for x in counts}
    return float(min((x for x in counts if near[x] >= often), default=0))


def _text_column(lines: Sequence[Line], width: float) -> _Column:
    """Measure a column of running text."""
    size = _common(line.size for line in lines)
    body = [line for line in lines if abs(line.size - size) < 0.1 * size] or list(lines)
    near = _left(body)
    left = min(line.left for line in body if abs(line.left - near) < 2.5)
    mirrored = width - left if body[0].part == "page" else None
    right = _right(body, size, mirrored)
    pitches = [
        round(2 * (before.bottom - after.bottom)) / 2
        for before, after in pairwise(body)
        if before.page == after.page and before.bottom > after.bottom
        and before.right > right - 2 * size
    ]  # fmt: skip
    pitch = _common(pitches) if pitches else 0.0
    full = [line for line in body if right - 1.1 * size < line.right]
    spread = sum(_is_spread(line) for line in full)
    indents = [line for line in body if _INDENT * size < line.left - left < 3.5 * size]
    return _Column(
        left, right, _common(line.right for line in full) if full else right, size, pitch,
        justified=len(full) > 5 and spread * 2 > len(full),
        indented=len(indents) * 20 > len(body),
    )  # fmt: skip


def _right(lines: Sequence[Line], size: float, mirrored: float | None) -> float:
    """Find the right edge: the farthest that lines reach, hanging punctuation aside.

    `mirrored` is where it would be were the right margin as wide as the left. Lines that reach
    farther must be several, and where few reach as far as any the page is not filled at all.
    """
    ends = [line.right for line in lines if line.text[-1] not in _HANGING]
    ends = sorted(ends or (line.right - size for line in lines))
    for index in range(len(ends) - 1, -1, -1):
        end = ends[index]
        near = index + 1 - bisect_right(ends, end - 0.25 * size)
        if mirrored is not None and end < mirrored + size:
            return end if near > 2 else max(end, mirrored)
        if near >= min(3, 1 + len(ends) // 8):
            return end
    return ends[-1]


def _is_spread(line: Line) -> bool:
    """Tell whether the characters of a line are set apart to fill it."""
    return line.spread > 0.001 * line.size


def _ends_at(line: Line, column: _Column) -> bool:
    """Tell whether a line ends at the right edge, or with a mark beyond it."""
    ends = (line.lefts[-1], line.right) if line.text[-1] in _HANGING else (line.right,)
    slack = 0.12 * line.size
    return any(column.edge - slack < end < column.right + slack for end in ends)


def _common(values: Iterable[float]) -> float:
    """Return the most common of some lengths, to half a point."""
    counts = Counter(round(2 * value) / 2 for value in values)
    return max(counts, key=lambda value: (counts[value], -value))


def _cell_column(cell: Cell, lines: Sequence[Line]) -> _Column:
    """Measure a cell: its edges, less the padding that its text shows."""
    size = _common(line.size for line in lines)
    padding = min(
        [line.left - cell.left for line in lines] + [cell.right - line.right for line in lines]
    )
    padding = max(0.0, min(padding, 0.8 * size))
    left, right = cell.left + padding, cell.right - padding
    return _Column(left, right, right, size, 0.0, justified=False, indented=False)


# ---------------------------------------------------------------- one line and the next


def _goes_on(paragraph: list[Line], line: Line, columns: dict[tuple[object, ...], _Column]) -> bool:
    """Tell whether a line goes on from the paragraph before it."""
    before = paragraph[-1]
    column, here = columns[_key(before)], columns[_key(line)]
    if (isinstance(before.part, Cell) or isinstance(line.part, Cell)) and before.part != line.part:
        return False
    if abs(before.size - line.size) > 0.09 * max(before.size, line.size):
        return False
    if before.page == line.page and before.part == line.part:
        drop = before.bottom - line.bottom
        # Beside it stands the next cell of a row.
        if drop < 0.3 * line.size or drop > _pitch_limit(paragraph, column):
            return False
    if _is_centred(line, here) and not _first_line_indent(line, here):
        return _centred_goes_on(paragraph, line, column, here)
    if before.left - column.left > _RIGHT_HALF * (column.right - column.left):
        return False
    return _is_full(paragraph, line, column) and _begins_like_rest(paragraph, line, columns)


def _pitch_limit(paragraph: list[Line], column: _Column) -> float:
    """Return the distance of lines beyond which there is space between paragraphs."""
    before = paragraph[-1]
    usual = column.pitch * max(1.0, before.size / column.size)
    if not usual:
        return float("inf")
    if len(paragraph) > 1 and paragraph[-2].page == before.page:
        usual = max(usual, paragraph[-2].bottom - before.bottom)
    # A line that was spread goes on, whatever the distance is.
    return usual * (2.2 if column.justified and _is_spread(before) else 1.18)


def _edges(line: Line, column: _Column) -> tuple[float, float]:
    """Return the room left and right of a line, in characters."""
    return (line.left - column.left) / line.size, (column.right - line.right) / line.size


def _is_centred(line: Line, column: _Column) -> bool:
    """Tell whether a line stands in the middle with room on both sides."""
    left, right = _edges(line, column)
    return left > 0.8 and abs(left - right) < 0.7


def _first_line_indent(line: Line, column: _Column) -> bool:
    """Tell whether a line begins where the first lines of indented paragraphs do."""
    return column.indented and abs((line.left - column.left) / column.size - 2) < 0.3


def _centred_goes_on(paragraph: list[Line], line: Line, column: _Column, here: _Column) -> bool:
    """Tell whether a centred line goes on a centred paragraph: none of it had room before."""
    if _begins_anew(paragraph, line):
        return False
    for before in paragraph:
        left, right = _edges(before, column)
        if abs(left - right) > 0.7:
            return False
    left, right = _edges(paragraph[-1], column)
    if left < 0.8 and line.size < 1.08 * here.size and len(paragraph) + 1 > 3:
        return False
    return left + right < _need(line) / line.size


def _is_full(paragraph: list[Line], line: Line, column: _Column) -> bool:
    """Tell whether a paragraph's last line ends where the next one's beginning had no room."""
    before = paragraph[-1]
    # The right edge is that of the widest line, which may stand out by a hair.
    need = _need(line) + _autospace(before, line) + 0.05 * line.size
    full = column.right - before.right < need
    if full and column.justified and not column.indented:
        # The last line of a paragraph is not spread, but in one that is not justified none is.
        ragged = _is_ragged(line, column) or (
            len(paragraph) > 1 and _is_ragged(paragraph[-2], column)
        )
        full = not _is_ragged(before, column) or ragged or not _ENDED.search(before.text)
    if full and _ENDED.search(before.text) and _is_marked(line.text):
        return False
    return full and not _begins_anew(paragraph, line)


def _begins_anew(paragraph: list[Line], line: Line) -> bool:
    """Tell whether a line is a chapter's title, a document number, or a law's next date."""
    dated = _DATED.match(paragraph[0].text) and _DATED.match(line.text)
    return bool(
        dated or _CHAPTER.match(line.text) or only_number("".join(line.text.split())) is not None
    )


def _is_ragged(line: Line, column: _Column) -> bool:
    """Tell whether a line that is nearly full was left as it was, not spread."""
    near = column.right - line.right < 1.3 * line.size
    return near and not _is_spread(line) and not _ends_at(line, column)


def _need(line: Line) -> float:
    """Return the width of what a line begins with that could not be broken."""
    match = _UNIT.match(line.text)
    assert match is not None
    end = match.end()
    # Where the next character begins tells more than how wide the font says the last one is.
    right = line.lefts[end] if end < len(line.lefts) else line.right
    return right - line.left + line.spread


def _autospace(before: Line, line: Line) -> float:
    """Return the room that programs leave between Han and Latin characters."""
    return 0.26 * line.size if before.text[-1].isascii() != line.text[0].isascii() else 0.0


def _is_marked(text: str) -> bool:
    """Tell whether a line begins with a number or a bullet."""
    return bool(parse_marker(text) or _NUMBERED.match(text))


def _begins_like_rest(
    paragraph: list[Line], line: Line, columns: dict[tuple[object, ...], _Column]
) -> bool:
    """Tell whether a line begins where the next line of the paragraph has to."""
    here = columns[_key(line)]
    inset = (line.left - here.left) / line.size
    first = paragraph[0]
    if len(paragraph) > 1:
        rest = paragraph[1]
        return abs(inset - _inset(rest, columns)) < _SEEN
    start = _inset(first, columns)
    if inset < start - _SEEN:
        return True
    if inset < start + _SEEN:
        return not (here.indented and start > _INDENT)
    return _hangs(first, (inset - start) * line.size)


def _inset(line: Line, columns: dict[tuple[object, ...], _Column]) -> float:
    """Return how far a line is set in, in characters."""
    return (line.left - columns[_key(line)].left) / line.size


def _hangs(first: Line, inset: float) -> bool:
    """Tell whether what follows stands under the words after a number or bullet."""
    marker = parse_marker(first.text)
    bullet = _BULLET.match(first.text)
    length = marker.length if marker else bullet.end() if bullet else 0
    if not length or length >= len(first.lefts):
        return False
    return abs(first.lefts[length] - first.left - inset) < _SEEN * first.size

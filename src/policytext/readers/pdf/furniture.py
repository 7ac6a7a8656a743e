"""What stands around the text of a PDF page: running heads and feet, page numbers, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policytext.readers.pdf.characters import Cell, Line

__all__ = ["Furniture", "find_furniture"]

_DASH = "—–―─\\-－·•~～_<>《》〈〉\\[\\]［］()（）|｜/／"
_NUMBER = r"(?:\d{1,4}|[ivxlcIVXLC]{1,6}|[一二三四五六七八九十百零〇]{1,5})"
_PAGE_NUMBER = re.compile(
    rf"[{_DASH}\s]*(?:第?\s*{_NUMBER}\s*页?|[Pp](?:age)?\.?\s*\d{{1,4}})"
    rf"(?:[\s,，、;；/／|｜]*(?:共|of)?\s*{_NUMBER}\s*页?)?[{_DASH}\s]*"
)
_PLAIN_NUMBER = re.compile(r"\s*\d{1,4}\s*")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d]")
#: How many rows at the top and at the bottom of a page may be heads and feet.
_DEPTH = 3
#: The same place, in points.
_SAME = 3.0
#: Page numbers stand within this share of the height from the edge, heads of a single page within
#: the other.
_NUMBER_EDGE = 0.15
_HEAD_EDGE = 0.085
#: As much as this, in characters of the text, a head is away from it.
_APART = 2.3
_NOTE_MARK = re.compile(
    r"(?:[①-⑳]|[\[［〔(（]\s*\d{1,3}\s*[\]］〕)）]|\d{1,3}(?![\d.．、年月日%％])|[*＊†]+)\s*"
)


class Furniture(NamedTuple):
    """What is no text: which lines, the running heads among them, the lines of each footnote.

    `marks` are the numbers of the footnotes, each with its page.
    """

    lines: frozenset[int]
    heads: tuple[str, ...]
    notes: tuple[list[int], ...]
    marks: frozenset[tuple[int, str]]


class _Edge(NamedTuple):
    """The outermost rows at the top or bottom of a page, as indices of lines, outermost first."""

    page: int
    top: bool
    rows: list[list[int]]


def find_furniture(lines: Sequence[Line], heights: Sequence[float]) -> Furniture:
    """Find what is no text among the lines of a document.

    Parameters
    ----------
    lines : sequence of Line
        All lines in reading order.
    heights : sequence of float
        The height of each page, in points.
    """
    edges = _Edges(lines, heights)
    found: set[int] = set()
    heads: dict[str, None] = {}
    for edge in edges.edges:
        numbers, texts = edges.furniture(edge)
        found.update(numbers, texts)
        heads.update(dict.fromkeys(lines[index].text for index in texts))
    if len(found) == len(lines):
        return Furniture(frozenset(), (), (), frozenset())
    notes = tuple(_notes(lines, found, edges.size))
    found.update(index for note in notes for index in note)
    marks = frozenset((lines[note[0]].page, _mark(lines[note[0]].text)) for note in notes)
    return Furniture(frozenset(found), tuple(heads), notes, marks)


class _Edges:
    """The rows near the edges of all pages, and what is alike among them."""

    def __init__(self, lines: Sequence[Line], heights: Sequence[float]) -> None:
        self._lines = lines
        self._heights = heights
        self.size = _body_size(lines)
        self.edges = list(_edges(lines))
        self._places = Counter(
            self._place(lines[index], edge.top)
            for edge in self.edges
            for row in edge.rows[:_DEPTH]
            for index in row
        )
        #: How far the plain numbers at each edge run ahead of the pages.
        self._ahead = Counter(
            (edge.top, int(text) - edge.page)
            for edge in self.edges
            for row in edge.rows[:_DEPTH]
            if _PLAIN_NUMBER.fullmatch(text := lines[row[0]].text)
        )

    def furniture(self, edge: _Edge) -> tuple[list[int], list[int]]:
        """Return the lines of an edge that are page numbers, and those that are heads or feet."""
        numbers: list[int] = []
        texts: list[int] = []
        waiting: list[int] = []
        for depth, row in enumerate(edge.rows[:_DEPTH]):
            plain = [index for index in row if self._is_number(index, edge, len(row) == 1)]
            heads = [index for index in row if index not in plain]
            if not all(self._is_head(index, edge, depth) for index in heads):
                break
            numbers += plain
            waiting += heads
            often = depth == 0 and all(self._repeats(index, edge) > 3 for index in heads)
            if often or self._stands_apart(edge, depth):
                texts += waiting
                waiting = []
        return numbers, texts

    def _place(self, line: Line, top: bool) -> tuple[str, bool, int]:
        return _DIGITS.sub("0", line.text), top, round(line.bottom / _SAME)

    def _repeats(self, index: int, edge: _Edge) -> int:
        """Count the pages that have a line like this at its place, digits aside."""
        text, top, at = self._place(self._lines[index], edge.top)
        return sum(self._places[text, top, near] for near in (at - 1, at, at + 1))

    def _is_head(self, index: int, edge: _Edge, depth: int) -> bool:
        """Tell whether a line may be a head: it comes again, or is at the edge of the only page."""
        if not _WORD.search(self._lines[index].text):
            return False
        if len(self._heights) > 1:
            return self._repeats(index, edge) >= (2 if len(self._heights) < 6 else 3)
        line = self._lines[index]
        if not edge.top and _NOTE_MARK.match(line.text):
            return False
        small = line.size < 0.85 * self.size
        return small and self._is_near(line, edge, _HEAD_EDGE) and self._is_far(edge, depth)

    def _is_near(self, line: Line, edge: _Edge, share: float) -> bool:
        """Tell whether a line is within a share of the page's height from the edge."""
        height = self._heights[line.page]
        return line.bottom > height * (1 - share) if edge.top else line.top < height * share

    def _stands_apart(self, edge: _Edge, depth: int) -> bool:
        """Tell whether a row is in smaller type than the text, or farther from it than a line.

        The text of several pages may begin alike too.
        """
        size = max(self._lines[index].size for index in edge.rows[depth])
        return size < 0.9 * self.size or self._is_far(edge, depth)

    def _is_far(self, edge: _Edge, depth: int) -> bool:
        """Tell whether the next row is farther away than lines of a text are."""
        if depth + 1 == len(edge.rows):
            return True
        here, there = (self._lines[edge.rows[row][0]] for row in (depth, depth + 1))
        return abs(here.bottom - there.bottom) > _APART * self.size

    def _is_number(self, index: int, edge: _Edge, alone: bool) -> bool:
        """Tell whether a line is a page number: it says so, or others count on with it."""
        line = self._lines[index]
        if not (_PAGE_NUMBER.fullmatch(line.text) and self._is_near(line, edge, _NUMBER_EDGE)):
            return False
        if not _PLAIN_NUMBER.fullmatch(line.text):
            return True
        counted = self._ahead[edge.top, int(line.text) - edge.page]
        return counted > 1 or (alone and len(self._heights) == 1)


def _edges(lines: Sequence[Line]) -> Iterator[_Edge]:
    """Yield the rows at the top and at the bottom of each page, tables left out."""
    pages: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        pages.setdefault(line.page, []).append(index)
    for page, indices in pages.items():
        ordered = sorted(indices, key=lambda index: lines[index].bottom)
        for top in (False, True):
            rows: list[list[int]] = []
            for index in reversed(ordered) if top else ordered:
                line = lines[index]
                if isinstance(line.part, Cell):
                    break
                if rows and abs(line.bottom - lines[rows[-1][0]].bottom) < 0.5 * line.size:
                    rows[-1].append(index)
                elif len(rows) > _DEPTH:
                    break
                else:
                    rows.append([index])
            yield _Edge(page, top, rows)


def _body_size(lines: Sequence[Line]) -> float:
    """Return the font size of most of the text."""
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(line.size * 2) / 2] += len(line.text)
    return max(counts, key=lambda size: (counts[size], size), default=0.0)


def _notes(lines: Sequence[Line], found: set[int], size: float) -> Iterator[list[int]]:
    """Yield the lines of each footnote: small type at the foot of a page, begun by a mark."""
    pages: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if index not in found:
            pages.setdefault(line.page, []).append(index)
    for indices in pages.values():
        small = len(indices)
        while small and _is_small(lines[indices[small - 1]], size):
            small -= 1
        block = indices[small:]
        marks = [place for place, i in enumerate(block) if _NOTE_MARK.match(lines[i].text)]
        if not marks or not small:
            # A page of small type alone is a table of contents or an annex.
            continue
        for start, end in zip(marks, [*marks[1:], len(block)], strict=True):
            yield block[start:end]


def _mark(note: str) -> str:
    """Return the number of a footnote as the text refers to it."""
    match = _NOTE_MARK.match(note)
    assert match is not None
    return match[0].strip()


def _is_small(line: Line, size: float) -> bool:
    """Tell whether a line stands under the rule of the notes, or outside tables in small type."""
    return line.part == "notes" or (line.size < 0.88 * size and not isinstance(line.part, Cell))

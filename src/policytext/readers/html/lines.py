"""The lines that a page shows: which pieces of text stand on each, and where they come from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise

from policytext.offsets import Edit, OffsetMap, apply_edits
from policytext.readers.html.lists import list_numbers
from policytext.readers.html.tree import Element, Page, Text

__all__ = ["Line", "join_lines", "page_lines"]

# "\r" marks a line end of the source, "\n" one of the text.
_AS_SPACE = str.maketrans("\t\n\v\f", " \r  ")
_WIDE = re.compile("[“”‘’…—·\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_SPACES = re.compile(r"[ \r]*\r[ \r]*|  +")
_OPENERS = tuple("“‘《「『（(【〔")
_NEVER_FIRST = tuple("，。；：、？！）》”’」』】〕,;:?!)")
_WORD_NUMBER = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)


class Line:
    """A line of a page.

    Attributes
    ----------
    pieces : list of (str, int)
        Its pieces of text, each with its position in the source.
    node : int
        Number of the node that its first piece came from.
    block : Element
        The block in which it stands.
    breaks : int
        Line ends before it: 2 where a block begins or ends, or a line is empty.
    linked : int
        Characters of it in links, without spaces.
    links : set of int
        Where the links on it begin.
    """

    __slots__ = ("_text", "block", "breaks", "linked", "links", "node", "pieces", "pre")

    def __init__(self, node: int, block: Element, breaks: int, pre: bool) -> None:
        self.node = node
        self.block = block
        self.breaks = breaks
        self.pre = pre
        self.pieces: list[tuple[str, int]] = []
        self._text: str | None = None
        self.linked = 0
        self.links: set[int] = set()

    @property
    def text(self) -> str:
        """The line as it is shown."""
        if self._text is None:
            text = "".join([piece for piece, _ in self.pieces])
            self._text = re.sub("[ \r]+", " ", text).strip()
        return self._text

    @property
    def linked_share(self) -> float:
        """How much of it is in links, from 0 to 1."""
        length = sum(
            len(piece) - piece.count(" ") - piece.count("\xa0") for piece, _ in self.pieces
        )
        return self.linked / length if length and self.linked else 0.0


class _Lines:
    """Put the texts of a page on lines."""

    def __init__(self, page: Page) -> None:
        self.lines: list[Line] = []
        self._page = page
        self._numbers = list_numbers(page)
        self._number: tuple[str, Element] | None = None
        self._breaks = 2

    def begin(self, element: Element) -> None:
        if element.name == "br":
            self._breaks += 1
        elif element.block:
            self._breaks = 2
            if number := self._numbers.get(element.start):
                self._number = (number, element)

    def add(self, text: Text, node: int) -> None:
        piece, position, parent = text
        if parent.pre:
            for index, part in enumerate(piece.split("\n")):
                self._breaks += index > 0
                self._put(part.rstrip("\r"), position, parent, node)
                position += len(part) + 1
        else:
            if not piece.isprintable():
                piece = piece.translate(_AS_SPACE)
            self._put(piece, position, parent, node)

    def _put(self, piece: str, position: int, parent: Element, node: int) -> None:
        blank = not piece.strip(" \r\n")
        lines = self.lines
        fresh = self._breaks or not lines or lines[-1].block is not parent.within
        if blank and (fresh or not piece):
            return
        if fresh:
            same = lines and lines[-1].block is parent.within
            # A line end that the page asks for ends a paragraph, unless the mark beside shows not.
            breaks = 1 if same and self._breaks == 1 and self._is_torn(piece, parent) else 2
            lines.append(Line(node, parent.within, breaks, parent.pre))
            self._breaks = 0
            if self._number is not None and not piece.isspace():
                number, item = self._number
                self._number = None
                if node < item.end:
                    lines[-1].pieces += _inserted(number, item.start, item.close)
        line = lines[-1]
        if parent.name == "span" and piece.isspace() and self._after_number(parent):
            return
        line.pieces.append((piece, position))
        if parent.link and not blank:
            line.linked += len(piece) - piece.count(" ") - piece.count("\xa0")
            line.links.add(self._link(parent))

    def _is_torn(self, piece: str, parent: Element) -> bool:
        """Tell whether the last line goes on with a piece, though a line end stands between."""
        if parent.pre:
            return True
        return piece.lstrip()[:1] in _NEVER_FIRST or self.lines[-1].pieces[-1][0][-1:] in _OPENERS

    def _after_number(self, element: Element) -> bool:
        """Tell whether an element holds the gap that Word leaves after a number of a list."""
        outer = element.parent
        return any(
            e is not None and _WORD_NUMBER.search(self._page.source, e.start, e.close)
            for e in (element, outer)
        )

    @staticmethod
    def _link(element: Element) -> int:
        while element.name != "a" and element.parent is not None:
            element = element.parent
        return element.start


def page_lines(page: Page, skipped: Collection[int]) -> list[Line]:
    """Return the lines of a page without the elements whose tags begin at `skipped`."""
    lines = _Lines(page)
    nodes = page.nodes
    index = 0
    while index < len(nodes):
        node = nodes[index]
        if isinstance(node, tuple):
            lines.add(node, index)
        else:
            lines.begin(node)
            if node.start in skipped:
                index = node.end
                continue
        index += 1
    shown = []
    gap = False
    for line in lines.lines:
        if all(piece.isspace() for piece, _ in line.pieces):
            gap = True
            continue
        if gap:
            line.breaks = 2
            gap = False
        shown.append(line)
    return shown


def _inserted(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """Place text that has no characters of its own in `[start, end)` of the source."""
    if len(text) <= end - start:
        return [(text, start)]
    return [(character, min(start + i, end - 1)) for i, character in enumerate(text)]


def join_lines(lines: Iterable[Line], *, ends_are_spaces: bool = False) -> tuple[str, OffsetMap]:
    """Join lines to a text and return it with its map to the source.

    Between paragraphs stands an empty line. A line end of the source is nothing between Han
    characters, unless it always stands for a space, and a space elsewhere; several spaces are one.
    """
    pieces: list[str] = []
    new: list[int] = []
    old: list[int] = []
    kept: list[tuple[int, int]] = []
    length = 0
    for line in lines:
        start = length
        between = []
        if pieces:
            end = old[-1] + len(pieces[-1])
            between = _inserted("\n" * line.breaks, end, line.pieces[0][1] + 1)
        for piece, position in between + line.pieces:
            new.append(length)
            old.append(position)
            pieces.append(piece)
            length += len(piece)
        if line.pre:
            kept.append((start, length))
    text, joined = apply_edits("".join(pieces), _spaces("".join(pieces), kept, ends_are_spaces))
    return text, joined.through(OffsetMap(new or [0], old or [0]))


def _spaces(text: str, kept: list[tuple[int, int]], ends_are_spaces: bool) -> Iterator[Edit]:
    """Make one space of several, outside the parts where all are kept."""
    ends = [0, *(bound for span in kept for bound in span), len(text)]
    for index, (start, end) in enumerate(pairwise(ends)):
        for match in _SPACES.finditer(text, start, end) if index % 2 == 0 else ():
            before, after = text[match.start() - 1 : match.start()], text[match.end() :][:1]
            joins = "\r" in match[0] and not ends_are_spaces
            joins = joins and bool(_WIDE.match(before) and _WIDE.match(after))
            yield Edit(match.start(), match.end(), "" if joins else " ")

"""Web pages: the text of the page's main part, each character with its place in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from policytext.errors import ReadError
from policytext.offsets import Edit, OffsetMap, Source, apply_edits
from policytext.readers.raw import RawText

__all__ = ["read_html"]

# Not form: many a server wraps the whole page in one.
_HIDDEN = {
    "aside", "button", "head", "iframe", "nav", "noscript", "script", "select", "style", "svg",
    "template", "title",
}  # fmt: skip
_BLOCK = {
    "address", "article", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol",
    "p", "pre", "section", "table", "tbody", "td", "th", "tr", "ul",
}  # fmt: skip
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr",
}  # fmt: skip
_HAN = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
# "\r" marks a line end of the source, "\n" one of the text.
_SOURCE_LINE_END = rf"(?<={_HAN}) *\r[ \r]*(?={_HAN})|(?P<space>\r+)"
#: html.parser's running time grows with the square of some broken input; pages are small.
_MAX_CHARACTERS = 20_000_000
_MAX_DEPTH = 2_000
#: Shortest average link, in characters, that is text and not an item of a menu.
_MENU_ITEM = 10


class _Element:
    """An element of the page: its pieces of text and its child elements, in order."""

    __slots__ = ("characters", "content", "linked", "links", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.content: list[_Element | tuple[str, int]] = []
        self.characters = 0
        self.linked = 0
        self.links = 0


class _PageParser(HTMLParser):
    """Build the tree of visible elements, each text with its position in the source."""

    def __init__(self, source: Source) -> None:
        super().__init__(convert_charrefs=False)
        self._source = source
        # getpos counts a line at each "\n" and nothing else.
        self._lines = [0, *(m.end() for m in re.finditer("\n", source.text))]
        self.root = _Element("html")
        self._open = [self.root]
        self._hidden = 0

    def _position(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            # A page may leave out </head>.
            self._hidden = 0
        if tag in _HIDDEN:
            self._hidden += 1
        elif not self._hidden:
            element = _Element(tag)
            self._open[-1].content.append(element)
            if tag == "a":
                for outer in self._open:
                    outer.links += 1
            if tag not in _VOID and len(self._open) < _MAX_DEPTH:
                self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _HIDDEN and not self._hidden:
            self._open[-1].content.append(_Element(tag))

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
            return
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].name == tag:
                del self._open[depth:]
                return

    def _add(self, text: str, position: int) -> None:
        if self._hidden:
            return
        if not any(element.name == "pre" for element in self._open):
            text = text.replace("\t", " ").replace("\n", "\r")
        self._open[-1].content.append((text, position))
        length = len(text.strip())
        linked = any(element.name == "a" for element in self._open)
        for element in self._open:
            element.characters += length
            element.linked += length * linked

    def handle_data(self, data: str) -> None:
        self._add(data, self._position())

    def handle_entityref(self, name: str) -> None:
        self._add_reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._add_reference(f"&#{name}")

    def _add_reference(self, reference: str) -> None:
        position = self._position()
        # AT&T has no reference, and no semicolon to tell so.
        if self._source.text.startswith(";", position + len(reference)):
            reference += ";"
        self._add(unescape(reference), position)


def _main_part(root: _Element) -> _Element:
    """Find the smallest element that holds nearly all of the page's text outside links."""
    element = root
    while True:
        total = element.characters - element.linked
        children = [child for child in element.content if isinstance(child, _Element)]
        best = max(children, key=lambda child: child.characters - child.linked, default=None)
        if best is None or best.name in ("p", "span") or total == 0:
            return element
        if (best.characters - best.linked) * 10 < total * 8:
            return element
        element = best


def _without_menus(element: _Element) -> Iterator[tuple[str, int] | None]:
    """Yield the texts of an element, None where a new line begins, lists of links left out."""
    for item in element.content:
        if isinstance(item, tuple):
            yield item
            continue
        block = item.name in _BLOCK
        menu = block and item.links > 2 and item.linked * 10 > item.characters * 8
        # Titles of documents are long; what a menu offers is short.
        menu = menu and item.linked < _MENU_ITEM * item.links
        if block:
            yield None
        if not (menu and item.name in ("ul", "ol", "div", "header", "footer", "table")):
            yield from _without_menus(item)
        if block:
            yield None


def read_html(source: Source, text_column: str) -> Iterator[RawText]:
    """Yield the main text of a web page."""
    if len(source.text) > _MAX_CHARACTERS:
        raise ReadError(
            f"{source.path} has {len(source.text):,} characters; a web page may have "
            f"{_MAX_CHARACTERS:,}. Split it, or save its text as .txt."
        )
    parser = _PageParser(source)
    parser.feed(source.text)
    parser.close()
    pieces: list[str] = []
    new: list[int] = []
    old: list[int] = []
    length = last = 0
    for item in _without_menus(_main_part(parser.root)):
        text, position = ("\n", last) if item is None else item
        new.append(length)
        old.append(position)
        pieces.append(text)
        length += len(text)
        last = position
    text, joined = apply_edits("".join(pieces), _line_ends("".join(pieces)))
    offsets = joined.through(OffsetMap(new or [0], old or [0]))
    if not text.strip():
        raise ReadError(f"{source.path} shows no text: its page may be built by scripts or images.")
    yield RawText(text, offsets, source, {})


def _line_ends(text: str) -> Iterator[Edit]:
    """Make a line end of the source a space, and nothing between Han characters."""
    for match in re.finditer(_SOURCE_LINE_END, text):
        yield Edit(match.start(), match.end(), " " if match["space"] else "")

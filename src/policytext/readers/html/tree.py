"""The visible elements of a web page as a tree, each text with its place in the source.

Markup is read as browsers read it (HTML Living Standard, 13.2), as far as it matters for text.
The standard library's parser is not used: its time grows with the square of broken input (400 kB
of "<!--" took a minute), and what it makes of such input differs between versions of Python.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

__all__ = ["BLOCKS", "Element", "Page", "Text", "attributes", "parse_page"]

#: Elements that begin a line of their own.
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "menu", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
_HIDDEN = frozenset((
    "applet", "aside", "audio", "button", "canvas", "datalist", "nav", "object", "rp", "rt",
    "select", "svg", "template", "video", "xml",
))  # fmt: skip
#: Elements whose content is no markup; all but xmp are not shown.
_RAW = frozenset((
    "iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title",
))  # fmt: skip
_VOID = frozenset((
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
))  # fmt: skip
#: Their tags say nothing of the text; all that stands outside them stands in the body as well.
_IGNORED = frozenset(("body", "head", "html"))

#: What an element is to the start tags that close it.
_ROLES = {
    "p": "p", "li": "li", "dt": "dd", "dd": "dd", "td": "cell", "th": "cell", "tr": "row",
    "tbody": "group", "thead": "group", "tfoot": "group",
}  # fmt: skip
_CLOSES = {name: ("p",) for name in BLOCKS} | {
    "li": ("p", "li"),
    "dt": ("p", "dd"),
    "dd": ("p", "dd"),
    "td": ("cell",),
    "th": ("cell",),
    "tr": ("cell", "row"),
    "tbody": ("cell", "row", "group"),
    "thead": ("cell", "row", "group"),
    "tfoot": ("cell", "row", "group"),
}
_OF_TABLE = frozenset(("td", "th", "tr", "tbody", "thead", "tfoot", "caption"))
#: End tags inside these do not reach elements outside.
_BARRIERS = frozenset(("td", "th", "table", "caption"))
#: As deep as browsers nest elements; what lies deeper is taken as lying there.
_MAX_DEPTH = 512

# An equals sign may open a quoted value, in which ">" ends nothing.
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\s/>]*)([^>=]*(?:=(?:\s*"[^"]*"|\s*'[^']*'|(?!\s*["']))[^>=]*)*)>"""
)
_PLAIN_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/><]*)([^>]*)>")
#: Each tag with a quote left open costs a look at all that follows.
_MAX_BROKEN = 100
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_REFERENCE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_COMMENT_END = re.compile(r"--!?>")
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all")
_HIDDEN_ATTRIBUTE = re.compile(r"""(?:^|["'\s])hidden(?=\s|=|/?$)""")
_DISPLAY = re.compile(r"display\s*:\s*(block|list-item|table|flex|inline)\b(?!-)")
_WHITE_SPACE = re.compile(r"white-space(?:-collapse)?\s*:\s*(pre|break-spaces|\w+)")
#: Longest reference to a character that is looked up; `int` refuses thousands of digits.
_MAX_REFERENCE = 40


class Element:
    """An element: where its tag and its nodes lie, and how it is laid out.

    Attributes
    ----------
    name : str
    start, close : int
        `[start, close)` is its start tag in the source.
    first, end : int
        `[first, end)` are the nodes inside it.
    within : Element
        The innermost block that holds its text: itself, or one around it.
    pre, link, hidden : bool
        Its line ends are shown; it is, or is in, a link; it is not seen.
    """

    __slots__ = (
        "block", "close", "end", "first", "hidden", "link", "name", "parent", "pre", "start",
        "within",
    )  # fmt: skip

    def __init__(self, name: str, start: int, close: int, parent: Element | None) -> None:
        self.name = name
        self.start = start
        self.close = close
        self.parent = parent
        self.first = self.end = 0
        self.block = name in BLOCKS
        if parent is None:
            self.pre = self.link = self.hidden = False
            self.within = self
        else:
            self.pre = parent.pre or name in ("pre", "listing", "xmp")
            self.link = parent.link
            self.hidden = parent.hidden or name in _HIDDEN
            self.within = self if self.block else parent.within


#: A piece of text, where it begins in the source, and the element in which it stands.
Text = tuple[str, int, Element]


class Page:
    """A page: its nodes in the order of the source, an element before what lies in it.

    `titles`, `metas` and `frames` are the places of the text or the tag in the source.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.nodes: list[Element | Text] = []
        self.root = Element("body", 0, 0, None)
        self.titles: list[tuple[int, int]] = []
        self.metas: list[tuple[int, int]] = []
        self.frames: list[tuple[int, int]] = []


def attributes(source: str, start: int, close: int) -> dict[str, tuple[str, int]]:
    """Return the attributes of the tag `[start, close)` by name: value, and where it begins."""
    found: dict[str, tuple[str, int]] = {}
    name = re.compile(r"</?[^\s/>]*").match(source, start)
    for match in _ATTRIBUTE.finditer(source, name.end() if name else start, close):
        group = match.lastindex or 1
        value = (match[group] if group > 1 else "", match.start(group))
        found.setdefault(match[1].lower(), value)
    return found


def parse_page(source: str) -> Page:
    """Read the markup of a page; any characters give one."""
    return _Builder(source).build()


class _Builder:
    """Read tags one after the other and keep the elements that are open."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.page = Page(source)
        self._nodes = self.page.nodes
        self._stack = [self.page.root]
        # By each open element's side: the depth of what a start tag in it would close, by role.
        self._scopes: list[dict[str, int]] = [{}]
        # The depths of the open elements, by name; "#block" and "#barrier" hold those of a kind.
        self._open: dict[str, list[int]] = {"#block": [0], "#barrier": [0]}
        self._last_tag_end = source.rfind(">")
        self._broken = 0
        self._endless: set[str] = set()

    def build(self) -> Page:
        source = self.source
        begin = position = 0
        while True:
            at = source.find("<", position)
            if at < 0:
                break
            following = source[at + 1 : at + 2]
            if not (following.isascii() and (following.isalpha() or following in ("/", "!", "?"))):
                position = at + 1
                continue
            if begin < at:
                self._text(begin, at)
            position = begin = self._tag(at)
        self._text(begin, len(source))
        self._pop(1)
        self.page.root.end = len(self._nodes)
        return self.page

    def _tag(self, at: int) -> int:
        """Read the tag or comment at "<" and return where it ends."""
        source = self.source
        if source.startswith("<!--", at):
            if source.startswith((">", "->"), at + 4):
                return source.index(">", at) + 1
            end = _COMMENT_END.search(source, at + 4)
            return end.end() if end else len(source)
        if at > self._last_tag_end:
            # The file is cut inside a tag, or this is none.
            following = source.find("<", at + 1)
            return following if following > 0 else len(source)
        match = None
        if self._broken < _MAX_BROKEN:
            match = _TAG.match(source, at)
        if match is None:
            match = _PLAIN_TAG.match(source, at)
            self._broken += match is not None
        if match is None:
            return source.index(">", at) + 1
        name = match[2].lower()
        if match[1]:
            self._end_tag(name, at, match.end())
        elif name in _RAW:
            return self._raw(name, match.end())
        elif name not in _IGNORED:
            self._start_tag(name, match[3], at, match.end())
        elif name == "body" and self._stack[-1].hidden:
            # A page may leave out </head> and what else is open in it.
            self._pop(1)
        return match.end()

    def _raw(self, name: str, start: int) -> int:
        """Skip the content of a script or the like and return where it ends."""
        end = None
        if name not in self._endless:
            end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self.source, start)
        if end is None:
            self._endless.add(name)
            return len(self.source) if name in ("script", "style") else start
        if name == "title" and not self.page.titles:
            self.page.titles.append((start, end.start()))
        return end.start()

    def _start_tag(self, name: str, rest: str, start: int, close: int) -> None:
        if name in ("frame", "iframe"):
            self.page.frames.append((start, close))
        elif name == "meta":
            self.page.metas.append((start, close))
            return
        scope = self._scopes[-1]
        if scope and name in _CLOSES and len(self._stack) < _MAX_DEPTH:
            depth = min((scope[role] for role in _CLOSES[name] if role in scope), default=0)
            if depth:
                self._pop(depth)
        parent = self._stack[-1]
        element = Element(name, start, close, parent)
        if rest:
            _lay_out(element, rest.lower())
        if not parent.hidden and not element.hidden:
            self._nodes.append(element)
        element.first = element.end = len(self._nodes)
        if name not in _VOID and len(self._stack) < _MAX_DEPTH:
            self._push(element)

    def _push(self, element: Element) -> None:
        name = element.name
        depth = len(self._stack)
        scope = self._scopes[-1]
        if name == "table":
            scope = {}
        elif name in ("td", "th", "caption"):
            scope = {role: scope[role] for role in ("row", "group") if role in scope}
        elif name in ("ul", "ol", "dl"):
            scope = {role: d for role, d in scope.items() if role not in ("li", "dd")}
        if name in _ROLES:
            scope = {**scope, _ROLES[name]: depth}
        self._stack.append(element)
        self._scopes.append(scope)
        self._open.setdefault(name, []).append(depth)
        if element.name in BLOCKS:
            self._open["#block"].append(depth)
        if name in _BARRIERS:
            self._open["#barrier"].append(depth)

    def _pop(self, depth: int) -> None:
        """Close the elements from a depth on."""
        for element in reversed(self._stack[depth:]):
            element.end = len(self._nodes)
            self._open[element.name].pop()
            if element.name in BLOCKS:
                self._open["#block"].pop()
            if element.name in _BARRIERS:
                self._open["#barrier"].pop()
        del self._stack[depth:], self._scopes[depth:]

    def _end_tag(self, name: str, start: int, close: int) -> None:
        if name == "br" or (name == "p" and "p" not in self._scopes[-1]):
            # These two end tags make an element where none is open.
            self._start_tag(name, "", start, close)
        if name == "p":
            self._pop(self._scopes[-1].get("p", _MAX_DEPTH))
            return
        depths = self._open.get(name)
        if not depths:
            return
        if name == "table":
            floor = 0
        elif name in _OF_TABLE:
            floor = (self._open.get("table") or [0])[-1]
        elif name in BLOCKS:
            floor = self._open["#barrier"][-1]
        else:
            # <font><p>…</font>…</p>: the paragraph goes on.
            floor = self._open["#block"][-1]
        if depths[-1] >= floor:
            self._pop(depths[-1])

    def _text(self, start: int, end: int) -> None:
        parent = self._stack[-1]
        if start >= end or parent.hidden:
            return
        text = self.source[start:end]
        if "&" not in text:
            self._nodes.append((text, start, parent))
            return
        done = 0
        for match in _REFERENCE.finditer(text):
            name = _reference(match[0])
            if not name:
                continue
            if done < match.start():
                self._nodes.append((text[done : match.start()], start + done, parent))
            character = unescape(name) if len(name) < _MAX_REFERENCE else "\ufffd"
            self._nodes.append((character, start + match.start(), parent))
            done = match.start() + len(name)
        if done < len(text):
            self._nodes.append((text[done:], start + done, parent))


def _reference(match: str) -> str:
    """Return the part of a match that refers to a character: &amp of &ampB, nothing of &T."""
    if match[1] == "#" or match[1:] in html5:
        return match
    # The longest name that needs no semicolon has six letters.
    return next((match[: n + 1] for n in range(6, 1, -1) if match[1 : n + 1] in html5), "")


def _lay_out(element: Element, rest: str) -> None:
    """Note what a start tag says of how its element is shown."""
    if element.name == "a":
        # A link without an address is a place that others lead to.
        element.link = element.link or "href" in rest
    if "display" in rest or "hidden" in rest or "mso-hide" in rest:
        if _UNSEEN.search(rest) or _HIDDEN_ATTRIBUTE.search(rest):
            element.hidden = True
        elif shown := _DISPLAY.search(rest):
            element.block = shown[1] != "inline"
            assert element.parent is not None
            element.within = element if element.block else element.parent.within
    if "white-space" in rest and (space := _WHITE_SPACE.search(rest)):
        element.pre = space[1] in ("pre", "break-spaces")

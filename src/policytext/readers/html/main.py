"""Which part of a page is the document: the smallest that leaves out no part of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from policytext.numbering import parse_marker
from policytext.readers.html.furniture import is_document_like, is_head_furniture
from policytext.readers.html.lines import Line
from policytext.readers.html.tree import Element, Page

__all__ = ["furniture_elements", "lines_of", "main_part"]


def _named(names: str) -> re.Pattern[str]:
    """Match a tag one of whose classes, or whose id, is one of some names."""
    return re.compile(
        rf"""(?i)\s(?:id|class)\s*=\s*["']?(?:[^"'>]{{0,200}}\s)?(?:{names})(?=["'\s>]|$)"""
    )


#: What the content management systems of governments call the element that holds the document.
_MAIN = _named(
    "UCAP-CONTENT|zoom|zoomcon|TRS_Editor|TRS_UEDITOR|trs_paper_default|trs_editor_view"
    "|Custom_UnionStyle|pages_content|mainText|main-?text|article[-_]?(?:content|body|con|text)"
    "|con_?text|content[-_]?text|news[-_]?content|contentbody|BodyLabel|view_content|wp_articlecontent"
    "|vsb_content|v_news_content|xxgk_content|detail[-_]?content|txt_con|j-fontcontent|fontzoom"
    "|ContentRegion|ivs_content|easysite-news-text|article_txt|post[-_]content|entry[-_]content"
)
#: What they call the things around it.
_AROUND = _named(
    r"(?:[\w-]*[-_])?(?:nav|navbar|navigation|menu|crumbs?|breadcrumbs?|bread|dqwz|weizhi|location|position"
    r"|share|bdsharebuttonbox|bshare\w*|jiathis\w*|social-?share|fenxiang|footer|foot|copyright|banquan"
    r"|sidebar|aside|related|relate|recommend\w*|xgwz|xgwd|xgxx|xglj|xgyd|xgfj|xgjd|xiangguan\w*"
    r"|search|searchbox|login|register|qrcode|qr|ewm|erweima|toolbar|gongju|fontsize|zihao|banner"
    r"|comments?|comment-?list|pinglun|cookies?|cookie-?\w*|subscribe|newsletter|sign-?up|modal|popup"
    r"|friend-?links?|yqlj|pagination|pager|page-?(?:prev|next|nav)|prev-?next|sxp|shangxia|hotnews"
    r"|top-?bar|topnav|skip-?links?)(?:[-_]?(?:box|bar|wrap\w*|list|con|area|div|link))?\d*"
)
_UNREAD = re.compile(r"""(?i)\saria-hidden\s*=\s*["']?true""")
#: Names of elements that may be a menu, and the shortest average link that is none.
_MENUS = ("ul", "ol", "dl", "div", "header", "footer", "table", "section", "center")
_MENU_ITEM = 10
#: Elements that a document has by the thousand, and no site uses for its parts.
_COMMON = frozenset(("br", "p", "b", "strong", "img", "tr", "tbody", "em", "u", "font"))
#: So much of a tag is looked at for names.
_TAG = 600
#: Text around a document is no more than this share of the page, and so many characters.
_SHARE = 0.3
_MAX_AROUND = 1_000
#: A named part that holds so much is the document, whatever else is on the page.
_ENOUGH = 200


class _Sums:
    """How much text stands before each node: all, in links, and weighed as running text."""

    def __init__(self, page: Page, skipped: Collection[int] = ()) -> None:
        self.characters = [0]
        self.linked = [0]
        self.links = [0]
        self.weight = [0]
        characters = linked = links = weight = hidden = 0
        for index, node in enumerate(page.nodes):
            if isinstance(node, Element):
                links += node.name == "a" and node.link
                if node.start in skipped:
                    hidden = max(hidden, node.end)
            elif not node[0].isspace():
                text, _, parent = node
                length = len(text)
                characters += length
                if parent.link:
                    linked += length
                elif index >= hidden:
                    # Running text has stops; a label or an item has none.
                    stops = "，" in text or "。" in text or "；" in text
                    weight += 10 * length if stops else 3 * length
            self.characters.append(characters)
            self.linked.append(linked)
            self.links.append(links)
            self.weight.append(weight)

    def of(self, column: list[int], element: Element) -> int:
        return column[element.end] - column[element.first]

    def is_list_of_links(self, element: Element) -> bool:
        """Tell whether an element leads mostly to other pages."""
        return self.of(self.linked, element) * 10 >= self.of(self.characters, element) * 3


def furniture_elements(page: Page) -> set[int]:
    """Find the parts of a page that are no text: menus, share bars, search forms, feet.

    An element is named by where its tag begins in the source.
    """
    sums = _Sums(page)
    limit = min(_SHARE * sums.weight[-1], 10 * _MAX_AROUND)
    found: set[int] = set()
    index = 0
    while index < len(page.nodes):
        node = page.nodes[index]
        index += 1
        if isinstance(node, tuple) or node.end == node.first or node.name in _COMMON:
            continue
        small = sums.of(sums.weight, node) <= limit
        if _is_menu(page, sums, node) or (small and _is_around(page, node)):
            found.add(node.start)
            index = node.end
    return found


def _is_menu(page: Page, sums: _Sums, element: Element) -> bool:
    """Tell whether an element is a list of short links; titles of documents are long."""
    if element.name not in _MENUS:
        return False
    links = sums.of(sums.links, element)
    linked = sums.of(sums.linked, element)
    return (
        links > 2
        and linked * 10 > sums.of(sums.characters, element) * 8
        and linked < _MENU_ITEM * links
        and not any("附件" in text for text in _texts(page, element))
    )


def _texts(page: Page, element: Element) -> Iterator[str]:
    return (n[0] for n in page.nodes[element.first : element.end] if isinstance(n, tuple))


def _is_around(page: Page, element: Element) -> bool:
    if element.name == "footer":
        return True
    if element.close - element.start < len('<a id="nav">'):
        return False
    tag = _tag(page, element)
    return bool(_AROUND.search(tag) or _UNREAD.search(tag))


def lines_of(lines: Sequence[Line], first: int, end: int) -> Sequence[Line]:
    """Return the lines that begin in a range of nodes."""
    low = bisect_left(lines, first, key=lambda line: line.node)
    return lines[low : bisect_left(lines, end, lo=low, key=lambda line: line.node)]


def main_part(
    page: Page, lines: Sequence[Line], skipped: Collection[int], fields: Collection[int]
) -> Element:
    """Find the element that holds the document.

    It is the one that a content management system names so, or else the smallest that holds
    nearly all running text and leaves out no line that looks like a part of a document.

    Parameters
    ----------
    page : Page
    lines : sequence of Line
        What the page shows.
    skipped : collection of int
        Where the tags begin of elements that are no text.
    fields : collection of int
        First nodes of the lines that belong to a header table.
    """
    sums = _Sums(page, skipped)
    named = _named_part(page, sums)
    if named is not None:
        return named
    element = page.root
    while True:
        children = list(_children(page, element))
        best = max(children, key=lambda child: sums.of(sums.weight, child), default=None)
        total = sums.of(sums.weight, element)
        if best is None or not best.block or best.name == "p" or total == 0:
            return element
        if sums.of(sums.weight, best) * 10 < total * 8:
            return element
        others = [child for child in children if child is not best]
        for line in _lines_around(lines, element, best):
            if line.node in fields or is_head_furniture(line.text):
                continue
            other = _holder(others, line.node)
            if other is not None and sums.is_list_of_links(other):
                continue
            if other is not None and _tag(page, other) == _tag(page, best):
                # Parts that are marked alike are parts of one document.
                return element
            if is_document_like(line) and not _is_heading(line):
                return element
        element = best


def _lines_around(lines: Sequence[Line], element: Element, best: Element) -> Iterator[Line]:
    """Give the lines in an element before and after one of its children."""
    yield from lines_of(lines, element.first, best.first)
    yield from lines_of(lines, best.end, element.end)


def _tag(page: Page, element: Element) -> str:
    return page.source[element.start : min(element.close, element.start + _TAG)]


def _children(page: Page, element: Element) -> Iterator[Element]:
    index = element.first
    while index < element.end:
        node = page.nodes[index]
        index += 1
        if isinstance(node, Element):
            yield node
            index = node.end


def _holder(elements: Sequence[Element], node: int) -> Element | None:
    """Find the element, of some in order, in which a node lies."""
    at = bisect_left(elements, node + 1, key=lambda element: element.first) - 1
    return elements[at] if at >= 0 and node < elements[at].end else None


def _is_heading(line: Line) -> bool:
    """Tell whether a line is marked as the heading of the page."""
    return line.block.name in ("h1", "h2", "h3") and parse_marker(line.text) is None


def _named_part(page: Page, sums: _Sums) -> Element | None:
    """Find the part that is named as the document; of several, what holds them all."""
    found: list[Element] = []
    end = 0
    for index, node in enumerate(page.nodes):
        if isinstance(node, tuple) or index < end or node.name in _COMMON - {"font"}:
            continue
        if node.name == "article" or _MAIN.search(_tag(page, node)):
            end = node.end
            found.append(node)
    largest = max((sums.of(sums.weight, element) for element in found), default=0)
    found = [element for element in found if sums.of(sums.weight, element) * 10 >= largest]
    if not found or largest == 0 or (largest < 10 * _ENOUGH and largest * 4 < sums.weight[-1]):
        return None
    part: Element | None = found[0]
    while part is not None and part.end < found[-1].end:
        part = part.parent
    return part

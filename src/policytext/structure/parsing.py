"""From a clean text to its outline."""

from __future__ import annotations

from operator import itemgetter

from policytext.structure.items import Item, add_items, run_in_heading, running_paragraphs
from policytext.structure.outline import Outline
from policytext.structure.reading import Head, Reading
from policytext.structure.section import Section

__all__ = ["parse_outline"]

#: Levels that are not counted, or whose numbers are ours.
_UNCOUNTED = frozenset({"附件", "落款", "标题", "款", ""})


def parse_outline(text: str) -> Outline:
    r"""Find the outline of a clean text.

    Parameters
    ----------
    text : str
        A clean text: one paragraph a line.

    Returns
    -------
    Outline
        Its sections begin at their numbers and end where the next of their own or a higher level
        begins; the last one ends before the signature. They tile the text: what stands in none
        of them is the document's own.

    Notes
    -----
    A number counts as a heading's only at the beginning of a paragraph, so （一） in running text
    opens no section. Levels follow the convention for official documents, 一、 （一） 1. （1）; one
    may be left out, as where 1、 stands directly under 一、. A table of contents is text, and so
    are the articles that an amendment quotes. A number that may be something else, as in
    二、三产业, is a heading's where the numbers before and after it agree.

    References
    ----------
    GB/T 9704-2012 党政机关公文格式, 7.3.3. 立法法 (2023), article 65: 编 章 节 条 款 项 目.

    Examples
    --------
    >>> outline = parse_outline("一、学习\n1、这是一次大会。大会高举旗帜。")
    >>> item = outline.sections("1、")[0]
    >>> item.heading, item.paragraphs, item.path
    ('这是一次大会', ['大会高举旗帜。'], '一、学习 > 1、这是一次大会')
    >>> law = parse_outline("第一章 总则\n第一条 为了……\n第二条 本法……\n前款……")
    >>> [section.path for section in law.sections("款")]
    ['第一章 总则 > 第二条 > 第一款', '第一章 总则 > 第二条 > 第二款']
    """
    reading = Reading(text)
    builder = _Builder(text)
    items = {item.line: item for item in reading.items}
    running = running_paragraphs(text, reading.starts)
    heads = list(reading.heads())
    # What a line is comes before what is in it.
    events: list[tuple[int, int, Head | Item | int]] = [(head.start, 0, head) for head in heads]
    events += [(reading.starts[line], 1, item) for line, item in items.items()]
    events += [(reading.starts[line + 1] - 1, 2, line) for line in running]
    events.sort(key=itemgetter(0, 1))
    for position, _, event in events:
        if isinstance(event, Head):
            builder.open(event)
        elif isinstance(event, Item):
            end = min(reading.starts[event.end_line], len(text))
            builder.add_item(event, position, reading.starts[event.line + 1] - 1, end)
        else:
            builder.add_running(reading.starts[event], position)
    return builder.outline()


class _Builder:
    """Hangs the sections under each other and checks their numbers."""

    def __init__(self, text: str) -> None:
        self._text = text
        root = Section(text, "", 0, "", "", 0, 0, None)
        self._open: list[tuple[Section, float, dict[str, int]]] = [(root, -1.0, {})]
        self._item: Section | None = None
        self._counted: dict[str, int] = {}
        self._warnings: list[str] = []

    def outline(self) -> Outline:
        """Return the tree."""
        return Outline(self._open[0][0], self._warnings)

    def open(self, head: Head) -> None:
        """Begin a section and end those that it does not stand in."""
        while self._open[-1][1] >= head.rank:
            self._open.pop()[0].end = head.start
        parent, _, counted = self._open[-1]
        section = Section(
            self._text, head.level, head.number, head.marker, head.heading,
            head.start, head.body_start, parent, head.suffix,
        )  # fmt: skip
        if head.level == "附件":
            self._counted = {}
        elif head.level not in _UNCOUNTED:
            self._check(section, counted.get(head.level, 0))
            counted[head.level] = self._counted[head.level] = head.number
        parent.children.append(section)
        self._open.append((section, head.rank, {}))

    def _check(self, section: Section, before: int) -> None:
        """Note a number that does not follow the one before it on its level.

        Numbers may count on from one section to the next, and a new list may begin at one.
        """
        expected = before + 1
        number = section.number
        follows = number == before if section.suffix else number == expected
        counts_on = number == self._counted.get(section.level, 0) + 1
        begins_anew = number == 1 and before > 1
        if not (follows or counts_on or begins_anew):
            self._warnings.append(
                f"{section.title}: number {number} where {expected} was expected."
            )

    def add_item(self, item: Item, start: int, line_end: int, end: int) -> None:
        """Add an item that begins a paragraph."""
        parent = self._open[-1][0]
        line = self._text[start:line_end]
        heading, body = run_in_heading(line, len(item.marker))
        section = Section(
            self._text, item.level, item.number, item.marker, heading,
            start, start + body, parent,
        )  # fmt: skip
        section.end = end
        parent.children.append(section)
        self._item = section

    def add_running(self, start: int, end: int) -> None:
        """Add the items that run in a paragraph."""
        parent = self._open[-1][0]
        start = max(start, parent.start)
        item = self._item
        if item is not None and item.start <= start < item.end:
            parent = item
            start = max(start, item.start + len(item.marker))
        add_items(self._text, parent, start, end, self._warnings)

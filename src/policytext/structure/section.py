"""A part of a document and its place in the tree."""

from __future__ import annotations

from collections.abc import Iterator

from policytext.numbering import to_han

__all__ = ["DIVISIONS", "ITEMS", "Section", "branches", "depth"]

#: How much of a paragraph names it where it has no heading.
_FIRST_WORDS = 12
#: Items of an enumeration: they belong to the paragraphs of the section around them.
ITEMS = frozenset({"——", "一是"})
#: Parts and divisions, which are named by the number alone where they have no heading.
DIVISIONS = frozenset({"附件", "第一部分", "第一编", "第一分编", "第一章", "第一节", "第一条"})
#: In a notebook: sections of a tree that is shown open, sections beside each other, and characters
#: of the beginning of a text.
_OPEN, _MOST, _BEGINNING = 40, 100, 200
_APART = DIVISIONS | {"1", "1.1", "1.1.1", "1.1.1.1"}


class Section:
    """A part of a document: a heading with everything under it, an article, or an item.

    Attributes
    ----------
    level : str
        Name of its level, which is the first number of that level where it is numbered:

        - "一、", "（一）", "1、", "（1）", "①" for headings, "1", "1.1", "1.1.1" for decimal ones,
          "第一、" for those that are counted so, "标题" for a heading without a number;
        - "第一部分", "第一编", "第一分编", "第一章", "第一节", "第一条" for the divisions of a law,
          "款" for a paragraph of an article that has several (项 and 目 are "（一）" and "1、");
        - "一是" for an item of an enumeration that runs in paragraphs, also where it says 一要,
          第一, 其一 or 首先, and "——" for a paragraph that begins so;
        - "落款" for what closes a document: list of annexes, signature, date, note; "附件" for an
          annex or another document that follows;
        - "" for the document itself.
    number : int
        Its number, 3 for 三、 and 三是; 0 where it has none.
    suffix : int
        1 for 第十二条之一; 0 where there is none.
    heading : str
        Its heading without the number and without the full stop of a run-in heading.
    marker : str
        The number as the document writes it.
    start, end : int
        Its span in the document's text, sub-sections included, in characters, end excluded.
    body_start : int
        Where the text after the heading begins.
    children : list of Section
        The sections directly under it, in order.
    parent : Section or None
        The section it stands in; None for the document itself.
    """

    __slots__ = (
        "_text", "body_start", "children", "end", "heading", "level", "marker", "number",
        "parent", "start", "suffix",
    )  # fmt: skip

    def __init__(
        self,
        text: str,
        level: str,
        number: int,
        marker: str,
        heading: str,
        start: int,
        body_start: int,
        parent: Section | None,
        suffix: int = 0,
    ) -> None:
        self._text = text
        self.level = level
        self.number = number
        self.suffix = suffix
        self.marker = marker
        self.heading = heading
        self.start = start
        self.body_start = body_start
        self.end = len(text)
        self.parent = parent
        self.children: list[Section] = []

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in the document's text, in characters, end excluded."""
        return self.start, self.end

    @property
    def text(self) -> str:
        """The whole text, heading and sub-sections included."""
        return self._text[self.start : self.end].rstrip("\n")

    @property
    def is_item(self) -> bool:
        """Whether it is an item of an enumeration, which is part of the paragraphs around it."""
        return self.level in ITEMS

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the section itself, heading and sub-sections excluded.

        Items of enumerations are part of them. Those of an article are its 款, without the 项.
        """
        found: list[str] = []
        position = self.body_start
        for child in self.children:
            if child.is_item:
                continue
            found += self._text[position : child.start].split("\n")
            if child.level == "款":
                found += child.paragraphs
            position = child.end
        found += self._text[position : self.end].split("\n")
        return [line for line in found if line]

    @property
    def title(self) -> str:
        """Number and heading as the document writes them, a run-in heading without its stop.

        A numbered paragraph without a heading is named by its first words, an article by its
        number, and a paragraph of an article by its place: 第二款.
        """
        if self.level == "款":
            return f"第{to_han(self.number)}款" if self.number < 100 else f"第{self.number}款"
        if self.level in _APART and (self.heading or self.level in DIVISIONS):
            return f"{self.marker} {self.heading}".strip()
        if not self.marker:
            return self.heading or (self.level if self.parent is not None else "")
        if self.heading:
            # 一 on a line of its own has no 、 to set it apart.
            bare = self.level == "一、" and self.marker[-1].isalnum()
            return self.marker + " " * bare + self.heading
        begin = self.start + len(self.marker)
        words = self._text[begin : min(begin + _FIRST_WORDS, self.end)].split("\n")[0].strip()
        return f"{self.marker}{words}…" if words else self.marker

    @property
    def path(self) -> str:
        """The titles from the outermost section down to this one, joined by " > "."""
        above = self.parent.path if self.parent is not None else ""
        return f"{above} > {self.title}" if above else self.title

    def walk(self) -> Iterator[Section]:
        """Yield the sections below this one in the order of the text."""
        for child in self.children:
            yield child
            yield from child.walk()

    def __repr__(self) -> str:
        return f"<Section {self.title!r} [{self.start}, {self.end})>"

    def _repr_html_(self) -> str:
        """Show in a notebook where the section stands, how it begins, and what is under it."""
        from html import escape

        text = self._text[self.body_start : self.end].strip()
        begins = text[:_BEGINNING] + "…" * (len(text) > _BEGINNING)
        return (
            f"<p><b>{escape(self.path or '（全文）')}</b>{_size(self)}</p>"
            f'<p style="white-space:pre-line">{escape(begins)}</p>{branches(self)}'
        )


def branches(section: Section) -> str:
    """Write the tree below a section as HTML: open if it is small, else its first level."""
    return _branches(section.children, opened=sum(1 for _ in section.walk()) <= _OPEN)


def _branches(sections: list[Section], *, opened: bool) -> str:
    """Write sections as a list, each with what is under it."""
    from html import escape

    if not sections:
        return ""
    items = []
    for section in sections[:_MOST]:
        title = escape(section.title or "（文首）") + _size(section)
        inner = _branches(section.children, opened=opened)
        if inner:
            title = f"<details{' open' * opened}><summary>{title}</summary>{inner}</details>"
        items.append(f"<li>{title}</li>")
    if len(sections) > _MOST:
        items.append(f"<li>… and {len(sections) - _MOST:,} more</li>")
    return f"<ul>{''.join(items)}</ul>"


def _size(section: Section) -> str:
    """Write how long a section is."""
    return f'<small style="opacity:.7"> {len("".join(section.text.split())):,} 字</small>'


def depth(section: Section) -> int:
    """Count the sections above this one, the document included."""
    return 0 if section.parent is None else 1 + depth(section.parent)

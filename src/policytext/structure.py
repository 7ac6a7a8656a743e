"""From paragraphs to an outline: numbered headings and the enumerations that run inside them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from policytext.errors import InputError
from policytext.numbering import LEVELS, parse_marker, to_int

__all__ = ["Outline", "Section", "depth", "parse_outline"]

#: A heading that runs into its paragraph is its first sentence, if that is no longer than this.
_RUN_IN_MAX = 60
#: How much of a paragraph names it where it has no heading.
_FIRST_WORDS = 12
_STOPS = "。；;"
_SENTENCE = re.compile(r"[^。；！？;!?\n]*[。；！？;!?]?")
_FULL_STOP = "[。！？!?][”’》」』）)]*"
_ENUMERATION = re.compile(
    r"(?:^|(?<=[。；：，、,;:！？!?”）\s]))([一二三四五六七八九十]{1,3})[是要](?!一)"
)
# 是 at the beginning of a sentence, before 二是: its 一 was lost.
_LOST_BEFORE_SECOND = re.compile(r"(?<=[。；：])是(?=[^。；]{2,60}[，。；,])")
# 是完善了…: no sentence begins so; an item that stands alone has lost its number.
_LOST_ALONE = re.compile(r"(?<=[。；])是(?=[^，。；,]{1,4}了)")


class Section:
    """A part of a document: a numbered heading with everything under it.

    Attributes
    ----------
    level : str
        Name of its level, the first number of that level: "一、", "（一）", "1、", "（1）" for
        headings, "一是" for an item of a run-in enumeration, "" for the document itself.
    number : int
        Its number, 3 for 三、 and 三是; 0 for the document itself.
    heading : str
        Its heading without the number and without the full stop of a run-in heading.
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
        "parent", "start",
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
    ) -> None:
        self._text = text
        self.level = level
        self.number = number
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
    def paragraphs(self) -> list[str]:
        """The paragraphs of the section itself, heading and sub-sections excluded."""
        end = min((s.start for s in self.children if s.level != LEVELS[-1]), default=self.end)
        return [line for line in self._text[self.body_start : end].split("\n") if line]

    @property
    def title(self) -> str:
        """Number and heading as the document writes them, a run-in heading without its stop.

        A numbered paragraph without a heading is named by its first words.
        """
        if self.heading or not self.marker:
            return self.marker + self.heading
        begin = self.start + len(self.marker)
        words = self._text[begin : begin + _FIRST_WORDS].split("\n")[0].strip()
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


class Outline:
    """The outline of a document: a tree of `Section`.

    Attributes
    ----------
    root : Section
        The document itself; `root.paragraphs` is what stands before the first heading.
    warnings : list of str
        What is odd about the numbering: numbers that are missing, repeated or lost.
    """

    __slots__ = ("_starts", "_walked", "root", "warnings")

    def __init__(self, root: Section, warnings: list[str]) -> None:
        self.root = root
        self.warnings = warnings
        self._walked = list(root.walk())
        self._starts = [section.start for section in self._walked]

    def __iter__(self) -> Iterator[Section]:
        return iter(self._walked)

    def __len__(self) -> int:
        return len(self._walked)

    def sections(self, level: str | None = None) -> list[Section]:
        r"""List the sections of one level, or all, in the order of the text.

        Parameters
        ----------
        level : {"一、", "（一）", "1、", "（1）", "一是"}, optional
            The level, named by its first number.

        Returns
        -------
        list of Section

        Raises
        ------
        InputError
            If there is no such level.

        Examples
        --------
        >>> text = "一、成绩\n过去一年……\n二、任务\n（一）抓改革。一要稳。二要准。"
        >>> outline = parse_outline(text)
        >>> [section.title for section in outline.sections("一、")]
        ['一、成绩', '二、任务']
        >>> [section.path for section in outline.sections("一是")]
        ['二、任务 > （一）抓改革 > 一要稳', '二、任务 > （一）抓改革 > 二要准']
        """
        if level is None:
            return list(self._walked)
        if level not in LEVELS:
            raise InputError(f"`level` must be one of {list(LEVELS)}, got {level!r}.")
        return [section for section in self._walked if section.level == level]

    def section_at(self, position: int) -> Section:
        """Return the innermost section that holds a position of the text."""
        index = bisect_right(self._starts, position) - 1
        section = self._walked[index] if index >= 0 else self.root
        while section.end <= position and section.parent is not None:
            section = section.parent
        return section

    def __repr__(self) -> str:
        return f"<Outline: {len(self)} sections>"

    def __str__(self) -> str:
        return "\n".join("  " * (depth(section) - 1) + section.title for section in self)

    def _repr_html_(self) -> str:
        """Show the tree in a notebook, each level folded."""
        from html import escape

        def item(section: Section) -> str:
            size = f"<small style='opacity:.6'> {len(section.text)} 字</small>"
            title = escape(section.title or "（文首）") + size
            if not section.children:
                return f"<li>{title}</li>"
            inner = "".join(item(child) for child in section.children)
            return f"<li><details open><summary>{title}</summary><ul>{inner}</ul></details></li>"

        warnings = "".join(f"<li>⚠ {escape(w)}</li>" for w in self.warnings)
        items = "".join(item(section) for section in self.root.children)
        return f"<ul>{items}</ul>" + (f"<ul>{warnings}</ul>" if warnings else "")


def depth(section: Section) -> int:
    """Count the sections above this one, the document included."""
    return 0 if section.parent is None else 1 + depth(section.parent)


def _heading(paragraph: str, start: int) -> tuple[str, int]:
    """Split a heading off a paragraph after its number: the heading, and where the rest begins.

    A paragraph without a full stop is a heading as a whole; otherwise its first sentence is,
    unless that is too long for a heading.
    """
    body = paragraph[start:]
    first = _SENTENCE.match(body)
    sentence = first[0] if first else ""
    unstopped = len(sentence) == len(body) and sentence[-1:] not in _STOPS
    if unstopped or len(sentence) <= _RUN_IN_MAX:
        return sentence.rstrip(_STOPS), start + len(sentence)
    return "", start


def _close(open_sections: list[Section], rank: int, position: int) -> None:
    """End the open sections at or below a rank."""
    while len(open_sections) > 1 and LEVELS.index(open_sections[-1].level) >= rank:
        open_sections.pop().end = position


class _Mark(NamedTuple):
    """Where an item of a run-in enumeration begins."""

    position: int
    number: int
    marker: str


def _add_enumerations(
    text: str, parent: Section, start: int, end: int, warnings: list[str]
) -> None:
    """Add the items 一是 二是 … of one paragraph under its section."""
    marks = _enumeration_marks(text, start, end)
    for mark, stop in zip(marks, _item_ends(text, marks, end), strict=True):
        heading, body = _heading(text[mark.position : stop], len(mark.marker))
        item = Section(
            text, LEVELS[-1], mark.number, mark.marker, heading,
            mark.position, mark.position + body, parent,
        )  # fmt: skip
        item.end = stop
        parent.children.append(item)
        if len(mark.marker) == 1:
            begins = text[mark.position : mark.position + 12]
            warnings.append(f"{parent.title}: an item has lost its number: {begins}…")


def _item_ends(text: str, marks: list[_Mark], end: int) -> list[int]:
    """Find where each item ends: at the next, and the last with its sentence.

    What follows the last item is the paragraph's again, so the last one has as many sentences
    as the longest of the others, which is mostly one.
    """
    ends = [*(mark.position for mark in marks), end][1:]
    longest = 1
    for index, mark in enumerate(marks):
        stops = list(re.finditer(_FULL_STOP, text[mark.position : ends[index]]))
        is_last = index + 1 == len(marks) or marks[index + 1].number == 1
        if mark.number == 1:
            longest = 1
        elif is_last and len(stops) > longest:
            ends[index] = mark.position + stops[longest - 1].end()
        longest = max(longest, len(stops))
    return ends


def _enumeration_marks(text: str, start: int, end: int) -> list[_Mark]:
    """List the items of the enumerations in one paragraph.

    The numbers of one enumeration run from one without a gap, also where it changes from 要 to
    是; a lone 一是 is not an enumeration.
    """
    groups: list[list[_Mark]] = []
    for match in _ENUMERATION.finditer(text, start, end):
        mark = _Mark(match.start(), to_int(match[1]), match[0])
        last = groups[-1][-1].number if groups else 0
        if mark.number == 1:
            groups.append([mark])
        elif groups and mark.number == last + 1:
            groups[-1].append(mark)
        elif mark.number == 2:
            lost = list(_LOST_BEFORE_SECOND.finditer(text, start, mark.position))
            if lost:
                groups.append([_Mark(lost[-1].start(), 1, "是"), mark])
    marks = [mark for group in groups if len(group) > 1 for mark in group]
    if not marks:
        marks = [_Mark(m.start(), 1, "是") for m in _LOST_ALONE.finditer(text, start, end)]
    return marks


def _check_number(section: Section, warnings: list[str]) -> None:
    """Note a number that does not follow the one before it on its level."""
    assert section.parent is not None
    siblings = reversed(section.parent.children)
    before = next((s.number for s in siblings if s.level == section.level), 0)
    expected = before + 1
    if section.number != expected:
        warnings.append(f"{section.title}: number {section.number} where {expected} was expected.")


def parse_outline(text: str) -> Outline:
    r"""Find the outline of a clean text.

    Parameters
    ----------
    text : str
        A clean text: one paragraph a line.

    Returns
    -------
    Outline
        Its sections cover the text from the first heading to the end; each begins at its number
        and ends where the next of its own or a higher level begins.

    Notes
    -----
    A number counts as a heading's only at the beginning of a paragraph, so （一） in running text
    opens no section. Levels follow the convention for official documents, 一、 （一） 1. （1）; one
    may be left out, as where 1、 stands directly under 一、.

    References
    ----------
    GB/T 9704-2012 党政机关公文格式, 7.3.3.

    Examples
    --------
    >>> outline = parse_outline("一、学习\n1、这是一次大会。大会高举旗帜。")
    >>> item = outline.sections("1、")[0]
    >>> item.heading, item.paragraphs, item.path
    ('这是一次大会', ['大会高举旗帜。'], '一、学习 > 1、这是一次大会')
    """
    root = Section(text, "", 0, "", "", 0, 0, None)
    warnings: list[str] = []
    open_sections = [root]
    position = 0
    for paragraph in text.split("\n"):
        end = position + len(paragraph)
        marker = parse_marker(paragraph)
        if marker is not None:
            heading, body = _heading(paragraph, marker.length)
            _close(open_sections, LEVELS.index(marker.level), position)
            number = paragraph[: marker.length].strip()
            section = Section(
                text, marker.level, marker.number, number, heading,
                position, min(position + body, end), open_sections[-1],
            )  # fmt: skip
            _check_number(section, warnings)
            open_sections[-1].children.append(section)
            open_sections.append(section)
        if "是" in paragraph or "要" in paragraph:
            _add_enumerations(text, open_sections[-1], position, end, warnings)
        position = end + 1
    return Outline(root, warnings)

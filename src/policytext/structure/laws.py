"""What is special to laws: tables of contents, quoted articles, and the paragraphs of articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from policytext.structure.marks import DIVISION_LEVELS, SENTENCE_END, Mark

__all__ = ["contents", "quoted"]

_CONTENTS = frozenset({"目录", "目次", "目錄"})
#: The longest table of contents, in lines; the longest of its lines; and how many a text has.
_CONTENTS_MAX, _ENTRY_MAX, _TABLES_MAX = 600, 60, 20
_PAGE_NUMBER = re.compile(r"[\s.…·．﹒_—-]*[(（]?\s*\d*\s*[)）]?\s*$")
_HEADINGS = DIVISION_LEVELS - {"第一条"}
# What comes after this is the wording that another law is given.
_AMENDS = re.compile(
    r"(?:改为|改成|作为|增加|修改如下|表述为|规定为|如下|条|款|项)[^。]{0,20}[：:]$"
)
#: The longest wording that is quoted, in paragraphs.
_QUOTED_MAX = 60


def _key(line: str) -> str:
    """Name a heading without its page number and without spaces."""
    return "".join(_PAGE_NUMBER.sub("", line).split()) if len(line) <= _ENTRY_MAX else ""


def contents(lines: Sequence[str], marks: Sequence[Mark]) -> frozenset[int]:
    """Find the lines of tables of contents: headings that all come again in the text."""
    found: set[int] = set()
    named = (i for i, line in enumerate(lines) if line[:1] == "目" and _key(line) in _CONTENTS)
    for index in islice(named, _TABLES_MAX):
        found.update(_listed(lines, index + 1))
    _add_unnamed_contents(lines, marks, found)
    return frozenset(found)


def _listed(lines: Sequence[str], start: int) -> range:
    """Find the table of contents under its heading: it ends where its first line comes again."""
    stop = min(len(lines), start + _CONTENTS_MAX)
    first = _key(lines[start]) if start < stop else ""
    if first:
        for index in range(start + 1, stop):
            if lines[index][-1:] == "。":
                break
            if _key(lines[index]) == first:
                return range(start, index)
    return range(0)


def _add_unnamed_contents(lines: Sequence[str], marks: Sequence[Mark], found: set[int]) -> None:
    """Add lists of chapters that stand before the chapters without being called 目录."""
    headings = [mark for mark in marks if mark.level in _HEADINGS]
    place: dict[str, int] = {}
    for index, mark in enumerate(headings):
        key = _key(lines[mark.line])
        earlier = place.get(key)
        place[key] = index
        if earlier is None or mark.number != 1:
            continue
        begin = headings[earlier].line
        # The first book's heading has told; that of its first chapter comes again after it.
        if begin in found:
            continue
        between = lines[begin + 1 : min(mark.line, begin + _CONTENTS_MAX)]
        if len(between) == mark.line - begin - 1 >= 1 and all(_is_entry(line) for line in between):
            found.update(range(begin, mark.line))


def _is_entry(line: str) -> bool:
    """Tell a line of a table of contents from text."""
    return len(line) <= _ENTRY_MAX and line[-1:] not in SENTENCE_END


def quoted(lines: Sequence[str]) -> frozenset[int]:
    """Find the paragraphs in quotation marks by which one law words another anew.

    Only those after the first of a quotation: the first begins with the quotation mark itself.
    """
    found: set[int] = set()
    index = 1
    while index < len(lines):
        opening = lines[index][:1]
        if opening and opening in "“「『" and _AMENDS.search(lines[index - 1][-60:]):
            end = _quotation_end(lines, index)
            found.update(range(index + 1, end))
            index = max(end, index + 1)
        else:
            index += 1
    return frozenset(found)


def _quotation_end(lines: Sequence[str], start: int) -> int:
    """Find where a quotation ends: after the line that closes more than it opens."""
    level = 0
    for index in range(start, min(len(lines), start + _QUOTED_MAX)):
        line = lines[index]
        # Each paragraph of a quotation may open it anew; only the last closes it.
        opened = sum(map(line.count, "“「『")) - (line[:1] in "“「『" and index > start)
        level += opened - sum(map(line.count, "”」』"))
        if level <= 0:
            return index + 1
    return start + 1

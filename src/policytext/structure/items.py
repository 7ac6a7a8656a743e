"""Enumerations that run in paragraphs: 一是 二是, 一要 二要, 第一 第二, 其一, 首先, ——."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policytext.numbering import to_int
from policytext.structure.section import Section

__all__ = ["Item", "add_items", "item_paragraphs", "run_in_heading", "running_paragraphs"]

#: A heading that runs into its paragraph is its first sentence, if that is no longer than this.
_RUN_IN_MAX = 60
_STOPS = "。；;"
_SENTENCE = re.compile(r"[^。；！？;!?\n]*[。；！？;!?]?")
_FULL_STOP = re.compile("[。！？!?][”’》」』）)]*")
_NUMBER = "[一二三四五六七八九十]{1,3}"
_AFTER_STOP = r"(?:^|(?<=[。；：，、,;:！？!?”）\s]))"
_KINDS = {
    "是": re.compile(rf"{_AFTER_STOP}({_NUMBER})[是要](?!一)"),
    "第": re.compile(rf"{_AFTER_STOP}第({_NUMBER})[，、：,]"),
    "其": re.compile(rf"{_AFTER_STOP}其({_NUMBER})[，,、：:是]"),
    "先": re.compile(r"(?:^|(?<=[。；：！？\s]))(首先|其次|再次|最后)[，,是要]"),
}
#: What every enumeration of a kind has in its second place; most paragraphs have none of these.
_SECOND = {
    "是": ("二是", "二要"),
    "第": ("第二，", "第二、", "第二：", "第二,"),
    "其": ("其二",),
    "先": ("其次",),
}
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "最后": 0}
# 是 at the beginning of a sentence, before 二是: its 一 was lost.
_LOST_BEFORE_SECOND = re.compile(r"(?<=[。；：])是(?=[^。；]{2,60}[，。；,])")
# 是完善了…: no sentence begins so; an item that stands alone has lost its number.
_LOST_ALONE = re.compile(r"(?<=[。；])是(?=[^，。；,]{1,4}了)")
_OPENERS = frozenset("一二三四五六七八九十第其首再最")


class _Place(NamedTuple):
    """Where an item begins in the text."""

    position: int
    number: int
    marker: str


class Item(NamedTuple):
    """A paragraph, or several, that are one item of an enumeration."""

    line: int
    end_line: int
    level: str
    number: int
    marker: str


def run_in_heading(paragraph: str, start: int) -> tuple[str, int]:
    """Split a heading off a paragraph after its number: the heading, and where the rest begins.

    A paragraph without a full stop is a heading as a whole; otherwise its first sentence is,
    unless that is too long for a heading.
    """
    first = _SENTENCE.match(paragraph, start)
    sentence = first[0] if first else ""
    end = start + len(sentence)
    unstopped = end == len(paragraph) and sentence[-1:] not in _STOPS
    if unstopped or len(sentence) <= _RUN_IN_MAX:
        return sentence.rstrip(_STOPS), end
    return "", start


# ---------------------------------------------------------------- items that are paragraphs


def item_paragraphs(
    lines: Sequence[str], heads: Sequence[int], taken: frozenset[int]
) -> list[Item]:
    """Find enumerations whose items begin paragraphs: 一是…, 二是… or ——…, ——….

    `heads` are the lines, in order, that begin a section, which no enumeration runs across.
    """
    found: list[Item] = []
    for kind, group in _paragraph_groups(lines, heads, taken):
        for (line, number, marker), following in zip(group, [*group[1:], None], strict=True):
            end = following[0] if following else line + 1
            level = "——" if kind == "—" else "一是"
            found.append(Item(line, end, level, number, marker))
    found.sort()
    # Enumerations of two kinds that cross are kept as far as they do not.
    kept: list[Item] = []
    for item in found:
        if not kept or item.line >= kept[-1].end_line:
            kept.append(item)
    return kept


_Start = tuple[int, int, str]


def _paragraph_groups(
    lines: Sequence[str], heads: Sequence[int], taken: frozenset[int]
) -> Iterator[tuple[str, list[_Start]]]:
    """Yield the enumerations of two and more items whose items begin paragraphs."""
    open_groups: dict[str, list[_Start]] = {}
    scope = -1
    for index, line in enumerate(lines):
        if (line[:1] not in _OPENERS and line[:2] != "——") or index in taken:
            continue
        here = bisect_right(heads, index)
        if here != scope:
            yield from _finished(open_groups)
            open_groups, scope = {}, here
        start = _item_start(line, open_groups)
        if start is None:
            continue
        kind, number, marker = start
        group = open_groups.get(kind, [])
        adjoins = bool(group) and (kind != "—" or group[-1][0] == index - 1)
        if adjoins and number == len(group) + 1:
            group.append((index, number, marker))
            continue
        if group:
            yield from _finished({kind: group})
            open_groups[kind] = []
        if number == 1 or kind == "—":
            open_groups[kind] = [(index, 1, marker)]
    yield from _finished(open_groups)


def _finished(groups: dict[str, list[_Start]]) -> Iterator[tuple[str, list[_Start]]]:
    """Yield the groups that have two items."""
    for kind, group in groups.items():
        if len(group) > 1:
            yield kind, group


def _item_start(line: str, groups: dict[str, list[_Start]]) -> tuple[str, int, str] | None:
    """Read what a paragraph begins with, if it begins an item: kind, number, marker."""
    if line.startswith("——"):
        marker = line[: len(line) - len(line.lstrip("—"))]
        return ("—", len(groups.get("—", ())) + 1, marker) if len(line) > len(marker) else None
    for kind, pattern in _KINDS.items():
        match = pattern.match(line)
        if match:
            due = len(groups.get(kind, ())) + 1
            return kind, _value(match[1], due), match[0]
    return None


def _value(number: str, due: int) -> int:
    """Read the number of an item; 最后 is the one that is due."""
    return _ORDER[number] or max(due, 2) if number in _ORDER else to_int(number)


# ---------------------------------------------------------------- items within a paragraph


def running_paragraphs(text: str, starts: Sequence[int]) -> list[int]:
    """List the lines that may hold an enumeration, by what each kind needs.

    Looking through the whole text at once for the few needed strings spares all other paragraphs.
    """
    needed = [string for strings in _SECOND.values() for string in strings]
    lines: set[int] = set()
    for string in (*needed, "。是", "；是"):
        position = text.find(string)
        while position >= 0:
            line = bisect_right(starts, position) - 1
            lines.add(line)
            # One find a line is enough.
            after = starts[line + 1] if line + 1 < len(starts) else len(text)
            position = text.find(string, after)
    return sorted(lines)


def add_items(text: str, parent: Section, start: int, end: int, warnings: list[str]) -> None:
    """Add the items of the enumerations in a part of one paragraph under its section."""
    kinds = [
        kind
        for kind, seconds in _SECOND.items()
        if kind == "是" or any(text.find(string, start, end) >= 0 for string in seconds)
    ]
    _add(text, parent, start, end, kinds, warnings)


def _add(
    text: str, parent: Section, start: int, end: int, kinds: list[str], warnings: list[str]
) -> None:
    """Add the items of the kind that comes first; within and around them those of the others."""
    found = {kind: _places(kind, text, start, end) for kind in kinds}
    found = {kind: places for kind, places in found.items() if places}
    if not found:
        return
    outer = min(found, key=lambda kind: found[kind][0].position)
    places = found.pop(outer)
    others = list(found)
    position = start
    for place, stop in zip(places, _item_ends(text, places, end), strict=True):
        _add(text, parent, position, place.position, others, warnings)
        _add(text, _add_item(text, parent, place, stop, warnings), place.position, stop, others,
             warnings)  # fmt: skip
        position = stop
    _add(text, parent, position, end, others, warnings)


def _add_item(text: str, parent: Section, place: _Place, stop: int, warnings: list[str]) -> Section:
    """Add one item under its section."""
    heading, body = run_in_heading(text[place.position : stop], len(place.marker))
    item = Section(
        text, "一是", place.number, place.marker, heading,
        place.position, place.position + body, parent,
    )  # fmt: skip
    item.end = stop
    parent.children.append(item)
    if place.marker == "是":
        begins = text[place.position : place.position + 12]
        warnings.append(f"{parent.title}: an item has lost its number: {begins}…")
    return item


def _item_ends(text: str, places: list[_Place], end: int) -> list[int]:
    """Find where each item ends: at the next, and the last with its sentence.

    What follows the last item is the paragraph's again, so the last one has as many sentences
    as the longest of the others, which is mostly one.
    """
    ends = [*(place.position for place in places), end][1:]
    longest = 1
    for index, place in enumerate(places):
        stops = [match.end() for match in _FULL_STOP.finditer(text, place.position, ends[index])]
        is_last = index + 1 == len(places) or places[index + 1].number == 1
        if place.number == 1:
            longest = 1
        elif is_last and len(stops) > longest:
            ends[index] = stops[longest - 1]
        longest = max(longest, len(stops))
    return ends


def _places(kind: str, text: str, start: int, end: int) -> list[_Place]:
    """List the items of the enumerations of one kind in a part of a paragraph.

    The numbers of one enumeration run from one without a gap, also where it changes from 要 to
    是; a lone 一是 is not an enumeration.
    """
    groups: list[list[_Place]] = []
    searched = start
    for match in _KINDS[kind].finditer(text, start, end):
        last = groups[-1][-1].number if groups else 0
        place = _Place(match.start(), _value(match[1], last + 1), match[0])
        if place.number == 1:
            groups.append([place])
        elif groups and place.number == last + 1:
            groups[-1].append(place)
        elif place.number == 2 and kind == "是":
            lost = list(_LOST_BEFORE_SECOND.finditer(text, searched, place.position))
            if lost:
                groups.append([_Place(lost[-1].start(), 1, "是"), place])
        searched = match.end()
    places = [place for group in groups if len(group) > 1 for place in group]
    if not places and kind == "是":
        places = [_Place(m.start(), 1, "是") for m in _LOST_ALONE.finditer(text, start, end)]
    return places

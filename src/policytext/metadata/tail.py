"""What stands after the body: annex list, signature and date of issue."""

from __future__ import annotations

import re
from datetime import date
from itertools import accumulate, pairwise
from typing import NamedTuple

from policytext.metadata.dates import dates_in, only_date
from policytext.metadata.genres import genre_of
from policytext.metadata.lines import Line, close_up
from policytext.metadata.names import is_signatory, offices_of_line
from policytext.numbering import parse_marker

__all__ = ["Annexes", "Body", "Signature"]

#: No main part of a document is longer; what follows it are annexes.
_LOOK = 200_000
#: Longest line of a signature and of an annex list, in characters.
_LINE_MAX = 160
_OFFICES_MAX = 40
_ANNEXES_MAX = 99
_ANNEX_LIST = re.compile(r"附(?:件|表|图)?\s*[:：]|附件\s*(?=[1１]\s*[.．、])")
_ANNEX_HEAD = re.compile(
    r"附(?:件|表|录)?[一二三四五六七八九十\d０-９]{0,3}(?:[-—－]\d{1,2})?[:：]?"
)
_ITEM = re.compile(
    r"\s*(?:附件)?\s*[（(]?([\d０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*(?:[.．、:：]|[)）])\s*"
)
_NEXT_ITEM = re.compile(r"(?<=[\s；;。》])(?=(?:[2-9２-９]|[1-9]\d)\s*[.．、](?!\d))")
_ITEM_END = re.compile(r"(?:\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar|jpg))?[\s；;。，,]*$", re.I)
_AFTER_SIGNATURE = re.compile(
    "[（(](?:此|本|联系|信息|公开)|抄[送报]|主题词|主送|附件?|分送|印发|联系"
)
_SENTENCE_END = "。！？；”）)》"
_DATE_LAST = frozenset("日号)）0123456789０１２３４５６７８９")


class Signature(NamedTuple):
    """The signature (落款): its offices with their span, and the date with its own."""

    offices: tuple[str, ...]
    start: int
    end: int
    date: date | None
    date_start: int
    date_end: int


class Annexes(NamedTuple):
    """The titles of a document's annexes, and where they stand."""

    titles: tuple[str, ...]
    start: int
    end: int


class Body:
    """The lines of a text after its head; a line is taken apart only where it is looked at."""

    def __init__(self, text: str, start: int) -> None:
        part = text[start : start + _LOOK]
        self._lines = part.split("\n")
        self._starts = [start, *accumulate((len(line) + 1 for line in self._lines), initial=start)]
        del self._starts[0]

    def _line(self, index: int) -> Line | None:
        """Give a line; None for one that is blank, too long for what is sought here, or absent."""
        if not 0 <= index < len(self._lines):
            return None
        raw = self._lines[index]
        text = raw.strip()
        if not text or len(text) > _LINE_MAX:
            return None
        begin = self._starts[index] + raw.index(text[0])
        return Line(text, "".join(text.split()), begin, begin + len(text))

    def _beside(self, index: int, step: int) -> int:
        """Give the nearest line that is not blank, before (-1) or after (1) another."""
        index += step
        while 0 <= index < len(self._lines) and not self._lines[index].strip():
            index += step
        return index

    # ------------------------------------------------------------ signature

    def signature(self) -> Signature | None:
        """Find the signature of the main part: the first after its body, before any annex."""
        for index, raw in enumerate(self._lines):
            if len(raw) > _LINE_MAX:
                continue
            last = raw.rstrip()[-1:]
            if raw.lstrip()[:1] == "附" and self._begins_annex(index):
                return None
            if last in _DATE_LAST and (found := self._signed(index)):
                return found
        return self._undated()

    def _begins_annex(self, index: int) -> bool:
        """Tell the heading of an annex from a list of annexes."""
        line = self._line(index)
        if line is None or not _ANNEX_HEAD.fullmatch(line.bare):
            return False
        below = self._line(self._beside(index, 1))
        return not (line.bare[-1] in ":：" and below and _ITEM.match(below.text))

    def _signed(self, index: int) -> Signature | None:
        """Read the signature whose date ends a line, if that is one."""
        line = self._line(index)
        if line is None:
            return None
        places = [i for i, character in enumerate(line.text) if not character.isspace()]
        value, begin = only_date(line.bare), 0
        if value is None:
            found = list(dates_in(line.bare))
            if len(found) != 1 or found[0].end != len(line.bare) or not found[0].start:
                return None
            value, begin = found[0].value, found[0].start
        offices, start, end = self._offices_above(index)
        signed = bool(offices)
        if begin:
            before = line.text[: places[begin]].rstrip().rstrip("，,:：")
            same = Line(before, "".join(before.split()), line.start, line.start + len(before))
            names = offices_of_line(same)
            if not names and not is_signatory(same.bare):
                return None
            offices, start, end = (*offices, *names), start if offices else same.start, same.end
            signed = True
        above = self._line(self._beside(index, -1))
        signed = signed or (above is not None and is_signatory(above.bare))
        if not signed and not self._closes(index):
            return None
        date_start = line.start + places[begin]
        return Signature(offices, start, end, value, date_start, line.end)

    def _offices_above(self, index: int) -> tuple[tuple[str, ...], int, int]:
        """Collect the offices on the lines over a date."""
        found: list[tuple[str, ...]] = []
        start = end = 0
        for _ in range(_OFFICES_MAX):
            index = self._beside(index, -1)
            line = self._line(index)
            if line is None:
                break
            names = offices_of_line(line)
            if not names and not is_signatory(line.bare):
                break
            if names:
                found.insert(0, names)
                start, end = line.start, end or line.end
        return tuple(name for names in found for name in names), start, end

    def _closes(self, index: int) -> bool:
        """Tell whether a date without an office closes the document's main part."""
        above = self._beside(index, -1)
        ended = above >= 0 and self._lines[above].rstrip()[-1] in _SENTENCE_END
        below = self._beside(index, 1)
        if below >= len(self._lines):
            return ended
        following = self._lines[below].strip()
        # What is passed on follows under its own title.
        titled = len(following) <= _LINE_MAX and genre_of(close_up(following)) is not None
        return ended and (titled or bool(_AFTER_SIGNATURE.match(following)))

    def _undated(self) -> Signature | None:
        """Read offices that stand at the very end, without a date."""
        index = self._beside(len(self._lines), -1)
        offices, start, end = self._offices_above(index + 1)
        above = self._line(index)
        if not offices or above is None:
            return None
        return Signature(offices, start, end, None, 0, 0)

    # ------------------------------------------------------------ annexes

    def annexes(self) -> Annexes | None:
        """Read the list of annexes, or else the headings of the annexes themselves."""
        heads: list[int] = []
        for index, raw in enumerate(self._lines):
            if raw.lstrip()[:1] != "附":
                continue
            line = self._line(index)
            if line is None:
                continue
            if self._begins_annex(index):
                heads.append(index)
            elif not heads and (match := _ANNEX_LIST.match(line.text)):
                return self._listed(index, line, match.end())
        return self._headed(heads)

    def _listed(self, index: int, line: Line, begin: int) -> Annexes | None:
        """Read the list that begins on a line, at a character of it."""
        items = _items(line, begin)
        numbered = not items or bool(_ITEM.match(line.text, begin))
        while numbered and len(items) < _ANNEXES_MAX:
            index = self._beside(index, 1)
            below = self._line(index)
            match = _ITEM.match(below.text) if below else None
            if below is None or match is None or only_date(below.bare):
                break
            items += _items(below, 0)
        return _annexes(items)

    def _headed(self, heads: list[int]) -> Annexes | None:
        """Read the titles under the headings 附件1, 附件2."""
        items: list[tuple[str, int, int]] = []
        for head in heads[:_ANNEXES_MAX]:
            index = self._beside(head, 1)
            line = self._line(index)
            if line is None or line.bare[-1] in "。：；" or parse_marker(line.text):
                continue
            if _ANNEX_HEAD.fullmatch(line.bare):
                continue
            title, end = close_up(line.text), line.end
            below = self._line(self._beside(index, 1))
            if genre_of(title) is None and below and genre_of(title + below.bare):
                title, end = title + close_up(below.text), below.end
            items.append((title, line.start, end))
        return _annexes(items)


def _items(line: Line, begin: int) -> list[tuple[str, int, int]]:
    """Split a line of an annex list into titles without numbers."""
    cuts = [begin, *(m.start() for m in _NEXT_ITEM.finditer(line.text, begin)), len(line.text)]
    items = []
    for start, stop in pairwise(cuts):
        match = _ITEM.match(line.text, start, stop)
        first = (
            match.end()
            if match
            else start + len(line.text[start:stop]) - len(line.text[start:stop].lstrip())
        )
        ending = _ITEM_END.search(line.text, first, stop)
        last = ending.start() if ending else stop
        if first < last:
            title = close_up(line.text[first:last])
            items.append((title, line.start + first, line.start + last))
    return items


def _annexes(items: list[tuple[str, int, int]]) -> Annexes | None:
    if not items:
        return None
    return Annexes(tuple(item[0] for item in items), items[0][1], items[-1][2])

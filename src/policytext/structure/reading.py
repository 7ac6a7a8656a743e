"""What the lines of a text are: where its sections begin, and how they rank."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from operator import itemgetter
from typing import NamedTuple

from policytext.structure import laws
from policytext.structure.closings import Part, find_parts
from policytext.structure.items import item_paragraphs, run_in_heading
from policytext.structure.marks import DIVISION_LEVELS, SENTENCE_END, Mark, find_marks, squeeze
from policytext.structure.sequence import nested_runs, settle
from policytext.structure.titles import find_titles

__all__ = ["Head", "Reading"]

#: Which level stands in which: a section ends where one of the same or a lower rank begins.
_RANKS = {
    "附件": 0.0, "落款": 0.5, "第一部分": 1.0, "第一编": 2.0, "第一分编": 3.0, "第一章": 4.0,
    "第一节": 5.0, "第一条": 6.0, "款": 7.0, "标题": 9.0, "一、": 10.0, "第一、": 10.5,
    "（一）": 11.0, "1": 12.0, "1.1": 12.1, "1.1.1": 12.2, "1.1.1.1": 12.3, "1、": 13.0,
    "（1）": 14.0, "①": 15.0,
}  # fmt: skip
#: 一、 that counts inside a 一、, and 第一、 where it is not counted in a 一、.
_NESTED, _OUTER_ORDINAL = 10.7, 9.5
#: 1.1 under 1、 rather than under 1.
_BELOW_ITEMS = {"1.1": 13.1, "1.1.1": 13.2, "1.1.1.1": 13.3}
#: Articles that stand in headings 一、, and by how much a paragraph ranks below its article.
_ARTICLE_BELOW, _PARAGRAPH_STEP = 10.6, 0.05
#: How many marks before and after a heading without a number tell what it stands in.
_LOOK_AROUND = 100
#: Headings that stand beside the numbered ones, never within the last of them.
_LAST_WORDS = frozenset({"结束语", "结语", "结论"})
#: The longest heading on a line of its own under its number.
_OWN_LINE_MAX = 40


_IN_BRACKETS = re.compile(r"(?:【([^】]{1,40})】|[（(]([^（()）]{1,30})[）)](?=\s|$))\s*")


class Head(NamedTuple):
    """Where a section begins, with what the line says of it."""

    start: int
    rank: float
    level: str
    number: int
    suffix: int
    marker: str
    heading: str
    body_start: int


class Reading:
    """What the lines of a text are, found in the order in which one depends on the other."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = lines = text.split("\n")
        self.starts = [0, *accumulate(len(line) + 1 for line in lines)]
        marks = find_marks(lines)
        dropped = laws.contents(lines, marks)
        if any(mark.level in ("第一条", "一、") for mark in marks):
            dropped |= laws.quoted(lines)
        marks = settle([mark for mark in marks if mark.line not in dropped])
        numbered = frozenset(mark.line for mark in marks)
        parts = [part for part in find_parts(lines, numbered) if part.line not in dropped]
        closed = _lines_of(parts)
        self.marks = [mark for mark in marks if mark.line not in closed]
        self.parts = parts
        headed = self._headings_below(closed)
        self.titles = find_titles(lines, self.marks, {*dropped, *closed, *headed.values()})
        self._headed = headed
        heads = sorted({*numbered, *self.titles, *(part.line for part in parts)})
        self.items = item_paragraphs(lines, heads, dropped | closed | numbered)

    def _headings_below(self, closed: frozenset[int]) -> dict[int, int]:
        """Find the headings that stand on the line under their number: line of both."""
        taken = closed.union(mark.line for mark in self.marks)
        found = {}
        for mark in self.marks:
            below = mark.line + 1
            if mark.length < len(self.lines[mark.line]) or mark.level == "第一条":
                continue
            line = self.lines[below] if below < len(self.lines) else ""
            if (
                0 < len(line) <= _OWN_LINE_MAX
                and below not in taken
                and (line[-1] not in SENTENCE_END + "：:，,")
            ):
                found[mark.line] = below
        return found

    # ------------------------------------------------------------ heads

    def heads(self) -> Iterator[Head]:
        """Yield the heads of all sections but items, in the order of the text."""
        ranks = self._mark_ranks()
        heads = [self._numbered(mark, ranks[mark.line]) for mark in self.marks]
        heads += [self._titled(line, rank) for line, rank in self._title_ranks(ranks)]
        heads += [self._part(part) for part in self.parts]
        heads.sort(key=itemgetter(0))
        yield from self._with_paragraphs(heads)

    def _numbered(self, mark: Mark, rank: float) -> Head:
        """Make the head of a numbered section."""
        place, level, number, length, _, suffix, _ = mark
        line, start = self.lines[place], self.starts[place]
        marker = line[:length].rstrip()
        division = level in DIVISION_LEVELS
        if place in self._headed:
            below = self._headed[place]
            heading, body = self.lines[below], self.starts[below + 1] - start
        elif level == "第一条":
            heading, body = _article_heading(line, length)
        elif division:
            heading, body = line[length:].strip().rstrip("。"), len(line)
        else:
            heading, body = run_in_heading(line, length)
        if division:
            marker = "".join(marker.split()).rstrip("：:、.．")
            heading = squeeze(heading) if heading else ""
        body_start = min(start + body, len(self.text))
        return Head(start, rank, level, number, suffix, marker, heading, body_start)

    def _titled(self, line: int, rank: float) -> Head:
        """Make the head of a section with a heading without number."""
        start, end = self.starts[line], self.starts[line] + len(self.lines[line])
        return Head(start, rank, "标题", 0, 0, "", squeeze(self.lines[line]), end)

    def _part(self, part: Part) -> Head:
        """Make the head of a closing part or an annex."""
        body = min(self.starts[part.body], len(self.text))
        return Head(
            self.starts[part.line], _RANKS[part.level], part.level, part.number, 0,
            part.marker, part.heading, body,
        )  # fmt: skip

    # ------------------------------------------------------------ ranks

    def _mark_ranks(self) -> dict[int, float]:
        """Rank each mark by its level, and by what its neighbours say of the level's place."""
        ranks = {mark.line: _RANKS[mark.level] for mark in self.marks}
        for scope in self._scopes():
            counted = [mark for mark in scope if mark.level == "一、"]
            nested = nested_runs([mark.number for mark in counted])
            ranks |= {m.line: _NESTED for m, inside in zip(counted, nested, strict=True) if inside}
            if scope[0].level == "第一、":
                ranks |= {m.line: _OUTER_ORDINAL for m in scope if m.level == "第一、"}
        articles_below = _articles_below_headings(self.marks)
        rooted = any(mark.level == "1" for mark in self.marks)
        for mark in self.marks:
            if mark.level == "第一条" and articles_below:
                ranks[mark.line] = _ARTICLE_BELOW
            elif mark.level in _BELOW_ITEMS and not rooted:
                ranks[mark.line] = _BELOW_ITEMS[mark.level]
        return ranks

    def _scopes(self) -> Iterator[list[Mark]]:
        """Yield the marks 一、 and 第一、 of each part of the text under another heading."""
        bounds = {mark.line for mark in self.marks if mark.level in DIVISION_LEVELS}
        edges = sorted({*bounds, *self.titles, *(part.line for part in self.parts)})
        counted = (mark for mark in self.marks if mark.level in ("一、", "第一、"))
        for _, scope in groupby(counted, key=lambda mark: bisect_right(edges, mark.line)):
            yield list(scope)

    def _title_ranks(self, ranks: Mapping[int, float]) -> Iterator[tuple[int, float]]:
        """Rank each heading without a number: it stands over what is numbered, or within.

        It stands within a numbered section where the next numbers of that level go on counting.
        """
        divisions = [ranks[m.line] for m in self.marks if m.level in DIVISION_LEVELS]
        if divisions:
            outermost = min(divisions)
            rank = outermost if outermost < _RANKS["第一条"] else _RANKS["第一条"] - 0.5
            yield from ((line, rank) for line in self.titles)
            return
        places = [mark.line for mark in self.marks]
        rank = _RANKS["标题"]
        for line in self.titles:
            # After the last number nothing tells, but headings of a kind rank alike.
            usual = _RANKS["标题"] if self.lines[line] in _LAST_WORDS else rank
            rank = self._title_rank(bisect_right(places, line), line, ranks) or usual
            yield line, rank

    def _title_rank(self, place: int, line: int, ranks: Mapping[int, float]) -> float | None:
        """Rank one heading without a number by the marks before and after it, if they tell."""
        before: dict[str, int] = {}
        for mark in self.marks[max(0, place - _LOOK_AROUND) : place]:
            before[mark.level] = mark.number
        lowest = max(_RANKS.values()) + 1
        stop = next((part.line for part in self.parts if part.line > line), len(self.lines))
        for mark in self.marks[place : place + _LOOK_AROUND]:
            if mark.line > stop:
                break
            if ranks[mark.line] >= lowest:
                continue
            lowest = ranks[mark.line]
            if mark.number == before.get(mark.level, 0) + 1 and mark.number > 1:
                return lowest + 0.5
        return None if lowest > max(_RANKS.values()) else _RANKS["标题"]

    # ------------------------------------------------------------ paragraphs of articles

    def _with_paragraphs(self, heads: list[Head]) -> Iterator[Head]:
        """Yield the heads with those of the paragraphs of the articles that have several."""
        other = {bisect_right(self.starts, head.start) - 1 for head in heads}
        other.update(self._headed.values())
        other.update(line for item in self.items for line in range(item.line, item.end_line))
        for index, head in enumerate(heads):
            yield head
            if head.level != "第一条":
                continue
            following = index + 1
            while following < len(heads) and heads[following].rank > head.rank:
                following += 1
            end = heads[following].start if following < len(heads) else len(self.text)
            yield from self._paragraphs(head, end, other)

    def _paragraphs(self, article: Head, end: int, other: Collection[int]) -> list[Head]:
        """Make the heads of an article's paragraphs, if it has more than one."""
        first = bisect_right(self.starts, article.body_start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        begins = [
            max(self.starts[line], article.body_start)
            for line in range(first, last + 1)
            if (line not in other or self.starts[line] <= article.start)
            and article.body_start < self.starts[line] + len(self.lines[line])
        ]
        if len(begins) < 2:
            return []
        rank = article.rank + _PARAGRAPH_STEP
        return [
            Head(begin, rank, "款", number, 0, "", "", begin)
            for number, begin in enumerate(begins, 1)
        ]


def _lines_of(parts: Sequence[Part]) -> frozenset[int]:
    """List the lines of closing parts and of the titles of annexes."""
    return frozenset(
        line
        for part in parts
        for line in range(part.line, part.end if part.level == "落款" else part.body)
    )


def _article_heading(line: str, length: int) -> tuple[str, int]:
    """Read the heading of an article in brackets: 第三条 【适用范围】, 第三条（适用范围）."""
    match = re.match(
        r"(?:【([^】]{1,40})】|[（(]([^（()）]{1,30})[）)](?=[\s\u3000]|$))\s*", line[length:]
    )
    if match is None:
        return "", length
    return match[1] or match[2], length + match.end()


def _articles_below_headings(marks: Sequence[Mark]) -> bool:
    """Tell whether articles count on through headings 一、 二、, which then stand over them."""
    if any(m.level in DIVISION_LEVELS and m.level != "第一条" for m in marks):
        return False
    top = [m for m in marks if m.level in ("一、", "第一条")]
    if len(top) < 4 or (top[0].level, top[1].level) != ("一、", "第一条"):
        return False
    articles = [m.number for m in top if m.level == "第一条"]
    headings = [m.number for m in top if m.level == "一、"]
    return headings[:2] == [1, 2] and articles == sorted(articles)

"""What the numbers around a mark say of it: whether it is one, and what it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policytext.numbering import LEVELS
from policytext.structure.marks import Mark

__all__ = ["nested_runs", "settle"]

_ORDER = {level: place for place, level in enumerate(LEVELS)}
#: Articles are counted through the chapters, and so are the 一、 of old rules.
_RUNNING = frozenset({"第一章", "第一条", "一、", "第一、"})
#: Repealed articles are left out; more than this many in a row hardly ever.
_GAP = 3
#: How far to look for the continuation of an interrupted run of numbers.
_LOOK_AHEAD = 60


def settle(marks: Sequence[Mark]) -> list[Mark]:
    """Drop the unsure marks that their neighbours do not confirm."""
    following = _following(marks)
    decimals = _decimal_chain(marks)
    last: dict[str, int] = {}
    kept = []
    for index, mark in enumerate(marks):
        if mark.parts:
            confirmed = index in decimals
        else:
            confirmed = mark.sure or _follows(mark, last.get(mark.level, 0), following[index])
        if confirmed:
            kept.append(mark)
            order = _ORDER[mark.level]
            for level in [v for v in last if _ORDER[v] > order and v not in _RUNNING]:
                del last[level]
            last[mark.level] = mark.number
    return kept


def _following(marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Give for each mark the number and suffix of the next one of its level, 0 if none."""
    following = [(0, 0)] * len(marks)
    seen: dict[str, tuple[int, int]] = {}
    for index in range(len(marks) - 1, -1, -1):
        mark = marks[index]
        following[index] = seen.get(mark.level, (0, 0))
        seen[mark.level] = mark.number, mark.suffix
    return following


def _follows(mark: Mark, before: int, after: tuple[int, int]) -> bool:
    """Tell whether an unsure mark fits between the one before and the one after.

    二、三大战役 is a heading after 一、, unless a surer 二、 follows before any 三、.
    """
    number = mark.number
    if mark.level == "第一条":
        if mark.suffix:
            return number >= before
        if number == 1:
            return after[0] in (1, 2) and (after[0] == 2 or after[1] > 0)
        return before < number <= before + _GAP and after != (number, 0)
    if number == 1:
        return after[0] == 2 and before != 1
    return number == before + 1 and after[0] != number


def _decimal_chain(marks: Sequence[Mark]) -> frozenset[int]:
    """Choose the decimal numbers that count through the document; none if they are too few.

    2.3 is followed by 2.3.1, by 2.4 or by 3 (or 3.1, where the first level is written
    otherwise); a figure at the beginning of a paragraph, 3.5, seldom is what is due.
    """
    chain: list[int] = []
    due: tuple[int, ...] = ()
    for index, mark in enumerate(marks):
        if mark.parts and _continues(due, mark.parts):
            chain.append(index)
            due = mark.parts
    deep = sum(len(marks[index].parts) > 1 for index in chain)
    return frozenset(chain) if deep >= 2 and len(chain) >= 3 else frozenset()


def _continues(before: tuple[int, ...], number: tuple[int, ...]) -> bool:
    """Tell whether a decimal number may follow another; one number may be missing."""
    if not before:
        return number in ((1,), (1, 1))
    if number[: len(before)] == before:
        return set(number[len(before) :]) == {1}
    shared = (
        next(i for i, (a, b) in enumerate(zip(before, number, strict=False)) if a != b)
        if (number != before[: len(number)])
        else len(number)
    )
    if shared == len(number):
        return False
    rest = number[shared + 1 :]
    return 1 <= number[shared] - before[shared] <= 2 and set(rest) <= {1}


def nested_runs(numbers: Sequence[int]) -> list[bool]:
    """Tell which numbers of a level count inside a section of that same level.

    In 1 2 [1 2 3] 3 the second run is an inner one, for the first goes on after it. In
    1 2 3 1 2 it is not: a new part has begun.
    """
    nested = [False] * len(numbers)
    last = inner = 0
    for index, number in enumerate(numbers):
        if inner:
            if number == inner + 1 or (number == 1 and inner > 1):
                inner = number
                nested[index] = True
                continue
            inner = 0
        if number == 1 and last > 1 and _resumes(numbers[index : index + _LOOK_AHEAD], last + 1):
            inner = 1
            nested[index] = True
        else:
            last = number
    return nested


def _resumes(numbers: Iterable[int], due: int) -> bool:
    """Tell whether after an inner run, and others like it, the number that was due comes."""
    inner = 0
    for number in numbers:
        if number == inner + 1 or number == 1:
            inner = number
        else:
            return number == due
    return False

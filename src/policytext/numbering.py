"""Numbers as Chinese documents write them in front of headings and items."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["LEVELS", "Marker", "parse_marker", "to_int"]

#: Levels of the conventional hierarchy (GB/T 9704-2012, 7.3.3), outermost first, then the
#: enumerations that run inside a paragraph. A level is named by its first number.
LEVELS = ("一、", "（一）", "1、", "（1）", "一是")

_HAN = "一二三四五六七八九十百零〇○"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_UNITS = {"十": 10, "百": 100}

# Patterns that few texts need are compiled at their first use, not at import.
_MARKER = rf"""(?x)(?:
      (?P<han>[{_HAN}]{{1,5}})(?:、|\s*[.．](?!\d))
    | [（(]\s*(?P<han_par>[{_HAN}]{{1,5}})\s*[）)]、?
    | (?P<arabic>\d{{1,3}}|[０-９]{{1,3}})\s*(?:、|[.．](?![\d０-９]))
    | [（(]\s*(?P<arabic_par>\d{{1,3}}|[０-９]{{1,3}})\s*[）)]、?
    )[ \t\u3000]*"""
_NUMBER_LIST = rf"([{_HAN}]{{1,3}})、([{_HAN}]+)"
_GROUPS = {"han": "一、", "han_par": "（一）", "arabic": "1、", "arabic_par": "（1）"}


class Marker(NamedTuple):
    """A number in front of a heading: its level, its value, and how many characters it takes."""

    level: str
    number: int
    length: int


def to_int(number: str) -> int:
    """Read a Chinese or Arabic number up to 999.

    Examples
    --------
    >>> to_int("二十一"), to_int("十"), to_int("一百零三"), to_int("7"), to_int("２")
    (21, 10, 103, 7, 2)
    """
    if number.isdecimal():
        return int(number)
    total = digit = 0
    for character in number:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def _lists_numbers(line: str) -> bool:
    """Tell whether a line begins with neighbouring numbers: 一、二产业, 二、三季度.

    一、十四年伟大实践 is a heading all the same: fourteen does not follow one.
    """
    match = re.match(_NUMBER_LIST, line)
    return match is not None and to_int(match[2]) == to_int(match[1]) + 1


def parse_marker(line: str) -> Marker | None:
    """Read the number that a line begins with, if it is one of the conventional hierarchy.

    Examples
    --------
    >>> parse_marker("（三）健全制度")
    Marker(level='（一）', number=3, length=3)
    >>> parse_marker("一、二产业协调发展") is None and parse_marker("3.5个百分点") is None
    True
    """
    match = re.match(_MARKER, line)
    if match is None or _lists_numbers(line):
        return None
    group = str(match.lastgroup)
    return Marker(_GROUPS[group], to_int(match[group]), match.end())

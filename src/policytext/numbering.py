"""Numbers as Chinese documents write them in front of headings and items."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

__all__ = [
    "LEVELS", "Marker", "lists_numbers", "parse_marker", "read_marker", "to_han", "to_int",
    "to_letters", "to_roman",
]  # fmt: skip

#: Levels of an outline, outermost first: parts of a file, divisions of a law, the conventional
#: hierarchy (GB/T 9704-2012, 7.3.3), decimal numbers, what closes a document, and the items of
#: enumerations. A level that is numbered is named by its first number.
LEVELS = (
    "附件", "第一部分", "第一编", "第一分编", "第一章", "第一节", "第一条", "款",
    "标题", "一、", "第一、", "（一）", "1", "1.1", "1.1.1", "1.1.1.1", "1、", "（1）", "①",
    "落款", "——", "一是",
)  # fmt: skip

_HAN = "一二三四五六七八九十百千零〇○Ｏ"
_WRITTEN = "零一二三四五六七八九"
_DIGITS = {c: i for i, c in enumerate(_WRITTEN)} | {"〇": 0, "○": 0, "Ｏ": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
#: Numbers that are one character: the first of each row and its level.
_SINGLE = {"①": "①", "㈠": "（一）", "⑴": "（1）", "⒈": "1、"}
_SINGLE_MARKERS = {
    chr(ord(first) + i): (level, i + 1)
    for first, level in _SINGLE.items()
    for i in range(10 if first == "㈠" else 20)
}

# Compiled at their first use: the command line starts without them.
_pattern = cache(re.compile)
_MARKER = rf"""(?x)(?:
      (?P<han>[{_HAN}]{{1,5}})(?:[ \u3000]{{0,2}}、|\s*[.．](?!\d))
    | [（(]\s*(?P<han_par>[{_HAN}]{{1,5}})\s*[）)]、?
    | (?P<arabic>\d{{1,3}}|[０-９]{{1,3}})\s*(?:、|[.．](?:(?![\d０-９])|(?=(?:19|20)\d\d年)))
    | [（(]\s*(?P<arabic_par>\d{{1,3}}|[０-９]{{1,3}})\s*[）)]、?
    | (?P<arabic_half>\d{{1,2}}|[０-９]{{1,2}})[）)]、?
    )[ \t\u3000]*"""
_GROUPS = {
    "han": "一、", "han_par": "（一）",
    "arabic": "1、", "arabic_par": "（1）", "arabic_half": "（1）",
}  # fmt: skip
_HAN_LIST = rf"([{_HAN}]{{1,3}})、([{_HAN}]+)"
_ARABIC_LIST = r"(\d{1,3})、(\d{1,3})(?!\d)"


class Marker(NamedTuple):
    """A number in front of a heading: its level, its value, and how many characters it takes."""

    level: str
    number: int
    length: int


@lru_cache(maxsize=1024)
def to_int(number: str) -> int:
    """Read a Chinese or Arabic number up to 9999.

    Examples
    --------
    >>> to_int("二十一"), to_int("十"), to_int("一百零三"), to_int("二〇"), to_int("２")
    (21, 10, 103, 20, 2)
    """
    if number.isdecimal():
        return int(number)
    if len(number) > 1 and not any(character in _UNITS for character in number):
        return int("".join(str(_DIGITS[character]) for character in number))
    total = digit = 0
    for character in number:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def to_han(number: int) -> str:
    """Write a number up to 9999 as the numbers of headings are written; others in digits.

    101 is 一百零一, as documents write it and LibreOffice shows it; Word has 一百〇一 in some
    formats and 一○一 in others.

    Examples
    --------
    >>> to_han(3), to_han(10), to_han(12), to_han(35), to_han(101), to_han(110), to_han(2000)
    ('三', '十', '十二', '三十五', '一百零一', '一百一十', '二千')
    """
    if not 0 < number < 10_000:
        return "零" if number == 0 else str(number)
    digits = str(number)
    text = "".join(
        _WRITTEN[int(digit)] + (unit if digit != "0" else "")
        for digit, unit in zip(digits, ("千", "百", "十", "")[-len(digits) :], strict=True)
    )
    text = re.sub("零+", "零", text.rstrip("零"))
    return text.removeprefix("一") if text.startswith("一十") else text


def to_roman(number: int) -> str:
    """Write a number from 1 in small Roman numerals.

    Examples
    --------
    >>> to_roman(4), to_roman(19), to_roman(2024)
    ('iv', 'xix', 'mmxxiv')
    """
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def to_letters(number: int) -> str:
    """Write a number from 1 in small letters, as columns of a sheet are named: a to z, aa, ab.

    Examples
    --------
    >>> to_letters(1), to_letters(26), to_letters(27), to_letters(703)
    ('a', 'z', 'aa', 'aaa')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def lists_numbers(line: str) -> bool:
    """Tell whether a line begins with neighbouring numbers: 一、二产业, 二、三季度, 1、2月份.

    一、十四年伟大实践 is a heading all the same: fourteen does not follow one. So may be
    一、二三产业协调发展, which only the numbers around it can tell.

    Examples
    --------
    >>> lists_numbers("一、二产业"), lists_numbers("1、2月份"), lists_numbers("一、十四年伟大实践")
    (True, True, False)
    """
    if "、" not in line[:4]:
        return False
    match = _pattern(_HAN_LIST).match(line)
    if match:
        follows = to_int(match[1]) + 1
        run = match[2]
        in_a_row = len(run) > 1 and to_int(run[0]) == follows and to_int(run[1]) == follows + 1
        return to_int(run) == follows or in_a_row
    match = _pattern(_ARABIC_LIST).match(line)
    return match is not None and int(match[2]) == int(match[1]) + 1


def read_marker(line: str) -> Marker | None:
    """Read the number that a line begins with, though it may be one of a list of numbers."""
    single = _SINGLE_MARKERS.get(line[:1])
    if single:
        return Marker(*single, 1 + len(line[1:]) - len(line[1:].lstrip(" \t\u3000、.．")))
    match = _pattern(_MARKER).match(line)
    if match is None:
        return None
    group = str(match.lastgroup)
    return Marker(_GROUPS[group], to_int(match[group]), match.end())


def parse_marker(line: str) -> Marker | None:
    """Read the number that a line begins with, if it is one of the conventional hierarchy.

    Examples
    --------
    >>> parse_marker("（三）健全制度")
    Marker(level='（一）', number=3, length=3)
    >>> parse_marker("一、二产业协调发展") is None and parse_marker("3.5个百分点") is None
    True
    """
    marker = read_marker(line)
    return None if marker is None or lists_numbers(line) else marker

"""Dates as documents write them: 2019年1月27日, 二〇一九年一月二十七日, 2019-01-27."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from policytext.numbering import to_int

__all__ = ["Dated", "dates_in", "only_date"]

# Zeros are typed in many ways, and 廿 stands for twenty.
_NORMAL = str.maketrans("０１２３４５６７８９○〇ＯO零Ｏ－．／", "0123456789000000-./")
_HAN_YEAR = str.maketrans("一二三四五六七八九", "123456789")
_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d|[一二][一二三四五六七八九0]{3})"
    r"(?:年(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?P<day>\d{1,2}|[一二三四五六七八九十廿卅]{1,3})日"
    r"|(?P<mark>[-./])(?P<month_2>\d{1,2})(?P=mark)(?P<day_2>\d{1,2})(?!\d))"
)


class Dated(NamedTuple):
    """A date and where it stands in the text that was given, without its spaces."""

    value: date
    start: int
    end: int


def _number(digits: str) -> int:
    return (
        int(digits)
        if digits.isdecimal()
        else to_int(digits.replace("廿", "二十").replace("卅", "三十"))
    )


def _as_date(match: re.Match[str]) -> date | None:
    """Read a match as a date; None where the calendar has no such day."""
    year = int(match["year"].translate(_HAN_YEAR))
    month = _number(match["month"] or match["month_2"])
    day = _number(match["day"] or match["day_2"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def dates_in(bare: str) -> Iterator[Dated]:
    """Yield the dates in a text without spaces, those left out that cannot be."""
    for match in _DATE.finditer(bare.translate(_NORMAL)):
        value = _as_date(match)
        if value is not None:
            yield Dated(value, *match.span())


def only_date(bare: str) -> date | None:
    """Read a text that is a date and nothing else, parentheses aside.

    >>> only_date("二○一九年一月二十七日"), only_date("2019年2月30日")
    (datetime.date(2019, 1, 27), None)
    """
    if bare[:1] in "（(" and bare[-1:] in "）)":
        bare = bare[1:-1]
    match = _DATE.fullmatch(bare.translate(_NORMAL))
    return _as_date(match) if match else None

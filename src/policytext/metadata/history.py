"""The lines between a law's title and its text: who passed and amended it, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from policytext.metadata.dates import dates_in
from policytext.metadata.lines import Line, span_in
from policytext.metadata.names import is_office
from policytext.metadata.numbers import decree_in, number_in_note

__all__ = ["History", "read_history"]

# A date before these words is when a law came into force, not when it was passed.
_IN_FORCE = re.compile("(?:起|日)?(?:施行|实施|生效|执行)")
_CONGRESS = re.compile(
    r"(?:日|[（(]|^)(?P<place>(?:(?!第)[一-鿿]){2,14}?)?(?:第[一二三四五六七八九十]{1,3}届)?"
    r"(?P<body>(?:全国)?人民代表大会(?:常务委员会)?)(?:第[一二三四五六七八九十]{1,3}次)?(?:会议|全体)?[^，。；]{0,8}通过"
)
# 1964年4月13日国务院发布: who published it, without the number of a decree.
_PUBLISHED = re.compile(r"日(?P<office>[一-鿿]{2,30}?)(?:发布|公布|颁布|颁发)")


class History(NamedTuple):
    """Dates of a law's passing and amendments, the decree that published it, who passed it."""

    dates: list[tuple[date, int, int]]
    number: tuple[str, int, int] | None
    issuer: tuple[str, int, int] | None


def read_history(lines: Sequence[Line]) -> History:
    """Read the lines between title and text; the number is that of the last decree named."""
    dates: list[tuple[date, int, int]] = []
    number: tuple[str, int, int] | None = None
    issuer: tuple[str, int, int] | None = None
    for line in lines:
        for found in dates_in(line.bare):
            if not _IN_FORCE.match(line.bare, found.end):
                dates.append((found.value, *span_in(line, found.start, found.end)))
        if named := decree_in(line.bare):
            decree, start, end = named
            place = span_in(line, start, end)
            number = (decree.number, *place) if decree.number else number
            issuer = (decree.office, *place) if decree.issues else issuer
        congress = _CONGRESS.search(line.bare)
        if congress and issuer is None:
            name = (congress["place"] or "") + congress["body"]
            start = congress.start("place") if congress["place"] else congress.start("body")
            issuer = (name, *span_in(line, start, congress.end("body")))
        published = _PUBLISHED.search(line.bare)
        if published and issuer is None and is_office(published["office"]):
            office = published["office"].removeprefix("中华人民共和国")
            issuer = (office, *span_in(line, *published.span("office")))
        if number is None and (noted := number_in_note(line.bare)):
            number = (noted.value, *span_in(line, noted.start, noted.end))
    return History(dates, number, issuer)

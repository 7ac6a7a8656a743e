"""Marks: the paragraphs that begin with a number, each read by itself.

A mark is sure, or its neighbours must confirm it (`sequence`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from policytext.numbering import lists_numbers, read_marker, to_int

__all__ = ["DIVISION_LEVELS", "SENTENCE_END", "Mark", "find_marks", "squeeze"]

SENTENCE_END = "。！？；!?;"
_SPACE = " \t\u3000"
_HAN = "一二三四五六七八九十百千零〇○Ｏ"
#: Only paragraphs that begin with one of these are looked at, which most do not.
_FIRST = frozenset(
    _HAN + "（(第0123456789０１２３４５６７８９"
    + "".join(chr(first + i) for first in (0x2460, 0x2474, 0x2488) for i in range(20))
    + "".join(chr(0x3220 + i) for i in range(10))
)  # fmt: skip

_KINDS = {
    "编": "第一编", "分编": "第一分编", "章": "第一章", "节": "第一节", "条": "第一条",
    "部分": "第一部分",
} | {"編": "第一编", "節": "第一节", "條": "第一条", "篇": "第一编"}  # fmt: skip
DIVISION_LEVELS = frozenset(_KINDS.values())
# A number may be letter-spaced: 第 一 章.
_DIVISION = re.compile(
    rf"第[{_SPACE}]?(?P<number>[{_HAN}0-9０-９](?:[{_SPACE}]?[{_HAN}0-9０-９]){{0,9}})[{_SPACE}]?"
    rf"(?P<kind>部分|分编|[编編篇章节節条條])(?:之(?P<suffix>[{_HAN}]{{1,3}}))?"
)
#: The longest line that is the heading of a chapter.
_DIVISION_MAX = 60
#: The longest one that ends with a full stop.
_STOPPED_MAX = 20
_AMENDED = re.compile("(?:修改|改)为|^(?:章名|节名|标题)?(?:删去|修改)")
_HEAD_REFERS = re.compile("[，、》”）]|规定|所[列称指述]|中的|的|第|[至和及或与]第")
# What follows an article's number where it is not the article's own but refers to it.
_REFERS = re.compile(
    r"[、，。；,;.》〉”’）)\]］〕】]|第.{1,6}[款项条]|之?规定|所[列称指述作规]|中的|中[，“]|的(?!士)"
    r"|[和与或](?![平谐解])|及(?!时)|至(?![迟少])|到第|以[上下外内]|修[改正订]|改为|增加|删[去除]|作(?:为|如下)"
    r"|是指|[一二三四五六七八九十](?:款|项)|[（(][一二三四五六七八九十\d]+[）)][项、至和]|[前后首][一二三]?(?:款|项|句)"
)
# After a space only these can be no article.
_REFERS_APART = re.compile(
    r"[、，。；,;》”]|第[一二三四五六七八九十]{1,3}[款项](?!：)|(?:修改|改)为[：:]"
)
_ITEM_AFTER = re.compile(r"[：:、.．]")
_DECIMAL = re.compile(
    rf"(\d{{1,2}}(?:[.．]\d{{1,2}}){{0,3}})(?:[.．](?=[{_SPACE}]))?([{_SPACE}]*)"
    r"(?![\d.．、）)%％‰，。：；,;:+~～/×*-]|[万亿个倍元米亩吨公千百月年日号岁人名户次天家项条种类所座台辆件])"
)
#: The longest heading without a sentence.
_HEADING_MAX = 60


class Mark(NamedTuple):
    """A paragraph that begins with a number: which line, what level, and where its text begins.

    `length` counts the marker's characters with the white space after it; `parts` are the
    components of a decimal number.
    """

    line: int
    level: str
    number: int
    length: int
    sure: bool = True
    suffix: int = 0
    parts: tuple[int, ...] = ()


def squeeze(heading: str) -> str:
    """Take the spaces out of a letter-spaced heading, 总　　则, and leave others as they are."""
    words = heading.split()
    return "".join(words) if all(len(word) == 1 for word in words) else " ".join(words)


def find_marks(lines: Sequence[str]) -> list[Mark]:
    """List the paragraphs that begin with a number."""
    first = _FIRST
    found = (_read(i, line) for i, line in enumerate(lines) if line[:1] in first)
    return [mark for mark in found if mark is not None]


def _read(index: int, line: str) -> Mark | None:
    """Read the number that a paragraph begins with."""
    if line[0] == "第":
        return _read_division(index, line)
    marker = read_marker(line)
    if marker is not None:
        sure = not lists_numbers(line)
        return Mark(index, marker.level, marker.number, marker.length, sure)
    if line[0].isdecimal():
        return _read_decimal(index, line)
    return _read_bare(index, line)


def _read_bare(index: int, line: str) -> Mark | None:
    """Read a Chinese number that stands alone on its line or before a space and a heading."""
    head = re.match(rf"[{_HAN}]{{1,3}}(?=[{_SPACE}]|$)", line)
    if head is None or len(line) > _HEADING_MAX or line[-1] in SENTENCE_END:
        return None
    rest = line[head.end() :]
    # 三 中 全 会 is letter-spaced text.
    if rest[2:3].isspace():
        return None
    return Mark(
        index, "一、", to_int(head[0]), head.end() + len(rest) - len(rest.lstrip()), sure=False
    )


def _read_decimal(index: int, line: str) -> Mark | None:
    """Read a decimal number before a heading: 1　总则, 2.1.3 职责."""
    match = _DECIMAL.match(line)
    if match is None or (match.end() == len(line)) or (line[0] in "0０"):
        return None
    parts = tuple(int(part) for part in re.split("[.．]", match[1]))
    if len(parts) == 1 and (not match[2] or len(line) > _HEADING_MAX or line[-1] in SENTENCE_END):
        return None
    level = ".".join("1" * len(parts))
    return Mark(index, level, parts[-1], match.end(), sure=False, parts=parts)


def _read_division(index: int, line: str) -> Mark | None:
    """Read the number of a part, chapter, section or article of a law, or 第一、."""
    match = _DIVISION.match(line)
    if match is None:
        return _read_ordinal(index, line)
    level = _KINDS[match["kind"]]
    body = line[match.end() :].lstrip(_SPACE)
    apart = len(line) - len(body) > match.end()
    sure = level != "第一条" or apart or not body
    if level == "第一条":
        text = _article_text(body, apart)
        if text is None:
            return None
        body = text
    else:
        body = body[1:].lstrip(_SPACE) if body[:1] in ("：", ":") else body
        if not _heads(line, body, apart):
            return None
    number = to_int("".join(match["number"].split()))
    suffix = to_int(match["suffix"]) if match["suffix"] else 0
    return Mark(index, level, number, len(line) - len(body), sure, suffix)


def _article_text(body: str, apart: bool) -> str | None:
    """Take the text of an article from what follows its number; None if that refers to it."""
    if apart:
        return None if _REFERS_APART.match(body) else body
    after = _ITEM_AFTER.match(body)
    if after:
        # 第五条、第六条 are two references.
        return None if body[1:2] == "第" else body[1:].lstrip(_SPACE)
    return None if _REFERS.match(body) else body


def _heads(line: str, body: str, apart: bool) -> bool:
    """Tell the heading of a chapter from a sentence that begins by naming a chapter."""
    if (
        len(line) > _DIVISION_MAX
        or line[-1] in "；！：，、;:,"
        or "。" in line[:-1]
        or "；" in line
    ):
        return False
    # Some close a heading with a full stop, but a sentence is longer.
    if line[-1] == "。" and not (apart and len(body) <= _STOPPED_MAX):
        return False
    # Several on one line are a table of contents, and an amendment tells what becomes of one.
    if _DIVISION.search(body) or _AMENDED.search(body):
        return False
    return apart or not _HEAD_REFERS.match(body)


def _read_ordinal(index: int, line: str) -> Mark | None:
    """Read 第一、 or 第一， before a heading that is no sentence."""
    match = re.match(rf"第([{_HAN}]{{1,3}})[，、,：:][{_SPACE}]*", line)
    if match is None or len(line) > _HEADING_MAX or line[-1] in SENTENCE_END or "。" in line:
        return None
    if line[-1] in "：:，," or match.end() == len(line):
        return None
    return Mark(index, "第一、", to_int(match[1]), match.end(), sure=False)

"""What stands around a text on a page: licence boxes, page numbers, a web page's own lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.numbering import parse_marker
from policytext.offsets import Edit

__all__ = ["furniture", "licence"]

_SPACE = " \t\u3000\u2002\u2003\xa0"
# What a licence box says of the work it stands under, and the words one of which it must use.
_LICENCE_START = re.compile(
    rf"^[{_SPACE}]*(?:[本此该該](?:作品|译文|譯文|页面|頁面|条目)|[这這]部作品"
    r"|Public domain|Creative Commons|CC BY|Text is available|知识共享|取自)",
    re.MULTILINE,
)
# 著作权 alone will not do: a copyright law speaks of it too.
_LICENCE_WORD = (
    "公有领域|公有領域|知识共享|知識共享|许可协议|許可協議|授权条款|授權條款|版权已|版權已|著作权已"
    "|CC BY|Creative Commons|[Pp]ublic domain|https?://"
)
#: A licence box is short; more than this after its first words is text, and stays.
_LICENCE_MAX = 4000
_HEADING_LINE = (
    rf"(?m)^[{_SPACE}]*(?:[一二三四五六七八九十]+、\S|第[一二三四五六七八九十百]+条[{_SPACE}])"
)

# Patterns that few texts need are compiled at their first use.
_DASHES = "[-—－–─~·]"
#: A line that holds a page's number and nothing else.
_PAGE_NUMBER = (
    rf"\n[{_SPACE}]*(?:{_DASHES}{{1,3}}[ ]?\d{{1,4}}[ ]?{_DASHES}{{1,3}}"
    r"|第 ?\d{1,4} ?页(?:[ ，,/／]*共 ?\d{1,4} ?页)?|共 ?\d{1,4} ?页[ ，,/／]*第 ?\d{1,4} ?页"
    rf"|Page \d{{1,4}}(?: of \d{{1,4}})?)[{_SPACE}]*(?=\n|$)"
)
#: Longest line of page furniture.
_LINE_MAX = 120
_BUTTON = "【?(?:E-?mail推荐|打印|关闭|纠错|收藏|返回顶部)(?:本页|窗口|页面)?】?"
#: A line that a web page puts under a text.
_TAIL = (
    rf"[{_SPACE}]*(?:[（(\[【]?责任编辑[:：].{{0,20}}|{_BUTTON}(?:[{_SPACE}]*{_BUTTON})*"
    r"|扫一扫.{0,30}|分享到.{0,30}|版权所有.{0,60}|[Cc]opyright.{0,80}|©.{0,80}"
    r"|中文域名[:：].{0,40}|主办单位[:：].{0,60}|承办单位[:：].{0,60}|网站标识码.{0,30}|.{0,12}ICP备.{0,30}|.{0,12}公网安备.{0,30}"
    rf"|[上下]一[篇条][:：].{{0,60}})[{_SPACE}]*"
)
#: A line that a web page puts over a text, or between its title and its first sentence.
_HEAD = (
    rf"[{_SPACE}]*(?:(?:您?现?在?的?位置|当前位置|首页)[{_SPACE}]*[:：>＞»].*"
    rf"|(?:\S{{2,20}}网站?[{_SPACE}]+)?(?:www\.\S+[{_SPACE}]+)?\d{{4}}年\d{{1,2}}月\d{{1,2}}日[{_SPACE}]+来源[:：].{{0,30}}"
    r"|[【\[（(]?(?:发布(?:时间|日期)|发稿时间|更新时间|(?:信息|文章|稿件)?来源|浏览(?:次数|量)|点击(?:次数|量|数|率)"
    r"|阅读(?:次数|量)?|访问(?:次数|量)|字体|字号)[:：][^。！？]*"
    rf"|分享到[:：]?.{{0,30}}|{_BUTTON}(?:[{_SPACE}]*{_BUTTON})*)[{_SPACE}]*"
)
#: What begins a paragraph: an article, or the date under a title.
_NEW = (
    rf"第[一二三四五六七八九十百零\d]{{1,7}}[编章节条][{_SPACE}]"
    rf"|\d{{4}}年\d{{1,2}}月\d{{1,2}}日(?:[{_SPACE}\n]|$)"
)
#: How many lines at the beginning of a text may be such.
_HEAD_LINES = 12
#: A line of at least so many characters that ends in mid-sentence is a paragraph's, not a title.
_PROSE = 20


def licence(text: str) -> Iterator[Edit]:
    """Remove a licence box that a scraped text ends with."""
    end = len(text)
    for match in _LICENCE_START.finditer(text, max(0, end - _LICENCE_MAX)):
        blank = re.compile(rf"\n[{_SPACE}]*\n").search(text, match.end())
        block = text[match.start() : blank.start() if blank else end]
        if re.search(_LICENCE_WORD, block) and not re.search(_HEADING_LINE, text[match.start() :]):
            yield Edit(len(text[: match.start()].rstrip()), end)
            return


def furniture(text: str) -> Iterator[Edit]:
    """Remove page numbers, and the lines that a web page puts over and under a text."""
    end = _tail_start(text)
    numbers = (
        _without_page_number(text, match.start() + 1, match.end())
        for match in re.compile(_PAGE_NUMBER).finditer(text, 0, end)
    )
    done = 0
    for edit in sorted([*_head_lines(text, min(_head_end(text), end)), *numbers]):
        if edit.start >= done:
            yield edit
            done = edit.end
    if end < len(text):
        yield Edit(end, len(text))


def _head_end(text: str) -> int:
    """Find where the lines end among which a page's own may stand: at the first sentence."""
    position = 0
    for _ in range(_HEAD_LINES):
        position += len(text[position:]) - len(text[position:].lstrip()) if position else 0
        line_end = text.find("\n", position)
        line = text[position : line_end if line_end >= 0 else len(text)]
        if line_end < 0 or len(line) > _LINE_MAX or line.rstrip()[-1:] in "。！？；":
            break
        position = line_end + 1
    return position


def _head_lines(text: str, end: int) -> Iterator[Edit]:
    """Remove a page's own lines before a position."""
    position = 0
    while position < end:
        line_end = text.find("\n", position)
        line_end = end if line_end < 0 else line_end
        if text[position:line_end].strip() and re.fullmatch(_HEAD, text[position:line_end]):
            yield Edit(position, line_end + 1)
        position = line_end + 1


def _tail_start(text: str) -> int:
    """Find where the lines begin that a page puts under a text."""
    end = len(text)
    while end > 0:
        body = text[:end].rstrip()
        start = body.rfind("\n") + 1
        if not body or end - start > _LINE_MAX or not re.fullmatch(_TAIL, body[start:]):
            break
        end = start
    return len(text[:end].rstrip()) if end < len(text) else end


def _without_page_number(text: str, start: int, end: int) -> Edit:
    """Remove a page's number; where a paragraph runs on over the page's end, join its halves."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    line = before[before.rfind("\n") + 1 :]
    runs_on = len(line.strip()) >= _PROSE and line[-1] not in "。！？；：!?;:…”’）"
    indented = text[end : len(text) - len(after)].endswith(("\u3000", "  ", "\t"))
    if (
        runs_on
        and after
        and not indented
        and not re.match(_NEW, after)
        and (parse_marker(after[:20]) is None)
    ):
        return Edit(len(before), len(text) - len(after))
    return Edit(start, min(end + 1, len(text)))

"""The table that a government portal puts around a document: 索引号, 发文机关, 成文日期 and others.

Its layout differs from site to site (a table, a list, pairs of divisions, plain lines), so it is
read from the lines that the page shows: a known label, then a value on the same line or in the
next cell of the same row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

from policytext.readers.html.furniture import is_document_like
from policytext.readers.html.lines import Line
from policytext.readers.html.tree import Element, Page, attributes
from policytext.readers.raw import Field

__all__ = ["Header", "find_headers", "meta_fields"]

# Labels that stand in such a table and hardly anywhere else.
_SURE = """
    索引号 信息索引号 信息索引 索取号 主题分类 所属主题 发文机关 发文单位 发文机构 发布机关
    发布机构 发布单位 制发机关 制定机关 公开机构 成文日期 成文时间 印发日期 发文日期 发文时间
    签发日期 生成日期 发文字号 发文文号 文件编号 文件字号 主题词 公开方式 公开形式 公开范围
    公开类别 公开属性 公开时限 公开日期 信息分类 信息类别 信息名称 体裁分类 组配分类 服务对象
    生效日期 施行日期 实施日期 废止日期 失效日期 失效时间 有效性 统一登记号 登记号 统一编号
    规范性文件编号 规范性文件登记号 信息有效性 内容概述 责任部门 公文种类 文件类型 效力级别
    效力状态 时效性
"""
_OTHER = """
    标题 名称 文件名称 文件标题 文号 有效期 关键词 关键字 来源 信息来源 文章来源 发布日期
    发布时间 更新时间 更新日期 公布日期 作者 分类 类别 文种 效力 语种 载体类型 状态 时效
"""
#: Labels that a line above a text has, in no table.
_ALONE = ("发布时间", "发布日期", "更新时间", "更新日期", "来源", "信息来源", "文章来源")
_METAS = {
    "articletitle": "标题",
    "pubdate": "发布日期",
    "publishdate": "发布日期",
    "contentsource": "来源",
    "columnname": "栏目",
}
_SPACE = r"\s*"
_LABEL = re.compile(
    rf"{_SPACE}(?:[\[【]{_SPACE})?(?P<label>"
    + "|".join(
        _SPACE.join(name) for name in sorted((_SURE + _OTHER).split(), key=len, reverse=True)
    )
    + rf"){_SPACE}(?:[\]】]{_SPACE}[:：]?|[:：]|(?P<bare>$))"
)
# Any other label ends the value before it.
_ANY_LABEL = re.compile(
    rf"{_SPACE}(?:[\[【]{_SPACE})?(?:[\u4e00-\u9fff]{_SPACE}){{2,8}}(?:[:：]|[\]】]{_SPACE}[:：])"
)
_AFTER_SPACE = re.compile(r"(?<=[\s|｜])\S")
_COLON = re.compile("[:：]")
#: Longest value, in characters: a long title.
_MAX_VALUE = 300
#: A table has so many lines that are neither label nor value between two that are.
_MAX_GAP = 4
#: A line with more characters than this is no part of such a table.
_MAX_LINE = 2_000
#: Nodes looked at behind a label for an empty cell.
_NEAR = 20
_CELLS = ("td", "th", "dt", "dd", "li")


class Header(NamedTuple):
    """Labels and values that stand together, and the first nodes of the lines that say them.

    `nodes` is empty where the lines are no table of their own: 发布时间 and 来源 above a text.
    """

    fields: dict[str, Field]
    nodes: frozenset[int]
    first: int


class _Pair(NamedTuple):
    """A label and its value, and the first and the last line they stand on."""

    label: str
    field: Field | None
    first: int
    last: int


def find_headers(page: Page, lines: Sequence[Line]) -> list[Header]:
    """Read the labels and values that may stand around a text, and say on which lines they do."""
    headers: list[Header] = []
    for pairs in _clusters(lines, list(_pairs(page, lines))):
        table = _is_table(pairs)
        fields: dict[str, Field] = {}
        for pair in pairs:
            alone = pair.label in _ALONE and pair.first == pair.last
            if pair.field is not None and (table or alone):
                fields.setdefault(pair.label, pair.field)
        nodes: frozenset[int] = frozenset()
        if table:
            first, last = _whole_table(lines, pairs[0].first, pairs[-1].last)
            nodes = frozenset(line.node for line in lines[first : last + 1])
        headers.append(Header(fields, nodes, lines[pairs[0].first].node))
    return headers


def meta_fields(page: Page) -> dict[str, Field]:
    """Read what the page's head says of the document."""
    fields: dict[str, Field] = {}
    for start, close in page.metas:
        found = attributes(page.source, start, close)
        name = found.get("name") or found.get("property") or ("", 0)
        label = _METAS.get(name[0].strip().lower())
        value, at = found.get("content", ("", 0))
        shown = " ".join(unescape(value[:_MAX_VALUE]).split())
        if label and shown and label not in fields:
            fields[label] = Field(shown, at, at + len(value))
    return fields


def _clusters(lines: Sequence[Line], pairs: Sequence[_Pair]) -> Iterator[list[_Pair]]:
    """Give the pairs that stand together, no part of a document between them."""
    cluster: list[_Pair] = []
    for pair in pairs:
        if cluster:
            between = lines[cluster[-1].last + 1 : pair.first]
            if len(between) > _MAX_GAP or any(is_document_like(line) for line in between):
                yield cluster
                cluster = []
        cluster.append(pair)
    if cluster:
        yield cluster


def _is_table(pairs: Sequence[_Pair]) -> bool:
    """Tell whether some pairs are a portal's table, and not columns that a document repeats."""
    labels = {pair.label for pair in pairs}
    sure = len(labels.intersection(_SURE.split()))
    return sure > 0 and len(labels) > 1 and len(pairs) <= 2 * len(labels)


def _whole_table(lines: Sequence[Line], first: int, last: int) -> tuple[int, int]:
    """Extend the lines of a header to all of its table, unless they are the lesser part of it."""
    table = lines[first].block
    while table.name != "table" and table.parent is not None:
        table = table.parent
    low, high = first, last

    def belongs(index: int) -> bool:
        line = lines[index]
        return table.first <= line.node < table.end and not is_document_like(line)

    while low > 0 and belongs(low - 1):
        low -= 1
    while high + 1 < len(lines) and belongs(high + 1):
        high += 1
    is_table = table.name == "table" and (last - first + 1) * 2 > high - low + 1
    return (low, high) if is_table else (first, last)


def _pairs(page: Page, lines: Sequence[Line]) -> Iterator[_Pair]:
    """Read the pairs of all lines that begin with a label."""
    for index, line in enumerate(lines):
        text = "".join(piece for piece, _ in line.pieces)
        match = _LABEL.match(text) if len(text) <= _MAX_LINE else None
        if match is None or (match["bare"] is not None and line.block.name not in _CELLS):
            continue
        while match is not None:
            label = "".join(match["label"].split())
            start = match.end()
            end, match = _value_end(line, text, start)
            field = _field([(line, start, end)])
            if not text[start:].strip():
                yield _beside(page, lines, index, label)
            else:
                yield _Pair(label, field, index, index)


def _value_end(line: Line, text: str, start: int) -> tuple[int, re.Match[str] | None]:
    """Find where the value ends that begins in a line, and the known label that ends it."""
    bounds = {match.start() for match in _AFTER_SPACE.finditer(text, start, start + _MAX_VALUE)}
    done = 0
    for piece, _ in line.pieces:
        bounds.add(done)
        done += len(piece)
        if done > start + _MAX_VALUE:
            break
    for bound in sorted(bound for bound in bounds if bound >= start):
        known = _LABEL.match(text, bound)
        if known is not None and known["bare"] is None:
            return bound, known
        if bound > start and _ANY_LABEL.match(text, bound):
            following = _COLON.search(text, bound)
            after = following.end() if following else bound
            return bound, _next_label(text, after, bounds)
    return len(text), None


def _next_label(text: str, start: int, bounds: set[int]) -> re.Match[str] | None:
    """Find the next known label where one may begin."""
    for bound in sorted(bound for bound in bounds if bound >= start):
        known = _LABEL.match(text, bound)
        if known is not None and known["bare"] is None:
            return known
    return None


def _beside(page: Page, lines: Sequence[Line], index: int, label: str) -> _Pair:
    """Read the value that stands in the cell beside a label."""
    nothing = _Pair(label, None, index, index)
    row = _row(page, lines, index)
    if index + 1 == len(lines) or row is None:
        return nothing
    cell = lines[index + 1].block
    if not row.first <= lines[index + 1].node < row.end:
        return nothing
    while cell.parent is not None and cell.parent is not row and cell.name not in _CELLS:
        cell = cell.parent
    last = index
    end = min(len(lines), index + _NEAR)
    while last + 1 < end and cell.first <= lines[last + 1].node < cell.end:
        last += 1
    texts = [(other, 0, None) for other in lines[index + 1 : last + 1]]
    if not texts or any(_LABEL.match("".join(p for p, _ in t[0].pieces)) for t in texts):
        return nothing
    field = _field(texts)
    return _Pair(label, field, index, last) if field else nothing


def _row(page: Page, lines: Sequence[Line], index: int) -> Element | None:
    """Find the element that holds a label's cell and the cell of its value."""
    cell = lines[index].block
    while cell.name not in _CELLS and cell.parent is not None:
        parent = cell.parent
        alone = (index == 0 or lines[index - 1].node < parent.first) and (
            index + 1 == len(lines) or lines[index + 1].node >= parent.end
        )
        # An element that shows nothing is the cell of an empty value.
        rest = page.nodes[cell.end : min(parent.end, cell.end + _NEAR)]
        if not alone or any(isinstance(node, Element) for node in rest):
            break
        cell = parent
    return None if cell.name == "li" else cell.parent


def _field(texts: Sequence[tuple[Line, int, int | None]]) -> Field | None:
    """Make a value of parts of lines; an empty or overlong one is none."""
    value = ""
    start = end = -1
    for line, low, high in texts:
        done = 0
        for piece, position in line.pieces:
            shift = max(low - done, 0)
            part = piece[shift : None if high is None else max(high - done, 0)]
            done += len(piece)
            if part.strip():
                if start < 0:
                    start = position + shift + len(part) - len(part.lstrip())
                end = position + shift + len(part.rstrip())
            value += part
    value = " ".join(value.split()).strip("|｜ ")
    return Field(value, start, end) if value and len(value) <= _MAX_VALUE else None

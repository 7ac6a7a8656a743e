"""The labels that portals print around a document: 索引号, 发文机关, 成文日期."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from policytext.metadata.dates import dates_in
from policytext.metadata.lines import Line, close_up
from policytext.metadata.names import issuers_of_title, split_offices
from policytext.metadata.numbers import only_number

__all__ = ["LABELS", "PLACEHOLDERS", "key_of", "label_block", "rank_of", "typed"]

#: What a portal calls each part of a document, without the spaces that letter-space it; of two
#: labels for one part, the one that stands first here says it more exactly.
LABELS = {
    "title": "标题 名称 信息名称 文件名称 文件标题 公文标题 公文名称",
    "issuer": "发文机关 发文单位 发文机构 发文部门 发布机构 发布机关 发布单位 制发机关 制发单位 "
    "制定机关 公开主体 信息来源单位 责任部门 发布部门 颁布单位 印发机关",
    "document_number": "发文字号 发文文号 发文号 文号 文件编号 文件号 字号 公文号 文件字号",
    "date": "成文日期 成文时间 生成日期 生成时间 制发日期 发文日期 发文时间 制定日期 "
    "签发日期 印发日期",
    "released_on": "发布日期 发布时间 公开日期 公开时间 公布日期 发布于",
    "theme": "主题分类 信息分类 主题 主题类别 分类 信息类别 公文种类主题",
    "index_number": "索引号 信息索引号 索引 索引编号 信息索引 公开索引号",
    "addressee": "主送机关 主送单位 主送",
}
_KEYS = {name: key for key, names in LABELS.items() for name in names.split()}
_RANKS = {name: rank for rank, name in enumerate(_KEYS)}
# Labels that end the value of the one before, but say nothing that is kept.
_OTHERS = frozenset(
    [
        "主题词",
        "关键词",
        "有效性",
        "效力状态",
        "时效性",
        "公开方式",
        "公开类别",
        "公开属性",
        "来源",
        "信息来源",
        "体裁分类",
        "体裁",
        "组配分类",
        "服务对象分类",
        "生效日期",
        "废止日期",
        "失效日期",
        "实施日期",
        "施行日期",
        "内容概述",
        "语种",
        "浏览次数",
        "点击数",
        "字体",
        "作者",
        "责任编辑",
        "统一编号",
        "规范性文件编号",
        "文件类型",
        "公文种类",
        "公开范围",
        "公开形式",
        "公开时限",
        "有效期",
        "是否有效",
        "签发人",
        "解读",
        "相关解读",
    ]
)
PLACEHOLDERS = frozenset(
    [
        "无",
        "暂无",
        "空",
        "未知",
        "不详",
        "-",
        "--",
        "---",
        "—",
        "——",
        "/",
        "\\",
        "〔〕号",
        "无文号",
        "〔〕",
        "null",
        "None",
    ]
)
#: Longest value that stands on a line under its label.
_VALUE_MAX = 100
_DATES = ("date", "released_on")
_LABEL_AT = re.compile(
    r"(?:^|(?<=\s))[【\[]?([一-鿿][一-鿿 \u3000\xa0]{0,16}?)\s*[】\]]?\s*[:：]\s*"
)


def _bare(label: str) -> str:
    """Return a label without spaces, brackets and colon."""
    return re.sub(r"[\s:：【】\[\]]", "", label)


def key_of(label: str) -> str | None:
    """Name the part of a document that a label stands for; None for other labels."""
    return _KEYS.get(_bare(label))


def rank_of(label: str) -> int:
    """Rank the labels of one part: the lower goes before."""
    return _RANKS.get(_bare(label), len(_RANKS))


def _is_label(name: str) -> bool:
    bare = re.sub(r"\s", "", name)
    return bare in _KEYS or bare in _OTHERS


def _labelled(line: Line) -> list[tuple[str, int, int]]:
    """List the labelled values of a line: the label, and where the value stands in the text.

    Several may stand on one line, spaces between. The list is empty for a line without known
    labels.
    """
    marks = [m for m in _LABEL_AT.finditer(line.text) if _is_label(m[1])]
    if not marks or line.text[: marks[0].start()].strip():
        return []
    values = []
    for mark, stop in zip(marks, [*(m.start() for m in marks[1:]), len(line.text)], strict=True):
        value = line.text[mark.end() : stop].rstrip()
        start = line.start + mark.end()
        values.append((re.sub(r"\s", "", mark[1]), start, start + len(value)))
    return values


def label_block(lines: Sequence[Line]) -> tuple[set[int], list[tuple[str, int, int]]]:
    """Read the table of labels among the lines that a text begins with.

    A label may stand alone, its value on the next line, unless that is a label again.

    Returns
    -------
    set of int
        The starts of the lines that belong to the table.
    list of (str, int, int)
        The labels and where the values stand in the text.
    """
    used: set[int] = set()
    found: list[tuple[str, int, int]] = []
    pending = ""
    for line in lines:
        values = _labelled(line)
        if not values and pending and len(line.bare) <= _VALUE_MAX:
            found.append((pending, line.start, line.end))
            used.add(line.start)
        elif not values and line.bare[-1] in "。；":
            break
        pending = ""
        for label, start, end in values:
            used.add(line.start)
            if start < end:
                found.append((label, start, end))
            else:
                pending = label
    return used, found


def typed(key: str, value: str) -> str | date | None:
    """Read what stands beside a label as a value of its kind; None for placeholders."""
    bare = "".join(value.split())
    if not bare or bare in PLACEHOLDERS:
        return None
    if key in _DATES:
        # A time of day may follow.
        dates = (*dates_in(bare), *dates_in(value.split()[0]))
        return next((found.value for found in dates if found.start == 0), None)
    if key == "title":
        names = issuers_of_title(value, 0)
        return names.written + close_up(value[names.end :]) if names else close_up(value)
    if key == "issuer":
        return "、".join(split_offices(value)) or close_up(value)
    if key == "document_number":
        number = only_number(bare)
        return number.value if number else close_up(value)
    return close_up(value)

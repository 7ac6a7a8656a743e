"""Genres of documents, told by the last word of the title."""

from __future__ import annotations

import re

__all__ = ["GENRES", "genre_of"]

#: Last word of a title, and the genre it stands for. The first fifteen are the genres of the
#: regulation named in `genre_of`; the others are those of laws, plans, replies and speeches.
GENRES = {
    "决议": "决议", "决定": "决定", "命令": "命令", "公报": "公报", "公告": "公告",
    "通告": "通告", "意见": "意见", "通知": "通知", "通报": "通报", "报告": "报告",
    "请示": "请示", "批复": "批复", "议案": "议案", "函": "函", "纪要": "纪要",
    "令": "命令", "复函": "函", "公函": "函", "便函": "函", "答复": "答复", "解释": "解释",
    "法": "法", "条例": "条例", "规定": "规定", "办法": "办法", "细则": "细则",
    "规则": "规则", "章程": "章程", "准则": "准则", "规程": "规程", "守则": "守则",
    "方案": "方案", "规划": "规划", "纲要": "纲要", "计划": "计划", "要点": "要点",
    "预案": "预案", "总结": "总结", "措施": "措施", "建议": "建议", "说明": "说明",
    "讲话": "讲话", "致辞": "致辞", "贺词": "贺词", "宪法": "法", "法典": "法",
}  # fmt: skip
_WORDS = "|".join(sorted(GENRES, key=len, reverse=True))
# 方法 and 做法 are no laws, 口令 no order.
_LAST_WORD = re.compile(rf"(?:{_WORDS})(?=[》”]?(?:[（(〔][^（()）]{{1,30}}[）)〕])*$)")
_FALSE = re.compile("(?:[方做说想看写用打手疗书]法|[口指司]令)$")


def genre_of(title: str) -> str | None:
    """Read the genre (文种) off a title.

    Parameters
    ----------
    title : str
        The title without spaces and line ends.

    Returns
    -------
    str or None
        None where the title ends in none of the words in `GENRES`. 试行, 草案 and the like in
        parentheses at the end are passed over.

    References
    ----------
    党政机关公文处理工作条例 (中办发〔2012〕14号), 第八条: 决议 决定 命令（令） 公报 公告 通告 意见
    通知 通报 报告 请示 批复 议案 函 纪要.

    Examples
    --------
    >>> genre_of("国务院办公厅关于科技节水建议的复函")
    '函'
    >>> genre_of("城市供水管理办法（试行）")
    '办法'
    """
    match = _LAST_WORD.search(title)
    if match is None or _FALSE.search(title[: match.end()]):
        return None
    return GENRES[match[0]]

"""Lines that a site puts around a document: where one is, who published it, what to read next.

A line of furniture is short and begins in a way that no sentence does. Even so it is dropped only
before the first paragraph of a text and after its last one, and a line that a document could end
with (来源：…) only where nothing but furniture follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from policytext.numbering import parse_marker
from policytext.readers.html.lines import Line
from policytext.readers.html.tree import Element

__all__ = ["is_document_like", "is_furniture", "is_head_furniture", "is_title", "letters", "trim"]

# Where one is: 当前位置：首页 > 政策.
_CRUMBS = re.compile(
    r"(?:您|你)?(?:现在|当前|目前)?(?:的|所在)*(?:当前)?位置"
    r"\s*(?:[:：].*(?:首\s?页|[>›»→＞/]).*|[:：]?)"
    r"|(?:网站)?首\s?页\s*(?:[>›»＞→/|·]|-+>?).*"
)
# Who published it and when, how often it was read.
_INFO = re.compile(
    r"""(?xi)
    (?:\S{2,20}网站?\s+)?(?:www\.\S+\s+)?
    (?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?\s*)?
    (?: (?:发布|发稿|更新|录入|添加|公开|公布|上传|信息|文章|稿件)(?:时间|日期)\s*[:：]
      | (?:时间|日期)\s*[:：]\s*\d{4}[-/.]\d
      | (?:信息|文章|稿件|新闻|内容)?来源\s*[:：]
      | (?:发布|供稿)(?:机构|单位|部门|者|人)\s*[:：]
      | (?:作者|撰稿|通讯员|记者|(?:责任|网站|本文)?编辑|责编|审核|校对|[初复终]审|监制)\s*[:：]
      | (?:浏览|点击|阅读|访问|查看|下载)(?:次数|人数|量|数)\s*[:：]?
      | [\[【(（]?\s*(?:字体|字号|文字)(?:大小)?\s*[:：]?\s*[\[【(（]?\s*(?:超?大|中|小|[A+-])
      | (?:背景色|保护视力色?|视力保护色?)\s*[:：]
    ).*
    """
)
# What one can do with the page, which pages are near, and what stands at the foot of every page.
_PAGE = re.compile(
    r"""(?xi)
      [\[【(（|｜/\s·]*
      (?: (?: 打印(?:本页|本文|此页|文章)? | 关闭(?:窗口|本页|页面)? | 收藏(?:本页|本文)?
            | (?:我要)?纠错 | 返回(?:顶部|首页|列表|上一页) | (?:新浪)?微博 | 微信 | QQ(?:空间)?
            | E-?mail推荐 | 推荐给朋友 | 分享(?:到|至)?(?:微信|微博|朋友圈|QQ空间)?
            | 下载(?:本页|全文|PDF|WORD)
            | 复制(?:链接|网址) | 语音播报 | 无障碍(?:阅读|浏览)? | 适老化 | [繁简]体版?
            | (?:责任)?编辑\s*[:：]\s?[^\s\]】)）|]{1,8}
          )[\[【(（\]】)）|｜/\s·:：]*
      )+
    | [\[【(（\s]*[大中小](?:[\s|/\]】\[【]*[大中小])+[\]】)）\s]*
    | .{0,4}(?:扫一扫|扫码|扫描(?:上方|下方|左侧|右侧)?二维码|微信扫).{0,30} | 打开微信.{0,40}
    | [(（【\[]?[上下]一[篇条页则个][)）】\]]?\s*(?:[:：].*)?
    | (?:相关|延伸|推荐|热门|热点|最新|更多|精彩)
      (?:链接|文章|新闻|阅读|信息|文件|稿件|内容|解读|政策|报道|文档|推荐)+\s*[:：]?
    | [^，；]{0,30}(?:版权所有|Copyright|©|All\s+Rights\s+Reserved)[^，；]*
    | [^，；]{0,40}(?:ICP备|公网安备|网站标识码|ICP证)[^，；]*
    | (?:中文)?域名\s*[:：].{0,40}
    | (?: 网站(?:地图|声明|管理|支持) | 联系我们 | 关于我们 | 设为首页 | 加入收藏
        | 隐私(?:政策|声明) | 法律声明 | 使用帮助 | [\s|｜·-] )+
    | (?:本站|本网站|网站)?建议(?:您)?使用.{0,60}(?:浏览|分辨率|浏览器).*
    | (?:本站|本网站|我们)使用\s?cookies?.*
    """
)
# The one kind of sentence that a site puts under every page.
_NOTICE = re.compile(
    "[^，。；]{0,30}(?:版权所有[，,；]|本网站?|本站)[^。]{0,60}(?:转载|版权|免责)[^。]*。"
)
# Who runs the site: the last lines of a page, or of a document on a contest.
_CREDIT = re.compile(
    r"(?:网站)?(?:主办|承办|协办|运行|维护|技术支持|建设|制作|开发)(?:单位|维护)?\s*[:：].*"
)
_FOOT = re.compile("(?i)版权所有|copyright|ICP备|公网安备|网站标识码|主办(?:单位)?[:：]")
_ADDRESS = re.compile(
    r"(?:联系)?(?:地址|电话|邮编|邮政编码|邮箱|电子邮箱|传真|E-?mail|热线)\s*[:：].*"
)
# Where a text begins, a line that is only a date in figures was put there by the site.
_STAMP = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|\d{4}年\d{1,2}月\d{1,2}日\s+\d{1,2}:\d{2}(?::\d{2})?"
)
_SITE_TALK = re.compile(
    "(?i)本网站?|本站|转载|浏览器|cookie|登录|注册|验证码|订阅|二维码|客户端|公众号"
)
_RELATED = re.compile("(?:相关|延伸|推荐|热门|热点|最新|更多|精彩)[^，。]{2,6}[:：]?")
_NEIGHBOUR = re.compile(r"[(（【\[]?[上下]一[篇条页则个][)）】\]]?\s*[:：]?")

_DATE = re.compile(
    r"(?:\d{4}|[〇○零一二三四五六七八九]{4})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月"
    r"\s?[\d一二三四五六七八九十]{1,3}\s?日"
)
_NUMBER = re.compile(
    r"[〔［\[（(]\s?(?:19|20)\d\d\s?[〕］\]）)].{0,6}号$|^第\s?[\d一二三四五六七八九十百]+\s?号$"
)
_ADDRESSEE = re.compile(
    r".{0,60}(?:政府|[委局厅部办院所校会]|机构|单位|部门|企业|公司|同志|主席)[^。]{0,20}[:：]"
)
_TITLE = re.compile(
    "(?:关于.{2,}|.{2,})(?:通知|意见|决定|决议|办法|规定|条例|细则|方案|规划|计划|纲要|要点|函"
    "|批复|答复|通报|公告|通告|公报|报告|请示|令|纪要|议案|措施|预案|规则|章程|准则|标准|指南|目录"
    "|清单|解读|规程|制度|若干政策|行动|指引|名单|讲话|致辞|说明|声明|宣言|倡议书|总结|问答)(?:[（(].{1,20}[)）])?"
)
_ANNEX = ("附件", "附：", "（此件", "(此件", "此件")
#: Longest line of furniture, and of a title, in characters.
_MAX_FURNITURE = 150
_MAX_TITLE = 100
#: So much may stand beside a link to another text, in characters.
_BESIDE = 25
#: A line as long as this without links is a paragraph, even without a full stop.
_PARAGRAPH = 70
#: Furniture before a text is among so many lines at its beginning.
_MAX_HEAD = 20


def letters(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


def is_furniture(text: str) -> bool:
    """Tell whether a line says something of the page and nothing of a document."""
    if "。" in text:
        return len(text) < _PARAGRAPH and _NOTICE.fullmatch(text) is not None
    return len(text) <= _MAX_FURNITURE and any(
        kind.fullmatch(text) for kind in (_PAGE, _INFO, _CRUMBS, _CREDIT)
    )


def is_title(text: str) -> bool:
    """Tell whether a line reads like the title of an official document."""
    plain = letters(text)
    return 5 < len(plain) < _MAX_TITLE and _TITLE.fullmatch(plain) is not None


def is_document_like(line: Line) -> bool:
    """Tell whether a line that stands apart is likely to belong to the document."""
    text = line.text
    if line.linked_share > 0.8 or is_furniture(text) or _ADDRESS.fullmatch(text):
        return False
    if "。" in text:
        return len(text) > 12 and not (len(text) < _PARAGRAPH and _SITE_TALK.search(text))
    return (
        _begins_text(text)
        or _DATE.fullmatch(text) is not None
        or _NUMBER.search(text) is not None
        or is_title(text)
    )


def _begins_text(text: str) -> bool:
    """Tell whether a line stands after the title and number of a document."""
    return (
        text.startswith(_ANNEX)
        or parse_marker(text) is not None
        or (_ADDRESSEE.fullmatch(text) is not None and _INFO.fullmatch(text) is None)
    )


def trim(lines: Sequence[Line]) -> list[Line]:
    """Drop the furniture before the first paragraph of a text and after its last one."""
    texts = [line.text for line in lines]
    prose = [index for index, line in enumerate(lines) if _is_prose(line, texts[index])]
    first = prose[0] if prose else len(lines)
    begins = (index for index in range(min(first, _MAX_HEAD)) if _begins_text(texts[index]))
    head = min(next(begins, first), _MAX_HEAD)
    after = max(prose[-1] + 1 if prose else 0, head)
    holders = {lines[index].block.parent for index in prose}
    kept = [
        line for line, text in zip(lines[:head], texts, strict=False) if not is_head_furniture(text)
    ]
    return kept + list(lines[head:after]) + _without_tail(lines[after:], holders)


def _is_prose(line: Line, text: str) -> bool:
    """Tell whether a line is surely a paragraph of the document."""
    return (
        ("。" in text or len(text) > _PARAGRAPH)
        and line.linked_share <= 0.8
        and not is_furniture(text)
    )


def is_head_furniture(text: str) -> bool:
    """Tell whether a line is furniture where it stands before the first paragraph."""
    return is_furniture(text) or _STAMP.fullmatch(text) is not None


def _without_tail(lines: Sequence[Line], holders: set[Element | None]) -> list[Line]:
    """Drop furniture from the lines after the last paragraph, links to other texts with it.

    `holders` are the elements in which the document's paragraphs stand.
    """
    kept: list[Line] = []
    related = neighbour = False
    for line in lines:
        text = line.text
        # Beside the link may stand a date.
        rest = len(text) * (1 - line.linked_share)
        if (related or neighbour) and line.links and rest < _BESIDE:
            neighbour = False
            continue
        page = is_furniture(text) and ("。" in text or _PAGE.fullmatch(text) is not None)
        related = page and _RELATED.fullmatch(text) is not None
        neighbour = page and _NEIGHBOUR.fullmatch(text) is not None
        if not page:
            kept.append(line)
    feet = {line.block.parent for line in lines if _FOOT.search(line.text)} - holders
    while kept and (
        is_furniture(kept[-1].text)
        or (kept[-1].block.parent in feet and _ADDRESS.fullmatch(kept[-1].text))
    ):
        kept.pop()
    return kept

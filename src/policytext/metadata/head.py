"""What stands at the head of a document: red head, title, number, addressee, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policytext.metadata.dates import dates_in, only_date
from policytext.metadata.genres import GENRES, genre_of
from policytext.metadata.lines import Line, close_up, span_in
from policytext.metadata.names import SURNAMES, as_written, is_office, is_signatory, split_offices
from policytext.metadata.numbers import (
    DecreeHead,
    Number,
    decree_head,
    number_after_title,
    number_before_title,
    number_without_code,
    only_number,
)
from policytext.numbering import parse_marker

__all__ = ["Head", "read_head"]

#: Longest title, in characters and in lines.
_TITLE_MAX = 160
_TITLE_LINES = 6
#: Longest note under a title, in lines.
_NOTE_LINES = 12
#: Longest line that may be part of a title.
_LINE_MAX = 90
#: Longest line of what a portal or a red head puts beside the title.
_BOARD_MAX = 100

_BOARD = re.compile(
    r"(?:[绝机秘]密|内部(?:资料|文件)|不予公开|主动公开|依申请公开)(?:[★☆].{0,8})?(?:特急|加急)?|(?:特急|特提|加急|平急)[·•]?明电|特急|特提|加急|急件|平急|急|[〔（【]?明传[〕）】]?|内部明电|发电"
    r"|[№No.\d]{1,8}|签发人?[:：].{0,20}|签发盖章.{0,20}|等级.{1,4}|目录|目次|正文|全文|附件?下载|(?:第)?[-—－]?\d+[-—－]?页?"
    r"|(?:首页|当前位置|您的位置|您现在的位置|来源|信息来源|稿源|作者|编辑|责任编辑|字体|字号|浏览次数|浏览量|阅读次数|阅读|点击数?|访问量|分享|打印|日期|时间|发布时间|发布日期|发布者)(?:[:：>].*|到.{0,20})?"
    r"|.*(?:浏览次数|阅读次数|字体[:：]|【打印】|\[打印\]).*|https?://\S+|.*\d{1,2}:\d{2}.*"
)
_RED_HEAD = re.compile(r"(?P<office>.{3,60}?)文件(?:[〔（]\S{1,6}[〕）])?")
#: The title of an announcement, under its number.
_TITLE_AROUND = re.compile(r"[（(](关于.+(?:公告|通告|通知|决定))[）)]")
#: An addressee that is surely one, though no title stands over it.
_ADDRESSES = re.compile(
    r"各[省市县区乡镇部地直级单][^。：；]*|[^。：；，、]{2,20}(?:人民政府|[部委局厅署]|委员会|办公[厅室])"
)
#: The last line of the head of a decree that several offices issue.
_SHARED = re.compile(r"[一-鿿]{0,20}?(?:命?令|公告)(?:[（(]?(?:\d{4}年)?第.{1,6}号[）)]?)?")
_SALUTATION = re.compile(
    r"(?:尊敬的)?(?:各位|同志们|同志|女士|先生|朋友|代表们|亲爱的|全国同胞|同胞们|主席|主任|乡亲|老师|同学|战友|父老).{0,40}[:：！!，,]"
    r"|尊敬的.{2,40}[:：！!，,]"
)
_REPLY_TO = re.compile(r"(?!各位)(?:尊敬的)?(?!各位).{2,30}(?:代表|委员|主席|先生|女士|同志)[:：]")
_LEADS_IN = re.compile(
    "如下|以下|下列|现将|现就|收悉|来函|来文|^为|^根据|^按照|^经|^兹|批准|^附|^注"
    "|(?:决定|规定|要求|认为|指出|强调|名单|通知|公告|研究|意见)$"
)
_ARTICLE = re.compile(
    r"第[一二三四五六七八九十百零〇\d]+[编篇章节条](?:[\s\u3000]|$)|第一[章条编]|(?:序言|前言|引言|总则|目录)$"
)
_HISTORY = re.compile("通过|公布|令第|批准|修订|修正|发布|颁布|施行|修改|印发|制定|审议|备案")
_HELD = re.compile("在.{2,40}上")
_DRAFT = re.compile(
    r"[（(](?:试行|暂行|草案|征求意见稿|送审稿|修订|修正|试行稿|讨论稿|稿|代拟稿|审议稿|修订草案|建议稿|公开征求意见稿|\d{4}年.{0,6}(?:修订|修正|版|本|修正本)|摘要|节选|摘编|二次审议稿)[）)]"
)
_GOES_ON = re.compile(r"[的及和与等、之暨》”）]|(?:通知|意见|决定|函|公告)$")
_PASSES_ON = re.compile(
    "印发|转发|批转|贯彻|发布|公布|执行|修改|修订|废止|调整|下发|批准|同意|落实|答复|复函"
)
_ENDS = "|".join(sorted((g for g in GENRES if len(g) > 1 and g != "建议"), key=len, reverse=True))
_COMPLETE = re.compile(
    rf"(?:{_ENDS}|的函|[^方做说]法|制度|安排|汇报|发言|致词|公约|条约|协定|声明|宣言|名单|目录|标准|规范|体制|白皮书|议程|情况|工作|清单|指南|目标|任务|批示|指示|倡议书?|公开信|慰问信|述职报告|提案|指引|共识|合同|手册|问答|解读)"
    r"[》”]?(?:[（(][^（()）]{1,30}[）)])*$"
)
# A title that ends in one of these may well go on.
_WEAK_END = re.compile(
    "(?:工作|情况|目标|任务|指示|目录|标准|规范|体制|制度|安排|名单|清单|计划|规划|方案|措施|说明|建议|总结)$"
)


class Head:
    """What the head of a document says; each part as its value and its span in the text."""

    def __init__(self) -> None:
        self.title: list[Line] = []
        self.title_sure = False
        self.number: tuple[str, int, int] | None = None
        self.decree: DecreeHead | None = None
        self.decree_line: Line | None = None
        self.red_head: tuple[str, int, int] | None = None
        self.addressee: tuple[str, int, int] | None = None
        self.history: list[Line] = []
        self.subtitle = ""
        #: Where the text after the head begins.
        self.end = 0


def _is_sentence(line: Line) -> bool:
    return (
        len(line.bare) > _LINE_MAX
        or line.bare[-1] in "。；;！？!?…"
        or "。" in line.bare
        or (line.bare[-1] in "，," and len(line.bare) > 30)
    )


def _is_heading(line: Line) -> bool:
    return parse_marker(line.text) is not None or bool(_ARTICLE.match(line.text))


def _is_note(line: Line) -> bool:
    return line.bare[0] in "（(" and line.bare[-1] in "）)" and not _DRAFT.fullmatch(line.bare)


def _is_history(line: Line) -> bool:
    """Tell a line such as 1985年1月21日 第六届…通过."""
    first = next(dates_in(line.bare), None)
    return (
        first is not None
        and first.start == 0
        and (
            bool(_HISTORY.search(line.bare))
            or first.end == len(line.bare)
            or bool(_HELD.fullmatch(line.bare, first.end))
        )
    )


def _is_name(line: Line) -> bool:
    """Tell a line with the speaker's name and no more."""
    bare = line.bare
    return is_signatory(bare) or (
        2 <= len(bare) <= 4 and bare[0] in SURNAMES and genre_of(bare) is None
    )


def _is_salutation(line: Line) -> bool:
    return bool(_SALUTATION.match(line.bare)) and not only_number(line.bare)


def _may_be_title(line: Line) -> bool:
    bare = line.bare
    han = sum("一" <= c <= "鿿" for c in bare)
    return han * 2 >= len(bare) and han >= 1 and bare[-1] not in "：:"


class _Reader:
    """Reads the head of a document line by line."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.head = Head()
        self.closed = False
        self.strong = False
        #: Whether a note in parentheses goes on over several lines.
        self.in_note = False

    def read(self) -> Head:
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            below = self.lines[index + 1].bare if index + 1 < len(self.lines) else ""
            self.head.end = line.start
            used = self._take(line, below)
            if used == 0:
                break
            index += used
            self.head.end = self.lines[index - 1].end
        self._close(index < len(self.lines))
        return self.head

    def _take(self, line: Line, below: str) -> int:
        """Take what a line says; give how many lines were used, 0 where the body begins."""
        head = self.head
        if len(line.bare) <= _BOARD_MAX and _BOARD.fullmatch(line.bare):
            self.closed = self.closed or bool(head.title)
            return 1
        around = _TITLE_AROUND.fullmatch(line.bare) if head.decree and not head.title else None
        if around:
            begin, end = span_in(line, *around.span(1))
            text = line.text[begin - line.start : end - line.start]
            head.title.append(Line(text, around[1], begin, end))
            self.closed = self.strong = True
            return 1
        if self.in_note or self._opens_note(line):
            self.in_note = line.bare[-1] not in "）)"
            self.head.history.append(line)
            return 1
        if used := self._take_decree(line, below):
            return used
        if number := only_number(line.bare) or self._number_below_title(line):
            self._take_number(line, number)
            return 1
        match = None if head.title or head.red_head else _RED_HEAD.fullmatch(line.bare)
        if match and is_office(match["office"]):
            head.red_head = (match["office"], *span_in(line, 0, match.end("office")))
            return 1
        if self._take_dates(line):
            return 1
        if _is_salutation(line) and not _REPLY_TO.fullmatch(line.bare):
            self.strong = True
            return 0
        if line.bare[-1] in "：:":
            return self._take_addressee(line)
        if _is_heading(line) or _is_sentence(line):
            return 0
        return self._take_title(line)

    def _opens_note(self, line: Line) -> bool:
        """Tell the first line of a note that another line closes; the title is over then."""
        if not self.head.title or line.bare[0] not in "（(" or _is_heading(line):
            return False
        bare = line.bare
        opens = bare.count("（") + bare.count("(") > bare.count("）") + bare.count(")")
        rest = self.lines[self.lines.index(line) + 1 :][:_NOTE_LINES]
        if not opens or not any(below.bare[-1] in "）)" for below in rest):
            return False
        self.closed = self.strong = True
        return True

    def _number_below_title(self, line: Line) -> Number | None:
        """Read a number without a code right under the title of an announcement or of minutes."""
        title = "".join(part.bare for part in self.head.title)
        if self.closed or genre_of(title) not in ("公告", "通告", "公报", "纪要", "命令"):
            return None
        return number_without_code(line.bare)

    def _take_number(self, line: Line, number: Number) -> None:
        self.strong = self.strong or bool(self.head.title)
        self.closed = bool(self.head.title)
        if self.head.number is None:
            value = _spaced(number.value, line, "公告")
            self.head.number = (value, *span_in(line, number.start, number.end))

    def _take_decree(self, line: Line, below: str) -> int:
        """Take 中华人民共和国国务院令 / 第707号; an announcement's number may stand by itself."""
        head = self.head
        joined = self._joint_head(line)
        if joined:
            first = self.lines.index(line) + joined
            below = self.lines[first].bare if first < len(self.lines) else ""
            text = " ".join(part.text for part in self.lines[first - joined : first])
            line = Line(text, "".join(text.split()), line.start, self.lines[first - 1].end)
        found = decree_head(line.bare, below) if len(line.bare) <= 60 else None
        if head.decree is not None or found is None:
            return 0
        decree, used = found
        used += max(joined - 1, 0)
        if decree.kind != "令" and (head.title or not is_office(decree.office)):
            return 0
        if decree.number is None and (decree.kind == "令" or not _announces(below)):
            return 0
        names = _offices_before(line, decree.kind)
        head.decree = decree._replace(office="、".join(names) or decree.office)
        head.decree_line = line
        self.closed = bool(head.title)
        if decree.number and head.number is None:
            first = next(i for i, part in enumerate(self.lines) if part.start == line.start)
            last = self.lines[first + used - 1].end
            head.number = (_spaced(decree.number, line, decree.kind), line.start, last)
        return used

    def _joint_head(self, line: Line) -> int:
        """Count the lines of offices, one on each, down to the 令 or 公告 that they share."""
        first = self.lines.index(line)
        for used, part in enumerate(self.lines[first : first + _TITLE_LINES], 1):
            if used > 1 and _SHARED.fullmatch(part.bare):
                return used
            if not split_offices(part.text):
                break
        return 0

    def _take_dates(self, line: Line) -> bool:
        """Take the dates of a line that stands under a title and holds little more."""
        bare = line.bare
        dash = bare.startswith(("——", "--", "—", "－－", "──"))
        note, history = _is_note(line), _is_history(line)
        if not (note or dash or history) and only_date(bare) is None:
            return False
        if self.head.title:
            self.closed = True
            self.strong = True
            if dash:
                self.head.subtitle = bare
            self.head.history.append(line)
        return bool(self.head.title) or note or only_date(bare) is not None

    def _take_addressee(self, line: Line) -> int:
        head = self.head
        bare = line.bare[:-1]
        if head.addressee or _LEADS_IN.search(bare) or _is_heading(line):
            return 0
        if not head.title and not _ADDRESSES.fullmatch(bare):
            return 0
        if len(bare) > 600 or "。" in bare:
            return 0
        start = 3 if bare.startswith("尊敬的") else 0
        begin, end = span_in(line, start, len(bare))
        head.addressee = (close_up(line.text[begin - line.start : end - line.start]), begin, end)
        self.strong = self.closed = True
        return 1

    def _take_title(self, line: Line) -> int:
        head = self.head
        if not _may_be_title(line):
            self.closed = self.closed or bool(head.title)
            return 1
        if self.closed:
            return 1
        if head.title and self._is_whole(line):
            self.closed = True
            return 1
        if named := number_before_title(line.bare):
            before, first, last = named
            begin, end = span_in(line, first, last)
            head.number = head.number or (before.value, *span_in(line, before.start, before.end))
            text = line.text[begin - line.start : end - line.start]
            head.title.append(Line(text, line.bare[first:last], begin, end))
            return 1
        if number := number_after_title(line.bare):
            begin, end = span_in(line, number.start, number.end)
            head.number = head.number or (number.value, begin, end)
            text = line.text[: begin - line.start].rstrip(" \u3000（(")
            head.title.append(Line(text, "".join(text.split()), line.start, line.start + len(text)))
            self.closed = self.strong = True
            return 1
        head.title.append(line)
        return 1

    def _is_whole(self, line: Line) -> bool:
        """Tell whether the title is whole before this line."""
        so_far = "".join(part.bare for part in self.head.title)
        bare = line.bare
        if _DRAFT.fullmatch(bare) or so_far[-1] in "、—，":
            return False
        if _is_name(line) and not _GOES_ON.match(bare):
            self.strong = True
            return True
        if so_far.startswith(bare) and len(self.head.title) == 1 and len(bare) > 5:
            return True
        if bare[0] in "的及和与等之暨》”）":
            return False
        if not _COMPLETE.search(so_far) or so_far.count("《") > so_far.count("》"):
            return False
        goes_on = bool(_COMPLETE.search(bare)) and (
            bool(_PASSES_ON.search(so_far)) or bool(_WEAK_END.search(so_far))
        )
        ended = re.search(r"的(?:通知|函|复函|批复|公告|通告|决定|决议|答复|通报|请示)$", so_far)
        return bool(ended) or not goes_on

    def _close(self, body_follows: bool) -> None:
        """Decide whether what was taken for the title is one."""
        head = self.head
        bare = "".join(line.bare for line in head.title)
        if not head.title:
            return
        too_long = len(bare) > _TITLE_MAX or len(head.title) > _TITLE_LINES
        han = sum("一" <= c <= "鿿" for c in bare)
        named = bool(_COMPLETE.search(bare)) or genre_of(bare) is not None
        sure = self.strong or named or (len(head.title) == 1 and body_follows)
        head.title_sure = sure and not too_long and (han >= 4 or (named and han >= 2))
        if not head.title_sure:
            head.title = []


def _announces(below: str) -> bool:
    """Tell whether the line below 某局公告 is its text or its title: then 公告 is a head."""
    return bool(below) and ("关于" in below or below[-1] in "。：")


def _offices_before(line: Line, kind: str) -> tuple[str, ...]:
    """List the offices before 令 or 公告, which spaces may divide."""
    offices = line.text.split(kind)[0].removeprefix("中华人民共和国")
    return split_offices(offices) if offices != line.text else ()


def _spaced(number: str, line: Line, kind: str) -> str:
    """Keep the spaces between the offices of a number: 财政部 税务总局公告2022年第17号."""
    names = _offices_before(line, kind)
    if len(names) < 2:
        return number
    return as_written(line.text.split(kind)[0], names) + number[number.index(kind) :]


def read_head(lines: Sequence[Line]) -> Head:
    """Read the head of a document from its first lines.

    A decree's head is followed by its words of promulgation, signature and date; the regulation's
    own title comes after them, and is read by a second call.
    """
    return _Reader(lines).read()

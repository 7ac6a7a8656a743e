"""Document numbers (发文字号): 国发〔2019〕5号, 国务院令第707号, 海关总署公告2019年第5号."""

from __future__ import annotations

import re
from typing import NamedTuple

from policytext.numbering import to_int

__all__ = [
    "DecreeHead",
    "Number",
    "decree_head",
    "decree_in",
    "number_after_title",
    "number_before_title",
    "number_in_note",
    "number_without_code",
    "only_number",
]

_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_YEAR = r"[〔［\[﹝【〈（(](?P<year>(?:19|20)?\d\d)年?[〕］\]﹞】〉）)]"
_HAN = "[一二三四五六七八九十百零〇○]"
_SERIAL = rf"(?:第|字)*(?P<serial>\d{{1,5}}(?:[-—]\d{{1,3}})?|{_HAN}{{1,6}})号"
_SERIAL_2 = _SERIAL.replace("serial", "serial_2")
_CODE = r"(?P<code>[一-鿿A-Za-z·、]{1,20}?)"
# The code stands before the year today; before 1990 it often stood after it.
_ORDINARY = re.compile(rf"{_CODE}(?:字第?)?{_YEAR}(?P<th>第?){_SERIAL}")
_OLD = re.compile(rf"{_YEAR}{_CODE}字?第?{_SERIAL}")
_OF_YEAR = re.compile(
    rf"(?P<code>[一-鿿、]{{2,60}}(?:公告|通告|令))[（(]?(?P<year>(?:19|20)\d\d)年?第?{_SERIAL}[）)]?"
)
#: What stands under the title of an announcement has no code: 2020年第16号, 〔2018〕3号.
_BARE = re.compile(
    rf"[（(]?(?:(?P<of_year>(?:19|20)\d\d)年第{_SERIAL}|{_YEAR}第?{_SERIAL_2})[）)]?"
)
_LABEL = re.compile(r"(?:发文字号|发文号|文号|文件编号|编号|字号)[:：]")
_AROUND = re.compile(r"[（(](.+)[）)]")
_AFTER = re.compile(r"(?:签发人[:：].{1,20}|[（(]?(?:特急|加急|急件|特提|平急)[）)]?)$")
_IN_TITLE = re.compile(
    rf"(?:{'通知|意见|决定|函|批复|通报|公告|通告|报告|请示|决议|命令|答复|纪要'})"
    rf"(?P<open>[（(]?)(?P<number>[一-鿿A-Za-z]{{1,14}}?{_YEAR}(?P<th>第?){_SERIAL})[）)]?$"
)
_BEFORE_TITLE = re.compile(r"(.{4,40}号)[（(](关于.+)[）)]")
_DECREE = re.compile(
    r"(?P<office>[一-鿿、]{2,60}?)(?P<kind>命?令|公告|通告)"
    rf"(?:[（(]?(?:(?P<year>(?:19|20)\d\d)年)?{_SERIAL}[）)]?)?"
)
_DECREE_SERIAL = re.compile(rf"[（(〔]?(?:(?P<year>(?:19|20)\d\d)年)?第?{_SERIAL}[）)〕]?")
_DECREE_CITED = re.compile(
    rf"(?:中华人民共和国)?(?P<office>[一-鿿、]{{2,30}}?)(?P<kind>令)第?{_SERIAL}"
)
_STATE = "中华人民共和国"


class Number(NamedTuple):
    """A document number as it is usually written, and where it stands in the text given."""

    value: str
    start: int
    end: int


class DecreeHead(NamedTuple):
    """The head of a decree or announcement: the office, 令 or 公告, and its number if any."""

    office: str
    kind: str
    number: str | None

    @property
    def issues(self) -> bool:
        """Whether the office is the issuer: the chairman promulgates what others passed."""
        return self.office != "主席"


def _serial(digits: str) -> str:
    """Write a serial number in half-width Arabic digits without leading zeros."""
    if digits[0].isdecimal():
        return digits.translate(_WIDTH).lstrip("0") or "0"
    return "".join(str(to_int(c)) for c in digits) if _spelled(digits) else str(to_int(digits))


def _spelled(digits: str) -> bool:
    """Tell 七〇七, digit by digit, from 四十八."""
    return len(digits) > 1 and not set(digits) & set("十百")


def only_number(bare: str) -> Number | None:
    """Read a line that is a document number and nothing else, but for a label or parentheses.

    >>> only_number("财税[2016]36号").value, only_number("（81）国发字第7号").value
    ('财税〔2016〕36号', '〔81〕国发字第7号')
    """
    if "号" not in bare or len(bare) > 80:
        return None
    label = _LABEL.match(bare)
    start = label.end() if label else 0
    body = _AFTER.sub("", bare[start:])
    around = _AROUND.fullmatch(body)
    if around and not _OLD.fullmatch(body):
        start, body = start + 1, around[1]
    value = _normal(body)
    return Number(value, start, start + len(body)) if value else None


def _normal(body: str) -> str | None:
    """Write a number with 〔〕 and half-width digits; None if it is none."""
    body = body.translate(_WIDTH)
    if match := _ORDINARY.fullmatch(body):
        th = "第" if match["th"] else ""
        code = body[: match.start("year") - 1]
        return f"{code}〔{match['year']}〕{th}{_serial(match['serial'])}号"
    if match := _OLD.fullmatch(body):
        middle = body[match.end("year") :].lstrip("年")[1:]
        return f"〔{match['year']}〕{middle}"
    if match := _OF_YEAR.fullmatch(body):
        return f"{_office(match['code'])}{match['year']}年第{_serial(match['serial'])}号"
    return None


def number_without_code(bare: str) -> Number | None:
    """Read a line that is the number of an announcement or of minutes, which needs no code.

    >>> number_without_code("2020年第16号").value, number_without_code("[2018]3号").value
    ('2020年第16号', '〔2018〕3号')
    """
    match = _BARE.fullmatch(bare.translate(_WIDTH))
    if match is None:
        return None
    if match["of_year"]:
        value = f"{match['of_year']}年第{_serial(match['serial'])}号"
    else:
        value = f"〔{match['year']}〕{_serial(match['serial_2'])}号"
    return Number(value, 0, len(bare))


def number_in_note(bare: str) -> Number | None:
    """Read the number that a note under a title begins with: （法释〔2015〕5号 2014年…通过）."""
    match = _ORDINARY.match(bare.translate(_WIDTH), 1) if bare[:1] in "（(" else None
    value = _normal(match[0]) if match else None
    return Number(value, *match.span()) if match and value else None


def number_after_title(bare: str) -> Number | None:
    """Find the number that a line goes on with after the last word of a title."""
    match = _IN_TITLE.search(bare.translate(_WIDTH))
    if match is None:
        return None
    value = _normal(match["number"])
    return Number(value, *match.span("number")) if value else None


def number_before_title(bare: str) -> tuple[Number, int, int] | None:
    """Read 海关总署公告2020年第1号（关于…的公告）: the number, and where the title stands."""
    match = _BEFORE_TITLE.fullmatch(bare)
    number = only_number(match[1]) if match else None
    return (number, *match.span(2)) if match and number else None


def _office(name: str) -> str:
    """Name an office of the state as its numbers do, without the name of the state."""
    return name.removeprefix(_STATE)


def _decree_number(office: str, kind: str, year: str | None, serial: str) -> str:
    """Compose a decree's number: 国令第707号 is how the State Council numbers its own."""
    short = "国" if office == "国务院" and kind == "令" else office
    return f"{short}{kind}{year + '年' if year else ''}第{_serial(serial)}号"


def decree_head(bare: str, below: str) -> tuple[DecreeHead, int] | None:
    """Read the head of a decree or announcement, on one line or two.

    Parameters
    ----------
    bare, below : str
        A line and the next, without spaces.

    Returns
    -------
    (DecreeHead, int) or None
        The head, and how many lines it takes.
    """
    match = _DECREE.fullmatch(bare.translate(_WIDTH))
    if match is None or "关于" in bare:
        return None
    office = _office(match["office"])
    lines, serial = 1, match
    if not match["serial"]:
        on_next = _DECREE_SERIAL.fullmatch(below.translate(_WIDTH))
        if on_next is None:
            return (DecreeHead(office, match["kind"], None), 1)
        lines, serial = 2, on_next
    number = _decree_number(office, match["kind"], serial["year"], serial["serial"])
    return (DecreeHead(office, match["kind"], number), lines)


def decree_in(bare: str) -> tuple[DecreeHead, int, int] | None:
    """Find the last decree that a line of a law's history names, and where."""
    found = list(_DECREE_CITED.finditer(bare.translate(_WIDTH)))
    if not found:
        return None
    match = found[-1]
    office = match["office"].rsplit(_STATE, 1)[-1].rsplit("日", 1)[-1]
    number = _decree_number(office, "令", None, match["serial"])
    return DecreeHead(office, "令", number), *match.span()

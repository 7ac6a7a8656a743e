"""Texts that look cut, doubled or mixed: what a reader of the figures should know of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from statistics import median
from typing import NamedTuple

from policytext.metadata.dates import dates_in
from policytext.metadata.lines import lines_between
from policytext.metadata.names import is_signatory, offices_of_line
from policytext.readers.tables import CELL_LIMIT, utf16_units

__all__ = ["Facts", "compare", "facts", "look_cut"]

_CUT_MARK = re.compile(
    r"(?:\.{3,}|…+|[\[【(（](?:…+|\.{3,}|未完(?:待续)?|下转.{1,12}|略|后略|下略)[\])】）]|未完待续)$"
)
_ENDS = "。！？；…”’》」』）)】〕!?;.>"
_UNFINISHED = "，、：,:（(“‘《〈「"
#: A shorter last line may be a name, an item of a list or a cell of a table.
_PROSE_MIN = 40
_SHOWN = 16
#: Paragraphs that are shorter come twice in many a text.
_PARAGRAPH_MIN = 30
_DOUBLE_MIN = 300
_SERIES_MIN = 5
_SAME_MIN = 100
#: How much of a text is looked at for its characters.
_SAMPLE = 20_000
# Frequent characters that texts in simplified characters do not use.
_TRADITIONAL = re.compile(
    "[們國個會來時爲為這對說過學還動種長開關無與業經產發後進處從實體當點機應現問題電話書車東馬門見貝頁風飛魚鳥龍"
    "義務勞農場廠糧錢財貨貿費資賣買運輸線結織級約紀給統續維總編練組綱網緊縣設計訂許論議護譯證識調請談講讀變讓"
    "間閣際隊階陽陰難雜離雙雖權樣標樓橋極構槍樂歡歲歷曆歸殺殘氣決沒況淨減測湯漢滿潔澤濟灣災為煙熱燈營狀獨獎獲環"
    "異畫療發盡監盤礎確禮稱穩積窮競筆節範築簡類粵糾紅純細終絕罰羅習聖聯聲職聽肅膽臨舉舊藝蘇處號術補裝複規視親覺觀"
    "觸訓記訪評詞試詳認語誤誠課謝讚質購贊趕軍軟輕較載輪輯辦農達違遠適選遺鄉鄧醫釋針鋼錄鎮鐵鬥顯願顧飯館驗驚鬧黨齊齒]"
)


class Facts(NamedTuple):
    """What one document is compared with the others by.

    Attributes
    ----------
    id : str
        The document's name.
    series : str
        What it belongs with: a folder, a genre, or both; "" for none.
    length : int
        Its length in characters.
    traditional : float
        Share of its characters that only texts in traditional characters use.
    digest : bytes
        The same for equal texts.
    """

    id: str
    series: str
    length: int
    traditional: float
    digest: bytes


def look_cut(text: str, raw: str | None = None) -> list[str]:
    r"""List what makes a text look cut or doubled.

    Parameters
    ----------
    text : str
        The clean text: one paragraph a line.
    raw : str, optional
        The text before cleaning, whose length tells a full spreadsheet cell.

    Returns
    -------
    list of str
        A sentence for each suspicion; empty for a text that looks whole.

    Examples
    --------
    >>> look_cut("关于节水的通知\n各单位：\n请节约用水，并于月底前把情况")
    ['The text ends in mid-sentence: 请节约用水，并于月底前把情况']
    """
    return list(_suspicions(text, text if raw is None else raw))


def _suspicions(text: str, raw: str) -> Iterator[str]:
    if len(raw) <= CELL_LIMIT <= 2 * len(raw) and utf16_units(raw) == CELL_LIMIT:
        yield (
            "The text has exactly 32,767 characters, the most that a cell of a spreadsheet holds: "
            "its end is probably missing."
        )
    last = text.rstrip()[-400:].rsplit("\n", 1)[-1]
    mark = _CUT_MARK.search(last)
    if mark:
        yield f"The text ends in {mark[0]}, as if something were left out."
    elif _breaks_off(last):
        yield f"The text ends in mid-sentence: {_end_of(last)}"
    elif last.rfind("《") > last.rfind("》"):
        yield f"The text ends inside 《: {_end_of(last)}"
    again = _repeats_at(text)
    if again:
        yield f"The same text stands in it twice, the second time from character {again:,} on."


def _end_of(line: str) -> str:
    return line if len(line) <= _SHOWN else f"…{line[-_SHOWN:]}"


def _breaks_off(last: str) -> bool:
    """Tell whether a last line is prose that breaks off."""
    if not last or last[-1] in _ENDS or not re.search("[一-鿿]", last):
        return False
    if last[-1] in _UNFINISHED:
        # 附件： with the annexes in other files is an end, and so is a label without a value.
        return last[-1] not in ":：" or len(last) > _SHOWN
    if "\t" in last or last.count("  ") > 2:
        return False
    prose = "，" in last or "。" in last or len(last) > _PROSE_MIN
    return prose and not _may_end(last)


def _may_end(last: str) -> bool:
    """Tell a line with which documents end without a full stop: signature, date, annex, print."""
    if re.match(
        r"附(?:件|表|录|注)?|抄[送报]|主题词|联系|电话|地址|来源|责任|作者|注|[（(]?\d{1,2}[）).．、]",
        last,
    ):
        return True
    line = next(lines_between(last, 0, len(last)))
    return bool(
        is_signatory(line.bare) or offices_of_line(line) or next(dates_in(line.bare[-16:]), None)
    )


def _repeats_at(text: str) -> int:
    """Find where a text begins a second time; 0 where it does not."""
    half = _second_start(text)
    if half:
        return half
    seen: set[str] = set()
    repeated = position = first = 0
    for paragraph in text.split("\n"):
        if len(paragraph) >= _PARAGRAPH_MIN:
            if paragraph in seen:
                first = first or position
                repeated += len(paragraph)
            seen.add(paragraph)
        position += len(paragraph) + 1
    return first if repeated >= max(_DOUBLE_MIN, len(text) // 4) else 0


def _second_start(text: str) -> int:
    """Find where a text without paragraphs begins again and goes on the same to its end."""
    if len(text) < 2 * _DOUBLE_MIN:
        return 0
    start = text.find(text[:_PARAGRAPH_MIN], len(text) // 3)
    same = len(text) - start
    return start if start > 0 and same > len(text) // 4 and text.startswith(text[start:]) else 0


def facts(id: str, text: str, series: str = "") -> Facts:
    """Gather what a document is compared by.

    Parameters
    ----------
    id : str
        The document's name.
    text : str
        Its clean text.
    series : str, optional
        What it belongs with: the folder and the genre, say.

    Returns
    -------
    Facts
    """
    sample = text[:_SAMPLE]
    share = len(_TRADITIONAL.findall(sample)) / max(len(sample), 1)
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return Facts(id, series, len(text), share, digest)


def compare(documents: Iterable[Facts]) -> dict[str, list[str]]:
    """List what is odd about documents among the others.

    Parameters
    ----------
    documents : iterable of Facts
        The documents of a corpus.

    Returns
    -------
    dict of str to list of str
        The id of each odd document, and a sentence for each suspicion: a text that stands in the
        corpus under another name too; a length of a tenth or less of its series' median;
        traditional characters in a series of simplified ones.

    Notes
    -----
    A series has five documents or more. Lengths are compared only where they are much alike: three
    quarters of them between half and twice the median. Notices vary too much, work reports do not.

    Examples
    --------
    >>> reports = [facts(str(year), "改革开放" * (100 + year), "reports") for year in range(5)]
    >>> compare([*reports, facts("5", "改革开放", "reports")])
    {'5': ['The text has 4 characters, the median of its series is 406: it may be a part.']}
    """
    known = list(documents)
    found: defaultdict[str, list[str]] = defaultdict(list)
    first: dict[bytes, str] = {}
    series: defaultdict[str, list[Facts]] = defaultdict(list)
    for document in known:
        other = first.setdefault(document.digest, document.id)
        if other != document.id and document.length >= _SAME_MIN:
            found[document.id].append(f"The text is the same as that of {other}.")
        if document.series:
            series[document.series].append(document)
    for members in series.values():
        if len(members) >= _SERIES_MIN:
            for id, sentence in (*_short(members), *_traditional(members)):
                found[id].append(sentence)
    return dict(found)


def _short(members: list[Facts]) -> Iterator[tuple[str, str]]:
    """Yield the documents that are far shorter than the others of a series."""
    middle = median(member.length for member in members)
    alike = sum(middle <= 2 * member.length <= 4 * middle for member in members)
    if alike * 4 < len(members) * 3:
        return
    for member in members:
        if member.length * 10 <= middle:
            yield (
                member.id,
                f"The text has {member.length:,} characters, the median of its series is "
                f"{middle:,.0f}: it may be a part.",
            )


def _traditional(members: list[Facts]) -> Iterator[tuple[str, str]]:
    """Yield the documents in traditional characters where most of a series are in simplified."""
    # A quotation or a name makes less than one character in a hundred.
    if median(member.traditional for member in members) > 0.005:
        return
    for member in members:
        if member.traditional > 0.03:
            yield (
                member.id,
                "The text is in traditional characters, the others of its series are in "
                "simplified ones.",
            )

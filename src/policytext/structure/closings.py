"""Where a document ends and another is annexed: signatures, dates, notes, annexes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from policytext.numbering import to_int
from policytext.structure.marks import SENTENCE_END, squeeze

__all__ = ["Part", "find_parts"]

_SPACE = " \t\u3000"
_DATE = re.compile(
    r"(?P<office>[^，。；：、（(《“]{0,30}?)(?:(?:19|20)\d\d|[12１２][0-9０-９]{3}|[一二][〇○ＯOo0０零一二三四五六七八九]{3})年"
    r"(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})月(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})日"
)
_NOTE = re.compile(
    r"[（(](?:此|本|联系|以上|注|公开|主动|依申请)[^）)]{0,60}[）)]$|(?:抄[送报]|主题词|信息公开|印发机关)[：:].{0,200}$"
    r"|.{0,30}(?:印发|印制)$|[（(][^）)]{2,30}[）)]$"
)
_END_NOTE = re.compile(r"[（(](?:此件|本文|本件|联系人|此页)[^）)]{0,60}[）)]$")
#: A line of a signature is at most this long, and a signature at most so many lines.
_SIGNATURE_MAX, _SIGNATURE_LINES = 40, 12
#: How far below a closing part a text is looked for; a table of contents may come first.
_LOOK_AHEAD = 200
_OFFICE = re.compile(
    r"(?:[院部委局府会厅署办组行司团处站军校社党]|办公室|中心|公司|集团|政协|机关|小组)(?:[（(][^）)]*[）)])?$"
)
_OFFICIAL = re.compile(
    "(?:总理|主席|委员长|[省市州县区镇乡部院局厅行署会]长|主任|书记|检察长|总统|署长|专员)"
)
_ANNEX = re.compile(
    rf"附[{_SPACE}]*(?P<kind>[件录表錄]|(?=[：:{_SPACE}]))[{_SPACE}]*"
    rf"(?P<number>[0-9０-９]{{1,3}}|[一二三四五六七八九十]{{1,3}}|[A-Z](?![A-Za-z])|)"
    rf"(?:[-—－.][0-9]{{1,2}})?[{_SPACE}]*(?P<colon>[：:、.．]?)(?P<gap>[{_SPACE}]*)(?P<title>.*)"
)
_ANNEX_MAX = 70
#: The list of terms that a report ends with.
_GLOSSARY = re.compile(
    "(?:《[^》]{2,30}》|政府工作报告|报告)?(?:中?的?(?:有关|相关|部分|主要))?(?:名词|术语|用语|词语)+"
    "(?:解释|注释|释义|说明)"
)
#: Genre words that end a title, so that a title may go over several lines.
_GENRE = re.compile(
    "(?:通知|意见|办法|方案|报告|规定|条例|细则|规划|计划|制度|预案|规则|纲要|目录|清单|名单|要点|指南|标准|指引"
    "|章程|决定|说明|建议|总结|讲话|法|表|书|函|公告|附录|名录|分工)$"
)


class Part(NamedTuple):
    """A closing part (落款) or an annex (附件): its first line and the first line of its body."""

    level: str
    line: int
    body: int
    end: int
    number: int
    marker: str
    heading: str


def find_parts(lines: Sequence[str], numbered: frozenset[int]) -> list[Part]:
    """Find what closes the documents of a text, and the documents that are annexed.

    `numbered` are the lines that begin with a number.
    """
    closings = _closings(lines, numbered)
    parts = [Part("落款", start, start, end, 0, "", "") for start, end in closings]
    closed = {line for start, end in closings for line in range(start, end)}
    annexes: list[Part] = []
    for index, line in enumerate(lines):
        if line[:1] == "附" and index and index not in closed and len(line) <= _ANNEX_MAX:
            part = _annex(lines, index, numbered)
            if part is not None and part.level == "落款":
                closed.update(range(index, part.end))
                parts.append(part)
            elif part is not None:
                annexes.append(part)
        elif index and _GLOSSARY.fullmatch(line) and _ends_text(lines[index - 1]):
            annexes.append(_titled(lines, index, index, 0, "", numbered))
    named = {part.line for part in parts + annexes}
    for _, end in closings:
        if end not in named and _is_text(lines, end, numbered):
            annexes.append(_titled(lines, end, end, 0, "", numbered))
    annexes.sort(key=lambda part: part.line)
    annexes = [part._replace(number=part.number or place) for place, part in enumerate(annexes, 1)]
    parts = sorted(parts + annexes, key=lambda part: part.line)
    following = [*(part.line for part in parts), len(lines)][1:]
    # What looks like the second line of a title may begin the next annex.
    return [
        part if part.body <= stop else part._replace(body=part.line + bool(part.marker), heading="")
        for part, stop in zip(parts, following, strict=True)
    ]


# ---------------------------------------------------------------- closings


def _closings(lines: Sequence[str], numbered: frozenset[int]) -> list[tuple[int, int]]:
    """List the closing parts: first line and the line after the last."""
    found: list[tuple[int, int]] = []
    done = 0
    for index, line in enumerate(lines):
        if line[-1:] == "日" and len(line) <= _SIGNATURE_MAX and index >= done:
            closing = _closing(lines, index, done, numbered)
            if closing is not None:
                found.append(closing)
                done = closing[1]
    if done < len(lines):
        closing = _undated(lines, done, numbered)
        if closing is not None:
            found.append(closing)
    return found


def _closing(
    lines: Sequence[str], date: int, first: int, numbered: frozenset[int]
) -> tuple[int, int] | None:
    """Find the closing part around a date, if it is one under a signature."""
    match = _DATE.fullmatch("".join(lines[date].split()))
    if match is None or date in numbered:
        return None
    start = date
    while (
        start > first
        and date - start < _SIGNATURE_LINES
        and (_is_signature(lines[start - 1]) and start - 1 not in numbered)
    ):
        start -= 1
    signature = [*lines[start:date], match["office"]]
    start = _annex_list(lines, start, first)
    if start <= first or not any(signature):
        return None
    if not _ends_text(lines[start - 1]) and start - 1 not in numbered:
        return None
    end = date + 1
    while end < len(lines) and _NOTE.match(lines[end]) and end not in numbered:
        end += 1
    at_end = end == len(lines)
    if not at_end and not any(_OFFICE.search(s) or _OFFICIAL.search(s) for s in signature):
        return None
    return start, end


def _undated(lines: Sequence[str], first: int, numbered: frozenset[int]) -> tuple[int, int] | None:
    """Find the closing part of a document that ends without a date."""
    end = start = len(lines)
    while start > first and lines[start - 1] and _END_NOTE.match(lines[start - 1]):
        start -= 1
    last = start - 1
    if (
        last > first
        and last not in numbered
        and len(lines[last]) <= 20
        and (
            _is_signature(lines[last])
            and _OFFICE.search(lines[last])
            and _ends_text(lines[last - 1])
        )
    ):
        start = last
    start = _annex_list(lines, start, first) if start < end else start
    return (start, end) if first < start < end else None


def _annex_list(lines: Sequence[str], start: int, first: int) -> int:
    """Go up from the signature to the list of annexes before it, if there is one."""
    index = start - 1
    while index > first and start - index <= 40:
        line = lines[index]
        if line.startswith("附") and _ANNEX.match(line):
            return index if _ends_text(lines[index - 1]) else start
        if len(line) > 80 or line[-1:] in "。！？":
            break
        index -= 1
    return start


def _is_signature(line: str) -> bool:
    """Tell whether a line may name an office or a person."""
    return 0 < len(line) <= _SIGNATURE_MAX and not any(c in line for c in "。，；：！？、《“,;:")


def _ends_text(line: str) -> bool:
    """Tell whether a line ends a text, as a sentence or as an item of a list."""
    return line[-1:] in "。！？；：…”）」』!?:)" or len(line) > _SIGNATURE_MAX


# ---------------------------------------------------------------- annexes


def _annex(lines: Sequence[str], index: int, numbered: frozenset[int]) -> Part | None:
    """Read the line that an annex begins with: 附件, 附件1, 附件二：标题, 附录."""
    line = lines[index]
    match = _ANNEX.fullmatch(line)
    if match is None or (line[-1] in SENTENCE_END + "，,：" and match["title"]):
        return None
    number = match["number"]
    value = 0 if not number or (number.isascii() and number.isalpha()) else to_int(number)
    title = match["title"]
    marker = line[: len(line) - len(title)].rstrip(_SPACE + "：:、.．")
    rest = _end_of_list(lines, index + 1, numbered)
    at_end = rest == len(lines)
    if not title:
        if match["colon"] and rest > index + 1 and (at_end or lines[rest].startswith("附")):
            return Part("落款", index, index, rest, 0, "", "")
        return _titled(lines, index, index + 1, value, marker, numbered)
    if not (match["colon"] or match["gap"]) or (not match["kind"] and not match["colon"]):
        return None
    # A list of annexes at the end of a text that bears no date; an annex has a number of its own.
    if (at_end and not (value and rest > index + 1)) or (
        not at_end and match["colon"] and lines[rest].startswith("附")
    ):
        return Part("落款", index, index, rest, 0, "", "")
    return Part("附件", index, index + 1, len(lines), value, marker, squeeze(title))


def _end_of_list(lines: Sequence[str], start: int, numbered: frozenset[int]) -> int:
    """Find where a list of annexes ends: short numbered lines, none of them a sentence."""
    rest = start
    while (
        rest < len(lines)
        and rest in numbered
        and len(lines[rest]) <= 80
        and lines[rest][-1] not in SENTENCE_END
    ):
        rest += 1
    return rest


def _titled(
    lines: Sequence[str],
    start: int,
    first: int,
    number: int,
    marker: str,
    numbered: frozenset[int],
) -> Part:
    """Make an annex whose title stands on the lines from `first` on."""
    title: list[str] = []
    index = first
    while index < len(lines) and len(title) < 4 and _is_title(lines, index, numbered):
        title.append(lines[index])
        index += 1
        if _GENRE.search(lines[index - 1]):
            break
    else:
        # Without a word that ends a title, only its first line is surely one.
        title = title[:1]
    heading = squeeze("".join(title))
    return Part("附件", start, first + len(title), len(lines), number, marker, heading)


def _is_title(lines: Sequence[str], index: int, numbered: frozenset[int]) -> bool:
    """Tell whether a line may be one of a title."""
    line = lines[index]
    return (
        index not in numbered
        and 0 < len(line) <= 50
        and not (
            line[-1] in SENTENCE_END + "：:，,）)"
            or line[0] in "（("
            or "".join(line.split()) == "目录"
        )
    )


def _is_text(lines: Sequence[str], start: int, numbered: frozenset[int]) -> bool:
    """Tell whether what follows a closing part is a text, not the rest of a web page."""
    return any(
        index in numbered or lines[index][-1:] == "。"
        for index in range(start, min(len(lines), start + _LOOK_AHEAD))
    )

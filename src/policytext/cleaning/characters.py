"""Steps on characters: what is unseen goes, what is written in two ways is written in one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.errors import MissingExtra
from policytext.offsets import Edit

__all__ = ["invisible", "punctuation", "simplify", "spaces", "width"]

# Zero-width and directional characters, soft hyphens and controls: unseen, but they split words.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"
)

# Patterns that few texts need are compiled at their first use.
_HAN = "\u3007\u4e00-\u9fff"
_FULL_FORM = re.compile("[０-９Ａ-Ｚａ-ｚ％．]")
#: From a half-width character to its full-width form.
_WIDE = 0xFEE0
_TO_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
#: Round brackets around Chinese, on one line and not nested.
_HALF_BRACKETS = r"\(([^()\n]{1,200})\)"

_GAP = " \t\xa0\u2002-\u200a"
# 国 家 粮 食 应 急 预 案: single characters, three or more.
# An ideographic space between two words that are letter-spaced with plain ones parts them.
_LETTER_SPACED = (
    rf"[{_HAN}](?:[{_GAP}]{{1,2}}[{_HAN}]){{2,}}(?![{_HAN}])"
    rf"|[{_HAN}](?:[{_GAP}\u3000]{{1,2}}[{_HAN}]){{2,}}(?![{_HAN}])"
)
# 总 则 as all that a heading says, 组 长 before a colon.
_SPACED_PAIR = rf"[{_HAN}][{_GAP}\u3000]{{1,4}}[{_HAN}](?=[:：]|$)"
_SPACED_NUMBER = r"\d(?: \d){2,}(?= ?[年月日])"
# 第三条 and 第一章 are set off from what follows them; so are two offices that issue together.
_SET_OFF = rf"(?:^|[^{_HAN}])第[{_HAN}]{{1,9}}[编章节条款项](?:之[{_HAN}]{{1,3}})?$"
_OFFICE_END = "(?:中央|国务院|委员会|办公厅|政府|[部局委院署会])$"
_OFFICE_START = rf"中共|中央|国务院|全国|国家|最高|[{_HAN}]{{1,12}}(?:[部局委院署]|政府|办公厅)"


def invisible(text: str) -> Iterator[Edit]:
    """Remove characters that are not seen but would keep a word from being found."""
    # Nearly every text goes past the slower search.
    if text.replace("\n", "").replace("\u3000", "").isprintable():
        return
    for match in _INVISIBLE.finditer(text):
        yield Edit(match.start(), match.end())


def width(text: str) -> Iterator[Edit]:
    """Write digits, Latin letters and per cent signs half-width, brackets around Chinese full.

    ２０１９年 becomes 2019年 and (试行) becomes （试行）; (GDP) stays.
    """
    edits = [
        Edit(*match.span(), chr(ord(match[0]) - _WIDE))
        for match in _FULL_FORM.finditer(text)
        if match[0] != "．" or _in_number(text, match.start())
    ]
    if "(" in text:
        for match in re.finditer(_HALF_BRACKETS, text):
            if _has_han(match[1]):
                edits.append(Edit(match.start(), match.start() + 1, "（"))
                edits.append(Edit(match.end() - 1, match.end(), "）"))
        edits.sort()
    yield from edits


def _in_number(text: str, position: int) -> bool:
    """Tell a point between two digits."""
    return (
        text[position - 1 : position].isdecimal() and text[position + 1 : position + 2].isdecimal()
    )


def punctuation(text: str) -> Iterator[Edit]:
    """Write commas, semicolons, colons, question and exclamation marks full-width in Chinese.

    改革,开放 becomes 改革，开放; a comma in a number stays.
    """
    if not any(mark in text for mark in _TO_FULL):
        return
    for match in re.finditer("[,;:?!]", text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        if before in _TO_FULL or after in _TO_FULL:
            continue
        if _chinese(before, "》〉”’）】」』") or (
            not before.isdigit() and _chinese(after, "《〈“‘（【「『")
        ):
            yield Edit(start, end, _TO_FULL[match[0]])


def _chinese(character: str, marks: str) -> bool:
    """Tell a Chinese character, or one of some marks."""
    return _is_han(character) or (character != "" and character in marks)


def _has_han(text: str) -> bool:
    """Tell whether a text holds a Chinese character."""
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def _is_han(character: str) -> bool:
    """Tell a Chinese character; "" is none."""
    return "\u4e00" <= character <= "\u9fff" or character == "〇"


def spaces(text: str) -> Iterator[Edit]:
    """Remove spaces that tear words and numbers apart.

    These are spaces in letter-spaced words (国 务 院), in years and dates (1 9 9 3 年), and
    between Chinese characters in running text. An ideographic space between words stays, and so
    does what sets off one office from another; after 第三条 at the beginning of a line it becomes
    a plain one, and so does a row of plain spaces.
    """
    if not any(space in text for space in " \t\xa0\u3000\u2002\u2003"):
        return
    done = 0
    for match in re.finditer(rf"[{_GAP}\u3000]+", text):
        start, end = match.span()
        if start < done or start == 0 or (start == done and _is_han(text[start - 1])):
            continue
        # In a law nearly every gap is that of 第三条, which is one space in every format.
        head = text.rfind("第", max(0, start - 10), start)
        if text[start - 1] in "编章节条" and _begins_line(text, head):
            if match[0] != " ":
                yield Edit(start, end, " ")
            continue
        whole = _spaced_word(text, start)
        if whole is not None:
            done = whole.end()
            for gap in re.finditer(rf"[{_GAP}\u3000]+", whole[0]):
                yield Edit(whole.start() + gap.start(), whole.start() + gap.end())
        elif _tears(text, start, end):
            yield Edit(start, end)
        elif end - start > 1 and "\u3000" not in match[0]:
            # A printed page does not tell how many there are.
            yield Edit(start, end, " ")


def _begins_line(text: str, position: int) -> bool:
    """Tell whether a position is a line's first; -1 is none."""
    return position == 0 or (position > 0 and text[position - 1] == "\n")


def _spaced_word(text: str, gap: int) -> re.Match[str] | None:
    """Find the letter-spaced word or number that begins with the character before a gap."""
    first, lead = text[gap - 1], text[max(0, gap - 3) : gap - 1]
    if first.isdigit():
        outside = not lead or not (lead[-1].isdigit() or lead[-1] == ".")
        return re.compile(_SPACED_NUMBER).match(text, gap - 1) if outside else None
    if not _is_han(first) or _is_han(lead[-1:]):
        return None
    word = re.compile(_LETTER_SPACED).match(text, gap - 1)
    # A name among names (韩 正　国务院副总理) is no heading, a line's whole text is.
    whole = not lead or lead[-1] == "\n" or lead[0] in "章节编篇"
    return word or (re.compile(_SPACED_PAIR, re.MULTILINE).match(text, gap - 1) if whole else None)


def _tears(text: str, start: int, end: int) -> bool:
    """Tell a gap inside a date, or between Chinese characters of running text."""
    before, after = text[start - 1], text[end : end + 1]
    if before.isdigit():
        return after != "" and after in "年月日"
    if after.isdigit():
        return before in "年月"
    if "\u3000" in text[start:end] or not (_is_han(before) or _is_han(after)):
        return False
    joined = (_is_han(before) or before in "，。；：、") and (
        _is_han(after) or after in "，。；：、"
    )
    return joined and after != "" and _in_prose(text, start) and not _sets_off(text, start, end)


def _in_prose(text: str, position: int) -> bool:
    """Tell whether a line is running text: it has a comma or ends like a sentence."""
    start = text.rfind("\n", 0, position) + 1
    end = text.find("\n", position)
    end = len(text) if end < 0 else end
    return text.find("，", start, end) >= 0 or text[end - 1] in "。；！？"


def _sets_off(text: str, start: int, end: int) -> bool:
    """Tell a space that keeps a number or an office apart from what follows."""
    line = text.rfind("\n", 0, start) + 1
    before = text[max(line, start - 16) : start]
    if re.search(_SET_OFF, before):
        return True
    return bool(re.search(_OFFICE_END, before) and re.match(_OFFICE_START, text[end : end + 16]))


def simplify(text: str) -> Iterator[Edit]:
    """Write traditional characters as simplified ones, by OpenCC's tables (t2s)."""
    try:
        from opencc import OpenCC
    except ImportError:
        raise MissingExtra(
            "Writing traditional characters as simplified ones needs OpenCC, which is not "
            'installed. Install it with: pip install "policytext[simplify]"'
        ) from None
    converter = OpenCC("t2s")
    position = 0
    for line in text.split("\n"):
        new = converter.convert(line)
        if len(new) != len(line):
            # A phrase that changes its length leaves no place for each character.
            new = "".join(converter.convert(c)[:1] or c for c in line)
        for index, (before, after) in enumerate(zip(line, new, strict=True)):
            if before != after:
                yield Edit(position + index, position + index + 1, after)
        position += len(line) + 1

"""Headings without a number: short lines between paragraphs."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from policytext.structure.marks import DIVISION_LEVELS, Mark

__all__ = ["find_titles"]

#: Headings of laws that have no number.
_UNNUMBERED = frozenset({"总则", "分则", "附则", "序言", "总纲", "總則", "附則"})
#: A heading without a number has at most this many characters; a paragraph of prose has more.
_TITLE_MAX, _PROSE_MIN = 30, 16
_NO_TITLE = frozenset('。；：！？，,.;:!?“”‘’"（(）)《》〈〉[]【】…|=<>/\\*#@_~％%↑')
_STOPS = "。！？；：”…）!?"
_COUNTED = re.compile("第[一二三四五六七八九十]{1,3}[、，：]")
#: 2018年工作回顾 is a heading, 2018年3月 and 15家企业 are none.
_OF_YEAR = re.compile(r"(?:19|20)\d\d年(?![\d])[\u4e00-\u9fff]{2}")
_NO_END = "年月日号"
#: One such line may be anything; from two on they are how the document is divided.
_LEAST = 2


def find_titles(lines: Sequence[str], marks: Sequence[Mark], taken: Collection[int]) -> list[int]:
    """Find the lines that are headings without a number.

    `taken` are the lines that are something else: contents, signatures, titles of annexes.
    """
    numbered = {mark.line: mark for mark in marks}
    if any(mark.level in DIVISION_LEVELS for mark in marks):
        return [
            index
            for index, line in enumerate(lines)
            if len(line) < 8 and "".join(line.split()) in _UNNUMBERED and index not in taken
        ]
    short = [i for i, line in enumerate(lines) if 2 <= len(line) <= _TITLE_MAX]
    titles = [
        index for index in short
        if index not in taken
        and index not in numbered
        and (_after_stop(lines, index) or index - 1 in numbered)
        and _is_short_heading(lines[index])
    ]  # fmt: skip
    # Followed by text, or by the first of the numbered headings that it stands over.
    prose = [index for index in titles if _is_prose(lines, index + 1, numbered)]
    over = [index for index in titles if _is_over_first(lines, index, numbered)]
    return sorted({*prose, *over}) if len(prose) + len(over) >= _LEAST else over


def _after_stop(lines: Sequence[str], index: int) -> bool:
    """Tell whether the paragraph before a line ends as a sentence does."""
    return index > 0 and lines[index - 1] != "" and lines[index - 1][-1] in _STOPS


def _is_short_heading(line: str) -> bool:
    """Tell whether a short line may be a heading by what it says."""
    return (
        line[-1] not in _NO_END
        and (not line[0].isdecimal() or _OF_YEAR.match(line) is not None)
        and not _COUNTED.match(line)
        and line[0] not in "附—-①②③"
        and not any(character in _NO_TITLE for character in line)
        and sum("\u4e00" <= character <= "\u9fff" for character in line) * 2 > len(line)
        # A name, letter-spaced or with an office before it, signs or speaks.
        and "\u3000" not in line.strip()
    )


def _is_prose(lines: Sequence[str], index: int, numbered: dict[int, Mark]) -> bool:
    """Tell whether a line is a paragraph of text."""
    if index >= len(lines):
        return False
    line = lines[index]
    if len(line) < _PROSE_MIN:
        # Speeches address the audience first: 各位代表！
        return line[:2] in ("各位", "同志") and _is_prose(lines, index + 1, numbered)
    return (
        line[-1] in _STOPS
        and "。" in line
        and (index not in numbered or numbered[index].number == 1)
    )


def _is_over_first(lines: Sequence[str], index: int, numbered: dict[int, Mark]) -> bool:
    """Tell whether a line stands right over a heading 一、, where that one begins again."""
    mark = numbered.get(index + 1)
    return mark is not None and mark.level == "一、" and mark.number == 1

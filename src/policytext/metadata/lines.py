"""The lines of a text, and words that are spaced out for looks closed up again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["Line", "close_up", "gaps_closed", "lines_between", "span_in"]

_SPACES = re.compile(r"\s+")
_WIDE_GAP = re.compile(r"\s{2,}|[\u3000\u2003]")


class Line(NamedTuple):
    """A line that holds text: without outer space, without any space, and where it stands."""

    text: str
    bare: str
    start: int
    end: int


def lines_between(text: str, start: int, end: int) -> Iterator[Line]:
    """Yield the lines of a part of a text, blank ones left out."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        whole = text[start:stop]
        stripped = whole.strip()
        if stripped:
            begin = start + whole.index(stripped[0])
            bare = _SPACES.sub("", stripped)
            yield Line(stripped, bare, begin, begin + len(stripped))
        start = stop + 1


def close_up(text: str) -> str:
    """Remove the spaces of a text, save those between Latin words.

    >>> close_up("国 家 粮 食 应 急 预 案"), close_up("关于 Open Data 的意见")
    ('国家粮食应急预案', '关于Open Data的意见')
    """
    return re.sub(r"(?<![!-~])\s+|\s+(?![!-~])", "", text.strip())


def gaps_closed(text: str) -> list[str]:
    """Split at the spaces of a text, words that are spaced out by the letter kept whole.

    >>> gaps_closed("教育部 财 政 部　国务院扶贫办")
    ['教育部', '财政部', '国务院扶贫办']
    """
    words: list[str] = []
    # Between two spaced-out words the gap is wider than inside them.
    for piece in _WIDE_GAP.split(text.strip()) if re.search(r"\S \S", text) else [text]:
        run = ""
        for word in piece.split():
            if len(word) == 1:
                run += word
                continue
            words += [run] * bool(run) + [word]
            run = ""
        words += [run] * bool(run)
    return words


def span_in(line: Line, start: int, end: int) -> tuple[int, int]:
    """Turn a span in a line without spaces into one in the text."""
    places = [i for i, character in enumerate(line.text) if not character.isspace()]
    return line.start + places[start], line.start + places[end - 1] + 1

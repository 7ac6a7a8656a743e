"""Steps on lines: one kind of line end, one line a paragraph, a title once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policytext.offsets import Edit

__all__ = ["blank_lines", "doubled_title", "indents", "line_ends"]

_SPACE = " \t\u3000\u2002\u2003\xa0"
_FOREIGN_LINE_END = "\r\n|[\r\v\f\x85\u2028\u2029]"
_LINE_END = re.compile(r"\n\s*")
#: An indent inside a line, after a sentence's end: there a paragraph began.
_INNER_INDENT = r"(?:\u3000\u3000|[ \xa0]{4})[ \u3000\xa0]*(?=\S)"


def line_ends(text: str) -> Iterator[Edit]:
    """Write every kind of line end as a line feed."""
    # Looking for each alone goes at the speed of memory; the pattern does not.
    if any(mark in text for mark in "\r\v\f\x85\u2028\u2029"):
        for match in re.finditer(_FOREIGN_LINE_END, text):
            yield Edit(match.start(), match.end(), "\n")


def indents(text: str) -> Iterator[Edit]:
    """Begin a paragraph where a paragraph's indent stands inside a line."""
    if "\u3000\u3000" in text or "    " in text or "\xa0\xa0\xa0\xa0" in text:
        for match in re.finditer(_INNER_INDENT, text):
            if text[match.start() - 1 : match.start()] in tuple("。！？；”）…"):
                yield Edit(match.start(), match.end(), "\n")


def blank_lines(text: str) -> Iterator[Edit]:
    """Remove blank lines, indents and trailing spaces: one line is one paragraph."""
    head = len(text) - len(text.lstrip())
    tail = max(head, len(text.rstrip()))
    if head:
        yield Edit(0, head)
    for match in _LINE_END.finditer(text, head, tail):
        start, end = match.span()
        while text[start - 1] in _SPACE:
            start -= 1
        if end - start > 1:
            yield Edit(start, end, "\n")
    if tail < len(text):
        yield Edit(tail, len(text))


def doubled_title(text: str) -> Iterator[Edit]:
    """Keep one of several equal lines that a text begins with."""
    first_end = text.find("\n")
    first = text[: max(first_end, 0)]
    end = first_end
    while first and (text.startswith(first + "\n", end + 1) or text[end + 1 :] == first):
        end += len(first) + 1
    if end > first_end:
        yield Edit(first_end, end)

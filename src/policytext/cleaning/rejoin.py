"""Rejoining: the lines of a paragraph that was cut at a fixed width, or torn by markup."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from policytext.numbering import parse_marker
from policytext.offsets import Edit

__all__ = ["rejoin"]

_SENTENCE_END = "。！？；!?;…"
_CLOSERS = "”’》」』）)】"
_OPENERS = "“‘《「『（(【〔"
_NEVER_FIRST = "，。；：、？！）》”’」』】〕,;:?!)"
#: A line is set apart, as a centred heading or a signature is, by an indent of so many columns
#: more than that of the text.
_SET_APART = 11
#: The number of a chapter or an article, set off from what follows it.
_DIVISION = re.compile(
    r"第[ \u3000]?[一二三四五六七八九十百零〇\d]{1,9}[ \u3000]?(?:分?[编篇編]|[章节節条條])"
    r"(?:之[一二三四五六七八九十]{1,3})?[ \t\u3000：:]+(?=\S)"
)
#: A numbered line with a comma in it, or a longer one, may be a paragraph's first piece.
_HEADING_MAX = 40


class _Line(NamedTuple):
    """A line that holds text: without outer space and with its indent, where, after what."""

    text: str
    whole: str
    start: int
    end: int
    indented: bool
    after_blank: bool
    after_bare_indent: bool


def _lines(text: str) -> list[_Line]:
    """List the lines that hold text."""
    lines = []
    position = 0
    blank = bare = False
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = position + (0 if raw[0] == stripped[0] else len(raw) - len(raw.lstrip()))
            indented = start - position >= 2 or raw[0] in "\u3000\u2003\t"
            end = start + len(stripped)
            whole = stripped if start == position else raw.rstrip()
            lines.append(_Line(stripped, whole, start, end, indented, blank, bare))
            blank = bare = False
        elif raw and not raw.strip("\u3000\u2003"):
            # Markup after an indent leaves the indent alone on its line.
            bare = True
        else:
            blank, bare = True, False
        position += len(raw) + 1
    return lines


def _begins_anew(line: str) -> bool:
    """Tell whether a line begins with a number, as no line does that goes on from another."""
    return parse_marker(line) is not None or _DIVISION.match(line) is not None


def _ends_sentence(line: str) -> bool:
    """Tell whether a line ends where a sentence does, closing quotes aside."""
    return line[-1:] in _SENTENCE_END or line.rstrip(_CLOSERS)[-1:] in _SENTENCE_END


def _columns(lines: Sequence[str]) -> list[int]:
    """Measure lines as a terminal shows them: a Han character takes two columns."""
    # In UTF-8 a Han character has three bytes, an ASCII one has one.
    encoded = "\n".join(lines).encode("utf-8", "surrogatepass").split(b"\n")
    return [(len(data) + len(line)) // 2 for data, line in zip(encoded, lines, strict=False)]


def _wide_columns(lines: Sequence[str]) -> list[int]:
    """Measure lines as they were before their full-width punctuation was made half-width."""
    text = "\n".join(lines)
    for mark, wide in zip(",;:?!()", "，；：？！（）", strict=True):
        text = text.replace(mark, wide)
    return _columns(text.split("\n"))


def _characters(lines: Sequence[str]) -> list[int]:
    """Measure lines in characters."""
    return list(map(len, lines))


#: Ways to measure a line, and how much shorter than the limit a full line may be: a full-width
#: character and a punctuation mark that must not begin a line, or a long Latin word.
_MEASURES: tuple[tuple[Callable[[Sequence[str]], list[int]], int], ...] = (
    (_columns, 4),
    (_wide_columns, 4),
    (_characters, 2),
)
#: How many of the greatest widths may be the one at which a text was cut.
_LIMITS = 4
#: Lists and tables have short lines of equal width; hard-wrapped prose has long ones.
_MIN_WRAP_COLUMNS = 36


def _full_lines(lines: Sequence[_Line]) -> tuple[frozenset[int], frozenset[int]]:
    """Find the lines that a program cut at a fixed width; none where the text is not wrapped.

    The second set adds those that may be full: nearly as long as the longest.
    """
    best: frozenset[int] = frozenset()
    best_widths: list[int] = []
    best_limit = 0
    odd = 0
    apart = _set_apart(lines)
    for measure, slack in _MEASURES:
        widths = measure(["" if i in apart else line.whole for i, line in enumerate(lines)])
        for limit in sorted(set(widths), reverse=True)[:_LIMITS]:
            full = frozenset(i for i, width in enumerate(widths) if limit - slack <= width)
            if len(full) > len(best) and _looks_wrapped(lines, full, widths, limit):
                best, best_widths, best_limit = full, widths, limit
                # Full-width characters fill an even number of columns: with a digit one may be
                # left over.
                odd = 0 if measure is _characters else 1
    return (_tighten(lines, best, best_widths, best_limit, odd) if best else best), best


def _set_apart(lines: Sequence[_Line]) -> frozenset[int]:
    """Find the lines that are centred or stand at the right, whose widths say nothing."""
    indents = _columns([line.whole[: len(line.whole) - len(line.text)] for line in lines])
    least = min(indents, default=0) + _SET_APART
    return frozenset(i for i, indent in enumerate(indents) if indent >= least)


def _tighten(
    lines: Sequence[_Line], full: frozenset[int], widths: Sequence[int], limit: int, odd: int
) -> frozenset[int]:
    """Leave out lines that are shorter than those surely cut, which end in mid-sentence."""
    cut = sorted(widths[i] for i in full if not _ends_sentence(lines[i].text))
    # One in twenty may be a heading, which is as long as it is.
    least = cut[len(cut) // 20]
    exact = least >= limit
    return frozenset(
        i for i in full
        if widths[i] >= least
        or not ((exact and widths[i] < limit - odd) or _ends_sentence(lines[i].text))
    )  # fmt: skip


def _looks_wrapped(
    lines: Sequence[_Line], full: frozenset[int], widths: Sequence[int], limit: int
) -> bool:
    """Tell a wrapped text: most long lines are equally long and break off in mid-sentence."""
    over = sum(width > limit for width in widths)
    long = sum(2 * width > limit for width in widths)
    inner = [lines[i].text for i in full if i < len(lines) - 1]
    broken = sum(not _ends_sentence(line) and line[-1] not in "：:" for line in inner)
    prose = sum(any(mark in line for mark in "，。、；,") for line in inner)
    return (
        len(inner) >= 2
        and over * 20 <= len(full)
        and len(full) * 5 >= long * 2
        and broken * 5 >= len(inner) * 3
        and prose * 2 >= len(inner)
        and max(_columns(inner)) >= _MIN_WRAP_COLUMNS
    )


def _all_indented(lines: Sequence[_Line], near: frozenset[int]) -> bool:
    """Tell whether each paragraph has an indent: all lines after a sentence that ends early do."""
    after = [
        lines[i + 1].indented
        for i in range(len(lines) - 1)
        if i not in near and lines[i].indented and _ends_sentence(lines[i].text)
    ]
    return len(after) >= 3 and sum(after) * 10 >= len(after) * 9


def _joins_wrapped(lines: Sequence[_Line], full: frozenset[int], near: frozenset[int]) -> list[int]:
    """List the lines that go on from the line before, in a text cut at a fixed width."""
    torn = [i for i in full if i + 1 < len(lines) and not _ends_sentence(lines[i].text)]
    blanks = sum(lines[i + 1].after_blank for i in torn)
    # Where the cut pieces themselves stand apart, a blank line says nothing about paragraphs.
    blank_ends_paragraph = 2 * blanks < len(torn)
    indents = sum(lines[i + 1].indented for i in torn)
    indent_begins_paragraph = 2 * indents < len(torn)
    apart = _set_apart(lines)
    all_indented = indent_begins_paragraph and _all_indented(lines, near)
    joins: list[int] = []
    heading = False
    for i in range(1, len(lines)):
        before, line = lines[i - 1], lines[i]
        if i - 1 not in joins[-1:]:
            heading = parse_marker(before.text) is not None
        ended = _ends_sentence(before.text)
        heading = heading and not ended and "。" not in before.text
        ended = ended or before.text[-1] in "：:"
        if (line.after_blank and blank_ends_paragraph) or (
            line.indented and indent_begins_paragraph
        ):
            continue
        begins = _DIVISION.match(line.text) or ((ended or heading) and parse_marker(line.text))
        if (all_indented and i - 1 in near) or (i - 1 in full and i not in apart and not begins):
            joins.append(i)
    return joins


def _joins_torn(lines: Sequence[_Line]) -> list[int]:
    """List the lines that go on from the line before, where links or bold type tore a paragraph.

    Such a file has a blank line between paragraphs, and a piece of one begins or ends in
    mid-sentence.
    """
    begins = [i for i, line in enumerate(lines) if i == 0 or _breaks(line)]
    blocks = [(a, b) for a, b in pairwise([*begins, len(lines)]) if b - a > 1]
    spaces = sum(line.after_blank for line in lines[1:])
    pairs = sum(b - a - 1 for a, b in blocks)
    torn = sum(_torn_pair(lines, i) for a, b in blocks for i in range(a + 1, b))
    # Without a blank line between paragraphs nothing tells a piece of one from a heading.
    spaced = 2 * spaces >= pairs - torn
    joins = []
    for a, b in blocks:
        in_pieces = spaced and _in_pieces(lines, a, b, torn > 0)
        last_stop = max((i for i in range(a, b) if _ends_sentence(lines[i].text)), default=-1)
        for i in range(a + 1, b):
            if _torn_pair(lines, i) or (
                in_pieces and _goes_on(lines, i, lines[a].after_bare_indent, i <= last_stop)
            ):
                joins.append(i)
    return joins


def _in_pieces(lines: Sequence[_Line], a: int, b: int, torn_elsewhere: bool) -> bool:
    """Tell whether the lines a to b are pieces of paragraphs, not a heading and its paragraph.

    A link in mid-sentence leaves two lines in a row that end in none, a heading one.
    """
    if lines[a].after_bare_indent or any(_torn_pair(lines, i) for i in range(a + 1, b)):
        return True
    unended = [not _ends_sentence(line.text) and line.text[-1] not in "：:" for line in lines[a:b]]
    in_a_row = any(x and y for x, y in pairwise(unended))
    return torn_elsewhere and (in_a_row or any(line.text[-1] in "，、" for line in lines[a:b]))


def _goes_on(lines: Sequence[_Line], i: int, bare_indent: bool, sentence_follows: bool) -> bool:
    """Tell whether line i of a paragraph in pieces goes on from the line before."""
    before, line = lines[i - 1].text, lines[i].text
    if lines[i].indented or _begins_anew(line) or _heads(lines, i - 1):
        return False
    ended = _ends_sentence(before) or before[-1] in "：:"
    return bare_indent or (sentence_follows and not ended)


def _heads(lines: Sequence[_Line], i: int) -> bool:
    """Tell whether line i is a numbered heading, with its paragraph on the next."""
    line = lines[i].text
    marker = parse_marker(line)
    # A number alone, in bold type, is a piece.
    numbered = marker.length < len(line) if marker else _DIVISION.match(line) is not None
    if not numbered or len(line) > _HEADING_MAX or line[-1] in "。；" or "，" in line:
        return False
    # 一、学习 / 决议 / ，…: the line after a piece begins as no paragraph does.
    return not (i + 2 < len(lines) and lines[i + 2].text[0] in _NEVER_FIRST)


def _breaks(line: _Line) -> bool:
    """Tell whether a paragraph surely begins here."""
    return line.after_blank or line.after_bare_indent


def _torn_pair(lines: Sequence[_Line], i: int) -> bool:
    """Tell whether line i can only be the rest of the line before."""
    return lines[i].text[0] in _NEVER_FIRST or lines[i - 1].text[-1] in _OPENERS


def _may_be_wrapped(lines: Sequence[str]) -> bool:
    """Tell by the lines' widths alone whether a text can have been cut at a fixed width."""
    lengths = sorted(map(len, lines), reverse=True)
    unended = sorted(len(line) for line in lines if not _ends_sentence(line))
    # Two full lines break off in mid-sentence, and a line in twenty at most is longer than they.
    rank = _LIMITS + len(lines) // 20
    if len(unended) < 2 or (rank < len(lengths) and 2 * unended[-2] + 4 < lengths[rank]):
        return False
    for measure, slack in _MEASURES:
        widths = sorted(measure(lines))
        for limit in sorted(set(widths), reverse=True)[:_LIMITS]:
            full = len(widths) - bisect_left(widths, limit - slack)
            over = len(widths) - bisect_right(widths, limit)
            long = len(widths) - bisect_right(widths, limit // 2)
            if full >= 2 and over * 20 <= full and full * 5 >= long * 2:
                return True
    return False


def _may_be_torn(lines: Sequence[str]) -> bool:
    """Tell at a glance whether some line can be the rest of the one before."""
    before = ""
    for raw in lines:
        line = raw.strip()
        if not line and raw and not raw.strip("\u3000\u2003"):
            return True
        if line and before and (line[0] in _NEVER_FIRST or before[-1] in _OPENERS):
            return True
        before = line
    return False


def rejoin(text: str) -> Iterator[Edit]:
    """Join the lines of a paragraph that was cut at a fixed width or torn by markup."""
    # Most texts have nothing to join, and most of the time goes into finding what.
    raw = text.split("\n")
    wrapped = _may_be_wrapped(list(filter(None, map(str.rstrip, raw))))
    if not wrapped and not _may_be_torn(raw):
        return
    lines = _lines(text)
    full, near = _full_lines(lines) if wrapped else (frozenset(), frozenset())
    for i in _joins_wrapped(lines, full, near) if full else _joins_torn(lines):
        before, line = lines[i - 1], lines[i]
        pair = before.text[-1] + line.text[0]
        # Two capitals are an abbreviation cut in two (P|M2.5), other letters are two words.
        words = pair.isascii() and pair.isalpha() and not pair.isupper()
        yield Edit(before.end, line.start, " " if words else "")

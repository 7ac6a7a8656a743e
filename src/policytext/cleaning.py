"""Cleaning: from the characters of a file to whole paragraphs, with a record of every change.

A step looks at a text and names the edits it wants; nothing else changes a text. So every step
leaves a record and an offset map, and the clean text can be traced to the file. In a clean text
one line is one paragraph, without indent and without blank lines between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from policytext.numbering import parse_marker
from policytext.offsets import Edit, OffsetMap, apply_edits

__all__ = ["STEPS", "Change", "CleanText", "clean"]

_SPACE = " \t\u3000\u2002\u2003\xa0"
_SENTENCE_END = "。！？；!?;…"
_CLOSERS = "”’》」』）)】"
_OPENERS = "“‘《「『（(【〔"
_NEVER_FIRST = "，。；：、？！）》”’」』】〕,;:?!)"


class Change(NamedTuple):
    """One change that cleaning made: which step, where in the raw text, what went and came.

    `start` and `end` are positions in the text as it was read, in characters, end excluded.
    """

    step: str
    start: int
    end: int
    removed: str
    inserted: str


class CleanText(NamedTuple):
    """A cleaned text, the map from its positions to the raw ones, and what was done."""

    text: str
    offsets: OffsetMap
    changes: tuple[Change, ...]


# ---------------------------------------------------------------- steps on characters

_FOREIGN_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Zero-width and directional characters, soft hyphens and controls: unseen, but they split words.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"
)
# Looked for where spaces begin, lest every one of a long row of them be tried.
_LAYOUT = re.compile(rf"(?<![{_SPACE}])[{_SPACE}]*\n\s*")


def line_ends(text: str) -> Iterator[Edit]:
    """Write every kind of line end as a line feed."""
    for match in _FOREIGN_LINE_END.finditer(text):
        yield Edit(match.start(), match.end(), "\n")


def invisible(text: str) -> Iterator[Edit]:
    """Remove characters that are not seen but would keep a word from being found."""
    for match in _INVISIBLE.finditer(text):
        yield Edit(match.start(), match.end())


def blank_lines(text: str) -> Iterator[Edit]:
    """Remove blank lines, indents and trailing spaces: one line is one paragraph."""
    head = len(text) - len(text.lstrip())
    tail = max(head, len(text.rstrip()))
    if head:
        yield Edit(0, head)
    for match in _LAYOUT.finditer(text, head, tail):
        if match[0] != "\n":
            yield Edit(match.start(), match.end(), "\n")
    if tail < len(text):
        yield Edit(tail, len(text))


# ---------------------------------------------------------------- steps on whole blocks

# What a licence box says of the work it stands under, and the words one of which it must use.
_LICENCE_START = re.compile(
    rf"^[{_SPACE}]*(?:[本此该該](?:作品|译文|譯文|页面|頁面|条目)|[这這]部作品"
    r"|Public domain|Creative Commons|CC BY|Text is available|知识共享|取自)",
    re.MULTILINE,
)
# 著作权 alone will not do: a copyright law speaks of it too.
_LICENCE_WORD = re.compile(
    "公有领域|公有領域|知识共享|知識共享|许可协议|許可協議|授权条款|授權條款|版权已|版權已|著作权已"
    "|CC BY|Creative Commons|[Pp]ublic domain|https?://"
)
#: Longest line of page furniture.
_TAIL_MAX = 120
#: A licence box is short; more than this after its first words is text, and stays.
_LICENCE_MAX = 4000
_HEADING_LINE = (
    rf"(?m)^[{_SPACE}]*(?:[一二三四五六七八九十]+、\S|第[一二三四五六七八九十百]+条[{_SPACE}])"
)
_BLANK_LINE = re.compile(rf"\n[{_SPACE}]*\n")
# Compiled at first use: most texts do not end like this.
_PAGE_TAIL = (
    rf"[{_SPACE}]*(?:[（(\[【]?责任编辑[:：].{{0,20}}|【?(?:打印|关闭|纠错|收藏|返回顶部)(?:本页|窗口|页面)?】?"
    rf"(?:[{_SPACE}]*【?(?:打印|关闭|纠错|收藏|返回顶部)(?:本页|窗口|页面)?】?)*"
    r"|扫一扫.{0,30}|分享到.{0,30}|版权所有.{0,60}|[Cc]opyright.{0,80}|©.{0,80}"
    r"|主办单位[:：].{0,60}|承办单位[:：].{0,60}|网站标识码.{0,30}|.{0,12}ICP备.{0,30}|.{0,12}公网安备.{0,30}"
    rf"|[上下]一[篇条][:：].{{0,60}})[{_SPACE}]*"
)


def licence(text: str) -> Iterator[Edit]:
    """Remove a licence box or page furniture that a scraped text ends with."""
    end = len(text)
    for match in _LICENCE_START.finditer(text, max(0, end - _LICENCE_MAX)):
        blank = _BLANK_LINE.search(text, match.end())
        block = text[match.start() : blank.start() if blank else end]
        if _LICENCE_WORD.search(block) and not re.search(_HEADING_LINE, text[match.start() :]):
            end = match.start()
            break
    while end > 0:
        body = text[:end].rstrip()
        start = body.rfind("\n") + 1
        if not body or end - start > _TAIL_MAX or not re.fullmatch(_PAGE_TAIL, body[start:]):
            break
        end = start
    if end < len(text):
        yield Edit(len(text[:end].rstrip()), len(text))


def doubled_title(text: str) -> Iterator[Edit]:
    """Keep one of several equal lines that a text begins with."""
    first_end = text.find("\n")
    first = text[: max(first_end, 0)]
    end = first_end
    while first and (text.startswith(first + "\n", end + 1) or text[end + 1 :] == first):
        end += len(first) + 1
    if end > first_end:
        yield Edit(first_end, end)


# ---------------------------------------------------------------- rejoining lines


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
            lead = len(raw) - len(raw.lstrip())
            start = position + lead
            indented = raw[0] in "\u3000\u2003\t" or lead >= 2
            end = start + len(stripped)
            lines.append(_Line(stripped, raw.rstrip(), start, end, indented, blank, bare))
            blank = bare = False
        elif raw and not raw.strip("\u3000\u2003"):
            # Markup after an indent leaves the indent alone on its line.
            bare = True
        else:
            blank, bare = True, False
        position += len(raw) + 1
    return lines


def _ends_sentence(line: str) -> bool:
    """Tell whether a line ends where a sentence does, closing quotes aside."""
    return line.rstrip(_CLOSERS)[-1:] in _SENTENCE_END


def _columns(line: str) -> int:
    """Measure a line as a terminal shows it: a Han character takes two columns."""
    # In UTF-8 a Han character has three bytes, an ASCII one has one.
    return (len(line.encode("utf-8", "surrogatepass")) + len(line)) // 2


def _wide_columns(line: str) -> int:
    """Measure a line as it was before its full-width punctuation was made half-width."""
    return _columns(line) + sum(map(line.count, ",;:!?()"))


#: Ways to measure a line, and how much shorter than the limit a full line may be: a full-width
#: character and a punctuation mark that must not begin a line, or a long Latin word.
_MEASURES: tuple[tuple[Callable[[str], int], int], ...] = (
    (_columns, 4),
    (_wide_columns, 4),
    (len, 2),
)
#: Lists and tables have short lines of equal width; hard-wrapped prose has long ones.
_MIN_WRAP_COLUMNS = 36


def _full_lines(lines: Sequence[_Line]) -> frozenset[int]:
    """Find the lines that a program cut at a fixed width; none where the text is not wrapped."""
    best: frozenset[int] = frozenset()
    best_widths: list[int] = []
    best_limit = 0
    for measure, slack in _MEASURES:
        widths = [measure(line.whole) for line in lines]
        for limit in sorted(set(widths), reverse=True)[:4]:
            full = frozenset(i for i, width in enumerate(widths) if limit - slack <= width)
            if len(full) > len(best) and _looks_wrapped(lines, full, widths, limit):
                best, best_widths, best_limit = full, widths, limit
    return _tighten(lines, best, best_widths, best_limit) if best else best


def _tighten(
    lines: Sequence[_Line], full: frozenset[int], widths: Sequence[int], limit: int
) -> frozenset[int]:
    """Leave out lines that are shorter than those surely cut, which end in mid-sentence."""
    cut = sorted(widths[i] for i in full if not _ends_sentence(lines[i].text))
    # One in twenty may be a heading, which is as long as it is.
    least = cut[len(cut) // 20]
    exact = least >= limit
    return frozenset(
        i for i in full if widths[i] >= least or not (exact or _ends_sentence(lines[i].text))
    )


def _looks_wrapped(
    lines: Sequence[_Line], full: frozenset[int], widths: Sequence[int], limit: int
) -> bool:
    """Tell a wrapped text: most long lines are equally long and break off in mid-sentence."""
    over = sum(width > limit for width in widths)
    long = sum(2 * width > limit for width in widths)
    inner = [lines[i].text for i in full if i < len(lines) - 1]
    broken = sum(not _ends_sentence(line) for line in inner)
    prose = sum(any(mark in line for mark in "，。、；,") for line in inner)
    return (
        len(inner) >= 2
        and over * 20 <= len(full)
        and len(full) * 5 >= long * 2
        and broken * 5 >= len(inner) * 3
        and prose * 2 >= len(inner)
        and max(_columns(line) for line in inner) >= _MIN_WRAP_COLUMNS
    )


def _joins_wrapped(lines: Sequence[_Line], full: frozenset[int]) -> list[int]:
    """List the lines that go on from the line before, in a text cut at a fixed width."""
    torn = [i for i in full if i + 1 < len(lines) and not _ends_sentence(lines[i].text)]
    blanks = sum(lines[i + 1].after_blank for i in torn)
    # Where the cut pieces themselves stand apart, a blank line says nothing about paragraphs.
    blank_ends_paragraph = 2 * blanks < len(torn)
    indents = sum(lines[i + 1].indented for i in torn)
    indent_begins_paragraph = 2 * indents < len(torn)
    joins: list[int] = []
    heading = False
    for i in range(1, len(lines)):
        before, line = lines[i - 1], lines[i]
        if i - 1 not in joins[-1:]:
            heading = parse_marker(before.text) is not None
        ended = _ends_sentence(before.text)
        heading = heading and not ended
        if (
            i - 1 in full
            and not (line.after_blank and blank_ends_paragraph)
            and not (line.indented and indent_begins_paragraph)
            and not ((ended or heading) and parse_marker(line.text))
        ):
            joins.append(i)
    return joins


def _joins_torn(lines: Sequence[_Line]) -> list[int]:
    """List the lines that go on from the line before, where links or bold type tore a paragraph.

    Such a file has a blank line between paragraphs, and a piece of one begins or ends in
    mid-sentence.
    """
    inner = [i for i in range(1, len(lines)) if not lines[i].after_blank]
    plain = [i for i in inner if not lines[i].after_bare_indent and not _torn_pair(lines, i)]
    spaced = 2 * (len(lines) - 1 - len(inner)) >= len(plain)
    joins = []
    block_end = last_stop = 0
    opened_bare = False
    for i, line in enumerate(lines):
        if line.after_blank or line.after_bare_indent or i == 0:
            opened_bare = line.after_bare_indent
        if i >= block_end:
            block_end = next((j for j in range(i + 1, len(lines)) if _breaks(lines[j])), len(lines))
            stops = (j for j in range(i, block_end) if _ends_sentence(lines[j].text))
            last_stop = max(stops, default=-1)
        if i == 0 or _breaks(line):
            continue
        ended = _ends_sentence(lines[i - 1].text)
        goes_on = not ended and last_stop >= i
        if _torn_pair(lines, i) or (
            spaced
            and not line.indented
            and parse_marker(line.text) is None
            and (goes_on or opened_bare)
        ):
            joins.append(i)
    return joins


def _breaks(line: _Line) -> bool:
    """Tell whether a paragraph surely begins here."""
    return line.after_blank or line.after_bare_indent


def _torn_pair(lines: Sequence[_Line], i: int) -> bool:
    """Tell whether line i can only be the rest of the line before."""
    return not _breaks(lines[i]) and (
        lines[i].text[0] in _NEVER_FIRST or lines[i - 1].text[-1] in _OPENERS
    )


def rejoin(text: str) -> Iterator[Edit]:
    """Join the lines of a paragraph that was cut at a fixed width or torn by markup."""
    lines = _lines(text)
    full = _full_lines(lines)
    for i in _joins_wrapped(lines, full) if full else _joins_torn(lines):
        before, line = lines[i - 1], lines[i]
        pair = before.text[-1] + line.text[0]
        # Two capitals are an abbreviation cut in two (P|M2.5), other letters are two words.
        words = pair.isascii() and pair.isalpha() and not pair.isupper()
        yield Edit(before.end, line.start, " " if words else "")


# ---------------------------------------------------------------- the whole

#: The steps in the order in which they are done, by the name that the record gives them.
STEPS: dict[str, Callable[[str], Iterator[Edit]]] = {
    "line_ends": line_ends,
    "invisible": invisible,
    "licence": licence,
    "rejoin": rejoin,
    "blank_lines": blank_lines,
    "doubled_title": doubled_title,
}


def clean(text: str) -> CleanText:
    r"""Clean a text and record every change.

    Parameters
    ----------
    text : str
        The text as it was read.

    Returns
    -------
    CleanText
        `text`, one paragraph a line; `offsets`, which maps each of its positions to one in the
        text given; `changes`, one `Change` for each edit in the order of `STEPS`.

    Examples
    --------
    >>> result = clean("关于学习的报告\n\n\n关于学习的报告\n\n　　正文。")
    >>> result.text
    '关于学习的报告\n正文。'
    >>> [change.step for change in result.changes]
    ['blank_lines', 'blank_lines', 'doubled_title']
    """
    offsets = OffsetMap()
    changes: list[Change] = []
    for name, step in STEPS.items():
        edits = list(step(text))
        if not edits:
            continue
        for edit in edits:
            start, end = offsets.span(edit.start, edit.end)
            changes.append(Change(name, start, end, text[edit.start : edit.end], edit.text))
        text, step_offsets = apply_edits(text, edits)
        offsets = step_offsets.through(offsets)
    return CleanText(text, offsets, tuple(changes))

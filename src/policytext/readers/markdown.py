"""Markdown files: the text that a page made of them shows, each character with its place.

Only marks are taken out, line by line, so that nothing of the text can be lost: a star or an
underscore that begins no emphasis, brackets without an address, stay as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from html import unescape
from itertools import accumulate
from typing import NamedTuple
from unicodedata import category

from policytext.errors import ReadError
from policytext.offsets import Edit, OffsetMap, apply_edits
from policytext.readers.encoding import decode
from policytext.readers.raw import File, RawText

__all__ = ["read_markdown"]

#: Longest metadata in front of a text, and longest label and address of a link. All is bounded,
#: lest a file of brackets take hours.
_FRONT_MAX = 50_000
_FRONT = re.compile(r"---[ \t]*\r?\n")
_FRONT_END = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[^`\n]*$")
#: A rule under a text makes it a heading, elsewhere it parts sections; it is no text in either.
_RULE = re.compile(r"[ \t]{0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){2,}|=+[ \t]*)$")
#: >5 is less a quotation than a number.
_QUOTE = re.compile(r"[ \t]{0,3}>(?![ \t]*[0-9=])[ \t]?")
_BULLET = re.compile(r"[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}(?:[ \t]+|$)")
_HEADING_END = re.compile(r"[ \t]+#+[ \t]*$")
_TABLE_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)*[ \t]*:?-+:?[ \t]*\|?[ \t]*$")
_PIPE = re.compile(r"(?<!\\)\|")
_FOOTNOTE = re.compile(r"[ \t]{0,3}\[\^[^\]\s]{1,50}\]:[ \t]*")
_DEFINITION = re.compile(
    r"[ \t]{0,3}\[([^\]^][^\]]{0,200})\]:[ \t]*(\S{1,2000})(?:[ \t]+[\"'(].*)?$"
)

_LABEL = r"(?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,500}+"
_ADDRESS = (
    r"[ \t]*(?P<address><[^<>\n]{0,2000}>"
    r"|[^\s<>()]{0,2000}(?:\([^\s<>()]{0,200}\)[^\s<>()]{0,200})?)"
)
_TITLE = r"""(?:[ \t]+(?:"[^"\n]{0,500}"|'[^'\n]{0,500}'))?[ \t]*"""
_TAGS = (
    "a|abbr|b|big|blockquote|br|center|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|img|ins|"
    "kbd|li|mark|ol|p|pre|s|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|"
    "u|ul"
)
_INLINE = re.compile(
    r"(?P<escape>\\)[!-/:-@\[-`{-~]"
    r"|(?P<note>\[\^[^\]\s]{1,50}\])"
    r"|(?P<ticks>`{1,3})(?P<code>[^`\n]{1,2000})(?P=ticks)(?!`)"
    rf"|(?P<link>!?\[)(?P<label>{_LABEL})\]"
    rf"(?:\({_ADDRESS}{_TITLE}\)|\[(?P<name>[^\[\]]{{0,200}})\])"
    r"|(?P<open><)(?P<bare>(?:https?|ftp|mailto):[^\s<>]{1,2000})>"
    rf"|(?P<tag></?(?:{_TAGS})(?:\s[^<>]{{0,2000}})?/?>)"
    r"|(?P<entity>&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});)"
    r"|(?P<run>\*+|_+|~~)",
    re.IGNORECASE,
)
#: What marks within a line begin with.
_MARK = re.compile(r"[\\`!\[<&*_~]")
#: Tags that begin a line.
_BREAKING = re.compile(r"</?(?:br|p|div|li|tr|td|th|h\d|hr|table)\b", re.IGNORECASE)


class _Run(NamedTuple):
    """A run of marks of emphasis, and whether it may begin and end one."""

    start: int
    end: int
    opens: bool
    closes: bool


def read_markdown(file: File) -> Iterator[RawText]:
    """Yield the text of a Markdown file; what stands in front of it in YAML is metadata.

    Marks of headings, emphasis, lists, quotations and tables, addresses of links, pictures and
    comments are left out; the cells of a table are lines; footnotes are kept apart.
    """
    source = decode(file.data, file.path, file.encoding, file.strict)
    metadata, start = _front_matter(source.text)
    text, uncommented = apply_edits(source.text[start:], _comments(source.text[start:]))
    page = _Page(text)
    text, unmarked = apply_edits(text, page.edits())
    if not text.strip():
        raise ReadError(f"{file.path} has no text but pictures, links and marks.")
    offsets = unmarked.through(uncommented).through(OffsetMap((0,), (start,)))
    yield RawText(text, offsets, source, metadata, notes=tuple(page.notes))


def _front_matter(text: str) -> tuple[dict[str, object], int]:
    """Read the metadata in front of a text, and give the place where the text begins."""
    begin = _FRONT.match(text)
    end = _FRONT_END.search(text, begin.end(), begin.end() + _FRONT_MAX) if begin else None
    if begin is None or end is None:
        return {}, 0
    import yaml

    try:
        found = yaml.safe_load(text[begin.end() : end.start()])
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, 0
    if not isinstance(found, Mapping):
        return {}, 0
    plain = (str, int, float, bool, date, datetime, type(None))
    return {str(k): v for k, v in found.items() if isinstance(v, plain)}, end.end()


def _comments(text: str) -> Iterator[Edit]:
    """Remove comments; what looks like one and is not closed is text."""
    position = text.find("<!--")
    while position >= 0 and (end := text.find("-->", position + 4)) >= 0:
        yield Edit(position, end + 3)
        position = text.find("<!--", end + 3)


class _Page:
    """A text in Markdown: what is to be taken out of it, and its footnotes.

    Parameters
    ----------
    text : str
        The text, without comments.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        lines = text.split("\n")
        starts = accumulate((len(line) + 1 for line in lines), initial=0)
        self._lines = [
            (start, start + len(line.rstrip("\r")))
            for start, line in zip(starts, lines, strict=False)
        ]
        self._targets = {
            match[1].lower()
            for start, end in self._lines
            if (match := _DEFINITION.match(text, start, end)) and _is_address(match[2])
        }
        self.notes: list[str] = []

    def edits(self) -> Iterator[Edit]:
        """Give what is to be taken out, in order."""
        fence = ""
        table = False
        for index, (start, end) in enumerate(self._lines):
            match = _FENCE.match(self._text, start, end)
            if fence:
                # Within a block of code nothing is a mark but its end.
                if match and match[1].startswith(fence):
                    fence = ""
                    yield Edit(start, end)
                continue
            if match:
                fence = match[1]
                yield Edit(start, end)
                continue
            table = self._in_table(index, table)
            yield from self._line(start, end, table)

    def _in_table(self, index: int, before: bool) -> bool:
        """Tell whether a line is one of a table: one with a rule below its first, up to a gap."""
        start, end = self._lines[index]
        if not _PIPE.search(self._text, start, end):
            return False
        if before or index + 1 == len(self._lines):
            return before
        below = self._lines[index + 1]
        rule = _TABLE_RULE.match(self._text, *below)
        return rule is not None and _PIPE.search(self._text, *below) is not None

    def _line(self, start: int, end: int, table: bool) -> Iterator[Edit]:
        """Give the edits of one line."""
        text = self._text
        if _RULE.match(text, start, end) or (table and _TABLE_RULE.match(text, start, end)):
            yield Edit(start, end)
            return
        definition = _DEFINITION.match(text, start, end)
        if definition and definition[1].lower() in self._targets:
            yield Edit(start, end)
            return
        footnote = _FOOTNOTE.match(text, start, end)
        if footnote:
            inner = text[footnote.end() : end]
            self.notes.append(apply_edits(inner, _Page(inner)._inline(0, len(inner)))[0])
            yield Edit(start, end)
            return
        content = self._content(start, end)
        if content > start:
            yield Edit(start, content)
        closing = _HEADING_END.search(text, content, end) if "#" in text[start:content] else None
        if closing or text.endswith("\\", content, end):
            stop = closing.start() if closing else end - 1
            yield from self._inline(content, stop)
            yield Edit(stop, end)
        elif table:
            yield from self._cells(content, end)
        else:
            yield from self._inline(content, end)

    def _content(self, start: int, end: int) -> int:
        """Return where a line's text begins, behind marks of quotations, lists and headings."""
        for mark in (_QUOTE, _BULLET, _HEADING):
            while match := mark.match(self._text, start, end):
                start = match.end()
                if mark is _HEADING:
                    break
        return start

    def _cells(self, start: int, end: int) -> Iterator[Edit]:
        """Put the cells of a table's row on lines of their own."""
        for match in _PIPE.finditer(self._text, start, end):
            yield from self._inline(start, match.start())
            outer = not self._text[start : match.start()].strip() or match.end() == end
            yield Edit(match.start(), match.end(), "" if outer else "\n")
            start = match.end()
        yield from self._inline(start, end)

    def _inline(self, start: int, end: int) -> list[Edit]:
        """Give the edits within a line or a cell."""
        edits: list[Edit] = []
        runs: list[_Run] = []
        self._scan(start, end, edits, runs)
        return sorted([*edits, *_emphasis(self._text, runs)])

    def _scan(self, start: int, end: int, edits: list[Edit], runs: list[_Run]) -> None:
        """Collect the edits of links, code and the like, and the runs that may be emphasis."""
        text = self._text
        position = start
        while mark := _MARK.search(text, position, end):
            begin, position = mark.span()
            match = _INLINE.match(text, begin, end)
            if match is None:
                continue
            position = match.end()
            kind = next(name for name, value in match.groupdict().items() if value is not None)
            if kind == "run":
                runs.append(_run(text, begin, position, start, end))
            elif kind == "escape":
                edits.append(Edit(begin, begin + 1))
            elif kind in ("ticks", "open"):
                inner = match.span("code" if kind == "ticks" else "bare")
                edits += [Edit(begin, inner[0]), Edit(inner[1], position)]
            elif kind == "entity":
                edits.append(Edit(begin, position, unescape(match[0])))
            elif kind == "tag":
                edits.append(Edit(begin, position, "\n" if _BREAKING.match(match[0]) else ""))
            elif kind == "note" or (self._leads(match) and match["link"] == "!["):
                edits.append(Edit(begin, position))
            elif self._leads(match):
                label = match.span("label")
                edits.append(Edit(begin, label[0]))
                self._scan(*label, edits, runs)
                edits.append(Edit(label[1], position))
            else:
                # Brackets that are text: what stands in them is looked at by itself.
                position = match.end("link")

    def _leads(self, link: re.Match[str]) -> bool:
        """Tell whether brackets have an address, or a name that has one below."""
        if link["name"] is None:
            return _is_address(link["address"])
        return (link["name"] or link["label"]).lower() in self._targets


def _is_address(text: str) -> bool:
    """Tell an address from a remark: [全文](a.html) and [注](见附件)."""
    return not text or any(character in text for character in "/.#:@<")


def _run(text: str, start: int, end: int, first: int, last: int) -> _Run:
    """Tell what a run of marks may do by what stands beside it (CommonMark, 6.2).

    Two stars may stand between punctuation and a Han character, as nearly all writers of Chinese
    believe; none may stand in 2*3, and no underscore in 第_1_条.
    """
    before = text[start - 1] if start > first else " "
    after = text[end] if end < last else " "
    opens, closes = not after.isspace(), not before.isspace()
    mark = text[start]
    if mark == "_" or (mark == "*" and end - start == 1):
        gap_before, gap_after = _is_gap(before), _is_gap(after)
        opens = opens and (gap_before or not gap_after)
        closes = closes and (gap_after or not gap_before)
        if mark == "_":
            opens, closes = opens and gap_before, closes and gap_after
    if mark == "*" and _is_latin(before) and _is_latin(after):
        opens = closes = False
    return _Run(start, end, opens, closes)


def _is_gap(character: str) -> bool:
    """Tell white space, punctuation or a symbol, between which words stand."""
    return character.isspace() or category(character)[0] in "PS"


def _is_latin(character: str) -> bool:
    """Tell a letter or digit of ASCII."""
    return character.isascii() and character.isalnum()


def _emphasis(text: str, runs: list[_Run]) -> Iterator[Edit]:
    """Take out the marks that form pairs: two of a run where there are two, else one."""
    waiting: dict[str, list[_Run]] = {"*": [], "_": [], "~": []}
    for run in runs:
        openers = waiting[text[run.start]]
        start, end = run.start, run.end
        while run.closes and start < end and openers and not _clash(openers[-1], run):
            opener = openers.pop()
            size = 2 if min(end - start, opener.end - opener.start) > 1 else 1
            yield Edit(opener.end - size, opener.end)
            yield Edit(start, start + size)
            start += size
            if opener.end - size > opener.start:
                openers.append(opener._replace(end=opener.end - size))
        if run.opens and start < end:
            openers.append(run._replace(start=start))


def _clash(opener: _Run, closer: _Run) -> bool:
    """Tell one star within two: where either could begin and end, they are no pair."""
    either = (opener.opens and opener.closes) or (closer.opens and closer.closes)
    sizes = opener.end - opener.start, closer.end - closer.start
    return either and sum(sizes) % 3 == 0 and any(size % 3 for size in sizes)

"""From the parts of a text to what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from policytext.metadata.genres import genre_of
from policytext.metadata.head import Head, read_head
from policytext.metadata.header import key_of, label_block, typed
from policytext.metadata.history import History, read_history
from policytext.metadata.lines import Line, close_up, lines_between
from policytext.metadata.names import Names, agree, is_partial, issuers_of_title
from policytext.metadata.tail import Body, Signature

__all__ = ["Found", "read_text"]

#: How much of a text may be its head, in characters and in lines.
_HEAD_MAX = 6_000
_HEAD_LINES = 60


class Found(NamedTuple):
    """A part of a document that was found.

    Attributes
    ----------
    value : str, date or tuple of str
        What it says: a `datetime.date` for dates, a tuple of titles for annexes.
    start, end : int
        Where it was read, in characters, end excluded.
    origin : {"text", "header"}
        What the span counts in: the text, or the raw source, for the table around a document.
    """

    value: str | date | tuple[str, ...]
    start: int
    end: int
    origin: str


def read_text(text: str) -> dict[str, Found]:
    """Find what a text says of itself; see `find_metadata`."""
    labels, lines = _take_labels(text, _first_lines(text, 0))
    head = read_head(lines)
    body = Body(text, head.end)
    signature = body.signature()
    if head.decree and not head.title and signature and signature.date:
        promulgated = read_head(_first_lines(text, signature.date_end))
        head.title, head.history = promulgated.title, promulgated.history
        head.number = head.number or promulgated.number
        signature = signature._replace(offices=())
    if head.decree and not head.title and head.decree_line:
        head.title = [head.decree_line]
    found = dict(_parts(text, head, signature))
    if annexes := body.annexes():
        found["annexes"] = Found(*annexes, "text")
    title = labels.get("title")
    if title and (genre := genre_of(str(title.value))):
        labels["genre"] = title._replace(value=genre)
    return found | labels


def _first_lines(text: str, start: int) -> list[Line]:
    """List the lines that may be a head."""
    lines = []
    for line in lines_between(text, start, min(len(text), start + _HEAD_MAX)):
        lines.append(line)
        if len(lines) == _HEAD_LINES:
            break
    return lines


def _take_labels(text: str, lines: list[Line]) -> tuple[dict[str, Found], list[Line]]:
    """Read the lines of a portal's table, and leave them out of the head."""
    used, values = label_block(lines)
    found: dict[str, Found] = {}
    for label, start, end in values:
        key = key_of(label)
        value = typed(key, text[start:end]) if key else None
        if key and value:
            found.setdefault(key, Found(value, start, end, "text"))
    return found, [line for line in lines if line.start not in used]


def _parts(text: str, head: Head, signature: Signature | None) -> Iterator[tuple[str, Found]]:
    """Yield what head and signature say together."""
    names: Names | None = None
    title = ""
    if head.title:
        start, end = head.title[0].start, head.title[-1].end
        raw = text[start:end]
        names = issuers_of_title(raw, start)
        title = names.written + close_up(text[names.end : end]) if names else close_up(raw)
        yield "title", Found(title, start, end, "text")
        if genre := genre_of(title) or genre_of(head.subtitle):
            yield "genre", Found(genre, start, end, "text")
    history = read_history(head.history)
    if number := head.number or history.number:
        yield "document_number", Found(*number, "text")
    if head.addressee:
        yield "addressee", Found(*head.addressee, "text")
    if signature and names and not _same_office(names, signature):
        # A document that is passed on has a signature of its own.
        signature = None
    if issuer := _issuer(head, names, signature, history):
        yield "issuer", issuer
    if signature and signature.date:
        yield "date", Found(signature.date, signature.date_start, signature.date_end, "text")
    elif history.dates:
        # Of several, the last passing or amendment.
        yield "date", Found(*max(history.dates), "text")


def _same_office(names: Names, signature: Signature) -> bool:
    """Tell whether a signature can be that of the offices in the title."""
    offices = signature.offices
    if not offices:
        return True
    first = names.names[0].split("等")[0]
    return any(agree(first, office) for office in offices)


def _issuer(
    head: Head, names: Names | None, signature: Signature | None, history: History
) -> Found | None:
    """Decide who issued a document: by its decree, title, signature, red head or history."""
    if head.decree and head.decree_line and head.decree.issues:
        return Found(head.decree.office, head.decree_line.start, head.decree_line.end, "text")
    signed = (
        Found("、".join(signature.offices), signature.start, signature.end, "text")
        if signature and signature.offices
        else None
    )
    if names and not (is_partial(names.names) and signed):
        return Found("、".join(names.names), names.start, names.end, "text")
    if signed:
        return signed
    if head.red_head:
        return Found(*head.red_head, "text")
    return Found(*history.issuer, "text") if history.issuer else None

"""Tables with a text column: .csv, .tsv and .jsonl, one document a row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from policytext.errors import ReadError, nearest
from policytext.offsets import Edit, OffsetMap, Source, apply_edits
from policytext.readers.raw import RawText

__all__ = ["read_csv", "read_jsonl"]

_WHITE = re.compile(r"[ \t\r\n]*")
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
)


class _Cell(NamedTuple):
    """A value and where its characters stand in the file."""

    value: object
    start: int
    end: int


def read_csv(source: Source, text_column: str) -> Iterator[RawText]:
    """Yield the text column of a table with a header row, the other columns as metadata.

    The separator is the one of comma, tab and semicolon that the header row has most of.
    """
    head = source.text.split("\n", 1)[0]
    separator = max(",\t;", key=head.count)
    rows = _csv_rows(source.text, separator)
    header = [str(cell.value).strip() for cell in next(rows)]
    column = _column(header, text_column, source.path)
    for row in rows:
        if len(row) == 1 and not row[0].value:
            continue
        line = source.locate(row[0].start).line
        if len(row) != len(header):
            raise ReadError(
                f"{source.path}, line {line}: the row has {len(row)} fields, the header "
                f"{len(header)}. Put fields that hold a {separator!r} or a line end in quotes."
            )
        metadata = {
            name: _number(str(cell.value))
            for index, (name, cell) in enumerate(zip(header, row, strict=True))
            if index != column
        }
        cell = row[column]
        quotes = [
            Edit(m.start(), m.end(), '"')
            for m in re.finditer('""', source.text[cell.start : cell.end])
        ]
        yield _from_cell(source, cell, quotes, metadata)


def _csv_rows(text: str, separator: str) -> Iterator[list[_Cell]]:
    """Split a CSV text (RFC 4180) into rows of cells, with their places."""
    plain = re.compile(rf"[^{re.escape(separator)}\r\n]*")
    quoted = re.compile(r'"((?:[^"]|"")*+)"[ \t]*')
    row: list[_Cell] = []
    position = 0
    while position <= len(text):
        match = quoted.match(text, position)
        if match is not None:
            row.append(_Cell(match[1].replace('""', '"'), match.start(1), match.end(1)))
        else:
            match = plain.match(text, position)
            assert match is not None
            row.append(_Cell(match[0], match.start(), match.end()))
        position = match.end()
        if text.startswith(separator, position):
            position += 1
            continue
        rest = plain.match(text, position)
        assert rest is not None
        position = rest.end()
        yield row
        row = []
        position += 2 if text.startswith("\r\n", position) else 1
        if position >= len(text):
            return


def read_jsonl(source: Source, text_column: str) -> Iterator[RawText]:
    """Yield the text member of each line's object, the other members as metadata."""
    start = 0
    for line in source.text.split("\n"):
        end = start + len(line)
        if line.strip():
            members = _json_object(source, start, end)
            names = list(members)
            cell = members.pop(names[_column(names, text_column, source.path)])
            if not isinstance(cell.value, str):
                number = source.locate(start).line
                raise ReadError(f"{source.path}, line {number}: {text_column!r} is not a string.")
            escapes = [
                Edit(m.start(), m.end(), json.loads(f'"{m[0]}"'))
                for m in _ESCAPE.finditer(source.text[cell.start : cell.end])
            ]
            metadata = {name: member.value for name, member in members.items()}
            yield _from_cell(source, cell, escapes, metadata)
        start = end + 1


def _json_object(source: Source, start: int, end: int) -> dict[str, _Cell]:
    """Read one line's object, with the place of each value."""
    text = source.text
    decoder = json.JSONDecoder()
    members: dict[str, _Cell] = {}
    try:
        position = _expect(text, start, "{")
        while not text.startswith("}", position):
            if members:
                position = _expect(text, position, ",")
            name, position = decoder.raw_decode(text, _skip(text, position))
            if not isinstance(name, str):
                raise ValueError("expected a name in quotes")
            position = _expect(text, position, ":")
            value, after = decoder.raw_decode(text, position)
            inner = (position + 1, after - 1) if isinstance(value, str) else (position, after)
            members[name] = _Cell(value, *inner)
            position = _skip(text, after)
        if _skip(text, position + 1) < end:
            raise ValueError("more after the object")
    except (ValueError, RecursionError) as error:
        number, _ = source.locate(start)
        raise ReadError(
            f"{source.path}, line {number}: not a JSON object ({error}). "
            "A .jsonl file has one object a line."
        ) from None
    return members


def _skip(text: str, position: int) -> int:
    """Return the position after white space."""
    match = _WHITE.match(text, position)
    return match.end() if match else position


def _expect(text: str, position: int, token: str) -> int:
    """Return the position after white space, a token, and white space."""
    position = _skip(text, position)
    if not text.startswith(token, position):
        raise ValueError(f"expected {token}")
    return _skip(text, position + 1)


def _from_cell(
    source: Source, cell: _Cell, escapes: list[Edit], metadata: dict[str, object]
) -> RawText:
    """Make a text from a cell, with its escapes undone and mapped."""
    text, unescaped = apply_edits(source.text[cell.start : cell.end], escapes)
    return RawText(text, unescaped.through(OffsetMap((0,), (cell.start,))), source, metadata)


def _column(names: list[str], wanted: str, path: str) -> int:
    """Return the index of the text column."""
    if wanted in names:
        return names.index(wanted)
    raise ReadError(
        f"{path} has no column {wanted!r}; it has {names}.{nearest(wanted, names)} "
        "Name it with `text_column`."
    )


def _number(value: str) -> object:
    """Read a whole number as one, so that a year is a year; leave anything else as it stands."""
    return int(value) if re.fullmatch(r"-?(?:0|[1-9]\d{0,15})", value) else value

"""Tables with a text column: .csv, .tsv and .jsonl, one document a row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from policytext.errors import ReadError
from policytext.offsets import Edit, OffsetMap, Source, apply_edits
from policytext.readers.encoding import decode
from policytext.readers.raw import Failure, File, RawText
from policytext.readers.tables import cell_warnings, column_index

__all__ = ["read_csv", "read_jsonl"]

_SEPARATOR = re.compile(r"sep=([^\r\n\"])\r?\n", re.IGNORECASE)

_WHITE = re.compile(r"[ \t\r\n]*")
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
)


class _Cell(NamedTuple):
    """A value and where its characters stand in the file."""

    value: object
    start: int
    end: int
    quoted: bool = False


def read_csv(file: File) -> Iterator[RawText | Failure]:
    """Yield the text column of a table with a header row, the other columns as metadata.

    The separator is the one of comma, tab and semicolon that the header row has most of, or the
    one that Excel's line `sep=,` names. A row that is broken or has no text gives a `Failure`.
    """
    source = decode(file.data, file.path, file.encoding, file.strict)
    # A file saved twice may have a second byte order mark.
    start = len(source.text) - len(source.text.lstrip("\ufeff"))
    said = _SEPARATOR.match(source.text, start)
    start = said.end() if said else start
    head = source.text[start:].lstrip("\r\n").split("\n", 1)[0]
    separator = said[1] if said else max(",\t;", key=head.count)
    rows = _csv_rows(source.text, separator, start)
    header = [str(cell.value).strip() for cell in next(rows, [])]
    column = column_index(header, file.text_column, source.path)
    for row in rows:
        try:
            yield _from_row(source, header, row, column, separator)
        except ReadError as error:
            yield Failure(source.path, str(error))


def _from_row(
    source: Source, header: list[str], row: list[_Cell], column: int, separator: str
) -> RawText:
    """Make a text of a row."""
    if len(row) != len(header):
        raise ReadError(
            f"{source.path}, line {source.locate(row[0].start).line}: the row has {len(row)} "
            f"fields, the header {len(header)}. Put fields that hold a {separator!r} or a line "
            "end in quotes."
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
        if cell.quoted
    ]
    return _from_cell(source, cell, quotes, header[column], metadata)


def _csv_rows(text: str, separator: str, position: int) -> Iterator[list[_Cell]]:
    """Split a CSV text (RFC 4180) into rows of cells, with their places, blank lines left out."""
    mark = re.escape(separator)
    plain = re.compile(rf"[^{mark}\r\n]*")
    # What goes on after its closing quote did not mean to quote: it is taken as it stands.
    quoted = re.compile(rf'"([^"]*+(?:""[^"]*+)*+)"[ \t]*(?=[{mark}\r\n]|\Z)')
    row: list[_Cell] = []
    while position < len(text) or row:
        match = quoted.match(text, position)
        if match is not None:
            row.append(_Cell(match[1].replace('""', '"'), match.start(1), match.end(1), True))
        else:
            match = plain.match(text, position)
            assert match is not None
            row.append(_Cell(match[0], match.start(), match.end()))
        position = match.end()
        if text.startswith(separator, position):
            position += 1
            continue
        if len(row) > 1 or row[0].value:
            yield row
        row = []
        position += 2 if text.startswith("\r\n", position) else 1


def read_jsonl(file: File) -> Iterator[RawText | Failure]:
    """Yield the text member of each line's object, the other members as metadata.

    A line that is no object or has no text gives a `Failure`.
    """
    source = decode(file.data, file.path, file.encoding, file.strict)
    start = 0
    for line in source.text.split("\n"):
        end = start + len(line)
        if line.strip(" \t\r\ufeff"):
            try:
                yield _from_line(source, start, end, file.text_column)
            except ReadError as error:
                yield Failure(source.path, str(error))
        start = end + 1


def _from_line(source: Source, start: int, end: int, text_column: str) -> RawText:
    """Make a text of a line that holds a JSON object."""
    where = f"{source.path}, line {source.locate(start).line}"
    members = _json_object(source.text, start, end, where)
    names = list(members)
    cell = members.pop(names[column_index(names, text_column, where)])
    if not isinstance(cell.value, str):
        raise ReadError(f"{where}: {text_column!r} is not a string.")
    escapes = [
        Edit(m.start(), m.end(), json.loads(f'"{m[0]}"'))
        for m in _ESCAPE.finditer(source.text[cell.start : cell.end])
    ]
    metadata = {name: _year(member.value) for name, member in members.items()}
    return _from_cell(source, cell, escapes, text_column, metadata)


def _json_object(text: str, start: int, end: int, where: str) -> dict[str, _Cell]:
    """Read one line's object, with the place of each value."""
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
        raise ReadError(
            f"{where}: not a JSON object ({error}). A .jsonl file has one object a line."
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
    source: Source, cell: _Cell, escapes: list[Edit], name: str, metadata: dict[str, object]
) -> RawText:
    """Make a text from a cell, with its escapes undone and mapped."""
    text, unescaped = apply_edits(source.text[cell.start : cell.end], escapes)
    if not text.strip():
        line = source.locate(cell.start).line
        raise ReadError(f"{source.path}, line {line}: {name!r} is empty, so there is no text.")
    offsets = unescaped.through(OffsetMap((0,), (cell.start,)))
    return RawText(text, offsets, source, metadata, warnings=cell_warnings(text))


def _number(value: str) -> object:
    """Read a whole number as one, so that a year is a year; leave anything else as it stands."""
    return int(value) if re.fullmatch(r"-?(?:0|[1-9][0-9]{0,15})", value) else value


def _year(value: object) -> object:
    """Read a year that is written in quotes as a number, as in a .csv."""
    year = isinstance(value, str) and re.fullmatch(r"[12][0-9]{3}", value)
    return int(year[0]) if year else value

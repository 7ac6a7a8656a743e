"""Files of several formats for invented documents, whole or broken."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Collection, Iterable
from html import escape
from pathlib import Path
from typing import NamedTuple

__all__ = ["SINGLE", "TABLES", "Row", "content", "damaged", "write_table"]

#: Formats with one document a file, and with many.
SINGLE = ("txt", "html", "docx")
TABLES = ("jsonl", "csv")

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    f'relationships+xml"/><Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="main" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>',
}


class Row(NamedTuple):
    """A document as a row of a table."""

    text: str
    title: str
    issuer: str
    date: str


def content(format: str, row: Row) -> bytes:
    """Write a document as a file."""
    return _CONTENT[format](row)


def _txt(row: Row) -> bytes:
    return row.text.encode()


def _html(row: Row) -> bytes:
    paragraphs = "\n".join(f"<p>{escape(line)}</p>" for line in row.text.split("\n"))
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8">'
        f"<title>{escape(row.title)}</title></head>\n<body>\n{paragraphs}\n</body></html>\n"
    ).encode()


def _docx(row: Row) -> bytes:
    paragraphs = "".join(
        f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in row.text.split("\n")
    )
    document = f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**_PARTS, "word/document.xml": document}.items():
            # A fixed time, so that equal documents are equal files.
            archive.writestr(zipfile.ZipInfo(name), part)
    return made.getvalue()


_CONTENT: dict[str, Callable[[Row], bytes]] = {"txt": _txt, "html": _html, "docx": _docx}


def damaged(format: str, data: bytes) -> bytes:
    """Break a file, so that nothing can be read of it."""
    if format == "html":
        return data[: data.index(b"<body>")]
    return data[: len(data) // 2] if format == "docx" else b""


def write_table(path: Path, rows: Iterable[Row], broken: Collection[int] = ()) -> None:
    """Write documents as rows; those with the numbers in `broken` cannot be read."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        if path.suffix == ".jsonl":
            for number, row in enumerate(rows):
                line = json.dumps(row._asdict(), ensure_ascii=False)
                stream.write((line[: len(line) // 2] if number in broken else line) + "\n")
            return
        writer = csv.writer(stream)
        writer.writerow(Row._fields)
        for number, row in enumerate(rows):
            writer.writerow([*row, *["too", "many"] * (number in broken)])

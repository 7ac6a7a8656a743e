"""Files in, raw texts out. Nothing outside this folder knows a file format."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from os import fstat, listdir
from os import path as os_path
from typing import TYPE_CHECKING

from policytext.errors import ReadError, nearest
from policytext.readers.encoding import decode
from policytext.readers.limits import MAX_BYTES
from policytext.readers.raw import Failure, File, RawText

__all__ = [
    "ARCHIVES", "FORMATS", "MAX_BYTES", "Failure", "File", "RawText", "decode", "read_bytes",
    "read_data", "read_file", "suffix",
]  # fmt: skip

if TYPE_CHECKING:
    from typing import BinaryIO

Reader = Callable[[File], Iterator[RawText | Failure]]

#: Module and function that read a format, by file ending; imported when first needed.
FORMATS = {
    ".txt": ("text", "read_text"),
    ".md": ("markdown", "read_markdown"),
    ".html": ("html", "read_html"),
    ".htm": ("html", "read_html"),
    ".docx": ("word.docx", "read_docx"),
    ".pdf": ("pdf", "read_pdf"),
    ".doc": ("word.legacy", "read_legacy"),
    ".wps": ("word.legacy", "read_legacy"),
    ".csv": ("tables.csv_jsonl", "read_csv"),
    ".tsv": ("tables.csv_jsonl", "read_csv"),
    ".jsonl": ("tables.csv_jsonl", "read_jsonl"),
    ".xlsx": ("tables.workbook", "read_xlsx"),
    ".xlsm": ("tables.workbook", "read_xlsx"),
    ".parquet": ("tables.parquet", "read_parquet"),
    ".zip": ("archives", "read_zip"),
    ".tar": ("archives", "read_tar"),
    ".tar.gz": ("archives", "read_tar"),
    ".tgz": ("archives", "read_tar"),
    ".gz": ("archives", "read_tar"),
}
#: Those that hold other files.
ARCHIVES = frozenset(name for name, (module, _) in FORMATS.items() if module == "archives")
#: By what a zip holds, the kind of document that it is.
_ZIPPED = {
    b"word/": ".docx",
    b"xl/workbook.xml": ".xlsx",
    b"mimetypeapplication/vnd.oasis.opendocument.text": ".doc",
}
_WORKBOOK = "a workbook that is no .xlsx. Save it as .xlsx or .csv."
_PRESENTATION = "a presentation. Save its text as .docx or .txt."
#: Documents that are not read, by file ending, and what to do.
_OTHERS = {
    **dict.fromkeys((".xls", ".xlsb", ".et", ".ods"), _WORKBOOK),
    **dict.fromkeys((".ppt", ".pptx", ".dps", ".odp"), _PRESENTATION),
    ".ofd": "an OFD document. Print it to a PDF and read that.",
}


def read_bytes(path: str) -> bytes:
    """Read a whole file, or standard input for "-".

    Raises
    ------
    ReadError
        If it is missing, a folder, not permitted, or larger than `MAX_BYTES`.
    """
    if path == "-":
        data = _read_bounded(sys.stdin.buffer)
    else:
        try:
            with open(path, "rb") as stream:
                data = _read_bounded(stream, fstat(stream.fileno()).st_size)
        except FileNotFoundError:
            folder, name = os_path.split(path)
            names = listdir(folder or ".") if os_path.isdir(folder or ".") else []
            # Two names are not alike because both end in .txt.
            stem = os_path.splitext(name)[0]
            alike = [other for other in names if nearest(stem, [os_path.splitext(other)[0]])]
            hint = nearest(name, alike) or " Check the name and the folder."
            raise ReadError(f"{path}: no such file.{hint}") from None
        except IsADirectoryError:
            raise ReadError(f"{path} is a folder. Name a file in it.") from None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ReadError(f"{path} cannot be read: {reason}. Check its permissions.") from None
    if data is None:
        raise ReadError(f"{path} is larger than {MAX_BYTES:,} bytes. Split it into documents.")
    return data


def _read_bounded(stream: BinaryIO, size: int = 0) -> bytes | None:
    """Read a stream to its end; None where it is too long. A pipe tells no size."""
    if size:
        return stream.read() if size <= MAX_BYTES else None
    parts: list[bytes] = []
    left = MAX_BYTES + 1
    while left > 0 and (part := stream.read(min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts) if left else None


def suffix(path: str) -> str:
    """Return the ending that names a file's format, in lower case; `.tar.gz` is one ending."""
    name = path.lower()
    return ".tar.gz" if name.endswith(".tar.gz") else os_path.splitext(name)[1]


def read_file(
    path: str, *, encoding: str | None = None, text_column: str = "text", strict: bool = False
) -> Iterator[RawText | Failure]:
    """Read the texts of one file; a part of it that cannot be read gives a `Failure`.

    Raises
    ------
    ReadError
        If the file cannot be read, or is not what its ending says.
    """
    yield from read_data(File(path, read_bytes(path), encoding, text_column, strict))


def read_data(file: File) -> Iterator[RawText | Failure]:
    """Read the texts of a file whose bytes are at hand."""
    # A file named by the user is tried as text whatever its ending; `decode` refuses what is none.
    module, name = FORMATS.get(_kind(file), FORMATS[".txt"])
    reader: Reader = getattr(import_module(f"policytext.readers.{module}"), name)
    yield from reader(file)


def _kind(file: File) -> str:
    """Return the ending that a file ought to have: its content's where that is beyond doubt.

    Offices rename files: a .doc may hold a .docx, a .docx a web page, anything a PDF.
    """
    data, ending = file.data, suffix(file.path)
    if data.startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")):
        return ".doc"
    # A .xlsx may have a .docx embedded, an archive anything.
    true = (".docx", ".xlsx", ".xlsm", *ARCHIVES)
    renamed = data.startswith(b"PK\x03\x04") and ending not in true
    if renamed and (known := [kind for part, kind in _ZIPPED.items() if part in data]):
        return known[0]
    if ending in _OTHERS:
        raise ReadError(f"{file.path} is {_OTHERS[ending]}")
    if renamed:
        return ".zip"
    if ending == ".docx" and not data.startswith(b"PK"):
        return ".doc"
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if ending not in FORMATS and head.startswith((b"<!doctype html", b"<html")):
        return ".html"
    return ending

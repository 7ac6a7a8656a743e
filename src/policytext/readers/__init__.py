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
#: A larger file is refused: it would not fit in memory several times over.
MAX_BYTES = 1 << 30


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
    # A file named by the user is tried as text whatever its ending; `decode` knows other kinds.
    module, name = FORMATS.get(_kind(file), FORMATS[".txt"])
    reader: Reader = getattr(import_module(f"policytext.readers.{module}"), name)
    yield from reader(file)


def _kind(file: File) -> str:
    """Return the ending that a file ought to have: its content's where that is beyond doubt.

    Offices rename files: a .doc may hold a .docx, or a PDF.
    """
    data = file.data
    if data.startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ".doc"
    ending = suffix(file.path)
    if data.startswith(b"PK\x03\x04") and ending not in (".docx", ".xlsx", *ARCHIVES):
        parts = {b"word/": ".docx", b"xl/": ".xlsx"}
        return next((ending for part, ending in parts.items() if part in data), ".zip")
    return ending

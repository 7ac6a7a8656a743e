"""Files in, raw texts out. Nothing outside this folder knows a file format."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from os import listdir
from os import path as os_path

from policytext.errors import ReadError, nearest
from policytext.offsets import Source
from policytext.readers.encoding import decode
from policytext.readers.raw import RawText

__all__ = ["FORMATS", "MAX_BYTES", "RawText", "decode", "read_bytes", "read_file"]

Reader = Callable[[Source, str], Iterator[RawText]]

#: Module and function that read a format, by file ending; imported when first needed.
FORMATS = {
    ".txt": ("text", "read_text"),
    ".html": ("html", "read_html"),
    ".htm": ("html", "read_html"),
    ".csv": ("table", "read_csv"),
    ".tsv": ("table", "read_csv"),
    ".jsonl": ("table", "read_jsonl"),
}
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
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        try:
            with open(path, "rb") as stream:
                data = stream.read(MAX_BYTES + 1)
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
    if len(data) > MAX_BYTES:
        raise ReadError(f"{path} is larger than {MAX_BYTES:,} bytes. Split it into documents.")
    return data


def read_file(
    path: str, *, encoding: str | None, text_column: str, strict: bool
) -> Iterator[RawText]:
    """Read the texts of one file.

    Raises
    ------
    ReadError
        If the file cannot be read, or is not what its ending says.
    """
    # A file named by the user is tried as text whatever its ending; `decode` knows other kinds.
    module, name = FORMATS.get(os_path.splitext(path)[1].lower(), FORMATS[".txt"])
    reader: Reader = getattr(import_module(f"policytext.readers.{module}"), name)
    source = decode(read_bytes(path), path, encoding, strict)
    yield from reader(source, text_column)

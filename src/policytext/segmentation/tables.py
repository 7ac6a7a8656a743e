"""Tables of numbers in one file: written whole, checked, and mapped into memory."""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

from policytext.files import written_whole

__all__ = ["FORMAT", "cache_folder", "map_tables", "write_tables"]

#: Raised whenever what the tables hold changes; files of another format are built anew.
FORMAT = 1
_MAGIC = b"ptables1"
_HEAD = struct.Struct("<8sIII")
_ENTRY = struct.Struct("<QQ")
_ALIGN = 64


def cache_folder() -> Path:
    """Return the user's folder for compiled dictionaries and models."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("policytext", appauthor=False))


def write_tables(path: Path, tables: Sequence[bytes]) -> None:
    """Write tables to a file, whole or not at all.

    Raises
    ------
    OSError
        If the folder cannot be made or written to. It says why, without a full stop.
    """
    entries = []
    position = _HEAD.size + _ENTRY.size * len(tables)
    for table in tables:
        position += -position % _ALIGN
        entries.append((position, len(table)))
        position += len(table)
    body = bytearray(b"".join(_ENTRY.pack(*entry) for entry in entries))
    for (start, _), table in zip(entries, tables, strict=True):
        body += bytes(start - _HEAD.size - len(body))
        body += table
    head = _HEAD.pack(_MAGIC, FORMAT, zlib.crc32(body), len(tables))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as temporary, temporary.open("wb") as stream:
            stream.write(head)
            stream.write(body)
    except OSError as error:
        raise OSError(error.strerror or str(error).rstrip(".")) from None


def map_tables(path: Path, count: int) -> tuple[memoryview, ...] | None:
    """Map the tables of a file into memory; None if it is missing, damaged or of another form."""
    try:
        with path.open("rb") as stream:
            whole = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        magic, form, check, number = _HEAD.unpack_from(whole)
        if (magic, form, number) != (_MAGIC, FORMAT, count):
            return None
        if zlib.crc32(whole[_HEAD.size :]) != check:
            return None
        entries = [_ENTRY.unpack_from(whole, _HEAD.size + i * _ENTRY.size) for i in range(number)]
    except (OSError, ValueError, struct.error):
        return None
    return tuple(whole[start : start + length] for start, length in entries)

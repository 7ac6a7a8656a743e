"""The files in a .tar, one after the other, from a stream that is read once.

An archive that is cut or broken is told; the standard library's reader stops there without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from policytext.errors import ReadError

__all__ = ["Content", "Readable", "tar_files"]

_BLOCK = 512
_CHUNK = 1 << 20
#: Kinds of members that are files: of POSIX, of older programs, and contiguous.
_FILES = (b"0", b"\0", b"7")
#: Kinds that say more of the next member: a long name or link, attributes.
_LONG_NAME, _LONG_LINK, _ATTRIBUTES, _ALL_ATTRIBUTES = b"L", b"K", b"x", b"g"
_MORE = (_LONG_NAME, _LONG_LINK, _ATTRIBUTES, _ALL_ATTRIBUTES)
#: Longest of these: a path has 4096 bytes at most.
_MORE_MAX = 1 << 20
_PATH = re.compile(rb"^\d+ path=(.+)$", re.MULTILINE)
_SIZE = re.compile(rb"^\d+ size=(\d{1,15})$", re.MULTILINE)


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """Read so many bytes, fewer only at the end."""


class Content:
    """What a member holds: the next bytes of the archive."""

    def __init__(self, stream: Readable, size: int, path: str) -> None:
        self._stream = stream
        self._padding = -size % _BLOCK
        self._left = size
        self._path = path

    def read(self, size: int, /) -> bytes:
        """Read so many bytes, fewer only at the end of the member."""
        wanted = min(size, self._left)
        data = self._stream.read(wanted)
        if len(data) < wanted:
            raise _broken(self._path, "it ends in the middle of a member")
        self._left -= wanted
        return data

    def skip(self) -> None:
        """Pass over what was not read, and on to the next whole block."""
        while self.read(_CHUNK):
            pass
        self._stream.read(self._padding)


def tar_files(stream: Readable, path: str) -> Iterator[tuple[bytes, Content]]:
    """Yield name and content of every file; folders, links and devices hold nothing.

    Raises
    ------
    ReadError
        If the archive is broken or ends too early.
    """
    more = b""
    name = b""
    while (header := stream.read(_BLOCK)).strip(b"\0"):
        size, kind = _size(header, path), header[156:157]
        if kind in _MORE:
            if size > _MORE_MAX:
                raise _broken(path, f"a name of {size:,} bytes")
            content = Content(stream, size, path)
            said = content.read(size)
            content.skip()
            if kind == _LONG_NAME:
                name = said.rstrip(b"\0")
            elif kind == _ATTRIBUTES:
                more = said
            continue
        sizes, names = _SIZE.findall(more), _PATH.findall(more)
        content = Content(stream, int(sizes[-1]) if sizes else size, path)
        if kind in _FILES:
            yield names[-1] if names else name or _name(header), content
        content.skip()
        more = name = b""
    if more or name:
        raise _broken(path, "it ends in the middle of a member")


def _name(header: bytes) -> bytes:
    """Give the name in a header; POSIX puts the folders of a long one apart."""
    name, prefix = (part.split(b"\0", 1)[0] for part in (header[:100], header[345:500]))
    return prefix + b"/" + name if prefix and header[257:263] == b"ustar\0" else name


def _size(header: bytes, path: str) -> int:
    """Give the size of a member from its header, whose sum of bytes must be right."""
    if len(header) < _BLOCK:
        raise _broken(path, "it ends in the middle of a member")
    known = sum(header) - sum(header[148:156]) + 8 * ord(" ")
    size = _number(header[124:136])
    if _number(header[148:156]) != known or size is None:
        raise _broken(path, "a member has no header")
    return size


def _number(field: bytes) -> int | None:
    """Read a number: octal digits, or since GNU tar bytes of base 256 behind a mark."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0") or b"0"
    return int(digits, 8) if re.fullmatch(b"[0-7]+", digits) else None


def _broken(path: str, reason: str) -> ReadError:
    """Say that the archive is not whole."""
    return ReadError(f"{path} is no whole TAR archive: {reason}. Copy or download it again.")

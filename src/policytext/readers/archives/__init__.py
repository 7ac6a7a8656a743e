"""Archives: the texts of their members, read in memory, within limits."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from policytext import readers
from policytext.errors import PolicyTextError, ReadError
from policytext.readers import limits
from policytext.readers.archives.tar import Readable, tar_files
from policytext.readers.raw import Failure, File, RawText

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

__all__ = ["MAX_DEPTH", "MAX_MEMBERS", "MAX_TOTAL", "Budget", "read_tar", "read_zip"]

#: How deep archives may lie in archives: one in one in one is read.
MAX_DEPTH = 3
#: Members that an archive may list, those of archives in it included.
MAX_MEMBERS = 10_000
#: Bytes that its members may hold, those of archives in it included.
MAX_TOTAL = 2 << 30

_CHUNK = 1 << 20
_CENTRAL = b"PK\x01\x02"
#: Stored and deflated: what every program writes, and what is unpacked in little memory.
_METHODS = (0, 8)
_ENCRYPTED = 1
_UTF8_NAME = 0x800
#: What systems leave in folders and archives.
_SYSTEM = ("__macosx", "~$", ".", "thumbs.db", "desktop.ini", "readme.")
_CHINESE_NAME = re.compile(
    r"[\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’—…·①-⑩]+"
)  # fmt: skip


def read_zip(file: File) -> Iterator[RawText | Failure]:
    """Yield the texts of every readable member of a .zip, in the order of their names.

    Nothing is written to disk, and a member's name is no more than a name.

    Raises
    ------
    ReadError
        If the archive is broken, lies too deep, has too many members or none that can be read.
    """
    from io import BytesIO
    from zipfile import BadZipFile, ZipFile

    budget = _enter(file)
    if file.data.count(_CENTRAL) > 10 * MAX_MEMBERS:
        # A directory of millions would not fit in memory. Members may hold the mark too.
        raise _too_many(file.path)
    try:
        archive = ZipFile(BytesIO(file.data))
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _broken(file.path, "ZIP archive", error) from None
    infos = archive.infolist()
    budget.count(len(infos), file.path)
    with archive:
        yield from _texts(file, budget, _zip_members(archive, infos, file.path, budget))


def read_tar(file: File) -> Iterator[RawText | Failure]:
    """Yield the texts of every readable member of a .tar, in the order of their names.

    The archive may be packed by gzip. A .gz that is not a .tar.gz is read as the one
    file that it holds. Links and devices are passed over.

    Raises
    ------
    ReadError
        If the archive is broken, lies too deep, has too many members or none that can be read.
    """
    budget = _enter(file)
    single = re.search(r"([^/\\]+)(?<!\.tar)\.gz$", file.path, re.IGNORECASE)
    if single:
        inner = f"{file.path}/{single[1]}"
        members = [_Member(inner, _bounded(_Unpacked(file), inner, len(file.data), budget))]
    else:
        members = _tar_members(file, budget)
    yield from _texts(file, budget, iter(members))


# ---------------------------------------------------------------- members


class Budget:
    """How much may be read of an archive and of all archives in it."""

    def __init__(self, file: File) -> None:
        self._path = file.path
        self._packed = len(file.data)
        self._read = 0
        self._members = 0
        self._refusal = ""

    def take(self, size: int) -> None:
        """Count bytes that were read."""
        self._read += size

    def check(self, size: int = 0) -> None:
        """Refuse more bytes, and from then on any, if with them too much was read.

        Members may lie over each other, so that each is small and all together are huge.
        """
        try:
            limits.check_ratio(self._read + size, self._packed, self._path)
            if self._read + size > MAX_TOTAL:
                raise _too_much(self._path)
        except ReadError as error:
            self._refusal = str(error)
        if self._refusal:
            raise ReadError(self._refusal)

    def count(self, members: int, path: str) -> None:
        """Count members that an archive lists."""
        self._members += members
        if self._members > MAX_MEMBERS:
            raise _too_many(path)


class _Member(NamedTuple):
    """A member's path, as it is shown, and its bytes, or why there are none."""

    path: str
    data: bytes | None
    reason: str = ""


def _texts(file: File, budget: Budget, members: Iterator[_Member]) -> Iterator[RawText | Failure]:
    """Read the members of an archive, each as a file of its own."""
    empty = True
    for member in members:
        empty = False
        if member.data is None:
            yield Failure(member.path, member.reason)
            continue
        inner = file._replace(
            path=member.path, data=member.data, depth=file.depth + 1, budget=budget
        )
        try:
            yield from readers.read_data(inner)
        except PolicyTextError as error:
            yield Failure(member.path, str(error))
    if empty:
        raise ReadError(
            f"{file.path} holds no file that can be read: none ends in "
            f"{', '.join(readers.FORMATS)}."
        )


def _enter(file: File) -> Budget:
    """Give the budget of an archive, unless it lies too deep."""
    if file.depth >= MAX_DEPTH:
        raise ReadError(
            f"{file.path} lies in {file.depth} archives; {MAX_DEPTH - 1} are allowed. "
            "Unpack them and read the files."
        )
    return file.budget or Budget(file)


def _too_many(path: str) -> ReadError:
    """Say that an archive lists more than is read."""
    return ReadError(
        f"{path} has more than {MAX_MEMBERS:,} members, those of archives in it included. "
        "Unpack it and read the folder."
    )


def _bounded(stream: Readable, path: str, packed: int, budget: Budget) -> bytes:
    """Read a member whole, unless it is larger than what may be read.

    What it says of its size is not believed: bytes are counted as they come.
    """
    pieces: list[bytes] = []
    size = 0
    budget.check()
    while piece := stream.read(_CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > limits.MAX_BYTES:
            raise ReadError(f"{path} is larger than {limits.MAX_BYTES:,} bytes. Split it.")
        limits.check_ratio(size, packed, path)
        budget.check(size)
    budget.take(size)
    return b"".join(pieces)


def _too_much(path: str) -> ReadError:
    """Say that the members of an archive hold more than is read."""
    return ReadError(
        f"{path}: the archive holds more than {MAX_TOTAL:,} bytes. Unpack it and read the folder."
    )


def _broken(path: str, kind: str, error: Exception | str) -> ReadError:
    """Say that something is not what it claims to be."""
    detail = str(error).rstrip(".") or type(error).__name__
    return ReadError(f"{path} is no whole {kind}: {detail}. Copy or download it again.")


# ---------------------------------------------------------------- names


def _decoded(name: bytes) -> str:
    """Decode a name that says nothing of its encoding: UTF-8, or Chinese Windows's GBK."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        pass
    chinese = name.decode("gb18030", "replace")
    return chinese if _CHINESE_NAME.fullmatch(chinese) else name.decode("cp437")


def _shown(name: str) -> str:
    """Write a member's name as a path below the archive, whatever place it asks for."""
    parts = re.split(r"[/\\]", re.sub(r"^[A-Za-z]:", "", name))
    path = "/".join(part for part in parts if part not in ("", ".", ".."))
    return "".join(c if c.isprintable() or c == "\u3000" else "\ufffd" for c in path)


def _is_document(name: str) -> bool:
    """Tell a member that may hold documents from what else lies in archives."""
    hidden = any(part.startswith(_SYSTEM) for part in name.lower().split("/"))
    return not hidden and readers.suffix(name) in readers.FORMATS


# ---------------------------------------------------------------- ZIP


def _zip_members(
    archive: ZipFile, infos: list[ZipInfo], path: str, budget: Budget
) -> Iterator[_Member]:
    """Unpack the documents of a .zip one after the other, by name."""
    names = [_shown(_zip_name(info)) for info in infos]
    for number in sorted(range(len(infos)), key=lambda number: (names[number], number)):
        info = infos[number]
        if not info.is_dir() and _is_document(names[number]):
            yield _zip_member(archive, info, f"{path}/{names[number]}", budget)


def _zip_name(info: ZipInfo) -> str:
    """Give a member's name; without the mark of UTF-8, zipfile has taken it for cp437."""
    name = info.orig_filename.split("\0", 1)[0]
    if info.flag_bits & _UTF8_NAME:
        return name
    return _decoded(name.encode("cp437"))


def _zip_member(archive: ZipFile, info: ZipInfo, path: str, budget: Budget) -> _Member:
    """Unpack one member, or say why not."""
    from zipfile import BadZipFile

    if info.flag_bits & _ENCRYPTED:
        return _Member(path, None, f"{path} is encrypted. Unpack it with its password.")
    if info.compress_type not in _METHODS:
        return _Member(
            path,
            None,
            f"{path} is packed by method {info.compress_type}, which is not read. "
            "Unpack it and read the file.",
        )
    try:
        with archive.open(info) as stream:
            return _Member(path, _bounded(stream, path, info.compress_size, budget))
    except ReadError as error:
        return _Member(path, None, str(error))
    except (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
        return _Member(path, None, str(_broken(path, "member of its archive", error)))


# ---------------------------------------------------------------- TAR


class _Unpacked:
    """The bytes of a file that may be packed, as many as may be read."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._stream = _opened(file.data)
        self._size = 0

    def read(self, size: int, /) -> bytes:
        """Read so many bytes, fewer only at the end."""
        path = self._file.path
        try:
            data = self._stream.read(size)
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise _broken(path, "compressed file", error) from None
        self._size += len(data)
        limits.check_ratio(self._size, len(self._file.data), path)
        if self._size > MAX_TOTAL:
            raise _too_much(path)
        return data


def _opened(data: bytes) -> IO[bytes]:
    """Open bytes that may be packed by gzip."""
    from gzip import GzipFile
    from io import BytesIO

    stream = BytesIO(data)
    return cast(IO[bytes], GzipFile(fileobj=stream)) if data.startswith(b"\x1f\x8b") else stream


def _tar_members(file: File, budget: Budget) -> list[_Member]:
    """Unpack the documents of a .tar in one pass, and put them in the order of their names."""
    found: list[_Member] = []
    broken: list[_Member] = []
    try:
        for raw_name, content in tar_files(_Unpacked(file), file.path):
            budget.count(1, file.path)
            name = _shown(_decoded(raw_name))
            if not _is_document(name):
                continue
            path = f"{file.path}/{name}"
            try:
                found.append(_Member(path, _bounded(content, path, len(file.data), budget)))
            except ReadError as error:
                found.append(_Member(path, None, str(error)))
    except ReadError as error:
        if all(member.data is None for member in found):
            raise
        # What stands before the break is whole.
        broken = [_Member(file.path, None, str(error))]
    return sorted(found, key=lambda member: member.path) + broken

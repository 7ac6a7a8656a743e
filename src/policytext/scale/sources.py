"""The files that are to be ingested, one after the other, however many there are."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator, Sequence
from glob import glob
from hashlib import blake2b
from os import path as os_path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policytext.errors import InputError, ReadError
from policytext.readers import FORMATS, Failure
from policytext.reading import is_document
from policytext.scale.commits import LOG, is_corpus

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Given", "Sources"]


class Given(NamedTuple):
    """A file to ingest.

    Attributes
    ----------
    path : str
        As it was given, or as the folder given leads to it.
    id : str
        What its documents are named by.
    size : int
        Bytes.
    key : bytes
        16 bytes: others when the file is changed, or read in another way.
    """

    path: str
    id: str
    size: int
    key: bytes


class Sources:
    """Files, folders and patterns, gone through once to count and name, and again to read.

    Of a file only some bytes are kept in between, since there may be millions.

    Parameters
    ----------
    paths : sequence of str
        Files, folders, glob patterns.
    apart : str
        A folder that is passed over: the corpus may lie in a folder that is ingested.
    way : str
        How files are read; a file read in another way is another.

    Attributes
    ----------
    files, size : int
        How many files there are, and their bytes.
    skipped : int
        How many files of folders are of no known format.
    unreadable : list of Failure
        Folders below those given that cannot be listed.

    Raises
    ------
    InputError
        If a folder is a corpus on disk, or one is in it.
    ReadError
        If a folder or a pattern names no file.
    """

    def __init__(self, paths: Sequence[str], apart: str, way: str) -> None:
        self._paths = paths
        self._apart = os_path.realpath(apart)
        self._way = way
        self.skipped = 0
        self.size = 0
        self.unreadable: list[Failure] = []
        names, stems = array("q"), array("q")
        for path, real in self._walk(count=True):
            names.append(hash(real))
            stems.append(hash(_stem(path)))
            self.size += _stat(path)[0]
        known, first, times = np.unique(
            np.frombuffer(names, np.int64), return_index=True, return_counts=True
        )
        self.files = len(known)
        #: Files that are named in two ways, and stems of several files.
        self._named_twice = frozenset(known[times > 1].tolist())
        self._shared = _repeated(np.frombuffer(stems, np.int64)[first])

    def __iter__(self) -> Iterator[Given]:
        seen: set[int] = set()
        for path, real in self._walk():
            name = hash(real)
            if name in self._named_twice:
                if name in seen:
                    continue
                seen.add(name)
            stem = _stem(path)
            place = int(np.searchsorted(self._shared, hash(stem)))
            shared = place < len(self._shared) and self._shared[place] == hash(stem)
            id = path.replace("\\", "/") if shared else stem
            size, changed = _stat(path)
            facts = "\0".join([real, str(size), str(changed), self._way])
            key = blake2b(facts.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            yield Given(path, id, size, key)

    def _walk(self, count: bool = False) -> Iterator[tuple[str, str]]:
        """Yield the path of each file and what it is when links are followed."""
        for path in self._paths:
            if path == "-":
                raise InputError("Standard input cannot be ingested. Name files or folders.")
            if os_path.isdir(path):
                _refuse_corpus(path)
                found = skipped = 0
                for file, real in self._below(path, os_path.realpath(path), count):
                    if is_document(file):
                        found += 1
                        yield file, real
                    else:
                        skipped += 1
                if not found:
                    raise ReadError(
                        f"{path}: the folder has no file that ends in {', '.join(FORMATS)}."
                    )
                self.skipped += skipped * count
            elif any(c in path for c in "*?[") and not os_path.exists(path):
                matching = sorted(p for p in glob(path, recursive=True) if os_path.isfile(p))
                if not matching:
                    raise ReadError(f"{path}: no file matches. Check the pattern and the folder.")
                yield from ((file, os_path.realpath(file)) for file in matching)
            else:
                yield path, os_path.realpath(path)

    def _below(self, folder: str, real: str, count: bool) -> Iterator[tuple[str, str]]:
        """Yield the files in a folder and below, in the order of their paths."""
        if real == self._apart:
            return
        names = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    link = entry.is_symlink()
                    if entry.is_dir():
                        if entry.name == LOG:
                            _refuse_corpus(folder)
                        # A link to a folder is not followed, since it may lead round in a ring.
                        if not link:
                            names.append(entry.name + os.sep)
                    else:
                        names.append(entry.name + "\0" * link)
        except OSError as error:
            if count:
                reason = f"{folder} cannot be read: {error.strerror or error}."
                self.unreadable.append(Failure(folder, f"{reason} Check its permissions."))
            return
        names.sort()
        for name in names:
            path = os_path.join(folder, name.rstrip("\0"))
            if name.endswith(os.sep):
                yield from self._below(path[:-1], os_path.join(real, name)[:-1], count)
            elif name.endswith("\0"):
                yield path, os_path.realpath(path)
            else:
                yield path, os_path.join(real, name)


def _refuse_corpus(folder: str) -> None:
    """Refuse to take the files of a corpus on disk for documents."""
    if is_corpus(folder):
        raise InputError(
            f"{folder} is a corpus on disk, not files to ingest. Give the files that it was made "
            "from."
        )


def _stem(path: str) -> str:
    """Give a file's name without its ending."""
    return os_path.splitext(os_path.basename(path))[0]


def _stat(path: str) -> tuple[int, int]:
    """Return size and time of the last change; of a file that is not there, nothing."""
    try:
        known = os.stat(path)
    except (OSError, ValueError):
        return 0, 0
    return known.st_size, known.st_mtime_ns


def _repeated(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """List the values that come several times, in order."""
    known, times = np.unique(values, return_counts=True)
    return known[times > 1]

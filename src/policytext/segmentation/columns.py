"""Cutting texts with the kernel, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Columns", "Symbols", "cores", "cut_texts"]

#: A smaller batch, in characters, is not worth a thread.
_MIN_BATCH = 100_000


class Columns(NamedTuple):
    """Texts cut into tokens.

    `types` has each distinct form once, in the order of first occurrence, after "" for a removed
    token, and `tags` its part of speech; `ids` and `starts` (int32) have one entry a token;
    `lengths` (int64) one a text, its number of tokens.
    """

    types: list[str]
    tags: list[str]
    ids: NDArray[np.int32]
    starts: NDArray[np.int32]
    lengths: NDArray[np.int64]


class Symbols(NamedTuple):
    """Texts as the kernel cuts them: a symbol a token, and the words that are in no dictionary."""

    symbols: bytearray
    starts: bytearray
    lengths: bytes
    new_words: list[str]


def cut_texts(
    texts: Sequence[str],
    cut: Callable[[list[str]], tuple[bytearray, bytearray, bytes, list[str]]],
    first_new: int,
    threads: int | None = None,
) -> Symbols:
    """Cut texts in batches, one a thread, and put the symbols together.

    Parameters
    ----------
    texts : sequence of str
    cut : function
        The kernel's; it releases the GIL while it works.
    first_new : int
        The symbol of the first new word; those of new words follow each other.
    threads : int, optional
        At most so many; all cores by default. The result does not depend on it.

    Returns
    -------
    Symbols
    """
    batches = _split(texts, threads or cores())
    if len(batches) == 1:
        return Symbols(*cut(batches[0]))
    with ThreadPoolExecutor(len(batches)) as pool:
        return _join([Symbols(*result) for result in pool.map(cut, batches)], first_new)


def cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _split(texts: Sequence[str], threads: int) -> list[list[str]]:
    """Split texts into batches of nearly equal size, in order."""
    total = sum(map(len, texts))
    parts = max(1, min(threads, total // _MIN_BATCH, len(texts)))
    batches: list[list[str]] = [[]]
    size = 0
    for text in texts:
        # A text goes to the batch in which its middle falls.
        if len(batches) < parts and (size + len(text) / 2) * parts > total * len(batches):
            batches.append([])
        batches[-1].append(text)
        size += len(text)
    return batches


def _join(batches: list[Symbols], first_new: int) -> Symbols:
    """Put batches one after the other, new words numbered through."""
    numbers: dict[str, int] = {}
    for batch in batches:
        for word in batch.new_words:
            numbers.setdefault(word, len(numbers))
    for batch in batches[1:]:
        renumbered = np.array([numbers[word] for word in batch.new_words], dtype=np.int32)
        symbols = np.frombuffer(batch.symbols, dtype=np.int32)
        new = np.flatnonzero(symbols >= first_new)
        symbols[new] = renumbered[symbols[new] - first_new] + first_new
    return Symbols(
        bytearray().join(batch.symbols for batch in batches),
        bytearray().join(batch.starts for batch in batches),
        b"".join(batch.lengths for batch in batches),
        list(numbers),
    )

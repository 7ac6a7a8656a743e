"""What has been seen, in a few bytes each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Seen", "shorten"]


class Seen:
    """A set of keys of equal length, which takes that length and no more for each.

    A set of Python's takes a hundred bytes a key: too much where there are a hundred million.

    Parameters
    ----------
    width : int
        Bytes of a key.
    """

    def __init__(self, width: int) -> None:
        self._kind = np.dtype(f"S{width}")
        # Sorted, each at least twice as long as the next.
        self._sorted: list[NDArray[np.bytes_]] = []

    def add(self, keys: NDArray[np.bytes_]) -> None:
        """Add keys."""
        if not len(keys):
            return
        self._sorted.append(np.sort(keys))
        while len(self._sorted) > 1 and len(self._sorted[-2]) < 2 * len(self._sorted[-1]):
            last = self._sorted.pop()
            self._sorted[-1] = np.sort(np.concatenate([self._sorted[-1], last]), kind="stable")

    def has(self, keys: NDArray[np.bytes_]) -> NDArray[np.bool_]:
        """Tell of each key whether it was seen."""
        found = np.zeros(len(keys), dtype=bool)
        for known in self._sorted:
            place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            found |= known[place] == keys
        return found

    def __len__(self) -> int:
        return sum(map(len, self._sorted))


def shorten(names: list[str]) -> NDArray[np.bytes_]:
    """Turn names into keys of eight bytes, which are the same in this process only."""
    hashes = np.fromiter(map(hash, names), np.int64, len(names))
    return hashes.view("S8")

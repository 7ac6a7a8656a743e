"""Places in the texts, as the page and its script know them."""

from __future__ import annotations

from base64 import b64encode
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from os.path import basename, commonpath, dirname, isabs
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policytext.document import Document
    from policytext.tokens import Tokens

__all__ = ["Line", "Place", "boundaries", "lines_link", "place_link", "relative_paths"]


class Line(NamedTuple):
    """A paragraph of the text: its characters, and the lines of the file that it stands on."""

    text: str
    #: As it is written: "12", or "3:12" for line 12 of page 3.
    label: str
    #: Where the paragraph goes on in another line of the file: offset (UTF-16) and label.
    breaks: tuple[tuple[int, str], ...]


class Place:
    """The positions of one document in UTF-16, which is how a browser counts."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._wide = [n for n, mark in enumerate(document.text) if mark > "\uffff"]

    def __getitem__(self, position: int) -> int:
        return position + bisect_right(self._wide, position - 1)

    def shift(self, positions: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Translate many positions."""
        return positions + np.searchsorted(np.array(self._wide), positions, side="left")

    @cached_property
    def starts(self) -> list[int]:
        """Where each paragraph begins, in code points."""
        lengths = [len(line) + 1 for line in self.document.text.split("\n")]
        return list(accumulate(lengths, initial=0))[:-1]

    def lines(self) -> list[Line]:
        """List the paragraphs with their lines in the file."""
        listed = []
        for start, text in zip(self.starts, self.document.text.split("\n"), strict=True):
            breaks = tuple(
                (self[at] - self[start], self._label(at)) for at in self._breaks(start, text)
            )
            listed.append(Line(text, self._label(start), breaks))
        return listed

    def _label(self, position: int) -> str:
        """Write the line of a position."""
        at = self.document.locate(position)
        return str(at.line) if at.page is None else f"{at.page}:{at.line}"

    def _breaks(self, start: int, text: str) -> list[int]:
        """Find where a paragraph was joined from several lines of the file."""
        last, found, at = start + len(text) - 1, [], start

        def line(position: int) -> tuple[int, int]:
            there = self.document.locate(position)
            return there.page or 0, there.line

        while at < last and line(at) < line(last):
            low, high, here = at, last, line(at)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if line(middle) == here else (low, middle)
            found.append(high)
            at = high
        return found


def boundaries(tokens: Tokens, places: Sequence[Place]) -> list[str]:
    """Write where tokens begin and end: a bit for each UTF-16 place, base 64, a string a text."""
    lengths = np.array([len(form) for form in tokens.types], dtype=np.int64)
    written = []
    for number, place in enumerate(places):
        ids, starts = tokens.document(number)
        edges = np.union1d(starts, starts + lengths[ids]).astype(np.int64)
        size = place[len(place.document.text)] + 1
        bits = np.zeros(size, dtype=np.uint8)
        bits[place.shift(edges)] = 1
        packed = np.packbits(bits, bitorder="little").tobytes()
        written.append(b64encode(packed).decode("ascii"))
    return written


def place_link(number: int, start: int, end: int | None = None) -> str:
    """Write the address of a place in a text, in UTF-16 positions."""
    return f"#t={number}&a={start}" + ("" if end is None else f"&b={end}")


def lines_link(
    search: str | None = None,
    *,
    theme: int | None = None,
    word: bool = False,
    documents: Iterable[int] | None = None,
    span: tuple[int, int] | None = None,
) -> str:
    """Write the address of the lines that a number counts.

    Examples
    --------
    >>> lines_link("a&b", word=True, documents=[0, 1, 2, 5])
    '#q=a%26b&w=1&d=0-2,5'
    """
    parts = [f"q={quote(search, safe='', errors='replace')}"] if search is not None else []
    parts += [f"k={theme}"] if theme is not None else []
    parts += ["w=1"] if word else []
    parts += [f"d={_ranges(documents)}"] if documents is not None else []
    parts += ["s={}-{}".format(*span)] if span is not None else []
    return "#" + "&".join(parts)


def _ranges(numbers: Iterable[int]) -> str:
    """Write numbers as ranges."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in runs)


def relative_paths(paths: Iterable[str]) -> dict[str, str]:
    """Shorten paths to what they do not share: a page that is sent away tells no folders."""
    known = list(dict.fromkeys(paths))
    rooted = [path for path in known if isabs(path)]
    top = commonpath([dirname(path) for path in rooted]) if rooted else ""
    return {
        path: path[len(top) :].lstrip("/\\") or basename(path) if isabs(path) else path
        for path in known
    }

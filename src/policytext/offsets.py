"""Where each character of a changed text came from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Edit", "Location", "OffsetMap", "Source", "apply_edits"]

_LINE_END = re.compile(r"\r\n|\r|\n")


class Location(NamedTuple):
    """A place in a source file: line and column, both counted from 1, in characters."""

    line: int
    column: int


class Edit(NamedTuple):
    """Replace the characters `[start, end)` by `text`."""

    start: int
    end: int
    text: str = ""


class OffsetMap:
    """A monotone map from positions in a new text to positions in the text it was made from.

    The new text is a sequence of runs, each copied character by character, so one pair of
    positions a run is enough.

    Parameters
    ----------
    new, old : sequence of int
        Start of each run in the new text (strictly rising, first 0) and in the old one.
    """

    __slots__ = ("_new", "_old")

    def __init__(self, new: Sequence[int] = (0,), old: Sequence[int] = (0,)) -> None:
        self._new = new
        self._old = old

    def __getitem__(self, position: int) -> int:
        run = bisect_right(self._new, position) - 1
        return self._old[run] + position - self._new[run]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the old span from the first to after the last character of `[start, end)`."""
        return self[start], (self[end - 1] + 1 if end > start else self[start])

    def through(self, earlier: OffsetMap) -> OffsetMap:
        """Return the map that goes through this one and then through `earlier`."""
        new: list[int] = []
        old: list[int] = []
        last = len(self._new) - 1
        for run, (new_start, middle) in enumerate(zip(self._new, self._old, strict=True)):
            new.append(new_start)
            old.append(earlier[middle])
            # Runs of the earlier map that begin inside this run split it.
            nxt = bisect_right(earlier._new, middle)
            stop = middle + (self._new[run + 1] - new_start) if run < last else None
            while nxt < len(earlier._new) and (stop is None or earlier._new[nxt] < stop):
                new.append(new_start + earlier._new[nxt] - middle)
                old.append(earlier._old[nxt])
                nxt += 1
        return OffsetMap(new, old)


def apply_edits(text: str, edits: Iterable[Edit]) -> tuple[str, OffsetMap]:
    """Apply edits that are sorted and do not overlap; return the new text and its map to `text`."""
    pieces: list[str] = []
    new: list[int] = []
    old: list[int] = []
    done = length = 0
    for start, end, replacement in edits:
        if start > done:
            pieces.append(text[done:start])
            new.append(length)
            old.append(done)
            length += start - done
        for index, character in enumerate(replacement):
            # A replacement may be longer than what it replaces; the map must not overtake.
            pieces.append(character)
            new.append(length)
            old.append(start + min(index, max(end - start - 1, 0)))
            length += 1
        done = end
    # Also where nothing is left: the end of the new text is the end of the old one.
    pieces.append(text[done:])
    new.append(length)
    old.append(done)
    return "".join(pieces), OffsetMap(new, old)


class Source:
    """A file as it was read: its decoded characters, before anything was changed.

    Parameters
    ----------
    path : str
        The file's path as the caller gave it, or "-" for standard input.
    text : str
        All characters of the file.
    encoding : str
        The encoding they were decoded with.
    replaced : sequence of int, optional
        Positions in `text` where bytes could not be decoded and U+FFFD stands instead.
    """

    __slots__ = ("_line_starts", "encoding", "path", "replaced", "text")

    def __init__(self, path: str, text: str, encoding: str, replaced: Sequence[int] = ()) -> None:
        self.path = path
        self.text = text
        self.encoding = encoding
        self.replaced = tuple(replaced)
        self._line_starts: list[int] | None = None

    def __repr__(self) -> str:
        return f"<Source {self.path!r}: {len(self.text):,} characters, {self.encoding}>"

    def locate(self, position: int) -> Location:
        """Return the line and column of a position in `text`."""
        if self._line_starts is None:
            self._line_starts = [0, *(m.end() for m in _LINE_END.finditer(self.text))]
        line = bisect_right(self._line_starts, position)
        return Location(line, position - self._line_starts[line - 1] + 1)

"""Where each character of a changed text came from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Edit", "Location", "OffsetMap", "Source", "apply_edits"]

_LINE_END = re.compile(r"\r\n|\r|\n")


class Location(NamedTuple):
    """A place in a source file: line and column, both counted from 1, in characters.

    In a file with pages the line is counted from the top of its page; in a Word file a line is
    a paragraph.
    """

    line: int
    column: int
    page: int | None = None


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
        if len(earlier._new) == 1 and earlier._old[0] == 0:
            return self
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
    new = [0]
    old = [0]
    done = length = 0
    # The run that is going on copies the character `length + shift` next.
    shift = 0
    for start, end, replacement in edits:
        pieces.append(text[done:start])
        length += start - done
        if replacement:
            # Its first character goes on the run; a replacement may be longer than what it
            # replaces, and the map must not overtake.
            pieces.append(replacement)
            length += 1
            for index in range(1, len(replacement)):
                new.append(length)
                old.append(start + min(index, max(end - start - 1, 0)))
                shift = old[-1] - length
                length += 1
        if end - length != shift:
            shift = end - length
            if new[-1] == length:
                old[-1] = end
            else:
                new.append(length)
                old.append(end)
        done = end
    pieces.append(text[done:])
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
    pages : sequence of int, optional
        Where each page begins in `text`, for a file that has pages; each begins a line.
    """

    __slots__ = ("_line_starts", "encoding", "pages", "path", "replaced", "text")

    def __init__(
        self,
        path: str,
        text: str,
        encoding: str,
        replaced: Sequence[int] = (),
        pages: Sequence[int] = (),
    ) -> None:
        self.path = path
        self.text = text
        self.encoding = encoding
        self.replaced = tuple(replaced)
        self.pages = tuple(pages)
        self._line_starts: list[int] | None = None

    def __repr__(self) -> str:
        return f"<Source {self.path!r}: {len(self.text):,} characters, {self.encoding}>"

    def locate(self, position: int) -> Location:
        """Return the line and column, and the page if there are any, of a position in `text`."""
        if self._line_starts is None:
            self._line_starts = [0, *(m.end() for m in _LINE_END.finditer(self.text))]
        line = bisect_right(self._line_starts, position)
        column = position - self._line_starts[line - 1] + 1
        if not self.pages:
            return Location(line, column)
        page = max(bisect_right(self.pages, position), 1)
        return Location(
            line - bisect_right(self._line_starts, self.pages[page - 1]) + 1, column, page
        )

"""What every reader takes, and what it gives: the raw texts of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from policytext.offsets import OffsetMap, Source

if TYPE_CHECKING:
    from policytext.readers.archives import Budget

__all__ = ["Failure", "Field", "File", "RawText"]


class File(NamedTuple):
    """A file to read: its name, its bytes, and what the user said of it.

    `depth` counts the archives it lies in, and `budget` what may still be read of them.
    """

    path: str
    data: bytes
    encoding: str | None = None
    text_column: str = "text"
    strict: bool = False
    depth: int = 0
    budget: Budget | None = None


class Failure(NamedTuple):
    """A file, or a part of one, that could not be read, and why."""

    path: str
    reason: str


class Field(NamedTuple):
    """A value that stands around a text, and where: `[start, end)` in `source.text`."""

    value: str
    start: int
    end: int


class RawText(NamedTuple):
    """One text of a file, before cleaning.

    Attributes
    ----------
    text : str
        The text.
    offsets : OffsetMap
        From positions in `text` to positions in `source.text`.
    source : Source
        The file's characters.
    metadata : dict
        What a table's other columns say of the text.
    header : mapping of str to Field
        Labels and values of the table that a portal puts around a document (发文字号, 成文日期).
    notes : tuple of str
        Footnotes and endnotes: kept apart, so that they are not counted.
    warnings : tuple of str
        What the reader met that may make the text differ from what a person sees.
    """

    text: str
    offsets: OffsetMap
    source: Source
    metadata: dict[str, object]
    header: Mapping[str, Field] = {}
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

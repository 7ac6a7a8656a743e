"""Plain text files."""

from __future__ import annotations

from collections.abc import Iterator

from policytext.offsets import OffsetMap, Source
from policytext.readers.raw import RawText

__all__ = ["read_text"]


def read_text(source: Source, text_column: str) -> Iterator[RawText]:
    """Yield the one text of a plain text file."""
    yield RawText(source.text, OffsetMap(), source, {})

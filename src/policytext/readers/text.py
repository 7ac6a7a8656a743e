"""Plain text files."""

from __future__ import annotations

from collections.abc import Iterator

from policytext.offsets import OffsetMap
from policytext.readers.encoding import decode
from policytext.readers.raw import File, RawText

__all__ = ["read_text"]


def read_text(file: File) -> Iterator[RawText]:
    """Yield the one text of a plain text file."""
    source = decode(file.data, file.path, file.encoding, file.strict)
    yield RawText(source.text, OffsetMap(), source, {})

"""What every reader gives: the raw texts of a file."""

from __future__ import annotations

from typing import NamedTuple

from policytext.offsets import OffsetMap, Source

__all__ = ["RawText"]


class RawText(NamedTuple):
    """One text of a file, before cleaning.

    `offsets` maps positions in `text` to positions in `source.text`; `metadata` holds what the
    file itself says of the text (a table's other columns, a web page's title).
    """

    text: str
    offsets: OffsetMap
    source: Source
    metadata: dict[str, object]

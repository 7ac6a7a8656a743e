"""The text of a Word 97-2003 document (.doc), from its piece table ([MS-DOC] 2.4.1)."""

from __future__ import annotations

import re
import struct
from itertools import accumulate, pairwise
from typing import NamedTuple

__all__ = ["EncryptedWord", "OldWord", "WordText", "read_word97"]

_WORD97 = 0x00C1
_ENCRYPTED, _TABLE1 = 0x0100, 0x0200
# Where the file information block has what is needed ([MS-DOC] 2.5.1 to 2.5.10).
_COUNTS_AT, _CLX_AT = 76, 418
_PIECES, _PROPERTIES = 2, 1
_COMPRESSED = 1 << 30
_CONTENTS_FIELD = re.compile(r"\s*TOC\b")
_CHARACTERS = {"\r": "\n", "\x07": "\n", "\x0c": "\n", "\x0b": "\v", "\x0e": "\v", "\x1e": "-"}
# What is left of the controls marks a picture, a note, a field; a soft hyphen is not seen.
_CONTROL = re.compile("[\0-\x08\x0c-\x1f]")
_CHANGED = re.compile("[\r\x07\x0c\x0e\x1e]")


class OldWord(Exception):
    """The document is older than Word 97."""


class EncryptedWord(Exception):
    """The document is protected by a password."""


class WordText(NamedTuple):
    """The text of a document: one paragraph a line, a line break within one as U+000B."""

    text: str
    notes: tuple[str, ...]
    boxes: int


def read_word97(word: bytes, tables: dict[str, bytes]) -> WordText:
    """Read the text of a document.

    Parameters
    ----------
    word : bytes
        The stream WordDocument.
    tables : dict of str to bytes
        The streams 0Table and 1Table, as far as they are there.

    Returns
    -------
    WordText
        The main text, the footnotes and endnotes, and the number of characters in text boxes.

    Raises
    ------
    OldWord, EncryptedWord
        If there is another way to read it, or none.
    ValueError, KeyError, struct.error
        If the streams are damaged.
    """
    magic, version = struct.unpack_from("<HH", word)
    if magic != 0xA5EC or version < _WORD97:
        raise OldWord
    (flags,) = struct.unpack_from("<H", word, 10)
    if flags & _ENCRYPTED:
        raise EncryptedWord
    main, footnotes, headers, macros, comments, endnotes, boxes = struct.unpack_from(
        "<7i", word, _COUNTS_AT
    )
    table = tables["1Table" if flags & _TABLE1 else "0Table"]
    offset, size = struct.unpack_from("<II", word, _CLX_AT)
    coded = _pieces(word, table[offset : offset + size])
    counts = (main, footnotes, headers, macros, comments, endnotes, boxes)
    if min(counts) < 0 or 2 * main > len(coded):
        raise ValueError("its text is shorter than it says")
    ends = list(accumulate(counts))
    # Word counts in units of UTF-16, of which a rare Han character takes two.
    texts = [
        coded[2 * start : 2 * end].decode("utf-16-le", "replace")
        for start, end in pairwise([0, *ends])
    ]
    return WordText(_plain(texts[0]), _notes(texts[1]) + _notes(texts[5]), boxes)


def _pieces(word: bytes, clx: bytes) -> bytes:
    """Put the text together, as UTF-16, from the pieces that store it ([MS-DOC] 2.9.38)."""
    position = 0
    while clx[position] == _PROPERTIES:
        (length,) = struct.unpack_from("<H", clx, position + 1)
        position += 3 + length
    if clx[position] != _PIECES:
        raise ValueError("its piece table is not where it should be")
    (size,) = struct.unpack_from("<I", clx, position + 1)
    position += 5
    if size > len(clx) - position:
        raise ValueError("its piece table is cut off")
    count = (size - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", clx, position)
    position += 4 * (count + 1)
    texts = []
    total = 0
    for index in range(count):
        (where,) = struct.unpack_from("<I", clx, position + 8 * index + 2)
        length = bounds[index + 1] - bounds[index]
        total += length
        # Pieces that overlap could say the same text again without end.
        if length < 0 or total > len(word):
            raise ValueError("its piece table contradicts itself")
        if where & _COMPRESSED:
            start = (where & (_COMPRESSED - 1)) // 2
            latin = word[start : start + length].decode("cp1252", "replace")
            texts.append(latin.encode("utf-16-le"))
        else:
            start = where & (_COMPRESSED - 1)
            texts.append(word[start : start + 2 * length])
    return b"".join(texts)


def _without_fields(text: str) -> str:
    """Leave out the codes of fields, and all of a table of contents."""
    spans: list[tuple[int, int]] = []
    begun: list[list[int]] = []
    for match in re.finditer("[\x13\x14\x15]", text):
        if match[0] == "\x13":
            begun.append([match.start(), -1])
        elif begun and match[0] == "\x14":
            begun[-1][1] = match.end()
        elif begun:
            start, result = begun.pop()
            contents = _CONTENTS_FIELD.match(text, start + 1) is not None
            spans.append((start, match.end() if contents or result < 0 else result))
    kept = []
    position = 0
    for start, end in sorted(spans):
        kept.append(text[position : max(position, start)])
        position = max(position, end)
    kept.append(text[position:])
    return "".join(kept)


def _plain(text: str) -> str:
    """Write the characters of a document as plain text."""
    text = _CHANGED.sub(lambda match: _CHARACTERS[match[0]], _without_fields(text))
    return _CONTROL.sub("", text).removesuffix("\n")


def _notes(text: str) -> tuple[str, ...]:
    """Split the text of notes where each begins, with the mark of its number."""
    notes = (_plain(note).replace("\v", "\n").strip() for note in text.split("\x02"))
    return tuple(note for note in notes if note)

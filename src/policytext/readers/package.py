"""Office Open XML files (.docx, .xlsx): the parts of a zip and their XML, which may be hostile."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from typing import NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from policytext.errors import ReadError
from policytext.readers import limits

__all__ = ["Event", "Package", "Relation", "W", "damaged", "protected"]

#: The namespace of word processing, as it stands before a tag's name.
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# ISO/IEC 29500 "strict" files use other names for the same things.
_STRICT = re.compile(r"""(?<==["'])http://purl\.oclc\.org/ooxml/wordprocessingml/main(?=["'])""")
#: More than any document has; a list of millions would not fit in memory.
_MAX_PARTS = 20_000
#: Bytes of a part that is read as a tree; one of a book of 2,000 pages is smaller.
_MAX_TREE = 64 << 20
#: Elements and attributes take some 200 bytes of memory each, however few they have in the file; a
#: book of 1,000 pages has a million.
_MAX_NODES = 2_000_000
_CHUNK = 1 << 16


#: An element's start, with its attributes, or its end, with None and the text before it. A plain
#: tuple, for a sheet has millions.
Event = tuple[str, dict[str, str] | None, str]


class Relation(NamedTuple):
    """What a part refers to: by which name, as what, and the part that is meant."""

    id: str
    kind: str
    part: str


class Package:
    """The parts of an Office Open XML file, by name.

    Parameters
    ----------
    data : bytes
        The file.
    path : str
        Its path, for messages.

    Raises
    ------
    ReadError
        If the file is no zip or has more parts than any document; later, if a part is damaged,
        protected, or unpacks to too much.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        self._nodes = 0
        # Each entry takes memory as soon as the file is opened.
        if data.count(b"PK\x01\x02") > _MAX_PARTS:
            raise self._odd(f"has more than {_MAX_PARTS:,} parts")
        try:
            self._zip = ZipFile(BytesIO(data))
        # zipfile raises a dozen kinds of error on a damaged file.
        except Exception as error:
            raise damaged(path, error) from None
        self._parts = {_part_name(info.filename): info for info in self._zip.infolist()}

    def __contains__(self, part: str) -> bool:
        return _part_name(part) in self._parts

    def tree(self, part: str) -> ElementTree.Element:
        """Return the root element of a part."""
        data = b"".join(self._pieces(part, _MAX_TREE))
        try:
            text = data.decode(_encoding(data))
        except UnicodeDecodeError as error:
            raise damaged(self.path, error) from None
        # Entities, and with them all ways to blow up or to fetch, need a declaration.
        if "<!DOCTYPE" in text:
            raise self._declares(part)
        self._nodes += text.count("<") - text.count("</") + text.count("=")
        if self._nodes > _MAX_NODES:
            raise self._odd(f"has more than {_MAX_NODES:,} elements and attributes")
        try:
            return ElementTree.fromstring(_STRICT.sub(W[1:-1], text))
        except (ElementTree.ParseError, ValueError) as error:
            raise self._malformed(part, error) from None

    def events(self, part: str) -> Iterator[Event]:
        """Yield starts and ends of a part's elements, without prefixes; nothing if it is absent.

        The part is unpacked and read a piece at a time, so it may be larger than a tree.
        """
        events: list[Event] = []
        text: list[str] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            text.clear()
            events.append((name.rpartition(":")[2], attributes, ""))

        def end(name: str) -> None:
            events.append((name.rpartition(":")[2], None, "".join(text)))
            text.clear()

        def refuse(*_: object) -> None:
            raise self._declares(part)

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = text.append
        parser.StartDoctypeDeclHandler = refuse
        pieces = chain(self._pieces(part, limits.MAX_BYTES), [b""]) if part in self else ()
        for piece in pieces:
            try:
                parser.Parse(piece, not piece)
            except (expat.ExpatError, ValueError, LookupError) as error:
                raise self._malformed(part, error) from None
            yield from events
            events.clear()

    def relations(self, part: str) -> list[Relation]:
        """List what a part of the package refers to, "" the package itself."""
        folder, base = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{base}.rels")
        if listed not in self:
            return []
        return [
            Relation(
                relation.get("Id", ""),
                relation.get("Type", "").rsplit("/", 1)[-1],
                _part_name(posixpath.join("/", folder, relation.get("Target", ""))),
            )
            for relation in self.tree(listed)
            if relation.get("TargetMode") != "External"
        ]

    def related(self, part: str, kind: str) -> str | None:
        """Return the part that `part` refers to as `kind`, the last word of the relation's type."""
        found = (to.part for to in self.relations(part) if to.kind == kind and to.part in self)
        return next(found, None)

    def _pieces(self, part: str, limit: int) -> Iterator[bytes]:
        """Unpack a part piece by piece, unless it grows larger than a limit."""
        info = self._parts[_part_name(part)]
        if info.flag_bits & 1:
            raise protected(self.path)
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self._odd(f"packs its part {part} by method {info.compress_type}")
        size = 0
        try:
            stream = self._zip.open(info)
        except Exception as error:
            raise damaged(self.path, error) from None
        with stream:
            while True:
                try:
                    piece = stream.read(_CHUNK)
                except Exception as error:
                    raise damaged(self.path, error) from None
                if not piece:
                    return
                size += len(piece)
                limits.check_ratio(size, info.compress_size, self.path)
                if size > limit:
                    raise self._odd(f"has a part, {part}, of more than {limit:,} bytes")
                yield piece

    def _odd(self, what: str) -> ReadError:
        """Say that the file is none that an Office program writes."""
        return ReadError(
            f"{self.path} {what}, which no document does. "
            "If you trust it, save it in another format and read that."
        )

    def _declares(self, part: str) -> ReadError:
        return self._odd(f"declares entities in its part {part}")

    def _malformed(self, part: str, error: Exception) -> ReadError:
        return damaged(self.path, f"its part {part} is not well-formed XML ({error})")


def damaged(path: str, reason: Exception | str) -> ReadError:
    """Say that a file is not whole."""
    detail = str(reason).rstrip(".") or type(reason).__name__
    return ReadError(
        f"{path} is damaged: {detail}. "
        "Download it again, or open it in Word, Excel or WPS and save it again."
    )


def protected(path: str) -> ReadError:
    """Say that a file is encrypted."""
    return ReadError(f"{path} is protected by a password. Save it without one.")


def _encoding(data: bytes) -> str:
    """Tell the encoding of a part: UTF-8 or UTF-16 and nothing else (ISO/IEC 29500-2, 9.1.7)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # XML begins with "<".
    return {b"\0<": "utf-16-be", b"<\0": "utf-16-le"}.get(data[:2], "utf-8-sig")


def _part_name(name: str) -> str:
    """Write a part's name in one way.

    Names do not differ in case alone (ISO/IEC 29500-2, 9.1.1.1); some programs write backslashes.
    """
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()

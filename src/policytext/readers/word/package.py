"""Office Open XML files: parts of a zip and their XML, read as data that may be hostile."""

from __future__ import annotations

import posixpath
import re
import zipfile
from io import BytesIO
from typing import NoReturn
from xml.etree import ElementTree

from policytext.errors import ReadError

__all__ = ["Package", "W"]

#: The namespace of word processing, as it stands before a tag's name.
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# ISO/IEC 29500 "strict" files use other names for the same things.
_STRICT = re.compile(r"""(?<==["'])http://purl\.oclc\.org/ooxml/wordprocessingml/main(?=["'])""")
#: A part of a book of 2,000 pages is smaller.
_MAX_BYTES = 64 << 20
#: Elements and attributes take some 200 bytes of memory each, however few they have in the file; a
#: book of 1,000 pages has a million.
_MAX_NODES = 2_000_000
_MAX_ENTRIES = 20_000
#: Repetitive tables reach 100; a part made to fill the memory has more, and is large.
_MAX_RATIO = 200
_RATIO_FROM = 8 << 20


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
        If the file is no zip or has more entries than any document needs.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        self._nodes = 0
        # Each entry takes memory as soon as the file is opened.
        if data.count(b"PK\x01\x02") > _MAX_ENTRIES:
            self._fail(f"has more than {_MAX_ENTRIES:,} parts, which no document has")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            # Names of parts do not differ in case alone (ISO/IEC 29500-2, 9.1.1.1).
            self._entries = {_name(info.filename): info for info in self._zip.infolist()}
        # zipfile raises a dozen kinds of error on a damaged file.
        except Exception as error:
            self._damaged(error)

    def _fail(self, what: str) -> NoReturn:
        raise ReadError(f"{self.path} {what}. It is not read.")

    def _damaged(self, error: Exception) -> NoReturn:
        raise ReadError(
            f"{self.path} is damaged: {error or type(error).__name__}. "
            "Open it in Word or LibreOffice and save it again."
        ) from None

    def __contains__(self, name: str) -> bool:
        return _name(name) in self._entries

    def read(self, name: str) -> bytes:
        """Return the bytes of a part; refuse one that is damaged or unpacks to too much."""
        info = self._entries[_name(name)]
        if info.flag_bits & 1:
            self._fail("is protected by a password")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            self._fail(f"packs its part {name} in a way that Office files do not use")
        try:
            with self._zip.open(info) as stream:
                data = stream.read(_MAX_BYTES + 1)
        except Exception as error:
            self._damaged(error)
        if len(data) > _MAX_BYTES:
            self._fail(f"has a part, {name}, that unpacks to more than {_MAX_BYTES:,} bytes")
        if len(data) > max(_RATIO_FROM, _MAX_RATIO * info.compress_size):
            self._fail(f"has a part, {name}, that unpacks to {_MAX_RATIO} times its size and more")
        return data

    def xml(self, name: str) -> ElementTree.Element:
        """Return the root element of a part."""
        data = self.read(name)
        try:
            text = data.decode(_encoding(data))
        except UnicodeDecodeError as error:
            self._damaged(error)
        # Entities, and with them all ways to blow up or to fetch, need a declaration.
        if "<!DOCTYPE" in text:
            self._fail(f"declares entities in its part {name}, which no Office file does")
        self._nodes += text.count("<") - text.count("</") + text.count("=")
        if self._nodes > _MAX_NODES:
            self._fail(f"has more than {_MAX_NODES:,} elements and attributes")
        try:
            return ElementTree.fromstring(_STRICT.sub(W[1:-1], text))
        except (ElementTree.ParseError, ValueError) as error:
            raise ReadError(
                f"{self.path} is damaged: its part {name} is not well-formed XML ({error}). "
                "Open it in Word or LibreOffice and save it again."
            ) from None

    def related(self, part: str, kind: str) -> str | None:
        """Return the name of the part that `part` refers to as `kind`, if it is there.

        `part` is "" for the package itself; `kind` is the last word of the relationship's type.
        """
        folder, base = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations not in self:
            return None
        for relation in self.xml(relations):
            if relation.get("TargetMode") == "External":
                continue
            if relation.get("Type", "").rsplit("/", 1)[-1] == kind:
                target = posixpath.join("/", folder, relation.get("Target", ""))
                if target in self:
                    return _name(target)
        return None


def _encoding(data: bytes) -> str:
    """Tell the encoding of a part: UTF-8 or UTF-16 and nothing else (ISO/IEC 29500-2, 9.1.7)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # XML begins with "<".
    return {b"\0<": "utf-16-be", b"<\0": "utf-16-le"}.get(data[:2], "utf-8-sig")


def _name(name: str) -> str:
    """Write a part's name in one way."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()

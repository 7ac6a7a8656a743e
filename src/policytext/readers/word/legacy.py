"""Word files that are no .docx: .doc, .wps, Rich Text, and what else goes by their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from policytext.errors import MissingExtra, ReadError
from policytext.offsets import Source, apply_edits
from policytext.readers.html import read_html
from policytext.readers.package import damaged, protected
from policytext.readers.raw import Failure, File, RawText
from policytext.readers.text import read_text
from policytext.readers.word.docx import line_breaks, read_docx
from policytext.readers.word.libreoffice import to_docx
from policytext.readers.word.word97 import EncryptedWord, OldWord, WordText, read_word97

__all__ = ["read_legacy"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
#: Streams by which another program's file is known, and how to make it readable.
_OTHERS = {
    "Workbook": "is a workbook of Excel 97-2003 or WPS (.xls, .et). Save it as .xlsx.",
    "Book": "is a workbook of Excel 5 (.xls). Save it as .xlsx.",
    "PowerPoint Document": "is a presentation (.ppt, .dps). Save its text as .docx or .txt.",
}
_TEXT_ONLY = (
    "Read without LibreOffice: automatic numbers, if any, are missing, and tracked deletions and "
    "hidden text, if any, are in the text. Install LibreOffice to read them as Word shows them."
)
_INSTALL = "Install LibreOffice, which converts it, or save it as .docx."


def read_legacy(file: File) -> Iterator[RawText | Failure]:
    """Yield the text of a Word 97-2003 or WPS file.

    Where LibreOffice is installed it converts the file, and the text has the automatic numbers.
    Otherwise the text is read as it is stored, with a warning that it may lack them.

    A file that is something else under such a name is read as what it is: .docx, Rich Text,
    OpenDocument, a web page, plain text.
    """
    if file.data.startswith(_OLE):
        yield _read_ole(file)
        return
    head = file.data[:2000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if _ODT in head:
        yield _convert(file, ".odt", "is in the OpenDocument format")
    elif head.startswith(b"pk\x03\x04"):
        yield from read_docx(file)
    elif head.startswith(b"{\\rtf"):
        yield _convert(file, ".rtf", "is in Rich Text Format")
    elif b"word.document" in head or b"w:worddocument" in head or b"<pkg:package" in head:
        yield _convert(file, ".xml", "is in the XML format of Word 2003")
    elif b"mime-version:" in head:
        yield from read_html(file._replace(data=_page_of(file)))
    elif re.search(rb"<html|<!doctype html|<body", head):
        yield from read_html(file)
    else:
        yield from read_text(file)


def _page_of(file: File) -> bytes:
    """Return the page of a web archive (MHTML).

    The encoding that it declares is not asked: pages that say GB2312 have characters of GBK.
    """
    from email import message_from_bytes

    try:
        for part in message_from_bytes(file.data).walk():
            if part.get_content_type() == "text/html":
                page = part.get_payload(decode=True)
                return page if isinstance(page, bytes) else b""
    # Parts may lie in parts without end, and be coded in any way or in none.
    except Exception as error:
        raise damaged(file.path, error) from None
    raise ReadError(f"{file.path} is a web archive without a page. Check where it comes from.")


def _convert(file: File, ending: str, what: str) -> RawText:
    """Read a file through LibreOffice, which alone can."""
    raw = _converted(file, ending)
    if raw is None:
        raise ReadError(f"{file.path} {what}. {_INSTALL}")
    return raw


def _converted(file: File, ending: str) -> RawText | None:
    """Read a file as LibreOffice converts it, if it can."""
    data = to_docx(file.data, ending)
    if data is None:
        return None
    (raw,) = read_docx(File(file.path, data))
    return raw._replace(source=Source(file.path, raw.source.text, ending[1:]))


def _read_ole(file: File) -> RawText:
    """Read a compound file: a Word document, if anything."""
    streams = _streams(file)
    if "EncryptedPackage" in streams:
        raise protected(file.path)
    for name, what in _OTHERS.items():
        if name in streams and "WordDocument" not in streams:
            raise ReadError(f"{file.path} {what}")
    if "WordDocument" not in streams:
        return _convert(file, ".wps", "is of a kind that is not known")
    try:
        text = read_word97(streams["WordDocument"], streams)
    except EncryptedWord:
        raise protected(file.path) from None
    except OldWord:
        return _convert(file, ".doc", "is older than Word 97")
    # The piece table of a damaged file may say anything.
    except Exception as error:
        raise damaged(file.path, error) from None
    return _converted(file, ".doc") or _as_stored(file.path, text)


def _as_stored(path: str, word: WordText) -> RawText:
    """Make a text of what a document stores."""
    if not word.text.strip():
        raise ReadError(f"{path} has no text. If it shows pages, recognise their text (OCR) first.")
    warnings = [_TEXT_ONLY]
    if word.boxes:
        warnings.append(f"Text boxes not read: {word.boxes:,} characters.")
    source = Source(path, word.text, "doc")
    text, offsets = apply_edits(word.text, line_breaks(word.text))
    return RawText(text, offsets, source, {}, {}, word.notes, tuple(warnings))


def _streams(file: File) -> dict[str, bytes]:
    """Return the streams of a compound file that tell what it is and hold its text."""
    try:
        from olefile import OleFileIO
    except ImportError:
        raise MissingExtra(
            f"Reading {file.path} needs olefile, which is not installed. "
            "Install it with: pip install olefile"
        ) from None
    try:
        with OleFileIO(BytesIO(file.data)) as ole:
            held = {name[0]: name for name in ole.listdir() if len(name) == 1}
            wanted = {"WordDocument", "0Table", "1Table"} & held.keys()
            known = dict.fromkeys({"EncryptedPackage", *_OTHERS} & held.keys(), b"")
            return known | {name: ole.openstream(held[name]).read() for name in wanted}
    # olefile raises whatever a damaged file leads to.
    except Exception as error:
        raise damaged(file.path, error) from None

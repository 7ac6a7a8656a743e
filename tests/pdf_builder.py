"""PDF files written by hand: each text at its place, each font with the codes that a test wants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Text(NamedTuple):
    """A text at a place, in points from the lower left corner, its characters so far apart."""

    x: float
    y: float
    text: str
    size: float = 16
    spread: float = 0


class Rule(NamedTuple):
    """A straight line between two places."""

    x0: float
    y0: float
    x1: float
    y1: float


class Picture(NamedTuple):
    """A grey picture that covers a part of the page."""

    x: float
    y: float
    width: float
    height: float


Item = Text | Rule | Picture


def pdf(
    pages: Sequence[Sequence[Item]],
    *,
    width: float = 595,
    height: float = 842,
    to_unicode: Callable[[int], int] | None = lambda code: code,
    extra: str = "",
) -> bytes:
    """Write a PDF whose font draws a character by its code point.

    Parameters
    ----------
    pages : sequence of sequence of Item
        What is on each page, in the order in which it is drawn.
    width, height : float
        The size of the pages, in points.
    to_unicode : callable, optional
        The code point that the font claims for a code; None leaves its table out.
    extra : str
        More entries of each page's dictionary.
    """
    codes = sorted({ord(c) for page in pages for item in page
                    if isinstance(item, Text) for c in item.text})  # fmt: skip
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        _font(to_unicode is not None),
        _descendant(codes),
        b"<< /Type /FontDescriptor /FontName /Songti /Flags 4 /FontBBox [0 -120 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>",
        _stream(_cmap(codes, to_unicode)) if to_unicode else b"null",
        _stream(b"\x80", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
                " /BitsPerComponent 8"),
    ]  # fmt: skip
    kids = []
    for page in pages:
        objects.append(_stream("\n".join(_draw(item) for item in page).encode()))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] {extra}"
            f" /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F 3 0 R >> /XObject << /I 7 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>".encode()
    return _file(objects)


def _draw(item: Item) -> str:
    """Write the operators that draw an item."""
    if isinstance(item, Text):
        codes = item.text.encode("utf-16-be").hex()
        return f"BT /F {item.size} Tf {item.spread} Tc 1 0 0 1 {item.x} {item.y} Tm <{codes}> Tj ET"
    if isinstance(item, Rule):
        return f"0.5 w {item.x0} {item.y0} m {item.x1} {item.y1} l S"
    return f"q {item.width} 0 0 {item.height} {item.x} {item.y} cm /I Do Q"


def _font(mapped: bool) -> bytes:
    return (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Songti /Encoding /Identity-H"
        b" /DescendantFonts [4 0 R]" + (b" /ToUnicode 6 0 R" if mapped else b"") + b" >>"
    )


def _descendant(codes: Sequence[int]) -> bytes:
    narrow = " ".join(f"{code} [500]" for code in codes if code < 0x2000)
    return (
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Songti /FontDescriptor 5 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        f" /DW 1000 /W [{narrow}] >>"
    ).encode()


def _cmap(codes: Sequence[int], to_unicode: Callable[[int], int]) -> bytes:
    """Write the table that gives each code its character."""
    lines = [f"<{code:04X}> <{to_unicode(code):04X}>" for code in codes]
    blocks = [lines[i : i + 100] for i in range(0, len(lines), 100)]
    body = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{body}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _stream(data: bytes, entries: str = "") -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    """Write objects with their table of places."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)

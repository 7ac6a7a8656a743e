"""Word files with the layouts that offices use, to be printed as PDF by LibreOffice."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PART = "http://schemas.openxmlformats.org/package/2006"


class Layout(NamedTuple):
    """How a document is set: lengths in points, the margins top, bottom, left, right."""

    size: float = 16
    title_size: float = 22
    indent: float = 2
    spacing: float = 0
    line: float = 28
    width: float = 595
    height: float = 842
    margins: tuple[float, float, float, float] = (105, 99, 79, 74)
    align: str = "both"
    font: str = "Noto Serif CJK SC"
    header: str = ""
    page_number: tuple[str, str] | None = ("— ", " —")
    grid: bool = False


def _twips(points: float) -> int:
    return round(points * 20)


def _paragraph(text: str, layout: Layout, *, kind: str = "body") -> str:
    """Write a paragraph of a kind: title, centre, right, flush, or body."""
    size = layout.title_size if kind == "title" else layout.size
    align = {"title": "center", "centre": "center", "right": "right"}.get(kind, layout.align)
    indent = layout.indent * layout.size if kind == "body" else 0
    line = layout.line * size / layout.size if layout.line else 0
    spacing = f'w:before="0" w:after="{_twips(layout.spacing)}"'
    if line:
        spacing += f' w:line="{_twips(line)}" w:lineRule="exact"'
    return (
        f'<w:p><w:pPr><w:spacing {spacing}/><w:ind w:firstLine="{_twips(indent)}"/>'
        f'<w:jc w:val="{align}"/></w:pPr>{_run(text, layout, size)}</w:p>'
    )


def _run(text: str, layout: Layout, size: float) -> str:
    fonts = f'w:ascii="{layout.font}" w:hAnsi="{layout.font}" w:eastAsia="{layout.font}"'
    return (
        f'<w:r><w:rPr><w:rFonts {fonts}/><w:sz w:val="{round(size * 2)}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def _footer(layout: Layout) -> str:
    before, after = layout.page_number or ("", "")
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = f"{_run(before, layout, 14)}{field}{_run(after, layout, 14)}"
    return (
        f'<w:ftr {_NAMESPACE}><w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
        f"{body if layout.page_number else ''}</w:p></w:ftr>"
    )


def docx(paragraphs: Sequence[tuple[str, str]], layout: Layout) -> bytes:
    """Return a .docx of paragraphs, each with its kind."""
    top, bottom, left, right = map(_twips, layout.margins)
    grid = '<w:docGrid w:type="lines" w:linePitch="579"/>'
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/>'
        '<w:footerReference w:type="default" r:id="rId3"/>'
        f'<w:pgSz w:w="{_twips(layout.width)}" w:h="{_twips(layout.height)}"/>'
        f'<w:pgMar w:top="{top}" w:bottom="{bottom}" w:left="{left}" w:right="{right}"'
        f' w:header="850" w:footer="992"/>{grid if layout.grid else ""}</w:sectPr>'
    )
    body = "".join(_paragraph(text, layout, kind=kind) for kind, text in paragraphs)
    header = _paragraph(layout.header, layout._replace(size=10, line=0), kind="centre")
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PART}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            + "".join(
                f'<Override PartName="/word/{part}.xml" ContentType="{_WORD}.{kind}+xml"/>'
                for part, kind in (
                    ("document", "document.main"),
                    ("header1", "header"),
                    ("footer1", "footer"),
                )
            )
            + "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PART}/relationships"><Relationship Id="rId1" '
            f'Type="{_RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{_PART}/relationships">'
            f'<Relationship Id="rId2" Type="{_RELATIONS}/header" Target="header1.xml"/>'
            f'<Relationship Id="rId3" Type="{_RELATIONS}/footer" Target="footer1.xml"/>'
            "</Relationships>"
        ),
        "word/document.xml": (
            f'<w:document {_NAMESPACE} xmlns:r="{_RELATIONS}"><w:body>{body}{section}</w:body>'
            "</w:document>"
        ),
        "word/header1.xml": f"<w:hdr {_NAMESPACE}>{header}</w:hdr>",
        "word/footer1.xml": _footer(layout),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return buffer.getvalue()


def kinds(text: str) -> list[tuple[str, str]]:
    """Give the lines of a clean official document the kinds that a secretary would."""
    lines = text.split("\n")
    result: list[tuple[str, str]] = []
    head = next((i for i, line in enumerate(lines[:8]) if line.endswith(("：", "。", "，"))), 1)
    for i, line in enumerate(lines):
        if i == 0:
            kind = "title"
        elif i < head and len(line) < 60:
            kind = "centre"
        elif i == head and line.endswith("："):
            kind = "flush"
        elif i >= len(lines) - 2 and len(line) < 20 and not line.endswith("。"):
            kind = "right"
        else:
            kind = "body"
        result.append((kind, line))
    return result


def print_pdf(files: Sequence[Path], folder: Path, *options: str) -> None:
    """Print files as PDF into a folder."""
    office = shutil.which("soffice")
    assert office is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = [office, profile, "--headless", *options, "--convert-to", "pdf", "--outdir"]
    subprocess.run(
        [*arguments, str(folder), *map(str, files)], check=True, capture_output=True, timeout=600
    )

"""Small Word files, built from raw XML, for tests."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": _OFFICE,
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)


def part(name, content):
    """Give the XML of a part with its root element."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NAMESPACES}>{content}</w:{name}>'


def parts_of(body, **others):
    """Give the parts of a Word file; `others` are numbering, styles, footnotes, endnotes."""
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>'
        for name in others
    )
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{name}+xml"/>'
        for name in others
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="main" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        **{f"word/{name}.xml": part(name, content) for name, content in others.items()},
    }


def zipped(parts):
    """Pack parts into the bytes of a file."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def docx(body, **others):
    """Give the bytes of a Word file."""
    return zipped(parts_of(body, **others))


def run(text, properties=""):
    """Give a run of text."""
    kept = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
    return f"<w:r><w:rPr>{properties}</w:rPr>{kept}</w:r>"


def paragraph(content, number=None, level=0, *, style=None, mark=""):
    """Give a paragraph of text or of runs, in a list if it has a number."""
    runs = content if content.startswith("<") else run(content) if content else ""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    numbered = (
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        if number is not None
        else ""
    )
    return f"<w:p><w:pPr>{style}{numbered}<w:rPr>{mark}</w:rPr></w:pPr>{runs}</w:p>"


def level(index, form, text, start=1, more="", suffix="tab"):
    """Give a level of a list."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:suff w:val="{suffix}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(name, *levels):
    """Give an abstract list."""
    return (
        f'<w:abstractNum w:abstractNumId="{name}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(levels)}</w:abstractNum>"
    )


def instance(name, of, overrides=""):
    """Give an instance of an abstract list."""
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def one_list(*levels):
    """Give the definition of one list, number 1."""
    return abstract(1, *levels) + instance(1, 1)


def table(*rows):
    """Give a table of cells, each a text or the XML of a cell's content."""
    cells = (
        "".join(f"<w:tc>{c if c.startswith('<') else paragraph(c)}</w:tc>" for c in row)
        for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


#: Marks a test that compares with LibreOffice.
soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is absent")


def saved_by_libreoffice(data, kind, folder, ending=".docx"):
    """Give the bytes of a document as LibreOffice saves it in another format."""
    source = folder / f"document{ending}"
    source.write_bytes(data)
    saved = folder / "saved"
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", kind, "--outdir", saved, source,
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (saved / "document").with_suffix("." + kind.split(":")[0]).read_bytes()


def sample_docx():
    """Give a Word file that has what offices' files have, made from an invented report.

    Its headings, articles and steps are numbered automatically.
    """
    report = Path(__file__).parents[1] / "corpora" / "work_reports" / "2012.txt"
    text = report.read_text(encoding="utf-8")
    definition = abstract(
        1,
        level(0, "chineseCountingThousand", "%1、", suffix="nothing"),
        level(1, "chineseCountingThousand", "（%2）", suffix="nothing"),
        level(2, "decimal", "%3."),
        level(3, "decimalEnclosedCircle", "%4"),
    ) + abstract(2, level(0, "chineseCountingThousand", "第%1条", suffix="space"))
    body = []
    for line in filter(None, (line.strip() for line in text.split("\n")[:32])):
        heading = re.fullmatch("[一二三]、(.+)", line)
        body.append(paragraph(heading[1], 1) if heading else paragraph(line))
    body += [
        paragraph("改善民生", 1, 1),
        paragraph("扩大就业。", 1, 2),
        paragraph("培训工人。", 1, 3),
        paragraph("扶持企业。", 1, 3),
        paragraph("增加收入。", 1, 2),
        paragraph("保护环境", 1, 1),
        paragraph("治理河流。", 1, 2),
        *(paragraph("本市依法治理河流。", 2) for _ in range(12)),
        table(["指标", "2011年"], ["增长", "13.1%"]),
        paragraph(
            run("全年收入")
            + f'<w:ins w:id="1" w:author="甲" w:date="2012-02-08T00:00:00Z">{run("稳步")}</w:ins>'
            + '<w:del w:id="2" w:author="甲" w:date="2012-02-08T00:00:00Z"><w:r><w:delText>大幅'
            + f"</w:delText></w:r></w:del>{run('增长')}"
            + f'<w:r><w:footnoteReference w:id="2"/></w:r>{run("。")}'
        ),
    ]
    notes = "".join(
        f'<w:footnote w:id="{name}"{kind}>{paragraph(content)}</w:footnote>'
        for name, kind, content in (
            (0, ' w:type="separator"', "<w:r><w:separator/></w:r>"),
            (1, ' w:type="continuationSeparator"', "<w:r><w:continuationSeparator/></w:r>"),
            (2, "", "<w:r><w:footnoteRef/></w:r>" + run("按可比价格计算。")),
        )
    )
    return docx(
        "".join(body), numbering=definition + instance(1, 1) + instance(2, 2), footnotes=notes
    )

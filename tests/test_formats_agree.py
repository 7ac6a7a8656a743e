"""One document in four formats: web page, Word file with automatic numbers, the same saved by
LibreOffice, and printed as PDF. Text, outline and metadata must not depend on the format.
"""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

import policytext as pt
from docx_builder import abstract, docx, instance, level, run, soffice
from policytext.numbering import parse_marker

_HAN_NUMBER = re.compile("[一二三四五六七八九十百]+")
_DIVISION = re.compile("第([一二三四五六七八九十百]+)([章条])[ 　]*")


def has_chinese_font() -> bool:
    """Tell whether LibreOffice can draw Chinese; without a font its PDF has no text."""
    if shutil.which("fc-list") is None:
        return True
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout
    return bool(listed.strip())


def numbered(line):
    """Split a line into the number that Word would make, its form, and the rest."""
    division = _DIVISION.match(line)
    if division:
        return division[1], f"第%1{division[2]}", line[division.end() :]
    marker = parse_marker(line)
    if marker is None or marker.level not in ("一、", "（一）", "1、", "（1）"):
        return None
    shown = line[: marker.length].rstrip()
    number = _HAN_NUMBER.search(shown) or re.search(r"\d+", shown)
    form = shown[: number.start()] + "%1" + shown[number.end() :]
    return number[0], form, line[marker.length :]


def as_word_file(lines):
    """Make a Word file in which every number in front of a paragraph is an automatic one."""
    forms: dict[tuple[str, str], int] = {}
    body, instances = [], []
    for index, line in enumerate(lines):
        split = numbered(line)
        properties = '<w:jc w:val="center"/>' if index == 0 else '<w:ind w:firstLine="640"/>'
        if split:
            number, shown, line = split
            kind = "decimal" if number.isdecimal() else "chineseCounting"
            of = forms.setdefault((kind, shown), len(forms) + 1)
            name = len(instances) + 1
            start = pt.numbering.to_int(number)
            override = (
                f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            )
            instances.append(instance(name, of, override))
            properties = (
                f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{name}"/></w:numPr>{properties}'
            )
        size = '<w:sz w:val="44"/>' if index == 0 else '<w:sz w:val="32"/>'
        text = run(line, f'<w:rFonts w:eastAsia="Noto Serif CJK SC"/>{size}')
        body.append(f"<w:p><w:pPr>{properties}</w:pPr>{text}</w:p>")
    lists = [
        abstract(name, level(0, kind, shown, suffix="space" if shown[0] == "第" else "nothing"))
        for (kind, shown), name in forms.items()
    ]
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:bottom="1984" w:left="1588" w:right="1474"/></w:sectPr>'
    )
    return docx("".join(body) + page, numbering="".join(lists + instances))


def convert(files, kind, folder, profile):
    """Convert files with LibreOffice."""
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless",
            "--convert-to", kind, "--outdir", folder, *files,
        ],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip


def facts(document):
    """Give what must be alike: text, outline, metadata."""
    return {
        "text": document.text,
        "outline": [(s.level, s.number, s.title, s.span) for s in document.outline],
        "metadata": {name: found.value for name, found in document.fields.items()},
    }


def different(originals, folder, ending):
    """Name the documents that differ from their originals, with what differs."""
    found = {}
    for number, original in enumerate(originals):
        (read,) = pt.read(folder / f"{number}{ending}")
        alike, here = facts(original), facts(read)
        odd = [name for name in alike if alike[name] != here[name]]
        if odd:
            found[original.id] = odd
    return found


@pytest.fixture(scope="module")
def originals(tmp_path_factory):
    """Give the shared notices and bundled texts, and Word files made from them."""
    from conftest import SHARED

    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is absent")
    pages = sorted((SHARED / "notices").glob("*.html"))
    corpus = pt.read([*pages, *sorted((SHARED / "laws").glob("*.txt"))[:8]])
    folder = tmp_path_factory.mktemp("word")
    for number, document in enumerate(corpus):
        (folder / f"{number}.docx").write_bytes(as_word_file(document.paragraphs))
    return corpus, folder


def test_automatic_numbers_read_like_written_ones(originals):
    """A Word file whose numbers are automatic gives the same text, outline and metadata."""
    corpus, folder = originals

    assert different(corpus, folder, ".docx") == {}


@soffice
def test_a_word_file_saved_again_by_libreoffice_reads_the_same(originals, tmp_path):
    """What another program writes of the same file makes no difference."""
    corpus, folder = originals
    convert(sorted(folder.glob("*.docx")), "docx:MS Word 2007 XML", tmp_path, tmp_path / "profile")

    assert different(corpus, tmp_path, ".docx") == {}


@soffice
@pytest.mark.skipif(not has_chinese_font(), reason="no Chinese font to print with")
def test_a_word_file_printed_as_pdf_reads_the_same(originals, tmp_path):
    """Lines become paragraphs again; a few of a thousand paragraphs end where no one can tell."""
    corpus, folder = originals
    convert(sorted(folder.glob("*.docx")), "pdf", tmp_path, tmp_path / "profile")
    odd = different(corpus, tmp_path, ".pdf")

    assert len(odd) <= 1, odd
    assert not any("metadata" in what for what in odd.values()), odd

"""Whatever the bytes and whatever the name, reading ends soon in texts or in a message."""

import gzip
import io
import json
import os
import re
import shutil
import tarfile
import zipfile
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policytext.errors import PolicyTextError
from policytext.readers import FORMATS, Failure, File, RawText, read_data

# 100 examples a kind of file; POLICYTEXT_EXAMPLES=2000 makes 20 times as many.
EXAMPLES = int(os.environ.get("POLICYTEXT_EXAMPLES", "100"))
#: Seconds that reading a file of a few kilobytes may take, and megabytes that all may take.
SECONDS = 5
MEGABYTES = 1500
TEXT = "一、总体要求\n全面推进改革，促进发展。\n（一）目标\n到2025年，见国发〔2019〕5号。\n"
PAGE = (
    "<html><head><meta charset=utf-8><title>通知</title></head><body><table><tr><td>索引号</td>"
    f"<td>甲-1</td></tr></table><div><p>{TEXT}</p><ul><li>甲&amp;乙&#20154;</li></ul></div></body>"
)
#: Kinds whose source is the text of the file, so that a Han character stands there as it is.
AS_WRITTEN = (".txt", ".md", ".html", ".htm", ".csv", ".tsv", ".jsonl")
MAGIC = [
    b"", b"%PDF-1.7\n", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1",
    b"\x1f\x8b\x08\x00", b"BZh9", b"{\\rtf1", b"<html>", b"---\n", b"\xff\xfe", b"\xfe\xff",
    b"\xef\xbb\xbf", b"sep=,\n", b"MIME-Version: 1.0\n", b"PK\x03\x04word/document.xml",
    b"PK\x03\x04xl/workbook.xml", b'{"text": "', b"text,a\n",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _no_libreoffice():
    """Another program is not what is tried here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shutil, "which", lambda *names, **options: None)
        yield


# ---------------------------------------------------------------- small whole files


def zipped(parts):
    """Make a .zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def tarred(parts):
    """Make a .tar."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        for name, content in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            made.addfile(info, io.BytesIO(content))
    return out.getvalue()


def a_pdf():
    """Make a .pdf of one line."""
    drawn = b"BT /F 12 Tf 72 700 Td (Reform and opening up in 2019.) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    made = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Root 1 0 R/Size 6>>startxref\n%d\n%%%%EOF" % len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


def a_parquet():
    """Make a .parquet of two rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table({"text": ["全面推进改革。", "开放。"], "year": [2012, None]}), out)
    return out.getvalue()


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"

#: The parts of small files that are packed, so that what is in them can be spoilt as well.
PACKED = {
    ".docx": {
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="a" '
        f'Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="b" '
        f'Type="{_R}/numbering" Target="numbering.xml"/><Relationship Id="c" '
        f'Type="{_R}/footnotes" Target="footnotes.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body><w:p><w:pPr><w:numPr>'
        '<w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>总体要求</w:t></w:r>'
        '</w:p><w:p><w:ins><w:r><w:t xml:space="preserve">全面 </w:t></w:r></w:ins><w:del><w:r>'
        "<w:delText>旧</w:delText></w:r></w:del><w:r><w:tab/><w:t>改革。</w:t><w:br/>"
        '<w:footnoteReference w:id="2"/></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t>'
        "</w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>",
        "word/numbering.xml": f'<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="0"/></w:num></w:numbering>',
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{_W}"><w:footnote w:id="2"><w:p><w:r>'
        "<w:t>注。</w:t></w:r></w:p></w:footnote></w:footnotes>",
    },
    ".xlsx": {
        "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="a" '
        f'Type="{_R}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_S}"><si><t>text</t></si><si><r><t>改</t></r><r>'
        "<t>革。</t></r></si></sst>",
        "xl/styles.xml": f'<styleSheet xmlns="{_S}"><numFmts><numFmt numFmtId="170" '
        'formatCode="yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
        "</styleSheet>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_S}"><sheetData><row r="1"><c r="A1" '
        't="s"><v>0</v></c><c r="B1" t="str"><v>年</v></c></row><row r="2"><c r="A2" t="s"><v>1'
        '</v></c><c r="B2" s="1"><v>43529.5</v></c></row></sheetData></worksheet>',
    },
    ".zip": {"甲.txt": TEXT, "乙/丙.html": PAGE, "丁.zip": zipped({"戊.txt": TEXT})},
    ".tar.gz": {"1.txt": TEXT, "2/3.csv": f'text\n"{TEXT}"\n'},
}  # fmt: skip
PACK = {".tar.gz": lambda parts: gzip.compress(tarred(parts), mtime=0)}


def packed(ending, parts):
    """Pack the parts of a file of some kind."""
    bytes_of = {n: c if isinstance(c, bytes) else c.encode() for n, c in parts.items()}
    return PACK.get(ending, zipped)(bytes_of)


def _seeds():
    """Make small files of each kind."""
    front = "---\ntitle: 通知\n---\n# 一、要求\n- **全面**[推进](a.html)\n\n|甲|乙|\n|-|-|\n|1|2|\n"
    found = {
        ".txt": [TEXT.encode(), TEXT.encode("gbk"), TEXT.encode("utf-16")],
        ".md": [f"{front}{TEXT}[^1]\n\n[^1]: 注\n```\n码\n```\n".encode()],
        ".html": [PAGE.encode(), PAGE.replace("utf-8", "gbk").encode("gbk")],
        ".csv": [f'id,text\n1,"{TEXT}"\n2,"说""好"""\n3,丙\n'.encode()],
        ".tsv": [b"\xef\xbb\xbftext\tyear\r\n" + "改革。\t2012\r\n".encode()],
        ".jsonl": [b'{"text": "\\u6539\\n\\"", "y": [1, {"a": null}]}\n',
                   f"{json.dumps({'text': TEXT}, ensure_ascii=False)}\n".encode()],
        ".pdf": [a_pdf()],
        ".tgz": [gzip.compress(tarred({"1.txt": TEXT.encode()}), mtime=0)],
        **{ending: [packed(ending, parts)] for ending, parts in PACKED.items()},
    }  # fmt: skip
    with suppress(ImportError):
        found[".parquet"] = [a_parquet()]
    old = Path(__file__).with_name("files") / "numbered.doc"
    if old.is_file():
        found[".doc"] = [old.read_bytes()]
    return found


SEEDS = _seeds()


# ---------------------------------------------------------------- spoiling


def spoilt(data, changes):
    """Change, drop, repeat or put in some bytes at some places."""
    data = bytearray(data)
    for place, kind, piece in changes:
        at = place % (len(data) + 1)
        if kind == "put":
            data[at:at] = piece
        elif kind == "write":
            data[at : at + len(piece)] = piece
        elif kind == "drop":
            del data[at : at + 1 + len(piece) * 7]
        elif kind == "cut":
            del data[at:]
        else:
            data[at:at] = data[max(0, at - 40) : at] * 20
    return bytes(data)


PIECES = st.binary(max_size=8) | st.sampled_from(
    [
        b"\xff" * 4, b"\0" * 8, b"\x7f\xff\xff\xff", b"-1", b"99999999999", b"nan", b"%", b"/",
        b"<", b">", b"&", b'"', b"'", b"\n", b"\r", b",", b"<!DOCTYPE a [", b"]]>",
        "改".encode(), "改".encode("gbk"),
    ]
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 1 << 20), st.sampled_from(["put", "write", "drop", "cut", "repeat"]), PIECES
    ),
    min_size=1,
    max_size=6,
)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def check(ending, data, **options):
    """Read some bytes under some ending, and hold what comes to what is promised."""
    start = perf_counter()
    found = []
    with suppress(PolicyTextError):
        found = list(read_data(File(f"文{ending}", data, **options)))
    assert perf_counter() - start < SECONDS
    for part in found:
        if isinstance(part, Failure):
            assert part.reason
            continue
        assert isinstance(part, RawText)
        check_places(part)


def check_places(raw):
    """Every character has a place in the source, in order, and Han characters their own."""
    size = len(raw.text)
    places = [raw.offsets[position] for position in range(size + 1)]
    assert places == sorted(places)
    assert places[0] >= 0
    assert places[-1] <= len(raw.source.text)
    raw.source.locate(places[-1])
    for field in raw.header.values():
        assert 0 <= field.start <= field.end <= len(raw.source.text)
    name = raw.source.path.lower()
    if name.endswith(AS_WRITTEN) and raw.source.encoding not in ("docx", "pdf", "doc"):
        for character, place in zip(raw.text, places, strict=False):
            # A character may be written as a reference or an escape.
            if "\u4e00" <= character <= "\u9fff":
                assert raw.source.text[place] in (character, "&", "\\")


def memory():
    """Measure the most memory that was ever in use, in megabytes; 0 where the system cannot say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# ---------------------------------------------------------------- tests


@pytest.mark.parametrize("ending", SEEDS)
def test_the_whole_files_that_are_spoilt_are_read(ending):
    """Each of them gives a text, so that what is spoilt below was whole before."""
    for data in SEEDS[ending]:
        found = list(read_data(File(f"文{ending}", data)))
        assert any(isinstance(part, RawText) and part.text.strip() for part in found), found
        check(ending, data)


@settings(max_examples=8 * EXAMPLES, suppress_health_check=SLOW)
@given(ending=st.sampled_from(sorted(FORMATS)), magic=st.sampled_from(MAGIC), data=st.binary())
def test_any_bytes_under_any_ending_are_read_or_refused(ending, magic, data):
    """Noise, and noise that begins like a file of some kind."""
    check(ending, magic + data)


@settings(max_examples=2 * EXAMPLES, suppress_health_check=SLOW)
@given(ending=st.sampled_from(sorted(FORMATS)), kind=st.sampled_from(sorted(SEEDS)))
def test_a_file_under_another_ending_is_read_or_refused(ending, kind):
    """Offices rename files."""
    for data in SEEDS[kind]:
        check(ending, data)


@pytest.mark.parametrize("ending", SEEDS)
def test_a_spoilt_file_is_read_or_refused(ending):
    """Bytes changed, lost, repeated and put in, and files cut short."""

    @settings(max_examples=EXAMPLES, suppress_health_check=SLOW)
    @given(seed=st.sampled_from(SEEDS[ending]), changes=CHANGES)
    def run(seed, changes):
        check(ending, spoilt(seed, changes))

    before = memory()
    run()
    assert memory() - before < MEGABYTES


@pytest.mark.parametrize("ending", PACKED)
def test_a_packed_file_whose_parts_are_spoilt_is_read_or_refused(ending):
    """What is inside is spoilt before it is packed, so that it is unpacked without complaint."""
    parts = PACKED[ending]

    @settings(max_examples=2 * EXAMPLES, suppress_health_check=SLOW)
    @given(name=st.sampled_from(sorted(parts)), changes=CHANGES)
    def run(name, changes):
        whole = parts[name] if isinstance(parts[name], bytes) else parts[name].encode()
        check(ending, packed(ending, {**parts, name: spoilt(whole, changes)}))

    before = memory()
    run()
    assert memory() - before < MEGABYTES


VALUES = st.sampled_from(
    [
        "", "-1", "0", "1", "9", "99999999999999999999", "1e999", "nan", "x", "%1%2%9", "é" * 50,
        "A1", "XFD1048576", "ZZZZ9", "../../x", "s", "d", "b", "e", "inlineStr", "true", "1904",
        "_x0041_", "_xD800_", "２", "bullet", "word/document.xml", "yyyy", "[h]:mm", "&#10;",
    ]
)  # fmt: skip


@pytest.mark.parametrize("ending", [".docx", ".xlsx"])
def test_a_document_whose_values_are_changed_is_read_or_refused(ending):
    """The XML is well formed, and its attributes and texts say what no program writes."""
    parts = PACKED[ending]

    @settings(max_examples=3 * EXAMPLES, suppress_health_check=SLOW)
    @given(
        name=st.sampled_from(sorted(parts)),
        changes=st.lists(st.tuples(st.integers(0, 99), VALUES), min_size=1, max_size=4),
    )
    def run(name, changes):
        part = parts[name]
        for place, value in changes:
            # Not the names of name spaces, which have colons: without them nothing is understood.
            values = re.finditer(r'(?:="|>)([^"<>:]*)(?=["<])', part)
            spans = [match.span(1) for match in values]
            start, end = spans[place % len(spans)]
            part = part[:start] + value + part[end:]
        check(ending, packed(ending, {**parts, name: part}))

    run()


@settings(max_examples=EXAMPLES, suppress_health_check=SLOW)
@given(
    ending=st.sampled_from(AS_WRITTEN),
    text=st.text(
        alphabet="改革开放，。\n\r\t ,;\"'<>/p&amp;#*_[](){}:\\|-=`!a1\u3000𠮷", max_size=300
    ),
    encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_any_text_under_the_ending_of_a_text_is_read_or_refused(ending, text, encoding):
    """Marks of all these formats in any order."""
    head = "text\n" if ending in (".csv", ".tsv") else ""
    check(ending, (head + text).encode(encoding))
    check(ending, (head + text).encode(encoding), encoding=encoding)

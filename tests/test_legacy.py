import random
import struct
import sys
import time
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docx_builder import (
    docx,
    paragraph,
    sample_docx,
    saved_by_libreoffice,
    soffice,
)
from policytext.cleaning import clean
from policytext.errors import MissingExtra, PolicyTextError, ReadError
from policytext.readers import read_data
from policytext.readers.raw import File
from policytext.readers.word import legacy, libreoffice
from policytext.readers.word.docx import read_docx
from policytext.readers.word.legacy import read_legacy
from policytext.readers.word.word97 import read_word97

FILES = Path(__file__).with_name("files")
DOC = (FILES / "numbered.doc").read_bytes()
STORED = (
    "Read without LibreOffice: automatic numbers, if any, are missing, and tracked deletions and "
    "hidden text, if any, are in the text. Install LibreOffice to read them as Word shows them."
)


OPEN_DOCUMENT = b"PK\x03\x04".ljust(30, b"\0") + (
    b"mimetypeapplication/vnd.oasis.opendocument.textPK\x03\x04"
)


@pytest.fixture
def alone(monkeypatch):
    """Let LibreOffice not be installed."""
    monkeypatch.setattr(libreoffice.shutil, "which", lambda name: None)


def read(data, name="文件.doc"):
    """Read the bytes of an old file."""
    (raw,) = read_legacy(File(name, data))
    return raw


def message(data, name="文件.doc"):
    """Give the message with which a file is refused."""
    with pytest.raises(ReadError) as caught:
        read(data, name)
    return str(caught.value)


# ---------------------------------------------------------------- Word 97-2003


def test_a_doc_is_read_without_libreoffice_but_for_its_numbers(alone):
    """The text is there, footnotes apart, and a warning says what may be missing."""
    raw = read(DOC)
    expected = (FILES / "numbered.txt").read_text(encoding="utf-8")
    cleaned = clean(raw.text).text

    assert "过去五年工作回顾\n" in cleaned
    assert "改善民生\n扩大就业。\n培训工人。\n" in cleaned
    assert cleaned.endswith("\n指标\n2011年\n增长\n13.1%\n全年收入稳步大幅增长。")
    assert set(cleaned) <= set(expected) | {"大", "幅"}
    assert raw.notes == ("按可比价格计算。",)
    assert raw.warnings == (STORED,)
    assert raw.source.encoding == "doc"


@soffice
def test_a_doc_is_read_with_libreoffice_as_word_shows_it():
    """Numbers are there, deletions are not, and no warning is needed but the one on them."""
    raw = read(DOC, "报告.wps")

    assert clean(raw.text).text == (FILES / "numbered.txt").read_text(encoding="utf-8")
    assert raw.notes == ("按可比价格计算。",)
    assert raw.warnings == (
        "Tracked changes taken as accepted: 2. Insertions are in the text, deletions are not.",
    )
    assert (raw.source.path, raw.source.encoding) == ("报告.wps", "doc")


@soffice
def test_the_sample_is_what_libreoffice_saves(tmp_path):
    """The sample file can be made again."""
    saved = saved_by_libreoffice(sample_docx(), "doc", tmp_path)

    assert stored(saved) == stored(DOC)


def stored(data):
    """Give the text that a file stores."""
    from io import BytesIO

    from olefile import OleFileIO

    with OleFileIO(BytesIO(data)) as ole:
        streams = {name: ole.openstream(name).read() for name in ("WordDocument", "1Table")}
    return read_word97(streams["WordDocument"], streams)


@soffice
def test_other_texts_come_through_a_doc_unchanged(tmp_path):
    """Han, Latin, signs beyond the first plane, tabs and breaks."""
    texts = ["标题", "Report 2012 – “quoted”", "𠮷字", "一\t二", "½ × 3"]
    data = docx(
        "".join(map(paragraph, texts)) + "<w:p><w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r></w:p>"
    )

    assert stored(saved_by_libreoffice(data, "doc", tmp_path)).text.split("\n") == [
        *texts,
        "上\v下",
    ]


def word97(pieces, counts=None, *, flags=0x0200, version=0x00C1, magic=0xA5EC):
    """Give the streams of a document made of pieces, 8-bit for bytes and UTF-16 for text."""
    word = bytearray(2048)
    struct.pack_into("<HH", word, 0, magic, version)
    struct.pack_into("<H", word, 10, flags)
    bounds, places = [0], []
    for piece in pieces:
        encoded = piece if isinstance(piece, bytes) else piece.encode("utf-16-le")
        length = len(piece) if isinstance(piece, bytes) else len(encoded) // 2
        places.append(len(word) * 2 | 1 << 30 if isinstance(piece, bytes) else len(word))
        word += encoded
        bounds.append(bounds[-1] + length)
    counts = counts or [bounds[-1]]
    struct.pack_into("<7i", word, 76, *counts, *[0] * (7 - len(counts)))
    table = struct.pack(f"<{len(bounds)}I", *bounds)
    table += b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    properties = b"\x01\x02\x00ab"
    clx = properties + b"\x02" + struct.pack("<I", len(table)) + table
    struct.pack_into("<II", word, 418, 0, len(clx))
    return bytes(word), {"1Table" if flags & 0x0200 else "0Table": clx}


def test_pieces_of_both_kinds_make_one_text():
    """Word stores Latin text in one byte a character and the rest in two."""
    assert read_word97(*word97(["关于", b"\x93GDP\x94", "的通知\r"])).text == "关于“GDP”的通知"
    assert read_word97(*word97(["甲\r"], flags=0)).text == "甲"


def test_marks_become_line_ends_or_nothing():
    """Cells, breaks, hyphens, pictures, note marks."""
    text = "甲\x07乙\x07\x07丙\x0b丁\x0c戊\x1e己\x1f庚\x01\x02\x05\x08\t辛\r"

    assert read_word97(*word97([text])).text == "甲\n乙\n\n丙\v丁\n戊-己庚\t辛"


def test_field_codes_and_tables_of_contents_are_left_out():
    """A field shows its result; one that never ends takes no text with it."""
    link = "\x13 HYPERLINK \x13 REF \x14内\x15 \x14链接\x15"
    contents = "\x13TOC \\o\x14总则\t\x13PAGEREF\x141\x15\r附则\x15"

    assert read_word97(*word97([f"见{link}。\r{contents}正文\x13XE 甲\x15\r"])).text == (
        "见链接。\n正文"
    )
    assert read_word97(*word97(["甲\x13TOC \x14乙\r丙\r"])).text == "甲TOC 乙\n丙"


def test_only_the_main_text_is_text():
    """Notes are kept apart; headers and comments are no part of the document."""
    whole = ["正文\r", "\x02 脚注一\r\x02 脚注二\r", "页眉\r", "批注\r", "\x02尾注\r", "框\r"]
    main, notes, head, comment, end, box = map(len, whole)
    text = read_word97(*word97(["".join(whole)], [main, notes, head, 0, comment, end, box]))

    assert (text.text, text.notes, text.boxes) == ("正文", ("脚注一", "脚注二", "尾注"), 2)


@pytest.fixture
def compound(monkeypatch, alone):
    """Let a compound file hold the streams given."""

    def give(**streams):
        monkeypatch.setattr(legacy, "_streams", lambda file: streams)
        return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

    return give


def test_files_that_cannot_be_read_say_why(compound):
    """Passwords, other programs, versions that only LibreOffice knows, damage, pictures alone."""

    def document(*pieces, **options):
        word, tables = word97(*pieces, **options)
        return {"WordDocument": word, **tables}

    install = "Install LibreOffice, which converts it, or save it as .docx."
    cases = [
        ({"EncryptedPackage": b""}, "is protected by a password. Save it without one."),
        (document(["甲"], flags=0x0300), "is protected by a password. Save it without one."),
        (
            {"Workbook": b""},
            "is a workbook of Excel 97-2003 or WPS (.xls, .et). Save it as .xlsx.",
        ),
        ({"Book": b""}, "is a workbook of Excel 5 (.xls). Save it as .xlsx."),
        (
            {"PowerPoint Document": b""},
            "is a presentation (.ppt, .dps). Save its text as .docx or .txt.",
        ),
        ({}, f"is of a kind that is not known. {install}"),
        (document(["甲"], version=101), f"is older than Word 97. {install}"),
        (document(["甲"], magic=0xA5DC), f"is older than Word 97. {install}"),
        (
            document(["甲"], counts=[5]),
            "is damaged: its text is shorter than it says. "
            "Download it again, or open it in Word, Excel or WPS and save it again.",
        ),
        (
            document(["\x01\r"]),
            "has no text. If it shows pages, recognise their text (OCR) first.",
        ),
    ]  # fmt: skip

    for streams, expected in cases:
        assert message(compound(**streams)) == f"文件.doc {expected}"


def test_text_boxes_are_told_of(compound):
    """Their place in the text is not known without LibreOffice."""
    word, tables = word97(["正文\r框内\r"], [3, 0, 0, 0, 0, 0, 3])

    assert read(compound(WordDocument=word, **tables)).warnings == (
        STORED,
        "Text boxes not read: 3 characters.",
    )


# ---------------------------------------------------------------- other files of the name


def test_files_under_a_wrong_name_are_read_as_what_they_are(alone):
    """A .doc may be a .docx, a web page, a web archive or plain text."""
    archive = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
        "Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "PHA+vNfS0rG7w/ujrDwvcD4=\r\n--x--\r\n"
    )

    assert read(docx(paragraph("甲"))).text == "甲"
    assert read("<html><body><p>网页正文。</p></body></html>".encode()).text.strip() == "网页正文。"
    assert read(archive.encode()).text.strip() == "甲乙被名，"
    assert read("关于学习的通知\n各县：".encode("gb18030")).text == "关于学习的通知\n各县："


def test_formats_that_need_libreoffice_say_so(alone):
    """Rich Text, OpenDocument, the XML of Word 2003; a web archive without a page is told too."""
    install = "Install LibreOffice, which converts it, or save it as .docx."

    assert message(b"{\\rtf1 a}") == f"文件.doc is in Rich Text Format. {install}"
    assert message(b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><a/>') == (
        f"文件.doc is in the XML format of Word 2003. {install}"
    )
    assert message(OPEN_DOCUMENT) == f"文件.doc is in the OpenDocument format. {install}"
    assert message(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\na") == (
        "文件.doc is a web archive without a page. Check where it comes from."
    )


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "utf-8", "nonsense"])
def test_a_web_archive_is_read_whatever_encoding_it_declares(charset, alone):
    """Pages that say GB2312 have characters that only GBK has: 镕 and 堃."""
    head = f"MIME-Version: 1.0\r\nContent-Type: text/html; charset={charset}\r\n"
    head += "Content-Transfer-Encoding: 8bit\r\n\r\n"
    page = "<html><body><p>会议由朱镕、李堃两位同志主持，审议了工作报告。</p></body></html>"

    assert read(head.encode() + page.encode("gbk")).text.strip() == (
        "会议由朱镕、李堃两位同志主持，审议了工作报告。"
    )


def test_a_web_archive_of_parts_in_parts_without_end_is_refused(alone):
    """Python's reader of mails follows them until the stack is full."""
    parts = (f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(2000))

    assert message(f"MIME-Version: 1.0\r\n{''.join(parts)}".encode()).startswith(
        "文件.doc is damaged: "
    )


def test_olefile_is_named_where_it_is_missing(monkeypatch):
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, "olefile", None)

    with pytest.raises(MissingExtra) as caught:
        read(DOC)
    assert str(caught.value) == (
        "Reading 文件.doc needs olefile, which is not installed. "
        "Install it with: pip install olefile"
    )


@soffice
def test_rich_text_is_read_with_libreoffice():
    """A .doc that is Rich Text has its text, numbers included."""
    raw = read(b"{\\rtf1\\ansi\\ansicpg936 {\\pntext 1.\\tab}\\u30002?\\u20065?\\par B\\par}")

    assert raw.source.text.split("\n")[1] == "B"
    assert raw.source.encoding == "rtf"


@soffice
@pytest.mark.parametrize("ending", [".odt", ".rtf"])
def test_other_formats_are_read_with_libreoffice(ending, tmp_path):
    """Under their own names too."""
    data = saved_by_libreoffice(sample_docx(), ending[1:], tmp_path)
    (raw,) = read_data(File(f"文件{ending}", data))

    assert raw.source.encoding == ending[1:]
    assert "\n各位代表：\n" in raw.text


@soffice
def test_libreoffice_fetches_nothing(monkeypatch):
    """A picture that a document links to is not asked for."""
    import socket
    from threading import Thread

    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen():
            try:
                server.accept()
            except OSError:
                return
            asked.append("a request")

        thread = Thread(target=listen, daemon=True)
        thread.start()
        port = server.getsockname()[1]
        page = f'<html><body>甲<img src="http://127.0.0.1:{port}/a.png"></body></html>'
        assert libreoffice.to_docx(page.encode(), ".html") is not None
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    assert asked == []


@soffice
def test_a_conversion_that_takes_too_long_is_given_up(monkeypatch):
    """The text as it is stored stands in for it."""
    monkeypatch.setattr(libreoffice, "_SECONDS", 0.01)
    start = time.perf_counter()

    assert libreoffice.to_docx(DOC, ".doc") is None
    assert time.perf_counter() - start < 30


# ---------------------------------------------------------------- damaged files


def settles(data):
    """Tell whether a file is read or refused, and soon."""
    start = time.perf_counter()
    try:
        read(data)
    except PolicyTextError as error:
        return "文件.doc" in str(error) and time.perf_counter() - start < 5
    return time.perf_counter() - start < 5


def test_a_file_cut_off_anywhere_is_read_or_refused(alone):
    """No cut makes another error than ours."""
    assert all(settles(DOC[:end]) for end in range(0, len(DOC), 61))


def test_a_file_with_damaged_bytes_is_read_or_refused(alone):
    """Whatever bytes are changed; most often those of the tables at the file's head."""
    chance = random.Random(5)
    for _ in range(600):
        data = bytearray(DOC)
        for _ in range(chance.choice((1, 3, 30, 300))):
            data[chance.randrange(chance.choice((512, 4096, len(data))))] = chance.randrange(256)
        assert settles(bytes(data))


@given(
    st.sampled_from([b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"MIME-Version: 1.0\n", b"<html>"]),
    st.binary(max_size=2000),
)
def test_any_bytes_are_read_or_refused(start, rest):
    """Behind each beginning by which a kind is known."""
    with patch.object(libreoffice.shutil, "which", return_value=None):
        assert settles(start + rest)


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=6), st.data())
def test_any_piece_table_is_read_or_refused(values, data):
    """Numbers of any size in the tables make no text longer than the file."""
    word, tables = word97(["甲乙丙\r", b"abc\r"])
    clx = bytearray(tables["1Table"])
    for value in values:
        struct.pack_into("<I", clx, data.draw(st.integers(0, len(clx) - 4)), value)
    try:
        text = read_word97(word, {"1Table": bytes(clx)})
    except (ValueError, IndexError, struct.error):
        return
    assert len(text.text) <= len(word)


def test_reading_docx_and_doc_agree_on_a_text_without_numbers(alone):
    """What the two samples say is the same, numbers and tracked changes aside."""
    (word,) = read_docx(File("a.docx", (FILES / "numbered.docx").read_bytes()))
    ours, theirs = (clean(raw.text).text.split("\n") for raw in (word, read(DOC)))
    pairs = [(a, b) for a, b in zip(ours[:-1], theirs[:-1], strict=True) if not a.endswith(b)]

    assert pairs == []

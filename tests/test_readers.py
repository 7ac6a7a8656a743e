import json

import pytest

import policytext as pt
from docx_builder import docx, paragraph, zipped
from policytext import readers
from policytext.errors import ReadError
from policytext.readers import read_file
from test_table_readers import row, workbook


def raws(path, data, **options):
    """Write a file and read its raw texts."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    options = {"encoding": None, "text_column": "text", "strict": False, **options}
    return list(read_file(str(path), **options))


def raws_of(path):
    """Read a file that is or is not there."""
    return list(read_file(str(path), encoding=None, text_column="text", strict=False))


def place(raw, word):
    """Give line and column of a word of a raw text."""
    return tuple(raw.source.locate(raw.offsets[raw.text.index(word)])[:2])


def message(path, data, **options):
    """Give the message with which a file is refused, its path left out."""
    with pytest.raises(ReadError) as caught:
        raws(path, data, **options)
    return str(caught.value).replace(str(path), path.name)


# ---------------------------------------------------------------- web pages


@pytest.fixture
def page(tmp_path):
    """Read a web page's paragraphs."""

    def read(html, encoding="utf-8"):
        (raw,) = raws(tmp_path / "页.html", html.encode(encoding))
        return [line.strip() for line in raw.text.split("\n") if line.strip()]

    return read


def test_a_page_gives_its_text_without_the_rest(page):
    """Scripts, styles, navigation, hidden parts and lists of links are no text."""
    html = """<!DOCTYPE html><html><head><title>标题</title><style>p{}</style>
    <script>var a = "改革";</script></head><body>
    <nav>首页</nav><ul class="menu"><li><a href="a">要闻</a></li><li><a href="b">政策</a></li></ul>
    <div><h1>甲市通知</h1><p>全面推进改革。</p><p>特此通知。</p><!-- 注释 -->
    <noscript>请</noscript></div>
    <aside>广告</aside><select><option>选项</option></select></body></html>"""

    assert page(html) == ["甲市通知", "全面推进改革。", "特此通知。"]


def test_a_page_inside_a_form_is_read(page):
    """Some servers wrap the whole page in one form."""
    assert page("<form><p>全面推进改革。</p><button>提交</button></form>") == ["全面推进改革。"]


def test_a_head_that_is_not_closed_hides_nothing_but_itself(page):
    """HTML lets a page leave out </head>, <html> and <p> ends."""
    assert page("<head><title>标题</title><body><p>甲。<p>乙。") == ["甲。", "乙。"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("A&amp;B &lt;甲&gt;", "A&B <甲>"),
        ("&ldquo;十三五&rdquo;", "“十三五”"),
        ("&#20154;&#x6C11;", "人民"),
        ("甲&nbsp;乙", "甲\xa0乙"),
        ("AT&T 公司", "AT&T 公司"),
        ("?a=1&b=2", "?a=1&b=2"),
        ("&ampB", "&B"),
        ("3 < 5", "3 < 5"),
    ],
)
def test_references_are_resolved(page, html, text):
    """Entities become their characters; a lone ampersand stays one."""
    assert page(f"<p>{html}</p>") == [text]


@pytest.mark.parametrize("declared", ["<meta charset=gbk>", ""])
def test_a_page_in_gbk_is_read(page, declared):
    """The encoding is found whether the page declares it or not."""
    html = f"<html><head>{declared}</head><body><p>我们要全面推进各项改革的工作。</p></body></html>"

    assert page(html, "gbk") == ["我们要全面推进各项改革的工作。"]


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>甲<br>乙<br/>丙</p>", ["甲", "乙", "丙"]),
        ("<p>人<b>民</b>代<a href='x'>表</a></p>", ["人民代表"]),
        (
            "<table><tr><td>县区</td><td>人口</td></tr><tr><td>甲县</td><td>10</td></tr></table>",
            ["县区", "人口", "甲县", "10"],
        ),
        ("<ul><li>一、甲</li><li>二、乙</li></ul>", ["一、甲", "二、乙"]),
        (
            "<p>全面推进改\n  革，促进\r\n发展 and\ngrowth</p>",
            ["全面推进改革，促进发展 and growth"],
        ),
        ("<pre>甲。\n乙。</pre>", ["甲。", "乙。"]),
        ("<p>甲</p></div></b><p>乙</p>", ["甲", "乙"]),
    ],
)
def test_the_lines_of_a_page_are_those_that_it_shows(page, html, lines):
    """Blocks, <br> and table cells begin a line; a line end of the source does not.

    Between Han characters a line end of the source is nothing, elsewhere it is a space.
    """
    assert page(f"<body>{html}</body>") == lines


def test_a_word_of_a_page_has_its_place_in_the_source(tmp_path):
    """Line and column lead to the word in the file, past tags, entities and line ends."""
    html = (
        "<html>\r\n<body><p>&ldquo;全面&rdquo;推进改\r\n  革。</p><p>抓<b>落实</b></p>\r\n</body>"
    )
    (raw,) = raws(tmp_path / "页.html", html)

    assert [place(raw, word) for word in ("全面", "”", "推进", "革", "落实")] == [
        (2, 17), (2, 19), (2, 26), (3, 3), (3, 16),
    ]  # fmt: skip


def test_every_character_of_a_page_is_where_its_place_says(tmp_path):
    """A character that was not a reference stands in the source at its place."""
    html = "<body>\n<div>全面\n<i>推进</i>改革\n和 open<br>发展</div>\n<p>x</p></body>"
    (raw,) = raws(tmp_path / "页.html", html)
    seen = [(c, html[raw.offsets[i]]) for i, c in enumerate(raw.text) if not c.isspace()]

    assert [new for new, _ in seen] == [old for _, old in seen]


def test_a_page_without_text_is_refused(tmp_path):
    """A page built by scripts has nothing to read."""
    assert message(tmp_path / "页.html", "<html><body><script>load()</script></body></html>") == (
        "页.html shows no text: its page may be built by scripts or images."
    )


def test_a_huge_page_is_refused(tmp_path, monkeypatch):
    """Pages are small; a larger file is something else."""
    monkeypatch.setattr("policytext.readers.html._MAX_CHARACTERS", 10)

    assert message(tmp_path / "页.html", "<p>全面推进改革</p>") == (
        "页.html has 13 characters; a web page may have 10. Split it, or save its text as .txt."
    )


def test_elements_nested_too_deep_do_no_harm(page):
    """A broken page may open thousands of elements and close none."""
    assert page("<div>" * 5000 + "改革") == ["改革"]


def test_real_pages_give_their_text(shared):
    """Every real notice is read whole: no tag is left, and no word of its paragraphs lost."""
    import re
    from html import unescape

    for path in sorted((shared / "notices").glob("*.html")):
        document = pt.read(path, clean=False)[0]
        source = re.sub(
            r"(?s)<(script|style|head).*?</\1>|<!--.*?-->|<[^>]*>", "", document.source.text
        )

        assert "".join(document.text.split()) == "".join(unescape(source).split()), path


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_gives_a_text_a_row(tmp_path, separator, end):
    """Comma, tab and semicolon separate, any line end ends; other columns are metadata."""
    rows = [
        ["text", "year", "issuer"],
        ["全面推进改革。", "2012", "甲市"],
        ["促进发展。", "", "乙市"],
    ]
    table = end.join(separator.join(row) for row in rows)

    found = raws(tmp_path / "表.csv", table)

    assert [(raw.text, raw.metadata) for raw in found] == [
        ("全面推进改革。", {"year": 2012, "issuer": "甲市"}),
        ("促进发展。", {"year": "", "issuer": "乙市"}),
    ]


def test_a_table_may_have_a_byte_order_mark(tmp_path):
    """Spreadsheets write one in front of the header."""
    (raw,) = raws(tmp_path / "表.csv", "\ufefftext,year\n改革,2012\n")

    assert (raw.text, raw.metadata) == ("改革", {"year": 2012})


@pytest.mark.parametrize(
    ("word", "where"),
    [("甲", (3, 4)), ("乙", (4, 1)), ("好", (4, 5)), ("。", (4, 8)), ("丙", (5, 3))],
)
def test_a_word_of_a_cell_has_its_place_in_the_file(tmp_path, word, where):
    """Line and column count inside a cell that has line ends and doubled quotes."""
    data = 'id,text\n0,x\n1,"甲,\r\n乙说""好""。"\n2,丙\n'
    found = raws(tmp_path / "表.csv", data)

    (raw,) = [raw for raw in found if word in raw.text]
    assert place(raw, word) == where


def test_a_missing_text_column_suggests_the_nearest(tmp_path):
    """The message lists the columns."""
    assert message(tmp_path / "表.csv", "id,texts\n1,改革\n") == (
        "表.csv has no column 'text'; it has ['id', 'texts']. Did you mean 'texts'? "
        "Name it with `text_column`."
    )


def test_the_text_column_can_be_named(tmp_path):
    """Any column may hold the text."""
    (raw,) = raws(tmp_path / "表.tsv", "正文\t年\n改革\t2012\n", text_column="正文")

    assert (raw.text, raw.metadata) == ("改革", {"年": 2012})


# ---------------------------------------------------------------- JSON lines


def test_each_line_of_jsonl_is_a_document(tmp_path):
    """The text member is the text, the others are metadata with their types; blank lines pass."""
    lines = [{"text": "改革", "year": 2012, "tags": ["甲"]}, {"year": None, "text": "开放"}]
    found = raws(tmp_path / "档.jsonl", "\n\n".join(json.dumps(line) for line in lines) + "\r\n")

    assert [(raw.text, raw.metadata) for raw in found] == [
        ("改革", {"year": 2012, "tags": ["甲"]}),
        ("开放", {"year": None}),
    ]


def test_escapes_of_jsonl_are_undone(tmp_path):
    r"""\n, \", \\, \uXXXX and surrogate pairs become their characters."""
    (raw,) = raws(tmp_path / "档.jsonl", r'{"text": "甲\n\"乙\"\\\u4eba\ud842\udfb7\t丙"}')

    assert raw.text == '甲\n"乙"\\人𠮷\t丙'


# ---------------------------------------------------------------- files


def test_a_missing_file_suggests_names_like_it(tmp_path):
    """A name mistyped is near one in the same folder."""
    (tmp_path / "2012.txt").write_text("改革", "utf-8")
    with pytest.raises(ReadError) as caught:
        raws_of(tmp_path / "2021.txt")

    assert str(caught.value) == (f"{tmp_path / '2021.txt'}: no such file. Did you mean '2012.txt'?")


@pytest.mark.parametrize("name", ["某.txt", "无/某.txt"])
def test_a_missing_file_without_a_near_name_is_told(tmp_path, name):
    """Where nothing is near, and where the folder is missing too, the message says to check."""
    with pytest.raises(ReadError) as caught:
        raws_of(tmp_path / name)

    assert str(caught.value) == f"{tmp_path / name}: no such file. Check the name and the folder."


def test_a_folder_is_no_file(tmp_path):
    """A single reader reads files."""
    with pytest.raises(ReadError) as caught:
        raws_of(tmp_path)

    assert str(caught.value) == f"{tmp_path} is a folder. Name a file in it."


def test_a_file_that_may_not_be_read_is_told(tmp_path, monkeypatch):
    """The system's reason is given."""

    def refuse(*args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(ReadError) as caught:
        raws_of("甲.txt")

    assert str(caught.value) == "甲.txt cannot be read: Permission denied. Check its permissions."


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    """The limit is given."""
    monkeypatch.setattr(readers, "MAX_BYTES", 1000)

    assert message(tmp_path / "甲.txt", "改" * 400) == (
        "甲.txt is larger than 1,000 bytes. Split it into documents."
    )


@pytest.mark.parametrize("name", ["甲", "甲.md", "甲.TXT"])
def test_a_file_named_by_the_user_is_tried_as_text(tmp_path, name):
    """Whatever its ending, a file that the user names is read."""
    (raw,) = raws(tmp_path / name, "改革")

    assert (raw.text, raw.metadata) == ("改革", {})


PAGE = "<!DOCTYPE html><html><body><p>全面推进改革。</p></body></html>"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("甲.docx", PAGE.encode("gbk")),
        ("甲.docx", "全面推进改革。".encode("gbk")),
        ("甲.shtml", b"\xef\xbb\xbf\r\n" + PAGE.encode()),
        ("甲", PAGE.encode("gbk")),
        ("甲.et", workbook(row("text") + row("全面推进改革。"))),
        ("甲.doc", workbook(row("text") + row("全面推进改革。"))),
        ("甲.wps", docx(paragraph("全面推进改革。"))),
        ("甲.txt", docx(paragraph("全面推进改革。"))),
        ("甲.dat", zipped({"乙.txt": "全面推进改革。"})),
    ],
)  # fmt: skip
def test_a_renamed_file_is_read_as_what_it_is(tmp_path, name, data):
    """A page, a text, a workbook or an archive, whatever its ending says."""
    (raw,) = raws(tmp_path / name, data)

    assert raw.text.strip() == "全面推进改革。"


def test_a_text_that_is_a_pdf_is_read_as_one(tmp_path):
    """What begins with %PDF- is a PDF under any name."""
    from test_fuzz_readers import a_pdf

    assert raws(tmp_path / "甲.txt", a_pdf())[0].source.encoding == "pdf"


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("甲.xls", "<table><tr><td>text</td></tr></table>",
         "a workbook that is no .xlsx. Save it as .xlsx or .csv."),
        ("甲.et", "text\n改革", "a workbook that is no .xlsx. Save it as .xlsx or .csv."),
        ("甲.xlsb", zipped({"xl/workbook.bin": "xl"}),
         "a workbook that is no .xlsx. Save it as .xlsx or .csv."),
        ("甲.ods", zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
         "a workbook that is no .xlsx. Save it as .xlsx or .csv."),
        ("甲.pptx", zipped({"ppt/presentation.xml": "<p/>"}),
         "a presentation. Save its text as .docx or .txt."),
        ("甲.ofd", zipped({"OFD.xml": "<ofd/>"}),
         "an OFD document. Print it to a PDF and read that."),
    ],
)  # fmt: skip
def test_a_document_of_a_kind_that_is_not_read_says_so(tmp_path, name, data, expected):
    """It is not tried as text, and the message says what to save it as."""
    assert message(tmp_path / name, data) == f"{name} is {expected}"


def test_rich_text_under_any_name_needs_libreoffice(tmp_path, monkeypatch):
    """A .docx or .txt may hold Rich Text."""
    monkeypatch.setattr("shutil.which", lambda name: None)
    for name in ("甲.docx", "甲.txt", "甲.rtf"):
        assert message(tmp_path / name, b"{\\rtf1 a}") == (
            f"{name} is in Rich Text Format. "
            "Install LibreOffice, which converts it, or save it as .docx."
        )


def test_a_list_of_linked_titles_is_text_and_a_menu_is_not(tmp_path):
    """What a menu offers is short; the documents that a notice lists have long names."""
    menu = "".join(f"<li><a href='#'>{name}</a></li>" for name in ("首页", "政策", "服务", "互动"))
    titles = "".join(
        f"<li><a href='#'>关于深化第{n}类改革试点工作的实施意见</a></li>" for n in "一二三四"
    )
    page = f"<div><ul>{menu}</ul><p>现公布继续有效的文件目录如下。</p><ul>{titles}</ul></div>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")

    text = pt.read(tmp_path / "page.html")[0].text

    assert text.count("改革") == 4
    assert "首页" not in text

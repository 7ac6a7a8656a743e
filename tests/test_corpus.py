import io
import os
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext import readers
from policytext.errors import InputError, PolicyTextWarning, ReadError, SchemaError

BUNDLED = [document for name in pt.datasets.names() for document in pt.datasets.load(name)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Write files by name into an empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)

    def write(**files):
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


def ids(corpus):
    """List the ids of the documents."""
    return [document.id for document in corpus]


def years(corpus):
    """List the years, None where unknown."""
    assert corpus.docs.year.dtype == "Int64"
    return [None if pd.isna(year) else year for year in corpus.docs.year]


def refusal(*args, **options):
    """Give the message with which reading is refused."""
    with pytest.raises(ReadError) as caught:
        pt.read(*args, **options)
    return str(caught.value)


THREE = {"甲": "甲市报告\n全市推进改革。", "乙": "乙市报告\n一切为了人民。", "丙": "全县推进开放。"}


@pytest.fixture
def three():
    """Make a corpus of three documents."""
    facts = {"甲": {"year": 2012}, "乙": {"year": 2013}}
    return pt.Corpus.from_texts(THREE, metadata=facts)


# ---------------------------------------------------------------- what is read


@pytest.mark.parametrize(
    ("given_", "found"),
    [
        ("2013.txt", ["2013"]),
        (Path("2013.txt"), ["2013"]),
        (["2013.txt", Path("2012.txt")], ["2013", "2012"]),
        (("2013.txt", "2013.txt"), ["2013"]),
        ("*.txt", ["2012", "2013"]),
        ("**/*.txt", ["2012", "2013", "2014"]),
        ("201[34].txt", ["2013"]),
        (".", ["2012", "2013", "2014", "说明"]),
        (["旧", "2012.txt"], ["2014", "2012"]),
    ],
)
def test_files_lists_folders_and_patterns_are_read(folder, given_, found):
    """Files come in the order given, those of a folder or pattern by name, each once."""
    folder(
        a2013_txt="", **{"2013_txt": "改革。", "2012_txt": "开放。", "旧__2014_txt": "发展。"},
        说明_html="<p>说明。</p>",
    )  # fmt: skip
    os.remove("a2013.txt")

    assert ids(pt.read(given_)) == found


def test_hidden_files_of_a_folder_are_left_alone(folder):
    """Names that begin with a full stop are the system's."""
    folder(甲_txt="改革。", **{"_乙_txt": "开放。", "_git__丙_txt": "发展。"})

    assert sorted(os.listdir()) == [".git", ".乙.txt", "甲.txt"]
    assert ids(pt.read(".")) == ["甲"]


def test_the_lock_file_of_an_open_word_document_is_left_alone(folder):
    """Word keeps ~$ and the name beside a file while it is open."""
    folder(甲_txt="改革。")
    Path("~$甲.docx").write_bytes(b"\x06Wang")
    Path("~$告.docx").write_bytes(b"")

    assert ids(pt.read(".")) == ["甲"]


def test_files_of_unknown_kinds_in_a_folder_are_listed(folder):
    """What a folder holds besides texts is not read, and `skipped` says so."""
    folder(甲_txt="改革。", 乙_pptx=b"PK\x03\x04", 子__丙_png=b"\x89PNG")
    corpus = pt.read(".")

    assert (ids(corpus), corpus.skipped) == (["甲"], ("./乙.pptx", "./子/丙.png"))


def test_standard_input_is_read(monkeypatch):
    """A hyphen stands for standard input, in any encoding."""
    stream = io.TextIOWrapper(io.BytesIO("我们要推进各项改革。".encode("gbk")))
    monkeypatch.setattr(sys, "stdin", stream)
    (document,) = pt.read("-")

    assert (document.id, document.text, document.source.path) == (
        "stdin",
        "我们要推进各项改革。",
        "-",
    )


def test_files_of_one_name_are_told_apart_by_their_paths(folder):
    """Where two files have the same name, their paths are their ids; the year may be in it."""
    folder(**{"2012__报告_txt": "改革。", "2013__报告_txt": "开放。", "2013__附件_txt": "发展。"})
    corpus = pt.read(["2012", "2013"])

    assert ids(corpus) == ["2012/报告.txt", "2013/报告.txt", "附件"]
    assert years(corpus) == [2012, 2013, None]


def test_rows_of_a_table_are_numbered(folder):
    """A table's documents are named by its name and their row."""
    folder(表_csv="text,year\n改革。,2012\n开放。,2013\n", 行_jsonl='{"text": "发展。"}')
    corpus = pt.read(["表.csv", "行.jsonl"])

    assert ids(corpus) == ["表#1", "表#2", "行"]
    assert years(corpus) == [2012, 2013, None]


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("2012", 2012),
        ("20120305", 2012),
        ("2012年政府工作报告", 2012),
        ("报告(1998)", 1998),
        ("2012-2013", None),
        ("12012", None),
        ("2112", None),
        ("报告", None),
    ],
)
def test_a_year_is_read_from_a_file_name(folder, name, year):
    """One year in a name is the document's, two are nobody's."""
    folder(甲_txt="改革。")
    os.rename("甲.txt", f"{name}.txt")

    assert years(pt.read(f"{name}.txt")) == [year]


def test_files_can_be_read_as_they_are(folder):
    """Without cleaning the text is what the file holds."""
    folder(甲_txt="甲局\n\n甲局\r\n　　改革。\n")
    (document,) = pt.read("甲.txt", clean=False)

    assert document.text == "甲局\n\n甲局\r\n　　改革。\n"
    assert document.locate(document.text.index("改"))[:2] == (4, 3)
    assert (document.cleaning._document.id, str(document.cleaning)) == ("甲", "not cleaned")
    assert pt.read("甲.txt", clean=False).cleaning_steps == "off"
    assert pt.read("甲.txt").cleaning_steps == "on"


def test_progress_is_shown_file_by_file(folder):
    """`progress` wraps the list of files."""
    folder(甲_txt="改革。", 乙_txt="开放。")
    seen = []
    pt.read(["甲.txt", "乙.txt"], progress=lambda files: seen.append(list(files)) or files)

    assert seen == [["甲.txt", "乙.txt"]]


# ---------------------------------------------------------------- metadata


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_metadata_table_adds_columns(folder, encoding):
    """Files are matched by name; a table saved by a spreadsheet in GBK is read as well."""
    table = "file,year,issuer\n甲.txt,2012,云川市人民政府\n乙.txt,,清浦县人民政府\n"
    folder(甲_txt="改革。", 乙_txt="开放。", 丙_txt="发展。", 表_csv=table.encode(encoding))
    corpus = pt.read(["甲.txt", "乙.txt", "丙.txt"], metadata="表.csv")

    assert years(corpus) == [2012, None, None]
    assert corpus.docs.issuer[:2].tolist() == ["云川市人民政府", "清浦县人民政府"]
    assert corpus.docs.issuer.isna().tolist() == [False, False, True]


def test_metadata_may_be_a_data_frame(folder):
    """A table in memory does as well, its title is the document's."""
    folder(甲_txt="改革。")
    table = pd.DataFrame({"file": ["甲.txt"], "title": ["甲市报告"], "year": [2012]})
    (document,) = pt.read("甲.txt", metadata=table)

    assert (document.title, document.metadata) == ("甲市报告", {"year": 2012, "title": "甲市报告"})


def test_a_metadata_table_needs_a_column_file(folder):
    """The message names the columns there are."""
    folder(甲_txt="改革。", 表_csv="name,year\n甲.txt,2012\n")
    with pytest.raises(SchemaError) as caught:
        pt.read("甲.txt", metadata="表.csv")

    assert str(caught.value) == (
        "The metadata table has no column 'file'; it has ['name', 'year']."
    )


def test_a_metadata_table_that_is_none_is_told(folder):
    """The reason is passed on."""
    folder(甲_txt="改革。", 表_csv="file,year\n甲.txt,2012,3\n乙.txt,1,2,3\n")

    assert refusal("甲.txt", metadata="表.csv").startswith(
        "表.csv: the metadata cannot be read: Error tokenizing data."
    )


def test_a_missing_metadata_table_is_told(folder):
    """As for any file, near names are suggested."""
    folder(甲_txt="改革。", meta_csv="file,year\n甲.txt,2012\n")

    assert refusal("甲.txt", metadata="mata.csv") == (
        "mata.csv: no such file. Did you mean 'meta.csv'?"
    )


# ---------------------------------------------------------------- what cannot be read


def test_files_that_fail_are_listed_and_the_others_read(folder):
    """One bad file does not stop the others; a warning at the caller's line says so."""
    folder(甲_txt="改革。", 乙_txt="", 丙_txt=b"\x89PNG x", 丁_txt="开放。")
    with pytest.warns(PolicyTextWarning) as caught:
        corpus = pt.read(["甲.txt", "乙.txt", "丙.txt", "丁.txt", "己.txt"])

    assert ids(corpus) == ["甲", "丁"]
    assert corpus.failures == (
        ("乙.txt", "乙.txt is empty: nothing to read. Check that it was saved or copied whole."),
        ("丙.txt", "丙.txt is an image, not plain text. Save it as .txt and read that."),
        ("己.txt", "己.txt: no such file. Check the name and the folder."),
    )
    assert [str(warning.message) for warning in caught] == [
        "3 of 5 files could not be read; see `corpus.failures`. The first: 乙.txt is empty: "
        "nothing to read. Check that it was saved or copied whole."
    ]
    assert caught[0].filename == __file__
    assert repr(corpus) == "<Corpus: 2 documents, 6 characters, 3 files failed>"


def test_strict_reading_stops_at_the_first_failure(folder):
    """With `strict` the first bad file raises."""
    folder(甲_txt="改革。", 乙_txt=b"\x89PNG x")

    assert refusal(["甲.txt", "乙.txt"], strict=True) == (
        "乙.txt is an image, not plain text. Save it as .txt and read that."
    )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("空.txt", b"", "is empty: nothing to read. Check that it was saved or copied whole."),
        (
            "白.txt",
            b" \n\t\r\n",
            "is empty: nothing to read. Check that it was saved or copied whole.",
        ),
        ("p.png", b"\x89PNG", "is an image, not plain text. Save it as .txt and read that."),
        ("p.txt", b"\x89PNG\r\n", "is an image, not plain text. Save it as .txt and read that."),
        ("头.csv", b"text,year\n", "has a header but no rows. Check that it was saved whole."),
    ],
)
def test_a_single_file_that_fails_raises(folder, name, content, message):
    """One file asked for is one file needed: its message is the error."""
    folder()
    Path(name).write_bytes(content)

    assert refusal(name) == f"{name} {message}"


def test_where_no_file_can_be_read_the_reasons_are_given(folder):
    """Several files that all fail raise, with the first reasons."""
    folder(甲_txt="", 乙_txt=b"\x89PNG")

    assert refusal(["甲.txt", "乙.txt"]) == (
        "None of the 2 files could be read. "
        "甲.txt is empty: nothing to read. Check that it was saved or copied whole. "
        "乙.txt is an image, not plain text. Save it as .txt and read that."
    )


def test_a_missing_file_suggests_a_near_name(folder):
    """The most frequent mistake is a letter."""
    folder(报告2012_txt="改革。")

    assert refusal("报告2013.txt") == "报告2013.txt: no such file. Did you mean '报告2012.txt'?"


def test_a_pattern_that_matches_nothing_is_told(folder):
    """A pattern without files is a mistake."""
    folder(甲_txt="改革。")

    assert refusal("*.text") == "*.text: no file matches. Check the pattern and the folder."


def test_a_folder_without_texts_is_told(folder):
    """The message lists the endings that are read."""
    folder(子__甲_pptx=b"PK\x03\x04")

    assert refusal("子") == (
        "子: the folder has no file that ends in .txt, .md, .html, .htm, .docx, .pdf, .doc, .wps, "
        ".csv, .tsv, .jsonl, .xlsx, .xlsm, .parquet, .zip, .tar, .tar.gz, .tgz, .gz."
    )


def test_no_path_at_all_is_told():
    """An empty list names nothing."""
    with pytest.raises(InputError) as caught:
        pt.read([])

    assert str(caught.value) == "`paths` must name at least one file, got none."


def test_a_file_that_may_not_be_read_is_a_failure(folder, monkeypatch):
    """The system's reason is passed on; the other files are read."""
    folder(甲_txt="改革。", 乙_txt="开放。")
    plain_open = open

    def guarded(path, *args, **options):
        if str(path) == "乙.txt":
            raise PermissionError(13, "Permission denied")
        return plain_open(path, *args, **options)

    monkeypatch.setattr("builtins.open", guarded)
    with pytest.warns(PolicyTextWarning, match=r"^1 of 2 files could not be read"):
        corpus = pt.read(["甲.txt", "乙.txt"])

    assert corpus.failures == (
        ("乙.txt", "乙.txt cannot be read: Permission denied. Check its permissions."),
    )


def test_a_file_that_is_too_large_is_refused(folder, monkeypatch):
    """The limit is told."""
    folder(甲_txt="改革" * 100)
    monkeypatch.setattr(readers, "MAX_BYTES", 100)

    assert refusal("甲.txt") == "甲.txt is larger than 100 bytes. Split it into documents."


def test_an_unknown_encoding_is_told(folder):
    """An encoding that Python does not know is a mistake."""
    folder(甲_txt="改革。")

    assert refusal("甲.txt", encoding="gbk-2") == (
        "甲.txt: there is no encoding 'gbk-2'. Use one like 'utf-8', 'gb18030', 'big5'."
    )


def test_undecodable_bytes_are_reported_by_the_document(folder):
    """The text is read all the same; the record says how much is lost and where."""
    folder(甲_txt="我们推进改革，\n促进开放".encode() + b"\xff" + "发展。".encode())
    (document,) = pt.read("甲.txt")

    assert str(document.cleaning) == (
        "undecodable: 1 characters replaced by U+FFFD, the first at line 2, column 5"
    )
    assert refusal("甲.txt", strict=True) == (
        "甲.txt, line 2, column 5: bytes that are not utf-8. "
        "Mend the file, name its `encoding`, or read it without `strict`."
    )


# ---------------------------------------------------------------- the corpus


def test_docs_has_a_row_a_document(three):
    """The table has declared columns and dtypes, in the order of the documents."""
    docs = three.docs

    assert docs.index.tolist() == ["甲", "乙", "丙"]
    assert docs.index.name == "id"
    assert list(docs) == [
        "title", "issuer", "document_number", "date", "addressee", "genre", "annexes", "year",
        "chars", "paragraphs", "path", "encoding", "warnings",
    ]  # fmt: skip
    assert docs.year.dtype == "Int64"
    assert docs.date.dtype.kind == "M"
    assert docs.chars.dtype == docs.paragraphs.dtype == "int64"
    assert docs.title[:2].tolist() == ["甲市报告", "乙市报告"]
    assert docs.title.isna().tolist() == [False, False, True]
    assert docs[["chars", "paragraphs"]].to_numpy().tolist() == [[11, 2], [11, 2], [7, 1]]


def test_a_corpus_without_documents_has_the_columns(three):
    """Selecting nothing gives an empty table of the same shape."""
    docs = three[three.docs.year == 1999].docs

    assert (len(docs), list(docs), docs.year.dtype) == (0, list(three.docs), "Int64")


def test_white_space_is_no_character():
    """`chars` counts what is written, without spaces and line ends."""
    (document,) = pt.Corpus.from_texts({"甲": "甲县 乙县　丙\n\n丁"})

    assert (document.chars, document.paragraphs) == (6, ["甲县 乙县　丙", "丁"])


def test_an_empty_text_has_no_paragraph():
    """An empty cell of a table is a document without text."""
    docs = pt.Corpus.from_texts({"甲": ""}).docs

    assert docs[["title", "chars", "paragraphs"]].to_numpy().tolist() == [[None, 0, 0]]


def test_paragraphs_are_counted_the_same_way_in_a_raw_text():
    """Blank lines of a text that was not cleaned are no paragraphs."""
    corpus = pt.Corpus.from_texts({"甲": "甲。\n\n\n乙。\n"}, clean=False)

    assert corpus.docs.paragraphs.tolist() == [len(corpus["甲"].paragraphs)] == [2]


def test_documents_are_found_by_id_and_place(three):
    """An id, a place from the front and one from the back lead to a document."""
    assert three["乙"] is three[1] is three[-2]
    assert len(three) == 3


def test_a_slice_and_a_mask_give_a_corpus(three):
    """Selecting keeps order and documents."""
    assert ids(three[1:]) == ["乙", "丙"]
    assert ids(three[[True, False, True]]) == ["甲", "丙"]
    assert ids(three[three.docs.year >= 2013]) == ["乙"]
    assert ids(three[three.docs.year.isna()]) == ["丙"]
    assert ids(three[three.docs.title.str.contains("市").to_numpy()]) == ["甲", "乙"]


def test_a_mask_of_a_sorted_table_selects_by_id(three):
    """Sorting `docs` moves the mask's values, which stay those of their documents."""
    docs = three.docs.sort_index(ascending=False)

    assert ids(three[docs.year == 2012]) == ["甲"]


def test_an_unknown_id_suggests_the_nearest():
    """The message shows the id and those like it."""
    corpus = pt.datasets.load("work_reports")
    with pytest.raises(InputError) as caught:
        corpus["2032"]

    assert str(caught.value).startswith("There is no document '2032'. Did you mean '2023'")


def test_a_mask_must_fit(three):
    """The message gives both lengths."""
    with pytest.raises(InputError) as caught:
        three[[True]]

    assert str(caught.value) == "A mask must have one value a document, 3 here, got 1."


def test_ids_must_differ(three):
    """Two documents of one name could not be told apart."""
    with pytest.raises(InputError) as caught:
        pt.Corpus([three["甲"], three["乙"], three["甲"]])

    assert str(caught.value) == "Document ids must differ, got '甲' twice."


@pytest.mark.parametrize(
    "column",
    [
        ["东", "西", "南"],
        {"甲": "东", "乙": "西", "丙": "南"},
        lambda docs: pd.Series(["东", "西", "南"], index=docs.index),
    ],
)
def test_columns_can_be_added(three, column):
    """A list, a mapping by id or a function of the table; the corpus given stays as it was."""
    more = three.assign(region=column)

    assert more.docs.region.tolist() == ["东", "西", "南"]
    assert "region" not in three.docs


def test_a_column_may_have_gaps(three):
    """Missing values stay missing, whole numbers stay whole."""
    corpus = three.assign(before=lambda docs: docs.year - 1)

    assert [document.metadata["before"] for document in corpus] == [2011, 2012, None]
    assert years(three.assign(year={"丙": 2014})) == [None, None, 2014]


def test_a_column_must_fit(three):
    """The message names the column and both lengths."""
    with pytest.raises(InputError) as caught:
        three.assign(region=["东"])

    assert str(caught.value) == "`region` must have one value a document, 3 here, got 1."


# ---------------------------------------------------------------- sections

SECTIONED = "前言。\n一、成绩\n（一）工业\n增长。\n（二）农业\n丰收。\n二、任务\n（一）改革\n推进。"


def test_sections_are_documents():
    """Each section keeps its document's facts and has its own heading, path, level and number."""
    corpus = pt.Corpus.from_texts({"甲": SECTIONED}, metadata={"甲": {"year": 2012}}).sections()

    assert ids(corpus) == ["甲#1", "甲#2", "甲#3"]
    columns = ["document", "section", "heading_path", "level", "number", "year"]
    assert corpus.docs[columns].to_numpy().tolist() == [
        ["甲", "", "", "", 0, 2012],
        ["甲", "一、成绩", "一、成绩", "一、", 1, 2012],
        ["甲", "二、任务", "二、任务", "一、", 2, 2012],
    ]


def test_sections_of_a_lower_level_leave_the_rest_between_them():
    """Headings above and texts between are documents without a level."""
    corpus = pt.Corpus.from_texts({"甲": SECTIONED}).sections("（一）")

    assert [document.text for document in corpus] == [
        "前言。\n一、成绩",
        "（一）工业\n增长。",
        "（二）农业\n丰收。",
        "二、任务",
        "（一）改革\n推进。",
    ]
    assert corpus[1].metadata["heading_path"] == "一、成绩 > （一）工业"


@pytest.mark.parametrize("level", [None, "一、", "（一）", "1、", "（1）", "一是"])
def test_sections_lose_no_text(level):
    """At any level the sections of a document together hold all of its text."""
    for document in BUNDLED:
        parts = pt.Corpus([document]).sections(level)

        assert "".join("".join(part.text.split()) for part in parts) == "".join(
            document.text.split()
        )


def test_a_section_knows_its_place_in_the_file():
    """A word of a section has the line and column that it has in the file."""
    corpus = pt.Corpus.from_texts({"甲": "前言。\n\n　　一、成绩\n\n　　增长。"}).sections()
    part = corpus["甲#2"]

    assert part.locate(part.text.index("增长"))[:2] == (5, 3)
    assert part.title == "一、成绩"


# ---------------------------------------------------------------- documents


@given(st.data())
def test_every_character_of_a_document_stands_in_its_file(data):
    """`locate` leads to the character, in every bundled text."""
    document = data.draw(st.sampled_from(BUNDLED))
    position = data.draw(st.integers(0, len(document.text) - 1))
    line, column, _ = document.locate(position)
    character = document.text[position]

    lines = document.source.text.split("\n")
    raw = lines[line - 1][column - 1 : column]
    assert character == "\n" or raw == character or (raw, character) in {(",", "，"), ("％", "%")}


@pytest.mark.parametrize("position", [-1, 8])
def test_a_place_outside_a_text_is_told(three, position):
    """The message gives the bounds; the end itself has a place."""
    assert three["丙"].locate(7)[:2] == (1, 8)
    with pytest.raises(InputError) as caught:
        three["丙"].locate(position)

    assert str(caught.value) == f"`position` must be between 0 and 7, got {position}."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("甲市报告\n正文。", "甲市报告"),
        ("甲市推进改革。\n正文。", ""),
        ("同志们：\n正文。", ""),
        ("甲县" * 150, ""),
        ("乙县关于节约用水的通知\n各村：\n请节水。", "乙县关于节约用水的通知"),
    ],
)
def test_a_title_is_what_stands_above_the_text_and_is_no_sentence(text, title):
    """Without metadata the first line is the title if it can be one."""
    assert pt.Corpus.from_texts({"甲": text})["甲"].title == title


def test_documents_and_corpora_show_what_matters(three):
    """Names, titles or first words, and sizes."""
    assert repr(three["甲"]) == "<Document '甲': '甲市报告', 11 characters>"
    assert repr(three["丙"]) == "<Document '丙': '全县推进开放。', 7 characters>"
    assert repr(three) == "<Corpus: 3 documents, 29 characters>"


def test_notebooks_show_documents_without_trusting_them():
    """Ids, titles, metadata and reasons are escaped."""
    texts = {"<i>": "<b>甲县公告\n正文。"}
    corpus = pt.Corpus.from_texts(texts, metadata={"<i>": {"issuer": "<script>"}})
    corpus = pt.Corpus(corpus, failures=[pt.corpus.Failure("x", "<u> is empty")])

    for html in (corpus._repr_html_(), corpus[0]._repr_html_()):
        assert not any(tag in html for tag in ("<b>甲县公告", "<i>", "<script>", "<u>"))
        assert "&lt;b&gt;甲县公告" in html
        assert "&lt;script&gt;" in html
    assert "⚠ &lt;u&gt; is empty" in corpus._repr_html_()
    assert "<b>Corpus</b> 1 documents" in corpus._repr_html_()


def test_ids_select_documents_in_their_order():
    """A list of ids gives those documents, and an unknown one is named."""
    corpus = pt.Corpus.from_texts({"甲": "一。", "乙": "二。", "丙": "三。"})

    assert [d.id for d in corpus[["丙", "甲"]]] == ["丙", "甲"]
    with pytest.raises(InputError, match=r"^There is no document '丁'\.$"):
        corpus[["甲", "丁"]]


def test_a_year_taken_for_an_id_is_explained():
    """corpus[2012] asks for the 2013th document; the message names the one with that id."""
    corpus = pt.Corpus.from_texts({"2012": "一。"})

    with pytest.raises(InputError) as caught:
        corpus[2012]
    assert str(caught.value) == (
        "A place must be between 0 and 0, got 2012. The document with that id is corpus['2012']."
    )


def test_an_id_is_no_end_of_a_slice():
    """A slice goes by place."""
    corpus = pt.Corpus.from_texts({"2012": "一。", "2013": "二。"})

    with pytest.raises(InputError) as caught:
        corpus["2012":"2013"]
    assert str(caught.value) == (
        "A slice goes from place to place, got '2012'. Choose ids with a mask over `docs`."
    )


def test_a_series_is_matched_by_id_and_one_value_goes_to_all():
    """assign() puts a Series to the documents that its index names, and repeats a single value."""
    corpus = pt.Corpus.from_texts({"甲": "一。", "乙": "二。"})

    assigned = corpus.assign(rank=pd.Series({"乙": 2, "甲": 1}), city="云川", base=5)

    assert assigned.docs["rank"].tolist() == [1, 2]
    assert assigned.docs["city"].tolist() == ["云川", "云川"]
    assert assigned.docs["base"].tolist() == [5, 5]


def test_one_file_named_twice_is_one_document(tmp_path, monkeypatch):
    """report.txt and ./report.txt are the same file."""
    monkeypatch.chdir(tmp_path)
    Path("report.txt").write_text("人民。", encoding="utf-8")

    assert [d.id for d in pt.read(["report.txt", "./report.txt"])] == ["report"]


def test_a_year_in_chinese_numbers_is_read_from_the_name(tmp_path):
    """二〇一六年 is 2016; 十六年 is no year."""
    for name in ("二〇一六年报告.txt", "第十六年报告.txt"):
        (tmp_path / name).write_text("人民。", encoding="utf-8")

    assert pt.read(tmp_path).docs["year"].to_dict() == {
        "二〇一六年报告": 2016,
        "第十六年报告": None,
    }


# ---------------------------------------------------------------- what documents say of themselves

NOTICE = (
    "甲县人民政府关于节约用水的通知\n甲政发〔2020〕3号\n各乡镇人民政府：\n为节约用水，现通知如下。\n"
    "一、要节水。\n二、要检查。\n甲县人民政府\n2020年3月5日\n"
)


def test_docs_holds_what_a_notice_says_of_itself():
    """Title, issuer, number, date, addressee and genre are read from the text, dates as dates."""
    docs = pt.Corpus.from_texts({"甲": NOTICE, "乙": "改革开放。"}).docs

    names = ["title", "issuer", "document_number", "addressee", "genre"]
    assert docs.loc["甲", names].tolist() == [
        "甲县人民政府关于节约用水的通知",
        "甲县人民政府",
        "甲政发〔2020〕3号",
        "各乡镇人民政府",
        "通知",
    ]
    assert docs.date["甲"] == pd.Timestamp(2020, 3, 5)
    assert docs.loc["乙", ["title", "issuer", "date", "year"]].isna().all()
    assert docs.year["甲"] == 2020


def test_what_the_user_says_goes_before_what_the_text_says():
    """A title, a date or a year of the metadata stands in `docs`."""
    known = {"甲": {"title": "节水通知", "year": 1999, "issuer": "乙县"}}
    docs = pt.Corpus.from_texts({"甲": NOTICE}, metadata=known).docs

    assert docs.loc["甲", ["title", "year", "issuer"]].tolist() == ["节水通知", 1999, "乙县"]


def test_each_value_has_its_place():
    """`fields` gives the span in the clean text, and line and column of the file."""
    corpus = pt.Corpus.from_texts({"甲": "\n\n" + NOTICE})
    table = corpus.fields().set_index("field")

    assert table.loc["document_number", ["line", "column", "origin"]].tolist() == [4, 1, "text"]
    start, end = table.loc["document_number", ["start", "end"]]
    assert corpus["甲"].text[start:end] == "甲政发〔2020〕3号"
    assert table.page.isna().all()


def test_a_portals_table_around_the_text_is_read(folder):
    """What the header table says stands in `docs`, with its place in the page."""
    page = (
        "<html><body><table><tr><td>索 引 号：</td><td>A001/2020-1</td>"
        "<td>发布日期：</td><td>2020年03月09日</td></tr></table>"
        f"<div>{''.join(f'<p>{line}</p>' for line in NOTICE.splitlines())}</div></body></html>"
    )
    folder(甲_html=page)
    corpus = pt.read("甲.html")

    assert corpus.docs.loc["甲", "index_number"] == "A001/2020-1"
    assert corpus.docs.loc["甲", "released_on"] == pd.Timestamp(2020, 3, 9)
    row = corpus.fields().set_index("field").loc["index_number"]
    assert (row.origin, page[row.start : row.end]) == ("header", "A001/2020-1")


def test_texts_that_look_odd_are_flagged(folder):
    """A text that breaks off, and one that is there twice."""
    sentence = "全县要认真落实节约用水的各项措施，切实加强检查，"
    long = NOTICE + "改革。" * 30
    folder(甲_txt=sentence * 4 + "不得", 乙_txt=long, 丙_txt=long)
    told = pt.read(".").docs.warnings

    assert told["乙"] == "The text is the same as that of 丙." or told["丙"] == (
        "The text is the same as that of 乙."
    )
    assert "breaks off" in told["甲"] or "ends" in told["甲"]


def test_sections_have_the_metadata_of_their_document():
    """A section is of the same issuer and date; its title is its own."""
    docs = pt.Corpus.from_texts({"甲": NOTICE}).sections().docs

    assert set(docs.issuer) == {"甲县人民政府"}
    assert "一、要节水" in list(docs.title)


# ---------------------------------------------------------------- archives


def test_members_of_an_archive_are_documents(folder):
    """They are named by the archive and their path in it; years are read from their names."""
    import zipfile

    folder(说明_txt="改革。")
    with zipfile.ZipFile("报告.zip", "w") as archive:
        archive.writestr("县/2012.txt", "推进改革。")
        archive.writestr("县/2013.txt", "推进开放。")
        archive.writestr("表.csv", "text,level\n甲。,1\n乙。,2\n")
    corpus = pt.read("报告.zip")

    assert ids(corpus) == ["报告/县/2012", "报告/县/2013", "报告/表#1", "报告/表#2"]
    assert years(corpus) == [2012, 2013, None, None]
    assert corpus[0].source.path == "报告.zip/县/2012.txt"


def test_a_part_that_fails_is_listed_and_the_others_read(folder):
    """A bad line of a table costs that line."""
    folder(甲_jsonl='{"text": "改革。"}\n{"text": \n{"text": "开放。"}\n')
    with pytest.warns(PolicyTextWarning, match=r"^1 parts of files could not be read"):
        corpus = pt.read("甲.jsonl")

    assert [document.text for document in corpus] == ["改革。", "开放。"]
    assert len(corpus.failures) == 1

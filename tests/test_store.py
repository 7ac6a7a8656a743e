"""A corpus on disk gives the documents that were read, and finds those that are asked for."""

from __future__ import annotations

import copy
import json
import pickle
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError, ReadError
from policytext.offsets import OffsetMap, Source
from policytext.readers import RawText
from policytext.scale.commits import LOG
from policytext.scale.documents import StoredDocument
from policytext.scale.entries import entry, table_of
from policytext.scale.ingest import ingest
from policytext.scale.schema import KEY, dump, load, schema
from policytext.scale.store import Slice, Store

parquet = pytest.importorskip("pyarrow.parquet")

NOTICE = """甲县人民政府关于节水的通知
甲政发〔2020〕3号

各乡镇人民政府：
　　请节约用水。

甲县人民政府
2020年5月1日
"""


def whole(store: Store, where=None) -> pt.Corpus:
    """Read all slices that may hold what is asked for."""
    where = where or {}
    pieces = store.slices(where)
    return pt.Corpus(document for piece in pieces for document in store.read(piece, where))


def same(read: pt.Corpus, stored: pt.Corpus) -> None:
    """Assert that all that is known of documents is the same."""
    pd.testing.assert_frame_equal(read.docs, stored.docs)
    pd.testing.assert_frame_equal(read.fields(), stored.fields())
    assert read.cleaning_steps == stored.cleaning_steps
    for one, other in zip(read, stored, strict=True):
        assert one.id == other.id
        assert one.text == other.text
        assert list(one.facts.items()) == list(other.facts.items())
        assert [*map(type, one.facts.values())] == [*map(type, other.facts.values())]
        for name in (
            "metadata", "fields", "title", "chars", "paragraphs", "warnings", "reading_warnings",
            "notes", "is_section",
        ):  # fmt: skip
            assert getattr(one, name) == getattr(other, name), name
        assert one.source.path == other.source.path
        assert one.source.replaced == other.source.replaced
        assert one.outline.to_pandas().equals(other.outline.to_pandas())
        for position in range(len(one.text) + 1):
            assert one.locate(position) == other.locate(position)


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> Store:
    """Ingest the work reports, one a file of its own."""
    folder = tmp_path_factory.mktemp("reports") / "corpus"
    ingest(pt.datasets.path("work_reports"), folder, workers=0, row_group=1, file_size=1)
    return Store(folder)


# ---------------------------------------------------------------- the documents


@pytest.mark.parametrize("name", pt.datasets.names())
def test_a_stored_corpus_is_the_one_that_was_read(name, tmp_path):
    """Text, metadata, fields, warnings, sections and places in the file."""
    read = pt.read(pt.datasets.path(name))

    ingest(pt.datasets.path(name), tmp_path / "corpus", workers=0)

    store = Store(tmp_path / "corpus")
    same(read, whole(store))
    pd.testing.assert_frame_equal(read.sections().docs, whole(store).sections().docs)
    assert store.columns == list(dict.fromkeys(c for d in read for c in d.facts))
    assert store.cleaning == read.cleaning_steps
    assert store.documents == len(read)
    assert store.size == sum(len(d.text.encode()) for d in read)


@pytest.mark.filterwarnings("ignore::policytext.errors.PolicyTextWarning")
@pytest.mark.parametrize("name", ["laws", "notices", "congress"])
def test_real_texts_are_stored_as_they_are_read(shared, name, tmp_path):
    """Laws in articles, portals' pages with a table of metadata, old reports."""
    read = pt.read(shared / name)

    ingest(shared / name, tmp_path / "corpus", workers=0)

    same(read, whole(Store(tmp_path / "corpus")))


def test_places_lead_to_the_file(tmp_path):
    """Over blank lines, an indent, a joined line and a changed comma."""
    (tmp_path / "a.txt").write_text(NOTICE.replace("请节约", "请,节约"), encoding="utf-8")

    ingest(tmp_path / "a.txt", tmp_path / "corpus", workers=0)

    (document,) = whole(Store(tmp_path / "corpus"))
    assert document.locate(document.text.index("节约")) == (5, 5, None)
    assert document.fields["issuer"].value == "甲县人民政府"
    assert document.facts["date"] == date(2020, 5, 1)


@settings(max_examples=60)
@given(
    text=st.text("甲乙，,。 \t\r\n\u3000「」a1一、（）", max_size=80),
    before=st.text("甲\r\n ", max_size=10),
    pages=st.booleans(),
    clean=st.booleans(),
)
def test_every_position_is_found_again(text, before, pages, clean, tmp_path_factory):
    """Whatever the line ends, the pages, what stands before the text in the file."""
    from policytext.cleaning import clean as clean_text
    from policytext.document import Document

    lines = [0, *(m.end() for m in re.finditer(r"\r\n|\r|\n", before + text))]
    source = Source("a.pdf", before + text, "pdf", pages=lines[::2] if pages else ())
    raw = RawText(text, OffsetMap((0,), (len(before),)), source, {})
    read = pt.Corpus([Document("a", raw, clean_text(text, clean))])
    folder = tmp_path_factory.mktemp("one")
    _write(folder, read)

    same(read, whole(Store(folder)))


def _write(folder: Path, corpus: pt.Corpus) -> None:
    """Write a corpus that was made in memory."""
    from policytext.scale.writing import Writer

    (folder / LOG).mkdir()
    made = [entry(document) for document in corpus]
    table = table_of(made)
    writer = Writer(str(folder), next(iter(corpus)).cleaning.steps, 1000, 1000)
    for row, found in enumerate(made):
        writer.add(table, row, len(found.text), found.row["hash"], found.columns)
    writer.commit()


VALUES = {
    "年": 2020,
    "率": 0.5,
    "是": True,
    "无": None,
    "日": date(2020, 5, 1),
    "时": datetime(2020, 5, 1, 8, 30),
    "额": Decimal("1.20"),
    "题": ("甲", "乙"),
    "表": [1, [date(2020, 5, 1)]],
    "记": {"$date": 1, "日": date(2020, 5, 1)},
    "数": {1: "一"},
    "文": "{$date}\n\"引\"",
}  # fmt: skip


def test_metadata_keep_their_types(tmp_path):
    """Dates, decimals and what else a table may hold; the order of the columns too."""
    read = pt.Corpus.from_texts({"甲": "改革。"}, metadata={"甲": VALUES})

    _write(tmp_path, read)

    (document,) = whole(Store(tmp_path))
    assert list(document.metadata.items()) == list(VALUES.items())
    assert [type(v) for v in document.metadata.values()] == [type(v) for v in VALUES.values()]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.dates() | st.datetimes(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("$date甲"), inner),
        max_leaves=8,
    )
)
def test_any_value_is_read_as_it_was_written(value):
    """Names that look like marks included."""
    assert load(dump(value)) == value


def test_half_characters_become_replacement_characters(tmp_path):
    r"""JSON can hold half of a pair of UTF-16, which no file in UTF-8 can."""
    (tmp_path / "a.jsonl").write_text('{"text": "改\\ud800革。"}\n', encoding="utf-8")

    ingest(tmp_path / "a.jsonl", tmp_path / "corpus", workers=0)

    (document,) = whole(Store(tmp_path / "corpus"))
    assert document.text == "改\ufffd革。"
    assert document.reading_warnings == (
        "Characters that are half of one were replaced by U+FFFD.",
    )


def test_what_is_not_kept_says_so(reports):
    """The file's characters, and what cleaning changed."""
    document = whole(reports)["2012"]
    path = document.source.path

    assert str(document.cleaning) == "cleaned; what was changed is not kept on disk"
    assert repr(document.source) == f"<Source {path!r}: characters not kept, utf-8>"
    assert document._repr_html_()
    with pytest.raises(InputError) as caught:
        len(document.cleaning)
    assert str(caught.value) == (
        "A corpus on disk does not keep what cleaning changed in '2012', only the steps. "
        "Read the file with `policytext.read`."
    )
    with pytest.raises(InputError) as caught:
        _ = document.source.text
    assert str(caught.value) == (
        f"A corpus on disk does not keep the characters of {path}, only the clean text. "
        "Read the file with `policytext.read`."
    )
    with pytest.raises(InputError) as caught:
        document.source.locate(7)
    assert str(caught.value) == (
        f"A corpus on disk does not know position 7 of {path}, only those of the clean text. "
        "Locate with the document."
    )


def test_a_stored_document_goes_to_another_process(reports):
    """With what it has not looked up yet."""
    document = whole(reports)["2015"]

    other = pickle.loads(pickle.dumps(document))

    assert isinstance(other, StoredDocument)
    assert other.facts == document.facts
    assert other.locate(100) == document.locate(100)


def test_a_text_that_was_not_cleaned_is_told_from_others(tmp_path):
    """`cleaning` says what `Corpus.cleaning_steps` says."""
    (tmp_path / "甲.txt").write_text("改革,开放。", encoding="utf-8")
    folder = tmp_path / "corpus"

    ingest(tmp_path / "甲.txt", folder, workers=0, clean=False)
    off = Store(folder)
    ingest(tmp_path / "甲.txt", folder, workers=0)
    both = Store(folder)

    assert off.cleaning == "off"
    assert str(whole(off)["甲"].cleaning) == "not cleaned"
    assert both.cleaning == whole(both).cleaning_steps
    assert [document.text for document in whole(both)] == ["改革,开放。", "改革，开放。"]


# ---------------------------------------------------------------- choosing


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ({}, [str(year) for year in range(2012, 2024)]),
        ({"year": 2015}, ["2015"]),
        ({"year": 2015.0}, ["2015"]),
        ({"year": [2023, 2012]}, ["2012", "2023"]),
        ({"year": slice(2014, 2016)}, ["2014", "2015", "2016"]),
        ({"year": slice(2022, None)}, ["2022", "2023"]),
        ({"year": slice(None, 2012)}, ["2012"]),
        ({"year": slice("2014", None)}, []),
        ({"year": "2015"}, []),
        ({"id": "2020"}, ["2020"]),
        ({"id": slice("2020", "2021")}, ["2020", "2021"]),
        ({"genre": "讲话"}, []),
        ({"year": slice(2014, 2016), "id": ["2016", "2017"]}, ["2016"]),
        ({"paragraphs": slice(0, None), "year": 2013}, ["2013"]),
        ({"encoding": "big5"}, []),
        ({"annexes": None}, []),
        ({"addressee": None, "year": 2012}, ["2012"]),
        ({"year": []}, []),
    ],
)
def test_documents_are_chosen_by_their_columns(reports, where, ids):
    """By value, by several values, or between two, both included."""
    assert [document.id for document in whole(reports, where)] == ids


@pytest.mark.parametrize(
    ("where", "files"),
    [
        ({"year": 2015}, ["part-000004.parquet"]),
        ({"year": slice(2022, 2050)}, ["part-000011.parquet", "part-000012.parquet"]),
        ({"year": [1949]}, []),
        ({"id": "2020"}, ["part-000009.parquet"]),
        ({"date": slice("1900-01-01", "1901-01-01")}, []),
    ],
)
def test_files_that_cannot_hold_it_are_not_read(reports, where, files):
    """Their statistics say so."""
    assert [piece.file for piece in reports.slices(where)] == files


def test_days_may_be_written_out(tmp_path):
    """A day in the text, one in a table, one with a time."""
    days = {"文": NOTICE, "表": "请节水。", "时": "请节水！", "无": "请节约。", "错": "请节约！"}
    facts = {
        "表": {"date": "2020-05-02"},
        "时": {"date": datetime(2020, 5, 3, 8)},
        "错": {"date": "五月"},
    }
    _write(tmp_path, pt.Corpus.from_texts(days, metadata=facts))
    store = Store(tmp_path)

    def chosen(asked):
        return [document.id for document in whole(store, {"date": asked})]

    assert chosen(slice("2020-05-01", "2020-05-02")) == ["文", "表"]
    assert chosen(slice(date(2020, 5, 2), None)) == ["表", "时"]
    assert chosen(datetime(2020, 5, 1, 12)) == ["文"]
    assert chosen(["2020-05-03", "2020-05-01"]) == ["文", "时"]
    assert chosen("五月") == ["错"]
    assert chosen(None) == ["无"]


def test_own_metadata_choose_too(tmp_path):
    """Columns that only these documents have, of whatever type."""
    facts = {
        "甲": {"省": "浙江", "人口": 5, "year": "二〇二〇"},
        "乙": {"省": "江苏", "人口": 7.5, "year": 2020},
        "丙": {"人口": "八"},
    }
    _write(tmp_path, pt.Corpus.from_texts({id: f"{id}。" for id in facts}, metadata=facts))
    store = Store(tmp_path)

    def chosen(**where):
        return [document.id for document in whole(store, where)]

    assert chosen(省="浙江") == ["甲"]
    assert chosen(省=["浙江", None]) == ["甲", "丙"]
    assert chosen(人口=slice(5, 6)) == ["甲"]
    assert chosen(人口=slice(6, None), 省="江苏") == ["乙"]
    assert chosen(year="二〇二〇") == ["甲"]
    assert chosen(year=2020) == ["乙"]
    assert store.columns[-2:] == ["省", "人口"]


def test_a_document_without_a_year_is_never_between_two(tmp_path):
    """Where no document of a file has one, the file is passed over."""
    _write(tmp_path, pt.Corpus.from_texts({"甲": "改革。"}))
    store = Store(tmp_path)

    assert store.slices({"year": slice(None, 2020)}) == []
    assert len(whole(store, {"year": None})) == 1


def test_an_unknown_column_is_refused(reports):
    """With the nearest one."""
    known = ["id", *reports.columns]

    for call in (reports.slices, lambda where: reports.read(reports.slices()[0], where)):
        with pytest.raises(InputError) as caught:
            call({"isuer": "甲"})
        assert str(caught.value) == (
            f"`where` must name columns of {known}, got 'isuer'. Did you mean 'issuer'?"
        )
    with pytest.raises(InputError) as caught:
        reports.slices({"year": slice(2012, 2020, 2)})
    assert str(caught.value) == (
        "`where`: a slice goes from the lowest to the highest value of 'year' and has no step, "
        "got slice(2012, 2020, 2)."
    )


def test_a_part_of_a_slice_can_be_read(tmp_path):
    """Rows of a row group, with or without a choice."""
    texts = {f"{year}": f"{year}年，改革。" for year in range(2000, 2010)}
    facts = {id: {"year": int(id)} for id in texts}
    _write(tmp_path, pt.Corpus.from_texts(texts, metadata=facts))
    store = Store(tmp_path)

    (piece,) = store.slices()
    part = piece._replace(first=3, last=6)

    assert piece == Slice("part-000001.parquet", 0, 0, 10, store.size)
    assert [document.id for document in store.read(part)] == ["2003", "2004", "2005"]
    chosen = store.read(part, {"year": slice(2004, 2008)})
    assert [document.id for document in chosen] == ["2004", "2005"]
    assert [document.facts["year"] for document in chosen] == [2004, 2005]
    assert [document.locate(2) for document in chosen] == [(1, 3, None)] * 2


# ---------------------------------------------------------------- the folder


def test_the_digest_depends_on_the_texts_alone(tmp_path):
    """Not on their order, their names or the files that they are in."""
    texts = {"甲": "改革。", "乙": "开放。", "丙": "创新。"}
    (tmp_path / "one").mkdir()
    _write(tmp_path / "one", pt.Corpus.from_texts(texts))
    for id, text in reversed(texts.items()):
        (tmp_path / f"{id}{id}.txt").write_text(text, encoding="utf-8")
        ingest(tmp_path / f"{id}{id}.txt", tmp_path / "three", workers=0)
    (tmp_path / "other").mkdir()
    _write(tmp_path / "other", pt.Corpus.from_texts({"甲": "改革！"}))

    one, three, other = (Store(tmp_path / name) for name in ("one", "three", "other"))

    assert one.digest == three.digest != other.digest
    assert re.fullmatch("[0-9a-f]{12}", one.digest)
    assert len(three.slices()) == 3


def test_a_store_is_light_and_goes_to_workers(reports):
    """It holds the path and what is committed."""
    other = pickle.loads(pickle.dumps(reports))

    assert len(pickle.dumps(reports)) < 10_000
    assert other.slices() == reports.slices()
    assert repr(other) == f"<Store {reports.folder!r}: 12 documents, {reports.size:,} bytes>"


def test_what_is_added_later_is_not_seen(tmp_path):
    """An opened corpus stays what it was."""
    (tmp_path / "甲.txt").write_text("改革。", encoding="utf-8")
    (tmp_path / "乙.txt").write_text("开放。", encoding="utf-8")
    ingest(tmp_path / "甲.txt", tmp_path / "corpus", workers=0)
    before = Store(tmp_path / "corpus")

    ingest(tmp_path / "乙.txt", tmp_path / "corpus", workers=0)

    assert [document.id for document in whole(before)] == ["甲"]
    assert [document.id for document in whole(Store(tmp_path / "corpus"))] == ["甲", "乙"]


def test_a_folder_without_a_corpus_is_refused(tmp_path):
    """Whether it is there or not."""
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(ReadError) as caught:
            Store(folder)
        assert str(caught.value) == (
            f"{folder} holds no corpus. Make one with: policytext ingest SOURCE -o {folder}"
        )


def test_a_newer_corpus_is_refused(tmp_path):
    """It may hold what this version does not know."""
    _write(tmp_path, pt.Corpus.from_texts({"甲": "改革。"}))
    commit = tmp_path / LOG / "000001.json"
    commit.write_text(json.dumps({**json.loads(commit.read_text()), "version": 2, "more": 1}))

    with pytest.raises(ReadError) as caught:
        Store(tmp_path)

    assert str(caught.value) == (
        f"{tmp_path} is a corpus of version 2, this policytext reads version 1. Update policytext."
    )


def test_a_damaged_corpus_is_refused(tmp_path):
    """A file that is missing in the middle, one that is cut, a commit that is none."""
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.txt").write_text(f"{name}。", encoding="utf-8")
        ingest(tmp_path / f"{name}.txt", tmp_path / "corpus", workers=0)
    folder = tmp_path / "corpus"
    store = Store(folder)
    path = folder / "part-000001.parquet"

    data = path.read_bytes()
    path.write_bytes(data[:100])
    with pytest.raises(ReadError, match=f"^{re.escape(str(path))} cannot be read: "):
        store.read(store.slices()[0])
    path.unlink()
    with pytest.raises(ReadError) as caught:
        Store(folder)
    assert str(caught.value) == (
        f"{folder} is damaged: part-000002.parquet stands in it, but not what comes before. "
        "Restore the folder from a copy, or ingest anew."
    )
    (folder / LOG / "000001.json").write_text("{}")
    with pytest.raises(ReadError, match=r"000001\.json is damaged: 'version'"):
        Store(folder)


def test_other_programs_can_read_the_files(tmp_path):
    """The folder as one table, with the documented columns and the version."""
    import pyarrow as pa

    (tmp_path / "甲.txt").write_text(NOTICE, encoding="utf-8")
    ingest(tmp_path / "甲.txt", tmp_path / "corpus", workers=0)

    table = parquet.read_table(tmp_path / "corpus")

    assert table.schema.equals(schema())
    assert table.column_names == [
        "id", "text", "year", "date", "issuer", "title", "document_number", "genre", "addressee",
        "chars", "paragraphs", "path", "encoding", "warnings", "notes", "hash", "fields",
        "metadata", "source", "places",
    ]  # fmt: skip
    assert table["text"].type == pa.large_string()
    assert table["document_number"].to_pylist() == ["甲政发〔2020〕3号"]
    facts = json.loads(parquet.read_schema(tmp_path / "corpus/part-000001.parquet").metadata[KEY])
    assert facts["version"] == 1
    docs = (Path(__file__).parents[1] / "docs" / "ingest.md").read_text(encoding="utf-8")
    for field in schema():
        assert f"| `{field.name}` |" in docs


def test_documents_that_were_read_can_be_copied(tmp_path):
    """And sent to a process of one's own, with the way back to the file."""
    (tmp_path / "甲.txt").write_text(NOTICE, encoding="utf-8")
    ingest(tmp_path / "甲.txt", tmp_path / "corpus", workers=0)
    corpus = whole(Store(tmp_path / "corpus"))
    place = corpus[0].locate(corpus[0].text.index("节水"))

    for other in (copy.deepcopy(corpus), pickle.loads(pickle.dumps(corpus))):
        same(corpus, other)
        assert other[0].locate(corpus[0].text.index("节水")) == place
        assert (place.line, place.column) == (1, 9)

"""`Tokens`: the columns of a segmented corpus."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError, ReadError


@pytest.fixture(scope="module")
def tokens() -> pt.Tokens:
    return pt.Corpus.from_texts({"甲": "人民，当家作主。", "乙": "为人民服务 2024"}).segment()


def test_columns_have_their_dtypes_and_lengths(tokens):
    """There is one id and one start a token, and one offset more than documents."""
    assert tokens.ids.dtype == tokens.starts.dtype == np.int32
    assert tokens.doc_offsets.dtype == np.int64
    assert tokens.doc_offsets.tolist() == [0, 4, 9]
    assert len(tokens.ids) == len(tokens.starts) == tokens.n_tokens == 9
    assert len(tokens.types) == len(tokens.tags) == len(set(tokens.types))
    assert tokens.types[0] == ""


@settings(max_examples=25)
@given(st.lists(st.text("人民改革3a，\n 😀", max_size=15), min_size=1, max_size=3))
def test_offsets_reproduce_every_token(texts):
    """The text at a token's place is the token, in every document."""
    corpus = pt.Corpus.from_texts({str(n): t for n, t in enumerate(texts)}, clean=False)

    table = corpus.segment().to_pandas()

    for row in table.itertuples():
        assert corpus[row.document].text[row.start : row.end] == row.token


def test_tokens_are_taken_by_place_by_name_and_in_turn(tokens):
    """Indexing by number, from the end, or by document id gives the same list of strings."""
    assert tokens[1] == tokens[-1] == tokens["乙"] == ["为", "人民", "服务", " ", "2024"]
    assert list(tokens) == [tokens[0], tokens[1]]
    assert len(tokens) == 2


def test_a_document_that_does_not_exist_is_named(tokens):
    """The message names the nearest id."""
    corpus = pt.Corpus.from_texts({"报告2012": "改革"})

    with pytest.raises(InputError) as caught:
        corpus.segment()["报告2013"]

    assert str(caught.value) == "There is no document '报告2013'. Did you mean '报告2012'?"


def test_words_per_doc_leaves_out_punctuation_and_white_space(tokens):
    """The base of rates counts tokens with a letter, a digit or a Han character."""
    assert tokens.words_per_doc.tolist() == [2, 4]


def test_an_empty_document_has_no_words():
    """A document without text, or of punctuation only, has 0 words."""
    corpus = pt.Corpus.from_texts({"空": "", "甲": "改革。", "点": "。。"}, clean=False)

    assert corpus.segment().words_per_doc.tolist() == [0, 1, 0]


def test_to_pandas_lists_every_token(tokens):
    """One row a token, with tag and place; names and types are categories."""
    table = tokens.to_pandas()

    assert list(table.columns) == ["document", "token", "tag", "start", "end"]
    assert [str(table[c].dtype) for c in ("document", "token", "tag")] == ["category"] * 3
    assert table.iloc[5].tolist() == ["乙", "人民", "n", 1, 3]
    assert table["token"].astype(str).tolist() == tokens[0] + tokens[1]


def test_a_run_is_found_up_to_the_end_of_its_document():
    """A run that ends a document is found; one that goes over into the next is not."""
    tokens = pt.Corpus.from_texts({"甲": "人民服务", "乙": "人民"}).segment()
    people, serve = tokens.index["人民"], tokens.index["服务"]

    assert tokens.find([people, serve], 0).tolist() == [0]
    assert tokens.find([serve], 0).tolist() == [1]
    assert tokens.find([serve, people], 0).tolist() == []
    assert tokens.find([people, serve, people], 0).tolist() == []


def test_a_run_is_found_where_it_overlaps_itself():
    """Three times the same type holds its pair twice."""
    tokens = pt.Corpus.from_texts({"甲": "，，，"}, clean=False).segment()

    assert tokens.find([tokens.index["，"]] * 2, 0).tolist() == [0, 1]


def test_repr_counts_documents_tokens_and_types(tokens):
    """At a glance: how much there is."""
    assert repr(tokens) == "<Tokens: 2 documents, 9 tokens, 8 types>"


def test_the_notebook_shows_texts_escaped():
    """A document named or written like HTML is shown as text."""
    corpus = pt.Corpus.from_texts({"<b>甲</b>": "<script>改革&开放"}, clean=False)

    shown = corpus.segment()._repr_html_()

    assert "<script>" not in shown
    assert "<b>甲" not in shown
    assert "&lt;b&gt;甲&lt;/b&gt;" in shown
    assert "&amp;" in shown
    assert "jieba 0.42.1" in shown


def test_the_table_of_tokens_survives_csv(tokens, tmp_path):
    """Written as CSV and read again, the tokens are the same."""
    file = tmp_path / "tokens.csv"
    table = tokens.to_pandas().astype({"document": str, "token": str, "tag": str})
    table.to_csv(file, index=False)

    again = pd.read_csv(file, keep_default_na=False, dtype={"token": str, "document": str})

    assert again.values.tolist() == table.values.tolist()


def test_a_slice_of_documents_is_tokens_again():
    """tokens[1:] has the same types and numbers, and the documents of the slice."""
    corpus = pt.Corpus.from_texts({"甲": "人民当家作主", "乙": "为人民服务", "丙": "改革"})
    tokens = corpus.segment()

    part = tokens[1:]

    assert list(part) == [["为", "人民", "服务"], ["改革"]]
    assert [document.id for document in part.corpus] == ["乙", "丙"]
    assert part.types is tokens.types
    assert list(tokens[3:]) == []


def test_saved_tokens_are_read_back(tmp_path):
    """Types, tags, numbers, places and texts survive; counts are the same."""
    corpus = pt.datasets.load("study_report")
    tokens = corpus.segment()

    tokens.save(tmp_path / "tokens.parquet")
    alone = pt.Tokens.load(tmp_path / "tokens.parquet")
    together = pt.Tokens.load(tmp_path / "tokens.parquet", corpus=corpus)

    assert (alone.types, alone.tags) == (tokens.types, tokens.tags)
    for name in ("ids", "starts", "doc_offsets"):
        assert np.array_equal(getattr(alone, name), getattr(tokens, name))
    assert alone.segmenter.name == tokens.segmenter.name
    assert together.corpus is corpus
    before = pt.count(tokens, ["人民", "信访"], match="token")
    assert pt.count(alone, ["人民", "信访"], match="token").equals(before)


def test_tokens_of_other_texts_are_refused(tmp_path):
    """A corpus that was read otherwise does not fit the saved tokens."""
    path = tmp_path / "tokens.parquet"
    pt.Corpus.from_texts({"甲": "人民"}).segment().save(path)
    with pytest.raises(InputError) as other:
        pt.Tokens.load(path, corpus=pt.Corpus.from_texts({"甲": "改革"}))
    (tmp_path / "no.parquet").write_text("人民")
    with pytest.raises(ReadError, match="does not hold saved tokens"):
        pt.Tokens.load(tmp_path / "no.parquet")

    assert str(other.value) == f"`corpus` has other texts than {path}. Read the files as then."


def test_a_token_takes_eight_bytes_beside_the_vocabulary():
    """Four for its type and four for its place."""
    tokens = pt.datasets.load("work_reports").segment()

    assert (tokens.ids.nbytes + tokens.starts.nbytes) / tokens.n_tokens == 8

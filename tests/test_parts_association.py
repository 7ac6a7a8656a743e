"""Keyness, collocations and dispersion of a corpus in parts are those of the corpus in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError, PolicyTextWarning

pytest.importorskip("pyarrow")

from in_parts import Parts, in_parts, same_table
from policytext.statistics.contingency import MEASURES

Table = Callable[..., pd.DataFrame]


@pytest.fixture(scope="module")
def reports() -> pt.Corpus:
    """The bundled work reports: twelve documents with a year and sections."""
    return pt.datasets.load("work_reports")


@pytest.fixture(scope="module")
def tokens(reports: pt.Corpus) -> pt.Tokens:
    return reports.segment()


def corpus_of(texts: dict[str, str], **columns: list[object]) -> pt.Corpus:
    """Make a corpus with a value of each column for each text, None where it has none."""
    facts = {id: {k: v[i] for k, v in columns.items()} for i, id in enumerate(texts)}
    return pt.Corpus.from_texts(texts, clean=False, metadata=facts)


def outcome(function: Table, corpus: pt.Tokens | Parts, options: dict[str, Any]) -> Any:
    """Return the table, or the message of the error."""
    try:
        return function(corpus, **options)
    except InputError as error:
        return str(error)


# ---------------------------------------------------------------- the same tables

KEYNESS = [
    {"target": slice(2018, None), "by": "year"},
    {"target": slice(2018, 2020), "reference": slice(None, 2015), "by": "year", "measure": "chi2"},
    {"target": ["2020", "2021"], "min_count": 1, "effects": ["odds_ratio", "bic"]},
    {"target": "2020", "reference": [2012, 2013], "by": "year", "top": 30, "tags": ["n", "v"]},
    {"target": 2020, "by": "year", "stopwords": ["发展"], "min_length": 2, "zeros": "infinite"},
    {"target": "新", "by": {"2022": "新", "2023": "新", "2012": "旧"}, "keep_punctuation": True},
]
COLLOCATIONS = [
    {"node": "改革"},
    {"node": ["改革", ("改革", "开放"), re.compile("经.")], "by": "year", "min_count": 2},
    # 这是 is a type of some documents only, 高质量发展 of none.
    {"node": ["高质量发展", "这是"], "window": "sentence", "min_count": 1},
    {"node": "发展", "by": "year", "window": (0, 3), "min_count": 1, "top": 3},
    {"node": ["改革", ("改革",)], "window": "paragraph", "window_correction": False},
    {"node": "推进", "measure": ["mi", "dice"], "tags": "n", "stopwords": ["经济"], "min_count": 2},
]
DISPERSION = [
    {"top": 100},
    {"parts": "section", "by": "year", "min_count": 3, "top": 20},
    {"parts": "year", "measure": "all", "min_count": 10},
    {
        "terms": ["改革", "这是", "高质量发展", ("改革", "开放"), re.compile("经.")],
        "measure": "all",
    },
    {"terms": "创新", "by": {"2022": "新", "2023": "新", "2012": "旧", "2013": "旧"}},
    {"by": "year", "parts": "section", "top": 2, "measure": "dp"},
]


@settings(max_examples=8)
@given(st.integers(2, 12), st.integers(0, 99), st.sampled_from(KEYNESS))
def test_keyness_does_not_depend_on_how_the_corpus_is_parted(reports, tokens, n, seed, options):
    """Scores, intervals, adjusted p-values, documents and the order of rows."""
    found = pt.keyness(in_parts(reports, n, seed=seed), **options)

    assert len(found) >= 30
    same_table(found, pt.keyness(tokens, **options))


@settings(max_examples=8)
@given(st.integers(2, 12), st.integers(0, 99), st.sampled_from(COLLOCATIONS))
def test_collocations_do_not_depend_on_how_the_corpus_is_parted(reports, tokens, n, seed, options):
    """Pairs, windows that overlap, tables and measures, and the order of rows."""
    found = pt.collocations(in_parts(reports, n, seed=seed), **options)

    assert len(found) >= 10
    same_table(found, pt.collocations(tokens, **options))


@settings(max_examples=8)
@given(st.integers(2, 12), st.integers(0, 99), st.sampled_from(DISPERSION))
def test_dispersion_does_not_depend_on_how_the_corpus_is_parted(reports, tokens, n, seed, options):
    """Over documents, sections and years, of all terms and of some."""
    found = pt.dispersion(in_parts(reports, n, seed=seed), **options)

    assert len(found) >= 2
    same_table(found, pt.dispersion(tokens, **options))


YEARS = st.sampled_from([2012, 2014, 2016, None])
texts = st.lists(st.tuples(st.text("abc ，。", max_size=12), YEARS), min_size=2, max_size=6)


@settings(max_examples=20)
@given(texts, st.integers(2, 6), st.integers(0, 99))
@pytest.mark.filterwarnings("ignore:There is one part")
def test_awkward_documents_make_no_difference(texts, n, seed):
    """Empty ones, ones without a word or a year: the same table, or the same message."""
    words, years = zip(*texts, strict=True)
    corpus = corpus_of({str(i): " ".join(text) for i, text in enumerate(words)}, year=list(years))
    calls: list[tuple[Table, dict[str, Any]]] = [
        (pt.keyness, {"target": "0", "min_count": 1}),
        (pt.keyness, {"target": 2012, "by": "year", "min_count": 1, "keep_punctuation": True}),
        (pt.keyness, {"target": slice(2013, None), "by": "year", "min_count": 1}),
        (pt.collocations, {"node": ["a", ("b", "c")], "by": "year", "min_count": 1, "window": 1}),
        (pt.collocations, {"node": "a", "window": "sentence", "min_count": 1}),
        (pt.dispersion, {"by": "year", "min_count": 1, "measure": "all"}),
        (pt.dispersion, {"terms": ["a", "d"], "parts": "year"}),
        (pt.dispersion, {"terms": ("a", "b"), "by": "document", "parts": "section"}),
    ]
    tokens = corpus.segment()
    for function, options in calls:
        found = outcome(function, in_parts(corpus, n, seed=seed), options)
        expected = outcome(function, tokens, options)
        if isinstance(expected, str):
            assert found == expected
        else:
            same_table(found, expected)


# ---------------------------------------------------------------- what parts do not know


class Uneven:
    """A segmenter that knows 改革 only in documents that do not begin with 旧."""

    name = "uneven"
    dictionary = "none"

    def cut(self, text: str) -> Sequence[str]:
        return list(text) if text.startswith("旧") else re.findall("改革|.", text)

    def tags(self, types: Sequence[str]) -> Sequence[str]:
        return [""] * len(types)


@pytest.mark.parametrize(
    ("texts", "counts"),
    [
        # A type of the first document is counted as one everywhere.
        ({"甲": "新改革好", "乙": "旧改革坏"}, {"好": 1, "新": 1}),
        # A type of none is found where tokens spell it.
        ({"甲": "旧改革好", "乙": "旧改革坏"}, {"旧": 2, "坏": 1, "好": 1}),
    ],
)
def test_a_term_that_is_a_type_somewhere_is_one_everywhere(texts, counts):
    """A part in which it is none does not count what spells it."""
    corpus = corpus_of(texts)
    for there in (corpus.segment(Uneven()), in_parts(corpus, 2, segmenter=Uneven())):
        table = pt.collocations(there, "改革", window=1, min_count=1, measure="mi")
        assert dict(zip(table["collocate"], table["count"], strict=True)) == counts
        spread = pt.dispersion(there, "改革")
        assert spread["range"].tolist() == [table["node_count"].iloc[0]]


def test_what_follows_in_a_tuple_is_a_type_or_is_not_there():
    """In memory a step that is no type has no hit, nor has it in parts."""
    corpus = corpus_of({"甲": "新改革好", "乙": "旧改革坏"})
    found = pt.collocations(
        in_parts(corpus, 2, segmenter=Uneven()), ("改革", "坏"), window=2, min_count=1
    )

    assert found.empty


def test_a_document_with_sections_on_both_sides_counts_once_on_each():
    """农业, 工业, 农业 again: the document has 发展 twice in the target."""
    text = "一、农业\n发展农业。\n二、工业\n发展工业。\n三、林业\n发展林业。"
    corpus = corpus_of({"甲": text, "乙": text, "丙": "没有标题的发展。"})
    options = {
        "target": ["甲: 一、农业", "甲: 三、林业", "乙: 一、农业"],
        "by": "section",
        "min_count": 1,
    }
    table = pt.keyness(in_parts(corpus, 3), **options)

    columns = ["count_target", "count_reference", "doc_freq_target", "doc_freq_reference"]
    assert table.set_index("term").loc["发展", columns].tolist() == [3, 3, 2, 2]
    same_table(table, pt.keyness(corpus.segment(), **options))


def test_sections_of_one_name_are_several_groups():
    """Two sections 一、农业 of one document have each its own collocates and parts."""
    corpus = corpus_of(
        {"甲": "一、农业\n发展农业。\n一、农业\n强大农业。", "乙": "一、农业\n农业。"}
    )
    tokens = corpus.segment()
    for function, options in (
        (pt.collocations, {"node": "农业", "by": "一、", "window": 1, "min_count": 1}),
        (pt.dispersion, {"terms": "农业", "parts": "一、"}),
    ):
        same_table(function(in_parts(corpus, 2), **options), function(tokens, **options))
    assert pt.dispersion(in_parts(corpus, 2), "农业", parts="一、")["n_parts"].tolist() == [3]


def test_all_terms_are_spread_in_bounded_memory(reports):
    """Only the counts of the terms that are listed are kept by part."""
    asked = []

    class Recorded(Parts):
        def compute(self, analysis: Any, segmenter: Any = "jieba") -> Any:
            asked.append(analysis)
            return super().compute(analysis, segmenter)

    table = pt.dispersion(Recorded(reports, 4, 0, None), by="year", parts="section", top=2)

    second = asked[1]
    assert set(second.among) == set(table["term"])
    assert len(second.among) < 24


def test_one_part_only_is_told_to_the_caller():
    """The warning points at the line that asks."""
    corpus = corpus_of({"甲": "改革发展", "乙": "改革"}, year=[2020, 2020])
    with pytest.warns(PolicyTextWarning, match="There is one part only") as caught:
        pt.dispersion(in_parts(corpus, 2), "改革", parts="year")

    assert [warning.filename for warning in caught] == [__file__]


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("function", "options", "message"),
    [
        (
            pt.keyness,
            {"target": "2020", "bootstrap": 10},
            "`bootstrap` needs the tokens in memory, got a corpus on disk. Leave it out, or read "
            "the documents with `read`.",
        ),
        (
            pt.keyness,
            {"target": [True] * 6 + [False] * 6},
            "A truth value a document needs the tokens in memory, got a corpus on disk. Name "
            "groups of `by`, or read the documents with `read`.",
        ),
        (
            pt.keyness,
            {"target": pd.Series([True, False], index=["2020", "2021"])},
            "A truth value a document needs the tokens in memory, got a corpus on disk. Name "
            "groups of `by`, or read the documents with `read`.",
        ),
        (
            pt.collocations,
            {"node": "改革", "by": ["新"] * 12},
            "A list of labels as `by` needs the tokens in memory, got a corpus on disk. Give "
            "labels by the ids of documents, or read the documents with `read`.",
        ),
        (
            pt.dispersion,
            {"parts": pd.Series(range(12))},
            "A list of labels as `parts` needs the tokens in memory, got a corpus on disk. Give "
            "labels by the ids of documents, or read the documents with `read`.",
        ),
        (
            pt.dispersion,
            {"parts": 10},
            "A number as `parts` needs the tokens in memory, got a corpus on disk. Name what to "
            'cut into, as parts="document", or read the documents with `read`.',
        ),
    ],
)
def test_what_needs_all_tokens_is_refused_before_anything_is_read(
    reports, monkeypatch, function, options, message
):
    """And what to do instead is said."""
    parts = in_parts(reports, 3)
    monkeypatch.setattr(parts, "compute", None)
    with pytest.raises(InputError) as caught:
        function(parts, **options)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("function", "options"),
    [
        (pt.keyness, {"target": 2031, "by": "year"}),
        (pt.keyness, {"target": slice(2031, None), "by": "year"}),
        (pt.keyness, {"target": slice(2000, None), "by": "year"}),
        (pt.keyness, {"target": slice(2000, None)}),
        (pt.keyness, {"target": [], "by": "year"}),
        (pt.keyness, {"target": 2012, "reference": [2012, 2013], "by": "year"}),
        (pt.keyness, {"target": 2012, "reference": "2031", "by": "year"}),
        (pt.keyness, {"target": "新", "by": "yaer"}),
        (pt.keyness, {"target": "新", "by": "issuer"}),
        (pt.keyness, {"target": "新", "by": "第一章"}),
        (pt.collocations, {"node": "改革", "by": "yaer"}),
        (pt.dispersion, {"parts": "yaer"}),
        (pt.dispersion, {"parts": "第一章", "terms": "改革"}),
        (pt.dispersion, {"by": "yaer"}),
        (pt.dispersion, {"parts": None}),
    ],
)
def test_wrong_groups_are_named_as_in_memory(reports, tokens, function, options):
    """The message is that of the whole corpus, not of the part that was looked at first."""
    expected = outcome(function, tokens, options)

    assert isinstance(expected, str)
    assert outcome(function, in_parts(reports, 5, seed=2), options) == expected


@pytest.mark.parametrize(
    ("function", "options"),
    [
        (pt.keyness, {"target": "2020", "confidence": 1}),
        (pt.keyness, {"target": "2020", "zeros": "none"}),
        (pt.keyness, {"target": "2020", "by": 5}),
        (pt.collocations, {"node": ""}),
        (pt.collocations, {"node": "改革", "window": 0}),
        (pt.dispersion, {"terms": [()]}),
    ],
)
def test_options_that_cannot_be_used_are_refused_before_anything_is_read(
    reports, monkeypatch, function, options
):
    """Not after a night of counting."""
    parts = in_parts(reports, 3)
    monkeypatch.setattr(parts, "compute", None)
    with pytest.raises(InputError):
        function(parts, **options)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_every_measure_can_be_asked_for(measure):
    """Trying it before the counting warns of nothing."""
    if measure == "fisher":
        pytest.importorskip("scipy")
    corpus = corpus_of({"甲": "改革发展改革", "乙": "发展农业"})
    for function, options in (
        (pt.keyness, {"target": "甲"}),
        (pt.collocations, {"node": "改革"}),
    ):
        options = {**options, "measure": measure, "min_count": 1}
        same_table(function(in_parts(corpus, 2), **options), function(corpus.segment(), **options))


# ---------------------------------------------------------------- labels


def test_labels_by_id_may_be_a_series_or_numbers_of_numpy():
    """Every part finds those of its own documents."""
    corpus = corpus_of({"甲": "改革发展", "乙": "改革", "丙": "农业"}, year=[2012, 2014, 2016])
    expected = pt.keyness(corpus.segment(), slice(2014, None), by="year", min_count=1)
    found = [
        pt.keyness(in_parts(corpus, 3), np.array([2014, 2016]), by="year", min_count=1),
        pt.keyness(
            in_parts(corpus, 3),
            2,
            by=pd.Series([1, 2, 2], index=["甲", "乙", "丙"]),
            min_count=1,
        ),
        pt.keyness(in_parts(corpus, 3), iter([2014, 2016]), by="year", min_count=1),
    ]

    for table in found:
        pd.testing.assert_frame_equal(table, expected)
    same_table(found[0], expected)

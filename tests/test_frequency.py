"""Frequency lists: what filters leave out, and what they never change."""

from __future__ import annotations

from collections import Counter

import pytest

import policytext as pt
from policytext.errors import InputError, ReadError


@pytest.fixture(scope="module")
def tokens() -> pt.Tokens:
    return pt.Corpus.from_texts(
        {"甲": "改革带来发展，改革惠及人民。", "乙": "全面发展。"},
        metadata={"甲": {"year": 2020}, "乙": {"year": 2019}},
    ).segment()


@pytest.fixture(scope="module")
def report_tokens() -> pt.Tokens:
    return pt.datasets.load("work_reports").segment()


def listed(table) -> dict[str, int]:
    """Give terms with their counts, in the order of the table."""
    return dict(zip(table["term"], table["count"], strict=True))


def test_types_are_listed_most_frequent_first(tokens):
    """Ties stand in the order of the terms; punctuation is left out."""
    table = pt.frequencies(tokens)

    assert list(table.columns) == ["term", "tag", "count", "per_million", "doc_freq"]
    assert listed(table) == {"发展": 2, "改革": 2, "人民": 1, "全面": 1, "带来": 1, "惠及": 1}
    assert table["doc_freq"].tolist() == [2, 1, 1, 1, 1, 1]
    assert table["per_million"].tolist()[0] == 250_000


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"stopwords": ["改革", "带来"]}, ["发展", "人民", "全面", "惠及"]),
        ({"min_length": 3}, []),
        ({"min_count": 2}, ["发展", "改革"]),
        ({"tags": ["n"]}, ["人民", "全面", "惠及"]),
        ({"tags": "vn"}, ["发展", "改革"]),
        ({"tags": ["v"]}, ["发展", "改革", "带来"]),
        ({"tags": ["ns", "v"]}, ["发展", "改革", "带来", "惠及"]),
        ({"top": 3}, ["发展", "改革", "人民"]),
        ({"keep_punctuation": True, "top": 3}, ["。", "发展", "改革"]),
    ],
)
def test_filters_choose_what_is_listed(tokens, options, expected):
    """Each filter leaves types out, and nothing else."""
    assert pt.frequencies(tokens, **options)["term"].tolist() == expected


def test_stop_words_come_from_a_file_too(tokens, tmp_path):
    """One word a line; blank lines, a byte order mark and Windows line ends do no harm."""
    file = tmp_path / "stop.txt"
    file.write_bytes("\ufeff改革\r\n\r\n 带来 \r\n".encode())

    table = pt.frequencies(tokens, stopwords=file)

    assert table["term"].tolist() == ["发展", "人民", "全面", "惠及"]


@pytest.mark.parametrize(
    "options",
    [
        {"stopwords": ["的", "和", "在"]}, {"min_length": 2}, {"min_count": 5}, {"tags": ["n"]},
        {"top": 10}, {"keep_punctuation": True},
    ],
)  # fmt: skip
def test_filters_never_change_a_rate(report_tokens, options):
    """What is left out of the list stays in the base of the rates."""
    whole = pt.frequencies(report_tokens).set_index("term")["per_million"]
    table = pt.frequencies(report_tokens, **options)

    kept = table[table["term"].isin(whole.index)].set_index("term")["per_million"]
    assert len(kept)
    assert kept.equals(whole[kept.index])
    assert table.attrs["stamp"]["tokens"] == int(report_tokens.words_per_doc.sum())


def test_counts_add_up_to_the_words(report_tokens):
    """All counts together are all word tokens; with punctuation all tokens but white space."""
    words = pt.frequencies(report_tokens)
    everything = pt.frequencies(report_tokens, keep_punctuation=True)

    assert words["count"].sum() == report_tokens.words_per_doc.sum()
    all_tokens = Counter(t for document in report_tokens for t in document if t.strip())
    assert listed(everything) == dict(sorted(all_tokens.items(), key=lambda i: (-i[1], i[0])))


def test_a_list_for_each_year_adds_up_to_the_whole(report_tokens):
    """The yearly lists are of each year's documents, with each year's base."""
    yearly = pt.frequencies(report_tokens, by="year")
    whole = listed(pt.frequencies(report_tokens))

    assert yearly["year"].unique().tolist() == list(range(2012, 2024))
    assert yearly.groupby("term")["count"].sum().to_dict() == whole
    per_year = yearly.groupby("year")["per_million"].sum()
    assert per_year.round(3).tolist() == [1e6] * 12


def test_groups_come_in_order_and_top_is_of_each(tokens):
    """The first rows of each group, years rising, the missing one last."""
    table = pt.frequencies(tokens, by="year", top=1)
    assert table[["year", "term", "count"]].values.tolist() == [
        [2019, "全面", 1],
        [2020, "改革", 2],
    ]
    undated = tokens.corpus.assign(year=[2020, None]).segment()
    table = pt.frequencies(undated, by="year", top=1)
    assert table["year"].isna().tolist() == [False, True]
    assert table["year"].dtype == "Int64"


def test_nothing_left_is_an_empty_table(tokens):
    """Filters that leave nothing give the columns without rows."""
    table = pt.frequencies(tokens, min_count=9, by="year")

    assert list(table.columns) == ["year", "term", "tag", "count", "per_million", "doc_freq"]
    assert len(table) == 0


def test_the_stamp_tells_stop_words_apart(tokens):
    """Without stop words it says none; the order of the list does not matter."""
    none = pt.frequencies(tokens).attrs["stamp"]
    first = pt.frequencies(tokens, stopwords=["改革", "发展"]).attrs["stamp"]
    second = pt.frequencies(tokens, stopwords=["发展", "改革"]).attrs["stamp"]

    assert none["stopwords"] == "none"
    assert first == second
    assert first["stopwords"] != none["stopwords"]
    assert none["tokens"] == 8


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_length": 0}, "`min_length` must be 1 or more, got 0."),
        ({"min_count": -1}, "`min_count` must be 1 or more, got -1."),
        ({"top": 0}, "`top` must be 1 or more, got 0."),
        (
            {"stopwords": "stop.txt"},
            "`stopwords` must be a list of words or a pathlib.Path, got the string 'stop.txt'.",
        ),
        (
            {"by": "section"},
            "`by` must be a level that the documents have, got 'section': there is no such "
            "heading. `document.outline` shows those there are.",
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_named(tokens, options, message):
    """A string of stop words is refused, too: it would be taken letter by letter."""
    with pytest.raises(InputError) as caught:
        pt.frequencies(tokens, **options)

    assert str(caught.value) == message


def test_a_stop_list_is_read_in_any_encoding(tokens, tmp_path):
    """Lists come from Windows too: UTF-8 and GB18030 say the same."""
    lists = {}
    for encoding in ("utf-8-sig", "gb18030"):
        file = tmp_path / f"{encoding}.txt"
        file.write_bytes("# 甲表：常用虚词\n改革\n的\n和\n我们\n".encode(encoding))
        lists[encoding] = list(pt.frequencies(tokens, stopwords=file).term)

    assert lists["utf-8-sig"] == lists["gb18030"]
    assert "改革" not in lists["gb18030"]


def test_a_stop_list_that_is_missing_is_named(tokens, tmp_path):
    """The message names the file."""
    missing = tmp_path / "missing.txt"

    with pytest.raises(ReadError) as caught:
        pt.frequencies(tokens, stopwords=missing)
    assert str(caught.value) == f"{missing}: no such file. Check the name and the folder."


def test_lists_are_of_sections_and_labels_too(tokens):
    """`by` means what it does in every statistic."""
    labelled = pt.frequencies(tokens, by=["乙", "甲"], top=1)
    assert labelled[["group", "term"]].values.tolist() == [["乙", "改革"], ["甲", "全面"]]

    text = "一、改革\n改革创新。\n二、发展\n发展，发展。"
    corpus = pt.Corpus.from_texts({"文": text})
    found = pt.frequencies(corpus.segment(), by="section", top=1)
    assert found[["section", "term", "count", "doc_freq"]].values.tolist() == [
        ["文: 一、改革", "改革", 2, 1],
        ["文: 二、发展", "发展", 3, 1],
    ]
    cut = pt.frequencies(corpus.sections().segment(), by="section", top=1)
    assert cut["section"].tolist() == ["一、改革", "二、发展"]

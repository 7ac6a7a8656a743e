"""N-grams, clusters and positions: counts, nesting, dispersion, and what parts them."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError
from policytext.statistics.dispersion import gries_dp
from policytext.statistics.ngrams import NGRAMS, clusters, ngrams
from policytext.statistics.positions import POSITIONS, positions
from test_patterns import cut, without


def counted(table: pd.DataFrame) -> dict[str, int]:
    return dict(zip(table["tokens"], table["count"], strict=True))


def with_nested(table: pd.DataFrame) -> dict[str, tuple[int, int]]:
    rows = zip(table["tokens"], table["count"], table["nested"], strict=True)
    return {term: (count, nested) for term, count, nested in rows}


# ---------------------------------------------------------------- reference values


def test_bigrams_are_those_of_quanteda():
    """Reference C1: four bigrams twice each, none across a full stop; sizes that repeat."""
    corpus = pt.Corpus.from_texts(
        {"1": "I like good ice cream.", "2": "Me too!  I like good ice cream.", "3": ""}
    )
    table = ngrams(corpus.segment(), 2)

    assert counted(table) == {"I like": 2, "good ice": 2, "ice cream": 2, "like good": 2}


def test_nested_counts_are_those_of_quanteda():
    """Reference C3: dots are no words."""
    tokens = cut("a b c . . a b c . . a b c . . . a b c", "a b . . a b . . a b . . a b . a b")

    assert with_nested(ngrams(tokens, (2, 3))) == {
        "a b": (9, 4), "a b c": (4, 0), "b c": (4, 4),
    }  # fmt: skip


def test_nested_counts_reach_over_several_sizes():
    """Reference C4."""
    tokens = cut(". . . . a b c d . . a b c . . .")

    assert with_nested(ngrams(tokens, (2, 4), min_count=1)) == {
        "a b": (2, 2), "a b c": (2, 1), "b c": (2, 2), "a b c d": (1, 0), "b c d": (1, 1),
        "c d": (1, 1),
    }  # fmt: skip


def test_no_ngram_crosses_a_document():
    """Reference C5: the end of one text and the beginning of the next are apart."""
    table = ngrams(cut("this is a test", "this also a test"), (2, 5), min_count=1)

    assert "test this" not in set(table["tokens"])
    assert counted(table)["a test"] == 2


# ---------------------------------------------------------------- by eye


def test_ngrams_read_as_in_a_text():
    """A space only between letters and digits that are not Han; tokens stand apart."""
    tokens = cut("WTO 改革 IT services 2020 年")
    table = ngrams(tokens, 2, min_count=1)

    assert sorted(table["term"]) == ["2020年", "IT services", "WTO改革", "services 2020", "改革IT"]
    assert "WTO 改革" in set(table["tokens"])


def test_columns_and_order():
    """Most frequent first, ties in the order of the terms."""
    table = ngrams(cut("b c . a b . a b", "a b . c d . c d"), (2, 3), min_count=1)

    assert list(table.columns) == list(NGRAMS)
    assert table["tokens"].tolist() == ["a b", "c d", "b c"]
    assert table["count"].tolist() == [3, 2, 1]
    assert table["doc_freq"].tolist() == [2, 1, 1]
    assert table["per_million"].tolist() == [
        250_000,
        pytest.approx(2e6 / 12),
        pytest.approx(1e6 / 12),
    ]
    # DP: shares of `a b` 2/3, 1/3 against 1/2, 1/2.
    assert table["dp"].round(6).tolist() == [round(1 / 6, 6), 0.5, 0.5]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, {"a b": 1, "c d": 1}),
        ({"keep_punctuation": True}, {"a b": 1, "b ，": 1, "， c": 1, "c d": 1}),
        ({"stopwords": ["b"]}, {"c d": 1}),
        ({"top": 1}, {"a b": 1}),
        ({"min_count": 2}, {}),
    ],
)
def test_options_choose_what_is_listed(options, expected):
    """Punctuation parts n-grams unless it is kept."""
    assert counted(ngrams(cut("a b ， c d"), 2, **{"min_count": 1, **options})) == expected


def test_lines_and_removed_tokens_part_ngrams_but_spaces_do_not():
    """A heading and its paragraph are not side by side."""
    corpus = pt.Corpus.from_texts({"a": "ice cream\nice cream"}, clean=False)
    tokens = corpus.segment()
    assert counted(ngrams(tokens, 2, min_count=1)) == {"ice cream": 2}

    tokens = without(cut("甲 的 乙 丙"), "的")
    for options in ({}, {"skip": 2}, {"keep_punctuation": True}):
        assert counted(ngrams(tokens, 2, min_count=1, **options)) == {"乙 丙": 1}


def test_skip_grams_leave_tokens_out():
    """Guthrie et al. (2006, section 2): the 2-skip-bigrams and -trigrams of five words."""
    tokens = cut("Insurgents killed in ongoing fighting")

    table = ngrams(tokens, 2, skip=2, min_count=1)
    assert sorted(table["tokens"]) == sorted([
        "Insurgents killed", "Insurgents in", "Insurgents ongoing", "killed in", "killed ongoing",
        "killed fighting", "in ongoing", "in fighting", "ongoing fighting",
    ])  # fmt: skip
    assert table["nested"].isna().all()
    assert len(ngrams(tokens, 3, skip=2, min_count=1)) == 10


def test_unigrams_are_the_frequency_list():
    """Of size 1 the counts are those of `frequencies`."""
    tokens = pt.datasets.load("work_reports").segment()[:2]
    columns = ["document", "term", "count", "per_million", "doc_freq"]

    table = ngrams(tokens, 1, min_count=3, by="document")

    whole = pt.frequencies(tokens, min_count=3, by="document")
    pd.testing.assert_frame_equal(table[columns], whole[columns])


# ---------------------------------------------------------------- groups


def test_groups_have_their_own_counts_and_bases():
    """A count below the least in a group is not listed there."""
    tokens = cut("a b . a b", "a b c", "c d . c d")
    table = ngrams(tokens, 2, by=["x", "x", "y"], min_count=2)

    assert table[["group", "tokens", "count", "doc_freq"]].values.tolist() == [
        ["x", "a b", 3, 2], ["y", "c d", 2, 1],
    ]  # fmt: skip
    assert table["per_million"].tolist() == [pytest.approx(3e6 / 7), 500_000]
    assert table["dp"].round(6).tolist() == [round(2 / 3 - 4 / 7, 6), 0]


def test_tokens_in_no_group_are_not_counted():
    """Nor are they in the base."""
    table = ngrams(cut("a b", "a b c d"), 2, by=[None, "y"], min_count=1)

    assert counted(table) == {"a b": 1, "b c": 1, "c d": 1}
    assert table["per_million"].tolist() == [250_000] * 3
    assert table.attrs["stamp"]["tokens"] == 4


@pytest.mark.parametrize("by", [None, ["x", "y"]])
def test_nothing_found_is_an_empty_table_with_its_types(by):
    """Also where n is longer than any document, and in texts without words."""
    for tokens in (cut("a b", "。"), cut("。", "！")):
        for table in (ngrams(tokens, 9, by=by), clusters(tokens, "无", by=by)):
            assert len(table) == 0
            assert list(table.columns) == [*(["group"] if by else []), *NGRAMS]
            assert table.dtypes[list(NGRAMS)].equals(
                ngrams(cut("a b"), 2, min_count=1).dtypes[list(NGRAMS)]
            )


def test_the_stamp_says_what_changes_the_numbers():
    """Sizes, options, and the base of the rates."""
    stamp = ngrams(cut("a b c"), (2, 3), skip=1, stopwords=["c"]).attrs["stamp"]

    assert [stamp[name] for name in ("n", "skip", "min_count", "tokens")] == ["2-3", 1, 2, 3]
    assert stamp["stopwords"] != "none"
    assert clusters(cut("a b"), ["a", ("b", "c")]).attrs["stamp"]["node"] == ["a", "b c"]


@pytest.mark.parametrize(
    ("n", "options", "message"),
    [
        (0, {}, "`n` must be 1 or more, and a pair must rise, got 0."),
        ((3, 2), {}, "`n` must be 1 or more, and a pair must rise, got (3, 2)."),
        ("2", {}, "`n` must be a whole number or a pair of these, got '2'."),
        ((1, 2, 3), {}, "`n` must be a whole number or a pair of these, got (1, 2, 3)."),
        (2, {"skip": -1}, "`skip` must be 0 or more, got -1."),
        (2, {"min_count": 0}, "`min_count` must be 1 or more, got 0."),
        (2, {"top": 0}, "`top` must be 1 or more, got 0."),
    ],
)
def test_options_that_cannot_be_used_are_refused(n, options, message):
    """The message says what must hold and what came."""
    with pytest.raises(InputError) as error:
        ngrams(cut("a b"), n, **options)
    assert str(error.value) == message


# ---------------------------------------------------------------- a second way


TEXTS = st.lists(st.lists(st.sampled_from("abc."), max_size=14), min_size=1, max_size=3)


def plain_ngrams(texts, n, skip):
    """Count by loops: documents of each n-gram, as often as it occurs."""
    found: dict[tuple[str, ...], list[int]] = {}
    for number, words in enumerate(texts):
        for first in range(len(words)):
            for rest in combinations(range(first + 1, min(first + n + skip, len(words))), n - 1):
                last = rest[-1] if rest else first
                if "." not in words[first : last + 1]:
                    gram = tuple(words[at] for at in (first, *rest))
                    found.setdefault(gram, []).append(number)
    return found


@given(TEXTS, st.integers(1, 6), st.integers(0, 2))
def test_ngrams_are_those_of_plain_loops(texts, n, skip):
    """Counts, documents and DP, against loops and `gries_dp`."""
    table = ngrams(cut(*map(" ".join, texts)), n, skip=skip, min_count=1)
    expected = plain_ngrams(texts, n, skip)

    assert counted(table) == {" ".join(gram): len(at) for gram, at in expected.items()}
    sizes = [sum(word != "." for word in words) for words in texts]
    for row in table.itertuples():
        documents = expected[tuple(row.tokens.split())]
        assert row.doc_freq == len(set(documents))
        parts = [documents.count(number) for number in range(len(texts))]
        assert row.dp == pytest.approx(gries_dp(parts, sizes).item(), abs=1e-12)


@given(TEXTS, st.integers(1, 2))
def test_nested_counts_are_those_of_plain_loops(texts, least):
    """An occurrence is nested if a longer one, listed too, holds its span."""
    low, high = 2, 4
    places: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for number, words in enumerate(texts):
        for n in range(low, high + 1):
            for first in range(len(words) - n + 1):
                if "." not in words[first : first + n]:
                    gram = tuple(words[first : first + n])
                    places.setdefault(gram, []).append((number, first))
    listed = {gram: at for gram, at in places.items() if len(at) >= least}
    expected = {
        " ".join(gram): (
            len(at),
            sum(
                any(
                    number == other and begin <= first and first + len(gram) <= begin + len(longer)
                    for longer, more in listed.items()
                    if len(longer) > len(gram)
                    for other, begin in more
                )
                for number, first in at
            ),
        )
        for gram, at in listed.items()
    }

    table = ngrams(cut(*map(" ".join, texts)), (low, high), min_count=least)

    assert with_nested(table) == expected


def test_long_ngrams_do_not_overflow():
    """Of size 12 over a thousand types, each counted as it is."""
    words = [f"w{n}" for n in np.random.default_rng(0).integers(0, 1000, 2000)]
    tokens = cut(" ".join(words), " ".join(words[:100]))
    grams = [*zip(*(words[k:] for k in range(12)), strict=False)]
    grams += zip(*(words[:100][k:] for k in range(12)), strict=False)

    assert counted(ngrams(tokens, 12)) == {
        " ".join(gram): n for gram, n in Counter(grams).items() if n > 1
    }


def test_order_of_documents_does_not_matter():
    """The table is the same for the same texts in another order."""
    texts = ["a b c . a b", "b c d", "a b"]
    one, other = (ngrams(cut(*t), (2, 3), min_count=1) for t in (texts, texts[::-1]))

    pd.testing.assert_frame_equal(one, other)


def test_csv_reads_back(tmp_path):
    """Every value."""
    table = ngrams(cut("a b . a b", "b c"), (2, 3), min_count=1)
    table.to_csv(tmp_path / "ngrams.csv", index=False)

    again = pd.read_csv(tmp_path / "ngrams.csv").astype(NGRAMS)
    pd.testing.assert_frame_equal(again, table, check_like=True)


# ---------------------------------------------------------------- clusters


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("b", {"a b": 2, "b c": 1, "b b": 1}),
        (("a", "b"), {"a b": 2}),
        (["c", "d"], {"b c": 1, "c d": 1}),
        (("b", "c", "d"), {}),
    ],
)
def test_clusters_hold_the_whole_node(node, expected):
    """An n-gram with two nodes counts once; one shorter than the node never."""
    tokens = cut("a b c d . e f . a b b")

    assert counted(clusters(tokens, node, n=2, min_count=1)) == expected


@given(TEXTS, st.integers(1, 4))
def test_clusters_are_the_ngrams_with_the_node(texts, n):
    """For a node of one token, those n-grams that have it among their tokens."""
    tokens = cut(*map(" ".join, texts))
    whole = counted(ngrams(tokens, n, min_count=1))

    found = counted(clusters(tokens, "a", n=n, min_count=1))

    assert found == {gram: count for gram, count in whole.items() if "a" in gram.split()}


# ---------------------------------------------------------------- positions


def test_positions_count_by_parts_of_documents():
    """Ten words in five parts; punctuation is in none of its own."""
    table = positions(cut("x a b c ， d e f g h x", "x a b c d"), "x", parts=5)

    assert list(table.columns) == list(POSITIONS)
    assert table["part"].tolist() == [1, 2, 3, 4, 5]
    assert table["count"].tolist() == [2, 0, 0, 0, 1]
    assert table["words"].tolist() == [3, 3, 3, 3, 3]
    assert table["per_million"].tolist()[:2] == [pytest.approx(2e6 / 3), 0]


def test_positions_are_of_groups_too():
    """Tokens in no group are not counted; a part without words has no rate."""
    tokens = cut("x a", "x", "a x")
    table = positions(tokens, "x", parts=2, by=["甲", None, "乙"])
    assert table[["group", "part", "count", "words"]].values.tolist() == [
        ["甲", 1, 1, 1], ["甲", 2, 0, 1], ["乙", 1, 0, 1], ["乙", 2, 1, 1],
    ]  # fmt: skip

    table = positions(cut("x", "。"), "x", parts=3, by="document")
    assert table["words"].tolist() == [1, 0, 0, 0, 0, 0]
    assert table["per_million"].isna().tolist() == [False] + [True] * 5
    assert positions(cut("a b"), "没有")["count"].sum() == 0


def test_punctuation_is_in_the_part_of_the_word_before_it():
    """At the beginning, in the first."""
    assert positions(cut("。 a 。 b 。"), "。", parts=2)["count"].tolist() == [2, 1]


def test_positions_refuse_no_parts():
    """At least one."""
    with pytest.raises(InputError) as error:
        positions(cut("a"), "a", parts=0)
    assert str(error.value) == "`parts` must be 1 or more, got 0."


@given(TEXTS, st.integers(1, 7))
def test_positions_add_up(texts, parts):
    """All parts together have every hit and every word."""
    tokens = cut(*map(" ".join, texts))
    table = positions(tokens, "a", parts=parts)

    assert table["count"].sum() == sum(words.count("a") for words in texts)
    assert table["words"].sum() == tokens.words_per_doc.sum()
    assert (table["count"] <= table["words"]).all()


def test_the_spread_of_kept_punctuation_takes_documents_without_words_as_empty():
    """A document of dashes has no share of the words, not that of the document after it."""
    table = ngrams(cut("— —", "a b — —", "a b c d e f"), keep_punctuation=True, min_count=2)
    row = table[table["tokens"] == "— —"].iloc[0]
    assert row["dp"] == pytest.approx((0.5 + (0.5 - 2 / 8) + 6 / 8) / 2)

    without_words = ngrams(cut("— —", "— —"), keep_punctuation=True)
    assert without_words["dp"].isna().all()

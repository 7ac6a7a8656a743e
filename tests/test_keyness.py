"""Keyness: published values, by a plain count, intervals, and sides that are empty or wrong."""

from __future__ import annotations

from collections import Counter
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError
from policytext.statistics.contingency import MEASURES, adjust_p
from policytext.statistics.key_keyness import key_keyness
from policytext.statistics.keyness import keyness

COLUMNS = [
    "term", "score", "p_value", "p_adjusted", "count_target", "count_reference",
    "per_million_target", "per_million_reference", "log_ratio", "log_ratio_low",
    "log_ratio_high", "doc_freq_target", "doc_freq_reference",
]  # fmt: skip
BOOTSTRAP = [
    "log_ratio_boot_low", "log_ratio_boot_high", "rate_difference", "rate_difference_low",
    "rate_difference_high",
]  # fmt: skip


def tokens_of(texts: dict[str, str], **columns: list[object]) -> pt.Tokens:
    """Segment texts whose words are single letters or stand between blanks."""
    facts = {id: {k: v[i] for k, v in columns.items()} for i, id in enumerate(texts)}
    return pt.Corpus.from_texts(texts, clean=False, metadata=facts).segment()


K5 = {"d1": "b b b b b b b a a a", "d2": "a a a a a a a b b"}
K6 = {"d1": "a a a b b c c c c c c d e f g h h", "d2": "a a b c c d d d d e f h"}


def scores(table: pd.DataFrame) -> dict[str, float]:
    """Give the score of each term, in the order of the table."""
    return dict(zip(table["term"], table["score"], strict=True))


# ---------------------------------------------------------------- published values


@pytest.mark.parametrize(
    ("measure", "score", "p"),
    [
        ("chi2", 4.33716049, 0.03728906),
        ("chi2_yates", 2.63243827, None),
        ("g2", 4.53493933, 0.03320963),
        ("g2_williams", 4.20083341, None),
    ],
)
def test_scores_are_those_of_quanteda_and_r(measure, score, p):
    """K5, with its sign for either target."""
    tokens = tokens_of(K5)
    there = keyness(tokens, "d1", measure=measure, min_count=1).set_index("term")
    back = keyness(tokens, "d2", measure=measure, min_count=1).set_index("term")

    assert there.loc["b", "score"] == pytest.approx(score, abs=5e-9)
    assert back.loc["b", "score"] == pytest.approx(-score, abs=5e-9)
    if p:
        assert there.loc["b", "p_value"] == pytest.approx(p, abs=5e-9)


def test_fishers_test_is_scored_by_its_p_value():
    """K5: p = .06977852; the score is its negative decimal logarithm, with the direction."""
    pytest.importorskip("scipy")
    table = keyness(tokens_of(K5), "d1", measure="fisher", min_count=1).set_index("term")

    assert table["p_value"].tolist() == pytest.approx([0.06977852] * 2, abs=5e-9)
    assert table.loc["b", "score"] == pytest.approx(-np.log10(0.06977852), abs=1e-7)
    assert table.loc["a", "score"] == pytest.approx(-table.loc["b", "score"])


@pytest.mark.parametrize(
    ("target", "measure", "order"),
    [("d1", "g2", "cgbhaefd"), ("d2", "g2", "defabhgc"), ("d1", "chi2", "cgbhaefd")],
)
def test_the_order_is_that_of_quanteda(target, measure, order):
    """K6; equal scores stand by their terms."""
    table = keyness(tokens_of(K6), target, measure=measure, min_count=1)

    assert "".join(table["term"]) == order


def test_quantedas_default_can_be_made_from_both_forms_of_chi2():
    """K6: it corrects where an expected value is below 5 and |ad - bc| is at least N/2."""
    tokens = tokens_of(K6)
    plain, yates = (
        keyness(tokens, "d1", measure=measure, min_count=1).set_index("term").sort_index()
        for measure in ("chi2", "chi2_yates")
    )
    a, b = plain["count_target"], plain["count_reference"]
    corrected = (a * (12 - b) - b * (17 - a)).abs() >= 29 / 2
    corrected &= (a + b) * 12 / 29 < 5
    default = plain["score"].where(~corrected, yates["score"])

    assert "".join(default.sort_values(ascending=False, kind="stable").index) == "gcbhaefd"


def test_a_measure_that_is_no_test_is_its_own_score():
    """K6v: pointwise mutual information of a, in bits; the p-value is that of G²."""
    row = keyness(tokens_of(K6), "d1", measure="mi", min_count=1).set_index("term").loc["a"]

    assert row["score"] == pytest.approx(0.0232569 / np.log(2), abs=1e-6)
    assert row["p_value"] == pytest.approx(0.945, abs=1e-3)


def test_scores_have_their_values():
    """K6v, log-likelihood and χ², both without correction."""
    tokens = tokens_of(K6)

    assert scores(keyness(tokens, "d1", min_count=1)) == pytest.approx(
        {
            "c": 1.274238, "g": 1.093291, "b": 0.091242, "h": 0.091242, "a": 0.004751,
            "e": -0.064900, "f": -0.064900, "d": -3.779441,
        },
        abs=5e-7,
    )  # fmt: skip
    assert scores(keyness(tokens, "d1", min_count=1, measure="chi2")) == pytest.approx(
        {
            "c": 1.221872, "g": 0.731092, "b": 0.089304, "h": 0.089304, "a": 0.004739,
            "e": -0.065813, "f": -0.065813, "d": -3.715033,
        },
        abs=5e-7,
    )  # fmt: skip


def test_both_forms_of_log_likelihood():
    """K2 and K3: 10 of 100 against 5 of 200, long and short."""
    tokens = tokens_of({"d1": "a " * 10 + "b " * 90, "d2": "a " * 5 + "b " * 195})

    for measure, score in (("g2", 7.32981167), ("ll_short", 10 * np.log(2))):
        there, back = (scores(keyness(tokens, side, measure=measure)) for side in ("d1", "d2"))
        assert there["a"] == pytest.approx(score, abs=5e-9)
        assert back["a"] == pytest.approx(-score, abs=5e-9)


# ---------------------------------------------------------------- by a plain count

corpora = st.lists(
    st.lists(st.sampled_from("abcde"), min_size=1, max_size=30), min_size=2, max_size=5
)


@given(corpora, st.integers(1, 4))
def test_every_column_is_that_of_a_plain_count(words, min_count):
    """Counts, rates, documents, effect sizes and adjusted p-values."""
    tokens = tokens_of({str(n): " ".join(text) for n, text in enumerate(words)})
    table = keyness(tokens, "0", min_count=min_count, effects=["percent_diff"])

    a, b = Counter(words[0]), Counter(word for text in words[1:] for word in text)
    c, d = a.total(), b.total()
    rows = table.set_index("term")
    assert set(rows.index) == {term for term in a + b if a[term] + b[term] >= min_count}
    for term, row in rows.iterrows():
        assert row["count_target"] == a[term]
        assert row["per_million_reference"] == pytest.approx(1e6 * b[term] / d)
        assert row["doc_freq_reference"] == sum(term in text for text in words[1:])
        ratio = ((a[term] or 0.5) / c) / ((b[term] or 0.5) / d)
        assert row["log_ratio"] == pytest.approx(np.log2(ratio), abs=1e-9)
        assert row["percent_diff"] == MEASURES["percent_diff"](
            a[term], b[term], c - a[term], d - b[term]
        )
    assert table["p_adjusted"].to_numpy() == pytest.approx(adjust_p(table["p_value"]), nan_ok=True)


@given(corpora)
def test_the_other_side_has_the_opposite_scores(words):
    """And the order of documents does not matter."""
    texts = {str(n): " ".join(text) for n, text in enumerate(words)}
    rest = [id for id in texts if id != "0"]
    one = keyness(tokens_of(texts), "0", min_count=1)
    other = keyness(tokens_of(texts), rest, min_count=1).set_index("term")
    turned = keyness(tokens_of(dict(reversed(texts.items()))), "0", min_count=1)

    pd.testing.assert_frame_equal(one, turned)
    # Missing for the only type of a corpus.
    assert one["score"].to_numpy() == pytest.approx(
        -other.loc[one["term"], "score"].to_numpy(), nan_ok=True
    )
    assert one["log_ratio"].to_numpy() == pytest.approx(
        -other.loc[one["term"], "log_ratio"].to_numpy(), abs=1e-9
    )


# ---------------------------------------------------------------- sides

YEARS = {"2012": "发展 农业", "2014": "发展 数字", "2016": "数字 政府", "2018": "数字"}


@pytest.fixture(scope="module")
def years() -> pt.Tokens:
    return tokens_of(YEARS, year=[2012, 2014, 2016, 2018], kind=["甲", "甲", "乙", None])


@pytest.mark.parametrize(
    "options",
    [
        {"target": slice(2014, None), "by": "year"},
        {"target": slice(2014, 2018), "reference": slice(None, 2013), "by": "year"},
        {"target": range(2014, 2020, 2), "by": "year"},
        {"target": [2014, 2016, 2018], "reference": 2012, "by": "year"},
        {"target": ["2014", "2016", "2018"], "by": "year"},
        {"target": ["2014", "2016", "2018"]},
        {"target": [False, True, True, True]},
        {"target": np.array([0, 1, 1, 1], dtype=bool), "reference": [True, False, False, False]},
        {"target": pd.Series([True, True, True, False], index=["2018", "2016", "2014", "2012"])},
        {"target": "neu", "by": {"2012": "alt", "2014": "neu", "2016": "neu", "2018": "neu"}},
    ],
)
def test_sides_are_named_in_several_ways(years, options):
    """Labels, ranges with both ends, and truth values by place or by id, are the same."""
    table = keyness(years, **options, min_count=1)

    pd.testing.assert_frame_equal(
        table, keyness(years, years.corpus.docs.year >= 2014, min_count=1)
    )
    assert scores(table).keys() == {"数字", "政府", "发展", "农业"}
    assert table["count_target"].sum() == 5


def test_documents_in_no_group_are_on_no_side(years):
    """2018 has no kind."""
    table = keyness(years, "乙", by="kind", min_count=1)

    assert table.attrs["stamp"]["words_target"] == 2
    assert table.attrs["stamp"]["words_reference"] == 4
    assert table.attrs["stamp"]["reference"] == "the rest (1)"


def test_sections_can_be_sides():
    """One part of a document against another."""
    tokens = pt.Corpus.from_texts({"甲": "一、农业\n发展农业。\n二、工业\n发展工业。"}).segment()

    table = keyness(tokens, "甲: 一、农业", by="section", min_count=1)

    assert table.set_index("term").loc["农业", ["count_target", "count_reference"]].tolist() == [
        2, 0,
    ]  # fmt: skip
    assert table["doc_freq_target"].max() == 1


def test_a_label_names_every_section_that_has_it():
    """Two sections 一、农业 of one document are on the same side, not one on either."""
    tokens = pt.Corpus.from_texts(
        {"甲": "一、农业\n发展农业。\n二、工业\n发展工业。\n一、农业\n强大农业。"}
    ).segment()

    table = keyness(tokens, "甲: 一、农业", by="一、", min_count=1).set_index("term")

    columns = ["count_target", "count_reference"]
    assert table.loc["农业", columns].tolist() == [4, 0]
    assert table.loc["工业", columns].tolist() == [0, 2]
    assert table.attrs["stamp"]["reference"] == "the rest (1)"


def test_sides_may_be_iterators(years):
    """What can be gone through only once names the same groups."""
    once = keyness(years, (year for year in (2014, 2016, 2018)), by="year", min_count=1)

    pd.testing.assert_frame_equal(once, keyness(years, slice(2014, None), by="year", min_count=1))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"target": "neu", "by": {"2012": "alt", "2013": "neu"}},
            "`by` must map ids of documents, got '2013'.",
        ),
        (
            {"target": 2015, "by": "year"},
            "`target` must be of the groups [2012, 2014, 2016, 2018], got 2015. "
            "Did you mean '2018' or '2016' or '2014'?",
        ),
        (
            {"target": 2012, "reference": [2012, 2014], "by": "year"},
            "`target` and `reference` must have no group in common, got 2012 in both.",
        ),
        (
            {"target": slice(2000, None), "by": "year"},
            "`reference` must hold at least one group, but `target` holds all 4.",
        ),
        (
            {"target": slice(2030, None), "by": "year"},
            "`target` must hold at least one group, got 2030 to inf; the groups go from "
            "2012 to 2018.",
        ),
        (
            {"target": slice(2000, None), "by": "kind"},
            "`target` can be a range only of groups that are numbers, got a group '甲'. "
            'Name a column of numbers with `by`, as by="year".',
        ),
        (
            {"target": [], "by": "year"},
            "`target` must name at least one group, got none.",
        ),
        (
            {"target": [True, False]},
            "`target` must have a truth value for each of the 4 documents, got 2.",
        ),
        (
            {"target": [False] * 4},
            "`target` must hold at least one document, got none.",
        ),
        (
            {"target": [True, False, False, False], "reference": "2014"},
            "`reference` must have a truth value a document, as `target` does, got '2014'.",
        ),
        (
            {"target": [True, False, False, False], "by": "year"},
            "`by` must be left out where `target` has a value a document.",
        ),
        (
            {"target": "2012", "measure": "G2"},
            f"`measure` must be one of {sorted(MEASURES)}, got 'G2'.",
        ),
        (
            {"target": "2012", "effects": ["odds_rato"]},
            f"`effects` must be one of {sorted(MEASURES)}, got 'odds_rato'. "
            "Did you mean 'odds_ratio' or 'log_ratio'?",
        ),
        ({"target": "2012", "min_count": 0}, "`min_count` must be 1 or more, got 0."),
        ({"target": "2012", "bootstrap": -1}, "`bootstrap` must be 0 or more draws, got -1."),
        ({"target": "2012", "confidence": 1}, "`confidence` must be between 0 and 1, got 1."),
        (
            {"target": "2012", "zeros": 0.5},
            "`zeros` must be one of ['half', 'infinite'], got 0.5.",
        ),
    ],
)
def test_wrong_sides_and_options_are_named(years, options, message):
    """What must hold, what came, what to do."""
    with pytest.raises(InputError) as caught:
        keyness(years, **options)

    assert str(caught.value) == message


# ---------------------------------------------------------------- tables


def test_the_table_is_as_documented(years):
    """Columns, types, CSV, and an empty table that has them too."""
    options = {"by": "year", "bootstrap": 20, "effects": ["odds_ratio", "bic"]}
    table = keyness(years, slice(2014, None), min_count=1, **options)
    empty = keyness(years, slice(2014, None), min_count=100, **options)

    assert list(table.columns) == [*COLUMNS, "odds_ratio", "bic", *BOOTSTRAP]
    assert list(empty.columns) == list(table.columns)
    assert empty.empty
    assert (table.dtypes == empty.dtypes).all()
    assert table.dtypes[["count_target", "doc_freq_reference"]].astype(str).tolist() == [
        "int64", "int64",
    ]  # fmt: skip
    back = pd.read_csv(StringIO(table.to_csv(index=False)))
    pd.testing.assert_frame_equal(table, back, check_dtype=False)
    assert table.attrs["stamp"]["target"] == "2014, 2016, 2018"
    assert table.attrs["stamp"]["tested"] == 4


def test_filters_change_no_number_but_the_adjustment(years):
    """Words that are not listed stay in the sizes of both sides."""
    whole = keyness(years, "2018", min_count=1).set_index("term").drop(columns="p_adjusted")

    table = keyness(years, "2018", min_count=1, stopwords=["发展"], top=2).set_index("term")

    assert table.index.tolist() == ["数字", "农业"]
    pd.testing.assert_frame_equal(table.drop(columns="p_adjusted"), whole.loc[table.index])


def test_punctuation_is_counted_if_asked():
    """It then belongs to the sizes, while rates stay per word."""
    tokens = tokens_of({"d1": "a ， ， ， ，", "d2": "a 。 b"})

    table = keyness(tokens, "d1", min_count=1, keep_punctuation=True, bootstrap=5)

    row = table.set_index("term").loc["，"]
    assert row["per_million_target"] == 4e6
    assert row["log_ratio"] == pytest.approx(np.log2((4 / 5) / (0.5 / 3)))
    assert "，" not in set(keyness(tokens, "d1", min_count=1)["term"])


def test_a_side_without_words_has_no_scores():
    """Missing, neither 0 nor a warning."""
    tokens = tokens_of({"d1": "，", "d2": "a a b"})

    table = keyness(tokens, "d1", min_count=1, bootstrap=5)

    for column in ("score", "p_value", "p_adjusted", "per_million_target", "log_ratio"):
        assert table[column].isna().all()
    assert table["rate_difference"].isna().all()
    assert table["term"].tolist() == ["a", "b"]


def test_a_term_of_one_side_only():
    """Half a token, or infinitely far, and then without an interval."""
    tokens = tokens_of({"d1": "a a b", "d2": "b b b"})

    half = keyness(tokens, "d1", min_count=1).set_index("term")
    infinite = keyness(tokens, "d1", min_count=1, zeros="infinite").set_index("term")

    assert half.loc["a", "log_ratio"] == pytest.approx(2)
    assert infinite.loc["a", "log_ratio"] == np.inf
    assert np.isnan(infinite.loc["a", "log_ratio_low"])


# ---------------------------------------------------------------- bootstrap


def test_the_bootstrap_draws_documents():
    """A term that one of eight documents holds is unsure, one that all hold is sure."""
    texts = {f"t{n}": "a b b b" for n in range(8)} | {f"r{n}": "b b b b" for n in range(8)}
    texts["t0"] = "a" + " c" * 30
    tokens = tokens_of(texts)

    row = keyness(tokens, [f"t{n}" for n in range(8)], bootstrap=500).set_index("term")

    assert row.loc["c", "log_ratio_low"] > 0 >= row.loc["c", "log_ratio_boot_low"]
    assert row.loc["a", "log_ratio_boot_low"] > 0
    assert row.loc["c", "rate_difference"] == pytest.approx(1e6 * 30 / 59)
    assert row.loc["c", "rate_difference_low"] == 0


def test_the_bootstrap_is_that_of_a_plain_loop(monkeypatch):
    """With the same draws, in chunks of one term too; another seed gives other ends."""
    from policytext.statistics import resampling

    texts = {"1": "a a b c", "2": "a b b", "3": "b c c a a", "4": "b b b a", "5": "c a b"}
    tokens = tokens_of(texts)
    target = ["1", "2", "3"]
    table = keyness(tokens, target, min_count=1, bootstrap=200, seed=3).set_index("term")
    monkeypatch.setattr(resampling, "_ROOM", 1)
    chunks = keyness(tokens, target, min_count=1, bootstrap=200, seed=3).set_index("term")

    pd.testing.assert_frame_equal(table, chunks)
    random = np.random.default_rng(3)
    weights = [random.multinomial(n, np.full(n, 1 / n), size=200) for n in (3, 2)]
    differences = []
    for draw in range(200):
        drawn = [
            [
                text.split()
                for w, text in zip(weights[side][draw], of, strict=True)
                for _ in range(w)
            ]
            for side, of in enumerate((list(texts.values())[:3], list(texts.values())[3:]))
        ]
        rates = [sum(text.count("a") for text in side) / sum(map(len, side)) for side in drawn]
        differences.append(1e6 * (rates[0] - rates[1]))
    ends = np.quantile(differences, [0.025, 0.975], method="nearest")
    assert table.loc["a", BOOTSTRAP[3:]].tolist() == pytest.approx(ends.tolist())


def test_one_document_cannot_be_drawn_anew():
    """Its ends are missing; the difference itself is not."""
    table = keyness(tokens_of(K5), "d1", min_count=1, bootstrap=10)

    assert table[[name for name in BOOTSTRAP if name != "rate_difference"]].isna().all(axis=None)
    assert table["rate_difference"].notna().all()


# ---------------------------------------------------------------- key-keyness


def test_key_keyness_counts_documents():
    """节水 is key in two documents of three, 减税 in one, 发展 in none."""
    tokens = tokens_of(
        {
            "甲": "节水 " * 6 + "发展 " * 4,
            "乙": "节水 " * 6 + "发展 " * 4,
            "丙": "减税 " * 6 + "发展 " * 4,
            "丁": "农业 " * 6 + "发展 " * 4,
        }
    )

    table = key_keyness(tokens, ["甲", "乙", "丙"])

    assert table[["term", "key_docs", "doc_freq", "documents"]].to_numpy().tolist() == [
        ["节水", 2, 2, 3],
        ["减税", 1, 1, 3],
    ]
    assert table["key_share"].tolist() == pytest.approx([2 / 3, 1 / 3])
    g2 = float(MEASURES["g2"](6, 0, 4, 10))
    assert table["mean_score"].tolist() == pytest.approx([g2, g2])
    assert table["mean_log_ratio"].tolist() == pytest.approx([np.log2(12)] * 2)


@given(corpora, st.sampled_from([0.05, 0.5, 1.0]))
def test_key_keyness_is_keyness_of_each_document(words, alpha):
    """Each document against the others, tested and adjusted by itself."""
    tokens = tokens_of({str(n): " ".join(text) for n, text in enumerate(words)})
    key: Counter[str] = Counter()
    for number, text in enumerate(words):
        alone = keyness(tokens, str(number), min_count=1)
        alone = alone[alone["count_target"] >= 2]
        alone = alone.assign(p_adjusted=adjust_p(alone["p_value"]))
        key.update(alone[(alone["p_adjusted"] <= alpha) & (alone["score"] > 0)]["term"])
        assert alone["count_target"].sum() <= len(text)
    table = key_keyness(tokens, alpha=alpha, min_count=2)

    assert dict(zip(table["term"], table["key_docs"], strict=True)) == key


def test_key_keyness_of_nothing():
    """One document, or none with words: an empty table with its columns."""
    for texts in ({"甲": "节水 节水 节水"}, {"甲": "，", "乙": "。"}):
        table = key_keyness(tokens_of(texts))
        assert table.empty
        assert list(table.columns) == [
            "term", "key_docs", "key_share", "mean_score", "mean_log_ratio", "doc_freq",
            "documents",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"measure": "mi"},
            "`measure` must be one of ['chi2', 'chi2_short', 'chi2_yates', 'g2', 'g2_williams', "
            "'g2_yates', 'll_short'], got 'mi'.",
        ),
        ({"alpha": 0}, "`alpha` must be above 0 and at most 1, got 0."),
        ({"by": "year"}, "`target` must be given where `reference` or `by` is."),
    ],
)
def test_wrong_options_of_key_keyness_are_named(years, options, message):
    """What must hold, what came, what to do."""
    with pytest.raises(InputError) as caught:
        key_keyness(years, **options)

    assert str(caught.value) == message


# ---------------------------------------------------------------- real reports


def test_reports_since_2013_against_those_before(shared):
    """What is new is on top, and every p-value is that of its score."""
    tokens = pt.read(shared / "gov_work_reports").segment()
    table = keyness(tokens, slice(2013, None), by="year")

    assert table["term"].head(3).tolist() == ["创新", "推进", "推动"]
    assert (np.sign(table["score"]) == np.sign(table["log_ratio"])).mean() > 0.99
    assert table["score"].is_monotonic_decreasing

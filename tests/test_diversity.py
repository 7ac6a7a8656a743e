"""Lexical diversity: published values, plain loops, and what no window crosses."""

from __future__ import annotations

import io
from collections import Counter
from math import comb, log, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError
from policytext.statistics.diversity import diversity

NAMES = [
    "ttr", "rttr", "cttr", "herdan_c", "somers_s", "dugast_u", "maas_a2", "mattr", "msttr", "hdd",
    "mtld", "yule_k", "yule_i", "simpson_d", "herdan_vm", "zipf", "heaps_beta", "heaps_k",
]  # fmt: skip


class Spaces:
    """Cuts at spaces."""

    name = "spaces"
    dictionary = "none"

    def cut(self, text: str) -> list[str]:
        return text.split()

    def tags(self, types) -> list[str]:
        return [""] * len(types)


def tokens_of(*texts: str) -> pt.Tokens:
    return pt.Corpus.from_texts(dict(zip("甲乙丙丁", texts, strict=False)), clean=False).segment(
        Spaces()
    )


def measured(text: str, **options) -> pd.Series:
    """Give the one row of one text."""
    return diversity(tokens_of(text), by=None, **options).iloc[0]


# ---------------------------------------------------------------- published values


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("a b c d d e e f f f", "yule_k", 1000),  # L1
        ("a b c d d e e f f f g g g g", "yule_k", 1122.449),
        ("b a b a b a b a", "ttr", 0.25),  # L2
        ("a a b b", "ttr", 0.5),
        ("b a b a b a b a", "cttr", 2 / sqrt(16)),
        ("a a b b", "cttr", 2 / sqrt(8)),
        ("b a b a b a b a", "rttr", 2 / sqrt(8)),
        ("a a b b", "rttr", 2 / sqrt(4)),
        ("b a b a b a b a", "herdan_c", log(2) / log(8)),
        ("a a b b", "herdan_c", log(2) / log(4)),
        ("a b c", "yule_i", 0),  # L3
        ("a a b b c", "yule_i", 1.5),
        ("one one two one one two one", "ttr", 2 / 7),  # L4
        ("one one two one one two one", "herdan_c", log(2) / log(7)),
    ],
)
def test_values_of_other_packages_are_reproduced(text, name, expected):
    """References L1 to L4, from the tests of quanteda."""
    assert measured(text)[name] == pytest.approx(expected, abs=5e-4)


def test_moving_average_ttr():
    """Reference L4: windows of 2, 3 and 4."""
    text = "one one two one one two one"
    expected = {2: (0.5 + 1 + 1 + 0.5 + 1 + 1) / 6, 3: 2 / 3, 4: 0.5}

    values = {window: measured(text, window=window)["mattr"] for window in expected}

    assert values == pytest.approx(expected)


def test_mean_segmental_ttr():
    """Reference L5: stretches of 2, 3 and 4; a shorter last one is left out."""
    text = "apple orange apple orange pear pear apple orange"
    expected = {2: 3.5 / 4, 3: 2 / 3, 4: (2 / 4 + 3 / 4) / 2}

    values = {window: measured(text, window=window)["msttr"] for window in expected}

    assert values == pytest.approx(expected)


def test_all_measures_of_one_text():
    """Reference L6, from the tests of LexicalRichness.

    It leaves out the last stretch of MSTTR even where it is whole, and so gives 0.8; with it, as
    in quanteda and here, it is 0.9.
    """
    text = "test text with some text numbers hyphenhere and text punctuations"
    row = measured(text, window=5, draws=5)

    assert (row["n_tokens"], row["n_types"], row["hapaxes"]) == (10, 8, 7)
    expected = {
        "ttr": 0.8, "rttr": 2.52982213, "cttr": 1.78885438, "herdan_c": 0.90308999,
        "somers_s": 0.87778284, "dugast_u": 23.76003285, "maas_a2": 0.04208749, "yule_k": 600,
        "yule_i": 8, "herdan_vm": 0.18708287, "simpson_d": 0.06666667, "msttr": 0.9, "mattr": 0.9,
        "mtld": 14, "hdd": 0.88333333,
    }  # fmt: skip
    assert row[list(expected)].to_dict() == pytest.approx(expected, abs=1e-8)


def test_mtld_of_words_that_all_differ_is_their_number():
    """Reference L7: no factor was begun."""
    assert measured("a b c d e")["mtld"] == 5


# ---------------------------------------------------------------- plain loops

texts = st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=60)


def plain_mtld(words: list[str], threshold: float) -> float:
    """Read word by word."""
    factors, seen, count = 0.0, set(), 0
    for word in words:
        count += 1
        seen.add(word)
        if len(seen) / count <= threshold:
            factors, seen, count = factors + 1, set(), 0
    if count:
        factors += (1 - len(seen) / count) / (1 - threshold)
    return len(words) / factors if factors else len(words)


@given(texts, st.integers(1, 8), st.sampled_from([0.5, 0.72, 0.9]))
def test_measures_agree_with_plain_loops(words, window, threshold):
    """Windows cut out one by one, factors read word by word, samples by binomials."""
    row = measured(" ".join(words), window=window, threshold=threshold, draws=window)
    n, counts = len(words), Counter(words)

    mtld = (plain_mtld(words, threshold) + plain_mtld(words[::-1], threshold)) / 2
    assert row["mtld"] == pytest.approx(mtld)
    if n < window:
        assert np.isnan(row[["mattr", "msttr", "hdd"]].astype(float)).all()
        return
    windows = [words[i : i + window] for i in range(n - window + 1)]
    assert row["mattr"] == pytest.approx(np.mean([len(set(w)) / window for w in windows]))
    stretches = windows[::window]
    assert row["msttr"] == pytest.approx(np.mean([len(set(w)) / window for w in stretches]))
    absent = [comb(n - f, window) / comb(n, window) for f in counts.values()]
    assert row["hdd"] == pytest.approx(sum(1 - p for p in absent) / window)


@given(texts)
def test_fits_agree_with_numpy(words):
    """Least squares through the logarithms, as numpy.polyfit draws the line."""
    row = measured(" ".join(words))
    counts = np.array(sorted(Counter(words).values(), reverse=True))
    growth = [len(set(words[: n + 1])) for n in range(len(words))]

    if len(counts) > 1:
        slope, _ = np.polyfit(np.log(np.arange(1, len(counts) + 1)), np.log(counts), 1)
        assert row["zipf"] == pytest.approx(-slope, abs=1e-9)
    else:
        assert np.isnan(row["zipf"])
    beta, ln_k = np.polyfit(np.log(np.arange(1, len(words) + 1)), np.log(growth), 1)
    assert row["heaps_beta"] == pytest.approx(beta, abs=1e-9)
    assert row["heaps_k"] == pytest.approx(np.exp(ln_k))


def test_zipf_of_a_perfect_law_is_its_exponent():
    """Counts 60, 30, 20, 15, 12 are 60 / rank."""
    text = " ".join(
        " ".join([word] * count) for word, count in zip("abcde", [60, 30, 20, 15, 12], strict=True)
    )
    assert measured(text)["zipf"] == pytest.approx(1)


# ---------------------------------------------------------------- groups and documents


def test_no_window_and_no_factor_crosses_a_document():
    """Two texts of one word each, three times: no window sees both words."""
    row = diversity(tokens_of("a a a", "b b b"), by=None, window=3, threshold=0.4).iloc[0]

    assert row["mattr"] == pytest.approx(1 / 3)
    assert row["msttr"] == pytest.approx(1 / 3)
    # Each document is one factor of three words: 1/3 is the first ratio under 0.4.
    assert row["mtld"] == 3
    # Vocabulary goes on growing from one document to the next.
    growth = np.log([1, 1, 1, 2, 2, 2])
    assert row["heaps_beta"] == pytest.approx(np.polyfit(np.log(range(1, 7)), growth, 1)[0])


@given(st.lists(texts, min_size=2, max_size=4), st.integers(1, 5))
def test_a_group_is_measured_as_if_it_were_the_corpus(documents, window):
    """The other groups make no difference."""
    tokens = tokens_of(*(" ".join(words) for words in documents))
    labels = [number % 2 for number in range(len(documents))]

    table = diversity(tokens, by=labels, window=window, draws=window)
    alone = [
        diversity(
            tokens_of(*(" ".join(d) for d, label in zip(documents, labels, strict=True)
                        if label == group)),
            by=None, window=window, draws=window,
        )
        for group in (0, 1)
    ]  # fmt: skip

    pd.testing.assert_frame_equal(table.drop(columns="group"), pd.concat(alone, ignore_index=True))


def test_sections_are_groups():
    """Sections are measured, and named by their headings."""
    text = "一、改革\n改革不停步。\n二、发展\n发展经济。"
    table = diversity(pt.Corpus.from_texts({"甲": text}).segment(), by="一、")

    assert table["一、"].tolist() == ["甲: 一、改革", "甲: 二、发展"]
    assert table["n_tokens"].tolist() == [5, 4]


def test_punctuation_and_removed_tokens_are_passed_over():
    """They are no words, and make no window longer."""
    tokens = pt.Corpus.from_texts({"甲": "改革，发展，改革。"}).segment()
    assert diversity(tokens, window=2)["mattr"].tolist() == [1]

    tokens.ids[tokens.ids == tokens.index["发展"]] = 0
    row = diversity(tokens, window=2).iloc[0]
    assert (row["n_tokens"], row["mattr"]) == (2, 0.5)


# ---------------------------------------------------------------- table and edges


def test_the_table_has_its_columns():
    """One row a document, numbers as integers and measures as floats."""
    table = diversity(tokens_of("a b a", "b b c"))

    assert list(table.columns) == ["document", "n_tokens", "n_types", "hapaxes", "hapax_ratio",
                                   *NAMES]  # fmt: skip
    assert table["document"].tolist() == ["甲", "乙"]
    assert (table[["n_tokens", "n_types", "hapaxes"]].dtypes == "int64").all()
    assert (table[["hapax_ratio", *NAMES]].dtypes == "float64").all()
    assert table["hapax_ratio"].tolist() == [0.5, 0.5]
    stamp = table.attrs["stamp"]
    assert (stamp["tokens"], stamp["window"], stamp["threshold"], stamp["draws"]) == (
        6, 100, 0.72, 42,
    )  # fmt: skip


def test_measures_can_be_chosen():
    """One by its name, or several."""
    tokens = tokens_of("a b a")
    assert list(diversity(tokens, measure="mtld").columns)[5:] == ["mtld"]
    assert list(diversity(tokens, measure=["hdd", "ttr"]).columns)[5:] == ["hdd", "ttr"]


def test_a_text_shorter_than_the_window_has_no_moving_average():
    """The ratio of fewer words is not comparable, so it is NaN."""
    row = measured("a b a", window=4, draws=4)
    assert row[["mattr", "msttr", "hdd"]].isna().all()
    assert row["ttr"] == pytest.approx(2 / 3)


def test_one_word_leaves_most_measures_undefined():
    """The logarithm of 1 is 0, and one point makes no line."""
    row = measured("a", window=1, draws=1)

    defined = {"ttr": 1, "rttr": 1, "cttr": sqrt(0.5), "mattr": 1, "msttr": 1, "hdd": 1, "mtld": 1,
               "yule_k": 0, "yule_i": 0, "herdan_vm": 0}  # fmt: skip
    assert row[list(defined)].to_dict() == pytest.approx(defined)
    assert row[[name for name in NAMES if name not in defined]].isna().all()


def test_a_document_without_words_has_no_values():
    """Its counts are 0, its measures NaN."""
    table = diversity(tokens_of("a b a", "——"), window=2)

    assert table["n_tokens"].tolist() == [3, 0]
    assert table.loc[1, ["hapax_ratio", *NAMES]].isna().all()
    assert diversity(tokens_of("——"), by=None)["n_types"].tolist() == [0]


def test_the_table_survives_csv():
    """Columns and values come back."""
    table = diversity(tokens_of("a b a c", "b b c"), window=2, draws=2)

    again = pd.read_csv(io.StringIO(table.to_csv(index=False)))

    pd.testing.assert_frame_equal(again, table, check_exact=False)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window": 0}, "`window` must be 1 or more, got 0."),
        ({"draws": 0}, "`draws` must be 1 or more, got 0."),
        ({"threshold": 1}, "`threshold` must lie between 0 and 1, got 1."),
        (
            {"measure": "mttr"},
            f"`measure` must be one of {[*NAMES, 'all']}, got 'mttr'."
            " Did you mean 'msttr' or 'mattr' or 'ttr'?",
        ),
    ],
)
def test_wrong_options_are_named(options, message):
    """What must hold, what came, what to do."""
    with pytest.raises(InputError) as error:
        diversity(tokens_of("a b"), **options)
    assert str(error.value) == message

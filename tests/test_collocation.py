"""Collocations, networks and words that follow each other: by eye and by a plain count."""

from __future__ import annotations

from collections import Counter
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError
from policytext.statistics.collocation import collocations
from policytext.statistics.contingency import MEASURES
from policytext.statistics.network import collocation_network, consecutive

NUMBERS = ["count", "left", "right", "node_count", "collocate_count", "o11", "o12", "o21", "o22"]
COLUMNS = [
    "node", "collocate", "count", "left", "right", "expected", "log_dice", "g2", "mi", "t",
    "delta_p_21", "delta_p_12", "p_value", "node_count", "collocate_count", "o11", "o12", "o21",
    "o22", "n",
]  # fmt: skip


def tokens_of(*texts: str, **metadata: object) -> pt.Tokens:
    """Make tokens of words between blanks; _ is a removed token."""
    types, ids, starts, offsets = {"": 0}, [], [], [0]
    for text in texts:
        words = text.split(" ") if text else []
        place = 0
        for word in words:
            starts.append(place)
            ids.append(0 if word == "_" else types.setdefault(word, len(types)))
            place += len(word) + 1
        offsets.append(len(ids))
    named = {str(number): text for number, text in enumerate(texts)}
    facts = {name: {k: v[i] for k, v in metadata.items()} for i, name in enumerate(named)}
    return pt.Tokens(
        types=list(types),
        tags=[""] * len(types),
        ids=np.array(ids, dtype=np.int32),
        starts=np.array(starts, dtype=np.int32),
        doc_offsets=np.array(offsets, dtype=np.int64),
        corpus=pt.Corpus.from_texts(named, clean=False, metadata=facts),
        segmenter=pt.JiebaSegmenter(),
    )


def counted(table: pd.DataFrame, *columns: str) -> dict[str, object]:
    """Give one or more numbers of each collocate."""
    values = table[list(columns or ("count",))].to_numpy().tolist()
    return {
        term: value if len(columns) > 1 else value[0]
        for term, value in zip(table["collocate"], values, strict=True)
    }


# ---------------------------------------------------------------- by eye


def test_collocates_are_counted_on_both_sides():
    """Ten tokens: 深化 before and after, 推进 before, 开放 after."""
    tokens = tokens_of("深化 改革 开放 。 推进 改革 ， 深化 服务 。")

    table = collocations(tokens, "改革", window=2, min_count=1)

    assert list(table.columns) == COLUMNS
    assert counted(table, "count", "left", "right") == {
        "深化": [2, 1, 1],
        "开放": [1, 0, 1],
        "推进": [1, 1, 0],
    }
    # Seven words, of which 深化 (twice), 开放 and 推进 are near a node.
    row = table.set_index("collocate").loc["深化"]
    assert row[NUMBERS].tolist() == [2, 1, 1, 2, 2, 2, 2, 0, 3]
    assert row["n"] == 7
    assert row["expected"] == 4 * 2 / 7
    assert table["collocate"].tolist() == ["深化", "开放", "推进"]


def test_a_token_between_two_nodes_is_two_pairs_and_one_token():
    """It counts as a concordance shows it, but fills one cell once."""
    tokens = tokens_of("改革 促进 改革 甲 乙 丙 丁")

    row = collocations(tokens, "改革", window=1, min_count=1).iloc[0]

    assert row["collocate"] == "促进"
    assert row[["count", "left", "right", "o11", "o12"]].tolist() == [2, 1, 1, 1, 1]


def test_a_removed_token_keeps_its_place():
    """A window does not reach over it to the word behind."""
    tokens = tokens_of("甲 _ 改革 _ 乙")

    assert len(collocations(tokens, "改革", window=1, min_count=1)) == 0
    assert counted(collocations(tokens, "改革", window=2, min_count=1)) == {"乙": 1, "甲": 1}


def test_punctuation_takes_a_place_and_is_listed_only_if_asked():
    """And it then belongs to the corpus that n counts."""
    tokens = tokens_of("甲 ， 改革 。")

    assert len(collocations(tokens, "改革", window=1, min_count=1)) == 0
    table = collocations(tokens, "改革", window=1, min_count=1, keep_punctuation=True)
    assert counted(table) == {"。": 1, "，": 1}
    assert set(table["n"]) == {4}


def test_a_window_does_not_leave_its_document_or_group():
    """Nor does one that is wider than the document."""
    tokens = tokens_of("甲 改革", "乙 丙", year=[2001, 2002])

    assert counted(collocations(tokens, "改革", window=50, min_count=1)) == {"甲": 1}
    by_year = collocations(tokens, ["改革", "乙"], window=50, min_count=1, by="year")
    assert by_year[["year", "node", "collocate", "n"]].to_numpy().tolist() == [
        [2001, "改革", "甲", 2],
        [2002, "乙", "丙", 2],
    ]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (1, {"甲": 1, "乙": 1}),
        ((1, 0), {"甲": 1}),
        ((0, 1), {"乙": 1}),
        ((0, 3), {"乙": 1, "丙": 1}),
        ("sentence", {"甲": 1, "乙": 1}),
        ("paragraph", {"甲": 1, "乙": 1, "丙": 1, "丁": 1}),
    ],
)
def test_windows(window, expected):
    """Tokens on both sides or on one, or the sentence or paragraph."""
    tokens = tokens_of("甲 改革 乙 。 丙 丁")

    assert counted(collocations(tokens, "改革", window=window, min_count=1)) == expected


def test_a_node_of_several_tokens_has_its_window_around_it():
    """Its own tokens are no collocates of it."""
    tokens = tokens_of("树立 科学 发展观 不 动摇")

    table = collocations(tokens, ("科学", "发展观"), window=1, min_count=1)

    assert counted(table) == {"不": 1, "树立": 1}
    assert set(table["node"]) == {"科学 发展观"}


def test_each_measure_can_be_made_again_from_its_row():
    """From the cells, or for measures of counts from the counts."""
    names = [name for name in MEASURES if name != "fisher"]
    tokens = tokens_of("甲 乙 甲 丙 乙 丁 甲 乙 戊 己 丙 丁 庚 甲 辛 乙")

    table = collocations(tokens, "甲", window=2, min_count=1, measure=names)

    o11, o12, o21, o22 = (table[name].to_numpy() for name in ("o11", "o12", "o21", "o22"))
    a, x, y = (table[name].to_numpy() for name in ("count", "node_count", "collocate_count"))
    a = np.minimum(a, np.minimum(x, y))
    for name in ("g2", "mi", "t", "z", "delta_p_21", "delta_p_12", "npmi", "odds_ratio"):
        again = MEASURES[name](o11, o12, o21, o22)
        assert table[name].to_numpy() == pytest.approx(again, nan_ok=True)
    assert table["log_dice"].to_numpy() == pytest.approx(14 + np.log2(2 * a / (x + y)))
    assert table["jaccard"].to_numpy() == pytest.approx(a / (x + y - a))
    # Hardie's ratio is of the rates near the node and elsewhere.
    with np.errstate(divide="ignore"):
        rates = (o11 / (o11 + o12)) / (o21 / (o21 + o22))
    assert table["relative_risk"].to_numpy() == pytest.approx(rates)
    assert (o11 + o12 + o21 + o22 == table["n"]).all()


def test_without_correction_the_node_count_is_the_row():
    """MI is then greater by the logarithm of the window, as in Sketch Engine."""
    tokens = tokens_of("甲 改革 乙 丙 丁 戊 己 庚 辛 壬")

    options = {"window": 1, "min_count": 1, "measure": "mi"}
    plain = collocations(tokens, "改革", **options, window_correction=False).iloc[0]
    corrected = collocations(tokens, "改革", **options).iloc[0]

    assert plain["expected"] == 0.1
    assert plain["mi"] - corrected["mi"] == pytest.approx(1)
    assert plain[["o11", "o12", "o21", "o22"]].tolist() == [1, 0, 0, 9]


def test_a_negative_cell_makes_measures_missing_that_need_it():
    """One node and two collocates in its window: O12 is -1 without correction."""
    tokens = tokens_of("乙 改革 乙 丙 丁")

    row = collocations(
        tokens, "改革", window=1, min_count=1, measure=["g2", "mi"], window_correction=False
    ).iloc[0]

    assert row["o12"] == -1
    assert np.isnan(row["g2"])
    assert row["mi"] == pytest.approx(np.log2(2 / (2 / 5)))


def test_collocates_that_keep_away_come_last_where_a_test_sorts():
    """G² is great for them too, and says nothing of the direction."""
    text = " ".join(["改革 深化"] * 8 + ["的 的 的 的 甲"] * 9 + ["改革 的"])
    table = collocations(tokens_of(text), "改革", window=(0, 1), min_count=1, measure="g2")

    assert table["collocate"].tolist() == ["深化", "的"]
    assert table["o11"].iloc[1] < table["expected"].iloc[1]


# ---------------------------------------------------------------- by a plain count

texts = st.lists(
    st.lists(st.sampled_from(["甲", "乙", "丙", "，", "。", "_"]), min_size=1, max_size=14).map(
        " ".join
    ),
    min_size=1,
    max_size=4,
)


def plain_count(tokens: pt.Tokens, node: str, left: int, right: int) -> dict[str, list[int]]:
    """Count pairs and tokens near a node, token by token."""
    pairs: Counter[str] = Counter()
    near: set[tuple[int, int]] = set()
    for number, words in enumerate(tokens):
        for place, word in enumerate(words):
            if word != node:
                continue
            for other in range(max(place - left, 0), min(place + right + 1, len(words))):
                if other != place and words[other] in ("甲", "乙", "丙"):
                    pairs[words[other]] += 1
                    near.add((number, other))
    tokens_near = Counter(tokens[number][place] for number, place in near)
    return {word: [pairs[word], tokens_near[word], len(near)] for word in pairs}


@given(texts, st.tuples(st.integers(0, 4), st.integers(1, 4)))
def test_counts_are_those_of_a_plain_count(given_texts, window):
    """Pairs, tokens near and all tokens near, in every corpus."""
    tokens = tokens_of(*given_texts)
    table = collocations(tokens, "甲", window=window, min_count=1)
    found = table.assign(near=table["o11"] + table["o12"])

    assert counted(found, "count", "o11", "near") == plain_count(tokens, "甲", *window)
    assert (table["count"] == table["left"] + table["right"]).all()
    assert (table[["o11", "o12", "o21", "o22"]] >= 0).all(axis=None)
    assert (table[["o11", "o12", "o21", "o22"]].sum(axis=1) == tokens.words_per_doc.sum()).all()


@given(texts)
def test_the_order_of_documents_and_the_size_of_batches_change_nothing(given_texts):
    """Nor does a second node beside the first."""
    from policytext.statistics import windows

    usual = collocations(tokens_of(*given_texts), "甲", window=3, min_count=1)
    turned = collocations(tokens_of(*given_texts[::-1]), "甲", window=3, min_count=1)
    room, windows._BATCH = windows._BATCH, 2
    try:
        both = collocations(tokens_of(*given_texts), ["甲", "乙"], window=3, min_count=1)
    finally:
        windows._BATCH = room

    pd.testing.assert_frame_equal(usual, turned)
    pd.testing.assert_frame_equal(usual, both[both["node"] == "甲"].reset_index(drop=True))


@given(texts)
def test_a_network_has_the_numbers_of_the_collocations(given_texts):
    """Its edges are the rows for the source as node; counts are the same from the other end."""
    tokens = tokens_of(*given_texts)
    terms = [term for term in ("甲", "乙", "丙") if term in tokens.types]
    assume(terms)
    edges = collocation_network(tokens, terms, window=2, min_count=1)

    expected = 0
    for source in terms:
        table = collocations(tokens, source, window=2, min_count=1)
        later = table[[terms.index(c) > terms.index(source) for c in table["collocate"]]]
        expected += len(later)
        mine = edges[edges["source"] == source].set_index("target")
        for row in later.to_dict("records"):
            for name in (*NUMBERS, "n", "expected", "log_dice", "g2", "mi"):
                assert mine.loc[row["collocate"], name] == pytest.approx(row[name], nan_ok=True)
            back = collocations(tokens, row["collocate"], window=2, min_count=1)
            assert counted(back, "count", "log_dice")[source] == pytest.approx(
                [row["count"], row["log_dice"]]
            )
    assert len(edges) == expected


# ---------------------------------------------------------------- networks and runs


def test_a_network_is_of_the_most_frequent_words():
    """Unless terms are named; punctuation and single characters are no default."""
    tokens = tokens_of("深化 改革 ， 深化 改革 的 服务")

    edges = collocation_network(tokens, min_count=1, top=2)

    assert edges[["source", "target", "count"]].to_numpy().tolist() == [["改革", "深化", 4]]
    graph = pytest.importorskip("networkx").from_pandas_edgelist(edges, edge_attr="count")
    assert graph["深化"]["改革"]["count"] == 4


def test_words_that_follow_each_other_as_quanteda_counts_them():
    """C1: λ = ln 75 and z = 2.027787 for four pairs, each twice among nine."""
    corpus = pt.Corpus.from_texts(
        {"a": "I like good ice cream.", "b": "Me too!  I like good ice cream.", "c": ""},
        clean=False,
    )

    table = consecutive(corpus.segment())

    assert table["term"].tolist() == ["I like", "good ice", "ice cream", "like good"]
    assert set(table["count"]) == {2}
    assert table["lambda"].tolist() == pytest.approx([np.log(75)] * 4, abs=5e-7)
    assert table["z"].tolist() == pytest.approx([2.027787] * 4, abs=5e-7)
    assert table.attrs["stamp"]["runs"] == 9


def test_runs_do_not_span_documents():
    """C5: no "test this"."""
    table = consecutive(tokens_of("this is a test", "this also a test"), min_count=1)

    assert "test this" not in set(table["term"])
    assert dict(zip(table["term"], table["count"], strict=True))["a test"] == 2


@given(texts, st.integers(2, 4))
def test_lambda_is_that_of_a_plain_count(given_texts, size):
    """All runs are sorted into the patterns of the run in question, one by one."""
    tokens = tokens_of(*given_texts)
    runs = [
        tuple(words[i : i + size])
        for words in tokens
        for i in range(len(words) - size + 1)
        if all(word.isalpha() for word in words[i : i + size])
    ]
    table = consecutive(tokens, size, min_count=1)

    assert dict(zip(table["tokens"], table["count"], strict=True)) == {
        " ".join(run): n for run, n in Counter(runs).items()
    }
    for row in table.to_dict("records"):
        wanted = row["tokens"].split(" ")
        cells = dict.fromkeys(np.ndindex(*(2,) * size), 0.5)
        for run in runs:
            cells[tuple(int(a == b) for a, b in zip(run, wanted, strict=True))] += 1
        effect = sum((-1) ** (size - sum(key)) * np.log(n) for key, n in cells.items())
        assert row["lambda"] == pytest.approx(effect)
        assert row["z"] == pytest.approx(effect / np.sqrt(sum(1 / n for n in cells.values())))


# ---------------------------------------------------------------- tables and mistakes


def test_the_table_reads_back_from_csv():
    """Columns and types as documented, in an empty table too."""
    tokens = tokens_of("深化 改革 。 推进 改革", year=[2020])
    table = collocations(tokens, "改革", min_count=1, by="year")
    empty = collocations(tokens, "服务", min_count=1, by="year")

    back = pd.read_csv(StringIO(table.to_csv(index=False)))
    pd.testing.assert_frame_equal(table, back, check_dtype=False)
    assert list(empty.columns) == list(table.columns) == ["year", *COLUMNS]
    assert empty.empty
    assert [str(empty[name].dtype) for name in NUMBERS] == ["int64"] * len(NUMBERS)
    assert {str(dtype) for dtype in table[["node", "collocate"]].dtypes} == {"str"}
    assert table.attrs["stamp"]["window"] == 5


def test_filters_choose_what_is_listed_and_change_no_number():
    """Stop words, length and the top of each list."""
    tokens = tokens_of("深化 改革 的 服务 ， 改革 的 深化 甲")
    whole = collocations(tokens, "改革", min_count=1)

    for options in ({"stopwords": ["的"]}, {"min_length": 2}, {"top": 2}, {"min_count": 4}):
        table = collocations(tokens, "改革", **{"min_count": 1, **options})
        kept = whole[whole["collocate"].isin(table["collocate"])].reset_index(drop=True)
        assert 0 < len(table) < len(whole)
        pd.testing.assert_frame_equal(table, kept)


def test_one_document_without_words_and_one_word():
    """There is nothing to list, and no warning."""
    assert collocations(tokens_of("", "， 。"), "改革").empty
    assert collocations(tokens_of("改革"), "改革", min_count=1).empty
    assert consecutive(tokens_of("", "改革")).empty
    assert collocation_network(tokens_of("改革")).empty


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda t: collocations(t, "改革", window=0),
            "`window` must be 1 or more tokens, a pair of left and right, or one of "
            "['sentence', 'paragraph'], got 0.",
        ),
        (
            lambda t: collocations(t, "改革", window="line"),
            "`window` must be 1 or more tokens, a pair of left and right, or one of "
            "['sentence', 'paragraph'], got 'line'.",
        ),
        (
            lambda t: collocations(t, "改革", min_count=0),
            "`min_count` must be 1 or more, got 0.",
        ),
        (
            lambda t: collocations(t, "改革", top=0),
            "`top` must be 1 or more, got 0.",
        ),
        (
            lambda t: collocations(t, "改革", measure="logdice"),
            f"`measure` must be one of {sorted(MEASURES)}, got 'logdice'. "
            "Did you mean 'log_dice' or 'dice'?",
        ),
        (
            lambda t: collocation_network(t, ["深化改革", "改革"]),
            "`terms` must be tokens of the corpus, got '深化改革'. Did you mean '深化' or '改革'?",
        ),
        (
            lambda t: collocation_network(t, []),
            "`terms` must name at least one term, got none.",
        ),
        (
            lambda t: collocation_network(t, window=(1, 2)),
            "`window` must be as wide on the left as on the right for a network, got (1, 2).",
        ),
        (
            lambda t: consecutive(t, 1),
            "`n` must be 2 to 5 words, got 1.",
        ),
    ],
)
def test_wrong_options_are_named(call, message):
    """What must hold, what came, what to do."""
    with pytest.raises(InputError) as caught:
        call(tokens_of("深化 改革"))

    assert str(caught.value) == message


# ---------------------------------------------------------------- real reports


def test_all_collocates_in_the_reports(shared):
    """Every row adds up, and what is near 经济 is what a reader expects."""
    tokens = pt.read(shared / "gov_work_reports").segment()
    table = collocations(tokens, "经济", min_count=1)

    assert (table[["o11", "o12", "o21", "o22"]].sum(axis=1) == tokens.words_per_doc.sum()).all()
    assert table["collocate"].iloc[0] == "发展"
    assert (table["o11"] <= table["count"]).all()

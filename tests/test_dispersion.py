"""Dispersion: evenness over documents, sections and equal parts."""

from __future__ import annotations

import io
from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError, PolicyTextWarning
from policytext.statistics import dispersion as d
from policytext.statistics.dispersion import dispersion

EQUAL = [10] * 5
ALL = d._MEASURES


@pytest.fixture(scope="module")
def tokens() -> pt.Tokens:
    return pt.Corpus.from_texts(
        {"甲": "改革发展，改革人民。", "乙": "发展人民，人民发展。", "丙": "发展改革。"},
        metadata={"甲": {"year": 2019}, "乙": {"year": 2019}, "丙": {"year": 2020}},
    ).segment()


# ---------------------------------------------------------------- measures


@pytest.mark.parametrize(
    ("measure", "counts", "expected"),
    [
        (d.carroll_d2, [2, 1, 1, 1, 0], 0.82772938),  # D1, Carroll 1970 p. 13
        (d.carroll_um, [2, 1, 1, 1, 0], 4.31091751),
        (d.juilland_d, [0, 4, 3, 2, 1], 0.64644661),  # D2, Carroll 1970 p. 14
        (d.juilland_u, [0, 4, 3, 2, 1], 6.46446609),
        (d.juilland_u, [2, 2, 2, 2, 2], 10),  # D3, Rosengren 1971
        (d.juilland_u, [4, 2, 1, 1, 0], 4.60883501),  # D3, Engwall 1974
        (d.lyne_d3, [1, 2, 3, 4, 5], 0.94444444),  # D4, Gries 2008 pp. 407-9
        (d.rosengren_s, [1, 2, 3, 4, 5], 0.93684661),
        (d.carroll_um, [1, 2, 3, 4, 5], 14.107607),
        (d.rosengren_kf, [1, 2, 3, 4, 5], 14.05269912),
        (d.engwall_fm, [1, 2, 3, 4, 5], 15),
        (d.gries_dp, [1, 2, 3, 4, 5], 0.2),  # D6, equal parts
        (d.gries_dp_norm, [1, 2, 3, 4, 5], 0.25),
        (d.carroll_d2, [1, 2, 3, 4, 5], 0.92563392),
        (d.juilland_d, [1, 2, 3, 4, 5], 0.76429774),
    ],
)
def test_published_values_are_reproduced(measure, counts, expected):
    """References D1 to D6, over equal parts."""
    assert measure(counts, EQUAL) == pytest.approx(expected, abs=5e-9)


def test_gries_dp_of_three_equal_parts():
    """Reference D5: Gries 2008 p. 416, Lijffijt and Gries 2012 p. 148."""
    assert d.gries_dp([3, 3, 3], [1, 1, 1]).tolist() == [0]
    assert d.gries_dp([2, 1, 0], [1, 1, 1]) == pytest.approx(1 / 3)
    assert d.gries_dp_norm([2, 1, 0], [1, 1, 1]) == pytest.approx(0.5)


def test_gries_dp_uses_the_sizes_of_the_parts():
    """Reference D6: with parts of 9, 10, 10, 10 and 11 tokens."""
    sizes = [9, 10, 10, 10, 11]

    assert d.gries_dp([1, 2, 3, 4, 5], sizes) == pytest.approx(0.18)
    assert d.gries_dp_norm([1, 2, 3, 4, 5], sizes) == pytest.approx(0.2195122, abs=5e-8)


def test_unequal_parts_agree_with_a_published_example():
    """ALLEMAND in Lyne (1985), as the R package tlda 0.1 prints its dispersion.

    It gives DP as 1 - DP, by Egbert et al. (2020), and KL as 1 / (1 + KL), by Gries (2024, 90).
    """
    counts = [2, 0, 1, 1, 3, 0, 3, 0, 0, 0]
    sizes = [8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930]

    assert d.range_(counts, sizes).tolist() == [5]
    assert d.juilland_d(counts, sizes) == pytest.approx(0.6038797, abs=5e-8)
    assert d.carroll_d2(counts, sizes) == pytest.approx(0.6521444, abs=5e-8)
    assert d.rosengren_s(counts, sizes) == pytest.approx(0.4763652, abs=5e-8)
    assert 1 - d.gries_dp(counts, sizes) == pytest.approx(0.5009295, abs=5e-8)
    assert 1 / (1 + d.kl_divergence(counts, sizes)) == pytest.approx(0.4665078, abs=5e-8)


@pytest.mark.parametrize("name", ALL)
def test_a_term_that_never_occurs_has_0(name):
    """Reference D8: all counts zero, also over one part and over none."""
    for sizes in (EQUAL, [10], [0, 0], []):
        assert ALL[name]([[0] * len(sizes)], sizes).tolist() == [0]


@pytest.mark.parametrize("name", ["dp", "dp_norm", "juilland_d", "carroll_d2", "kl"])
def test_over_one_part_nothing_is_spread(name):
    """Reference D8: formulas that become 0/0 give 0."""
    assert ALL[name]([3], [10]).tolist() == [0]


def test_a_part_without_words_is_left_out():
    """No term could stand there, so it says nothing of evenness."""
    for measure in ALL.values():
        assert measure([3, 0, 2], [10, 0, 11]).tolist() == measure([3, 2], [10, 11]).tolist()


counts_and_sizes = st.lists(
    st.tuples(st.integers(0, 50), st.integers(50, 500)), min_size=2, max_size=8
).filter(lambda parts: any(count for count, _ in parts))


@given(counts_and_sizes)
def test_measures_agree_with_plain_loops(parts):
    """The same formulas, written one part at a time."""
    counts, sizes = zip(*parts, strict=True)
    f, total, n = sum(counts), sum(sizes), len(parts)
    p, s = [v / f for v in counts], [size / total for size in sizes]
    rates = [v / size for v, size in parts]
    mean = sum(rates) / n
    sigma = (sum((rate - mean) ** 2 for rate in rates) / n) ** 0.5
    q = [rate / sum(rates) for rate in rates]
    dp = sum(abs(a - b) for a, b in zip(p, s, strict=True)) / 2
    expected = {
        "dp": dp,
        "dp_norm": dp / (1 - min(s)),
        "juilland_d": max(1 - sigma / mean / (n - 1) ** 0.5, 0),
        "carroll_d2": -sum(x * log(x) for x in q if x) / log(n),
        "rosengren_s": sum((a * b) ** 0.5 for a, b in zip(p, s, strict=True)) ** 2,
        "lyne_d3": 1 - sum((a - b) ** 2 / b for a, b in zip(p, s, strict=True)) / 4,
        "kl": sum(a * log(a / b, 2) for a, b in zip(p, s, strict=True) if a),
    }
    for name, value in expected.items():
        assert ALL[name](counts, sizes) == pytest.approx(value, abs=1e-9), name


@given(counts_and_sizes)
def test_measures_stay_in_their_range_and_ignore_the_order_of_parts(parts):
    """DP, D, D2 and S lie between 0 and 1; parts have no order."""
    counts, sizes = (np.array(column) for column in zip(*parts, strict=True))
    for name in ("dp", "dp_norm", "juilland_d", "carroll_d2", "rosengren_s"):
        value = ALL[name](counts, sizes)
        assert 0 <= value <= 1
        assert ALL[name](counts[::-1], sizes[::-1]) == pytest.approx(value)


def test_terms_are_measured_each_by_itself():
    """A table of terms by parts gives a value a row."""
    table = [[1, 2, 3, 4, 5], [0, 0, 0, 0, 0], [2, 1, 1, 1, 0]]
    for measure in ALL.values():
        assert measure(table, EQUAL) == pytest.approx([measure(row, EQUAL)[0] for row in table])


# ---------------------------------------------------------------- table


def test_documents_are_parts(tokens):
    """改革 is in two of three documents; the shares of words are 4, 4 and 2 tenths."""
    table = dispersion(tokens, min_count=3)

    assert list(table.columns) == [
        "term", "count", "per_million", "n_parts", "range", "range_share",
        "dp", "dp_norm", "juilland_d", "carroll_d2", "rosengren_s", "lyne_d3", "kl",
    ]  # fmt: skip
    assert table["term"].tolist() == ["发展", "人民", "改革"]
    assert table["count"].tolist() == [4, 3, 3]
    assert table["range"].tolist() == [3, 2, 2]
    assert table["range_share"].tolist() == pytest.approx([1, 2 / 3, 2 / 3])
    assert table["per_million"].tolist() == [400_000, 300_000, 300_000]
    # 发展: ½ (|1/4 - 4/10| + |2/4 - 4/10| + |1/4 - 2/10|)
    assert table["dp"].tolist() == pytest.approx([0.15, 4 / 15, 0.4])
    assert table["dp_norm"].tolist() == pytest.approx([0.15 / 0.8, 1 / 3, 0.5])
    assert table.attrs["stamp"]["parts"] == "document"
    assert table.attrs["stamp"]["n_parts"] == 3


def test_equal_parts_cut_the_words_of_all_documents(tokens):
    """Ten words in five parts: two each, whatever the documents."""
    table = dispersion(tokens, ["改革", "人民"], parts=5, measure="dp").set_index("term")

    # 改革发展 | 改革人民 | 发展人民 | 人民发展 | 发展改革
    assert table["n_parts"].tolist() == [5, 5]
    assert table["range"].to_dict() == {"改革": 3, "人民": 3}
    assert table["dp"].to_dict() == pytest.approx({"改革": 0.4, "人民": 0.4})


@pytest.mark.parametrize("parts", [2, 3, 4, 7, 10])
def test_equal_parts_differ_by_one_word(tokens, parts):
    """No part is much larger than another."""
    pieces, _ = d._cut(d.group_tokens(tokens), parts)

    assert pieces.words.sum() == 10
    assert len(pieces) == parts
    assert pieces.words.max() - pieces.words.min() <= 1


def test_more_parts_than_words_are_as_many_parts_as_words(tokens):
    """A part without a word is none."""
    assert dispersion(tokens, "改革", parts=50)["n_parts"].tolist() == [10]


def test_sections_are_parts():
    """A level of headings cuts a document; what stands before the first is in no part."""
    text = "报告\n一、改革\n改革。\n二、发展\n发展经济。"
    tokens = pt.Corpus.from_texts({"甲": text}).segment()

    table = dispersion(tokens, ["改革", "发展", "报告"], parts="一、", measure="dp")

    assert table["count"].tolist() == [2, 2, 0]
    assert table["range"].tolist() == [1, 1, 0]
    assert table["n_parts"].tolist() == [2, 2, 2]


def test_groups_have_parts_of_their_own(tokens):
    """By year: two documents, then one, of which a warning tells."""
    with pytest.warns(PolicyTextWarning) as caught:
        table = dispersion(tokens, "改革", by="year", measure="dp")

    assert str(caught[0].message) == (
        "There is one part only, over which nothing can be spread. "
        "Cut the text with `parts`, as by parts=10."
    )
    assert caught[0].filename == __file__
    assert table["year"].tolist() == [2019, 2020]
    assert table["n_parts"].tolist() == [2, 1]
    assert table["count"].tolist() == [2, 1]
    assert table["dp"].tolist() == [0.5, 0]
    assert table.attrs["stamp"]["n_parts"] == [2, 1]


@pytest.mark.filterwarnings("ignore:There is one part")
def test_a_group_is_measured_as_if_it_were_the_corpus(tokens):
    """The other groups make no difference, for documents and for equal parts."""
    for parts in ("document", 3):
        inside = dispersion(tokens, by=[1, 1, 2], parts=parts, min_count=2, measure="all")
        alone = dispersion(tokens[:2], parts=parts, min_count=2, measure="all")
        inside = inside[inside["group"] == 1].drop(columns="group").reset_index(drop=True)
        pd.testing.assert_frame_equal(inside, alone)


def test_terms_may_be_phrases_and_do_not_compete(tokens):
    """A phrase does not take its tokens from the terms in it; an absent term is a row of 0."""
    table = dispersion(tokens, [("发展", "改革"), "改革", "创新"]).set_index("term")

    assert table["count"].to_dict() == {"改革": 3, "发展 改革": 1, "创新": 0}
    assert table.loc["创新"].drop("n_parts").tolist() == [0] * 11


def test_removed_tokens_and_punctuation_are_no_terms(tokens):
    """Id 0 is listed nowhere and counts in no size."""
    ids = tokens.ids.copy()
    ids[ids == tokens.index["人民"]] = 0
    removed = pt.Tokens(
        types=tokens.types, tags=tokens.tags, ids=ids, starts=tokens.starts,
        doc_offsets=tokens.doc_offsets, corpus=tokens.corpus, segmenter=tokens.segmenter,
    )  # fmt: skip
    table = dispersion(removed, min_count=1)

    assert table["term"].tolist() == ["发展", "改革"]
    assert table.attrs["stamp"]["tokens"] == 7


def test_large_tables_are_made_in_pieces(tokens, monkeypatch):
    """The result does not depend on how many cells are held at a time."""
    whole = dispersion(tokens, min_count=1, measure="all")
    monkeypatch.setattr(d, "_CELLS", 3)

    pd.testing.assert_frame_equal(dispersion(tokens, min_count=1, measure="all"), whole)


def test_top_lists_the_most_frequent(tokens):
    """Ties stand in the order of the terms."""
    assert dispersion(tokens, min_count=1, top=2)["term"].tolist() == ["发展", "人民"]


def test_an_empty_table_has_its_columns(tokens):
    """No type is frequent enough."""
    table = dispersion(tokens, min_count=100)

    assert table.empty
    assert list(table.columns)[-1] == "kl"


def test_a_group_without_words_is_a_group_without_rows():
    """Named terms have rows there, whose rate is unknown."""
    tokens = pt.Corpus.from_texts({"甲": "改革发展", "乙": "——"}).segment()
    assert (
        dispersion(tokens, by="document", parts=2, min_count=1)["document"].tolist() == ["甲"] * 2
    )

    named = dispersion(tokens, "改革", by="document", parts=2)
    assert named["n_parts"].tolist() == [2, 0]
    assert named["count"].tolist() == [1, 0]
    assert named["per_million"].isna().tolist() == [False, True]
    assert named["range_share"].isna().tolist() == [False, True]


def test_the_table_survives_csv(tokens):
    """Columns and values come back."""
    table = dispersion(tokens, min_count=1, measure="all")

    again = pd.read_csv(io.StringIO(table.to_csv(index=False)), keep_default_na=False)

    pd.testing.assert_frame_equal(again, table, check_exact=False)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"parts": 1}, "`parts` must be 2 or more, got 1."),
        ({"parts": None}, "`parts` must name what to cut into, or be a number, got None."),
        (
            {"parts": "yaer"},
            "`parts` must be one of ['document', 'title', 'issuer', 'document_number', 'date',"
            " 'addressee', 'genre', 'annexes', 'year', 'chars', 'paragraphs', 'path', 'encoding',"
            " 'warnings', 'section'], got 'yaer'. Did you mean 'year'?",
        ),
        ({"min_count": 0}, "`min_count` must be 1 or more, got 0."),
        ({"top": 0}, "`top` must be 1 or more, got 0."),
        (
            {"measure": "dp_nrm"},
            "`measure` must be one of ['dp', 'dp_norm', 'juilland_d', 'carroll_d2', 'rosengren_s',"
            " 'lyne_d3', 'kl', 'juilland_u', 'carroll_um', 'rosengren_kf', 'engwall_fm', 'all'],"
            " got 'dp_nrm'. Did you mean 'dp_norm'?",
        ),
    ],
)
def test_wrong_options_are_named(tokens, options, message):
    """What must hold, what came, what to do."""
    with pytest.raises(InputError) as error:
        dispersion(tokens, **options)
    assert str(error.value) == message

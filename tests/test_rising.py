"""Rising and falling terms, and those that came into use or went."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import policytext as pt
from policytext.errors import InputError
from policytext.statistics.rising import born, gone, rising
from policytext.statistics.trend_tests import trend_test

TREND = {
    "count": "int64", "doc_freq": "int64", "sen_slope": "float64", "relative_change": "float64",
    "tau": "float64", "z": "float64", "p_value": "float64", "p_adjusted": "float64",
    "first_use": "int64", "last_use": "int64", "born": "bool", "gone": "bool",
}  # fmt: skip
USE = {
    "first_use": "int64", "last_use": "int64", "count": "int64", "doc_freq": "int64",
    "share": "float64",
}  # fmt: skip


def tokens_of(texts: dict[int | None, str]) -> pt.Tokens:
    """Segment one document a year."""
    corpus = pt.Corpus.from_texts({f"文{n}": text for n, text in enumerate(texts.values())})
    return corpus.assign(year=list(texts)).segment()


def yearly(**use: str) -> pt.Tokens:
    """Make a document of ten words a year; a digit says how often the term stands in it."""
    years = {}
    for n in range(len(next(iter(use.values())))):
        words = [term for term, digits in use.items() for _ in range(int(digits[n]))]
        years[2010 + n] = "，".join(words + ["发展"] * (10 - len(words)))
    return tokens_of(years)


@pytest.fixture(scope="module")
def reports() -> pt.Tokens:
    """Give the bundled reports."""
    return pt.datasets.load("work_reports").segment()


def test_terms_that_rise_and_fall_by_eye():
    """改革 comes once more each year, 农业 once less, 教育 stays, and 发展 fills up."""
    tokens = yearly(改革="01234", 农业="43210", 教育="11111")

    up, down = rising(tokens, min_count=1), rising(tokens, min_count=1, falling=True)

    assert up["term"].tolist() == ["改革"]
    assert down["term"].tolist() == ["农业"]
    assert up["sen_slope"].tolist() == [1e5]
    assert up["relative_change"].tolist() == [4e5 / 2e5]
    assert up[["count", "doc_freq", "first_use", "last_use"]].values.tolist() == [
        [10, 4, 2011, 2014]
    ]
    assert down["relative_change"].tolist() == [-2]


def test_the_figures_are_those_of_the_test_of_each_term(reports):
    """The same S, z and slope as from the trend table, term by term."""
    found = rising(reports, top=20).set_index("term")

    one = trend_test(pt.trend(reports, list(found.index), match="token")).set_index("term")

    for column in ("tau", "z", "p_value", "sen_slope", "first_use", "last_use"):
        assert found[column].tolist() == pytest.approx(one[column].tolist())


def test_p_values_are_adjusted_over_all_terms_tested(reports):
    """As scipy does, with the terms that fall or stay among them."""
    stats = pytest.importorskip("scipy.stats")
    terms = pt.frequencies(reports, min_count=20)["term"].tolist()
    p = trend_test(pt.trend(reports, terms, match="token")).set_index("term")["p_value"]
    expected = dict(zip(p.index, stats.false_discovery_control(p), strict=True))

    for falling in (False, True):
        found = rising(reports, falling=falling)
        assert found["p_adjusted"].tolist() == pytest.approx([expected[t] for t in found["term"]])
        assert (found["p_adjusted"] >= found["p_value"]).all()


def test_planted_trends_are_ranked(reports):
    """改革 rises, 招商引资 falls most, 高质量 is born in 2018."""
    assert "改革" in rising(reports, top=3)["term"].tolist()
    assert rising(reports, falling=True, top=1)["term"].tolist() == ["招商引资"]
    new = rising(reports).set_index("term")["born"]
    assert new["高质量"]
    assert not new["改革"]


def test_order_is_by_z_then_change_then_term(reports):
    """And `top` takes from the beginning."""
    found = rising(reports, min_count=5)

    keys = list(zip(-found["z"].round(9), -found["relative_change"].round(9), found["term"]))  # noqa: B905
    assert keys == sorted(keys)
    pd.testing.assert_frame_equal(rising(reports, min_count=5, top=7), found.head(7))
    assert (found["z"] > 0).all()
    assert found["count"].min() == 5


def test_order_of_the_documents_does_not_matter(reports):
    """Years are put in order."""
    backwards = pt.datasets.load("work_reports")[::-1].segment()

    pd.testing.assert_frame_equal(rising(backwards), rising(reports), check_exact=False)
    pd.testing.assert_frame_equal(born(backwards), born(reports))


def test_years_may_be_given_one_a_document(reports):
    """None leaves a document out, also of the document frequency."""
    years = [None, *range(2013, 2024)]

    found = rising(reports, by=years).set_index("term")

    assert found.loc["改革", "first_use"] == 2013
    assert found.loc["改革", "doc_freq"] == 11


def test_a_removed_word_is_no_term():
    """Nor is punctuation."""
    tokens = yearly(改革="01234")

    assert rising(tokens, min_count=1)["term"].tolist() == ["改革"]
    assert set(rising(tokens, min_count=1, falling=True)["term"]) == {"发展"}


@pytest.mark.parametrize("texts", [{2019: "改革"}, {2019: "改革", 2020: "改革改革"}, {2019: "，"}])
def test_too_few_years_give_an_empty_table(texts):
    """With the columns all the same."""
    for function, columns in ((rising, TREND), (born, USE), (gone, USE)):
        table = function(tokens_of(texts), min_count=1)
        assert len(table) == 0
        assert table.dtypes.drop("term").astype(str).to_dict() == columns


def test_years_without_words_count_for_nothing():
    """There is no rate in them."""
    tokens = tokens_of({2018: "改革发展发展", 2019: "，", 2020: "改革改革发展", 2021: "改革改革"})

    assert rising(tokens, min_count=1)["term"].tolist() == ["改革"]


def test_born_terms_by_eye():
    """Three years without, then in half of the years at least, and three of them."""
    tokens = yearly(
        创新="0001111",
        改革="1111111",
        绿色="0001010",
        数字="0000011",
        乡村="0001101",
        城市="0100111",
    )

    found = born(tokens, min_count=1)

    assert found["term"].tolist() == ["创新", "乡村"]
    assert found[["first_use", "last_use", "count"]].values.tolist() == [
        [2013, 2016, 4], [2013, 2016, 3],
    ]  # fmt: skip
    assert found["share"].tolist() == [1, 0.75]
    assert "绿色" not in born(tokens, min_count=1, min_years=3, min_share=0.4)["term"].tolist()
    assert "绿色" in born(tokens, min_count=1, min_years=2)["term"].tolist()
    assert "城市" in born(tokens, min_count=1, min_years=1)["term"].tolist()


def test_terms_born_or_gone_by_a_year():
    """First used in it or later; last used in it or before."""
    tokens = yearly(创新="0001111", 绿色="0000111", 农业="1111000", 粮食="1110000")

    assert born(tokens, min_count=1, year=2014)["term"].tolist() == ["绿色"]
    assert gone(tokens, min_count=1)["term"].tolist() == ["农业", "粮食"]
    assert gone(tokens, min_count=1, year=2012)["term"].tolist() == ["粮食"]


def test_gone_is_born_with_time_reversed(reports):
    """The same terms, counts and shares."""
    backwards = {d.id: -d.metadata["year"] for d in reports.corpus}

    mirrored = born(reports, by=backwards)

    found = gone(reports)
    columns = ["term", "count", "doc_freq", "share"]
    pd.testing.assert_frame_equal(mirrored[columns], found[columns])
    assert (-mirrored["first_use"]).tolist() == found["last_use"].tolist()


def test_tables_have_their_columns_and_read_back(reports, tmp_path):
    """The stamp says from which count on terms were tested."""
    for function, columns in ((rising, TREND), (born, USE), (gone, USE)):
        table = function(reports)
        assert table.dtypes.drop("term").astype(str).to_dict() == columns
        table.to_csv(tmp_path / "table.csv", index=False)
        pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "table.csv"), table)
        assert table.attrs["stamp"]["by"] == "year"
    assert rising(reports).attrs["stamp"]["min_count"] == 20
    assert born(reports).attrs["stamp"]["min_share"] == 0.5


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (rising, {"min_count": 0}, "`min_count` must be 1 or more, got 0."),
        (rising, {"top": 0}, "`top` must be 1 or more, got 0."),
        (gone, {"min_years": 0}, "`min_years` must be 1 or more, got 0."),
        (born, {"min_share": 1.5}, "`min_share` must be between 0 and 1, got 1.5."),
        (
            rising, {"by": "title"},
            "`by` must name a column of whole numbers, got 'title' with "
            "'云川市2012年政府工作报告'.",
        ),
        (rising, {"by": ["甲"] * 12}, "`by` must be whole numbers, got '甲'."),
    ],
)  # fmt: skip
def test_wrong_options_are_refused(reports, function, arguments, message):
    """What must hold and what came."""
    with pytest.raises(InputError) as caught:
        function(reports, **arguments)

    assert str(caught.value) == message


def test_real_reports_rise_and_fall(shared):
    """推进 and 创新 rose since 1954, 的 fell; 脱贫 was born, 应当 went."""
    tokens = pt.read(shared / "gov_work_reports").segment()

    up, down = rising(tokens, top=30), rising(tokens, top=30, falling=True)

    assert {"推进", "创新"} <= set(up["term"])
    assert "的" in set(down["term"])
    assert np.all(up["p_adjusted"] < 0.001)
    assert "脱贫" in set(born(tokens, year=2013)["term"])
    assert "应当" in set(gone(tokens, year=2010)["term"])

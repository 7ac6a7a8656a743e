"""Trends: years in order, and gaps where a year has no document."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

import policytext as pt
from policytext import datasets
from policytext.errors import InputError
from policytext.statistics.intervals import count_limits


def corpus_of(*years: object) -> pt.Corpus:
    """Make a corpus with one document 改革 a year."""
    corpus = pt.Corpus.from_texts({f"文{n}": "改革。" for n, _ in enumerate(years)})
    return corpus.assign(year=list(years))


def gaps(table) -> list[int]:
    """List the years without a document."""
    return table.loc[table["documents"] == 0, "year"].tolist()


def test_a_missing_year_is_a_row_without_a_count():
    """Its count is missing and its rate NaN, so that nobody takes it for 0."""
    table = pt.trend(corpus_of(2018, 2019, 2021), "改革")

    assert table["year"].tolist() == [2018, 2019, 2020, 2021]
    assert table["count"].dtype == "Int64"
    assert table["count"].isna().tolist() == [False, False, True, False]
    assert table["per_10k_chars"].isna().tolist() == [False, False, True, False]
    assert table["documents"].tolist() == [1, 1, 0, 1]


@pytest.mark.parametrize(
    ("years", "step", "expected"),
    [
        ((2012, 2013, 2015), None, [2014]),
        ((2010, 2012, 2014, 2018), None, [2016]),
        ((2010, 2012, 2014), None, []),
        ((2010, 2012, 2014), 1, [2011, 2013]),
        ((2010, 2011, 2015), 2, [2013]),
        ((1954, 1956, 1964, 1978, 1980), None, [*range(1958, 1964, 2), *range(1966, 1978, 2)]),
        ((2012, 2017), None, []),
        ((2012, 2017), 1, [2013, 2014, 2015, 2016]),
        ((2012,), None, []),
        ((2012, 2012, 2013), None, []),
        ((2015, 2012, 2013), None, [2014]),
    ],
)
def test_gaps_are_those_of_the_series(years, step, expected):
    """A yearly series has yearly gaps, a two-yearly one two-yearly; `step` overrules."""
    assert gaps(pt.trend(corpus_of(*years), "改革", step=step)) == expected


def test_every_term_has_a_row_in_a_gap():
    """Years in order, terms in the order given, in gaps as elsewhere."""
    table = pt.trend(corpus_of(2019, 2020, 2022), ["发展", "改革"])

    assert table["term"].tolist() == ["发展", "改革"] * 4
    assert table["year"].tolist() == [2019, 2019, 2020, 2020, 2021, 2021, 2022, 2022]


def test_documents_without_a_year_are_left_out_and_told():
    """The stamp says how many documents have no year."""
    table = pt.trend(corpus_of(2019, None, 2020, None), "改革")

    assert table["year"].tolist() == [2019, 2020]
    assert table["year"].dtype.kind == "i"
    assert table.attrs["stamp"]["undated"] == 2


def test_years_with_several_documents_are_one_row():
    """Counts and bases of the year's documents add up."""
    table = pt.trend(corpus_of(2019, 2019, 2020), "改革")

    assert table[["count", "documents", "chars"]].values.tolist() == [[2, 2, 6], [1, 1, 3]]


def test_years_that_came_as_floats_are_years():
    """A metadata table with one year missing holds floats; the trend is of years all the same."""
    assert gaps(pt.trend(corpus_of(2019.0, 2020.0, None, 2022.0), "改革")) == [2021]


def test_tokens_have_a_trend_too():
    """With match="token" the rate is per million words."""
    table = pt.trend(corpus_of(2019, 2021, 2022), "改革", match="token")

    assert table["per_million"].tolist()[0] == 1e6
    assert gaps(table) == [2020]


def test_another_column_of_whole_numbers_does():
    """Numbered plans have a trend as years have."""
    corpus = corpus_of(2019, 2020, 2021).assign(plan=[11, 12, 14])

    table = pt.trend(corpus, "改革", by="plan")

    assert table["plan"].tolist() == [11, 12, 13, 14]


@pytest.mark.parametrize(
    ("years", "options", "message"),
    [
        (
            ("一九", "二〇"), {},
            "`by` must name a column of whole numbers, got 'year' with '一九'.",
        ),
        ((2019.5, 2020), {}, "`by` must name a column of whole numbers, got 'year' with 2019.5."),
        (
            (2019,), {"by": "path"},
            "`by` must name a column of whole numbers, got 'path' with '文0'.",
        ),
        (
            (None, None), {},
            "No document has a 'year'. Put it in the file names (2024.txt) or in a metadata table.",
        ),
        ((2019,), {"step": 0}, "`step` must be 1 or more, got 0."),
    ],
)  # fmt: skip
def test_what_is_no_series_is_refused(years, options, message):
    """A trend needs whole numbers to put in order."""
    with pytest.raises(InputError) as caught:
        pt.trend(corpus_of(*years), "改革", **options)

    assert str(caught.value) == message


def test_the_planted_trends_are_found():
    """Over the twelve bundled reports each term rises, falls or stays as planted."""
    planted = defaultdict(list)
    file = Path(str(datasets.path("work_reports"))).parent / "planted_work_reports.csv"
    for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
        planted[row["term"]].append(int(row["count"]))

    table = pt.trend(pt.datasets.load("work_reports"), list(planted))

    found = {term: rows["count"].tolist() for term, rows in table.groupby("term", sort=False)}
    assert found == planted
    assert planted["改革"] == list(range(4, 16))
    assert gaps(table) == []


def test_the_real_work_reports_have_their_gaps(shared):
    """Reports of even years as far as they exist; the missing ones are gaps."""
    table = pt.trend(pt.read(shared / "gov_work_reports"), "改革")

    there = {int(file.stem) for file in (shared / "gov_work_reports").glob("*.txt")}
    assert gaps(table) == [year for year in range(1954, 2025, 2) if year not in there]
    assert table["year"].is_monotonic_increasing


# ---------------------------------------------------------------- intervals and smoothing


def test_the_interval_of_a_rate_stands_after_it():
    """By default Garwood's, in the unit of the rate; NaN in a gap."""
    table = pt.trend(corpus_of(2018, 2019, 2021), "改革")

    assert table.columns.tolist() == [
        "year", "term", "count", "per_10k_chars", "low", "high", "doc_freq", "documents", "chars",
        "match",
    ]  # fmt: skip
    low, high = (1e4 * limit / 3 for limit in count_limits(1))
    assert table.loc[0, ["low", "high"]].tolist() == [low, high]
    assert table[["low", "high"]].isna().values.tolist() == [[False] * 2] * 2 + [
        [True] * 2, [False] * 2,
    ]  # fmt: skip
    assert table.attrs["stamp"]["interval"] == "poisson"
    assert "seed" not in table.attrs["stamp"]


def test_without_an_interval_the_table_is_that_of_count():
    """No column and nothing in the stamp."""
    table = pt.trend(corpus_of(2018, 2019), "改革", interval=None)

    expected = pt.count(corpus_of(2018, 2019), "改革", by="year")
    assert table.columns.tolist() == expected.columns.tolist()
    assert table.attrs["stamp"] == expected.attrs["stamp"]


def several() -> pt.Corpus:
    """Make two years with three documents each, alike in 2019, different in 2020."""
    texts = ["改革发展"] * 3 + ["改革改革改革改革", "发展发展", "发展发展"]
    corpus = pt.Corpus.from_texts({f"文{n}": text for n, text in enumerate(texts)})
    return corpus.assign(year=[2019] * 3 + [2020] * 3)


@pytest.mark.parametrize("match", ["string", "token"])
def test_documents_that_differ_widen_the_interval(match):
    """Where they are alike the negative binomial interval is the Poisson one."""
    plain, wider, drawn = (
        pt.trend(several(), "改革", match=match, interval=interval)
        for interval in ("poisson", "negative_binomial", "bootstrap")
    )

    assert plain.loc[0, ["low", "high"]].tolist() == wider.loc[0, ["low", "high"]].tolist()
    assert wider.loc[1, "low"] < plain.loc[1, "low"]
    assert wider.loc[1, "high"] > plain.loc[1, "high"]
    rate = plain.columns[3]
    assert drawn.loc[0, ["low", "high"]].tolist() == [drawn.loc[0, rate]] * 2
    assert drawn.loc[1, "low"] == 0
    assert drawn.loc[1, "high"] > drawn.loc[1, rate]
    assert drawn.attrs["stamp"]["resamples"] == 2000


@pytest.mark.parametrize("interval", ["negative_binomial", "bootstrap"])
def test_one_document_a_year_has_no_interval_from_documents(interval):
    """NaN, as for a term that no document has."""
    assert pt.trend(corpus_of(2018, 2019), "改革", interval=interval)["low"].isna().all()
    assert pt.trend(several(), "没有", interval=interval)["high"].isna().all()
    assert pt.trend(several()[0], "改革", interval=interval, by="year")["low"].isna().all()


def test_a_seed_gives_the_same_bootstrap_whatever_else_is_asked():
    """Of other terms and years; another seed gives another."""
    one = pt.trend(several(), "改革", interval="bootstrap", seed=3)
    two = pt.trend(several(), ["发展", "改革"], interval="bootstrap", seed=3)

    assert one["high"].tolist() == two.loc[two["term"] == "改革", "high"].tolist()


def test_smoothing_goes_by_years():
    """2012 and 2018 are alone in a window of three years; in a gap nothing is smooth."""
    corpus = corpus_of(2012, 2018, 2019, 2020)

    table = pt.trend(corpus, "改革", smooth=3, interval=None)
    both = pt.trend(corpus, ["改革", "发展"], smooth="loess")

    known = table["documents"] > 0
    assert table.loc[known, "smooth"].tolist() == pytest.approx([1e4 / 3] * 4)
    assert table.loc[~known, "smooth"].isna().all()
    assert table.columns[3:5].tolist() == ["per_10k_chars", "smooth"]
    assert both.columns[3:7].tolist() == ["per_10k_chars", "low", "high", "smooth"]
    curves = both.dropna(subset="smooth").groupby("term", sort=False)["smooth"].mean()
    assert curves.tolist() == pytest.approx([1e4 / 3, 0])
    assert both.attrs["stamp"]["smooth"] == "loess"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"interval": "normal"},
            "`interval` must be one of ['poisson', 'negative_binomial', 'bootstrap'] or None, "
            "got 'normal'.",
        ),
        ({"confidence": 95}, "`confidence` must be between 0 and 1, got 95."),
        ({"smooth": 4}, "`smooth` must be 'loess' or an odd number of years, got 4."),
        ({"smooth": "spline"}, "`smooth` must be 'loess' or an odd number of years, got 'spline'."),
        ({"seed": -1}, "`seed` must be 0 or more, got -1."),
    ],
)
def test_wrong_intervals_and_smoothings_are_refused(options, message):
    """What must hold and what came."""
    with pytest.raises(InputError) as caught:
        pt.trend(corpus_of(2019), "改革", **options)

    assert str(caught.value) == message

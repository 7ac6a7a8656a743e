"""Measures on 2×2 tables: published values, other implementations, and where there is none."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.errors import InputError, MissingExtra
from policytext.statistics import contingency as c
from policytext.statistics.contingency import MEASURES, TESTS
from policytext.statistics.exact import conditional_odds_ratio, fisher_p

tables = st.tuples(*[st.integers(0, 5000)] * 4)
filled = st.tuples(*[st.integers(1, 5000)] * 4)


def corpora(name: str, a: float, b: float, c: float, d: float, **options: object) -> float:
    """Measure a term with a of c tokens in the target, b of d in the reference."""
    return float(MEASURES[name](a, b, c - a, d - b, **options))


def pairs(name: str, both: float, first: float, second: float, n: float = 1e6) -> float:
    """Measure two words by their counts together and apart."""
    return float(MEASURES[name](both, first - both, second - both, n - first - second + both))


# ---------------------------------------------------------------- published values


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        # K1: Dunning 1993, 72. K2: quanteda.extras. K3: UCREL's formula. K4: AntConc's demo.
        (float(MEASURES["g2"](10, 0, 3, 31764)), 167.22980391),
        (corpora("g2", 10, 5, 100, 200), 7.32981167),
        (corpora("ll_short", 10, 5, 100, 200), 10 * np.log(2)),
        (corpora("ll_short", 23, 551, 263, 8870), 2.33055186),
        (corpora("g2", 23, 551, 263, 8870), 2.50697259),
        (corpora("chi2_short", 23, 551, 263, 8870), 2.60819230),
        # K5: quanteda's test of textstat_keyness, after R.
        (corpora("chi2", 7, 2, 10, 9), 4.33716049),
        (corpora("chi2_yates", 7, 2, 10, 9), 2.63243827),
        (corpora("g2", 7, 2, 10, 9), 4.53493933),
        (corpora("g2_williams", 7, 2, 10, 9), 4.20083341),
        (corpora("odds_ratio", 7, 2, 10, 9), 49 / 6),
        (float(c.p_value(corpora("chi2", 7, 2, 10, 9))), 0.03728906),
        (float(c.p_value(corpora("g2", 7, 2, 10, 9))), 0.03320963),
        # K6v: pointwise mutual information in nats.
        (corpora("mi", 3, 2, 17, 12) * np.log(2), np.log(3 * 29 / (5 * 17))),
        # K8: Hardie 2014.
        (corpora("log_ratio", 1, 1, 1e6, 1e6), 0),
        (corpora("log_ratio", 0, 1, 1e6, 1e6), -np.inf),
        (corpora("log_ratio", 1, 0, 1e6, 1e6), np.inf),
        (corpora("log_ratio", 0, 0, 1e6, 1e6), 0),
        # K10: Kilgarriff 2009. K11: Hofland & Johansson 1982, 471.
        (corpora("simple_maths", 35, 263, 112_289_811, 1_559_717_242), 1.1224),
        (corpora("difference_coefficient", 18, 35, 1e6, 1e6), -0.32075472),
        # A1: Church & Hanks 1990, 24. A2: Manning & Schütze 1999, 164.
        (pairs("mi", 8, 1105, 44, 15e6), 11.26919690),
        (pairs("t", 8, 15828, 4675, 14_307_668), 0.99993227),
        # A4 and A5: logDice.
        (pairs("log_dice", 8, 389, 230), 8.726204),
        (pairs("log_dice", 300, 300, 300), 14),
        (pairs("log_dice", 3, 3000, 3000), 4.034216),
        (pairs("log_dice", 6, 3000, 3000), 5.034216),
        (pairs("log_dice", 300, 3000, 3000), 10.67807),
        (pairs("log_dice", 256, 3035, 1000), 11.02164704),
        # A6: Gries 2013, 144, in both directions.
        (float(MEASURES["delta_p_21"](5610, 168_938, 2257, 10_233_063)), 0.03191965),
        (float(MEASURES["delta_p_12"](5610, 168_938, 2257, 10_233_063)), 0.69686446),
        # A7: Bouma 2009, 36.
        (float(MEASURES["npmi"](10, 0, 0, 90)), 1),
        (float(MEASURES["npmi"](1, 9, 9, 81)), 0),
        (float(MEASURES["npmi"](0, 10, 10, 80)), -1),
        # A9: Durrant 2008, 84. A10: Pedersen & Bruce 1996, 12. A11: Dunning 1998, 51.
        (pairs("conditional_21", 28, 15_768, 8030) * 100, 0.17757484),
        (pairs("conditional_12", 28, 15_768, 8030) * 100, 0.34869240),
        (float(MEASURES["min_sensitivity"](17, 240, 1001, 1_298_742)), 0.01669941),
        (float(MEASURES["mutual_information"](2, 0, 0, 7)), 0.76420451),
        (float(MEASURES["mutual_information"](2, 0, 0, 997)), 0.02083201),
    ],
)
def test_published_values_are_reproduced(found, expected):
    """To all the digits that are given."""
    digits = 4 if expected == 1.1224 else 6
    assert found == pytest.approx(expected, rel=0.5 * 10**-digits, abs=1e-8)


def test_expected_values():
    """A12, and those of K4."""
    assert np.round(c.expected(1, 2, 3, 4), 12).tolist() == [1.2, 1.8, 2.8, 4.2]
    of_k4 = c.expected(23, 551, 240, 8319)
    assert np.round(of_k4[:2], 8).tolist() == [16.52928939, 557.47071061]


def test_fisher_reproduces_r_and_pedersen():
    """K5 with the conditional odds ratio; K12, Pedersen 1996, 10: two-sided, left, right."""
    pytest.importorskip("scipy")

    assert corpora("fisher", 7, 2, 10, 9) == pytest.approx(0.06977852, abs=5e-9)
    assert conditional_odds_ratio(7, 2, 3, 7) == pytest.approx(7.16630630, abs=5e-9)
    sides = [fisher_p(1, 3, 3, 1, alternative=a) for a in ("two-sided", "less", "greater")]
    assert np.round(sides, 3).tolist() == [0.486, 0.243, 0.986]


# ---------------------------------------------------------------- by eye


def test_simple_measures_by_eye():
    """Four of ten tokens are A, five are B, two are both."""
    cells = (2, 2, 3, 3)

    assert MEASURES["dice"](*cells) == pytest.approx(4 / 9)
    assert MEASURES["jaccard"](*cells) == pytest.approx(2 / 7)
    assert MEASURES["mi"](*cells) == 0
    assert MEASURES["mi2"](*cells) == 1
    assert MEASURES["mi3"](*cells) == 2
    assert MEASURES["z"](*cells) == 0
    assert MEASURES["phi"](*cells) == 0
    assert MEASURES["relative_risk"](*cells) == pytest.approx(0.4 / 0.4)
    assert MEASURES["mi_log_f"](4, 4, 0, 8) == pytest.approx(np.log(5))
    assert MEASURES["percent_diff"](4, 1, 6, 9) == pytest.approx(300)
    assert MEASURES["bic"](4, 1, 6, 9) == pytest.approx(MEASURES["g2"](4, 1, 6, 9) - np.log(20))


def test_berry_rogghe_by_its_formula():
    """Ten nodes among 1010 tokens, a window of four: p = 50/1000, E = 2."""
    z = c.berry_rogghe(5, 5, 45, 955, span=4)

    assert float(z) == pytest.approx(3 / np.sqrt(2 * 0.95))


def test_yates_never_passes_the_expected_value():
    """Where observed and expected are 0.3 apart, the correction is 0.3: χ² is 0, as in R."""
    assert MEASURES["chi2_yates"](1, 2, 3, 4) == pytest.approx(0)
    assert MEASURES["g2_yates"](1, 2, 3, 4) == pytest.approx(0)


# ---------------------------------------------------------------- other implementations


@given(filled)
def test_tests_agree_with_scipy(cells):
    """χ² with and without Yates, the log-likelihood ratio with and without, and p-values."""
    contingency = pytest.importorskip("scipy.stats").chi2_contingency
    table = np.reshape(cells, (2, 2))
    for name, options in {
        "chi2": {"correction": False},
        "chi2_yates": {"correction": True},
        "g2": {"correction": False, "lambda_": "log-likelihood"},
        "g2_yates": {"correction": True, "lambda_": "log-likelihood"},
    }.items():
        other = contingency(table, **options)
        assert MEASURES[name](*cells) == pytest.approx(other.statistic, rel=1e-6, abs=1e-6)
        p = c.p_value(max(float(MEASURES[name](*cells)), 0))
        assert p == pytest.approx(other.pvalue, rel=1e-4, abs=1e-3 if other.pvalue > 0.9 else 1e-12)


@given(st.lists(st.tuples(*[st.integers(0, 60)] * 4), min_size=1, max_size=20))
def test_fisher_agrees_with_scipy(rows):
    """For many tables at once, on all sides; a table of zeros has no p-value."""
    fisher = pytest.importorskip("scipy.stats").fisher_exact
    for side in ("two-sided", "less", "greater"):
        p = fisher_p(*np.transpose(rows), alternative=side)
        other = [
            fisher(np.reshape(row, (2, 2)), alternative=side).pvalue if any(row) else np.nan
            for row in rows
        ]
        assert p == pytest.approx(other, rel=1e-6, nan_ok=True)


@given(filled, st.sampled_from([0.8, 0.95, 0.99]))
def test_intervals_agree_with_statsmodels(cells, confidence):
    """Katz for the ratio of rates, Woolf for the odds ratio."""
    table = pytest.importorskip("statsmodels.api").stats.Table2x2(np.reshape(cells, (2, 2)).T)

    low, high = c.log_ratio_interval(*cells, confidence=confidence)
    other = table.log_riskratio_confint(1 - confidence)
    assert (float(low), float(high)) == pytest.approx(np.divide(other, np.log(2)), abs=1e-9)
    low, high = c.odds_ratio_interval(*cells, confidence=confidence)
    assert (float(low), float(high)) == pytest.approx(table.oddsratio_confint(1 - confidence))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_agree_with_scipy(p):
    """Benjamini and Hochberg's rule, ties and all."""
    other = pytest.importorskip("scipy.stats").false_discovery_control(p)

    assert c.adjust_p(p) == pytest.approx(other, abs=1e-12)


def test_adjusted_p_values_by_eye():
    """The k-th of n is multiplied by n/k, and is no greater than the next; NaN is no test."""
    found = c.adjust_p([0.01, np.nan, 0.04, 0.03, 0.9])

    assert found == pytest.approx([0.04, np.nan, 0.16 / 3, 0.16 / 3, 0.9], nan_ok=True)
    assert c.adjust_p([]).shape == (0,)


@given(tables)
def test_association_agrees_with_nltk(cells):
    """On the table that nltk takes for a bigram: together, both sums, all."""
    bigram = pytest.importorskip("nltk.metrics.association").BigramAssocMeasures
    o11, o12, o21, _ = cells
    if min(cells) == 0:
        return
    margins = (o11, (o11 + o12, o11 + o21), sum(cells))
    assert MEASURES["mi"](*cells) == pytest.approx(bigram.pmi(*margins), abs=1e-9)
    assert MEASURES["dice"](*cells) == pytest.approx(bigram.dice(*margins))
    assert MEASURES["jaccard"](*cells) == pytest.approx(bigram.jaccard(*margins))
    assert MEASURES["phi"](*cells) ** 2 == pytest.approx(bigram.phi_sq(*margins), abs=1e-9)


# ---------------------------------------------------------------- properties


@given(tables)
def test_ranges(cells):
    """Each measure stays in the range that it is said to have, or is NaN."""
    ranges = {"dice": (0, 1), "log_dice": (-np.inf, 14), "jaccard": (0, 1), "npmi": (-1, 1)}
    ranges |= {name: (-1, 1) for name in ("delta_p_21", "delta_p_12", "phi")}
    ranges |= {"difference_coefficient": (-1, 1), "min_sensitivity": (0, 1)}
    ranges |= {name: (0, np.inf) for name in (*c.TESTS - {"ll_short"}, "mutual_information")}
    for name, (low, high) in ranges.items():
        value = float(MEASURES[name](*cells))
        assert np.isnan(value) or low - 1e-6 <= value <= high + 1e-6, name


@given(tables)
def test_turning_the_table_swaps_the_two_directions(cells):
    """Tests and symmetric measures stay; ΔP and conditional probabilities change places."""
    turned = (cells[0], cells[2], cells[1], cells[3])
    for name in ("g2", "chi2", "mi", "t", "z", "log_dice", "phi", "odds_ratio"):
        same = MEASURES[name](*turned)
        assert MEASURES[name](*cells) == pytest.approx(same, abs=1e-7, nan_ok=True)
    for one, other in (("delta_p_21", "delta_p_12"), ("conditional_21", "conditional_12")):
        swapped = MEASURES[other](*turned)
        assert MEASURES[one](*cells) == pytest.approx(swapped, nan_ok=True)


@given(st.lists(tables, min_size=1, max_size=8))
def test_many_tables_at_once_are_as_each_alone(rows):
    """Measures are vectorised."""
    for name, measure in MEASURES.items():
        if name == "fisher":
            continue
        together = measure(*np.transpose(rows))
        alone = [float(measure(*row)) for row in rows]
        assert together == pytest.approx(alone, nan_ok=True), name


# ---------------------------------------------------------------- where there is none


@pytest.mark.parametrize("cells", [(0, 0, 0, 0), (0, 0, 5, 5), (5, 5, 0, 0), (0, 5, 0, 5)])
@pytest.mark.parametrize("name", sorted(c.TESTS))
def test_a_test_without_something_to_compare_is_missing(name, cells):
    """An empty row or column gives NaN, not 0 and not a warning."""
    assert np.isnan(MEASURES[name](*cells))


def test_negative_cells_are_missing_only_where_they_are_needed():
    """Windows that overlap can hold more pairs than nodes: MI needs the sums alone."""
    assert np.isnan(MEASURES["g2"](3, -1, 2, 10))
    assert MEASURES["mi"](3, -1, 2, 10) == pytest.approx(np.log2(3 * 14 / (2 * 5)))


def test_zeros_in_ratios():
    """A count of 0 is infinitely far, or half a token; the interval is then unknown, or wide."""
    assert corpora("log_ratio", 4, 0, 10, 10, zeros="half") == pytest.approx(3)
    assert corpora("log_ratio", 0, 0, 10, 10, zeros="half") == 0
    assert corpora("percent_diff", 4, 0, 10, 10) == np.inf
    assert corpora("percent_diff", 0, 0, 10, 10) == 0
    assert np.isnan(c.log_ratio_interval(4, 0, 6, 10)).all()
    assert np.isnan(c.log_ratio_interval(0, 0, 6, 10, zeros="half")).all()
    assert np.isfinite(c.log_ratio_interval(4, 0, 6, 10, zeros="half")).all()
    assert np.isnan(c.odds_ratio_interval(4, 0, 6, 10)).all()
    assert np.isnan(fisher_p(3, -1, 2, 10))
    assert np.isnan(corpora("log_ratio", 0, 3, 0, 10))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: MEASURES["log_ratio"](1, 1, 1, 1, zeros="one"),
            "`zeros` must be one of ['half', 'infinite'], got 'one'.",
        ),
        (
            lambda: c.log_ratio_interval(1, 1, 1, 1, confidence=95),
            "`confidence` must be between 0 and 1, got 95.",
        ),
        (
            lambda: fisher_p(1, 1, 1, 1, alternative="left"),
            "`alternative` must be one of ['two-sided', 'less', 'greater'], got 'left'.",
        ),
    ],
)
def test_wrong_options_are_named(call, message):
    """What must hold, what came, what to do."""
    with pytest.raises(InputError) as caught:
        call()

    assert str(caught.value) == message


def test_without_scipy_fishers_test_names_the_extra(monkeypatch):
    """Everything else works without it."""
    monkeypatch.setitem(__import__("sys").modules, "scipy", None)

    with pytest.raises(MissingExtra) as caught:
        MEASURES["fisher"](1, 2, 3, 4)

    assert str(caught.value) == (
        "Fisher's exact test needs scipy, which is not installed. "
        'Install it with: pip install "policytext[statistics]"'
    )


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_help_shows_the_four_cells(name):
    """Every measure takes the same arguments and says what it is."""
    parameters = list(inspect.signature(MEASURES[name]).parameters)

    assert parameters[:4] == ["o11", "o12", "o21", "o22"]
    assert MEASURES[name].__doc__
    assert MEASURES[name].__name__ == name


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.integers(1, 40))
def test_no_test_falls_below_nothing_by_rounding(a, b, c_, d):
    """The statistic is 0 or more, and its p-value a number without a warning."""
    for name in TESTS - {"chi2_short"}:
        value = MEASURES[name](a, b, c_, d)
        assert value >= 0
        assert 0 <= c.p_value(value) <= 1

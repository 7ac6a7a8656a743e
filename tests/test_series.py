"""Statistics of series and intervals: against scipy, statsmodels, ruptures, and plain loops."""

from __future__ import annotations

import math
import warnings
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError, SchemaError
from policytext.statistics.intervals import bootstrap_limits, count_limits, overdispersion
from policytext.statistics.series import lowess, mann_kendall, rolling, theil_sen
from policytext.statistics.trend_tests import trend_test, wide
from policytext.statistics.turning import best_cuts, change_points, poisson_cost, squared_cost

YEARS = [2012, 2013, 2015, 2018, 2019, 2020]


def irregular(seed: int, mean: float, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Give years with gaps and counts with ties."""
    random = np.random.default_rng(seed)
    years = np.sort(random.choice(80, n, replace=False)) + 1950
    return years, random.poisson(mean, n).astype(float)


SERIES = [irregular(seed, mean, n) for seed in range(5) for mean in (0.4, 3, 300) for n in (4, 26)]

# ---------------------------------------------------------------- Mann-Kendall


def plain_mann_kendall(values: list[float]) -> tuple[int, float, float]:
    """Compute S, its variance and z, pair by pair."""
    s = sum((b > a) - (b < a) for a, b in combinations(values, 2))
    n = len(values)
    ties = [values.count(value) for value in set(values)]
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    z = 0.0 if s == 0 else (s - (1 if s > 0 else -1)) / math.sqrt(variance)
    return s, variance, z


def test_mann_kendall_by_eye():
    """2, 1, 3, 3: pairs - + + + + 0, so S is 3; a tie of two takes 18 from the 8 * 3 * 13 / 2."""
    test = mann_kendall([2019, 2020, 2021, 2023], [2, 1, 3, 3])

    assert test.s.tolist() == [3]
    assert test.variance.tolist() == [(4 * 3 * 13 - 2 * 1 * 9) / 18]
    assert test.z.tolist() == pytest.approx([2 / math.sqrt(138 / 18)])
    assert test.tau.tolist() == pytest.approx([3 / math.sqrt(6 * 5)])
    assert test.tau_a.tolist() == [0.5]


def test_a_constant_series_has_no_trend():
    """T2: p 1, z 0, slope 0; tau-b is 0 / 0."""
    test, slope = (function(range(360), np.ones(360)) for function in (mann_kendall, theil_sen))

    assert (test.s[0], test.z[0], test.p_value[0], test.tau_a[0]) == (0, 0, 1, 0)
    assert np.isnan(test.tau[0])
    assert (slope.slope[0], slope.low[0], slope.high[0]) == (0, 0, 0)


def test_a_strictly_rising_series_has_the_highest_s():
    """T3: n = 360, S 64620, tau 1, slope 1."""
    test, slope = (function(range(360), np.arange(360)) for function in (mann_kendall, theil_sen))

    assert (test.s[0], test.tau[0], test.tau_a[0], slope.slope[0]) == (64620, 1, 1, 1)
    assert test.p_value[0] < 1e-100


def test_too_few_years_give_no_test():
    """Below three years z and p are NaN, below two the slope is, without a warning."""
    for n, slope in ((0, False), (1, False), (2, True)):
        test = mann_kendall(range(n), np.ones((1, n)))
        assert np.isnan([test.z[0], test.p_value[0], test.tau[0], test.tau_a[0]]).all()
        assert np.isfinite(theil_sen(range(n), np.ones((1, n))).slope[0]) == slope
        assert np.isnan(theil_sen(range(n), np.ones((1, n))).low[0])


@pytest.mark.parametrize(("years", "values"), SERIES)
def test_mann_kendall_is_that_of_a_plain_loop(years, values):
    """S, variance and z pair by pair."""
    test = mann_kendall(years, values)

    expected = plain_mann_kendall(values.tolist())
    assert (test.s[0], test.variance[0], test.z[0]) == pytest.approx(expected)


@pytest.mark.parametrize(("years", "values"), SERIES)
def test_tau_and_slope_are_those_of_scipy(years, values):
    """Kendall's tau-b, and Theil and Sen's slope with Conover's intercept and Sen's limits."""
    stats = pytest.importorskip("scipy.stats")

    test, fit = mann_kendall(years, values), theil_sen(years, values, confidence=0.9)

    tau = stats.kendalltau(years, values).statistic
    assert test.tau[0] == pytest.approx(tau, nan_ok=True)
    slope = stats.theilslopes(values, years, alpha=0.9)
    assert [fit.slope[0], fit.intercept[0], fit.low[0], fit.high[0]] == pytest.approx([*slope])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # pymannkendall 1.4.3, original_test: s, var_s, z, p.
        (
            [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9],
            (55, 399.0, 2.703381, 0.006864),
        ),
        ([5, 4, 4, 4, 3, 2, 2, 1], (-24, 60.666666666666664, -2.952927, 0.003148)),
    ],
)
def test_figures_of_pymannkendall(values, expected):
    """S, variance, z and p of another package."""
    test = mann_kendall(range(len(values)), values)

    assert (test.s[0], test.variance[0]) == pytest.approx(expected[:2])
    assert (round(test.z[0], 6), round(test.p_value[0], 6)) == expected[2:]


def test_many_series_with_different_gaps_are_tested_at_once():
    """Each row is what it is alone, without the years that it lacks."""
    random = np.random.default_rng(1)
    years = np.arange(1990, 2010)
    rows = random.poisson(2, (40, 20)).astype(float)
    rows[random.random(rows.shape) < 0.3] = np.nan

    together = [*mann_kendall(years, rows), *theil_sen(years, rows)]

    for number, row in enumerate(rows):
        known = np.isfinite(row)
        alone = [*mann_kendall(years[known], row[known]), *theil_sen(years[known], row[known])]
        assert [a[number] for a in together] == pytest.approx([a[0] for a in alone], nan_ok=True)


@given(
    st.lists(st.integers(0, 6), min_size=3, max_size=12),
    st.integers(1, 5),
    st.integers(-3, 3),
)
def test_trend_statistics_turn_with_the_series(values, scale, shift):
    """Of the negative series S and slope are negative; scale and shift change no test."""
    years = [1990 + 2 * n + n % 2 for n in range(len(values))]
    test, fit = mann_kendall(years, values), theil_sen(years, values)
    back, down = (f(years, [-value for value in values]) for f in (mann_kendall, theil_sen))
    other = [scale * value + shift for value in values]

    assert (back.s[0], back.z[0], back.p_value[0]) == (-test.s[0], -test.z[0], test.p_value[0])
    assert down.slope[0] == -fit.slope[0]
    assert fit.low[0] <= fit.slope[0] <= fit.high[0]
    assert mann_kendall(years, other).z[0] == test.z[0]
    assert theil_sen(years, other).slope[0] == pytest.approx(scale * fit.slope[0])


def test_order_of_the_years_given_does_not_matter():
    """Rows are put in order by their years."""
    turned = mann_kendall(YEARS[::-1], [6, 5, 4, 3, 2, 1])

    assert turned.s[0] == 15
    assert theil_sen([2020, 2012], [8, 0]).slope[0] == 1


@pytest.mark.parametrize(
    ("years", "values", "message"),
    [
        ([1, 2], [1, 2, 3], "`values` must have one for each of the 2 years, got 3."),
        ([2019, 2020, 2019], [1, 2, 3], "`years` must be different, got 2019 twice."),
    ],
)
def test_years_and_values_must_go_together(years, values, message):
    """One value a year."""
    with pytest.raises(InputError) as caught:
        mann_kendall(years, values)

    assert str(caught.value) == message


# ---------------------------------------------------------------- smoothing


def test_a_window_is_of_years_and_not_of_values():
    """2015 and 2018 have no neighbour within a year."""
    assert rolling(YEARS, [1, 3, 5, 7, 9, 2], 3).tolist() == [2, 2, 5, 8, 6, 5.5]


def test_smoothing_leaves_a_missing_year_missing():
    """And takes nothing from it."""
    values = [1, math.nan, 3, 4, 5, 6]

    assert rolling(YEARS, values, 5).tolist()[:3] == [1, pytest.approx(math.nan, nan_ok=True), 3]
    smooth = lowess(YEARS, values)
    assert np.isnan(smooth).tolist() == [False, True, False, False, False, False]
    assert np.isnan(lowess(YEARS, [math.nan] * 6)).all()
    assert lowess([2019], [4]).tolist() == [4]


@given(st.floats(-5, 5), st.floats(-100, 100), st.sampled_from([0, 3]))
def test_loess_of_a_line_is_the_line(slope, level, iterations):
    """Whatever the distances between the years."""
    values = [level + slope * (year - 2012) for year in YEARS]

    smooth = lowess(YEARS, values, iterations=iterations)

    assert smooth.tolist() == pytest.approx(values, abs=1e-6)


@pytest.mark.parametrize("fraction", [0.4, 2 / 3, 1.0])
@pytest.mark.parametrize("iterations", [0, 3])
@pytest.mark.parametrize("seed", range(4))
def test_loess_is_that_of_statsmodels(fraction, iterations, seed):
    """On irregular years, with and without robust weights."""
    nonparametric = pytest.importorskip("statsmodels.nonparametric.smoothers_lowess")
    random = np.random.default_rng(seed)
    years = np.sort(random.choice(70, 26, replace=False)) + 1954
    values = np.sin(years / 9) + random.normal(scale=0.3, size=26)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = nonparametric.lowess(
            values, years, frac=fraction, it=iterations, delta=0, return_sorted=False
        )

    # statsmodels treats the outermost thousandth of each neighbourhood apart.
    assert lowess(years, values, fraction=fraction, iterations=iterations) == pytest.approx(
        expected, abs=1e-5
    )


def test_loess_is_not_drawn_to_one_odd_year():
    """The robust weights take it out."""
    values = [2.0] * 12
    values[5] = 40.0

    assert lowess(range(12), values, iterations=0).max() > 5
    assert lowess(range(12), values)[[0, 4, 6, 11]].tolist() == pytest.approx([2] * 4, abs=0.2)


# ---------------------------------------------------------------- intervals


def test_garwoods_limits_as_printed():
    """Garwood's table: 0 has 0 to 3.689, 10 has 4.795 to 18.390."""
    assert count_limits(0)[0] == 0
    assert count_limits(0)[1] == pytest.approx(-math.log(0.025))
    assert [round(limit, 3) for limit in count_limits(10)] == [4.795, 18.390]


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.999])
def test_poisson_limits_are_chi_square_quantiles(confidence):
    """Against scipy, for counts from 0 to 100,000."""
    chi2 = pytest.importorskip("scipy.stats").chi2
    tail = (1 - confidence) / 2
    for count in (*range(30), 100, 999, 10_000, 100_000):
        low = chi2.ppf(tail, 2 * count) / 2 if count else 0
        high = chi2.ppf(1 - tail, 2 * count + 2) / 2
        assert count_limits(count, confidence) == pytest.approx((low, high), rel=1e-9)


@pytest.mark.parametrize("dispersion", [1e-6, 0.01, 0.3, 2.0])
@pytest.mark.parametrize("count", [0, 1, 7, 200])
def test_negative_binomial_limits_have_their_tails(dispersion, count):
    """At the limits scipy's distribution has 2.5 per cent on the far side."""
    nbinom = pytest.importorskip("scipy.stats").nbinom
    size = 1 / dispersion
    low, high = count_limits(count, 0.95, dispersion)

    if count:
        assert nbinom.sf(count - 1, size, size / (size + low)) == pytest.approx(0.025)
    assert nbinom.cdf(count, size, size / (size + high)) == pytest.approx(0.025)


@given(st.integers(0, 300), st.floats(0.8, 0.99), st.floats(0, 1))
def test_limits_hold_the_count_and_widen_with_dispersion(count, confidence, dispersion):
    """The Poisson interval is the narrowest."""
    low, high = count_limits(count, confidence)
    wider_low, wider_high = count_limits(count, confidence, dispersion)

    assert low <= count <= high
    assert wider_low <= count <= wider_high
    assert wider_high - wider_low >= high - low - 1e-9


def test_overdispersion_by_eye():
    """Counts 1 and 5 in equal texts: (4 + 4) * 2 / 1 = 16 of variance, 6 expected, over 36."""
    assert overdispersion([1, 5], [100, 100]) == pytest.approx((16 - 6) / 36)
    assert overdispersion([3, 3], [100, 100]) == 0
    assert overdispersion([3, 6], [100, 200]) == 0


@pytest.mark.parametrize(
    ("counts", "sizes"), [([], []), ([3], [100]), ([0, 0], [100, 100]), ([3, 0], [100, 0])]
)
def test_nothing_is_said_from_one_document_or_no_occurrence(counts, sizes):
    """NaN, not an interval of no width."""
    assert math.isnan(overdispersion(counts, sizes))
    assert np.isnan(bootstrap_limits(counts, sizes, 0.95, 0)).all()


def test_the_bootstrap_of_two_documents_has_their_rates_for_limits():
    """A quarter of the draws takes one twice, a quarter the other."""
    assert bootstrap_limits([1, 3], [10, 10], 0.95, 0) == pytest.approx((0.1, 0.3))
    assert bootstrap_limits([2, 2], [10, 10], 0.95, 0) == pytest.approx((0.2, 0.2))


def test_the_bootstrap_agrees_with_a_plain_one():
    """Of thirty documents, with draws of another generator."""
    random = np.random.default_rng(5)
    sizes = random.integers(50, 200, 30)
    counts = random.poisson(sizes / 20)
    rates = []
    for _ in range(4000):
        drawn = random.integers(0, 30, 30)
        rates.append(counts[drawn].sum() / sizes[drawn].sum())

    limits = bootstrap_limits(counts.tolist(), sizes.tolist(), 0.9, 0)

    assert limits == pytest.approx(np.quantile(rates, [0.05, 0.95]), rel=0.02)
    assert limits == bootstrap_limits(counts.tolist(), sizes.tolist(), 0.9, 0)


# ---------------------------------------------------------------- change points


def lowest_cost(n: int, cost, penalty: float, min_size: int) -> float:
    """Try all ways to cut a series, and return the lowest sum."""
    sums = []
    for k in range(n):
        for cuts in combinations(range(1, n), k):
            edges = [0, *cuts, n]
            parts = list(pairwise(edges))
            if all(b - a >= min_size for a, b in parts):
                sums.append(sum(cost(np.array([a]), b)[0] for a, b in parts) + k * penalty)
    return min(sums)


@given(
    st.lists(st.integers(0, 9), min_size=4, max_size=9),
    st.sampled_from([0.5, 3.0, 20.0]),
    st.sampled_from([1, 2]),
    st.booleans(),
)
def test_no_other_cuts_cost_less(values, penalty, min_size, poisson):
    """Against every way to cut the series."""
    y = np.array(values, dtype=float)
    cost = poisson_cost(y, np.arange(1.0, len(y) + 1)) if poisson else squared_cost(y)

    cuts = best_cuts(len(y), cost, penalty, min_size=min_size)

    edges = [0, *cuts, len(y)]
    found = sum(cost(np.array([a]), b)[0] for a, b in pairwise(edges))
    assert found + penalty * len(cuts) == pytest.approx(
        lowest_cost(len(y), cost, penalty, min_size)
    )


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("penalty", [0.5, 3.0])
def test_cuts_are_those_of_pelt(seed, penalty):
    """The same segments as ruptures finds."""
    ruptures = pytest.importorskip("ruptures")
    random = np.random.default_rng(seed)
    y = random.normal(size=40) + np.repeat(random.normal(scale=2, size=4), 10)

    found = ruptures.Pelt(model="l2", min_size=1, jump=1).fit(y.reshape(-1, 1)).predict(penalty)

    assert best_cuts(40, squared_cost(y), penalty) == found[:-1]


@pytest.mark.parametrize("cost", ["l2", "poisson"])
def test_a_jump_is_found_and_its_gap_told(cost):
    """The change lies between 2015 and 2018."""
    series = pd.Series([2, 3, 2, 11, 12, 11], index=YEARS, name="创新")

    table = change_points(series, cost=cost)

    (row,) = table.to_dict("records")
    assert (row["term"], row["year_before"], row["year"]) == ("创新", 2015, 2018)
    assert (row["mean_before"], row["mean_after"]) == pytest.approx((7 / 3, 34 / 3))


def test_the_gain_of_a_change_point_by_eye():
    """1 1 5 5 has 16 squared about its mean 3, and 0 about those of its halves."""
    table = change_points(pd.Series([1, 1, 5, 5], index=[1, 2, 3, 4]), penalty=15)

    assert table[["year", "gain"]].values.tolist() == [[3, 16]]
    assert len(change_points(pd.Series([1, 1, 5, 5], index=[1, 2, 3, 4]), penalty=17)) == 0


def test_the_poisson_cost_weighs_years_by_their_length():
    """Levels are rates of the years together, per 10,000 characters."""
    table = pd.DataFrame(
        {
            "year": [1, 2, 3, 4], "term": "改革", "count": [10, 40, 10, 4],
            "per_10k_chars": [10.0, 10.0, 1.0, 1.0], "chars": [10_000, 40_000, 100_000, 40_000],
        }
    )  # fmt: skip

    found = change_points(table, cost="poisson")

    assert found["year"].tolist() == [3]
    assert found[["mean_before", "mean_after"]].values.tolist() == [[10, 1]]


@pytest.mark.parametrize(
    "values", [[3.0] * 8, [0.1 + 0.2, 0.3] * 4, [1.0, 5.0, 5.0], [], [math.nan] * 5]
)
@pytest.mark.parametrize("cost", ["l2", "poisson"])
def test_a_series_that_stays_or_is_short_has_no_change_point(values, cost):
    """A table without rows, with its columns."""
    table = change_points(pd.Series(values, index=range(len(values)), dtype=float), cost=cost)

    assert table.dtypes.astype(str).tolist()[1:] == ["int64"] * 2 + ["float64"] * 3
    assert len(table) == 0


def test_one_odd_year_is_no_level_unless_asked():
    """With two years at least, as by default, the year before shares its level."""
    series = pd.Series([2, 2, 3, 40, 2, 3, 2, 2], index=range(8))

    assert change_points(series, penalty=30, min_size=1)["year"].tolist() == [3, 4]
    assert change_points(series, penalty=30)["year"].tolist() == [2, 4]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"cost": "l1"}, InputError, "`cost` must be one of ['l2', 'poisson'], got 'l1'."),
        ({"penalty": -1}, InputError, "`penalty` must be 0 or more, got -1."),
        ({"min_size": 0}, InputError, "`min_size` must be 1 or more, got 0."),
        (
            {"cost": "poisson", "series": pd.Series([1, -2, 3, 4])}, InputError,
            'Counts must be 0 or more for cost="poisson", got -2.',
        ),
        (
            {"cost": "poisson", "series": pd.DataFrame({"year": [1], "term": "改", "count": [1]})},
            SchemaError,
            "The table has neither a column 'chars' nor 'tokens'; it has "
            "['year', 'term', 'count']. Pass the table that `trend` returns.",
        ),
        (
            {"series": pd.DataFrame({"year": [1, 1], "term": "改革", "count": [1, 2]})}, InputError,
            "A term must have one row a year, got '改革' twice for 1.",
        ),
    ],
)  # fmt: skip
def test_wrong_change_points_are_refused(arguments, error, message):
    """What must hold and what came."""
    arguments = {"series": pd.Series([1, 2, 3, 4]), **arguments}

    with pytest.raises(error) as caught:
        change_points(arguments.pop("series"), **arguments)

    assert str(caught.value) == message


# ---------------------------------------------------------------- the test table


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Give the trends of planted terms."""
    terms = ["改革", "招商引资", "人民", "高质量发展", "没有这个词"]
    return pt.trend(pt.datasets.load("work_reports"), terms)


def test_planted_trends_are_told(table):
    """改革 rises by one a year, 招商引资 falls by one, 人民 stays, 高质量发展 comes in 2018."""
    found = trend_test(table, value="count").set_index("term")

    assert found["s"].tolist() == [66, -66, 0, 51, 0]
    assert found["sen_slope"].round(2).tolist()[:3] == [1, -1, 0]
    assert found["direction"].tolist() == ["rising", "falling", "none", "rising", "none"]
    assert found["first_use"].tolist() == [2012, 2012, 2012, 2018, pd.NA]
    assert found["last_use"].tolist() == [2023] * 4 + [pd.NA]
    assert found["p_value"].tolist()[2::2] == [1, 1]
    assert found.attrs["stamp"]["test"] == "Mann-Kendall of count"


def test_the_test_table_has_its_columns_and_reads_back(table, tmp_path):
    """Also from the CSV copy of the trend table."""
    found = trend_test(table)

    assert found.dtypes.astype(str).to_dict() | {"term": "", "direction": ""} == {
        "term": "", "n": "int64", "first_year": "Int64", "last_year": "Int64",
        "first_use": "Int64", "last_use": "Int64", "s": "int64", "z": "float64",
        "p_value": "float64", "tau": "float64", "tau_a": "float64", "sen_slope": "float64",
        "sen_low": "float64", "sen_high": "float64", "sen_intercept": "float64", "direction": "",
    }  # fmt: skip
    table.to_csv(tmp_path / "trend.csv", index=False)
    again = trend_test(pd.read_csv(tmp_path / "trend.csv"))
    pd.testing.assert_frame_equal(again, found, check_dtype=False)
    assert len(trend_test(table[:0])) == 0


def test_documents_are_counted_first():
    """The same as the test of their trend table."""
    corpus = pt.datasets.load("work_reports")

    direct = trend_test(corpus, ["改革", "创新"], match="token")

    pd.testing.assert_frame_equal(
        direct, trend_test(pt.trend(corpus, ["改革", "创新"], match="token"))
    )


def test_gaps_bend_no_slope(table):
    """One a year stays one a year with three years missing."""
    known = table[~table["year"].isin([2014, 2015, 2019])]

    found = trend_test(known, value="count").set_index("term")

    assert found.loc["改革", ["n", "sen_slope"]].tolist() == [9, 1]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"confidence": 1}, InputError, "`confidence` must be between 0 and 1, got 1."),
        (
            {"terms": "改革"}, InputError,
            "`terms` must be left out where a table is given: it has its own.",
        ),
        (
            {"value": "per_million"}, SchemaError,
            "The table has no column ['per_million']; it has ['year', 'term', 'count']. "
            "Pass the table that `trend` returns.",
        ),
    ],
)  # fmt: skip
def test_wrong_tests_are_refused(arguments, error, message):
    """What must hold and what came."""
    table = pd.DataFrame({"year": [2019], "term": ["改革"], "count": [3]})

    with pytest.raises(error) as caught:
        trend_test(table, **arguments)

    assert str(caught.value) == message


def test_documents_need_terms():
    """A corpus alone says not what to count."""
    with pytest.raises(InputError) as caught:
        trend_test(pt.datasets.load("work_reports"))

    assert str(caught.value) == "`terms` must name what to count in the documents, got none."


def test_a_table_without_years_is_refused():
    """The first column must hold whole numbers."""
    with pytest.raises(SchemaError) as caught:
        wide(pd.DataFrame({"term": ["改革"], "count": [1]}))

    assert str(caught.value) == (
        "The first column must hold years, got 'term'. Pass the table that `trend` returns."
    )

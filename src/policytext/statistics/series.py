"""Statistics of series: numbers with their years, which need not be evenly spaced.

Functions of arrays, one series a row, so that the trends of all terms of a corpus are computed at
once. A value that is NaN is a missing year and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import erfc, sqrt
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from policytext.errors import InputError

__all__ = [
    "MannKendall",
    "TheilSen",
    "lowess",
    "mann_kendall",
    "rolling",
    "theil_sen",
]

Floats = NDArray[np.float64]

#: How many differences of pairs are held at once: 64 MB.
_AT_ONCE = 8_000_000


class MannKendall(NamedTuple):
    """One value a series; see `mann_kendall`."""

    n: NDArray[np.int64]
    s: NDArray[np.int64]
    variance: Floats
    z: Floats
    p_value: Floats
    tau: Floats
    tau_a: Floats


class TheilSen(NamedTuple):
    """One value a series; see `theil_sen`."""

    slope: Floats
    intercept: Floats
    low: Floats
    high: Floats


# ---------------------------------------------------------------- trend tests


def mann_kendall(years: ArrayLike, values: ArrayLike) -> MannKendall:
    r"""Test series for a monotonic trend.

    Parameters
    ----------
    years : array of shape (n_years,)
        All different; only their order matters.
    values : array of shape (n_years,) or (n_series, n_years)

    Returns
    -------
    MannKendall
        Arrays of shape (n_series,): `n`, years with a value; `s`; its `variance`; `z`; `p_value`,
        two-sided; `tau`, Kendall's tau-b, which makes up for ties; `tau_a`, S over the number of
        pairs. With n below 3, variance, z, p_value and both taus are NaN. An all-equal series has
        s, z and tau_a 0, p_value 1, and a tau of NaN, 0 / 0.

    Raises
    ------
    InputError
        If there are not as many years as values, or two are the same.

    Notes
    -----
    :math:`S = \sum_{i<j} sgn(x_j - x_i)`, :math:`Var = [n(n-1)(2n+5) - \sum t(t-1)(2t+5)] / 18`
    over groups of t equal values, :math:`z = (S \mp 1) / \sqrt{Var}`, 0 for S = 0. The normal
    approximation is meant for n of 8 or more. The test takes the years to be independent; a
    series that resembles its past, as most of language do, gives p-values that are too small.

    References
    ----------
    Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13(3), 245-259.
    Kendall, M. G. (1975). Rank correlation methods (4th ed.). Griffin.

    Examples
    --------
    >>> test = mann_kendall([2019, 2020, 2021, 2023], [1, 2, 3, 4])
    >>> int(test.s[0]), float(test.tau[0]), round(float(test.p_value[0]), 4)
    (6, 1.0, 0.0894)
    """
    x, rows = _series(years, values)
    size = len(rows)
    n = np.isfinite(rows).sum(axis=1)
    s, ties, tied_pairs = (np.zeros(size, dtype=np.int64) for _ in range(3))
    for chunk, _, known in _complete(x, rows):
        first, second = np.triu_indices(known.shape[1], 1)
        earlier, later = known[:, first], known[:, second]
        s[chunk] = (later > earlier).sum(axis=1) - (later < earlier).sum(axis=1)
        ties[chunk], tied_pairs[chunk] = _ties(known)
    enough = n >= 3
    variance = np.where(enough, (n * (n - 1) * (2 * n + 5) - ties) / 18, np.nan)
    z = np.where(enough, 0.0, np.nan)
    np.divide(s - np.sign(s), np.sqrt(variance), out=z, where=variance > 0)
    p_value = np.array([erfc(abs(value) / sqrt(2)) for value in z.tolist()])
    pairs = n * (n - 1) / 2
    tau, tau_a = np.full((2, size), np.nan)
    np.divide(s, np.sqrt(pairs * (pairs - tied_pairs)), out=tau, where=variance > 0)
    np.divide(s, pairs, out=tau_a, where=enough)
    return MannKendall(n, s, variance, z, p_value, tau, tau_a)


def theil_sen(years: ArrayLike, values: ArrayLike, *, confidence: float = 0.95) -> TheilSen:
    r"""Estimate the slope of series by the median of the slopes between all pairs of years.

    Parameters
    ----------
    years : array of shape (n_years,)
        All different. The distances between them count: a missing year bends no slope.
    values : array of shape (n_years,) or (n_series, n_years)
    confidence : float, default 0.95

    Returns
    -------
    TheilSen
        Arrays of shape (n_series,): `slope`, per year; `intercept`, at year 0; `low` and `high`,
        the limits of the slope. With fewer than 2 values all are NaN, with 2 low and high are.

    Raises
    ------
    InputError
        As for `mann_kendall`.

    Notes
    -----
    The limits are the slopes of rank :math:`(N - z \sqrt{Var}) / 2` and
    :math:`(N + z \sqrt{Var}) / 2 + 1`, rounded, among the N ordered slopes, with the variance of
    the Mann-Kendall test (Sen 1968). The intercept is Conover's, median of
    the values minus slope times median of the years. Half of the pairs decide: a term that is
    absent from most years has slope 0, whatever it does in the others.

    References
    ----------
    Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. Journal of
    the American Statistical Association 63, 1379-1389.
    Conover, W. J. (1980). Practical nonparametric statistics (2nd ed.). Wiley.

    Examples
    --------
    >>> fit = theil_sen([2019, 2020, 2021, 2025], [1, 2, 3, 7])
    >>> float(fit.slope[0]), float(fit.intercept[0])
    (1.0, -2018.0)
    """
    x, rows = _series(years, values)
    slope, intercept, low, high = np.full((4, len(rows)), np.nan)
    width = NormalDist().inv_cdf((1 + confidence) / 2)
    for chunk, there, known in _complete(x, rows):
        n = known.shape[1]
        if n < 2:
            continue
        first, second = np.triu_indices(n, 1)
        slopes = known[:, second] - known[:, first]
        slopes /= there[second] - there[first]
        slopes.sort(axis=1)
        last = slopes.shape[1] - 1
        slope[chunk] = (slopes[:, last // 2] + slopes[:, (last + 1) // 2]) / 2
        intercept[chunk] = np.median(known, axis=1) - slope[chunk] * np.median(there)
        if n < 3:
            continue
        spread = width * np.sqrt((n * (n - 1) * (2 * n + 5) - _ties(known)[0]) / 18)
        below = (np.round((last + 1 - spread) / 2).astype(np.intp) - 1).clip(0, last)
        above = np.round((last + 1 + spread) / 2).astype(np.intp).clip(0, last)
        low[chunk] = np.take_along_axis(slopes, below[:, None], axis=1)[:, 0]
        high[chunk] = np.take_along_axis(slopes, above[:, None], axis=1)[:, 0]
    return TheilSen(slope, intercept, low, high)


def _series(years: ArrayLike, values: ArrayLike) -> tuple[Floats, Floats]:
    """Return the years in order and the values as rows in the same order."""
    x = np.asarray(years, dtype=float)
    rows = np.atleast_2d(np.asarray(values, dtype=float))
    if rows.shape[1] != len(x):
        raise InputError(
            f"`values` must have one for each of the {len(x)} years, got {rows.shape[1]}."
        )
    order = np.argsort(x, kind="stable")
    x = x[order]
    twice = x[1:][np.diff(x) == 0]
    if len(twice):
        raise InputError(f"`years` must be different, got {twice[0]:g} twice.")
    return x, rows[:, order]


def _complete(x: Floats, rows: Floats) -> Iterator[tuple[NDArray[Any], Floats, Floats]]:
    """Hand out rows that miss the same years: which they are, their years, their values."""
    if not rows.size:
        return
    known = np.isfinite(rows)
    if (known == known[0]).all():
        patterns, which = known[:1], np.zeros(len(rows), dtype=np.intp)
    else:
        patterns, which = np.unique(known, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        alike = np.flatnonzero(which.ravel() == number)
        n = int(pattern.sum())
        step = max(1, _AT_ONCE // max(1, n * n // 2))
        for begin in range(0, len(alike), step):
            chunk = alike[begin : begin + step]
            yield chunk, x[pattern], rows[np.ix_(chunk, pattern)]


def _ties(rows: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sum t(t-1)(2t+5), and t(t-1)/2, over the groups of t equal values of each row."""
    size, n = rows.shape
    if not n:
        return np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    ordered = np.sort(rows, axis=1)
    new = np.ones((size, n), dtype=bool)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    begins = np.flatnonzero(new)
    t = np.diff(np.append(begins, size * n))
    first_group = np.searchsorted(begins, np.arange(size) * n)
    return (
        np.add.reduceat(t * (t - 1) * (2 * t + 5), first_group),
        np.add.reduceat(t * (t - 1) // 2, first_group),
    )


# ---------------------------------------------------------------- smoothing


def rolling(years: ArrayLike, values: ArrayLike, window: int) -> Floats:
    """Average the values of a series over a window of years.

    Parameters
    ----------
    years, values : array of shape (n_years,)
    window : int
        An odd number of years: 5 takes the year itself and two before and after. Years are
        counted, not values, so in a series with gaps fewer values come into a mean, as at its
        ends.

    Returns
    -------
    ndarray of float
        In the order of `years`; NaN where the year itself has no value.

    Examples
    --------
    >>> rolling([2019, 2020, 2021, 2025], [1, 2, 6, 9], 3).tolist()
    [1.5, 3.0, 4.0, 9.0]
    """
    x, y = np.asarray(years, dtype=float), np.asarray(values, dtype=float)
    known = np.isfinite(y)
    near = np.abs(x[:, None] - x[known]) <= (window - 1) / 2
    smooth = np.full(len(x), np.nan)
    np.divide(near @ y[known], near.sum(axis=1), out=smooth, where=known)
    return smooth


def lowess(
    years: ArrayLike, values: ArrayLike, *, fraction: float = 2 / 3, iterations: int = 3
) -> Floats:
    r"""Smooth a series by local linear regression on the years.

    Parameters
    ----------
    years, values : array of shape (n_years,)
    fraction : float, default 2/3
        Share of the values that each local line is fitted to, the nearest in years; at
        least 5, if there are as many.
    iterations : int, default 3
        How often values far off the curve are given less weight and the curve is fitted anew.

    Returns
    -------
    ndarray of float
        In the order of `years`; NaN where the year itself has no value.

    Notes
    -----
    Weights are tricube, :math:`(1 - (d/h)^3)^3` at distance d, h the distance of the furthest of
    the nearest; robustness weights are bisquare, :math:`(1 - (e/6m)^2)^2` of the residual e, m
    being the median of their sizes. As `lowess` of statsmodels.

    References
    ----------
    Cleveland, W. S. (1979). Robust locally weighted regression and smoothing scatterplots.
    Journal of the American Statistical Association 74, 829-836.

    Examples
    --------
    >>> lowess([2019, 2020, 2021, 2025], [1, 2, 3, 7], fraction=1).round(6).tolist()
    [1.0, 2.0, 3.0, 7.0]
    """
    x, y = np.asarray(years, dtype=float), np.asarray(values, dtype=float)
    known = np.isfinite(y)
    smooth = np.full(len(x), np.nan)
    if not known.any():
        return smooth
    x, y = x[known], y[known]
    # Fewer leave a line to two values, and then to chance where one of them has no weight.
    nearest = min(len(x), max(5, int(fraction * len(x) + 1e-10)))
    distance = np.abs(x[:, None] - x)
    reach = np.sort(distance, axis=1)[:, nearest - 1 : nearest]
    share = np.divide(distance, reach, out=(distance > 0).astype(float), where=reach > 0)
    local = (1 - np.minimum(share, 1) ** 3) ** 3
    fitted = _local_lines(x, y, local)
    for _ in range(iterations):
        off = np.abs(y - fitted)
        middle = float(np.median(off))
        # Where half of the values are met exactly there is no measure of what is far off.
        if middle <= 1e-12 * np.abs(y).max():
            break
        robust = (1 - np.minimum(off / (6 * middle), 1) ** 2) ** 2
        fitted = _local_lines(x, y, local * robust)
    smooth[known] = fitted
    return smooth


def _local_lines(x: Floats, y: Floats, weights: Floats) -> Floats:
    """Fit a weighted line around each x, and give its value there."""
    total = weights.sum(axis=1)
    # A year with all its neighbours far off the curve keeps its own value.
    alone = total <= 0
    weights = np.where(alone[:, None], np.eye(len(x)), weights)
    weights /= weights.sum(axis=1, keepdims=True)
    centre = weights @ x
    offset = x - centre[:, None]
    spread = (weights * offset**2).sum(axis=1)
    slope = np.zeros(len(x))
    level = spread > (0.001 * max(float(np.ptp(x)), 1e-150)) ** 2
    np.divide((weights * offset * y).sum(axis=1), spread, out=slope, where=level)
    return np.asarray(weights @ y + slope * (x - centre), dtype=float)

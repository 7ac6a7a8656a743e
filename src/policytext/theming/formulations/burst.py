"""Bursts: when the use of a term jumps, and whether chance alone would have it so."""

from __future__ import annotations

from math import lgamma
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Bursts", "binomial_tail", "find_bursts"]


class Bursts(NamedTuple):
    """One value a row of counts; see `find_bursts`."""

    jump: Ints
    until: Ints
    before: Ints
    after: Ints
    size_before: Floats
    size_after: Floats
    g2: Floats
    p_value: Floats

    def at(self, rows: Any) -> Bursts:
        """Return the bursts of some rows."""
        return Bursts(*(column[rows] for column in self))


def find_bursts(counts: ArrayLike, sizes: ArrayLike) -> Bursts:
    r"""Find for each row of counts the stretch of groups that rises most over all before it.

    Parameters
    ----------
    counts : array of int, shape (n_rows, n_groups)
        The groups in the order of time.
    sizes : array of shape (n_groups,)
        How much text each group has, in any unit.

    Returns
    -------
    Bursts
        Arrays of shape (n_rows,): `jump` and `until`, the first and the last group of the
        stretch (-1 where nothing rises); `before` and `after`, counts in all groups before it and
        in it, with `size_before` and `size_after`; `g2` (0 where nothing rises); `p_value` (1
        there), corrected for the stretches that were compared.

    Notes
    -----
    A stretch begins at any group but the first and is 1, 2, 4, 8, … groups long or goes on to
    the last one. With x occurrences in m characters of it and :math:`x_0` in :math:`m_0` before,

    .. math:: G^2 = 2 \left( x \ln\frac{x}{E} + x_0 \ln\frac{x_0}{E_0} \right),
        \quad E = (x + x_0) \frac{m}{m + m_0}, \quad E_0 = (x + x_0) \frac{m_0}{m + m_0}

    where :math:`x > E`, and the stretch with the greatest is the burst; of equal ones the first,
    and the shortest. What comes after a burst has no say, so that a phrase of one year is found
    as well as one that stays. The p-value is that of the exact conditional test of two Poisson
    rates (Przyborowski & Wilenski 1940), :math:`P(X \ge x)` for X binomial with
    :math:`x + x_0` and :math:`m / (m + m_0)`, times the number of stretches (Bonferroni).

    References
    ----------
    Kulldorff, M. (1997). A spatial scan statistic. Communications in Statistics: Theory and
    Methods 26(6), 1481-1496. Przyborowski, J. & Wilenski, H. (1940). Homogeneity of results in
    testing samples from Poisson series. Biometrika 31(3/4), 313-323.

    Examples
    --------
    >>> bursts = find_bursts([[0, 1, 8, 9], [3, 3, 3, 3]], [100, 100, 100, 100])
    >>> bursts.jump.tolist(), bursts.until.tolist(), bursts.g2.round(2).tolist()
    ([2, -1], [3, -1], [17.23, 0.0])
    """
    counts = np.atleast_2d(np.asarray(counts, dtype=np.int64))
    sums = np.concatenate([np.zeros((len(counts), 1), np.int64), counts.cumsum(axis=1)], axis=1)
    ends = np.concatenate([[0.0], np.cumsum(np.asarray(sizes, dtype=np.float64))])
    jump, until = np.full((2, len(counts)), -1, dtype=np.int64)
    best = np.zeros(len(counts))
    n_tests = 0
    for first, last in _stretches(counts.shape[1]):
        m, m0 = ends[last + 1] - ends[first], ends[first]
        if m <= 0 or m0 <= 0:
            continue
        n_tests += 1
        g2 = _g2(sums[:, last + 1] - sums[:, first], sums[:, first], m, m0)
        # Equal but for rounding is equal, and the earlier stretch stays.
        better = g2 > best * (1 + 1e-9)
        best[better], jump[better], until[better] = g2[better], first, last
    rows = np.arange(len(counts))
    rises = jump >= 0
    before = np.where(rises, sums[rows, jump], 0)
    after = np.where(rises, sums[rows, until + 1] - sums[rows, jump], 0)
    size_before = np.where(rises, ends[jump], 0.0)
    size_after = np.where(rises, ends[until + 1] - ends[jump], 0.0)
    p = np.ones(len(counts))
    share = size_after[rises] / (size_after + size_before)[rises]
    p[rises] = np.minimum(n_tests * binomial_tail(after[rises], before[rises], share), 1.0)
    return Bursts(jump, until, before, after, size_before, size_after, best, p)


def _stretches(n_groups: int) -> list[tuple[int, int]]:
    """List the stretches that are compared, by their first and last group."""
    stretches = []
    for first in range(1, n_groups):
        length = 1
        while first + length < n_groups:
            stretches.append((first, first + length - 1))
            length *= 2
        stretches.append((first, n_groups - 1))
    return stretches


def _g2(after: Ints, before: Ints, m: float, m0: float) -> Floats:
    """Return the log-likelihood ratio of a rise; 0 where there is none."""
    total = after + before
    rises = after * (m + m0) > total * m
    x, x0, n = after[rises].astype(float), before[rises].astype(float), total[rises]
    g2 = np.zeros(len(total))
    lost = np.where(x0 > 0, x0, 1.0)
    g2[rises] = 2 * (x * np.log(x * (m + m0) / (n * m)) + x0 * np.log(lost * (m + m0) / (n * m0)))
    return np.maximum(g2, 0.0)


def binomial_tail(successes: ArrayLike, failures: ArrayLike, share: ArrayLike) -> Floats:
    """Return how likely as many successes or more are, where they are more than expected.

    Examples
    --------
    >>> binomial_tail([3, 2], [0, 1], [0.5, 0.5]).round(12).tolist()
    [0.125, 0.5]
    """
    x, x0, p = np.broadcast_arrays(
        *(np.asarray(v, dtype=np.float64) for v in (successes, failures, share))
    )
    log_gamma = np.frompyfunc(lgamma, 1, 1)
    choose = log_gamma(x + x0 + 1) - log_gamma(x + 1) - log_gamma(x0 + 1)
    with np.errstate(under="ignore"):
        first = np.exp(choose.astype(np.float64) + x * np.log(p) + x0 * np.log1p(-p))
        # Above the mean each term is smaller than the one before it.
        total, term = np.ones(x.shape), np.ones(x.shape)
        step = 0
        while (going := (step < x0) & (term > 1e-17 * total)).any():
            factor = np.maximum(x0 - step, 0) / (x + step + 1) * (p / (1 - p))
            term = np.where(going, term * factor, 0.0)
            total += term
            step += 1
        return np.asarray(first * total)

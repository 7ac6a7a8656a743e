"""Measures on 2×2 tables: how far a word and a context, or a word and a corpus, go together.

Every measure takes the four cells as numbers or arrays that broadcast, and returns an array of
float64. R1, R2 are the sums of the rows, C1, C2 of the columns, N of all, Eij = Ri Cj / N.

===========================  ==================  ==================
collocation                  with the collocate  without
===========================  ==================  ==================
at the node                  O11                 O12
elsewhere                    O21                 O22
===========================  ==================  ==================

===========================  ==================  ==================
keyness                      target              reference
===========================  ==================  ==================
the term                     O11                 O12
other tokens                 O21                 O22
===========================  ==================  ==================

A measure is NaN where it is not defined: where a cell it needs is negative (windows that overlap
can hold more pairs than there are nodes), and a test also where a row or a column is empty, since
there is nothing to compare.
"""

from __future__ import annotations

from math import erfc
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.statistics.cells import MEASURES, Table, expected, measure, table_of
from policytext.statistics.effects import OF_TWO_CORPORA, log_ratio_interval, odds_ratio_interval
from policytext.statistics.exact import fisher_p

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

__all__ = [
    "MEASURES",
    "OF_TWO_CORPORA",
    "TESTS",
    "adjust_p",
    "berry_rogghe",
    "expected",
    "log_ratio_interval",
    "odds_ratio_interval",
    "p_value",
]

#: Those that are near χ² with one degree of freedom where nothing but chance is at work: great
#: for a word that comes too seldom as for one that comes too often.
TESTS = frozenset({"g2", "g2_williams", "g2_yates", "ll_short", "chi2", "chi2_yates", "chi2_short"})


# ---------------------------------------------------------------- tests


def _divergence(observed: Any, expected: Any) -> Array:
    """Sum O ln(O / E) over cells; an empty cell adds nothing."""
    terms = [
        np.where(o == 0, 0.0, o * np.log(np.where(o == 0, 1.0, o / e)))
        for o, e in zip(observed, expected, strict=True)
    ]
    # It is 0 or more; below 0 is rounding.
    return np.asarray(np.maximum(np.sum(terms, axis=0), 0))


def _corrected(t: Table) -> Table:
    """Move each cell half a token towards its expected value, and never past it."""
    gap = t.o11 - t.e11
    shift = np.sign(gap) * np.minimum(0.5, np.abs(gap))
    return Table(t.o11 - shift, t.o12 + shift, t.o21 + shift, t.o22 - shift)


@measure(test=True)
def g2(t: Table) -> Array:
    """Log-likelihood ratio over four cells, 2 Σ O ln(O/E): the long form (Dunning 1993)."""
    return 2 * _divergence(t, t.expected)


@measure(test=True)
def ll_short(t: Table) -> Array:
    """Log-likelihood over O11 and O12 alone: the short form (Rayson & Garside 2000).

    As UCREL's calculator gives it. It is near `g2` while the term is rare in
    both corpora, and it is not asymptotically χ².
    """
    return 2 * _divergence(t[:2], t.expected[:2])


@measure(test=True)
def g2_williams(t: Table) -> Array:
    """Divide `g2` by Williams' q = 1 + (N/R1 + N/R2 - 1)(N/C1 + N/C2 - 1) / 6N (1976)."""
    n = t.n
    q = 1 + (n / t.r1 + n / t.r2 - 1) * (n / t.c1 + n / t.c2 - 1) / (6 * n)
    return 2 * _divergence(t, t.expected) / q


@measure(test=True)
def g2_yates(t: Table) -> Array:
    """Take `g2` after each cell moved 0.5 towards E, and never past it."""
    return 2 * _divergence(_corrected(t), t.expected)


@measure(test=True)
def chi2(t: Table) -> Array:
    """Pearson's χ², Σ (O - E)² / E, without correction."""
    return np.asarray(sum((o - e) ** 2 / e for o, e in zip(t, t.expected, strict=True)))


@measure(test=True)
def chi2_yates(t: Table) -> Array:
    """χ² with Yates' correction, Σ (|O - E| - 0.5)² / E, for every table (Yates 1934).

    As in R and scipy, the correction never goes past E. quanteda corrects only where an expected
    value is below 5.
    """
    gap = np.abs(t.o11 - t.e11)
    gap = gap - np.minimum(0.5, gap)
    return np.asarray(gap**2 * sum(1 / e for e in t.expected))


@measure(test=True)
def chi2_short(t: Table) -> Array:
    """χ² over O11 and O12 alone."""
    pairs = zip(t[:2], t.expected[:2], strict=True)
    return np.asarray(sum((o - e) ** 2 / e for o, e in pairs))


@measure()
def fisher(t: Table, alternative: str = "two-sided") -> Array:
    """p-value of Fisher's exact test: "two-sided", "less" or "greater" O11. Needs scipy."""
    return fisher_p(*t, alternative=alternative)


@measure(test=True)
def bic(t: Table) -> Array:
    """Bayes factor by BIC, `g2` - ln N: above 2 evidence, above 10 very strong (Wilson 2013)."""
    return 2 * _divergence(t, t.expected) - np.log(t.n)


# ---------------------------------------------------------------- association


@measure(margins=True)
def t(t: Table) -> Array:
    """t-score, (O11 - E11) / √(O11 (1 - O11/N)) (Manning & Schütze 1999, 163-166)."""
    return (t.o11 - t.e11) / np.sqrt(np.where(t.o11 > 0, t.o11, np.nan) * (1 - t.o11 / t.n))


@measure(margins=True)
def z(t: Table) -> Array:
    """z-score, (O11 - E11) / √(E11 (1 - E11/N))."""
    return (t.o11 - t.e11) / np.sqrt(t.e11 * (1 - t.e11 / t.n))


def berry_rogghe(
    o11: ArrayLike, o12: ArrayLike, o21: ArrayLike, o22: ArrayLike, *, span: int
) -> Array:
    """z-score for windows of `span` tokens, both sides together (Berry-Rogghe 1973).

    R1 is the count of the node: p = C1 / (N - R1), E = p R1 span, z = (O11 - E) / √(E (1 - p)).
    """
    t = table_of(o11, o12, o21, o22)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = t.c1 / (t.n - t.r1)
        e = p * t.r1 * span
        return np.asarray((t.o11 - e) / np.sqrt(e * (1 - p)))


@measure(margins=True)
def mi(t: Table) -> Array:
    """Pointwise mutual information in bits, log2(O11 / E11) (Church & Hanks 1990)."""
    return np.log2(t.o11 / t.e11)


@measure(margins=True)
def mi2(t: Table) -> Array:
    """MI², log2(O11² / E11) (Daille 1994)."""
    return np.log2(t.o11**2 / t.e11)


@measure(margins=True)
def mi3(t: Table) -> Array:
    """MI³, log2(O11³ / E11) (Daille 1994); WordSmith's differs."""
    return np.log2(t.o11**3 / t.e11)


@measure(margins=True)
def npmi(t: Table) -> Array:
    """Normalised `mi`, mi / -log2(O11/N), from -1 to 1; -1 for O11 = 0 (Bouma 2009)."""
    value = np.log2(t.o11 / t.e11) / -np.log2(t.o11 / t.n)
    return np.where((t.o11 == 0) & (t.e11 > 0), -1.0, value)


@measure(margins=True)
def mi_log_f(t: Table) -> Array:
    """`mi` times ln(O11 + 1) (Kilgarriff & Tugwell 2002)."""
    return np.where(t.o11 == 0, np.nan, np.log2(t.o11 / t.e11) * np.log(t.o11 + 1))


@measure(test=True)
def mutual_information(t: Table) -> Array:
    """Mutual information of the whole table in bits, g2 / (2 N ln 2) (Dunning 1998)."""
    return np.asarray(_divergence(t, t.expected) / (t.n * np.log(2)))


@measure(margins=True)
def dice(t: Table) -> Array:
    """Dice's coefficient, 2 O11 / (R1 + C1)."""
    return 2 * t.o11 / (t.r1 + t.c1)


@measure(margins=True)
def log_dice(t: Table) -> Array:
    """logDice, 14 + log2(dice): 14 at most, and one more is twice as much (Rychlý 2008)."""
    return 14 + np.log2(2 * t.o11 / (t.r1 + t.c1))


@measure(margins=True)
def jaccard(t: Table) -> Array:
    """Jaccard's coefficient, O11 / (O11 + O12 + O21)."""
    return t.o11 / (t.r1 + t.c1 - t.o11)


@measure(margins=True)
def min_sensitivity(t: Table) -> Array:
    """Minimum sensitivity, the smaller of O11/R1 and O11/C1 (Pedersen & Bruce 1996)."""
    return np.minimum(t.o11 / t.r1, t.o11 / t.c1)


@measure(margins=True)
def conditional_21(t: Table) -> Array:
    """How often the second comes with the first, O11/R1."""
    return t.o11 / t.r1


@measure(margins=True)
def conditional_12(t: Table) -> Array:
    """How often the first comes with the second, O11/C1."""
    return t.o11 / t.c1


@measure()
def delta_p_21(t: Table) -> Array:
    """ΔP of the second given the first, O11/R1 - O21/R2, from -1 to 1 (Gries 2013)."""
    return t.o11 / t.r1 - t.o21 / t.r2


@measure()
def delta_p_12(t: Table) -> Array:
    """ΔP of the first given the second, O11/C1 - O12/C2, from -1 to 1 (Gries 2013)."""
    return t.o11 / t.c1 - t.o12 / t.c2


@measure()
def phi(t: Table) -> Array:
    """φ, (O11 O22 - O12 O21) / √(R1 R2 C1 C2), from -1 to 1; φ² is chi2 / N."""
    # Roots first, for the product of four sums can be beyond the precision of a float.
    root = np.sqrt(t.r1) * np.sqrt(t.r2) * np.sqrt(t.c1) * np.sqrt(t.c2)
    return np.asarray((t.o11 * t.o22 - t.o12 * t.o21) / root)


@measure()
def odds_ratio(t: Table) -> Array:
    """Odds ratio of the sample, (O11 O22) / (O12 O21); infinite where O12 or O21 is 0."""
    return (t.o11 * t.o22) / (t.o12 * t.o21)


# ---------------------------------------------------------------- p-values


def p_value(statistic: ArrayLike) -> Array:
    """Return the upper tail of χ² with one degree of freedom, erfc(√(x/2)); NaN stays."""
    roots = np.sqrt(np.asarray(statistic, dtype=np.float64) / 2)
    return np.asarray(np.frompyfunc(erfc, 1, 1)(roots), dtype=np.float64)


def adjust_p(p_values: ArrayLike) -> Array:
    """Adjust p-values for their number: the false discovery rate (Benjamini & Hochberg 1995).

    NaN stays and is not one of the tests.
    """
    p = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(-p[known], kind="stable")]
    ranks = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum.accumulate(np.minimum(p[order] * len(order) / ranks, 1.0))
    return adjusted

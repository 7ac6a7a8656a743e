"""Effect sizes: how much more often a term occurs in one corpus than in another."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from policytext.errors import InputError
from policytext.statistics.cells import MEASURES, Table, measure, table_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

__all__ = ["OF_TWO_CORPORA", "log_ratio_interval", "odds_ratio_interval"]

#: Measures that compare the two columns, as corpora; the others compare rows, or are symmetric.
OF_TWO_CORPORA = frozenset(
    {"log_ratio", "percent_diff", "relative_risk", "difference_coefficient", "simple_maths"}
)


def _filled(t: Table, zeros: str) -> tuple[Array, Array]:
    """Return O11 and O12, a 0 beside a count replaced if `zeros` says so."""
    if zeros not in ("infinite", "half"):
        raise InputError(f"`zeros` must be one of ['half', 'infinite'], got {zeros!r}.")
    if zeros == "infinite":
        return t.o11, t.o12
    return np.where(t.o11 == 0, 0.5, t.o11), np.where(t.o12 == 0, 0.5, t.o12)


@measure()
def log_ratio(t: Table, zeros: str = "infinite") -> Array:
    """Log ratio of the rates, log2((O11/C1) / (O12/C2)): 1 is twice as frequent (Hardie 2014).

    `zeros`: "infinite" leaves a count of 0 as it is and gives ±inf; "half" takes 0.5 in its
    place. A term in neither corpus has 0; with an empty corpus there is no ratio, but NaN.
    """
    a, b = _filled(t, zeros)
    ratio = np.log2(a / t.c1) - np.log2(b / t.c2)
    ratio = np.where((t.o11 == 0) & (t.o12 == 0), 0.0, ratio)
    return np.where((t.c1 > 0) & (t.c2 > 0), ratio, np.nan)


@measure()
def relative_risk(t: Table) -> Array:
    """Ratio of the rates, (O11/C1) / (O12/C2); infinite where O12 is 0."""
    return (t.o11 / t.c1) / (t.o12 / t.c2)


@measure()
def percent_diff(t: Table) -> Array:
    """%DIFF, 100 (rate in C1 - rate in C2) / rate in C2 (Gabrielatos & Marchi 2011).

    Infinite where O12 is 0; 0 for a term in neither corpus.
    """
    both = (t.o11 == 0) & (t.o12 == 0) & (t.c1 > 0) & (t.c2 > 0)
    return np.where(both, 0.0, 100 * ((t.o11 / t.c1) / (t.o12 / t.c2) - 1))


@measure()
def difference_coefficient(t: Table) -> Array:
    """Difference of the rates by their sum, -1 to 1 (Hofland & Johansson 1982)."""
    a, b = t.o11 / t.c1, t.o12 / t.c2
    return (a - b) / (a + b)


@measure()
def simple_maths(t: Table, constant: float = 1.0) -> Array:
    """Ratio of the rates per million, `constant` added to both (Kilgarriff 2009)."""
    return (1e6 * t.o11 / t.c1 + constant) / (1e6 * t.o12 / t.c2 + constant)


def log_ratio_interval(
    o11: ArrayLike,
    o12: ArrayLike,
    o21: ArrayLike,
    o22: ArrayLike,
    *,
    confidence: float = 0.95,
    zeros: str = "infinite",
) -> tuple[Array, Array]:
    """Return the ends of a confidence interval for `log_ratio`.

    On the logarithmic scale the error of a ratio of rates is √(1/O11 - 1/C1 + 1/O12 - 1/C2) (Katz
    et al. 1978). NaN where the log ratio is infinite, and for a term in neither corpus.
    """
    t = table_of(o11, o12, o21, o22)
    a, b = _filled(t, zeros)
    centre = MEASURES["log_ratio"](*t, zeros=zeros)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(1 / a - 1 / t.c1 + 1 / b - 1 / t.c2) / np.log(2)
        defined = np.isfinite(centre) & (t.r1 > 0)
        error = np.where(defined, _normal(confidence) * error, np.nan)
        return centre - error, centre + error


def odds_ratio_interval(
    o11: ArrayLike, o12: ArrayLike, o21: ArrayLike, o22: ArrayLike, *, confidence: float = 0.95
) -> tuple[Array, Array]:
    """Return the ends of a confidence interval for `odds_ratio`.

    The error of its logarithm is √(1/O11 + 1/O12 + 1/O21 + 1/O22) (Woolf 1955). NaN where a cell
    is 0.
    """
    t = table_of(o11, o12, o21, o22)
    with np.errstate(divide="ignore", invalid="ignore"):
        positive = np.min(t, axis=0) > 0
        error = _normal(confidence) * np.sqrt(sum(1 / cell for cell in t))
        centre = np.where(positive, np.log(t.o11) + np.log(t.o22) - np.log(t.o12 * t.o21), np.nan)
        return np.exp(centre - error), np.exp(centre + error)


def _normal(confidence: float) -> float:
    """Return how many standard errors an interval reaches to either side."""
    if not 0 < confidence < 1:
        raise InputError(f"`confidence` must be between 0 and 1, got {confidence!r}.")
    return NormalDist().inv_cdf((1 + confidence) / 2)

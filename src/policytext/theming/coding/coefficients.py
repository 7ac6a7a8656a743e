"""Coefficients of agreement between coders, on arrays, for many weightings of the units at once.

A weighting says how often each unit counts: once for the figure itself, and as often as it was
drawn in each draw of the bootstrap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Array = NDArray[np.float64]

__all__ = ["LEVELS", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "observed_agreement"]

LEVELS = ("nominal", "ordinal", "interval")


def observed_agreement(counts: Ints, weights: Array) -> Array:
    """Give the mean over units of the share of pairs of coders that agree.

    Parameters
    ----------
    counts : ndarray of int, shape (units, codes)
        How many coders gave each code; units with fewer than two coders do not count.
    weights : ndarray of float, shape (weightings, units)

    Returns
    -------
    ndarray of float, shape (weightings,)
        NaN without a unit of two coders.
    """
    paired, given, weights = _paired(counts, weights)
    pairs = (given * (given - 1)).sum(axis=1) / (paired * (paired - 1))
    return _ratio(weights @ pairs, weights.sum(axis=1))


def krippendorff_alpha(
    counts: Ints, weights: Array, *, level: str = "nominal", values: Array | None = None
) -> Array:
    r"""Give Krippendorff's alpha; `counts` and `weights` as for `observed_agreement`.

    `values` are what the codes stand for at the level "interval"; at the level "ordinal" codes
    are in their order. NaN where no two codes differ: there is nothing to agree on.
    """
    paired, given, weights = _paired(counts, weights)
    totals = weights @ given
    n = totals.sum(axis=1)
    if level == "nominal":
        apart = (paired**2 - (given**2).sum(axis=1)) / 2
        observed = weights @ (apart / (paired - 1))
        expected = (n**2 - (totals**2).sum(axis=1)) / 2
    elif level == "interval":
        assert values is not None
        values = values - values.mean()
        apart = paired * (given @ values**2) - (given @ values) ** 2
        observed = weights @ (apart / (paired - 1))
        expected = n * (totals @ values**2) - (totals @ values) ** 2
    else:
        low, high = np.triu_indices(given.shape[1], 1)
        # The distance of two ranks is how many judgements lie between them, the ends by half.
        ranks = np.cumsum(totals, axis=1) - totals / 2
        gaps = (ranks[:, high] - ranks[:, low]) ** 2
        cells = given[:, low] * given[:, high] / (paired - 1)[:, None]
        observed = ((weights @ cells) * gaps).sum(axis=1)
        expected = (totals[:, low] * totals[:, high] * gaps).sum(axis=1)
    varied = (totals > 0).sum(axis=1) > 1
    return 1 - _ratio((n - 1) * observed, np.where(varied, expected, 0))


def fleiss_kappa(counts: Ints, weights: Array) -> Array:
    """Give Fleiss' kappa of the units that as many coders coded as any unit; else as above."""
    paired, given, weights = _paired(counts, weights)
    most = paired == paired.max(initial=0)
    paired, given, weights = paired[most], given[most], weights[:, most]
    pairs = (given * (given - 1)).sum(axis=1) / (paired * (paired - 1))
    units = weights.sum(axis=1)
    totals = weights @ given
    n = totals.sum(axis=1)
    varied = (totals > 0).sum(axis=1) > 1
    expected = _ratio((totals**2).sum(axis=1), n**2)
    return 1 - _ratio(1 - _ratio(weights @ pairs, units), np.where(varied, 1 - expected, 0))


def cohen_kappa(first: Ints, second: Ints, codes: int, weights: Array, *, power: int = 0) -> Array:
    """Give Cohen's kappa of two coders.

    Parameters
    ----------
    first, second : ndarray of int, shape (units,)
        The code that each gave, from 0; negative for none, and the unit does not count.
    codes : int
        How many codes there are.
    weights : ndarray of float, shape (weightings, units)
    power : int, default 0
        0 to count every disagreement alike; 1 for linear, 2 for quadratic weights.

    Returns
    -------
    ndarray of float, shape (weightings,)
        NaN where both gave one and the same code only.
    """
    both = (first >= 0) & (second >= 0)
    first, second, weights = first[both], second[both], weights[:, both]
    places = np.arange(codes, dtype=np.float64)
    apart = np.abs(places[:, None] - places)
    penalty = (apart > 0).astype(np.float64) if power == 0 else apart**power
    of_first = weights @ (first[:, None] == np.arange(codes)).astype(np.float64)
    of_second = weights @ (second[:, None] == np.arange(codes)).astype(np.float64)
    observed = weights @ penalty[first, second]
    expected = ((of_first @ penalty) * of_second).sum(axis=1)
    return 1 - _ratio(weights.sum(axis=1) * observed, expected)


def _paired(counts: Ints, weights: Array) -> tuple[Array, Array, Array]:
    """Keep the units that two coders or more coded, and say how many did."""
    coders = counts.sum(axis=1)
    kept = coders >= 2
    return coders[kept].astype(np.float64), counts[kept].astype(np.float64), weights[:, kept]


def _ratio(above: Array, below: Array) -> Array:
    """Divide; NaN where the divisor is 0."""
    found = np.full(np.shape(above), np.nan)
    np.divide(above, below, out=found, where=below != 0)
    return found

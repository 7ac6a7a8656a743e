"""Confidence intervals of a rate: from its count alone, or from the documents it comes from.

The limits of a count are found without numpy, so that a trend on the command line starts at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import exp, isfinite, lgamma, log, log1p, nan

from policytext.errors import InputError

__all__ = ["RESAMPLES", "bootstrap_limits", "check_confidence", "count_limits", "overdispersion"]

#: How often the bootstrap draws the documents of a year anew.
RESAMPLES = 2000


@lru_cache(maxsize=8192)
def count_limits(
    count: int, confidence: float = 0.95, dispersion: float = 0.0
) -> tuple[float, float]:
    r"""Give the exact confidence limits of the mean of which a count was observed.

    Parameters
    ----------
    count : int
        0 or more.
    confidence : float, default 0.95
        Between 0 and 1.
    dispersion : float, default 0
        The `phi` of a negative binomial distribution with variance :math:`m + \phi m^2`; 0 is the
        Poisson distribution.

    Returns
    -------
    tuple of float
        Low and high, in occurrences. The low limit of a count of 0 is 0.

    Notes
    -----
    The low limit is the mean under which `count` or more have the probability
    :math:`(1 - confidence) / 2`, the high limit that under which `count` or fewer have it. For
    the Poisson distribution these are Garwood's limits, :math:`\chi^2_{a/2}(2x) / 2` and
    :math:`\chi^2_{1-a/2}(2x + 2) / 2`. Newton's method on the logarithms of both finds them: the
    tail is concave there, so it converges from any beginning.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28(3/4), 437-442.

    Examples
    --------
    >>> [round(limit, 4) for limit in count_limits(10)]
    [4.7954, 18.3904]
    """
    aim = log((1 - confidence) / 2)
    # Below this the variances are the same to the last digit, and logarithms would lose some.
    dispersion = dispersion if dispersion > 1e-12 else 0.0
    low = _mean_with_tail(count, aim, dispersion, upper=True) if count else 0.0
    return low, _mean_with_tail(count, aim, dispersion, upper=False)


def _mean_with_tail(count: int, aim: float, dispersion: float, *, upper: bool) -> float:
    """Find the mean whose tail from `count` has the probability exp(aim)."""
    fixed = sum(log1p(dispersion * i) for i in range(count)) if dispersion else 0.0
    fixed -= lgamma(count + 1)
    # A wide distribution has its low limit far below the count: there the sums are short.
    place = log(count / (1 + dispersion) if upper else count + 1)
    for _ in range(200):
        mean = exp(place)
        spread = log1p(dispersion * mean)
        total = _tail_over_first(count, mean, dispersion, upper=upper)
        zero = spread / dispersion if dispersion else mean
        tail = fixed + count * (place - spread) - zero + log(total)
        if upper:
            slope = count / total
        else:
            slope = -(1 + dispersion * count) * mean * exp(-spread) / total
        step = (tail - aim) / slope
        place -= step
        if abs(step) < 1e-13:
            break
    return exp(place)


def _tail_over_first(count: int, mean: float, dispersion: float, *, upper: bool) -> float:
    """Sum the probabilities of `count` and all above, or below, as multiples of that of `count`."""
    total = term = 1.0
    scale = mean / (1 + dispersion * mean)
    number = count
    while term > 1e-17 * total:
        if upper:
            term *= (1 + dispersion * number) * scale / (number + 1)
            number += 1
        elif number == 0:
            break
        else:
            number -= 1
            term *= (number + 1) / ((1 + dispersion * number) * scale)
        total += term
    return total


def overdispersion(counts: Sequence[int], sizes: Sequence[int]) -> float:
    r"""Estimate how much more a count varies than by chance, from the documents it was made in.

    Parameters
    ----------
    counts, sizes : sequence
        Of each document: occurrences, and characters or tokens.

    Returns
    -------
    float
        The `dispersion` for `count_limits`: 0 where the documents vary no more than by chance, at
        most 4; NaN for fewer than two documents that have text, or no occurrence, since there is
        nothing to estimate from.

    Notes
    -----
    With n documents of sizes :math:`e_i` and counts :math:`y_i`, the total T has the variance
    :math:`V = n/(n-1) \sum (y_i - T e_i/E)^2`, that of a ratio estimator. By the method of moments
    a negative binomial distribution with this variance has :math:`\phi = (V - T) / T^2`.

    References
    ----------
    Cochran, W. G. (1977). Sampling techniques (3rd ed.), chapter 6. Wiley.
    """
    pairs = [(count, size) for count, size in zip(counts, sizes, strict=True) if size]
    total, base = sum(count for count, _ in pairs), sum(size for _, size in pairs)
    n = len(pairs)
    if n < 2 or not total:
        return nan
    squares = sum((count - total * size / base) ** 2 for count, size in pairs)
    return max(0.0, (squares * n / (n - 1) - total) / total**2)


def bootstrap_limits(
    counts: Sequence[int], sizes: Sequence[int], confidence: float, seed: int
) -> tuple[float, float]:
    """Give the percentiles of a rate over resampled documents.

    Parameters
    ----------
    counts, sizes : sequence
        Of each document: occurrences, and characters or tokens.
    confidence : float
        Between 0 and 1.
    seed : int
        The same documents and seed give the same limits, whatever else is asked.

    Returns
    -------
    tuple of float
        Low and high, in occurrences per character or token; NaN for fewer than two documents
        that have text, or no occurrence: documents without any can only be drawn as such again.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). An introduction to the bootstrap, section 13.3. Chapman
    & Hall.
    """
    import numpy as np

    pairs = np.array([(c, s) for c, s in zip(counts, sizes, strict=True) if s]).reshape(-1, 2)
    n = len(pairs)
    if n < 2 or not pairs[:, 0].any():
        return nan, nan
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=RESAMPLES) @ pairs
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [tail, 1 - tail])
    return float(low), float(high)


def check_confidence(confidence: float) -> None:
    """Refuse a confidence that is no probability."""
    if not (isfinite(confidence) and 0 < confidence < 1):
        raise InputError(f"`confidence` must be between 0 and 1, got {confidence!r}.")

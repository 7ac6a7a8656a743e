"""Fisher's exact test for many tables at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.errors import InputError, MissingExtra

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

__all__ = ["conditional_odds_ratio", "fisher_p"]

#: Tables count as equally likely within rounding, as in R and scipy.
_TOLERANCE = 1e-7
_ALTERNATIVES = ("two-sided", "less", "greater")


def fisher_p(
    o11: ArrayLike,
    o12: ArrayLike,
    o21: ArrayLike,
    o22: ArrayLike,
    *,
    alternative: str = "two-sided",
) -> Array:
    """Return the p-values of Fisher's exact test.

    Parameters
    ----------
    o11, o12, o21, o22 : array_like of counts
        The cells, whole numbers.
    alternative : {"two-sided", "less", "greater"}, default "two-sided"
        Whether O11 is other, smaller or greater than chance. Two-sided adds up all tables with
        the same sums that are no more likely than this one.

    Returns
    -------
    ndarray of float64
        NaN where a cell is negative or missing, and for a table of zeros.

    Raises
    ------
    InputError
        If there is no such alternative.
    MissingExtra
        If scipy is not installed.

    Examples
    --------
    >>> [fisher_p(1, 3, 3, 1, alternative=side).round(3).item() for side in _ALTERNATIVES]
    [0.486, 0.243, 0.986]
    """
    if alternative not in _ALTERNATIVES:
        raise InputError(
            f"`alternative` must be one of {list(_ALTERNATIVES)}, got {alternative!r}."
        )
    hypergeom = _scipy_stats().hypergeom
    cells = np.broadcast_arrays(*(np.asarray(c, dtype=np.float64) for c in (o11, o12, o21, o22)))
    shape = cells[0].shape
    table = np.array([cell.ravel() for cell in cells])
    sound = (table >= 0).all(axis=0)
    a, b, c, d = table[:, sound].astype(np.int64)
    p = np.full(table.shape[1], np.nan)
    law = hypergeom(a + b + c + d, a + c, a + b)
    if alternative == "less":
        p[sound] = law.cdf(a)
    elif alternative == "greater":
        p[sound] = law.sf(a - 1)
    else:
        p[sound] = _two_sided(hypergeom, a, b, c, d)
    return np.asarray(np.minimum(p, 1.0)).reshape(shape)


def _two_sided(hypergeom: Any, *cells: NDArray[np.int64]) -> Array:
    """Add up the tail of the table and what is no more likely on the other side."""
    a, b, c, d = cells
    # Mirrored where O11 is below its mode, so that the table's own tail is always the upper.
    n = a + b + c + d
    mode = (a + b + 1) * (a + c + 1) // (n + 2)
    low = a < mode
    a, b, c, d = (np.where(low, y, x) for x, y in ((a, b), (b, a), (c, d), (d, c)))
    law = hypergeom(n, a + c, a + b)
    mode = (a + b + 1) * (a + c + 1) // (n + 2)
    ceiling = law.logpmf(a) + _TOLERANCE
    # Below the mode the law rises: find the last value that is no more likely, by halving.
    below = np.maximum(a - d, 0) - 1
    above = np.minimum(mode, a)
    while (open_ := above - below > 1).any():
        middle = (below + above) // 2
        fits = open_ & (law.logpmf(middle) <= ceiling)
        below = np.where(fits, middle, below)
        above = np.where(open_ & ~fits, middle, above)
    p = law.sf(a - 1) + law.cdf(below)
    # At the mode every table is no more likely.
    return np.where(law.logpmf(mode) <= ceiling, 1.0, p)


def conditional_odds_ratio(o11: int, o12: int, o21: int, o22: int) -> float:
    """Return the odds ratio of one table that R's `fisher.test` gives.

    The estimate of greatest likelihood with the sums held fixed; nearer to 1 than the odds ratio
    of the sample. Needs scipy.

    Examples
    --------
    >>> round(conditional_odds_ratio(7, 2, 3, 7), 6)
    7.166306
    """
    from_scipy = _scipy_stats().contingency.odds_ratio
    return float(from_scipy([[o11, o12], [o21, o22]], kind="conditional").statistic)


def _scipy_stats() -> Any:
    """Import scipy.stats, or say how to get it."""
    try:
        from scipy import stats
    except ImportError:
        raise MissingExtra(
            "Fisher's exact test needs scipy, which is not installed. "
            'Install it with: pip install "policytext[statistics]"'
        ) from None
    return stats

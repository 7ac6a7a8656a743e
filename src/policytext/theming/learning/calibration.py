"""Whether probabilities hold what they say, and making them do so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policytext.theming.learning.features import Options, Texts
from policytext.theming.learning.fitting import deal_folds, fit, softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = [
    "BINS", "bin_numbers", "brier_score", "calibration_error", "fit_temperature", "hold_out",
]  # fmt: skip

#: Into how many intervals of equal width probabilities are put.
BINS = 10
#: How many parts of the groups are held out in turn to calibrate a model.
_CALIBRATION_FOLDS = 3
#: Logarithms of the lowest and highest temperature: a handful of examples would say 0.
_TEMPERATURES = (-1.0, 1.0)


def hold_out(
    texts: Texts, rows: Ints, codes: Ints, classes: int, options: Options, seed: int
) -> Floats | None:
    """Return the probabilities of examples whose groups were held out; None for one group."""
    groups = texts.groups[rows]
    folds = min(_CALIBRATION_FOLDS, len(np.unique(groups)))
    if folds < 2:
        return None
    found = np.empty((len(rows), classes))
    fold_of = deal_folds(groups, codes, folds, seed)
    for fold in range(folds):
        train, test = fold_of != fold, fold_of == fold
        fitted = fit(texts, rows[train], codes[train], classes, options)
        found[test] = fitted.probabilities(texts)[rows[test]]
    return found


def fit_temperature(probabilities: Floats | None, codes: Ints) -> float:
    """Find the temperature at which held-out examples are most likely; 1 without any."""
    if probabilities is None:
        return 1.0
    from scipy.optimize import minimize_scalar

    logs = np.log(probabilities)
    rows = np.arange(len(codes))

    def surprise(logarithm: float) -> float:
        return -float(np.log(softmax(logs / np.exp(logarithm))[rows, codes]).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=_TEMPERATURES, method="bounded").x))


def bin_numbers(probabilities: Floats) -> Ints:
    """Put probabilities in intervals of equal width; 1 is in the last."""
    return np.minimum((probabilities * BINS).astype(np.int64), BINS - 1)


def brier_score(probabilities: Floats, codes: Ints) -> float:
    """Return the mean squared distance of probabilities from what is, summed over the classes."""
    right = np.eye(probabilities.shape[1])[codes]
    return float(((probabilities - right) ** 2).sum(axis=1).mean())


def calibration_error(probabilities: Floats, right: NDArray[np.bool_]) -> float:
    """Return how far probabilities are from the share that is right, on average over units."""
    bins = bin_numbers(probabilities)
    gaps = np.bincount(bins, weights=probabilities - right, minlength=BINS)
    return float(np.abs(gaps).sum() / len(probabilities))

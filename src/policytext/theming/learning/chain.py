"""Units in a row: provisions of one kind come in runs, and a run is learnt from the examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Chain", "learn_chain"]

#: Added to the counts of steps from each class, in proportion to how frequent classes are.
_PRIOR = 5.0


class Chain(NamedTuple):
    """How classes follow one another, each over its own frequency.

    Attributes
    ----------
    steps : ndarray of float64, shape (classes, classes)
        The probability of a class after a class, over the share of the class.
    weight : float
        0 for units on their own, 1 for the full weight of a hidden Markov chain.
    """

    steps: Floats
    weight: float

    def smooth(self, probabilities: Floats, groups: Ints) -> Floats:
        """Return the probabilities of each unit given all units of its document.

        By the forward-backward algorithm: what a unit says on its own, times what its neighbours
        let expect.
        """
        smoothed = probabilities.copy()
        step = self.steps**self.weight
        ends = np.flatnonzero(np.diff(groups)) + 1
        for first, last in zip([0, *ends], [*ends, len(groups)], strict=True):
            own = probabilities[first:last]
            smoothed[first:last] = _normal(
                own * _sweep(own, step) * _sweep(own[::-1], step.T)[::-1]
            )
        return smoothed


def learn_chain(groups: Ints, rows: Ints, codes: Ints, classes: int, weight: float) -> Chain:
    """Count which class follows which in the examples; rows and codes are in the same order."""
    label = np.full(len(groups), -1)
    label[rows] = codes
    follows = (label[:-1] >= 0) & (label[1:] >= 0) & (groups[:-1] == groups[1:])
    steps = np.zeros((classes, classes))
    np.add.at(steps, (label[:-1][follows], label[1:][follows]), 1)
    shares = np.bincount(codes, minlength=classes) / len(codes)
    steps += _PRIOR * shares
    steps /= steps.sum(axis=1, keepdims=True)
    # Of a class without examples nothing is known, so it neither follows nor fails to.
    ratios = np.divide(steps, shares, out=np.ones_like(steps), where=shares > 0)
    return Chain(ratios, weight)


def _sweep(own: Floats, step: Floats) -> Floats:
    """Carry on, from the first unit to the last, what the units before let expect of each."""
    expected = np.ones_like(own)
    for unit in range(1, len(own)):
        reached = (expected[unit - 1] * own[unit - 1]) @ step
        expected[unit] = reached / reached.max()
    return expected


def _normal(values: Any) -> Floats:
    """Make rows sum to 1."""
    return np.asarray(values / values.sum(axis=1, keepdims=True))

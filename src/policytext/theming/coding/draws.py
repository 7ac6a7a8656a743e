"""The bootstrap over units or groups of units: how often each is drawn, and the limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from policytext.errors import InputError
from policytext.statistics.options import check_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["check_draws", "draw_weights", "limits"]

#: How many numbers are held at once; it bounds the memory, not the result.
_ROOM = 4_000_000


def check_draws(bootstrap: int) -> None:
    """Refuse a number of draws that cannot be used; 0 is none."""
    check_numbers(least=0, bootstrap=bootstrap)
    if 0 < bootstrap < 100:
        raise InputError(
            f"`bootstrap` must be 0, or 100 draws or more for limits that mean something, "
            f"got {bootstrap!r}."
        )


def draw_weights(
    units: int, draws: int, seed: int, clusters: NDArray[np.intp] | None = None
) -> Iterator[Array]:
    """Draw units anew, as many as there are, and yield how often each was taken.

    Parameters
    ----------
    units, draws, seed : int
        At least one unit.
    clusters : ndarray of intp, shape (units,), optional
        The number of each unit's group, from 0: groups are drawn then, whole.

    Yields
    ------
    ndarray of float64, shape (some draws, units)
        As many at a time as fit in memory; all together `draws`.
    """
    drawn = units if clusters is None else int(clusters.max()) + 1
    check_numbers(least=0, seed=seed)
    random = np.random.default_rng(seed)
    step = max(1, _ROOM // units)
    for first in range(0, draws, step):
        size = min(step, draws - first)
        weights = random.multinomial(drawn, np.full(drawn, 1 / drawn), size=size)
        yield (weights if clusters is None else weights[:, clusters]).astype(np.float64)


def limits(values: Array, confidence: float, drawn: int) -> tuple[Array, Array]:
    """Take the percentiles of draws, shape (draws, figures); NaN where they tell nothing.

    That is where fewer than two things could be drawn, and where more draws than lie outside the
    limits leave the figure undefined: the limits could then be anywhere.
    """
    low = np.full(values.shape[1], np.nan)
    high = low.copy()
    known = ~np.isnan(values)
    if drawn < 2 or not len(values):
        return low, high
    tail = (1 - confidence) / 2
    for figure in np.flatnonzero(known.mean(axis=0) >= confidence):
        of_figure = values[known[:, figure], figure]
        low[figure], high[figure] = np.quantile(of_figure, [tail, 1 - tail])
    return low, high

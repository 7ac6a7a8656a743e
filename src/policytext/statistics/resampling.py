"""The bootstrap over documents, for words in one document are not independent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policytext.statistics.contingency import MEASURES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.statistics.sides import Pairs

    Array = NDArray[np.float64]

__all__ = ["resample_rates"]

#: How many numbers are held at once; it bounds the memory, not the result.
_ROOM = 4_000_000


def resample_rates(
    pairs: Pairs,
    types: NDArray[np.intp],
    is_word: NDArray[np.bool_],
    countable: NDArray[np.bool_],
    draws: int,
    seed: int,
    confidence: float,
    zeros: str,
) -> dict[str, Array]:
    """Draw the documents of both sides anew and return intervals of what sets the sides apart.

    Each draw takes as many documents of a side as it has, with replacement, whole; documents
    without words are no part of it. The ends are percentiles of the draws: NaN where a side has
    one document only, since drawing it again tells nothing. Rates are over words, the log ratio
    over what is `countable`.
    """
    random = np.random.default_rng(seed)
    samples = [_Sample(pairs, side, types, is_word, countable, draws, random) for side in (0, 1)]
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    names = ("log_ratio_boot", "rate_difference")
    found = {f"{name}_{end}": np.full(len(types), np.nan) for name in names for end in _ENDS}
    whole = [np.bincount(s.types, weights=s.counts, minlength=len(types)) for s in samples]
    rates = [
        1e6 * counts / s.words if s.words else np.nan
        for counts, s in zip(whole, samples, strict=True)
    ]
    difference = np.broadcast_to(rates[0] - rates[1], len(types))
    if min(sample.documents for sample in samples) > 1:
        step = max(1, _ROOM // max(draws, *(sample.documents for sample in samples)))
        for low in range(0, len(types), step):
            chunk = slice(low, min(low + step, len(types)))
            a, b = (sample.draw(chunk) for sample in samples)
            c, d = (sample.drawn_sizes for sample in samples)
            ratio = MEASURES["log_ratio"](a, b, c - a, d - b, zeros=zeros)
            gap = 1e6 * (a / samples[0].drawn_words - b / samples[1].drawn_words)
            for name, values in zip(names, (ratio, gap), strict=True):
                for end, quantile in zip(_ENDS, _quantiles(values, tails), strict=True):
                    found[f"{name}_{end}"][chunk] = quantile
    return {
        "log_ratio_boot_low": found["log_ratio_boot_low"],
        "log_ratio_boot_high": found["log_ratio_boot_high"],
        "rate_difference": difference,
        "rate_difference_low": found["rate_difference_low"],
        "rate_difference_high": found["rate_difference_high"],
    }


_ENDS = ("low", "high")


def _quantiles(values: Array, tails: list[float]) -> Array:
    """Take percentiles over draws; the nearest draw, so that infinite ones need no mean."""
    return np.asarray(np.quantile(values, tails, axis=0, method="nearest"))


class _Sample:
    """The counts of one side by document, and how often each draw takes each document."""

    def __init__(
        self,
        pairs: Pairs,
        side: int,
        types: NDArray[np.intp],
        is_word: NDArray[np.bool_],
        countable: NDArray[np.bool_],
        draws: int,
        random: np.random.Generator,
    ) -> None:
        chosen = pairs.side == side
        documents, ids, counts = pairs.document[chosen], pairs.type[chosen], pairs.counts[chosen]
        n_documents = int(documents.max(initial=-1)) + 1
        words, sizes = (
            np.bincount(documents, weights=counts * counted[ids], minlength=n_documents)
            for counted in (is_word, countable)
        )
        held = np.flatnonzero(words)
        row = np.full(n_documents, -1)
        row[held] = np.arange(len(held))
        column = np.full(len(is_word), -1)
        column[types] = np.arange(len(types))
        wanted = (row[documents] >= 0) & (column[ids] >= 0)
        self.documents = len(held)
        self.words = float(words.sum())
        # Sorted by type, so that the counts of some types stand together.
        order = np.argsort(column[ids[wanted]], kind="stable")
        self.types = column[ids[wanted]][order]
        self.counts = counts[wanted][order].astype(np.float64)
        self._rows = row[documents[wanted]][order]
        if self.documents:
            even = np.full(self.documents, 1 / self.documents)
            self._weights = random.multinomial(self.documents, even, size=draws).astype(np.float64)
            self.drawn_words = (self._weights @ words[held])[:, None]
            self.drawn_sizes = (self._weights @ sizes[held])[:, None]

    def draw(self, chunk: slice) -> Array:
        """Return the counts of some types in each draw."""
        low, high = np.searchsorted(self.types, [chunk.start, chunk.stop])
        matrix = np.zeros((self.documents, chunk.stop - chunk.start))
        matrix[self._rows[low:high], self.types[low:high] - chunk.start] = self.counts[low:high]
        return self._weights @ matrix

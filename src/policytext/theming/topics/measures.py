"""How good topics are: whether their terms stand together, and whether they come again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.statistics.contingency import MEASURES
from policytext.statistics.sentences import paragraph_codes
from policytext.theming.topics.units import count_types

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

    Array = NDArray[np.float64]

__all__ = ["TOP_TERMS", "agreement", "coherence", "paragraphs_with", "top_terms"]

#: How many terms stand for a topic in both measures.
TOP_TERMS = 10


def top_terms(weights: Array, top: int = TOP_TERMS) -> list[list[int]]:
    """Return the places of the terms of most weight in each topic, those of none left out.

    Ties go by place; equal but for rounding is equal.
    """
    order = np.argsort(-weights.round(12), axis=1, kind="stable")[:, :top]
    return [
        [int(place) for place in places if row[place] > 0]
        for row, places in zip(weights, order, strict=True)
    ]


def paragraphs_with(tokens: Tokens, terms: list[str]) -> Any:
    """Tell in which paragraphs each term stands: a csc_matrix of 1 and 0, (paragraphs, terms)."""
    codes = paragraph_codes(tokens)
    counts = count_types(tokens, codes, int(codes.max(initial=-1)) + 1)
    there = counts[:, [tokens.index[term] for term in terms]].tocsc()
    there.data[:] = 1
    return there


def coherence(there: Any, topics: list[list[int]]) -> Array:
    """Return the mean NPMI of the pairs of each topic's terms; NaN for fewer than two terms.

    A pair of terms that both stand in every paragraph has no NPMI and is left out.
    """
    values = np.full(len(topics), np.nan)
    n = there.shape[0]
    for number, places in enumerate(topics):
        chosen = there[:, places]
        both = np.asarray((chosen.T @ chosen).todense())
        first, second = np.triu_indices(len(places), 1)
        o11 = both[first, second]
        o12, o21 = both[first, first] - o11, both[second, second] - o11
        pairs = MEASURES["npmi"](o11, o12, o21, n - o11 - o12 - o21)
        defined = pairs[~np.isnan(pairs)]
        if len(defined):
            values[number] = defined.mean()
    return values


def agreement(ours: list[list[int]], theirs: list[list[int]]) -> Array:
    """Return how far each of our topics comes again among theirs, each matched with one."""
    from scipy.optimize import linear_sum_assignment

    values = np.array([[_average_jaccard(one, other) for other in theirs] for one in ours])
    rows, columns = linear_sum_assignment(values, maximize=True)
    found: Array = values[rows, columns]
    return found


def _average_jaccard(one: list[int], other: list[int]) -> float:
    """Return the mean Jaccard coefficient of the first 1, 2, … terms of two ranked lists."""
    depth = max(len(one), len(other))
    if not depth:
        return 0.0
    shared = [
        len({*one[:d]} & {*other[:d]}) / len({*one[:d]} | {*other[:d]}) for d in range(1, depth + 1)
    ]
    return sum(shared) / depth

"""The features of YAKE that mean something in Chinese: where a term stands, and among what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.statistics.sentences import sentence_codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.statistics.groups import Groups

    Ints = NDArray[np.integer[Any]]
    Floats = NDArray[np.float64]

__all__ = ["position_scores"]


def position_scores(groups: Groups, group: Ints, ids: Ints, counts: Ints) -> Floats:
    """Score candidates by their places, higher for better, as `keywords` defines it.

    Parameters
    ----------
    groups : Groups
    group, ids, counts : ndarray, shape (n_candidates,)
        Group, type and count of each candidate; candidates are in the order of both.

    Returns
    -------
    ndarray of float64, shape (n_candidates,)
    """
    if not len(ids):
        return np.empty(0)
    candidates = group * len(groups.tokens.types) + ids
    n_groups = len(groups)
    # A group without candidates has no place in the arrays below.
    size = np.maximum(np.bincount(group, minlength=n_groups), 1)
    mean = np.bincount(group, weights=counts, minlength=n_groups) / size
    squares = np.bincount(group, weights=(counts - mean[group]) ** 2, minlength=n_groups)
    # The mean is of the candidates, the highest count that of any word, as in YAKE.
    highest = np.zeros(n_groups)
    every_group, every_id, every_count = groups.counts
    words = groups.tokens.is_word[every_id]
    np.maximum.at(highest, every_group[words], every_count[words])
    early, share = _sentences(groups, candidates)
    norm = counts / (mean + np.sqrt(squares / size))[group]
    related = 1 + _different_neighbours(groups, candidates) * counts / highest[group]
    return (norm + share) / (related**2 * early)


def _sentences(groups: Groups, candidates: Ints) -> tuple[Floats, Floats]:
    """Give each candidate's weight of its median sentence, and its share of the sentences."""
    tokens, n_types = groups.tokens, len(groups.tokens.types)
    sentence = sentence_codes(tokens)
    inside = np.flatnonzero(tokens.is_word[tokens.ids] & (groups.codes >= 0))
    codes, sentence = groups.codes[inside].astype(np.int64), sentence[inside].astype(np.int64)
    document = np.repeat(np.arange(len(tokens)), np.diff(tokens.doc_offsets))[inside]
    # Sentences are numbered from the first of the group's part of each document.
    parts, part = np.unique(codes * len(tokens) + document, return_inverse=True)
    first = np.full(len(parts), np.iinfo(np.int64).max)
    np.minimum.at(first, part, sentence)
    n_sentences = int(sentence.max()) + 1
    per_group = np.bincount(
        np.unique(codes * n_sentences + sentence) // n_sentences, minlength=len(groups)
    )
    keys = codes * n_types + tokens.ids[inside]
    kept = np.isin(keys, candidates)
    keys, at = keys[kept], sentence[kept]
    _, once = np.unique(keys * n_sentences + at, return_index=True)
    keys, at = keys[once], (at - first[part[kept]])[once]
    order = np.lexsort((at, keys))
    at = at[order]
    begin = np.searchsorted(keys[order], candidates)
    number = np.searchsorted(keys[order], candidates, side="right") - begin
    median = (at[begin + (number - 1) // 2] + at[begin + number // 2]) / 2
    return np.log(np.log(3 + median)), number / per_group[candidates // n_types]


def _different_neighbours(groups: Groups, candidates: Ints) -> Floats:
    """Add the shares of different words among the words before and after each candidate."""
    tokens, n_types = groups.tokens, len(groups.tokens.types)
    sentence = sentence_codes(tokens)
    words = tokens.is_word[tokens.ids] & (groups.codes >= 0)
    place = np.flatnonzero(
        words[:-1]
        & words[1:]
        & (sentence[:-1] == sentence[1:])
        & (groups.codes[:-1] == groups.codes[1:])
    )
    codes = groups.codes[place].astype(np.int64)
    before, after = tokens.ids[place].astype(np.int64), tokens.ids[place + 1].astype(np.int64)
    different = np.zeros(len(candidates))
    for term, neighbour in ((after, before), (before, after)):
        keys = codes * n_types + term
        kept = np.isin(keys, candidates)
        number = np.searchsorted(candidates, keys[kept])
        every = np.bincount(number, minlength=len(candidates))
        pairs = np.unique(number * n_types + neighbour[kept]) // n_types
        once = np.bincount(pairs, minlength=len(candidates))
        different += once / np.maximum(every, 1)
    return different

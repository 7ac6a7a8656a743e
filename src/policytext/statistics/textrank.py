"""TextRank as jieba defines it: words that stand near words that stand near words."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from operator import itemgetter, mul
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.segmentation.jieba import JiebaSegmenter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.statistics.groups import Groups

    Ints = NDArray[np.integer[Any]]

__all__ = ["JIEBA_TAGS", "Reading", "has_posseg", "rank_words", "read_tagged", "read_tokens"]

#: Nouns, place names, verbal nouns and verbs: what jieba links unless told otherwise.
JIEBA_TAGS = frozenset({"n", "ns", "v", "vn"})
_DAMPING = 0.85
_SPAN = 5
_ITERATIONS = 10


class Reading(NamedTuple):
    """A sequence of words: `ids` into `words` and `tags`; the document and group of each.

    A word that was removed or is in no group has group -1; it keeps its place.
    """

    words: list[str]
    tags: list[str]
    ids: Ints
    documents: Ints
    codes: Ints


def has_posseg(groups: Groups) -> bool:
    """Tell whether the tokens' segmenter can cut and tag as jieba.posseg does."""
    return isinstance(groups.tokens.segmenter, JiebaSegmenter)


def read_tokens(groups: Groups) -> Reading:
    """Take the tokens as they are, with the tags of the dictionary."""
    tokens = groups.tokens
    documents = np.repeat(np.arange(len(tokens)), np.diff(tokens.doc_offsets))
    codes = np.where(tokens.ids > 0, groups.codes, -1)
    return Reading(tokens.types, tokens.tags, tokens.ids, documents, codes)


def read_tagged(groups: Groups) -> Reading:
    """Cut and tag the texts anew as jieba.posseg does.

    A word is in the group of the token in which it begins, and removed with it.
    """
    from policytext.segmentation.posseg import tag_texts

    tokens = groups.tokens
    assert isinstance(tokens.segmenter, JiebaSegmenter)
    tagged = tag_texts(tokens.segmenter, [document.text for document in tokens.corpus])
    codes = np.full(len(tagged.ids), -1, dtype=np.int64)
    ends = np.cumsum(tagged.lengths)
    for number, (begin, end) in enumerate(zip(ends - tagged.lengths, ends, strict=True)):
        ids, starts = tokens.document(number)
        if len(ids):
            place = np.searchsorted(starts, tagged.starts[begin:end], side="right") - 1
            place = np.maximum(place, 0)
            here = groups.codes[tokens.doc_offsets[number] + place]
            codes[begin:end] = np.where(ids[place] > 0, here, -1)
    documents = np.repeat(np.arange(len(tokens)), tagged.lengths)
    return Reading(tagged.words, tagged.tags, tagged.ids, documents, codes)


def rank_words(
    reading: Reading, wanted: NDArray[np.bool_], n_groups: int
) -> tuple[Ints, list[str], NDArray[np.float64]]:
    """Score the words of each group.

    Parameters
    ----------
    reading : Reading
    wanted : ndarray of bool
        For each of `reading.words`, whether it is linked; the others keep their place.
    n_groups : int

    Returns
    -------
    tuple
        Group, word and score of each word that is linked to one, in the order of groups and words.
    """
    # Forms that have several tags are one node; nodes are visited in the order of their characters.
    nodes = sorted({word for word, keep in zip(reading.words, wanted, strict=True) if keep})
    place = {word: number for number, word in enumerate(nodes)}
    node = np.array([place.get(word, 0) for word in reading.words])[reading.ids]
    linked = wanted[reading.ids] & (reading.codes >= 0)
    first, second = _pairs(linked, reading)
    size = len(nodes)
    # An edge counts from either end, so a word beside itself counts twice.
    keys = np.concatenate(
        [
            (reading.codes[first] * size + node[a]) * size + node[b]
            for a, b in ((first, second), (second, first))
        ]
    ).astype(np.int64)
    edges, weights = np.unique(keys, return_counts=True)
    group, start, end = edges // (size * size or 1), edges // (size or 1), edges % (size or 1)
    bounds = np.searchsorted(group, np.arange(n_groups + 1))
    groups, words, scores = [], [], []
    for number in range(n_groups):
        span = slice(bounds[number], bounds[number + 1])
        found, rows = np.unique(start[span] % (size or 1), return_inverse=True)
        if not len(found):
            continue
        scores.append(_iterate(rows, np.searchsorted(found, end[span]), weights[span]))
        words += [nodes[n] for n in found]
        groups += [number] * len(found)
    return np.array(groups, dtype=np.int64), words, np.concatenate([np.empty(0), *scores])


def _pairs(linked: NDArray[np.bool_], reading: Reading) -> tuple[Ints, Ints]:
    """Give the places of two wanted words at most four apart in one document and group."""
    places = [
        np.flatnonzero(
            linked[:-step]
            & linked[step:]
            & (reading.documents[:-step] == reading.documents[step:])
            & (reading.codes[:-step] == reading.codes[step:])
        )
        for step in range(1, _SPAN)
    ]
    ends = [place + step for step, place in enumerate(places, 1)]
    return np.concatenate(places), np.concatenate(ends)


def _iterate(rows: Ints, columns: Ints, weights: Ints) -> NDArray[np.float64]:
    """Rank the nodes of one graph; each takes up what those before it have just become.

    jieba does so too, and its ten rounds end before the order ceases to matter.
    """
    size = int(rows[-1]) + 1
    shares = weights / np.bincount(rows, weights=weights, minlength=size)[columns]
    bounds = np.searchsorted(rows, np.arange(size + 1)).tolist()
    plan: list[tuple[int, list[float], Callable[[list[float]], tuple[float, ...]]]] = []
    neighbours, parts = columns.tolist(), shares.tolist()
    for node, (begin, end) in enumerate(pairwise(bounds)):
        # itemgetter gives a tuple only for two or more: the first comes again, with no weight.
        one = [neighbours[begin]] if end - begin == 1 else []
        plan.append((node, parts[begin:end], itemgetter(*neighbours[begin:end], *one)))
    score = [1 / size] * size
    for _ in range(_ITERATIONS):
        for node, part, take in plan:
            score[node] = (1 - _DAMPING) + _DAMPING * sum(map(mul, part, take(score)))
    least, most = min(score), max(score)
    return (np.array(score) - least / 10) / (most - least / 10)

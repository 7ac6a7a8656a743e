"""TextTiling: where a text without headings turns to another subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from policytext.lexicons import stopword_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.theming.scoring.matching import Text
    from policytext.theming.scoring.units import Units

__all__ = ["tile_codes"]

#: Words on either side of a gap that are compared: ten sentences of twenty, as Hearst's.
_BLOCK = 200


def tile_codes(text: Text, paragraphs: Units, block: NDArray[np.int64]) -> NDArray[np.int64]:
    """Put each paragraph in a tile: a run of paragraphs on one subject.

    Parameters
    ----------
    text : Text
    paragraphs : Units
        Paragraphs in the order of the text.
    block : ndarray of int64
        The section of each paragraph; a tile never leaves its section.

    Returns
    -------
    ndarray of int64
        The tile of each paragraph, numbered in the order of the text.

    Notes
    -----
    At each gap between paragraphs of a section the 200 words before it and the 200 after it are
    compared by the cosine of their counts. A gap's depth is how far that falls from the nearest
    peaks on both sides; a tile ends where the depth is above the section's mean less half a
    standard deviation and the gap is a local minimum. Words are types of two characters or more,
    without function words and numbers.

    References
    ----------
    Hearst, M. A. (1997). TextTiling: segmenting text into multi-paragraph subtopic passages.
    Computational Linguistics 23(1), 33-64.
    """
    new = np.ones(len(paragraphs), dtype=bool)
    new[1:] = block[1:] != block[:-1]
    words, places = _content(text)
    begins = text.bases[paragraphs.document] + paragraphs.start
    first = np.searchsorted(places, begins)
    last = np.searchsorted(places, text.bases[paragraphs.document] + paragraphs.end)
    for section in np.split(np.arange(len(paragraphs)), np.flatnonzero(new)[1:]):
        if len(section) > 2:
            low, high = first[section[0]], last[section[-1]]
            gaps = first[section[1:]]
            similar = np.array([_cosine(words, low, gap, high) for gap in gaps.tolist()])
            new[section[1:][_ends(similar)]] = True
    return np.cumsum(new) - 1


def _content(text: Text) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """List the content words: their types and where they stand."""
    tokens = text.tokens
    stops = set()
    for name in ("function", "numbers"):
        stops.update(stopword_file(name).read_text(encoding="utf-8").split())
    content = np.array([len(type_) > 1 and type_ not in stops for type_ in tokens.types])
    chosen = np.flatnonzero((content & tokens.is_word)[tokens.ids])
    return tokens.ids[chosen], text.starts[chosen]


def _cosine(words: NDArray[np.int32], low: int, gap: int, high: int) -> float:
    """Compare the words before a gap with those after it."""
    before, after = words[max(low, gap - _BLOCK) : gap], words[gap : min(high, gap + _BLOCK)]
    if not len(before) or not len(after):
        return 0.0
    ours, counts = np.unique(before, return_counts=True)
    theirs, others = np.unique(after, return_counts=True)
    _, left, right = np.intersect1d(ours, theirs, assume_unique=True, return_indices=True)
    length = float(np.sqrt((counts**2).sum() * (others**2).sum()))
    return float((counts[left] * others[right]).sum() / length)


def _ends(similar: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell at which gaps a tile ends."""
    depth = np.array([_rise(similar, at, -1) + _rise(similar, at, 1) for at in range(len(similar))])
    cut = depth.mean() - depth.std() / 2
    padded = np.concatenate(([np.inf], similar, [np.inf]))
    ends: NDArray[np.bool_] = (similar <= padded[:-2]) & (similar < padded[2:])
    ends &= (depth > cut) & (depth > 0)
    return ends


def _rise(similar: NDArray[np.float64], at: int, step: int) -> float:
    """Climb from a gap to the nearest peak on one side."""
    peak, next_ = similar[at], at + step
    while 0 <= next_ < len(similar) and similar[next_] >= peak:
        peak, next_ = similar[next_], next_ + step
    return float(peak - similar[at])

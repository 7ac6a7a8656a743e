"""The units of a topic model: the stretches of text that have topics."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.theming.scoring.units import section_starts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.document import Document
    from policytext.tokens import Tokens

    Ints = NDArray[np.int64]

__all__ = ["UNITS", "Units", "count_types", "cut_units", "unit_text"]

UNITS = ("paragraph", "section", "document")


class Units(NamedTuple):
    """Stretches of the documents, in the order of the texts, which together are all of them.

    `document` is the place of each unit's document in the corpus; `start` and `end` are characters
    of its text, end excluded; `words` are word tokens; `codes` gives each token its unit.
    """

    document: Ints
    start: Ints
    end: Ints
    words: Ints
    codes: Ints


def cut_units(tokens: Tokens, unit: str, min_words: int) -> Units:
    """Cut every document into units, short ones joined."""
    # A word that was removed was one: the units do not depend on it.
    counts = (tokens.is_word | (np.arange(len(tokens.types)) == 0))[tokens.ids]
    before = np.concatenate(([0], np.cumsum(counts)))
    units: list[tuple[int, int, int]] = []
    codes = np.empty(tokens.n_tokens, dtype=np.int64)
    for number, document in enumerate(tokens.corpus):
        first = int(tokens.doc_offsets[number])
        _, places = tokens.document(number)
        starts, opens = _stretches(document, unit)
        bounds = first + np.searchsorted(places, [*starts, len(document.text)])
        begun = _join(np.diff(before[bounds]).tolist(), opens, min_words)
        joined = [starts[place] for place in begun]
        inside = np.searchsorted(joined, places, side="right") - 1
        codes[first : first + len(places)] = len(units) + inside
        units += [(number, *span) for span in pairwise([*joined, len(document.text)])]
    table = np.array(units, dtype=np.int64).reshape(-1, 3)
    words = np.bincount(codes[tokens.is_word[tokens.ids]], minlength=len(table))
    return Units(table[:, 0], table[:, 1], table[:, 2], words.astype(np.int64), codes)


def _stretches(document: Document, unit: str) -> tuple[list[int], list[bool]]:
    """Return where paragraphs, sections or the document begin, and whether a heading does."""
    if unit == "document":
        return [0], [True]
    # A signature heads nothing: it goes with what it closes.
    headed = {
        section.start
        for section in document.outline
        if section.level not in ("", "落款") and not section.is_item
    }
    if unit == "section":
        starts = section_starts(document)
    else:
        ends = np.cumsum([len(line) + 1 for line in document.text.split("\n")])
        starts = [0, *ends[:-1].tolist()]
    return starts, [start in headed for start in starts]


def _join(sizes: list[int], opens: list[bool], min_words: int) -> list[int]:
    """Say which stretches begin a unit when those of few words are joined to others.

    A heading goes with what follows it, as does any short stretch, unless a new section begins
    there; then, and at the end, what is left over goes with what stands before it.
    """
    begun: list[int] = []
    size = min_words
    for place, (words, opening) in enumerate(zip(sizes, opens, strict=True)):
        if size >= min_words:
            begun.append(place)
            size = 0
        elif opening and len(begun) > 1 and not opens[begun[-1]]:
            begun[-1] = place
            size = 0
        size += words
    if size < min_words and len(begun) > 1:
        begun.pop()
    return begun


def unit_text(tokens: Tokens, units: Units, number: int) -> tuple[int, str]:
    """Return where the text of a unit begins and the text, without blank lines around it."""
    text = tokens.corpus[int(units.document[number])].text
    whole = text[units.start[number] : units.end[number]]
    inner = whole.lstrip("\n")
    return int(units.start[number]) + len(whole) - len(inner), inner.rstrip("\n")


def count_types(tokens: Tokens, codes: NDArray[Any], n_units: int) -> Any:
    """Count every type in each unit: a csr_matrix of float64, shape (n_units, n_types).

    A token of code -1 is in no unit.
    """
    from scipy import sparse

    inside = codes >= 0
    places = (codes[inside], tokens.ids[inside])
    ones = np.ones(len(places[0]))
    return sparse.csr_matrix((ones, places), shape=(n_units, len(tokens.types)))

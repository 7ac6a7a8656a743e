"""Scores: how much units of text are about the themes of a codebook, and the hits behind each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from math import isfinite
from numbers import Real
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.corpus import Corpus
from policytext.counting import make_stamp
from policytext.document import Document
from policytext.errors import InputError
from policytext.parts import Parted, check_corpus
from policytext.segmentation import segment
from policytext.theming.codebooks.codebook import Codebook
from policytext.theming.scoring.matching import Hits, Text, find_hits

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.stamp import Stamp
    from policytext.theming.scoring.units import Units
    from policytext.tokens import Tokens

__all__ = [
    "HEADING_WEIGHT", "Scorer", "Weights", "check_weight", "earned", "list_names", "list_terms",
    "place_table", "scores_stamp", "span_row", "theme_numbers",
]  # fmt: skip

#: How much a unit's heading counts beside its body.
HEADING_WEIGHT = 3.0
#: Characters added to a unit's length, so that one hit in a short line is not a high score.
SMOOTHING = 200
#: Hits per 1,000 characters at which a term has earned half of the most that it can.
SATURATION = 2.0


class Weights(NamedTuple):
    """What each term adds to the score of a unit for a theme: a row a unit, theme and term."""

    unit: NDArray[np.int64]
    #: Index into `codebook.names`.
    theme: NDArray[np.int64]
    #: Index into `Hits.terms`.
    term: NDArray[np.int64]
    hits: NDArray[np.int64]
    score: NDArray[np.float64]
    #: For each hit of the scorer, its row here, -1 for one in no unit; what it adds; and whether
    #: it stands in the unit's heading.
    row: NDArray[np.int64]
    share: NDArray[np.float64]
    headed: NDArray[np.bool_]

    def rows_of(self) -> dict[tuple[int, int], range]:
        """Tell which rows are those of a unit and theme, which stand together."""
        pairs = np.column_stack([self.unit, self.theme])
        new = np.flatnonzero((pairs[1:] != pairs[:-1]).any(axis=1)) + 1
        bounds = [0, *new.tolist(), len(pairs)] if len(pairs) else [0]
        keys = pairs[bounds[:-1]].tolist()
        return {
            (unit, theme): range(start, end)
            for (unit, theme), (start, end) in zip(keys, pairwise(bounds), strict=True)
        }

    def table(self, n_units: int, n_themes: int) -> NDArray[np.float64]:
        """Add up to scores: an array of units by themes."""
        cells = self.unit * n_themes + self.theme
        table = np.bincount(cells, self.score, n_units * n_themes)
        return table.reshape(n_units, n_themes).astype(np.float64)


class Scorer:
    """The hits of a codebook in a corpus, ready to be weighed in any units.

    Parameters
    ----------
    corpus : Corpus, Tokens or Parted
        A corpus is segmented with jieba. Of one on disk there is nothing but tables.
    codebook : str, path or Codebook
    heading_weight : float
        How much a unit's heading counts beside its body.

    Raises
    ------
    InputError
        If the corpus has no documents or `heading_weight` is below 0.
    ReadError
        If the codebook cannot be read.
    """

    def __init__(
        self,
        corpus: Corpus | Tokens | Parted,
        codebook: str | PathLike[str] | Codebook,
        *,
        heading_weight: float = HEADING_WEIGHT,
    ) -> None:
        check_weight(heading_weight)
        self.codebook = Codebook.load(codebook)
        self.heading_weight = heading_weight
        self.corpus = corpus if hasattr(corpus, "compute") else check_corpus(corpus)

    @cached_property
    def tokens(self) -> Tokens:
        """The tokens; cut when first asked for, so that options can be checked before."""
        corpus: Corpus | Tokens | Parted = self.corpus
        if hasattr(corpus, "compute"):
            raise InputError(
                "Single hits need the tokens in memory, got a corpus on disk. Make a table of it, "
                "or read the documents with `read`."
            )
        part = check_corpus(corpus)
        return segment(part, "jieba") if isinstance(part, Corpus) else part

    @cached_property
    def text(self) -> Text:
        """The documents as one row of characters."""
        return Text(self.tokens)

    @cached_property
    def hits(self) -> Hits:
        """The hits of all themes."""
        return find_hits(self.text, self.codebook)

    @cached_property
    def documents(self) -> list[Document]:
        """The documents, in order."""
        return list(self.tokens.corpus)

    def theme_numbers(self, themes: str | Iterable[str]) -> NDArray[np.intp]:
        """Return the indices of themes: "top", "all", a name, or several."""
        return theme_numbers(self.codebook, themes)

    def weigh_units(self, units: Units, *, theme: int | None = None) -> Weights:
        """Weigh the hits in units of text; those of one theme, or of all.

        A term of weight w adds w r / (1 + r / 2) for its rate r in the body of a unit, and
        `heading_weight` times that for its rate in the unit's heading, where r = 1000 c / (n + 200)
        for c hits in n characters.
        """
        unit = units.find(self.text, self.hits.start)
        if theme is not None:
            unit[self.hits.theme != theme] = -1
        headed = units.is_heading(self.text, unit, self.hits.start)
        return self._weigh(unit, headed, units.chars, units.heading_chars)

    def _weigh(
        self,
        unit: NDArray[np.int64],
        headed: NDArray[np.bool_],
        chars: NDArray[np.int64],
        heading_chars: NDArray[np.int64],
    ) -> Weights:
        """Weigh hits that have a unit, are in its heading or not, by the lengths of both."""
        inside = np.flatnonzero(unit >= 0)
        n_terms, n_themes = len(self.hits.terms), len(self.codebook.names)
        at = unit[inside] * n_themes + self.hits.theme[inside]
        found, which = np.unique(at * n_terms + self.hits.term[inside], return_inverse=True)
        at, term = np.divmod(found, n_terms)
        unit_of, theme = np.divmod(at, n_themes)
        weights = np.array([each.weight for each in self.hits.terms])[term]
        in_head = headed[inside]
        share = np.zeros(len(unit))
        score = np.zeros(len(found))
        for part, sizes, times in (
            (~in_head, chars, 1.0),
            (in_head, heading_chars, self.heading_weight),
        ):
            count = np.bincount(which[part], minlength=len(found))
            added = earned(times * weights, count, sizes[unit_of])
            score += added
            share[inside[part]] = (added / np.maximum(count, 1))[which[part]]
        row = np.full(len(unit), -1)
        row[inside] = which
        hits = np.bincount(which, minlength=len(found))
        return Weights(unit_of, theme, term, hits, score, row, share, headed)

    def terms_in(self, weights: Weights, rows: Iterable[int], top: int | None = None) -> str:
        """Write the terms of some rows with their hits."""
        terms = self.hits.terms
        return list_terms(
            ((terms[weights.term[row]].label, int(weights.hits[row])) for row in rows), top
        )

    def stamp(self, **parts: object) -> Stamp:
        """Make the stamp of a table of scores."""
        made = make_stamp(self.tokens.corpus, "token", "longest", self.tokens)
        return made | scores_stamp(self.codebook, self.heading_weight, parts)


def check_weight(heading_weight: float) -> None:
    """Refuse a weight of headings that is none."""
    is_number = isinstance(heading_weight, Real) and isfinite(heading_weight)
    if not is_number or heading_weight < 0:
        raise InputError(f"`heading_weight` must be 0 or more, got {heading_weight!r}.")


def theme_numbers(codebook: Codebook, themes: str | Iterable[str]) -> NDArray[np.intp]:
    """Return the indices of themes: "top", "all", a name, or several."""
    names = codebook.names
    if themes == "top":
        chosen = list(codebook.themes)
    elif themes == "all":
        chosen = names
    else:
        chosen = [codebook[name].name for name in list_names("themes", themes)]
    if not chosen:
        raise InputError("`themes` must name at least one theme, got none.")
    return np.array([names.index(name) for name in dict.fromkeys(chosen)], dtype=np.intp)


def earned(
    weights: NDArray[np.float64], hits: NDArray[np.int64], chars: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return what terms add to the scores of texts, by their hits and the lengths of the texts."""
    rate = 1000 * hits / (chars + SMOOTHING)
    added: NDArray[np.float64] = weights * rate / (1 + rate / SATURATION)
    return added


def scores_stamp(codebook: Codebook, heading_weight: float, parts: Stamp) -> Stamp:
    """Say in a stamp how scores were made."""
    return {
        "match": "string, not across words",
        "base": "characters, white space not counted",
        "codebook": str(codebook),
        "heading_weight": heading_weight,
        **parts,
    }


def list_names(argument: str, given: str | Iterable[str]) -> list[str]:
    """List what an argument names, one or several; refuse what is no string."""
    single = isinstance(given, str) or not isinstance(given, Iterable)
    names: list[Any] = [given] if single else list(given)
    odd = [name for name in names if not isinstance(name, str)]
    if odd:
        raise InputError(f"`{argument}` must be a string or several, got {odd[0]!r}.")
    return names


def list_terms(found: Iterable[tuple[str, int]], top: int | None = None) -> str:
    """Write terms with their numbers, the most frequent first: "作风 2, 形式主义 1"."""
    counts: Counter[str] = Counter()
    for term, number in found:
        counts[term] += number
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{term} {number}" for term, number in ordered[:top])


def place_table(rows: list[dict[str, Any]], columns: list[str], made: Stamp) -> pd.DataFrame:
    """Make a table of rows that have the place of a text, whose page may be missing."""
    import pandas as pd

    table = pd.DataFrame(rows, columns=columns).astype({"page": "Int64"})
    table.attrs["stamp"] = made
    return table


def span_row(document: Document, start: int, end: int) -> dict[str, Any]:
    """Write a span of a document as the last columns of a row."""
    text = document.text[start:end].rstrip("\n")
    place = document.locate(start)
    return {
        "chars": len("".join(text.split())),
        "page": place.page,
        "line": place.line,
        "start": start,
        "end": start + len(text),
        "text": text,
    }

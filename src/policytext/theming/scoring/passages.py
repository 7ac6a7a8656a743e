"""Passages: runs of paragraphs about a theme."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from numbers import Real
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.errors import InputError
from policytext.parts import Found, Parted, Rows, Whole, analyse, as_sums
from policytext.stamp import Stamp
from policytext.statistics.options import check_numbers
from policytext.theming.codebooks.codebook import Codebook
from policytext.theming.scoring.analyses import ThemeAnalysis, best_rows
from policytext.theming.scoring.scorer import HEADING_WEIGHT, Scorer, place_table, span_row
from policytext.theming.scoring.sections import (
    check_found,
    found_forms,
    theme_codebook,
    theme_names,
)
from policytext.theming.scoring.tiling import tile_codes
from policytext.theming.scoring.units import Units, units_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.tokens import Tokens

__all__ = ["COLUMNS", "find_passages", "passages"]

COLUMNS = [
    "document", "heading_path", "score", "hits", "terms", "paragraphs", "chars", "page", "line",
    "start", "end", "text",
]  # fmt: skip
#: Two hits of different terms in a paragraph of 300 characters reach it, one hit does not.
MIN_SCORE = 1.5


def passages(
    corpus: Corpus | Tokens | Parted,
    theme: str | Iterable[str],
    *,
    codebook: str | PathLike[str] | Codebook = "policy",
    min_score: float = MIN_SCORE,
    gap: int = 1,
    top: int | None = None,
) -> pd.DataFrame:
    r"""Find the passages about a theme: runs of paragraphs, also in texts without headings.

    Parameters
    ----------
    corpus : Corpus, Tokens or Scan
    theme : str or iterable of str
        A theme or sub-theme of the codebook, a term, or several of these, taken together.
    codebook : str, path or Codebook, default "policy"
    min_score : float, default 1.5
        Score from which a paragraph is about the theme.
    gap : int, default 1
        How many paragraphs that are not may stand between two that are.
    top : int, optional
        Return only the best.

    Returns
    -------
    DataFrame
        One row per passage, best first, ties in the order of the text: `document`,
        `heading_path` (str, the headings above its first paragraph); `score` (float, of the
        passage as a whole, see `sections`); `hits` (int); `terms` (str, with their numbers);
        `paragraphs`, `chars` (int, without white space); `page` (Int64), `line` (int); `start`,
        `end` (int, characters of the document, end excluded); `text` (str, whole).

    Raises
    ------
    InputError
        If `theme` is neither in the codebook nor in the texts, or an option has a value that it
        may not have.
    ReadError
        If the codebook cannot be read.

    Notes
    -----
    A passage begins and ends with a paragraph about the theme and leaves neither its section nor
    its tile: a section of several paragraphs, and a document without headings, is first cut
    where its words change (TextTiling, Hearst 1997).

    Examples
    --------
    >>> import policytext as pt
    >>> text = "今年很好。\n改进作风，反对形式主义。\n纠正官僚主义和不正之风。\n明年更好。"
    >>> table = pt.passages(pt.Corpus.from_texts({"甲": text}), "作风建设")
    >>> table[["line", "paragraphs", "terms"]].values.tolist()
    [[2, 2, '不正之风 1, 官僚主义 1, 形式主义 1, 改进作风 1']]
    """
    rows, made = find_passages(
        corpus,
        theme,
        codebook=codebook,
        min_score=min_score,
        gap=gap,
        top=top,
    )
    return place_table(rows, COLUMNS, made)


def find_passages(
    corpus: Corpus | Tokens | Parted,
    theme: str | Iterable[str],
    *,
    codebook: str | PathLike[str] | Codebook = "policy",
    min_score: float = MIN_SCORE,
    gap: int = 1,
    top: int | None = None,
) -> tuple[list[dict[str, Any]], Stamp]:
    """Find passages as `passages` does; return plain rows and the stamp."""
    check_numbers(top=top)
    check_numbers(least=0, gap=gap)
    is_number = isinstance(min_score, Real) and isfinite(min_score)
    if not is_number or min_score <= 0:
        raise InputError(f"`min_score` must be above 0, got {min_score!r}.")
    names, book = theme_names(theme), Codebook.load(codebook)
    analysis = _Passages(theme_codebook(names, book), HEADING_WEIGHT, min_score, gap, top)
    rows, made, forms = analyse(corpus, analysis)
    check_found(forms, names, book)
    # Themes are looked up in the whole codebook, not in the part that is used.
    asked = {"theme": " ".join(names), "codebook": str(book)}
    return rows, made | asked | {"min_score": min_score, "gap": gap}


@dataclass(frozen=True)
class _Passages(ThemeAnalysis[tuple[list[dict[str, Any]], Stamp, list[str]]]):
    """The analysis of `passages`: those of each text, and which terms were found anywhere."""

    min_score: float
    gap: int
    top: int | None

    def weigh(self, scorer: Scorer) -> Found:
        """Join the paragraphs of some documents, and score them together."""
        paragraphs = units_of(scorer.text, "paragraph")
        section = units_of(scorer.text, "section").find(
            scorer.text, scorer.text.bases[paragraphs.document] + paragraphs.start
        )
        weights = scorer.weigh_units(paragraphs)
        scores = weights.table(len(paragraphs), len(scorer.codebook.names))[:, 0]
        tiles = tile_codes(scorer.text, paragraphs, section)
        runs = _runs(np.flatnonzero(scores >= self.min_score), tiles, self.gap)
        spans = [
            (int(paragraphs.document[a]), int(paragraphs.start[a]), int(paragraphs.end[b]))
            for a, b in runs
        ]
        rows = _rows(scorer, spans, [b - a + 1 for a, b in runs])
        rows.sort(key=lambda row: -row["score"])
        columns = {name: [row[name] for row in rows[: self.top]] for name in COLUMNS}
        return {
            "passages": Rows(columns, self.top, [("score", "descending")]),
            "forms": found_forms(scorer),
        }

    def finish(self, found: Found, whole: Whole) -> tuple[list[dict[str, Any]], Stamp, list[str]]:
        """Return the best passages, the stamp, and the terms that were found."""
        forms = [*as_sums(found["forms"]).labels["form"]]
        return best_rows(found["passages"], COLUMNS), self.stamp(whole), forms


def _runs(about: NDArray[np.intp], tiles: NDArray[np.int64], gap: int) -> list[tuple[int, int]]:
    """Join paragraphs about the theme that stand near each other in one tile."""
    runs: list[tuple[int, int]] = []
    for number in about.tolist():
        last = runs[-1][1] if runs else -1
        if runs and number - last <= gap + 1 and tiles[number] == tiles[last]:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _rows(
    scorer: Scorer, spans: list[tuple[int, int, int]], sizes: list[int]
) -> list[dict[str, Any]]:
    """Write passages as rows, each scored as a whole."""
    units = Units.of(scorer.text, ((*span, span[1], span[1]) for span in spans))
    weights = scorer.weigh_units(units, theme=0)
    rows_of = weights.rows_of()
    rows = []
    for number, ((at, start, end), size) in enumerate(zip(spans, sizes, strict=True)):
        document, found = scorer.documents[at], rows_of[number, 0]
        inside = slice(found.start, found.stop)
        rows.append(
            {
                "document": document.id,
                "heading_path": document.outline.section_at(start).path,
                "score": round(float(weights.score[inside].sum()), 4),
                "hits": int(weights.hits[inside].sum()),
                "terms": scorer.terms_in(weights, found),
                "paragraphs": size,
                **span_row(document, start, end),
            }
        )
    return rows

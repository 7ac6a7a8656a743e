"""Passages: runs of paragraphs about a theme."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.errors import InputError
from policytext.statistics.options import check_numbers
from policytext.theming.codebooks.codebook import Codebook
from policytext.theming.scoring.scorer import Scorer, span_row
from policytext.theming.scoring.sections import (
    check_found,
    codebook_name,
    theme_codebook,
    theme_name,
)
from policytext.theming.scoring.tiling import tile_codes
from policytext.theming.scoring.units import Units, units_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

__all__ = ["COLUMNS", "find_passages", "passages"]

COLUMNS = [
    "document", "heading_path", "score", "hits", "terms", "paragraphs", "chars", "page", "line",
    "start", "end", "text",
]  # fmt: skip
#: Two hits of different terms in a paragraph of 300 characters reach it, one hit does not.
MIN_SCORE = 1.5


def passages(
    corpus: Corpus | Tokens,
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
    corpus : Corpus or Tokens
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
    import pandas as pd

    rows, made = find_passages(
        corpus,
        theme,
        codebook=codebook,
        min_score=min_score,
        gap=gap,
        top=top,
    )
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"page": "Int64"})
    table.attrs["stamp"] = made
    return table


def find_passages(
    corpus: Corpus | Tokens,
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
    if not (isfinite(min_score) and min_score > 0):
        raise InputError(f"`min_score` must be above 0, got {min_score!r}.")
    theme = theme if isinstance(theme, str) else list(theme)
    book = theme_codebook(theme, codebook)
    scorer = Scorer(corpus, book)
    check_found(scorer, theme, codebook)
    paragraphs = units_of(scorer.text, "paragraph")
    section = units_of(scorer.text, "section").find(
        scorer.text, scorer.text.bases[paragraphs.document] + paragraphs.start
    )
    weights = scorer.weigh_units(paragraphs)
    about = weights.table(len(paragraphs), len(book.names))[:, 0] >= min_score
    tiles = tile_codes(scorer.text, paragraphs, section)
    runs = _runs(np.flatnonzero(about), tiles, gap)
    spans = [
        (int(paragraphs.document[a]), int(paragraphs.start[a]), int(paragraphs.end[b]))
        for a, b in runs
    ]
    rows = _rows(scorer, spans, [b - a + 1 for a, b in runs])
    rows.sort(key=lambda row: -row["score"])
    asked = {"theme": theme_name(theme), "codebook": codebook_name(codebook)}
    return rows[:top], scorer.stamp(**asked, min_score=min_score, gap=gap)


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

"""The themes of each unit of text, with the hits that made each score."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.statistics.options import check_numbers
from policytext.theming.codebooks.codebook import Codebook
from policytext.theming.scoring.scorer import HEADING_WEIGHT, Scorer, span_row
from policytext.theming.scoring.units import units_of

if TYPE_CHECKING:
    import pandas as pd

    from policytext.corpus import Corpus
    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

__all__ = [
    "EVIDENCE",
    "UNIT_COLUMNS",
    "find_theme_evidence",
    "find_units",
    "theme_evidence",
    "theme_scores",
    "theme_units",
]

UNIT_COLUMNS = [
    "document", "unit", "heading_path", "theme", "parent", "rank", "score", "hits", "terms",
    "chars", "page", "line", "start", "end", "text",
]  # fmt: skip
EVIDENCE = [
    "document", "unit", "heading_path", "theme", "term", "match", "in_heading", "weight", "score",
    "page", "line", "column", "start", "end", "left", "right",
]  # fmt: skip


def theme_units(
    corpus: Corpus | Tokens,
    *,
    codebook: str | PathLike[str] | Codebook = "policy",
    unit: str = "section",
    themes: str | Iterable[str] = "top",
    heading_weight: float = HEADING_WEIGHT,
    top: int | None = None,
) -> pd.DataFrame:
    r"""Tell what each section, paragraph or sentence is about.

    Parameters
    ----------
    corpus : Corpus or Tokens
    codebook : str, path or Codebook, default "policy"
    unit : {"section", "paragraph", "sentence", "document"}, default "section"
        A section is what stands under one heading before the next heading of any level.
    themes : {"top", "all"} or iterable of str, default "top"
        The themes at the top of the codebook, with all that stands under them; all themes and
        sub-themes; or some by name.
    heading_weight : float, default 3
        How much a section's heading, or a document's title, counts beside its body; with 0 it is
        not looked at. Paragraphs and sentences have none.
    top : int, optional
        Return only each unit's best themes.

    Returns
    -------
    DataFrame
        One row per unit and theme with a hit, units in the order of the text, best themes first:
        `document` (str); `unit` (int, the number of the unit among all, from 0); `heading_path`
        (str, the headings it stands under); `theme`, `parent` (str, "" at the top); `rank` (int,
        from 1, ties in the order of the codebook); `score` (float, see `sections`); `hits` (int);
        `terms` (str, with their numbers); `chars` (int, without white space); `page` (Int64),
        `line` (int); `start`, `end` (int, characters of the document, end excluded); `text` (str).
        Units without a hit of any of the themes have no row.

    Raises
    ------
    InputError
        If an option has a value that it may not have, or a theme is not in the codebook.
    ReadError
        If the codebook cannot be read.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.Corpus.from_texts({"甲": "反对形式主义。\n种好粮食，办好学校。"})
    >>> table = pt.theme_units(corpus, unit="paragraph", themes="all")
    >>> table[["unit", "theme", "rank"]].head(2)
       unit theme  rank
    0     0  党的建设     1
    1     0  作风建设     2
    """
    import pandas as pd

    rows, made = find_units(
        corpus, codebook=codebook, unit=unit, themes=themes, heading_weight=heading_weight, top=top
    )
    table = pd.DataFrame(rows, columns=UNIT_COLUMNS).astype({"page": "Int64"})
    table.attrs["stamp"] = made
    return table


def find_units(
    corpus: Corpus | Tokens,
    *,
    codebook: str | PathLike[str] | Codebook = "policy",
    unit: str = "section",
    themes: str | Iterable[str] = "top",
    heading_weight: float = HEADING_WEIGHT,
    top: int | None = None,
) -> tuple[list[dict[str, Any]], Stamp]:
    """Score units as `theme_units` does; return plain rows and the stamp."""
    check_numbers(top=top)
    scorer = Scorer(corpus, codebook, heading_weight=heading_weight)
    chosen = scorer.theme_numbers(themes)
    units = units_of(scorer.text, unit)
    weights = scorer.weigh_units(units)
    names, documents = scorer.codebook.names, scorer.documents
    scores = weights.table(len(units), len(names))[:, chosen]
    rows_of = weights.rows_of()
    rows = []
    for number in np.flatnonzero(scores.any(axis=1)).tolist():
        document = documents[units.document[number]]
        start, end = int(units.start[number]), int(units.end[number])
        place = {
            "heading_path": document.outline.section_at(start).path,
            **span_row(document, start, end),
        }
        order = np.argsort(-scores[number], kind="stable")[:top].tolist()
        for rank, column in enumerate(order, 1):
            if not scores[number, column]:
                break
            theme = names[chosen[column]]
            found = rows_of[number, int(chosen[column])]
            row = {
                "document": document.id,
                "unit": number,
                "theme": theme,
                "parent": scorer.codebook.parent(theme),
                "rank": rank,
                "score": round(float(scores[number, column]), 4),
                "hits": int(weights.hits[found.start : found.stop].sum()),
                "terms": scorer.terms_in(weights, found),
                **place,
            }
            rows.append({name: row[name] for name in UNIT_COLUMNS})
    return rows, scorer.stamp(unit=unit)


def theme_evidence(
    corpus: Corpus | Tokens,
    themes: str | Iterable[str] = "top",
    *,
    codebook: str | PathLike[str] | Codebook = "policy",
    unit: str = "section",
    heading_weight: float = HEADING_WEIGHT,
    context: int = 20,
) -> pd.DataFrame:
    r"""List the hits that made the scores, with what each adds.

    Parameters
    ----------
    corpus : Corpus or Tokens
    themes : {"top", "all"}, str or iterable of str, default "top"
    codebook : str, path or Codebook, default "policy"
    unit, heading_weight
        As in `theme_units`, whose scores these hits add up to.
    context : int, default 20
        Characters quoted on either side, no further than the paragraph.

    Returns
    -------
    DataFrame
        One row per hit and theme, in the order of the text: `document` (str); `unit` (int, as in
        `theme_units`); `heading_path`, `theme` (str); `term` (str, as the codebook has it, with
        its rules); `match` (str, the characters found); `in_heading` (bool); `weight` (float, the
        term's); `score` (float: what the hit adds to the unit's score for the theme); `page`
        (Int64), `line`, `column` (int, in the file, from 1); `start`, `end` (int, characters of
        the document, end excluded); `left`, `right` (str).

    Raises
    ------
    InputError
        If an option has a value that it may not have, or a theme is not in the codebook.
    ReadError
        If the codebook cannot be read.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.Corpus.from_texts({"甲": "改进作风，反对形式主义。"})
    >>> table = pt.theme_evidence(corpus, "作风建设", unit="sentence")
    >>> table[["match", "column", "left"]]
      match  column     left
    0  改进作风       1
    1  形式主义       8  改进作风，反对
    """
    import pandas as pd

    rows, made = find_theme_evidence(
        corpus,
        themes,
        codebook=codebook,
        unit=unit,
        heading_weight=heading_weight,
        context=context,
    )
    table = pd.DataFrame(rows, columns=EVIDENCE).astype({"page": "Int64"})
    table.attrs["stamp"] = made
    return table


def find_theme_evidence(
    corpus: Corpus | Tokens,
    themes: str | Iterable[str] = "top",
    *,
    codebook: str | PathLike[str] | Codebook = "policy",
    unit: str = "section",
    heading_weight: float = HEADING_WEIGHT,
    context: int = 20,
) -> tuple[list[dict[str, Any]], Stamp]:
    """List hits as `theme_evidence` does; return plain rows and the stamp."""
    check_numbers(least=0, context=context)
    scorer = Scorer(corpus, codebook, heading_weight=heading_weight)
    chosen = scorer.theme_numbers(themes)
    units = units_of(scorer.text, unit)
    weights = scorer.weigh_units(units)
    hits = scorer.hits
    at = units.find(scorer.text, hits.start)
    headed = units.is_heading(scorer.text, at, hits.start)
    wanted = np.flatnonzero((weights.row >= 0) & np.isin(hits.theme, chosen))
    wanted = wanted[np.lexsort((hits.theme[wanted], hits.start[wanted]))]
    number = scorer.text.documents(hits.start[wanted])
    names, documents = scorer.codebook.names, scorer.documents
    rows = []
    for hit, at in zip(wanted.tolist(), number.tolist(), strict=True):
        document, base = documents[at], int(scorer.text.bases[at])
        start, end = int(hits.start[hit]) - base, int(hits.end[hit]) - base
        text, place = document.text, document.locate(start)
        near = max(start - context, 0)
        begin = max(text.rfind("\n", near, start) + 1, near)
        stop = text.find("\n", end, end + context)
        stop = min(len(text), end + context) if stop < 0 else stop
        rows.append(
            {
                "document": document.id,
                "unit": int(weights.unit[weights.row[hit]]),
                "heading_path": document.outline.section_at(start).path,
                "theme": names[hits.theme[hit]],
                "term": str(hits.terms[hits.term[hit]]),
                "match": text[start:end],
                "in_heading": bool(headed[hit]),
                "weight": hits.terms[hits.term[hit]].weight,
                "score": float(weights.share[hit]),
                **place._asdict(),
                "start": start,
                "end": end,
                "left": text[begin:start],
                "right": text[end:stop],
            }
        )
    return rows, scorer.stamp(unit=unit)


def theme_scores(
    corpus: Corpus | Tokens,
    *,
    codebook: str | PathLike[str] | Codebook = "policy",
    themes: str | Iterable[str] = "all",
    heading_weight: float = HEADING_WEIGHT,
) -> pd.DataFrame:
    """Score each document for each theme, as a matrix.

    Parameters
    ----------
    corpus : Corpus or Tokens
        For units smaller than documents, a corpus of these: `corpus.sections()`.
    codebook : str, path or Codebook, default "policy"
    themes : {"all", "top"} or iterable of str, default "all"
    heading_weight : float, default 3
        As in `theme_units`.

    Returns
    -------
    DataFrame
        A row per document, named by its id, and a column per theme (float, 0 without a hit): what
        `train_themes` and `cross_validate_themes` take as `scores`.

    Raises
    ------
    InputError
        If a theme is not in the codebook.
    ReadError
        If the codebook cannot be read.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.Corpus.from_texts({"甲": "反对形式主义。", "乙": "种好粮食。"})
    >>> (pt.theme_scores(corpus, themes=["作风建设", "三农与乡村振兴"]) > 0).values.tolist()
    [[True, False], [False, True]]
    """
    import pandas as pd

    scorer = Scorer(corpus, codebook, heading_weight=heading_weight)
    chosen = scorer.theme_numbers(themes)
    units = units_of(scorer.text, "document")
    names = scorer.codebook.names
    scores = np.zeros((len(scorer.documents), len(names)))
    scores[units.document] = scorer.weigh_units(units).table(len(units), len(names))
    index = pd.Index([document.id for document in scorer.documents], name="document")
    table = pd.DataFrame(scores[:, chosen], index, [names[number] for number in chosen])
    table.attrs["stamp"] = scorer.stamp(unit="document")
    return table

"""The themes of each unit of text, with the hits that made each score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.parts import Found, Parted, Rows, Whole, as_rows
from policytext.stamp import Stamp
from policytext.statistics.options import check_choice, check_numbers
from policytext.theming.codebooks.codebook import Codebook
from policytext.theming.scoring.analyses import (
    Columns,
    ThemeAnalysis,
    mappings,
    number_among_all,
    number_within,
)
from policytext.theming.scoring.scorer import HEADING_WEIGHT, Scorer, place_table, span_row
from policytext.theming.scoring.units import UNITS, units_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
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
    corpus: Corpus | Tokens | Parted,
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
    corpus : Corpus, Tokens or Scan
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
        Units without a hit of any of the themes have no row. The table is in memory, also that of
        a corpus on disk.

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
    scorer = Scorer(corpus, codebook, heading_weight=heading_weight)
    return _table(*_unit_columns(scorer, unit, themes, top))


def find_units(
    scorer: Scorer,
    *,
    unit: str = "section",
    themes: str | Iterable[str] = "top",
    top: int | None = None,
) -> tuple[list[dict[str, Any]], Stamp]:
    """Score units as `theme_units` does; return plain rows and the stamp."""
    columns, made = _unit_columns(scorer, unit, themes, top)
    return mappings(columns), made


def _unit_columns(
    scorer: Scorer, unit: str, themes: str | Iterable[str], top: int | None
) -> Columns:
    """Score units as `theme_units` does; return plain columns and the stamp."""
    check_numbers(top=top)
    asked = (tuple(scorer.theme_numbers(themes).tolist()), _check_unit(unit), top)
    return _Units(scorer.codebook, scorer.heading_weight, *asked).of(scorer)


@dataclass(frozen=True)
class _Units(ThemeAnalysis[Columns]):
    """The analysis of `theme_units`: rows whose units are numbered in their documents."""

    themes: tuple[int, ...]
    unit: str
    top: int | None

    def weigh(self, scorer: Scorer) -> Found:
        """Score the units of some documents."""
        units = units_of(scorer.text, self.unit)
        weights = scorer.weigh_units(units)
        names, documents = scorer.codebook.names, scorer.documents
        scores = weights.table(len(units), len(names))[:, self.themes]
        rows_of = weights.rows_of()
        firsts = np.searchsorted(units.document, np.arange(len(documents) + 1))
        rows = []
        for number in np.flatnonzero(scores.any(axis=1)).tolist():
            at = int(units.document[number])
            document = documents[at]
            start, end = int(units.start[number]), int(units.end[number])
            path = document.outline.section_at(start).path
            place = span_row(document, start, end).values()
            order = np.argsort(-scores[number], kind="stable")[: self.top].tolist()
            for rank, column in enumerate(order, 1):
                if not scores[number, column]:
                    break
                theme = names[self.themes[column]]
                found = rows_of[number, self.themes[column]]
                rows.append(
                    (
                        document.id,
                        number - int(firsts[at]),
                        path,
                        theme,
                        scorer.codebook.parent(theme),
                        rank,
                        round(float(scores[number, column]), 4),
                        int(weights.hits[found.start : found.stop].sum()),
                        scorer.terms_in(weights, found),
                        *place,
                    )
                )
        return number_within(scorer, rows, UNIT_COLUMNS, firsts)

    def finish(self, found: Found, whole: Whole) -> Columns:
        """Number the units among all."""
        return number_among_all(found), self.stamp(whole, unit=self.unit)


def _check_unit(unit: str) -> str:
    """Refuse a unit that there is not."""
    check_choice("unit", unit, UNITS)
    return unit


def _table(columns: dict[str, list[Any]], made: Stamp) -> pd.DataFrame:
    """Make the table of columns that have the place of a text."""
    if not columns["document"]:
        # Columns without a row would be taken for fractions.
        return place_table([], [*columns], made)
    import pandas as pd

    table = pd.DataFrame(columns).astype({"page": "Int64"})
    table.attrs["stamp"] = made
    return table


def theme_evidence(
    corpus: Corpus | Tokens | Parted,
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
    corpus : Corpus, Tokens or Scan
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
        the document, end excluded); `left`, `right` (str). The table is in memory, also that of a
        corpus on disk.

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
    scorer = Scorer(corpus, codebook, heading_weight=heading_weight)
    return _table(*_evidence_columns(scorer, themes, unit, context))


def find_theme_evidence(
    scorer: Scorer,
    themes: str | Iterable[str] = "top",
    *,
    unit: str = "section",
    context: int = 20,
) -> tuple[list[dict[str, Any]], Stamp]:
    """List hits as `theme_evidence` does; return plain rows and the stamp."""
    columns, made = _evidence_columns(scorer, themes, unit, context)
    return mappings(columns), made


def _evidence_columns(
    scorer: Scorer, themes: str | Iterable[str], unit: str, context: int
) -> Columns:
    """List hits as `theme_evidence` does; return plain columns and the stamp."""
    check_numbers(least=0, context=context)
    asked = (tuple(scorer.theme_numbers(themes).tolist()), _check_unit(unit), context)
    return _ThemeEvidence(scorer.codebook, scorer.heading_weight, *asked).of(scorer)


@dataclass(frozen=True)
class _ThemeEvidence(ThemeAnalysis[Columns]):
    """The analysis of `theme_evidence`: rows whose units are numbered in their documents."""

    themes: tuple[int, ...]
    unit: str
    context: int

    def weigh(self, scorer: Scorer) -> Found:
        """List the hits of some documents."""
        units = units_of(scorer.text, self.unit)
        weights, hits = scorer.weigh_units(units), scorer.hits
        wanted = np.flatnonzero((weights.row >= 0) & np.isin(hits.theme, self.themes))
        wanted = wanted[np.lexsort((hits.theme[wanted], hits.start[wanted]))]
        number = scorer.text.documents(hits.start[wanted])
        names, documents = scorer.codebook.names, scorer.documents
        firsts = np.searchsorted(units.document, np.arange(len(documents) + 1))
        rows = []
        for hit, at in zip(wanted.tolist(), number.tolist(), strict=True):
            document, base = documents[at], int(scorer.text.bases[at])
            start, end = int(hits.start[hit]) - base, int(hits.end[hit]) - base
            text, place = document.text, document.locate(start)
            near = max(start - self.context, 0)
            begin = max(text.rfind("\n", near, start) + 1, near)
            stop = text.find("\n", end, end + self.context)
            stop = min(len(text), end + self.context) if stop < 0 else stop
            rows.append(
                (
                    document.id,
                    int(weights.unit[weights.row[hit]] - firsts[at]),
                    document.outline.section_at(start).path,
                    names[hits.theme[hit]],
                    str(hits.terms[hits.term[hit]]),
                    text[start:end],
                    bool(weights.headed[hit]),
                    hits.terms[hits.term[hit]].weight,
                    float(weights.share[hit]),
                    place.page,
                    place.line,
                    place.column,
                    start,
                    end,
                    text[begin:start],
                    text[end:stop],
                )
            )
        return number_within(scorer, rows, EVIDENCE, firsts)

    def finish(self, found: Found, whole: Whole) -> Columns:
        """Number the units among all."""
        return number_among_all(found), self.stamp(whole, unit=self.unit)


def theme_scores(
    corpus: Corpus | Tokens | Parted,
    *,
    codebook: str | PathLike[str] | Codebook = "policy",
    themes: str | Iterable[str] = "all",
    heading_weight: float = HEADING_WEIGHT,
) -> pd.DataFrame:
    """Score each document for each theme, as a matrix.

    Parameters
    ----------
    corpus : Corpus, Tokens or Scan
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
    chosen = tuple(scorer.theme_numbers(themes).tolist())
    scores, ids, made = _Scores(scorer.codebook, heading_weight, chosen).of(scorer)
    index = pd.Index(ids, name="document")
    table = pd.DataFrame(scores, index, [scorer.codebook.names[number] for number in chosen])
    table.attrs["stamp"] = made
    return table


@dataclass(frozen=True)
class _Scores(ThemeAnalysis["tuple[NDArray[np.float64], Sequence[str], Stamp]"]):
    """The analysis of `theme_scores`: a row a document, a column a theme."""

    themes: tuple[int, ...]

    def weigh(self, scorer: Scorer) -> Found:
        """Score some documents."""
        units = units_of(scorer.text, "document")
        n_themes = len(scorer.codebook.names)
        scores = np.zeros((len(scorer.documents), n_themes))
        scores[units.document] = scorer.weigh_units(units).table(len(units), n_themes)
        columns: dict[str, Sequence[Any]] = {
            "document": [document.id for document in scorer.documents]
        }
        columns |= {str(theme): scores[:, theme].tolist() for theme in self.themes}
        return {"scores": Rows(columns)}

    def finish(
        self, found: Found, whole: Whole
    ) -> tuple[NDArray[np.float64], Sequence[str], Stamp]:
        """Make the matrix."""
        columns = as_rows(found["scores"]).columns
        scores = np.array([columns[str(theme)] for theme in self.themes], dtype=np.float64).T
        return scores, columns["document"], self.stamp(whole, unit="document")

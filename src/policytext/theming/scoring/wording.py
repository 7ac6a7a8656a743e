"""Graded wording: how strongly the sentences about a theme oblige."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.errors import InputError
from policytext.parts import Found, Parted, Sums, Whole, as_sums
from policytext.statistics.groups import By, group_name, group_tokens, make_table, name_groups
from policytext.theming.codebooks.codebook import Codebook, Theme
from policytext.theming.scoring.analyses import Columns, ThemeAnalysis, readable_by
from policytext.theming.scoring.scorer import Scorer, theme_numbers
from policytext.theming.scoring.units import units_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.theming.scoring.units import Units
    from policytext.tokens import Tokens

__all__ = ["wording", "wording_columns"]

DTYPES = {
    "theme": "object", "wording": "object", "grade": "float64", "sentences": "int64",
    "share": "float64", "mean_grade": "float64", "of": "int64",
}  # fmt: skip


def wording(
    corpus: Corpus | Tokens | Parted,
    *,
    by: By = None,
    themes: str | Iterable[str] | None = None,
    codebook: str | PathLike[str] | Codebook = "policy",
    grades: str | PathLike[str] | Codebook = "obligation",
) -> pd.DataFrame:
    """Tell how strongly a text obliges: sentences by the strongest graded wording in them.

    Parameters
    ----------
    corpus : Corpus, Tokens or Scan
    by : str, iterable or mapping, optional
        Groups: a column of `corpus.docs` such as "year", "document", "section", or labels.
    themes : {"top", "all"} or iterable of str, optional
        Look at the sentences about each of these themes; at all sentences by default.
    codebook : str, path or Codebook, default "policy"
        Where the themes are looked up.
    grades : str, path or Codebook, default "obligation"
        A codebook whose themes have a `grade`: 必须 and 不得 5, 应当 4, 要 3, 鼓励 2, 可以 1.

    Returns
    -------
    DataFrame
        One row per group, theme and grade, strongest first, and one with wording "" for the
        sentences that have none: the column named by `by`, or `group`; `theme` (str, "" for all
        sentences); `wording` (str, the grade's name); `grade` (float, NaN for none); `sentences`
        (int); `share` (float, of the sentences in `of`); `mean_grade` (float: of the theme's
        sentences in the group that have graded wording; NaN where none has); `of` (int, sentences
        about the theme in the group). A sentence counts once, for its
        strongest wording; of two of the same grade, for the one that the codebook lists first.

    Raises
    ------
    InputError
        If a theme is not in the codebook, or no theme of `grades` has a grade.
    ReadError
        If a codebook cannot be read.

    Notes
    -----
    Grades are ordinal: a mean tells a direction, not an amount.

    Examples
    --------
    >>> import policytext as pt
    >>> text = "必须改进作风。应当节约用水。今天天晴。"
    >>> table = pt.wording(pt.Corpus.from_texts({"甲": text}))
    >>> table[table.sentences > 0][["grade", "sentences"]].values.tolist()
    [[5.0, 1.0], [4.0, 1.0], [nan, 1.0]]
    """
    columns, made = wording_columns(corpus, by=by, themes=themes, codebook=codebook, grades=grades)
    return make_table(columns, DTYPES, made)


def wording_columns(
    corpus: Corpus | Tokens | Parted,
    *,
    by: By = None,
    themes: str | Iterable[str] | None = None,
    codebook: str | PathLike[str] | Codebook = "policy",
    grades: str | PathLike[str] | Codebook = "obligation",
) -> Columns:
    """Measure wording as `wording` does; return plain columns and the stamp."""
    scale = Scorer(corpus, grades)
    graded = [theme for theme in scale.codebook.walk() if theme.grade is not None]
    if not graded:
        raise InputError(
            f"`grades` must be a codebook whose themes have a grade, got {scale.codebook.name!r}."
        )
    labels = readable_by(scale, by)
    if themes is None:
        return _Wording(scale.codebook, scale.heading_weight, labels, None, ()).of(scale)
    book = Codebook.load(codebook)
    chosen = tuple(theme_numbers(book, themes).tolist())
    return _Wording(scale.codebook, scale.heading_weight, labels, book, chosen).of(scale)


@dataclass(frozen=True)
class _Wording(ThemeAnalysis[Columns]):
    """The analysis of `wording`: sentences of groups and themes by their strongest wording."""

    by: By
    #: Where themes are looked up, and the indices of those whose sentences are looked at.
    book: Codebook | None
    themes: tuple[int, ...]

    @property
    def graded(self) -> list[Theme]:
        """The themes that have a grade, the strongest first."""
        graded = [theme for theme in self.codebook.walk() if theme.grade is not None]
        return sorted(graded, key=lambda theme: -(theme.grade or 0))

    def weigh(self, scorer: Scorer) -> Found:
        """Count the sentences of some documents."""
        groups = group_tokens(scorer.tokens, self.by, whole=False)
        sentences = units_of(scorer.text, "sentence")
        group = sentences.group(scorer.text, groups.codes)
        strongest = _strongest(scorer, sentences, [theme.name for theme in self.graded])
        if self.book is None:
            about = [np.ones(len(sentences), dtype=bool)]
        else:
            about = _about(Scorer(scorer.tokens, self.book), sentences, self.themes)
        shape = (len(groups), len(about), len(self.graded) + 1)
        counts = np.zeros(shape, dtype=np.int64)
        for number, chosen in enumerate(about):
            inside = chosen & (group >= 0)
            np.add.at(counts[:, number], (group[inside], strongest[inside]), 1)
        keys = dict(
            zip(("group", "theme", "wording"), np.indices(shape).reshape(3, -1), strict=True)
        )
        labels = {"group": groups.keys, "theme": range(shape[1]), "wording": range(shape[2])}
        return {"cells": Sums(labels, keys, {"sentences": counts.ravel()})}

    def finish(self, found: Found, whole: Whole) -> Columns:
        """Make the columns."""
        cells = as_sums(found["cells"])
        labels, place = name_groups(self.by, cells.labels["group"], lambda: whole.columns)
        names = [""] if self.book is None else [self.book.names[theme] for theme in self.themes]
        counts = np.zeros((len(labels), len(names), len(self.graded) + 1), dtype=np.int64)
        theme, grade = (
            np.array(cells.labels[key])[cells.codes[key]] for key in ("theme", "wording")
        )
        counts[place[cells.codes["group"]], theme, grade] = cells.values["sentences"]
        name = group_name(self.by, DTYPES)
        columns: dict[str, list[Any]] = {key: [] for key in [name, *DTYPES][self.by is None :]}
        for number, label in enumerate(labels):
            for about, sentences in zip(names, counts[number].tolist(), strict=True):
                for row in _rows(self.graded, sentences):
                    row |= {name: label, "theme": about}
                    for key, column in columns.items():
                        column.append(row[key])
        asked: dict[str, object] = {"codebook": None, "grades": str(self.codebook)}
        if self.book is not None:
            asked |= {"codebook": str(self.book), "themes": names}
        made = self.stamp(whole, **asked)
        return columns, {key: value for key, value in made.items() if value is not None}


def _rows(graded: list[Theme], sentences: list[int]) -> list[dict[str, Any]]:
    """Make the rows of a group and theme, of its sentences by grade."""
    total, strong = sum(sentences), sum(sentences[:-1])
    points = sum(
        (theme.grade or 0) * count for theme, count in zip(graded, sentences, strict=False)
    )
    wordings = [*((theme.name, theme.grade) for theme in graded), ("", np.nan)]
    return [
        {
            "wording": wording,
            "grade": grade,
            "sentences": count,
            "share": count / total if total else np.nan,
            "mean_grade": points / strong if strong else np.nan,
            "of": total,
        }
        for (wording, grade), count in zip(wordings, sentences, strict=True)
    ]


def _strongest(scale: Scorer, sentences: Units, names: list[str]) -> NDArray[np.int64]:
    """Tell which grade is the strongest in each sentence; the number of grades for none."""
    place = np.full(len(scale.codebook.names), len(names))
    for number, name in enumerate(names):
        place[scale.codebook.names.index(name)] = number
    unit = sentences.find(scale.text, scale.hits.start)
    strongest = np.full(len(sentences), len(names))
    inside = unit >= 0
    np.minimum.at(strongest, unit[inside], place[scale.hits.theme[inside]])
    return strongest


def _about(scorer: Scorer, sentences: Units, themes: Iterable[int]) -> list[NDArray[np.bool_]]:
    """Tell for each theme which sentences are about it: those with a hit."""
    unit = sentences.find(scorer.text, scorer.hits.start)
    about = []
    for number in themes:
        chosen = np.zeros(len(sentences), dtype=bool)
        chosen[unit[(scorer.hits.theme == number) & (unit >= 0)]] = True
        about.append(chosen)
    return about

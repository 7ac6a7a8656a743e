"""Graded wording: how strongly the sentences about a theme oblige."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.errors import InputError
from policytext.statistics.groups import group_name, group_tokens, make_table
from policytext.theming.codebooks.codebook import Codebook
from policytext.theming.scoring.scorer import Scorer
from policytext.theming.scoring.sections import codebook_name
from policytext.theming.scoring.units import units_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.stamp import Stamp
    from policytext.statistics.groups import By
    from policytext.theming.scoring.units import Units
    from policytext.tokens import Tokens

__all__ = ["wording", "wording_columns"]

DTYPES = {
    "theme": "object", "wording": "object", "grade": "float64", "sentences": "int64",
    "share": "float64", "mean_grade": "float64", "of": "int64",
}  # fmt: skip


def wording(
    corpus: Corpus | Tokens,
    *,
    by: By = None,
    themes: str | Iterable[str] | None = None,
    codebook: str | PathLike[str] | Codebook = "policy",
    grades: str | PathLike[str] | Codebook = "obligation",
) -> pd.DataFrame:
    """Tell how strongly a text obliges: sentences by the strongest graded wording in them.

    Parameters
    ----------
    corpus : Corpus or Tokens
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
    corpus: Corpus | Tokens,
    *,
    by: By = None,
    themes: str | Iterable[str] | None = None,
    codebook: str | PathLike[str] | Codebook = "policy",
    grades: str | PathLike[str] | Codebook = "obligation",
) -> tuple[dict[str, list[Any]], Stamp]:
    """Measure wording as `wording` does; return plain columns and the stamp."""
    scale = Scorer(corpus, grades)
    graded = [theme for theme in scale.codebook.walk() if theme.grade is not None]
    if not graded:
        raise InputError(
            f"`grades` must be a codebook whose themes have a grade, got {scale.codebook.name!r}."
        )
    graded.sort(key=lambda theme: -(theme.grade or 0))
    sentences = units_of(scale.text, "sentence")
    groups = group_tokens(scale.tokens, by)
    begins = scale.text.bases[sentences.document] + sentences.start
    group = groups.codes[scale.text.token(begins)]
    strongest = _strongest(scale, sentences, [theme.name for theme in graded])
    about = _about(scale, sentences, themes, codebook)
    name = group_name(by, DTYPES)
    columns: dict[str, list[Any]] = {key: [] for key in [name, *DTYPES][by is None :]}
    values = np.array([theme.grade for theme in graded])
    for number, label in enumerate(groups.labels):
        for theme, chosen in about.items():
            inside = strongest[(group == number) & chosen]
            counts = np.bincount(inside, minlength=len(graded) + 1).tolist()
            strong = inside[inside < len(graded)]
            mean = float(values[strong].mean()) if len(strong) else np.nan
            for place, count in enumerate(counts):
                wording = graded[place] if place < len(graded) else None
                row = {
                    name: label,
                    "theme": theme,
                    "wording": wording.name if wording else "",
                    "grade": wording.grade if wording else np.nan,
                    "sentences": count,
                    "share": count / len(inside) if len(inside) else np.nan,
                    "mean_grade": mean,
                    "of": len(inside),
                }
                for key, column in columns.items():
                    column.append(row[key])
    parts: dict[str, object] = {"codebook": None, "grades": str(scale.codebook)}
    if themes is not None:
        parts |= {"codebook": codebook_name(codebook), "themes": list(about)}
    made = {key: value for key, value in scale.stamp(**parts).items() if value is not None}
    return columns, made


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


def _about(
    scale: Scorer,
    sentences: Units,
    themes: str | Iterable[str] | None,
    codebook: str | PathLike[str] | Codebook,
) -> dict[str, NDArray[np.bool_]]:
    """Tell for each theme which sentences are about it: those with a hit."""
    if themes is None:
        return {"": np.ones(len(sentences), dtype=bool)}
    scorer = Scorer(scale.tokens, codebook)
    unit = sentences.find(scorer.text, scorer.hits.start)
    about = {}
    for number in scorer.theme_numbers(themes).tolist():
        chosen = np.zeros(len(sentences), dtype=bool)
        chosen[unit[(scorer.hits.theme == number) & (unit >= 0)]] = True
        about[scorer.codebook.names[number]] = chosen
    return about

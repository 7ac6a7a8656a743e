"""A codebook as one more coder: its judgements of the passages of a coding sheet."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from numbers import Real
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np

from policytext.errors import InputError, SchemaError
from policytext.theming.codebooks.codebook import Codebook
from policytext.theming.coding.sheet import find_span
from policytext.theming.scoring.scorer import Scorer
from policytext.theming.scoring.units import Units

if TYPE_CHECKING:
    import pandas as pd

    from policytext.corpus import Corpus
    from policytext.tokens import Tokens

__all__ = ["code_themes"]


def code_themes(
    sheet: pd.DataFrame,
    corpus: Corpus | Tokens,
    *,
    codebook: str | PathLike[str] | Codebook = "policy",
    themes: str | Iterable[str] = "top",
    min_score: float = 0.0,
    coder: str = "codebook",
) -> pd.DataFrame:
    r"""Judge the passages of a coding sheet by a codebook, as one more coder.

    Parameters
    ----------
    sheet : DataFrame
        From `coding_sheet` or `read_coding_sheet`: its column `unit` names the passages.
    corpus : Corpus or Tokens
        The texts that the sheet was made of.
    codebook : str, path or Codebook, default "policy"
    themes : {"top", "all"} or iterable of str, default "top"
        The themes that were coded.
    min_score : float, default 0
        A theme holds where its score is above this. Choose it on other passages than those it is
        then measured on.
    coder : str, default "codebook"

    Returns
    -------
    DataFrame
        One row per passage and theme: `unit`, `coder`, `code` (str); `value` (Int64, 1 or 0);
        `score` (float); `document` (str); `start`, `end` (int): what `agreement` and
        `evaluate_themes` take, alone or together with the judgements of people.

    Raises
    ------
    SchemaError
        If the sheet has no column `unit`.
    InputError
        If a passage is not in the texts, or a theme not in the codebook.
    ReadError
        If the codebook cannot be read.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.Corpus.from_texts({"甲": "多打粮食，农业丰收。\n今天天气很好，大家出门。"})
    >>> sheet = pt.coding_sheet(corpus, ["经济"])
    >>> pt.code_themes(sheet, corpus, themes=["经济"])[["unit", "code", "value"]]
         unit code  value
    0  甲:0-10   经济      1
    1  甲:11-23  经济      0
    """
    import pandas as pd

    if "unit" not in sheet.columns:
        raise SchemaError(
            f"The table has no column 'unit'; it has {list(sheet.columns)}. "
            "Pass what `coding_sheet` or `read_coding_sheet` gave."
        )
    if not isinstance(min_score, Real):
        raise InputError(f"`min_score` must be a number, got {min_score!r}.")
    scorer = Scorer(corpus, codebook)
    chosen = scorer.theme_numbers(themes)
    names = list(dict.fromkeys(map(str, sheet["unit"])))
    number = {document.id: place for place, document in enumerate(scorer.documents)}
    places = [_place(scorer, number, name) for name in names]
    order = sorted(range(len(names)), key=lambda place: places[place])
    for first, second in pairwise(order):
        if places[first][0] == places[second][0] and places[first][2] > places[second][1]:
            raise InputError(
                f"Passages must not overlap, got {names[first]!r} and {names[second]!r}. "
                "Judge sheets of different units one by one."
            )
    spans = ((*places[place], places[place][1], places[place][1]) for place in order)
    units = Units.of(scorer.text, spans)
    scores = np.empty((len(names), len(scorer.codebook.names)))
    scores[order] = scorer.weigh_units(units).table(len(units), len(scorer.codebook.names))
    found = [float(score) for row in scores for score in row[chosen]]
    repeated = [place for place in range(len(names)) for _ in chosen]
    table = pd.DataFrame(
        {
            "unit": [names[place] for place in repeated],
            "coder": coder,
            "code": [scorer.codebook.names[theme] for theme in chosen] * len(names),
            "value": pd.array([int(score > min_score) for score in found], dtype="Int64"),
            "score": found,
            "document": [scorer.documents[places[place][0]].id for place in repeated],
            "start": [places[place][1] for place in repeated],
            "end": [places[place][2] for place in repeated],
        }
    )
    table.attrs["stamp"] = scorer.stamp(min_score=min_score)
    return table


def _place(scorer: Scorer, number: dict[str, int], name: str) -> tuple[int, int, int]:
    """Find a passage in the texts: the number of its document, and its span."""
    found = find_span(name)
    if found is not None and found[0] in number:
        place = number[found[0]]
        if found[1] < found[2] <= len(scorer.documents[place].text):
            return place, found[1], found[2]
    raise InputError(f"The passage {name!r} must be in the texts. Pass those of the sheet.")

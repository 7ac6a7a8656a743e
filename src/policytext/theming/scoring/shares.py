"""How much of the text is about each theme, in each document, year or other group."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.statistics.groups import group_name, group_tokens, make_table
from policytext.statistics.options import check_choice
from policytext.theming.codebooks.codebook import Codebook
from policytext.theming.scoring.scorer import HEADING_WEIGHT, Scorer
from policytext.theming.scoring.units import units_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.stamp import Stamp
    from policytext.statistics.groups import By
    from policytext.theming.scoring.scorer import Weights
    from policytext.tokens import Tokens

__all__ = ["find_themes", "themes"]

DTYPES = {
    "theme": "object", "parent": "object", "share": "float64", "score": "float64",
    "hits": "int64", "units": "int64", "leads": "int64", "chars": "int64", "terms": "object",
}  # fmt: skip
_TERMS = 5


def themes(
    corpus: Corpus | Tokens,
    *,
    by: By = "document",
    codebook: str | PathLike[str] | Codebook = "policy",
    themes: str | Iterable[str] = "top",
    unit: str = "paragraph",
    heading_weight: float = HEADING_WEIGHT,
) -> pd.DataFrame:
    r"""Tell how much of the text is about each theme, by document, year or another group.

    Parameters
    ----------
    corpus : Corpus or Tokens
    by : str, iterable or mapping, default "document"
        A column of `corpus.docs` such as "year", "section", or labels, as everywhere; None for
        the corpus as a whole.
    codebook : str, path or Codebook, default "policy"
    themes : {"top", "all"} or iterable of str, default "top"
        The themes at the top of the codebook, all themes and sub-themes, or some by name.
    unit : {"paragraph", "sentence", "section"}, default "paragraph"
        In what the text is measured.
    heading_weight : float, default 3
        How much a section's heading counts beside its body, with `unit="section"`.

    Returns
    -------
    DataFrame
        One row per group and theme, groups in order, themes in the order of the codebook: the
        column named by `by`, or `group`; `theme`, `parent` (str, "" at the top); `share` (float,
        0 to 1, of the group's characters); `score` (float, of all the group's text, its headings
        not weighted, see `sections`); `hits` (int); `units` (int, units with a hit) and `leads`
        (int, those in which no theme of its level has a higher score); `chars` (int, characters of
        the group); `terms` (str, the five that are found most often). With `themes="top"` each
        group has a last row with theme "", for text without a hit of any theme, so that the shares
        of a group add up to 1.

    Raises
    ------
    InputError
        If an option has a value that it may not have, or a theme is not in the codebook.
    ReadError
        If the codebook cannot be read.

    Notes
    -----
    A unit's characters are divided among the themes at the top in proportion to their scores in
    it, and a theme's part among its sub-themes in proportion to what their terms add; what its
    own terms add is its own. So the shares of sub-themes add up to at most their theme's. A
    paragraph with one hit counts as much as one with ten: `score` tells the density.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.Corpus.from_texts({"甲": "反对形式主义。\n种好粮食，多打粮食。\n今天天晴。"})
    >>> table = pt.themes(corpus)
    >>> table[table.share > 0][["document", "theme", "share"]].round(2)
      document theme  share
    0        甲    经济   0.45
    5        甲  党的建设   0.32
    9        甲         0.23
    """
    columns, made = find_themes(
        corpus,
        by=by,
        codebook=codebook,
        themes=themes,
        unit=unit,
        heading_weight=heading_weight,
    )
    return make_table(columns, DTYPES, made)


def find_themes(
    corpus: Corpus | Tokens,
    *,
    by: By = "document",
    codebook: str | PathLike[str] | Codebook = "policy",
    themes: str | Iterable[str] = "top",
    unit: str = "paragraph",
    heading_weight: float = HEADING_WEIGHT,
) -> tuple[dict[str, list[Any]], Stamp]:
    """Measure themes as `themes` does; return plain columns and the stamp."""
    check_choice("unit", unit, ["paragraph", "sentence", "section"])
    scorer = Scorer(corpus, codebook, heading_weight=heading_weight)
    chosen = scorer.theme_numbers(themes)
    groups = group_tokens(scorer.tokens, by)
    units = units_of(scorer.text, unit)
    starts = scorer.text.bases[units.document] + units.start
    group = groups.codes[scorer.text.token(starts)].astype(np.int64)
    n_groups, n_themes = len(groups), len(scorer.codebook.names)
    grouped = group >= 0
    sizes = units.chars + units.heading_chars
    chars = np.bincount(group[grouped], sizes[grouped], n_groups)
    weights = scorer.weigh_units(units)
    shares = _shares(scorer, weights, sizes, group, n_groups)
    scores = weights.table(len(units), n_themes)
    bare = np.bincount(group[grouped & ~scores.any(axis=1)], minlength=n_groups)
    held, leads = _count_units(scorer, scores, group, n_groups)
    at = np.where(weights.row >= 0, weights.unit[weights.row], -1)
    owner = np.where(at >= 0, group[at], -1)
    whole = scorer.weigh_groups(owner, chars.astype(np.int64))
    totals, rows_of = whole.table(n_groups, n_themes), whole.rows_of()
    name = group_name(by, DTYPES)
    columns: dict[str, list[Any]] = {
        key: [] for key in [*([name] if by is not None else []), *DTYPES]
    }
    for number, label in enumerate(groups.labels):
        for theme in chosen.tolist():
            found = rows_of.get((number, theme), range(0))
            row: dict[str, Any] = {
                name: label,
                "theme": scorer.codebook.names[theme],
                "parent": scorer.codebook.parent(scorer.codebook.names[theme]),
                "share": shares[number, theme] / chars[number] if chars[number] else np.nan,
                "score": float(totals[number, theme]),
                "hits": int(whole.hits[found.start : found.stop].sum()),
                "units": int(held[number, theme]),
                "leads": int(leads[number, theme]),
                "chars": int(chars[number]),
                "terms": scorer.terms_in(whole, found, _TERMS),
            }
            _append(columns, row)
        if themes == "top":
            rest = 1 - sum(columns["share"][-len(chosen) :])
            row = {
                name: label, "theme": "", "parent": "", "share": max(rest, 0.0), "score": 0.0,
                "hits": 0, "units": int(bare[number]), "leads": 0, "chars": int(chars[number]),
                "terms": "",
            }  # fmt: skip
            _append(columns, row)
    return columns, scorer.stamp(unit=unit)


def _append(columns: dict[str, list[Any]], row: dict[str, Any]) -> None:
    """Add a row to columns."""
    for key, values in columns.items():
        values.append(row[key])


def _shares(
    scorer: Scorer,
    weights: Weights,
    chars: NDArray[np.int64],
    group: NDArray[np.int64],
    n_groups: int,
) -> NDArray[np.float64]:
    """Divide the characters of units among themes: an array of groups by themes."""
    book = scorer.codebook
    top = scorer.theme_numbers("top")
    rows = np.flatnonzero(np.isin(weights.theme, top) & (group[weights.unit] >= 0))
    totals = np.bincount(weights.unit[rows], weights.score[rows], len(chars))
    rows = rows[totals[weights.unit[rows]] > 0]
    unit = weights.unit[rows]
    part = chars[unit] * weights.score[rows] / totals[unit]
    home = scorer.hits.home[weights.term[rows]]
    n_themes = len(book.names)
    cells = np.bincount(group[unit] * n_themes + home, part, n_groups * n_themes)
    shares = cells.reshape(n_groups, n_themes).astype(np.float64)
    # A theme has what its sub-themes have; names are listed from the outermost in.
    number = {name: index for index, name in enumerate(book.names)}
    for name in reversed(book.names):
        if parent := book.parent(name):
            shares[:, number[parent]] += shares[:, number[name]]
    return shares


def _count_units(
    scorer: Scorer, scores: NDArray[np.float64], group: NDArray[np.int64], n_groups: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the units with a hit, and those in which a theme leads, by group and theme."""
    names = scorer.codebook.names
    parents = np.array([scorer.codebook.parent(name) != "" for name in names])
    leading = np.zeros(scores.shape, dtype=bool)
    for level in (parents, ~parents):
        if level.any():
            best = scores[:, level].max(axis=1, keepdims=True)
            leading[:, level] = (scores[:, level] == best) & (best > 0)
    held = np.zeros((n_groups, len(names)), dtype=np.int64)
    leads = np.zeros_like(held)
    inside = group >= 0
    np.add.at(held, group[inside], scores[inside] > 0)
    np.add.at(leads, group[inside], leading[inside])
    return held, leads

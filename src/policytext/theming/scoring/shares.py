"""How much of the text is about each theme, in each document, year or other group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.parts import Found, Parted, Sums, Whole, as_sums
from policytext.statistics.groups import By, group_name, group_tokens, make_table, name_groups
from policytext.statistics.options import check_choice
from policytext.theming.codebooks.codebook import Codebook
from policytext.theming.scoring.analyses import Columns, ThemeAnalysis, readable_by
from policytext.theming.scoring.matching import terms_of
from policytext.theming.scoring.scorer import HEADING_WEIGHT, Scorer, earned, list_terms
from policytext.theming.scoring.units import units_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.theming.scoring.scorer import Weights
    from policytext.tokens import Tokens

__all__ = ["DTYPES", "find_themes", "themes"]

DTYPES = {
    "theme": "object", "parent": "object", "share": "float64", "score": "float64",
    "hits": "int64", "units": "int64", "leads": "int64", "chars": "int64", "terms": "object",
}  # fmt: skip
_TERMS = 5


def themes(
    corpus: Corpus | Tokens | Parted,
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
    corpus : Corpus, Tokens or Scan
    by : str, iterable or mapping, default "document"
        A column of `corpus.docs` such as "year", "section", or labels, as everywhere; None for
        the corpus as a whole. Labels for a corpus on disk are given by the ids of documents.
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
    scorer = Scorer(corpus, codebook, heading_weight=heading_weight)
    columns, made = find_themes(scorer, by=by, themes=themes, unit=unit)
    return make_table(columns, DTYPES, made)


def find_themes(
    scorer: Scorer,
    *,
    by: By = "document",
    themes: str | Iterable[str] = "top",
    unit: str = "paragraph",
) -> Columns:
    """Measure themes as `themes` does; return plain columns and the stamp."""
    check_choice("unit", unit, ["paragraph", "sentence", "section"])
    chosen = tuple(scorer.theme_numbers(themes).tolist())
    asked = (readable_by(scorer, by), chosen, themes == "top", unit)
    return _Themes(scorer.codebook, scorer.heading_weight, *asked).of(scorer)


@dataclass(frozen=True)
class _Themes(ThemeAnalysis[Columns]):
    """The analysis of `themes`: characters, units and hits of groups and themes."""

    by: By
    #: Indices of the themes that have rows, and whether text without a theme has one.
    themes: tuple[int, ...]
    rest: bool
    unit: str

    def weigh(self, scorer: Scorer) -> Found:
        """Divide the characters of units among themes; count units and hits."""
        groups = group_tokens(scorer.tokens, self.by, whole=False)
        units = units_of(scorer.text, self.unit)
        group = units.group(scorer.text, groups.codes)
        sizes = units.chars + units.heading_chars
        weights = scorer.weigh_units(units)
        scores = weights.table(len(units), len(scorer.codebook.names))
        bare = (group >= 0) & ~scores.any(axis=1)
        chars = np.bincount(group[group >= 0], sizes[group >= 0], len(groups))
        values = {
            "chars": chars.astype(np.int64),
            "bare": np.bincount(group[bare], minlength=len(groups)),
        }
        return {
            "groups": Sums({"group": groups.keys}, {"group": np.arange(len(groups))}, values),
            "themes": _theme_sums(scorer, weights, scores, sizes, group, groups.keys),
            "hits": _hit_sums(scorer, weights, group, groups.keys),
        }

    def finish(self, found: Found, whole: Whole) -> Columns:
        """Make the columns."""
        sums = as_sums(found["groups"])
        labels, place = name_groups(self.by, sums.labels["group"], lambda: whole.columns)
        chars, bare = (np.zeros(len(labels), dtype=np.int64) for _ in range(2))
        chars[place] = sums.values["chars"]
        bare[place] = sums.values["bare"]
        shares, units, leads = _by_group(self.codebook, as_sums(found["themes"]), place)
        scored = _scored(self, as_sums(found["hits"]), place, chars)
        name = group_name(self.by, DTYPES)
        columns: dict[str, list[Any]] = {
            key: [] for key in [*([name] if self.by is not None else []), *DTYPES]
        }
        names = self.codebook.names
        for number, label in enumerate(labels):
            size = int(chars[number])
            for theme in self.themes:
                score, hits, terms = scored.get((number, theme), (0.0, 0, ""))
                row: dict[str, Any] = {
                    name: label,
                    "theme": names[theme],
                    "parent": self.codebook.parent(names[theme]),
                    "share": shares[number, theme] / size if size else np.nan,
                    "score": score,
                    "hits": hits,
                    "units": int(units[number, theme]),
                    "leads": int(leads[number, theme]),
                    "chars": size,
                    "terms": terms,
                }
                _append(columns, row)
            if self.rest:
                rest = 1 - sum(columns["share"][-len(self.themes) :])
                row = {
                    name: label, "theme": "", "parent": "", "share": max(rest, 0.0), "score": 0.0,
                    "hits": 0, "units": int(bare[number]), "leads": 0, "chars": size, "terms": "",
                }  # fmt: skip
                _append(columns, row)
        return columns, self.stamp(whole, unit=self.unit)


def _append(columns: dict[str, list[Any]], row: dict[str, Any]) -> None:
    """Add a row to columns."""
    for key, values in columns.items():
        values.append(row[key])


# ---------------------------------------------------------------- sums of a part


def _theme_sums(
    scorer: Scorer,
    weights: Weights,
    scores: NDArray[np.float64],
    sizes: NDArray[np.int64],
    group: NDArray[np.int64],
    keys: Sequence[Any],
) -> Sums:
    """Sum up by group and theme: characters, units with a hit, and those in which it leads.

    A theme's characters are those that its own terms earn it, not those of its sub-themes.
    """
    names = scorer.codebook.names
    shares = _shares(scorer, weights, sizes, group, len(keys))
    units, leads = _count_units(scorer, scores, group, len(keys))
    group_of, theme = np.nonzero((shares > 0) | (units > 0))
    values = {"share": shares, "units": units, "leads": leads}
    return Sums(
        {"group": keys, "theme": range(len(names))},
        {"group": group_of, "theme": theme},
        {name: table[group_of, theme] for name, table in values.items()},
    )


def _hit_sums(
    scorer: Scorer, weights: Weights, group: NDArray[np.int64], keys: Sequence[Any]
) -> Sums:
    """Sum up hits by group, theme and term."""
    n_themes, n_terms = len(scorer.codebook.names), len(scorer.hits.terms)
    inside = group[weights.unit] >= 0
    owner = group[weights.unit[inside]] * n_themes + weights.theme[inside]
    cells, which = np.unique(owner * n_terms + weights.term[inside], return_inverse=True)
    owner, term = np.divmod(cells, n_terms)
    group_of, theme = np.divmod(owner, n_themes)
    hits = np.bincount(which, weights.hits[inside], len(cells)).astype(np.int64)
    return Sums(
        {"group": keys, "theme": range(n_themes), "term": range(n_terms)},
        {"group": group_of, "theme": theme, "term": term},
        {"hits": hits},
    )


def _shares(
    scorer: Scorer,
    weights: Weights,
    chars: NDArray[np.int64],
    group: NDArray[np.int64],
    n_groups: int,
) -> NDArray[np.float64]:
    """Divide the characters of units among themes: an array of groups by themes."""
    top = scorer.theme_numbers("top")
    rows = np.flatnonzero(np.isin(weights.theme, top) & (group[weights.unit] >= 0))
    totals = np.bincount(weights.unit[rows], weights.score[rows], len(chars))
    rows = rows[totals[weights.unit[rows]] > 0]
    unit = weights.unit[rows]
    part = chars[unit] * weights.score[rows] / totals[unit]
    home = scorer.hits.home[weights.term[rows]]
    n_themes = len(scorer.codebook.names)
    cells = np.bincount(group[unit] * n_themes + home, part, n_groups * n_themes)
    return cells.reshape(n_groups, n_themes).astype(np.float64)


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


# ---------------------------------------------------------------- sums of all parts


def _by_group(
    codebook: Codebook, sums: Sums, place: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Lay out characters, units and leads as arrays of groups by themes."""
    shape = (len(place), len(codebook.names))
    cells = place[sums.codes["group"]], np.array(sums.labels["theme"])[sums.codes["theme"]]
    shares, units, leads = np.zeros(shape), *(np.zeros(shape, dtype=np.int64) for _ in range(2))
    shares[cells], units[cells], leads[cells] = sums.values.values()
    # A theme has what its sub-themes have; names are listed from the outermost in.
    number = {name: index for index, name in enumerate(codebook.names)}
    for name in reversed(codebook.names):
        if parent := codebook.parent(name):
            shares[:, number[parent]] += shares[:, number[name]]
    return shares, units, leads


def _scored(
    asked: _Themes, sums: Sums, place: NDArray[np.intp], chars: NDArray[np.int64]
) -> dict[tuple[int, int], tuple[float, int, str]]:
    """Score groups for themes by their hits; list score, hits and most frequent terms."""
    theme, term = (np.array(sums.labels[key])[sums.codes[key]] for key in ("theme", "term"))
    group = place[sums.codes["group"]]
    order = np.lexsort((term, theme, group))
    order = order[np.isin(theme[order], asked.themes)]
    group, theme, term = group[order], theme[order], term[order]
    hits = sums.values["hits"][order]
    terms, _ = terms_of(asked.codebook)
    score = earned(np.array([each.weight for each in terms])[term], hits, chars[group])
    new = (np.diff(group, prepend=-1) != 0) | (np.diff(theme, prepend=-1) != 0)
    row = np.cumsum(new) - 1
    firsts = np.flatnonzero(new)
    scores = np.bincount(row, score).tolist()
    totals = np.add.reduceat(hits, firsts).tolist() if len(firsts) else []
    keys = zip(group[firsts].tolist(), theme[firsts].tolist(), strict=True)
    found = [*zip([terms[n].label for n in term.tolist()], hits.tolist(), strict=True)]
    bounds = pairwise([*firsts.tolist(), len(found)])
    return {
        key: (points, total, list_terms(found[start:end], _TERMS))
        for key, points, total, (start, end) in zip(keys, scores, totals, bounds, strict=True)
    }

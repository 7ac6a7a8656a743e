"""What the analyses of themes share: a codebook, and the hits of its terms in a part."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from policytext.parts import Found, Rows, Sums, Whole, analyse, as_rows, as_tokens
from policytext.stamp import Stamp
from policytext.statistics.groups import By
from policytext.statistics.on_disk import readable_groups
from policytext.theming.codebooks.codebook import Codebook, Theme
from policytext.theming.scoring.scorer import Scorer, scores_stamp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.counting import Match
    from policytext.tokens import Tokens

__all__ = [
    "Columns", "ThemeAnalysis", "best_rows", "mappings", "number_among_all",
    "number_within", "readable_by",
]  # fmt: skip

Result = TypeVar("Result")
#: Plain columns and the stamp.
Columns = tuple[dict[str, list[Any]], Stamp]


@dataclass(frozen=True)
class ThemeAnalysis(ABC, Generic[Result]):
    """What is looked for with a codebook in each part of a corpus, and the table made of it."""

    codebook: Codebook
    heading_weight: float

    def __getstate__(self) -> dict[str, Any]:
        """Send codebooks to workers without what no score depends on."""
        return {
            name: _bare(value) if isinstance(value, Codebook) else value
            for name, value in vars(self).items()
        }

    @property
    def match(self) -> Match:
        """Terms are found as characters, but not across the words of a text."""
        return "token"

    @property
    def forms(self) -> Sequence[str]:
        """Whether a term is a type makes no difference to it."""
        return ()

    def look(self, part: Corpus | Tokens) -> Found:
        """Look at some documents."""
        return self.weigh(
            Scorer(as_tokens(part), self.codebook, heading_weight=self.heading_weight)
        )

    @abstractmethod
    def weigh(self, scorer: Scorer) -> Found:
        """Return what a scorer finds."""

    @abstractmethod
    def finish(self, found: Found, whole: Whole) -> Result:
        """Make the table of what was found in all parts."""

    def of(self, scorer: Scorer) -> Result:
        """Make the table of a scorer's corpus; hits that it knows are not looked for again."""
        if hasattr(scorer.corpus, "compute"):
            return analyse(scorer.corpus, self)
        return analyse(scorer.tokens, _Known(self, scorer))

    def stamp(self, whole: Whole, **parts: object) -> Stamp:
        """Make the stamp of a table of scores."""
        made = whole.stamp("token", "longest")
        return made | scores_stamp(self.codebook, self.heading_weight, parts)


def _bare(codebook: Codebook) -> Codebook:
    """Leave out what a codebook says to people, and where in its file."""

    def bare(theme: Theme) -> Theme:
        themes = tuple(map(bare, theme.themes))
        return Theme(
            theme.name, theme.terms, grade=theme.grade, exclude=theme.exclude, themes=themes
        )

    return Codebook([*map(bare, codebook)], name=codebook.name, version=codebook.version)


class _Known(Generic[Result]):
    """An analysis of texts whose hits are known."""

    match: Match = "token"
    forms: Sequence[str] = ()

    def __init__(self, analysis: ThemeAnalysis[Result], scorer: Scorer) -> None:
        self._analysis = analysis
        self._scorer = scorer

    def look(self, part: Corpus | Tokens) -> Found:
        """Return what the scorer finds."""
        return self._analysis.weigh(self._scorer)

    def finish(self, found: Found, whole: Whole) -> Result:
        """Make the table."""
        return self._analysis.finish(found, whole)


def best_rows(found: Sums | Rows, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return the rows of all parts as mappings: the highest by their order, which is one column."""
    rows = as_rows(found)
    ((name, _),) = rows.order
    values = rows.columns[name]
    order = sorted(range(len(values)), key=lambda row: -values[row])[: rows.top]
    return [{name: rows.columns[name][row] for name in columns} for row in order]


def number_within(
    scorer: Scorer, rows: list[tuple[Any, ...]], names: list[str], firsts: NDArray[np.intp]
) -> Found:
    """Return rows, whose units are numbered in their documents, and how many units these have."""
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    ids = [document.id for document in scorer.documents]
    return {
        "rows": Rows(dict(zip(names, columns, strict=True))),
        "units": Rows({"document": ids, "units": np.diff(firsts).tolist()}),
    }


def number_among_all(found: Found) -> dict[str, list[Any]]:
    """Return columns, whose units are numbered among those of all documents."""
    rows, units = (as_rows(found[name]).columns for name in ("rows", "units"))
    firsts = accumulate(units["units"], initial=0)
    first = dict(zip(units["document"], firsts, strict=False))
    numbers = [
        first[document] + unit
        for document, unit in zip(rows["document"], rows["unit"], strict=True)
    ]
    return {name: [*values] for name, values in {**rows, "unit": numbers}.items()}


def mappings(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Return columns as rows."""
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def readable_by(scorer: Scorer, by: By) -> By:
    """Return groups that are given a label a document so that each part finds its own."""
    on_disk = hasattr(scorer.corpus, "compute")
    return readable_groups(scorer.corpus if on_disk else scorer.tokens, by)

"""What a report shows, as the tables of the public functions give it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.corpus import Corpus
from policytext.errors import InputError
from policytext.lexicons import stopword_file
from policytext.parts import check_corpus
from policytext.reporting.groups import Grouping, choose_groups
from policytext.reporting.places import Place
from policytext.statistics.frequency import read_stopwords
from policytext.theming.codebooks.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

    from policytext.theming.scoring.scorer import Scorer
    from policytext.tokens import Tokens

__all__ = ["Analysis", "analyse"]

#: Parts of speech of content words: nouns, verbs, adjectives, set phrases.
_CONTENT = ("n", "v", "a", "i", "l", "j")
#: Numerals, dates, pronouns.
_EMPTY = ("m", "t", "r")
_FREQUENT, _RISING = 4, 4
#: Rows of the tables that can be downloaded; a page must stay small.
_TERMS, _SIDE, _PHRASES, _KEYWORDS = 1000, 200, 200, 20


@dataclass(frozen=True)
class Analysis:
    """The tables of a report and what they were made from."""

    tokens: Tokens
    book: Codebook
    grouping: Grouping
    terms: tuple[str, ...]
    #: Whether the user named the terms.
    chosen: bool
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def corpus(self) -> Corpus:
        """The documents."""
        return self.tokens.corpus

    @cached_property
    def places(self) -> list[Place]:
        """The documents' positions as a browser counts them."""
        return [Place(document) for document in self.corpus]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The place of each document by its id."""
        return {document.id: number for number, document in enumerate(self.corpus)}

    @cached_property
    def themes(self) -> list[str]:
        """The themes at the top of the codebook."""
        return list(self.book.themes)

    @cached_property
    def scorer(self) -> Scorer:
        """The hits of the codebook, which tables and texts share: finding them takes longest."""
        from policytext.theming.scoring.scorer import Scorer

        return Scorer(self.tokens, self.book)

    def stamp(self, table: str) -> dict[str, Any]:
        """Say how a table was made."""
        stamp: dict[str, Any] = self.tables[table].attrs["stamp"]
        return stamp

    @cached_property
    def theme_hits(self) -> list[list[int]]:
        """For each document: theme, start and length of each hit, in UTF-16, in a row."""
        from policytext.theming.scoring.units import units_of

        scorer = self.scorer
        unit = units_of(scorer.text, "paragraph").find(scorer.text, scorer.hits.start)
        number = {name: place for place, name in enumerate(self.themes)}
        theme = np.array([number.get(name, -1) for name in self.book.names])[scorer.hits.theme]
        kept = np.flatnonzero((unit >= 0) & (theme >= 0))
        kept = kept[np.lexsort((theme[kept], scorer.hits.start[kept]))]
        document = scorer.text.documents(scorer.hits.start[kept])
        found = []
        for at, place in enumerate(self.places):
            here = kept[document == at]
            base = int(scorer.text.bases[at])
            start = place.shift(scorer.hits.start[here] - base)
            end = place.shift(scorer.hits.end[here] - base)
            # Differences are short numbers, and there are tens of thousands.
            rows = np.column_stack([theme[here], np.diff(start, prepend=0), end - start])
            found.append(rows.ravel().tolist())
        return found


def analyse(
    corpus: Corpus | Tokens,
    *,
    terms: str | Iterable[str] | None = None,
    by: str | None = None,
    codebook: str | PathLike[str] | Codebook = "policy",
    seed: int = 0,
) -> Analysis:
    """Make all tables of a report.

    Raises
    ------
    InputError
        If the corpus has no documents, there is no such column, or a term is empty.
    ReadError
        If the codebook cannot be read.
    """
    named = _check_terms(terms)
    corpus = check_corpus(corpus)
    book = Codebook.load(codebook)
    grouping = choose_groups(corpus if isinstance(corpus, Corpus) else corpus.corpus, by)
    tokens = corpus.segment() if isinstance(corpus, Corpus) else corpus
    chosen = named or _default_terms(tokens, grouping)
    analysis = Analysis(tokens, book, grouping, tuple(chosen), bool(named))
    analysis.tables.update(_word_tables(tokens, grouping))
    analysis.tables.update(_term_tables(analysis, seed))
    analysis.tables.update(_theme_tables(analysis))
    return analysis


def _check_terms(terms: str | Iterable[str] | None) -> list[str]:
    """List the terms that are asked for, each once."""
    listed = [terms] if isinstance(terms, str) else list(terms or ())
    for term in listed:
        if not isinstance(term, str) or not term.strip() or "\n" in term:
            raise InputError(
                f"`terms` must be strings on one line that are not empty, got {term!r}."
            )
    return list(dict.fromkeys(listed))


def _stopwords(tokens: Tokens) -> frozenset[str]:
    """Return what says nothing of contents: function words, pronouns, numerals, dates, address."""
    names = ("function", "numbers", "address")
    listed = (read_stopwords(stopword_file(name)) for name in names)
    tagged = {
        form
        for form, tag in zip(tokens.types, tokens.tags, strict=True)
        if tag.startswith(_EMPTY) or not any(mark.isalpha() for mark in form)
    }
    return frozenset().union(tagged, *listed)


def _content_tags(tokens: Tokens) -> tuple[str, ...] | None:
    """Return the parts of speech of content words; None where the segmenter gives none."""
    return _CONTENT if any(tokens.tags) else None


def _default_terms(tokens: Tokens, grouping: Grouping) -> list[str]:
    """Choose the most frequent content words and those that rise most steadily."""
    from policytext.statistics.frequency import frequency_columns
    from policytext.statistics.rising import find_rising

    stops, tags = _stopwords(tokens), _content_tags(tokens)
    wanted = _FREQUENT if grouping.is_time else _FREQUENT + _RISING
    columns, _ = frequency_columns(tokens, min_length=2, stopwords=stops, tags=tags)
    content: list[str] = columns["term"]
    chosen = content[:wanted]
    if grouping.is_time:
        risen, _ = find_rising(tokens, by=grouping.by, min_count=20)
        known = set(content) - set(chosen)
        chosen += [term for term in risen["term"] if term in known][:_RISING]
    return chosen


def _word_tables(tokens: Tokens, grouping: Grouping) -> dict[str, pd.DataFrame]:
    """List words: the most frequent, keywords, those of two sides, and new phrases."""
    import policytext as pt

    stops = _stopwords(tokens)
    tables = {
        "terms": pt.frequencies(tokens, min_length=2, stopwords=stops, top=_TERMS),
        "keywords": pt.keywords(tokens, stopwords=stops, top=_KEYWORDS)
        if len(tokens) > 1
        else pt.keywords(tokens, stopwords=stops, top=_KEYWORDS, measure="textrank"),
    }
    sides = grouping.sides()
    if sides is not None:
        target, reference = ([group.label for group in side] for side in sides)
        keyness = pt.keyness(
            tokens, target, reference=reference, by=grouping.by, min_length=2, stopwords=stops
        )
        ends = np.r_[0 : min(_SIDE, len(keyness)), max(_SIDE, len(keyness) - _SIDE) : len(keyness)]
        shown = keyness.take(ends.tolist())
        shown.attrs["stamp"] = keyness.attrs["stamp"]
        tables["keyness"] = shown
    if grouping.is_time:
        tables["new"] = pt.formulations(tokens, by=grouping.by, top=_PHRASES)
    return tables


def _term_tables(analysis: Analysis, seed: int) -> dict[str, pd.DataFrame]:
    """Count the chosen terms in each group."""
    import policytext as pt

    if not analysis.terms:
        return {}
    terms, by = list(analysis.terms), analysis.grouping.by
    if analysis.grouping.is_time:
        return {"trend": pt.trend(analysis.corpus, terms, by=by, seed=seed)}
    return {"trend": pt.count(analysis.corpus, terms, by=by)}


def _theme_tables(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Measure the themes of groups and of sections."""
    from policytext.statistics.groups import make_table
    from policytext.theming.scoring.scorer import place_table
    from policytext.theming.scoring.shares import DTYPES, find_themes
    from policytext.theming.scoring.tables import UNIT_COLUMNS, find_units

    columns, made = find_themes(analysis.scorer, by=analysis.grouping.by)
    if analysis.grouping.by == "section":
        # Sections are named with their document, of which there is one.
        head = f"{analysis.corpus[0].id}: "
        columns["section"] = [label.removeprefix(head) for label in columns["section"]]
    rows, of_units = find_units(analysis.scorer)
    return {
        "themes": make_table(columns, DTYPES, made),
        "sections": place_table(rows, UNIT_COLUMNS, of_units),
    }

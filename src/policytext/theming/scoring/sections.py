"""Which sections are about a theme, and the terms that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.counting import parse_terms
from policytext.errors import InputError, nearest
from policytext.parts import Found, Parted, Rows, Sums, Whole, analyse, as_sums
from policytext.stamp import Stamp
from policytext.statistics.options import check_numbers
from policytext.structure import depth
from policytext.theming.codebooks.codebook import Codebook
from policytext.theming.scoring.analyses import ThemeAnalysis, best_rows
from policytext.theming.scoring.scorer import (
    HEADING_WEIGHT,
    Scorer,
    check_weight,
    list_names,
    place_table,
    span_row,
)
from policytext.theming.scoring.units import Units, heading_span, title_span

if TYPE_CHECKING:
    import pandas as pd

    from policytext.corpus import Corpus
    from policytext.structure import Section
    from policytext.tokens import Tokens

__all__ = [
    "COLUMNS",
    "check_found",
    "find_sections",
    "found_forms",
    "sections",
    "theme_codebook",
    "theme_names",
]

COLUMNS = [
    "document", "level", "number", "heading", "heading_path", "score", "hits", "terms",
    "chars", "page", "line", "start", "end", "text",
]  # fmt: skip


def sections(
    corpus: Corpus | Tokens | Parted,
    theme: str | Iterable[str],
    *,
    codebook: str | PathLike[str] | Codebook = "policy",
    level: str | None = None,
    heading_weight: float = HEADING_WEIGHT,
    top: int | None = None,
) -> pd.DataFrame:
    r"""Find the sections about a theme, with their full text.

    Parameters
    ----------
    corpus : Corpus, Tokens or Scan
        A corpus is segmented with jieba, so that no term is found across the words of a text.
    theme : str or iterable of str
        A theme or sub-theme of the codebook, a term, or several of these, taken together.
    codebook : str, path or Codebook, default "policy"
        Where named themes are looked up.
    level : str, optional
        Score the sections of this level only, named as in `Outline.sections`: "一、", "（一）",
        "第一章". By default a section stands for its sub-sections unless one of them is more
        about the theme than the whole.
    heading_weight : float, default 3
        How much the section's own heading counts beside its body; with 0 it is not looked at.
    top : int, optional
        Return only the best.

    Returns
    -------
    DataFrame
        One row per section with at least one hit, best first, ties in the order of the text:
        `document`, `level`, `heading` (number and heading), `heading_path` (with the headings
        above it) (str); `number` (int); `score` (float); `hits` (int); `terms` (str, each term
        with its number of hits, most frequent first); `chars` (int, without white space); `page`
        (Int64, missing where the file has no pages) and `line` (int, in the source file or on
        its page, from 1); `start`, `end` (int, characters of the document's clean text, end
        excluded); `text` (str). `level` is "" for text before the first heading and for
        documents without any.

    Raises
    ------
    InputError
        If `theme` is neither in the codebook nor in the texts; the message names the nearest.
    ReadError
        If the codebook cannot be read.

    Notes
    -----
    The score of a text is the sum over the theme's terms of w r / (1 + r / 2), where w is the
    term's weight and r = 1000 c / (n + 200) the rate of its c hits in n characters. A rate does
    not grow with length, and is damped for the very short; a term that is repeated earns at most
    twice its weight, so several terms say more than one. The score of a section is that of its
    body, sub-sections included, and `heading_weight` times that of its heading. At each place the
    longest term counts. `theme_evidence` lists the hits with what each adds.

    Examples
    --------
    >>> import policytext as pt
    >>> text = "一、发展经济\n办好企业。\n二、改进作风\n反对形式主义。"
    >>> corpus = pt.Corpus.from_texts({"甲": text})
    >>> pt.sections(corpus, "作风建设")[["heading", "hits", "terms"]]
      heading  hits              terms
    0  二、改进作风     2  形式主义 1, 改进作风 1
    """
    rows, made = find_sections(
        corpus, theme, codebook=codebook, level=level, heading_weight=heading_weight, top=top
    )
    return place_table(rows, COLUMNS, made)


def find_sections(
    corpus: Corpus | Tokens | Parted,
    theme: str | Iterable[str],
    *,
    codebook: str | PathLike[str] | Codebook = "policy",
    level: str | None = None,
    heading_weight: float = HEADING_WEIGHT,
    top: int | None = None,
) -> tuple[list[dict[str, Any]], Stamp]:
    """Find sections as `sections` does; return plain rows and the stamp."""
    check_numbers(top=top)
    names, book = theme_names(theme), Codebook.load(codebook)
    check_weight(heading_weight)
    analysis = _Sections(theme_codebook(names, book), heading_weight, level, top)
    rows, made, forms = analyse(corpus, analysis)
    check_found(forms, names, book)
    # Themes are looked up in the whole codebook, not in the part that is used.
    return rows, made | {"theme": " ".join(names), "codebook": str(book)}


@dataclass(frozen=True)
class _Sections(ThemeAnalysis[tuple[list[dict[str, Any]], Stamp, list[str]]]):
    """The analysis of `sections`: those with a hit, and which terms were found anywhere."""

    level: str | None
    top: int | None

    def weigh(self, scorer: Scorer) -> Found:
        """Score the sections of some documents, and write the best."""
        layers = _layers(scorer, self.level)
        scores = {part: score for layer in layers for part, score in _score(scorer, layer).items()}
        best = scores if self.level is not None else dict(_best(scorer, scores))
        found = sorted(
            ((part, score) for part, score in best.items() if score.score > 0),
            key=lambda item: (-item[1].score, item[0].document, item[0].start),
        )
        rows = [_row(scorer, part, score) for part, score in found[: self.top]]
        columns = {name: [row[name] for row in rows] for name in [*COLUMNS, "exact"]}
        return {
            "sections": Rows(columns, self.top, [("exact", "descending")]),
            "forms": found_forms(scorer),
        }

    def finish(self, found: Found, whole: Whole) -> tuple[list[dict[str, Any]], Stamp, list[str]]:
        """Return the best sections, the stamp, and the terms that were found."""
        forms = [*as_sums(found["forms"]).labels["form"]]
        return best_rows(found["sections"], COLUMNS), self.stamp(whole), forms


def theme_names(theme: str | Iterable[str]) -> list[str]:
    """List what was asked for: themes and terms."""
    names = list_names("theme", theme)
    parse_terms(names)
    return names


def theme_codebook(names: list[str], book: Codebook) -> Codebook:
    """Make a codebook of one theme: of those that are named, with their sub-themes, and terms."""
    given = list(dict.fromkeys(names))
    if len(given) == 1 and given[0] in book:
        return book.only(given[0])
    named = [name for name in given if name in book]
    return book.union(named, [term for term in given if term not in book])


def found_forms(scorer: Scorer) -> Sums:
    """Sum up hits by the term's form."""
    terms, hits = np.unique(scorer.hits.term, return_counts=True)
    forms = [scorer.hits.terms[term].form for term in terms.tolist()]
    place = {form: number for number, form in enumerate(dict.fromkeys(forms))}
    codes = np.array([place[form] for form in forms], dtype=np.intp)
    counts = np.bincount(codes, hits, len(place)).astype(np.int64)
    return Sums({"form": [*place]}, {"form": np.arange(len(place))}, {"hits": counts})


def check_found(forms: Iterable[str], names: list[str], book: Codebook) -> None:
    """Refuse what is neither a theme nor in the texts: it is mistyped."""
    found = set(forms)
    for name in names:
        # A term may stand inside the hits of a longer one that was asked for too.
        if name not in book and not any(name in form for form in found):
            raise InputError(
                f"{name!r} is no theme of the codebook {book.name!r} and does not occur in the "
                f"text.{nearest(name, book.names) or f' The themes are {list(book.themes)}.'}"
            )


class _Part(NamedTuple):
    """A section as a whole, or what it has before its first sub-section."""

    document: int
    section: Section
    start: int
    end: int


class _Score(NamedTuple):
    """A part's score, its hits and the terms that they are of."""

    score: float = 0.0
    hits: int = 0
    terms: str = ""


def _layers(scorer: Scorer, level: str | None) -> list[list[_Part]]:
    """List the parts to be scored, so that those of one layer do not overlap."""
    layers: dict[int, list[_Part]] = {}
    for number, document in enumerate(scorer.documents):
        outline = document.outline
        if level is not None:
            for section in outline.sections(level):
                part = _Part(number, section, section.start, section.end)
                layers.setdefault(depth(section), []).append(part)
            continue
        layers.setdefault(-1, []).append(_own(number, outline.root))
        for section in outline:
            if not section.is_item:
                part = _Part(number, section, section.start, section.end)
                layers.setdefault(depth(section), []).append(part)
                layers[-1].append(_own(number, section))
    return list(layers.values())


def _own(number: int, section: Section) -> _Part:
    """Return what a section has before its first sub-section."""
    children = _headed(section)
    first = section.start if section.parent is not None else 0
    return _Part(number, section, first, children[0].start if children else section.end)


def _headed(section: Section) -> list[Section]:
    """List the sub-sections, not run-in enumerations."""
    return [child for child in section.children if not child.is_item]


def _score(scorer: Scorer, layer: list[_Part]) -> dict[_Part, _Score]:
    """Score the parts of one layer for the codebook's first theme."""
    layer = sorted({part for part in layer if part.end > part.start}, key=lambda p: p[::2])
    headings = [_heading(scorer, part) for part in layer]
    spans = ((p.document, p.start, p.end, *h) for p, h in zip(layer, headings, strict=True))
    weights = scorer.weigh_units(Units.of(scorer.text, spans), theme=0)
    rows = {unit: found for (unit, _), found in weights.rows_of().items()}
    scores = {}
    for number, part in enumerate(layer):
        found = rows.get(number, range(0))
        inside = slice(found.start, found.stop)
        scores[part] = _Score(
            float(weights.score[inside].sum()),
            int(weights.hits[inside].sum()),
            scorer.terms_in(weights, found),
        )
    return scores


def _heading(scorer: Scorer, part: _Part) -> tuple[int, int]:
    """Return where the heading of a part stands: a section's, or the title before the first."""
    if part.section.parent is not None:
        return heading_span(part.section)
    start, end = title_span(scorer.documents[part.document])
    return (start, end) if end <= part.end else (part.start, part.start)


def _best(scorer: Scorer, scores: dict[_Part, _Score]) -> Iterator[tuple[_Part, _Score]]:
    """Yield the parts that stand for each document."""

    def score_of(part: _Part) -> _Score:
        return scores.get(part, _Score())

    def descend(number: int, section: Section) -> Iterator[tuple[_Part, _Score]]:
        whole = _Part(number, section, section.start, section.end)
        inner = _headed(section)
        best = max(
            (score_of(_Part(number, each, each.start, each.end)).score for each in inner), default=0
        )
        if not inner or score_of(whole).score >= best:
            yield whole, score_of(whole)
            return
        yield _own(number, section), score_of(_own(number, section))
        for each in inner:
            yield from descend(number, each)

    for number, document in enumerate(scorer.documents):
        root = document.outline.root
        yield _own(number, root), score_of(_own(number, root))
        for section in _headed(root):
            yield from descend(number, section)


def _row(scorer: Scorer, part: _Part, score: _Score) -> dict[str, Any]:
    """Write a scored part as a row."""
    document, section = scorer.documents[part.document], part.section
    return {
        "document": document.id,
        "level": section.level,
        "number": section.number,
        "heading": section.title,
        "heading_path": section.path,
        "score": round(score.score, 4),
        "hits": score.hits,
        "terms": score.terms,
        **span_row(document, part.start, part.end),
        "exact": score.score,
    }

"""Which sections are about a theme, and the terms that say so."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

from policytext.corpus import Corpus
from policytext.counting import find_evidence, make_stamp, parse_terms
from policytext.document import Document
from policytext.errors import InputError, nearest
from policytext.structure import Section
from policytext.themes.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd

    from policytext.stamp import Stamp

__all__ = ["sections"]

#: A term in a heading counts as much as this many in the text.
HEADING_WEIGHT = 3.0
#: Characters added to a section's length, so that one hit in a short line is not a high score.
_SMOOTHING = 200

COLUMNS = [
    "document", "level", "number", "heading", "heading_path", "score", "hits", "terms",
    "chars", "page", "line", "start", "end", "text",
]  # fmt: skip


class _Scored(NamedTuple):
    """A span of a document with its score for a theme."""

    section: Section
    start: int
    end: int
    score: float
    terms: Counter[str]


def sections(
    corpus: Corpus,
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
    corpus : Corpus
    theme : str or iterable of str
        A theme of the codebook, a term, or several terms.
    codebook : str, path or Codebook, default "policy"
        Where named themes are looked up.
    level : str, optional
        Score the sections of this level only, named as in `Outline.sections`: "一、", "（一）",
        "第一章". By default a section stands for its sub-sections unless one of them is more
        about the theme than the whole.
    heading_weight : float, default 3
        How many hits in the text one hit in the heading is worth.
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
    score = 1000 * (h + w * k) / (n + 200), with h hits in the text, k in the heading, w
    `heading_weight`, n the section's characters: a rate, so that length alone earns nothing,
    damped for the very short. At each place the longest term counts.

    Examples
    --------
    >>> import policytext as pt
    >>> text = "一、发展经济\n办好企业。\n二、改进作风\n反对形式主义。"
    >>> corpus = pt.Corpus.from_texts({"甲": text})
    >>> pt.sections(corpus, "作风建设")[["heading", "hits", "terms"]]
      heading  hits            terms
    0  二、改进作风     2  作风 1, 形式主义 1
    """
    import pandas as pd

    rows, made = find_sections(
        corpus, theme, codebook=codebook, level=level, heading_weight=heading_weight, top=top
    )
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"page": "Int64"})
    table.attrs["stamp"] = made
    return table


def find_sections(
    corpus: Corpus,
    theme: str | Iterable[str],
    *,
    codebook: str | PathLike[str] | Codebook = "policy",
    level: str | None = None,
    heading_weight: float = HEADING_WEIGHT,
    top: int | None = None,
) -> tuple[list[dict[str, Any]], Stamp]:
    """Find sections as `sections` does; return plain rows and the stamp."""
    if heading_weight < 0:
        raise InputError(f"`heading_weight` must be 0 or more, got {heading_weight!r}.")
    if top is not None and top < 1:
        raise InputError(f"`top` must be 1 or more, got {top!r}.")
    book = codebook if isinstance(codebook, Codebook) else Codebook.load(codebook)
    terms = _terms_of(theme, book)
    evidence, _ = find_evidence(corpus, {"theme": terms}, context=0)
    if not evidence and isinstance(theme, str) and theme not in book:
        raise InputError(
            f"{theme!r} is no theme of the codebook {book.name!r} and does not occur in the text."
            f"{nearest(theme, book.themes) or f' The themes are {list(book.themes)}.'}"
        )
    hits: dict[str, list[tuple[int, str]]] = {}
    for row in evidence:
        hits.setdefault(row["document"], []).append((row["start"], row["match"]))
    rows = [
        _row(document, scored)
        for document in corpus
        for scored in _best(document, hits.get(document.id, []), level, heading_weight)
    ]
    rows.sort(key=lambda row: -row["score"])
    made = make_stamp(corpus, "string", "longest", None) | {
        "theme": theme if isinstance(theme, str) else " ".join(terms),
        "codebook": f"{book.name} {book.version} {book.hash}".strip(),
        "heading_weight": heading_weight,
    }
    return rows[:top], made


def _terms_of(theme: str | Iterable[str], book: Codebook) -> tuple[str, ...]:
    """Return the terms of a named theme, or the terms given."""
    if isinstance(theme, str):
        return book[theme].terms if theme in book else tuple(parse_terms(theme))
    return tuple(parse_terms(list(theme)))


def _best(
    document: Document, hits: list[tuple[int, str]], level: str | None, weight: float
) -> Iterator[_Scored]:
    """Yield the sections with hits that stand for a document."""
    root = document.outline.root
    children = _headed(root)
    first = children[0].start if children else len(document.text)
    if level is not None:
        for section in document.outline.sections(level):
            yield from _if_hit(_score(document, section, section.start, section.end, hits, weight))
        return
    yield from _if_hit(_score(document, root, 0, first, hits, weight))
    for child in children:
        yield from _descend(document, child, hits, weight)


def _headed(section: Section) -> list[Section]:
    """List the sub-sections with headings, not run-in enumerations."""
    return [child for child in section.children if not child.is_item]


def _if_hit(scored: _Scored) -> Iterator[_Scored]:
    """Yield what has a hit."""
    if scored.terms:
        yield scored


def _descend(
    document: Document, section: Section, hits: list[tuple[int, str]], weight: float
) -> Iterator[_Scored]:
    """Yield a section, or its sub-sections where one of them is more about the theme."""
    whole = _score(document, section, section.start, section.end, hits, weight)
    if not whole.terms:
        return
    parts = _headed(section)
    scores = [_score(document, part, part.start, part.end, hits, weight).score for part in parts]
    if not parts or whole.score >= max(scores):
        yield whole
        return
    own = _score(document, section, section.start, parts[0].start, hits, weight)
    yield from _if_hit(own)
    for part in parts:
        yield from _descend(document, part, hits, weight)


def _score(
    document: Document,
    section: Section,
    start: int,
    end: int,
    hits: list[tuple[int, str]],
    weight: float,
) -> _Scored:
    """Score a span of a section by the rate of its hits, those in its heading weighted."""
    inside = hits[bisect_left(hits, (start, "")) : bisect_left(hits, (end, ""))]
    headed = sum(place < section.body_start for place, _ in inside)
    size = len(document.text[start:end].replace("\n", ""))
    score = 1000 * (len(inside) + (weight - 1) * headed) / (size + _SMOOTHING)
    return _Scored(section, start, end, score, Counter(form for _, form in inside))


def _row(document: Document, scored: _Scored) -> dict[str, Any]:
    """Write a scored section as a row."""
    section = scored.section
    text = document.text[scored.start : scored.end].rstrip("\n")
    place = document.locate(scored.start)
    ordered = sorted(scored.terms.items(), key=lambda item: (-item[1], item[0]))
    return {
        "document": document.id,
        "level": section.level,
        "number": section.number,
        "heading": section.title,
        "heading_path": section.path,
        "score": round(scored.score, 4),
        "hits": scored.terms.total(),
        "terms": ", ".join(f"{term} {number}" for term, number in ordered),
        "chars": len("".join(text.split())),
        "page": place.page,
        "line": place.line,
        "start": scored.start,
        "end": scored.start + len(text),
        "text": text,
    }

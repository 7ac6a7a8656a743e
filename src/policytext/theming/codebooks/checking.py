"""Checking a codebook: whether its examples are found, and what looks odd in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from policytext.corpus import Corpus
from policytext.theming.codebooks.codebook import Codebook, Theme
from policytext.theming.scoring.scorer import Scorer

if TYPE_CHECKING:
    from policytext.segmentation import Segmenter

__all__ = ["Problem", "check_codebook"]


class Problem(NamedTuple):
    """Something odd in a codebook.

    `line` is that of the file, None for a codebook that was not read from one. `serious` says
    that an example is not found or a counterexample is; the rest is for a look.
    """

    line: int | None
    theme: str
    key: str
    problem: str
    serious: bool


def check_codebook(codebook: Codebook, *, segmenter: str | Segmenter = "jieba") -> list[Problem]:
    """Look for what is wrong or odd in a codebook.

    Parameters
    ----------
    codebook : Codebook
    segmenter : str or Segmenter, default "jieba"
        What cuts the examples into words.

    Returns
    -------
    list of Problem
        Examples without a hit of their theme, counterexamples with one; then terms of one
        character, terms that two themes share, and terms that an exclusion always rules out.

    Examples
    --------
    >>> from policytext.theming.codebooks.codebook import Codebook, Term, Theme
    >>> theme = Theme("生态", (Term("绿水"),), examples=("保护绿水。", "治理污染。"))
    >>> [problem.problem for problem in check_codebook(Codebook([theme]))]
    ["the example has no hit: '治理污染。'"]
    """
    serious = list(_check_examples(codebook, segmenter))
    return serious + [problem for theme in codebook.walk() for problem in _odd(codebook, theme)]


def _check_examples(codebook: Codebook, segmenter: str | Segmenter) -> Iterator[Problem]:
    """Try the examples and counterexamples of all themes."""
    cases = [
        (theme.name, key, number, text)
        for theme in codebook.walk()
        for key in ("examples", "counterexamples")
        for number, text in enumerate(getattr(theme, key))
    ]
    if not cases:
        return
    corpus = Corpus.from_texts({str(n): text for n, (*_, text) in enumerate(cases)}, clean=False)
    scorer = Scorer(corpus.segment(segmenter), codebook)
    names = codebook.names
    documents = scorer.text.documents(scorer.hits.start).tolist()
    found: dict[tuple[int, str], str] = {}
    for at, document in enumerate(documents):
        term = scorer.hits.terms[scorer.hits.term[at]]
        found.setdefault((document, names[scorer.hits.theme[at]]), str(term))
    for document, (theme, key, number, text) in enumerate(cases):
        line = codebook.lines.get((theme, key, number))
        hit = found.get((document, theme))
        if key == "examples" and hit is None:
            yield Problem(line, theme, key, f"the example has no hit: {text!r}", True)
        if key == "counterexamples" and hit is not None:
            problem = f"the counterexample has a hit of {hit!r}: {text!r}"
            yield Problem(line, theme, key, problem, True)


def _odd(codebook: Codebook, theme: Theme) -> Iterator[Problem]:
    """Look for terms of a theme that are worth a second look."""
    elsewhere: dict[str, str] = {}
    for other in codebook.walk():
        if other.name == theme.name:
            break
        for term in other.terms:
            elsewhere.setdefault(term.form, other.name)
    plain = -1
    for term in theme.terms:
        if term.is_pattern:
            continue
        plain += 1
        line = codebook.lines.get((theme.name, "terms", plain))
        if len(term.form) == 1:
            problem = f"{term.form!r} is one character, which stands in many words"
            yield Problem(line, theme.name, "terms", problem, False)
        if term.form in elsewhere:
            problem = f"{term.form!r} is a term of {elsewhere[term.form]!r} too"
            yield Problem(line, theme.name, "terms", problem, False)
        if term.form in (*term.outside, *theme.exclude):
            problem = f"{term.form!r} never counts, since it is excluded itself"
            yield Problem(line, theme.name, "terms", problem, True)

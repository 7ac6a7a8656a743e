"""Scoring sections by a codebook, beside the loop that a user would write.

    python benchmarks/themes.py FOLDER [--sections 10000] [--terms 500] [--rounds 3]

The reports of FOLDER are taken again and again, under other names, until there are so many
sections, and the codebook is made of the first terms of "policy", theme by theme. The work
begins when tokens and outlines are there. The peer is `text.count(term)` for every section and
term, added up by theme; it knows no longest match, no borders of words and no headings.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
import tracemalloc
from collections.abc import Callable

import policytext as pt
from policytext.theming.codebooks.codebook import Codebook, Theme
from policytext.theming.scoring.scorer import Scorer
from policytext.theming.scoring.units import Units, units_of


def make_codebook(n_terms: int) -> Codebook:
    """Take an equal number of terms from the themes of "policy" that have terms of their own."""
    themes = [theme for theme in Codebook.load("policy").walk() if theme.terms]
    each = -(-n_terms // len(themes))
    left, chosen = n_terms, []
    for theme in themes:
        terms = theme.terms[: min(each, left)]
        left -= len(terms)
        if terms:
            chosen.append(Theme(theme.name, terms))
    return Codebook(chosen, name=f"{n_terms - left} terms")


def make_corpus(folder: str, n_sections: int) -> tuple[pt.Corpus, int]:
    """Repeat reports until there are so many sections."""
    reports = list(pt.read(folder))
    texts: dict[str, str] = {}
    total = 0
    for number, report in enumerate(itertools.cycle(reports)):
        texts[str(number)] = report.text
        total += 1 + sum(not section.is_item for section in report.outline)
        if total >= n_sections:
            return pt.Corpus.from_texts(texts, clean=False), total
    raise AssertionError


def score(tokens: pt.Tokens, codebook: Codebook) -> None:
    """Score every section for every theme."""
    scorer = Scorer(tokens, codebook)
    units = units_of(scorer.text, "section")
    scorer.weigh_units(units).table(len(units), len(codebook.names))


def count_strings(texts: list[str], codebook: Codebook) -> list[list[int]]:
    """Count every term in every section."""
    forms = [theme.forms for theme in codebook.walk()]
    return [[sum(text.count(form) for form in theme) for theme in forms] for text in texts]


def timed(job: Callable[[], object], rounds: int) -> float:
    """Return the median time of a job."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--sections", type=int, default=10_000)
    parser.add_argument("--terms", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    codebook = make_codebook(given.terms)
    corpus, _ = make_corpus(given.folder, given.sections)
    tokens = corpus.segment()
    scorer = Scorer(tokens, codebook)
    units: Units = units_of(scorer.text, "section")
    documents = list(corpus)
    texts = [
        documents[n].text[start:end]
        for n, start, end in zip(
            units.document.tolist(), units.start.tolist(), units.end.tolist(), strict=True
        )
    ]
    print(f"{codebook!r}; {len(units):,} sections, {tokens.n_tokens:,} tokens")
    ours = timed(lambda: score(tokens, codebook), given.rounds)
    peer = timed(lambda: count_strings(texts, codebook), 1)
    tracemalloc.start()
    score(tokens, codebook)
    peak = tracemalloc.get_traced_memory()[1]
    print("| job | s |\n| --- | --- |")
    print(f"| policytext, score every section for every theme | {ours:.2f} |")
    print(f"| `text.count(term)` for every section and term | {peer:.2f} |")
    print(f"ratio {peer / ours:.1f}; memory beside the tokens {peak / 1e6:.0f} MB")


if __name__ == "__main__":
    main()

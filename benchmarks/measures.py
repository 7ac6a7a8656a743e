"""Statistics on tokens, beside what a user would otherwise run on the same tokens.

    pip install nltk scipy
    python benchmarks/measures.py FOLDER [--rounds 5]

FOLDER holds reports whose names hold their years. Each job takes turns with its peer in one
process, on tokens that are there; the first round does not count. The peers:

- collocates of 经济: nltk's BigramCollocationFinder with the same window, all pairs that hold the
  word scored by log-likelihood. It counts every pair of the corpus to do so.
- keyness: a Counter a side and a loop over the types, as scripts do it.
- trends: kendalltau and theilslopes of scipy for each term; on the first 500 of them, and the time
  is scaled to all.
- keywords: jieba.analyse.extract_tags of each text (it cuts the text too), with its own idf.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jieba.analyse
import numpy as np
from nltk.collocations import BigramCollocationFinder
from nltk.metrics import BigramAssocMeasures
from scipy import stats

import policytext as pt
from policytext.statistics.groups import group_tokens

#: Terms whose trends scipy is asked for.
SOME = 500
#: The most frequent terms whose trends are made.
TERMS = 10_000


def words_of(tokens: pt.Tokens) -> list[list[str]]:
    """List each document's word tokens."""
    return [[w for w in words if any(c.isalnum() for c in w)] for words in tokens]


def nltk_collocates(documents: list[list[str]], node: str) -> list[Any]:
    """Score the pairs with a word as nltk does."""
    finder = BigramCollocationFinder.from_words([w for d in documents for w in d], window_size=6)
    finder.apply_freq_filter(5)
    finder.apply_ngram_filter(lambda a, b: node not in (a, b))
    return list(finder.score_ngrams(BigramAssocMeasures.likelihood_ratio))


def plain_keyness(target: list[list[str]], reference: list[list[str]]) -> dict[str, float]:
    """Compute log-likelihood with a Counter a side."""
    a = Counter(w for d in target for w in d)
    b = Counter(w for d in reference for w in d)
    c, d = sum(a.values()), sum(b.values())
    scores = {}
    for term in a.keys() | b.keys():
        cells = [a[term], b[term], c - a[term], d - b[term]]
        rows = [a[term] + b[term], c + d - a[term] - b[term]]
        expected = [rows[i] * side / (c + d) for i in (0, 1) for side in (c, d)]
        pairs = zip(cells, expected, strict=True)
        scores[term] = 2 * sum(o * math.log(o / e) for o, e in pairs if o)
    return scores


def scipy_trends(rates: Any, years: list[int]) -> None:
    """Test and fit each row."""
    for row in rates:
        stats.kendalltau(years, row)
        stats.theilslopes(row, years)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    corpus = pt.read(options.folder)
    tokens = corpus.segment()
    documents = words_of(tokens)
    years = [int(year) for year in corpus.docs.year]
    late = [year >= 2013 for year in years]
    sides = [
        [words for words, is_late in zip(documents, late, strict=True) if is_late == side]
        for side in (True, False)
    ]
    groups = group_tokens(tokens, "year")
    counts = np.bincount(tokens.ids, minlength=len(tokens.types)) * tokens.is_word
    order = np.argsort(-counts, kind="stable")[:TERMS]
    least = int(counts[order[-1]])
    rates = (groups.matrix(order) / groups.words[:, None]).T
    texts = [document.text for document in corpus]
    jieba.setLogLevel(60)
    jobs: dict[str, tuple[Callable[[], Any], Callable[[], Any], float]] = {
        "collocates of 经济": (
            lambda: pt.collocations(tokens, "经济"),
            lambda: nltk_collocates(documents, "经济"),
            1,
        ),
        "keyness since 2013": (
            lambda: pt.keyness(tokens, late),
            lambda: plain_keyness(*sides),
            1,
        ),
        f"trends of {len(order):,} terms": (
            lambda: pt.rising(tokens, min_count=least),
            lambda: scipy_trends(rates[:SOME], years),
            len(order) / SOME,
        ),
        "keywords, tf-idf": (
            lambda: pt.keywords(tokens, idf="jieba"),
            lambda: [jieba.analyse.extract_tags(text) for text in texts],
            1,
        ),
        "keywords, TextRank": (
            lambda: pt.keywords(tokens, measure="textrank"),
            lambda: [jieba.analyse.textrank(text) for text in texts],
            1,
        ),
    }
    print(f"{len(corpus)} documents, {tokens.n_tokens:,} tokens")
    print("| job | policytext, s | peer, s | ratio |\n| --- | --- | --- | --- |")
    for name, (ours, peer, scale) in jobs.items():
        taken: dict[str, list[float]] = {"ours": [], "peer": []}
        for number in range(options.rounds + 1):
            for who, work in (("ours", ours), ("peer", peer)):
                start = time.perf_counter()
                work()
                if number:
                    taken[who].append(time.perf_counter() - start)
        mine, its = (statistics.median(taken[who]) for who in ("ours", "peer"))
        print(f"| {name} | {mine:.3f} | {its * scale:.2f} | {its * scale / mine:.0f} |", flush=True)


if __name__ == "__main__":
    main()

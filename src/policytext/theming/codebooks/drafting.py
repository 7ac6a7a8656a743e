"""Drafting a codebook: terms that keep company with seed words or stand where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.counting import make_stamp
from policytext.errors import InputError
from policytext.lexicons import stopword_file
from policytext.statistics.collocation import collocation_columns
from policytext.statistics.frequency import read_stopwords, wanted_types
from policytext.statistics.groups import group_tokens
from policytext.statistics.options import check_numbers
from policytext.statistics.patterns import flow_of
from policytext.theming.codebooks.codebook import Codebook, Term, Theme

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

__all__ = ["DRAFT", "draft_codebook", "draft_terms", "find_draft_terms"]

DRAFT = ["theme", "term", "score", "log_dice", "similarity", "count", "doc_freq", "seed"]
#: Types that are compared by distribution: the most frequent, whose contexts can be known.
_TYPES = 3000
_WINDOW = 5
#: The constant of reciprocal rank fusion (Cormack, Clarke & Büttcher 2009).
_FUSION = 60


def draft_terms(
    tokens: Tokens,
    seeds: Mapping[str, Iterable[str]],
    *,
    min_count: int = 5,
    min_length: int = 2,
    top: int = 20,
) -> pd.DataFrame:
    r"""Propose terms for themes from seed words: nearest collocates and words used alike.

    Parameters
    ----------
    tokens : Tokens
    seeds : mapping of str to iterable of str
        For each theme, some words that speak for it.
    min_count : int, default 5
        Lowest count of a term, and of a pair of term and seed in a sentence.
    min_length : int, default 2
        Shortest term, in characters.
    top : int, default 20
        How many terms for each theme.

    Returns
    -------
    DataFrame
        One row per theme and term, best first, ties by term: `theme`, `term` (str); `score`
        (float, sum over the two lists of 1 / (60 + rank)); `log_dice` (float, highest with a
        seed in the same sentence; NaN where they never meet often enough); `similarity` (float,
        -1 to 1, cosine of the contexts with those of the seeds; NaN beyond the 3,000 most
        frequent types); `count`, `doc_freq` (int); `seed` (str, the seed with that logDice).

    Raises
    ------
    InputError
        If there are no seeds or none of a theme's occurs.

    Notes
    -----
    Collocates are words that stand in one sentence with a seed (logDice, Rychlý 2008); words
    used alike have contexts, five words on either side, whose positive pointwise mutual
    information resembles that of the seeds (cosine; Bullinaria & Levy 2007). The two lists are
    joined by reciprocal rank fusion. A draft is for reading: words that go with everything in
    the genre come out too.

    References
    ----------
    Bullinaria, J. A. & Levy, J. P. (2007). Extracting semantic representations from word
    co-occurrence statistics. Behavior Research Methods 39, 510-526.
    Cormack, G. V., Clarke, C. L. A. & Büttcher, S. (2009). Reciprocal rank fusion outperforms
    Condorcet and individual rank learning methods. SIGIR 2009, 758-759.

    Examples
    --------
    >>> import policytext as pt
    >>> text = "粮食丰收，农民增收。农民种粮食。粮食安全靠农民。学校招收学生。学生上学校。"
    >>> tokens = pt.Corpus.from_texts({"甲": text}).segment()
    >>> pt.draft_terms(tokens, {"农业": ["粮食"]}, min_count=2, top=1)[["term", "seed"]]
      term seed
    0   农民   粮食
    """
    import pandas as pd

    rows, made = find_draft_terms(
        tokens, seeds, min_count=min_count, min_length=min_length, top=top
    )
    table = pd.DataFrame(rows, columns=DRAFT)
    table = table.astype({"log_dice": "float64", "similarity": "float64"})
    table.attrs["stamp"] = made
    return table


def draft_codebook(
    tokens: Tokens,
    seeds: Mapping[str, Iterable[str]],
    *,
    min_count: int = 5,
    min_length: int = 2,
    top: int = 20,
    name: str = "draft",
) -> Codebook:
    """Draft a codebook from seed words: the seeds and the terms that `draft_terms` proposes.

    Parameters
    ----------
    tokens, seeds, min_count, min_length, top
        As for `draft_terms`.
    name : str, default "draft"

    Returns
    -------
    Codebook
        Seeds weigh 1, proposed terms 0.5, until someone has read them.

    Raises
    ------
    InputError
        As `draft_terms`.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.datasets.load("work_reports").segment()
    >>> book = pt.draft_codebook(tokens, {"农业": ["粮食", "农民"]}, top=5)
    >>> book["农业"].forms[:2], len(book["农业"].terms)
    (['粮食', '农民'], 7)
    """
    rows, _ = find_draft_terms(tokens, seeds, min_count=min_count, min_length=min_length, top=top)
    return Codebook(
        [
            Theme(
                theme,
                (
                    *(Term(word) for word in dict.fromkeys(words)),
                    *(Term(row["term"], weight=0.5) for row in rows if row["theme"] == theme),
                ),
            )
            for theme, words in seeds.items()
        ],
        name=name,
        version="0",
    )


def find_draft_terms(
    tokens: Tokens,
    seeds: Mapping[str, Iterable[str]],
    *,
    min_count: int = 5,
    min_length: int = 2,
    top: int = 20,
) -> tuple[list[dict[str, Any]], Stamp]:
    """Propose terms as `draft_terms` does; return plain rows and the stamp."""
    check_numbers(min_count=min_count, min_length=min_length, top=top)
    if not isinstance(seeds, Mapping):
        raise InputError(f"`seeds` must map themes to words, got {seeds!r}.")
    listed = {
        theme: [words] if isinstance(words, str) else list(dict.fromkeys(words))
        for theme, words in seeds.items()
    }
    if not listed or not all(listed.values()):
        raise InputError(f"`seeds` must give each theme at least one word, got {listed!r}.")
    stops = frozenset().union(*(read_stopwords(stopword_file(n)) for n in ("function", "numbers")))
    wanted = wanted_types(tokens, stops, min_length, None, False)
    counts = np.bincount(tokens.ids, minlength=len(tokens.types))
    wanted &= counts >= min_count
    vectors = _Contexts(tokens, counts, wanted)
    documents = group_tokens(tokens).doc_freq
    rows = []
    for theme, words in listed.items():
        dice = _collocates(tokens, words, min_count, wanted)
        alike = vectors.nearest(words)
        absent = [word for word in words if not any(word in d.text for d in tokens.corpus)]
        if absent:
            raise InputError(f"The seeds of {theme!r} must occur in the texts, got {absent!r}.")
        score: dict[str, float] = {}
        for values in ({k: v[0] for k, v in dice.items()}, alike):
            ranked = sorted(values, key=lambda term: (-values[term], term))
            for rank, term in enumerate(ranked, 1):
                score[term] = score.get(term, 0) + 1 / (_FUSION + rank)
        best = sorted(set(score) - set(words), key=lambda term: (-score[term], term))[:top]
        for term in best:
            id = tokens.index[term]
            row = (theme, term, score[term], *dice.get(term, (np.nan, ""))[:1])
            rows.append(
                dict(
                    zip(
                        DRAFT,
                        (*row, alike.get(term, np.nan), int(counts[id]), int(documents[id]),
                         dice.get(term, (np.nan, ""))[1]),
                        strict=True,
                    )
                )
            )  # fmt: skip
    made = make_stamp(tokens.corpus, "token", None, tokens)
    return rows, made | {"seeds": listed, "min_count": min_count, "min_length": min_length}


def _collocates(
    tokens: Tokens, words: list[str], min_count: int, wanted: NDArray[np.bool_]
) -> dict[str, tuple[float, str]]:
    """Return each collocate's highest logDice with a seed, and that seed."""
    columns, _ = collocation_columns(
        tokens, list(words), window="sentence", measure="log_dice", min_count=min_count
    )
    best: dict[str, tuple[float, str]] = {}
    found = zip(columns["collocate"], columns["log_dice"], columns["node"], strict=True)
    for collocate, value, node in found:
        if wanted[tokens.index[collocate]] and value > best.get(collocate, (-np.inf, ""))[0]:
            best[collocate] = (float(value), node)
    return best


class _Contexts:
    """The contexts of frequent types: positive pointwise mutual information, rows of length 1."""

    def __init__(
        self, tokens: Tokens, counts: NDArray[np.int64], wanted: NDArray[np.bool_]
    ) -> None:
        self._tokens = tokens
        frequent = np.flatnonzero(wanted)
        frequent = np.sort(frequent[np.argsort(-counts[frequent], kind="stable")[:_TYPES]])
        self._types = frequent
        column = np.full(len(tokens.types), -1)
        column[frequent] = np.arange(len(frequent))
        flow = flow_of(tokens)
        ids, ends = column[tokens.ids[flow.places]], np.cumsum(~flow.joined)
        size = len(frequent)
        pairs = np.zeros(size * size)
        for step in range(1, _WINDOW + 1):
            left, right = ids[:-step], ids[step:]
            near = (left >= 0) & (right >= 0) & (ends[:-step] == ends[step:])
            pairs += np.bincount(left[near] * size + right[near], minlength=size * size)
        table = pairs.reshape(size, size)
        table += table.T
        total = table.sum()
        expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / max(total, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            mutual = np.log2(table / expected)
        vectors = np.where(np.isfinite(mutual) & (mutual > 0), mutual, 0.0)
        lengths = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
        self._vectors = vectors / np.where(lengths > 0, lengths, 1)

    def nearest(self, words: list[str]) -> dict[str, float]:
        """Return the cosine of each type with the mean of the words; none if none is frequent."""
        index = self._tokens.index
        rows = np.flatnonzero(np.isin(self._types, [index[w] for w in words if w in index]))
        if not len(rows):
            return {}
        mean = self._vectors[rows].mean(axis=0)
        length = float(np.sqrt((mean**2).sum()))
        if not length:
            return {}
        cosines = self._vectors @ (mean / length)
        return {
            self._tokens.types[type_]: float(value)
            for type_, value in zip(self._types.tolist(), cosines.tolist(), strict=True)
            if value > 0
        }

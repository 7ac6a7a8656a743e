"""How many topics: coherence and stability for several numbers of topics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.errors import InputError
from policytext.statistics.groups import make_table
from policytext.statistics.options import check_numbers
from policytext.theming.topics.material import check_k, prepare
from policytext.theming.topics.measures import agreement, coherence, paragraphs_with, top_terms
from policytext.theming.topics.models import Embed, Model, fit

if TYPE_CHECKING:
    import pandas as pd

    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

__all__ = ["find_topic_numbers", "topic_numbers"]

TOPIC_NUMBERS = {
    "k": "int64", "coherence": "float64", "lowest_coherence": "float64", "stability": "float64",
    "lowest_stability": "float64", "smallest_share": "float64",
}  # fmt: skip
#: What is tried where no numbers are given.
NUMBERS = (5, 10, 15, 20, 25, 30)

Row = dict[str, Any]
#: One fit: the number of topics and of the sample, 0 for the whole text.
Task = tuple[int, int]


def topic_numbers(
    tokens: Tokens,
    numbers: Iterable[int] | None = None,
    *,
    method: str = "nmf",
    unit: str = "paragraph",
    min_words: int = 20,
    min_count: int = 5,
    max_share: float = 0.5,
    min_length: int = 2,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    tags: Iterable[str] | None = None,
    embed: Embed | None = None,
    samples: int = 10,
    sample_share: float = 0.8,
    seed: int = 0,
    progress: Callable[[Sequence[Task]], Iterable[Task]] | None = None,
) -> pd.DataFrame:
    r"""Compare numbers of topics by how coherent and how stable the topics are.

    Parameters
    ----------
    tokens : Tokens
    numbers : iterable of int, optional
        Numbers of topics to try; by default 5, 10, … 30, as far as there are units and terms.
    method, unit, min_words, min_count, max_share, min_length, stopwords, tags, embed
        As for `policytext.topics`.
    samples : int, default 10
        How many samples of the units the topics are to come again in.
    sample_share : float, default 0.8
        Share of the units in a sample, drawn without replacement.
    seed : int, default 0
        Of the topics and of the samples.
    progress : function, optional
        Wraps the list of what is to be fitted, `samples` + 1 for each number, to show progress.

    Returns
    -------
    DataFrame
        One row per number, in order: `k` (int, the number of topics); `coherence` (float, mean
        over the topics of the mean NPMI of their ten strongest terms, from -1 to 1) and
        `lowest_coherence` (float, of the worst topic); `stability` (float, mean over samples and
        topics of their agreement with the topics of the whole text, from 0 to 1) and
        `lowest_stability` (float, of the topic that comes again least, mean over samples);
        `smallest_share` (float, share of the text of the smallest topic). Coherence is NaN where
        no topic has two terms.

    Raises
    ------
    InputError
        As for `policytext.topics`, if no number is given, or if `sample_share` is not between 0
        and 1.
    MissingExtra
        If scikit-learn is not installed.

    Notes
    -----
    Look for a number after which both gain little, not for the highest figure: small topics of
    fixed wording are coherent and come again by nature, so both tend to rise with the number, and
    coherence does not notice two subjects in one topic. A low worst value tells of a topic that
    holds what is left over. Then read the topics.

    NPMI(a, b) = ln(p(a, b) / (p(a) p(b))) / -ln p(a, b), with p the share of the paragraphs that
    have the term or both; -1 for terms that never meet. Paragraphs are counted whatever the unit,
    so that figures of different units can be compared.

    Agreement of two topics is the mean Jaccard coefficient of their first 1, 2, … 10 terms; topics
    are matched one to one so that the sum is greatest (Greene et al. 2014).

    References
    ----------
    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction.
    Proceedings of GSCL, 31-40.
    Greene, D., O'Callaghan, D. & Cunningham, P. (2014). How many topics? Stability analysis for
    topic models. ECML PKDD 2014, 498-513. doi:10.1007/978-3-662-44848-9_32
    Lau, J. H., Newman, D. & Baldwin, T. (2014). Machine reading tea leaves: Automatically
    evaluating topic coherence and topic model quality. EACL 2014, 530-539. doi:10.3115/v1/E14-1056

    Examples
    --------
    >>> import policytext as pt
    >>> text = "粮食生产和农民收入。\n学校教育和教师培训。\n" * 5
    >>> tokens = pt.Corpus.from_texts({"甲": text}).segment()
    >>> found = pt.topic_numbers(tokens, [2, 3], min_words=1)
    >>> found[["k", "stability", "smallest_share"]].round(2)
       k  stability  smallest_share
    0  2       1.00            0.44
    1  3       0.67            0.00
    """
    columns, made = find_topic_numbers(
        tokens, numbers, method=method, unit=unit, min_words=min_words, min_count=min_count,
        max_share=max_share, min_length=min_length, stopwords=stopwords, tags=tags, embed=embed,
        samples=samples, sample_share=sample_share, seed=seed, progress=progress,
    )  # fmt: skip
    return make_table(columns, TOPIC_NUMBERS, made)


def find_topic_numbers(
    tokens: Tokens,
    numbers: Iterable[int] | None = None,
    *,
    samples: int = 10,
    sample_share: float = 0.8,
    seed: int = 0,
    progress: Callable[[Sequence[Task]], Iterable[Task]] | None = None,
    **how: Any,
) -> tuple[dict[str, list[Any]], Stamp]:
    """Compare numbers as `topic_numbers` does; return plain columns and the stamp."""
    check_numbers(samples=samples)
    check_numbers(least=0, seed=seed)
    if not 0 < sample_share < 1:
        raise InputError(f"`sample_share` must be between 0 and 1, got {sample_share!r}.")
    material = prepare(tokens, **how)
    if numbers is None:
        most = min(len(material.used), len(material.terms))
        numbers = [k for k in NUMBERS if k <= most] or NUMBERS[:1]
    wanted = sorted(set(numbers))
    if not wanted:
        raise InputError("`numbers` must have at least one number of topics, got none.")
    for k in wanted:
        check_k(k, material)
    fitted: dict[Task, Model] = {}
    drawn = _draw(len(material.used), samples, sample_share, wanted[-1], seed)
    tasks = [(k, sample) for k in wanted for sample in range(samples + 1)]
    for k, sample in progress(tasks) if progress else tasks:
        rows = drawn[sample]
        vectors = None if material.vectors is None else material.vectors[rows]
        fitted[k, sample] = fit(material.method, material.counts[rows], k, seed, vectors)
    there = paragraphs_with(tokens, material.terms)
    words = material.units.words[material.used]
    found = [_compare(k, [fitted[k, n] for n in range(samples + 1)], there, words) for k in wanted]
    columns = {name: [row[name] for row in found] for name in TOPIC_NUMBERS}
    how_drawn = {"samples": samples, "sample_share": sample_share, "seed": seed}
    return columns, material.stamp | how_drawn


def _draw(n: int, samples: int, share: float, least: int, seed: int) -> list[Any]:
    """Draw units: all of them first, then the samples; as many as there are topics, or more."""
    random = np.random.default_rng(seed)
    size = max(least, round(share * n))
    drawn = [np.sort(random.choice(n, size, replace=False)) for _ in range(samples)]
    return [np.arange(n), *drawn]


def _compare(k: int, models: list[Model], there: Any, words: Any) -> Row:
    """Measure the topics of the whole text, first, against those of the samples."""
    ours, *others = (top_terms(model.weights) for model in models)
    values = coherence(there, ours)
    known = values[~np.isnan(values)]
    stability = np.array([agreement(ours, theirs) for theirs in others]).mean(axis=0)
    shares = words @ models[0].shares
    return {
        "k": k,
        "coherence": float(known.mean()) if len(known) else float("nan"),
        "lowest_coherence": float(known.min()) if len(known) else float("nan"),
        "stability": float(stability.mean()),
        "lowest_stability": float(stability.min()),
        "smallest_share": float(shares.min() / max(shares.sum(), 1)),
    }

"""Which terms set one group of texts apart from another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext import stamp
from policytext.counting import make_stamp
from policytext.errors import InputError
from policytext.statistics.collocation import ranks
from policytext.statistics.contingency import (
    MEASURES,
    TESTS,
    adjust_p,
    log_ratio_interval,
    p_value,
)
from policytext.statistics.frequency import read_stopwords, wanted_types
from policytext.statistics.groups import By
from policytext.statistics.options import check_choice, check_choices, check_numbers
from policytext.statistics.resampling import resample_rates
from policytext.statistics.sides import Side, Sides, sides_of
from policytext.statistics.windows import countable_types

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

__all__ = ["keyness", "keyness_columns"]

Columns = dict[str, Any]

_NAMES = (
    "score", "p_value", "p_adjusted", "count_target", "count_reference", "per_million_target",
    "per_million_reference", "log_ratio", "log_ratio_low", "log_ratio_high", "doc_freq_target",
    "doc_freq_reference",
)  # fmt: skip


def keyness(
    tokens: Tokens,
    target: Side,
    *,
    reference: Side | None = None,
    by: By = None,
    measure: str = "g2",
    effects: Sequence[str] = (),
    min_count: int = 5,
    top: int | None = None,
    zeros: str = "half",
    confidence: float = 0.95,
    bootstrap: int = 0,
    seed: int = 0,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    min_length: int = 1,
    tags: Iterable[str] | None = None,
    keep_punctuation: bool = False,
) -> pd.DataFrame:
    """Score terms by how unevenly they occur in two groups of texts.

    Parameters
    ----------
    tokens : Tokens
    target, reference : label, list of labels, slice, or truth value a document
        The two sides: groups of `by`, which is "document" by default; `slice(2013, None)`, all
        groups from 2013 on, both ends included; or a list, array or Series with True for the
        documents of the side. The reference is all the rest by default.
    by : str, iterable or mapping, optional
        The groups that `target` and `reference` name.
    measure : str, default "g2"
        The score, a name in `policytext.statistics.contingency.MEASURES`.
    effects : sequence of str, default ()
        Names of more measures to list, as "percent_diff", "odds_ratio", "relative_risk", "bic".
    min_count : int, default 5
        Lowest count in both sides together, in tokens.
    top : int, optional
        List only so many, from the most typical of the target on.
    zeros : {"half", "infinite"}, default "half"
        Whether a count of 0 is taken as 0.5 in the log ratio, or makes it infinite.
    confidence : float, default 0.95
        Of the intervals.
    bootstrap : int, default 0
        How many times to draw the documents of each side anew, with replacement.
    seed : int, default 0
        Of the draws.
    stopwords, min_length, tags, keep_punctuation
        Which terms to list, as for `frequencies`; all words, listed or not, stay in the sizes of
        the two sides, with `keep_punctuation` punctuation too.

    Returns
    -------
    DataFrame
        One row per term, highest `score` first, ties by `term`: `term` (str); `score` (float; for
        a test positive where the term is relatively more frequent in the target, negative where
        in the reference; for "fisher" -log10 of its p-value with that sign, infinite where it is
        below the smallest float; else the measure itself); `p_value` (float, of the measure if it
        is a test, else of `g2`) and `p_adjusted` (float, Benjamini-Hochberg over all terms of at
        least `min_count` that pass the filters); `score` and these are NaN for the only type of
        a corpus;
        `count_target`, `count_reference` (int); `per_million_target`, `per_million_reference`
        (float, per million word tokens of the side); `log_ratio`, `log_ratio_low`,
        `log_ratio_high` (float, with its confidence interval); `doc_freq_target`,
        `doc_freq_reference` (int, documents with the term); a column for each of `effects`. With
        `bootstrap`: `log_ratio_boot_low`, `log_ratio_boot_high`, `rate_difference`,
        `rate_difference_low`, `rate_difference_high` (float, the latter per million), the ends
        being percentiles of the draws. `attrs["stamp"]` has the options, the words of each side
        and the number of terms tested.

    Raises
    ------
    InputError
        If a side has no group, the two share one, or an option has a value that cannot be used.
    MissingExtra
        If the measure is "fisher" and scipy is not installed.

    Notes
    -----
    The table of a term has its counts in row 1 and all other word tokens in row 2, target and
    reference as columns. A score says how sure a difference is, `log_ratio` how great: read both.
    Words in one document are not independent, so that p-values and `log_ratio_low` to
    `log_ratio_high` (Katz et al. 1978) promise too much; the bootstrap over documents does not,
    but needs some ten documents on either side, and says nothing of a count that is 0 in all of
    them. It is NaN where a side has only one document with words. A side without words makes
    scores and rates NaN.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence.
    Computational Linguistics 19(1), 61-74.
    Hardie, A. (2014). Log Ratio: an informal introduction. CASS, Lancaster University.
    Lijffijt, J. et al. (2016). Significance testing of word frequencies in corpora. Digital
    Scholarship in the Humanities 31(2), 374-397.

    Examples
    --------
    >>> import policytext as pt
    >>> texts = {"2012": "发展经济，发展农业。", "2022": "发展数字经济，数字政府。"}
    >>> tokens = pt.Corpus.from_texts(texts).segment()
    >>> table = pt.keyness(tokens, "2022", min_count=1)
    >>> table[["term", "score", "count_target", "count_reference", "log_ratio"]].round(2).head(2)
      term  score  count_target  count_reference  log_ratio
    0   数字   2.80             2                0       1.68
    1   政府   1.27             1                0       0.68
    """
    import pandas as pd

    columns, made = keyness_columns(
        tokens,
        target,
        reference=reference,
        by=by,
        measure=measure,
        effects=effects,
        min_count=min_count,
        top=top,
        zeros=zeros,
        confidence=confidence,
        bootstrap=bootstrap,
        seed=seed,
        stopwords=stopwords,
        min_length=min_length,
        tags=tags,
        keep_punctuation=keep_punctuation,
    )
    table = pd.DataFrame(columns).astype({"term": "str"})
    table.attrs["stamp"] = made
    return table


def keyness_columns(
    tokens: Tokens,
    target: Side,
    *,
    reference: Side | None = None,
    by: By = None,
    measure: str = "g2",
    effects: Sequence[str] = (),
    min_count: int = 5,
    top: int | None = None,
    zeros: str = "half",
    confidence: float = 0.95,
    bootstrap: int = 0,
    seed: int = 0,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    min_length: int = 1,
    tags: Iterable[str] | None = None,
    keep_punctuation: bool = False,
) -> tuple[Columns, stamp.Stamp]:
    """Score terms as `keyness` does; return columns and the stamp."""
    check_choice("measure", measure, sorted(MEASURES))
    more = check_choices("effects", effects, sorted(MEASURES))
    check_numbers(min_count=min_count, top=top)
    if bootstrap < 0:
        raise InputError(f"`bootstrap` must be 0 or more draws, got {bootstrap!r}.")
    sides = sides_of(tokens, target, reference, by)
    stops = read_stopwords(stopwords)
    wanted = wanted_types(tokens, stops, min_length, tags, keep_punctuation)
    countable = countable_types(tokens, keep_punctuation)
    counts = [sides.types(tokens, side) for side in (0, 1)]
    words = [int(count[tokens.is_word].sum()) for count in counts]
    sizes = [int(count[countable].sum()) for count in counts]
    types = np.flatnonzero(wanted & (counts[0] + counts[1] >= min_count))

    a, b = counts[0][types], counts[1][types]
    cells = (a, b, sizes[0] - a, sizes[1] - b)
    found = _scores(measure, cells)
    found |= {"count_target": a, "count_reference": b}
    found["per_million_target"] = per_million(a, words[0])
    found["per_million_reference"] = per_million(b, words[1])
    found["log_ratio"] = MEASURES["log_ratio"](*cells, zeros=zeros)
    found["log_ratio_low"], found["log_ratio_high"] = log_ratio_interval(
        *cells, confidence=confidence, zeros=zeros
    )
    found |= _doc_freqs(tokens, sides, types)
    columns = {name: found[name] for name in _NAMES}
    columns |= {name: MEASURES[name](*cells) for name in more if name not in columns}
    if bootstrap:
        columns |= resample_rates(
            tokens, sides, types, countable, bootstrap, seed, confidence, zeros
        )
    order = np.lexsort((ranks(tokens, types), -columns["score"]))[:top]
    terms = [tokens.types[id] for id in types[order].tolist()]
    columns = {"term": terms} | {name: values[order] for name, values in columns.items()}
    made = make_stamp(tokens.corpus, "token", None, tokens) | {
        "target": sides.target,
        "reference": sides.reference,
        "words_target": words[0],
        "words_reference": words[1],
        "measure": measure,
        "min_count": min_count,
        "tested": len(types),
        "zeros": zeros,
        "confidence": confidence,
        "punctuation": keep_punctuation,
        "stopwords": stamp.digest(sorted(stops)) if stops else "none",
    }
    return columns, made | ({"bootstrap": bootstrap, "seed": seed} if bootstrap else {})


_SIDES = ("target", "reference")


def per_million(counts: NDArray[np.int64], words: int) -> NDArray[np.float64]:
    """Return rates per million words; NaN where there are no words."""
    return 1e6 * counts / words if words else np.full(len(counts), np.nan)


def _scores(measure: str, cells: tuple[NDArray[np.int64], ...]) -> Columns:
    """Return the score with its sign, and p-values."""
    values = MEASURES[measure](*cells)
    signs = direction(cells)
    if measure == "fisher":
        p = values
        with np.errstate(divide="ignore"):
            values = signs * -np.log10(p)
    elif measure in TESTS:
        p = p_value(values)
        values = signs * values
    else:
        p = p_value(MEASURES["g2"](*cells))
    return {"score": values, "p_value": p, "p_adjusted": adjust_p(p)}


def direction(cells: tuple[NDArray[np.int64], ...]) -> NDArray[np.float64]:
    """Return 1 where a term is relatively more frequent in the target, -1 where in the reference.

    The products are whole numbers, so that equal rates give 0 and no rounding decides.
    """
    a, b, c, d = cells
    return np.asarray(np.sign(a * (b + d) - b * (a + c)), dtype=np.float64)


def _doc_freqs(tokens: Tokens, sides: Sides, types: NDArray[np.intp]) -> Columns:
    """Count the documents of each side that have a term."""
    found = {}
    for side, name in enumerate(_SIDES):
        _, ids, _ = sides.pairs(tokens, side)
        found[f"doc_freq_{name}"] = np.bincount(ids, minlength=len(tokens.types))[types]
    return found

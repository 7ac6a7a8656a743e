"""Which terms set one group of texts apart from another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.errors import InputError
from policytext.parts import Found, Parted, Sums, Whole, analyse, as_sums, as_tokens
from policytext.statistics.collocation import ranks
from policytext.statistics.contingency import (
    MEASURES,
    TESTS,
    adjust_p,
    log_ratio_interval,
    p_value,
)
from policytext.statistics.frequency import read_stopwords, wanted_types
from policytext.statistics.groups import By, group_sums, group_tokens, name_groups
from policytext.statistics.on_disk import check_in_memory, in_tokens
from policytext.statistics.options import check_choice, check_choices, check_numbers
from policytext.statistics.resampling import resample_rates
from policytext.statistics.sides import (
    Compared,
    Pairs,
    Side,
    compare,
    name_sides,
    side_codes,
    side_pairs,
)
from policytext.statistics.windows import countable_types

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.counting import Match
    from policytext.tokens import Tokens

__all__ = ["keyness", "keyness_columns"]

Columns = dict[str, Any]

_NAMES = (
    "score", "p_value", "p_adjusted", "count_target", "count_reference", "per_million_target",
    "per_million_reference", "log_ratio", "log_ratio_low", "log_ratio_high", "doc_freq_target",
    "doc_freq_reference",
)  # fmt: skip


def keyness(
    tokens: Tokens | Parted,
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
    tokens : Tokens or Scan
    target, reference : label, list of labels, slice, or truth value a document
        The two sides: groups of `by`, which is "document" by default; `slice(2013, None)`, all
        groups from 2013 on, both ends included; or a list, array or Series with True for the
        documents of the side, if the tokens are in memory. The reference is all the rest by
        default.
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
        How many times to draw the documents of each side anew, with replacement; needs the
        tokens in memory.
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
        If a side has no group, the two share one, an option has a value that cannot be used, or
        it needs the tokens in memory and the corpus is on disk.
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
    tokens: Tokens | Parted,
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
    corpus = in_tokens(tokens)
    if bootstrap:
        check_in_memory(corpus, "`bootstrap`", "Leave it out")
    analysis = _Keyness(
        *compare(corpus, target, reference, by),
        measure=measure,
        effects=tuple(more),
        min_count=min_count,
        top=top,
        zeros=zeros,
        confidence=confidence,
        bootstrap=bootstrap,
        seed=seed,
        stopwords=read_stopwords(stopwords),
        min_length=min_length,
        tags=(tags,) if isinstance(tags, str) else None if tags is None else tuple(tags),
        keep_punctuation=keep_punctuation,
    )
    # What cannot be measured is refused before anything is counted.
    analysis.measured((np.ones(1, dtype=np.int64),) * 4)
    return analyse(corpus, analysis)


_SIDES = ("target", "reference")


class _Keyness(NamedTuple):
    """The analysis of `keyness`: counts of types on both sides."""

    by: By
    target: Side
    reference: Side | None
    measure: str
    effects: tuple[str, ...]
    min_count: int
    top: int | None
    zeros: str
    confidence: float
    bootstrap: int
    seed: int
    stopwords: frozenset[str]
    min_length: int
    tags: tuple[str, ...] | None
    keep_punctuation: bool

    @property
    def match(self) -> Match:
        """Types are tokens."""
        return "token"

    @property
    def forms(self) -> Sequence[str]:
        """No term is looked for."""
        return ()

    @property
    def _compared(self) -> Compared:
        return Compared(self.by, self.target, self.reference)

    def look(self, part: Corpus | Tokens) -> Found:
        """Count the types of some documents on both sides."""
        tokens = as_tokens(part)
        groups = group_tokens(tokens, self.by, whole=False)
        pairs = side_pairs(tokens, side_codes(groups, self._compared))
        n_types = len(tokens.types)
        keys = pairs.side * n_types + pairs.type
        doc_freq = np.bincount(keys, minlength=2 * n_types)
        counts = np.bincount(keys, pairs.counts, 2 * n_types).astype(np.int64)
        known = np.flatnonzero(doc_freq)
        labels = {"side": _SIDES, "type": tokens.types}
        found: Found = {
            "groups": group_sums(groups),
            "cells": Sums(
                labels,
                {"side": known // n_types, "type": known % n_types},
                {"count": counts[known], "doc_freq": doc_freq[known]},
            ),
        }
        if self.bootstrap:
            codes = {"document": pairs.document, "side": pairs.side, "type": pairs.type}
            ids = [document.id for document in tokens.corpus]
            found["documents"] = Sums({"document": ids, **labels}, codes, {"count": pairs.counts})
        return found

    def finish(self, found: Found, whole: Whole) -> tuple[Columns, stamp.Stamp]:
        """Make the columns."""
        groups, cells = as_sums(found["groups"]), as_sums(found["cells"])
        labels, _ = name_groups(self.by, groups.labels["group"], lambda: whole.columns)
        target, reference = name_sides(labels, self._compared)
        known = whole.vocabulary(cells.labels["type"])
        wanted = wanted_types(
            known, self.stopwords, self.min_length, self.tags, self.keep_punctuation
        )
        countable = countable_types(known, self.keep_punctuation)
        counts, doc_freqs = np.zeros((2, 2, len(known.types)), dtype=np.int64)
        place = cells.codes["side"], cells.codes["type"]
        counts[place], doc_freqs[place] = cells.values["count"], cells.values["doc_freq"]
        words = counts[:, known.is_word].sum(axis=1).tolist()
        sizes = counts[:, countable].sum(axis=1)
        types = np.flatnonzero(wanted & (counts.sum(axis=0) >= self.min_count))

        a, b = counts[:, types]
        found_columns = self.measured((a, b, sizes[0] - a, sizes[1] - b))
        for side, name in enumerate(_SIDES):
            found_columns[f"count_{name}"] = counts[side, types]
            found_columns[f"per_million_{name}"] = per_million(counts[side, types], words[side])
            found_columns[f"doc_freq_{name}"] = doc_freqs[side, types]
        columns = {name: found_columns[name] for name in (*_NAMES, *self.effects)}
        if self.bootstrap:
            sums = as_sums(found["documents"])
            pairs = Pairs(**sums.codes, counts=sums.values["count"])
            how = (self.bootstrap, self.seed, self.confidence, self.zeros)
            columns |= resample_rates(pairs, types, known.is_word, countable, *how)
        order = np.lexsort((ranks(known, types), -columns["score"]))[: self.top]
        terms = [known.types[id] for id in types[order].tolist()]
        columns = {"term": terms} | {name: values[order] for name, values in columns.items()}
        made = whole.stamp("token", None) | {
            "target": target,
            "reference": reference,
            "words_target": words[0],
            "words_reference": words[1],
            "measure": self.measure,
            "min_count": self.min_count,
            "tested": len(types),
            "zeros": self.zeros,
            "confidence": self.confidence,
            "punctuation": self.keep_punctuation,
            "stopwords": stamp.digest(sorted(self.stopwords)) if self.stopwords else "none",
        }
        drawn = {"bootstrap": self.bootstrap, "seed": self.seed} if self.bootstrap else {}
        return columns, made | drawn

    def measured(self, cells: tuple[NDArray[np.int64], ...]) -> Columns:
        """Return the score, the log ratio and the effects of terms."""
        columns = {name: MEASURES[name](*cells) for name in self.effects}
        columns |= _scores(self.measure, cells)
        columns["log_ratio"] = MEASURES["log_ratio"](*cells, zeros=self.zeros)
        columns["log_ratio_low"], columns["log_ratio_high"] = log_ratio_interval(
            *cells, confidence=self.confidence, zeros=self.zeros
        )
        return columns


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

"""Lexical diversity: how many different words a text uses, and how often it repeats them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.counting import make_stamp
from policytext.errors import InputError
from policytext.statistics.groups import By, Groups, group_name, group_tokens, make_table
from policytext.statistics.options import check_choices, check_numbers

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["diversity"]

#: Measures and the methods of `_Words` that compute them.
_MEASURES = (
    "ttr", "rttr", "cttr", "herdan_c", "somers_s", "dugast_u", "maas_a2", "mattr", "msttr", "hdd",
    "mtld", "yule_k", "yule_i", "simpson_d", "herdan_vm", "zipf", "heaps_beta", "heaps_k",
)  # fmt: skip
#: The columns before those of the measures.
_COUNTS = {"n_tokens": "int64", "n_types": "int64", "hapaxes": "int64", "hapax_ratio": "float64"}


def diversity(
    tokens: Tokens,
    *,
    by: By = "document",
    measure: str | Iterable[str] = "all",
    window: int = 100,
    threshold: float = 0.72,
    draws: int = 42,
) -> pd.DataFrame:
    """Measure the lexical diversity of each document or group.

    Longer texts repeat more words, so compare texts of unlike lengths by MATTR, MTLD or HD-D, and
    by the others only texts of the same length.

    Parameters
    ----------
    tokens : Tokens
    by : str, iterable, mapping or Series, default "document"
        The groups, as in `group_tokens`; None for one group of all tokens.
    measure : str or iterable of str, default "all"
        Which columns to compute, by their names under Returns.
    window : int, default 100
        Length of the windows of MATTR and of the stretches of MSTTR, in word tokens.
    threshold : float, default 0.72
        Type-token ratio at which MTLD ends a factor, between 0 and 1.
    draws : int, default 42
        Sample size of HD-D, in word tokens.

    Returns
    -------
    DataFrame
        One row per group, in their order: the column named by `by`, or `group`; `n_tokens` (int,
        word tokens, N); `n_types` (int, types of words, V); `hapaxes` (int, types with count 1);
        `hapax_ratio` (float, hapaxes / V); then, all float, those of `measure`: `ttr` V/N; `rttr`
        V/√N; `cttr` V/√2N; `herdan_c` ln V/ln N; `somers_s` ln ln V/ln ln N; `dugast_u`
        ln²N/(ln N - ln V); `maas_a2` (ln N - ln V)/ln²N; `mattr`; `msttr`; `hdd`; `mtld`, in word
        tokens; `yule_k`; `yule_i`; `simpson_d`; `herdan_vm`; `zipf`, the exponent; `heaps_beta`
        and `heaps_k`. `attrs["stamp"]` says how it was made.

    Raises
    ------
    InputError
        If an option has a value that cannot be used.

    Notes
    -----
    With f the count of each type and M2 = Σ f²:

    - `mattr` is the mean TTR of all windows of `window` words; `msttr` that of the stretches that
      follow each other, a shorter last one left out. NaN where no document of the group has
      `window` words: the TTR of a shorter text is not comparable.
    - `hdd` = Σ (1 - P(0)) / draws, P(0) the hypergeometric probability that a sample of `draws`
      words holds no token of the type. NaN where N < draws.
    - `mtld` = N / factors, the mean of reading forwards and backwards. A factor ends when the TTR
      reaches the threshold (<=); what is left over counts as (1 - TTR) / (1 - threshold) of one.
      N where no factor was begun, as all words differ.
    - `yule_k` = 10⁴ (M2 - N)/N²; `yule_i` = V²/(M2 - V), 0 where all words differ; `simpson_d` =
      Σ f(f - 1)/(N(N - 1)); `herdan_vm` = √(M2/N² - 1/V).
    - `zipf` is a of f = C r^-a, by least squares of ln f on ln r over all ranks r, ties ranked one
      after another; the many hapaxes weigh most. `heaps_k` and `heaps_beta` are of V = K N^β, by
      least squares of ln V on ln N after each word of the group.

    Punctuation, white space and removed tokens are no words and are passed over. No window and no
    factor crosses a document; of a group of documents, the windows and factors of all count. A
    value that a formula leaves undefined, as of a group without words, is NaN.

    References
    ----------
    Covington, M. A. and McFall, J. D. (2010). Cutting the Gordian knot: the moving-average
    type-token ratio. Journal of Quantitative Linguistics 17(2), 94-100. McCarthy, P. M. and
    Jarvis, S. (2010). MTLD, vocd-D, and HD-D. Behavior Research Methods 42(2), 381-392. Yule,
    G. U. (1944). The statistical study of literary vocabulary. Tweedie, F. J. and Baayen, R. H.
    (1998). How variable may a constant be? Computers and the Humanities 32, 323-352. Heaps, H. S.
    (1978). Information retrieval, 206-208.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "发展，发展，再发展。"}).segment()
    >>> pt.diversity(tokens, measure=["ttr", "yule_k"])
      document  n_tokens  n_types  hapaxes  hapax_ratio  ttr  yule_k
    0        甲         4        2        1          0.5  0.5  3750.0
    """
    columns, made = find_diversity(
        tokens, by=by, measure=measure, window=window, threshold=threshold, draws=draws
    )
    return make_table(columns, _COUNTS | dict.fromkeys(columns.keys() & _MEASURES, "float64"), made)


def find_diversity(
    tokens: Tokens,
    *,
    by: By = "document",
    measure: str | Iterable[str] = "all",
    window: int = 100,
    threshold: float = 0.72,
    draws: int = 42,
) -> tuple[dict[str, list[Any]], Stamp]:
    """Measure diversity as `diversity` does; return plain columns and the stamp."""
    check_numbers(window=window, draws=draws)
    if not 0 < threshold < 1:
        raise InputError(f"`threshold` must lie between 0 and 1, got {threshold!r}.")
    measures = check_choices("measure", measure, [*_MEASURES, "all"])
    if "all" in measures:
        measures = list(_MEASURES)
    groups = group_tokens(tokens, by)
    words = _Words(groups, window, threshold, draws)
    columns: dict[str, list[Any]] = {}
    if by is not None:
        columns[group_name(by, (*_COUNTS, *measures))] = list(groups.labels)
    columns |= {
        "n_tokens": words.n.tolist(),
        "n_types": words.v.tolist(),
        "hapaxes": words.hapaxes.tolist(),
        "hapax_ratio": _ratio(words.hapaxes, words.v).tolist(),
    }
    columns |= {name: getattr(words, name)().tolist() for name in measures}
    return columns, make_stamp(tokens.corpus, "token", None, tokens) | {
        "tokens": int(groups.words.sum()),
        "window": window,
        "threshold": threshold,
        "draws": draws,
    }


class _Words:
    """The words of each group in their order, and the measures: an array of a value a group each.

    A run is the words of a group in one document.
    """

    def __init__(self, groups: Groups, window: int, threshold: float, draws: int) -> None:
        tokens = groups.tokens
        self.window, self.threshold, self.draws = window, threshold, draws
        self.n_groups = len(groups)
        group, type_, count = groups.counts
        is_word = tokens.is_word[type_]
        #: Each type of each group: its group and its count.
        self.group, self.count = group[is_word], count[is_word]
        self.n: Ints = groups.words
        self.v: Ints = np.bincount(self.group, minlength=len(groups)).astype(np.int64)
        self.hapaxes: Ints = self._sum(self.count == 1).astype(np.int64)
        places = np.flatnonzero(tokens.is_word[tokens.ids] & (groups.codes >= 0))
        places = places[np.argsort(groups.codes[places], kind="stable")]
        #: Each word, group by group: its group and type.
        self.word_group, self.ids = groups.codes[places].astype(np.int64), tokens.ids[places]
        documents = np.repeat(np.arange(len(tokens)), np.diff(tokens.doc_offsets))[places]
        begins = np.ones(len(places), dtype=bool)
        begins[1:] = (np.diff(documents) != 0) | (np.diff(self.word_group) != 0)
        #: Where each run begins among the words, and its length.
        self.first = np.flatnonzero(begins)
        self.length = np.diff(self.first, append=len(places))

    def _sum(self, values: NDArray[Any]) -> Floats:
        """Add up a value of each type of each group."""
        return np.asarray(
            np.bincount(self.group, values, minlength=self.n_groups), dtype=np.float64
        )

    @cached_property
    def _m2(self) -> Floats:
        return self._sum(self.count**2)

    @cached_property
    def _logs(self) -> tuple[Floats, Floats]:
        """Return ln N and ln V, NaN where there are no words."""
        return np.log(np.where(self.n, self.n, np.nan)), np.log(np.where(self.v, self.v, np.nan))

    # ---------------------------------------------------------------- of the counts

    def ttr(self) -> Floats:
        return _ratio(self.v, self.n)

    def rttr(self) -> Floats:
        return _ratio(self.v, np.sqrt(self.n))

    def cttr(self) -> Floats:
        return _ratio(self.v, np.sqrt(2 * self.n))

    def herdan_c(self) -> Floats:
        ln_n, ln_v = self._logs
        return _ratio(ln_v, ln_n)

    def somers_s(self) -> Floats:
        ln_n, ln_v = (np.log(np.where(log > 0, log, np.nan)) for log in self._logs)
        return _ratio(ln_v, ln_n)

    def dugast_u(self) -> Floats:
        ln_n, ln_v = self._logs
        return _ratio(ln_n**2, ln_n - ln_v)

    def maas_a2(self) -> Floats:
        ln_n, ln_v = self._logs
        return _ratio(ln_n - ln_v, ln_n**2)

    def yule_k(self) -> Floats:
        return 1e4 * _ratio(self._m2 - self.n, self.n.astype(np.float64) ** 2)

    def yule_i(self) -> Floats:
        differ = (self._m2 == self.v) & (self.v > 0)
        return np.where(differ, 0.0, _ratio(self.v**2, self._m2 - self.v))

    def simpson_d(self) -> Floats:
        return _ratio(self._m2 - self.n, self.n * (self.n - 1.0))

    def herdan_vm(self) -> Floats:
        square = _ratio(self._m2, self.n.astype(np.float64) ** 2) - _ratio(1, self.v)
        # Where all types are as frequent it is 0, and must not become the root of -1e-17.
        return np.sqrt(np.maximum(square, 0))

    def hdd(self) -> Floats:
        n = self.n[self.group].astype(np.float64)
        none_drawn = np.ones(len(n))
        for drawn in range(min(self.draws, int(self.n.max(initial=0)))):
            left = np.maximum(n - drawn, 1)
            none_drawn *= np.maximum(n - self.count - drawn, 0) / left
        value = self._sum(1 - none_drawn) / self.draws
        return np.where(self.n >= self.draws, value, np.nan)

    def zipf(self) -> Floats:
        order = np.lexsort((-self.count, self.group))
        first = np.cumsum(self.v) - self.v
        rank = np.arange(len(order)) - first[self.group[order]] + 1
        slope, _ = self._fit(self.group, np.log(rank), np.log(self.count[order]))
        return -slope

    # ---------------------------------------------------------------- of the words in their order

    def _previous(self, within: Ints) -> Ints:
        """Return where each word stood last in the same group or run, -1 if nowhere."""
        order = np.lexsort((self.ids, within))
        again = (np.diff(within[order]) == 0) & (np.diff(self.ids[order]) == 0)
        previous = np.full(len(order), -1, dtype=np.int64)
        previous[order[1:][again]] = order[:-1][again]
        return previous

    @cached_property
    def _run(self) -> Ints:
        """The run of each word."""
        return np.repeat(np.arange(len(self.first)), self.length)

    @cached_property
    def _last_seen(self) -> Ints:
        """Where each word stood last in its run, -1 if nowhere."""
        return self._previous(self._run)

    def _by_group(self, runs: NDArray[Any]) -> Floats:
        """Add up a value of each run."""
        sums = np.bincount(self.word_group[self.first], runs, minlength=self.n_groups)
        return np.asarray(sums, dtype=np.float64)

    def mattr(self) -> Floats:
        place = np.arange(len(self.ids))
        first, length = self.first[self._run], self.length[self._run]
        # A word adds a type to each window that holds it and begins after it stood last: those
        # that begin from `earliest` to `latest`.
        earliest = np.maximum(np.maximum(place - self.window, self._last_seen) + 1, first)
        latest = np.minimum(place, first + length - self.window)
        types = np.maximum(latest - earliest + 1, 0)
        windows = self._by_group(np.maximum(self.length - self.window + 1, 0))
        seen = np.bincount(self.word_group, types, minlength=self.n_groups)
        return _ratio(seen, windows * self.window)

    def msttr(self) -> Floats:
        place = np.arange(len(self.ids))
        first, length = self.first[self._run], self.length[self._run]
        begin = place - (place - first) % self.window
        is_new = (self._last_seen < begin) & (begin + self.window <= first + length)
        types = np.bincount(self.word_group, is_new, minlength=self.n_groups)
        return _ratio(types, self._by_group(self.length // self.window) * self.window)

    def mtld(self) -> Floats:
        forwards = self._last_seen.tolist()
        # Read backwards, the word after is the word before.
        total = len(self.ids)
        following = np.full(total, -1, dtype=np.int64)
        again = self._last_seen >= 0
        following[self._last_seen[again]] = np.flatnonzero(again)
        backwards = np.where(following >= 0, total - 1 - following, -1)[::-1].tolist()
        values = []
        for seen, turn in ((forwards, False), (backwards, True)):
            first = (total - self.first - self.length) if turn else self.first
            spans = zip(first.tolist(), self.length.tolist(), strict=True)
            factors = [_factors(seen, start, length, self.threshold) for start, length in spans]
            summed = self._by_group(np.array(factors, dtype=np.float64))
            values.append(np.where(summed > 0, _ratio(self.n, summed), self.n))
        return np.where(self.n > 0, (values[0] + values[1]) / 2, np.nan)

    @cached_property
    def _heaps(self) -> tuple[Floats, Floats]:
        first = np.cumsum(self.n) - self.n
        n = np.arange(len(self.ids)) - first[self.word_group] + 1
        types = np.cumsum(self._previous(self.word_group) < 0)
        v = types - (np.cumsum(self.v) - self.v)[self.word_group]
        return self._fit(self.word_group, np.log(n), np.log(v))

    def heaps_beta(self) -> Floats:
        return self._heaps[0]

    def heaps_k(self) -> Floats:
        return np.exp(self._heaps[1])

    def _fit(self, group: Ints, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Fit a line to the points of each group: slope and intercept, NaN of fewer than two."""

        def mean(values: Floats) -> Floats:
            sums = np.bincount(group, values, minlength=self.n_groups)
            return _ratio(sums, np.bincount(group, minlength=self.n_groups))

        centre_x, centre_y = mean(x), mean(y)
        dx = x - centre_x[group]
        slope = _ratio(mean(dx * (y - centre_y[group])), mean(dx**2))
        return slope, centre_y - slope * centre_x


def _factors(seen: list[int], start: int, length: int, threshold: float) -> float:
    """Count the factors of one run; `seen` tells where each word stood last."""
    factors, begin, types = 0.0, start, 0
    for place in range(start, start + length):
        types += seen[place] < begin
        if types / (place + 1 - begin) <= threshold:
            factors += 1
            begin, types = place + 1, 0
    rest = start + length - begin
    return factors + ((1 - types / rest) / (1 - threshold) if rest else 0)


def _ratio(above: Any, below: Any) -> Floats:
    """Divide; NaN where the divisor is 0."""
    below = np.asarray(below, dtype=np.float64)
    return np.asarray(above / np.where(below == 0, np.nan, below))

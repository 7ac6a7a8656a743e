"""N-grams: words that stand side by side, or nearly so, and those around a node."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, pairwise
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.counting import make_stamp
from policytext.errors import InputError
from policytext.statistics.frequency import read_stopwords
from policytext.statistics.groups import By, Groups, group_name, group_tokens, make_table
from policytext.statistics.options import check_numbers
from policytext.statistics.patterns import Flow, Node, find_nodes, flow_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

    Ints = NDArray[np.int64]

__all__ = ["NGRAMS", "clusters", "find_ngrams", "ngrams", "speller"]

#: The columns of a row.
NGRAMS = {
    "term": "str", "tokens": "str", "n": "int64", "count": "int64", "per_million": "float64",
    "doc_freq": "int64", "dp": "float64", "nested": "Int64",
}  # fmt: skip

Stopwords = Iterable[str] | PathLike[str] | None


def ngrams(
    tokens: Tokens,
    n: int | tuple[int, int] = 2,
    *,
    skip: int = 0,
    by: By = None,
    min_count: int = 2,
    top: int | None = None,
    stopwords: Stopwords = None,
    keep_punctuation: bool = False,
) -> pd.DataFrame:
    """List the n-grams or skip-grams of word tokens by frequency.

    Parameters
    ----------
    tokens : Tokens
    n : int or (int, int), default 2
        Tokens of an n-gram; a pair lists all sizes from the first to the second, both included.
    skip : int, default 0
        Up to so many tokens may be left out inside, altogether.
    by : str, iterable or mapping, optional
        Make a list for each group; an n-gram is in the group of its first token.
    min_count : int, default 2
        Lowest count to list, in each group.
    top : int, optional
        List only the most frequent of each group.
    stopwords : iterable of str or path, optional
        Leave out n-grams that hold one of these; they still part what stands around them.
    keep_punctuation : bool, default False
        Take punctuation for a token like others; by default no n-gram goes across it.

    Returns
    -------
    DataFrame
        One row per n-gram, of each group if `by`, most frequent first, ties in the order of the
        terms: the column named by `by`, or "group" where that is not a name; `term` (str, as it
        is read: with a space only between letters or digits that are not Han); `tokens` (str, the
        tokens with spaces); `n` (int); `count` (int); `per_million` (float, per million word
        tokens); `doc_freq` (int, documents of the group with the n-gram); `dp` (float, Gries' DP
        over the documents of the group, from 0, even, towards 1, in one document only); `nested`
        (Int64, of `count`, how many stand inside a longer n-gram of the list, before `top`;
        missing where `skip` is not 0). `attrs["stamp"]` says how it was made.

    Raises
    ------
    InputError
        If an option has a value that cannot be used.
    ReadError
        If the file of stop words cannot be read.

    Notes
    -----
    No n-gram crosses the end of a paragraph, a removed token or, by default, punctuation; spaces
    do not part. A k-skip-n-gram (Guthrie et al. 2006) is counted once for each choice of tokens.
    The rates of an n-gram have all word tokens for their base, as those of single words do.

    References
    ----------
    Guthrie, D., Allison, B., Liu, W., Guthrie, L. and Wilks, Y. (2006). A closer look at
    skip-gram modelling. LREC 2006, 1222-1225. Gries, S. Th. (2008). Dispersions and adjusted
    frequencies in corpora. International Journal of Corpus Linguistics 13(4), 403-437.

    Examples
    --------
    >>> import policytext as pt
    >>> text = "推进全面改革。推进全面发展，推进 IT 改革。"
    >>> tokens = pt.Corpus.from_texts({"甲": text}).segment()
    >>> pt.ngrams(tokens, (2, 3), min_count=1)[["term", "tokens", "count", "nested"]].head(3)
         term   tokens  count  nested
    0    推进全面    推进 全面      2       2
    1    IT改革    IT 改革      1       1
    2    全面发展    全面 发展      1       1
    """
    columns, made = find_ngrams(
        tokens,
        n,
        skip=skip,
        by=by,
        min_count=min_count,
        top=top,
        stopwords=stopwords,
        keep_punctuation=keep_punctuation,
    )
    return make_table(columns, NGRAMS, made)


def clusters(
    tokens: Tokens,
    node: Node,
    *,
    n: int | tuple[int, int] = (2, 4),
    by: By = None,
    min_count: int = 2,
    top: int | None = None,
    stopwords: Stopwords = None,
    keep_punctuation: bool = False,
) -> pd.DataFrame:
    """List the n-grams that hold a node.

    Parameters
    ----------
    tokens : Tokens
    node : str, pattern, tuple of these, or list of any of these
        As for `policytext.kwic`.
    n : int or (int, int), default (2, 4)
        Tokens of an n-gram, the node included.
    by, min_count, top, stopwords, keep_punctuation
        As for `policytext.ngrams`.

    Returns
    -------
    DataFrame
        As of `policytext.ngrams`; counted are the n-grams with the whole of at least one
        occurrence of the node. Empty if the node does not occur.

    Raises
    ------
    InputError
        If a term is empty or an option has a value that cannot be used.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "全面改革，全面改革，改革创新。"}).segment()
    >>> pt.clusters(tokens, "改革", n=2, min_count=1)[["term", "count"]]
       term  count
    0  全面改革      2
    1  改革创新      1
    """
    columns, made = find_ngrams(
        tokens,
        n,
        node=node,
        by=by,
        min_count=min_count,
        top=top,
        stopwords=stopwords,
        keep_punctuation=keep_punctuation,
    )
    return make_table(columns, NGRAMS, made)


def find_ngrams(
    tokens: Tokens,
    n: int | tuple[int, int] = 2,
    *,
    node: Node | None = None,
    skip: int = 0,
    by: By = None,
    min_count: int = 2,
    top: int | None = None,
    stopwords: Stopwords = None,
    keep_punctuation: bool = False,
) -> tuple[dict[str, list[Any]], stamp.Stamp]:
    """List n-grams as `ngrams` and, with a node, `clusters` do; return plain columns and stamp."""
    sizes = _sizes(n)
    check_numbers(least=0, skip=skip)
    check_numbers(min_count=min_count, top=top)
    stops = read_stopwords(stopwords)
    finder = _Finder(tokens, group_tokens(tokens, by), stops, keep_punctuation)
    terms = None
    if node is not None:
        terms = finder.keep_around(node)
    found = list(_nested([finder.count(size, skip, min_count) for size in sizes], finder))
    name = group_name(by, NGRAMS)
    columns: dict[str, list[Any]] = {} if by is None else {name: []}
    columns |= {column: [] for column in NGRAMS}
    for number, label in enumerate(finder.groups.labels):
        rows = finder.rows(found, number, top, with_nested=not skip)
        if by is not None:
            columns[name] += [label] * len(rows)
        for column, values in zip(NGRAMS, zip(*rows, strict=True), strict=False):
            columns[column] += values
    options: dict[str, object] = {
        "node": terms,
        "n": f"{sizes[0]}-{sizes[-1]}" if len(sizes) > 1 else sizes[0],
        "skip": skip or None,
        "min_count": min_count,
        "stopwords": stamp.digest(sorted(stops)) if stops else "none",
        "punctuation": "kept" if keep_punctuation else None,
        "tokens": int(finder.groups.words.sum()),
    }
    made = make_stamp(tokens.corpus, "token", None, tokens)
    return columns, made | {name: value for name, value in options.items() if value is not None}


def _sizes(n: int | tuple[int, int]) -> list[int]:
    """List the sizes asked for."""
    pair = n if isinstance(n, (tuple, list)) else (n, n)
    if len(pair) != 2 or not all(isinstance(size, (int, np.integer)) for size in pair):
        raise InputError(f"`n` must be a whole number or a pair of these, got {n!r}.")
    low, high = map(int, pair)
    if not 1 <= low <= high:
        raise InputError(f"`n` must be 1 or more, and a pair must rise, got {n!r}.")
    return list(range(low, high + 1))


# ---------------------------------------------------------------- finding


class _Found(NamedTuple):
    """N-grams of one size that are frequent enough in a group, and where they occur."""

    size: int
    #: For each occurrence, where it begins in the flow and its row in the arrays below.
    begins: Ints
    row: Ints
    #: For each row, its group, the ids of its tokens (n_rows, size) and the figures.
    group: Ints
    ids: Ints
    counts: Ints
    doc_freq: Ints
    dp: NDArray[np.float64]
    nested: Ints


class _Finder:
    """Counts the n-grams of some tokens."""

    def __init__(
        self, tokens: Tokens, groups: Groups, stops: frozenset[str], keep_punctuation: bool
    ) -> None:
        self.tokens = tokens
        self.groups = groups
        self.flow: Flow = flow_of(tokens)
        self.ids = tokens.ids[self.flow.places].astype(np.int64)
        self.codes = groups.codes[self.flow.places].astype(np.int64)
        unit = np.ones(len(tokens.types), dtype=bool) if keep_punctuation else tokens.is_word.copy()
        unit[0] = False
        is_unit = unit[self.ids]
        joined = self.flow.joined & is_unit
        joined[1:] &= is_unit[:-1]
        # Tokens of one number stand side by side, without anything that parts n-grams.
        self.runs = np.cumsum(~joined)
        kept = np.array([type_ not in stops for type_ in tokens.types], dtype=bool)
        self.usable = (unit & kept)[self.ids]
        self.next_end: Ints | None = None
        self.spell = speller(tokens)

    def keep_around(self, node: Node) -> list[str]:
        """Keep only n-grams that hold a node; return the terms asked for."""
        nodes = find_nodes(self.tokens, node)
        first = np.searchsorted(self.flow.places, nodes.starts)
        after = np.searchsorted(self.flow.places, nodes.starts + nodes.lengths)
        # Nodes stand apart, so the first one from a place on is the first to end too.
        following = np.searchsorted(first, np.arange(len(self.ids)))
        never = np.iinfo(np.int64).max
        self.next_end = np.append(after, never)[following]
        return nodes.terms

    def count(self, size: int, skip: int, min_count: int) -> _Found:
        """Count the n-grams of one size."""
        begins, ids = self._occurrences(size, skip)
        groups = self.codes[begins]
        keys = _keys([groups, *ids.T], max(len(self.tokens.types), len(self.groups)))
        _, at, row, counts = np.unique(
            keys, return_index=True, return_inverse=True, return_counts=True
        )
        frequent = counts >= min_count
        new_row = np.cumsum(frequent) - 1
        kept = frequent[row]
        begins, row = begins[kept], new_row[row[kept]]
        at, counts = at[frequent], counts[frequent]
        doc_freq, dp = self._spread(begins, row, groups[at], counts)
        nested = np.zeros(len(at), dtype=np.int64)
        return _Found(size, begins, row, groups[at], ids[at], counts, doc_freq, dp, nested)

    def _occurrences(self, size: int, skip: int) -> tuple[Ints, Ints]:
        """Return where each n-gram begins in the flow, and the ids of its tokens."""
        begins, ids = [], []
        for rest in combinations(range(1, size + skip), size - 1):
            offsets = np.array([0, *rest])
            begin = np.arange(max(len(self.ids) - offsets[-1], 0))
            good = self.runs[begin] == self.runs[begin + offsets[-1]]
            good &= self.codes[begin] >= 0
            if self.next_end is not None:
                good &= self.next_end[begin] <= begin + size
            for offset in offsets:
                good &= self.usable[begin + offset]
            begin = begin[good]
            begins.append(begin)
            ids.append(self.ids[begin[:, None] + offsets])
        return np.concatenate(begins), np.concatenate(ids)

    def _spread(
        self, begins: Ints, row: Ints, groups: Ints, counts: Ints
    ) -> tuple[Ints, NDArray[np.float64]]:
        """Count the documents of each row; measure how evenly it is spread over its group's."""
        n_docs = len(self.tokens)
        cells, values = np.unique(row * n_docs + self.flow.documents[begins], return_counts=True)
        rows, documents = np.divmod(cells, n_docs)
        doc_freq = np.bincount(rows, minlength=len(counts))
        words = self.tokens.is_word[self.ids] & (self.codes >= 0)
        parts = self.codes[words] * n_docs + self.flow.documents[words]
        # Punctuation that is kept makes n-grams in documents and groups without a word too.
        part_words = np.bincount(parts, minlength=len(self.groups) * n_docs)
        words_of_group = self.groups.words[groups[rows]]
        share = np.full(len(rows), np.nan)
        size = part_words[groups[rows] * n_docs + documents]
        np.divide(size, words_of_group, out=share, where=words_of_group > 0)
        # Documents without the n-gram add their own share, so all of them add 1 less those with.
        differences = np.abs(values / counts[rows] - share) - share
        sums = 1 + np.bincount(rows, weights=differences, minlength=len(counts))
        return doc_freq, np.maximum(sums, 0) / 2

    def rows(
        self, found: list[_Found], group: int, top: int | None, *, with_nested: bool
    ) -> list[tuple[Any, ...]]:
        """Write the rows of one group, most frequent first."""
        words = int(self.groups.words[group])
        rows = []
        for kind in found:
            here = np.flatnonzero(kind.group == group)
            if top is not None and len(here) > top:
                # Ties with the last one stay, for their terms to decide.
                least = -np.partition(-kind.counts[here], top - 1)[top - 1]
                here = here[kind.counts[here] >= least]
            counts = kind.counts[here]
            nested = kind.nested[here].tolist() if with_nested else [None] * len(here)
            figures = zip(
                counts.tolist(),
                (1e6 * counts / words).tolist() if words else [float("nan")] * len(here),
                kind.doc_freq[here].tolist(),
                kind.dp[here].tolist(),
                nested,
                strict=True,
            )
            names = map(self.spell, kind.ids[here].tolist())
            rows += [(*name, kind.size, *row) for name, row in zip(names, figures, strict=True)]
        rows.sort(key=lambda row: (-row[3], row[0], row[1]))
        return rows[:top]


def speller(tokens: Tokens) -> Callable[[list[int]], tuple[str, str]]:
    """Make what writes the ids of an n-gram as it is read, and with spaces between its tokens."""
    types = tokens.types
    latin = [(_is_latin(type_[:1]), _is_latin(type_[-1:])) for type_ in types]

    def spell(ids: list[int]) -> tuple[str, str]:
        term = types[ids[0]]
        for left, right in pairwise(ids):
            term += (" " if latin[left][1] and latin[right][0] else "") + types[right]
        return term, " ".join([types[id] for id in ids])

    return spell


def _is_latin(character: str) -> bool:
    """Tell letters and digits that are apart by spaces from those that are not."""
    return character.isalnum() and character < "\u2e80"


def _keys(columns: list[Ints], base: int) -> Ints:
    """Give equal rows one number and others another; each value is below `base`."""
    keys, limit = columns[0], base
    for column in columns[1:]:
        if limit > np.iinfo(np.int64).max // base:
            keys = np.unique(keys, return_inverse=True)[1].astype(np.int64)
            limit = len(keys)
        keys = keys * base + column
        limit *= base
    return keys


def _nested(found: list[_Found], finder: _Finder) -> Iterator[_Found]:
    """Count for each n-gram those of its occurrences that stand inside a longer one found."""
    # For each place, where the furthest of the longer ones that begin there ends.
    ends = np.zeros(len(finder.ids), dtype=np.int64)
    for kind in reversed(found):
        reach = np.maximum.accumulate(ends)[kind.begins] if len(ends) else ends
        inside = reach >= kind.begins + kind.size
        yield kind._replace(nested=np.bincount(kind.row[inside], minlength=len(kind.counts)))
        np.maximum.at(ends, kind.begins, kind.begins + kind.size)

"""Words as a network: which of them stand near each other, and which follow each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext import stamp
from policytext.counting import make_stamp
from policytext.errors import InputError
from policytext.statistics.collocation import (
    count_cells,
    ranks,
    score,
    table_columns,
)
from policytext.statistics.contingency import MEASURES
from policytext.statistics.frequency import frequency_columns, known_types
from policytext.statistics.groups import group_tokens
from policytext.statistics.ngrams import speller
from policytext.statistics.options import check_choices, check_numbers
from policytext.statistics.patterns import Nodes, flow_of
from policytext.statistics.windows import Window, look_around, window_sizes

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

__all__ = ["collocation_network", "consecutive"]


def collocation_network(
    tokens: Tokens,
    terms: Iterable[str] | None = None,
    *,
    window: Window = 5,
    measure: str | Sequence[str] = ("log_dice", "g2", "mi"),
    min_count: int = 5,
    top: int = 200,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    min_length: int = 2,
    tags: Iterable[str] | None = None,
) -> pd.DataFrame:
    """List which of some words stand near each other: the edges of a network.

    Parameters
    ----------
    tokens : Tokens
    terms : iterable of str, optional
        The words, each a token of the corpus; by default the most frequent.
    window : int, (int, int), "sentence" or "paragraph", default 5
        As for `collocations`; a number of tokens must be the same on both sides.
    measure : str or list of str
        As for `collocations`.
    min_count : int, default 5
        Lowest `count` of an edge.
    top, stopwords, min_length, tags
        Which words to take where `terms` does not name them: the 200 most frequent of two or more
        characters by default.

    Returns
    -------
    DataFrame
        One row per pair of words, highest value of the first measure first, ties by `source` and
        `target`: `source` and `target` (str; the source is the one named first, or the more
        frequent), then the columns of `collocations` from `count` on, as it gives them for the
        source as node. A pair is listed once, and no word with itself. `attrs["stamp"]` has the
        options.

    Raises
    ------
    InputError
        If a term is no token of the corpus, or an option has a value that cannot be used.

    Notes
    -----
    `count`, `expected` without overlapping windows and the measures of counts, as logDice, are the
    same from both ends. The others differ a little, since two windows of a word may overlap.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "支持改革。我们改革，支持改革。"}).segment()
    >>> edges = pt.collocation_network(tokens, window=1, min_count=1)
    >>> edges[["source", "target", "count"]]
      source target  count
    0     改革     支持      2
    1     改革     我们      1

    >>> import networkx  # doctest: +SKIP
    >>> graph = networkx.from_pandas_edgelist(edges, edge_attr="log_dice")  # doctest: +SKIP
    """
    import pandas as pd

    measures = check_choices("measure", measure, sorted(MEASURES))
    check_numbers(min_count=min_count, top=top)
    sizes = window_sizes(window)
    if sizes is not None and sizes[0] != sizes[1]:
        raise InputError(
            f"`window` must be as wide on the left as on the right for a network, got {window!r}."
        )
    if terms is None:
        frequent, _ = frequency_columns(
            tokens, stopwords=stopwords, min_length=min_length, tags=tags, top=top
        )
        chosen = [tokens.index[term] for term in frequent["term"]]
    else:
        chosen = known_types(tokens, terms)
    ids = np.array(chosen, dtype=np.int64)
    groups = group_tokens(tokens)
    nodes = _every_token(tokens, ids)
    countable = tokens.is_word.copy()
    countable[ids] = True
    windows = look_around(groups, nodes, window, countable)
    place = np.full(len(tokens.types), -1)
    place[ids] = np.arange(len(ids))
    kept = (place[windows.type] > windows.unit) & (windows.left + windows.right >= min_count)
    cells = count_cells(groups, nodes, windows, kept, countable, True)
    scores = score(cells, measures)
    source, target = ids[windows.unit[kept]], windows.type[kept]
    order = np.lexsort((ranks(tokens, target), ranks(tokens, source), -scores[measures[0]]))
    columns: dict[str, Any] = {
        name: [tokens.types[id] for id in ends[order].tolist()]
        for name, ends in (("source", source), ("target", target))
    }
    columns |= {name: (cells | scores)[name][order] for name in table_columns(measures)}
    table = pd.DataFrame(columns).astype({"source": "str", "target": "str"})
    table.attrs["stamp"] = make_stamp(tokens.corpus, "token", None, tokens) | {
        "terms": stamp.digest(tokens.types[id] for id in ids.tolist()),
        "window": window,
        "min_count": min_count,
    }
    return table


def _every_token(tokens: Tokens, ids: NDArray[np.int64]) -> Nodes:
    """Take every token of some types as a node of its type."""
    place = np.full(len(tokens.types), -1, dtype=np.int32)
    place[ids] = np.arange(len(ids))
    term = place[tokens.ids]
    starts = np.flatnonzero(term >= 0).astype(np.int64)
    lengths = np.ones(len(starts), dtype=np.int32)
    return Nodes(starts, lengths, [tokens.types[id] for id in ids.tolist()], term[starts])


def consecutive(
    tokens: Tokens, n: int = 2, *, min_count: int = 2, top: int | None = None
) -> pd.DataFrame:
    """List runs of words that follow each other more often than chance would have it.

    Parameters
    ----------
    tokens : Tokens
    n : int, default 2
        How many words a run has, from 2 to 5.
    min_count : int, default 2
        Lowest count to list.
    top : int, optional
        List only those with the highest `z`.

    Returns
    -------
    DataFrame
        One row per run, highest `z` first, ties by `term`: `term` (str, as it is read), `tokens`
        (str, its words with spaces), `n` (int) and `count` (int), as those of `ngrams`; `lambda`
        (float) and `z` (float). `attrs["stamp"]` has the options and `runs`, how many runs of n
        words there are.

    Raises
    ------
    InputError
        If an option has a value that cannot be used.

    Notes
    -----
    A run has words alone: punctuation, removed tokens and the ends of paragraphs interrupt it. All
    runs of the corpus are sorted by which of their words are those of the run in question, at the
    same place: m_i counts those with pattern i of the 2^n, b_i of whose words agree.
    λ = Σ (-1)^(n - b_i) ln(m_i + ½) is the interaction of all words in the saturated log-linear
    model, for two words the logarithm of the odds ratio; z = λ / √Σ 1/(m_i + ½).

    References
    ----------
    Blaheta, D. & Johnson, M. (2001). Unsupervised learning of multi-word verbs. ACL Workshop on
    Collocations, 54-60.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "支持改革。我们改革，支持改革。"}).segment()
    >>> pt.consecutive(tokens)[["term", "tokens", "count"]]
       term tokens  count
    0  支持改革  支持 改革      2
    """
    import pandas as pd

    if not 2 <= n <= 5:
        raise InputError(f"`n` must be 2 to 5 words, got {n!r}.")
    check_numbers(min_count=min_count, top=top)
    runs = _runs(tokens, n)
    _, first, counts = np.unique(_row_codes(runs), return_index=True, return_counts=True)
    listed = counts >= min_count
    distinct, counts = runs[first[listed]], counts[listed]
    effect, variance = _interaction(runs, distinct)
    z = effect / np.sqrt(variance)
    names = list(map(speller(tokens), distinct.tolist()))
    order = sorted(range(len(names)), key=lambda row: (-z[row], names[row]))[:top]
    table = pd.DataFrame(
        {
            "term": pd.Series([names[row][0] for row in order], dtype="str"),
            "tokens": pd.Series([names[row][1] for row in order], dtype="str"),
            "n": np.full(len(order), n, dtype=np.int64),
            "count": counts[order].astype(np.int64),
            "lambda": effect[order],
            "z": z[order],
        }
    )
    table.attrs["stamp"] = make_stamp(tokens.corpus, "token", None, tokens) | {
        "n": n,
        "min_count": min_count,
        "runs": len(runs),
    }
    return table


def _runs(tokens: Tokens, size: int) -> NDArray[np.int64]:
    """List every run of words that follow each other in a paragraph, as rows of ids."""
    flow = flow_of(tokens)
    ids = tokens.ids[flow.places].astype(np.int64)
    word = tokens.is_word[ids]
    n = max(len(ids) - size + 1, 0)
    sound = word[:n].copy()
    for step in range(1, size):
        sound &= word[step : n + step] & flow.joined[step : n + step]
    first = np.flatnonzero(sound)
    return np.stack([ids[first + step] for step in range(size)], axis=1)


def _interaction(
    runs: NDArray[np.int64], wanted: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return λ and its variance for each wanted run."""
    size = runs.shape[1]
    patterns = list(product((False, True), repeat=size))
    # How many runs agree at these places at least.
    agreeing = {pattern: _agreeing(runs, wanted, np.flatnonzero(pattern)) for pattern in patterns}
    effect = np.zeros(len(wanted))
    variance = np.zeros(len(wanted))
    for pattern in patterns:
        # And how many at just these, by inclusion and exclusion.
        exact = np.full(len(wanted), 0.5)
        for wider in patterns:
            if all(w or not p for p, w in zip(pattern, wider, strict=True)):
                exact += (-1) ** (sum(wider) - sum(pattern)) * agreeing[wider]
        effect += (-1) ** (size - sum(pattern)) * np.log(exact)
        variance += 1 / exact
    return effect, variance


def _agreeing(
    runs: NDArray[np.int64], wanted: NDArray[np.int64], places: NDArray[np.intp]
) -> NDArray[np.int64]:
    """Count for each wanted run the runs that have the same words at some places."""
    if not len(places):
        return np.full(len(wanted), len(runs), dtype=np.int64)
    codes = _row_codes(np.concatenate((runs, wanted))[:, places])
    counts = np.bincount(codes[: len(runs)], minlength=int(codes.max(initial=0)) + 1)
    return counts[codes[len(runs) :]]


def _row_codes(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the distinct rows; for small numbers far faster than np.unique with an axis."""
    codes = np.zeros(len(rows), dtype=np.int64)
    for column in rows.T:
        above = int(column.max(initial=0)) + 1
        codes = np.unique(codes * above + column, return_inverse=True)[1]
    return codes

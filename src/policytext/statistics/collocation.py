"""Which words stand near a node, and whether more often than chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext import stamp
from policytext.counting import make_stamp
from policytext.statistics.contingency import (
    MEASURES,
    OF_TWO_CORPORA,
    TESTS,
    p_value,
)
from policytext.statistics.frequency import read_stopwords, wanted_types
from policytext.statistics.groups import By, Groups, group_name, group_tokens, make_table
from policytext.statistics.options import check_choices, check_numbers
from policytext.statistics.patterns import Node, Nodes, find_nodes
from policytext.statistics.windows import Window, Windows, countable_types, look_around

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

__all__ = ["collocation_columns", "collocations"]

DEFAULT_MEASURES = ("log_dice", "g2", "mi", "t", "delta_p_21", "delta_p_12")
#: Measures of how many of the nodes and of the collocates go together: in these a window is no
#: context of many tokens but the place where the two meet.
_OF_COUNTS = frozenset({"dice", "log_dice", "jaccard", "min_sensitivity"})


def collocations(
    tokens: Tokens,
    node: Node,
    *,
    window: Window = 5,
    by: By = None,
    measure: str | Sequence[str] = DEFAULT_MEASURES,
    min_count: int = 5,
    top: int | None = None,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    min_length: int = 1,
    tags: Iterable[str] | None = None,
    keep_punctuation: bool = False,
    window_correction: bool = True,
) -> pd.DataFrame:
    """List the collocates of a node: the words that stand near it, with measures of association.

    Parameters
    ----------
    tokens : Tokens
    node : str, pattern, tuple of these, or list of any of these
        As for `kwic`; each term of a list is a node of its own.
    window : int, (int, int), "sentence" or "paragraph", default 5
        How many tokens on either side, or on the left and on the right, `(0, 1)` being the next
        token; punctuation takes its place, and so do removed tokens, but not white space. Or the
        rest of the node's sentence or paragraph. No window leaves its document or its group; one
        of a number of tokens goes on into the next sentence.
    by : str, iterable or mapping, optional
        Groups, each with its own counts.
    measure : str or list of str
        Names in `policytext.statistics.contingency.MEASURES`; the first is the one to sort by.
    min_count : int, default 5
        Lowest `count` to list.
    top : int, optional
        List only the best collocates of each node in each group.
    stopwords, min_length, tags
        Which collocates to list, as for `frequencies`; they change no number.
    keep_punctuation : bool, default False
        Count and list punctuation as collocates; `n` then counts it too.
    window_correction : bool, default True
        Whether the expected value grows with the windows; see Notes.

    Returns
    -------
    DataFrame
        One row per group, node and collocate, highest value of the first measure first, ties by
        `collocate`; where that is a test, as `g2`, collocates that are rarer than expected come
        last. The column named by `by` ("group" where that is not a name); `node` and
        `collocate` (str); `count` (int, pairs of a node and a collocate in its window), `left`
        and `right` (int, those before and after the node); `expected` (float, E11, to be compared
        with `o11`); the measures (float); `p_value` (float, of `g2`, 1 degree of freedom, not
        adjusted, where `g2` is among the measures); `node_count` and `collocate_count` (int, in
        the group); `o11`, `o12`, `o21`, `o22` and their sum `n` (int). Empty if the node does not
        occur. `attrs["stamp"]` has the options.

    Raises
    ------
    InputError
        If a term is empty or an option has a value that cannot be used.

    Notes
    -----
    The cells count word tokens, n in all. Row 1 holds those that stand in a window of the node,
    each once, even where two windows overlap; row 2 all others, the nodes included. Column 1
    holds the collocate's tokens. So E11 = (tokens in windows) · collocate_count / n, and `o11` is
    below `count` where one token was seen from two nodes. The rows are those of Evert (2008),
    who takes the nodes themselves out of n.

    `window_correction=False` takes the node's count for row 1, as Sketch Engine and Wordless
    do: o11 = `count`, o12 = node_count - o11, o21 = collocate_count - o11, E11 =
    node_count · collocate_count / n. E11 is then too small by about the number of tokens in a
    window, so MI is too great by log2 of that, 3.3 for five tokens on either side, and a cell
    can be negative: measures that need it are NaN.

    Dice, logDice, Jaccard and minimum sensitivity compare counts of words, not windows: they are
    taken from `count` (at most the smaller of the two), `node_count` and `collocate_count`,
    whatever the correction.

    References
    ----------
    Evert, S. (2008). Corpora and collocations. In Lüdeling & Kytö (eds), Corpus Linguistics: An
    International Handbook, 1212-1248.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "支持改革。我们改革，支持改革。"}).segment()
    >>> table = pt.collocations(tokens, "改革", window=1, min_count=1, measure="log_dice")
    >>> table[["collocate", "count", "left", "right", "log_dice"]].round(2)
      collocate  count  left  right  log_dice
    0        支持      2     2      0     13.68
    1        我们      1     1      0     13.00
    """
    columns, made = collocation_columns(
        tokens,
        node,
        window=window,
        by=by,
        measure=measure,
        min_count=min_count,
        top=top,
        stopwords=stopwords,
        min_length=min_length,
        tags=tags,
        keep_punctuation=keep_punctuation,
        window_correction=window_correction,
    )
    # Columns of numbers come as arrays, which know what they hold.
    numbers = {name: values.dtype for name, values in columns.items() if hasattr(values, "dtype")}
    return make_table(columns, {"node": "str", "collocate": "str"} | numbers, made)


def collocation_columns(
    tokens: Tokens,
    node: Node,
    *,
    window: Window = 5,
    by: By = None,
    measure: str | Sequence[str] = DEFAULT_MEASURES,
    min_count: int = 5,
    top: int | None = None,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    min_length: int = 1,
    tags: Iterable[str] | None = None,
    keep_punctuation: bool = False,
    window_correction: bool = True,
) -> tuple[dict[str, Any], stamp.Stamp]:
    """List collocates as `collocations` does; return columns and the stamp."""
    measures = check_choices("measure", measure, sorted(MEASURES))
    check_numbers(min_count=min_count, top=top)
    groups = group_tokens(tokens, by)
    nodes = find_nodes(tokens, node)
    countable = countable_types(tokens, keep_punctuation)
    stops = read_stopwords(stopwords)
    wanted = wanted_types(tokens, stops, min_length, tags, keep_punctuation)
    windows = look_around(groups, nodes, window, countable)
    kept = wanted[windows.type] & (windows.left + windows.right >= min_count)
    cells = count_cells(groups, nodes, windows, kept, countable, window_correction)
    scores = score(cells, measures)
    first = scores[measures[0]]
    if measures[0] in TESTS:
        # A test is great too where the collocate keeps away from the node: these go last.
        first = np.where(cells["o11"] < cells["expected"], -first, first)
    order = _order(tokens, windows.unit[kept], windows.type[kept], first, top)

    unit, type_ = windows.unit[kept][order], windows.type[kept][order]
    columns: dict[str, Any] = {}
    if by is not None:
        group = (unit // len(nodes.terms)).tolist()
        name = group_name(by, ("node", "collocate", *table_columns(measures)))
        columns[name] = [groups.labels[i] for i in group]
    columns["node"] = [nodes.terms[i] for i in (unit % len(nodes.terms)).tolist()]
    columns["collocate"] = [tokens.types[i] for i in type_.tolist()]
    columns |= {name: (cells | scores)[name][order] for name in table_columns(measures)}
    return columns, make_stamp(tokens.corpus, "token", None, tokens) | {
        "node": nodes.terms,
        "window": window,
        "window_correction": window_correction,
        "min_count": min_count,
        "punctuation": keep_punctuation,
        "stopwords": stamp.digest(sorted(stops)) if stops else "none",
    }


def table_columns(measures: Sequence[str]) -> list[str]:
    """List the columns of numbers in their order."""
    p = ["p_value"] if "g2" in measures else []
    return [
        *("count", "left", "right", "expected", *measures, *p),
        *("node_count", "collocate_count", "o11", "o12", "o21", "o22", "n"),
    ]


def count_cells(
    groups: Groups,
    nodes: Nodes,
    windows: Windows,
    kept: NDArray[np.bool_],
    countable: NDArray[np.bool_],
    window_correction: bool,
) -> dict[str, NDArray[Any]]:
    """Make the contingency tables of the rows that are kept."""
    unit, type_ = windows.unit[kept], windows.type[kept]
    group = unit // max(len(nodes.terms), 1)
    group_of, id_of, count_of = groups.counts
    n_types = len(groups.tokens.types)
    at = np.searchsorted(group_of * n_types + id_of, group * n_types + type_)
    collocate_count = count_of[at]
    totals = np.bincount(group_of, weights=count_of * countable[id_of], minlength=len(groups))
    n = totals.astype(np.int64)[group]
    node_count = windows.nodes[unit]
    count = windows.left[kept] + windows.right[kept]
    o11, r1 = (
        (windows.near[kept], windows.around[unit]) if window_correction else (count, node_count)
    )
    return {
        "count": count,
        "left": windows.left[kept],
        "right": windows.right[kept],
        "expected": r1 * collocate_count / np.maximum(n, 1),
        "node_count": node_count,
        "collocate_count": collocate_count,
        "o11": o11,
        "o12": r1 - o11,
        "o21": collocate_count - o11,
        "o22": n - r1 - collocate_count + o11,
        "n": n,
    }


def score(cells: dict[str, NDArray[Any]], measures: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Apply measures to the contingency tables."""
    o11, o12, o21, o22 = (cells[name] for name in ("o11", "o12", "o21", "o22"))
    nodes, collocates = cells["node_count"], cells["collocate_count"]
    both = np.minimum(cells["count"], np.minimum(nodes, collocates))
    as_counts = (both, nodes - both, collocates - both, np.zeros_like(both))
    found = {}
    for name in measures:
        if name in _OF_COUNTS:
            found[name] = MEASURES[name](*as_counts)
        elif name in OF_TWO_CORPORA:
            # These compare columns; here near the node is compared with elsewhere.
            found[name] = MEASURES[name](o11, o21, o12, o22)
        else:
            found[name] = MEASURES[name](o11, o12, o21, o22)
    if "g2" in found:
        found["p_value"] = p_value(found["g2"])
    return found


def _order(
    tokens: Tokens,
    unit: NDArray[np.int64],
    type_: NDArray[np.int64],
    scores: NDArray[np.float64],
    top: int | None,
) -> NDArray[np.intp]:
    """Sort rows by unit, then score, highest first and NaN last, then term; keep the top."""
    order = np.lexsort((ranks(tokens, type_), -scores, unit))
    if top is None:
        return order
    units = unit[order]
    place = np.arange(len(units)) - np.searchsorted(units, units)
    return order[place < top]


def ranks(tokens: Tokens, types: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number types in the order of their terms, by code points."""
    distinct, inverse = np.unique(types, return_inverse=True)
    terms = [tokens.types[id] for id in distinct.tolist()]
    rank = np.empty(len(terms), dtype=np.int64)
    rank[sorted(range(len(terms)), key=terms.__getitem__)] = np.arange(len(terms))
    return rank[inverse]

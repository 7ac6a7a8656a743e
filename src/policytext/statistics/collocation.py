"""Which words stand near a node, and whether more often than chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.parts import Found, Parted, Sums, Whole, analyse, as_sums, as_tokens
from policytext.statistics.association import cells_of
from policytext.statistics.association import count_cells as count_cells
from policytext.statistics.association import score as score
from policytext.statistics.association import table_columns as table_columns
from policytext.statistics.contingency import MEASURES, TESTS
from policytext.statistics.frequency import read_stopwords, wanted_types
from policytext.statistics.groups import (
    By,
    group_name,
    group_tokens,
    make_table,
    name_groups,
)
from policytext.statistics.on_disk import in_tokens, readable_groups
from policytext.statistics.options import check_choices, check_numbers
from policytext.statistics.patterns import (
    Node,
    Phrase,
    alternatives,
    find_nodes,
    plain_forms,
    term_name,
)
from policytext.statistics.windows import (
    Window,
    Windows,
    countable_types,
    look_around,
    window_sizes,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.counting import Form, Match
    from policytext.parts import Vocabulary
    from policytext.tokens import Tokens

__all__ = ["collocation_columns", "collocations"]

DEFAULT_MEASURES = ("log_dice", "g2", "mi", "t", "delta_p_21", "delta_p_12")


def collocations(
    tokens: Tokens | Parted,
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
    tokens : Tokens or Scan
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
    tokens: Tokens | Parted,
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
    window_sizes(window)
    for name in measures:
        # What cannot be measured is refused before anything is counted.
        MEASURES[name](1, 1, 1, 1)
    corpus = in_tokens(tokens)
    analysis = _Collocations(
        node=tuple(alternatives(node)),
        window=window,
        by=readable_groups(corpus, by),
        measures=tuple(measures),
        min_count=min_count,
        top=top,
        stopwords=read_stopwords(stopwords),
        min_length=min_length,
        tags=(tags,) if isinstance(tags, str) else None if tags is None else tuple(tags),
        keep_punctuation=keep_punctuation,
        window_correction=window_correction,
    )
    return analyse(corpus, analysis)


class _Collocations(NamedTuple):
    """The analysis of `collocations`: what stands around nodes, and counts of types."""

    node: tuple[Form | Phrase, ...]
    window: Window
    by: By
    measures: tuple[str, ...]
    min_count: int
    top: int | None
    stopwords: frozenset[str]
    min_length: int
    tags: tuple[str, ...] | None
    keep_punctuation: bool
    window_correction: bool

    @property
    def match(self) -> Match:
        """Nodes are tokens."""
        return "token"

    @property
    def forms(self) -> Sequence[str]:
        """The nodes that are types, where they are."""
        return plain_forms(self.node)

    def look(self, part: Corpus | Tokens) -> Found:
        """Look around the nodes of some documents."""
        tokens = as_tokens(part)
        groups = group_tokens(tokens, self.by, whole=False)
        nodes = find_nodes(tokens, list(self.node))
        countable = countable_types(tokens, self.keep_punctuation)
        seen = look_around(groups, nodes, self.window, countable)
        # Two terms may be written alike, as 改革 and the tuple of it alone.
        terms = range(len(nodes.terms))
        group, term = np.divmod(seen.unit, len(terms))
        met = np.flatnonzero(seen.nodes)
        # Few of all types stand near a node.
        near, type_ = np.unique(seen.type, return_inverse=True)
        names = [tokens.types[id] for id in near.tolist()]
        units = {"group": met // len(terms), "term": met % len(terms)}
        return {
            "near": Sums(
                {"group": groups.keys, "term": terms, "type": names},
                {"group": group, "term": term, "type": type_},
                {"left": seen.left, "right": seen.right, "near": seen.near},
            ),
            "units": Sums(
                {"group": groups.keys, "term": terms},
                units,
                {"nodes": seen.nodes[met], "around": seen.around[met]},
            ),
            "cells": groups.sums,
        }

    def finish(self, found: Found, whole: Whole) -> tuple[dict[str, Any], stamp.Stamp]:
        """Make the columns."""
        counts = as_sums(found["cells"])
        types = whole.vocabulary(counts.labels["type"])
        labels, place = name_groups(self.by, counts.labels["group"], lambda: whole.columns)
        windows = self._windows(as_sums(found["near"]), as_sums(found["units"]), place, types.types)
        countable = countable_types(types, self.keep_punctuation)
        wanted = wanted_types(
            types, self.stopwords, self.min_length, self.tags, self.keep_punctuation
        )
        kept = wanted[windows.type] & (windows.left + windows.right >= self.min_count)
        group, type_ = place[counts.codes["group"]], counts.codes["type"]
        cells = cells_of(
            (group, type_, counts.values["count"]),
            windows,
            kept,
            len(self.node),
            countable,
            self.window_correction,
        )
        scores = score(cells, self.measures)
        first = scores[self.measures[0]]
        if self.measures[0] in TESTS:
            # A test is great too where the collocate keeps away from the node: these go last.
            first = np.where(cells["o11"] < cells["expected"], -first, first)
        order = order_rows(types, windows.unit[kept], windows.type[kept], first, self.top)

        names = [term_name(form) for form in self.node]
        unit, type_ = windows.unit[kept][order], windows.type[kept][order]
        columns: dict[str, Any] = {}
        if self.by is not None:
            name = group_name(self.by, ("node", "collocate", *table_columns(self.measures)))
            columns[name] = [labels[i] for i in (unit // len(names)).tolist()]
        columns["node"] = [names[i] for i in (unit % len(names)).tolist()]
        columns["collocate"] = [types.types[i] for i in type_.tolist()]
        columns |= {name: (cells | scores)[name][order] for name in table_columns(self.measures)}
        return columns, whole.stamp("token", None) | {
            "node": names,
            "window": self.window,
            "window_correction": self.window_correction,
            "min_count": self.min_count,
            "punctuation": self.keep_punctuation,
            "stopwords": stamp.digest(sorted(self.stopwords)) if self.stopwords else "none",
        }

    def _windows(
        self, near: Sums, units: Sums, place: NDArray[np.intp], types: Sequence[str]
    ) -> Windows:
        """Number kinds of nodes by the places of their groups; types are those of all counts."""
        n_terms = len(self.node)
        unit = place[near.codes["group"]] * n_terms + near.codes["term"]
        row = place[units.codes["group"]] * n_terms + units.codes["term"]
        nodes, around = np.zeros((2, len(place) * n_terms), dtype=np.int64)
        nodes[row], around[row] = units.values["nodes"], units.values["around"]
        left, right, at = (near.values[name] for name in ("left", "right", "near"))
        number = {type_: id for id, type_ in enumerate(types)}
        known = np.array([number[type_] for type_ in near.labels["type"]], dtype=np.int64)
        type_ = known[near.codes["type"]]
        return Windows(unit, type_, left, right, at, nodes, around)


def order_rows(
    tokens: Tokens | Vocabulary,
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


def ranks(tokens: Tokens | Vocabulary, types: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number types in the order of their terms, by code points."""
    distinct, inverse = np.unique(types, return_inverse=True)
    terms = [tokens.types[id] for id in distinct.tolist()]
    rank = np.empty(len(terms), dtype=np.int64)
    rank[sorted(range(len(terms)), key=terms.__getitem__)] = np.arange(len(terms))
    return rank[inverse]

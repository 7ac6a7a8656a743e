"""Positions: in which part of the documents a node stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.counting import make_stamp
from policytext.statistics.groups import By, group_name, group_tokens, make_table
from policytext.statistics.options import check_numbers
from policytext.statistics.patterns import Node, find_nodes

if TYPE_CHECKING:
    import pandas as pd

    from policytext.tokens import Tokens

__all__ = ["POSITIONS", "positions"]

POSITIONS = {"part": "int64", "count": "int64", "words": "int64", "per_million": "float64"}


def positions(tokens: Tokens, node: Node, *, parts: int = 10, by: By = None) -> pd.DataFrame:
    """Count a node in equal parts of the documents: at their beginning, middle or end.

    Parameters
    ----------
    tokens : Tokens
    node : str, pattern, tuple of these, or list of any of these
        As for `policytext.kwic`; it is in the part in which it begins.
    parts : int, default 10
        Into how many parts each document is cut, equal in word tokens to within one.
    by : str, iterable or mapping, optional
        Count for each group.

    Returns
    -------
    DataFrame
        One row per part, of each group if `by`: the column named by `by`, or "group" where that
        is not a name; `part` (int, from 1, the beginning of the documents); `count` (int);
        `words` (int, word tokens of that part in all documents); `per_million` (float, per million
        of these; NaN where the part has none, as in documents of fewer words than parts).
        `attrs["stamp"]` says how it was made.

    Raises
    ------
    InputError
        If a term is empty or `parts` is below 1.

    Notes
    -----
    The w-th of a document's W words, from 0, is in part floor(parts * w / W) + 1. Punctuation is
    in the part of the word before it, or in the first.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "改革开始，全面加快改革，支持改革"}).segment()
    >>> tokens["甲"]
    ['改革', '开始', '，', '全面', '加快', '改革', '，', '支持', '改革']
    >>> pt.positions(tokens, "改革", parts=2)[["part", "count", "words"]].values.tolist()
    [[1, 1, 4], [2, 2, 3]]
    """
    check_numbers(parts=parts)
    nodes = find_nodes(tokens, node)
    groups = group_tokens(tokens, by)
    is_word = tokens.is_word[tokens.ids]
    before = np.concatenate(([0], np.cumsum(is_word)))
    document = np.repeat(np.arange(len(tokens)), np.diff(tokens.doc_offsets))
    # Of a word, the words before it; of anything else, those before the word that it follows.
    place = before[:-1] - before[tokens.doc_offsets[:-1]][document]
    place = np.maximum(place - ~is_word, 0)
    part = parts * place // np.maximum(tokens.words_per_doc, 1)[document]
    cell = groups.codes.astype(np.int64) * parts + part
    inside = groups.codes >= 0
    n_cells = len(groups) * parts
    words = np.bincount(cell[inside & is_word], minlength=n_cells)
    starts = nodes.starts[inside[nodes.starts]]
    counts = np.bincount(cell[starts], minlength=n_cells)
    rates = np.full(n_cells, np.nan)
    np.divide(1e6 * counts, words, out=rates, where=words > 0)
    columns: dict[str, Any] = {}
    if by is not None:
        columns[group_name(by, POSITIONS)] = [
            label for label in groups.labels for _ in range(parts)
        ]
    figures = (np.tile(np.arange(1, parts + 1), len(groups)), counts, words, rates)
    columns |= zip(POSITIONS, figures, strict=True)
    made = make_stamp(tokens.corpus, "token", None, tokens)
    return make_table(columns, POSITIONS, made | {"node": nodes.terms, "parts": parts})

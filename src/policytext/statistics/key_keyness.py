"""Key-keyness: in how many documents a term is key."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext import stamp
from policytext.counting import make_stamp
from policytext.errors import InputError
from policytext.statistics.collocation import ranks
from policytext.statistics.contingency import MEASURES, TESTS, adjust_p, p_value
from policytext.statistics.frequency import read_stopwords, wanted_types
from policytext.statistics.groups import By
from policytext.statistics.keyness import direction
from policytext.statistics.options import check_choice, check_numbers
from policytext.statistics.sides import Side, Sides, sides_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

__all__ = ["key_keyness"]


def key_keyness(
    tokens: Tokens,
    target: Side = None,
    *,
    reference: Side | None = None,
    by: By = None,
    measure: str = "g2",
    alpha: float = 0.01,
    min_count: int = 3,
    top: int | None = None,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    min_length: int = 1,
    tags: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Count in how many documents each term is key.

    A term that one long document uses a hundred times is key for a group; a term that is key in
    most documents of the group is typical of it.

    Parameters
    ----------
    tokens : Tokens
    target, reference, by
        As for `keyness`; each document of the target is compared with the whole reference. By
        default every document is compared with all the others together.
    measure : str, default "g2"
        A test: "g2", "ll_short", "chi2", "chi2_yates" and so on.
    alpha : float, default 0.01
        A term is key in a document where it is relatively more frequent there and its p-value,
        adjusted by Benjamini and Hochberg for the terms of the document, is at most this.
    min_count : int, default 3
        Lowest count in a document for the term to be tested in it.
    top : int, optional
        List only so many.
    stopwords, min_length, tags
        Which terms to test, as for `frequencies`.

    Returns
    -------
    DataFrame
        One row per term that is key somewhere, most documents first, then by `mean_score`, ties
        by `term`: `term` (str); `key_docs` (int, documents in which it is key); `key_share`
        (float, of the documents of the target that have words); `mean_score` and
        `mean_log_ratio` (float, over the documents in which it is key, a count of 0 in the
        reference taken as 0.5); `doc_freq` (int, documents of the target with the term) and
        `documents` (int, those with words). `attrs["stamp"]` has the options.

    Raises
    ------
    InputError
        If a side has no group, or an option has a value that cannot be used.

    Notes
    -----
    For each document and term the table is that of `keyness`: count in the document, count in the
    reference, all other word tokens of each. `key_share` = key_docs / documents. A long document
    has more key terms than a short one, since tests grow with the counts.

    References
    ----------
    Scott, M. (1997). PC analysis of key words, and key key words. System 25(2), 233-245.

    Examples
    --------
    >>> import policytext as pt
    >>> texts = {"甲": "节水灌溉，节水技术，节水。", "乙": "减税降费，减税。", "丙": "发展经济。"}
    >>> tokens = pt.Corpus.from_texts(texts).segment()
    >>> pt.key_keyness(tokens, alpha=0.1)[["term", "key_docs", "doc_freq", "documents"]]
      term  key_docs  doc_freq  documents
    0   节水         1         1          3
    """
    import pandas as pd

    check_choice("measure", measure, sorted(TESTS))
    if not 0 < alpha <= 1:
        raise InputError(f"`alpha` must be above 0 and at most 1, got {alpha!r}.")
    check_numbers(min_count=min_count, top=top)
    if target is None and (reference is not None or by is not None):
        raise InputError("`target` must be given where `reference` or `by` is.")
    stops = read_stopwords(stopwords)
    wanted = wanted_types(tokens, stops, min_length, tags, False)
    sides = None if target is None else sides_of(tokens, target, reference, by)
    documents, ids, cells = _tables(tokens, sides)
    words = np.bincount(documents, weights=cells[0], minlength=len(tokens))
    n_documents = int(np.count_nonzero(words))
    doc_freq = np.bincount(ids, minlength=len(tokens.types))
    tested = wanted[ids] & (cells[0] >= min_count)
    documents, ids = documents[tested], ids[tested]
    cells = tuple(cell[tested] for cell in cells)
    values = MEASURES[measure](*cells)
    p = p_value(values)
    adjusted = np.full(len(p), np.nan)
    for number in np.unique(documents):
        here = slice(*np.searchsorted(documents, [number, number + 1]))
        adjusted[here] = adjust_p(p[here])
    # NaN, where there is nothing to compare with, is not key.
    key = (direction(cells) > 0) & (adjusted <= alpha)
    ratios = MEASURES["log_ratio"](*cells, zeros="half")[key]
    types, row = np.unique(ids[key], return_inverse=True)
    key_docs = np.bincount(row, minlength=len(types)).astype(np.int64)
    mean_score = np.bincount(row, weights=values[key], minlength=len(types)) / key_docs
    mean_ratio = np.bincount(row, weights=ratios, minlength=len(types)) / key_docs
    order = np.lexsort((ranks(tokens, types), -mean_score, -key_docs))[:top]
    table = pd.DataFrame(
        {
            "term": [tokens.types[id] for id in types[order].tolist()],
            "key_docs": key_docs[order],
            "key_share": key_docs[order] / max(n_documents, 1),
            "mean_score": mean_score[order],
            "mean_log_ratio": mean_ratio[order],
            "doc_freq": doc_freq[types[order]].astype(np.int64),
            "documents": np.full(len(order), n_documents, dtype=np.int64),
        }
    ).astype({"term": "str"})
    table.attrs["stamp"] = make_stamp(tokens.corpus, "token", None, tokens) | {
        "target": "each document" if sides is None else sides.target,
        "reference": "all others" if sides is None else sides.reference,
        "measure": measure,
        "alpha": alpha,
        "min_count": min_count,
        "stopwords": stamp.digest(sorted(stops)) if stops else "none",
    }
    return table


def _tables(
    tokens: Tokens, sides: Sides | None
) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[NDArray[np.int64], ...]]:
    """Return document, type and cells for each word type that a document of the target has."""
    against_rest = sides is None
    if sides is None:
        sides = Sides(np.zeros(tokens.n_tokens, dtype=np.int8), "", "")
    documents, ids, a = sides.pairs(tokens, 0)
    is_word = tokens.is_word[ids]
    documents, ids, a = documents[is_word], ids[is_word], a[is_word]
    words = np.bincount(documents, weights=a, minlength=len(tokens)).astype(np.int64)[documents]
    other = sides.types(tokens, 0 if against_rest else 1)
    b = other[ids]
    rest: Any = int(other[tokens.is_word].sum())
    if against_rest:
        b, rest = b - a, rest - words
    return documents, ids, (a, b, words - a, rest - b)

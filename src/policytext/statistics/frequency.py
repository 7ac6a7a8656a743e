"""How often each type occurs."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext import stamp
from policytext.counting import group_column, group_documents, make_stamp
from policytext.errors import InputError
from policytext.readers import decode, read_bytes

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

__all__ = ["frequencies", "frequency_columns", "read_stopwords", "wanted_types"]


def frequencies(
    tokens: Tokens,
    *,
    by: str | None = None,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    min_length: int = 1,
    min_count: int = 1,
    tags: Iterable[str] | None = None,
    top: int | None = None,
    keep_punctuation: bool = False,
) -> pd.DataFrame:
    """List how often each type occurs.

    Parameters
    ----------
    tokens : Tokens
    by : str, optional
        Make a list for each value of a column of `corpus.docs`, or for each "document".
    stopwords : iterable of str or path, optional
        Types to leave out: words, or a file with one a line, # before a comment; policytext ships
        some, see `policytext.lexicons.stopword_file`. None are left out by default: common
        lists hold 全面, 加强, 必须 and 应当, the very words of policy.
    min_length : int, default 1
        Shortest type to list, in characters.
    min_count : int, default 1
        Lowest count to list, in each group.
    tags : iterable of str, optional
        List only types whose part of speech in the segmenter's dictionary begins with one of
        these: "n" keeps n, nr, ns, nt and so on.
    top : int, optional
        List only the most frequent types of each group.
    keep_punctuation : bool, default False
        List punctuation too.

    Returns
    -------
    DataFrame
        One row per type, of each group if `by`, most frequent first, ties in the order of the
        terms: the column named by `by`; `term` (str); `tag` (str, "" where the dictionary has
        none); `count` (int); `per_million` (float, per million word tokens); `doc_freq` (int,
        documents of the group with the type). `attrs["stamp"]` says how it was made and the
        number of word tokens, the base of the rates; leaving types out does not change it.

    Raises
    ------
    InputError
        If an option has a value that cannot be used.
    ReadError
        If the file of stop words cannot be read.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "改革带来发展，改革惠及人民。"}).segment()
    >>> pt.frequencies(tokens, min_length=2)[["term", "count", "per_million"]].head(2)
      term  count    per_million
    0   改革      2  333333.333333
    1   人民      1  166666.666667
    """
    import pandas as pd

    columns, made = frequency_columns(
        tokens,
        by=by,
        stopwords=stopwords,
        min_length=min_length,
        min_count=min_count,
        tags=tags,
        top=top,
        keep_punctuation=keep_punctuation,
    )
    table = pd.DataFrame(columns)
    if by:
        table[by] = group_column(columns[by])
    table.attrs["stamp"] = made
    return table


def frequency_columns(
    tokens: Tokens,
    *,
    by: str | None = None,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    min_length: int = 1,
    min_count: int = 1,
    tags: Iterable[str] | None = None,
    top: int | None = None,
    keep_punctuation: bool = False,
) -> tuple[dict[str, list[Any]], stamp.Stamp]:
    """List frequencies as `frequencies` does; return plain columns and the stamp."""
    for name, value in (("min_length", min_length), ("min_count", min_count)):
        if value < 1:
            raise InputError(f"`{name}` must be 1 or more, got {value!r}.")
    if top is not None and top < 1:
        raise InputError(f"`top` must be 1 or more, got {top!r}.")
    stops = read_stopwords(stopwords)
    wanted = wanted_types(tokens, stops, min_length, tags, keep_punctuation)
    columns: dict[str, list[Any]] = {by: []} if by else {}
    columns |= {"term": [], "tag": [], "count": [], "per_million": [], "doc_freq": []}
    for group, inside in group_documents(tokens.corpus, by).items():
        counts, doc_freq = _count_types(tokens, inside)
        words = int(tokens.words_per_doc[inside].sum())
        chosen = np.flatnonzero(wanted & (counts >= min_count)).tolist()
        chosen.sort(key=lambda id: (-counts[id], tokens.types[id]))
        chosen = chosen[:top]
        if by:
            columns[by] += [group] * len(chosen)
        columns["term"] += [tokens.types[id] for id in chosen]
        columns["tag"] += [tokens.tags[id] for id in chosen]
        columns["count"] += counts[chosen].tolist()
        columns["per_million"] += (1e6 * counts[chosen] / words).tolist() if words else []
        columns["doc_freq"] += doc_freq[chosen].tolist()
    return columns, make_stamp(tokens.corpus, "token", None, tokens) | {
        "tokens": int(tokens.words_per_doc.sum()),
        "stopwords": stamp.digest(sorted(stops)) if stops else "none",
    }


def read_stopwords(stopwords: Iterable[str] | PathLike[str] | None) -> frozenset[str]:
    """Read stop words from a file or take them as given."""
    if isinstance(stopwords, str):
        raise InputError(
            f"`stopwords` must be a list of words or a pathlib.Path, got the string {stopwords!r}."
        )
    if isinstance(stopwords, PathLike):
        path = fspath(stopwords)
        lines = decode(read_bytes(path), path).text.splitlines()
        # A line that begins with # says where the list comes from.
        words = (line.strip() for line in lines if not line.startswith("#"))
        return frozenset(word for word in words if word)
    return frozenset(stopwords or ())


def wanted_types(
    tokens: Tokens,
    stops: frozenset[str],
    min_length: int,
    tags: Iterable[str] | None,
    keep_punctuation: bool,
) -> NDArray[np.bool_]:
    """Tell of each type whether it is to be listed."""
    wanted = np.array(
        [bool(t.strip()) and len(t) >= min_length and t not in stops for t in tokens.types]
    )
    if not keep_punctuation:
        wanted &= tokens.is_word
    if tags is not None:
        beginnings = (tags,) if isinstance(tags, str) else tuple(tags)
        wanted &= np.array([tag.startswith(beginnings) for tag in tokens.tags])
    return wanted


def _count_types(tokens: Tokens, inside: list[int]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Count each type's tokens and documents in some documents."""
    counts = np.zeros(len(tokens.types), dtype=np.intp)
    doc_freq = np.zeros(len(tokens.types), dtype=np.intp)
    for number in inside:
        here = np.bincount(tokens.document(number)[0], minlength=len(tokens.types))
        counts += here
        doc_freq += here > 0
    return counts, doc_freq

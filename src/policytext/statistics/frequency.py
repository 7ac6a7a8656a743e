"""How often each type occurs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.errors import InputError, nearest
from policytext.parts import Found, Parted, Sums, Vocabulary, Whole, analyse, as_sums, as_tokens
from policytext.readers import decode, read_bytes
from policytext.statistics.groups import (
    By,
    group_name,
    group_sums,
    group_tokens,
    make_table,
    name_groups,
)
from policytext.statistics.on_disk import readable_groups
from policytext.statistics.options import check_numbers

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.counting import Match
    from policytext.tokens import Tokens

    Ints = NDArray[np.int64]

__all__ = ["frequencies", "frequency_columns", "known_types", "read_stopwords", "wanted_types"]

#: The columns of a row.
FREQUENCIES = {
    "term": "str", "tag": "str", "count": "int64", "per_million": "float64", "doc_freq": "int64",
}  # fmt: skip


def frequencies(
    tokens: Tokens | Parted,
    *,
    by: By = None,
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
    tokens : Tokens or Scan
    by : str, iterable or mapping, optional
        Make a list for each value of a column of `corpus.docs`, those without one last; for each
        "document", "section" or section of a level of headings; or for each label of documents.
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
        terms: the column named by `by`, or "group" where that is not a name; `term` (str); `tag`
        (str, "" where the dictionary has none); `count` (int); `per_million` (float, per million
        word tokens); `doc_freq` (int, documents of the group with the type). `attrs["stamp"]`
        says how it was made and the
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
    return make_table(columns, FREQUENCIES, made)


def frequency_columns(
    tokens: Tokens | Parted,
    *,
    by: By = None,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    min_length: int = 1,
    min_count: int = 1,
    tags: Iterable[str] | None = None,
    top: int | None = None,
    keep_punctuation: bool = False,
) -> tuple[dict[str, list[Any]], stamp.Stamp]:
    """List frequencies as `frequencies` does; return plain columns and the stamp."""
    check_numbers(min_length=min_length, min_count=min_count, top=top)
    chosen = (tags,) if isinstance(tags, str) else None if tags is None else tuple(tags)
    stops = read_stopwords(stopwords)
    by = readable_groups(tokens, by)
    return analyse(
        tokens, _Frequencies(by, stops, min_length, min_count, chosen, top, keep_punctuation)
    )


class _Frequencies(NamedTuple):
    """The analysis of `frequencies`: counts of types in groups."""

    by: By
    stopwords: frozenset[str]
    min_length: int
    min_count: int
    tags: tuple[str, ...] | None
    top: int | None
    keep_punctuation: bool

    @property
    def match(self) -> Match:
        """Types are tokens."""
        return "token"

    @property
    def forms(self) -> Sequence[str]:
        """No term is looked for."""
        return ()

    def look(self, part: Corpus | Tokens) -> Found:
        """Count the types of some documents."""
        tokens = as_tokens(part)
        groups = group_tokens(tokens, self.by, keep_missing=True, whole=False)
        return {
            "cells": groups.sums,
            "groups": group_sums(groups),
            "words": Sums({}, {}, {"words": [int(tokens.words_per_doc.sum())]}),
        }

    def finish(self, found: Found, whole: Whole) -> tuple[dict[str, list[Any]], stamp.Stamp]:
        """Make the columns."""
        cells, groups, total = (as_sums(found[name]) for name in ("cells", "groups", "words"))
        types = whole.vocabulary(cells.labels["type"])
        wanted = wanted_types(
            types, self.stopwords, self.min_length, self.tags, self.keep_punctuation
        )
        labels, place = name_groups(self.by, cells.labels["group"], lambda: whole.columns)
        words = np.zeros(len(labels), dtype=np.int64)
        words[place[groups.codes["group"]]] = groups.values["words"]
        kept = wanted[cells.codes["type"]] & (cells.values["count"] >= self.min_count)
        group = place[cells.codes["group"][kept]]
        ids, counts = cells.codes["type"][kept], cells.values["count"][kept]
        doc_freq = cells.values["doc_freq"][kept]
        name = group_name(self.by, FREQUENCIES)
        columns: dict[str, list[Any]] = {} if self.by is None else {name: []}
        columns |= {column: [] for column in FREQUENCIES}
        order = np.argsort(group, kind="stable")
        bounds = np.searchsorted(group[order], np.arange(len(labels) + 1)).tolist()
        for number, label in enumerate(labels):
            rows = order[slice(*bounds[number : number + 2])]
            if self.top is not None and self.top < len(rows):
                # Sorting all types of a large corpus takes longer than finding these.
                least = np.partition(counts[rows], -self.top)[-self.top]
                rows = rows[counts[rows] >= least]
            terms = {row: types.types[ids[row]] for row in rows.tolist()}
            chosen = sorted(terms, key=lambda row: (-counts[row], terms[row]))[: self.top]
            if self.by is not None:
                columns[name] += [label] * len(chosen)
            columns["term"] += [terms[row] for row in chosen]
            columns["tag"] += [types.tags[id] for id in ids[chosen].tolist()]
            columns["count"] += counts[chosen].tolist()
            base = int(words[number])
            columns["per_million"] += (1e6 * counts[chosen] / base).tolist() if base else []
            columns["doc_freq"] += doc_freq[chosen].tolist()
        return columns, whole.stamp("token", None) | {
            "tokens": int(total.values["words"][0]),
            "stopwords": stamp.digest(sorted(self.stopwords)) if self.stopwords else "none",
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


def known_types(tokens: Tokens, terms: str | Iterable[str]) -> list[int]:
    """Return the ids of terms that must be types, each once."""
    named = list(dict.fromkeys([terms] if isinstance(terms, str) else terms))
    if not named:
        raise InputError("`terms` must name at least one term, got none.")
    for term in named:
        if not term or term not in tokens.index:
            raise InputError(
                f"`terms` must be tokens of the corpus, got {term!r}."
                f"{nearest(str(term), filter(None, tokens.types))}"
            )
    return [tokens.index[term] for term in named]


def wanted_types(
    tokens: Tokens | Vocabulary,
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

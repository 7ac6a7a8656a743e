"""Groups of tokens: what `by` means, in every statistic alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.errors import InputError
from policytext.grouping import (
    check_groups,
    document_labels,
    group_column,
    known_columns,
    sort_groups,
)
from policytext.numbering import LEVELS
from policytext.parts import Sums
from policytext.statistics.pairs import count_pairs

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

__all__ = [
    "By",
    "Cells",
    "Groups",
    "document_values",
    "group_name",
    "group_sums",
    "group_tokens",
    "make_table",
    "name_groups",
]

#: A column of `corpus.docs`, "document", "section", a level of headings, or a label a document.
By = str | Iterable[object] | Mapping[str, object] | None

#: Kinds of a law's divisions, which `Outline.sections` takes for their levels.
_KINDS = ("编", "分编", "章", "节", "条")


class Cells(NamedTuple):
    """Counts of types in groups, by group, then by type."""

    group: NDArray[np.int64]
    type: NDArray[np.int64]
    counts: NDArray[np.int64]
    #: Documents of the group that have the type.
    doc_freq: NDArray[np.int64]


class Groups:
    """Every token's group.

    Attributes
    ----------
    tokens : Tokens
    labels : list
        The groups in order; [None] where there is only one, of all tokens.
    codes : ndarray of int32, shape (n_tokens,)
        Index into `labels`; -1 for a token that is in no group.
    keys : list
        The groups as sums name them, where several may have the same label; else as `labels`.
    """

    def __init__(
        self,
        tokens: Tokens,
        labels: list[Any],
        codes: NDArray[np.int32],
        keys: list[Any] | None = None,
    ) -> None:
        self.tokens = tokens
        self.labels = labels
        self.codes = codes
        self.keys = labels if keys is None else keys

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def words(self) -> NDArray[np.int64]:
        """For each group, its number of word tokens: the base of rates."""
        group, type_, count = self.counts
        is_word = self.tokens.is_word[type_]
        return np.bincount(group[is_word], count[is_word], len(self)).astype(np.int64)

    @cached_property
    def sums(self) -> Sums:
        """Sums of the counts of types in groups, with the documents that have them."""
        group, type_, count, doc_freq = self.cells
        return Sums(
            {"group": self.keys, "type": self.tokens.types},
            {"group": group, "type": type_},
            {"count": count, "doc_freq": doc_freq},
        )

    @cached_property
    def _pairs(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
        """Group, type and count of each type in each run of tokens of one document and group."""
        tokens = self.tokens
        new = np.zeros(tokens.n_tokens, dtype=bool)
        new[1:] = self.codes[1:] != self.codes[:-1]
        firsts = tokens.doc_offsets[:-1]
        new[firsts[firsts < tokens.n_tokens]] = True
        begins = np.flatnonzero(new)
        ends = np.append(begins[1:], tokens.n_tokens)
        grouped = self.codes[begins] >= 0
        begins, ends = begins[grouped], ends[grouped]
        run, type_, count = count_pairs(tokens.ids, begins, ends, len(tokens.types))
        return self.codes[begins][run], type_, count

    @cached_property
    def cells(self) -> Cells:
        """How often each type occurs in each group that has it, words or not."""
        group, type_, count = self._pairs
        n_types = len(self.tokens.types)
        keys = group.astype(np.int64) * n_types + type_
        n_cells = len(self) * n_types
        # A row a cell is quick, where that is not far more cells than there are pairs.
        if n_cells <= max(8 * len(keys), 1 << 20):
            doc_freq = np.bincount(keys, minlength=n_cells)
            known = np.flatnonzero(doc_freq)
            counts = np.bincount(keys, count, n_cells)[known]
            doc_freq = doc_freq[known]
        else:
            known, row, doc_freq = np.unique(keys, return_inverse=True, return_counts=True)
            counts = np.bincount(row, count, len(known))
        return Cells(known // n_types, known % n_types, counts.astype(np.int64), doc_freq)

    @cached_property
    def counts(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Group, type and count of each type that a group has, words or not, in that order.

        Only pairs that occur take room, so that many groups and types fit in memory.
        """
        return self.cells[:3]

    @cached_property
    def doc_freq(self) -> NDArray[np.int64]:
        """For each type, the number of documents that have it in any group."""
        n_types = len(self.tokens.types)
        inside = self.codes >= 0
        documents = np.repeat(np.arange(len(self.tokens)), np.diff(self.tokens.doc_offsets))
        keys = documents[inside].astype(np.int64) * n_types + self.tokens.ids[inside]
        return np.bincount(np.unique(keys) % n_types, minlength=n_types).astype(np.int64)

    def matrix(self, types: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """Count some types in each group: an array of shape (n_groups, len(types))."""
        column = np.full(len(self.tokens.types), -1, dtype=np.int64)
        column[types] = np.arange(len(types))
        groups, ids, counts = self.counts
        wanted = column[ids] >= 0
        matrix = np.zeros((len(self), len(types)), dtype=np.int64)
        matrix[groups[wanted], column[ids[wanted]]] = counts[wanted]
        return matrix


def group_tokens(
    tokens: Tokens, by: By = None, *, keep_missing: bool = False, whole: bool = True
) -> Groups:
    r"""Put every token in its group.

    Parameters
    ----------
    tokens : Tokens
    by : str, iterable, mapping or Series, optional
        A column of `corpus.docs`; "document"; "section", the outermost sections of each document;
        a level of headings, "一、", "（一）", "第一章"; or a label for each document, as a list in
        their order or by their ids, None for a document that is in no group. One group of all
        tokens by default.
    keep_missing : bool, default False
        Put documents that lack the value of a column in a group None, the last one, and not in
        no group.
    whole : bool, default True
        Whether these are all tokens of the corpus. Of a part nothing is refused: other parts may
        have the column or the headings; `name_groups` looks at all groups.

    Returns
    -------
    Groups
        Sections are labelled "document: heading path"; tokens outside any are in no group.

    Raises
    ------
    InputError
        If there is no such column, it is empty, or a list has another length.

    Examples
    --------
    >>> import policytext as pt
    >>> text = "一、改革\n深化改革。\n二、发展\n发展经济。"
    >>> tokens = pt.Corpus.from_texts({"甲": text}).segment()
    >>> group_tokens(tokens, "一、").labels
    ['甲: 一、改革', '甲: 二、发展']
    """
    if by is None or isinstance(by, str):
        way = (by, keep_missing and by is not None)
        groups = tokens.once(way, lambda: _group(tokens, by, keep_missing, whole))
    else:
        groups = _group(tokens, by, keep_missing, whole)
    if whole:
        name_groups(by, groups.keys, lambda: known_columns(tokens.corpus))
    return groups


def _group(tokens: Tokens, by: By, keep_missing: bool, whole: bool) -> Groups:
    """Put every token in its group, whatever the groups."""
    if _is_level(by, tokens):
        groups = _by_section(tokens, None if by == "section" else str(by))
    elif by is None or isinstance(by, str):
        labels = document_labels(tokens.corpus, by)
        known = dict.fromkeys(x for x in labels if by is None or keep_missing or x is not None)
        groups = _by_label(tokens, labels, sort_groups(known))
    else:
        labels = document_values("by", tokens, by, "label", whole=whole)
        groups = _by_label(tokens, labels, list(dict.fromkeys(x for x in labels if x is not None)))
    return groups


def name_groups(
    by: By, keys: Sequence[Any], columns: Callable[[], Sequence[str]]
) -> tuple[list[Any], NDArray[np.intp]]:
    """Return the labels of groups in their order, and the place of each group among them.

    Parameters
    ----------
    by : str, iterable, mapping or Series, optional
    keys : sequence
        The `keys` of the groups of all parts, in the order in which they were met.
    columns : function
        Gives the columns of `docs`.

    Raises
    ------
    InputError
        If there is no such column or heading, or it is empty.
    """
    if isinstance(by, str) and keys and isinstance(keys[0], (tuple, list)):
        return [label for label, _ in keys], np.arange(len(keys))
    if by is None or isinstance(by, str):
        if not keys and (by == "section" or by in LEVELS or by in _KINDS):
            raise InputError(
                f"`by` must be a level that the documents have, got {by!r}: "
                "there is no such heading. `document.outline` shows those there are."
            )
        check_groups(by, keys, columns)
    elif not keys:
        raise InputError("`by` must have a label for at least one document, got none.")
    labels = sort_groups(keys) if by is None or isinstance(by, str) else list(keys)
    place = {label: number for number, label in enumerate(labels)}
    return labels, np.array([place[key] for key in keys], dtype=np.intp)


def _is_level(by: By, tokens: Tokens) -> bool:
    """Tell whether groups are sections of documents, and not of a corpus of sections."""
    if by != "section":
        return isinstance(by, str) and (by in LEVELS or by in _KINDS)
    # The documents of `corpus.sections()` are sections, and say of which one they are.
    return not all("section" in document.metadata for document in tokens.corpus)


def document_values(
    name: str,
    tokens: Tokens,
    given: Iterable[object] | Mapping[str, object],
    noun: str = "value",
    *,
    whole: bool = True,
) -> list[Any]:
    """List what an argument gives each document, in their order or by id; None for nothing.

    What is given by id may be of other documents too, if these are not the whole corpus.
    """
    from policytext.corpus import plain

    ids = [document.id for document in tokens.corpus]
    if hasattr(given, "reindex"):
        series: Any = given
        values = list(series.reindex(ids)) if set(series.index) & set(ids) else list(series)
    elif isinstance(given, Mapping):
        known = set(ids)
        unknown = next((id for id in given if id not in known), None)
        if whole and unknown is not None:
            raise InputError(f"`{name}` must map ids of documents, got {unknown!r}.")
        values = [given.get(id) for id in ids]
    elif isinstance(given, Iterable):
        values = list(given)
    else:
        raise InputError(
            f"`{name}` must be a column of `corpus.docs`, or a {noun} for each document, "
            f"got {given!r}."
        )
    if len(values) != len(ids):
        raise InputError(
            f"`{name}` must have a {noun} for each of the {len(ids)} documents, got {len(values)}."
        )
    return [plain(value) for value in values]


def group_name(by: By, columns: Collection[str] = ()) -> str:
    """Name the column of the groups: as `by`, unless that is no name or one of the columns."""
    return by if isinstance(by, str) and by not in columns else "group"


def group_sums(groups: Groups) -> Sums:
    """Make sums of the word tokens of groups, the base of rates."""
    codes = np.arange(len(groups))
    return Sums({"group": groups.keys}, {"group": codes}, {"words": groups.words})


def make_table(columns: Mapping[str, Any], dtypes: Mapping[str, str], made: Stamp) -> pd.DataFrame:
    """Make a table of plain columns; without rows these do not say what they would hold.

    A column that has no dtype is that of the groups.
    """
    import pandas as pd

    table = pd.DataFrame(columns).astype(dtypes)
    for name in columns:
        if name not in dtypes:
            table[name] = group_column(list(columns[name]))
    table.attrs["stamp"] = made
    return table


def _spread(tokens: Tokens, code: NDArray[np.int32]) -> NDArray[np.int32]:
    """Give each token its document's code."""
    return np.repeat(code, np.diff(tokens.doc_offsets))


def _by_label(tokens: Tokens, values: Sequence[Any], labels: list[Any]) -> Groups:
    """Group documents by a value for each, which may be none of the labels."""
    place = {label: number for number, label in enumerate(labels)}
    code = np.array([place.get(value, -1) for value in values], dtype=np.int32)
    return Groups(tokens, labels, _spread(tokens, code))


def _by_section(tokens: Tokens, level: str | None) -> Groups:
    """Group tokens by the section that they begin in."""
    labels: list[Any] = []
    keys: list[Any] = []
    codes = np.full(tokens.n_tokens, -1, dtype=np.int32)
    for number, document in enumerate(tokens.corpus):
        outline = document.outline
        sections = outline.outermost() if level is None else outline.sections(level)
        first = int(tokens.doc_offsets[number])
        _, starts = tokens.document(number)
        for section in sections:
            begin, end = np.searchsorted(starts, [section.start, section.end])
            codes[first + begin : first + end] = len(labels)
            labels.append(f"{document.id}: {section.path}")
            keys.append((labels[-1], section.start))
    return Groups(tokens, labels, codes, keys)

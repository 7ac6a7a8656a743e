"""Groups of tokens: what `by` means, in every statistic alike."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.counting import group_column, group_documents
from policytext.errors import InputError
from policytext.numbering import LEVELS

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

__all__ = ["By", "Groups", "group_name", "group_tokens", "make_table"]

#: A column of `corpus.docs`, "document", "section", a level of headings, or a label a document.
By = str | Iterable[object] | Mapping[str, object] | None

#: Kinds of a law's divisions, which `Outline.sections` takes for their levels.
_KINDS = ("编", "分编", "章", "节", "条")


class Groups:
    """Every token's group.

    Attributes
    ----------
    tokens : Tokens
    labels : list
        The groups in order; [None] where there is only one, of all tokens.
    codes : ndarray of int32, shape (n_tokens,)
        Index into `labels`; -1 for a token that is in no group.
    """

    def __init__(self, tokens: Tokens, labels: list[Any], codes: NDArray[np.int32]) -> None:
        self.tokens = tokens
        self.labels = labels
        self.codes = codes

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def words(self) -> NDArray[np.int64]:
        """For each group, its number of word tokens: the base of rates."""
        inside = self.codes >= 0
        inside &= self.tokens.is_word[self.tokens.ids]
        return np.bincount(self.codes[inside], minlength=len(self)).astype(np.int64)

    @cached_property
    def counts(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Group, type and count of each type that a group has, words or not, in that order.

        Only pairs that occur take room, so that many groups and types fit in memory.
        """
        n_types = len(self.tokens.types)
        inside = self.codes >= 0
        keys = self.codes[inside].astype(np.int64) * n_types + self.tokens.ids[inside]
        pairs, counts = np.unique(keys, return_counts=True)
        return pairs // n_types, pairs % n_types, counts.astype(np.int64)

    def matrix(self, types: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """Count some types in each group: an array of shape (n_groups, len(types))."""
        column = np.full(len(self.tokens.types), -1, dtype=np.int64)
        column[types] = np.arange(len(types))
        groups, ids, counts = self.counts
        wanted = column[ids] >= 0
        matrix = np.zeros((len(self), len(types)), dtype=np.int64)
        matrix[groups[wanted], column[ids[wanted]]] = counts[wanted]
        return matrix


def group_tokens(tokens: Tokens, by: By = None, *, keep_missing: bool = False) -> Groups:
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
    # The documents of `corpus.sections()` are sections, and say of which one they are.
    cut = by == "section" and all("section" in document.metadata for document in tokens.corpus)
    if isinstance(by, str) and not cut and (by == "section" or by in LEVELS or by in _KINDS):
        return _by_section(tokens, None if by == "section" else by)
    if by is None or isinstance(by, str):
        members = group_documents(tokens.corpus, by)
        if by is not None and not keep_missing:
            members.pop(None, None)
        labels = list(members)
        code = np.full(len(tokens), -1, dtype=np.int32)
        for number, documents in enumerate(members.values()):
            code[documents] = number
        return Groups(tokens, labels, _spread(tokens, code))
    return _by_label(tokens, by)


def group_name(by: By, columns: Collection[str] = ()) -> str:
    """Name the column of the groups: as `by`, unless that is no name or one of the columns."""
    return by if isinstance(by, str) and by not in columns else "group"


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


def _by_label(tokens: Tokens, by: Iterable[object] | Mapping[str, object]) -> Groups:
    """Group documents by labels given one a document."""
    from policytext.corpus import plain

    ids = [document.id for document in tokens.corpus]
    if hasattr(by, "reindex"):
        series: Any = by
        values = list(series.reindex(ids)) if set(series.index) & set(ids) else list(series)
    elif isinstance(by, Mapping):
        unknown = next((id for id in by if id not in set(ids)), None)
        if unknown is not None:
            raise InputError(f"`by` must map ids of documents, got {unknown!r}.")
        values = [by.get(id) for id in ids]
    else:
        values = list(by)
    if len(values) != len(ids):
        raise InputError(
            f"`by` must have a label for each of the {len(ids)} documents, got {len(values)}."
        )
    known = [plain(value) for value in values]
    labels = list(dict.fromkeys(value for value in known if value is not None))
    if not labels:
        raise InputError("`by` must have a label for at least one document, got none.")
    place = {label: number for number, label in enumerate(labels)}
    code = np.array([-1 if value is None else place[value] for value in known], dtype=np.int32)
    return Groups(tokens, labels, _spread(tokens, code))


def _by_section(tokens: Tokens, level: str | None) -> Groups:
    """Group tokens by the section that they begin in."""
    labels: list[Any] = []
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
    if not labels:
        raise InputError(
            f"`by` must be a level that the documents have, got {level or 'section'!r}: "
            "there is no such heading. `document.outline` shows those there are."
        )
    return Groups(tokens, labels, codes)

"""Tokens in a corpus on disk: cut when documents are added, so that nobody need do it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.corpus import Corpus
from policytext.scale.documents import as_list
from policytext.scale.schema import pyarrow, token_fields
from policytext.segmentation import Segmenter, segment
from policytext.tokens import Tokens

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from policytext.scale.documents import Rows

__all__ = ["columns_of", "cut_texts", "join", "tokens_of"]


def cut_texts(texts: Iterable[str], segmenter: Segmenter) -> pa.Table:
    """Cut texts as `policytext.segment` does, into the columns of tokens."""
    named = {str(number): text for number, text in enumerate(texts)}
    if not named:
        return join([])
    return columns_of(segment(Corpus.from_texts(named, clean=False), segmenter, threads=1))


def columns_of(tokens: Tokens) -> pa.Table:
    """Make the columns of tokens, a row a document."""
    return _table(tokens.types, tokens.ids, pyarrow().array(tokens.starts), tokens.doc_offsets)


def join(tables: Sequence[pa.Table]) -> pa.Table:
    """Put columns of tokens one after the other.

    What is made depends on the tokens and their order alone: the dictionary has the types that
    occur, as they first do.
    """
    pa = pyarrow()
    types, ids = _types_and_ids([table["tokens"] for table in tables])
    starts = [chunk.flatten() for table in tables for chunk in table["starts"].chunks]
    offsets = _offsets([table["tokens"] for table in tables])
    return _table(types, ids, pa.concat_arrays([pa.array([], pa.int32()), *starts]), offsets)


def _table(
    types: Sequence[str], ids: NDArray[np.int32], starts: pa.Array, offsets: NDArray[np.int64]
) -> pa.Table:
    """Make the columns of types, after the one that stands for removed tokens, and of ids."""
    pa = pyarrow()
    forms = pa.array(types[1:], pa.string())
    values = [pa.DictionaryArray.from_arrays(pa.array(ids - np.int32(1)), forms), starts]
    ends = pa.array(offsets.astype(np.int32))
    fields = token_fields()
    columns = [
        pa.ListArray.from_arrays(ends, column, type=field.type)
        for field, column in zip(fields, values, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _types_and_ids(columns: Sequence[Any]) -> tuple[list[str], NDArray[np.int32]]:
    """Number the types of columns of tokens as `Tokens` do: "", then as they first occur."""
    pa = pyarrow()
    none = pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([""]))
    parts = [chunk.flatten() for column in columns for chunk in column.chunks]
    whole = pa.concat_arrays([none, *parts])
    types, ids = as_list(whole.dictionary), whole.indices.to_numpy()
    # Files have them in this order; parts of one need not, and have others among them.
    highest = np.maximum.accumulate(ids)
    all_occur = len(ids) > 0 and ids[0] == 1 and highest[-1] == len(types) - 1
    if all_occur and (np.diff(highest) <= 1).all():
        return types, ids
    first = np.full(len(types), len(ids), np.int64)
    # Of several values for one place numpy keeps the last.
    first[ids[::-1]] = np.arange(len(ids) - 1, -1, -1)
    order = np.argsort(first)[: np.count_nonzero(first < len(ids))]
    numbers = np.zeros(len(types), np.int32)
    numbers[order] = np.arange(1, len(order) + 1)
    return ["", *(types[id] for id in order.tolist())], numbers[ids]


def _offsets(columns: Sequence[Any]) -> NDArray[np.int64]:
    """Tell where the tokens of each document begin."""
    chunks = [chunk for column in columns for chunk in column.chunks]
    lengths = [np.diff(chunk.offsets.to_numpy()) for chunk in chunks]
    return np.cumsum(np.concatenate([[0], *lengths]), dtype=np.int64)


# ---------------------------------------------------------------- looking at them


def tokens_of(corpus: Corpus, segmenter: Segmenter) -> Tokens:
    """Take the tokens that are stored; where others are wanted, or there are none, cut.

    Returns
    -------
    Tokens
        Equal to what `policytext.segment` gives for the documents.
    """
    parts: list[_Part] = []
    for rows, documents in groupby(corpus, lambda document: getattr(document, "_rows", None)):
        if rows is None or rows.cut_by != (segmenter.name, segmenter.dictionary):
            return segment(corpus, segmenter, threads=1)
        parts.append(_Part(rows, [document._row for document in documents]))  # type: ignore[attr-defined]
    return _StoredTokens(parts, corpus, segmenter)


class _Part:
    """Documents of one row group."""

    def __init__(self, rows: Rows, numbers: Sequence[int]) -> None:
        self._rows = rows
        self._numbers = numbers

    def column(self, name: str) -> Any:
        """Read what a column has of them."""
        column = self._rows.table(name)[name]
        return column if self._numbers == [*range(len(column))] else column.take(self._numbers)


class _StoredTokens(Tokens):
    """Tokens that were cut before; what is seldom asked for is read when it is."""

    def __init__(self, parts: Sequence[_Part], corpus: Corpus, segmenter: Segmenter) -> None:
        columns = [part.column("tokens") for part in parts]
        types, ids = _types_and_ids(columns)
        super().__init__(
            types=types,
            tags=[],
            ids=ids,
            starts=ids,
            doc_offsets=_offsets(columns),
            corpus=corpus,
            segmenter=segmenter,
        )
        self._parts = parts
        del self.tags, self.starts

    @cached_property
    def starts(self) -> NDArray[np.int32]:  # type: ignore[override]
        """Where the token begins in its document's text, in characters."""
        columns = [part.column("starts") for part in self._parts]
        starts = [chunk.flatten().to_numpy() for column in columns for chunk in column.chunks]
        return starts[0] if len(starts) == 1 else np.concatenate(starts)

    @cached_property
    def tags(self) -> list[str]:  # type: ignore[override]
        """Part of speech of each type, for which the dictionary is asked only if need be."""
        return ["", *self.segmenter.tags(self.types[1:])]

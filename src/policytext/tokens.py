"""`Tokens`: a segmented corpus in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from policytext.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.segmentation import Segmenter

__all__ = ["Tokens"]


class Tokens:
    """A segmented corpus: integers in columns and one table of types.

    Attributes
    ----------
    types : list of str
        Each distinct form once; `types[0]` is "" and stands for a removed token.
    tags : list of str
        Part of speech of each type in the segmenter's dictionary, "" where it has none.
    ids : ndarray of int32, shape (n_tokens,)
        Index into `types`.
    starts : ndarray of int32, shape (n_tokens,)
        Where the token begins in its document's text, in characters.
    doc_offsets : ndarray of int64, shape (n_docs + 1,)
        Where each document's tokens begin in `ids`.
    corpus : Corpus
        The documents, in the same order.
    segmenter : Segmenter
        What cut them.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "人民当家作主", "乙": "为人民服务"}).segment()
    >>> tokens
    <Tokens: 2 documents, 5 tokens, 4 types>
    >>> tokens["乙"]
    ['为', '人民', '服务']
    """

    def __init__(
        self,
        *,
        types: list[str],
        tags: list[str],
        ids: NDArray[np.int32],
        starts: NDArray[np.int32],
        doc_offsets: NDArray[np.int64],
        corpus: Corpus,
        segmenter: Segmenter,
    ) -> None:
        self.types = types
        self.tags = tags
        self.ids = ids
        self.starts = starts
        self.doc_offsets = doc_offsets
        self.corpus = corpus
        self.segmenter = segmenter

    @property
    def n_tokens(self) -> int:
        """Number of tokens, punctuation and white space included."""
        return len(self.ids)

    @cached_property
    def is_word(self) -> NDArray[np.bool_]:
        """For each type, whether it holds a letter, a digit or a Han character."""
        return np.array([any(c.isalnum() for c in type_) for type_ in self.types])

    @cached_property
    def words_per_doc(self) -> NDArray[np.int64]:
        """For each document, its number of word tokens: the base of token rates."""
        words = np.concatenate(([0], np.cumsum(self.is_word[self.ids])))
        return np.diff(words[self.doc_offsets]).astype(np.int64)

    @cached_property
    def index(self) -> dict[str, int]:
        """The id of each type."""
        return {type_: id for id, type_ in enumerate(self.types)}

    def document(self, number: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return ids and starts of one document."""
        span = slice(self.doc_offsets[number], self.doc_offsets[number + 1])
        return self.ids[span], self.starts[span]

    def __len__(self) -> int:
        return len(self.doc_offsets) - 1

    def __iter__(self) -> Iterator[list[str]]:
        return (self[number] for number in range(len(self)))

    def __getitem__(self, key: int | str) -> list[str]:
        """Return one document's tokens as strings, by place or id."""
        if isinstance(key, str):
            names = [document.id for document in self.corpus]
            if key not in names:
                raise InputError(f"There is no document {key!r}.{nearest(key, names)}")
            key = names.index(key)
        ids, _ = self.document(range(len(self))[key])
        return [self.types[id] for id in ids]

    def find(self, form: Sequence[int], number: int) -> NDArray[np.intp]:
        """Return where a run of ids begins in one document, as indices of its tokens."""
        ids, _ = self.document(number)
        last = len(ids) - len(form) + 1
        if last <= 0:
            return np.empty(0, dtype=np.intp)
        found = np.flatnonzero(ids[:last] == form[0])
        for step, id in enumerate(form[1:], 1):
            found = found[ids[found + step] == id]
        return found

    def to_pandas(self) -> pd.DataFrame:
        """List all tokens.

        Returns
        -------
        DataFrame
            One row per token: `document` and `token` (categorical), `tag` (categorical), `start`
            and `end` (int, characters of the document's text, end excluded).
        """
        import pandas as pd

        names = pd.Index([document.id for document in self.corpus], dtype=object)
        documents = np.repeat(np.arange(len(self)), np.diff(self.doc_offsets))
        lengths = np.array([len(type_) for type_ in self.types], dtype=np.int32)
        tags, tag_ids = np.unique(np.array(self.tags, dtype=object), return_inverse=True)
        return pd.DataFrame(
            {
                "document": pd.Categorical.from_codes(documents, categories=names),
                "token": pd.Categorical.from_codes(self.ids, categories=pd.Index(self.types)),
                "tag": pd.Categorical.from_codes(tag_ids[self.ids], categories=pd.Index(tags)),
                "start": self.starts,
                "end": self.starts + lengths[self.ids],
            }
        )

    def __repr__(self) -> str:
        types = len(np.unique(self.ids))
        return f"<Tokens: {len(self)} documents, {self.n_tokens:,} tokens, {types:,} types>"

    def _repr_html_(self) -> str:
        from html import escape

        def sample(number: int) -> str:
            ids, _ = self.document(number)
            return " / ".join(self.types[id] for id in ids[:30]).replace("\n", "⏎")

        rows = "".join(
            f"<tr><td>{escape(document.id)}</td><td>{self.words_per_doc[n]:,}</td>"
            f"<td style='text-align:left'>{escape(sample(n))} …</td></tr>"
            for n, document in enumerate(list(self.corpus)[:10])
        )
        head = "<tr><th>document</th><th>words</th><th>tokens</th></tr>"
        return (
            f"<p><b>Tokens</b> {escape(repr(self)[9:-1])}, {escape(self.segmenter.name)}</p>"
            f"<table>{head}{rows}</table>"
        )

"""`Tokens`: a segmented corpus in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np

from policytext.errors import InputError, MissingExtra, ReadError, nearest

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.segmentation import Segmenter

__all__ = ["Tokens", "are_words"]

Made = TypeVar("Made")


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
        self._made: dict[object, Any] | None = None

    def shared(self) -> Tokens:
        """Keep from now on what is made of these tokens for all that looks at them."""
        self._made = {}
        return self

    def once(self, key: object, make: Callable[[], Made]) -> Made:
        """Make something of the tokens; once, if they are `shared`."""
        if self._made is None:
            return make()
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    @property
    def n_tokens(self) -> int:
        """Number of tokens, punctuation and white space included."""
        return len(self.ids)

    @cached_property
    def is_word(self) -> NDArray[np.bool_]:
        """For each type, whether it holds a letter, a digit or a Han character."""
        return are_words(self.types)

    @cached_property
    def words_per_doc(self) -> NDArray[np.int64]:
        """For each document, its number of word tokens: the base of token rates."""
        others = np.flatnonzero(~self.is_word[self.ids])
        return np.diff(self.doc_offsets - np.searchsorted(others, self.doc_offsets))

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

    @overload
    def __getitem__(self, key: int | str) -> list[str]: ...
    @overload
    def __getitem__(self, key: slice) -> Tokens: ...
    def __getitem__(self, key: int | str | slice) -> list[str] | Tokens:
        """Return one document's tokens as strings, by place or id; some documents by a slice."""
        if isinstance(key, slice):
            chosen = range(len(self))[key]
            spans = [slice(*self.doc_offsets[[n, n + 1]]) for n in chosen]
            lengths = [span.stop - span.start for span in spans]
            empty = self.ids[:0]
            return Tokens(
                types=self.types,
                tags=self.tags,
                ids=np.concatenate([self.ids[span] for span in spans] or [empty]),
                starts=np.concatenate([self.starts[span] for span in spans] or [empty]),
                doc_offsets=np.cumsum([0, *lengths], dtype=np.int64),
                corpus=self.corpus[key],
                segmenter=self.segmenter,
            )
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

    def to_arrow(self) -> Any:
        """Return the tokens as a pyarrow Table.

        Returns
        -------
        pyarrow.Table
            One row per document: `document` (string), `text` (string, the clean text), `ids` and
            `starts` (list of int32); the schema's metadata hold the types, their tags, the
            segmenter and its dictionary, as JSON under the key "policytext".

        Raises
        ------
        MissingExtra
            If pyarrow is not installed.
        """
        import json

        pa = _pyarrow()
        offsets = pa.array(self.doc_offsets, pa.int64())
        facts = {
            "types": self.types,
            "tags": self.tags,
            "segmenter": self.segmenter.name,
            "dictionary": self.segmenter.dictionary,
        }
        table = pa.table(
            {
                "document": [document.id for document in self.corpus],
                "text": [document.text for document in self.corpus],
                "ids": pa.LargeListArray.from_arrays(offsets, pa.array(self.ids)),
                "starts": pa.LargeListArray.from_arrays(offsets, pa.array(self.starts)),
            }
        )
        return table.replace_schema_metadata({"policytext": json.dumps(facts, ensure_ascii=False)})

    def save(self, path: str | PathLike[str]) -> None:
        """Write texts and tokens to a Parquet file, whole or not at all.

        Raises
        ------
        MissingExtra
            If pyarrow is not installed.
        """
        from policytext.files import written_whole

        table = self.to_arrow()
        from pyarrow import parquet

        with written_whole(path) as temporary:
            parquet.write_table(table, temporary, compression="zstd")

    @classmethod
    def load(cls, path: str | PathLike[str], *, corpus: Corpus | None = None) -> Tokens:
        """Read what `save` wrote.

        Parameters
        ----------
        path : path
        corpus : Corpus, optional
            The documents that were saved, for their metadata and the way back to their files; by
            default documents of the saved texts alone.

        Returns
        -------
        Tokens
            Its segmenter tells its name and dictionary, and cuts by the saved types only.

        Raises
        ------
        ReadError
            If the file is not one that `save` wrote.
        InputError
            If `corpus` has other texts.
        MissingExtra
            If pyarrow is not installed.
        """
        import json

        from policytext.corpus import Corpus

        _pyarrow()
        from pyarrow import parquet

        try:
            table = parquet.read_table(path)
            facts = json.loads(table.schema.metadata[b"policytext"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReadError(f"{path} does not hold saved tokens: {error}.") from None
        texts = dict(zip(table["document"].to_pylist(), table["text"].to_pylist(), strict=True))
        if corpus is None:
            corpus = Corpus.from_texts(texts, clean=False)
        elif {document.id: document.text for document in corpus} != texts:
            raise InputError(f"`corpus` has other texts than {path}. Read the files as then.")
        ids = table["ids"].combine_chunks()
        return cls(
            types=facts["types"],
            tags=facts["tags"],
            ids=ids.values.to_numpy(),
            starts=table["starts"].combine_chunks().values.to_numpy(),
            doc_offsets=ids.offsets.to_numpy(),
            corpus=corpus,
            segmenter=_SavedSegmenter(facts["segmenter"], facts["dictionary"], facts["types"]),
        )

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

        from policytext.display import table

        def sample(number: int) -> str:
            ids, _ = self.document(number)
            words = " / ".join(self.types[id] for id in ids[:30]).replace("\n", "⏎")
            return words + " …" * (len(ids) > 30)

        rows = [
            (document.id, int(self.words_per_doc[n]), sample(n))
            for n, document in enumerate(list(self.corpus)[:10])
        ]
        return (
            f"<p><b>Tokens</b> {escape(repr(self)[9:-1])}, {escape(self.segmenter.name)}</p>"
            + table(["document", "words", "tokens"], rows, total=len(self))
        )


def are_words(types: Sequence[str]) -> NDArray[np.bool_]:
    """Tell of each type whether it holds a letter, a digit or a Han character."""
    # Most types hold nothing else, which is one question a type.
    return np.array(
        [type_.isalnum() or any(c.isalnum() for c in type_) for type_ in types], dtype=bool
    )


class _SavedSegmenter:
    """Stands for the segmenter of tokens that were saved."""

    def __init__(self, name: str, dictionary: str, types: Sequence[str]) -> None:
        self.name = name
        self.dictionary = dictionary
        self._types = frozenset(types)

    def cut(self, text: str) -> Sequence[str]:
        """Cut off the longest saved type at each place; a character where there is none."""
        longest = max(map(len, self._types))
        words = []
        while text:
            ends = range(min(longest, len(text)), 1, -1)
            end = next((end for end in ends if text[:end] in self._types), 1)
            words.append(text[:end])
            text = text[end:]
        return words

    def tags(self, types: Sequence[str]) -> Sequence[str]:
        """Give no parts of speech: those of the types were saved."""
        return [""] * len(types)


def _pyarrow() -> Any:
    """Import pyarrow, or say how to get it."""
    try:
        import pyarrow
    except ImportError:
        raise MissingExtra(
            "Saving tokens needs pyarrow. Install it with: pip install 'policytext[arrow]'"
        ) from None
    return pyarrow

"""Segmenting: cutting text into tokens, by jieba or by any segmenter of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from policytext.errors import AlignmentError, InputError, nearest

if TYPE_CHECKING:
    from policytext.corpus import Corpus, Document
    from policytext.tokens import Tokens

__all__ = ["Segmenter", "resolve", "segment"]


@runtime_checkable
class Segmenter(Protocol):
    """What cuts a text into words.

    The words must spell the text in order; white space may be left out, nothing else.
    """

    @property
    def name(self) -> str:
        """Name, version and options, for the stamp of results."""
        ...

    @property
    def dictionary(self) -> str:
        """Hash of the dictionary or model, for the stamp of results."""
        ...

    def cut(self, text: str) -> Iterable[str]:
        """Cut one text."""
        ...

    def tags(self, types: Sequence[str]) -> Sequence[str]:
        """Give each type its part of speech in the dictionary, "" where it has none."""
        ...


@cache
def _jieba() -> Segmenter:
    """Load jieba once: it takes half a second, and nothing changes it afterwards."""
    from policytext.segmentation.jieba import JiebaSegmenter

    return JiebaSegmenter()


_SEGMENTERS: dict[str, Callable[[], Segmenter]] = {"jieba": _jieba}


def resolve(segmenter: str | Segmenter) -> Segmenter:
    """Return a segmenter by name, or the one given.

    Raises
    ------
    InputError
        If no segmenter has that name.
    """
    if not isinstance(segmenter, str):
        return segmenter
    if segmenter not in _SEGMENTERS:
        raise InputError(
            f"`segmenter` must be one of {sorted(_SEGMENTERS)} or a Segmenter, got {segmenter!r}."
            f"{nearest(segmenter, _SEGMENTERS)}"
        )
    return _SEGMENTERS[segmenter]()


def align(words: Iterable[str], document: Document) -> Iterator[tuple[str, int]]:
    """Give each word its place in the document's text, stepping over white space left out.

    Raises
    ------
    AlignmentError
        If the words do not spell the text.
    """
    text = document.text
    position = 0
    for word in words:
        if not word:
            continue
        start = position
        while not text.startswith(word, start):
            if start >= len(text) or not text[start].isspace():
                place = document.locate(min(start, len(text)))
                raise AlignmentError(
                    f"{document.source.path}, line {place.line}, column {place.column}: the "
                    f"segmenter returned {word!r}, which does not follow in the text: "
                    f"{text[start : start + 10]!r}. Its words must spell the text."
                )
            start += 1
        yield word, start
        position = start + len(word)
    if text[position:].strip():
        raise AlignmentError(
            f"{document.source.path}: the segmenter stopped at character {position} of "
            f"{len(text)}: {text[position : position + 10]!r}. Its words must spell the text."
        )


def segment(
    corpus: Corpus,
    segmenter: str | Segmenter = "jieba",
    *,
    progress: Callable[[Corpus], Iterable[Document]] | None = None,
) -> Tokens:
    """Cut every document of a corpus into tokens.

    Parameters
    ----------
    corpus : Corpus
    segmenter : "jieba" or Segmenter, default "jieba"
        "jieba" gives the tokens of `jieba.lcut(text)` with jieba's own dictionary, whatever the
        program has done to jieba's global one.
    progress : function, optional
        Wraps the corpus, to show progress.

    Returns
    -------
    Tokens

    Raises
    ------
    InputError
        If no segmenter has that name, or the corpus is empty.
    AlignmentError
        If the segmenter's words do not spell the text.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.Corpus.from_texts({"甲": "全面深化改革。"})
    >>> list(pt.segment(corpus))
    [['全面', '深化改革', '。']]
    """
    import numpy as np

    from policytext.tokens import Tokens

    if not len(corpus):
        raise InputError("`corpus` must have at least one document, got an empty one.")
    cutter = resolve(segmenter)
    vocabulary: dict[str, int] = {"": 0}
    ids: list[int] = []
    starts: list[int] = []
    doc_offsets = [0]
    for document in progress(corpus) if progress else corpus:
        for word, start in align(cutter.cut(document.text), document):
            ids.append(vocabulary.setdefault(word, len(vocabulary)))
            starts.append(start)
        doc_offsets.append(len(ids))
    types = list(vocabulary)
    return Tokens(
        types=types,
        tags=["", *cutter.tags(types[1:])],
        ids=np.array(ids, dtype=np.int32),
        starts=np.array(starts, dtype=np.int32),
        doc_offsets=np.array(doc_offsets, dtype=np.int64),
        corpus=corpus,
        segmenter=cutter,
    )

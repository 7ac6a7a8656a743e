"""Segmenting: cutting text into tokens, by jieba or by any segmenter of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol, TypeGuard, runtime_checkable

from policytext.display import progress as show_progress
from policytext.errors import AlignmentError, InputError, nearest

if TYPE_CHECKING:
    from os import PathLike

    from policytext.corpus import Corpus
    from policytext.document import Document
    from policytext.lexicons import Lexicon
    from policytext.segmentation.columns import Columns
    from policytext.tokens import Tokens

    Path = str | PathLike[str]
    Words = str | PathLike[str] | Lexicon | None

__all__ = ["ENTRY_POINTS", "Segmenter", "resolve", "segment"]


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
class ColumnSegmenter(Segmenter, Protocol):
    """A segmenter that cuts many texts at once, into columns."""

    def columns(self, texts: Sequence[str], *, threads: int | None = None) -> Columns:
        """Cut texts."""
        ...


def _jieba(lexicon: Words, userdict: Path | None) -> Segmenter:
    from policytext.segmentation.jieba import JiebaSegmenter

    return JiebaSegmenter(lexicon=lexicon, userdict=userdict)


def _pkuseg(lexicon: Words, userdict: Path | None) -> Segmenter:
    from policytext.lexicons import Lexicon
    from policytext.segmentation.pkuseg import PkusegSegmenter

    if lexicon is None:
        return PkusegSegmenter(userdict=userdict)
    if userdict is not None:
        raise InputError("pkuseg takes a `lexicon` or a `userdict`, not both.")
    words = lexicon if isinstance(lexicon, Lexicon) else Lexicon.load(lexicon)
    return PkusegSegmenter(userdict=[entry.word for entry in words])


_SEGMENTERS: dict[str, Callable[[Words, Path | None], Segmenter]] = {
    "jieba": _jieba,
    "pkuseg": _pkuseg,
}
#: Packages name a segmenter of their own in this group of entry points; it is called without
#: arguments.
ENTRY_POINTS = "policytext.segmenters"


def resolve(
    segmenter: str | Segmenter, *, lexicon: Words = None, userdict: Path | None = None
) -> Segmenter:
    """Return a segmenter by name, or the one given.

    Parameters
    ----------
    segmenter : str or Segmenter
        "jieba", "pkuseg", or a name that an installed package gives in the group of entry points
        "policytext.segmenters".
    lexicon : str, path or Lexicon, optional
        Words that are to be tokens, for jieba and pkuseg.
    userdict : path, optional
        A user dictionary in jieba's or pkuseg's own format.

    Raises
    ------
    InputError
        If no segmenter has that name, or it takes no words.
    """
    if isinstance(segmenter, str) and segmenter in _SEGMENTERS:
        return _SEGMENTERS[segmenter](lexicon, userdict)
    if lexicon is not None or userdict is not None:
        raise InputError(
            f"`lexicon` and `userdict` are for {sorted(_SEGMENTERS)}; "
            "give your own segmenter its words when you make it."
        )
    if not isinstance(segmenter, str):
        return segmenter
    from importlib.metadata import entry_points

    installed = {point.name: point for point in entry_points(group=ENTRY_POINTS)}
    if segmenter not in installed:
        known = sorted([*_SEGMENTERS, *installed])
        raise InputError(
            f"`segmenter` must be one of {known} or a Segmenter, got {segmenter!r}."
            f"{nearest(segmenter, known)}"
        )
    made: Segmenter = installed[segmenter].load()()
    return made


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
    lexicon: Words = None,
    userdict: Path | None = None,
    threads: int | None = None,
    progress: Callable[[Corpus], Iterable[Document]] | None = None,
) -> Tokens:
    """Cut every document of a corpus into tokens.

    Parameters
    ----------
    corpus : Corpus
    segmenter : {"jieba", "pkuseg"} or Segmenter, default "jieba"
        "jieba" gives the tokens of `jieba.lcut(text)` with jieba's own dictionary, whatever the
        program has done to jieba's global one; `JiebaSegmenter` takes user dictionaries and
        options. "pkuseg" gives the tokens of pkuseg with its default model, which
        `policytext models install pkuseg` fetches.
    lexicon : str, path or Lexicon, optional
        Words that are to be tokens: "policy" for the set phrases of party and government language
        that policytext ships, a file, or a `Lexicon`. For jieba and pkuseg.
    userdict : path, optional
        A user dictionary in jieba's own format (or pkuseg's), applied as jieba applies it.
    threads : int, optional
        At most so many; all cores by default. The result does not depend on it.
    progress : function, optional
        Wraps the corpus, to show progress where documents are cut one by one; by default a notebook
        shows a bar where that takes more than a second.

    Returns
    -------
    Tokens

    Raises
    ------
    InputError
        If no segmenter has that name, or the corpus is empty.
    AlignmentError
        If the segmenter's words do not spell the text.
    ReadError
        If the model of pkuseg is not installed.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.Corpus.from_texts({"甲": "全面深化改革。"})
    >>> list(pt.segment(corpus))
    [['全面', '深化改革', '。']]
    >>> list(pt.segment(corpus, lexicon="policy"))
    [['全面深化改革', '。']]
    """
    import numpy as np

    from policytext.tokens import Tokens

    if not len(corpus):
        raise InputError("`corpus` must have at least one document, got an empty one.")
    if threads is not None and threads < 1:
        raise InputError(f"`threads` must be 1 or more, got {threads!r}.")
    cutter = resolve(segmenter, lexicon=lexicon, userdict=userdict)
    if _has_columns(cutter):
        columns = cutter.columns([document.text for document in corpus], threads=threads)
    else:
        columns = _cut_one_by_one(
            progress(corpus) if progress else show_progress(corpus, "Segmenting"), cutter
        )
    return Tokens(
        types=columns.types,
        tags=columns.tags,
        ids=columns.ids,
        starts=columns.starts,
        doc_offsets=np.concatenate(([0], np.cumsum(columns.lengths))).astype(np.int64),
        corpus=corpus,
        segmenter=cutter,
    )


def _has_columns(cutter: Segmenter) -> TypeGuard[ColumnSegmenter]:
    """Tell whether a segmenter cuts into columns, and has what it needs for that."""
    return hasattr(cutter, "columns") and getattr(cutter, "has_kernel", True)


def _cut_one_by_one(documents: Iterable[Document], cutter: Segmenter) -> Columns:
    """Cut documents word by word."""
    import numpy as np

    from policytext.segmentation.columns import Columns

    vocabulary: dict[str, int] = {"": 0}
    ids: list[int] = []
    starts: list[int] = []
    lengths = []
    for document in documents:
        before = len(ids)
        for word, start in align(cutter.cut(document.text), document):
            ids.append(vocabulary.setdefault(word, len(vocabulary)))
            starts.append(start)
        lengths.append(len(ids) - before)
    types = list(vocabulary)
    return Columns(
        types,
        ["", *cutter.tags(types[1:])],
        np.array(ids, dtype=np.int32),
        np.array(starts, dtype=np.int32),
        np.array(lengths, dtype=np.int64),
    )

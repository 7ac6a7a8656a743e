"""Sentences, clauses and paragraphs: where they end, and which one each token is in."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

__all__ = ["clause_codes", "paragraph_codes", "sentence_codes", "split_sentences"]

# A quotation mark or bracket that closes after the full stop belongs to what it closes.
_CLOSING = r"[”’」』）〉》】〕\"')\]]*"
#: End marks 句末点号 of GB/T 15834-2011, 4.2 to 4.4, the ellipsis, and the end of a paragraph.
_SENTENCE = re.compile(rf"(?:[。！？!?…]+{_CLOSING}\s*)+|\n\s*")
#: These and the marks inside a sentence that part clauses, 4.5 to 4.8: not 、, which parts words.
_CLAUSE = re.compile(rf"(?:(?:[。！？!?…，；：;]|[,:](?!\d))+{_CLOSING}\s*)+|\n\s*")
_PARAGRAPH = re.compile(r"\n\s*")


def sentence_codes(tokens: Tokens) -> NDArray[np.int32]:
    r"""Number the sentences and tell which one each token is in.

    A sentence ends with 。！？!? or ……, with the quotation marks and brackets that close after
    them, and at the end of a paragraph, so that a heading is a sentence too. ； and ： end none.

    Parameters
    ----------
    tokens : Tokens

    Returns
    -------
    ndarray of int32, shape (n_tokens,)
        The number of the token's sentence, from 0 and without gaps over all documents; -1 for a
        token of a stretch that has no words, as a line of dashes. Removed tokens are in their
        sentence.

    Notes
    -----
    The ends are found in the text, not in the tokens, so they do not depend on the segmenter or
    on what was removed. A token is in the sentence in which it begins.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "一、改革\n要改革。“要发展！”"}).segment()
    >>> list(zip(tokens["甲"], sentence_codes(tokens).tolist()))[:4]
    [('一', 0), ('、', 0), ('改革', 0), ('\n', 0)]
    >>> int(sentence_codes(tokens).max())
    2
    """
    return _codes(tokens, _SENTENCE)


def clause_codes(tokens: Tokens) -> NDArray[np.int32]:
    """Number the clauses 分句, which ，；： end as well; else as `sentence_codes`."""
    return _codes(tokens, _CLAUSE)


def paragraph_codes(tokens: Tokens) -> NDArray[np.int32]:
    """Number the paragraphs, which only a line end ends; else as `sentence_codes`."""
    return _codes(tokens, _PARAGRAPH)


def split_sentences(text: str) -> list[str]:
    """Cut a text into sentences, which joined are the text.

    Examples
    --------
    >>> split_sentences("要改革。“要发展！”好")
    ['要改革。', '“要发展！”', '好']
    """
    ends = [0, *(match.end() for match in _SENTENCE.finditer(text))]
    if ends[-1] < len(text):
        ends.append(len(text))
    return [text[start:end] for start, end in pairwise(ends)]


def _codes(tokens: Tokens, ends: re.Pattern[str]) -> NDArray[np.int32]:
    """Number the stretches between ends and tell which one each token is in."""
    codes = np.empty(tokens.n_tokens, dtype=np.int64)
    first = 0
    for number, document in enumerate(tokens.corpus):
        cuts = np.array([match.end() for match in ends.finditer(document.text)], dtype=np.int64)
        span = slice(tokens.doc_offsets[number], tokens.doc_offsets[number + 1])
        codes[span] = first + np.searchsorted(cuts, tokens.starts[span], side="right")
        first += len(cuts) + 1
    # A removed word was a word: without it the sentence would be none.
    counts = (tokens.is_word | (np.arange(len(tokens.types)) == 0))[tokens.ids]
    has_words = np.zeros(first, dtype=bool)
    has_words[codes[counts]] = True
    numbers = np.where(has_words, np.cumsum(has_words) - 1, -1).astype(np.int32)
    return numbers[codes]

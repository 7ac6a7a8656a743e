"""How well a segmenter cuts, against a text that was cut by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from os import PathLike
from typing import TYPE_CHECKING

from policytext.corpus import Corpus
from policytext.errors import InputError
from policytext.reading import read
from policytext.segmentation import Segmenter, segment

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["evaluate_segmentation"]


def evaluate_segmentation(
    gold: str | PathLike[str],
    segmenter: str | Segmenter = "jieba",
    *,
    vocabulary: Collection[str] | None = None,
) -> pd.DataFrame:
    r"""Compare a segmenter with a text whose words are apart by spaces.

    Parameters
    ----------
    gold : path
        A sentence a line, its words apart by white space.
    segmenter : {"jieba", "pkuseg"} or Segmenter, default "jieba"
    vocabulary : collection of str, optional
        The words that count as known, in the bakeoff those of the training text; the others are
        out of vocabulary.

    Returns
    -------
    DataFrame
        One row: `segmenter` (str), `words` (int, in the gold text), `precision`, `recall`, `f1`
        (float), `oov_rate` (float, share of words out of vocabulary) and `oov_recall` (float,
        share of these that were found; both NaN without a vocabulary).

    Raises
    ------
    InputError
        If the gold text has no words, or there are several texts.
    ReadError
        If it cannot be read.

    Notes
    -----
    A word is found if both its ends are. Precision is the share of the segmenter's words, recall
    the share of the gold text's words, that are found; F1 is their harmonic mean.

    References
    ----------
    Emerson, T. (2005). The second international Chinese word segmentation bakeoff. Proceedings of
    the Fourth SIGHAN Workshop, 123-133.

    Examples
    --------
    >>> from pathlib import Path
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     gold = Path(folder, "gold.txt")
    ...     _ = gold.write_text("为  人民  服务\n全面  深化  改革", encoding="utf-8")
    ...     evaluate_segmentation(gold)[["words", "precision", "recall"]].round(2)
       words  precision  recall
    0      6        0.8    0.67
    """
    import pandas as pd

    corpus = read(gold, clean=False)
    if len(corpus) != 1:
        raise InputError(f"`gold` must be one text, got {len(corpus)} in {gold}.")
    lines = [line.split() for line in corpus[0].text.splitlines()]
    lines = [words for words in lines if words]
    if not lines:
        raise InputError(f"`gold` must hold words apart by spaces, got none in {gold}.")
    texts = {str(number): "".join(words) for number, words in enumerate(lines)}
    tokens = segment(Corpus.from_texts(texts, clean=False), segmenter)
    wanted = found = made = unknown = unknown_found = 0
    for words, cut in zip(lines, tokens, strict=True):
        hits = _spans(words) & _spans(cut)
        wanted, made, found = wanted + len(words), made + len(cut), found + len(hits)
        if vocabulary is not None:
            for (start, end), word in zip(sorted(_spans(words)), words, strict=True):
                if word not in vocabulary:
                    unknown += 1
                    unknown_found += (start, end) in hits
    nan = float("nan")
    return pd.DataFrame(
        [
            {
                "segmenter": tokens.segmenter.name,
                "words": wanted,
                "precision": found / made,
                "recall": found / wanted,
                "f1": 2 * found / (made + wanted),
                "oov_rate": nan if vocabulary is None else unknown / wanted,
                "oov_recall": unknown_found / unknown if unknown else nan,
            }
        ]
    )


def _spans(words: Iterable[str]) -> set[tuple[int, int]]:
    """Return start and end of each word."""
    spans = set()
    start = 0
    for word in words:
        spans.add((start, start + len(word)))
        start += len(word)
    return spans

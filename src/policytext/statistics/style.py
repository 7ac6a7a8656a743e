"""Style: the length of sentences, fixed wording, and readability as measured for Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.counting import make_stamp
from policytext.statistics.frequency import read_stopwords
from policytext.statistics.groups import By, Groups, group_name, group_tokens, make_table
from policytext.statistics.options import check_numbers
from policytext.statistics.sentences import clause_codes, paragraph_codes, sentence_codes

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

    Floats = NDArray[np.float64]

__all__ = ["style"]


def style(tokens: Tokens, *, by: By = "document", n: int = 4, min_count: int = 2) -> pd.DataFrame:
    """Measure sentence length, formulaicity and readability of each document or group.

    Parameters
    ----------
    tokens : Tokens
        Those of the whole text: from which nothing was removed.
    by : str, iterable, mapping or Series, default "document"
        The groups, as in `group_tokens`; None for one group of all tokens.
    n : int, default 4
        Length of the n-grams of `formulaicity`, in word tokens.
    min_count : int, default 2
        How often an n-gram must occur in all the tokens to count as recurring.

    Returns
    -------
    DataFrame
        One row per group, in their order: the column named by `by`, or `group`; `n_tokens` (int,
        word tokens); `sentences`, `clauses`, `paragraphs` (int, those with words); then, all
        float: mean and median length of a sentence in word tokens, `sentence_words`,
        `sentence_words_median`, and in characters, `sentence_chars`, `sentence_chars_median`;
        mean length of a clause and of a paragraph, `clause_words`, `clause_chars`,
        `paragraph_words`, `paragraph_chars`; `punctuation_per_100` (punctuation tokens per 100
        word tokens); `function_share` (share of word tokens in policytext's list of function
        words); `formulaicity` (share of word tokens that stand in a recurring n-gram);
        `tagged_share` (share of word tokens whose type has a part of speech); `readability_1`,
        `readability_2`, `readability_3` (higher is harder). `attrs["stamp"]` says how it was made.

    Raises
    ------
    InputError
        If an option has a value that cannot be used.

    Notes
    -----
    A sentence ends with 。！？!? or ……, or with its paragraph, so a heading is a sentence; a clause
    分句 ends with ，；： too, but not with 、. A paragraph is a line of the clean text. A character
    is a letter, a digit or a Han character: punctuation has no length.

    The n-grams are of words that follow each other: none goes over a punctuation mark, a removed
    token or the end of a sentence. They are counted in all tokens, whatever the groups.

    `readability_1` is the mean number of characters of a clause, `readability_2` the mean over
    sentences of the share of adverbs and conjunctions among their words, `readability_3` the mean
    of the two, of which the first is by far the larger. The parts of speech, d and c, are those of
    the segmenter's dictionary, one for each type, and not of the word in its sentence: 和 is a
    conjunction also where it is a preposition, and 积极 (ad) is no adverb anywhere. So compare
    texts, and do not read the share as that of a parsed text; nor compare texts whose
    `tagged_share` differs much, as that of traditional characters, of which jieba's dictionary
    has few. `readability_2` and `readability_3` are NaN where no word has a part of speech, as
    with pkuseg. The measures were made for annual reports. The same text several times over has
    the same readability.

    A group without words has NaN throughout.

    References
    ----------
    徐巍、姚振晔、陈冬华 (2021). 中文年报可读性：衡量与检验. 会计研究 (3), 28-44. GB/T 15834-2011
    标点符号用法. Biber, D. and Conrad, S. (1999). Lexical bundles in conversation and academic
    prose. In: Out of corpora, 181-190.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "改革不停步，发展不停步。人民当家作主。"}).segment()
    >>> pt.style(tokens)[["sentences", "clauses", "sentence_chars", "clause_chars"]]
       sentences  clauses  sentence_chars  clause_chars
    0          2        3             8.0      5.333333
    """
    columns, made = find_style(tokens, by=by, n=n, min_count=min_count)
    whole = ("n_tokens", "sentences", "clauses", "paragraphs")
    numbers = [*columns][by is not None :]
    dtypes = {name: "int64" if name in whole else "float64" for name in numbers}
    return make_table(columns, dtypes, made)


def find_style(
    tokens: Tokens, *, by: By = "document", n: int = 4, min_count: int = 2
) -> tuple[dict[str, list[Any]], Stamp]:
    """Measure style as `style` does; return plain columns and the stamp."""
    check_numbers(n=n)
    check_numbers(least=2, min_count=min_count)
    groups = group_tokens(tokens, by)
    sentence = sentence_codes(tokens)
    sentences = _Units(groups, sentence)
    clauses = _Units(groups, clause_codes(tokens))
    paragraphs = _Units(groups, paragraph_codes(tokens))
    tagged = _share(groups, np.array([bool(tag) for tag in tokens.tags])[tokens.ids])
    chars, connecting = clauses.mean(clauses.chars), sentences.mean(_connecting(sentences))
    connecting[~(tagged > 0)] = np.nan
    values: dict[str, NDArray[Any]] = {
        "n_tokens": groups.words,
        "sentences": sentences.number,
        "clauses": clauses.number,
        "paragraphs": paragraphs.number,
        "sentence_words": sentences.mean(sentences.words),
        "sentence_words_median": sentences.median(sentences.words),
        "sentence_chars": sentences.mean(sentences.chars),
        "sentence_chars_median": sentences.median(sentences.chars),
        "clause_words": clauses.mean(clauses.words),
        "clause_chars": chars,
        "paragraph_words": paragraphs.mean(paragraphs.words),
        "paragraph_chars": paragraphs.mean(paragraphs.chars),
        "punctuation_per_100": 100 * _per_word(groups, _is_punctuation(tokens)[tokens.ids]),
        "function_share": _share(groups, _is_function_word(tokens)[tokens.ids]),
        "formulaicity": _share(groups, _recurring(tokens, sentence, n, min_count)),
        "tagged_share": tagged,
        "readability_1": chars,
        "readability_2": connecting,
        "readability_3": (chars + connecting) / 2,
    }
    columns: dict[str, list[Any]] = {}
    if by is not None:
        columns[group_name(by, values)] = list(groups.labels)
    columns |= {name: value.tolist() for name, value in values.items()}
    return columns, make_stamp(tokens.corpus, "token", None, tokens) | {
        "tokens": int(groups.words.sum()),
        "n": n,
        "min_count": min_count,
    }


class _Units:
    """Sentences, clauses or paragraphs of each group, with the words and characters of each."""

    def __init__(self, groups: Groups, codes: NDArray[np.int32]) -> None:
        self.tokens = tokens = groups.tokens
        self.n_groups = len(groups)
        inside = tokens.is_word[tokens.ids] & (groups.codes >= 0)
        self.ids = tokens.ids[inside]
        n_codes = int(codes.max(initial=0)) + 1
        keys = groups.codes[inside].astype(np.int64) * n_codes + codes[inside]
        units, self.unit = np.unique(keys, return_inverse=True)
        #: For each unit its group, its word tokens and their characters.
        self.group = units // n_codes
        self.words = np.bincount(self.unit)
        lengths = np.array([sum(c.isalnum() for c in type_) for type_ in tokens.types])
        self.chars = np.bincount(self.unit, lengths[self.ids])
        self.number = np.bincount(self.group, minlength=self.n_groups)

    def mean(self, values: NDArray[Any]) -> Floats:
        """Return the mean over the units of each group."""
        sums = np.bincount(self.group, values, minlength=self.n_groups)
        return np.asarray(sums / np.where(self.number, self.number, np.nan))

    def median(self, values: NDArray[Any]) -> Floats:
        """Return the median over the units of each group."""
        ordered = np.append(values[np.lexsort((values, self.group))], np.nan)
        first = np.cumsum(self.number) - self.number
        middle = (ordered[first + (self.number - 1) // 2] + ordered[first + self.number // 2]) / 2
        return np.where(self.number, middle, np.nan)


def _connecting(sentences: _Units) -> Floats:
    """Return the share of adverbs and conjunctions among the words of each sentence."""
    connects = np.array([tag.startswith(("d", "c")) for tag in sentences.tokens.tags])
    return np.asarray(np.bincount(sentences.unit, connects[sentences.ids]) / sentences.words)


def _is_punctuation(tokens: Tokens) -> NDArray[np.bool_]:
    """Tell of each type whether it is punctuation: no word, no white space, not removed."""
    return np.array([bool(type_.strip()) for type_ in tokens.types]) & ~tokens.is_word


def _is_function_word(tokens: Tokens) -> NDArray[np.bool_]:
    """Tell of each type whether policytext lists it as a function word."""
    from policytext.lexicons import stopword_file

    words = read_stopwords(stopword_file("function"))
    return np.array([type_ in words for type_ in tokens.types])


def _recurring(
    tokens: Tokens, sentence: NDArray[np.int32], n: int, min_count: int
) -> NDArray[np.bool_]:
    """Tell of each token whether it stands in an n-gram that occurs so often in all tokens."""
    is_word = tokens.is_word[tokens.ids]
    places = np.flatnonzero(is_word)
    recurring = np.zeros(tokens.n_tokens, dtype=bool)
    blank = np.array([type_.isspace() for type_ in tokens.types])[tokens.ids]
    breaks = np.cumsum(~is_word & ~blank)[places]
    # Words in the same stretch follow each other; all that is between them is white space.
    stretch = np.cumsum(
        np.append(False, (np.diff(breaks) != 0) | (np.diff(sentence[places]) != 0))
    )[: len(places)]
    ids = tokens.ids[places].astype(np.int64)
    last = len(places) - n + 1
    if last <= 0:
        return recurring
    grams = ids[:last]
    for step in range(1, n):
        # A number for each gram of that length, so that numbers stay small.
        grams = grams * len(tokens.types) + ids[step : last + step]
        grams = np.unique(grams, return_inverse=True)[1]
    whole = stretch[:last] == stretch[n - 1 :]
    counts = np.bincount(grams[whole], minlength=int(grams.max()) + 1)
    begins = np.flatnonzero(whole & (counts[grams] >= min_count))
    change = np.zeros(len(places) + 1, dtype=np.int64)
    change[begins] += 1
    change[begins + n] -= 1
    recurring[places] = np.cumsum(change)[:-1] > 0
    return recurring


def _share(groups: Groups, chosen: NDArray[np.bool_]) -> Floats:
    """Return the share of each group's word tokens that are chosen."""
    return _per_word(groups, chosen & groups.tokens.is_word[groups.tokens.ids])


def _per_word(groups: Groups, chosen: NDArray[np.bool_]) -> Floats:
    """Count the chosen tokens of each group, for one of its word tokens."""
    counts = np.bincount(groups.codes[chosen & (groups.codes >= 0)], minlength=len(groups))
    return np.asarray(counts / np.where(groups.words, groups.words, np.nan))

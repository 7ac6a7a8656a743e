"""The words and tags of jieba.posseg, found with the compiled kernel."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policytext.segmentation.jieba import _private_jieba_posseg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.segmentation.jieba import JiebaSegmenter

__all__ = ["TaggedWords", "tag_texts"]

# What jieba.posseg looks up in its dictionary; `jieba.cut` looks up % and - as well.
_BLOCK = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&._]+")
_OUTSIDE = re.compile(r"[%-]")
#: Stands for % and -, so that the kernel parts the text where jieba.posseg does.
_MARK = "，"
_ALPHANUMERIC = re.compile(r"[a-zA-Z0-9]{2,}")
_HAN = re.compile(r"([\u4E00-\u9FD5]+)")
_FOREIGN = re.compile(r"([.0-9]+|[a-zA-Z0-9]+)")
#: Stands for the logarithm of 0 in jieba's model.
_NEVER = -3.14e100

Word = tuple[str, str]


class TaggedWords(NamedTuple):
    """Texts cut into words, each with the part of speech that it has where it stands.

    `words` and `tags` have one entry a distinct pair; `ids` and `starts` one a word of the texts;
    `lengths` one a text, its number of words.
    """

    words: list[str]
    tags: list[str]
    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]


def tag_texts(segmenter: JiebaSegmenter, texts: Sequence[str]) -> TaggedWords:
    """Cut and tag texts as `jieba.posseg.cut` does, with the segmenter's dictionary.

    Parameters
    ----------
    segmenter : JiebaSegmenter
        Its `mode` and `hmm` make no difference.
    texts : sequence of str

    Returns
    -------
    TaggedWords

    Notes
    -----
    A word of the dictionary has the dictionary's part of speech. A run of characters that is left
    over between them goes through a hidden Markov model of 256 states, each a place in the word
    and a part of speech. The kernel finds the words of the dictionary, and the model is asked once
    for each distinct run.

    Examples
    --------
    >>> from policytext.segmentation.jieba import JiebaSegmenter
    >>> tagged = tag_texts(JiebaSegmenter(), ["云川市深化改革"])
    >>> list(zip(tagged.words, tagged.tags))
    [('云川市', 'ns'), ('深化改革', 'j')]
    """
    texts = list(texts)
    rows = _Rows(len(texts))
    if segmenter.has_kernel:
        _tag_with_kernel(segmenter, texts, rows)
    else:
        guessing = copy.copy(segmenter)
        guessing._hmm = True
        for number, text in enumerate(texts):
            rows.add(number, 0, guessing.posseg(text))
    return rows.columns()


class _Rows:
    """Words as they are found, in any order: a key that holds text and start, and a number."""

    def __init__(self, n_texts: int) -> None:
        self._n_texts = n_texts
        self._number: dict[Word, int] = {}
        self._keys: list[int] = []
        self._ids: list[int] = []
        self._found = [(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))]

    def number(self, word: Word) -> int:
        """Give a word and its tag their number."""
        return self._number.setdefault(word, len(self._number))

    def add(self, text: int, start: int, words: Sequence[Word]) -> None:
        """Add words that follow on one another."""
        key = (text << 32) + start
        for word in words:
            self._keys.append(key)
            self._ids.append(self.number(word))
            key += len(word[0])

    def add_all(self, keys: NDArray[np.int64], ids: NDArray[np.int64]) -> None:
        """Add words by key and number."""
        self._found.append((keys, ids))

    def columns(self) -> TaggedWords:
        """Put the words in the order of the texts."""
        keys = np.concatenate([self._keys, *(keys for keys, _ in self._found)]).astype(np.int64)
        ids = np.concatenate([self._ids, *(ids for _, ids in self._found)]).astype(np.int64)
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        used, ids = np.unique(ids[order], return_inverse=True)
        pairs = list(self._number)
        return TaggedWords(
            [pairs[number][0] for number in used],
            [pairs[number][1] for number in used],
            ids,
            keys & 0xFFFFFFFF,
            np.bincount(keys >> 32, minlength=self._n_texts).astype(np.int64),
        )


def _tag_with_kernel(segmenter: JiebaSegmenter, texts: list[str], rows: _Rows) -> None:
    """Cut with the kernel and ask the model for what the dictionary leaves over."""
    plain = copy.copy(segmenter)
    plain._hmm, plain._mode = False, "default"
    cut = plain.columns([_OUTSIDE.sub(_MARK, text) for text in texts])
    frequency = segmenter._original[0].FREQ
    inside = [bool(_BLOCK.fullmatch(type_)) for type_ in cut.types]
    keys = cut.starts + (np.repeat(np.arange(len(texts)), cut.lengths) << 32)
    ends = keys + np.array([len(type_) for type_ in cut.types])[cut.ids]
    tags = dict(zip(cut.types, cut.tags, strict=True))

    # The kernel joins letters and digits of which the dictionary has no word.
    loose = [
        known and (len(t) == 1 or (bool(_ALPHANUMERIC.fullmatch(t)) and not frequency.get(t)))
        for t, known in zip(cut.types, inside, strict=True)
    ]
    first, last = _runs(np.array(loose, dtype=bool)[cut.ids], keys)
    long = ends[last] - keys[first] > 1
    first, last = first[long], last[long]
    for begin, end in zip(keys[first].tolist(), ends[last].tolist(), strict=True):
        text, start = begin >> 32, begin & 0xFFFFFFFF
        run = texts[text][start : end & 0xFFFFFFFF]
        # The characters of a word that the path went past stay apart, as in jieba.
        past = frequency.get(run)
        rows.add(text, start, [(c, tags.get(c) or "x") for c in run] if past else _guess(run))
    marks = [
        (text << 32) + mark.start()
        for text, whole in enumerate(texts)
        for mark in _OUTSIDE.finditer(whole)
    ]
    for key in marks:
        rows.add(key >> 32, key & 0xFFFFFFFF, [(texts[key >> 32][key & 0xFFFFFFFF], "x")])

    steps = np.zeros(len(keys) + 1, dtype=np.int64)
    steps[first] += 1
    steps[last + 1] -= 1
    kept = (np.cumsum(steps)[:-1] == 0) & ~np.isin(keys, marks)
    numbers = np.array(
        [
            rows.number((type_, tag if known and tag else "x"))
            for type_, tag, known in zip(cut.types, cut.tags, inside, strict=True)
        ],
        dtype=np.int64,
    )
    rows.add_all(keys[kept], numbers[cut.ids[kept]])


def _runs(
    loose: NDArray[np.bool_], keys: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the first and the last token of each run of loose tokens of a text."""
    joined = loose[1:] & loose[:-1] & (keys[1:] >> 32 == keys[:-1] >> 32)
    first = loose.copy()
    first[1:] &= ~joined
    last = loose.copy()
    last[:-1] &= ~joined
    return np.flatnonzero(first), np.flatnonzero(last)


# ---------------------------------------------------------------- the model


@lru_cache(maxsize=1 << 16)
def _guess(run: str) -> list[Word]:
    """Cut and tag characters of which the dictionary has no word."""
    words: list[Word] = []
    for number, block in enumerate(_HAN.split(run)):
        if number % 2:
            words += _join(block, _model().path(block))
            continue
        for piece in filter(None, _FOREIGN.split(block)):
            tag = "m" if piece[0] in ".0123456789" else "eng" if piece[0].isalnum() else "x"
            words.append((piece, tag))
    return words


def _join(text: str, path: list[tuple[str, str]]) -> list[Word]:
    """Make words of a path: B begins one, E ends it, S is one of a single character."""
    words = []
    begin = done = 0
    for end, (place, tag) in enumerate(path, 1):
        if place == "B":
            begin = end - 1
        elif place in "ES":
            words.append((text[begin if place == "E" else end - 1 : end], tag))
            done = end
    if done < len(text):
        words.append((text[done:], path[done][1]))
    return words


@cache
def _model() -> _Model:
    """Load jieba's model once."""
    return _Model()


class _Model:
    """jieba's model of unknown words, as matrices; states stand from the last to the first.

    So the first maximum that numpy finds is the one that jieba takes: of equal paths it takes the
    greater state.
    """

    def __init__(self) -> None:
        tables = _private_jieba_posseg()
        self._states = sorted(tables.trans_P, reverse=True)
        place = {state: number for number, state in enumerate(self._states)}
        size = len(self._states)
        self._start = np.array([tables.start_P[state] for state in self._states])
        self._next = np.full((size, size), -np.inf)
        for state, followers in tables.trans_P.items():
            for follower, weight in followers.items():
                self._next[place[state], place[follower]] = weight
        self._has_next = np.isfinite(self._next).any(axis=1)
        self._known = {
            character: np.array(sorted(place[state] for state in states))
            for character, states in tables.char_state_tab_P.items()
        }
        self._weights = [tables.emit_P[state] for state in self._states]
        self._all = np.arange(size)
        self._seen: dict[str, NDArray[np.float64]] = {}

    def _emission(self, character: str) -> NDArray[np.float64]:
        """Give the weight of a character in each state."""
        if character not in self._seen:
            weights = [weights.get(character, _NEVER) for weights in self._weights]
            self._seen[character] = np.array(weights)
        return self._seen[character]

    def path(self, text: str) -> list[tuple[str, str]]:
        """Find the best path of states, by jieba's arithmetic in jieba's order."""
        now = self._known.get(text[0], self._all)
        score = self._start[now] + self._emission(text[0])[now]
        steps = [(now, now)]
        for character in text[1:]:
            live = self._has_next[now]
            before, score = now[live], score[live]
            now = self._known.get(character, self._all)
            moves = self._next[before[:, None], now]
            open_ = np.isfinite(moves).any(axis=0)
            if not open_.any():
                now = self._all
                moves = self._next[before]
                open_ = np.isfinite(moves).any(axis=0)
            now, moves = now[open_], moves[:, open_]
            paths = score[:, None] + moves + self._emission(character)[now]
            best = paths.argmax(axis=0)
            score = paths[best, np.arange(len(now))]
            steps.append((now, before[best]))
        state = steps[-1][0][score.argmax()]
        path = []
        for now, before in reversed(steps):
            path.append(self._states[state])
            state = before[np.searchsorted(now, state)]
        return path[::-1]

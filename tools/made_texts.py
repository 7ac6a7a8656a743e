"""Invented Chinese documents by the gigabyte, the same for the same seed.

Clauses of the corpora that come with policytext are recombined. Most of their content words are
replaced by others of the same part of speech: from those corpora, from jieba's dictionary by its
frequencies, and by names and numbers made up for each batch, so that new types keep coming as in
natural texts. A word's weight drifts with the years, some words arrive late, and a document
prefers some words. What comes out is grammatical here and there and true nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
from made_words import (
    INVENTED,
    KIND,
    KINDS,
    OFFICES,
    PAUSES,
    TAGS,
    YEARS,
    Line,
    bundled_lines,
    clauses_of,
    dictionary,
    invented,
    skewed,
    some_places,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BYTES", "MEDIAN", "SIGMA", "Batch", "Maker"]

#: Log-normal lengths in characters, and their limits.
SHORTEST, LONGEST, SIGMA = 50, 50_000, 1.2
MEDIAN = 1_500

#: How often a word of a clause is replaced; other kinds always.
_REPLACED = {"n": 0.5, "v": 0.4, "vn": 0.5, "a": 0.5, "d": 0.1, "i": 0.5, "ns": 0.7, "nz": 0.7}
#: How often it is a word of the bundled corpora, and not of the dictionary.
_BUNDLED = 0.72
#: Clauses are kept with so many choices of what is replaced.
_VARIANTS = 6
#: How many words of each kind are drawn for a batch, and made up: at most, and of so many bytes.
_DRAWN, _MADE_UP = (1 << 15, 500), (8_000, 2_000)
#: Of 256 words, how many are of the document's own choice, and among how many of each kind.
_OWN, _CHOICE = 90, 32
#: How a word's weight changes in a year: standard deviation of the logarithm.
_DRIFT = 0.03
#: Clauses of a paragraph, and paragraphs under a heading.
_CLAUSES, _PARAGRAPHS = 10, 4
#: Characters of a word that is put in, and bytes of a character, about.
_WORD, BYTES = 2.5, 2.78
#: Stands in a clause for the number of a heading.
_NUMBER = -100

_GENRES = ("通知", "意见", "报告", "决定", "批复", "函", "公告", "纪要")
_NUMERALS = "一二三四五六七八九十"


class Batch(NamedTuple):
    """Documents of a year.

    Attributes
    ----------
    texts : LargeStringArray
    year : int
    issuers, titles, genres, dates : list
        One a document; dates as year, month, day.
    chars : ndarray of int64
        Characters without white space.
    lines : ndarray of int64
        How many lines each document has.
    begins : ndarray of int64
        Where each line begins in its document, in characters; document after document.
    """

    texts: Any
    year: int
    issuers: list[str]
    titles: list[str]
    genres: list[str]
    dates: list[tuple[int, int, int]]
    chars: NDArray[np.int64]
    lines: NDArray[np.int64]
    begins: NDArray[np.int64]


class _Clauses(NamedTuple):
    """Clauses cut into pieces. A negative piece is a kind of word: -1 - its number."""

    pieces: NDArray[np.int32]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    #: The last piece of each where it ends a paragraph.
    ends: NDArray[np.int32]
    #: Which are headings.
    headings: NDArray[np.bool_]


class _Words(NamedTuple):
    """Words of one kind."""

    pieces: NDArray[np.int32]
    weights: NDArray[np.float64]
    drift: NDArray[np.float64]
    arrives: NDArray[np.int64]


class _Stream(NamedTuple):
    """Pieces of documents, one after the other."""

    pieces: NDArray[np.int32]
    #: The place of each document's first piece, and of the last of each line but the last.
    documents: NDArray[np.int64]
    lines: NDArray[np.int64]


class Maker:
    """Makes batches of documents.

    Parameters
    ----------
    seed : int
    median : float, default 1500
        Of the lengths in characters.
    """

    def __init__(self, seed: int, median: float = MEDIAN) -> None:
        self._seed = seed
        self._mu = np.log(median)
        self._numbers: dict[str, int] = {}
        rng = np.random.default_rng([seed, 0])
        lines = bundled_lines()
        self._clauses = self._cut(lines, rng)
        self._words = self._collect(lines, rng)
        self._numerals = np.array([self._piece(f"{numeral}、") for numeral in _NUMERALS])
        places = some_places(20, rng)
        self.issuers = [place + office for place in places for office in OFFICES]
        #: Pieces that all batches have.
        self._static = list(self._numbers)
        self._texts = pa.array(self._static, pa.large_string())
        self._lengths = np.fromiter(map(len, self._static), np.int64, len(self._static))
        #: Characters of a clause, about.
        known = self._clauses.pieces
        self._clause = np.where(known < 0, _WORD, self._lengths[known]).sum() / len(
            self._clauses.starts
        )

    def _piece(self, text: str) -> int:
        """Number a piece."""
        return self._numbers.setdefault(text, len(self._numbers))

    # ------------------------------------------------------------ what it is made of

    def _cut(self, lines: Sequence[Line], rng: np.random.Generator) -> _Clauses:
        """Cut clauses into pieces, each in several ways."""
        made = [
            (*self._vary(clause, heading, rng), heading)
            for line in lines
            for clause, heading in clauses_of(line)
            for _ in range(_VARIANTS)
        ]
        lengths = np.array([len(pieces) for pieces, _, _ in made])
        return _Clauses(
            np.array([piece for pieces, _, _ in made for piece in pieces], np.int32),
            np.cumsum(lengths) - lengths,
            lengths,
            np.array([end for _, end, _ in made], np.int32),
            np.array([heading for _, _, heading in made]),
        )

    def _vary(self, clause: Line, heading: bool, rng: np.random.Generator) -> tuple[list[int], int]:
        """Choose what is replaced; return the pieces, and the last where a paragraph ends."""
        pieces = [_NUMBER] if heading else []
        fixed = ""
        for word, kind in clause:
            if kind and rng.random() < _REPLACED.get(kind, 1):
                pieces += [self._piece(fixed)] if fixed else []
                pieces.append(-1 - KIND[kind])
                fixed = ""
            else:
                fixed += word
        end = self._piece(fixed.rstrip(PAUSES) + ("\n" if heading else "。\n"))
        return [*pieces, end if heading else self._piece(fixed)], end

    def _collect(self, lines: Sequence[Line], rng: np.random.Generator) -> dict[str, _Words]:
        """Collect the words of each kind with their weights."""
        kinds = KINDS[: KIND["whole"]]
        bundled: dict[str, dict[str, float]] = {kind: {} for kind in kinds}
        listed: dict[str, dict[str, float]] = {kind: {} for kind in kinds}
        for line in lines:
            for word, kind in line:
                if kind in bundled:
                    bundled[kind][word] = bundled[kind].get(word, 0) + 1
        for word, frequency, tag in dictionary():
            if tag in TAGS and len(word) > 1:
                listed[TAGS[tag]][word] = frequency
        found = {}
        for kind in kinds:
            weights: dict[str, float] = {}
            for words, share in ((bundled[kind], _BUNDLED), (listed[kind], 1 - _BUNDLED)):
                total = sum(words.values())
                for word, weight in words.items():
                    weights[word] = weights.get(word, 0) + share * weight / total
            arrives = rng.integers(YEARS[5], YEARS[-1], len(weights))
            arrives[rng.random(len(weights)) < 0.95] = YEARS[0]
            pieces = np.array([self._piece(word) for word in weights], np.int32)
            drift = rng.normal(0, _DRIFT, len(weights))
            found[kind] = _Words(pieces, np.array([*weights.values()]), drift, arrives)
        return found

    # ------------------------------------------------------------ a batch

    def batch(self, number: int, year: int, size: int) -> Batch:
        """Make documents of about so many bytes in UTF-8."""
        rng = np.random.default_rng(
            [self._seed, 1, *((0, number) if number >= 0 else (1, -number))]
        )
        new: list[str] = []
        drawn = self._draw(year, size, new, rng)
        lengths = self._draw_lengths(size / BYTES, rng)
        n = len(lengths)
        issuers = [self.issuers[i] for i in skewed(rng, len(self.issuers), n)]
        genres = [_GENRES[i] for i in skewed(rng, len(_GENRES), n)]
        dates = [(year, month, day) for month, day in rng.integers(1, (13, 29), (n, 2)).tolist()]
        of_kind = [drawn[KIND[kind], rng.integers(0, drawn.shape[1], n)].tolist() for kind in "vnn"]
        static = self._static
        titles = [
            f"{issuer}关于{static[verb]}{static[one]}{static[other]}的{genre}"
            for issuer, verb, one, other, genre in zip(issuers, *of_kind, genres, strict=True)
        ]
        stream = self._stream(lengths, len(static) + len(new), rng)
        self._fill(stream, drawn, rng)
        new += [f"{title}\n" for title in titles]
        new += [f"{issuer}\n" for issuer in issuers]
        new += [f"{year}年{month}月{day}日" for year, month, day in dates]
        known = pa.concat_arrays([self._texts, pa.array(new, pa.large_string())])
        characters = np.concatenate([self._lengths, np.fromiter(map(len, new), np.int64)])
        texts, *shape = _join(known, characters, stream)
        return Batch(texts, year, issuers, titles, genres, dates, *shape)

    def _draw(
        self, year: int, size: int, new: list[str], rng: np.random.Generator
    ) -> NDArray[np.int32]:
        """Draw words of each kind as they are used in a year; those made up are new pieces."""
        many, made_up = (min(most, 100 + size // each) for most, each in (_DRAWN, _MADE_UP))
        drawn = np.empty((len(KINDS), many), np.int32)
        for row, kind in zip(drawn, KINDS, strict=True):
            if kind in self._words:
                known = self._words[kind]
                weights = known.weights * np.exp(known.drift * (year - YEARS[len(YEARS) // 2]))
                shares = np.cumsum(weights * (known.arrives <= year))
                row[:] = known.pieces[shares.searchsorted(rng.random(many) * shares[-1])]
            if kind in INVENTED:
                words = invented(kind, year, made_up, rng)
                chosen = np.flatnonzero(rng.random(many) < INVENTED[kind])
                first = len(self._static) + len(new)
                row[chosen] = first + skewed(rng, len(words), len(chosen))
                new += words
        return drawn

    def _draw_lengths(self, total: float, rng: np.random.Generator) -> NDArray[np.int64]:
        """Draw lengths until there are so many characters."""
        lengths = np.empty(0)
        while lengths.sum() < total:
            more = rng.lognormal(self._mu, SIGMA, 1 + int(total / np.exp(self._mu) / 4))
            lengths = np.concatenate(
                [lengths, np.clip(more, SHORTEST, min(LONGEST, max(total, SHORTEST)))]
            )
        lengths = lengths[: 1 + int(lengths.cumsum().searchsorted(total))]
        lengths[-1] = max(lengths[-1] - (lengths.sum() - total), SHORTEST)
        return lengths.astype(np.int64)

    def _stream(self, lengths: NDArray[np.int64], first: int, rng: np.random.Generator) -> _Stream:
        """Put documents together; pieces from `first` on are titles, issuers and dates."""
        known = self._clauses
        others, headings = np.flatnonzero(~known.headings), np.flatnonzero(known.headings)
        n = len(lengths)
        sizes = np.maximum((lengths - 45) / self._clause, 1).astype(np.int64)
        begins = np.cumsum(sizes) - sizes
        total = int(sizes.sum())
        document = np.repeat(np.arange(n), sizes)
        chosen = others[rng.integers(0, len(others), total)]
        closes = rng.random(total) < 1 / _CLAUSES
        closes[begins - 1] = True
        opens = np.roll(closes, 1)
        paragraph = np.cumsum(opens, dtype=np.int64)
        paragraph -= paragraph[begins][document]
        headed = opens & (paragraph % _PARAGRAPHS == 1)
        closes |= headed
        chosen[headed] = headings[rng.integers(0, len(headings), int(headed.sum()))]
        # A title goes before the clauses of a document, issuer and date after them.
        counts = known.lengths[chosen]
        before = np.cumsum(counts) - counts
        starts = before + 3 * document + 1
        ends = starts + counts - 1
        title, issuer = starts[begins] - 1, ends[begins - 1 + sizes] + 1
        pieces = np.empty(int(counts.sum()) + 3 * n, np.int32)
        body = np.ones(len(pieces), bool)
        for number, place in enumerate((title, issuer, issuer + 1)):
            pieces[place] = first + n * number + np.arange(n)
            body[place] = False
        pieces[body] = known.pieces[
            np.arange(int(counts.sum())) + np.repeat(known.starts[chosen] - before, counts)
        ]
        pieces[ends[closes]] = known.ends[chosen[closes]]
        pieces[starts[headed]] = self._numerals[paragraph[headed] // _PARAGRAPHS % len(_NUMERALS)]
        lines = np.sort(np.concatenate([title, ends[closes], issuer]))
        return _Stream(pieces, title, lines)

    def _fill(self, stream: _Stream, drawn: NDArray[np.int32], rng: np.random.Generator) -> None:
        """Put words in for their kinds."""
        pieces = stream.pieces
        slots = np.flatnonzero(pieces < 0)
        random = rng.integers(0, 1 << 32, len(slots), np.uint32)
        places = random >> 8
        # A document has some words of its own, and takes them again and again.
        own = np.flatnonzero(random % 256 < _OWN)
        document = stream.documents.searchsorted(slots[own], "right")
        places[own] = document * 7919 + places[own] % _CHOICE
        row = -1 - pieces[slots]
        pieces[slots] = drawn.ravel()[row * drawn.shape[1] + places % drawn.shape[1]]


def _join(
    known: Any, characters: NDArray[np.int64], stream: _Stream
) -> tuple[Any, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Join pieces to texts; return these, their characters, their lines, and where lines begin."""
    joined = known.take(pa.array(stream.pieces))
    lengths = characters[stream.pieces]
    n = len(stream.documents)
    borders = np.append(stream.documents, len(stream.pieces))
    offsets = np.frombuffer(joined.buffers()[1], np.int64)[: len(joined) + 1][borders]
    texts = pa.LargeStringArray.from_buffers(n, pa.py_buffer(offsets), joined.buffers()[2])
    ends = np.cumsum(lengths)
    # The first line begins with the document, each other after a line's end.
    lines = np.diff(stream.lines.searchsorted(borders)) + 1
    firsts = np.cumsum(lines) - lines
    begins = np.zeros(len(stream.lines) + n, np.int64)
    start = (ends - lengths)[stream.documents]
    rest = np.ones(len(begins), bool)
    rest[firsts] = False
    begins[rest] = ends[stream.lines] - np.repeat(start, lines - 1)
    chars = ends[borders[1:] - 1] - start - (lines - 1)
    return texts, chars, lines, begins

"""pkuseg's model converted for the kernel: see kernel/pkuseg.c for what the tables mean."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from policytext.errors import ReadError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["TABLES", "convert", "trie"]

#: units, values, singles, bigrams, words, word rows, pairs, edges, start, begins, merge codes,
#: merge nodes; the user's words are added when texts are cut.
TABLES = 12

_TAGS = 5
_UNICODE = 0x110000
_LONGEST_MERGED = 127
# What pkuseg makes of characters before it looks them up. The letters are as its source has them,
# with ｇ twice and without ｊ.
_NUMBERS = frozenset("0123456789.几二三四五六七八九十千万亿兆零１２３４５６７８９０％")
_LETTERS = frozenset(
    "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｇｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ／・－"
)
_KEYWORDS = frozenset("-._,|/*:")
_NUMBER, _LETTER = "**Num", "**Letter"

_SINGLES = {"c": 0, "c-1": 1, "c1": 2, "c-2": 3, "c2": 4}
_BIGRAMS = {"cc1": 0, "c-1c": 1, "c-2c-1": 2}
_WORDS = {"w-1": 0, "w1": 1}

_NODE = np.dtype([("base", "<u4"), ("check", "<u2"), ("weight", "<u2")])
_BIGRAM = np.dtype([("key", "<u4"), ("rows", "<u2", (3, _TAGS))], align=True)
_PAIR = np.dtype([("first", "<u4"), ("second", "<u4"), ("rows", "<u2", (2, _TAGS))], align=True)

Units = tuple[str, ...]


class _PlainUnpickler(pickle.Unpickler):
    """Reads strings, numbers, lists and dicts; refuses anything that would be called."""

    def find_class(self, module: str, name: str) -> Any:
        raise ReadError(
            f"The pickle asks for {module}.{name}; pkuseg's model holds plain data only. "
            "Take the file from pkuseg's own wheel."
        )


def load_plain_pickle(stream: IO[bytes]) -> Any:
    """Read a pickle that holds nothing but plain data.

    Raises
    ------
    ReadError
        If it holds anything else or is damaged.
    """
    try:
        return _PlainUnpickler(stream).load()
    except ReadError:
        raise
    except Exception as error:  # a damaged pickle raises whatever it runs into
        reason = " ".join(str(error).split()).rstrip(".")
        raise ReadError(f"The pickle is damaged: {reason}. Take it from pkuseg's wheel.") from None


def _unit(character: str) -> str:
    """Return what pkuseg looks up in place of a character."""
    character = "&" if character in _KEYWORDS else character
    if character in _NUMBERS:
        return _NUMBER
    return _LETTER if character in _LETTERS else character


def _units(text: str) -> Units:
    """Split a feature's text into units: characters, **Num and **Letter."""
    units = []
    while text:
        unit = next((mark for mark in (_NUMBER, _LETTER) if text.startswith(mark)), text[0])
        units.append(unit)
        text = text[len(unit) :]
    return tuple(units)


def trie(words: Iterable[Sequence[str]], codes: Mapping[str, int]) -> NDArray[Any]:
    """Build the double array of words, each a sequence of letters that have codes."""
    from policytext.segmentation import _kernel

    encoded = sorted(
        {
            "".join(chr(codes[u]) for u in word).encode("utf-16-be", "surrogatepass")
            for word in words
        }
    )
    starts = np.zeros(len(encoded) + 1, dtype=np.uint32)
    np.cumsum([len(word) // 2 for word in encoded], out=starts[1:])
    weights = np.ones(len(encoded), dtype=np.uint16)
    nodes = _kernel.build(
        b"".join(encoded), starts.tobytes(), weights.tobytes(), max(codes.values(), default=1)
    )
    return np.frombuffer(nodes, dtype=_NODE)


def code_table(codes: Mapping[str, int]) -> NDArray[np.uint16]:
    """Write codes as a table over all characters."""
    table = np.zeros(_UNICODE, dtype=np.uint16)
    for character, code in codes.items():
        table[ord(character)] = code
    return table


class _Features:
    """The model's features sorted by kind, each with its number."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self.singles: dict[tuple[str, int], int] = {}
        self.bigrams: dict[tuple[str, str], dict[int, int]] = {}
        self.words: dict[Units, dict[int, int]] = {}
        self.pairs: dict[tuple[Units, Units], dict[int, int]] = {}
        for feature, number in numbers.items():
            kind, _, rest = feature.partition(".")
            if kind in _SINGLES:
                self.singles[rest, _SINGLES[kind]] = number
            elif kind in _BIGRAMS:
                first, _, second = rest.partition(".")
                self.bigrams.setdefault((first, second), {})[_BIGRAMS[kind]] = number
            elif kind in _WORDS:
                self.words.setdefault(_units(rest), {})[_WORDS[kind]] = number
            elif kind == "ww" and rest[:2] in ("l.", "r.") and rest.count("*") == 1:
                left, _, right = rest[2:].partition("*")
                self.pairs.setdefault((_units(left), _units(right)), {})[rest[0] == "r"] = number
            elif (feature, number) != ("$$", 0):
                raise ReadError(f"The model has a feature {feature!r} that pkuseg 0.0.25 has not.")


def convert(
    features: Mapping[str, Any], weights: NDArray[np.float64], merged: Sequence[str]
) -> tuple[bytes, ...]:
    """Convert pkuseg's model and its list of words to put together into the kernel's tables.

    Parameters
    ----------
    features : mapping
        What features.pkl holds: `unigram`, `feature_to_idx`, `tag_to_idx`.
    weights : ndarray of float64
        `w` of weights.npz.
    merged : sequence of str
        The words of dicts/default.pkl.

    Returns
    -------
    tuple of bytes
        In the order that `TABLES` names.

    Raises
    ------
    ReadError
        If the model is not of the form of pkuseg 0.0.25's.
    """
    try:
        numbers, tags = features["feature_to_idx"], features["tag_to_idx"]
        listed = features["unigram"]
    except (KeyError, TypeError):
        raise ReadError("The model has not pkuseg's parts. Take it from pkuseg's wheel.") from None
    if len(tags) != _TAGS or len(weights) != _TAGS * (len(numbers) + _TAGS):
        raise ReadError("The model's weights do not fit its features. Take both from one wheel.")
    if max(map(len, merged), default=0) > _LONGEST_MERGED:
        raise ReadError(f"A word to put together has at most {_LONGEST_MERGED} characters.")
    values, rows = _distinct(weights[: _TAGS * len(numbers)].reshape(-1, _TAGS))
    sorted_features = _Features(numbers)
    slices = {_units(word) for word in listed if 2 <= len(_units(word)) <= 6}
    codes = _number_units(sorted_features, slices)
    words = trie(slices, codes)
    place = {word: _walk(words, [codes[unit] for unit in word]) for word in slices}
    letters = {c: n for n, c in enumerate(dict.fromkeys("".join(merged)), 1)}
    edges = 1.0 + weights[_TAGS * len(numbers) :].reshape(_TAGS, _TAGS).T
    begins = sum(1 << number for tag, number in tags.items() if "B" in tag)
    tables: list[NDArray[Any]] = [
        _unit_table(codes),
        values,
        _single_rows(sorted_features, codes, rows),
        _bigram_table(sorted_features, codes, rows),
        words,
        _word_rows(sorted_features, place, len(words), rows),
        _pair_table(sorted_features, place, rows),
        np.ascontiguousarray(edges),
        rows[0],
        np.array([begins], dtype=np.uint32),
        code_table(letters),
        trie([word for word in merged if word], letters),
    ]
    return tuple(table.tobytes() for table in tables)


def _distinct(weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.uint16]]:
    """Return the distinct values, 0 first, and each weight as an index of them."""
    found = np.unique(weights)
    values = np.concatenate(([0.0], found[found != 0.0]))
    if len(values) > 1 << 16:
        raise ReadError("The model has more distinct weights than the tables can hold.")
    order = np.argsort(values, kind="stable")
    return values, order[np.searchsorted(values[order], weights)].astype(np.uint16)


def _number_units(features: _Features, slices: Iterable[Units]) -> dict[str, int]:
    """Give each unit that the model knows a code."""
    names = dict.fromkeys(unit for unit, _ in features.singles)
    names |= dict.fromkeys(unit for pair in features.bigrams for unit in pair)
    names |= dict.fromkeys(unit for word in slices for unit in word)
    return {name: number for number, name in enumerate(names, 1)}


def _unit_table(codes: Mapping[str, int]) -> NDArray[np.uint16]:
    """Write the unit of each character."""
    table = code_table({unit: code for unit, code in codes.items() if len(unit) == 1})
    for character in _NUMBERS | _LETTERS | _KEYWORDS:
        table[ord(character)] = codes.get(_unit(character), 0)
    return table


def _single_rows(
    features: _Features, codes: Mapping[str, int], rows: NDArray[np.uint16]
) -> NDArray[np.uint16]:
    """Write the five rows of each unit."""
    table = np.zeros((len(codes) + 1, len(_SINGLES), _TAGS), dtype=np.uint16)
    for (unit, kind), number in features.singles.items():
        table[codes[unit], kind] = rows[number]
    return table


def _places(keys: Sequence[int], size: int) -> Iterator[int]:
    """Yield the place of each key in an open hash table, as the kernel will look for it."""
    taken = bytearray(size)
    for key in keys:
        place = (key * 0x9E3779B97F4A7C15 & (1 << 64) - 1) >> 32 & size - 1
        while taken[place]:
            place = place + 1 & size - 1
        taken[place] = 1
        yield place


def _size(entries: int) -> int:
    """Return the size of a hash table: a power of two, at most half full."""
    return 1 << max(1, 2 * entries - 1).bit_length()


def _bigram_table(
    features: _Features, codes: Mapping[str, int], rows: NDArray[np.uint16]
) -> NDArray[Any]:
    """Write the rows of each two units that follow each other."""
    table = np.zeros(_size(len(features.bigrams)), dtype=_BIGRAM)
    keys = [codes[first] << 16 | codes[second] for first, second in features.bigrams]
    entries = zip(_places(keys, len(table)), keys, features.bigrams.values(), strict=True)
    for place, key, kinds in entries:
        table["key"][place] = key
        for kind, number in kinds.items():
            table["rows"][place, kind] = rows[number]
    return table


def _walk(nodes: NDArray[Any], codes: Sequence[int]) -> int:
    """Return the node of a word."""
    node = codes[0]
    for code in codes[1:]:
        node = int(nodes["base"][node]) + code
    return node


def _word_rows(
    features: _Features, place: Mapping[Units, int], size: int, rows: NDArray[np.uint16]
) -> NDArray[np.uint16]:
    """Write the two rows of each word."""
    table = np.zeros((size, len(_WORDS), _TAGS), dtype=np.uint16)
    for word, kinds in features.words.items():
        for kind, number in kinds.items():
            if word in place:
                table[place[word], kind] = rows[number]
    return table


def _pair_table(
    features: _Features, place: Mapping[Units, int], rows: NDArray[np.uint16]
) -> NDArray[Any]:
    """Write the two rows of each two words that meet."""
    pairs = [
        (place[left], place[right], kinds)
        for (left, right), kinds in features.pairs.items()
        if left in place and right in place
    ]
    table = np.zeros(_size(len(pairs)), dtype=_PAIR)
    keys = [first << 32 | second for first, second, _ in pairs]
    for at, (first, second, kinds) in zip(_places(keys, len(table)), pairs, strict=True):
        table["first"][at], table["second"][at] = first, second
        for kind, number in kinds.items():
            table["rows"][at, int(kind)] = rows[number]
    return table


def read_word_list(data: bytes) -> list[str]:
    """Read dicts/default.pkl: one string, a word a line."""
    words = load_plain_pickle(io.BytesIO(data))
    if not isinstance(words, str):
        raise ReadError("The list of words is not a string. Take it from pkuseg's wheel.")
    return words.strip().split("\n")

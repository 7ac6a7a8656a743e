"""jieba's dictionary compiled for the kernel."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Collection, Mapping
from math import log
from typing import Any, NamedTuple

from policytext.segmentation import _kernel

__all__ = ["TABLES", "WORD_CHARACTERS", "compile_dictionary"]

#: The characters of jieba's words: [\u4E00-\u9FD5a-zA-Z0-9+#&._%-]. A word with any other
#: character is never found by jieba, which looks for words between them only.
WORD_CHARACTERS = frozenset(map(chr, range(0x4E00, 0x9FD6))) | frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#&._%-"
)
#: nodes, codes, weights, emissions, moves, tag of each node, names of the tags, words never made.
TABLES = 8


class _Word(NamedTuple):
    """A word as the kernel sorts it: its codes, and what it weighs and is."""

    codes: bytes
    frequency: int
    tag: str


def compile_dictionary(
    frequencies: Mapping[str, int],
    total: int,
    tags: Mapping[str, str],
    never_made: Collection[str],
    finalseg: Any,
) -> tuple[bytes, ...]:
    """Compile jieba's frequencies and its model into tables.

    Parameters
    ----------
    frequencies : mapping of str to int
        jieba's `FREQ`, prefixes of words with 0.
    total : int
        jieba's `total`.
    tags : mapping of str to str
        Part of speech of each word that has one.
    never_made : collection of str
        jieba's `Force_Split_Words`: words that its model must not make.
    finalseg : module
        jieba's module with the model.

    Returns
    -------
    tuple of bytes
        In the order that `TABLES` names.

    Raises
    ------
    ValueError
        If there are more distinct frequencies or tags than the tables can hold.
    """
    known = [(w, f) for w, f in frequencies.items() if f and WORD_CHARACTERS.issuperset(w)]
    use: Counter[str] = Counter()
    for entry, _ in known:
        use.update(entry)
    # Frequent characters get small codes: what is used together lies together.
    order = sorted(WORD_CHARACTERS, key=lambda character: (-use[character], character))
    codes = {ord(character): rank for rank, character in enumerate(order, 1)}
    words = sorted(
        _Word(
            word.translate(codes).encode("utf-16-be", "surrogatepass"),
            frequency,
            tags.get(word, ""),
        )
        for word, frequency in known
    )
    distinct = sorted({word.frequency for word in words})
    names = ["", *sorted({word.tag for word in words} - {""})]
    if len(distinct) >= 1 << 16 or len(names) > 1 << 8:
        raise ValueError("too many distinct frequencies or tags")
    weight = {frequency: index for index, frequency in enumerate(distinct, 1)}
    starts = array("I", [0])
    for word in words:
        starts.append(starts[-1] + len(word.codes) // 2)
    nodes = _kernel.build(
        b"".join(word.codes for word in words),
        starts.tobytes(),
        array("H", [weight[word.frequency] for word in words]).tobytes(),
        len(order),
    )
    # log(f or 1) - log(total) is how jieba computes a word's weight, to the last bit.
    weights = array("d", [log(frequency or 1) - log(total) for frequency in [0, *distinct]])
    table = array("H", bytes(2 * 0x10000))
    for character, code in codes.items():
        table[character] = code
    emissions, moves = _model(codes, finalseg)
    return (
        nodes,
        table.tobytes(),
        weights.tobytes(),
        emissions,
        moves,
        _tag_nodes(nodes, words, {name: index for index, name in enumerate(names)}),
        "\n".join(names).encode(),
        "\n".join(sorted(never_made)).encode("utf-8", "surrogatepass"),
    )


def _model(codes: Mapping[int, int], finalseg: Any) -> tuple[bytes, bytes]:
    """Write jieba's hidden Markov model as tables: emissions by code, and the moves it allows."""
    lowest = finalseg.MIN_FLOAT
    emissions = array("d", [lowest]) * (4 * (len(codes) + 1))
    for state, name in enumerate("BEMS"):
        for character, value in finalseg.emit_P[name].items():
            code = codes.get(ord(character))
            if code:
                emissions[4 * code + state] = value
    moves = array("d", [finalseg.start_P[name] for name in "BEMS"])
    for before, after in ("EB", "SB", "BE", "ME", "BM", "MM", "ES", "SS"):
        moves.append(finalseg.trans_P[before].get(after, lowest))
    return emissions.tobytes(), moves.tobytes()


def _tag_nodes(nodes: bytes, words: list[_Word], numbers: Mapping[str, int]) -> bytes:
    """Write the number of each word's tag at its node."""
    fields = memoryview(nodes).cast("I")
    tags = bytearray(len(nodes) // 8)
    for word in words:
        if word.tag:
            node = 0
            for high, low in zip(word.codes[::2], word.codes[1::2], strict=True):
                node = fields[2 * node] + (high << 8 | low)
            tags[node] = numbers[word.tag]
    return bytes(tags)

from collections.abc import Sequence

def build(letters: bytes, starts: bytes, weights: bytes, n_codes: int, /) -> bytes: ...
def cut(
    parts: tuple[bytes | memoryview, ...],
    never_made: tuple[str, ...],
    texts: Sequence[str],
    mode: int,
    /,
) -> tuple[bytearray, bytearray, bytes, list[str]]: ...
def cut_chain(
    parts: tuple[bytes | memoryview, ...], texts: Sequence[str], /
) -> tuple[bytearray, bytearray, bytes, list[str]]: ...
def count_pairs(
    ids: memoryview, begins: memoryview, ends: memoryview, n_types: int, /
) -> tuple[bytes, bytes, bytes]: ...
def number_types(symbols: bytearray, ids: bytearray, /) -> tuple[bytes, bytes]: ...
def name_types(
    nodes: bytes | memoryview,
    codes: bytes | memoryview,
    tags: bytes | memoryview,
    tag_names: list[str],
    first: bytes,
    symbols: bytes,
    starts: bytearray,
    lengths: bytes,
    texts: list[str],
    new_words: list[str],
    /,
) -> tuple[list[str], list[str]]: ...

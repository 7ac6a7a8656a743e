"""How much is read: of a file, and of what a packed file unpacks to."""

from __future__ import annotations

from policytext.errors import ReadError

__all__ = ["MAX_BYTES", "MAX_RATIO", "SMALL", "check_ratio"]

#: A larger file is refused: it would not fit in memory several times over.
MAX_BYTES = 1 << 30
#: How many times its packed size something may hold, once it is larger than `SMALL`. The XML of
#: repetitive tables reaches 100; what is made to fill the memory has more, and is large.
MAX_RATIO = 200
SMALL = 10 << 20


def check_ratio(size: int, packed: int, path: str) -> None:
    """Refuse what unpacks to far more than a text would.

    Raises
    ------
    ReadError
        If `size` bytes come of `packed` ones.
    """
    if size > SMALL and size > MAX_RATIO * packed:
        raise ReadError(
            f"{path} unpacks to more than {MAX_RATIO} times its size, as no text does. "
            "If you trust it, unpack it or save it in another format, and read that."
        )

"""The stamp: what a table or chart was made from and by which rules, so that it can be repeated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from policytext import __version__

# hashlib loads OpenSSL, which takes longer than a count; the standard library's own random module
# goes past it in the same way.
if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha2 import sha256
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256

__all__ = ["digest", "line", "make"]

Stamp = dict[str, object]


def digest(parts: Iterable[str]) -> str:
    """Hash texts in order: 12 hexadecimal digits of SHA-256, a zero byte after each text."""
    state = sha256()
    for part in parts:
        state.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return state.hexdigest()[:12]


def make(**parts: object) -> Stamp:
    """Make a stamp: the version, then the parts that are not None."""
    return {"policytext": __version__, **{k: v for k, v in parts.items() if v is not None}}


def line(stamp: Mapping[str, object]) -> str:
    """Write a stamp on one line.

    Examples
    --------
    >>> line({"policytext": "0.1.0", "match": "string"})
    'policytext 0.1.0; match: string'
    """
    head, *rest = stamp.items()
    return "; ".join([f"{head[0]} {head[1]}", *(f"{name}: {value}" for name, value in rest)])

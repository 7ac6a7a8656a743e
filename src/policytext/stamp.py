"""The stamp: what a table or chart was made from and by which rules, so that it can be repeated."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from policytext import __version__

__all__ = ["digest", "line", "make"]

Stamp = dict[str, object]


def digest(parts: Iterable[str]) -> str:
    """Hash texts in order: the first 12 hexadecimal digits of SHA-256 over them, a zero byte after each."""
    state = hashlib.sha256()
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

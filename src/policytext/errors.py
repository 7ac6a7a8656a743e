"""The errors a caller can meet. Each message says what must hold, what came instead, what to do."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = [
    "AlignmentError",
    "InputError",
    "MissingExtra",
    "PolicyTextError",
    "PolicyTextWarning",
    "ReadError",
    "SchemaError",
    "nearest",
]


class PolicyTextError(Exception):
    """Anything policytext raises on purpose."""


class InputError(PolicyTextError, ValueError):
    """An argument has a value the function cannot use."""


class SchemaError(PolicyTextError, ValueError):
    """A table lacks a column or has the wrong dtype."""


class AlignmentError(PolicyTextError, ValueError):
    """A segmenter's words do not spell the text."""


class ReadError(PolicyTextError, OSError):
    """A file cannot be read as what it claims to be."""

    # OSError formats two or more arguments as errno and text; one message is all we ever pass.
    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class MissingExtra(PolicyTextError, ImportError):
    """An optional package is not installed."""


class PolicyTextWarning(UserWarning):
    """A result is usable but not what one would expect."""


def nearest(value: str, known: Iterable[str], limit: int = 3) -> str:
    """Name the known values closest to a mistyped one, as a hint: " Did you mean …?" or ""."""
    import difflib

    known = list(known)
    close = difflib.get_close_matches(value, known, n=limit, cutoff=0.6 if value.isascii() else 0.5)
    if not close and not value.isascii():
        # Chinese names are short: sharing characters says more than an edit distance does.
        shared = sorted(known, key=lambda name: -len(set(name) & set(value)))
        close = [name for name in shared[:limit] if len(set(name) & set(value)) >= 2]
    return f" Did you mean {' or '.join(repr(name) for name in close)}?" if close else ""

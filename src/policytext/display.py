"""How wide a text is on a terminal."""

from __future__ import annotations

from unicodedata import east_asian_width

__all__ = ["columns", "width"]


def width(character: str) -> int:
    """Measure a character: Han characters and full-width punctuation take two columns."""
    # Chinese fonts draw these full width, though Unicode leaves it open.
    return 2 if east_asian_width(character) in "WF" or character in "“”‘’—…·" else 1


def columns(text: str) -> int:
    """Measure a text in columns.

    Examples
    --------
    >>> columns("GDP增长")
    7
    """
    return sum(map(width, text))

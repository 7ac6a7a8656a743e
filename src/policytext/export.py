"""What tables need before they leave for a spreadsheet."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["neutral"]

# A spreadsheet takes a cell that begins so for a formula, in full width and behind spaces too;
# a formula can fetch what it likes and send what it finds.
_FORMULA = re.compile(r"[\s\u3000\ufeff]*[=+\-@＝＋－＠\t\r]")
_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*%?\s*")


def neutral(value: Any) -> Any:
    """Write a value so that a spreadsheet does not take it for a formula.

    Parameters
    ----------
    value : object
        What a cell of a table holds.

    Returns
    -------
    object
        A text that would begin a formula, behind an apostrophe; anything else as it is. Numbers
        are no formulas, also those that are written in a text.

    Notes
    -----
    Spreadsheets hide the apostrophe in files of their own and show it in a CSV. A program that
    reads the table back takes it off: ``cell.removeprefix("'")`` where the next character is
    one of ``=+-@`` (full width too), a tab, a carriage return or a space.

    Examples
    --------
    >>> [neutral(value) for value in ("=1+1", "＋甲", "改革", "-3.2", -3.2)]
    ["'=1+1", "'＋甲", '改革', '-3.2', -3.2]
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value

"""Tables with a text column, one document a row: what their readers share."""

from __future__ import annotations

from policytext.errors import ReadError, nearest

__all__ = ["CELL_LIMIT", "cell_warnings", "column_index"]

#: Characters that a cell of Excel and its like can hold.
CELL_LIMIT = 32_767


def column_index(names: list[str], wanted: str, path: str) -> int:
    """Return the index of the text column."""
    if wanted in names:
        return names.index(wanted)
    raise ReadError(
        f"{path} has no column {wanted!r}; it has {names}.{nearest(wanted, names)} "
        "Name it with `text_column`."
    )


def cell_warnings(text: str) -> tuple[str, ...]:
    """Warn of a text that has exactly as many characters as a spreadsheet cell holds.

    Spreadsheets count UTF-16 units, two for a character beyond the first 65,536.
    """
    if len(text) <= CELL_LIMIT <= 2 * len(text):
        units = len(text) + sum(character > "\uffff" for character in text)
        if units in (CELL_LIMIT, CELL_LIMIT - 1):
            return (f"The text was cut: a spreadsheet cell holds {CELL_LIMIT:,} characters.",)
    return ()

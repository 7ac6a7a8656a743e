"""Tables with a text column, one document a row: what their readers share."""

from __future__ import annotations

from policytext.errors import ReadError, nearest

__all__ = ["CELL_LIMIT", "cell_warnings", "column_index", "utf16_units"]

#: What the column is called where nobody says how and none is called "text".
_USUAL = ("正文", "内容", "全文", "文本", "正文内容", "content", "body", "fulltext")
#: Characters that a cell of Excel and its like can hold.
CELL_LIMIT = 32_767


def column_index(names: list[str], wanted: str, path: str) -> int:
    """Return the index of the text column; for "text" also of one that means the same."""
    if wanted in names:
        return names.index(wanted)
    usual = [name for name in names if name.strip().lower() in _USUAL]
    if wanted == "text" and len(usual) == 1:
        return names.index(usual[0])
    raise ReadError(
        f"{path} has no column {wanted!r}; it has {names}.{nearest(wanted, names)} "
        "Name it with `text_column`."
    )


def cell_warnings(text: str) -> tuple[str, ...]:
    """Warn of a text that has exactly as many characters as a spreadsheet cell holds.

    Spreadsheets count UTF-16 units, two for a character beyond the first 65,536.
    """
    near = len(text) <= CELL_LIMIT <= 2 * len(text)
    if near and utf16_units(text) in (CELL_LIMIT, CELL_LIMIT - 1):
        return (f"The text was cut: a spreadsheet cell holds {CELL_LIMIT:,} characters.",)
    return ()


def utf16_units(text: str) -> int:
    """Count characters as spreadsheets do, those beyond the basic plane as two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2

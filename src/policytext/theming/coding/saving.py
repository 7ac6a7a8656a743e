"""Coding sheets written to files for coders."""

from __future__ import annotations

import csv
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING

from policytext.corpus import plain
from policytext.errors import InputError, SchemaError
from policytext.export import neutral
from policytext.files import written_whole
from policytext.theming.coding.sheet import AFTER, BEFORE, Sheet

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ENDINGS", "save_coding_sheet", "write_sheet"]

ENDINGS = (".csv", ".xlsx")


def save_coding_sheet(table: pd.DataFrame, path: str | PathLike[str]) -> None:
    """Write a coding sheet to a file for a coder, whole or not at all.

    Parameters
    ----------
    table : DataFrame
        What `policytext.coding_sheet` returns, all its rows or some.
    path : path
        Its ending says the format. In .xlsx the coder can only fill in what is to be filled in,
        from lists, and a second sheet says how, with the themes' descriptions and how the sheet
        was made; .csv is UTF-8 with the mark that Excel needs. In both a text that would be a
        formula stands behind an apostrophe, see `policytext.export.neutral`.

    Returns
    -------
    None

    Raises
    ------
    InputError
        If the ending is another, or a passage is longer than a cell of .xlsx can be.
    MissingExtra
        If it is .xlsx and openpyxl is not installed.
    ReadError
        If the folder cannot be written to.
    SchemaError
        If the table is not a coding sheet.

    Notes
    -----
    The file has two columns more than the table: `row`, from 1, and `rows`, their number, by which
    lost rows are noticed when it is read. The protection of the .xlsx has no password; it is
    against accidents.

    Examples
    --------
    >>> import tempfile
    >>> import policytext as pt
    >>> sheet = pt.coding_sheet(pt.Corpus.from_texts({"甲": "粮食丰收。"}), ["农业", "教育"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pt.save_coding_sheet(sheet, Path(folder) / "sheet.csv")
    """
    columns = [str(name) for name in table.columns]
    several = "none" in columns
    needed = [*BEFORE, "none" if several else "code", *AFTER]
    missing = [name for name in needed if name not in columns]
    if missing:
        raise SchemaError(
            f"The table has no column {missing}; it has {columns}. "
            "Pass the table that `coding_sheet()` returns."
        )
    described = table.attrs.get("themes", {})
    themes = dict(described)
    if several:
        inside = columns[columns.index("text") + 1 : columns.index("none")]
        themes = {name: described.get(name, "") for name in inside}
    rows = [
        {str(name): plain(value) for name, value in row.items()}
        for row in table.astype(object).to_dict("records")
    ]
    write_sheet(Sheet(rows, themes, several, dict(table.attrs.get("stamp", {}))), path)


def write_sheet(sheet: Sheet, path: str | PathLike[str]) -> None:
    """Write a sheet as `save_coding_sheet` does, of plain rows."""
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise InputError(f"`path` must end in one of {list(ENDINGS)}, got {fspath(path)!r}.")
    names = ["row", *sheet.columns, "rows"]
    lines = [
        [neutral(row.get(name, "")) for name in names]
        for row in (
            {"row": n, **row, "rows": len(sheet.rows)} for n, row in enumerate(sheet.rows, 1)
        )
    ]
    if ending == ".xlsx":
        from policytext.theming.coding.workbook import write_workbook

        write_workbook(sheet, [neutral(name) for name in names], lines, path)
        return
    with (
        written_whole(path) as temporary,
        temporary.open("w", encoding="utf-8-sig", newline="") as out,
    ):
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([neutral(name) for name in names])
        writer.writerows(lines)

"""Workbooks with a text column: .xlsx and .xlsm, one document a row."""

from __future__ import annotations

from collections.abc import Iterator

from policytext.errors import ReadError, nearest
from policytext.offsets import OffsetMap, Source
from policytext.readers.limits import check_ratio
from policytext.readers.raw import Failure, File, RawText
from policytext.readers.tables import cell_warnings
from policytext.readers.tables.sheets import Workbook, column_name

__all__ = ["read_xlsx"]


def read_xlsx(file: File) -> Iterator[RawText | Failure]:
    """Yield the text column of every sheet that has one, the other columns as metadata.

    The first row that is not empty names the columns; columns without a name are left out.
    Values have the types that the sheet shows; of a formula it is the value last computed. The
    source of a text is its cell. A row without text gives a `Failure`.
    """
    book = Workbook(file.data, file.path)
    columns: dict[str, list[str]] = {}
    size = 0
    for sheet in book.sheets:
        rows = book.rows(sheet)
        _, head = next(rows, (0, {}))
        names = {column: str(value).strip() for column, value in head.items()}
        columns[sheet] = list(names.values())
        if file.text_column in columns[sheet]:
            for part in _documents(file, sheet, names, rows):
                # A million cells may refer to one text.
                size += len(part.text) if isinstance(part, RawText) else 0
                check_ratio(size, len(file.data), file.path)
                yield part
    known = [name for names_of in columns.values() for name in names_of]
    if file.text_column in known:
        return
    raise ReadError(
        f"{file.path} has no sheet with a column {file.text_column!r}; it has "
        f"{', '.join(f'{sheet!r} with {found}' for sheet, found in columns.items())}."
        f"{nearest(file.text_column, known)} Name it with `text_column`."
    )


def _documents(
    file: File, sheet: str, names: dict[int, str], rows: Iterator[tuple[int, dict[int, object]]]
) -> Iterator[RawText | Failure]:
    """Make a text of each row of a sheet."""
    column = next(column for column, name in names.items() if name == file.text_column)
    for number, cells in rows:
        if not cells.keys() & names.keys():
            continue
        path = f"{file.path}/{sheet}!{column_name(column)}{number}"
        text = str(cells.get(column, ""))
        if not text.strip():
            yield Failure(path, f"{path} is empty, so row {number} has no text.")
            continue
        metadata = {name: cells.get(c) for c, name in names.items() if c != column and name}
        source = Source(path, text, "xlsx")
        yield RawText(text, OffsetMap(), source, metadata, warnings=cell_warnings(text))

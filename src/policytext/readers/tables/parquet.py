"""Parquet files with a text column: one document a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policytext.errors import MissingExtra, ReadError
from policytext.offsets import OffsetMap, Source
from policytext.readers.limits import check_ratio
from policytext.readers.raw import Failure, File, RawText
from policytext.readers.tables import cell_warnings, column_index

if TYPE_CHECKING:
    import pyarrow.parquet as pq

__all__ = ["read_parquet"]

#: Rows turned into Python's values at a time: texts may be long, and a short file may repeat one
#: a million times.
_BATCH = 64


def read_parquet(file: File) -> Iterator[RawText | Failure]:
    """Yield the text column of a Parquet file, the other columns as metadata.

    Columns of bytes are left out. A row without text gives a `Failure`.

    Raises
    ------
    ReadError
        If the file is broken or has no such column of strings.
    MissingExtra
        If pyarrow is not installed.
    """
    try:
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtra(
            f"Reading {file.path} needs pyarrow. Install it with: pip install 'policytext[arrow]'"
        ) from None
    import pyarrow as pa

    try:
        table = pq.ParquetFile(pa.BufferReader(file.data))
        columns = _columns(table, file)
        yield from _documents(file, _rows(table, columns, file))
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        if isinstance(error, ReadError):
            raise
        reason = str(error).partition("\n")[0].rstrip(".")
        raise ReadError(
            f"{file.path} is no whole Parquet file: {reason}. Copy or download it again."
        ) from None


def _columns(table: pq.ParquetFile, file: File) -> list[str]:
    """List the columns to read, having checked that the text is one of strings."""
    import pyarrow as pa

    schema = table.schema_arrow
    kind = schema.types[column_index(list(schema.names), file.text_column, file.path)]
    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    if str(plain) not in ("string", "large_string", "string_view"):
        raise ReadError(
            f"{file.path}: the column {file.text_column!r} is of type {kind}, not of strings. "
            "Name the column that holds the text with `text_column`."
        )
    size = sum(
        table.metadata.row_group(group).total_byte_size for group in range(table.num_row_groups)
    )
    check_ratio(size, len(file.data), file.path)
    return [field.name for field in schema if "binary" not in str(field.type)]


def _rows(table: pq.ParquetFile, columns: list[str], file: File) -> Iterator[dict[str, Any]]:
    """Yield the rows as mappings, some at a time."""
    size = 0
    for batch in table.iter_batches(_BATCH, columns=columns):
        size += batch.nbytes
        check_ratio(size, len(file.data), file.path)
        yield from batch.to_pylist()


def _documents(file: File, rows: Iterator[dict[str, Any]]) -> Iterator[RawText | Failure]:
    """Make a text of each row."""
    for number, row in enumerate(rows, 1):
        path = f"{file.path}/row {number}"
        text = row.pop(file.text_column)
        if text is None or not text.strip():
            yield Failure(path, f"{path}: {file.text_column!r} is empty, so there is no text.")
            continue
        metadata = {name: _plain(value) for name, value in row.items()}
        source = Source(path, text, "parquet")
        yield RawText(text, OffsetMap(), source, metadata, warnings=cell_warnings(text))


def _plain(value: Any) -> object:
    """Turn a pandas time into Python's own; what is no number into None."""
    value = value.to_pydatetime(warn=False) if hasattr(value, "to_pydatetime") else value
    return None if value != value else value

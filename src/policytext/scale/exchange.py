"""What was found in parts of a corpus as Arrow tables, which are sent, kept in files and added.

A message holds an Arrow IPC stream for each table, one after the other: nothing in it can run.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from math import prod
from typing import Any, NamedTuple

import numpy as np

from policytext.errors import InputError
from policytext.parts import Found, Rows, Sums

__all__ = ["add", "pack", "unpack"]

#: Begins a label that is no plain string; what follows is JSON.
_MARK = "\0"
#: Up to so many cells are added in an array of all of them; more are sorted.
_CELLS = 1 << 25
#: More cannot be numbered.
_MOST_CELLS = 2**63 - 1

#: The number of an analysis, and a name of what it found.
_Owner = tuple[int, str]
_Owners = tuple[_Owner, ...]


class _Message(NamedTuple):
    """A table, and where it belongs: whose it is, what it is ("rows", "sums" or "labels"), and
    of which key, or of how many rows.
    """

    place: tuple[_Owners, str, str]
    table: Any


def pack(found: Sequence[Found]) -> bytes:
    """Write what each analysis found in a part of a corpus.

    Sums that several analyses share, as the counts of all types, are written once.
    """
    owners: dict[int, list[_Owner]] = {}
    parts: dict[int, Sums | Rows] = {}
    for number, named in enumerate(found):
        for name, part in named.items():
            owners.setdefault(id(part), []).append((number, name))
            parts[id(part)] = part
    return _write(
        message for key, part in parts.items() for message in _messages(tuple(owners[key]), part)
    )


def unpack(data: bytes) -> list[Found]:
    """Read what `pack` and `add` wrote."""
    found: dict[int, Found] = {}
    for owners, tables in _by_part([data]).items():
        part = _read_part(tables)
        for number, name in owners:
            found.setdefault(number, {})[name] = part
    return [found[number] for number in sorted(found)]


def add(messages: Sequence[bytes]) -> bytes:
    """Put together what was found in parts that follow each other."""
    return _write(
        message
        for owners, tables in _by_part(messages).items()
        for message in _join(owners, tables)
    )


# ---------------------------------------------------------------- in and out of Arrow


def _messages(owners: _Owners, part: Sums | Rows) -> Iterator[_Message]:
    """Make the tables of sums or rows."""
    import pyarrow as pa

    if isinstance(part, Rows):
        table = pa.table({name: list(values) for name, values in part.columns.items()})
        limit = json.dumps([part.top, list(part.order)])
        yield _Message((owners, "rows", limit), _shorten(table, limit))
        return
    for key, labels in part.labels.items():
        yield _Message((owners, "labels", key), pa.table({"label": _label_column(labels)}))
    columns = {f"key {key}": np.asarray(codes, np.int32) for key, codes in part.codes.items()}
    columns |= {name: np.asarray(values) for name, values in part.values.items()}
    yield _Message((owners, "sums", ""), pa.table(columns))


def _read_part(tables: Mapping[tuple[str, str], list[Any]]) -> Sums | Rows:
    """Read one part of what an analysis found."""
    ((kind, key), *_) = tables
    if kind == "rows":
        top, order = json.loads(key)
        return Rows(tables[kind, key][0].to_pydict(), top, [(name, how) for name, how in order])
    sums = tables["sums", ""][0]
    labels = {
        key: [_label(text) for text in found[0]["label"].to_pylist()]
        for (kind, key), found in tables.items()
        if kind == "labels"
    }
    columns = {name: sums[name].to_numpy() for name in sums.column_names}
    codes = {key: columns.pop(f"key {key}") for key in labels}
    return Sums(labels, codes, columns)


def _label_column(labels: Sequence[Any]) -> Any:
    """Make the column of labels."""
    import pyarrow as pa
    from pyarrow import compute

    try:
        column = pa.array(labels, pa.large_string())
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        column = None
    plain = column is not None and not column.null_count
    if plain and not compute.any(compute.starts_with(column, _MARK)).as_py():
        return column
    return pa.array([_written(label) for label in labels], pa.large_string())


def _written(label: object) -> str:
    """Write a label as a string."""
    if isinstance(label, str) and not label.startswith(_MARK):
        return label
    if isinstance(label, (datetime, date)):
        kind = "datetime" if isinstance(label, datetime) else "date"
        return _MARK + json.dumps({kind: label.isoformat()})
    if isinstance(label, np.generic):
        label = label.item()
    return _MARK + json.dumps(label, ensure_ascii=False)


def _label(text: str) -> Any:
    """Read a label."""
    if not text.startswith(_MARK):
        return text
    value = json.loads(text[1:])
    if isinstance(value, dict):
        ((kind, day),) = value.items()
        return (datetime if kind == "datetime" else date).fromisoformat(day)
    return value


def _write(messages: Iterable[_Message]) -> bytes:
    """Write tables, compressed, with their places."""
    import pyarrow as pa

    sink = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    for place, table in messages:
        named = table.replace_schema_metadata({"place": json.dumps(place)})
        with pa.ipc.new_stream(sink, named.schema, options=options) as writer:
            writer.write_table(named)
    return sink.getvalue()


def _by_part(messages: Sequence[bytes]) -> dict[_Owners, dict[tuple[str, str], list[Any]]]:
    """Read tables, those of one part together, in the order of the messages."""
    import pyarrow as pa

    found: dict[_Owners, dict[tuple[str, str], list[Any]]] = {}
    for data in messages:
        source = pa.BufferReader(data)
        while source.tell() < source.size():
            table = pa.ipc.open_stream(source).read_all()
            owners, kind, key = json.loads(table.schema.metadata[b"place"])
            part = found.setdefault(tuple((number, name) for number, name in owners), {})
            part.setdefault((kind, key), []).append(table)
    return found


# ---------------------------------------------------------------- adding


def _join(owners: _Owners, tables: Mapping[tuple[str, str], list[Any]]) -> Iterator[_Message]:
    """Add sums, and put rows one after the other."""
    import pyarrow as pa

    ((kind, limit), *_) = tables
    if kind == "rows":
        # Columns of an empty table do not say what they would hold.
        given = tables[kind, limit]
        rows = [table for table in given if table.num_rows] or given[:1]
        joined = pa.concat_tables(rows, promote_options="permissive")
        yield _Message((owners, kind, limit), _shorten(joined, limit))
        return
    numbers, sizes = {}, {}
    for key in [key for kind, key in tables if kind == "labels"]:
        chunks = [table["label"].combine_chunks() for table in tables["labels", key]]
        labels, numbers[key] = _number(chunks)
        sizes[key] = len(labels)
        yield _Message((owners, "labels", key), pa.table({"label": labels}))
    codes, values = _add_rows(tables["sums", ""], numbers, sizes)
    columns = {f"key {key}": column.astype(np.int32) for key, column in codes.items()}
    yield _Message((owners, "sums", ""), pa.table(columns | values))


def _shorten(table: Any, limit: str) -> Any:
    """Leave out rows that cannot be in the table, whatever other parts hold."""
    top, order = json.loads(limit)
    if top is None or table.num_rows <= top:
        return table
    if not order:
        return table.slice(0, top)
    from pyarrow import compute

    best = compute.sort_indices(table, sort_keys=[(name, how) for name, how in order])
    # Those that stay keep the order of the corpus.
    return table.take(np.sort(best.to_numpy()[:top]))


def _number(chunks: list[Any]) -> tuple[Any, list[Any]]:
    """List the labels of all parts, each once; tell for each part which of these its own are."""
    import pyarrow as pa

    coded = pa.concat_arrays(chunks).dictionary_encode()
    ends = np.cumsum([len(chunk) for chunk in chunks])[:-1]
    return coded.dictionary, np.split(coded.indices.to_numpy(), ends)


def _add_rows(
    tables: Sequence[Any], numbers: Mapping[str, list[Any]], sizes: Mapping[str, int]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Add the rows that have the same labels; return codes and values."""
    cells = np.concatenate([_cells(table, n, numbers, sizes) for n, table in enumerate(tables)])
    names = [name for name in tables[0].column_names if not name.startswith("key ")]
    values = {name: np.concatenate([table[name].to_numpy() for table in tables]) for name in names}
    n_cells = prod(sizes.values())
    if n_cells > _MOST_CELLS:
        told = " times ".join(f"{size:,} of {key!r}" for key, size in sizes.items())
        raise InputError(f"A table of {told} is too large to add up. Choose fewer groups or terms.")
    known, values = (_add_dense if n_cells <= _CELLS else _add_sorted)(cells, values, n_cells)
    codes = {}
    for key, size in reversed([*sizes.items()]):
        known, codes[key] = np.divmod(known, max(size, 1))
    return {key: codes[key] for key in sizes}, values


def _cells(
    table: Any, number: int, numbers: Mapping[str, list[Any]], sizes: Mapping[str, int]
) -> Any:
    """Write the labels of each row of a part as one number."""
    cells = np.zeros(table.num_rows, dtype=np.int64)
    for key, size in sizes.items():
        cells = cells * size + numbers[key][number][table[f"key {key}"].to_numpy()]
    return cells


def _add_dense(cells: Any, values: Mapping[str, Any], n_cells: int) -> tuple[Any, dict[str, Any]]:
    """Add in an array of all cells."""
    there = np.zeros(n_cells, dtype=bool)
    there[cells] = True
    known = np.flatnonzero(there)
    added = {}
    for name, column in values.items():
        total = np.zeros(n_cells, dtype=column.dtype)
        np.add.at(total, cells, column)
        added[name] = total[known]
    return known, added


def _add_sorted(cells: Any, values: Mapping[str, Any], n_cells: int) -> tuple[Any, dict[str, Any]]:
    """Add runs of equal cells, in the order of the parts."""
    order = np.argsort(cells, kind="stable")
    cells = cells[order]
    first = np.flatnonzero(np.diff(cells, prepend=-1))
    added = {name: np.add.reduceat(column[order], first) for name, column in values.items()}
    return cells[first], added

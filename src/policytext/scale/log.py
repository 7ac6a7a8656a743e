"""What became of the sources of a corpus: read, failed, held twice."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.export import neutral
from policytext.files import written_whole
from policytext.readers import Failure
from policytext.scale.commits import LOG
from policytext.scale.schema import pyarrow, sound

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from policytext.scale.commits import Commit

__all__ = ["DONE", "DUPLICATE", "FAILED", "PART", "Line", "duplicates", "failures", "keys", "table"]

#: A file that was read to its end.
DONE = 0
#: A file that could not be read; it is tried again when it is given again.
FAILED = 1
#: A part of a file that could not be read.
PART = 2
#: A text that the corpus has already.
DUPLICATE = 3


class Line(NamedTuple):
    """What became of a file or of a part of one.

    Attributes
    ----------
    outcome : int
        One of the four above.
    source : str
        The file that was given.
    path : str
        The part that it is about.
    reason : str or None
        Why it could not be read.
    key : bytes or None
        Of the file that is done: the same as long as it is not changed.
    hash : bytes or None
        Of the text that stands twice.
    """

    outcome: int
    source: str
    path: str
    reason: str | None = None
    key: bytes | None = None
    hash: bytes | None = None


class Duplicate(NamedTuple):
    """A text that was left out, and the id of the document that has the same."""

    path: str
    kept: str


def _schema() -> pa.Schema:
    pa = pyarrow()
    return pa.schema(
        [
            ("outcome", pa.int8()),
            ("source", pa.string()),
            ("path", pa.string()),
            ("reason", pa.string()),
            ("key", pa.binary(16)),
            ("hash", pa.binary(16)),
        ]
    )


def table(lines: Sequence[Line]) -> pa.Table:
    """Make a table of lines."""
    pa = pyarrow()
    rows = [[sound(cell) if isinstance(cell, str) else cell for cell in line] for line in lines]
    columns = zip(*rows, strict=True) if rows else [[] for _ in Line._fields]
    arrays = [
        pa.array(list(column), kind) for column, kind in zip(columns, _schema().types, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=_schema())


def path_of(folder: str, number: int) -> str:
    """Name the table of a commit."""
    return os.path.join(folder, LOG, f"{number:06}.parquet")


def _read(folder: str, commits: int, columns: Sequence[str], **options: Any) -> Iterator[pa.Table]:
    """Yield columns of what each commit says."""
    from pyarrow import parquet

    for number in range(1, commits + 1):
        yield parquet.read_table(path_of(folder, number), columns=list(columns), **options)


def keys(folder: str, commits: int) -> Iterator[NDArray[np.bytes_]]:
    """Yield the keys of the files that are done."""
    from pyarrow import compute

    for found in _read(folder, commits, ["outcome", "key"]):
        # A part that failed has its file's key too.
        yield bytes16(found.filter(compute.equal(found["outcome"], DONE))["key"])


def bytes16(column: Any) -> NDArray[np.bytes_]:
    """Turn a column of 16 bytes a value into an array."""
    values = column.combine_chunks() if hasattr(column, "combine_chunks") else column
    buffer = values.buffers()[1]
    if buffer is None:
        return np.empty(0, "S16")
    return np.frombuffer(buffer, "S16")[values.offset : values.offset + len(values)]


def stored(path: str) -> Iterator[tuple[NDArray[np.bytes_], list[str], list[str]]]:
    """Yield hash, path and id of the documents of a file, a row group at a time."""
    from pyarrow import parquet

    with parquet.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            rows = file.read_row_group(group, columns=["hash", "path", "id"])
            yield bytes16(rows["hash"]), rows["path"].to_pylist(), rows["id"].to_pylist()


def row_of(id: str) -> str:
    """Give the number of a row in its table, as its id tells it; "" for other texts."""
    return id.rstrip("'").rpartition("#")[2] if "#" in id else ""


def pairs_of(
    hashes: NDArray[np.bytes_], paths: Sequence[str], ids: Sequence[str]
) -> NDArray[np.bytes_]:
    """Make keys of eight bytes of texts and where they stand, the same in this process only."""
    texts = hashes.view(np.int64)[::2].tolist()
    places = (hash((t, path, row_of(id))) for t, path, id in zip(texts, paths, ids, strict=True))
    return np.fromiter(places, np.int64, len(texts)).view("S8")


def sizes_of(texts: Any) -> list[int]:
    """Give the bytes of each text."""
    from pyarrow import compute

    return compute.binary_length(texts).to_pylist()  # type: ignore[no-any-return]


def failures(folder: str, commits: int) -> list[Failure]:
    """List what could not be read; what was read since, or was changed, is not in it."""
    from pyarrow import compute

    pa = pyarrow()
    failed = pa.array([FAILED, PART], pa.int8())
    sources = pa.array([], pa.string())
    for found in _read(folder, commits, ["outcome", "source"]):
        failing = found.filter(compute.is_in(found["outcome"], failed))["source"]
        sources = compute.unique(pa.concat_arrays([sources, *failing.chunks]))
    told: dict[tuple[str, str, str], bytes | None] = {}
    key: dict[str, bytes | None] = {}
    for found in _read(folder, commits, ["outcome", "source", "path", "reason", "key"]):
        mine = found.filter(compute.is_in(found["source"], sources))
        for outcome, source, path, reason, now in zip(
            *(column.to_pylist() for column in mine.columns), strict=True
        ):
            if outcome != DUPLICATE:
                key[source] = now
            if outcome in (FAILED, PART):
                told[source, path, reason] = now
    # A file that failed as a whole has no key; once it is read, it has.
    return [
        Failure(path, reason)
        for (source, path, reason), then in told.items()
        if key[source] == then
    ]


def duplicates(folder: str, made: Sequence[Commit]) -> list[Duplicate]:
    """List the texts that were left out, with the documents that are kept."""
    from pyarrow import compute, parquet

    pa = pyarrow()
    rows: dict[tuple[str, bytes], None] = {}
    for found in _read(folder, len(made), ["outcome", "path", "hash"]):
        mine = found.filter(compute.equal(found["outcome"], DUPLICATE))
        pairs = zip(mine["path"].to_pylist(), mine["hash"].to_pylist(), strict=True)
        rows.update(dict.fromkeys(pairs))
    hashes = pa.array({hash for _, hash in rows}, pa.binary(16))
    kept: dict[bytes, str] = {}
    for commit in made if rows else ():
        if commit.file:
            path = os.path.join(folder, commit.file)
            stored = parquet.read_table(path, columns=["id", "hash"])
            stored = stored.filter(compute.is_in(stored["hash"], hashes))
            kept.update(zip(stored["hash"].to_pylist(), stored["id"].to_pylist(), strict=True))
    return [Duplicate(path, kept[hash]) for path, hash in rows]


def write_tables(folder: str, made: Sequence[Commit]) -> None:
    """Write what failed and what was left out as tables for people, if they are not up to date."""
    paths = {name: os.path.join(folder, LOG, name) for name in ("failures.csv", "duplicates.csv")}
    last = os.path.join(folder, LOG, f"{len(made):06}.json")
    times = [os.path.getmtime(path) if os.path.exists(path) else 0 for path in paths.values()]
    if made and min(times) > os.path.getmtime(last):
        return
    _write_csv(paths["failures.csv"], Failure._fields, failures(folder, len(made)))
    _write_csv(paths["duplicates.csv"], Duplicate._fields, duplicates(folder, made))


def _write_csv(path: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table that spreadsheets read."""
    import csv

    with (
        written_whole(path) as temporary,
        open(temporary, "w", encoding="utf-8-sig", newline="") as stream,
    ):
        table = csv.writer(stream)
        table.writerow(header)
        table.writerows([neutral(cell) for cell in row] for row in rows)

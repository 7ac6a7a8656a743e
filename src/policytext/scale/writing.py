"""Writing a corpus on disk: row groups, files, and what makes them count."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from policytext.errors import ReadError
from policytext.scale import log
from policytext.scale.commits import LOG, Commit, commits
from policytext.scale.schema import KEY, VERSION, pyarrow, schema
from policytext.scale.stored_tokens import join

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Writer", "writing"]

#: Documents of a row group: each takes room beyond its text when it is read.
_ROWS = 20_000
#: Columns that tell of documents what their texts do not.
_FACTS = ["id", "path", "encoding", "warnings", "notes", "fields", "metadata", "source"]
#: How many files of one size there may be before they grow.
_FILES = 4
#: Lines of the log that are kept in memory until they are written.
_LINES = 100_000
#: Columns whose values come many times, and those by whose limits row groups are passed over.
_DICTIONARY = ["year", "date", "issuer", "genre", "encoding", "tokens.list.element"]
_STATISTICS = [
    "id", "year", "date", "issuer", "title", "document_number", "genre", "addressee", "chars",
]  # fmt: skip
_DELTAS = [
    *(f"places.list.element.{name}" for name in ("position", "line", "column", "page")),
    "starts.list.element",
]
#: As many bytes of types as there may be of a row group: without their dictionary, tokens would
#: take some times the room.
_TYPES = 1 << 30


class Writer:
    """Writes documents in order, and commits them file by file.

    What is in a file and in a row group depends on the documents since the last commit alone, so
    that a run that was killed and goes on gives the same files as one that was not.

    Parameters
    ----------
    folder : str
        The corpus.
    steps : sequence of str
        How the texts were cleaned.
    row_group, file_size : int
        Bytes of text of a row group and of a file.
    segmenter : (str, str), optional
        Name and dictionary of what cut the tokens; without it there are none.
    """

    def __init__(
        self,
        folder: str,
        steps: Sequence[str],
        row_group: int,
        file_size: int,
        segmenter: tuple[str, str] | None = None,
    ) -> None:
        self._folder = folder
        self._steps = list(steps)
        self._segmenter = segmenter
        self._limits = row_group, file_size
        done = commits(folder)
        self._number = len(done)
        #: Bytes of text that are committed.
        self._done = sum(size for commit in done for _, size in commit.groups)
        self._clear(done)
        self._file: Any = None
        self._begin()

    def _begin(self) -> None:
        """Begin a commit."""
        self._runs: list[list[Any]] = []
        self._rows = self._size = 0
        self._groups: list[tuple[int, int]] = []
        self._hashes = 0
        self._columns: dict[str, None] = {}
        self._lines: list[log.Line] = []
        self._facts = blake2b(digest_size=16)

    def _clear(self, done: Sequence[Commit]) -> None:
        """Remove what a run that was killed left behind."""
        inside = os.path.join(self._folder, LOG)
        for name in os.listdir(inside):
            stem, ending = os.path.splitext(name)
            late = stem.isdigit() and int(stem) > len(done) and ending in (".json", ".parquet")
            if late or ending == ".part" or stem.startswith("."):
                os.remove(os.path.join(inside, name))

    # ------------------------------------------------------------ adding

    def is_full(self, size: int) -> bool:
        """Tell whether a document of so many bytes goes into the next file."""
        row_group, file_size = self._limits
        # The first files are smaller: a run that is cut off early, again and again, gets on.
        limit = min(file_size, max(row_group, self._done // _FILES))
        return bool(self._closed_size() >= limit and not self._fits(size)) or (
            len(self._lines) >= _LINES
        )

    def _closed_size(self) -> int:
        return sum(size for _, size in self._groups) + self._size

    def _fits(self, size: int) -> bool:
        return not self._rows or (self._rows < _ROWS and self._size + size <= self._limits[0])

    def add(
        self, table: pa.Table, row: int, size: int, hash: bytes, columns: Sequence[str]
    ) -> None:
        """Add a document: its row in a table, bytes of text, hash, and columns of `docs`."""
        if not self._fits(size):
            self._close_group()
        # Rows that follow each other are taken together.
        if self._runs and self._runs[-1][0] is table and self._runs[-1][2] == row:
            self._runs[-1][2] += 1
        else:
            self._runs.append([table, row, row + 1])
        self._rows += 1
        self._size += size
        self._hashes += int.from_bytes(hash, "big")
        self._columns.update(dict.fromkeys(columns))

    def note(self, line: log.Line) -> None:
        """Add a line to the log."""
        self._lines.append(line)

    def _close_group(self) -> None:
        """Write the documents at hand as a row group."""
        pa = pyarrow()
        if not self._rows:
            return
        tables = [table.slice(start, end - start) for table, start, end in self._runs]
        names = schema().names
        table = pa.concat_tables([table.select(names) for table in tables]).combine_chunks()
        if self._segmenter:
            # Each table has types of its own; those of the group do not depend on the tables.
            tokens = join(tables)
            for field in tokens.schema:
                table = table.append_column(field, tokens[field.name])
        self._facts.update(_facts_of(table))
        with writing(self._folder):
            self._writer().write_table(table, row_group_size=self._rows)
        self._groups.append((self._rows, self._size))
        self._runs, self._rows, self._size = [], 0, 0

    def _writer(self) -> Any:
        """Open the file, if it is not."""
        from pyarrow import parquet

        from policytext import __version__

        if self._file is None:
            facts = {"version": VERSION, "policytext": __version__, "cleaning": self._steps}
            if self._segmenter:
                facts["segmenter"], facts["dictionary"] = self._segmenter
            self._file = parquet.ParquetWriter(
                self._inside("documents.part"),
                schema(tokens=bool(self._segmenter)).with_metadata({KEY: json.dumps(facts)}),
                compression="zstd",
                compression_level=3,
                use_dictionary=_DICTIONARY,
                dictionary_pagesize_limit=_TYPES if self._segmenter else None,
                write_statistics=_STATISTICS,
                column_encoding=dict.fromkeys(_DELTAS, "DELTA_BINARY_PACKED"),
            )
        return self._file

    def close(self) -> None:
        """Drop what was not committed."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None
        for name in os.listdir(os.path.join(self._folder, LOG)):
            if name.endswith(".part"):
                os.remove(self._inside(name))

    # ------------------------------------------------------------ committing

    def commit(self, partial: tuple[str, int] | None = None) -> None:
        """Make what was added count; `partial` is the file of which texts are still to come."""
        from pyarrow import parquet

        self._close_group()
        if not self._groups and not self._lines:
            return
        name = f"part-{self._number + 1:06}.parquet" if self._groups else None
        said = Commit(
            VERSION,
            name,
            self._groups,
            f"{self._hashes % (1 << 128):032x}",
            list(self._columns),
            self._steps,
            partial,
            self._facts.hexdigest(),
        )
        stem = f"{self._number + 1:06}"
        with writing(self._folder):
            if self._file is not None:
                self._file.close()
                self._file = None
                _flush(self._inside("documents.part"))
            temporary = self._inside("log.part")
            parquet.write_table(log.table(self._lines), temporary, compression="zstd")
            _put(temporary, self._inside(f"{stem}.parquet"))
            temporary = self._inside("commit.part")
            with open(temporary, "w", encoding="utf-8") as stream:
                json.dump(said._asdict(), stream, ensure_ascii=False)
            _put(temporary, self._inside(f"{stem}.json"))
            # With its name the file of documents is there, and what is said of it counts.
            if name:
                _put(self._inside("documents.part"), os.path.join(self._folder, name))
        self._number += 1
        self._done += self._closed_size()
        self._begin()

    def _inside(self, name: str) -> str:
        return os.path.join(self._folder, LOG, name)


def _facts_of(table: pa.Table) -> bytes:
    """Write what is known of documents beside their texts."""
    places = table["places"].combine_chunks()
    numbers = [*places.flatten().flatten(), places.value_lengths()]
    return repr(table.select(_FACTS).to_pydict()).encode() + b"".join(
        column.to_numpy().tobytes() for column in numbers
    )


@contextmanager
def writing(folder: str) -> Iterator[None]:
    """Say what to do where a file cannot be written."""
    try:
        yield
    except OSError as error:
        if isinstance(error, ReadError):
            raise
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            reason, help = "no space is left", "Make room"
        else:
            reason, help = error.strerror or str(error), "Check its permissions"
        raise ReadError(
            f"{folder} cannot be written: {reason}. {help} and ingest the same sources again; "
            "what was done until now is kept."
        ) from None


def _put(temporary: str, path: str) -> None:
    """Give a file its name when it is on the disk."""
    _flush(temporary)
    os.replace(temporary, path)
    if os.name == "posix":
        folder = os.open(os.path.dirname(path), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _flush(path: str) -> None:
    """Wait until a file is on the disk."""
    with open(path, "rb+") as stream:
        os.fsync(stream.fileno())

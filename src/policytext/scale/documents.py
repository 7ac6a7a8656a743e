"""Documents of a corpus on disk: what they say of themselves is known, and read when needed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from policytext.cleaning import Change, CleanText
from policytext.document import _FIELDS, Cleaning, Document
from policytext.errors import InputError, ReadError
from policytext.offsets import Location, OffsetMap, Source
from policytext.readers import RawText
from policytext.scale.schema import load, plain_value

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from policytext.metadata import Found

__all__ = ["Rows", "StoredDocument"]

#: Bytes of text of a document for which memory is short.
_LARGE = 64_000_000

_FACTS = (
    "chars", "paragraphs", "path", "encoding", "warnings", "notes", "fields", "metadata", "source",
)  # fmt: skip


class Rows:
    """Rows of a row group, whose columns are read when they are first asked for.

    Parameters
    ----------
    path : str
        The Parquet file.
    group : int
        The row group.
    first, last : int
        Its rows, end excluded.
    chosen : ndarray of int64 or None
        Which of these rows; all for None.
    steps : tuple of str
        How the texts were cleaned.
    cut_by : (str, str) or None
        Name and dictionary of what cut the tokens that are stored; None where none are.
    """

    def __init__(
        self,
        path: str,
        group: int,
        first: int,
        last: int,
        chosen: NDArray[np.int64] | None,
        steps: tuple[str, ...],
        cut_by: tuple[str, str] | None,
    ) -> None:
        self._path = path
        self._group = group
        self._first = first
        self._last = last
        self._chosen = chosen
        self.steps = steps
        self.cut_by = cut_by
        self._columns: dict[str, list[Any]] = {}

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Say what is wrong where the file cannot be read."""
        import pyarrow as pa

        try:
            yield
        except (pa.ArrowException, OSError) as error:
            reason = str(error).rstrip(".")
            raise ReadError(f"{self._path} cannot be read: {reason}.") from None

    def table(self, *columns: str) -> pa.Table:
        """Read columns.

        Raises
        ------
        ReadError
            If the file cannot be read.
        """
        from pyarrow import parquet

        with self._readable(), parquet.ParquetFile(self._path) as file:
            table = file.read_row_group(self._group, columns=list(columns), use_threads=False)
        table = table.slice(self._first, self._last - self._first)
        return table if self._chosen is None else table.take(self._chosen)

    def documents(self, *, texts: bool = True) -> list[StoredDocument]:
        """Make the documents; without `texts` these are read when one is asked for."""
        if not texts:
            ids = as_list(self.table("id")["id"])
            return [StoredDocument(self, row, id) for row, id in enumerate(ids)]
        ids, found = self._strings("id", "text")
        return [
            StoredDocument(self, row, id, text)
            for row, (id, text) in enumerate(zip(ids, found, strict=True))
        ]

    @cached_property
    def texts(self) -> list[str]:
        """The text of each document."""
        (found,) = self._strings("text")
        return found

    def _strings(self, *columns: str) -> list[list[str]]:
        """Read columns of strings; what Arrow took for large texts it would keep: give it back."""
        import pyarrow as pa

        table = self.table(*columns)
        found, size = [as_list(table[name]) for name in columns], table.nbytes
        del table
        if size > _LARGE:
            pa.default_memory_pool().release_unused()
        return found

    def column(self, name: str) -> list[Any]:
        """Read a column, once."""
        if name not in self._columns:
            self._columns[name] = self.table(name)[name].to_pylist()
        return self._columns[name]

    @cached_property
    def chars(self) -> list[int]:
        """Number of characters without white space."""
        return as_list(self.table("chars")["chars"])

    @cached_property
    def facts(self) -> _Facts:
        """What is known of each document, as it is stored."""
        table = self.table(*_FACTS)
        return _Facts(*(as_list(table[name]) for name in _FACTS))

    @cached_property
    def places(self) -> _Places:
        """The way back to the files."""
        lists = self.table("places")["places"].combine_chunks()
        names = ("position", "line", "column", "page")
        values = (lists.values.field(name).to_numpy() for name in names)
        return _Places(lists.offsets.to_numpy(), *values)


class _Facts(NamedTuple):
    """Columns of facts, a value a document."""

    chars: list[int]
    paragraphs: list[int]
    path: list[str]
    encoding: list[str]
    warnings: list[Any]
    notes: list[Any]
    fields: list[str | None]
    metadata: list[str | None]
    source: list[str | None]


#: Columns of single values that are stored as `Corpus.docs` has them.
_COLUMNS = frozenset({"year", "issuer", "genre", "document_number", "addressee", "title"})


class _Places(NamedTuple):
    """Places in the files, one wherever the location does not go on by a column a character."""

    offsets: NDArray[np.int32]
    position: NDArray[np.int32]
    line: NDArray[np.int32]
    column: NDArray[np.int32]
    page: NDArray[np.int32]

    def locate(self, row: int, position: int) -> Location:
        """Find a position in the clean text of a document."""
        first, last = self.offsets[row : row + 2]
        at = first + int(self.position[first:last].searchsorted(position, "right")) - 1
        column = int(self.column[at]) + position - int(self.position[at])
        return Location(int(self.line[at]), column, int(self.page[at]) or None)


def as_list(column: Any) -> list[Any]:
    """Turn a column into Python's values."""
    # Arrow makes strings of a whole column some times faster for NumPy than for a list.
    return column.to_numpy(zero_copy_only=False).tolist()  # type: ignore[no-any-return]


class StoredDocument(Document):
    """A document of a corpus on disk.

    It is the document that was ingested but for the characters of the file and the record of
    cleaning, which are not kept.
    """

    _span = None
    _whole = None

    def __init__(self, rows: Rows, row: int, id: str, text: str | None = None) -> None:
        self.id = id
        if text is not None:
            self.text = text
        self._rows = rows
        self._row = row

    def __getstate__(self) -> dict[str, Any]:
        """Leave out of copies what stands for the file, and is made again when it is asked for."""
        return {name: made for name, made in vars(self).items() if name not in ("_raw", "_clean")}

    @cached_property
    def text(self) -> str:  # type: ignore[override]
        """The clean text, where it was not read with the document."""
        return self._rows.texts[self._row]

    @cached_property
    def metadata(self) -> dict[str, object]:  # type: ignore[override]
        """What is known of it from outside its text."""
        written = self._rows.facts.metadata[self._row]
        return load(written) if written else {}

    @cached_property
    def chars(self) -> int:
        """Number of characters without white space, the base of string rates."""
        return self._rows.chars[self._row]

    @cached_property
    def fields(self) -> dict[str, Found]:
        """What the document says of itself, each value with the place where it says so."""
        from policytext.metadata import Found

        written = self._rows.facts.fields[self._row]
        return {name: Found(*found) for name, found in load(written).items()} if written else {}

    @property
    def reading_warnings(self) -> tuple[str, ...]:
        """What the reader met that may make the text differ from what a person sees."""
        return self.warnings[: self._source_facts.get("warnings", 0)]

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What may make the text differ from the document that an office issued."""
        told = self._rows.facts.warnings[self._row]
        return () if told is None else tuple(told)

    def fact(self, name: str) -> object:
        """Return one value of the document's row in `Corpus.docs`; None where there is none."""
        # What has a column of its own is there at once; but a year, say, that is no number is not.
        value = self._rows.column(name)[self._row] if name in _COLUMNS else None
        return self.facts.get(name) if value is None else value

    @property
    def facts(self) -> dict[str, object]:
        """The document's row in `Corpus.docs`."""
        known, row = self._rows.facts, self._row
        said: dict[str, Any] = dict.fromkeys(_FIELDS)
        said["annexes"] = ()
        if written := known.fields[row]:
            for name, (value, *_) in json.loads(written).items():
                said[name] = value if type(value) is str else plain_value(value)
        told = known.warnings[row]
        said["year"] = getattr(said["date"], "year", None)
        said["chars"] = known.chars[row]
        said["paragraphs"] = known.paragraphs[row]
        said["path"] = known.path[row]
        said["encoding"] = known.encoding[row]
        said["warnings"] = "" if told is None else " ".join(told)
        said.update(self.metadata)
        return said

    @property
    def cleaning(self) -> Cleaning:
        """Which steps cleaning took; what each did is not kept."""
        return _StoredCleaning(self)

    # What follows stands for the file's characters and the record of cleaning.

    @cached_property
    def _source_facts(self) -> dict[str, Any]:
        written = self._rows.facts.source[self._row]
        return json.loads(written) if written else {}

    @cached_property
    def _raw(self) -> RawText:  # type: ignore[override]
        notes = self._rows.facts.notes[self._row]
        return RawText(
            "",
            _CleanPositions(),
            _StoredSource(self),
            {},
            notes=() if notes is None else tuple(notes),
            warnings=self.reading_warnings,
        )

    @cached_property
    def _clean(self) -> CleanText:  # type: ignore[override]
        return _StoredText(self.text, self._rows.steps, self.id)


class _CleanPositions(OffsetMap):
    """Marks a position as one of the clean text: by counting from -1 down."""

    __slots__ = ()

    def __getitem__(self, position: int) -> int:
        return -1 - position


class _StoredSource(Source):
    """A file of which only its places are kept."""

    __slots__ = ("_located", "_row", "_rows")

    def __init__(self, document: StoredDocument) -> None:
        known = document._rows.facts
        self.path = known.path[document._row]
        self.encoding = known.encoding[document._row]
        self.replaced = tuple(document._source_facts.get("replaced", ()))
        self.pages = ()
        self._located = document._source_facts.get("located", ())
        self._rows = document._rows
        self._row = document._row

    def __repr__(self) -> str:
        return f"<Source {self.path!r}: characters not kept, {self.encoding}>"

    @property
    def text(self) -> str:  # type: ignore[override]
        """The characters of the file, which are not kept."""
        raise InputError(
            f"A corpus on disk does not keep the characters of {self.path}, only the clean text. "
            "Read the file with `policytext.read`."
        )

    def locate(self, position: int) -> Location:
        """Find a position of the clean text, or one in the file that is known."""
        if position < 0:
            return self._rows.places.locate(self._row, -1 - position)
        for known, line, column, page in self._located:
            if known == position:
                return Location(line, column, page)
        raise InputError(
            f"A corpus on disk does not know position {position} of {self.path}, only those of "
            "the clean text. Locate with the document."
        )


class _StoredText(CleanText):
    """A clean text without the record of what was done."""

    def __init__(self, text: str, steps: tuple[str, ...], id: str) -> None:
        self.text = text
        self.offsets = OffsetMap()
        self.steps = steps
        self._id = id

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What was done, which is not kept."""
        raise InputError(
            f"A corpus on disk does not keep what cleaning changed in {self._id!r}, only the "
            "steps. Read the file with `policytext.read`."
        )


class _StoredCleaning(Cleaning):
    """Which steps cleaning took."""

    is_kept = False

    @property
    def steps(self) -> tuple[str, ...]:
        assert isinstance(self._document, StoredDocument)
        return self._document._rows.steps

    def __str__(self) -> str:
        return "cleaned; what was changed is not kept on disk" if self.steps else "not cleaned"

    def __repr__(self) -> str:
        return f"<Cleaning of {self._document.id!r}: changes not kept>"

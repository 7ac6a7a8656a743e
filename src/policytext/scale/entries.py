"""From documents to rows of the corpus on disk."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.document import Document
from policytext.offsets import Source
from policytext.scale.schema import TYPED, dump, pyarrow, schema, sound, typed_value

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["Entry", "entry", "table_of"]


class Entry(NamedTuple):
    """A document as it will be stored.

    Attributes
    ----------
    row : dict
        The values of its columns, but for the text, the places and the id that it will get.
    text : bytes
        The clean text in UTF-8.
    places : ndarray of int32, shape (4, n)
        Positions, lines, columns and pages.
    columns : tuple of str
        The columns of `docs` that it has.
    """

    row: dict[str, Any]
    text: bytes
    places: NDArray[np.int32]
    columns: tuple[str, ...]


def entry(document: Document) -> Entry:
    """Gather what is stored of a document, read and cleaned just now."""
    facts = document.facts
    warnings = list(document.warnings)
    read = len(document.reading_warnings)
    try:
        text = document.text.encode()
    except UnicodeEncodeError:
        # Halves of pairs of UTF-16, from JSON's escapes: one character stays one.
        text = (
            document.text.encode("utf-16-le", "surrogatepass")
            .decode("utf-16-le", "replace")
            .encode()
        )
        warnings.insert(0, "Characters that are half of one were replaced by U+FFFD.")
        read += 1
    located = [found.start for found in document.fields.values() if found.origin == "header"]
    replaced = document.source.replaced
    located += replaced[:1]
    source: dict[str, object] = {}
    if read:
        source["warnings"] = read
    if replaced:
        source["replaced"] = replaced
    if located:
        source["located"] = [(at, *document.source.locate(at)) for at in sorted(set(located))]
    said = {name: list(found) for name, found in document.fields.items()}
    row = {
        **{name: typed_value(name, facts.get(name)) for name in TYPED},
        "id": sound(document.id),
        "chars": document.chars,
        "paragraphs": len(document.paragraphs),
        "path": sound(document.source.path),
        "encoding": document.source.encoding,
        "warnings": [sound(warning) for warning in warnings] or None,
        "notes": [sound(note) for note in document.notes] or None,
        "hash": blake2b(text, digest_size=16).digest(),
        "fields": dump(said) if said else None,
        "metadata": dump(document.metadata) if document.metadata else None,
        "source": dump(source) if source else None,
    }
    return Entry(row, text, places(document), tuple(facts))


def places(document: Document) -> NDArray[np.int32]:
    """List the places of a text from which the location goes on by a column a character.

    Returns
    -------
    ndarray of int32, shape (4, n)
        Positions in the text, lines, columns, and pages, 0 where the file has none.
    """
    map_ = document._clean.offsets.through(document._raw.offsets)
    new = np.asarray(map_._new, dtype=np.int64)
    old = np.asarray(map_._old, dtype=np.int64)
    # One more: a position may be the end of the text.
    ends = old + np.diff(new, append=len(document.text) + 1)
    lines, above, pages = _lines(document.source, int(old[0]), int(ends[-1]))
    # A run of characters that stand together in the file is cut where a line begins in it.
    first = np.searchsorted(lines, old, "right")
    inside = np.maximum(np.searchsorted(lines, ends, "left") - first, 0)
    run = np.repeat(np.arange(len(new)), inside)
    begun = lines[np.arange(len(run)) - np.repeat(np.cumsum(inside) - inside - first, inside)]
    positions = np.concatenate([new, new[run] + begun - old[run]])
    sources = np.concatenate([old, begun])
    order = np.argsort(positions, kind="stable")
    positions, sources = positions[order], sources[order]
    line = np.searchsorted(lines, sources, "right")
    column = sources - lines[line - 1] + 1
    line += above
    page = np.zeros_like(line)
    if len(pages):
        page = np.maximum(np.searchsorted(pages, sources, "right"), 1)
        line = line - np.searchsorted(lines, pages[page - 1], "right") + 1
    # Runs that were cut for another reason may go on all the same.
    goes_on = (np.diff(column) == np.diff(positions)) & ~np.diff(line).astype(bool)
    kept = np.concatenate([[True], ~goes_on | np.diff(page).astype(bool)])
    return np.stack([positions, line, column, page])[:, kept].astype(np.int32)


def _lines(
    source: Source, start: int, end: int
) -> tuple[NDArray[np.int64], int, NDArray[np.int64]]:
    """Return where lines begin in a part of a file, how many are above it, and the pages."""
    source.locate(0)
    known = source._line_starts
    assert known is not None
    if source.pages:
        return np.asarray(known, np.int64), 0, np.asarray(source.pages, np.int64)
    # A table's rows have one source, which is not to be gone through for each.
    first = bisect_right(known, start) - 1
    part = known[first : bisect_left(known, end)]
    return np.asarray(part, np.int64), first, np.empty(0, np.int64)


def table_of(entries: Sequence[Entry], tokens: pa.Table | None = None) -> pa.Table:
    """Make rows of entries, with the columns of their tokens if there are any."""
    pa = pyarrow()
    columns: dict[str, Any] = {}
    for field in schema():
        if field.name == "text":
            columns["text"] = _texts([entry.text for entry in entries])
        elif field.name == "places":
            columns["places"] = _lists(field.type, [entry.places for entry in entries])
        else:
            values = [entry.row[field.name] for entry in entries]
            columns[field.name] = pa.array(values, field.type)
    if tokens is not None:
        columns.update(zip(tokens.column_names, tokens.columns, strict=True))
    return pa.Table.from_arrays(list(columns.values()), schema=schema(tokens=tokens is not None))


def _texts(texts: Sequence[bytes]) -> Any:
    """Make a column of texts that are encoded already."""
    pa = pyarrow()
    offsets = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    # A single text, which may be very long, is not copied.
    buffers = [pa.py_buffer(offsets), pa.py_buffer(b"".join(texts))]
    return pa.LargeStringArray.from_buffers(len(texts), *buffers)


def _lists(kind: Any, places: Sequence[NDArray[np.int32]]) -> Any:
    """Make a column of lists of places."""
    pa = pyarrow()
    offsets = np.cumsum([0, *(found.shape[1] for found in places)], dtype=np.int32)
    numbers = np.concatenate(places, axis=1) if places else np.empty((4, 0), np.int32)
    fields = list(kind.value_type)
    values = pa.StructArray.from_arrays([pa.array(row) for row in numbers], fields=fields)
    return pa.ListArray.from_arrays(pa.array(offsets), values, type=kind)

"""A process that reads files for an ingest: tasks come in, rows of the corpus go out."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import compress, count
from os import path as os_path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from policytext.cleaning import clean as clean_text
from policytext.corpus import Corpus
from policytext.document import Document
from policytext.errors import MissingExtra, PolicyTextError, ReadError
from policytext.readers import ARCHIVES, Failure, RawText, read_file, suffix
from policytext.reading import named_facts
from policytext.scale.entries import Entry, entry, table_of
from policytext.scale.log import row_of
from policytext.scale.schema import pyarrow
from policytext.scale.stored_tokens import columns_of, cut_texts, join
from policytext.segmentation import Segmenter, segment

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "Chunk", "Event", "Place", "Reading", "Task", "Way", "chunks", "receive", "send", "serve",
]  # fmt: skip

#: Bytes of text and documents that are sent at once.
_CHUNK_SIZE = 4 << 20
_CHUNK_ROWS = 2_000
#: Characters of the texts of an archive that are kept, while it is not known how many of them
#: have the same name; a larger one is read twice.
_HELD = 50_000_000


class Way(NamedTuple):
    """How files are read, and their texts cut into tokens if they are to be."""

    clean: bool | Mapping[str, bool]
    encoding: str | None
    text_column: str
    known: Mapping[str, Mapping[str, object]]
    segmenter: Segmenter | None = None


class Place(NamedTuple):
    """A place in a task: the number of a file, and of a text in it."""

    file: int
    part: int


class Reading(NamedTuple):
    """A file to read.

    Attributes
    ----------
    path : str
        The file.
    id : str
        The name for its documents.
    begin : int
        The text to begin at, counted with those that fail.
    size : int
        Its bytes.
    key : bytes
        16 bytes, others when it is changed.
    """

    path: str
    id: str
    begin: int
    size: int
    key: bytes


class Task(NamedTuple):
    """Files to read.

    Attributes
    ----------
    files : list of Reading
        The files.
    size : int
        Their bytes.
    begin : Place
        Where to begin.
    lost : mapping of int to str
        Numbers of files that are not to be tried, and why.
    apart : bool
        Whether texts are cut into tokens one by one, to tell of which a process dies.
    """

    files: list[Reading]
    size: int
    begin: Place = Place(0, 0)
    lost: Mapping[int, str] = {}
    apart: bool = False


class Event(NamedTuple):
    """What happened in reading: a text, a part or a file that failed, a file that is done.

    Attributes
    ----------
    kind : {"text", "part", "failed", "done"}
    place : Place
        The text's, or that of a file.
    path, reason : str
        What failed, and why.
    """

    kind: str
    place: Place
    path: str = ""
    reason: str = ""


class Chunk(NamedTuple):
    """What was read of a task.

    Attributes
    ----------
    events : list of Event
        In order; each text has a row of the table.
    columns : list of tuple of str
        The columns of `docs` that texts have, each combination once.
    shapes : list of int
        Which of these each text has.
    next : Place
        Where to go on.
    table : pyarrow.Table
        The texts.
    """

    events: list[Event]
    columns: list[tuple[str, ...]]
    shapes: list[int]
    next: Place
    table: Any


# ---------------------------------------------------------------- reading


def chunks(task: Task, way: Way) -> Iterator[Chunk | int]:
    """Read the files of a task; the number of each file comes before what was read of it."""
    held = _Held(way.segmenter)
    most = 1 if task.apart else _CHUNK_ROWS
    for number, (path, id, begin, *_) in enumerate(task.files):
        if number < task.begin.file:
            continue
        if number == task.begin.file:
            begin = max(begin, task.begin.part)
        yield number
        try:
            if number in task.lost:
                raise ReadError(task.lost[number])
            for part, found in _texts(path, id, begin, way):
                held.add(Place(number, part), found)
                if held.size >= _CHUNK_SIZE or len(held.events) >= most:
                    yield held.chunk(Place(number, part + 1))
                    held = _Held(way.segmenter)
            held.events.append(Event("done", Place(number, 0)))
        except (ReadError, MissingExtra) as error:
            held.events.append(Event("failed", Place(number, 0), path, str(error)))
        except MemoryError:
            reason = f"{path} takes more memory than there is. Split it into documents."
            held.events.append(Event("failed", Place(number, 0), path, reason))
        except Exception as error:
            reason = f"{path} cannot be read: {type(error).__name__}: {error}."
            held.events.append(Event("failed", Place(number, 0), path, reason))
    yield held.chunk(Place(len(task.files), 0))


class _Held:
    """What was read since the last chunk."""

    def __init__(self, segmenter: Segmenter | None) -> None:
        self._segmenter = segmenter
        self.events: list[Event] = []
        self.size = 0
        self._entries: list[Entry] = []
        #: The texts' own, of which a failure tells the line; only where they are to be cut.
        self._documents: list[Document] = []

    def add(self, place: Place, found: Document | Failure) -> None:
        """Take a text, or a part that could not be read."""
        if isinstance(found, Failure):
            self.events.append(Event("part", place, *found))
            return
        made = entry(found)
        self.events.append(Event("text", place))
        self._entries.append(made)
        self.size += len(made.text)
        if self._segmenter is not None:
            self._documents.append(found)

    def chunk(self, next: Place) -> Chunk:
        """Put together what was read."""
        tokens = None if self._segmenter is None else self._cut(self._segmenter)
        columns = {made.columns: 0 for made in self._entries}
        columns = {names: number for number, names in enumerate(columns)}
        shapes = [columns[made.columns] for made in self._entries]
        return Chunk(self.events, list(columns), shapes, next, table_of(self._entries, tokens))

    def _cut(self, segmenter: Segmenter) -> pa.Table:
        """Cut the texts, as they are stored, into tokens; a text that fails is a part that does."""
        texts = [made.text.decode() for made in self._entries]
        try:
            return cut_texts(texts, segmenter)
        except Exception:
            pieces = [_cut(*one, segmenter) for one in zip(self._documents, texts, strict=True)]
        outcome = iter(pieces)
        self.events = [
            Event("part", event.place, *failed)
            if event.kind == "text" and isinstance(failed := next(outcome), Failure)
            else event
            for event in self.events
        ]
        good = [not isinstance(piece, Failure) for piece in pieces]
        self._entries = [*compress(self._entries, good)]
        return join([*compress(pieces, good)])


def _cut(document: Document, text: str, segmenter: Segmenter) -> pa.Table | Failure:
    """Cut one text into tokens, or say why that cannot be done."""
    path, row = document.source.path, row_of(document.id)
    try:
        if text != document.text:
            return cut_texts([text], segmenter)
        return columns_of(segment(Corpus([document]), segmenter, threads=1))
    except PolicyTextError as error:
        reason = str(error)
    except MemoryError:
        reason = f"To segment {path} takes more memory than there is. Split it into documents."
    except Exception as error:
        reason = f"{path} cannot be segmented: {type(error).__name__}: {error}."
    return Failure(f"{path}#{row}" if row else path, reason)


def _texts(path: str, id: str, begin: int, way: Way) -> Iterator[tuple[int, Document | Failure]]:
    """Read the texts of a file as `policytext.read` does, without holding them all.

    Raises
    ------
    ReadError
        If the file cannot be read, or no part of it can.
    """

    def parts() -> Iterator[RawText | Failure]:
        return read_file(path, encoding=way.encoding, text_column=way.text_column)

    archive = suffix(path) in ARCHIVES
    named = _members(path, id, parts) if archive else _rows(path, id, parts())
    for part, (name, found) in enumerate(named):
        if part < begin:
            continue
        if isinstance(found, Failure):
            yield part, found
            continue
        facts = {**found.metadata, **named_facts(name, found, way.known)}
        clean = clean_text(found.text, way.clean)
        yield part, Document(name, found, clean, metadata=facts)


def _rows(
    path: str, id: str, parts: Iterator[RawText | Failure]
) -> Iterator[tuple[str, RawText | Failure]]:
    """Name the texts of a file: rows by their number, a single text by the file."""
    # Until a second text comes, the first may be the only one.
    held: list[RawText | Failure] = []
    texts = 0
    for part in parts:
        held.append(part)
        texts += isinstance(part, RawText)
        if texts == 2:
            break
    if not texts:
        raise _nothing(path, held)
    (first, *_) = (part for part in held if isinstance(part, RawText))
    single = texts == 1 and not first.metadata and first.source.path == path
    del first
    rows = count(1)
    while held:
        part = held.pop(0)
        name = id if single else f"{id}#{next(rows)}" if isinstance(part, RawText) else ""
        yield name, part
    for part in parts:
        yield f"{id}#{next(rows)}" if isinstance(part, RawText) else "", part


def _nothing(path: str, parts: list[RawText | Failure]) -> ReadError:
    """Say why a file without any text has none."""
    for part in parts:
        if isinstance(part, Failure):
            return ReadError(part.reason)
    return ReadError(f"{path} has a header but no rows. Check that it was saved whole.")


def _members(
    path: str, id: str, parts: Callable[[], Iterator[RawText | Failure]]
) -> Iterator[tuple[str, RawText | Failure]]:
    """Name the texts of an archive by their path in it, and by a number where paths are alike."""
    times: Counter[str] = Counter()
    held: list[RawText | Failure] = []
    size, whole = 0, True
    failed: list[RawText | Failure] = []

    def name_of(raw: RawText) -> str:
        return f"{id}/{os_path.splitext(raw.source.path.removeprefix(path + '/'))[0]}"

    for part in parts():
        if isinstance(part, Failure):
            failed = failed or [part]
        else:
            times[name_of(part)] += 1
            size += len(part.text)
        whole = whole and size <= _HELD
        if whole:
            held.append(part)
        else:
            held.clear()
    if not times:
        raise _nothing(path, failed)
    rows = {name: count(1) for name, number in times.items() if number > 1}
    for part in held if whole else parts():
        if isinstance(part, Failure):
            yield "", part
        else:
            name = name_of(part)
            yield f"{name}#{next(rows[name])}" if name in rows else name, part


# ---------------------------------------------------------------- the process


def serve() -> None:
    """Read tasks from standard input until it ends; write what was read to standard output."""
    # What libraries print must not come between.
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 20)
    os.dup2(2, 1)
    # What is odd about a document is stored with it.
    warnings.simplefilter("ignore")
    # A key that stops the run is for the process that began it, which stops this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    incoming = sys.stdin.buffer
    way: Way = pickle.load(incoming)
    try:
        while True:
            for said in chunks(pickle.load(incoming), way):
                send(said, out)
            send(None, out)
    except (EOFError, BrokenPipeError):
        # The process that asks has ended.
        os._exit(0)


def send(said: Chunk | int | None, out: IO[bytes]) -> None:
    """Write a number, a chunk, or None for the end of a task."""
    pa = pyarrow()
    if isinstance(said, Chunk):
        pickle.dump(said._replace(table=None), out)
        with pa.ipc.new_stream(pa.PythonFile(out, "w"), said.table.schema) as stream:
            stream.write_table(said.table)
    else:
        pickle.dump(said, out)
    out.flush()


def receive(incoming: IO[bytes]) -> Chunk | int | None:
    """Read what `send` wrote; it comes from a process of ours and never from a file.

    Raises
    ------
    EOFError
        If the process ended.
    """
    pa = pyarrow()
    try:
        said: Chunk | int | None = pickle.load(incoming)
        if isinstance(said, Chunk):
            with pa.ipc.open_stream(pa.PythonFile(incoming, "r")) as stream:
                return said._replace(table=stream.read_all())
    except (pickle.UnpicklingError, pa.ArrowInvalid, OSError) as error:
        raise EOFError(str(error)) from None
    return said

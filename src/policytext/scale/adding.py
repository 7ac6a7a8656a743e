"""What an ingest does with what is read: it adds what is new and notes the rest."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import islice, repeat
from typing import Any, NamedTuple

import numpy as np

from policytext.readers import Failure
from policytext.scale import log
from policytext.scale.commits import Commit, commits
from policytext.scale.pool import read_tasks
from policytext.scale.progress import Progress
from policytext.scale.schema import pyarrow, sound
from policytext.scale.seen import Seen, shorten
from policytext.scale.sources import Sources
from policytext.scale.worker import Chunk, Reading, Task, Way
from policytext.scale.writing import Writer

__all__ = ["Run"]

#: Files of a task, and their bytes unless one has more.
_TASK_FILES = 200
_TASK_SIZE = 4 << 20
#: Files that are looked up at a time, whether they are done.
_LOOKED_UP = 1_000


class _Text(NamedTuple):
    """A text that was read: its row among the new ones, and what is to be known of it."""

    table: Any
    row: int
    is_new: bool
    is_there: bool
    size: int
    hash: bytes
    columns: tuple[str, ...]
    path: str
    id: str


class Run:
    """One ingest under way.

    Attributes
    ----------
    added, duplicates, already_there, failed : int
        As in `Ingested`.
    unmatched : set of str
        Files that the table of metadata names and that were not met.
    """

    def __init__(self, folder: str, writer: Writer, progress: Callable[[Progress], object]) -> None:
        self._folder = folder
        self._writer = writer
        self._progress = progress
        self._texts, self._pairs, self._ids, self._done = Seen(16), Seen(8), Seen(8), Seen(16)
        before = commits(folder)
        self._partial = dict(commit.partial for commit in before if commit.partial)
        self._failed = frozenset(log.failures(folder, len(before)))
        self._recall(before)
        self.added = self.duplicates = self.failed = 0
        #: Files that were passed over, which a thread of the pool counts, and documents.
        self._passed = self._met = 0
        self.unmatched: set[str] = set()
        self._begun = time.monotonic()
        #: Bytes of files that are done: before, and now; and bytes of text of the one under way.
        self._kept = self._size = self._inside = self._total = 0
        self._workers = ""

    def _recall(self, before: Sequence[Commit]) -> None:
        """Find out what the corpus holds."""
        for keys in log.keys(self._folder, len(before)):
            self._done.add(keys)
        for commit in before:
            if commit.file:
                for texts, paths, ids in log.stored(os.path.join(self._folder, commit.file)):
                    self._texts.add(texts)
                    self._pairs.add(log.pairs_of(texts, paths, ids))
                    self._ids.add(shorten(ids))

    def go(self, sources: Sources, way: Way, workers: int) -> None:
        """Read what is new, and write it."""
        self._total = sources.size
        self._workers = f"{workers} process{'es' * (workers > 1)}" if workers else "this process"
        for failure in sources.unreadable:
            self._fail(log.FAILED, failure.path, failure)
        self.unmatched.update(way.known)
        self._tell()
        with closing(read_tasks(self._tasks(sources), way, workers)) as results:
            for task, chunk in results:
                self._take(task, chunk)
                self._tell()
        self._writer.commit()
        if self._kept:
            # Which files the archives among those hold is not known.
            self.unmatched.clear()
        log.write_tables(self._folder, commits(self._folder))

    @property
    def already_there(self) -> int:
        """Files and documents that the corpus had."""
        return self._passed + self._met

    # ------------------------------------------------------------ what is to be read

    def _tasks(self, sources: Sources) -> Iterator[Task]:
        """Deal the files that are not done into tasks. A thread of the pool asks for them."""
        files: list[Reading] = []
        size = 0
        for reading in self._new(sources):
            if files and (len(files) == _TASK_FILES or size + reading.size > _TASK_SIZE):
                yield Task(files, size)
                files, size = [], 0
            files.append(reading)
            size += reading.size
        if files:
            yield Task(files, size)

    def _new(self, sources: Sources) -> Iterator[Reading]:
        """Pass over files that are done."""
        listed = iter(sources)
        while some := list(islice(listed, _LOOKED_UP)):
            done = self._done.has(np.array([given.key for given in some], "S16"))
            for given, known in zip(some, done.tolist(), strict=True):
                if known:
                    self._passed += 1
                    self._kept += given.size
                else:
                    begin = self._partial.get(given.key.hex(), 0)
                    yield Reading(given.path, given.id, begin, given.size, given.key)

    # ------------------------------------------------------------ what was read

    def _take(self, task: Task, chunk: Chunk) -> None:
        """Add what is new in a chunk, and note what happened."""
        texts = self._choose(chunk)
        for event in chunk.events:
            reading = task.files[event.place.file]
            if event.kind == "text":
                self._take_text(reading, event.place.part, next(texts))
            elif event.kind == "part":
                self._make_room(reading, event.place.part, 0)
                failure = Failure(event.path, event.reason)
                self._fail(log.PART, reading.path, failure, reading.key)
            elif event.kind == "failed":
                self._fail(log.FAILED, reading.path, Failure(event.path, event.reason))
                self._end(reading)
            else:
                self._writer.note(log.Line(log.DONE, reading.path, "", None, reading.key))
                self._end(reading)

    def _choose(self, chunk: Chunk) -> Iterator[_Text]:
        """Tell of each text whether it is new, or was there before from the same path."""
        table = chunk.table
        ids, paths = table["id"].to_pylist(), table["path"].to_pylist()
        if self.unmatched:
            self.unmatched.difference_update(map(os.path.basename, paths))
        hashes = log.bytes16(table["hash"])
        pairs = log.pairs_of(hashes, paths, ids)
        new = np.zeros(len(hashes), dtype=bool)
        new[np.unique(hashes, return_index=True)[1]] = True
        new &= ~self._texts.has(hashes)
        there = self._pairs.has(pairs)
        names = self._unique([id for id, is_new in zip(ids, new.tolist(), strict=True) if is_new])
        # What is filtered is copied, which is to be spared where a text is very long.
        fresh = table if new.all() else table.filter(pyarrow().array(new))
        fresh = fresh.set_column(0, table.schema.field("id"), [names]) if names else fresh
        self._texts.add(hashes[new])
        self._pairs.add(pairs[new])
        self._ids.add(shorten(names))
        columns = (chunk.columns[shape] for shape in chunk.shapes)
        return map(
            _Text,
            repeat(fresh),
            (np.cumsum(new) - 1).tolist(),
            new.tolist(),
            there.tolist(),
            log.sizes_of(table["text"]),
            table["hash"].to_pylist(),
            columns,
            paths,
            ids,
        )

    def _take_text(self, reading: Reading, part: int, text: _Text) -> None:
        """Add a text, or note that it is left out."""
        # A text may have more bytes than its file, in another encoding; the file is not done.
        self._inside = min(self._inside + text.size, max(reading.size - 1, 0))
        if text.is_new:
            self._make_room(reading, part, text.size)
            self._writer.add(text.table, text.row, text.size, text.hash, text.columns)
            self.added += 1
        elif text.is_there:
            self._met += 1
        else:
            self._make_room(reading, part, 0)
            row = log.row_of(text.id)
            path = f"{text.path}#{row}" if row else text.path
            line = log.Line(log.DUPLICATE, reading.path, path, None, None, text.hash)
            self._writer.note(line)
            self.duplicates += 1

    def _make_room(self, reading: Reading, part: int, size: int) -> None:
        """Commit what was added until now, if it is enough for a file."""
        if self._writer.is_full(size):
            self._writer.commit((reading.key.hex(), part) if part else None)

    def _end(self, reading: Reading) -> None:
        """Note that a file is done."""
        self.unmatched.discard(os.path.basename(reading.path))
        self._size += reading.size
        self._inside = 0
        if self._writer.is_full(0):
            self._writer.commit()

    def _fail(self, outcome: int, source: str, failure: Failure, key: bytes | None = None) -> None:
        """Note what could not be read, unless it is known."""
        self.failed += 1
        if Failure(*map(sound, failure)) not in self._failed:
            self._writer.note(log.Line(outcome, source, *failure, key))

    def _unique(self, ids: list[str]) -> list[str]:
        """Make ids differ from those in the corpus, and from each other."""
        taken = self._ids.has(shorten(ids)).tolist()
        mine: set[str] = set()
        names = []
        for id, known in zip(ids, taken, strict=True):
            while known or id in mine:
                id += "'"
                known = bool(self._ids.has(shorten([id]))[0])
            mine.add(id)
            names.append(id)
        return names

    def _tell(self) -> None:
        """Tell how far it is."""
        documents = self.added + self.duplicates
        size = min(self._kept + self._size + self._inside, self._total)
        elapsed = time.monotonic() - self._begun
        done = (documents, size, None, self._total, self.failed)
        self._progress(Progress(*done, elapsed, self._kept, self._workers))

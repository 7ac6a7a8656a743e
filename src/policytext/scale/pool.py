"""Processes that read files, and what is done when one dies."""

from __future__ import annotations

import pickle
import queue
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any

from policytext.errors import ReadError
from policytext.scale.worker import Chunk, Task, Way, chunks, receive

__all__ = ["read_tasks"]

#: Chunks of a task that wait for their turn.
_WAITING = 4
#: A larger task is read while no other such is, so that memory does for it.
_BIG = 64 << 20
#: How often processes may die of a file before it is given up. One may be killed by chance.
_DEATHS = 3
#: Stands for the number of a file where a process has not said any.
_NOTHING = -1
#: Seconds after which a thread looks whether it is to stop.
_PATIENCE = 0.2


def read_tasks(
    tasks: Iterator[Task], way: Way, workers: int
) -> Generator[tuple[Task, Chunk], None, None]:
    """Read the files of tasks in as many processes as told; yield what was read, in order.

    Without workers it is read in this process, which a file that kills a process kills.
    """
    if not workers:
        for task in tasks:
            for said in chunks(task, way):
                if isinstance(said, Chunk):
                    yield task, said
        return
    pool = _Pool(tasks, way, workers)
    try:
        yield from pool.results()
    finally:
        pool.stop()


class _Pool:
    """Threads that each feed a process and pass on what it reads."""

    def __init__(self, tasks: Iterator[Task], way: Way, workers: int) -> None:
        self._tasks = tasks
        self._way = pickle.dumps(way)
        self._ending = threading.Event()
        #: What is read of each task, in the order of the tasks; None when there is no more.
        self._order: queue.Queue[tuple[Task, queue.Queue[Any]] | None] = queue.Queue()
        self._taking = threading.Lock()
        self._big = threading.Semaphore(1)
        #: How many tasks are read or wait for their turn.
        self._open = threading.Semaphore(2 * workers)
        self._ended = False
        self._processes = [_Process(self._way) for _ in range(workers)]
        self._threads = [
            threading.Thread(target=self._work, args=(process,), daemon=True)
            for process in self._processes
        ]
        for thread in self._threads:
            thread.start()

    def results(self) -> Iterator[tuple[Task, Chunk]]:
        """Yield what was read, in the order of the tasks."""
        while (item := self._order.get()) is not None:
            task, found = item
            while (said := found.get()) is not None:
                if isinstance(said, BaseException):
                    raise said
                yield task, said
            self._open.release()

    def stop(self) -> None:
        """End all processes."""
        self._ending.set()
        for process in self._processes:
            process.kill()
        for thread in self._threads:
            thread.join()

    # ------------------------------------------------------------ in each thread

    def _work(self, process: _Process) -> None:
        """Read tasks until there are no more."""
        try:
            while (item := self._take()) is not None:
                task, found = item
                try:
                    for said in _read(process, task, self._ending):
                        self._put(found, said)
                    self._put(found, None)
                except BaseException as error:
                    self._put(found, error)
                    return
                finally:
                    if task.size > _BIG:
                        # What a process took for a large file it would not give back.
                        process.end()
                        self._big.release()
        finally:
            process.end()

    def _take(self) -> tuple[Task, queue.Queue[Any]] | None:
        """Take the next task, when there is room for it."""
        if not self._wait(self._open):
            return None
        with self._taking:
            if self._ended:
                return None
            try:
                task = next(self._tasks, None)
                found: queue.Queue[Any] = queue.Queue(_WAITING)
                if task is not None and task.size > _BIG and not self._wait(self._big):
                    task = None
            except BaseException as error:
                task, found = Task([], 0), queue.Queue()
                found.put(error)
                self._order.put((task, found))
                task = None
            if task is None:
                self._ended = True
                self._order.put(None)
                return None
            self._order.put((task, found))
            return task, found

    def _wait(self, semaphore: threading.Semaphore) -> bool:
        """Wait for room; tell whether there is any, or all is to stop."""
        while not self._ending.is_set():
            if self._ended:
                return False
            if semaphore.acquire(timeout=_PATIENCE):
                return True
        return False

    def _put(self, found: queue.Queue[Any], said: Any) -> None:
        """Pass on what was read, when there is room for it."""
        while not self._ending.is_set():
            try:
                found.put(said, timeout=_PATIENCE)
                return
            except queue.Full:
                pass


def _read(process: _Process, task: Task, ending: threading.Event) -> Iterator[Chunk]:
    """Read a task; where the process dies, go on in another, without what it dies of."""
    deaths: Counter[int] = Counter()
    while not ending.is_set():
        at = _NOTHING
        try:
            process.ask(task)
            while (said := process.answer()) is not None:
                if isinstance(said, Chunk):
                    task = task._replace(begin=said.next)
                    yield said
                else:
                    at = said
            return
        except (EOFError, BrokenPipeError):
            how = process.end()
        if ending.is_set():
            return
        # Texts of several files are cut together, and the last need not be the one.
        task = task._replace(apart=True)
        deaths[at] += 1
        if deaths[at] >= _DEATHS:
            if at == _NOTHING or at in task.lost:
                when = "before they begin" if at == _NOTHING else "though they read nothing"
                raise ReadError(
                    f"The processes that read end {when} ({how}). Ingest with workers=0 to see why."
                )
            path = task.files[at].path
            reason = (
                f"{path}: the process that reads it dies of it ({how}), perhaps for want of "
                "memory. Split it into documents, or leave it out."
            )
            task = task._replace(lost={**task.lost, at: reason})


class _Process:
    """A process that reads files; it is started when it is first asked."""

    def __init__(self, way: bytes) -> None:
        self._way = way
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, task: Task) -> None:
        """Give it a task."""
        if self._process is None:
            # Not multiprocessing, which runs the caller's script a second time.
            begin = (
                f"import sys; sys.path[:] = {sys.path!r}; "
                "from policytext.scale.worker import serve; serve()"
            )
            self._process = subprocess.Popen(
                [sys.executable, "-c", begin], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            self._write(self._way)
        self._write(pickle.dumps(task))

    def _write(self, data: bytes) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def answer(self) -> Chunk | int | None:
        """Take what it says next."""
        assert self._process is not None
        assert self._process.stdout is not None
        return receive(self._process.stdout)

    def kill(self) -> None:
        """End it while another thread waits for its answer."""
        process = self._process
        if process is not None:
            process.kill()

    def end(self) -> str:
        """End it, and say how it ended."""
        process, self._process = self._process, None
        if process is None:
            return ""
        assert process.stdin is not None
        assert process.stdout is not None
        ended = process.poll()
        process.kill()
        code = process.wait()
        process.stdout.close()
        with suppress(OSError):
            process.stdin.close()
        code = code if ended is None else ended
        return f"signal {-code}" if code < 0 else f"exit status {code}"

"""How far something is: a record, and the ways to show it."""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from shutil import get_terminal_size
from typing import Any, Literal, NamedTuple, TextIO

__all__ = ["PATIENCE", "Form", "Progress", "describe", "show", "size_of"]

Form = Literal["line", "notebook", "json"]

#: Seconds before progress is shown to who did not ask for it.
PATIENCE = 1.0
#: Seconds between two lines, which nobody could read faster.
_EVERY = {"line": 0.1, "notebook": 0.5, "json": 1.0}
_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


class Progress(NamedTuple):
    """How far something is.

    Attributes
    ----------
    documents, size : int
        Documents and bytes that are done.
    total_documents, total_size : int or None
        How many there are in all, None where it is not known.
    failures : int
        What could not be read or looked at until now.
    elapsed : float
        Seconds since it began.
    kept : int
        Bytes of `size` that had been done before it began: they say nothing of its speed.
    workers : str
        Who does it, and where they can be watched: Dask's dashboard.
    """

    documents: int
    size: int
    total_documents: int | None
    total_size: int | None
    failures: int
    elapsed: float
    kept: int = 0
    workers: str = ""

    @property
    def documents_per_second(self) -> float:
        """Documents a second."""
        return self.documents / self.elapsed if self.elapsed > 0 else 0.0

    @property
    def bytes_per_second(self) -> float:
        """Bytes a second."""
        return (self.size - self.kept) / self.elapsed if self.elapsed > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that it will take, None where that is not known."""
        speed = self.bytes_per_second
        if self.total_size is None or speed <= 0:
            return None
        return max(self.total_size - self.size, 0) / speed

    def to_dict(self) -> dict[str, Any]:
        """List everything by name, for machines."""
        left = self.left
        return {
            "documents": self.documents,
            "bytes": self.size,
            "total_documents": self.total_documents,
            "total_bytes": self.total_size,
            "failures": self.failures,
            "seconds": round(self.elapsed, 3),
            "documents_per_second": round(self.documents_per_second, 1),
            "bytes_per_second": round(self.bytes_per_second),
            "seconds_left": None if left is None else round(left, 1),
            "workers": self.workers,
        }


def size_of(size: float) -> str:
    """Write a number of bytes for people.

    Examples
    --------
    >>> size_of(999), size_of(1_234_567)
    ('999 bytes', '1.2 MB')
    """
    unit = 0
    while size >= 999.5 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    places = 0 if unit == 0 or size >= 99.5 else 1
    return f"{size:.{places}f} {_UNITS[unit]}"


def describe(progress: Progress) -> str:
    """Write on one line how far something is.

    Examples
    --------
    >>> describe(Progress(1200, 30_000_000, None, 90_000_000, 2, 10.0))
    '33%, 1,200 documents, 30.0 MB of 90.0 MB, 3.0 MB/s, 120 documents/s, 20 s left, 2 failed'
    """
    total = progress.total_size
    done = size_of(progress.size)
    parts = [f"{100 * min(progress.size / total, 1):.0f}%"] if total else []
    of = progress.total_documents
    parts.append(f"{progress.documents:,}{'' if of is None else f' of {of:,}'} documents")
    parts.append(f"{done} of {size_of(total)}" if total else done)
    parts.append(f"{size_of(progress.bytes_per_second)}/s")
    parts.append(f"{progress.documents_per_second:,.0f} documents/s")
    if progress.left is not None:
        parts.append(f"{_duration(progress.left)} left")
    if progress.failures:
        parts.append(f"{progress.failures:,} failed")
    return ", ".join(parts)


def _duration(seconds: float) -> str:
    """Write a time in the two largest units that it has."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def show(
    form: Form | None = None, stream: TextIO | None = None, *, after: float = 0.0
) -> Callable[[Progress], None]:
    """Return a function that shows how far something is, and is called as often as one likes.

    Parameters
    ----------
    form : {"line", "notebook", "json"}, optional
        One line of a terminal, which is written over; a line in a notebook; a JSON object a line.
        By default a line where the stream is a terminal, a notebook's in a notebook, else nothing.
    stream : file, default standard error
    after : float, default 0.0
        Seconds before anything is shown: what is done sooner needs no progress.

    Returns
    -------
    function
        It takes a `Progress`; the first and the last, in which all is done, are always shown. The
        first names the workers.
    """
    out = sys.stderr if stream is None else stream
    if form is None:
        if _in_notebook():
            form = "notebook"
        elif out.isatty():
            form = "line"
        else:
            return lambda progress: None
    writers: dict[str, Callable[[Progress, bool], None]] = {
        "line": _Line(out),
        "notebook": _Notebook(),
        "json": _Json(out),
    }
    write = writers[form]
    shown = 0.0

    def tell(progress: Progress) -> None:
        nonlocal shown
        if progress.elapsed < after:
            return
        now = time.monotonic()
        last = progress.total_size is not None and progress.size >= progress.total_size
        if shown == 0.0 or last or now - shown >= _EVERY[form]:
            shown = now
            write(progress, last)

    return tell


class _Line:
    """A line of a terminal, written over; it is ended when all is done, or nothing more comes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._begun = False
        self._ended = True

    def __call__(self, progress: Progress, last: bool) -> None:
        if not self._begun and progress.workers:
            self._stream.write(f"{progress.workers}\n")
        self._begun = True
        # The rest of what stood there before is erased; what is longer than a line could not be.
        line = describe(progress)[: get_terminal_size().columns - 1]
        self._stream.write("\r" + line + "\x1b[K" + "\n" * last)
        self._stream.flush()
        self._ended = last

    def __del__(self) -> None:
        if not self._ended:
            self._stream.write("\n")


class _Json:
    """A JSON object a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, progress: Progress, last: bool) -> None:
        self._stream.write(json.dumps(progress.to_dict()) + "\n")
        self._stream.flush()


class _Notebook:
    """A line under a notebook's cell."""

    def __init__(self) -> None:
        self._handle: Any = None

    def __call__(self, progress: Progress, last: bool) -> None:
        display: Any = importlib.import_module("IPython.display").display
        workers = f"{progress.workers}\n" if progress.workers else ""
        line = {"text/plain": workers + describe(progress)}
        if self._handle is None:
            self._handle = display(line, raw=True, display_id=True)
        else:
            self._handle.update(line, raw=True)


def _in_notebook() -> bool:
    """Tell whether a notebook runs this."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    return shell is not None and hasattr(shell, "kernel")

"""A process with all its children: how long it takes, and how much memory they have."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = ["Usage", "watch"]

#: Seconds between two looks.
_PATIENCE = 0.1


class Usage(NamedTuple):
    """What a run took.

    Attributes
    ----------
    code : int
        How it ended.
    seconds : float
        From its start to its end.
    together, largest : float
        Most memory of all processes together at a time, shared pages counted once, and of one
        process, in MB; 0 where there is no /proc.
    """

    code: int
    seconds: float
    together: float
    largest: float


def watch(command: Sequence[str], **options: object) -> Usage:
    """Run a command to its end."""
    together = largest = 0.0
    begun = time.perf_counter()
    process = subprocess.Popen(command, **options)  # type: ignore[call-overload]
    ended = threading.Event()

    def look() -> None:
        nonlocal together, largest
        while not ended.wait(_PATIENCE):
            sizes = [_memory(number) for number in _tree(process.pid)]
            together = max(together, sum(shared for shared, _ in sizes))
            largest = max([largest, *(own for _, own in sizes)])

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - begun
    ended.set()
    watcher.join()
    return Usage(code, seconds, together, largest)


def _tree(root: int) -> list[int]:
    """List a process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name, in brackets, may hold anything.
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found = [root]
    for number in found:
        found += children.get(number, [])
    return found


def _memory(number: int) -> tuple[float, float]:
    """Return a process's share of its pages, and all of these, in MB."""
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    sizes = {line.split(":")[0]: line.split()[1] for line in lines[1:]}
    return int(sizes.get("Pss", 0)) / 1024, int(sizes.get("Rss", 0)) / 1024

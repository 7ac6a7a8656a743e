"""Reading, cleaning and the outline of plain texts, beside jieba on the same texts.

    python benchmarks/reading.py [FOLDER] [--rounds 7]

Both take turns in one process, on one core, so that the ratio holds on a noisy machine. What is
measured for policytext is `pt.read` of the files, clean text and offset map included, and the
outline of each document; for jieba, `lcut` of the same texts already decoded. The rate is of the
files' bytes. Memory is what Python holds after reading, beside the size of the files.
"""

from __future__ import annotations

import argparse
import statistics
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jieba

import policytext as pt


def timed(work: Callable[[], Any]) -> float:
    """Return how many seconds some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def read(files: list[Path]) -> int:
    """Read, clean and outline; return the number of sections."""
    return sum(len(document.outline) for document in pt.read(files))


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", default=pt.datasets.path("work_reports"), type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    files = sorted(options.folder.rglob("*.txt"))
    texts = [file.read_text(encoding="utf-8") for file in files]
    size = sum(file.stat().st_size for file in files)
    jieba.setLogLevel(60)
    jobs: dict[str, Callable[[], Any]] = {
        "read, clean, outline": lambda: read(files),
        "read and clean only": lambda: pt.read(files),
        "jieba.lcut": lambda: [jieba.lcut(text) for text in texts],
    }
    for work in jobs.values():
        work()
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(options.rounds):
        for name, work in jobs.items():
            seconds[name].append(timed(work))
    rates = {name: size / 1e6 / statistics.median(taken) for name, taken in seconds.items()}
    print(f"{len(files)} files, {size / 1e6:.2f} MB")
    for name, rate in rates.items():
        print(f"{name:22} {rate:8.2f} MB/s  {rate / rates['jieba.lcut']:6.1f} times jieba")
    tracemalloc.start()
    corpus = pt.read(files)
    held = tracemalloc.get_traced_memory()
    print(f"memory: {held[0] / size:.2f} times the files, {held[1] / size:.2f} at most ({corpus})")


if __name__ == "__main__":
    main()

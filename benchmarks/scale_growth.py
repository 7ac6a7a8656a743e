"""How the cost of a corpus on disk grows: throughput, memory, merges, and a model of larger ones.

    python tools/make_corpus.py /tmp/scale10 --size 10GB
    python benchmarks/scale_growth.py /tmp/scale10 [--workers 1 2] [--model model.json]

Each run is a process of its own, which is watched with its children. Beside it stands what
`policytext.segment` reaches on texts of the same corpus in memory on one thread, measured before
and after each run. Merges are timed again with the messages that a run kept in files. From all
that follows what other sizes take: 1 TB on 50 workers by default.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scale_memory import Usage, watch
from scale_peers import TERMS

import policytext as pt
from policytext.scale import exchange
from policytext.scale.run import TASK_SIZE, deal
from policytext.scale.scan import scan
from policytext.scale.store import Store

#: Bytes of text with which the kernel is measured each time.
_SAMPLE = 40_000_000
#: Messages that are added at a time, in every level of the tree.
_FAN_IN = 16
_CALLS: dict[str, Callable[[Any], object]] = {
    "count": lambda tokens: pt.count(tokens, TERMS, by="year", match="token"),
    "frequencies": lambda tokens: pt.frequencies(tokens, top=1_000),
}


# ---------------------------------------------------------------- one run


def work(folder: str, job: str, engine: str, workers: int, last: int, keep: str) -> None:
    """Do a job on a corpus, up to a year if one is given; print its seconds and bytes."""
    corpus = scan(folder, engine=engine, workers=workers, keep=keep or None)
    where: dict[str, object] = {"year": slice(None, last)} if last else {}
    size = sum(piece.size for piece in corpus.store.slices(where))
    begun = time.perf_counter()
    _CALLS[job](corpus.where(**where).segment("jieba"))
    print(json.dumps([time.perf_counter() - begun, size]))


class Run(NamedTuple):
    """A run: its options, seconds of the job, bytes of text, and what the process took."""

    job: str
    engine: str
    workers: int
    seconds: float
    size: int
    usage: Usage
    kernel: float

    @property
    def share(self) -> float:
        """Throughput by that of the kernel times workers."""
        return self.size / 1e6 / self.seconds / self.kernel / self.workers


def run(folder: str, job: str, engine: str, workers: int, last: int = 0, keep: str = "") -> Run:
    """Do a job in a process of its own, and measure the kernel before and after."""
    command = [sys.executable, __file__, folder, "--work", job, engine, str(workers), str(last)]
    with tempfile.TemporaryFile("w+") as output:
        before = kernel(folder)
        usage = watch([*command, keep], stdout=output)
        after = kernel(folder)
        output.seek(0)
        seconds, size = json.loads(output.read())
    return Run(job, engine, workers, seconds, size, usage, (before + after) / 2)


def kernel(folder: str) -> float:
    """Measure MB/s of `segment` on one thread, of texts from all over the corpus."""
    store = Store(folder)
    slices = store.slices()
    chosen = slices[:: max(len(slices) * slices[0].size // _SAMPLE, 1)]
    pt.Corpus.from_texts({"warm": "人民"}).segment()
    size, seconds = 0, 0.0
    for piece in chosen:
        corpus = store.read(piece)
        begun = time.perf_counter()
        pt.segment(corpus, threads=1)
        seconds += time.perf_counter() - begun
        size += piece.size
    return size / 1e6 / seconds


# ---------------------------------------------------------------- merges


class Level(NamedTuple):
    """Messages of one level of the tree: how many, of how much text, and what one holds.

    Attributes
    ----------
    messages : int
    text : float
        Bytes of text of a message.
    types : float
        Distinct types in a message.
    size : float
        Bytes of a message.
    seconds : float
        To add those of a node below; 0 for the lowest.
    """

    messages: int
    text: float
    types: float
    size: float
    seconds: float


def levels(keep: Path, size: int) -> Iterator[Level]:
    """Read the messages that a run kept, and add them again."""
    (folder,) = keep.iterdir()
    number = 0
    below: list[Path] = []
    while files := sorted(folder.glob(f"{number}-*.arrow"), key=_place):
        chosen = files[:: max(len(files) // 8, 1)]
        seconds = [
            _timed_add(below[_place(file) * _FAN_IN :][:_FAN_IN]) for file in chosen if below
        ]
        yield Level(
            len(files),
            size / len(files),
            statistics.mean(_types(file) for file in chosen),
            statistics.mean(file.stat().st_size for file in chosen),
            statistics.mean(seconds) if seconds else 0.0,
        )
        below, number = files, number + 1


def _place(file: Path) -> int:
    return int(file.stem.partition("-")[2])


def _types(file: Path) -> int:
    cells: Any = exchange.unpack(file.read_bytes())[0]["cells"]
    return len(cells.labels["type"])


def _timed_add(files: Sequence[Path]) -> float:
    begun = time.perf_counter()
    exchange.add([file.read_bytes() for file in files])
    return time.perf_counter() - begun


# ---------------------------------------------------------------- documents


def by_documents(size: int, scratch: Path) -> Iterator[tuple[int, float]]:
    """Yield documents, and how many times the kernel's time the same amount of text takes."""
    maker = Path(__file__).parents[1] / "tools" / "make_corpus.py"
    for each in (300_000, 30_000, 3_000, 600):
        folder = scratch / str(each)
        command = [sys.executable, str(maker), str(folder), "--size", str(size)]
        command += ["--documents", str(size // each)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        done = run(str(folder), "frequencies", "threads", 1)
        yield len(scan(folder)), 1 / done.share
        shutil.rmtree(folder)


# ---------------------------------------------------------------- the model


class Model(NamedTuple):
    """What a corpus takes, fitted to the runs.

    Attributes
    ----------
    rate : float
        Bytes of text a second and worker.
    task : float
        Bytes of text of a task.
    factor, power : float
        Types in so many bytes of text: factor * bytes ** power.
    add : float
        Seconds to add a type of a message.
    size : float
        Bytes of a type in a message.
    """

    rate: float
    task: float
    factor: float
    power: float
    add: float
    size: float

    @classmethod
    def fit(cls, rate: float, known: Sequence[Level]) -> Model:
        """Fit to the levels of a tree."""
        text = np.array([level.text for level in known])
        types = np.array([level.types for level in known])
        power, factor = np.polyfit(np.log(text), np.log(types), 1) if len(known) > 1 else (0.5, 0)
        upper = list(pairwise(known))
        taken = sum(above.seconds for _, above in upper)
        added = sum(below.types * _children(below, above) for below, above in upper)
        size = sum(level.size for level in known) / sum(level.types for level in known)
        return cls(
            rate, known[0].text, float(np.exp(factor)), float(power), taken / max(added, 1), size
        )

    def types(self, text: float) -> float:
        """Return the types of so many bytes of text."""
        return float(self.factor * text**self.power)

    def tell(self, text: float, workers: int) -> list[str]:
        """Say what so many bytes take."""
        below = -(-text // self.task)
        lines = [
            f"{text / 1e9:,.0f} GB on {workers} workers: "
            f"looking {text / self.rate / workers:,.0f} s, in {below:,.0f} tasks"
        ]
        size = self.task
        traffic, busy, last = below * self.types(size) * self.size, 0.0, 0.0
        while below > 1:
            nodes = -(-below // _FAN_IN)
            each = min(below, _FAN_IN) * self.types(size) * self.add
            memory = min(below, _FAN_IN) * self.types(size) * self.size
            busy += nodes * each
            last += each
            size = min(size * _FAN_IN, text)
            traffic += nodes * self.types(size) * self.size
            lines.append(
                f"  {nodes:,.0f} merges of {self.types(size):,.0f} types: {each:.1f} s and "
                f"{memory / 1e6:,.0f} MB of messages each"
            )
            below = nodes
        lines.append(
            f"  merges: {busy / workers:,.0f} s a worker meanwhile, the last of each level one "
            f"after the other {last:,.0f} s; messages {traffic / 1e9:,.1f} GB, by way of the "
            f"driver twice that: {2 * traffic / 125e6:,.0f} s at 1 Gbit/s, "
            f"{2 * traffic / 1.25e9:,.0f} s at 10"
        )
        return lines


def _children(below: Level, above: Level) -> float:
    return min(_FAN_IN, below.messages / above.messages)


# ---------------------------------------------------------------- the program


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--engines", nargs="+", default=["threads", "processes"])
    parser.add_argument("--documents", type=int, default=200_000_000, help="bytes, 0 for none")
    parser.add_argument("--predict", type=float, nargs=2, default=[1e12, 50])
    parser.add_argument("--work", nargs=5, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.work:
        job, engine, workers, last, keep = given.work
        work(given.folder, job, engine, int(workers), int(last), keep)
        return 0
    store = Store(given.folder)
    print(f"{store!r}, tasks of {len(deal(store.slices()))} x {TASK_SIZE / 1e6:.0f} MB at most\n")
    print("| job | engine | workers | MB/s | kernel MB/s | share | memory, MB | a process, MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    best: list[Run] = []
    with tempfile.TemporaryDirectory(dir=Path(given.folder).parent) as scratch:
        keep = Path(scratch, "kept")
        for job in _CALLS:
            for engine in given.engines:
                for workers in given.workers:
                    # Messages are kept of the last run, whose merges are then looked at.
                    is_last = (job, engine, workers) == (
                        "frequencies", given.engines[-1], given.workers[-1]
                    )  # fmt: skip
                    done = run(
                        given.folder, job, engine, workers, keep=str(keep) if is_last else ""
                    )
                    best.append(done)
                    _tell(done)
        print("\n| text, MB | s | MB/s | share |\n| --- | --- | --- | --- |")
        for last in (1983, 1989, 2001):
            done = run(given.folder, "frequencies", given.engines[-1], given.workers[-1], last)
            print(
                f"| {done.size / 1e6:,.0f} | {done.seconds:.1f} "
                f"| {done.size / 1e6 / done.seconds:.1f} | {done.share:.2f} |",
                flush=True,
            )
        known = list(levels(keep, store.size))
        print("\n| messages | text, MB | types | KB | s to add those below |")
        print("| --- | --- | --- | --- | --- |")
        for level in known:
            print(
                f"| {level.messages:,} | {level.text / 1e6:,.0f} | {level.types:,.0f} "
                f"| {level.size / 1e3:,.0f} | {level.seconds:.3f} |"
            )
        if given.documents:
            print("\n| documents | times the kernel |\n| --- | --- |")
            for documents, times in by_documents(given.documents, Path(scratch)):
                print(f"| {documents:,} | {times:.2f} |", flush=True)
    final = best[-1]
    model = Model.fit(final.size / final.seconds / final.workers, known)
    print(f"\n{model}\n")
    print("\n".join(model.tell(given.predict[0], int(given.predict[1]))))
    return 0


def _tell(done: Run) -> None:
    print(
        f"| {done.job} | {done.engine} | {done.workers} "
        f"| {done.size / 1e6 / done.seconds:.1f} | {done.kernel:.1f} | {done.share:.2f} "
        f"| {done.usage.together:.0f} | {done.usage.largest:.0f} |",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())

"""The whole job on a corpus on disk, beside the scripts that a user would otherwise write.

    pip install jieba pyspark polars duckdb     # those that are not installed are left out
    python tools/make_corpus.py /tmp/text --size 40MB
    python benchmarks/scale.py /tmp/text [--workers 2] [--rounds 3] [--jobs policytext jieba]

Read, cut, count terms by year, list the 1,000 most frequent terms, look around three nodes:
`scale_peers.py` has every job. All read the same Parquet files with the same number of cores; each
is a process of its own, and they take turns. A run on one document tells what starting takes.
What they find is compared where it means the same.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from scale_memory import Usage, watch
from scale_peers import JOBS, STRINGS, TOKENS

from policytext.scale.ingest import ingest
from policytext.scale.store import Store

_PEERS = Path(__file__).with_name("scale_peers.py")
#: The package that a job needs beside policytext.
_NEEDS = {"jieba": "jieba", "PySpark": "pyspark", "Polars": "polars", "DuckDB": "duckdb"}
_HEAD = (
    "| job | s | without starting | MB/s | times {peer} | memory, MB | largest process, MB |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)


class Run(NamedTuple):
    """What a job took on the corpus and on one document, and what it found."""

    usage: Usage
    start: float
    found: Any


def run(job: str, folder: str, small: str, workers: int) -> Run | str:
    """Run a job, on one document first; return why it could not."""
    needed = _NEEDS.get(job.split()[0].rstrip(","))
    if needed and importlib.util.find_spec(needed) is None:
        return f"{job}: left out, since {needed} is not installed."
    with tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch, "result.json")
        errors = Path(scratch, "errors.txt")
        usages = []
        for corpus in (small, folder):
            command = [sys.executable, "-W", "ignore", str(_PEERS), job, corpus, str(workers)]
            with errors.open("w") as stream:
                usage = watch([*command, str(result)], stdout=subprocess.DEVNULL, stderr=stream)
            if usage.code:
                *_, last = errors.read_text().splitlines() or ["no message"]
                return f"{job}: ended with {usage.code}: {last}"
            usages.append(usage)
        return Run(usages[1], usages[0].seconds, json.loads(result.read_text()))


def table(jobs: Sequence[str], runs: dict[str, list[Run]], size: float, peer: str) -> list[str]:
    """Write what the jobs took."""

    def median(job: str, start: bool) -> float:
        taken = statistics.median(r.usage.seconds - r.start * (not start) for r in runs[job])
        return max(taken, 1e-3)

    base = {start: median(peer, start) for start in (True, False)} if peer in runs else None
    lines = [_HEAD.format(peer=peer.split(",")[0])]
    for job in jobs:
        if not runs.get(job):
            continue
        whole, work = median(job, True), median(job, False)
        ratio = f"{base[True] / whole:.3g} ({base[False] / work:.3g})" if base else "-"
        memory = max(r.usage.together for r in runs[job])
        largest = max(r.usage.largest for r in runs[job])
        lines.append(
            f"| {job} | {whole:.1f} | {work:.1f} | {size / whole:.3g} ({size / work:.3g}) "
            f"| {ratio} | {memory:.0f} | {largest:.0f} |"
        )
    return lines


def compare(jobs: Sequence[str], runs: dict[str, list[Run]]) -> list[str]:
    """Tell which jobs found the same."""
    first, *others = [job for job in jobs if runs.get(job)]
    lines = []
    for job in others:
        ours, theirs = runs[first][0].found, runs[job][0].found
        differing = [name for name in ours if ours[name] != theirs[name]]
        said = f"differs in {differing}" if differing else "found the same, to the last count"
        lines.append(f"{job}: {said} as {first}." if not differing else f"{job}: {said}.")
    return lines


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", help="a corpus on disk")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", nargs="*", default=[""], help="words of the jobs' names")
    given = parser.parse_args()
    size = Store(given.folder).size / 1e6
    chosen = [job for job in JOBS if any(word.lower() in job.lower() for word in given.jobs)]
    print(f"{size:.1f} MB of text, {given.workers} workers, Python {platform.python_version()}")
    runs: dict[str, list[Run]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        small = Path(scratch, "one")
        document = Path(scratch, "2020.txt")
        document.write_text("人民关心改革，改革促进经济。", encoding="utf-8")
        ingest(document, small, workers=0)
        for _ in range(given.rounds):
            for job in list(chosen):
                done = run(job, given.folder, str(small), given.workers)
                if isinstance(done, str):
                    print(done)
                    chosen.remove(job)
                else:
                    runs.setdefault(job, []).append(done)
    print("In brackets: without starting.\n")
    for jobs, peer in ((TOKENS, TOKENS[2]), (STRINGS, STRINGS[1])):
        if any(job in runs for job in jobs):
            print("\n".join([*table(jobs, runs, size, peer), "", *compare(jobs, runs), ""]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

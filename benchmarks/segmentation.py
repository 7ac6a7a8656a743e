"""Segmenters side by side: throughput, cold start, peak memory, and whether the tokens are equal.

    pip install rjieba spacy-pkuseg          # those that are not installed are left out
    python benchmarks/segmentation.py [FOLDER] [--rounds 7] [-o TABLE.md]

Each tool runs in a process of its own; the processes take turns, so that the ratios hold on a
noisy machine. Throughput is of all texts to integers and a vocabulary for policytext, to lists of
strings for the others, after one round that does not count. pkuseg's own model is needed as
`policytext models install pkuseg` fetches it, and for spacy-pkuseg unpacked from the same wheel,
in the folder that POLICYTEXT_PKUSEG_MODEL names.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import policytext as pt

Cut = Callable[[list[str]], Iterable[Sequence[str]]]

#: Tools by name, and the one each is compared with.
TOOLS = {
    "jieba": "jieba",
    "rjieba": "jieba",
    "jieba_fast": "jieba",
    "policytext jieba, 1 thread": "jieba",
    "policytext jieba, 2 threads": "jieba",
    "spacy-pkuseg": "spacy-pkuseg",
    "policytext pkuseg, 1 thread": "spacy-pkuseg",
    "policytext pkuseg, 2 threads": "spacy-pkuseg",
}
#: Slow tools get the first texts only, up to so many bytes of UTF-8.
SLOW = {"spacy-pkuseg": 250_000}


def load(tool: str) -> Cut:
    """Return how a tool cuts texts."""
    if tool.startswith("policytext"):
        name, threads = tool.split()[1].rstrip(","), int(tool.split()[2])
        segmenter: Any = pt.PkusegSegmenter() if name == "pkuseg" else pt.JiebaSegmenter()

        def columns(texts: list[str]) -> Any:
            return segmenter.columns(texts, threads=threads)

        return columns
    if tool == "spacy-pkuseg":
        import spacy_pkuseg

        cutter = spacy_pkuseg.pkuseg(os.environ["POLICYTEXT_PKUSEG_MODEL"])
        return lambda texts: [cutter.cut(text) for text in texts]
    module: Any = __import__(tool)
    if tool == "rjieba":
        return lambda texts: [module.cut(text) for text in texts]
    module.setLogLevel(60)
    return lambda texts: [module.lcut(text) for text in texts]


def words_of(result: Any) -> list[str]:
    """Return the tokens of a result as strings."""
    if hasattr(result, "types"):
        return [result.types[id] for id in result.ids.tolist()]
    return [word for words in result for word in words]


def work(tool: str, folder: str) -> None:
    """Serve one tool: each line of input is a command, each line of output its answer."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(Path(folder).glob("*.txt"))]
    if tool in SLOW:
        sizes = [len(text.encode()) for text in texts]
        texts = [t for n, t in enumerate(texts) if sum(sizes[: n + 1]) <= SLOW[tool]] or texts[:1]
    size = sum(len(text.encode()) for text in texts) / 1e6
    cut = load(tool)
    for command in sys.stdin:
        if command.strip() == "words":
            digests = [
                hashlib.sha256("\0".join(words_of(cut([t]))).encode()).hexdigest() for t in texts
            ]
            answer: Any = digests
        else:
            # A fast tool makes several passes: one alone would measure cold caches.
            passes, start = 0, time.perf_counter()
            while not passes or time.perf_counter() - start < 0.3:
                cut(texts)
                passes += 1
            answer = passes * size / (time.perf_counter() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"answer": answer, "peak": peak}), flush=True)


class Worker:
    """A process that serves one tool."""

    def __init__(self, tool: str, folder: Path) -> None:
        self.tool = tool
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", __file__, "--work", tool, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.speeds: list[float] = []
        self.peak = 0.0

    def ask(self, command: str) -> Any:
        """Send a command and wait for its answer; None if the tool is not there."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(command + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return None
        line = self._process.stdout.readline()
        if not line:
            return None
        answer = json.loads(line)
        self.peak = answer["peak"]
        return answer["answer"]


def cold_start(tool: str, folder: Path) -> float:
    """Time a fresh process that cuts one text."""
    one = folder / sorted(file.name for file in folder.glob("*.txt"))[0]
    # Written out for each tool: none must pay for another's import.
    programs = {
        "spacy-pkuseg": "import os, spacy_pkuseg as m\n"
        "m.pkuseg(os.environ['POLICYTEXT_PKUSEG_MODEL']).cut(t)",
        "rjieba": "import rjieba as m; m.cut(t)",
        "policytext jieba": "import policytext as m; m.JiebaSegmenter().columns([t])",
        "policytext pkuseg": "import policytext as m; m.PkusegSegmenter().columns([t])",
    }
    program = programs.get(tool.split(",")[0], f"import {tool} as m; m.lcut(t)")
    code = f"t = open({str(one)!r}, encoding='utf-8').read()\n{program}"
    runs = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code], check=True, stderr=subprocess.DEVNULL
        )
        runs.append(time.perf_counter() - start)
    return statistics.median(runs)


def measure(folder: Path, rounds: int) -> str:
    """Run all tools in turns and write the table."""
    workers = {tool: Worker(tool, folder) for tool in TOOLS}
    there = {tool: worker for tool, worker in workers.items() if worker.ask("run") is not None}
    for _ in range(rounds):
        for worker in there.values():
            worker.speeds.append(worker.ask("run"))
    digests = {tool: worker.ask("words") for tool, worker in there.items()}
    lines = [
        f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}; {folder.name}, {rounds} rounds in turns, medians.",
        "",
        "| segmenter | MB/s | times the original | cold start, s | peak MB | equal texts |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for tool, worker in there.items():
        original = there.get(TOOLS[tool])
        if original is None:
            continue
        ratio = statistics.median(
            a / b for a, b in zip(worker.speeds, original.speeds, strict=True)
        )
        known = digests[original.tool]
        equal = sum(a == b for a, b in zip(digests[tool], known, strict=False))
        lines.append(
            f"| {tool} | {statistics.median(worker.speeds):.3g} | {ratio:.3g} | "
            f"{cold_start(tool, folder):.2f} | {worker.peak:.0f} | {equal} of {len(known)} |"
        )
    absent = sorted(set(TOOLS) - set(there))
    if absent:
        lines += ["", f"Not installed here: {', '.join(absent)}."]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=pt.datasets.path("work_reports"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    table = measure(options.folder, options.rounds)
    if options.output:
        options.output.write_text(table, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        work(*sys.argv[2:4])
    else:
        main()

"""How long `policytext count` takes from a cold start, as a multiple of `python -c pass`.

Run with the Python that policytext is installed in:

    python benchmarks/cold_start.py [FILE]

The two commands take turns, so the ratio holds on a noisy machine. PYTHONDONTWRITEBYTECODE is
unset: with it every start would compile every module anew.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import policytext as pt

ROUNDS = 30


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Time one run of a command."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print the median times and the median of the ratios."""
    given = sys.argv[1:] or [str(pt.datasets.path("study_report") / "study_report.txt")]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    bare = [sys.executable, "-c", "pass"]
    count = [str(Path(sys.executable).with_name("policytext")), "count", "人民", *given]
    seconds(bare, environment), seconds(count, environment)
    pairs = [(seconds(bare, environment), seconds(count, environment)) for _ in range(ROUNDS)]
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"python -c pass:   {1000 * statistics.median(a for a, _ in pairs):6.1f} ms")
    print(f"policytext count: {1000 * statistics.median(b for _, b in pairs):6.1f} ms")
    print(f"ratio:            {ratio:6.2f}")


if __name__ == "__main__":
    main()

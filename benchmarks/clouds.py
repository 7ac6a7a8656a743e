"""Word clouds of 4,000 terms: time to lay out and draw them, beside the wordcloud package.

    python benchmarks/clouds.py [FOLDER] [--terms N] [--rounds N]

FOLDER has texts; without it the bundled work reports are read, of which fewer terms come. Both
sides get the same frequencies and write a PNG about as wide, 1,200 dots. The package stops when a
word finds no room at its smallest size, so it is asked three times: as a user would first do, with
the smallest type it can read at that width, and with a first word so small that all find room.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
from wordcloud import WordCloud

import policytext as pt
from policytext.plot import fonts

WIDTH, HEIGHT = 1200, 750


def main() -> None:
    """Measure and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--terms", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    corpus = pt.read(options.folder) if options.folder else pt.datasets.load("work_reports")
    table = pt.frequencies(corpus.segment(), min_length=2).head(options.terms)
    frequencies = dict(zip(table["term"], table["count"].astype(float), strict=True))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "cloud.png"

        def package(smallest: int, largest: int | None) -> int:
            cloud = WordCloud(
                font_path=str(fonts.BOLD), width=WIDTH, height=HEIGHT, max_words=len(table),
                min_font_size=smallest, max_font_size=largest, random_state=0,
            )  # fmt: skip
            cloud.generate_from_frequencies(frequencies).to_file(str(target))
            return len(cloud.layout_)

        def ours(ending: str) -> int:
            ax = pt.plot.wordcloud(table, top=len(table))
            assert ax.figure is not None
            dpi = WIDTH / ax.figure.get_figure(root=True).get_size_inches()[0]
            pt.plot.save(ax, target.with_suffix(ending), dpi=int(dpi))
            plt.close("all")
            return int(ax.policytext_table["drawn"].sum())  # type: ignore[attr-defined]

        jobs: dict[str, Callable[[], int]] = {
            "policytext, PNG": lambda: ours(".png"),
            "policytext, SVG": lambda: ours(".svg"),
            "wordcloud, as it comes": lambda: package(4, None),
            "wordcloud, type of 1 dot and more": lambda: package(1, None),
            "wordcloud, first word of 50 dots": lambda: package(1, 50),
        }
        print(f"{len(table):,} terms, {WIDTH} dots wide")
        print("| job | terms drawn | s |\n| --- | --- | --- |")
        for name, job in jobs.items():
            taken, drawn = [], 0
            for _ in range(options.rounds):
                start = time.perf_counter()
                drawn = job()
                taken.append(time.perf_counter() - start)
            print(f"| {name} | {drawn:,} | {statistics.median(taken):.2f} |", flush=True)


if __name__ == "__main__":
    main()

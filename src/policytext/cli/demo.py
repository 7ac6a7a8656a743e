"""policytext demo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from policytext.cli.outputs import render, write

_TERMS = ("改革", "创新", "人民", "招商引资", "高质量发展", "生态")


@click.command(epilog="Example: policytext demo -o demo")
@click.option(
    "-o",
    "--output",
    default="demo",
    show_default=True,
    type=click.Path(readable=False),
    metavar="FOLDER",
    help="Where to write; made if missing.",
)
def command(output: str) -> None:
    """Do the main job on the corpora that ship with policytext.

    Counts terms in twelve work reports of an invented city, follows them over the years, finds the
    sections about a theme, and leaves the tables, a chart and a word cloud behind.
    """
    import policytext as pt
    from policytext import counting
    from policytext.errors import ReadError
    from policytext.statistics.trends import find_trend
    from policytext.theming.scoring.sections import find_sections

    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ReadError(
            f"{folder} cannot be made: {error.strerror}. Name another with -o."
        ) from None
    reports = pt.datasets.load("work_reports")
    study = pt.datasets.load("study_report")
    frequencies = pt.frequencies(reports.segment(), min_length=2)
    tables: dict[str, Any] = {
        "counts.csv": counting.tally(reports, _TERMS),
        "evidence.csv": counting.find_evidence(reports, "营商环境"),
        "trend.csv": find_trend(reports, _TERMS),
        "frequencies.csv": (frequencies.to_dict("records"), frequencies.attrs["stamp"]),
        "sections.csv": find_sections(study, "作风建设"),
    }
    for name, (rows, stamp) in tables.items():
        write(render(rows, stamp, "csv"), str(folder / name))
    trend = pt.plot.trend(pt.trend(reports, list(_TERMS)), title="云川市政府工作报告（虚构）")
    pt.plot.save(trend, folder / "trend.png")
    pt.plot.save(pt.plot.wordcloud(frequencies), folder / "cloud.png")
    rows, stamp = tables["counts.csv"]
    write(render(rows, stamp, "table"), None)
    names = [*tables, "trend.png", "cloud.png"]
    click.echo(f"\nWritten to {folder}: {', '.join(names)}")

"""policytext trend."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import (
    countable,
    counting_options,
    finish,
    hint_at_separators,
    open_corpus,
    parse_terms,
    reading_options,
    segmenting_options,
)
from policytext.cli.on_disk import parts_options
from policytext.cli.options import FILE
from policytext.cli.outputs import output_options, write_rows


@click.command(epilog="Example: policytext trend 改革,创新 reports/ --chart trend.png")
@click.argument("terms", metavar="TERM[,TERM...]")
@reading_options
@counting_options
@segmenting_options
@parts_options
@click.option(
    "--by", default="year", show_default=True, metavar="COLUMN", help="A column of whole numbers."
)
@click.option(
    "--step", type=int, help="Years between documents; by default the most common distance."
)
@click.option(
    "--interval",
    type=click.Choice(["poisson", "negative_binomial", "bootstrap", "none"]),
    default="poisson",
    show_default=True,
    help="Confidence interval of the rates; all but poisson need several documents a year.",
)
@click.option("--confidence", default=0.95, show_default=True, help="Of intervals and tests.")
@click.option(
    "--smooth", metavar="loess|YEARS", help="Smooth the rates: loess, or an odd number of years."
)
@click.option("--seed", default=0, show_default=True, help="The same seed, the same bootstrap.")
@click.option(
    "--test", is_flag=True, help="Print Mann-Kendall test and Theil-Sen slope of each term instead."
)
@click.option(
    "--changes",
    is_flag=True,
    help="Print the years in which each term jumps to another level instead; the chart marks them.",
)
@click.option("--chart", type=FILE, metavar="FILE", help="Draw the lines too: .png, .svg or .pdf.")
@click.option("--title", help="Title of the chart.")
@output_options
def command(terms: str, files: tuple[str, ...], **options: Any) -> None:
    """Follow terms over the years.

    A file's year is read from its name (2012.txt) or from the metadata. A year without a document
    is a row without a count, and a gap in the chart.
    """
    if options["test"] and options["changes"]:
        raise click.UsageError("--test and --changes exclude each other.")
    from policytext.statistics.trends import find_trend

    wanted = parse_terms(terms, options)
    corpus = open_corpus(files, options)
    rows, stamp = find_trend(countable(corpus, options), wanted, **_how(options))
    if not options["regex"]:
        hint_at_separators(rows)
    columns: list[str] = []
    if options["chart"] or options["test"] or options["changes"]:
        import pandas as pd

        table = pd.DataFrame(rows)
        table.attrs["stamp"] = stamp
    found: Any = None
    if options["changes"]:
        from policytext.statistics.turning import change_points

        found = change_points(table)
        rows, columns, stamp = found.to_dict("records"), list(found), found.attrs["stamp"]
    if options["chart"]:
        from policytext import plot

        plot.save(plot.trend(table, changes=found, title=options["title"]), options["chart"])
    if options["test"]:
        from policytext.statistics.trend_tests import find_trend_test

        rows, stamp = find_trend_test(table, confidence=options["confidence"])
    write_rows(rows, stamp, options, columns=columns)
    finish(corpus)


def _how(options: dict[str, Any]) -> dict[str, Any]:
    """Read the options of the trend itself."""
    how = {k: options[k] for k in ("match", "overlap", "by", "step", "confidence", "seed")}
    smooth = options["smooth"]
    how["smooth"] = int(smooth) if smooth and smooth.isdecimal() else smooth
    how["interval"] = None if options["interval"] == "none" else options["interval"]
    return how

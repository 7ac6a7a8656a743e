"""policytext trend."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import (
    countable,
    counting_options,
    finish,
    hint_at_separators,
    parse_terms,
    read_corpus,
    reading_options,
    segmenting_options,
)
from policytext.cli.options import FILE
from policytext.cli.outputs import output_options, write_rows


@click.command(epilog="Example: policytext trend 改革,创新 reports/ --chart trend.png")
@click.argument("terms", metavar="TERM[,TERM...]")
@reading_options
@counting_options
@segmenting_options
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
@click.option("--chart", type=FILE, metavar="FILE", help="Draw the lines too: .png, .svg or .pdf.")
@click.option("--title", help="Title of the chart.")
@output_options
def command(terms: str, files: tuple[str, ...], **options: Any) -> None:
    """Follow terms over the years.

    A file's year is read from its name (2012.txt) or from the metadata. A year without a document
    is a row without a count, and a gap in the chart.
    """
    from policytext.statistics.trends import find_trend

    wanted = parse_terms(terms, options)
    corpus = read_corpus(files, options)
    how = {k: options[k] for k in ("match", "overlap", "by", "step", "confidence", "seed")}
    how["interval"] = None if options["interval"] == "none" else options["interval"]
    smooth = options["smooth"]
    how["smooth"] = int(smooth) if smooth and smooth.isdecimal() else smooth
    rows, stamp = find_trend(countable(corpus, options), wanted, **how)
    if not options["regex"]:
        hint_at_separators(rows)
    if options["chart"] or options["test"]:
        import pandas as pd

        table = pd.DataFrame(rows)
        table.attrs["stamp"] = stamp
    if options["chart"]:
        from policytext import plot

        plot.save(plot.trend(table, title=options["title"]), options["chart"])
    if options["test"]:
        from policytext.statistics.trend_tests import find_trend_test

        rows, stamp = find_trend_test(table, confidence=options["confidence"])
    write_rows(rows, stamp, options)
    finish(corpus)

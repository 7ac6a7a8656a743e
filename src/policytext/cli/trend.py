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
    how = {key: options[key] for key in ("match", "overlap", "by", "step")}
    rows, stamp = find_trend(countable(corpus, options), wanted, **how)
    if options["chart"]:
        import pandas as pd

        from policytext import plot

        table = pd.DataFrame(rows)
        table.attrs["stamp"] = stamp
        plot.save(plot.trend(table, title=options["title"]), options["chart"])
    write_rows(rows, stamp, options)
    if not options["regex"]:
        hint_at_separators(rows)
    finish(corpus)

"""policytext rising."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import (
    finish,
    read_corpus,
    reading_options,
    segment_corpus,
    segmenting_options,
)
from policytext.cli.outputs import first_rows, output_options, write_columns


@click.command(epilog="Example: policytext rising reports/ --falling --top 30")
@reading_options
@click.option("--falling", is_flag=True, help="The terms that fall.")
@click.option("--born", is_flag=True, help="The terms that came into use and stayed.")
@click.option("--gone", is_flag=True, help="The terms that went out of use.")
@click.option(
    "--by", default="year", show_default=True, metavar="COLUMN", help="A column of whole numbers."
)
@click.option("--top", type=int, help="Only the first.  [default: 30 in a table, else all]")
@click.option("--min-count", type=int, help="Lowest count.  [default: 20; 5 for --born, --gone]")
@segmenting_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """Rank the terms of a corpus by how steadily they rise or fall over the years.

    A file's year is read from its name (2012.txt) or from the metadata. The p-values are adjusted
    for the number of terms.
    """
    asked = [name for name in ("falling", "born", "gone") if options[name]]
    if len(asked) > 1:
        raise click.UsageError(f"--{asked[0]} and --{asked[1]} exclude each other.")
    corpus = read_corpus(files, options)
    from policytext.statistics.rising import find_rising, find_use

    how = {"by": options["by"], "top": first_rows(options)}
    if options["min_count"] is not None:
        how["min_count"] = options["min_count"]
    tokens = segment_corpus(corpus, options)
    if options["born"] or options["gone"]:
        columns, stamp = find_use(tokens, gone=options["gone"], **how)
    else:
        columns, stamp = find_rising(tokens, falling=options["falling"], **how)
    write_columns(columns, stamp, options)
    finish(corpus)

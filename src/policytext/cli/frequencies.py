"""policytext frequencies."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import (
    filtering_options,
    finish,
    read_corpus,
    reading_options,
    segment_corpus,
    segmenting_options,
    stopword_path,
)
from policytext.cli.outputs import output_options, write_rows


@click.command(epilog="Example: policytext frequencies report.txt --min-length 2 --top 20")
@reading_options
@click.option(
    "--by", metavar="COLUMN", help="A list for each document, year or value of a metadata column."
)
@click.option("--top", type=int, help="Only the most frequent.  [default: 30 in a table, else all]")
@click.option("--min-length", default=1, show_default=True, help="Shortest token, in characters.")
@click.option("--min-count", default=1, show_default=True, help="Lowest count.")
@filtering_options
@click.option("--punctuation", is_flag=True, help="List punctuation too.")
@segmenting_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """List the tokens of the segmentation by frequency."""
    corpus = read_corpus(files, options)
    from policytext.statistics.frequency import frequency_columns

    top = options["top"]
    if top is None and options["form"] in (None, "table") and options["output"] is None:
        top = 30
    columns, stamp = frequency_columns(
        segment_corpus(corpus, options),
        by=options["by"],
        top=top,
        min_length=options["min_length"],
        min_count=options["min_count"],
        tags=options["tags"] or None,
        stopwords=stopword_path(options["stopwords"]),
        keep_punctuation=options["punctuation"],
    )
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    write_rows(rows, stamp, options, columns=list(columns))
    finish(corpus)

"""policytext frequencies."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import (
    filtering_options,
    finish,
    open_corpus,
    reading_options,
    segment_corpus,
    segmenting_options,
    stopword_path,
)
from policytext.cli.on_disk import parts_options
from policytext.cli.outputs import first_rows, output_options, write_columns


@click.command(epilog="Example: policytext frequencies report.txt --min-length 2 --top 20")
@reading_options
@click.option(
    "--by",
    metavar="COLUMN|LEVEL",
    help="A list for each document, section, level of headings (一、) or metadata column.",
)
@click.option("--top", type=int, help="Only the most frequent.  [default: 30 in a table, else all]")
@click.option("--min-length", default=1, show_default=True, help="Shortest token, in characters.")
@click.option("--min-count", default=1, show_default=True, help="Lowest count.")
@filtering_options
@click.option("--punctuation", is_flag=True, help="List punctuation too.")
@segmenting_options
@parts_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """List the tokens of the segmentation by frequency."""
    corpus = open_corpus(files, options)
    from policytext.statistics.frequency import frequency_columns

    columns, stamp = frequency_columns(
        segment_corpus(corpus, options),
        by=options["by"],
        top=first_rows(options),
        min_length=options["min_length"],
        min_count=options["min_count"],
        tags=options["tags"] or None,
        stopwords=stopword_path(options["stopwords"]),
        keep_punctuation=options["punctuation"],
    )
    write_columns(columns, stamp, options)
    finish(corpus)

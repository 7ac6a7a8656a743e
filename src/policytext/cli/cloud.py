"""policytext cloud."""

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
from policytext.cli.options import FILE


@click.command(epilog="Example: policytext cloud report.txt -o cloud.png --top 150")
@reading_options
@click.option("--top", default=200, show_default=True, help="How many terms.")
@click.option("--min-length", default=2, show_default=True, help="Shortest token, in characters.")
@filtering_options
@click.option("--mask", type=FILE, metavar="IMAGE", help="A picture whose dark parts are filled.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same picture.")
@segmenting_options
@click.option(
    "-o", "--output", required=True, type=FILE, metavar="FILE", help="Ends in .png, .svg or .pdf."
)
def command(files: tuple[str, ...], **options: Any) -> None:
    """Draw a word cloud of the most frequent tokens."""
    corpus = read_corpus(files, options)
    from policytext import plot
    from policytext.statistics.frequency import frequencies

    table = frequencies(
        segment_corpus(corpus, options),
        min_length=options["min_length"],
        tags=options["tags"] or None,
        stopwords=stopword_path(options["stopwords"]),
    )
    ax = plot.wordcloud(table, top=options["top"], mask=options["mask"], seed=options["seed"])
    click.echo(plot.save(ax, options["output"]))
    finish(corpus)

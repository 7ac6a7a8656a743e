"""policytext similarity."""

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
from policytext.cli.outputs import output_options, write_rows


@click.command(epilog="Example: policytext similarity reports/ --by year --weight tfidf")
@reading_options
@click.option(
    "-t", "--term", "terms", multiple=True, metavar="TERM", help="Only by this; may be repeated."
)
@click.option(
    "--by",
    default="document",
    show_default=True,
    metavar="COLUMN|LEVEL",
    help="document, section, a level of headings (一、) or a metadata column.",
)
@click.option(
    "--measure",
    type=click.Choice(["cosine", "jaccard", "jensen_shannon"]),
    default="cosine",
    show_default=True,
    help="Two similarities and a distance.",
)
@click.option(
    "--weight",
    type=click.Choice(["count", "relative", "tfidf"]),
    default="count",
    show_default=True,
    help="What stands for a term.",
)
@click.option("--min-count", default=1, show_default=True, help="Lowest count of a term.")
@segmenting_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """Compare documents or groups by their words, each with each."""
    from policytext.statistics.similarity import find_similarity

    how = {key: options[key] for key in ("by", "measure", "weight", "min_count")}
    corpus = read_corpus(files, options)
    rows, stamp = find_similarity(
        segment_corpus(corpus, options), terms=options["terms"] or None, **how
    )
    write_rows(rows, stamp, options)
    finish(corpus)

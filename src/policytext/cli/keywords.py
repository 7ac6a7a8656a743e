"""policytext keywords."""

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
from policytext.cli.outputs import output_options, write_columns


@click.command(epilog="Example: policytext keywords reports/ --by year --measure chi2 --top 10")
@reading_options
@click.option(
    "--by",
    default="document",
    show_default=True,
    metavar="COLUMN|LEVEL",
    help="document, section, a level of headings (一、) or a metadata column.",
)
@click.option(
    "--measure",
    type=click.Choice(["tfidf", "textrank", "position", "chi2"]),
    default="tfidf",
    show_default=True,
    help="What makes a keyword.",
)
@click.option(
    "--idf",
    type=click.Choice(["corpus", "jieba"]),
    default="corpus",
    show_default=True,
    help="Of tfidf: from these groups, or jieba's, which is from news.",
)
@click.option("--top", default=20, show_default=True, help="Keywords of each group.")
@click.option("--min-length", default=2, show_default=True, help="Shortest term, in characters.")
@filtering_options
@segmenting_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """List the keywords of each document, section or group."""
    from policytext.statistics.keywords import find_keywords

    how = {key: options[key] for key in ("by", "measure", "idf", "top", "min_length")}
    corpus = read_corpus(files, options)
    columns, stamp = find_keywords(
        segment_corpus(corpus, options),
        tags=options["tags"] or None,
        stopwords=stopword_path(options["stopwords"]),
        **how,
    )
    write_columns(columns, stamp, options)
    finish(corpus)

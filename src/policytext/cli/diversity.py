"""policytext diversity."""

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
from policytext.cli.outputs import is_for_people, output_options, write_columns

#: Without --measure, what compares texts of unlike lengths, and fits in the width of a terminal.
_SHOWN = ("ttr", "mattr", "hdd", "mtld", "yule_k")


@click.command(epilog="Example: policytext diversity reports/ --by year --measure mtld")
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
    "measures",
    multiple=True,
    metavar="NAME",
    help="mattr, mtld, yule_k, …, or all; may be repeated.  [default: some in a table, else all]",
)
@click.option("--window", default=100, show_default=True, help="Of mattr and msttr, in words.")
@click.option(
    "--style", is_flag=True, help="Sentence length, formulaicity and readability instead."
)
@segmenting_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """Measure lexical diversity, or style, of each document."""
    from policytext.statistics.diversity import find_diversity
    from policytext.statistics.style import find_style

    measures = options["measures"]
    if not measures:
        measures = _SHOWN if is_for_people(options) else ("all",)
    corpus = read_corpus(files, options)
    tokens = segment_corpus(corpus, options)
    if options["style"]:
        columns, stamp = find_style(tokens, by=options["by"])
    else:
        columns, stamp = find_diversity(
            tokens,
            by=options["by"],
            measure=measures,
            window=options["window"],
        )
    write_columns(columns, stamp, options)
    finish(corpus)

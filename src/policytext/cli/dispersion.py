"""policytext dispersion."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import (
    finish,
    open_corpus,
    reading_options,
    segment_corpus,
    segmenting_options,
)
from policytext.cli.on_disk import parts_options
from policytext.cli.outputs import first_rows, output_options, write_columns


@click.command(epilog="Example: policytext dispersion report.txt --parts 10 --term 改革")
@reading_options
@click.option(
    "-t", "--term", "terms", multiple=True, metavar="TERM", help="Only this; may be repeated."
)
@click.option(
    "--parts",
    default="document",
    show_default=True,
    metavar="N|COLUMN|LEVEL",
    help="Equal parts, document, section, a level of headings (一、) or a metadata column.",
)
@click.option(
    "--by",
    metavar="COLUMN|LEVEL",
    help="A list for each document, section, level of headings (一、) or metadata column.",
)
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help="dp, dp_norm, juilland_d, …, or all; may be repeated.",
)
@click.option("--min-count", default=5, show_default=True, help="Lowest count, without --term.")
@click.option("--top", type=int, help="Only the most frequent.  [default: 30 in a table, else all]")
@segmenting_options
@parts_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """Measure how evenly terms are spread over the parts of a corpus."""
    from policytext.statistics.dispersion import find_dispersion

    how = {"by": options["by"], "min_count": options["min_count"], "top": first_rows(options)}
    if options["measures"]:
        how["measure"] = options["measures"]
    parts = options["parts"]
    how["parts"] = int(parts) if parts.isdecimal() else parts
    corpus = open_corpus(files, options, in_memory=parts.isdecimal())
    tokens = segment_corpus(corpus, options)
    columns, stamp = find_dispersion(tokens, list(options["terms"]) or None, **how)
    write_columns(columns, stamp, options)
    finish(corpus)

"""policytext themes."""

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
from policytext.cli.options import FILE, together
from policytext.cli.outputs import output_options, write_columns

#: Adds the options that say which themes are looked for.
theme_options = together(
    click.option(
        "--codebook",
        type=FILE,
        default="policy",
        show_default=True,
        metavar="NAME|FILE.yaml",
        help="Where themes are looked up.",
    ),
    click.option(
        "--heading-weight",
        type=float,
        default=3.0,
        show_default=True,
        help="How much the heading of a section counts beside its body.",
    ),
)


@click.command(epilog="Example: policytext themes reports/ --by year -o themes.csv")
@reading_options
@click.option(
    "--by",
    default="document",
    show_default=True,
    metavar="COLUMN|LEVEL",
    help="Groups: document, year, section, a level of headings (一、) or a metadata column.",
)
@click.option("--all", "all_themes", is_flag=True, help="Sub-themes too.")
@theme_options
@segmenting_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """Tell how much of the text is about each theme."""
    corpus = read_corpus(files, options)
    from policytext.theming.scoring.shares import find_themes

    columns, stamp = find_themes(
        segment_corpus(corpus, options),
        by=options["by"],
        codebook=options["codebook"],
        themes="all" if options["all_themes"] else "top",
    )
    write_columns(columns, stamp, options)
    finish(corpus)

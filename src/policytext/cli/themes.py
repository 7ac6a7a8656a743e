"""policytext themes."""

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
from policytext.cli.options import FILE
from policytext.cli.outputs import is_for_people, output_options, write_columns

#: Adds the option that says where themes are looked up.
codebook_option = click.option(
    "--codebook",
    type=FILE,
    default="policy",
    show_default=True,
    metavar="NAME|FILE.yaml",
    help="Where themes are looked up.",
)
#: What a terminal has room for.
_SHOWN = ("theme", "parent", "share", "score", "hits", "units", "leads", "chars")


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
@codebook_option
@segmenting_options
@parts_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """Tell how much of the text is about each theme."""
    corpus = open_corpus(files, options)
    from policytext.theming.scoring.scorer import Scorer
    from policytext.theming.scoring.shares import find_themes

    columns, stamp = find_themes(
        Scorer(segment_corpus(corpus, options), options["codebook"]),
        by=options["by"],
        themes="all" if options["all_themes"] else "top",
    )
    shown = [name for name in columns if name in (options["by"], "group", *_SHOWN)]
    write_columns(columns, stamp, options, names=shown if is_for_people(options) else None)
    finish(corpus)

"""policytext wording."""

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
from policytext.cli.outputs import output_options, write_columns


@click.command(epilog="Example: policytext wording notices/ --theme 生态文明 --by year")
@reading_options
@click.option(
    "--theme",
    "themes",
    multiple=True,
    metavar="THEME",
    help="Only sentences about this theme of the codebook; may be repeated.",
)
@click.option("--by", metavar="COLUMN|LEVEL", help="Groups: document, year, section …")
@click.option(
    "--codebook",
    type=FILE,
    default="policy",
    show_default=True,
    metavar="NAME|FILE.yaml",
    help="Where themes are looked up.",
)
@click.option(
    "--grades",
    type=FILE,
    default="obligation",
    show_default=True,
    metavar="NAME|FILE.yaml",
    help="A codebook of graded wording.",
)
@segmenting_options
@parts_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """Tell how strongly a text obliges: 必须, 应当, 鼓励, 可以."""
    corpus = open_corpus(files, options)
    from policytext.theming.scoring.wording import wording_columns

    columns, stamp = wording_columns(
        segment_corpus(corpus, options),
        by=options["by"],
        themes=options["themes"] or None,
        codebook=options["codebook"],
        grades=options["grades"],
    )
    write_columns(columns, stamp, options)
    finish(corpus)

"""policytext report."""

from __future__ import annotations

import re
from typing import Any

import click

from policytext.cli.inputs import (
    finish,
    read_corpus,
    reading_options,
    segment_corpus,
    segmenting_options,
)
from policytext.cli.options import FILE


@click.command(epilog="Example: policytext report reports/ -o report.html --term 改革,创新")
@reading_options
@click.option(
    "-o",
    "--output",
    default="report.html",
    show_default=True,
    type=FILE,
    metavar="FILE",
    help="Where to write the page, whole or not at all.",
)
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of the page.",
)
@click.option(
    "-t",
    "--term",
    "terms",
    multiple=True,
    metavar="TERM",
    help="Follow this term; commas part several, may be repeated.  [default: found by count]",
)
@click.option(
    "--by",
    metavar="COLUMN",
    help="Groups: a metadata column.  [default: year, else document, else section]",
)
@click.option("--title", metavar="TEXT", help="Title of the page.")
@click.option(
    "--codebook",
    type=FILE,
    default="policy",
    show_default=True,
    metavar="NAME|FILE.yaml",
    help="Where themes are looked up.",
)
@segmenting_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """Write a whole analysis as one page, to open in any browser, print or mail.

    The page holds texts, tables, charts and a search; each number leads to the lines it counts.
    """
    from policytext.plot.vega import load_library
    from policytext.reporting.report import NEEDED, report

    load_library(NEEDED)  # Refused at once where it is missing, and made while the files are read.
    corpus = read_corpus(files, options)
    names = [term.strip() for given in options["terms"] for term in re.split("[,，]", given)]
    chosen = {name: options[name] for name in ("lang", "by", "title", "codebook")}
    made = report(segment_corpus(corpus, options), options["output"], terms=names or None, **chosen)
    click.echo(f"{options['output']}: {made.title}, {len(made.html.encode()) / 1e6:.1f} MB")
    finish(corpus)

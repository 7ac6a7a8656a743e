"""policytext formulations."""

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
from policytext.cli.options import FILE
from policytext.cli.outputs import first_rows, is_for_people, output_options, write_columns

_SHOWN = (
    "term", "first", "jump", "until", "count_before", "count_after", "score", "p_adjusted",
    "document", "line", "context",
)  # fmt: skip


@click.command(epilog="Example: policytext formulations reports/ --at 2018 --candidates new.csv")
@reading_options
@click.option(
    "--by", default="year", show_default=True, metavar="COLUMN", help="A column, in time's order."
)
@click.option("--at", metavar="GROUP", help="Only what jumps in this year or other group.")
@click.option("--since", metavar="GROUP", help="Only what jumps there or later.")
@click.option("--top", type=int, help="Only the first.  [default: 30 in a table, else all]")
@click.option("--min-count", default=3, show_default=True, help="Lowest count from the jump on.")
@click.option("--min-length", default=3, show_default=True, help="Shortest, in characters.")
@click.option(
    "--candidates",
    type=FILE,
    metavar="FILE",
    help="Write those listed that the lexicon policy lacks as a lexicon, .csv or .txt.",
)
@segmenting_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """List the set phrases 提法 whose use begins or jumps at a time, with the first use of each.

    A file's year is read from its name (2012.txt) or from the metadata.
    """
    corpus = read_corpus(files, options)
    from policytext.theming.formulations.candidates import make_candidates
    from policytext.theming.formulations.formulations import find_formulations

    since = options["since"]
    columns, stamp = find_formulations(
        segment_corpus(corpus, options),
        by=options["by"],
        at=options["at"],
        since=int(since) if since is not None and since.isdecimal() else since,
        min_count=options["min_count"],
        min_length=options["min_length"],
        top=first_rows(options),
    )
    write_columns(columns, stamp, options, names=_SHOWN if is_for_people(options) else None)
    if options["candidates"]:
        lexicon = make_candidates(columns, "policy")
        lexicon.save(options["candidates"])
        click.echo(f"{options['candidates']}: {len(lexicon)} candidates", err=True)
    finish(corpus)

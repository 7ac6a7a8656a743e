"""policytext ngrams."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import (
    finish,
    read_corpus,
    reading_options,
    segment_corpus,
    segmenting_options,
    stopword_path,
)
from policytext.cli.options import FILE
from policytext.cli.outputs import first_rows, output_options, write_columns
from policytext.errors import InputError


@click.command(epilog="Example: policytext ngrams reports/ -n 2-4 --min-count 5 --top 50")
@reading_options
@click.option(
    "-n", "size", default="2", show_default=True, metavar="N|N-M", help="Tokens of an n-gram."
)
@click.option(
    "--skip-tokens", "skips", default=0, metavar="N", help="Tokens that may be left out inside."
)
@click.option("--node", metavar="TERM", help="Only n-grams that hold this word.")
@click.option(
    "--by",
    metavar="COLUMN|LEVEL",
    help="A list for each document, section, level of headings (一、) or metadata column.",
)
@click.option("--top", type=int, help="Only the most frequent.  [default: 30 in a table, else all]")
@click.option("--min-count", default=2, show_default=True, help="Lowest count.")
@click.option("--stopwords", type=FILE, metavar="NAME|FILE", help="Leave out n-grams with these.")
@click.option("--punctuation", is_flag=True, help="Take punctuation for a token like others.")
@segmenting_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """List words that stand side by side, by frequency."""
    low, dash, high = options["size"].partition("-")
    if not low.isdecimal() or (dash and not high.isdecimal()):
        raise InputError(f"-n must be a number or a range such as 2-4, got {options['size']!r}.")
    corpus = read_corpus(files, options)
    from policytext.statistics.ngrams import find_ngrams

    columns, stamp = find_ngrams(
        segment_corpus(corpus, options),
        (int(low), int(high or low)),
        skip=options["skips"],
        top=first_rows(options),
        stopwords=stopword_path(options["stopwords"]),
        keep_punctuation=options["punctuation"],
        **{name: options[name] for name in ("node", "by", "min_count")},
    )
    write_columns(columns, stamp, options)
    finish(corpus)

"""policytext collocations."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import (
    filtering_options,
    finish,
    open_corpus,
    parse_terms,
    reading_options,
    segment_corpus,
    segmenting_options,
    stopword_path,
)
from policytext.cli.on_disk import parts_options
from policytext.cli.outputs import first_rows, is_for_people, output_options, write_columns
from policytext.errors import InputError

#: What a table on a terminal leaves out, and every other format has.
_CELLS = ("o11", "o12", "o21", "o22", "n", "expected")


@click.command(epilog="Example: policytext collocations 经济 reports/ --window 5 --top 30")
@click.argument("terms", metavar="TERM[,TERM...]")
@reading_options
@click.option("--regex", is_flag=True, help="TERM is a regular expression for a whole token.")
@click.option(
    "--window",
    default="5",
    show_default=True,
    metavar="N|L,R|sentence|paragraph",
    help="Tokens on either side, on the left and right, or the sentence or paragraph.",
)
@click.option(
    "--measure",
    "measures",
    multiple=True,
    metavar="NAME",
    help="log_dice, g2, mi, t, …, the first to sort by; may be repeated.  [default: several]",
)
@click.option(
    "--uncorrected",
    is_flag=True,
    help="Expect as if a window were one token, as Sketch Engine does.",
)
@click.option(
    "--by",
    metavar="COLUMN|LEVEL",
    help="A list for each document, section, level of headings (一、) or metadata column.",
)
@click.option(
    "--top", type=int, help="Only the best of each list.  [default: 30 in a table, else all]"
)
@click.option("--min-length", default=1, show_default=True, help="Shortest collocate.")
@click.option("--min-count", default=5, show_default=True, help="Lowest count together.")
@filtering_options
@click.option("--punctuation", is_flag=True, help="List punctuation too.")
@segmenting_options
@parts_options
@output_options
def command(terms: str, files: tuple[str, ...], **options: Any) -> None:
    """List the words that stand near a word, with measures of association."""
    forms = parse_terms(terms, {**options, "groups": (), "more_terms": ()})
    window = _window(options["window"])
    corpus = open_corpus(files, options)
    from policytext.statistics.collocation import DEFAULT_MEASURES, collocation_columns

    columns, stamp = collocation_columns(
        segment_corpus(corpus, options),
        [form for group in forms.values() for form in group],
        window=window,
        measure=options["measures"] or DEFAULT_MEASURES,
        window_correction=not options["uncorrected"],
        top=first_rows(options),
        tags=options["tags"] or None,
        stopwords=stopword_path(options["stopwords"]),
        keep_punctuation=options["punctuation"],
        **{name: options[name] for name in ("by", "min_length", "min_count")},
    )
    hidden = _CELLS if is_for_people(options) else ()
    write_columns(columns, stamp, options, names=[n for n in columns if n not in hidden])
    finish(corpus)


def _window(given: str) -> Any:
    """Read a window: 5, 2,3 or a word."""
    parts = given.split(",")
    if not all(part.strip().isdecimal() for part in parts):
        if len(parts) > 1:
            raise InputError(f"--window must be like 5, 2,3 or sentence, got {given!r}.")
        return given
    sizes = tuple(map(int, parts))
    return sizes[0] if len(sizes) == 1 else sizes

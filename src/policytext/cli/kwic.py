"""policytext kwic."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import (
    finish,
    open_corpus,
    parse_terms,
    reading_options,
    segment_corpus,
    segmenting_options,
)
from policytext.cli.on_disk import parts_options
from policytext.cli.outputs import output_options, write_rows


@click.command(epilog="Example: policytext kwic 改革 report.txt --window 10 --sort right --top 50")
@click.argument("terms", metavar="TERM[,TERM...]")
@reading_options
@click.option("--regex", is_flag=True, help="TERM is a regular expression for a whole token.")
@click.option(
    "--window",
    default="5",
    show_default=True,
    metavar="N|sentence|paragraph",
    help="Tokens on either side, punctuation included, or the rest of a sentence or paragraph.",
)
@click.option(
    "--sort",
    "sorts",
    multiple=True,
    metavar="KEY",
    help="left, right, L1, R2, node, document or date; may be repeated.",
)
@click.option("--by", metavar="COLUMN|LEVEL", help="Group of each line, as year or section.")
@click.option("--top", type=int, help="Only the first lines.")
@click.option("--sample", type=int, metavar="N", help="So many lines drawn at random.")
@click.option("--seed", default=0, show_default=True, help="Of the draw.")
@click.option("--width", type=int, metavar="N", help="Columns of a line; those of the terminal.")
@segmenting_options
@parts_options
@output_options
def command(terms: str, files: tuple[str, ...], **options: Any) -> None:
    """List the occurrences of a word with their contexts, aligned.

    TERM is a token of the segmentation, or a phrase that tokens spell. -o may also end in .html
    or .xlsx.
    """
    forms = parse_terms(terms, {**options, "groups": (), "more_terms": ()})
    node = [form for group in forms.values() for form in group]
    corpus = open_corpus(files, options)
    from policytext.stamp import line
    from policytext.statistics.concordance import (
        LINES,
        find_lines,
        kwic_text,
        lines_table,
        save_kwic,
    )

    window = options["window"]
    rows, stamp = find_lines(
        segment_corpus(corpus, options),
        node,
        window=int(window) if window.isdecimal() else window,
        sort=options["sorts"],
        **{name: options[name] for name in ("by", "top", "sample", "seed")},
    )
    if options["form"] is None and str(options["output"]).lower().endswith((".html", ".xlsx")):
        save_kwic(lines_table(rows, stamp, options["by"]), options["output"])
    else:
        lines = kwic_text(rows, width=options["width"]) or "(no lines)"
        write_rows(rows, stamp, options, columns=[*LINES], human=f"{lines}\n\n{line(stamp)}")
    finish(corpus)

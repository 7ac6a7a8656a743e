"""policytext evaluate."""

from __future__ import annotations

from typing import Any

import click

from policytext import __version__
from policytext.cli.inputs import segmenting_options
from policytext.cli.options import FILE
from policytext.cli.outputs import output_options, write_rows


@click.group(epilog="Example: policytext evaluate segmentation gold.txt --segmenter pkuseg")
def command() -> None:
    """Compare results with texts that were prepared by hand."""


@command.command(epilog="Example: policytext evaluate segmentation gold.txt --vocabulary words.txt")
@click.argument("gold", type=FILE)
@click.option("--vocabulary", type=FILE, metavar="FILE", help="Known words, apart by white space.")
@segmenting_options
@output_options
def segmentation(gold: str, vocabulary: str | None, **options: Any) -> None:
    """Give precision, recall and F1 of words against a file with words apart by spaces."""
    from policytext.evaluation import evaluate_segmentation
    from policytext.reading import read
    from policytext.segmentation import resolve

    known = set(read(vocabulary, clean=False)[0].text.split()) if vocabulary else None
    segmenter = resolve(
        options["segmenter"], lexicon=options["lexicon"], userdict=options["userdict"]
    )
    table = evaluate_segmentation(gold, segmenter, vocabulary=known)
    rows: Any = table.to_dict("records")
    stamp = {"dictionary": segmenter.dictionary, "definition": "SIGHAN bakeoff"}
    write_rows(rows, {"policytext": __version__, **stamp}, options)

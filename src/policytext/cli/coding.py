"""policytext coding."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import finish, read_corpus, reading_options
from policytext.cli.options import FILE
from policytext.cli.outputs import output_options, write_columns


@click.group(epilog="Example: policytext coding sheet report.txt --sample 50 -o sheet.xlsx")
def command() -> None:
    """Have people code passages, and measure how far they agree."""


@command.command(epilog="Example: policytext coding sheet *.txt --sample 50 --by year -o li.xlsx")
@reading_options
@click.option(
    "--codebook",
    type=FILE,
    default="policy",
    show_default=True,
    metavar="NAME|FILE.yaml",
    help="Whose themes are coded.",
)
@click.option(
    "--theme", "themes", multiple=True, metavar="THEME", help="Only this one; may be repeated."
)
@click.option(
    "--unit",
    type=click.Choice(["paragraph", "sentence", "section", "document"]),
    default="paragraph",
    show_default=True,
    help="What a passage is.",
)
@click.option("--single", is_flag=True, help="One theme a passage, in one column.")
@click.option("--sample", type=int, help="So many passages, drawn at random.  [default: all]")
@click.option("--by", metavar="COLUMN", help="Draw from each group its share: year, document …")
@click.option("--seed", default=0, show_default=True, help="Of the draw.")
@click.option("--coder", default="", metavar="NAME", help="Who is to code.")
@click.option(
    "-o", "--output", type=FILE, required=True, metavar="FILE", help="A file .xlsx or .csv."
)
def sheet(files: tuple[str, ...], **options: Any) -> None:
    """Write a sheet of passages for a coder to fill in."""
    from policytext.stamp import line
    from policytext.theming.codebooks.codebook import Codebook
    from policytext.theming.coding.saving import write_sheet
    from policytext.theming.coding.sheet import make_sheet

    codebook = Codebook.load(options["codebook"])
    corpus = read_corpus(files, options)
    made = make_sheet(
        corpus,
        [codebook[name] for name in options["themes"]] or codebook,
        unit=options["unit"],
        several=not options["single"],
        sample=options["sample"],
        by=options["by"],
        coder=options["coder"],
        seed=options["seed"],
    )
    write_sheet(made, options["output"])
    click.echo(f"{len(made.rows)} passages in {options['output']}; {line(made.stamp)}", err=True)
    finish(corpus)


@command.command(epilog="Example: policytext coding agreement li.xlsx wang.xlsx --measure kappa")
@click.argument("sheets", nargs=-1, required=True, type=FILE, metavar="SHEET...")
@click.option(
    "--measure",
    "measures",
    multiple=True,
    default=("observed", "alpha"),
    show_default=True,
    metavar="NAME",
    help="observed, alpha, fleiss, kappa, kappa_linear, kappa_quadratic; may be repeated.",
)
@click.option(
    "--level",
    default="nominal",
    show_default=True,
    metavar="NAME",
    help="Codes for alpha: nominal, ordinal, interval.",
)
@click.option("--order", metavar="A,B,…", help="The codes from lowest to highest.")
@click.option("--cluster", metavar="COLUMN", help="Draw documents, not passages: document.")
@click.option("--confidence", default=0.95, show_default=True, help="Of the intervals.")
@click.option("--bootstrap", default=1000, show_default=True, help="Draws; 0 for no intervals.")
@click.option("--seed", default=0, show_default=True, help="Of the draws.")
@output_options
def agreement(sheets: tuple[str, ...], **options: Any) -> None:
    """Tell how far the coders of filled-in sheets agree."""
    import re

    from policytext.theming.coding.agreement import find_agreement
    from policytext.theming.coding.reading import read_sheets

    table, read = read_sheets(sheets)
    order = [code.strip() for code in re.split("[,，]", options["order"] or "") if code.strip()]
    columns, made = find_agreement(
        table,
        measure=options["measures"],
        level=options["level"],
        order=order or None,
        cluster=options["cluster"],
        confidence=options["confidence"],
        bootstrap=options["bootstrap"],
        seed=options["seed"],
    )
    write_columns(columns, made | {"sheets": read["sheets"]}, options)

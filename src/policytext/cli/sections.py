"""policytext sections."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import finish, read_corpus, reading_options
from policytext.cli.options import FILE
from policytext.cli.outputs import output_options, write_rows


@click.command(epilog="Example: policytext sections report.txt --theme 作风建设 --top 3")
@reading_options
@click.option(
    "--theme",
    required=True,
    metavar="THEME",
    help="A theme of the codebook, a term, or terms apart by commas.",
)
@click.option(
    "--codebook",
    type=FILE,
    default="policy",
    show_default=True,
    metavar="NAME|FILE.yaml",
    help="Where themes are looked up.",
)
@click.option(
    "--level",
    metavar="LEVEL",
    help="Sections of this level only: 一、 （一） 1、 第一章 第一条 …",
)
@click.option("--top", type=int, help="Only the best.")
@output_options
def command(files: tuple[str, ...], theme: str, **options: Any) -> None:
    """Find the sections about a theme, with their full text."""
    import re

    from policytext import stamp
    from policytext.themes.scoring import COLUMNS, find_sections

    names = [part.strip() for part in re.split("[,，]", theme)]
    corpus = read_corpus(files, options)
    rows, made = find_sections(
        corpus,
        names[0] if len(names) == 1 else names,
        codebook=options["codebook"],
        level=options["level"],
        top=options["top"],
    )
    parts = [
        f"{click.style(row['heading_path'] or '(no heading)', bold=True)}\n"
        f"{row['document']}, line {row['line']}; score {row['score']:.2f}; {row['terms']}\n\n"
        f"{row['text']}\n"
        for row in rows
    ]
    human = "\n".join([*(parts or ["(no rows)"]), stamp.line(made)])
    write_rows(rows, made, options, columns=COLUMNS, human=human)
    finish(corpus)

"""policytext outline."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import finish, read_corpus, reading_options
from policytext.cli.outputs import output_options, write_rows
from policytext.numbering import LEVELS

_COLUMNS = [
    "document", "level", "number", "heading", "heading_path", "start", "end", "chars", "line",
]  # fmt: skip


@click.command(epilog="Example: policytext outline report.txt --level 一、")
@reading_options
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    metavar="LEVEL",
    help="Sections of this level only, named by its first number: 一、 （一） 第一章 第一条.",
)
@output_options
def command(files: tuple[str, ...], level: str | None, **options: Any) -> None:
    """Show the headings, articles and run-in enumerations as a tree."""
    from policytext import stamp
    from policytext.structure import depth

    corpus = read_corpus(files, options)
    rows: list[dict[str, Any]] = []
    lines = []
    for document in corpus:
        lines.append(f"{document.id}  {document.title}".rstrip())
        outline = document.outline
        for section, facts in zip(outline.sections(level), outline.rows(level), strict=True):
            line = document.locate(section.start).line
            rows.append({"document": document.id, **facts, "line": line})
            indent = "  " if level else "  " * depth(section)
            lines.append(f"{indent}{section.title}  [{facts['chars']}, line {line}]")
        for warning in outline.warnings:
            click.echo(f"Warning: {document.source.path}: {warning}", err=True)
    made = stamp.make(cleaning=corpus.cleaning_steps, size="characters without white space")
    write_rows(rows, made, options, columns=_COLUMNS, human="\n".join(lines))
    finish(corpus)

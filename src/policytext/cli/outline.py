"""policytext outline."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import finish, read_corpus, reading_options
from policytext.cli.outputs import output_options, write_rows

_COLUMNS = ["document", "level", "number", "heading", "heading_path", "chars", "line"]


@click.command(epilog="Example: policytext outline report.txt --level 一、")
@reading_options
@click.option(
    "--level",
    type=click.Choice(["一、", "（一）", "1、", "（1）", "一是"]),
    help="Sections of this level only.",
)
@output_options
def command(files: tuple[str, ...], level: str | None, **options: Any) -> None:
    """Show the numbered headings and run-in enumerations as a tree."""
    from policytext import stamp
    from policytext.structure import depth

    corpus = read_corpus(files, options)
    rows: list[dict[str, Any]] = []
    lines = []
    for document in corpus:
        lines.append(f"{document.id}  {document.title}".rstrip())
        for section in document.outline.sections(level):
            row = {
                "document": document.id,
                "level": section.level,
                "number": section.number,
                "heading": section.title,
                "heading_path": section.path,
                "chars": len("".join(section.text.split())),
                "line": document.locate(section.start).line,
            }
            rows.append(row)
            indent = "  " if level else "  " * depth(section)
            lines.append(f"{indent}{section.title}  [{row['chars']}, line {row['line']}]")
        for warning in document.outline.warnings:
            click.echo(f"Warning: {document.source.path}: {warning}", err=True)
    made = stamp.make(
        cleaning="on" if corpus.cleaned else "off", size="characters without white space"
    )
    write_rows(rows, made, options, columns=_COLUMNS, human="\n".join(lines))
    finish(corpus)

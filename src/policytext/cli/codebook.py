"""policytext codebook."""

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
from policytext.cli.outputs import output_options, write_rows
from policytext.errors import InputError


@click.group(epilog="Example: policytext codebook check mine.yaml")
def command() -> None:
    """Check, draft, compare and show codebooks."""


@command.command(epilog="Example: policytext codebook check mine.yaml")
@click.argument("codebook", type=FILE, metavar="NAME|FILE.yaml")
@output_options
def check(codebook: str, **options: Any) -> None:
    """Check a codebook: its form, its examples, and what looks odd.

    Exit status 1 if an example is not found, a counterexample is, or a term can never count.
    """
    from policytext.theming.codebooks.checking import Problem, check_codebook
    from policytext.theming.codebooks.codebook import Codebook

    book = Codebook.load(codebook)
    problems = check_codebook(book)
    rows = [problem._asdict() for problem in problems]
    serious = sum(problem.serious for problem in problems)
    lines = [
        f"{'Error' if p.serious else 'Note'}: "
        f"{f'line {p.line}, ' if p.line else ''}{p.theme}, {p.key}: {p.problem}"
        for p in problems
    ]
    human = "\n".join([*lines, f"{book!r}: {serious} errors, {len(problems) - serious} notes"])
    stamp = {"codebook": str(book)}
    write_rows(rows, stamp, options, columns=Problem._fields, human=human)
    if serious:
        click.get_current_context().exit(1)


@command.command(
    epilog="Example: policytext codebook draft reports/ -s 农业=粮食,农民 -o draft.yaml"
)
@reading_options
@click.option(
    "-s",
    "--seed",
    "seeds",
    multiple=True,
    required=True,
    metavar="THEME=A,B",
    help="A theme and words that speak for it; may be repeated.",
)
@click.option("--top", default=20, show_default=True, help="Terms for each theme.")
@click.option("--min-count", default=5, show_default=True, help="Lowest count of a term.")
@segmenting_options
@click.option("-o", "--output", type=FILE, metavar="FILE.yaml", help="Write a codebook.")
def draft(files: tuple[str, ...], **options: Any) -> None:
    """Propose terms for themes from seed words: collocates, and words used alike."""
    from policytext.cli.outputs import render
    from policytext.theming.codebooks.drafting import DRAFT, draft_codebook, find_draft_terms

    parsed = _parse_seeds(options["seeds"])
    if options["output"] and not options["output"].endswith((".yaml", ".yml")):
        raise InputError(f"-o must end in .yaml, got {options['output']!r}.")
    corpus = read_corpus(files, options)
    tokens = segment_corpus(corpus, options)
    how = {"min_count": options["min_count"], "top": options["top"]}
    if options["output"]:
        draft_codebook(tokens, parsed, **how).save(options["output"])
        click.echo(options["output"])
    else:
        rows, stamp = find_draft_terms(tokens, parsed, **how)
        click.echo(render(rows, stamp, "table", DRAFT))
    finish(corpus)


@command.command(epilog="Example: policytext codebook diff policy mine.yaml")
@click.argument("old", type=FILE, metavar="OLD")
@click.argument("new", type=FILE, metavar="NEW")
@output_options
def diff(old: str, new: str, **options: Any) -> None:
    """List what one codebook changes in another: themes, terms, rules."""
    from policytext.theming.codebooks.codebook import Change, Codebook

    before, after = Codebook.load(old), Codebook.load(new)
    rows = [change._asdict() for change in before.diff(after)]
    stamp = {"old": str(before), "new": str(after)}
    write_rows(rows, stamp, options, columns=Change._fields)


@command.command(epilog="Example: policytext codebook show policy")
@click.argument("codebook", type=FILE, required=False, metavar="[NAME|FILE.yaml]")
@output_options
def show(codebook: str | None, **options: Any) -> None:
    """List the themes of a codebook, or the codebooks that policytext ships."""
    from policytext.theming.codebooks.codebook import Codebook

    if codebook is None:
        books = [Codebook.load(name) for name in Codebook.shipped()]
        rows = [
            {"codebook": b.name, "version": b.version, "themes": len(b.names), "terms": b.n_terms}
            for b in books
        ]
        write_rows(rows, {"policytext": "codebooks"}, options)
        return
    book = Codebook.load(codebook)
    rows = [
        {
            "theme": theme.name,
            "parent": book.parent(theme.name),
            "terms": len(theme.forms),
            "description": theme.description.strip(),
        }
        for theme in book.walk()
    ]
    write_rows(rows, {"codebook": str(book)}, options)


def _parse_seeds(given: tuple[str, ...]) -> dict[str, list[str]]:
    """Read THEME=A,B."""
    import re

    seeds = {}
    for text in given:
        theme, equals, words = text.partition("=")
        listed = [word.strip() for word in re.split("[,，]", words) if word.strip()]
        if not equals or not theme.strip() or not listed:
            raise InputError(f"--seed must be THEME=A,B, got {text!r}.")
        seeds[theme.strip()] = listed
    return seeds

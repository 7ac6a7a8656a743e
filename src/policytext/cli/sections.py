"""policytext sections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from policytext.cli.inputs import (
    finish,
    open_corpus,
    reading_options,
    segment_corpus,
    segmenting_options,
)
from policytext.cli.on_disk import parts_options
from policytext.cli.outputs import is_for_people, output_options, write_rows
from policytext.cli.themes import codebook_option
from policytext.errors import InputError

if TYPE_CHECKING:
    from policytext.corpus import Corpus
    from policytext.scale.scan import Scan
    from policytext.tokens import Tokens

#: Options that leave others without a meaning.
_PAIRS = {
    "evidence": ("passages", "level", "top"),
    "passages": ("level", "heading_weight"),
}


@click.command(epilog="Example: policytext sections report.txt --theme 作风建设 --top 3")
@reading_options
@click.option(
    "--theme",
    required=True,
    metavar="THEME",
    help="A theme of the codebook, a term, or terms apart by commas.",
)
@click.option(
    "--level",
    metavar="LEVEL",
    help="Sections of this level only: 一、 （一） 1、 第一章 第一条 …",
)
@click.option("--passages", is_flag=True, help="Runs of paragraphs, for texts without headings.")
@click.option(
    "--evidence", is_flag=True, help="List every hit with what it adds to its section's score."
)
@click.option("--top", type=int, help="Only the best.")
@codebook_option
@click.option(
    "--heading-weight",
    type=float,
    help="How much the heading counts beside the body.  [default: 3]",
)
@segmenting_options
@parts_options
@output_options
def command(files: tuple[str, ...], theme: str, **options: Any) -> None:
    """Find the sections about a theme, with their full text."""
    from policytext import stamp
    from policytext.theming.scoring import passages, sections

    _refuse_pairs(options)
    about = [part.strip() for part in re.split("[,，]", theme)]
    weight = options["heading_weight"]
    heading = {} if weight is None else {"heading_weight": weight}
    corpus = open_corpus(files, options)
    tokens = segment_corpus(corpus, options)
    if options["evidence"]:
        return _list_hits(tokens, about, corpus, options, **heading)
    shared = {name: options[name] for name in ("codebook", "top")}
    if options["passages"]:
        columns = passages.COLUMNS
        rows, made = passages.find_passages(tokens, about, **shared)
    else:
        columns = sections.COLUMNS
        rows, made = sections.find_sections(
            tokens, about, level=options["level"], **shared, **heading
        )
    parts = [
        f"{click.style(row['heading_path'] or '(no heading)', bold=True)}\n"
        f"{row['document']}, line {row['line']}; score {row['score']:.2f}; {row['terms']}\n\n"
        f"{row['text']}\n"
        for row in rows
    ]
    human = "\n".join([*(parts or ["(no rows)"]), stamp.line(made)])
    write_rows(rows, made, options, columns=columns, human=human)
    finish(corpus)


def _refuse_pairs(options: dict[str, Any]) -> None:
    """Refuse options of which one would say nothing beside the other."""
    for chosen, others in _PAIRS.items():
        for other in others:
            # A weight of 0 was given, unlike None and the False of a flag.
            if options[chosen] and options[other] is not None and options[other] is not False:
                raise InputError(
                    f"--{chosen} and --{other.replace('_', '-')} exclude each other. Drop one."
                )


def _list_hits(
    tokens: Tokens | Scan,
    about: list[str],
    corpus: Corpus | Scan,
    options: Any,
    **heading: float,
) -> None:
    """List the hits behind the scores of sections."""
    from policytext.theming.codebooks.codebook import Codebook
    from policytext.theming.scoring.scorer import Scorer
    from policytext.theming.scoring.sections import theme_codebook, theme_names
    from policytext.theming.scoring.tables import EVIDENCE, find_theme_evidence

    book = theme_codebook(theme_names(about), Codebook.load(options["codebook"]))
    rows, made = find_theme_evidence(Scorer(tokens, book, **heading))
    shown = [name for name in EVIDENCE if name not in ("unit", "theme", "weight", "start", "end")]
    if is_for_people(options):
        rows = [
            {name: row[name] for name in shown}
            | {"heading_path": row["heading_path"].rsplit(" > ", 1)[-1]}
            for row in rows
        ]
    write_rows(rows, made, options, columns=EVIDENCE)
    finish(corpus)

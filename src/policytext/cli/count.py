"""policytext count."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import (
    countable,
    counting_options,
    finish,
    hint_at_separators,
    open_corpus,
    parse_terms,
    reading_options,
    segmenting_options,
)
from policytext.cli.on_disk import parts_options
from policytext.cli.outputs import output_options, write_rows
from policytext.corpus import Corpus
from policytext.errors import InputError


@click.command(epilog="Example: policytext count 人民,改革 reports/ --by year --format csv")
@click.argument("terms", metavar="TERM[,TERM...]")
@reading_options
@counting_options
@segmenting_options
@parts_options
@click.option(
    "--by", metavar="COLUMN", help="Group by document, section, year or a metadata column."
)
@click.option(
    "--evidence", is_flag=True, help="List every occurrence with file line, column and context."
)
@click.option("--nesting", is_flag=True, help="Tell inside which longer words TERM stands.")
@click.option(
    "--context", default=20, show_default=True, help="Characters on either side, for --evidence."
)
@output_options
def command(terms: str, files: tuple[str, ...], **options: Any) -> None:
    """Count terms.

    A term is counted wherever its characters stand, as published figures are; --match token counts
    whole tokens of the segmentation.
    """
    from policytext import counting

    wanted = parse_terms(terms, options)
    counting.parse_terms(wanted)
    if options["nesting"] and (len(wanted) > 1 or options["regex"] or options["evidence"]):
        raise InputError("--nesting takes one plain term and no --evidence.")
    if options["nesting"] and options["match"] == "token":
        raise InputError("--nesting looks inside words, so it takes no --match token.")
    if options["by"] and (options["nesting"] or options["evidence"]):
        raise InputError("--by groups counts; it goes with neither --evidence nor --nesting.")
    corpus = open_corpus(files, options, in_memory=options["nesting"])
    how = {key: options[key] for key in ("match", "overlap")}
    columns: list[str] = []
    if options["nesting"]:
        columns = counting.NESTING
        assert isinstance(corpus, Corpus)
        rows, stamp = counting.find_nesting(corpus, next(iter(wanted)))
        rows = [{**row, "within": row["within"] or "(none of these)"} for row in rows]
    elif options["evidence"]:
        columns = counting.EVIDENCE
        rows, stamp = counting.find_evidence(
            countable(corpus, options), wanted, context=options["context"], **how
        )
    else:
        rows, stamp = counting.tally(countable(corpus, options), wanted, by=options["by"], **how)
    write_rows(rows, stamp, options, columns=columns)
    if not columns and not options["regex"]:
        hint_at_separators(rows)
    finish(corpus)

"""policytext topics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from policytext.cli.inputs import (
    finish,
    read_corpus,
    reading_options,
    segment_corpus,
    segmenting_options,
    stopword_path,
    with_progress,
)
from policytext.cli.options import FILE
from policytext.cli.outputs import is_for_people, output_options, write_columns, write_rows
from policytext.stamp import line

if TYPE_CHECKING:
    from policytext.theming.topics.result import Columns, Topics

_GIVEN = click.core.ParameterSource.COMMANDLINE


@click.command(epilog="Example: policytext topics reports/ -k 15 --by year")
@reading_options
@click.option("-k", "k", default=10, show_default=True, help="How many topics.")
@click.option(
    "--method",
    type=click.Choice(["nmf", "lda"]),
    default="nmf",
    show_default=True,
    help="Matrix factorisation, or latent Dirichlet allocation.",
)
@click.option(
    "--unit",
    type=click.Choice(["paragraph", "section", "document"]),
    default="paragraph",
    show_default=True,
    help="What has topics.",
)
@click.option(
    "--list",
    "listed",
    type=click.Choice(["topics", "terms", "units"]),
    default="topics",
    show_default=True,
    help="The topics, the terms of each, or the text of each, the most typical first.",
)
@click.option(
    "--by",
    metavar="COLUMN|LEVEL",
    help="List the shares of the topics by year, document, section, level of headings (一、).",
)
@click.option("--choose", is_flag=True, help="Compare 5, 10, … 30 topics to choose -k.")
@click.option("--top", type=int, help="Terms or units of each topic.  [default: 10; 3]")
@click.option("--min-count", default=5, show_default=True, help="Lowest count of a term.")
@click.option(
    "--stopwords",
    type=FILE,
    metavar="NAME|FILE",
    help="Words to leave out: function, numbers, address, or a file; these three by default.",
)
@click.option(
    "--tag", "tags", multiple=True, metavar="TAG", help="Only parts of speech that begin so (n, v)."
)
@click.option("--seed", default=0, show_default=True, help="For another result of the same kind.")
@segmenting_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """Find topics, groups of terms that stand together, and the text that is about them.

    Needs scikit-learn.
    """
    listed = click.get_current_context().get_parameter_source("listed")
    asked = {"--choose": options["choose"], "--by": options["by"], "--list": listed is _GIVEN}
    if sum(map(bool, asked.values())) > 1:
        raise click.UsageError("--choose, --by and --list exclude each other.")
    how = {key: options[key] for key in ("method", "unit", "min_count", "seed")}
    how |= {"stopwords": stopword_path(options["stopwords"]), "tags": options["tags"] or None}
    corpus = read_corpus(files, options)
    from policytext.theming.topics.numbers import find_topic_numbers
    from policytext.theming.topics.topics import topics

    tokens = segment_corpus(corpus, options)
    if options["choose"]:
        progress = partial(with_progress, label="Fitting")
        columns, stamp = find_topic_numbers(tokens, **how, progress=progress)
        write_columns(columns, stamp, options)
    else:
        _write(topics(tokens, options["k"], **how), options)
    finish(corpus)


def _write(found: Topics, options: Mapping[str, Any]) -> None:
    """Write what is asked for of the topics."""
    top, human = options["top"], None
    columns, stamp = found.topic_columns(), found.stamp
    if options["by"]:
        columns, stamp = found.over_columns(options["by"])
        if is_for_people(options):
            columns = _side_by_side(columns)
    elif options["listed"] == "terms":
        columns = found.term_columns(10 if top is None else top)
    elif options["listed"] == "units":
        columns = found.unit_columns(3 if top is None else top)
        human = "\n".join([*_passages(columns), line(stamp)])
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    write_rows(rows, stamp, options, columns=list(columns), human=human)


def _side_by_side(columns: Columns) -> Columns:
    """Put the shares of the groups beside each other, a row a topic, for people to compare."""
    groups, topics, labels, shares, *_ = columns.values()
    n_topics = max(topics)
    beside = {
        str(name): shares[n * n_topics :][:n_topics] for n, name in enumerate(groups[::n_topics])
    }
    return {"topic": topics[:n_topics], "label": labels[:n_topics], **beside}


def _passages(columns: Columns) -> Iterator[str]:
    """Lay the units of text out for reading, under the topic and the place of each."""
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        yield (
            click.style(f"{row['topic']} {row['label']}", bold=True)
            + f"\n{row['document']}, line {row['line']}; share {row['share']:.2f}; "
            f"{row['heading_path'] or '(no heading)'}\n\n{row['text']}\n"
        )

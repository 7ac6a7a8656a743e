"""policytext keyness."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from glob import glob
from typing import Any

import click

from policytext.cli.inputs import (
    filtering_options,
    finish,
    open_corpus,
    reading_options,
    segment_corpus,
    segmenting_options,
    stopword_path,
)
from policytext.cli.on_disk import parts_options
from policytext.cli.options import FILE
from policytext.cli.outputs import first_rows, is_for_people, output_options, write_columns
from policytext.corpus import Corpus
from policytext.errors import InputError

#: What a table on a terminal shows, and the measures asked for.
_SHOWN = (
    "term", "score", "p_adjusted", "count_target", "count_reference", "per_million_target",
    "per_million_reference", "log_ratio", "log_ratio_low", "log_ratio_high",
)  # fmt: skip


@click.command(epilog="Example: policytext keyness reports/ --by year --target 2013: --top 30")
@reading_options
@click.option(
    "--against", multiple=True, type=FILE, metavar="FILE", help="Texts to compare FILE... with."
)
@click.option(
    "--by", metavar="COLUMN", help="A metadata column, for --target.  [default: document]"
)
@click.option(
    "--target",
    metavar="VALUE|FROM:TO",
    help="Values of the column apart by commas, or a range, 2013: being 2013 and later.",
)
@click.option("--reference", metavar="VALUE|FROM:TO", help="As --target.  [default: the rest]")
@click.option("--measure", default="g2", show_default=True, metavar="NAME", help="The score.")
@click.option(
    "--effect",
    "effects",
    multiple=True,
    metavar="NAME",
    help="percent_diff, odds_ratio, bic, …; may be repeated.",
)
@click.option("--bootstrap", default=0, metavar="N", help="Draw the documents anew N times.")
@click.option("--seed", default=0, show_default=True, help="Of the draws.")
@click.option("--top", type=int, help="Only the most typical.  [default: 30 in a table, else all]")
@click.option("--min-length", default=1, show_default=True, help="Shortest token, in characters.")
@click.option("--min-count", default=5, show_default=True, help="Lowest count in both sides.")
@filtering_options
@click.option("--punctuation", is_flag=True, help="List punctuation too.")
@segmenting_options
@parts_options
@output_options
def command(files: tuple[str, ...], **options: Any) -> None:
    """List the words that set some texts apart from others.

    Either --target names the documents whose words are wanted, or --against what to compare all
    files with: policytext keyness new/ --against old/.
    """
    against = options["against"]
    if bool(against) == bool(options["target"]):
        raise InputError("Give one of --target and --against, to say what is compared with what.")
    if against and (options["by"] or options["reference"]):
        raise InputError("--against takes no --by or --reference: it names the reference itself.")
    corpus = open_corpus([*files, *against], options, in_memory=options["bootstrap"] > 0)
    from policytext.statistics.keyness import keyness_columns

    target = parse_side(options["target"])
    if against:
        # A corpus on disk is not taken beside other files.
        assert isinstance(corpus, Corpus)
        target = _named(corpus, files, against)
    columns, stamp = keyness_columns(
        segment_corpus(corpus, options),
        target,
        reference=parse_side(options["reference"]),
        top=first_rows(options),
        tags=options["tags"] or None,
        stopwords=stopword_path(options["stopwords"]),
        keep_punctuation=options["punctuation"],
        **{
            name: options[name]
            for name in (
                "by", "measure", "effects", "bootstrap", "seed", "min_length", "min_count",
            )
        },
    )  # fmt: skip
    shown = {*_SHOWN, *options["effects"]}
    names = [
        name
        for name in columns
        if not is_for_people(options) or name in shown or "_boot_" in name or "difference" in name
    ]
    write_columns(columns, stamp, options, names=names)
    finish(corpus)


def parse_side(given: str | None) -> Any:
    """Read values apart by commas, or a range."""
    if given is None:
        return None
    ends = re.fullmatch(r"\s*(\d*)\s*[:：]\s*(\d*)\s*", given)
    if ends and any(ends.groups()):
        return slice(*(int(end) if end else None for end in ends.groups()))
    return [value.strip() for value in re.split("[,，]", given)]


def _named(corpus: Corpus, files: Iterable[str], against: Iterable[str]) -> list[bool]:
    """Tell of each document whether the files name it rather than what they are compared with."""
    own, other = _places(files), _places(against)
    paths = [os.path.realpath(document.source.path) for document in corpus]
    return [_depth(path, own) > _depth(path, other) for path in paths]


def _places(names: Iterable[str]) -> list[str]:
    """List the files and folders that names and globs stand for."""
    return [os.path.realpath(path) for name in names for path in (glob(name) or [name])]


def _depth(path: str, places: Iterable[str]) -> int:
    """Return the length of the longest of the places that a file is or is in; 0 for none."""
    return max(
        (len(p) for p in places if path == p or path.startswith(p.rstrip(os.sep) + os.sep)),
        default=0,
    )

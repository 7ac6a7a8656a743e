"""policytext cloud."""

from __future__ import annotations

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
from policytext.cli.keyness import parse_side
from policytext.cli.on_disk import parts_options
from policytext.cli.options import FILE
from policytext.errors import InputError


@click.command(epilog="Example: policytext cloud report.txt -o cloud.png --top 150")
@reading_options
@click.option(
    "--by",
    metavar="COLUMN",
    help="A cloud for each document, section, year …, on one scale; or the column of --keyness.",
)
@click.option(
    "--keyness",
    metavar="VALUE|FROM:TO",
    help="Words typical of these values of --by and of the rest; 2013: is 2013 and later.",
)
@click.option("--tfidf", is_flag=True, help="Size by TF-IDF, what sets each document or group off.")
@click.option("--top", default=200, show_default=True, help="How many terms in a cloud.")
@click.option("--min-count", default=1, show_default=True, help="Lowest count of a term.")
@click.option("--min-length", default=2, show_default=True, help="Shortest token, in characters.")
@filtering_options
@click.option("--mask", type=FILE, metavar="IMAGE", help="A picture whose dark parts are filled.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same picture.")
@segmenting_options
@parts_options
@click.option("--title", help="Title of the picture.")
@click.option("--source", help="Where the texts come from, for the line under the cloud.")
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of what is written around the cloud.",
)
@click.option("--dpi", default=300, show_default=True, help="Dots per inch of a PNG.")
@click.option("--text", is_flag=True, help="Write the words of an SVG as text, not as outlines.")
@click.option(
    "-o", "--output", required=True, type=FILE, metavar="FILE", help="Ends in .png, .svg or .pdf."
)
def command(files: tuple[str, ...], **options: Any) -> None:
    """Draw a word cloud: of frequencies, of TF-IDF or keyness, or one for each group."""
    several = options["by"] is not None and options["keyness"] is None
    if options["keyness"] is not None and options["tfidf"]:
        raise InputError("Give one of --keyness and --tfidf, each of which says what the size is.")
    if options["mask"] and several:
        raise InputError("--mask takes no --by: it is filled by one cloud.")
    corpus = open_corpus(files, options, in_memory=options["tfidf"])
    from policytext.plot.cloud_panels import wordclouds
    from policytext.plot.clouds import wordcloud
    from policytext.plot.saving import save

    how = {name: options[name] for name in ("top", "min_count", "seed", "title", "source", "lang")}
    table = _table(segment_corpus(corpus, options), options)
    ax = wordclouds(table, **how)[0] if several else wordcloud(table, mask=options["mask"], **how)
    click.echo(save(ax, options["output"], dpi=options["dpi"], text=options["text"]))
    finish(corpus)


def _table(tokens: Any, options: dict[str, Any]) -> Any:
    """Make the table that is drawn."""
    import policytext as pt

    which: dict[str, Any] = {
        "min_length": options["min_length"],
        "tags": options["tags"] or None,
        "stopwords": stopword_path(options["stopwords"]),
    }
    if options["keyness"] is not None:
        return pt.keyness(tokens, parse_side(options["keyness"]), by=options["by"], **which)
    if options["tfidf"]:
        by = options["by"] or "document"
        return pt.keywords(tokens, by=by, top=None, **which)
    return pt.frequencies(tokens, by=options["by"], **which)

"""policytext chart."""

from __future__ import annotations

from typing import Any

import click

from policytext.cli.inputs import (
    countable,
    counting_options,
    finish,
    open_corpus,
    parse_terms,
    reading_options,
    segmenting_options,
)
from policytext.cli.on_disk import parts_options
from policytext.cli.options import FILE


@click.command(
    epilog="Example: policytext chart heatmap 改革,创新,民生 reports/ --by year -o heat.png"
)
@click.argument("kind", type=click.Choice(["bar", "trend", "heatmap"]))
@click.argument("terms", metavar="TERM[,TERM...]")
@reading_options
@counting_options
@segmenting_options
@parts_options
@click.option(
    "--by",
    metavar="COLUMN",
    help="Group by document, section, year…  [default: none; year for trend; document for heatmap]",
)
@click.option("--title", help="Title of the chart.")
@click.option(
    "-o", "--output", required=True, type=FILE, metavar="FILE", help="Ends in .png, .svg or .pdf."
)
def command(kind: str, terms: str, files: tuple[str, ...], **options: Any) -> None:
    """Draw counts as ranked bars, lines over years, or a heatmap."""
    wanted = parse_terms(terms, options)
    corpus = open_corpus(files, options)
    from policytext import plot
    from policytext.counting import count
    from policytext.statistics.trends import trend

    how = {key: options[key] for key in ("match", "overlap")}
    if kind == "trend":
        ax = plot.trend(
            trend(countable(corpus, options), wanted, by=options["by"] or "year", **how),
            title=options["title"],
        )
    else:
        by = options["by"] or ("document" if kind == "heatmap" else None)
        draw = plot.heatmap if kind == "heatmap" else plot.bar
        ax = draw(count(countable(corpus, options), wanted, by=by, **how), title=options["title"])
    click.echo(plot.save(ax, options["output"]))
    finish(corpus)

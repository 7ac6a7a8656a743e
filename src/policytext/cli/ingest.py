"""policytext ingest."""

from __future__ import annotations

import json
from os.path import join
from typing import TYPE_CHECKING, Any

import click

from policytext.cli.inputs import cleaning, dictionary_options
from policytext.cli.options import FILE, progress_option, shown_progress

if TYPE_CHECKING:
    from policytext.scale.ingest import Ingested

#: How many failures are named; all stand in a table.
_SHOWN = 5


@click.command(epilog="Example: policytext ingest gazettes/ news.jsonl -o corpus/")
@click.argument("sources", nargs=-1, required=True, type=FILE, metavar="SOURCE...")
@click.option(
    "-o",
    "--output",
    required=True,
    type=FILE,
    metavar="FOLDER",
    help="The corpus: a new folder, or one made so, to which is added.",
)
@click.option("--no-clean", is_flag=True, help="Take the text as the file holds it.")
@click.option(
    "--skip",
    "skipped_steps",
    multiple=True,
    metavar="STEP",
    help="Leave out a step of the cleaning (rejoin, width, …); may be repeated.",
)
@click.option("--simplify", is_flag=True, help="Write traditional characters as simplified ones.")
@click.option("--encoding", metavar="NAME", help="The files' encoding, if it is not found.")
@click.option(
    "--text-column",
    default="text",
    show_default=True,
    metavar="NAME",
    help="Text column of tables.",
)
@click.option(
    "--metadata", type=FILE, metavar="CSV", help="Table with a column `file` and further columns."
)
@click.option(
    "--segmenter",
    metavar="NAME",
    help="Store tokens too: of jieba, pkuseg, or one that is installed.",
)
@dictionary_options
@click.option(
    "--workers", type=int, metavar="N", help="Processes that read; by default one a processor."
)
@progress_option
def command(sources: tuple[str, ...], **options: Any) -> None:
    """Read files of any format into a corpus on disk, which need not fit in memory.

    What the corpus has is not read again; a text that it has is left out; what cannot be read is
    listed in FOLDER/_log/failures.csv. When it is cut off, the same command goes on from there.
    """
    from policytext.scale.ingest import ingest

    done = ingest(
        sources,
        options["output"],
        clean=cleaning(options),
        encoding=options["encoding"],
        text_column=options["text_column"],
        metadata=options["metadata"],
        segmenter=options["segmenter"],
        lexicon=options["lexicon"],
        userdict=options["userdict"],
        workers=options["workers"],
        progress=shown_progress(options["progress"]),
    )
    _report(done, as_json=options["progress"] == "json")
    if done.failed:
        click.get_current_context().exit(1)


def _report(done: Ingested, *, as_json: bool) -> None:
    """Say what was done, and what could not be."""
    from policytext.scale.progress import size_of
    from policytext.scale.store import Store

    if done.failed:
        failures = done.failures
        for failure in failures[:_SHOWN]:
            click.echo(f"Error: {failure.reason}", err=True)
        more = f"{len(failures) - _SHOWN:,} more are" if len(failures) > _SHOWN else "All are"
        click.echo(f"{more} in {join(done.folder, '_log', 'failures.csv')}", err=True)
    store = Store(done.folder)
    counts = done._asdict()
    folder = counts.pop("folder")
    if as_json:
        said = {**counts, "corpus": folder, "documents": store.documents, "bytes": store.size}
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    told = (f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items() if number)
    click.echo(", ".join(told) or "Nothing to do")
    click.echo(f"{folder}: {store.documents:,} documents, {size_of(store.size)} of text")

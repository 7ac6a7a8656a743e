"""What the commands have in common for a corpus on disk: how it is named, chosen and looked at."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from os.path import exists, isdir
from typing import TYPE_CHECKING, Any

import click

from policytext.cli.options import (
    FILE,
    given_options,
    progress_option,
    shown_progress,
    together,
)
from policytext.errors import InputError, PolicyTextWarning

if TYPE_CHECKING:
    from policytext.corpus import Corpus
    from policytext.scale.scan import Scan

__all__ = ["name_lost", "open_scan", "parts_options", "read_scan", "where_option"]

Options = Mapping[str, Any]

#: Options that say how files are read, by the names of their values.
_READING = (
    "no_clean", "skipped_steps", "simplify", "encoding", "text_column", "metadata", "strict",
)  # fmt: skip
_PARTS = ("engine", "workers", "keep", "progress")
#: How many lost documents are named.
_SHOWN = 5


#: Adds the option that chooses documents.
where_option = click.option(
    "--where",
    "conditions",
    multiple=True,
    metavar="COLUMN=VALUE|LOW..HIGH",
    help="Of a corpus on disk only documents with this, as year=2013..; may be repeated.",
)


#: Adds the options of commands that look at a corpus on disk part by part.
parts_options = together(
    click.option(
        "--engine",
        type=click.Choice(["threads", "processes"]),
        default="threads",
        show_default=True,
        help="Who looks at a corpus on disk.",
    ),
    click.option(
        "--workers", type=int, metavar="N", help="How many of these; by default one a processor."
    ),
    click.option(
        "--keep",
        type=FILE,
        metavar="FOLDER",
        help="Keep there what is found, so that a run that was stopped goes on where it was.",
    ),
    progress_option,
)


def open_scan(files: Sequence[str], options: Options) -> Scan | None:
    """Open the corpus on disk that a command is given; return None if it is given files.

    Raises
    ------
    InputError
        If it is given both, or options that are for the other.
    """
    folder = _corpus_among(files)
    if folder is None:
        if len(files) == 1 and _is_missing(files[0]):
            return None  # That there is no such file or folder is said on reading.
        if given := given_options(_PARTS):
            raise InputError(
                f"Leave out {given} for files: only a corpus on disk, which `policytext ingest` "
                "makes, is looked at in parts."
            )
        if options["conditions"]:
            raise InputError(
                "--where chooses from a corpus on disk, which `policytext ingest` makes. Of files, "
                "name those that are wanted."
            )
        return None
    if given := given_options(_READING):
        raise InputError(
            f"Leave out {given}: how files are read was decided when {folder} was ingested."
        )
    from policytext.scale.scan import scan

    corpus = scan(
        folder,
        engine=options.get("engine", "threads"),
        workers=options.get("workers"),
        keep=options.get("keep"),
        progress=shown_progress(options.get("progress", "auto")),
    )
    conditions = _parse_where(options["conditions"])
    # They are named at the end, each.
    warnings.filterwarnings("ignore", ".* could not be used; see `lost`", PolicyTextWarning)
    return corpus.where(**conditions) if conditions else corpus


def read_scan(files: Sequence[str], options: Options) -> Corpus | None:
    """Read the corpus on disk that a command is given into memory; return None if it is files.

    Raises
    ------
    InputError
        As `open_scan`; or if an option says how it is looked at in parts.
    """
    corpus = open_scan(files, options)
    if corpus is None:
        return None
    if given := given_options(_PARTS):
        raise InputError(
            f"Leave out {given}: this needs all documents in memory and is not found in parts."
        )
    return corpus.read()


def name_lost(corpus: Scan) -> bool:
    """Name the first documents that a table lacks; tell whether there are any."""
    lost = corpus.lost
    for document, reason in lost[:_SHOWN]:
        click.echo(f"Error: {document}: {reason}", err=True)
    if len(lost) > _SHOWN:
        click.echo(f"{len(lost) - _SHOWN:,} more documents could not be used", err=True)
    return bool(lost)


def _corpus_among(files: Sequence[str]) -> str | None:
    """Return the folder that is a corpus on disk, if there is one.

    Raises
    ------
    InputError
        If there is something else beside it.
    """
    folders = [file for file in files if isdir(file) and _is_corpus(file)]
    if len(folders) > 1:
        raise InputError(
            f"A command takes one corpus on disk, got {', '.join(folders)}. Ingest what they were "
            "made from into one."
        )
    if folders and len(files) > 1:
        other = next(file for file in files if file not in folders)
        raise InputError(
            f"{folders[0]} is a corpus on disk, which is taken alone, got {other} too. Add that "
            f"with: policytext ingest {other} -o {folders[0]}"
        )
    return folders[0] if folders else None


def _is_missing(name: str) -> bool:
    """Tell whether a name is that of nothing, and neither a pattern nor standard input."""
    return name != "-" and not exists(name) and not set(name) & set("*?[")


def _is_corpus(folder: str) -> bool:
    # Imported for folders only: a file is counted at once.
    from policytext.scale.commits import is_corpus

    return is_corpus(folder)


# ---------------------------------------------------------------- choosing documents


def _parse_where(given: Sequence[str]) -> dict[str, object]:
    """Read COLUMN=VALUE and COLUMN=LOW..HIGH; several values of a column are alternatives.

    Raises
    ------
    InputError
    """
    found: dict[str, Any] = {}
    for text in given:
        column, equals, value = (part.strip() for part in text.partition("="))
        # A path may have .. in it, and paths are in no order.
        range_ = value.partition("..") if column != "path" else (value, "", "")
        low, dots, high = (part.strip() for part in range_)
        if not column or not equals or not value or (dots and not (low or high)):
            raise InputError(f"--where must be COLUMN=VALUE or COLUMN=LOW..HIGH, got {text!r}.")
        if not dots:
            asked: Any = _alternatives(column, value)
        else:
            asked = slice(*(_number(column, end) if end else None for end in (low, high)))
        _check(column, [end for end in (low, high) if end])
        if column not in found:
            found[column] = asked
        elif dots or isinstance(found[column], slice):
            raise InputError(
                f"--where takes one range of a column, or values of it, got {column!r} twice."
            )
        else:
            found[column] += asked
    return {c: v[0] if isinstance(v, list) and len(v) == 1 else v for c, v in found.items()}


def _check(column: str, ends: Sequence[str]) -> None:
    """Refuse what no year or day can be: nothing would fit it.

    Raises
    ------
    InputError
    """
    from policytext.scale.schema import TYPED, typed_value

    what = {"year": "a year, 2013", "date": "a day, 2013-05-01"}
    values = [_number(column, end) for end in ends]
    for value in values if column in what else []:
        if typed_value(column, value) is None:
            raise InputError(
                f"--where: {column!r} takes {what[column]}, or from one to another with two dots, "
                f"got {value!r}. Several are given by several --where."
            )
    if len(values) == 2 and TYPED.get(column) is not str and type(values[0]) is type(values[1]):
        low, high = values
        if low > high:  # type: ignore[operator]
            raise InputError(
                f"--where: a range goes from low to high, got {column}={'..'.join(ends)}."
            )


def _number(column: str, text: str) -> object:
    """Read a value as a number, if it is one in this column."""
    from policytext.scale.schema import TYPED

    if TYPED.get(column, int) is not int:
        return text
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _alternatives(column: str, text: str) -> list[object]:
    """List what a value may be: in a column of the user's own, 3 is a number or is written so."""
    from policytext.scale.schema import TYPED

    value = _number(column, text)
    return [value] if column in TYPED or value == text else [value, text]

"""What the commands have in common on the way in: files, how to read them, and terms."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os.path import isfile
from typing import TYPE_CHECKING, Any, TypeVar, overload

import click

from policytext.cli.on_disk import name_lost, open_scan, read_scan, where_option
from policytext.cli.options import FILE, together
from policytext.corpus import Corpus
from policytext.errors import InputError, PolicyTextWarning
from policytext.reading import read

if TYPE_CHECKING:
    from policytext.scale.scan import Scan
    from policytext.tokens import Tokens

__all__ = [
    "countable",
    "counting_options",
    "dictionary_options",
    "filtering_options",
    "finish",
    "hint_at_separators",
    "open_corpus",
    "parse_terms",
    "read_corpus",
    "reading_options",
    "segment_corpus",
    "segmenting_options",
    "stopword_path",
    "with_progress",
]

T = TypeVar("T")
Options = Mapping[str, Any]


#: Adds the files and the options that say how to read them.
reading_options = together(
    click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE..."),
    click.option("--no-clean", is_flag=True, help="Take the text as the file holds it."),
    click.option(
        "--skip",
        "skipped_steps",
        multiple=True,
        metavar="STEP",
        help="Leave out a step of the cleaning (rejoin, width, …); may be repeated.",
    ),
    click.option(
        "--simplify", is_flag=True, help="Write traditional characters as simplified ones."
    ),
    click.option("--encoding", metavar="NAME", help="The files' encoding, if it is not found."),
    click.option(
        "--text-column",
        default="text",
        show_default=True,
        metavar="NAME",
        help="Text column of tables.",
    ),
    click.option(
        "--metadata",
        type=FILE,
        metavar="CSV",
        help="Table with a column `file` and further columns, for --by.",
    ),
    click.option("--strict", is_flag=True, help="Stop at the first file that cannot be read."),
    where_option,
)


#: Adds the options that say what counts as an occurrence.
counting_options = together(
    click.option(
        "-t",
        "--term",
        "more_terms",
        multiple=True,
        metavar="TERM",
        help="One more term; may be repeated.",
    ),
    click.option(
        "-g",
        "--group",
        "groups",
        multiple=True,
        metavar="NAME=A,B",
        help="Synonyms counted as one row; may be repeated.",
    ),
    click.option("--regex", is_flag=True, help="Terms are regular expressions (Python's)."),
    click.option(
        "--match",
        type=click.Choice(["string", "token"]),
        default="string",
        show_default=True,
        help="Characters anywhere, or whole tokens.",
    ),
    click.option(
        "--overlap",
        type=click.Choice(["longest", "all", "exclusive"]),
        default="longest",
        show_default=True,
        help="Forms of one row share no character; all may; or rows compete too.",
    ),
)


#: Adds the options that name what a segmenter knows beside its own dictionary.
dictionary_options = together(
    click.option(
        "--lexicon",
        type=FILE,
        metavar="NAME|FILE",
        help="Words to keep whole: policy, or a file.",
    ),
    click.option(
        "--userdict",
        type=FILE,
        metavar="FILE",
        help="User dictionary in the segmenter's format.",
    ),
)


#: Adds the options that say how to segment.
segmenting_options = together(
    click.option(
        "--segmenter",
        default="jieba",
        show_default=True,
        metavar="NAME",
        help="jieba, pkuseg, or one that is installed.",
    ),
    dictionary_options,
)


#: Adds the options that say which types are listed.
filtering_options = together(
    click.option(
        "--tag",
        "tags",
        multiple=True,
        metavar="TAG",
        help="Only parts of speech that begin so (n, v, a …).",
    ),
    click.option(
        "--stopwords",
        type=FILE,
        metavar="NAME|FILE",
        help="Words to leave out: function, numbers, address, or a file; none by default.",
    ),
)


@overload
def segment_corpus(corpus: Corpus, options: Options) -> Tokens: ...
@overload
def segment_corpus(corpus: Corpus | Scan, options: Options) -> Tokens | Scan: ...


def segment_corpus(corpus: Corpus | Scan, options: Options) -> Tokens | Scan:
    """Segment as the options say, with a progress bar where documents are cut one by one."""
    if not isinstance(corpus, Corpus):
        return corpus  # `open_corpus` said how it will be cut.
    from policytext.segmentation import segment

    return segment(
        corpus,
        options["segmenter"],
        lexicon=options["lexicon"],
        userdict=options["userdict"],
        progress=lambda documents: with_progress(list(documents), "Segmenting"),
    )


def countable(corpus: Corpus | Scan, options: Options) -> Corpus | Tokens | Scan:
    """Return what the options say is to be counted: the texts, or their tokens."""
    if options["match"] == "string" or not isinstance(corpus, Corpus):
        return corpus
    if options.get("by") == "section":
        from policytext.grouping import with_section_labels

        corpus = with_section_labels(corpus)
    return segment_corpus(corpus, options)


def stopword_path(given: str | None) -> Any:
    """Return a stop list by name or by file."""
    from pathlib import Path

    from policytext.lexicons import stopword_file

    if given is None or Path(given).suffix or Path(given).exists():
        return None if given is None else Path(given)
    return stopword_file(given)


def parse_terms(terms: str, options: Options) -> Any:
    """Turn the terms of a command line into what `policytext.count` takes."""
    import re

    if (options["groups"] or options["more_terms"]) and isfile(terms):
        raise InputError(
            f"TERM comes before the files, got the file {terms!r}. "
            "Name a term first, more with -t or -g."
        )
    # A comma may be part of a regular expression, so that is never split.
    names = [terms] if options["regex"] else re.split("[,，]", terms)
    names = [name.strip() for name in (*names, *options["more_terms"])]
    groups: dict[str, list[Any]] = {name: [name] for name in names}
    for group in options["groups"]:
        name, equals, forms = group.partition("=")
        if not equals or not name.strip():
            raise InputError(f"--group must look like NAME=A,B, got {group!r}.")
        groups[name.strip()] = [form.strip() for form in re.split("[,，]", forms)]
    if not options["regex"]:
        return groups
    try:
        return {name: [re.compile(form) for form in forms] for name, forms in groups.items()}
    except re.error as error:
        raise InputError(f"TERM must be a regular expression: {error}.") from None


def hint_at_separators(rows: Iterable[Mapping[str, Any]]) -> None:
    """Say how terms are kept apart, where what looks like several was counted as one."""
    for term in dict.fromkeys(row["term"] for row in rows):
        found = any(row["count"] for row in rows if row["term"] == term)
        if not found and any(mark in term for mark in "、 ;；"):
            click.echo(
                f"Note: {term!r} was counted as one term; several are apart by commas.", err=True
            )


def with_progress(items: Sequence[T], label: str) -> Iterator[T]:
    """Pass items on, with a progress bar on standard error if that is a terminal."""
    if len(items) < 2 or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, label=label, file=sys.stderr) as bar:
        yield from bar


def open_corpus(
    files: Sequence[str], options: Options, *, in_memory: bool = False
) -> Corpus | Scan:
    """Open a corpus on disk, to be cut as the options say; or read files.

    It is read into memory too where what is asked for needs all of it there.
    """
    # Sections that are cut into tokens by themselves are documents of their own.
    if in_memory or (options.get("by"), options.get("match")) == ("section", "token"):
        return read_corpus(files, options)
    corpus = open_scan(files, options)
    if corpus is None:
        return _read_files(files, options)
    if options.get("match") == "string":
        return corpus
    how = {name: options[name] for name in ("lexicon", "userdict")}
    return corpus.segment(options["segmenter"], **how)


def read_corpus(files: Sequence[str], options: Options) -> Corpus:
    """Read files, or a corpus on disk, into memory."""
    corpus = read_scan(files, options)
    return _read_files(files, options) if corpus is None else corpus


def _read_files(files: Iterable[str], options: Options) -> Corpus:
    """Read the files; name those that fail on standard error and go on with the others."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", PolicyTextWarning)
        corpus = read(
            list(files),
            clean=cleaning(options),
            encoding=options["encoding"],
            text_column=options["text_column"],
            metadata=options["metadata"],
            strict=options["strict"],
            progress=lambda paths: with_progress(paths, "Reading"),
        )
    for failure in corpus.failures:
        click.echo(f"Error: {failure.reason}", err=True)
    for message in (str(warning.message) for warning in caught):
        # Failures are named above, each.
        if "corpus.failures" not in message:
            click.echo(f"Warning: {message}", err=True)
    if corpus.skipped:
        names = ", ".join(corpus.skipped[:3]) + (" …" if len(corpus.skipped) > 3 else "")
        click.echo(f"Skipped {len(corpus.skipped)} files of other kinds: {names}", err=True)
    for document in corpus:
        for warning in document.reading_warnings:
            click.echo(f"Warning: {document.source.path}: {warning}", err=True)
        if document.source.replaced:
            click.echo(
                f"Warning: {document.source.path}: {str(document.cleaning).splitlines()[-1]}",
                err=True,
            )
    return corpus


def cleaning(options: Options) -> bool | dict[str, bool]:
    """Return which steps of the cleaning the options ask for."""
    if options["no_clean"]:
        if options["skipped_steps"] or options["simplify"]:
            raise InputError(
                "--no-clean leaves out every step, so it takes no --skip or --simplify."
            )
        return False
    return {**dict.fromkeys(options["skipped_steps"], False), "simplify": options["simplify"]}


def finish(corpus: Corpus | Scan) -> None:
    """End with status 1 if a file failed, or a document of a corpus on disk, which is named."""
    if corpus.failures if isinstance(corpus, Corpus) else name_lost(corpus):
        click.get_current_context().exit(1)

"""Ingesting: from files of any format to a corpus on disk."""

from __future__ import annotations

import os
import pickle
import warnings
from collections.abc import Callable, Iterable, Mapping
from os import PathLike, fspath
from typing import TYPE_CHECKING, NamedTuple

from policytext.cleaning import clean as clean_text
from policytext.errors import InputError, PolicyTextWarning, ReadError
from policytext.readers import Failure
from policytext.reading import read_metadata
from policytext.scale import log
from policytext.scale.adding import Run
from policytext.scale.commits import LOG, commits
from policytext.scale.lock import locked
from policytext.scale.progress import PATIENCE, Progress, show
from policytext.scale.schema import dump, pyarrow, segmenter_of
from policytext.scale.sources import Sources
from policytext.scale.stored_tokens import cut_texts
from policytext.scale.worker import Way
from policytext.scale.writing import Writer, writing
from policytext.segmentation import resolve
from policytext.segmentation.columns import cores

if TYPE_CHECKING:
    import pandas as pd

    from policytext.reading import PathInput
    from policytext.segmentation import Path, Segmenter, Words

__all__ = ["FILE_SIZE", "ROW_GROUP", "Ingested", "ingest"]

#: Bytes of text of a row group and of a file.
ROW_GROUP = 8 << 20
FILE_SIZE = 64 << 20


class Ingested(NamedTuple):
    """What an ingest did.

    Attributes
    ----------
    folder : str
        The corpus.
    added : int
        Documents that were added.
    duplicates : int
        Documents that were left out, since the corpus has the same text under another path.
    already_there : int
        Files and documents that the corpus had before, from the same path.
    failed : int
        Files and parts of files that could not be read, in this run.
    skipped : int
        Files of folders that are of no known format.
    """

    folder: str
    added: int
    duplicates: int
    already_there: int
    failed: int
    skipped: int

    @property
    def failures(self) -> list[Failure]:
        """What could not be read, of all that was given to the corpus until now."""
        return log.failures(self.folder, len(commits(self.folder)))

    @property
    def left_out(self) -> list[log.Duplicate]:
        """The duplicates of all that was given until now, with what was kept."""
        return log.duplicates(self.folder, commits(self.folder))


def ingest(
    sources: PathInput | Iterable[PathInput],
    folder: str | PathLike[str],
    *,
    clean: bool | Mapping[str, bool] = True,
    encoding: str | None = None,
    text_column: str = "text",
    metadata: PathInput | pd.DataFrame | None = None,
    segmenter: str | Segmenter | None = None,
    lexicon: Words = None,
    userdict: Path | None = None,
    workers: int | None = None,
    progress: Callable[[Progress], object] | None = None,
    row_group: int = ROW_GROUP,
    file_size: int = FILE_SIZE,
) -> Ingested:
    """Add files to a corpus on disk, which need not fit in memory.

    What is in the corpus already is not read again, a text that it has is left out, and what
    cannot be read is listed. A run that is cut off, however, leaves a whole corpus of what it did
    until then; the same call goes on from there.

    Parameters
    ----------
    sources : path or iterable of paths
        Files, folders (with all below them) or glob patterns, of any format that `read` knows.
    folder : path
        The corpus: a new folder, or one that was made so.
    clean, encoding, text_column, metadata
        As in `read`.
    segmenter : {"jieba", "pkuseg"} or Segmenter, optional
        Store the tokens of each document beside its text, so that `scan` need not cut it whenever
        a table is made; none by default. A corpus has the tokens of one segmenter.
    lexicon, userdict
        As in `segment`.
    workers : int, optional
        How many processes read, by default one a processor. With 0 this process does, and a
        file that kills it ends the run.
    progress : function, optional
        Is called with a `Progress` record again and again: documents, bytes, failures, seconds.
        By default a terminal or a notebook shows how far it is where that takes more than a
        second; ``lambda _: None`` shows nothing.
    row_group : int, default 8 MiB
        Bytes of text that are read together later. A document that is larger stands alone.
    file_size : int, default 64 MiB
        Bytes of text of one Parquet file, which is also how much a run that is cut off loses. The
        first files are smaller.

    Returns
    -------
    Ingested
        How many documents were added or left out; `failures` and `left_out` list which.

    Raises
    ------
    ReadError
        If a folder or pattern names no file, another ingest writes into the corpus, or it cannot
        be written, for want of space say.
    InputError
        If no source is named, a step of cleaning does not exist, a number is too small, or the
        segmenter does not exist, cannot be sent to the processes that read, or is not that of the
        tokens which the corpus has.
    SchemaError
        If `metadata` has no column `file`.
    MissingExtra
        If pyarrow is not installed.

    Examples
    --------
    >>> import policytext as pt
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     done = ingest(pt.datasets.path("work_reports"), folder, workers=0)
    >>> done.added, done.duplicates, done.failed
    (12, 0, 0)
    """
    pyarrow()
    given = [sources] if isinstance(sources, (str, PathLike)) else list(sources)
    if not given:
        raise InputError("`sources` must name at least one file, got none.")
    numbers = {"workers": (workers, 0), "row_group": (row_group, 1), "file_size": (file_size, 1)}
    for name, (number, least) in numbers.items():
        if number is not None and number < least:
            raise InputError(f"`{name}` must be at least {least}, got {number!r}.")
    cutter = _cutter(segmenter, lexicon, userdict, workers)
    way = Way(
        clean if isinstance(clean, bool) else dict(clean),
        encoding,
        text_column,
        read_metadata(metadata),
        cutter,
    )
    # What a step lacks is said now, and not for each file.
    steps = clean_text("國", way.clean).steps
    place = fspath(folder)
    files = Sources(
        [fspath(path) for path in given], place, dump([list(steps), encoding, text_column])
    )
    _prepare(place)
    with locked(os.path.join(place, LOG, "lock"), place):
        cut_by = (cutter.name, cutter.dictionary) if cutter else None
        _check_tokens(place, cut_by)
        writer = Writer(place, steps, row_group, file_size, cut_by)
        run = Run(place, writer, progress or show(after=PATIENCE))
        try:
            run.go(files, way, cores() if workers is None else workers)
        finally:
            writer.close()
    if run.unmatched:
        warnings.warn(
            f"{len(run.unmatched)} rows of the metadata name no file that was read. "
            f"The first: {min(run.unmatched)!r}.",
            PolicyTextWarning,
            stacklevel=2,
        )
    counts = run.added, run.duplicates, run.already_there, run.failed
    return Ingested(place, *counts, files.skipped)


def _prepare(folder: str) -> None:
    """Make the folder, unless it is there; refuse one that holds something else."""
    with writing(folder):
        os.makedirs(folder, exist_ok=True)
        if not os.path.isdir(os.path.join(folder, LOG)):
            if os.listdir(folder):
                raise ReadError(f"{folder} holds other files and no corpus. Name a new folder.")
            os.makedirs(os.path.join(folder, LOG), exist_ok=True)


def _cutter(
    segmenter: str | Segmenter | None, lexicon: Words, userdict: Path | None, workers: int | None
) -> Segmenter | None:
    """Make the segmenter, and see that it works."""
    if segmenter is None:
        if lexicon is not None or userdict is not None:
            raise InputError(
                "`lexicon` and `userdict` are for a `segmenter`, got none. Choose one, jieba say."
            )
        return None
    cutter = resolve(segmenter, lexicon=lexicon, userdict=userdict)
    if workers != 0:
        try:
            script = b"__main__" in pickle.dumps(cutter)
            reason = "its class stands in the script that runs" if script else ""
        except Exception as error:
            reason = str(error)
        if reason:
            raise InputError(
                f"`segmenter` cannot be sent to the processes that read: {reason}. Put its class "
                "in a module, or ingest with workers=0."
            )
    # What it lacks is said now, and a dictionary that must be compiled is so once.
    cut_texts(["国"], cutter)
    return cutter


def _check_tokens(folder: str, wanted: tuple[str, str] | None) -> None:
    """Refuse to add documents with other tokens than the corpus has.

    Raises
    ------
    InputError
        If it has tokens of another segmenter, or of none.
    """
    from pyarrow import parquet

    file = next((commit.file for commit in reversed(commits(folder)) if commit.file), None)
    if file is None:
        return
    stored = segmenter_of(parquet.read_metadata(os.path.join(folder, file)).metadata)
    if stored != wanted:
        there, given = (
            "no tokens" if found is None else f"tokens of {found[0]} (dictionary {found[1]})"
            for found in (stored, wanted)
        )
        raise InputError(
            f"`segmenter` must be that of the corpus: {folder} has {there}, got {given}. "
            "Ingest as then, or into a new folder."
        )

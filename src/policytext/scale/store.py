"""A corpus on disk: a folder of Parquet files, opened to read slices of it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, NamedTuple

from policytext.corpus import Corpus
from policytext.errors import ReadError
from policytext.readers import Failure
from policytext.scale.commits import commits
from policytext.scale.conditions import Condition, conditions_of
from policytext.scale.documents import Rows
from policytext.scale.schema import pyarrow, segmenter_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policytext.segmentation import Segmenter

__all__ = ["Slice", "Store"]


class Slice(NamedTuple):
    """Documents that are looked at together: rows of one row group.

    Attributes
    ----------
    file : str
        The Parquet file's name in the folder.
    group : int
        The row group.
    first, last : int
        Rows of the group, end excluded.
    size : int
        Bytes of their text, in UTF-8.
    """

    file: str
    group: int
    first: int
    last: int
    size: int


class Store:
    """A corpus on disk, opened to read.

    Parameters
    ----------
    folder : path
        What `policytext.ingest` wrote. What is added later is not seen.

    Attributes
    ----------
    folder : str
        The folder's path.
    columns : list of str
        The columns of `Corpus.docs`, those of the documents' own metadata included.
    digest : str
        12 hexadecimal digits: the same for the same texts, in whatever order and files.
    cleaning : str
        How the texts were cleaned, as `Corpus.cleaning_steps` says it.
    documents : int
        How many there are.
    size : int
        Bytes of text, in UTF-8.

    Raises
    ------
    ReadError
        If there is no corpus in the folder, or one of a newer version.
    MissingExtra
        If pyarrow is not installed.
    """

    def __init__(self, folder: str | PathLike[str]) -> None:
        pyarrow()
        self.folder = fspath(folder)
        self._commits = commits(self.folder)
        if not self._commits:
            raise ReadError(
                f"{self.folder} holds no corpus. Make one with: policytext ingest SOURCE -o "
                f"{self.folder}"
            )
        self.columns = list(dict.fromkeys(c for commit in self._commits for c in commit.columns))
        total = sum(int(commit.digest, 16) for commit in self._commits) % (1 << 128)
        self.digest = f"{total:032x}"[:12]
        #: What else is known of the documents, commit by commit.
        self.facts = [commit.facts for commit in self._commits]
        groups = [group for commit in self._commits for group in commit.groups]
        self.documents = sum(rows for rows, _ in groups)
        self.size = sum(size for _, size in groups)

    def __repr__(self) -> str:
        return f"<Store {self.folder!r}: {self.documents:,} documents, {self.size:,} bytes>"

    @property
    def cleaning(self) -> str:
        """How the texts were cleaned."""
        from policytext.cleaning import steps_of

        taken = {tuple(commit.steps) for commit in self._commits if commit.groups}
        if taken <= {steps_of(True)}:
            return "on"
        return "off" if taken == {()} else "; ".join(" ".join(steps) for steps in sorted(taken))

    @cached_property
    def _steps(self) -> dict[str, tuple[str, ...]]:
        """The steps by which the texts of each file were cleaned."""
        return {commit.file: tuple(commit.steps) for commit in self._commits if commit.file}

    def has_tokens(self, segmenter: Segmenter) -> bool:
        """Tell whether tokens are stored that a segmenter would give."""
        return self.cut_by == (segmenter.name, segmenter.dictionary)

    @cached_property
    def cut_by(self) -> tuple[str, str] | None:
        """Name and dictionary of what cut the tokens that are stored; None where none are."""
        import pyarrow as pa
        from pyarrow import parquet

        file = next((commit.file for commit in self._commits if commit.file), None)
        try:
            return segmenter_of(parquet.read_metadata(self._path(file)).metadata) if file else None
        except (pa.ArrowException, OSError):
            # What is wrong with it is told when it is read.
            return None

    def describe(self, where: Mapping[str, object]) -> str:
        """Write conditions for people: ``year=2013..2017; issuer=甲|乙``."""
        return "; ".join(map(str, conditions_of(where, self.columns)))

    def slices(self, where: Mapping[str, object] = {}) -> list[Slice]:
        """List the slices of the corpus, in order.

        Parameters
        ----------
        where : mapping of str to object
            See `read`. Slices in which no document can fit, by the statistics of the files, are
            left out.

        Returns
        -------
        list of Slice
            One a row group.

        Raises
        ------
        InputError
            If there is no column of a name.
        """
        typed = [c for c in conditions_of(where, self.columns) if c.is_typed]
        found = []
        for commit in self._commits:
            if not commit.file:
                continue
            slices = [
                Slice(commit.file, group, 0, rows, size)
                for group, (rows, size) in enumerate(commit.groups)
            ]
            found += self._possible(commit.file, slices, typed) if typed else slices
        return found

    def _possible(self, file: str, slices: list[Slice], typed: list[Condition]) -> list[Slice]:
        """Choose the row groups of a file in which documents may fit."""
        from pyarrow import parquet

        metadata = parquet.read_metadata(self._path(file))
        places = {metadata.schema.column(i).path: i for i in range(metadata.num_columns)}

        def possible(group: int) -> bool:
            for condition in typed:
                known = metadata.row_group(group).column(places[condition.column]).statistics
                if known is None:
                    continue
                if not known.has_min_max:
                    # A column without any value has no limits.
                    if (
                        known.has_null_count
                        and known.null_count == metadata.row_group(group).num_rows
                    ):
                        return False
                elif not condition.may_hold(known.min, known.max):
                    return False
            return True

        return [slice_ for slice_ in slices if possible(slice_.group)]

    def read(self, slice: Slice, where: Mapping[str, object] = {}, *, texts: bool = True) -> Corpus:
        """Read documents.

        Parameters
        ----------
        slice : Slice
            Which rows: one that `slices` gave, or a part of one.
        where : mapping of str to object
            For each column of `docs`, or `id`, the value, a list of values or
            ``slice(low, high)``, both ends included, that a document must have; days may be
            written 2024-05-01.
        texts : bool, default True
            Read the texts at once. Else those of a slice are read when one is asked for, which
            spares much where stored tokens are all that is looked at.

        Returns
        -------
        Corpus
            The documents of the slice that fit, in order; empty where none does.

        Raises
        ------
        InputError
            If there is no column of a name.
        ReadError
            If the file cannot be read.
        """
        conditions = conditions_of(where, self.columns)
        typed = [condition for condition in conditions if condition.is_typed]
        others = [condition for condition in conditions if not condition.is_typed]
        place = self._path(slice.file), slice.group, slice.first, slice.last
        facts = self._steps[slice.file], self.cut_by
        rows = Rows(*place, None, *facts)
        if typed:
            chosen = _chosen(rows, typed)
            rows = Rows(*place, chosen, *facts)
        documents = rows.documents(texts=texts)
        if others:
            documents = [
                document
                for document in documents
                if all(c.fits({**document.facts, "id": document.id}.get(c.column)) for c in others)
            ]
        return Corpus(documents)

    def failures(self) -> list[Failure]:
        """List what could not be read when the corpus was made.

        Returns
        -------
        list of Failure
            The `path` of each file or part of one, and the `reason`.
        """
        from policytext.scale.log import failures

        return failures(self.folder, len(self._commits))

    def _path(self, file: str) -> str:
        return os.path.join(self.folder, file)


def _chosen(rows: Rows, typed: Sequence[Condition]) -> NDArray[np.int64]:
    """Find the rows that fit."""
    import numpy as np
    from pyarrow import compute

    table = rows.table(*dict.fromkeys(condition.column for condition in typed))
    masks: list[Any] = [condition.mask(table[condition.column]) for condition in typed]
    mask = masks[0]
    for other in masks[1:]:
        mask = compute.and_(mask, other)
    return np.flatnonzero(mask.to_numpy()).astype(np.int64)

"""Concordances of any size, written to a file part by part."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from policytext.counting import Match
from policytext.errors import InputError
from policytext.files import written_whole
from policytext.parts import Found, Parted, Rows, Whole, analyse, as_rows
from policytext.stamp import Stamp
from policytext.statistics.concordance import LINES, Concordance, ask_lines
from policytext.statistics.concordance_views import neutral_table
from policytext.statistics.groups import By, group_name, make_table
from policytext.statistics.patterns import Node

if TYPE_CHECKING:
    from policytext.corpus import Corpus
    from policytext.tokens import Tokens

__all__ = ["write_kwic"]


def write_kwic(
    tokens: Tokens | Parted,
    node: Node,
    path: str | PathLike[str],
    *,
    window: int | str = 5,
    by: By = None,
) -> Stamp:
    """Write a concordance to a CSV file, however many lines it has.

    What `policytext.save_kwic` writes of the table of `policytext.kwic`, without that table: of a
    corpus on disk no more than the lines of one part are in memory at a time.

    Parameters
    ----------
    tokens : Tokens or Scan
    node, window, by
        As for `policytext.kwic`.
    path : path
        A .csv file. Beside it, in a folder with ".parts" after its name, workers put the lines
        that they find; they must reach it under this path. It is gone when all is written.

    Returns
    -------
    dict
        How the lines were made, as `attrs["stamp"]` of the table, with `hits`, their number.

    Raises
    ------
    InputError
        If an option has a value that cannot be used, or the lines cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "坚持改革，支持改革。"}).segment()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_kwic(tokens, "改革", Path(folder) / "lines.csv")["hits"]
    2
    """
    if Path(path).suffix.lower() != ".csv":
        raise InputError(f"`path` must end in .csv, got {str(path)!r}.")
    tokens, lines = ask_lines(tokens, node, window, by=by)
    files = _Files(lines, str(Path(path).absolute()), "")
    with _telling(files.target):
        files.folder.mkdir(exist_ok=True)
        # What was kept of a run that ended speaks of files that are gone; of one that was
        # stopped, of files that are there.
        run = files.folder / "run"
        if not run.exists():
            run.write_text(uuid4().hex)
        files = files._replace(run=run.read_text())
    return analyse(tokens, files)


@contextmanager
def _telling(path: str | Path) -> Iterator[None]:
    """Say what cannot be written. It is the place that is wrong, and not a document."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"{path} cannot be written: {reason}. Make room, or choose another folder."
        ) from None


class _Files(NamedTuple):
    """The analysis of `write_kwic`: a file of the lines in each part."""

    lines: Concordance
    target: str
    #: Names the run in what is kept of it.
    run: str

    @property
    def match(self) -> Match:
        """Nodes are tokens."""
        return "token"

    @property
    def forms(self) -> list[str]:
        """As for the lines."""
        return self.lines.forms

    @property
    def folder(self) -> Path:
        """Where the files of parts are."""
        return Path(f"{self.target}.parts")

    def look(self, part: Corpus | Tokens) -> Found:
        """Write the lines of some documents to a file."""
        found = self.lines.look(part)
        lines = as_rows(found["lines"])
        names = []
        if lines.columns["document"]:
            names.append(f"{uuid4().hex}.csv")
            with _telling(self.folder):
                self._write(lines, self.folder / names[0])
        return found | {"lines": Rows({"file": names})}

    def _write(self, lines: Rows, path: Path) -> None:
        """Write lines without the names of their columns."""
        columns = {name: lines.columns[name] for name in LINES}
        if self.lines.by is not None:
            labels = [written.partition(" ")[2] for written in lines.columns["group"]]
            columns = {group_name(self.lines.by, LINES): labels, **columns}
        table = neutral_table(make_table(columns, LINES, {}))
        with written_whole(path) as temporary:
            table.to_csv(temporary, index=False, header=False, lineterminator="\n")

    def finish(self, found: Found, whole: Whole) -> Stamp:
        """Put the files together."""
        files = as_rows(found["lines"])
        none: dict[str, list[object]] = {name: [] for name in (*LINES, "group")}
        columns, made = self.lines.finish(found | {"lines": Rows(none)}, whole)
        header = neutral_table(make_table(columns, LINES, {}))
        with (
            _telling(self.target),
            written_whole(self.target) as temporary,
            temporary.open("wb") as sink,
        ):
            sink.write(header.to_csv(index=False, lineterminator="\n").encode())
            for name in files.columns["file"]:
                with (self.folder / name).open("rb") as source:
                    shutil.copyfileobj(source, sink)
        shutil.rmtree(self.folder)
        return made

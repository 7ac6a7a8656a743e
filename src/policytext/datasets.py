"""The corpora that ship with policytext: invented texts in the genre, with known answers."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from policytext.corpus import Corpus
from policytext.errors import InputError, nearest
from policytext.reading import read

__all__ = ["load", "names", "path"]

_ROOT = Path(str(files("policytext.corpora")))


def names() -> list[str]:
    """List the corpora.

    Examples
    --------
    >>> import policytext as pt
    >>> pt.datasets.names()
    ['study_report', 'work_reports']
    """
    return sorted(p.name for p in _ROOT.iterdir() if p.is_dir() and any(p.glob("*.txt")))


def path(name: str) -> Path:
    """Return the folder of a corpus.

    Raises
    ------
    InputError
        If there is no such corpus.
    """
    if name not in names():
        raise InputError(f"`name` must be one of {names()}, got {name!r}.{nearest(name, names())}")
    return _ROOT / name


def load(name: str) -> Corpus:
    """Load a corpus that ships with policytext.

    Parameters
    ----------
    name : {"study_report", "work_reports"}
        A study report on a Party congress, hard-wrapped as found on the web; or the work reports
        of an invented city for 2012 to 2023, with planted trends. All texts are invented.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        If there is no such corpus.

    Examples
    --------
    >>> import policytext as pt
    >>> pt.datasets.load("work_reports").docs.year.tolist()[:3]
    [2012, 2013, 2014]
    """
    metadata = _ROOT / f"{name}.csv"
    return read(sorted(path(name).glob("*.txt")), metadata=metadata if metadata.is_file() else None)

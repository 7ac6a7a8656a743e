"""Candidates for a lexicon: phrases found in texts, with the evidence for each."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any

from policytext.errors import InputError
from policytext.lexicons import Entry, Lexicon

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["lexicon_candidates", "make_candidates"]

#: The columns of `policytext.formulations` that a lexicon is made of.
_NEEDED = ["term", "tag", "jump", "count", "count_before", "document", "line"]


def lexicon_candidates(
    table: pd.DataFrame, *, known: str | PathLike[str] | Lexicon | None = "policy"
) -> Lexicon:
    """Make a lexicon of the phrases of a table, with the evidence for each.

    Parameters
    ----------
    table : DataFrame
        As `formulations` gives it, or some rows of it.
    known : str, path or Lexicon, default "policy"
        Leave out the words of this lexicon; None to keep all.

    Returns
    -------
    Lexicon
        In the order of the table: the phrase; no frequency, so that the segmenter chooses one
        which keeps it whole; its `tag`; no theme; and as source the first use and the counts,
        "2018, line 40; 27 times, 0 before 2018". To be read by a person before it is used; save
        it with `Lexicon.save`, pass it to `corpus.segment(lexicon=…)`.

    Raises
    ------
    InputError
        If the table lacks a column.
    ReadError
        If there is no such lexicon.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.datasets.load("work_reports").segment()
    >>> lexicon = pt.lexicon_candidates(pt.formulations(tokens, top=5), known=None)
    >>> lexicon.save("candidates.csv")  # doctest: +SKIP
    """
    missing = [name for name in _NEEDED if name not in table]
    if missing:
        raise InputError(
            f"`table` must have the columns of `formulations`, got none called {missing}."
        )
    return make_candidates({name: table[name].tolist() for name in _NEEDED}, known)


def make_candidates(
    columns: dict[str, list[Any]], known: str | PathLike[str] | Lexicon | None
) -> Lexicon:
    """Make a lexicon of plain columns as `lexicon_candidates` does of a table."""
    if known is not None and not isinstance(known, Lexicon):
        known = Lexicon.load(known)
    entries = []
    for values in zip(*(columns[name] for name in _NEEDED), strict=True):
        term, tag, jump, count, before, document, line = values
        if known is None or term not in known:
            source = f"{document}, line {line}; {count} times, {before} before {jump}"
            entries.append(Entry(term, None, tag, "", source))
    return Lexicon(entries, name="formulations")

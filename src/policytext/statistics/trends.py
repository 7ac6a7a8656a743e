"""How terms change over time."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from policytext.corpus import Corpus
from policytext.counting import Match, Overlap, Row, Terms, tally
from policytext.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from policytext.segmentation import Segmenter
    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

__all__ = ["trend"]


def trend(
    corpus: Corpus | Tokens,
    terms: Terms,
    *,
    by: str = "year",
    match: Match = "string",
    overlap: Overlap = "longest",
    segmenter: str | Segmenter = "jieba",
    step: int | None = None,
) -> pd.DataFrame:
    """Count terms by year, with the years that have no document as gaps.

    Parameters
    ----------
    corpus, terms, match, overlap, segmenter
        As for `policytext.count`.
    by : str, default "year"
        A column of `corpus.docs` with whole numbers.
    step : int, optional
        Years from one document to the next as the series is meant to be; by default the most
        common distance, so that a series of every second year has no gap between two reports.

    Returns
    -------
    DataFrame
        The table that `count` gives, one row per year and term with the years in order, and a row
        for each year that is missing from the series: its `documents` is 0, its `count` missing
        and its rate NaN. Documents without a year are left out; `attrs["stamp"]` says how many.

    Raises
    ------
    InputError
        As for `count`, or if the values of `by` are not whole numbers.

    Examples
    --------
    >>> import policytext as pt
    >>> texts = {"2019": "改革开放。", "2020": "深化改革，改革创新。", "2022": "发展。"}
    >>> years = {name: {"year": int(name)} for name in texts}
    >>> corpus = pt.Corpus.from_texts(texts, metadata=years)
    >>> pt.trend(corpus, "改革")[["year", "count", "documents"]]
       year  count  documents
    0  2019      1          1
    1  2020      2          1
    2  2021   <NA>          0
    3  2022      0          1
    """
    import pandas as pd

    rows, made = find_trend(
        corpus, terms, by=by, match=match, overlap=overlap, segmenter=segmenter, step=step
    )
    table = pd.DataFrame(rows).astype({"count": "Int64", "doc_freq": "Int64"})
    table.attrs["stamp"] = made
    return table


def find_trend(
    corpus: Corpus | Tokens,
    terms: Terms,
    *,
    by: str = "year",
    match: Match = "string",
    overlap: Overlap = "longest",
    segmenter: str | Segmenter = "jieba",
    step: int | None = None,
) -> tuple[list[Row], Stamp]:
    """Count by year as `trend` does; return plain rows and the stamp."""
    if step is not None and step < 1:
        raise InputError(f"`step` must be 1 or more, got {step!r}.")
    rows, made = tally(corpus, terms, match=match, by=by, overlap=overlap, segmenter=segmenter)
    dated = [row for row in rows if row[by] is not None]
    odd = [row[by] for row in dated if not isinstance(row[by], int)]
    if odd:
        raise InputError(f"`by` must name a column of whole numbers, got {by!r} with {odd[0]!r}.")
    if len(dated) < len(rows):
        made = made | {"undated": rows[-1]["documents"]}
    rate, base = ("per_10k_chars", "chars") if match == "string" else ("per_million", "tokens")
    gap: Row = {"count": None, rate: float("nan"), "doc_freq": None, "documents": 0, base: 0}
    names = list(dict.fromkeys(row["term"] for row in dated))
    years = list(dict.fromkeys(row[by] for row in dated))
    gaps = [
        {by: year, "term": name, **gap, "match": match}
        for year in _missing(years, step)
        for name in names
    ]
    return sorted([*dated, *gaps], key=lambda row: row[by]), made


def _missing(years: list[int], step: int | None) -> list[int]:
    """List the years that a series with this step should have and has not."""
    distances = Counter(later - earlier for earlier, later in pairwise(years))
    if not distances:
        return []
    usual = step or min(distances, key=lambda d: (-distances[d], d))
    return [year for a, b in pairwise(years) for year in range(a + usual, b, usual)]

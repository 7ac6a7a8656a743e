"""How terms change over time: the table by year."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import isnan, nan
from typing import TYPE_CHECKING, Literal, NamedTuple

from policytext.corpus import Corpus
from policytext.counting import Counting, Match, Overlap, Row, Terms, choose, parse_terms, tally
from policytext.errors import InputError
from policytext.grouping import document_labels
from policytext.parts import Found, Parted, Sums, Whole, analyse, as_sums
from policytext.statistics.intervals import (
    RESAMPLES,
    bootstrap_limits,
    check_confidence,
    count_limits,
    overdispersion,
)
from policytext.statistics.options import check_numbers

if TYPE_CHECKING:
    import pandas as pd

    from policytext.segmentation import Segmenter
    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

__all__ = ["INTERVALS", "Interval", "Smooth", "trend"]

Interval = Literal["poisson", "negative_binomial", "bootstrap"] | None
Smooth = Literal["loess"] | int | None

INTERVALS = ("poisson", "negative_binomial", "bootstrap")

#: Of the documents of a year: occurrences and sizes.
_Documents = tuple[list[int], list[int]]


def trend(
    corpus: Corpus | Tokens | Parted,
    terms: Terms,
    *,
    by: str = "year",
    match: Match = "string",
    overlap: Overlap = "longest",
    segmenter: str | Segmenter = "jieba",
    step: int | None = None,
    interval: Interval = "poisson",
    confidence: float = 0.95,
    smooth: Smooth = None,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Count terms by year, with the years that have no document as gaps.

    Parameters
    ----------
    corpus : Corpus, Tokens or Scan
    terms, match, overlap, segmenter
        As for `policytext.count`.
    by : str, default "year"
        A column of `corpus.docs` with whole numbers.
    step : int, optional
        Years from one document to the next as the series is meant to be; by default the most
        common distance, so that a series of every second year has no gap between two reports.
    interval : {"poisson", "negative_binomial", "bootstrap"} or None, default "poisson"
        How to find the confidence interval of a rate. "poisson" takes occurrences to be
        independent, which those of one document are not: it is the narrowest. The others need
        several documents a year: "negative_binomial" widens it by how much the documents differ,
        "bootstrap" draws the documents anew 2000 times. None leaves it out.
    confidence : float, default 0.95
        Between 0 and 1.
    smooth : {"loess"} or int, optional
        Smooth the rates: a local regression on the years, or the mean over this odd number of
        years. Years are counted, not rows, so a gap is as wide as it is.
    seed : int, default 0
        For the bootstrap: the same documents and seed give the same interval.

    Returns
    -------
    DataFrame
        The table that `count` gives, one row per year and term with the years in order, and a row
        for each year that is missing from the series: its `documents` is 0, its `count` missing
        and its rate NaN. After the rate, if asked for: `low` and `high` (float, limits of the
        rate, in its unit) and `smooth` (float, in its unit). In a gap they are NaN. With
        "negative_binomial" and "bootstrap" the limits are NaN too where a year has fewer than two
        documents with text, or none that has the term: they say nothing of how documents differ.
        Documents without a year are left out; `attrs["stamp"]` says how many.

    Raises
    ------
    InputError
        As for `count`, or if the values of `by` are not whole numbers or an option has a value
        that cannot be used.

    Notes
    -----
    Limits are those of Garwood (1936), exact; the negative binomial ones are their like for a
    variance :math:`m + \phi m^2`, with :math:`\phi` from the documents by the method of moments.
    Limits of the bootstrap are percentiles. Each interval is of one rate; where two do not overlap
    the rates differ, but two that do may differ as well.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28(3/4), 437-442.
    Cleveland, W. S. (1979). Robust locally weighted regression and smoothing scatterplots.
    Journal of the American Statistical Association 74, 829-836.

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

    Two occurrences in ten characters are a rate of 2000 with a wide interval:

    >>> pt.trend(corpus, "改革").loc[1, ["per_10k_chars", "low", "high"]].tolist()
    [2000.0, 242.20..., 7224.68...]
    """
    import pandas as pd

    rows, made = find_trend(
        corpus, terms, by=by, match=match, overlap=overlap, segmenter=segmenter, step=step,
        interval=interval, confidence=confidence, smooth=smooth, seed=seed,
    )  # fmt: skip
    table = pd.DataFrame(rows).astype({"count": "Int64", "doc_freq": "Int64"})
    table.attrs["stamp"] = made
    return table


def find_trend(
    corpus: Corpus | Tokens | Parted,
    terms: Terms,
    *,
    by: str = "year",
    match: Match = "string",
    overlap: Overlap = "longest",
    segmenter: str | Segmenter = "jieba",
    step: int | None = None,
    interval: Interval = "poisson",
    confidence: float = 0.95,
    smooth: Smooth = None,
    seed: int = 0,
) -> tuple[list[Row], Stamp]:
    """Count by year as `trend` does; return plain rows and the stamp."""
    _check(step, interval, confidence, smooth, seed)
    rows, made, documents = _count(
        corpus, terms, by, match, overlap, segmenter, interval in ("negative_binomial", "bootstrap")
    )
    dated = [row for row in rows if row[by] is not None]
    odd = [row[by] for row in dated if not isinstance(row[by], int)]
    if odd:
        raise InputError(f"`by` must name a column of whole numbers, got {by!r} with {odd[0]!r}.")
    if len(dated) < len(rows):
        made = made | {"undated": rows[-1]["documents"]}
    rate, base = ("per_10k_chars", "chars") if match == "string" else ("per_million", "tokens")
    rows = sorted([*dated, *_gaps(dated, by, rate, base, step)], key=lambda row: row[by])
    if interval is not None:
        how = (interval, confidence, seed)
        for place, row in enumerate(rows):
            there = documents.get((row[by], row["term"]), ([], []))
            rows[place] = _insert(row, rate, _limits(row, rate, base, there, how))
        made = made | {"interval": interval, "confidence": confidence}
        made |= {"resamples": RESAMPLES, "seed": seed} if interval == "bootstrap" else {}
    if smooth is not None:
        smoothed = _smooth(rows, by, rate, smooth)
        after = rate if interval is None else "high"
        rows = [
            _insert(row, after, {"smooth": value})
            for row, value in zip(rows, smoothed, strict=True)
        ]
        made = made | {"smooth": smooth}
    return rows, made


def _check(
    step: int | None, interval: Interval, confidence: float, smooth: Smooth, seed: int
) -> None:
    """Refuse options that cannot be used."""
    check_numbers(step=step)
    check_numbers(least=0, seed=seed)
    if interval not in (*INTERVALS, None):
        raise InputError(f"`interval` must be one of {[*INTERVALS]} or None, got {interval!r}.")
    check_confidence(confidence)
    odd_number = isinstance(smooth, int) and smooth > 0 and smooth % 2
    if smooth not in ("loess", None) and not odd_number:
        raise InputError(f"`smooth` must be 'loess' or an odd number of years, got {smooth!r}.")


def _gaps(rows: list[Row], by: str, rate: str, base: str, step: int | None) -> list[Row]:
    """Make a row for each term in each year that is missing."""
    if not rows:
        return []
    gap: Row = {"count": None, rate: nan, "doc_freq": None, "documents": 0, base: 0}
    names = list(dict.fromkeys(row["term"] for row in rows))
    years = list(dict.fromkeys(row[by] for row in rows))
    return [
        {by: year, "term": name, **gap, "match": rows[0]["match"]}
        for year in _missing(years, step)
        for name in names
    ]


def _missing(years: list[int], step: int | None) -> list[int]:
    """List the years that a series with this step should have and has not."""
    distances = Counter(later - earlier for earlier, later in pairwise(years))
    if not distances:
        return []
    usual = step or min(distances, key=lambda d: (-distances[d], d))
    return [year for a, b in pairwise(years) for year in range(a + usual, b, usual)]


def _insert(row: Row, after: str, values: Row) -> Row:
    """Put values into a row, after one of its columns."""
    place = list(row).index(after) + 1
    items = list(row.items())
    return dict([*items[:place], *values.items(), *items[place:]])


def _count(
    corpus: Corpus | Tokens | Parted,
    terms: Terms,
    by: str,
    match: Match,
    overlap: Overlap,
    segmenter: str | Segmenter,
    by_document: bool,
) -> tuple[list[Row], Stamp, dict[tuple[object, str], _Documents]]:
    """Count by year; return rows, stamp, and each year's and term's documents if asked for."""
    # Sections have no year; that they are no whole numbers is said later.
    if not by_document or by == "section":
        rows, made = tally(corpus, terms, match=match, by=by, overlap=overlap, segmenter=segmenter)
        return rows, made, {}
    groups = parse_terms(terms)
    choose("match", match, ("string", "token"))
    choose("overlap", overlap, ("longest", "all", "exclusive"))
    return analyse(corpus, _ByDocument(Counting(groups, match, by, overlap)), segmenter)


class _ByDocument(NamedTuple):
    """The analysis of a trend that needs to know how documents differ."""

    #: The count by year; it is made of that by document, so texts are gone through once.
    yearly: Counting

    @property
    def match(self) -> Match:
        """Whether it looks at texts or at tokens."""
        return self.yearly.match

    @property
    def forms(self) -> list[str]:
        """The terms that are counted as types, where they are."""
        return self.yearly.forms

    def look(self, part: Corpus | Tokens) -> Found:
        """Count in each document, and note its year."""
        texts = part if isinstance(part, Corpus) else part.corpus
        years = document_labels(texts, self.yearly.by)
        place = {year: number for number, year in enumerate(dict.fromkeys(years))}
        pairs = Sums(
            {"document": [document.id for document in texts], "year": [*place]},
            {"document": [*range(len(years))], "year": [place[year] for year in years]},
            {"documents": [1] * len(years)},
        )
        return self.yearly._replace(by="document").look(part) | {"years": pairs}

    def finish(
        self, found: Found, whole: Whole
    ) -> tuple[list[Row], Stamp, dict[tuple[object, str], _Documents]]:
        """Make the rows by year, and list each year's and term's documents in their order."""
        years = {document: year for (document, year), _ in as_sums(found["years"]).rows()}
        groups, cells = (as_sums(found[name]) for name in ("groups", "cells"))
        sizes = {document: int(size) for (document,), (_, size) in groups.rows()}
        documents: dict[tuple[object, str], _Documents] = {}
        for (document, term), (count, _) in cells.rows():
            counts, there = documents.setdefault((years[document], term), ([], []))
            counts.append(int(count))
            there.append(sizes[document])
        by_year: Found = {
            name: sums._replace(
                labels={**sums.labels, "group": [years[id] for id in sums.labels["group"]]}
            )
            for name, sums in (("groups", groups), ("cells", cells))
        }
        return *self.yearly.finish(by_year, whole), documents


def _limits(
    row: Row, rate: str, base: str, documents: _Documents, how: tuple[Interval, float, int]
) -> Row:
    """Find the limits of a row's rate, in its unit; `how` is interval, confidence and seed."""
    interval, confidence, seed = how
    low = high = nan
    if row[base] and interval == "bootstrap":
        low, high = bootstrap_limits(*documents, confidence, seed)
    elif row[base]:
        dispersion = 0.0 if interval == "poisson" else overdispersion(*documents)
        if not isnan(dispersion):
            limits = count_limits(row["count"], confidence, dispersion)
            low, high = (limit / row[base] for limit in limits)
    scale = 1e4 if rate == "per_10k_chars" else 1e6
    return {"low": scale * low, "high": scale * high}


def _smooth(rows: list[Row], by: str, rate: str, smooth: Smooth) -> list[float]:
    """Smooth the rates of each term; one value a row."""
    from policytext.statistics.series import lowess, rolling

    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row["term"], []).append(place)
    smoothed = [nan] * len(rows)
    for there in places.values():
        years = [rows[place][by] for place in there]
        rates = [rows[place][rate] for place in there]
        curve = rolling(years, rates, smooth) if isinstance(smooth, int) else lowess(years, rates)
        for place, value in zip(there, curve.tolist(), strict=True):
            smoothed[place] = value
    return smoothed

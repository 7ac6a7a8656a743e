"""Tests of trends: does a term rise or fall, by how much a year, and since when is it used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.counting import Match, Row, Terms
from policytext.errors import InputError, SchemaError
from policytext.statistics.intervals import check_confidence
from policytext.statistics.series import mann_kendall, theil_sen

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.segmentation import Segmenter
    from policytext.tokens import Tokens

__all__ = ["Wide", "trend_test", "wide"]

_COLUMNS = {
    "term": "str", "n": "int64",
    "first_year": "Int64", "last_year": "Int64", "first_use": "Int64", "last_use": "Int64",
    "s": "int64", "z": "float64", "p_value": "float64", "tau": "float64", "tau_a": "float64",
    "sen_slope": "float64", "sen_low": "float64", "sen_high": "float64",
    "sen_intercept": "float64", "direction": "str",
}  # fmt: skip

_RATES = ("per_10k_chars", "per_million", "count")


def trend_test(
    data: pd.DataFrame | Corpus | Tokens,
    terms: Terms | None = None,
    *,
    by: str = "year",
    match: Match = "string",
    segmenter: str | Segmenter = "jieba",
    value: str | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    r"""Test whether terms rise or fall, and estimate by how much a year.

    Parameters
    ----------
    data : DataFrame, Corpus or Tokens
        The table that `policytext.trend` returns, of any number of terms; or documents, whose
        `terms` are then counted as `trend` does.
    terms, by, match, segmenter
        For documents: as for `policytext.trend`.
    value : str, optional
        The column to test; by default the rate.
    confidence : float, default 0.95
        Of the limits of the slope, and for `direction`. Between 0 and 1.

    Returns
    -------
    DataFrame
        One row per term, in the order of the table: `term` (str); `n` (int, years with a value);
        `first_year` and `last_year` (int, of these); `first_use` and `last_use` (int, years with
        an occurrence, missing where there is none); `s` (int), `z`, `p_value` (float, two-sided)
        of the Mann-Kendall test; `tau` (float, Kendall's tau-b) and `tau_a` (float, s over the
        number of pairs); `sen_slope` (float, the Theil-Sen slope: change a year, in the unit of
        the value), `sen_low` and `sen_high` (float, its limits), `sen_intercept` (float, at year
        0); `direction` (str: "rising" or "falling" where `p_value` is below 1 - `confidence`,
        else "none"). With fewer than three years z, p_value, tau, tau_a, sen_low and sen_high are
        NaN, with one sen_slope too. A series of equal values has s, z, slope and tau_a 0 and
        p_value 1; its tau is NaN, since all its pairs are ties.

    Raises
    ------
    InputError
        If documents come without `terms`, a table with them, a term has two values for a year, or
        `confidence` is no probability.
    SchemaError
        If the table lacks a column.

    Notes
    -----
    :math:`S = \sum_{i<j} sgn(x_j - x_i)` with variance
    :math:`[n(n-1)(2n+5) - \sum t(t-1)(2t+5)] / 18` over groups of t ties and z corrected for
    continuity; the slope is the median of those between all pairs of years, by their distance in
    years. Missing years are no values. The normal approximation is meant for 8 years or more. The
    test takes years to be independent; a report resembles the one before, so p-values are too
    small. They are not corrected for many terms: see `policytext.rising`.

    References
    ----------
    Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13(3), 245-259.
    Kendall, M. G. (1975). Rank correlation methods (4th ed.). Griffin.
    Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. Journal of
    the American Statistical Association 63, 1379-1389.

    Examples
    --------
    >>> import policytext as pt
    >>> table = pt.trend(pt.datasets.load("work_reports"), ["改革", "招商引资", "人民"])
    >>> pt.trend_test(table, value="count")[["term", "s", "sen_slope", "direction"]]
       term   s  sen_slope direction
    0    改革  66        1.0    rising
    1  招商引资 -66       -1.0   falling
    2    人民   0        0.0      none
    """
    import pandas as pd

    if isinstance(data, pd.DataFrame):
        if terms is not None:
            raise InputError("`terms` must be left out where a table is given: it has its own.")
    else:
        from policytext.statistics.trends import trend

        if terms is None:
            raise InputError("`terms` must name what to count in the documents, got none.")
        data = trend(data, terms, by=by, match=match, segmenter=segmenter, interval=None)
    rows, made = find_trend_test(data, value=value, confidence=confidence)
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    table.attrs["stamp"] = made
    return table


def find_trend_test(
    table: pd.DataFrame, *, value: str | None = None, confidence: float = 0.95
) -> tuple[list[Row], stamp.Stamp]:
    """Test the terms of a trend table as `trend_test` does; return plain rows and the stamp."""
    check_confidence(confidence)
    series = wide(table, value)
    known = np.isfinite(series.values)
    used = wide(table, "count").values > 0 if "count" in table else series.values > 0
    test = mann_kendall(series.years, series.values)
    slope = theil_sen(series.years, series.values, confidence=confidence)
    trends = np.where(test.p_value < 1 - confidence, np.sign(test.s), 0).astype(int)
    columns: dict[str, list[Any]] = {
        "term": series.terms,
        "n": test.n.tolist(),
        **dict(zip(("first_year", "last_year"), ends(series.years, known), strict=True)),
        **dict(zip(("first_use", "last_use"), ends(series.years, used), strict=True)),
        "s": test.s.tolist(),
        "z": test.z.tolist(),
        "p_value": test.p_value.tolist(),
        "tau": test.tau.tolist(),
        "tau_a": test.tau_a.tolist(),
        "sen_slope": slope.slope.tolist(),
        "sen_low": slope.low.tolist(),
        "sen_high": slope.high.tolist(),
        "sen_intercept": slope.intercept.tolist(),
        "direction": [("none", "rising", "falling")[trend] for trend in trends],
    }
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    made = table.attrs.get("stamp") or stamp.make()
    return rows, made | {"test": f"Mann-Kendall of {series.value}", "confidence": confidence}


class Wide(NamedTuple):
    """A trend table with a row for each term and a column for each year."""

    value: str
    terms: list[str]
    years: NDArray[np.int64]
    values: NDArray[np.float64]


def wide(table: pd.DataFrame, value: str | None = None) -> Wide:
    """Lay a column of a trend table out by term and year; NaN where there is no row.

    Raises
    ------
    SchemaError
        If the table lacks a column or its first one holds no years.
    InputError
        If a term has two rows for a year.
    """
    import pandas as pd

    found = next((name for name in _RATES if name in table), "count") if value is None else value
    missing = [name for name in ("term", found) if name not in table]
    if missing:
        raise SchemaError(
            f"The table has no column {missing}; it has {list(table.columns)}. "
            "Pass the table that `trend` returns."
        )
    by = str(table.columns[0])
    if by == "term" or (len(table) and table[by].dtype.kind not in "iu"):
        raise SchemaError(
            f"The first column must hold years, got {by!r}. Pass the table that `trend` returns."
        )
    row, terms = pd.factorize(table["term"])
    column, years = pd.factorize(table[by], sort=True)
    twice = np.flatnonzero(np.bincount(row * len(years) + column) > 1)
    if len(twice):
        term, year = divmod(int(twice[0]), len(years))
        raise InputError(
            f"A term must have one row a year, got {terms[term]!r} twice for {years[year]}."
        )
    values = np.full((len(terms), len(years)), np.nan)
    values[row, column] = table[found].astype("float64").to_numpy(na_value=np.nan)
    return Wide(found, list(terms), np.asarray(years, dtype=np.int64), values)


def ends(
    years: NDArray[np.int64], there: NDArray[np.bool_]
) -> tuple[list[int | None], list[int | None]]:
    """Return each row's first and last year that is there, None where none is."""
    if not len(years):
        return [None] * len(there), [None] * len(there)
    some = there.any(axis=1)
    first = years[there.argmax(axis=1)].astype(object)
    last = years[len(years) - 1 - there[:, ::-1].argmax(axis=1)].astype(object)
    first[~some] = last[~some] = None
    return first.tolist(), last.tolist()

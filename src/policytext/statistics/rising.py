"""Terms of a corpus ranked by their trend, and those that came into use or went out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.counting import make_stamp
from policytext.errors import InputError
from policytext.statistics.contingency import adjust_p
from policytext.statistics.groups import By, group_tokens, make_table
from policytext.statistics.options import check_numbers
from policytext.statistics.series import mann_kendall, theil_sen
from policytext.statistics.trend_tests import ends

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

__all__ = ["born", "gone", "rising"]

#: Years without a term that make its coming or going, and the share of the others it must be in.
MIN_YEARS = 3
MIN_SHARE = 0.5

_TREND = {
    "term": "str", "count": "int64", "doc_freq": "int64", "sen_slope": "float64",
    "relative_change": "float64", "tau": "float64", "z": "float64", "p_value": "float64",
    "p_adjusted": "float64", "first_use": "int64", "last_use": "int64", "born": "bool",
    "gone": "bool",
}  # fmt: skip
_USE = {
    "term": "str", "first_use": "int64", "last_use": "int64", "count": "int64",
    "doc_freq": "int64", "share": "float64",
}  # fmt: skip

Columns = dict[str, list[Any]]


def rising(
    tokens: Tokens,
    *,
    by: By = "year",
    min_count: int = 20,
    top: int | None = None,
    falling: bool = False,
) -> pd.DataFrame:
    r"""Rank the terms of a corpus by how steadily they rise or fall.

    Parameters
    ----------
    tokens : Tokens
    by : str, iterable or mapping, default "year"
        A column of `corpus.docs` with whole numbers, or a whole number for each document; None
        for a document that is to be left out.
    min_count : int, default 20
        Lowest count in all years together of a term that is tested.
    top : int, optional
        Only the first so many.
    falling : bool, default False
        Rank the terms that fall.

    Returns
    -------
    DataFrame
        One row per term that rises (or falls), the steadiest first, that is by the size of `z`,
        then of `relative_change`, ties in the order of the terms: `term` (str); `count` (int);
        `doc_freq` (int, documents with it); `sen_slope` (float, Theil-Sen slope of the rate:
        change a year, per million word tokens); `relative_change` (float, the slope over the
        whole period as a share of the mean rate: 1 is a rise by as much as the mean); `tau`
        (float, Kendall's tau-b), `z` and `p_value` (float, two-sided) of the Mann-Kendall test;
        `p_adjusted` (float, by Benjamini and Hochberg over all terms that were tested, those that
        are not shown too); `first_use` and `last_use` (int, years); `born` and `gone` (bool, as
        the functions `born` and `gone` have it by default). Empty with fewer than three years
        that have words: there is no test then.

    Raises
    ------
    InputError
        If the values of `by` are not whole numbers or an option is below 1.

    Notes
    -----
    A term that is absent from more than half of the years may have a `sen_slope` of 0 and rise all
    the same: the test is of the order of the rates, the slope the median of all pairs. Years with
    several documents are one value. See `policytext.trend_test` for what the test assumes.

    References
    ----------
    Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal
    Statistical Society B 57(1), 289-300.
    Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13(3), 245-259.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.datasets.load("work_reports").segment()
    >>> pt.rising(tokens, top=2)[["term", "count", "first_use", "last_use"]]
      term  count  first_use  last_use
    0   数字     38       2016      2023
    1   改革     86       2012      2023
    """
    columns, made = find_rising(tokens, by=by, min_count=min_count, top=top, falling=falling)
    return make_table(columns, _TREND, made)


def find_rising(
    tokens: Tokens,
    *,
    by: By = "year",
    min_count: int = 20,
    top: int | None = None,
    falling: bool = False,
) -> tuple[Columns, Stamp]:
    """Rank terms as `rising` does; return plain columns and the stamp."""
    use = _use(tokens, by, min_count, top)
    rates = 1e6 * use.counts / use.words
    test = mann_kendall(use.years, rates)
    sign = -1 if falling else 1
    chosen = np.flatnonzero(sign * test.z > 0)
    # Slopes are of all pairs, which only those that are shown need.
    slope = theil_sen(use.years, rates[chosen]).slope
    period = use.years[-1] - use.years[0] if len(use.years) else 0
    change = slope * period / rates[chosen].mean(axis=1) if len(chosen) else slope
    z = test.z[chosen]
    # Equal but for rounding is equal, and the next key decides.
    keys = zip((-sign * z).round(9).tolist(), (-sign * change).round(9).tolist(), strict=True)
    ranks = {place: key for place, key in enumerate(keys)}
    order = sorted(ranks, key=lambda place: (ranks[place], use.terms[chosen[place]]))[:top]
    shown = chosen[order]
    first, last = ends(use.years, use.counts[shown] > 0)
    values: dict[str, Any] = {
        "count": use.counts.sum(axis=1)[shown],
        "doc_freq": use.doc_freq[shown],
        "sen_slope": slope[order],
        "relative_change": change[order],
        "tau": test.tau[shown],
        "z": test.z[shown],
        "p_value": test.p_value[shown],
        "p_adjusted": adjust_p(test.p_value)[shown],
        "first_use": np.array(first),
        "last_use": np.array(last),
        "born": _came(use.counts > 0, MIN_YEARS, MIN_SHARE)[shown],
        "gone": _came(use.counts[:, ::-1] > 0, MIN_YEARS, MIN_SHARE)[shown],
    }
    columns = {name: value.tolist() for name, value in values.items()}
    return {"term": [use.terms[place] for place in shown]} | columns, use.stamp


def born(
    tokens: Tokens,
    *,
    by: By = "year",
    year: int | None = None,
    min_count: int = 5,
    min_years: int = MIN_YEARS,
    min_share: float = MIN_SHARE,
    top: int | None = None,
) -> pd.DataFrame:
    """List the terms that came into use and stayed.

    Parameters
    ----------
    tokens, by
        As for `policytext.rising`.
    year : int, optional
        Only terms first used in this year or later.
    min_count : int, default 5
        Lowest count in all years together.
    min_years : int, default 3
        Years with documents that must lie before the first use, so that the term was absent and
        not only unseen, and that must have the term, so that it is more than a passing one.
    min_share : float, default 0.5
        Share of the years with documents, from the first use on, that must have the term.
    top : int, optional
        Only the first so many.

    Returns
    -------
    DataFrame
        One row per term, the most frequent first, ties in the order of the terms: `term` (str);
        `first_use` and `last_use` (int, years); `count` (int); `doc_freq` (int, documents with
        it); `share` (float, of the years from the first use on, how many have it).

    Raises
    ------
    InputError
        As for `policytext.rising`, or if `min_share` is not between 0 and 1.

    Notes
    -----
    A single early use makes a term no newborn: its first use is then that one, and it has to be
    in half of the years since. A year without documents counts for nothing.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.datasets.load("work_reports").segment()
    >>> pt.born(tokens, year=2018, top=1)
       term  first_use  last_use  count  doc_freq  share
    0  高质量       2018      2023     33         6    1.0
    """
    columns, made = find_use(
        tokens, by=by, year=year, min_count=min_count, min_years=min_years,
        min_share=min_share, top=top,
    )  # fmt: skip
    return make_table(columns, _USE, made)


def gone(
    tokens: Tokens,
    *,
    by: By = "year",
    year: int | None = None,
    min_count: int = 5,
    min_years: int = MIN_YEARS,
    min_share: float = MIN_SHARE,
    top: int | None = None,
) -> pd.DataFrame:
    """List the terms that were in use and went out of it.

    Parameters
    ----------
    tokens, by
        As for `policytext.rising`.
    year : int, optional
        Only terms last used in this year or before.
    min_count : int, default 5
        Lowest count in all years together.
    min_years : int, default 3
        Years with documents that must follow the last use, and that must have the term.
    min_share : float, default 0.5
        Share of the years with documents, up to the last use, that must have the term.
    top : int, optional
        Only the first so many.

    Returns
    -------
    DataFrame
        As of `policytext.born`; `share` is of the years up to the last use.

    Raises
    ------
    InputError
        As for `policytext.born`.

    Examples
    --------
    >>> import policytext as pt
    >>> years = {f"文{n}": {"year": 2010 + n} for n in range(8)}
    >>> texts = {name: "发展乡镇企业。" if n < 5 else "发展。" for n, name in enumerate(years)}
    >>> tokens = pt.Corpus.from_texts(texts, metadata=years).segment()
    >>> pt.gone(tokens)
       term  first_use  last_use  count  doc_freq  share
    0  乡镇企业       2010      2014      5         5    1.0
    """
    columns, made = find_use(
        tokens, by=by, year=year, min_count=min_count, min_years=min_years,
        min_share=min_share, top=top, gone=True,
    )  # fmt: skip
    return make_table(columns, _USE, made)


def find_use(
    tokens: Tokens,
    *,
    by: By = "year",
    year: int | None = None,
    min_count: int = 5,
    min_years: int = MIN_YEARS,
    min_share: float = MIN_SHARE,
    top: int | None = None,
    gone: bool = False,
) -> tuple[Columns, Stamp]:
    """List terms as `born` and `gone` do; return plain columns and the stamp."""
    check_numbers(min_years=min_years)
    if not 0 <= min_share <= 1:
        raise InputError(f"`min_share` must be between 0 and 1, got {min_share!r}.")
    use = _use(tokens, by, min_count, top)
    there = use.counts > 0
    in_time = there[:, ::-1] if gone else there
    first, last = ends(use.years, there)
    chosen = _came(in_time, min_years, min_share)
    if year is not None:
        chosen &= np.array(last) <= year if gone else np.array(first) >= year
    totals = use.counts.sum(axis=1)
    places = sorted(np.flatnonzero(chosen), key=lambda n: (-totals[n], use.terms[n]))[:top]
    columns = {
        "term": [use.terms[n] for n in places],
        "first_use": [first[n] for n in places],
        "last_use": [last[n] for n in places],
        "count": totals[places].tolist(),
        "doc_freq": use.doc_freq[places].tolist(),
        "share": _share(in_time)[places].tolist(),
    }
    return columns, use.stamp | {"min_years": min_years, "min_share": min_share}


class _Use(NamedTuple):
    """Which terms were used in which years."""

    terms: list[str]
    years: NDArray[np.int64]
    counts: NDArray[np.int64]  # (n_terms, n_years)
    words: NDArray[np.int64]  # (n_years,)
    doc_freq: NDArray[np.int64]
    stamp: Stamp


def _use(tokens: Tokens, by: By, min_count: int, top: int | None) -> _Use:
    """Count the words of each year that has any."""
    check_numbers(min_count=min_count, top=top)
    groups = group_tokens(tokens, by)
    odd = [label for label in groups.labels if not isinstance(label, int)]
    if odd:
        if isinstance(by, str):
            raise InputError(
                f"`by` must name a column of whole numbers, got {by!r} with {odd[0]!r}."
            )
        raise InputError(f"`by` must be whole numbers, got {odd[0]!r}.")
    totals = np.zeros(len(tokens.types), dtype=np.int64)
    _, ids, counts = groups.counts
    np.add.at(totals, ids, counts)
    chosen = np.flatnonzero((totals >= min_count) & tokens.is_word)
    order = np.argsort(np.array(groups.labels))
    order = order[groups.words[order] > 0]
    return _Use(
        [tokens.types[id] for id in chosen],
        np.array(groups.labels, dtype=np.int64)[order],
        groups.matrix(chosen)[order].T,
        groups.words[order],
        groups.doc_freq[chosen],
        make_stamp(tokens.corpus, "token", None, tokens)
        | ({"by": by} if isinstance(by, str) else {})
        | {"min_count": min_count},
    )


def _share(there: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the share of the years, from the first use on, that have the term; 0 for none."""
    n_years = there.shape[1]
    if not n_years:
        return np.zeros(len(there))
    since = np.where(there.any(axis=1), n_years - there.argmax(axis=1), n_years)
    return np.asarray(there.sum(axis=1) / since, dtype=np.float64)


def _came(there: NDArray[np.bool_], min_years: int, min_share: float) -> NDArray[np.bool_]:
    """Tell which terms came into use and stayed; of years in reverse, which went."""
    if not there.shape[1]:
        return np.zeros(len(there), dtype=bool)
    before = there.argmax(axis=1)
    used = there.sum(axis=1)
    came: NDArray[np.bool_] = (
        (before >= min_years) & (used >= min_years) & (_share(there) >= min_share)
    )
    return came

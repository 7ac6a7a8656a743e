"""Change points: the years in which the rate of a term jumps to another level."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from policytext import stamp
from policytext.counting import Row
from policytext.errors import InputError, SchemaError
from policytext.statistics.options import check_choice, check_numbers
from policytext.statistics.trend_tests import wide

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["best_cuts", "change_points", "poisson_cost", "squared_cost"]

Floats = NDArray[np.float64]

#: Cost of the segments that end before `end` and begin at each of `begins`.
Cost = Callable[[NDArray[np.intp], int], Floats]

_COLUMNS = {
    "term": "str", "year": "int64", "year_before": "int64",
    "mean_before": "float64", "mean_after": "float64", "gain": "float64",
}  # fmt: skip


def change_points(
    series: pd.DataFrame | pd.Series[Any],
    *,
    cost: Literal["l2", "poisson"] = "l2",
    penalty: float | None = None,
    min_size: int = 2,
    value: str | None = None,
) -> pd.DataFrame:
    r"""Find the years in which terms jump to another level.

    Parameters
    ----------
    series : DataFrame or Series
        The table that `policytext.trend` returns, or one series of numbers with its years as the
        index. Years without a value are left out.
    cost : {"l2", "poisson"}, default "l2"
        What a level costs: the squared distances of the rates from their mean; or twice the
        negative log-likelihood of the counts under one rate, which gives a long document more
        weight than a short one. For a Series "poisson" takes its values for counts of documents of
        the same length.
    penalty : float, optional
        What a change point must save, in the unit of the cost; more of it leaves fewer. By default
        that of the Bayesian information criterion, a mean and a place for each: 2 ln n, for "l2"
        times the variance, estimated from the differences between years next to each other.
    min_size : int, default 2
        Fewest years between two change points: with 1 a year that stands out makes two.
    value : str, optional
        The column of the table that "l2" looks at; by default the rate.

    Returns
    -------
    DataFrame
        One row per change point, terms in the order of the table, years in order: `term` (str, a
        Series' name); `year` (int, the first of the new level); `year_before` (int, the last year
        with a value before it: the change lies between them); `mean_before` and `mean_after`
        (float, the level from the change point before to that after, in the unit of the values;
        for "poisson" the rate of those years together); `gain` (float, what the change point
        saves, in the unit of the cost). No rows for a series that stays, or has fewer than
        2 `min_size` values.

    Raises
    ------
    InputError
        If an option has a value that cannot be used, or "poisson" meets a number below 0.
    SchemaError
        If the table lacks a column.

    Notes
    -----
    The segments are those with the lowest sum of costs and penalties of all there are, found by
    optimal partitioning (Jackson et al. 2005). PELT (Killick et al. 2012) is the same search with
    pruning, for series of many thousands; where `ruptures` prunes with a `min_size` above 1 it may
    miss the best, which this does not. The model is of levels: a steady rise is cut into steps,
    so look at `trend_test` and the chart first. Occurrences in one document are not independent,
    which makes the penalty for "poisson" too small: raise it where a single year decides.

    References
    ----------
    Jackson, B. et al. (2005). An algorithm for optimal partitioning of data on an interval. IEEE
    Signal Processing Letters 12(2), 105-108.
    Killick, R., Fearnhead, P. & Eckley, I. A. (2012). Optimal detection of changepoints with a
    linear computational cost. Journal of the American Statistical Association 107, 1590-1598.

    Examples
    --------
    >>> import policytext as pt
    >>> table = pt.trend(pt.datasets.load("work_reports"), ["创新", "人民"])
    >>> pt.change_points(table, value="count")[["term", "year", "mean_before", "mean_after"]]
      term  year  mean_before  mean_after
    0   创新  2017          3.0        11.0
    """
    import pandas as pd

    rows, made = find_change_points(
        series, cost=cost, penalty=penalty, min_size=min_size, value=value
    )
    table = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    table.attrs["stamp"] = made
    return table


def find_change_points(
    series: pd.DataFrame | pd.Series[Any],
    *,
    cost: str = "l2",
    penalty: float | None = None,
    min_size: int = 2,
    value: str | None = None,
) -> tuple[list[Row], stamp.Stamp]:
    """Find change points as `change_points` does; return plain rows and the stamp."""
    check_choice("cost", cost, ("l2", "poisson"))
    if penalty is not None and not penalty >= 0:
        raise InputError(f"`penalty` must be 0 or more, got {penalty!r}.")
    check_numbers(min_size=min_size)
    table, sizes, scale = _with_sizes(series, cost)
    found = wide(table, "count" if cost == "poisson" else value)
    below = found.values[found.values < 0]
    if cost == "poisson" and len(below):
        raise InputError(f'Counts must be 0 or more for cost="poisson", got {below[0]:g}.')
    bases = wide(table, sizes).values if sizes else np.ones(found.values.shape)
    rows: list[Row] = []
    for term, numbers, base in zip(found.terms, found.values, bases, strict=True):
        there = np.isfinite(numbers) & (base > 0)
        y, e, years = numbers[there], base[there], found.years[there]
        if len(y) < 2 * min_size:
            continue
        of_segment = poisson_cost(y, e) if cost == "poisson" else squared_cost(y)
        saved = _penalty(y, cost) if penalty is None else penalty
        cuts = [0, *best_cuts(len(y), of_segment, saved, min_size=min_size), len(y)]
        for begin, cut, end in zip(cuts, cuts[1:], cuts[2:], strict=False):
            before, after, both = (
                float(of_segment(np.array([a]), b)[0])
                for a, b in ((begin, cut), (cut, end), (begin, end))
            )
            rows.append(
                {
                    "term": term,
                    "year": int(years[cut]),
                    "year_before": int(years[cut - 1]),
                    "mean_before": float(scale * y[begin:cut].sum() / e[begin:cut].sum()),
                    "mean_after": float(scale * y[cut:end].sum() / e[cut:end].sum()),
                    "gain": both - before - after,
                }
            )
    made = table.attrs.get("stamp") or stamp.make()
    return rows, made | {
        "cost": f"{cost} of {found.value}",
        "penalty": "BIC" if penalty is None else penalty,
        "min_size": min_size,
    }


def _with_sizes(
    series: pd.DataFrame | pd.Series[Any], cost: str
) -> tuple[pd.DataFrame, str | None, float]:
    """Return a table, its column with the bases of the counts if they matter, and their unit."""
    import pandas as pd

    if isinstance(series, pd.Series):
        years, term = series.index.to_numpy(), "" if series.name is None else str(series.name)
        return pd.DataFrame({"year": years, "term": term, "count": series.to_numpy()}), None, 1.0
    if cost == "l2":
        return series, None, 1.0
    for base, scale in (("chars", 1e4), ("tokens", 1e6)):
        if base in series:
            return series, base, scale
    raise SchemaError(
        f"The table has neither a column 'chars' nor 'tokens'; it has {list(series.columns)}. "
        "Pass the table that `trend` returns."
    )


def _penalty(y: Floats, cost: str) -> float:
    """Return what a change point must save by the Bayesian information criterion."""
    # Differences between neighbours hold the noise, and of a jump only one (von Neumann 1941).
    variance = 1.0 if cost == "poisson" else float((np.diff(y) ** 2).sum() / (2 * (len(y) - 1)))
    # Rates that are equal but for their last digits have no change point.
    rounding = 1e-18 * float(y @ y)
    return 2 * max(variance, rounding) * float(np.log(len(y)))


def squared_cost(values: Floats) -> Cost:
    """Make the cost of a segment its squared distances from its mean."""
    y = values - values.mean()
    sums = np.concatenate(([0.0], np.cumsum(y)))
    squares = np.concatenate(([0.0], np.cumsum(y**2)))

    def cost(begins: NDArray[np.intp], end: int) -> Floats:
        total = sums[end] - sums[begins]
        left: Floats = np.maximum(squares[end] - squares[begins] - total**2 / (end - begins), 0.0)
        return left

    return cost


def poisson_cost(counts: Floats, sizes: Floats) -> Cost:
    """Make the cost of a segment twice its negative log-likelihood under one rate.

    What does not depend on the segments is left out.
    """
    total_counts = np.concatenate(([0.0], np.cumsum(counts)))
    total_sizes = np.concatenate(([0.0], np.cumsum(sizes)))

    def cost(begins: NDArray[np.intp], end: int) -> Floats:
        count = total_counts[end] - total_counts[begins]
        size = total_sizes[end] - total_sizes[begins]
        rate = np.divide(count, size, out=np.ones(len(count)), where=count > 0)
        left: Floats = -2 * count * np.log(rate)
        return left

    return cost


def best_cuts(n: int, cost: Cost, penalty: float, *, min_size: int = 1) -> list[int]:
    """Cut a series into segments so that their costs and a penalty for each cut are lowest.

    Parameters
    ----------
    n : int
        How many values the series has.
    cost : callable
        From `squared_cost` or `poisson_cost`.
    penalty : float
        What a cut must save, in the units of the cost.
    min_size : int, default 1
        Fewest values of a segment.

    Returns
    -------
    list of int
        Where new segments begin; empty for one segment.

    Notes
    -----
    Optimal partitioning: the best segments of the first t values are the best of the first s and
    one segment from s to t, for the best s. That is exact in n^2 / 2 costs. PELT finds the same
    segments and prunes the s that cannot be best; a series of years is too short to need it.

    References
    ----------
    Jackson, B. et al. (2005). An algorithm for optimal partitioning of data on an interval. IEEE
    Signal Processing Letters 12(2), 105-108.
    Killick, R., Fearnhead, P. & Eckley, I. A. (2012). Optimal detection of changepoints with a
    linear computational cost. Journal of the American Statistical Association 107, 1590-1598.

    Examples
    --------
    >>> best_cuts(6, squared_cost(np.array([1.0, 1, 1, 5, 5, 5])), 2.0)
    [3]
    """
    best = np.full(n + 1, np.inf)
    best[0] = -penalty
    came_from = np.zeros(n + 1, dtype=np.intp)
    for end in range(min_size, n + 1):
        begins = np.arange(end - min_size + 1)
        totals = best[begins] + cost(begins, end) + penalty
        # Of equals the earliest beginning is taken: a cut that saves nothing is none.
        came_from[end] = np.argmin(totals)
        best[end] = totals[came_from[end]]
    cuts = []
    end = n
    while end > 0 and came_from[end] > 0:
        end = int(came_from[end])
        cuts.append(end)
    return cuts[::-1]

"""How well themes are found: precision, recall and F1 against labels given by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.errors import InputError, nearest
from policytext.statistics.groups import make_table
from policytext.statistics.intervals import check_confidence
from policytext.theming.coding.codings import (
    MISSING,
    NONE,
    Codings,
    Columns,
    Unit,
    read_clusters,
    read_codings,
)
from policytext.theming.coding.draws import check_draws, draw_weights, limits

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["AVERAGES", "EVALUATION", "evaluate_themes", "find_evaluation", "wilson_limits"]

#: The columns of a row.
EVALUATION = {
    "theme": "str", "units": "int64", "true_positives": "int64", "false_positives": "int64",
    "false_negatives": "int64", "true_negatives": "int64", "precision": "float64",
    "precision_low": "float64", "precision_high": "float64", "recall": "float64",
    "recall_low": "float64", "recall_high": "float64", "f1": "float64", "f1_low": "float64",
    "f1_high": "float64",
}  # fmt: skip
#: What `theme` says in the rows of averages.
AVERAGES = ("(macro)", "(micro)", "(weighted)")
_SCORES = ("precision", "recall", "f1")
_CELLS = ("true_positives", "false_positives", "false_negatives", "true_negatives")


def evaluate_themes(
    predicted: Columns,
    gold: Columns,
    *,
    unit: Unit = "unit",
    code: str = "code",
    value: str = "value",
    themes: Iterable[str] | None = None,
    cluster: str | None = None,
    confidence: float = 0.95,
    bootstrap: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Give precision, recall and F1 of themes against labels that are held to be right.

    Parameters
    ----------
    predicted, gold : DataFrame
        One row a judgement, of one coder or of a codebook, as for `policytext.agreement`: without
        a column `value` a row gives the one theme of a unit; with it, several themes may hold,
        and a row says of one of them whether it does, 1 or 0. What is missing in `gold` was not
        judged and does not count. `predicted` must have every unit of `gold`, and may have more.
    unit : str or list of str, default "unit"
        The column, or the columns, as ["document", "start", "end"], that name a unit.
    code, value : str
        The other columns.
    themes : iterable of str, optional
        Which themes, in this order; by default those of `gold`, and of `predicted` where a unit
        has one theme, but not "无", which stands for none of them.
    cluster : str, optional
        A column of `gold`, as "document", whose groups the bootstrap draws in place of units:
        passages of one document are not independent.
    confidence : float, default 0.95
        Of the intervals.
    bootstrap : int, default 1000
        How many times to draw the units anew; 0 for no such intervals.
    seed : int, default 0
        Of the draws.

    Returns
    -------
    DataFrame
        One row per theme, then "(macro)", "(micro)" and "(weighted)": `theme` (str); `units`
        (int, that were judged); `true_positives`, `false_positives`, `false_negatives`,
        `true_negatives` (int, units; sums over the themes in the last rows); `precision`,
        `recall`, `f1` (float, from 0 to 1), each with its confidence limits, `precision_low`,
        `precision_high` and so on. `attrs["stamp"]` has the options and a hash of both codings.

    Raises
    ------
    SchemaError
        If a column is missing, or `value` holds something else.
    InputError
        If `predicted` lacks a unit or a theme of `gold`, something was judged twice, a unit of
        `gold` has no theme though it must have one, or an option cannot be used.

    Notes
    -----
    With TP, FP, FN of a theme: precision = TP / (TP + FP), NaN where the theme was never
    predicted; recall = TP / (TP + FN), NaN where it never holds; F1 = 2 TP / (2 TP + FP + FN),
    which is 0 where it holds and was never predicted, and NaN only where neither. "(macro)" is
    the mean over themes, "(weighted)" the mean weighted by how many units hold the theme, both
    over the themes for which the figure is defined: a theme that was never predicted lowers
    macro recall and F1 and is absent from macro precision, so read F1. Macro F1 is the mean of
    the F1, not the F1 of mean precision and recall, which can be much higher (Opitz & Burst
    2019). "(micro)" is of the summed counts; where every unit has one theme, among all, its
    precision, recall and F1 are one figure, the accuracy. These are scikit-learn's figures with
    ``zero_division=nan``.

    Limits of precision and recall of a theme are Wilson's, which hold for small counts too and
    take units as independent. Limits of F1 and of averages are percentiles of the bootstrap over
    units, or over `cluster`; NaN for fewer than two of them, and where more than 1 - confidence
    of the draws leave the figure undefined. An average over themes that hold of few units is
    taken over other themes in each draw, so its limits may lean to one side.

    References
    ----------
    Opitz, J. & Burst, S. (2019). Macro F1 and macro F1. arXiv:1911.03347.
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22(158), 209-212.

    Examples
    --------
    >>> import pandas as pd
    >>> import policytext as pt
    >>> gold = pd.DataFrame({"unit": [1, 2, 3, 4], "code": ["经济", "经济", "社会", "社会"]})
    >>> found = gold.assign(code=["经济", "社会", "社会", "社会"])
    >>> table = pt.evaluate_themes(found, gold, bootstrap=0)
    >>> table[["theme", "precision", "recall", "f1"]].round(2).head(3)
         theme  precision  recall    f1
    0       经济       1.00    0.50  0.67
    1       社会       0.67    1.00  0.80
    2  (macro)       0.83    0.75  0.73
    """
    columns, made = find_evaluation(
        predicted, gold, unit=unit, code=code, value=value, themes=themes, cluster=cluster,
        confidence=confidence, bootstrap=bootstrap, seed=seed,
    )  # fmt: skip
    return make_table(columns, EVALUATION, made)


def find_evaluation(
    predicted: Columns,
    gold: Columns,
    *,
    unit: Unit = "unit",
    code: str = "code",
    value: str = "value",
    themes: Iterable[str] | None = None,
    cluster: str | None = None,
    confidence: float = 0.95,
    bootstrap: int = 1000,
    seed: int = 0,
) -> tuple[dict[str, list[Any]], stamp.Stamp]:
    """Evaluate as `evaluate_themes` does, of columns; return plain columns and the stamp."""
    check_confidence(confidence)
    check_draws(bootstrap)
    right = read_codings(gold, name="gold", unit=unit, coder=None, code=code, value=value)
    found = read_codings(predicted, name="predicted", unit=unit, coder=None, code=code, value=value)
    groups = read_clusters(gold, right, name="gold", unit=unit, cluster=cluster)
    names = _themes(right, found, None if themes is None else list(themes))
    kept = _kept(right)
    cells = _cells(right, found, names, kept)
    ones = np.ones((1, len(kept)))
    scores = _scores(cells, ones)[0]
    low, high = np.full((2, *scores.shape), np.nan)
    if bootstrap:
        drawn = None if groups is None else np.unique(groups[kept], return_inverse=True)[1]
        weightings = draw_weights(len(kept), bootstrap, seed, drawn)
        draws = np.concatenate([_scores(cells, weights) for weights in weightings])
        number = len(kept) if drawn is None else len(np.unique(drawn))
        flat = limits(draws.reshape(len(draws), -1), confidence, number)
        low, high = (ends.reshape(scores.shape) for ends in flat)
    counts = np.array([cell.sum(axis=0) for cell in cells], dtype=np.int64)
    hits, wrong, missed, _ = counts
    for place, total in enumerate((hits + wrong, hits + missed)):
        low[place, : len(names)], high[place, : len(names)] = wilson_limits(hits, total, confidence)
    columns: dict[str, list[Any]] = {"theme": [*names, *AVERAGES]}
    sums = np.concatenate([counts, np.repeat(counts.sum(axis=1, keepdims=True), 3, axis=1)], axis=1)
    columns["units"] = [*counts.sum(axis=0).tolist(), *[len(kept)] * 3]
    columns |= {name: sums[row].tolist() for row, name in enumerate(_CELLS)}
    for row, name in enumerate(_SCORES):
        ends = {name: scores, f"{name}_low": low, f"{name}_high": high}
        columns |= {column: values[row].tolist() for column, values in ends.items()}
    made = stamp.make(
        units=len(kept), themes=len(names), cluster=cluster, confidence=confidence,
        bootstrap=bootstrap, seed=seed, predicted=found.digest, gold=right.digest,
    )  # fmt: skip
    return columns, made


def wilson_limits(
    hits: NDArray[np.int64], totals: NDArray[np.int64], confidence: float
) -> tuple[Array, Array]:
    """Give Wilson's limits of shares; NaN for shares of nothing.

    Parameters
    ----------
    hits, totals : ndarray of int
    confidence : float

    Returns
    -------
    tuple of ndarray of float

    Examples
    --------
    >>> low, high = wilson_limits(np.array([8]), np.array([10]), 0.95)
    >>> [round(float(limit[0]), 3) for limit in (low, high)]
    [0.49, 0.943]
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    n = np.where(totals > 0, totals, np.nan)
    share = hits / n
    middle = share + z**2 / (2 * n)
    spread = z * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    scale = 1 + z**2 / n
    low, high = (middle - spread) / scale, (middle + spread) / scale
    # Exact ends, where rounding would leave 1e-17 or pass 1.
    return np.where(hits == 0, low * 0, low), np.where(hits == totals, high * 0 + 1, high)


# ---------------------------------------------------------------- themes and units


def _themes(gold: Codings, found: Codings, asked: list[str] | None) -> list[Any]:
    """List the themes to evaluate; refuse those that a side does not judge."""
    if gold.several != found.several:
        sides = ("gold", "predicted") if gold.several else ("predicted", "gold")
        raise InputError(
            f"`predicted` and `gold` must both have a column of yes and no for each theme, or "
            f"neither, got one in `{sides[0]}` and none in `{sides[1]}`."
        )
    known = gold.codes if gold.several else list(dict.fromkeys([*gold.codes, *found.codes]))
    names = [name for name in known if name != NONE] if asked is None else asked
    if not names:
        raise InputError("`themes` must name at least one theme, got none.")
    sides_of = {"gold": gold.codes, "predicted": found.codes} if gold.several else {"gold": known}
    for side, judged in sides_of.items():
        for name in names:
            if name not in judged:
                raise InputError(
                    f"`{side}` must judge every theme, got nothing for {name!r}."
                    f"{nearest(str(name), map(str, judged))}"
                )
    return names


def _kept(gold: Codings) -> NDArray[np.intp]:
    """Return the places of the units that count; every unit must have a theme where it has one."""
    judged = gold.judged[:, 0] != MISSING
    if gold.several:
        return np.flatnonzero(judged.any(axis=1))
    if not judged.all():
        raise InputError(
            f"`gold` must give every unit a theme, got none for {int((~judged).sum())} units, "
            f"the first {_name(gold.units[int(np.argmin(judged))])!r}. Drop them if nobody coded "
            f'them; write "{NONE}" if none of the themes holds.'
        )
    return np.arange(len(gold.units))


def _cells(
    gold: Codings, found: Codings, names: Sequence[Any], kept: NDArray[np.intp]
) -> list[NDArray[np.bool_]]:
    """Tell which units are true and false positives and negatives: arrays (units, themes)."""
    places = {at: place for place, at in enumerate(found.units)}
    lacking = [gold.units[place] for place in kept if gold.units[place] not in places]
    if lacking:
        raise InputError(
            f"`predicted` must have every unit of `gold`, got none for {len(lacking)}, "
            f"the first {_name(lacking[0])!r}."
        )
    rows = np.array([places[gold.units[place]] for place in kept], dtype=np.intp)
    truth, guess = _holds(gold, kept, names), _holds(found, rows, names)
    judged = truth != MISSING
    open_ = judged & (guess == MISSING)
    if open_.any():
        row, column = np.argwhere(open_)[0]
        write = "1 or 0" if gold.several else f'"{NONE}" where none of the themes holds'
        raise InputError(
            f"`predicted` must judge what `gold` judges, got nothing for {names[column]!r} of "
            f"{_name(gold.units[kept[row]])!r}. Write {write}."
        )
    yes, said = truth == 1, guess == 1
    return [judged & yes & said, judged & ~yes & said, judged & yes & ~said, judged & ~yes & ~said]


def _holds(codings: Codings, rows: NDArray[np.intp], names: Sequence[Any]) -> NDArray[np.int32]:
    """Tell which themes hold of some units: 1, 0 and MISSING, shape (units, themes)."""
    judged = codings.judged[rows, 0]
    if codings.several:
        wanted = np.array([codings.codes.index(name) for name in names])
        return np.asarray(judged[:, wanted])
    places = [codings.codes.index(name) if name in codings.codes else -2 for name in names]
    held = (judged[:, None] == np.array(places)).astype(np.int32)
    return np.where(judged[:, None] == MISSING, MISSING, held).astype(np.int32)


def _name(unit: tuple[object, ...]) -> str:
    """Write the name of a unit."""
    return " ".join(map(str, unit))


# ---------------------------------------------------------------- figures


class _Sums(NamedTuple):
    """Numbers of units, shape (weightings, themes)."""

    hits: Array
    said: Array
    true: Array


def _scores(cells: list[NDArray[np.bool_]], weights: Array) -> Array:
    """Give precision, recall and F1 of each theme and average: (weightings, 3, themes + 3)."""
    hits, wrong, missed = (weights @ cell.astype(np.float64) for cell in cells[:3])
    sums = _Sums(hits, hits + wrong, hits + missed)
    of_theme = _three(sums)
    micro = _three(_Sums(*(part.sum(axis=1, keepdims=True) for part in sums)))
    known = ~np.isnan(of_theme)
    plain = np.where(known, of_theme, 0)
    macro = _mean(plain, known.astype(np.float64))
    weighted = _mean(plain, known * sums.true[:, None, :])
    return np.concatenate([of_theme, macro, micro, weighted], axis=2)


def _three(sums: _Sums) -> Array:
    """Give precision, recall and F1: shape (weightings, 3, themes)."""
    above = np.stack([sums.hits, sums.hits, 2 * sums.hits], axis=1)
    below = np.stack([sums.said, sums.true, sums.said + sums.true], axis=1)
    found = np.full(above.shape, np.nan)
    np.divide(above, below, out=found, where=below > 0)
    return found


def _mean(values: Array, weights: Array) -> Array:
    """Average over themes; NaN where nothing has weight. Shape (weightings, 3, 1)."""
    total = weights.sum(axis=2, keepdims=True)
    above = (values * weights).sum(axis=2, keepdims=True)
    found = np.full(above.shape, np.nan)
    np.divide(above, total, out=found, where=total > 0)
    return found

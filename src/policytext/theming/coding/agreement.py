"""Agreement between coders: observed, and beyond what chance would give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.errors import InputError, nearest
from policytext.statistics.groups import make_table
from policytext.statistics.intervals import check_confidence
from policytext.statistics.options import check_choice, check_choices
from policytext.theming.coding.codings import (
    MISSING,
    Codings,
    Columns,
    Unit,
    read_clusters,
    read_codings,
)
from policytext.theming.coding.coefficients import (
    LEVELS,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    observed_agreement,
)
from policytext.theming.coding.draws import check_draws, draw_weights, limits

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["AGREEMENT", "ALL", "MEAN", "MEASURES", "agreement", "find_agreement"]

#: The columns of a row.
AGREEMENT = {
    "code": "str", "measure": "str", "pair": "str", "coefficient": "float64", "low": "float64",
    "high": "float64", "units": "int64", "coders": "int64", "share": "float64",
}  # fmt: skip
#: Weights of the disagreements in Cohen's kappa, as powers of the distance.
_KAPPAS = {"kappa": 0, "kappa_linear": 1, "kappa_quadratic": 2}
MEASURES = ("observed", "alpha", "fleiss", *_KAPPAS)
#: What `code` says of all codes together, and of the mean over the codes.
ALL, MEAN = "(all)", "(mean)"


def agreement(
    table: Columns,
    *,
    unit: Unit = "unit",
    coder: str = "coder",
    code: str = "code",
    value: str = "value",
    measure: str | Iterable[str] = ("observed", "alpha"),
    level: str = "nominal",
    order: Iterable[object] | None = None,
    cluster: str | None = None,
    confidence: float = 0.95,
    bootstrap: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    r"""Measure how far coders agree, over all and code by code.

    Parameters
    ----------
    table : DataFrame
        One row a judgement. Without a column `value`, a row gives the one code that a coder gave
        a unit; a missing code was not given. With a column `value`, several codes may hold of a
        unit, and a row says of one of them whether it does: 1, 0, or missing if it was not
        judged. `policytext.read_coding_sheet` returns such tables.
    unit : str or list of str, default "unit"
        The column, or the columns, that name a unit.
    coder, code, value : str
        The other columns. The predictions of a codebook are those of one more coder.
    measure : str or iterable of str, default ("observed", "alpha")
        "observed", the share of pairs of coders that agree; "alpha" (Krippendorff); "fleiss"
        (Fleiss' kappa); "kappa" (Cohen's, for each pair of coders); "kappa_linear" and
        "kappa_quadratic" (weighted kappa, for codes in an order).
    level : {"nominal", "ordinal", "interval"}, default "nominal"
        For alpha: whether codes only differ, have an order, or are numbers with distances.
    order : iterable, optional
        The codes from the lowest to the highest; by default numbers by size.
    cluster : str, optional
        A column, as "document", whose groups the bootstrap draws in place of units: passages of
        one document are not independent.
    confidence : float, default 0.95
        Of the intervals.
    bootstrap : int, default 1000
        How many times to draw the units anew; 0 for no intervals.
    seed : int, default 0
        Of the draws.

    Returns
    -------
    DataFrame
        One row per code and measure, and pair of coders for the kappas of two. First all codes
        together, `code` "(all)"; where several may hold, the mean over the codes for which the
        coefficient is defined, "(mean)". Then each code against the rest, numbers by size, others
        in order of appearance: `code`, `measure` (str); `pair` (str, the two coders, "" for
        measures of all); `coefficient` (float; at most 1, 0 what chance would give, below 0
        worse; "observed" from 0 to 1); `low` and `high` (float, its confidence limits); `units`
        (int, that count for it); `coders` (int, who judged these); `share` (float, of their
        judgements the share with the code; NaN for all codes together). `attrs["stamp"]` has
        the options and a hash of the judgements.

    Raises
    ------
    SchemaError
        If a column is missing, or `value` holds something else.
    InputError
        If there are fewer than two coders or no unit that two of them judged, if something was
        judged twice, or an option has a value that cannot be used.

    See Also
    --------
    policytext.read_coding_sheet : tables from the sheets that coders filled in.
    policytext.evaluate_themes : precision and recall against one coding that is held to be right.

    Notes
    -----
    With :math:`n_{uc}` of the :math:`m_u` coders of unit u giving code c, :math:`n_c` the sum of
    :math:`n_{uc}` over units with :math:`m_u \geq 2`, and n the sum of :math:`n_c`:

    - alpha :math:`= 1 - (n-1) \frac{\sum_u \frac{1}{m_u-1} \sum_{c<k} n_{uc} n_{uk} \delta_{ck}}
      {\sum_{c<k} n_c n_k \delta_{ck}}` with :math:`\delta_{ck}` 1 (nominal), :math:`(c-k)^2`
      (interval), or the squared number of judgements between c and k (ordinal).
    - observed is the mean over these units of :math:`\sum_c n_{uc}(n_{uc}-1) / (m_u(m_u-1))`.
    - fleiss :math:`= (P - P_e) / (1 - P_e)`, P as observed, :math:`P_e = \sum_c (n_c/n)^2`, over
      the units with the largest :math:`m_u`: it has no rule for missing codes.
    - kappa :math:`= 1 - \sum w_{ck} o_{ck} / \sum w_{ck} e_{ck}` over the table of two coders,
      :math:`e_{ck}` expected from its margins, w 1 for a disagreement, or the distance of the two
      places in the order (linear) or its square (quadratic).

    A coefficient is NaN where all judgements have the same code, so that there was nothing to
    agree on, and where no unit was judged twice. The limits are percentiles of the bootstrap over
    units for all measures, since the analytic errors in use hold for some only, and that of
    Fleiss' kappa only where coders agree by chance (Gwet 2021). They are NaN for fewer than two
    units (or clusters), and where more than 1 - confidence of the draws leave the coefficient
    undefined, as for a code that hardly occurs. Where all agree both limits are 1: units that
    nobody disagrees on cannot show how much others would.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological
    Measurement 20(1), 37-46.
    Cohen, J. (1968). Weighted kappa. Psychological Bulletin 70(4), 213-220.
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological
    Bulletin 76(5), 378-382.
    Gwet, K. L. (2021). Large-sample variance of Fleiss generalized kappa. Educational and
    Psychological Measurement 81(4), 781-790.
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of
    Pennsylvania, https://repository.upenn.edu/asc_papers/43.

    Examples
    --------
    >>> import pandas as pd
    >>> import policytext as pt
    >>> wide = pd.DataFrame({"unit": [1, 2, 3], "甲": list("AAB"), "乙": list("ABB")})
    >>> table = wide.melt("unit", var_name="coder", value_name="code")
    >>> found = pt.agreement(table, bootstrap=0).round(3)
    >>> found.loc[:1, ["code", "measure", "coefficient", "units", "coders"]]
        code   measure  coefficient  units  coders
    0  (all)  observed        0.667      3       2
    1  (all)     alpha        0.444      3       2
    """
    columns, made = find_agreement(
        table, unit=unit, coder=coder, code=code, value=value, measure=measure, level=level,
        order=order, cluster=cluster, confidence=confidence, bootstrap=bootstrap, seed=seed,
    )  # fmt: skip
    return make_table(columns, AGREEMENT, made)


def find_agreement(
    table: Columns,
    *,
    unit: Unit = "unit",
    coder: str = "coder",
    code: str = "code",
    value: str = "value",
    measure: str | Iterable[str] = ("observed", "alpha"),
    level: str = "nominal",
    order: Iterable[object] | None = None,
    cluster: str | None = None,
    confidence: float = 0.95,
    bootstrap: int = 1000,
    seed: int = 0,
) -> tuple[dict[str, list[Any]], stamp.Stamp]:
    """Measure agreement as `agreement` does, of columns; return plain columns and the stamp."""
    measures = check_choices("measure", measure, MEASURES)
    check_choice("level", level, LEVELS)
    check_confidence(confidence)
    check_draws(bootstrap)
    codings = read_codings(table, unit=unit, coder=coder, code=code, value=value)
    _check_coders(codings)
    codings = _in_order(codings, None if order is None else list(order), measures, level)
    groups = read_clusters(table, codings, name="table", unit=unit, cluster=cluster)
    twice = _judged_twice(codings)
    figures = list(_figures(codings, twice, measures, level))
    found = _evaluate(figures, np.ones((1, len(twice))), codings.several)
    low, high = np.full((2, found.shape[1]), np.nan)
    if bootstrap:
        drawn = None if groups is None else np.unique(groups[twice], return_inverse=True)[1]
        weightings = draw_weights(len(twice), bootstrap, seed, drawn)
        draws = np.concatenate([_evaluate(figures, w, codings.several) for w in weightings])
        number = len(twice) if drawn is None else len(np.unique(drawn))
        low, high = limits(draws, confidence, number)
    numbers = {"coefficient": found[0].tolist(), "low": low.tolist(), "high": high.tolist()}
    facts = _facts(figures, codings.several)
    columns = {
        name: numbers[name] if name in numbers else [fact[name] for fact in facts]
        for name in AGREEMENT
    }
    made = stamp.make(
        measure=measures, level=level, units=len(twice), coders=codings.coders, cluster=cluster,
        confidence=confidence, bootstrap=bootstrap, seed=seed, codings=codings.digest,
    )  # fmt: skip
    return columns, made


def _check_coders(codings: Codings) -> None:
    """Refuse what nobody can agree on."""
    if len(codings.coders) < 2:
        raise InputError(
            f"`table` must have the codes of two coders or more, got those of {codings.coders}."
        )
    if not len(_judged_twice(codings)):
        raise InputError(
            "`table` must have a unit that two coders judged, got none. "
            "The coders' units must have the same names."
        )


def _judged_twice(codings: Codings) -> NDArray[np.intp]:
    """Return the places of the units that two coders judged."""
    judged = codings.judged != MISSING
    twice = judged.sum(axis=1) > 1
    return np.flatnonzero(twice.any(axis=1) if codings.several else twice)


def _in_order(
    codings: Codings, order: list[object] | None, measures: list[str], level: str
) -> Codings:
    """Put codes into their order where there is one; refuse measures that lack it."""
    weighted = [name for name in measures if _KAPPAS.get(name)]
    need = f"`level` {level!r}" if level != "nominal" else f"{weighted[0]!r}" if weighted else ""
    if codings.several and need:
        raise InputError(
            f"{need} must have one code a unit, got a column of yes and no for each code. "
            "Use level 'nominal' and 'kappa'."
        )
    numbers = all(isinstance(code, (int, float)) for code in codings.codes)
    if need and not numbers and (order is None or level == "interval"):
        raise InputError(
            f"{need} must have codes that are numbers{'' if level == 'interval' else ' or `order`'}"
            f", got {codings.codes}."
        )
    if order is None or codings.several:
        return codings
    for code in codings.codes:
        if code not in order:
            raise InputError(
                f"`order` must name every code, got none for {code!r}."
                f"{nearest(str(code), map(str, order))}"
            )
    places = np.array([order.index(code) for code in codings.codes], dtype=np.int32)
    judged = np.where(codings.judged == MISSING, MISSING, places[codings.judged])
    return codings._replace(codes=order, judged=judged.astype(np.int32))


# ---------------------------------------------------------------- figures


class _Figure(NamedTuple):
    """A row of the table, and the function that gives its coefficient from weights of units."""

    code: str
    measure: str
    pair: str
    units: int
    coders: int
    share: float
    of: Callable[[Array], Array]


def _figures(
    codings: Codings, twice: NDArray[np.intp], measures: list[str], level: str
) -> Iterator[_Figure]:
    """Yield the figures of all codes together, unless they are means, and of each code."""
    judged = codings.judged[twice]
    numbers = all(isinstance(code, (int, float)) for code in codings.codes)
    if not codings.several:
        values = np.array(codings.codes, dtype=np.float64) if numbers else None
        yield from _of_labels(
            ALL, judged, len(codings.codes), codings.coders, measures, level, values
        )
    simple = [name for name in measures if not _KAPPAS.get(name)]
    for place, code in enumerate(codings.codes):
        if codings.several:
            labels = judged[:, :, place]
        else:
            labels = np.where(judged == MISSING, MISSING, judged == place)
        yield from _of_labels(str(code), labels, 2, codings.coders, simple, "nominal", None)


def _of_labels(
    code: str,
    labels: NDArray[np.int32],
    n_codes: int,
    coders: list[str],
    measures: list[str],
    level: str,
    values: Array | None,
) -> Iterator[_Figure]:
    """Yield the figures of labels, an array of shape (units, coders)."""
    counts = (labels[:, :, None] == np.arange(n_codes)).sum(axis=1)
    of_unit = counts.sum(axis=1)
    for measure in measures:
        if measure in _KAPPAS:
            for a, b in combinations(range(len(coders)), 2):
                both = np.flatnonzero((labels[:, [a, b]] != MISSING).all(axis=1))
                pair = f"{coders[a]} / {coders[b]}"
                used = labels[both][:, [a, b]]
                yield _Figure(
                    code, measure, pair, len(both), 2, _share(code, used),
                    _kappa(labels[:, a], labels[:, b], n_codes, _KAPPAS[measure]),
                )  # fmt: skip
            continue
        least = 2 if measure != "fleiss" else max(2, int(of_unit.max(initial=0)))
        used = labels[of_unit >= least]
        judges = int((used != MISSING).any(axis=0).sum())
        function = _of_counts(measure, counts, level, values)
        yield _Figure(code, measure, "", len(used), judges, _share(code, used), function)


def _share(code: str, labels: NDArray[np.int32]) -> float:
    """Return the share of the judgements that have the code; NaN for all codes together."""
    judged = labels[labels != MISSING]
    return float("nan") if code == ALL or not len(judged) else float((judged == 1).mean())


def _kappa(
    first: NDArray[np.int32], second: NDArray[np.int32], n_codes: int, power: int
) -> Callable[[Array], Array]:
    return lambda weights: cohen_kappa(first, second, n_codes, weights, power=power)


def _of_counts(
    measure: str, counts: NDArray[np.int64], level: str, values: Array | None
) -> Callable[[Array], Array]:
    if measure == "alpha":
        return lambda weights: krippendorff_alpha(counts, weights, level=level, values=values)
    function = fleiss_kappa if measure == "fleiss" else observed_agreement
    return lambda weights: function(counts, weights)


def _kinds(figures: list[_Figure]) -> list[tuple[str, str]]:
    """List the measures and pairs that there are."""
    return list(dict.fromkeys((figure.measure, figure.pair) for figure in figures))


def _evaluate(figures: list[_Figure], weights: Array, several: bool) -> Array:
    """Give the coefficients of some weightings, means first: shape (weightings, figures)."""
    found = [figure.of(weights) for figure in figures]
    if several:
        means = []
        for kind in _kinds(figures):
            alike = zip(figures, found, strict=True)
            of_kind = np.array([v for f, v in alike if (f.measure, f.pair) == kind])
            known = ~np.isnan(of_kind)
            total = np.where(known, of_kind, 0).sum(axis=0)
            number = known.sum(axis=0)
            means.append(np.where(number, total / np.maximum(number, 1), np.nan))
        found = [*means, *found]
    return np.array(found).T


def _facts(figures: list[_Figure], several: bool) -> list[dict[str, Any]]:
    """List what is known of each row, means first."""
    rows = [figure._asdict() for figure in figures]
    if not several:
        return rows
    means = []
    for measure, pair in _kinds(figures):
        alike = [f for f in figures if (f.measure, f.pair) == (measure, pair)]
        units, coders = max(f.units for f in alike), max(f.coders for f in alike)
        means.append(_Figure(MEAN, measure, pair, units, coders, float("nan"), alike[0].of))
    return [mean._asdict() for mean in means] + rows

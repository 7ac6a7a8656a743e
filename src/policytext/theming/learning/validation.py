"""How well themes are learnt: codebook, model and both, judged on documents held out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.errors import InputError, nearest
from policytext.statistics.groups import make_table
from policytext.statistics.intervals import check_confidence
from policytext.statistics.options import check_numbers
from policytext.theming.coding.draws import check_draws, draw_weights, limits
from policytext.theming.learning.calibration import (
    brier_score,
    calibration_error,
    fit_temperature,
    hold_out,
)
from policytext.theming.learning.examples import Examples, PerDocument, read_examples, read_texts
from policytext.theming.learning.features import Options, Texts
from policytext.theming.learning.fitting import (
    check_options,
    deal_folds,
    fit,
    sklearn_version,
    softmax,
)
from policytext.theming.learning.training import learning_stamp

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["VALIDATION", "cross_validate_themes"]

VALIDATION = {
    "method": "str", "theme": "str", "over": "str", "few": "bool", "units": "int64",
    "groups": "int64", "precision": "float64", "recall": "float64", "f1": "float64",
    "f1_low": "float64", "f1_high": "float64", "brier": "float64", "calibration_error": "float64",
}  # fmt: skip
#: The label of units that were found to be of no theme.
_NONE = ""


class _Judged(NamedTuple):
    """What a method says of the examples: a class each, -1 for none of them, and probabilities."""

    codes: Ints
    probabilities: Floats | None


def cross_validate_themes(
    tokens: Tokens,
    labels: PerDocument,
    *,
    groups: PerDocument | None = None,
    scores: pd.DataFrame | None = None,
    classes: Mapping[str, str] | None = None,
    folds: int = 10,
    few: int = 30,
    context: int = 0,
    smooth: float = 0.0,
    min_groups: int = 2,
    penalty: float = 1.0,
    calibrate: bool = True,
    confidence: float = 0.95,
    bootstrap: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how well a codebook, a model and both find themes in documents held out.

    Parameters
    ----------
    tokens, labels, groups : Tokens, and a value for each document
        As for `train_themes`.
    scores : DataFrame, optional
        Scores by a codebook, from `theme_scores`. Without it "majority" and "model" are compared.
    classes : mapping of str to str, optional
        The label that each theme of the codebook stands for; by default its own name. Other
        themes do not compete.
    folds : int, default 10
        Into how many parts the groups are dealt, whole, with the classes in like shares; each is
        judged by a model of the others.
    few : int, default 30
        A class of fewer examples, or of fewer groups than folds, has too few to be measured.
    context, smooth, min_groups, penalty : optional
        As for `train_themes`. Choose them beforehand: the best of many has been tuned to the test.
    calibrate : bool, default True
        Calibrate probabilities as `train_themes` does, within each training part. It changes
        `brier` and `calibration_error` only, and takes most of the time.
    confidence : float, default 0.95
        Of the intervals.
    bootstrap : int, default 1000
        How many times to draw the groups anew; 0 for no intervals.
    seed : int, default 0
        Of folds and draws.

    Returns
    -------
    DataFrame
        For each `method` (str), "majority" (the most frequent class of the training part),
        "codebook" (the theme with the highest score, "" without any), "model" and "both" (a model
        with the scores among its terms), a row per class and rows of averages. `theme` (str, the
        class, or "(macro)", "(weighted)", "(accuracy)"); `over` (str, of averages: "all" classes,
        those that are "labelled", without "", or of these those with "enough" examples; "" for
        a class); `few` (bool, whether the class has too few examples); `units`, `groups` (int,
        examples and groups with them); `precision`, `recall`, `f1` (float); `f1_low`, `f1_high`
        (float, percentiles of the bootstrap); `brier`, `calibration_error` (float, of the
        probabilities: of one class against the others in its row, of all in that of the
        accuracy, else NaN).

    Raises
    ------
    InputError
        If there are fewer groups with labels than folds, fewer than two classes, or no theme of
        `scores` is a label.
    SchemaError
        If `scores` lacks a document.
    MissingExtra
        If scikit-learn is not installed.

    Notes
    -----
    Precision is NaN for a class that was never predicted; it counts as 0 in averages, as does
    its F1 = 2 TP / (2 TP + FP + FN), so the figures are scikit-learn's with ``zero_division=0``.
    Averages over some classes still count as errors what was wrongly put in them, or missed, of
    others. "(weighted)" weighs by examples. The row "(accuracy)" has the share that is right.

    Intervals draw the groups of the examples, with the models as they are: they tell how the
    figures would vary over documents of this kind, not over other codings. A class that a draw
    lacks is no part of its macro average.

    The Brier score is the mean squared distance of probability and outcome (summed over the
    classes for all); the calibration error the mean distance of probability and share that is
    right, in ten intervals of equal width, weighted by units: of the class, or of the likeliest.

    References
    ----------
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly
    Weather Review 78(1), 1-3.
    Guo, C., Pleiss, G., Sun, Y. & Weinberger, K. Q. (2017). On calibration of modern neural
    networks. ICML 2017, 1321-1330.

    Examples
    --------
    >>> import policytext as pt
    >>> texts = ["给予企业奖励资金。", "发放奖励资金。", "开展人才培训。", "加强人才培训工作。"]
    >>> tokens = pt.Corpus.from_texts(dict(zip("甲乙丙丁", texts))).segment()
    >>> labels = ["资金", "资金", "人才", "人才"]
    >>> table = pt.cross_validate_themes(tokens, labels, folds=2, min_groups=1, bootstrap=0)
    >>> table[table["theme"] == "(accuracy)"][["method", "over", "f1"]].round(2)
          method over   f1
    8   majority  all  0.5
    17     model  all  1.0
    """
    check_numbers(few=few)
    check_numbers(least=2, folds=folds)
    check_confidence(confidence)
    check_draws(bootstrap)
    version = sklearn_version()
    options = Options(context, float(smooth), min_groups, float(penalty))
    check_options(options)
    examples, texts = read_examples(tokens, labels), read_texts(tokens, groups, scores)
    groups_of = np.unique(texts.groups[examples.rows], return_inverse=True)[1]
    if groups_of.max() + 1 < folds:
        raise InputError(
            f"`folds` must be at most the number of groups with labels, {groups_of.max() + 1}, "
            f"got {folds!r}. Ask for fewer folds."
        )
    fold_of = deal_folds(groups_of, examples.codes, folds, seed)
    methods = _judge(texts, examples, fold_of, options, classes, seed if calibrate else None)
    rare = _too_few(examples, groups_of, few, folds)
    columns: dict[str, list[Any]] = {name: [] for name in VALIDATION}
    for method, judged in methods.items():
        figures = _figures(examples, judged, groups_of, rare, bootstrap, confidence, seed)
        columns["method"] += [method] * len(figures["theme"])
        for name, values in figures.items():
            columns[name] += values
    made = learning_stamp(texts, examples, options, version) | {
        "folds": folds, "few": few, "calibrate": calibrate, "confidence": confidence,
        "bootstrap": bootstrap, "seed": seed,
    }  # fmt: skip
    if classes is not None:
        made["classes"] = ", ".join(f"{theme}={label}" for theme, label in classes.items())
    return make_table(columns, VALIDATION, made)


def _judge(
    texts: Texts,
    examples: Examples,
    fold_of: Ints,
    options: Options,
    classes: Mapping[str, str] | None,
    seed: int | None,
) -> dict[str, _Judged]:
    """Let each method judge the examples of each fold, with what it learnt from the others."""
    codes = examples.codes
    majority = np.empty_like(codes)
    for fold in range(int(fold_of.max()) + 1):
        majority[fold_of == fold] = np.bincount(codes[fold_of != fold]).argmax()
    found = {"majority": _Judged(majority, None)}
    alone = Texts(texts.tokens, texts.groups, None, [])
    if texts.scores is not None:
        found["codebook"] = _Judged(_by_codebook(texts, examples, classes), None)
    found["model"] = _by_model(alone, examples, fold_of, options, seed)
    if texts.scores is not None:
        found["both"] = _by_model(texts, examples, fold_of, options, seed)
    return found


def _by_codebook(texts: Texts, examples: Examples, classes: Mapping[str, str] | None) -> Ints:
    """Name the class of the theme with the highest score, the first of equal ones."""
    unknown = next((theme for theme in classes or () if theme not in texts.themes), None)
    if unknown is not None:
        raise InputError(
            f"`classes` must map themes of `scores`, got {unknown!r}."
            f"{nearest(unknown, texts.themes)}"
        )
    named = [(classes or {}).get(theme, theme) for theme in texts.themes]
    place = {label: code for code, label in enumerate(examples.classes)}
    themes = [number for number, label in enumerate(named) if label in place]
    if not themes or texts.scores is None:
        raise InputError(
            f"`scores` must have a theme for at least one of the labels {examples.classes}, got "
            f"{texts.themes}. Name the label of each theme in `classes`."
        )
    scores = texts.scores[examples.rows][:, themes]
    best = np.array([place[named[theme]] for theme in themes])[scores.argmax(axis=1)]
    return np.where(scores.max(axis=1) > 0, best, place.get(_NONE, -1))


def _by_model(
    texts: Texts, examples: Examples, fold_of: Ints, options: Options, seed: int | None
) -> _Judged:
    """Judge each fold by a model of the others; without a seed it is not calibrated."""
    rows, codes, classes = examples
    found = np.empty((len(rows), len(classes)))
    for fold in range(int(fold_of.max()) + 1):
        train, test = fold_of != fold, fold_of == fold
        fitted = fit(texts, rows[train], codes[train], len(classes), options)
        judged = fitted.probabilities(texts)[rows[test]]
        temperature = 1.0
        if seed is not None:
            inner = hold_out(texts, rows[train], codes[train], len(classes), options, seed)
            temperature = fit_temperature(inner, codes[train])
        found[test] = softmax(np.log(judged) / temperature)
    return _Judged(found.argmax(axis=1), found)


def _too_few(examples: Examples, groups: Ints, few: int, folds: int) -> NDArray[np.bool_]:
    """Tell of each class whether it has too few examples, or in too few groups."""
    size = len(examples.classes)
    pairs = np.unique(np.stack([examples.codes, groups]), axis=1)[0]
    spread = np.bincount(pairs, minlength=size)
    return (np.bincount(examples.codes, minlength=size) < few) | (spread < folds)


def _figures(
    examples: Examples,
    judged: _Judged,
    groups: Ints,
    rare: NDArray[np.bool_],
    bootstrap: int,
    confidence: float,
    seed: int,
) -> dict[str, list[Any]]:
    """Give the columns of one method's rows, without its name."""
    codes, names = examples.codes, examples.classes
    size = len(names)
    is_none = np.array([name == _NONE for name in names])
    scopes = {"all": np.ones(size, dtype=bool), "labelled": ~is_none, "enough": ~is_none & ~rare}
    number = int(groups.max()) + 1
    # Right, predicted and true units of each class, in each group.
    cells = np.zeros((3, number, size))
    np.add.at(cells[0], (groups, codes), judged.codes == codes)
    known = judged.codes >= 0
    np.add.at(cells[1], (groups[known], judged.codes[known]), 1)
    np.add.at(cells[2], (groups, codes), 1)
    precision, recall, f1 = _rates(cells, np.ones((1, number)), list(scopes.values()))[:, 0]
    low, high = np.full((2, len(f1)), np.nan)
    if bootstrap:
        draws = [
            _rates(cells, weights, list(scopes.values()))[2]
            for weights in draw_weights(number, bootstrap, seed)
        ]
        low, high = limits(np.concatenate(draws), confidence, number)
    averages = [(kind, over) for over in scopes for kind in ("(macro)", "(weighted)")]
    averages.append(("(accuracy)", "all"))
    members = [scopes[over] for _, over in averages]
    brier, error = _calibration(judged.probabilities, codes, size, len(averages))
    return {
        "theme": [*names, *(kind for kind, _ in averages)],
        "over": [*[""] * size, *(over for _, over in averages)],
        "few": [*rare.tolist(), *[False] * len(averages)],
        "units": [*cells[2].sum(axis=0), *(cells[2][:, kept].sum() for kept in members)],
        "groups": [
            *(cells[2] > 0).sum(axis=0),
            *((cells[2][:, kept] > 0).any(axis=1).sum() for kept in members),
        ],
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "f1_low": low.tolist(),
        "f1_high": high.tolist(),
        "brier": brier,
        "calibration_error": error,
    }


def _rates(cells: Floats, weights: Floats, scopes: list[NDArray[np.bool_]]) -> Floats:
    """Give precision, recall and F1 of the classes and averages for each draw of groups.

    The shape is (3, draws, classes and averages).
    """
    right, predicted, true = weights @ cells
    none = np.full(right.shape, np.nan)
    precision = np.divide(right, predicted, out=none.copy(), where=predicted > 0)
    recall = np.divide(right, true, out=none.copy(), where=true > 0)
    both = predicted + true
    f1 = np.divide(2 * right, both, out=none.copy(), where=both > 0)
    columns = [np.stack([precision, recall, f1])]
    # Where a class is absent and was rightly never predicted there is nothing to average.
    held = (true > 0) | (predicted > 0)
    for scope in scopes:
        counted = (held & scope, true * scope)
        for share in counted:
            total = share.sum(axis=1)
            sums = (np.nan_to_num(columns[0]) * share).sum(axis=2)
            blank = np.full(sums.shape, np.nan)
            mean = np.divide(sums, total, out=blank, where=total > 0)
            columns.append(mean[:, :, None])
    accuracy = right.sum(axis=1) / true.sum(axis=1)
    columns.append(np.broadcast_to(accuracy[None, :, None], (3, len(weights), 1)))
    return np.concatenate(columns, axis=2)


def _calibration(
    probabilities: Floats | None, codes: Ints, size: int, averages: int
) -> tuple[list[float], list[float]]:
    """Give Brier score and calibration error of each class, and in the last row of all."""
    if probabilities is None:
        nothing = [float("nan")] * (size + averages)
        return nothing, nothing
    brier, error = [], []
    for code in range(size):
        found, right = probabilities[:, code], codes == code
        brier.append(float(((found - right) ** 2).mean()))
        error.append(calibration_error(found, right))
    gap = [float("nan")] * (averages - 1)
    best = probabilities.max(axis=1)
    overall = calibration_error(best, probabilities.argmax(axis=1) == codes)
    return [*brier, *gap, brier_score(probabilities, codes)], [*error, *gap, overall]

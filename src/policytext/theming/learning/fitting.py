"""Fitting a linear model to labelled units, and the probabilities that it gives."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.errors import InputError, MissingExtra
from policytext.theming.learning.chain import Chain, learn_chain
from policytext.theming.learning.features import Encoder, Options, Texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Fitted", "check_options", "deal_folds", "fit", "sklearn_version", "softmax"]

#: Probabilities below this are taken for it: a class that a fold does not know may still occur.
_LEAST = 1e-6


class Fitted(NamedTuple):
    """A linear model of the terms of units.

    Attributes
    ----------
    encoder : Encoder
    weights : ndarray of float64, shape (terms, classes)
    constants : ndarray of float64, shape (classes,)
    chain : Chain or None
    """

    encoder: Encoder
    weights: Floats
    constants: Floats
    chain: Chain | None

    def encode(self, texts: Texts) -> Any:
        """Return a sparse matrix, a row for each unit and a column for each term."""
        return self.encoder.encode(texts)

    def scores(self, texts: Texts) -> Floats:
        """Return what each unit's terms add up to for each class."""
        return np.asarray(self.encode(texts) @ self.weights + self.constants)

    def probabilities(self, texts: Texts, temperature: float = 1.0) -> Floats:
        """Return each unit's probabilities, those of a chain if there is one."""
        found = softmax(self.scores(texts))
        if self.chain is not None:
            found = self.chain.smooth(found, texts.groups)
        return softmax(np.log(found) / temperature)


def softmax(scores: Floats) -> Floats:
    """Turn scores into probabilities, none of them 0."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = np.maximum(powers / powers.sum(axis=1, keepdims=True), _LEAST)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def fit(texts: Texts, rows: Ints, codes: Ints, classes: int, options: Options) -> Fitted:
    """Fit a model to some of the units; a class without examples is never likely."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    encoder = Encoder(texts, rows, options)
    chain = learn_chain(texts.groups, rows, codes, classes, options.smooth)
    known, inner = np.unique(codes, return_inverse=True)
    weights = np.zeros((len(encoder.names), classes))
    constants = np.full(classes, np.log(_LEAST))
    constants[known] = 0
    if len(known) == 1 or not encoder.names:
        # So it may be in a fold. One class is then certain, and without terms all are alike.
        return Fitted(encoder, weights, constants, None)
    linear = LogisticRegression(C=1 / options.penalty, class_weight="balanced", max_iter=2000)
    # The matrices are small: threads would wait for each other most of the time.
    with warnings.catch_warnings(), threadpool_limits(1):
        # With few examples of many classes scikit-learn asks whether they are numbers.
        warnings.filterwarnings("ignore", "The number of unique classes", UserWarning)
        linear.fit(encoder.encode(texts)[rows], inner)
    # Two classes have one row of weights, for the second against the first.
    rows_of = np.array([[-0.5], [0.5]]) if len(known) == 2 else np.eye(len(known))
    weights[:, known] = (rows_of @ linear.coef_).T
    constants[known] = rows_of @ linear.intercept_
    return Fitted(encoder, weights, constants, chain if options.smooth else None)


def deal_folds(groups: Ints, codes: Ints, folds: int, seed: int) -> Ints:
    """Deal out groups to folds, whole, so that the classes have like shares in each.

    Returns the fold of each example. The groups that lean most to some classes are dealt out
    first, each to the fold where the shares then differ least; equal ones in random order. This
    is what scikit-learn's StratifiedGroupKFold does, but no fold stays empty.
    """
    names, group = np.unique(groups, return_inverse=True)
    counts = np.zeros((len(names), int(codes.max()) + 1))
    np.add.at(counts, (group, codes), 1)
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.argsort(-counts[order].std(axis=1), kind="stable")]
    held = np.zeros((folds, counts.shape[1]))
    totals = np.maximum(counts.sum(axis=0), 1)
    fold_of = np.empty(len(names), dtype=np.int64)
    for dealt, number in enumerate(order.tolist()):
        empty = np.flatnonzero(held.sum(axis=1) == 0)
        choice = empty if len(empty) >= len(names) - dealt else np.arange(folds)
        unevenness = []
        for fold in choice:
            held[fold] += counts[number]
            unevenness.append((held / totals).std(axis=0).mean().round(9))
            held[fold] -= counts[number]
        best = choice[np.lexsort((held[choice].sum(axis=1), unevenness))[0]]
        held[best] += counts[number]
        fold_of[number] = best
    return fold_of[group]


def sklearn_version() -> str:
    """Return the version that the figures depend on, or say how to get it."""
    try:
        import sklearn
    except ImportError:
        raise MissingExtra(
            "Learning themes needs scikit-learn, which is not installed. "
            'Install it with: pip install "policytext[themes]"'
        ) from None
    return str(sklearn.__version__)


def check_options(options: Options) -> None:
    """Refuse options that cannot be used."""
    from math import isfinite

    from policytext.statistics.options import check_numbers

    check_numbers(least=0, context=options.context)
    check_numbers(min_groups=options.min_groups)
    if not 0 <= options.smooth <= 1:
        raise InputError(f"`smooth` must be between 0 and 1, got {options.smooth!r}.")
    if not (isfinite(options.penalty) and options.penalty > 0):
        raise InputError(f"`penalty` must be a number above 0, got {options.penalty!r}.")

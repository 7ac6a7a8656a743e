"""Three ways to find topics in a table of units by terms."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

__all__ = ["METHODS", "Embed", "Model", "embed_texts", "fit"]

METHODS = ("nmf", "lda", "embedding")
#: Gives each text its vector: anything that numpy makes an array of shape (n_texts, n_dimensions).
Embed = Callable[[list[str]], Any]

#: Steps after which fitting ends in any case. NMF ends by itself long before; LDA gains little
#: after these, nor by more than ten looks at a unit in each.
_NMF_STEPS = 1000
_LDA_STEPS = 30
_LDA_LOOKS = 10
#: Dirichlet parameters: few topics a unit, few terms a topic.
_LDA_PRIORS = {"doc_topic_prior": 0.1, "topic_word_prior": 0.01}
#: Starts of k-means, of which the best is taken.
_STARTS = 10


class Model(NamedTuple):
    """Topics by terms and units by topics; every row sums to 1, or is 0 where there is nothing."""

    weights: Array
    shares: Array
    steps: int


def fit(method: str, counts: Any, k: int, seed: int, vectors: Array | None = None) -> Model:
    """Find `k` topics in counts, a sparse matrix of shape (n_units, n_terms)."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        # That the steps ran out, or that there are fewer distinct vectors than clusters, is
        # told by the result: its steps, and topics without text.
        warnings.simplefilter("ignore", ConvergenceWarning)
        if method == "nmf":
            return _nmf(counts, k, seed)
        if method == "lda":
            return _lda(counts, k, seed)
        assert vectors is not None
        return _cluster(counts, k, seed, vectors)


def _nmf(counts: Any, k: int, seed: int) -> Model:
    """Factorise TF-IDF, rows of length 1, into two matrices without negative numbers."""
    from sklearn.decomposition import NMF

    model = NMF(k, init="nndsvd", random_state=seed, max_iter=_NMF_STEPS)
    # Of an exact factorisation the error is 0, or by rounding the root of less than 0.
    with np.errstate(invalid="ignore"):
        units = model.fit_transform(_tfidf(counts))
    topics = model.components_
    # A topic's scale is arbitrary: what it is divided by here multiplies its units there.
    return Model(_normed(topics), _normed(units * topics.sum(axis=1)), int(model.n_iter_))


def _tfidf(counts: Any) -> Any:
    """Weigh counts: (1 + ln tf) (1 + ln((1 + N) / (1 + df))), rows of length 1."""
    from sklearn.feature_extraction.text import TfidfTransformer

    return TfidfTransformer(sublinear_tf=True).fit_transform(counts)


def _lda(counts: Any, k: int, seed: int) -> Model:
    """Fit latent Dirichlet allocation by batch variational Bayes."""
    from sklearn.decomposition import LatentDirichletAllocation

    model = LatentDirichletAllocation(
        k, random_state=seed, learning_method="batch", max_iter=_LDA_STEPS,
        max_doc_update_iter=_LDA_LOOKS, **_LDA_PRIORS,
    )  # fmt: skip
    units = model.fit_transform(counts)
    return Model(_normed(model.components_), _normed(units), int(model.n_iter_))


def _cluster(counts: Any, k: int, seed: int, vectors: Array) -> Model:
    """Cluster vectors by k-means: each unit has one topic; terms by class-based TF-IDF."""
    from sklearn.cluster import KMeans

    model = KMeans(k, n_init=_STARTS, random_state=seed)
    shares = np.zeros((len(vectors), k))
    shares[np.arange(len(vectors)), model.fit_predict(vectors)] = 1
    classes = np.asarray((counts.T @ shares).T)
    mean = classes.sum() / k
    # A term that a sample lacks has no count to divide by.
    weights = classes * np.log1p(mean / np.maximum(classes.sum(axis=0), 1))
    return Model(_normed(weights), shares, int(model.n_iter_))


def embed_texts(embed: Embed | None, texts: Sequence[str]) -> Array:
    """Return the vectors of texts, of length 1 so that distance is by direction."""
    if not callable(embed):
        raise InputError(
            '`embed` must be a function from texts to vectors where `method` is "embedding", '
            f"got {embed!r}. Pass the `encode` of a sentence-embedding model."
        )
    vectors = np.asarray(embed(list(texts)), dtype=np.float64)
    if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
        raise InputError(
            f"`embed` must return a vector of numbers for each of the {len(texts)} texts, "
            f"got an array of shape {vectors.shape}."
        )
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Array = vectors / np.where(lengths > 0, lengths, 1)
    return unit


def _normed(rows: Any) -> Array:
    """Make rows sum to 1; a row of zeros stays."""
    rows = np.asarray(rows, dtype=np.float64)
    sums = rows.sum(axis=1, keepdims=True)
    normed: Array = rows / np.where(sums > 0, sums, 1)
    return normed

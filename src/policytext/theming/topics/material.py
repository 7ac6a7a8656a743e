"""What topics are made from: the units of a corpus and the terms that count in them."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.counting import make_stamp
from policytext.errors import InputError, MissingExtra
from policytext.lexicons import stopword_file
from policytext.statistics.frequency import read_stopwords, wanted_types
from policytext.statistics.options import check_choice, check_numbers
from policytext.theming.topics.models import METHODS, Embed, embed_texts
from policytext.theming.topics.units import UNITS, Units, count_types, cut_units, unit_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

__all__ = ["Material", "check_k", "prepare"]

#: What is left out where `stopwords` is not given: a topic of 的 or of 三 is about nothing.
_STOPS = ("function", "numbers", "address")


class Material(NamedTuple):
    """All that fitting needs, whatever the number of topics.

    `counts` is a sparse matrix of float64, shape (n_used, n_terms): the terms of the units that
    have any, which `used` names; `vectors` are these units' where the method is "embedding".
    """

    tokens: Tokens
    units: Units
    terms: list[str]
    counts: Any
    used: NDArray[np.int64]
    method: str
    vectors: NDArray[np.float64] | None
    stamp: stamp.Stamp


def prepare(
    tokens: Tokens,
    *,
    method: str = "nmf",
    unit: str = "paragraph",
    min_words: int = 20,
    min_count: int = 5,
    max_share: float = 0.5,
    min_length: int = 2,
    stopwords: Iterable[str] | PathLike[str] | None = None,
    tags: Iterable[str] | None = None,
    embed: Embed | None = None,
) -> Material:
    """Cut units and count terms as `policytext.topics` says."""
    check_choice("method", method, METHODS)
    check_choice("unit", unit, UNITS)
    check_numbers(min_words=min_words, min_count=min_count, min_length=min_length)
    if not 0 < max_share <= 1:
        raise InputError(f"`max_share` must be above 0 and at most 1, got {max_share!r}.")
    version = _sklearn_version()
    stops = _read_stops(stopwords)
    beginnings = None if tags is None else (tags,) if isinstance(tags, str) else tuple(tags)
    units = cut_units(tokens, unit, min_words)
    counts = count_types(tokens, units.codes, len(units.words))
    wanted = wanted_types(tokens, stops, min_length, beginnings, False)
    counts, terms = _choose(tokens, counts, wanted, min_count, max_share)
    used = np.flatnonzero(np.diff(counts.indptr)).astype(np.int64)
    vectors = None
    if method == "embedding":
        vectors = embed_texts(embed, [unit_text(tokens, units, n)[1] for n in used.tolist()])
    made = make_stamp(tokens.corpus, "token", None, tokens) | {
        "method": method,
        "unit": unit,
        "min_words": min_words,
        "min_count": min_count,
        "max_share": max_share,
        "min_length": min_length,
        "tags": "all" if beginnings is None else ",".join(sorted(beginnings)),
        "stopwords": stamp.digest(sorted(stops)) if stops else "none",
        "units": len(used),
        "terms": len(terms),
        "scikit-learn": version,
    }
    if vectors is not None:
        made["vectors"] = stamp.digest([vectors.tobytes().hex()])
    return Material(tokens, units, terms, counts[used], used, method, vectors, made)


def _choose(
    tokens: Tokens, counts: Any, wanted: NDArray[np.bool_], min_count: int, max_share: float
) -> tuple[Any, list[str]]:
    """Return the columns of the types that are terms, in the order of the terms."""
    # 1954 and 3.5% are of no topic, and no list can name all figures.
    wanted = wanted & np.array([not any(map(str.isdigit, type_)) for type_ in tokens.types])
    wanted &= np.asarray(counts.sum(axis=0)).ravel() >= min_count
    n_units, n_types = counts.shape
    wanted &= np.bincount(counts.indices, minlength=n_types) <= max_share * n_units
    ids = sorted(np.flatnonzero(wanted).tolist(), key=tokens.types.__getitem__)
    if not ids:
        raise InputError(
            f"A topic needs terms that occur {min_count} times or more and in at most "
            f"{max_share:.0%} of the units, got none in {n_units} units. "
            "Lower `min_count`, raise `max_share`, or give more text."
        )
    chosen = counts[:, ids].tocsr()
    # Sums of floats depend on the order, and the result is not to depend on that of the types.
    chosen.sort_indices()
    return chosen, [tokens.types[id] for id in ids]


def check_k(k: int, material: Material) -> None:
    """Refuse a number of topics that the text cannot have."""
    check_numbers(least=2, k=k)
    if k > len(material.used):
        raise InputError(
            f"`k` must be at most the number of units that have terms, {len(material.used)}, "
            f"got {k!r}. Ask for fewer topics, or for smaller units with `unit` or `min_words`."
        )
    if k > len(material.terms):
        raise InputError(
            f"`k` must be at most the number of terms, {len(material.terms)}, got {k!r}. "
            "Ask for fewer topics, or lower `min_count`."
        )


def _read_stops(stopwords: Iterable[str] | PathLike[str] | None) -> frozenset[str]:
    """Read stop words as given; by default all that policytext ships."""
    if stopwords is not None:
        return read_stopwords(stopwords)
    return frozenset().union(*(read_stopwords(stopword_file(name)) for name in _STOPS))


def _sklearn_version() -> str:
    """Return the version that the figures depend on, or say how to get it."""
    try:
        import sklearn
    except ImportError:
        raise MissingExtra(
            "Topics need scikit-learn, which is not installed. "
            'Install it with: pip install "policytext[themes]"'
        ) from None
    return str(sklearn.__version__)

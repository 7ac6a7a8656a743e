"""How alike documents or groups are: similarities, clusters and correspondence analysis."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext import stamp
from policytext.counting import make_stamp
from policytext.errors import MissingExtra, SchemaError
from policytext.statistics.frequency import known_types
from policytext.statistics.groups import By, Groups, group_name, group_tokens
from policytext.statistics.options import check_choice, check_numbers

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

    Floats = NDArray[np.float64]
    Ints = NDArray[np.integer[Any]]

__all__ = ["choose_terms", "cluster", "find_similarity", "similarity"]

MEASURES = ("cosine", "jaccard", "jensen_shannon")
WEIGHTS = ("count", "relative", "tfidf")
METHODS = ("average", "complete", "single", "ward", "weighted")
#: Columns of a table of merges with their types; the first four are scipy's linkage matrix.
MERGES = {
    "left": "int64",
    "right": "int64",
    "height": "float64",
    "size": "int64",
    "left_label": "str",
    "right_label": "str",
}


def similarity(
    tokens: Tokens,
    terms: Iterable[str] | None = None,
    *,
    by: By = "document",
    measure: str = "cosine",
    weight: str = "count",
    min_count: int = 1,
) -> pd.DataFrame:
    """Compare documents or groups with each other by the words they use.

    Parameters
    ----------
    tokens : Tokens
    terms : iterable of str, optional
        Compare by these types only; by default by all words.
    by : str, iterable, mapping or Series, default "document"
        What is compared: as for `group_tokens`.
    measure : {"cosine", "jaccard", "jensen_shannon"}, default "cosine"
        "cosine" and "jaccard" are similarities, 1 for groups that are alike. "jensen_shannon" is a
        distance, 0 for groups that are alike and 1 for those that share no term.
    weight : {"count", "relative", "tfidf"}, default "count"
        What stands for a term: its count; its share of the group's word tokens; or that share
        times ln((N + 1) / (df + 1)), as in `keywords`, so that terms which all groups have do not
        count. "jaccard" asks only whether a term is there, which for "tfidf" means in this group
        and not in all.
    min_count : int, default 1
        Lowest count of a term in all groups together.

    Returns
    -------
    DataFrame
        Square and symmetric, rows and columns labelled by the groups in their order, float from 0
        to 1. NaN for a group that has none of the terms, also with itself: it cannot be compared.
        `attrs["stamp"]` says how it was made and whether it is a similarity or a distance.

    Raises
    ------
    InputError
        If a term is no type of the tokens, or an option has a value that cannot be used.

    Notes
    -----
    For the vectors x, y of two groups: cosine = x·y / √(x·x · y·y). Jaccard = #(A ∩ B) / #(A ∪ B)
    for their sets of terms. Jensen-Shannon = sqrt((KL(p, m) + KL(q, m)) / 2) for the vectors made
    to sum to 1, m their mean, logarithms to base 2: the distance, the square root of the
    divergence. Jaccard depends on the sizes: of two long texts and of a long and a short one, the
    first pair is more alike. With raw counts the cosine is ruled by the most frequent words.

    References
    ----------
    Endres, D. M. and Schindelin, J. E. (2003). A new metric for probability distributions. IEEE
    Transactions on Information Theory 49(7), 1858-1860. doi:10.1109/TIT.2003.813506

    Examples
    --------
    >>> import policytext as pt
    >>> texts = {"甲": "改革和发展", "乙": "改革和开放", "丙": "保护环境"}
    >>> tokens = pt.Corpus.from_texts(texts).segment()
    >>> pt.similarity(tokens, measure="jaccard").round(2).values.tolist()
    [[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    import pandas as pd

    labels, values, made = _compare(tokens, by, measure, weight, terms, min_count)
    index = pd.Index(labels, name=group_name(by))
    table = pd.DataFrame(values, index=index, columns=pd.Index(labels))
    table.attrs["stamp"] = made
    return table


def find_similarity(
    tokens: Tokens,
    terms: Iterable[str] | None = None,
    *,
    by: By = "document",
    measure: str = "cosine",
    weight: str = "count",
    min_count: int = 1,
) -> tuple[list[dict[str, Any]], stamp.Stamp]:
    """Compare as `similarity` does; return plain rows and the stamp."""
    labels, values, made = _compare(tokens, by, measure, weight, terms, min_count)
    name = group_name(by)
    columns = [str(label) for label in labels]
    rows = [
        {name: label, **dict(zip(columns, row, strict=True))}
        for label, row in zip(labels, values.tolist(), strict=True)
    ]
    return rows, made


def _compare(
    tokens: Tokens,
    by: By,
    measure: str,
    weight: str,
    terms: Iterable[str] | None,
    min_count: int,
) -> tuple[list[Any], Floats, stamp.Stamp]:
    """Return labels, the matrix and the stamp."""
    check_choice("measure", measure, MEASURES)
    check_choice("weight", weight, WEIGHTS)
    check_numbers(min_count=min_count)
    groups = group_tokens(tokens, by)
    ids = choose_terms(groups, terms, min_count=min_count)
    vectors = _weigh(groups, groups.matrix(ids), weight)
    values = {"cosine": _cosine, "jaccard": _jaccard, "jensen_shannon": _jensen_shannon}
    matrix = values[measure](vectors)
    matrix[~vectors.any(axis=1)] = np.nan
    matrix[:, ~vectors.any(axis=1)] = np.nan
    made = make_stamp(tokens.corpus, "token", None, tokens) | {
        "measure": measure,
        "kind": "distance" if measure == "jensen_shannon" else "similarity",
        "weight": weight,
        "terms": "words" if terms is None else stamp.digest(sorted(tokens.types[i] for i in ids)),
        "min_count": min_count,
    }
    return groups.labels, matrix, made


def choose_terms(
    groups: Groups, terms: Iterable[str] | None, *, min_count: int = 1, min_length: int = 1
) -> Ints:
    """Return the ids of the types to count: those named, or all words that the groups have.

    Raises
    ------
    InputError
        If a term is no type, or `terms` names none.
    """
    tokens = groups.tokens
    _, ids, counts = groups.counts
    total = np.bincount(ids, weights=counts, minlength=len(tokens.types))
    if terms is None:
        long = np.array([len(type_) >= min_length for type_ in tokens.types])
        words = tokens.is_word & long & (total >= max(min_count, 1))
        words[0] = False
        return np.flatnonzero(words)
    chosen = np.array(known_types(tokens, terms), dtype=np.int64)
    return chosen[total[chosen] >= min_count]


def _weigh(groups: Groups, counts: NDArray[np.int64], weight: str) -> Floats:
    """Turn counts into what stands for a term."""
    if weight == "count":
        return counts.astype(np.float64)
    shares: Floats = counts / np.maximum(groups.words, 1)[:, None]
    if weight == "tfidf":
        shares *= np.log((len(groups) + 1) / ((counts > 0).sum(axis=0) + 1))
    return shares


def _cosine(vectors: Floats) -> Floats:
    """Multiply vectors of length 1."""
    lengths = np.sqrt((vectors**2).sum(axis=1, keepdims=True))
    unit = vectors / np.where(lengths > 0, lengths, 1)
    values: Floats = np.clip(unit @ unit.T, 0, 1)
    np.fill_diagonal(values, 1)
    return values


def _jaccard(vectors: Floats) -> Floats:
    """Divide what two sets share by what they have together."""
    there = (vectors > 0).astype(np.float64)
    both = there @ there.T
    size = np.diag(both)
    either = size[:, None] + size - both
    values: Floats = both / np.maximum(either, 1)
    return values


def _jensen_shannon(vectors: Floats) -> Floats:
    """Compare the distributions: the entropy of the mean less the mean of the entropies."""
    totals = vectors.sum(axis=1, keepdims=True)
    shares = vectors / np.where(totals > 0, totals, 1)
    values = np.zeros((len(shares), len(shares)))
    for number, here in enumerate(shares[:-1]):
        others = shares[number + 1 :]
        mean = (here + others) / 2
        parts = _relative(here, mean) + _relative(others, mean)
        distance = np.sqrt(np.clip(parts.sum(axis=1) / 2, 0, 1))
        values[number, number + 1 :] = values[number + 1 :, number] = distance
    return values


def _relative(shares: Floats, mean: Floats) -> Floats:
    """Return the terms of the Kullback-Leibler divergence in bits; 0 log 0 is 0."""
    shares = np.broadcast_to(shares, mean.shape)
    ratio = np.divide(shares, mean, out=np.ones_like(mean), where=shares > 0)
    values: Floats = shares * np.log2(ratio)
    return values


def cluster(table: pd.DataFrame, *, method: str = "average") -> pd.DataFrame:
    """Join what is most alike, step by step, into a tree.

    Parameters
    ----------
    table : DataFrame
        What `similarity` returns, or another square table with 1 (similarities) or 0 (distances)
        on the diagonal.
    method : {"average", "complete", "single", "ward", "weighted"}, default "average"
        How far apart two clusters are: the mean, largest or smallest distance of their members;
        the growth of the variance inside; or the mean of the distances of the two that were
        joined last.

    Returns
    -------
    DataFrame
        One row per merge, in order: `left` and `right` (int, what is joined: n leaves are 0 to
        n - 1 in the order of `table`, merges follow from n), `height` (float, their distance),
        `size` (int, leaves in the new cluster), `left_label` and `right_label` (str, the label of
        a leaf, else ""). `attrs["labels"]` are the leaves, `attrs["order"]` the order in which a
        dendrogram shows them, neighbours alike. Empty for a single group.

    Raises
    ------
    SchemaError
        If the table is not square, symmetric and complete.
    InputError
        If there is no such method.
    MissingExtra
        If scipy is not installed.

    Notes
    -----
    A similarity s becomes the distance 1 - s; for "ward", which needs Euclidean distances,
    sqrt(2 - 2s), which is one for the cosine and for Jaccard. The Jensen-Shannon distance is used
    as it is. The first four columns are scipy's linkage matrix:
    ``scipy.cluster.hierarchy.dendrogram(merges.iloc[:, :4].to_numpy(float),
    labels=merges.attrs["labels"])``.

    References
    ----------
    Bar-Joseph, Z. et al. (2001). Fast optimal leaf ordering for hierarchical clustering.
    Bioinformatics 17 (suppl. 1), S22-S29. doi:10.1093/bioinformatics/17.suppl_1.S22

    Examples
    --------
    >>> import policytext as pt
    >>> texts = {"甲": "改革和发展", "乙": "改革和开放", "丙": "保护环境"}
    >>> merges = pt.cluster(pt.similarity(pt.Corpus.from_texts(texts).segment()))
    >>> merges[["left_label", "right_label", "height", "size"]].round(2)
      left_label right_label  height  size
    0          乙           甲    0.33     2
    1          丙                1.00     3
    """
    import pandas as pd

    check_choice("method", method, METHODS)
    labels = list(table.index)
    distances = _distances(table, method)
    merges, order = np.empty((0, 4)), list(range(len(labels)))
    if len(labels) > 1:
        try:
            from scipy.cluster import hierarchy
        except ImportError:
            raise MissingExtra(
                "`cluster` needs scipy, which is not installed. "
                'Install it with: pip install "policytext[statistics]"'
            ) from None
        condensed = distances[np.triu_indices(len(labels), 1)]
        merges = hierarchy.linkage(condensed, method, optimal_ordering=True)
        order = hierarchy.leaves_list(merges).tolist()
    names = [*(str(label) for label in labels), *[""] * len(merges)]
    left, right, height, size = merges.T
    result = pd.DataFrame(
        {
            "left": left,
            "right": right,
            "height": height,
            "size": size,
            "left_label": [names[int(number)] for number in left],
            "right_label": [names[int(number)] for number in right],
        }
    ).astype(MERGES)
    result.attrs = {
        "labels": labels,
        "order": [labels[number] for number in order],
        "stamp": {**table.attrs.get("stamp", stamp.make()), "method": method},
    }
    return result


def _distances(table: pd.DataFrame, method: str) -> Floats:
    """Check the table and turn similarities into distances."""
    values = table.to_numpy(dtype=np.float64)
    if list(table.index) != list(table.columns):
        raise SchemaError(
            "The table must have the same labels as rows and columns, got "
            f"{list(table.index)[:3]} and {list(table.columns)[:3]}. "
            "Pass what `similarity` returns."
        )
    empty = [label for label, row in zip(table.index, values, strict=True) if np.isnan(row).any()]
    if empty:
        missing = [n for n in empty if np.isnan(table.loc[n, n])] or empty
        raise SchemaError(
            f"The table must have no missing values, got some for {missing[:3]}. "
            "Leave those groups out: table.drop(index=..., columns=...)."
        )
    if not np.allclose(values, values.T):
        raise SchemaError("The table must be symmetric. Pass what `similarity` returns.")
    diagonal = np.diag(values)
    if np.allclose(diagonal, 0):
        return values
    if not np.allclose(diagonal, 1):
        raise SchemaError(
            "The table must have 1 (similarities) or 0 (distances) on its diagonal, got "
            f"{diagonal[:3].round(2).tolist()}."
        )
    away = np.clip(1 - values, 0, None)
    distances: Floats = np.sqrt(2 * away) if method == "ward" else away
    return distances

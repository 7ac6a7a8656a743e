"""Correspondence analysis: which terms go with which years or groups, on a map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.counting import make_stamp
from policytext.statistics.groups import By, group_tokens
from policytext.statistics.options import check_numbers
from policytext.statistics.similarity import choose_terms

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    from policytext.tokens import Tokens

    Floats = NDArray[np.float64]

__all__ = ["Decomposition", "correspondence", "decompose"]


class Decomposition(NamedTuple):
    """A table of counts in principal axes; a row is a term, a column a group.

    `inertias` has all axes, largest first; coordinates have one column an axis.
    """

    inertias: Floats
    row_masses: Floats
    column_masses: Floats
    rows: Floats
    columns: Floats


def correspondence(
    tokens: Tokens,
    terms: Iterable[str] | None = None,
    *,
    by: By = "year",
    dimensions: int = 2,
    top: int = 100,
    min_length: int = 2,
) -> pd.DataFrame:
    """Map terms and groups so that what goes together stands together.

    Parameters
    ----------
    tokens : Tokens
    terms : iterable of str, optional
        Types to map; by default the most frequent words.
    by : str, iterable, mapping or Series, default "year"
        The groups, as for `group_tokens`.
    dimensions : int, default 2
        Axes to return.
    top : int, default 100
        Without `terms`, so many of the most frequent words, ties in the order of the terms.
    min_length : int, default 2
        Without `terms`, the shortest word, in characters.

    Returns
    -------
    DataFrame
        One row per term, in the order of `terms` or most frequent first, then one per group:
        `kind` ("term" or "group"); `label` (str); `count` (int, tokens of the table); `mass`
        (float, share of them); `inertia` (float, share of the total inertia that is the point's);
        for each axis `dim_1`, … (float, principal coordinate, without unit) and
        `contribution_1`, … (float, share of the axis's inertia that is the point's; of the terms
        together 1, of the groups 1); `quality` (float from 0 to 1, share of the point's inertia
        that these axes show). A point without tokens has NaN, and so has an axis that the table
        does not have: there are at most one less than terms or groups. `attrs["inertia"]` holds
        `total`, `axes` and `shares`, of all axes; `attrs["stamp"]` says how it was made.

    Raises
    ------
    InputError
        If a term is no type of the tokens, or an option has a value that cannot be used.

    Notes
    -----
    With P the table divided by its sum, r and c its row and column sums, the singular values of
    (P - r c') / sqrt(r c') squared are the principal inertias, and D_r^(-1/2) U S and
    D_c^(-1/2) V S the principal coordinates. The total inertia is chi2 / N. Axes have no direction
    of their own; each is turned so that the group farthest out is on the positive side. Distances
    between terms, and between groups, can be read; that from a term to a group cannot, only
    whether they lie in the same direction from the origin. Rare terms lie far out: look at mass
    and contribution before reading anything into a place.

    References
    ----------
    Greenacre, M. (1984). Theory and Applications of Correspondence Analysis. Academic Press.

    Examples
    --------
    >>> import policytext as pt
    >>> texts = {"2001": "改革改革发展", "2002": "发展保护", "2003": "保护保护发展"}
    >>> tokens = pt.Corpus.from_texts(texts).segment()
    >>> pt.correspondence(tokens, by="document", dimensions=1)[["kind", "label", "dim_1"]].round(2)
        kind label  dim_1
    0   term    保护  -0.78
    1   term    发展  -0.07
    2   term    改革   1.29
    3  group  2001   1.04
    4  group  2002  -0.53
    5  group  2003  -0.68
    """
    import pandas as pd

    check_numbers(dimensions=dimensions, top=top, min_length=min_length)
    groups = group_tokens(tokens, by)
    ids = choose_terms(groups, terms, min_count=0, min_length=min_length)
    counts = groups.matrix(ids).T
    if terms is None:
        total = counts.sum(axis=1)
        order = sorted(range(len(ids)), key=lambda n: (-total[n], tokens.types[ids[n]]))[:top]
        ids, counts = ids[order], counts[order]
    found = decompose(counts)
    parts = []
    for kind, labels, sums, masses, places in (
        (
            "term",
            [tokens.types[id] for id in ids],
            counts.sum(axis=1),
            found.row_masses,
            found.rows,
        ),
        ("group", groups.labels, counts.sum(axis=0), found.column_masses, found.columns),
    ):
        parts.append(_points(kind, labels, sums, masses, places, found.inertias, dimensions))
    table = pd.concat(parts, ignore_index=True)
    inertias = found.inertias
    whole = float(inertias.sum())
    table.attrs["inertia"] = {
        "total": whole,
        "axes": inertias.tolist(),
        "shares": (inertias / whole).tolist() if whole else [],
    }
    table.attrs["stamp"] = make_stamp(tokens.corpus, "token", None, tokens) | {
        "terms": stamp.digest(tokens.types[id] for id in ids),
    }
    return table


def _points(
    kind: str,
    labels: list[Any],
    sums: NDArray[np.int64],
    masses: Floats,
    places: Floats,
    inertias: Floats,
    dimensions: int,
) -> pd.DataFrame:
    """Make the rows of the terms or of the groups."""
    import pandas as pd

    share = masses[:, None] * places**2
    own = share.sum(axis=1)
    whole = inertias.sum()
    columns: dict[str, Any] = {
        "kind": pd.Series([kind] * len(labels), dtype="str"),
        "label": pd.Series([str(label) for label in labels], dtype="str"),
        "count": sums.astype(np.int64),
        "mass": masses,
        "inertia": own / whole if whole else np.full(len(labels), np.nan),
    }
    missing = np.full(len(labels), np.nan)
    axes = range(min(dimensions, len(inertias)))
    for axis in range(dimensions):
        columns[f"dim_{axis + 1}"] = places[:, axis] if axis in axes else missing
    for axis in range(dimensions):
        columns[f"contribution_{axis + 1}"] = (
            share[:, axis] / inertias[axis] if axis in axes else missing
        )
    shown = share[:, : len(axes)].sum(axis=1)
    # A point at the origin has no inertia to show.
    columns["quality"] = np.divide(shown, own, out=missing.copy(), where=own > 0)
    return pd.DataFrame(columns)


def decompose(counts: ArrayLike) -> Decomposition:
    """Find the principal axes of a table of counts.

    Parameters
    ----------
    counts : array of int, shape (n_rows, n_columns)

    Returns
    -------
    Decomposition
        Axes of which the inertia is above 0. Rows and columns of zeros have mass 0 and NaN as
        coordinates.

    Examples
    --------
    >>> smoking = [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]]
    >>> decompose(smoking).inertias.round(4).tolist()
    [0.0748, 0.01, 0.0004]
    """
    table = np.asarray(counts, dtype=np.float64)
    total = table.sum()
    shares = table / total if total else table
    row, column = shares.sum(axis=1), shares.sum(axis=0)
    full_rows, full_columns = np.flatnonzero(row), np.flatnonzero(column)
    if not total:
        none = np.empty(0)
        return Decomposition(none, row, column, np.empty((len(row), 0)), np.empty((len(column), 0)))
    r, c = row[full_rows], column[full_columns]
    expected = np.outer(r, c)
    left, values, right = np.linalg.svd(
        (shares[np.ix_(full_rows, full_columns)] - expected) / np.sqrt(expected),
        full_matrices=False,
    )
    # What is left of the trivial axis is rounding.
    kept = values > 1e-10
    left, values, right = left[:, kept], values[kept], right[kept].T
    rows = np.full((len(row), len(values)), np.nan)
    columns = np.full((len(column), len(values)), np.nan)
    rows[full_rows] = left * values / np.sqrt(r)[:, None]
    columns[full_columns] = right * values / np.sqrt(c)[:, None]
    for axis in range(len(values)):
        places = columns[full_columns, axis]
        if places[np.argmax(np.abs(places).round(9))] < 0:
            rows[:, axis] *= -1
            columns[:, axis] *= -1
    return Decomposition(values**2, row, column, rows, columns)

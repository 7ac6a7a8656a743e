"""Dispersion: how evenly a term is spread over the parts of a corpus."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.counting import make_stamp
from policytext.errors import InputError, PolicyTextWarning
from policytext.statistics.groups import By, Groups, group_name, group_tokens, make_table
from policytext.statistics.options import check_choices, check_numbers
from policytext.statistics.patterns import Node, find_nodes

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

    Floats = NDArray[np.float64]

__all__ = ["dispersion"]

#: Cells of a table of terms by parts that are held at a time: few enough to stay in the cache.
_CELLS = 200_000

# ---------------------------------------------------------------- measures
#
# Each takes counts (n_terms, n_parts) and the sizes of the parts (n_parts,), in tokens, and gives
# a value a term. Parts of no size are left out: no term could stand there. Of a term that never
# occurs, and where a formula becomes 0/0 because there is one part only, the value is 0.


def gries_dp(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Gries' DP = ½ Σ |p - s|, from 0 (even) to almost 1 (clumped)."""
    _, p, s = _shares(counts, sizes)
    return _where_present(p, np.abs(p - s).sum(axis=1) / 2)


def gries_dp_norm(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """DPnorm = DP / (1 - min s), from 0 (even) to 1 (all in the smallest part)."""
    _, p, s = _shares(counts, sizes)
    if s.size < 2:
        return np.zeros(len(p))
    return _where_present(p, np.abs(p - s).sum(axis=1) / 2 / (1 - s.min()))


def juilland_d(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Juilland's D = 1 - (σ/μ) / √(n - 1) of the rates in the parts, σ the population's."""
    v, p, s = _shares(counts, sizes)
    if s.size < 2:
        return np.zeros(len(p))
    rates = v / s
    mean = np.where(rates.any(axis=1), rates.mean(axis=1), 1)
    d = 1 - rates.std(axis=1) / mean / np.sqrt(s.size - 1)
    return _where_present(p, np.clip(d, 0, 1))


def carroll_d2(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Carroll's D2: the entropy of the rates in the parts, as a share of the highest, log n."""
    v, p, s = _shares(counts, sizes)
    if s.size < 2:
        return np.zeros(len(p))
    rates = v / s
    q = rates / np.where(rates.any(axis=1), rates.sum(axis=1), 1)[:, None]
    return _where_present(p, np.clip(-_x_log_y(q, q).sum(axis=1) / np.log(s.size), 0, 1))


def rosengren_s(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Rosengren's S = (Σ √(s p))², from min s (clumped) to 1 (even)."""
    _, p, s = _shares(counts, sizes)
    return np.asarray(np.minimum(np.sqrt(s * p).sum(axis=1) ** 2, 1))


def lyne_d3(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Lyne's D3 = 1 - Σ (p - s)² / (4 s), 1 where a term is even."""
    _, p, s = _shares(counts, sizes)
    return _where_present(p, 1 - ((p - s) ** 2 / s).sum(axis=1) / 4)


def kl_divergence(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Kullback-Leibler divergence Σ p log2(p / s) in bits, 0 where a term is even."""
    _, p, s = _shares(counts, sizes)
    return np.asarray(np.maximum(_x_log_y(p, p / s).sum(axis=1) / np.log(2), 0))


def range_(counts: ArrayLike, sizes: ArrayLike) -> NDArray[np.int64]:
    """Count the parts that have the term."""
    v, _, _ = _shares(counts, sizes)
    return np.asarray(np.count_nonzero(v, axis=1), dtype=np.int64)


def juilland_u(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Juilland's usage U = f D: the count, less where a term is clumped."""
    return _totals(counts) * juilland_d(counts, sizes)


def carroll_um(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Carroll's Um = f D2 + (1 - D2) f / n."""
    v, _, s = _shares(counts, sizes)
    d2 = carroll_d2(counts, sizes)
    return np.asarray(v.sum(axis=1) * (d2 + (1 - d2) / max(s.size, 1)))


def rosengren_kf(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Rosengren's adjusted frequency KF = f S."""
    return _totals(counts) * rosengren_s(counts, sizes)


def engwall_fm(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Engwall's FM = f range / n."""
    v, _, s = _shares(counts, sizes)
    return np.asarray(v.sum(axis=1) * np.count_nonzero(v, axis=1) / max(s.size, 1))


def _shares(counts: ArrayLike, sizes: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return counts v, each term's shares p = v/f over the parts, and the parts' shares s."""
    size = np.asarray(sizes, dtype=np.float64)
    v = np.atleast_2d(np.asarray(counts, dtype=np.float64))[:, size > 0]
    size = size[size > 0]
    f = v.sum(axis=1, keepdims=True)
    return v, v / np.where(f > 0, f, 1), size / (size.sum() or 1)


def _totals(counts: ArrayLike) -> Floats:
    """Count each term in all parts."""
    return np.asarray(np.atleast_2d(np.asarray(counts, dtype=np.float64)).sum(axis=1))


def _where_present(p: Floats, values: Floats) -> Floats:
    """Give 0 to terms that never occur."""
    return np.where(p.any(axis=1), values, 0.0)


def _x_log_y(x: Floats, y: Floats) -> Floats:
    """Return x ln y, which is 0 where x is 0."""
    return x * np.log(np.where(x > 0, y, 1))


_MEASURES: dict[str, Callable[[Any, Any], Floats]] = {
    "dp": gries_dp,
    "dp_norm": gries_dp_norm,
    "juilland_d": juilland_d,
    "carroll_d2": carroll_d2,
    "rosengren_s": rosengren_s,
    "lyne_d3": lyne_d3,
    "kl": kl_divergence,
    "juilland_u": juilland_u,
    "carroll_um": carroll_um,
    "rosengren_kf": rosengren_kf,
    "engwall_fm": engwall_fm,
}
#: The columns before those of the measures.
_BASE = {
    "term": "str", "count": "int64", "per_million": "float64", "n_parts": "int64",
    "range": "int64", "range_share": "float64",
}  # fmt: skip
#: The measures of evenness; the others are counts that these adjust.
_EVENNESS = tuple(_MEASURES)[:7]

# ---------------------------------------------------------------- table


def dispersion(
    tokens: Tokens,
    terms: Node | None = None,
    *,
    parts: By | int = "document",
    by: By = None,
    measure: str | Iterable[str] = _EVENNESS,
    min_count: int = 5,
    top: int | None = None,
) -> pd.DataFrame:
    """Measure how evenly terms are spread over the parts of a corpus.

    A rate alone does not tell whether all reports speak of a thing or one of them does so often.

    Parameters
    ----------
    tokens : Tokens
    terms : str, pattern, tuple of these, or list of any of these, optional
        What to measure, each as a row of its own, as `find_nodes` finds it: a term, a pattern for
        whole tokens, or a tuple of tokens that follow each other. All types that are words by
        default.
    parts : str, int, iterable, mapping or Series, default "document"
        What the corpus is cut into: "document", "section", a level of headings, a column of
        `corpus.docs` or labels, as `by` of `group_tokens`; or a number, 2 or more, of equal parts
        of all its word tokens, in the order of the documents.
    by : str, iterable, mapping or Series, optional
        Measure within each group; the parts are then parts of the group.
    measure : str or iterable of str
        "dp", "dp_norm", "juilland_d", "carroll_d2", "rosengren_s", "lyne_d3", "kl", which are
        all listed by default; adjusted counts, "juilland_u", "carroll_um", "rosengren_kf",
        "engwall_fm"; or "all".
    min_count : int, default 5
        Lowest count to list, in each group; `terms` that are named are listed always.
    top : int, optional
        List only the most frequent of each group.

    Returns
    -------
    DataFrame
        One row per term, of each group if `by`, most frequent first, ties in the order of the
        terms: the column named by `by`, or `group`; `term` (str); `count` (int, in all parts);
        `per_million` (float, per million word tokens); `n_parts` (int, parts with word tokens);
        `range` (int, parts with the term); `range_share` (float, range / n_parts); then a column
        (float) per measure: `dp`, 0 even, to 1 - min s; `dp_norm`, 0 even, to 1; `juilland_d`,
        `carroll_d2`, 0 to 1 even; `rosengren_s`, min s to 1 even; `lyne_d3`, to 1 even; `kl`,
        0 even, in bits; and the adjusted counts, in tokens. `attrs["stamp"]` says how it was made.

    Raises
    ------
    InputError
        If an option has a value that cannot be used.

    Warns
    -----
    PolicyTextWarning
        If a corpus or group has one part only, over which nothing can be spread.

    Notes
    -----
    With p the shares of a term's tokens in the n parts and s the shares of all word tokens:
    DP = ½ Σ abs(p - s); DPnorm = DP / (1 - min s); D = 1 - σ / μ / √(n - 1) and
    D2 = -Σ q ln q / ln n of the term's rates in the parts, σ the population's and q = rate / Σ
    rates; S = (Σ √(s p))²; D3 = 1 - Σ (p - s)² / 4s; KL = Σ p log2(p / s). The sizes of the parts
    are always used. Parts without a word are left out. A term that does not occur has count 0
    and 0 in every measure, and so has any term in D, D2, DP and DPnorm where there is one part.
    Of a term in a few tokens no measure says much: it cannot be spread over many parts. A term
    is in the part in which it begins; what is in no part, as text before the first section, is
    not counted.

    References
    ----------
    Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora. International Journal
    of Corpus Linguistics 13(4), 403-437. Lijffijt, J. and Gries, S. Th. (2012). Correction. ibid.
    17(1), 147-149. Carroll, J. B. (1970). An alternative to Juilland's usage coefficient. Computer
    Studies in the Humanities and Verbal Behaviour 3(2), 61-65. Lyne, A. A. (1985). The vocabulary
    of French business correspondence. Gries, S. Th. (2020). Analyzing dispersion. In: A practical
    handbook of corpus linguistics, 99-118.

    Examples
    --------
    >>> import policytext as pt
    >>> texts = {"甲": "改革发展，改革人民。", "乙": "发展人民，人民发展。"}
    >>> tokens = pt.Corpus.from_texts(texts).segment()
    >>> table = pt.dispersion(tokens, ["发展", "改革"], measure="dp")
    >>> table[["term", "count", "range", "dp"]].round(2)
      term  count  range    dp
    0   发展      3      2  0.17
    1   改革      2      1  0.50
    """
    columns, made = find_dispersion(
        tokens, terms, parts=parts, by=by, measure=measure, min_count=min_count, top=top
    )
    return make_table(columns, _BASE | dict.fromkeys(_MEASURES.keys() & columns, "float64"), made)


def find_dispersion(
    tokens: Tokens,
    terms: Node | None = None,
    *,
    parts: By | int = "document",
    by: By = None,
    measure: str | Iterable[str] = _EVENNESS,
    min_count: int = 5,
    top: int | None = None,
) -> tuple[dict[str, list[Any]], Stamp]:
    """Measure dispersion as `dispersion` does; return plain columns and the stamp."""
    check_numbers(min_count=min_count, top=top)
    measures = check_choices("measure", measure, [*_MEASURES, "all"])
    if "all" in measures:
        measures = list(_MEASURES)
    groups = group_tokens(tokens, by)
    pieces, group_of = _cut(groups, parts)
    names, found = _count(pieces, terms)
    label_column = group_name(by, (*_BASE, *measures))
    columns: dict[str, list[Any]] = {label_column: []} if by is not None else {}
    columns |= {name: [] for name in (*_BASE, *measures)}
    n_parts = []
    for group, label in enumerate(groups.labels):
        first, last = np.searchsorted(group_of, [group, group + 1])
        sizes = pieces.words[first:last]
        n_parts.append(int(np.count_nonzero(sizes)))
        inside = slice(*np.searchsorted(found[0], [first, last]))
        part, term, count = (column[inside] for column in found)
        totals = np.bincount(term, count, minlength=len(names)).astype(np.int64)
        rows = np.flatnonzero(totals >= (min_count if terms is None else 0)).tolist()
        rows = sorted(rows, key=lambda row: (-totals[row], names[row]))[:top]
        if by is not None:
            columns[label_column] += [label] * len(rows)
        columns["term"] += [names[row] for row in rows]
        columns["count"] += totals[rows].tolist()
        words = int(sizes.sum())
        columns["per_million"] += (totals[rows] * (1e6 / words if words else np.nan)).tolist()
        columns["n_parts"] += [n_parts[-1]] * len(rows)
        for counts in _tables(part - first, term, count, rows, (len(names), len(sizes))):
            present = range_(counts, sizes)
            columns["range"] += present.tolist()
            columns["range_share"] += (present / (n_parts[-1] or np.nan)).tolist()
            for name in measures:
                columns[name] += _MEASURES[name](counts, sizes).tolist()
    if 1 in n_parts:
        warnings.warn(
            "There is one part only, over which nothing can be spread. "
            "Cut the text with `parts`, as by parts=10.",
            PolicyTextWarning,
            stacklevel=3,
        )
    return columns, make_stamp(tokens.corpus, "token", None, tokens) | {
        "tokens": int(pieces.words.sum()),
        "parts": parts if isinstance(parts, (str, int)) else "labels",
        "n_parts": n_parts if by is not None else n_parts[0],
    }


def _cut(groups: Groups, parts: By | int) -> tuple[Groups, NDArray[np.int64]]:
    """Cut groups into parts; return the parts, group by group, and the group of each."""
    tokens = groups.tokens
    if isinstance(parts, int):
        codes, n_pieces = _equal_parts(groups, parts), parts
    else:
        if parts is None:
            raise InputError("`parts` must name what to cut into, or be a number, got None.")
        try:
            pieces = group_tokens(tokens, parts)
        except InputError as error:
            raise InputError(str(error).replace("`by`", "`parts`")) from None
        codes, n_pieces = pieces.codes, len(pieces)
    inside = (groups.codes >= 0) & (codes >= 0)
    pairs = groups.codes[inside].astype(np.int64) * n_pieces + codes[inside]
    known, place = np.unique(pairs, return_inverse=True)
    codes = np.full(tokens.n_tokens, -1, dtype=np.int32)
    codes[inside] = place
    return Groups(tokens, list(range(len(known))), codes), known // n_pieces


def _equal_parts(groups: Groups, parts: int) -> NDArray[np.int32]:
    """Cut each group's words, in their order, into parts whose sizes differ by one at most."""
    if parts < 2:
        raise InputError(f"`parts` must be 2 or more, got {parts!r}.")
    tokens = groups.tokens
    order = np.argsort(groups.codes, kind="stable")
    order = order[np.searchsorted(groups.codes[order], 0) :]
    is_word = tokens.is_word[tokens.ids[order]]
    group = groups.codes[order]
    before = np.cumsum(is_word) - is_word - (np.cumsum(groups.words) - groups.words)[group]
    # What follows the last word, as a full stop, is in the last part.
    size = np.maximum(groups.words[group], 1)
    codes = np.full(tokens.n_tokens, -1, dtype=np.int32)
    codes[order] = np.minimum(before, size - 1) * parts // size
    return codes


def _count(
    pieces: Groups, terms: Node | None
) -> tuple[list[str], tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """Count terms in parts: their names; part, index of the term and count, in that order."""
    tokens = pieces.tokens
    if terms is None:
        part, type_, count = pieces.counts
        is_word = tokens.is_word[type_]
        return tokens.types, (part[is_word], type_[is_word], count[is_word])
    # Each by itself: in one list, longer terms would take tokens from shorter ones.
    nodes = [find_nodes(tokens, term) for term in (terms if isinstance(terms, list) else [terms])]
    names = [node.terms[0] for node in nodes]
    part = np.concatenate([pieces.codes[node.starts] for node in nodes] or [pieces.codes[:0]])
    term = np.repeat(np.arange(len(nodes)), [len(node.starts) for node in nodes])
    keys = part[part >= 0].astype(np.int64) * len(nodes) + term[part >= 0]
    pairs, count = np.unique(keys, return_counts=True)
    return names, (pairs // len(nodes), pairs % len(nodes), count.astype(np.int64))


def _tables(
    part: NDArray[np.int64],
    term: NDArray[np.int64],
    count: NDArray[np.int64],
    rows: list[int],
    shape: tuple[int, int],
) -> Iterator[NDArray[np.int64]]:
    """Lay out the counts of some terms, a table of terms by parts at a time."""
    n_terms, n_parts = shape
    row_of = np.full(n_terms, len(rows), dtype=np.int64)
    row_of[rows] = np.arange(len(rows))
    row = row_of[term]
    order = np.argsort(row, kind="stable")
    part, row, count = part[order], row[order], count[order]
    step = max(_CELLS // max(n_parts, 1), 1)
    for first in range(0, len(rows), step):
        table = np.zeros((min(step, len(rows) - first), n_parts), dtype=np.int64)
        inside = slice(*np.searchsorted(row, [first, first + len(table)]))
        table[row[inside] - first, part[inside]] = count[inside]
        yield table

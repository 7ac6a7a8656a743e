"""Dispersion: how evenly a term is spread over the parts of a corpus."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.errors import InputError, PolicyTextWarning
from policytext.parts import Found, Parted, Sums, Whole, analyse, as_sums, as_tokens
from policytext.statistics.collocation import order_rows
from policytext.statistics.evenness import (
    carroll_d2,
    carroll_um,
    engwall_fm,
    gries_dp,
    gries_dp_norm,
    juilland_d,
    juilland_u,
    kl_divergence,
    lyne_d3,
    range_,
    rosengren_kf,
    rosengren_s,
)
from policytext.statistics.groups import (
    By,
    Groups,
    group_name,
    group_tokens,
    make_table,
)
from policytext.statistics.on_disk import check_in_memory, in_tokens, readable_groups
from policytext.statistics.options import check_choices, check_numbers
from policytext.statistics.patterns import (
    Node,
    Phrase,
    alternatives,
    find_nodes,
    plain_forms,
    term_name,
)
from policytext.statistics.pieces import Cut, number_pieces, piece_sums
from policytext.statistics.pieces import cut_groups as _cut

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.counting import Form, Match
    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["dispersion"]

#: Cells of a table of terms by parts that are held at a time: few enough to stay in the cache.
_CELLS = 200_000

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
    tokens: Tokens | Parted,
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
    tokens : Tokens or Scan
        Of a corpus on disk the counts of each term in each part must fit in memory: choose the
        terms, or a `top`, where the parts are many.
    terms : str, pattern, tuple of these, or list of any of these, optional
        What to measure, each as a row of its own, as `find_nodes` finds it: a term, a pattern for
        whole tokens, or a tuple of tokens that follow each other. All types that are words by
        default.
    parts : str, int, iterable, mapping or Series, default "document"
        What the corpus is cut into: "document", "section", a level of headings, a column of
        `corpus.docs` or labels, as `by` of `group_tokens`; or a number, 2 or more, of equal parts
        of all its word tokens, in the order of the documents, if the tokens are in memory.
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
        If an option has a value that cannot be used, or it needs the tokens in memory and the
        corpus is on disk.

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
    tokens: Tokens | Parted,
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
    corpus = in_tokens(tokens)
    cut = Cut(readable_groups(corpus, by), _readable_parts(corpus, parts))
    named = among = None
    if terms is not None:
        nodes = terms if isinstance(terms, list) else [terms]
        named = tuple(tuple(alternatives(node)) for node in nodes)
    elif hasattr(corpus, "compute"):
        # Their counts alone tell which terms are listed; of the others no counts by part are kept.
        among = analyse(corpus, _Frequent(cut, min_count, top))
    analysis = _Dispersion(cut, named, among, tuple(measures), min_count, top)
    columns, made, n_parts = analyse(corpus, analysis)
    if 1 in n_parts:
        warnings.warn(
            "There is one part only, over which nothing can be spread. "
            "Cut the text with `parts`, as by parts=10.",
            PolicyTextWarning,
            stacklevel=3,
        )
    return columns, made


def _readable_parts(tokens: Tokens | Parted, parts: By | int) -> By | int:
    """Return what to cut into so that each part of a corpus can be cut by itself."""
    if parts is None:
        raise InputError("`parts` must name what to cut into, or be a number, got None.")
    if not isinstance(parts, int):
        return readable_groups(tokens, parts, "parts")
    check_in_memory(tokens, "A number as `parts`", 'Name what to cut into, as parts="document"')
    return parts


class _Frequent(NamedTuple):
    """The analysis of the terms that are frequent enough in a group, and of its top."""

    cut: Cut
    min_count: int
    top: int | None

    @property
    def match(self) -> Match:
        """Types are tokens."""
        return "token"

    @property
    def forms(self) -> Sequence[str]:
        """No term is looked for."""
        return ()

    def look(self, part: Corpus | Tokens) -> Found:
        """Count the types of some documents, in any part of each group."""
        groups = group_tokens(as_tokens(part), self.cut.by, whole=False)
        pieces, where = _cut(groups, self.cut.parts)
        codes = np.where(pieces.codes >= 0, groups.codes, -1)
        inside = Groups(groups.tokens, groups.labels, codes, groups.keys)
        return {"pieces": piece_sums(groups, pieces, where), "cells": inside.sums}

    def finish(self, found: Found, whole: Whole) -> tuple[str, ...]:
        """List the terms."""
        self.cut.names(as_sums(found["pieces"]), whole)
        cells = as_sums(found["cells"])
        types = whole.vocabulary(cells.labels["type"])
        group, type_, count = (*cells.codes.values(), cells.values["count"])
        kept = types.is_word[type_] & (count >= self.min_count)
        order = order_rows(types, group[kept], type_[kept], count[kept], self.top)
        return tuple(types.types[id] for id in np.unique(type_[kept][order]).tolist())


class _Dispersion(NamedTuple):
    """The analysis of `dispersion`: counts of terms in the parts of groups."""

    cut: Cut
    #: Each with its alternatives, to be measured by itself; all types if None.
    terms: tuple[tuple[Form | Phrase, ...], ...] | None
    #: The types to count, where not all are wanted.
    among: tuple[str, ...] | None
    measures: tuple[str, ...]
    min_count: int
    top: int | None

    @property
    def match(self) -> Match:
        """Terms are tokens."""
        return "token"

    @property
    def forms(self) -> Sequence[str]:
        """The terms that are types, where they are."""
        return plain_forms(form for forms in self.terms or () for form in forms)

    def look(self, part: Corpus | Tokens) -> Found:
        """Count terms in the parts of some documents."""
        groups = group_tokens(as_tokens(part), self.cut.by, whole=False)
        pieces, where = _cut(groups, self.cut.parts)
        sizes = piece_sums(groups, pieces, where)
        names, (piece, term, count) = self._count(pieces)
        codes = {"group": where.group[piece], "part": where.part[piece], "term": term}
        cells = Sums({**sizes.labels, "term": names}, codes, {"count": count})
        return {"pieces": sizes, "cells": cells}

    def _count(self, pieces: Groups) -> tuple[Sequence[Any], tuple[Ints, Ints, Ints]]:
        """Count terms in pieces: what sums name them; piece, term and count."""
        tokens = pieces.tokens
        if self.terms is not None:
            return range(len(self.terms)), _count_nodes(pieces, self.terms)
        piece, type_, count = pieces.counts
        if self.among is None:
            kept = tokens.is_word[type_]
            return tokens.types, (piece[kept], type_[kept], count[kept])
        column = np.full(len(tokens.types), -1)
        known = [n for n, name in enumerate(self.among) if name in tokens.index]
        column[[tokens.index[self.among[n]] for n in known]] = known
        kept = column[type_] >= 0
        return self.among, (piece[kept], column[type_[kept]], count[kept])

    def finish(self, found: Found, whole: Whole) -> tuple[dict[str, list[Any]], Stamp, list[int]]:
        """Make the columns; return them, the stamp and how many parts each group has."""
        pieces, cells = as_sums(found["pieces"]), as_sums(found["cells"])
        labels, *places = self.cut.names(pieces, whole)
        piece_of = number_pieces(pieces, *places)
        order = np.argsort(piece_of)
        piece_of, words = piece_of[order], pieces.values["words"][order]
        piece = np.searchsorted(piece_of, number_pieces(cells, *places))
        order = np.argsort(piece, kind="stable")
        piece, term, count = piece[order], cells.codes["term"][order], cells.values["count"][order]
        names = cells.labels["term"]
        if self.terms is not None:
            names = [term_name(forms[0]) for forms in self.terms]
        n_parts = []
        by = self.cut.by
        label_column = group_name(by, (*_BASE, *self.measures))
        columns: dict[str, list[Any]] = {label_column: []} if by is not None else {}
        columns |= {name: [] for name in (*_BASE, *self.measures)}
        for group, label in enumerate(labels):
            # Pieces are numbered group by group.
            first, last = np.searchsorted(piece_of, np.array([group, group + 1]) * len(places[1]))
            inside = slice(*np.searchsorted(piece, [first, last]))
            part = piece[inside] - first
            rows = self._rows(names, part, term[inside], count[inside], words[first:last])
            for name, values in rows.items():
                columns[name] += values
            if by is not None:
                columns[label_column] += [label] * len(rows["term"])
            n_parts.append(int(np.count_nonzero(words[first:last])))
        parts = self.cut.parts
        made = whole.stamp("token", None) | {
            "tokens": int(words.sum()),
            "parts": parts if isinstance(parts, (str, int)) else "labels",
            "n_parts": n_parts if by is not None else n_parts[0],
        }
        return columns, made, n_parts

    def _rows(
        self, names: Sequence[str], part: Ints, term: Ints, count: Ints, sizes: Ints
    ) -> dict[str, list[Any]]:
        """Make the columns of a group, of which the parts have some words each."""
        chosen = np.arange(len(names))
        if self.terms is None and len(term) < len(names):
            # Most types are in no document of a small group.
            chosen, term = np.unique(term, return_inverse=True)
        totals = np.bincount(term, count, minlength=len(chosen)).astype(np.int64)
        rows = np.flatnonzero(totals >= (self.min_count if self.terms is None else 0)).tolist()
        terms = {row: names[n] for row, n in zip(rows, chosen[rows].tolist(), strict=True)}
        rows = sorted(rows, key=lambda row: (-totals[row], terms[row]))[: self.top]
        words, n_parts = int(sizes.sum()), int(np.count_nonzero(sizes))
        columns: dict[str, list[Any]] = {
            "term": [terms[row] for row in rows],
            "count": totals[rows].tolist(),
            "per_million": (totals[rows] * (1e6 / words if words else np.nan)).tolist(),
            "n_parts": [n_parts] * len(rows),
            **{name: [] for name in ("range", "range_share", *self.measures)},
        }
        for counts in _tables(part, term, count, rows, (len(chosen), len(sizes))):
            present = range_(counts, sizes)
            columns["range"] += present.tolist()
            columns["range_share"] += (present / (n_parts or np.nan)).tolist()
            for name in self.measures:
                columns[name] += _MEASURES[name](counts, sizes).tolist()
        return columns


def _count_nodes(
    pieces: Groups, terms: Sequence[Sequence[Form | Phrase]]
) -> tuple[Ints, Ints, Ints]:
    """Count terms in pieces, each by itself: in one list, longer ones would take from shorter."""
    nodes = [find_nodes(pieces.tokens, list(forms)) for forms in terms]
    piece = np.concatenate([pieces.codes[node.starts] for node in nodes] or [pieces.codes[:0]])
    term = np.repeat(np.arange(len(nodes)), [len(node.starts) for node in nodes])
    keys = piece[piece >= 0].astype(np.int64) * len(nodes) + term[piece >= 0]
    pairs, count = np.unique(keys, return_counts=True)
    return *np.divmod(pairs, max(len(nodes), 1)), count.astype(np.int64)


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

"""What a unit's words are to a linear model: weighted terms, its own and its neighbours'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.numbering import LEVELS, read_marker

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Encoder", "Options", "Texts", "number_groups"]

#: How much less each step further away counts among a unit's neighbours.
_DECAY = 0.75
#: The length of the vector of the neighbours' words, where that of a unit's own terms is 1.
_CONTEXT_WEIGHT = 0.5
#: The kinds of a unit's own terms.
_OWN = ("word", "pair")
_NUMBER = re.compile(r"[\d.,．，]*\d[\d.,．，]*")
#: What all numbers are to the model: sums and dates differ from document to document.
_ANY_NUMBER = "#"


class Options(NamedTuple):
    """What decides which terms a model has and how it weighs them."""

    context: int
    smooth: float
    min_groups: int
    penalty: float


class _Counts(NamedTuple):
    """How often each unit has each term of one kind."""

    matrix: Any
    names: list[str]


class Texts:
    """Units with their counts of terms, and which unit stands beside which.

    Attributes
    ----------
    tokens : Tokens
        A document is a unit.
    groups : ndarray of int64, shape (units,)
        The number of the document that a unit is a part of; neighbours are of one group.
    scores : ndarray of float64, shape (units, themes), or None
        The units' scores by a codebook.
    """

    def __init__(
        self, tokens: Tokens, groups: Ints, scores: Floats | None, themes: Sequence[str]
    ) -> None:
        self.tokens = tokens
        self.groups = groups
        self.scores = scores
        self.themes = list(themes)

    def __len__(self) -> int:
        return len(self.groups)

    @cached_property
    def _columns(self) -> tuple[Ints, Ints, list[str], NDArray[np.bool_]]:
        """Unit and term of each token that is neither removed nor white space, and the terms.

        The last tells of each whether the next one follows it directly in the same unit.
        """
        tokens = self.tokens
        names = [_ANY_NUMBER if _NUMBER.fullmatch(type_) else type_ for type_ in tokens.types]
        # The order of the types is that of the whole corpus; a model's must not depend on it.
        known, of_type = np.unique(np.array(names, dtype=object), return_inverse=True)
        shown = np.array([bool(type_.strip()) for type_ in tokens.types], dtype=bool)
        units = np.repeat(np.arange(len(tokens)), np.diff(tokens.doc_offsets))
        place = np.flatnonzero(shown[tokens.ids])
        follows = np.zeros(len(place), dtype=bool)
        follows[:-1] = (np.diff(place) == 1) & (np.diff(units[place]) == 0)
        return units[place], of_type[tokens.ids[place]], known.tolist(), follows

    @cached_property
    def words(self) -> _Counts:
        """Types, punctuation too; all numbers are one."""
        units, terms, names, _ = self._columns
        return _Counts(_count(units, terms, (len(self), len(names))), names)

    @cached_property
    def pairs(self) -> _Counts:
        """Two tokens that stand side by side, not over the end of a paragraph."""
        units, terms, names, follows = self._columns
        first = np.flatnonzero(follows)
        keys, codes = np.unique(
            terms[first] * np.int64(len(names)) + terms[first + 1], return_inverse=True
        )
        pairs = zip(*(part.tolist() for part in np.divmod(keys, max(1, len(names)))), strict=True)
        matrix = _count(units[first], codes, (len(self), len(keys)))
        return _Counts(matrix, [f"{names[a]} {names[b]}" for a, b in pairs])

    @cached_property
    def headings(self) -> Any:
        """Which units are the numbered headings, one of each level, that a unit stands under."""
        order = {level: depth for depth, level in enumerate(LEVELS)}
        units: list[int] = []
        above: list[int] = []
        stack: dict[int, int] = {}
        for unit, document in enumerate(self.tokens.corpus):
            if unit == 0 or self.groups[unit] != self.groups[unit - 1]:
                stack = {}
            marker = read_marker(document.text.lstrip())
            if marker is not None:
                depth = order.get(marker.level, len(order))
                stack = {level: place for level, place in stack.items() if level < depth}
            units += [unit] * len(stack)
            above += stack.values()
            if marker is not None:
                stack[depth] = unit
        return _count(np.array(units, dtype=int), np.array(above, dtype=int), (len(self),) * 2)

    def neighbours(self, context: int, side: int) -> Any:
        """How much each unit before (-1) or after (1) counts for a unit."""
        units, others, weights = [], [], []
        for step in range(1, context + 1):
            unit = np.arange(step, len(self))[:: -side or 1]
            other = unit - step
            if side > 0:
                unit, other = other, unit
            same = self.groups[unit] == self.groups[other]
            units.append(unit[same])
            others.append(other[same])
            weights.append(np.full(int(same.sum()), _DECAY**step))
        return _count(
            np.concatenate(units), np.concatenate(others), (len(self),) * 2, np.concatenate(weights)
        )


class _Block(NamedTuple):
    """Terms of one kind that a model knows."""

    kind: str
    names: list[str]
    #: What a term's count is weighed with, as fewer units have it.
    rarity: Floats


class Encoder:
    """Which terms a model knows and what they weigh, learnt from its training units alone.

    Attributes
    ----------
    kinds, names : list of str
        What each column of the encoded units is.
    themes : list of str
        The themes of the codebook whose scores are among the columns.
    """

    def __init__(self, texts: Texts, rows: Ints, options: Options) -> None:
        self.options = options
        self.themes = texts.themes
        self._blocks = [_learn(kind, texts, rows, options.min_groups) for kind in _OWN]
        parts = [(block.kind, block.names) for block in self._blocks]
        if options.context:
            parts += [(kind, self._blocks[0].names) for kind in ("before", "after", "heading")]
        self._spread = None
        if texts.scores is not None:
            spread = np.sqrt((texts.scores[rows] ** 2).mean(axis=0))
            self._spread = np.where(spread > 0, spread, 1.0)
            parts.append(("theme", texts.themes))
        self.kinds = [kind for kind, names in parts for _ in names]
        self.names = [name for _, names in parts for name in names]

    def encode(self, texts: Texts) -> Any:
        """Return a sparse matrix, a row for each unit and a column for each term."""
        from scipy import sparse

        own = [_weigh(block, _counts_of(texts, block.kind)) for block in self._blocks]
        parts = list(own)
        if self.options.context:
            wide = [texts.neighbours(self.options.context, side) for side in (-1, 1)]
            for near in (*wide, texts.headings):
                parts.append(_CONTEXT_WEIGHT * _scale_rows(near @ own[0]))
        if self._spread is not None and texts.scores is not None:
            parts.append(sparse.csr_matrix(texts.scores / self._spread))
        return sparse.hstack(parts).tocsr()


def _scale_rows(matrix: Any) -> Any:
    """Make each row of a sparse matrix 1 long; an empty one stays empty."""
    from scipy import sparse

    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sparse.diags_array(1 / np.where(lengths > 0, lengths, 1)) @ matrix).tocsr()


def _counts_of(texts: Texts, kind: str) -> _Counts:
    """Return the counts of one kind of terms."""
    return texts.words if kind == "word" else texts.pairs


def _learn(kind: str, texts: Texts, rows: Ints, min_groups: int) -> _Block:
    """Choose the terms that enough groups have, and tell how rare they are."""
    counts = _counts_of(texts, kind)
    present = counts.matrix[rows] > 0
    _, groups = np.unique(texts.groups[rows], return_inverse=True)
    members = _count(groups, np.arange(len(rows)), (int(groups.max()) + 1, len(rows)))
    spread = np.asarray((members @ present > 0).sum(axis=0)).ravel()
    kept = np.flatnonzero(spread >= max(1, min(min_groups, members.shape[0])))
    units = np.asarray(present.sum(axis=0)).ravel()[kept]
    rarity = np.log((1 + len(rows)) / (1 + units)) + 1
    return _Block(kind, [counts.names[place] for place in kept.tolist()], rarity)


def _weigh(block: _Block, counts: _Counts) -> Any:
    """Give each unit's terms their weights; those that the model does not know have none."""
    from scipy import sparse

    place = {name: number for number, name in enumerate(counts.names)}
    found = [(place[name], column) for column, name in enumerate(block.names) if name in place]
    source, column = np.array(found, dtype=int).reshape(-1, 2).T
    known = counts.matrix[:, source].astype(np.float64).tocsr()
    known.data = (1 + np.log(known.data)) * block.rarity[column][known.indices]
    chosen = (np.ones(len(column)), (np.arange(len(column)), column))
    wide = known @ sparse.csr_matrix(chosen, shape=(len(column), len(block.names)))
    return _scale_rows(wide)


def _count(
    rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int], weights: Any = None
) -> Any:
    """Add up pairs of row and column in a sparse matrix."""
    from scipy import sparse

    values = np.ones(len(rows)) if weights is None else weights
    return sparse.csr_matrix((values, (rows, columns)), shape=shape)


def number_groups(values: Iterable[object]) -> Ints:
    """Number groups in the order in which they first occur."""
    known: dict[object, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], dtype=np.int64)

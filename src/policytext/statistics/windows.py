"""What stands around nodes: every token in a window, counted for all nodes at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.errors import InputError
from policytext.statistics.patterns import flow_of
from policytext.statistics.sentences import paragraph_codes, sentence_codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.parts import Vocabulary
    from policytext.statistics.groups import Groups
    from policytext.statistics.patterns import Nodes
    from policytext.tokens import Tokens

__all__ = ["Window", "Windows", "countable_types", "look_around", "window_sizes"]

#: Tokens on either side, on the left and on the right, or the stretch around the node.
Window = int | tuple[int, int] | str

_STRETCHES = {"sentence": sentence_codes, "paragraph": paragraph_codes}
#: How many tokens in windows are looked at together: it bounds the memory, not the result.
_BATCH = 4_000_000


class Windows(NamedTuple):
    """Counts of what stands around nodes, a row for each kind of node and type found there.

    A kind of node is a term in a group: `unit` is group * n_terms + term.
    """

    unit: NDArray[np.int64]
    type: NDArray[np.int64]
    #: Pairs of a node and a token before it, after it: a token that two nodes see counts twice.
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    #: Tokens of the type in any window of these nodes, each once.
    near: NDArray[np.int64]
    #: For each unit, its nodes and the countable tokens in any of their windows, each once.
    nodes: NDArray[np.int64]
    around: NDArray[np.int64]


def window_sizes(window: Window) -> tuple[int, int] | None:
    """Return how far a window reaches to the left and right; None for a stretch of text."""
    if isinstance(window, str) and window in _STRETCHES:
        return None
    sizes = window if isinstance(window, tuple) else (window, window)
    sound = len(sizes) == 2 and all(
        isinstance(n, (int, np.integer)) and not isinstance(n, bool) and n >= 0 for n in sizes
    )
    if not sound or not any(sizes):
        raise InputError(
            "`window` must be 1 or more tokens, a pair of left and right, or one of "
            f"{list(_STRETCHES)}, got {window!r}."
        )
    return int(sizes[0]), int(sizes[1])


def countable_types(tokens: Tokens | Vocabulary, keep_punctuation: bool) -> NDArray[np.bool_]:
    """Tell of each type whether it counts: a word, or punctuation too, but never white space."""
    if not keep_punctuation:
        return tokens.is_word
    return np.array([bool(type_.strip()) for type_ in tokens.types])


def look_around(
    groups: Groups, nodes: Nodes, window: Window, countable: NDArray[np.bool_]
) -> Windows:
    """Count what stands in the windows of nodes, within their documents and groups."""
    tokens = groups.tokens
    flow = flow_of(tokens)
    first = np.searchsorted(flow.places, nodes.starts)
    after = np.searchsorted(flow.places, nodes.starts + nodes.lengths)
    group = groups.codes[nodes.starts]
    inside = group >= 0
    first, after = first[inside], after[inside]
    unit = group[inside].astype(np.int64) * len(nodes.terms) + nodes.term[inside]
    begin, end = _reach(tokens, flow.places, groups.codes, first, after, window)

    n_units, n_types = len(groups) * len(nodes.terms), len(tokens.types)
    around = np.zeros(n_units, dtype=np.int64)
    found = []
    # A batch holds all nodes of its units, so that each token is counted once for each.
    for chosen in _batches(unit, end - begin, n_units):
        sides = [
            _tokens_between(unit[chosen], low[chosen], high[chosen])
            for low, high in ((begin, first), (after, end))
        ]
        units = np.concatenate([units for units, _ in sides])
        places = np.concatenate([places for _, places in sides])
        is_left = np.repeat([True, False], [len(units) for units, _ in sides])
        ids = tokens.ids[flow.places[places]]
        counted = countable[ids]
        units, places, is_left = units[counted], places[counted], is_left[counted]
        pairs, row = np.unique(units * n_types + ids[counted], return_inverse=True)
        left = np.bincount(row[is_left], minlength=len(pairs))
        right = np.bincount(row[~is_left], minlength=len(pairs))
        _, once = np.unique(units * len(flow.places) + places, return_index=True)
        near = np.bincount(row[once], minlength=len(pairs))
        around += np.bincount(units[once], minlength=n_units)
        found.append((pairs // n_types, pairs % n_types, left, right, near))
    empty = (np.empty(0, dtype=np.int64),) * 5
    units, types, left, right, near = (
        np.concatenate(column) for column in zip(*(found or [empty]), strict=True)
    )
    n_nodes = np.bincount(unit, minlength=n_units)
    return Windows(units, types, left, right, near, n_nodes, around)


def _reach(
    tokens: Tokens,
    places: NDArray[np.int64],
    group: NDArray[np.int32],
    first: NDArray[np.int64],
    after: NDArray[np.int64],
    window: Window,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where in the flow each node's window begins and ends."""
    sizes = window_sizes(window)
    stretches: list[NDArray[Any]] = [group]
    if sizes is None:
        stretches.append(_STRETCHES[str(window)](tokens))
    begins = [tokens.doc_offsets, *(np.flatnonzero(c[1:] != c[:-1]) + 1 for c in stretches)]
    bounds = np.unique(np.searchsorted(places, np.concatenate(begins)))
    begin = bounds[np.searchsorted(bounds, first, side="right") - 1]
    # A node that crosses the end of a sentence sees what follows its last token.
    end = bounds[np.searchsorted(bounds, after - 1, side="right")]
    if sizes is not None:
        begin = np.maximum(begin, first - sizes[0])
        end = np.minimum(end, after + sizes[1])
    return begin, end


def _batches(
    unit: NDArray[np.int64], sizes: NDArray[np.int64], n_units: int
) -> Iterator[NDArray[np.intp]]:
    """Deal the nodes, all of a unit together, into batches of about equal windows."""
    weight = np.bincount(unit, weights=sizes, minlength=n_units)
    batch = (np.cumsum(weight) // _BATCH).astype(np.int64)[unit]
    order = np.argsort(batch, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(batch[order])) + 1)


def _tokens_between(
    units: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the places from low to high, high excluded, for each node, with its unit."""
    lengths = high - low
    skipped = np.cumsum(lengths) - lengths
    places = np.arange(lengths.sum()) + np.repeat(low - skipped, lengths)
    return np.repeat(units, lengths), places

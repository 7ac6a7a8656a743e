"""Graphs: which nodes belong together, and where to draw them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

__all__ = ["PAD", "Graph", "arrange", "communities"]

#: Room around a node with its label, in points.
PAD = 4.0
#: Length that an edge would have alone, in points; square points for a node among many; width of a
#: figure for a height of 1.
_LENGTH, _AREA, _WIDE = 36.0, 3000.0, 1.35
_ROUNDS = 400
_SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)


class Graph(NamedTuple):
    """Nodes with their counts, and edges as pairs of nodes with their strengths from 0 to 1."""

    names: list[str]
    counts: Floats  # [n]
    edges: Ints  # [m, 2]
    values: Floats  # [m], of the measure
    strengths: Floats  # [m]


def communities(graph: Graph) -> Ints:
    """Number the groups of greatest modularity that merging finds; 0 has the highest counts."""
    import numpy as np

    size = len(graph.names)
    # Shares of the weight of all edges between groups; a weak edge is still an edge.
    share = np.zeros((size, size))
    np.add.at(share, tuple(graph.edges.T), graph.strengths + 0.2)
    share = (share + share.T) / (2 * share.sum())
    group = np.arange(size)
    while True:
        ends = share.sum(axis=1)
        gain = np.where(share > 0, 2 * (share - np.outer(ends, ends)), -1.0)
        np.fill_diagonal(gain, -1.0)
        # Of equal gains, but for rounding, the first.
        first, second = divmod(int(np.argmax(gain.round(12))), size)
        if gain[first, second] <= 0:
            break
        share[first] += share[second]
        share[:, first] += share[:, second]
        share[second] = share[:, second] = 0
        group[group == second] = first
    totals = {int(g): -float(graph.counts[group == g].sum()) for g in np.unique(group)}
    rank = {g: n for n, g in enumerate(sorted(totals, key=lambda g: (totals[g], g)))}
    return np.array([rank[int(g)] for g in group], dtype=np.intp)


def arrange(
    graph: Graph,
    halves: Floats,
    shifts: Floats,
    *,
    page: tuple[float, float] | None = None,
    seed: int = 0,
) -> Floats:
    """Place the nodes of each component by forces, and the components close to each other.

    Parameters
    ----------
    graph : Graph
    halves : array of float, shape (n, 2)
        Half the width and height of each node with its label, in points.
    shifts : array of float, shape (n, 2)
        From the middle of that to the node's own.
    page : (float, float), optional
        Width and height that the nodes must keep to, in points; by default they take the room
        that they need.
    seed : int, default 0

    Returns
    -------
    array of float, shape (n, 2)
        The middles of the nodes, in points.
    """
    import numpy as np

    # Middles of nodes with their labels, and what is in the way of the parts that follow.
    middles = np.zeros((len(graph.names), 2))
    taken = np.empty((0, 4))
    for part in _components(graph):
        inside = np.isin(graph.edges, part).all(axis=1)
        edges = np.searchsorted(part, graph.edges[inside])
        found = _forces(len(part), edges, graph.strengths[inside], seed)
        area = max(float(np.prod(np.ptp(found, axis=0))), 1e-9)
        found *= min(_LENGTH, (_AREA * len(part) / area) ** 0.5)
        found = _part(found - shifts[part], halves[part], None)
        # Five places on each edge, since a node on an edge of others would seem to belong to it.
        ends = found[edges] + shifts[part][edges]
        along = [ends[:, 0] + share * (ends[:, 1] - ends[:, 0]) for share in _SHARES]
        boxes = np.vstack(
            [np.hstack([found, halves[part]])]
            + [np.hstack([points, np.full_like(points, PAD)]) for points in along]
        )
        way = _nearest(boxes, taken)
        middles[part] = found + way
        taken = np.vstack([taken, boxes + np.array([*way, 0, 0])])
    if page is not None:
        room, margin = np.array(page), np.minimum(halves.max(axis=0), np.array(page) / 3)
        low, span = middles.min(axis=0), np.ptp(middles, axis=0)
        middles = margin + (middles - low) / np.where(span > 0, span, 1) * (room - 2 * margin)
        middles = _part(middles, halves, room)
    return middles + shifts


def _components(graph: Graph) -> list[Ints]:
    """List the nodes of each connected part, the part with most nodes first."""
    import numpy as np

    part = np.arange(len(graph.names))
    for source, target in graph.edges:
        part[part == part[source]] = part[target]
    found = [np.flatnonzero(part == number) for number in np.unique(part)]
    return sorted(found, key=lambda nodes: (-len(nodes), int(nodes[0])))


def _forces(size: int, edges: Ints, strengths: Floats, seed: int) -> Floats:
    """Place connected nodes so that edges pull and nodes push; the longest way lies across."""
    import numpy as np

    places = np.random.default_rng(seed).uniform(-1, 1, (size, 2)) * size**0.5
    source, target = edges.T
    pull = (0.5 + strengths)[:, None]
    for step in range(_ROUNDS):
        apart = places[:, None] - places[None]
        squares = np.maximum((apart**2).sum(axis=2), 1e-4)
        force = (apart / squares[..., None]).sum(axis=1)
        along = places[source] - places[target]
        along *= pull * np.linalg.norm(along, axis=1, keepdims=True)
        np.add.at(force, source, -along)
        np.add.at(force, target, along)
        # Branches without much to hold them would stand far out.
        force -= 0.2 * places
        length = np.maximum(np.linalg.norm(force, axis=1, keepdims=True), 1e-9)
        heat = 0.15 * size**0.5 * (1 - step / _ROUNDS) ** 2
        places = places + force / length * np.minimum(length, heat)
    places -= places.mean(axis=0)
    axes = np.linalg.svd(places, full_matrices=False)[2]
    # The sign of an axis is free: its greatest part is made positive.
    axes *= np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]
    turned: Floats = places @ axes.T
    return turned


def _part(middles: Floats, halves: Floats, room: Floats | None) -> Floats:
    """Move boxes that overlap apart, the shorter way; within a page if there is one."""
    import numpy as np

    middles = middles.copy()
    reach = halves[:, None] + halves[None] + PAD
    upper = np.triu(np.ones((len(middles),) * 2, dtype=bool), 1)
    for _ in range(_ROUNDS):
        apart = middles[:, None] - middles[None]
        over = reach - np.abs(apart)
        first, second = np.nonzero(upper & (over > 1e-6).all(axis=2))
        if not len(first):
            break
        way = over[first, second].argmin(axis=1)
        sign = np.where(apart[first, second, way] > 0, 1.0, -1.0)
        push = 0.3 * over[first, second, way] * sign
        np.add.at(middles, (first, way), push)
        np.add.at(middles, (second, way), -push)
        if room is not None:
            middles = np.clip(middles, halves, np.maximum(room - halves, halves))
    return middles


def _nearest(boxes: Floats, taken: Floats) -> Floats:
    """Find how far to move boxes to be near the middle and on none that is there.

    A box is its middle and half its width and height.
    """
    import numpy as np

    turns = np.arange(32) * np.pi / 16
    ways = np.column_stack([_WIDE * np.cos(turns), np.sin(turns)])
    reach = boxes[:, None, 2:] + taken[None, :, 2:] + 2 * PAD
    apart = boxes[:, None, :2] - taken[None, :, :2]
    # Far enough away there is always room.
    tried = (distance * ways for distance in count(0, 8))
    found: Floats = next(
        way for ring in tried for way in ring if not (np.abs(apart + way) < reach).all(axis=2).any()
    )
    return found

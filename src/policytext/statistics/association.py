"""How far nodes and what stands around them go together: contingency tables and their measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.statistics.contingency import MEASURES, OF_TWO_CORPORA, p_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.statistics.groups import Groups
    from policytext.statistics.patterns import Nodes
    from policytext.statistics.windows import Windows

    Ints = NDArray[np.int64]

__all__ = ["cells_of", "count_cells", "score", "table_columns"]

#: Measures of how many of the nodes and of the collocates go together: in these a window is no
#: context of many tokens but the place where the two meet.
_OF_COUNTS = frozenset({"dice", "log_dice", "jaccard", "min_sensitivity"})


def table_columns(measures: Sequence[str]) -> list[str]:
    """List the columns of numbers in their order."""
    p = ["p_value"] if "g2" in measures else []
    return [
        *("count", "left", "right", "expected", *measures, *p),
        *("node_count", "collocate_count", "o11", "o12", "o21", "o22", "n"),
    ]


def count_cells(
    groups: Groups,
    nodes: Nodes,
    windows: Windows,
    kept: NDArray[np.bool_],
    countable: NDArray[np.bool_],
    window_correction: bool,
) -> dict[str, NDArray[Any]]:
    """Make the contingency tables of the rows that are kept."""
    n_terms = max(len(nodes.terms), 1)
    return cells_of(groups.counts, windows, kept, n_terms, countable, window_correction)


def cells_of(
    counts: tuple[Ints, Ints, Ints],
    windows: Windows,
    kept: NDArray[np.bool_],
    n_terms: int,
    countable: NDArray[np.bool_],
    window_correction: bool,
) -> dict[str, NDArray[Any]]:
    """Make contingency tables from the counts of types in groups: group, type and count."""
    unit, type_ = windows.unit[kept], windows.type[kept]
    group = unit // n_terms
    group_of, id_of, count_of = counts
    keys = group_of * len(countable) + id_of
    order = np.argsort(keys, kind="stable")
    at = order[np.searchsorted(keys, group * len(countable) + type_, sorter=order)]
    collocate_count = count_of[at]
    n_groups = len(windows.nodes) // n_terms
    totals = np.bincount(group_of, weights=count_of * countable[id_of], minlength=n_groups)
    n = totals.astype(np.int64)[group]
    node_count = windows.nodes[unit]
    count = windows.left[kept] + windows.right[kept]
    o11, r1 = (
        (windows.near[kept], windows.around[unit]) if window_correction else (count, node_count)
    )
    return {
        "count": count,
        "left": windows.left[kept],
        "right": windows.right[kept],
        "expected": r1 * collocate_count / np.maximum(n, 1),
        "node_count": node_count,
        "collocate_count": collocate_count,
        "o11": o11,
        "o12": r1 - o11,
        "o21": collocate_count - o11,
        "o22": n - r1 - collocate_count + o11,
        "n": n,
    }


def score(cells: dict[str, NDArray[Any]], measures: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Apply measures to the contingency tables."""
    o11, o12, o21, o22 = (cells[name] for name in ("o11", "o12", "o21", "o22"))
    nodes, collocates = cells["node_count"], cells["collocate_count"]
    both = np.minimum(cells["count"], np.minimum(nodes, collocates))
    as_counts = (both, nodes - both, collocates - both, np.zeros_like(both))
    found = {}
    for name in measures:
        if name in _OF_COUNTS:
            found[name] = MEASURES[name](*as_counts)
        elif name in OF_TWO_CORPORA:
            # These compare columns; here near the node is compared with elsewhere.
            found[name] = MEASURES[name](o11, o21, o12, o22)
        else:
            found[name] = MEASURES[name](o11, o12, o21, o22)
    if "g2" in found:
        found["p_value"] = p_value(found["g2"])
    return found

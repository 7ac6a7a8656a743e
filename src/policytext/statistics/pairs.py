"""Counting types in runs of tokens, by the kernel where it is compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.segmentation.jieba import has_kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]

__all__ = ["count_pairs"]


def count_pairs(
    ids: Ints, begins: NDArray[np.integer[Any]], ends: NDArray[np.integer[Any]], n_types: int
) -> tuple[Ints, Ints, Ints]:
    """Count each type in each run of tokens: run, type and count, runs in order.

    Parameters
    ----------
    ids : ndarray of int32
        The types of tokens.
    begins, ends : ndarray of int
        Where runs begin and end in `ids`; they do not overlap.
    n_types : int
    """
    begins, ends = begins.astype(np.int64), ends.astype(np.int64)
    if has_kernel():
        from policytext.segmentation import _kernel

        columns = _kernel.count_pairs(
            np.ascontiguousarray(ids).data, begins.data, ends.data, n_types
        )
        run, type_, count = (np.frombuffer(column, dtype=np.int32) for column in columns)
        return run, type_, count
    lengths = ends - begins
    places = np.arange(lengths.sum()) + np.repeat(begins - (np.cumsum(lengths) - lengths), lengths)
    keys = np.repeat(np.arange(len(begins)), lengths) * n_types + ids[places]
    pairs, counts = np.unique(keys, return_counts=True)
    run, type_ = np.divmod(pairs, max(n_types, 1))
    return run.astype(np.int32), type_.astype(np.int32), counts.astype(np.int32)

"""Counting types in runs of tokens, with the kernel and without."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.segmentation.jieba import has_kernel
from policytext.statistics import pairs

needs_kernel = pytest.mark.skipif(not has_kernel(), reason="the kernel is not compiled")


def counted(ids: list[int], bounds: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Count with `count_pairs`, by run and type."""
    begins, ends = np.array(bounds, dtype=np.int64).reshape(-1, 2).T
    columns = pairs.count_pairs(np.array(ids, dtype=np.int32), begins, ends, 5)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return {(run, type_): count for run, type_, count in rows}


@pytest.mark.parametrize("kernel", [pytest.param(True, marks=needs_kernel), False])
@given(ids=st.lists(st.integers(0, 4)), cuts=st.lists(st.integers(0, 40)))
def test_pairs_are_those_of_a_plain_loop(kernel, ids, cuts):
    """Each type is counted in each run, and what is in no run is not."""
    ends = sorted(min(cut, len(ids)) for cut in cuts)
    bounds = list(zip(ends[::2], ends[1::2], strict=False))
    expected = Counter((n, id) for n, (a, b) in enumerate(bounds) for id in ids[a:b])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "has_kernel", lambda: kernel)
        assert counted(ids, bounds) == dict(expected)


@needs_kernel
@pytest.mark.parametrize(("id", "bound"), [(5, (0, 1)), (-1, (0, 1)), (0, (0, 2)), (0, (-1, 1))])
def test_the_kernel_never_reads_or_writes_beside_its_columns(id, bound):
    """A type or a run that cannot be is refused."""
    with pytest.raises(ValueError, match="a run or a type is out of range"):
        counted([id], [bound])

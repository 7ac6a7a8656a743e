"""What was found in parts goes to other processes and is added there."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from policytext.errors import InputError
from policytext.parts import Found, Sums, as_sums
from policytext.scale.exchange import add, pack, unpack


def sums(labels: list[object], values: list[int]) -> Found:
    """Make sums by one key."""
    codes = np.arange(len(labels), dtype=np.int32)
    return {"found": Sums({"group": labels}, {"group": codes}, {"count": np.array(values)})}


def found(*parts: Found) -> dict[object, int]:
    """Add parts as workers do."""
    (whole,) = unpack(add([pack([part]) for part in parts]))
    return {label: int(count) for (label,), (count,) in as_sums(whole["found"]).rows()}


def test_numbers_are_added_where_labels_are_equal():
    """In the order in which labels are met."""
    assert list(found(sums(["甲", "乙"], [1, 2]), sums(["丙", "甲"], [4, 8])).items()) == [
        ("甲", 9),
        ("乙", 2),
        ("丙", 4),
    ]


@pytest.mark.parametrize(
    "label",
    ["", "甲", "\0甲", None, True, 0, -1, 2.5, date(2024, 5, 1), datetime(2024, 5, 1, 8, 30)],
)
def test_labels_are_what_they_were(label):
    """Of whatever kind, and beside strings that look like them."""
    (one, other) = found(sums([label, "2024-05-01"], [1, 2]))

    assert (type(one), one, other) == (type(label), label, "2024-05-01")


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (np.int64(7), 7),
        (np.float64(0.5), 0.5),
        (pd.Timestamp(2024, 5, 1), datetime(2024, 5, 1)),
    ],
)
def test_labels_of_tables_become_plain(given, plain):
    """Those that numpy and pandas give are equal to Python's own."""
    assert list(found(sums([given], [1]))) == [plain]


def test_more_cells_than_can_be_numbered_are_refused():
    """They would be taken for each other."""
    many = np.zeros(1, dtype=np.int32)
    names = [str(number) for number in range(3_000_000)]
    keys = ("group", "node", "type")
    large = Sums(dict.fromkeys(keys, names), dict.fromkeys(keys, many), {"count": many})

    with pytest.raises(InputError) as caught:
        add([pack([{"found": large}])])

    assert str(caught.value) == (
        "A table of 3,000,000 of 'group' times 3,000,000 of 'node' times 3,000,000 of 'type' is "
        "too large to add up. Choose fewer groups or terms."
    )

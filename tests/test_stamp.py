"""The stamp: what a result was made from and by which rules."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext import stamp


def test_a_stamp_begins_with_the_version_and_leaves_out_what_is_none():
    """Parts keep their order; what does not apply is left out."""
    made = stamp.make(match="string", segmenter=None, base="characters")

    assert list(made.items()) == [
        ("policytext", pt.__version__),
        ("match", "string"),
        ("base", "characters"),
    ]


def test_a_stamp_is_written_on_one_line():
    """Name and value apart by a colon, parts by a semicolon."""
    assert stamp.line(stamp.make(match="string")) == f"policytext {pt.__version__}; match: string"


def test_the_digest_is_sha256():
    """The first 12 digits of SHA-256 over each text and a zero byte."""
    expected = hashlib.sha256("改革\0开放\0".encode()).hexdigest()[:12]

    assert stamp.digest(["改革", "开放"]) == expected


@given(st.lists(st.text(st.characters(exclude_characters="\0"), max_size=5), max_size=4))
def test_the_digest_tells_where_one_text_ends(texts):
    """Joined or split otherwise, the same characters give another digest."""
    assert stamp.digest(texts) == stamp.digest(iter(texts))
    assert stamp.digest([*texts, "改", "革"]) != stamp.digest([*texts, "改革"])


def test_half_a_surrogate_pair_is_hashed():
    """Broken JSON may hold one; it is no reason to fail."""
    assert len(stamp.digest(["\ud83d"])) == 12

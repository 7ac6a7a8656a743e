"""Nodes: what a term, a pattern, a sequence and a list find, and where they never reach."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError
from policytext.statistics.patterns import find_nodes, flow_of


class Spaces:
    """Cuts at white space, which it leaves out."""

    name, dictionary = "spaces", ""

    def cut(self, text):
        return text.split()

    def tags(self, types):
        return [""] * len(types)


def cut(*texts: str) -> pt.Tokens:
    named = {str(number): text for number, text in enumerate(texts)}
    return pt.Corpus.from_texts(named, clean=False).segment(Spaces())


def without(tokens: pt.Tokens, word: str) -> pt.Tokens:
    """Remove a word, whose places stay empty."""
    ids = np.where(tokens.ids == tokens.index[word], 0, tokens.ids).astype(np.int32)
    names = ("types", "tags", "starts", "doc_offsets", "corpus", "segmenter")
    return pt.Tokens(ids=ids, **{name: getattr(tokens, name) for name in names})


def spans(tokens: pt.Tokens, node) -> list[tuple[int, int]]:
    found = find_nodes(tokens, node)
    return list(zip(found.starts.tolist(), found.lengths.tolist(), strict=True))


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("改革", [(1, 1), (4, 1)]),
        (re.compile("改.*"), [(1, 1), (4, 1)]),
        (re.compile("革"), []),
        (("深化", "改革"), [(3, 2)]),
        (("深化", re.compile(".革")), [(3, 2)]),
        (["坚持", ("深化", "改革")], [(0, 1), (3, 2)]),
        (["改革", ("深化", "改革")], [(1, 1), (3, 2)]),
        ("开放", []),
        (("改革", "深化"), []),
        (("开放", "改革"), []),
    ],
)
def test_a_node_is_a_term_a_pattern_a_sequence_or_any_of_a_list(node, expected):
    """The longest alternative counts at each place; patterns match whole tokens."""
    assert spans(cut("坚持 改革 ， 深化 改革"), node) == expected


def test_each_hit_names_its_term():
    """Terms stand as they were given, without doubles."""
    found = find_nodes(cut("甲 乙 丙 丁"), ["丁", ("乙", re.compile("[丙]")), "甲", "丁"])

    assert found.terms == ["丁", "乙 [丙]", "甲"]
    assert found.term.tolist() == [2, 1, 0]
    assert (found.starts.dtype, found.lengths.dtype, found.term.dtype) == (
        np.int64, np.int32, np.int32,
    )  # fmt: skip


def test_a_term_that_is_cut_is_found_where_tokens_spell_it():
    """科学发展观 is 科学 and 发展观; 学发 begins inside a token, 科学发 ends inside one."""
    tokens = pt.Corpus.from_texts({"甲": "贯彻科学发展观。"}).segment()

    assert tokens["甲"] == ["贯彻", "科学", "发展观", "。"]
    assert spans(tokens, "科学发展观") == [(1, 2)]
    assert spans(tokens, "学发展观") == spans(tokens, "科学发展") == spans(tokens, "学发") == []


def test_hits_share_no_token():
    """From left to right, as `count` counts them."""
    tokens = cut("甲 甲 甲 甲 甲")

    assert spans(tokens, ("甲", "甲")) == [(0, 2), (2, 2)]


def test_spaces_part_nothing_but_line_ends_do():
    """Also where the segmenter gives white space as tokens."""
    tokens = pt.Corpus.from_texts({"a": "ice cream, ice\ncream"}).segment()

    assert spans(tokens, ("ice", "cream")) == spans(tokens, "ice cream") == [(0, 3)]
    assert spans(tokens, re.compile(r"\s+|ice")) == [(0, 1), (5, 1)]


def test_no_hit_crosses_a_document():
    """The end of one and the beginning of the next are not side by side."""
    assert spans(cut("甲 改革", "开放 乙"), ("改革", "开放")) == []


def test_a_removed_token_is_no_node_and_parts_sequences():
    """It keeps its place, so what stands around it does not become neighbours."""
    tokens = without(cut("全面 的 改革"), "的")

    assert spans(tokens, "的") == spans(tokens, re.compile("[的]")) == []
    assert spans(tokens, ("全面", "改革")) == spans(tokens, "全面 的 改革") == []
    assert spans(tokens, re.compile("..")) == [(0, 1), (2, 1)]
    assert flow_of(tokens).places.tolist() == [0, 1, 2]


@pytest.mark.parametrize("text", ["", "。"])
def test_nothing_is_found_where_there_is_nothing(text):
    """Empty texts and unknown terms give no hits."""
    for node in ("改革", "改革开放", ("改革", "开放"), re.compile("改革")):
        assert spans(cut(text, "甲"), node) == []


@pytest.mark.parametrize(
    ("node", "message"),
    [
        ("", "A term must not be empty, got ''. Name what to count."),
        (("改革", " "), "A term must not be empty, got ' '. Name what to count."),
        ([], "`node` must name at least one term, got none."),
        ((), "`node` must name at least one term, got none."),
        (["改革", ()], "`node` must name at least one term, got none."),
        (5, "`node` must be a term, a pattern, a tuple or a list of these, got 5."),
        ([["改革"]], "`node` must be a term, a pattern, a tuple or a list of these, got ['改革']."),
        (re.compile("改*"), "A pattern must not match the empty string, got '改*'."),
    ],
)
def test_what_cannot_be_looked_for_is_refused(node, message):
    """The message says what must hold."""
    with pytest.raises(InputError) as error:
        find_nodes(cut("改革"), node)
    assert str(error.value) == message


@given(
    st.lists(st.text("甲乙丙。\n ", max_size=12), min_size=1, max_size=3),
    st.lists(st.sampled_from(["甲", "乙", re.compile("[乙丙]")]), min_size=1, max_size=3),
)
def test_nodes_are_what_count_counts(texts, forms):
    """As many hits as `count` finds for the same forms in one row."""
    if not any(text.strip() for text in texts):
        return
    tokens = pt.Corpus.from_texts({str(n): text for n, text in enumerate(texts)}).segment()
    counted = pt.count(tokens, {"any": forms}, match="token")["count"].item()

    assert len(find_nodes(tokens, forms).starts) == counted


@given(
    st.lists(st.lists(st.sampled_from("甲乙丙"), max_size=12), min_size=1, max_size=3),
    st.lists(st.sampled_from("甲乙丙"), min_size=2, max_size=3),
)
def test_sequences_are_those_of_a_plain_search(texts, steps):
    """Document by document, from left to right, without overlap."""
    expected = []
    first = 0
    for words in texts:
        at = 0
        while at <= len(words) - len(steps):
            hit = words[at : at + len(steps)] == steps
            expected += [first + at] if hit else []
            at += len(steps) if hit else 1
        first += len(words)

    found = find_nodes(cut(*map(" ".join, texts)), tuple(steps))

    assert found.starts.tolist() == expected

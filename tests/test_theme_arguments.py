"""Arguments of a kind that no function about themes can use: each is named in one sentence."""

from __future__ import annotations

import pytest

import policytext as pt
from policytext.errors import InputError

CORPUS = pt.Corpus.from_texts({"甲": "多打粮食，农业丰收。", "乙": "办好学校。"})


@pytest.fixture(scope="module")
def tokens():
    return CORPUS.segment()


@pytest.mark.parametrize("by", [1.5, object, True])
def test_labels_are_a_column_or_one_for_each_document(tokens, by):
    """What is neither cannot say which documents go together."""
    with pytest.raises(InputError) as caught:
        pt.themes(tokens, by=by)

    assert str(caught.value) == (
        f"`by` must be a column of `corpus.docs`, or a label for each document, got {by!r}."
    )


@pytest.mark.parametrize("name", ["labels", "groups"])
def test_examples_are_given_as_a_column_or_one_for_each_document(tokens, name):
    """As `by`, so labels and groups of a model."""
    with pytest.raises(InputError) as caught:
        pt.train_themes(tokens, **{"labels": ["农业", "教育"], name: 5})

    assert str(caught.value) == (
        f"`{name}` must be a column of `corpus.docs`, or a value for each document, got 5."
    )


def test_labels_of_another_length_are_counted(tokens):
    """The message says how many there must be."""
    with pytest.raises(InputError) as caught:
        pt.themes(tokens, by=["农业"])

    assert str(caught.value) == "`by` must have a label for each of the 2 documents, got 1."


def test_a_sheet_needs_themes_by_name():
    """A number names none."""
    with pytest.raises(InputError) as caught:
        pt.coding_sheet(CORPUS, 5)

    assert str(caught.value) == "`themes` must be a codebook or a list of names, got 5."


def test_a_threshold_is_a_number(tokens):
    """A string of digits is none."""
    sheet = pt.coding_sheet(CORPUS, ["经济"])

    with pytest.raises(InputError) as caught:
        pt.code_themes(sheet, tokens, min_score="1")

    assert str(caught.value) == "`min_score` must be a number, got '1'."

"""A codebook as one more coder."""

from __future__ import annotations

import pandas as pd
import pytest

import policytext as pt
from policytext.errors import InputError, SchemaError
from policytext.theming.codebooks.codebook import Codebook, Term, Theme
from policytext.theming.coding.agreement import agreement
from policytext.theming.coding.by_codebook import code_themes
from policytext.theming.coding.evaluation import evaluate_themes
from policytext.theming.coding.sheet import coding_sheet

BOOK = Codebook([Theme("农业", (Term("粮食"),)), Theme("教育", (Term("学校"),))])
TEXT = """今年多打粮食，种好地。
学校招收学生，学校修好了。
学校食堂里的粮食很多很多。
今天天气很好，大家出门。"""


@pytest.fixture
def corpus() -> pt.Corpus:
    return pt.Corpus.from_texts({"甲": TEXT})


def test_a_codebook_judges_the_passages_of_a_sheet(corpus):
    """Yes where it has a hit, no where it has none; the sheet's own passages and names."""
    sheet = coding_sheet(corpus, BOOK, sample=None)
    found = code_themes(sheet, corpus, codebook=BOOK)
    wide = found.pivot(index="unit", columns="code", values="value").loc[sheet["unit"]]

    assert wide["农业"].tolist() == [1, 0, 1, 0]
    assert wide["教育"].tolist() == [0, 1, 1, 0]
    assert (found["score"] > 0).tolist() == (found["value"] == 1).tolist()


def test_its_judgements_are_compared_with_a_persons(corpus):
    """Precision and recall by theme, and agreement, of hand-made judgements."""
    sheet = coding_sheet(corpus, BOOK)
    found = code_themes(sheet, corpus, codebook=BOOK)
    gold = found.assign(coder="李", value=[1, 0, 0, 1, 0, 1, 0, 0])

    table = evaluate_themes(found, gold).set_index("theme")
    assert table.loc["农业", ["precision", "recall"]].tolist() == [0.5, 1.0]
    assert table.loc["教育", ["precision", "recall"]].tolist() == [1.0, 1.0]
    assert not agreement(pd.concat([found, gold])).empty


def test_a_higher_score_may_be_asked_for(corpus):
    """With a threshold above all scores nothing holds."""
    sheet = coding_sheet(corpus, BOOK)

    assert code_themes(sheet, corpus, codebook=BOOK, min_score=100)["value"].sum() == 0


def test_a_passage_that_is_not_in_the_texts_is_named(corpus):
    """Another corpus, a span beyond the text, or no name of a passage."""
    for unit in ("乙:0-5", "甲:0-500", "第一段"):
        with pytest.raises(InputError) as caught:
            code_themes(pd.DataFrame({"unit": [unit]}), corpus, codebook=BOOK)
        assert str(caught.value) == (
            f"The passage {unit!r} must be in the texts. Pass those of the sheet."
        )


def test_passages_that_overlap_are_refused(corpus):
    """A section and its paragraph are judged one by one."""
    with pytest.raises(InputError, match="Passages must not overlap, got '甲:0-20' and '甲:5-9'"):
        code_themes(pd.DataFrame({"unit": ["甲:5-9", "甲:0-20"]}), corpus, codebook=BOOK)


def test_a_table_without_units_is_refused(corpus):
    """The message says what to pass."""
    with pytest.raises(SchemaError, match="has no column 'unit'"):
        code_themes(pd.DataFrame({"id": ["甲:5-9"]}), corpus, codebook=BOOK)

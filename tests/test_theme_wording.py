"""Graded wording: sentences by how strongly they oblige."""

from __future__ import annotations

import numpy as np
import pytest

import policytext as pt
from policytext.errors import InputError
from policytext.theming.codebooks.codebook import Codebook, Term, Theme
from policytext.theming.scoring.wording import wording

GRADES = Codebook(
    [
        Theme("可以", (Term("可以"),), grade=1),
        Theme("应当", (Term("应当"),), grade=3),
        Theme("必须", (Term("必须"), Term("不得")), grade=4),
    ],
    name="等级",
)
THEMES = Codebook([Theme("教育", (Term("学校"),)), Theme("农业", (Term("粮食"),))])
TEXT = "学校必须安全，也可以开放。学校应当卫生。粮食可以外运。粮食丰收。"


def test_a_sentence_counts_for_its_strongest_wording():
    """必须 in the first sentence, though it says 可以 too."""
    table = wording(pt.Corpus.from_texts({"甲": TEXT}), grades=GRADES)

    assert table["wording"].tolist() == ["必须", "应当", "可以", ""]
    assert table["sentences"].tolist() == [1, 1, 1, 1]
    assert table["share"].tolist() == [0.25] * 4
    assert table["mean_grade"].tolist() == [pytest.approx(8 / 3)] * 4
    assert table["grade"].tolist()[:3] == [4, 3, 1]


def test_the_wording_of_themes():
    """Of the sentences about each theme only."""
    corpus = pt.Corpus.from_texts({"甲": TEXT})
    table = wording(corpus, themes="top", codebook=THEMES, grades=GRADES)
    counts = table.pivot(index="theme", columns="wording", values="sentences")

    assert counts.loc["教育", ["必须", "应当", "可以", ""]].tolist() == [1, 1, 0, 0]
    assert counts.loc["农业", ["必须", "应当", "可以", ""]].tolist() == [0, 0, 1, 1]
    assert table.groupby("theme")["mean_grade"].first().to_dict() == {"教育": 3.5, "农业": 1.0}


def test_a_group_without_sentences_has_no_shares():
    """NaN, not 0: nothing was measured."""
    corpus = pt.Corpus.from_texts({"甲": "学校必须安全。", "乙": "天晴。"})
    table = wording(corpus, by="document", themes="教育", codebook=THEMES, grades=GRADES)
    empty = table[table["document"] == "乙"]

    assert empty["of"].tolist() == [0] * 4
    assert empty["share"].isna().all()
    assert np.isnan(empty["mean_grade"]).all()


def test_a_codebook_without_grades_is_refused():
    """The message names it."""
    with pytest.raises(InputError) as caught:
        wording(pt.Corpus.from_texts({"甲": TEXT}), grades=Codebook.of_terms("教育", ["学校"]))

    assert str(caught.value) == "`grades` must be a codebook whose themes have a grade, got '教育'."


def test_laws_oblige_more_than_work_reports(shared):
    """By the grades that ship: 应当, 必须, 不得 are the wording of laws."""
    laws = wording(pt.read(sorted((shared / "laws").glob("*.txt"))))["share"].iloc[:-1].sum()
    reports = wording(pt.read(shared / "gov_work_reports")[-5:])["share"].iloc[:-1].sum()

    assert laws > 1.5 * reports

"""Scores of themes: what they are made of, and how much of a text each theme has."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError
from policytext.theming.codebooks.codebook import Codebook, Term, Theme
from policytext.theming.scoring.shares import themes
from policytext.theming.scoring.tables import theme_evidence, theme_scores, theme_units
from test_patterns import cut

BOOK = Codebook(
    [
        Theme(
            "经济",
            (Term("经济"), Term("企业", 2)),
            themes=(Theme("农业", (Term("粮食"), Term("农民"))),),
        ),
        Theme("教育", (Term("学校"), Term("教师"))),
    ],
    name="小",
    version="1",
)
TEXT = """\
年度报告
一、经济和农业
办好企业。多打粮食，农民增收。
二、学校
办好学校，关心教师。
今天天晴。
"""


@pytest.fixture
def report() -> pt.Corpus:
    return pt.Corpus.from_texts({"甲": TEXT})


def rate(hits: float, chars: int) -> float:
    """Add what a term of weight 1 adds, as the docstring says."""
    r = 1000 * hits / (chars + 200)
    return r / (1 + r / 2)


def test_the_score_is_the_formula(report):
    """A term adds w r / (1 + r / 2) in the body, and three times that in the heading."""
    table = theme_units(report, codebook=BOOK, themes="all").set_index(["heading_path", "theme"])
    head, chars = len("一、经济和农业"), len("办好企业。多打粮食，农民增收。")
    row = table.loc[("一、经济和农业", "经济")]

    assert row["chars"] == head + chars
    assert row["hits"] == 4
    assert row["terms"] == "企业 1, 农民 1, 粮食 1, 经济 1"
    expected = 3 * rate(1, head) + 2 * rate(1, chars) + 2 * rate(1, chars)
    assert row["score"] == pytest.approx(expected, abs=1e-4)
    assert table.loc[("一、经济和农业", "农业"), "score"] == pytest.approx(
        2 * rate(1, chars), abs=1e-4
    )


def test_with_heading_weight_0_headings_are_not_looked_at(report):
    """学校 in the heading of 二 is a hit that adds nothing."""
    row = theme_units(report, codebook=BOOK, heading_weight=0).iloc[-1]
    chars = len("办好学校，关心教师。今天天晴。")

    assert (row["theme"], row["hits"]) == ("教育", 3)
    assert row["score"] == pytest.approx(2 * rate(1, chars), abs=1e-4)


def test_the_title_of_a_document_is_a_heading():
    """A notice whose title names a theme is about it."""
    text = "关于办好学校的通知\n\n各县：\n办好学校。\n"
    corpus = pt.Corpus.from_texts({"甲": text})

    evidence = theme_evidence(corpus, codebook=BOOK, unit="document")

    assert corpus[0].title == "关于办好学校的通知"
    assert evidence["in_heading"].tolist() == [True, False]


@pytest.mark.parametrize("unit", ["document", "section", "paragraph", "sentence"])
@pytest.mark.parametrize("weight", [0, 1, 3, 7.5])
def test_every_score_is_the_sum_of_its_hits(report, unit, weight):
    """What the evidence lists adds up to the score, for every unit and theme."""
    options = {"codebook": BOOK, "unit": unit, "heading_weight": weight}
    scores = theme_units(report, themes="all", **options).set_index(["unit", "theme"])["score"]
    sums = theme_evidence(report, "all", **options).groupby(["unit", "theme"])["score"].sum()

    assert (sums[sums > 0] - scores).abs().max() < 1e-4
    assert set(sums[sums > 0].index) == set(scores.index)


@given(st.text("经济企业学校教师天晴。，", min_size=1, max_size=60), st.integers(2, 5))
def test_the_same_text_several_times_is_as_much_about_a_theme(text, times):
    """Length alone earns nothing: the damping for short texts fades, nothing else changes."""
    # Long enough that the 200 characters added do not matter.
    once, often = text * 400, text * 400 * times
    corpus = pt.Corpus.from_texts({"一": once, "多": often}, clean=False)

    scores = theme_scores(corpus, codebook=BOOK)

    assert np.allclose(scores.loc["一"], scores.loc["多"], rtol=0.25)


def test_several_terms_say_more_than_one_repeated():
    """Four hits of one term are worth less than two of two terms each."""
    corpus = pt.Corpus.from_texts(
        {"一": "学校，" * 4 + "天晴。" * 30, "二": "学校教师，" * 2 + "天晴。" * 30}
    )

    scores = theme_scores(corpus, codebook=BOOK)["教育"]

    assert scores["二"] > scores["一"]


def test_the_table_of_units(report):
    """Units in order, themes best first; where it stands; and no row for 今天天晴."""
    table = theme_units(report, codebook=BOOK, unit="sentence", themes="all")

    assert table[["theme", "rank", "line", "text"]].values.tolist() == [
        ["经济", 1, 2, "一、经济和农业"],
        ["经济", 1, 3, "办好企业。"],
        ["经济", 1, 3, "多打粮食，农民增收。"],
        ["农业", 2, 3, "多打粮食，农民增收。"],
        ["教育", 1, 4, "二、学校"],
        ["教育", 1, 5, "办好学校，关心教师。"],
    ]
    assert table["parent"].tolist() == ["", "", "", "经济", "", ""]
    assert table["page"].isna().all()
    assert table.attrs["stamp"]["codebook"] == str(BOOK)
    assert len(theme_units(report, codebook=BOOK, unit="sentence", themes="all", top=1)) == 5


def test_themes_by_name(report):
    """Only those asked for, whatever their level."""
    table = theme_units(report, codebook=BOOK, themes=["农业", "教育"])

    assert table["theme"].tolist() == ["农业", "教育"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"unit": "line"}, "`unit` must be one of ['document', 'section', 'paragraph', "
                           "'sentence'], got 'line'."),
        ({"themes": "体"}, "The codebook '小' has no theme '体'. It has ['经济', '农业', '教育']."),
        ({"themes": []}, "`themes` must name at least one theme, got none."),
        ({"heading_weight": float("inf")}, "`heading_weight` must be 0 or more, got inf."),
        ({"heading_weight": -1}, "`heading_weight` must be 0 or more, got -1."),
        ({"heading_weight": "3"}, "`heading_weight` must be 0 or more, got '3'."),
        ({"codebook": 5}, "A codebook must be a name, a path or a Codebook, got 5."),
        ({"themes": 1.5}, "`themes` must be a string or several, got 1.5."),
        ({"themes": ["农业", None]}, "`themes` must be a string or several, got None."),
        ({"top": 0}, "`top` must be 1 or more, got 0."),
    ],
)  # fmt: skip
def test_an_option_that_cannot_be_used_is_named(report, options, message):
    """The whole message."""
    with pytest.raises(InputError) as caught:
        theme_units(report, **{"codebook": BOOK, **options})

    assert str(caught.value) == message


def test_a_corpus_is_needed():
    """Neither a string nor an empty corpus will do; one document will."""
    with pytest.raises(InputError, match="must be a Corpus or Tokens, got str"):
        theme_units("改革", codebook=BOOK)
    with pytest.raises(InputError, match="at least one document"):
        theme_units(pt.Corpus([]), codebook=BOOK)
    document = pt.Corpus.from_texts({"甲": "办好学校。"})["甲"]
    assert theme_scores(document, codebook=BOOK).loc["甲", "教育"] > 0


def test_evidence_leads_to_the_place_in_the_file(report):
    """Line and column, the characters around, and the term with its rules."""
    row = theme_evidence(report, "经济", codebook=BOOK, context=3).iloc[1]

    assert row[["match", "term", "line", "column", "left", "right"]].tolist() == [
        "企业", "企业 (weight 2)", 3, 3, "办好", "。多打",
    ]  # fmt: skip
    assert report[0].text[row["start"] : row["end"]] == "企业"


def test_documents_without_a_hit_have_a_row_of_the_matrix():
    """All documents in their order, 0 where nothing was found."""
    corpus = pt.Corpus.from_texts({"甲": "天晴。", "乙": "办好学校。", "丙": ""})

    table = theme_scores(corpus, codebook=BOOK)

    assert table.index.tolist() == ["甲", "乙", "丙"]
    assert table.columns.tolist() == ["经济", "农业", "教育"]
    assert (table > 0).sum().tolist() == [0, 0, 1]


# ---------------------------------------------------------------- shares


def test_the_shares_of_a_text_by_eye(report):
    """Each paragraph goes to its theme; what is about none is named so."""
    table = themes(report, codebook=BOOK).set_index("theme")
    total = len(TEXT.replace("\n", ""))

    assert table["chars"].tolist() == [total] * 3
    expected = {
        "经济": len("一、经济和农业" + "办好企业。多打粮食，农民增收。"),
        "教育": len("二、学校" + "办好学校，关心教师。"),
        "": len("年度报告" + "今天天晴。"),
    }
    assert (table["share"] * total).round(6).to_dict() == expected
    assert table["units"].to_dict() == {"经济": 2, "教育": 2, "": 2}
    assert table["terms"].to_dict() == {
        "经济": "企业 1, 农民 1, 粮食 1, 经济 1",
        "教育": "学校 2, 教师 1",
        "": "",
    }


def test_a_paragraph_about_two_themes_is_divided_by_their_scores():
    """One hit of each and equal weights: half and half."""
    corpus = pt.Corpus.from_texts({"甲": "学校种粮食。"})

    assert themes(corpus, codebook=BOOK)["share"].tolist() == [0.5, 0.5, 0.0]


def test_a_themes_share_is_divided_among_its_sub_themes(report):
    """Of the second paragraph's score 企业 has two parts, 粮食 and 农民 one each."""
    table = themes(report, codebook=BOOK, themes="all").set_index("theme")
    total = len(TEXT.replace("\n", ""))

    assert table.loc["农业", "share"] * total == pytest.approx(
        len("办好企业。多打粮食，农民增收。") / 2
    )
    assert table.loc["农业", "parent"] == "经济"


PARTS = ["经济。", "学校和企业。\n", "粮食", "天晴。\n", "教师，农民。", "\n"]


@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=8), min_size=1, max_size=4))
def test_shares_add_up_to_1(parts):
    """Whatever the texts, in every group that has any; sub-themes have no more than their theme."""
    texts = {str(n): "".join(p) for n, p in enumerate(parts)}
    corpus = pt.Corpus.from_texts(texts, clean=False)
    table = themes(corpus, codebook=BOOK)
    whole = themes(corpus, codebook=BOOK, themes="all", by=None).set_index("theme")["share"]

    sums = table.groupby("document")["share"].sum(min_count=1)
    chars = table.groupby("document")["chars"].first()
    assert np.allclose(sums[chars > 0], 1)
    assert sums[chars == 0].isna().all()
    assert not whole["农业"] > whole["经济"] + 1e-12


def test_themes_by_year_in_order():
    """Years in order, whatever the order of documents; each with all themes."""
    corpus = pt.Corpus.from_texts(
        {"乙": "办好学校。", "甲": "多打粮食。"},
        metadata={"乙": {"year": 2020}, "甲": {"year": 2010}},
    )
    table = themes(corpus, by="year", codebook=BOOK)

    assert table[table["share"] > 0][["year", "theme"]].values.tolist() == [
        [2010, "经济"],
        [2020, "教育"],
    ]
    assert table["leads"].tolist() == [1, 0, 0, 0, 1, 0]


def test_themes_by_section_and_as_a_whole(report):
    """Groups are those of every other function."""
    assert themes(report, by="section", codebook=BOOK)["section"].unique().tolist() == [
        "甲: 一、经济和农业",
        "甲: 二、学校",
    ]
    assert "document" not in themes(report, by=None, codebook=BOOK)


def test_a_paragraph_that_begins_with_white_space_is_in_its_own_document():
    """Also where the segmenter leaves white space out, so that no token begins the paragraph."""
    tokens = cut("改革 开放", " 粮食 丰收", "作风 好")

    table = themes(tokens, codebook=Codebook.of_terms("农业", ["粮食"]), themes="all")

    assert table[["document", "share", "chars"]].values.tolist() == [
        ["0", 0.0, 4],
        ["1", 1.0, 4],
        ["2", 0.0, 3],
    ]


def test_the_table_of_shares_survives_csv(report, tmp_path):
    """Columns and dtypes as documented."""
    table = themes(report, codebook=BOOK)
    table.to_csv(tmp_path / "t.csv", index=False)
    again = pd.read_csv(tmp_path / "t.csv", keep_default_na=False)

    assert again.columns.tolist() == [
        "document", "theme", "parent", "share", "score", "hits", "units", "leads", "chars", "terms",
    ]  # fmt: skip
    assert np.allclose(again["share"], table["share"])


def test_shares_do_not_depend_on_other_documents(report):
    """A document alone has the shares that it has among others."""
    alone = themes(report, codebook=BOOK)
    texts = {"乙": "办好学校。" * 30, "甲": TEXT}
    among = themes(pt.Corpus.from_texts(texts), codebook=BOOK)

    assert among[among.document == "甲"]["share"].tolist() == alone["share"].tolist()

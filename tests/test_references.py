"""References in texts: document numbers, titles, articles."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.citations import find_references


def found(text: str, kind: str) -> list[tuple[str, str]]:
    """List the references of a kind, as written and in the one way of writing."""
    references = find_references(text)
    assert all(r.text == text[r.start : r.end] for r in references)
    return [(r.text, r.value) for r in references if r.kind == kind]


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("根据国发〔2019〕5号文件", "国发〔2019〕5号", "国发〔2019〕5号"),
        ("按照国办发[2018]12号", "国办发[2018]12号", "国办发〔2018〕12号"),
        ("《通知》（京政发（2018）12号）", "京政发（2018）12号", "京政发〔2018〕12号"),
        ("落实中发［2004］9号", "中发［2004］9号", "中发〔2004〕9号"),
        ("见财税【2016】036号", "财税【2016】036号", "财税〔2016〕36号"),
        ("国发 〔2019〕 5号", "国发 〔2019〕 5号", "国发〔2019〕5号"),
        ("依照渡口法第三条和甲政发〔2019〕5号", "甲政发〔2019〕5号", "甲政发〔2019〕5号"),
        ("（81）国发字第7号", "（81）国发字第7号", "〔81〕国发字第7号"),
        ("国令第707号", "国令第707号", "国令第707号"),
        ("6月1日甲县人民政府令第308号公布", "甲县人民政府令第308号", "甲县人民政府令第308号"),
        ("中华人民共和国国务院令第308号", "中华人民共和国国务院令第308号", "国令第308号"),
        ("中华人民共和国主席令第四十八号", "中华人民共和国主席令第四十八号", "主席令第48号"),
        ("计划委员会、水利部令第1号", "水利部令第1号", "水利部令第1号"),
        ("海关总署公告2019年第5号", "海关总署公告2019年第5号", "海关总署公告2019年第5号"),
    ],
)  # fmt: skip
def test_a_document_number_is_found_in_any_brackets(text, written, value):
    """Its span is exact, and its value is written as in `Corpus.docs`."""
    assert found(text, "document_number") == [(written, value)]


def test_several_document_numbers_stand_side_by_side():
    """Joined by 和 or 、, with the first or all in brackets."""
    text = "国发〔2019〕5号、国办发〔2018〕1号和甲政发〔2017〕2号，乙函〔2016〕3号"

    assert [value for _, value in found(text, "document_number")] == [
        "国发〔2019〕5号",
        "国办发〔2018〕1号",
        "甲政发〔2017〕2号",
        "乙函〔2016〕3号",
    ]


@pytest.mark.parametrize(
    "text", ["（2019）5号", "东街5号楼", "〔2019〕", "（2019）甲民终5号", "2019年5号渡口", "令5人"]
)
def test_other_numbers_are_no_document_numbers(text):
    """Houses, years, cases of courts."""
    assert found(text, "document_number") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("《渡口法》和《关于修改〈渡口法〉的决定》", ["渡口法", "关于修改〈渡口法〉的决定"]),
        ("《关于修改《渡口法》的决定》", ["关于修改《渡口法》的决定"]),
        ("《渡口 法》", ["渡口法"]),
        ("《未完，《渡口法》。", ["渡口法"]),
        ("完》，《渡口法》》", ["渡口法"]),
        ("《未完\n渡口法》", []),
        ("《》", []),
    ],
)
def test_titles_nest_and_may_lack_a_bracket(text, values):
    """The outermost brackets that pair within a paragraph hold a title."""
    assert [value for _, value in found(text, "title")] == values


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("违反本法第十二条第三款第（二）项", [("第十二条第三款第（二）项", "第12条第3款第2项")]),
        ("《渡口法》第三条至第五条", [("第三条至第五条", "第3条至第5条")]),
        ("依照渡口法第三条、第五条之一", [("第三条", "第3条"), ("第五条之一", "第5条之1")]),
        (
            "本条例第三条第一款、第二款和第四款第一项、第二项",
            [
                ("第三条第一款", "第3条第1款"),
                ("第二款", "第3条第2款"),
                ("第四款第一项", "第3条第4款第1项"),
                ("第二项", "第3条第4款第2项"),
            ],
        ),
        ("本法第八条第一项至第三项", [("第八条第一项至第三项", "第8条第1项至第3项")]),
        ("本法第12条第2款", [("第12条第2款", "第12条第2款")]),
        ("第三条规定的渡口", [("第三条", "第3条")]),
        ("走第三条道路", []),
        ("第三条 渡口由县管理。\n第四条 渡船由乡管理。", []),
    ],
)
def test_articles_are_read_down_to_the_item(text, articles):
    """With ranges and lists; the number of an article of the text itself is no reference."""
    assert found(text, "article") == articles


@pytest.mark.parametrize(
    ("text", "laws"),
    [
        ("《渡口法》第三条", ["渡口法"]),
        ("《渡口法》（2020年修正）第三条、第五条", ["渡口法", "渡口法"]),
        ("《关于〈渡口法〉的规定》第三条", ["关于〈渡口法〉的规定"]),
        ("本条例第三条和第五条", ["本条例", "本条例"]),
        ("依照渡口法第三条以及本法第五条", ["渡口法", "本法"]),
        ("《渡口法》第三条、《渡船法》第五条", ["渡口法", "渡船法"]),
        ("违反对外渡口法第三条", ["对外渡口法"]),
        ("第三条规定的渡口", [""]),
        ("《渡口法》第三条。\n第五条规定的渡口", ["渡口法", ""]),
    ],
)
def test_the_law_of_an_article_is_named_where_the_text_names_it(text, laws):
    """In 《》 or without, also for those that follow in a list; empty rather than guessed."""
    articles = [r for r in find_references(text) if r.kind == "article"]

    assert [r.parts["law"] for r in articles] == laws


def test_references_are_a_table_with_their_places():
    """The numbers of an article are columns; what is not named is missing."""
    text = "通知\n\n　　一、依据\n\n　　根据《渡口法》第三条第二款和国发[2019]5号，通知如下。"
    table = pt.references(pt.Corpus.from_texts({"甲": text}))

    assert list(table.columns) == [
        "document", "section", "kind", "text", "value", "law", "article", "paragraph", "item",
        "page", "line", "column", "start", "end",
    ]  # fmt: skip
    assert table.astype(object).where(table.notna(), None).to_numpy().tolist() == [
        ["甲", "一、依据", "title", "《渡口法》", "渡口法", "", None, None, None,
         None, 5, 5, 10, 15],
        ["甲", "一、依据", "article", "第三条第二款", "第3条第2款", "渡口法", 3, 2, None,
         None, 5, 10, 15, 21],
        ["甲", "一、依据", "document_number", "国发[2019]5号", "国发〔2019〕5号", "", None, None,
         None, None, 5, 17, 22, 32],
    ]  # fmt: skip
    assert table.attrs["stamp"]["cleaning"] == "on"


def test_a_corpus_without_references_gives_an_empty_table():
    """With the same columns and types."""
    table = pt.references(pt.Corpus.from_texts({"甲": "渡口"}))

    assert (len(table), str(table["article"].dtype)) == (0, "Int64")
    assert list(table.columns)[:3] == ["document", "section", "kind"]


PIECES = [
    *"第三十条款项之（）《》〈〉〔〕5号令至、和，\n",
    *("2019", "国发", "本法", "渡口法", "规定", "令第5号", "第三条", "〔2019〕5号"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_spans_are_exact_in_any_text(text):
    """Each reference is what its span holds, in order, and those of a kind stand apart."""
    references = find_references(text)

    assert [r.start for r in references] == sorted(r.start for r in references)
    for kind in ("title", "article", "document_number"):
        spans = [(r.start, r.end) for r in references if r.kind == kind]
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(r.text == text[r.start : r.end] and r.value for r in references)


@pytest.mark.parametrize(
    "piece", ["《", "》", "第", "第三条、", "（2019）", "号", "国", "本法第三条"]
)
def test_a_long_text_of_one_piece_is_searched(piece):
    """A step whose time grew as the square of the length would take minutes."""
    text = piece * 40_000

    assert all(r.text == text[r.start : r.end] for r in find_references(text))

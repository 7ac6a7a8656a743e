"""Themed sections: which sections are about a theme, how much, and with which text."""

from __future__ import annotations

import pandas as pd
import pytest

import policytext as pt
from policytext.errors import InputError, ReadError
from policytext.numbering import LEVELS

TEXT = """\
关于工作的报告
今年改革了作风。
一、发展经济
办好企业，改革企业。
（一）办好工厂。多办工厂。
（二）搞好作风。反对形式主义，改进作风。
二、改进作风
反对形式主义。
"""


@pytest.fixture(scope="module")
def report() -> pt.Corpus:
    return pt.Corpus.from_texts({"甲": TEXT})


@pytest.fixture(scope="module")
def study_report() -> pt.Corpus:
    return pt.datasets.load("study_report")


def test_the_section_about_作风建设_comes_first(study_report):
    """Of the bundled study report that is item 2 of section 三, with its whole text."""
    best = pt.sections(study_report, "作风建设").iloc[0]

    assert best["heading"] == "2、擦亮作风建设这面镜子"
    assert best["heading_path"].startswith("三、")
    assert (best["level"], best["number"]) == ("1、", 2)
    assert best["text"].startswith("2、擦亮作风建设这面镜子。")
    assert best["text"].endswith("接受全局干部和全县人民的监督。")


def test_the_section_about_作风建设_of_the_real_report_comes_first(shared):
    """Of the study report as found on the web that is item 2 of section 二."""
    best = pt.sections(pt.read(shared / "study_report"), "作风建设").iloc[0]

    assert (best["level"], best["number"]) == ("1、", 2)
    assert best["heading_path"].startswith("二、")


@pytest.mark.parametrize(
    ("theme", "heading"),
    [
        ("理想信念", "1、守住理想信念这条根"),
        ("法治建设", "1、用好法治这把尺子"),
        ("民生保障", "3、拎起民生改善这条线"),
        ("干部队伍", "1、带好干部队伍这支主力"),
    ],
)
def test_themes_of_the_bundled_report_are_found(study_report, theme, heading):
    """Each item was written about one theme, and comes first for it."""
    assert pt.sections(study_report, theme, top=1)["heading"].tolist() == [heading]


def test_a_theme_may_be_a_term_or_several(report):
    """What is no theme of the codebook is a term of the text; a list is counted together."""
    one = pt.sections(report, "企业")
    two = pt.sections(report, ["工厂", "企业"], level="一、")

    assert one[["heading", "hits", "terms"]].values.tolist() == [["一、发展经济", 2, "企业 2"]]
    assert two["terms"].tolist() == ["企业 2, 工厂 2"]


def test_the_columns_of_a_section(report):
    """Everything that is needed to quote a section and to find it in the file."""
    table = pt.sections(report, "企业")
    row = table.iloc[0]

    assert table.page.isna().all()
    assert row.drop("page").to_dict() == {
        "document": "甲", "level": "一、", "number": 1, "heading": "一、发展经济",
        "heading_path": "一、发展经济", "score": row["score"], "hits": 2, "terms": "企业 2",
        "chars": 49, "line": 3, "start": 17, "end": 69, "text": "\n".join(TEXT.split("\n")[2:6]),
    }  # fmt: skip


def test_text_without_a_heading_has_a_row_of_its_own(report):
    """What stands before the first heading is found too, with an empty level and heading."""
    table = pt.sections(report, "今年")

    assert table[["level", "number", "heading", "line", "text"]].values.tolist() == [
        ["", 0, "", 1, "关于工作的报告\n今年改革了作风。"]
    ]


def test_a_document_without_headings_is_one_row():
    """It stands as a whole."""
    corpus = pt.Corpus.from_texts({"甲": "改进作风。\n反对浪费。"})

    table = pt.sections(corpus, "作风")

    assert table[["level", "heading", "text"]].values.tolist() == [
        ["", "", "改进作风。\n反对浪费。"]
    ]


@pytest.mark.parametrize(
    ("level", "headings"),
    [
        ("一、", ["二、改进作风", "一、发展经济"]),
        ("（一）", ["（二）搞好作风"]),
        ("1、", []),
    ],
)
def test_level_looks_at_one_level_only(report, level, headings):
    """With a level the sections of that level are scored as wholes."""
    assert pt.sections(report, "作风建设", level=level)["heading"].tolist() == headings


def test_a_section_gives_way_to_a_part_that_is_more_about_the_theme(report):
    """一 as a whole is less about 作风 than its （二）, so that stands alone, without 一."""
    headings = pt.sections(report, "作风建设")["heading"].tolist()

    assert headings == ["（二）搞好作风", "二、改进作风", ""]


@pytest.mark.parametrize("theme", ["作风建设", "信访工作", "群众", ["人民", "改革", "十八大"]])
def test_no_text_is_returned_twice(study_report, theme):
    """The sections of a result do not overlap, and their texts are those of their places."""
    table = pt.sections(study_report, theme).sort_values("start")

    assert (table["start"].iloc[1:].to_numpy() >= table["end"].iloc[:-1].to_numpy()).all()
    text = study_report[0].text
    for row in table.itertuples():
        assert text[row.start : row.end] == row.text
        assert row.hits == sum(int(part.rsplit(" ", 1)[1]) for part in row.terms.split(", "))


def test_the_hits_of_all_sections_are_those_of_the_text(study_report):
    """Whatever the cut into sections, a term's hits add up to its count."""
    count = pt.count(study_report, "群众")["count"].item()

    assert pt.sections(study_report, "群众")["hits"].sum() == count


def test_length_alone_does_not_raise_the_score():
    """The same section twice as long, with twice the hits, is scored no more than damped."""
    once, filler = "改进作风。", "办好企业，发展经济，建设城市。" * 40
    text = (
        f"一、甲甲\n{once}{filler}\n二、乙乙\n{once}{filler * 3}\n三、丙丙\n{filler * 3}作风{once}"
    )
    table = pt.sections(pt.Corpus.from_texts({"甲": text}), "作风", level="一、")

    assert table["heading"].tolist() == ["一、甲甲", "三、丙丙", "二、乙乙"]


def test_the_score_is_the_formula():
    """With r = 1000 c / (n + 200): r / (1 + r / 2) of the body, and so many times the heading's."""
    corpus = pt.Corpus.from_texts({"甲": "一、作风\n改进作风，作风好。"})

    scores = [pt.sections(corpus, "作风", heading_weight=w)["score"].item() for w in (3, 1, 0)]

    def part(hits: int, chars: int) -> float:
        rate = 1000 * hits / (chars + 200)
        return rate / (1 + rate / 2)

    assert scores == [round(part(2, 9) + n * part(1, 4), 4) for n in (3, 1, 0)]


def test_a_hit_in_the_heading_weighs_more():
    """Of two sections with one hit each, that with the hit in its heading comes first."""
    corpus = pt.Corpus.from_texts({"甲": "一、甲乙\n作风\n二、作风\n甲乙"})

    weighted = pt.sections(corpus, "作风")
    plain = pt.sections(corpus, "作风", heading_weight=1)

    assert weighted["heading"].tolist() == ["二、作风", "一、甲乙"]
    assert plain["heading"].tolist() == ["一、甲乙", "二、作风"]


def test_sections_of_several_documents_are_ranked_together(report):
    """The best of all documents come first; `top` keeps so many of all."""
    corpus = pt.Corpus.from_texts({"甲": TEXT, "乙": "一、作风\n作风，作风，作风。"})

    table = pt.sections(corpus, "作风", top=2)

    assert table["document"].tolist() == ["乙", "甲"]


def test_a_codebook_of_ones_own_has_ones_own_themes(report, tmp_path):
    """By its file or loaded before; the stamp names it with its hash."""
    file = tmp_path / "工业.yaml"
    file.write_text("name: 工业\nversion: 2\nthemes: {工: {terms: [工厂]}}", encoding="utf-8")
    book = pt.Codebook.load(file)

    by_path = pt.sections(report, "工", codebook=file)

    pd.testing.assert_frame_equal(by_path, pt.sections(report, "工", codebook=book))
    assert by_path["heading"].tolist() == ["（一）办好工厂"]
    assert by_path.attrs["stamp"]["codebook"] == f"工业 2 {book.hash}"
    assert by_path.attrs["stamp"]["theme"] == "工"
    with pytest.raises(ReadError):
        pt.sections(report, "工", codebook=tmp_path / "no.yaml")


def test_terms_without_a_hit_give_an_empty_table(report):
    """A theme of the codebook that does not occur is no error; a term that does not is mistyped."""
    table = pt.sections(report, "国防和军队")

    assert (len(table), len(table.columns)) == (0, 14)
    with pytest.raises(InputError, match="'没有' is no theme"):
        pt.sections(report, ["企业", "没有"])


@pytest.mark.parametrize(
    ("theme", "options", "message"),
    [
        (
            "作风建社", {},
            "'作风建社' is no theme of the codebook 'policy' and does not occur in the text. "
            "Did you mean '作风建设'?",
        ),
        ("", {}, "A term must not be empty, got ''. Name what to count."),
        ([], {}, "`terms` must name at least one term, got none."),
        (1.5, {}, "`theme` must be a string or several, got 1.5."),
        (["作风", 5], {}, "`theme` must be a string or several, got 5."),
        (
            "作风", {"level": "章节"},
            f"`level` must be one of {list(LEVELS)}, got '章节'.",
        ),
        ("作风", {"top": 0}, "`top` must be 1 or more, got 0."),
        ("作风", {"heading_weight": -1}, "`heading_weight` must be 0 or more, got -1."),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_named(report, theme, options, message):
    """A theme that does not exist suggests the nearest."""
    with pytest.raises(InputError) as caught:
        pt.sections(report, theme, **options)

    assert str(caught.value) == message


def test_a_theme_far_from_all_lists_them(report):
    """Without a near name the message lists the themes there are."""
    with pytest.raises(InputError, match=r"The themes are \['经济', .*'外交'\]\.$"):
        pt.sections(report, "xyz")


def test_an_empty_corpus_is_an_error():
    """There is nothing to look through."""
    with pytest.raises(InputError) as caught:
        pt.sections(pt.Corpus.from_texts({}), "作风建设")

    assert str(caught.value) == "`corpus` must have at least one document, got an empty one."


def test_several_themes_are_taken_together(report):
    """Named themes and terms in one list: their hits add up, a place counts once."""
    together = pt.sections(report, ["作风建设", "企业"], level="一、")

    assert together["heading"].tolist() == ["一、发展经济", "二、改进作风"]
    assert "企业 2" in together["terms"].iloc[0]
    assert "形式主义 1" in together["terms"].iloc[0]


def test_in_a_list_too_what_is_mistyped_is_named(report):
    """Neither a theme nor in the text."""
    with pytest.raises(InputError) as caught:
        pt.sections(report, ["企业", "作风建社"])

    assert str(caught.value).startswith("'作风建社' is no theme of the codebook 'policy'")


def test_a_provision_is_text_and_no_heading():
    """（一）有名称； has nothing under it and ends as sentences do: it weighs no more than text."""
    text = "第一条 设立企业应当：\n（一）有企业的名称；\n（二）有场所。\n"
    corpus = pt.Corpus.from_texts({"甲": text})

    evidence = pt.theme_evidence(corpus, ["题"], codebook=pt.Codebook.of_terms("题", ["企业"]))

    assert not evidence["in_heading"].any()

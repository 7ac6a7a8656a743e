"""Laws and regulations: 编 章 节 条 款 项 目, in the ways in which they are written."""

from __future__ import annotations

import csv

import pytest

import policytext as pt
from policytext.structure import parse_outline

LAW = """渡口管理法
（2001年3月1日通过　根据2019年5月2日《关于修改〈渡口管理法〉的决定》修正）
第一章　总　　则
第一条　为了管好渡口，制定本法。
第二条　渡口由县管理。
县可以委托乡管理，但是下列渡口除外：
（一）跨县的渡口；
（二）跨省的渡口，包括：
1.汽车渡口；
2.火车渡口。
委托应当公告。
第二章　渡船
第一节　船只
第三条　船只应当坚固。
第三条之一　船只应当登记。
第二节　船员
第四条　船员应当会水。
附　则
第五条　本法自公布之日起施行。"""


def shown(text: str) -> list[str]:
    """Write the outline of a text, two spaces a level."""
    return str(parse_outline(text)).split("\n")


def counts(text: str) -> tuple[int, int, int]:
    """Count the chapters, sections and articles of a text."""
    outline = parse_outline(text)
    return len(outline.sections("章")), len(outline.sections("节")), len(outline.sections("条"))


def articles(text: str) -> list[str]:
    """List the numbers of the articles of a text."""
    return [section.marker for section in parse_outline(text).sections("第一条")]


def test_a_law_is_a_tree_of_chapters_sections_articles_paragraphs_and_items():
    """款 are numbered where an article has several, and 项 stand in the 款 before them."""
    assert shown(LAW) == [
        "第一章 总则",
        "  第一条",
        "  第二条",
        "    第一款",
        "    第二款",
        "      （一）跨县的渡口",
        "      （二）跨省的渡口，包括：",
        "        1.汽车渡口",
        "        2.火车渡口",
        "    第三款",
        "第二章 渡船",
        "  第一节 船只",
        "    第三条",
        "    第三条之一",
        "  第二节 船员",
        "    第四条",
        "附则",
        "  第五条",
    ]
    assert parse_outline(LAW).warnings == []


def test_an_article_counts_as_it_is_cited():
    """第三条之一 is number 3 with the suffix 1; a path reads as a citation does."""
    outline = parse_outline(LAW)
    item = outline.sections("1、")[1]

    assert [(s.number, s.suffix) for s in outline.sections("条")] == [
        (1, 0), (2, 0), (3, 0), (3, 1), (4, 0), (5, 0),
    ]  # fmt: skip
    assert item.path == ("第一章 总则 > 第二条 > 第二款 > （二）跨省的渡口，包括： > 2.火车渡口")


def test_the_paragraphs_of_an_article_are_its_own_without_the_items():
    """The 款 of an article are its paragraphs; 项 are sub-sections."""
    second = parse_outline(LAW).sections("条")[1]

    assert second.paragraphs == [
        "渡口由县管理。",
        "县可以委托乡管理，但是下列渡口除外：",
        "委托应当公告。",
    ]
    assert [(s.level, s.number, s.text) for s in second.children if s.level == "款"][2] == (
        "款", 3, "委托应当公告。",
    )  # fmt: skip


def test_the_items_of_an_article_of_one_paragraph_hang_under_it():
    """Such an article is cited 第一条第（二）项, without a 款."""
    assert shown("第一条 下列行为禁止：\n（一）偷渡；\n（二）超载。") == [
        "第一条",
        "  （一）偷渡",
        "  （二）超载",
    ]


def test_chapters_are_not_cut_into_paragraphs():
    """The outermost level of a law without chapters is the article."""
    corpus = pt.Corpus.from_texts({"法": "渡口规定\n第一条 甲。\n乙。\n第二条 丙。"})

    assert list(corpus.sections().docs["section"]) == ["", "第一条", "第二条"]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("第一百二十三条 渡口应当修好。", 123),
        ("第一百零五条　渡口应当修好。", 105),
        ("第一〇五条　渡口应当修好。", 105),
        ("第一千二百六十条\t渡口应当修好。", 1260),
        ("第12条 渡口应当修好。", 12),
        ("第１２条　渡口应当修好。", 12),
        ("第 十 二 条　渡口应当修好。", 12),
        ("第十二条", 12),
        ("第十二条 【渡船】渡口应当修好。", 12),
    ],
)
def test_the_number_of_an_article_is_written_in_many_ways(line, number):
    """Han and Arabic numbers, with and without spaces."""
    (article,) = parse_outline(line).sections("条")

    assert article.number == number


@pytest.mark.parametrize(
    "line",
    [
        "第三条规定的渡口，由县管理。",
        "第三条所称渡口，是指公用的渡口。",
        "第三条、第五条所列渡口，由县管理。",
        "第三条至第五条的规定，适用于渡船。",
        "第三条和第五条不适用于渡船。",
        "第三条第二款规定的渡口，由县管理。",
        "第三条 第二款规定的渡口，由县管理。",
        "第三条中的“渡口”包括码头。",
        "第三条修改为：“渡口由县管理。”",
        "第三条增加一款，作为第二款：“渡口由县管理。”",
        "第三条（二）项所列渡口，由县管理。",
        "第三章规定的渡口，由县管理。",
        "第三章改为第四章",
        "第三节课讲渡口，第四节课讲渡船。",
        "第三条战线也很重要。",
        "第三编辑部的工作。",
    ],
)
def test_a_paragraph_that_begins_with_a_reference_opens_no_article(line):
    """Only the number of the article itself does, also when that one comes later."""
    outline = parse_outline(f"第二条 甲。\n{line}\n第三条 乙。\n第四条 丙。")

    assert [s.text for s in outline.sections("条")] == [
        f"第二条 甲。\n{line}",
        "第三条 乙。",
        "第四条 丙。",
    ]
    assert outline.sections("章") == outline.sections("节") == outline.sections("编") == []


def test_articles_whose_number_is_not_set_apart_are_known_by_their_order():
    """第二条船只… is the second article after the first, and a reference out of order is none."""
    text = (
        "第一条为了管好渡口，制定本办法。\n第二条船只应当坚固。\n第九条有例外。\n"
        "第三条（船员）\n船员应当会水。\n第四条：船费由县定。\n第五条、船费应当公示。"
    )

    assert articles(text) == ["第一条", "第二条", "第三条", "第四条", "第五条"]


def test_an_article_may_have_a_heading_in_brackets():
    """Its heading is in the title; the text begins after it."""
    text = "第一条（目的）\n为了管好渡口，制定本条例。\n第二条 【范围】本条例适用于渡口。"
    first, second = parse_outline(text).sections("条")

    assert (first.title, first.paragraphs) == ("第一条 目的", ["为了管好渡口，制定本条例。"])
    assert (second.title, second.paragraphs) == ("第二条 范围", ["本条例适用于渡口。"])


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("第一章 总则", "第一章 总则"),
        ("第一章总则", "第一章 总则"),
        ("第 一 章　总　则", "第一章 总则"),
        ("第一章：总则", "第一章 总则"),
        ("第一章\n总则", "第一章 总则"),
        ("第一章 总则。", "第一章 总则"),
        ("第二章 权利、义务和责任", "第二章 权利、义务和责任"),
        ("第1章 总则", "第1章 总则"),
        ("第一章 渡口 渡船", "第一章 渡口 渡船"),
    ],
)
def test_the_heading_of_a_chapter_is_written_in_many_ways(line, title):
    """Letter-spacing is no part of it."""
    text = f"{line}\n第一条 渡口应当修好。"

    assert [s.title for s in parse_outline(text).sections("章")] == [title]


def test_a_code_has_books_and_parts_of_books():
    """Chapters count on through 分编, and 附则 stands beside the books."""
    text = """第一编　总则
第一章　渡口
第一条　甲。
第二编　渡船
第一分编　船只
第一章　木船
第二条　乙。
第二分编　船员
第二章　船长
第三条　丙。
附则
第四条　丁。"""

    assert shown(text) == [
        "第一编 总则",
        "  第一章 渡口",
        "    第一条",
        "第二编 渡船",
        "  第一分编 船只",
        "    第一章 木船",
        "      第二条",
        "  第二分编 船员",
        "    第二章 船长",
        "      第三条",
        "附则",
        "  第四条",
    ]
    assert parse_outline(text).warnings == []


@pytest.mark.parametrize("heading", ["目录\n", "目　录\n", ""])
def test_a_table_of_contents_is_text(heading):
    """Chapters listed before the law are not counted twice."""
    text = f"""渡口法
{heading}第一章 总则
第二章 渡船
第一节 船只
第二节 船员
附则
第一章 总则
第一条 甲。
第二章 渡船
第一节 船只
第二条 乙。
第二节 船员
第三条 丙。
附则
第四条 丁。"""

    assert counts(text) == (2, 2, 4)
    assert parse_outline(text).root.paragraphs[-1] == "附则"


@pytest.mark.parametrize("heading", ["目录\n", ""])
def test_the_table_of_contents_of_a_code_repeats_headings(heading):
    """第一章 一般规定 stands in each book; the first book's own heading is not lost."""
    listed = "第一编 总则\n第一章 一般规定\n第二编 渡船\n第一章 一般规定\n附则\n"
    law = (
        "第一编 总则\n第一章 一般规定\n第一条 甲。\n第二编 渡船\n第一章 一般规定\n第二条 乙。\n"
        "附则\n第三条 丙。"
    )
    text = f"渡口法典\n{heading}{listed}{law}"

    assert shown(text) == shown(law)
    assert [s.marker for s in parse_outline(text).sections("编")] == ["第一编", "第二编"]


def test_a_table_of_contents_may_have_page_numbers():
    """第一章 总则……1 comes again as 第一章 总则."""
    listed = "目录\n第一章　总则……1\n第二章　渡船（12）\n"
    text = f"{listed}第一章　总　则\n第一条　甲。\n第二章　渡船\n第二条　乙。"

    assert counts(text) == (2, 0, 2)


def test_articles_that_an_amendment_quotes_are_no_articles_of_its_own():
    """The wording between the quotation marks is text of the amendment."""
    text = """关于修改渡口法的决定
一、将第三条修改为：
“第三条 渡口由县管理。
第四条 渡船由乡管理。”
二、增加一章，作为第五章：
“第五章 罚则
“第三十条 超载的，罚款。
“第三十一条 偷渡的，罚款。”
三、本决定自公布之日起施行。"""
    outline = parse_outline(text)

    assert counts(text) == (0, 0, 0)
    assert [s.number for s in outline.sections("一、")] == [1, 2, 3]
    assert outline.warnings == []


def test_a_quotation_that_is_never_closed_swallows_no_article():
    """A missing quotation mark must not cost the rest of the law."""
    rest = "\n".join(f"第{n}条 甲乙。" for n in range(2, 90))

    assert len(articles(f"第一条 表述如下：\n“渡口由县管理。\n{rest}")) == 89


def test_the_law_that_a_decision_annexes_is_counted():
    """What is annexed is an 附件 with its own title, chapters and articles."""
    text = """关于修改渡口法的决定
一、删去第九条。
二、本决定自公布之日起施行。
附：渡口法
第一章 总则
第一条 甲。
第二条 乙。"""

    assert shown(text) == [
        "一、删去第九条",
        "二、本决定自公布之日起施行",
        "附 渡口法",
        "  第一章 总则",
        "    第一条",
        "    第二条",
    ]


def test_annexes_of_a_law_count_their_own():
    """附件一 after the last article ends it."""
    law = "第一章 总则\n第一条 甲。\n第二条 乙。"
    text = f"{law}\n附件一\n渡口名录\n一、东渡\n二、西渡\n附件二：渡费表\n一、人\n二、车"

    assert shown(text) == [
        "第一章 总则",
        "  第一条",
        "  第二条",
        "附件一 渡口名录",
        "  一、东渡",
        "  二、西渡",
        "附件二 渡费表",
        "  一、人",
        "  二、车",
    ]


def test_a_preamble_is_headed():
    """序言 of a constitution stands before its chapters."""
    assert shown("渡口宪章\n序　言\n渡口历史悠久。\n第一章　总纲\n第一条　甲。") == [
        "序言",
        "第一章 总纲",
        "  第一条",
    ]


def test_articles_count_on_through_headings_of_official_documents():
    """In some rules 一、 stands over the articles."""
    assert shown("一、渡口\n第一条 甲。\n第二条 乙。\n二、渡船\n第三条 丙。\n丁。") == [
        "一、渡口",
        "  第一条",
        "  第二条",
        "二、渡船",
        "  第三条",
        "    第一款",
        "    第二款",
    ]


def test_old_rules_count_their_provisions_through_the_chapters():
    """一、 goes on from one chapter to the next."""
    outline = parse_outline("第一章 总则\n一、甲。\n二、乙。\n第二章 渡船\n三、丙。\n四、丁。")

    assert [s.path for s in outline.sections("一、")][2] == "第二章 渡船 > 三、丙"
    assert outline.warnings == []


def test_old_articles_list_their_items_with_the_numbers_of_headings():
    """一、 in an article is an item of it."""
    assert shown("第一条 禁止：\n一、偷渡；\n二、超载。\n第二条 甲。") == [
        "第一条",
        "  一、偷渡",
        "  二、超载",
        "第二条",
    ]


def test_a_missing_article_is_told():
    """A repealed article, or one that was lost."""
    assert parse_outline("第一条 甲。\n第三条 乙。\n第四条 丙。").warnings == [
        "第三条: number 3 where 2 was expected."
    ]


def test_a_decree_annexes_the_regulation_that_it_promulgates():
    """Preamble and signature of the decree are not the regulation's."""
    text = """县人民政府令
第7号
现公布《渡口办法》，自公布之日起施行。
县长　王二
2019年1月2日
渡口办法
第一条　甲。
第二条　乙。"""
    outline = parse_outline(text)

    assert shown(text) == ["落款", "渡口办法", "  第一条", "  第二条"]
    assert outline.sections("落款")[0].text == "县长　王二\n2019年1月2日"


def test_chapters_sections_and_articles_of_real_laws(shared):
    """All right on all of them."""
    with open(shared / "laws/gold.csv", encoding="utf-8-sig", newline="") as file:
        gold = list(csv.DictReader(file))
    corpus = pt.read([shared / "laws" / row["file"] for row in gold])

    assert {d.id: counts(d.text) for d in corpus} == {
        row["file"][:-4]: (int(row["chapters"]), int(row["sections"]), int(row["articles"]))
        for row in gold
    }

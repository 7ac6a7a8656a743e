import pytest

import policytext as pt
from policytext.errors import InputError
from policytext.structure import depth, parse_outline

REPORT = """甲市报告
前言。
一、成绩
过去一年，成绩很好。
（一）工业
工业增长。
1、钢铁。产量上升。
（1）铁矿
（二）农业。粮食丰收。
二、任务
要做三件事。一是修路，路要直。二是架桥；三是植树。
三、结语"""


def test_the_outline_is_a_tree_of_numbered_headings():
    """Each heading hangs under the one of the next higher level before it."""
    assert str(parse_outline(REPORT)).split("\n") == [
        "一、成绩",
        "  （一）工业",
        "    1、钢铁",
        "      （1）铁矿",
        "  （二）农业",
        "二、任务",
        "  一是修路，路要直",
        "  二是架桥",
        "  三是植树",
        "三、结语",
    ]


def test_a_section_knows_its_heading_span_text_and_place():
    """A section reaches to the next heading of its level and keeps its sub-sections."""
    outline = parse_outline(REPORT)
    section = outline.sections("一、")[0]

    assert (section.level, section.number, section.heading) == ("一、", 1, "成绩")
    assert section.span == (REPORT.index("一、"), REPORT.index("二、"))
    assert section.text == REPORT[section.start : section.end].rstrip("\n")
    assert section.paragraphs == ["过去一年，成绩很好。"]
    assert [child.title for child in section.children] == ["（一）工业", "（二）农业"]
    assert repr(section) == "<Section '一、成绩' [9, 66)>"


def test_a_path_names_all_headings_above():
    """The path leads from the outermost heading to the section itself."""
    outline = parse_outline(REPORT)

    assert outline.sections("（1）")[0].path == "一、成绩 > （一）工业 > 1、钢铁 > （1）铁矿"
    assert depth(outline.sections("（1）")[0]) == 4
    assert outline.root.path == ""


def test_the_first_sentence_of_a_numbered_paragraph_is_its_heading():
    """A run-in heading goes without its stop, and the rest of the paragraph is the body."""
    section = parse_outline(REPORT).sections("1、")[0]

    assert (section.heading, section.paragraphs) == ("钢铁", ["产量上升。"])


def test_a_long_first_sentence_is_no_heading():
    """A numbered paragraph that begins with a long sentence has no heading, only a body."""
    sentence = "全市上下要认真学习" * 8 + "。"
    section = parse_outline(f"1、{sentence}").sections("1、")[0]

    assert (section.heading, section.paragraphs) == ("", [sentence])


def test_the_text_before_the_first_heading_belongs_to_the_document():
    """The document itself is the root, without number or heading."""
    root = parse_outline(REPORT).root

    assert (root.paragraphs, root.number, root.title) == (["甲市报告", "前言。"], 0, "")


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("前言", ""),
        ("过去", "一、成绩"),
        ("铁矿", "（1）铁矿"),
        ("粮食", "（二）农业"),
        ("架桥", "二是架桥"),
    ],
)
def test_a_place_is_in_the_innermost_section_around_it(word, title):
    """A word stands in the deepest section that holds it."""
    outline = parse_outline(REPORT)

    assert outline.section_at(REPORT.index(word)).title == title


def test_an_unknown_level_names_the_known_ones():
    """A level is named by its first number."""
    with pytest.raises(InputError) as caught:
        parse_outline(REPORT).sections("1.")

    assert str(caught.value) == (
        "`level` must be one of ['一、', '（一）', '1、', '（1）', '一是'], got '1.'."
    )


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("一、甲\n三、丙", ["三、丙: number 3 where 2 was expected."]),
        ("一、甲\n一、乙", ["一、乙: number 1 where 2 was expected."]),
        ("二、乙", ["二、乙: number 2 where 1 was expected."]),
        ("一、甲\n1、子\n二、乙\n1、丑", []),
        (
            "一、甲\n是修好道路，二是架好桥梁。",
            [],
        ),
        (
            "一、甲\n抓好落实。是修好道路，方便出行。二是架好桥梁。",
            ["一、甲: an item has lost its number: 是修好道路，方便出行。二…"],
        ),
    ],
)
def test_odd_numbering_is_told(text, warnings):
    """Numbers that are missing, repeated or lost are warnings, and the sections stand."""
    assert parse_outline(text).warnings == warnings


@pytest.mark.parametrize(
    ("paragraph", "items"),
    [
        ("一是修路。二是架桥。", ["一是修路", "二是架桥"]),
        ("一要学，二要干，三要实。", ["一要学，", "二要干，", "三要实"]),
        ("一要学。二是干。", ["一要学", "二是干"]),
        ("一是修路。", []),
        ("这是一是一的问题，二是二。", []),
        ("一是修路。三是植树。", []),
        ("唯一是不够的。二是不行。", []),
    ],
)
def test_an_enumeration_inside_a_paragraph_has_items(paragraph, items):
    """The items of an enumeration are numbered from one without a gap; one alone is none."""
    assert [s.title for s in parse_outline(paragraph).sections("一是")] == items


@pytest.mark.parametrize(
    ("paragraph", "last"),
    [
        ("一是修路。二是架桥。这两件事都要办好。", "二是架桥。"),
        ("一是修路；二是架桥。各地要抓好落实。", "二是架桥。"),
        ("一是修路。路要直。二是架桥。桥要宽。各地要抓好落实。", "二是架桥。桥要宽。"),
        ("一是修路，二是架桥", "二是架桥"),
        ("一是修“富民路”。二是架“连心桥。”各地要抓好落实。", "二是架“连心桥。”"),
    ],
)
def test_the_last_item_ends_with_its_sentence(paragraph, last):
    """What follows an enumeration is not its last item's, which is no longer than the others."""
    assert parse_outline(paragraph).sections("一是")[-1].text == last


def test_an_enumeration_stays_inside_its_paragraph():
    """Each paragraph numbers its own items."""
    outline = parse_outline("一是甲。二是乙。\n三是丙。\n一是丁。二是戊。")

    assert [s.title for s in outline.sections("一是")] == ["一是甲", "二是乙", "一是丁", "二是戊"]


def test_a_text_without_headings_has_an_empty_outline():
    """No heading, no section, and every place belongs to the document."""
    outline = parse_outline("甲。\n乙。")

    assert (len(outline), list(outline), outline.warnings) == (0, [], [])
    assert outline.section_at(3) is outline.root
    assert parse_outline("").sections() == []


def test_a_notebook_shows_the_tree_without_trusting_the_text():
    """Titles are escaped, warnings are shown."""
    html = parse_outline("一、甲<b>\n三、乙")._repr_html_()

    assert "一、甲&lt;b&gt;" in html
    assert "<b>" not in html
    assert "⚠ 三、乙: number 3 where 2 was expected." in html


# ---------------------------------------------------------------- corpora


@pytest.fixture(scope="module")
def study_report():
    return pt.datasets.load("study_report")[0]


def test_the_planted_outline_is_found(study_report):
    """Three headings, each with three items, as planted.md lists them."""
    outline = study_report.outline

    assert [s.title for s in outline.sections("一、")] == [
        "一、原原本本读报告,把牢方向,在学深学透中坚定信心",
        "二、对照县情找差距,在破解难题中促和谐",
        "三、立足岗位见行动,锤炼本领,在服务人民中展现新面貌",
    ]
    assert [s.title for s in outline.sections("1、")] == [
        "1、守住理想信念这条根",
        "2、扭住科学发展这把钥匙",
        "3、拎起民生改善这条线",
        "1、用好法治这把尺子",
        "2、夯实基层治理这块基石",
        "3、解好矛盾纠纷这道难题",
        "1、带好干部队伍这支主力",
        "2、擦亮作风建设这面镜子",
        "3、扎紧制度机制这道篱笆",
    ]
    assert len(outline.sections("（一）")) == len(outline.sections("（1）")) == 0


def test_the_planted_enumerations_are_found(study_report):
    """Seven enumerations with 26 members, 是 and 要, one of which has lost its first number."""
    items = study_report.outline.sections("1、")
    markers = ["".join(s.marker[-1] for s in i.children) for i in items]

    assert markers == [
        "要要要",
        "",
        "是是是是",
        "是是是",
        "是是是",
        "",
        "要要要要",
        "是是是是",
        "是是是是是",
    ]
    assert [[s.number for s in i.children] for i in items if i.children] == [
        [*range(1, len(i.children) + 1)] for i in items if i.children
    ]
    assert study_report.outline.warnings == [
        "2、夯实基层治理这块基石: an item has lost its number: 是划小单元,以50户左右…"
    ]


def test_the_planted_enumerations_end_where_planted(study_report):
    """The last members end with their paragraphs or their last sentences."""
    items = study_report.outline.sections("1、")
    last = {i.title[:4]: i.children[-1].text for i in items if i.children}

    assert last["3、扎紧"].endswith("绝不姑息。")
    assert last["2、擦亮"].endswith("取信于民。")
    assert last["2、夯实"].endswith("说了算。")


def test_sections_cover_the_text_of_every_bundled_report():
    """The top sections follow each other without a gap from the first heading to the end."""
    for document in pt.datasets.load("work_reports"):
        top = [s for s in document.outline.root.children if s.level != "一是"]

        assert [s.end for s in top] == [*[s.start for s in top[1:]], len(document.text)]


def test_a_numbered_paragraph_without_a_heading_is_named_by_its_first_words():
    """Where the first sentence is too long for a heading, the path still tells what it is."""
    long = "对省级人民政府报请国务院批准的事项" * 5
    section = parse_outline(f"一、{long}。其他。").sections("一、")[0]

    assert section.heading == ""
    assert section.title == "一、对省级人民政府报请国务院…"

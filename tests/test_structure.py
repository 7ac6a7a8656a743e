import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError
from policytext.structure import Section, depth, parse_outline

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
        "`level` must be one of ['附件', '第一部分', '第一编', '第一分编', '第一章', '第一节', "
        "'第一条', '款', '标题', '一、', '第一、', '（一）', '1', '1.1', '1.1.1', '1.1.1.1', "
        "'1、', '（1）', '①', '落款', '——', '一是'], got '1.'."
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


def test_items_may_begin_paragraphs():
    """An item reaches to the next; the last one ends with its paragraph."""
    text = "一、成绩\n一是修了路。\n路很直。\n二是架了桥。\n各地都很好。\n二、任务"
    items = parse_outline(text).sections("一是")

    assert [s.text for s in items] == ["一是修了路。\n路很直。", "二是架了桥。"]
    assert [s.path for s in items] == ["一、成绩 > 一是修了路", "一、成绩 > 二是架了桥"]


@pytest.mark.parametrize(
    ("paragraph", "items"),
    [
        ("第一，修路。第二，架桥。", ["第一，修路", "第二，架桥"]),
        ("第一、修路；第二、架桥；第三、植树。", ["第一、修路", "第二、架桥", "第三、植树"]),
        ("其一，路不直。其二，桥不宽。", ["其一，路不直", "其二，桥不宽"]),
        (
            "首先，要修路。其次，要架桥。最后，要植树。",
            ["首先，要修路", "其次，要架桥", "最后，要植树"],
        ),
        ("首先要修路。再次要植树。", []),
        ("第一产业稳定，第二产业增长。", []),
        ("这是第一，也是第二。", []),
    ],
)
def test_speeches_count_their_points_in_other_words(paragraph, items):
    """第一, 其一 and 首先 are items too, where a second one follows."""
    assert [s.title for s in parse_outline(paragraph).sections("一是")] == items


def test_an_enumeration_may_stand_in_an_item_of_another():
    """Items of two kinds nest."""
    outline = parse_outline("第一，要修路。一是修大路。二是修小路。第二，要架桥。")

    assert str(outline).split("\n") == [
        "第一，要修路",
        "  一是修大路",
        "  二是修小路",
        "第二，要架桥",
    ]


def test_dashes_at_the_beginning_of_paragraphs_are_items():
    """Two or more in a row; a single one is a subtitle or a remark."""
    outline = parse_outline("目标是：\n——路更直。\n——桥更宽。要更快。\n请审议。\n——完")

    assert [(s.level, s.number, s.title) for s in outline] == [
        ("——", 1, "——路更直"),
        ("——", 2, "——桥更宽"),
    ]
    assert outline.root.paragraphs == [
        "目标是：",
        "——路更直。",
        "——桥更宽。要更快。",
        "请审议。",
        "——完",
    ]


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


# ---------------------------------------------------------------- numbers


PROSE = "各地要把路修直、把桥架宽，让渡口两岸的人都走得方便。"


def titles(text: str, *levels: str) -> list[str]:
    """List the titles of the sections of some levels, or of all."""
    return [s.title for s in parse_outline(text) if not levels or s.level in levels]


def test_a_heading_may_begin_with_a_number():
    """二、三大任务 is the second heading where a first came before."""
    text = "一、二三产业发展\n甲。\n二、三大任务\n乙。\n三、四季安排"

    assert titles(text) == ["一、二三产业发展", "二、三大任务", "三、四季安排"]


@pytest.mark.parametrize(
    "line", ["二、三产业都增长。", "一、二产业都增长。", "1、2月份都增长。", "3、4号渡口都修好。"]
)
def test_a_list_of_numbers_is_no_heading(line):
    """Where the number does not fit between the one before and the one after."""
    text = f"一、成绩\n{line}\n二、任务\n1、修路\n2、架桥"

    assert titles(text) == ["一、成绩", "二、任务", "1、修路", "2、架桥"]
    assert parse_outline(text).warnings == []


def test_a_number_may_stand_over_its_heading():
    """A bare number takes its heading from the next line, if that is no sentence."""
    text = "一\n成绩\n路修好了。\n二\n任务\n（一）\n修路\n（二）\n桥要架好。"
    outline = parse_outline(text)

    assert [s.path for s in outline] == [
        "一 成绩",
        "二 任务",
        "二 任务 > （一）修路",
        "二 任务 > （二）",
    ]
    assert outline.sections("一、")[0].paragraphs == ["路修好了。"]


def test_a_lone_number_is_no_heading():
    """一 by itself counts only with a second."""
    assert titles("一\n甲。\n乙。") == []


def test_decimal_numbers_are_levels_where_a_document_counts_with_them():
    """1, 1.1 and 1.1.1, as in emergency plans; a figure is none."""
    text = """渡口应急预案
1　总则
1.1　目的
为了救人。
3.5个百分点是目标。
1.2 依据
1.2.1渡口法
2　职责
2.1　县
（1）救人
（2）救船
3　附则"""

    assert str(parse_outline(text)).split("\n") == [
        "1 总则",
        "  1.1 目的",
        "  1.2 依据",
        "    1.2.1 渡口法",
        "2 职责",
        "  2.1 县",
        "    （1）救人",
        "    （2）救船",
        "3 附则",
    ]
    assert parse_outline(text).warnings == []


@pytest.mark.parametrize("first", ["一、总则", "1.总则", "第一章 总则"])
def test_decimal_numbers_may_stand_under_others(first):
    """1.1 under 一、, under 1. or under a chapter."""
    text = f"{first}\n1.1 目的\n甲。\n1.2 依据\n乙。\n1.2.1 渡口法"

    assert [s.title for s in parse_outline(text).sections("1.1")] == ["1.1 目的", "1.2 依据"]
    assert depth(parse_outline(text).sections("1.1.1")[0]) == 3


def test_figures_are_no_decimal_headings():
    """Paragraphs that begin with figures, however many."""
    assert titles("1.2亿元用于修路。\n3.5个百分点。\n1.1\n2 条路。\n2024 年") == []


def test_circled_numbers_and_half_brackets_are_levels():
    """① stands under （1）, and 1） is written for it."""
    text = "1.修路\n1）大路\n①直\n②宽\n2）小路\n㈠甲\n㈡乙"

    assert [(s.level, s.number) for s in parse_outline(text)] == [
        ("1、", 1), ("（1）", 1), ("①", 1), ("①", 2), ("（1）", 2), ("（一）", 1), ("（一）", 2),
    ]  # fmt: skip


def test_ordinals_are_headings_where_they_stand_alone():
    """第一、 without a full stop heads the paragraphs that follow."""
    text = f"一、任务\n第一、修路\n{PROSE}\n第二、架桥\n{PROSE}\n二、要求\n{PROSE}"

    assert str(parse_outline(text)).split("\n") == [
        "一、任务",
        "  第一、修路",
        "  第二、架桥",
        "二、要求",
    ]


def test_numbers_may_count_on_through_the_sections_above():
    """（三） is the first of its section where （二） was the last before."""
    text = "一、甲\n（一）子\n（二）丑\n二、乙\n（三）寅\n（四）卯"

    assert parse_outline(text).warnings == []


def test_a_list_may_begin_anew():
    """1、 2、 and again 1、 2、 are two lists; no number is wrong."""
    assert parse_outline("（一）甲\n1、子\n2、丑\n1、寅\n2、卯").warnings == []


def test_an_inner_list_with_the_same_numbers_does_not_end_the_outer_one():
    """一、 counted inside 二、 hangs under it when 三、 comes after."""
    text = "一、甲\n二、乙\n一、子\n二、丑\n三、寅\n四、卯\n三、丙"

    assert str(parse_outline(text)).split("\n") == [
        "一、甲",
        "二、乙",
        "  一、子",
        "  二、丑",
        "  三、寅",
        "  四、卯",
        "三、丙",
    ]
    assert parse_outline(text).warnings == []


def test_parts_of_a_report_are_a_level():
    """第一部分 stands over 一、."""
    text = f"第一部分　回顾\n一、修路\n{PROSE}\n第二部分　打算\n一、架桥\n第一部分的工作已经完成。"

    assert titles(text) == ["第一部分 回顾", "一、修路", "第二部分 打算", "一、架桥"]


def test_a_table_of_contents_of_a_plan_is_text():
    """Headings under 目录 that come again are not counted twice."""
    listed = "规划\n目录\n一、修路\n（一）大路\n二、架桥\n"
    text = f"{listed}一、修路\n（一）大路\n{PROSE}\n二、架桥\n{PROSE}"

    assert titles(text) == ["一、修路", "（一）大路", "二、架桥"]
    assert parse_outline(text).root.paragraphs == [
        "规划",
        "目录",
        "一、修路",
        "（一）大路",
        "二、架桥",
    ]


# ---------------------------------------------------------------- headings without a number


def test_short_lines_between_paragraphs_are_headings():
    """From two on; addresses, signatures and captions are none."""
    text = f"""工作报告
各位代表：
{PROSE}
去年的工作
{PROSE}
{PROSE}
今年的打算
{PROSE}
各位代表！
{PROSE}
王二　李四
2020年1月2日"""

    assert titles(text, "标题") == ["去年的工作", "今年的打算"]


def test_one_short_line_is_no_heading():
    """It may be anything."""
    assert titles(f"报告\n{PROSE}\n去年的工作\n{PROSE}") == []


def test_numbers_that_begin_again_under_a_heading_without_number_are_its_own():
    """A heading without a number stands over the 一、 that begins again after it."""
    text = f"""报告
各位代表：
去年的工作
一、修路
{PROSE}
二、架桥
{PROSE}
今年的打算
一、植树
{PROSE}"""

    assert str(parse_outline(text)).split("\n") == [
        "去年的工作",
        "  一、修路",
        "  二、架桥",
        "今年的打算",
        "  一、植树",
    ]


def test_a_heading_without_number_may_begin_with_a_year():
    """2018年工作回顾 is a heading, 2018年3月 is a date."""
    headings = [f"{line}\n{PROSE}" for line in ("2018年工作回顾", "2018年3月", "2019年主要任务")]
    text = "\n".join([f"报告\n各位代表：\n{PROSE}", *headings])

    assert titles(text, "标题") == ["2018年工作回顾", "2019年主要任务"]


def test_a_list_of_annexes_at_the_end_closes_the_text():
    """附件： may stand on a line of its own; the annexes are in other files."""
    text = f"报告\n一、回顾\n{PROSE}\n二、打算\n{PROSE}\n附件：\n1.2018年十件实事\n2.名词解释"

    assert parse_outline(text).sections("落款")[0].paragraphs == text.split("\n")[-3:]


def test_the_list_of_terms_after_a_report_is_annexed():
    """Its numbers are not those of the report's last section."""
    text = (
        f"报告\n一、回顾\n{PROSE}\n二、打算\n{PROSE}\n名词解释\n1.两水：雨水和河水。\n2.三水：略。"
    )

    assert str(parse_outline(text)).split("\n") == [
        "一、回顾",
        "二、打算",
        "名词解释",
        "  1.两水：雨水和河水",
        "  2.三水：略",
    ]


def test_headings_without_number_stand_within_numbers_that_count_on():
    """Between 一、 and 二、 they divide the first."""
    text = f"一、回顾\n修路\n{PROSE}\n架桥\n{PROSE}\n二、打算\n植树\n{PROSE}\n结束语\n{PROSE}"

    assert str(parse_outline(text)).split("\n") == [
        "一、回顾",
        "  修路",
        "  架桥",
        "二、打算",
        "  植树",
        "结束语",
    ]


# ---------------------------------------------------------------- closings and annexes

NOTICE = """关于修路的通知
各县人民政府：
现将有关事项通知如下。
一、修路。
二、架桥。
附件：1．分工
　　　2．名单
市人民政府
2020年1月2日
（此件公开发布）
附件1
分工方案
一、县修路
二、乡架桥
附件2
渡口名单
（一）东渡
县交通局
二〇二〇年一月一日"""


def test_signature_and_annexes_are_parts_of_their_own():
    """The last section ends before them, and each annex counts from one."""
    outline = parse_outline(NOTICE)

    assert str(outline).split("\n") == [
        "一、修路",
        "二、架桥",
        "落款",
        "附件1 分工方案",
        "  一、县修路",
        "  二、乡架桥",
        "附件2 渡口名单",
        "  （一）东渡",
        "  落款",
    ]
    assert [s.text.split("\n")[0] for s in outline.sections("落款")] == [
        "附件：1．分工",
        "县交通局",
    ]
    assert outline.sections("一、")[1].text == "二、架桥。"
    assert (outline.sections("附件")[1].number, outline.warnings) == (2, [])


@pytest.mark.parametrize(
    "closing",
    [
        "市人民政府\n2020年1月2日",
        "市人民政府　2020年1月2日",
        "市人民政府\n二○二○年一月二日\n（此件公开发布）",
        "省委办公厅　省政府办公厅\n2020 年 1 月 2 日",
        "市长　王二\n2020年1月2日",
        "市人民政府办公室",
        "（此件公开发布）",
        "附件：渡口名单",
        "附件：1. 分工\n2. 名单",
    ],
)
def test_what_closes_a_document_is_in_no_section(closing):
    """Signature, date, note, list of annexes."""
    outline = parse_outline(f"一、修路。\n二、{PROSE}\n{closing}")

    assert [s.text for s in outline.sections("落款")] == [closing]
    assert len(outline.sections("一、")) == 2


@pytest.mark.parametrize(
    "line",
    [
        "附件1所列渡口由县管理。",
        "附近的渡口也要修好。",
        "2020年1月2日",
        "市人民政府要带头。",
        "到2020年1月2日",
    ],
)
def test_other_lines_close_nothing(line):
    """A date without a signature, an annex or an office in a sentence."""
    outline = parse_outline(f"一、修路\n{PROSE}\n{line}\n二、架桥\n{PROSE}")

    assert titles(outline.root.text) == ["一、修路", "二、架桥"]


def test_a_document_that_follows_the_signature_is_an_annex():
    """The plan that a notice forwards has a title but no 附件 before it."""
    notice = "关于印发方案的通知\n现印发给你们。\n市人民政府\n2020年1月2日\n"
    text = f"{notice}修路方案\n{PROSE}\n一、修路\n{PROSE}"

    assert str(parse_outline(text)).split("\n") == ["落款", "修路方案", "  一、修路"]


def test_an_outline_is_a_table():
    """One row a section."""
    table = parse_outline("一、成绩\n很 好。\n（一）路\n二、任务").to_pandas()

    assert table.to_dict("list") == {
        "level": ["一、", "（一）", "一、"],
        "number": [1, 1, 2],
        "heading": ["一、成绩", "（一）路", "二、任务"],
        "heading_path": ["一、成绩", "一、成绩 > （一）路", "二、任务"],
        "start": [0, 10, 15],
        "end": [15, 15, 19],
        "chars": [11, 4, 4],
    }
    assert list(parse_outline("").to_pandas().columns) == list(table.columns)


# ---------------------------------------------------------------- properties

MARKERS = (
    "一、 二、 三、 （一） （二） 1、 2. 1.1 1.2 （1） ① ② 第二章 第二条 第一编 "
    "附件 附件1 附件： 附则 目录"
)
WORDS = (
    "一是 二是 三要 第一， 第二， 首先， 其次， 其一， 其二， —— 甲市人民政府 2019年1月27日 "
    "（此件公开发布） 关于工作的通知 。 ， ； ： “ ” 改为： 抓好落实 去年工作 第 条 、 3.5 一 二 "
    "是修好了 😀"
)
LAWS = ["第一章 ", "第一节 ", "第一条 ", "第三条　", "1 ", "1.1.1 "]
SPACES = ["\n", "\n", "\n", "\n", "\n", " ", "　", "\x00", "\ud800", PROSE]
PIECES = st.sampled_from([*MARKERS.split(), *WORDS.split(), *LAWS, *SPACES])


def own_text(text: str, section: Section) -> str:
    """Put a section together from its own parts and those of its sub-sections."""
    parts = []
    position = section.start
    for child in section.children:
        assert child.parent is section
        assert position <= child.start < child.end <= section.end
        assert child.start <= child.body_start <= child.end
        parts += [text[position : child.start], own_text(text, child)]
        position = child.end
    return "".join([*parts, text[position : section.end]])


@given(st.lists(PIECES, max_size=60).map("".join))
def test_the_sections_of_any_text_tile_it(text):
    """Sub-sections lie in their section, in order, apart; nothing is lost, nothing doubled."""
    outline = parse_outline(text)

    assert own_text(text, outline.root) == text
    assert (outline.root.start, outline.root.end) == (0, len(text))


@given(st.text())
def test_any_text_has_an_outline(text):
    """Whatever its characters."""
    outline = parse_outline(text)

    assert own_text(text, outline.root) == text
    assert len(outline.rows()) == len(outline) == len(list(outline))


@pytest.mark.parametrize(
    "piece",
    [
        "一、甲\n",
        "一、甲\n二、乙\n",
        "第一条 甲。\n乙。\n",
        "附件1\n甲\n",
        "目录\n一、甲\n",
        "改为：\n“甲\n",
        "——甲\n",
        "市人民政府\n",
        "2019年1月27日\n",
        f"去年工作\n{PROSE}\n",
        *("二是甲。", "。是", "第", "（", "1", "一", " ", "附 "),
    ],
)
def test_a_long_text_of_one_piece_is_parsed(piece):
    """A step whose time grew as the square of the length would take minutes."""
    outline = parse_outline(piece * 40_000)

    assert outline.root.end == 40_000 * len(piece)


# ---------------------------------------------------------------- corpora


@pytest.fixture(scope="module")
def study_report():
    return pt.datasets.load("study_report")[0]


def test_the_planted_outline_is_found(study_report):
    """Three headings, each with three items, as the README beside it lists them."""
    outline = study_report.outline

    assert [s.title for s in outline.sections("一、")] == [
        "一、原原本本读报告，把牢方向，在学深学透中坚定信心",
        "二、对照县情找差距，在破解难题中促和谐",
        "三、立足岗位见行动，锤炼本领，在服务人民中展现新面貌",
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
        "2、夯实基层治理这块基石: an item has lost its number: 是划小单元，以50户左右…"
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


def test_the_outline_of_a_congress_report(shared):
    """Twelve headings of the first level, 34 of the second, as counted by hand."""
    outline = pt.read(shared / "congress/18.txt")[0].outline

    assert [len(outline.sections(level)) for level in ("一、", "（一）")] == [12, 34]
    assert outline.warnings == []

import random
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docx_builder import (
    NAMESPACES,
    abstract,
    docx,
    instance,
    level,
    one_list,
    paragraph,
    parts_of,
    run,
    sample_docx,
    saved_by_libreoffice,
    soffice,
    table,
    zipped,
)
from policytext.cleaning import clean
from policytext.errors import PolicyTextError, ReadError
from policytext.readers import package
from policytext.readers.raw import File
from policytext.readers.word.docx import read_docx
from policytext.readers.word.number_formats import FORMATS, format_number

FILES = Path(__file__).with_name("files")


def read(data):
    """Read the bytes of a Word file."""
    (raw,) = read_docx(File("文件.docx", data))
    return raw


def lines(body, **others):
    """Give the paragraphs of a Word file."""
    return read(docx(body, **others)).source.text.split("\n")


def numbers(levels, definition):
    """Give the numbers of paragraphs that have no text, by level of list 1."""
    return lines(
        paragraph("始") + "".join(paragraph("", 1, index) for index in levels),
        numbering=definition,
    )[1:]


def message(data):
    """Give the message with which a file is refused."""
    with pytest.raises(ReadError) as caught:
        read(data)
    return str(caught.value)


# ---------------------------------------------------------------- automatic numbers

OFFICIAL = one_list(
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircleChinese", "%4"),
)


def test_the_numbers_of_an_official_document_stand_before_the_text():
    """What Word numbers by itself reads as if it had been typed: 一、 （一） 1. ①."""
    body = [
        ("总体要求", 0),
        ("指导思想", 1),
        ("坚持为民。", 2),
        ("办实事。", 3),
        ("解难题。", 3),
        ("坚持务实。", 2),
        ("基本原则", 1),
        ("主要任务", 0),
        ("补短板", 1),
    ]

    assert lines("".join(paragraph(t, 1, i) for t, i in body), numbering=OFFICIAL) == [
        "一、总体要求",
        "（一）指导思想",
        "1.坚持为民。",
        "①办实事。",
        "②解难题。",
        "2.坚持务实。",
        "（二）基本原则",
        "二、主要任务",
        "（一）补短板",
    ]


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("chineseCounting", "一 十 十一 二十 一百零一"),
        ("chineseCountingThousand", "一 十 十一 二十 一百零一"),
        ("japaneseCounting", "一 十 十一 二十 一百零一"),
        ("taiwaneseCounting", "一 十 十一 二十 一百零一"),
        ("ideographDigital", "一 一〇 一一 二〇 一〇一"),
        ("chineseLegalSimplified", "壹 壹拾 壹拾壹 贰拾 壹佰零壹"),
        ("ideographTraditional", "甲 癸 11 20 101"),
        ("ideographZodiac", "子 酉 戌 20 101"),
        ("decimal", "1 10 11 20 101"),
        ("decimalZero", "01 10 11 20 101"),
        ("decimalFullWidth", "１ １０ １１ ２０ １０１"),
        ("decimalEnclosedCircle", "① ⑩ ⑪ ⑳ 101"),
        ("decimalEnclosedCircleChinese", "① ⑩ ⑪ ⑳ 101"),
        ("decimalEnclosedParen", "⑴ ⑽ ⑾ ⒇ 101"),
        ("decimalEnclosedFullstop", "⒈ ⒑ ⒒ ⒛ 101"),
        ("lowerLetter", "a j k t wwww"),
        ("upperLetter", "A J K T WWWW"),
        ("lowerRoman", "i x xi xx ci"),
        ("upperRoman", "I X XI XX CI"),
        ("none", "    "),
    ],
)
def test_a_number_is_written_in_its_format(form, shown):
    """1, 10, 11, 20 and 101 in each format that Word offers for Chinese."""
    written = [format_number(n, form) for n in (1, 10, 11, 20, 101)]

    assert written == shown.split(" ")


def test_large_numbers_have_their_zeros():
    """A zero is read once between other digits and not at the end."""
    values = (100, 110, 111, 1000, 1001, 1010, 1100, 10_000, 0)

    assert [format_number(n, "chineseCounting") for n in values] == [
        "一百", "一百一十", "一百一十一", "一千", "一千零一", "一千零一十", "一千一百",
        "10000", "零",
    ]  # fmt: skip


def test_a_law_counts_its_articles_through_all_chapters():
    """A level that never begins anew goes on under the next heading; a space follows 条."""
    law = one_list(
        level(0, "chineseCountingThousand", "第%1章", suffix="space"),
        level(1, "chineseCountingThousand", "第%2条", more='<w:lvlRestart w:val="0"/>'),
    )
    body = [("总则", 0), ("为了保护河流。", 1), ("本法适用于河流。", 1), ("附则", 0), ("施行。", 1)]

    assert lines("".join(paragraph(t, 1, i) for t, i in body), numbering=law) == [
        "第一章 总则",
        "第一条 为了保护河流。",
        "第二条 本法适用于河流。",
        "第二章 附则",
        "第三条 施行。",
    ]


def test_a_level_begins_anew_only_under_the_level_it_names():
    """Level three with restart 1 goes on under a new level two, not under a new level one."""
    levels = one_list(
        level(0, "decimal", "%1"),
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "%3)", more='<w:lvlRestart w:val="1"/>'),
    )

    assert numbers([0, 1, 2, 1, 2, 0, 1, 2], levels) == [
        "1", "1.1", "1)", "1.2", "2)", "2", "2.1", "1)",
    ]  # fmt: skip


def test_a_skipped_level_counts_as_if_shown():
    """3.1.1 straight under 3 is followed by 3.2, as Word and LibreOffice have it."""
    levels = one_list(
        level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3")
    )

    assert numbers([1, 1, 0, 2, 1], levels) == ["1.1", "1.2", "2.", "2.1.1", "2.2"]


def test_legal_numbering_shows_every_level_in_digits():
    """%1.%2 under 第二章 is 2.1 where the level asks for digits."""
    legal = one_list(
        level(0, "chineseCounting", "第%1章"),
        level(1, "decimal", "%1.%2", more="<w:isLgl/>"),
        level(2, "decimal", "%1.%3"),
    )

    assert numbers([0, 0, 1, 2], legal) == ["第一章", "第二章", "2.1", "二.1"]


def test_instances_of_one_list_count_on_and_may_set_a_start():
    """Two instances share one count; one with a start of its own begins there once."""
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    definition = (
        abstract(7, level(0, "decimal", "%1."))
        + instance(1, 7)
        + instance(2, 7)
        + instance(3, 7, override)
    )
    body = [paragraph("", number) for number in (1, 1, 2, 3, 3, 1)]

    assert lines(paragraph("始") + "".join(body), numbering=definition)[1:] == [
        "1.", "2.", "3.", "1.", "2.", "3.",
    ]  # fmt: skip


def test_an_instance_begins_once_at_the_first_level_whose_start_it_sets():
    """What it sets for other levels is spent with it, as in LibreOffice."""
    override = "".join(
        f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="5"/></w:lvlOverride>'
        for at in (1, 2)
    )
    levels = [level(i, "decimal", ".".join(f"%{n + 1}" for n in range(i + 1))) for i in range(3)]
    definition = abstract(7, *levels) + instance(1, 7, override)

    assert numbers([0, 1, 1, 2, 0, 1], definition) == ["1", "1.5", "1.6", "1.6.1", "2", "2.1"]


def test_an_instance_may_define_a_level_anew():
    """An override of a whole level changes its text for that instance alone."""
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "第%1项")}</w:lvlOverride>'
    definition = abstract(1, level(0, "decimal", "%1)")) + instance(1, 1) + instance(2, 1, override)

    assert lines(paragraph("甲", 1) + paragraph("乙", 2), numbering=definition) == [
        "1)甲",
        "第2项 乙",
    ]


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"/>'
    '<w:style w:type="paragraph" w:styleId="1"><w:basedOn w:val="a"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="3"><w:basedOn w:val="1"/>'
    '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="4"><w:basedOn w:val="4"/></w:style>'
)  # fmt: skip


def test_headings_are_numbered_through_their_styles():
    """A style's list counts, at the level tied to the style, and through the style it is based on.

    List 0 switches numbering off, in a style and in a paragraph.
    """
    definition = one_list(
        level(0, "chineseCounting", "%1、", more='<w:pStyle w:val="1"/>'),
        level(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="2"/>'),
    )
    body = [
        paragraph("工作", style="1"),
        paragraph("任务", style="2"),
        paragraph("保障", style="2"),
        paragraph("说明", style="3"),
        paragraph("附注", 0, style="1"),
        paragraph("环", style="4"),
        paragraph("正文"),
        paragraph("分工", style="1"),
    ]

    assert lines("".join(body), numbering=definition, styles=STYLES) == [
        "一、工作", "（一）任务", "（二）保障", "说明", "附注", "环", "正文", "二、分工",
    ]  # fmt: skip


def test_a_list_may_be_defined_by_a_numbering_style():
    """A list that only names a numbering style is the list that defines it."""
    definition = (
        '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="公文"/>'
        f"{level(0, 'chineseCounting', '%1、')}</w:abstractNum>"
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="公文"/></w:abstractNum>'
        + instance(1, 1)
        + instance(2, 2)
    )

    assert lines(paragraph("甲", 2) + paragraph("乙", 2), numbering=definition) == [
        "一、甲",
        "二、乙",
    ]


def test_a_numbering_style_may_name_its_list():
    """Where no list says that it defines the style, the style says which list it is."""
    definition = (
        abstract(1, level(0, "chineseCounting", "%1、"))
        + '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="公文"/></w:abstractNum>'
        + instance(1, 1)
        + instance(2, 2)
    )
    styles = (
        '<w:style w:type="numbering" w:styleId="公文"><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )

    assert lines(paragraph("甲", 2), numbering=definition, styles=styles) == ["一、甲"]


def test_a_list_that_says_little_is_numbered_as_the_standard_has_it():
    """Without a format digits, without a start zero, without a level or a list nothing."""
    bare = '<w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl>'
    body = paragraph("甲", 1) + paragraph("乙", 1, 3) + paragraph("丙", 99)

    assert lines(body, numbering=one_list(bare)) == ["0.甲", "乙", "丙"]


def test_bullets_are_not_text_but_dashes_are():
    """The dots and squares of a list are left out; a dash is what people type themselves."""
    definition = one_list(level(0, "bullet", "\uf0b7"), level(1, "bullet", "——"))

    assert lines(paragraph("公开", 1) + paragraph("坚持", 1, 1), numbering=definition) == [
        "公开",
        "——坚持",
    ]


def test_a_number_is_parted_from_its_text_only_where_a_reader_needs_it():
    """1. before 2019年 does not become 1.2019年; 1.1 before a heading keeps its distance."""
    definition = one_list(
        level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "decimal", "%3、",
        suffix="nothing"),
    )  # fmt: skip
    body = [paragraph("2019年", 1), paragraph("标题", 1, 1), paragraph("　空格", 1, 1),
            paragraph("2020年", 1, 2)]  # fmt: skip

    assert lines("".join(body), numbering=definition) == [
        "1. 2019年", "1.1 标题", "1.2　空格", "1、2020年",
    ]  # fmt: skip


def test_numbers_of_a_custom_format_have_their_zeros():
    """The newer format 001, 002 stands beside one for older programs."""
    form = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" '
        'w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
        "</mc:Fallback></mc:AlternateContent>"
    )
    definition = one_list(level(0, "X", "%1", 9).replace('<w:numFmt w:val="X"/>', form))

    assert numbers([0, 0], definition) == ["009", "010"]


def test_an_unknown_format_is_written_in_digits_with_a_warning():
    """The value is right, the writing is not, and the reader says so."""
    raw = read(docx(paragraph("甲", 1), numbering=one_list(level(0, "thaiCounting", "%1、"))))

    assert raw.text == "1、甲"
    assert raw.warnings == (
        "Automatic numbers of the format 'thaiCounting' are written as digits.",
    )


def test_numbers_of_a_table_column_count_without_text():
    """A column 序号 that Word numbers has its numbers, though its cells hold nothing."""
    body = table(*([paragraph("", 1), city] for city in ("甲市", "乙市")))

    assert lines(body, numbering=one_list(level(0, "decimal", "%1"))) == ["1", "甲市", "2", "乙市"]


def test_text_boxes_and_notes_count_by_themselves():
    """Lists in boxes go on from box to box and leave those of the body alone, as in LibreOffice."""
    box = "<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>".format
    body = [
        paragraph("甲", 1),
        paragraph(run("乙") + box(paragraph("框", 1)), 1),
        paragraph(run("丙") + box(paragraph("框", 1)), 1),
    ]

    assert lines("".join(body), numbering=OFFICIAL) == [
        "一、甲",
        "二、乙",
        "一、框",
        "三、丙",
        "二、框",
    ]


def test_old_numbering_kept_by_change_tracking_does_not_count():
    """What a paragraph's list was before a tracked change is no list of it."""
    change = (
        '<w:p><w:pPr><w:pPrChange w:id="1"><w:pPr><w:numPr><w:ilvl w:val="0"/>'
        f'<w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange></w:pPr>{run("甲")}</w:p>'
    )

    assert lines(change + paragraph("乙", 1), numbering=OFFICIAL) == ["甲", "一、乙"]


class _Model:
    """Counting of a list by itself: a path of numbers, longer or shorter by level."""

    def __init__(self, starts):
        self.starts = starts
        self.path = []

    def count(self, index):
        if len(self.path) > index:
            self.path[index:] = [self.path[index] + 1]
        else:
            self.path += self.starts[len(self.path) : index + 1]
        return ".".join(map(str, self.path))


@given(
    st.lists(st.integers(0, 9), min_size=9, max_size=9),
    st.lists(st.integers(0, 8), min_size=1, max_size=40),
)
def test_any_order_of_levels_counts_like_a_path(starts, order):
    """Whatever levels follow each other, numbers are those of a path that grows and is cut."""
    definition = one_list(
        *(
            level(index, "decimal", ".".join(f"%{n + 1}" for n in range(index + 1)), start)
            for index, start in enumerate(starts)
        )
    )
    model = _Model(starts)

    assert numbers(order, definition) == [model.count(index) for index in order]


@given(st.integers(-5, 10**9), st.sampled_from(sorted(FORMATS)))
def test_every_format_writes_every_number_shortly(number, form):
    """No number is so large that writing it takes long or much."""
    assert len(format_number(number, form)) <= 40


# ---------------------------------------------------------------- tables and boxes


def test_a_table_gives_its_cells_in_order():
    """Each paragraph of a cell is one of the text, nested tables where they stand."""
    inner = paragraph("前") + table(["内一", "内二"]) + paragraph("后")

    assert lines(table(["项目", "金额"], ["修桥", inner])) == [
        "项目", "金额", "修桥", "前", "内一", "内二", "后",
    ]  # fmt: skip


def test_a_merged_cell_is_read_once():
    """A cell that goes on from the row above shows nothing, whatever the file holds in it."""
    first = f'<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("水利局")}'
    more = f"<w:tcPr><w:vMerge/></w:tcPr>{paragraph('看不见')}"

    assert lines(table([first, "修桥"], [more, "修路"])) == ["水利局", "修桥", "修路"]


BOX = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"


def test_a_text_box_is_read_once_after_its_paragraph():
    """Of the two forms in which Word stores a text box one is read, and its own paragraph first."""
    box = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{BOX}'
        f"</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )

    assert lines(paragraph(run("前") + box + run("后")) + paragraph("下文")) == [
        "前后",
        "框内",
        "下文",
    ]


def test_an_old_text_box_is_read():
    """A box in the older form alone is read too."""
    box = f"<w:r><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></w:r>"

    assert lines(paragraph(run("前") + box)) == ["前", "框内"]


# ---------------------------------------------------------------- what is and is not text


def test_tracked_changes_are_read_as_accepted():
    """Insertions are in, deletions out; a deleted paragraph end joins two paragraphs."""
    body = (
        paragraph(
            run("甲") + f"<w:ins>{run('乙')}</w:ins><w:del><w:r><w:delText>丙</w:delText></w:r>"
            "</w:del>",
            mark="<w:del/>",
        )
        + paragraph(f"<w:moveTo>{run('丁')}</w:moveTo><w:moveFrom>{run('戊')}</w:moveFrom>", 1)
        + f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('己')}</w:tc></w:tr></w:tbl>"
    )
    raw = read(docx(body, numbering=OFFICIAL))

    assert raw.text == "一、甲乙丁"
    assert raw.warnings == (
        "Tracked changes taken as accepted: 6. Insertions are in the text, deletions are not.",
    )


def test_tracked_deletions_of_paragraphs_rows_and_cells_are_out():
    """Whatever is deleted as a whole."""
    cell = f"<w:tcPr><w:cellDel/></w:tcPr>{paragraph('丙')}"
    row = f"<w:tr><w:tc>{paragraph('丁')}</w:tc></w:tr>"
    body = (
        f"<w:moveFrom>{paragraph('甲')}</w:moveFrom>"
        + table(["乙", cell])
        + f"<w:tbl><w:del>{row}</w:del><mc:AlternateContent><mc:Choice>{row}</mc:Choice>"
        "</mc:AlternateContent></w:tbl>"
    )

    assert lines(body) == ["乙", "丁"]


def test_a_hidden_paragraph_leaves_no_line():
    """Neither a line nor a number is seen of a paragraph that is hidden with its end."""
    hidden = paragraph(run("隐", "<w:vanish/>"), 1, mark="<w:vanish/>")

    assert lines(hidden + paragraph("甲", 1), numbering=OFFICIAL) == ["一、甲"]


def test_of_several_forms_of_a_paragraph_the_one_with_text_is_read():
    """The first form may be for newer programs and hold a picture alone."""
    forms = (
        "<mc:AlternateContent><mc:Choice><w:p><w:r><w:drawing/></w:r></w:p></mc:Choice>"
        f"<mc:Fallback>{paragraph('甲')}</mc:Fallback></mc:AlternateContent>"
    )
    picture = (
        "<w:r><w:drawing><mc:AlternateContent><mc:Choice/></mc:AlternateContent></w:drawing></w:r>"
    )

    assert lines(forms + paragraph(picture + run("乙"))) == ["甲", "乙"]


def test_a_deleted_paragraph_end_does_not_leave_its_cell():
    """What goes on nowhere ends with its cell."""
    cell = paragraph("甲", mark="<w:del/>")

    assert lines(table([cell, "乙"])) == ["甲", "乙"]


def test_hidden_text_is_left_out_with_a_warning():
    """Hidden by itself or by a style; shown where the run itself says so."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="c"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = paragraph(
        run("看得见") + run("隐藏", "<w:vanish/>") + run("样式", '<w:rStyle w:val="c"/>')
    ) + paragraph(run("全隐") + run("可见", '<w:vanish w:val="0"/>'), style="h")
    raw = read(docx(body, styles=styles))

    assert raw.source.text == "看得见\n可见"
    assert raw.warnings == ("Hidden text left out: 6 characters.",)


def test_a_heading_with_a_hidden_end_runs_into_its_paragraph():
    """Word's style separator: a heading and the text after it make one line."""
    body = paragraph("加强领导。", 1, mark="<w:vanish/>") + paragraph("各级政府要重视。")

    assert lines(body, numbering=OFFICIAL) == ["一、加强领导。各级政府要重视。"]


def test_field_codes_are_out_and_results_in():
    """A field shows its result, also a field within the code of another."""

    def mark(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText> PAGE </w:instrText></w:r>"
    nested = mark("begin") + code + mark("separate") + run("不要") + mark("end")
    body = paragraph(
        run("共")
        + mark("begin") + code + nested + mark("separate") + run("三") + mark("end")
        + run("页")
        + f'<w:fldSimple w:instr=" DATE ">{run("今日")}</w:fldSimple>'
    )  # fmt: skip

    assert lines(body + paragraph(mark("begin") + code) + paragraph("下文")) == [
        "共三页今日",
        "",
        "下文",
    ]


def contents(end):
    """Give a table of contents of two entries, with the end of its field or without."""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    done = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if end else ""
    entries = paragraph(begin + run("一、总则\t1")) + paragraph(run("二、附则\t2"))
    return paragraph("目　录") + entries + paragraph(done + run("")) + paragraph("正文")


def test_a_table_of_contents_is_left_out():
    """The headings would count twice; its title goes with it, and a warning says so."""
    raw = read(docx(contents(end=True)))

    assert raw.source.text.split("\n") == ["", "正文"]
    assert raw.warnings == ("Table of contents left out: 15 characters.",)


def test_a_table_of_contents_in_a_simple_field_is_left_out():
    """The short form of a field."""
    short = paragraph(f'<w:fldSimple w:instr=" TOC ">{run("总则 1")}</w:fldSimple>')

    assert lines(short + paragraph("正文")) == ["正文"]


def test_a_table_of_contents_without_end_takes_nothing_with_it():
    """A field that is never closed leaves all of the text in."""
    assert "正文" in read(docx(contents(end=False))).text


def test_a_table_of_contents_in_a_content_control_is_left_out():
    """Word, WPS and LibreOffice wrap a table of contents so."""
    wrapped = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"</w:docPartObj></w:sdtPr><w:sdtContent>{paragraph('总则1')}"
        "</w:sdtContent></w:sdt>"
    )

    assert lines(paragraph("目录") + wrapped + paragraph("正文")) == ["正文"]


def test_wrapped_text_is_text():
    """Links, smart tags, content controls and custom XML wrap text; prompts to fill in are none."""
    body = paragraph(
        f"<w:hyperlink>{run('链接')}</w:hyperlink><w:smartTag>{run('标记')}</w:smartTag>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('点此')}"
        "</w:sdtContent></w:sdt><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    )
    block = f"<w:sdt><w:sdtContent>{paragraph('块')}</w:sdtContent></w:sdt>"

    assert lines(body + block + f"<w:customXml>{paragraph('定')}</w:customXml>") == [
        "链接标记控件x=1",
        "块",
        "定",
    ]


def test_special_characters_are_characters():
    """Tabs, hyphens, symbols and breaks; of a ruby only what it stands over."""
    body = paragraph(
        "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:noBreakHyphen/><w:softHyphen/>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings" w:char="F021"/><w:sym/>'
        '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>\uf0a8</w:t>'
        '<w:sym w:font="宋体" w:char="25A1"/><w:sym w:font="Arial" w:char="F041"/>'
        "<w:ruby><w:rt><w:r><w:t>hàn</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>汉</w:t></w:r>"
        "</w:rubyBase></w:ruby><w:br/><w:t>丙</w:t></w:r>"
    )
    raw = read(docx(body))

    assert raw.source.text == "甲\t乙-☑□□A汉\v丙"
    assert raw.text == "甲\t乙-☑□□A汉\n丙"


def test_spaces_at_the_ends_of_a_run_count_only_where_it_says_so():
    """The ideographic space always counts; a line end of the XML is a space."""
    body = "<w:p><w:r><w:t> 甲 </w:t><w:t>　乙\n丙</w:t></w:r></w:p>"

    assert lines(body) == ["甲　乙 丙"]


def test_notes_are_kept_apart():
    """Footnotes and endnotes that the text refers to, in the order of the text."""

    def note(kind, name, text):
        return f'<w:{kind} w:id="{name}">{paragraph("<w:r><w:footnoteRef/></w:r>" + run(text))}</w:{kind}>'  # noqa: E501

    body = paragraph(
        run("甲") + '<w:r><w:endnoteReference w:id="2"/></w:r>' + run("乙")
        + '<w:r><w:footnoteReference w:id="3"/></w:r><w:r><w:footnoteReference w:id="9"/></w:r>'
    )  # fmt: skip
    raw = read(
        docx(
            body,
            footnotes=note("footnote", -1, "线") + note("footnote", 3, " 脚注。"),
            endnotes=note("endnote", 2, "尾注。"),
        )
    )

    assert raw.text == "甲乙"
    assert raw.notes == ("尾注。", "脚注。")


def test_an_embedded_file_is_not_read_but_told():
    """A part in another format is left out with a warning."""
    raw = read(docx(paragraph("甲") + '<w:altChunk r:id="x"/>'))

    assert raw.warnings == ("Embedded files (altChunk, subDoc) not read: 1.",)


def test_paragraphs_are_never_joined_and_places_are_paragraphs():
    """Two short paragraphs stay two through cleaning; the line of a place counts paragraphs."""
    body = [paragraph(t) for t in ("通知", "", "各县：", "请照办。", "", "", "甲县", "三月")]
    raw = read(docx("".join(body)))
    cleaned = clean(raw.text)

    assert cleaned.text.split("\n") == ["通知", "各县：", "请照办。", "甲县", "三月"]
    place = raw.offsets[cleaned.offsets[cleaned.text.index("甲县")]]
    assert raw.source.locate(place)[:2] == (7, 1)
    assert raw.source.encoding == "docx"


def test_strict_files_and_other_names_of_parts_are_read():
    """ISO strict namespaces; a main part of another name; absolute targets; UTF-16."""
    parts = parts_of(paragraph("甲", 1), numbering=OFFICIAL)
    parts["Word/document2.xml"] = parts.pop("word/document.xml")
    parts["word/_rels/document2.xml.rels"] = parts.pop("word/_rels/document.xml.rels")
    parts["_rels/.rels"] = parts["_rels/.rels"].replace("word/document.xml", "/word/document2.xml")
    parts = {
        name: text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, text in parts.items()
    }
    numbering = parts["word/numbering.xml"].replace("UTF-8", "UTF-16")
    parts["word/numbering.xml"] = numbering.encode("utf-16")

    assert read(zipped(parts)).text == "一、甲"


# ---------------------------------------------------------------- files that are refused


def test_a_file_without_text_says_so():
    """Nothing at all, or pictures alone, which need recognition of characters."""
    picture = "<w:r><w:drawing><a:blip/></w:drawing></w:r>"

    assert message(docx(paragraph(""))) == "文件.docx has no text."
    assert message(docx(paragraph(picture))) == (
        "文件.docx has pictures but no text. Recognise their characters (OCR) first and read "
        "the result."
    )


def test_another_kind_of_file_says_so():
    """A zip without a document, a document of another program, no zip at all."""
    book = parts_of("") | {"word/document.xml": "<workbook/>"}

    assert message(zipped({"a.txt": "甲"})) == (
        "文件.docx holds no Word document. Check where it comes from."
    )
    assert message(zipped(book)) == (
        "文件.docx holds no Word document but a 'workbook'. Rename it."
    )
    assert message("不是".encode()) == (f"文件.docx is damaged: File is not a zip file. {AGAIN}")


AGAIN = "Download it again, or open it in Word, Excel or WPS and save it again."
ODD = "which no document does. If you trust it, save it in another format and read that."
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "笑笑笑"><!ENTITY b "&a;&a;&a;&a;">]>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
)


@pytest.mark.parametrize("declaration", ENTITIES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_entities_are_refused(declaration, encoding):
    """Nothing is expanded and nothing fetched, in whatever encoding it comes."""
    xml = f"{declaration}<w:document {NAMESPACES}><w:body>&a;</w:body></w:document>"
    parts = parts_of("") | {"word/document.xml": xml.encode(encoding)}

    assert message(zipped(parts)) == (
        f"文件.docx declares entities in its part word/document.xml, {ODD}"
    )


def test_a_bomb_is_refused(monkeypatch):
    """A part that would fill the memory is refused before it does."""

    def refusal(xml):
        return message(zipped(parts_of("") | {"word/document.xml": xml}))

    assert refusal(b" " * (20 << 20)) == (
        "文件.docx unpacks to more than 200 times its size, as no text does. "
        "If you trust it, unpack it or save it in another format, and read that."
    )
    assert refusal(b"<a/>" * 2_000_001) == (
        f"文件.docx has more than 2,000,000 elements and attributes, {ODD}"
    )
    monkeypatch.setattr(package, "_MAX_TREE", 1000)
    assert refusal(b" " * 1001) == (
        f"文件.docx has a part, word/document.xml, of more than 1,000 bytes, {ODD}"
    )


@pytest.mark.parametrize(
    ("what", "expected"),
    [("fields", "nests its elements more than 120 deep"), ("styles", ""), ("texts", ""),
     ("digits", "")],
)  # fmt: skip
def test_a_few_kilobytes_do_not_keep_the_reader_for_hours(what, expected):
    """Fields in fields, styles on styles, and what is written in front of every paragraph."""
    field = '<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/></w:r>'
    chain = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{i}"><w:basedOn w:val="s{i + 1}"/></w:style>'
        for i in range(20_000)
    )
    custom = f'<w:numFmt w:val="decimal" w:format="{"0" * 10**6}1"/>'
    start = time.perf_counter()
    found = {
        "fields": lambda: message(docx(paragraph(field * 20_000 + run("甲") * 20_000))),
        "styles": lambda: message(docx(paragraph("", style="s0") * 20_000, styles=chain)),
        "texts": lambda: lines(
            paragraph("乙", 1) * 5000, numbering=one_list(level(0, "decimal", "甲%1" * 30_000))
        )[0][:2],
        "digits": lambda: lines(
            paragraph("乙", 1) * 5000,
            numbering=one_list(level(0, "decimal", "甲%1").replace(
                '<w:numFmt w:val="decimal"/>', custom
            )),
        )[0][:2],
    }[what]()  # fmt: skip

    assert expected in found
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize("times", [1, 1000])
def test_a_note_that_refers_to_itself_is_read_once(times):
    """However often the text and the note itself refer to it."""
    reference = '<w:r><w:footnoteReference w:id="3"/></w:r>'
    note = f'<w:footnote w:id="3">{paragraph(run("脚注。") + reference * times)}</w:footnote>'

    assert read(docx(paragraph(run("甲") + reference * times), footnotes=note)).notes == ("脚注。",)


@pytest.mark.parametrize(
    "wrap",
    [
        lambda inner: f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>",
        lambda inner: f"<w:sdt>{inner}</w:sdt>",
        lambda inner: (
            f"<w:p><w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>"
        ),
        lambda inner: f"<w:tbl><w:sdt>{inner}</w:sdt></w:tbl>",
        lambda inner: f"<mc:AlternateContent>{inner}</mc:AlternateContent>",
    ],
)
def test_deep_nesting_is_refused(wrap):
    """A file that nests without end is refused, not followed until the stack is full."""
    left, right = wrap("甲").split("甲")
    body = left * 400 + paragraph("甲") + right * 400

    assert message(docx(body)) == (f"文件.docx nests its elements more than 120 deep, {ODD}")


def test_parts_that_are_locked_damaged_or_packed_oddly_are_refused():
    """Each says what is wrong with it."""
    whole = docx(paragraph("甲"))
    cut = "<w:body><w:p></w:body>"
    parts = parts_of("") | {"word/document.xml": f'<w:document xmlns:w="w">{cut}</w:document>'}

    assert message(zipped(parts)) == (
        "文件.docx is damaged: its part word/document.xml is not well-formed XML (mismatched tag: "
        f"line 1, column 39). {AGAIN}"
    )
    wrong = parts_of("") | {"word/document.xml": b"<a>\xff</a>"}
    assert message(zipped(wrong)) == (
        "文件.docx is damaged: 'utf-8' codec can't decode byte 0xff in position 3: invalid start "
        f"byte. {AGAIN}"
    )
    elsewhere = parts_of("")
    elsewhere["_rels/.rels"] = elsewhere["_rels/.rels"].replace(
        'Target="word/', 'TargetMode="External" Target="http://example.org/word/'
    )
    assert message(zipped(elsewhere)) == "文件.docx has no text."
    assert message(whole.replace(b"PK\1\2\x14\x03\x14\0\0", b"PK\1\2\x14\x03\x14\0\1")) == (
        "文件.docx is protected by a password. Save it without one."
    )
    assert message(b"PK\1\2" * 20_001) == (f"文件.docx has more than 20,000 parts, {ODD}")


RICH = docx(
    contents(end=True) + table(["甲", "乙"]) + paragraph("丙", 1) + paragraph("丁", 1, 1),
    numbering=OFFICIAL,
    styles=STYLES,
)


def settles(data):
    """Tell whether a file is read or refused, and soon."""
    start = time.perf_counter()
    try:
        read(data)
    except PolicyTextError as error:
        return "文件.docx" in str(error) and time.perf_counter() - start < 5
    return time.perf_counter() - start < 5


def test_a_file_cut_off_anywhere_is_read_or_refused():
    """No cut makes another error than ours."""
    assert all(settles(RICH[:end]) for end in range(0, len(RICH), 7))


def test_a_file_with_damaged_bytes_is_read_or_refused():
    """Whatever bytes are changed."""
    chance = random.Random(4)
    for _ in range(400):
        data = bytearray(RICH)
        for _ in range(chance.choice((1, 3, 30))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        assert settles(bytes(data))


@given(st.data())
def test_damaged_xml_is_read_or_refused(data):
    """XML with pieces doubled, swapped or left out, in any part."""
    parts = parts_of(
        contents(end=True) + table(["甲", BOX]) + paragraph("丙", 1),
        numbering=OFFICIAL,
        styles=STYLES,
    )
    name = data.draw(st.sampled_from(sorted(parts)))
    pieces = parts[name].replace("<", "\0<").split("\0")
    for _ in range(data.draw(st.integers(1, 4))):
        a = data.draw(st.integers(0, len(pieces) - 1))
        b = data.draw(st.integers(0, len(pieces) - 1))
        pieces[min(a, b) : max(a, b)] = data.draw(
            st.sampled_from([[], pieces[b : b + 3], ['<w:numId w:val="-99999999999"/>']])
        ) or [""]
    parts[name] = "".join(pieces)

    assert settles(zipped(parts))


# ---------------------------------------------------------------- other programs


def test_a_file_saved_by_libreoffice_reads_like_its_text():
    """A report whose headings, articles and steps LibreOffice numbers, a table, a box, a note."""
    raw = read((FILES / "numbered.docx").read_bytes())

    assert clean(raw.text).text == (FILES / "numbered.txt").read_text(encoding="utf-8")
    assert raw.notes == ("按可比价格计算。",)
    assert raw.warnings == (
        "Tracked changes taken as accepted: 2. Insertions are in the text, deletions are not.",
    )


@soffice
def test_the_sample_is_what_libreoffice_saves(tmp_path):
    """The sample file is made of the first pages of an invented report; it can be made again."""
    saved = saved_by_libreoffice(sample_docx(), "docx", tmp_path)

    assert read(saved).text == read((FILES / "numbered.docx").read_bytes()).text


def shown_by_libreoffice(data, folder):
    """Give the lines that LibreOffice shows of a Word file."""
    text = saved_by_libreoffice(data, "txt:Text (encoded):UTF8", folder)
    return text.decode("utf-8-sig").split("\n")


def random_list(name, chance):
    """Give a list of four levels and three instances of it, which set other starts or none."""
    levels = [level(i, "decimal", ".".join(f"%{n + 1}" for n in range(i + 1))) for i in range(4)]
    instances = []
    for copy in range(3):
        starts = {at: chance.randrange(1, 9) for at in range(9) if chance.random() < copy / 3}
        overrides = "".join(
            f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            for at, start in starts.items()
        )
        instances.append(instance(10_000 + 10 * name + copy, name, overrides))
    return abstract(name, *levels), instances


def random_order(name, chance):
    """Give instances and levels of a list in an order that offices might use."""
    copy = at = 0
    order = []
    for _ in range(14):
        copy = chance.choice((copy, copy, copy, 0, 1, 2))
        at = min(max(at + chance.choice((-2, -1, 0, 0, 1)), 0), 3)
        order.append((10_000 + 10 * name + copy, at))
    return order


@soffice
def test_numbers_are_those_that_libreoffice_shows(tmp_path):
    """Formats, starts, nesting and instances, in one file, line by line."""
    forms = [
        "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
        "chineseLegalSimplified", "ideographLegalTraditional", "ideographTraditional", "decimal",
        "decimalZero", "decimalEnclosedCircle", "decimalEnclosedCircleChinese", "lowerLetter",
        "upperLetter", "lowerRoman", "upperRoman",
    ]  # fmt: skip
    starts = (1, 2, 9, 10, 11, 12, 19, 20, 21, 26, 27, 30, 99, 100, 101, 110, 111, 702)
    definition, used, body = "", [], ""
    for form in forms:
        for start in starts:
            used.append(len(used) + 100)
            definition += abstract(used[-1], level(0, form, "[%1]", start))
            body += paragraph("甲", used[-1])
    instances = [instance(n, n) for n in used]
    chance = random.Random(9)
    for name in range(1, 40):
        nested, own = random_list(name, chance)
        definition += nested
        instances += own
        order = random_order(name, chance)
        body += "".join(paragraph("乙", *place) for place in order)
    data = docx(body, numbering=definition + "".join(instances))

    ours = [line.replace(" ", "") for line in read(data).source.text.split("\n")]
    theirs = [line.replace(" ", "") for line in shown_by_libreoffice(data, tmp_path)]
    assert ours == [line for line in theirs if line]


@soffice
def test_web_pages_saved_as_word_files_have_the_same_text(shared, tmp_path):
    """Real notices, converted by LibreOffice, give the text that the web pages give."""
    from policytext.readers import read_file

    pages = sorted((shared / "notices").glob("*.html"))
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
            "--infilter=HTML (StarWriter)", "--convert-to", "docx:MS Word 2007 XML",
            "--outdir", tmp_path, *pages,
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip

    for page in pages:
        (web,) = read_file(str(page))
        word = read((tmp_path / page.name).with_suffix(".docx").read_bytes())
        assert clean(word.text).text == clean(web.text).text

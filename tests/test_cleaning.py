import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
import policytext.errors
from policytext import cleaning
from policytext.cleaning import STEPS, Change, clean
from policytext.offsets import apply_edits

NEVER_FIRST = "，。；：、？！）》”"
BUNDLED = sorted(
    path for name in pt.datasets.names() for path in pt.datasets.path(name).glob("*.txt")
)
REPORTS = {path.stem: clean(path.read_text("utf-8")).text.split("\n") for path in BUNDLED}


def step(name, text):
    """Do one step alone."""
    return apply_edits(text, STEPS[name](text))[0]


def steps(text):
    """Name the steps that change a text."""
    return [change.step for change in clean(text).changes]


def cut(paragraph, width, indent=""):
    """Cut after every `width` characters, whatever stands there."""
    paragraph = indent + paragraph
    return [paragraph[i : i + width] for i in range(0, len(paragraph), width)]


def columns(text):
    """Measure as a terminal that knows GBK does."""
    return len(text.encode("gbk", "replace"))


def cut_columns(paragraph, width, indent="", *, hang=False, pull=False):
    """Cut at a number of columns; closing marks hang over or pull a character down with them."""
    lines = [indent]
    for character in paragraph:
        fits = columns(lines[-1] + character) <= width
        if fits or (hang and character in NEVER_FIRST):
            lines[-1] += character
        elif pull and character in NEVER_FIRST:
            lines[-1:] = [lines[-1][:-1], lines[-1][-1] + character]
        else:
            lines.append(character)
    return lines


# ---------------------------------------------------------------- each step alone


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029", "\n"])
def test_every_kind_of_line_end_becomes_a_line_feed(end):
    """Windows, old Mac and Unicode line ends and page breaks end a line like any other."""
    assert step("line_ends", f"甲{end}乙") == "甲\n乙"


def test_characters_that_are_not_seen_go():
    """Zero-width characters, soft hyphens, marks of direction and byte order split no word."""
    assert step("invisible", "\ufeff人\u200b民\u00ad代\u200e表\u2060大\x07会\x00") == "人民代表大会"


def test_white_space_that_is_seen_is_not_invisible():
    """A tab, a space and an ideographic space stay where they stand between words."""
    assert clean("甲县\t乙县 丙县　丁县").text == "甲县\t乙县 丙县　丁县"


def test_one_line_is_one_paragraph():
    """Blank lines, indents, trailing spaces and the edges of the text go."""
    assert step("blank_lines", "\n\n　　甲。  \n \n\t\n    乙。\n丙。　\n") == "甲。\n乙。\n丙。"


@pytest.mark.parametrize(
    "filling", [" ", "　", "\n", " \n", "\r\n", "\u200b", "甲", "，", "一、\n"]
)
def test_a_text_of_one_character_many_times_is_cleaned_at_once(filling):
    """No file, however odd, makes cleaning run for minutes."""
    assert clean("甲" + filling * 30_000 + "乙").text[0] == "甲"


@pytest.mark.parametrize("text", ["甲县 乙县", "甲县　　乙县\n　　丙  \n\n"])
def test_spaces_inside_a_line_stay(text):
    """Only spaces at the ends of a line are layout."""
    assert clean(text).text.split("\n")[0] == text.split("\n")[0]


@pytest.mark.parametrize("text", ["", " ", "\n", " \n　\n "])
def test_a_text_without_characters_is_empty_when_clean(text):
    """Nothing but white space leaves nothing."""
    assert clean(text).text == ""


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("甲局报告\n\n甲局报告\n\n正文。", "甲局报告\n正文。"),
        ("甲局报告\n甲局报告\n甲局报告\n正文。", "甲局报告\n正文。"),
        ("甲局报告\n甲局报告", "甲局报告"),
        ("　　甲局报告\n甲局报告　\n正文。", "甲局报告\n正文。"),
        ("甲局报告\n甲局报告的说明\n正文。", "甲局报告\n甲局报告的说明\n正文。"),
        ("甲局报告\n正文。\n甲局报告", "甲局报告\n正文。\n甲局报告"),
    ],
)
def test_a_title_stands_once(text, cleaned):
    """A title that is repeated at once goes, a longer one or one further down stays."""
    assert clean(text).text == cleaned


@pytest.mark.parametrize(
    "box",
    [
        "本作品是中华人民共和国的\n法律\n，根据著作权法，属于\n公有领域\n。\n\n\n注：另有说明。",
        "本作品來自某機關，在當地屬於公有領域。",
        "此作品在美国属于公有领域。",
        "这部作品的著作权已过期。",
        "本译文采用知识共享署名许可协议。",
        "Public domain\nPublic domain\nfalse\nfalse",
        "Text is available under the Creative Commons Attribution License.",
        "本页面采用 CC BY 4.0 发布。",
        "取自“https://example.org/index.php?title=x”",
    ],
)
def test_a_licence_box_goes(box):
    """What a wiki says of the rights in its page is no part of the text, whatever the wording."""
    assert (
        clean(f"甲市报告\n\n让我们共同努力！\n\n\n　　{box}\n").text == "甲市报告\n让我们共同努力！"
    )


@pytest.mark.parametrize(
    "closing",
    [
        "第三条 本作品的著作权由作者享有，但法律另有规定的除外。",
        "本作品的著作权由作者享有，但法律另有规定的除外。",
        "该作品的版权归单位所有。",
        "本办法所称版权即著作权。",
        "本作品进入公有领域后，\n第九条 任何人可以使用。",
    ],
)
def test_the_closing_paragraph_of_a_copyright_law_stays(closing):
    """A law that speaks of authors' rights ends with its own words, not with a licence box."""
    text = f"著作权登记办法\n第一条 为保护著作权，制定本办法。\n{closing}"

    assert clean(text).text == text


def test_a_long_text_after_the_word_of_a_licence_stays():
    """A licence box is short and stands at the end: what has a text after it is no box."""
    text = "本作品属于公有领域。\n" + "农业是国民经济的基础。\n" * 400 + "完。"

    assert clean(text).text == text


@pytest.mark.parametrize(
    "furniture",
    [
        "（责任编辑：王某）",
        "[责任编辑：王某]",
        "【打印本页】 【关闭窗口】",
        "打印 关闭",
        "上一篇：关于甲的通知\n下一篇：关于乙的通知",
        "版权所有：某县人民政府\n主办单位：某县政府办公室\n网站标识码1234567890",
        "某ICP备12345678号\n某公网安备 12345678901234号",
        "扫一扫在手机打开当前页\n分享到：微信 微博",
        "Copyright © 2020 某县",
        "© 2020 某县",
    ],
)
def test_the_furniture_of_a_page_goes(furniture):
    """Buttons, imprint and links to the next page go from the end of a page, the text stays."""
    text = "甲县通知\n特此通知。\n甲县人民政府\n2020年3月5日"

    assert clean(f"{text}\n\n{furniture}\n\n").text == text


def test_furniture_in_the_middle_of_a_text_stays():
    """Only the end of a text is furniture: a rule about editors inside it is the text's own."""
    text = "责任编辑：由社长任命。\n编辑应当署名。"

    assert clean(text).text == text


@pytest.mark.parametrize(
    "number", ["- 2 -", "— 2 —", "－2－", "·2·", "第2页", "第 2 页 共 5 页", "Page 2 of 5"]
)
def test_page_numbers_go_and_the_paragraph_runs_on(number):
    """A page's number in the middle of a paragraph goes, and its halves are one again."""
    text = f"甲县人民政府要求各乡镇各部门认真落实节约用水的\n{number}\n各项措施，不得延误。\n乙。"

    assert clean(text).text.split("\n") == [
        "甲县人民政府要求各乡镇各部门认真落实节约用水的各项措施，不得延误。", "乙。",
    ]  # fmt: skip


def test_page_numbers_between_paragraphs_go():
    """Where a sentence ended above the page's number, the next paragraph is one of its own."""
    text = "要认真落实各项节约用水的措施。\n\n— 1 —\n\n　　要加强检查。\n2020\n"

    assert clean(text).text == "要认真落实各项节约用水的措施。\n要加强检查。\n2020"


def test_a_title_over_a_page_number_takes_no_article_to_it():
    """A title has no full stop either, but an article begins a paragraph."""
    text = "甲县人民政府关于渡口安全管理工作的若干规定\n- 1 -\n第一条 渡口要安全。"

    assert clean(text).text.split("\n") == [text.split("\n")[0], "第一条 渡口要安全。"]


def test_the_lines_of_a_page_above_the_text_go():
    """Where one is, when it was put up, the size of the letters: the page's own, not the text's."""
    text = (
        "您现在的位置：首页 > 政务公开 > 文件\n关于节约用水的通知\n"
        "发布时间：2020-03-05 来源：县政府办 浏览次数：12\n【字体：大 中 小】\n打印 关闭\n"
        "各乡镇人民政府：\n来源：水源来自地下。\n请节约用水。"
    )

    assert clean(text).text == (
        "关于节约用水的通知\n各乡镇人民政府：\n来源：水源来自地下。\n请节约用水。"
    )


# ---------------------------------------------------------------- one way of writing


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("２０１９年ＧＤＰ增长９．２％", "2019年GDP增长9.2%"),
        ("第一．总则", "第一．总则"),
        ("改革,开放;发展:好!", "改革，开放；发展：好！"),
        ("增长3,000元,比上年多", "增长3,000元，比上年多"),
        ("比例为3:1,见http://a.cn/b", "比例为3:1,见http://a.cn/b"),
        ("《办法》,《条例》", "《办法》，《条例》"),
        ("好!!", "好!!"),
        ("(试行)与(GDP)和(一)", "（试行）与(GDP)和（一）"),
        ("卫生所(室),医院", "卫生所（室），医院"),
    ],
)
def test_what_is_written_in_two_ways_is_written_in_one(raw, cleaned):
    """Digits and letters are half-width, marks between Chinese full-width; numbers stay whole."""
    assert clean(raw).text == cleaned


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("国 家 粮 食 应 急 预 案 的 函", "国家粮食应急预案的函"),
        ("第一章 总　则\n第二章　附 则", "第一章 总则\n第二章 附则"),
        ("第一条　　为了节水，制定本法。", "第一条 为了节水，制定本法。"),
        ("目　录", "目录"),
        ("1 9 9 3 年的报告", "1993年的报告"),
        ("2019 年 1 月 27 日", "2019年1月27日"),
        ("坚持改革 开放，发展\xa0经济。", "坚持改革开放，发展经济。"),
        ("第三条 国家保护环境，人人有责。", "第三条 国家保护环境，人人有责。"),
        (
            "按照《中共中央 国务院关于节水的意见》，执行。",
            "按照《中共中央 国务院关于节水的意见》，执行。",
        ),
        ("财 政 部　农 业 部", "财政部　农业部"),
        ("国务院办公厅　中央军委办公厅", "国务院办公厅　中央军委办公厅"),
        ("成    员：韩　正　　副总理", "成员：韩　正　　副总理"),
        ("王五 县长", "王五 县长"),
        ("第一次修订    根据", "第一次修订 根据"),
        ("投资 3 亿元，增长 5%。", "投资 3 亿元，增长 5%。"),
    ],
)
def test_spaces_that_tear_words_apart_go(raw, cleaned):
    """Letter-spaced words and years are closed up; spaces that set things off stay."""
    assert clean(raw).text == cleaned


def test_an_indent_inside_a_line_begins_a_paragraph():
    """Scraped tables put whole texts on one line, with the indents of paragraphs in it."""
    text = "各乡镇：　　现通知如下。　　一、要节水。　　二、要检查。"

    assert clean(text).text == "各乡镇：　　现通知如下。\n一、要节水。\n二、要检查。"


def test_traditional_characters_are_simplified_on_request():
    """Each character keeps its place; without the request the text stays as it is."""
    raw = "發展經濟，為人民服務。\n改革"
    result = clean(raw, {"simplify": True})

    assert clean(raw).text == raw
    assert result.text == "发展经济，为人民服务。\n改革"
    assert [result.offsets[i] for i in range(len(raw))] == list(range(len(raw)))
    assert result.changes[0] == Change("simplify", 0, 1, "發", "发")


def test_simplifying_needs_opencc(monkeypatch):
    """Where it is not installed the message says how to get it."""
    monkeypatch.setitem(sys.modules, "opencc", None)

    with pytest.raises(pt.errors.MissingExtra) as caught:
        clean("發展", {"simplify": True})
    assert str(caught.value) == (
        "Writing traditional characters as simplified ones needs OpenCC, which is not installed. "
        'Install it with: pip install "policytext[simplify]"'
    )


def test_single_steps_are_switched_off():
    """What is switched off is not done, and `cleaning` tells which steps were."""
    texts = {"甲": "甲局\n\n甲局\n２条,好"}
    corpus = pt.Corpus.from_texts(texts, clean={"doubled_title": False, "width": False})

    assert corpus["甲"].text == "甲局\n甲局\n２条，好"
    assert "width" not in corpus["甲"].cleaning.steps
    assert pt.Corpus.from_texts(texts).cleaning_steps == "on"
    assert pt.Corpus.from_texts(texts, clean=False).cleaning_steps == "off"
    assert corpus.cleaning_steps == (
        "line_ends invisible licence furniture rejoin blank_lines indents punctuation spaces"
    )


def test_a_step_that_does_not_exist_is_named():
    """The message lists the steps and guesses which was meant."""
    with pytest.raises(pt.errors.InputError) as caught:
        clean("甲", {"rejoining": False})
    assert str(caught.value) == (
        f"`clean` must name steps of {list(STEPS)}, got 'rejoining'. Did you mean 'rejoin'?"
    )


# ---------------------------------------------------------------- texts cut at a fixed width

CUTS = {
    "a blank line after every piece": (lambda p, n: cut(p, n), "\n\n", "\n\n"),
    "no blank line": (lambda p, n: cut(p, n), "\n", "\n"),
    "a blank line between paragraphs": (lambda p, n: cut(p, n), "\n", "\n\n"),
    "an indent": (lambda p, n: cut(p, n, "　　"), "\n", "\n"),
    "an indent that is not counted": (lambda p, n: cut("　　" + p, n + 2), "\n", "\n"),
    "every piece indented": (lambda p, n: ["　　" + piece for piece in cut(p, n)], "\n", "\n\n"),
    "columns": (lambda p, n: cut_columns(p, 2 * n), "\n", "\n\n"),
    "columns, marks hang over": (lambda p, n: cut_columns(p, 2 * n, hang=True), "\n", "\n\n"),
    "columns, marks pull": (lambda p, n: cut_columns(p, 2 * n, pull=True), "\n", "\n\n"),
    "columns, indent, marks hang over": (
        lambda p, n: cut_columns(p, 2 * n, "　　", hang=True),
        "\n",
        "\n",
    ),
}


@pytest.mark.parametrize("width", [20, 30, 36, 40, 72, 100])
@pytest.mark.parametrize("how", CUTS)
def test_a_text_that_was_cut_is_whole_again(how, width):
    """Every paragraph of every bundled report is found again, however its lines were cut.

    A paragraph whose last line is exactly full cannot be told from one that goes on, unless a
    blank line or an indent says so, so the few of these are left out.
    """
    cutter, between_pieces, between_paragraphs = CUTS[how]
    for paragraphs in REPORTS.values():
        paragraphs = [p for p in paragraphs if len(p) % width and (len(p) + 2) % width]
        text = between_paragraphs.join(between_pieces.join(cutter(p, width)) for p in paragraphs)

        assert clean(text).text.split("\n") == paragraphs


def test_a_mail_text_in_gbk_is_whole_again():
    """A text cut at 80 columns as mail programs do, in GBK, reads as before."""
    paragraphs = REPORTS["2014"]
    text = "\r\n".join("\r\n".join(cut_columns(p, 80, "　　", hang=True)) for p in paragraphs)

    assert clean(text.encode("gbk").decode("gbk")).text.split("\n") == paragraphs


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("推进 Internet", "Plus 行动", "推进 Internet Plus 行动"),
        ("提高 GD", "P 增速", "提高 GDP 增速"),
        ("发展数字经济", "和GDP核算", "发展数字经济和GDP核算"),
        ("实施第", "5批项目", "实施第5批项目"),
    ],
)
def test_words_of_other_scripts_keep_their_space(before, after, joined):
    """A cut between two Latin words was a space; inside an abbreviation or Chinese it was not."""
    fill = "全市上下团结一心，克服各种困难，完成了年初确定的各项任务，取得新的成绩"
    lines = [fill, (fill + before)[-len(fill) :], after + "。", fill, fill, "再创佳绩。"]

    assert joined in clean("\n".join(lines)).text


def test_a_numbered_item_after_a_full_line_begins_a_paragraph():
    """An item that follows a line that happens to be full is not swallowed by it."""
    line = "全市上下团结一心，克服困难，完成了年初确定的各项任务，取得新"
    full = line[:-1] + "。"
    text = "\n".join([line, line, line, full, "（二）加强领导。", line, "的成绩。"])

    assert clean(text).text.split("\n") == [
        line * 3 + full,
        "（二）加强领导。",
        line + "的成绩。",
    ]


WRAPPED = (
    "各县各部门要加强领导，落实责任，采取有力措施，确保各项任务按期完成。要完善制度，严格考核，"
    "把工作做细做实，对完成任务好的单位予以表扬，对完成任务不好的单位予以通报。要重视宣传。"
)


def test_a_line_with_a_digit_is_a_column_shorter_and_full_all_the_same():
    """Full-width characters fill an even number of columns, so with a digit one is left over."""
    last = "全市完成投资8亿元，比上年增长一成，新开工项目五十个，竣工项目三十个，超过目标。"
    lines = [*cut_columns(WRAPPED, 60, "　　") * 30, *cut_columns(last, 60, "　　")]

    assert columns(lines[-2]) == 59
    assert clean("\n".join(lines)).text.split("\n")[-1] == last


def test_where_each_paragraph_is_indented_a_line_without_indent_goes_on():
    """Even if the line before ends a sentence, or it begins with a number."""
    full = cut_columns(WRAPPED, 60, "　　")[0][:-1] + "。"
    text = "\n".join([*cut_columns(WRAPPED, 60, "　　") * 5, full, "一、二级公路要修好。"])

    assert clean(text).text.split("\n")[-1] == full.strip() + "一、二级公路要修好。"


# ---------------------------------------------------------------- texts that were not cut

UNCUT = {
    "a poem": "江边\n春水绕村流，\n桃花映小楼。\n老农扶犁去，\n稚子牧青牛。",
    "a poem of long lines": "山乡\n春风又绿清江岸，细雨初晴百草新。\n"
    "水库新成千顷碧，公路盘旋万户春。\n"
    "昔日荒坡栽果树，今朝小院住新人。\n党的政策暖心里，共话丰年到夜分。",
    "a list of names": "出席人员\n张一　李二　王三　赵四　钱五　孙六　周七　吴八　郑九　王十\n"
    "冯一　陈二　褚三　卫四　蒋五　沈六　韩七　杨八　朱九　秦十\n"
    "尤一　许二　何三　吕四　施五　张六　孔七　曹八　严九　华十\n金一　魏二",
    "a table": "县区 人口 面积\n甲县 10 20\n乙县 11 21\n丙县 12 22\n丁县 13 23",
    "a list of departments": "市发展改革委\n市财政局\n市教育局\n市民政局\n市司法局\n市审计局",
    "a table of contents": "目录\n一、总体要求\n二、主要任务\n三、保障措施\n四、组织实施",
    "a law": "甲市节水办法\n第一条 为节约用水，制定本办法。\n"
    "第二条 本办法适用于本市行政区域内的节约用水工作。\n"
    "第三条 单位和个人应当遵守本办法。\n第四条 本办法自公布之日起施行。",
    "equal paragraphs": "一季度，全市农业生产形势总体稳定，春耕备耕有序推进。\n"
    "二季度，全市工业生产形势稳步回升，重点项目加快建设。\n"
    "三季度，全市服务行业形势持续向好，旅游收入较快增长。",
    "a notice": "关于召开会议的通知\n各县（市）人民政府，市直各部门：\n"
    "经研究，定于3月5日召开会议。\n请准时参加。\n甲市人民政府办公室\n2020年3月1日",
}


@pytest.mark.parametrize("text", UNCUT.values(), ids=UNCUT)
def test_lines_that_were_not_cut_stay_apart(text):
    """Verse, lists, tables, laws and paragraphs that happen to be equally long are left alone."""
    assert (clean(text).text, clean(text).changes) == (text, ())


def test_a_paragraph_torn_by_links_and_bold_type_is_whole_again():
    """Where blank lines stand between paragraphs, the lines of one belong together."""
    text = (
        "甲市报告\n\n市政府根据\n《中华人民共和国宪法》\n的规定，报告工作。\n\n"
        "一年来，全市\n改革开放\n，取得成绩。\n\n（“\n十三五\n”规划）已经完成。\n\n请予审议。"
    )

    assert clean(text).text.split("\n") == [
        "甲市报告",
        "市政府根据《中华人民共和国宪法》的规定，报告工作。",
        "一年来，全市改革开放，取得成绩。",
        "（“十三五”规划）已经完成。",
        "请予审议。",
    ]


def test_headings_among_torn_paragraphs_stay_apart():
    """A numbered line begins a paragraph even where lines are joined."""
    text = "报告\n\n一、成绩\n二、任务\n三、要求\n\n我们要\n实干\n。\n\n完成任务。\n\n请审议。"

    assert clean(text).text.split("\n")[1:5] == ["一、成绩", "二、任务", "三、要求", "我们要实干。"]


BLOCKS = {
    "headings": "甲县报告\n\n一、总体要求\n要节约用水，人人有责。\n\n二、实施\n（一）宣传\n办展。",
    "chapters": "第一章 总则\n第一条 为了节水，制定本法。\n\n第二章 附则\n第二条 即日施行。",
    "an addressee": "甲市批复\n甲政函〔2015〕7号\n\n乙县：\n请示收悉。\n\n一、同意。\n\n此复。",
    "headings after a line of spaces": "甲县报告\n　　\n一、总体要求\n要节约用水，人人有责。",
}


@pytest.mark.parametrize("text", BLOCKS.values(), ids=BLOCKS)
def test_a_heading_and_its_paragraph_without_a_blank_line_between_stay_apart(text):
    """Blank lines between the sections of a text do not make one paragraph of each."""
    lines = [line for line in text.split("\n") if line.strip()]
    assert clean(text).text.split("\n") == lines


def test_a_signature_at_the_right_edge_is_no_cut_line():
    """Lines that spaces push to the middle or the right say nothing of the width of a text."""
    text = (
        "　　为做好流域规划的修编工作，请贵厅协助提供以下资料：\n　　1. 历年的水文资料；\n"
        "　　2. 水库名录。\n　　专此函达。\n　　　　　　　　　　　　　　　　甲省水利厅\n"
        "　　　　　　　　　　　　　　　　2022年11月7日\n　　（联系人：李某）"
    )

    assert clean(text).text.split("\n") == [line.strip() for line in text.split("\n")]


def test_a_mark_that_begins_a_line_belongs_to_the_line_before():
    """No line begins with a comma or a closing quotation mark."""
    assert clean("全面深化\n，改革开放。").text == "全面深化，改革开放。"


# ---------------------------------------------------------------- the record


def test_every_change_is_recorded_in_order_with_its_place():
    """The record says which step took away what, from where, and what it put there."""
    raw = "甲局\r\n\r\n甲局\r\n　　人\u200b民。"
    result = clean(raw)

    assert result.text == "甲局\n人民。"
    assert result.changes == (
        Change("line_ends", 2, 4, "\r\n", "\n"),
        Change("line_ends", 4, 6, "\r\n", "\n"),
        Change("line_ends", 8, 10, "\r\n", "\n"),
        Change("invisible", 13, 14, "\u200b", ""),
        Change("blank_lines", 2, 5, "\n\n", "\n"),
        Change("blank_lines", 8, 12, "\n　　", "\n"),
        Change("doubled_title", 2, 8, "\n甲局", ""),
    )
    assert [raw[result.offsets[i]] for i in (0, 1, 3, 4, 5)] == ["甲", "局", "人", "民", "。"]


def test_the_record_names_lines_of_the_file():
    """`document.cleaning` sums up each step with its lines in the file, and lists every change."""
    document = pt.Corpus.from_texts({"甲": "甲局\n\n甲局\n\n　　人民。\n全面\n，改革。\n乙。"})[
        "甲"
    ]

    assert str(document.cleaning) == (
        "rejoin: 1 change (line 6)\n"
        "blank_lines: 2 changes (lines 1, 3)\n"
        "doubled_title: 1 change (line 1)"
    )
    assert document.cleaning.to_pandas().to_numpy().tolist() == [
        ["rejoin", 6, 3, "\n", ""],
        ["blank_lines", 1, 3, "\n\n", "\n"],
        ["blank_lines", 3, 3, "\n\n　　", "\n"],
        ["doubled_title", 1, 3, "\n甲局", ""],
    ]
    assert repr(document.cleaning) == "<Cleaning of '甲': 4 changes>"


def test_the_record_can_be_gone_through():
    """Iterating gives one record a change, with its place in the text as it was read."""
    cleaning_of = pt.Corpus.from_texts({"甲": "甲。\n\n乙。"})["甲"].cleaning

    assert list(cleaning_of) == [Change("blank_lines", 2, 4, "\n\n", "\n")]
    assert len(cleaning_of) == 1


def test_many_lines_are_abridged():
    """More than four lines are given as the first three and the last."""
    document = pt.Corpus.from_texts({"甲": "甲。\n\n乙。\n\n丙。\n\n丁。\n\n戊。\n\n己。"})["甲"]

    assert str(document.cleaning) == "blank_lines: 5 changes (lines 1, 3, 5 … 9)"


def test_a_clean_text_has_an_empty_record():
    """Where nothing was done the record says so, and where nothing was asked for."""
    texts = {"甲": "人民。"}

    assert str(pt.Corpus.from_texts(texts)["甲"].cleaning) == "nothing to clean"
    assert str(pt.Corpus.from_texts(texts, clean=False)["甲"].cleaning) == "not cleaned"
    assert list(pt.Corpus.from_texts(texts)["甲"].cleaning.to_pandas()) == [
        "step", "line", "column", "removed", "inserted",
    ]  # fmt: skip


# ---------------------------------------------------------------- properties

FULL_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def one_form(text):
    """Write full-width digits, letters and marks half-width, to compare texts without them."""
    return text.translate(FULL_TO_HALF)


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "\n",
                "\n\n",
                "\r\n",
                "　　",
                " ",
                "一、",
                "（二）",
                "3.",
                "。",
                "，",
                "”",
                "“",
                "\u200b",
                "２",
                ",",
                "(",
                ")",
                "第三条 ",
                "- 7 -",
                "来源：",
                "国 务 院",
            ]
        ),
        st.sampled_from(["本作品", "公有领域", "版权所有", "Public domain", "word", "PM2.5"]),
        st.text("人民代表大会的工作和发展", min_size=1, max_size=45),
    ),
    max_size=40,
).map("".join)


@given(st.one_of(st.text(), PIECES))
def test_cleaning_any_text_keeps_its_characters_in_order(raw):
    """Cleaning never fails, and each character of the result stands in the text given, in order.

    Line feeds and spaces may be new; the places never go back.
    """
    result = clean(raw)
    text = result.text
    places = [result.offsets[i] for i in range(len(text))]

    assert places == sorted(places)
    assert all(
        one_form(raw[place]) == one_form(c)
        for place, c in zip(places, text, strict=True)
        if c not in "\n "
    )
    assert all(0 <= change.start <= change.end <= len(raw) for change in result.changes)


@given(PIECES)
def test_cleaning_loses_no_character_that_is_seen(raw):
    """What leaves the text is white space, invisible, a page's own, or a doubled title."""
    kept = "".join(clean(raw).text.split())
    gone = sum(
        len(re.sub(r"\s|\u200b", "", change.removed))
        for change in clean(raw).changes
        if change.step in ("licence", "furniture", "doubled_title")
    )

    assert len(re.sub(r"\s|\u200b", "", raw)) == len(kept) + gone


@given(st.one_of(st.text(), PIECES))
def test_cleaning_twice_is_cleaning_once(raw):
    """A clean text is not changed again, whatever it was made from."""
    text = clean(raw).text

    assert clean(text).text == text


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_a_clean_report_is_not_changed_again(path):
    """Cleaning what is clean does nothing."""
    assert steps(clean(path.read_text("utf-8")).text) == []


def test_the_steps_are_public():
    """The record speaks of the steps by these names, in the order in which they are done."""
    assert list(cleaning.STEPS) == [
        "line_ends", "invisible", "licence", "furniture", "rejoin", "blank_lines", "indents",
        "doubled_title", "width", "punctuation", "spaces", "simplify",
    ]  # fmt: skip


# ---------------------------------------------------------------- real texts


def real_texts(shared: Path) -> dict[str, str]:
    """Read every text of the shared data that is a document."""
    folders = ("study_report", "congress", "gov_work_reports", "laws")
    paths = [path for folder in folders for path in sorted((shared / folder).glob("*.txt"))]
    return {f"{path.parent.name}/{path.name}": path.read_text("utf-8") for path in paths}


def test_no_clean_real_text_is_changed_again(shared):
    """Cleaning what is clean does nothing, in any real text."""
    violating = [name for name, raw in real_texts(shared).items() if clean(clean(raw).text).changes]

    assert violating == []


def test_the_real_study_report_has_whole_paragraphs(shared):
    """Every paragraph ends a sentence or is a title or heading; no sentence is torn."""
    (path,) = (shared / "study_report").glob("*.txt")
    document = pt.read(path)[0]
    open_ended = [p for p in document.paragraphs if p[-1] not in "。！？”：;；"]

    headings = [s.title for s in document.outline.sections("一、")]
    assert open_ended == [document.title, *headings]
    assert (len(headings), len(document.outline.sections("1、"))) == (3, 9)
    assert [s.number for s in document.outline.sections("1、")] == [1, 2, 3] * 3


def test_the_congress_report_is_counted_without_its_footer(shared):
    """人民 stands 145 times in the report itself, 151 times with the licence box below it."""
    path = shared / "congress" / "18.txt"
    document = pt.read(path)[0]

    assert document.text.count("人民") == 145
    assert pt.read(path, clean=False)[0].text.count("人民") == 151
    assert len(document.outline.sections("一、")) == 12
    assert len(document.outline.sections("（一）")) == 34


def test_footers_go_from_real_reports_and_nothing_else(shared):
    """Every character before the licence box stays, and nothing of the box."""
    for folder in ("congress", "gov_work_reports"):
        for path in sorted((shared / folder).glob("*.txt")):
            raw = path.read_text("utf-8")
            body = re.split("(?m)^(?:本作品|此作品|Public domain)", raw)[0]

            assert one_form("".join(clean(raw).text.split())) == one_form(
                "".join(re.sub("[\u200b\ufeff]", "", body).split())
            ), path


def test_nothing_goes_from_real_laws(shared):
    """Laws have no footer: every character stays, and one line is one paragraph."""
    for path in sorted((shared / "laws").glob("*.txt")):
        raw = path.read_text("utf-8")

        assert [one_form("".join(line.split())) for line in clean(raw).text.split("\n")] == [
            one_form("".join(line.split())) for line in raw.split("\n") if line.strip()
        ]

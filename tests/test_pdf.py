"""PDF files: what a person sees as paragraphs comes out as paragraphs, or a clear refusal."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdf_builder import Item, Picture, Rule, Text, pdf
from pdf_docx import Layout, docx, kinds, print_pdf
from policytext.cleaning import clean
from policytext.errors import PolicyTextError, ReadError
from policytext.readers import read_file
from policytext.readers.pdf import read_pdf
from policytext.readers.raw import File, RawText

FILES = Path(__file__).parent / "files"
CORPORA = Path(__file__).parents[1] / "corpora"
FIRST = "各县要认真学习文件，结合实际抓好落实，把各项工作做细做实，确保任务按期完成。"
SECOND = "市直单位要加强协作，形成工作合力，年底前报告进展情况。"


def read(data: bytes, path: str = "a.pdf") -> RawText:
    """Read the one text of a PDF."""
    (text,) = read_pdf(File(path, data))
    return text


def pages(*items: Sequence[Item], width: float = 480) -> RawText:
    """Read a PDF of pages that hold some items, with margins for 20 characters a line."""
    return read(pdf(items, width=width))


def set_lines(
    text: str, *, x: float = 80, y: float = 760, width: int = 20, size: float = 16, indent: int = 0
) -> list[Text]:
    """Set a paragraph in lines of so many characters, 28 points apart."""
    lines = [text[: width - indent]]
    rest = text[width - indent :]
    lines += [rest[i : i + width] for i in range(0, len(rest), width)]
    return [
        Text(x + (indent * size if number == 0 else 0), y - 28 * number, line, size)
        for number, line in enumerate(lines)
    ]


def refusal(data: bytes, path: str = "a.pdf") -> str:
    """Return what is said of a file that is refused."""
    with pytest.raises(ReadError) as error:
        read(data, path)
    return str(error.value)


# ---------------------------------------------------------------- paragraphs


def test_lines_of_a_paragraph_are_joined():
    """A line that ends where the next character had no room goes on."""
    assert pages(set_lines(FIRST)).text == FIRST


def test_a_line_that_ends_early_ends_its_paragraph():
    """Nothing else than the room left parts two paragraphs without indent and space."""
    assert pages([*set_lines(FIRST), *set_lines(SECOND, y=704)]).text == f"{FIRST}\n{SECOND}"


def test_an_indent_begins_a_paragraph_after_a_full_line():
    """The last line of a paragraph may be full by accident."""
    full = "各县要认真学习有关文件，结合实际抓好落实工作，把任务做细做实做好。"
    items = [
        *set_lines(FIRST, indent=2),
        *set_lines(full + "抓紧办。", y=676, indent=2),
        *set_lines(SECOND, y=620, indent=2),
    ]

    assert pages(items).text == f"{FIRST}\n{full}抓紧办。\n{SECOND}"


def test_a_paragraph_goes_on_over_a_page_break():
    """Page number and running head between its lines do not part it."""
    lines = set_lines(FIRST * 3)
    first = [*lines[:3], Text(280, 60, "— 1 —", 12)]
    second = [Text(line.x, line.y + 84, line.text) for line in lines[3:]]
    text = pages(first, [*second, Text(280, 60, "— 2 —", 12)])

    assert text.text == FIRST * 3
    assert text.warnings == ()


def test_centred_title_lines_stay_apart():
    """Lines of a title that had room for more were broken on purpose."""
    title = [Text(184, 790, "关于加强学习的"), Text(224, 762, "通知")]

    assert pages([*title, *set_lines(FIRST, y=734)]).text == f"关于加强学习的\n通知\n{FIRST}"


def test_the_number_under_a_full_line_of_a_title_stays_apart():
    """A title may be as wide as the page; the document number under it is no part of it."""
    title = "甲县人民政府关于做好老渡口安全管理的通知"
    number = Text(80 + 5.5 * 16, 732, "甲政发〔2020〕3号", 16)
    (first, second, *_) = pages(
        [*set_lines(title), number, *set_lines(FIRST, y=676, indent=2)]
    ).text.split("\n")

    assert (first, second) == (title, "甲政发〔2020〕3号")


def test_the_dates_of_a_law_s_history_stay_apart():
    """Each stands on its line, though the line before is full."""
    first = ("2001年6月20日 市人民代表大会常务委员会第", "五次会议通过，由各县认真组织学习贯彻执行")
    lines = [*first, "2016年2月6日 修订"]
    items = [Text(80, 760 - 28 * i, line) for i, line in enumerate(lines)]

    assert pages(items).text == f"{''.join(first)}\n{lines[2]}"


def test_signature_and_date_at_the_right_stay_apart():
    """Lines set to the right margin end there, but do not go on."""
    sign_off = [Text(320, 640, "市人民政府"), Text(288, 612, "二〇二〇年二月")]

    assert pages([*set_lines(FIRST), *sign_off]).text == f"{FIRST}\n市人民政府\n二〇二〇年二月"


def test_words_are_joined_with_a_space_and_hyphens_undone():
    """Between Latin words a line end is a space; a hyphen at a line end goes."""
    lines = [
        "The committee of the council shall re-",
        "port every year on the progress of works",
        "done.",
    ]
    items = [Text(80, 700 - 28 * i, line) for i, line in enumerate(lines)]

    assert pages(items).text == (
        "The committee of the council shall report every year on the progress of works done."
    )


def test_order_on_the_page_counts_not_order_in_the_file():
    """Lines drawn last to first are read first to last."""
    assert pages(set_lines(FIRST)[::-1]).text == FIRST


def test_two_columns_are_read_one_after_the_other():
    """A gazette has two columns under a title over both."""
    title = [Text(180, 800, "某某市人民政府公报", 22)]
    left, right = set_lines(FIRST * 4, x=60, width=14), set_lines(SECOND * 5, x=310, width=14)
    drawn = [line for pair in zip(left, right, strict=False) for line in pair]
    drawn += [*left[len(right) :], *right[len(left) :]]

    text = pages([*title, *drawn], width=595).text

    assert text == f"某某市人民政府公报\n{FIRST * 4}\n{SECOND * 5}"


def test_a_number_and_its_item_are_not_two_cells():
    """Automatic numbers stand before a tab, which is no space in the text."""
    items = [
        item
        for i, words in enumerate(("扩大就业。", "增加收入。", "改善环境。"))
        for item in (Text(80, 700 - 28 * i, f"{i + 1}."), Text(130, 700 - 28 * i, words))
    ]

    assert pages(items).text == "1.扩大就业。\n2.增加收入。\n3.改善环境。"


# ---------------------------------------------------------------- tables


def _ruled(xs: Sequence[float], ys: Sequence[float]) -> list[Item]:
    return [
        *(Rule(xs[0], y, xs[-1], y) for y in ys),
        *(Rule(x, ys[0], x, ys[-1]) for x in xs),
    ]


def test_a_ruled_table_is_read_cell_by_cell():
    """The lines of a cell stay together, though another cell stands beside them."""
    cells: list[Item] = [
        Text(84, 660, "道路工程的设计和"), Text(84, 632, "施工"), Text(224, 660, "交通局"),
        Text(84, 580, "绿化"), Text(224, 580, "林业局"),
    ]  # fmt: skip

    text = pages([*cells, *_ruled([80, 216, 320], [560, 610, 690])]).text

    assert text == "道路工程的设计和施工\n交通局\n绿化\n林业局"


def test_a_table_without_rules_is_read_cell_by_cell():
    """Gaps over each other in neighbouring rows are columns."""
    rows = [("道路", "交通局"), ("绿化", "林业局"), ("学校", "教育局")]
    items = [
        Text(80 + 200 * column, 700 - 28 * row, cell)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]

    assert pages(items).text == "道路\n交通局\n绿化\n林业局\n学校\n教育局"


# ---------------------------------------------------------------- what is no text


def test_running_heads_are_left_out_and_named():
    """Heads that alternate from left to right pages, and numbers at the outer edge."""
    heads = ["地方文件", "人民政府公报"]
    items = [
        [
            Text(60 if page % 2 else 400, 810, heads[page % 2], 10),
            *set_lines(f"第{'一二三四'[page]}项。" + FIRST, y=760),
            Text(60 if page % 2 else 500, 40, str(page + 17), 10),
        ]
        for page in range(4)
    ]
    text = pages(*items)

    assert text.text == "\n".join(f"第{n}项。{FIRST}" for n in "一二三四")
    assert text.warnings == ("Left out as running heads or feet: '地方文件', '人民政府公报'.",)
    assert text.source.text.count("地方文件") == 2


@pytest.mark.parametrize("number", ["— 1 —", "- 1 -", "1", "第1页", "第 1 页 共 5 页", "1/5"])
def test_page_numbers_are_left_out(number):
    """However they are written, on a single page too."""
    text = pages([*set_lines(FIRST), Text(280, 50, number, 14)])

    assert (text.text, text.warnings) == (FIRST, ())


def test_a_number_in_the_text_is_no_page_number():
    """Numbers that do not count on with the pages are figures."""
    first = [*set_lines(FIRST), Text(80, 100, "486")]
    second = [*set_lines(SECOND), Text(80, 100, "53")]

    assert pages(first, second).text == f"{FIRST}\n486\n{SECOND}\n53"


def test_footnotes_are_kept_apart():
    """Small type at the foot of a page that begins with a mark."""
    notes = [Text(80, 120, "1 按可比价格计算。", 10), Text(80, 100, "2 含各县。", 10)]
    text = pages([*set_lines(FIRST), *notes])

    assert text.text == FIRST
    assert text.notes == ("1 按可比价格计算。", "2 含各县。")


# ---------------------------------------------------------------- characters


def test_a_hanging_indent_is_no_new_paragraph():
    """What follows under the words of an item belongs to it."""
    item = [Text(80, 760, "1.扩大就业，培训工人，扶持各类中小企业和"), Text(96, 732, "个体户。")]

    assert pages([*item, *set_lines(FIRST, y=704)]).text == (
        f"1.扩大就业，培训工人，扶持各类中小企业和个体户。\n{FIRST}"
    )


def test_writing_turned_on_the_page_is_read_as_it_runs():
    """A page that is shown turned, as wide tables are."""
    assert read(pdf([set_lines(FIRST)], width=480, extra="/Rotate 90")).text == FIRST


def test_a_justified_line_that_was_not_spread_ends_its_paragraph():
    """The last line is left as it is, though nothing more would have fitted."""
    words = [f"各县要认真学习文件结合实际抓好落第{n}项" for n in "一二三四五六七"]
    spread = [Text(80, 760 - 28 * i, line, 16, 0.5) for i, line in enumerate(words)]
    last = Text(80, 564, "把各项工作做细做实并确保任务按期完成。")

    text = pages([*spread, last, Text(80, 536, "年底前报告进展情况。")], width=473).text

    assert text.split("\n") == ["".join(words) + last.text, "年底前报告进展情况。"]


def test_radicals_and_ligatures_become_characters():
    """Codes that only look like a character would not be found."""
    assert pages([Text(80, 700, "⼈⺠⽂件ﬁle")]).text == "人民文件file"


def test_space_that_only_fills_the_line_is_no_space():
    """A justified line sets its characters apart."""
    assert pages([Text(80, 700, "各县要认真学习有关文件", 16, 3)]).text == "各县要认真学习有关文件"


def test_a_gap_between_characters_of_a_line_is_a_space():
    """A gap of a character's width is a full-width space."""
    assert pages([Text(80, 700, "第一章"), Text(144, 700, "总则")]).text == "第一章　总则"


# ---------------------------------------------------------------- places


def test_every_character_is_found_on_its_page_and_line():
    """The line is counted from the top of the page, running heads included."""
    lines = set_lines(FIRST * 2)
    first = [Text(80, 810, "公报", 10), *lines[:2]]
    second = [Text(80, 810, "公报", 10), *(Text(80, line.y, line.text) for line in lines[2:])]
    text = pages(first, second)
    place = text.source.locate(text.offsets[text.text.rindex("任务")])

    assert text.text == FIRST * 2
    assert text.source.pages == (0, len("公报\n") + 2 * len("二十个字\n" * 4) + 2)
    assert (place.page, place.line, place.column) == (2, 3, 10)


# ---------------------------------------------------------------- refusals


def test_a_scan_is_refused():
    """Pictures of pages, and the stamp that a scanner program puts on them."""
    page = [Picture(0, 0, 595, 842), Text(10, 10, "扫描件", 8)]

    assert refusal(pdf([page, page, page])) == (
        "a.pdf is a scan, without text that could be read (pages 1 to 3). Use OCR on it first."
    )


def test_a_scanned_page_among_others_is_named():
    """What the other pages say is read."""
    text = pages(set_lines(FIRST), [Picture(0, 0, 595, 842)], set_lines(SECOND))

    assert text.text == f"{FIRST}\n{SECOND}"
    assert text.warnings == (
        "Only pictures, and no text, on page 2: what they show is left out. Use OCR to get it.",
    )


@pytest.mark.parametrize(
    "to_unicode",
    [
        lambda code: 0xE000 + code % 4000,
        lambda code: 0x4E00 + code * 7919 % 20000,
        lambda code: code + 1,
        lambda code: 0x100 + code * 7919 % 0x4000,
        lambda code: 0xA1 + code % 90,
        lambda code: 0x21 + code % 90,
    ],
    ids=["private use", "other Han", "next Han", "glyph numbers", "Latin-1", "ASCII"],
)
def test_fonts_that_do_not_say_their_characters_are_refused(to_unicode):
    """A count of 0 in such a file would be believed."""
    message = refusal(pdf([set_lines(FIRST * 3)], to_unicode=to_unicode))

    assert message.startswith(
        "a.pdf: its fonts do not say which characters they draw, so that its text reads "
    )
    assert message.endswith(" Read the original document, or use OCR.")


def test_english_is_no_nonsense():
    """A translation has no Han characters at all."""
    lines = ["The committee shall report to the council", "on the progress of the work every year."]
    items = [Text(80, 760 - 28 * i, line) for i, line in enumerate(lines)]

    assert pages(items).text == " ".join(lines)


def test_a_locked_file_is_refused():
    """A password is asked for nowhere."""
    path = str(FILES / "locked.pdf")

    assert refusal((FILES / "locked.pdf").read_bytes(), path) == (
        f"{path} is locked with a password. Save a copy without one and read that."
    )


def test_a_broken_file_is_refused():
    """A file that only begins like a PDF."""
    assert refusal(b"%PDF-1.7\nand nothing more") == (
        "a.pdf is not a PDF that can be opened: it is broken or cut short. "
        "Get the file again, or print it anew."
    )


def test_a_file_without_anything_is_refused():
    """Empty pages are no text."""
    assert refusal(pdf([[]])) == (
        "a.pdf is empty: nothing to read on any page. Check that it was saved or copied whole."
    )


def test_too_many_pages_are_refused(monkeypatch):
    """A file of a hundred thousand pages would take the memory of all the others."""
    monkeypatch.setattr("policytext.readers.pdf._MAX_PAGES", 2)

    assert refusal(pdf([set_lines(FIRST)] * 3)) == (
        "a.pdf has 3 pages; at most 2 are read. "
        "Split it, for example with: qpdf --split-pages=1000 in.pdf out.pdf"
    )


def test_a_page_of_too_many_characters_is_refused(monkeypatch):
    """It is a drawing, or made to harm."""
    monkeypatch.setattr("policytext.readers.pdf.page._MAX_CHARACTERS", 10)

    assert refusal(pdf([[Text(80, 700, "各县要认真学习有关文件")]])) == (
        "a.pdf, page 1 has 11 characters; at most 10 are read. It is not a page of text."
    )


@settings(max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_a_damaged_file_gives_a_text_or_a_refusal(seed):
    """And what it gives can be traced to the lines of its pages."""
    chance = random.Random(seed)
    data = bytearray(pdf([[*set_lines(FIRST), *_ruled([80, 216, 320], [560, 610, 690])]]))
    for _ in range(chance.choice((1, 5, 25))):
        place = chance.randrange(len(data))
        data[place : place + chance.randrange(3)] = chance.choice(
            (b"9999", b"-1", b"0", b"<<", b"")
        )
    try:
        text = read(bytes(data))
    except PolicyTextError:
        return
    places = [text.offsets[i] for i in range(len(text.text))]
    assert places == sorted(places)
    for character, place in zip(text.text, places, strict=True):
        assert character in "\n " or text.source.text[place] == character


# ---------------------------------------------------------------- LibreOffice


def test_a_printed_document_has_the_text_of_its_original():
    """An official layout: title, indents, running head and page numbers, over two pages."""
    (original,) = read_file(str(CORPORA / "study_report" / "study_report.txt"))
    (printed,) = read_file(str(FILES / "study_report.pdf"))

    assert isinstance(original, RawText)
    assert isinstance(printed, RawText)
    assert printed.text == "\n".join(clean(original.text).text.split("\n")[:5])
    assert len(printed.source.pages) == 2
    assert printed.warnings == ("Left out as running heads or feet: '市信访局学习材料'.",)


def test_a_printed_table_and_footnote():
    """Cells in reading order, a cell over two rows, and a note apart from the text."""
    (printed,) = read_file(str(FILES / "table.pdf"))

    assert isinstance(printed, RawText)
    assert printed.text.split("\n")[1].endswith("确保各项工作落到实处。")
    assert printed.text.split("\n")[2:] == [
        "序号", "任务", "牵头单位",
        "1",
        "完善养老服务设施，新建社区养老服务站二十个，改造敬老院五所，培训护理员三百名，逐步扩大服务范围。",
        "民政局", "2", "改造老旧小区十个。", "住房城乡建设局", "财政局",
        "3", "修建农村公路五十公里。", "交通运输局", "绿化道路。", "林业局",
        "本表自印发之日起执行。",
    ]  # fmt: skip
    assert printed.notes == ("1　经费由市财政安排。",)


LAYOUTS = {
    "official": Layout(align="left", header="某某市公报"),
    "spaced": Layout(indent=0, spacing=8, line=0, size=12, title_size=18, align="left"),
    "narrow": Layout(
        width=420, height=595, margins=(50, 50, 45, 45), size=10.5, title_size=14, line=18,
        align="left", page_number=("第 ", " 页"),
    ),
}  # fmt: skip


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", LAYOUTS)
def test_notices_printed_by_libreoffice_keep_their_paragraphs(name, shared, tmp_path):
    """In three layouts, 27 of 30 come out to the last character.

    Pages that end with a full line and a full stop leave open whether the paragraph ends too, and
    rows of spaces cannot be counted. Justified text is left out here: LibreOffice 7.4 does not
    draw some of the marks that hang over the margin.
    """
    originals = {}
    for path in sorted((shared / "notices").glob("*.html")):
        (raw,) = read_file(str(path))
        assert isinstance(raw, RawText)
        originals[path.stem] = clean(raw.text).text
        source = docx(kinds(originals[path.stem]), LAYOUTS[name])
        (tmp_path / f"{path.stem}.docx").write_bytes(source)
    print_pdf(sorted(tmp_path.glob("*.docx")), tmp_path)
    different = [
        stem
        for stem, original in originals.items()
        if clean(read((tmp_path / f"{stem}.pdf").read_bytes()).text).text != original
    ]

    assert len(different) <= 3, different

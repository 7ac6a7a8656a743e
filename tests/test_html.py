"""Web pages: the document and nothing else, and what the portal says of it."""

from __future__ import annotations

import csv
import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.cleaning import clean
from policytext.errors import PolicyTextError, ReadError
from policytext.readers.html import read_html
from policytext.readers.raw import File, RawText
from portal_pages import BODY, FIELDS, PORTALS, portal_page


def read(markup: str | bytes, name: str = "页.html") -> RawText:
    """Read a page."""
    data = markup if isinstance(markup, bytes) else markup.encode()
    (raw,) = read_html(File(name, data))
    return raw


def lines(markup: str | bytes) -> list[str]:
    """Give the paragraphs of a page, outer spaces left out."""
    return [line.strip() for line in read(markup).text.split("\n") if line.strip()]


def refusal(markup: str) -> str:
    """Give the message with which a page is refused."""
    with pytest.raises(ReadError) as caught:
        read(markup)
    return str(caught.value)


def values(raw: RawText) -> dict[str, str]:
    """Give the header's labels and values."""
    return {label: field.value for label, field in raw.header.items()}


def without_names(page: str) -> str:
    """Take away what a site's own names for its parts tell."""
    return re.sub(r'\s(?:class|id)="[^"]*"', "", page)


# ---------------------------------------------------------------- whole pages

DOCUMENT = [
    "甲省人民政府关于建好用好农田的通知",
    "甲政发〔2021〕6号",
    "各市、县人民政府，省政府各部门：",
    "为建好用好农田，现就有关事项通知如下。",
    "一、明确目标。到2025年，全省建成农田一千万亩，信息来源统一，发布时间统一。",
    "（一）来源清楚",
    "各地要在网站首页公布进度，版权所有单位应当同意转载，《农田管理办法》另有规定的除外。",
    "二、加强领导",
    "联系电话：000-1234567",
    "附件：1.农田建设任务表",
    "2.分享到基层的做法",
    "甲省人民政府",
    "2021年3月4日",
    "（此件公开发布）",
    "市", "面积", "乙市", "30",
]  # fmt: skip


@pytest.mark.parametrize("layout", PORTALS)
@pytest.mark.parametrize("change", [str, without_names])
def test_a_portal_s_page_gives_its_document_and_nothing_else(layout, change):
    """Navigation, notes of publication, links and feet go; no line of the document does."""
    assert lines(change(portal_page(layout, BODY))) == DOCUMENT


@pytest.mark.parametrize("layout", PORTALS)
@pytest.mark.parametrize("change", [str, without_names])
def test_a_portal_s_table_is_read(layout, change):
    """Labels lose their letter spacing and colon; values are what the page shows, with a place."""
    raw = read(change(portal_page(layout, BODY)))

    assert {label: values(raw).get(label) for label in FIELDS} == FIELDS
    for label, field in raw.header.items():
        shown = re.sub(r"<[^>]*>", "", raw.source.text[field.start : field.end])
        assert " ".join(shown.split()) == field.value, label


@pytest.mark.parametrize(
    ("layout", "empty"),
    [("a table above a table", "主题词"), ("a list", "有效性"), ("definitions", "废止日期"),
     ("pairs of divisions", "失效日期"), ("label and value in one cell", "有效期")],
)  # fmt: skip
def test_a_label_without_a_value_is_absent(layout, empty):
    """What follows an empty cell is not its value."""
    assert empty not in read(portal_page(layout, BODY)).header


@pytest.mark.parametrize("change", [str, without_names, str.upper])
def test_real_documents_come_out_of_any_portal_unchanged(shared, change):
    """Each real notice, put into each layout, gives what it gives alone; and its header."""
    with (shared / "notices" / "gold.csv").open(encoding="utf-8") as table:
        gold = {row["file"]: row for row in csv.DictReader(table)}
    for name, row in gold.items():
        page = (shared / "notices" / name).read_text(encoding="utf-8")
        body = page[page.index('id="UCAP-CONTENT">') + 18 : page.rindex("</td> \n </tr> \n <tr>")]
        fields = FIELDS | {
            "标题": row["title"], "发文机关": row["issuer"], "发文字号": row["document_number"],
        }  # fmt: skip
        fields = {label: value for label, value in fields.items() if value}
        if change is str.upper:
            body = re.sub("<[^>]*>", lambda tag: tag[0].upper(), body)
            change = str
        alone = clean(read(f"<html><body>{body}</body></html>").text).text
        for layout in PORTALS:
            raw = read(change(portal_page(layout, body, FIELDS | fields)))
            assert clean(raw.text).text == alone, (name, layout)
            shown = values(raw)
            assert {label: shown[label] for label in fields} == fields, (name, layout)


@pytest.mark.parametrize("codec", ["gb2312", "gbk", "gb18030", "utf-8", "utf-16"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", None])
def test_a_page_is_read_in_its_encoding_whatever_it_declares(codec, declared):
    """A declaration that is absent or wrong does no harm."""
    page = portal_page("a table in divisions", BODY.replace("〔", "（").replace("〕", "）"))
    page = page.replace("©", "").replace('<meta charset="utf-8">', "")
    page = page.replace("<head>", f"<head><meta charset={declared}>" if declared else "<head>")

    assert lines(page.encode(codec))[3:6] == DOCUMENT[3:6]


# ---------------------------------------------------------------- what is dropped, what stays

SENTENCES = (
    "<p>关于做好秋收工作的通知</p><p>各乡镇：</p>"
    "<p>请抓紧秋收。</p><p>请注意天气变化，及时抢收。</p>"
)


@pytest.mark.parametrize(
    "line",
    [
        "您现在的位置：首页 > 政策 > 正文",
        "当前位置：<a href='/'>首页</a> » <a href='/a'>文件</a>",
        "发布时间：2020-09-01 10:00　来源：甲县政府办　浏览次数：12　【字体：大 中 小】",
        "2020-09-01 10:20:30",
        "信息来源：甲县",
        "浏览次数：",
        "【打印】【关闭】",
        "分享到：",
        "字体：[大 中 小]",
        "扫一扫在手机打开当前页",
    ],
)
def test_furniture_before_a_text_goes(line):
    """A short line that speaks of the page is no part of the text."""
    assert lines(f"<div><p>{line}</p>{SENTENCES}</div>") == lines(SENTENCES)


@pytest.mark.parametrize(
    "foot",
    [
        "<p>上一篇：<a href='1'>关于春耕的通知</a></p><p>下一篇：<a href='2'>关于防汛</a></p>",
        "<p>上一篇：</p><p><a href='1'>关于春耕的通知</a></p>",
        "<h4>相关文章</h4><ul><li><a href='1'>关于春耕的通知</a> 2020-03-01</li></ul>",
        "<p>主办单位：甲县人民政府</p><p>甲ICP备00000000号</p>",
        "<div><p>地址：甲县乙路1号</p><p>版权所有：甲县人民政府</p></div>",
        "<p>责任编辑：张三</p>",
        "<p>信息来源：甲县</p><p>浏览次数：12</p>",
        "<p>字体：[大 中 小]</p><p>【打印】【关闭】</p><p>分享到：</p>",
        "<p>扫一扫在手机打开当前页</p>",
        "<p>甲县人民政府版权所有，未经许可不得转载。</p>",
        "<p>本网站内容未经许可不得转载。</p>",
    ],
)
def test_what_follows_a_text_goes(foot):
    """Neighbouring pages, related texts and the foot of the page are dropped."""
    assert lines(f"<div>{SENTENCES}{foot}</div>") == lines(SENTENCES)


@pytest.mark.parametrize(
    "line",
    [
        "发布时间：由各县确定，并在网站首页公布。",
        "来源：各乡镇要查明病虫来源。",
        "上一篇：文章所说的做法，各地可以借鉴。",
        "版权所有人同意的，可以转载。",
        "本站工作人员要扫一扫地，关闭窗口。",
        "当前位置：秋收已到关键时期，当前位置不能丢。",
        "请登录甲县政府网站注册。",
        "主办单位：甲县人民政府要加强领导。",
    ],
)
@pytest.mark.parametrize("after", ["", "<p>特此通知。</p>"])
@pytest.mark.parametrize("before", ["", SENTENCES])
def test_a_sentence_of_the_document_stays_whatever_its_words(line, before, after):
    """A sentence inside a text is never dropped for the words it uses."""
    page = f"<div>{before}<p>{line}</p>{after}</div>"

    assert line in lines(page)


def test_the_lines_of_a_notice_of_an_event_stay():
    """Time, place and organiser of an event, and how to reach it, are no notes of a site."""
    event = [
        "时间：2021年5月8日上午9时",
        "地点：甲县会堂",
        "主办单位：甲县体育局",
        "来源：自愿报名",
        "联系电话：000-1",
    ]
    end = ["甲县体育局", "2021年4月1日"]
    page = SENTENCES + "".join(f"<p>{line}</p>" for line in event + end)

    assert lines(page)[-7:] == event + end


def test_a_table_of_the_document_keeps_its_cells():
    """Sizes and dates in a table are content."""
    cells = ["规模", "日期", "大", "2021-03-04", "小", "2021-03-05"]
    rows = "".join(
        f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in zip(cells[::2], cells[1::2], strict=True)
    )

    assert lines(f"{SENTENCES}<table>{rows}</table>")[-6:] == cells


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display:none'>密文。</p>",
        "<p STYLE='DISPLAY: NONE'>密文。</p>",
        "<p hidden>密文。</p>",
        "<div hidden='hidden'><p>密文。</div>",
        "<span style='color:red;visibility: hidden'>密文。</span>",
        "<i aria-hidden='true'>密文。</i>",
        "<template><p>密文。</p></template>",
        "<noscript>密文。</noscript>",
        "<textarea>密文。</textarea>",
        "<input value='密文。'>",
        "<!-- 密文。 -->",
        "<!--[if gte mso 9]><xml>密文。</xml><![endif]-->",
        "<script>'</p>密文。'</script>",
        "<iframe>密文。</iframe>",
        "<ruby><rt>密文</rt></ruby>",
        "<select><option>密文</select>",
        "<div class='cookie-notice'>我们使用密文。</div>",
        "<div class='share'>密文</div>",
    ],
)
def test_what_a_page_does_not_show_is_no_text(hidden):
    """Hidden elements, forms' values, comments and scripts are left out."""
    assert lines(f"<body>{SENTENCES}{hidden}<p>特此通知。</p></body>") == [
        *lines(SENTENCES),
        "特此通知。",
    ]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<div class='hiddenbox'>明文。</div>", "明文。"),
        ("<p data-hidden='1' title='display none'>明文。</p>", "明文。"),
        ("<del>明</del><s>文</s>。", "明文。"),
        ("<ruby>明<rp>(</rp><rt>míng</rt><rp>)</rp>文</ruby>。", "明文。"),
        ("面积1000米<sup>2</sup>。", "面积1000米2。"),
        ("<font><p>明</font>文。</p>", "明文。"),
        ("<p>明<o:p></o:p>文<st1:place>。</st1:place></p>", "明文。"),
        ("<span style='display:block'>明文。</span>后", "明文。"),
        ("前<br>明文。</br>后", "明文。"),
        ('<p title="a>b" x=y">明文。</p>', "明文。"),
        ("<p>明文。</p", "明文。"),
        ("<p>明文。</p><p class=", "明文。"),
        ("<p>明文。</p><!-- 未完", "明文。"),
        ("<![CDATA[x]]><?xml version='1'?><p>明文。", "明文。"),
        ("<p>明文&#8203;。</p>", "明文\u200b。"),
        ("<div>前<p>明文。</div>", "明文。"),
        ("<p>明\n  文。</p>", "明文。"),
        ("<p>ming  <b> wen</b></p>", "ming wen"),
    ],
)
def test_markup_gives_the_line_that_a_browser_shows(markup, shown):
    """Unclosed, wrongly nested and half cut markup is read as browsers read it."""
    assert shown in lines(f"<body>{markup}")


def test_links_side_by_side_are_not_glued_where_they_are_items():
    """Each item of a list, and each cell, has a line of its own."""
    names = ["甲县关于做好今年秋收工作的通知", "乙县关于做好今年秋收工作的通知"]
    items = "".join(f"<li><a href='#'>{name}</a></li>" for name in names)
    cells = "".join(f"<td><a href='#'>{name}</a></td>" for name in names)

    assert lines(f"{SENTENCES}<ul>{items}</ul><table><tr>{cells}</table>")[-4:] == names * 2


# ---------------------------------------------------------------- lists and Word


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1. 甲", "2. 乙"]),
        ("<ol start=3><li>甲</li><li value=7>乙</li><li>丙</li></ol>", ["3. 甲", "7. 乙", "8. 丙"]),
        ("<ol reversed><li>甲</li><li>乙</li></ol>", ["2. 甲", "1. 乙"]),
        ("<ol type=a><li>甲</li><li>乙</li></ol>", ["a. 甲", "b. 乙"]),
        ("<ol type=I start=4><li>甲</li></ol>", ["IV. 甲"]),
        ("<ol start=27 style='list-style-type:lower-alpha'><li>甲</li></ol>", ["aa. 甲"]),
        (
            "<ol start=10 style='list-style: cjk-ideographic inside'><li>甲</li><li>乙</li></ol>",
            ["十、甲", "十一、乙"],
        ),
        ("<ol style='list-style:none'><li>甲</li></ol>", ["甲"]),
        ("<ul><li>甲</li></ul>", ["甲"]),
        (
            "<ol><li><p>甲</p><p>续</p></li><li><ol><li>乙</li></ol></li></ol>",
            ["1. 甲", "续", "1. 乙"],
        ),
        ("<ol><li>一、甲</li><li>二、乙</li></ol>", ["一、甲", "二、乙"]),
        ("<ol><li>（1）甲</li><li>乙</li></ol>", ["（1）甲", "乙"]),
        ("<ol class='custom_cn2 list-paddingleft-1'><li><p>甲</p></li></ol>", ["（一）甲"]),
        ("<li>甲</li>", ["甲"]),
    ],
)  # fmt: skip
def test_the_number_that_a_list_shows_is_text(markup, shown):
    """Automatic numbers are written as browsers do, unless the items bring their own."""
    assert lines(f"<body>{markup}</body>") == shown


def test_an_automatic_number_is_at_its_item_s_tag():
    """The number has no characters in the source; its place is the tag that made it."""
    page = "<ol>\n<li>甲\n<li>乙</ol>"
    raw = read(page)
    place = raw.offsets[raw.text.index("2. 乙")]

    assert page[place : place + 5] == "<li>乙"
    assert page[raw.offsets[raw.text.index("乙")]] == "乙"


@pytest.mark.parametrize(
    "number",
    [
        "<![if !supportLists]><span style='mso-list:Ignore'>一、"
        "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span><![endif]>",
        "<!--[if !supportLists]--><span lang=EN-US><span style='mso-list:Ignore'>一、"
        "<span>&nbsp;</span></span></span><!--[endif]-->",
        "<!--[if !supportLists]-->一、<!--[endif]-->",
    ],
)
def test_the_number_that_word_wrote_into_a_page_is_kept(number):
    """A page saved by Word holds its list numbers between conditional comments."""
    page = (
        f"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{number}加强领导<o:p></o:p></p>"
    )

    assert lines(f"<html xmlns:o='x'><body lang=ZH-CN>{page}</body></html>") == ["一、加强领导"]


def test_the_footnotes_of_a_page_that_word_saved_are_kept_apart():
    """Neither the note nor its mark is counted as text."""
    mark = "<a style='mso-footnote-id:ftn1' href='#{}'><span>[1]</span></a>"
    page = f"""<p>请抓紧秋收{mark.format("_ftn1")}，做好准备。</p>
    <div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1>
    <p>{mark.format("_ftnref1")} 秋收指九月至十一月。</p></div></div>"""

    assert lines(page) == ["请抓紧秋收，做好准备。"]
    assert read(page).notes == ("秋收指九月至十一月。",)


# ---------------------------------------------------------------- title


def test_a_heading_right_above_the_text_is_its_first_line():
    """Only notes of publication stand between; a reader sees the heading as the title."""
    page = f"""<div><h1>甲县关于做好秋收工作的通知</h1><p>发布时间：2020-09-01 来源：甲县</p>
    <div id="zoom">{SENTENCES.partition("</p>")[2]}</div></div>"""

    assert lines(page)[:2] == ["甲县关于做好秋收工作的通知", "各乡镇："]


def test_a_heading_on_two_lines_is_whole():
    """A line break in the heading does not cut off its first half."""
    page = f"""<div><h2>甲县人民政府关于<br>做好秋收工作的通知</h2>
    <div id="zoom">{SENTENCES.partition("</p>")[2]}</div></div>"""

    assert "".join(lines(page)[:2]) == "甲县人民政府关于做好秋收工作的通知"


def test_the_number_between_heading_and_text_stays():
    """A ministry's page has the document number apart, under the heading."""
    page = f"""<div><h2>甲县关于做好秋收工作的通知</h2><p>甲农〔2020〕4号</p>
    <p>发布时间：2020-09-01</p><div id="zoom">{SENTENCES.partition("</p>")[2]}</div></div>"""

    assert lines(page)[:3] == ["甲县关于做好秋收工作的通知", "甲农〔2020〕4号", "各乡镇："]


def test_a_line_end_that_stands_for_a_space_is_one():
    """LibreOffice breaks its source where a space stood; elsewhere a line end is nothing."""
    page = "<meta name='generator' content='{}'><p>第一章\n总则</p><p>第一条 请节约用水。</p>"

    assert lines(page.format("LibreOffice 7.4"))[0] == "第一章 总则"
    assert lines(page.format("甲县网"))[0] == "第一章总则"


def test_a_heading_that_the_text_repeats_is_not_doubled():
    """The title stands in the document, on two lines, and above it on one."""
    body = (
        "<p>甲县人民政府办公室关于</p><p>做好秋收工作的通知</p><p>各乡镇：</p><p>请抓紧秋收。</p>"
    )
    page = f"<h1>甲县人民政府办公室关于做好秋收工作的通知</h1><div id='zoom'>{body}</div>"

    assert lines(page) == [
        "甲县人民政府办公室关于",
        "做好秋收工作的通知",
        "各乡镇：",
        "请抓紧秋收。",
    ]


@pytest.mark.parametrize(
    "head",
    ["<title>甲县关于秋收的通知_甲县人民政府网</title>",
     "<title>甲县关于秋收的通知 - 政策 - 甲县政府</title>",
     "<meta content='甲县关于秋收的通知' name='ArticleTitle'><title>甲县</title>"],
)  # fmt: skip
def test_a_title_in_the_page_s_head_is_its_header(head):
    """It is no text, and the name of the site is no part of it."""
    raw = read(f"<head>{head}</head><body><p>各乡镇：</p><p>请抓紧秋收。</p>")
    field = raw.header["标题"]

    assert (raw.text, field.value) == ("各乡镇：\n\n请抓紧秋收。", "甲县关于秋收的通知")
    assert raw.source.text[field.start : field.end] == "甲县关于秋收的通知"


def test_the_head_of_a_page_says_when_and_by_whom_it_was_published():
    """Government sites fill in the tags of a standard for their pages."""
    page = """<meta name="PubDate" content="2021-03-09 17:00">
    <META NAME=ContentSource CONTENT='甲&amp;乙'><meta name=ColumnName content="">
    <meta name="ArticleTitle" content="关于秋收的通知"><p>请抓紧秋收。</p>"""

    assert values(read(page)) == {
        "发布日期": "2021-03-09 17:00",
        "来源": "甲&乙",
        "标题": "关于秋收的通知",
    }


def test_a_form_in_an_annex_is_no_header():
    """A table of the document stays, though its columns are named like a portal's."""
    rows = [("发文机关：", "甲局"), ("发文字号：", "甲发1号")]
    form = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    form = f"<table>{form}</table>"
    raw = read(SENTENCES + form)

    assert raw.header == {}
    assert lines(SENTENCES + form)[-4:] == ["发文机关：", "甲局", "发文字号：", "甲发1号"]


def test_a_text_in_the_last_row_of_a_portal_s_table_stays():
    """Some portals put the document into the table that describes it."""
    rows = [("索引号", "甲1"), ("发文机关", "甲县"), ("发文字号", "甲发〔2020〕1号")]
    cells = "".join(f"<tr><td>{label}：</td><td>{value}</td></tr>" for label, value in rows)
    page = f"<table>{cells}<tr><td colspan=2>{SENTENCES}</td></tr></table>"

    assert lines(page) == lines(SENTENCES)
    assert values(read(page)) == dict(rows)


def test_the_name_of_the_office_above_the_title_stays():
    """A first line that the title begins with is no second title."""
    shown = ["甲县人民政府办公室", "甲县人民政府办公室关于秋收的通知", "请抓紧秋收。"]

    assert lines("".join(f"<p>{line}</p>" for line in shown)) == shown


# ---------------------------------------------------------------- pages that are no document


def test_a_page_of_frames_names_them():
    """The frames are pages of their own."""
    page = "<frameset><frame src='top.htm'><frame src='text.htm'></frameset><noframes>请</noframes>"

    assert refusal(page) == (
        "页.html shows only frames: top.htm, text.htm. Save and read the pages in them."
    )


def test_a_page_built_by_scripts_is_refused():
    """There is nothing to read."""
    assert refusal("<div id=app></div><script>load('正文')</script>") == (
        "页.html shows no text: its page may be built by scripts or images."
    )


def test_a_list_of_documents_is_read_with_a_warning():
    """An index is no document."""
    items = "".join(
        f"<li><a href='/{n}'>甲省关于第{n}项农田建设工作的通知</a> 2021-01-0{n}</li>"
        for n in range(1, 9)
    )
    raw = read(f"<div class=list><ul>{items}</ul></div>")

    assert raw.warnings == (
        "128 of its 208 characters are in 8 links: "
        "the page may be a list of documents and not one.",
    )
    assert read(SENTENCES).warnings == ()


# ---------------------------------------------------------------- any markup

HOSTILE = {
    "less-than signs": "<" * 1_000_000,
    "comments": "<!--" * 100_000,
    "ampersands": "&" * 1_000_000,
    "references": "&a" * 500_000 + "&#" + "9" * 500_000,
    "tags without end": "<a " * 100_000,
    "open quotes": "<a x=\"" * 100_000,
    "mixed quotes": "<a x='><b y=\">" * 50_000,
    "equals signs": "<a" + "= " * 500_000,
    "one huge attribute": "<p class='" + "nav " * 300_000 + "'>甲",
    "many attributes": "<p " + "class=class= " * 100_000 + ">甲",
    "open divisions": "<div>" * 100_000 + "甲",
    "deep and wide": "<b>" * 505 + "<p>" + "<div></div>" * 60_000 + "甲",
    "open items": "<ol>" * 300 + "<li>甲" * 60_000,
    "nested lists": "<ol><li>" * 60_000 + "甲",
    "open tables": "<table><tr><td>" * 40_000 + "甲",
    "links": "<a href=x>甲。</a>" * 30_000,
    "paragraphs": "<p>甲。" * 100_000,
    "line breaks": "甲<br>" * 100_000,
    "spaces": "<p>甲" + " \n" * 500_000 + "乙",
    "labels": "<p>索引号：" * 50_000 + "甲",
    "labels in a line": "<span>索引号：</span>" * 50_000 + "甲",
    "labels in nested cells": "<table><tr><td>索引号：</td><td>" * 20_000 + "甲",
    "class names": ("<div class='" + "a- " * 190 + "'>甲。</div>") * 1_600,
    "items of furniture": ("<p>" + "打印 " * 40 + "甲") * 7_000,
    "spaces before a label": ("<p>&nbsp;" + "<b> </b>&nbsp;" * 400 + "甲") * 70,
    "a long name": "<title>" + "-网" * 400_000 + "甲</title>甲",
    "scripts": "<script>" * 100_000,
    "titles": "<title>" * 100_000 + "甲",
    "end tags": "</p></div></td>" * 60_000 + "甲",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_ends_soon(name):
    """A million characters made to slow a reader down take seconds at most."""
    began = time.process_time()
    with suppress(PolicyTextError):
        read(HOSTILE[name])

    assert time.process_time() - began < 5


# "~" stands for a space inside a piece.
PIECES = """
<p> </p> <div> </div> <table> <tr> <td> </td> </tr> </table> <ol> <li> </ol> <ul> </ul> <b> </b>
<br> <a~href=x> </a> <pre> </pre> <!-- --> <script> </script> <title> </title> <body> <h1> </h1>
<ol~type=a~start=5> <div~class=nav> <td~id=UCAP-CONTENT> <span~style='display:none'> <o:p>
<![if~x]> <frame~src=a> &nbsp; &lt &amp; &#20013; &#0; & < > " ' = ~ 甲 全面推进改革。
关于改革的通知 索引号： 发文字号： 2021-01-01 来源： 上一篇：
"""
FRAGMENTS = st.sampled_from(
    ["\n", "\r\n", "\u3000", *(piece.replace("~", " ") for piece in PIECES.split())]
)


@given(st.lists(FRAGMENTS, max_size=60).map("".join) | st.text())
def test_any_markup_gives_a_text_whose_places_hold(markup):
    """Places rise; a character is the one at its place, or a reference or a list made it."""
    try:
        (raw,) = read_html(File("页.html", markup.encode("utf-8", "ignore"), "utf-8"))
    except PolicyTextError:
        return
    source = raw.source.text
    places = [raw.offsets[i] for i in range(len(raw.text) + 1)]

    assert places == sorted(places)
    assert places[-1] <= len(source)
    for character, place in zip(raw.text, places, strict=False):
        assert (
            character == source[place]
            or character.isspace()
            or source[place] == "&"
            or source.rfind("<li", 0, place + 3) > place - 4
        ), (character, source[place : place + 9])
    for field in raw.header.values():
        assert 0 <= field.start < field.end <= len(source)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_an_error(data):
    """Nothing but a text or a `PolicyTextError` comes of a file."""
    with suppress(PolicyTextError):
        read(b"<p>" + data)

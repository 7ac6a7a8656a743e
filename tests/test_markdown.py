from datetime import date
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policytext.errors import ReadError
from policytext.readers import File, read_data


def read(text):
    """Read a Markdown text."""
    (raw,) = read_data(File("文.md", text.encode()))
    return raw


def shown(text):
    """Give the lines of a Markdown text that are not blank."""
    return [line.strip() for line in read(text).text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("# 一、总体要求", "一、总体要求"),
        ("### （一）目标 ###", "（一）目标"),
        ("> 引用的话", "引用的话"),
        ("> > 再引用", "再引用"),
        ("> - 引用的条", "引用的条"),
        ("- 甲", "甲"),
        ("  * 乙", "乙"),
        ("+ 丙", "丙"),
        ("- [x] 已办", "已办"),
        ("1. 丁", "1. 丁"),
        ("2) 戊", "2) 戊"),
        ("**全面**推进*改革*", "全面推进改革"),
        ("***全面***推进", "全面推进"),
        ("**全面*推进*改革**", "全面推进改革"),
        ("**一是：**加强领导", "一是：加强领导"),
        ("推进**“三农”**工作", "推进“三农”工作"),
        ("__全面__ 和 _推进_", "全面 和 推进"),
        ("~~旧~~新", "旧新"),
        ("见`代码 * 2`处", "见代码 * 2处"),
        ("见[全文](https://a.cn/b_(c).html \"题\")。", "见全文。"),
        ("见[**全文**](a.html)。", "见全文。"),
        ("见[附件](附件1.docx)。", "见附件。"),
        ("图![改革](图.png)示", "图示"),
        ("[![图](a.png)说明](b.html)", "说明"),
        ("<https://a.cn/b> 与 <b>粗</b>", "https://a.cn/b 与 粗"),
        ("甲&amp;乙&#20154;&nbsp;丙", "甲&乙人\xa0丙"),
        (r"\*不是\* 1\. \[强调\]", "*不是* 1. [强调]"),
        ("国发[^1]号", "国发号"),
        ("行末\\", "行末"),
        ("甲<!-- 注\n释 -->乙", "甲乙"),
        ("甲<!-- 未完", "甲<!-- 未完"),
    ],
)  # fmt: skip
def test_marks_are_taken_out(line, text):
    """Marks of headings, quotations, lists, emphasis, links and pictures are no text."""
    assert shown(line) == [text]


@pytest.mark.parametrize(
    "line",
    [
        "2*3=6，4*5=20", "2**3**4", "第_1_条", "a_b_c", "＊注：甲", "*注：甲", "张三* 李四*",
        "5 * 3 * 2", "国发[2019]5号", "[注](见附件)", "[甲][乙]", "甲|乙", "#话题#", ">5% 且 <10",
        "——甲", "-5度", "1.5倍", "<通知>全文", "AT&T", "~甲~", "（一）甲", "[2019](1)", "甲`乙",
        "C:\\文", "138****1234和139****5678",
    ],
)  # fmt: skip
def test_what_is_no_mark_stays(line):
    """Products, numbers in brackets, stars of footnotes and the like are text."""
    assert shown(line) == [line]


def test_a_text_of_all_kinds_of_blocks():
    """Rules, headings that are underlined, tables, code, definitions of links and comments."""
    text = """总体要求
========

第一段[全文][正]，见[正]。
***
| 县区 | 人口 |
|:-----|-----:|
| 甲\\|乙 | **10** |
县 | 20
\x20
```python
# 不是*标题*
```
小结
--
[正]: https://a.cn/b "题"
"""
    assert shown(text) == [
        "总体要求", "第一段全文，见[正]。", "县区", "人口", "甲|乙", "10", "县", "20",
        "# 不是*标题*", "小结",
    ]  # fmt: skip


def test_footnotes_are_kept_apart():
    """They are not counted, and not lost."""
    raw = read("改革[^1]开放。\n\n[^1]: 见**通知**。\n")

    assert (raw.text.strip(), raw.notes) == ("改革开放。", ("见通知。",))


@pytest.mark.parametrize("end", ["---", "..."])
def test_what_stands_in_front_is_metadata(end):
    """Single values are kept with their types, lists and mappings left out."""
    raw = read(f"---\ntitle: 通知\ndate: 2019-03-05\nyear: 2019\ntags: [甲, 乙]\n{end}\n\n改革。\n")

    assert raw.metadata == {"title": "通知", "date": date(2019, 3, 5), "year": 2019}
    assert raw.text.strip() == "改革。"
    assert raw.source.locate(raw.offsets[raw.text.index("改")])[:2] == (8, 1)


@pytest.mark.parametrize(
    "text", ["---\n改革。\n---\n开放。", "---\n改革: [\n---\n开放。", "---\n改革。"]
)
def test_rules_around_a_text_are_no_front_matter(text):
    """What is no mapping of YAML is text, and none of it lost."""
    raw = read(text)

    assert raw.metadata == {}
    assert raw.text.replace("\n", "") == text.replace("-", "").replace("\n", "")


def test_a_word_has_its_place_in_the_file():
    """Line and column lead past all marks before it."""
    raw = read("---\nyear: 2019\n---\r\n## **全面**推进\r\n<!-- 注\n -->见[全文](a.html)和|改革\n")

    places = [
        tuple(raw.source.locate(raw.offsets[raw.text.index(word)])[:2])
        for word in ("全面", "推进", "见", "全文", "改革")
    ]
    assert places == [(4, 6), (4, 10), (6, 5), (6, 7), (6, 20)]


def test_a_file_of_pictures_has_no_text():
    """It is refused, since nothing could be counted."""
    with pytest.raises(ReadError) as caught:
        read("![甲](a.png)\n***\n")

    assert str(caught.value) == "文.md has no text but pictures, links and marks."


MARKS = st.text(alphabet='改革 a1\n\t*_~`[]()<>!#|-=+\\&;:./^"“。>', max_size=80)


@given(MARKS)
def test_no_han_character_is_lost_but_in_pictures_and_addresses(text):
    """Whatever the marks, each character left stands at its place, in order."""
    try:
        raw = read(f"开{text}\n放")
    except ReadError:
        return
    places = [raw.offsets[i] for i in range(len(raw.text))]

    assert places == sorted(places)
    assert all(
        raw.source.text[p] == c for p, c in zip(places, raw.text, strict=True) if c in "改革"
    )
    if not any(mark in text for mark in ("](", "][", "]:", "<!--", "<", "```", "~~~")):
        assert [c for c in raw.text if c in "开改革放"] == [
            c for c in f"开{text}放" if c in "开改革放"
        ]


@pytest.mark.parametrize(
    "piece",
    ["[", "![", "[a](", "[[", "*a ", "_", "`", "<a ", "<!--", "|", "\\", "&#", "[a][", "**a", "~~",
     "> ", "- ", "# ", "|-", "[^a", "(", "---\n", "```\n", "<http:", "[]:a\n", "a|b\n-|-\n"],
)  # fmt: skip
def test_a_file_of_marks_takes_no_longer(piece):
    """Marks that begin something and never end it are not looked at again and again."""
    start = perf_counter()
    read("甲" + piece * (100_000 // len(piece)))

    assert perf_counter() - start < 5

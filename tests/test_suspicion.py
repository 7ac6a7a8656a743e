"""Texts that look cut, doubled or out of place among the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.suspicion import compare, facts, look_cut

PARAGRAPHS = [
    f"第{i}件事是修好{i}号水库的大坝，加固堤防，疏通渠道，让沿河群众安心生产生活。"
    for i in range(40)
]
REPORT = "\n".join(["关于水利工作的报告", *PARAGRAPHS, "以上报告，请予审议。"])


@pytest.mark.parametrize(
    "ending",
    [
        "以上意见，请贯彻执行。",
        "云岭市人民政府\n2020年3月1日",
        "云岭市水利局　云岭市财政局\n二〇二〇年三月一日",
        "（此件公开发布）",
        "附件：1. 水库名单，含中小型水库",
        "成员：赵水　　水利局局长",
        "抄送：市委各部门，市人大常委会办公室，市政协办公室，市法院，市检察院，市军分区",
        "云岭市人民政府办公室，2020年3月2日印发",
        "会议号召全市人民：“团结起来，把水利事业推向前进！”",
        "三、保障措施",
    ],
)
def test_whole_texts_are_not_suspected(ending: str):
    """A text may end with a sentence, a signature, a date, an annex, a name or a heading."""
    assert look_cut(f"{REPORT}\n{ending}") == []


def test_a_text_that_ends_in_mid_sentence_is_suspected():
    """The last words are shown."""
    assert look_cut("\n".join(PARAGRAPHS[:3]) + "\n第3件事是修好3号水库的大坝，加固堤防，疏通") == [
        "The text ends in mid-sentence: …好3号水库的大坝，加固堤防，疏通"
    ]


@pytest.mark.parametrize("mark", ["...", "……", "[…]", "（未完待续）", "（下略）"])
def test_a_text_that_ends_in_a_mark_of_omission_is_suspected(mark: str):
    """Portals show the beginning of a text and dots."""
    assert [f"The text ends in {mark}, as if something were left out."] == look_cut(
        f"关于节水的通知\n请节约用水{mark}"
    )


def test_an_open_book_title_at_the_end_is_suspected():
    """A title mark that is never closed."""
    assert look_cut("通知\n现印发《节水办法。") == ["The text ends inside 《: 现印发《节水办法。"]


def test_a_full_spreadsheet_cell_is_suspected():
    """A cell holds 32,767 characters; what is beyond the basic plane counts twice."""
    message = (
        "The text has exactly 32,767 characters, the most that a cell of a spreadsheet holds: "
        "its end is probably missing."
    )
    full = "水" * 32_766 + "。"

    assert [message] == look_cut(full)
    assert look_cut(full[1:]) == []
    assert [message] == look_cut("𠀀" + full[2:])
    assert [message] == look_cut("水。", raw=full)


def test_a_text_that_stands_twice_in_one_file_is_suspected():
    """Where its paragraphs begin again is told."""
    twice = f"{REPORT}\n{REPORT}"
    again = len(REPORT) + 1

    assert [f"The same text stands in it twice, the second time from character {again:,} on."] == (
        look_cut(twice)
    )


def test_a_text_without_paragraphs_may_stand_twice_too():
    """One long line holds the text two times."""
    line = "".join(PARAGRAPHS)

    assert look_cut(line * 2) == [
        f"The same text stands in it twice, the second time from character {len(line):,} on."
    ]


def test_a_second_time_that_lacks_the_title_is_suspected():
    """The paragraphs come again after a different head."""
    again = "\n".join(PARAGRAPHS)

    assert len(look_cut(f"{REPORT}\n工作报告全文\n{again}")) == 1


def test_a_sentence_that_comes_again_is_no_doubling():
    """Short refrains and single paragraphs may return."""
    assert look_cut(f"{REPORT}\n{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}") == []


def test_a_report_a_tenth_as_long_as_its_neighbours_is_suspected():
    """A series of work reports of much the same length, and a stub."""
    series = [facts(str(year), f"{year}{REPORT * 3}", "reports") for year in range(2010, 2018)]
    stub = facts("2018", REPORT[:200], "reports")
    middle = series[0].length

    assert compare([*series, stub]) == {
        "2018": [f"The text has 200 characters, the median of its series is {middle:,}: "
                 "it may be a part."]
    }  # fmt: skip


def test_notices_may_be_short():
    """Where the lengths of a series differ widely, a short one is no stub."""
    lengths = [200, 800, 1500, 3000, 9000, 20_000, 30_000]

    assert compare(facts(str(n), f"{n}" + "水" * n, "notices") for n in lengths) == {}


def test_traditional_characters_in_a_simplified_series_are_suspected():
    """The one report in other characters is named, a simplified one with an old name is not."""
    series = [facts(str(year), f"{year}{REPORT}", "reports") for year in range(2010, 2016)]
    old = facts("1954", "我們國家的經濟建設開始了。" * 60, "reports")

    assert compare([*series, old]) == {
        "1954": [
            "The text is in traditional characters, the others of its series are in "
            "simplified ones."
        ]
    }


def test_a_series_in_traditional_characters_is_not_suspected():
    """Where all are alike, none is odd."""
    texts = ("我們國家的經濟建設開始了。" * (60 + n) for n in range(6))

    assert compare(facts(str(n), text, "reports") for n, text in enumerate(texts)) == {}


def test_a_text_under_two_names_is_suspected():
    """The second is said to be the same as the first."""
    assert compare([facts("甲", REPORT), facts("乙", REPORT), facts("丙", f"{REPORT}。")]) == {
        "乙": ["The text is the same as that of 甲."]
    }


@given(st.text())
def test_any_text_can_be_looked_at(text: str):
    """No text breaks it, and a text is never odd beside itself under the same name."""
    look_cut(text)

    assert compare([facts("a", text)]) == {}


def test_real_texts_are_not_suspected(shared: Path):
    """Of all the real texts only the report of 1954, in traditional characters, is odd."""
    corpora = {name: pt.read(shared / name) for name in ("congress", "gov_work_reports")}
    notices = pt.read(shared / "notices" / "*.html")
    laws = pt.read(shared / "laws" / "*.txt")
    documents = [d for corpus in (*corpora.values(), notices, laws) for d in corpus]
    known = [facts(f"{n}/{d.id}", d.text, n) for n, corpus in corpora.items() for d in corpus]

    assert {d.id: found for d in documents if (found := look_cut(d.text))} == {}
    assert list(compare(known)) == ["gov_work_reports/1954"]


def test_cut_real_texts_are_mostly_found(shared: Path):
    """Reports cut in the middle of a sentence are found, four of five at least."""
    cuts = [
        document.text[:place].rstrip("。！？；…")
        for document in pt.read(shared / "gov_work_reports")
        for place in range(5_003, len(document.text), 3_001)
    ]
    found = sum(bool(look_cut(text)) for text in cuts)

    assert found >= 0.8 * len(cuts)

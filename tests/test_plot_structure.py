"""Charts of a text's structure: outline, themes over the years, maps, heatmaps of themes."""

from __future__ import annotations

import importlib.util
from itertools import pairwise
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

import policytext as pt
from policytext.errors import InputError, SchemaError
from policytext.plot.biplots import biplot
from policytext.plot.heatmaps import heatmap
from policytext.plot.labels import measure, place_labels, wrap
from policytext.plot.outlines import outline
from policytext.plot.streams import themes

mpl.use("Agg")

TEXT = (
    "报告\n前言在这里。\n一、成绩\n总的说来很好。\n（一）经济\n经济增长很快，比去年高。\n"
    "（二）民生\n人民满意。\n二、任务\n要改革。一是稳增长。二是调结构。"
)
THEMES = pd.DataFrame(
    {
        "year": [2019] * 3 + [2020] * 3 + [2023] * 3,
        "theme": ["经济", "社会", ""] * 3,
        "parent": "",
        "share": [0.6, 0.3, 0.1, 0.5, 0.5, 0.0, 0.064, 0.9, 0.036],
    }
)
MAP = pd.DataFrame(
    {
        "kind": ["term"] * 4 + ["group"] * 4,
        "label": ["改革", "创新", "人民", "革命", "2001", "2003", "2002", "2004"],
        "count": [40, 30, 20, 10, 25, 25, 25, 25],
        "dim_1": [0.1, -0.5, 0.4, 2.0, 1.0, -0.2, 0.3, -1.0],
        "dim_2": [0.1, 0.5, -0.4, 1.0, 0.5, -0.5, 0.0, 0.6],
        "dim_3": [0.2, 0.1, 0.3, -0.4, 0.5, -0.2, 0.1, 0.0],
    }
)


@pytest.fixture(params=["as made", "from CSV"])
def copied(request, tmp_path):
    """Give a function that hands a table on as it is, or written to CSV and read again."""

    def copy(table: pd.DataFrame) -> pd.DataFrame:
        if request.param == "as made":
            return table
        table.to_csv(tmp_path / "table.csv", index=False)
        return pd.read_csv(tmp_path / "table.csv")

    return copy


@pytest.fixture
def document():
    """Give a document with two levels of headings and two items."""
    return pt.Corpus.from_texts({"报告": TEXT})[0]


def names(labels) -> list[str]:
    """Give the texts of labels."""
    return [label.get_text() for label in labels]


def spans(axes) -> list[tuple[float, float]]:
    """Give the upper and lower edge of the rectangles of sections."""
    return [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in axes.patches]


def meet(boxes) -> bool:
    """Tell whether any two rectangles on the page overlap."""
    return any(one.overlaps(other) for n, one in enumerate(boxes) for other in boxes[n + 1 :])


def without_gaps(values) -> list[list[float]]:
    """Give the corners of an area, rounded."""
    return np.unique(np.round(values, 6), axis=0).tolist()


# ---------------------------------------------------------------- outlines


def test_sections_are_as_long_as_their_text(document, copied):
    """One rectangle a section in the order of the text; items are parts of paragraphs."""
    table = document.outline.to_pandas()

    ax = outline(copied(table), title="结构")

    drawn = table[table["level"] != "一是"]
    assert [bar.get_height() for bar in ax.patches] == drawn["chars"].tolist()
    assert len(drawn) == 4
    assert ax.get_title(loc="left") == "结构"
    assert (ax.get_ylabel(), names(ax.get_xticklabels())) == ("字数", ["第 1 层", "第 2 层"])


def test_sub_sections_lie_beside_their_section_where_they_stand(document):
    """Levels go from left to right; what a section says before its first sub-section is left."""
    ax = outline(document)

    first, economy, people, second = ax.patches
    assert first.get_x() == second.get_x() == 0
    assert economy.get_x() == people.get_x() == first.get_width()
    (top, bottom), (begin, middle), (end_of, end), (next_top, _) = spans(ax)
    assert top < begin
    assert middle == pytest.approx(end_of)
    assert end == pytest.approx(bottom) == pytest.approx(next_top)
    assert ax.yaxis_inverted()


def test_the_text_before_the_first_heading_is_left_white(document):
    """The scale counts from the beginning of the document."""
    ax = outline(document)

    assert ax.patches[0].get_y() == document.text.index("一、成绩")
    assert ax.get_ylim() == (spans(ax)[-1][1], 0)


@pytest.mark.parametrize("kind", ["document", "outline", "table"])
def test_an_outline_comes_as_document_outline_or_table(document, kind):
    """All three give the same picture."""
    given = {
        "document": document,
        "outline": document.outline,
        "table": document.outline.to_pandas(),
    }[kind]

    assert [bar.get_height() for bar in outline(given).patches] == [38, 17, 10, 20]


def test_items_are_drawn_when_asked_for(document):
    """They stand beside the section they are in."""
    ax = outline(document, items=True)

    assert [bar.get_height() for bar in ax.patches] == [38, 17, 10, 20, 6, 6]


def test_depth_leaves_the_inner_levels_out(document):
    """Of two levels the first is drawn."""
    ax = outline(document, depth=1)

    assert [bar.get_height() for bar in ax.patches] == [38, 20]
    assert names(ax.get_xticklabels()) == ["第 1 层"]


def test_headings_and_numbers_stand_in_their_rectangles():
    """A long heading is broken or shortened; nothing reaches over its rectangle or another text."""
    text = "".join(
        f"{n}、{'全面加强社会建设，切实保障和改善民生，' * 4}\n{'好。' * 40 * k}\n"
        for k, n in enumerate("一二三四五", 1)
    )
    ax = outline(pt.Corpus.from_texts({"甲": text})[0])
    ax.figure.canvas.draw()

    rectangles = [bar.get_window_extent() for bar in ax.patches]
    written = [text.get_window_extent() for text in ax.texts]
    assert len(ax.texts) == 10
    assert not meet(written)
    for box in written:
        assert any(
            r.x0 <= box.x0 and box.x1 <= r.x1 and r.y0 <= box.y0 and box.y1 <= r.y1
            for r in rectangles
        )


def test_a_section_too_small_for_letters_has_none():
    """In a law of many articles small ones stay without a name; the others have one."""
    text = "一、大\n" + "好。" * 5000 + "\n二、小\n好。\n三、大\n" + "好。" * 5000
    ax = outline(pt.Corpus.from_texts({"甲": text})[0], ax=plt.figure(figsize=(6, 3)).gca())

    assert names(ax.texts) == ["一、大", "10,003", "三、大", "10,003"]


def test_colours_say_what_is_given_for_each_heading_path(document):
    """A section without a value is grey, and stands last in the legend."""
    ax = outline(document, colour={"二、任务": "社会", "一、成绩 > （一）经济": "经济"}, lang="en")

    fills = [mpl.colors.to_hex(bar.get_facecolor()) for bar in ax.patches]
    assert fills[0] == fills[2] == "#e4e4e4"
    assert len(set(fills)) == 3
    assert names(ax.get_legend().get_texts()) == ["经济", "社会", "none"]


def test_a_column_of_the_table_gives_the_colours(document):
    """For instance the leading theme of each section, joined to the outline."""
    table = document.outline.to_pandas().assign(theme=["经济", "经济", "社会", "社会", None, None])

    ax = outline(table, colour="theme")

    assert names(ax.get_legend().get_texts()) == ["经济", "社会"]


def test_the_leading_themes_of_units_are_colours():
    """A Series by heading path, of which some have several rows."""
    report = pt.datasets.load("study_report")
    units = pt.theme_units(report).set_index("heading_path")["theme"]

    ax = outline(report[0], colour=units)

    assert names(ax.get_legend().get_texts()) == ["党的建设", "经济", "社会", "政治", "未归类"]


def test_more_values_than_colours_differ_by_hatches():
    """Fourteen themes have fourteen looks, and letters on a hatch stand on a ground."""
    table = pd.DataFrame(
        {
            "level": "一、", "heading": [f"第{n}部分" for n in range(14)],
            "heading_path": [f"第{n}部分" for n in range(14)],
            "start": [n * 10 for n in range(14)], "end": [n * 10 + 10 for n in range(14)],
            "chars": 10, "theme": [f"主题{n}" for n in range(14)],
        }
    )  # fmt: skip

    ax = outline(table, colour="theme")

    assert len({(bar.get_facecolor(), bar.get_hatch()) for bar in ax.patches}) == 14
    assert ax.texts[-1].get_bbox_patch() is not None


def test_another_value_gives_the_lengths():
    """A number of hits a section, sub-sections included, which need not be whole."""
    table = pd.DataFrame(
        {
            "level": ["一、", "（一）", "一、"], "heading": ["甲", "乙", "丙"],
            "heading_path": ["甲", "甲 > 乙", "丙"], "start": [5, 9, 20], "end": [20, 20, 30],
            "chars": [15, 11, 10], "hits": [4.5, 3.0, 2.0],
        }
    )  # fmt: skip

    ax = outline(table, value="hits")

    assert spans(ax) == [(0, 4.5), (1.5, 4.5), (4.5, 6.5)]
    assert ax.get_ylabel() == "hits"
    assert names(ax.texts) == ["甲", "4.5", "乙", "3", "丙", "2"]


def test_the_lines_of_a_broken_heading_are_of_like_length():
    """No single character stands on a line of its own."""
    title = "三、立足岗位见行动，锤炼本领，在服务人民中展现新面貌"
    text = f"{title}\n" + "好。" * 500

    ax = outline(pt.Corpus.from_texts({"甲": text})[0], ax=plt.figure(figsize=(3.6, 3)).gca())

    lines = ax.texts[0].get_text().split("\n")
    assert "".join(lines) == title
    assert len(lines) > 1
    assert min(map(len, lines)) > max(map(len, lines)) - 4


# ---------------------------------------------------------------- themes over the years


def test_areas_hold_the_shares_one_above_the_other(copied):
    """In the order of the table, the text without a theme on top; a lone year is a bar."""
    ax = themes(copied(THEMES), title="主题")

    areas = [a for a in ax.collections if a.get_label() in ("经济", "社会", "未归类")]
    assert [a.get_label() for a in areas] == ["经济", "社会", "未归类"]
    assert without_gaps(areas[0].get_paths()[0].vertices) == [
        [2019, 0], [2019, 0.6], [2020, 0], [2020, 0.5],
    ]  # fmt: skip
    assert without_gaps(areas[1].get_paths()[0].vertices) == [
        [2019, 0.6], [2019, 0.9], [2020, 0.5], [2020, 1],
    ]  # fmt: skip
    assert areas[2].get_facecolor().tolist()[0][:3] == pytest.approx([0xE4 / 255] * 3)
    assert len(ax.collections) == 6
    lone = ax.collections[1].get_paths()[0].vertices
    assert without_gaps(lone) == [[2022.65, 0], [2022.65, 0.064], [2023.35, 0], [2023.35, 0.064]]
    assert ax.get_ylim() == (0, 1)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("年份", "占全文比例")


def test_years_further_apart_than_gap_are_not_joined():
    """By default the usual distance is joined; a wider gap can be allowed."""
    joined = themes(THEMES, gap=3)

    assert len(joined.collections) == 3
    assert len(themes(THEMES.assign(year=THEMES["year"] * 2)).collections) == 6


def test_every_year_with_text_has_a_mark_on_the_axis():
    """A reader sees which years were read."""
    assert themes(THEMES).get_xticks(minor=True).tolist() == [2019, 2020, 2023]


def test_bars_of_the_years_hold_the_shares():
    """One bar a year and theme; nothing is filled in between."""
    ax = themes(THEMES, kind="share")

    heights = np.array([[bar.get_height() for bar in theme] for theme in ax.containers])
    assert heights == pytest.approx(
        np.array([[0.6, 0.5, 0.064], [0.3, 0.5, 0.9], [0.1, 0, 0.036]]), abs=1e-9
    )
    assert [bar.get_y() for bar in ax.containers[1]] == [0.6, 0.5, 0.064]
    assert [bar.get_center()[0] for bar in ax.containers[0]] == [2019, 2020, 2023]


def test_lines_hold_the_shares_and_break_where_years_are_missing():
    """A line a theme, each with a marker or dash of its own."""
    ax = themes(THEMES, kind="line", lang="en")

    lines = [line for line in ax.get_lines() if not line.get_label().startswith("_")]
    assert [line.get_label() for line in lines] == ["经济", "社会", "no theme"]
    np.testing.assert_array_equal(lines[0].get_ydata(), [0.6, 0.5, np.nan, 0.064])
    assert len({(line.get_marker(), line.get_linestyle()) for line in lines}) == 3
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("year", "share of the text")


@pytest.mark.parametrize("kind", ["stream", "share", "line"])
def test_names_at_the_right_end_do_not_meet(kind):
    """Nine themes with hardly any text are named all the same, in the order of their areas."""
    table = pd.DataFrame(
        {
            "year": [2019] * 10 + [2020] * 10,
            "theme": [*(f"主题{n}" for n in range(9)), "大主题"] * 2,
            "share": ([0.001] * 9 + [0.991]) * 2,
        }
    )  # fmt: skip
    ax = themes(table, kind=kind)
    ax.figure.canvas.draw()

    boxes = [mpl.text.Text.get_window_extent(text) for text in ax.texts]
    assert names(ax.texts) == [f"主题{n}" for n in range(9)] + ["大主题"]
    assert not meet(boxes)
    assert [box.y0 for box in boxes] == sorted(box.y0 for box in boxes)


def test_more_themes_than_lines_have_a_legend():
    """Fifty sub-themes cannot stand beside the chart; 28 of them have a look of their own."""
    table = pd.DataFrame({"year": 2020, "theme": [f"主题{n}" for n in range(50)], "share": 0.02})

    ax = themes(table)

    assert len(ax.get_legend().get_texts()) == 50
    assert len(ax.texts) == 0
    looks = {(tuple(a.get_facecolor()), a.get_hatch()) for a in ax.get_legend().legend_handles}
    assert len(looks) == 28


def test_sub_themes_are_in_their_themes():
    """Of a table with both the themes are drawn; of sub-themes alone, these."""
    table = pd.DataFrame(
        {
            "year": 2020, "theme": ["经济", "农业", "社会", ""], "parent": ["", "经济", "", ""],
            "share": [0.5, 0.2, 0.4, 0.1],
        }
    )  # fmt: skip

    assert names(themes(table).texts) == ["经济", "社会", "未归类"]
    part = themes(table[1:2])
    assert names(part.texts) == ["农业"]
    assert part.get_ylim()[1] == pytest.approx(0.2, abs=0.02)


def test_topics_are_drawn_by_their_labels():
    """From `over`; topics of one label stay apart, one without a label has its number."""
    table = pd.DataFrame(
        {
            "year": [2019, 2019, 2019, 2020, 2020, 2020], "topic": [1, 2, 3] * 2,
            "label": ["甲", "甲", ""] * 2, "share": [0.5, 0.3, 0.2, 0.4, 0.4, 0.2],
        }
    )  # fmt: skip

    assert names(themes(table).texts) == ["甲", "甲", "3"]


def test_a_single_year_of_themes_is_a_bar_with_its_year():
    """It stands in the middle, and no part of a year is on the axis."""
    ax = themes(THEMES[:3])

    assert ax.get_xlim() == (2018, 2020)
    assert names(ax.get_xticklabels()) == ["2019"]


def test_years_without_a_share_are_left_out():
    """A year of which nothing is known is a gap."""
    table = THEMES.assign(share=THEMES["share"].where(THEMES["year"] != 2020))

    assert themes(table, kind="share").containers[0].datavalues.tolist() == [0.6, 0.064]


# ---------------------------------------------------------------- maps


def test_a_map_has_its_groups_and_its_strongest_terms(copied):
    """Terms by their inertia in the plane, groups all; both axes on one scale."""
    ax = biplot(copied(MAP), top=2)

    terms, groups = ax.collections
    assert terms.get_offsets().tolist() == [[2.0, 1.0], [-0.5, 0.5]]
    assert groups.get_offsets().tolist() == MAP.iloc[4:][["dim_1", "dim_2"]].to_numpy().tolist()
    assert sorted(names(ax.texts)) == ["2001", "2002", "2003", "2004", "创新", "革命"]
    assert ax.get_aspect() == 1
    assert names(ax.get_legend().get_texts()) == ["词语", "年份"]


def test_years_are_joined_in_the_order_of_time():
    """Whatever the order of the table; other groups are not joined."""
    line = biplot(MAP).get_lines()[-1]

    assert line.get_xdata().tolist() == [1.0, 0.3, -0.2, -1.0]
    other = biplot(MAP.replace({"2001": "京", "2002": "津", "2003": "沪", "2004": "渝"}), lang="en")
    assert all(len(line.get_xdata()) == 2 for line in other.get_lines())
    assert names(other.get_legend().get_texts()) == ["terms", "groups"]


def test_the_axes_of_a_map_say_their_share_of_the_inertia():
    """Where the table has it; a table read from CSV has not."""
    table = MAP.copy()
    table.attrs["inertia"] = {"shares": [0.335, 0.16, 0.12]}

    ax = biplot(table, dims=(1, 3))

    assert (ax.get_xlabel(), ax.get_ylabel()) == (
        "第 1 轴（占总惯量的 33.5%）",
        "第 3 轴（占总惯量的 12.0%）",
    )
    assert ax.collections[1].get_offsets()[0].tolist() == [1.0, 0.5]
    assert biplot(table, lang="en").get_xlabel() == "axis 1 (33.5% of the inertia)"
    assert biplot(pd.DataFrame(table.to_dict("list")), lang="en").get_ylabel() == "axis 2"


def test_the_labels_of_a_map_of_reports_do_not_meet():
    """Twelve years and thirty terms have names, none of which covers another or a point."""
    tokens = pt.datasets.load("work_reports").segment()
    ax = biplot(pt.correspondence(tokens), title="对应分析")
    ax.figure.canvas.draw()

    boxes = [mpl.text.Text.get_window_extent(text) for text in ax.texts]
    assert len(boxes) == 42
    assert not meet(boxes)
    for points in ax.collections:
        for x, y in ax.transData.transform(points.get_offsets()):
            assert not any(box.contains(x, y) for box in boxes)


# ---------------------------------------------------------------- labels


def test_labels_of_points_close_together_go_apart():
    """Points in a row that is shorter than one label; those far off have a line to their point."""
    ax = plt.figure().gca()

    placed = place_labels(ax, POINTS[:6], [f"词语{n}" for n in range(6)])
    ax.figure.canvas.draw()

    assert not meet([mpl.text.Text.get_window_extent(note) for note in placed])
    assert placed[0].arrow_patch.get_visible() is False
    assert any(note.arrow_patch.get_visible() for note in placed)


@pytest.mark.parametrize("apart", np.arange(50, 62))
def test_labels_on_one_line_do_not_read_as_one_word(apart):
    """Two years between two points in a strip without room above: 3 points apart, or one only."""
    ax = plt.figure(figsize=(4, 0.3)).add_axes((0, 0, 1, 1))
    points = [(0.98 - apart / 288, 0.5), (0.98, 0.5)]

    labels = place_labels(ax, points, ["1980", "1960"], avoid=[(0.98 - apart / 288 - 0.02, 0.5)])
    ax.figure.canvas.draw()

    extents = [mpl.text.Text.get_window_extent(label) for label in labels if label is not None]
    gaps = [(b.x0 - a.x1) * 72 / ax.figure.dpi for a, b in pairwise(extents)]
    assert all(gap > 2.9 for gap in gaps)


def test_labels_are_the_same_each_time():
    """Nothing is drawn at random."""
    places = [
        [note.get_position() for note in place_labels(plt.figure().gca(), POINTS[::2], ["词"] * 10)]
        for _ in range(2)
    ]

    assert places[0] == places[1]


POINTS = np.column_stack([np.linspace(0.4, 0.6, 20), np.linspace(0.5, 0.52, 20)])


def test_a_label_without_room_is_left_out():
    """One longer than the picture is wide has no place, and one of no letters needs none."""
    ax = plt.figure(figsize=(2, 2)).gca()

    assert place_labels(ax, [(0.5, 0.5), (0.2, 0.2)], ["社会主义" * 20, ""]) == [None, None]
    assert not ax.texts


def test_labels_keep_off_other_points_and_lines():
    """The right side is taken by a point, or crossed by a line: the label goes elsewhere."""
    free, taken, crossed = (plt.figure().gca() for _ in range(3))
    near = [(x, 0.5) for x in np.linspace(0.52, 0.6, 9)]

    [first] = place_labels(free, [(0.5, 0.5)], ["改革"])
    [second] = place_labels(taken, [(0.5, 0.5)], ["改革"], avoid=near)
    [third] = place_labels(crossed, [(0.5, 0.5)], ["改革"], crossing=near)

    assert first.get_position()[0] > 0 == first.get_position()[1]
    assert second.get_position() != first.get_position()
    assert third.get_position() != first.get_position()


@pytest.mark.parametrize(
    ("width", "lines", "expected"),
    [
        (100, 1, ["改革开放"]),
        (30, 2, ["改革", "开放"]),
        (30, 1, ["改…"]),
        (5, 1, [""]),
        (-5, 3, ["改", "革", ""]),
    ],
)
def test_a_heading_is_broken_and_then_shortened(width, lines, expected):
    """As many lines as there is room for, then an ellipsis, then nothing."""
    assert wrap("改革开放", width, lines, 10) == expected


def test_no_line_begins_with_a_comma():
    """The character before goes to the next line with it."""
    assert wrap("改革，开放", measure("改革", 10), 3, 10) == ["改", "革，", "开放"]


# ---------------------------------------------------------------- heatmaps of themes


def test_themes_by_years_are_percentages(copied):
    """Named by theme, shares with a digit, the scale too, and what it is."""
    ax = heatmap(copied(THEMES))

    assert names(ax.get_yticklabels()) == ["经济", "社会", "未归类"]
    assert names(ax.get_xticklabels()) == ["2019", "2020", "2023"]
    assert names(ax.texts) == [
        "60.0%", "50.0%", "6.4%", "30.0%", "50.0%", "90.0%", "10.0%", "0", "3.6%",
    ]  # fmt: skip
    bar = ax.figure.axes[1]
    assert bar.get_ylabel() == "占全文比例"
    ax.figure.canvas.draw()
    assert names(bar.get_yticklabels())[-1].endswith("%")


def test_a_trace_of_a_theme_is_not_nothing():
    """A share that would be 0.0% says so."""
    ax = heatmap(THEMES.assign(share=[0.0004, 0.0, 0.9996] * 3), lang="en")

    assert names(ax.texts)[0] == "<0.1%"
    assert names(ax.texts)[3] == "0"
    assert names(ax.get_yticklabels())[2] == "no theme"


def test_units_by_themes_are_scores(copied):
    """Sections down, named by their headings; a theme without a hit stays white."""
    table = pt.theme_units(pt.datasets.load("study_report"))

    ax = heatmap(copied(table))

    rows = names(ax.get_yticklabels())
    assert rows[:2] == ["（文首）", "1、守住理想信念这条根"]
    assert len(rows) == table["unit"].nunique()
    assert names(ax.get_xticklabels()) == table["theme"].drop_duplicates().tolist()
    shown = ax.get_images()[0].get_array()
    assert shown[0, 0] == table["score"][0]
    assert shown.count() == len(table)
    assert ax.figure.axes[1].get_ylabel() == "主题得分"


def test_units_of_one_heading_are_told_apart_by_their_lines():
    """Paragraphs of a section, and sections of several documents."""
    texts = {"甲": "一、工作\n粮食丰收了。\n学校办好了。", "乙": "一、工作\n种好粮食，办好学校。"}
    corpus = pt.Corpus.from_texts(texts)

    paragraphs = heatmap(pt.theme_units(corpus, unit="paragraph"), lang="en")
    sections = heatmap(pt.theme_units(corpus))

    shown = [*names(paragraphs.get_xticklabels()), *names(paragraphs.get_yticklabels())]
    assert {"甲 一、工作 (line 2)", "甲 一、工作 (line 3)", "乙 一、工作"} <= set(shown)
    shown = [*names(sections.get_xticklabels()), *names(sections.get_yticklabels())]
    assert {"甲 一、工作", "乙 一、工作"} <= set(shown)


def test_topics_by_years_are_named_by_their_labels():
    """Two topics of one label are two rows."""
    table = pd.DataFrame(
        {
            "year": [2019, 2019, 2020, 2020], "topic": [1, 2] * 2, "label": ["甲", "甲"] * 2,
            "share": [0.5, 0.3, None, 0.4], "words": 10.0, "total": 20,
        }
    )  # fmt: skip

    ax = heatmap(table)

    assert names(ax.get_yticklabels()) == ["甲", "甲"]
    assert names(ax.texts) == ["50.0%", "30.0%", "40.0%"]


# ---------------------------------------------------------------- the gallery


@pytest.fixture(scope="module")
def gallery():
    """Give the program that draws the gallery."""
    file = Path(__file__).parents[1] / "tools" / "build_gallery.py"
    spec = importlib.util.spec_from_file_location("build_gallery", file)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


def test_the_gallery_has_every_chart(gallery):
    """Each function that draws is shown, and no file is written twice."""
    drawn = {chart.function for chart in gallery.CHARTS}

    assert set(pt.plot.__all__) - {"save", "interactive"} <= drawn
    assert len({chart.name for chart in gallery.CHARTS}) == len(gallery.CHARTS)


def test_the_gallery_is_a_folder_of_pictures_with_their_code(
    gallery, tmp_path, monkeypatch, capsys
):
    """Two charts of it: the index shows them with the code that was run, in either language."""
    monkeypatch.setattr(gallery, "CHARTS", gallery.CHARTS[:2])
    page = tmp_path / "gallery.md"

    status = gallery.main(["-o", str(tmp_path / "p"), "--page", str(page), "--lang", "en"])

    assert status == 0
    assert capsys.readouterr().out == f"2 charts in {tmp_path / 'p'}\n"
    assert sorted(f.name for f in (tmp_path / "p").iterdir()) == [
        "bar.png",
        "index.html",
        "trend.png",
    ]
    code = 'changes=pt.change_points(rates), title="Reform and innovation", lang="en")'
    assert code in page.read_text(encoding="utf-8")
    assert "(p/trend.png)" in page.read_text(encoding="utf-8")
    assert '<img src="trend.png"' in (tmp_path / "p" / "index.html").read_text(encoding="utf-8")


def test_the_gallery_of_real_reports(gallery, shared, tmp_path, monkeypatch):
    """From a folder the last report is the text, and the years are cut in the middle."""
    charts = [chart for chart in gallery.CHARTS if chart.name in ("heatmap", "bar")]
    monkeypatch.setattr(gallery, "CHARTS", charts)

    assert gallery.main([str(shared / "gov_work_reports"), "-o", str(tmp_path)]) == 0
    names = gallery.fill_in(str(shared / "gov_work_reports"))
    assert (names["early"], names["late"], "2024" in names["document"]) == (
        "1954—1994",
        "1998—2024",
        True,
    )


def test_the_gallery_fails_where_a_character_has_no_glyph(gallery, tmp_path, monkeypatch, capsys):
    """A character that no font has is a failure, and the others are drawn all the same."""
    bad = gallery.CHARTS[0]._replace(name="bad", zh="\ue123")
    monkeypatch.setattr(gallery, "CHARTS", [bad, gallery.CHARTS[0]])

    status = gallery.main(["-o", str(tmp_path)])

    assert status == 1
    assert "bad: UserWarning: Glyph 57635" in capsys.readouterr().err
    assert (tmp_path / "bar.png").exists()


# ---------------------------------------------------------------- all of them

OUTLINE = pd.DataFrame(
    {
        "level": ["一、", "（一）"], "heading": ["一、成绩", "（一）经济"],
        "heading_path": ["一、成绩", "一、成绩 > （一）经济"], "start": [0, 5], "end": [30, 30],
        "chars": [28, 23],
    }
)  # fmt: skip
ALL = [(outline, OUTLINE), (themes, THEMES), (biplot, MAP), (heatmap, THEMES)]


@pytest.mark.parametrize(
    ("draw", "error", "message"),
    [
        (
            lambda: outline(OUTLINE.drop(columns="end")), SchemaError,
            "The table has no column ['end']; it has ['level', 'heading', 'heading_path', "
            "'start', 'chars']. Pass the table of `document.outline.to_pandas()`.",
        ),
        (
            lambda: outline(OUTLINE, value="score"), SchemaError,
            "The table has no column ['score']; it has ['level', 'heading', 'heading_path', "
            "'start', 'end', 'chars']. Pass the table of `document.outline.to_pandas()`.",
        ),
        (
            lambda: outline(pt.Corpus.from_texts({"甲": "没有标题。"})[0]), InputError,
            "The table has no rows, so there is nothing to draw.",
        ),
        (lambda: outline(OUTLINE, depth=0), InputError, "`depth` must be 1 or more, got 0."),
        (
            lambda: outline(OUTLINE.assign(chars=[20, 30])), InputError,
            "In the column 'chars' the sections under '一、成绩' have more than it has itself. "
            "Use a column of sums.",
        ),
        (
            lambda: outline(OUTLINE.assign(chars=[20, -1])), InputError,
            "The column 'chars' must have a value from 0 up in every row.",
        ),
        (
            lambda: outline(OUTLINE.assign(document=["甲", "乙"])), InputError,
            "The table holds several documents. Pass the rows of one.",
        ),
        (
            lambda: outline(OUTLINE.assign(chars=0)), InputError,
            "The column 'chars' is 0 in every row, so there is nothing to draw.",
        ),
        (
            lambda: themes(THEMES, kind="area"), InputError,
            "`kind` must be one of ['stream', 'share', 'line'], got 'area'. Did you mean 'share' "
            "or 'stream'?",
        ),
        (lambda: themes(THEMES, gap=0), InputError, "`gap` must be 1 or more, got 0."),
        (
            lambda: themes(THEMES.rename(columns={"year": "document"}).astype({"document": str})),
            SchemaError,
            "The first column must hold years, got 'document'. Pass the table of `themes` with "
            "by='year'.",
        ),
        (
            lambda: themes(THEMES.assign(share=-0.1)), InputError,
            "The column 'share' must hold values from 0 to 1. Leave others out.",
        ),
        (
            lambda: themes(THEMES.assign(share=None)), InputError,
            "The table has no rows, so there is nothing to draw.",
        ),
        (
            lambda: biplot(THEMES), SchemaError,
            "The table must have the columns 'kind' and 'label'; it has ['year', 'theme', "
            "'parent', 'share']. Pass the table that `correspondence` returns.",
        ),
        (
            lambda: biplot(MAP, dims=(1, 4)), SchemaError,
            "The table has no column ['dim_4']. Ask `correspondence` for more `dimensions`.",
        ),
        (
            lambda: biplot(MAP, dims=(2, 2)), InputError,
            "`dims` must be two different axes, got (2, 2).",
        ),
        (lambda: biplot(MAP, top=0), InputError, "`top` must be 1 or more, got 0."),
        (
            lambda: biplot(MAP.assign(dim_2=None)), InputError,
            "No point of the table has a place on the axes 1 and 2.",
        ),
        (
            lambda: heatmap(THEMES.drop(columns=["year"])), SchemaError,
            "The table has no groups. Count with `by`, for instance by='document'.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_named(draw, error, message):
    """The message says what must hold, what came, and what to do."""
    with pytest.raises(error) as caught:
        draw()

    assert str(caught.value) == message


@pytest.mark.parametrize(("draw", "table"), ALL)
def test_a_language_must_be_one_of_two(draw, table):
    """Chinese or English."""
    with pytest.raises(InputError) as caught:
        draw(table, lang="fr")

    assert str(caught.value) == "`lang` must be one of ['zh', 'en'], got 'fr'."


@pytest.mark.parametrize(("draw", "table"), ALL)
def test_a_chart_goes_where_it_is_told(draw, table):
    """With `ax` the chart is drawn there, and no figure is made."""
    _, given = plt.subplots()

    assert draw(table, ax=given) is given
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize(("draw", "table"), ALL)
def test_drawing_leaves_table_and_settings_alone(draw, table):
    """The table and the global rcParams are as they were."""
    before, copy = dict(mpl.rcParams), table.copy()

    draw(table).figure.canvas.draw()

    assert dict(mpl.rcParams) == before
    pd.testing.assert_frame_equal(table, copy)


@pytest.mark.parametrize(("draw", "table"), ALL)
def test_every_character_has_a_glyph(draw, table):
    """Rare characters and dollar signs too: a missing glyph is a warning, and warnings fail."""
    hard = table.replace({"经济": "镕$x_1$", "一、成绩": "一、镕$\\frac$", "改革": "〔2012〕$a$"})

    ax = draw(hard, title="“镕”——$x$ ①②", source="国发〔2012〕1号")
    ax.figure.canvas.draw()

    assert not any(text.get_parse_math() for text in ax.findobj(mpl.text.Text))
    assert {text.get_fontfamily()[0] for text in ax.texts} <= {"PolicyText Sans"}


@pytest.mark.parametrize(("draw", "table"), ALL)
def test_the_same_chart_twice_is_the_same_file(draw, table, tmp_path):
    """Byte for byte."""
    files = []
    for n in (1, 2):
        files.append(pt.plot.save(draw(table, title="同"), tmp_path / f"{n}.svg"))
        plt.close("all")

    assert files[0].read_bytes() == files[1].read_bytes()

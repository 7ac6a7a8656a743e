"""Word clouds: what is drawn where, again and again the same."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from itertools import combinations
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pandas as pd
import pypdfium2
import pytest
from click.testing import CliRunner
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from PIL import Image, ImageDraw, ImageFont

import policytext as pt
from policytext.cli import main
from policytext.errors import InputError, ReadError, SchemaError
from policytext.plot import fonts
from policytext.plot.cloud_layout import fill, lay_out
from policytext.plot.cloud_panels import wordclouds
from policytext.plot.cloud_terms import OTHER, SHADES

mpl.use("Agg")

SIZES = {
    "改革": 9, "创新": 7, "人民": 5, "发展": 5, "12%": 4, "高质量发展": 3, "“引”——镕": 2, "生态": 1,
}  # fmt: skip
TABLE = pd.DataFrame({"term": list(SIZES), "count": list(SIZES.values())})


def outlines(ax) -> list:
    """Give the outlines of the words, in the order of `policytext_layout`."""
    (words,) = ax.collections
    return words.get_paths()


def ink(path, width: int, height: int) -> np.ndarray:
    """Paint the outline of a word, holes left open."""
    painted = np.zeros((height, width), dtype=bool)
    for polygon in path.to_polygons(closed_only=True):
        image = Image.new("1", (width, height))
        ImageDraw.Draw(image).polygon([tuple(point) for point in polygon], fill=1)
        painted ^= np.asarray(image)
    return painted


def places(ax) -> list[tuple[float, ...]]:
    """Give each word's box."""
    return [tuple(path.get_extents().extents.round(3)) for path in outlines(ax)]


def texts(artist) -> list[str]:
    """Give everything that is written, but the words."""
    return [t.get_text() for t in artist.findobj(mpl.text.Text) if t.get_text()]


@pytest.fixture(scope="module")
def drawn():
    return pt.plot.wordcloud(TABLE)


def test_words_are_drawn_largest_first(drawn):
    """Every term of the table is there with an outline, the frequent ones larger."""
    assert drawn.policytext_layout == [
        "改革", "创新", "人民", "发展", "12%", "高质量发展", "“引”——镕", "生态",
    ]  # fmt: skip
    boxes = dict(zip(drawn.policytext_layout, outlines(drawn), strict=True))
    sides = [min(boxes[w].get_extents().size) for w in ("改革", "创新", "生态")]
    assert sides == sorted(sides, reverse=True)


def test_the_area_of_a_character_is_as_the_value(drawn):
    """改革, nine times as frequent as 生态, is three times as high; no word is made smaller."""
    table = drawn.policytext_table
    squares = table["points"] ** 2 / table["value"]

    assert squares.tolist() == pytest.approx([squares[0]] * len(table))
    assert "每个字的面积与次数成正比：改革 9，生态 1" in texts(drawn)


def test_the_table_behind_the_cloud_is_at_hand(drawn):
    """A row a term, with what it is as large as, where it is, and how."""
    table = drawn.policytext_table

    assert list(table.columns) == [
        "term", "value", "count", "group", "points", "colour", "x", "y", "turned", "drawn",
    ]  # fmt: skip
    assert table["term"].tolist() == drawn.policytext_layout
    assert table["value"].tolist() == table["count"].tolist() == [9, 7, 5, 5, 4, 3, 2, 1]
    assert table["group"].isna().all()
    assert table["drawn"].all()
    assert not table["turned"][0]
    assert len(set(table["colour"][:4])) == 4


def test_a_csv_copy_and_a_mapping_give_the_same_cloud(drawn, tmp_path):
    """The table as made, from CSV, or as values by term: the same words in the same places."""
    TABLE.to_csv(tmp_path / "table.csv", index=False)

    assert places(pt.plot.wordcloud(pd.read_csv(tmp_path / "table.csv"))) == places(drawn)
    assert places(pt.plot.wordcloud(SIZES)) == places(drawn)


def test_the_seed_decides_the_places(drawn):
    """The same seed gives the same cloud, another one another."""
    assert places(pt.plot.wordcloud(TABLE, seed=0)) == places(drawn)
    assert places(pt.plot.wordcloud(TABLE, seed=1)) != places(drawn)


def test_words_stand_where_the_table_says():
    """The ink of each outline is that of the font in the table's size and place, turned or not."""
    turns = set()
    for seed in range(3):
        ax = pt.plot.wordcloud(TABLE, seed=seed, turned=0.5)
        figure = ax.figure
        unit = ax.get_window_extent().width / ax.get_xlim()[1] * 72 / figure.dpi
        for row, path in zip(ax.policytext_table.itertuples(), outlines(ax), strict=True):
            box = path.get_extents()
            assert ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) == pytest.approx(
                (row.x, row.y), abs=0.05
            )
            font = ImageFont.truetype(str(fonts.BOLD), row.points / unit)
            image = Image.new("L", (1200, 400))
            ImageDraw.Draw(image).text((20, 20), row.term, fill=255, font=font)
            left, top, right, bottom = image.getbbox()
            size = (box.height, box.width) if row.turned else (box.width, box.height)
            assert size == pytest.approx((right - left, bottom - top), abs=3.5), row.term
            turns.add(row.turned)
    assert turns == {True, False}


def test_words_do_not_overlap(drawn):
    """No word is drawn over another, and none leaves the picture."""
    width, height = drawn.get_xlim()[1], drawn.get_ylim()[0]
    inks = [ink(path, int(width) + 1, int(height) + 1) for path in outlines(drawn)]

    assert (sum(i.astype(int) for i in inks) > 1).sum() <= 5
    for x0, y0, x1, y1 in places(drawn):
        assert 0 <= x0 < x1 <= width
        assert 0 <= y0 < y1 <= height


def test_all_of_many_words_are_drawn():
    """A thousand words of ten sizes: all have a place of their own, and the smallest 5 points."""
    sizes = {f"{chr(0x4E00 + n)}{chr(0x5E00 + n)}": 1 + n % 10 * 2 for n in range(1000)}

    ax = pt.plot.wordcloud(sizes, top=1000)

    assert len(ax.policytext_layout) == 1000
    boxes = np.array(places(ax))
    low, high = boxes[:, None, :2], boxes[:, None, 2:]
    meet = ((low < boxes[:, 2:]) & (boxes[:, :2] < high)).all(axis=2)
    assert meet.sum() == 1000
    assert ax.policytext_table["points"].min() == pytest.approx(5, rel=0.05)


@given(
    st.lists(st.tuples(st.floats(0.5, 300), st.floats(0.5, 60)), min_size=1, max_size=40),
    st.integers(0, 5),
)
def test_boxes_of_any_size_find_a_place(sides, seed):
    """All are placed, none over another and none outside the frame."""
    boxes = np.array(sorted(sides, key=lambda side: -side[1]))

    layout = lay_out(boxes, seed=seed, turned=0.4)

    assert layout.placed.all()
    half = np.where(layout.turned[:, None], boxes[:, ::-1], boxes) / 2
    centres = np.column_stack([layout.x, layout.y])
    low, high = centres - half, centres + half
    assert (low >= -1e-6).all()
    assert (high <= np.array(layout.frame[2:]) + 1e-6).all()
    for one, other in combinations(range(len(boxes)), 2):
        inside = np.minimum(high[one], high[other]) - np.maximum(low[one], low[other])
        assert inside.min() <= 1e-6 * boxes.max()


def test_a_size_too_small_to_be_seen_takes_no_time():
    """One word 10,000 times the other: the small one is a dot, and the grid stays small."""
    ax = pt.plot.wordcloud({"大": 1e8, "小": 1, "微": 1})

    assert ax.policytext_layout == ["大", "小", "微"]


def test_no_word_is_turned_if_asked(drawn):
    """With `turned=0` all lie, with 1 all but the first stand."""
    assert not pt.plot.wordcloud(TABLE, turned=0).policytext_table["turned"].any()
    assert pt.plot.wordcloud(TABLE, turned=1).policytext_table["turned"].sum() == len(TABLE) - 1


@pytest.mark.parametrize("kind", ["array", "file", "transparent"])
def test_words_stay_in_the_dark_part_of_the_mask(kind, tmp_path):
    """A white or transparent border stays empty."""
    mask = np.full((600, 900), 255, dtype=np.uint8)
    mask[100:500, 200:700] = 0
    given = mask
    if kind == "file":
        given = tmp_path / "mask.png"
        Image.fromarray(mask).save(given)
    elif kind == "transparent":
        given = tmp_path / "mask.png"
        Image.fromarray(np.dstack([np.zeros((*mask.shape, 3), np.uint8), 255 - mask])).save(given)

    ax = pt.plot.wordcloud(TABLE, mask=given)

    assert len(ax.policytext_layout) >= 5
    for x0, y0, x1, y1 in places(ax):
        # The layout keeps a margin of one pixel and rounds by as much.
        assert 199 <= x0 < x1 <= 701
        assert 99 <= y0 < y1 <= 501


def test_a_tiny_mask_is_enlarged():
    """The smallest words have a size of their own, so a small picture is drawn as a large one."""
    ax = pt.plot.wordcloud(TABLE, mask=np.zeros((4, 6)))

    assert len(ax.policytext_layout) == len(SIZES)
    assert min(box[0] for box in places(ax)) < 200
    assert 600 < max(box[2] for box in places(ax)) <= 804
    assert 400 < max(box[3] for box in places(ax)) <= 536


def test_a_word_without_room_in_the_mask_is_in_the_table():
    """A narrow strip has no room for a long word, even a small one; the note counts it."""
    mask = np.full((1000, 1000), 255)
    mask[:30, :30] = 0
    sizes = {"改革": 90, "国": 9, "中华人民共和国中央人民政府国务院办公厅秘书局": 80}

    ax = pt.plot.wordcloud(sizes, mask=mask)

    table = ax.policytext_table.set_index("term")
    assert table["drawn"].tolist() == [True, False, True]
    assert table["points"].isna().tolist() == [False, True, False]
    assert ax.policytext_layout == ["改革", "国"]
    assert any(text.endswith("；另有 1 个词没有位置") for text in texts(ax))


def test_words_in_a_mask_all_become_smaller_by_one_factor():
    """Sizes stay as the values, also where a word would fit better if it were smaller."""
    inside = np.hypot(*np.meshgrid(np.arange(300) - 150, np.arange(300) - 150)) < 140

    layout = fill(np.array([[9.0, 3.0], [6.0, 2.0], [2.0, 2.0], [2.0, 1.0]]), inside)

    assert layout.placed.all()
    assert layout.scale > 15


def test_one_term_fills_the_picture():
    """A single word is as large as there is room."""
    ax = pt.plot.wordcloud({"改革": 1})

    (box,) = places(ax)
    assert box[2] - box[0] > 0.9 * ax.get_xlim()[1]


def test_top_keeps_the_most_frequent_and_zero_is_left_out():
    """Terms without a value above 0 have no size."""
    ax = pt.plot.wordcloud({**SIZES, "无": 0, "负": -1, "缺": float("nan")}, top=3)

    assert ax.policytext_layout == ["改革", "创新", "人民"]
    assert "无" not in pt.plot.wordcloud({"改革": 1, "无": 0}).policytext_layout


def test_a_term_of_several_groups_has_their_sum():
    """A list for each year makes one cloud."""
    table = pd.DataFrame({"year": [1, 2, 1], "term": ["改革", "改革", "创新"], "count": [2, 2, 3]})

    made = pt.plot.wordcloud(table).policytext_table

    assert dict(zip(made["term"], made["value"], strict=True)) == {"改革": 4, "创新": 3}


def test_counts_of_groups_add_up_and_rates_do_not():
    """One cloud of a list with groups is of the counts, though the list has rates too."""
    made = pt.plot.wordcloud(GROUPS).policytext_table

    assert made["term"].tolist() == ["改革", "创新", "生产", "人民"]
    assert made["value"].tolist() == [38, 10, 4, 1]


def test_the_stamp_is_in_the_file(tmp_path):
    """The cloud carries the stamp of its table, and its file the same bytes each time."""
    table = pt.frequencies(pt.Corpus.from_texts({"甲": "改革开放改革发展"}).segment())
    files = []
    for n in range(2):
        ax = pt.plot.wordcloud(table)
        files.append(pt.plot.save(ax, tmp_path / f"{n}.png", dpi=50))

    with Image.open(files[0]) as picture:
        assert "segmenter: jieba 0.42.1" in picture.info["Description"]
    assert files[0].read_bytes() == files[1].read_bytes()


KEYNESS = pd.DataFrame(
    {
        "term": ["创新", "生产", "改革", "偶然"],
        "score": [350.0, -290.0, 20.0, 4.0],
        "count_target": [202, 5, 60, 2],
        "count_reference": [102, 700, 90, 0],
        "log_ratio": [3.2, -4.1, 0.8, 6.0],
    }
)


def test_keyness_is_sized_by_effect_and_coloured_by_side():
    """The terms with the strongest evidence, as large as the difference, in two colours."""
    ax = pt.plot.wordcloud(KEYNESS, top=3, target="2014 年以来", lang="zh")

    table = ax.policytext_table
    assert table["term"].tolist() == ["生产", "创新", "改革"]
    assert table["value"].tolist() == [4.1, 3.2, 0.8]
    assert table["count"].tolist() == [705, 304, 150]
    assert table["group"].tolist() == ["reference", "target", "target"]
    assert table["colour"].tolist() == [SHADES[1], SHADES[0], SHADES[0]]
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["2014 年以来", "参照文本"]
    assert "每个字的面积与对数比（绝对值）成正比：生产 4.1，改革 0.8" in texts(ax)


def test_keyness_by_score_or_of_frequent_terms_only():
    """`value` may be the score; `min_count` counts both sides together."""
    by_score = pt.plot.wordcloud(KEYNESS, value="score").policytext_table
    frequent = pt.plot.wordcloud(KEYNESS, min_count=3, lang="en")

    assert by_score["value"].tolist() == [350, 290, 20, 4]
    assert "偶然" not in frequent.policytext_layout
    (note,) = (t for t in texts(frequent) if t.startswith("Area"))
    assert note == (
        "Area of a character in proportion to log ratio (absolute): 生产 4.1, 改革 0.8; "
        "at least 3 occurrences"
    )


def test_keywords_are_sized_by_their_score():
    """TF-IDF of all documents is summed; counts come along."""
    table = pd.DataFrame(
        {"year": [1, 1, 2], "term": ["改革", "镕", "改革"], "score": [0.2, 0.5, 0.1],
         "rank": [2, 1, 1], "count": [30, 8, 10]}
    )  # fmt: skip

    made = pt.plot.wordcloud(table).policytext_table

    assert made["term"].tolist() == ["镕", "改革"]
    assert made["value"].tolist() == pytest.approx([0.5, 0.3])
    assert made["count"].tolist() == [8, 40]


def test_evidence_of_themes_is_counted_and_coloured():
    """Each hit counts; a word has the colour of its theme, the legend says which."""
    study = pt.datasets.load("study_report")
    evidence = pt.theme_evidence(study, codebook="petitions")

    ax = pt.plot.wordcloud(evidence, colour="theme")

    table = ax.policytext_table.set_index("term")
    hits = evidence.groupby("match").size()
    assert table["value"].to_dict() == hits.to_dict()
    legend = {t.get_text() for t in ax.get_legend().get_texts()}
    assert legend == set(evidence["theme"])


@pytest.mark.parametrize(
    "colour",
    [
        {"改革": "经济", "发展": "经济", "人民": "社会"},
        {"经济": ["改革", "发展"], "社会": {"人民"}},
    ],
)
def test_colours_by_a_mapping(colour):
    """Groups by term or terms by group; terms in none are grey, which the legend says too."""
    ax = pt.plot.wordcloud(TABLE, colour=colour, lang="en")

    table = ax.policytext_table.set_index("term")
    assert table["group"].dropna().to_dict() == {"改革": "经济", "发展": "经济", "人民": "社会"}
    assert table["colour"]["改革"] == table["colour"]["发展"] == SHADES[0]
    assert table["colour"]["人民"] == SHADES[1]
    assert table["colour"]["生态"] == OTHER
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["经济", "社会", "other"]


def test_more_groups_than_colours_share_a_grey():
    """The six strongest groups have a colour each, so that none stands for two."""
    table = pd.DataFrame(
        {
            "term": [f"词{n}" for n in range(9)],
            "count": range(9, 0, -1),
            "theme": list("甲乙丙丁戊己庚辛壬"),
        }
    )

    ax = pt.plot.wordcloud(table, colour="theme")

    assert [t.get_text() for t in ax.get_legend().get_texts()] == [*"甲乙丙丁戊己", "其他"]
    assert ax.policytext_table["colour"].tolist() == [*SHADES, OTHER, OTHER, OTHER]


def test_the_lowest_count_is_stated():
    """Rarer terms are left out, and the line under the cloud says so."""
    ax = pt.plot.wordcloud(TABLE, min_count=4, source="工作报告", title="词云")

    assert ax.policytext_layout == ["改革", "创新", "人民", "发展", "12%"]
    assert "每个字的面积与次数成正比：改革 9，12% 4；次数不少于 4" in texts(ax)
    assert {"词云", "资料来源：工作报告"} <= set(texts(ax))


def test_a_cloud_on_given_axes_has_its_size_there():
    """On half the width the type is half as large."""
    figure, axes = plt.subplots(1, 2, figsize=(8, 4))

    ax = pt.plot.wordcloud(TABLE, ax=axes[0])
    alone = pt.plot.wordcloud(TABLE)

    assert ax is axes[0]
    ratio = ax.policytext_table["points"] / alone.policytext_table["points"]
    assert (ratio < 0.5).all()
    assert len(figure.axes) == 2


def test_nothing_that_is_written_is_taken_for_a_formula():
    """Dollar signs in terms, groups and titles are dollar signs."""
    ax = pt.plot.wordcloud({"$5$": 3, "5$": 1}, title="$a$", colour={"$5$": "$b$"})

    assert ax.policytext_layout == ["$5$", "5$"]
    assert not any(t.get_parse_math() for t in ax.findobj(mpl.text.Text) if t.get_text())
    wide, _ = (path.get_extents().width for path in outlines(ax))
    assert wide > 0


GROUPS = pd.DataFrame(
    {
        "period": ["早", "早", "早", "晚", "晚"],
        "term": ["改革", "生产", "人民", "改革", "创新"],
        "count": [8, 4, 1, 30, 10],
        "per_million": [400.0, 200.0, 100.0, 900.0, 100.0],
    }
)


def test_clouds_of_groups_are_on_one_scale():
    """A word of twice the size is four times as frequent, whichever cloud it is in."""
    panels = wordclouds(GROUPS, title="两个时期", source="报告")

    assert [panel.get_title(loc="left") for panel in panels] == ["早", "晚"]
    table = pd.concat([panel.policytext_table for panel in panels])
    squares = table["points"] ** 2 / table["value"]
    assert table["value"].tolist() == [400, 200, 100, 900, 100]
    assert squares.tolist() == pytest.approx([squares.iloc[0]] * 5)
    written = texts(panels[0].figure)
    assert "两个时期" in written
    assert (
        "每个字的面积与每百万词次数成正比：改革 900，创新 100；各图尺度相同\n资料来源：报告"
    ) in written


def test_a_term_has_one_colour_in_all_clouds():
    """改革 looks the same in both; one legend names the groups of terms."""
    panels = wordclouds(GROUPS)
    named = wordclouds(GROUPS, colour={"经济": ["生产", "创新"]}, title="题", lang="en")

    first, second = (p.policytext_table.set_index("term")["colour"] for p in panels)
    assert first["改革"] == second["改革"]
    (legend,) = named[0].figure.legends
    assert [t.get_text() for t in legend.get_texts()] == ["经济", "other"]
    assert legend.get_title().get_text() == "题"


def test_clouds_of_many_groups_stand_in_rows():
    """Five groups: rows of three, or as many as asked for; or on given axes."""
    table = pd.DataFrame({"year": range(5), "term": ["改革"] * 5, "count": range(1, 6)})
    _, axes = plt.subplots(2, 3)

    columns = [
        {round(panel.get_position().x0, 2) for panel in wordclouds(table, by="year", columns=n)}
        for n in (None, 2, 9)
    ]

    assert [len(each) for each in columns] == [3, 2, 5]
    assert list(wordclouds(table, ax=axes)) == list(axes.flat[:5])


@pytest.mark.parametrize(
    ("table", "options", "error", "message"),
    [
        (TABLE, {}, SchemaError,
         "The table has no column of groups; it has ['term', 'count']. "
         "Name it with `by`, or make the table with `by`."),
        (GROUPS, {"by": "year"}, SchemaError,
         "The table has no column ['year']; it has ['period', 'term', 'count', 'per_million']. "
         "Pass the table that `count`, `trend` or `frequencies` returns."),
        (pd.DataFrame({"id": range(41), "term": "改革", "count": 1}), {}, InputError,
         "`by` must be a column of at most 40 groups, 'id' has 41. Draw some of the rows, or put "
         "groups together."),
        (GROUPS, {"ax": []}, InputError,
         "`ax` must have at least 2 axes, one for each group, got 0."),
        (GROUPS, {"columns": 0}, InputError, "`columns` must be 1 or more, got 0."),
        (GROUPS, {"min_count": 9}, InputError,
         "The table has no term with a value above 0 that occurs 9 times, so there is nothing to "
         "draw."),
    ],
)  # fmt: skip
def test_groups_that_cannot_be_drawn_are_named(table, options, error, message):
    """Each message says what is missing and what to do."""
    with pytest.raises(error) as caught:
        wordclouds(table, **options)

    assert str(caught.value) == message


SVG = "{http://www.w3.org/2000/svg}"


def test_an_svg_can_have_real_text(tmp_path):
    """Words, title and note are text in a named font with fallbacks; turned words too."""
    ax = pt.plot.wordcloud(TABLE, title="词 <云>", turned=0.5)
    file = pt.plot.save(ax, tmp_path / "a.svg", text=True)

    found = list(ElementTree.parse(file).iter(f"{SVG}text"))
    written = [element.text for element in found]
    assert written[: len(SIZES)] == ax.policytext_layout
    assert {"词 <云>", "每个字的面积与次数成正比：改革 9，生态 1"} <= set(written)
    for element, points in zip(found, ax.policytext_table["points"], strict=False):
        style = dict(part.split(": ", 1) for part in element.get("style").split("; "))
        assert style["font-family"].startswith("'PolicyText Sans', 'Noto Sans CJK SC', ")
        assert style["font-family"].endswith(", sans-serif")
        assert float(style["font-size"].removesuffix("px")) == pytest.approx(points, rel=0.02)
        assert style["font-weight"] == "700"
    turned = ["rotate" in element.get("transform") for element in found[: len(SIZES)]]
    assert turned == ax.policytext_table["turned"].tolist()


def test_an_svg_with_text_brings_the_characters_of_its_font(tmp_path):
    """The font needs not be installed: what is written, and only that, is in the file."""
    ax = pt.plot.wordcloud({"改革": 2, "创新": 1}, title="题")
    svg = pt.plot.save(ax, tmp_path / "a.svg", text=True).read_text(encoding="utf-8")

    faces = re.findall(r"font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)", svg)
    characters = {}
    for weight, data in faces:
        with TTFont(BytesIO(base64.b64decode(data))) as font:
            characters[weight] = {chr(code) for code in font.getBestCmap()}
    assert characters["700"] == set("改革创新题")
    assert characters["400"] == set("每个字的面积与次数成正比：改革 2，创新 1")
    assert len(svg) < 100_000


def test_by_default_an_svg_has_outlines_and_files_are_the_same_each_time(tmp_path):
    """Outlines need no font; text or not, the same table gives the same bytes."""
    ax = pt.plot.wordcloud(TABLE)
    for text in (False, True):
        first, second = (
            pt.plot.save(pt.plot.wordcloud(TABLE), tmp_path / f"{n}.svg", text=text).read_bytes()
            for n in range(2)
        )
        assert first == second
        assert (b"<text" in first) is text
    assert not ax.collections[0].as_text


def test_a_pdf_has_text(tmp_path):
    """Words can be searched and copied."""
    file = pt.plot.save(pt.plot.wordcloud(TABLE, turned=0), tmp_path / "a.pdf")

    with pypdfium2.PdfDocument(file) as document:
        page = document[0]
        textpage = page.get_textpage()
        text = textpage.get_text_range()
        textpage.close()
        page.close()
    assert all(word in text for word in SIZES)


def test_a_png_has_no_text(tmp_path):
    """The message says which files have."""
    with pytest.raises(InputError) as caught:
        pt.plot.save(pt.plot.wordcloud(TABLE), tmp_path / "a.png", text=True)

    target = str(tmp_path / "a.png")
    assert str(caught.value) == (
        f"`text` must be False for a PNG, which has no text, got True for {target!r}. "
        "Save as .svg or .pdf."
    )


@pytest.mark.parametrize(
    ("table", "options", "error", "message"),
    [
        ({}, {}, InputError,
         "The table has no term with a value above 0, so there is nothing to draw."),
        (TABLE[:0], {}, InputError, "The table has no rows, so there is nothing to draw."),
        (TABLE, {"top": 0}, InputError, "`top` must be 1 or more, got 0."),
        (TABLE, {"value": "score"}, SchemaError,
         "The table has no column ['score']; it has ['term', 'count']. Pass the table that "
         "`count`, `trend` or `frequencies` returns."),
        (TABLE, {"mask": np.full((9, 9), 255)}, InputError,
         "The mask has no dark part, so there is no room for a word."),
        (TABLE, {"turned": 2}, InputError, "`turned` must be a share from 0 to 1, got 2."),
        (TABLE, {"min_count": 10}, InputError,
         "The table has no term with a value above 0 that occurs 10 times, so there is nothing to "
         "draw."),
        (TABLE, {"colour": "theme"}, SchemaError,
         "The table has no column ['theme']; it has ['term', 'count']. Pass the table that "
         "`count`, `trend` or `frequencies` returns."),
        (pd.DataFrame({"term": ["甲"], "score": [1.0]}), {"min_count": 2}, SchemaError,
         "The table has no column ['count']; it has ['term', 'score']. Pass the table that "
         "`count`, `trend` or `frequencies` returns."),
        ({"甲": float("inf")}, {}, InputError,
         "The column 'count' has a value that is infinite. Leave its row out."),
        (TABLE, {"lang": "fr"}, InputError, "`lang` must be one of ['zh', 'en'], got 'fr'."),
        ({"很" * 300: 2, "短": 1}, {}, InputError,
         f"There is no room for '{'很' * 23}…' and '短'. Draw shorter terms or use a larger mask."),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_named(table, options, error, message):
    """Each message says what is missing and what to do."""
    with pytest.raises(error) as caught:
        pt.plot.wordcloud(table, **options)

    assert str(caught.value) == message


def test_a_mask_that_cannot_be_read_is_named(tmp_path):
    """Missing, a folder, no image, or too large: the message says which."""
    missing, text, large = (tmp_path / n for n in ("no.png", "text.png", "large.png"))
    text.write_text("改革")
    Image.new("1", (4097, 1)).save(large)
    messages = []
    for file in (missing, tmp_path, text, large):
        with pytest.raises(ReadError) as caught:
            pt.plot.wordcloud(TABLE, mask=file)
        messages.append(str(caught.value))

    assert messages == [
        f"{missing}: the mask cannot be read: No such file or directory.",
        f"{tmp_path}: the mask cannot be read: Is a directory.",
        f"{text} is no image that can be read. Save it as PNG.",
        f"{large} is 4097 by 1 pixels; a mask may have 4096 a side. Make it smaller.",
    ]


@pytest.fixture
def reports(tmp_path, monkeypatch):
    """A folder with reports of three years, and a black square."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    for year, word in ((2010, "生产"), (2015, "创新"), (2020, "生态")):
        (tmp_path / "reports" / f"{year}.txt").write_text(
            f"{year}年政府工作报告\n\n" + f"深化改革，推动{word}。加强{word}建设，发展{word}。" * 4,
            encoding="utf-8",
        )
    Image.new("1", (50, 50)).save("square.png")
    return tmp_path


def run(*arguments: str):
    """Run `policytext cloud`."""
    return CliRunner().invoke(main, ["cloud", "reports", *arguments])


@pytest.mark.parametrize(
    ("options", "written"),
    [
        (["--min-count", "5"], ["改革", "次数不少于 5"]),
        (["--by", "year"], ["2010", "2015", "2020", "各图尺度相同"]),
        (["--by", "year", "--keyness", "2013:", "--min-count", "2"], ["生态", "目标文本"]),
        (["--tfidf", "--lang", "en"], ["生态", "in proportion to score"]),
        (["--by", "year", "--tfidf", "--top", "2"], ["创新", "得分"]),
        (
            ["--mask", "square.png", "--title", "方形", "--source", "报告"],
            ["方形", "资料来源：报告"],
        ),
    ],
)
def test_the_command_draws_each_kind(reports, options, written):
    """Frequencies, groups, keyness, TF-IDF and a mask, as an SVG with text."""
    result = run(*options, "--text", "-o", "cloud.svg")

    assert (result.exit_code, result.stdout) == (0, "cloud.svg\n"), result.output
    texts = "\n".join(ElementTree.parse("cloud.svg").getroot().itertext())
    assert all(word in texts for word in written)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--by", "year", "--keyness", "2013:", "--tfidf"],
         "Give one of --keyness and --tfidf, each of which says what the size is."),
        (["--by", "year", "--mask", "square.png"],
         "--mask takes no --by: it is filled by one cloud."),
    ],
)  # fmt: skip
def test_the_command_refuses_what_cannot_be_together(reports, options, message):
    """The message names the options."""
    result = run(*options, "-o", "cloud.png")

    assert result.exit_code == 2
    assert message in result.stderr


def test_the_command_draws_for_print(reports):
    """A PNG has 300 dots an inch, or as many as asked for."""
    widths = []
    for dpi in ([], ["--dpi", "100"]):
        assert run("-o", "cloud.png", *dpi).exit_code == 0
        with Image.open("cloud.png") as picture:
            widths.append(picture.size[0])
            resolution = picture.info["dpi"][0]
        assert resolution == pytest.approx(float(dpi[1]) if dpi else 300, abs=0.1)

    assert widths[0] == pytest.approx(3 * widths[1], abs=4)

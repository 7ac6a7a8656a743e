"""Word clouds: what is drawn where, again and again the same."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from PIL import Image, ImageDraw

import policytext as pt
from policytext.errors import InputError, ReadError, SchemaError
from policytext.plot import clouds

mpl.use("Agg")

SIZES = {
    "改革": 9, "创新": 7, "人民": 5, "发展": 5, "12%": 4, "高质量发展": 3, "“引”——镕": 2, "生态": 1,
}  # fmt: skip
TABLE = pd.DataFrame({"term": list(SIZES), "count": list(SIZES.values())})


@pytest.fixture(autouse=True)
def _figures_closed():
    yield
    plt.close("all")


def ink(patch, width: int, height: int) -> np.ndarray:
    """Paint the outline of a word, holes left open."""
    painted = np.zeros((height, width), dtype=bool)
    for polygon in patch.get_path().to_polygons(closed_only=True):
        image = Image.new("1", (width, height))
        ImageDraw.Draw(image).polygon([tuple(point) for point in polygon], fill=1)
        painted ^= np.asarray(image)
    return painted


def places(ax) -> list[tuple[float, ...]]:
    """Give each word's box."""
    return [tuple(p.get_path().get_extents().extents.round(3)) for p in ax.patches]


@pytest.fixture(scope="module")
def drawn():
    return pt.plot.wordcloud(TABLE)


def test_words_are_drawn_largest_first(drawn):
    """Every term of the table is there, the frequent ones larger."""
    heights = {p.get_label(): p.get_path().get_extents() for p in drawn.patches}

    assert drawn.policytext_layout == [
        "改革", "创新", "人民", "发展", "12%", "高质量发展", "“引”——镕", "生态",
    ]  # fmt: skip
    assert list(heights) == drawn.policytext_layout
    sides = [min(heights[w].width, heights[w].height) for w in ("改革", "创新", "生态")]
    assert sides == sorted(sides, reverse=True)


def test_a_csv_copy_and_a_mapping_give_the_same_cloud(drawn, tmp_path):
    """The table as made, from CSV, or as values by term: the same words in the same places."""
    TABLE.to_csv(tmp_path / "table.csv", index=False)

    assert places(pt.plot.wordcloud(pd.read_csv(tmp_path / "table.csv"))) == places(drawn)
    assert places(pt.plot.wordcloud(SIZES)) == places(drawn)


def test_the_seed_decides_the_places(drawn):
    """The same seed gives the same cloud, another one another."""
    assert places(pt.plot.wordcloud(TABLE, seed=0)) == places(drawn)
    assert places(pt.plot.wordcloud(TABLE, seed=1)) != places(drawn)


def test_words_stand_where_they_were_laid_out():
    """The ink of each outline is that of the layout, turned words too, but for rounding."""
    from PIL import ImageFont

    for seed in range(3):
        cloud = clouds._lay_out(SIZES, None, seed)
        ax = pt.plot.wordcloud(TABLE, seed=seed)
        for patch, ((word, _), size, (top, left), turn, _) in zip(
            ax.patches, cloud.layout_, strict=True
        ):
            image = Image.new("L", (cloud.width, cloud.height))
            font = ImageFont.TransposedFont(ImageFont.truetype(cloud.font_path, size), turn)
            ImageDraw.Draw(image).text((int(left), int(top)), word, fill=255, font=font)
            box = patch.get_path().get_extents().extents
            assert box == pytest.approx(image.getbbox(), abs=3.5), word


def test_words_do_not_overlap(drawn):
    """No word is drawn over another, and none leaves the picture."""
    inks = [ink(patch, 1200, 750) for patch in drawn.patches]

    assert (sum(i.astype(int) for i in inks) > 1).sum() <= 5
    for x0, y0, x1, y1 in places(drawn):
        assert 0 <= x0 < x1 <= 1200
        assert 0 <= y0 < y1 <= 750


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
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 804), (536, 0))


def test_one_term_fills_the_picture():
    """A single word is as large as there is room."""
    ax = pt.plot.wordcloud({"改革": 1})

    (box,) = places(ax)
    assert box[2] - box[0] > 800


def test_top_keeps_the_most_frequent_and_zero_is_left_out():
    """Terms without a value above 0 have no size."""
    ax = pt.plot.wordcloud({**SIZES, "无": 0, "负": -1, "缺": float("nan")}, top=3)

    assert ax.policytext_layout == ["改革", "创新", "人民"]
    assert "无" not in pt.plot.wordcloud({"改革": 1, "无": 0}).policytext_layout


def test_a_term_of_several_groups_has_their_sum():
    """A list for each year makes one cloud."""
    table = pd.DataFrame({"year": [1, 2, 1], "term": ["改革", "改革", "创新"], "count": [2, 2, 3]})

    assert clouds._sizes(table, "count", 10) == {"改革": 4, "创新": 3}


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

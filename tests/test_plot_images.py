"""Pictures of charts whose look no structure tells: words in clouds, networks, labels, SVG text.

The pictures in tests/images were drawn from the corpora that come along and looked at. Where a
chart is meant to look different, draw them anew and look at each before they are committed:

    POLICYTEXT_RENEW_IMAGES=1 python -m pytest tests/test_plot_images.py

How a font is drawn differs with the version of matplotlib and FreeType, by fractions of a pixel.
That is forgiven (see `difference`): what matplotlib 3.8.4 draws differs from what 3.11 draws by 17
at most, and the smallest mistake below from the right picture by 35.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image, ImageFilter

import policytext as pt
from policytext.plot.cloud_words import Words
from policytext.plot.saving import save

mpl.use("Agg")

IMAGES = Path(__file__).with_name("images")
RENEW = os.environ.get("POLICYTEXT_RENEW_IMAGES") == "1"
#: Largest difference of two pictures of the same chart.
TOLERANCE = 25
DPI = 60
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)

Chart = Callable[..., Any]
Spoil = Callable[[Any], None]


@cache
def tables() -> dict[str, Any]:
    """Make the tables that are drawn, once."""
    tokens = pt.datasets.load("work_reports").segment()
    keywords = pt.keywords(tokens, by="year")
    return {
        "frequencies": pt.frequencies(tokens, min_length=2, top=40),
        "keyness": pt.keyness(tokens, slice(2018, None), by="year", min_length=2),
        "keywords": keywords[keywords["year"] >= 2021],
        "network": pt.collocation_network(tokens, top=30),
        "correspondence": pt.correspondence(tokens),
        "study": pt.datasets.load("study_report")[0],
    }


def keyness_cloud(**options: Any) -> Any:
    return pt.plot.wordcloud(
        tables()["keyness"], top=40, min_count=10, target="2018—2023", reference="2012—2017",
        title="前后两个时期", **options,
    )  # fmt: skip


def outline(**options: Any) -> Any:
    best = pt.theme_units(pt.datasets.load("study_report"), top=1)
    themes = best.set_index("heading_path")["theme"]
    return pt.plot.outline(tables()["study"], colour=themes, title="文件结构", **options)


def fixed() -> Any:
    """Give axes at a fixed place, which the width of tick labels does not move."""
    return plt.figure(figsize=(6.5, 6.5)).add_axes((0.13, 0.12, 0.84, 0.76))


CHARTS: dict[str, Chart] = {
    "wordcloud": lambda **o: pt.plot.wordcloud(tables()["frequencies"], title="词云", **o),
    "wordcloud_keyness": keyness_cloud,
    "wordclouds": lambda **o: pt.plot.wordclouds(
        tables()["keywords"], top=10, title="各年关键词", **o
    )[0],
    "network": lambda **o: pt.plot.network(tables()["network"], title="共现网络", **o),
    "outline": outline,
    "scatter": lambda **o: pt.plot.scatter(
        tables()["keyness"], top=10, title="前后两个时期", ax=fixed(), **o
    ),
    "biplot": lambda **o: pt.plot.biplot(
        tables()["correspondence"], top=14, title="对应分析", ax=fixed(), **o
    ),
}  # fmt: skip


def picture(name: str, spoil: Spoil | None = None, **options: Any) -> Image.Image:
    """Draw a chart as a small picture."""
    # Fitting letters to the pixels is what versions of FreeType differ in most.
    with mpl.rc_context({"text.hinting": "none"}):
        axes = CHARTS[name](**options)
        if spoil is not None:
            spoil(axes)
        axes.figure.set_dpi(DPI)
        axes.figure.canvas.draw()
        return Image.fromarray(np.array(axes.figure.canvas.buffer_rgba())[..., :3])


def difference(first: Image.Image, second: Image.Image) -> float:
    """Say how much two pictures differ where they differ most, from 0 to 255.

    What is no more than three pixels away in the other picture counts as the same, and what is left
    is averaged over squares of five pixels: so the edge of a letter is forgiven and a letter not.
    """
    if max(abs(a - b) for a, b in zip(first.size, second.size, strict=True)) > 3:
        return 255.0
    pictures = [
        each.convert("RGB").resize(first.size).filter(ImageFilter.GaussianBlur(1))
        for each in (first, second)
    ]
    worst = np.zeros(pictures[0].size[::-1])
    for one, other in (pictures, pictures[::-1]):
        here = np.asarray(one, dtype=float)
        low = np.asarray(other.filter(ImageFilter.MinFilter(7)), dtype=float)
        high = np.asarray(other.filter(ImageFilter.MaxFilter(7)), dtype=float)
        beyond = np.maximum(low - here, here - high).max(axis=2)
        worst = np.maximum(worst, beyond)
    mean = Image.fromarray(worst.clip(0).astype(np.uint8)).filter(ImageFilter.BoxBlur(2))
    return float(np.asarray(mean).max())


# ---------------------------------------------------------------- the charts


@pytest.mark.parametrize("name", CHARTS)
def test_the_chart_looks_as_it_did(name, tmp_path):
    """As the picture that somebody has looked at."""
    drawn = picture(name)
    known = IMAGES / f"{name}.png"
    if RENEW:
        few = drawn.quantize(256, dither=Image.Dither.NONE)
        few.save(known, optimize=True)
        pytest.skip(f"{known} was drawn anew: look at it")

    found = difference(Image.open(known), drawn)

    if found > TOLERANCE:
        drawn.save(tmp_path / f"{name}.png")
        pytest.fail(
            f"{name} differs from {known} by {found:.0f}, more than {TOLERANCE}. "
            f"Look at {tmp_path / name}.png; if it is right, see the top of this file."
        )


def words_of(axes: Any) -> Words:
    """Find the words of a cloud."""
    return next(artist for artist in axes.collections if isinstance(artist, Words))


def word_moved(axes: Any) -> None:
    """Move the smallest word by a character and a half."""
    words = words_of(axes)
    words.get_paths()[-1].vertices += (1.5 * words.placed.ems[-1], 0)


def word_recoloured(axes: Any) -> None:
    """Give the smallest word the colour of another."""
    words = words_of(axes)
    colours = words.get_facecolor()
    others = [colour for colour in colours if (colour != colours[-1]).any()]
    colours[-1] = others[0]
    words.set_facecolor(colours)


def label_moved(axes: Any) -> None:
    """Move a label by the width of a character."""
    x, y = axes.texts[5].xyann
    axes.texts[5].xyann = (x + 10, y)


def label_lost(axes: Any) -> None:
    """Leave a label out."""
    axes.texts[4].remove()


def node_recoloured(axes: Any) -> None:
    """Give a node of the network the colour of another."""
    nodes = axes.collections[-1]
    colours = nodes.get_facecolor()
    colours[0] = next(colour for colour in colours if (colour != colours[0]).any())
    nodes.set_facecolor(colours)


def section_recoloured(axes: Any) -> None:
    """Give a section the colour of another."""
    sections = [patch for patch in axes.patches if patch.get_width() > 0]
    here = sections[-1].get_facecolor()
    other = next(each for each in sections if each.get_facecolor() != here)
    sections[-1].set_facecolor(other.get_facecolor())


SPOILT = [
    ("wordcloud", word_moved), ("wordcloud", word_recoloured),
    ("wordcloud_keyness", word_moved), ("wordcloud_keyness", word_recoloured),
    ("wordclouds", word_moved), ("wordclouds", word_recoloured),
    ("network", label_lost), ("network", node_recoloured),
    ("outline", label_lost), ("outline", section_recoloured),
    ("scatter", label_moved), ("scatter", label_lost),
    ("biplot", label_moved), ("biplot", label_lost),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "spoil"), SPOILT, ids=[f"{name}-{spoil.__name__}" for name, spoil in SPOILT]
)
def test_a_wrong_chart_is_found_out(name, spoil):
    """One word or label at another place, in another colour, or gone."""
    assert difference(Image.open(IMAGES / f"{name}.png"), picture(name, spoil)) > TOLERANCE


@pytest.mark.parametrize("name", CHARTS)
def test_another_language_is_found_out(name):
    """Though terms and title are the same, and only the small print is English."""
    assert difference(Image.open(IMAGES / f"{name}.png"), picture(name, lang="en")) > TOLERANCE


@pytest.mark.parametrize("name", ["wordcloud", "wordcloud_keyness", "wordclouds", "network"])
def test_another_arrangement_is_found_out(name):
    """The same words, placed with another seed."""
    assert difference(Image.open(IMAGES / f"{name}.png"), picture(name, seed=1)) > TOLERANCE


def test_the_pictures_are_those_of_the_charts_and_small():
    """No picture of a chart that is no more, and less than 400 KB together."""
    files = sorted(IMAGES.iterdir())

    assert [file.name for file in files] == sorted(f"{name}.png" for name in CHARTS)
    assert sum(file.stat().st_size for file in files) < 400_000


# ---------------------------------------------------------------- text in SVG


@pytest.fixture(scope="module")
def browser():
    """Give a browser, which draws an SVG as readers see it."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--font-render-hinting=none"]
        )
        yield chromium
        chromium.close()


def seen(browser: Any, file: Path) -> Image.Image:
    """Take a picture of an SVG in the browser."""
    page = browser.new_page(viewport={"width": 760, "height": 760})
    try:
        page.goto(file.as_uri())
        page.wait_for_function("document.fonts.status == 'loaded'")
        page.screenshot(path=file.with_suffix(".png"))
    finally:
        page.close()
    with Image.open(file.with_suffix(".png")) as shot:
        return shot.convert("RGB")


@pytest.mark.parametrize(
    "name", ["wordcloud", "wordcloud_keyness", "network", "outline", "scatter"]
)
def test_text_in_an_svg_looks_like_its_outlines(name, browser, tmp_path):
    """The font in the file is found, and every word has its place, size, colour and turn."""
    axes = CHARTS[name]()
    shapes = save(axes, tmp_path / "shapes.svg")
    text = save(axes, tmp_path / "text.svg", text=True)
    assert "</text>" in text.read_text(encoding="utf-8")
    assert "</text>" not in shapes.read_text(encoding="utf-8")

    assert difference(seen(browser, shapes), seen(browser, text)) <= TOLERANCE


def test_a_wrong_word_in_an_svg_is_found_out(browser, tmp_path):
    """One word for another of the same length, and one of another colour."""
    axes = CHARTS["wordcloud"]()
    right = seen(browser, save(axes, tmp_path / "shapes.svg"))
    svg = save(axes, tmp_path / "text.svg", text=True).read_text(encoding="utf-8")
    *_, (begin, colour, end) = re.findall(r"(<text [^>]*fill: )(#\w{6})([^>]*>..</text>)", svg)
    for wrong in (begin + colour + end[:-9] + "改革</text>", begin + "#ff0000" + end):
        (tmp_path / "wrong.svg").write_text(svg.replace(begin + colour + end, wrong))

        assert difference(right, seen(browser, tmp_path / "wrong.svg")) > TOLERANCE

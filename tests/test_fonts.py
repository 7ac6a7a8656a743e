"""The fonts that ship: every character of the genre, regular and bold, on any machine."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font

import policytext as pt
from policytext.plot import fonts

mpl.use("Agg")

SIGNS = "镕喆〔〕“”‘’—…·《》、。，；：！？（）％‰①②Ⅰ−℃"


@pytest.fixture
def only_ours(monkeypatch):
    """Stand for a machine on which no other font has Chinese."""
    fonts.families.cache_clear()
    monkeypatch.setattr(fonts, "_FALLBACKS", ())
    yield
    fonts.families.cache_clear()


def characters_of(path) -> set[int]:
    """Give the code points a font has a glyph for."""
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


@pytest.mark.parametrize("path", [fonts.REGULAR, fonts.BOLD], ids=["regular", "bold"])
def test_the_font_has_every_character_of_the_bundled_texts(path):
    """Texts, codebook and signs of official documents: nothing is missing."""
    texts = [d.text for name in pt.datasets.names() for d in pt.datasets.load(name)]
    for name in pt.Codebook.shipped():
        book = pt.Codebook.load(name)
        texts += [text for t in book.walk() for text in (t.name, *t.forms)]
    needed = {ord(c) for c in "".join(texts) + SIGNS if not c.isspace()}

    assert {chr(c) for c in needed - characters_of(path)} == set()


@pytest.mark.parametrize("path", [fonts.REGULAR, fonts.BOLD], ids=["regular", "bold"])
def test_the_font_has_every_character_of_the_real_texts(path, shared):
    """Reports since 1954, laws, notices, congress reports and their tables, as the files are."""
    files = [file for file in sorted(shared.rglob("*")) if file.suffix in (".txt", ".csv", ".html")]
    needed = {c for file in files for c in file.read_text(encoding="utf-8-sig")}
    needed = {ord(c) for c in needed if c.isprintable() and not c.isspace()}

    assert len(needed) > 3000
    assert {chr(c) for c in needed - characters_of(path)} == set()


@pytest.mark.usefixtures("only_ours")
def test_a_character_that_no_font_has_is_reported_by_name():
    """A rare character of a name is drawn as a box, and a warning says which."""
    assert ord("𠮷") not in characters_of(fonts.REGULAR)
    ax = pt.plot.bar(pd.DataFrame({"term": ["𠮷野"], "count": [1]}))

    with pytest.warns(UserWarning, match=r"Glyph 134071 \(.*20BB7.*\) missing from font\(s\) Poli"):
        ax.figure.canvas.draw()


@pytest.mark.usefixtures("only_ours")
def test_a_character_that_ours_lacks_is_drawn_from_another_font(monkeypatch):
    """An Arabic letter, which comes with matplotlib: no warning, and ours is asked first."""
    assert ord("ب") not in characters_of(fonts.REGULAR)
    monkeypatch.setattr(fonts, "_FALLBACKS", ("DejaVu Sans",))

    ax = pt.plot.bar(pd.DataFrame({"term": ["民ب"], "count": [1]}))
    ax.figure.canvas.draw()

    assert ax.get_yticklabels()[0].get_fontfamily() == [fonts.FAMILY, "DejaVu Sans"]


@pytest.mark.parametrize("path", [fonts.REGULAR, fonts.BOLD], ids=["regular", "bold"])
def test_glyphs_are_characters_and_not_boxes(path):
    """人 and 民 have different ink, and neither that of a character the font lacks."""
    font = FT2Font(str(path))
    outlines = []
    for index in [0, *(font.get_char_index(ord(c)) for c in "人民镕〔")]:
        font.load_glyph(index)
        outlines.append(repr(font.get_path()))

    assert len(set(outlines)) == 5


def test_regular_and_bold_differ():
    """The same character has more ink in bold."""

    def outline(path) -> str:
        font = FT2Font(str(path))
        font.load_char(ord("民"))
        return repr(font.get_path())

    assert outline(fonts.REGULAR) != outline(fonts.BOLD)


def test_titles_are_bold_and_labels_regular():
    """Both weights are found under one family name."""
    ax = pt.plot.bar(pd.DataFrame({"term": ["改革"], "count": [1]}), title="次数")
    (title,) = (t for t in ax.findobj(mpl.text.Text) if t.get_weight() == "bold" and t.get_text())

    assert findfont(title.get_fontproperties()) == str(fonts.BOLD)
    label = ax.get_yticklabels()[0]
    assert findfont(label.get_fontproperties()) == str(fonts.REGULAR)


@pytest.mark.usefixtures("only_ours")
@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
@pytest.mark.parametrize("draw", [pt.plot.bar, pt.plot.trend, pt.plot.heatmap])
def test_no_glyph_is_missing_where_no_other_font_is_installed(draw, ending, tmp_path):
    """Every label is drawn from our font alone; a missing glyph would be a warning, so an error."""
    table = pd.DataFrame(
        {"year": [2019, 2020, 2019, 2020], "term": ["镕〔2012〕1号"] * 2 + ["“两山”——…"] * 2,
         "per_10k_chars": [-1.5, 2.0, 0.0, 3.0]}
    )  # fmt: skip

    ax = draw(table, title="《政府工作报告》：％‰①")
    pt.plot.save(ax, tmp_path / f"chart.{ending}", dpi=50)

    assert fonts.families() == (fonts.FAMILY,)
    for text in ax.findobj(mpl.text.Text):
        assert text.get_fontfamily() == [fonts.FAMILY]


@pytest.mark.parametrize("draw", [pt.plot.bar, pt.plot.trend, pt.plot.heatmap])
def test_all_writing_is_in_our_font_first(draw):
    """Ticks, legends, numbers, titles and the scale of shades: ours, then others."""
    table = pd.DataFrame({"year": [2019, 2020], "term": "改革", "per_10k_chars": [1.5, 2.0]})

    ax = draw(table, title="改革")
    ax.figure.canvas.draw()

    written = [t for t in ax.figure.findobj(mpl.text.Text) if t.get_text()]
    assert written
    assert {t.get_fontfamily()[0] for t in written} == {fonts.FAMILY}


def test_only_installed_fonts_are_named():
    """A font that is absent would be logged by matplotlib at every text."""
    from matplotlib.font_manager import get_font_names

    assert set(fonts.families()) <= set(get_font_names())
    assert fonts.families()[0] == fonts.FAMILY


def test_a_font_that_was_removed_since_matplotlib_listed_it_is_not_asked(monkeypatch, tmp_path):
    """Drawing with it would make the list anew, and Chinese would be drawn as boxes."""
    from matplotlib import font_manager

    gone = font_manager.FontEntry(fname=str(tmp_path / "simsun.ttf"), name="SimSun")
    listed = [font for font in font_manager.fontManager.ttflist if font.name != "SimSun"]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [*listed, gone])
    fonts.families.cache_clear()

    try:
        assert "SimSun" not in fonts.families()
        assert fonts.families()[0] == fonts.FAMILY
    finally:
        fonts.families.cache_clear()

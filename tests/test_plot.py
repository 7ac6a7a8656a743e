"""Charts: what is drawn, and the files they are saved in."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt
from PIL import Image

import policytext as pt
from policytext.errors import InputError, ReadError, SchemaError
from policytext.plot import look, saving
from policytext.stamp import line

mpl.use("Agg")

COUNTS = pd.DataFrame({"term": ["改革", "创新", "人民"], "count": [4, 9, 6]})
YEARS = pd.DataFrame(
    {
        "year": [2019, 2019, 2020, 2020, 2021, 2021],
        "term": ["改革", "创新"] * 3,
        "per_10k_chars": [1.0, 5.0, None, None, 3.5, 0.0],
        "documents": [1, 1, 0, 0, 1, 1],
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


def names(labels) -> list[str]:
    """Give the texts of labels."""
    return [label.get_text() for label in labels]


# ---------------------------------------------------------------- bars


def test_bars_are_as_long_as_the_counts_highest_first(copied):
    """One bar a row, named by its term, with its number, from the top down."""
    ax = pt.plot.bar(copied(COUNTS), title="次数")

    assert [bar.get_width() for bar in ax.patches] == [9, 6, 4]
    assert names(ax.get_yticklabels()) == ["创新", "人民", "改革"]
    assert names(ax.texts) == ["9", "6", "4"]
    assert ax.yaxis_inverted()
    assert (ax.get_xlabel(), ax.get_title(loc="left")) == ("次数", "次数")


def test_bars_of_groups_are_rates_named_by_group_and_term(copied):
    """With groups the rate decides, and each bar names both; gaps are left out."""
    ax = pt.plot.bar(copied(YEARS))

    assert [bar.get_width() for bar in ax.patches] == [5.0, 3.5, 1.0, 0.0]
    assert names(ax.get_yticklabels()) == ["2019 创新", "2021 改革", "2019 改革", "2021 创新"]
    assert ax.get_xlabel() == "每万字次数"


def test_bars_of_one_term_are_named_by_group():
    """The term is the title then."""
    ax = pt.plot.bar(YEARS[YEARS["term"] == "改革"])

    assert names(ax.get_yticklabels()) == ["2021", "2019"]
    assert ax.get_title(loc="left") == "改革"


def test_bars_draw_the_column_named_and_the_highest_only():
    """`value` names another column, `top` how many rows."""
    ax = pt.plot.bar(COUNTS.assign(doc_freq=[3, 1, 2]), value="doc_freq", top=2)

    assert names(ax.get_yticklabels()) == ["改革", "人民"]
    assert ax.get_xlabel() == "文档数"


def test_the_order_of_columns_does_not_matter_to_bars():
    """A table whose first column is the count has no groups."""
    ax = pt.plot.bar(COUNTS[["count", "term"]])

    assert names(ax.get_yticklabels()) == ["创新", "人民", "改革"]


@pytest.mark.parametrize(
    ("values", "limits"), [([0, 0], (0, 1)), ([-3, 2], (-3.6, 2.6)), ([1e6, 1], (0, 1.12e6))]
)
def test_the_axis_holds_all_bars_and_their_numbers(values, limits):
    """Zero, negative and very different values leave room for the numbers."""
    ax = pt.plot.bar(pd.DataFrame({"term": ["甲", "乙"], "count": values}))

    assert ax.get_xlim() == pytest.approx(limits)


def test_a_very_long_term_is_shortened_on_the_axis():
    """Beyond 24 characters an ellipsis stands for the rest."""
    ax = pt.plot.bar(pd.DataFrame({"term": ["社会主义" * 10, "短"], "count": [2, 1]}))

    assert names(ax.get_yticklabels()) == ["社会主义" * 5 + "社会主…", "短"]


# ---------------------------------------------------------------- trends


def test_lines_hold_the_values_and_break_at_gaps(copied):
    """One line a term in the order of the table; a year without a document is NaN and shaded."""
    ax = pt.plot.trend(copied(YEARS), title="趋势")

    lines = ax.get_lines()
    assert [line.get_label() for line in lines] == ["改革", "创新"]
    assert [line.get_xdata().tolist() for line in lines] == [[2019, 2020, 2021]] * 2
    np.testing.assert_array_equal(lines[0].get_ydata(), [1.0, np.nan, 3.5])
    np.testing.assert_array_equal(lines[1].get_ydata(), [5.0, np.nan, 0.0])
    assert [(p.get_x(), p.get_x() + p.get_width()) for p in ax.patches] == [(2019.5, 2020.5)]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("年份", "每万字次数")
    assert names(ax.get_legend().get_texts()) == ["改革", "创新"]
    assert ax.get_ylim()[0] == 0


def test_the_trend_of_a_corpus_is_drawn_with_its_gap():
    """The table that `trend` makes has missing counts; they are drawn as gaps, too."""
    texts = {"2019": "改革。", "2020": "改革改革。", "2022": "发展。"}
    corpus = pt.Corpus.from_texts(texts, metadata={name: {"year": int(name)} for name in texts})

    ax = pt.plot.trend(pt.trend(corpus, "改革"), value="count")

    np.testing.assert_array_equal(ax.get_lines()[0].get_ydata(), [1, 2, np.nan, 0])
    assert len(ax.patches) == 1


def test_gaps_at_the_ends_are_shaded_too():
    """A table cut so that it begins or ends with a gap is drawn all the same."""
    table = pd.DataFrame(
        {"year": [2018, 2019, 2020], "term": "改革", "count": [None, 2, None],
         "documents": [0, 1, 0]}
    )  # fmt: skip

    ax = pt.plot.trend(table)

    spans = [(p.get_x(), p.get_x() + p.get_width()) for p in ax.patches]
    assert spans == [(2018.0, 2018.5), (2019.5, 2020.0)]


def test_years_are_drawn_in_order():
    """A table in another order gives the same line."""
    shuffled = YEARS.sort_values("year", ascending=False)

    ax = pt.plot.trend(shuffled)

    assert ax.get_lines()[0].get_xdata().tolist() == [2019, 2020, 2021]


def test_no_two_of_many_lines_look_the_same():
    """28 lines differ in colour, marker or stroke."""
    table = pd.DataFrame(
        [(year, f"词{n}", n) for year in (2019, 2020) for n in range(28)],
        columns=["year", "term", "count"],
    )

    lines = pt.plot.trend(table).get_lines()

    looks = {(line.get_color(), line.get_marker(), line.get_linestyle()) for line in lines}
    assert len(looks) == len(lines) == 28


def test_a_single_year_stands_in_the_middle():
    """One year has no distance to the next; the axis shows it alone."""
    ax = pt.plot.trend(YEARS[:2])

    assert ax.get_xlim() == (2018, 2020)


def test_negative_values_are_not_cut_off():
    """The axis begins at 0 unless a value lies below."""
    ax = pt.plot.trend(YEARS.assign(per_10k_chars=[-4, 1, 2, 3, 4, 5]))

    assert ax.get_ylim()[0] < -4


# ---------------------------------------------------------------- heatmaps


def test_a_heatmap_is_the_table_pivoted(copied):
    """Terms down, groups across, in the order of the table; no value, no shade and no number."""
    ax = pt.plot.heatmap(copied(YEARS))

    shown = ax.get_images()[0].get_array().filled(np.nan)
    np.testing.assert_array_equal(shown, [[1.0, np.nan, 3.5], [5.0, np.nan, 0.0]])
    assert names(ax.get_xticklabels()) == ["2019", "2020", "2021"]
    assert names(ax.get_yticklabels()) == ["改革", "创新"]
    assert names(ax.texts) == ["1.0", "3.5", "5.0", "0.0"]


def test_groups_with_long_names_go_down():
    """Sections have long names; they stand beside the rows, shortened, the terms above."""
    study = pt.datasets.load("study_report")

    ax = pt.plot.heatmap(pt.count(study, ["群众", "人民"], by="section"))

    assert names(ax.get_xticklabels()) == ["群众", "人民"]
    rows = names(ax.get_yticklabels())
    assert rows[0] == "（文首）"
    assert rows[2] == "二、对照县情找差距，在破解难题中促和谐"
    assert all(len(row) <= 24 for row in rows)
    assert rows[1].endswith("…")


def test_documents_without_a_year_have_a_column_of_their_own():
    """Years are whole numbers on the axis, also where one is missing."""
    corpus = pt.Corpus.from_texts({"甲": "改革", "乙": "改革改革", "丙": "发展"})
    corpus = corpus.assign(year=[2020, 2019, None])

    ax = pt.plot.heatmap(pt.count(corpus, "改革", by="year"), value="count")

    assert names(ax.get_xticklabels())[:2] == ["2019", "2020"]
    assert ax.get_images()[0].get_array().tolist()[0] == [2, 1, 0]


@pytest.mark.parametrize(
    ("values", "limits"),
    [([0.0] * 6, (0, 1)), ([None] * 6, (0, 1)), ([-2, 1, 2, 3, 4, 6], (-2, 6))],
)
def test_shades_go_from_zero_or_below_to_the_highest(values, limits):
    """All zero is all white; negative values have shades of their own."""
    image = pt.plot.heatmap(YEARS.assign(per_10k_chars=values)).get_images()[0]

    assert (image.norm.vmin, image.norm.vmax) == limits


# ---------------------------------------------------------------- all charts


@pytest.mark.parametrize(
    ("draw", "table", "error", "message"),
    [
        (
            pt.plot.bar, COUNTS.drop(columns="term"), SchemaError,
            "The table has no column ['term']; it has ['count']. Pass the table that `count`, "
            "`trend` or `frequencies` returns.",
        ),
        (
            pt.plot.bar, COUNTS.drop(columns="count"), SchemaError,
            "The table has no column ['count']; it has ['term']. Pass the table that `count`, "
            "`trend` or `frequencies` returns.",
        ),
        (
            pt.plot.bar, COUNTS[:0], InputError,
            "The table has no rows, so there is nothing to draw.",
        ),
        (
            pt.plot.bar, COUNTS.assign(count=np.nan), InputError,
            "The table has no rows, so there is nothing to draw.",
        ),
        (
            pt.plot.trend, COUNTS, SchemaError,
            "The first column must hold years, got 'term'. Pass the table that `trend` returns.",
        ),
        (
            pt.plot.trend, YEARS.assign(year="一九"), SchemaError,
            "The first column must hold years, got 'year'. Pass the table that `trend` returns.",
        ),
        (
            pt.plot.heatmap, COUNTS, SchemaError,
            "The table has no groups. Count with `by`, for instance by='document'.",
        ),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_drawn_is_named(draw, table, error, message):
    """The message says which column is missing, or that there is no row."""
    with pytest.raises(error) as caught:
        draw(table)

    assert str(caught.value) == message


def test_top_must_be_one_or_more():
    """No bar is no chart."""
    with pytest.raises(InputError) as caught:
        pt.plot.bar(COUNTS, top=0)

    assert str(caught.value) == "`top` must be 1 or more, got 0."


@pytest.mark.parametrize("draw", [pt.plot.bar, pt.plot.trend, pt.plot.heatmap])
def test_a_chart_goes_where_it_is_told(draw):
    """With `ax` the chart is drawn there, and no figure is made."""
    _, given = plt.subplots()

    assert draw(YEARS, ax=given) is given
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize("draw", [pt.plot.bar, pt.plot.trend, pt.plot.heatmap])
def test_drawing_leaves_the_users_settings_alone(draw):
    """The global rcParams are the same after drawing and saving as before."""
    before = dict(mpl.rcParams)

    draw(YEARS).figure.canvas.draw()

    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("draw", [pt.plot.bar, pt.plot.trend, pt.plot.heatmap])
def test_a_dollar_sign_is_no_formula(draw):
    """Terms and titles with dollar signs and backslashes are drawn as they stand."""
    table = YEARS.assign(term=["$\\bad$ 元", "$100_000$"] * 3)

    ax = draw(table, title="$x$")
    ax.figure.canvas.draw()

    assert not any(text.get_parse_math() for text in ax.findobj(mpl.text.Text))


@pytest.mark.parametrize("draw", [pt.plot.bar, pt.plot.trend, pt.plot.heatmap])
def test_drawing_does_not_change_the_table(draw):
    """The table is as it was."""
    table = YEARS.copy()

    draw(table)

    pd.testing.assert_frame_equal(table, YEARS)


# ---------------------------------------------------------------- saving


@pytest.fixture
def chart():
    """Draw bars of a count, with its stamp."""
    table = pt.count(pt.Corpus.from_texts({"甲": "改革。镕〔2012〕"}), ["改革", "镕〔2012〕"])
    return pt.plot.bar(table, title="“改革”——镕")


def test_a_png_holds_the_stamp(chart, tmp_path):
    """In a text chunk, with the dots per inch asked for."""
    file = pt.plot.save(chart, tmp_path / "bar.png", dpi=50)

    with Image.open(file) as picture:
        assert picture.info["Description"] == line(chart.policytext_stamp)
        assert picture.info["Software"] == "policytext"
        assert 300 < picture.width < 400


def test_an_svg_holds_the_stamp_and_no_font(chart, tmp_path):
    """Text is drawn as outlines, so it looks the same without the font."""
    text = pt.plot.save(chart, tmp_path / "bar.svg").read_text(encoding="utf-8")

    assert line(chart.policytext_stamp) in text
    assert "<text" not in text
    assert "<dc:date>" not in text


def test_a_pdf_holds_the_stamp_and_its_font(chart, tmp_path):
    """The font is embedded, so that text can be searched, and there is no date."""
    data = pt.plot.save(chart, tmp_path / "bar.pdf").read_bytes()

    assert b"/Subject (policytext " in data
    assert b"PolicyTextSans" in data
    assert b"CreationDate" not in data


@pytest.mark.parametrize("ending", ["png", "svg", "pdf", "PNG"])
def test_the_same_chart_twice_is_the_same_file(ending, tmp_path):
    """Byte for byte, in all formats."""
    files = []
    for n in (1, 2):
        files.append(pt.plot.save(pt.plot.trend(YEARS), tmp_path / f"{n}.{ending}", dpi=50))
        plt.close("all")

    assert files[0].read_bytes() == files[1].read_bytes()


def test_another_ending_is_refused(chart, tmp_path):
    """The message lists the endings."""
    file = tmp_path / "bar.gif"

    with pytest.raises(InputError) as caught:
        pt.plot.save(chart, file)

    assert str(caught.value) == (
        f"`path` must end in one of ['.png', '.svg', '.pdf'], got {str(file)!r}."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_missing_is_named(chart, tmp_path):
    """The message names the file and says to check the folder."""
    file = tmp_path / "no" / "bar.png"

    with pytest.raises(ReadError) as caught:
        pt.plot.save(chart, file)

    assert str(caught.value) == (
        f"{file} cannot be written: No such file or directory. Check the folder."
    )


def test_nothing_is_left_of_a_chart_that_failed(chart, tmp_path, monkeypatch):
    """The old file stays, and no half of a new one beside it."""
    file = tmp_path / "bar.png"
    file.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no ink")

    monkeypatch.setattr(chart.figure, "savefig", fail)
    with pytest.raises(RuntimeError):
        pt.plot.save(chart, file)

    assert [(f.name, f.read_text()) for f in tmp_path.iterdir()] == [("bar.png", "old")]


def test_a_very_long_chart_is_saved_with_fewer_dots(tmp_path, monkeypatch):
    """Matplotlib refuses 65,536 dots a side; a longer chart is saved all the same."""
    monkeypatch.setattr(saving, "_MAX_SIDE", 2000)
    table = pd.DataFrame({"term": [f"词{n}" for n in range(40)], "count": 1})
    ax = pt.plot.bar(table, top=40)

    file = pt.plot.save(ax, tmp_path / "long.png", dpi=10_000)

    with Image.open(file) as picture:
        assert 1500 < picture.height <= 2050


def test_a_chart_without_a_stamp_holds_the_version(tmp_path):
    """A table of one's own has no stamp; the file says what drew it."""
    file = pt.plot.save(pt.plot.bar(COUNTS), tmp_path / "bar.png", dpi=50)

    with Image.open(file) as picture:
        assert picture.info["Description"] == f"policytext {pt.__version__}"


def test_colours_are_as_many_as_markers():
    """Each colour has its own marker, for readers who see no colour."""
    assert len(set(look.COLOURS)) == len(set(look.MARKERS)) == 7


def test_drawing_leaves_interactive_mode_as_it_is():
    """A chart does not turn off the mode in which a notebook shows the charts that follow."""
    with plt.ion():
        pt.plot.bar(pd.DataFrame({"term": ["改革"], "count": [3]}))
        assert mpl.is_interactive()


def test_bars_can_keep_the_order_of_the_table():
    """sort=False draws a table of periods in its own order."""
    table = pd.DataFrame({"plan": ["十二五", "十三五"], "term": "改革", "count": [3, 9]})

    ax = pt.plot.bar(table, sort=False)

    assert [text.get_text() for text in ax.get_yticklabels()] == ["十二五", "十三五"]


def test_an_infinite_value_is_named():
    """A ratio with a zero below it cannot be drawn."""
    table = pd.DataFrame({"term": ["改革", "创新"], "ratio": [1.5, float("inf")]})

    with pytest.raises(InputError) as caught:
        pt.plot.bar(table, value="ratio")
    assert str(caught.value) == (
        "The column 'ratio' has a value that is infinite. Leave its row out."
    )


def test_chinese_written_on_a_chart_later_is_saved_right(tmp_path):
    """An annotation that the user adds gets the bundled font when the chart is saved."""
    ax = pt.plot.bar(pd.DataFrame({"term": ["改革"], "count": [3]}))
    note = ax.annotate("供给侧改革", (1, 0))

    pt.plot.save(ax, tmp_path / "bar.png")

    assert note.get_fontfamily()[0] == "PolicyText Sans"


def test_the_interval_of_a_rate_is_a_band_around_its_line():
    """One or two terms have one; more cover each other, and are asked for."""
    reports = pt.datasets.load("work_reports")
    few, many = (
        pt.trend(reports, ["改革", "创新"]),
        pt.trend(reports, ["改革", "创新", "生态", "人民"]),
    )

    bands = pt.plot.trend(few).collections
    assert len(bands) == 2
    first = few[few.term == "改革"]
    assert bands[0].get_datalim(bands[0].axes.transData).y1 == pytest.approx(first.high.max())
    assert len(pt.plot.trend(many).collections) == 0
    assert len(pt.plot.trend(many, interval=True).collections) == 4
    assert len(pt.plot.trend(few, interval=False).collections) == 0
    assert len(pt.plot.trend(pt.trend(reports, "改革", interval=None)).collections) == 0

"""Change points in charts of years: where they are marked, and that their years can be read."""

from __future__ import annotations

import csv
import io
from itertools import combinations

import matplotlib as mpl
import pandas as pd
import pytest
from click.testing import CliRunner
from matplotlib import pyplot as plt
from matplotlib.colors import to_rgb
from PIL import Image

import policytext as pt
from policytext.cli.trend import command
from policytext.errors import SchemaError
from policytext.plot.look import COLOURS, INK, MARKERS
from policytext.plot.saving import save

mpl.use("Agg")

WORK = str(pt.datasets.path("work_reports"))
YEARS = range(2000, 2024)


def flat(*terms: str) -> pd.DataFrame:
    """Give a table in which terms stay at 1, 2, 3 … from 2000 to 2023."""
    return pd.DataFrame(
        [(year, term, float(n + 1)) for n, term in enumerate(terms) for year in YEARS],
        columns=["year", "term", "per_10k_chars"],
    )


def changes_of(**years: list[int]) -> pd.DataFrame:
    """Give a table of change points, each after the year before."""
    rows = [(term, year, year - 1) for term, each in years.items() for year in each]
    return pd.DataFrame(rows, columns=["term", "year", "year_before"])


def years_of(ax) -> list[str]:
    """Give the years written, from the left."""
    return [text.get_text() for text in ax.texts]


def markers(ax) -> list[mpl.lines.Line2D]:
    """Give the markers beside the years."""
    return [line for line in ax.get_lines() if len(line.get_xdata()) == 1]


def markers_of(ax) -> list[tuple[str, str]]:
    """Give marker and colour of what stands beside the years."""
    return [(line.get_marker(), line.get_color()) for line in markers(ax)]


def dotted(ax) -> list[tuple[float, str]]:
    """Give place and colour of the dotted lines."""
    upright = [line for line in ax.get_lines() if list(line.get_ydata()) == [0, 1]]
    return [(line.get_xdata()[0], line.get_color()) for line in upright]


def boxes_of(ax) -> list[mpl.transforms.Bbox]:
    """Measure the years together with their markers, as they are drawn."""
    ax.figure.draw_without_rendering()
    return [artist.get_window_extent() for artist in (*ax.texts, *markers(ax))]


def overlaps(ax) -> int:
    """Count pairs of years and markers that cover each other."""
    return sum(a.overlaps(b) for a, b in combinations(boxes_of(ax), 2))


def test_a_change_point_lies_between_its_two_years():
    """A dotted line halfway between, with the first year of the new level on top."""
    changes = pd.DataFrame({"term": ["改革"], "year": [2012], "year_before": [2008]})

    ax = pt.plot.trend(flat("改革"), changes=changes)

    assert dotted(ax) == [(2010.0, INK)]
    assert years_of(ax) == ["2012"]
    assert markers_of(ax) == []


def test_change_points_of_several_terms_have_the_colour_and_the_marker_of_their_line():
    """In grey the marker beside the year tells whose it is."""
    ax = pt.plot.trend(flat("改革", "创新"), changes=changes_of(创新=[2005], 改革=[2015]))

    assert dotted(ax) == [(2004.5, COLOURS[1]), (2014.5, COLOURS[0])]
    assert years_of(ax) == ["2005", "2015"]
    assert markers_of(ax) == [(MARKERS[1], COLOURS[1]), (MARKERS[0], COLOURS[0])]


def test_the_eighth_term_has_the_hollow_marker_of_its_line():
    """Colours begin again with the eighth line, whose markers are white inside."""
    terms = list("甲乙丙丁戊己庚辛")

    ax = pt.plot.trend(flat(*terms), changes=changes_of(甲=[2005], 辛=[2015]))

    assert [line.get_markerfacecolor() for line in markers(ax)] == [COLOURS[0], "white"]
    assert {line.get_color() for line in markers(ax)} == {COLOURS[0]}


def test_years_can_be_read_on_white():
    """Also those of yellow and sky-blue lines: the contrast of small print is 4.5 (WCAG 2.1)."""
    terms = list("甲乙丙丁戊己庚")

    ax = pt.plot.trend(flat(*terms), changes=changes_of(**{term: [2010] for term in terms}))

    for text in ax.texts:
        linear = [((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(text.get_color())]
        light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (light + 0.05) >= 4.5


@pytest.mark.parametrize("wide", [3.0, 8.0])
def test_years_never_cover_each_other_nor_leave_the_chart(wide):
    """Three terms that change at once, one year after another and at the very end."""
    changes = changes_of(
        改革=[2002, 2003, 2012, 2023], 创新=[2003, 2012, 2023], 人民=[2004, 2012, 2022]
    )
    _, given = plt.subplots(figsize=(wide, 4), layout="constrained")

    ax = pt.plot.trend(flat("改革", "创新", "人民"), changes=changes, ax=given)

    assert overlaps(ax) == 0
    assert len(years_of(ax)) == len(markers_of(ax)) == 10
    frame = ax.get_window_extent()
    assert all(frame.x0 < box.x0 and box.x1 <= frame.x1 for box in boxes_of(ax))


def test_in_a_wide_chart_years_share_a_row_and_in_a_narrow_one_not():
    """The room a year takes is measured on the page, not guessed from the span of years."""

    def rows(wide: float) -> int:
        _, given = plt.subplots(figsize=(wide, 4), layout="constrained")
        ax = pt.plot.trend(flat("改革"), changes=changes_of(改革=[2010, 2012]), ax=given)
        return len({text.xyann[1] for text in ax.texts})

    assert (rows(3), rows(9)) == (2, 1)


def test_lines_at_one_place_show_the_dots_of_each_by_turns():
    """Two terms that change in the same year have dots that do not cover each other."""
    ax = pt.plot.trend(flat("改革", "创新"), changes=changes_of(改革=[2010], 创新=[2010]))

    first, second = (line for line in ax.get_lines() if list(line.get_ydata()) == [0, 1])
    (start, dots), (other, same) = first._unscaled_dash_pattern, second._unscaled_dash_pattern
    dot, gap = dots
    assert dots == same
    assert dot <= other - start <= gap


def test_years_stand_above_the_lines():
    """The top limit is raised by 15 per cent at least, and by more for many rows of years."""
    table = flat("改革", "创新")
    top = pt.plot.trend(table).get_ylim()[1]

    one = pt.plot.trend(table, changes=changes_of(改革=[2010]))
    _, low = plt.subplots(figsize=(7, 2.2), layout="constrained")
    many = pt.plot.trend(table, changes=changes_of(改革=[2010, 2011], 创新=[2010]), ax=low)

    assert one.get_ylim() == (0, pytest.approx(1.15 * top))
    assert many.get_ylim()[1] > 1.2 * top
    for ax in (one, many):
        highest = ax.transData.transform((2010, 2.0))[1]
        assert min(box.y0 for box in boxes_of(ax)) > highest


def test_marks_leave_the_years_and_the_legend_as_they_are():
    """The axis ends where it did, and the legend names the terms alone."""
    table = flat("改革", "创新")
    plain = pt.plot.trend(table)

    ax = pt.plot.trend(table, changes=changes_of(创新=[2001, 2023]))

    assert ax.get_xlim() == plain.get_xlim()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["改革", "创新"]


def test_a_table_without_change_points_marks_nothing():
    """Nor does one of other terms; the chart is as high as it was."""
    table = flat("改革")
    plain = pt.plot.trend(table)

    for changes in (changes_of(), changes_of(创新=[2010]), None):
        ax = pt.plot.trend(table, changes=changes)
        assert (dotted(ax), years_of(ax)) == ([], [])
        assert ax.get_ylim() == plain.get_ylim()


@pytest.mark.parametrize("draw", [pt.plot.trend, pt.plot.multiples])
def test_a_table_that_is_none_of_change_points_is_named(draw):
    """The message says which function makes such a table, and nothing is drawn."""
    with pytest.raises(SchemaError) as caught:
        draw(flat("改革"), changes=pd.DataFrame({"term": ["改革"], "year": [2010]}))

    assert str(caught.value) == (
        "The table has no column ['year_before']; it has ['term', 'year']. "
        "Pass the table that `change_points` returns."
    )
    assert plt.get_fignums() == []


def test_panels_on_one_scale_are_raised_alike():
    """Also where one of them is lower or has no change point."""
    _, given = plt.subplots(3, 1, height_ratios=[3, 1, 1], layout="constrained")

    panels = pt.plot.multiples(
        flat("改革", "创新", "人民"), changes=changes_of(创新=[2010, 2011]), ax=given
    )

    assert len({panel.get_ylim() for panel in panels}) == 1
    assert [years_of(panel) for panel in panels] == [[], ["2010", "2011"], []]
    assert panels[0].get_ylim()[1] > 3 * 1.15


def test_change_points_look_different_in_grey(tmp_path):
    """Without colour, two charts that differ in whose change point it is are two pictures."""
    pictures = []
    for term in ("改革", "创新"):
        ax = pt.plot.trend(flat("改革", "创新"), changes=changes_of(**{term: [2010]}))
        save(ax, tmp_path / "chart.png", dpi=100)
        place = markers(ax)[0].get_window_extent().padded(3)
        height = ax.figure.bbox.height
        grey = Image.open(tmp_path / "chart.png").convert("L").point(lambda v: 255 * (v > 200))
        box = tuple(map(round, (place.x0, height - place.y1, place.x1, height - place.y0)))
        pictures.append(grey.crop(box).tobytes())

    assert pictures[0] != pictures[1]


def test_the_command_prints_the_change_points_and_marks_them(tmp_path):
    """`--changes` prints the table of `change_points`; the chart has a line for each."""
    chart = tmp_path / "trend.svg"
    arguments = ["改革,创新", WORK, "--changes", "--chart", str(chart), "--format", "csv"]

    result = CliRunner().invoke(command, arguments, catch_exceptions=False)

    table = pt.trend(pt.read(WORK), ["改革", "创新"])
    found = pt.change_points(table)
    assert list(csv.DictReader(io.StringIO(result.stdout))) == list(
        csv.DictReader(io.StringIO(found.to_csv(index=False)))
    )
    expected = save(pt.plot.trend(table, changes=found), tmp_path / "expected.svg")
    assert chart.read_bytes() == expected.read_bytes()


def test_the_command_prints_the_columns_where_nothing_changes():
    """A term that the reports lack has no change point."""
    result = CliRunner().invoke(command, ["火星", WORK, "--changes", "--format", "csv"])

    assert result.stdout == "term,year,year_before,mean_before,mean_after,gain\n"


def test_the_command_prints_one_table():
    """Tests and change points are two."""
    result = CliRunner().invoke(command, ["改革", WORK, "--changes", "--test"])

    assert result.exit_code == 2
    assert "Error: --test and --changes exclude each other." in result.output


def test_the_real_reports_change_where_they_are_said_to(shared):
    """Six terms over seven decades: every year can be read."""
    table = pt.trend(
        pt.read(shared / "gov_work_reports"), ["改革", "创新", "人民", "生态", "农业", "企业"]
    )
    changes = pt.change_points(table)

    ax = pt.plot.trend(table, changes=changes)

    assert overlaps(ax) == 0
    assert sorted(map(int, years_of(ax))) == sorted(changes["year"])

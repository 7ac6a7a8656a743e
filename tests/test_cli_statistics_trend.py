"""The commands trend and rising."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import policytext as pt
import policytext.cli.rising
import policytext.cli.trend
from policytext.errors import InputError
from policytext.statistics.rising import born, gone, rising
from policytext.statistics.trend_tests import trend_test

WORK = str(pt.datasets.path("work_reports"))


def run(name: str, *arguments: str) -> Result:
    """Run a command; an error comes out as it is."""
    command = getattr(policytext.cli, name).command
    return CliRunner().invoke(command, [*arguments], catch_exceptions=False)


def rows_of(result: Result) -> list[dict[str, str]]:
    """Read the CSV that a command printed."""
    assert result.exit_code == 0
    return list(csv.DictReader(io.StringIO(result.stdout)))


def as_written(table) -> list[dict[str, str]]:
    """Give the rows of a table as CSV holds them."""
    return list(csv.DictReader(io.StringIO(table.to_csv(index=False))))


def test_trend_prints_the_interval_and_the_smoothed_rate():
    """The columns of the function, after the rate."""
    rows = rows_of(run("trend", "改革,创新", WORK, "--smooth", "3", "--format", "csv"))

    expected = pt.trend(pt.read(WORK), ["改革", "创新"], smooth=3)
    assert list(rows[0])[3:7] == ["per_10k_chars", "low", "high", "smooth"]
    assert [float(row["low"]) for row in rows] == expected["low"].tolist()
    assert [float(row["smooth"]) for row in rows] == expected["smooth"].tolist()


def test_trend_without_an_interval():
    """`none` leaves the columns out."""
    rows = rows_of(run("trend", "改革", WORK, "--interval", "none", "--format", "csv"))

    assert list(rows[0]) == [
        "year", "term", "count", "per_10k_chars", "doc_freq", "documents", "chars", "match",
    ]  # fmt: skip


def test_trend_knows_the_bootstrap(tmp_path):
    """Two documents a year, and the seed in the stamp."""
    table = tmp_path / "a.csv"
    table.write_text("id,year,text\n甲,2019,改革\n乙,2019,改革发展\n", encoding="utf-8")

    result = run(
        "trend", "改革", str(table), "--interval", "bootstrap", "--seed", "4", "--format", "json"
    )

    data = json.loads(result.stdout)
    assert (data["rows"][0]["low"], data["rows"][0]["high"]) == (2500, 5000)
    assert data["stamp"]["seed"] == 4


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_trend_tests_terms(form):
    """The test table instead of the years."""
    result = run("trend", "改革,火星", WORK, "--test", "--confidence", "0.9", "--format", form)

    assert result.exit_code == 0
    table = trend_test(pt.trend(pt.read(WORK), ["改革", "火星"]), confidence=0.9)
    if form == "table":
        assert result.stdout.splitlines()[0].split() == list(table.columns)
        cells = result.stdout.splitlines()[3].split()
        assert cells[:6] == ["火星", "12", "2012", "2023", "0", "0.00"]
    elif form == "csv":
        assert rows_of(result)[1]["first_use"] == ""
        assert float(rows_of(result)[0]["sen_low"]) == table["sen_low"][0]
    else:
        assert json.loads(result.stdout)["rows"][0]["s"] == 66


def test_trend_draws_and_tests_at_once(tmp_path):
    """The chart is of the years all the same."""
    chart = tmp_path / "trend.png"

    result = run("trend", "改革", WORK, "--test", "--chart", str(chart))

    assert result.exit_code == 0
    assert chart.stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--smooth", "4"], "`smooth` must be 'loess' or an odd number of years, got 4."),
        (["--smooth", "x"], "`smooth` must be 'loess' or an odd number of years, got 'x'."),
        (["--confidence", "2"], "`confidence` must be between 0 and 1, got 2.0."),
        (["--test", "--confidence", "0"], "`confidence` must be between 0 and 1, got 0.0."),
    ],
)
def test_trend_refuses_what_the_function_refuses(arguments, message):
    """In the same words."""
    with pytest.raises(InputError) as caught:
        run("trend", "改革", WORK, *arguments)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("arguments", "function", "options"),
    [
        ([], rising, {}),
        (["--falling", "--top", "5"], rising, {"falling": True, "top": 5}),
        (["--min-count", "9"], rising, {"min_count": 9}),
        (["--born"], born, {}),
        (["--gone", "--min-count", "7"], gone, {"min_count": 7}),
    ],
)
def test_rising_prints_the_table_of_the_function(arguments, function, options):
    """The same values, all digits, and the stamp on standard error."""
    result = run("rising", WORK, *arguments, "--format", "csv")

    table = function(pt.read(WORK).segment(), **options)
    assert rows_of(result) == as_written(table)
    assert "min_count" in result.stderr


def test_rising_shows_thirty_in_a_table():
    """And all in other formats."""
    lines = run("rising", WORK, "--min-count", "2").stdout.splitlines()

    assert len(lines) == 2 + 30 + 2
    assert lines[0].split()[:3] == ["term", "count", "doc_freq"]


def test_rising_of_one_year_says_that_there_are_no_rows(tmp_path):
    """With its columns in CSV."""
    file = Path(tmp_path / "2019.txt")
    file.write_text("改革发展。", encoding="utf-8")

    assert run("rising", str(file)).stdout.startswith("(no rows)\n")
    assert run("rising", str(file), "--born", "--format", "csv").stdout == (
        "term,first_use,last_use,count,doc_freq,share\n"
    )


def test_rising_shows_one_kind_at_a_time():
    """Terms that came are not those that went."""
    result = run("rising", WORK, "--born", "--gone")

    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == "Error: --born and --gone exclude each other."

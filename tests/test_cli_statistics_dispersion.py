"""The commands `dispersion` and `diversity`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policytext.cli import dispersion, diversity


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "2019.txt").write_text("改革发展，改革人民。", encoding="utf-8")
    (tmp_path / "2020.txt").write_text("发展人民。发展改革。", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(command, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def rows_of(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_dispersion_lists_the_frequent_types():
    """All types that are frequent enough, over the files."""
    result = run(dispersion.command, "2019.txt", "2020.txt", "--min-count", "3", "--format", "csv")

    assert result.exit_code == 0
    rows = rows_of(result)
    assert [row["term"] for row in rows] == ["发展", "改革"]
    assert [row["range"] for row in rows] == ["2", "2"]
    assert "parts: document" in result.stderr


def test_dispersion_of_terms_over_equal_parts():
    """--term names what to measure, --parts is a number."""
    result = run(
        dispersion.command, "2019.txt", "2020.txt", "-t", "改革", "-t", "创新", "--parts", "4",
        "--measure", "dp", "--format", "json",
    )  # fmt: skip

    made = json.loads(result.stdout)
    assert made["stamp"]["parts"] == 4
    assert [row["term"] for row in made["rows"]] == ["改革", "创新"]
    assert list(made["rows"][0])[-2:] == ["range_share", "dp"]


def test_dispersion_by_year_with_all_measures():
    """A list for each year."""
    result = run(
        dispersion.command, "2019.txt", "2020.txt", "--by", "year", "--parts", "2",
        "--min-count", "2", "--top", "1", "--measure", "all", "--format", "csv",
    )  # fmt: skip

    rows = rows_of(result)
    assert [(row["year"], row["term"]) for row in rows] == [("2019", "改革"), ("2020", "发展")]
    assert list(rows[0])[-1] == "engwall_fm"


def test_dispersion_shows_a_table_for_people():
    """An empty one says so."""
    result = run(dispersion.command, "2019.txt", "2020.txt", "--top", "2")

    assert result.exit_code == 0
    assert result.stdout.startswith("(no rows)")


def test_diversity_shows_some_measures_in_a_table_and_all_to_machines():
    """A terminal is narrow."""
    table = run(diversity.command, "2019.txt", "2020.txt").stdout.splitlines()
    everything = rows_of(run(diversity.command, "2019.txt", "2020.txt", "--format", "csv"))

    assert table[0].split() == [
        "document", "n_tokens", "n_types", "hapaxes", "hapax_ratio",
        "ttr", "mattr", "hdd", "mtld", "yule_k",
    ]  # fmt: skip
    assert [row["document"] for row in everything] == ["2019", "2020"]
    assert len(everything[0]) == 5 + 18


def test_diversity_takes_measures_groups_and_a_window():
    """One row a year, one measure."""
    result = run(
        diversity.command, "2019.txt", "2020.txt", "--by", "year", "--measure", "mattr",
        "--window", "2", "--format", "csv",
    )  # fmt: skip

    rows = rows_of(result)
    assert [(row["year"], row["mattr"]) for row in rows] == [("2019", "1.0"), ("2020", "1.0")]


def test_diversity_shows_style_instead():
    """--style gives sentences, formulaicity and readability."""
    result = run(diversity.command, "2019.txt", "2020.txt", "--style", "--format", "csv")

    rows = rows_of(result)
    assert [row["sentences"] for row in rows] == ["1", "2"]
    assert list(rows[0])[-1] == "readability_3"


@pytest.mark.parametrize("command", [dispersion.command, diversity.command])
def test_help_has_an_example(command):
    """The epilog shows how."""
    assert "Example: policytext" in run(command, "--help").stdout

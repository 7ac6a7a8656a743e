"""The commands kwic and ngrams: aligned lines, tables, files and mistakes."""

from __future__ import annotations

import json

import click
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import policytext.cli.kwic
import policytext.cli.ngrams
from policytext.errors import InputError


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "2019.txt").write_text("坚持改革，支持改革。\n", encoding="utf-8")
    (tmp_path / "2020.txt").write_text("支持改革，支持改革开放。\n", encoding="utf-8")
    return tmp_path


def run(command: click.Command, *args: object) -> Result:
    result = CliRunner().invoke(command, [str(arg) for arg in args])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_kwic_aligns_lines_under_each_other(folder):
    """Document and line first, the stamp last."""
    out = run(policytext.cli.kwic.command, "改革", folder, "--window", 2, "--width", 40)

    assert out.exit_code == 0
    assert out.stdout.split("\n")[:3] == [
        "2019:1    坚持  改革  ，支持",
        "2019:1  ，支持  改革  。",
        "2020:1    支持  改革  ，支持",
    ]
    assert "hits: 3" in out.stdout


def test_kwic_takes_the_options_of_the_function(folder):
    """Several terms, order, groups, the first lines."""
    out = run(
        policytext.cli.kwic.command, "改革,改革开放", folder, "--sort", "node", "--sort", "R1",
        "--by", "year", "--top", 3, "--format", "json", "--window", "sentence",
    )  # fmt: skip
    made = json.loads(out.stdout)

    assert [row["year"] for row in made["rows"]] == [2019, 2019, 2020]
    assert made["rows"][0]["right"] == "。"
    assert made["stamp"]["window"] == "sentence"
    assert made["stamp"]["hits"] == 4


def test_kwic_takes_a_pattern(folder):
    """It must match a whole token."""
    out = run(policytext.cli.kwic.command, "改革.+", folder, "--regex", "--format", "csv")

    assert [line.split(",")[7:9] for line in out.stdout.splitlines()] == [
        ["left", "match"], ["支持改革，支持", "改革开放"],
    ]  # fmt: skip


@pytest.mark.parametrize("ending", ["html", "xlsx", "csv", "jsonl"])
def test_kwic_writes_files_by_their_ending(folder, tmp_path, ending):
    """Pages and workbooks besides the formats of all commands."""
    target = tmp_path / f"lines.{ending}"
    out = run(policytext.cli.kwic.command, "改革", folder, "-o", target, "--by", "year")

    assert out.exit_code == 0
    assert out.stdout == ""
    if ending == "xlsx":
        assert pd.read_excel(target, engine="openpyxl")["year"].tolist() == [2019, 2019, 2020]
    else:
        assert target.read_text(encoding="utf-8").count("支持") >= 2


def test_kwic_says_that_there_are_no_lines(folder):
    """That is no error; a table for machines has its columns."""
    assert run(policytext.cli.kwic.command, "创新", folder).stdout.startswith("(no lines)\n")
    csv = run(policytext.cli.kwic.command, "创新", folder, "--format", "csv").stdout
    assert csv.startswith("document,section,date,page,line,column,term,left,match,right")


def test_kwic_writes_dates(tmp_path):
    """As ISO writes them, in every format."""
    (tmp_path / "a.csv").write_text("text,date\n支持改革,2020-03-05\n", encoding="utf-8")
    out = run(policytext.cli.kwic.command, "改革", tmp_path / "a.csv", "--format", "json")

    assert json.loads(out.stdout)["rows"][0]["date"] == "2020-03-05"


def test_kwic_refuses_an_unknown_window(folder):
    """With the words of the function."""
    with pytest.raises(InputError) as error:
        run(policytext.cli.kwic.command, "改革", folder, "--window", "line")
    assert str(error.value) == (
        "`window` must be 0 or more tokens, or one of ['sentence', 'paragraph'], got 'line'."
    )


def test_ngrams_lists_a_range_of_sizes(folder):
    """Most frequent first."""
    out = run(policytext.cli.ngrams.command, folder, "-n", "2-3", "--format", "json")
    made = json.loads(out.stdout)

    assert [(row["term"], row["count"], row["doc_freq"]) for row in made["rows"]] == [
        ("支持改革", 2, 2)
    ]
    assert made["stamp"]["n"] == "2-3"


def test_ngrams_takes_the_options_of_the_function(folder):
    """A node, groups, skips, the least count."""
    out = run(
        policytext.cli.ngrams.command, folder, "--node", "改革", "--by", "year",
        "--min-count", 1, "--format", "csv", "--skip-tokens", 1,
    )  # fmt: skip

    assert [line.split(",")[:2] for line in out.stdout.splitlines()] == [
        ["year", "term"], ["2019", "坚持改革"], ["2019", "支持改革"], ["2020", "支持改革"],
    ]  # fmt: skip


def test_ngrams_without_rows_has_its_columns(folder):
    """Nothing found is no error."""
    out = run(policytext.cli.ngrams.command, folder, "-n", 9, "--format", "csv")

    assert out.stdout.startswith("term,tokens,n,count,per_million,doc_freq,dp,nested\n")
    assert run(policytext.cli.ngrams.command, folder, "-n", 9).stdout.startswith("(no rows)")


def test_ngrams_refuses_what_is_no_size(folder):
    """A number or a range."""
    with pytest.raises(InputError) as error:
        run(policytext.cli.ngrams.command, folder, "-n", "2-x")
    assert str(error.value) == "-n must be a number or a range such as 2-4, got '2-x'."


@pytest.mark.parametrize("name", ["kwic", "ngrams"])
def test_help_has_an_example(name):
    """As all commands."""
    command = getattr(policytext.cli, name).command

    assert f"Example: policytext {name} " in run(command, "--help").stdout

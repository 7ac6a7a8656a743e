"""The commands about themes: themes, sections --passages, wording, codebook."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import policytext as pt
from policytext.cli import main

TEXT = "一、农业\n多打粮食，农民增收。必须种好粮食。\n二、学校\n办好学校，可以多办学校。\n"
BOOK = """\
name: 小
version: 1
themes:
  农业: {terms: [粮食, 农民], examples: [多打粮食。]}
  教育: {terms: [学校], themes: {教师: {terms: [教师]}}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "2020.txt").write_text(TEXT, "utf-8")
    (tmp_path / "小.yaml").write_text(BOOK, "utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    """Run a command as a shell would."""
    return CliRunner().invoke(main, list(arguments))


def rows(result: Result) -> list[dict[str, str]]:
    """Read the table of a command that was asked for CSV."""
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_themes_prints_the_table_of_the_function(folder):
    """The same figures as `policytext.themes`, by year, and what text has none."""
    printed = rows(
        run("themes", "2020.txt", "--by", "year", "--codebook", "小.yaml", "--format", "csv")
    )
    table = pt.themes(pt.read("2020.txt"), by="year", codebook="小.yaml")

    assert [row["theme"] for row in printed] == ["农业", "教育", ""]
    assert [float(row["share"]) for row in printed] == pytest.approx(table["share"].tolist())


def test_themes_lists_sub_themes_with_all(folder):
    """Each with the theme above it."""
    printed = rows(run("themes", "2020.txt", "--all", "--codebook", "小.yaml", "--format", "csv"))

    assert [(row["theme"], row["parent"]) for row in printed] == [
        ("农业", ""), ("教育", ""), ("教师", "教育"),
    ]  # fmt: skip


def test_themes_with_the_codebook_that_ships(folder):
    """Without options: the nine fields, for each document."""
    printed = rows(run("themes", "2020.txt", "--format", "csv"))

    assert len(printed) == 10
    assert printed[0]["document"] == "2020"


def test_sections_with_passages(folder):
    """Runs of paragraphs with their place."""
    found = rows(run("sections", "2020.txt", "--theme", "粮食", "--passages", "--format", "csv"))

    assert [(row["line"], row["paragraphs"]) for row in found] == [("2", "1")]


def test_sections_list_the_hits_behind_their_scores(folder):
    """Each with its place and what it adds: together the scores of the sections."""
    hits = rows(run("sections", "2020.txt", "--theme", "农业", "--codebook", "小.yaml",
                    "--evidence", "--format", "csv"))  # fmt: skip
    found = rows(run("sections", "2020.txt", "--theme", "农业", "--codebook", "小.yaml",
                     "--format", "csv"))  # fmt: skip

    assert [(row["match"], row["line"]) for row in hits] == [
        ("粮食", "2"),
        ("农民", "2"),
        ("粮食", "2"),
    ]
    assert sum(float(row["score"]) for row in hits) == pytest.approx(
        float(found[0]["score"]), abs=1e-4
    )


def test_passages_have_no_level(folder):
    """The two options exclude each other."""
    result = run("sections", "2020.txt", "--theme", "粮食", "--passages", "--level", "一、")

    assert result.exit_code == 2
    assert result.stderr == "Error: --passages and --level exclude each other. Drop one.\n"


def test_wording_of_a_theme(folder):
    """Of the sentences about it: 必须 in one of two."""
    found = rows(
        run("wording", "2020.txt", "--theme", "农业", "--codebook", "小.yaml", "--format", "csv")
    )

    assert sum(int(row["sentences"]) for row in found) == 2
    assert [row["grade"] for row in found if row["sentences"] == "1"] == ["5.0", ""]


def test_a_good_codebook_is_checked(folder):
    """Status 0 and a summary."""
    result = run("codebook", "check", "小.yaml")

    assert result.exit_code == 0
    assert result.stdout == (
        "<Codebook '小' version 1: 2 themes, 1 sub-theme, 4 terms>: 0 errors, 0 notes\n"
    )


def test_a_codebook_whose_example_is_not_found_fails(folder):
    """Status 1, with line, theme and key."""
    (folder / "坏.yaml").write_text(BOOK.replace("[多打粮食。]", "[天晴。]"), "utf-8")

    result = run("codebook", "check", "坏.yaml")

    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == (
        "Error: line 4, 农业, examples: the example has no hit: '天晴。'"
    )


def test_a_broken_codebook_is_named_with_line_and_key(folder):
    """Status 1 and one line."""
    (folder / "坏.yaml").write_text("themes:\n  农业:\n    terms: 粮食\n", "utf-8")

    result = run("codebook", "check", "坏.yaml")

    assert result.exit_code == 1
    assert (
        result.stderr == "Error: 坏.yaml, line 3, themes.农业.terms must be a list, got '粮食'.\n"
    )


def test_two_codebooks_are_compared(folder):
    """What the second changes."""
    (folder / "新.yaml").write_text(BOOK.replace("粮食, 农民", "粮食, 农村"), "utf-8")

    result = run("codebook", "diff", "小.yaml", "新.yaml", "--format", "json")

    assert [(r["change"], r["before"], r["after"]) for r in json.loads(result.stdout)["rows"]] == [
        ("removed", "农民", ""),
        ("added", "", "农村"),
    ]


def test_a_draft_is_printed_or_written(folder):
    """A table to look at, or a codebook that can be checked."""
    options = ["2020.txt", "--seed", "农业=粮食", "--min-count", "1"]

    printed = run("codebook", "draft", *options)
    written = run("codebook", "draft", *options, "-o", "draft.yaml")

    assert "农民" in printed.stdout
    assert written.exit_code == 0
    assert "农民" in pt.Codebook.load("draft.yaml")["农业"].forms


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--seed", "农业"], "--seed must be THEME=A,B, got '农业'."),
        (["--seed", "农业=粮食", "-o", "d.csv"], "-o must end in .yaml, got 'd.csv'."),
    ],
)
def test_a_draft_that_cannot_be_made_is_refused_before_reading(folder, options, message):
    """Status 2 and one line."""
    result = run("codebook", "draft", "2020.txt", *options)

    assert result.exit_code == 2
    assert result.stderr == f"Error: {message}\n"


def test_codebooks_and_their_themes_are_shown(folder):
    """Those that ship, and the themes of one."""
    shipped = rows(run("codebook", "show", "--format", "csv"))
    themes = rows(run("codebook", "show", "小.yaml", "--format", "csv"))

    assert [row["codebook"] for row in shipped] == pt.Codebook.shipped()
    assert [(row["theme"], row["parent"], row["terms"]) for row in themes] == [
        ("农业", "", "2"), ("教育", "", "2"), ("教师", "教育", "1"),
    ]  # fmt: skip

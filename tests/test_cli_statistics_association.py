"""The commands collocations and keyness: tables, sides, files and mistakes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import policytext.cli.collocations
import policytext.cli.keyness
from policytext.errors import InputError

COLLOCATIONS = policytext.cli.collocations.command
KEYNESS = policytext.cli.keyness.command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give four small reports."""
    texts = {
        "2012": "发展农业。",
        "2014": "支持改革。",
        "2016": "支持改革，发展。",
        "2018": "改革。",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    return tmp_path


def run(command: click.Command, *args: object) -> Result:
    result = CliRunner().invoke(command, [str(arg) for arg in args])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def rows_of(result: Result) -> list[dict[str, str]]:
    """Read CSV from standard output."""
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_collocations_prints_a_table_and_its_stamp(folder):
    """The cells are left to the other formats."""
    out = run(COLLOCATIONS, "改革", folder, "--min-count", 1, "--window", "1,0")

    assert out.exit_code == 0
    lines = out.stdout.splitlines()
    assert lines[0].split()[:5] == ["node", "collocate", "count", "left", "right"]
    assert lines[2].split()[:6] == ["改革", "支持", "2", "2", "0", "13.68"]
    assert "o11" not in lines[0]
    assert "window: (1, 0)" in lines[-1]


def test_collocations_takes_the_options_of_the_function(folder):
    """Several nodes, groups, measures; all columns for machines."""
    out = run(
        COLLOCATIONS, "改革,发展", folder, "--min-count", 1, "--by", "year", "--format", "json",
        "--measure", "mi", "--measure", "g2", "--window", "sentence", "--uncorrected", "--top", 1,
    )  # fmt: skip
    made = json.loads(out.stdout)

    assert [(row["year"], row["node"], row["collocate"]) for row in made["rows"]] == [
        (2012, "发展", "农业"), (2014, "改革", "支持"), (2016, "改革", "发展"),
        (2016, "发展", "支持"),
    ]  # fmt: skip
    assert list(made["rows"][0])[6:10] == ["expected", "mi", "g2", "p_value"]
    assert made["stamp"]["window_correction"] is False


def test_collocations_of_a_pattern_and_with_stop_words(folder):
    """As for the other commands."""
    stop = folder.parent / "stop.txt"
    stop.write_text("发展\n", encoding="utf-8")
    out = run(
        COLLOCATIONS, "改.", folder, "--regex", "--min-count", 1, "--format", "csv",
        "--stopwords", stop, "--punctuation",
    )  # fmt: skip

    assert [row["collocate"] for row in rows_of(out)] == ["。", "支持", "，"]


def test_keyness_compares_years(folder):
    """A range of years against the rest."""
    out = run(
        KEYNESS, folder, "--by", "year", "--target", "2014:", "--min-count", 1, "--format", "csv"
    )

    rows = {row["term"]: row for row in rows_of(out)}
    assert rows["改革"]["count_target"] == "3"
    assert rows["农业"]["count_reference"] == "1"
    assert "target: 2014, 2016, 2018; reference: the rest (1)" in out.stderr


@pytest.mark.parametrize(
    ("arguments", "sides"),
    [
        (("--target", "2014,2016", "--by", "year"), ("2014, 2016", "the rest (2)")),
        (("--target", "2014", "--reference", "2018"), ("2014", "2018")),
        (
            ("--target", ":2014", "--reference", "2016：2018", "--by", "year"),
            ("2012, 2014", "2016, 2018"),
        ),
    ],
)
def test_keyness_takes_values_and_ranges(folder, arguments, sides):
    """Of a column, or the documents' names."""
    made = json.loads(run(KEYNESS, folder, *arguments, "--format", "json").stdout)

    assert (made["stamp"]["target"], made["stamp"]["reference"]) == sides


def test_keyness_compares_folders(folder):
    """Files of one name are told apart; a file inside the other folder is the target alone."""
    old = folder.parent / "old"
    old.mkdir()
    (old / "2012.txt").write_text("农业农业。\n", encoding="utf-8")

    apart = run(KEYNESS, folder, "--against", old, "--min-count", 1, "--format", "csv")
    inside = run(
        KEYNESS, folder / "2012.txt", "--against", folder, "--min-count", 1, "--format", "json"
    )

    rows = {row["term"]: row for row in rows_of(apart)}
    assert (rows["农业"]["count_target"], rows["农业"]["count_reference"]) == ("1", "2")
    assert json.loads(inside.stdout)["stamp"]["target"] == "2012"


def test_keyness_shows_what_was_asked_for(folder):
    """A table for people has the effects and the bootstrap, and leaves out the p-value."""
    out = run(
        KEYNESS, folder, "--by", "year", "--target", "2014:", "--min-count", 1, "--effect",
        "odds_ratio", "--bootstrap", 20, "--top", 2, "--measure", "chi2",
    )  # fmt: skip

    names = out.stdout.splitlines()[0].split()
    assert {"odds_ratio", "log_ratio_boot_low", "rate_difference"} <= set(names)
    assert "p_value" not in names
    assert len(out.stdout.splitlines()) == 6


@pytest.mark.parametrize(
    ("command", "arguments", "message"),
    [
        (KEYNESS, (), "Give one of --target and --against, to say what is compared with what."),
        (
            KEYNESS,
            ("--against", "x", "--target", "2012"),
            "Give one of --target and --against, to say what is compared with what.",
        ),
        (
            KEYNESS,
            ("--against", "x", "--by", "year"),
            "--against takes no --by or --reference: it names the reference itself.",
        ),
        (
            COLLOCATIONS,
            ("--window", "1,x"),
            "--window must be like 5, 2,3 or sentence, got '1,x'.",
        ),
        (
            COLLOCATIONS,
            ("--window", "1,2,3"),
            "`window` must be 1 or more tokens, a pair of left and right, or one of "
            "['sentence', 'paragraph'], got (1, 2, 3).",
        ),
    ],
)
def test_wrong_use_is_named(folder, command, arguments, message):
    """What must hold, what came, what to do."""
    first = ("改革",) if command is COLLOCATIONS else ()

    with pytest.raises(InputError) as caught:
        run(command, *first, folder, *arguments)

    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["collocations", "keyness"])
def test_help_ends_with_an_example(name):
    """A line that can be copied."""
    command = {"collocations": COLLOCATIONS, "keyness": KEYNESS}[name]

    assert f"Example: policytext {name} " in " ".join(run(command, "--help").stdout.split())

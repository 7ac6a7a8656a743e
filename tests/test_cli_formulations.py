"""The command formulations."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner, Result

import policytext as pt
import policytext.cli.formulations
from policytext.errors import InputError
from policytext.lexicons import Lexicon
from policytext.theming.formulations.candidates import lexicon_candidates
from policytext.theming.formulations.formulations import FORMULATIONS, formulations

WORK = str(pt.datasets.path("work_reports"))


def run(*arguments: str) -> Result:
    """Run the command; an error comes out as it is."""
    command = policytext.cli.formulations.command
    return CliRunner().invoke(command, [WORK, *arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def tokens():
    """Segment the reports as the command does."""
    return pt.read(WORK).segment()


def as_written(table) -> list[dict[str, str]]:
    """Give the rows of a table as CSV holds them."""
    return list(csv.DictReader(io.StringIO(table.to_csv(index=False))))


def test_the_command_writes_what_the_function_finds(tokens):
    """All columns, all rows."""
    result = run("--format", "csv")

    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert result.exit_code == 0
    assert list(rows[0]) == list(FORMULATIONS)
    assert rows == as_written(formulations(tokens))


def test_a_person_is_shown_thirty_rows_without_the_measures():
    """The first use stands in the last columns."""
    result = run()

    head, _, *rows = result.stdout.splitlines()
    assert head.split() == [
        "term", "first", "jump", "until", "count_before", "count_after", "score", "p_adjusted",
        "document", "line", "context",
    ]  # fmt: skip
    assert rows[0].startswith("高质量发展")
    assert rows.index("") == 30


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (["--at", "2018"], {"at": 2018}),
        (["--since", "2017"], {"since": 2017}),
        (["--min-count", "6"], {"min_count": 6}),
        (["--min-length", "4"], {"min_length": 4}),
        (["--top", "2"], {"top": 2}),
        (["--by", "document", "--at", "2018"], {"by": "document", "at": "2018"}),
    ],
)
def test_the_options_are_those_of_the_function(tokens, arguments, options):
    """Each by itself."""
    rows = json.loads(run(*arguments, "--format", "json").stdout)["rows"]

    found = formulations(tokens, **options)
    assert [row["term"] for row in rows] == found["term"].tolist()
    assert rows


def test_the_stamp_names_the_year_asked_for():
    """So that the list can be made again."""
    assert "; at: 2018;" in run("--at", "2018").stdout.splitlines()[-1]


def test_candidates_are_written_as_a_lexicon(tokens, tmp_path):
    """Those listed that the shipped lexicon lacks."""
    path = tmp_path / "new.csv"
    result = run("--top", "10", "--candidates", str(path))

    expected = lexicon_candidates(formulations(tokens, top=10))
    assert list(Lexicon.load(path)) == list(expected)
    assert result.stderr.splitlines()[-1] == f"{path}: {len(expected)} candidates"


def test_a_year_that_is_none_of_the_groups():
    """The message is the function's."""
    with pytest.raises(InputError) as caught:
        run("--at", "1918")

    assert str(caught.value) == ("`at` must be one of the groups, 2012, 2013, 2014 …, got '1918'.")

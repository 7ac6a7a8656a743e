"""The command topics."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import policytext as pt
import policytext.cli.topics
from policytext.errors import InputError
from policytext.theming.topics.numbers import topic_numbers
from policytext.theming.topics.topics import topics

pytest.importorskip("sklearn")

WORK = str(pt.datasets.path("work_reports"))


def run(*arguments: str) -> Result:
    """Run the command; an error comes out as it is."""
    return CliRunner().invoke(policytext.cli.topics.command, [*arguments], catch_exceptions=False)


def rows_of(result: Result) -> list[dict[str, str]]:
    """Read the CSV that the command printed."""
    assert result.exit_code == 0
    return list(csv.DictReader(io.StringIO(result.stdout)))


def as_written(table) -> list[dict[str, str]]:
    """Give the rows of a table as CSV holds them."""
    return list(csv.DictReader(io.StringIO(table.to_csv(index=False))))


@pytest.fixture(scope="module")
def tokens() -> pt.Tokens:
    """Give the bundled reports."""
    return pt.read(WORK).segment()


def test_the_topics_are_listed_with_their_terms(tokens):
    """As the function has them."""
    result = run(WORK, "-k", "6", "--seed", "2", "--format", "csv")

    assert rows_of(result) == as_written(topics(tokens, 6, seed=2).to_pandas())
    assert "method: nmf" in result.stderr
    assert "seed: 2" in result.stderr


def test_every_option_reaches_the_model(tokens):
    """LDA of documents by nouns, with an own lowest count and stop list."""
    options = ["--method", "lda", "--unit", "document", "--tag", "n", "--min-count", "3"]
    result = run(WORK, "-k", "2", *options, "--stopwords", "function", "--format", "json")

    stamp = json.loads(result.stdout)["stamp"]
    stops = pt.lexicons.stopword_file("function")
    expected = topics(
        tokens, 2, method="lda", unit="document", tags=["n"], min_count=3, stopwords=stops
    )
    assert stamp == expected.stamp


def test_terms_and_text_of_the_topics(tokens):
    """Ten terms of each and three units, or as many as asked for."""
    found = topics(tokens, 4)

    assert rows_of(run(WORK, "-k", "4", "--list", "terms", "--format", "csv")) == as_written(
        found.terms(10)
    )
    assert rows_of(
        run(WORK, "-k", "4", "--list", "units", "--top", "1", "--format", "csv")
    ) == as_written(found.units(1))


def test_text_is_laid_out_for_reading(tokens):
    """Under its topic and its place."""
    result = run(WORK, "-k", "4", "--list", "units")

    rows = topics(tokens, 4).units(3)
    assert len(rows) == 12
    for row in rows.itertuples():
        head = f"{row.topic} {row.label}\n{row.document}, line {row.line}; share {row.share:.2f}; "
        assert head + f"{row.heading_path or '(no heading)'}\n\n{row.text}\n" in result.stdout
    assert "k: 4" in result.stdout.splitlines()[-1]


def test_shares_over_years(tokens):
    """A row a year and topic for machines; for people the years beside each other."""
    table = topics(tokens, 4).over("year")

    assert rows_of(run(WORK, "-k", "4", "--by", "year", "--format", "csv")) == as_written(table)
    lines = run(WORK, "-k", "4", "--by", "year").stdout.splitlines()
    assert lines[0].split() == ["topic", "label", *map(str, range(2012, 2024))]
    shares = table[table["topic"] == 1]["share"]
    assert lines[2].split()[2:] == [f"{share:.2f}" for share in shares]
    assert len(lines[2:]) == 4 + 2


def test_numbers_are_compared(tokens):
    """As the function has them, as far as the text has units: twelve reports allow ten topics."""
    result = run(WORK, "--choose", "--unit", "document", "--format", "csv")

    assert rows_of(result) == as_written(topic_numbers(tokens, [5, 10], unit="document"))
    files = sorted(str(path) for path in Path(WORK).glob("*.txt"))
    with pytest.raises(InputError, match="number of units that have terms, 1, got 5"):
        run(*files[:3], "--choose", "--unit", "document")


def test_two_tables_at_once_are_refused():
    """The message names both options."""
    result = run(WORK, "--choose", "--by", "year")

    assert result.exit_code == 2
    assert "--choose, --by and --list exclude each other." in result.stderr


def test_wrong_values_are_refused():
    """As the function refuses them."""
    with pytest.raises(InputError, match="`k` must be 2 or more, got 1"):
        run(WORK, "-k", "1")
    with pytest.raises(InputError, match="`top` must be 1 or more, got 0"):
        run(WORK, "-k", "2", "--list", "terms", "--top", "0")
    assert run(WORK, "--method", "embedding").exit_code == 2

"""The commands `keywords` and `similarity`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policytext.cli import keywords, similarity
from policytext.errors import InputError


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "2019.txt").write_text("改革和发展，改革和创新。", encoding="utf-8")
    (tmp_path / "2020.txt").write_text("保护环境和发展。", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(command, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def rows_of(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_keywords_of_each_file():
    """The highest score first; the stamp says how it was found."""
    result = run(keywords.command, "2019.txt", "2020.txt", "--format", "csv")

    assert result.exit_code == 0
    assert [(row["document"], row["term"], row["rank"]) for row in rows_of(result)] == [
        ("2019", "改革", "1"),
        ("2019", "创新", "2"),
        ("2020", "保护环境", "1"),
    ]
    assert "measure: tfidf" in result.stderr


def test_keywords_by_year_with_all_options():
    """Another measure, groups, filters and format."""
    result = run(
        keywords.command, "2019.txt", "2020.txt", "--by", "year", "--measure", "textrank",
        "--top", "1", "--tag", "v", "--stopwords", "function", "--format", "json",
    )  # fmt: skip

    made = json.loads(result.stdout)
    assert [(row["year"], row["term"]) for row in made["rows"]] == [(2019, "改革")]
    assert made["stamp"]["tagger"] == "posseg"
    assert made["stamp"]["tags"] == "v"


def test_keywords_of_a_single_file_need_an_idf():
    """There is nothing to compare it with; jieba's table can serve."""
    with pytest.raises(InputError, match="must have two or more groups to compare, got 1"):
        run(keywords.command, "2019.txt")

    result = run(keywords.command, "2019.txt", "--idf", "jieba", "--top", "1", "--format", "csv")
    assert [row["term"] for row in rows_of(result)] == ["改革"]


def test_no_keywords_is_a_header():
    """The columns without rows."""
    result = run(
        keywords.command, "2019.txt", "2020.txt", "--min-length", "9", "--format", "csv"
    )  # fmt: skip

    assert result.stdout == "document,term,tag,score,rank,count\n"


def test_similarity_is_a_square():
    """A row and a column for each file."""
    result = run(similarity.command, "2019.txt", "2020.txt", "--format", "csv")

    rows = rows_of(result)
    assert list(rows[0]) == ["document", "2019", "2020"]
    assert float(rows[0]["2019"]) == float(rows[1]["2020"]) == 1
    assert rows[0]["2020"] == rows[1]["2019"]
    assert "kind: similarity" in result.stderr


def test_similarity_by_terms_and_another_measure():
    """Only the terms named; a file without any has no value."""
    result = run(
        similarity.command, "2019.txt", "2020.txt", "--by", "year", "-t", "改革", "-t", "创新",
        "--measure", "jensen_shannon", "--weight", "relative", "--format", "json",
    )  # fmt: skip

    made = json.loads(result.stdout)
    assert made["rows"] == [
        {"year": 2019, "2019": 0.0, "2020": None},
        {"year": 2020, "2019": None, "2020": None},
    ]
    assert made["stamp"]["kind"] == "distance"


@pytest.mark.parametrize("command", [keywords.command, similarity.command])
def test_help_has_an_example(command):
    """The last line shows a call."""
    result = run(command, "--help")

    assert result.exit_code == 0
    assert result.stdout.strip().splitlines()[-1].strip().startswith("Example: policytext")

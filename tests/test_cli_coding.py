"""The commands `coding sheet` and `coding agreement`."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from policytext.cli import coding
from policytext.errors import InputError

CODEBOOK = """
name: 试
version: "1"
themes:
  农业: {description: 种地。, terms: [粮食]}
  教育: {description: 办学。, terms: [学校]}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    (tmp_path / "2019.txt").write_text("粮食丰收。\n办好学校。\n修好道路。", encoding="utf-8")
    (tmp_path / "2020.txt").write_text("种好粮食。\n学校开学。\n天气很好。", encoding="utf-8")
    (tmp_path / "codes.yaml").write_text(CODEBOOK, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(coding.command, arguments, catch_exceptions=False)


def make(name: str, *options: str) -> Result:
    return run("sheet", "2019.txt", "2020.txt", "--codebook", "codes.yaml", "-o", name, *options)


def fill(name: str, **columns: str) -> None:
    """Fill in columns of a sheet, a character a row."""
    with open(name, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for column, marks in columns.items():
        for row, mark in zip(rows, marks, strict=True):
            row[column] = mark.strip()
    with open(name, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_sheet_writes_a_workbook():
    """All passages; the themes are the codebook's."""
    openpyxl = pytest.importorskip("openpyxl")

    result = make("sheet.xlsx", "--coder", "李")

    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr.startswith("6 passages in sheet.xlsx; policytext ")
    sheet = openpyxl.load_workbook("sheet.xlsx")["coding"]
    assert [cell.value for cell in sheet[1]][6:9] == ["农业", "教育", "none"]
    assert sheet.max_row == 7


def test_sheet_draws_a_sample_by_year():
    """The same seed, the same passages; half of them of each year."""
    for name, seed in (("a.csv", "1"), ("b.csv", "1"), ("c.csv", "3")):
        assert make(name, "--sample", "4", "--by", "year", "--seed", seed).exit_code == 0

    a, b, c = (Path(name).read_bytes() for name in ("a.csv", "b.csv", "c.csv"))
    assert a == b != c
    rows = list(csv.DictReader(io.StringIO(a.decode("utf-8-sig"))))
    assert [row["document"] for row in rows] == ["2019", "2019", "2020", "2020"]


def test_sheet_of_some_themes_and_one_code_a_passage():
    """--theme chooses, --single makes one column."""
    make("a.csv", "--theme", "教育")
    make("b.csv", "--single", "--unit", "sentence")

    heads = [
        Path(name).read_text(encoding="utf-8-sig").split("\n")[0] for name in ("a.csv", "b.csv")
    ]
    assert ",text,教育,none,note," in heads[0]
    assert ",text,code,note," in heads[1]


def test_agreement_of_two_sheets():
    """As a table for people, in which the mean comes first, and as JSON with the stamp."""
    for name, farming in (("李.csv", "1  1  "), ("王.csv", "1  11 ")):
        make(name)
        fill(name, 农业=farming, 教育=" 1  1 ", none="  1  1")

    result = run("agreement", "李.csv", "王.csv", "--measure", "observed", "--measure", "kappa")

    assert result.exit_code == 0
    lines = [line.split() for line in result.stdout.splitlines()]
    assert lines[0][:3] == ["code", "measure", "pair"]
    assert lines[2][:3] == ["(mean)", "observed", "0.92"]
    made = json.loads(
        run("agreement", "李.csv", "王.csv", "--bootstrap", "0", "--format", "json").stdout
    )
    assert made["stamp"]["sheets"] == ["李.csv", "王.csv"]
    assert [row["code"] for row in made["rows"]] == ["(mean)"] * 2 + ["农业"] * 2 + ["教育"] * 2
    assert made["rows"][-1]["coefficient"] == 1
    assert made["rows"][-1]["low"] is None


def test_agreement_on_ordered_codes():
    """--order says which is lower."""
    for name, codes in (("李.csv", "甲乙丙甲乙丙"), ("王.csv", "甲乙丙乙乙丙")):
        make(name, "--single")
        fill(name, code=codes)

    result = run(
        "agreement", "李.csv", "王.csv", "--measure", "alpha", "--level", "ordinal",
        "--order", "甲,乙，丙", "--cluster", "document", "--format", "csv",
    )  # fmt: skip

    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["code"] for row in rows] == ["(all)", "甲", "乙", "丙"]
    assert "level: ordinal" in result.stderr


def test_agreement_of_one_sheet_is_refused():
    """One coder cannot agree."""
    make("李.csv")
    fill("李.csv", 农业="111111")

    with pytest.raises(InputError) as caught:
        run("agreement", "李.csv")

    assert str(caught.value) == (
        "`table` must have the codes of two coders or more, got those of ['李']."
    )


def test_help_lists_both_commands():
    """And each has an example."""
    assert "agreement" in run("--help").stdout
    for name in ("sheet", "agreement"):
        assert f"Example: policytext coding {name} " in run(name, "--help").stdout

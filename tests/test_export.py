import csv
import io

import pytest

from policytext.cli.outputs import render
from policytext.export import neutral


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "=cmd|' /C calc'!A0", "+甲", "-甲", "@SUM(A1)", "\t=1", "\r=1", "  =1", "　＝1",
        "＋甲", "－甲", "＠甲", "\ufeff=1", "-", "-3.2甲", "+1-1", "-2+3", "\n=1",
    ],
)  # fmt: skip
def test_a_text_that_would_be_a_formula_is_neutralised(text):
    """An apostrophe stands before it, and nothing else is changed."""
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize(
    "value",
    ["改革", "", "a=b", "1-2", "—— 甲", "-3.2", "+5", " -1e-5", "-12%", "'=1", -3.2, 5, None, True],
)
def test_anything_else_is_left_as_it_is(value):
    """Numbers are numbers, and so are those that a text holds."""
    assert neutral(value) is value


@pytest.mark.parametrize("form", ["csv", "excel"])
def test_tables_hold_no_formulas(form):
    """Neither cells nor names of columns; negative numbers stay numbers."""
    rows = [{"term": "=HYPERLINK(1)", "@x": -3.2}, {"term": "改革", "@x": float("nan")}]
    table = render(rows, {}, form).lstrip("\ufeff")

    assert list(csv.reader(io.StringIO(table))) == [
        ["term", "'@x"], ["'=HYPERLINK(1)", "-3.2"], ["改革", ""],
    ]  # fmt: skip


def test_tables_for_programs_are_left_as_they_are():
    """JSON is read by no spreadsheet."""
    assert "'" not in render([{"term": "=1"}], {}, "jsonl")

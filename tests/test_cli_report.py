"""The command `report`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import policytext as pt
from policytext.cli.report import command
from policytext.reporting.report import report


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    pytest.importorskip("vl_convert")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "2019.txt").write_text("深化改革，扩大开放。办好学校。", "utf-8")
    (tmp_path / "reports" / "2020.txt").write_text("继续改革，科技创新。办好医院。", "utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    """Run the command as a shell would."""
    return CliRunner().invoke(command, list(arguments))


def test_report_writes_the_page_of_the_function(folder):
    """One command, one file; what was written is told in a line."""
    result = run("reports", "-o", "page.html")

    assert result.exit_code == 0, result.output
    page = (folder / "page.html").read_text("utf-8")
    assert page == report(pt.read("reports")).html
    assert result.stdout == f"page.html: 2 篇文本的分析报告, {len(page.encode()) / 1e6:.1f} MB\n"


def test_report_has_a_name_for_the_file(folder):
    """Nothing but the folder needs to be said."""
    assert run("reports").exit_code == 0
    assert (folder / "report.html").exists()


def test_report_takes_language_terms_groups_and_title(folder):
    """Terms by commas of either kind, and one by one."""
    result = run("reports", "--lang", "en", "--term", "改革,开放，学校", "-t", "医院",
                 "--by", "document", "--title", "Reform", "--codebook", "obligation")  # fmt: skip

    assert result.exit_code == 0, result.output
    assert (folder / "report.html").read_text("utf-8") == report(
        pt.read("reports"), lang="en", terms=["改革", "开放", "学校", "医院"], by="document",
        title="Reform", codebook="obligation",
    ).html  # fmt: skip


def test_report_keeps_words_of_a_lexicon_whole(folder):
    """As the other commands that segment."""
    (folder / "words.txt").write_text("扩大开放\n", "utf-8")

    assert run("reports", "--lexicon", "words.txt").exit_code == 0

    tokens = pt.read("reports").segment(lexicon="words.txt")
    assert (folder / "report.html").read_text("utf-8") == report(tokens).html


def test_report_names_files_that_fail_and_ends_with_1(folder):
    """The page tells it too."""
    (folder / "reports" / "bad.pdf").write_bytes(b"%PDF-1.4 broken")

    result = run("reports")

    assert result.exit_code == 1
    assert "Error: reports/bad.pdf" in result.stderr
    assert "bad.pdf" in (folder / "report.html").read_text("utf-8")


def test_report_of_nothing_is_refused(folder):
    """There must be a text."""
    (folder / "empty").mkdir()
    (folder / "empty" / "bad.pdf").write_bytes(b"%PDF-1.4 broken")

    result = run("empty")

    assert str(result.exception).startswith("empty/bad.pdf is not a PDF that can be opened")
    assert not (folder / "report.html").exists()


def test_report_says_what_to_install(folder, monkeypatch):
    """Before files are read."""
    monkeypatch.setitem(sys.modules, "vl_convert", None)

    result = run("missing")

    assert str(result.exception).endswith("Install it with: pip install 'policytext[report]'")

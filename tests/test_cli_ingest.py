"""The command ingest, and how it shows progress."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

import policytext as pt
import policytext.cli.ingest
from policytext.errors import InputError, PolicyTextError
from policytext.scale import progress as showing
from policytext.scale.progress import Progress, describe, show, size_of
from policytext.scale.store import Store

pytest.importorskip("pyarrow")

from pyarrow import parquet


@pytest.fixture
def data(tmp_path, monkeypatch):
    """Give a folder with three texts, two of them alike, and a file that is empty."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    texts = {
        "甲.txt": "国 务 院改革,开放。",
        "乙.txt": "發展。",
        "丙.md": "發展。",
        "空.txt": "",
        "x": "",
    }
    for name, text in texts.items():
        (tmp_path / "data" / name).write_text(text, encoding="utf-8")
    return tmp_path / "data"


def run(*arguments: str) -> Result:
    """Run the command; an error comes out as it is."""
    command = policytext.cli.ingest.command
    given = [*arguments, "-o", "corpus", "--workers", "0"]
    return CliRunner().invoke(command, given, catch_exceptions=False)


def texts() -> dict[str, str]:
    """Read the corpus."""
    store = Store("corpus")
    return {d.id: d.text for piece in store.slices() for d in store.read(piece)}


def test_a_folder_becomes_a_corpus(data):
    """What was done is summed up, what failed is named, and the status tells."""
    result = run("data")

    assert texts() == {"丙": "發展。", "甲": "国务院改革，开放。"}
    size = Store("corpus").size
    assert result.stdout == (
        f"2 added, 1 duplicates, 1 failed, 1 skipped\ncorpus: 2 documents, {size} bytes of text\n"
    )
    assert result.stderr == (
        "Error: data/空.txt is empty: nothing to read. Check that it was saved or copied whole.\n"
        f"All are in {Path('corpus', '_log', 'failures.csv')}\n"
    )
    assert result.exit_code == 1


def test_only_some_failures_are_named(data):
    """The others stand in the table."""
    for number in range(7):
        (data / f"{number}.txt").write_text("")

    result = run("data")

    assert result.stderr.count("Error: ") == 5
    assert f"3 more are in {Path('corpus', '_log', 'failures.csv')}\n" in result.stderr


def test_a_second_run_has_nothing_to_do(data):
    """Status 0 where all is well."""
    run("data/甲.txt")

    result = run("data/甲.txt")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "1 already there"
    assert result.stderr == ""


def test_tokens_are_stored_when_a_segmenter_is_named(data):
    """With the words of a lexicon and of a user dictionary."""
    Path("data/丁.txt").write_text("全面深化改革甲乙丙。", encoding="utf-8")
    Path("words.txt").write_text("甲乙丙 20000 n\n", encoding="utf-8")
    words = ["--lexicon", "policy", "--userdict", "words.txt"]

    result = run("data/丁.txt", "--segmenter", "jieba", *words)

    assert result.exit_code == 0
    table = parquet.read_table("corpus/part-000001.parquet")
    assert table["tokens"].to_pylist() == [["全面深化改革", "甲乙丙", "。"]]
    assert table["starts"].to_pylist() == [[0, 6, 9]]


@pytest.mark.parametrize(
    ("options", "options_of_read"),
    [
        (["--no-clean"], {"clean": False}),
        (["--skip", "spaces", "--skip", "punctuation"],
         {"clean": {"spaces": False, "punctuation": False}}),
        (["--encoding", "utf-8"], {"encoding": "utf-8"}),
        (["--metadata", "facts.csv"], {"metadata": "facts.csv"}),
    ],
)  # fmt: skip
def test_the_options_are_those_of_read(data, options, options_of_read):
    """Cleaning, encoding and metadata."""
    Path("facts.csv").write_text("file,省\n甲.txt,浙江\n", encoding="utf-8")
    read = pt.read("data/甲.txt", **options_of_read)

    run("data/甲.txt", *options)

    store = Store("corpus")
    (document,) = store.read(store.slices()[0])
    assert document.text == read["甲"].text
    assert document.facts == read["甲"].facts
    assert store.cleaning == read.cleaning_steps


def test_traditional_characters_are_simplified(data):
    """Where OpenCC is installed."""
    pytest.importorskip("opencc")

    run("data/乙.txt", "--simplify")

    assert texts() == {"乙": "发展。"}


def test_the_text_column_is_named(data):
    """As for the other commands."""
    Path("a.csv").write_text("题,文\n一,改革。\n", encoding="utf-8")

    run("a.csv", "--text-column", "文")

    assert texts() == {"a#1": "改革。"}


def test_machines_get_json(data):
    """A line a time on standard error, the result on standard output."""
    result = run("data", "--progress", "json")

    assert json.loads(result.stdout) == {
        "added": 2,
        "duplicates": 1,
        "already_there": 0,
        "failed": 1,
        "skipped": 1,
        "corpus": "corpus",
        "documents": 2,
        "bytes": Store("corpus").size,
    }
    lines = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    total = sum(path.stat().st_size for path in data.iterdir() if path.suffix)
    assert list(lines[0]) == [
        "documents", "bytes", "total_documents", "total_bytes", "failures", "seconds",
        "documents_per_second", "bytes_per_second", "seconds_left", "workers",
    ]  # fmt: skip
    assert (lines[0]["bytes"], lines[0]["seconds_left"]) == (0, None)
    assert (lines[-1]["bytes"], lines[-1]["total_bytes"]) == (total, total)
    assert (lines[-1]["documents"], lines[-1]["failures"]) == (3, 1)


def test_wrong_use_is_refused(data):
    """As in the other commands."""
    with pytest.raises(InputError):
        run("data", "--no-clean", "--simplify")
    with pytest.raises(PolicyTextError):
        run("none*.txt")
    assert not Path("corpus").exists()


# ---------------------------------------------------------------- progress


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def at(size: int, failures: int = 0, elapsed: float = 10.0) -> Progress:
    """Tell how far something of 100 MB is."""
    return Progress(size // 1000, size, None, 100_000_000, failures, elapsed)


def test_progress_is_written_on_one_line():
    """How much, how fast, how long still, what failed."""
    assert describe(at(25_000_000, failures=1)) == (
        "25%, 25,000 documents, 25.0 MB of 100 MB, 2.5 MB/s, 2,500 documents/s, 30 s left, 1 failed"
    )
    assert describe(Progress(5, 10, 8, None, 0, 0.0)) == (
        "5 of 8 documents, 10 bytes, 0 bytes/s, 0 documents/s"
    )
    assert describe(at(1_000_000)).endswith("16 min 30 s left")
    assert describe(at(100_000)).endswith("2 h 46 min left")


def test_what_was_done_before_says_nothing_of_the_speed():
    """Else a run that goes on would seem to be done at once."""
    progress = Progress(10, 60, None, 100, 0, 2.0, kept=50)

    assert progress.bytes_per_second == 5
    assert progress.left == 8


def test_sizes_are_written_for_people():
    """With three figures at most."""
    sizes = (0, 999, 1000, 99_400, 99_600, 999_600, 2_500_000_000, 3.2e18)

    assert [size_of(size) for size in sizes] == [
        "0 bytes", "999 bytes", "1.0 kB", "99.4 kB", "100 kB", "1.0 MB", "2.5 GB", "3200 PB",
    ]  # fmt: skip


def test_a_terminal_shows_a_line_that_is_written_over(monkeypatch):
    """Not too often; the first and the last always."""
    times = iter([1.0, 1.01, 1.2, 1.21])
    monkeypatch.setattr(showing.time, "monotonic", lambda: next(times))
    stream = Terminal()
    tell = show(stream=stream)

    for size in (0, 10_000_000, 50_000_000, 100_000_000):
        tell(at(size))

    shown = [line[:4] for line in stream.getvalue().split("\r")]
    assert shown == ["", "0%, ", "50%,", "100%"]
    assert stream.getvalue().endswith("\x1b[K\n")


def test_who_does_it_is_named_above_the_line():
    """With the address at which a cluster can be watched, which would not fit in the line."""
    stream = Terminal()
    tell = show(stream=stream)

    tell(at(0)._replace(workers="8 threads of Dask, to be watched at http://head:8787/status"))
    tell(at(100_000_000))

    first, rest = stream.getvalue().split("\n", 1)
    assert first == "8 threads of Dask, to be watched at http://head:8787/status"
    assert rest.startswith("\r0%, ")
    assert "Dask" not in rest


def test_a_line_that_is_too_long_is_cut(monkeypatch):
    """Else what is written over it would leave its first rows standing."""
    monkeypatch.setattr(showing, "get_terminal_size", lambda: os.terminal_size((30, 24)))
    stream = Terminal()

    show(stream=stream)(at(50_000_000))

    assert stream.getvalue().startswith("\r50%, 50,000 documents, 50.0 M\x1b[K")


def test_what_is_soon_done_shows_nothing():
    """Only what takes long needs to say how far it is."""
    stream = Terminal()
    tell = show("line", stream, after=1.0)

    tell(at(50_000_000, elapsed=0.9))
    assert stream.getvalue() == ""
    tell(at(100_000_000, elapsed=1.1))
    assert stream.getvalue().startswith("\r100%")


def test_a_line_is_ended_where_nothing_more_comes():
    """So that an error stands on a line of its own."""
    stream = Terminal()
    tell = show("line", stream)
    tell(at(0))

    del tell

    assert stream.getvalue().endswith("\x1b[K\n")


def test_nothing_is_shown_where_nobody_looks():
    """A file or a pipe."""
    stream = io.StringIO()

    show(stream=stream)(at(0))

    assert stream.getvalue() == ""


def test_a_notebook_shows_a_line_that_is_replaced(monkeypatch):
    """Under its cell."""
    shown = []

    def display(line, **options):
        shown.append((line, options))
        return SimpleNamespace(update=lambda line, **options: shown.append((line, options)))

    shell = SimpleNamespace(kernel=1)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setitem(sys.modules, "IPython.display", SimpleNamespace(display=display))
    tell = show()

    tell(at(0))
    tell(at(100_000_000))

    assert [re.match(r"\d+%", line["text/plain"])[0] for line, _ in shown] == ["0%", "100%"]
    assert shown[0][1] == {"raw": True, "display_id": True}

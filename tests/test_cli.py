"""The command line: what each command prints, writes and says, and with which exit status."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

import policytext as pt
from policytext.cli import _COMMANDS, main

WORK = str(pt.datasets.path("work_reports"))
STUDY = str(pt.datasets.path("study_report"))
TEXT = "一、改革\n人民币，人民。\n二、发展\n深化改革，为人民服务。\n"


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, list(arguments), input=stdin)


def process(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from policytext.cli import main; main()", *arguments],
        capture_output=True, check=False, **options,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """Work in an empty folder with one text."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def rows_of(result: Result) -> list[dict[str, str]]:
    """Read CSV from standard output."""
    return list(csv.DictReader(io.StringIO(result.stdout)))


# ---------------------------------------------------------------- counting


def test_count_prints_a_table_and_its_stamp():
    """For people: names, a rule, numbers to the right, and how it was made."""
    result = run("count", "人民,改革", "甲.txt")

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:4] == [
        "term  count  per_10k_chars  doc_freq  documents  chars  match",
        "----  -----  -------------  --------  ---------  -----  ------",
        "人民      3        1153.85         1          1     26  string",
        "改革      2         769.23         1          1     26  string",
    ]
    assert lines[5].startswith(f"policytext {pt.__version__}; match: string; overlap: longest; ")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["人民"], {"人民": "3"}),
        (["人民，改革"], {"人民": "3", "改革": "2"}),
        (["人民", "-t", "改革"], {"人民": "3", "改革": "2"}),
        (["人民", "--match", "token"], {"人民": "2"}),
        (["人民", "-g", "改=改革,深化改革"], {"人民": "3", "改": "2"}),
        (["改革,深化改革", "--overlap", "exclusive"], {"改革": "1", "深化改革": "1"}),
        (["人民.", "--regex"], {"人民.": "3"}),
        (["人{0,1}民币", "--regex"], {"人{0,1}民币": "1"}),
        (["人民", "--regex", "-g", "组=.革,发."], {"人民": "3", "组": "3"}),
    ],
)
def test_terms_groups_and_patterns(arguments, expected):
    """Terms apart by commas of either width, more by -t, synonyms by -g, patterns by --regex."""
    result = run("count", *arguments, "甲.txt", "--format", "csv")

    assert result.exit_code == 0
    assert {row["term"]: row["count"] for row in rows_of(result)} == expected


def test_the_planted_counts_by_year():
    """On the bundled reports, 改革 rises by one a year."""
    result = run("count", "改革", WORK, "--by", "year", "--format", "csv")

    assert [row["count"] for row in rows_of(result)] == [str(n) for n in range(4, 16)]
    assert [row["year"] for row in rows_of(result)] == [str(year) for year in range(2012, 2024)]


def test_evidence_lists_every_place():
    """Line, column and context of every occurrence, and the section it stands in."""
    result = run("count", "人民", "甲.txt", "--evidence", "--context", "2", "--format", "csv")

    found = [(r["line"], r["column"], r["section"], r["right"]) for r in rows_of(result)]
    assert found == [
        ("2", "1", "一、改革", "币，"),
        ("2", "5", "一、改革", "。"),
        ("4", "7", "二、发展", "服务"),
    ]


def test_nesting_names_the_longer_words():
    """What stands in no longer word is (none of these)."""
    result = run("count", "人民", "甲.txt", "--nesting", "--format", "csv")

    assert {row["within"]: row["count"] for row in rows_of(result)} == {
        "人民币": "1",
        "为人民服务": "1",
        "(none of these)": "1",
    }


def test_the_18th_report_has_145_and_without_cleaning_151(shared):
    """The published figure, and why a search in the scraped file finds six more."""
    path = str(shared / "congress" / "18.txt")

    cleaned = run("count", "人民", path, "--format", "csv")
    raw = run("count", "人民", path, "--no-clean", "--format", "csv")

    assert (rows_of(cleaned)[0]["count"], rows_of(raw)[0]["count"]) == ("145", "151")


# ---------------------------------------------------------------- the other commands


def test_frequencies_lists_tokens():
    """Most frequent first, with the options of the function."""
    result = run("frequencies", "甲.txt", "--min-length", "2", "--format", "csv")

    assert [(r["term"], r["count"]) for r in rows_of(result)][:2] == [
        ("人民", "2"),
        ("人民币", "1"),
    ]


def test_frequencies_shows_thirty_in_a_table_and_all_to_machines():
    """A screen holds thirty; a file holds all, unless --top says otherwise."""
    table = run("frequencies", WORK).stdout.split("\n\n")[0].splitlines()
    everything = run("frequencies", WORK, "--format", "csv")

    assert len(table) == 2 + 30
    assert len(rows_of(everything)) > 1000
    assert len(rows_of(run("frequencies", WORK, "--top", "5", "--format", "csv"))) == 5


def test_frequencies_leaves_out_stop_words_and_keeps_tags(folder):
    """--stopwords names a file, --tag begins a part of speech and may be repeated."""
    (folder / "stop.txt").write_text("人民\n", encoding="utf-8")

    result = run(
        "frequencies", "甲.txt", "--stopwords", "stop.txt", "--tag", "n", "--tag", "vn",
        "--format", "csv",
    )  # fmt: skip

    assert {row["term"] for row in rows_of(result)} == {"改革", "发展", "人民币", "服务"}


def test_sections_prints_the_text_of_the_best():
    """Heading path, place, score and terms, then the whole text."""
    result = run("sections", STUDY, "--theme", "作风建设", "--top", "1")

    assert result.exit_code == 0
    first, second, _, text = result.stdout.splitlines()[:4]
    assert first.endswith(" > 2、擦亮作风建设这面镜子")
    assert second.startswith("study_report, line 79; score 25.07; 作风 3, ")
    assert text.startswith("2、擦亮作风建设这面镜子。")


def test_sections_takes_terms_apart_by_commas():
    """A list of terms is a theme."""
    result = run("sections", "甲.txt", "--theme", "人民币,服务", "--format", "csv")

    assert [row["terms"] for row in rows_of(result)] == ["人民币 1", "服务 1"]


def test_outline_shows_the_tree():
    """Title, headings indented by level, their length and line."""
    result = run("outline", "甲.txt")

    assert result.stdout.splitlines()[:3] == [
        "甲",
        "  一、改革  [11, line 1]",
        "  二、发展  [15, line 3]",
    ]
    levels = run("outline", STUDY, "--level", "1、", "--format", "json")
    assert len(json.loads(levels.stdout)["rows"]) == 9


def test_trend_shows_gaps_as_empty(folder):
    """A year without a document is a row without a count."""
    for year in (2019, 2020, 2022):
        (folder / f"{year}.txt").write_text("改革。", encoding="utf-8")

    result = run("trend", "改革", "2*.txt", "--format", "csv", "--chart", "trend.png")

    assert [(r["year"], r["count"]) for r in rows_of(result)] == [
        ("2019", "1"), ("2020", "1"), ("2021", ""), ("2022", "1"),
    ]  # fmt: skip
    with Image.open("trend.png") as picture:
        assert picture.width > 800


@pytest.mark.parametrize("kind", ["bar", "trend", "heatmap"])
@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_chart_draws_each_kind_in_each_format(kind, ending):
    """The name of the file is printed, and the file holds the stamp."""
    result = run("chart", kind, "改革,创新", WORK, "-o", f"chart.{ending}", "--title", "标题")

    assert (result.exit_code, result.stdout) == (0, f"chart.{ending}\n")
    assert b"match: string" in Path(f"chart.{ending}").read_bytes()


def test_cloud_draws_the_tokens(folder):
    """The same seed gives the same picture."""
    for name in ("a.png", "b.png"):
        result = run("cloud", "甲.txt", "-o", name, "--top", "5", "--seed", "3")
        assert (result.exit_code, result.stdout) == (0, f"{name}\n")

    assert (folder / "a.png").read_bytes() == (folder / "b.png").read_bytes()


def test_demo_leaves_tables_and_pictures(folder):
    """The main job on the bundled corpora, into a folder made for it."""
    result = run("demo", "-o", "demo")

    assert result.exit_code == 0
    assert {file.name for file in (folder / "demo").iterdir()} == {
        "counts.csv", "evidence.csv", "trend.csv", "frequencies.csv", "sections.csv",
        "trend.png", "cloud.png",
    }  # fmt: skip
    with open("demo/trend.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["term"] == "改革"]
    assert [row["count"] for row in rows] == [str(n) for n in range(4, 16)]


# ---------------------------------------------------------------- formats and files


def expected_rows() -> list[dict[str, object]]:
    """Give the rows of the count that the tests of formats make."""
    corpus = pt.read(WORK)
    return pt.count(corpus, ["改革", "高质量发展"], by="year").to_dict("records")


ARGUMENTS = ("count", "改革,高质量发展", WORK, "--by", "year")


def test_csv_reads_back():
    """The values of the table, with all digits."""
    rows = rows_of(run(*ARGUMENTS, "--format", "csv"))

    assert rows == [{k: str(v) for k, v in row.items()} for row in expected_rows()]


def test_json_reads_back_with_its_stamp():
    """One object: the stamp and the rows."""
    data = json.loads(run(*ARGUMENTS, "--format", "json").stdout)

    assert data["rows"] == expected_rows()
    assert data["stamp"]["match"] == "string"


def test_jsonl_reads_back_with_its_stamp_on_standard_error():
    """One object a line; how it was made goes to standard error, as with CSV."""
    result = run(*ARGUMENTS, "--format", "jsonl")

    assert [json.loads(line) for line in result.stdout.splitlines()] == expected_rows()
    assert result.stderr.startswith("policytext ")


def test_markdown_reads_back():
    """A table of pipes; numbers that are not whole have two digits, as on the screen."""
    lines = run(*ARGUMENTS, "--format", "markdown").stdout.splitlines()

    names, rule, *rows = [line.strip("| ").split(" | ") for line in lines if line[:1] == "|"]
    assert set(rule) == {"---"}
    shown = [
        {k: f"{v:.2f}" if isinstance(v, float) else str(v) for k, v in row.items()}
        for row in expected_rows()
    ]
    assert [dict(zip(names, row, strict=True)) for row in rows] == shown


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("x.csv", "term,"), ("x.json", "{"), ("x.jsonl", '{"term"'), ("x.md", "| term |"),
        ("x.txt", "term "), ("x.CSV", "term,"),
    ],
)  # fmt: skip
def test_the_ending_of_a_file_says_the_format(name, begins):
    """-o writes to the file and prints no table."""
    result = run("count", "人民", "甲.txt", "-o", name)

    assert (result.exit_code, result.stdout) == (0, "")
    assert Path(name).read_text(encoding="utf-8").startswith(begins)


def test_cells_with_bars_commas_and_quotes_read_back(folder):
    """The text of a cell does not break the row it stands in."""
    (folder / "乙.txt").write_text('他说，“改革|开放”,"好"。\n', encoding="utf-8")

    table = rows_of(run("count", "开放", "乙.txt", "--evidence", "--format", "csv"))
    markdown = run("count", "开放", "乙.txt", "--evidence", "--format", "markdown").stdout

    assert (table[0]["left"], table[0]["right"]) == ("他说，“改革|", '”，"好"。')
    assert "| 他说，“改革\\| |" in markdown


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("csv", "document,section,term,page,line,column,left,match,right,start,end\n"),
        ("jsonl", ""),
        ("table", "(no rows)\n"),
    ],
)
def test_no_hit_is_an_empty_table(form, expected):
    """With CSV the columns are still named."""
    result = run("count", "没有", "甲.txt", "--evidence", "--format", form)

    assert result.exit_code == 0
    assert result.stdout.startswith(expected)
    assert expected or result.stdout == ""


def test_no_file_is_left_where_writing_failed(folder):
    """A file is written whole or not at all, and an old one stays."""
    (folder / "old.csv").write_text("old")

    wrong = run("count", "", "甲.txt", "-o", "old.csv")
    missing = run("count", "人民", "甲.txt", "-o", "no/x.csv")

    assert (wrong.exit_code, missing.exit_code) == (2, 1)
    assert missing.stderr == (
        "Error: no/x.csv cannot be written: No such file or directory. Check the folder.\n"
    )
    assert (folder / "old.csv").read_text() == "old"
    assert sorted(file.name for file in folder.iterdir()) == ["old.csv", "甲.txt"]


def test_half_a_surrogate_pair_is_written_as_its_code(folder):
    """Broken JSON may hold one; the file is written all the same."""
    (folder / "乙.jsonl").write_text('{"text": "改革\\ud83d。"}\n')

    result = run("count", "改革", "乙.jsonl", "--evidence", "-o", "x.csv")

    assert result.exit_code == 0
    assert "\\ud83d。" in (folder / "x.csv").read_text(encoding="utf-8")


# ---------------------------------------------------------------- inputs


def test_standard_input_is_a_file_named_by_a_dash():
    """Text comes through a pipe, in any encoding."""
    result = run("count", "人民", "-", "--format", "csv", stdin=TEXT.encode("gb18030"))

    assert rows_of(result)[0]["count"] == "3"


def test_globs_and_folders_are_expanded(folder):
    """The shell need not do it; files of other kinds in a folder are told."""
    (folder / "sub").mkdir()
    for name in ("2019.txt", "2020.txt", "note.pptx"):
        (folder / "sub" / name).write_text("改革。", encoding="utf-8")

    by_glob = run("count", "改革", "sub/20*.txt", "--format", "csv")
    by_folder = run("count", "改革", "sub", "--format", "csv")

    assert rows_of(by_glob) == rows_of(by_folder)
    assert rows_of(by_glob)[0]["documents"] == "2"
    assert by_folder.stderr.startswith("Skipped 1 files of other kinds: sub")


def test_one_bad_file_is_named_and_the_others_are_done(folder):
    """The table is of the files that could be read, and the status is 1."""
    (folder / "空.txt").write_text("")

    result = run("count", "人民", "甲.txt", "空.txt", "无.txt", "--format", "csv")

    assert result.exit_code == 1
    assert rows_of(result)[0]["count"] == "3"
    errors = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert [line.split()[1].rstrip(":") for line in errors] == ["空.txt", "无.txt"]


def test_strict_stops_at_the_first_bad_file(folder):
    """No table is printed."""
    (folder / "空.txt").write_text("")

    result = run("count", "人民", "空.txt", "甲.txt", "--strict")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: 空.txt is empty")


BAD = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 40,
    "table.csv": b"a,b\n1,2\n",
    "lines.jsonl": b"{not json\n",
    "page.html": b"",
}
COMMANDS = [
    ("count", "人民", "FILE"), ("frequencies", "FILE"), ("sections", "FILE", "--theme", "作风建设"),
    ("outline", "FILE"), ("trend", "人民", "FILE"), ("chart", "bar", "人民", "FILE", "-o", "x.png"),
    ("cloud", "FILE", "-o", "x.png"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("name", [*BAD, "missing.txt", "folder", "no*.txt"])
def test_a_bad_input_is_one_line_and_status_1(folder, command, name):
    """Empty, binary, broken, missing, a folder without texts: named, without a traceback."""
    if name in BAD:
        (folder / name).write_bytes(BAD[name])
    (folder / "folder").mkdir()
    before = sorted(folder.rglob("*"))

    result = run(*(name if part == "FILE" else part for part in command))

    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"Error: {name}")
    assert "fault of policytext" not in line
    assert sorted(folder.rglob("*")) == before


# ---------------------------------------------------------------- wrong use


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["count", "", "甲.txt"], "A term must not be empty, got ''. Name what to count."),
        (["count", "人民,", "甲.txt"], "A term must not be empty, got ''. Name what to count."),
        (
            ["count", "(", "甲.txt", "--regex"],
            "TERM must be a regular expression: missing ), unterminated subpattern at position 0.",
        ),
        (
            ["count", "人*", "甲.txt", "--regex"],
            "A pattern must not match the empty string, got '人*'.",
        ),
        (["count", "人民", "甲.txt", "-g", "x"], "--group must look like NAME=A,B, got 'x'."),
        (["count", "人民", "甲.txt", "-g", "=x"], "--group must look like NAME=A,B, got '=x'."),
        (
            ["count", "人民,改革", "甲.txt", "--nesting"],
            "--nesting takes one plain term and no --evidence.",
        ),
        (
            ["count", "人民", "甲.txt", "--nesting", "--match", "token"],
            "--nesting looks inside words, so it takes no --match token.",
        ),
        (
            ["count", "人民", "甲.txt", "--evidence", "--by", "year"],
            "--by groups counts; it goes with neither --evidence nor --nesting.",
        ),
        (
            ["count", "人民", "甲.txt", "--evidence", "--context", "-1"],
            "`context` must be 0 or more characters, got -1.",
        ),
        (
            ["count", "人民", "甲.txt", "-o", "x.xyz"],
            "-o must end in one of ['.csv', '.json', '.jsonl', '.md', '.txt'], or name a --format, "
            "got 'x.xyz'.",
        ),
        (
            ["sections", "甲.txt", "--theme", "作风建社"],
            "'作风建社' is no theme of the codebook 'policy' and does not occur in the text. "
            "Did you mean '作风建设'?",
        ),
        (
            ["trend", "人民", "甲.txt"],
            "No document has a 'year'. Put it in the file names (2024.txt) or in a metadata table.",
        ),
        (["frequencies", "甲.txt", "--top", "0"], "`top` must be 1 or more, got 0."),
        (
            ["chart", "bar", "人民", "甲.txt", "-o", "x.gif"],
            "`path` must end in one of ['.png', '.svg', '.pdf'], got 'x.gif'.",
        ),
        (
            ["cloud", "甲.txt", "-o", "x.png", "--tag", "zzz"],
            "The table has no rows, so there is nothing to draw.",
        ),
        (["cuont", "人民", "甲.txt"], "There is no command 'cuont'. Did you mean 'count'?"),
    ],
)
def test_wrong_use_is_one_line_and_status_2(folder, arguments, message):
    """The message names the option and the value, and says what would do."""
    result = run(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1] == f"Error: {message}"
    assert [file.name for file in folder.iterdir()] == ["甲.txt"]


def test_a_command_far_from_all_lists_them():
    """Without a near name all are listed."""
    result = run("xyzzy")

    assert result.stderr.splitlines()[-1] == (
        f"Error: There is no command 'xyzzy'. The commands are {', '.join(_COMMANDS)}."
    )


def test_a_fault_of_ours_is_one_line_too(monkeypatch):
    """It says so, and how to see more; with POLICYTEXT_DEBUG it is shown whole."""
    from policytext import counting

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr(counting, "tally", fail)
    result = run("count", "人民", "甲.txt")
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: RuntimeError: oh. This is a fault of policytext; set POLICYTEXT_DEBUG=1 to see "
        "where.\n",
    )

    monkeypatch.setenv("POLICYTEXT_DEBUG", "1")
    assert isinstance(run("count", "人民", "甲.txt").exception, RuntimeError)


# ---------------------------------------------------------------- help and completion


@pytest.mark.parametrize("command", _COMMANDS)
def test_help_has_an_example_of_the_command(command):
    """--help and -h of each command end with a line that can be copied."""
    result = run(command, "--help")

    assert result.exit_code == 0
    assert f"Example: policytext {command} " in " ".join(result.stdout.split()) + " "
    assert run(command, "-h").stdout == result.stdout


def test_help_lists_the_commands_and_version_prints_it():
    """The first thing a newcomer types."""
    shown = run("--help").stdout

    assert all(f"\n  {command} " in shown for command in _COMMANDS)
    assert run("--version").stdout == f"policytext, version {pt.__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script(shell):
    """The script asks policytext itself what may follow."""
    result = run("completion", shell)

    assert result.exit_code == 0
    assert "_POLICYTEXT_COMPLETE" in result.stdout
    assert f"{shell}_complete" in result.stdout


def complete(words: str, number: int) -> list[str]:
    """Ask for what may stand at a place of a command line, as bash does."""
    asked = {
        "_POLICYTEXT_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(number),
    }
    code = "from policytext.cli import main; main(prog_name='policytext')"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env=os.environ | asked,
    )  # fmt: skip
    return result.stdout.splitlines()


def test_a_shell_completes_commands_and_files():
    """Commands by name; an argument that is a file is left to the shell."""
    assert complete("policytext c", 1) == [
        "plain,count",
        "plain,collocations",
        "plain,codebook",
        "plain,coding",
        "plain,chart",
        "plain,cloud",
        "plain,completion",
    ]
    assert complete("policytext count 人民 rep", 3) == ["file,rep"]


# ---------------------------------------------------------------- as a program


def test_a_plain_count_loads_nothing_heavy():
    """`policytext count` starts at once: no numpy, pandas, matplotlib or jieba."""
    code = (
        "import sys\n"
        "from policytext.cli import main\n"
        "main(['count', '人民', '甲.txt'], standalone_mode=False)\n"
        "heavy = {'numpy', 'pandas', 'matplotlib', 'jieba', 'wordcloud', 'yaml', 'json', 'csv'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )

    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert result.stdout.splitlines()[-1] == "[]"


def test_chinese_goes_through_whatever_the_locale():
    """Output is UTF-8 also where the locale says ASCII."""
    result = process(
        "count", "人民", "甲.txt", env=os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    )

    assert result.returncode == 0
    assert "人民      3" in result.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break in another way")
def test_a_closed_pipe_ends_quietly():
    """`policytext frequencies … | head -1` prints one line and nothing on standard error."""
    program = f"{sys.executable} -c 'from policytext.cli import main; main()'"
    shell = f"{program} frequencies {WORK} --format csv 2>err.txt | head -1"

    result = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True)

    assert result.stdout == "term,tag,count,per_million,doc_freq\n"
    errors = Path("err.txt").read_text(encoding="utf-8")
    assert "Traceback" not in errors
    assert "BrokenPipe" not in errors


def test_no_progress_bar_and_no_colour_without_a_terminal():
    """Standard error is empty, and no output holds an escape code."""
    result = process("frequencies", WORK, "--top", "3")
    sections = process("sections", STUDY, "--theme", "作风建设")

    assert (result.returncode, result.stderr) == (0, b"")
    assert b"\x1b" not in result.stdout + sections.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_colour_and_progress_on_a_terminal():
    """On a terminal headings are bold and long work shows how far it is."""
    import pty

    def on_a_terminal(*arguments: str) -> bytes:
        ours, theirs = pty.openpty()
        code = "from policytext.cli import main; main()"
        program = subprocess.Popen(
            [sys.executable, "-c", code, *arguments], stdout=theirs, stderr=theirs, close_fds=True
        )
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                # Linux tells the end of a terminal so.
                part = b""
            if not part:
                break
            seen += part
        os.close(ours)
        assert program.wait() == 0
        return seen

    assert b"\x1b[1m" in on_a_terminal("sections", STUDY, "--theme", "作风建设", "--top", "1")
    assert b"Reading" in on_a_terminal("count", "改革", WORK)


def test_a_warning_is_one_line_on_standard_error(monkeypatch, folder):
    """Without the compiled kernel a note says so, and not a line of Python."""
    from policytext.segmentation import jieba

    monkeypatch.setattr(jieba, "has_kernel", lambda: False)
    jieba._notice.cache_clear()

    with warnings.catch_warnings():
        warnings.simplefilter("default")
        result = run("frequencies", "甲.txt", "--top", "1")

    assert result.exit_code == 0
    assert result.stderr.startswith(
        "Note: policytext was installed without its compiled kernel, so jieba itself cuts"
    )


# ---------------------------------------------------------------- metadata and cleaning

NOTICE = (
    "甲县人民政府关于节约用水的通知\n甲政发〔2020〕3号\n各乡镇人民政府：\n为节约用水，现通知如下。\n"
    "附件：1．用水定额\n2．检查表\n甲县人民政府\n2020年3月5日\n"
)


def test_metadata_lists_what_documents_say_of_themselves(folder):
    """For people one block a document, each value with its place, labels in Chinese and English."""
    (folder / "乙.txt").write_text(NOTICE, encoding="utf-8")
    result = run("metadata", "甲.txt", "乙.txt")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[:9] == [
        "甲",
        "乙",
        "  标题 title: 甲县人民政府关于节约用水的通知  [line 1, column 1]",
        "  发文机关 issuer: 甲县人民政府  [line 1, column 1]",
        "  发文字号 document_number: 甲政发〔2020〕3号  [line 2, column 1]",
        "  成文日期 date: 2020-03-05  [line 8, column 1]",
        "  主送机关 addressee: 各乡镇人民政府  [line 3, column 1]",
        "  文种 genre: 通知  [line 1, column 1]",
        "  附件 annexes: 用水定额、检查表  [line 5, column 6]",
    ]


def test_metadata_as_a_table_has_a_row_a_document(folder):
    """Dates are ISO dates, annexes one cell, what is not said is empty."""
    (folder / "乙.txt").write_text(NOTICE, encoding="utf-8")
    first, second = rows_of(run("metadata", "甲.txt", "乙.txt", "--format", "csv"))

    assert (first["document"], first["title"], first["date"]) == ("甲", "", "")
    assert (second["date"], second["year"], second["annexes"]) == (
        "2020-03-05", "2020", "用水定额、检查表",
    )  # fmt: skip


def test_metadata_tells_the_place_of_each_value(folder):
    """With --places a row is a value."""
    (folder / "乙.txt").write_text(NOTICE, encoding="utf-8")
    rows = rows_of(run("metadata", "乙.txt", "--places", "--format", "csv"))

    assert [(row["field"], row["line"]) for row in rows[:4]] == [
        ("title", "1"), ("issuer", "1"), ("document_number", "2"), ("date", "8"),
    ]  # fmt: skip


def test_steps_of_the_cleaning_are_chosen(folder):
    """--skip leaves a step out, --simplify adds one, and the stamp tells."""
    (folder / "丙.txt").write_text("發展２０２０,好。", encoding="utf-8")
    plain = run("count", "2020,发展", "丙.txt", "--format", "csv")
    chosen = run("count", "2020,发展", "丙.txt", "--skip", "width", "--simplify", "--format", "csv")

    assert [row["count"] for row in rows_of(plain)] == ["1", "0"]
    assert [row["count"] for row in rows_of(chosen)] == ["0", "1"]
    assert "cleaning: on" in plain.stderr
    assert "cleaning: line_ends invisible licence" in chosen.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--no-clean", "--simplify"],
            "Error: --no-clean leaves out every step, so it takes no --skip or --simplify.\n",
        ),
        (["--skip", "widht"], "got 'widht'. Did you mean 'width'?\n"),
    ],
)
def test_steps_that_contradict_are_refused(arguments, message):
    """The message says which options do not go together, or which step was meant."""
    result = run("count", "人民", "甲.txt", *arguments)

    assert result.exit_code == 2
    assert result.stderr.endswith(message)


def test_metadata_rows_without_a_file_are_told(folder):
    """A row that names no file is most often a slip of the pen."""
    (folder / "about.csv").write_text("file,year\n甲.txt,2020\n已.txt,2021\n", encoding="utf-8")
    result = run("count", "人民", "甲.txt", "--metadata", "about.csv")

    assert result.exit_code == 0
    assert "Warning: 1 rows of the metadata name no file that was read. The first: '已.txt'.\n" in (
        result.stderr
    )

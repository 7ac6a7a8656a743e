"""Commands on a corpus on disk: they print what they print of the files that it was made from."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import policytext as pt
from awkward import Failing
from policytext.cli import main

pytest.importorskip("pyarrow")

from policytext.scale.ingest import ingest
from policytext.scale.scan import Scan

FILES = str(pt.datasets.path("work_reports"))
#: Which texts they were: a corpus on disk tells it by a sum of its own.
TEXTS = re.compile(r'(texts"?: "?)[0-9a-f]{12}')


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The bundled work reports on disk, a document a row group."""
    target = tmp_path_factory.mktemp("disk") / "corpus"
    ingest(FILES, target, workers=1, row_group=1)
    return str(target)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """Work in a folder with two texts and what is known of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "甲.txt").write_text("深化改革。", encoding="utf-8")
    (tmp_path / "texts" / "乙.txt").write_text("服用毒药。", encoding="utf-8")
    table = "file,region,level\n甲.txt,北京,3\n乙.txt,上海,4\n"
    (tmp_path / "known.csv").write_text(table, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, list(arguments))


def printed(result: Result) -> tuple[int, str, str]:
    """Return all that a command printed, whichever texts it names."""
    return result.exit_code, TEXTS.sub(r"\1", result.stdout), TEXTS.sub(r"\1", result.stderr)


def counts(*arguments: str) -> list[int]:
    """Run `count` and return the counts."""
    result = run("count", *arguments, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return [row["count"] for row in json.loads(result.stdout)["rows"]]


def small(*options: str) -> str:
    """Make a corpus of the two texts."""
    assert run("ingest", "texts", "-o", "small", "--metadata", "known.csv", *options).exit_code == 0
    return "small"


# ---------------------------------------------------------------- the same tables


@pytest.mark.parametrize(
    "line",
    [
        "count 改革,人民 {}",
        "count 改革 {} --by year --format csv",
        "count 改革,深化改革 {} --by section --overlap exclusive",
        "count 高质量发展 {} --by document --match token",
        "count 人民.,改革 {} --regex",
        "count 改=革 {} -g 改=改革,改进",
        "count 改革 {} --evidence",
        "count 改革 {} --evidence --match token --format json",
        "kwic 改革 {} --sort right --by year --top 20",
        "kwic 改革 {} --sample 10 --format csv",
        "frequencies {}",
        "frequencies {} --by year --min-length 2 --top 5 --lexicon policy --format json",
        "collocations 改革 {} --by year --top 5",
        "collocations 改革 {} --window sentence --measure mi --format csv",
        "keyness {} --by year --target 2018: --effect odds_ratio",
        "dispersion {} --term 改革 --measure all",
        "dispersion {} --parts section --by year --top 3",
        "trend 改革,创新 {} --smooth loess",
        "trend 改革,创新 {} --interval negative_binomial --match token --test",
        "trend 改革 {} --interval bootstrap --changes",
        "themes {} --by year --all",
        "sections {} --theme 改革 --top 3",
        "sections {} --theme 作风建设 --evidence",
        "sections {} --theme 改革 --passages --top 3 --format json",
        "wording {} --theme 生态文明 --by year",
        # What cannot be is refused alike.
        "count 改革 {} --by yaer",
        "frequencies {} --top 0",
        "keyness {} --by year --target 1900",
    ],
)
def test_a_corpus_gives_the_tables_of_its_files_without_being_read_whole(corpus, line, monkeypatch):
    """Digit for digit, on both streams, and with the same exit status."""
    expected = printed(run(*line.format(FILES).split()))
    monkeypatch.setattr(Scan, "read", None)

    assert printed(run(*line.format(corpus).split())) == expected


@pytest.mark.parametrize(
    "line",
    [
        "count 人民 {} --nesting",
        "count 改革 {} --by section --match token",
        "dispersion {} --parts 10 --term 改革",
        "keyness {} --by year --target 2018: --bootstrap 20 --top 5",
        "ngrams {} --by year --top 3",
        "similarity {}",
        "diversity {}",
        "diversity {} --style",
        "keywords {} --top 3",
        "rising {} --falling",
        "formulations {} --since 2018",
        "topics {} -k 3 --list units",
        "metadata {}",
        "metadata {} --places --format json",
        "outline {} --level 一、",
        "codebook draft {} -s 农业=粮食",
        "coding sheet {} --sample 5 -o sheet.csv",
    ],
)
def test_what_needs_all_documents_reads_them(corpus, line):
    """The table is that of the files here too."""
    pytest.importorskip("sklearn")

    assert printed(run(*line.format(corpus).split())) == printed(run(*line.format(FILES).split()))


@pytest.mark.parametrize(
    "line",
    [
        "kwic 改革 {} -o out.csv",
        "kwic 改革 {} --top 5 -o out.html",
        "chart bar 改革,创新 {} -o out.svg",
        "chart trend 改革 {} --match token -o out.svg",
        "cloud {} --top 20 -o out.svg",
        "cloud {} --by year --keyness 2018: --top 20 -o out.svg",
        "cloud {} --tfidf --top 20 -o out.svg",
    ],
)
def test_files_that_are_written_are_the_same(corpus, line):
    """Byte for byte, but for which texts are named."""
    written = []
    for given in (FILES, corpus):
        result = run(*line.format(given).split())
        assert result.exit_code == 0, result.stderr
        name = line.split()[-1]
        written.append(TEXTS.sub(r"\1", Path(name).read_text(encoding="utf-8")))

    assert written[0] == written[1]


def test_a_user_dictionary_says_how_a_corpus_is_cut():
    """What the options of segmentation say holds for a corpus on disk too."""
    Path("own.txt").write_text("服用毒药 100000 v\n", encoding="utf-8")
    options = ["--userdict", "own.txt"]

    result = run("frequencies", small(), *options)

    assert printed(result) == printed(run("frequencies", "texts", *options))
    assert result.stdout.splitlines()[2].startswith("服用毒药")


# ---------------------------------------------------------------- options


@pytest.mark.parametrize("options", [["--engine", "processes"], ["--workers", "1"]])
def test_who_looks_at_a_corpus_changes_nothing(corpus, options):
    """Neither the kind of workers nor their number; also as a program of its own."""
    code = "from policytext.cli import main; main()"
    given = ["count", "改革", corpus, "--by", "year", "--match", "token", "--format", "json"]

    alone = subprocess.run(
        [sys.executable, "-c", code, *given, *options], capture_output=True, check=True
    )

    assert alone.stdout.decode() == run(*given).stdout
    assert alone.stderr == b""


@pytest.mark.parametrize(
    ("condition", "years"),
    [
        ("year=2020", [2020]),
        ("year=2020..2021", [2020, 2021]),
        ("year=2022..", [2022, 2023]),
        ("year=..2012", [2012]),
        ("id=2013", [2013]),
        ("date=2014-01-01..2014-12-31", [2014]),
    ],
)
@pytest.mark.parametrize("command", ["count 改革", "diversity"])
def test_documents_are_chosen(corpus, condition, years, command):
    """By a value, or from one to another, both included; for commands of both kinds."""
    name, *term = command.split()

    result = run(name, *term, corpus, "--by", "year", "--where", condition, "--format", "json")

    assert [row["year"] for row in json.loads(result.stdout)["rows"]] == years


def test_several_conditions_all_hold_and_several_values_are_alternatives(corpus):
    """As --tag and other options that may be repeated."""
    both = [corpus, "--by", "year", "--where", "year=2015", "--where", "year=2017"]

    assert counts("改革", *both) == [
        counts("改革", corpus, "--where", f"year={year}")[0] for year in (2015, 2017)
    ]
    result = run("count", "改革", *both, "--where", "id=2012")
    assert printed(result) == (
        2, "",
        "Error: No document fits the conditions of `where`, year=2015|2017; id=2012. Choose wider "
        "ones.\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "found"),
    [("region=北京", [1]), ("level=3", [1]), ("level=3..3.5", [1]), ("level=4", [0])],
)
def test_columns_of_a_metadata_table_choose_too(condition, found):
    """Words and numbers."""
    assert counts("改革", small(), "--where", condition) == found


def test_the_stamp_says_what_was_chosen(corpus):
    """A table of some documents is not taken for one of all."""
    result = run("count", "改革", corpus, "--where", "year=2020..2021")

    assert result.stdout.endswith("; where: year=2020..2021\n")


def test_what_was_found_is_kept(corpus, monkeypatch):
    """The second run finds everything there, and prints the same."""
    given = ["count", "改革", corpus, "--keep", "kept"]
    first = run(*given)
    monkeypatch.setattr("policytext.scale.store.Store.read", None)

    assert printed(run(*given)) == printed(first)
    assert first.exit_code == 0


def test_progress_is_shown_as_asked_for(corpus):
    """As JSON lines for machines, as a line, or not at all."""
    shown = {
        form: run("count", "改革", corpus, "--progress", form).stderr
        for form in ("json", "line", "none", "auto")
    }

    last = json.loads(shown["json"].splitlines()[-1])
    assert (last["documents"], last["failures"]) == (12, 0)
    assert "100%, 12 documents" in shown["line"]
    assert (shown["none"], shown["auto"]) == ("", "")


# ---------------------------------------------------------------- what cannot be


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "count 改革 {} --simplify",
            "Leave out --simplify: how files are read was decided when {} was ingested.",
        ),
        (
            "ngrams {} --no-clean --skip rejoin --encoding gbk --text-column text "
            "--metadata known.csv --strict",
            "Leave out --no-clean, --skip, --encoding, --text-column, --metadata, --strict: how "
            "files are read was decided when {} was ingested.",
        ),
        (
            "count 改革 {} texts",
            "{} is a corpus on disk, which is taken alone, got texts too. Add that with: "
            "policytext ingest texts -o {}",
        ),
        (
            "keyness texts --against {}",
            "{} is a corpus on disk, which is taken alone, got texts too. Add that with: "
            "policytext ingest texts -o {}",
        ),
        (
            "count 改革 {} {}",
            "A command takes one corpus on disk, got {}, {}. Ingest what they were made from into "
            "one.",
        ),
        (
            "count 改革 texts --workers 2 --engine threads",
            "Leave out --engine, --workers for files: only a corpus on disk, which `policytext "
            "ingest` makes, is looked at in parts.",
        ),
        (
            "count 改革 texts --where year=2020",
            "--where chooses from a corpus on disk, which `policytext ingest` makes. Of files, "
            "name those that are wanted.",
        ),
        (
            "metadata texts --where year=2020",
            "--where chooses from a corpus on disk, which `policytext ingest` makes. Of files, "
            "name those that are wanted.",
        ),
        (
            "count 人民 {} --nesting --keep kept",
            "Leave out --keep: this needs all documents in memory and is not found in parts.",
        ),
        (
            "count 改革 {} --where year",
            "--where must be COLUMN=VALUE or COLUMN=LOW..HIGH, got 'year'.",
        ),
        (
            "count 改革 {} --where year=..",
            "--where must be COLUMN=VALUE or COLUMN=LOW..HIGH, got 'year=..'.",
        ),
        (
            "count 改革 {} --where year=2013,2014",
            "--where: 'year' takes a year, 2013, or from one to another with two dots, got "
            "'2013,2014'. Several are given by several --where.",
        ),
        (
            "count 改革 {} --where date=2013",
            "--where: 'date' takes a day, 2013-05-01, or from one to another with two dots, got "
            "'2013'. Several are given by several --where.",
        ),
        (
            "count 改革 {} --where year=2014..2012",
            "--where: a range goes from low to high, got year=2014..2012.",
        ),
        (
            "count 改革 {} --where path=../nowhere.txt",
            "No document fits the conditions of `where`, path=../nowhere.txt. Choose wider ones.",
        ),
        (
            "count 改革 {} --where year=2012 --where year=2014..",
            "--where takes one range of a column, or values of it, got 'year' twice.",
        ),
        ("count 改革 {} --workers 0", "`workers` must be 1 or more, got 0."),
        (
            "outline folder",
            "{} is a corpus on disk, not files to read. On the command line name it alone; in "
            "Python open it with `policytext.scan`, whose `read` gives a corpus in memory.",
        ),
        (
            "ingest {} -o other",
            "{} is a corpus on disk, not files to ingest. Give the files that it was made from.",
        ),
        (
            "ingest folder -o other",
            "{} is a corpus on disk, not files to ingest. Give the files that it was made from.",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(line, message):
    """One message: what it is, and what to do."""
    Path("folder").mkdir()
    (Path("folder") / "丙.txt").write_text("改革。", encoding="utf-8")
    inside = str(Path("folder", "corpus"))
    assert run("ingest", "texts", "-o", inside).exit_code == 0

    result = run(*line.replace("{}", inside).split())

    assert printed(result) == (2, "", f"Error: {message.replace('{}', inside)}\n")


def test_a_folder_that_is_not_there_is_told_of_as_such():
    """And not the options that are for a corpus on disk."""
    result = run("count", "改革", "nowhere", "--workers", "2", "--where", "year=2020")

    assert printed(result) == (
        1, "", "Error: nowhere: no such file. Check the name and the folder.\n"
    )  # fmt: skip


def test_an_unknown_column_is_told_with_those_that_are_there(corpus):
    """As in Python."""
    result = run("frequencies", corpus, "--where", "yaer=2020")

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: `where` must name columns of ['id', 'title', 'issuer'")
    assert result.stderr.endswith("got 'yaer'. Did you mean 'year'?\n")


@pytest.mark.parametrize("line", ["count 改 {} --match token", "frequencies {} --top 1"])
def test_documents_that_are_lost_are_named_and_the_status_tells(line, monkeypatch):
    """The table is of the others; each is named once."""
    folder = small()
    monkeypatch.setattr("policytext.scale.scan.resolve", lambda *_, **__: Failing("毒"))

    result = run(*line.format(folder).split())

    assert result.exit_code == 1
    assert "  1  " in result.stdout
    assert result.stderr == "Error: 乙: ValueError: 毒 cannot be cut\n"


def test_of_many_lost_documents_the_first_are_named(monkeypatch):
    """And how many more there are."""
    for number in range(7):
        Path("texts", f"{number}.txt").write_text(f"{number}毒。", encoding="utf-8")
    folder = small()
    monkeypatch.setattr("policytext.scale.scan.resolve", lambda *_, **__: Failing("毒"))

    result = run("frequencies", folder)

    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[0] == "Error: 0: ValueError: 毒 cannot be cut"
    assert lines[5:] == ["3 more documents could not be used"]


# ---------------------------------------------------------------- files, as before


def test_a_folder_of_files_is_counted_without_anything_for_corpora_on_disk():
    """Whether a folder is a corpus is found out at once."""
    code = (
        "import sys\n"
        "from policytext.cli import main\n"
        "main(['count', '改革', 'texts'], standalone_mode=False)\n"
        "print(sorted({'pyarrow', 'numpy', 'pandas', 'json', 'decimal'} & set(sys.modules)))\n"
    )

    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert result.stdout.splitlines()[-1] == "[]"


def test_a_folder_named_log_does_not_make_a_corpus():
    """There must be a commit in it."""
    Path("texts", "_log").mkdir()
    Path("texts", "_log", "日志.txt").write_text("改革。", encoding="utf-8")

    assert counts("改革", "texts") == [2]

"""The documentation: its code runs and gives what is shown, its links lead somewhere."""

from __future__ import annotations

import ast
import contextlib
import doctest
import io
import json
import re
import shlex
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import matplotlib as mpl
import pandas as pd
import pytest
from click.testing import CliRunner
from matplotlib import pyplot as plt

import policytext as pt
from policytext.cli import main

mpl.use("Agg")
ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
NOTEBOOKS = sorted(DOCS.glob("notebooks/*.ipynb"))
CHINESE = sorted(path for path in PAGES if "zh" in path.parts and path.stem != "terms")
ENDINGS = ("", ".md", ".ipynb")
# A block of code, and the block of text that follows it at once: what it gives.
BLOCK = re.compile(
    r"^```(python|bash)\n(.*?)^```\n(?:\n```text\n((?:(?!```)[^\n]*\n)*)```\n)?",
    re.DOTALL | re.MULTILINE,
)


def name_of(path: Path) -> str:
    """Name a page in the list of tests."""
    return str(path.relative_to(ROOT).with_suffix(""))


def text_of(path: Path) -> str:
    """Return the words of a page or of a notebook's own cells, without code."""
    if path.suffix == ".ipynb":
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return "\n\n".join(
            "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"
        )
    text = path.read_text(encoding="utf-8")
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


def blocks(path: Path, language: str) -> list[str]:
    """Return the code blocks of one language."""
    text = path.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def assert_shown(shown: str, given: str) -> None:
    """What a page shows is what comes, white space aside; `...` stands for anything."""
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    if shown and not doctest.OutputChecker().check_output(shown, given, options):
        assert shown == given


def run(code: str, session: dict[str, object]) -> str:
    """Run a block as a Python session does, and return what stands below it then."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "page", "exec"), session)
        value = last and eval(compile(ast.Expression(last.value), "page", "eval"), session)
        if value is not None:
            print(repr(value))
    return printed.getvalue()


@pytest.mark.parametrize(
    "path", [path for path in PAGES if blocks(path, "python")], ids=lambda path: name_of(path)
)
def test_the_python_of_a_page_gives_what_the_page_shows(path, tmp_path, monkeypatch):
    """A reader can paste one block after the other into one session, and sees the same."""
    monkeypatch.chdir(tmp_path)
    session: dict[str, object] = {}

    with pd.option_context("display.unicode.east_asian_width", False):
        for language, code, shown in BLOCK.findall(path.read_text(encoding="utf-8")):
            if language == "python":
                assert_shown(shown, run(code, session))

    plt.close("all")


@pytest.fixture
def trial(tmp_path, monkeypatch) -> Path:
    """Make the folder that `Getting started` makes, and a codebook of one's own."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "corpora/study_report/study_report.txt", "report.txt")
    shutil.copytree(ROOT / "corpora/work_reports", "reports")
    shutil.copytree("reports", "notices")
    shutil.copy("report.txt", "notice.txt")
    return tmp_path


@pytest.mark.parametrize(
    "path",
    [path for path in [*PAGES, *READMES] if "\npolicytext " in "\n".join(blocks(path, "bash"))]
    + [path for path in PAGES if "\n```bash\n.venv/bin/policytext" in path.read_text("utf-8")],
    ids=lambda path: name_of(path),
)
def test_the_commands_of_a_page_give_what_the_page_shows(path, trial):
    """On the files that `Getting started` makes, one command after the other."""
    for number, block in enumerate(blocks(path, "yaml")):
        (trial / ("mine.yaml" if number == 0 else f"{number}.yaml")).write_text(block, "utf-8")

    for language, code, shown in BLOCK.findall(path.read_text(encoding="utf-8")):
        given = ""
        for line in code.splitlines() if language == "bash" else []:
            words = shlex.split(line, comments=True)
            if words and words[0] in ("policytext", ".venv/bin/policytext"):
                result = CliRunner().invoke(main, words[1:], catch_exceptions=False)
                assert result.exit_code == 0, f"{line}\n{result.output}"
                given = result.stdout
        if language == "bash":
            assert_shown(shown, given)


def test_getting_started_makes_the_files_that_the_pages_use():
    """The two names, from texts that are there."""
    for page in ("start.md", "zh/start.md"):
        copied = re.findall(
            r"^cp (?:-r )?\.\./(\S+) (\S+)$", (DOCS / page).read_text("utf-8"), re.M
        )
        assert [(source, name) for source, name in copied if (ROOT / source).exists()] == [
            ("corpora/study_report/study_report.txt", "report.txt"),
            ("corpora/work_reports", "reports"),
        ]


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as the site and code hosts make them."""
    headings = re.findall(r"^#{1,6} +(.+)$", text_of(path), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading).lower()).replace(" ", "-")
        for heading in headings
    }


@pytest.mark.parametrize("path", [*PAGES, *READMES, *NOTEBOOKS], ids=lambda path: name_of(path))
def test_the_links_of_a_page_lead_somewhere(path):
    """To pages, notebooks and files of the repository, and headings in them, that are there."""
    for target, _, anchor in re.findall(r"\]\(([^)#\s]*)(#([^)\s]*))?\)", text_of(path)):
        if "://" in target:
            continue
        places = [path] if not target else [path.parent / f"{target}{end}" for end in ENDINGS]
        found = next((place for place in places if place.exists()), None)
        assert found is not None, target
        if anchor:
            assert anchor in anchors(found), f"{target}#{anchor}"


@pytest.mark.parametrize("path", [*PAGES, *READMES, *NOTEBOOKS], ids=lambda path: name_of(path))
def test_addresses_elsewhere_are_written_as_addresses(path):
    """They are not called, since tests have no network: https and a host with a dot."""
    for address in re.findall(r"[a-z]+://[^\s)>\]\"'`]+", text_of(path)):
        parts = urlsplit(address)
        assert parts.scheme == "https", address
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.netloc), address


@pytest.mark.parametrize("path", CHINESE, ids=lambda path: name_of(path))
def test_a_chinese_page_and_its_english_twin_lead_to_each_other_and_show_the_same(path):
    """The link stands below the title; code, comments aside, and outputs are equal."""
    twin = DOCS / path.relative_to(DOCS / "zh")
    ours, theirs = path.read_text("utf-8"), twin.read_text("utf-8")

    assert re.match(r"# .+\n\n\[English\]\(([^)]+)\)\n", ours), path
    assert re.match(r"# .+\n\n\[中文\]\(([^)]+)\)\n", theirs), twin
    for text, other, start in ((ours, twin, path), (theirs, path, twin)):
        link = text.split("(", 1)[1].split(")", 1)[0]
        assert (start.parent / link).resolve() == other

    def shown(text: str) -> list[tuple[str, ...]]:
        return [
            tuple(re.sub(r" +# .*", "", part) for part in block) for block in BLOCK.findall(text)
        ]

    assert shown(ours) == shown(theirs)


def test_the_chinese_pages_are_the_ones_that_a_beginner_needs():
    """The first page, getting started, and a tutorial for each group of users."""
    assert {str(path.relative_to(DOCS / "zh")) for path in CHINESE} == {
        "index.md",
        "start.md",
        *(str(path.relative_to(DOCS)) for path in (DOCS / "tutorials").glob("*.md")),
    }


def test_the_reference_lists_every_public_name():
    """Each once, and nothing else."""
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    listed = re.findall(r"auto(?:class|function):: policytext\.(\S+)", text)
    names = {name for name in pt.__all__ if name not in ("__version__", "datasets", "plot")}

    assert sorted(listed) == sorted(
        {*names, "datasets.load", *(f"plot.{name}" for name in pt.plot.__all__)}
    )


def test_the_codebook_in_the_documentation_passes_its_own_check(tmp_path):
    """The example of docs/themes.md and of the how-to page: read, and their examples hold."""
    for page in ("themes.md", "howto/codebook.md"):
        for number, block in enumerate(blocks(DOCS / page, "yaml")):
            file = tmp_path / f"{number}.yaml"
            file.write_text(block, "utf-8")
            problems = pt.check_codebook(pt.Codebook.load(file))
            assert [problem for problem in problems if problem.serious] == [], page

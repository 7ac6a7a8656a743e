"""The documentation: its Python runs, its commands exist, and the reference lists every name."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

import policytext as pt
from policytext.cli import main

mpl.use("Agg")
DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)


def blocks(path: Path, language: str) -> list[str]:
    """Return the code blocks of one language."""
    text = path.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    "path", [path for path in PAGES if blocks(path, "python")], ids=lambda path: path.stem
)
def test_the_python_of_a_page_runs_from_top_to_bottom(path, tmp_path, monkeypatch):
    """A reader can paste one block after the other into one session."""
    monkeypatch.chdir(tmp_path)
    session: dict[str, object] = {}

    for block in blocks(path, "python"):
        exec(compile(block, str(path), "exec"), session)

    plt.close("all")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_commands_of_a_page_exist(path):
    """Each command has a module, and each option is one of its own."""
    with main.make_context("policytext", ["--help"], resilient_parsing=True) as context:
        for line in "\n".join(blocks(path, "bash")).splitlines():
            words = line.split("#")[0].split()
            if words[:1] != ["policytext"]:
                continue
            command = main.get_command(context, words[1])
            assert command is not None, line
            inner = getattr(command, "commands", {}).get(words[2]) if len(words) > 2 else None
            known = {option for parameter in (inner or command).params for option in parameter.opts}
            assert {word for word in words if word.startswith("-")} <= known | {"--help"}, line


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_links_of_a_page_lead_somewhere(path):
    """To pages, notebooks and files of the repository that are there."""
    text = path.read_text(encoding="utf-8")
    targets = re.findall(
        r"\]\(([^)#]+)(?:#[^)]*)?\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    )
    for target in targets:
        if "://" not in target and not target.startswith("mailto:"):
            found = path.parent / target
            assert any(p.exists() for p in (found, Path(f"{found}.ipynb"), Path(f"{found}.md"))), (
                target
            )


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

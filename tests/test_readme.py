"""The READMEs: their Python runs, their commands exist, and both say the same."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

from policytext.cli import main

mpl.use("Agg")
ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh.md")


def blocks(name: str, language: str) -> list[str]:
    """Return the code blocks of one language."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", READMES)
def test_the_python_of_the_readme_runs_from_top_to_bottom(name, tmp_path, monkeypatch):
    """A reader can paste one block after the other into one session."""
    monkeypatch.chdir(tmp_path)
    session: dict[str, object] = {}

    for block in blocks(name, "python"):
        exec(compile(block, name, "exec"), session)

    plt.close("all")
    assert (tmp_path / "trend.png").stat().st_size > 10_000


@pytest.mark.parametrize("name", READMES)
def test_the_commands_of_the_readme_exist(name):
    """Each command has a module, and each option is one of its own."""
    with main.make_context("policytext", ["--help"], resilient_parsing=True) as context:
        for line in "\n".join(blocks(name, "bash")).splitlines():
            words = line.split("#")[0].split()
            if words[:1] != ["policytext"]:
                continue
            command = main.get_command(context, words[1])
            assert command is not None, line
            known = {option for parameter in command.params for option in parameter.opts}
            assert {word for word in words if word.startswith("-")} <= known, line


def test_both_readmes_have_the_same_code():
    """The Chinese README shows the same commands and Python, comments aside."""
    for language in ("python", "bash"):
        ours, others = (
            [
                re.sub(r" *#.*", "", line)
                for block in blocks(name, language)
                for line in block.splitlines()
            ]
            for name in READMES
        )
        assert ours == others

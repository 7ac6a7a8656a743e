"""What the commands of the statistics have in common with the functions that they call."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest
from click.testing import CliRunner

import policytext as pt

COMMANDS = {
    "frequencies": pt.frequencies,
    "kwic": pt.kwic,
    "ngrams": pt.ngrams,
    "collocations": pt.collocations,
    "keyness": pt.keyness,
    "keywords": pt.keywords,
    "similarity": pt.similarity,
    "dispersion": pt.dispersion,
    "diversity": pt.diversity,
    "trend": pt.trend,
}


@pytest.mark.parametrize("name", COMMANDS)
def test_defaults_are_those_of_the_function(name):
    """One default for one thing, on the command line and in Python."""
    command = import_module(f"policytext.cli.{name}").command
    options = {option.name: option.default for option in command.params}
    compared = 0
    for argument, parameter in inspect.signature(COMMANDS[name]).parameters.items():
        given = options.get(argument)
        if given is None or callable(given) or type(given).__name__ == "Sentinel":
            continue
        assert str(given) == str(parameter.default), argument
        compared += 1
    assert compared


def test_frequencies_are_of_sections_too(tmp_path):
    """`--by section` means what it does in every statistic."""
    from policytext.cli.frequencies import command

    file = tmp_path / "文.txt"
    file.write_text("一、改革\n改革创新。\n二、发展\n发展，发展。", encoding="utf-8")
    result = CliRunner().invoke(
        command, [str(file), "--by", "section", "--top", "1", "--format", "csv"]
    )
    assert result.exit_code == 0
    assert [line.split(",")[:2] for line in result.stdout.splitlines()] == [
        ["section", "term"],
        ["文: 一、改革", "改革"],
        ["文: 二、发展", "发展"],
    ]

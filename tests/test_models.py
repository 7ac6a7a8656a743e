"""The commands `models` and `doctor`: what is installed, and where."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import policytext as pt
from policytext.cli import main
from policytext.segmentation import jieba, pkuseg, tables
from policytext.segmentation.pkuseg_model import TABLES

WHEEL = "pkuseg-0.0.25-cp37-cp37m-manylinux1_x86_64.whl"
ABSENT = "not installed (policytext models install pkuseg)"


def run(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    """Keep models and compiled dictionaries in a folder of the test's own."""
    model = tmp_path / "models" / "pkuseg-0.0.25-default-1.tables"
    monkeypatch.setattr(pkuseg, "model_path", lambda: model)
    monkeypatch.setattr(tables, "cache_folder", lambda: tmp_path / "cache")
    return tmp_path


@pytest.fixture
def wheel(tmp_path, monkeypatch) -> Path:
    """Give a file that is taken for the wheel, and a conversion that takes no time."""
    path = tmp_path / WHEEL
    path.write_bytes(b"a wheel")
    monkeypatch.setattr(jieba, "has_kernel", lambda: True)
    monkeypatch.setattr(pkuseg, "_read_wheel", lambda wheel: {"wheel": wheel.read_bytes()})
    monkeypatch.setattr(pkuseg, "_convert", lambda parts: (parts["wheel"],) * TABLES)
    return path


def test_install_keeps_a_model_and_says_where(wheel):
    """The path on standard output, the steps on standard error."""
    result = run("models", "install", "pkuseg", "--from", str(wheel))

    assert (result.exit_code, result.stdout) == (0, f"{pkuseg.model_path()}\n")
    assert result.stderr == "Checking …\nConverting, which takes some 15 seconds …\n"
    assert pkuseg.model_path().is_file()


def test_install_refuses_another_file(tmp_path, monkeypatch):
    """In one line, with status 1, and nothing is kept."""
    monkeypatch.setattr(jieba, "has_kernel", lambda: True)
    file = tmp_path / "other.whl"
    file.write_bytes(b"PK")

    result = run("models", "install", "pkuseg", "--from", str(file))

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"Checking …\nError: {file} is not {WHEEL}: its SHA-256 is another. Fetch that file.\n"
    )
    assert not pkuseg.model_path().exists()


def test_install_names_a_file_that_is_not_there(tmp_path, monkeypatch):
    """With the system's reason."""
    monkeypatch.setattr(jieba, "has_kernel", lambda: True)
    file = tmp_path / "no.whl"

    result = run("models", "install", "pkuseg", "--from", str(file))

    assert result.exit_code == 1
    assert (
        result.stderr == f"Checking …\nError: {file} cannot be read: No such file or directory.\n"
    )


def test_install_needs_the_kernel(wheel, monkeypatch):
    """Without it the model would be of no use."""
    monkeypatch.setattr(jieba, "has_kernel", lambda: False)

    result = run("models", "install", "pkuseg", "--from", str(wheel))

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: Segmenting with pkuseg needs policytext's compiled kernel. "
        "Reinstall policytext where a C compiler is installed.\n"
    )


def test_install_knows_no_other_model():
    """Wrong use ends with status 2."""
    result = run("models", "install", "news")

    assert result.exit_code == 2
    assert result.stderr.endswith("Error: Invalid value for '{pkuseg}': 'news' is not 'pkuseg'.\n")


def test_list_shows_what_is_installed(wheel):
    """Before and after installing, and when the file was damaged."""
    path = pkuseg.model_path()
    assert run("models", "list").stdout == f"pkuseg 0.0.25 default  not installed  {path}\n"

    run("models", "install", "pkuseg", "--from", str(wheel))
    assert run("models", "list").stdout == f"pkuseg 0.0.25 default  0 MB  {path}\n"

    path.write_bytes(path.read_bytes()[:-1])
    assert run("models", "list").stdout == f"pkuseg 0.0.25 default  damaged  {path}\n"


def doctor() -> dict[str, str]:
    """Run `doctor` and give its lines by name."""
    result = run("doctor")
    assert (result.exit_code, result.stderr) == (0, "")
    return {line[:17].rstrip(): line[18:] for line in result.stdout.splitlines()}


def test_doctor_shows_what_is_in_use(folder, monkeypatch):
    """A line each: versions, kernel, dictionary, model, fonts, cache."""
    monkeypatch.setattr(jieba, "has_kernel", lambda: True)

    facts = doctor()

    assert list(facts) == [
        "policytext",
        "kernel",
        "jieba dictionary",
        "pkuseg model",
        "font",
        "cache",
    ]
    python = f"Python {platform.python_version()}"
    assert facts["policytext"] == f"{pt.__version__}, {python}, {platform.platform()}"
    assert facts["kernel"] == "compiled"
    assert facts["jieba dictionary"] == jieba.JiebaSegmenter().dictionary
    assert facts["pkuseg model"] == ABSENT
    assert facts["font"].startswith("PolicyText Sans, then ")
    assert facts["cache"] == f"{folder / 'cache'} (0 dictionaries, 0 MB)"


def test_doctor_says_that_there_is_no_kernel(monkeypatch):
    """And what that means."""
    monkeypatch.setattr(jieba, "has_kernel", lambda: False)

    assert doctor()["kernel"] == "none: jieba itself cuts, slowly"


def test_doctor_shows_models_and_caches(folder, wheel):
    """Where the model is, whether it is sound, and how much is cached."""
    cache = folder / "cache"
    cache.mkdir()
    for name in ("a.tables", "b.tables", "other.txt"):
        (cache / name).write_bytes(bytes(2_000_000))
    run("models", "install", "pkuseg", "--from", str(wheel))

    facts = doctor()
    assert facts["pkuseg model"] == str(pkuseg.model_path())
    assert facts["cache"] == f"{cache} (2 dictionaries, 4 MB)"

    pkuseg.model_path().write_bytes(b"")
    assert doctor()["pkuseg model"] == "damaged (policytext models install pkuseg)"

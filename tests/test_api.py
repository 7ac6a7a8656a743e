"""The public names: that they are there, documented, and cost nothing to import."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import policytext as pt

FUNCTIONS = [
    *(name for name in pt.__all__ if inspect.isfunction(getattr(pt, name))),
    *(f"plot.{name}" for name in pt.plot.__all__),
    "datasets.load",
]
CLASSES = [name for name in pt.__all__ if inspect.isclass(getattr(pt, name))]


def find(name: str) -> object:
    """Give what a dotted name stands for."""
    value: object = pt
    for part in name.split("."):
        value = getattr(value, part)
    return value


def python(code: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a Python of its own, warnings being errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", pt.__all__)
def test_every_public_name_resolves(name):
    """What __all__ lists is there, and dir() shows it."""
    assert getattr(pt, name) is not None
    assert name in dir(pt)


def test_star_import_gives_all_names():
    """`from policytext import *` works, though names are imported when first used."""
    scope: dict[str, object] = {}

    exec("from policytext import *", scope)

    assert set(pt.__all__) <= set(scope)


def test_another_name_is_an_attribute_error():
    """As of any module."""
    with pytest.raises(AttributeError) as caught:
        _ = pt.tokenize

    assert str(caught.value) == "module 'policytext' has no attribute 'tokenize'"


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_documents_itself(name):
    """Parameters, Returns and Examples, and every parameter by its name."""
    function = find(name)
    text = inspect.getdoc(function) or ""

    for section in ("Parameters", "Returns", "Examples"):
        assert f"\n{section}\n{'-' * len(section)}\n" in text, section
    described = text.split("Parameters\n")[1].split("Returns\n")[0]
    for parameter in inspect.signature(function).parameters:
        assert parameter in described, parameter


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_documents_itself(name):
    """The class and each of its public methods say what they are."""
    kind = getattr(pt, name)

    assert inspect.getdoc(kind)
    for method, value in vars(kind).items():
        if not method.startswith("_") and callable(value):
            assert value.__doc__, method


def test_public_functions_take_options_by_name_only():
    """Only the first one to three arguments go by place, so that calls can be read."""
    for name in FUNCTIONS:
        kinds = [p.kind for p in inspect.signature(find(name)).parameters.values()]
        assert kinds.count(inspect.Parameter.POSITIONAL_OR_KEYWORD) <= 3, name


def test_import_is_silent_and_light():
    """Import prints nothing, warns of nothing, and loads none of the heavy packages."""
    heavy = ("numpy", "pandas", "matplotlib", "jieba", "wordcloud", "PIL", "yaml", "click")

    run = python(f"import policytext, sys; print([m for m in {heavy} if m in sys.modules])")

    assert (run.returncode, run.stdout, run.stderr) == (0, "[]\n", "")


def test_all_modules_import_without_a_warning():
    """Every module of the package can be imported by itself."""
    code = (
        "import importlib, pkgutil, policytext\n"
        "for m in pkgutil.walk_packages(policytext.__path__, 'policytext.'):\n"
        "    importlib.import_module(m.name)\n"
    )

    run = python(code)

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")

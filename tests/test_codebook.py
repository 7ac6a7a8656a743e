"""Codebooks: the one that ships, one's own, and what is said of a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest

import policytext as pt
from policytext.errors import InputError, ReadError
from policytext.themes import codebook as module


def write(folder: Path, text: str) -> Path:
    """Write a codebook."""
    file = folder / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    return file


GOOD = """\
name: 试用
version: 3
themes:
  改革:
    description: 深化改革
    terms: [改革, 深化改革]
  生态:
    terms:
      - 绿水青山
      - "2030"
"""


def test_the_codebook_that_ships_loads():
    """It has themes with a description and terms, and a name and version for the stamp."""
    book = pt.Codebook.load("policy")

    assert (book.name, book.version) == ("policy", "1")
    assert len(book) >= 20
    assert all(theme.description and len(theme.terms) >= 10 for theme in book)
    assert "八项规定" in book["作风建设"].terms


def test_no_term_of_a_theme_stands_twice():
    """Themes may share a term (医疗保险); none lists one twice or with white space around it."""
    for theme in pt.Codebook.load("policy"):
        assert len(set(theme.terms)) == len(theme.terms)
        assert all(term == term.strip() for term in theme.terms)


def test_a_codebook_of_ones_own(tmp_path):
    """A YAML file with themes and their terms; a theme's description may be left out."""
    book = pt.Codebook.load(write(tmp_path, GOOD))

    assert repr(book) == "<Codebook '试用' version 3: 2 themes, 4 terms>"
    assert book["改革"] == ("改革", "深化改革", ("改革", "深化改革"))
    assert book["生态"].terms == ("绿水青山", "2030")
    assert "生态" in book
    assert "生" not in book
    assert [theme.name for theme in book] == ["改革", "生态"]


def test_a_codebook_without_a_name_is_named_by_its_file(tmp_path):
    """Only the themes are needed; a byte order mark does no harm."""
    book = pt.Codebook.load(str(write(tmp_path, "\ufeffthemes: {改革: {terms: [改革]}}")))

    assert (book.name, book.version) == ("mine", "")


def test_the_hash_changes_with_the_terms_only(tmp_path):
    """The stamp's hash is of themes and terms, not of descriptions."""
    first = pt.Codebook.load(write(tmp_path, GOOD)).hash

    assert pt.Codebook.load(write(tmp_path, GOOD.replace("深化改革\n", "别的\n"))).hash == first
    assert pt.Codebook.load(write(tmp_path, GOOD.replace("2030", "2035"))).hash != first


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "themes:\n  改革: {terms: [改革\n",
            "{file}, line 3, column 1: expected ',' or ']', but got '<stream end>'. Mend the YAML.",
        ),
        (
            "themes:\n\t改革: 1\n",
            "{file}, line 2, column 1: found character '\\t' that cannot start any token. "
            "Mend the YAML.",
        ),
        (
            "themes: !!python/object/apply:os.system [ls]\n",
            "{file}, line 1, column 9: could not determine a constructor for the tag "
            "'tag:yaml.org,2002:python/object/apply:os.system'. Mend the YAML.",
        ),
        ("themes: \0", "{file}: not YAML. Mend the YAML."),
        ("", "{file}: a codebook has a key `themes` with a mapping of names to themes."),
        ("- 改革\n", "{file}: a codebook has a key `themes` with a mapping of names to themes."),
        (
            "themes: 改革\n",
            "{file}: a codebook has a key `themes` with a mapping of names to themes.",
        ),
        (
            "themes: {}\n",
            "{file}: a codebook has a key `themes` with a mapping of names to themes.",
        ),
        ("themes: {改革: [改革]}\n", "{file}, themes.改革: a theme has a list of `terms`."),
        ("themes: {改革: {terms: 改革}}\n", "{file}, themes.改革: a theme has a list of `terms`."),
        ("themes: {改革: {terms: []}}\n", "{file}, themes.改革: a theme has a list of `terms`."),
        (
            "themes: {改革: {terms: [改革, 2030]}}\n",
            "{file}, themes.改革.terms[1]: a term is a string that is not empty, got 2030. "
            "Put numbers in quotes.",
        ),
        (
            "themes: {改革: {terms: ['']}}\n",
            "{file}, themes.改革.terms[0]: a term is a string that is not empty, got ''. "
            "Put numbers in quotes.",
        ),
        (
            "themes: {改革: {terms: [[改革]]}}\n",
            "{file}, themes.改革.terms[0]: a term is a string that is not empty, got a list. "
            "Put numbers in quotes.",
        ),
        (
            "themes:\n  改革: {terms: [改革]}\n  改革: {terms: [开放]}\n",
            "{file}, line 3: '改革' stands twice. Join the two.",
        ),
        ("themes: " + "[" * 3000, "{file} is nested too deep to be a codebook."),
    ],
)
def test_a_broken_codebook_is_named_with_the_place(tmp_path, text, message):
    """The message names file and line of broken YAML, and the key of a wrong shape."""
    file = write(tmp_path, text)

    with pytest.raises(ReadError) as caught:
        pt.Codebook.load(file)

    assert str(caught.value) == message.replace("{file}", str(file))


def test_a_list_of_lists_of_lists_is_refused_at_once(tmp_path):
    """Aliases of aliases are short in the file; they are not written out in the message."""
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    file = write(tmp_path, f"a0: &a0 [改革]\n{levels}themes: {{改革: {{terms: *a11}}}}\n")

    with pytest.raises(ReadError, match="got a list"):
        pt.Codebook.load(file)


def test_no_code_in_a_codebook_is_run(tmp_path):
    """A tag that names a Python function is refused and the function not called."""
    trace = tmp_path / "trace"
    tag = f"themes: !!python/object/apply:pathlib.Path.touch [{trace}]\n"

    with pytest.raises(ReadError):
        pt.Codebook.load(write(tmp_path, tag))

    assert not trace.exists()


def test_a_file_too_large_for_a_codebook_is_refused(tmp_path, monkeypatch):
    """A codebook is written by hand; something larger is something else."""
    monkeypatch.setattr(module, "_MAX_BYTES", 10)
    file = write(tmp_path, GOOD)

    with pytest.raises(ReadError) as caught:
        pt.Codebook.load(file)

    assert str(caught.value) == f"{file} is larger than 10 bytes; a codebook is not."


def test_a_codebook_that_cannot_be_read_is_named(tmp_path):
    """Missing, a folder, or not UTF-8: the message says which."""
    missing, folder, gbk = (tmp_path / name for name in ("no.yaml", "dir.yaml", "gbk.yaml"))
    folder.mkdir()
    gbk.write_bytes("themes: 改革".encode("gbk"))
    messages = []
    for file in (missing, folder, gbk):
        with pytest.raises(ReadError) as caught:
            pt.Codebook.load(file)
        messages.append(str(caught.value))

    assert messages == [
        f"{missing}: no such codebook. Check the name and the folder.",
        f"{folder}: the codebook cannot be read: Is a directory.",
        f"{gbk}: the codebook cannot be read: it is not UTF-8.",
    ]


def test_a_name_that_no_codebook_has():
    """The message lists those that ship and says how one's own is named."""
    with pytest.raises(ReadError) as caught:
        pt.Codebook.load("polcy")

    assert str(caught.value) == (
        "There is no codebook 'polcy'; policytext ships ['policy']. Your own is named by its "
        "file, ending in .yaml."
    )


def test_a_theme_that_does_not_exist_suggests_the_nearest():
    """The message names themes that share characters, or all if none does."""
    book = pt.Codebook.load("policy")

    with pytest.raises(InputError) as caught:
        book["作风建社"]

    assert str(caught.value) == (
        "The codebook 'policy' has no theme '作风建社'. Did you mean '作风建设'?"
    )

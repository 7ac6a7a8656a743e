"""Codebooks: the one that ships, one's own, and what is said of a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest

import policytext as pt
from policytext.errors import InputError, ReadError
from policytext.theming.codebooks import files as module
from policytext.theming.codebooks.checking import check_codebook
from policytext.theming.codebooks.codebook import Codebook, Term, Theme


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


SHIPPED = pt.Codebook.shipped()


@pytest.mark.parametrize("name", SHIPPED)
def test_the_codebooks_that_ship_load(name):
    """Each has a name, a version for the stamp, a source, and themes that say what they cover."""
    book = pt.Codebook.load(name)

    assert book.name == name
    assert book.version
    assert book.source
    assert all(theme.description for theme in book)


def test_the_policy_codebook_has_the_five_spheres_and_the_other_fields():
    """The nine parts of a congress report are the themes at the top; the rest stands under them."""
    book = pt.Codebook.load("policy")

    assert list(book.themes) == [
        "经济", "政治", "文化", "社会", "生态文明", "党的建设", "国防和军队", "港澳台", "外交",
    ]  # fmt: skip
    assert "八项规定" in book["作风建设"].forms
    assert book.parent("作风建设") == "党的建设"


@pytest.mark.parametrize("name", SHIPPED)
def test_the_examples_of_the_codebooks_that_ship_hold(name):
    """Every example has a hit of its theme, every counterexample none, no term is ruled out."""
    serious = [p for p in check_codebook(pt.Codebook.load(name)) if p.serious]

    assert serious == []


def test_a_codebook_of_ones_own(tmp_path):
    """A YAML file with themes and their terms; a theme's description may be left out."""
    book = pt.Codebook.load(write(tmp_path, GOOD))

    assert repr(book) == "<Codebook '试用' version 3: 2 themes, 4 terms>"
    assert book["改革"].description == "深化改革"
    assert book["改革"].forms == ["改革", "深化改革"]
    assert book["生态"].terms == (Term("绿水青山"), Term("2030"))
    assert "生态" in book
    assert "生" not in book
    assert [theme.name for theme in book] == ["改革", "生态"]


FULL = """\
name: full
version: "1.2"
description: 全部写法
source: 自拟
themes:
  经济:
    title: Economy
    description: 经济工作
    weight: 2
    terms:
      - 经济
      - {term: 人民, not: [人民币, 人民法院], weight: 0.5}
      - {term: 公开, near: [政务], within: 5}
      - {term: 处罚, not_near: [免予]}
    patterns:
      - 第?[一二三四五]年规划
      - {pattern: '[0-9]+亿元', weight: 3}
    exclude: [经济适用房]
    examples: [发展经济。]
    counterexamples: [买经济适用房。]
    themes:
      农业:
        terms: [粮食]
        grade: 4
"""


def test_everything_that_a_codebook_may_say(tmp_path):
    """Rules of terms, patterns, exclusions, examples, grades and sub-themes."""
    book = pt.Codebook.load(write(tmp_path, FULL))
    theme = book["经济"]

    assert theme.terms == (
        Term("经济", 2),
        Term("人民", 0.5, outside=("人民币", "人民法院")),
        Term("公开", 2, near=("政务",), within=5),
        Term("处罚", 2, not_near=("免予",), within=10),
        Term("第?[一二三四五]年规划", 2, is_pattern=True),
        Term("[0-9]+亿元", 3, is_pattern=True),
    )
    assert theme.exclude == ("经济适用房",)
    assert (theme.examples, theme.counterexamples) == (("发展经济。",), ("买经济适用房。",))
    assert (book["农业"].grade, book.parent("农业"), book.parent("经济")) == (4, "经济", "")
    assert book.names == ["经济", "农业"]
    assert repr(book) == "<Codebook 'full' version 1.2: 1 theme, 1 sub-theme, 7 terms>"
    assert book.lines["经济", "terms", 1] == 12
    assert str(theme.terms[1]) == "人民 (weight 0.5; not 人民币 人民法院)"
    assert str(theme.terms[2]) == "公开 (weight 2; near 政务; within 5)"


def test_what_is_saved_is_read_again(tmp_path):
    """The same themes, the same hash, and no aliases in the file."""
    book = pt.Codebook.load(write(tmp_path, FULL))

    book.save(tmp_path / "again.yaml")
    again = pt.Codebook.load(tmp_path / "again.yaml")

    assert list(again) == list(book)
    assert again.hash == book.hash
    assert (again.name, again.version, again.source) == ("full", "1.2", "自拟")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_codebooks_that_ship_are_saved_and_read_again(name, tmp_path):
    """Nothing they say is lost in a file."""
    book = pt.Codebook.load(name)

    book.save(tmp_path / "again.yaml")

    assert list(pt.Codebook.load(tmp_path / "again.yaml")) == list(book)


def test_two_codebooks_are_merged_by_theme_and_term():
    """Terms of both; of what both say the other's counts; a sub-theme stays where it is."""
    ours = Codebook(
        [Theme("农业", (Term("粮食"), Term("农民")), themes=(Theme("渔业", (Term("鱼"),)),))]
    )
    theirs = Codebook([Theme("农业", (Term("粮食", 2),), "种地"), Theme("教育", (Term("学校"),))])

    merged = ours.merge(theirs)

    assert merged["农业"].terms == (Term("粮食", 2), Term("农民"))
    assert merged["农业"].description == "种地"
    assert merged.names == ["农业", "渔业", "教育"]


def test_a_theme_that_stands_under_two_others_is_not_merged():
    """The message names both."""
    ours = Codebook([Theme("农业", (), themes=(Theme("渔业", (Term("鱼"),)),))])
    theirs = Codebook([Theme("渔业", (Term("鱼"),))])

    with pytest.raises(InputError) as caught:
        ours.merge(theirs)

    assert str(caught.value) == (
        "'渔业' must stand under one theme, got '农业' and ''. Rename one of them."
    )


def test_the_difference_of_two_codebooks():
    """Themes and terms that came, went or changed, in the order of the first."""
    old = Codebook([Theme("农业", (Term("粮食"), Term("农民"))), Theme("教育", (Term("学校"),))])
    new = Codebook([Theme("农业", (Term("粮食", 2), Term("农村")), exclude=("农民工",))])

    assert [tuple(change) for change in old.diff(new)] == [
        ("changed", "农业", "terms", "粮食", "粮食 (weight 2)"),
        ("removed", "农业", "terms", "农民", ""),
        ("added", "农业", "terms", "", "农村"),
        ("added", "农业", "exclude", "", "农民工"),
        ("removed", "教育", "theme", "教育", ""),
        ("removed", "教育", "terms", "学校", ""),
    ]
    assert old.diff(old) == []


def test_the_difference_shows_titles_and_examples():
    """An example that was rewritten is one removed and one added."""
    old = Codebook([Theme("农业", (Term("粮食"),), title="Farming", examples=("多打粮食。",))])
    new = Codebook(
        [Theme("农业", (Term("粮食"),), title="Agriculture", examples=("种好粮食。",),
               counterexamples=("精神食粮。",))]
    )  # fmt: skip

    assert [tuple(change) for change in old.diff(new)] == [
        ("changed", "农业", "title", "Farming", "Agriculture"),
        ("removed", "农业", "examples", "多打粮食。", ""),
        ("added", "农业", "examples", "", "种好粮食。"),
        ("added", "农业", "counterexamples", "", "精神食粮。"),
    ]


def test_a_codebook_is_loaded_as_it_is():
    """So that a function may be given a name, a path or a codebook."""
    book = Codebook([Theme("农业", (Term("粮食"),))])

    assert pt.Codebook.load(book) is book


@pytest.mark.parametrize("given", [1.5, None, b"policy", ["policy"]])
def test_what_is_neither_a_name_nor_a_path_nor_a_codebook_is_refused(given):
    """The message shows what was given."""
    with pytest.raises(InputError) as caught:
        pt.Codebook.load(given)

    assert str(caught.value) == (f"A codebook must be a name, a path or a Codebook, got {given!r}.")


def test_a_theme_and_those_above_it():
    """From the innermost out; the theme alone where it stands at the top."""
    inner = Theme("养殖", (Term("生猪"),))
    book = Codebook([Theme("经济", (), themes=(Theme("农业", (), themes=(inner,)),))])

    assert [theme.name for theme in book.above("养殖")] == ["养殖", "农业", "经济"]
    assert [theme.name for theme in book.above("经济")] == ["经济"]


def test_one_theme_of_a_codebook_keeps_what_is_excluded_above_it(tmp_path):
    """Its parent's exclusions hold for a sub-theme alone too."""
    book = pt.Codebook.load(write(tmp_path, FULL)).only("农业")

    assert book.names == ["农业"]
    assert book["农业"].exclude == ("经济适用房",)


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
        (
            "themes: {改革: [改革]}\n",
            "{file}, line 1, themes.改革 must be a mapping, got a list.",
        ),
        (
            "themes:\n  改革:\n    terms: 改革\n",
            "{file}, line 3, themes.改革.terms must be a list, got '改革'.",
        ),
        (
            "themes: {改革: {terms: []}}\n",
            "{file}, line 1, themes.改革: a theme has `terms`, `patterns` or sub-`themes`. "
            "Add one.",
        ),
        (
            "themes: {改革: {terms: ['']}}\n",
            "{file}, line 1, themes.改革.terms[0] must be a string that is not empty, got ''.",
        ),
        (
            "themes: {改革: {terms: [[改革]]}}\n",
            "{file}, line 1, themes.改革.terms[0] must be a string that is not empty, got a list.",
        ),
        (
            "themes:\n  改革:\n    terms:\n      - {term: 改革, nor: [改]}\n",
            "{file}, line 4, themes.改革.terms[0].nor: there is no such key. Did you mean 'not'?",
        ),
        (
            "themes:\n  改革:\n    termes: [改革]\n",
            "{file}, line 3, themes.改革.termes: there is no such key. Did you mean 'terms' or "
            "'themes'?",
        ),
        (
            "themes:\n  改革:\n    terms:\n      - {weight: 2}\n",
            "{file}, line 4, themes.改革.terms[0]: the key 'term' is missing. Add it.",
        ),
        (
            "themes:\n  改革:\n    terms:\n      - {term: 改革, weight: -1}\n",
            "{file}, line 4, themes.改革.terms[0].weight: it must be greater than or equal to 0, "
            "got -1.",
        ),
        (
            "themes:\n  改革:\n    terms: [改革, 改革]\n",
            "{file}, line 3, themes.改革.terms[1]: '改革' stands twice. Drop one.",
        ),
        (
            "themes:\n  改革:\n    patterns: ['改(']\n",
            "{file}, line 3, themes.改革.patterns[0]: a pattern must be a regular expression: "
            "missing ), unterminated subpattern at position 1, got '改('.",
        ),
        (
            "themes:\n  改革:\n    patterns: ['改?']\n",
            "{file}, line 3, themes.改革.patterns[0]: a pattern must not match the empty string, "
            "got '改?'.",
        ),
        (
            "themes:\n  改革:\n    patterns: ['(改+)+革']\n",
            "{file}, line 3, themes.改革.patterns[0]: a pattern must not repeat without a limit "
            "what repeats; say how often, as in {{1,5}}, got '(改+)+革'.",
        ),
        (
            "themes:\n  改革:\n    terms: [改革]\n    themes:\n      改革: {terms: [革新]}\n",
            "{file}: The names of themes must differ, got '改革' twice.",
        ),
        (
            "themes:\n  改革: {terms: [改革]}\n  改革: {terms: [开放]}\n",
            "{file}, line 3: '改革' stands twice. Join the two.",
        ),
        (
            "themes: " + "[" * 3000 + "]" * 3000,
            "{file} is nested too deep to be a codebook.",
        ),
    ],
)
def test_a_broken_codebook_is_named_with_the_place(tmp_path, text, message):
    """The message names file and line of broken YAML, and the key of a wrong shape."""
    file = write(tmp_path, text)

    with pytest.raises(ReadError) as caught:
        pt.Codebook.load(file)

    assert str(caught.value) == message.replace("{file}", str(file)).replace("{{1,5}}", "{1,5}")


def test_aliases_are_refused(tmp_path):
    """Aliases of aliases are short in the file and endless when written out."""
    file = write(tmp_path, "themes:\n  改革: &a {terms: [改革]}\n  开放: *a\n")

    with pytest.raises(ReadError) as caught:
        pt.Codebook.load(file)

    assert str(caught.value) == f"{file}, line 3: a codebook has no aliases (*). Write it out."


def test_no_code_in_a_codebook_is_run(tmp_path):
    """A tag that names a Python function is refused and the function not called."""
    trace = tmp_path / "trace"
    tag = f"themes: !!python/object/apply:pathlib.Path.touch [{trace}]\n"

    with pytest.raises(ReadError):
        pt.Codebook.load(write(tmp_path, tag))

    assert not trace.exists()


def test_a_file_too_large_for_a_codebook_is_refused(tmp_path, monkeypatch):
    """A codebook is written by hand; something larger is something else."""
    monkeypatch.setattr(module, "MAX_BYTES", 10)
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
        f"There is no codebook 'polcy'; policytext ships {SHIPPED}. Your own is named by its "
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


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("name: no\nversion: 1.10\nthemes: {改革: {terms: [2030, 2018-99-99]}}\n",
         ("no", "1.10", ["2030", "2018-99-99"])),
        ("name: 007\nthemes: {0: {terms: [yes]}}\n", ("007", "", ["yes"])),
    ],
)  # fmt: skip
def test_what_looks_like_a_number_is_text(tmp_path, text, values):
    """Versions, years and dates stay as they are written, without quotes."""
    book = pt.Codebook.load(write(tmp_path, text))

    assert (book.name, book.version, next(iter(book)).forms) == values


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("themes: {改革: {weight: !!float abc, terms: [改革]}}\n", "line 1: 'abc' is no float."),
        ("themes: {[a, b]: {terms: [改革]}}\n", "line 1: a key must be plain text."),
        ("themes: {'': {terms: [改革]}}\n", "themes."),
        ("themes: {top: {terms: [改革]}}\n", "another name than 'top'"),
        ("themes: {改革: {terms: [" + "改" * 101 + "]}}\n", "at most 100 characters, got 101"),
        ("themes: {改革: {patterns: ['a{99999999999}']}}\n", "must be a regular expression"),
        ("themes: {改革: {patterns: ['[[a]b]']}}\n", "must be a regular expression"),
        ("themes: {改革: {patterns: ['环境.*污染.*治理.*完']}}\n", "at most 2 repeats"),
        ("themes: {改革: {patterns: ['(?:[一-龥]+、?){10}完']}}\n", "without a limit what repeats"),
        ("themes: {改革: {patterns: ['([一-龥]+[，、]?)+完']}}\n", "without a limit what repeats"),
    ],
)
def test_what_would_be_bent_or_take_for_ever_is_refused(tmp_path, text, message):
    """One line, with the file."""
    file = write(tmp_path, text)

    with pytest.raises(ReadError) as caught:
        pt.Codebook.load(file)

    assert str(caught.value).startswith(str(file))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("term", "message"),
    [
        (Term(""), "must be strings that are not empty."),
        (Term("改革", float("nan")), "must have a weight of 0 or more, got nan."),
        (Term("改革", -1), "must have a weight of 0 or more, got -1."),
        (Term("改革", within=0), "must have `within` of 1 or more, got 0."),
        (
            Term("(a+)+b", is_pattern=True),
            "what repeats; say how often, as in {1,5}.",
        ),
    ],
)
def test_terms_made_in_python_are_checked_too(term, message):
    """The theme and the term are named."""
    with pytest.raises(InputError) as caught:
        Codebook([Theme("改革", (term,))])

    assert str(caught.value).startswith(f"The term {term.form!r} of '改革'")
    assert str(caught.value).endswith(message)


def test_a_pattern_on_a_text_of_one_long_line_takes_no_time():
    """Two open repeats on 100,000 characters without a stop."""
    from time import monotonic

    book = Codebook([Theme("改革", (Term("环境.*治理.*完毕了", is_pattern=True),))])
    corpus = pt.Corpus.from_texts({"甲": "环境治理" * 25_000}, clean=False)
    start = monotonic()

    assert pt.theme_scores(corpus, codebook=book).loc["甲", "改革"] == 0
    assert monotonic() - start < 30

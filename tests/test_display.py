"""How things show themselves: text in columns, and tables, trees and progress in a notebook."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

import policytext as pt
from policytext import Term, Theme, display
from policytext.display import columns, listed, progress, table, width

HOSTILE = "</td><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("text", "wide"), [("GDP增长", 7), ("", 0), ("“改革”……", 12), ("①a", 2), ("ｅ", 2)]
)
def test_text_is_measured_in_columns(text, wide):
    """Han characters and the punctuation beside them take two."""
    assert columns(text) == wide == sum(map(width, text))


# -------------------------------------------------------------------------- tables and trees


def test_a_table_says_how_much_is_not_shown():
    """Numbers stand to the right with their thousands, texts to the left."""
    shown = table(["词", "次"], [["改革", 1234]], total=3)

    assert shown == (
        "<table><tr><th>词</th><th>次</th></tr>"
        '<tr><td style="text-align:left">改革</td><td>1,234</td></tr></table>'
        "<p><small>… and 2 more</small></p>"
    )


def test_of_many_warnings_the_first_are_listed():
    """And the number of the others."""
    assert listed([]) == ""
    assert listed(["甲", "乙<b>", "丙"], most=2) == (
        "<ul><li>⚠ 甲</li><li>⚠ 乙&lt;b&gt;</li><li>… and 1 more</li></ul>"
    )


def shown_things() -> list[Any]:
    """Make one of each thing that shows itself, all with hostile names."""
    text = f"一、{HOSTILE}\n深化改革{HOSTILE}。\n（一）{HOSTILE}\n发展。\n三、乙"
    corpus = pt.Corpus.from_texts(
        {HOSTILE: text}, clean=False, metadata={HOSTILE: {"issuer": HOSTILE}}
    )
    corpus = pt.Corpus(corpus, failures=[pt.corpus.Failure("x", HOSTILE)])
    document = corpus[0]
    return [
        corpus,
        document,
        corpus.segment(),
        document.outline,
        document.outline.sections()[0],
        pt.Lexicon([pt.lexicons.Entry(HOSTILE, source=HOSTILE)], name=HOSTILE),
        pt.Codebook(
            [Theme(HOSTILE, (Term(HOSTILE),), title=HOSTILE, themes=(Theme("甲", (Term("乙"),)),))],
            name=HOSTILE, description=HOSTILE,
        ),
    ]  # fmt: skip


def test_what_a_document_says_is_text_in_a_notebook():
    """No name, title, term or reason can be an element."""
    for thing in shown_things():
        html = thing._repr_html_()

        assert "<script>" not in html, type(thing)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html, type(thing)


def test_a_section_shows_its_place_its_beginning_and_what_is_under_it():
    """With the number of characters, white space not counted."""
    document = pt.Corpus.from_texts(
        {"甲": "一、任务\n（一）改革\n深化改革。\n（二）开放\n扩大 开放。"}
    )[0]

    html = document.outline.sections("一、")[0]._repr_html_()

    assert "<b>一、任务</b>" in html
    assert "深化改革。" in html
    assert html.count("<li>") == 2
    assert "（二）开放<small" in html


def test_a_long_outline_is_folded_and_cut():
    """So that a law of a thousand articles does not fill the notebook."""
    few = "\n".join(f"第{n}条　各级政府应当公开信息。" for n in ("一", "二", "三"))
    many = "\n".join(f"{n}. 第{n}项工作要抓好\n各地按要求办。" for n in range(1, 151))

    short = pt.Corpus.from_texts({"甲": f"第一章　总则\n{few}"})[0].outline._repr_html_()
    long = pt.Corpus.from_texts({"甲": f"一、任务\n{many}"})[0].outline._repr_html_()

    assert "<details open>" in short
    assert "<details>" in long
    assert "<details open>" not in long
    assert "… and 50 more" in long


def test_a_codebook_shows_its_themes_and_first_terms():
    """Sub-themes by name, their terms among the theme's; of many terms ten."""
    terms = tuple(Term(f"词{n}") for n in range(12))
    book = pt.Codebook(
        [Theme("经济", terms, title="Economy", themes=(Theme("农业", (Term("粮食"),)),)),
         Theme("文化", (Term("诗"),))],
        name="试用",
    )  # fmt: skip

    html = book._repr_html_()

    assert "<b>Codebook</b> &#x27;试用&#x27;: 2 themes, 1 sub-theme, 14 terms" in html
    assert ">经济 Economy</td>" in html
    assert ">农业</td><td>13</td>" in html
    assert "词9 …</td>" in html
    assert "词10" not in html


def test_a_lexicon_shows_its_first_words_with_what_is_known():
    """Columns without a value are left out."""
    entries = [pt.lexicons.Entry(f"词{n}", tag="n") for n in range(12)]

    html = pt.Lexicon(entries)._repr_html_()

    assert "<tr><th>word</th><th>tag</th></tr>" in html
    assert "词9" in html
    assert "词10" not in html
    assert "… and 2 more" in html
    assert "<tr><th>word</th></tr></table>" in pt.Lexicon([])._repr_html_()


def test_a_corpus_shows_the_columns_that_say_something():
    """No paths, and none that is empty throughout."""
    html = pt.datasets.load("work_reports")._repr_html_()

    assert "<th>year</th>" in html
    assert "<th>path</th>" not in html
    assert "<th>addressee</th>" not in html


def test_what_is_shown_is_small():
    """A notebook with some of them can still be sent by mail."""
    reports = pt.datasets.load("work_reports")

    for thing in (reports, reports[0], reports.segment(), pt.Codebook.load("policy")):
        assert len(thing._repr_html_()) < 20_000


# ------------------------------------------------------------------------------------ progress


class Notebook:
    """Stands for IPython in a notebook, and keeps what is shown."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown: list[str] = []
        shell = SimpleNamespace(kernel=object())
        display = SimpleNamespace(display=self.display)
        module = SimpleNamespace(get_ipython=lambda: shell, display=display)
        monkeypatch.setitem(sys.modules, "IPython", module)
        monkeypatch.setitem(sys.modules, "IPython.display", display)

    def display(self, bundle: dict[str, str], *, raw: bool, display_id: bool) -> Notebook:
        assert raw
        assert display_id
        self.shown.append(bundle["text/html"])
        return self

    def update(self, bundle: dict[str, str], *, raw: bool) -> None:
        assert raw
        self.shown.append(bundle["text/html"])


def clock(monkeypatch: pytest.MonkeyPatch, step: float) -> None:
    """Let each look at the clock take so many seconds."""
    seconds = iter(range(1000))
    monkeypatch.setattr(display, "monotonic", lambda: next(seconds) * step)


def test_long_work_shows_how_far_it_is_in_a_notebook(monkeypatch):
    """In one place, which is empty when all is done."""
    notebook = Notebook(monkeypatch)
    clock(monkeypatch, 0.6)

    assert list(progress(["甲", "乙", "丙", "丁"], "<Reading>")) == ["甲", "乙", "丙", "丁"]

    assert notebook.shown == [
        '<progress value="1" max="4"></progress> &lt;Reading&gt; 1 / 4',
        '<progress value="2" max="4"></progress> &lt;Reading&gt; 2 / 4',
        '<progress value="3" max="4"></progress> &lt;Reading&gt; 3 / 4',
        "",
    ]


def test_short_work_shows_nothing(monkeypatch):
    """Less than a second, one item, or no known number of them."""
    notebook = Notebook(monkeypatch)
    clock(monkeypatch, 0.1)
    assert list(progress(range(5), "Reading")) == [0, 1, 2, 3, 4]
    clock(monkeypatch, 9)
    assert list(progress(["甲"], "Reading")) == ["甲"]
    assert list(progress(iter("甲乙"), "Reading")) == ["甲", "乙"]

    assert notebook.shown == []


def test_what_was_shown_goes_when_work_fails(monkeypatch):
    """No bar stays half full above the error."""
    notebook = Notebook(monkeypatch)
    clock(monkeypatch, 2)

    def work() -> None:
        for item in progress(range(3), "Reading"):
            if item == 2:
                raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        work()

    assert notebook.shown[-1] == ""


def test_outside_notebooks_nothing_is_shown(monkeypatch, capsys):
    """In a script, a test and a terminal's IPython alike."""
    clock(monkeypatch, 9)
    module = SimpleNamespace(get_ipython=lambda: SimpleNamespace())

    for ipython in (None, module):
        monkeypatch.setitem(sys.modules, "IPython", ipython)
        assert list(progress(range(3), "Reading")) == [0, 1, 2]

    assert capsys.readouterr() == ("", "")


def test_reading_takes_it(tmp_path):
    """`progress=` of `pt.read` and `pt.segment` is such a function."""
    for name in "甲乙":
        (tmp_path / f"{name}.txt").write_text("深化改革。", encoding="utf-8")

    assert len(pt.read(tmp_path, progress=progress)) == 2

"""Concordances: windows, places, orders, and how lines are shown and saved."""

from __future__ import annotations

import builtins
import re
import string
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError, MissingExtra, SchemaError
from policytext.statistics.concordance import (
    LINES,
    find_lines,
    kwic,
    kwic_html,
    kwic_text,
    save_kwic,
)
from test_patterns import cut, without

LETTERS = " ".join(string.ascii_uppercase)


@pytest.fixture(scope="module")
def tokens() -> pt.Tokens:
    texts = {"甲": "一、目标\n坚持改革，支持改革。", "乙": "改革带来发展。\n发展惠及人民！"}
    facts = {"甲": {"year": 2020}, "乙": {"year": 2019, "date": date(2019, 3, 5)}}
    return pt.Corpus.from_texts(texts, metadata=facts).segment()


def contexts(table: pd.DataFrame) -> list[list[str]]:
    return table[["left", "match", "right"]].values.tolist()


# ---------------------------------------------------------------- reference values


@pytest.mark.parametrize(
    ("text", "node", "expected"),
    [
        (LETTERS, "D", [(4, "A B C", "D", "E F G H I")]),
        (LETTERS, "A", [(1, "", "A", "B C D E F")]),
        (LETTERS, "Z", [(26, "U V W X Y", "Z", "")]),
        (
            f"{LETTERS} {LETTERS}",
            "A",
            [(1, "", "A", "B C D E F"), (27, "V W X Y Z", "A", "B C D E F")],
        ),
        (
            "what does the fox say fox",
            "fox",
            [(4, "what does the", "fox", "say fox"), (6, "what does the fox say", "fox", "")],
        ),
        (LETTERS, ("D", "E"), [(4, "A B C", "D E", "F G H I J")]),
        (LETTERS, "never", []),
    ],
)
def test_lines_are_those_of_quanteda(text, node, expected):
    """References W1 to W6, whose positions count from 1 and ours from 0; white space is none."""
    for tokens in (pt.Corpus.from_texts({"a": text}).segment(), cut(text)):
        table = kwic(tokens, node, window=5)

        rows = table[["position", "left", "match", "right"]].values.tolist()
        assert [(position + 1, *row) for position, *row in rows] == expected


# ---------------------------------------------------------------- windows and places


def test_a_line_knows_its_place(tokens):
    """Section, line and column of the file, characters of the text, position from 0."""
    table = kwic(tokens, "改革", window=2)

    assert list(table.columns) == list(LINES)
    assert contexts(table) == [
        ["目标 坚持", "改革", "，支持"],
        ["，支持", "改革", "。"],
        ["", "改革", "带来发展"],
    ]
    assert table["document"].tolist() == ["甲", "甲", "乙"]
    assert table["section"].tolist() == ["一、目标", "一、目标", ""]
    assert table[["line", "column"]].values.tolist() == [[2, 3], [2, 8], [1, 1]]
    assert table["position"].tolist() == [4, 7, 0]
    assert table["date"].tolist() == [pd.NaT, pd.NaT, pd.Timestamp(2019, 3, 5)]
    texts = {document.id: document.text for document in tokens.corpus}
    for row in table.itertuples():
        assert texts[row.document][row.start : row.end] == row.match


def test_a_window_ends_where_its_document_does():
    """A node at the end has no right context, though another document follows."""
    lines = kwic(cut("甲 改革", "乙 丙"), "改革", window=2)

    assert contexts(lines) == [["甲", "改革", ""]]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (0, ["", "发展", ""]),
        (99, ["改革带来", "发展", "。 发展惠及人民！"]),
        ("sentence", ["改革带来", "发展", "。"]),
        ("paragraph", ["改革带来", "发展", "。"]),
    ],
)
def test_a_window_is_a_number_of_tokens_a_sentence_or_a_paragraph(tokens, window, expected):
    """Wider than the document it is the document; a line end shows as a space."""
    assert contexts(kwic(tokens, "发展", window=window))[0] == expected


def test_a_paragraph_holds_several_sentences():
    """A sentence ends at its full stop, a paragraph at its line's end."""
    tokens = pt.Corpus.from_texts({"甲": "先说一句。要改革！“再说。”\n完了。"}).segment()

    assert contexts(kwic(tokens, "改革", window="sentence")) == [["要", "改革", "！"]]
    assert contexts(kwic(tokens, "改革", window="paragraph")) == [
        ["先说一句。要", "改革", "！“再说。”"]
    ]


def test_removed_tokens_keep_their_place_in_the_window():
    """They count, and show as the text has them."""
    tokens = without(cut("甲 乙 的 改革 的 丙"), "的")

    assert contexts(kwic(tokens, "改革", window=2)) == [["乙 的", "改革", "的 丙"]]


def test_a_phrase_across_spaces_is_one_match():
    """White space inside a node shows as one space."""
    tokens = pt.Corpus.from_texts({"a": "good  ice  cream here"}).segment()

    assert contexts(kwic(tokens, ("ice", "cream"))) == [["good", "ice cream", "here"]]


# ---------------------------------------------------------------- order


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (None, "1 2 3 4"),
        ("document", "1 2 3 4"),
        ("right", "3 1 4 2"),
        ("left", "4 1 3 2"),
        ("R1", "3 1 4 2"),
        ("L1", "4 1 3 2"),
        ("L9", "1 2 3 4"),
        (["L2", "R1"], "3 1 4 2"),
        (["R2", "L1"], "4 1 2 3"),
        (["node", "R1"], "3 1 4 2"),
    ],
)
def test_lines_are_sorted_by_the_words_nearest_to_the_node(sort, expected):
    """A context that a document does not have comes first; ties stand as in the texts."""
    tokens = cut("B x D 1", "C x F 2", "B x A 3", "A x E")
    table = kwic(tokens, "x", sort=sort)

    assert " ".join(str(int(document) + 1) for document in table["document"]) == expected


def test_sorting_goes_outward_word_by_word():
    """The second word decides where the first is the same."""
    tokens = cut("B M x", "A M x", "Z L x")

    assert kwic(tokens, "x", sort="left")["left"].tolist() == ["Z L", "A M", "B M"]


def test_dates_put_years_alone_first_and_unknown_ones_last():
    """A date as text counts too; one that is none does not."""
    facts = [
        {"date": "2020-05-01"}, {"year": 2020}, {}, {"date": "um 1999"}, {"date": date(2019, 1, 1)},
        {"date": pd.Timestamp("2019-06-01 10:00")}, {"date": pd.NaT, "year": 2018},
    ]  # fmt: skip
    corpus = pt.Corpus.from_texts(
        {str(n): "改革" for n in range(7)}, metadata={str(n): f for n, f in enumerate(facts)}
    )
    table = kwic(corpus.segment(), "改革", sort="date")

    assert " ".join(table["document"]) == "6 4 5 1 0 2 3"
    assert table["date"].notna().sum() == 3


def test_node_sorts_by_what_was_found():
    """Then by the next key."""
    table = kwic(cut("b 2 a 1 b 1"), re.compile("[ab]"), sort=["node", "R1"])

    assert (table["match"] + table["right"].str[:1]).tolist() == ["a1", "b1", "b2"]


# ---------------------------------------------------------------- groups, top, sample


def test_groups_stand_in_a_first_column(tokens):
    """Lines in no group are left out; whole numbers stay so."""
    table = kwic(tokens, "改革", by="year")
    assert list(table.columns) == ["year", *LINES]
    assert table["year"].tolist() == [2020, 2020, 2019]

    table = kwic(tokens, "改革", by="一、")
    assert table["一、"].tolist() == ["甲: 一、目标"] * 2
    assert table.attrs["stamp"]["hits"] == 2
    table = kwic(tokens, "改革", by=[None, "late"])
    assert table[["group", "document"]].values.tolist() == [["late", "乙"]]
    assert kwic(tokens, "改革", by="document")["group"].tolist() == ["甲", "甲", "乙"]


def test_top_takes_the_first_and_sample_draws():
    """A draw is the same for the same seed, in order, and without repeats."""
    tokens = cut(" ".join(f"改革 {n}" for n in range(50)))

    assert kwic(tokens, "改革", top=3)["position"].tolist() == [0, 2, 4]
    drawn = kwic(tokens, "改革", sample=10, seed=1)
    assert drawn.equals(kwic(tokens, "改革", sample=10, seed=1))
    assert not drawn.equals(kwic(tokens, "改革", sample=10, seed=2))
    assert drawn["position"].is_monotonic_increasing
    assert drawn["position"].nunique() == 10
    assert drawn.attrs["stamp"]["hits"] == 50
    assert len(kwic(tokens, "改革", sample=99)) == 50


def test_the_stamp_says_what_changes_the_lines(tokens):
    """Node, window, order and draw."""
    stamp = kwic(tokens, ["改革", "发展"], sort="left", sample=2, seed=3).attrs["stamp"]

    names = ("node", "window", "hits", "sort", "sample", "seed")
    assert [stamp[name] for name in names] == [["改革", "发展"], 5, 5, ["left"], 2, 3]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window": -1},
         "`window` must be 0 or more tokens, or one of ['sentence', 'paragraph'], got -1."),
        ({"window": "line"},
         "`window` must be 0 or more tokens, or one of ['sentence', 'paragraph'], got 'line'."),
        ({"sort": "L0"},
         "`sort` must be of ['left', 'right', 'node', 'document', 'date'] "
         "or words such as 'L1' and 'R2', got 'L0'."),
        ({"top": 0}, "`top` must be 1 or more, got 0."),
        ({"sample": 0}, "`sample` must be 1 or more, got 0."),
    ],
)  # fmt: skip
def test_options_that_cannot_be_used_are_refused(tokens, options, message):
    """The message says what must hold and what came."""
    with pytest.raises(InputError) as error:
        kwic(tokens, "改革", **options)
    assert str(error.value) == message


@pytest.mark.parametrize("by", [None, "year"])
def test_a_term_that_never_occurs_gives_an_empty_table_with_its_types(tokens, by):
    """In every order."""
    full = kwic(tokens, "改革", by=by)
    for sort in (None, "left", "right", "node", "date", ["L1", "R3"]):
        table = kwic(tokens, "没有", by=by, sort=sort)
        assert len(table) == 0
        assert list(table.columns) == list(full.columns)
        assert table.dtypes[list(LINES)].equals(full.dtypes[list(LINES)])


@given(
    st.lists(st.lists(st.sampled_from("甲乙丙"), max_size=10), min_size=1, max_size=3),
    st.integers(0, 4),
)
def test_lines_are_those_of_a_plain_loop(texts, window):
    """Every token's neighbours, document by document."""
    expected = [
        [str(n), place, " ".join(words[max(place - window, 0) : place]),
         " ".join(words[place + 1 : place + 1 + window])]
        for n, words in enumerate(texts)
        for place, word in enumerate(words)
        if word == "甲"
    ]  # fmt: skip
    tokens = cut(*map(" ".join, texts))

    table = kwic(tokens, "甲", window=window)

    assert table[["document", "position", "left", "right"]].values.tolist() == expected


# ---------------------------------------------------------------- shown and saved


def test_lines_are_aligned_in_columns_of_the_terminal(tokens):
    """Han characters take two columns; the context is cut at its outer ends."""
    lines = kwic(tokens, "改革", window=3)
    assert kwic_text(lines, width=44).split("\n") == [
        "甲:2  、目标 坚持  改革  ，支持改革",
        "甲:2   改革，支持  改革  。",
        "乙:1               改革  带来发展。",
    ]
    assert kwic_text(lines, width=10).split("\n")[1] == "甲:2  改革，支持  改革  。"


def test_long_names_and_pages_fit_the_label():
    """The name loses its end, the place stays."""
    place = {"document": "国务院关于印发规划的通知", "line": 7, "page": 12}
    row = {**place, "left": "", "match": "改革", "right": ""}

    assert kwic_text([row], width=60) == "国务院关…:p12:7    改革"
    assert kwic_text([row, {**row, "page": pd.NA, "document": "甲"}], width=60).split("\n")[1] == (
        "甲:7                改革"
    )


def test_the_terminal_says_the_width(tokens, monkeypatch):
    """The same as with its width given."""
    table = kwic(tokens, "改革", window=9)
    monkeypatch.setenv("COLUMNS", "50")

    assert kwic_text(table) == kwic_text(table, width=50)
    assert kwic_text(table.head(0)) == ""


def test_html_is_escaped_and_says_how_it_was_made():
    """No text of a document is markup."""
    tokens = cut("<b>甲</b> 改革 &amp;")
    html = kwic_html(kwic(tokens, "改革", by=["<组>"]))

    assert "&lt;b&gt;甲&lt;/b&gt;" in html
    assert "&amp;amp;" in html
    assert "&lt;组&gt;" in html
    assert html.count("<tr>") == 2
    assert "segmenter: spaces" in html


def test_csv_reads_back(tokens, tmp_path):
    """The same values, and the same again for an empty table."""
    table = kwic(tokens, "改革", by="year")
    save_kwic(table, tmp_path / "lines.csv")
    save_kwic(table.head(0), tmp_path / "none.csv")

    again = pd.read_csv(tmp_path / "lines.csv", keep_default_na=False)
    assert again["left"].tolist() == table["left"].tolist()
    assert again["year"].tolist() == [2020, 2020, 2019]
    assert again["date"].tolist()[2].startswith("2019-03-05")
    assert list(pd.read_csv(tmp_path / "none.csv").columns) == list(table.columns)


@pytest.mark.parametrize("name", ["lines.csv", "lines.xlsx"])
def test_no_cell_is_a_formula(name, tmp_path):
    """Text that begins like one stands behind an apostrophe."""
    save_kwic(kwic(cut("=1+1 改革 +甲"), "改革", by=["@组"]), tmp_path / name)

    if name.endswith("csv"):
        row = pd.read_csv(tmp_path / name).iloc[0]
    else:
        row = pd.read_excel(tmp_path / name, engine="openpyxl").iloc[0]
    assert (row["group"], row["left"], row["right"]) == ("'@组", "'=1+1", "'+甲")


def test_a_workbook_has_lines_and_stamp(tokens, tmp_path):
    """Two sheets; characters that a workbook cannot hold are left out."""
    table = kwic(tokens, "改革")
    marked = table.assign(left="\x01" + table["left"])
    marked.attrs = table.attrs
    save_kwic(marked, tmp_path / "lines.xlsx")

    sheets = pd.read_excel(
        tmp_path / "lines.xlsx", sheet_name=None, keep_default_na=False, engine="openpyxl"
    )
    assert sheets["concordance"]["left"].tolist() == table["left"].tolist()
    assert dict(sheets["made"].values)["segmenter"] == table.attrs["stamp"]["segmenter"]


def test_html_is_a_page_of_its_own(tokens, tmp_path):
    """It names its encoding."""
    save_kwic(kwic(tokens, "改革"), tmp_path / "lines.HTML")

    page = (tmp_path / "lines.HTML").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>\n<meta charset='utf-8'>")
    assert page.count("<b>改革</b>") == 3


def test_what_cannot_be_saved_or_shown_is_refused(tokens, tmp_path):
    """Another ending, another table."""
    table = kwic(tokens, "改革")
    with pytest.raises(InputError) as error:
        save_kwic(table, "lines.doc")
    assert str(error.value) == (
        "`path` must end in one of ['.csv', '.html', '.xlsx'], got 'lines.doc'."
    )
    with pytest.raises(SchemaError) as schema:
        save_kwic(table[["document", "left"]], tmp_path / "lines.csv")
    assert str(schema.value) == (
        "The table has no column ['line', 'match', 'right']; it has ['document', 'left']. "
        "Pass the table that `kwic()` returns."
    )
    assert not list(tmp_path.iterdir())


def test_a_workbook_needs_openpyxl(tokens, tmp_path, monkeypatch):
    """The message names the extra, and no file is left."""
    found = builtins.__import__

    def missing(name, *rest, **more):
        if name.startswith("openpyxl"):
            raise ImportError(name)
        return found(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(MissingExtra) as error:
        save_kwic(kwic(tokens, "改革"), tmp_path / "lines.xlsx")
    assert str(error.value) == (
        "Writing .xlsx needs openpyxl, which is not installed. "
        'Install it with: pip install "policytext[excel]"'
    )
    assert not list(tmp_path.iterdir())


def test_lines_of_the_reports_are_quick_and_right(shared):
    """Every occurrence of the token, each at its place."""
    tokens = pt.read(shared / "gov_work_reports").segment()
    rows, _ = find_lines(tokens, "经济", sort="right")

    assert len(rows) == int(np.sum(tokens.ids == tokens.index["经济"]))
    texts = {document.id: document.text for document in tokens.corpus}
    assert all(texts[row["document"]][row["start"] : row["end"]] == "经济" for row in rows)

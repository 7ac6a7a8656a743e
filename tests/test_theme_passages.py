"""Passages: runs of paragraphs about a theme, also in texts without headings."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner

import policytext as pt
from policytext.cli import main
from policytext.errors import InputError
from policytext.theming.codebooks import files
from policytext.theming.scoring.passages import passages

FARM = "多打粮食，种好棉花，农民增收，农村变样，农业丰收。"
SCHOOL = "办好学校，关心教师，培养学生，普及义务教育，发展高等教育。"
SKY = "今天天晴，明天有雨，后天刮风，大家出门都要看天气。"


def test_a_run_of_paragraphs_is_one_passage():
    """From its first paragraph to its last, whole."""
    text = "\n".join([SKY, FARM, FARM, SKY, SKY, FARM])
    table = passages(pt.Corpus.from_texts({"甲": text}), "三农与乡村振兴").sort_values("start")

    assert table["line"].tolist() == [2, 6]
    assert table["paragraphs"].tolist() == [2, 1]
    assert table["text"].tolist() == [f"{FARM}\n{FARM}", FARM]


@pytest.mark.parametrize(("gap", "sizes"), [(0, [1, 1]), (1, [3])])
def test_a_paragraph_between_may_belong_to_the_passage(gap, sizes):
    """As many as `gap` says."""
    corpus = pt.Corpus.from_texts({"甲": "\n".join([FARM, SKY, FARM])})

    assert passages(corpus, "三农与乡村振兴", gap=gap)["paragraphs"].tolist() == sizes


def test_no_passage_leaves_its_section():
    """A heading ends it."""
    text = f"一、上半年\n{FARM}\n二、下半年\n{FARM}"
    table = passages(pt.Corpus.from_texts({"甲": text}), "三农与乡村振兴").sort_values("start")

    assert table["heading_path"].tolist() == ["一、上半年", "二、下半年"]


def test_a_text_without_headings_is_cut_where_its_words_change():
    """Farms, then schools: a theme that both mention is two passages, not one."""
    farms, schools = [FARM + "要有信心。"] * 8, [SCHOOL + "要有信心。"] * 8
    corpus = pt.Corpus.from_texts({"甲": "\n".join([*farms, *schools])}, clean=False)

    table = passages(corpus, "信心", min_score=0.5).sort_values("start")

    assert table["paragraphs"].tolist() == [8, 8]


def test_a_theme_that_is_nowhere_has_no_passages():
    """An empty table with its columns; a term that is neither theme nor text is mistyped."""
    corpus = pt.Corpus.from_texts({"甲": SKY})

    table = passages(corpus, "国防和军队")
    assert table.empty
    assert "heading_path" in table
    with pytest.raises(InputError, match="is no theme of the codebook"):
        passages(corpus, "国防和军对")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"min_score": 0}, "`min_score` must be above 0, got 0."),
        ({"min_score": "2"}, "`min_score` must be above 0, got '2'."),
        ({"gap": -1}, "`gap` must be 0 or more, got -1."),
        ({"top": 0}, "`top` must be 1 or more, got 0."),
    ],
)
def test_an_option_that_cannot_be_used_is_named(options, message):
    """The whole message."""
    with pytest.raises(InputError) as caught:
        passages(pt.Corpus.from_texts({"甲": FARM}), "粮食", **options)

    assert str(caught.value) == message


@pytest.mark.parametrize("find", [pt.sections, passages, pt.wording])
def test_a_codebook_of_ones_own_is_read_once(find, tmp_path, monkeypatch):
    """However often a search looks into it."""
    file, read = tmp_path / "小.yaml", []
    file.write_text("{name: 小, themes: {农业: {terms: [粮食, 农民]}}}", "utf-8")

    def read_codebook(path, whole=files.read_codebook):
        read.append(path)
        return whole(path)

    monkeypatch.setattr(files, "read_codebook", read_codebook)
    asked = {"themes": ["农业"]} if find is pt.wording else {"theme": "农业"}
    table = find(pt.Corpus.from_texts({"甲": FARM}), codebook=file, **asked)

    assert read.count(file) == 1
    assert table.attrs["stamp"]["codebook"] == str(pt.Codebook.load(file))


@pytest.mark.parametrize(
    ("options", "pair"),
    [
        (["--evidence", "--passages"], "--evidence and --passages"),
        (["--evidence", "--level", "一、"], "--evidence and --level"),
        (["--evidence", "--top", "3"], "--evidence and --top"),
        (["--passages", "--heading-weight", "0"], "--passages and --heading-weight"),
    ],
)
def test_of_two_options_none_is_silently_ignored(options, pair):
    """The command names the pair and ends as with any wrong use."""
    result = CliRunner().invoke(main, ["sections", "甲.txt", "--theme", "粮食", *options])

    assert result.exit_code == 2
    assert result.stderr == f"Error: {pair} exclude each other. Drop one.\n"


def test_passages_of_the_real_reports(shared):
    """They do not overlap, their texts are those of their places, and ecology's comes late."""
    corpus = pt.read(shared / "gov_work_reports")
    table = passages(corpus, "生态文明")

    for row in table.itertuples():
        assert corpus[row.document].text[row.start : row.end] == row.text
    ordered = table.sort_values(["document", "start"])
    same = ordered["document"].to_numpy()[1:] == ordered["document"].to_numpy()[:-1]
    apart = ordered["start"].to_numpy()[1:] >= ordered["end"].to_numpy()[:-1]
    assert np.all(apart | ~same)
    assert (table["document"].head(5).astype(int) >= 2000).all()

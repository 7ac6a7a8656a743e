"""Trends, concordances and themes of a corpus in parts are those of the corpus in memory."""

from __future__ import annotations

import pickle
import re

import pandas as pd
import pytest

import policytext as pt
from awkward import Joining
from in_parts import in_parts, same_table
from policytext.errors import InputError
from policytext.scale.ingest import ingest
from policytext.scale.scan import scan
from policytext.statistics.concordance_files import write_kwic
from policytext.theming.scoring.scorer import Scorer
from policytext.theming.scoring.shares import _Themes

TEXTS = [
    "一、改革\n深化改革，改革创新。\n二、发展\n发展经济，反对形式主义。",
    "科学发展观。坚持科学发展观，改革开放。",
    "",
    "种好粮食，多打粮食。\n改进作风，反对形式主义。\n今天天晴。",
    "　　人民当家作主，改革！“再改革”。",
    "一、作风\n改进作风，作风好。\n（一）办好学校。\n二、企业\n办好企业，改革企业。",
    "发展是硬道理。\n发展惠及人民，改革带来发展。",
]  # fmt: skip
YEARS = [2019, 2019, None, 2020, 2022, 2022, 2020]


@pytest.fixture(scope="module")
def corpus() -> pt.Corpus:
    corpus = pt.Corpus.from_texts({f"文{n}": text for n, text in enumerate(TEXTS)})
    return corpus.assign(year=YEARS)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("interval", ["poisson", "negative_binomial", "bootstrap"])
@pytest.mark.parametrize("match", ["string", "token"])
def test_a_trend(corpus, interval, match, seed):
    """Years, gaps and limits; a bootstrap draws the same documents."""
    how = {"interval": interval, "match": match, "smooth": 3}

    found = pt.trend(in_parts(corpus, 2 + seed, seed=seed), ["改革", "发展"], **how)

    same_table(found, pt.trend(corpus, ["改革", "发展"], **how))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "how",
    [
        {},
        {"window": "sentence"},
        {"sort": "left"},
        {"sort": "right", "top": 3},
        {"sort": ["R1", "document", "L1"], "top": 5},
        {"sort": ["document", "right"]},
        {"sort": "date", "top": 4},
        {"sort": ["node", "L2"], "window": 0},
        {"top": 2},
        {"by": "year"},
        {"by": "一、", "sort": "right"},
        {"by": "document", "top": 3},
        {"by": {"文0": "早", "文5": "晚", "文6": None}},
        {"sample": 4, "seed": 2},
        {"sample": 4, "seed": 5, "by": "year", "sort": "left"},
        {"sample": 99, "top": 2},
    ],
    ids=str,
)
def test_a_concordance(corpus, how, seed):
    """Lines, their order and their groups; a draw draws the same lines."""
    node = ["改革", "科学发展观", ("反对", "形式主义"), re.compile("发.")]

    found = pt.kwic(in_parts(corpus, 2 + seed, seed=seed), node, **how)

    same_table(found, pt.kwic(corpus.segment(), node, **how))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "how",
    [
        {},
        {"by": "year"},
        {"by": None, "themes": "all", "unit": "sentence"},
        {"by": "section", "unit": "section"},
        {"by": "一、", "themes": ["作风建设", "经济"]},
        {"by": {"文0": "早", "文5": "晚", "文6": None}, "codebook": "instruments"},
    ],
    ids=str,
)
def test_shares_of_themes(corpus, how, seed):
    """Characters, units, hits and scores of each group."""
    found = pt.themes(in_parts(corpus, 2 + seed, seed=seed), **how)

    same_table(found, pt.themes(corpus, **how))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "table",
    [
        lambda corpus: pt.sections(corpus, "作风建设"),
        lambda corpus: pt.sections(corpus, ["改革", "经济"], top=2),
        lambda corpus: pt.sections(corpus, "作风", level="一、", heading_weight=0),
        lambda corpus: pt.passages(corpus, "三农与乡村振兴", min_score=0.5),
        lambda corpus: pt.passages(corpus, ["作风", "发展"], min_score=0.1, gap=0, top=2),
        lambda corpus: pt.theme_units(corpus, unit="sentence", top=1),
        lambda corpus: pt.theme_units(corpus, themes="all"),
        lambda corpus: pt.theme_evidence(corpus, ["作风建设", "经济"], unit="paragraph"),
        lambda corpus: pt.theme_scores(corpus, heading_weight=1),
        lambda corpus: pt.wording(corpus, by="year", themes=["经济", "作风建设"]),
        lambda corpus: pt.wording(corpus),
    ],
    ids=["sections", "best", "level", "passages", "best passages", "sentences", "units",
         "evidence", "scores", "wording", "all wording"],
)  # fmt: skip
def test_what_is_about_a_theme(corpus, table, seed):
    """Sections, passages, units, their hits and their wording, in the same order."""
    same_table(table(in_parts(corpus, 2 + seed, seed=seed)), table(corpus))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("match", ["string", "token"])
def test_evidence(corpus, match, seed):
    """Every hit with its place, in the order of the texts."""
    terms = {"改革": ["改革", "深化改革"], "观": "科学发展观", "发": re.compile("发.")}

    found = pt.evidence(in_parts(corpus, 2 + seed, seed=seed), terms, match=match, context=3)

    same_table(found, pt.evidence(corpus, terms, match=match, context=3))


BOOK = pt.Codebook.of_terms("指示", ["这是", "改革"])


@pytest.mark.parametrize(
    "table",
    [
        lambda corpus: pt.kwic(corpus, ["这是", "改革"], sort="left"),
        lambda corpus: pt.kwic(corpus, "这是", sample=2),
        lambda corpus: pt.evidence(corpus, "这是", match="token"),
        lambda corpus: pt.trend(corpus, "这是", match="token", interval="bootstrap"),
        lambda corpus: pt.themes(corpus, codebook=BOOK),
        lambda corpus: pt.theme_evidence(corpus, codebook=BOOK),
    ],
    ids=["kwic", "sample", "evidence", "trend", "themes", "hits"],
)
def test_a_word_that_is_a_token_in_some_parts_only(table):
    """Where it is one somewhere it is one everywhere, as in memory."""
    texts = ["这是改革。", "说这是改革。", "那么，这是改革。", "这是这是。", "这", "改革。", "是"]
    corpus = pt.Corpus.from_texts({f"文{n}": text for n, text in enumerate(texts)})
    corpus = corpus.assign(year=[2019, 2019, 2020, 2020, 2020, 2021, 2021])

    found = table(in_parts(corpus, len(texts), segmenter=Joining()))

    same_table(found, table(corpus.segment(Joining())))


def test_a_codebook_is_sent_without_what_no_score_depends_on():
    """Examples and descriptions stay; its name, version and hash are the same."""
    book = pt.Codebook.load("policy")
    analysis = _Themes(book, 3.0, None, (0,), True, "paragraph")

    sent = pickle.dumps(analysis)

    assert len(sent) < 0.7 * len(pickle.dumps(book))
    assert str(pickle.loads(sent).codebook) == str(book)


# ---------------------------------------------------------------- on disk


CALLS = [
    lambda corpus: pt.trend(corpus, ["改革", "发展"], match="token", interval="bootstrap"),
    lambda corpus: pt.kwic(corpus, "改革", by="year", sort=["left", "date"], top=9),
    lambda corpus: pt.kwic(corpus, ["改革", "发展"], sample=9, seed=4),
    lambda corpus: pt.themes(corpus, by="year", themes="all"),
    lambda corpus: pt.sections(corpus, ["生态文明", "改革"], top=5),
    lambda corpus: pt.passages(corpus, "生态文明", top=5),
    lambda corpus: pt.theme_units(corpus, top=1),
    lambda corpus: pt.theme_evidence(corpus, "作风建设"),
    lambda corpus: pt.theme_scores(corpus),
    lambda corpus: pt.wording(corpus, by="year", themes=["经济"]),
    lambda corpus: pt.evidence(corpus, {"改": ["改革", re.compile("深化.")]}),
]


def test_tables_of_a_corpus_on_disk_are_those_of_the_texts(tmp_path):
    """All at once, in tasks of a few documents, from files."""
    ingest(pt.datasets.path("work_reports"), tmp_path, workers=1, row_group=2)
    texts = pt.read(pt.datasets.path("work_reports"))

    tables = scan(tmp_path, task_size=20_000).together(*CALLS)

    for table, call in zip(tables, CALLS, strict=True):
        pd.testing.assert_frame_equal(table, call(texts), rtol=1e-12, atol=1e-12)


def test_single_hits_of_a_corpus_on_disk_cannot_be_judged(corpus):
    """Only tables are made of it; the message says what to do."""
    with pytest.raises(InputError) as error:
        _ = Scorer(in_parts(corpus, 3), "policy").hits

    assert str(error.value) == (
        "Single hits need the tokens in memory, got a corpus on disk. Make a table of it, or read "
        "the documents with `read`."
    )


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    "table",
    [
        lambda corpus: pt.trend(corpus, "改革", by="nope"),
        lambda corpus: pt.trend(corpus, "改革", by="issuer", interval="bootstrap"),
        lambda corpus: pt.trend(corpus, "改革", by="section", interval="bootstrap"),
        lambda corpus: pt.trend(corpus, "改革", by="document", interval="bootstrap"),
        lambda corpus: pt.kwic(corpus, "改革", by="nope"),
        lambda corpus: pt.kwic(corpus, "改革", by="第一章"),
        lambda corpus: pt.kwic(corpus, "", sample=2),
        lambda corpus: pt.themes(corpus, by="nope"),
        lambda corpus: pt.themes(corpus, by={"文0": None}),
        lambda corpus: pt.sections(corpus, "作风建社"),
        lambda corpus: pt.sections(corpus, "作风", level="章节"),
        lambda corpus: pt.passages(corpus, ["改革", "没有"]),
        lambda corpus: pt.wording(corpus, by="第一章"),
    ],
)  # fmt: skip
def test_the_same_is_refused(corpus, table):
    """In the same words, whichever part it is that lacks it."""
    with pytest.raises(InputError) as expected:
        table(corpus)

    with pytest.raises(InputError) as found:
        table(in_parts(corpus, 4, seed=1))

    assert str(found.value) == str(expected.value)


# ---------------------------------------------------------------- concordances in files


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("by", [None, "year", "一、"])
def test_a_concordance_of_any_size_is_written_part_by_part(corpus, tmp_path, by, seed):
    """The file is that of the table in memory, and nothing else is left."""
    node = ["改革", "没有", re.compile("发.")]
    table = pt.kwic(corpus.segment(), node, by=by, window=3)
    pt.save_kwic(table, tmp_path / "table.csv")

    parts = in_parts(corpus, 2 + seed, seed=seed)
    stamp = write_kwic(parts, node, tmp_path / "lines.csv", by=by, window=3)

    assert (tmp_path / "lines.csv").read_bytes() == (tmp_path / "table.csv").read_bytes()
    assert stamp == table.attrs["stamp"]
    assert {path.name for path in tmp_path.iterdir()} == {"lines.csv", "table.csv"}


def test_a_concordance_in_memory_is_written_too(corpus, tmp_path):
    """In one part; without a line there are the names of the columns."""
    assert write_kwic(corpus.segment(), "没有", tmp_path / "lines.csv")["hits"] == 0

    assert (tmp_path / "lines.csv").read_text(encoding="utf-8").startswith("document,section,")


def test_a_concordance_that_cannot_be_written_names_the_file(corpus, tmp_path):
    """Another ending, a folder that is not there."""
    with pytest.raises(InputError) as ending:
        write_kwic(corpus.segment(), "改革", "lines.xlsx")
    assert str(ending.value) == "`path` must end in .csv, got 'lines.xlsx'."

    path = tmp_path / "no" / "lines.csv"
    with pytest.raises(InputError) as folder:
        write_kwic(corpus.segment(), "改革", path)
    assert str(folder.value) == (
        f"{path} cannot be written: No such file or directory. Make room, or choose another folder."
    )

import pytest

import policytext as pt
from policytext.errors import InputError


def test_the_corpora_are_named_in_order():
    """Two corpora ship with policytext."""
    assert pt.datasets.names() == ["study_report", "work_reports"]


@pytest.mark.parametrize("function", [pt.datasets.path, pt.datasets.load])
def test_a_corpus_that_is_not_there_is_told(function):
    """The message lists the corpora and suggests the nearest."""
    with pytest.raises(InputError) as caught:
        function("work_report")

    assert str(caught.value) == (
        "`name` must be one of ['study_report', 'work_reports'], got 'work_report'. "
        "Did you mean 'work_reports' or 'study_report'?"
    )


def test_the_work_reports_have_their_metadata():
    """Twelve years in order, each with date, title, issuer and genre."""
    docs = pt.datasets.load("work_reports").docs

    assert docs.index.tolist() == [str(year) for year in range(2012, 2024)]
    assert docs.year.tolist() == list(range(2012, 2024))
    assert docs.loc["2012", ["title", "date", "issuer", "genre"]].tolist() == [
        "云川市2012年政府工作报告",
        "2012-02-08",
        "云川市人民政府",
        "报告",
    ]


@pytest.fixture(scope="module")
def study_report():
    """Read the study report as it is meant to be read, and as it stands."""
    path = pt.datasets.path("study_report")
    return pt.datasets.load("study_report")[0], pt.read(path, clean=False)[0]


def test_the_study_report_is_whole(study_report):
    """The title once and 13 paragraphs of the planted lengths, each to its end."""
    document, raw = study_report

    assert (len(document.text), len(raw.text)) == (2982, 3088)
    assert document.title == document.paragraphs[0] == "清浦县信访局局长学习贯彻十八大精神心得报告"
    assert [len(paragraph) for paragraph in document.paragraphs[1:]] == [
        192, 25, 280, 304, 290, 19, 272, 281, 309, 26, 272, 384, 294,
    ]  # fmt: skip
    headings = {document.title, *(s.title for s in document.outline.sections("一、"))}
    assert {p for p in document.paragraphs if p[-1] != "。"} == headings


@pytest.mark.parametrize(
    ("string", "clean", "raw"),
    [
        ("人民", 7, 6),
        ("群众", 12, 12),
        ("信访", 16, 16),
        ("十八大", 11, 12),
        ("科学发展观", 2, 2),
        ("作风", 6, 6),
        ("改革", 3, 3),
        ("官僚主义", 1, 0),
        ("艰苦奋斗", 1, 0),
        ("形式主义", 1, 1),
        ("八项规定", 1, 1),
    ],
)
def test_the_planted_strings_are_counted(study_report, string, clean, raw):
    """Words torn at a cut are found in the clean text, the doubled title counts once."""
    assert [document.text.count(string) for document in study_report] == [clean, raw]


@pytest.mark.parametrize(
    "word",
    [
        "信访",
        "人民调解",
        "加工",
        "住房",
        "新鲜",
        "艰苦奋斗",
        "官僚主义",
        "稳定",
        "信息员",
        "答疑",
        "难事",
    ],
)
def test_every_torn_word_is_mended(study_report, word):
    """Each word that the README beside it lists as torn occurs in the clean text more often."""
    document, raw = study_report
    torn = raw.text.replace("\n", "").count(word) - raw.text.count(word)

    assert torn >= 1
    assert document.text.count(word) >= raw.text.count(word) + torn - 1


@pytest.mark.parametrize(
    ("words", "line", "column"),
    [
        ("作风好不好", 81, 1),
        ("”，大闹", 45, 1),
        ("、复议", 47, 1),
        ("，人手", 73, 1),
        ("。二是改", 85, 1),
        ("三是", 93, 71),
        ("一是盯住", 33, 69),
    ],
)
def test_a_place_in_the_study_report_is_a_place_in_its_file(study_report, words, line, column):
    """The traps of the README beside it stand on the lines named there, in whole paragraphs."""
    document, _ = study_report
    places = [
        document.locate(i)[:2]
        for i in range(len(document.text))
        if document.text.startswith(words, i)
    ]

    assert (line, column) in places

"""The codebooks that ship, against readings by hand and official classes. Skipped without texts."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

import policytext as pt
from policytext.structure import Section
from policytext.theming.scoring.tables import theme_scores, theme_units

# What the heading of each level-一、 section of the reports to the 12th to 18th congresses names,
# as read from the headings alone; those that are left out review the past, set goals for all
# fields, or treat guiding theory. 精神文明 is the older name of the field 文化; the Party itself,
# peaceful development and reunification are the usual headings of their fields.
HEADINGS = {
    "12": {2: "经济", 3: "文化", 4: "政治", 5: "外交", 6: "党的建设"},
    "13": {3: "经济", 4: "经济", 5: "政治", 6: "党的建设"},
    "14": {3: "外交", 4: "党的建设"},
    "15": {5: "经济", 6: "政治", 7: "文化", 8: "港澳台", 9: "外交", 10: "党的建设"},
    "16": {
        4: "经济", 5: "政治", 6: "文化", 7: "国防和军队", 8: "港澳台", 9: "外交", 10: "党的建设",
    },
    "17": {
        5: "经济", 6: "政治", 7: "文化", 8: "社会", 9: "国防和军队", 10: "港澳台", 11: "外交",
        12: "党的建设",
    },
    "18": {
        4: "经济", 5: "政治", 6: "文化", 7: "社会", 8: "生态文明", 9: "国防和军队", 10: "港澳台",
        11: "外交", 12: "党的建设",
    },
}  # fmt: skip

# The nine items of the study report by hand, decided by reading before anything was scored: the
# themes of which one must come first among the nine fields, and of which one must come first
# among the sub-themes. The second item sums up the five fields and is about none in particular.
ITEMS = [
    ({"党的建设"}, {"理想信念"}),
    ({"经济", "政治", "文化", "社会", "生态文明"}, None),
    ({"党的建设"}, {"理想信念", "党的组织建设"}),
    ({"社会"}, {"信访工作", "社会治理"}),
    ({"党的建设", "社会"}, {"作风建设", "信访工作"}),
    ({"社会"}, {"信访工作", "社会治理"}),
    ({"社会", "党的建设"}, {"信访工作", "作风建设"}),
    ({"社会", "党的建设"}, {"信访工作", "干部队伍"}),
    ({"社会"}, {"信访工作", "社会治理"}),
]


def body(section: Section) -> Iterator[str]:
    """Yield the paragraphs of a section and its sub-sections without any heading."""
    yield from section.paragraphs
    for child in section.children:
        if not child.is_item:
            yield from body(child)


def test_the_theme_that_a_heading_names_comes_first_by_the_body_alone(shared):
    """Of 41 sections of seven congress reports, headings hidden, at least 85%."""
    bodies, named = {}, {}
    for name, themes in HEADINGS.items():
        outline = pt.read(shared / "congress" / f"{name}.txt")[0].outline
        for section in outline.sections("一、"):
            if section.number in themes:
                bodies[f"{name} {section.title}"] = "\n".join(body(section))
                named[f"{name} {section.title}"] = themes[section.number]
    corpus = pt.Corpus.from_texts(bodies, clean=False)
    first = theme_scores(corpus, themes="top").idxmax(axis=1)

    misses = {
        title: (first[title], theme) for title, theme in named.items() if first[title] != theme
    }
    assert len(named) == 41
    assert len(misses) <= 0.15 * len(named), misses


def test_the_official_class_of_a_notice_is_among_the_first_three(shared):
    """By codebook alone, at least 80% of 30 documents. Thirty prove little: see docs/themes.md."""
    with (shared / "notices" / "gold.csv").open(encoding="utf-8") as file:
        gold = {row["file"]: row["theme"].split("/")[0] for row in csv.DictReader(file)}
    corpus = pt.read([shared / "notices" / name for name in gold])
    scores = theme_scores(corpus, codebook="state_council", themes="top")
    ids = {name: document.id for name, document in zip(gold, corpus, strict=True)}

    misses = {
        name: best
        for name, theme in gold.items()
        if theme not in (best := scores.loc[ids[name]].nlargest(3).index.tolist())
    }
    assert len(gold) == 30
    assert len(misses) <= 6, misses


def test_the_items_of_the_study_report_are_about_what_a_reader_says(shared):
    """All nine, among the nine fields and among the sub-themes."""
    report = pt.read(shared / "study_report")[0]
    items = report.outline.sections("1、")
    bodies = {section.path: section.text for section in items}
    corpus = pt.Corpus.from_texts(bodies, clean=False)
    fields = theme_scores(corpus, themes="top").idxmax(axis=1).tolist()
    book = pt.Codebook.load("policy")
    inner = [name for name in book.names if book.parent(name)]
    sub = theme_scores(corpus, themes=inner).idxmax(axis=1).tolist()

    assert len(items) == 9
    for section, field, theme, (wanted, wanted_inside) in zip(
        items, fields, sub, ITEMS, strict=True
    ):
        assert field in wanted, (section.title, field)
        assert wanted_inside is None or theme in wanted_inside, (section.title, theme)


def test_作风建设_returns_its_item_whole(shared):
    """Item 2 of section 二, from its heading to its last sentence, as the file has it."""
    corpus = pt.read(shared / "study_report")
    best = pt.sections(corpus, theme="作风建设").iloc[0]
    (item,) = [s for s in corpus[0].outline.sections("1、") if s.path == best["heading_path"]]

    assert (best["level"], best["number"]) == ("1、", 2)
    assert item.parent is not None
    assert item.parent.number == 2
    assert best["text"] == item.text == corpus[0].text[item.start : item.end].rstrip("\n")
    assert best["text"].startswith("2、抓住作风建设这个重点")
    assert best["text"].endswith("。")
    following = corpus[0].text[item.end :].lstrip("\n")
    assert following.startswith("3、")


def test_ecology_takes_more_room_since_2005_than_before_1990(shared):
    """What everyone knows of the field shows in the figures."""
    from policytext.theming.scoring.shares import themes

    corpus = pt.read(shared / "gov_work_reports").assign(
        era=lambda docs: docs["year"].map(
            lambda y: "old" if y < 1990 else "new" if y > 2005 else None
        )
    )
    share = themes(corpus, by="era").set_index(["era", "theme"])["share"]

    assert share["new", "生态文明"] > 2 * share["old", "生态文明"]
    assert share["old", "经济"] > 0.4


def test_scores_of_units_agree_with_those_of_documents(shared):
    """A document of one unit has the same score in both tables."""
    corpus = pt.read(shared / "study_report")
    wide = theme_scores(corpus, themes="top").iloc[0]
    long = theme_units(corpus, unit="document").set_index("theme")["score"]

    assert long.to_dict() == pytest.approx(wide[wide > 0].to_dict(), abs=1e-4)

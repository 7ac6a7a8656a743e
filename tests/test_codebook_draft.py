"""Drafting a codebook from seed words, and checking one."""

from __future__ import annotations

import numpy as np
import pytest

import policytext as pt
from policytext.errors import InputError
from policytext.statistics.groups import group_tokens
from policytext.theming.codebooks.checking import check_codebook
from policytext.theming.codebooks.codebook import Codebook, Term, Theme
from policytext.theming.codebooks.drafting import draft_codebook, draft_terms

TEXT = (
    """\
粮食丰收，农民增收，棉花丰收。农民种粮食，农民种棉花。粮食够吃靠农民。
学校招收学生，教师上课。学生上学校，教师关心学生。学校有教师。
"""
    * 3
)


@pytest.fixture(scope="module")
def tokens() -> pt.Tokens:
    return pt.Corpus.from_texts({"甲": TEXT, "乙": TEXT}).segment()


def test_terms_that_keep_company_with_the_seeds_come_first(tokens):
    """农民 and 棉花 with 粮食, 学生 and 教师 with 学校."""
    table = draft_terms(tokens, {"农业": ["粮食"], "教育": ["学校"]}, top=4)
    best = table.groupby("theme")["term"].apply(set).to_dict()

    assert "农民" in best["农业"]
    assert {"学生", "教师"} <= best["教育"]
    assert not best["农业"] & best["教育"]
    assert (table["doc_freq"] == 2).all()
    assert (table["count"] >= 5).all()


def test_cosines_are_those_of_a_plain_computation(tokens):
    """Contexts of five words on either side, positive PMI, cosine with the seed's."""
    from collections import Counter
    from math import log2, sqrt

    pairs: Counter[tuple[str, str]] = Counter()
    chosen = {
        "粮食",
        "丰收",
        "农民",
        "增收",
        "棉花",
        "够吃",
        "学校",
        "招收",
        "学生",
        "教师",
        "上课",
        "关心",
    }
    for words in tokens:
        lines, line = [], []
        for word in words:
            if "\n" in word:
                lines.append(line)
                line = []
            else:
                line.append(word)
        for row in [*lines, line]:
            for at, word in enumerate(row):
                for other in row[at + 1 : at + 6]:
                    if word in chosen and other in chosen:
                        pairs[word, other] += 1
                        pairs[other, word] += 1
    total, sums = sum(pairs.values()), Counter()
    for (word, _), number in pairs.items():
        sums[word] += number

    def vector(word: str) -> dict[str, float]:
        values = {
            other: log2(number * total / sums[word] / sums[other])
            for (first, other), number in pairs.items()
            if first == word
        }
        return {k: v for k, v in values.items() if v > 0}

    def cosine(a: dict[str, float], b: dict[str, float]) -> float:
        dot = sum(a[k] * b[k] for k in a.keys() & b.keys())
        return dot / sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))

    table = draft_terms(tokens, {"农业": ["粮食"]}, top=20).set_index("term")["similarity"]
    assert set(table.index) <= chosen
    for term, value in table.dropna().items():
        assert value == pytest.approx(cosine(vector("粮食"), vector(term)))


def test_the_draft_is_a_codebook(tokens, tmp_path):
    """Seeds weigh 1, what is proposed half; it can be saved and read."""
    book = draft_codebook(tokens, {"农业": ["粮食"]}, top=2)
    book.save(tmp_path / "draft.yaml")

    assert book["农业"].terms[0] == Term("粮食")
    assert [term.weight for term in book["农业"].terms] == [1, 0.5, 0.5]
    assert pt.Codebook.load(tmp_path / "draft.yaml").hash == book.hash


def test_a_seed_that_is_several_words_is_found():
    """多打粮食 is no token; its collocates are known, its contexts are not."""
    text = "粮食安全靠农民。粮食安全为农民。" * 4
    table = draft_terms(
        pt.Corpus.from_texts({"甲": text}).segment(), {"农业": ["粮食安全"]}, min_count=2
    )

    assert table["term"].tolist()[0] == "农民"
    assert np.isnan(table["similarity"].iloc[0])


@pytest.mark.parametrize(
    ("seeds", "message"),
    [
        ({}, "`seeds` must give each theme at least one word, got {}."),
        ({"农业": []}, "`seeds` must give each theme at least one word, got {'农业': []}."),
        (["农业"], "`seeds` must map themes to words, got ['农业']."),
        ({"军事": ["粮食", "坦克"]}, "The seeds of '军事' must occur in the texts, got ['坦克']."),
        ({"军事": "坦克"}, "The seeds of '军事' must occur in the texts, got ['坦克']."),
    ],
)
def test_seeds_that_cannot_be_used_are_named(tokens, seeds, message):
    """The whole message."""
    with pytest.raises(InputError) as caught:
        draft_terms(tokens, seeds)

    assert str(caught.value) == message


def test_a_draft_from_real_reports_reads_well(shared):
    """农业 and 棉花 near 粮食 and 农民; 污染物 and 减排 near 污染 and 环境保护."""
    tokens = pt.read(shared / "gov_work_reports").segment()
    table = draft_terms(tokens, {"农": ["粮食", "农民"], "环": ["污染", "环境保护"]})
    best = table.groupby("theme")["term"].apply(set)

    assert {"农业", "农村", "农产品"} <= best["农"]
    assert {"防治", "治理", "生态"} <= best["环"]


# ---------------------------------------------------------------- checking


def test_what_is_wrong_with_a_codebook():
    """Examples that are not found, counterexamples that are, terms ruled out, odd terms."""
    book = Codebook(
        [
            Theme(
                "农业",
                (Term("粮食"), Term("农"), Term("稻", outside=("稻",))),
                examples=("多打粮食。", "种好棉花。"),
                counterexamples=("粮食公司。", "天晴。"),
            ),
            Theme("贸易", (Term("粮食"),)),
        ]
    )

    assert [(p.theme, p.key, p.problem, p.serious) for p in check_codebook(book)] == [
        ("农业", "examples", "the example has no hit: '种好棉花。'", True),
        ("农业", "counterexamples", "the counterexample has a hit of '粮食': '粮食公司。'", True),
        ("农业", "terms", "'农' is one character, which stands in many words", False),
        ("农业", "terms", "'稻' is one character, which stands in many words", False),
        ("农业", "terms", "'稻' never counts, since it is excluded itself", True),
        ("贸易", "terms", "'粮食' is a term of '农业' too", False),
    ]


def test_problems_name_the_line_of_the_file(tmp_path):
    """Of the example, and of the term."""
    file = tmp_path / "b.yaml"
    file.write_text("themes:\n  农业:\n    terms: [粮食]\n    examples:\n      - 天晴。\n", "utf-8")

    assert [p.line for p in check_codebook(pt.Codebook.load(file))] == [5]


def test_a_codebook_without_examples_has_no_problems():
    """Nothing is made up."""
    assert check_codebook(Codebook.of_terms("农业", ["粮食"])) == []


def test_documents_are_counted_once_for_each_word_that_they_have():
    """粮食 stands twice in one document, 学校 once in each of two."""
    corpus = pt.Corpus.from_texts({"甲": "粮食，粮食。学校。", "乙": "学校。"})
    groups = group_tokens(corpus.segment())
    found = dict(zip(groups.tokens.types, groups.doc_freq.tolist(), strict=True))

    assert (found["粮食"], found["学校"], found["。"]) == (1, 2, 2)


def test_documents_of_no_group_are_not_counted():
    """Only 乙 has a label."""
    corpus = pt.Corpus.from_texts({"甲": "粮食，粮食。学校。", "乙": "学校。"})
    groups = group_tokens(corpus.segment(), [None, "后"])
    found = dict(zip(groups.tokens.types, groups.doc_freq.tolist(), strict=True))

    assert (found["粮食"], found["学校"]) == (0, 1)

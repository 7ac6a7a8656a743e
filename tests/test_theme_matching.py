"""Where a codebook's terms are found: by words, rules and the longest at each place."""

from __future__ import annotations

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.theming.codebooks.codebook import Codebook, Term, Theme
from policytext.theming.scoring.matching import Text, find_hits


def found(
    text: str | dict[str, str], *terms: Term | str, exclude: tuple[str, ...] = ()
) -> list[str]:
    """List what one theme finds, in order."""
    listed = tuple(Term(term) if isinstance(term, str) else term for term in terms)
    return found_by(text, Codebook([Theme("题", listed, exclude=exclude)]))["题"]


def found_by(texts: str | dict[str, str], book: Codebook) -> dict[str, list[str]]:
    """List what each theme finds, in order."""
    given = {"甲": texts} if isinstance(texts, str) else texts
    text = Text(pt.Corpus.from_texts(given, clean=False).segment())
    whole = "\n".join(document.text for document in text.tokens.corpus)
    hits = find_hits(text, book)
    words: dict[str, list[str]] = {name: [] for name in book.names}
    for theme, start, end in zip(hits.theme, hits.start, hits.end, strict=True):
        words[book.names[theme]].append(whole[start:end])
    return words


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("提高人民生活水平", "民生"),
        ("加强军队建设", "强军"),
        ("财政协调发展", "政协"),
        ("国民生产总值", "民生"),
        ("中医治疗效果好的药，在城中医治", "城中医"),
    ],
)
def test_a_term_that_begins_in_one_word_and_ends_in_another_is_not_found(text, term):
    """人民|生活 has no 民生, though its characters stand there."""
    assert term in text
    assert found(text, term) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("保障和改善民生", "民生"),
        ("农业部发出通知", "农业"),
        ("科学发展观", "科学发展观"),
        ("中国特色社会主义", "社会主义"),
        ("科技创新能力", "科技创新"),
    ],
)
def test_a_term_is_found_as_words_and_inside_one(text, term):
    """Whole words, several of them, a part of one, and the beginning of the last one."""
    assert found(text, term) == [term]


@pytest.mark.parametrize(
    ("text", "term"), [("推进改革开放", "改革开放"), ("政府职能转变", "职能转变")]
)
def test_a_term_of_four_characters_is_found_wherever_words_are_cut(text, term):
    """推进改革|开放 and 政府职能|转变 are accidents of the segmentation, not of the term."""
    assert found(text, term) == [term]


def test_the_longest_term_counts_at_each_place():
    """工作作风 is not 作风 again; what begins later inside a hit is not counted."""
    assert found("改进工作作风，作风要实。", "作风", "工作作风") == ["工作作风", "作风"]


def test_themes_do_not_influence_each_other():
    """The same place counts for every theme that lists it."""
    book = Codebook([Theme("甲", (Term("农业"),)), Theme("乙", (Term("农业现代化"),))])

    assert found_by("农业现代化", book) == {"甲": ["农业"], "乙": ["农业现代化"]}


def test_a_sub_themes_hits_are_its_themes_too():
    """Above, the longest of all that stand under it counts."""
    inner = (Theme("种植", (Term("农业"),)), Theme("水产", (Term("农业现代化"), Term("渔业"))))
    book = Codebook([Theme("三农", (Term("农民"),), themes=inner)])

    assert found_by("农民、渔业、农业现代化", book) == {
        "三农": ["农民", "渔业", "农业现代化"],
        "种植": ["农业"],
        "水产": ["渔业", "农业现代化"],
    }


def test_a_term_does_not_count_inside_what_it_excludes():
    """人民 but not 人民币, wherever the words are cut."""
    term = Term("人民", outside=("人民币", "人民法院"))

    assert found("人民用人民币，到人民法院，为人民。", term) == ["人民", "人民"]


def test_a_theme_excludes_for_all_its_terms_and_sub_themes():
    """Inside 经济适用住房 neither 经济 nor 住房 counts."""
    book = Codebook(
        [
            Theme(
                "经济",
                (Term("经济"),),
                exclude=("经济适用住房",),
                themes=(Theme("住房", (Term("住房"),)),),
            )
        ]
    )

    assert found_by("经济适用住房和住房经济", book) == {"经济": ["住房", "经济"], "住房": ["住房"]}


@pytest.mark.parametrize(
    ("text", "within", "expected"),
    [
        ("政务信息公开", 10, ["公开"]),
        ("公开政务", 10, ["公开"]),
        ("公开招标。", 10, []),
        ("政务\n公开", 10, []),
        ("政务要好要快要准要稳公开", 3, []),
        ("政务要快公开", 3, ["公开"]),
    ],
)
def test_a_term_that_counts_only_near_another(text, within, expected):
    """On either side, within so many tokens, in the same paragraph."""
    assert found(text, Term("公开", near=("政务",), within=within)) == expected


def test_a_term_that_counts_only_away_from_another():
    """处罚 counts, 免予处罚 does not."""
    term = Term("处罚", not_near=("免予",), within=2)

    assert found("予以处罚。情节轻微的，免予处罚。", term) == ["处罚"]


def test_a_pattern_is_searched_for():
    """Figures and numbered plans; what no pattern finds has no hits."""
    pattern = Term(r"第[一二三四五]个五年规划", is_pattern=True)

    assert found("第五个五年规划和第十个五年规划", pattern) == ["第五个五年规划"]


def test_no_hit_leaves_its_document():
    """The end of one document and the beginning of the next spell nothing."""
    assert found({"甲": "坚持改革", "乙": "开放"}, "改革开放", "改革", "开放") == ["改革", "开放"]


def test_a_removed_word_is_not_found_and_nothing_goes_across_it():
    """Removed tokens keep their place."""
    tokens = pt.Corpus.from_texts({"甲": "科学发展观"}).segment()
    removed = tokens.ids.copy()
    removed[0] = 0
    bare = pt.Tokens(
        types=tokens.types, tags=tokens.tags, ids=removed, starts=tokens.starts,
        doc_offsets=tokens.doc_offsets, corpus=tokens.corpus, segmenter=tokens.segmenter,
    )  # fmt: skip
    book = Codebook([Theme("题", (Term("科学发展观"), Term("科学")))])

    assert len(find_hits(Text(bare), book).start) == 0
    assert len(find_hits(Text(tokens), book).start) == 1


def test_a_codebook_that_finds_nothing_and_a_text_without_words():
    """No hits, and no fault."""
    assert found("天晴。", "改革") == []
    assert found("", "改革") == []


WORDS = [
    "人民",
    "人民币",
    "民生",
    "生活",
    "活力",
    "政协",
    "财政",
    "协调",
    "改革",
    "开放",
    "改革开放",
    "民生活力",
    "推进改革",
]


@given(
    st.lists(st.sampled_from([*WORDS, "，", "\n", "的"]), max_size=25),
    st.sets(st.sampled_from(WORDS), min_size=1),
)
def test_hits_are_those_of_a_plain_loop(words, terms):
    """Short terms begin with a word or lie in one; long ones stand anywhere."""
    ordered = sorted(terms)
    corpus = pt.Corpus.from_texts({"甲": "".join(words)}, clean=False)
    tokens = corpus.segment()
    text = Text(tokens)
    hits = find_hits(text, Codebook([Theme("题", tuple(Term(term) for term in ordered))]))

    whole = corpus[0].text
    starts = tokens.starts.tolist()
    ends = [start + len(tokens.types[id]) for start, id in zip(starts, tokens.ids, strict=True)]
    candidates = []
    for number, term in enumerate(ordered):
        for at in range(len(whole)):
            if whole.startswith(term, at):
                token = bisect_right(starts, at) - 1
                end = at + len(term)
                if len(term) > 3 or end <= ends[token] or (starts[token] == at and end in ends):
                    candidates.append((at, -at - len(term), number))
    expected, free = [], 0
    for start, end, number in sorted(candidates):
        if start >= free:
            expected.append((start, -end, number))
            free = -end
    assert (
        list(zip(hits.start.tolist(), hits.end.tolist(), hits.term.tolist(), strict=True))
        == expected
    )


def test_hits_do_not_depend_on_the_order_of_documents():
    """Each document's hits are its own."""
    texts = {"甲": "改革开放和民生", "乙": "农业农村农民", "丙": ""}
    book = Codebook([Theme("题", (Term("改革"), Term("农业"), Term("民生")))])

    assert found_by(texts, book)["题"] == ["改革", "民生", "农业"]
    assert found_by(dict(reversed(texts.items())), book)["题"] == ["农业", "改革", "民生"]

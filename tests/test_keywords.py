"""Keywords: jieba's own results, and the other measures by hand and by a second way."""

from __future__ import annotations

import io
import statistics
import warnings
from itertools import pairwise
from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError
from policytext.segmentation.posseg import tag_texts
from policytext.statistics.keywords import KEYWORDS, find_keywords, keywords

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import jieba
    import jieba.analyse
    import jieba.posseg

    jieba.setLogLevel(60)


class Spaces:
    """Cuts at spaces: texts whose words are plain to see."""

    name = "spaces"
    dictionary = "none"

    def cut(self, text):
        return text.split(" ")

    def tags(self, types):
        return ["n" if type_ else "" for type_ in types]


def tokens_of(*texts: str, **metadata) -> pt.Tokens:
    corpus = pt.Corpus.from_texts(
        {str(number): text for number, text in enumerate(texts)}, clean=False
    )
    return corpus.assign(**metadata).segment(Spaces()) if metadata else corpus.segment(Spaces())


@pytest.fixture(scope="module")
def reports() -> pt.Tokens:
    return pt.datasets.load("work_reports").segment()


def scores(table: pd.DataFrame) -> dict[str, float]:
    return dict(zip(table["term"], table["score"], strict=True))


# ---------------------------------------------------------------- jieba


def same(ours: dict[str, float], theirs: dict[str, float]) -> bool:
    """Tell whether two lists have the same words with the same scores to 1e-12."""
    return ours.keys() == theirs.keys() and all(
        abs(ours[word] - theirs[word]) <= 1e-12 for word in ours
    )


@pytest.mark.parametrize("name", ["work_reports", "study_report"])
def test_tfidf_with_jiebas_idf_is_jiebas(name):
    """Every word and score of `jieba.analyse.extract_tags`, document by document."""
    corpus = pt.datasets.load(name)
    table = keywords(corpus.segment(), idf="jieba", top=None)

    for document in corpus:
        theirs = dict(jieba.analyse.extract_tags(document.text, topK=None, withWeight=True))
        assert same(scores(table[table["document"] == document.id]), theirs)


@pytest.mark.parametrize("name", ["work_reports", "study_report"])
def test_textrank_is_jiebas(name):
    """Every word and score of `jieba.analyse.textrank`, document by document."""
    corpus = pt.datasets.load(name)
    table = keywords(corpus.segment(), measure="textrank", top=None)

    assert table.attrs["stamp"]["tagger"] == "posseg"
    for document in corpus:
        theirs = dict(jieba.analyse.textrank(document.text, topK=None, withWeight=True))
        assert same(scores(table[table["document"] == document.id]), theirs)


def test_the_first_of_textrank_are_jiebas_in_its_order(reports):
    """The scores of the first ten are those of jieba's first ten."""
    table = keywords(reports, measure="textrank", top=10)

    for document in reports.corpus:
        theirs = jieba.analyse.textrank(document.text, topK=10, withWeight=True)
        ours = table.loc[table["document"] == document.id, "score"]
        assert np.allclose(ours, [score for _, score in theirs], atol=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "改革",
        "改革改革",
        "The policy of the State, and DATA 数据安全 of data.",
        "增长5.3%，A-股，GDP为1,260.5亿元，5G和C++、AT&T。",
        "龜鱻〇○𠮷云川市第七届\r\n\u3000一二三",
    ],
)
def test_texts_with_little_in_them_are_as_in_jieba(text):
    """Nothing, one word, foreign words, figures and rare characters."""
    tokens = pt.Corpus.from_texts({"甲": text, "乙": "发展经济"}, clean=False).segment()
    for options, function in (
        ({"idf": "jieba"}, jieba.analyse.extract_tags),
        ({"measure": "textrank"}, jieba.analyse.textrank),
    ):
        table = keywords(tokens, top=None, **options)
        theirs = dict(function(text, topK=None, withWeight=True))
        assert same(scores(table[table["document"] == "甲"]), theirs)


# fmt: off
PIECES = [
    "发展", "改革", "云川市", "为人民", "的", "是", "一", "龜", "鱻", "%", "-", "+", "#", ".", "_",
    "&", "12", "3.5", "a", "GDP", "5G", "，", "。", "\n", "○", "𠮷", "江", "漪",
]
# fmt: on


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=4))
def test_words_and_tags_are_those_of_posseg(texts):
    """The kernel's way gives what jieba.posseg gives, for any text."""
    tagged = tag_texts(pt.JiebaSegmenter(), texts)

    ours = [(tagged.words[id], tagged.tags[id]) for id in tagged.ids]
    theirs = [tuple(pair) for text in texts for pair in jieba.posseg.cut(text)]
    assert ours == theirs
    assert tagged.lengths.sum() == len(theirs)
    assert "".join(word for word, _ in ours) == "".join(texts)


def test_words_and_tags_are_those_of_posseg_on_the_reports(reports):
    """Also where they begin."""
    texts = [document.text for document in reports.corpus]
    tagged = tag_texts(pt.JiebaSegmenter(mode="search", hmm=False), texts)

    ends = np.cumsum(tagged.lengths)
    for text, begin, end in zip(texts, ends - tagged.lengths, ends, strict=True):
        ids, starts = tagged.ids[begin:end], tagged.starts[begin:end]
        assert [(tagged.words[id], tagged.tags[id]) for id in ids] == [
            tuple(pair) for pair in jieba.posseg.cut(text)
        ]
        assert all(
            text.startswith(tagged.words[id], start)
            for id, start in zip(ids, starts.tolist(), strict=True)
        )


def test_words_of_the_users_own_are_tagged_as_given():
    """A word that was added, with letters and figures too, is one word with its tag."""
    segmenter = pt.JiebaSegmenter()
    segmenter.add_word("云川江漪", tag="ns")
    segmenter.add_word("GDP", tag="nz")

    for _ in range(2):
        tagged = tag_texts(segmenter, ["到云川江漪看GDP"])
        pairs = dict(zip(tagged.words, tagged.tags, strict=True))
        assert pairs["云川江漪"] == "ns"
        assert pairs["GDP"] == "nz"


def test_without_the_kernel_jieba_itself_tags(monkeypatch):
    """The same words and tags, slower."""
    with_kernel = tag_texts(pt.JiebaSegmenter(), ["云川市5G发展", "", "改革"])
    monkeypatch.setattr(pt.JiebaSegmenter, "has_kernel", False)
    without = tag_texts(pt.JiebaSegmenter(), ["云川市5G发展", "", "改革"])

    def pairs(tagged):
        return [(tagged.words[id], tagged.tags[id]) for id in tagged.ids]

    assert pairs(with_kernel) == pairs(without)
    assert with_kernel.starts.tolist() == without.starts.tolist()
    assert with_kernel.lengths.tolist() == without.lengths.tolist()


# ---------------------------------------------------------------- TextRank over the tokens


def plain_textrank(words: list[str], wanted: set[str]) -> dict[str, float]:
    """TextRank in plain Python: ten rounds over all words in order."""
    links: dict[str, dict[str, float]] = {}
    for i, first in enumerate(words):
        for second in words[i + 1 : i + 5]:
            if first in wanted and second in wanted:
                for a, b in ((first, second), (second, first)):
                    links.setdefault(a, {}).setdefault(b, 0.0)
                    links[a][b] += 1
    weights = dict.fromkeys(links, 1 / max(len(links), 1))
    for _ in range(10):
        for word in sorted(links):
            weights[word] = 0.15 + 0.85 * sum(
                n / sum(links[other].values()) * weights[other] for other, n in links[word].items()
            )
    low, high = min(weights.values(), default=0), max(weights.values(), default=0)
    return {word: (weight - low / 10) / (high - low / 10) for word, weight in weights.items()}


WORDS = ["甲甲", "乙乙", "丙丙", "丁丁", "的"]


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=15), min_size=1, max_size=3))
def test_textrank_over_tokens_is_the_plain_one(documents):
    """The tokens as they are; short words keep their place and are not linked."""
    tokens = tokens_of(*map(" ".join, documents))
    table = keywords(tokens, measure="textrank", tags=["n"], top=None)

    for number, words in enumerate(documents):
        theirs = plain_textrank(words, set(WORDS) - {"的"})
        assert same(scores(table[table["document"] == str(number)]), theirs)


def test_words_five_apart_are_not_linked():
    """Four places on is the last; what stands between may be anything."""
    near = keywords(tokens_of("改革 的 的 的 发展"), measure="textrank")
    far = keywords(tokens_of("改革 的 的 的 的 发展"), measure="textrank")

    assert sorted(near["term"]) == ["发展", "改革"]
    assert len(far) == 0


def test_links_do_not_cross_documents_or_removed_tokens():
    """Two documents of a group are two sequences; a removed token keeps its place."""
    tokens = tokens_of("改革 改革", "发展 发展", year=[2020, 2020])
    together = keywords(tokens, measure="textrank", by="year")
    assert together["score"].tolist() == [1.0, 1.0]

    tokens = tokens_of("改革 的 的 的 的 发展")
    tokens.ids[1:5] = 0
    assert len(keywords(tokens, measure="textrank")) == 0


def test_removed_tokens_are_removed_from_the_texts_that_are_tagged_anew():
    """A word of jieba.posseg is removed with the token in which it begins."""
    tokens = pt.Corpus.from_texts({"甲": "经济改革发展"}).segment()
    assert set(keywords(tokens, measure="textrank")["term"]) == {"经济", "改革", "发展"}
    tokens.ids[tokens.ids == tokens.index["经济"]] = 0

    assert set(keywords(tokens, measure="textrank")["term"]) == {"改革", "发展"}


def test_other_segmenters_have_their_own_tags():
    """jieba.posseg is for jieba's tokens; other tokens are taken as they are."""
    tokens = tokens_of("改革 发展")

    assert keywords(tokens, measure="textrank").attrs["stamp"]["tagger"] == "dictionary"
    with pytest.raises(InputError) as caught:
        keywords(tokens, measure="textrank", tagger="posseg")
    assert str(caught.value) == (
        "`tagger='posseg'` must have tokens that a JiebaSegmenter has cut, got 'spaces'. "
        "Use tagger='dictionary'."
    )


# ---------------------------------------------------------------- the corpus's own idf


def test_tfidf_by_eye():
    """改革 is in both documents and tells nothing; 创新 is a quarter of one."""
    tokens = tokens_of("改革 改革 创新 和", "改革 环境")
    table = keywords(tokens)

    assert table[["document", "term", "rank", "count"]].values.tolist() == [
        ["0", "创新", 1, 1],
        ["1", "环境", 1, 1],
    ]
    assert table["score"].tolist() == pytest.approx([log(3 / 2) / 4, log(3 / 2) / 2])


def test_filters_do_not_change_a_score(reports):
    """What is left out of the list stays in the base."""
    whole = keywords(reports, top=None).set_index(["document", "term"])["score"]
    part = keywords(reports, top=5, tags=["n"], stopwords=["经济"], min_length=3)

    assert 0 < len(part) <= 60
    kept = part.set_index(["document", "term"])["score"]
    assert kept.equals(whole[kept.index])


def test_idf_from_other_tokens():
    """A single document against a larger corpus; an unknown term is in none of its documents."""
    tokens = tokens_of("改革 创新 。")
    reference = tokens_of("改革 改革", "改革 发展", "发展 。")
    table = keywords(tokens, idf=reference)

    assert scores(table) == pytest.approx({"创新": log(4 / 1) / 2, "改革": log(4 / 3) / 2})
    assert table.attrs["stamp"]["N"] == 3
    assert table.attrs["stamp"]["reference"] == reference_digest(reference)


def reference_digest(tokens: pt.Tokens) -> str:
    from policytext.stamp import digest

    return digest(document.text for document in tokens.corpus)


def test_groups_are_what_idf_counts(reports):
    """With years as groups N is the number of years."""
    table = keywords(reports, by="year", top=3)

    assert list(table.columns) == ["year", *KEYWORDS]
    assert table["year"].unique().tolist() == list(range(2012, 2024))
    assert table.attrs["stamp"]["N"] == 12


# ---------------------------------------------------------------- chi2


def test_chi2_by_eye_and_by_scipy():
    """Only what is more frequent here than elsewhere; the statistic is scipy's."""
    contingency = pytest.importorskip("scipy.stats").chi2_contingency
    tokens = tokens_of("改革 改革 改革 发展", "改革 发展 发展 发展 发展 发展")
    table = keywords(tokens, measure="chi2")

    assert table[["document", "term"]].values.tolist() == [["0", "改革"], ["1", "发展"]]
    expected = contingency([[3, 1], [1, 5]], correction=False).statistic
    assert table["score"].tolist() == pytest.approx([expected, expected])


# ---------------------------------------------------------------- position


def plain_position(sentences: list[list[str]], candidates: set[str]) -> dict[str, float]:
    """Score in plain Python, sentence by sentence."""
    words = [word for sentence in sentences for word in sentence]
    count = {word: words.count(word) for word in words if word in candidates}
    highest, mean = max(map(words.count, words)), statistics.mean(count.values())
    deviation = statistics.pstdev(count.values())
    found = {}
    for word, number in count.items():
        places = [n for n, sentence in enumerate(sentences) if word in sentence]
        pairs = [pair for s in sentences for pair in pairwise(s)]
        before = [a for a, b in pairs if b == word]
        after = [b for a, b in pairs if a == word]
        sides = sum(len(set(side)) / len(side) for side in (before, after) if side)
        related = 1 + sides * number / highest
        norm, share = number / (mean + deviation), len(places) / len(sentences)
        early = log(log(3 + statistics.median(places)))
        found[word] = (norm / related + share / related) / (related * early)
    return found


@given(
    st.lists(
        st.lists(
            st.lists(st.sampled_from([*WORDS, "和"]), min_size=1, max_size=5),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_position_is_the_plain_one(documents):
    """Median sentence, count, share of sentences and different neighbours."""
    texts = [" ".join(" ".join(sentence) + " 。" for sentence in text) for text in documents]
    table = keywords(tokens_of(*texts), measure="position", top=None)

    for number, sentences in enumerate(documents):
        words = {word for sentence in sentences for word in sentence}
        candidates = words & {word for word in WORDS if len(word) > 1}
        theirs = plain_position(sentences, candidates) if candidates else {}
        assert scores(table[table["document"] == str(number)]) == pytest.approx(theirs)


def test_what_comes_early_weighs_more():
    """Two terms that differ only in their place."""
    table = keywords(tokens_of("改革 。 和 。 和 。 发展 。"), measure="position")

    assert table["term"].tolist() == ["改革", "发展"]


# ---------------------------------------------------------------- tables and edges


@pytest.mark.parametrize("measure", ["tfidf", "textrank", "position", "chi2"])
def test_tables_are_alike(reports, measure):
    """Columns, types, ranks from 1, highest first; a CSV copy says the same."""
    table = keywords(reports, measure=measure, top=7)

    assert list(table.columns) == ["document", *KEYWORDS]
    assert table.dtypes[list(KEYWORDS)].astype(str).to_dict() == KEYWORDS
    for _, group in table.groupby("document"):
        assert group["rank"].tolist() == list(range(1, 8))
        assert group["score"].is_monotonic_decreasing
    assert table.attrs["stamp"]["measure"] == measure
    copy = pd.read_csv(io.StringIO(table.to_csv(index=False)), keep_default_na=False)
    assert copy["term"].astype("str").tolist() == table["term"].tolist()
    assert np.allclose(copy["score"], table["score"])


@pytest.mark.parametrize("measure", ["tfidf", "textrank", "position", "chi2"])
def test_nothing_to_list_is_an_empty_table(measure):
    """A document without words beside one with one; and nothing at all, with the columns."""
    tokens = tokens_of("。 。", "改革")
    table = keywords(tokens, measure=measure)
    assert "0" not in table["document"].tolist()

    table = keywords(tokens, measure=measure, min_length=9)
    assert list(table.columns) == ["document", *KEYWORDS]
    assert table.dtypes[list(KEYWORDS)].astype(str).to_dict() == KEYWORDS
    assert len(table) == 0


@pytest.mark.parametrize("measure", ["tfidf", "textrank", "position", "chi2"])
def test_the_order_of_the_documents_makes_no_difference(reports, measure):
    """Each document has its keywords wherever it stands."""
    there = keywords(reports, measure=measure, top=10)
    back = keywords(pt.Corpus(list(reports.corpus)[::-1]).segment(), measure=measure, top=10)

    for document in reports.corpus:
        one = there[there["document"] == document.id]
        other = back[back["document"] == document.id]
        assert one["term"].tolist() == other["term"].tolist()
        assert np.allclose(one["score"], other["score"], rtol=1e-12)


def test_ties_are_in_the_order_of_the_terms():
    """Also at the end of the list."""
    table = keywords(tokens_of("丙丙 乙乙 甲甲 丁丁", "和"), top=2)

    assert table["term"].tolist() == ["丁丁", "丙丙"]


def test_sections_and_lists_of_labels_are_groups():
    """`by` goes through the groups that all statistics share."""
    text = "一、改革\n深化改革创新。\n二、环境\n保护生态。"
    tokens = pt.Corpus.from_texts({"甲": text}).segment()
    table = keywords(tokens, by="section", top=1)
    assert table["section"].tolist() == ["甲: 一、改革", "甲: 二、环境"]

    table = keywords(tokens_of("改革", "发展"), by=["前", "后"])
    assert table[["group", "term"]].values.tolist() == [["前", "改革"], ["后", "发展"]]


def test_all_tokens_together_have_keywords():
    """Without groups, by a measure that compares none."""
    table = keywords(tokens_of("改革 发展", "改革"), by=None, measure="textrank")

    assert table["group"].isna().all()
    assert sorted(table["term"]) == ["发展", "改革"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"measure": "tf-idf"},
            "`measure` must be one of ['tfidf', 'textrank', 'position', 'chi2'], got 'tf-idf'. "
            "Did you mean 'tfidf'?",
        ),
        ({"top": 0}, "`top` must be 1 or more, got 0."),
        ({"min_length": 0}, "`min_length` must be 1 or more, got 0."),
        ({"idf": "news"}, "`idf` must be one of ['corpus', 'jieba'], got 'news'."),
        ({"idf": {}}, "`idf` must be 'corpus', 'jieba' or Tokens, got dict."),
        (
            {"measure": "textrank", "tagger": "pkuseg"},
            "`tagger` must be one of ['posseg', 'dictionary'], got 'pkuseg'. "
            "Did you mean 'posseg'?",
        ),
        (
            {},
            "`idf='corpus'` must have two or more groups to compare, got 1. "
            "Use idf='jieba', or give the tokens of a larger corpus as `idf`.",
        ),
        (
            {"measure": "chi2"},
            "`measure='chi2'` must have two or more groups to compare, got 1. "
            "Choose another `by`, or measure='textrank'.",
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_named(options, message):
    """What must hold, what came, what to do."""
    with pytest.raises(InputError) as caught:
        find_keywords(tokens_of("改革 发展"), **options)

    assert str(caught.value) == message


@pytest.mark.parametrize("texts", [{"甲": ""}, {"甲": "。", "乙": ""}])
@pytest.mark.parametrize("tagger", ["posseg", "dictionary"])
def test_textrank_of_texts_without_words_is_empty(texts, tagger):
    """No word, no keyword."""
    table = keywords(pt.Corpus.from_texts(texts).segment(), measure="textrank", tagger=tagger)
    assert table.empty
    assert list(table.columns) == ["document", *KEYWORDS]

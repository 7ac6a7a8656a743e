"""Topics without labels: models, their tables, and how many topics to ask for."""

from __future__ import annotations

import builtins
import io
from itertools import combinations, permutations
from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError, MissingExtra
from policytext.theming.topics.measures import agreement, coherence, paragraphs_with, top_terms
from policytext.theming.topics.numbers import find_topic_numbers, topic_numbers
from policytext.theming.topics.topics import topics

pytest.importorskip("sklearn")

METHODS = ["nmf", "lda"]
#: What the paragraphs of the planted corpus are about, and words that all of them have.
PLANTED = {
    "农业": ["粮食", "农民", "农村", "耕地", "种子", "化肥", "灌溉", "棉花", "养殖", "畜牧"],
    "教育": ["学校", "教师", "学生", "课程", "招生", "高校", "教材", "校园", "考试", "学位"],
    "外交": ["和平", "外交", "访问", "各国", "联合国", "谈判", "邻国", "主权", "条约", "大使"],
}
COMMON = ["工作", "加强", "推进", "提高", "实施"]
TOPICS = {
    "topic": "int64", "label": "str", "share": "float64", "words": "float64", "units": "int64",
    "coherence": "float64", "terms": "str",
}  # fmt: skip
TERMS = {
    "topic": "int64", "rank": "int64", "term": "str", "weight": "float64", "score": "float64",
    "log_ratio": "float64", "count": "int64",
}  # fmt: skip
UNITS = {
    "document": "str", "heading_path": "str", "page": "Int64", "line": "int64", "start": "int64",
    "end": "int64", "words": "int64", "topic": "Int64", "label": "str", "share": "float64",
}  # fmt: skip
OVER = {"topic": "int64", "label": "str", "share": "float64", "words": "float64", "total": "int64"}
NUMBERS = {
    "k": "int64", "coherence": "float64", "lowest_coherence": "float64", "stability": "float64",
    "lowest_stability": "float64", "smallest_share": "float64",
}  # fmt: skip


def tokens_of(*texts: str, **metadata: object) -> pt.Tokens:
    """Make tokens of words between blanks; _ is a removed token."""
    types, ids, starts, offsets = {"": 0}, [], [], [0]
    for text in texts:
        place = 0
        for word in text.split(" ") if text else []:
            starts.append(place)
            ids.append(0 if word == "_" else types.setdefault(word, len(types)))
            place += len(word) + 1
        offsets.append(len(ids))
    named = {str(number): text for number, text in enumerate(texts)}
    facts = {name: {k: v[i] for k, v in metadata.items()} for i, name in enumerate(named)}
    return pt.Tokens(
        types=list(types),
        tags=[""] * len(types),
        ids=np.array(ids, dtype=np.int32),
        starts=np.array(starts, dtype=np.int32),
        doc_offsets=np.array(offsets, dtype=np.int64),
        corpus=pt.Corpus.from_texts(named, clean=False, metadata=facts),
        segmenter=pt.JiebaSegmenter(),
    )


def paragraphs(*lines: str) -> str:
    """Join paragraphs of words between blanks."""
    return " \n ".join(lines)


def planted(per_document: int = 12) -> tuple[pt.Tokens, list[str]]:
    """Make three documents, years 2001 to 2003, and say what each paragraph is about."""
    random = np.random.default_rng(7)
    # As in any text, some words are frequent and most are rare; else the order of a topic's terms,
    # which stability compares, would be chance.
    often = 1 / np.arange(1, 11) / sum(1 / np.arange(1, 11))
    order = [list(PLANTED)[n % 3] for n in range(3 * per_document)]
    texts, about = [], []
    for number in range(3):
        chosen = order[number * per_document :][:per_document]
        # The last document is about foreign affairs twice as often.
        chosen += ["外交"] * (6 if number == 2 else 0)
        lines = [
            " ".join([*random.choice(PLANTED[name], 18, p=often), *random.choice(COMMON, 6)])
            for name in chosen
        ]
        texts.append(paragraphs(*lines))
        about += chosen
    return tokens_of(*texts, year=[2001, 2002, 2003]), about


@pytest.fixture(scope="module")
def corpus() -> tuple[pt.Tokens, list[str]]:
    """Give the planted corpus."""
    return planted()


@pytest.fixture(scope="module")
def found(corpus):
    """Give its three topics."""
    return topics(corpus[0], 3)


# ---------------------------------------------------------------- what is found


@pytest.mark.parametrize("method", METHODS)
def test_planted_topics_are_found(corpus, method):
    """Each paragraph is led by the topic of its own words, and the labels are such words."""
    tokens, about = corpus

    result = topics(tokens, 3, method=method)

    table = result.to_pandas()
    of_label = {}
    for row in table.itertuples():
        (name,) = (n for n, words in PLANTED.items() if set(row.label.split("、")) <= {*words})
        assert {*row.terms.split()[:5]} <= {*PLANTED[name], *COMMON}
        of_label[row.topic] = name
    assert [of_label[topic] for topic in result.units()["topic"]] == about
    # Foreign affairs have 18 paragraphs, the others 12 each, and it is the first by size.
    assert of_label[1] == "外交"
    assert table["units"].tolist() == [18, 12, 12]
    assert table["share"].tolist() == pytest.approx([18 / 42, 12 / 42, 12 / 42], abs=0.08)


def test_planted_topics_are_found_from_vectors(corpus):
    """By an own function from texts to vectors, here of how many words they have of each theme."""
    tokens, about = corpus

    def embed(texts: list[str]) -> list[list[int]]:
        return [[sum(text.count(w) for w in words) for words in PLANTED.values()] for text in texts]

    result = topics(tokens, 3, method="embedding", embed=embed)

    units = result.units()
    names = {n: name for name, words in PLANTED.items() for n in range(1, 4)
             if set(result.labels[n - 1].split("、")) <= {*words}}  # fmt: skip
    assert [names[topic] for topic in units["topic"]] == about
    assert set(units["share"]) == {1.0}
    assert len(result.to_pandas().attrs["stamp"]["vectors"]) == 12


def test_the_weights_of_embedding_topics_are_class_based_tfidf(corpus):
    """The weight is tf ln(1 + A / f), made to sum to 1: by a plain loop."""
    tokens, about = corpus
    vectors = np.array([[name == other for other in PLANTED] for name in about], dtype=float)

    result = topics(tokens, 3, method="embedding", embed=lambda texts: vectors, max_share=1)

    words = [line.split() for n in range(3) for line in tokens.corpus[n].text.split("\n")]
    counts = {
        name: {t: sum(w.count(t) for w, a in zip(words, about, strict=True) if a == name)
               for t in result.vocabulary}
        for name in PLANTED
    }  # fmt: skip
    total = {t: sum(counts[name][t] for name in PLANTED) for t in result.vocabulary}
    mean = sum(total.values()) / 3
    for column in result.term_weights.T:
        name = next(n for n, w in PLANTED.items() if result.vocabulary[column.argmax()] in w)
        raw = [counts[name][t] * log(1 + mean / total[t]) for t in result.vocabulary]
        assert column == pytest.approx(np.array(raw) / sum(raw))


@pytest.mark.parametrize("method", METHODS)
def test_topics_are_those_of_scikit_learn(corpus, method):
    """On the same paragraphs, from its own counting of words to its own factors."""
    from sklearn.decomposition import NMF, LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

    tokens, _ = corpus
    lines = [line for document in tokens.corpus for line in document.text.split("\n")]
    how = {"analyzer": str.split, "max_df": 0.5}
    if method == "nmf":
        table = TfidfVectorizer(sublinear_tf=True, **how).fit_transform(lines)
        model = NMF(3, init="nndsvd", random_state=5, max_iter=1000)
        units = model.fit_transform(table) * model.components_.sum(axis=1)
    else:
        table = CountVectorizer(**how).fit_transform(lines)
        model = LatentDirichletAllocation(
            3, random_state=5, max_iter=30, max_doc_update_iter=10, doc_topic_prior=0.1,
            topic_word_prior=0.01,
        )  # fmt: skip
        units = model.fit_transform(table)
    units /= units.sum(axis=1, keepdims=True)

    result = topics(tokens, 3, method=method, seed=5, min_count=1)

    order = np.argsort(-(units * [[len(line.split())] for line in lines]).sum(axis=0))
    assert result.unit_shares == pytest.approx(units[:, order], abs=1e-6)
    weights = (model.components_ / model.components_.sum(axis=1, keepdims=True))[order]
    assert np.allclose(result.term_weights.T, weights, atol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_topics(corpus, method):
    """To the last bit, and the seed is in the stamp."""
    first, second = (topics(corpus[0], 4, method=method, seed=3) for _ in range(2))

    assert np.array_equal(first.term_weights, second.term_weights)
    assert np.array_equal(first.unit_shares, second.unit_shares)
    assert first.to_pandas().attrs["stamp"]["seed"] == 3
    assert first.to_pandas().attrs["stamp"]["k"] == 4


def test_keyness_is_that_of_the_units_against_the_rest(corpus):
    """As `policytext.keyness` has it, with each paragraph a document."""
    tokens, _ = corpus
    alone = tokens_of(*(line.strip() for d in tokens.corpus for line in d.text.split("\n")))

    result = topics(alone, 3, unit="document", min_words=1)

    led = result.units()["topic"]
    for topic in (1, 2, 3):
        expected = pt.keyness(alone, target=1, by=(led == topic).astype(int).tolist(), min_count=1)
        expected = expected.set_index("term")
        mine = result.terms(100).query("topic == @topic").set_index("term")
        for term, row in mine.iterrows():
            assert row["score"] == pytest.approx(expected.loc[term, "score"])
            assert row["log_ratio"] == pytest.approx(expected.loc[term, "log_ratio"])
            assert row["count"] == expected.loc[term, "count_target"]


# ---------------------------------------------------------------- tables


def test_the_tables_have_their_columns(found):
    """With their types; and CSV keeps them."""
    wide = {f"topic_{n}": "float64" for n in (1, 2, 3)}
    tables = [
        (found.to_pandas(), TOPICS),
        (found.terms(), TERMS),
        (found.units(), UNITS | wide | {"text": "str"}),
        (found.over(), {"year": "int64"} | OVER),
    ]

    for table, columns in tables:
        assert list(table.columns) == list(columns)
        copy = pd.read_csv(io.StringIO(table.to_csv(index=False)), keep_default_na=False)
        assert len(copy) == len(table) > 0
        for name, dtype in columns.items():
            kind = str(table[name].dtype)
            assert kind == dtype if dtype != "str" else kind in ("str", "object")
            if dtype == "float64":
                assert copy[name].tolist() == table[name].tolist()
        assert table.attrs["stamp"]["method"] == "nmf"
        assert table.attrs["stamp"]["units"] == 42


def test_terms_are_the_strongest_first(found):
    """So many of each topic; all weights of a topic make 1."""
    table = found.terms(4)

    assert table["rank"].tolist() == [1, 2, 3, 4] * 3
    assert all(rows["weight"].is_monotonic_decreasing for _, rows in table.groupby("topic"))
    assert found.term_weights.sum(axis=0) == pytest.approx([1, 1, 1])
    assert found.terms(1)["term"].tolist() == [t.split()[0] for t in found.to_pandas()["terms"]]


def test_units_quote_the_text_at_its_place():
    """A reader finds the paragraph in the file by its line, under its heading."""
    text = (
        "总则\n\n一、农业\n\n　　粮食生产，粮食安全，粮食收购。\n"
        "二、教育\n学校教师，学校学生，学校教材。"
    )
    tokens = pt.Corpus.from_texts({"甲": text}).segment()

    units = topics(tokens, 2, min_words=5, min_count=2).units()

    assert units[["document", "heading_path", "line"]].values.tolist() == [
        ["甲", "", 1],
        ["甲", "二、教育", 6],
    ]
    assert units["text"].tolist()[1] == "二、教育\n学校教师，学校学生，学校教材。"
    clean = tokens.corpus["甲"].text
    assert [clean[row.start : row.end] for row in units.itertuples()] == units["text"].tolist()
    assert units["page"].isna().all()


def test_blank_lines_are_no_part_of_a_unit():
    """In a text that was not cleaned its place is that of its first words."""
    text = "\n\n生产粮食。\n\n\n教师队伍。\n"
    tokens = pt.Corpus.from_texts({"甲": text}, clean=False).segment()

    units = topics(tokens, 2, min_words=1, min_count=1).units()

    assert units[["line", "start", "end", "text"]].values.tolist() == [
        [3, 2, 7, "生产粮食。"],
        [6, 10, 15, "教师队伍。"],
    ]


def test_the_most_typical_units_come_first(found):
    """By topic; a high share in a long paragraph before the same share in a short one."""
    table = found.units(top=2)

    assert table["topic"].tolist() == [1, 1, 2, 2, 3, 3]
    everything = found.units()
    for topic, rows in table.groupby("topic"):
        led = everything[everything["topic"] == topic]
        typical = (led["share"] * led["words"] / (led["words"] + 50)).nlargest(2)
        assert (rows["share"] * rows["words"] / (rows["words"] + 50)).tolist() == pytest.approx(
            typical.tolist()
        )


def test_shares_over_years_by_a_plain_loop(found):
    """Each paragraph counts by its words."""
    units, table = found.units(), found.over("year")

    for year, document in zip((2001, 2002, 2003), "012", strict=True):
        rows = units[units["document"] == document]
        for topic in (1, 2, 3):
            words = sum(rows["words"] * rows[f"topic_{topic}"])
            row = table[(table["year"] == year) & (table["topic"] == topic)].iloc[0]
            assert row["words"] == pytest.approx(words)
            assert row["total"] == sum(rows["words"])
            assert row["share"] == pytest.approx(words / sum(rows["words"]))
    assert table["label"].tolist() == found.labels * 3
    by_year = table.pivot(index="year", columns="topic", values="share")
    assert by_year[1].idxmax() == 2003  # the topic of foreign affairs


def test_shares_of_groups_make_up_those_of_the_whole(found):
    """The words of the topics in all groups together are those of the table of topics."""
    table = found.over(["甲", "乙", "甲"])

    assert table.columns[0] == "group"
    assert table.groupby("topic")["words"].sum().tolist() == pytest.approx(
        found.to_pandas()["words"].tolist()
    )
    assert table.groupby("group")["share"].sum().tolist() == pytest.approx([1, 1])


def test_a_document_without_the_label_is_left_out(found):
    """And one without a topic has NaN, not 0."""
    assert found.over(["甲", None, None])["group"].unique().tolist() == ["甲"]

    tokens = tokens_of(paragraphs("粮食 粮食", "学校 学校"), "其他", "")
    table = topics(tokens, 2, min_words=1, min_count=2).over("document")
    assert table["total"].tolist() == [4, 4, 0, 0, 0, 0]
    assert table["share"].isna().tolist() == [False, False, True, True, True, True]


def test_repr_says_how_many(found):
    """And the notebook shows the table."""
    assert repr(found) == "<Topics: 3 topics (nmf), 42 units, 29 terms>"
    assert found.labels[0] in found._repr_html_()


def test_a_result_cannot_be_changed(found):
    """Neither its fields nor its arrays."""
    with pytest.raises(AttributeError):
        found.method = "lda"
    with pytest.raises(ValueError, match="read-only"):
        found.unit_shares[0, 0] = 2


# ---------------------------------------------------------------- units and terms


def lines_of(text: str, **options: object) -> list[str]:
    """Give the texts of the units of one document."""
    tokens = pt.Corpus.from_texts({"甲": text}).segment()
    how = {"min_count": 1, "max_share": 1, "min_words": 5} | options
    return topics(tokens, 2, **how).units()["text"].tolist()


def test_a_heading_goes_with_its_text():
    """And a short line with the next, or at the end of a section with the last."""
    text = (
        "一、农业\n粮食生产必须抓紧抓好。\n棉花也要。\n"
        "二、教育\n（一）学校\n办好各类学校，培养教师队伍。\n特此报告。"
    )

    assert lines_of(text) == [
        "一、农业\n粮食生产必须抓紧抓好。\n棉花也要。",
        "二、教育\n（一）学校\n办好各类学校，培养教师队伍。\n特此报告。",
    ]
    assert lines_of(text, min_words=1) == text.split("\n")


def test_sections_and_documents_are_units_too():
    """A section is the text under a heading as far as the next heading."""
    text = (
        "总的要求。\n一、农业\n抓好粮食生产。\n抓好棉花生产。\n"
        "（一）种子\n选好种子。\n二、教育\n办学校。"
    )

    assert lines_of(text, unit="section", min_words=1) == [
        "总的要求。", "一、农业\n抓好粮食生产。\n抓好棉花生产。", "（一）种子\n选好种子。",
        "二、教育\n办学校。",
    ]  # fmt: skip
    tokens = pt.Corpus.from_texts({"甲": text, "乙": "办学校。"}).segment()
    units = topics(tokens, 2, unit="document", min_count=1, max_share=1).units()
    assert units["text"].tolist() == [text, "办学校。"]


@given(
    st.lists(st.text("改革发展，。\n一、", max_size=30), min_size=1, max_size=4), st.integers(1, 9)
)
def test_units_make_up_the_texts(texts, min_words):
    """No character is lost or doubled, and no word is in no unit."""
    from policytext.theming.topics.units import cut_units

    named = {str(n): f"{text}。改革" for n, text in enumerate(texts)}
    tokens = pt.Corpus.from_texts(named).segment()
    for unit in ("paragraph", "section", "document"):
        units = cut_units(tokens, unit, min_words)
        for number, document in enumerate(tokens.corpus):
            mine = units.document == number
            joined = "".join(
                document.text[a:b] for a, b in zip(units.start[mine], units.end[mine], strict=True)
            )
            assert joined == document.text
            assert units.words[mine].sum() == tokens.words_per_doc[number]
            if mine.sum() > 1:
                assert units.words[mine].min() >= min_words


def test_function_words_figures_and_numbers_are_no_terms():
    """Unless an own list of stop words says otherwise; figures never are."""
    line = "我们 的 我们 粮食 2024 2024 百分点 百分点 学校"
    tokens = tokens_of(paragraphs(*[line] * 4))
    how = {"min_words": 1, "max_share": 1, "min_count": 2}

    assert topics(tokens, 2, **how).vocabulary == ["学校", "粮食"]
    assert topics(tokens, 2, stopwords=[], **how).vocabulary == ["学校", "我们", "百分点", "粮食"]
    assert "的" in topics(tokens, 2, stopwords=[], min_length=1, **how).vocabulary
    stamps = [topics(tokens, 2, stopwords=s, **how).stamp["stopwords"] for s in (None, [], ["的"])]
    assert len({*stamps}) == 3


def test_terms_that_most_units_have_are_no_terms(corpus):
    """`max_share` leaves out what stands in more of them, `min_count` what is too rare."""
    tokens, _ = corpus
    there = [line.split() for d in tokens.corpus for line in d.text.split("\n")]

    for share in (0.3, 0.5, 1):
        expected = {w for line in there for w in line}
        expected = {w for w in expected if sum(w in line for line in there) <= share * len(there)}
        assert {*topics(tokens, 3, max_share=share, min_count=1).vocabulary} == expected
    rare = topics(tokens, 3, min_count=20).vocabulary
    assert all(sum(line.count(word) for line in there) >= 20 for word in rare)


def test_tags_choose_parts_of_speech():
    """Only nouns, say."""
    tokens = pt.Corpus.from_texts(
        {"甲": "发展生产粮食。\n生产粮食，生产棉花。\n发展棉花。"}
    ).segment()

    result = topics(tokens, 2, tags="n", min_words=1, min_count=2, max_share=1)

    assert result.vocabulary == ["棉花", "粮食"]
    assert result.stamp["tags"] == "n"


def test_removed_tokens_are_nothing():
    """They are no term and no word, and the units are the same as with them."""
    whole = tokens_of(paragraphs("粮食 农民 可以", "学校 教师 可以", "粮食 农民", "学校 教师"))
    without = tokens_of(paragraphs("粮食 农民 _", "学校 教师 _", "粮食 农民", "学校 教师"))
    how = {"min_words": 3, "min_count": 2, "max_share": 1}

    units = topics(without, 2, **how).units()

    assert units["words"].tolist() == [2, 2, 4]
    before = topics(whole, 2, **how).units()
    # A blank stands where the removed word was, so places after it are one less.
    assert [t.replace("_", "可以") for t in units["text"]] == before["text"].tolist()
    assert "" not in topics(without, 2, **how).vocabulary


def test_the_order_of_the_types_does_not_matter(corpus):
    """The same text gives the same topics, whatever the numbers of its types."""
    tokens, _ = corpus
    n = len(tokens.types)
    turned = pt.Tokens(
        types=["", *tokens.types[:0:-1]],
        tags=tokens.tags,
        ids=np.where(tokens.ids == 0, 0, n - tokens.ids).astype(np.int32),
        starts=tokens.starts,
        doc_offsets=tokens.doc_offsets,
        corpus=tokens.corpus,
        segmenter=tokens.segmenter,
    )

    assert np.array_equal(topics(turned, 3).term_weights, topics(tokens, 3).term_weights)


# ---------------------------------------------------------------- edges


def test_a_unit_without_terms_has_no_topic():
    """It is listed all the same, and has no part in the shares."""
    tokens = tokens_of(paragraphs("粮食 粮食", "其他", "学校 学校", "而且"))

    result = topics(tokens, 2, min_words=1, min_count=2)

    units = result.units()
    assert units["topic"].isna().tolist() == [False, True, False, True]
    assert units["label"].tolist()[1] == ""
    assert np.isnan(units["share"].tolist()[1])
    assert result.to_pandas()["share"].sum() == pytest.approx(1)
    assert result.to_pandas()["units"].tolist() == [1, 1]
    assert len(result.units(top=5)) == 2


@pytest.mark.parametrize("method", METHODS)
def test_topics_that_the_text_does_not_have_are_empty_or_small(method):
    """Three are asked for where all paragraphs are alike: no crash and no warning."""
    tokens = tokens_of(paragraphs(*["粮食 农民 种子"] * 6))

    table = topics(tokens, 3, method=method, min_words=1, min_count=1, max_share=1).to_pandas()

    assert table["share"].sum() == pytest.approx(1)
    assert len(table) == 3
    # All terms stand in all paragraphs, so no pair says anything.
    assert table["coherence"].isna().all()
    if method == "nmf":
        assert table["label"].tolist()[1:] == ["", ""]


def test_a_topic_that_leads_everything_is_named_by_weight():
    """There is nothing that it could be key against."""
    tokens = tokens_of(paragraphs(*["粮食 粮食 农民 种子"] * 6))

    result = topics(tokens, 2, min_words=1, min_count=1, max_share=1)

    assert result.labels == ["粮食、农民、种子", ""]
    assert result.terms().query("topic == 1")["score"].isna().all()


def test_no_term_of_a_label_is_part_of_another():
    """生产 and 生产总值 name a topic no better than one of them."""
    tokens = tokens_of(
        paragraphs(*["生产总值 生产 增长 增长 农业"] * 3, *["学校 教师 学生 学位"] * 3)
    )

    labels = topics(tokens, 2, min_words=1, min_count=1).labels

    for label in labels:
        for one, other in permutations(label.split("、"), 2):
            assert one not in other


def test_fewer_units_or_terms_than_topics():
    """The message says what to do."""
    tokens = tokens_of(paragraphs("粮食 农民 种子", "学校 教师"))
    how = {"min_words": 1, "min_count": 1}

    with pytest.raises(InputError) as caught:
        topics(tokens, 3, **how)
    assert str(caught.value) == (
        "`k` must be at most the number of units that have terms, 2, got 3. "
        "Ask for fewer topics, or for smaller units with `unit` or `min_words`."
    )
    with pytest.raises(InputError) as caught:
        topics(tokens_of(paragraphs("粮食", "粮食", "粮食")), 2, max_share=1, **how)
    assert str(caught.value) == (
        "`k` must be at most the number of terms, 1, got 2. "
        "Ask for fewer topics, or lower `min_count`."
    )


def test_no_term_is_left():
    """Of a text that is too short for the lowest count, or empty."""
    for tokens in (tokens_of(paragraphs("粮食 农民", "学校 教师")), tokens_of("")):
        with pytest.raises(InputError) as caught:
            topics(tokens, 2, min_words=1, max_share=0.4)
        assert str(caught.value) == (
            "A topic needs terms that occur 5 times or more and in at most 40% of the units, "
            f"got none in {2 if tokens.n_tokens else 1} units. "
            "Lower `min_count`, raise `max_share`, or give more text."
        )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"k": 1}, "`k` must be 2 or more, got 1."),
        ({"seed": -1}, "`seed` must be 0 or more, got -1."),
        ({"min_words": 0}, "`min_words` must be 1 or more, got 0."),
        ({"min_count": 0}, "`min_count` must be 1 or more, got 0."),
        ({"max_share": 0}, "`max_share` must be above 0 and at most 1, got 0."),
        (
            {"method": "nfm"},
            "`method` must be one of ['nmf', 'lda', 'embedding'], got 'nfm'. "
            "Did you mean 'nmf'?",
        ),
        (
            {"unit": "sentence"},
            "`unit` must be one of ['paragraph', 'section', 'document'], got 'sentence'.",
        ),
        (
            {"method": "embedding"},
            '`embed` must be a function from texts to vectors where `method` is "embedding", '
            "got None. Pass the `encode` of a sentence-embedding model.",
        ),
        (
            {"method": "embedding", "embed": lambda texts: [[1.0, 2.0]]},
            "`embed` must return a vector of numbers for each of the 42 texts, "
            "got an array of shape (1, 2).",
        ),
        (
            {"method": "embedding", "embed": lambda texts: [[float("nan")]] * len(texts)},
            "`embed` must return a vector of numbers for each of the 42 texts, "
            "got an array of shape (42, 1).",
        ),
    ],
)  # fmt: skip
def test_options_that_cannot_be_used(corpus, options, message):
    """The message says what must hold and what came."""
    with pytest.raises(InputError) as caught:
        topics(corpus[0], **({"k": 3} | options))

    assert str(caught.value) == message


def test_options_of_the_tables(found):
    """`top` is a number, and `by` a column that there is."""
    for call in (found.terms, found.units):
        with pytest.raises(InputError) as caught:
            call(top=0)
        assert str(caught.value) == "`top` must be 1 or more, got 0."
    with pytest.raises(InputError, match="`by` must be one of"):
        found.over("yaer")


def test_without_scikit_learn_the_extra_is_named(corpus, monkeypatch):
    """Both functions say what to install."""
    real = builtins.__import__

    def without(name, *rest, **options):
        if name.startswith(("sklearn", "scipy")):
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    for call in (topics, topic_numbers):
        with pytest.raises(MissingExtra) as caught:
            call(corpus[0])
        assert str(caught.value) == (
            "Topics need scikit-learn, which is not installed. "
            'Install it with: pip install "policytext[themes]"'
        )


# ---------------------------------------------------------------- coherence


def plain_coherence(lines: list[set[str]], terms: list[str]) -> float:
    """Return the mean NPMI of the pairs of terms by its definition."""
    values = []
    for one, other in combinations(terms, 2):
        p = [sum(wanted <= line for line in lines) / len(lines)
             for wanted in ({one}, {other}, {one, other})]  # fmt: skip
        values.append(-1.0 if p[2] == 0 else log(p[2] / (p[0] * p[1])) / -log(p[2]))
    return sum(values) / len(values)


def test_coherence_by_eye():
    """Terms that only stand together have 1, terms that never meet -1, of chance 0."""
    tokens = tokens_of(paragraphs("粮食 农民 水利", "粮食 农民 学校", "教师 水利", "教师 学校"))
    terms = ["粮食", "农民", "教师", "水利"]
    there = paragraphs_with(tokens, terms)

    values = coherence(there, [[0, 1], [0, 2], [0, 3], [0, 1, 2], [0], []])

    assert values[:3].tolist() == pytest.approx([1, -1, 0])
    assert values[3] == pytest.approx((1 - 1 - 1) / 3)
    assert np.isnan(values[4:]).all()


def test_coherence_by_a_plain_loop(corpus, found):
    """In paragraphs, whatever the unit."""
    tokens, _ = corpus
    lines = [{*line.split()} for d in tokens.corpus for line in d.text.split("\n")]

    for result in (found, topics(tokens, 2, unit="document", max_share=1)):
        for row in result.to_pandas().itertuples():
            assert row.coherence == pytest.approx(plain_coherence(lines, row.terms.split()))


# ---------------------------------------------------------------- stability


def test_agreement_by_eye():
    """The first 1, 2, … 5 terms share 0, 0, 1 of 5, 1 of 7 and 3 of 7."""
    one, other = [0, 1, 2, 3, 4], [5, 2, 4, 6, 3]

    assert agreement([one], [other]).tolist() == pytest.approx([(1 / 5 + 1 / 7 + 3 / 7) / 5])
    assert agreement([one], [one]).tolist() == [1]


@given(st.lists(st.permutations(range(5)), min_size=1, max_size=4), st.randoms())
def test_agreement_is_the_best_of_all_matchings(ours, random):
    """As trying every matching finds, with the coefficient by its definition."""
    theirs = [random.sample(range(5), 5)[:4] for _ in ours]

    def jaccard(one, other):
        depths = range(1, 6)
        return sum(len({*one[:d]} & {*other[:d]}) / len({*one[:d]} | {*other[:d]})
                   for d in depths) / 5  # fmt: skip

    best = max(
        sum(jaccard(one, theirs[n]) for one, n in zip(ours, order, strict=True))
        for order in permutations(range(len(ours)))
    )
    assert agreement(ours, theirs).sum() == pytest.approx(best)


def test_a_topic_without_terms_does_not_come_again():
    """An empty one agrees with nothing."""
    assert agreement([[0, 1], []], [[0, 1], []]).tolist() == [1, 0]
    assert top_terms(np.array([[0.0, 0.5, 0.5], [0, 0, 0]]), 2) == [[1, 2], []]


def test_the_planted_number_is_the_most_stable(corpus):
    """Three topics come again in every sample; five are three and what chance splits off."""
    table = topic_numbers(corpus[0], [2, 3, 5], samples=4)

    assert list(table.columns) == list(NUMBERS)
    assert {name: str(table[name].dtype) for name in table} == NUMBERS
    assert table["k"].tolist() == [2, 3, 5]
    assert table["stability"].idxmax() == 1
    assert table["stability"][1] > 0.9
    assert (table["lowest_stability"] <= table["stability"]).all()
    assert (table["lowest_coherence"] <= table["coherence"]).all()
    stamp = table.attrs["stamp"]
    assert (stamp["samples"], stamp["sample_share"], stamp["seed"]) == (4, 0.8, 0)


@pytest.mark.parametrize("method", [*METHODS, "embedding"])
def test_stability_by_a_plain_loop(corpus, method):
    """Samples without replacement, each fitted alone and matched with the whole."""
    tokens, about = corpus
    vectors = np.random.default_rng(1).normal(size=(42, 3)) + [
        [4 * (name == other) for other in PLANTED] for name in about
    ]
    embed = (lambda texts: vectors) if method == "embedding" else None
    how = {"method": method, "embed": embed, "min_count": 1, "min_words": 1}
    row = topic_numbers(tokens, [4], samples=3, seed=2, **how).iloc[0]

    lines = [line.strip() for d in tokens.corpus for line in d.text.split("\n")]
    whole = topics(tokens, 4, seed=2, **how)
    ours = [line.split() for line in whole.to_pandas()["terms"]]
    random, values = np.random.default_rng(2), []
    for _ in range(3):
        chosen = np.sort(random.choice(42, 34, replace=False))
        part = tokens_of(*(lines[n] for n in chosen))
        # The terms are those of the whole text, common words there being so here too.
        rest = {*part.types} - {*whole.vocabulary}
        if method == "embedding":
            how["embed"] = lambda texts, chosen=chosen: vectors[chosen]
        drawn = topics(
            part, 4, unit="document", seed=2, **how | {"max_share": 1, "stopwords": list(rest)}
        )
        theirs = [line.split() for line in drawn.to_pandas()["terms"]]
        values.append(agreement(ours, theirs))
    assert row["stability"] == pytest.approx(np.mean(values))
    assert row["lowest_stability"] == pytest.approx(np.mean(values, axis=0).min())
    assert row["coherence"] == pytest.approx(whole.to_pandas()["coherence"].mean())
    assert row["smallest_share"] == pytest.approx(whole.to_pandas()["share"].min())


def test_numbers_are_tried_once_and_in_order(corpus):
    """And progress is told of every fit."""
    seen = []

    def progress(tasks):
        seen.extend(tasks)
        return iter(tasks)

    columns, _ = find_topic_numbers(corpus[0], [3, 2, 3], samples=2, progress=progress)

    assert columns["k"] == [2, 3]
    assert seen == [(2, 0), (2, 1), (2, 2), (3, 0), (3, 1), (3, 2)]


def test_as_many_topics_as_units_can_be_tried():
    """A sample then has all units."""
    tokens = tokens_of(paragraphs("粮食 农民", "学校 教师", "和平 外交"))

    for method in METHODS:
        table = topic_numbers(tokens, [3], method=method, min_words=1, min_count=1, samples=2)
        assert table["stability"].tolist() == [1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"numbers": []}, "`numbers` must have at least one number of topics, got none."),
        ({"numbers": [1]}, "`k` must be 2 or more, got 1."),
        ({"samples": 0}, "`samples` must be 1 or more, got 0."),
        ({"sample_share": 1}, "`sample_share` must be between 0 and 1, got 1."),
        (
            {"numbers": [50]},
            "`k` must be at most the number of units that have terms, 42, got 50. "
            "Ask for fewer topics, or for smaller units with `unit` or `min_words`.",
        ),
    ],
)
def test_options_of_the_numbers(corpus, options, message):
    """The message says what must hold and what came."""
    with pytest.raises(InputError) as caught:
        topic_numbers(corpus[0], **options)

    assert str(caught.value) == message


# ---------------------------------------------------------------- real texts


def test_the_work_reports_tell_their_history(shared):
    """Revolution in 1964 and 1978, farming in 1960, the budget in 1956, innovation since."""
    reports = pt.read(shared / "gov_work_reports", clean={"simplify": True}).segment()

    result = topics(reports, 15)

    table = result.over("year").pivot(index="year", columns="topic", values="share")

    def topic_of(*terms: str) -> int:
        rows = result.to_pandas()
        return int(rows[[{*terms} <= {*t.split()} for t in rows["terms"]]]["topic"].iloc[0])

    assert {*table[topic_of("革命", "斗争")].nlargest(2).index} == {1964, 1978}
    assert table[topic_of("农业", "粮食")].idxmax() == 1960
    assert table[topic_of("预算", "支出")].idxmax() == 1956
    assert table[topic_of("创新", "产业")].idxmax() == 2024
    reform = table[topic_of("改革", "企业")]
    assert reform.loc[:1978].max() < 0.02 < 0.05 < reform.loc[1980:].min()

"""New formulations: which are found, when their use jumps, and every figure of a row."""

from __future__ import annotations

import io
from collections import Counter
from math import log, log2
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import policytext as pt
from policytext.errors import InputError, ReadError
from policytext.lexicons import Lexicon
from policytext.statistics.contingency import MEASURES
from policytext.statistics.groups import group_tokens
from policytext.theming.formulations.burst import binomial_tail, find_bursts
from policytext.theming.formulations.candidates import lexicon_candidates
from policytext.theming.formulations.formulations import FORMULATIONS, formulations
from policytext.theming.formulations.phrases import (
    Characters,
    Names,
    branching_entropy,
    cohesion,
    find_phrases,
)

#: Chosen by knowledge of the periods before anything was searched or run. The comments give the
#: first year that plain search finds in the given reports.
WELL_KNOWN = [
    "四个现代化",  # 1978
    "改革开放",  # 1988
    "社会主义市场经济",  # 1994
    "科教兴国",  # 1998, only in 科教兴国战略
    "可持续发展",  # 1998
    "西部大开发",  # 2002
    "科学发展观",  # 2004
    "和谐社会",  # 2006
    "新农村",  # 1960, once; 2006 in 社会主义新农村
    "供给侧结构性改革",  # 2016
    "一带一路",  # 2016
    "高质量发展",  # 2018
    "新质生产力",  # 2024, once
    "人类命运共同体",  # 2018
    "脱贫攻坚",  # 2016
    "中国式现代化",  # 2024, twice
    "碳达峰",  # 2022
    "放管服",  # 2018
    "互联网+",  # 2016
    "两个一百年",  # 2016 and 2018, once each
]
#: A second list, chosen at the same time.
MORE = [
    "大众创业", "大跃进", "人民公社", "联产承包责任制", "经济特区", "乡镇企业", "一国两制",
    "三个代表", "小康社会", "依法治国", "社会主义初级阶段", "新型城镇化", "乡村振兴", "精准扶贫",
    "营改增", "简政放权", "节能减排", "数字经济", "共同富裕", "粤港澳大湾区",
]  # fmt: skip

#: Six invented reports: in the fourth year 云网工程 arrives and stays.
FIELDS = ("农业", "工业", "交通", "教育", "卫生", "商业")
REPORTS = {
    year: "\n".join(
        f"今年{field}有新的成绩，{'落实' if n % 2 else '推进'}{field}计划。"
        + (f"{'加快' if n % 2 else '推动'}云网工程，云网工程惠及{field}。" if year >= 2014 else "")
        for n, field in enumerate(FIELDS)
    )
    for year in range(2011, 2017)
}
LOOSE = {"min_cohesion": 0.0, "min_entropy": 0.0, "min_ratio": 1.0}


def tokens_of(texts: dict[int, str] | list[tuple[int, str]], **options):
    """Segment one text a year, or several."""
    pairs = list(texts.items()) if isinstance(texts, dict) else texts
    names = {f"文{n}": year for n, (year, _) in enumerate(pairs)}
    return pt.Corpus.from_texts(
        {name: text for name, (_, text) in zip(names, pairs, strict=True)},
        metadata={name: {"year": year} for name, year in names.items()},
        clean=False,
    ).segment(**options)


@pytest.fixture(scope="module")
def reports():
    """Segment the invented reports."""
    return tokens_of(REPORTS)


@pytest.fixture(scope="module")
def city():
    """Segment the work reports of the invented city."""
    return pt.datasets.load("work_reports").segment()


# ---------------------------------------------------------------- by eye


def test_a_new_phrase_arrives_in_its_year(reports):
    """云网工程 stands in the first row, with its first year and all its uses."""
    row = formulations(reports).iloc[0]

    assert row["term"] == "云网工程"
    assert (row["first"], row["jump"], row["until"]) == (2014, 2014, 2016)
    assert (row["count"], row["count_before"], row["count_after"]) == (36, 0, 36)
    assert (row["doc_freq"], row["quoted"]) == (3, 0)


def test_a_row_shows_its_first_use(reports):
    """Document, line of the file and the words around it."""
    row = formulations(reports).iloc[0]

    assert (row["document"], row["line"]) == ("文3", 1)
    assert row["context"] == "今年农业有新的成绩，推进农业计划。推动云网工程，云网工程惠及农业。"
    assert pd.isna(row["page"])


def test_the_rates_are_per_ten_thousand_characters(reports):
    """The base is the characters of the years before, and of those of the burst."""
    row = formulations(reports).iloc[0]

    chars = sum(document.chars for document in reports.corpus if document.metadata["year"] >= 2014)
    assert row["per_10k_before"] == 0
    assert row["per_10k_after"] == pytest.approx(1e4 * 36 / chars)


def test_a_phrase_of_one_year_is_found_too():
    """A campaign that is over again the year after."""
    old = "发展生产，保证供应。办好学校，办好医院。"
    texts = {2001 + n: old for n in range(6)}
    texts[2003] += "搞好爱卫突击行动，宣传爱卫突击行动。爱卫突击行动很好，迎接爱卫突击行动。"
    found = formulations(tokens_of(texts), min_cohesion=1)

    assert found[["term", "jump", "until"]].values.tolist() == [["爱卫突击行动", 2003, 2003]]


def test_a_verb_with_a_phrase_gives_way_to_the_phrase(reports):
    """推动云网工程 is no formulation of its own."""
    found = formulations(reports, **LOOSE)

    assert "云网工程" in set(found["term"])
    assert not {"推动云网工程", "加快云网工程"} & set(found["term"])


def test_a_phrase_that_only_occurs_inside_a_longer_one_is_that_ones_part():
    """云网示范 is left out where it is always 云网示范工程."""
    texts = {year: "发展生产。" * 9 for year in (2011, 2012, 2013)}
    texts[2013] += "建设云网示范工程，推进云网示范工程。云网示范工程很好，宣传云网示范工程。"
    found = formulations(tokens_of(texts), **LOOSE)

    assert [term for term in found["term"] if "云网" in term or "示范" in term] == ["云网示范工程"]


def test_function_words_and_years_begin_and_end_no_phrase():
    """Neither 的发展 nor 年全国."""
    text = "2019年全国的发展很快。2019年全国的发展很稳。2019年全国的发展很好。"
    found = formulations(tokens_of({2018: "改革。" * 9, 2019: text}), **LOOSE, min_length=2)

    terms = found["term"].tolist()
    assert terms
    assert not [term for term in terms if term[0] in "的年很" or term[-1] in "的年很"]


def test_a_numeral_may_begin_a_phrase_and_an_article_may_not():
    """四个现代化, but no 一个新的水平."""
    text = "实现四个现代化，达到一个新的先进水平。为四个现代化，超过一个新的先进水平。"
    found = formulations(tokens_of({1974: "生产。" * 9, 1975: text * 3}), **LOOSE)

    assert "四个现代化" in set(found["term"])
    assert not [term for term in found["term"] if term.startswith("一个")]


def test_a_frame_keeps_its_preposition():
    """以经济建设为中心 begins with 以."""
    text = "坚持以经济建设为中心，必须以经济建设为中心。围绕以经济建设为中心。"
    found = formulations(tokens_of({1977: "生产。" * 9, 1978: text}), **LOOSE)

    assert "以经济建设为中心" in set(found["term"])


def test_quotation_marks_make_a_phrase_of_what_they_hold():
    """“三农” is short, “两个一百年” all numbers; a word not in quotation marks stays too short."""
    text = "解决“三农”问题。“两个一百年”目标。关心“三农”工作。“两个一百年”梦想。" * 2
    found = formulations(tokens_of({2000: "生产。" * 30, 2001: text}), min_cohesion=0, min_ratio=1)
    rows = found.set_index("term")

    assert rows.loc["三农", "quoted"] == rows.loc["三农", "count"] == 4
    assert rows.loc["两个一百年", "count"] == 4
    assert {len(term) for term in found["term"]} <= {2, 5}
    assert "工作" not in rows.index


def test_a_plus_sign_belongs_to_its_word():
    """互联网+ is counted as a plain search counts it."""
    text = "推进“互联网+”行动。“互联网+政务服务”好，互联网+教育。促进“互联网+”发展。"
    found = formulations(tokens_of({2014: "生产。" * 30, 2015: text}), **LOOSE).set_index("term")

    assert found.loc["互联网+", "count"] == 4


def test_no_phrase_goes_across_punctuation_or_a_line_end():
    """甲乙丙 of two paragraphs, two sentences or two items is none."""
    text = "大众创业、万众创新。大众创业\n万众创新。大众创业，万众创新。"
    found = formulations(tokens_of({2014: "生产。" * 30, 2015: text}), **LOOSE)

    assert set(found["term"]) == {"大众创业", "万众创新"}


def test_a_string_across_words_is_no_phrase():
    """强军 is not found in 加强军队, which crosses two words."""
    texts = {2011: "加强军队，加强军营。" * 9, 2012: "“强军”梦。加强军队，加强军营。" * 9}
    found = formulations(tokens_of(texts), **LOOSE, min_length=2)

    assert "强军" not in set(found["term"])


def test_nothing_is_new_in_the_first_group(reports):
    """What the first report says may be older."""
    assert formulations(reports, at=2011, **LOOSE).empty


# ---------------------------------------------------------------- asking for a time


def test_what_is_new_in_one_year(city):
    """`at` keeps the rows of that year as they are."""
    every = formulations(city)
    found = formulations(city, at=2018)

    assert found["term"].iloc[0] == "高质量发展"
    expected = every[every["jump"] == 2018].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected)


def test_what_is_new_since_a_year(city):
    """`since` takes any year, also one without a text."""
    every = formulations(city)

    assert set(formulations(city, since=2019)["jump"]) == {
        year for year in every["jump"] if year >= 2019
    }
    assert formulations(city, since=2030).empty


def test_groups_with_names_are_in_their_order(reports):
    """`since` a name means that group and those after it."""
    labels = ["早", "早", "早", "中", "中", "晚"]
    found = formulations(reports, by=labels, since="中")

    assert found["first"].tolist()[0] == found["jump"].tolist()[0] == "中"
    assert formulations(reports, by=labels, since="晚").empty


def test_documents_in_no_group_do_not_count(reports):
    """A label None leaves a document out, its counts and its characters."""
    found = formulations(reports, by=[None, 2012, 2013, 2014, None, 2016])

    row = found.set_index("term").loc["云网工程"]
    assert (row["first"], row["count"], row["doc_freq"]) == (2014, 24, 2)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"at": 2017},
            "`at` must be one of the groups, 2011, 2012, 2013 …, got 2017."
            " Did you mean '2016' or '2015' or '2014'?",
        ),
        ({"since": "很早"}, "`since` must be one of the groups, 2011, 2012, 2013 …, got '很早'."),
        ({"min_count": 0}, "`min_count` must be 1 or more, got 0."),
        ({"min_length": 1}, "`min_length` must be 2 or more, got 1."),
        ({"min_cohesion": -1.0}, "`min_cohesion` must be 0 or more, got -1.0."),
        ({"min_ratio": float("nan")}, "`min_ratio` must be 0 or more, got nan."),
    ],
)
def test_options_that_cannot_be_used(reports, options, message):
    """The message says what must hold and what came."""
    with pytest.raises(InputError) as caught:
        formulations(reports, **options)

    assert str(caught.value) == message


# ---------------------------------------------------------------- against other computations


def phrases_of(tokens, *, min_count=2):
    """Find phrases with their names."""
    characters = Characters(group_tokens(tokens, "year"))
    names = Names(characters.codes, 12)
    phrases = find_phrases(characters, names, min_length=2, max_length=12, min_count=min_count)
    spans = zip(phrases.at.tolist(), phrases.length.tolist(), strict=True)
    return characters, names, phrases, [characters.text[at : at + n] for at, n in spans]


def occurrences(text: str, term: str) -> list[int]:
    """Find a term as a plain search does, occurrences that overlap too."""
    return [place for place in range(len(text)) if text.startswith(term, place)]


def test_the_counts_are_those_of_a_plain_search(city):
    """Count, first year and documents of each row."""
    texts = {document.facts["year"]: document.text for document in city.corpus}
    found = formulations(city)

    assert len(found) > 50
    for row in found.itertuples():
        counts = {year: len(occurrences(text, row.term)) for year, text in texts.items()}
        assert row.count == sum(counts.values())
        assert row.first == min(year for year, n in counts.items() if n)
        assert row.doc_freq == sum(n > 0 for n in counts.values())
        assert row.count_before == sum(n for year, n in counts.items() if year < row.jump)
        assert row.count_after == sum(
            n for year, n in counts.items() if row.jump <= year <= row.until
        )


def test_cohesion_is_the_pointwise_mutual_information_of_the_weakest_split(reports):
    """Against plain Python on the text."""
    characters, names, phrases, terms = phrases_of(reports)
    bits = cohesion(characters, names, phrases)

    text = characters.text
    total = sum(character.isalnum() for character in text)
    assert len(terms) > 20
    for term, value in zip(terms, bits, strict=True):
        whole = len(occurrences(text, term))
        assert value == pytest.approx(
            min(
                log2(
                    whole
                    * total
                    / (len(occurrences(text, term[:k])) * len(occurrences(text, term[k:])))
                )
                for k in range(1, len(term))
            )
        )


def test_branching_entropy_counts_each_mark_as_a_neighbour_of_its_own(reports):
    """Against plain Python on the text."""
    characters, _, phrases, terms = phrases_of(reports)
    left, right = branching_entropy(characters, phrases)

    text = "\n" + characters.text

    def entropy(places: list[int]) -> float:
        seen = Counter(text[p] if text[p].isalnum() else p for p in places)
        return sum(-n / len(places) * log2(n / len(places)) for n in seen.values())

    for n, term in enumerate(terms):
        places = occurrences(text, term)
        assert left[n] == pytest.approx(entropy([p - 1 for p in places]))
        assert right[n] == pytest.approx(entropy([p + len(term) for p in places]))


def test_a_phrase_that_is_always_followed_by_the_same_has_no_entropy_there():
    """合作 before 工 only: 0 bits on the right, 1 bit on the left of two different ones."""
    tokens = tokens_of({2011: "生产合作工程。建设合作工程。"})
    characters, _, phrases, terms = phrases_of(tokens)
    left, right = branching_entropy(characters, phrases)

    assert (left[terms.index("合作")], right[terms.index("合作")]) == (1.0, 0.0)


def brute_burst(counts: list[int], sizes: list[int]) -> tuple[float, int, int, int]:
    """Compare all stretches one by one: G2, first and last group, and how many there are."""
    n, best, tests = len(counts), (0.0, -1, -1), 0
    for first in range(1, n):
        lengths = {n - first} | {2**k for k in range(9) if 2**k < n - first}
        for last in sorted(first + length - 1 for length in lengths):
            x, x0 = sum(counts[first : last + 1]), sum(counts[:first])
            m, m0 = sum(sizes[first : last + 1]), sum(sizes[:first])
            if not m or not m0:
                continue
            tests += 1
            e, e0 = (x + x0) * m / (m + m0), (x + x0) * m0 / (m + m0)
            if x > e:
                g2 = 2 * (x * log(x / e) + (x0 * log(x0 / e0) if x0 else 0))
                if g2 > best[0] * (1 + 1e-9):
                    best = (g2, first, last)
    return (*best, tests)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 300)), min_size=1, max_size=9),
    st.lists(st.integers(0, 9), min_size=9, max_size=9),
)
def test_bursts_are_those_that_a_loop_finds(pairs, other):
    """Stretch, G2, counts and exact p-value, also with groups that are empty."""
    # A group without text has no occurrence.
    sizes = [size for _, size in pairs]
    rows = [[n if m else 0 for n, m in zip(row, sizes, strict=False)]
            for row in ([count for count, _ in pairs], other)]  # fmt: skip
    found = find_bursts(rows, sizes)

    for n, counts in enumerate(rows):
        g2, first, last, tests = brute_burst(counts, sizes)
        assert found.g2[n] == pytest.approx(g2)
        assert (found.jump[n], found.until[n]) == (first, last)
        if first >= 0:
            x, x0 = sum(counts[first : last + 1]), sum(counts[:first])
            share = sum(sizes[first : last + 1]) / sum(sizes[: last + 1])
            p = stats.binomtest(x, x + x0, share, alternative="greater").pvalue
            assert found.p_value[n] == pytest.approx(min(tests * p, 1))
            assert (found.after[n], found.before[n]) == (x, x0)


def test_the_score_is_rayson_and_garsides_log_likelihood(city):
    """The two cells of counts before and from the jump on, over the characters of each."""
    found = formulations(city)

    sizes = {document.facts["year"]: document.chars for document in city.corpus}
    for row in found.itertuples():
        after = sum(n for year, n in sizes.items() if row.jump <= year <= row.until)
        before = sum(n for year, n in sizes.items() if year < row.jump)
        cells = (row.count_after, row.count_before, after - row.count_after,
                 before - row.count_before)  # fmt: skip
        assert row.score == pytest.approx(float(MEASURES["ll_short"](*cells)))


def test_the_tail_of_the_binomial_is_scipys():
    """From certain to far beyond what a float of the first term alone would tell."""
    x, x0, share = np.array([[1, 9, 40, 200, 3], [0, 3, 0, 150, 0], [0.5, 0.3, 0.01, 0.2, 0.9]])

    expected = stats.binom.sf(x - 1, x + x0, share)
    np.testing.assert_allclose(binomial_tail(x, x0, share), expected, rtol=1e-11)


# ---------------------------------------------------------------- properties


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_documents_does_not_matter(random: Random):
    """Years are put in order, and every figure stays."""
    pairs = list(REPORTS.items())
    random.shuffle(pairs)
    shuffled, ordered = formulations(tokens_of(pairs)), formulations(tokens_of(REPORTS))

    same = [name for name in FORMULATIONS if name != "document"]
    pd.testing.assert_frame_equal(shuffled[same], ordered[same])


def test_cutting_the_texts_of_a_year_changes_no_count():
    """Two documents of a year, cut between paragraphs, count as one."""
    halves = []
    for year, text in REPORTS.items():
        lines = text.split("\n")
        halves += [(year, "\n".join(lines[:2])), (year, "\n".join(lines[2:]))]
    cut, whole = formulations(tokens_of(halves)), formulations(tokens_of(REPORTS))

    same = [name for name in FORMULATIONS if name not in ("document", "line", "doc_freq")]
    pd.testing.assert_frame_equal(cut[same], whole[same])
    assert cut["doc_freq"].iloc[0] == 6


@given(st.lists(st.text("甲乙丙，", max_size=12), min_size=1, max_size=4))
def test_equal_numbers_are_equal_strings(texts):
    """Strings of any length are named exactly."""
    text = "\n".join(texts)
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    names = Names(codes, 7)

    for length in range(1, 8):
        places = np.arange(max(len(text) - length + 1, 0))
        strings = [text[place : place + length] for place in places]
        given_names = names.of(places, length).tolist()
        assert len(set(strings)) == len(set(given_names))
        assert len(set(zip(strings, given_names, strict=True))) == len(set(strings))


def test_a_segmenter_without_parts_of_speech_will_do(reports):
    """The lists of function words and verbs do without."""
    bare = reports[:]
    bare.tags = [""] * len(bare.types)

    found = formulations(bare)
    assert found["term"].iloc[0] == "云网工程"
    assert found["tag"].iloc[0] == "l"


def test_a_removed_token_parts_phrases(reports):
    """Nothing is found across what was taken out."""
    cut = reports[:]
    cut.ids = np.where(cut.ids == cut.index["工程"], 0, cut.ids)

    assert "云网工程" not in set(formulations(cut, **LOOSE)["term"])


# ---------------------------------------------------------------- the table


def test_the_columns_are_as_declared(city):
    """Names, dtypes and order; the groups keep their type."""
    found = formulations(city)

    assert list(found) == list(FORMULATIONS)
    for name, dtype in FORMULATIONS.items():
        assert found[name].dtype == pd.Series([], dtype=dtype or "int64").dtype, name
    keys = list(zip(-found["score"].round(9), found["term"], strict=True))
    assert keys == sorted(keys)
    assert found["p_adjusted"].between(0, 1).all()


def test_the_stamp_says_what_changes_the_numbers(city):
    """And so for each option that was given."""
    made = formulations(city, at=2018, min_count=4).attrs["stamp"]

    assert made["match"] == "string"
    chosen = ("by", "at", "min_count", "length", "min_cohesion", "min_entropy", "min_ratio")
    assert [made[name] for name in chosen] == ["year", 2018, 4, "3-20", 3.0, 1.0, 5.0]
    assert "since" not in made


@pytest.mark.parametrize(
    "texts",
    [{2011: ""}, {2011: "", 2012: "人民"}, {2011: "改革。"}, {2011: "改革。" * 9, 2012: "\n\n"}],
)
def test_nothing_found_is_an_empty_table_with_its_columns(texts):
    """Empty texts, one group, groups without words."""
    found = formulations(tokens_of(texts))

    assert found.empty
    assert list(found) == list(FORMULATIONS)
    assert found["count"].dtype == "int64"


def test_the_table_survives_csv(city):
    """Written and read again it is the same."""
    found = formulations(city, top=20)
    dtypes = {name: dtype for name, dtype in FORMULATIONS.items() if dtype}
    read = pd.read_csv(io.StringIO(found.to_csv(index=False)), dtype=dtypes)

    pd.testing.assert_frame_equal(read, found, check_dtype=False)


def test_top_keeps_the_first(city):
    """And changes no row."""
    pd.testing.assert_frame_equal(formulations(city, top=5), formulations(city).head(5))


# ---------------------------------------------------------------- candidates for a lexicon


def test_candidates_leave_out_what_the_lexicon_has(city):
    """高质量发展 ships with policytext; asked for, all phrases come."""
    found = formulations(city, top=10)
    shipped = Lexicon.load("policy")

    new = [entry.word for entry in lexicon_candidates(found)]
    assert new == [term for term in found["term"] if term not in shipped]
    assert "高质量发展" not in new
    every = lexicon_candidates(found, known=None)
    assert [entry.word for entry in every] == found["term"].tolist()
    assert len(lexicon_candidates(found, known=every)) == 0


def test_a_candidate_has_its_evidence(reports):
    """First use, counts, and no frequency, which the segmenter chooses."""
    entry = next(iter(lexicon_candidates(formulations(reports))))

    assert entry == ("云网工程", None, "n", "", "文3, line 1; 36 times, 0 before 2014")


def test_candidates_are_kept_whole_when_the_corpus_is_cut_again(city, tmp_path):
    """Saved as CSV and given to the segmenter, each phrase is a token."""
    path = tmp_path / "candidates.csv"
    found = formulations(city, top=20)
    lexicon_candidates(found).save(path)

    again = city.corpus.segment(lexicon=path)
    assert list(Lexicon.load(path)) == list(lexicon_candidates(found))
    for entry in Lexicon.load(path):
        assert entry.word in again.index


def test_candidates_of_something_else():
    """The message names what is missing."""
    with pytest.raises(InputError) as caught:
        lexicon_candidates(pd.DataFrame({"term": ["改革"], "tag": ["v"], "count": [1]}))

    assert str(caught.value) == (
        "`table` must have the columns of `formulations`, got none called "
        "['jump', 'count_before', 'document', 'line']."
    )


def test_candidates_against_an_unknown_lexicon(reports):
    """As for any lexicon."""
    with pytest.raises(ReadError):
        lexicon_candidates(formulations(reports), known="politics")


# ---------------------------------------------------------------- real texts


@pytest.fixture(scope="module")
def work_reports():
    """Find the formulations of the government work reports, once."""
    from conftest import SHARED

    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is absent")
    corpus = pt.read(SHARED / "gov_work_reports")
    found = formulations(corpus.segment())
    found["rank"] = found.groupby("jump").cumcount() + 1
    return corpus, found


def plain_first_years(corpus, terms) -> dict[str, int]:
    """Find the first year of each term with `in`."""
    texts = sorted((document.facts["year"], document.text) for document in corpus)
    return {term: next(year for year, text in texts if term in text) for term in terms}


def hits(found: pd.DataFrame, first: dict[str, int]) -> list[str]:
    """List the terms among the first 40 rows of their year, significant and rightly dated."""
    rows = found[(found["rank"] <= 40) & (found["p_adjusted"] < 0.05)].set_index("term")
    return [
        term
        for term, year in first.items()
        if term in rows.index and rows.at[term, "first"] == year
    ]


def test_well_known_phrases_are_found_at_their_true_first_year(work_reports):
    """At least 15 of 20 among the first 40 rows of their year, p below 0.05.

    Missed: 新质生产力, 中国式现代化 and 两个一百年 occur only once or twice in these texts, and
    counts that low are no evidence; 科教兴国 never stands without 战略, and 科教兴国战略, once a
    year, is only the 66th of 1998; 新农村 holds together too loosely (2.6 bits), but
    社会主义新农村 is listed.
    """
    corpus, found = work_reports
    first = plain_first_years(corpus, WELL_KNOWN)
    seen = hits(found, first)

    assert len(WELL_KNOWN) == 20
    assert len(seen) >= 15
    whole = found.set_index("term")
    assert whole.at["科教兴国战略", "first"] == first["科教兴国"] == 1998
    assert whole.at["社会主义新农村", "jump"] == 2006


def test_a_second_list_is_dated_rightly_wherever_it_is_found(work_reports):
    """All 20 are rows with the year of a plain search; 12 among the first 40 of their year."""
    corpus, found = work_reports
    first = plain_first_years(corpus, MORE)
    rows = found.set_index("term")

    assert {term: rows.at[term, "first"] for term in MORE} == first
    assert len(hits(found, first)) >= 12


def test_high_quality_development_leads_2018(work_reports):
    """A user sees 高质量发展 arrive."""
    _, found = work_reports

    row = found[found["jump"] == 2018].iloc[0]
    assert (row["term"], row["first"], row["count_before"]) == ("高质量发展", 2018, 0)


def test_no_fragments_among_what_a_reader_sees(work_reports):
    """No row of the first 40 of a year begins or ends with a function word."""
    _, found = work_reports

    for term in found.loc[found["rank"] <= 40, "term"]:
        assert term[0] not in "的了是", term
        assert term[-1] not in "的了和在是", term

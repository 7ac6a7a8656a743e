"""Counting: what is counted, over which base, with which evidence."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext import datasets
from policytext.errors import InputError

PLANTED = Path(str(datasets.path("work_reports"))).parent / "planted_work_reports.csv"


def corpus_of(*texts: str, **columns: list[object]) -> pt.Corpus:
    """Make a corpus of texts named 甲, 乙, 丙, with columns of metadata."""
    corpus = pt.Corpus.from_texts(dict(zip("甲乙丙丁", texts, strict=False)))
    return corpus.assign(**columns) if columns else corpus


def counts(table: pd.DataFrame) -> dict[str, int]:
    """Give the count of each term of a table without groups."""
    return dict(zip(table["term"], table["count"], strict=True))


@pytest.fixture(scope="module")
def reports() -> pt.Corpus:
    return pt.datasets.load("work_reports")


@pytest.fixture(scope="module")
def report_tokens(reports: pt.Corpus) -> pt.Tokens:
    return reports.segment()


@pytest.fixture(scope="module")
def report_18() -> pt.Corpus:
    path = Path(__file__).parents[1].parent / "shared" / "data" / "congress" / "18.txt"
    if not path.is_file():
        pytest.skip(f"{path} is absent")
    return pt.read(path)


# ---------------------------------------------------------------- what is counted


def test_a_string_is_counted_wherever_its_characters_stand():
    """人民 in 人民币 is one, as in a search box."""
    assert counts(pt.count(corpus_of("人民用人民币，为人民服务。"), "人民")) == {"人民": 3}


def test_a_token_is_counted_whole():
    """人民 in 人民币 is none when tokens are counted."""
    corpus = corpus_of("人民用人民币，为人民服务。")

    assert counts(pt.count(corpus, "人民", match="token")) == {"人民": 2}


def test_a_term_of_several_tokens_is_counted_as_their_run():
    """新发展格局 is no token of jieba's, so the tokens it cuts it into count, in that order."""
    tokens = corpus_of("加快构建新发展格局，新的发展。").segment()

    assert "新发展格局" not in tokens.types
    assert counts(pt.count(tokens, ["新发展格局", "发展格局"], match="token")) == {
        "新发展格局": 1,
        "发展格局": 1,
    }


def test_a_term_that_does_not_occur_is_a_row_of_zero():
    """A term without a hit is listed with count, rate and document frequency 0."""
    row = pt.count(corpus_of("发展。"), "改革").iloc[0]

    assert (row["count"], row["per_10k_chars"], row["doc_freq"], row["documents"]) == (0, 0, 0, 1)


def test_forms_of_a_group_never_count_a_character_twice():
    """深化改革 holds 改革, and counts once for the group of both."""
    group = {"改革": ["改革", "深化改革"]}

    assert counts(pt.count(corpus_of("深化改革。改革。"), group)) == {"改革": 2}


def test_the_longest_form_wins_also_where_a_form_overlaps_itself():
    """From left to right, 乙层 takes its place first, and 层层 still counts in what is left."""
    group = {"层": ["层层", "乙层"]}

    assert counts(pt.count(corpus_of("乙层层层"), group)) == {"层": 2}


def test_a_form_named_twice_in_a_group_counts_once():
    """A synonym that stands twice in a list changes nothing, whatever the overlap rule."""
    table = pt.count(corpus_of("改革。"), {"改革": ["改革", "改革"]}, overlap="all")

    assert counts(table) == {"改革": 1}


def test_a_pattern_counts_what_it_finds():
    """A regular expression counts its matches anywhere in the text."""
    table = pt.count(corpus_of("增长8.1%，下降3%。"), re.compile(r"\d+(\.\d+)?%"))

    assert counts(table) == {r"\d+(\.\d+)?%": 2}


def test_a_pattern_for_tokens_must_match_a_whole_token():
    """人.* matches the token 人民币 whole; 人民 alone does not."""
    corpus = corpus_of("人民用人民币。")

    found = pt.count(
        corpus, {"全": [re.compile("人民.*")], "币": [re.compile("人民.")]}, match="token"
    )

    assert counts(found) == {"全": 2, "币": 1}


@pytest.mark.parametrize(
    ("overlap", "terms", "expected"),
    [
        ("longest", ["社会主义", "主义"], {"社会主义": 2, "主义": 3}),
        ("exclusive", ["社会主义", "主义"], {"社会主义": 2, "主义": 1}),
        ("exclusive", ["主义", "社会主义"], {"主义": 1, "社会主义": 2}),
        ("longest", {"合": ["社会主义", "主义"]}, {"合": 3}),
        ("all", {"合": ["社会主义", "主义"]}, {"合": 5}),
        ("exclusive", {"合": ["社会主义", "主义"]}, {"合": 3}),
    ],
)
def test_overlap_says_whether_rows_and_forms_compete(overlap, terms, expected):
    """Rows do not influence each other unless exclusive; forms of a row do, unless all."""
    corpus = corpus_of("社会主义，社会主义，马列主义。")

    assert counts(pt.count(corpus, terms, overlap=overlap)) == expected


@pytest.mark.parametrize(("overlap", "expected"), [("longest", 2), ("exclusive", 1), ("all", 2)])
def test_a_name_in_a_longer_one_counts_unless_rows_compete(overlap, expected):
    """印度 does not match inside 印度尼西亚 when the longer name is counted too and takes it."""
    corpus = corpus_of("访问印度尼西亚和印度。")

    table = pt.count(corpus, ["印度", "印度尼西亚"], overlap=overlap)

    assert counts(table) == {"印度": expected, "印度尼西亚": 1}


def test_a_name_as_a_token_is_not_in_a_longer_one():
    """As tokens the two names are two types."""
    table = pt.count(corpus_of("访问印度尼西亚和印度。"), ["印度", "印度尼西亚"], match="token")

    assert counts(table) == {"印度": 1, "印度尼西亚": 1}


def test_all_counts_occurrences_that_share_characters():
    """With all, 层层 stands twice in 层层层; by default once."""
    corpus = corpus_of("层层层")

    assert counts(pt.count(corpus, "层层", overlap="all")) == {"层层": 2}
    assert counts(pt.count(corpus, "层层")) == {"层层": 1}


def test_every_type_is_counted_as_jieba_cuts_it(reports, report_tokens):
    """Token counts of all types of the bundled reports equal those of jieba's own tokenizer."""
    import jieba

    own = jieba.Tokenizer()
    with open(Path(jieba.__file__).with_name("dict.txt"), "rb") as words:
        own.FREQ, own.total = own.gen_pfdict(words)
    own.initialized = True
    expected = Counter(token for document in reports for token in own.lcut(document.text))
    expected = Counter({token: n for token, n in expected.items() if token.strip()})

    assert counts(pt.count(report_tokens, list(expected), match="token")) == dict(expected)


@pytest.mark.parametrize(("year", "term", "count"), [
    (int(row["year"]), row["term"], int(row["count"]))
    for row in csv.DictReader(PLANTED.read_text(encoding="utf-8").splitlines())
])  # fmt: skip
def test_planted_counts_of_the_bundled_reports_are_found(reports, year, term, count):
    """The invented work reports hold each term exactly as often as was planted."""
    of_year = reports[reports.docs.year == year]

    assert counts(pt.count(of_year, term)) == {term: count}


# ---------------------------------------------------------------- published figures


@pytest.mark.parametrize(
    ("term", "published"),
    [
        ("人民", 145), ("发展", 301), ("建设", 194), ("坚持", 110), ("经济", 104), ("制度", 102),
    ],
)  # fmt: skip
def test_published_counts_of_the_18th_report_are_met(report_18, term, published):
    """The figures the press printed are counts of strings."""
    assert counts(pt.count(report_18, term)) == {term: published}


def test_a_token_count_of_the_18th_report(report_18):
    """As a jieba token 人民 stands 112 times in the same text."""
    assert counts(pt.count(report_18, "人民", match="token")) == {"人民": 112}


def test_a_term_outside_a_longer_one_in_the_18th_report(report_18):
    """With rows that compete, 26 主义 stand outside 社会主义, as published.

    Of 社会主义 itself this text has one less than the 165 of the press.
    """
    table = pt.count(report_18, ["社会主义", "主义"], overlap="exclusive")

    assert counts(table) == {"社会主义": 164, "主义": 26}


def test_the_18th_report_without_cleaning_has_six_more(shared):
    """The page's footer in the scraped file holds 人民 six times; cleaning takes it off."""
    raw = pt.read(shared / "congress" / "18.txt", clean=False)

    assert counts(pt.count(raw, "人民")) == {"人民": 151}


def test_work_reports_give_a_row_for_every_year_there_is(shared):
    """Each file of the folder is one year's row, in order, each count that of the plain text."""
    corpus = pt.read(shared / "gov_work_reports")

    table = pt.count(corpus, "改革", by="year")

    assert table["year"].tolist() == sorted(int(document.id) for document in corpus)
    assert table["count"].tolist() == [document.text.count("改革") for document in corpus]


# ---------------------------------------------------------------- rates and groups


def test_the_rate_of_a_string_is_per_ten_thousand_characters():
    """Two of ten characters, white space not counted, are 2,000 in ten thousand."""
    corpus = pt.Corpus.from_texts({"甲": "改革 开放\n改革　发展啊。"}, clean=False)

    row = pt.count(corpus, "改革").iloc[0]

    assert (row["count"], row["chars"], row["per_10k_chars"]) == (2, 10, 2000.0)


def test_the_rate_of_a_token_is_per_million_words():
    """One of two words, punctuation not counted, is half a million in a million."""
    row = pt.count(corpus_of("改革，发展。"), "改革", match="token").iloc[0]

    assert (row["count"], row["tokens"], row["per_million"]) == (1, 2, 500_000.0)


def test_the_table_says_which_way_was_counted():
    """The column match names string or token, and the rate's column differs."""
    corpus = corpus_of("改革。")

    assert list(pt.count(corpus, "改革").columns) == [
        "term", "count", "per_10k_chars", "doc_freq", "documents", "chars", "match",
    ]  # fmt: skip
    assert list(pt.count(corpus, "改革", match="token").columns) == [
        "term", "count", "per_million", "doc_freq", "documents", "tokens", "match",
    ]  # fmt: skip
    assert pt.count(corpus, "改革", match="token")["match"].item() == "token"


def test_doc_freq_is_the_number_of_documents_with_the_term():
    """A document counts once, however often it holds the term."""
    table = pt.count(corpus_of("改革改革", "发展", "改革"), "改革")

    assert table[["count", "doc_freq", "documents"]].values.tolist() == [[3, 2, 3]]


def test_counts_by_document_come_in_the_order_of_the_corpus():
    """One row per document and term, named by the document."""
    table = pt.count(corpus_of("改革", "发展发展"), ["改革", "发展"], by="document")

    assert table[["document", "term", "count"]].values.tolist() == [
        ["甲", "改革", 1], ["甲", "发展", 0], ["乙", "改革", 0], ["乙", "发展", 2],
    ]  # fmt: skip


def test_years_come_in_order_and_documents_without_one_last():
    """Years are whole numbers, rising; what has no year is the last row."""
    corpus = corpus_of("改革", "改革改革", "发展", year=[2020, 2018, None])

    table = pt.count(corpus, "改革", by="year")

    assert table["year"].dtype == "Int64"
    assert table["year"].isna().tolist() == [False, False, True]
    assert table["year"].tolist()[:2] == [2018, 2020]
    assert table["count"].tolist() == [2, 1, 0]


def test_years_that_came_as_floats_are_whole():
    """A metadata table with one year missing holds floats; the rows are years all the same."""
    corpus = corpus_of("改革", "改革改革", year=[2020.0, 2018.0])

    assert pt.count(corpus, "改革", by="year")["year"].tolist() == [2018, 2020]


def test_counts_by_a_column_of_the_metadata_add_up_its_documents():
    """Names come as they appear; the base is that of the group's documents."""
    corpus = corpus_of("改革。", "发展。", "改革改革。", issuer=["省", "市", "省"])

    table = pt.count(corpus, "改革", by="issuer")

    assert table[["issuer", "count", "doc_freq", "documents", "chars"]].values.tolist() == [
        ["省", 3, 2, 2, 8], ["市", 0, 0, 1, 3],
    ]  # fmt: skip


def test_counts_by_section_name_the_heading():
    """One row per section of the outermost level, the text before the first one unnamed."""
    corpus = corpus_of("改革。\n一、改革\n改革开放。\n二、发展\n办好企业。")

    table = pt.count(corpus, "改革", by="section")

    assert table[["section", "count"]].values.tolist() == [
        ["", 1],
        ["一、改革", 2],
        ["二、发展", 0],
    ]


def test_sections_of_several_documents_are_named_by_document():
    """Two documents have a section 一、总则 each, and each its own row."""
    corpus = corpus_of("一、总则\n改革。", "一、总则\n改革改革。")

    table = pt.count(corpus, "改革", by="section")

    assert table[["section", "count"]].values.tolist() == [["甲 一、总则", 1], ["乙 一、总则", 2]]


def test_tokens_are_counted_by_section_too():
    """By section, a corpus is cut first and segmented then."""
    corpus = corpus_of("一、改革\n用人民币。\n二、发展\n为人民。")

    table = pt.count(corpus, "人民", match="token", by="section")

    assert table["count"].tolist() == [0, 1]


def test_groups_add_up_to_the_whole(reports):
    """Counts and bases by year add up to those without groups."""
    whole = pt.count(reports, "改革").iloc[0]
    yearly = pt.count(reports, "改革", by="year")

    assert yearly["count"].sum() == whole["count"]
    assert yearly["chars"].sum() == whole["chars"]
    assert yearly["documents"].sum() == whole["documents"] == 12


@given(
    texts=st.lists(st.text("改革开放，", max_size=12), min_size=1, max_size=4),
    data=st.data(),
)
def test_counts_do_not_depend_on_the_order_of_documents(texts, data):
    """However the documents are ordered, counts, rates and document frequencies are the same."""
    named = {str(n): text for n, text in enumerate(texts)}
    order = data.draw(st.permutations(list(named)))
    terms = {"改": ["改革", "革开"], "放": ["放"]}

    first = pt.count(pt.Corpus.from_texts(named, clean=False), terms)
    second = pt.count(pt.Corpus.from_texts({n: named[n] for n in order}, clean=False), terms)

    pd.testing.assert_frame_equal(first, second)


@given(st.text("层改革", max_size=20), st.text("层改革", min_size=1, max_size=3))
def test_a_term_counts_as_python_counts_it(text, term):
    """A row of one form equals str.count, in a group of its own, too."""
    corpus = pt.Corpus.from_texts({"甲": text}, clean=False)

    assert counts(pt.count(corpus, [term, "无"])) == {term: text.count(term), "无": 0}
    assert counts(pt.count(corpus, {"组": [term, "无"]})) == {"组": text.count(term)}


# ---------------------------------------------------------------- messages


@pytest.mark.parametrize(
    ("terms", "options", "message"),
    [
        ("", {}, "A term must not be empty, got ''. Name what to count."),
        (["改革", " "], {}, "A term must not be empty, got ' '. Name what to count."),
        ({"组": ["改革", ""]}, {}, "A term must not be empty, got ''. Name what to count."),
        (re.compile("改*"), {}, "A pattern must not match the empty string, got '改*'."),
        ([], {}, "`terms` must name at least one term, got none."),
        ({}, {}, "`terms` must name at least one term, got none."),
        ({"改革": []}, {}, "The group '改革' has no terms. Give it at least one."),
        ([1], {}, "A term must be a string or a pattern, got 1."),
        ("改革", {"match": "word"}, "`match` must be one of ['string', 'token'], got 'word'."),
        (
            "改革", {"overlap": "none"},
            "`overlap` must be one of ['longest', 'all', 'exclusive'], got 'none'.",
        ),
        (
            "改革", {"by": "yaer"},
            "`by` must be one of ['document', 'title', 'issuer', 'document_number', 'date', "
            "'addressee', 'genre', 'annexes', 'year', 'chars', 'paragraphs', 'path', 'encoding', "
            "'warnings', 'section'], got 'yaer'. Did you mean 'year'?",
        ),
        (
            "改革", {"by": "year"},
            "No document has a 'year'. Put it in the file names (2024.txt) or in a metadata table.",
        ),
        (
            "改革", {"match": "token", "segmenter": "jeiba"},
            "`segmenter` must be one of ['jieba', 'pkuseg'] or a Segmenter, got 'jeiba'. "
            "Did you mean 'jieba'?",
        ),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_used_is_named(terms, options, message):
    """Each message says what must hold, what came instead, and what to do."""
    with pytest.raises(InputError) as caught:
        pt.count(corpus_of("改革。"), terms, **options)

    assert str(caught.value) == message


@pytest.mark.parametrize("function", [pt.count, pt.evidence, pt.nesting])
def test_an_empty_corpus_is_an_error(function):
    """There is nothing to count in no document; that is said, not counted as 0."""
    with pytest.raises(InputError) as caught:
        function(pt.Corpus.from_texts({}), "改革")

    assert str(caught.value) == "`corpus` must have at least one document, got an empty one."


def test_a_negative_context_is_refused():
    """The context of evidence is a number of characters."""
    with pytest.raises(InputError) as caught:
        pt.evidence(corpus_of("改革"), "改革", context=-1)

    assert str(caught.value) == "`context` must be 0 or more characters, got -1."


def test_tokens_of_whole_documents_cannot_be_counted_by_section():
    """Tokens must be of the sections to be counted by section; the message says how."""
    with pytest.raises(InputError) as caught:
        pt.count(corpus_of("一、改革").segment(), "改革", match="token", by="section")

    assert str(caught.value) == (
        "These tokens are of whole documents. For sections, segment `corpus.sections()`."
    )


# ---------------------------------------------------------------- evidence


def test_evidence_shows_where_each_hit_stands():
    """Section, line and column of the file, and the context on either side of the hit."""
    corpus = pt.Corpus.from_texts({"甲": "一、宗旨\n\n　　为人民服务，靠人民。"})

    table = pt.evidence(corpus, "人民", context=2)

    assert table.drop(columns=["document", "term", "page", "match"]).values.tolist() == [
        ["一、宗旨", 3, 4, "为", "服务", 6, 8],
        ["一、宗旨", 3, 10, "，靠", "。", 12, 14],
    ]


@pytest.mark.parametrize("match", ["string", "token"])
@pytest.mark.parametrize("name", ["work_reports", "study_report"])
def test_evidence_adds_up_and_its_places_are_right(name, match):
    """As many rows as the count; the text and the raw file hold the term at each place."""
    corpus = pt.datasets.load(name)
    terms = ["人民", "改革", "群众"]

    table = pt.evidence(corpus, terms, match=match)

    expected = counts(pt.count(corpus, terms, match=match))
    assert {t: 0 for t in terms} | table["term"].value_counts().to_dict() == expected
    raw = {d.id: Path(d.source.path).read_text(encoding="utf-8").split("\n") for d in corpus}
    for row in table.itertuples():
        document = corpus[row.document]
        assert document.text[row.start : row.end] == row.term == row.match
        line = raw[row.document][row.line - 1][row.column - 1 :]
        # A term may be torn by the file's hard wrapping; it begins where we say in any case.
        torn = line + "".join(raw[row.document][row.line :])
        assert torn.startswith(row.term)
        assert row.left + row.match + row.right in document.text


def test_context_stays_in_its_paragraph():
    """The line before and the line after are no context."""
    table = pt.evidence(corpus_of("前文。\n改革。\n后文。"), "改革")

    assert table[["left", "right"]].values.tolist() == [["", "。"]]


def test_evidence_of_a_term_that_does_not_occur_is_an_empty_table():
    """No hit is no error: the table has its columns and no row."""
    table = pt.evidence(corpus_of("发展。"), "改革")

    assert len(table) == 0
    assert list(table.columns) == [
        "document", "section", "term", "page", "line", "column", "left", "match", "right",
        "start", "end",
    ]  # fmt: skip


def test_evidence_of_a_group_names_the_form_found():
    """The row is the group's, and `match` is the form that stands there."""
    table = pt.evidence(corpus_of("深化改革，改革。"), {"改": ["改革", "深化改革"]})

    assert table[["term", "match"]].values.tolist() == [["改", "深化改革"], ["改", "改革"]]


# ---------------------------------------------------------------- nesting


def test_nesting_tells_what_a_term_stands_inside_of():
    """Each occurrence counts for the longest word around it, and the rest is the last row."""
    text = "人民代表大会使用人民币，中国人民和人民。"

    table = pt.nesting(corpus_of(text), "人民")

    assert table[["within", "count", "share"]].values.tolist() == [
        ["中国人民", 1, 0.25], ["人民代表大会", 1, 0.25], ["人民币", 1, 0.25], ["", 1, 0.25],
    ]  # fmt: skip


def test_nesting_takes_words_of_ones_own():
    """With `within` only those words are looked for."""
    table = pt.nesting(corpus_of("人民币，人民路，人民。"), "人民", within=["人民路", "路"])

    assert table[["within", "count"]].values.tolist() == [["人民路", 1], ["", 2]]
    assert table.attrs["stamp"]["within"] == "given"


@pytest.mark.parametrize("term", ["人民", "改革", "发展", "工作"])
def test_nesting_adds_up_to_the_string_count(reports, term):
    """Whatever the words around, no occurrence is lost or counted twice."""
    assert pt.nesting(reports, term)["count"].sum() == pt.count(reports, term)["count"].item()


def test_nesting_of_the_18th_report_adds_up_to_145(report_18):
    """Of 145 人民, so many stand in longer words, and the rest alone."""
    table = pt.nesting(report_18, "人民")

    assert table["count"].sum() == 145
    assert {"中国人民", "人民代表大会", "人民群众", ""} <= set(table["within"])


def test_nesting_of_a_term_that_does_not_occur_is_an_empty_table():
    """No occurrence, no row."""
    table = pt.nesting(corpus_of("发展。"), "改革")

    assert (len(table), list(table.columns)) == (0, ["term", "within", "count", "share"])


# ---------------------------------------------------------------- stamps


def test_the_stamp_says_how_a_string_was_counted():
    """Version, match, overlap, base, cleaning, and a hash of the texts."""
    made = pt.count(corpus_of("改革。"), "改革").attrs["stamp"]

    assert list(made) == ["policytext", "match", "overlap", "base", "cleaning", "texts"]
    assert made["policytext"] == pt.__version__
    assert made["base"] == "characters, white space not counted"
    assert (made["match"], made["overlap"], made["cleaning"]) == ("string", "longest", "on")


def test_the_stamp_of_tokens_names_segmenter_and_dictionary():
    """Who repeats a token count needs the same segmenter and the same dictionary."""
    made = pt.count(corpus_of("改革。"), "改革", match="token").attrs["stamp"]

    assert made["segmenter"] == "jieba 0.42.1"
    assert re.fullmatch("[0-9a-f]{12}", str(made["dictionary"]))
    assert made["base"] == "word tokens, punctuation and white space not counted"


def test_the_same_texts_give_the_same_stamp_and_others_another():
    """The stamp changes with the texts and with the rules, not with the day."""
    first = pt.count(corpus_of("改革。"), "改革").attrs["stamp"]

    assert pt.count(corpus_of("改革。"), "改革").attrs["stamp"] == first
    assert pt.count(corpus_of("改革！"), "改革").attrs["stamp"]["texts"] != first["texts"]
    raw = pt.Corpus.from_texts({"甲": "改革。"}, clean=False)
    assert pt.count(raw, "改革").attrs["stamp"] == {**first, "cleaning": "off"}


def test_sections_with_equal_titles_are_kept_apart():
    """Two sections named （一）原则 under different headings are two groups."""
    text = "一、税收\n（一）原则\n改革。\n二、财政\n（一）原则\n改革，改革。"
    sections = pt.Corpus.from_texts({"甲": text}).sections("（一）")

    table = pt.count(sections, "改革", by="section")

    assert dict(zip(table["section"], table["count"], strict=True)) == {
        "一、税收": 0,
        "一、税收 > （一）原则": 1,
        "二、财政": 0,
        "二、财政 > （一）原则": 2,
    }


def test_nesting_takes_one_term_and_tokens_too():
    """Nesting is a matter of the text, so tokens serve as well; several terms are refused."""
    corpus = pt.Corpus.from_texts({"甲": "人民币和人民。"})

    assert pt.nesting(corpus.segment(), "人民", ["人民币"])["count"].tolist() == [1, 1]
    with pytest.raises(InputError) as caught:
        pt.nesting(corpus, ["人民"])
    assert str(caught.value) == "`term` must be one term, a string, got ['人民']."


def test_documents_that_the_metadata_leave_out_are_a_group_of_their_own():
    """A table that covers some of the documents groups those, and the others are counted too."""
    corpus = pt.Corpus.from_texts(
        {"甲": "改革。", "乙": "改革，改革。"}, metadata={"甲": {"period": "前"}}
    )

    table = pt.count(corpus, "改革", by="period")

    assert table["period"].isna().tolist() == [False, True]
    assert table["count"].tolist() == [1, 2]


def test_one_document_can_be_counted_and_other_things_are_named():
    """A Document will do for a corpus; a string will not."""
    corpus = pt.Corpus.from_texts({"甲": "改革。"})

    assert pt.count(corpus["甲"], "改革")["count"].item() == 1
    with pytest.raises(InputError) as caught:
        pt.count("改革。", "改革")
    assert str(caught.value) == "`corpus` must be a Corpus or Tokens, got str."

"""Style: where sentences end, formulaicity, and readability for Chinese."""

from __future__ import annotations

import io
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError
from policytext.statistics.sentences import (
    clause_codes,
    paragraph_codes,
    sentence_codes,
    split_sentences,
)
from policytext.statistics.style import style

COUNTS = ["n_tokens", "sentences", "clauses", "paragraphs"]
MEASURES = [
    "sentence_words", "sentence_words_median", "sentence_chars", "sentence_chars_median",
    "clause_words", "clause_chars", "paragraph_words", "paragraph_chars", "punctuation_per_100",
    "function_share", "formulaicity", "tagged_share", "readability_1", "readability_2",
    "readability_3",
]  # fmt: skip


class Characters:
    """Cuts into characters and knows no parts of speech."""

    name = "characters"
    dictionary = "none"

    def cut(self, text: str) -> list[str]:
        return list(text)

    def tags(self, types) -> list[str]:
        return [""] * len(types)


def tokens_of(*texts: str, segmenter="jieba") -> pt.Tokens:
    corpus = pt.Corpus.from_texts(dict(zip("甲乙丙丁", texts, strict=False)), clean=False)
    return corpus.segment(segmenter)


# ---------------------------------------------------------------- sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("要改革。要发展！好吗？", ["要改革。", "要发展！", "好吗？"]),
        ("一、改革\n要改革。\n", ["一、改革\n", "要改革。\n"]),
        ("他说：“要改革。”好！", ["他说：“要改革。”", "好！"]),
        ("要改革（要发展。）好", ["要改革（要发展。）", "好"]),
        ("好……再说", ["好……", "再说"]),
        ("真的?!好", ["真的?!", "好"]),
        ("改革；发展：好", ["改革；发展：好"]),
        ("增长3.5%。", ["增长3.5%。"]),
        ("", []),
        ("\n", ["\n"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, sentences):
    """With end marks and what closes after them, with ellipses and with paragraphs."""
    assert split_sentences(text) == sentences


@given(st.text("改革发展。！？…”） \n，；", max_size=40))
def test_sentences_are_the_text(text):
    """Reference B4: joined they are what was cut."""
    assert "".join(split_sentences(text)) == text


def test_each_token_has_its_sentence_clause_and_paragraph():
    """A heading is one of each; 、 ends no clause, and a number's comma does not."""
    tokens = tokens_of("改革\n甲、乙，1,000。丙！", "丁", segmenter=Characters())
    places = [number for number, type_ in enumerate(tokens.types) if type_ in "、，,。！\n"]
    words = ~np.isin(tokens.ids, places)

    assert sentence_codes(tokens)[words].tolist() == [0, 0, 1, 1, 1, 1, 1, 1, 2, 3]
    assert clause_codes(tokens)[words].tolist() == [0, 0, 1, 1, 2, 2, 2, 2, 3, 4]
    assert paragraph_codes(tokens)[words].tolist() == [0, 0, 1, 1, 1, 1, 1, 1, 1, 2]


def test_a_stretch_without_words_is_no_sentence():
    """A line of dashes has the code -1, and leaves no gap in the numbers."""
    tokens = tokens_of("甲\n——\n乙", segmenter=Characters())

    assert sentence_codes(tokens).tolist() == [0, 0, -1, -1, -1, 1]
    assert sentence_codes(tokens).dtype == np.int32


def test_removed_tokens_stay_in_their_sentence():
    """Also the sentence of which nothing is left."""
    tokens = tokens_of("甲。乙。", segmenter=Characters())
    tokens.ids[2:] = 0

    assert sentence_codes(tokens).tolist() == [0, 0, 1, 1]


def test_no_sentence_crosses_a_document():
    """Though neither text ends with a mark; empty documents have none."""
    assert sentence_codes(tokens_of("改革", "", "发展")).tolist() == [0, 1]


# ---------------------------------------------------------------- style


def test_lengths_by_eye():
    """Three sentences of 2, 5 and 1 characters, the second of two clauses."""
    row = style(tokens_of("改革\n甲乙，丙丁戊。好！", segmenter=Characters())).iloc[0]

    assert row[COUNTS].tolist() == [8, 3, 4, 2]
    assert row["sentence_words"] == row["sentence_chars"] == pytest.approx(8 / 3)
    assert row["sentence_words_median"] == row["sentence_chars_median"] == 2
    assert row["clause_words"] == row["clause_chars"] == 2
    assert row["paragraph_words"] == row["paragraph_chars"] == 4
    assert row["punctuation_per_100"] == pytest.approx(100 * 3 / 8)
    assert row["function_share"] == 0


def test_words_and_characters_differ():
    """A token may have several characters; punctuation has none."""
    row = style(tokens_of("改革和发展，改革不停步。")).iloc[0]

    assert row["n_tokens"] == 6
    assert row["sentence_chars"] == 10
    assert row["clause_chars"] == 5
    assert row["clause_words"] == 3
    # 和 and 不 are in the list of function words.
    assert row["function_share"] == pytest.approx(2 / 6)


def test_readability_by_eye():
    """Adverbs and conjunctions: 和 and 不 of six words, then none of two."""
    tokens = tokens_of("改革和发展，改革不停步。人民满意。")
    tags = {type_: tag for type_, tag in zip(tokens.types, tokens.tags, strict=True) if tag}
    assert (tags["和"], tags["不"]) == ("c", "d")

    row = style(tokens).iloc[0]

    assert row["readability_1"] == pytest.approx(14 / 3)
    assert row["readability_2"] == pytest.approx((2 / 6 + 0 / 2) / 2)
    assert row["readability_3"] == pytest.approx((14 / 3 + 1 / 6) / 2)


def test_a_segmenter_without_parts_of_speech_gives_no_share_of_adverbs():
    """NaN and not 0; the length of clauses is known."""
    row = style(tokens_of("改革和发展。", segmenter=Characters())).iloc[0]

    assert row["tagged_share"] == 0
    assert row["readability_1"] == 5
    assert row[["readability_2", "readability_3"]].isna().all()


def test_readability_does_not_depend_on_length():
    """Reference B3: the same text ten times over."""
    text = "一、改革\n要坚持改革，也要发展。“人民满意吗？”\n二、发展\n经济和社会发展。\n"
    names = [name for name in MEASURES if name != "formulaicity"]

    once, often = (style(tokens_of(text * times)).iloc[0] for times in (1, 10))

    assert often[names].to_dict() == pytest.approx(once[names].to_dict())
    assert often["sentences"] == 10 * once["sentences"]


@given(st.lists(st.text("甲乙丙，。", min_size=0, max_size=30), min_size=1, max_size=3),
       st.integers(1, 4), st.integers(2, 3))  # fmt: skip
def test_formulaicity_agrees_with_a_plain_loop(texts, n, min_count):
    """Words in n-grams that recur, none over a mark or from one document into the next."""
    stretches = [
        (number, stretch)
        for number, text in enumerate(texts)
        for stretch in text.replace("，", "。").split("。")
    ]
    grams = Counter(s[i : i + n] for _, s in stretches for i in range(len(s) - n + 1))
    inside = [0] * len(texts)
    for number, stretch in stretches:
        inside[number] += len({
            place
            for i in range(len(stretch) - n + 1)
            if grams[stretch[i : i + n]] >= min_count
            for place in range(i, i + n)
        })  # fmt: skip
    words = [sum(len(s) for number, s in stretches if number == k) for k in range(len(texts))]

    table = style(tokens_of(*texts, segmenter=Characters()), by=list(range(len(texts))),
                  n=n, min_count=min_count)  # fmt: skip

    expected = [a / b if b else np.nan for a, b in zip(inside, words, strict=True)]
    assert table["formulaicity"].tolist() == pytest.approx(expected, nan_ok=True)


def test_spaces_do_not_break_an_n_gram_but_removed_tokens_do():
    """An English phrase recurs as a Chinese one does; a removed word is a hole."""
    tokens = tokens_of("New Public Management，New Public Management")
    assert style(tokens, n=3)["formulaicity"].tolist() == [1]

    tokens.ids[tokens.ids == tokens.index["Public"]] = 0
    assert style(tokens, n=2)["formulaicity"].tolist() == [0]


def test_the_table_has_its_columns():
    """One row a document, in their order, or one of all."""
    tokens = tokens_of("改革。", "发展，好。")

    table = style(tokens)
    assert list(table.columns) == ["document", *COUNTS, *MEASURES]
    assert table["document"].tolist() == ["甲", "乙"]
    assert (table[COUNTS].dtypes == "int64").all()
    assert (table[MEASURES].dtypes == "float64").all()
    assert (table.attrs["stamp"]["n"], table.attrs["stamp"]["min_count"]) == (4, 2)
    assert list(style(tokens, by=None).columns) == [*COUNTS, *MEASURES]
    assert style(tokens, by=["一", "一"])["sentences"].tolist() == [2]


@given(st.lists(st.text("甲乙，。\n", max_size=12), min_size=1, max_size=5))
def test_means_and_medians_agree_with_numpy(texts):
    """Of the sentences of each document, cut one by one."""
    table = style(tokens_of(*texts[:4], segmenter=Characters()), by=list(range(len(texts[:4]))))
    for row, text in zip(table.to_dict("records"), texts, strict=False):
        lengths = [len(s) - sum(map(s.count, "，。\n")) for s in split_sentences(text)]
        lengths = [length for length in lengths if length]
        assert row["sentences"] == len(lengths)
        if lengths:
            assert row["sentence_chars"] == pytest.approx(np.mean(lengths))
            assert row["sentence_chars_median"] == np.median(lengths)


def test_a_document_without_words_has_no_values():
    """Its counts are 0, its measures NaN."""
    table = style(tokens_of("改革。", "——\n。"))

    assert table.loc[1, COUNTS].tolist() == [0, 0, 0, 0]
    assert table.loc[1, MEASURES].isna().all()
    assert style(tokens_of("——"), by=None)["sentences"].tolist() == [0]


def test_the_table_survives_csv():
    """Columns and values come back."""
    table = style(tokens_of("改革和发展。", "好，要改革。"))

    again = pd.read_csv(io.StringIO(table.to_csv(index=False)))

    pd.testing.assert_frame_equal(again, table, check_exact=False)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 0}, "`n` must be 1 or more, got 0."),
        ({"min_count": 1}, "`min_count` must be 2 or more, got 1."),
    ],
)
def test_wrong_options_are_named(options, message):
    """What must hold, what came, what to do."""
    with pytest.raises(InputError) as error:
        style(tokens_of("改革"), **options)
    assert str(error.value) == message

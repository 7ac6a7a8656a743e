"""Segmenting: jieba's tokens without jieba's global state, and segmenters of one's own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import AlignmentError, InputError
from policytext.lexicons import phrases
from policytext.segmentation import Segmenter, resolve
from policytext.segmentation.jieba import JiebaSegmenter, dictionary_words

CHARACTERS = "人民改革开放网易杭研大厦的一二〇年aB3.%+-，。“”（） \t\n\r　𠮷😀é"


class Spaces:
    """Cuts at white space and leaves it out, as many segmenters do."""

    name = "spaces 1"
    dictionary = "none"

    def cut(self, text: str) -> Iterable[str]:
        return text.split()

    def tags(self, types: Sequence[str]) -> Sequence[str]:
        return ["" for _ in types]


class Fixed(Spaces):
    """Returns the words it was given, whatever the text."""

    def __init__(self, *words: str) -> None:
        self._words = words

    def cut(self, text: str) -> Iterable[str]:
        return self._words


def cut(text: str, segmenter: str | Segmenter = "jieba") -> list[str]:
    """Segment one text, taken as it is."""
    return pt.Corpus.from_texts({"甲": text}, clean=False).segment(segmenter)[0]


@pytest.fixture(scope="module")
def lcut():
    """Give the lcut of a tokenizer of jieba's own, loaded without a cache file."""
    tokenizer = jieba.Tokenizer()
    with Path(jieba.__file__).with_name("dict.txt").open("rb") as words:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(words)
    tokenizer.initialized = True
    return tokenizer.lcut


@pytest.mark.parametrize("name", ["work_reports", "study_report"])
def test_tokens_are_those_of_jieba(name, lcut):
    """On the bundled corpora the tokens equal jieba.lcut(text), white space included."""
    corpus = pt.datasets.load(name)

    assert list(corpus.segment()) == [lcut(document.text) for document in corpus]


@given(st.text(CHARACTERS, max_size=40))
def test_tokens_are_those_of_jieba_on_any_text(lcut, text):
    """Also for Latin, digits, punctuation, line ends of all kinds and astral characters."""
    assert list(resolve("jieba").cut(text)) == lcut(text)


@given(st.text(CHARACTERS, max_size=40))
def test_tokens_spell_the_text(text):
    """Nothing is left out or added."""
    assert "".join(resolve("jieba").cut(text)) == text


@pytest.fixture
def jieba_changed():
    """Change jieba's global dictionary and its words to be split, and undo it."""
    from jieba import finalseg

    jieba.setLogLevel("ERROR")
    before = jieba.dt.FREQ, jieba.dt.total, jieba.dt.initialized
    with Path(jieba.__file__).with_name("dict.txt").open("rb") as words:
        jieba.dt.FREQ, jieba.dt.total = jieba.dt.gen_pfdict(words)
    jieba.dt.initialized = True
    jieba.add_word("改革开放胆子", 100_000)
    jieba.del_word("杭研")
    yield
    finalseg.Force_Split_Words.clear()
    jieba.dt.FREQ, jieba.dt.total, jieba.dt.initialized = before


def test_words_added_to_jieba_are_not_added_to_ours(jieba_changed):
    """Whatever the program has done to jieba's global dictionary, our tokens stay the same."""
    assert jieba.lcut("改革开放胆子") == ["改革开放胆子"]
    assert cut("改革开放胆子") == ["改革开放", "胆子"]


def test_words_taken_from_jieba_stay_in_ours(jieba_changed):
    """jieba.del_word splits a word for every tokenizer of jieba's; ours is none of them."""
    assert jieba.lcut("网易杭研大厦") == ["网易", "杭", "研", "大厦"]
    assert cut("网易杭研大厦") == ["网易", "杭研", "大厦"]


def test_our_segmenter_leaves_jieba_alone():
    """Segmenting neither loads nor changes jieba's own tokenizer."""
    code = (
        "import policytext as pt, sys\n"
        "pt.Corpus.from_texts({'甲': '改革开放'}).segment()\n"
        "assert 'jieba' not in sys.modules\n"
        "import jieba\n"
        "assert not jieba.dt.initialized and not jieba.dt.FREQ\n"
    )

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stderr) == (0, "")


def test_nothing_is_printed_or_logged_and_no_cache_is_written(tmp_path):
    """Import and use are silent, and leave no file in the folder for temporary files."""
    code = (
        "import logging; logging.basicConfig(level=0)\n"
        "import policytext as pt\n"
        "pt.Corpus.from_texts({'甲': '改革开放'}).segment()\n"
    )
    folder = {name: str(tmp_path) for name in ("TMPDIR", "TEMP", "TMP")}

    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, check=False, env=os.environ | folder,
    )  # fmt: skip

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


def test_without_hmm_unknown_words_fall_apart():
    """With hmm=False only words of the dictionary are found, and the name says so."""
    segmenter = JiebaSegmenter(hmm=False)

    assert cut("网易杭研大厦", segmenter) == ["网易", "杭", "研", "大厦"]
    assert segmenter.name == "jieba 0.42.1 without HMM"


def test_tags_are_those_of_the_dictionary():
    """A word of the dictionary has its part of speech, another none."""
    assert list(JiebaSegmenter().tags(["人民", "杭研", "的"])) == ["n", "", "uj"]


def test_dictionary_words_hold_the_term():
    """The dictionary's words around 人民币 all hold it, itself among them."""
    words = dictionary_words("人民币")

    assert "人民币" in words
    assert all("人民币" in word for word in words)


def test_set_phrases_are_distinct_and_bare():
    """The list of set phrases has no phrase twice, no comment and no blank."""
    listed = phrases()

    assert len(set(listed)) == len(listed) > 100
    assert all(phrase == phrase.strip() and phrase[0] != "#" for phrase in listed)


# ---------------------------------------------------------------- segmenters of one's own


def test_white_space_left_out_is_stepped_over():
    """A segmenter may drop white space; offsets still point to each word."""
    corpus = pt.Corpus.from_texts({"甲": " 改革  开放\n发展 "}, clean=False)

    tokens = corpus.segment(Spaces())

    assert tokens[0] == ["改革", "开放", "发展"]
    assert tokens.starts.tolist() == [1, 5, 8]


def test_a_segmenter_of_ones_own_is_used_for_counting():
    """A term is cut by the same segmenter as the text, and the stamp names it."""
    corpus = pt.Corpus.from_texts({"甲": "改革 开放 改革"}, clean=False)

    table = pt.count(corpus, "改革 开放", match="token", segmenter=Spaces())

    assert table["count"].item() == 1
    assert table.attrs["stamp"]["segmenter"] == "spaces 1"
    assert isinstance(Spaces(), Segmenter)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["为了", "条例"],
            "甲, line 1, column 3: the segmenter returned '条例', which does not follow in the "
            "text: '规范条  例。'. Its words must spell the text.",
        ),
        (
            ["为了", "规范"],
            "甲: the segmenter stopped at character 4 of 9: '条  例。'. Its words must spell the "
            "text.",
        ),
        (
            ["为了", "规范", "条", "例", "。", "。"],
            "甲, line 1, column 10: the segmenter returned '。', which does not follow in the "
            "text: ''. Its words must spell the text.",
        ),
    ],
)
def test_words_that_do_not_spell_the_text_are_refused(words, message):
    """The message names the document, the place, the word and what stands there."""
    with pytest.raises(AlignmentError) as caught:
        cut("为了规范条  例。", Fixed(*words))

    assert str(caught.value) == message


def test_a_name_that_is_no_segmenter_is_refused():
    """The message lists the names there are and the nearest one."""
    with pytest.raises(InputError) as caught:
        resolve("jieba2")

    assert str(caught.value) == (
        "`segmenter` must be one of ['jieba', 'pkuseg'] or a Segmenter, got 'jieba2'. "
        "Did you mean 'jieba'?"
    )


def test_an_empty_corpus_cannot_be_segmented():
    """There is nothing to cut."""
    with pytest.raises(InputError) as caught:
        pt.Corpus.from_texts({}).segment()

    assert str(caught.value) == "`corpus` must have at least one document, got an empty one."


def test_progress_is_told_of_every_document():
    """The function given wraps the corpus and sees each document once."""
    corpus = pt.Corpus.from_texts({"甲": "改革", "乙": "开放"})
    seen = []

    def watch(documents: pt.Corpus) -> Iterable[pt.Document]:
        for document in documents:
            seen.append(document.id)
            yield document

    pt.segment(corpus, Spaces(), progress=watch)

    assert seen == ["甲", "乙"]


def test_a_word_that_was_added_keeps_its_tag():
    """Jieba's tagger takes the tags from the tokenizer that it is given; ours are not touched."""
    segmenter = pt.JiebaSegmenter()
    segmenter.add_word("云川江漪", tag="ns")

    assert segmenter.posseg("云川江漪") == [("云川江漪", "ns")]
    assert segmenter.posseg("云川江漪") == [("云川江漪", "ns")]
    assert list(segmenter.tags(["云川江漪"])) == ["ns"]

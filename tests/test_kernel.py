"""The compiled kernel: jieba's tokens, to the token, whatever the text and the dictionary."""

from __future__ import annotations

import os
import string
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jieba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jieba import finalseg

import policytext as pt
from policytext.errors import InputError, PolicyTextWarning, ReadError
from policytext.segmentation import columns
from policytext.segmentation.jieba import JiebaSegmenter, has_kernel

pytestmark = pytest.mark.skipif(not has_kernel(), reason="installed without the compiled kernel")

HAN = "人民的改革开放十八大科学发展观网易杭研大厦在于一二三〇年月日中国特色社会主义了不是我们要"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(HAN),
        st.sampled_from(HAN + string.ascii_letters + string.digits + "+#&._%- \t\r\n，。“”（）"),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(),
    ),
    max_size=40,
)
SHARED = Path(__file__).parents[1].parent / "shared" / "data"


@contextmanager
def own_force_split() -> Iterator[None]:
    """Keep the words that del_word() puts into jieba's module from other tests."""
    before, finalseg.Force_Split_Words = finalseg.Force_Split_Words, set()
    try:
        yield
    finally:
        finalseg.Force_Split_Words = before


def original() -> jieba.Tokenizer:
    """Give a tokenizer of jieba's own, loaded without a cache file."""
    tokenizer = jieba.Tokenizer()
    with Path(jieba.__file__).with_name("dict.txt").open("rb") as words:
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(words)
    tokenizer.initialized = True
    return tokenizer


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """Keep the compiled dictionaries of these tests out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def plain() -> jieba.Tokenizer:
    return original()


def words(segmenter: JiebaSegmenter, texts: list[str], threads: int = 1) -> list[list[str]]:
    """Cut texts and return the tokens of each as strings."""
    cut = segmenter.columns(texts, threads=threads)
    ends = np.cumsum(cut.lengths)
    return [
        [cut.types[id] for id in cut.ids[end - length : end]]
        for end, length in zip(ends, cut.lengths, strict=True)
    ]


@pytest.fixture(scope="module", params=["HMM", "no HMM", "user dictionary"])
def pair(request, plain, tmp_path_factory):
    """Give our segmenter and jieba's tokenizer with the same options and dictionary."""
    if request.param != "user dictionary":
        return JiebaSegmenter(hmm=request.param == "HMM"), plain, request.param == "HMM"
    file = tmp_path_factory.mktemp("user") / "words.txt"
    words = [
        "十八大 30 n",
        "科学发展观",
        "网易杭研 5",
        "的改 7",
        "中国特色",
        "aB3 9 eng",
        "人民的 100000",
    ]
    file.write_text("\n".join(words), encoding="utf-8")
    ours, theirs = JiebaSegmenter(), jieba.Tokenizer()
    theirs.FREQ, theirs.total, theirs.initialized = dict(plain.FREQ), plain.total, True
    with own_force_split():
        for segmenter in (ours, theirs):
            segmenter.load_userdict(str(file))
            segmenter.del_word("大厦")
            segmenter.suggest_freq(("中", "国"), True)
        theirs.never_made = set(finalseg.Force_Split_Words)
    return ours, theirs, True


# 100 examples of 50 texts; POLICYTEXT_EXAMPLES=2000 makes 100,000 of them.
@settings(max_examples=int(os.environ.get("POLICYTEXT_EXAMPLES", "100")), deadline=None)
@given(texts=st.lists(TEXTS, min_size=50, max_size=50))
def test_tokens_are_jiebas_on_any_text(pair, texts):
    """Han, latin, digits, punctuation, controls and characters beyond the basic plane."""
    ours, theirs, hmm = pair
    with own_force_split():
        finalseg.Force_Split_Words |= getattr(theirs, "never_made", set())
        assert words(ours, texts) == [theirs.lcut(text, HMM=hmm) for text in texts]


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(TEXTS, min_size=20, max_size=20))
def test_tokens_for_searching_are_jiebas(plain, texts):
    """mode="search" gives what jieba.cut_for_search gives, parts of long words before them."""
    with own_force_split():
        assert words(JiebaSegmenter(mode="search"), texts) == [
            plain.lcut_for_search(text) for text in texts
        ]


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(TEXTS, min_size=20, max_size=20))
def test_all_words_are_jiebas(plain, texts):
    """mode="full" gives what jieba.cut(cut_all=True) gives, empty strings aside."""
    assert words(JiebaSegmenter(mode="full"), texts) == [
        [word for word in plain.lcut(text, cut_all=True) if word] for text in texts
    ]


@pytest.mark.parametrize("hmm", [True, False], ids=["HMM", "no HMM"])
def test_tokens_are_jiebas_on_all_shared_texts(plain, hmm):
    """Reports, laws, notices as HTML, tables and the bakeoff's test set: not one token differs."""
    files = [file for file in sorted(SHARED.glob("*/*")) if file.is_file()]
    if not files:
        pytest.skip("the shared texts are not here")
    texts = [file.read_text(encoding="utf-8") for file in files]
    with own_force_split():
        for file, text, cut in zip(
            files, texts, words(JiebaSegmenter(hmm=hmm), texts), strict=True
        ):
            assert cut == plain.lcut(text, HMM=hmm), file.name


CHANGES = st.lists(
    st.one_of(
        st.tuples(
            st.just("add_word"),
            st.text(HAN + "aB3%", min_size=1, max_size=5),
            st.one_of(st.none(), st.integers(0, 10**6)),
        ),
        st.tuples(st.just("del_word"), st.sampled_from(["改革", "人民", "发展", "中国", "在于"])),
        st.tuples(st.just("suggest_freq"), st.text(HAN, min_size=2, max_size=4), st.just(True)),
        st.tuples(st.just("suggest_freq"), st.just(("中", "国")), st.just(True)),
    ),
    max_size=4,
)


@settings(max_examples=8, deadline=None)
@given(
    changes=CHANGES, texts=st.lists(st.text(HAN + "aB3%，", max_size=30), min_size=20, max_size=20)
)
def test_a_changed_dictionary_gives_what_jieba_gives(plain, changes, texts):
    """add_word, del_word and suggest_freq change the tokens as they change jieba's."""
    ours = JiebaSegmenter()
    theirs = jieba.Tokenizer()
    theirs.FREQ, theirs.total, theirs.initialized = dict(plain.FREQ), plain.total, True
    with own_force_split():
        for method, *arguments in changes:
            getattr(ours, method)(*arguments)
            getattr(theirs, method)(*arguments)
        assert words(ours, texts) == [theirs.lcut(text) for text in texts]


def test_a_user_dictionary_is_read_as_jieba_reads_it(tmp_path, plain):
    """With a byte order mark, Windows line ends, and frequency and tag left out or not."""
    file = tmp_path / "words.txt"
    file.write_bytes(
        "\ufeff十八大 3 n\r\n科学发展观\r\n攻坚克难 i\r\n\r\n"
        "中国特色社会主义 9999\r\nAI治理 5\r\n".encode()
    )
    text = "学习十八大，落实科学发展观，攻坚克难，走中国特色社会主义道路，推进AI治理。"
    theirs = jieba.Tokenizer()
    theirs.FREQ, theirs.total, theirs.initialized = dict(plain.FREQ), plain.total, True
    with own_force_split():
        theirs.load_userdict(str(file))
        assert list(JiebaSegmenter(userdict=file).cut(text)) == theirs.lcut(text)


def test_a_word_added_has_its_tag():
    """The part of speech of a user's word is the type's tag."""
    segmenter = JiebaSegmenter()
    segmenter.add_word("十八大", tag="j")

    cut = segmenter.columns(["学习十八大精神"])

    assert dict(zip(cut.types, cut.tags, strict=True))["十八大"] == "j"


def test_segmenters_do_not_affect_each_other():
    """A word taken from one dictionary stays in the other, and in jieba's."""
    ours, others = JiebaSegmenter(), JiebaSegmenter()
    ours.del_word("改革开放")

    assert list(ours.cut("改革开放")) == ["改革", "开放"]
    assert list(others.cut("改革开放")) == ["改革开放"]
    assert finalseg.Force_Split_Words == set()


@pytest.mark.parametrize("threads", [1, 2, 3, 7])
def test_the_number_of_threads_does_not_matter(threads, monkeypatch):
    """Types, their numbers and places are the same on any number of cores."""
    monkeypatch.setattr(columns, "_MIN_BATCH", 50)
    texts = [document.text for document in pt.datasets.load("work_reports")]
    alone = JiebaSegmenter().columns(texts, threads=1)

    together = JiebaSegmenter().columns(texts, threads=threads)

    assert together.types == alone.types
    assert together.tags == alone.tags
    for name in ("ids", "starts", "lengths"):
        assert np.array_equal(getattr(together, name), getattr(alone, name))


def test_places_and_tags_are_exact(plain):
    """Each token stands where it says, and has the tag of jieba's dictionary."""
    texts = ["人民，AI治理。", "", "\r\n 𠮷野家"]

    cut = JiebaSegmenter().columns(texts)

    assert cut.lengths.tolist() == [len(plain.lcut(text)) for text in texts]
    assert [cut.types[id] for id in cut.ids] == [w for text in texts for w in plain.lcut(text)]
    assert cut.starts.tolist() == [0, 2, 3, 5, 7, 0, 2, 3, 4]
    assert cut.tags[cut.types.index("人民")] == "n"
    assert cut.tags[cut.types.index("，")] == ""


def test_without_the_kernel_jieba_itself_cuts_the_same(monkeypatch):
    """The tokens are equal, and one notice says why it is slow."""
    corpus = pt.datasets.load("study_report")
    fast = pt.segment(corpus)
    from policytext.segmentation import jieba as ours

    monkeypatch.setattr(ours, "has_kernel", lambda: False)
    ours._notice.cache_clear()
    with pytest.warns(PolicyTextWarning, match="installed without its compiled kernel") as caught:
        slow = pt.segment(corpus)

    assert list(slow) == list(fast)
    assert slow.tags == fast.tags
    assert len(caught) == 1


def test_values_that_cannot_be_used_are_named(tmp_path):
    """An unknown mode, an empty word, and a user dictionary in another encoding."""
    with pytest.raises(InputError) as mode:
        JiebaSegmenter(mode="all")  # type: ignore[arg-type]
    with pytest.raises(InputError) as word:
        JiebaSegmenter().add_word("")
    (tmp_path / "gbk.txt").write_bytes("十八大 3\n".encode("gbk"))
    with pytest.raises(ReadError) as encoding:
        JiebaSegmenter(userdict=tmp_path / "gbk.txt")

    assert str(mode.value) == "`mode` must be one of ['default', 'search', 'full'], got 'all'."
    assert str(word.value) == "A word must not be empty."
    assert str(encoding.value) == (
        f"{tmp_path / 'gbk.txt'}, line 1: a user dictionary is in UTF-8. Save it in that encoding."
    )


def test_the_kernel_refuses_tables_of_another_form():
    """Wrong parts are an error and not a crash."""
    from policytext.segmentation import _kernel

    tables = JiebaSegmenter()._tables[:5]
    with pytest.raises(ValueError, match="the dictionary has not the right form"):
        _kernel.cut(tables[:4], (), ["人民"], 1)
    with pytest.raises(ValueError, match="the dictionary has not the right form"):
        _kernel.cut((tables[0], b"", *tables[2:]), (), ["人民"], 1)
    with pytest.raises(TypeError, match="a text must be a string"):
        _kernel.cut(tables, (), ["人民", 3], 1)  # type: ignore[list-item]
    with pytest.raises(ValueError, match="a symbol is out of range"):
        _kernel.number_types(bytearray(b"\xff\xff\xff\x7f"), bytearray(8))


def test_any_number_of_words_may_begin_at_a_character(plain):
    """Full mode gives every word of a long chain, each the beginning of the next."""
    ours, theirs = JiebaSegmenter(mode="full"), jieba.Tokenizer()
    theirs.FREQ, theirs.total, theirs.initialized = dict(plain.FREQ), plain.total, True
    for length in range(2, 400):
        for segmenter in (ours, theirs):
            segmenter.add_word("龘" * length, 5)

    text = "龘" * 2000

    assert words(ours, [text]) == [[w for w in theirs.lcut(text, cut_all=True) if w]]

"""Lexicons: what files hold, what ships with policytext, and the words as tokens."""

from __future__ import annotations

import importlib.metadata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import jieba
import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError, ReadError
from policytext.lexicons import Entry, Lexicon, phrases, stopword_file
from policytext.segmentation import ENTRY_POINTS, resolve, tables

# Without the kernel jieba itself cuts, and says so: the same tokens.
pytestmark = pytest.mark.filterwarnings("ignore:policytext was installed without")

REQUIRED = [
    "十八大", "科学发展观", "中国特色社会主义", "为人民服务", "五位一体", "八项规定", "四个全面",
    "高质量发展", "放管服",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """Keep the compiled dictionaries of these tests out of the user's cache."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "cache_folder", lambda: folder)
        yield


@pytest.fixture
def load(tmp_path):
    """Give a function that writes a file and loads it as a lexicon."""

    def write(name: str, data: str | bytes) -> Lexicon:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return Lexicon.load(path)

    return write


def refusal(load: Any, name: str, data: str | bytes) -> str:
    """Give the message with which a file is refused, its folder left out."""
    with pytest.raises(ReadError) as caught:
        load(name, data)
    folder, message = str(caught.value).split(name, 1)
    assert Path(folder).is_dir()
    return name + message


# ---------------------------------------------------------------- the shipped one


def test_policy_has_its_fields():
    """As many phrases and fields as its description says, each word once."""
    lexicon = Lexicon.load("policy")
    words = [entry.word for entry in lexicon]
    themes = Counter(entry.theme for entry in lexicon)

    assert (lexicon.name, len(lexicon), len(themes)) == ("policy", 6751, 32)
    assert len(set(words)) == len(words)
    described = (Path(pt.__file__).parent / "data" / "lexicons" / "policy.md").read_text("utf-8")
    rows = [line.split("|") for line in described.splitlines() if line.startswith("| ")]
    fields = {row[1].strip(): int(row[3]) for row in rows if len(row) == 5 and row[3][1].isdigit()}
    assert themes == fields
    assert (themes["信访"], themes["历史用语"]) == (208, 199)


@pytest.mark.parametrize("word", REQUIRED)
def test_policy_has_what_jieba_lacks(word):
    """The phrases for which it was made."""
    assert word in Lexicon.load("policy")


def test_words_of_policy_are_bare():
    """No white space or punctuation inside, 2 to 14 characters, frequency left to the segmenter."""
    for entry in Lexicon.load("policy"):
        assert entry.word.isalnum()
        assert 2 <= len(entry.word) <= 14
        assert (entry.frequency, entry.source) == (None, "policy")
        assert entry.tag in {"n", "nz", "nt", "ns", "vn", "v", "i", "l", "j"}


def test_set_phrases_hold_the_lexicon():
    """What a term stands inside is looked for among them."""
    assert {entry.word for entry in Lexicon.load("policy")} <= set(phrases())


@pytest.mark.parametrize("name", ["policies", "甲.pdf", ""])
def test_an_unknown_name_is_refused(name):
    """The message has the names there are, and how a file is named."""
    with pytest.raises(ReadError) as caught:
        Lexicon.load(name)

    hint = " Did you mean 'policy'?" if name == "policies" else ""
    assert str(caught.value) == (
        f"There is no lexicon {name!r}; policytext ships ['policy']. "
        f"Your own is named by its file, ending in .csv or .txt.{hint}"
    )


# ---------------------------------------------------------------- files


def test_a_table_may_have_any_of_the_columns(load):
    """Word, frequency, tag, theme (or field) and source; others are left out, blanks are none."""
    lexicon = load(
        "mine.csv", "field,word,x,frequency,tag\n作风, 八项规定 ,1,,n\n,十八大,,20,\n\n,四风,,,\n"
    )

    assert list(lexicon) == [
        Entry("八项规定", None, "n", "作风", "mine"),
        Entry("十八大", 20, "", "", "mine"),
        Entry("四风", None, "", "", "mine"),
    ]
    assert lexicon.name == "mine"


def test_a_table_names_its_own_sources(load):
    """With a column for it the name of the file is not taken."""
    lexicon = load("mine.csv", "word,source\n十八大,报告\n四风,\n")

    assert [entry.source for entry in lexicon] == ["报告", ""]


def test_a_file_in_jiebas_format_may_leave_out_frequency_and_tag(load):
    """Comments and empty lines are passed over, and a mark at the beginning."""
    lexicon = load(
        "mine.txt",
        b"\xef\xbb\xbf" + "十八大 20 nz\r\n# 注\n\n四风 n\n八项规定\t5\n  老虎\n".encode(),
    )

    assert list(lexicon) == [
        Entry("十八大", 20, "nz", "", "mine"),
        Entry("四风", None, "n", "", "mine"),
        Entry("八项规定", 5, "", "", "mine"),
        Entry("老虎", None, "", "", "mine"),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.CSV", "a.TXT"])
def test_lines_may_end_in_any_way(load, name, end):
    """With a byte order mark, too."""
    lines = ["word", "十八大", "四风"][name.lower() == "a.txt" :]

    assert [e.word for e in load(name, "\ufeff" + end.join([*lines, ""]))] == ["十八大", "四风"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("十八大 20 n x", ": '十八大 20 n x' has more than word, frequency and tag."),
        ("十八大 2x n", ": a frequency is a whole number, got '2x'."),
        ("十八大 n 20", ": a frequency is a whole number, got 'n'."),
        ("十八大 1.5", ": a frequency is a whole number, got '1.5'."),
        ("十八大 ²", ": a frequency is a whole number, got '²'."),
    ],
)
def test_a_broken_line_in_jiebas_format_is_named(load, line, reason):
    """File, line and what is wrong with it."""
    assert refusal(load, "a.txt", f"四风 n\n\n{line}\n四风\n") == f"a.txt, line 3{reason}"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",20,n", ": there is no word."),
        ("十八大,x,n", ": a frequency is a whole number, got 'x'."),
        ("十八大,-5,n", ": a frequency is a whole number, got '-5'."),
        ("十八大,20,n,a", " has more fields than the header has columns."),
        ('"十八大"x,20,n', ": ',' expected after '\"'."),
    ],
)
def test_a_broken_row_of_a_table_is_named(load, line, reason):
    """File, line and what is wrong with it; a quoted line end counts as one."""
    data = f'word,frequency,tag\n"四\n风",1,n\n\n{line}\n'

    assert refusal(load, "a.csv", data) == f"a.csv, line 5{reason}"


def test_a_quotation_that_does_not_end_is_refused(load):
    """Else the rest of the file would be one word."""
    assert refusal(load, "a.csv", 'word\n"四风\n十八大\n') == (
        "a.csv, line 2: unexpected end of data."
    )


@pytest.mark.parametrize(("header", "columns"), [("", []), ("Word,freq\n", ["Word", "freq"])])
def test_a_table_needs_the_column_of_words(load, header, columns):
    """The message has those there are."""
    assert refusal(load, "a.csv", header) == f"a.csv has no column 'word'; it has {columns}."


@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_a_file_that_is_not_utf8_is_refused(load, name):
    """The message names it."""
    reason = ": the lexicon cannot be read: it is not UTF-8."

    assert refusal(load, name, "word\n十八大\n".encode("gbk")) == name + reason


def test_a_file_that_is_not_there_is_named(tmp_path):
    """With the system's reason."""
    with pytest.raises(ReadError) as caught:
        Lexicon.load(tmp_path / "a.txt")

    assert str(caught.value) == (
        f"{tmp_path / 'a.txt'}: the lexicon cannot be read: No such file or directory."
    )


# ---------------------------------------------------------------- what one does with them


def test_a_word_is_in_a_lexicon_once():
    """With what was said of it last, white space around it left out."""
    lexicon = Lexicon(["十八大", "四风", Entry(" 十八大\n", 5, "nz")], name="甲")

    assert list(lexicon) == [Entry("十八大", 5, "nz"), Entry("四风")]
    assert ("四风" in lexicon, "四" in lexicon, None in lexicon) == (True, False, False)
    assert repr(lexicon) == "<Lexicon '甲': 2 words>"


@pytest.mark.parametrize("word", ["", " ", "\u3000\n"])
def test_an_empty_word_is_refused(word):
    """White space is no word."""
    with pytest.raises(InputError) as caught:
        Lexicon(["四风", word])

    assert str(caught.value) == "A word of a lexicon must not be empty."


def test_merging_takes_the_words_of_both():
    """In order, what the other says of a word counts, and neither is changed."""
    ours = Lexicon([Entry("十八大", 1), Entry("四风", 2)], name="甲")
    theirs = Lexicon([Entry("四风", 3), Entry("八项规定", 4)], name="乙")

    both = ours.merge(theirs)

    assert [(entry.word, entry.frequency) for entry in both] == [
        ("十八大", 1),
        ("四风", 3),
        ("八项规定", 4),
    ]
    assert both.name == "甲+乙"
    assert [entry.frequency for entry in ours] == [1, 2]
    assert ours.merge(Lexicon([])).name == "甲"


def test_a_difference_has_what_each_side_has_alone():
    """A word of which the two say different things is on both sides."""
    ours = Lexicon([Entry("十八大", 1), Entry("四风", 2)])
    theirs = Lexicon([Entry("四风", 3), Entry("十八大", 1)])

    assert ours.diff(theirs) == ([Entry("四风", 2)], [Entry("四风", 3)])
    assert ours.diff(ours) == ([], [])


def test_the_hash_is_that_of_the_entries_in_order():
    """Every field and the order count; the name does not."""
    entries = [Entry("十八大", 1, "n", "会议", "甲"), Entry("四风")]
    plain = Lexicon(entries).hash
    others = [
        Lexicon(entries[::-1]),
        Lexicon(entries[:1]),
        Lexicon([]),
        *(
            Lexicon([entries[0]._replace(**{field: value}), entries[1]])
            for field, value in [
                ("word", "十九大"), ("frequency", 2), ("frequency", None), ("tag", "v"),
                ("theme", ""), ("source", "乙"),
            ]
        ),
    ]  # fmt: skip

    assert len(plain) == 12
    assert Lexicon(entries, name="丙").hash == plain
    assert len({plain, *(other.hash for other in others)}) == 1 + len(others)


@given(first=st.lists(st.text("甲\t\n")), second=st.lists(st.text("甲\t\n")))
def test_different_entries_have_different_hashes(first, second):
    """Whatever white space their fields hold."""
    one, other = (Lexicon([Entry("词", None, *fields[:3])]) for fields in (first, second))

    assert (one.hash == other.hash) == (list(one) == list(other))


# A carriage return alone is not quoted by the csv of Python before 3.13.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\r")
WORD = st.text(CHARACTERS, min_size=1).filter(str.strip)
TEXT = st.text(CHARACTERS)
FREQUENCY = st.none() | st.integers(0, 10**12)


@given(entries=st.lists(st.builds(Entry, WORD, FREQUENCY, TEXT, TEXT, TEXT)))
def test_a_saved_table_is_loaded_as_it_was(tmp_path_factory, entries):
    """Words with commas, quotes or line ends in them, and every field."""
    lexicon = Lexicon(entries)
    path = tmp_path_factory.mktemp("lexicon") / "a.csv"

    lexicon.save(path)

    assert list(Lexicon.load(path)) == list(lexicon)
    assert Lexicon.load(path).hash == lexicon.hash


PLAIN = st.text("甲乙丙AB１", min_size=1)


@given(entries=st.lists(st.builds(Entry, PLAIN, FREQUENCY, st.text("nvz"))))
def test_what_is_saved_in_jiebas_format_is_loaded_as_it_was(tmp_path_factory, entries):
    """Word, frequency and tag; themes have no place in it."""
    lexicon = Lexicon(entries)
    path = tmp_path_factory.mktemp("lexicon") / "a.txt"

    lexicon.save(path)

    assert [entry[:3] for entry in Lexicon.load(path)] == [entry[:3] for entry in lexicon]


def test_jieba_reads_what_is_saved_in_its_format(tmp_path):
    """A frequency of none is left to jieba."""
    path = tmp_path / "a.txt"
    Lexicon([Entry("十八大", 30_000, "nz", "会议"), Entry("四风", None, "n"), Entry("老虎")]).save(
        path
    )
    assert path.read_text("utf-8") == "十八大 30000 nz\n四风 n\n老虎\n"

    tokenizer = resolve("jieba", userdict=path)

    assert list(tokenizer.cut("十八大四风老虎")) == ["十八大", "四风", "老虎"]
    assert list(tokenizer.tags(["十八大", "四风"])) == ["nz", "n"]


@pytest.mark.parametrize(
    "entry",
    [
        Entry("a b"), Entry("#甲"), Entry("\ufeff甲"), Entry("甲\n乙"), Entry("甲", None, "5"),
        Entry("甲", 1, "n v"),
    ],
)  # fmt: skip
def test_what_jiebas_format_cannot_hold_is_not_saved_in_it(tmp_path, entry):
    """It would be read as something else; the file is left as it was."""
    path = tmp_path / "a.txt"
    path.write_text("as it was", encoding="utf-8")

    with pytest.raises(InputError) as caught:
        Lexicon(["四风", entry]).save(path)

    assert str(caught.value) == (
        f"jieba's format cannot hold the word {entry.word!r} with the frequency "
        f"{entry.frequency!r} and the tag {entry.tag!r}. Save the lexicon as .csv."
    )
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_text("utf-8") == "as it was"


# ---------------------------------------------------------------- stop lists


@pytest.mark.parametrize("name", ["function", "numbers", "address"])
def test_stop_lists_hold_no_word_of_policy(name):
    """Modal and intensifying words are what one studies."""
    lines = stopword_file(name).read_text(encoding="utf-8").splitlines()
    words = [line for line in lines if line and not line.startswith("#")]

    assert len(words) == len(set(words)) > 10
    assert all(word == word.strip() for word in words)
    studied = (
        "必须 应当 应 须 需 需要 要 可以 能够 可 不得 禁止 严禁 不准 全面 加强 坚持 进一步 深入 "
        "切实 大力 积极 严格 推进 加快 不断 继续 始终 更加 特别 尤其 着力 努力 充分 坚决 认真 有效 "
        "健全 完善 落实 确保 鼓励 支持 引导"
    )
    assert set(words) & set(studied.split()) == set()
    assert set(words) & {entry.word for entry in Lexicon.load("policy")} == set()


def test_a_stop_list_is_left_out_of_frequencies():
    """Its comments are no words."""
    corpus = pt.Corpus.from_texts({"甲": "我们必须全面加强党的建设"})

    table = pt.frequencies(corpus.segment(), stopwords=stopword_file("function"))

    assert set(table["term"]) == {"必须", "全面", "加强", "党的建设"}


def test_an_unknown_stop_list_is_refused():
    """The message has those there are."""
    with pytest.raises(InputError) as caught:
        stopword_file("functions")

    assert str(caught.value) == (
        "`name` must be one of ['address', 'function', 'numbers'], got 'functions'. "
        "Did you mean 'function'?"
    )


# ---------------------------------------------------------------- as tokens


def test_every_shi_ba_da_of_the_study_report_is_a_token(shared):
    """With the lexicon all 10, without it none."""
    path = shared / "study_report" / "study_report.txt"
    corpus = pt.read(path, clean=False)
    assert corpus[0].text.count("十八大") == 10

    with_lexicon = corpus.segment(lexicon="policy")[0]

    assert with_lexicon.count("十八大") == 10
    assert sum("十八大" in token for token in with_lexicon) == 10
    assert corpus.segment()[0].count("十八大") == 0
    assert "".join(with_lexicon) == corpus[0].text


def test_a_lexicon_may_be_given_by_name_by_file_or_as_it_is(tmp_path):
    """With the same tokens."""
    corpus = pt.Corpus.from_texts({"甲": "学习十八大精神"})
    path = tmp_path / "mine.csv"
    Lexicon(["十八大"]).save(path)

    for lexicon in ("policy", path, str(path), Lexicon(["十八大"])):
        assert corpus.segment(lexicon=lexicon)[0] == ["学习", "十八大", "精神"]


def test_the_stamp_names_the_lexicon():
    """By name and hash, so that a count can be repeated."""
    lexicon = Lexicon(["十八大"], name="甲")
    tokens = pt.Corpus.from_texts({"甲": "学习十八大精神"}).segment(lexicon=lexicon)

    assert tokens.segmenter.name == f"jieba 0.42.1 with lexicon 甲 {lexicon.hash}"


def test_segmenters_with_different_lexicons_do_not_affect_each_other():
    """Nor jieba's own dictionary; in whatever order they cut."""
    text = "学习十八大精神和科学发展观"
    jieba_before = dict(jieba.dt.FREQ), jieba.dt.total, jieba.dt.initialized
    none, one, other = (
        resolve("jieba", lexicon=lexicon)
        for lexicon in (None, Lexicon(["十八大"]), Lexicon(["科学发展观"]))
    )

    for _ in range(2):
        assert list(one.cut(text)) == ["学习", "十八大", "精神", "和", "科学", "发展观"]
        assert list(none.cut(text)) == ["学习", "十八", "大", "精神", "和", "科学", "发展观"]
        assert list(other.cut(text)) == ["学习", "十八", "大", "精神", "和", "科学发展观"]
    assert (dict(jieba.dt.FREQ), jieba.dt.total, jieba.dt.initialized) == jieba_before


def test_the_tag_of_an_entry_is_that_of_its_type():
    """Where the lexicon has one, that; else jieba's."""
    corpus = pt.Corpus.from_texts({"甲": "学习十八大"})

    tokens = corpus.segment(lexicon=Lexicon([Entry("十八大", tag="nz")]))

    assert dict(zip(tokens.types, tokens.tags, strict=True)) == {
        "": "",
        "学习": "v",
        "十八大": "nz",
    }


# ---------------------------------------------------------------- segmenters that are installed


class Characters:
    """Cuts into characters."""

    name = "characters 1"
    dictionary = "none"

    def cut(self, text: str) -> Iterable[str]:
        return text

    def tags(self, types: Sequence[str]) -> Sequence[str]:
        return ["" for _ in types]


@pytest.fixture
def installed(monkeypatch) -> None:
    """Have a package name a segmenter of its own."""
    point = importlib.metadata.EntryPoint("characters", f"{__name__}:Characters", ENTRY_POINTS)

    def entry_points(*, group: str) -> list[importlib.metadata.EntryPoint]:
        return [point] if group == "policytext.segmenters" else []

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)
    monkeypatch.setattr(importlib.metadata.EntryPoint, "load", lambda self: Characters)


def test_an_installed_segmenter_is_taken_by_its_name(installed):
    """From the group of entry points `policytext.segmenters`."""
    tokens = pt.Corpus.from_texts({"甲": "改革。"}).segment("characters")

    assert list(tokens) == [["改", "革", "。"]]
    assert tokens.segmenter.name == "characters 1"


def test_installed_segmenters_are_named_beside_ours(installed):
    """Where a name is unknown."""
    with pytest.raises(InputError) as caught:
        resolve("character")

    assert str(caught.value) == (
        "`segmenter` must be one of ['characters', 'jieba', 'pkuseg'] or a Segmenter, "
        "got 'character'. Did you mean 'characters'?"
    )


@pytest.mark.parametrize("segmenter", ["characters", Characters()])
def test_a_segmenter_of_ones_own_takes_no_words_from_us(installed, segmenter):
    """It is given them when it is made."""
    with pytest.raises(InputError) as caught:
        resolve(segmenter, lexicon="policy")

    assert str(caught.value) == (
        "`lexicon` and `userdict` are for ['jieba', 'pkuseg']; "
        "give your own segmenter its words when you make it."
    )

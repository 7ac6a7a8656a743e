"""pkuseg by the kernel: the tokens of pkuseg's own code with the same model, at exact places."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError, MissingExtra, ReadError
from policytext.segmentation import pkuseg
from policytext.segmentation.jieba import has_kernel
from policytext.segmentation.pkuseg import PkusegSegmenter
from policytext.segmentation.tables import write_tables

if not has_kernel():
    pytest.skip("installed without the compiled kernel", allow_module_level=True)

from policytext.segmentation import _kernel
from policytext.segmentation.pkuseg_model import (
    TABLES,
    code_table,
    convert,
    load_plain_pickle,
    read_word_list,
    trie,
)

TAGS = {"B": 0, "B_single": 1, "I": 2, "I_end": 3, "I_first": 4}
WHEEL = os.environ.get("POLICYTEXT_PKUSEG_WHEEL")

#: Han, digits of several kinds, full-width letters (with ｊ, which pkuseg forgot), what pkuseg
#: takes for &, characters outside the basic plane, half a pair, and what the models do not know.
LETTERS = "人民改革几十1２.ＡｇｊＪ／-,|*:&𠮷😀\ud800é"
SPACES = " \t\n\r\x0b\x0c\x1c\x1f\x85\xa0\u2003\u2028\u3000"
NOT_SPACES = "\u200b\ufeff\x00"


def some_words() -> list[str]:
    """List words as pkuseg's models do: & for what it takes for that, digits as they are, which it
    never finds again; of up to 8 characters, two of which are too many.
    """
    chance = random.Random(0)
    letters = sorted({"&" if unit(c) == "&" else c for c in LETTERS} - {"é"})
    han = "人民改革𠮷&ｊ"
    return sorted(
        {"".join(chance.choices(letters, k=chance.randint(1, 8))) for _ in range(60)}
        | {
            "".join(chance.choices(han, k=n))
            for n in (2, 2, 2, 3, 3, 4, 5, 6, 7, 8)
            for _ in "1234"
        }
    )


# ---------------------------------------------------------------- models made by hand


def unit(character: str) -> str:
    """Say what pkuseg looks up in place of a character."""
    character = "&" if character in "-._,|/*:" else character
    if character in "0123456789.几二三四五六七八九十千万亿兆零１２３４５６７８９０％":
        return "**Num"
    is_letter = "Ａ" <= character <= "Ｚ" or ("ａ" <= character <= "ｚ" and character != "ｊ")
    return "**Letter" if is_letter or character in "／・－" else character


WORDS = some_words()
TEXTS = st.one_of(
    st.text(LETTERS * 3 + SPACES + NOT_SPACES, max_size=40),
    st.lists(st.sampled_from([*LETTERS, *WORDS, *WORDS, " "]), max_size=15).map("".join),
)


def features_of(names: Sequence[str], words: Sequence[str] = ()) -> dict[str, Any]:
    """Make what features.pkl holds."""
    numbers = {name: number for number, name in enumerate(["$$", *names])}
    return {
        "unigram": list(words),
        "bigram": [],
        "feature_to_idx": numbers,
        "tag_to_idx": dict(TAGS),
    }


def made_model(seed: int) -> tuple[dict[str, Any], np.ndarray]:
    """Make a model of all kinds of features; every other one has so few weights that sums tie."""
    chance = random.Random(seed)
    units = sorted({unit(c) for c in LETTERS} - {"é"})
    names = {f"{kind}.{chance.choice(units)}" for kind in ("c", "c-1", "c1", "c-2", "c2") * 9}
    names |= {
        f"{kind}.{chance.choice(units)}.{chance.choice(units)}"
        for kind in ("cc1", "c-1c", "c-2c-1") * 60
    }
    names |= {f"{kind}.{word}" for kind in ("w-1", "w1") for word in WORDS if chance.random() < 0.7}
    names |= {
        f"ww.{side}.{left}*{right}"
        for side in "lr" for left in WORDS for right in WORDS if chance.random() < 0.5
    }  # fmt: skip
    features = features_of(sorted(names), WORDS)
    size = 5 * (len(features["feature_to_idx"]) + 5)
    numbers = np.random.default_rng(seed)
    weights = numbers.normal(size=size) if seed % 2 else numbers.integers(-1, 2, size=size) / 2
    return features, weights.astype(np.float64)


def beginning_at(characters: str) -> tuple[dict[str, Any], np.ndarray]:
    """Make a model that begins a word at some characters and nowhere else."""
    features = features_of([f"c.{character}" for character in characters])
    rows = np.zeros((len(features["feature_to_idx"]) + 5, 5))
    rows[0, TAGS["I"]] = 1.0
    rows[1 : 1 + len(characters), TAGS["B"]] = 9.0
    return features, rows.reshape(-1)


Segmenting = Callable[..., PkusegSegmenter]


@pytest.fixture
def segmenter(tmp_path, monkeypatch) -> Segmenting:
    """Give a function that installs a model made by hand and makes its segmenter."""

    def make(
        model: tuple[dict[str, Any], np.ndarray],
        *,
        merged: Sequence[str] = (),
        userdict: Any = None,
    ) -> PkusegSegmenter:
        path = tmp_path / "model.tables"
        write_tables(path, convert(*model, merged))
        monkeypatch.setattr(pkuseg, "model_path", lambda: path)
        return PkusegSegmenter(userdict=userdict)

    return make


def words_and_places(made: PkusegSegmenter, text: str) -> tuple[list[str], list[int]]:
    """Cut one text and return its words and where they start."""
    columns = made.columns([text])
    return [columns.types[id] for id in columns.ids], columns.starts.tolist()


def reference(folder: Path, words: Sequence[str] = (), merged: Sequence[str] = ()) -> Any:
    """Make a segmenter of pkuseg's own code from the model in a folder."""
    spacy_pkuseg = pytest.importorskip("spacy_pkuseg")
    original = spacy_pkuseg.pkuseg(str(folder), user_dict=None)
    original.preprocesser = spacy_pkuseg.Preprocesser(list(words))
    original.postprocesser.do_process = bool(merged)
    original.postprocesser.common_words = set()
    original.postprocesser.other_words = set(merged)
    return original


MERGED = [
    "人民改革",
    "改革",
    "人民",
    "民改",
    "几十",
    "1２.",
    "𠮷😀",
    "革",
    "人",
    "-",
    "民-人民改革",
]


@pytest.fixture(scope="module", params=range(6))
def both(request, tmp_path_factory) -> tuple[PkusegSegmenter, Any]:
    """Give ours and pkuseg's own with one model, with words to put together in some of them."""
    pytest.importorskip("spacy_pkuseg")
    folder = tmp_path_factory.mktemp("model")
    features, weights = made_model(request.param)
    (folder / "features.pkl").write_bytes(pickle.dumps(features))
    sizes = np.array([5, len(features["feature_to_idx"])])
    np.savez(folder / "weights.npz", sizes=sizes, w=weights)
    merged = MERGED if request.param > 1 else []
    path = folder / "model.tables"
    write_tables(path, convert(features, weights, merged))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pkuseg, "model_path", lambda: path)
        ours = PkusegSegmenter()
    return ours, reference(folder, merged=merged)


@given(text=TEXTS)
@settings(max_examples=300)
def test_tokens_are_those_of_pkuseg(both, text):
    """Digits, full-width letters, astral characters, white space of all kinds: the same tokens."""
    ours, original = both

    assert list(ours.cut(text)) == original.cut(text)


@given(text=TEXTS)
def test_a_token_stands_where_it_starts(both, text):
    """What pkuseg drops is white space only, so tokens and white space make up the text."""
    words, starts = words_and_places(both[0], text)

    assert all(text.startswith(word, start) for word, start in zip(words, starts, strict=True))
    assert starts == sorted(starts)
    assert "".join(words) == "".join(text.split())


@pytest.mark.parametrize("length", [1, 2, 1000, 10_000])
def test_long_pieces_are_cut_as_short_ones(both, length):
    """A text without white space may be of any length."""
    ours, original = both
    text = ("人民改革𠮷几十1２-Ａｇ" * (length // 13 + 1))[:length]

    assert list(ours.cut(text)) == original.cut(text)


@pytest.mark.parametrize("texts", [[], [""], ["", " \n"], ["　"]])
def test_texts_without_a_word_have_no_tokens(both, texts):
    """No text, an empty one, white space alone: no token, and no type but the removed one."""
    columns = both[0].columns(texts)

    assert (columns.types, columns.tags) == ([""], [""])
    assert (len(columns.ids), len(columns.starts)) == (0, 0)
    assert columns.lengths.tolist() == [0 for _ in texts]


def test_threads_do_not_change_the_tokens(both):
    """Types, ids, places and lengths are the same by one thread and by several."""
    texts = ["人民改革 几十1２ " * 20_000, "", "改革𠮷😀" * 50_000, "Ａｇ-人民é" * 30_000]

    by_one, by_four = (both[0].columns(texts, threads=threads) for threads in (1, 4))

    assert by_one.types == by_four.types
    for ours, theirs in zip(by_one[2:], by_four[2:], strict=True):
        assert ours.tolist() == theirs.tolist()


# ---------------------------------------------------------------- by eye


def test_words_begin_where_the_model_says(segmenter):
    """A model of one feature begins a word at 改 and at 开."""
    made = segmenter(beginning_at("改开"))

    assert list(made.cut("全面深化改革开放")) == ["全面深化", "改革", "开放"]


def test_a_piece_may_have_a_hundred_thousand_characters(segmenter):
    """White space between them or not."""
    made = segmenter(beginning_at("改"))

    words, starts = words_and_places(made, "改革" * 50_000)
    alone, places = words_and_places(made, "改 " * 50_000)

    assert (set(words), starts) == ({"改革"}, list(range(0, 100_000, 2)))
    assert (set(alone), places) == ({"改"}, starts)
    assert list(made.cut("革" * 100_000)) == ["革" * 100_000]


def test_places_step_over_white_space(segmenter):
    """White space is dropped by pkuseg, all of it; each word is found where it stands."""
    made = segmenter(beginning_at("改开"))

    assert words_and_places(made, "\t 改革　开\n放改\x1f") == (
        ["改革", "开", "放", "改"],
        [2, 5, 7, 8],
    )


# ---------------------------------------------------------------- words to put together


def test_words_of_the_list_are_put_together(segmenter):
    """改革 and 开放 make 改革开放, which is in the list."""
    made = segmenter(beginning_at("改开"), merged=["改革开放", "改革"])

    assert list(made.cut("深化改革开放")) == ["深化", "改革开放"]


def test_words_that_are_all_in_the_list_stay_apart(segmenter):
    """So pkuseg decides where the list has the parts, too."""
    made = segmenter(beginning_at("改开"), merged=["改革开放", "改革", "开放"])

    assert list(made.cut("深化改革开放")) == ["深化", "改革", "开放"]


@pytest.mark.parametrize(("words", "expected"), [(7, 1), (8, 8)])
def test_at_most_seven_words_are_put_together(segmenter, words, expected):
    """As in pkuseg."""
    made = segmenter(beginning_at("改"), merged=["改革" * words])

    assert len(list(made.cut("改革" * words))) == expected


@pytest.mark.parametrize("length", [2, 63, 64, 65, 104, 126, 127])
def test_long_words_are_put_together(segmenter, length):
    """The list's longest word has 104 characters."""
    word = "改" + "革" * (length // 2 - 1) + "改" + "革" * (length - length // 2 - 1)
    made = segmenter(beginning_at("改始"), merged=[word, "改" + "革" * 70])

    assert list(made.cut(f"始{word}始")) == ["始", word, "始"]
    assert len(list(made.cut(f"始{word}革始"))) == 4


def test_a_longer_word_than_the_kernel_can_put_together_is_refused(segmenter):
    """Rather that than other tokens."""
    with pytest.raises(ReadError) as caught:
        segmenter(beginning_at("改"), merged=["改" * 128])

    assert str(caught.value) == "A word to put together has at most 127 characters."


# ---------------------------------------------------------------- the user's words


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        (["深化改革"], "全面深化改革开放", ["全面", "深化改革", "开放"]),
        (["深化", "深化改革"], "全面深化改革开放", ["全面", "深化改革", "开放"]),
        # A longer word begins but does not end, so pkuseg takes all that agreed with it.
        (["深化", "深化改造"], "全面深化改革开放", ["全面", "深化改", "革", "开放"]),
        # At the end of a piece it takes the word alone.
        (["深化", "深化改造"], "全面深化改", ["全面", "深化", "改"]),
        (["深化", "深化改造"], "全面深化改 造", ["全面", "深化", "改", "造"]),
        (["深化改造"], "全面深化改革", ["全面深化", "改革"]),
        ([" 面深\n", "", "  "], "全面深化改革", ["全", "面深", "化", "改革"]),
        (["𠮷😀"], "全𠮷😀化", ["全", "𠮷😀", "化"]),
    ],
)
def test_the_users_words_stand_as_pkuseg_finds_them(segmenter, words, text, expected):
    """Left to right, the longest first, with pkuseg's own idea of a word that does not end."""
    made = segmenter(beginning_at("改开"), userdict=words)

    assert list(made.cut(text)) == expected


@given(text=TEXTS, words=st.lists(st.sampled_from(WORDS) | st.text(LETTERS, max_size=4)))
def test_with_the_users_words_tokens_are_those_of_pkuseg(both, text, words):
    """Whatever the words."""
    spacy_pkuseg = pytest.importorskip("spacy_pkuseg")
    ours, original = PkusegSegmenter.__new__(PkusegSegmenter), both[1]
    ours._words = pkuseg._user_words(words)
    codes = {c: n for n, c in enumerate(dict.fromkeys("".join(ours._words)), 1)}
    user = (
        (code_table(codes).tobytes(), trie(ours._words, codes).tobytes()) if codes else (b"", b"")
    )
    ours.__dict__["_tables"] = (*both[0]._tables[:TABLES], *user)
    original.preprocesser = spacy_pkuseg.Preprocesser(words)
    try:
        expected = original.cut(text)
    finally:
        original.preprocesser = spacy_pkuseg.Preprocesser([])

    assert list(ours.cut(text)) == expected


def test_a_user_dictionary_is_read_as_pkuseg_reads_it(segmenter, tmp_path):
    """A word a line, what follows a tab left out, lines of any ending, none where it is empty."""
    file = tmp_path / "words.txt"
    file.write_bytes("全面\tn\r\n\r\n 面深 \n深化\t\t\n\tv\n".encode())
    made = segmenter(beginning_at("改"), userdict=file)

    assert list(made.cut("全面深化改革")) == ["全面", "深化", "改革"]
    spacy_pkuseg = pytest.importorskip("spacy_pkuseg")
    theirs = spacy_pkuseg.Preprocesser(str(file)).solve("全面深化面深")[0]
    assert list(made.cut("全面深化面深")) == theirs


@pytest.mark.parametrize(
    ("data", "reason"),
    [(None, "No such file or directory"), ("全面".encode("gbk"), "it is not UTF-8")],
)
def test_a_user_dictionary_that_cannot_be_read_is_named(segmenter, tmp_path, data, reason):
    """The message has the file and the reason."""
    file = tmp_path / "words.txt"
    if data is not None:
        file.write_bytes(data)

    with pytest.raises(ReadError) as caught:
        segmenter(beginning_at("改"), userdict=file)

    assert str(caught.value) == f"{file} cannot be read: {reason}."


def test_a_lexicon_gives_its_words_to_pkuseg(segmenter):
    """`segment(corpus, "pkuseg", lexicon=...)`: its words are tokens, at their places."""
    segmenter(beginning_at("改"))
    corpus = pt.Corpus.from_texts({"甲": "学习 十八大改革", "乙": ""}, clean=False)

    tokens = corpus.segment("pkuseg", lexicon=pt.Lexicon(["十八大"]))

    assert list(tokens) == [["学习", "十八大", "改革"], []]
    assert tokens.starts.tolist() == [0, 3, 6]
    assert corpus.segment("pkuseg")[0] == ["学习", "十八大", "改革"]
    assert tokens.segmenter.name == "pkuseg 0.0.25 default model with user words"
    assert corpus.segment("pkuseg").segmenter.name == "pkuseg 0.0.25 default model"


def test_the_shipped_lexicon_is_known_to_pkuseg_by_name(segmenter):
    """By "policy" the set phrases are meant."""
    segmenter(beginning_at("改"))
    corpus = pt.Corpus.from_texts({"甲": "坚持科学发展观不动摇"}, clean=False)

    assert corpus.segment("pkuseg", lexicon="policy")[0] == ["坚持", "科学发展观", "不动摇"]


def test_pkuseg_takes_a_lexicon_or_a_user_dictionary(segmenter, tmp_path):
    """Not both, for it has one list of words."""
    corpus = pt.Corpus.from_texts({"甲": "改革"})

    with pytest.raises(InputError) as caught:
        corpus.segment("pkuseg", lexicon="policy", userdict=tmp_path / "words.txt")

    assert str(caught.value) == "pkuseg takes a `lexicon` or a `userdict`, not both."


def test_the_hash_tells_user_words_apart(segmenter):
    """The same model and words have the same hash, others another; order does not matter."""
    model = beginning_at("改")
    hashes = [
        segmenter(model, userdict=words).dictionary
        for words in (None, [], ["甲", "乙"], ["乙", "甲"], ["甲"])
    ]

    assert hashes[0] == hashes[1]
    assert hashes[2] == hashes[3]
    assert len(set(hashes)) == 3


def test_pkuseg_has_no_parts_of_speech(segmenter):
    """Every tag is empty, as many as there are types."""
    made = segmenter(beginning_at("改"))

    assert made.columns(["深化改革"]).tags == ["", "", ""]
    assert made.tags(["深化", "改革"]) == ["", ""]


# ---------------------------------------------------------------- without what is needed


@pytest.mark.parametrize(
    ("data", "state"),
    [(None, "is not installed"), (b"", "is damaged"), (b"\0" * 100, "is damaged")],
)
def test_without_its_model_pkuseg_says_how_to_get_it(tmp_path, monkeypatch, data, state):
    """The message ends with the command."""
    path = tmp_path / "model.tables"
    if data is not None:
        path.write_bytes(data)
    monkeypatch.setattr(pkuseg, "model_path", lambda: path)

    with pytest.raises(ReadError) as caught:
        pt.Corpus.from_texts({"甲": "改革"}).segment("pkuseg")

    assert str(caught.value) == (
        f"Segmenting with pkuseg needs its model, which {state}. "
        "Install it with: policytext models install pkuseg"
    )


@pytest.mark.parametrize("use", [PkusegSegmenter, pkuseg.install])
def test_without_the_kernel_pkuseg_says_so(monkeypatch, use):
    """Neither cutting nor installing goes without it."""
    monkeypatch.setattr("policytext.segmentation.jieba.has_kernel", lambda: False)

    with pytest.raises(MissingExtra) as caught:
        use()

    assert str(caught.value) == (
        "Segmenting with pkuseg needs policytext's compiled kernel. "
        "Reinstall policytext where a C compiler is installed."
    )


# ---------------------------------------------------------------- installing


@pytest.fixture
def wheel(tmp_path, monkeypatch) -> Path:
    """Make a small wheel of a model made by hand, and have its hashes known."""
    features, weights = beginning_at("改")
    file = io.BytesIO()
    np.savez(file, sizes=np.array([5, 2]), w=weights)
    members = {
        pkuseg._FEATURES: pickle.dumps(features),
        pkuseg._WEIGHTS: file.getvalue(),
        pkuseg._MERGED: pickle.dumps("改革改革\n"),
    }
    path = tmp_path / "pkuseg.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    hashes = {pkuseg._WHEEL: path.read_bytes(), **members}
    known = {name: hashlib.sha256(data).hexdigest() for name, data in hashes.items()}
    monkeypatch.setattr(pkuseg, "_HASHES", known)
    monkeypatch.setattr(pkuseg, "model_path", lambda: tmp_path / "models" / "model.tables")
    return path


def test_a_model_is_installed_from_a_wheel(wheel):
    """The converted form is kept; each step is told; the words to put together are in it."""
    steps: list[str] = []

    path = pkuseg.install(wheel, report=steps.append)

    assert path == pkuseg.model_path()
    assert [file.name for file in path.parent.iterdir()] == ["model.tables"]
    assert steps == ["Checking", "Converting, which takes some 15 seconds"]
    assert list(PkusegSegmenter().cut("改革改革 深化改")) == ["改革改革", "深化", "改"]


def test_a_model_is_fetched_with_pip(wheel, monkeypatch):
    """With the options that fetch a wheel for another Python, and nothing else."""
    calls = []

    def run(arguments: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        calls.append(arguments)
        folder = Path(arguments[arguments.index("--dest") + 1])
        (folder / pkuseg._WHEEL).write_bytes(wheel.read_bytes())
        return subprocess.CompletedProcess(arguments, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    steps: list[str] = []

    assert pkuseg.install(report=steps.append).is_file()
    assert steps[0] == "Fetching pkuseg 0.0.25 with pip (50 MB)"
    assert [call[:4] for call in calls] == [[sys.executable, "-m", "pip", "download"]]
    assert calls[0][4:14] == [
        "--no-deps", "--only-binary=:all:", "--python-version", "3.7", "--implementation", "cp",
        "--abi", "cp37m", "--platform", "manylinux1_x86_64",
    ]  # fmt: skip
    assert calls[0][14] == "pkuseg==0.0.25"


def test_a_model_that_cannot_be_fetched_says_why(wheel, monkeypatch):
    """The last line of pip, and what to do without a network."""

    def run(arguments: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(arguments, 1, "", "WARNING: slow\nERROR: no network\n")

    monkeypatch.setattr(subprocess, "run", run)

    with pytest.raises(ReadError) as caught:
        pkuseg.install()

    assert str(caught.value) == (
        "The model could not be fetched: ERROR: no network. Fetch "
        "pkuseg-0.0.25-cp37-cp37m-manylinux1_x86_64.whl on another machine and name it with --from."
    )


@pytest.mark.parametrize("damage", ["first", "last", "cut off", "another file", "empty"])
def test_a_wrong_wheel_is_refused(wheel, damage):
    """One byte is enough; nothing is installed."""
    data = bytearray(wheel.read_bytes())
    if damage in ("first", "last"):
        data[0 if damage == "first" else -1] ^= 1
    wheel.write_bytes({"cut off": data[:-9], "another file": b"PK", "empty": b""}.get(damage, data))

    with pytest.raises(ReadError) as caught:
        pkuseg.install(wheel)

    assert str(caught.value) == (
        f"{wheel} is not pkuseg-0.0.25-cp37-cp37m-manylinux1_x86_64.whl: its SHA-256 is another. "
        "Fetch that file."
    )
    assert not pkuseg.model_path().exists()


@pytest.mark.parametrize(
    ("name", "reason"), [("no.whl", "No such file or directory"), (".", "Is a directory")]
)
def test_a_wheel_that_cannot_be_read_is_named(wheel, name, reason):
    """The message has the file and the reason."""
    file = wheel.parent / name

    with pytest.raises(ReadError) as caught:
        pkuseg.install(file)

    assert str(caught.value) == f"{file} cannot be read: {reason}."


def test_a_member_that_is_not_the_known_one_is_refused(wheel, monkeypatch):
    """What is taken out of the wheel has hashes of its own."""
    monkeypatch.setitem(pkuseg._HASHES, pkuseg._FEATURES, "0" * 64)

    with pytest.raises(ReadError) as caught:
        pkuseg.install(wheel)

    assert str(caught.value) == (
        f"{wheel}: pkuseg/models/default/features.pkl is damaged. Fetch the file again."
    )


def test_a_full_disk_leaves_no_model(wheel, monkeypatch):
    """The message has the folder and the reason, and the model that was there is as it was."""
    path = pkuseg.install(wheel)
    before = path.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(ReadError) as caught:
        pkuseg.install(wheel)

    assert str(caught.value) == (
        f"The model cannot be kept in {path.parent}: No space left on device."
    )
    assert [file.name for file in path.parent.iterdir()] == ["model.tables"]
    assert path.read_bytes() == before


# ---------------------------------------------------------------- pickles


class Harmful:
    """Makes a folder when it is unpickled."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self._call = function, arguments

    def __reduce__(self) -> Any:
        return self._call


PLAIN = {
    "unigram": ["改革"],
    "bigram": [],
    "feature_to_idx": {"$$": 0, "c.改": 1},
    "w": [0.5, None],
}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_plain_data_is_read_from_a_pickle(protocol):
    """Strings, numbers, lists and dicts, by any protocol."""
    assert load_plain_pickle(io.BytesIO(pickle.dumps(PLAIN, protocol))) == PLAIN


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_that_calls_something_is_refused(tmp_path, protocol):
    """The call is named and not made."""
    folder = tmp_path / "made"
    data = pickle.dumps({"unigram": Harmful(os.mkdir, str(folder))}, protocol)

    with pytest.raises(ReadError) as caught:
        load_plain_pickle(io.BytesIO(data))

    assert str(caught.value) == (
        f"The pickle asks for {os.mkdir.__module__}.mkdir; pkuseg's model holds plain data only. "
        "Take the file from pkuseg's own wheel."
    )
    assert not folder.exists()


@pytest.mark.parametrize(
    ("data", "asked"),
    [
        (pickle.dumps(Harmful(os.system, "true")), f"{os.system.__module__}.system"),
        (b"(S'true'\nios\nsystem\n.", "os.system"),
        (b"cbuiltins\neval\n(S'1'\ntR.", "builtins.eval"),
        (pickle.dumps(np.zeros(2))[:200], None),
        (pickle.dumps(Path("x")), None),
        (pickle.dumps(range(3), 2), None),
    ],
)
def test_no_name_is_looked_up_for_a_pickle(data, asked):
    """By whatever opcode it is asked for, harmless or not."""
    with pytest.raises(ReadError) as caught:
        load_plain_pickle(io.BytesIO(data))

    assert str(caught.value).startswith(f"The pickle asks for {asked or ''}")


def test_a_pickle_that_was_cut_off_is_damaged():
    """Wherever it ends."""
    data = pickle.dumps(PLAIN)
    for length in range(len(data)):
        with pytest.raises(ReadError, match=r"^The pickle is damaged: .*\. Take it from pkuseg's"):
            load_plain_pickle(io.BytesIO(data[:length]))


@pytest.mark.parametrize(
    "data", [b"not a pickle", b"P1\n.", b"\x80\xff.", b"}}\x81.", b"0.", b"}K\x01b."]
)
def test_what_is_no_pickle_is_damaged(data):
    """Also what asks for a persistent object, an unknown protocol, or too much of the stack."""
    with pytest.raises(
        ReadError, match=r"^The pickle is damaged: .*\. Take it from pkuseg's wheel\.$"
    ):
        load_plain_pickle(io.BytesIO(data))


def test_the_list_of_words_is_one_string():
    """A word a line; anything else is refused."""
    assert read_word_list(pickle.dumps("\n甲\n乙 丙\n")) == ["甲", "乙 丙"]
    with pytest.raises(ReadError) as caught:
        read_word_list(pickle.dumps(["甲"]))
    assert str(caught.value) == "The list of words is not a string. Take it from pkuseg's wheel."


# ---------------------------------------------------------------- models of another form


UNFIT = "The model's weights do not fit its features. Take both from one wheel."
UNKNOWN = "The model has a feature {!r} that pkuseg 0.0.25 has not."


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"feature_to_idx": {"$$": 0}}, UNFIT),
        ({"tag_to_idx": {"B": 0, "I": 1}}, UNFIT),
        ({"feature_to_idx": {"$$": 0, "x.改": 1}}, UNKNOWN.format("x.改")),
        ({"feature_to_idx": {"$$": 0, "ww.l.改": 1}}, UNKNOWN.format("ww.l.改")),
        ({"feature_to_idx": {"c.改": 0, "$$": 1}}, UNKNOWN.format("$$")),
        ({"unigram": None}, "The model has not pkuseg's parts. Take it from pkuseg's wheel."),
    ],
)  # fmt: skip
def test_a_model_of_another_form_is_refused(change, message):
    """Rather than converted to something that cuts otherwise."""
    features, weights = beginning_at("改")
    changed = {k: v for k, v in {**features, **change}.items() if v is not None}

    with pytest.raises(ReadError) as caught:
        convert(changed, weights, [])

    assert str(caught.value) == message


def test_more_weights_than_the_tables_can_hold_are_refused():
    """A weight is kept as the number of its value, of two bytes."""
    features = features_of([f"c.{chr(number)}" for number in range(0x4E00, 0x4E00 + 14_000)])
    weights = np.arange(5.0 * (len(features["feature_to_idx"]) + 5))

    with pytest.raises(ReadError) as caught:
        convert(features, weights, [])

    assert str(caught.value) == ("The model has more distinct weights than the tables can hold.")


# ---------------------------------------------------------------- the kernel is given nonsense


def parts_of_a_model() -> list[Any]:
    """Give the kernel's tables for a model made by hand, with the user's word 改革."""
    codes = {"改": 1, "革": 2}
    user = code_table(codes).tobytes(), trie(["改革"], codes).tobytes()
    return [*convert(*beginning_at("改"), ["改革"]), *user]


@pytest.mark.parametrize("part", range(TABLES + 2))
@pytest.mark.parametrize("change", ["empty", "one byte less", "one byte more", "half", "thrice"])
def test_tables_of_a_wrong_size_are_refused(part, change):
    """The kernel reads nothing beyond a table's end."""
    parts = parts_of_a_model()
    table = parts[part]
    parts[part] = {
        "empty": b"",
        "one byte less": table[:-1],
        "one byte more": table + b"\0",
        "half": table[: len(table) // 2 - 1],
        "thrice": table + b"\0" + table * 2,
    }[change]
    if change == "empty" and part in (TABLES - 1, TABLES + 1):
        # The last of two parts that may be missing: words to put together, words of the user.
        assert len(_kernel.cut_chain(tuple(parts), ["改革"])) == 4
        return

    with pytest.raises(ValueError, match=r"^a table of the model has not the right size$"):
        _kernel.cut_chain(tuple(parts), ["改革"])


@pytest.mark.parametrize("number", [0, 1, TABLES, TABLES + 1, TABLES + 3])
def test_a_wrong_number_of_tables_is_refused(number):
    """A model has fourteen."""
    parts = [*parts_of_a_model(), b""][:number]

    with pytest.raises(ValueError, match=r"^the model has not the right form$"):
        _kernel.cut_chain(tuple(parts), ["改革"])


@pytest.mark.parametrize("part", [None, "table", 7, [1, 2]])
def test_tables_of_a_wrong_type_are_refused(part):
    """They are bytes, or memory like it."""
    for place in range(TABLES + 2):
        parts = parts_of_a_model()
        parts[place] = part
        with pytest.raises(TypeError, match=r"^a bytes-like object is required, not '"):
            _kernel.cut_chain(tuple(parts), ["改革"])


@pytest.mark.parametrize("texts", [["改革", None], [b"x"], ["a", 1], [["a"]]])
def test_a_text_that_is_no_string_is_refused(texts):
    """Wherever it stands in the list."""
    with pytest.raises(
        TypeError, match=r"^a text must be a string of less than 2\*\*31 characters$"
    ):
        _kernel.cut_chain(tuple(parts_of_a_model()), texts)


@pytest.mark.parametrize("arguments", [(), (1,), ([], []), ((), None), (None, []), ((), [], [])])
def test_wrong_arguments_are_refused(arguments):
    """A tuple of tables and a list of texts."""
    with pytest.raises((TypeError, ValueError)):
        _kernel.cut_chain(*arguments)
    with pytest.raises(TypeError):
        _kernel.cut_chain(tuple(parts_of_a_model()), 5)


# ---------------------------------------------------------------- the real model


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Iterator[tuple[PkusegSegmenter, Any]]:
    """Give ours and pkuseg's own with the real model, from the wheel the environment names."""
    pytest.importorskip("spacy_pkuseg")
    if not WHEEL:
        pytest.skip("POLICYTEXT_PKUSEG_WHEEL names no wheel")
    folder = tmp_path_factory.mktemp("wheel")
    with zipfile.ZipFile(WHEEL) as archive:
        for name in (pkuseg._FEATURES, pkuseg._WEIGHTS, pkuseg._MERGED):
            archive.extract(name, folder)
    words = read_word_list((folder / pkuseg._MERGED).read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pkuseg, "model_path", lambda: folder / "model.tables")
        pkuseg.install(WHEEL)
        yield PkusegSegmenter(), reference(folder / "pkuseg" / "models" / "default", merged=words)


def assert_equal(both: tuple[PkusegSegmenter, Any], text: str) -> None:
    words, starts = words_and_places(both[0], text)

    assert words == both[1].cut(text)
    assert all(text.startswith(word, start) for word, start in zip(words, starts, strict=True))


@pytest.mark.parametrize("name", ["work_reports", "study_report"])
def test_with_its_model_tokens_are_those_of_pkuseg(real, name):
    """On the bundled corpora."""
    for document in pt.datasets.load(name):
        assert_equal(real, document.text)


@pytest.mark.parametrize("year", [1954, 2024])
def test_with_its_model_tokens_of_work_reports_are_those_of_pkuseg(real, shared, year):
    """On two real reports, seventy years apart."""
    file = shared / "gov_work_reports" / f"{year}.txt"
    assert_equal(real, file.read_text(encoding="utf-8-sig"))


@given(
    text=st.text(
        st.sampled_from(LETTERS + SPACES + "的，。一二三年月中国共产党是在了abcＸ％")
        | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
        | st.characters(),
        max_size=60,
    )
)
@settings(max_examples=300)
def test_with_its_model_tokens_of_any_text_are_those_of_pkuseg(real, text):
    """Whatever characters it has."""
    assert_equal(real, text)

"""Tokens stored with a corpus on disk: the tables are those of a corpus that is cut anew."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import policytext as pt
from awkward import Characters, Deadly, Failing, Joining
from cut_off import content, cut_off
from policytext.errors import InputError, PolicyTextWarning
from policytext.segmentation import resolve
from policytext.segmentation.jieba import JiebaSegmenter
from policytext.segmentation.pkuseg import model_state

pytest.importorskip("pyarrow")

from pyarrow import parquet

from policytext.scale import stored_tokens
from policytext.scale.ingest import ingest
from policytext.scale.scan import Scan, scan
from policytext.scale.schema import KEY
from policytext.scale.store import Store
from policytext.scale.stored_tokens import cut_texts, join, tokens_of

_TERMS = ["改革", "人民", "高质量发展", "改革 开放", "数字*"]

#: Each takes a corpus or its tokens.
_TABLES: dict[str, Callable[[Any], pd.DataFrame]] = {
    "count": lambda c: pt.count(c, _TERMS, match="token", by="year"),
    "count by document": lambda c: pt.count(c, _TERMS, match="token", by="document"),
    "evidence": lambda c: pt.evidence(c, _TERMS, match="token"),
    "frequencies": lambda c: pt.frequencies(c, by="year"),
    "frequencies of nouns": lambda c: pt.frequencies(c, tags="n", min_length=2),
    "kwic": lambda c: pt.kwic(c, "改革", window=3),
    "collocations": lambda c: pt.collocations(c, "改革", window=4),
    "keyness": lambda c: pt.keyness(c, by="year", target=2023),
    "dispersion": lambda c: pt.dispersion(c, ["改革", "创新"]),
    "trend": lambda c: pt.trend(c, ["改革", "创新"], match="token"),
    "themes": lambda c: pt.themes(c, codebook="instruments"),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The bundled work reports on disk with jieba's tokens and without, in several files."""
    made = tmp_path_factory.mktemp("corpora")
    sizes = {"row_group": 30_000, "file_size": 60_000, "workers": 0}
    ingest(pt.datasets.path("work_reports"), made / "plain", **sizes)
    ingest(pt.datasets.path("work_reports"), made / "cut", segmenter="jieba", **sizes)
    assert len(list((made / "cut").glob("*.parquet"))) > 1
    return made / "cut", made / "plain"


@pytest.fixture
def never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody cut any text."""

    def fail(*_: object, **__: object) -> None:
        raise InputError("A text was cut.")

    monkeypatch.setattr(stored_tokens, "segment", fail)


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Compare tables to the last digit, and their stamps."""
    pd.testing.assert_frame_equal(found, expected, check_exact=True)
    assert found.attrs.get("stamp") == expected.attrs.get("stamp")


def same_tokens(found: pt.Tokens, expected: pt.Tokens) -> None:
    """Compare tokens: types and their order, parts of speech, and every array."""
    assert found.types == expected.types
    assert found.tags == expected.tags
    for name in ("ids", "starts", "doc_offsets"):
        one, other = getattr(found, name), getattr(expected, name)
        assert one.dtype == other.dtype
        assert one.tolist() == other.tolist()


def documents(folder: Path, where: dict[str, object] | None = None) -> list[Any]:
    """Read all documents."""
    store = Store(folder)
    return [d for piece in store.slices() for d in store.read(piece, where or {}, texts=False)]


def texts(target: Path, **given: str) -> Path:
    """Write texts to files of a folder."""
    target.mkdir(exist_ok=True)
    for name, text in given.items():
        (target / f"{name}.txt").write_text(text, encoding="utf-8")
    return target


# ---------------------------------------------------------------- the same tables


@pytest.mark.parametrize("name", _TABLES)
def test_tables_are_those_of_a_corpus_without_tokens(folders, name):
    """For every function that looks at tokens."""
    cut, plain = (scan(folder, workers=2, task_size=30_000).segment() for folder in folders)

    same(_TABLES[name](cut), _TABLES[name](plain))


@pytest.mark.usefixtures("never_cut")
def test_what_is_stored_is_not_cut_again(folders):
    """Neither where the segmenter is named nor where it is the one that is taken by default."""
    cut, plain = (scan(folder, workers=1) for folder in folders)

    assert pt.frequencies(cut.segment("jieba"), top=1)["term"].tolist() == ["的"]
    assert pt.frequencies(cut, top=1)["term"].tolist() == ["的"]
    with pytest.raises(InputError, match="A text was cut"):
        pt.frequencies(plain)


def test_tokens_are_those_of_segment(folders):
    """Types as they first occur, with the dictionary's parts of speech; so for any documents."""
    found = documents(folders[0])
    segmenter = resolve("jieba")

    for some in (found, found[3:7], found[1::3], found[-1:], found[::-1]):
        corpus = pt.Corpus(some)
        same_tokens(tokens_of(corpus, segmenter), pt.segment(corpus, segmenter))


@pytest.mark.parametrize(
    "where", [{"year": slice(2014, 2020)}, {"encoding": "utf-8"}, {"id": ["2013", "2021"]}]
)
def test_chosen_documents_have_their_tokens(folders, where):
    """By columns that the schema names and by others."""
    cut, plain = (scan(folder, workers=1).where(**where).segment() for folder in folders)
    corpus = pt.Corpus(documents(folders[0], where))

    assert len(corpus) > 1
    same_tokens(tokens_of(corpus, resolve("jieba")), corpus.segment())
    same(_TABLES["frequencies"](cut), _TABLES["frequencies"](plain))


@pytest.fixture
def userdict(tmp_path: Path) -> Path:
    """A user dictionary."""
    path = tmp_path / "words.txt"
    path.write_text("数字经济发展 20000 n\n", encoding="utf-8")
    return path


def _options(name: str, userdict: Path) -> dict[str, Any]:
    """Give the options of a way to cut."""
    if name == "pkuseg" and model_state() != "installed":
        pytest.skip("the model of pkuseg is not installed")
    return {
        "lexicon": {"segmenter": "jieba", "lexicon": "policy"},
        "userdict": {"segmenter": "jieba", "userdict": userdict},
        "no model": {"segmenter": JiebaSegmenter(hmm=False)},
        "search": {"segmenter": JiebaSegmenter(mode="search")},
        "pkuseg": {"segmenter": "pkuseg"},
        "custom": {"segmenter": Characters()},
        "at the beginning": {"segmenter": Joining()},
    }[name]


@pytest.mark.parametrize(
    "name",
    ["lexicon", "userdict", "no model", "search", "pkuseg", "custom", "at the beginning"],
)
def test_any_segmenter_can_be_stored(name, userdict, tmp_path, monkeypatch):
    """With words of one's own, without the model, overlapping tokens, and one of one's own."""
    options = _options(name, userdict)
    source = texts(
        tmp_path / "texts",
        甲="数字经济发展， 全面深化改革。\n\n这是 new words。",
        乙="这是甲这是乙。",
        丙="",
        丁="云川市改革开放",
    )
    done = ingest(source, tmp_path / "cut", workers=0, **options)
    ingest(source, tmp_path / "plain", workers=0)
    assert (done.added, done.failed) == (3, 1)
    corpus = pt.Corpus(documents(tmp_path / "cut"))
    segmenter = options.pop("segmenter")
    expected = corpus.segment(segmenter, **options)
    plain = pt.frequencies(scan(tmp_path / "plain", workers=1).segment(segmenter, **options))

    monkeypatch.setattr(stored_tokens, "segment", None)
    cut = scan(tmp_path / "cut", workers=1).segment(segmenter, **options)
    same_tokens(tokens_of(corpus, expected.segmenter), expected)
    same(pt.frequencies(cut), plain)


def test_another_dictionary_cuts_anew(folders, tmp_path):
    """A lexicon that was changed since, or none where there was one."""
    words = tmp_path / "words.txt"
    words.write_text("深化改革开放\n", encoding="utf-8")
    source = texts(tmp_path / "texts", 甲="深化改革开放和数字经济发展。")
    ingest(source, tmp_path / "corpus", workers=0, segmenter="jieba", lexicon=words)
    corpus = scan(tmp_path / "corpus", workers=1)

    def types(scan_: Scan) -> set[str]:
        return set(pt.frequencies(scan_)["term"])

    assert "深化改革开放" in types(corpus.segment(lexicon=words))
    assert "数字经济发展" not in types(corpus.segment(lexicon=words))
    words.write_text("数字经济发展\n", encoding="utf-8")
    with pytest.warns(PolicyTextWarning) as warned:
        found = types(corpus.segment(lexicon=words))
    assert "深化改革开放" not in found
    assert "数字经济发展" in found
    told = str(warned[0].message)
    assert re.sub(r"\b[0-9a-f]{12}\b", "…", told) == (
        "The corpus has tokens of jieba 0.42.1 with lexicon words … (dictionary …), but those of "
        "jieba 0.42.1 with lexicon words … (dictionary …) are asked for, so texts are cut anew. "
        "Name the segmenter, lexicon and user dictionary that it was ingested with to take its own."
    )
    with pytest.warns(PolicyTextWarning, match="but those of jieba 0.42.1 .dictionary"):
        assert "深化改革开放" not in types(corpus)


def test_a_part_of_a_row_group_has_its_tokens(folders):
    """A task may be halved when workers die of it."""
    store = Store(folders[0])
    piece = max(store.slices(), key=lambda piece: piece.last)
    assert piece.last > 1
    corpus = pt.Corpus(store.read(piece._replace(first=1), texts=False))

    same_tokens(tokens_of(corpus, resolve("jieba")), corpus.segment())


# ---------------------------------------------------------------- in the files


def test_other_programs_count_tokens(folders):
    """Strings in lists, with the place of each: no segmenter is needed, nor this library."""
    table = pd.read_parquet(folders[0], columns=["id", "text", "tokens", "starts"])
    counted = table["tokens"].explode().value_counts()
    expected = pt.frequencies(pt.read(pt.datasets.path("work_reports")).segment())

    found = dict(zip(expected["term"], expected["count"], strict=True))
    assert {term: counted[term] for term in found} == found
    first = table.iloc[0]
    assert [
        first["text"][start : start + len(token)]
        for token, start in zip(first["tokens"], first["starts"], strict=True)
    ] == first["tokens"].tolist()


def test_the_files_say_who_cut_them(folders):
    """The version of the schema is the same: programs that know no tokens are not misled."""
    cut, plain = (
        json.loads(parquet.read_schema(next(folder.glob("*.parquet"))).metadata[KEY])
        for folder in folders
    )
    segmenter = resolve("jieba")

    said = {"segmenter": segmenter.name, "dictionary": segmenter.dictionary}
    assert cut == plain | said
    assert plain["version"] == 1


def test_columns_are_compact(folders):
    """A dictionary of the types of a row group, and differences between the starts."""
    metadata = parquet.read_metadata(next(folders[0].glob("*.parquet")))
    columns = [metadata.row_group(0).column(i) for i in range(metadata.num_columns)]
    encodings = {column.path_in_schema: set(column.encodings) for column in columns}

    assert "RLE_DICTIONARY" in encodings["tokens.list.element"]
    assert "DELTA_BINARY_PACKED" in encodings["starts.list.element"]


def test_pieces_are_put_together_as_if_cut_at_once():
    """Types that do not occur are left out; empty texts and no texts are possible."""
    segmenter = Characters()
    given = ["民人民", "", "革人", "改革"]
    apart = [cut_texts([text], segmenter) for text in given]
    together = cut_texts(given, segmenter)

    assert join([cut_texts([], segmenter), *apart]).equals(together)
    assert join([together.slice(2), together.slice(0, 2)]).equals(
        cut_texts([*given[2:], *given[:2]], segmenter)
    )
    types = together.slice(2)["tokens"].combine_chunks().values.dictionary.to_pylist()
    assert join([together.slice(2, 1)])["tokens"].chunk(0).values.dictionary.to_pylist() == [
        "革", "人"
    ]  # fmt: skip
    assert len(types) == 4
    assert len(join([])) == 0


# ---------------------------------------------------------------- ingesting


def many(tmp_path: Path) -> Path:
    """Write some hundred texts, some of them alike, in files of several formats."""
    data = tmp_path / "data"
    data.mkdir()
    for n in range(40):
        text = f"第{n}份文件。\n深化改革开放，推进第{n % 7}项创新。" * (n % 5 + 1)
        (data / f"{n:03}.txt").write_text("" if n == 9 else text, encoding="utf-8")
    (data / "050.md").write_text((data / "003.txt").read_text(encoding="utf-8"))
    rows = [json.dumps({"text": f"第{n}行，改革{n}开放。"}) for n in range(300)]
    (data / "030.jsonl").write_text("\n".join([*rows, rows[0]]), encoding="utf-8")
    return data


_SIZES: dict[str, Any] = {"row_group": 2000, "file_size": 6000}


def test_processes_give_the_same_files(tmp_path):
    """Byte for byte, however many there are."""
    data = many(tmp_path)

    ingest(data, tmp_path / "one", workers=0, segmenter="jieba", **_SIZES)
    ingest(data, tmp_path / "two", workers=2, segmenter="jieba", **_SIZES)

    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert len(list((tmp_path / "one").glob("*.parquet"))) > 2


@pytest.mark.parametrize("stop", [2, 4, 5, 6])
def test_a_run_that_is_cut_off_goes_on_where_it_was(tmp_path, monkeypatch, stop):
    """And ends with the files of one that was not."""
    data = many(tmp_path)
    ingest(data, tmp_path / "one", workers=0, segmenter="jieba", **_SIZES)
    with cut_off(monkeypatch, stop):
        ingest(data, tmp_path / "two", workers=0, segmenter="jieba", **_SIZES)
    ingest(data, tmp_path / "two", workers=0, segmenter="jieba", **_SIZES)

    assert content(tmp_path / "one") == content(tmp_path / "two")


_DRIVER = """
import sys
from policytext.scale.ingest import ingest
ingest(sys.argv[1], sys.argv[2], workers=2, row_group=2000, file_size=6000, segmenter="jieba")
"""


@pytest.mark.skipif(os.name != "posix", reason="kills processes by signals")
def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path):
    """Killed by a signal at one file after another."""
    data = many(tmp_path)
    ingest(data, tmp_path / "one", workers=0, segmenter="jieba", **_SIZES)
    corpus = tmp_path / "two"
    drive = [sys.executable, "-c", _DRIVER, str(data), str(corpus)]

    for files in (1, 2):
        with subprocess.Popen(drive) as running:
            while running.poll() is None and len(list(corpus.glob("*.parquet"))) < files:
                time.sleep(0.001)
            running.send_signal(signal.SIGKILL)
    assert subprocess.run(drive, check=False).returncode == 0

    assert content(tmp_path / "one") == content(corpus)


def test_a_text_that_cannot_be_cut_is_listed(tmp_path, monkeypatch):
    """The others are added with their tokens, also those of the same table."""
    monkeypatch.chdir(tmp_path)
    texts(tmp_path / "data", 甲="甲说。", 乙="乙坏。", 丙="丙说。")
    (tmp_path / "data" / "表.csv").write_text("text\n一行。\n坏行。\n三行。\n", encoding="utf-8")

    done = ingest("data", "corpus", workers=1, segmenter=Failing("坏"))

    assert (done.added, done.failed) == (4, 2)
    assert sorted(done.failures) == [
        (
            "data/乙.txt",
            "data/乙.txt cannot be segmented: ValueError: 坏 cannot be cut.",
        ),
        (
            "data/表.csv#2",
            "data/表.csv cannot be segmented: ValueError: 坏 cannot be cut.",
        ),
    ]
    corpus = pt.Corpus(documents(Path("corpus")))
    assert [document.id for document in corpus] == ["丙", "甲", "表#1", "表#3"]
    tokens = tokens_of(corpus, Failing("行"))
    assert list(tokens)[2] == ["一", "行", "。"]


class Skipping(Characters):
    """Leaves a character out."""

    def cut(self, text):
        """Cut one text."""
        return [character for character in text if character != "坏"]


def test_words_that_do_not_spell_the_text_are_listed_with_their_line(tmp_path, monkeypatch):
    """The line of the file, not that of the clean text."""
    monkeypatch.chdir(tmp_path)
    texts(tmp_path / "data", 甲="甲说。\n\n\n乙坏说。")

    done = ingest("data", "corpus", workers=0, segmenter=Skipping())

    assert [failure.reason for failure in done.failures] == [
        "data/甲.txt, line 4, column 2: the segmenter returned '说', which does not follow in the "
        "text: '坏说。'. Its words must spell the text."
    ]


@pytest.mark.skipif(os.name != "posix", reason="kills processes by signals")
def test_a_text_of_which_the_segmenter_dies_costs_no_other(tmp_path, monkeypatch):
    """Though texts of several files are cut together."""
    monkeypatch.chdir(tmp_path)
    given = {f"{n}": f"第{n}件。" for n in range(6)}
    texts(tmp_path / "data", **given | {"2": "杀。"})

    done = ingest("data", "corpus", workers=1, segmenter=Deadly("杀"))

    assert [failure.path for failure in done.failures] == ["data/2.txt"]
    assert [document.id for document in documents(Path("corpus"))] == ["0", "1", "3", "4", "5"]


def test_half_characters_are_cut_as_they_are_stored(tmp_path):
    """U+FFFD stands for them."""
    (tmp_path / "行.jsonl").write_text('{"text": "改\\ud800革"}\n', encoding="utf-8")

    for segmenter in (Characters(), Failing("改革")):
        ingest(tmp_path / "行.jsonl", tmp_path / f"{segmenter}", workers=0, segmenter=segmenter)
        corpus = pt.Corpus(documents(tmp_path / f"{segmenter}"))
        assert list(tokens_of(corpus, segmenter)) == [["改", "\ufffd", "革"]]


# ---------------------------------------------------------------- adding to a corpus


def test_more_documents_get_tokens_too(tmp_path):
    """When the same segmenter is named."""
    one = texts(tmp_path / "one", 甲="改革。")
    two = texts(tmp_path / "two", 乙="开放，改革。")

    ingest(one, tmp_path / "corpus", workers=0, segmenter="jieba")
    done = ingest([one, two], tmp_path / "corpus", workers=0, segmenter="jieba")

    assert (done.added, done.already_there) == (1, 1)
    corpus = pt.Corpus(documents(tmp_path / "corpus"))
    assert list(tokens_of(corpus, resolve("jieba"))) == [
        ["改革", "。"],
        ["开放", "，", "改革", "。"],
    ]


@pytest.mark.parametrize(
    ("before", "after", "has", "got"),
    [
        (None, Characters(), "no tokens", "tokens of characters (dictionary none)"),
        (Characters(), None, "tokens of characters (dictionary none)", "no tokens"),
    ],
)
def test_a_corpus_has_the_tokens_of_one_segmenter(tmp_path, before, after, has, got):
    """Else what other programs count in it would be wrong."""
    source = texts(tmp_path / "data", 甲="改革。")
    corpus = tmp_path / "corpus"
    ingest(source, corpus, workers=0, segmenter=before)
    there = content(corpus)

    with pytest.raises(InputError) as caught:
        ingest(source, corpus, workers=0, segmenter=after)

    assert str(caught.value) == (
        f"`segmenter` must be that of the corpus: {corpus} has {has}, got {got}. Ingest as then, "
        "or into a new folder."
    )
    assert content(corpus) == there


def test_a_corpus_of_failures_alone_takes_any_segmenter(tmp_path):
    """It has no documents yet that lack tokens."""
    source = texts(tmp_path / "data", 甲="")
    ingest(source, tmp_path / "corpus", workers=0)
    (source / "甲.txt").write_text("改革。", encoding="utf-8")

    assert ingest(source, tmp_path / "corpus", workers=0, segmenter=Characters()).added == 1


def test_files_without_tokens_among_others_are_cut(folders, tmp_path):
    """As older versions may have added them."""
    corpus = pt.Corpus([*documents(folders[0])[:2], *documents(folders[1])[2:4]])

    same_tokens(tokens_of(corpus, resolve("jieba")), corpus.segment())


class Hidden:
    """Holds a class that no other process can find."""

    def __new__(cls) -> Any:
        """Make a segmenter."""

        class Local(Characters):
            pass

        return Local()


def test_a_segmenter_that_cannot_be_sent_is_refused(tmp_path, monkeypatch):
    """At once, and not by every process; this process can use it."""
    source = texts(tmp_path / "data", 甲="改革。")
    monkeypatch.setattr(Skipping, "__module__", "__main__")
    monkeypatch.setattr(sys.modules["__main__"], "Skipping", Skipping, raising=False)

    with pytest.raises(InputError, match=r"^`segmenter` cannot be sent to the processes that read"):
        ingest(source, tmp_path / "corpus", segmenter=Hidden())
    with pytest.raises(InputError) as caught:
        ingest(source, tmp_path / "corpus", segmenter=Skipping())
    assert str(caught.value) == (
        "`segmenter` cannot be sent to the processes that read: its class stands in the script "
        "that runs. Put its class in a module, or ingest with workers=0."
    )
    assert ingest(source, tmp_path / "corpus", workers=0, segmenter=Hidden()).added == 1


def test_words_without_a_segmenter_are_refused(tmp_path):
    """They would have no effect."""
    source = texts(tmp_path / "data", 甲="改革。")

    with pytest.raises(InputError) as caught:
        ingest(source, tmp_path / "corpus", lexicon="policy")

    assert str(caught.value) == (
        "`lexicon` and `userdict` are for a `segmenter`, got none. Choose one, jieba say."
    )

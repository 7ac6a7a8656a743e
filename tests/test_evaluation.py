"""Segmentation against a text that was cut by hand."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import policytext as pt
from policytext.cli import main
from policytext.errors import InputError, ReadError
from policytext.segmentation import pkuseg
from policytext.segmentation.jieba import has_kernel

# Without the kernel jieba itself cuts, and says so: the same tokens.
pytestmark = pytest.mark.filterwarnings("ignore:policytext was installed without")

COLUMNS = ["segmenter", "words", "precision", "recall", "f1", "oov_rate", "oov_recall"]
GOLD = "全面  深化  改革  。\n为  人民  服务\n\n　学习  十八大  精神  \n"


class Pairs:
    """Cuts a text into words of two characters."""

    name = "pairs 1"
    dictionary = "none"

    def cut(self, text: str) -> Iterable[str]:
        return [text[place : place + 2] for place in range(0, len(text), 2)]

    def tags(self, types: Sequence[str]) -> Sequence[str]:
        return ["" for _ in types]


@pytest.fixture
def gold(tmp_path) -> Path:
    path = tmp_path / "gold.txt"
    path.write_text(GOLD, encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, ["evaluate", "segmentation", *arguments])


def test_three_sentences_by_eye(gold):
    """Pairs find 全面 深化 改革 。, none of 为 人民 服务, and of the last sentence 学习.

    They make 4, 3 and 4 words (学习 十八 大精 神) of 10, and find 5.
    """
    table = pt.evaluate_segmentation(gold, Pairs())

    assert list(table.columns) == COLUMNS
    row = table.iloc[0]
    assert (row["segmenter"], row["words"]) == ("pairs 1", 10)
    assert (row["precision"], row["recall"]) == (5 / 11, 5 / 10)
    assert row["f1"] == pytest.approx(2 / (11 / 5 + 10 / 5))
    assert math.isnan(row["oov_rate"])
    assert math.isnan(row["oov_recall"])


def test_words_out_of_vocabulary_by_eye(gold):
    """Of 改革, 服务, 学习 and 十八大, which are not in it, 改革 and 学习 are found."""
    known = {"全面", "深化", "。", "为", "人民", "精神"}

    row = pt.evaluate_segmentation(gold, Pairs(), vocabulary=known).iloc[0]

    assert (row["oov_rate"], row["oov_recall"]) == (4 / 10, 2 / 4)


def test_a_word_counts_where_it_stands(tmp_path):
    """The same word twice, found once."""
    path = tmp_path / "gold.txt"
    path.write_text("改革 的 改革", encoding="utf-8")

    row = pt.evaluate_segmentation(path, Pairs(), vocabulary=[]).iloc[0]

    assert (row["precision"], row["recall"]) == (1 / 3, 1 / 3)
    assert (row["oov_rate"], row["oov_recall"]) == (1.0, 1 / 3)


def test_where_every_word_is_known_there_is_no_recall_of_unknown_ones(gold):
    """The rate is 0; the recall is missing."""
    row = pt.evaluate_segmentation(gold, Pairs(), vocabulary=GOLD.split()).iloc[0]

    assert row["oov_rate"] == 0.0
    assert math.isnan(row["oov_recall"])


def test_the_table_has_its_types(gold):
    """Also when it was written as CSV and read again."""
    table = pt.evaluate_segmentation(gold, vocabulary=["改革"])

    kinds = ["i" if column == "words" else "f" for column in COLUMNS[1:]]
    assert [table[column].dtype.kind for column in COLUMNS[1:]] == kinds
    again = pd.read_csv(io.StringIO(table.to_csv(index=False)))
    pd.testing.assert_frame_equal(again, table, check_dtype=False)


def test_a_segmenter_that_cuts_as_the_gold_text_has_1(gold):
    """Precision, recall and F1 of a segmenter against its own tokens."""
    corpus = pt.Corpus.from_texts({"甲": "全面深化改革，为人民服务。"}, clean=False)
    gold.write_text(" ".join(corpus.segment()[0]), encoding="utf-8")

    row = pt.evaluate_segmentation(gold).iloc[0]

    assert (row["precision"], row["recall"], row["f1"]) == (1.0, 1.0, 1.0)
    assert row["segmenter"] == "jieba 0.42.1"


@pytest.mark.parametrize("text", ["", " \n\n\t\n"])
def test_an_empty_gold_text_is_refused(gold, text):
    """The message names the file."""
    gold.write_text(text, encoding="utf-8")

    with pytest.raises(ReadError) as caught:
        pt.evaluate_segmentation(gold)

    assert str(caught.value) == (
        f"{gold} is empty: nothing to read. Check that it was saved or copied whole."
    )


def test_a_gold_text_without_a_word_is_refused(tmp_path):
    """A table with an empty row, say."""
    path = tmp_path / "gold.csv"
    path.write_text('text\n" "\n', encoding="utf-8")

    with pytest.raises((InputError, ReadError)) as caught:
        pt.evaluate_segmentation(path)

    assert str(path) in str(caught.value)


def test_several_gold_texts_are_refused(tmp_path):
    """Rather than the first taken and the others left out."""
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text("改革", encoding="utf-8")

    with pytest.raises(InputError) as caught:
        pt.evaluate_segmentation(tmp_path)

    assert str(caught.value) == f"`gold` must be one text, got 2 in {tmp_path}."


@pytest.mark.parametrize(("segmenter", "f1"), [("jieba", 0.818), ("pkuseg", 0.934)])
def test_on_the_bakeoffs_text_f1_is_that_of_the_originals(shared, segmenter, f1):
    """As jieba and pkuseg themselves had it, measured by another program."""
    path = shared / "segmentation" / "pku_test_gold.txt"
    if not path.is_file():
        pytest.skip(f"{path} is absent")
    if segmenter == "pkuseg" and not (has_kernel() and pkuseg.model_path().is_file()):
        pytest.skip("pkuseg's model is not installed")

    table = pt.evaluate_segmentation(path, segmenter)

    assert table["words"].item() == 104_372
    assert round(table["f1"].item(), 3) == f1


# ---------------------------------------------------------------- the command


def test_the_command_prints_a_table_and_its_stamp(gold):
    """For people: two decimals, and by which definition."""
    result = run(str(gold))

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == COLUMNS
    assert lines[2].split() == ["jieba", "0.42.1", "10", "0.70", "0.70", "0.70"]
    assert lines[4].startswith(f"policytext {pt.__version__}; dictionary: ")
    assert lines[4].endswith("; definition: SIGHAN bakeoff")


def test_the_command_takes_a_vocabulary_and_gives_json(gold, tmp_path):
    """Words apart by white space; what is missing is null."""
    words = tmp_path / "words.txt"
    words.write_text("全面 深化\n改革 。 为 人民 服务 学习 精神\n", encoding="utf-8")

    known = json.loads(run(str(gold), "--vocabulary", str(words), "--format", "json").stdout)
    none = json.loads(run(str(gold), "--format", "json").stdout)

    assert list(known) == ["stamp", "rows"]
    (row,) = known["rows"]
    assert list(row) == COLUMNS
    assert (row["words"], row["oov_rate"], row["oov_recall"]) == (10, 0.1, 0.0)
    assert (none["rows"][0]["oov_rate"], none["rows"][0]["oov_recall"]) == (None, None)


def test_the_command_takes_a_lexicon(gold):
    """With 十八大 in it the word is found; the name of the segmenter says so."""
    gold.write_text("学习  十八大  精神\n", encoding="utf-8")
    result = run(str(gold), "--lexicon", "policy", "--format", "csv")

    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert row["segmenter"].startswith("jieba 0.42.1 with lexicon policy ")
    plain = next(csv.DictReader(io.StringIO(run(str(gold), "--format", "csv").stdout)))
    assert (float(row["recall"]), float(plain["recall"])) == (1.0, 2 / 3)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (
            ["empty.txt"],
            1,
            "empty.txt is empty: nothing to read. Check that it was saved or copied whole.",
        ),
        (
            ["gold.txt", "--segmenter", "jeiba"],
            2,
            "`segmenter` must be one of ['jieba', 'pkuseg'] or a Segmenter, got 'jeiba'. "
            "Did you mean 'jieba'?",
        ),
    ],
)
def test_what_the_command_cannot_use_ends_in_one_line(
    gold, tmp_path, monkeypatch, arguments, status, message
):
    """With status 1 for a file, 2 for wrong use."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")

    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (status, "")
    assert result.stderr == f"Error: {message}\n"

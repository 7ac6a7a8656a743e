"""Ingesting: what is added, what is left out, and what survives which accident."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tarfile
import threading
import time
import zipfile
from contextlib import ExitStack
from errno import ENOSPC
from pathlib import Path

import pandas as pd
import pytest

import policytext as pt
from cut_off import content, cut_off
from policytext.errors import InputError, PolicyTextWarning, ReadError
from policytext.scale import pool, sources
from policytext.scale.commits import LOG, commits
from policytext.scale.ingest import Ingested, ingest
from policytext.scale.store import Store
from policytext.scale.worker import Reading, Task

parquet = pytest.importorskip("pyarrow.parquet")

posix = pytest.mark.skipif(os.name != "posix", reason="kills processes by signals")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Write files by name into an empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)

    def write(**files):
        for name, given in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(given if isinstance(given, bytes) else given.encode())
        return tmp_path

    return write


def add(given, folder="corpus", **options) -> Ingested:
    """Ingest in this process."""
    return ingest(given, folder, **{"workers": 0, **options})


def whole(folder="corpus") -> pt.Corpus:
    """Read a corpus from disk."""
    store = Store(folder)
    return pt.Corpus(document for piece in store.slices() for document in store.read(piece))


def ids(folder="corpus") -> list[str]:
    """List the ids of a corpus on disk."""
    return [document.id for document in whole(folder)]


def counts(done: Ingested) -> tuple[int, int, int, int]:
    """Give what was added, a duplicate, there before, failed."""
    return done.added, done.duplicates, done.already_there, done.failed


def table(path) -> list[list[str]]:
    """Read a table for people."""
    return list(csv.reader(io.StringIO(Path(path).read_text(encoding="utf-8-sig"))))


# ---------------------------------------------------------------- sources


def test_ids_and_order_are_those_of_read(folder):
    """Stems; paths where stems are equal; rows, members of archives, years of names."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("县/2019.txt", "县里的报告。")
        archive.writestr("县/通知.txt", "县里的通知。")
        archive.writestr("县/通知.md", "县里的通知！")
        archive.writestr("表.csv", "text,省\n甲文。,浙江\n乙文。,江苏\n")
    rolled = io.BytesIO()
    with tarfile.open(fileobj=rolled, mode="w:gz") as archive:
        info = tarfile.TarInfo("卷.txt")
        info.size = len("卷文。".encode())
        archive.addfile(info, io.BytesIO("卷文。".encode()))
    folder(
        data__2020_txt="二〇二〇年报告。",
        data__a__通知_txt="甲通知。",
        data__b__通知_txt="乙通知。",
        data__a_b_txt="点在斜线前。",
        data__表_csv="text,year\n一。,2001\n二。,2002\n",
        data__单_jsonl='{"text": "独一行。"}\n',
        data__行_jsonl='{"text": "行一。", "省": "浙江"}\n坏\n{"text": "行二。"}\n',
        data__包_zip=packed.getvalue(),
        data__卷_tar_gz=rolled.getvalue(),
        data__说明_xyz="不是文档",
        data__README_md="说明",
    )
    with pytest.warns(PolicyTextWarning, match="1 parts of files could not be read"):
        read = pt.read("data")

    done = add("data")

    assert ids() == [document.id for document in read]
    pd.testing.assert_frame_equal(read.docs, whole().docs)
    assert Store("corpus").columns == list(dict.fromkeys(c for d in read for c in d.facts))
    assert done.failures == list(read.failures)
    assert done.skipped == len(read.skipped)


def test_sources_are_files_folders_and_patterns(folder):
    """A file that is named in several ways is one document."""
    folder(a__甲_txt="甲。", a__乙_txt="乙。", b__丙_txt="丙。")
    os.symlink("甲.txt", "a/链.txt")

    done = add(["b/*.txt", "a/甲.txt", "a", "./a/甲.txt"])

    assert ids() == ["丙", "甲", "乙"]
    assert counts(done) == (3, 0, 0, 0)


def test_ids_differ_from_those_in_the_corpus(folder):
    """As `read` makes them differ."""
    folder(a__通知_txt="甲。", b__通知_txt="乙。", c__通知_txt="丙。")

    for name in "abc":
        add(name)

    assert ids() == ["通知", "通知'", "通知''"]


def test_the_corpus_may_lie_among_its_sources(folder):
    """It is no source itself."""
    folder(甲_txt="甲。")
    add(".")
    folder(乙_txt="乙。")

    done = add(".")

    assert ids() == ["甲", "乙"]
    assert counts(done) == (1, 0, 1, 0)


def test_metadata_and_encoding_are_taken_as_by_read(folder):
    """A table by file, a named encoding, another text column."""
    folder(
        甲_txt="改革开放。".encode("utf-16-le"),
        乙_csv="正文本,省\n改革。,浙江\n".encode("utf-16-le"),
        facts_csv="file,地区,year\n甲.txt,东部,1999\n丁.txt,西部,2000\n",
    )
    options = {"encoding": "utf-16-le", "text_column": "正文本", "metadata": "facts.csv"}
    with pytest.warns(PolicyTextWarning):
        read = pt.read(["甲.txt", "乙.csv"], **options)

    with pytest.warns(PolicyTextWarning) as caught:
        add(["甲.txt", "乙.csv"], **options)

    pd.testing.assert_frame_equal(read.docs, whole().docs)
    assert str(caught[0].message) == (
        "1 rows of the metadata name no file that was read. The first: '丁.txt'."
    )


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ([], InputError, "`sources` must name at least one file, got none."),
        ("-", InputError, "Standard input cannot be ingested. Name files or folders."),
        ("*.doc", ReadError, "*.doc: no file matches. Check the pattern and the folder."),
        (
            "leer",
            ReadError,
            f"leer: the folder has no file that ends in {', '.join(pt.readers.FORMATS)}.",
        ),
    ],
)
def test_wrong_sources_are_refused(folder, given, error, message):
    """Before anything is written."""
    (folder() / "leer").mkdir()

    with pytest.raises(error) as caught:
        add(given)

    assert str(caught.value) == message
    assert not Path("corpus").exists()


def test_wrong_options_are_refused(folder):
    """As are folders that hold something else."""
    folder(甲_txt="甲。", other__x_txt="x")

    with pytest.raises(InputError, match="`clean` must name steps of"):
        add("甲.txt", clean={"rejion": False})
    with pytest.raises(InputError) as caught:
        add("甲.txt", row_group=0)
    assert str(caught.value) == "`row_group` must be at least 1, got 0."
    with pytest.raises(ReadError) as caught:
        add("甲.txt", "other")
    assert str(caught.value) == "other holds other files and no corpus. Name a new folder."


# ---------------------------------------------------------------- what is left out


def test_bad_files_are_listed_and_the_others_are_added(folder):
    """With the reason, in the result and in a table beside the corpus."""
    folder(
        data__甲_txt="甲。",
        data__空_txt="",
        data__坏_pdf="%PDF-1.4 nothing",
        data__表_csv="text,n\n一。,1\n二\n三。,3\n",
    )

    done = add(["data", "无.txt"])

    assert counts(done) == (3, 0, 0, 4)
    assert ids() == ["甲", "表#1", "表#2"]
    assert [failure.path for failure in done.failures] == [
        "data/坏.pdf", "data/空.txt", "data/表.csv", "无.txt",
    ]  # fmt: skip
    assert done.failures[1].reason == (
        "data/空.txt is empty: nothing to read. Check that it was saved or copied whole."
    )
    assert list(pd.DataFrame(done.failures)) == ["path", "reason"]
    assert done.failures == Store("corpus").failures()
    assert table("corpus/_log/failures.csv") == [["path", "reason"], *map(list, done.failures)]


def test_a_corpus_of_failures_alone_can_be_opened(folder):
    """So that they can be looked up."""
    folder(空_txt="")

    add("空.txt")

    assert Store("corpus").documents == 0
    assert Store("corpus").slices() == []
    assert [failure.path for failure in Store("corpus").failures()] == ["空.txt"]


def test_a_mended_file_is_no_failure_any_more(folder):
    """It is tried again when it is given again; a failure that stays is listed once."""
    folder(空_txt="", 表_csv="text,n\n二\n三。,3\n")
    add(["空.txt", "表.csv"])
    again = add(["空.txt", "表.csv"])
    folder(空_txt="改革。", 表_csv="text,n\n二。,2\n三。,3\n")

    done = add(["空.txt", "表.csv"])

    assert counts(again) == (0, 0, 1, 1)
    assert len(commits("corpus")) == 2
    assert counts(done) == (2, 1, 0, 0)
    assert done.failures == []
    assert table("corpus/_log/failures.csv") == [["path", "reason"]]


def test_the_same_text_is_kept_once(folder):
    """What was kept is told, in the result and in a table beside the corpus."""
    folder(
        甲_txt="改革开放。",
        乙_txt="  改革开放。\n",
        丙_csv="text,n\n创新。,1\n改革开放。,2\n创新。,3\n",
    )

    done = add(["甲.txt", "乙.txt", "丙.csv"])

    assert counts(done) == (2, 3, 0, 0)
    assert ids() == ["甲", "丙#1"]
    assert done.left_out == [("乙.txt", "甲"), ("丙.csv#2", "甲"), ("丙.csv#3", "丙#1")]
    assert table("corpus/_log/duplicates.csv") == [["path", "kept"], *map(list, done.left_out)]


def test_giving_the_same_again_adds_what_is_new(folder):
    """Files that were read are not read again; new ones are."""
    folder(data__甲_txt="甲。", data__表_csv="text,n\n一。,1\n二。,2\n")
    add("data")
    before = content("corpus")

    again = add("data")

    assert counts(again) == (0, 0, 2, 0)
    assert content("corpus") == before
    folder(data__乙_txt="乙。")
    assert counts(add(os.path.abspath("data"))) == (1, 0, 2, 0)
    assert ids() == ["甲", "表#1", "表#2", "乙"]


def test_a_file_that_was_only_touched_adds_nothing(folder):
    """Its texts are there, from the same place; a changed one adds its new text."""
    folder(data__甲_txt="甲。", data__表_csv="text,n\n一。,1\n二。,2\n")
    add("data")
    os.utime("data/甲.txt", (1, 1))
    os.utime("data/表.csv", (1, 1))

    touched = add("data")
    folder(data__甲_txt="甲改。")
    changed = add("data")

    assert counts(touched) == (0, 0, 3, 0)
    assert touched.left_out == []
    assert counts(changed) == (1, 0, 1, 0)
    assert ids() == ["甲", "表#1", "表#2", "甲'"]


def test_documents_stand_in_groups_and_files_of_the_size_asked_for(folder):
    """A document that is larger stands alone."""
    texts = (f"{LINES[n] * size}。" for n, size in enumerate((1, 1, 1, 15, 1, 1, 1)))
    folder(data_jsonl="".join(f'{{"text": "{text}"}}\n' for text in texts))

    add("data.jsonl", row_group=20, file_size=90)

    rows = [[rows for rows, _ in commit.groups] for commit in commits("corpus")]
    assert rows == [[2, 1], [1], [2, 1]]
    assert [piece.size for piece in Store("corpus").slices()] == [18, 9, 93, 18, 9]


def test_every_row_that_failed_is_listed(folder):
    """With its line, where many rows of one table have no text."""
    folder(两_jsonl='{"text": ""}\n{"text": "好。"}\n{"text": ""}\n')

    done = add("两.jsonl")

    assert counts(done) == (1, 0, 0, 2)
    assert [path for path, _ in done.failures] == ["两.jsonl", "两.jsonl"]
    assert [re.search(r"line (\d)", reason)[1] for _, reason in done.failures] == ["1", "3"]


def test_the_first_files_are_smaller(tmp_path):
    """A run that is cut off early, again and again, gets on; later ones are as large as asked."""
    (tmp_path / "行.jsonl").write_text(
        "".join(f'{{"text": "第{n:04}号。"}}\n' for n in range(1000)), encoding="utf-8"
    )

    ingest(tmp_path / "行.jsonl", tmp_path / "corpus", workers=0, row_group=100, file_size=2000)

    sizes = [sum(size for _, size in commit.groups) for commit in commits(str(tmp_path / "corpus"))]
    assert sizes[:6] == [182, 182, 182, 182, 182, 273]
    assert sizes[:-1] == sorted(sizes[:-1])
    assert max(sizes) == 2002


def test_progress_counts_documents_bytes_and_failures(folder):
    """To the end, where all bytes are done."""
    folder(甲_txt="甲。", 空_txt="", 表_csv="text,n\n一。,1\n二。,2\n")
    told = []

    add(["甲.txt"])
    add(["甲.txt", "空.txt", "表.csv"], progress=told.append)

    size = sum(os.path.getsize(name) for name in ("甲.txt", "表.csv"))
    assert [told[0].documents, told[0].size, told[0].total_size] == [0, 0, size]
    last = told[-1]
    assert (last.documents, last.size, last.total_size, last.failures) == (2, size, size, 1)
    assert last.kept == os.path.getsize("甲.txt")
    assert last.left == 0


# ---------------------------------------------------------------- processes


LINES = ["改革", "开放", "创新", "发展", "农业", "人民", "经济", "社会"]


def many(folder: Path, number: int = 60) -> Path:
    """Write files of several kinds: texts, tables, a broken one in ten, a text that comes twice."""
    data = folder / "data"
    data.mkdir()
    for n in range(number):
        text = "\n".join(f"{LINES[(n + k) % 8]}的第{n}号文件第{k}段，内容不同。" for k in range(20))
        (data / f"{n:04}.txt").write_text("" if n % 10 == 9 else text, encoding="utf-8")
    (data / "0007.md").write_text((data / "0003.txt").read_text(encoding="utf-8"))
    rows = [f'{{"text": "第{n}行，{LINES[n % 8]}。", "n": {n}}}' for n in range(number * 20)]
    (data / "0030.jsonl").write_text("\n".join(["坏", *rows, rows[0]]), encoding="utf-8")
    return data


def test_processes_give_the_same_files(tmp_path):
    """Byte for byte, however many there are and whichever is first."""
    data = many(tmp_path)
    sizes = {"row_group": 4000, "file_size": 12000}

    one = ingest(data, tmp_path / "one", workers=0, **sizes)
    two = ingest(data, tmp_path / "two", workers=2, **sizes)

    assert counts(one) == counts(two) == (54 + 1200, 2, 0, 7)
    assert content(tmp_path / "one") == content(tmp_path / "two")
    assert len(list((tmp_path / "one").glob("*.parquet"))) == 8


def test_tasks_of_few_files_keep_the_order(tmp_path, monkeypatch):
    """What is read first waits for its turn, also while a large file is read alone."""
    data = many(tmp_path)
    ingest(data, tmp_path / "one", workers=0)
    monkeypatch.setattr("policytext.scale.adding._TASK_FILES", 2)
    monkeypatch.setattr(pool, "_BIG", 3000)
    monkeypatch.setattr(pool, "_WAITING", 1)

    ingest(data, tmp_path / "two", workers=3)

    assert content(tmp_path / "one") == content(tmp_path / "two")


DRIVER = """
import sys
from policytext.scale.ingest import ingest
ingest(sys.argv[1], sys.argv[2], workers=2, row_group=4000, file_size=12000)
"""


def drive(data: Path, corpus: Path) -> subprocess.Popen[bytes]:
    """Begin to ingest in another process."""
    return subprocess.Popen([sys.executable, "-c", DRIVER, str(data), str(corpus)])


@posix
def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path):
    """Killed again and again, it ends with the files of one that was not; nothing is twice."""
    data = many(tmp_path)
    ingest(data, tmp_path / "one", workers=0, row_group=4000, file_size=12000)
    corpus = tmp_path / "two"

    for files in (1, 3, 4, 6):
        running = drive(data, corpus)
        while running.poll() is None and len(list(corpus.glob("*.parquet"))) < files:
            time.sleep(0.001)
        running.kill()
        running.wait()
        killed = whole(corpus)
        assert len({document.text for document in killed}) == len(killed)
    assert drive(data, corpus).wait() == 0

    assert content(tmp_path / "one") == content(corpus)


@pytest.mark.parametrize("stop", range(1, 9))
def test_a_run_may_be_cut_off_between_any_two_files(tmp_path, monkeypatch, stop):
    """Each gets its name when it is whole, and counts when all that belongs to it is there."""
    data = many(tmp_path, 20)
    sizes = {"row_group": 2000, "file_size": 6000, "workers": 0}
    ingest(data, tmp_path / "one", **sizes)
    with cut_off(monkeypatch, stop):
        ingest(data, tmp_path / "two", **sizes)
    made = {path.name for path in (tmp_path / "two").glob("part-*")}
    assert made == {commit.file for commit in commits(str(tmp_path / "two"))}
    ingest(data, tmp_path / "two", **sizes)

    assert content(tmp_path / "one") == content(tmp_path / "two")


@pytest.fixture
def started(monkeypatch) -> list[int]:
    """List the processes that are started to read."""
    found: list[int] = []
    popen = subprocess.Popen

    def note(*arguments, **options):
        process = popen(*arguments, **options)
        found.append(process.pid)
        return process

    monkeypatch.setattr(pool.subprocess, "Popen", note)
    return found


def fifo(path: Path, texts: list[str | None], started: list[int]) -> threading.Thread:
    """Make a file at which a process waits: it is killed there, or given a text."""
    os.mkfifo(path)
    following = path.parent.with_name("following")

    def serve() -> None:
        with ExitStack() as streams:
            for text in texts:
                # Opened when the other side reads. It is not closed before a process is dead,
                # which would otherwise read an empty file.
                stream = streams.enter_context(open(path, "wb"))
                if text is None:
                    # The next process, however soon it comes, waits at a file of its own.
                    os.mkfifo(following)
                    os.replace(following, path)
                    os.kill(started[-1], signal.SIGKILL)
                else:
                    stream.write(text.encode())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return thread


@posix
def test_a_file_of_which_processes_die_is_listed(folder, started):
    """The others of the same task are added."""
    path = folder(data__1_txt="一。", data__3_txt="三。") / "data"
    killing = fifo(path / "2.txt", [None, None, None], started)

    done = ingest("data", "corpus", workers=1)

    killing.join(60)
    assert not killing.is_alive()
    assert ids() == ["1", "3"]
    assert done.failures == [
        (
            "data/2.txt",
            "data/2.txt: the process that reads it dies of it (signal 9), perhaps for want of "
            "memory. Split it into documents, or leave it out.",
        )
    ]


@posix
def test_a_process_that_is_killed_by_chance_costs_nothing(folder, started):
    """Another one reads the file."""
    path = folder(data__1_txt="一。", data__3_txt="三。") / "data"
    killing = fifo(path / "2.txt", [None, "二。"], started)

    done = ingest("data", "corpus", workers=1)

    killing.join(60)
    assert not killing.is_alive()
    assert [document.text for document in whole()] == ["一。", "二。", "三。"]
    assert counts(done) == (3, 0, 0, 0)
    assert len(started) == 2


def test_processes_that_cannot_begin_are_told(folder, monkeypatch):
    """Else every file would be listed as one that kills."""
    folder(甲_txt="甲。")
    monkeypatch.setattr(pool.sys, "executable", str(Path(sys.executable).parent / "python"))
    monkeypatch.setattr(pool.sys, "path", [])

    with pytest.raises(ReadError) as caught:
        ingest("甲.txt", "corpus", workers=1)

    assert str(caught.value) == (
        "The processes that read end before they begin (exit status 1). Ingest with workers=0 "
        "to see why."
    )


def test_processes_that_end_for_nothing_are_told():
    """When they die though the file is not tried any more, they are not started for ever."""

    class Dying:
        """Says that it begins with the first file, and dies."""

        def __init__(self):
            self.said = iter(())

        def ask(self, task):
            self.said = iter([0])

        def answer(self):
            for number in self.said:
                return number
            raise EOFError

        def end(self):
            return "exit status 1"

    task = Task([Reading("甲.txt", "甲", 0, 9, b"")], 9)
    with pytest.raises(ReadError) as caught:
        list(pool._read(Dying(), task, threading.Event()))

    assert str(caught.value) == (
        "The processes that read end though they read nothing (exit status 1). Ingest with "
        "workers=0 to see why."
    )


def test_no_process_is_left_when_a_run_is_stopped(tmp_path, started):
    """By a key, say, while all read."""
    data = many(tmp_path)

    def stop(progress):
        if progress.documents:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(data, tmp_path / "corpus", workers=2, progress=stop)

    for process in started:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert [thread.name for thread in threading.enumerate()] == ["MainThread"]


def test_an_error_in_reading_is_the_files(folder, monkeypatch):
    """A fault of a reader loses one file, not the run."""
    folder(data__1_txt="一。", data__2_txt="二。", data__3_txt="三。")
    read = pt.scale.worker.read_file

    def broken(path, **options):
        if "2" in path:
            raise RecursionError("too deep")
        if "3" in path:
            raise MemoryError
        return read(path, **options)

    monkeypatch.setattr("policytext.scale.worker.read_file", broken)
    done = add("data")

    assert ids() == ["1"]
    assert [reason for _, reason in done.failures] == [
        "data/2.txt cannot be read: RecursionError: too deep.",
        "data/3.txt takes more memory than there is. Split it into documents.",
    ]


# ---------------------------------------------------------------- the folder


def holder(folder="corpus") -> Path:
    """Name the file of the lock."""
    return Path(folder) / LOG / "lock"


@posix
def test_two_ingests_at_once_refuse(folder, started):
    """The second says who writes and what to do; the first ends undisturbed."""
    path = folder(data__1_txt="一。", b__2_txt="二。") / "data"
    os.mkfifo(path / "2.txt")
    running = subprocess.Popen([sys.executable, "-c", DRIVER, "data", "corpus"])
    while not (holder().exists() and holder().read_text()):
        time.sleep(0.01)
    since = json.loads(holder().read_text())["since"]

    with pytest.raises(ReadError) as caught:
        add("b")

    assert str(caught.value) == (
        f"corpus: another ingest writes there (process {running.pid} on {socket.gethostname()}, "
        f"since {since}). Wait for its end; if it was cut off without one, delete {holder()}."
    )
    (path / "2.txt").write_text("末。", encoding="utf-8")
    assert running.wait() == 0
    assert ids() == ["1", "2"]
    assert holder().read_text() == ""


def test_the_lock_of_a_dead_process_is_taken_over(folder):
    """Its number may be another's by now."""
    folder(甲_txt="甲。", 乙_txt="乙。")
    add("甲.txt")
    said = {"process": os.getpid(), "host": socket.gethostname(), "since": "2024-05-01T08:00:00"}
    holder().write_text(json.dumps(said))

    add("乙.txt")

    assert ids() == ["甲", "乙"]


def test_the_lock_of_another_machine_is_not(folder):
    """Whether its process lives cannot be seen from here."""
    folder(甲_txt="甲。", 乙_txt="乙。")
    add("甲.txt")
    said = {"process": 7, "host": "别处", "since": "2024-05-01T08:00:00+08:00"}
    holder().write_text(json.dumps(said))

    with pytest.raises(ReadError) as caught:
        add("乙.txt")
    holder().unlink()
    add("乙.txt")

    assert str(caught.value) == (
        "corpus: another ingest writes there (process 7 on 别处, since "
        f"2024-05-01T08:00:00+08:00). Wait for its end; if it was cut off without one, delete "
        f"{holder()}."
    )
    assert ids() == ["甲", "乙"]


def test_a_full_disk_keeps_what_is_done(tmp_path, monkeypatch):
    """The error says so, and the same call goes on when there is room."""
    data = many(tmp_path, 20)
    sizes = {"row_group": 2000, "file_size": 6000, "workers": 0}
    ingest(data, tmp_path / "one", **sizes)
    corpus = tmp_path / "two"
    write, times = parquet.ParquetWriter.write_table, []

    def full(*arguments, **options):
        times.append(1)
        if len(times) == 6:
            raise OSError(ENOSPC, "Error writing bytes to file")
        return write(*arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(parquet.ParquetWriter, "write_table", full)
        with pytest.raises(ReadError) as caught:
            ingest(data, corpus, **sizes)

    assert str(caught.value) == (
        f"{corpus} cannot be written: no space is left. Make room and ingest the same sources "
        "again; what was done until now is kept."
    )
    assert Store(corpus).documents > 0
    assert not list((corpus / LOG).glob("*.part"))
    ingest(data, corpus, **sizes)
    assert content(tmp_path / "one") == content(corpus)


@posix
def test_a_folder_that_cannot_be_written_is_told(folder, monkeypatch):
    """Before anything is read."""
    folder(甲_txt="甲。")

    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("policytext.scale.ingest.os.makedirs", refuse)
    with pytest.raises(ReadError) as caught:
        add("甲.txt")

    assert str(caught.value) == (
        "corpus cannot be written: Permission denied. Check its permissions and ingest the same "
        "sources again; what was done until now is kept."
    )


def test_a_folder_below_that_cannot_be_listed_is_a_failure(folder, monkeypatch):
    """The files of the others are added."""
    folder(data__甲_txt="甲。", data__密__乙_txt="乙。")
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("密"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(sources.os, "scandir", refuse)
    done = add("data")

    assert ids() == ["甲"]
    assert done.failures == [
        ("data/密", "data/密 cannot be read: Permission denied. Check its permissions.")
    ]


def test_names_that_are_no_characters_are_written_as_escapes(folder):
    """Linux allows any bytes in a name."""
    folder()
    os.mkdir("data")
    with open(b"data/\xff\xfe.txt", "wb") as stream:
        stream.write("甲。".encode())

    add("data")

    assert ids() == ["\\udcff\\udcfe"]
    assert next(iter(whole())).source.path == "data/\\udcff\\udcfe.txt"


def test_pyarrow_is_needed(monkeypatch):
    """It is an extra."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    for call in (lambda: add("甲.txt"), lambda: Store("corpus")):
        with pytest.raises(pt.errors.MissingExtra) as caught:
            call()
        assert str(caught.value) == (
            "A corpus on disk needs pyarrow. Install it with: pip install 'policytext[arrow]'"
        )

"""A corpus on disk gives the tables of the same corpus in memory, whoever looks at it."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from awkward import Characters, Deadly, Failing, Joining, Slow, Struck
from policytext.errors import InputError, PolicyTextError, PolicyTextWarning, ReadError

pytest.importorskip("pyarrow")

from policytext.scale import work
from policytext.scale.engine import Workers
from policytext.scale.ingest import ingest
from policytext.scale.progress import Progress
from policytext.scale.scan import scan

_TERMS = ["改革", "人民", "高质量发展", "这是"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled work reports on disk, a document a row group."""
    target = tmp_path_factory.mktemp("corpus")
    ingest(pt.datasets.path("work_reports"), target, workers=1, row_group=1)
    return target


@pytest.fixture(scope="module")
def reports() -> pt.Corpus:
    """The same in memory."""
    return pt.read(pt.datasets.path("work_reports"))


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """A Dask cluster of two processes."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def folder_of(target: Path, **texts: str) -> Path:
    """Put texts on disk, each a row group."""
    sources = target / "texts"
    sources.mkdir()
    for name, text in texts.items():
        (sources / f"{name}.txt").write_text(text, encoding="utf-8")
    ingest(sources, target / "corpus", workers=1, row_group=1)
    return target / "corpus"


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Compare tables to the last digit."""
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


# ---------------------------------------------------------------- the same tables


@settings(max_examples=12, deadline=None)
@given(size=st.integers(1, 60_000), by=st.sampled_from([None, "year", "document", "section"]))
def test_counts_do_not_depend_on_how_the_corpus_is_parted(folder, reports, size, by):
    """However documents are dealt into tasks, the counts are those of the corpus in memory."""
    corpus = scan(folder, task_size=size, workers=2)

    same(pt.count(corpus, _TERMS, by=by), pt.count(reports, _TERMS, by=by))


@settings(max_examples=8, deadline=None)
@given(size=st.integers(1, 60_000), by=st.sampled_from([None, "year", "document", "一、"]))
def test_types_do_not_depend_on_how_the_corpus_is_parted(folder, reports, size, by):
    """Frequencies, document frequencies, rates and tags of all types are equal, and their order."""
    corpus = scan(folder, task_size=size, workers=2).segment()

    same(pt.frequencies(corpus, by=by), pt.frequencies(reports.segment(), by=by))


@pytest.mark.parametrize("engine", ["threads", "processes"])
def test_every_engine_gives_the_same_table(folder, reports, engine):
    """Threads and processes find what is in memory."""
    corpus = scan(folder, engine=engine, workers=2, task_size=8000)

    same(pt.count(corpus, _TERMS, by="year"), pt.count(reports, _TERMS, by="year"))
    same(pt.frequencies(corpus, by="year"), pt.frequencies(reports.segment(), by="year"))


def test_an_executor_of_ones_own_is_used_and_left_open(folder, reports):
    """Any executor of the standard library's kind will do, and stays the caller's."""
    with ThreadPoolExecutor(2) as executor:
        corpus = scan(folder, engine=executor, task_size=8000)
        same(pt.count(corpus, _TERMS), pt.count(reports, _TERMS))

        assert executor.submit(int, "3").result() == 3


def test_dask_gives_the_same_table(folder, reports, client):
    """The workers of a Dask cluster find what is in memory."""
    corpus = scan(folder, engine=client, task_size=8000)

    same(pt.count(corpus, _TERMS, by="year"), pt.count(reports, _TERMS, by="year"))
    same(pt.frequencies(corpus), pt.frequencies(reports.segment()))


def test_a_lexicon_goes_to_the_workers(folder, reports):
    """Words that are to be tokens are tokens in other processes too."""
    corpus = scan(folder, engine="processes", workers=2).segment("jieba", lexicon="policy")

    same(pt.frequencies(corpus), pt.frequencies(reports.segment("jieba", lexicon="policy")))


def test_a_term_that_is_a_type_only_somewhere_is_counted_alike_everywhere(tmp_path):
    """What is a token in one part is no run of tokens in another."""
    texts = {"a": "这是改革。", "b": "说这是改革。", "c": "这就是。", "d": "我们说这是好事。"}
    corpus = pt.Corpus.from_texts(texts, clean=False).segment(Joining())
    found = scan(folder_of(tmp_path, **texts), task_size=1).segment(Joining())
    how = {"match": "token", "by": "document"}

    assert pt.count(corpus, "这是", **how)["count"].tolist() == [1, 0, 0, 0]
    same(pt.count(found, ["这是", "改革"], **how), pt.count(corpus, ["这是", "改革"], **how))


def test_a_segmenter_that_cannot_be_sent_is_refused(folder):
    """Workers must be able to find its class."""

    class Local(Characters):
        """Has no name in any module."""

    with pytest.raises(InputError) as error:
        pt.frequencies(scan(folder).segment(Local()))

    assert str(error.value).startswith(
        "What is asked for cannot be sent to workers, since its class or function is not in a "
        "module: "
    )


def test_several_tables_are_made_in_one_reading(folder, reports):
    """`together` gives what the calls give one by one, and reads the documents once."""
    seen: list[Progress] = []
    corpus = scan(folder, task_size=8000, progress=seen.append)

    by_year, types = corpus.together(
        lambda c: pt.count(c, _TERMS, by="year"), lambda c: pt.frequencies(c, by="year", top=9)
    )

    same(by_year, pt.count(reports, _TERMS, by="year"))
    same(types, pt.frequencies(reports.segment(), by="year", top=9))
    assert sum(record.size == corpus.store.size for record in seen) == 1


def test_documents_are_chosen_by_their_metadata(folder, reports):
    """A range of years holds both ends."""
    corpus = scan(folder).where(year=slice(2013, 2015))
    expected = reports[(reports.docs.year >= 2013) & (reports.docs.year <= 2015)]

    same(pt.count(corpus, _TERMS, by="year"), pt.count(expected, _TERMS, by="year"))


def test_the_stamp_tells_what_was_counted(folder):
    """Segmenter, cleaning, texts and conditions are in the stamp."""
    table = pt.frequencies(scan(folder).where(year=2015))

    stamp = table.attrs["stamp"]
    assert stamp["cleaning"] == "on"
    assert stamp["segmenter"].startswith("jieba 0.42.1")
    assert stamp["where"] == "year=2015"
    assert len(str(stamp["texts"])) == 12


def test_conditions_are_written_as_one_states_them(folder):
    """In the stamp and where the corpus shows itself."""
    corpus = scan(folder).where(year=slice(2013, None), id=["2015", "2016"])

    assert repr(corpus).endswith("MB of text where year=2013..; id=2015|2016>")
    assert pt.count(corpus, "改革").attrs["stamp"]["where"] == "year=2013..; id=2015|2016"


def test_progress_ends_with_all_of_the_text(folder):
    """The last record says that all documents and bytes are done."""
    seen: list[Progress] = []
    corpus = scan(folder, task_size=8000, progress=seen.append)
    pt.count(corpus, "改革")

    assert (seen[0].documents, seen[0].size) == (0, 0)
    assert (seen[-1].documents, seen[-1].size) == (12, corpus.store.size)
    assert [record.size for record in seen] == sorted(record.size for record in seen)


def test_progress_names_who_does_it(folder):
    """Threads are counted; a cluster says where it can be watched."""
    seen: list[Progress] = []
    pt.count(scan(folder, workers=2, progress=seen.append), "改革")
    assert {record.workers for record in seen} == {"2 threads"}

    class Cluster:
        """As much of a client as is asked for."""

        dashboard_link = "http://head:8787/status"

        def nthreads(self) -> dict[str, int]:
            """Count the threads of each worker."""
            return {"one": 4, "two": 4}

        def get_executor(self, *, pure: bool) -> Executor:
            """Make an executor."""
            return ThreadPoolExecutor(1)

    pt.count(scan(folder, engine=Cluster(), progress=seen.append), "改革")
    assert seen[-1].workers == "8 threads of Dask, to be watched at http://head:8787/status"


class Recording(ThreadPoolExecutor):
    """An executor that notes which tasks carry the job, and whose workers may forget it."""

    def __init__(self, *, forget: bool) -> None:
        super().__init__(2)
        self.forget = forget
        self.carried: list[bool] = []

    def submit(self, function: Any, *arguments: Any) -> Any:
        """Note what is sent."""
        if function is work.look:
            self.carried.append(arguments[0].pickled is not None)
            if self.forget:
                work._jobs.clear()
        return super().submit(function, *arguments)


def test_what_is_asked_travels_once_a_worker(folder, reports):
    """Later tasks name it; a worker that does not know it, such as a new one, is sent it."""
    expected = pt.count(reports, _TERMS, by="year")
    with Recording(forget=False) as executor:
        same(pt.count(scan(folder, engine=executor, task_size=1), _TERMS, by="year"), expected)
    assert executor.carried == [True] * 2 + [False] * 10
    with Recording(forget=True) as executor:
        same(pt.count(scan(folder, engine=executor, task_size=1), _TERMS, by="year"), expected)
    assert sum(executor.carried) > 2
    assert len(executor.carried) - 12 == sum(executor.carried) - 2


# ---------------------------------------------------------------- what cannot be


def test_what_cannot_be_is_refused(folder, tmp_path):
    """A message says what may be."""
    with pytest.raises(InputError) as error:
        pt.count(scan(folder, engine="spark"), "改革")
    assert str(error.value) == (
        "`engine` must be one of ['threads', 'processes'], an Executor or a Dask Client, "
        "got 'spark'."
    )
    with pytest.raises(InputError) as error:
        pt.count(scan(folder).where(year=1700), "改革")
    assert (
        str(error.value)
        == "No document fits the conditions of `where`, year=1700. Choose wider ones."
    )
    with pytest.raises(InputError) as error:
        pt.count(scan(folder), "改革", by="yaer")
    assert str(error.value).startswith("`by` must be one of ['document', 'title', 'issuer'")
    with pytest.raises(ReadError):
        scan(tmp_path)
    with pytest.raises(InputError) as error:
        pt.frequencies(scan(folder), by=["甲"] * 12)
    assert str(error.value) == (
        "A list of labels as `by` needs the tokens in memory, got a corpus on disk. Give labels by "
        "the ids of documents, or read the documents with `read`."
    )


# ---------------------------------------------------------------- what goes wrong


def test_a_document_that_cannot_be_used_is_left_out_and_named(tmp_path):
    """All others are counted, and a warning says which is missing and why."""
    corpus = scan(folder_of(tmp_path, 甲="改革。", 乙="毒药。", 丙="要改革。")).segment(
        Failing("毒")
    )

    with pytest.warns(PolicyTextWarning) as warned:
        table = pt.count(corpus, "改", match="token")

    assert table["count"].tolist() == [2]
    assert str(warned[0].message) == (
        "1 of 3 documents could not be used; see `lost`. "
        "The first: 乙: ValueError: 毒 cannot be cut"
    )


def test_lost_documents_are_told_also_where_the_call_says_how_to_cut(tmp_path):
    """`lost` is that of the corpus that was given to the function."""
    corpus = scan(folder_of(tmp_path, 甲="改革。", 乙="毒药。"))

    with pytest.warns(PolicyTextWarning, match="1 of 2 documents"):
        pt.count(corpus, "改", match="token", segmenter=Failing("毒"))

    assert corpus.lost == [("乙", "ValueError: 毒 cannot be cut")]


def test_a_corpus_of_which_nothing_can_be_used_is_an_error(tmp_path):
    """There is no table of nothing."""
    corpus = scan(folder_of(tmp_path, 甲="毒药。")).segment(Failing("毒"))

    with pytest.raises(PolicyTextError) as error:
        pt.frequencies(corpus)

    assert str(error.value) == (
        "None of 1 documents could be used. The first: 甲: ValueError: 毒 cannot be cut"
    )


def test_a_document_that_kills_workers_is_left_out_and_named(tmp_path):
    """A worker dies of it several times; then it is known, and all others are counted."""
    texts = {f"第{n}份": f"改革{n}。" for n in range(9)} | {"毒": "毒药。"}
    corpus = scan(folder_of(tmp_path, **texts), engine="processes", workers=2, task_size=30)

    with pytest.warns(PolicyTextWarning) as warned:
        table = pt.count(corpus.segment(Deadly("毒")), "改", match="token")

    assert table[["count", "documents"]].to_numpy().tolist() == [[9, 9]]
    assert str(warned[0].message) == (
        "1 of 10 documents could not be used; see `lost`. The first: 毒: workers die of it"
    )


def test_workers_that_are_killed_are_replaced(tmp_path):
    """Three times a process is killed in the middle of it, and the counts are whole."""
    texts = {f"第{n}份": "改革开放。" * n for n in range(1, 20)}
    marks = tmp_path / "marks"
    marks.mkdir()
    corpus = scan(folder_of(tmp_path, **texts), engine="processes", workers=2, task_size=100)

    table = pt.count(corpus.segment(Struck(marks, 3)), "改", match="token")

    assert len(list(marks.iterdir())) == 3
    assert table[["count", "documents"]].to_numpy().tolist() == [[190, 19]]


def test_dask_workers_that_are_killed_are_replaced(tmp_path, client):
    """As with processes: Dask starts workers anew and their tasks are redone."""
    texts = {f"第{n}份": "改革开放。" * n for n in range(1, 20)}
    marks = tmp_path / "marks"
    marks.mkdir()
    corpus = scan(folder_of(tmp_path, **texts), engine=client, task_size=100)

    table = pt.count(corpus.segment(Struck(marks, 3)), "改", match="token")

    assert len(list(marks.iterdir())) == 3
    assert table[["count", "documents"]].to_numpy().tolist() == [[190, 19]]


def test_a_script_without_a_guard_is_told_of_it(folder, tmp_path):
    """Each process would read the script, and start processes in its turn."""
    script = tmp_path / "script.py"
    script.write_text(
        "import policytext as pt\n"
        f"pt.count(pt.scan({str(folder)!r}, engine='processes', workers=1), '改革')\n"
    )

    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120)

    assert done.returncode == 1
    # What Python itself says of its queues may stand below.
    assert (
        "Processes die as they start. In a script, put what is called under "
        '`if __name__ == "__main__":`, for each process reads the script too.'
    ) in done.stderr


@pytest.mark.parametrize(
    "call",
    [
        lambda c: pt.ngrams(c, 2), pt.diversity, pt.keywords, pt.similarity, pt.style,
        pt.rising, pt.formulations, pt.topics, pt.report, lambda c: pt.nesting(c, "人民"),
        pt.references, pt.segment, list, lambda c: c.docs,
    ],
)  # fmt: skip
@pytest.mark.parametrize("way", [lambda c, call: call(c), lambda c, call: c.together(call)])
def test_what_needs_documents_in_memory_says_so(folder, call, way):
    """No table of a part is given for one of the whole; in `together` neither."""
    with pytest.raises(InputError) as error:
        way(scan(folder), call)

    assert str(error.value) == (
        "This needs the documents in memory, got a corpus on disk. Read those that are wanted: "
        "`scan.where(year=2024).read()`; docs/scale.md lists what works on disk."
    )


@pytest.mark.parametrize("name", ["where", "segment", "read"])
def test_documents_are_not_chosen_in_the_calls_of_together(folder, name):
    """All calls go through the same documents, cut in the same way."""
    with pytest.raises(InputError) as error:
        scan(folder).together(lambda c: getattr(c, name))

    assert str(error.value) == (
        f"`{name}` is not for the calls of `together`, which all get the same documents. Choose "
        "and cut them before: `scan.where(year=2024).segment().together(…)`."
    )


def test_a_corpus_on_disk_is_not_read_as_files(folder, tmp_path):
    """Neither by itself, nor in a folder that is read or ingested."""
    (tmp_path / "甲.txt").write_text("改革。", encoding="utf-8")
    inside = folder_of(tmp_path, 乙="改革。")
    for path, found in ((folder, folder), (tmp_path, inside), ([tmp_path], inside)):
        with pytest.raises(InputError) as error:
            pt.read(path)
        assert str(error.value) == (
            f"{found} is a corpus on disk, not files to read. On the command line name it alone; "
            "in Python open it with `policytext.scan`, whose `read` gives a corpus in memory."
        )
    for path, target in ((folder, "x"), (tmp_path, "x"), (inside, "corpus")):
        with pytest.raises(InputError) as error:
            ingest(path, tmp_path / target, workers=0)
        assert str(error.value) == (
            f"{folder if path == folder else inside} is a corpus on disk, not files to ingest. "
            "Give the files that it was made from."
        )


def test_a_folder_that_holds_the_corpus_can_be_ingested_into_it_again(tmp_path):
    """The corpus itself is passed over."""
    target = folder_of(tmp_path, 甲="改革。")

    assert ingest(tmp_path, target, workers=0).added == 0


def test_an_executor_of_ones_own_that_breaks_is_told_of(tmp_path):
    """It cannot be started anew by anyone but its owner."""
    corpus_folder = folder_of(tmp_path, 甲="改革。", 毒="毒药。")
    with ProcessPoolExecutor(1) as executor:
        corpus = scan(corpus_folder, engine=executor, task_size=1).segment(Deadly("毒"))
        with pytest.raises(PolicyTextError) as error:
            pt.count(corpus, "改", match="token")

    assert str(error.value) == (
        "The workers of the given executor died and it takes no more tasks. Run it again with a "
        "new one; with `keep` it goes on where it stopped."
    )


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path):
    """Started again, it looks at no finished part twice, and ends with the same bytes."""
    texts = {f"第{n}份": "改革开放。" * n for n in range(1, 25)}
    target = folder_of(tmp_path, **texts)
    marks, kept = tmp_path / "marks", tmp_path / "kept"
    marks.mkdir()
    script = textwrap.dedent(f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from pathlib import Path
        import policytext as pt
        from awkward import Slow
        from policytext.scale.scan import scan
        corpus = scan({str(target)!r}, task_size=1, workers=1, keep={str(kept)!r})
        print(pt.count(corpus.segment(Slow(Path({str(marks)!r}), 0.1)), "改", match="token"))
    """)
    first = subprocess.Popen([sys.executable, "-c", script])
    while len(list(marks.iterdir())) < 5:
        assert first.poll() is None
        time.sleep(0.02)
    first.kill()
    first.wait()
    before = len(list(marks.iterdir()))
    files = {path: path.read_bytes() for path in kept.rglob("*.arrow")}

    again = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert again.returncode == 0, again.stderr
    assert 5 <= before < 24
    assert len(files) >= before - 2
    # Only what was under way is looked at twice.
    assert 24 <= len(list(marks.iterdir())) <= 26
    assert {path: path.read_bytes() for path in files} == files
    other = scan(target, task_size=1, workers=2, keep=tmp_path / "other")
    whole = pt.count(other.segment(Slow(marks, 0)), "改", match="token")
    assert whole["count"].tolist() == [300]
    (root,) = (tmp_path / "other").rglob("2-0.arrow")
    (resumed,) = kept.rglob("2-0.arrow")
    assert root.read_bytes() == resumed.read_bytes()


def test_half_a_file_is_not_taken_for_a_whole_one(tmp_path):
    """What a killed worker was writing has another name."""
    target, kept = folder_of(tmp_path, 甲="改革。", 乙="改革。"), tmp_path / "kept"
    corpus = scan(target, task_size=1, keep=kept)
    expected = pt.count(corpus, "改革")
    for path in kept.rglob("*.arrow"):
        path.with_name(f".{path.stem}-x.arrow").write_bytes(path.read_bytes()[:20])
        path.unlink()

    same(pt.count(corpus, "改革"), expected)


def test_what_was_kept_of_another_question_is_not_taken(tmp_path):
    """Other terms, other conditions and other dictionaries are other questions."""
    target, kept = folder_of(tmp_path, 甲="改革。开放。", 乙="改革。"), tmp_path / "kept"
    corpus = scan(target, task_size=1, keep=kept)

    assert pt.count(corpus, "改革")["count"].item() == 2
    assert pt.count(corpus, "开放")["count"].item() == 1
    assert pt.count(corpus.where(id="乙"), "改革")["count"].item() == 1
    long = [re.compile("甲" * 210 + "|" + end) for end in ("开放", "没有")]
    assert [pt.count(corpus, {"行": [p, "改革"]})["count"].item() for p in long] == [3, 2]
    nodes: list[Any] = [("改革", "开放"), ["改革", "开放"]]
    assert [len(pt.kwic(corpus, node)) for node in nodes] == [0, 3]
    tokens = [pt.frequencies(c) for c in (corpus.segment(), corpus.segment(Characters()))]
    assert [len(table) for table in tokens] == [2, 4]


def test_what_was_kept_of_other_documents_is_not_taken(tmp_path):
    """The same texts by other names, or of another issuer, are other documents."""
    made = []
    for number, (name, issuer) in enumerate([("甲", "东县"), ("甲", "西县"), ("乙", "西县")]):
        source = tmp_path / f"{number}" / f"{name}.jsonl"
        source.parent.mkdir()
        source.write_text(f'{{"text": "改革。", "issuer": "{issuer}"}}\n', encoding="utf-8")
        ingest(source, tmp_path / f"c{number}", workers=0)
        corpus = scan(tmp_path / f"c{number}", keep=tmp_path / "kept")
        made.append([pt.count(corpus, "改革", by=by)[by].item() for by in ("issuer", "document")])

    assert made == [["东县", "甲#1"], ["西县", "甲#1"], ["西县", "乙#1"]]


def test_what_is_found_is_kept_in_a_folder_of_its_own(folder, tmp_path):
    """Not among the files of the corpus, and not in a file."""
    with pytest.raises(InputError) as caught:
        pt.count(scan(folder, keep=folder), "改革")
    assert str(caught.value) == f"`keep` must be a folder of its own, got the corpus {folder}."

    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        pt.count(scan(folder, keep=file), "改革")
    assert str(caught.value) == (
        f"`keep` must be a folder that can be written: {file}: Not a directory. Name another one."
    )


def test_calls_that_are_cut_in_several_ways_are_made_together(tmp_path):
    """Each by its own segmenter, as alone."""
    corpus = scan(folder_of(tmp_path, 甲="深化改革开放。", 乙="改革。"))

    def words(c: Any) -> pd.DataFrame:
        return pt.count(c, "改革", match="token")

    def characters(c: Any) -> pd.DataFrame:
        return pt.count(c, "改", match="token", segmenter=Characters())

    for found, alone in zip(corpus.together(words, characters), (words, characters), strict=True):
        same(found, alone(corpus))


def test_a_corpus_without_a_document_says_so(tmp_path):
    """There are no conditions that could be wider."""
    (tmp_path / "空.txt").write_text("", encoding="utf-8")
    ingest(tmp_path / "空.txt", tmp_path / "corpus", workers=0)

    with pytest.raises(InputError) as caught:
        pt.count(scan(tmp_path / "corpus"), "改革")

    assert str(caught.value) == (
        f"{tmp_path / 'corpus'} holds no document: nothing could be read when it was made. "
        f"See {tmp_path / 'corpus'}/_log/failures.csv."
    )


def test_processes_that_are_killed_as_they_start_are_started_again():
    """Only when none lives again and again is something wrong with the script."""
    deaths = [True, True, False]

    class Dying(ThreadPoolExecutor):
        """Breaks while it starts."""

        def submit(self, *call: Any) -> Any:
            """Break, or take a task."""
            if deaths and deaths.pop(0):
                raise BrokenExecutor
            return super().submit(*call)

    workers = Workers(lambda: Dying(1), 1, "1 thread", own=True)
    workers.restart()

    assert workers.ask(int).result() == 0
    workers.stop()
    deaths += [True] * 9
    with pytest.raises(PolicyTextError, match="Processes die as they start"):
        workers.restart()

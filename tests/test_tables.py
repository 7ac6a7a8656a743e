"""Tables in files, and the cache of compiled dictionaries: never wrong tokens, whatever happens."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import PolicyTextWarning
from policytext.segmentation import tables
from policytext.segmentation.jieba import JiebaSegmenter, has_kernel
from policytext.segmentation.tables import FORMAT, map_tables, write_tables

needs_kernel = pytest.mark.skipif(not has_kernel(), reason="no compiled kernel: nothing is cached")

SOME = [b"first table", b"", bytes(range(256)), b"\0" * 70]
COMPILE = "policytext.segmentation.dictionary.compile_dictionary"
TEXT = "全面深化改革开放，网易杭研大厦。"
TOKENS = ["全面", "深化改革", "开放", "，", "网易", "杭研", "大厦", "。"]


def contents(found: Sequence[memoryview] | None) -> list[bytes] | None:
    """Give mapped tables as bytes."""
    return None if found is None else [bytes(table) for table in found]


def full(*_: Any, **__: Any) -> None:
    """Fail as a full disk does."""
    raise OSError(28, "No space left on device")


def forbidden(*_: Any, **__: Any) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.fixture
def file(tmp_path) -> Path:
    """Write some tables to a file."""
    path = tmp_path / "some.tables"
    write_tables(path, SOME)
    return path


# ---------------------------------------------------------------- the file


@given(parts=st.lists(st.binary(max_size=200), min_size=1))
def test_tables_come_back_as_they_were_written(tmp_path_factory, parts):
    """Any number of them, empty ones too."""
    path = tmp_path_factory.mktemp("tables") / "deep" / "down" / "x.tables"

    write_tables(path, parts)

    assert contents(map_tables(path, len(parts))) == parts


def test_a_table_begins_at_a_multiple_of_64_bytes(file):
    """Its numbers can be read where they lie."""
    whole = file.read_bytes()

    found = map_tables(file, 4)

    assert found is not None
    assert whole.index(SOME[0]) % 64 == whole.index(SOME[2]) % 64 == 0


@given(position=st.integers(0, 10_000), change=st.integers(1, 255))
def test_a_changed_byte_is_noticed_anywhere(tmp_path_factory, position, change):
    """In the head, the tables or the space between them."""
    path = tmp_path_factory.mktemp("tables") / "x.tables"
    write_tables(path, SOME)
    data = bytearray(path.read_bytes())
    data[position % len(data)] ^= change
    path.write_bytes(data)

    assert map_tables(path, len(SOME)) is None


def test_a_file_that_was_cut_off_or_added_to_is_noticed(file):
    """At any length; an empty file, too."""
    data = file.read_bytes()
    for length in range(len(data)):
        file.write_bytes(data[:length])
        assert map_tables(file, len(SOME)) is None
    file.write_bytes(data + b"\0")
    assert map_tables(file, len(SOME)) is None


def test_what_is_no_file_has_no_tables(tmp_path):
    """Neither what is absent nor a folder."""
    assert map_tables(tmp_path / "no.tables", 1) is None
    assert map_tables(tmp_path, 1) is None


@pytest.mark.parametrize(
    ("magic", "form", "count"),
    [
        (b"ptables2", FORMAT, 4),
        (b"ptables1", FORMAT + 1, 4),
        (b"ptables1", FORMAT - 1, 4),
        (b"ptables1", FORMAT, 3),
        (b"ptables1", FORMAT, 5),
    ],
)
def test_a_file_of_another_form_is_not_taken(file, magic, form, count):
    """Sound as it is: of another kind, another format, or with another number of tables."""
    body = file.read_bytes()[20:]
    file.write_bytes(struct.pack("<8sIII", magic, form, zlib.crc32(body), count) + body)

    assert map_tables(file, 4) is None


def test_a_head_without_a_body_is_not_taken(tmp_path):
    """Though its checksum, of nothing, is right."""
    path = tmp_path / "x.tables"
    path.write_bytes(struct.pack("<8sIII", b"ptables1", FORMAT, 0, 4))

    assert map_tables(path, 4) is None


def test_more_or_fewer_tables_than_wanted_are_not_taken(file):
    """The program that wants another number is of another version."""
    assert map_tables(file, 3) is None
    assert map_tables(file, 5) is None
    assert contents(map_tables(file, 4)) == SOME


@pytest.mark.parametrize("place", ["open", "replace"])
def test_tables_are_written_whole_or_not_at_all(file, monkeypatch, place):
    """On a full disk the file is as it was, and nothing else is left in the folder."""
    monkeypatch.setattr(Path, place, full)

    with pytest.raises(OSError, match=r"^No space left on device$"):
        write_tables(file, [b"other"])
    monkeypatch.undo()

    assert [path.name for path in file.parent.iterdir()] == ["some.tables"]
    assert contents(map_tables(file, 4)) == SOME


def test_tables_in_use_stay_when_the_file_is_replaced(file):
    """What was mapped is read on, what is opened later is the new one."""
    before = map_tables(file, 4)

    write_tables(file, [b"new"] * 4)

    assert contents(before) == SOME
    assert contents(map_tables(file, 4)) == [b"new"] * 4


# ---------------------------------------------------------------- the cache


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """Build the plain dictionary once, in a folder of its own."""
    folder = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "cache_folder", lambda: folder)
        assert list(JiebaSegmenter().cut(TEXT)) == TOKENS
    (path,) = folder.iterdir()
    return path


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    """Keep compiled dictionaries in a folder of the test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(tables, "cache_folder", lambda: folder)
    return folder


def test_the_cache_is_in_the_users_own_folder(monkeypatch, tmp_path):
    """Where the system keeps what can be made again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert tables.cache_folder().name == "policytext"
    if sys.platform == "linux":
        assert tables.cache_folder() == tmp_path / "policytext"


@needs_kernel
def test_a_cached_dictionary_is_opened_and_not_built(built, cache, monkeypatch):
    """The tokens are the same, and the file is left alone."""
    monkeypatch.setattr(COMPILE, full)
    cache.mkdir()
    (cache / built.name).write_bytes(built.read_bytes())
    before = (cache / built.name).stat().st_mtime_ns

    assert list(JiebaSegmenter().cut(TEXT)) == TOKENS
    assert [(path.name, path.stat().st_mtime_ns) for path in cache.iterdir()] == [
        (built.name, before)
    ]


@needs_kernel
@pytest.mark.parametrize("damage", ["changed", "cut off", "empty"])
def test_a_damaged_dictionary_is_built_anew(built, cache, monkeypatch, damage):
    """The tokens are right, nothing is said, and the file is whole again."""
    if damage != "changed":
        monkeypatch.setattr(COMPILE, lambda *_: map_tables(built, 8))
    cache.mkdir()
    data = bytearray(built.read_bytes())
    data[len(data) // 2] ^= 1
    broken = {"changed": data, "cut off": data[: len(data) // 3], "empty": b""}[damage]
    (cache / built.name).write_bytes(broken)

    assert list(JiebaSegmenter().cut(TEXT)) == TOKENS
    assert (cache / built.name).read_bytes() == built.read_bytes()


@needs_kernel
@pytest.mark.parametrize(
    ("target", "failure", "reason"),
    [
        ("pathlib.Path.replace", full, "No space left on device"),
        ("pathlib.Path.mkdir", forbidden, "Permission denied"),
        ("policytext.segmentation.tables.written_whole", full, "No space left on device"),
        ("policytext.segmentation.tables.write_tables", full, "[Errno 28] No space left on device"),
    ],
)
def test_where_nothing_can_be_kept_the_tokens_are_right(
    built, cache, monkeypatch, target, failure, reason
):
    """A full disk or a folder that cannot be made: one warning, which says what it costs."""
    monkeypatch.setattr(COMPILE, lambda *_: map_tables(built, 8))
    monkeypatch.setattr(target, failure)
    segmenter = JiebaSegmenter()

    with pytest.warns(PolicyTextWarning) as warned:
        tokens = list(segmenter.cut(TEXT))

    assert tokens == TOKENS
    assert list(segmenter.cut(TEXT)) == TOKENS
    assert [str(warning.message) for warning in warned] == [
        f"The compiled dictionary cannot be kept in {cache}: {reason}. "
        "It is built anew each time, which takes some seconds."
    ]


@needs_kernel
def test_in_a_read_only_folder_the_tokens_are_right(built, cache, monkeypatch):
    """The warning names the file that could not be written."""
    cache.mkdir()
    monkeypatch.setattr(COMPILE, lambda *_: map_tables(built, 8))
    monkeypatch.setattr(tempfile, "mkstemp", forbidden)

    with pytest.warns(PolicyTextWarning) as warned:
        assert list(JiebaSegmenter().cut(TEXT)) == TOKENS

    assert [str(warning.message) for warning in warned] == [
        f"The compiled dictionary cannot be kept in {cache}: {cache / built.name} cannot be "
        "written: Permission denied. Check the folder. "
        "It is built anew each time, which takes some seconds."
    ]


@needs_kernel
def test_the_cache_is_keyed_by_dictionary_and_lexicon(built, cache, monkeypatch):
    """Each has a file of its own, which is found again; none takes another's."""
    cache.mkdir()
    (cache / built.name).write_bytes(built.read_bytes())
    lexicons = [None, pt.Lexicon(["改革开放"]), pt.Lexicon(["全面深化改革"])]

    def cuts() -> list[list[str]]:
        return [list(JiebaSegmenter(lexicon=lexicon).cut(TEXT))[:-5] for lexicon in lexicons]

    expected = [
        ["全面", "深化改革", "开放"],
        ["全面", "深化", "改革开放"],
        ["全面深化改革", "开放"],
    ]
    assert cuts() == expected
    assert len(list(cache.iterdir())) == 3
    monkeypatch.setattr(COMPILE, full)
    lexicons.reverse()
    assert cuts() == expected[::-1]


@needs_kernel
@pytest.mark.skipif(sys.platform != "linux", reason="the cache is moved by a variable of Linux's")
def test_two_processes_may_build_the_cache_at_once(tmp_path):
    """Both end right, and leave one sound file."""
    code = (
        "import sys, policytext as pt\n"
        "sys.stdin.readline()\n"
        f"corpus = pt.Corpus.from_texts({{'甲': {TEXT!r}}}, clean=False)\n"
        f"assert corpus.segment()[0] == {TOKENS!r}\n"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"XDG_CACHE_HOME": str(tmp_path)},
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    ends = [(process.communicate()[1], process.returncode) for process in processes]

    assert ends == [(b"", 0)] * 2
    (path,) = (tmp_path / "policytext").iterdir()
    assert map_tables(path, 8) is not None

"""The program that makes corpora of any size: invented, always the same, and natural enough."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

import policytext as pt

pytest.importorskip("pyarrow")

import pyarrow as pa
from pyarrow import parquet

from policytext.scale.store import Store

ROOT = Path(__file__).parents[1]
#: What the path of a document's file tells is not the same for files and for a corpus.
ALIKE = [
    "id", "text", "year", "date", "issuer", "title", "genre", "chars", "paragraphs", "hash",
    "fields", "metadata", "warnings", "source", "places",
]  # fmt: skip


@pytest.fixture(scope="module")
def program() -> ModuleType:
    """Give the program; its own modules lie beside it."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        spec = importlib.util.spec_from_file_location("make_corpus", ROOT / "tools/make_corpus.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "tools"))
    return module


@pytest.fixture(scope="module")
def made(program, tmp_path_factory) -> Path:
    """A corpus of a megabyte and a half."""
    folder = tmp_path_factory.mktemp("made") / "corpus"
    program.main([str(folder), "--size", "1.5MB"])
    return folder


def rows(folder: Path) -> pa.Table:
    """Read a corpus in the order of its ids."""
    tables = [parquet.read_table(path) for path in sorted(folder.glob("part-*.parquet"))]
    return pa.concat_tables(tables).sort_by("id")


def test_the_corpus_has_the_size_years_and_issuers_asked_for(made):
    """Within some percent of the bytes; every year from 1978, and many issuers."""
    store = Store(made)
    table = rows(made)

    assert store.size == pytest.approx(1_500_000, rel=0.1)
    assert set(table["year"].to_pylist()) == set(range(1978, 2026))
    assert 50 < len(set(table["issuer"].to_pylist())) <= 200


def test_the_same_seed_gives_the_same_corpus_and_another_another(program, made, tmp_path):
    """To the last character."""
    program.main([str(tmp_path / "again"), "--size", "1.5MB"])
    program.main([str(tmp_path / "other"), "--size", "200KB", "--seed", "2"])

    assert rows(tmp_path / "again") == rows(made)
    assert not set(rows(tmp_path / "other")["hash"].to_pylist()) & set(
        rows(made)["hash"].to_pylist()
    )


def test_a_corpus_is_what_ingest_makes_of_the_same_texts_as_files(program, tmp_path):
    """Every column but the path, which is that of a file."""
    program.main([str(tmp_path / "direct"), "--size", "300KB"])
    program.main([str(tmp_path / "files"), "--size", "300KB", "--files", "txt"])
    pt.ingest(tmp_path / "files", tmp_path / "ingested", workers=1)

    assert Store(tmp_path / "ingested").digest == Store(tmp_path / "direct").digest
    direct, ingested = rows(tmp_path / "direct"), rows(tmp_path / "ingested")
    assert [name for name in ALIKE if direct[name] != ingested[name]] == []
    assert Store(tmp_path / "direct").columns == Store(tmp_path / "ingested").columns


def test_all_formats_hold_the_same_texts(program, tmp_path):
    """In turns, a fifth in each format."""
    formats = ["txt", "html", "docx", "jsonl", "csv"]
    program.main([str(tmp_path / "direct"), "--size", "400KB", "--seed", "3"])
    program.main([str(tmp_path / "files"), "--size", "400KB", "--seed", "3", "--files", *formats])
    done = pt.ingest(tmp_path / "files", tmp_path / "ingested", workers=1)

    assert (done.failed, done.duplicates) == (0, 0)
    texts = [Counter(rows(tmp_path / name)["text"].to_pylist()) for name in ("direct", "ingested")]
    assert texts[0] == texts[1]
    assert sorted(path.name for path in (tmp_path / "files").iterdir()) == sorted(formats)


def test_the_texts_are_as_varied_as_reports(made):
    """Types and pairs of types in 250,000 tokens, and how far they compress: as in real reports.

    26 government work reports: 16,286 types, 98,650 pairs, 3.1 times smaller.
    """
    texts = rows(made)["text"].to_pylist()
    tokens = pt.Corpus.from_texts(
        {str(number): text for number, text in enumerate(texts)}, clean=False
    ).segment()
    ids = tokens.ids[:250_000].tolist()
    data = "".join(texts).encode()

    assert len(ids) == 250_000
    assert 11_000 < len(set(ids)) < 19_000
    assert 80_000 < len(set(pairwise(ids))) < 130_000
    assert 2.6 < len(data) / len(pa.Codec("zstd", compression_level=3).compress(data)) < 3.5


def test_documents_may_be_fewer_and_longer(program, tmp_path):
    """About as many as are asked for."""
    program.main([str(tmp_path / "long"), "--size", "2MB", "--documents", "100"])
    program.main([str(tmp_path / "short"), "--size", "2MB", "--documents", "4000"])

    assert 60 < Store(tmp_path / "long").documents < 200
    assert 3000 < Store(tmp_path / "short").documents < 5000


def test_an_awkward_corpus_says_what_of_it_is_broken(program, tmp_path):
    """What cannot be read is what was broken, and all else is there."""
    folder = tmp_path / "files"
    options = ["--size", "3MB", "--big", "600KB", "--tiny", "2000", "--documents", "1200"]
    program.main([str(folder), "--awkward", *options])
    told = json.loads((folder / "made.json").read_text(encoding="utf-8"))
    done = pt.ingest(
        [path for path in folder.iterdir() if path.is_dir()], tmp_path / "corpus", workers=1
    )

    files = {name for name in told["broken"] if "#" not in name}
    tables = Counter(name.split("#")[0] for name in told["broken"] if "#" in name)
    failed = Counter(Path(path).relative_to(folder).as_posix() for path, _ in done.failures)
    assert {Path(name).suffix for name in files} == {".txt", ".html", ".docx"}
    assert {Path(name).suffix for name in tables} == {".jsonl", ".csv"}
    assert failed == Counter(files) + tables
    assert done.added == told["documents"] - len(told["broken"])
    assert max(pc_sizes(tmp_path / "corpus")) > 600_000


def pc_sizes(folder: Path) -> list[int]:
    """List the bytes of the documents."""
    return [len(text.encode()) for text in rows(folder)["text"].to_pylist()]


def test_a_folder_that_is_there_is_left_alone(program, tmp_path, capsys):
    """It says so."""
    with pytest.raises(SystemExit):
        program.main([str(tmp_path), "--size", "1MB"])

    assert capsys.readouterr().err.endswith(f"{tmp_path} is there already; name a new folder.\n")


@pytest.mark.parametrize(
    ("written", "size"), [("10GB", 10**10), ("1.5 mb", 1_500_000), ("300", 300)]
)
def test_sizes_are_written_with_units(program, written, size):
    """Decimal ones, in capitals or not."""
    assert program.size_of(written) == size


def test_a_size_without_a_known_unit_is_refused(tmp_path):
    """Before anything is made."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools/make_corpus.py"), str(tmp_path / "x"), "--size", "9km"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.endswith("a size is written 10GB or 500MB, got '9km'\n")

"""Make a corpus of invented Chinese documents, of any size: to try and to measure large ones.

    python tools/make_corpus.py OUT --size 10GB                  # a corpus on disk, to scan
    python tools/make_corpus.py OUT --size 50MB --files txt jsonl csv html docx   # to ingest
    python tools/make_corpus.py OUT --size 1GB --awkward         # what is hard to ingest

The same seed gives the same documents: of the years 1978 to 2025 in order, of 200 issuers, from 50
to 50,000 characters. A corpus is written as `policytext.ingest` would write it from text files.
`--awkward` makes files of all formats, one in a hundred broken, one very large document, and very
many of a few characters; `made.json` tells how many there are, and which are broken.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from hashlib import blake2b
from itertools import count, islice, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from made_files import SINGLE, TABLES, Row, content, damaged, write_table
from made_texts import BYTES, MEDIAN, SIGMA, Batch, Maker
from made_words import YEARS
from pyarrow import compute

import policytext as pt
from policytext.cleaning import steps_of
from policytext.scale.commits import LOG
from policytext.scale.ingest import FILE_SIZE, ROW_GROUP
from policytext.scale.schema import schema
from policytext.scale.writing import Writer

FORMATS = (*SINGLE, *TABLES)
_UNITS = {"": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
#: Bytes of a batch at most; each is of one year.
_BATCH = 32_000_000
#: One in so many files and rows is broken in an awkward corpus, and one in so many tiny documents
#: is a file.
_BROKEN = 100


class Made(NamedTuple):
    """How many documents and bytes of text were made, and the files and rows that are broken."""

    documents: int
    size: int
    broken: Sequence[str] = ()


def size_of(text: str) -> int:
    """Read a number of bytes: 10GB, 500MB."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?) ?([KMGT]B)?", text.strip(), re.IGNORECASE)
    if match is None:
        raise argparse.ArgumentTypeError(f"a size is written 10GB or 500MB, got {text!r}")
    return int(float(match[1]) * _UNITS[(match[2] or "").upper()])


def batches(maker: Maker, size: int) -> Iterator[Batch]:
    """Make documents of so many bytes, as many of each year, one batch ahead of the caller."""
    each = -(-size // len(YEARS) // _BATCH) or 1
    plan = [(n, YEARS[n // each], size // len(YEARS) // each) for n in range(each * len(YEARS))]
    with ThreadPoolExecutor(1) as pool:
        waiting = [pool.submit(maker.batch, *plan[0])]
        for planned in plan[1:]:
            waiting.append(pool.submit(maker.batch, *planned))
            yield waiting.pop(0).result()
        yield waiting.pop().result()


# ---------------------------------------------------------------- a corpus on disk


def write_corpus(folder: Path, made: Iterator[Batch]) -> Made:
    """Write documents as an ingest of text files does."""
    (folder / LOG).mkdir(parents=True)
    writer = Writer(str(folder), steps_of(True), ROW_GROUP, FILE_SIZE)
    columns = tuple(next(iter(pt.Corpus.from_texts({"a": "甲"}))).facts)
    documents = written = 0
    for batch in made:
        table = _rows(batch, documents)
        sizes = compute.binary_length(table["text"]).to_pylist()
        hashes = table["hash"].to_pylist()
        for row, (size, hash) in enumerate(zip(sizes, hashes, strict=True)):
            if writer.is_full(size):
                writer.commit()
            writer.add(table, row, size, hash, columns)
        documents += len(sizes)
        written += sum(sizes)
    writer.commit()
    return Made(documents, written)


def _rows(batch: Batch, first: int) -> pa.Table:
    """Make rows of a corpus."""
    n = len(batch.texts)
    ids = [_id(first + row) for row in range(n)]
    lengths = (batch.chars + batch.lines - 1).tolist()
    offsets = np.frombuffer(batch.texts.buffers()[1], np.int64).tolist()
    text = memoryview(batch.texts.buffers()[2])
    known = {
        "id": ids,
        "text": batch.texts,
        "year": np.full(n, batch.year, np.int32),
        "date": [date(*day) for day in batch.dates],
        "issuer": batch.issuers,
        "title": batch.titles,
        "genre": batch.genres,
        "chars": batch.chars,
        "paragraphs": batch.lines,
        "path": [_path(batch.year, id) for id in ids],
        "encoding": ["utf-8"] * n,
        "hash": [
            blake2b(text[start:end], digest_size=16).digest() for start, end in pairwise(offsets)
        ],
        "fields": [
            _fields(*said)
            for said in zip(
                batch.titles, batch.issuers, batch.genres, batch.dates, lengths, strict=True
            )
        ],
        "places": _places(batch),
    }
    arrays = [
        pa.array(known[field.name], field.type)
        if field.name in known and field.name not in ("text", "places")
        else known.get(field.name, pa.nulls(n, field.type))
        for field in schema()
    ]
    return pa.Table.from_arrays(arrays, schema=schema())


def _fields(title: str, issuer: str, genre: str, day: tuple[int, int, int], end: int) -> str:
    """Write what a document says of itself, and where."""
    year, month, of_month = day
    start = end - len(f"{year}年{month}月{of_month}日")
    return (
        f'{{"title":["{title}",0,{len(title)},"text"],"issuer":["{issuer}",0,{len(issuer)},"text"],'
        f'"date":[{{"$date":"{date(*day)}"}},{start},{end},"text"],'
        f'"genre":["{genre}",0,{len(title)},"text"]}}'
    )


def _id(number: int) -> str:
    return f"d{number + 1:07}"


def _path(year: int, id: str) -> str:
    return f"{year}/{id}.txt"


def _places(batch: Batch) -> Any:
    """List the beginnings of lines."""
    kind = schema().field("places").type
    total = len(batch.begins)
    firsts = np.cumsum(batch.lines) - batch.lines
    line = np.arange(total) - np.repeat(firsts, batch.lines) + 1
    columns = [batch.begins, line, np.ones(total), np.zeros(total)]
    values = pa.StructArray.from_arrays(
        [pa.array(column.astype(np.int32)) for column in columns], fields=list(kind.value_type)
    )
    return pa.ListArray.from_arrays(pa.array(np.append(firsts, total), pa.int32()), values, kind)


# ---------------------------------------------------------------- files


def write_files(
    folder: Path, made: Iterable[Batch], formats: Sequence[str], *, break_some: bool = False
) -> Made:
    """Write documents as files of several formats, in turns."""
    documents = size = 0
    broken: list[str] = []
    for number, batch in enumerate(made):
        days = (date(*day).isoformat() for day in batch.dates)
        rows = list(map(Row, batch.texts.to_pylist(), batch.titles, batch.issuers, days))
        for turn, format in enumerate(formats):
            mine = range((turn - documents) % len(formats), len(rows), len(formats))
            if not mine:
                continue
            bad = {n for n in mine if break_some and (documents + n) // len(formats) % _BROKEN == 7}
            target = folder / format / str(batch.year)
            target.mkdir(parents=True, exist_ok=True)
            if format in TABLES:
                table = target / f"{number:05}.{format}"
                write_table(table, [rows[n] for n in mine], {mine.index(n) for n in bad})
                broken += [f"{_below(folder, table)}#{mine.index(n) + 1}" for n in sorted(bad)]
                continue
            for n in mine:
                path = target / f"{_id(documents + n)}.{format}"
                data = content(format, rows[n])
                path.write_bytes(damaged(format, data) if n in bad else data)
                broken += [_below(folder, path)] if n in bad else []
        documents += len(rows)
        size += sum(len(row.text.encode()) for row in rows)
    return Made(documents, size, broken)


def _below(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def write_awkward(folder: Path, maker: Maker, size: int, big: int, tiny: int) -> Made:
    """Write files of all formats, some broken, one very large document and many tiny ones."""
    several = write_files(folder, batches(maker, size), FORMATS, break_some=True)
    target = folder / "big"
    target.mkdir()
    written = 0
    with (target / "whole.txt").open("wb") as stream:
        for number in count(1):
            if written >= big:
                break
            batch = maker.batch(-number, YEARS[-1], min(_BATCH, big - written))
            for text in batch.texts.to_pylist():
                written += stream.write(f"{text}\n".encode())
    target = folder / "tiny"
    target.mkdir()
    words = [issuer[:3] for issuer in maker.issuers]
    rows = (
        Row(f"{words[n % len(words)]}第{n}号。", f"第{n}号", maker.issuers[n % len(words)], "")
        for n in range(tiny)
    )
    files = tiny // _BROKEN
    for n, row in enumerate(islice(rows, files)):
        (target / f"t{n:06}.txt").write_bytes(content("txt", row))
    write_table(target / "tiny.jsonl", rows)
    return Made(several.documents + 1 + tiny, several.size + written, several.broken)


# ---------------------------------------------------------------- the program


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what is asked for, and tell of it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path, help="a folder that is not there yet")
    parser.add_argument("--size", type=size_of, default="100MB", help="of text: 10GB, 500MB")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, help="about how many, by their length")
    parser.add_argument("--files", nargs="+", choices=FORMATS, help="files to ingest")
    parser.add_argument("--awkward", action="store_true", help="files that are hard to ingest")
    parser.add_argument("--big", type=size_of, default="500MB", help="the awkward document")
    parser.add_argument("--tiny", type=int, default=1_000_000, help="how many tiny ones")
    given = parser.parse_args(arguments)
    if given.out.exists():
        parser.error(f"{given.out} is there already; name a new folder.")
    begun = time.perf_counter()
    maker = Maker(given.seed, median_of(given.size, given.documents))
    if given.awkward:
        made = write_awkward(given.out, maker, given.size, given.big, given.tiny)
    elif given.files:
        made = write_files(given.out, batches(maker, given.size), given.files)
    else:
        made = write_corpus(given.out, batches(maker, given.size))
    if given.awkward:
        told = json.dumps(made._asdict(), ensure_ascii=False, indent=1)
        (given.out / "made.json").write_text(told, encoding="utf-8")
    seconds = time.perf_counter() - begun
    print(
        f"{made.documents:,} documents, {made.size / 1e6:,.1f} MB of text in {given.out}, "
        f"{made.size / 1e6 / seconds:.0f} MB/s"
    )
    return 0


def median_of(size: int, documents: int | None) -> float:
    """Return the median length in characters with which so many documents have a size."""
    if documents is None:
        return MEDIAN
    return size / documents / BYTES / math.exp(SIGMA**2 / 2)


if __name__ == "__main__":
    sys.exit(main())

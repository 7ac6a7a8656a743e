"""One whole job, as policytext does it and as the scripts do that a user would write otherwise.

    python benchmarks/scale_peers.py JOB FOLDER WORKERS RESULT.json

The job: read a corpus on disk, cut it into tokens, count terms by year, list the 1,000 most
frequent terms, and count what stands five tokens around three nodes. Polars and DuckDB know
strings only, so they do the counts by year, and so does policytext beside them. Each writes what
it found, so that the results can be compared.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

__all__ = ["JOBS", "STRINGS", "TOKENS"]

TERMS = ["改革", "人民", "经济", "创新", "农业", "市场", "环境", "教育", "技术", "就业"]
NODES = ["改革", "人民", "经济"]
WINDOW, LEAST, TOP = 5, 5, 1_000

Found = dict[str, Any]


def is_word(token: str) -> bool:
    """Tell whether a token holds a letter, a digit or a Han character."""
    return any(character.isalnum() for character in token)


def around(tokens: list[str], node: str) -> Iterator[str]:
    """Yield the words in the windows of a node."""
    for place, token in enumerate(tokens):
        if token == node:
            before = tokens[max(place - WINDOW, 0) : place]
            after = tokens[place + 1 : place + 1 + WINDOW]
            yield from filter(is_word, before + after)


def result(years: Counter[Any], terms: Counter[str], near: dict[str, Counter[str]]) -> Found:
    """Bring counts into one form."""
    top = sorted(terms.items(), key=lambda item: (-item[1], item[0]))[:TOP]
    return {
        "years": sorted([year, term, count] for (year, term), count in years.items() if count),
        "top": [list(pair) for pair in top],
        "near": {
            node: {word: count for word, count in found.items() if count >= LEAST}
            for node, found in near.items()
        },
    }


# ---------------------------------------------------------------- policytext


def policytext(engine: str) -> Callable[[str, int], Found]:
    """Return the job as policytext does it."""

    def job(folder: str, workers: int) -> Found:
        import policytext as pt
        from policytext.scale.scan import scan

        corpus = scan(folder, engine=engine, workers=workers)
        years, top, *near = corpus.segment("jieba").together(
            lambda tokens: pt.count(tokens, TERMS, by="year", match="token"),
            lambda tokens: pt.frequencies(tokens, top=TOP),
            *(
                lambda tokens, node=node: pt.collocations(
                    tokens, node, window=WINDOW, min_count=LEAST
                )
                for node in NODES
            ),
        )
        return {
            "years": by_year(years),
            "top": top[["term", "count"]].to_numpy().tolist(),
            "near": {
                node: dict(zip(table["collocate"], table["count"].tolist(), strict=True))
                for node, table in zip(NODES, near, strict=True)
            },
        }

    return job


def policytext_strings(folder: str, workers: int) -> Found:
    """Count strings by year."""
    import policytext as pt
    from policytext.scale.scan import scan

    return {"years": by_year(pt.count(scan(folder, workers=workers), TERMS, by="year"))}


def by_year(table: Any) -> list[list[Any]]:
    """Bring a table of counts into one form."""
    counted = table[table["count"] > 0]
    columns = (counted[name].tolist() for name in ("year", "term", "count"))
    return sorted(map(list, zip(*columns, strict=True)))


# ---------------------------------------------------------------- jieba, a pool and Counters


def pieces(folder: str) -> list[tuple[str, int]]:
    """List the row groups of a corpus."""
    from pyarrow import parquet

    return [
        (str(path), group)
        for path in sorted(Path(folder).glob("part-*.parquet"))
        for group in range(parquet.read_metadata(path).num_row_groups)
    ]


def documents(piece: tuple[str, int], rows: int = 200) -> Iterator[tuple[int, str]]:
    """Yield year and text of each document of a row group."""
    from pyarrow import parquet

    path, group = piece
    file = parquet.ParquetFile(path)
    for batch in file.iter_batches(rows, row_groups=[group], columns=["year", "text"]):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def jieba_piece(texts: list[tuple[int, str]]) -> tuple[Counter[Any], Counter[str], Any]:
    """Cut and count some documents."""
    import jieba

    jieba.setLogLevel(60)
    years: Counter[Any] = Counter()
    terms: Counter[str] = Counter()
    near: dict[str, Counter[str]] = {node: Counter() for node in NODES}
    for year, text in texts:
        tokens = [token for token in jieba.lcut(text) if not token.isspace()]
        counts = Counter(tokens)
        terms.update({token: n for token, n in counts.items() if is_word(token)})
        years.update({(year, term): counts[term] for term in TERMS})
        for node in NODES:
            near[node].update(around(tokens, node))
    return years, terms, near


def batches(folder: str, size: int = 500_000) -> Iterator[list[tuple[int, str]]]:
    """Deal documents into batches of about so many characters."""
    batch: list[tuple[int, str]] = []
    filled = 0
    for piece in pieces(folder):
        for year, text in documents(piece):
            batch.append((year, text))
            filled += len(text)
            if filled > size:
                yield batch
                batch, filled = [], 0
    yield batch


def jieba_pool(folder: str, workers: int) -> Found:
    """Cut with jieba in processes, count with Counters."""
    years: Counter[Any] = Counter()
    terms: Counter[str] = Counter()
    near: dict[str, Counter[str]] = {node: Counter() for node in NODES}
    with multiprocessing.Pool(workers) as pool:
        for some, others, windows in pool.imap_unordered(jieba_piece, batches(folder)):
            years.update(some)
            terms.update(others)
            for node in NODES:
                near[node].update(windows[node])
    return result(years, terms, near)


# ---------------------------------------------------------------- PySpark


def spark(folder: str, workers: int) -> Found:
    """Cut with jieba in a UDF, count with Spark."""
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as f
    from pyspark.sql.types import ArrayType, StringType

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master(f"local[{workers}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "4g")
        .config("spark.sql.shuffle.partitions", str(2 * workers))
        .config("spark.sql.files.maxPartitionBytes", str(4 << 20))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")

    def cut(text: str) -> list[str]:
        import jieba

        jieba.setLogLevel(60)
        return [token for token in jieba.lcut(text) if not token.isspace()]

    def seen(node: str) -> Callable[[list[str]], list[str]]:
        return lambda tokens: list(around(tokens, node))

    texts = session.read.parquet(f"{folder}/part-*.parquet").select("year", "text")
    kind = ArrayType(StringType())
    tokens = texts.select("year", f.udf(cut, kind)("text").alias("tokens")).cache()
    words = tokens.select("year", f.explode("tokens").alias("term"))
    by_year = words.where(f.col("term").isin(TERMS)).groupBy("year", "term").count().collect()
    counted = words.groupBy("term").count()
    # Letters and digits of whatever script: what is_word asks for.
    terms = counted.where(f.col("term").rlike(r"[\p{L}\p{N}]")).collect()
    near = {
        node: session_count(tokens.select(f.explode(f.udf(seen(node), kind)("tokens")).alias("w")))
        for node in NODES
    }
    return result(
        Counter({(row["year"], row["term"]): row["count"] for row in by_year}),
        Counter({row["term"]: row["count"] for row in terms}),
        near,
    )


def session_count(words: Any) -> Counter[str]:
    """Count a column of words."""
    return Counter({row["w"]: row["count"] for row in words.groupBy("w").count().collect()})


# ---------------------------------------------------------------- strings only


def polars(folder: str, workers: int) -> Found:
    """Count strings by year with Polars."""
    os.environ["POLARS_MAX_THREADS"] = str(workers)
    import polars as pl

    table = (
        pl.scan_parquet(f"{folder}/part-*.parquet")
        .group_by("year")
        .agg(
            pl.col("text").str.count_matches(term, literal=True).sum().alias(term) for term in TERMS
        )
        .collect()
    )
    return {"years": sorted_counts(table.iter_rows(named=True))}


def duckdb(folder: str, workers: int) -> Found:
    """Count strings by year with DuckDB, by what is missing without them."""
    import duckdb

    columns = ", ".join(
        f"sum((length(text) - length(replace(text, '{term}', ''))) // {len(term)}) AS {term}"
        for term in TERMS
    )
    connection = duckdb.connect(config={"threads": workers})
    found = connection.execute(
        f"SELECT year, {columns} FROM read_parquet('{folder}/part-*.parquet') GROUP BY year"
    )
    names = [column[0] for column in found.description]
    rows = (dict(zip(names, row, strict=True)) for row in found.fetchall())
    return {"years": sorted_counts(rows)}


def sorted_counts(rows: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """Bring a row a year into one form."""
    return sorted(
        [row["year"], term, int(row[term])] for row in rows for term in TERMS if row[term]
    )


JOBS: dict[str, Callable[[str, int], Found]] = {
    "policytext, threads": policytext("threads"),
    "policytext, processes": policytext("processes"),
    "jieba, multiprocessing and Counter": jieba_pool,
    "PySpark and a jieba UDF": spark,
    "policytext, strings by year": policytext_strings,
    "Polars, strings by year": polars,
    "DuckDB, strings by year": duckdb,
}
#: Jobs by what they do; each is compared with the first of policytext and with the slowest peer.
TOKENS, STRINGS = list(JOBS)[:4], list(JOBS)[4:]


if __name__ == "__main__":
    name, folder, workers, target = sys.argv[1:]
    Path(target).write_text(json.dumps(JOBS[name](folder, int(workers)), ensure_ascii=False))

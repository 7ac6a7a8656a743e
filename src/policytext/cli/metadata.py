"""policytext metadata."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import click

from policytext.cli.inputs import finish, read_corpus, reading_options
from policytext.cli.outputs import output_options, write_rows
from policytext.corpus import FIELD_COLUMNS, field_rows, plain

_LABELS = {
    "title": "标题",
    "issuer": "发文机关",
    "document_number": "发文字号",
    "date": "成文日期",
    "addressee": "主送机关",
    "genre": "文种",
    "annexes": "附件",
    "index_number": "索引号",
    "theme": "主题分类",
    "released_on": "发布日期",
}


@click.command(epilog="Example: policytext metadata notices/ -o notices.csv")
@reading_options
@click.option("--places", is_flag=True, help="One row a value, with the place that it stands at.")
@output_options
def command(files: tuple[str, ...], places: bool, **options: Any) -> None:
    """List what documents say of themselves: title, issuer, number, date, addressee, genre.

    What a document does not say is left empty. Texts that look cut or doubled are warned of.
    """
    from policytext import stamp

    corpus = read_corpus(files, options)
    values = [{**row, "value": _plain(row["value"])} for row in field_rows(corpus)]
    docs = corpus.docs
    if places:
        rows = values
    else:
        columns = [str(name) for name in docs if name not in ("chars", "paragraphs")]
        rows = [
            dict(zip(["document", *columns], [id, *map(_plain, row)], strict=True))
            for id, *row in docs[columns].itertuples(name=None)
        ]
    said = {id: list(group) for id, group in groupby(values, itemgetter("document"))}
    lines = []
    for id, warnings in docs["warnings"].items():
        lines.append(click.style(str(id), bold=True))
        for row in said.get(id, []):
            page = f"page {row['page']}, " if row["page"] else ""
            place = f"{page}line {row['line']}, column {row['column']}"
            lines.append(f"  {_LABELS[row['field']]} {row['field']}: {row['value']}  [{place}]")
        lines += [f"  Warning: {warnings}"] if warnings else []
    made = stamp.make(cleaning=corpus.cleaning_steps)
    human = "\n".join([*lines, "", stamp.line(made)])
    write_rows(rows, made, options, columns=FIELD_COLUMNS, human=human)
    finish(corpus)


def _plain(value: Any) -> Any:
    """Write a value in one cell: a date as 2019-01-27, several titles with 、 between."""
    if isinstance(value, tuple):
        return "、".join(value)
    known = plain(value)
    # NaT compares unequal to itself, as NaN does.
    if known is None or known != known:
        return None
    return known.isoformat()[:10] if isinstance(known, date) else known

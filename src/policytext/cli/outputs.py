"""What the commands have in common on the way out: tables for people and for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os.path import splitext
from typing import Any

import click

from policytext.cli.options import FILE, together
from policytext.errors import InputError

__all__ = [
    "first_rows",
    "is_for_people",
    "output_options",
    "render",
    "write",
    "write_columns",
    "write_rows",
]

Row = Mapping[str, Any]

_FORMATS = ("table", "csv", "excel", "json", "jsonl", "markdown")
_ENDINGS = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".md": "markdown", ".txt": "table"}


#: Adds the options that say what to write and where.
output_options = together(
    click.option(
        "--format",
        "form",
        type=click.Choice(_FORMATS),
        help="Default: by the ending of -o, else a table; excel is CSV that Excel reads.",
    ),
    click.option(
        "-o",
        "--output",
        type=FILE,
        metavar="FILE",
        help="Write to a file, whole or not at all.",
    ),
)


def write_rows(
    rows: Sequence[Row],
    stamp: Mapping[str, object],
    options: Mapping[str, Any],
    *,
    columns: Sequence[str] = (),
    human: str | None = None,
) -> None:
    """Write rows in the format asked for; `human` takes the place of the table for people.

    `columns` are those of a table without rows.
    """
    form = options["form"]
    output = options["output"]
    if form is None and output is not None:
        ending = splitext(output)[1].lower()
        if ending not in _ENDINGS:
            raise InputError(
                f"-o must end in one of {list(_ENDINGS)}, or name a --format, got {output!r}."
            )
        form = _ENDINGS[ending]
    form = form or "table"
    write(
        human if form == "table" and human is not None else render(rows, stamp, form, columns),
        output,
    )
    if form in ("csv", "excel", "jsonl"):
        # These formats have no place for it, and a reader must be able to tell how it was made.
        from policytext.stamp import line

        click.echo(line(stamp), err=True)


def write_columns(
    columns: Mapping[str, Any],
    stamp: Mapping[str, object],
    options: Mapping[str, Any],
    *,
    names: Sequence[str] | None = None,
) -> None:
    """Write columns, lists or arrays, as `write_rows` does; some of them if `names` says so."""
    shown = list(columns if names is None else names)
    lists = [v if isinstance(v, list) else v.tolist() for v in map(columns.__getitem__, shown)]
    rows = [dict(zip(shown, row, strict=True)) for row in zip(*lists, strict=True)]
    write_rows(rows, stamp, options, columns=shown)


def is_for_people(options: Mapping[str, Any]) -> bool:
    """Tell whether a table on the terminal is asked for."""
    return options["form"] in (None, "table") and options["output"] is None


def first_rows(options: Mapping[str, Any]) -> int | None:
    """Return how many rows to list: --top, or 30 on a terminal, else all."""
    top: int | None = options["top"]
    return 30 if top is None and is_for_people(options) else top


def render(
    rows: Sequence[Row], stamp: Mapping[str, object], form: str, columns: Sequence[str] = ()
) -> str:
    """Write rows in one of the formats."""
    return _WRITERS[form](rows, stamp, list(rows[0]) if rows else columns)


def write(text: str, output: str | None) -> None:
    """Write to a file, or to standard output."""
    text = text if text.endswith("\n") or not text else text + "\n"
    if output is None:
        # echo leaves colours out where standard output is not a terminal.
        click.echo(text, nl=False)
        return
    from policytext.files import written_whole

    with written_whole(output) as temporary:
        # Half a surrogate pair, as broken JSON holds, is written as standard output writes it.
        temporary.write_text(
            click.unstyle(text), encoding="utf-8", errors="backslashreplace", newline=""
        )


# ---------------------------------------------------------------- formats


def _cell(value: Any) -> str:
    """Write a value for people."""
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        # A probability of 0.00 would be read as none.
        return f"{value:.2f}" if value == 0 or abs(value) >= 0.005 else f"{value:.1g}"
    return str(value).replace("\n", " ")


def _table(rows: Sequence[Row], stamp: Mapping[str, object], names: Sequence[str]) -> str:
    """Write a table for a terminal, with the stamp under it."""
    from policytext.display import columns
    from policytext.stamp import line

    if not rows:
        return f"(no rows)\n{line(stamp)}"
    cells = [[_cell(row[name]) for name in names] for row in rows]
    right = [all(isinstance(r[n], (int, float)) or r[n] is None for r in rows) for n in names]
    widths = [max(map(columns, column)) for column in zip(names, *cells, strict=True)]

    def lay(values: Sequence[str]) -> str:
        padded = []
        for value, width, to_right in zip(values, widths, right, strict=True):
            space = " " * (width - columns(value))
            padded.append(space + value if to_right else value + space)
        return "  ".join(padded).rstrip()

    rule = "  ".join("-" * width for width in widths)
    return "\n".join([lay(names), rule, *map(lay, cells), "", line(stamp)])


def _csv(rows: Sequence[Row], stamp: Mapping[str, object], names: Sequence[str]) -> str:
    """Write RFC 4180 with a header row; a text that would be a formula, behind an apostrophe."""
    import csv
    import io

    from policytext.export import neutral

    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writerow({name: neutral(name) for name in names})
    writer.writerows({k: neutral(_null(v)) for k, v in row.items()} for row in rows)
    return out.getvalue()


def _excel(rows: Sequence[Row], stamp: Mapping[str, object], columns: Sequence[str]) -> str:
    """Write CSV with the mark without which Excel takes UTF-8 for another encoding."""
    return "\ufeff" + _csv(rows, stamp, columns)


def _json(rows: Sequence[Row], stamp: Mapping[str, object], names: Sequence[str]) -> str:
    """Write one object: the stamp and the rows."""
    import json

    plain = [{k: _null(v) for k, v in row.items()} for row in rows]
    return json.dumps({"stamp": dict(stamp), "rows": plain}, ensure_ascii=False, indent=1)


def _jsonl(rows: Sequence[Row], stamp: Mapping[str, object], names: Sequence[str]) -> str:
    """Write one object a line."""
    import json

    lines = [json.dumps({k: _null(v) for k, v in row.items()}, ensure_ascii=False) for row in rows]
    return "\n".join(lines)


def _markdown(rows: Sequence[Row], stamp: Mapping[str, object], names: Sequence[str]) -> str:
    """Write a Markdown table with the stamp under it."""
    from policytext.stamp import line

    lines = [list(names), ["---"] * len(names)]
    lines += [[_cell(row[name]).replace("|", "\\|") for name in names] for row in rows]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"{table}\n\n{line(stamp)}"


def _null(value: Any) -> Any:
    """Write a missing number as nothing, an endless one as a word: JSON knows neither."""
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    return None if value != value else value


_WRITERS = {
    "table": _table,
    "csv": _csv,
    "excel": _excel,
    "json": _json,
    "jsonl": _jsonl,
    "markdown": _markdown,
}

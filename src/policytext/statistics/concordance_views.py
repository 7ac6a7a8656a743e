"""Concordances for people: aligned on a terminal, as HTML, and in files."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policytext.counting import Row
from policytext.display import columns
from policytext.display import width as width_of
from policytext.errors import InputError, MissingExtra, SchemaError
from policytext.export import neutral
from policytext.files import written_whole
from policytext.stamp import line as stamp_line

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["kwic_html", "kwic_text", "neutral_table", "save_kwic"]

_NEEDED = ("document", "line", "left", "match", "right")
#: A context is never cut to fewer columns, on however narrow a terminal.
_LEAST = 10
_ENDINGS = (".csv", ".html", ".xlsx")


def kwic_text(table: pd.DataFrame | Sequence[Row], *, width: int | None = None) -> str:
    """Write a concordance for a terminal, one line each, the nodes under each other.

    Parameters
    ----------
    table : DataFrame
        What `policytext.kwic` returns, or its rows as mappings.
    width : int, optional
        Columns of a line, those of the terminal by default (80 where there is none). Han
        characters take two. What does not fit is cut off at the outer ends of the contexts.

    Returns
    -------
    str
        Document and line number, the left context up to the node, the node, the right context;
        "" for an empty table.

    Raises
    ------
    SchemaError
        If the table is not a concordance.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "坚持改革，进一步支持改革。"}).segment()
    >>> print(pt.kwic_text(pt.kwic(tokens, "改革", window=3), width=40))
    甲:1          坚持  改革  ，进一步支持
    甲:1  ，进一步支持  改革  。
    """
    rows = _rows(table)
    if not rows:
        return ""
    if width is None:
        from shutil import get_terminal_size

        width = get_terminal_size().columns
    labels = [_label(row, width // 4) for row in rows]
    label_width = max(map(columns, labels))
    node_width = max(columns(row["match"]) for row in rows)
    side = max((width - label_width - node_width - 6) // 2, _LEAST)
    lefts = [_cut(row["left"][::-1], side)[::-1] for row in rows]
    left_width = max(map(columns, lefts))
    return "\n".join(
        f"{_pad(label, label_width)}  {' ' * (left_width - columns(left))}{left}  "
        f"{_pad(row['match'], node_width)}  {_cut(row['right'], side)}".rstrip()
        for row, label, left in zip(rows, labels, lefts, strict=True)
    )


def kwic_html(table: pd.DataFrame) -> str:
    """Write a concordance as an HTML table, for a notebook or a page.

    Parameters
    ----------
    table : DataFrame
        What `policytext.kwic` returns.

    Returns
    -------
    str
        A `<table>` with the group if there is one, document, section and line number, the
        contexts on either side of the node, and how it was made below; every text is escaped.

    Raises
    ------
    SchemaError
        If the table is not a concordance.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "坚持改革。"}).segment()
    >>> "<b>改革</b>" in pt.kwic_html(pt.kwic(tokens, "改革"))
    True
    """
    from html import escape

    rows = _rows(table)
    names = list(table.columns)
    before = [name for name in names[: names.index("document")]]
    shown = [*before, "document", *(["section"] if "section" in names else []), "line"]
    styles = {"left": "text-align:right", "match": "text-align:center", "right": "text-align:left"}

    def cell(name: str, value: Any, tag: str = "td") -> str:
        text = escape("" if value is None or value != value else str(value))
        text = f"<b>{text}</b>" if name == "match" and tag == "td" else text
        return f"<{tag} style='{styles.get(name, 'text-align:left')}'>{text}</{tag}>"

    columns = [*shown, *styles]
    head = "".join(cell(name, name, "th") for name in columns)
    body = "".join(
        f"<tr>{''.join(cell(name, row[name]) for name in columns)}</tr>\n" for row in rows
    )
    made = table.attrs.get("stamp")
    caption = f"<p><small>{escape(stamp_line(made))}</small></p>" if made else ""
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>{caption}"


def save_kwic(table: pd.DataFrame, path: str | PathLike[str]) -> None:
    """Write a concordance to a file, whole or not at all.

    Parameters
    ----------
    table : DataFrame
        What `policytext.kwic` returns.
    path : path
        Its ending says the format: .csv (UTF-8), .xlsx (with a second sheet that says how it was
        made) or .html. In CSV and XLSX a text that a spreadsheet would take for a formula stands
        behind an apostrophe, see `policytext.export.neutral`.

    Returns
    -------
    None

    Raises
    ------
    InputError
        If the ending is another.
    MissingExtra
        If it is .xlsx and openpyxl is not installed.
    SchemaError
        If the table is not a concordance.

    Examples
    --------
    >>> import tempfile
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "深化改革。"}).segment()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pt.save_kwic(pt.kwic(tokens, "深化改革"), Path(folder) / "lines.csv")
    """
    ending = Path(path).suffix.lower()
    if ending not in _ENDINGS:
        raise InputError(f"`path` must end in one of {list(_ENDINGS)}, got {str(path)!r}.")
    _rows(table.head(0))
    if ending == ".xlsx":
        _need_openpyxl()
    with written_whole(path) as temporary:
        if ending == ".html":
            head = "<!doctype html>\n<meta charset='utf-8'>\n<title>Concordance</title>\n"
            temporary.write_text(f"{head}{kwic_html(table)}\n", encoding="utf-8", newline="")
        elif ending == ".csv":
            neutral_table(table).to_csv(temporary, index=False, lineterminator="\n")
        else:
            _write_workbook(table, temporary)


def _write_workbook(table: pd.DataFrame, path: Path) -> None:
    """Write the lines on one sheet, and how they were made on another."""
    import pandas as pd
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    def allowed(value: Any) -> Any:
        return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value

    facts = [(name, str(value)) for name, value in table.attrs.get("stamp", {}).items()]
    made = pd.DataFrame(facts, columns=["name", "value"])
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name, sheet in (("concordance", table), ("made", made)):
            neutral_table(sheet).map(allowed).to_excel(book, sheet_name=name, index=False)


def neutral_table(table: pd.DataFrame) -> pd.DataFrame:
    """Put what would begin a formula behind an apostrophe, names of columns too."""
    import pandas as pd

    columns = {neutral(name): list(map(neutral, table[name])) for name in table}
    return pd.DataFrame(columns, dtype=object)


def _need_openpyxl() -> None:
    """Say how to get openpyxl if it is missing."""
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise MissingExtra(
            "Writing .xlsx needs openpyxl, which is not installed. "
            'Install it with: pip install "policytext[excel]"'
        ) from None


def _rows(table: pd.DataFrame | Sequence[Row]) -> Sequence[Row]:
    """Return the lines as mappings; refuse a table that is no concordance."""
    if isinstance(table, Sequence):
        return table
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        raise SchemaError(
            f"The table has no column {missing}; it has {list(table.columns)}. "
            "Pass the table that `kwic()` returns."
        )
    rows: list[Row] = table.to_dict("records")  # type: ignore[assignment]
    return rows


# ---------------------------------------------------------------- columns of a terminal


def _cut(text: str, width: int) -> str:
    """Keep as much of the beginning as fits."""
    for index, character in enumerate(text):
        width -= width_of(character)
        if width < 0:
            return text[:index]
    return text


def _pad(text: str, width: int) -> str:
    """Fill up with spaces."""
    return text + " " * (width - columns(text))


def _label(row: Row, width: int) -> str:
    """Name document, page and line; a long name loses its end."""
    page = row.get("page")
    known = page is not None and str(page) != "<NA>"
    place = f":p{page}:{row['line']}" if known else f":{row['line']}"
    name = str(row["document"])
    room = max(width - len(place), _LEAST)
    return (name if columns(name) <= room else _cut(name, room - 2) + "…") + place

"""Coding sheets read back from files, with every change noticed."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from policytext import stamp
from policytext.errors import InputError, ReadError, nearest
from policytext.export import neutral
from policytext.readers import decode, read_bytes
from policytext.readers.tables.sheets import Workbook, column_name
from policytext.statistics.groups import make_table
from policytext.theming.coding.codings import NONE
from policytext.theming.coding.saving import ENDINGS
from policytext.theming.coding.sheet import AFTER, BEFORE, find_span, text_hash

if TYPE_CHECKING:
    import pandas as pd

    from policytext.corpus import Corpus

__all__ = ["read_coding_sheet", "read_sheets"]

_YES = ("1", "x", "√", "✓", "✔", "是", "yes", "y", "true")
_NO = ("0", "否", "no", "n", "false")
_CODED = {
    "unit": "str", "coder": "str", "code": "object", "value": "Int64", "document": "str",
    "start": "int64", "end": "int64", "note": "str", "file": "str", "row": "int64",
}  # fmt: skip
_RESTORE = "Restore it from the sheet as it was given out."

#: Rows of a sheet of a workbook.
_MAX_ROWS = 1_048_576


def read_coding_sheet(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    *,
    corpus: Corpus | None = None,
    themes: Iterable[Any] | None = None,
) -> pd.DataFrame:
    r"""Read the sheets that coders filled in, as one long table, and check them.

    Parameters
    ----------
    paths : path or iterable of paths
        Files of `policytext.save_coding_sheet`, .xlsx or .csv in any Chinese encoding, of one or
        several coders, with the same themes.
    corpus : Corpus, optional
        The texts, cleaned as then: passages that are not in them are refused.
    themes : Codebook or iterable of str, optional
        The codes there are, so that a misspelt one is noticed; by default those that the .xlsx
        names, or for a .csv its columns.

    Returns
    -------
    DataFrame
        One row a judgement, in the order of the files, rows and themes: `unit` (str), `coder`
        (str, the file's name without its ending where nobody is named), `code` (str); `value`
        (Int64, 1 or 0, missing where the passage was not coded), only where each theme has a
        column; `document` (str), `start`, `end` (int, characters of the document's clean text,
        end excluded), `note`, `file` (str) and `row` (int, as the spreadsheet counts). Where
        there is one column of codes, `code` is missing for a passage that was not coded, and "无"
        where none holds. `policytext.agreement` and `policytext.evaluate_themes` take it.

    Raises
    ------
    ReadError
        If a file is no coding sheet, or something in it cannot be: a row changed, lost or
        doubled, an unknown code or mark; with file, row and column, for the first three.
    InputError
        If no path is given.

    Notes
    -----
    Yes is 1, x, √, ✓, 是, yes, y or true, in either case; no is 0, 否, no, n or false. In a row
    in which anything is filled in, a blank is no. **A row in which nothing is filled in was not
    coded**: a coder who finds that no theme holds says so under `none`, or with a 0. Some
    coders write x for no; where a file has x and √ both, it is refused.

    A codebook is one more coder: see `policytext.code_themes`.

    Examples
    --------
    >>> import tempfile
    >>> import policytext as pt
    >>> text = "粮食丰收。\n办好学校，种好粮食。"
    >>> sheet = pt.coding_sheet(pt.Corpus.from_texts({"甲": text}), ["农业", "教育"])
    >>> sheet.loc[1, ["农业", "教育"]] = "1"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pt.save_coding_sheet(sheet, Path(folder) / "李.csv")
    ...     coded = pt.read_coding_sheet(Path(folder) / "李.csv")
    >>> coded[["unit", "coder", "code", "value"]]
         unit coder code  value
    0   甲:0-5     李   农业   <NA>
    1   甲:0-5     李   教育   <NA>
    2  甲:6-16     李   农业      1
    3  甲:6-16     李   教育      1
    """
    columns, made = read_sheets(paths, corpus=corpus, themes=themes)
    return make_table(columns, {name: _CODED[name] for name in columns}, made)


def read_sheets(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    *,
    corpus: Corpus | None = None,
    themes: Iterable[Any] | None = None,
) -> tuple[dict[str, list[Any]], stamp.Stamp]:
    """Read sheets as `read_coding_sheet` does; return plain columns and the stamp."""
    given = [paths] if isinstance(paths, (str, PathLike)) else list(paths)
    if not given:
        raise InputError("`paths` must name at least one sheet, got none.")
    grids = [_read_grid(fspath(path)) for path in given]
    codes = None if themes is None else [str(getattr(theme, "name", theme)) for theme in themes]
    _check_alike(grids, codes)
    texts = None if corpus is None else {document.id: document.text for document in corpus}
    problems: list[str] = []
    rows: list[dict[str, Any]] = []
    for grid in grids:
        rows += _read_rows(grid, codes or grid.codes, texts, problems)
    problems += _doubles(rows)
    if problems:
        more = f" And {len(problems) - 3} more." if len(problems) > 3 else ""
        raise ReadError(" ".join(problems[:3]) + more)
    names = [name for name in _CODED if name != "value" or grids[0].several]
    columns = {name: [row[name] for row in rows] for name in names}
    made = stamp.make(
        sheets=[Path(path).name for path in given],
        units=len(set(columns["unit"])),
        coders=list(dict.fromkeys(columns["coder"])),
        codings=stamp.digest(repr(row) for row in rows),
    )
    return columns, made


class _Grid(NamedTuple):
    """The cells of a file: names of columns by place, and rows with their numbers."""

    path: str
    names: dict[int, str]
    rows: list[tuple[int, dict[int, Any]]]
    #: The codes that it says there are, where it does.
    codes: list[str] | None

    @property
    def several(self) -> bool:
        """Whether each theme has a column."""
        return "none" in self.names.values()

    @property
    def themes(self) -> dict[str, int]:
        """The columns between the text and `none`, by name."""
        place = {name: column for column, name in self.names.items()}
        if not self.several:
            return {}
        return {n: c for n, c in place.items() if place["text"] < c < place["none"]}


def _read_grid(path: str) -> _Grid:
    """Read the cells of a file and check its columns."""
    ending = Path(path).suffix.lower()
    if ending not in ENDINGS:
        raise ReadError(f"{path} must end in one of {list(ENDINGS)} to be a coding sheet.")
    codes = None
    if ending == ".csv":
        rows = _csv_rows(path)
    else:
        book = Workbook(read_bytes(path), path)
        rows = book.rows("coding" if "coding" in book.sheets else book.sheets[0])
        codes = _listed_codes(book)
    names = {column: _bare(value) for column, value in next(rows, (0, {}))[1].items()}
    grid = _Grid(path, names, list(rows), codes)
    needed = [*BEFORE, *AFTER, "row", "rows", "none" if grid.several else "code"]
    missing = [name for name in needed if name not in names.values()]
    if missing:
        raise ReadError(
            f"{path} has no column {missing}; it has {list(names.values())}. "
            "Give a sheet that `save_coding_sheet()` wrote."
        )
    double = [name for name, number in Counter(names.values()).items() if number > 1]
    if double:
        raise ReadError(f"{path} has the column {double[0]!r} twice. Take one out.")
    known = {*needed, *grid.themes}
    for column, name in names.items():
        if name not in known:
            raise ReadError(
                f"{path}, column {column_name(column)}: {name!r} is no column of a coding sheet. "
                "Put remarks into `note` and take it out."
            )
    return grid


def _csv_rows(path: str) -> Iterator[tuple[int, dict[int, Any]]]:
    """Yield the rows of a CSV file as `Workbook.rows` does."""
    text = decode(read_bytes(path), path).text.lstrip("\ufeff")
    separator = max(",\t;", key=text.split("\n", 1)[0].count)
    limit = csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    try:
        for number, row in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1
        ):
            cells = {column: value for column, value in enumerate(row) if value}
            if cells:
                yield number, cells
    finally:
        csv.field_size_limit(limit)


def _listed_codes(book: Workbook) -> list[str] | None:
    """List the codes that the sheet of instructions names, under the word `code`."""
    if "instructions" not in book.sheets:
        return None
    codes: list[str] = []
    after = None
    for number, cells in book.rows("instructions"):
        if after is not None and number != after + 1:
            break
        if after is not None:
            codes.append(_bare(cells.get(0, "")))
        if after is not None or cells.get(0) == "code":
            after = number
    return codes or None


def _check_alike(grids: Sequence[_Grid], codes: list[str] | None) -> None:
    """Refuse sheets that do not have the same themes, or not those that there are."""
    first = grids[0]
    for grid in grids:
        if grid.several != first.several:
            raise ReadError(
                f"{first.path} and {grid.path} must both have a column for each theme, or one "
                "column `code` both."
            )
        wanted = codes if codes is not None else first.codes or list(first.themes)
        if not grid.several:
            continue
        odd = [name for name in grid.themes if name not in wanted]
        lost = [name for name in wanted if name not in grid.themes and name != NONE]
        if odd:
            column = column_name(grid.themes[odd[0]])
            raise ReadError(
                f"{grid.path}, column {column}: {odd[0]!r} is no code.{nearest(odd[0], wanted)}"
            )
        if lost:
            raise ReadError(f"{grid.path} has no column {lost}. {_RESTORE}")


def _read_rows(
    grid: _Grid, codes: list[str] | None, texts: Mapping[str, str] | None, problems: list[str]
) -> Iterator[dict[str, Any]]:
    """Yield the judgements of a file; note what is wrong with it."""
    place = {name: column for column, name in grid.names.items()}
    seen: list[str] = []
    marks: set[str] = set()
    total = ""
    for number, cells in grid.rows:
        where = f"{grid.path}, row {number}"
        for column, value in cells.items():
            if column not in grid.names:
                problems.append(
                    f"{where}, column {column_name(column)}: {str(value)!r} stands under no "
                    "heading. Put remarks into `note`."
                )
        row = {name: _bare(cells.get(column, "")) for name, column in place.items()}
        span = find_span(row["unit"])
        seen.append(row["row"])
        total = total or row["rows"]
        raw = str(cells.get(place["text"], ""))
        if span is None or row["text_hash"] not in (text_hash(row["text"]), text_hash(raw)):
            problems.append(f"{where}: the passage {row['unit']!r} was changed. {_RESTORE}")
            continue
        if texts is not None and row["text_hash"] != _hash_in(texts, span):
            problems.append(
                f"{where}: {row['unit']!r} is no passage of the corpus with this text. "
                "Read and clean the files as then."
            )
            continue
        told = {
            "unit": row["unit"], "coder": row["coder"] or Path(grid.path).stem,
            "document": span[0], "start": span[1], "end": span[2], "note": row["note"],
            "file": grid.path, "row": number,
        }  # fmt: skip
        if grid.several:
            values = _values(grid, row, where, problems, marks)
            yield from ({**told, "code": theme, "value": v} for theme, v in values.items())
        else:
            yield {**told, "code": _code(row["code"], codes, where, problems)}
    if "x" in marks and marks & {"√", "✓", "✔"}:
        problems.append(f"{grid.path}: 'x' beside '√' may mean no. Write 1 for yes and 0 for no.")
    problems += _lost(grid.path, seen, total)


def _values(
    grid: _Grid, row: Mapping[str, str], where: str, problems: list[str], marks: set[str]
) -> dict[str, int | None]:
    """Read a row's marks: 1, 0, or None for all where nothing is filled in."""
    values: dict[str, int | None] = {}
    place = {**grid.themes, "none": 0}
    for theme in place:
        mark = unicodedata.normalize("NFKC", row[theme]).casefold()
        mark = mark.removesuffix(".0")
        marks.add(mark)
        if mark and mark not in _YES and mark not in _NO:
            problems.append(
                f"{where}, column {theme!r}: {row[theme]!r} must be yes (1 x √ 是 yes) or no "
                "(0 否 no, or blank)."
            )
        values[theme] = int(mark in _YES)
    none = values.pop("none")
    if none and any(values.values()):
        held = next(theme for theme, value in values.items() if value)
        problems.append(f"{where}: `none` and {held!r} cannot both hold.")
    if not any(row[theme] for theme in place):
        return dict.fromkeys(values)
    return values


def _code(code: str, codes: list[str] | None, where: str, problems: list[str]) -> str | None:
    """Read the code of a row; None where there is none."""
    if code and codes is not None and code not in (*codes, NONE):
        problems.append(f"{where}, column 'code': {code!r} is no code.{nearest(code, codes)}")
    return code or None


def _lost(path: str, seen: Sequence[str], total: str) -> list[str]:
    """Say which rows are missing from a file, or stand in it twice."""
    numbers = Counter(seen)
    # A sheet has no more rows than a workbook can hold.
    count = min(int(total), _MAX_ROWS) if total.isdecimal() and len(total) < 10 else 0
    lost = [str(n) for n in range(1, count + 1) if str(n) not in numbers]
    there = {str(n) for n in range(1, count + 1)}
    odd = [n for n, times in numbers.items() if times > 1 or n not in there]
    problems = []
    if lost:
        these = ", ".join(lost[:5]) + (" …" if len(lost) > 5 else "")
        problems.append(
            f"{path} lacks {len(lost)} of its {total} rows, in the column `row`: {these}. "
            f"{_RESTORE}"
        )
    if odd:
        problems.append(
            f"{path}: its column `row` must have each number from 1 to {total or 'the last'} once, "
            f"got {odd[0]!r}. {_RESTORE}"
        )
    return problems


def _doubles(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Name the passages that one coder coded twice."""
    first: dict[tuple[object, ...], Mapping[str, Any]] = {}
    problems: dict[str, None] = {}
    for row in rows:
        other = first.setdefault((row["unit"], row["coder"]), row)
        same = (other["file"], other["row"]) == (row["file"], row["row"])
        if not same or (other is not row and other["code"] == row["code"]):
            told = (
                f"{row['file']}, row {row['row']}: {row['coder']!r} coded {row['unit']!r} in "
                f"{other['file']}, row {other['row']}, too. Name the coders in the column `coder`."
            )
            # Once a passage, not once for each of its codes.
            problems[told] = None
    return list(problems)


def _hash_in(texts: Mapping[str, str], span: tuple[str, int, int]) -> str | None:
    """Hash a span of the corpus; None if there is no such document."""
    document, start, end = span
    return text_hash(texts[document][start:end]) if document in texts else None


def _bare(value: object) -> str:
    """Write a cell as text, without the apostrophe that kept it from being a formula."""
    text = str(value).strip()
    bare = text.removeprefix("'")
    return bare if neutral(bare) != bare else text

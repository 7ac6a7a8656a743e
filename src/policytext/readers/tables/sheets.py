"""The cells of a .xlsx workbook, a row at a time, with the types that the sheet shows.

Own, over expat: openpyxl builds what is not needed and takes twice the time, and calamine sets
a sheet out cell by cell, so that one value in the last cell ends the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cached_property

from policytext.numbering import to_letters
from policytext.readers.package import Package, damaged

__all__ = ["Workbook", "column_name"]

_ESCAPED = re.compile("_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
#: Numbers of built-in formats that show a date, in western and in East Asian Excel (ECMA-376
#: part 1, 18.8.30).
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_LITERAL = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|_.|\*.')
_DATE_LETTER = re.compile("[ymdhsYMDHS年月日]")


class Workbook:
    """A workbook: names of sheets, and the rows of each.

    Parameters
    ----------
    data : bytes
        The file.
    path : str
        Its path, for messages.

    Raises
    ------
    ReadError
        If it is damaged, protected, or unpacks to more than a table would.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self._package = Package(data, path)
        self._main = self._package.related("", "officeDocument") or "xl/workbook.xml"
        self._sheets, self._epoch = self._contents()

    @property
    def sheets(self) -> list[str]:
        """The names of the sheets, in order."""
        return list(self._sheets)

    def rows(self, sheet: str) -> Iterator[tuple[int, dict[int, object]]]:
        """Yield the number of each row that is not empty, from 1, and its values by column."""
        try:
            yield from self._rows(self._sheets[sheet])
        except (ValueError, IndexError, OverflowError) as error:
            reason = f"its sheet {sheet!r} has a cell that is none ({error})"
            raise damaged(self._package.path, reason) from None

    # ------------------------------------------------------------ parts

    def _contents(self) -> tuple[dict[str, str], datetime]:
        """Give the part of each sheet by its name, and the day that dates are counted from."""
        parts = {to.id: to.part for to in self._package.relations(self._main)}
        sheets: dict[str, str] = {}
        epoch = datetime(1899, 12, 30)
        for name, found, _ in self._package.events(self._main):
            if found is None:
                continue
            if name == "workbookPr" and found.get("date1904") in ("1", "true"):
                epoch = datetime(1904, 1, 1)
            if name == "sheet":
                # r:id, whatever the prefix.
                link = next((v for k, v in found.items() if k.endswith(":id")), "")
                sheets[found.get("name", "")] = parts.get(link, "")
        if not sheets:
            raise damaged(self._package.path, "it names no sheet")
        return sheets, epoch

    def _part(self, kind: str) -> str:
        """Name the part that the sheets share for some purpose."""
        return self._package.related(self._main, kind) or f"xl/{kind}.xml"

    @cached_property
    def _strings(self) -> list[str]:
        """The texts that cells refer to by number."""
        strings: list[str] = []
        pieces: list[str] = []
        spoken = False
        for name, found, text in self._package.events(self._part("sharedStrings")):
            if name == "rPh":
                # How the text is pronounced is written above it and is no part of it.
                spoken = found is not None
            elif found is None and name == "t" and not spoken:
                pieces.append(text)
            elif found is None and name == "si":
                strings.append(_unescaped("".join(pieces)))
                pieces.clear()
        return strings

    @cached_property
    def _dates(self) -> list[bool]:
        """For each style of cells, whether it shows a number as a date."""
        dates: list[bool] = []
        own: dict[str, bool] = {}
        inside = False
        for name, found, _ in self._package.events(self._part("styles")):
            if name == "numFmt" and found is not None:
                code = _LITERAL.sub("", found.get("formatCode", "").split(";", 1)[0])
                own[found.get("numFmtId", "")] = bool(_DATE_LETTER.search(code))
            elif name == "cellXfs":
                inside = found is not None
            elif name == "xf" and inside and found is not None:
                number = found.get("numFmtId", "0")
                built_in = number.isdecimal() and int(number) in _DATE_FORMATS
                dates.append(own.get(number, built_in))
        return dates

    # ------------------------------------------------------------ cells

    def _rows(self, part: str) -> Iterator[tuple[int, dict[int, object]]]:
        """Yield the rows of a sheet's part."""
        number, column = 0, -1
        cells: dict[int, object] = {}
        cell: dict[str, str] = {}
        value = ""
        inline: list[str] = []
        spoken = False
        for name, found, text in self._package.events(part):
            if name == "c" and found is not None:
                cell, value = found, ""
                inline.clear()
                column = _column_number(found["r"]) if "r" in found else column + 1
            elif name == "v" and found is None:
                value = text
            elif name == "rPh":
                spoken = found is not None
            elif name == "t" and found is None and not spoken:
                inline.append(text)
            elif name == "c":
                shown = self._value(cell, value, inline)
                if shown not in (None, ""):
                    cells[column] = shown
            elif name == "row" and found is not None:
                number, column = int(found.get("r", number + 1)), -1
                cells = {}
            elif name == "row" and cells:
                yield number, cells

    def _value(self, cell: dict[str, str], text: str, inline: list[str]) -> object:
        """Give the value that a cell shows; None for an error such as #N/A."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _unescaped("".join(inline))
        if not text or kind == "e":
            return None
        if kind == "s":
            return self._strings[int(text)]
        if kind == "b":
            return text in ("1", "true")
        if kind == "d":
            moment = datetime.fromisoformat(text)
            return moment if moment.time() != time() else moment.date()
        if kind != "n":
            return _unescaped(text)
        style = int(cell.get("s", 0))
        if style < len(self._dates) and self._dates[style]:
            return self._date(float(text))
        return int(text) if _WHOLE.fullmatch(text) else float(text)

    def _date(self, days: float) -> object:
        """Give the date, the moment or the time of day that a number of days stands for."""
        # 1900 was no leap year, yet Excel counts a 29th of February: before it, a day more.
        start = self._epoch + timedelta(days=1) * (self._epoch.year == 1899 and 1 <= days < 60)
        try:
            moment = start + timedelta(milliseconds=round(days * 86_400_000))
        except (OverflowError, ValueError):
            return days
        if 0 < days < 1:
            return moment.time()
        return date(moment.year, moment.month, moment.day) if days == int(days) else moment


def _unescaped(text: str) -> str:
    """Undo the way in which characters that XML cannot hold are written."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _column_number(reference: str) -> int:
    """Read the column of a reference such as B5, from 0."""
    number = 0
    # No sheet has more columns than three letters name.
    for letter in reference[:3].rstrip("0123456789").upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def column_name(number: int) -> str:
    """Write the letters of a column, A for 0."""
    return to_letters(number + 1).upper()

"""The cells of a .xlsx workbook, a row at a time, with the types that the sheet shows.

Own, over zipfile and expat: openpyxl builds what is not needed and takes twice the time, and
calamine sets a sheet out cell by cell, so that one value in the last cell ends the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from posixpath import join, normpath
from typing import TYPE_CHECKING
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from policytext import readers
from policytext.errors import ReadError
from policytext.readers.archives import check_ratio

if TYPE_CHECKING:
    from zipfile import ZipInfo

__all__ = ["Workbook", "column_name"]

Attributes = dict[str, str]
#: An element's start with its attributes, or its end with its characters.
Event = tuple[str, Attributes | None, str]

_CHUNK = 1 << 16
#: More parts than any workbook has; a list of millions would not fit in memory.
_MAX_PARTS = 20_000
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
        If it is broken, encrypted, or unpacks to more than a table would.
    """

    def __init__(self, data: bytes, path: str) -> None:
        self._path = path
        if data.count(b"PK\x01\x02") > _MAX_PARTS:
            raise self._broken(f"more than {_MAX_PARTS:,} parts")
        try:
            self._zip = ZipFile(BytesIO(data))
        # zipfile raises a dozen kinds of error on a damaged file.
        except Exception as error:
            raise self._broken(error) from None
        self._parts = {_part_name(info.filename): info for info in self._zip.infolist()}
        self._sheets, self._epoch = self._contents()
        self._strings: list[str] | None = None
        self._dates: list[bool] | None = None

    @property
    def sheets(self) -> list[str]:
        """The names of the sheets, in order."""
        return list(self._sheets)

    def rows(self, sheet: str) -> Iterator[tuple[int, dict[int, object]]]:
        """Yield the number of each row that is not empty, from 1, and its values by column."""
        if self._strings is None:
            self._strings = list(self._shared_strings())
            self._dates = list(self._date_styles())
        try:
            yield from self._rows(self._sheets[sheet])
        except (ValueError, IndexError, OverflowError) as error:
            raise self._broken(f"its sheet {sheet!r} has a cell that is none ({error})") from None

    def _broken(self, reason: object) -> ReadError:
        return ReadError(
            f"{self._path} is no whole workbook: {str(reason).rstrip('.')}. "
            "Open it in a spreadsheet program and save it again as .xlsx or .csv."
        )

    # ------------------------------------------------------------ XML

    def _events(self, part: str) -> Iterator[Event]:
        """Parse a part, if there is one, a piece at a time."""
        info = self._parts.get(_part_name(part))
        if info is None:
            return
        events: list[Event] = []
        text: list[str] = []

        def start(name: str, attributes: Attributes) -> None:
            text.clear()
            events.append((name.rpartition(":")[2], attributes, ""))

        def end(name: str) -> None:
            events.append((name.rpartition(":")[2], None, "".join(text)))
            text.clear()

        def refuse(*declared: object) -> None:
            # Entities, and with them all ways to blow up or to fetch, need a declaration.
            raise self._broken(f"its part {part} declares a document type, as no workbook does")

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = text.append
        parser.StartDoctypeDeclHandler = refuse
        for piece in self._pieces(info, part):
            try:
                parser.Parse(piece, not piece)
            except (expat.ExpatError, ValueError, LookupError) as error:
                raise self._broken(f"its part {part} is not well-formed XML ({error})") from None
            yield from events
            events.clear()

    def _pieces(self, info: ZipInfo, part: str) -> Iterator[bytes]:
        """Unpack a part piece by piece, an empty one last, unless it grows too large."""
        if info.flag_bits & 1 or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self._broken(f"its part {part} is encrypted or packed as in no workbook")
        size = 0
        try:
            stream = self._zip.open(info)
        except Exception as error:
            raise self._broken(error) from None
        with stream:
            piece = b"?"
            while piece:
                try:
                    piece = stream.read(_CHUNK)
                except Exception as error:
                    raise self._broken(error) from None
                size += len(piece)
                check_ratio(size, info.compress_size, self._path)
                if size > readers.MAX_BYTES:
                    raise self._broken(
                        f"its part {part} is larger than {readers.MAX_BYTES:,} bytes"
                    )
                yield piece

    # ------------------------------------------------------------ parts

    def _contents(self) -> tuple[dict[str, str], datetime]:
        """Give the part of each sheet by its name, and the day that dates are counted from."""
        targets = {
            found["Id"]: found.get("Target", "")
            for name, found, _ in self._events("xl/_rels/workbook.xml.rels")
            if name == "Relationship" and found is not None and "Id" in found
        }
        sheets: dict[str, str] = {}
        epoch = datetime(1899, 12, 30)
        for name, found, _ in self._events("xl/workbook.xml"):
            if found is None:
                continue
            if name == "workbookPr" and found.get("date1904") in ("1", "true"):
                epoch = datetime(1904, 1, 1)
            if name == "sheet":
                # r:id, whatever the prefix.
                link = next((v for k, v in found.items() if k.endswith(":id")), "")
                target = targets.get(link, "")
                sheets[found.get("name", "")] = normpath(join("/xl", target))[1:]
        if not sheets:
            raise self._broken("it names no sheet")
        return sheets, epoch

    def _shared_strings(self) -> Iterator[str]:
        """Yield the texts that cells refer to by number."""
        pieces: list[str] = []
        spoken = False
        for name, found, text in self._events("xl/sharedStrings.xml"):
            if name == "rPh":
                # How the text is pronounced is written above it and is no part of it.
                spoken = found is not None
            elif found is None and name == "t" and not spoken:
                pieces.append(text)
            elif found is None and name == "si":
                yield _unescaped("".join(pieces))
                pieces.clear()

    def _date_styles(self) -> Iterator[bool]:
        """Tell for each style of cells whether it shows a number as a date."""
        own: dict[str, bool] = {}
        inside = False
        for name, found, _ in self._events("xl/styles.xml"):
            if name == "numFmt" and found is not None:
                code = _LITERAL.sub("", found.get("formatCode", "").split(";", 1)[0])
                own[found.get("numFmtId", "")] = bool(_DATE_LETTER.search(code))
            elif name == "cellXfs":
                inside = found is not None
            elif name == "xf" and inside and found is not None:
                number = found.get("numFmtId", "0")
                built_in = number.isdecimal() and int(number) in _DATE_FORMATS
                yield own.get(number, built_in)

    # ------------------------------------------------------------ cells

    def _rows(self, part: str) -> Iterator[tuple[int, dict[int, object]]]:
        """Yield the rows of a sheet's part."""
        number, column = 0, -1
        cells: dict[int, object] = {}
        cell: Attributes = {}
        value = ""
        inline: list[str] = []
        spoken = False
        for name, found, text in self._events(part):
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

    def _value(self, cell: Attributes, text: str, inline: list[str]) -> object:
        """Give the value that a cell shows; None for an error such as #N/A."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return _unescaped("".join(inline))
        if not text or kind == "e":
            return None
        if kind == "s":
            assert self._strings is not None
            return self._strings[int(text)]
        if kind == "b":
            return text in ("1", "true")
        if kind == "d":
            moment = datetime.fromisoformat(text)
            return moment if moment.time() != time() else moment.date()
        if kind != "n":
            return _unescaped(text)
        style = int(cell.get("s", 0))
        assert self._dates is not None
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


def _part_name(name: str) -> str:
    """Give the name of a part as it is looked for: some programs write others' case or slashes."""
    return name.replace("\\", "/").lower()


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
    name = ""
    number += 1
    while number > 0:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name

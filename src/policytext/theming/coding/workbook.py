"""The workbook that a coder fills in: what is fixed is locked, what is open has a list."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

from policytext.display import columns as width_of
from policytext.errors import InputError, MissingExtra
from policytext.export import neutral
from policytext.files import written_whole
from policytext.readers.tables import CELL_LIMIT, utf16_units
from policytext.stamp import Stamp
from policytext.theming.coding.codings import NONE
from policytext.theming.coding.sheet import Sheet, writable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["write_workbook"]

#: Widths of columns, in digits of the standard font.
_WIDTHS = {
    "row": 5, "document": 12, "heading_path": 20, "page": 5, "line": 6, "text": 80, "code": 16,
    "none": 5, "note": 24, "coder": 10,
}  # fmt: skip
_HIDDEN = ("unit", "text_hash", "rows")
_LINE = 15.0
#: The highest row that there is, in points.
_HIGHEST = 409.0

_SEVERAL = (
    ("逐行阅读 text 一栏，凡成立的主题，在该栏填 1；一段文字可以有几个主题。",
     "Read each passage and write 1 under every theme that it is about; there may be several."),
    ("没有任何主题成立的，在 none 一栏填 1。整行空白视为尚未编码，不计入结果。",
     "Where no theme holds, write 1 under none. A row left blank counts as not coded."),
)  # fmt: skip
_SINGLE = (
    ("逐行阅读 text 一栏，在 code 一栏选一个类别。",
     "Read each passage and choose its one code in the column code."),
    (f"没有任何类别成立的，选“{NONE}”。空白视为尚未编码，不计入结果。",
     f"Where none holds, choose {NONE}. A blank counts as not coded."),
)  # fmt: skip
_BOTH = (
    ("请独立编码，编完之前不与其他编码员商量；有疑问写在 note 一栏。",
     "Code alone, and talk to other coders only afterwards. Write doubts under note."),
    ("姓名写在 coder 一栏；不写则以文件名为准。",
     "Your name goes under coder; without it the name of the file is taken."),
    ("其余各栏请勿改动，不要删行、加行或加栏。",
     "Leave the other columns as they are, and add or delete no rows or columns."),
)  # fmt: skip


def write_workbook(
    sheet: Sheet, names: Sequence[str], lines: Sequence[Sequence[Any]], path: str | PathLike[str]
) -> None:
    """Write a sheet to a workbook, whole or not at all.

    Raises
    ------
    MissingExtra
        If openpyxl is not installed.
    InputError
        If a passage is longer than a cell.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MissingExtra(
            "Writing .xlsx needs openpyxl, which is not installed. "
            'Install it with: pip install "policytext[excel]"'
        ) from None
    for row in sheet.rows:
        if utf16_units(str(row["text"])) > CELL_LIMIT - 1:
            raise InputError(
                f"A passage must have fewer than {CELL_LIMIT:,} characters in .xlsx, got "
                f"{len(str(row['text'])):,} in {row['unit']!r}. "
                "Take a smaller `unit`, or save a .csv."
            )
    book = Workbook()
    coding = book.active
    coding.title = "coding"
    for values in (names, *lines):
        coding.append([_allowed(value) for value in values])
    first = _write_instructions(book.create_sheet("instructions"), sheet)
    _lay_out(coding, sheet, lines)
    _add_lists(coding, sheet, names, len(lines), first)
    _protect(coding, sheet, names)
    with written_whole(path) as temporary:
        book.save(temporary)


def _allowed(value: Any) -> Any:
    """Leave out characters that a cell cannot hold."""
    return writable(value) if isinstance(value, str) else value


def _lay_out(coding: Worksheet, sheet: Sheet, lines: Sequence[Sequence[Any]]) -> None:
    """Set widths, heights and styles, and what stays in view."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    top = Alignment(vertical="top", wrap_text=True)
    middle = Alignment(horizontal="center", vertical="top")
    thin = Side(style="thin", color="D0D0D0")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    names = ["row", *sheet.columns, "rows"]
    for number, name in enumerate(names, 1):
        letter = get_column_letter(number)
        theme = sheet.several and name in sheet.themes
        coding.column_dimensions[letter].width = 5 if theme else _WIDTHS.get(name, 14)
        unused = name == "page" and all(row["page"] is None for row in sheet.rows)
        coding.column_dimensions[letter].hidden = name in _HIDDEN or unused
        for cell in coding[letter]:
            cell.alignment = middle if theme or name in ("row", "page", "line", "none") else top
            cell.border = border
        head = coding[f"{letter}1"]
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="DDE6F0" if theme or name == "none" else "EEEEEE")
        # Stacked for Chinese, turned for what is written in letters.
        turn = 0 if not theme else 90 if name.isascii() else 255
        head.alignment = Alignment(
            horizontal="center", vertical="center", wrap_text=not theme, text_rotation=turn
        )
    longest = max((len(name) for name in sheet.themes), default=0) if sheet.several else 2
    coding.row_dimensions[1].height = min(max(2, longest + 1) * _LINE, _HIGHEST)
    for number, row in enumerate(sheet.rows, 2):
        coding.row_dimensions[number].height = _height(row)
    coding.freeze_panes = coding.cell(row=2, column=names.index("text") + 2)
    coding.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(lines) + 1}"
    coding.print_title_rows = "1:1"
    coding.page_setup.orientation = "landscape"
    coding.page_setup.fitToHeight = 0
    coding.sheet_properties.pageSetUpPr.fitToPage = True


def _height(row: dict[str, Any]) -> float:
    """Estimate how high a row must be to show its text: spreadsheets do not all find out."""
    rows = 1
    for name in ("text", "heading_path", "document"):
        # A line ends before a character that does not fit, so a little is lost.
        width = _WIDTHS[name] - 2
        rows = max(rows, sum(1 + width_of(part) // width for part in str(row[name]).split("\n")))
    return min(rows * _LINE + 3, _HIGHEST)


def _add_lists(
    coding: Worksheet, sheet: Sheet, names: Sequence[str], rows: int, first: int
) -> None:
    """Let open cells be filled in from a list."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    if not rows:
        return
    if sheet.several:
        begin, end = (names.index("text") + 2, names.index("none") + 1)
        source, message = '"1,0"', "1 = 是 yes; 0 或空白 or blank = 否 no"
    else:
        begin = end = names.index("code") + 1
        last = first + len(sheet.themes)
        source = f"instructions!$A${first}:$A${last}"
        message = "请从列表中选择。 Choose from the list."
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    rule.error, rule.errorTitle = message, "policytext"
    rule.add(f"{get_column_letter(begin)}2:{get_column_letter(end)}{rows + 1}")
    coding.add_data_validation(rule)


def _protect(coding: Worksheet, sheet: Sheet, names: Sequence[str]) -> None:
    """Lock all cells but those to fill in, without a password."""
    from openpyxl.styles import Protection

    open_ = {*(sheet.themes if sheet.several else ()), "none", "code", "note", "coder"}
    for number, name in enumerate(["row", *sheet.columns, "rows"], 1):
        if name in open_:
            for (cell,) in coding.iter_rows(min_row=2, min_col=number, max_col=number):
                cell.protection = Protection(locked=False)
    coding.protection.sheet = True
    coding.protection.formatColumns = False
    coding.protection.formatRows = False
    coding.protection.autoFilter = False


def _write_instructions(page: Worksheet, sheet: Sheet) -> int:
    """Write how to code, what the codes mean, and how the sheet was made.

    Returns the row of the first code.
    """
    from openpyxl.styles import Alignment, Font

    steps = (*(_SEVERAL if sheet.several else _SINGLE), *_BOTH)
    for number, (chinese, english) in enumerate(steps, 1):
        page.append([number, f"{chinese}\n{english}"])
    page.append([])
    page.append(["code", "说明 description"])
    head = int(page.max_row)
    for name, description in sheet.themes.items():
        page.append([neutral(_allowed(name)), neutral(_allowed(description))])
    if not sheet.several:
        page.append([NONE, "以上类别均不成立。 None of these holds."])
    page.append([])
    page.append(["made", "本表来源 how this sheet was made"])
    made = int(page.max_row)
    for key, value in _made(sheet.stamp):
        page.append([key, neutral(_allowed(value))])
    page.column_dimensions["A"].width = 20
    page.column_dimensions["B"].width = 100
    for row in page.iter_rows():
        for cell in row:
            cell.alignment = Alignment(vertical="top", horizontal="left", wrap_text=True)
            if cell.row in (head, made):
                cell.font = Font(bold=True)
        text = str(row[1].value or "")
        height = sum(1 + width_of(part) // 98 for part in text.split("\n"))
        page.row_dimensions[row[0].row].height = height * _LINE + 2
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    return head + 1


def _made(stamp: Stamp) -> list[tuple[str, str]]:
    """List what the stamp says."""
    return [(name, str(value)) for name, value in stamp.items()]

import io
import json
import sys
import zipfile
from datetime import date, datetime, time

import pytest

from policytext.errors import MissingExtra, ReadError
from policytext.readers import Failure, File, RawText, limits, read_data


def parts(name, data, **options):
    """Read a table."""
    data = data.encode() if isinstance(data, str) else data
    return list(read_data(File(name, data, **options)))


def texts(name, data, **options):
    """Give the texts of a table with their metadata, every row whole."""
    found = parts(name, data, **options)
    assert all(isinstance(part, RawText) for part in found), found
    return [(part.text, part.metadata) for part in found]


def reasons(name, data, **options):
    """Give why some rows could not be read, and how many could."""
    found = parts(name, data, **options)
    failed = [part.reason for part in found if isinstance(part, Failure)]
    return failed, len(found) - len(failed)


def refusal(name, data, **options):
    """Give the message with which a file is refused."""
    with pytest.raises(ReadError) as caught:
        parts(name, data, **options)
    return str(caught.value)


def place(raw, word):
    """Give line and column of a word of a text."""
    return tuple(raw.source.locate(raw.offsets[raw.text.index(word)])[:2])


# ---------------------------------------------------------------- CSV


@pytest.mark.parametrize(
    "line", ["sep=;\r\n", "\ufeffsep=;\n", "SEP=;\n", "\ufeff", "\ufeff\ufeff"]
)
def test_what_spreadsheets_put_before_the_header_is_no_row(line):
    """A line that names the separator, and byte order marks, one or two."""
    assert texts("表.csv", f"{line}text;year\n改革，开放;2012\n") == [
        ("改革，开放", {"year": 2012})
    ]


def test_a_quoted_header_after_a_byte_order_mark_is_read():
    """The mark does not hide the quotation mark."""
    assert texts("表.csv", '\ufeff\ufeff"text","year"\n改革,2012\n') == [("改革", {"year": 2012})]


def test_quotes_hold_separators_quotes_and_line_ends():
    """A quoted cell may hold anything, a quotation mark in it is doubled."""
    table = 'id,text\n1,"甲,乙\n他说""好""。"\n\n3,丙"丁"\n4,戊""己\n'

    assert [text for text, _ in texts("表.csv", table)] == [
        '甲,乙\n他说"好"。', '丙"丁"', '戊""己',
    ]  # fmt: skip


def test_a_cell_that_goes_on_after_its_quotes_is_taken_as_it_stands():
    """Who begins a cell with a quotation mark need not mean to quote it; no word is lost."""
    (row, other) = texts("表.csv", 'text,year\n"改革"是动力,2012\n"开放"与"发展",2013\n')

    assert (row, other) == (('"改革"是动力', {"year": 2012}), ('"开放"与"发展"', {"year": 2013}))


def test_a_row_with_another_number_of_fields_does_not_hide_the_others():
    """The message gives the line, both numbers and the cure; the rows after it are read."""
    table = "text,year\n改革,2012\n改革,开放,2013\n发展\n创新,2014\n"

    assert reasons("表.csv", table) == (
        [
            "表.csv, line 3: the row has 3 fields, the header 2. "
            "Put fields that hold a ',' or a line end in quotes.",
            "表.csv, line 4: the row has 1 fields, the header 2. "
            "Put fields that hold a ',' or a line end in quotes.",
        ],
        2,
    )


def test_a_quote_that_is_never_closed_ends_with_its_line():
    """The rows after it are read."""
    assert texts("表.csv", 'text,year\n"改革,2012\n开放,2013\n') == [
        ('"改革', {"year": 2012}),
        ("开放", {"year": 2013}),
    ]


def test_a_row_without_text_is_told():
    """Nothing is counted of it, and the user knows."""
    assert reasons("表.csv", "id,text\n1,改革\n2,\n3,\u3000\n") == (
        [
            "表.csv, line 3: 'text' is empty, so there is no text.",
            "表.csv, line 4: 'text' is empty, so there is no text.",
        ],
        1,
    )


def test_many_broken_quotes_take_no_longer():
    """A row is never looked at again and again."""
    from time import perf_counter

    for cell in ('"甲', '"甲""', '"""甲', '"甲"乙'):
        start = perf_counter()
        parts("表.csv", "text,year\n" + f"{cell},2012\n" * 20_000)
        assert perf_counter() - start < 5, cell


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("改" * 32_767, True),
        ("改" * 32_765 + "𠮷", True),
        ("改" * 32_766 + "𠮷", False),
        ("𠮷" * 16_383 + "改", True),
        ("改" * 32_768, False),
        ("改" * 32_760, False),
    ],
)
def test_a_text_as_long_as_a_cell_can_be_was_cut(text, cut):
    """Spreadsheets hold 32,767 UTF-16 units in a cell and say nothing of the rest."""
    warning = "The text was cut: a spreadsheet cell holds 32,767 characters."
    for name, data in (
        ("表.csv", f"text\n{text}\n"),
        ("表.jsonl", json.dumps({"text": text})),
        ("表.xlsx", workbook(f"<row><c t='inlineStr'><is><t>text</t></is></c></row><row>"
                            f"<c t='inlineStr'><is><t>{text}</t></is></c></row>")),
    ):  # fmt: skip
        (raw,) = parts(name, data)
        assert raw.warnings == ((warning,) if cut else ()), name


# ---------------------------------------------------------------- JSON lines


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "甲"', "not a JSON object (expected ,). A .jsonl file has one object a line."),
        ('["text"]', "not a JSON object (expected {). A .jsonl file has one object a line."),
        (
            '{1: "甲"}',
            "not a JSON object (expected a name in quotes). A .jsonl file has one object a line.",
        ),
        (
            '{"text": "甲"} x',
            "not a JSON object (more after the object). A .jsonl file has one object a line.",
        ),
        ('{"text": 5}', "'text' is not a string."),
        ('{"text": ""}', "'text' is empty, so there is no text."),
    ],
)
def test_a_broken_line_does_not_hide_the_others(line, reason):
    """It is named with the reason, and the lines around it are read."""
    lines = ['{"text": "改革"}', line, '{"text": "开放"}']

    assert reasons("档.jsonl", "\n".join(lines)) == ([f"档.jsonl, line 2: {reason}"], 2)


def test_a_line_without_text_names_its_members():
    """The member is looked for in every line."""
    assert reasons("档.jsonl", '{"txt": "改革"}\n{"text": "开放"}') == (
        [
            "档.jsonl, line 1 has no column 'text'; it has ['txt']. Did you mean 'txt'? "
            "Name it with `text_column`."
        ],
        1,
    )


def test_a_year_in_quotes_is_a_number():
    """As in a .csv, so that both give the same table; other strings stay as they are."""
    line = {"text": "改革", "year": "2012", "code": "0012", "n": 3, "x": "20123"}

    assert texts("档.jsonl", json.dumps(line)) == [
        ("改革", {"year": 2012, "code": "0012", "n": 3, "x": "20123"})
    ]


def test_objects_nested_too_deep_do_no_harm():
    """The line is named and the others are read."""
    deep = '{"text": "甲", "x": ' + "[" * 100_000
    failed, read = reasons("档.jsonl", f'{deep}\n{{"text": "改革"}}')

    assert failed[0].startswith("档.jsonl, line 1: not a JSON object (")
    assert read == 1


# ---------------------------------------------------------------- workbooks

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
AGAIN = "Download it again, or open it in Word, Excel or WPS and save it again."
ODD = "which no document does. If you trust it, save it in another format and read that."
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def workbook(*sheets, strings="", styles="", more="", changed=None):
    """Make a .xlsx of the rows of its sheets."""
    names = "".join(
        f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="x" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    files = {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">{more}'
        f"<sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
        **{
            f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}'
            "</sheetData></worksheet>"
            for n, rows in enumerate(sheets, 1)
        },
        **(changed or {}),
    }
    return zipped(files)


def zipped(files):
    """Make a .zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def row(*cells):
    """Write a row of strings."""
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{c}</t></is></c>' for c in cells) + "</row>"


def test_a_workbook_gives_a_text_a_row():
    """The first row names the columns; the source of a text is its cell."""
    found = parts(
        "表.xlsx", workbook(row("id", "text") + row("甲", "改革\n开放") + row("乙", "发展"))
    )

    assert [(raw.text, raw.metadata, raw.source.path) for raw in found] == [
        ("改革\n开放", {"id": "甲"}, "表.xlsx/表1!B2"),
        ("发展", {"id": "乙"}, "表.xlsx/表1!B3"),
    ]
    assert place(found[0], "开放") == (2, 1)


def test_values_have_the_types_that_the_sheet_shows():
    """Numbers, whole or not, dates, times, truth and errors; a formula's last value."""
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>'
        '<numFmt numFmtId="171" formatCode="0.0&quot;days&quot;"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/>'
        '<xf numFmtId="58"/></cellXfs>'
    )
    cells = {
        "whole": "<c><v>2012</v></c>",
        "part": "<c><v>3.25</v></c>",
        "large": "<c><v>1E+20</v></c>",
        "date": '<c s="1"><v>43529</v></c>',
        "own": '<c s="2"><v>43529</v></c>',
        "not": '<c s="3"><v>43529</v></c>',
        "east": '<c s="4"><v>43529</v></c>',
        "moment": '<c s="1"><v>43529.75</v></c>',
        "time": '<c s="1"><v>0.5</v></c>',
        "early": '<c s="1"><v>1</v></c>',
        "late": '<c s="1"><v>1E+9</v></c>',
        "iso": '<c t="d"><v>2019-03-05</v></c>',
        "yes": '<c t="b"><v>1</v></c>',
        "no": '<c t="b"><v>0</v></c>',
        "error": '<c t="e"><v>#N/A</v></c>',
        "formula": '<c t="str"><f>A1&amp;B1</f><v>甲乙</v></c>',
        "shared": '<c t="s"><v>1</v></c>',
        "spoken": '<c t="inlineStr"><is><t>改革</t><rPh><t>gaige</t></rPh></is></c>',
        "empty": "<c/>",
    }
    strings = "<si><t>x</t></si><si><r><t>改</t></r><r><t>革</t></r><rPh><t>gaige</t></rPh></si>"
    table = row("text", *cells) + f"<row><c t='s'><v>0</v></c>{''.join(cells.values())}</row>"
    ((text, metadata),) = texts("表.xlsx", workbook(table, strings=strings, styles=styles))

    assert text == "x"
    assert metadata == {
        "whole": 2012, "part": 3.25, "large": 1e20, "date": date(2019, 3, 5),
        "own": date(2019, 3, 5), "not": 43529, "east": date(2019, 3, 5),
        "moment": datetime(2019, 3, 5, 18), "time": time(12), "early": date(1900, 1, 1),
        "late": 1e9, "iso": date(2019, 3, 5), "yes": True, "no": False, "error": None,
        "formula": "甲乙", "shared": "改革", "spoken": "改革", "empty": None,
    }  # fmt: skip
    assert isinstance(metadata["whole"], int)


def test_days_counted_from_1904_are_dates():
    """Workbooks of the Macintosh count from another day."""
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    table = row("text", "d") + '<row><c t="str"><v>甲</v></c><c s="0"><v>42067</v></c></row>'
    data = workbook(table, styles=styles, more='<workbookPr date1904="1"/>')

    assert texts("表.xlsx", data) == [("甲", {"d": date(2019, 3, 5)})]


def test_cells_and_rows_may_be_left_out():
    """A sheet stores what is not empty, with its place; a column without a name has no value."""
    table = (
        '<row r="3"><c r="C3" t="str"><v>text</v></c><c r="E3" t="str"><v>年</v></c></row>'
        '<row r="7"><c r="A7"><v>1</v></c><c r="C7" t="str"><v>改革</v></c></row>'
        '<row r="8"><c r="A8"><v>1</v></c></row>'
        '<row r="1048576"><c r="C1048576" t="str"><v>开放</v></c>'
        '<c r="XFD1048576"><v>1</v></c></row>'
    )
    found = parts("表.xlsx", workbook(table))

    assert [(raw.text, raw.metadata, raw.source.path) for raw in found] == [
        ("改革", {"年": None}, "表.xlsx/表1!C7"),
        ("开放", {"年": None}, "表.xlsx/表1!C1048576"),
    ]


def test_characters_that_xml_cannot_hold_are_read():
    r"""_x000D_ is a carriage return, _x005F_ the underscore of a name that looks like one."""
    assert texts("表.xlsx", workbook(row("text") + row("甲_x000D_乙_x005F_x000D_"))) == [
        ("甲\r乙_x000D_", {})
    ]


def test_every_sheet_with_the_text_column_is_read():
    """A workbook may have a sheet a year, and others that hold notes; the column may be named."""
    data = workbook(
        "",
        row("说明") + row("甲"),
        row("年", "正文") + row("2012", "改革"),
        row("正文", "号") + row("", "1") + row("开放", "2"),
    )
    found = parts("表.xlsx", data, text_column="正文")

    assert [part.reason if isinstance(part, Failure) else part.text for part in found] == [
        "改革",
        "表.xlsx/表4!A2 is empty, so row 2 has no text.",
        "开放",
    ]
    assert [(raw.metadata, raw.source.path) for raw in (found[0], found[2])] == [
        ({"年": "2012"}, "表.xlsx/表3!B2"),
        ({"号": "2"}, "表.xlsx/表4!A3"),
    ]


def test_a_workbook_without_the_column_names_sheets_and_columns():
    """The nearest name is suggested."""
    assert refusal("表.xlsx", workbook(row("id", "texts"), "")) == (
        "表.xlsx has no sheet with a column 'text'; it has '表1' with ['id', 'texts'], "
        "'表2' with []. Did you mean 'texts'? Name it with `text_column`."
    )


def test_a_row_of_a_sheet_without_text_is_told():
    """The cell is named, and the other rows are read."""
    table = row("text", "id") + row("", "1") + row("改革", "2")

    assert reasons("表.xlsx", workbook(table)) == (
        ["表.xlsx/表1!A2 is empty, so row 2 has no text."],
        1,
    )


def test_a_number_in_the_text_column_is_a_text():
    """It is read as it is shown."""
    table = row("text") + "<row><c><v>2012</v></c></row>"

    assert texts("表.xlsx", workbook(table)) == [("2012", {})]


def test_prefixes_cases_and_slashes_of_other_programs_are_understood():
    """Names of elements may have a prefix, names of parts another case, backslashes, a root."""
    sheet = (
        f'<x:worksheet xmlns:x="{_MAIN}"><x:sheetData><x:row><x:c t="str"><x:v>text</x:v></x:c>'
        '</x:row><x:row><x:c t="str"><x:v>改革</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    links = (
        '<Relationships><Relationship Id="rId1" Target="/xl/worksheets/Sheet1.xml"/>'
        "</Relationships>"
    )
    changed = {"xl/_rels/workbook.xml.rels": links, "xl/worksheets/sheet1.xml": "",
               "xl\\WorkSheets\\sheet1.xml": sheet}  # fmt: skip

    assert texts("表.xlsx", workbook("", changed=changed)) == [("改革", {})]


def test_entities_of_a_workbook_are_not_expanded():
    """A declaration is refused, for it can make the file blow up or fetch another."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><sst><si><t>&a;</t></si></sst>'

    table = '<row><c t="s"><v>0</v></c></row>'

    assert refusal("表.xlsx", workbook(table, changed={"xl/sharedStrings.xml": bomb})) == (
        f"表.xlsx declares entities in its part xl/sharedStrings.xml, {ODD}"
    )


@pytest.mark.parametrize(
    "repeated", [row("改革" * 20_000), '<row><c t="s"><v>0</v></c></row>' * 30_000]
)
def test_a_workbook_that_blows_up_is_refused(repeated, monkeypatch):
    """Whether a part unpacks to too much, or a million cells show one long text."""
    monkeypatch.setattr(limits, "SMALL", 100_000)
    strings = f"<si><t>{'改革' * 1000}</t></si>"

    assert refusal("表.xlsx", workbook(row("text") + repeated * 100, strings=strings)) == (
        "表.xlsx unpacks to more than 200 times its size, as no text does. "
        "If you trust it, unpack it or save it in another format, and read that."
    )


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"xl/worksheets/sheet1.xml": "<worksheet><row>"}, "its part xl/worksheets/sheet1.xml is "
         "not well-formed XML (no element found: line 1, column 16)"),
        ({"xl/worksheets/sheet1.xml": '<row><c t="s"><v>9</v></c></row>'},
         "its sheet '表1' has a cell that is none (list index out of range)"),
        ({"xl/worksheets/sheet1.xml": '<row r="x"/>'},
         "its sheet '表1' has a cell that is none (invalid literal for int() with base 10: 'x')"),
        ({"xl/workbook.xml": "<workbook/>"}, "it names no sheet"),
    ],
)  # fmt: skip
def test_a_broken_workbook_is_refused(changed, reason):
    """The message names the part and the cure."""
    assert refusal("表.xlsx", workbook(row("text"), changed=changed)) == (
        f"表.xlsx is damaged: {reason}. {AGAIN}"
    )


def test_a_workbook_whose_parts_cannot_be_unpacked_is_refused(monkeypatch):
    """Damaged, encrypted, packed in a rare way, too large, or far too many parts."""
    whole = workbook(row("text") + row("改革"))
    local, central = whole.index(b"PK\x03\x04"), whole.index(b"PK\x01\x02")
    encrypted = bytearray(whole)
    encrypted[local + 6] |= 1
    encrypted[central + 8] |= 1
    damaged = bytearray(whole)
    damaged[local + 14] ^= 1
    damaged[central + 16] ^= 1
    moved = bytearray(whole)
    moved[local] ^= 1

    assert refusal("表.xlsx", bytes(encrypted)) == (
        "表.xlsx is protected by a password. Save it without one."
    )
    assert refusal("表.xlsx", bytes(damaged)) == (
        f"表.xlsx is damaged: Bad CRC-32 for file 'xl/workbook.xml'. {AGAIN}"
    )
    assert refusal("表.xlsx", bytes(moved)).startswith("表.xlsx is damaged: Bad magic")
    assert refusal("表.xlsx", b"PK\x01\x02" * 20_001) == (
        f"表.xlsx has more than 20,000 parts, {ODD}"
    )
    monkeypatch.setattr(limits, "MAX_BYTES", 300)
    assert refusal("表.xlsx", workbook(row("text") * 10)) == (
        f"表.xlsx has a part, xl/worksheets/sheet1.xml, of more than 300 bytes, {ODD}"
    )


def test_a_workbook_may_lack_what_it_does_not_use():
    """Without shared texts and styles, numbers are numbers."""
    data = workbook(
        row("text", "年") + '<row><c t="str"><v>改革</v></c><c s="9"><v>1</v></c></row>'
    )
    kept = {}
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        kept = {n: made.read(n) for n in made.namelist() if "shared" not in n and "style" not in n}

    assert texts("表.xlsx", zipped(kept)) == [("改革", {"年": 1})]


def test_a_format_of_thousands_of_digits_is_refused():
    """No number is that long, and Python refuses to read it."""
    styles = f'<cellXfs><xf numFmtId="{"9" * 5000}"/></cellXfs>'
    table = row("text", "年") + '<row><c t="str"><v>甲</v></c><c s="0"><v>1</v></c></row>'

    assert refusal("表.xlsx", workbook(table, styles=styles)).startswith("表.xlsx is damaged: ")


def test_parts_may_have_other_names():
    """The package says where the workbook is, and the workbook where its sheets are."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    whole = workbook(
        row("text") + '<row><c t="s"><v>0</v></c></row>', strings="<si><t>改革</t></si>"
    )
    with zipfile.ZipFile(io.BytesIO(whole)) as made:
        files = {name.replace("xl/", "book/"): made.read(name) for name in made.namelist()}
    files["_rels/.rels"] = (
        f'<Relationships><Relationship Id="a" Type="{kinds}/officeDocument" '
        'Target="/book/workbook.xml"/></Relationships>'
    )
    files["book/strings.xml"] = files.pop("book/sharedStrings.xml")
    files["book/_rels/workbook.xml.rels"] = files["book/_rels/workbook.xml.rels"].replace(
        b"</",
        f'<Relationship Id="s" Type="{kinds}/sharedStrings" Target="strings.xml"/></'.encode(),
    )

    assert texts("表.xlsx", zipped(files)) == [("改革", {})]


def test_a_file_that_is_no_workbook_is_refused():
    """A text renamed is no workbook."""
    assert refusal("表.xlsx", "text\n改革\n") == (
        f"表.xlsx is damaged: File is not a zip file. {AGAIN}"
    )


def test_openpyxl_writes_what_is_read(tmp_path):
    """The values are those that another program put in."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [
        ["text", "year", "date", "moment", "ok", "x", "none"],
        ["改革\n开放", 2012, date(2019, 3, 5), datetime(2019, 3, 5, 18, 30), True, 2.5, None],
        ["=A2", 0, date(1900, 1, 1), datetime(2000, 2, 29, 0, 0, 1), False, -1.5, None],
    ]
    for values in rows:
        sheet.append(values)
    sheet["A3"].value, sheet["A3"].data_type = "=A2", "s"
    book.save(tmp_path / "表.xlsx")

    assert texts("表.xlsx", (tmp_path / "表.xlsx").read_bytes()) == [
        (values[0], dict(zip(rows[0][1:], values[1:], strict=True))) for values in rows[1:]
    ]


# ---------------------------------------------------------------- Parquet


def parquet(columns, **options):
    """Make a .parquet of columns."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, **options)
    return out.getvalue()


def test_a_parquet_file_gives_a_text_a_row():
    """The other columns are metadata with their types; bytes are left out."""
    columns = {
        "text": ["改革", "开放"],
        "year": [2012, None],
        "date": [date(2019, 3, 5), None],
        "moment": [datetime(2019, 3, 5, 18), None],
        "x": [1.5, float("nan")],
        "tags": [["甲"], []],
        "picture": [b"x", b"y"],
    }
    found = parts("表.parquet", parquet(columns, row_group_size=1))

    assert [(raw.text, raw.metadata, raw.source.path) for raw in found] == [
        (
            "改革",
            {"year": 2012, "date": date(2019, 3, 5), "moment": datetime(2019, 3, 5, 18),
             "x": 1.5, "tags": ["甲"]},
            "表.parquet/row 1",
        ),
        (
            "开放",
            {"year": None, "date": None, "moment": None, "x": None, "tags": []},
            "表.parquet/row 2",
        ),
    ]  # fmt: skip


def test_categories_in_a_parquet_file_are_texts():
    """A column of categories, as pandas writes it, is one of strings."""
    import pyarrow as pa

    assert texts("表.parquet", parquet({"text": pa.array(["改革"]).dictionary_encode()})) == [
        ("改革", {})
    ]


def test_a_row_of_a_parquet_file_without_text_is_told():
    """The other rows are read."""
    assert reasons("表.parquet", parquet({"text": ["改革", None, ""]})) == (
        [
            "表.parquet/row 2: 'text' is empty, so there is no text.",
            "表.parquet/row 3: 'text' is empty, so there is no text.",
        ],
        1,
    )


def test_a_parquet_file_without_the_column_is_refused():
    """Its columns are listed; one that holds no strings is no text."""
    assert refusal("表.parquet", parquet({"texts": ["改革"]})) == (
        "表.parquet has no column 'text'; it has ['texts']. Did you mean 'texts'? "
        "Name it with `text_column`."
    )
    assert refusal("表.parquet", parquet({"text": [1]})) == (
        "表.parquet: the column 'text' is of type int64, not of strings. "
        "Name the column that holds the text with `text_column`."
    )


def test_a_parquet_file_that_blows_up_is_refused(monkeypatch):
    """A short file may repeat one text a million times."""
    monkeypatch.setattr(limits, "SMALL", 100_000)

    assert refusal("表.parquet", parquet({"text": ["改革" * 1000] * 10_000})) == (
        "表.parquet unpacks to more than 200 times its size, as no text does. "
        "If you trust it, unpack it or save it in another format, and read that."
    )


def test_a_parquet_file_whose_other_columns_blow_up_is_refused(monkeypatch):
    """Whatever column repeats itself."""
    monkeypatch.setattr(limits, "SMALL", 100_000)
    columns = {"text": ["改革"] * 10_000, "note": ["开放" * 100] * 10_000}

    assert "unpacks to more than 200 times its size" in refusal("表.parquet", parquet(columns))


def test_a_broken_parquet_file_is_refused():
    """The message gives pyarrow's reason."""
    assert refusal("表.parquet", parquet({"text": ["改革"]})[:-10]) == (
        "表.parquet is no whole Parquet file: Parquet magic bytes not found in footer. Either the "
        "file is corrupted or this is not a parquet file. Copy or download it again."
    )


def test_parquet_needs_pyarrow(monkeypatch):
    """Without it the message says what to install."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(MissingExtra) as caught:
        parts("表.parquet", b"PAR1")

    assert str(caught.value) == (
        "Reading 表.parquet needs pyarrow. Install it with: pip install 'policytext[arrow]'"
    )


@pytest.mark.parametrize("name", ["正文", "内容", "Content"])
def test_a_column_that_means_text_is_found(name):
    """Where no column is called text and one says so in other words, it is read."""
    file = File("表.csv", f"year,{name}\n2020,改革。\n".encode())
    (raw,) = read_data(file)

    assert (raw.text, raw.metadata) == ("改革。", {"year": 2020})


def test_of_two_columns_that_mean_text_the_user_chooses():
    """A guess would be right half the time."""
    with pytest.raises(ReadError) as caught:
        list(read_data(File("表.csv", "正文,内容\n甲,乙\n".encode())))
    assert str(caught.value) == (
        "表.csv has no column 'text'; it has ['正文', '内容']. Name it with `text_column`."
    )

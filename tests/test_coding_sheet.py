"""Coding sheets: what they show, and that no change of a coder goes unnoticed."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import policytext as pt
from policytext.errors import InputError, MissingExtra, ReadError, SchemaError
from policytext.theming.coding.agreement import agreement
from policytext.theming.coding.reading import read_coding_sheet
from policytext.theming.coding.saving import save_coding_sheet
from policytext.theming.coding.sheet import coding_sheet, find_span, text_hash, unit_id

TEXT = "关于春耕的通知\n一、成绩\n粮食丰收。\n二、任务\n一是办好学校。要种好粮食！\n二是修好路。"
THEMES = ["农业", "教育"]
Fill = dict[int, dict[str, object]]


@pytest.fixture
def corpus() -> pt.Corpus:
    """Give two small documents."""
    return pt.Corpus.from_texts({"甲": TEXT, "=乙": "=粮食@。\n“稳定”第一。"})


def fill_csv(path: Path, marks: Fill, **changes: Callable[[list[list[str]]], object]) -> Path:
    """Write marks into a CSV sheet, by row of the spreadsheet and column; then change its rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    for number, cells in marks.items():
        for name, value in cells.items():
            rows[number - 1][rows[0].index(name)] = str(value)
    for change in changes.values():
        change(rows)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
    return path


def fill_xlsx(path: Path, marks: Fill) -> Path:
    """Write marks into a workbook, by row and column."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(path)
    sheet = book["coding"]
    names = [cell.value for cell in sheet[1]]
    for number, cells in marks.items():
        for name, value in cells.items():
            sheet.cell(number, names.index(name) + 1).value = value
    book.save(path)
    return path


@pytest.fixture
def saved(corpus, tmp_path) -> Path:
    """Give a sheet of both documents as a CSV file."""
    save_coding_sheet(coding_sheet(corpus, THEMES), tmp_path / "李.csv")
    return tmp_path / "李.csv"


def problem(path: object, **options) -> str:
    """Give the message of the error that reading raises, without the folder."""
    with pytest.raises(ReadError) as caught:
        read_coding_sheet(path, **options)
    folder = str(Path(str(path[0] if isinstance(path, list) else path)).parent)
    return str(caught.value).replace(folder + "/", "")


# ---------------------------------------------------------------- passages


def test_paragraphs_stand_under_their_headings(corpus):
    """Headings and the title are no passages: nobody can say what they are about."""
    table = coding_sheet(corpus, THEMES)

    assert table["text"].tolist() == [
        "粮食丰收。", "一是办好学校。要种好粮食！", "二是修好路。", "=粮食@。", "“稳定”第一。",
    ]  # fmt: skip
    assert table["heading_path"].tolist() == ["一、成绩", "二、任务", "二、任务", "", ""]
    assert table["line"].tolist() == [3, 5, 6, 1, 2]


def test_a_passage_is_named_by_its_span(corpus):
    """The span leads back to the text."""
    for row in coding_sheet(corpus, THEMES, unit="sentence").itertuples():
        document, start, end = find_span(row.unit)
        assert corpus[document].text[start:end] == row.text
        assert unit_id(document, start, end) == row.unit
        assert row.text_hash == text_hash(row.text)


def test_sentences_and_sections_are_passages_too(corpus):
    """A section is shown with its heading; a heading alone is none."""
    sentences = coding_sheet(corpus, THEMES, unit="sentence")["text"].tolist()
    sections = coding_sheet(corpus, THEMES, unit="section")["text"].tolist()

    assert sentences[1:3] == ["一是办好学校。", "要种好粮食！"]
    assert sections == [
        "一、成绩\n粮食丰收。", "二、任务\n一是办好学校。要种好粮食！\n二是修好路。",
        "=粮食@。\n“稳定”第一。",
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["document", "section", "paragraph", "sentence"])
def test_passages_are_the_units_in_which_themes_are_scored(unit):
    """So that a score and a code are of the same text, white space at its ends apart."""
    from policytext.theming.scoring.matching import Text
    from policytext.theming.scoring.units import units_of

    corpus = pt.datasets.load("work_reports")
    passages = {find_span(name) for name in coding_sheet(corpus, THEMES, unit=unit)["unit"]}
    units = units_of(Text(corpus.segment()), unit)

    scored = set()
    documents = list(corpus)
    for number, start, end in zip(units.document, units.start, units.end, strict=True):
        text = documents[number].text
        scored.add((documents[number].id, start, start + len(text[start:end].rstrip())))
    assert passages
    assert passages <= scored


def test_what_surrounds_a_document_is_no_passage():
    """Number, addressee, signature and date."""
    text = (
        "甲县人民政府关于节水的通知\n甲政发〔2020〕3号\n各乡镇人民政府：\n现就节水工作通知如下。\n"
        "一、节水\n请节约用水。\n甲县人民政府\n2020年3月1日"
    )

    table = coding_sheet(pt.Corpus.from_texts({"甲": text}), THEMES)

    assert table["text"].tolist() == ["现就节水工作通知如下。", "请节约用水。"]


def test_themes_of_a_codebook_come_with_what_they_mean(corpus):
    """By name, with the codebook's version in the stamp."""
    codebook = pt.Codebook.load("policy")

    table = coding_sheet(corpus, codebook)

    names = [theme.name for theme in codebook]
    assert table.columns.tolist()[5 : 5 + len(names) + 1] == [*names, "none"]
    assert list(table.attrs["themes"]) == names
    assert all(table.attrs["themes"].values())
    assert table.attrs["stamp"]["codebook"].endswith(codebook.hash)


def test_the_columns_of_a_sheet(corpus):
    """One for each theme, or one of codes; all are empty."""
    several, one = (coding_sheet(corpus, THEMES, several=s, coder="李") for s in (True, False))

    assert several.columns.tolist() == [
        "document", "heading_path", "page", "line", "text", "农业", "教育", "none", "note",
        "coder", "unit", "text_hash",
    ]  # fmt: skip
    assert [c for c in one if c not in several] == ["code"]
    assert (several[["农业", "教育", "none", "note"]] == "").all(axis=None)
    assert (several["coder"] == "李").all()
    assert str(several["page"].dtype) == "Int64"


def test_a_corpus_without_passages_gives_an_empty_sheet(tmp_path):
    """With its columns; and it can be saved and read."""
    table = coding_sheet(pt.Corpus.from_texts({"甲": "……"}), THEMES)

    assert len(table) == 0
    assert str(table["line"].dtype) == "int64"
    for name in ("a.csv", "a.xlsx"):
        save_coding_sheet(table, tmp_path / name)
        assert len(read_coding_sheet(tmp_path / name)) == 0


# ---------------------------------------------------------------- the draw


def many(**sizes: int) -> pt.Corpus:
    """Make documents of so many paragraphs; the first digit of the name is the year's last."""
    texts = {
        name: "\n".join(f"第{n}件事很好。" for n in range(size)) for name, size in sizes.items()
    }
    corpus = pt.Corpus.from_texts(texts)
    return corpus.assign(year=[2010 + int(document.id[1]) for document in corpus])


def test_a_sample_stands_in_the_order_of_the_texts_and_depends_on_the_seed():
    """The same seed, the same passages: for several coders."""
    corpus = many(a1=50, a2=50)
    a, b, c = (coding_sheet(corpus, THEMES, sample=10, seed=s)["unit"].tolist() for s in (0, 0, 1))
    order = coding_sheet(corpus, THEMES)["unit"].tolist()

    assert a == b != c
    assert a == sorted(a, key=order.index)
    assert len(set(a)) == 10


def test_a_sample_by_year_has_of_each_year_its_share():
    """Ten, thirty and sixty of a hundred; the largest remainder is rounded up."""
    table = coding_sheet(many(a0=10, a1=30, a2=60), THEMES, sample=9, by="year")

    assert table["document"].value_counts().to_dict() == {"a0": 1, "a1": 3, "a2": 5}


@settings(max_examples=30)
@given(sizes=st.lists(st.integers(0, 9), min_size=1, max_size=6), sample=st.integers(1, 60))
def test_a_sample_has_as_many_as_asked_for(sizes, sample):
    """Or all where there are fewer, whatever the groups."""
    corpus = many(**{f"a{n}": size for n, size in enumerate(sizes)})

    drawn = coding_sheet(corpus, THEMES, sample=sample, by="document")

    assert len(drawn) == min(sample, sum(sizes))
    counts = drawn["document"].value_counts()
    for n, size in enumerate(sizes):
        share = size * sample / max(sum(sizes), 1)
        assert min(size, int(share)) <= counts.get(f"a{n}", 0) <= min(size, int(share) + 1)


# ---------------------------------------------------------------- there and back


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_comes_back_as_it_was_filled_in(corpus, tmp_path, ending):
    """Each mark, in either format; a row left blank was not coded."""
    path = tmp_path / f"李.{ending}"
    save_coding_sheet(coding_sheet(corpus, THEMES), path)
    marks: Fill = {
        2: {"农业": 1},
        3: {"农业": 1, "教育": 1, "note": "难"},
        4: {"none": 1},
        5: {"教育": 0},
    }
    (fill_csv if ending == "csv" else fill_xlsx)(path, marks)

    table = read_coding_sheet(path, corpus=corpus, themes=THEMES)

    values = table.pivot(index="row", columns="code", values="value")
    assert values["农业"].fillna(-1).tolist() == [1, 1, 0, 0, -1]
    assert values["教育"].fillna(-1).tolist() == [0, 1, 0, 0, -1]
    assert set(table["coder"]) == {"李"}
    assert table["note"].tolist()[2:4] == ["难", "难"]
    assert table["document"].tolist()[-1] == "=乙"
    text = corpus["=乙"].text[table["start"].iloc[-1] : table["end"].iloc[-1]]
    assert text == "“稳定”第一。"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_one_code_a_passage(corpus, tmp_path, ending):
    """无 stands for none of them, a blank was not coded."""
    path = tmp_path / f"李.{ending}"
    save_coding_sheet(coding_sheet(corpus, THEMES, several=False), path)
    (fill_csv if ending == "csv" else fill_xlsx)(path, {2: {"code": "农业"}, 3: {"code": "无"}})

    table = read_coding_sheet(path, corpus=corpus, themes=THEMES)

    assert "value" not in table
    assert table["code"].fillna("?").tolist() == ["农业", "无", "?", "?", "?"]


@pytest.mark.parametrize(
    "mark", ["1", "x", "X", "√", "✓", "是", "yes", "Y", "１", "1.0", " 1 ", "TRUE"]
)
def test_what_is_taken_for_yes(saved, mark):
    """As people write it, in full width too."""
    table = read_coding_sheet(fill_csv(saved, {2: {"农业": mark}}))

    assert table["value"].fillna(-1).tolist()[:2] == [1, 0]


@pytest.mark.parametrize("mark", ["0", "否", "no", "N", "０", "0.0", "false"])
def test_what_is_taken_for_no(saved, mark):
    """A row in which no is written was coded."""
    table = read_coding_sheet(fill_csv(saved, {2: {"农业": mark}}))

    assert table["value"].fillna(-1).tolist()[:3] == [0, 0, -1]


def test_numbers_and_truth_values_of_a_workbook_are_marks(corpus, tmp_path):
    """Whatever the spreadsheet made of what was typed."""
    save_coding_sheet(coding_sheet(corpus, THEMES), tmp_path / "李.xlsx")
    fill_xlsx(tmp_path / "李.xlsx", {2: {"农业": 1.0}, 3: {"农业": True}, 4: {"农业": False}})

    values = read_coding_sheet(tmp_path / "李.xlsx")["value"]

    assert values[values.index % 2 == 0].fillna(-1).tolist() == [1, 1, 0, -1, -1]


def test_coders_are_named_in_the_sheet_or_by_the_file(corpus, tmp_path):
    """The column counts more."""
    for name, coder in (("a.csv", "李"), ("王.csv", "")):
        save_coding_sheet(coding_sheet(corpus, THEMES, coder=coder), tmp_path / name)

    table = read_coding_sheet([tmp_path / "a.csv", tmp_path / "王.csv"])

    assert table["coder"].drop_duplicates().tolist() == ["李", "王"]
    assert table.attrs["stamp"]["coders"] == ["李", "王"]
    assert table.attrs["stamp"]["sheets"] == ["a.csv", "王.csv"]


def test_a_sheet_survives_what_spreadsheets_do_to_it(saved, corpus):
    """GBK, semicolons, Windows' line ends, sorted rows, an empty line at the end."""
    fill_csv(saved, {2: {"农业": 1}}, sort=lambda rows: rows.insert(1, rows.pop()))
    rows = list(csv.reader(io.StringIO(saved.read_text(encoding="utf-8-sig"), newline="")))
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows([*rows, [""] * len(rows[0])])
    saved.write_bytes(out.getvalue().encode("gbk"))

    table = read_coding_sheet(saved, corpus=corpus)

    assert table["row"].tolist()[::2] == [2, 3, 4, 5, 6]
    assert table.loc[table["value"] == 1, "unit"].tolist() == ["甲:13-18"]


def test_some_rows_of_a_sheet_may_be_given_out(corpus, tmp_path):
    """Those that a codebook is sure of, say: a table like any other."""
    table = coding_sheet(corpus, THEMES)
    save_coding_sheet(table[table["text"].str.contains("粮食")], tmp_path / "李.csv")

    assert read_coding_sheet(tmp_path / "李.csv")["unit"].nunique() == 3


def test_sheets_go_straight_into_agreement(corpus, tmp_path):
    """Two coders of the same sheet, and a codebook as a third."""
    for name, marks in (
        ("李", {2: {"农业": 1}, 3: {"教育": 1}, 4: {"none": 1}, 5: {"农业": 1}, 6: {"none": 1}}),
        ("王", {2: {"农业": 1}, 3: {"教育": 1}, 4: {"教育": 1}, 5: {"农业": 1}, 6: {"none": 1}}),
    ):
        save_coding_sheet(coding_sheet(corpus, THEMES), tmp_path / f"{name}.csv")
        fill_csv(tmp_path / f"{name}.csv", marks)
    table = read_coding_sheet([tmp_path / "李.csv", tmp_path / "王.csv"])

    found = agreement(table, measure="observed", cluster="document", bootstrap=0)

    assert found["coefficient"].tolist() == pytest.approx([0.9, 1, 0.8])
    third = table[table["coder"] == "李"].assign(coder="codebook")
    both = agreement(pd.concat([table, third]), measure="kappa", bootstrap=0)
    assert both["pair"].unique().tolist() == ["李 / 王", "李 / codebook", "王 / codebook"]


# ---------------------------------------------------------------- the workbook


def test_the_workbook_is_one_that_a_coder_can_work_with(tmp_path):
    """Frozen, wrapped, locked but for what is open, with lists and instructions."""
    openpyxl = pytest.importorskip("openpyxl")
    corpus = pt.Corpus.from_texts({"甲": TEXT})
    book = pt.Codebook.load("policy")
    save_coding_sheet(coding_sheet(corpus, book), tmp_path / "a.xlsx")

    loaded = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = loaded["coding"]
    names = {cell.value: cell for cell in sheet[1]}
    themes = [theme.name for theme in book]
    assert loaded.sheetnames == ["coding", "instructions"]
    assert sheet.freeze_panes == names[themes[0]].offset(row=1).coordinate
    assert names["text"].offset(row=1).alignment.wrap_text
    assert names["text"].offset(row=1).protection.locked
    assert not names[themes[0]].offset(row=1).protection.locked
    assert not names["note"].offset(row=1).protection.locked
    assert sheet.protection.sheet
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"1,0"'
    assert names["none"].offset(row=1).coordinate in rule.sqref
    assert sheet.column_dimensions[names["unit"].column_letter].hidden
    page = [[cell.value for cell in row] for row in loaded["instructions"]]
    assert "填 1" in page[0][1]
    described = {row[0]: row[1] for row in page}
    assert all(described[theme.name] == " ".join(theme.description.split()) for theme in book)
    assert described["codebook"].endswith(book.hash)


def test_codes_are_chosen_from_the_list_of_the_instructions(corpus, tmp_path):
    """However many there are; with none of them at the end."""
    openpyxl = pytest.importorskip("openpyxl")
    save_coding_sheet(coding_sheet(corpus, THEMES, several=False), tmp_path / "a.xlsx")

    loaded = openpyxl.load_workbook(tmp_path / "a.xlsx")
    (rule,) = loaded["coding"].data_validations.dataValidation
    name, area = rule.formula1.split("!")
    assert [cell.value for (cell,) in loaded[name][area.replace("$", "")]] == [*THEMES, "无"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_no_cell_is_a_formula(tmp_path, ending):
    """Neither a passage, nor a document's name, nor a theme's or its description."""
    corpus = pt.Corpus.from_texts({"=cmd": "=1+1和。\n+2好。\n@三。\n-4是。"})
    path = tmp_path / f"a.{ending}"
    table = coding_sheet(corpus, ["=农业", "教育"])
    table.attrs["themes"]["教育"] = "=HYPERLINK(1)"
    save_coding_sheet(table, path)

    if ending == "csv":
        cells = [cell for row in csv.reader(path.open(encoding="utf-8-sig")) for cell in row]
    else:
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
        cells = [cell.value for cell in cells]
    assert not [cell for cell in cells if str(cell)[:1] in tuple("=+-@")]
    assert read_coding_sheet(path, corpus=corpus)["code"].unique().tolist() == ["=农业", "教育"]


def test_a_passage_that_no_cell_holds_is_refused(tmp_path):
    """Spreadsheets cut it without a word; a CSV holds it."""
    pytest.importorskip("openpyxl")
    table = coding_sheet(pt.Corpus.from_texts({"甲": "粮" * 32_767}), THEMES)

    with pytest.raises(InputError) as caught:
        save_coding_sheet(table, tmp_path / "a.xlsx")

    assert str(caught.value) == (
        "A passage must have fewer than 32,767 characters in .xlsx, got 32,767 in '甲:0-32767'. "
        "Take a smaller `unit`, or save a .csv."
    )
    save_coding_sheet(table, tmp_path / "a.csv")
    assert len(read_coding_sheet(tmp_path / "a.csv")) == 2
    assert list(tmp_path.glob("*.xlsx")) == []


def test_characters_that_a_workbook_cannot_hold_are_left_out(tmp_path):
    """And do not make the passage look changed."""
    pytest.importorskip("openpyxl")
    corpus = pt.Corpus.from_texts({"甲": "粮食\x07丰收。"}, clean=False)

    save_coding_sheet(coding_sheet(corpus, THEMES), tmp_path / "a.xlsx")

    assert len(read_coding_sheet(tmp_path / "a.xlsx", corpus=corpus)) == 2


def test_without_openpyxl_no_workbook(corpus, tmp_path, monkeypatch):
    """The message says how to get it."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)

    with pytest.raises(MissingExtra) as caught:
        save_coding_sheet(coding_sheet(corpus, THEMES), tmp_path / "a.xlsx")

    assert str(caught.value) == (
        "Writing .xlsx needs openpyxl, which is not installed. "
        'Install it with: pip install "policytext[excel]"'
    )


def test_a_workbook_without_its_instructions_is_read(corpus, tmp_path):
    """Somebody took the second sheet out."""
    openpyxl = pytest.importorskip("openpyxl")
    save_coding_sheet(coding_sheet(corpus, THEMES, several=False), tmp_path / "李.xlsx")
    book = openpyxl.load_workbook(fill_xlsx(tmp_path / "李.xlsx", {2: {"code": "工业"}}))
    del book["instructions"]
    book.save(tmp_path / "李.xlsx")

    assert read_coding_sheet(tmp_path / "李.xlsx")["code"].tolist()[0] == "工业"


# ---------------------------------------------------------------- what a coder may have done


def test_a_changed_passage_is_noticed(saved):
    """A typing error in a locked cell, a span that is none."""
    fill_csv(saved, {2: {"text": "粮食欠收。"}, 3: {"unit": "甲"}})

    assert problem(saved) == (
        "李.csv, row 2: the passage '甲:13-18' was changed. Restore it from the sheet as it was "
        "given out. 李.csv, row 3: the passage '甲' was changed. Restore it from the sheet as it "
        "was given out."
    )


def test_other_white_space_is_no_change(saved):
    """Spreadsheets and people add some."""
    fill_csv(saved, {2: {"text": " 粮食 丰收。\n"}})

    assert len(read_coding_sheet(saved)) == 10


def test_lost_rows_are_noticed(saved):
    """In the middle and at the end."""
    fill_csv(saved, {}, lose=lambda rows: (rows.pop(), rows.pop(2)))

    assert problem(saved) == (
        "李.csv lacks 2 of its 5 rows, in the column `row`: 2, 5. "
        "Restore it from the sheet as it was given out."
    )


def test_a_doubled_row_is_noticed(saved):
    """It would be counted twice."""
    fill_csv(saved, {}, double=lambda rows: rows.append(rows[1]))

    assert problem(saved) == (
        "李.csv: its column `row` must have each number from 1 to 5 once, got '1'. Restore it "
        "from the sheet as it was given out. 李.csv, row 7: '李' coded '甲:13-18' in 李.csv, "
        "row 2, too. Name the coders in the column `coder`."
    )


def test_two_sheets_of_one_coder_must_have_other_passages(saved, tmp_path):
    """Else which one counts? Batches of different passages are welcome."""
    (tmp_path / "b").mkdir()
    other = tmp_path / "b" / "李.csv"
    other.write_bytes(saved.read_bytes())

    told = problem([saved, other])

    assert told.startswith(
        "b/李.csv, row 2: '李' coded '甲:13-18' in 李.csv, row 2, too. Name the coders in the "
        "column `coder`."
    )
    assert told.endswith("And 2 more.")


@pytest.mark.parametrize("mark", ["maybe", "2", "×", "?", "1?"])
def test_a_mark_that_is_neither_yes_nor_no_is_named(saved, mark):
    """With file, row and column; × is a cross or a no, and is not guessed at."""
    fill_csv(saved, {3: {"教育": mark}})

    assert problem(saved) == (
        f"李.csv, row 3, column '教育': {mark!r} must be yes (1 x √ 是 yes) or no "
        "(0 否 no, or blank)."
    )


def test_crosses_beside_ticks_are_not_guessed_at(saved):
    """Where somebody ticks what holds, a cross says that it does not."""
    fill_csv(saved, {2: {"农业": "√", "教育": "x"}})

    assert problem(saved) == ("李.csv: 'x' beside '√' may mean no. Write 1 for yes and 0 for no.")


def test_none_and_a_theme_cannot_both_hold(saved):
    """One of the two is a slip."""
    fill_csv(saved, {2: {"农业": 1, "none": 1}})

    assert problem(saved) == "李.csv, row 2: `none` and '农业' cannot both hold."


def test_an_unknown_code_is_named(corpus, tmp_path):
    """A misspelt one would be a code of its own; a workbook knows the codes by itself."""
    table = coding_sheet(corpus, THEMES, several=False)
    for ending, fill in (("csv", fill_csv), ("xlsx", fill_xlsx)):
        save_coding_sheet(table, tmp_path / f"李.{ending}")
        fill(tmp_path / f"李.{ending}", {4: {"code": "农药"}})
    expected = "row 4, column 'code': '农药' is no code. Did you mean '农业'?"

    assert problem(tmp_path / "李.csv", themes=THEMES) == f"李.csv, {expected}"
    assert problem(tmp_path / "李.xlsx") == f"李.xlsx, {expected}"


def test_a_column_that_was_added_or_taken_out_is_named(saved, corpus, tmp_path):
    """A remark has its place; a theme of one's own is none."""
    whole = saved.read_bytes()
    fill_csv(saved, {}, add=lambda rows: [row.append("看") for row in rows])
    assert problem(saved) == (
        "李.csv, column O: '看' is no column of a coding sheet. Put remarks into `note` and take "
        "it out."
    )
    saved.write_bytes(whole)
    fill_csv(
        saved,
        {},
        add=lambda rows: [row.insert(8, "工业" if n == 0 else "") for n, row in enumerate(rows)],
    )
    assert (
        problem(saved, themes=THEMES) == "李.csv, column I: '工业' is no code. Did you mean '农业'?"
    )
    saved.write_bytes(whole)
    fill_csv(saved, {}, lose=lambda rows: [row.pop(7) for row in rows])
    assert problem(saved, themes=THEMES) == (
        "李.csv has no column ['教育']. Restore it from the sheet as it was given out."
    )
    other = tmp_path / "王.csv"
    save_coding_sheet(coding_sheet(corpus, THEMES), other)
    assert problem([saved, other]) == "王.csv, column H: '教育' is no code."


def test_a_remark_beside_the_table_is_named(saved):
    """It would be lost."""
    fill_csv(saved, {}, add=lambda rows: rows[2].append("看"))

    assert problem(saved) == (
        "李.csv, row 3, column O: '看' stands under no heading. Put remarks into `note`."
    )


def test_a_passage_of_another_corpus_is_named(saved):
    """The text was changed since, or is another."""
    other = pt.Corpus.from_texts(
        {"甲": TEXT.replace("丰收", "欠收"), "=乙": "=粮食@。\n“稳定”第一。"}
    )

    assert problem(saved, corpus=other) == (
        "李.csv, row 2: '甲:13-18' is no passage of the corpus with this text. "
        "Read and clean the files as then."
    )


def test_what_is_no_coding_sheet_is_refused(tmp_path, corpus):
    """Another table, another format, sheets of two kinds, nothing."""
    (tmp_path / "a.csv").write_text("unit,code\n1,a\n", encoding="utf-8")
    assert problem(tmp_path / "a.csv") == (
        "a.csv has no column ['document', 'heading_path', 'page', 'line', 'text', 'note', "
        "'coder', 'text_hash', 'row', 'rows']; it has ['unit', 'code']. Give a sheet that "
        "`save_coding_sheet()` wrote."
    )
    assert problem(tmp_path / "a.txt") == (
        "a.txt must end in one of ['.csv', '.xlsx'] to be a coding sheet."
    )
    for name, several in (("b.csv", True), ("c.csv", False)):
        save_coding_sheet(coding_sheet(corpus, THEMES, several=several), tmp_path / name)
    assert problem([tmp_path / "b.csv", tmp_path / "c.csv"]) == (
        "b.csv and c.csv must both have a column for each theme, or one column `code` both."
    )
    fill_csv(tmp_path / "b.csv", {1: {"教育": "农业"}})
    assert problem(tmp_path / "b.csv") == "b.csv has the column '农业' twice. Take one out."
    assert message(lambda: read_coding_sheet([])) == (
        "`paths` must name at least one sheet, got none."
    )


# ---------------------------------------------------------------- options


def message(call: Callable[[], object]) -> str:
    """Give the message of the error that a call raises."""
    with pytest.raises((InputError, SchemaError)) as caught:
        call()
    return str(caught.value)


def test_options_that_cannot_be_used_are_refused(corpus, tmp_path):
    """With what to do."""
    assert message(lambda: coding_sheet(corpus, [])) == (
        "`themes` must name at least one theme, got none."
    )
    assert message(lambda: coding_sheet(corpus, "农业")) == (
        "`themes` must be a codebook or a list of names, got '农业'."
    )
    assert message(lambda: coding_sheet(corpus, ["农业", "农业"])) == (
        "`themes` must have names that differ, got '农业', twice or empty."
    )
    assert message(lambda: coding_sheet(corpus, ["text"])) == (
        "`themes` must have names that differ, got 'text', which is a column of the sheet."
    )
    assert message(lambda: coding_sheet(corpus, THEMES, by="year")) == (
        "`by` must come with `sample`, got 'year' alone. All passages are listed."
    )
    assert message(lambda: coding_sheet(corpus, THEMES, sample=0)) == (
        "`sample` must be 1 or more, got 0."
    )
    assert message(lambda: coding_sheet(corpus, THEMES, unit="page")) == (
        "`unit` must be one of ['document', 'section', 'paragraph', 'sentence'], got 'page'."
    )
    table = coding_sheet(corpus, THEMES)
    assert message(lambda: save_coding_sheet(table, "a.ods")) == (
        "`path` must end in one of ['.csv', '.xlsx'], got 'a.ods'."
    )
    assert message(lambda: save_coding_sheet(table[["text", "none"]], tmp_path / "a.csv")) == (
        "The table has no column ['document', 'heading_path', 'page', 'line', 'note', 'coder', "
        "'unit', 'text_hash']; it has ['text', 'none']. Pass the table that `coding_sheet()` "
        "returns."
    )

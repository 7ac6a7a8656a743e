"""What the library says of documents, in Chinese on the Chinese page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import policytext as pt
from policytext.reporting.remarks import FRAGMENTS, SENTENCES, in_chinese
from policytext.structure import parse_outline
from policytext.suspicion import compare, facts, look_cut

PACKAGE = Path(pt.__file__).parent
#: Where what is said of documents is written.
SPOKEN = [*PACKAGE.glob("readers/**/*.py"), *PACKAGE.glob("structure/**/*.py"),
          PACKAGE / "suspicion.py", PACKAGE / "reading.py"]  # fmt: skip
#: What ends a reading, or warns at the console, and so never comes to a page.
ELSEWHERE = (
    "{}: the folder has no file that ends in {}.",
    "{}: no file matches. Check the pattern and the folder.",
    "None of the {} files could be read. {}",
    "{} of {} files could not be read; see `corpus.failures`. The first: {}",
    "{} parts of files could not be read; see `corpus.failures`. The first: {}",
    "{} rows of the metadata name no file that was read. The first: {}.",
    "{}: the metadata cannot be read: {}",
    "The metadata table has no column 'file'; it has {}.",
)


def form_of(node: ast.AST) -> str | None:
    """Write a string of the source with its holes empty."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return None


def strings(node: ast.AST) -> Iterator[str]:
    """Yield the strings of the source but docstrings and refusals of arguments."""
    if isinstance(node, ast.Raise) and "InputError" in ast.unparse(node):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    form = form_of(node)
    if form is not None:
        yield form
    if isinstance(node, ast.JoinedStr):
        # The pieces of a string are no strings of their own; what is computed in it may hold some.
        children = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        yield from strings(child)


def sentences(path: Path) -> set[str]:
    """List what a module says in words: two small ones in a row, and no pattern or markup."""
    return {
        form
        for form in strings(ast.parse(path.read_text("utf-8")))
        if re.search(r"\b[a-z]+ [a-z]+\b", form.replace("{}", "…"))
        and not re.search(r"[\\<]|\(\?|^wingdings", form)
    }


def test_all_that_is_said_of_documents_has_its_chinese():
    """Whoever adds a warning or a reason adds its Chinese in `policytext.reporting.remarks`."""
    known = {re.sub(r"\{\w+\}", "{}", english) for english in {**SENTENCES, **FRAGMENTS}}

    said = {form for path in SPOKEN for form in sentences(path)} - set(ELSEWHERE)

    assert len(said) > 80
    assert {form for form in said if form not in known} == set()


@pytest.mark.parametrize("english", [*SENTENCES, *FRAGMENTS])
def test_a_sentence_keeps_its_holes(english):
    """Nothing that stood in the English is lost, and the Chinese is Chinese."""
    table = {**SENTENCES, **FRAGMENTS}

    assert sorted(re.findall(r"\{\w+\}", table[english])) == sorted(re.findall(r"\{\w+\}", english))
    assert re.search("[一-鿿]", table[english]) or not re.search(
        r"[a-z]{2} [a-z]{2}", re.sub(r"\{\w+\}", "", english)
    )


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        (
            look_cut("关于节水的通知\n各单位：\n请节约用水，并于月底前把情况")[0],
            "正文在句中中断：请节约用水，并于月底前把情况",
        ),
        (look_cut("请节约用水。……")[0], "正文以“……”结束，似有省略。"),
        (look_cut("依据《节约用水条例")[0], "正文结束时书名号尚未闭合：依据《节约用水条例"),
        (
            compare([*(facts(str(n), "改革" * (200 + n), "报告") for n in range(5)),
                     facts("5", "改革", "报告")])["5"][0],
            "正文有 2 个字符，而同类文件的中位数为 403，可能不完整。",
        ),
        (
            parse_outline("第一条 甲。\n第三条 乙。\n第四条 丙。").warnings[0],
            "第三条：序号为 3，按顺序应为 2。",
        ),
        (
            "Only pictures, and no text, on pages 1, 3 to 5: what they show is left out. "
            "Use OCR to get it.",
            "第 1、3–5 页只有图片而没有文字，其内容未读入。可先做文字识别（OCR）。",
        ),
        ("a b/c d.xls is a workbook of Excel 5 (.xls). Save it as .xlsx.",
         "a b/c d.xls 是 Excel 5 的工作簿（.xls）。请另存为 .xlsx。"),
        ("年 报.wps is of a kind that is not known. "
         "Install LibreOffice, which converts it, or save it as .docx.",
         "年 报.wps 的类型无法识别。请安装 LibreOffice 以便转换，或另存为 .docx。"),
        ("a.csv has no column 'text'; it has ['Text']. Did you mean 'Text'? Name it with "
         "`text_column`.",
         "a.csv 没有 'text' 列，只有 ['Text']。是否指 'Text'？请用 `text_column` 指明。"),
        ("a.zip is no whole ZIP archive: File is not a zip file. Copy or download it again.",
         "a.zip 不是完整的 ZIP 压缩包：File is not a zip file。请重新复制或下载。"),
        ("The moon is a cheese.", "The moon is a cheese."),
    ],
)  # fmt: skip
def test_numbers_and_quotations_are_carried_over(said, chinese):
    """And what is not known stays as it is."""
    assert in_chinese(said) == chinese


def test_a_quotation_is_not_translated():
    """A text that says what the library might say is quoted as it is."""
    said = "The text ends in mid-sentence: a PDF，page 3"

    assert in_chinese(said) == "正文在句中中断：a PDF，page 3"

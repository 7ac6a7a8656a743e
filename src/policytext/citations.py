"""References: document numbers, titles of documents, and articles of laws, with their spans."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from policytext.metadata.numbers import decree_in, only_number
from policytext.numbering import to_int
from policytext.structure import Outline, parse_outline

if TYPE_CHECKING:
    import pandas as pd

    from policytext.corpus import Corpus
    from policytext.counting import Row
    from policytext.stamp import Stamp

__all__ = ["Reference", "find_references", "references"]

_HAN = "一-鿿"
_NUMERAL = "[一二三四五六七八九十百千零〇○0-9０-９]"
_YEAR = r"[〔［\[﹝【〈（(](?:19|20)?\d\d年?[〕］\]﹞】〉）)]"
# 5号楼 and 5号线 are not numbers of documents.
_SERIAL = (
    r"[ \u3000]?第?[ \u3000]?(?:\d{1,5}|[一二三四五六七八九十百零〇○]{1,6})[ \u3000]?号"
    "(?![楼线院门机房])"
)
_AFTER_CODE = re.compile(rf"{_YEAR}字?{_SERIAL}")
#: What the number of a document has after its code: 〔2019〕5号, 令第5号, 公告2019年第5号; before
#: 1990 the code often stood after the year.
_NUMBER = re.compile(
    rf"(?P<old>{_YEAR}(?P<code>[{_HAN}]{{1,8}}?){_SERIAL})|{_YEAR}字?{_SERIAL}"
    rf"|令[（(]?{_SERIAL}|(?:公告|通告|令)[（(]?(?:19|20)\d\d年{_SERIAL}"
)
#: The longest code before it, as in 国家发展改革委、财政部公告.
_CODE_MAX = 20
_CODE = re.compile(rf"[{_HAN}A-Za-z]+(?=[ \u3000]?$)")
# A code is not set apart from the words before it.
_BEFORE_CODE = re.compile(
    "根据|按照|依据|依照|遵照|参照|执行|贯彻|落实|转发|印发|下发|发布|公布|废止|关于|现将|以及|收悉"
    "|(?:办法|条例|规定|决定|方案|[条款项])[和与及]?|文件|通知|意见|[号按在以由的了等是即为与对将从到且但而至见日]"
)
# Courts number their cases alike.
_CASE = re.compile("[初终执申再辖赔抗]$")
_SERIES = "和与及或以原"

_ARTICLE = re.compile(
    rf"第(?P<article>{_NUMERAL}{{1,9}})条(?:之(?P<suffix>{_NUMERAL}{{1,3}}))?"
    rf"(?:第(?P<paragraph>{_NUMERAL}{{1,3}})款)?(?:第?[（(]?(?P<item>{_NUMERAL}{{1,3}})[）)]?项)?"
)
_FURTHER = re.compile(
    rf"[、和及与或](?:第(?P<paragraph>{_NUMERAL}{{1,3}})款)?(?:第[（(]?(?P<item>{_NUMERAL}{{1,3}})[）)]?项)?"
)
_RANGE = re.compile(
    rf"[至到](?P<to>第[（(]?(?P<last>{_NUMERAL}{{1,9}})[）)]?(?P<kind>[条款项])(?:之{_NUMERAL}{{1,3}})?)"
)
_JOINS = re.compile("[、，和与及或至以]{0,2}$")
_OWN = re.compile(r"本(?:法|条例|办法|规定|细则|规则|解释|决定|章程|通则|通知|意见|规程)$")
_NAMED = re.compile(rf"[{_HAN}]{{0,24}}?(?:法|宪法|条例|办法|规定|细则|规则|解释|通则)$")
_BEFORE_NAME = re.compile(
    "依照|根据|按照|违反|适用|符合|参照|依据|对于|本着|[的与及或由在将按是为据]|和(?!平)|对(?!外)|以(?!工)"
)
_AFTER_TITLE = re.compile(r"》(?:[（(][^（()）\n]{1,40}[）)])?$")
# 第三条道路 is none, 第三条规定 is one.
_CITED = re.compile("[、和及与或至]第|的?规定|所[列称指述]|中的|修改|改为|增加|删去")


class Reference(NamedTuple):
    """One reference to a document or to an article of a law.

    Attributes
    ----------
    kind : str
        "document_number" (发文字号), "title" (《…》) or "article" (第…条).
    text : str
        The reference as it is written.
    start, end : int
        Its span in the text, in characters, end excluded.
    value : str
        The reference in one way of writing: a number with 〔〕 and half-width digits, a title
        without its brackets, an article in Arabic numbers: 第12条第3款第2项.
    parts : Mapping
        Of an article: `law` (str, the law named before it, or 本法 and the like, or ""),
        `article`, `suffix` (1 for 之一), `paragraph` (款), `item` (项) (int, 0 where not named),
        and `last` (int, where a range of articles, paragraphs or items ends, else 0).
    """

    kind: str
    text: str
    start: int
    end: int
    value: str
    parts: Mapping[str, Any]


def find_references(text: str) -> list[Reference]:
    """Find the references in a clean text.

    Parameters
    ----------
    text : str
        A clean text: one paragraph a line.

    Returns
    -------
    list of Reference
        In the order of the text. The number with which an article of the text itself begins is
        no reference; one that may be a count of something, 第三条道路, is none either unless the
        text is a law.

    Examples
    --------
    >>> for found in find_references("依照《渡口法》第三条第二款和甲政发[2019]5号文件办理。"):
    ...     print(found.kind, found.start, found.end, found.value, found.parts.get("law", ""))
    title 2 7 渡口法
    article 7 13 第3条第2款 渡口法
    document_number 14 25 甲政发〔2019〕5号
    """
    return _find(text, parse_outline(text))


def _find(text: str, outline: Outline) -> list[Reference]:
    """Find the references in a text whose outline is known."""
    titles = list(_titles(text))
    found = [*titles, *_numbers(text), *_articles(text, outline, titles)]
    return sorted(found, key=lambda reference: (reference.start, -reference.end))


# ---------------------------------------------------------------- titles


def _titles(text: str) -> Iterator[Reference]:
    """Find 《…》, the outermost where they nest; a bracket without its pair counts for nothing."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in re.finditer("[《》\n]", text):
        if match[0] == "《":
            opened.append(match.start())
        elif match[0] == "\n":
            opened = []
        elif opened:
            start = opened.pop()
            while spans and spans[-1][0] > start:
                spans.pop()
            spans.append((start, match.end()))
    for start, end in spans:
        value = "".join(text[start + 1 : end - 1].split())
        if value:
            yield Reference("title", text[start:end], start, end, value, {})


# ---------------------------------------------------------------- document numbers


def _numbers(text: str) -> Iterator[Reference]:
    """Find document numbers and numbers of decrees."""
    position = 0
    while match := _NUMBER.search(text, position):
        position = match.end()
        before = text[max(0, match.start() - _CODE_MAX) : match.start()]
        start = match.start() - len(_code(before))
        if start == match.start() and (not match["old"] or _CASE.search(match["code"])):
            continue
        if start < match.start() and match["old"]:
            # 甲政发〔2019〕… needs no second code.
            plain = _AFTER_CODE.match(text, match.start())
            if plain is None:
                continue
            position = plain.end()
        written = text[start:position]
        value = _number_value("".join(written.split()))
        if value:
            yield Reference("document_number", written, start, position, value, {})


def _number_value(bare: str) -> str:
    """Write a document number as `Corpus.docs` does; "" if it is none."""
    number = only_number(bare)
    if number is not None:
        return number.value
    # The State Council numbers its own decrees so: 国令第707号.
    decree = decree_in("国务院" + bare[1:] if bare.startswith("国令") else bare)
    return (decree[0].number or "") if decree else ""


def _code(before: str) -> str:
    """Cut the code of a number, with the space after it, out of the words before it."""
    match = _CODE.search(before)
    if match is None:
        return ""
    run = before[match.start() :]
    last = 0
    for word in _BEFORE_CODE.finditer(run):
        last = word.end()
    run = run[last:]
    after_another = before[: match.start()][-1:] in ("》", "）") or last
    return run[1:] if after_another and run[:1] and run[0] in _SERIES else run


# ---------------------------------------------------------------- articles


def _articles(text: str, outline: Outline, titles: Sequence[Reference]) -> Iterator[Reference]:
    """Find articles, with the law that they are of where it is named."""
    own = {section.start for section in outline.sections("条")}
    in_titles = iter(titles)
    title = next(in_titles, None)
    before: Reference | None = None
    for match in _ARTICLE.finditer(text):
        while title is not None and title.end <= match.start():
            title = next(in_titles, None)
        if match.start() in own or (title is not None and title.start < match.start()):
            continue
        law = _law(text, match.start(), before)
        after = text[match.end() : match.end() + 3]
        finer = match["paragraph"] or match["item"]
        if not (law or own or finer or _CITED.match(after)):
            continue
        if before is not None and match.start() < before.end:
            continue
        for before in _series(text, match, law):
            yield before


def _law(text: str, start: int, before: Reference | None) -> str:
    """Name the law that an article is of: 《…》, 本法, one without 《》, or that of the last."""
    line = text.rfind("\n", max(0, start - 200), start) + 1 or max(0, start - 200)
    left = text[line:start]
    if _AFTER_TITLE.search(left[-45:]):
        closing = left.rindex("》")
        level = 0
        for index in range(closing, -1, -1):
            level += (left[index] == "》") - (left[index] == "《")
            if level == 0:
                return "".join(left[index + 1 : closing].split())
        return ""
    own = _OWN.search(left[-6:])
    if own:
        return own[0]
    if before is not None and before.end >= line and _JOINS.fullmatch(text[before.end : start]):
        return str(before.parts["law"])
    named = _NAMED.search(left[-26:])
    if named:
        name = _BEFORE_NAME.split(named[0])[-1]
        return name if len(name) > 1 else ""
    return ""


def _series(text: str, match: re.Match[str], law: str) -> Iterator[Reference]:
    """Yield an article, and the paragraphs and items that follow it: 第三条第一款、第二款."""
    parts: dict[str, Any] = {
        "law": law,
        **{
            name: to_int(match[name]) if match[name] else 0
            for name in ("article", "suffix", "paragraph", "item")
        },
        "last": 0,
    }
    start, end = match.span()
    while True:
        end, parts["last"] = _range_end(text, end, parts)
        yield Reference("article", text[start:end], start, end, _value(parts), dict(parts))
        further = _FURTHER.match(text, end)
        if further is None or not (further["paragraph"] or further["item"]):
            return
        start, end = further.start() + 1, further.end()
        if further["paragraph"]:
            parts["paragraph"], parts["item"] = to_int(further["paragraph"]), 0
        if further["item"]:
            parts["item"] = to_int(further["item"])


def _range_end(text: str, end: int, parts: Mapping[str, Any]) -> tuple[int, int]:
    """Find where a range ends, which must be of what the reference ends with: 条, 款 or 项."""
    match = _RANGE.match(text, end)
    kind = "项" if parts["item"] else "款" if parts["paragraph"] else "条"
    if match is None or match["kind"] != kind:
        return end, 0
    return match.end(), to_int(match["last"])


def _value(parts: Mapping[str, Any]) -> str:
    """Write an article in Arabic numbers."""
    value = f"第{parts['article']}条" + (f"之{parts['suffix']}" if parts["suffix"] else "")
    kind = "条"
    for name, letter in (("paragraph", "款"), ("item", "项")):
        if parts[name]:
            value += f"第{parts[name]}{letter}"
            kind = letter
    return value + (f"至第{parts['last']}{kind}" if parts["last"] else "")


# ---------------------------------------------------------------- the table

REFERENCES = [
    "document", "section", "kind", "text", "value", "law", "article", "paragraph", "item",
    "page", "line", "column", "start", "end",
]  # fmt: skip
_WHOLE = ["article", "paragraph", "item", "page"]


def list_references(corpus: Corpus) -> tuple[list[Row], Stamp]:
    """List references as `references` does; return plain rows and the stamp."""
    from policytext import stamp

    rows: list[Row] = []
    for document in corpus:
        for found in _find(document.text, document.outline):
            place = document.locate(found.start)
            rows.append(
                {
                    "document": document.id,
                    "section": document.outline.section_at(found.start).path,
                    "kind": found.kind,
                    "text": found.text,
                    "value": found.value,
                    "law": found.parts.get("law", ""),
                    **{name: found.parts.get(name) or None for name in _WHOLE[:3]},
                    "page": place.page,
                    "line": place.line,
                    "column": place.column,
                    "start": found.start,
                    "end": found.end,
                }
            )
    made = stamp.make(
        cleaning=corpus.cleaning_steps,
        texts=stamp.digest(document.text for document in corpus),
    )
    return rows, made


def references(corpus: Corpus) -> pd.DataFrame:
    """List the documents and articles that the texts refer to, with their places.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    DataFrame
        One row per reference, in the order of the texts: `document` (str), `section` (str, the
        path of headings), `kind` ("document_number", "title" or "article"), `text` (str, as it is
        written), `value` (str, in one way of writing, so that references to the same thing are
        equal), `law` (str, the law that an article is of, where it is named), `article`,
        `paragraph`, `item` (Int64, 条, 款 and 项 of an article), `page` (Int64, missing where the
        file has no pages), `line` and `column` (int, in the source file or on its page, from 1),
        `start` and `end` (int, characters of the document's clean text, end excluded).

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.Corpus.from_texts({"甲": "根据国发[2019]5号和《渡口法》第十二条，通知如下。"})
    >>> pt.references(corpus)[["kind", "text", "value", "law"]]
                  kind          text         value  law
    0  document_number  国发[2019]5号  国发〔2019〕5号
    1            title         《渡口法》           渡口法
    2          article          第十二条          第12条  渡口法
    """
    import pandas as pd

    rows, made = list_references(corpus)
    table = pd.DataFrame(rows, columns=REFERENCES).astype(dict.fromkeys(_WHOLE, "Int64"))
    table.attrs["stamp"] = made
    return table

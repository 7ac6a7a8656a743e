"""Coding sheets: passages of a corpus, with room for what a coder says of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.errors import InputError
from policytext.grouping import group_documents
from policytext.statistics.options import check_choice, check_numbers
from policytext.theming.scoring.units import UNITS, cut_document, heading_span

if TYPE_CHECKING:
    import pandas as pd

    from policytext.corpus import Corpus
    from policytext.document import Document

__all__ = [
    "AFTER",
    "BEFORE",
    "Sheet",
    "coding_sheet",
    "find_span",
    "make_sheet",
    "text_hash",
    "unit_id",
    "writable",
]

#: The columns before and after those that a coder fills in.
BEFORE = ("document", "heading_path", "page", "line", "text")
AFTER = ("note", "coder", "unit", "text_hash")
#: Names that a theme must not have, since a sheet has columns of these names.
_TAKEN = {*BEFORE, *AFTER, "row", "rows", "none", "code"}
#: Characters that a cell of a workbook cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Sheet(NamedTuple):
    """A coding sheet in plain rows.

    `themes` are the names with their descriptions; `several` says whether each has a column.
    """

    rows: list[dict[str, Any]]
    themes: dict[str, str]
    several: bool
    stamp: stamp.Stamp

    @property
    def columns(self) -> list[str]:
        """The columns in order."""
        filled = [*self.themes, "none"] if self.several else ["code"]
        return [*BEFORE, *filled, *AFTER]


def coding_sheet(
    corpus: Corpus,
    themes: Iterable[Any],
    *,
    unit: str = "paragraph",
    several: bool = True,
    sample: int | None = None,
    by: str | None = None,
    coder: str = "",
    seed: int = 0,
) -> pd.DataFrame:
    r"""Lay out passages for people to code, to be saved with `policytext.save_coding_sheet`.

    Parameters
    ----------
    corpus : Corpus
    themes : Codebook or iterable of str
        What is coded: the themes of a codebook (those at its top), or names.
    unit : {"paragraph", "sentence", "section", "document"}, default "paragraph"
        What a passage is, as for `policytext.themes`; a section is what stands under one heading
        before the next.
    several : bool, default True
        Several themes may hold of a passage: a column each. With False one holds, or none, and
        there is one column, `code`.
    sample : int, optional
        So many passages drawn at random, in the order of the texts; all where there are fewer.
    by : str, optional
        With `sample`, draw from each group of documents as many as its share of the passages: a
        column of `corpus.docs`, as "year", or "document".
    coder : str, default ""
        Who is to code; read as the name of the file if nobody fills it in.
    seed : int, default 0
        Of the draw: sheets for several coders have the same passages with the same seed.

    Returns
    -------
    DataFrame
        One row per passage, in the order of the texts: `document`, `heading_path` (str, the
        headings above it); `page` (Int64, missing where the file has no pages) and `line` (int, in
        the file or on its page, from 1); `text` (str, the whole passage); what is to be filled
        in, all "": a column for each theme and `none`, for none of them, or `code`; `note` (str,
        ""), `coder` (str); `unit` (str, document and span of characters: "甲:120-348") and
        `text_hash` (str, of the text without white space). `attrs["stamp"]` says how it was
        made, with `passages`, their number before the draw; `attrs["themes"]` has the themes'
        descriptions, which the saved sheet shows to the coder.

    Raises
    ------
    InputError
        If there is no theme, two have one name or that of a column of the sheet, `by` is given
        without `sample`, or an option has a value that cannot be used.

    See Also
    --------
    policytext.read_coding_sheet : the sheets that came back, as one table.
    policytext.agreement : how far coders agree.

    Notes
    -----
    Headings, the title, and lines that are the number, the addressee, the signature or the date
    of a document are not listed: nobody can say what they are about. A table may be filtered
    before it is saved, for example to passages in which a codebook finds a rare theme; figures of
    such a sample hold for passages of that kind only.

    A drawn sample is proportional to the strata (largest remainders), so that figures of the sheet
    estimate those of the corpus without weights. A group with few passages may have none in it.

    Examples
    --------
    >>> import policytext as pt
    >>> text = "一、成绩\n粮食丰收。\n二、任务\n办好学校，种好粮食。"
    >>> sheet = pt.coding_sheet(pt.Corpus.from_texts({"甲": text}), ["农业", "教育"])
    >>> sheet[["heading_path", "text", "农业", "教育", "none", "unit"]]
      heading_path        text 农业 教育 none     unit
    0         一、成绩       粮食丰收。              甲:5-10
    1         二、任务  办好学校，种好粮食。             甲:16-26
    """
    import pandas as pd

    sheet = make_sheet(
        corpus, themes, unit=unit, several=several, sample=sample, by=by, coder=coder, seed=seed
    )
    table = pd.DataFrame(sheet.rows, columns=sheet.columns)
    table = table.astype({name: "str" for name in table if name not in ("page", "line")})
    table = table.astype({"page": "Int64", "line": "int64"})
    table.attrs |= {"stamp": sheet.stamp, "themes": sheet.themes}
    return table


def make_sheet(
    corpus: Corpus,
    themes: Iterable[Any],
    *,
    unit: str = "paragraph",
    several: bool = True,
    sample: int | None = None,
    by: str | None = None,
    coder: str = "",
    seed: int = 0,
) -> Sheet:
    """Make a sheet as `coding_sheet` does, in plain rows."""
    check_choice("unit", unit, UNITS)
    check_numbers(sample=sample)
    if by is not None and sample is None:
        raise InputError(
            f"`by` must come with `sample`, got {by!r} alone. All passages are listed."
        )
    names = _themes(themes)
    documents = list(corpus)
    places = [(n, *span) for n, document in enumerate(documents) for span in _spans(document, unit)]
    members = {None: range(len(documents))} if by is None else group_documents(corpus, by)
    chosen = list(range(len(places)))
    if sample is not None and sample < len(places):
        chosen = _draw([n for n, _, _ in places], list(members.values()), sample, seed)
    filled = dict.fromkeys([*names, "none"] if several else ["code"], "")
    rows = [_row(documents[places[i][0]], *places[i][1:], filled, coder) for i in chosen]
    made = stamp.make(
        unit=unit,
        passages=len(places),
        sample=sample,
        by=by,
        seed=None if sample is None else seed,
        codebook=_codebook(themes),
        cleaning=corpus.cleaning_steps,
        texts=stamp.digest(document.text for document in documents),
    )
    return Sheet(rows, names, several, made)


def unit_id(document: str, start: int, end: int) -> str:
    """Name a passage by its document and its span of characters, end excluded.

    Examples
    --------
    >>> unit_id("甲", 5, 10)
    '甲:5-10'
    """
    return f"{document}:{start}-{end}"


def find_span(unit: str) -> tuple[str, int, int] | None:
    """Read document, start and end from the name of a passage; None if it is none.

    Examples
    --------
    >>> find_span("甲:乙:5-10")
    ('甲:乙', 5, 10)
    """
    match = re.fullmatch(r"(.+):([0-9]{1,12})-([0-9]{1,12})", unit, re.DOTALL)
    return (match[1], int(match[2]), int(match[3])) if match else None


def writable(text: str) -> str:
    """Leave out the characters that a cell of a workbook cannot hold."""
    return _UNWRITABLE.sub("", text)


def text_hash(text: str) -> str:
    r"""Hash a passage so that a spreadsheet's changes of white space do not count.

    Examples
    --------
    >>> text_hash("粮食丰收。") == text_hash(" 粮食丰收。\r\n")
    True
    """
    # A letter before the digits: a spreadsheet would take 12e456789012 for a number.
    return "h" + stamp.digest(["".join(writable(text).split())])


def _themes(themes: Iterable[Any]) -> dict[str, str]:
    """Return the names of themes with their descriptions."""
    if isinstance(themes, str) or not isinstance(themes, Iterable):
        raise InputError(f"`themes` must be a codebook or a list of names, got {themes!r}.")
    names: dict[str, str] = {}
    for theme in themes:
        name = str(getattr(theme, "name", theme)).strip()
        if not name or name in names or name in _TAKEN:
            reason = "which is a column of the sheet" if name in _TAKEN else "twice or empty"
            raise InputError(f"`themes` must have names that differ, got {name!r}, {reason}.")
        names[name] = " ".join(str(getattr(theme, "description", "")).split())
    if not names:
        raise InputError("`themes` must name at least one theme, got none.")
    return names


def _codebook(themes: object) -> str | None:
    """Name a codebook as the stamps of scores do; None for a list of names."""
    parts = [getattr(themes, part, None) for part in ("name", "version", "hash")]
    return " ".join(str(part) for part in parts if part) if parts[2] else None


# ---------------------------------------------------------------- passages


def _spans(document: Document, unit: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of passages that can be about something."""
    known = [] if document.is_section else document.fields.values()
    lines = [(found.start, found.end) for found in known if found.origin == "text"]
    lines += [heading_span(section) for section in document.outline if not section.is_item]
    for start, end, *_ in cut_document(document, unit):
        text = document.text[start:end]
        start, end = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        said = [place for place in range(start, end) if document.text[place].isalnum()]
        if said and not any(low <= said[0] and said[-1] < high for low, high in lines):
            section = document.outline.section_at(start)
            if section.level != "落款":
                yield start, end


def _row(
    document: Document, start: int, end: int, filled: dict[str, str], coder: str
) -> dict[str, Any]:
    """Write a passage as a row."""
    section = document.outline.section_at(start)
    # An item of an enumeration runs in a paragraph and is no heading above it.
    while section.is_item and section.parent is not None:
        section = section.parent
    place = document.locate(start)
    text = document.text[start:end]
    return {
        "document": document.id,
        "heading_path": section.path,
        "page": place.page,
        "line": place.line,
        "text": text,
        **filled,
        "note": "",
        "coder": coder,
        "unit": unit_id(document.id, start, end),
        "text_hash": text_hash(text),
    }


def _draw(of: list[int], strata: list[Any], sample: int, seed: int) -> list[int]:
    """Draw passages from strata of documents, in proportion; return their places in order."""
    stratum = {number: place for place, members in enumerate(strata) for number in members}
    groups: list[list[int]] = [[] for _ in strata]
    for place, number in enumerate(of):
        groups[stratum[number]].append(place)
    sizes = np.array([len(group) for group in groups])
    # In whole numbers, so that ties are ties: the earlier stratum goes first.
    parts, left = np.divmod(sizes * sample, len(of))
    parts[np.argsort(-left, kind="stable")[: sample - parts.sum()]] += 1
    random = np.random.default_rng(seed)
    drawn = [
        random.choice(group, size=int(part), replace=False)
        for group, part in zip(groups, parts, strict=True)
        if part
    ]
    return sorted(np.concatenate(drawn).tolist())

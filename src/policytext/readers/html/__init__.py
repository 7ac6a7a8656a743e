"""Web pages: the document that a page shows, and what its portal says of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from html import unescape

from policytext.errors import ReadError
from policytext.metadata.numbers import only_number
from policytext.readers.encoding import decode
from policytext.readers.html.furniture import is_furniture, is_title, letters, trim
from policytext.readers.html.lines import Line, join_lines, page_lines
from policytext.readers.html.main import furniture_elements, lines_of, main_part
from policytext.readers.html.notes import word_notes
from policytext.readers.html.portal import Header, find_headers, meta_fields
from policytext.readers.html.tree import Element, Page, attributes, parse_page
from policytext.readers.raw import Field, File, RawText

__all__ = ["read_html"]

#: Pages are small; a larger file is something else.
_MAX_CHARACTERS = 20_000_000
#: A title stands among so many lines at the beginning of a text.
_BEGINNING = 12
#: What may follow a title on its line, in characters: （试行）.
_MORE = 10
#: A page's name is read so far, in characters.
_MAX_NAME = 300
#: A heading with fewer characters, though the page is named so, may be that of a column.
_SHORTEST_TITLE = 5
#: Between a page's heading and the text stand no more lines than these.
_MAX_BETWEEN = 40
#: A page with so many links that are half of its text is an index.
_MANY_LINKS = 5
#: A program that breaks the lines of its source only where a space stood, and where it says so.
_BREAKS_AT_SPACES = re.compile(
    r"""(?i)<meta\s[^>]{0,100}generator[^>]{0,100}(?:Libre|Open)Office"""
)
_PROLOGUE = 3_000
_HEADINGS = ("h1", "h2", "h3")
_TITLE_CLASS = re.compile(
    r"""(?i)\s(?:id|class)\s*=\s*["']?[^"'>]{0,100}?(?:title|biaoti|headline|\bbt\b|\btit\b)"""
)
_SITE_NAME = re.compile(
    r"\s*(?:_|\||｜|-{1,2}|－|—{1,2}|–)\s*[^_|｜]*(?:网|政府|门户|平台|信息公开|政务公开|文件|[局厅委部])\s*$"
)


def read_html(file: File) -> Iterator[RawText]:
    """Yield the document of a web page.

    The text is what a person would copy: the part of the page that holds the document, without
    the site's navigation, notes of publication, links to other texts and foot. A heading of the
    page that stands right above it is its first line, unless the document has its title itself.
    A title found elsewhere, and the labels and values of a portal's table, are the `header`.
    """
    source = decode(file.data, file.path, file.encoding, file.strict)
    if len(source.text) > _MAX_CHARACTERS:
        raise ReadError(
            f"{source.path} has {len(source.text):,} characters; a web page may have "
            f"{_MAX_CHARACTERS:,}. Split it, or save its text as .txt."
        )
    page = parse_page(source.text)
    marks, notes = word_notes(page)
    skipped = furniture_elements(page) | marks
    shown = page_lines(page, skipped)
    headers = find_headers(page, shown)
    main = main_part(page, shown, skipped, {node for table in headers for node in table.nodes})
    headers = _around(headers, shown, main)
    lines = _document(page, shown, main, {node for table in headers for node in table.nodes})
    text, offsets = join_lines(
        lines, ends_are_spaces=_BREAKS_AT_SPACES.search(source.text[:_PROLOGUE]) is not None
    )
    if not text.strip():
        raise ReadError(_no_text(page, source.path))
    header: dict[str, Field] = {}
    for fields in (*(table.fields for table in headers), meta_fields(page)):
        header = {**fields, **header}
    if "标题" not in header:
        header |= _title_of_page(page, lines)
    yield RawText(text, offsets, source, {}, header, notes, _warnings(lines))


def _around(headers: Sequence[Header], shown: Sequence[Line], main: Element) -> list[Header]:
    """Leave out the tables that stand in the document itself, after its first paragraph."""
    part = lines_of(shown, main.first, main.end)
    nodes = {node for table in headers for node in table.nodes}
    prose = (line.node for line in part if "。" in line.text and line.node not in nodes)
    first = next(prose, main.end)
    return [table for table in headers if not first < table.first < main.end]


def _document(
    page: Page, shown: Sequence[Line], main: Element, fields: Collection[int]
) -> list[Line]:
    """Choose the lines of the document."""
    part = lines_of(shown, main.first, main.end)
    lines = trim([line for line in part if line.node not in fields])
    before = lines_of(shown, 0, main.first)
    heading = _heading(page, before, fields)
    title = "".join(line.text for line in heading if not only_number(letters(line.text)))
    if heading and lines and not _has_title(lines, title):
        lines = heading + lines
    while len(lines) > 1 and _repeats(lines):
        lines = lines[1:]
    # A page that is nothing but furniture may be a document that looks like it.
    return lines or list(shown)


def _heading(page: Page, before: Sequence[Line], fields: Collection[int]) -> list[Line]:
    """Find the heading right above the document, only notes of publication between."""
    names = letters("".join(unescape(page.source[start:end]) for start, end in page.titles))
    for line in reversed(before[-_MAX_BETWEEN:]):
        if line.node in fields or is_furniture(line.text):
            continue
        marked = line.block.name in _HEADINGS or _TITLE_CLASS.search(
            page.source[line.block.start : line.block.close][:600]
        )
        named = letters(line.text) in names and len(letters(line.text)) > _SHORTEST_TITLE
        if marked and line.linked_share < 0.8 and (named or is_title(line.text)):
            place = before.index(line)
            return [
                *(e for e in before[:place] if e.block is line.block and not is_furniture(e.text)),
                line,
                *(e for e in before[place + 1 :] if _is_number(e, fields)),
            ]
        if "。" in line.text:
            break
    return []


def _is_number(line: Line, fields: Collection[int]) -> bool:
    """Tell whether a line is a document number that stands in no table."""
    return line.node not in fields and only_number(letters(line.text)) is not None


def _has_title(lines: Sequence[Line], title: str) -> bool:
    """Tell whether a document has a title: the one given, or one of its own."""
    return _stands_in(title, lines) or any(is_title(line.text) for line in lines[:4])


def _stands_in(title: str, lines: Sequence[Line]) -> bool:
    """Tell whether a title stands among the first lines, on one or several of its own."""
    plain = letters(title)
    first = [letters(line.text) for line in lines[:_BEGINNING]]
    for start in range(len(first)):
        text = ""
        for part in first[start:]:
            text += part
            if text.startswith(plain) and len(text) <= len(plain) + _MORE:
                return True
            if not plain.startswith(text):
                break
    return False


def _repeats(lines: Sequence[Line]) -> bool:
    """Tell whether the first line is a title that stands again after it."""
    title = lines[0].text
    marked = lines[0].block.name in _HEADINGS
    return (marked or is_title(title)) and _stands_in(title, lines[1 : None if marked else 6])


def _title_of_page(page: Page, lines: Sequence[Line]) -> dict[str, Field]:
    """Read the title in the page's head, if the document lacks one."""
    for start, end in page.titles:
        raw = page.source[start : min(end, start + _MAX_NAME)]
        title = " ".join(unescape(raw).split())
        plain = _SITE_NAME.sub("", title)
        while plain != title:
            title, plain = plain, _SITE_NAME.sub("", plain)
        if is_title(title) and not _has_title(lines, title):
            at = raw.find(title)
            start = start + max(at, 0)
            return {"标题": Field(title, start, start + len(title) if at >= 0 else end)}
    return {}


def _warnings(lines: Sequence[Line]) -> tuple[str, ...]:
    """Say of a page that it is a list of links."""
    links = len({link for line in lines for link in line.links})
    linked = sum(line.linked for line in lines)
    total = sum(len(letters(line.text)) for line in lines)
    if links <= _MANY_LINKS or linked * 2 < total:
        return ()
    return (
        f"{linked} of its {total} characters are in {links} links: "
        "the page may be a list of documents and not one.",
    )


def _no_text(page: Page, path: str) -> str:
    """Say why a page shows no text."""
    places = (attributes(page.source, *frame).get("src", ("", 0))[0] for frame in page.frames)
    names = [place.strip()[:100] for place in places if place.strip()]
    if not names:
        return f"{path} shows no text: its page may be built by scripts or images."
    return f"{path} shows only frames: {', '.join(names[:3])}. Save and read the pages in them."

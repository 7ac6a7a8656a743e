"""PDF files with a text layer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from contextlib import closing
from itertools import accumulate
from typing import Any

from policytext.errors import ReadError
from policytext.offsets import Edit, Source, apply_edits
from policytext.readers.pdf.characters import Line
from policytext.readers.pdf.checks import check_scans, check_sense
from policytext.readers.pdf.furniture import find_furniture
from policytext.readers.pdf.layout import paragraphs
from policytext.readers.pdf.lines import page_lines
from policytext.readers.pdf.page import TooManyCharactersError, read_page
from policytext.readers.raw import File, RawText

__all__ = ["read_pdf"]

_MAX_PAGES = 5_000
_MAX_CHARACTERS = 20_000_000
#: A page that shows a picture and fewer characters than this is a scan with a stamp on it.
_FEW = 30
#: How many running heads a warning shows.
_SHOWN = 3
_HYPHENATED = re.compile(r"[A-Za-z]-$")


def read_pdf(file: File) -> Iterator[RawText]:
    """Yield the text of a PDF, one paragraph a line.

    Raises
    ------
    ReadError
        If the file is broken, locked or too large, if its pages are pictures, or if its fonts do
        not say which characters they draw.
    """
    lines, sizes, pictures = _read_lines(file)
    warnings = [
        *check_scans(file.path, lines, pictures),
        *check_sense(file.path, lines),
    ]
    yield _assemble(file.path, lines, sizes, warnings)


def _read_lines(file: File) -> tuple[list[Line], list[tuple[float, float]], list[int]]:
    """Read the lines of all pages, the heights of the pages, and which show pictures only."""
    import pypdfium2
    from pypdfium2 import raw

    try:
        document = pypdfium2.PdfDocument(file.data)
    except pypdfium2.PdfiumError:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD:
            raise ReadError(
                f"{file.path} is locked with a password. Save a copy without one and read that."
            ) from None
        raise ReadError(
            f"{file.path} is not a PDF that can be opened: it is broken or cut short. "
            "Get the file again, or print it anew."
        ) from None
    with closing(document):
        return _read_pages(file.path, document, raw)


def _read_pages(
    path: str, document: Any, raw: Any
) -> tuple[list[Line], list[tuple[float, float]], list[int]]:
    """Read the pages one after the other."""
    import pypdfium2

    count = len(document)
    if count > _MAX_PAGES:
        raise ReadError(
            f"{path} has {count:,} pages; at most {_MAX_PAGES:,} are read. "
            "Split it, for example with: qpdf --split-pages=1000 in.pdf out.pdf"
        )
    lines: list[Line] = []
    sizes: list[tuple[float, float]] = []
    empty: list[int] = []
    characters = 0
    for index in range(count):
        try:
            with closing(document[index]) as handle:
                page = read_page(handle, raw)
        except pypdfium2.PdfiumError:
            raise ReadError(
                f"{path}, page {index + 1}: the page is broken. Print the file anew."
            ) from None
        except TooManyCharactersError as error:
            raise ReadError(f"{path}, page {index + 1} {error}") from None
        found = page_lines(page, index)
        here = sum(len(line.text) for line in found)
        characters += here
        if characters > _MAX_CHARACTERS:
            raise ReadError(
                f"{path} has more than {_MAX_CHARACTERS:,} characters. Split it into documents."
            )
        if page.drawn and here < _FEW:
            empty.append(index)
        lines += found
        sizes.append((page.width, page.height))
    return lines, sizes, empty


def _assemble(
    path: str, lines: Sequence[Line], sizes: Sequence[tuple[float, float]], warnings: Sequence[str]
) -> RawText:
    """Make the source of the lines, and the text of the paragraphs that they form."""
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)]
    # A page without lines begins where the next one does.
    counts = Counter(line.page for line in lines)
    ends = accumulate(counts[page] for page in range(len(sizes)))
    pages = [starts[end] for end in [0, *ends][: len(sizes)]]
    source = Source(path, "\n".join(line.text for line in lines), "pdf", pages=pages)
    furniture = find_furniture(lines, [height for _, height in sizes])
    kept = [index for index in range(len(lines)) if index not in furniture.lines]
    widths = [width for width, _ in sizes]
    edits = _edits(lines, starts, kept, widths, furniture.marks)
    text, offsets = apply_edits(source.text, edits)
    notes = tuple("".join(lines[index].text for index in note) for note in furniture.notes)
    warnings = [*warnings, *_head_warnings(furniture.heads)]
    return RawText(text, offsets, source, {}, notes=notes, warnings=tuple(warnings))


def _head_warnings(heads: Sequence[str]) -> Iterator[str]:
    """Say what was taken for running heads, page numbers aside."""
    alike = list(dict.fromkeys(re.sub(r"\d+", "…", head) for head in heads))
    if alike:
        shown = ", ".join(map(repr, alike[:_SHOWN])) + (", …" if len(alike) > _SHOWN else "")
        yield f"Left out as running heads or feet: {shown}."


def _edits(
    lines: Sequence[Line], starts: Sequence[int], kept: Sequence[int], widths: Sequence[float],
    marks: Set[tuple[int, str]],
) -> Iterator[Edit]:  # fmt: skip
    """Yield what makes the source the text: line ends within paragraphs and furniture go."""
    done = 0
    before: Line | None = None
    indices = iter(kept)
    for paragraph in paragraphs([lines[index] for index in kept], widths):
        for number, line in enumerate(paragraph):
            start = starts[next(indices)]
            if before is not None:
                joint, cut = _joint(before.text, line.text) if number else ("\n", 0)
                yield Edit(done - cut, start, joint)
            elif start:
                yield Edit(0, start)
            for first, last in line.raised:
                if (line.page, line.text[first:last]) in marks:
                    yield Edit(start + first, start + last)
            done, before = start + len(line.text), line
    if done < starts[-1] - 1:
        yield Edit(done, starts[-1] - 1)


def _joint(before: str, after: str) -> tuple[str, int]:
    """Return what joins two lines of a paragraph, and how much of the first goes."""
    if _HYPHENATED.search(before) and after[0].islower():
        return "", 1
    words = before[-1].isascii() and after[0].isascii() and before[-1] not in "-/"
    return " " if words and (before[-1].isalpha() or after[0].isalpha()) else "", 0

"""Units of text that are scored: documents, sections, paragraphs, sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policytext.statistics.options import check_choice
from policytext.statistics.sentences import split_sentences

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.document import Document
    from policytext.structure import Section
    from policytext.theming.scoring.matching import Text

__all__ = [
    "UNITS", "Units", "cut_document", "heading_span", "section_starts", "title_span", "units_of",
]  # fmt: skip

#: Marks that end a sentence or a part of one, and no heading.
_STOPS = tuple("。；;：:，,")
UNITS = ("document", "section", "paragraph", "sentence")
#: A unit of a document, and of a corpus: its span and that of its heading.
_Part = tuple[int, int, int, int]
Span = tuple[int, int, int, int, int]


class Units(NamedTuple):
    """Spans of text that do not overlap, in order; a span is in one document."""

    document: NDArray[np.int64]
    #: Span in the document's text, end excluded.
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    #: Span of the unit's own heading in the document's text; empty where it has none.
    heading_start: NDArray[np.int64]
    heading_end: NDArray[np.int64]
    #: Characters of the body, and of the heading, without white space.
    chars: NDArray[np.int64]
    heading_chars: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)

    @classmethod
    def of(cls, text: Text, spans: Iterable[Span]) -> Units:
        """Make units of (document, start, end, start and end of its heading)."""
        listed = list(spans)
        document, start, end, first, last = np.array(listed, dtype=np.int64).reshape(-1, 5).T
        base = text.bases[document]
        heading_chars = text.chars(base + first, base + last)
        chars = text.chars(base + start, base + end) - heading_chars
        return cls(document, start, end, first, last, chars, heading_chars)

    def find(self, text: Text, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Tell which unit each place of the text is in; -1 for none."""
        if not len(self):
            return np.full(len(places), -1)
        starts = text.bases[self.document] + self.start
        found = np.searchsorted(starts, places, side="right") - 1
        inside = (found >= 0) & (places < (text.bases[self.document] + self.end)[found])
        return np.where(inside, found, -1)

    def group(self, text: Text, codes: NDArray[np.int32]) -> NDArray[np.int64]:
        """Tell the group of each unit by those of the tokens; -1 for none.

        It is that of the first token in the unit, or of the one that the unit lies in.
        """
        base = text.bases[self.document]
        bounds = text.tokens.doc_offsets
        first = np.searchsorted(text.starts, base + self.start)
        first -= first == np.searchsorted(text.starts, base + self.end)
        known = (first >= bounds[self.document]) & (first < bounds[self.document + 1])
        group = np.full(len(self), -1)
        group[known] = codes[first[known]]
        return group

    def is_heading(
        self, text: Text, unit: NDArray[np.int64], places: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Tell which places stand in the heading of their unit."""
        if not len(self):
            return np.zeros(len(places), dtype=bool)
        base = text.bases[self.document]
        after = places >= (base + self.heading_start)[unit]
        headed: NDArray[np.bool_] = (unit >= 0) & after & (places < (base + self.heading_end)[unit])
        return headed


def units_of(text: Text, unit: str) -> Units:
    """Cut documents into units.

    A section is here what stands under one heading before the next, whatever its level, so that
    sections do not overlap; items of enumerations belong to the section around them. Paragraphs
    are lines, and sentences end as in `sentence_codes`; headings are paragraphs and sentences of
    their own. A section has its heading, and a document, or what a document has before its first
    heading, its title.
    """
    check_choice("unit", unit, UNITS)
    return Units.of(
        text,
        (
            (number, *span)
            for number, document in enumerate(text.tokens.corpus)
            for span in cut_document(document, unit)
        ),
    )


def cut_document(document: Document, unit: str) -> Iterator[_Part]:
    """Yield the units of a document that are not empty: their spans and those of their headings."""
    return (part for part in _CUTS[unit](document) if part[1] > part[0])


def title_span(document: Document) -> tuple[int, int]:
    """Return where a document's title stands in its text; an empty span if it does not."""
    if document.is_section:
        return 0, 0
    title = document.fields.get("title")
    if title is None or not document.text[max(title.start, 0) : title.end]:
        return 0, 0
    return title.start, title.end


def _whole(document: Document) -> Iterator[_Part]:
    """Yield the document with its title; a section as a document has its heading."""
    if document.is_section:
        first = next(iter(document.outline), None)
        headed = first is not None and first.start == 0 and not _is_part(first)
        yield 0, len(document.text), *(heading_span(first) if first and headed else (0, 0))
    else:
        yield 0, len(document.text), *title_span(document)


def _sections(document: Document) -> Iterator[_Part]:
    """Yield what stands under each heading before the next."""
    sections = [section for section in document.outline if not _is_part(section)]
    headings = {0: title_span(document)} | {s.start: heading_span(s) for s in sections}
    for start, end in pairwise([*section_starts(document), len(document.text)]):
        first, last = headings[start]
        yield start, end, *((first, last) if last <= end else (start, start))


def section_starts(document: Document) -> list[int]:
    """List where sections begin: at 0, and at each heading or numbered part.

    Items of enumerations and the paragraphs of an article belong to the section around them.
    """
    return sorted({0, *(s.start for s in document.outline if not _is_part(s))})


def heading_span(section: Section) -> tuple[int, int]:
    """Return where a section's heading stands; an empty span if it has none.

    A provision such as （一）有企业的名称； is all text: nothing stands under it, and it ends as
    sentences do.
    """
    bare = len(section.text) <= section.body_start - section.start
    if not section.heading or (bare and section.text.endswith(_STOPS)):
        return section.start, section.start
    return section.start, section.body_start


def _is_part(section: Section) -> bool:
    """Whether a section has no heading of its own, so that it is part of the one around it."""
    return section.is_item or section.level == "款"


def _paragraphs(document: Document) -> Iterator[_Part]:
    start = 0
    for line in document.text.split("\n"):
        yield start, start + len(line), start, start
        start += len(line) + 1


def _sentences(document: Document) -> Iterator[_Part]:
    start = 0
    for sentence in split_sentences(document.text):
        yield start, start + len(sentence.rstrip()), start, start
        start += len(sentence)


_CUTS = {
    "document": _whole,
    "section": _sections,
    "paragraph": _paragraphs,
    "sentence": _sentences,
}

"""Word files (.docx): the text that a reader of the document sees, automatic numbers included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from policytext.errors import ReadError
from policytext.offsets import Edit, Source, apply_edits
from policytext.readers.package import Package, W
from policytext.readers.raw import File, RawText
from policytext.readers.word.characters import join_number, stored_text, symbol
from policytext.readers.word.numbering import Numbering, Styles, is_on

__all__ = ["line_breaks", "read_docx"]

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}t",
    "{http://purl.oclc.org/ooxml/officeDocument/math}t",
)
_TEXT: Final = frozenset((W + "t", *_MATH))
#: A line break within a paragraph, as Word itself codes it: a paragraph stays one line.
_BREAK: Final = "\v"
_CHARACTERS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": _BREAK,
    W + "cr": _BREAK,
    W + "noBreakHyphen": "-",
}
_INSERTED = frozenset((W + "ins", W + "moveTo"))
_DELETED = frozenset((W + "del", W + "moveFrom"))
_DRAWN = frozenset((W + "drawing", W + "pict", W + "object"))
#: What holds no text of the paragraph: properties, old properties, field codes, the reading above
#: a Han character.
_NO_TEXT = frozenset(
    W + name for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "instrText", "delText", "rt")
)
_EMBEDDED = frozenset((W + "altChunk", W + "subDoc"))
_PARAGRAPH, _TABLE, _ROW, _CELL = W + "p", W + "tbl", W + "tr", W + "tc"
_CHOICE, _BOX, _VAL = _MC + "AlternateContent", W + "txbxContent", W + "val"
#: A table in a table takes three; the machine's stack has room for a thousand.
_MAX_DEPTH = 120
_CONTENTS_FIELD = re.compile(r"\s*TOC\b")
_CONTENTS_TITLE = re.compile(r"\s*目\s*[录錄次]\s*")


def read_docx(file: File) -> Iterator[RawText]:
    """Yield the text of a Word file as a person would retype it.

    A number of automatic numbering is followed directly by its paragraph's text (一、总体要求,
    1.完善制度) where it ends in a mark, and by a space where it ends in a letter, a digit or a Han
    character (第一条 为了…), whatever tab or space Word sets there. Bullets are left out, dashes
    kept. Each paragraph of a table's cell is one of the text. A text box follows the paragraph it
    is anchored to. Tracked changes count as accepted. Left out are headers, footers, comments,
    hidden text and tables of contents; footnotes and endnotes are `notes`.

    In `source.text` one line is one paragraph.
    """
    package = Package(file.data, file.path)
    main = package.related("", "officeDocument") or "word/document.xml"
    if main not in package:
        raise ReadError(f"{file.path} holds no Word document. Check where it comes from.")
    root = package.tree(main)
    body = root.find(W + "body")
    if root.tag != W + "document" or body is None:
        kind = root.tag.rsplit("}", 1)[-1]
        raise ReadError(f"{file.path} holds no Word document but a {kind!r}. Rename it.")
    document = _Document(package, main, root)
    lines = document.story(body, "body")
    # A note that refers to itself, or is referred to again, is no other note.
    notes = tuple(filter(None, [document.note(*note) for note in dict.fromkeys(document.notes)]))
    text = "\n".join(lines)
    if not text.strip():
        if document.pictures:
            raise ReadError(
                f"{file.path} has pictures but no text. "
                "Recognise their characters (OCR) first and read the result."
            )
        raise ReadError(f"{file.path} has no text.")
    source = Source(file.path, text, "docx")
    text, offsets = apply_edits(text, line_breaks(text))
    yield RawText(text, offsets, source, {}, {}, notes, tuple(document.warnings()))


def line_breaks(text: str) -> Iterator[Edit]:
    """Write a blank line between paragraphs and a line end within them.

    Cleaning then never takes two paragraphs for one that was torn, as it never does in a web page.
    """
    for match in re.finditer(r"[\n\v]", text):
        yield Edit(match.start(), match.end(), "\n" if match[0] == _BREAK else "\n\n")


class _Document:
    """The paragraphs of a Word file, as they are read one after the other."""

    def __init__(self, package: Package, main: str, root: Element) -> None:
        self._path = package.path
        parts = {
            kind: None if name is None else package.tree(name)
            for kind in ("styles", "numbering", "footnotes", "endnotes")
            for name in [package.related(main, kind)]
        }
        self._styles = Styles(parts["styles"])
        self._numbering = Numbering(parts["numbering"], self._styles)
        self._note_texts = {
            (note.tag, note.get(W + "id", "")): note
            # An element without children is false, so it is asked whether there is one.
            for part in (parts["footnotes"], parts["endnotes"])
            if part is not None
            for note in part
        }
        # A field that never ends must not take the rest of the text for a table of contents.
        kinds = [field.get(W + "fldCharType") for field in root.iter(W + "fldChar")]
        self._fields_end = kinds.count("begin") == kinds.count("end")
        #: The notes that the text refers to, in order.
        self.notes: list[tuple[str, str]] = []
        self.pictures = 0
        self._revisions = self._hidden = self._contents = self._embedded = 0
        self._story = ""
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._boxes: list[Element] = []
        self._fields: list[_Field] = []
        # What stands before the number and after it when a paragraph's mark is hidden or deleted.
        self._before = self._carried = ""

    def story(self, element: Element, name: str, depth: int = 0) -> list[str]:
        """Return the paragraphs of a text of its own: the body, a note, a text box."""
        outer = self._story, self._lines, self._fields, self._before, self._carried
        self._story, self._lines, self._fields, self._before, self._carried = name, [], [], "", ""
        self._blocks(element, depth)
        self._flush()
        lines = self._lines
        self._story, self._lines, self._fields, self._before, self._carried = outer
        return lines

    def note(self, kind: str, name: str) -> str:
        """Return the text of a footnote or an endnote."""
        element = self._note_texts.get((kind, name))
        lines = [] if element is None else self.story(element, "notes")
        return "\n".join(line.strip() for line in lines if line.strip()).replace(_BREAK, "\n")

    def warnings(self) -> Iterator[str]:
        """Yield what may make the text differ from what a person sees."""
        if self._revisions:
            yield (
                f"Tracked changes taken as accepted: {self._revisions}. "
                "Insertions are in the text, deletions are not."
            )
        if self._hidden:
            yield f"Hidden text left out: {self._hidden:,} characters."
        if self._contents:
            yield f"Table of contents left out: {self._contents:,} characters."
        if self._embedded:
            yield f"Embedded files (altChunk, subDoc) not read: {self._embedded}."
        for form in sorted(self._numbering.unknown):
            yield f"Automatic numbers of the format {form!r} are written as digits."

    def _check(self, depth: int) -> None:
        if depth > _MAX_DEPTH:
            raise ReadError(
                f"{self._path} nests its elements more than {_MAX_DEPTH} deep, which no document "
                "does. If you trust it, save it in another format and read that."
            )

    # ------------------------------------------------------------ paragraphs and tables

    def _blocks(self, parent: Element, depth: int) -> None:
        """Read the paragraphs and tables in an element."""
        self._check(depth)
        for child in parent:
            tag = child.tag
            if tag == _PARAGRAPH:
                self._paragraph(child, depth + 1)
            elif tag == _TABLE:
                self._table(child, depth + 1)
            elif tag in _EMBEDDED:
                self._embedded += 1
            elif tag in _DELETED:
                self._revisions += 1
            elif tag == _CHOICE:
                self._blocks(_alternative(child), depth + 1)
            elif tag == W + "sdt" and _is_contents(child):
                self._drop_contents_title()
                self._contents += _length(child)
            elif tag not in _NO_TEXT:
                self._blocks(child, depth + 1)

    def _table(self, table: Element, depth: int) -> None:
        """Read a table, cell by cell; a cell that goes on from the row above shows nothing."""
        for number, row in enumerate(self._within(table, _ROW, depth)):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                self._revisions += 1
                continue
            for cell in self._within(row, _CELL, depth):
                if not _goes_on(cell, number):
                    self._blocks(cell, depth + 1)
                    self._flush()

    def _within(self, parent: Element, tag: str, depth: int) -> Iterator[Element]:
        """Yield the rows of a table or the cells of a row, which may be wrapped."""
        self._check(depth)
        for child in parent:
            if child.tag == tag:
                yield child
            elif child.tag == _CHOICE:
                yield from self._within(_alternative(child), tag, depth + 1)
            elif child.tag in _DELETED:
                self._revisions += 1
            elif child.tag not in _NO_TEXT:
                yield from self._within(child, tag, depth + 1)

    def _paragraph(self, paragraph: Element, depth: int) -> None:
        """Read a paragraph and what is anchored to it."""
        properties = paragraph.find(W + "pPr")
        style = None if properties is None else properties.find(W + "pStyle")
        hides = self._styles.hides(None if style is None else style.get(_VAL))
        mark = None if properties is None else properties.find(W + "rPr")
        contents = self._contents
        self._pieces = []
        self._inline(paragraph, hides, depth)
        text = "".join(self._pieces)
        # The code of a field ends with its paragraph, if not before.
        self._fields = [field for field in self._fields if field.contents]
        boxes, self._boxes = self._boxes, []
        if contents != self._contents and not text.strip():
            self._drop_contents_title()
        elif mark is not None and self._is_deleted(mark):
            self._carried += text
        else:
            self._end(properties, text, is_on(mark, "vanish") is True)
        for box in boxes:
            self._lines += self.story(box, "boxes", depth + 1)

    def _drop_contents_title(self) -> None:
        """Leave out the title of a table of contents, if the last paragraph is one."""
        if self._lines and _CONTENTS_TITLE.fullmatch(self._lines[-1]):
            self._contents += len(self._lines.pop())

    def _is_deleted(self, mark: Element) -> bool:
        """Tell whether a paragraph's end is a tracked deletion, and count tracked changes of it."""
        deleted = any(mark.find(tag) is not None for tag in _DELETED)
        inserted = any(mark.find(tag) is not None for tag in _INSERTED)
        self._revisions += deleted + inserted
        return deleted

    def _end(self, properties: Element | None, text: str, hidden: bool) -> None:
        """End a paragraph with its number."""
        text = self._carried + text
        self._carried = ""
        if hidden and not text:
            return
        number, suffix = self._numbering.next(properties, self._story)
        line = self._before + join_number(number, suffix, text)
        self._before = line if hidden else ""
        if not hidden:
            self._lines.append(line)

    def _flush(self) -> None:
        """End a paragraph whose end is hidden or deleted and nothing follows."""
        if self._before or self._carried:
            self._lines.append(self._before + self._carried)
        self._before = self._carried = ""

    # ------------------------------------------------------------ within a paragraph

    def _inline(self, parent: Element, hidden: bool, depth: int) -> None:
        """Read the characters in an element."""
        self._check(depth)
        for child in parent:
            tag = child.tag
            if tag == W + "r":
                self._inline(child, self._is_hidden(child, hidden), depth + 1)
            elif tag in _TEXT:
                self._add(stored_text(child, parent), hidden)
            elif tag in _CHARACTERS:
                self._add(_CHARACTERS[tag], hidden)
            elif tag in _NO_TEXT:
                if tag == W + "instrText":
                    self._instruct(child.text or "")
            elif tag in _DRAWN:
                self._drawing(child, depth + 1)
            elif tag == _CHOICE:
                self._inline(_alternative(child), hidden, depth + 1)
            elif tag == W + "fldChar":
                self._field(child.get(W + "fldCharType", ""))
            elif tag == W + "sym":
                self._add(symbol(child), hidden)
            elif tag in _DELETED:
                self._revisions += 1
            elif tag == W + "sdt" and _is_prompt(child):
                continue
            elif tag == W + "fldSimple" and _CONTENTS_FIELD.match(child.get(W + "instr", "")):
                self._contents += _length(child)
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                self.notes.append((tag.removesuffix("Reference"), child.get(W + "id", "")))
            else:
                self._revisions += tag in _INSERTED
                self._inline(child, hidden, depth + 1)

    def _is_hidden(self, run: Element, hidden: bool) -> bool:
        """Tell whether a run's text is hidden, by itself, its style or its paragraph's."""
        properties = run.find(W + "rPr")
        if properties is None:
            return hidden
        own = is_on(properties, "vanish")
        if own is not None:
            return own
        style = properties.find(W + "rStyle")
        return hidden if style is None else hidden or self._styles.hides(style.get(_VAL, ""))

    def _add(self, text: str, hidden: bool) -> None:
        """Add characters to the paragraph if they are seen."""
        if self._fields and any(field.code for field in self._fields):
            return
        if self._fields and any(field.contents for field in self._fields):
            self._contents += len(text)
        elif hidden:
            self._hidden += len(text)
        else:
            self._pieces.append(text)

    def _field(self, kind: str) -> None:
        """Begin a field's code or its result, or end it."""
        if kind == "begin":
            # Every piece of text asks all fields that it stands in.
            self._check(len(self._fields))
            self._fields.append(_Field())
        elif self._fields and kind == "separate":
            self._fields[-1].code = False
        elif self._fields and kind == "end":
            self._fields.pop()

    def _instruct(self, code: str) -> None:
        """Take a piece of a field's code."""
        if self._fields and self._fields[-1].code and _CONTENTS_FIELD.match(code):
            self._fields[-1].contents = self._fields_end

    def _drawing(self, drawing: Element, depth: int) -> None:
        """Put aside the text boxes of a drawing."""
        self._check(depth)
        for child in drawing:
            if child.tag == _BOX:
                self._boxes.append(child)
            elif child.tag == _CHOICE:
                self._drawing(_alternative(child), depth + 1)
            else:
                self.pictures += child.tag.endswith(("}blip", "}imagedata"))
                self._drawing(child, depth + 1)


class _Field:
    """A field that has begun: whether its code goes on, and whether it is a table of contents."""

    __slots__ = ("code", "contents")

    def __init__(self) -> None:
        self.code = True
        self.contents = False


def _alternative(choice: Element) -> Element:
    """Return the one of several forms of a content that shows text; the first comes first."""
    for branch in choice:
        if any(next(branch.iter(tag), None) is not None for tag in _TEXT):
            return branch
    return choice[0] if len(choice) else choice


def _length(element: Element) -> int:
    """Count the characters in an element."""
    return sum(len(text.text or "") for text in element.iter(W + "t"))


def _is_contents(block: Element) -> bool:
    """Tell whether a content control is a table of contents."""
    gallery = block.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(_VAL) == "Table of Contents"


def _is_prompt(control: Element) -> bool:
    """Tell whether a content control shows only what is to be filled in."""
    return is_on(control.find(W + "sdtPr"), "showingPlcHdr") is True


def _goes_on(cell: Element, row: int) -> bool:
    """Tell whether a cell is covered by one above it or before it."""
    properties = cell.find(W + "tcPr")
    if properties is None:
        return False
    if properties.find(W + "cellDel") is not None:
        return True
    down, across = properties.find(W + "vMerge"), properties.find(W + "hMerge")
    return (row > 0 and down is not None and down.get(_VAL, "continue") == "continue") or (
        across is not None and across.get(_VAL, "continue") == "continue"
    )

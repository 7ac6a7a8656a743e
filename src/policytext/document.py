"""Documents: a clean text with what it says of itself, and the way back to the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING

from policytext.cleaning import Change, CleanText
from policytext.errors import InputError
from policytext.offsets import Location, Source
from policytext.readers import RawText

if TYPE_CHECKING:
    import pandas as pd

    from policytext.metadata import Found
    from policytext.structure import Outline

__all__ = ["Cleaning", "Document"]

#: What `Corpus.docs` has of every document from its text; None where the text does not say.
_FIELDS = ("title", "issuer", "document_number", "date", "addressee", "genre", "annexes")
_WHITE = re.compile(r"\s+")


class Document:
    """A text with its metadata, its outline, and the way from each character to the file.

    Documents are made by `policytext.read` and `Corpus.from_texts`.

    Attributes
    ----------
    id : str
        Its name in the corpus.
    text : str
        The clean text: one paragraph a line.
    metadata : dict
        What is known of it from outside its text: a table's row, a metadata table.
    """

    def __init__(
        self,
        id: str,
        raw: RawText,
        clean: CleanText,
        *,
        span: tuple[int, int] | None = None,
        metadata: Mapping[str, object] | None = None,
    ) -> None:
        self.id = id
        self.text = clean.text if span is None else clean.text[slice(*span)].rstrip("\n")
        self.metadata = dict(metadata or {})
        self._raw = raw
        self._clean = clean
        self._span = span
        # What a section says of its issuer and date is its document's, read once for all.
        self._whole: Document | None = None

    def cut(self, id: str, start: int, end: int, metadata: Mapping[str, object]) -> Document:
        """Return a part of this document as a document of its own, with more metadata."""
        begin = self._span[0] if self._span else 0
        known = {**self.metadata, **metadata}
        span = (begin + start, begin + end)
        part = Document(id, self._raw, self._clean, span=span, metadata=known)
        part._whole = self._whole or self
        return part

    def with_metadata(self, metadata: Mapping[str, object]) -> Document:
        """Return the same document with other metadata."""
        # A copy keeps what has been found in the text: outline, fields, warnings.
        other = copy(self)
        other.metadata = dict(metadata)
        return other

    @property
    def is_section(self) -> bool:
        """Whether it is a part of a document."""
        return self._span is not None

    @property
    def source(self) -> Source:
        """The file as it was read."""
        return self._raw.source

    @property
    def notes(self) -> tuple[str, ...]:
        """Footnotes and endnotes, which are kept apart from the text."""
        return self._raw.notes

    @property
    def cleaning(self) -> Cleaning:
        """What cleaning did, step by step, with the place of each change in the file."""
        return Cleaning(self)

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs, in order."""
        return [line for line in self.text.split("\n") if line]

    @cached_property
    def chars(self) -> int:
        """Number of characters without white space, the base of string rates."""
        return len(self.text) - sum(len(m) for m in _WHITE.findall(self.text))

    @cached_property
    def outline(self) -> Outline:
        """The tree of numbered headings and run-in enumerations."""
        from policytext.structure import parse_outline

        return parse_outline(self.text)

    @cached_property
    def fields(self) -> dict[str, Found]:
        """What the document says of itself, each value with the place where it says so.

        See `policytext.metadata.find_metadata` for the names. A section has its document's.
        """
        from policytext.metadata import find_metadata

        if self._whole is not None:
            return self._whole.fields
        return find_metadata(self._clean.text, self._raw.header)

    @property
    def title(self) -> str:
        """The title: from the metadata, else from the text, else ""."""
        known = self.metadata.get("title") or self._field("title")
        return str(known) if known else ""

    def _field(self, name: str, default: object = None) -> object:
        """Return what the document says of itself under one name."""
        return self.fields[name].value if name in self.fields else default

    @property
    def reading_warnings(self) -> tuple[str, ...]:
        """What the reader met that may make the text differ from what a person sees."""
        return self._raw.warnings

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What may make the text differ from the document that an office issued."""
        from policytext.suspicion import look_cut

        odd = [] if self.is_section else look_cut(self.text, self._raw.text)
        return (*self._raw.warnings, *odd)

    def fact(self, name: str) -> object:
        """Return one value of the document's row in `Corpus.docs`; None where there is none."""
        return self.facts.get(name)

    @property
    def facts(self) -> dict[str, object]:
        """The document's row in `Corpus.docs`."""
        said = {name: self._field(name) for name in _FIELDS}
        said |= {name: found.value for name, found in self.fields.items()}
        return {
            **said,
            "annexes": self._field("annexes", ()),
            "year": getattr(said["date"], "year", None),
            "chars": self.chars,
            "paragraphs": len(self.paragraphs),
            "path": self.source.path,
            "encoding": self.source.encoding,
            "warnings": " ".join(self.warnings),
            **self.metadata,
        }

    def locate(self, position: int) -> Location:
        r"""Return the file's line and column of a position in `text`.

        Parameters
        ----------
        position : int
            A position in `text`, in characters from 0.

        Returns
        -------
        Location
            `line` and `column`, both from 1, in characters of the file, and `page` where the file
            has pages; the line is then the page's. A paragraph of a Word file is a line.

        Examples
        --------
        >>> import policytext as pt
        >>> document = pt.Corpus.from_texts({"a": "标题\n\n\n　　人民至上。"})["a"]
        >>> document.locate(document.text.index("人民"))
        Location(line=4, column=3, page=None)
        """
        if not 0 <= position <= len(self.text):
            raise InputError(
                f"`position` must be between 0 and {len(self.text)}, got {position!r}."
            )
        begin = self._span[0] if self._span else 0
        return self.source.locate(self._raw.offsets[self._clean.offsets[begin + position]])

    def __repr__(self) -> str:
        return (
            f"<Document {self.id!r}: {self.title or self.text[:20]!r}, {self.chars:,} characters>"
        )

    def _repr_html_(self) -> str:
        from html import escape

        hidden = ("title", "chars", "paragraphs", "path", "encoding")
        known = {k: v for k, v in self.facts.items() if v not in (None, "", ()) and k not in hidden}
        facts = {"字数": f"{self.chars:,}", "来源": self.source.path, **known}
        rows = "".join(
            f"<tr><th>{escape(str(k))}</th><td>{escape(str(v))}</td></tr>" for k, v in facts.items()
        )
        steps = escape(str(self.cleaning)).replace("\n", "<br>")
        return (
            f"<h4>{escape(self.title or self.id)}</h4><table>{rows}</table>"
            f"<p><small>{steps}</small></p>{self.outline._repr_html_()}"
        )


class Cleaning:
    """What cleaning did to one document.

    Iterating gives `Change` records whose `start` and `end` are positions in the text as the
    reader gave it; `str()` sums up; `to_pandas()` lists.

    Attributes
    ----------
    is_kept : bool
        Whether what was changed is known, which a corpus on disk does not keep.
    """

    is_kept = True

    def __init__(self, document: Document) -> None:
        self._document = document

    def __iter__(self) -> Iterator[Change]:
        return iter(self._changes)

    def __len__(self) -> int:
        return len(self._changes)

    @property
    def _changes(self) -> tuple[Change, ...]:
        """What was changed; a section does not say it again for its document."""
        return () if self._document.is_section else self._document._clean.changes

    def _place(self, change: Change) -> Location:
        """Find a change in the file."""
        raw = self._document._raw
        return raw.source.locate(raw.offsets[change.start])

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that were taken, whether they found anything or not."""
        return self._document._clean.steps

    def __str__(self) -> str:
        if not self.steps:
            return "not cleaned"
        steps: dict[str, list[int]] = {}
        for change in self._changes:
            steps.setdefault(change.step, []).append(self._place(change).line)
        parts = [
            f"{step}: {len(lines)} change{'s' * (len(lines) > 1)} "
            f"(line{'s' * (len(set(lines)) > 1)} {_abridge(lines)})"
            for step, lines in steps.items()
        ]
        replaced = self._document.source.replaced
        if replaced:
            place = self._document.source.locate(replaced[0])
            parts.append(
                f"undecodable: {len(replaced)} characters replaced by U+FFFD, the first at "
                f"line {place.line}, column {place.column}"
            )
        return "\n".join(parts) if parts else "nothing to clean"

    def __repr__(self) -> str:
        return f"<Cleaning of {self._document.id!r}: {len(self)} changes>"

    def to_pandas(self) -> pd.DataFrame:
        """List the changes.

        Returns
        -------
        DataFrame
            One row per change in the order of the steps: `step` (str), `line` and `column` (int,
            in the file, from 1), `removed` and `inserted` (str).
        """
        import pandas as pd

        rows = [
            (change.step, *self._place(change)[:2], change.removed, change.inserted)
            for change in self._changes
        ]
        return pd.DataFrame(rows, columns=["step", "line", "column", "removed", "inserted"])


def _abridge(lines: Sequence[int]) -> str:
    """Write up to three line numbers, and how the rest ends."""
    distinct = sorted(set(lines))
    if len(distinct) <= 4:
        return ", ".join(map(str, distinct))
    return f"{', '.join(map(str, distinct[:3]))} … {distinct[-1]}"

"""Corpora: documents with one table of metadata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from os.path import dirname
from typing import TYPE_CHECKING, Any, overload

from policytext.cleaning import clean as clean_text
from policytext.cleaning import steps_of
from policytext.document import Document
from policytext.errors import InputError, nearest
from policytext.offsets import OffsetMap, Source
from policytext.readers import Failure, RawText

if TYPE_CHECKING:
    import pandas as pd

    from policytext.segmentation import Segmenter
    from policytext.tokens import Tokens

__all__ = ["FIELD_COLUMNS", "Corpus", "field_rows", "plain"]

#: What `Corpus.docs` has of every document.
_DOCS_COLUMNS = [
    "title", "issuer", "document_number", "date", "addressee", "genre", "annexes", "year", "chars",
    "paragraphs", "path", "encoding", "warnings",
]  # fmt: skip
#: What `Corpus.fields` has of every value.
FIELD_COLUMNS = [
    "document", "field", "value", "origin", "page", "line", "column", "start", "end",
]  # fmt: skip


class Corpus:
    """An ordered collection of documents with one table of metadata.

    Nothing changes a corpus; selecting and adding metadata give a new one.

    Attributes
    ----------
    failures : tuple of Failure
        Files that could not be read, with the reason.
    skipped : tuple of str
        Files of a folder that are of no known format.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.datasets.load("work_reports")
    >>> late = corpus[corpus.docs.year >= 2020]
    >>> [document.id for document in late]
    ['2020', '2021', '2022', '2023']
    """

    def __init__(
        self,
        documents: Iterable[Document],
        *,
        failures: Iterable[Failure] = (),
        skipped: Iterable[str] = (),
    ) -> None:
        self._documents = tuple(documents)
        self._by_id = {document.id: document for document in self._documents}
        if len(self._by_id) < len(self._documents):
            seen: set[str] = set()
            double = next(d.id for d in self._documents if d.id in seen or seen.add(d.id))  # type: ignore[func-returns-value]
            raise InputError(f"Document ids must differ, got {double!r} twice.")
        self.failures = tuple(failures)
        self.skipped = tuple(skipped)

    @classmethod
    def from_texts(
        cls,
        texts: Mapping[str, str],
        *,
        metadata: Mapping[str, Mapping[str, object]] | None = None,
        clean: bool | Mapping[str, bool] = True,
    ) -> Corpus:
        """Make a corpus from texts in memory.

        Parameters
        ----------
        texts : mapping of str to str
            Each document's text by its id.
        metadata : mapping of str to mapping, optional
            Each document's metadata by its id.
        clean : bool or mapping of str to bool, default True
            Clean the texts as `read` does.

        Returns
        -------
        Corpus

        Examples
        --------
        >>> corpus = Corpus.from_texts({"甲": "改革开放。"}, metadata={"甲": {"year": 2020}})
        >>> corpus.docs.year.tolist()
        [2020]
        """
        known = metadata or {}
        return cls(
            Document(
                id,
                RawText(text, OffsetMap(), Source(id, text, "str"), {}),
                clean_text(text, clean),
                metadata=known.get(id),
            )
            for id, text in texts.items()
        )

    def __len__(self) -> int:
        return len(self._documents)

    def __iter__(self) -> Iterator[Document]:
        return iter(self._documents)

    @overload
    def __getitem__(self, key: int | str) -> Document: ...
    @overload
    def __getitem__(self, key: slice | Sequence[bool] | pd.Series[bool]) -> Corpus: ...
    def __getitem__(self, key: Any) -> Document | Corpus:
        """Return one document by id or place; a corpus by slice, ids, or a mask over `docs`."""
        if isinstance(key, str):
            return self._document(key)
        if hasattr(key, "__index__") and not hasattr(key, "__len__"):
            if not -len(self) <= int(key) < len(self):
                known = str(key) in self._by_id
                hint = f" The document with that id is corpus[{str(key)!r}]." if known else ""
                raise InputError(
                    f"A place must be between 0 and {len(self) - 1}, got {int(key)}.{hint}"
                )
            return self._documents[int(key)]
        if isinstance(key, slice):
            start, stop = map(_end_of_slice, (key.start, key.stop))
            return Corpus(self._documents[start : stop : key.step])
        if hasattr(key, "reindex") and set(key.index) == set(self._by_id):
            # A mask made from a sorted `docs` is in another order.
            key = key.reindex(list(self._by_id))
        chosen = list(key.fillna(False)) if hasattr(key, "fillna") else list(key)
        if chosen and all(isinstance(id, str) for id in chosen):
            return Corpus(self._document(id) for id in chosen)
        if len(chosen) != len(self):
            raise InputError(
                f"A mask must have one value a document, {len(self)} here, got {len(chosen)}."
            )
        return Corpus(d for d, keep in zip(self._documents, chosen, strict=True) if bool(keep))

    def _document(self, id: str) -> Document:
        """Return the document with an id."""
        if id not in self._by_id:
            raise InputError(f"There is no document {id!r}.{nearest(id, self._by_id)}")
        return self._by_id[id]

    @cached_property
    def docs(self) -> pd.DataFrame:
        """The metadata: one row a document, in order, indexed by document id.

        Columns: what the text says of itself, `title`, `issuer`, `document_number`, `addressee`,
        `genre` (str, None where it does not say), `date` (datetime64) and `annexes` (tuple of
        str); `year` (Int64, from the file's name, else the date's, missing where unknown);
        `chars` (int, characters without white space), `paragraphs` (int), `path` (str),
        `encoding` (str); `warnings` (str, sentences on what may be wrong with the text); what a
        portal's table says besides (`index_number`, `theme`, `released_on`); and whatever else
        the metadata hold.
        """
        import pandas as pd

        index = pd.Index([d.id for d in self._documents], name="id", dtype=object)
        rows = [d.facts for d in self._documents]
        table = pd.DataFrame(rows, index=index, columns=None if rows else _DOCS_COLUMNS)
        years = [row["year"] for row in rows]
        if all(year is None or isinstance(year, int) for year in years):
            # A gap alone would make them fractions.
            table["year"] = pd.Series(years, index=index, dtype="Int64")
        for name in ("date", "released_on"):
            if name in table and all(isinstance(v, (date, type(None))) for v in table[name]):
                table[name] = pd.to_datetime(table[name])
        odd = self._oddities(rows)
        told = [" ".join([*d.warnings, *odd.get(d.id, [])]) for d in self._documents]
        return table.assign(warnings=pd.Series(told, index=index, dtype=table["path"].dtype))

    def _oddities(self, rows: Sequence[Mapping[str, object]]) -> dict[str, list[str]]:
        """List what is odd about whole documents, whose rows of `docs` are given, among others."""
        from policytext.suspicion import compare, facts

        return compare(
            facts(d.id, d.text, f"{dirname(d.source.path)} {row['genre']}")
            for d, row in zip(self._documents, rows, strict=True)
            if not d.is_section
        )

    def fields(self) -> pd.DataFrame:
        r"""List what the documents say of themselves, each value with its place.

        Returns
        -------
        DataFrame
            One row a value: `document`, `field` (the column of `docs`), `value`, `origin` ("text",
            or "header" for a portal's table around the text), `page`, `line` and `column` (in the
            file, from 1; `page` is missing where the file has none), `start` and `end`
            (characters, end excluded: of the clean text for "text", of the file for "header").

        Examples
        --------
        >>> corpus = Corpus.from_texts({"甲": "甲县人民政府关于节水的通知\n各乡镇：\n请节水。"})
        >>> corpus.fields()[["field", "value", "line"]].to_numpy().tolist()
        [['title', '甲县人民政府关于节水的通知', 1], ['issuer', '甲县人民政府', 1], ...]
        """
        import pandas as pd

        return pd.DataFrame(field_rows(self), columns=FIELD_COLUMNS).astype({"page": "Int64"})

    def assign(self, **columns: Any) -> Corpus:
        """Return the corpus with more metadata, as `DataFrame.assign` does for a table.

        Parameters
        ----------
        **columns : sequence, Series or mapping by id, function of `docs`, or one value
            The values of each new column, one a document. A Series whose index holds the ids is
            matched by id.

        Returns
        -------
        Corpus

        Examples
        --------
        >>> import policytext as pt
        >>> corpus = pt.datasets.load("work_reports")
        >>> corpus = corpus.assign(decade=lambda docs: docs.year // 10 * 10)
        >>> corpus.docs.decade.value_counts().to_dict()
        {2010: 8, 2020: 4}
        """
        values: dict[str, list[Any]] = {}
        for name, column in columns.items():
            given = column(self.docs) if callable(column) else column
            if hasattr(given, "reindex") and set(given.index) == set(self._by_id):
                given = given.reindex(list(self._by_id))
            if isinstance(given, Mapping):
                given = [given.get(d.id) for d in self._documents]
            single = isinstance(given, str) or not isinstance(given, Iterable)
            values[name] = [given] * len(self) if single else list(given)
            if len(values[name]) != len(self):
                raise InputError(
                    f"`{name}` must have one value a document, {len(self)} here, "
                    f"got {len(values[name])}."
                )
        changed = []
        for i, document in enumerate(self._documents):
            extra = {name: plain(column[i]) for name, column in values.items()}
            changed.append(document.with_metadata({**document.metadata, **extra}))
        return Corpus(changed, failures=self.failures, skipped=self.skipped)

    def sections(self, level: str | None = None) -> Corpus:
        r"""Return a corpus whose documents are the sections of these documents.

        Parameters
        ----------
        level : str, optional
            Cut at the sections of this level, named as in `Outline.sections`: "一、", "（一）",
            "第一章", "第一条"; by default at the outermost ones of each document.

        Returns
        -------
        Corpus
            Its `docs` have the columns `document`, `section` (the title), `heading_path`,
            `level` and `number` besides the document's own. Text before and between those
            sections, and a document without any, are documents with an empty `level` and the
            title of the section they stand in, so no text is lost.

        Examples
        --------
        >>> corpus = Corpus.from_texts({"甲": "前言。\n一、成绩\n很好。\n二、任务\n很重。"})
        >>> corpus.sections().docs[["document", "section", "chars"]].to_numpy().tolist()
        [['甲', '', 3], ['甲', '一、成绩', 7], ['甲', '二、任务', 7]]
        """
        return Corpus(
            part for document in self._documents for part in _cut_sections(document, level)
        )

    def segment(self, segmenter: str | Segmenter = "jieba", **options: Any) -> Tokens:
        """Segment every document; see `policytext.segment` for the options."""
        from policytext.segmentation import segment

        return segment(self, segmenter, **options)

    @property
    def cleaning_steps(self) -> str:
        """Say how the texts were cleaned: "on", "off", or the steps if some were left out."""
        taken = {document.cleaning.steps for document in self._documents}
        if taken <= {steps_of(True)}:
            return "on"
        return "off" if taken == {()} else "; ".join(" ".join(steps) for steps in sorted(taken))

    def __repr__(self) -> str:
        total = sum(d.chars for d in self._documents)
        more = f", {len(self.failures)} files failed" if self.failures else ""
        return f"<Corpus: {len(self)} documents, {total:,} characters{more}>"

    def _repr_html_(self) -> str:
        from html import escape

        from policytext.display import listed

        failed = listed([failure.reason for failure in self.failures])
        head = f"<p><b>Corpus</b> {escape(repr(self)[9:-1])}</p>"
        docs = self.docs
        told = [name for name in docs if name not in ("path", "encoding")
                and any(str(value) not in ("", "()", "None", "nan", "<NA>") for value in docs[name])
                ]  # fmt: skip
        table = docs[told].to_html(max_rows=20, max_cols=10, notebook=True)
        return head + table + failed


def field_rows(corpus: Corpus) -> list[dict[str, Any]]:
    """List what documents say of themselves as `Corpus.fields` does; return plain rows."""
    rows = []
    for document in corpus:
        for name, found in document.fields.items():
            place = document if found.origin == "text" else document.source
            at = place.locate(found.start)
            rows.append(
                {
                    "document": document.id,
                    "field": name,
                    "value": found.value,
                    "origin": found.origin,
                    "page": at.page,
                    "line": at.line,
                    "column": at.column,
                    "start": found.start,
                    "end": found.end,
                }
            )
    return rows


def _end_of_slice(end: Any) -> Any:
    """Refuse an id as the end of a slice."""
    if isinstance(end, str):
        raise InputError(
            f"A slice goes from place to place, got {end!r}. Choose ids with a mask over `docs`."
        )
    return end


def plain(value: Any) -> object:
    """Turn a numpy or pandas scalar into Python's own; a missing value into None."""
    value = value.item() if hasattr(value, "item") else value
    # pandas' NA refuses to be compared, so it is asked for its name first.
    return None if str(value) == "<NA>" or value != value else value


def _cut_sections(document: Document, level: str | None) -> Iterator[Document]:
    """Cut a document into its sections of one level and the text around them."""
    outline = document.outline
    if level is None:
        chosen = outline.outermost()
    else:
        chosen = outline.sections(level)
    position = 0
    parts: list[tuple[int, int, str, str, str, int]] = []
    for section in chosen:
        if document.text[position : section.start].strip():
            above = outline.section_at(position)
            parts.append((position, section.start, above.title, above.path, "", 0))
        span = section.start, section.end
        parts.append((*span, section.title, section.path, section.level, section.number))
        position = section.end
    if document.text[position:].strip():
        above = outline.section_at(position)
        parts.append((position, len(document.text), above.title, above.path, "", 0))
    for number, (start, end, title, path, name, value) in enumerate(parts, 1):
        yield document.cut(
            f"{document.id}#{number}",
            start,
            end,
            {
                "document": document.id,
                "title": title,
                "section": title,
                "heading_path": path,
                "level": name,
                "number": value,
            },
        )

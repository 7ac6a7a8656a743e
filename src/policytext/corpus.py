"""Documents and corpora: clean texts with their metadata, and the way back to the files."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from os import PathLike, fspath
from os import path as os_path
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from policytext.cleaning import Change, CleanText, clean
from policytext.errors import InputError, PolicyTextWarning, ReadError, nearest
from policytext.offsets import Location, OffsetMap, Source
from policytext.readers import FORMATS, RawText, decode, read_bytes, read_file

if TYPE_CHECKING:
    import pandas as pd

    from policytext.segmentation import Segmenter
    from policytext.structure import Outline
    from policytext.tokens import Tokens

__all__ = ["Corpus", "Document", "Failure", "read"]

PathInput = str | PathLike[str]

_YEAR = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)(?:[01]\d[0-3]\d)?(?!\d)")
_TITLE_MAX = 60
#: What `Corpus.docs` has of every document.
_DOCS_COLUMNS = ["title", "year", "chars", "paragraphs", "path", "encoding"]
_WHITE = re.compile(r"\s+")


class Failure(NamedTuple):
    """A file that could not be read, and why."""

    path: str
    reason: str


class Document:
    """A text with its metadata, its outline, and the way from each character to the file.

    Attributes
    ----------
    id : str
        Its name in the corpus.
    text : str
        The clean text: one paragraph a line.
    metadata : dict
        What is known of it: a row of `Corpus.docs`.
    source : Source
        The file as it was read.
    cleaning : Cleaning
        What cleaning did and where.
    """

    def __init__(
        self,
        id: str,
        text: str,
        *,
        source: Source,
        offsets: OffsetMap,
        metadata: Mapping[str, object] | None = None,
        changes: Sequence[tuple[Change, int]] = (),
        cleaned: bool = True,
    ) -> None:
        self.id = id
        self.text = text
        self.source = source
        self.metadata = dict(metadata or {})
        self._offsets = offsets
        self._changes = changes
        self._cleaned = cleaned

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

    @property
    def title(self) -> str:
        """The title: from the metadata, else a short first line that is no sentence, else ""."""
        known = self.metadata.get("title")
        if isinstance(known, str) and known:
            return known
        first = self.text.split("\n", 1)[0]
        sentence = len(first) > _TITLE_MAX or first[-1:] in "。！？；：，!?;:,"
        return "" if sentence else first

    @property
    def facts(self) -> dict[str, object]:
        """The document's row in `Corpus.docs`."""
        return {
            "title": self.title,
            "year": None,
            "chars": self.chars,
            "paragraphs": len(self.paragraphs),
            "path": self.source.path,
            "encoding": self.source.encoding,
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
            `line` and `column`, both from 1, in characters of the file.

        Examples
        --------
        >>> import policytext as pt
        >>> document = pt.Corpus.from_texts({"a": "标题\n\n\n　　人民至上。"})["a"]
        >>> document.locate(document.text.index("人民"))
        Location(line=4, column=3)
        """
        if not 0 <= position <= len(self.text):
            raise InputError(
                f"`position` must be between 0 and {len(self.text)}, got {position!r}."
            )
        return self.source.locate(self._offsets[position])

    def __repr__(self) -> str:
        return (
            f"<Document {self.id!r}: {self.title or self.text[:20]!r}, {self.chars:,} characters>"
        )

    def _repr_html_(self) -> str:
        from html import escape

        known = {name: value for name, value in self.metadata.items() if value is not None}
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

    Iterating gives `Change` records whose `start` and `end` are positions in the file's
    characters; `str()` sums up; `to_pandas()` lists.
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    def __iter__(self) -> Iterator[Change]:
        return (change for change, _ in self._document._changes)

    def __len__(self) -> int:
        return len(self._document._changes)

    def _lines(self) -> list[int]:
        """Give the file's line of each change."""
        source = self._document.source
        return [source.locate(place).line for _, place in self._document._changes]

    def __str__(self) -> str:
        if not self._document._cleaned:
            return "not cleaned"
        steps: dict[str, list[int]] = {}
        for (change, _), line in zip(self._document._changes, self._lines(), strict=True):
            steps.setdefault(change.step, []).append(line)
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

        source = self._document.source
        rows = [
            (change.step, *source.locate(place), change.removed, change.inserted)
            for change, place in self._document._changes
        ]
        return pd.DataFrame(rows, columns=["step", "line", "column", "removed", "inserted"])


def _abridge(lines: Sequence[int]) -> str:
    """Write up to three line numbers, and how the rest ends."""
    distinct = sorted(set(lines))
    if len(distinct) <= 4:
        return ", ".join(map(str, distinct))
    return f"{', '.join(map(str, distinct[:3]))} … {distinct[-1]}"


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
        clean: bool = True,
    ) -> Corpus:
        """Make a corpus from texts in memory.

        Parameters
        ----------
        texts : mapping of str to str
            Each document's text by its id.
        metadata : mapping of str to mapping, optional
            Each document's metadata by its id.
        clean : bool, default True
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
            _document(
                id,
                RawText(text, OffsetMap(), Source(id, text, "str"), {}),
                known.get(id, {}),
                clean,
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

        Columns: `title` (str), `year` (Int64, missing where unknown), `chars` (int, characters
        without white space), `paragraphs` (int), `path` (str), `encoding` (str), and whatever
        else the metadata hold.
        """
        import pandas as pd

        index = pd.Index([d.id for d in self._documents], name="id", dtype=object)
        rows = [d.facts for d in self._documents]
        table = pd.DataFrame(rows, index=index, columns=None if rows else _DOCS_COLUMNS)
        years = [row["year"] for row in rows]
        if all(year is None or isinstance(year, int) for year in years):
            # A gap alone would make them fractions.
            table["year"] = pd.Series(years, index=index, dtype="Int64")
        return table

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
            extra = {name: _plain(column[i]) for name, column in values.items()}
            changed.append(_with_metadata(document, {**document.metadata, **extra}))
        return Corpus(changed, failures=self.failures, skipped=self.skipped)

    def sections(self, level: str | None = None) -> Corpus:
        r"""Return a corpus whose documents are the sections of these documents.

        Parameters
        ----------
        level : {"一、", "（一）", "1、", "（1）"}, optional
            Cut at the sections of this level; by default at the outermost one of each document.

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
    def cleaned(self) -> bool:
        """Whether the texts were cleaned."""
        return all(document._cleaned for document in self._documents)

    def __repr__(self) -> str:
        total = sum(d.chars for d in self._documents)
        more = f", {len(self.failures)} files failed" if self.failures else ""
        return f"<Corpus: {len(self)} documents, {total:,} characters{more}>"

    def _repr_html_(self) -> str:
        from html import escape

        failed = "".join(f"<li>⚠ {escape(failure.reason)}</li>" for failure in self.failures)
        head = f"<p><b>Corpus</b> {escape(repr(self)[9:-1])}</p>"
        table = self.docs.to_html(max_rows=20, max_cols=10, notebook=True)
        return head + table + (f"<ul>{failed}</ul>" if failed else "")


def _end_of_slice(end: Any) -> Any:
    """Refuse an id as the end of a slice."""
    if isinstance(end, str):
        raise InputError(
            f"A slice goes from place to place, got {end!r}. Choose ids with a mask over `docs`."
        )
    return end


def _with_metadata(document: Document, metadata: Mapping[str, object]) -> Document:
    """Copy a document with other metadata."""
    return Document(
        document.id,
        document.text,
        source=document.source,
        offsets=document._offsets,
        metadata=metadata,
        changes=document._changes,
        cleaned=document._cleaned,
    )


def _plain(value: Any) -> object:
    """Turn a numpy or pandas scalar into Python's own; a missing value into None."""
    value = value.item() if hasattr(value, "item") else value
    # pandas' NA refuses to be compared, so it is asked for its name first.
    return None if str(value) == "<NA>" or value != value else value


def _cut_sections(document: Document, level: str | None) -> Iterator[Document]:
    """Cut a document into its sections of one level and the text around them."""
    outline = document.outline
    if level is None:
        chosen = [s for s in outline.root.children if s.level != "一是"]
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
        text = document.text[start:end].rstrip("\n")
        yield Document(
            f"{document.id}#{number}",
            text,
            source=document.source,
            offsets=OffsetMap((0,), (start,)).through(document._offsets),
            metadata={
                **document.metadata,
                "document": document.id,
                "title": title,
                "section": title,
                "heading_path": path,
                "level": name,
                "number": value,
            },
            cleaned=document._cleaned,
        )


def _document(id: str, raw: RawText, metadata: Mapping[str, object], cleaning: bool) -> Document:
    """Make a document from a raw text."""
    result = clean(raw.text) if cleaning else CleanText(raw.text, OffsetMap(), ())
    return Document(
        id,
        result.text,
        source=raw.source,
        offsets=result.offsets.through(raw.offsets),
        metadata={**raw.metadata, **metadata},
        changes=[(change, raw.offsets[change.start]) for change in result.changes],
        cleaned=cleaning,
    )


def _expand(paths: Iterable[PathInput]) -> tuple[list[str], list[str]]:
    """List the files that paths, globs and folders name, and the files of no known format."""
    files: dict[str, None] = {}
    skipped: list[str] = []
    for given in paths:
        path = fspath(given)
        if path != "-" and os_path.isdir(path):
            inside = _files_below(path)
            known = [p for p in inside if os_path.splitext(p)[1].lower() in FORMATS]
            skipped += [p for p in inside if os_path.splitext(p)[1].lower() not in FORMATS]
            if not known:
                raise ReadError(
                    f"{path}: the folder has no file that ends in {', '.join(FORMATS)}."
                )
            files.update(dict.fromkeys(known))
        elif any(c in path for c in "*?[") and not os_path.exists(path):
            from glob import glob

            found = sorted(p for p in glob(path, recursive=True) if os_path.isfile(p))
            if not found:
                raise ReadError(f"{path}: no file matches. Check the pattern and the folder.")
            files.update(dict.fromkeys(found))
        else:
            files[path] = None
    # One file named in two ways is one document.
    first: dict[str, str] = {}
    for file in files:
        first.setdefault(file if file == "-" else os_path.realpath(file), file)
    return list(first.values()), skipped


def _files_below(folder: str) -> list[str]:
    """List the files in a folder and below, by name, without hidden ones."""
    import os

    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os_path.join(place, name) for name in names if not name.startswith(".")]
    return sorted(found)


def _ids(files: Sequence[str]) -> list[str]:
    """Name each file by its stem, or by its path where stems are equal."""
    stems = [
        "stdin" if file == "-" else os_path.splitext(os_path.basename(file))[0] for file in files
    ]
    seen: set[str] = set()
    double = {stem for stem in stems if stem in seen or seen.add(stem)}  # type: ignore[func-returns-value]
    return [
        file.replace("\\", "/") if stem in double else stem
        for stem, file in zip(stems, files, strict=True)
    ]


def _year(name: str) -> int | None:
    """Read a year from a file's name, 2012 or 二〇一二年, if there is just one."""
    if not name.isascii():
        han = str.maketrans("〇○零一二三四五六七八九", "000123456789")
        name = re.sub(
            "[一二][〇○零一二三四五六七八九]{3}(?=年)", lambda m: m[0].translate(han), name
        )
    years = {int(m[1]) for m in _YEAR.finditer(name)}
    return years.pop() if len(years) == 1 else None


def read(
    paths: PathInput | Iterable[PathInput],
    *,
    clean: bool = True,
    encoding: str | None = None,
    text_column: str = "text",
    metadata: PathInput | pd.DataFrame | None = None,
    strict: bool = False,
    progress: Callable[[Sequence[str]], Iterable[str]] | None = None,
) -> Corpus:
    """Read files, folders or globs into a corpus.

    Parameters
    ----------
    paths : path or iterable of paths
        Files, folders (with all below them), glob patterns, or "-" for standard input. A folder's
        files come in the order of their names.
    clean : bool, default True
        Rejoin hard-wrapped lines, drop licence boxes, blank lines and a doubled title; what was
        done is in `document.cleaning`. With False the text is what the file holds.
    encoding : str, optional
        The files' encoding; by default found for each file: UTF-8, GB18030 (so GBK and GB2312),
        Big5, UTF-16, with or without a byte order mark.
    text_column : str, default "text"
        The column or member that holds the text, in .csv, .tsv and .jsonl files; each row is a
        document and the other columns are its metadata.
    metadata : path or DataFrame, optional
        A table (.csv) with a column `file` that names each file, and further columns.
    strict : bool, default False
        Raise at the first file that cannot be read, and at bytes that cannot be decoded. By
        default such files are listed in `corpus.failures`, with a warning.
    progress : function, optional
        Wraps the list of files, to show progress.

    Returns
    -------
    Corpus
        One document a file (a row, for tables), named by the file's name without its ending.
        `docs.year` is read from the file's name where it holds one year.

    Raises
    ------
    ReadError
        If no file could be read, a folder or pattern names no file, or `strict` and one failed.
    SchemaError
        If `metadata` has no column `file`.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.read(pt.datasets.path("study_report"))
    >>> corpus
    <Corpus: 1 documents, ... characters>
    """
    given = [paths] if isinstance(paths, (str, PathLike)) else list(paths)
    if not given:
        raise InputError("`paths` must name at least one file, got none.")
    files, skipped = _expand(given)
    known = _read_metadata(metadata)
    documents: list[Document] = []
    failures: list[Failure] = []
    ids = dict(zip(files, _ids(files), strict=True))
    for file in progress(files) if progress else files:
        facts = {"year": _year(ids[file]), **known.get(os_path.basename(file), {})}
        try:
            raws = list(read_file(file, encoding=encoding, text_column=text_column, strict=strict))
            if not raws:
                raise ReadError(f"{file} has a header but no rows. Check that it was saved whole.")
            single = len(raws) == 1 and not raws[0].metadata
            documents += [
                _document(
                    ids[file] if single else f"{ids[file]}#{row}", raw, _known(facts, raw), clean
                )
                for row, raw in enumerate(raws, 1)
            ]
        except ReadError as error:
            if strict or len(files) == 1:
                raise
            failures.append(Failure(file, str(error)))
    if not documents:
        reasons = " ".join(failure.reason for failure in failures[:3])
        raise ReadError(f"None of the {len(files)} files could be read. {reasons}".rstrip())
    if failures:
        warnings.warn(
            f"{len(failures)} of {len(files)} files could not be read; see `corpus.failures`. "
            f"The first: {failures[0].reason}",
            PolicyTextWarning,
            stacklevel=2,
        )
    return Corpus(documents, failures=failures, skipped=skipped)


def _known(facts: Mapping[str, object], raw: RawText) -> dict[str, object]:
    """Drop what is unknown where the file's own metadata say it."""
    return {k: v for k, v in facts.items() if v is not None or k not in raw.metadata}


def _read_metadata(metadata: PathInput | pd.DataFrame | None) -> dict[str, dict[str, object]]:
    """Read a metadata table into one mapping a file name."""
    if metadata is None:
        return {}
    import pandas as pd

    from policytext.errors import SchemaError

    if not isinstance(metadata, pd.DataFrame):
        from io import StringIO

        path = fspath(metadata)
        # Spreadsheets save in the system's encoding, which pandas does not look for.
        text = decode(read_bytes(path), path).text
        try:
            metadata = pd.read_csv(StringIO(text))
        except ValueError as error:
            raise ReadError(f"{path}: the metadata cannot be read: {error}") from None
    if "file" not in metadata:
        raise SchemaError(
            f"The metadata table has no column 'file'; it has {list(metadata.columns)}."
        )
    # A year stays a whole number where another is missing.
    rows = metadata.convert_dtypes().to_dict("records")
    return {
        str(row["file"]): {str(k): _plain(v) for k, v in row.items() if k != "file"} for row in rows
    }

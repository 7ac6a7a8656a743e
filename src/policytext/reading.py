"""Reading: from paths to a corpus."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from os import PathLike, fspath
from os import path as os_path
from typing import TYPE_CHECKING, Any

from policytext.cleaning import clean as clean_text
from policytext.cleaning import steps_of
from policytext.corpus import Corpus, plain
from policytext.display import progress as show_progress
from policytext.document import Document
from policytext.errors import InputError, MissingExtra, PolicyTextWarning, ReadError
from policytext.readers import (
    ARCHIVES,
    FORMATS,
    Failure,
    RawText,
    decode,
    read_bytes,
    read_file,
    suffix,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read"]

PathInput = str | PathLike[str]

_YEAR = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)(?:[01]\d[0-3]\d)?(?!\d)")


def _expand(paths: Iterable[PathInput]) -> tuple[list[str], list[str]]:
    """List the files that paths, globs and folders name, and the files of no known format."""
    files: dict[str, None] = {}
    skipped: list[str] = []
    for given in paths:
        path = fspath(given)
        if path != "-" and os_path.isdir(path):
            inside = _files_below(path)
            known = [p for p in inside if is_document(p)]
            skipped += [p for p in inside if not is_document(p)]
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


def is_document(path: str) -> bool:
    """Tell a file that may hold documents from one that only tells of the folder."""
    return suffix(path) in FORMATS and not os_path.basename(path).lower().startswith("readme.")


def _files_below(folder: str) -> list[str]:
    """List the files in a folder and below, by name, without hidden ones and Word's locks."""
    import os

    from policytext.scale.commits import LOG, is_corpus

    found = []
    for place, folders, names in os.walk(folder):
        if LOG in folders and is_corpus(place):
            raise InputError(
                f"{place} is a corpus on disk, not files to read. On the command line name it "
                "alone; in Python open it with `policytext.scan`, whose `read` gives a corpus in "
                "memory."
            )
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os_path.join(place, name) for name in names if not name.startswith((".", "~$"))]
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
    clean: bool | Mapping[str, bool] = True,
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
    clean : bool or mapping of str to bool, default True
        Rejoin hard-wrapped lines, drop licence boxes, page furniture, blank lines and a doubled
        title, close up torn words, write punctuation in one way; what was done is in
        `document.cleaning`. With False the text is what the file holds; a mapping switches single
        steps of `policytext.cleaning.STEPS` off or on: ``{"rejoin": False, "simplify": True}``.
    encoding : str, optional
        The files' encoding; by default found for each file: UTF-8, GB18030 (so GBK and GB2312),
        Big5, UTF-16, with or without a byte order mark.
    text_column : str, default "text"
        The column or member that holds the text, in tables; each row is a document and the other
        columns are its metadata. For "text" also a column called 正文, 内容 or content is taken.
    metadata : path or DataFrame, optional
        A table (.csv) with a column `file` that names each file, and further columns.
    strict : bool, default False
        Raise at the first file that cannot be read, and at bytes that cannot be decoded. By
        default such files are listed in `corpus.failures`, with a warning.
    progress : function, optional
        Wraps the list of files, to show progress; by default a notebook shows a bar where reading
        takes more than a second.

    Returns
    -------
    Corpus
        One document a file (a row, for tables), named by the file's name without its ending.
        `docs.year` is read from the file's name where it holds one year.

    Raises
    ------
    InputError
        If no path is given, or a folder is a corpus on disk or holds one, which
        `policytext.scan` opens.
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
    steps_of(clean)
    files, skipped = _expand(given)
    known = read_metadata(metadata)
    options = {"encoding": encoding, "text_column": text_column, "strict": strict}
    documents: dict[str, Document] = {}
    failed: list[Failure] = []
    parts_failed: list[Failure] = []
    ids = dict(zip(files, _ids(files), strict=True))
    for file in progress(files) if progress else show_progress(files, "Reading"):
        try:
            raws, broken = _read_whole(file, options)
        except (ReadError, MissingExtra) as error:
            if strict or len(files) == 1:
                raise
            failed.append(Failure(file, str(error)))
            continue
        parts_failed += broken
        for id, raw in _named(ids[file], file, raws).items():
            unique = id
            while unique in documents:
                unique += "'"
            facts = {**raw.metadata, **named_facts(unique, raw, known)}
            documents[unique] = Document(unique, raw, clean_text(raw.text, clean), metadata=facts)
    if not documents:
        reasons = " ".join(failure.reason for failure in failed[:3])
        raise ReadError(f"None of the {len(files)} files could be read. {reasons}".rstrip())
    read_names = {os_path.basename(document.source.path) for document in documents.values()}
    read_names |= {os_path.basename(file) for file in files}
    _warn(failed, parts_failed, len(files), [name for name in known if name not in read_names])
    return Corpus(documents.values(), failures=failed + parts_failed, skipped=skipped)


def _read_whole(file: str, options: Mapping[str, Any]) -> tuple[list[RawText], list[Failure]]:
    """Read the texts of one file, and list the parts that cannot be read.

    Raises
    ------
    ReadError
        If no part can be read; if one cannot, where the options say strict.
    """
    parts = list(read_file(file, **options))
    raws = [part for part in parts if isinstance(part, RawText)]
    broken = [part for part in parts if isinstance(part, Failure)]
    if broken and (options["strict"] or not raws):
        raise ReadError(broken[0].reason)
    if not raws:
        raise ReadError(f"{file} has a header but no rows. Check that it was saved whole.")
    return raws, broken


def _named(id: str, file: str, raws: Sequence[RawText]) -> dict[str, RawText]:
    """Name the texts of one file: rows by their number, members of an archive by their path."""
    if len(raws) == 1 and not raws[0].metadata and raws[0].source.path == file:
        return {id: raws[0]}
    if suffix(file) not in ARCHIVES:
        return {f"{id}#{row}": raw for row, raw in enumerate(raws, 1)}
    inside = [raw.source.path.removeprefix(file + "/") for raw in raws]
    names = [f"{id}/{os_path.splitext(path)[0]}" for path in inside]
    rows = {name: count(1) for name in names}
    times = Counter(names)
    return {
        name if times[name] == 1 else f"{name}#{next(rows[name])}": raw
        for name, raw in zip(names, raws, strict=True)
    }


def named_facts(
    id: str, raw: RawText, known: Mapping[str, Mapping[str, object]]
) -> Mapping[str, object]:
    """Return what a file's name and the metadata table say of a document."""
    name = id.split("#")[0]
    year = _year(os_path.basename(name)) or _year(name)
    named = {} if year is None or "year" in raw.metadata else {"year": year}
    return {**named, **known.get(os_path.basename(raw.source.path), {})}


def _warn(
    failed: Sequence[Failure],
    parts: Sequence[Failure],
    files: int,
    unmatched: Sequence[str],
) -> None:
    """Warn of what was not read, at the caller of `read`."""
    if failed:
        _say(
            f"{len(failed)} of {files} files could not be read; see `corpus.failures`. "
            f"The first: {failed[0].reason}"
        )
    if parts:
        _say(
            f"{len(parts)} parts of files could not be read; see `corpus.failures`. "
            f"The first: {parts[0].reason}"
        )
    if unmatched:
        _say(
            f"{len(unmatched)} rows of the metadata name no file that was read. "
            f"The first: {unmatched[0]!r}."
        )


def _say(message: str) -> None:
    """Warn at the line that called `read`."""
    warnings.warn(message, PolicyTextWarning, stacklevel=4)


def read_metadata(metadata: PathInput | pd.DataFrame | None) -> dict[str, dict[str, object]]:
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
        str(row["file"]): {str(k): plain(v) for k, v in row.items() if k != "file"} for row in rows
    }

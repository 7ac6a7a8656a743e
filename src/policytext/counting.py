"""Counting: terms, groups and patterns in; counts with their evidence out.

A count is made from hits, and a hit is a place in a text, so every number can show its evidence.
The functions here that return rows do so without pandas: a count on the command line is done
before pandas would be imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from policytext import stamp
from policytext.corpus import Corpus
from policytext.document import Document
from policytext.errors import InputError
from policytext.grouping import (
    check_groups,
    document_labels,
    group_column,
    section_facts,
    section_labels,
    sections_of,
    sort_groups,
    with_section_labels,
)
from policytext.parts import (
    Found,
    Parted,
    Rows,
    Sums,
    Whole,
    analyse,
    as_rows,
    as_sums,
    check_corpus,
)
from policytext.segmentation import Segmenter

if TYPE_CHECKING:
    import pandas as pd

    from policytext.tokens import Tokens

__all__ = ["Counting", "Hit", "Terms", "choose", "count", "evidence", "nesting", "parse_terms"]

Form = str | re.Pattern[str]
Terms = Form | Iterable[Form] | Mapping[str, Iterable[Form]]
Match = Literal["string", "token"]
Overlap = Literal["longest", "all", "exclusive"]
Row = dict[str, Any]

#: Which characters and tokens a rate is taken over, as the stamp names them.
_BASES = {
    "string": "characters, white space not counted",
    "token": "word tokens, punctuation and white space not counted",
}
_RATES = {"string": ("per_10k_chars", "chars", 1e4), "token": ("per_million", "tokens", 1e6)}


class Hit(NamedTuple):
    """One occurrence: its span in the document's text, the row it counts for, the form found."""

    start: int
    end: int
    term: str
    form: str


def parse_terms(terms: Terms) -> dict[str, tuple[Form, ...]]:
    """Turn the ways to name terms into one: a name for each row and the forms it counts.

    Raises
    ------
    InputError
        If a term is empty, a pattern matches the empty string, or there is none.
    """
    if isinstance(terms, (str, re.Pattern)):
        terms = [terms]
    if isinstance(terms, Mapping):
        groups = {
            name: (f,) if isinstance(f, (str, re.Pattern)) else tuple(dict.fromkeys(f))
            for name, f in terms.items()
        }
    else:
        groups = {t.pattern if isinstance(t, re.Pattern) else t: (t,) for t in terms}
    if not groups:
        raise InputError("`terms` must name at least one term, got none.")
    for name, forms in groups.items():
        for form in forms:
            if isinstance(form, re.Pattern):
                if form.search(""):
                    raise InputError(
                        f"A pattern must not match the empty string, got {form.pattern!r}."
                    )
            elif not isinstance(form, str):
                raise InputError(f"A term must be a string or a pattern, got {form!r}.")
            elif not form.strip():
                raise InputError(f"A term must not be empty, got {form!r}. Name what to count.")
        if not forms:
            raise InputError(f"The group {name!r} has no terms. Give it at least one.")
    return groups


# ---------------------------------------------------------------- finding hits


def _string_hits(text: str, form: Form) -> Iterator[tuple[int, int]]:
    """Find a form anywhere in a text; occurrences of a term may share characters."""
    if isinstance(form, re.Pattern):
        yield from (m.span() for m in form.finditer(text) if m.end() > m.start())
        return
    position = text.find(form)
    while position >= 0:
        yield position, position + len(form)
        position = text.find(form, position + 1)


def _select(hits: list[Hit]) -> list[Hit]:
    """Keep hits that share no character: from left to right, the longest at each place."""
    hits.sort(key=lambda hit: (hit.start, -hit.end))
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


class _Finder:
    """Finds the hits of all rows in one document, by one match and overlap rule."""

    def __init__(
        self, groups: Mapping[str, Sequence[Form]], overlap: Overlap, tokens: Tokens | None
    ) -> None:
        self._groups = groups
        self._overlap = overlap
        self._tokens = tokens
        self._runs = {
            form: _as_runs(form, tokens)
            for forms in groups.values()
            for form in forms
            if tokens is not None
        }

    def _spans(self, document: Document, number: int, form: Form) -> Iterator[tuple[int, int]]:
        """Find one form in one document."""
        if self._tokens is None:
            yield from _string_hits(document.text, form)
            return
        _, starts = self._tokens.document(number)
        for run in self._runs[form]:
            length = len(self._tokens.types[run[-1]])
            for place in self._tokens.find(run, number):
                yield int(starts[place]), int(starts[place + len(run) - 1]) + length

    def hits(self, document: Document, number: int) -> list[Hit]:
        """Find the hits of all rows, in the order of the text."""
        found: list[Hit] = []
        for name, forms in self._groups.items():
            row = [
                Hit(start, end, name, document.text[start:end])
                for form in forms
                for start, end in self._spans(document, number, form)
            ]
            found += _select(row) if self._overlap == "longest" else row
        return _select(found) if self._overlap == "exclusive" else sorted(found)

    def each(self, documents: Iterable[Document]) -> Iterator[Sequence[int]]:
        """Count the hits of each row in each document."""
        types = self._single_types()
        if types is None:
            for number, document in enumerate(documents):
                yield [*self.counts(document, number).values()]
        else:
            assert self._tokens is not None
            yield from _count_types(self._tokens, types)

    def _single_types(self) -> list[list[int]] | None:
        """List the types of each row, if all that is counted is single tokens."""
        if self._tokens is None or self._overlap != "longest":
            return None
        rows = [
            {run for form in forms for run in self._runs[form]} for forms in self._groups.values()
        ]
        if any(len(run) != 1 for row in rows for run in row):
            return None
        return [[type_ for (type_,) in row] for row in rows]

    def counts(self, document: Document, number: int) -> dict[str, int]:
        """Count the hits of each row."""
        plain = self._tokens is None and self._overlap == "longest"
        if plain and all(len(f) == 1 and isinstance(f[0], str) for f in self._groups.values()):
            return {name: document.text.count(str(f[0])) for name, f in self._groups.items()}
        counts = dict.fromkeys(self._groups, 0)
        for hit in self.hits(document, number):
            counts[hit.term] += 1
        return counts


def _count_types(tokens: Tokens, rows: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Count the tokens of the types of each row, in each document."""
    import numpy as np

    wanted = np.zeros(len(tokens.types), dtype=bool)
    wanted[[type_ for row in rows for type_ in row]] = True
    places = np.flatnonzero(wanted[tokens.ids])
    documents = np.searchsorted(tokens.doc_offsets, places, "right") - 1
    ids = tokens.ids[places]
    columns = []
    for row in rows:
        counted = np.isin(ids, np.array(row, dtype=np.int32))
        columns.append(np.bincount(documents[counted], minlength=len(tokens)))
    yield from np.stack(columns, axis=1).tolist()


def _as_runs(form: Form, tokens: Tokens | None) -> list[tuple[int, ...]]:
    """Turn a form into runs of type ids: the type, or else the form as the segmenter cuts it."""
    assert tokens is not None
    if isinstance(form, re.Pattern):
        return [(id,) for id, type_ in enumerate(tokens.types) if id and form.fullmatch(type_)]
    if form in tokens.index:
        return [(tokens.index[form],)]
    run = [tokens.index.get(word, -1) for word in tokens.segmenter.cut(form) if word.strip()]
    return [] if -1 in run or not run else [tuple(run)]


def choose(name: str, value: str, allowed: Sequence[str]) -> None:
    """Refuse an option that is none of those allowed."""
    if value not in allowed:
        raise InputError(f"`{name}` must be one of {list(allowed)}, got {value!r}.")


# ---------------------------------------------------------------- tables


def make_stamp(
    corpus: Corpus, match: Match, overlap: Overlap | None, tokens: Tokens | None
) -> stamp.Stamp:
    """Make the stamp of a count in a corpus in memory."""
    return count_stamp(
        match,
        overlap,
        tokens.segmenter if tokens else None,
        cleaning=corpus.cleaning_steps,
        texts=stamp.digest(document.text for document in corpus),
    )


def count_stamp(
    match: Match,
    overlap: Overlap | None,
    segmenter: Segmenter | None,
    *,
    cleaning: str,
    texts: str,
) -> stamp.Stamp:
    """Make the stamp of a count."""
    return stamp.make(
        match=match,
        overlap=overlap,
        base=_BASES[match],
        segmenter=segmenter.name if segmenter else None,
        dictionary=segmenter.dictionary if segmenter else None,
        cleaning=cleaning,
        texts=texts,
    )


class Counting(NamedTuple):
    """The analysis of `count`: hits of each row in each group."""

    terms: dict[str, tuple[Form, ...]]
    match: Match
    by: str | None
    overlap: Overlap

    @property
    def forms(self) -> list[str]:
        """The terms that are counted as types, where they are."""
        forms = [form for forms in self.terms.values() for form in forms]
        return [form for form in forms if isinstance(form, str)] if self.match == "token" else []

    def look(self, part: Corpus | Tokens) -> Found:
        """Count in some documents."""
        texts = part if isinstance(part, Corpus) else part.corpus
        tokens = None if isinstance(part, Corpus) else part
        if self.by == "section" and tokens is None:
            texts = sections_of(texts)
            labels: list[Any] = [section_facts(document) for document in texts]
        else:
            labels = document_labels(texts, self.by)
        finder = _Finder(self.terms, self.overlap, tokens)
        sizes = [int(n) for n in tokens.words_per_doc] if tokens else [d.chars for d in texts]
        places: dict[Any, int] = {}
        groups: dict[str, list[int]] = {"documents": [], "size": []}
        cells: dict[str, list[int]] = {"count": [], "doc_freq": []}
        for number, counts in enumerate(finder.each(texts)):
            group = places.setdefault(labels[number], len(places))
            if group == len(groups["size"]):
                for column in groups.values():
                    column.append(0)
                for column in cells.values():
                    column += [0] * len(self.terms)
            groups["documents"][group] += 1
            groups["size"][group] += sizes[number]
            for place, found in enumerate(counts):
                cells["count"][group * len(self.terms) + place] += found
                cells["doc_freq"][group * len(self.terms) + place] += found > 0
        n_groups, n_terms = len(places), len(self.terms)
        codes = {
            "group": [group for group in range(n_groups) for _ in range(n_terms)],
            "term": [*range(n_terms)] * n_groups,
        }
        known = {"group": [*places], "term": [*self.terms]}
        return {
            "groups": Sums({"group": [*places]}, {"group": [*range(n_groups)]}, groups),
            "cells": Sums(known, codes, cells),
        }

    def finish(self, found: Found, whole: Whole) -> tuple[list[Row], stamp.Stamp]:
        """Make the rows, terms within groups."""
        sizes, cells = (self._named(found[name], whole) for name in ("groups", "cells"))
        rate, base, scale = _RATES[self.match]
        rows = []
        for group in sort_groups(group for (group,) in sizes):
            documents, size = sizes[group,]
            for term in self.terms:
                count, doc_freq = cells[group, term]
                row: Row = {self.by: group} if self.by else {}
                row |= {
                    "term": term,
                    "count": count,
                    rate: scale * count / size if size else float("nan"),
                    "doc_freq": doc_freq,
                    "documents": documents,
                    base: size,
                    "match": self.match,
                }
                rows.append(row)
        return rows, whole.stamp(self.match, self.overlap)

    def _named(self, sums: Sums | Rows, whole: Whole) -> dict[tuple[Any, ...], list[int]]:
        """Return sums by their labels; sections of one name are one group."""
        sums = as_sums(sums)
        labels = sums.labels["group"]
        if self.by == "section" and self.match == "string":
            labels = section_labels(labels)
        else:
            check_groups(self.by, labels, lambda: whole.columns)
        named: dict[tuple[Any, ...], list[int]] = {}
        for key, values in sums._replace(labels={**sums.labels, "group": labels}).rows():
            before = named.get(key, [0] * len(values))
            named[key] = [n + int(more) for n, more in zip(before, values, strict=True)]
        return named


def tally(
    corpus: Corpus | Tokens | Parted,
    terms: Terms,
    *,
    match: Match = "string",
    by: str | None = None,
    overlap: Overlap = "longest",
    segmenter: str | Segmenter = "jieba",
) -> tuple[list[Row], stamp.Stamp]:
    """Count as `count` does; return plain rows and the stamp."""
    groups = parse_terms(terms)
    choose("match", match, ("string", "token"))
    choose("overlap", overlap, ("longest", "all", "exclusive"))
    if by == "section" and match == "token" and isinstance(corpus, Corpus):
        # Each section is cut into tokens by itself.
        corpus = with_section_labels(corpus)
    return analyse(corpus, Counting(groups, match, by, overlap), segmenter)


def count(
    corpus: Corpus | Tokens | Parted,
    terms: Terms,
    *,
    match: Match = "string",
    by: str | None = None,
    overlap: Overlap = "longest",
    segmenter: str | Segmenter = "jieba",
) -> pd.DataFrame:
    """Count terms, groups of synonyms or patterns.

    Parameters
    ----------
    corpus : Corpus, Tokens or Scan
    terms : str, pattern, list of these, or mapping of name to list
        What to count: a term; a compiled regular expression; several of them; or named groups of
        forms, {"改革": ["改革", "深化改革"]}, each counted as one row.
    match : {"string", "token"}, default "string"
        "string" counts the characters anywhere, as a search box does and as published figures
        do: 人民 in 人民币 is one. "token" counts whole tokens of the segmentation, where it is
        none. A term that is no token by itself is counted as the run of tokens into which the
        segmenter cuts it; a pattern must match a whole token.
    by : str, optional
        Group by a column of `corpus.docs`, by "document" or by "section"; one group by default.
    overlap : {"longest", "all", "exclusive"}, default "longest"
        The forms of one row never count a character twice: from left to right, the longest form
        at each place counts. Rows do not influence each other, so 社会主义 counts for 社会主义 and
        for 主义. With "exclusive" rows compete in the same way: 主义 is then counted outside
        社会主义 only. With "all" every occurrence of every form counts.
    segmenter : "jieba" or Segmenter, default "jieba"
        For `match="token"` on a Corpus.

    Returns
    -------
    DataFrame
        One row per group and term: the column named by `by`; `term` (str); `count` (int);
        `per_10k_chars` (float, occurrences per 10,000 characters, white space not counted) or,
        for tokens, `per_million` (float, per million word tokens, punctuation not counted);
        `doc_freq` (int, documents with the term); `documents` (int, documents in the group);
        `chars` or `tokens` (int, the base of the rate); `match` (str). `attrs["stamp"]` says how
        it was made.

    Raises
    ------
    InputError
        If a term is empty, an option is unknown, or the corpus is empty.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.Corpus.from_texts({"甲": "人民用人民币，为人民服务。", "乙": "社会主义。"})
    >>> pt.count(corpus, ["人民", "主义"])[["term", "count", "doc_freq"]]
      term  count  doc_freq
    0   人民      3         1
    1   主义      1         1
    >>> pt.count(corpus, "人民", match="token")["count"].item()
    2
    >>> pt.count(corpus, ["社会主义", "主义"], overlap="exclusive")["count"].tolist()
    [1, 0]
    """
    import pandas as pd

    rows, made = tally(corpus, terms, match=match, by=by, overlap=overlap, segmenter=segmenter)
    table = pd.DataFrame(rows)
    if by:
        table[by] = group_column([row[by] for row in rows])
    table.attrs["stamp"] = made
    return table


def find_evidence(
    corpus: Corpus | Tokens | Parted,
    terms: Terms,
    *,
    match: Match = "string",
    overlap: Overlap = "longest",
    segmenter: str | Segmenter = "jieba",
    context: int = 20,
) -> tuple[list[Row], stamp.Stamp]:
    """List hits as `evidence` does; return plain rows and the stamp."""
    columns, made = _find_evidence(corpus, terms, match, overlap, segmenter, context)
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows], made


def _find_evidence(
    corpus: Corpus | Tokens | Parted,
    terms: Terms,
    match: Match,
    overlap: Overlap,
    segmenter: str | Segmenter,
    context: int,
) -> tuple[Mapping[str, Sequence[Any]], stamp.Stamp]:
    """List hits as `evidence` does; return plain columns and the stamp."""
    groups = parse_terms(terms)
    choose("overlap", overlap, ("longest", "all", "exclusive"))
    if context < 0:
        raise InputError(f"`context` must be 0 or more characters, got {context!r}.")
    choose("match", match, ("string", "token"))
    return analyse(corpus, _Evidence(groups, match, overlap, context), segmenter)


class _Evidence(NamedTuple):
    """The analysis of `evidence`: hits with their places."""

    terms: dict[str, tuple[Form, ...]]
    match: Match
    overlap: Overlap
    context: int

    @property
    def forms(self) -> list[str]:
        """The terms that are found as types, where they are."""
        return Counting(self.terms, self.match, None, self.overlap).forms

    def look(self, part: Corpus | Tokens) -> Found:
        """List the hits in some documents."""
        texts = part if isinstance(part, Corpus) else part.corpus
        finder = _Finder(self.terms, self.overlap, None if isinstance(part, Corpus) else part)
        rows: list[tuple[Any, ...]] = []
        for number, document in enumerate(texts):
            if hits := finder.hits(document, number):
                rows += self._rows(document, hits)
        columns = zip(*rows, strict=True) if rows else [()] * len(EVIDENCE)
        return {"hits": Rows(dict(zip(EVIDENCE, columns, strict=True)))}

    def _rows(self, document: Document, hits: list[Hit]) -> Iterator[tuple[Any, ...]]:
        """Write the hits in a document, in the order of the columns."""
        id, text, outline, context = document.id, document.text, document.outline, self.context
        for start, end, term, form in hits:
            line, column, page = document.locate(start)
            line_start = text.rfind("\n", 0, start) + 1
            line_end = text.find("\n", end)
            line_end = len(text) if line_end < 0 else line_end
            left = text[max(line_start, start - context) : start]
            right = text[end : min(line_end, end + context)]
            section = outline.section_at(start).path
            yield id, section, term, page, line, column, left, form, right, start, end

    def finish(self, found: Found, whole: Whole) -> tuple[Mapping[str, Sequence[Any]], stamp.Stamp]:
        """Return the hits of all parts."""
        hits = as_rows(found["hits"])
        return hits.columns, whole.stamp(self.match, self.overlap)


EVIDENCE = [
    "document", "section", "term", "page", "line", "column", "left", "match", "right", "start",
    "end",
]  # fmt: skip
NESTING = ["term", "within", "count", "share"]


def evidence(
    corpus: Corpus | Tokens | Parted,
    terms: Terms,
    *,
    match: Match = "string",
    overlap: Overlap = "longest",
    segmenter: str | Segmenter = "jieba",
    context: int = 20,
) -> pd.DataFrame:
    r"""List every occurrence that `count` counts, with its place in the file.

    Parameters
    ----------
    corpus, terms, match, overlap, segmenter
        As for `count`.
    context : int, default 20
        Characters of the same paragraph to show on either side.

    Returns
    -------
    DataFrame
        One row per occurrence, in the order of the texts: `document` (str), `section` (str, the
        path of headings), `term` (str), `page` (Int64, missing where the file has no pages),
        `line` and `column` (int, in the source file or on its page, from 1; a paragraph of a Word
        file is a line), `left`, `match`, `right` (str), `start` and `end` (int, characters of the
        document's clean text, end excluded).

    Raises
    ------
    InputError
        As for `count`.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.Corpus.from_texts({"甲": "一、宗旨\n\n　　为人民服务。"})
    >>> pt.evidence(corpus, "人民")[["section", "line", "column", "left", "right"]]
      section  line  column left right
    0    一、宗旨     3       4    为   服务。
    """
    import pandas as pd

    columns, made = _find_evidence(corpus, terms, match, overlap, segmenter, context)
    # Columns without a row would be taken for fractions.
    table = pd.DataFrame(columns, dtype=None if columns["start"] else object)
    table = table.astype({"page": "Int64"})
    table.attrs["stamp"] = made
    return table


# ---------------------------------------------------------------- nesting


def find_nesting(
    corpus: Corpus | Tokens, term: str, within: Iterable[str] | None = None
) -> tuple[list[Row], stamp.Stamp]:
    """List what a term stands inside of, as `nesting` does; return plain rows and the stamp."""
    if not isinstance(term, str):
        raise InputError(f"`term` must be one term, a string, got {term!r}.")
    parse_terms(term)
    known = check_corpus(corpus)
    corpus = known if isinstance(known, Corpus) else known.corpus
    longer = [
        w for w in (_containers(term) if within is None else within) if term in w and w != term
    ]
    places = sorted(
        (
            (word, m.start())
            for word in dict.fromkeys(longer)
            for m in re.finditer(re.escape(term), word)
        ),
        key=lambda place: -len(place[0]),
    )
    found: dict[str, int] = {}
    total = 0
    for document in corpus:
        for match in re.finditer(re.escape(term), document.text):
            start = match.start()
            total += 1
            inside = next(
                (w for w, at in places if at <= start and document.text.startswith(w, start - at)),
                "",
            )
            found[inside] = found.get(inside, 0) + 1
    rest = found.pop("", 0)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    rows = [
        {"term": term, "within": word, "count": number, "share": number / total}
        for word, number in [*ordered, ("", rest)]
        if total
    ]
    words = (
        "given" if within is not None else f"jieba dictionary and set phrases, {len(longer)} words"
    )
    made = make_stamp(corpus, "string", None, None) | {"within": words}
    return rows, made


def _containers(term: str) -> list[str]:
    """List the dictionary words and set phrases that hold a term."""
    from policytext.lexicons import phrases
    from policytext.segmentation.jieba import dictionary_words

    return dictionary_words(term) + [phrase for phrase in phrases() if term in phrase]


def nesting(
    corpus: Corpus | Tokens, term: str, within: Iterable[str] | None = None
) -> pd.DataFrame:
    """Tell how many occurrences of a term stand inside a longer word, and how many do not.

    Parameters
    ----------
    corpus : Corpus or Tokens
    term : str
    within : iterable of str, optional
        The longer words to look for; by default those of jieba's dictionary and of the set
        phrases that policytext ships.

    Returns
    -------
    DataFrame
        One row per longer word found, most frequent first, then the rest with `within` "":
        `term` (str), `within` (str), `count` (int), `share` (float, of all occurrences). Each
        occurrence is counted once, for the longest word around it, so the counts add up to the
        string count of the term. Empty if the term does not occur.

    Raises
    ------
    InputError
        If the term is empty.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.Corpus.from_texts({"甲": "人民代表大会使用人民币，为了人民。"})
    >>> pt.nesting(corpus, "人民")[["within", "count"]]
       within  count
    0  人民代表大会      1
    1     人民币      1
    2              1
    """
    import pandas as pd

    rows, made = find_nesting(corpus, term, within)
    table = pd.DataFrame(rows, columns=NESTING)
    table.attrs["stamp"] = made
    return table

"""The parts of the page about the texts themselves: what was read, outlines, the full texts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from policytext.reporting.analysis import Analysis
from policytext.reporting.groups import Grouping
from policytext.reporting.markup import Markup, join, tag
from policytext.reporting.places import lines_link, place_link, relative_paths
from policytext.reporting.remarks import in_chinese
from policytext.reporting.tables import Head, Tables, bar, cell, link, number, written
from policytext.reporting.words import Words
from policytext.structure.section import depth

if TYPE_CHECKING:
    from policytext.document import Document

__all__ = ["DRAWN", "Page", "documents", "outlines", "overview", "section", "texts"]

#: What the table of metadata leaves to other places, or to its last columns.
_ELSEWHERE = ("id", "title", "warnings", "encoding", "path", "chars", "paragraphs")

#: Groups that a chart has room for.
DRAWN = 60
#: What is not broken into lines.
_WHOLE = ("date", "released_on", "document_number")


@dataclass
class Page:
    """What the parts of a page are made from, and what they leave for its script."""

    analysis: Analysis
    words: Words
    tables: Tables = field(default_factory=Tables)
    charts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def chart(self, name: str, spec: dict[str, Any], label: str, *, tall: bool = False) -> Markup:
        """Keep a chart for the script and leave room for it."""
        self.charts[name] = spec
        return tag(
            "figure",
            tag("div", class_="chart tall" if tall else "chart", id=f"chart-{name}", role="img",
                aria_label=label),
        )  # fmt: skip

    @cached_property
    def drawn(self) -> Analysis:
        """What charts draw: all, or the first groups where there are more than one can look at."""
        analysis = self.analysis
        grouping = analysis.grouping
        if grouping.is_time or len(grouping.groups) <= DRAWN:
            return analysis
        fewer = Grouping(grouping.by, grouping.groups[:DRAWN])
        tables = {
            name: table[table[grouping.by].astype(str).isin(fewer.of)]
            for name, table in analysis.tables.items()
            if name in ("trend", "themes")
        }
        return replace(analysis, grouping=fewer, tables={**analysis.tables, **tables})

    def fewer(self) -> str:
        """Say that charts do not draw all groups, where they do not."""
        n = len(self.analysis.grouping.groups)
        drawn = len(self.drawn.grouping.groups)
        return self.words("drawn", n=f"{n:,}", m=drawn) if drawn < n else ""

    def name(self, document: Document) -> str:
        """Name a document: its title where that is not its id."""
        title = document.title
        return f"{document.id} {title}" if title and title != document.id else document.id

    def remark(self, said: str) -> str:
        """Say in the page's language what the library says of a document."""
        return in_chinese(said) if self.words.lang == "zh" else said

    def language(self, said: str) -> str | None:
        """Tell a remark that is in another language than the page."""
        return "en" if self.words.lang == "zh" and not re.search("[一-鿿]", said) else None


def section(id: str, title: str, *content: object) -> Markup:
    """Write a part of the page."""
    head = tag("h2", title, id=f"{id}-title")
    return tag("section", head, *content, id=id, aria_labelledby=f"{id}-title")


def note(*content: object) -> Markup:
    """Write what helps to read a table."""
    return tag("p", *content, class_="note")


def overview(page: Page) -> Markup:
    """Tell what was read and cleaned."""
    words, analysis = page.words, page.analysis
    corpus = analysis.corpus
    facts = [
        (f"{n:,}", words.counted(what, n))
        for what, n in (
            ("n_documents", len(corpus)),
            ("n_chars", sum(document.chars for document in corpus)),
            ("n_words", int(analysis.tokens.words_per_doc.sum())),
            ("n_sections", sum(len(document.outline) for document in corpus)),
        )
    ]
    if analysis.grouping.is_time:
        first, last = analysis.grouping.groups[0].name, analysis.grouping.groups[-1].name
        by = analysis.grouping.by
        facts.append((f"{first}–{last}", words("period") if by == "year" else words(by)))
    cards = (tag("div", tag("dt", what), tag("dd", figure)) for figure, what in facts)
    return section(
        "overview",
        words("overview"),
        tag("dl", *cards, class_="facts"),
        tag("p", words("how_to_read"), class_="lead"),
        tag("h3", words("read_head")),
        _failures(page),
        _cleaning(page),
        _warnings(page),
    )


def _paths(page: Page) -> dict[str, str]:
    """Shorten the paths of documents and failures."""
    corpus = page.analysis.corpus
    paths = [document.source.path for document in corpus]
    return relative_paths([*paths, *(failure.path for failure in corpus.failures)])


def _failures(page: Page) -> Markup:
    """List what could not be read."""
    words, corpus, paths = page.words, page.analysis.corpus, _paths(page)
    kept = all(document.cleaning.is_kept for document in corpus)
    whole = "all_read" if kept else "read_from_disk"
    said = [tag("p", words(whole))] if not corpus.failures else []
    if corpus.failures:
        listed = [
            (
                paths[failure.path],
                page.remark(failure.reason.replace(failure.path, paths[failure.path])),
            )
            for failure in corpus.failures
        ]
        page.tables.add("failures", pd.DataFrame(listed, columns=["path", "reason"]))
        rows = [[cell(path), cell(said, lang=page.language(said))] for path, said in listed]
        heads = [Head(words("path")), Head(words("reason"))]
        said.append(page.tables.html("failures", words("failures"), heads, rows))
    if corpus.skipped:
        short = relative_paths(corpus.skipped)
        said.append(tag("p", words("skipped"), "、".join(short.values())))
    return join(said)


def _cleaning(page: Page) -> Markup:
    """Count the changes of each step of the cleaning, as far as they are kept."""
    words, corpus = page.words, page.analysis.corpus
    if all(not document.cleaning.steps for document in corpus):
        return tag("p", words("cleaning_off"))
    stored = any(d.cleaning.steps and not d.cleaning.is_kept for d in corpus)
    said = [tag("p", words("cleaning_not_kept"))] if stored else []
    changes: dict[str, Counter[str]] = defaultdict(Counter)
    for document in corpus:
        for change in document.cleaning if document.cleaning.is_kept else ():
            changes[change.step][document.id] += 1
        if document.source.replaced:
            changes["undecodable"][document.id] += len(document.source.replaced)
    return join([*said, _changes(page, changes)] if changes or not stored else said)


def _changes(page: Page, changes: Mapping[str, Counter[str]]) -> Markup:
    """List the steps of the cleaning with their changes."""
    words = page.words
    listed = [(id, step, n) for step, counts in changes.items() for id, n in counts.items()]
    frame = pd.DataFrame(listed, columns=["document", "step", "changes"])
    page.tables.add("cleaning", frame)
    heads = [Head(words("step")), Head(words("what")), Head(words("changes"), True),
             Head(words("doc_freq"), True)]  # fmt: skip
    rows = [
        [cell(step), cell(words.step(step)), number(sum(counts.values())), number(len(counts))]
        for step, counts in sorted(changes.items(), key=lambda item: -sum(item[1].values()))
    ]
    return page.tables.html("cleaning", words("cleaning"), heads, rows)


def _warnings(page: Page) -> Markup:
    """List what may be wrong with documents or their outlines, a sentence a row."""
    words, corpus = page.words, page.analysis.corpus
    listed = [
        (at, document.id, page.remark(sentence))
        for at, (document, odd) in enumerate(zip(corpus, corpus.docs["warnings"], strict=True))
        for sentence in (*_sentences(document, odd), *document.outline.warnings)
    ]
    if not listed:
        return tag("p", words("no_warnings"))
    frame = pd.DataFrame([row[1:] for row in listed], columns=["document", "warning"])
    page.tables.add("warnings", frame)
    rows = [
        [cell(link(id, place_link(at, 0))), cell(said, lang=page.language(said))]
        for at, id, said in listed
    ]
    heads = [Head(words("document")), Head(words("warning"))]
    return page.tables.html("warnings", words("warnings"), heads, rows)


def _sentences(document: Document, warnings: str) -> list[str]:
    """Part what the table of documents says: first what each alone shows, then all together."""
    alone = " ".join(document.warnings)
    together = warnings.removeprefix(alone).strip()
    return [*document.warnings, *filter(None, re.split(r"(?<=\.) (?=The text )", together))]


def documents(page: Page) -> Markup:
    """List the metadata."""
    words, corpus = page.words, page.analysis.corpus
    docs, paths = corpus.docs.reset_index(names="id"), _paths(page)
    docs["path"] = [paths[path] for path in docs["path"]]
    docs["warnings"] = [
        " ".join(map(page.remark, _sentences(document, odd)))
        for document, odd in zip(corpus, docs["warnings"], strict=True)
    ]
    page.tables.add("documents", docs)
    there = [
        column
        for column in docs.columns
        if column not in _ELSEWHERE and any(written(value) for value in docs[column])
    ]
    numeric = {column for column in there if pd.api.types.is_numeric_dtype(docs[column])}
    heads = [Head(words("id")), Head(words("title")),
             *(Head(words(column), column in numeric) for column in there),
             Head(words("chars"), True), Head(words("paragraphs"), True),
             Head(words("path"))]  # fmt: skip
    widths = {column: _width(column, docs[column]) for column in there}
    rows = []
    for at, row in enumerate(docs.to_dict("records")):
        years = [
            # A year is a number without commas.
            cell(written(row[column]), class_="n", data_v=written(row[column]))
            if column in numeric
            else cell(written(row[column]), class_=widths[column])
            for column in there
        ]
        rows.append(
            [
                cell(link(row["id"], place_link(at, 0))),
                cell(written(row["title"]), class_="wide"),
                *years,
                number(row["chars"]),
                number(row["paragraphs"]),
                cell(row["path"], class_="path"),
            ]
        )
    table = page.tables.html("documents", words("documents"), heads, rows, shown=50,
                             captioned=False)  # fmt: skip
    return section("documents", words("documents"), table)


def _width(column: str, values: pd.Series[Any]) -> str | None:
    """Say how a column of the metadata is to be set: on one line, wide, or as it comes."""
    longest = max(len(written(value)) for value in values)
    if column in _WHOLE or longest <= 4:
        return "word"
    return "wide" if longest > 16 else "fair"


def outlines(page: Page) -> Markup:
    """Show the outline of each document with the sizes and themes of its sections."""
    words, analysis = page.words, page.analysis
    leading: dict[tuple[str, int], list[tuple[str, float]]] = defaultdict(list)
    for row in analysis.tables["sections"].to_dict("records"):
        leading[row["document"], row["start"]].append((row["theme"], row["score"]))
    frames, shown = [], []
    for at, document in enumerate(analysis.corpus):
        frames.append(_outline_frame(document))
        shown.append(_outline(page, at, document, leading))
    columns = ["document", "level", "number", "heading_path", "line", "start", "end", "chars"]
    page.tables.add("outline", pd.concat(frames, ignore_index=True), columns=columns)
    download = tag("div", class_="table", data_table="outline", data_csv="outline")
    return section("outline", words("outline"), note(words("outline_note")), *shown, download)


def _outline_frame(document: Document) -> pd.DataFrame:
    """List a document's sections with their lines, as their download has them."""
    table = document.outline.to_pandas()
    lines = [document.locate(start).line for start in table["start"]]
    table.insert(0, "document", document.id)
    return table.assign(line=lines)


def _outline(
    page: Page, at: int, document: Document, leading: dict[tuple[str, int], list[Any]]
) -> Markup:
    """Show one outline."""
    words, place = page.words, page.analysis.places[at]
    order = {theme: n for n, theme in enumerate(page.analysis.themes)}
    name = page.name(document)
    size = f"{document.chars:,} {words.counted('n_chars', document.chars)}"
    if not len(document.outline):
        about = tag("span", f" {size} · {words('no_outline')}", class_="muted")
        return tag("p", link(tag("bdi", name), place_link(at, 0)), about, class_="bare")
    heads = [Head(words("section")), Head(words("line"), True), Head(words("chars"), True),
             Head(words("share_of_document")), Head(words("leading"))]  # fmt: skip
    rows = []
    for each in document.outline:
        chars = len("".join(each.text.split()))
        start = place[each.start]
        line = document.locate(each.start)
        own = next((c.start for c in each.children if not c.is_item), each.end)
        themes = [
            tag("span", tag("span", theme, class_=f"theme t{order[theme]}"), " ",
                link(f"{score:.1f}", lines_link(theme=order[theme], documents=[at],
                     span=(start, place[own]))), class_="word")
            for theme, score in leading.get((document.id, each.start), [])[:2]
        ]  # fmt: skip
        rows.append(
            [
                cell(link(each.title, place_link(at, start)), class_=f"d{min(depth(each), 6)}"),
                cell(str(line.line), class_="n"),
                number(chars),
                cell(bar(chars / max(document.chars, 1))),
                cell(join(themes, "　")),
            ]
        )
    table = page.tables.html(
        f"outline-{at}", words("sections_of", name=name), heads, rows, shown=10**6,
        class_="tree", captioned=False, sortable=False,
    )  # fmt: skip
    parts = len(document.outline)
    # A name that sets the direction of writing sets its own only.
    summary = tag("summary", tag("bdi", name), tag("span", f" {size} · {parts:,} "
                  f"{words.counted('n_sections', parts)}", class_="muted"))  # fmt: skip
    return tag("details", summary, table, open=len(page.analysis.corpus) == 1)


def texts(page: Page) -> Markup:
    """Write the texts, a paragraph with the line of its file."""
    words = page.words
    paths = _paths(page)
    shown = []
    for at, document in enumerate(page.analysis.corpus):
        place = page.analysis.places[at]
        headings = {each.start for each in document.outline if not each.is_item and each.heading}
        paragraphs = []
        for start, line in zip(place.starts, place.lines(), strict=True):
            more = ";".join(f"{at}={label}" for at, label in line.breaks)
            paragraphs.append(
                tag("p", line.text, data_l=line.label, data_b=more or None,
                    class_="hd" if start in headings and len(line.text) <= 60 else None)
            )  # fmt: skip
        size = f"{document.chars:,} {words.counted('n_chars', document.chars)}"
        about = f"{paths[document.source.path]} · {size}"
        shown.append(
            tag(
                "article",
                tag("h3", page.name(document), tabindex="-1"),
                tag("p", about, class_="muted about"),
                tag("div", *paragraphs, class_="text", lang="zh-Hans"),
                id=f"text-{at}",
                class_="document",
            )
        )
    tools = tag("div", id="text-tools", class_="tools", hidden=True)
    return section("texts", words("texts"), note(words("line_note")), tools, *shown)

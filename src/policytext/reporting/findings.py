"""The parts of the page that count: words, terms over time, themes, comparison, new phrases."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from policytext.reporting.charts import (
    NO_THEME,
    colour,
    keyness_chart,
    shape,
    stream_chart,
    terms_heat,
    themes_heat,
    trend_chart,
)
from policytext.reporting.markup import Markup, join, tag
from policytext.reporting.places import lines_link, place_link
from policytext.reporting.sections import Page, note, section
from policytext.reporting.tables import Head, bar, cell, link, number

if TYPE_CHECKING:
    from policytext.reporting.groups import Group

__all__ = ["keyness", "new", "search", "terms", "themes", "trend"]

#: Left out of the download of sections: the page has the texts, and leads to their hits.
_BULKY = ("text", "terms", "unit", "parent")
#: Rows of the tables on the page; the downloads have more.
_WORDS, _SIDE, _PHRASES, _KEYWORDS = 100, 30, 60, 12


def _scope(page: Page, group: Group) -> dict[str, Any]:
    """Say where the lines of a group are: in its documents, or in a section."""
    if group.span is None:
        return {"documents": group.documents}
    place = page.analysis.places[0]
    return {"documents": (0,), "span": (place[group.span[0]], place[group.span[1]])}


def _data(words: Any, *content: object) -> Markup:
    """Fold a table away below its chart."""
    return tag("details", tag("summary", words("data")), *content, class_="data")


def terms(page: Page) -> Markup:
    """List the most frequent words, and each document's keywords."""
    words, analysis = page.words, page.analysis
    table = analysis.tables["terms"]
    page.tables.add("terms", table)
    heads = [Head(words("term")), Head(words("count"), True), Head("", False),
             Head(words("per_million"), True), Head(words("doc_freq"), True)]  # fmt: skip
    top = max(table["count"], default=1)
    rows = [
        [
            cell(row["term"], lang="zh-Hans", class_="word"),
            number(row["count"], 0, lines_link(row["term"], word=True)),
            cell(bar(row["count"] / top)),
            number(row["per_million"], 1),
            number(row["doc_freq"]),
        ]
        for row in table.head(_WORDS).to_dict("records")
    ]
    return section(
        "terms",
        words("terms"),
        note(words("terms_note", segmenter=analysis.tokens.segmenter.name)),
        page.tables.html("terms", words("terms_table"), heads, rows),
        _keywords(page),
    )


def _keywords(page: Page) -> Markup:
    """List the keywords of each document, each leading to its lines."""
    words, analysis = page.words, page.analysis
    table = analysis.tables["keywords"]
    page.tables.add("keywords", table)
    found: dict[str, list[Markup]] = defaultdict(list)
    for row in table[table["rank"] <= _KEYWORDS].to_dict("records"):
        at = analysis.numbers[row["document"]]
        found[row["document"]].append(
            tag(
                "span",
                f"{row['term']} ",
                link(row["count"], lines_link(row["term"], word=True, documents=[at])),
                class_="word",
            )
        )
    rows = [
        [cell(id), cell(join(found[id], "　"), class_="chips", lang="zh-Hans")]
        for id in analysis.numbers
    ]
    heads = [Head(words("document")), Head(words("keywords"))]
    measure = "keywords_tfidf" if len(analysis.corpus) > 1 else "keywords_textrank"
    html = page.tables.html("keywords", words("keywords_table"), heads, rows, shown=30,
                            captioned=False)  # fmt: skip
    return join([tag("h3", words("keywords_table")), note(words(measure)), html])


def trend(page: Page) -> Markup | None:
    """Follow terms over the years, or across the groups."""
    words, analysis, grouping = page.words, page.analysis, page.analysis.grouping
    if "trend" not in analysis.tables:
        return None
    table, by = analysis.tables["trend"], grouping.by
    page.tables.add("trend", table)
    rates = {(str(row[by]), row["term"]): row for row in table.to_dict("records")}
    listed = "、".join(analysis.terms)
    why, years = words("trend_chosen") if analysis.chosen else "", ""
    if grouping.is_time:
        why, years = why or words("trend_default"), words("trend_years")
        chart = page.chart("trend", trend_chart(analysis, words), words("trend_aria", terms=listed))
        buttons = tag("div", *map(_toggle, analysis.terms, range(len(analysis.terms))),
                      class_="legend", id="trend-terms", role="group",
                      aria_label=words("show_terms"))  # fmt: skip
        shown = join([buttons, chart])
    else:
        label = words("across_aria", terms=listed)
        shown = page.chart("trend", terms_heat(page.drawn, words), label, tall=True)
    rows = []
    for group in grouping.groups:
        cells = []
        for term in analysis.terms:
            row = rates.get((group.name, term))
            count = row["count"] if row else None
            cells.append(number(count, 0, lines_link(term, **_scope(page, group))))
            cells.append(number(row["per_10k_chars"] if row else None, 1))
        rows.append([cell(group.name), *cells])
    heads = [Head(words(by))]
    for term in analysis.terms:
        heads += [Head(term, True), Head("‱", True)]
    caption = words("trend_table")
    html = page.tables.html("trend", caption, heads, rows, shown=40)
    title = words("trend") if grouping.is_time else words("across")
    about = note(words("trend_note"), years, why, page.fewer())
    return section("trend", title, about, shown, _data(words, html))


def _toggle(term: str, number: int) -> Markup:
    """Write a button that shows or hides a term, with its colour and shape."""
    return tag(
        "button",
        tag("span", class_=f"swatch s{number % 12}", aria_hidden="true", data_shape=shape(number)),
        term,
        type="button",
        aria_pressed="true",
        data_term=term,
        lang="zh-Hans",
    )


def themes(page: Page) -> Markup:
    """Show how much of the text has each theme: by group, and by section."""
    words, analysis = page.words, page.analysis
    page.tables.add("themes", analysis.tables["themes"])
    columns = [name for name in analysis.tables["sections"].columns if name not in _BULKY]
    page.tables.add("sections", analysis.tables["sections"], columns=columns)
    stream = page.chart(
        "stream", stream_chart(page.drawn, words), words("themes_aria"),
        tall=not analysis.grouping.is_time,
    )  # fmt: skip
    heat = page.chart("heat", themes_heat(page.drawn, words), words("heat_aria"), tall=True)
    return section(
        "themes",
        words("themes"),
        note(words("themes_note", codebook=str(analysis.book).rsplit(" ", 1)[0])),
        note(page.fewer()) if page.fewer() else None,
        tag("h3", words("themes_stream")),
        _key(page),
        stream,
        note(words("themes_vocabulary")) if analysis.grouping.is_time else None,
        _data(words, _shares(page)),
        tag("h3", words("themes_heat")),
        note(words("themes_heat_note")),
        heat,
        tag("h3", words("themes_sections")),
        note(words("themes_sections_note")),
        tag("div", id="section-themes", class_="table", data_csv="sections"),
    )


def _key(page: Page) -> Markup:
    """Say which colour is which theme."""
    names = [*page.analysis.themes, page.words("no_theme")]
    items = (
        tag("li", tag("span", class_=f"swatch t{'x' if n + 1 == len(names) else n}",
            aria_hidden="true"), name)
        for n, name in enumerate(names)
    )  # fmt: skip
    return tag("ul", *items, class_="legend")


def _shares(page: Page) -> Markup:
    """Write the shares of the themes, each leading to the hits behind it."""
    words, analysis, by = page.words, page.analysis, page.analysis.grouping.by
    found = {(str(row[by]), row["theme"]): row
             for row in analysis.tables["themes"].to_dict("records")}  # fmt: skip
    rows = []
    for group in analysis.grouping.groups:
        scope = _scope(page, group)
        cells = []
        for at, theme in enumerate(analysis.themes):
            row = found.get((group.name, theme))
            address = lines_link(theme=at, **scope) if row and row["hits"] else None
            cells.append(number(100 * row["share"] if row else None, 1, address))
        none = found.get((group.name, ""))
        rows.append([cell(group.name), *cells, number(100 * none["share"] if none else None, 1)])
    heads = [Head(words(by)), *(Head(theme, True) for theme in analysis.themes),
             Head(words("no_theme"), True)]  # fmt: skip
    return page.tables.html("themes", words("themes_table"), heads, rows, shown=40)


def keyness(page: Page) -> Markup | None:
    """Show the words that tell the later half from the earlier, or one group from another."""
    words, analysis = page.words, page.analysis
    sides = analysis.grouping.sides()
    # Words that are as frequent on either side tell nothing apart.
    if sides is None or not (analysis.tables["keyness"]["score"].abs() > 0).any():
        return None
    table = analysis.tables["keyness"]
    page.tables.add("keyness", table)
    names = tuple(_span(side) for side in sides)
    numbers = [[at for group in side for at in group.documents] for side in sides]
    scores = table["score"]
    ends = [table[scores > 0].head(_SIDE), table[scores < 0].tail(_SIDE)[::-1]]
    drawn = pd.concat([end.head(15) for end in ends])
    target, reference = names
    rows = []
    for name, end in zip(names, ends, strict=True):
        for row in end.to_dict("records"):
            counts = [
                number(row[f"count_{side}"], 0,
                       lines_link(row["term"], word=True, documents=numbers[at]))
                for at, side in enumerate(("target", "reference"))
            ]  # fmt: skip
            rows.append(
                [
                    cell(row["term"], lang="zh-Hans", class_="word"),
                    cell(name),
                    *counts,
                    number(row["log_ratio"], 2),
                    number(row["score"], 1),
                    number(row["doc_freq_target"]),
                    number(row["doc_freq_reference"]),
                ]
            )
    heads = [
        Head(words("term")),
        Head(words("side")),
        Head(words("count_target", target=target), True),
        Head(words("count_reference", reference=reference), True),
        Head(words("log_ratio"), True),
        Head(words("g2"), True),
        Head(f"{words('doc_freq')} {target}", True),
        Head(f"{words('doc_freq')} {reference}", True),
    ]
    said = words("keyness_sides", target=target, reference=reference, n=len(numbers[0]),
                 m=len(numbers[1]))  # fmt: skip
    label = words("keyness_aria", target=target, reference=reference)
    return section(
        "keyness",
        words("keyness"),
        note(said, words("keyness_note")),
        page.chart("keyness", keyness_chart(drawn, (target, reference), words), label, tall=True),
        _data(words, page.tables.html("keyness", words("keyness_table"), heads, rows, shown=60)),
    )


def _span(side: tuple[Group, ...]) -> str:
    """Name a side by its first and last group."""
    return side[0].name if len(side) == 1 else f"{side[0].name}–{side[-1].name}"


def new(page: Page) -> Markup | None:
    """List the phrases that begin or jump, with the line of their first use."""
    words, analysis = page.words, page.analysis
    if "new" not in analysis.tables or not len(analysis.tables["new"]):
        return None
    table = analysis.tables["new"]
    page.tables.add("new", table)
    groups: Any = analysis.grouping.groups
    rows = []
    for row in table.head(_PHRASES).to_dict("records"):
        at = analysis.numbers[row["document"]]
        place = analysis.places[at]
        start = analysis.corpus[at].text.find(row["term"])
        address = place_link(at, place[start], place[start + len(row["term"])])
        where = f"{row['document']}:{row['line']}"
        before = [n for g in groups if g.label < row["jump"] for n in g.documents]
        after = [n for g in groups if row["jump"] <= g.label <= row["until"] for n in g.documents]
        rows.append(
            [
                cell(row["term"], lang="zh-Hans", class_="word"),
                cell(row["first"], class_="n", data_v=row["first"]),
                cell(row["jump"], class_="n", data_v=row["jump"]),
                number(row["count"], 0, lines_link(row["term"])),
                number(row["count_before"], 0, lines_link(row["term"], documents=before)),
                number(row["count_after"], 0, lines_link(row["term"], documents=after)),
                number(row["score"], 1),
                cell(join([link(where, address), tag("span", row["context"], lang="zh-Hans")],
                          "　"), class_="context"),
            ]
        )  # fmt: skip
    heads = [Head(words("term")), Head(words("first"), True), Head(words("jump"), True),
             Head(words("count"), True), Head(words("count_before"), True),
             Head(words("count_after"), True), Head(words("g2"), True),
             Head(words("first_line"))]  # fmt: skip
    html = page.tables.html("new", words("new_table"), heads, rows, captioned=False)
    return section("new", words("new"), note(words("new_note")), html)


def search(page: Page) -> Markup:
    """Leave room for the search, which the script of the page makes."""
    words = page.words
    box = tag("input", type="search", id="q", autocomplete="off", spellcheck="false",
              placeholder=words("search_hint"), lang="zh-Hans")  # fmt: skip
    field = tag("label", words("search_label"), box)
    whole = tag("label", tag("input", type="checkbox", id="w"), words("whole_word"),
                class_="check", title=words("whole_hint"))  # fmt: skip
    sort = tag("label", words("sort_label"), tag("select", id="order"))
    scope = tag("label", words("scope_label"), tag("select", id="scope"))
    form = tag("form", field, whole, sort, scope, id="search", role="search", class_="tools",
               aria_labelledby="lines-title")  # fmt: skip
    found = tag("p", id="found", role="status", aria_live="polite")
    strip = tag("div", id="strip", role="group", aria_label=words("lines_per"))
    lines = tag("div", id="lines-table", class_="table")
    return section("lines", words("lines"), form, found, strip, lines)


def swatches(page: Page) -> str:
    """Write the style rules of colours: of terms, and of themes in the texts."""
    rules = [f".s{n}{{--c:{colour(n)}}}" for n in range(12)]
    rules += [f".t{n}{{--c:{colour(n)}}}" for n in range(len(page.analysis.themes))]
    return "\n".join([*rules, f".tx{{--c:{NO_THEME}}}"])

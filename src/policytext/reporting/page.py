"""The page as a whole: its parts, its navigation, methods, and what its script needs."""

from __future__ import annotations

from platform import python_version
from typing import Any

from policytext import __version__
from policytext.plot.vega import Library, own_file, policy
from policytext.reporting import findings, sections
from policytext.reporting.analysis import Analysis
from policytext.reporting.markup import Markup, clean_page, json_block, tag
from policytext.reporting.places import boundaries
from policytext.reporting.sections import Page, section
from policytext.reporting.tables import Head, cell
from policytext.reporting.words import Words
from policytext.stamp import line

__all__ = ["build_page"]

#: Which function made which table.
_FUNCTIONS = {
    "terms": "pt.frequencies",
    "keywords": "pt.keywords",
    "trend": "pt.trend",
    "themes": "pt.themes",
    "sections": "pt.theme_units",
    "keyness": "pt.keyness",
    "new": "pt.formulations",
}
#: What each table is called on the page.
_CAPTIONS = {
    "terms": "terms_table",
    "keywords": "keywords_table",
    "trend": "trend_table",
    "themes": "themes_stream",
    "sections": "themes_sections",
    "keyness": "keyness_table",
    "new": "new_table",
}
_LANGUAGES = {"zh": "zh-Hans", "en": "en"}


def build_page(
    analysis: Analysis, words: Words, title: str, library: Library, options: dict[str, Any]
) -> str:
    """Write the page."""
    page = Page(analysis, words)
    parts = [
        sections.overview(page),
        sections.documents(page),
        sections.outlines(page),
        findings.terms(page),
        findings.trend(page),
        findings.themes(page),
        findings.keyness(page),
        findings.new(page),
        findings.search(page),
        sections.texts(page),
        _methods(page, library, options),
    ]
    style = f"{own_file('report', 'report.css')}\n{findings.swatches(page)}"
    script = own_file("report", "report.js")
    # The library is a module, so it runs when the page is there; ours comes first and is short.
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy",
            content=Markup(policy([script, library.script], [style]))),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="generator", content=f"policytext {__version__}"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("link", rel="icon", href="data:,"),
        tag("style", Markup(style)),
    )  # fmt: skip
    body = tag(
        "body",
        tag("a", words("skip"), href="#main", class_="skip"),
        _header(page, title),
        tag("main", tag("noscript", tag("p", words("noscript"), class_="note")), *parts, id="main",
            tabindex="-1"),
        tag("footer", tag("p", f"policytext {__version__}")),
        json_block("data", _data(page)),
        tag("script", Markup(script)),
        tag("script", Markup(library.script), type="module"),
    )  # fmt: skip
    html = tag("html", head, body, lang=_LANGUAGES[words.lang])
    return clean_page(f"<!doctype html>\n{html}\n")


def _header(page: Page, title: str) -> Markup:
    """Write the title and the contents."""
    words, analysis = page.words, page.analysis
    shown = ["overview", "documents", "outline", "terms"]
    if "trend" in analysis.tables:
        shown.append("trend")
    shown.append("themes")
    shown += [name for name in ("keyness", "new") if name in page.tables.data]
    shown += ["lines", "texts", "methods"]
    names = {name: words(name) for name in shown}
    if not analysis.grouping.is_time:
        names["trend"] = words("across")
    links = (tag("li", tag("a", names[name], href=f"#{name}")) for name in shown)
    nav = tag("nav", tag("ul", *links), aria_label=words("contents"))
    tools = tag("div", id="page-tools", class_="tools", hidden=True)
    return tag("header", tag("h1", title), nav, tools)


def _methods(page: Page, library: Library, options: dict[str, Any]) -> Markup:
    """Say how everything was made, for an appendix."""
    words, analysis = page.words, page.analysis
    rows = []
    for name, table in analysis.tables.items():
        function = "pt.count" if name == "trend" and not analysis.grouping.is_time else (
            _FUNCTIONS[name]
        )  # fmt: skip
        stamp = line(table.attrs["stamp"])
        rows.append([cell(words(_CAPTIONS[name])), cell(tag("code", function)),
                     cell(stamp, class_="stamp", lang="en")])  # fmt: skip
    heads = [Head(words("table_head")), Head(words("function_head")), Head(words("stamp_head"))]
    given = [f"{name}={value!r}" for name, value in options.items() if value is not None]
    given.append(f"codebook={analysis.book.name!r}")
    call = f"pt.report(corpus, {', '.join(given)})"
    texts = analysis.stamp("terms")["texts"]
    versions = [f"policytext {__version__}", f"Python {python_version()}",
                analysis.tokens.segmenter.name, f"Vega {library.vega}",
                f"Vega-Lite {library.lite}", f"Vega-Embed {library.embed}"]  # fmt: skip
    return section(
        "methods",
        words("methods"),
        tag("h3", words("how_made")),
        page.tables.html("methods", words("how_made"), heads, rows, captioned=False,
                         sortable=False),
        tag("h3", words("repeat")),
        tag("pre", tag("code", call), tabindex="0"),
        tag("h3", words("cite")),
        tag("p", words("cite_text", version=__version__, texts=texts)),
        tag("h3", words("versions")),
        tag("p", " · ".join(versions)),
        tag("p", words("chart_library", vega=library.vega, lite=library.lite, embed=library.embed),
            class_="note"),
    )  # fmt: skip


def _data(page: Page) -> dict[str, Any]:
    """Gather what the script needs: names, places of words and themes, tables and charts."""
    analysis = page.analysis
    names = [page.name(document) for document in analysis.corpus]
    return {
        "words": page.words.for_script(),
        "documents": [
            {"id": document.id, "name": name, "chars": document.chars}
            for document, name in zip(analysis.corpus, names, strict=True)
        ],
        "edges": boundaries(analysis.tokens, analysis.places),
        "themes": analysis.themes,
        "hits": analysis.theme_hits,
        "sections": _sections(analysis),
        "first": analysis.terms[0] if analysis.terms else "",
        "tables": page.tables.data,
        "charts": page.charts,
    }


def _sections(analysis: Analysis) -> list[list[list[Any]]]:
    """List, for each document, its sections with a theme: title, span, scores of the themes."""
    listed: list[dict[int, list[Any]]] = [{} for _ in analysis.corpus]
    order = {theme: at for at, theme in enumerate(analysis.themes)}
    for row in analysis.tables["sections"].to_dict("records"):
        at = analysis.numbers[row["document"]]
        place = analysis.places[at]
        title = row["heading_path"].rsplit(" > ", 1)[-1]
        empty = [title, place[row["start"]], place[row["end"]], row["line"], [0] * len(order)]
        found = listed[at].setdefault(row["start"], empty)
        found[4][order[row["theme"]]] = round(row["score"], 2)
    return [list(rows.values()) for rows in listed]

"""Draw every chart of `policytext.plot` and an index of them, with the code of each.

    python tools/build_gallery.py -o gallery              # from the corpora that ship
    python tools/build_gallery.py REPORTS -o gallery      # from a folder of yearly reports
    python tools/build_gallery.py -o docs/gallery --page docs/gallery.md --dpi 80

FOLDER gets a PNG for each chart and index.html; `--page` writes the same as a page of the
documentation. The code shown is the code that is run. Ends with 1 if a chart could not be drawn,
and a character without a glyph is such a failure; charts that this version lacks are left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl

import policytext as pt


class Chart(NamedTuple):
    """A chart of the gallery: file name, function, what it shows, titles, and its code."""

    name: str
    function: str
    shows: str
    zh: str
    en: str
    code: str


#: What all charts are made of. `{reports}` and the other names are filled in.
SETUP = """import policytext as pt

reports = {reports}  # yearly reports
document = {document}  # one text
tokens = reports.segment()
terms = ["改革", "创新", "人民", "生态"]
"""
#: `{more}` holds the title and the language.
CHARTS = (
    Chart(
        "bar", "bar", "Ranked bars: how often each term occurs.", "词语次数", "Terms",
        "pt.plot.bar(pt.frequencies(tokens, min_length=2, top=20){more})",
    ),
    Chart(
        "trend", "trend",
        "Terms over the years with the interval of each rate and change points; missing years "
        "break the line.",
        "改革与创新", "Reform and innovation",
        "rates = pt.trend(reports, terms[:2])\n"
        "pt.plot.trend(rates, changes=pt.change_points(rates){more})",
    ),
    Chart(
        "multiples", "multiples",
        "A panel a term on one scale, with change points.", "四个词语", "Four terms",
        "series = pt.trend(reports, terms)\n"
        "pt.plot.multiples(series, columns=2, changes=pt.change_points(series){more})",
    ),
    Chart(
        "heatmap", "heatmap", "Terms by years.", "词语与年份", "Terms by year",
        'pt.plot.heatmap(pt.count(reports, terms, by="year"){more})',
    ),
    Chart(
        "heatmap_themes", "heatmap", "Themes by years, as shares of the text.",
        "主题与年份", "Themes by year",
        'pt.plot.heatmap(pt.themes(reports, by="year"){more})',
    ),
    Chart(
        "heatmap_sections", "heatmap", "The sections of a text by themes.",
        "各部分的主题", "Sections by theme",
        "pt.plot.heatmap(pt.theme_units(document){more})",
    ),
    Chart(
        "dispersion", "dispersion", "Where in a text terms stand.",
        "词语的位置", "Where terms stand",
        "places = [{words}]\n"
        "pt.plot.dispersion(pt.evidence(document, places), document{more})",
    ),
    Chart(
        "keyness", "keyness", "The most typical words of two groups of texts.",
        "前后两个时期", "Two periods",
        'key = pt.keyness(tokens, slice({split}, None), by="year", min_length=2)\n'
        "pt.plot.keyness(key, top=15, target=\"{late}\", reference=\"{early}\"{more})",
    ),
    Chart(
        "scatter", "scatter", "The words of two groups by their rates in both.",
        "前后两个时期", "Two periods",
        "pt.plot.scatter(key, top=50, target=\"{late}\", reference=\"{early}\"{more})",
    ),
    Chart(
        "network", "network", "Words that stand near each other.", "共现网络", "Collocations",
        "pt.plot.network(pt.collocation_network(tokens, top=60){more})",
    ),
    Chart(
        "outline", "outline", "The outline of a text, each section as long as its text.",
        "文件结构", "Outline", "pt.plot.outline(document[0]{more})",
    ),
    Chart(
        "outline_themes", "outline",
        "The same, coloured by the leading theme of what follows each heading, up to the next; a "
        "heading with next to nothing of its own stays grey.",
        "文件结构与主题", "Outline and themes",
        "best = pt.theme_units(document, top=1)\n"
        'leading = best[best["score"] >= 1].set_index("heading_path")["theme"]\n'
        "pt.plot.outline(document[0], colour=leading{more})",
    ),
    Chart(
        "themes", "themes", "How much room each theme has, as areas.",
        "主题的变化", "Themes over the years",
        'room = pt.themes(reports, by="year")\npt.plot.themes(room{more})',
    ),
    Chart(
        "themes_share", "themes", "The same as one bar a year.",
        "主题的变化", "Themes over the years", 'pt.plot.themes(room, kind="share"{more})',
    ),
    Chart(
        "themes_line", "themes", "The same as one line a theme.",
        "主题的变化", "Themes over the years", 'pt.plot.themes(room, kind="line"{more})',
    ),
    Chart(
        "biplot", "biplot", "Correspondence analysis: years and the terms that set them apart.",
        "对应分析", "Correspondence analysis", "pt.plot.biplot(pt.correspondence(tokens){more})",
    ),
    Chart(
        "wordcloud", "wordcloud", "A word cloud of frequencies.", "词云", "Word cloud",
        "pt.plot.wordcloud(pt.frequencies(tokens, min_length=2, top=200){more})",
    ),
    Chart(
        "wordcloud_keyness", "wordcloud",
        "A word cloud of two periods: size is the difference, colour the side.",
        "前后两个时期", "Two periods",
        "pt.plot.wordcloud(key, min_count=10, target=\"{late}\", reference=\"{early}\"{more})",
    ),
    Chart(
        "wordclouds", "wordclouds", "A cloud a year, all on one scale.",
        "各年关键词", "Keywords by year",
        "recent = sorted(set(reports.docs[\"year\"]))[-4:]\n"
        "keys = pt.keywords(tokens, by=\"year\")\n"
        'pt.plot.wordclouds(keys[keys["year"].isin(recent)], top=20{more})',
    ),
)  # fmt: skip


def fill_in(reports: str | None) -> dict[str, str]:
    """Choose texts, and the words and the year that suit them."""
    if reports is None:
        found = {"reports": 'pt.datasets.load("work_reports")',
                 "document": 'pt.datasets.load("study_report")',
                 "words": '"群众", "信访", "干部", "学习"'}  # fmt: skip
        corpus = pt.datasets.load("work_reports")
    else:
        corpus = pt.read(reports)
        last = max(corpus, key=lambda document: (corpus.docs["year"][document.id], document.id))
        found = {"reports": f"pt.read({reports!r})",
                 "document": f"pt.Corpus([d for d in reports if d.id == {last.id!r}])",
                 "words": '"发展", "改革", "创新", "安全"'}  # fmt: skip
    years = sorted(int(year) for year in corpus.docs["year"].dropna().unique())
    split = years[len(years) // 2]
    before = years[len(years) // 2 - 1]
    return found | {
        "split": str(split),
        "late": f"{split}—{years[-1]}",
        "early": f"{years[0]}—{before}",
    }


def code_of(chart: Chart, names: dict[str, str], lang: str) -> str:
    """Write the code of a chart."""
    title = chart.en if lang == "en" else chart.zh
    more = f', title="{title}"' + (', lang="en"' if lang == "en" else "")
    return chart.code.format(more=more, **names)


def draw(chart: Chart, code: str, scope: dict[str, Any], file: Path, dpi: int) -> str | None:
    """Run the code of a chart and save what its last line returns; return what went wrong."""
    from matplotlib import pyplot as plt

    *before, last = code.splitlines()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message=".*[Gg]lyph.*missing")
            exec("\n".join(before), scope)
            drawn = eval(last, scope)
            axes = drawn if hasattr(drawn, "figure") else drawn[0]
            pt.plot.save(axes, file, dpi=dpi)
    except Exception as error:
        return f"{chart.name}: {type(error).__name__}: {error}"
    finally:
        plt.close("all")
    return None


def index_page(charts: list[Chart], setup: str, codes: list[str]) -> str:
    """Write the index of a folder of charts, as a page that needs nothing but them."""
    parts = [
        f'<section><h2 id="{chart.name}">{escape(chart.zh)} · {escape(chart.en)}</h2>'
        f"<p>{escape(chart.shows)}</p>"
        f'<img src="{chart.name}.png" alt="{escape(chart.shows)}" loading="lazy">'
        f"<pre>{escape(code)}</pre></section>"
        for chart, code in zip(charts, codes, strict=True)
    ]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>policytext: gallery</title>'
        '<meta name="viewport" content="width=device-width">'
        "<style>body{font:16px/1.6 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
        "color:#333}img{max-width:100%}pre{background:#f4f4f4;padding:.7rem;overflow:auto}"
        "</style><h1>Gallery</h1>"
        f"<pre>{escape(setup)}</pre>{''.join(parts)}</html>\n"
    )


def docs_page(charts: list[Chart], setup: str, codes: list[str], pictures: str) -> str:
    """Write the same as a page of the documentation, whose code runs from top to bottom."""
    parts = [
        "# Gallery\n\nEvery chart is a function of a table. It takes `title=`, `source=` and "
        '`lang="zh"` or `"en"`, most take `ax=`, and it returns the matplotlib Axes. '
        '`pt.plot.save(ax, "chart.pdf")` saves it as PNG, SVG or PDF. Made by '
        "`tools/build_gallery.py` from the corpora that "
        f"ship, whose texts are invented.\n\n```python\n{setup}```\n"
    ]
    for chart, code in zip(charts, codes, strict=True):
        parts.append(
            f"## {chart.name.replace('_', ' ').capitalize()}\n\n{chart.shows}\n\n"
            f"```python\n{code}\n```\n\n![{chart.shows}]({pictures}/{chart.name}.png)\n"
        )
    return "\n".join(parts)


def main(arguments: list[str] | None = None) -> int:
    """Draw the gallery."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", nargs="?", help="a folder of yearly reports")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--page", type=Path, help="also write a page of the documentation")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh")
    parser.add_argument("--dpi", type=int, default=110)
    options = parser.parse_args(arguments)
    mpl.use("Agg")
    options.output.mkdir(parents=True, exist_ok=True)
    names = fill_in(options.reports)
    setup = SETUP.format(**names)
    scope: dict[str, Any] = {}
    exec(setup, scope)
    charts, codes, failures = [], [], []
    for chart in CHARTS:
        if not hasattr(pt.plot, chart.function):
            print(f"{chart.name}: policytext.plot has no {chart.function} yet", file=sys.stderr)
            continue
        code = code_of(chart, names, options.lang)
        failed = draw(chart, code, scope, options.output / f"{chart.name}.png", options.dpi)
        if failed:
            failures.append(failed)
            continue
        charts.append(chart)
        codes.append(code)
    index = index_page(charts, setup, codes)
    (options.output / "index.html").write_text(index, encoding="utf-8")
    if options.page:
        pictures = Path(os.path.relpath(options.output, options.page.parent)).as_posix()
        page = docs_page(charts, setup, codes, pictures)
        options.page.write_text(page, encoding="utf-8")
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{len(charts)} charts in {options.output}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

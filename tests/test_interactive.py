"""Interactive charts: the data of the tables, told under the mouse, and nothing that runs."""

from __future__ import annotations

import html as html_module
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import policytext as pt
from policytext.errors import InputError, MissingExtra, ReadError, SchemaError

vl_convert = pytest.importorskip("vl_convert")

HOSTILE = ["<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "{{7*7}}",
           "'\"`${1}\\", "datum.x || alert(1)", "constructor"]  # fmt: skip


@pytest.fixture(scope="module")
def reports() -> pt.Corpus:
    return pt.datasets.load("work_reports")


@pytest.fixture(scope="module")
def tables(reports) -> dict[str, tuple[pd.DataFrame, dict[str, Any]]]:
    """Give a real table for each kind, and what that kind needs."""
    tokens = reports.segment()
    keyness = pt.keyness(tokens, slice(2018, None), by="year", min_length=2)
    sides = {"target": "2018—2023", "reference": "2012—2017"}
    return {
        "bar": (pt.frequencies(tokens, min_length=2, top=8), {}),
        "trend": (pt.trend(reports, ["改革", "创新", "招商引资"]), {}),
        "heatmap": (pt.count(reports, ["改革", "创新"], by="document"), {}),
        "keyness": (keyness, sides),
        "scatter": (keyness, sides),
        "themes": (pt.themes(tokens, by="year"), {}),
        "dispersion": (pt.evidence(reports, ["改革", "创新"]), {"corpus": reports}),
    }


def values(chart: Any) -> pd.DataFrame:
    """Give the data of a chart."""
    return pd.DataFrame(chart.spec["data"]["values"])


# ------------------------------------------------------------------------------- which chart


@pytest.mark.parametrize("kind", ["bar", "trend", "heatmap", "keyness", "themes", "dispersion"])
def test_a_table_knows_its_chart(tables, kind):
    """Without a kind it is seen from the columns."""
    table, options = tables[kind]

    assert pt.plot.interactive(table, **options).kind == kind


@pytest.mark.parametrize("kind", ["bar", "trend", "heatmap", "themes"])
def test_a_table_that_went_through_csv_has_the_same_chart(tables, tmp_path, kind):
    """Empty names, which a file loses, come back as what they were."""
    table, _ = tables[kind]
    table.to_csv(tmp_path / "table.csv", index=False)
    again = pd.read_csv(tmp_path / "table.csv", dtype={"document": str})

    chart = pt.plot.interactive(again)

    assert (chart.kind, values(chart).to_json()) == (
        kind,
        values(pt.plot.interactive(table)).to_json(),
    )


def test_groups_of_one_term_are_bars_and_of_several_a_heatmap(reports):
    """Years are a trend, whether `count` or `trend` made them."""
    assert pt.plot.interactive(pt.count(reports, "改革", by="document")).kind == "bar"
    assert pt.plot.interactive(pt.count(reports, ["改革"], by="year")).kind == "trend"
    assert pt.plot.interactive(pt.theme_units(reports[:1].segment())).kind == "heatmap"


# -------------------------------------------------------------------------- the table's values


def test_bars_are_as_long_as_the_counts_and_the_longest_is_first():
    """Equal ones stay in the order of the table."""
    table = pd.DataFrame({"term": ["甲", "乙", "丙"], "count": [3, 9, 3], "doc_freq": [1, 2, 3]})

    chart = pt.plot.interactive(table)

    assert values(chart)[["name", "value", "doc_freq"]].to_numpy().tolist() == [
        ["乙", 9, 2], ["甲", 3, 1], ["丙", 3, 3],
    ]  # fmt: skip
    assert chart.spec["encoding"]["y"]["scale"]["domain"] == ["乙", "甲", "丙"]
    assert values(pt.plot.interactive(table, top=1))["name"].tolist() == ["乙"]


def test_a_trend_has_the_rates_and_a_gap_for_a_year_without_a_text(reports):
    """Rates, counts and intervals are the table's; 2015 has no value and no label."""
    table = pt.trend(reports[reports.docs["year"] != 2015], ["改革", "创新"])

    chart = pt.plot.interactive(table)
    rows = values(chart)

    known = rows[rows["x"] != 2015]
    expected = table[table["year"] != 2015].sort_values("year", kind="stable")
    for column, name in [("y", "per_10k_chars"), ("low", "low"), ("count", "count")]:
        assert known[column].tolist() == expected[name].astype(float).tolist()
    assert rows.loc[rows["x"] == 2015, ["y", "low", "count"]].isna().all(axis=None)
    assert rows.loc[rows["x"] == 2015, "range"].tolist() == ["", ""]
    assert 2015 not in chart.spec["encoding"]["x"]["axis"]["values"]


def test_bands_are_drawn_for_two_terms_and_not_for_three(reports):
    """More would cover each other; the tooltip tells the interval all the same."""
    two, three = (
        pt.plot.interactive(pt.trend(reports, terms))
        for terms in (["改革", "创新"], ["改革", "创新", "生态"])
    )

    assert [layer["mark"]["type"] for layer in two.spec["layer"]] == ["area", "line"]
    assert "layer" not in three.spec
    assert values(three)["range"].str.contains(" – ").all()


def test_lines_have_the_colours_of_the_static_chart_and_dashes_after_seven(reports):
    """The eighth term has the first colour again, with a broken line."""
    terms = list("一二三四五六七八")

    chart = pt.plot.interactive(pt.trend(reports, terms))
    ax = pt.plot.trend(pt.trend(reports, terms))

    encoding = chart.spec["encoding"]
    assert encoding["color"]["scale"]["domain"] == terms
    assert encoding["color"]["scale"]["range"] == [line.get_color() for line in ax.get_lines()]
    dashes = encoding["strokeDash"]["scale"]["range"]
    assert dashes[0] == [1, 0]
    assert dashes[7] != [1, 0]


def test_a_heatmap_has_a_cell_a_row(tables):
    """Long names of groups stand at the side, in their order."""
    table = pd.DataFrame(
        {
            "section": ["一、过去一年的工作回顾"] * 2 + ["二、今年的主要任务"] * 2,
            "term": ["改革", "创新"] * 2,
            "count": [1, 2, 3, 4],
            "per_10k_chars": [10.0, 20.0, np.nan, 40.0],
        }
    )

    chart = pt.plot.interactive(table)

    rows = values(chart)[["x", "y", "value", "count"]].astype(object)
    assert rows.where(rows.notna(), None).to_numpy().tolist() == [
        ["改革", "一、过去一年的工作回顾", 10.0, 1],
        ["创新", "一、过去一年的工作回顾", 20.0, 2],
        ["改革", "二、今年的主要任务", None, 3],
        ["创新", "二、今年的主要任务", 40.0, 4],
    ]
    assert chart.spec["encoding"]["y"]["scale"]["domain"] == [
        "一、过去一年的工作回顾", "二、今年的主要任务",
    ]  # fmt: skip


def test_units_with_one_heading_are_told_apart():
    """Two sections of the same name are two rows."""
    texts = {"甲": "一、改革\n深化改革，扩大开放。\n二、改革\n深化改革，发展经济。"}
    units = pt.theme_units(pt.Corpus.from_texts(texts).segment(), themes=["经济"])

    names = set(values(pt.plot.interactive(units, kind="heatmap"))["x"])

    assert len(names) == units["unit"].nunique() == 2


def test_keyness_has_the_highest_scores_on_both_sides(tables):
    """As many on each side as are asked for, with their counts; a log ratio has its interval."""
    table, sides = tables["keyness"]

    rows = values(pt.plot.interactive(table, top=3, **sides))
    ratio = pt.plot.interactive(table, value="log_ratio", top=3, **sides)

    assert rows["term"].tolist() == table["term"].iloc[[0, 1, 2, -3, -2, -1]].tolist()
    assert rows["value"].tolist() == table["score"].iloc[[0, 1, 2, -3, -2, -1]].tolist()
    assert rows["side"].tolist() == ["2018—2023"] * 3 + ["2012—2017"] * 3
    assert [layer["mark"]["type"] for layer in ratio.spec["layer"]] == ["bar", "rule"]
    lows = table.set_index("term")["log_ratio_low"]
    assert all(row["low"] == lows[row["term"]] for row in ratio.spec["data"]["values"])


def test_a_scatter_has_the_rates_and_names_that_do_not_meet(tables):
    """The most telling on top, in the colour of the side on which they are more frequent."""
    table, sides = tables["scatter"]

    rows = values(pt.plot.interactive(table, kind="scatter", top=10, **sides))
    last = rows.iloc[-1]
    most = table.iloc[table["score"].abs().argmax()]

    assert len(rows) == len(table)
    assert (last["term"], last["x"], last["y"]) == (
        most["term"], most["per_million_reference"], most["per_million_target"],
    )  # fmt: skip
    assert last["label"] == last["term"]
    assert 3 <= (rows["label"] != "").sum() <= 10
    assert rows["telling"].sum() == 10
    assert set(rows["side"]) == {"2018—2023", "2012—2017", "区别较小的词"}


def test_themes_lie_on_each_other_and_break_where_years_are_missing(reports):
    """Shares are heights; 2013 and 2015 are not joined."""
    table = pd.DataFrame(
        {
            "year": [2012, 2012, 2013, 2013, 2015, 2015],
            "theme": ["经济", ""] * 3,
            "share": [0.6, 0.4, 0.7, 0.3, 0.2, 0.8],
            "hits": [6, 0, 7, 0, 2, 0],
        }
    )

    chart = pt.plot.interactive(table)

    assert values(chart)[["x", "theme", "low", "high", "run"]].to_numpy().tolist() == [
        [2012, "经济", 0.0, 0.6, 0], [2012, "未归类", 0.6, 1.0, 0],
        [2013, "经济", 0.0, 0.7, 0], [2013, "未归类", 0.7, 1.0, 0],
        [2015, "经济", 0.0, 0.2, 1], [2015, "未归类", 0.2, 1.0, 1],
    ]  # fmt: skip


def test_sub_themes_are_not_counted_twice():
    """Their share is in that of the theme above them."""
    table = pd.DataFrame(
        {
            "year": [2012, 2012, 2013, 2013],
            "theme": ["经济", "农业"] * 2,
            "parent": ["", "经济"] * 2,
            "share": [0.6, 0.4, 0.7, 0.3],
        }
    )

    assert set(values(pt.plot.interactive(table))["theme"]) == {"经济"}


def test_hits_stand_at_their_place_and_texts_without_one_have_a_row():
    """In per cent of the text, with the words around."""
    corpus = pt.Corpus.from_texts({"甲": "改革开放", "乙": "发展经济", "丙": "深化改革"})

    chart = pt.plot.interactive(pt.evidence(corpus, "改革"), corpus=corpus)

    rows = values(chart)
    assert rows[["line", "x", "context"]].to_numpy().tolist() == [
        ["甲", 0.0, "【改革】开放"], ["丙", 50.0, "深化【改革】"],
    ]  # fmt: skip
    assert chart.spec["encoding"]["y"]["scale"]["domain"] == ["甲", "乙", "丙"]


# ---------------------------------------------------------------------- words, titles, stamps


def test_words_are_chinese_or_english(tables):
    """Axes, tooltips, source and hint; the title is the user's."""
    table, _ = tables["trend"]

    zh = pt.plot.interactive(table, title="词频", source="十二份报告")
    en = pt.plot.interactive(table, title="词频", source="twelve reports", lang="en")

    assert zh.spec["encoding"]["y"]["title"] == "每万字次数"
    assert en.spec["encoding"]["y"]["title"] == "per 10,000 characters"
    assert zh.spec["title"]["subtitle"] == "资料来源：十二份报告"
    assert en.spec["title"]["subtitle"] == "Source: twelve reports"
    assert [tip["title"] for tip in en.spec["encoding"]["tooltip"]] == [
        "term", "year", "per 10,000 characters", "interval", "occurrences", "documents",
    ]  # fmt: skip
    assert "点击图例可突出一项；拖动可平移" in zh.html
    assert "Click the key to pick out an entry. Drag to move, Ctrl and scroll" in en.html
    assert '<html lang="en">' in en.html


def test_a_chart_carries_the_stamp_of_its_table(tables):
    """In the specification, and so in the page and in the notebook."""
    table, _ = tables["trend"]

    made = pt.plot.interactive(table).spec["usermeta"]["policytext"]

    assert made.startswith("policytext ")
    assert f"texts: {table.attrs['stamp']['texts']}" in made


def test_drawing_does_not_change_the_table(tables):
    """Neither its values nor its stamp."""
    for kind, (table, options) in tables.items():
        before = table.copy(deep=True)

        pt.plot.interactive(table, kind=kind, **options)

        pd.testing.assert_frame_equal(table, before)


# ------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("columns", "options", "error", "message"),
    [
        (
            {"term": ["甲"], "count": [1]}, {"kind": "pie"}, InputError,
            "`kind` must be one of ['bar', 'trend', 'heatmap', 'keyness', 'themes', 'dispersion', "
            "'scatter'], got 'pie'.",
        ),
        (
            {"term": ["甲"], "count": [1]}, {"lang": "fr"}, InputError,
            "`lang` must be one of ['zh', 'en'], got 'fr'.",
        ),
        (
            {"term": ["甲"], "count": [1]}, {"top": 0}, InputError,
            "`top` must be 1 or more, got 0.",
        ),
        (
            {"term": ["甲"], "count": [1]}, {"kind": "trend"}, SchemaError,
            "The first column must hold years, got 'term'. Pass the table that `trend` returns.",
        ),
        (
            {"term": ["甲"], "count": [1]}, {"kind": "heatmap"}, SchemaError,
            "The table has no groups. Count with `by`, for instance by='document'.",
        ),
        (
            {"term": ["甲"], "count": [1]}, {"value": "share"}, SchemaError,
            "The table has no column ['share']; it has ['term', 'count']. Pass the table that "
            "`count`, `trend` or `frequencies` returns.",
        ),
        (
            {"term": [], "count": []}, {}, InputError,
            "The table has no rows, so there is nothing to draw.",
        ),
        (
            {"document": ["甲"], "term": ["改革"], "start": [0], "match": ["改革"]}, {}, InputError,
            "`corpus` must be what the evidence is from, which gives the lengths of the texts, got "
            "None.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(columns, options, error, message):
    """With what must hold, what came, and what to do."""
    with pytest.raises(error) as caught:
        pt.plot.interactive(pd.DataFrame(columns), **options)

    assert str(caught.value) == message


def test_without_the_library_the_message_says_what_to_install(tables, monkeypatch):
    """Before anything is drawn."""
    monkeypatch.setitem(sys.modules, "vl_convert", None)

    with pytest.raises(MissingExtra) as caught:
        pt.plot.interactive(tables["bar"][0])

    assert str(caught.value) == (
        "An interactive chart needs vl-convert-python, which is not installed. "
        "Install it with: pip install 'policytext[report]'"
    )


def test_a_page_is_saved_whole_or_not_at_all(tables, tmp_path):
    """As .html; a picture is another function's."""
    chart = pt.plot.interactive(tables["bar"][0])

    assert chart.save(tmp_path / "a.html").read_text(encoding="utf-8") == chart.html
    with pytest.raises(ReadError, match="cannot be written: No such file or directory"):
        chart.save(tmp_path / "missing" / "a.html")
    with pytest.raises(InputError) as caught:
        chart.save("a.png")
    assert str(caught.value) == (
        "`path` must end in '.html', got 'a.png'. Pictures are made by the other functions of "
        "`pt.plot` and saved by `pt.plot.save`."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


# ----------------------------------------------------------------------------------- notebooks


def test_a_notebook_gets_a_specification_a_page_and_a_picture(tables):
    """For JupyterLab and VS Code, for other notebooks and exports, and for GitHub."""
    chart = pt.plot.interactive(tables["trend"][0], title="词频")

    bundle = chart._repr_mimebundle_()

    assert list(bundle) == ["application/vnd.vegalite.v5+json", "text/html", "image/png"]
    assert bundle["application/vnd.vegalite.v5+json"] == json.loads(json.dumps(chart.spec))
    pattern = r'<iframe srcdoc="([^"]*)" sandbox="allow-scripts"[^<>]*>([^<>]*)</iframe>'
    frame = re.fullmatch(pattern, bundle["text/html"])
    assert html_module.unescape(frame[1]) == chart.html
    assert frame[2] == "图未显示：请信任此笔记本或重新运行此单元格。"
    assert bundle["image/png"].startswith(b"\x89PNG")
    assert repr(chart) == "<InteractiveChart 'trend': 36 values>"


def test_the_picture_has_chinese_glyphs():
    """Boxes in place of missing glyphs would make the same picture of any two words."""
    first, second = (
        pt.plot.interactive(pd.DataFrame({"term": [term], "count": [1]}))._repr_mimebundle_()
        for term in ("鑫", "淼")
    )

    assert first["image/png"] != second["image/png"]


@pytest.mark.parametrize("version", ["5.8", "5.20", "6.4"])
def test_old_and_new_vega_lite_draw_every_kind(tables, version):
    """Notebook programs bring versions of their own."""
    if version not in vl_convert.get_vegalite_versions():
        pytest.skip(f"vl-convert has no Vega-Lite {version}")
    for kind, (table, options) in tables.items():
        chart = pt.plot.interactive(table, kind=kind, title="题", source="源", **options)

        svg = vl_convert.vegalite_to_svg(chart.spec, vl_version=version)

        assert "题" in svg, kind


def strings(part: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """List all strings of a specification with the keys they stand under, data left out."""
    if isinstance(part, dict):
        for name, inner in part.items():
            if name != "data":
                yield from strings(inner, name)
    elif isinstance(part, list):
        for inner in part:
            yield from strings(inner, key)
    elif isinstance(part, str):
        yield key, part


def hostile_charts() -> Iterator[Any]:
    """Make a chart of each kind from tables whose names are hostile."""
    n = len(HOSTILE)
    yield pt.plot.interactive(pd.DataFrame({"term": HOSTILE, "count": range(1, n + 1)}),
                              title=HOSTILE[1], source=HOSTILE[0])  # fmt: skip
    years = pd.DataFrame({"year": [2020, 2021] * n, "term": np.repeat(HOSTILE, 2),
                          "count": range(2 * n), "per_10k_chars": range(2 * n)})  # fmt: skip
    yield pt.plot.interactive(years)
    grouped = years.rename(columns={"year": "<b>"}).assign(**{"<b>": HOSTILE * 2})
    yield pt.plot.interactive(grouped)
    yield pt.plot.interactive(
        pd.DataFrame({"year": [2020] * n, "theme": HOSTILE, "share": [1 / n] * n})
    )
    corpus = pt.Corpus.from_texts({odd: f"{odd}改革{odd}" for odd in HOSTILE}, clean=False)
    yield pt.plot.interactive(pt.evidence(corpus, ["改革", *HOSTILE[:3]]), corpus=corpus)
    keyness = pd.DataFrame(
        {
            "term": HOSTILE, "score": [3.0, 2, 1, -1, -2, -3], "log_ratio": [1.0] * 3 + [-1] * 3,
            "per_million_target": [4.0] * n, "per_million_reference": range(n),
        }
    )  # fmt: skip
    sides = {"target": HOSTILE[0], "reference": HOSTILE[1]}
    yield pt.plot.interactive(keyness, **sides)
    yield pt.plot.interactive(keyness, kind="scatter", **sides)


def test_nothing_of_a_document_stands_in_an_expression():
    """Names are data, values of a scale or words of a title, and never part of the program."""
    for chart in hostile_charts():
        keys = {key for key, text in strings(chart.spec)
                if any(odd in text for odd in HOSTILE)}  # fmt: skip

        assert keys <= {"domain", "title", "text", "subtitle"}, chart.kind


def test_half_characters_do_not_stop_a_notebook():
    """What no file can hold is replaced."""
    chart = pt.plot.interactive(
        pd.DataFrame({"term": pd.Series(["改\ud800"], dtype=object), "count": 1})
    )

    assert values(chart)["name"].tolist() == ["改?"]
    chart.html.encode("utf-8")


# --------------------------------------------------------------------------------- in a browser

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome")
     if (found := shutil.which(name))),
    None,
)  # fmt: skip
Opener = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    # As root, as in containers, Chromium runs only without its sandbox.
    flags = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def look(browser, tmp_path) -> Iterator[Opener]:
    """Give a function that opens a chart, and see in the end that nothing went wrong."""
    trouble: list[str] = []
    requests: list[str] = []
    pages: list[Any] = []

    def opener(chart: Any, width: int = 900, framed: bool = False) -> Any:
        page = browser.new_page(viewport={"width": width, "height": 800})
        pages.append(page)
        page.on("console", lambda m: trouble.append(m.text) if m.type != "log" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("dialog", lambda dialog: (trouble.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: requests.append(request.url))
        path = tmp_path / f"{len(pages)}.html"
        if framed:
            shown = chart._repr_mimebundle_()["text/html"]
            path.write_text(f"<!doctype html><meta charset=utf-8>{shown}", encoding="utf-8")
        else:
            chart.save(path)
        page.goto(path.as_uri())
        inside = page.frame_locator("iframe") if framed else page
        inside.locator("html[data-drawn]").wait_for(state="attached")
        return inside if framed else page

    yield opener
    for page in pages:
        page.close()
    assert trouble == []
    assert {url.split(":")[0] for url in requests} <= {"file", "data", "about"}
    assert len([url for url in requests if url.startswith("file")]) == len(pages)


def told(page: Any) -> dict[str, str]:
    """Read the tooltip."""
    page.locator("#vg-tooltip-element.visible").wait_for()
    rows = page.locator("#vg-tooltip-element tr").all()
    return dict(tuple(row.locator("td").all_text_contents()) for row in rows)


def test_a_point_under_the_mouse_tells_the_row_of_the_table(look, tables):
    """The values are those that stand in the table."""
    table, _ = tables["trend"]
    page = look(pt.plot.interactive(table))
    row = table[(table["term"] == "改革") & (table["year"] == 2018)].iloc[0]

    page.locator(".mark-symbol.role-mark path").nth(18).hover(force=True)

    assert told(page) == {
        "词语": "改革",
        "年份": "2018",
        "每万字次数": f"{row['per_10k_chars']:.2f}",
        "区间": f"{row['low']:.2f} – {row['high']:.2f}",
        "次数": str(row["count"]),
        "文档数": str(row["doc_freq"]),
    }


def test_a_bar_in_a_notebook_s_frame_tells_its_count(look, tables):
    """The frame shows the same page."""
    table, _ = tables["bar"]
    inside = look(pt.plot.interactive(table), framed=True)

    inside.locator(".mark-rect.role-mark path").nth(2).hover(force=True)

    found = told(inside)
    assert (found["词语"], found["次数"]) == (table["term"][2], str(table["count"][2]))


def test_a_click_on_the_key_picks_out_a_term(look, tables):
    """The others become pale; Shift adds a term, and a double click on the chart undoes it."""
    page = look(pt.plot.interactive(tables["trend"][0]))
    lines = page.locator(".mark-line.role-mark path")

    def shown() -> list[float]:
        return [float(each.get_attribute("opacity") or 1) for each in lines.all()]

    assert shown() == [1, 1, 1]
    page.locator(".role-legend-label text", has_text="创新").click()
    page.wait_for_timeout(200)
    assert shown() == [0.12, 1, 0.12]
    page.locator(".role-legend-label text", has_text="改革").click(modifiers=["Shift"])
    page.wait_for_timeout(200)
    assert shown() == [1, 1, 0.12]
    # Where there is no line.
    page.mouse.dblclick(250, 30)
    page.wait_for_timeout(200)
    assert shown() == [1, 1, 1]


def test_years_are_moved_by_dragging_and_widened_by_ctrl_and_the_wheel(look, tables):
    """The wheel alone scrolls the notebook; a double click shows all again."""
    page = look(pt.plot.interactive(tables["trend"][0]))
    first = page.locator(".mark-symbol.role-mark path").first

    def place() -> str:
        page.wait_for_timeout(150)
        return first.get_attribute("transform")

    begin = place()
    page.mouse.move(400, 150)
    page.mouse.wheel(0, -300)
    assert place() == begin
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    widened = place()
    assert widened != begin
    page.mouse.dblclick(400, 150)
    assert place() == begin
    page.mouse.down()
    page.mouse.move(300, 150, steps=4)
    page.mouse.up()
    assert place() != begin


@pytest.mark.parametrize("width", [400, 1200])
@pytest.mark.parametrize(
    "kind", ["bar", "trend", "heatmap", "keyness", "themes", "dispersion", "scatter"]
)
def test_every_kind_fits_its_place(look, tables, kind, width):
    """On a phone and on a wide screen the chart is inside the page, with all its marks."""
    table, options = tables[kind]

    page = look(pt.plot.interactive(table, kind=kind, title="题", **options), width)

    assert page.evaluate("document.documentElement.scrollWidth") == width
    box = page.locator("#chart svg").bounding_box()
    outer = page.locator("#chart").bounding_box()
    assert box["width"] <= outer["width"] + 1
    assert box["height"] <= outer["height"] + 1
    for text in page.locator("#chart svg text").all()[::7]:
        place = text.bounding_box()
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= width


def test_the_key_moves_when_the_place_becomes_wide(look, tables):
    """A frame may be narrow while the page around it is put together."""
    page = look(pt.plot.interactive(tables["trend"][0]), 400)
    key = page.locator(".role-legend-label text").first
    below = key.bounding_box()

    page.set_viewport_size({"width": 900, "height": 800})
    page.wait_for_timeout(800)
    beside = key.bounding_box()

    assert below["x"] < 200
    assert below["y"] > 300
    assert beside["x"] > 700
    assert beside["y"] < 100


def test_documents_cannot_run_anything(look):
    """Names show exactly what they are, on axes and under the mouse."""
    charts = list(hostile_charts())
    page = look(charts[0])

    for chart in charts[1:]:
        look(chart, framed=True)

    labels = page.locator("#chart svg .role-axis-label text").all_text_contents()
    # Long ones are cut.
    assert any(label.startswith("<script>alert") for label in labels)
    assert "{{7*7}}" in labels
    assert page.title() == HOSTILE[1]
    page.locator(".mark-rect.role-mark path").nth(HOSTILE[::-1].index(HOSTILE[1])).hover(force=True)
    assert told(page)["词语"] == HOSTILE[1]
    assert page.locator("img").count() == 0


def test_the_policy_stops_what_should_get_in_all_the_same(look, tables, browser, tmp_path):
    """A script or a request that someone smuggles into the page does not run."""
    path = pt.plot.interactive(tables["bar"][0]).save(tmp_path / "page.html")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.locator("html[data-drawn]").wait_for(state="attached")

    smuggled = page.evaluate(
        """async () => {
          const script = document.createElement("script");
          script.textContent = "window.ran = 1";
          document.body.append(script);
          const image = document.createElement("div");
          image.innerHTML = "<img src=x onerror='window.ran = 2'>";
          document.body.append(image);
          const asked = await fetch("https://example.org/").then(() => "sent", () => "refused");
          return [window.ran === undefined, asked];
        }"""
    )
    page.close()

    assert smuggled == [True, "refused"]


def test_a_page_in_a_notebook_cannot_reach_the_notebook(look, tables):
    """The frame is of no origin, so even what ran in it could read nothing outside."""
    inside = look(pt.plot.interactive(tables["bar"][0]), framed=True)

    reached = inside.locator("body").evaluate(
        "() => { try { return parent.document.title; } catch (error) { return error.name; } }"
    )

    assert reached == "SecurityError"


def test_saving_twice_gives_the_same_page(tables, tmp_path):
    """Whatever the machine and the time."""
    table, options = tables["themes"]

    first, second = (pt.plot.interactive(table, **options).html for _ in range(2))

    assert first == second
    assert str(Path.cwd()) not in first

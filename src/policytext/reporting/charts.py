"""The charts of a report, as Vega-Lite specifications.

Data are given by value, fields have fixed names and expressions are constants, so nothing that a
document says is ever part of a specification's program.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from policytext.plot.look import COLOURS
from policytext.reporting.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from policytext.reporting.analysis import Analysis
    from policytext.reporting.groups import Grouping

__all__ = [
    "NO_THEME", "colour", "keyness_chart", "shape", "stream_chart", "terms_heat", "themes_heat",
    "trend_chart",
]  # fmt: skip

Spec = dict[str, Any]

#: The colours of the charts, then lighter ones of the same order for what has more than seven.
PALETTE = (*COLOURS[:6], "#555555", "#7FB8D8", "#EAAE7F", "#80CEB9", "#E5BBD3", "#F2CF80")
SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "triangle-right")
#: Of text without a theme.
NO_THEME = "#D9D9D9"
#: The darkest of the heatmaps, and the lightest.
_SCALE = ["#F3F7FA", "#9CC7E0", COLOURS[0], "#00304D"]
_FONT = (
    '-apple-system, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", '
    '"Source Han Sans SC", "WenQuanYi Micro Hei", "Droid Sans Fallback", sans-serif'
)
_CONFIG = {
    "font": _FONT,
    "background": "transparent",
    "view": {"stroke": None},
    # The container has a label and the data stand in a table beside it; thousands of marks that
    # each speak would be noise.
    "aria": False,
    "axis": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
             "labelLimit": 220, "gridColor": "#e6e3dd", "domainColor": "#8a867e",
             "tickColor": "#8a867e", "labelColor": "#333333", "titleColor": "#555555"},
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
               "labelColor": "#333333", "titleColor": "#555555", "labelLimit": 160,
               "symbolLimit": 60},
    "header": {"labelFontSize": 12},
}  # fmt: skip


def _spec(rows: list[dict[str, Any]], **parts: Any) -> Spec:
    """Begin a specification."""
    return {
        "data": {"values": rows},
        "width": "container",
        "config": _CONFIG,
        **parts,
    }


def _number(value: Any, digits: int = 3) -> float | None:
    """Round for a chart; what is missing is a gap."""
    number = float(value) if value is not None and str(value) != "<NA>" else float("nan")
    return None if isnan(number) else round(number, digits)


def _tips(*fields: tuple[str, str, str | None]) -> list[Spec]:
    """Describe a tooltip: fields with their labels and formats."""
    return [
        {"field": name, "title": title, **({"format": form} if form else {"type": "nominal"})}
        for name, title, form in fields
    ]


def _years(values: list[int]) -> Spec:
    """Describe an axis of years: a label where there is a document, as far as there is room."""
    return {"format": "d", "title": None, "values": values, "labelOverlap": True, "grid": False}


def trend_chart(analysis: Analysis, words: Words) -> Spec:
    """Draw rates of terms over the years, with a gap where years are missing."""
    by = analysis.grouping.by
    table = analysis.tables["trend"]
    rows = [
        {
            "x": int(row[by]),
            "term": row["term"],
            "y": _number(row["per_10k_chars"]),
            "n": _number(row["count"]),
            "range": "" if _number(row["low"]) is None else f"{row['low']:.1f} – {row['high']:.1f}",
        }
        for row in table.to_dict("records")
    ]
    terms = list(analysis.terms)
    return _spec(
        rows,
        height=320,
        params=[{"name": "shown", "value": terms}],
        transform=[{"filter": "indexof(shown, datum.term) >= 0"}],
        mark={
            "type": "line",
            "strokeWidth": 2,
            "point": {"size": 46, "filled": True},
            "invalid": "break-paths-show-path-domains",
        },
        encoding={
            "x": {
                "field": "x",
                "type": "quantitative",
                "scale": {"zero": False, "nice": False},
                "axis": _years([int(str(group.label)) for group in analysis.grouping.groups]),
            },
            "y": {"field": "y", "type": "quantitative", "title": words("per_10k_chars")},
            "color": {
                "field": "term",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": terms, "range": [colour(n) for n in range(len(terms))]},
            },
            "shape": {
                "field": "term",
                "type": "nominal",
                "legend": None,
                "scale": {"domain": terms, "range": [shape(n) for n in range(len(terms))]},
            },
            "tooltip": _tips(
                ("term", words("term"), None),
                ("x", words(by), "d"),
                ("y", words("per_10k_chars"), ".2f"),
                ("range", words("interval"), None),
                ("n", words("count"), ",d"),
            ),
        },
    )


def colour(number: int) -> str:
    """Give the colour of a line or theme."""
    return PALETTE[number % len(PALETTE)]


def shape(number: int) -> str:
    """Give the shape of a line's points."""
    return SHAPES[number % len(SHAPES)]


def stream_chart(analysis: Analysis, words: Words) -> Spec:
    """Draw how the text is divided among the themes, over the years or by group."""
    by, grouping = analysis.grouping.by, analysis.grouping
    names = [*analysis.themes, words("no_theme")]
    order = {name: place for place, name in enumerate(names)}
    short = _short_names(grouping)
    rows = [
        {
            "x": int(row[by]) if grouping.is_time else short[str(row[by])],
            "theme": row["theme"] or names[-1],
            "share": _number(row["share"], 5),
            "hits": int(row["hits"]),
            "order": order[row["theme"] or names[-1]],
        }
        for row in analysis.tables["themes"].to_dict("records")
    ]
    colours = [*(colour(n) for n in range(len(analysis.themes))), NO_THEME]
    tips = _tips(
        ("theme", words("theme"), None),
        ("x", words(by), "d" if grouping.is_time else None),
        ("share", words("share"), ".1%"),
        ("hits", words("hits"), ",d"),
    )
    share = {
        "field": "share",
        "type": "quantitative",
        "stack": "zero",
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "title": None, "tickCount": 5},
    }
    encoding = {
        "color": {
            "field": "theme",
            "type": "nominal",
            "title": None,
            "scale": {"domain": names, "range": colours},
            # The page writes the key, which then wraps as text does.
            "legend": None,
        },
        "order": {"field": "order", "type": "quantitative"},
        "tooltip": tips,
    }
    if not grouping.is_time:
        groups = list(dict.fromkeys(row["x"] for row in rows))
        return _spec(
            rows,
            height=26 * len(groups),
            mark={"type": "bar", "stroke": "#ffffff", "strokeWidth": 0.5},
            encoding={
                **encoding,
                "y": {"field": "x", "type": "nominal", "sort": groups, "title": None,
                      "axis": {"labelLimit": 180}},
                "x": share,
            },
        )  # fmt: skip
    years = [int(str(group.label)) for group in grouping.groups]
    x = {
        "field": "x",
        "type": "quantitative",
        "scale": {"zero": False, "nice": False},
        "axis": _years(years),
    }
    area = {"type": "area", "stroke": "#ffffff", "strokeWidth": 0.7, "tooltip": None}
    bars = {"type": "bar", "width": 5, "fillOpacity": 0.28, "fill": "#ffffff"}
    return _spec(
        rows,
        height=340,
        encoding={"x": x, "y": share, **encoding},
        layer=[
            {"mark": area},
            # Where a text stands: between them the areas only lead the eye.
            {"mark": bars},
        ],
    )


def _heat(
    rows: list[dict[str, Any]], lines: list[str], words: Words, *, by: str, of: str, value: str
) -> Spec:
    """Draw values as shades: `rows` have x (of `by`), y (of `of`), value and hits."""
    columns = list(dict.fromkeys(row["x"] for row in rows))
    if not _fit(columns):
        # Long labels stand at the side.
        rows = [{**row, "x": row["y"], "y": row["x"]} for row in rows]
        columns, lines, by, of = lines, columns, of, by
    return _spec(
        rows,
        # A height in steps would do, but for the warning that it makes beside a fluid width.
        height=26 * len(lines),
        mark={"type": "rect", "stroke": "#ffffff", "strokeWidth": 1},
        encoding={
            "x": {
                "field": "x",
                "type": "nominal",
                "sort": columns,
                "title": None,
                "axis": {"labelAngle": 0, "labelLimit": 110,
                         "labelOverlap": "greedy", "domain": False, "ticks": False},
            },
            "y": {
                "field": "y",
                "type": "nominal",
                "sort": lines,
                "title": None,
                "axis": {"domain": False, "ticks": False},
            },
            "color": {
                "field": "value",
                "type": "quantitative",
                "title": words(value),
                "scale": {"range": _SCALE, "zero": True, "type": "sqrt"},
                "legend": {"orient": "bottom", "gradientLength": 160, "tickCount": 4},
            },
            "tooltip": _tips(
                ("y", words(of), None),
                ("x", words(by), None),
                ("value", words(value), ".2f"),
                ("hits", words("hits"), ",d"),
            ),
        },
    )  # fmt: skip


def themes_heat(analysis: Analysis, words: Words) -> Spec:
    """Draw the scores of the themes in each group."""
    by = analysis.grouping.by
    table, short = analysis.tables["themes"], _short_names(analysis.grouping)
    rows = [
        {
            "x": short[str(row[by])],
            "y": row["theme"],
            "value": _number(row["score"]),
            "hits": int(row["hits"]),
        }
        for row in table[table["theme"] != ""].to_dict("records")
    ]
    return _heat(rows, analysis.themes, words, by=by, of="theme", value="score")


def terms_heat(analysis: Analysis, words: Words) -> Spec:
    """Draw the rates of terms in groups that are no years."""
    by, short = analysis.grouping.by, _short_names(analysis.grouping)
    rows = [
        {
            "x": short[str(row[by])],
            "y": row["term"],
            "value": _number(row["per_10k_chars"]),
            "hits": int(row["count"]),
        }
        for row in analysis.tables["trend"].to_dict("records")
        if str(row[by]) in analysis.grouping.of
    ]
    return _heat(rows, list(analysis.terms), words, by=by, of="term", value="per_10k_chars")


def keyness_chart(table: pd.DataFrame, names: tuple[str, str], words: Words) -> Spec:
    """Draw the words typical of two sides, by log ratio, with its interval."""
    rows = [
        {
            "term": row["term"],
            "ratio": _number(row["log_ratio"]),
            "low": _number(row["log_ratio_low"]),
            "high": _number(row["log_ratio_high"]),
            "side": names[0] if row["score"] > 0 else names[1],
            "score": _number(row["score"], 1),
            "target": int(row["count_target"]),
            "reference": int(row["count_reference"]),
        }
        for row in table.sort_values("log_ratio", ascending=False).to_dict("records")
    ]
    order = [row["term"] for row in rows]
    tips = _tips(
        ("term", words("term"), None),
        ("ratio", words("log_ratio"), ".2f"),
        ("score", words("g2"), ",.1f"),
        ("target", words("count_target", target=names[0]), ",d"),
        ("reference", words("count_reference", reference=names[1]), ",d"),
    )
    y = {"field": "term", "type": "nominal", "sort": order, "title": None,
         "axis": {"domain": False, "ticks": False}}  # fmt: skip
    return _spec(
        rows,
        height=20 * len(order),
        encoding={"y": y, "tooltip": tips},
        layer=[
            {
                "mark": {"type": "bar", "height": 13},
                "encoding": {
                    "x": {
                        "field": "ratio",
                        "type": "quantitative",
                        "title": words("log_ratio"),
                    },
                    "color": {
                        "field": "side",
                        "type": "nominal",
                        "title": None,
                        "scale": {"domain": list(names), "range": [COLOURS[0], COLOURS[1]]},
                        "legend": {"orient": "top"},
                    },
                },
            },
            {
                "mark": {"type": "rule", "strokeWidth": 1.2, "color": "#333333"},
                "encoding": {
                    "x": {"field": "low", "type": "quantitative"},
                    "x2": {"field": "high"},
                },
            },
        ],
    )


def _short_names(grouping: Grouping) -> dict[str, str]:
    """Cut long labels for an axis, each still another."""
    names: dict[str, str] = {}
    for group in grouping.groups:
        short = group.name if len(group.name) <= 24 else group.name[:23] + "…"
        same = sum(name.split(" #")[0] == short for name in names.values())
        names[group.name] = f"{short} #{same + 1}" if same else short
    return names


def _fit(names: list[str]) -> bool:
    """Tell whether labels can stand side by side."""
    return sum(len(name) + 1 for name in names) <= 200 and max(map(len, names), default=0) <= 6

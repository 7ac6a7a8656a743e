"""Charts as Vega-Lite specifications, for notebooks and for the report.

Data are given by value, fields have fixed names and expressions are constants, so nothing that a
document says is ever part of a specification's program: orders and colours are lists of values,
and no name stands in an expression. What is used here means the same in Vega-Lite 5 and 6.
"""

from __future__ import annotations

from itertools import pairwise
from math import isfinite
from statistics import median
from typing import Any

from policytext.plot.look import COLOURS, INK

__all__ = [
    "SHAPES", "Row", "Spec", "Tips", "bars", "heat", "number", "points", "runs", "sides",
    "stacked", "stream", "ticks", "trend",
]  # fmt: skip

Spec = dict[str, Any]
Row = dict[str, Any]
#: Of a tooltip: fields with their labels and formats; without a format a value is text.
Tips = list[tuple[str, str, str | None]]

SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "triangle-right")
#: As `look.DASHES`: drawn and not drawn, in pixels.
_DASHES = ([1, 0], [7, 4], [2, 3], [8, 3, 2, 3])
#: The lightest of the heatmaps to the darkest.
_SHADES = ["#F3F7FA", "#9CC7E0", COLOURS[0], "#00304D"]
#: What a tooltip of Vega's own would take for a heading or a picture to load.
_RESERVED = ("title", "image")
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
             "tickColor": "#8a867e", "labelColor": INK, "titleColor": "#555555"},
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
               "labelColor": INK, "titleColor": "#555555", "labelLimit": 160,
               "symbolLimit": 60},
    "header": {"labelFontSize": 12},
}  # fmt: skip


def _begin(rows: list[Row], **parts: Any) -> Spec:
    """Begin a specification, as wide as its place."""
    return {"data": {"values": rows}, "width": "container", "config": _CONFIG, **parts}


def number(value: Any, digits: int | None = None) -> float | None:
    """Take a number for a chart, rounded if that is wanted; what is missing is a gap."""
    found = float(value) if value is not None and str(value) != "<NA>" else float("nan")
    if not isfinite(found):
        return None
    return found if digits is None else round(found, digits)


def _describe(tips: Tips) -> list[Spec]:
    """Describe a tooltip."""
    return [
        {
            "field": name,
            "title": f"{title}:" if title in _RESERVED else title,
            **({"format": form, "type": "quantitative"} if form else {"type": "nominal"}),
        }
        for name, title, form in tips
    ]


def _names(field: str, names: list[str], **axis: Any) -> Spec:
    """Describe an axis of names, in their order."""
    return {
        "field": field,
        "type": "nominal",
        "sort": None,
        "scale": {"domain": names},
        "title": None,
        "axis": {"domain": False, "ticks": False, **axis},
    }


def _coded(field: str, names: list[str], codes: list[Any], keyed: bool) -> Spec:
    """Describe colours, shapes or dashes of names, with a key or without one."""
    legend = {"columns": -(-len(names) // 18)} if keyed else None
    return {
        "field": field,
        "type": "nominal",
        "title": None,
        "sort": None,
        "scale": {"domain": names, "range": codes},
        "legend": legend,
    }


def _years(values: list[int], **scale: Any) -> Spec:
    """Describe an axis of years: a label where there is a document, as far as there is room."""
    return {
        "field": "x",
        "type": "quantitative",
        "scale": {"zero": False, "nice": False, **scale},
        "axis": {"format": "d", "title": None, "values": values, "labelOverlap": True,
                 "grid": False},
    }  # fmt: skip


def trend(
    rows: list[Row],
    *,
    terms: list[str],
    years: list[int],
    axis: str,
    tips: Tips,
    palette: tuple[str, ...] = COLOURS,
    keyed: bool = True,
    band: bool = False,
) -> Spec:
    """Draw values y of terms over the years x, with a gap where one is missing.

    With `band` an area from low to high is drawn behind each line.
    """
    places = range(len(terms))
    encoding = {
        "x": _years(years, padding=8) if keyed else _years(years),
        "y": {"field": "y", "type": "quantitative", "title": axis},
        "color": _coded("term", terms, [palette[n % len(palette)] for n in places], keyed),
        "tooltip": _describe(tips),
    }
    looks = {"shape": _coded("term", terms, [SHAPES[n % len(SHAPES)] for n in places], keyed)}
    if len(terms) > len(palette):
        dashes = [_DASHES[n // len(palette) % len(_DASHES)] for n in places]
        looks["strokeDash"] = _coded("term", terms, dashes, keyed)
    line = {"type": "line", "strokeWidth": 2, "point": {"size": 46, "filled": True}, "clip": keyed}
    if not band:
        return _begin(rows, height=320, mark=line, encoding={**encoding, **looks})
    area = {
        "mark": {"type": "area", "fillOpacity": 0.15, "tooltip": None, "clip": keyed},
        "encoding": {"y": {"field": "low", "type": "quantitative", "title": axis},
                     "y2": {"field": "high"}},
    }  # fmt: skip
    main = {"name": "main", "mark": line, "encoding": looks}
    return _begin(rows, height=320, encoding=encoding, layer=[area, main])


def stacked(rows: list[Row]) -> list[Row]:
    """Place shares one on the other at each x: from `low` to `high`."""
    tops: dict[Any, float] = {}
    placed = []
    for row in rows:
        low = tops.get(row["x"], 0.0)
        tops[row["x"]] = high = low + (row["share"] or 0.0)
        placed.append({**row, "low": round(low, 6), "high": round(high, 6)})
    return placed


def runs(years: list[int]) -> dict[int, int]:
    """Number the runs of years that are no further apart than usual."""
    steps = [later - year for year, later in pairwise(years)]
    run, found = 0, {years[0]: 0}
    for year, step in zip(years[1:], steps, strict=True):
        run += step > median(steps)
        found[year] = run
    return found


def stream(
    rows: list[Row],
    *,
    themes: list[str],
    colours: list[str],
    years: list[int] | None,
    tips: Tips,
    keyed: bool = True,
) -> Spec:
    """Draw how the text is divided among the themes, from `stacked` rows.

    Over the years areas, which are joined within a `run` of years; in groups without a time bars.
    """
    share = {
        "field": "low",
        "type": "quantitative",
        "scale": {"domain": [0, max([1.0, *(row["high"] for row in rows)])], "nice": False},
        "axis": {"format": ".0%", "title": None, "tickCount": 5},
    }
    encoding = {"color": _coded("theme", themes, colours, keyed), "tooltip": _describe(tips)}
    if years is None:
        groups = list(dict.fromkeys(row["x"] for row in rows))
        return _begin(
            rows,
            height=26 * len(groups),
            mark={"type": "bar", "stroke": "#ffffff", "strokeWidth": 0.5},
            encoding={
                **encoding,
                "y": _names("x", groups, labelLimit=180),
                "x": share,
                "x2": {"field": "high"},
            },
        )
    area = {"type": "area", "stroke": "#ffffff", "strokeWidth": 0.7, "tooltip": None,
            "clip": keyed}  # fmt: skip
    # Where a text stands: between them the areas only lead the eye.
    bar = {"type": "bar", "width": 6, "stroke": "#ffffff", "strokeWidth": 0.5, "clip": keyed}
    return _begin(
        rows,
        height=340,
        encoding={
            "x": _years(years, padding=4),
            "y": share,
            "y2": {"field": "high"},
            **encoding,
        },
        layer=[
            {"mark": area, "encoding": {"detail": {"field": "run", "type": "nominal"}}},
            {"name": "main", "mark": bar},
        ],
    )


def heat(
    rows: list[Row], *, down: list[str], title: str, tips: Tips, percent: bool = False
) -> Spec:
    """Draw values as shades: `rows` have x, y and value; long names stand at the side."""
    across = list(dict.fromkeys(row["x"] for row in rows))
    if not _fit(across):
        rows = [{**row, "x": row["y"], "y": row["x"]} for row in rows]
        across, down = down, across
        other = {"x": "y", "y": "x"}
        tips = [(other.get(field, field), label, written) for field, label, written in tips]
    upright = not _fit(across)
    return _begin(
        rows,
        # A height in steps would do, but for the warning that it makes beside a fluid width.
        height=26 * len(down),
        mark={"type": "rect", "stroke": "#ffffff", "strokeWidth": 1},
        encoding={
            "x": _names("x", across, labelAngle=-90 if upright else 0, labelLimit=110,
                        labelOverlap=False if upright else "greedy"),
            "y": _names("y", down),
            "color": {
                "field": "value",
                "type": "quantitative",
                "title": title,
                "scale": {"range": _SHADES, "zero": True, "type": "sqrt"},
                "legend": {"orient": "bottom", "gradientLength": 160, "tickCount": 4,
                           **({"format": ".0%"} if percent else {})},
            },
            "tooltip": _describe(tips),
        },
    )  # fmt: skip


def sides(
    rows: list[Row], *, names: tuple[str, str], axis: str, tips: Tips, interval: bool
) -> Spec:
    """Draw terms typical of two sides as bars, with lines from low to high for an interval."""
    terms = [row["term"] for row in rows]
    bar = {
        "name": "main",
        "mark": {"type": "bar", "height": 13},
        "encoding": {
            "x": {"field": "value", "type": "quantitative", "title": axis},
            "color": {
                "field": "side",
                "type": "nominal",
                "title": None,
                "sort": None,
                "scale": {"domain": list(names), "range": [COLOURS[0], COLOURS[1]]},
                "legend": {"orient": "top"},
            },
        },
    }
    rule = {
        "mark": {"type": "rule", "strokeWidth": 1.2, "color": INK},
        "encoding": {
            "x": {"field": "low", "type": "quantitative", "title": axis},
            "x2": {"field": "high"},
        },
    }
    return _begin(
        rows,
        height=20 * len(terms),
        encoding={"y": _names("term", terms), "tooltip": _describe(tips)},
        layer=[bar, rule] if interval else [bar],
    )


def bars(rows: list[Row], *, terms: list[str], axis: str, tips: Tips) -> Spec:
    """Draw a bar a `name` as long as its value, with a colour a term if there are several."""
    several = len(terms) > 1
    codes = [COLOURS[n % len(COLOURS)] for n in range(len(terms))]
    return _begin(
        rows,
        height=24 * len(rows),
        mark={"type": "bar", "color": COLOURS[0]},
        encoding={
            "y": _names("name", [row["name"] for row in rows]),
            "x": {"field": "value", "type": "quantitative", "title": axis},
            **({"color": _coded("term", terms, codes, True)} if several else {}),
            "tooltip": _describe(tips),
        },
    )


def ticks(
    rows: list[Row], *, lines: list[str], terms: list[str], among: bool, axis: str, tips: Tips
) -> Spec:
    """Draw a tick a hit at x per cent of its line; with `among` the terms of a line are apart."""
    codes = [COLOURS[n % len(COLOURS)] for n in range(len(terms))]
    step = 10 * len(terms) + 8 if among else 24
    beside = {"field": "term", "type": "nominal", "sort": None, "scale": {"domain": terms}}
    return _begin(
        rows,
        height=step * len(lines),
        mark={"type": "tick", "thickness": 1.2, "clip": True},
        encoding={
            "x": {
                "field": "x",
                "type": "quantitative",
                "title": axis,
                "scale": {"domain": [0, 100], "nice": False},
            },
            "y": _names("line", lines, grid=True),
            **({"yOffset": beside} if among else {}),
            "color": _coded("term", terms, codes, len(terms) > 1),
            "tooltip": _describe(tips),
        },
    )


def points(
    rows: list[Row],
    *,
    names: tuple[str, str],
    rest: str,
    axes: tuple[str, str],
    values: list[float],
    tips: Tips,
) -> Spec:
    """Draw a point a term at its rates x and y, with its name where it has a `label`."""
    lowest = min(value for value in values if value)
    scale = {"type": "symlog", "constant": lowest, "nice": False, "padding": 50}

    def rate(field: str, title: str) -> Spec:
        return {
            "field": field,
            "type": "quantitative",
            "title": title,
            "scale": scale,
            "axis": {"values": values, "format": ",.6~g", "labelOverlap": "greedy", "grid": False},
        }

    kinds = [*names, rest]
    point = {
        "name": "main",
        "mark": {"type": "point", "filled": True, "opacity": 1, "clip": True,
                 "stroke": "#ffffff", "strokeWidth": 0.5},
        "encoding": {
            "color": _coded("side", kinds, [COLOURS[0], COLOURS[1], "#c4c4c4"], True),
            "shape": _coded("side", kinds, ["circle", "square", "circle"], True),
            "size": {"condition": {"test": "datum.telling", "value": 46}, "value": 18},
            "tooltip": _describe(tips),
        },
    }  # fmt: skip
    label = {
        "transform": [{"filter": "datum.label !== ''"}],
        "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11, "color": INK,
                 "clip": True, "tooltip": None},
        "encoding": {"text": {"field": "label", "type": "nominal"}},
    }  # fmt: skip
    # Padding is room for names at the edge.
    ends = [0.0, max(row[axis] for row in rows for axis in "xy")]
    diagonal = {
        "data": {"values": [{"x": end, "y": end} for end in ends]},
        "mark": {"type": "line", "strokeDash": [5, 4], "strokeWidth": 1, "color": "#777777",
                 "clip": True, "tooltip": None},
    }  # fmt: skip
    return _begin(
        rows,
        height=460,
        encoding={"x": rate("x", axes[0]), "y": rate("y", axes[1])},
        layer=[diagonal, point, label],
    )


def _fit(names: list[str]) -> bool:
    """Tell whether labels can stand side by side."""
    return sum(len(name) + 1 for name in names) <= 200 and max(map(len, names), default=0) <= 6

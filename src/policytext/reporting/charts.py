"""The charts of a report: its tables as rows for the specifications that notebooks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policytext.plot import specs
from policytext.plot.look import COLOURS
from policytext.plot.specs import SHAPES, Row, Spec, Tips, number
from policytext.reporting.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from policytext.reporting.analysis import Analysis
    from policytext.reporting.groups import Grouping

__all__ = [
    "NO_THEME", "colour", "keyness_chart", "shape", "stream_chart", "terms_heat", "themes_heat",
    "trend_chart",
]  # fmt: skip

#: The colours of the charts, then lighter ones of the same order for what has more than seven.
PALETTE = (*COLOURS[:6], "#555555", "#7FB8D8", "#EAAE7F", "#80CEB9", "#E5BBD3", "#F2CF80")
#: Of text without a theme.
NO_THEME = "#D9D9D9"


def trend_chart(analysis: Analysis, words: Words) -> Spec:
    """Draw rates of terms over the years, with a gap where years are missing."""
    by = analysis.grouping.by
    rows = [
        {
            "x": int(row[by]),
            "term": row["term"],
            "y": number(row["per_10k_chars"], 3),
            "n": number(row["count"], 3),
            "range": "" if number(row["low"]) is None else f"{row['low']:.1f} – {row['high']:.1f}",
        }
        for row in analysis.tables["trend"].to_dict("records")
    ]
    terms = list(analysis.terms)
    tips: Tips = [
        ("term", words("term"), None),
        ("x", words(by), "d"),
        ("y", words("per_10k_chars"), ".2f"),
        ("range", words("interval"), None),
        ("n", words("count"), ",d"),
    ]
    chart = specs.trend(
        rows,
        terms=terms,
        years=[int(str(group.label)) for group in analysis.grouping.groups],
        axis=words("per_10k_chars"),
        tips=tips,
        palette=PALETTE,
        # The page has buttons for the terms.
        keyed=False,
    )
    shown = {"name": "shown", "value": terms}
    return {
        **chart, "params": [shown], "transform": [{"filter": "indexof(shown, datum.term) >= 0"}]
    }  # fmt: skip


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
    rows: list[Row] = [
        {
            "x": int(row[by]) if grouping.is_time else short[str(row[by])],
            "theme": row["theme"] or names[-1],
            "share": number(row["share"], 5),
            "hits": int(row["hits"]),
        }
        for row in analysis.tables["themes"].to_dict("records")
    ]
    rows = specs.stacked(sorted(rows, key=lambda row: order[row["theme"]]))
    years = sorted({int(row["x"]) for row in rows}) if grouping.is_time else None
    if years is None:
        groups = list(short.values())
        rows.sort(key=lambda row: groups.index(row["x"]))
    else:
        runs = specs.runs(years)
        rows = [{**row, "run": runs[row["x"]]} for row in rows]
    tips: Tips = [
        ("theme", words("theme"), None),
        ("x", words(by), "d" if grouping.is_time else None),
        ("share", words("share"), ".1%"),
        ("hits", words("hits"), ",d"),
    ]
    colours = [*(colour(n) for n in range(len(analysis.themes))), NO_THEME]
    return specs.stream(
        rows,
        themes=names,
        colours=colours,
        years=years,
        tips=tips,
        # The page writes the key, which then wraps as text does.
        keyed=False,
    )


def _heat(rows: list[Row], lines: list[str], words: Words, *, by: str, of: str, value: str) -> Spec:
    """Draw values as shades: `rows` have x (of `by`), y (of `of`), value and hits."""
    tips: Tips = [
        ("y", words(of), None),
        ("x", words(by), None),
        ("value", words(value), ".2f"),
        ("hits", words("hits"), ",d"),
    ]
    return specs.heat(rows, down=lines, title=words(value), tips=tips)


def themes_heat(analysis: Analysis, words: Words) -> Spec:
    """Draw the scores of the themes in each group."""
    by = analysis.grouping.by
    table, short = analysis.tables["themes"], _short_names(analysis.grouping)
    rows: list[Row] = [
        {
            "x": short[str(row[by])],
            "y": row["theme"],
            "value": number(row["score"], 3),
            "hits": int(row["hits"]),
        }
        for row in table[table["theme"] != ""].to_dict("records")
    ]
    return _heat(rows, analysis.themes, words, by=by, of="theme", value="score")


def terms_heat(analysis: Analysis, words: Words) -> Spec:
    """Draw the rates of terms in groups that are no years."""
    by, short = analysis.grouping.by, _short_names(analysis.grouping)
    rows: list[Row] = [
        {
            "x": short[str(row[by])],
            "y": row["term"],
            "value": number(row["per_10k_chars"], 3),
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
            "value": number(row["log_ratio"], 3),
            "low": number(row["log_ratio_low"], 3),
            "high": number(row["log_ratio_high"], 3),
            "side": names[0] if row["score"] > 0 else names[1],
            "score": number(row["score"], 1),
            "target": int(row["count_target"]),
            "reference": int(row["count_reference"]),
        }
        for row in table.sort_values("log_ratio", ascending=False).to_dict("records")
    ]
    tips: Tips = [
        ("term", words("term"), None),
        ("value", words("log_ratio"), ".2f"),
        ("score", words("g2"), ",.1f"),
        ("target", words("count_target", target=names[0]), ",d"),
        ("reference", words("count_reference", reference=names[1]), ",d"),
    ]
    return specs.sides(rows, names=names, axis=words("log_ratio"), tips=tips, interval=True)


def _short_names(grouping: Grouping) -> dict[str, str]:
    """Cut long labels for an axis, each still another."""
    names: dict[str, str] = {}
    for group in grouping.groups:
        short = group.name if len(group.name) <= 24 else group.name[:23] + "…"
        same = sum(name.split(" #")[0] == short for name in names.values())
        names[group.name] = f"{short} #{same + 1}" if same else short
    return names

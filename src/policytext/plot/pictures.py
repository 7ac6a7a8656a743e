"""From a table to the rows and the specification of its interactive chart, one function a kind."""

from __future__ import annotations

from collections.abc import Callable
from math import asinh
from typing import TYPE_CHECKING, Any

from policytext.errors import InputError, SchemaError
from policytext.plot import specs
from policytext.plot.dispersions import _lengths as lengths_of
from policytext.plot.look import COLOURS, group_column, require, value_column
from policytext.plot.specs import Row, Spec, Tips, number
from policytext.plot.streams import FILLS, NO_THEME
from policytext.plot.wanted import (
    NAMES,
    SHARES,
    Wanted,
    evidence,
    name_of,
    records,
    written_as,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BUILDERS"]

#: How many bars, terms on a side, or coloured points, where that is not said.
_TOP = {"bar": 30, "keyness": 20, "scatter": 60}
#: After the seven colours of themes, lighter ones.
_THEMES = (*FILLS, "#7FB8D8", "#EAAE7F", "#80CEB9", "#E5BBD3", "#F2CF80")
#: More bands than these cover each other.
_BANDS = 2
#: The values of a heatmap by default, first that which is there.
_VALUES = ("per_10k_chars", "per_million", "share", "score", "count")
_OF_SIDES = ("score", "log_ratio", "count_target", "count_reference", "per_million_target",
             "per_million_reference")  # fmt: skip
#: Of a scatter of usual size, in pixels.
_SIDE = 360


def bar(table: pd.DataFrame, wanted: Wanted) -> Spec:
    """Draw a bar a row, the longest first."""
    require(table, "term")
    column, group = value_column(table, wanted.value), group_column(table)
    ranked = table.dropna(subset=[column]).sort_values(column, ascending=False, kind="stable")
    require(ranked)
    ranked = ranked.head(wanted.top or _TOP["bar"])
    terms = list(dict.fromkeys(map(name_of, ranked["term"]))) if group else []
    told, tips = evidence(table, column, wanted)
    rows: list[Row] = []
    for row in records(ranked):
        parts = [name_of(row[group])] if group else []
        parts += [name_of(row["term"])] if group is None or len(terms) > 1 else []
        rows.append({
            "name": " ".join(parts), "term": name_of(row["term"]),
            "value": number(row[column]),
            **{name: number(row[name]) for name in told},
        })  # fmt: skip
    _tell_apart(rows, "name")
    first: Tips = [("name", wanted.word(group or "term"), None),
                   ("value", wanted.word(column), written_as(column))]  # fmt: skip
    return specs.bars(rows, terms=terms, axis=wanted.word(column), tips=[*first, *tips])


def _tell_apart(rows: list[Row], field: str) -> None:
    """Number the names that occur again."""
    seen: dict[str, int] = {}
    for row in rows:
        seen[row[field]] = seen.get(row[field], 0) + 1
        if seen[row[field]] > 1:
            row[field] = f"{row[field]} #{seen[row[field]]}"


def _years(table: pd.DataFrame, made_by: str) -> str:
    """Return the column of years, which must be the first."""
    by = str(table.columns[0])
    if by in NAMES or table[by].dtype.kind not in "iuf":
        raise SchemaError(
            f"The first column must hold years, got {by!r}. Pass the table that {made_by}."
        )
    return by


def trend(table: pd.DataFrame, wanted: Wanted) -> Spec:
    """Draw a line a term."""
    require(table, "term")
    column = value_column(table, wanted.value)
    by = _years(table, "`trend` returns")
    terms = list(dict.fromkeys(map(name_of, table["term"])))
    told, tips = evidence(table, column, wanted)
    interval = {"low", "high"} <= set(table.columns) and column in ("per_10k_chars", "per_million")
    rows: list[Row] = []
    for row in records(table.sort_values(by, kind="stable")):
        low, high = (number(row[end]) if interval else None for end in ("low", "high"))
        known = low is not None and high is not None
        rows.append({
            "x": number(row[by]), "term": name_of(row["term"]), "y": number(row[column]),
            "low": low, "high": high, "range": f"{low:.2f} – {high:.2f}" if known else "",
            **{name: number(row[name]) for name in told},
        })  # fmt: skip
    first: Tips = [("term", wanted.word("term"), None), ("x", wanted.word(by), "d"),
                   ("y", wanted.word(column), written_as(column))]  # fmt: skip
    if interval:
        first.append(("range", wanted.word("interval"), None))
    return specs.trend(
        rows,
        terms=terms,
        years=_with_text(table, by),
        axis=wanted.word(column),
        tips=[*first, *tips],
        palette=COLOURS,
        band=interval and len(terms) <= _BANDS and any(row["range"] for row in rows),
    )


def _with_text(table: pd.DataFrame, by: str) -> list[int]:
    """List the years that have a document."""
    there = table[table["documents"] > 0] if "documents" in table else table
    return sorted({int(year) for year in there[by].dropna()})


def heatmap(table: pd.DataFrame, wanted: Wanted) -> Spec:
    """Draw a cell a row."""
    named = next((name for name in NAMES if name in table), "term")
    require(table, named)
    units = {"unit", "heading_path", "line"} <= set(table.columns)
    group = "unit" if units else group_column(table)
    if group is None or group == "topic":
        raise SchemaError("The table has no groups. Count with `by`, for instance by='document'.")
    known = next((name for name in _VALUES if name in table), None)
    column = value_column(table, known if wanted.value is None else wanted.value)
    places = _unit_names(table, wanted) if units else {}
    told, tips = evidence(table, column, wanted)
    rows: list[Row] = []
    for row in records(table):
        name = name_of(row[named]) or (str(row["topic"]) if "topic" in row else wanted.word("none"))
        rows.append({
            "x": places[row["unit"]] if units else name_of(row[group]), "y": name,
            "value": number(row[column]), **{each: number(row[each]) for each in told},
        })  # fmt: skip
    by = "section" if units else group
    first: Tips = [("y", wanted.word(named), None), ("x", wanted.word(by), None),
                   ("value", wanted.word(column), written_as(column))]  # fmt: skip
    down = list(dict.fromkeys(row["y"] for row in rows))
    percent = column in SHARES
    title = wanted.word("theme_score" if column == "score" and named == "theme" else column)
    return specs.heat(rows, down=down, title=title, tips=first + tips, percent=percent)


def _unit_names(table: pd.DataFrame, wanted: Wanted) -> dict[Any, str]:
    """Name each unit by its heading, with the document and a number where that is not enough."""
    several = table["document"].nunique() > 1
    units = [
        {
            "unit": row["unit"],
            "name": " ".join(
                [name_of(row["document"])] * several
                + [name_of(row["heading_path"]).split(" > ")[-1] or wanted.word("head")]
            ),
        }
        for row in records(table.drop_duplicates("unit"))
    ]
    _tell_apart(units, "name")
    return {unit["unit"]: unit["name"] for unit in units}


def keyness(table: pd.DataFrame, wanted: Wanted) -> Spec:
    """Draw the terms with the highest scores on either side."""
    column = wanted.value or "score"
    require(table, "term", column, made_by="`keyness`")
    known = table.dropna(subset=[column]).sort_values(
        "score" if "score" in table else column, ascending=False, kind="stable"
    )
    top = wanted.top or _TOP["keyness"]
    shown = [*records(known[known[column] > 0].head(top)),
             *records(known[known[column] < 0].tail(top))]  # fmt: skip
    if not shown:
        raise InputError("The table has no value other than 0, so there is nothing to draw.")
    interval = column == "log_ratio" and {"log_ratio_low", "log_ratio_high"} <= set(table.columns)
    rows = [
        {
            "term": name_of(row["term"]),
            "value": number(row[column]),
            "side": wanted.sides[row[column] < 0],
            "low": number(row["log_ratio_low"]) if interval else None,
            "high": number(row["log_ratio_high"]) if interval else None,
            **_of_sides(row),
        }
        for row in sorted(shown, key=lambda row: -row[column])
    ]
    _tell_apart(rows, "term")
    first: Tips = [("term", wanted.word("term"), None)]
    tips = [*first, *_tell_sides(table, wanted)]
    axis = wanted.word(f"keyness_{column}")
    return specs.sides(rows, names=wanted.sides, axis=axis, tips=tips, interval=interval)


def _of_sides(row: dict[str, Any]) -> Row:
    """Take what a tooltip says of a term of two sides."""
    return {name: number(row[name]) for name in _OF_SIDES if name in row}


def _tell_sides(table: pd.DataFrame, wanted: Wanted) -> Tips:
    """Describe what a tooltip says of a term of two sides."""
    told: Tips = []
    for name in _OF_SIDES:
        if name not in table:
            continue
        side = wanted.sides[name.endswith("reference")]
        if name.startswith("count"):
            told.append((name, wanted.word("counts", side), ",d"))
        elif name.startswith("per"):
            told.append((name, wanted.word("rate", side), ",.1f"))
        else:
            told.append((name, wanted.word(f"keyness_{name}"), ",.2f"))
    return told


def scatter(table: pd.DataFrame, wanted: Wanted) -> Spec:
    """Draw a point a term, its rates on both sides."""
    rates = ["per_million_reference", "per_million_target"]
    require(table, "term", "score", *rates, made_by="`keyness`")
    known = table.dropna(subset=rates)
    known = known[(known[rates] > 0).any(axis=1)]
    require(known)
    known = known.iloc[(-known["score"].abs().fillna(-1)).argsort(kind="stable")]
    target, reference = wanted.sides
    rows = []
    for place, row in enumerate(records(known)):
        telling = place < (wanted.top or _TOP["scatter"])
        more = target if row[rates[1]] >= row[rates[0]] else reference
        rows.append({
            "term": name_of(row["term"]), "telling": telling,
            "x": number(row[rates[0]]), "y": number(row[rates[1]]),
            "side": more if telling else wanted.word("less"), "label": "",
            **_of_sides(row),
        })  # fmt: skip
    positive = [row[axis] for row in rows for axis in "xy" if row[axis]]
    lowest, highest = min(positive), max(positive)
    _label(rows, lowest, highest)
    decades = [step * 10.0**power for power in range(-3, 8) for step in (1, 2, 5)]
    values = [0.0, *(value for value in decades if lowest * 0.5 <= value <= highest)]
    first: Tips = [("term", wanted.word("term"), None)]
    return specs.points(
        # The most telling last, on top of the others.
        rows[::-1],
        names=(target, reference),
        rest=wanted.word("less"),
        axes=(wanted.word("rate", reference), wanted.word("rate", target)),
        values=values,
        tips=[*first, *_tell_sides(table, wanted)],
    )


def _label(rows: list[Row], lowest: float, highest: float) -> None:
    """Name the most telling points whose names lie free of each other on a chart of usual size."""
    unit = _SIDE / asinh(highest / lowest / 2)
    telling = [row for row in rows if row["telling"]]
    places = [[unit * asinh(row[axis] / lowest / 2) for axis in "xy"] for row in telling]
    # What names must keep off: points, then names, each from left to right at a height.
    taken = [(x - 5, x + 5, y) for x, y in places]
    for row, (x, y) in zip(telling, places, strict=True):
        left, right = x + 6, x + 8 + 12 * len(row["term"])
        if all(right < a or left > b or abs(y - at) > 13 for a, b, at in taken):
            taken.append((left, right, y))
            row["label"] = row["term"]


def themes(table: pd.DataFrame, wanted: Wanted) -> Spec:
    """Draw how much room each theme has over the years."""
    named = next((name for name in ("theme", "label") if name in table), "theme")
    require(table, named, "share", made_by="`themes`")
    by = _years(table, "`themes` gives with by='year'")
    known = table.dropna(subset=[by, "share"])
    require(known)
    names = known[named].map(name_of)
    if "parent" in known:
        # The share of a theme holds those of its sub-themes.
        known = known[~known["parent"].map(name_of).isin(set(names) - {""})]
    told, tips = evidence(known, "share", wanted)
    rest, rows = wanted.word("none"), list[Row]()
    for row in records(known.sort_values(by, kind="stable")):
        name = name_of(row[named]) or str(row.get("topic", rest))
        rows.append({
            "x": number(row[by]), "theme": name, "share": number(row["share"]),
            **{each: number(row[each]) for each in told},
        })  # fmt: skip
    order = dict.fromkeys(row["theme"] for row in rows)
    listed = [name for name in order if name != rest] + [rest] * (rest in order)
    rows.sort(key=lambda row: (row["x"], listed.index(row["theme"])))
    years = sorted({int(row["x"]) for row in rows})
    runs = specs.runs(years)
    rows = [{**row, "run": runs[int(row["x"])]} for row in specs.stacked(rows)]
    colours = [_THEMES[n % len(_THEMES)] for n in range(len(listed))]
    if rest in order:
        colours[-1] = NO_THEME
    first: Tips = [("theme", wanted.word("theme"), None), ("x", wanted.word(by), "d"),
                   ("share", wanted.word("share"), ".1%")]  # fmt: skip
    return specs.stream(rows, themes=listed, colours=colours, years=years, tips=first + tips)


def dispersion(table: pd.DataFrame, wanted: Wanted) -> Spec:
    """Draw where in each document the terms stand."""
    require(table, "document", "term", "start", made_by="`evidence`")
    lengths = _lengths(table, wanted)
    terms = list(dict.fromkeys(map(name_of, table["term"])))
    counts = table["document"].astype(str).value_counts()
    ranked = sorted(lengths, key=lambda name: -int(counts.get(name, 0)))[: wanted.top]
    documents = [name for name in lengths if name in set(ranked)]
    alone = len(documents) == 1
    rows: list[Row] = []
    for row in records(table[table["document"].astype(str).isin(set(documents))]):
        length, document = lengths[str(row["document"])], name_of(row["document"])
        term = name_of(row["term"])
        around = [name_of(row.get(each)) for each in ("left", "match", "right")]
        rows.append({
            "x": 100 * row["start"] / length, "term": term, "document": document,
            "line": term if alone else document, "section": name_of(row.get("section")),
            "at": number(row.get("line")), "context": "{}【{}】{}".format(*around),
        })  # fmt: skip
    tips: Tips = [("document", wanted.word("document"), None), ("at", wanted.word("line"), ",d"),
                  ("section", wanted.word("section"), None),
                  ("context", wanted.word("context"), None)]  # fmt: skip
    return specs.ticks(
        rows,
        lines=terms if alone else list(map(name_of, documents)),
        terms=terms,
        among=len(terms) > 1 and not alone,
        axis=wanted.word("position"),
        tips=tips,
    )


def _lengths(table: pd.DataFrame, wanted: Wanted) -> dict[str, int]:
    """Take the lengths of the texts; refuse evidence that cannot be of them."""
    if wanted.corpus is None:
        raise InputError(
            "`corpus` must be what the evidence is from, which gives the lengths of the texts, "
            "got None."
        )
    return lengths_of(table.assign(document=table["document"].astype(str)), wanted.corpus)


BUILDERS: dict[str, Callable[[pd.DataFrame, Wanted], Spec]] = {
    "bar": bar,
    "trend": trend,
    "heatmap": heatmap,
    "keyness": keyness,
    "themes": themes,
    "dispersion": dispersion,
    "scatter": scatter,
}

"""Which terms a word cloud shows, how large and in which colour: from the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias

from policytext.errors import InputError
from policytext.plot.look import label, require, shorten, value_column
from policytext.statistics.options import check_numbers

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "SHADES",
    "WORDS",
    "Choice",
    "choose",
    "colour_groups",
    "describe",
    "join",
    "side_names",
    "value_of",
]

Table: TypeAlias = "pd.DataFrame | Mapping[str, float]"
Colour: TypeAlias = "str | Mapping[str, Any] | None"

#: Hues of `look`, those too light for text on white made darker, by turns dark and light, so that
#: two groups, or the two sides of a keyness table, can also be told apart in grey.
SHADES = ("#004F7C", "#D55E00", "#8C2F66", "#009E73", "#333333", "#B07A00")
#: Where colours say nothing: about equally dark, so that none stands out.
PLAIN = ("#0072B2", "#9C4400", "#009E73", "#8C2F66")
#: Of the terms that are in no group.
OTHER = "#8A8A8A"
#: What a cloud says, in Chinese and in English.
WORDS = {
    "area": ("每个字的面积与{}成正比：{}", "Area of a character in proportion to {}: {}"),
    "size": ("（绝对值）", " (absolute)"),
    "least": ("次数不少于 {:,}", "at least {:,} occurrences"),
    "left": ("另有 {:,} 个词没有位置", "{:,} more terms found no room"),
    "scale": ("各图尺度相同", "all clouds on one scale"),
    "other": ("其他", "other"),
    "target": ("目标文本", "target"),
    "reference": ("参照文本", "reference"),
}


def value_of(table: Table, value: str | None, *, apart: bool = False) -> str:
    """Choose the column that gives the size: effect, score, count, or rate of groups apart."""
    if isinstance(table, Mapping):
        return "count"
    if value is not None:
        require(table, "term", value)
        return value
    if _is_keyness(table) and "log_ratio" in table:
        return "log_ratio"
    if "match" in table and "count" not in table:
        return "count"
    if "score" in table:
        require(table, "term")
        return "score"
    # Counts of groups add up, rates do not.
    column = value_column(table, None) if apart or "count" not in table else "count"
    require(table, "term", column)
    return column


@dataclass(frozen=True)
class Choice:
    """The terms of a cloud.

    Attributes
    ----------
    rows : DataFrame
        `term`, `value` above 0, `count`, missing where the table has none, and `group`, which
        is None for a term in none. The largest first, ties by term.
    value : str
        The column of the table.
    signed : bool
        Whether the values had signs, which have become groups.
    min_count : int
    """

    rows: pd.DataFrame
    value: str
    signed: bool
    min_count: int


def choose(table: Table, value: str, *, top: int, min_count: int, colour: Colour) -> Choice:
    """Take the terms with the highest values."""
    check_numbers(top=top, min_count=min_count)
    import pandas as pd

    if isinstance(table, Mapping):
        numbers = [float(number) for number in table.values()]
        table = pd.DataFrame({"term": list(table), "count": numbers})
    else:
        require(table)
    rows = _rows(table, value, min_count, colour)
    rows = rows[rows["value"] > 0].sort_values(
        ["value", "term"], ascending=[False, True], kind="stable"
    )
    if not all(map(isfinite, rows["value"])):
        raise InputError(f"The column {value!r} has a value that is infinite. Leave its row out.")
    # A term of several rows, as of a list for each year, has their sum, and the group of the
    # row with the highest value.
    terms = rows.groupby("term", sort=False)
    found = terms.agg(value=("value", "sum"), group=("group", "first"), rank=("rank", "max"))
    found.insert(1, "count", terms["count"].sum(min_count=1))
    if not len(found):
        raise InputError(
            "The table has no term with a value above 0, so there is nothing to draw."
            if min_count < 2
            else f"The table has no term with a value above 0 that occurs {min_count} times, so "
            "there is nothing to draw."
        )
    signed = _is_keyness(table)
    order = ["rank" if signed else "value", "term"]
    best = found.reset_index().sort_values(order, ascending=[False, True]).head(top)
    best = best.sort_values(["value", "term"], ascending=[False, True])
    return Choice(best.drop(columns="rank").reset_index(drop=True), value, signed, min_count)


def _is_keyness(table: Any) -> bool:
    """Tell whether a table compares a target and a reference."""
    return {"count_target", "count_reference"} <= set(table)


def _rows(table: pd.DataFrame, value: str, min_count: int, colour: Colour) -> pd.DataFrame:
    """Make rows of `term`, `value`, `count`, `group`, and `rank`, by which the terms are chosen."""
    import pandas as pd

    name = "term"
    if value == "count" and "count" not in table and "match" in table:
        # A table of hits has one a row, and beside the form of the codebook what was found.
        table, name = table.assign(count=1), "match"
    numbers = pd.to_numeric(table[value]).astype(float)
    rows = pd.DataFrame({"term": table[name].astype(str), "value": numbers, "rank": numbers})
    if _is_keyness(table):
        rows["count"] = table["count_target"] + table["count_reference"]
        rows["group"] = (numbers > 0).map({True: "target", False: "reference"})
        rows["value"] = numbers.abs()
        # Those of which one can be sure, not those that are in one text twice and in no other.
        rows["rank"] = table.get("score", numbers).abs()
    else:
        rows["count"] = table["count"] if "count" in table else float("nan")
    if isinstance(colour, str):
        require(table, colour)
        rows["group"] = table[colour].map(lambda cell: None if pd.isna(cell) else str(cell))
    elif colour is not None:
        rows["group"] = rows["term"].map(_by_term(colour)).astype(object)
    elif "group" not in rows:
        rows["group"] = None
    rows["group"] = rows["group"].astype(object).where(rows["group"].notna(), None)
    if min_count > 1:
        require(table, *([] if "count_target" in table else ["count"]))
        rows = rows[rows.groupby("term")["count"].transform("sum") >= min_count]
    return rows


def _by_term(colour: Mapping[str, Any]) -> dict[str, str]:
    """Read groups by term, or terms by group."""
    groups: dict[str, str] = {}
    for name, given in colour.items():
        if isinstance(given, (list, tuple, set, frozenset)):
            groups.update({str(term): str(name) for term in given})
        else:
            groups[str(name)] = str(given)
    return groups


def colour_groups(
    found: pd.DataFrame, colour: Colour, names: Mapping[str, str], lang: str
) -> tuple[list[str], dict[str, str]]:
    """Give each term its colour, and the names and colours for the legend.

    The six groups with the highest sum have a colour of their own, in the order of the mapping,
    else of their sums; all others share a grey.
    """
    groups = found["group"].dropna()
    if groups.empty and colour is None:
        # Neighbours can be told apart; these colours mean nothing, so there is no legend.
        return [PLAIN[number % len(PLAIN)] for number in range(len(found))], {}
    if colour is None:
        ranked = ["target", "reference"]
    else:
        totals = found.groupby("group")["value"].sum().sort_values(ascending=False, kind="stable")
        ranked = [str(name) for name in totals.index[: len(SHADES)]]
        if isinstance(colour, Mapping):
            order = list(dict.fromkeys(_in_order(colour)))
            ranked.sort(key=order.index)
    shades = dict(zip(ranked, SHADES, strict=False))
    colours = [shades.get(group, OTHER) for group in found["group"]]
    other = WORDS["other"][lang == "en"]
    legend = {
        shorten(names.get(name, name)): shade for name, shade in shades.items() if shade in colours
    }
    if OTHER in colours:
        legend[other] = OTHER
    return colours, legend


def _in_order(colour: Mapping[str, Any]) -> list[str]:
    """List the groups of a mapping as it names them."""
    return list(_by_term(colour).values())


def side_names(target: str | None, reference: str | None, lang: str) -> dict[str, str]:
    """Name the two sides of a keyness table."""
    given = {"target": target, "reference": reference}
    return {side: name or WORDS[side][lang == "en"] for side, name in given.items()}


def describe(choices: Choice | Sequence[Choice], *, left: int, lang: str) -> str:
    """Say what the size means, and what is not drawn."""
    import pandas as pd

    several = [choices] if isinstance(choices, Choice) else choices
    first, english = several[0], lang == "en"
    name = label(first.value, lang) + (WORDS["size"][english] if first.signed else "")
    rows = pd.concat([choice.rows for choice in several])
    rows = rows.sort_values("value", ascending=False, kind="stable").iloc[[0, -1]]
    sizes = [
        f"{shorten(term)} {_number(value)}"
        for term, value in zip(rows["term"], rows["value"], strict=True)
    ]
    sizes = list(dict.fromkeys(sizes))
    parts = [WORDS["area"][english].format(name, (", " if english else "，").join(sizes))]
    if first.min_count > 1:
        parts.append(WORDS["least"][english].format(first.min_count))
    if left:
        parts.append(WORDS["left"][english].format(left))
    return join(*parts, lang=lang)


def join(*parts: str, lang: str) -> str:
    """Join the parts of a note."""
    return ("; " if lang == "en" else "；").join(parts)


def _number(value: float) -> str:
    if value.is_integer() or value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"

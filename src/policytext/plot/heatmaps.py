"""Heatmaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policytext.errors import SchemaError
from policytext.plot import fonts
from policytext.plot.look import (
    drawing,
    finish,
    group_column,
    label,
    require,
    shorten,
    value_column,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["heatmap"]

#: Longest name, in characters, that stands upright under a column.
_MAX_ACROSS = 6
#: Columns whose rows are named, first that which is there, and the values drawn by default.
_NAMES = ("term", "theme", "label")
_VALUES = ("per_10k_chars", "per_million", "share", "score", "count")
_SHARES = ("share", "coverage")
_WORDS = {
    "none": ("未归类", "no theme"),
    "score": ("主题得分", "score of the theme"),
    "line": ("{}（第 {} 行）", "{} (line {})"),
}


def heatmap(
    table: pd.DataFrame,
    *,
    value: str | None = None,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw terms or themes by documents, sections or years as a grid of shades with their numbers.

    Parameters
    ----------
    table : DataFrame
        From `count` with `by`: groups in the first column, `term`, and values. From `themes` and
        from the topics' `over`, where `theme` or `label` stands in the place of `term`. From
        `theme_units`: the units of the text by themes.
    value : str, optional
        The column to draw; by default the rate, else the share, else the score.
    title : str, optional
    source : str, optional
        Where the figures come from, for the line under the chart.
    lang : {"zh", "en"}, default "zh"
        Language of the words that are not in the table.
    ax : Axes, optional
        Where to draw; on a new figure by default.

    Returns
    -------
    Axes
        Terms down and groups across, in the order of the table; the other way round where the
        groups have long names, as sections do. A cell without a value stays white. Shares are
        percentages.

    Raises
    ------
    SchemaError
        If the table lacks a column or has no groups.
    InputError
        If it has no rows.

    Examples
    --------
    >>> import policytext as pt
    >>> corpus = pt.datasets.load("work_reports")
    >>> ax = pt.plot.heatmap(pt.count(corpus, ["改革", "创新"], by="year"))
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['改革', '创新']
    """
    import numpy as np
    from matplotlib.colors import Normalize
    from matplotlib.ticker import PercentFormatter

    column, grid = _grid(table, value, lang)
    across, down = ([shorten(str(name)) for name in names] for names in (grid.columns, grid.index))
    upright = max(map(len, across)) > _MAX_ACROSS
    percent = column in _SHARES
    values = grid.to_numpy()
    written = _numbers(values, percent)
    # A cell has room for the longest number and for the name under it.
    longest = max([len(text) for text in written.values()] + [0 if upright else len(across[-1])])
    wide = min(max(0.42, 0.16 + 0.075 * longest), 0.62)
    size = (max(5.0, 2.5 + wide * len(across) + 0.16 * max(map(len, down))), 1.6 + 0.42 * len(down))
    with drawing(ax, size) as axes:
        known = values[np.isfinite(values)]
        low, high = known.min(initial=0), known.max(initial=0)
        shades = Normalize(low, high if high > low else low + 1)
        image = axes.imshow(values, cmap="Blues", aspect="auto", norm=shades)
        axes.set_xticks(range(len(across)), across, rotation=90 if upright else 0)
        axes.set_yticks(range(len(down)), down)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        for (row, place), text in written.items():
            colour = "white" if shades(values[row, place]) > 0.6 else "#333333"
            axes.text(place, row, text, ha="center", va="center", fontsize=8, color=colour)
        assert axes.figure is not None
        named = _word("score", lang) if column == "score" and "term" not in table else None
        scale: Any = axes.figure.colorbar(
            image, ax=axes, label=named or label(column, lang), shrink=0.8, pad=0.02
        )
        if percent:
            scale.ax.yaxis.set_major_formatter(PercentFormatter(1))
        scale.outline.set_visible(False)
        fonts.apply(scale.ax)
        finish(axes, table, title=title, source=source, lang=lang)
    return axes


def _grid(table: pd.DataFrame, value: str | None, lang: str) -> tuple[str, pd.DataFrame]:
    """Choose the column to draw, and make the grid of its values."""
    named = next((name for name in _NAMES if name in table), "term")
    require(table, named)
    units = {"unit", "heading_path", "line"} <= set(table.columns)
    group = "unit" if units else group_column(table)
    if group is None or group == "topic":
        raise SchemaError("The table has no groups. Count with `by`, for instance by='document'.")
    known = next((name for name in _VALUES if name in table), None)
    column = value_column(table, known if value is None else value)
    # Topics may have one label, and are told apart by their numbers.
    key = "topic" if named == "label" and "topic" in table else named
    grid = table.assign(**{key: _filled(table[key])}).pivot_table(
        index=key, columns=group, values=column, sort=False, observed=True, dropna=False
    )
    keys, groups = _filled(table[key]).drop_duplicates(), table[group].drop_duplicates()
    grid = grid.astype("float64").reindex(index=keys, columns=groups)
    if key == "topic":
        names = dict(zip(table["topic"], _filled(table["label"]), strict=True))
        grid.index = [names[number] or str(number) for number in grid.index]
    elif key == "theme":
        grid.index = [name or _word("none", lang) for name in grid.index]
    if units:
        grid.columns = _unit_names(table.drop_duplicates("unit"), lang)
    if max(len(str(name)) for name in grid.columns) > _MAX_ACROSS:
        grid = grid.T
    return column, grid


def _filled(names: pd.Series) -> pd.Series:
    """Give names as a CSV file lost them: an empty one is read as missing."""
    return names if names.dtype.kind in "iu" else names.astype(object).fillna("")


def _unit_names(units: pd.DataFrame, lang: str) -> list[str]:
    """Name each unit by its heading, with the document and the line where that is not enough."""
    paths = units["heading_path"].astype(object).fillna("")
    names = [str(path).split(" > ")[-1] for path in paths]
    if units["document"].nunique() > 1:
        names = [
            f"{document} {name}".strip()
            for document, name in zip(units["document"], names, strict=True)
        ]
    short = [shorten(name) for name in names]
    return [
        _word("line", lang).format(name[:12], line) if short.count(name) > 1 else name
        for name, line in zip(short, units["line"], strict=True)
    ]


def _numbers(values: Any, percent: bool) -> dict[tuple[int, int], str]:
    """Write the number of each cell that has one; none in a grid that is too large for them."""
    import numpy as np

    if values.size > 600:
        return {}
    whole = bool(np.all(np.isnan(values) | (values == np.round(values))))
    found = {}
    for (row, column), number in np.ndenumerate(values):
        if not np.isfinite(number):
            continue
        if percent:
            # A trace is not nothing.
            text = "0" if not number else "<0.1%" if 0 < number < 0.0005 else f"{number:.1%}"
        else:
            text = f"{number:.0f}" if whole else f"{number:.1f}"
        found[row, column] = text
    return found


def _word(name: str, lang: str) -> str:
    """Give a word of this chart; `label` refuses another language."""
    label("count", lang)
    return _WORDS[name][lang == "en"]

"""Themes over the years: areas that fill the text, bars of each year, or a line a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from policytext.errors import InputError, SchemaError
from policytext.plot import fonts
from policytext.plot.look import (
    DASHES,
    INK,
    MARKERS,
    MUTED,
    drawing,
    finish,
    label,
    require,
    shorten,
)
from policytext.statistics.options import check_choice

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["FILLS", "HATCHES", "NO_THEME", "themes"]

KINDS = ("stream", "share", "line")
#: The colours of `look`, so ordered that neighbours differ in lightness; a black area would weigh
#: too much.
FILLS = ("#0072B2", "#E69F00", "#D55E00", "#56B4E9", "#009E73", "#444444", "#CC79A7")
#: One for each round of the colours.
HATCHES = ("", "////", "....", "xxxx")
NO_THEME = "#e4e4e4"
#: Of the names at the right end: their size and the distance of their lines, in points.
_NAME_SIZE, _NAME_STEP = 9, 12.5
_LEGEND_ROWS = 28
_WORDS = {"none": ("未归类", "no theme")}


class _Look(NamedTuple):
    """How a theme looks in all kinds of the chart."""

    name: str
    colour: str
    hatch: str
    marker: str
    dash: str


def themes(
    table: pd.DataFrame,
    *,
    kind: str = "stream",
    gap: int | None = None,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw how much room each theme has over the years.

    Parameters
    ----------
    table : DataFrame
        From `policytext.themes` with `by="year"`, or from the topics' `over("year")`. Of a table
        with sub-themes the themes above them are drawn.
    kind : {"stream", "share", "line"}, default "stream"
        "stream": areas one above the other, in the order of the table, the text without a theme
        on top; "share": the same as one bar a year, whose places between the years are not
        filled; "line": a line a theme, for comparing themes and years.
    gap : int, optional
        Years further apart than this are not joined; by default the usual distance of the years,
        their median.
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
        Each theme is named at its right end. A short mark under the axis stands for a year with
        text; a year apart from the others is a bar of its own, or a marker.

    Raises
    ------
    SchemaError
        If the table lacks a column or its first one holds no years.
    InputError
        If it has no row with a share, a share is negative, or an option has a value that it may
        not have.

    Examples
    --------
    >>> import policytext as pt
    >>> table = pt.themes(pt.datasets.load("work_reports"), by="year")
    >>> ax = pt.plot.themes(table)
    >>> [float(limit) for limit in ax.get_ylim()]
    [0.0, 1.0]
    """
    import numpy as np
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    check_choice("kind", kind, KINDS)
    label("share", lang)
    if gap is not None and gap < 1:
        raise InputError(f"`gap` must be 1 or more, got {gap!r}.")
    grid = _grid(table, lang)
    years, shares = grid.index.to_numpy(np.float64), grid.to_numpy(np.float64)
    looks = _looks(list(grid.columns), grid.attrs["rest"])
    usual = float(np.median(np.diff(years))) if len(years) > 1 else 1.0
    joined = np.split(
        np.arange(len(years)), np.flatnonzero(np.diff(years) > (gap or usual) + 1e-9) + 1
    )
    with drawing(ax, (8.5, 4.8)) as axes:
        wide = 0.7 * float(np.diff(years).min(initial=usual))
        if kind == "line":
            heights = _draw_lines(axes, years, shares, looks, joined)
        elif kind == "share":
            heights = _draw_bars(axes, years, shares, looks, wide)
        else:
            heights = _draw_areas(axes, years, shares, looks, joined, wide)
        whole = bool(np.allclose(shares.sum(axis=1), 1, atol=1e-3)) and kind != "line"
        axes.set_ylim(0, 1 if whole else None)
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=12))
        axes.set_xticks(years, minor=True)
        axes.xaxis.remove_overlapping_locs = False
        axes.tick_params(axis="x", which="minor", length=4, color=MUTED)
        axes.tick_params(axis="x", which="major", length=0, pad=6)
        aside = wide / 2 if kind == "share" or len(joined[0]) == 1 else 0
        end = wide / 2 if kind == "share" or len(joined[-1]) == 1 else 0
        axes.set_xlim(years[0] - aside, years[-1] + end)
        if len(years) == 1:
            axes.set_xlim(years[0] - 1, years[0] + 1)
            axes.set_xticks(years)
        axes.set_xlabel(label(str(table.columns[0]), lang))
        axes.set_ylabel(label("share", lang))
        finish(axes, table, title=title, source=source, lang=lang)
        _write_names(axes, looks, heights)
    return axes


def _grid(table: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Make a table of the shares: a row a year, a column a theme, the text without one last."""
    import numpy as np

    by = str(table.columns[0])
    named = next((name for name in ("theme", "label") if name in table), "theme")
    require(table, named, "share", made_by="`themes`")
    if by in (named, "share") or table[by].dtype.kind not in "iuf":
        raise SchemaError(
            f"The first column must hold years, got {by!r}. Pass the table of `themes` with "
            "by='year'."
        )
    table = table.dropna(subset=[by, "share"])
    require(table, "share")
    names = table[named].astype(object).fillna("").astype(str)
    if "parent" in table:
        # The share of a theme holds those of its sub-themes.
        parent = table["parent"].astype(object).fillna("").astype(str)
        outer = ~parent.isin(set(names) - {""})
        table, names = table[outer], names[outer]
    key = table["topic"].astype(str) if "topic" in table else names
    if "topic" in table:
        names = names.where(names != "", key)
    grid = (
        table.assign(_key=key)
        .pivot_table(index=by, columns="_key", values="share", sort=False, observed=True)
        .sort_index()
    )
    order = [name for name in key.drop_duplicates() if name != ""]
    grid = grid[order + [""] * ("" in grid)].fillna(0.0)
    if (grid < 0).to_numpy().any() or not np.isfinite(grid.to_numpy()).all():
        raise InputError("The column 'share' must hold values from 0 to 1. Leave others out.")
    shown = dict(zip(key, names, strict=True))
    grid.columns = [shown[name] or _WORDS["none"][lang == "en"] for name in grid.columns]
    grid.attrs = {"rest": "" in shown}
    return grid


def _looks(names: list[str], rest: bool) -> list[_Look]:
    """Give each theme its look, the text without a theme a quiet one."""
    found = []
    for place, name in enumerate(names):
        turn, colour = divmod(place, len(FILLS))
        found.append(
            _Look(
                shorten(name), FILLS[colour], HATCHES[turn % len(HATCHES)],
                MARKERS[place % len(MARKERS)], DASHES[turn % len(DASHES)],
            )
        )  # fmt: skip
    if rest:
        found[-1] = _Look(shorten(names[-1]), NO_THEME, "", "", ":")
    return found


def _draw_areas(
    axes: Axes, years: Floats, shares: Floats, looks: list[_Look], joined: list[Any], wide: float
) -> Floats:
    """Fill an area a theme between the years that are joined, and a bar where one stands alone."""
    import numpy as np

    edges = np.hstack([np.zeros((len(years), 1)), shares.cumsum(axis=1)])
    for number, look in enumerate(looks):
        for run in joined:
            x, low, high = years[run], edges[run, number], edges[run, number + 1]
            if len(run) == 1:
                x = np.array([x[0] - wide / 2, x[0] + wide / 2])
                low, high = low.repeat(2), high.repeat(2)
            named = look.name if run is joined[0] else "_"
            # An edge of the area's own colour keeps a share of a few thousandths visible.
            axes.fill_between(
                x, low, high, facecolor=look.colour, edgecolor=look.colour, linewidth=0.5,
                label="_" if look.hatch else named,
            )  # fmt: skip
            if look.hatch:
                axes.fill_between(
                    x, low, high, facecolor=look.colour, hatch=look.hatch, edgecolor="white",
                    linewidth=0, label=named,
                )  # fmt: skip
            if number:
                axes.plot(x, low, color="white", linewidth=0.5, label="_")
    middles: Floats = (edges[-1, :-1] + edges[-1, 1:]) / 2
    return middles


def _draw_bars(
    axes: Axes, years: Floats, shares: Floats, looks: list[_Look], wide: float
) -> Floats:
    """Draw a bar a year, divided among the themes."""
    import numpy as np

    edges = np.hstack([np.zeros((len(years), 1)), shares.cumsum(axis=1)])
    for number, look in enumerate(looks):
        low = edges[:, number]
        axes.bar(
            years, shares[:, number], wide, low, color=look.colour, label=look.name,
            edgecolor="white" if look.hatch else look.colour, hatch=look.hatch, linewidth=0.3,
        )  # fmt: skip
    middles: Floats = (edges[-1, :-1] + edges[-1, 1:]) / 2
    return middles


def _draw_lines(
    axes: Axes, years: Floats, shares: Floats, looks: list[_Look], joined: list[Any]
) -> Floats:
    """Draw a line a theme, broken where years are missing."""
    import numpy as np

    # A line is broken by a point without a value.
    breaks = [int(run[0]) for run in joined[1:]]
    x = np.insert(years, breaks, np.nan)
    for number, look in enumerate(looks):
        quiet = look.colour == NO_THEME
        axes.plot(
            x, np.insert(shares[:, number], breaks, np.nan), label=look.name,
            color="#999999" if quiet else look.colour, marker=look.marker, markersize=4.5,
            linestyle=look.dash, linewidth=1.6, clip_on=False,
            markerfacecolor=look.colour if look.dash == "-" else "white",
        )  # fmt: skip
    axes.grid(axis="y")
    last: Floats = shares[-1]
    return last


def _write_names(axes: Axes, looks: list[_Look], heights: Floats) -> None:
    """Name each theme at its right end, or in a legend where there are too many for that."""
    import numpy as np

    assert axes.figure is not None
    figure: Any = axes.figure.figure
    fonts.apply(axes)
    figure.draw_without_rendering()
    room = axes.bbox.height * 72 / figure.dpi
    if len(looks) * _NAME_STEP > room:
        handles, names = axes.get_legend_handles_labels()
        axes.legend(
            handles[::-1], names[::-1], loc="upper left", bbox_to_anchor=(1, 1), fontsize=8,
            ncols=-(-len(names) // _LEGEND_ROWS),
        )  # fmt: skip
        return
    low, high = axes.get_ylim()
    wanted = (heights - low) / (high - low)
    order = np.argsort(wanted, kind="stable")
    places = _spread(wanted[order].tolist(), _NAME_STEP / room)
    for number, place in zip(order.tolist(), places, strict=True):
        look = looks[number]
        colour = "#999999" if look.colour == NO_THEME else look.colour
        axes.annotate(
            look.name, (1, float(wanted[number])), xycoords="axes fraction",
            xytext=(1 + 22 / (axes.bbox.width * 72 / figure.dpi), place), va="center",
            textcoords="axes fraction", fontsize=_NAME_SIZE, color=INK, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 1.5, "shrinkA": 2,
                        "shrinkB": 3, "relpos": (0, 0.5)},
        )  # fmt: skip


def _spread(wanted: list[float], step: float) -> list[float]:
    """Move heights from 0 to 1 apart, as little as need be, so that names do not meet.

    Names that would meet form a block around the middle of what they want.
    """
    blocks: list[list[float]] = []
    for height in wanted:
        blocks.append([height])
        while len(blocks) > 1 and _low(blocks[-1], step) < _high(blocks[-2], step) + step:
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    return [_low(block, step) + n * step for block in blocks for n in range(len(block))]


def _low(block: list[float], step: float) -> float:
    """Give the height of the lowest name of a block, which stays between 0 and 1."""
    half = step * (len(block) - 1) / 2
    return min(max(sum(block) / len(block) - half, 0.0), 1.0 - 2 * half)


def _high(block: list[float], step: float) -> float:
    """Give the height of the highest name of a block."""
    return _low(block, step) + step * (len(block) - 1)

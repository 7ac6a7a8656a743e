"""Change points in a chart of years: a dotted line where each lies, with its year on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from policytext.plot import fonts
from policytext.plot.labels import measure

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Look", "mark_changes", "raise_top"]

#: Of the years, the height of their rows, and from the dotted line to its year, in points.
_SIZE, _ROW, _GAP = 8, 9.5, 2.5
#: Size of a marker before a year, and the room it takes, in points.
_MARKER, _MARKER_ROOM = 3.6, 6.5
#: The top limit is raised by a seventh, and in panels that are low for the years by more.
_LEAST, _MOST = 1.15, 1.35


class Look(NamedTuple):
    """How the change points of a term look; a marker tells terms apart where grey does not."""

    colour: str
    marker: str | None = None
    filled: bool = True


def mark_changes(
    axes: Axes, changes: pd.DataFrame, looks: Mapping[object, Look], width: float
) -> int:
    """Mark the change points of terms: a dotted line where each lies, with its year on top.

    Parameters
    ----------
    axes : Axes
        With the lines of the terms drawn: marks do not change what years are shown.
    changes : DataFrame
        From `change_points`. Rows of other terms are left out.
    looks : mapping of term to Look
    width : float
        Of the axes in points, from `look.panel_sizes`: it decides which years stand side by side.

    Returns
    -------
    int
        On how many rows the years stand, 0 without a change point.
    """
    from matplotlib.patheffects import withStroke

    low, high = axes.get_xlim()
    places = [
        ((float(before) + float(after)) / 2, int(after), looks[term])
        for term, before, after in zip(
            changes["term"], changes["year_before"], changes["year"], strict=True
        )
        if term in looks
    ]
    places.sort(key=lambda place: place[0])
    lines = _dots([where for where, _, _ in places])
    ends: list[list[tuple[float, float]]] = []
    for (where, year, look), dots in zip(places, lines, strict=True):
        axes.axvline(where, color=look.colour, linewidth=1, linestyle=dots, zorder=1.5)
        marked = _MARKER_ROOM if look.marker else 0.0
        needed = _GAP + marked + measure(str(year), _SIZE)
        begin = width * (where - low) / (high - low)
        left = begin + needed > width
        span = (begin - needed, begin) if left else (begin, begin + needed)
        row = _free_row(ends, span)
        side = -1 if left else 1
        if look.marker:
            _draw_marker(axes, where, look, (side * (_GAP + _MARKER / 2), _middle(row)))
        axes.annotate(
            str(year), (where, 1), xycoords=("data", "axes fraction"),
            xytext=(side * (_GAP + marked), _middle(row)), textcoords="offset points",
            va="center_baseline", ha="right" if left else "left", fontsize=_SIZE,
            color=_for_text(look.colour), zorder=5, fontfamily=list(fonts.families()),
            parse_math=False,
            path_effects=[withStroke(linewidth=2, foreground="white")],
        )  # fmt: skip
    axes.set_xlim(low, high)
    return len(ends)


def raise_top(axes: Axes, rows: int, height: float) -> None:
    """Raise the top limit of axes of a height in points, so that rows of years stand above lines.

    In a low panel many rows may stand on the lines all the same, for what is drawn matters more.
    """
    if not rows:
        return
    free = height - (rows * _ROW + _GAP)
    factor = min(max(height / free, _LEAST), _MOST) if free > 0 else _MOST
    low, high = axes.get_ylim()
    axes.set_ylim(low, low + factor * (high - low))


def _dots(places: list[float]) -> Iterator[tuple[float, tuple[float, float]]]:
    """Give each line its dots, so that lines at one place show the dots of each by turns."""
    several, seen = Counter(places), Counter[float]()
    for place in places:
        step = 2.6
        yield (step * seen[place], (1, step * several[place] - 1))
        seen[place] += 1


def _free_row(rows: list[list[tuple[float, float]]], span: tuple[float, float]) -> int:
    """Take the first row where a stretch covers no other, a new one if need be."""
    for number, taken in enumerate(rows):
        if all(span[0] >= high or span[1] <= low for low, high in taken):
            taken.append(span)
            return number
    rows.append([span])
    return len(rows) - 1


def _for_text(colour: str) -> tuple[float, ...]:
    """Make a colour of a line dark enough to be read in small print on white."""
    from matplotlib.colors import to_rgb

    return tuple(0.66 * part for part in to_rgb(colour))


def _middle(row: int) -> float:
    """Give the height of a row's middle, in points from the top of the axes."""
    return -1 - _ROW * (row + 0.5)


def _draw_marker(axes: Axes, where: float, look: Look, shift: tuple[float, float]) -> None:
    """Draw a term's marker beside its year; it belongs to no line, so a legend leaves it out."""
    from matplotlib.lines import Line2D
    from matplotlib.transforms import ScaledTranslation

    assert axes.figure is not None
    moved = ScaledTranslation(shift[0] / 72, shift[1] / 72, axes.figure.dpi_scale_trans)
    axes.add_artist(
        Line2D(
            [where], [1], transform=axes.get_xaxis_transform() + moved, marker=look.marker,
            markersize=_MARKER, color=look.colour, zorder=5,
            markerfacecolor=look.colour if look.filled else "white", markeredgewidth=0.8,
        )
    )  # fmt: skip

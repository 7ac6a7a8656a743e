"""Labels that fit: beside points without covering others, and in the width of a rectangle."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from policytext.plot import fonts
from policytext.plot.look import INK, MUTED

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from numpy.typing import NDArray

    #: Rectangles on the page, in points (1/72 inch): left, low, right, high. Shape (n, 4).
    Boxes = NDArray[np.float64]

__all__ = ["letters", "measure", "place_labels", "wrap"]

#: Room around a label, in points, and between two side by side, which must not read as one.
_PAD, _APART = 0.8, 3
#: How far from the rim of its point a label may stand, in points, nearest first.
_DISTANCES = (1.5, 5, 10, 16, 23, 31, 40, 50, 62, 76, 92)
#: Sides tried at each distance, in twelfths of a turn anticlockwise from the right: a reader looks
#: for a name on the right first, then above and below, then on the left.
_SIDES = (
    0, 1, 11, 3, 9, 2, 10, 6, 5, 7, 4, 8,
    0.5, 11.5, 1.5, 10.5, 2.5, 9.5, 3.5, 8.5, 4.5, 7.5, 5.5, 6.5,
)  # fmt: skip
#: A label as far from its point as this is joined to it by a line.
_LEADER = 8
#: A label goes so many places further to stand on no line, or to have a free one.
_CROSSED = 2.5 * len(_SIDES)
#: How often the labels are placed anew for one that found no place.
_ROUNDS = 6
#: The room of such a line, in points.
_THICK = 1.6


def place_labels(
    axes: Axes,
    points: Any,
    texts: Sequence[str],
    *,
    fontsize: float = 9,
    colours: str | Sequence[str] = INK,
    weights: str | Sequence[str] = "normal",
    radius: float = 3,
    avoid: Any = (),
    crossing: Any = (),
) -> list[Annotation | None]:
    """Write a label beside each point, so that no label covers another or a point.

    The first label is placed first and gets the best place; one that finds no place at all is
    left out. Call it when everything else is drawn: it lays the figure out and measures it. What
    it finds depends on nothing but its arguments and the figure.

    Parameters
    ----------
    axes : Axes
    points : array of float, shape (n, 2)
        In data coordinates.
    texts : sequence of str
        A label a point, "" for none; the most important first.
    fontsize : float, default 9
    colours, weights : str or sequence of str
        Of all labels, or of each.
    radius : float, default 3
        Of the points, in points (1/72 inch).
    avoid : array of float, shape (m, 2)
        More points that no label may cover, in data coordinates.
    crossing : array of float, shape (k, 2)
        Points of a line that labels cover only where there is little other room.

    Returns
    -------
    list of Annotation or None
        A label a point, in the order of the points; None for "" and for one without a place.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> axes = Figure().add_subplot()
    >>> _ = axes.plot([0.5, 0.5], [0.5, 0.501], "o")
    >>> first, second = place_labels(axes, [(0.5, 0.5), (0.5, 0.501)], ["改革", "创新"])
    >>> bool(first.get_window_extent().overlaps(second.get_window_extent()))
    False
    """
    import numpy as np

    assert axes.figure is not None
    # Texts have their size, and the axes their place, only once the figure is laid out.
    figure: Any = axes.figure.figure
    fonts.apply(axes)
    figure.draw_without_rendering()
    scale = 72 / figure.dpi
    places = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    others = np.asarray(avoid, dtype=np.float64).reshape(-1, 2)
    centres = axes.transData.transform(np.vstack([places, others])) * scale
    frame = np.array(axes.bbox.extents) * scale
    marks = _around(centres, np.array([radius, radius]))
    path = np.asarray(crossing, dtype=np.float64).reshape(-1, 2)
    lines = _around(axes.transData.transform(path) * scale, np.array([0.5, 0.5]))
    number = len(texts)
    each_colour = [colours] * number if isinstance(colours, str) else colours
    each_weight = [weights] * number if isinstance(weights, str) else weights
    notes = [
        axes.annotate(
            text, tuple(place), (0, 0), textcoords="offset points", ha="center", va="center",
            fontsize=fontsize, color=colour, fontweight=weight, zorder=6,
            fontfamily=list(fonts.families()), parse_math=False, in_layout=False,
            arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkA": 0,
                        "shrinkB": radius, "relpos": (0.5, 0.5)},
        )
        for place, text, colour, weight in zip(
            places, texts, each_colour, each_weight, strict=True
        )
    ]  # fmt: skip
    halves = [_half_size(note) * scale for note in notes]
    order = [place for place, text in enumerate(texts) if text]
    best: dict[int, NDArray[np.float64]] = {}
    for _ in range(_ROUNDS):
        offsets = _arrange(order, centres, halves, radius, marks, lines, frame)
        if len(offsets) > len(best):
            best = offsets
        lost = [place for place in order if place not in offsets]
        if not lost:
            break
        # What found no place chooses first in the next round.
        order = lost + [place for place in order if place in offsets]
    found: list[Annotation | None] = []
    for place, note in enumerate(notes):
        if place not in best:
            note.remove()
            found.append(None)
            continue
        offset = best[place]
        note.set_position((float(offset[0]), float(offset[1])))
        near = not len(_line(centres[place], offset, halves[place], radius))
        if near and note.arrow_patch is not None:
            note.arrow_patch.set_visible(False)
        found.append(note)
    return found


def _arrange(
    order: list[int],
    centres: NDArray[np.float64],
    halves: list[NDArray[np.float64]],
    radius: float,
    marks: Boxes,
    lines: Boxes,
    frame: NDArray[np.float64],
) -> dict[int, NDArray[np.float64]]:
    """Place labels one after the other; give the place of each that found one."""
    import numpy as np

    found: dict[int, NDArray[np.float64]] = {}
    taken = np.empty((0, 4))
    for place in order:
        centre, half = centres[place], halves[place]
        offset = _find_place(centre, half, radius, marks, taken, lines, frame)
        if offset is not None:
            found[place] = offset
            leader = _line(centre, offset, half, radius)
            kept = half + np.array([_APART, _PAD])
            taken = np.vstack([taken, _around((centre + offset)[None], kept), leader])
    return found


def _half_size(note: Annotation) -> NDArray[np.float64]:
    """Measure half the width and half the height of a text, in pixels."""
    import numpy as np
    from matplotlib.text import Text

    extent = Text.get_window_extent(note)
    return np.array([extent.width, extent.height]) / 2


def _around(centres: NDArray[np.float64], half: NDArray[np.float64]) -> Boxes:
    """Make rectangles of one size around points."""
    import numpy as np

    return np.hstack([centres - half, centres + half])


def _find_place(
    centre: NDArray[np.float64],
    half: NDArray[np.float64],
    radius: float,
    marks: Boxes,
    taken: Boxes,
    lines: Boxes,
    frame: NDArray[np.float64],
) -> NDArray[np.float64] | None:
    """Find the nearest free place of a label: its middle, seen from the point; or None."""
    import numpy as np

    turns = np.array(_SIDES) * np.pi / 6
    sides = np.column_stack([np.cos(turns), np.sin(turns)])
    distances = radius + np.array(_DISTANCES)
    offsets = (sides[None] * (half + distances[:, None, None])).reshape(-1, 2)
    boxes = _around(centre + offsets, half + _PAD)
    inside = (boxes[:, :2] >= frame[:2]).all(axis=1) & (boxes[:, 2:] <= frame[2:]).all(axis=1)
    best, least = None, float("inf")
    for rank in np.flatnonzero(inside).tolist():
        if rank >= least:
            break
        offset, box = offsets[rank], boxes[rank]
        if _meets(box, taken).any() or _meets(box, marks).any():
            continue
        leader = _line(centre, offset, half, radius)
        # A line to a name may pass over a point where it must, but not over a name or a line.
        if any(_meets(part, taken).any() for part in leader):
            continue
        passed = any(_meets(part, marks).any() for part in leader) or _meets(box, lines).any()
        cost = rank + _CROSSED * passed
        if cost < least:
            best, least = offset, cost
    return best


def _meets(box: NDArray[np.float64], others: Boxes) -> NDArray[np.bool_]:
    """Tell which rectangles overlap one."""
    import numpy as np

    free = (box[:2] >= others[:, 2:]).any(axis=1) | (box[2:] <= others[:, :2]).any(axis=1)
    return np.logical_not(free)


def _line(
    centre: NDArray[np.float64],
    offset: NDArray[np.float64],
    half: NDArray[np.float64],
    radius: float,
) -> Boxes:
    """Give the steps of the line from a point to its label; none where the label is near."""
    import numpy as np

    gap = np.maximum(np.abs(offset) - half, 0)
    length = float(np.hypot(*gap))
    if length - radius < _LEADER:
        return np.empty((0, 4))
    # From the rim of the point to the rim of the label.
    whole = float(np.hypot(*offset))
    with np.errstate(divide="ignore"):
        rim = 1 - float(np.min(half / np.abs(offset)))
    # A point's room is a square, so the line begins beyond its corner.
    begin = (radius + _THICK) * 2**0.5 / whole
    if begin >= rim:
        return np.empty((0, 4))
    steps = int(np.ceil((rim - begin) * whole / _THICK)) + 1
    shares = np.linspace(begin, rim, steps)[:, None]
    return _around(centre + shares * offset, np.array([_THICK, _THICK]) / 2)


def measure(text: str, size: float) -> float:
    """Give the width of a text in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=list(fonts.families()), size=size)
    # On a screen letters stand at whole pixels, and so a little wider than in print.
    return 1.03 * float(text_to_path.get_text_width_height_descent(text, font, False)[0])


def wrap(text: str, width: float, lines: int, size: float) -> list[str]:
    """Break a text into so many lines at most; an ellipsis stands for what has no room."""
    found: list[str] = []
    while True:
        if measure(text, size) <= width:
            return [*found, text]
        if len(found) == lines - 1:
            cut = _fitting(text, width - measure("…", size), size)
            return [*found, text[:cut] + "…" if cut else ""]
        cut = max(_fitting(text, width, size), 1)
        # No line begins with what closes.
        while cut > 1 and text[cut] in "，、。；：！？）》”’…":
            cut -= 1
        found.append(text[:cut])
        text = text[cut:]


def _fitting(text: str, width: float, size: float) -> int:
    """Count the characters at the beginning of a text that have room."""
    return bisect_right(range(1, len(text) + 1), width, key=lambda n: measure(text[:n], size))


def letters(colour: str) -> str:
    """Choose white or black, whichever is read better on a colour (WCAG 2's contrast)."""
    from matplotlib.colors import to_rgb

    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "white" if 1.05 / (light + 0.05) > (light + 0.05) / 0.056 else "#111111"

"""What one cloud and several have in common: sizes, places, drawing, legend and note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from policytext.errors import InputError
from policytext.plot import fonts
from policytext.plot.look import INK, MUTED, shorten

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from policytext.plot.cloud_layout import Layout
    from policytext.plot.cloud_terms import Choice
    from policytext.plot.cloud_words import Outlines

    Floats: TypeAlias = "NDArray[np.float64]"
    #: The part of a layout that is shown: left, top, right, bottom.
    Frame: TypeAlias = tuple[float, float, float, float]

__all__ = [
    "MAX_WIDTH",
    "arrange",
    "check_turned",
    "draw",
    "figure_scale",
    "measure",
    "middle_of",
    "size_of",
    "sizes",
    "write_legend",
    "write_note",
]

#: Longest term that is drawn, in characters: more is a sentence, and would be too small to read.
_MAX_TERM = 60
#: Width of a figure in inches: the usual one, and how wide it may become so that the smallest
#: word has a size that can be read in print, in points.
_WIDTH, MAX_WIDTH, _LEAST = 8.0, 24.0, 5.0
#: Width of a row of legend entries, in characters.
_ROW = 60


def check_turned(turned: float) -> None:
    """Refuse a share that is none."""
    if not 0 <= turned <= 1:
        raise InputError(f"`turned` must be a share from 0 to 1, got {turned!r}.")


def sizes(choice: Choice, largest: float) -> Floats:
    """Give the size of the type of each term, so that areas are as values; 1 is the largest."""
    import numpy as np

    return np.sqrt(choice.rows["value"].to_numpy(dtype=float) / largest)


def arrange(
    choice: Choice,
    ems: Floats,
    outlines: Outlines,
    *,
    inside: NDArray[np.bool_] | None = None,
    seed: int,
    turned: float,
    aspect: float = 1.6,
) -> Layout:
    """Find a place for each term."""
    import numpy as np

    from policytext.plot.cloud_layout import Layout, fill, lay_out

    terms = choice.rows["term"].tolist()
    fit = np.array([len(term) <= _MAX_TERM for term in terms])
    found = None
    if fit[0]:
        boxes = outlines.boxes([t for t, short in zip(terms, fit, strict=True) if short], ems[fit])
        if inside is None:
            found = lay_out(boxes, seed=seed, turned=turned, aspect=aspect)
        else:
            found = fill(boxes, inside, seed=seed, turned=turned)
    if found is None or not found.placed[0]:
        first = " and ".join(repr(shorten(term)) for term in terms[:2])
        raise InputError(f"There is no room for {first}. Draw shorter terms or use a larger mask.")
    if fit.all():
        return found
    x, y = np.full((2, len(terms)), np.nan)
    turns, placed = np.zeros((2, len(terms)), dtype=bool)
    x[fit], y[fit], turns[fit], placed[fit] = found.x, found.y, found.turned, found.placed
    return Layout(x, y, turns, placed, found.frame, found.scale)


def figure_scale(
    size: tuple[float, float], smallest: float, width: float = _WIDTH, widest: float = MAX_WIDTH
) -> float:
    """Tell how many points a unit is, for a cloud of about so many inches, or wider if needed."""
    usual, most = (inches * 72 / max(size) for inches in (width, widest))
    return min(max(usual, _LEAST / smallest), max(usual, most))


def draw(
    axes: Axes,
    choice: Choice,
    ems: Floats,
    layout: Layout,
    outlines: Outlines,
    colours: Sequence[str],
    *,
    unit: float,
    frame: Frame,
) -> None:
    """Draw the terms that have a place in a frame of the layout, and keep the table."""
    import numpy as np

    from policytext.plot.cloud_words import Placed, Words

    left, top, right, bottom = (side * unit for side in frame)
    x, y, size = layout.x * unit, layout.y * unit, ems * layout.scale * unit
    table = choice.rows.assign(
        points=np.where(layout.placed, size, np.nan), colour=list(colours), x=x, y=y,
        turned=layout.turned & layout.placed, drawn=layout.placed,
    )  # fmt: skip
    drawn = table[table["drawn"]]
    placed = Placed(
        drawn["term"].tolist(), drawn["x"].to_numpy(), drawn["y"].to_numpy(),
        drawn["turned"].to_numpy(), drawn["points"].to_numpy(), drawn["colour"].tolist(),
    )  # fmt: skip
    axes.add_collection(Words(placed, outlines), autolim=False)
    axes.set_xlim(left, right)
    axes.set_ylim(bottom, top)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.policytext_table = table  # type: ignore[attr-defined]
    axes.policytext_layout = placed.words  # type: ignore[attr-defined]


def size_of(layout: Layout) -> tuple[float, float]:
    """Give the width and height of a cloud."""
    left, top, right, bottom = layout.frame
    return right - left, bottom - top


def middle_of(layout: Layout, size: tuple[float, float]) -> Frame:
    """Give the frame of a size with a cloud in its middle."""
    (width, height), (wide, high) = size_of(layout), size
    left, top = layout.frame[0] + (width - wide) / 2, layout.frame[1] + (height - high) / 2
    return (left, top, left + wide, top + high)


def measure(axes: Sequence[Axes]) -> None:
    """Write the size of the type on the finished figure into the tables."""
    # Of a part of a figure, the whole.
    figure: Any = axes[0].figure.figure
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    for panel in axes:
        panel.apply_aspect()
        table: Any = panel.policytext_table  # type: ignore[attr-defined]
        left, right = panel.get_xlim()
        dots = panel.get_window_extent().width / (right - left)
        table["points"] *= dots * 72 / figure.dpi


def write_note(axes: Axes, note: str, *, above: bool) -> None:
    """Say under a cloud what it shows; above the source line, if there is one."""
    axes.annotate(
        note, (0, 0), xycoords="axes fraction", xytext=(0, -27 if above else -6),
        textcoords="offset points", va="bottom" if above else "top", fontsize=8, color=MUTED,
        annotation_clip=False, fontfamily=list(fonts.families()), parse_math=False,
    )  # fmt: skip


def write_legend(place: Any, legend: Mapping[str, str], title: str | None) -> None:
    """Name the groups in their colours, in rows under the title of some axes or of a figure."""
    from matplotlib.lines import Line2D

    if not legend:
        return
    handles = [
        Line2D([], [], marker="s", linestyle="", markersize=7, color=colour, label=name)
        for name, colour in legend.items()
    ]
    columns = max(1, min(len(legend), _ROW // (max(map(len, legend)) + 3)))
    where: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (0, 1)}
    is_figure = hasattr(place, "suptitle")
    if is_figure:
        where = {"loc": "outside upper left", "title": title, "alignment": "left"}
    made = place.legend(
        handles=handles, ncols=columns, frameon=False, handletextpad=0.3, handlelength=1,
        columnspacing=1.4, borderaxespad=0, borderpad=0.2, fontsize=10, labelcolor=INK, **where,
    )  # fmt: skip
    if is_figure:
        # A figure has no room between its title and a legend.
        made.get_title().set(fontsize=13, fontweight="bold")
    for text in (made.get_title(), *made.get_texts()):
        text.set_fontfamily(fonts.families())
        text.set_parse_math(False)
    if title and not is_figure:
        # The title stands above the legend, which stands above the cloud.
        place.set_title(title, pad=8 + 17 * -(-len(legend) // columns))
        fonts.apply(place)

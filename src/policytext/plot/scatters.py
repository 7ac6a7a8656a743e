"""Two groups' words by how frequent they are in the one and in the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policytext.errors import InputError
from policytext.plot.labels import place_labels
from policytext.plot.look import COLOURS, LANGUAGES, MUTED, drawing, finish, require, shorten
from policytext.statistics.options import check_choice, check_numbers

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["scatter"]

_RATES = ("per_million_reference", "per_million_target")
_WORDS = {
    "target": ("目标文本", "target"),
    "reference": ("参照文本", "reference"),
    "axis": ("{}：每百万词次数", "{}: occurrences per million words"),
    "typical": ("{}较多", "more in {}"),
    "other": ("区别较小的词", "less telling terms"),
    "equal": ("同样多", "equally often"),
    "labelled": ("标出区别最大的 {} 词", "the {} most telling terms are labelled"),
    "left out": ("，其中 {} 词没有位置", "; {} of them found no place"),
}
#: Colour, marker, and a colour dark enough for text, of terms of the target and the reference.
_LOOKS = {"target": (COLOURS[0], "o", "#00568A"), "reference": (COLOURS[1], "s", "#9C4400")}
#: How far below the lowest rate the zeros stand, and the edges of the axes from what is drawn.
_ZERO, _EDGE = 2.5, 1.45
_TICKS = (1, 2, 5)
#: A label further from its point than this, in points, would be looked for in vain.
_FAR = 52


def scatter(
    table: pd.DataFrame,
    *,
    top: int = 60,
    target: str | None = None,
    reference: str | None = None,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw each term by its rate in two groups of texts, and name the most telling.

    Parameters
    ----------
    table : DataFrame
        From `policytext.keyness`: a row a term, with its `score` and its rates on both sides.
    top : int, default 60
        How many terms to name: those whose score is furthest from 0.
    target, reference : str, optional
        What the two sides are called.
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
        A point a term: its rate in the reference from left to right, in the target from bottom to
        top, both on one logarithmic scale. On the broken line terms are equally frequent in both.
        A rate of 0 stands in the shaded strip along the edge. Labels cover neither each other nor
        a point that has a label; one far from its point is joined to it, and one without a place
        is left out, which the line below the axis says.

    Raises
    ------
    SchemaError
        If the table lacks a column.
    InputError
        If no row has rates, or an option has a value that cannot be used.

    Notes
    -----
    The same table and figure give the same places. Few terms in a large figure all find one.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.datasets.load("work_reports").segment()
    >>> table = pt.keyness(tokens, slice(2018, None), by="year", min_length=2)
    >>> ax = pt.plot.scatter(table, top=3, target="2018—2023", reference="2012—2017")
    >>> [text.get_text() for text in ax.texts]
    ['高质量', '数字', '经济']
    """
    import numpy as np

    check_choice("lang", lang, LANGUAGES)
    check_numbers(top=top)
    require(table, "term", "score", *_RATES, made_by="`keyness`")
    known = table.dropna(subset=list(_RATES))
    known = known[(known[list(_RATES)] > 0).any(axis=1)]
    require(known)
    rates = known[list(_RATES)].to_numpy(dtype=np.float64)
    if not (np.isfinite(rates).all() and (rates >= 0).all()):
        raise InputError(f"The rates {list(_RATES)} must be finite numbers of 0 or more.")
    # Of scores as far from 0 the first of the table counts more; a missing one counts least.
    telling = np.argsort(-known["score"].abs().fillna(-1).to_numpy(dtype=np.float64), kind="stable")
    telling, others = telling[:top], telling[top:]
    names = {
        side: given or _WORDS[side][lang == "en"]
        for side, given in (("target", target), ("reference", reference))
    }
    with drawing(ax, (7, 7.6)) as axes:
        ends = _scale(axes, rates, lang, names)
        places = np.where(rates > 0, rates, ends[0] * _EDGE)
        sides = np.where(rates[:, 1] >= rates[:, 0], "target", "reference")
        _draw(axes, places, sides, telling, others, names, lang)
        note = _WORDS["labelled"][lang == "en"].format(len(telling))
        below = f"{axes.get_xlabel()}\n{note}"
        axes.set_xlabel(below, linespacing=1.5)
        # The title stands above the legend.
        finish(axes, table, title=title, title_pad=26, source=source, lang=lang)
        missing = _write_names(axes, known["term"], places, sides, telling, others, ends)
        if missing:
            axes.set_xlabel(below + _WORDS["left out"][lang == "en"].format(missing))
    return axes


def _scale(axes: Axes, rates: Floats, lang: str, names: dict[str, str]) -> tuple[float, float]:
    """Give both axes one logarithmic scale, with a strip for zeros if there are any."""
    from matplotlib.ticker import FixedLocator, NullLocator

    positive = rates[rates > 0]
    lowest, highest = float(positive.min()), float(positive.max())
    zeros = len(positive) < rates.size
    low, high = lowest / (_ZERO * _EDGE if zeros else _EDGE), highest * _EDGE
    ticks = _ticks(lowest, highest)
    labels = [f"{tick:,.10g}" for tick in ticks]
    if zeros:
        ticks, labels = [low * _EDGE, *ticks], ["0", *labels]
    sides = (
        (axes.xaxis, axes.set_xscale, axes.set_xlim, axes.axvspan),
        (axes.yaxis, axes.set_yscale, axes.set_ylim, axes.axhspan),
    )
    for axis, set_scale, set_limits, shade in sides:
        set_scale("log")
        set_limits(low, high)
        axis.set_major_locator(FixedLocator(ticks))
        axis.set_minor_locator(NullLocator())
        axis.set_ticklabels(labels)
        if zeros:
            # Up to halfway between the zeros and the lowest rate.
            shade(low, lowest / _ZERO**0.5, color="#f1f1f1", linewidth=0, zorder=0)
    axes.set_box_aspect(1)
    axes.set_xlabel(_WORDS["axis"][lang == "en"].format(names["reference"]))
    axes.set_ylabel(_WORDS["axis"][lang == "en"].format(names["target"]))
    return low, high


def _ticks(lowest: float, highest: float) -> list[float]:
    """List round numbers between two rates, decades alone where there are many."""
    from math import ceil, floor, log10

    decades = range(floor(log10(lowest)), ceil(log10(highest)) + 1)
    steps = _TICKS if highest / lowest < 1000 else _TICKS[:1]
    ticks = [step * 10.0**decade for decade in decades for step in steps]
    inside = [tick for tick in ticks if lowest * 0.99 <= tick <= highest * _EDGE]
    return inside or [lowest]


def _draw(
    axes: Axes,
    places: Floats,
    sides: Any,
    telling: NDArray[np.intp],
    others: NDArray[np.intp],
    names: dict[str, str],
    lang: str,
) -> None:
    """Draw the line of equal rates, the pale points, and those with a label by their sides."""
    english = lang == "en"
    for side, (colour, marker, _) in _LOOKS.items():
        chosen = telling[sides[telling] == side]
        axes.plot(
            *places[chosen].T, marker, color=colour, markersize=5, markeredgecolor="white",
            markeredgewidth=0.5, zorder=3, label=_WORDS["typical"][english].format(names[side]),
        )  # fmt: skip
    if len(others):
        axes.plot(
            *places[others].T, "o", color="#c4c4c4", markersize=3, markeredgewidth=0, zorder=2,
            label=_WORDS["other"][english],
        )  # fmt: skip
    axes.axline(
        (1, 1), (10, 10), color=MUTED, linewidth=0.9, linestyle="--", zorder=1,
        label=_WORDS["equal"][english],
    )  # fmt: skip
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderpad=0, handletextpad=0.4,
        columnspacing=1.2, handlelength=1.4, fontsize=9,
    )  # fmt: skip


def _write_names(
    axes: Axes,
    terms: pd.Series[Any],
    places: Floats,
    sides: Any,
    telling: NDArray[np.intp],
    others: NDArray[np.intp],
    ends: tuple[float, float],
) -> int:
    """Write the labels, the most telling first; return how many found no place."""
    import numpy as np
    from matplotlib.patheffects import withStroke

    diagonal = np.geomspace(*ends, 150)
    found = place_labels(
        axes,
        places[telling],
        [shorten(str(term)) for term in terms.iloc[telling]],
        fontsize=8.5,
        colours=[_LOOKS[str(side)][2] for side in sides[telling]],
        radius=2.5,
        crossing=np.vstack([places[others], np.column_stack([diagonal, diagonal])]),
    )
    missing = 0
    for name in found:
        if name is None or np.hypot(*name.xyann) > _FAR:
            missing += 1
            if name is not None:
                name.remove()
        else:
            # Pale points may lie behind a label.
            name.set_path_effects([withStroke(linewidth=2, foreground="white")])
    return missing

"""Networks of words that stand near each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from policytext.errors import InputError
from policytext.plot import fonts, graphs
from policytext.plot.graphs import PAD, Graph
from policytext.plot.look import (
    COLOURS,
    INK,
    LANGUAGES,
    MUTED,
    drawing,
    finish,
    label,
    panel_sizes,
    require,
    shorten,
)
from policytext.statistics.options import check_choice, check_numbers

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

__all__ = ["network"]

_WORDS = {
    "size": ("词频", "count"),
    "hidden": ("{} 个词没有标出的位置", "{} terms without room for their label"),
}
#: Measures by which edges are as wide, the first that the table has, and how they are written.
_MEASURES = {"log_dice": "logDice", "g2": "G²", "mi": "MI", "count": ""}
#: Of the largest node and the smallest that is drawn, in points; of the weakest edge and the
#: strongest.
_LARGEST, _SMALLEST, _WIDTHS = 19.0, 3.0, (0.5, 4.0)
#: How much of its colour a node has, the rest being white; and the grey of those without a group.
_TINT, _PLAIN = 0.5, "#c8c8c8"
#: Least width and height of what is drawn, in points: a legend stands above it.
_LEAST = (330.0, 120.0)


class _Nodes(NamedTuple):
    """What is drawn of each node, measured in points."""

    texts: list[Annotation]
    radii: Floats  # [n]
    halves: Floats  # [n, 2], half the width and height of node and label together
    shifts: Floats  # [n, 2], from the middle of both to that of the node


def network(
    table: pd.DataFrame,
    *,
    top: int = 80,
    value: str | None = None,
    communities: bool = True,
    highlight: Iterable[str] = (),
    seed: int = 0,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw words as nodes, joined where they stand near each other more often than by chance.

    Parameters
    ----------
    table : DataFrame
        From `collocation_network`: a row an edge, with its `source` and `target`.
    top : int, default 80
        How many edges to draw: those with the highest values.
    value : str, optional
        The column that gives the edges their width; by default the first there is of `log_dice`,
        `g2`, `mi` and `count`.
    communities : bool, default True
        Colour groups of nodes that have more edges among themselves than chance would give them.
        Edges between two groups are broken.
    highlight : iterable of str, default ()
        Terms with a thick rim and a bold label.
    seed : int, default 0
        The same table, options and seed give the same picture; another seed gives another that
        says the same.
    title : str, optional
    source : str, optional
        Where the figures come from, for the line under the chart.
    lang : {"zh", "en"}, default "zh"
        Language of the words that are not in the table.
    ax : Axes, optional
        Where to draw; on a new figure, as large as the labels need, by default.

    Returns
    -------
    Axes
        Nodes whose areas are as large as the terms are frequent, by `node_count` and
        `collocate_count`; without these by the sum of `count` over their edges. Labels do not
        cover each other. On given axes that are too small for all of them, those of rare terms
        are left out, and the line below says how many.

    Raises
    ------
    SchemaError
        If the table lacks a column.
    InputError
        If no edge has a value, or an option has a value that cannot be used.

    Notes
    -----
    Only edges mean something: that two nodes are near each other without an edge does not. Edges
    pull and nodes push each other (Fruchterman & Reingold 1991), then nodes whose labels would
    overlap are moved apart. The groups are those of the greatest modularity that merging two
    groups at a time finds (Clauset et al. 2004); they help to read a picture and prove nothing.

    References
    ----------
    Clauset, A., Newman, M. E. J. & Moore, C. (2004). Finding community structure in very large
    networks. Physical Review E 70, 066111.
    Fruchterman, T. M. J. & Reingold, E. M. (1991). Graph drawing by force-directed placement.
    Software: Practice and Experience 21(11), 1129-1164.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.datasets.load("work_reports").segment()
    >>> edges = pt.collocation_network(tokens, ["招商引资", "项目", "数字", "经济"])
    >>> ax = pt.plot.network(edges)
    >>> sorted(text.get_text() for text in ax.texts)
    ['招商引资', '数字', '经济', '项目']
    """
    check_choice("lang", lang, LANGUAGES)
    check_numbers(top=top)
    require(table, "source", "target", made_by="`collocation_network`")
    column = value or next((name for name in _MEASURES if name in table), "count")
    graph = _read(table, column, top)
    groups = graphs.communities(graph) if communities else None
    marked = {highlight} if isinstance(highlight, str) else set(highlight)
    unknown = sorted(marked - set(graph.names))
    if unknown:
        raise InputError(
            f"`highlight` must name terms that are drawn, got {unknown}. "
            "Draw more edges with `top`."
        )
    with drawing(ax, (8, 8)) as axes:
        axes.spines[:].set_visible(False)
        axes.set_xticks([])
        axes.set_yticks([])
        _explain(axes, graph, column, lang)
        # The title stands above the legend.
        finish(axes, table, title=title, title_pad=30, source=source, lang=lang)
        nodes = _write(axes, graph, marked)
        page = None if ax is None else panel_sizes([axes])[0]
        places = graphs.arrange(graph, nodes.halves, nodes.shifts, page=page, seed=seed)
        _draw_edges(axes, graph, places, groups)
        _draw_nodes(axes, graph, places, nodes, groups, marked)
        _frame(axes, places, nodes, page)
        hidden = 0 if page is None else _hide(axes, graph, nodes)
        if hidden:
            axes.set_xlabel(_WORDS["hidden"][lang == "en"].format(hidden), fontsize=8)
    return axes


# ---------------------------------------------------------------- the graph


def _read(table: pd.DataFrame, column: str, top: int) -> Graph:
    """Take the strongest edges, and their nodes in the order in which edges name them."""
    import numpy as np

    require(table, column)
    known = table[table["source"].astype(str) != table["target"].astype(str)]
    known = known.dropna(subset=[column])
    require(known)
    known = known.sort_values(column, ascending=False, kind="stable").head(top)
    values = known[column].to_numpy(dtype=np.float64)
    if not np.isfinite(values).all():
        raise InputError(f"The column {column!r} has a value that is infinite. Leave its row out.")
    ends = [known[end].astype(str).tolist() for end in ("source", "target")]
    names = list(dict.fromkeys(name for edge in zip(*ends, strict=True) for name in edge))
    number = {name: n for n, name in enumerate(names)}
    edges = np.array([[number[name] for name in end] for end in ends], dtype=np.intp).T
    counts = np.zeros(len(names))
    if {"node_count", "collocate_count"} <= set(table.columns):
        for end, name in enumerate(("node_count", "collocate_count")):
            np.maximum.at(counts, edges[:, end], known[name].to_numpy(dtype=np.float64))
    else:
        require(table, "count")
        for end in (0, 1):
            np.add.at(counts, edges[:, end], known["count"].to_numpy(dtype=np.float64))
    span = values.max() - values.min()
    strengths = (values - values.min()) / span if span else np.full(len(values), 0.5)
    return Graph(names, counts, edges, values, strengths)


# ---------------------------------------------------------------- drawing


def _write(axes: Axes, graph: Graph, marked: set[str]) -> _Nodes:
    """Write the labels, in their nodes where they find room, else below, and measure them."""
    import numpy as np
    from matplotlib.patheffects import withStroke
    from matplotlib.text import Text

    assert axes.figure is not None
    figure: Any = axes.figure.figure
    radii = np.maximum(_SMALLEST, _LARGEST * (graph.counts / graph.counts.max()) ** 0.5)
    texts, halves, shifts = [], [], []
    for name, radius in zip(graph.names, radii.tolist(), strict=True):
        text = axes.annotate(
            shorten(name), (0, 0), (0, 0), textcoords="offset points", ha="center", va="center",
            fontsize=9, color=INK, fontweight="bold" if name in marked else "normal", zorder=4,
            fontfamily=list(fonts.families()), parse_math=False, in_layout=False,
            path_effects=[withStroke(linewidth=2, foreground="white", alpha=0.8)],
        )  # fmt: skip
        extent = Text.get_window_extent(text)
        width, height = (side * 36 / figure.dpi for side in (extent.width, extent.height))
        inside = width <= 0.92 * radius
        below = 0.0 if inside else radius + height
        text.set_position((0, -below))
        texts.append(text)
        halves.append((max(radius, width), radius if inside else radius + height))
        # From the middle of node and label to that of the node.
        shifts.append((0.0, 0.0 if inside else height))
    return _Nodes(texts, radii, np.array(halves), np.array(shifts))


def _draw_edges(axes: Axes, graph: Graph, places: Floats, groups: Ints | None) -> None:
    """Draw the edges as wide as they are strong; those between groups are pale and broken."""
    from matplotlib.collections import LineCollection

    between = [groups is not None and groups[a] != groups[b] for a, b in graph.edges]
    thin, thick = _WIDTHS
    axes.add_collection(
        LineCollection(
            list(places[graph.edges]),
            linewidths=(thin + (thick - thin) * graph.strengths).tolist(),
            colors=["#c9c9c9" if apart else "#9d9d9d" for apart in between],
            linestyles=["--" if apart else "-" for apart in between],
            zorder=1,
        )
    )


def _draw_nodes(
    axes: Axes,
    graph: Graph,
    places: Floats,
    nodes: _Nodes,
    groups: Ints | None,
    marked: set[str],
) -> None:
    """Draw the nodes in the colours of their groups, and put the labels where they are."""
    import numpy as np
    from matplotlib.colors import to_rgb

    whites, faces, edges = np.ones(3), [], []
    for node in range(len(graph.names)):
        # Black is no colour for what has a label on it.
        known = groups is None or groups[node] < len(COLOURS) - 1
        colour = COLOURS[0 if groups is None else groups[node]] if known else _PLAIN
        faces.append(tuple(_TINT * np.array(to_rgb(colour)) + (1 - _TINT) * whites))
        edges.append(INK if graph.names[node] in marked else colour)
    axes.scatter(
        places[:, 0], places[:, 1], s=(2 * nodes.radii) ** 2, c=faces, edgecolors=edges, zorder=3,
        linewidths=[2.2 if name in marked else 0.9 for name in graph.names],
    )  # fmt: skip
    for text, place in zip(nodes.texts, places.tolist(), strict=True):
        text.xy = tuple(place)


def _frame(axes: Axes, places: Floats, nodes: _Nodes, page: tuple[float, float] | None) -> None:
    """Set the limits, a unit being a point; make a figure of our own as large as that needs."""
    import numpy as np

    assert axes.figure is not None
    if page is not None:
        axes.set_xlim(0, page[0])
        axes.set_ylim(0, page[1])
        return
    middles = places - nodes.shifts
    low = (middles - nodes.halves).min(axis=0) - PAD
    high = (middles + nodes.halves).max(axis=0) + PAD
    spare = np.maximum(np.array(_LEAST) - (high - low), 0) / 2
    low, high = low - spare, high + spare
    axes.set_xlim(low[0], high[0])
    axes.set_ylim(low[1], high[1])
    figure: Any = axes.figure.figure
    # What stands around the axes takes the same room whatever their size.
    for _ in range(2):
        ((wide, tall),) = panel_sizes([axes])
        width, height = figure.get_size_inches()
        figure.set_size_inches(
            width + (high[0] - low[0] - wide) / 72,
            height + (high[1] - low[1] - tall) / 72,
        )


def _hide(axes: Axes, graph: Graph, nodes: _Nodes) -> int:
    """Take away labels that overlap one of a more frequent term; return how many."""
    from matplotlib.text import Text

    panel_sizes([axes])
    shown: list[Any] = []
    order = sorted(range(len(nodes.texts)), key=lambda node: (-graph.counts[node], node))
    for node in order:
        extent = Text.get_window_extent(nodes.texts[node])
        if any(extent.overlaps(other) for other in shown):
            nodes.texts[node].remove()
        else:
            shown.append(extent)
    return len(order) - len(shown)


def _explain(axes: Axes, graph: Graph, column: str, lang: str) -> None:
    """Write the legend: what sizes of nodes and widths of edges mean."""
    from matplotlib.lines import Line2D

    most = float(graph.counts.max())
    sizes = list(dict.fromkeys(_round(most * part) for part in (0.04, 0.25)))
    handles = [
        Line2D([], [], linestyle="none", marker="o", markerfacecolor="white", color=MUTED,
               markersize=2 * max(_SMALLEST, _LARGEST * (size / most) ** 0.5))
        for size in sizes
    ]  # fmt: skip
    names = [f"{_WORDS['size'][lang == 'en']} {size:,}" for size in sizes]
    ends = {float(graph.values.min()): _WIDTHS[0], float(graph.values.max()): _WIDTHS[1]}
    if len(ends) == 1:
        ends = dict.fromkeys(ends, sum(_WIDTHS) / 2)
    for value, width in ends.items():
        handles.append(Line2D([], [], color="#9d9d9d", linewidth=width))
        shown = f"{value:,.10g}" if value.is_integer() else f"{value:,.1f}"
        names.append(f"{_MEASURES.get(column) or label(column, lang)} {shown}")
    axes.legend(
        handles, names, loc="lower left", bbox_to_anchor=(0, 1), ncols=4, fontsize=9, borderpad=0.2,
        handletextpad=0.5, columnspacing=1.4, handlelength=2.2,
    )  # fmt: skip


def _round(number: float) -> int:
    """Round to one digit and others 0, at least 1."""
    return max(1, int(float(f"{number:.0e}")))

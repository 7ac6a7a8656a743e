"""Maps of correspondence analysis: groups and terms in one picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from policytext.errors import InputError, SchemaError
from policytext.plot.labels import place_labels
from policytext.plot.look import COLOURS, INK, MUTED, drawing, finish, label, require, shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["biplot"]

_WORDS = {
    "axis": ("第 {} 轴", "axis {}"),
    "share": ("第 {} 轴（占总惯量的 {:.1%}）", "axis {} ({:.1%} of the inertia)"),
    "term": ("词语", "terms"),
    "group": ("组", "groups"),
    "year": ("年份", "years"),
}
_GROUP, _TERM = COLOURS[1], COLOURS[0]
#: The colour of the groups, dark enough for text.
_GROUP_NAME = "#9C4400"


def biplot(
    table: pd.DataFrame,
    *,
    top: int = 30,
    dims: tuple[int, int] = (1, 2),
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw the map of a correspondence analysis: groups, and the terms that shape it.

    Parameters
    ----------
    table : DataFrame
        From `correspondence`.
    top : int, default 30
        How many terms to draw: those with most inertia in these two axes, that is, whose
        contributions to them are greatest.
    dims : tuple of int, default (1, 2)
        The two axes, from left to right and from bottom to top.
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
        Both axes have one scale. Groups that are years are joined by a thin line in the order of
        time. A point whose label would cover another has none.

    Raises
    ------
    SchemaError
        If the table lacks a column, as one of an axis that was not asked of `correspondence`.
    InputError
        If `top` is below 1, the two axes are one, or no point has a place on them.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.datasets.load("work_reports").segment()
    >>> ax = pt.plot.biplot(pt.correspondence(tokens), top=10)
    >>> [len(points.get_offsets()) for points in ax.collections]
    [10, 12]
    """
    import numpy as np

    first, second = _columns(table, top, dims)
    known = table.dropna(subset=[first, second])
    if not len(known):
        raise InputError(f"No point of the table has a place on the axes {dims[0]} and {dims[1]}.")
    groups = known[known["kind"] == "group"]
    # A point's inertia in the plane: its share of all tokens times its squared distance.
    weight = known["count"] * (known[first] ** 2 + known[second] ** 2)
    terms = known.assign(_weight=weight)[known["kind"] == "term"]
    terms = terms.sort_values("_weight", ascending=False, kind="stable").head(top)
    places, others = (rows[[first, second]].to_numpy(np.float64) for rows in (groups, terms))
    years = _in_time(groups)
    with drawing(ax, (7.5, _height(np.vstack([places, others])))) as axes:
        axes.axhline(0, color="#cccccc", linewidth=0.8, zorder=0)
        axes.axvline(0, color="#cccccc", linewidth=0.8, zorder=0)
        if years is not None:
            axes.plot(*places[years].T, color=_GROUP, alpha=0.55, linewidth=0.9, zorder=2)
        named = "group" if years is None else "year"
        axes.scatter(
            others[:, 0], others[:, 1], s=14, color=_TERM, label=_word("term", lang), zorder=3
        )
        axes.scatter(
            places[:, 0], places[:, 1], s=30, marker="D", color=_GROUP, edgecolor="white",
            linewidth=0.6, label=_word(named, lang), zorder=4,
        )  # fmt: skip
        axes.set_aspect("equal", adjustable="datalim")
        axes.margins(0.09)
        axes.set_xlabel(_axis_name(table, dims[0], lang))
        axes.set_ylabel(_axis_name(table, dims[1], lang))
        axes.tick_params(labelsize=8, color=MUTED)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderpad=0, handletextpad=0)
        # The title stands above the legend.
        finish(axes, table, title=title, title_pad=26, source=source, lang=lang)
        _write_names(axes, groups, terms, places, others, years)
    return axes


def _columns(table: pd.DataFrame, top: int, dims: tuple[int, int]) -> tuple[str, str]:
    """Name the columns of the two axes; refuse what cannot be drawn."""
    if top < 1:
        raise InputError(f"`top` must be 1 or more, got {top!r}.")
    if len(dims) != 2 or dims[0] == dims[1]:
        raise InputError(f"`dims` must be two different axes, got {dims!r}.")
    names = (f"dim_{dims[0]}", f"dim_{dims[1]}")
    if "kind" not in table or "label" not in table:
        raise SchemaError(
            f"The table must have the columns 'kind' and 'label'; it has {list(table.columns)}. "
            "Pass the table that `correspondence` returns."
        )
    absent = [name for name in names if name not in table]
    if absent:
        raise SchemaError(
            f"The table has no column {absent}. Ask `correspondence` for more `dimensions`."
        )
    require(table, "count")
    return names


def _in_time(groups: pd.DataFrame) -> Any:
    """Give the order of groups that are years; None for others, or for fewer than three."""
    import pandas as pd

    years = pd.to_numeric(groups["label"], errors="coerce")
    if len(years) < 3 or not years.between(1000, 2999).all():
        return None
    return years.argsort().to_numpy()


def _axis_name(table: pd.DataFrame, axis: int, lang: str) -> str:
    """Name an axis, with its share of the inertia where the table says it."""
    shares = table.attrs.get("inertia", {}).get("shares", [])
    if axis <= len(shares):
        return _word("share", lang).format(axis, shares[axis - 1])
    return _word("axis", lang).format(axis)


def _height(points: Any) -> float:
    """Choose the height of a figure 7.5 inches wide, so that equal scales waste little of it."""
    import numpy as np

    wide, high = np.ptp(points, axis=0)
    ratio = high / wide if wide else 1.0
    return float(0.9 + 6.6 * min(max(ratio, 0.55), 1.15))


def _write_names(
    axes: Axes, groups: pd.DataFrame, terms: pd.DataFrame, places: Any, others: Any, years: Any
) -> None:
    """Write the labels, those of the groups first, then those of the strongest terms."""
    import numpy as np

    names = [shorten(str(name)) for name in (*groups["label"], *terms["label"])]
    colours = [_GROUP_NAME] * len(groups) + [INK] * len(terms)
    weights = ["bold"] * len(groups) + ["normal"] * len(terms)
    path: Any = ()
    if years is not None:
        steps = np.linspace(0, 1, 40)[:, None, None]
        begin, end = places[years][:-1], places[years][1:]
        path = (begin + steps * (end - begin)).reshape(-1, 2)
    place_labels(
        axes, np.vstack([places, others]), names, colours=colours, weights=weights, radius=3.2,
        crossing=path,
    )  # fmt: skip


def _word(name: str, lang: str) -> str:
    """Give a word of this chart; `label` refuses another language."""
    label("count", lang)
    return _WORDS[name][lang == "en"]

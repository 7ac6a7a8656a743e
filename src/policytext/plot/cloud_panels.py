"""Word clouds of groups, side by side on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from policytext.errors import InputError, SchemaError
from policytext.plot import cloud_drawing as cloud
from policytext.plot import fonts
from policytext.plot.cloud_terms import (
    WORDS,
    Colour,
    choose,
    colour_groups,
    describe,
    join,
    value_of,
)
from policytext.plot.look import MUTED, drawing, finish, group_column, label, require, shorten
from policytext.statistics.options import check_numbers

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Panels: TypeAlias = "NDArray[np.object_]"

__all__ = ["wordclouds"]

_MAX_PANELS = 40
#: Width and height of a cloud among others, about.
_ASPECT = 1.25
#: Width of a figure in inches, for one cloud and for each more.
_WIDTH, _MORE = 5.0, 2.2


def wordclouds(
    table: pd.DataFrame,
    *,
    by: str | None = None,
    value: str | None = None,
    top: int = 80,
    min_count: int = 1,
    colour: Colour = None,
    columns: int | None = None,
    seed: int = 0,
    turned: float = 0.1,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Sequence[Axes] | Panels | None = None,
) -> Panels:
    """Draw a cloud for each group, side by side: words of one size have one value in all.

    Parameters
    ----------
    table : DataFrame
        From `frequencies`, `keywords` or `count` with `by`: a row a group and term.
    by : str, optional
        The column of the groups; by default the first. They stand in the order of the table.
    value : str, optional
        The column that gives the size; by default the score of keywords, else the rate, since
        groups differ in length.
    top : int, default 80
        How many terms of each group.
    min_count : int, default 1
        Lowest count of a term in a group, in tokens.
    colour : str or mapping, optional
        As in `wordcloud`, with one legend for all.
    columns : int, optional
        How many clouds stand side by side; by default up to four.
    seed : int, default 0
        The same table, options and seed give the same picture.
    turned : float, default 0.1
        Share of the words that are turned by 90°.
    title : str, optional
    source : str, optional
        Where the figures come from, for the line under the clouds.
    lang : {"zh", "en"}, default "zh"
        Language of the words that are not in the table.
    ax : sequence of Axes, optional
        Where to draw, one for each group; on a new figure by default.

    Returns
    -------
    ndarray of Axes
        One a group, with the group's name as title and a `policytext_table` as `wordcloud`
        gives. All new ones are on one figure: saving any of them saves all.

    Raises
    ------
    SchemaError
        If the table lacks a column, or has none that could be the groups.
    InputError
        If a group has no term to draw, there are more than 40 groups or fewer axes than groups,
        or an option has a value that cannot be used.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.datasets.load("work_reports").segment()
    >>> early = [document.metadata["year"] < 2018 for document in tokens.corpus]
    >>> table = pt.frequencies(tokens, by=["前" if e else "后" for e in early], min_length=2)
    >>> panels = pt.plot.wordclouds(table, top=20)
    >>> [panel.get_title(loc="left") for panel in panels]
    ['前', '后']
    """
    import numpy as np

    from policytext.plot.cloud_words import Outlines

    label("count", lang)
    cloud.check_turned(turned)
    check_numbers(columns=1 if columns is None else columns)
    groups = _groups(table, by)
    column = value_of(table, value, apart=True)
    how: Any = {"top": top, "min_count": min_count, "colour": colour}
    choices = [choose(part, column, **how) for part in groups.values()]
    largest = max(float(choice.rows["value"].iloc[0]) for choice in choices)
    outlines, ems = Outlines(), [cloud.sizes(choice, largest) for choice in choices]
    layouts = [
        cloud.arrange(choice, size, outlines, seed=seed, turned=turned, aspect=_ASPECT)
        for choice, size in zip(choices, ems, strict=True)
    ]
    wide, high = np.max([cloud.size_of(layout) for layout in layouts], axis=0).tolist()
    frame = (wide, high)
    across = _columns(len(groups), columns)
    width = (_WIDTH + _MORE * (across - 1)) / across
    # One scale for all means that the smallest word of any decides.
    unit = cloud.figure_scale(
        frame, min(float(size[-1]) for size in ems), width, cloud.MAX_WIDTH / across
    )
    colours, legend = _colour(choices, colour, lang)
    if ax is None:
        panels = _make(len(groups), across, [side * unit / 72 for side in frame])
    else:
        panels = _given(ax, len(groups))
    for panel, name, choice, size, layout, shades in zip(
        panels, groups, choices, ems, layouts, colours, strict=True
    ):
        with drawing(panel, (1, 1)):
            cloud.draw(
                panel,
                choice,
                size,
                layout,
                outlines,
                shades,
                unit=unit,
                frame=cloud.middle_of(layout, frame),
            )
            finish(panel, table, lang=lang)
            panel.set_title(shorten(name), fontsize=11, loc="left", fontweight="bold")
    left = sum(int((~each.placed).sum()) for each in layouts)
    note = join(describe(choices, left=left, lang=lang), WORDS["scale"][lang == "en"], lang=lang)
    _write(panels, legend, note, title, source, lang)
    cloud.measure(list(panels))
    return panels


def _groups(table: pd.DataFrame, by: str | None) -> dict[str, pd.DataFrame]:
    """Cut a table into the rows of its groups."""
    require(table, *([] if by is None else [by]))
    column = by if by is not None else group_column(table)
    if column is None:
        raise SchemaError(
            f"The table has no column of groups; it has {list(table.columns)}. "
            "Name it with `by`, or make the table with `by`."
        )
    groups = {str(name): part for name, part in table.groupby(column, sort=False, observed=True)}
    if len(groups) > _MAX_PANELS:
        raise InputError(
            f"`by` must be a column of at most {_MAX_PANELS} groups, {column!r} has "
            f"{len(groups)}. Draw some of the rows, or put groups together."
        )
    return groups


def _columns(number: int, columns: int | None) -> int:
    """Tell how many panels stand side by side: rows that are as full as can be, of up to four."""
    if columns is not None:
        return min(columns, number)
    return -(-number // -(-number // 4))


def _colour(
    choices: Sequence[Any], colour: Colour, lang: str
) -> tuple[list[list[str]], dict[str, str]]:
    """Give a term, and a group of terms, one colour in all clouds."""
    import pandas as pd

    every = pd.concat([choice.rows for choice in choices], ignore_index=True)
    if colour is None:
        first = every.drop_duplicates("term").reset_index(drop=True)
        shades, legend = colour_groups(first, None, {}, lang)
        of_term = dict(zip(first["term"], shades, strict=True))
        found = [of_term[term] for term in every["term"]]
    else:
        found, legend = colour_groups(every, colour, {}, lang)
    parts, start = [], 0
    for choice in choices:
        parts.append(found[start : start + len(choice.rows)])
        start += len(choice.rows)
    return parts, legend


def _make(number: int, across: int, size: Sequence[float]) -> Panels:
    """Make a figure with a panel a group."""
    import numpy as np

    rows = -(-number // across)
    with drawing(None, (across * (size[0] + 0.15), rows * (size[1] + 0.35) + 0.9)) as first:
        figure: Any = first.figure
        grid = figure.add_gridspec(rows, across)
        first.set_subplotspec(grid[0, 0])
        others = [figure.add_subplot(grid[divmod(n, across)]) for n in range(1, number)]
    made = np.empty(number, dtype=object)
    made[:] = [first, *others]
    return made


def _given(ax: Sequence[Axes] | Panels, needed: int) -> Panels:
    """Take as many of the given axes as there are groups."""
    import numpy as np

    panels = np.ravel(np.array(ax, dtype=object))
    if len(panels) < needed:
        raise InputError(
            f"`ax` must have at least {needed} axes, one for each group, got {len(panels)}."
        )
    return panels[:needed]


def _write(
    panels: Panels,
    legend: dict[str, str],
    note: str,
    title: str | None,
    source: str | None,
    lang: str,
) -> None:
    """Write the title, the legend, the note and the source line of the figure."""
    figure: Any = panels[0].figure
    # In line with the panels, which the layout sets off from the edge by three points.
    left = 3 / 72 / figure.get_figwidth()
    fixed: dict[str, Any] = {"fontfamily": list(fonts.families()), "parse_math": False}
    if title and not legend:
        figure.suptitle(title, x=left, ha="left", fontsize=13, fontweight="bold", **fixed)
    if source:
        note += f"\n{'资料来源：' if lang == 'zh' else 'Source: '}{source}"
    figure.supxlabel(note, x=left, ha="left", fontsize=8, color=MUTED, linespacing=1.5, **fixed)
    cloud.write_legend(figure, legend, title)

"""Word clouds: the area of a character is as the value, and the table is at hand."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from policytext.errors import InputError, ReadError
from policytext.plot import cloud_drawing as cloud
from policytext.plot.cloud_terms import (
    Colour,
    Table,
    choose,
    colour_groups,
    describe,
    side_names,
    value_of,
)
from policytext.plot.look import drawing, finish, label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["wordcloud"]

Mask: TypeAlias = "str | PathLike[str] | NDArray[Any] | None"

#: A larger mask would take gigabytes.
_MAX_MASK = 4096
#: A smaller mask is enlarged, so that its pixels are no larger than the smallest words.
_MIN_MASK = 800


def wordcloud(
    table: Table,
    *,
    value: str | None = None,
    top: int = 200,
    min_count: int = 1,
    colour: Colour = None,
    mask: Mask = None,
    seed: int = 0,
    turned: float = 0.1,
    target: str | None = None,
    reference: str | None = None,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw terms, the area of each character in proportion to the term's value.

    Parameters
    ----------
    table : DataFrame or mapping of str to float
        From `frequencies`, `count`, `keywords`, `keyness` or `theme_evidence`; any table with a
        column `term`; or values by term. A term of several rows has their sum.
    value : str, optional
        The column that gives the size. By default the log ratio of a keyness table, whose sign
        gives the colour; the score of keywords; the number of hits of a table of evidence; else
        the count. Values of 0 and below are left out.
    top : int, default 200
        How many terms to draw: those with the highest values; from a keyness table those with
        the highest scores on both sides together.
    min_count : int, default 1
        Lowest count for a term to be drawn, in tokens; in both sides together of a keyness table.
    colour : str or mapping, optional
        What the colour says: a column, such as `theme`; or groups by term, or lists of terms by
        group. Six groups have a colour, all others are grey. By default neighbours have different
        colours, which say nothing.
    mask : path or array, optional
        A picture whose dark parts are to be filled: an image file, or an array whose values
        above 127 are outside. A small one is enlarged.
    seed : int, default 0
        The same table, options and seed give the same picture.
    turned : float, default 0.1
        Share of the words that are turned by 90°; with 0 all lie.
    target, reference : str, optional
        What the two sides of a keyness table are called.
    title : str, optional
    source : str, optional
        Where the figures come from, for the line under the cloud.
    lang : {"zh", "en"}, default "zh"
        Language of the words that are not in the table.
    ax : Axes, optional
        Where to draw; on a new figure by default, which is so large that the smallest word has
        5 points if 24 inches are enough for that.

    Returns
    -------
    Axes
        `ax.policytext_table` is the table behind the cloud, a row a term, the largest first:
        `term`, `value`, `count`, `group`, `points`, the size of the type on the figure,
        `colour`, `x` and `y`, the middle of the word on the axes, y downwards, `turned`, and
        `drawn`, False for a term that found no room. `ax.policytext_layout` lists the terms
        drawn. The only collection of the axes has an outline a term.

    Raises
    ------
    SchemaError
        If the table lacks a column.
    InputError
        If there is no term to draw, or no room for one, a value is infinite, or an option has a
        value that cannot be used.
    ReadError
        If the mask cannot be read.

    Notes
    -----
    Every term has the size of its value: none is made smaller to fit in. Longer terms look
    heavier, since the area is that of a character and not of the term.

    Examples
    --------
    >>> import policytext as pt
    >>> ax = pt.plot.wordcloud({"改革": 9, "创新": 5, "人民": 4}, colour={"经济": ["改革", "创新"]})
    >>> sorted(ax.policytext_layout)
    ['人民', '创新', '改革']
    >>> table = ax.policytext_table
    >>> table[["term", "value", "group", "drawn"]]
      term  value group  drawn
    0   改革    9.0    经济   True
    1   创新    5.0    经济   True
    2   人民    4.0  None   True
    """
    from policytext.plot.cloud_words import Outlines

    label("count", lang)
    cloud.check_turned(turned)
    inside = _read_mask(mask)
    choice = choose(table, value_of(table, value), top=top, min_count=min_count, colour=colour)
    outlines = Outlines()
    ems = cloud.sizes(choice, float(choice.rows["value"].iloc[0]))
    layout = cloud.arrange(choice, ems, outlines, inside=inside, seed=seed, turned=turned)
    size = cloud.size_of(layout)
    # The axes of a mask are its pixels, others points.
    points = cloud.figure_scale(size, float(ems[-1]) * layout.scale)
    width, height = (side * points / 72 for side in size)
    colours, legend = colour_groups(choice.rows, colour, side_names(target, reference, lang), lang)
    with drawing(ax, (width + 0.1, height + 0.35 + 0.3 * bool(legend) + 0.3 * bool(title))) as axes:
        unit = points if inside is None else 1.0
        cloud.draw(axes, choice, ems, layout, outlines, colours, unit=unit, frame=layout.frame)
        finish(axes, table, title=title, source=source, lang=lang)
        cloud.write_legend(axes, legend, title)
        left = int((~layout.placed).sum())
        cloud.write_note(axes, describe(choice, left=left, lang=lang), above=bool(source))
    cloud.measure([axes])
    return axes


def _read_mask(mask: Mask) -> NDArray[Any] | None:
    """Read a mask as an array that is True inside."""
    import numpy as np
    from PIL import Image, UnidentifiedImageError

    if mask is None:
        return None
    if isinstance(mask, (str, PathLike)):
        try:
            with Image.open(Path(mask)) as picture:
                if max(picture.size) > _MAX_MASK:
                    raise ReadError(
                        f"{mask} is {picture.size[0]} by {picture.size[1]} pixels; a mask may have "
                        f"{_MAX_MASK} a side. Make it smaller."
                    )
                ground = Image.new("RGBA", picture.size, "white")
                array = np.asarray(
                    Image.alpha_composite(ground, picture.convert("RGBA")).convert("L")
                )
        except (UnidentifiedImageError, Image.DecompressionBombError):
            raise ReadError(f"{mask} is no image that can be read. Save it as PNG.") from None
        except ReadError:
            raise
        except OSError as error:
            raise ReadError(
                f"{mask}: the mask cannot be read: {error.strerror or error}."
            ) from None
    else:
        array = np.asarray(mask)
        array = array.mean(axis=2) if array.ndim == 3 else array
    inside = array <= 127
    if not inside.any():
        raise InputError("The mask has no dark part, so there is no room for a word.")
    times = -(-_MIN_MASK // max(inside.shape))
    return inside.repeat(times, axis=0).repeat(times, axis=1)

"""Word clouds, drawn as outlines: sharp at any size, the same in PNG, SVG and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policytext.errors import InputError, ReadError
from policytext.plot import fonts
from policytext.plot.look import drawing, require, shorten
from policytext.plot.saving import set_stamp

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["wordcloud"]

_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#A3477E", "#8A6000", "#31688E", "#333333")
#: A larger mask would take gigabytes while the cloud is laid out.
_MAX_MASK = 4096
#: A smaller mask is enlarged: the smallest words have a size of their own.
_MIN_MASK = 800


def wordcloud(
    table: pd.DataFrame | Mapping[str, float],
    *,
    value: str = "count",
    top: int = 200,
    mask: str | PathLike[str] | NDArray[Any] | None = None,
    seed: int = 0,
    ax: Axes | None = None,
) -> Axes:
    """Draw the most frequent terms, each as large as it is frequent.

    Parameters
    ----------
    table : DataFrame or mapping of str to float
        From `frequencies` or `count`; or values by term.
    value : str, default "count"
        The column that gives the size.
    top : int, default 200
        How many terms to draw; fewer if they find no room.
    mask : path or array, optional
        A picture whose dark parts are to be filled: an image file, or an array whose values
        above 127 are outside. A small one is enlarged.
    seed : int, default 0
        The same table, options and seed give the same picture.
    ax : Axes, optional
        Where to draw; on a new figure by default.

    Returns
    -------
    Axes
        One patch a term; `ax.policytext_layout` lists the terms drawn.

    Raises
    ------
    SchemaError
        If the table lacks a column.
    InputError
        If there is no term to draw, or no room for one.
    ReadError
        If the mask cannot be read.

    Examples
    --------
    >>> import policytext as pt
    >>> ax = pt.plot.wordcloud({"改革": 9, "创新": 5, "人民": 4})
    >>> sorted(ax.policytext_layout)
    ['人民', '创新', '改革']
    """
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import PathPatch

    sizes = _sizes(table, value, top)
    cloud = _lay_out(sizes, _read_mask(mask), seed)
    height, width = cloud.height, cloud.width
    if cloud.mask is not None:
        height, width = cloud.mask.shape[:2]
    bold = FontProperties(fname=str(fonts.BOLD))
    with drawing(ax, (8, 8 * height / width)) as axes:
        for (word, _), size, (top_edge, left), orientation, colour in cloud.layout_:
            path = _outline(word, size, left, top_edge, orientation is not None, bold)
            axes.add_patch(PathPatch(path, facecolor=colour, linewidth=0, label=word))
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.set_aspect("equal")
        axes.set_axis_off()
    axes.policytext_layout = [word for (word, _), *_ in cloud.layout_]  # type: ignore[attr-defined]
    set_stamp(axes, table)
    return axes


def _sizes(table: pd.DataFrame | Mapping[str, float], value: str, top: int) -> dict[str, float]:
    """Take the highest values by term."""
    if top < 1:
        raise InputError(f"`top` must be 1 or more, got {top!r}.")
    found: dict[Any, float]
    if isinstance(table, Mapping):
        found = dict(table)
    else:
        require(table, "term", value)
        found = table.groupby("term", sort=False, observed=True)[value].sum().to_dict()
    positive = {str(term): float(number) for term, number in found.items() if number > 0}
    if not positive:
        raise InputError("The table has no term with a value above 0, so there is nothing to draw.")
    return dict(sorted(positive.items(), key=lambda item: (-item[1], item[0]))[:top])


def _read_mask(mask: str | PathLike[str] | NDArray[Any] | None) -> NDArray[Any] | None:
    """Read a mask as an array of 0 inside and 255 outside."""
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
    outside = np.where(array > 127, 255, 0).astype(np.uint8)
    if outside.all():
        raise InputError("The mask has no dark part, so there is no room for a word.")
    times = -(-_MIN_MASK // max(outside.shape))
    return outside.repeat(times, axis=0).repeat(times, axis=1)


def _lay_out(sizes: Mapping[str, float], mask: NDArray[Any] | None, seed: int) -> Any:
    """Find a place for each word."""
    from wordcloud import WordCloud

    def colour(word: str, **_: Any) -> str:
        return _COLOURS[list(sizes).index(word) % len(_COLOURS)]

    cloud = WordCloud(
        font_path=str(fonts.BOLD), width=1200, height=750, mask=mask, max_words=len(sizes),
        random_state=seed, color_func=colour, prefer_horizontal=0.9, relative_scaling=0.5,
        min_font_size=8, margin=3,
    )  # fmt: skip
    try:
        return cloud.generate_from_frequencies(dict(sizes))
    except ValueError:
        first = " and ".join(repr(shorten(word)) for word in list(sizes)[:2])
        raise InputError(
            f"There is no room for {first}. Draw shorter terms or use a larger mask."
        ) from None


def _outline(word: str, size: int, left: float, top: float, upright: bool, font: Any) -> Any:
    """Make the outline of a word where WordCloud drew it while it looked for room.

    It draws a box as high as the word's ink and as long as its advance, turned or not.
    """
    from matplotlib.textpath import TextPath
    from matplotlib.transforms import Affine2D
    from PIL import ImageFont

    path = TextPath((0, 0), word, size=size, prop=font)
    ink = path.get_extents()
    # The picture's y axis points down.
    if upright:
        length = ImageFont.truetype(str(fonts.BOLD), size).getlength(word)
        place = Affine2D().rotate_deg(90).scale(1, -1).translate(left + ink.y1, top + length)
    else:
        place = Affine2D().scale(1, -1).translate(left, top + ink.y1)
    return path.transformed(place)

"""Saving a chart whole, with its stamp inside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policytext import stamp
from policytext.errors import InputError
from policytext.files import written_whole
from policytext.plot import fonts
from policytext.plot.svg_text import embed_fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["save", "set_stamp", "stamp_of"]

_FORMATS = (".png", ".svg", ".pdf")
#: Longest side of a picture, in dots; matplotlib draws no more than 65,535.
_MAX_SIDE = 30_000


def set_stamp(ax: Axes, table: Any) -> None:
    """Keep the stamp of the table that a chart shows with the chart."""
    ax.policytext_stamp = dict(getattr(table, "attrs", {}).get("stamp") or stamp.make())  # type: ignore[attr-defined]


def stamp_of(ax: Axes) -> stamp.Stamp:
    """Return the stamp of a chart."""
    return getattr(ax, "policytext_stamp", None) or stamp.make()


def save(ax: Axes, path: str | PathLike[str], *, dpi: int = 300, text: bool = False) -> Path:
    """Save the figure of some axes as PNG, SVG or PDF, with its stamp in the file's metadata.

    The file is written whole or not at all.

    Parameters
    ----------
    ax : Axes
        What a plot function returned.
    path : path
        Ends in .png, .svg or .pdf.
    dpi : int, default 300
        Dots per inch of a PNG; fewer if a side would be longer than 30,000 dots.
    text : bool, default False
        Write the text of an SVG as text that can be searched, selected and edited, in a font
        whose characters are put into the file and with fallbacks for programs that do not read
        such fonts. By default it is drawn as outlines, which look the same in every program. A
        PDF always has text, and a PNG none.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        If the ending is another, or a PNG shall have text.
    ReadError
        If the file cannot be written.

    Examples
    --------
    >>> import policytext as pt
    >>> ax = pt.plot.bar(pt.count(pt.datasets.load("study_report"), ["群众", "信访"]))
    >>> pt.plot.save(ax, "bar.png")  # doctest: +SKIP
    PosixPath('bar.png')
    """
    import matplotlib as mpl

    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in _FORMATS:
        raise InputError(f"`path` must end in one of {list(_FORMATS)}, got {str(path)!r}.")
    if text and suffix == ".png":
        raise InputError(
            f"`text` must be False for a PNG, which has no text, got {text!r} for {str(path)!r}. "
            "Save as .svg or .pdf."
        )
    made = stamp.line(stamp_of(ax))
    # A fixed date and salt make the same chart the same file.
    metadata: dict[str, dict[str, Any]] = {
        ".png": {"Software": "policytext", "Description": made},
        ".svg": {"Creator": "policytext", "Description": made, "Date": None},
        ".pdf": {"Creator": "policytext", "Subject": made, "CreationDate": None},
    }
    figure: Any = ax.figure
    fonts.complete(figure)
    dpi = min(dpi, int(_MAX_SIDE / max(figure.get_size_inches())))
    rules: dict[Any, Any] = {
        "svg.hashsalt": "policytext",
        "svg.fonttype": "none" if text else "path",
        "pdf.fonttype": 42,
    }
    with (
        written_whole(target) as temporary,
        mpl.rc_context(rules),
        _as_text(figure, text or suffix == ".pdf"),
    ):
        figure.savefig(
            temporary, format=suffix[1:], dpi=dpi, metadata=metadata[suffix], bbox_inches="tight"
        )
        if text and suffix == ".svg":
            svg = Path(temporary).read_text(encoding="utf-8")
            Path(temporary).write_text(embed_fonts(svg), encoding="utf-8", newline="\n")
    return target


@contextmanager
def _as_text(figure: Any, text: bool) -> Iterator[None]:
    """Have the words of clouds written as text, and not as outlines, for the time being."""
    clouds = [artist for artist in figure.findobj(lambda each: hasattr(each, "as_text")) if text]
    try:
        for cloud in clouds:
            cloud.as_text = True
        yield
    finally:
        for cloud in clouds:
            cloud.as_text = False

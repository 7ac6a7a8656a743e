"""Saving a chart whole, with its stamp inside."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policytext import stamp
from policytext.errors import InputError
from policytext.files import written_whole
from policytext.plot import fonts

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


def save(ax: Axes, path: str | PathLike[str], *, dpi: int = 200) -> Path:
    """Save the figure of some axes as PNG, SVG or PDF, with its stamp in the file's metadata.

    The file is written whole or not at all.

    Parameters
    ----------
    ax : Axes
        What a plot function returned.
    path : path
        Ends in .png, .svg or .pdf.
    dpi : int, default 200
        Dots per inch of a PNG; fewer if a side would be longer than 30,000 dots.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        If the ending is another.
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
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
    }
    with written_whole(target) as temporary, mpl.rc_context(rules):
        figure.savefig(
            temporary, format=suffix[1:], dpi=dpi, metadata=metadata[suffix], bbox_inches="tight"
        )
    return target

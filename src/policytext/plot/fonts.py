"""The fonts that ship with policytext, so that Chinese is drawn right on any machine."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["BOLD", "FAMILY", "REGULAR", "apply", "complete", "families"]

#: A subset of Noto Sans CJK SC under a name of its own; made by tools/build_fonts.py.
FAMILY = "PolicyText Sans"
_FOLDER = Path(__file__).parent.parent / "data" / "fonts"
REGULAR = _FOLDER / "PolicyTextSans-Regular.ttf"
BOLD = _FOLDER / "PolicyTextSans-Bold.ttf"
#: Fonts with more characters, asked when ours lacks one; only those installed are named, since
#: matplotlib logs each that is not.
_FALLBACKS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei",
    "SimSun", "DejaVu Sans",
)  # fmt: skip


@cache
def families() -> tuple[str, ...]:
    """Make our font known to matplotlib and name the fonts to draw with, ours first."""
    from matplotlib import font_manager

    for file in (REGULAR, BOLD):
        font_manager.fontManager.addfont(file)
    # matplotlib's list of fonts is kept in a file and may name one that was removed since; drawing
    # with that would make the list anew, without ours.
    listed = [*font_manager.fontManager.ttflist, *font_manager.fontManager.afmlist]
    installed = {font.name for font in listed if Path(font.fname).exists()}
    return (FAMILY, *(family for family in _FALLBACKS if family in installed))


def complete(figure: Figure) -> None:
    """Give our fonts to what was written on a figure later, unless its font was chosen."""
    import matplotlib as mpl
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        if text.get_fontfamily() == list(mpl.rcParams["font.family"]):
            text.set_fontfamily(families())


def apply(ax: Axes) -> None:
    """Set the fonts of everything written on some axes, and of tick labels still to come."""
    from matplotlib.text import Text

    for text in ax.findobj(Text):
        text.set_fontfamily(families())
        # A dollar sign in a term is a dollar sign, not the beginning of a formula.
        text.set_parse_math(False)
    ax.tick_params(labelfontfamily=list(families()))

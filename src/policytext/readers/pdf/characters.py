"""The characters of one line of a PDF page, and the spaces between them."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from policytext.numbering import parse_marker
from policytext.readers.pdf.page import Glyphs

__all__ = ["Cell", "Line", "Run", "is_marker", "make_line"]

# Radicals share their drawing with a character, and some programs write the radical's code.
_RADICALS = (
    "⺂⺃⺅⺉⺋⺏⺐⺒⺓⺔⺕⺖⺘⺙⺛⺞⺠⺡⺣⺤⺦⺨⺭⺯⺰⺱⺳⺹⺺⺾⻂⻅⻆⻈⻉⻋⻌⻐⻑⻒⻓⻔⻖⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻮⻯⻰⻱⻲",
    "乛乚亻刂㔾尣尢巳幺彑彐忄扌攵旡歺民氵灬爫丬犭礻糹纟罓㓁耂肀艹衤见角讠贝车辶钅長镸长门阝青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐齿竜龙龜亀",
)
_COMPATIBLE = [
    *range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20),
    *range(0xFB00, 0xFB07),
]  # fmt: skip
_UNIFIED = {code: unicodedata.normalize("NFKC", chr(code)) for code in _COMPATIBLE}
_UNIFIED |= {ord(radical): han for radical, han in zip(*_RADICALS, strict=True)}
# Soft hyphens and the marks that pdfium or a font gives for no character at all.
_UNIFIED |= dict.fromkeys((0xAD, 0x85, 0x2028, 0x2029, 0xFFFE, 0xFFFF, 0xFEFF, 0x200B), "")
_CIRCLED = re.compile("[①-⑳]")
#: A number in front of an item has fewer characters than this.
_LONGEST_MARKER = 8
#: The narrowest space between Han characters, in characters, over what spreads the line.
_LEAST_GAP = 0.18
_SPACES = frozenset((0x20, 0xA0, 0x3000, 0x2002, 0x2003, 0x2009))
#: Punctuation of Chinese text below the Han characters.
_WIDE_BELOW = frozenset((0x2018, 0x2019, 0x201C, 0x201D, 0x2014, 0x2015, 0x2026, 0xB7, 0x2022))


class Cell(NamedTuple):
    """A cell of a table: its edges in points."""

    left: float
    bottom: float
    right: float
    top: float


class Line(NamedTuple):
    """A line of a page, or of one cell or column of it.

    `size` is its font size, `spread` how far apart its characters are set to fill it, `lefts` and
    `rights` are the edges of its characters. `part` is the cell that it stands in, or the column:
    "page", "left", "right", or "notes". `page` is the page's index. `raised` are the spans of
    characters that stand higher than the others, as references to notes do. Lengths in points.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    spread: float
    lefts: Sequence[float]
    rights: Sequence[float]
    part: str | Cell
    page: int
    raised: tuple[tuple[int, int], ...] = ()


class Run(NamedTuple):
    """Characters `[start, end)` of the page that follow each other on a line, and their box."""

    start: int
    end: int
    left: float
    bottom: float
    right: float
    top: float


def make_line(glyphs: Glyphs, runs: list[Run], part: str | Cell, page: int) -> Line | None:
    """Write a line from its runs, with a space where one is seen and wanted; None if it is blank.

    Parameters
    ----------
    glyphs : Glyphs
        The characters of the page.
    runs : list of Run
        Those of the line.
    part : str or Cell
        The column or cell that the line stands in.
    page : int
        The page's index.
    """
    codes, boxes, spaced = _in_order(glyphs, runs)
    if not codes:
        return None
    lefts, bottoms, rights, tops = boxes
    size = max(_size(codes, lefts, bottoms, rights, tops), 0.5)
    bottom, top = sorted(bottoms)[len(bottoms) // 2], sorted(tops)[len(tops) // 2]
    high = [low > bottom + 0.25 * size for low in bottoms]
    wide = [code >= 0x2E80 or code in _WIDE_BELOW for code in codes]
    gaps = [after - before for before, after in zip(rights, lefts[1:], strict=False)]
    spread = _spread(gaps, wide)
    characters = [chr(code) for code in codes]
    for at in range(len(gaps), 0, -1):
        gap = (gaps[at - 1] - spread) / size
        if gap > _LEAST_GAP or spaced[at]:
            space = _space(codes[at - 1], codes[at], sum(wide[at - 1 : at + 1]), gap)
            if at < _LONGEST_MARKER and is_marker("".join(characters[:at])):
                space = ""
            characters[at:at] = space
            high[at:at] = [False] * len(space)
            lefts[at:at] = [rights[at - 1]] * len(space)
            rights[at:at] = [lefts[at + len(space)]] * len(space)
    text = "".join(characters).translate(_UNIFIED)
    if not text.strip():
        return None
    raised = _spans(high) if any(high) and len(text) == len(high) else ()
    return Line(
        text, lefts[0], bottom, rights[-1], top, size, spread, array("f", lefts),
        array("f", rights), part, page, raised,
    )  # fmt: skip


def is_marker(text: str) -> bool:
    """Tell whether a text is only the number of an item, after which a tab is no space."""
    marker = parse_marker(text)
    return (marker is not None and marker.length == len(text)) or bool(_CIRCLED.fullmatch(text))


def _in_order(
    glyphs: Glyphs, runs: list[Run]
) -> tuple[list[int], tuple[list[float], ...], list[bool]]:
    """Return codes, edges and spaces of a line's characters, without the white space around."""
    where = np.concatenate([np.arange(run.start, run.end) for run in runs])
    boxes = glyphs.boxes[where]
    # Characters of a second font may be drawn after the line that they belong to.
    order = np.argsort(boxes[:, 0] + boxes[:, 2], kind="stable")
    codes = glyphs.codes[where[order]].tolist()
    seen = [index for index, code in enumerate(codes) if code not in _SPACES]
    if not seen:
        return [], (), []
    inner = slice(seen[0], seen[-1] + 1)
    edges = tuple(boxes[order[inner]].T.tolist())
    return codes[inner], edges, glyphs.spaced[where[order[inner]]].tolist()


def _spans(marked: list[bool]) -> tuple[tuple[int, int], ...]:
    """Return where marked places begin and end."""
    spans = []
    start = 0
    for mark, group in groupby(marked):
        end = start + len(list(group))
        if mark:
            spans.append((start, end))
        start = end
    return tuple(spans)


def _spread(gaps: list[float], wide: list[bool]) -> float:
    """Return how far apart the Han characters of a line are set to fill it, in points."""
    between = sorted(
        gap for gap, one, other in zip(gaps, wide, wide[1:], strict=False) if one and other
    )
    # The widest are spaces, not spread.
    usual = between[: max(1, len(between) * 4 // 5)]
    return sum(gap for gap in usual if gap > 0) / len(usual) if usual else 0.0


def _space(before: int, after: int, n_wide: int, gap: float) -> str:
    """Return the white space that a gap stands for, its width given in characters."""
    if before in _SPACES or after in _SPACES:
        return ""
    if n_wide == 0:
        return " " if gap > 0.1 else ""
    if gap > 0.8:
        return "\u3000" if gap < 1.5 else "\u3000\u3000"
    if before in _WIDE_BELOW or after in _WIDE_BELOW:
        # Some fonts make these marks narrow.
        return ""
    # Between Han and Latin characters programs leave a quarter of a character.
    han = 0x4E00 <= before <= 0x9FFF and 0x4E00 <= after <= 0x9FFF
    return " " if gap > (_LEAST_GAP if han else 0.4) else ""


def _size(
    codes: list[int], lefts: list[float], bottoms: list[float], rights: list[float],
    tops: list[float],
) -> float:  # fmt: skip
    """Return the font size of a line: the width of its Han characters, or the height of others."""
    widths = sorted(
        right - left
        for code, left, right in zip(codes, lefts, rights, strict=True)
        if 0x4E00 <= code <= 0x9FFF
    )
    if widths:
        return widths[len(widths) // 2]
    heights = sorted(top - bottom for bottom, top in zip(bottoms, tops, strict=True))
    return heights[len(heights) // 2]

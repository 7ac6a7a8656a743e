"""A page of a PDF as pdfium gives it: its characters with their boxes, its rules, its pictures."""

from __future__ import annotations

import ctypes
import math
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Glyphs", "Page", "Rules", "TooManyCharactersError", "read_page"]

#: A page that is read has some thousands of characters; one with more than this is not a page.
_MAX_CHARACTERS = 200_000
#: Maps and drawings have hundreds of thousands of lines; a table's come among the first.
_MAX_OBJECTS = 20_000
_MAX_SEGMENTS = 400
#: How many characters show which way the writing of a page runs.
_ANGLE_SAMPLES = 60
#: The height of a font in font sizes, where no Han character shows it.
_USUAL_HEIGHT = 1.1
#: A page is at most 200 inches wide; what is drawn farther out is not on it, in points.
_FARTHEST = 20_000
#: A rule is at most this thick, in points.
_RULE = 3.0


class TooManyCharactersError(ValueError):
    """A page has more characters than a page can have."""


class Glyphs(NamedTuple):
    """The characters of a page in the order they were drawn.

    `boxes` has a row for each: left, bottom, right, top, in points from the lower left corner of
    the page as read. Bottom and top are where a Han character of the font's size would have them,
    whatever the font says of itself. `spaced` tells whether pdfium saw a space before it.
    """

    codes: np.ndarray  # int64 [n]
    boxes: np.ndarray  # float64 [n, 4]
    spaced: np.ndarray  # bool [n]


class Rules(NamedTuple):
    """Straight lines that are drawn: (y, left, right) across and (x, bottom, top) upright."""

    across: list[tuple[float, float, float]]
    upright: list[tuple[float, float, float]]


class Page(NamedTuple):
    """What is on a page; `drawn` tells whether it holds a picture or a drawing."""

    width: float
    height: float
    glyphs: Glyphs
    rules: Rules
    drawn: bool


def read_page(page: Any, raw: Any) -> Page:
    """Read a page of pypdfium2; `raw` is the library's module of plain functions."""
    text = page.get_textpage()
    try:
        codes, boxes, origins, spaced, turn = _read_characters(text.raw, raw)
    finally:
        text.close()
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    corner = np.array([left, bottom, left, bottom])
    boxes = _turned(boxes - corner, turn, width, height)
    baselines = _turned(origins - corner, turn, width, height)[:, 1]
    rules, drawn = _read_rules(page.raw, raw)
    across = [(y - bottom, x0 - left, x1 - left) for y, x0, x1 in rules.across]
    upright = [(x - left, y0 - bottom, y1 - bottom) for x, y0, y1 in rules.upright]
    if turn:
        # Rules of turned tables are rare and the text reads on without them.
        across, upright = [], []
    if turn % 2:
        width, height = height, width
    sizes = _sizes(codes, boxes)
    boxes[:, 1], boxes[:, 3] = baselines - 0.12 * sizes, baselines + 0.88 * sizes
    return Page(width, height, Glyphs(codes, boxes, spaced), Rules(across, upright), drawn)


def _read_characters(
    text: Any, raw: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int]:
    """Read codes, boxes, origins and spaces, and by how many quarters the writing is turned."""
    count = max(raw.FPDFText_CountChars(text), 0)
    if count > _MAX_CHARACTERS:
        raise TooManyCharactersError(
            f"has {count:,} characters; at most {_MAX_CHARACTERS:,} are read. "
            "It is not a page of text."
        )
    rectangles = (raw.FS_RECTF * count)()
    places = (ctypes.c_double * (2 * count))()
    get_box, get_code = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetUnicode
    get_origin = raw.FPDFText_GetCharOrigin
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(count):
        get_box(text, index, rectangles[index])
        get_origin(text, index, x, y)
        places[2 * index], places[2 * index + 1] = x.value, y.value
    codes = np.array([get_code(text, index) for index in range(count)], dtype=np.int64)
    # FS_RECTF is left, top, right, bottom.
    boxes = np.frombuffer(rectangles, dtype=np.float32).reshape(count, 4)[:, [0, 3, 2, 1]]
    origins = np.frombuffer(places, dtype=float).reshape(count, 2)[:, [0, 1, 0, 1]]
    kept = _kept(codes, boxes, origins)
    spaced = np.zeros(len(kept), dtype=bool)
    spaced[1:] = np.diff(kept) > 1
    angles = [
        raw.FPDFText_GetCharAngle(text, int(index))
        for index in kept[:: max(1, len(kept) // _ANGLE_SAMPLES)]
    ]
    turns = [round(angle / (math.pi / 2)) % 4 for angle in angles]
    turn = max(range(4), key=turns.count) if turns else 0
    return codes[kept], boxes[kept].astype(float), origins[kept], spaced, turn


def _kept(codes: np.ndarray, boxes: np.ndarray, origins: np.ndarray) -> np.ndarray:
    """Return the indices of the characters that are drawn, and on the page."""
    # pdfium writes line ends and some spaces of its own: they have no box.
    drawn = (boxes[:, 2] > boxes[:, 0]) | (boxes[:, 3] > boxes[:, 1])
    numbers = np.isfinite(boxes).all(axis=1) & np.isfinite(origins).all(axis=1)
    near = (np.abs(boxes) < _FARTHEST).all(axis=1) & (np.abs(origins) < _FARTHEST).all(axis=1)
    hyphen = codes == 2
    known = (codes >= 32) & (codes != 0x7F) & (codes < 0x110000)
    known &= (codes < 0xD800) | (codes > 0xDFFF)
    # pdfium marks a hyphen that it takes for one at a line end.
    codes[hyphen] = ord("-")
    return np.flatnonzero(drawn & numbers & near & (known | hyphen))


def _sizes(codes: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Return the font size of each character, in points.

    A Han character is as wide as its font's size; what a font says of its height may be anything,
    but is much the same for the fonts of a page.
    """
    heights = np.maximum(boxes[:, 3] - boxes[:, 1], 0.1)
    widths = np.maximum(boxes[:, 2] - boxes[:, 0], 0.1)
    han = (codes >= 0x4E00) & (codes <= 0x9FFF)
    ratio = float(np.median(heights[han] / widths[han])) if han.any() else _USUAL_HEIGHT
    return np.asarray(np.where(han, widths, heights / ratio))


def _turned(boxes: np.ndarray, turn: int, width: float, height: float) -> np.ndarray:
    """Turn boxes so that writing turned by `turn` quarters, anticlockwise, runs to the right."""
    left, bottom, right, top = boxes.T
    if turn == 1:
        columns = (bottom, width - right, top, width - left)
    elif turn == 2:
        columns = (width - right, height - top, width - left, height - bottom)
    elif turn == 3:
        columns = (height - top, left, height - bottom, right)
    else:
        columns = (left, bottom, right, top)
    return np.stack(columns, axis=1)


def _read_rules(page: Any, raw: Any) -> tuple[Rules, bool]:
    """Find the straight lines of a page, and whether there are pictures or drawings."""
    rules = Rules([], [])
    bounds = [ctypes.c_float() for _ in range(4)]
    pictures = paths = 0
    for index in range(min(raw.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        item = raw.FPDFPage_GetObject(page, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING, raw.FPDF_PAGEOBJ_FORM):
            pictures += 1
        if kind != raw.FPDF_PAGEOBJ_PATH or not raw.FPDFPageObj_GetBounds(item, *bounds):
            continue
        paths += 1
        left, bottom, right, top = (value.value for value in bounds)
        if min(right - left, top - bottom) <= _RULE:
            _add_rule(rules, left, bottom, right, top)
        elif _is_stroked(item, raw):
            _add_segments(rules, item, raw)
    # Writing turned into outlines is hundreds of paths; a frame or a rule is a few.
    return rules, pictures > 0 or paths > 50


def _add_rule(rules: Rules, left: float, bottom: float, right: float, top: float) -> None:
    """Add a line that is wide or high, not a dot."""
    if right - left > 2 * _RULE and top - bottom <= _RULE:
        rules.across.append(((top + bottom) / 2, left, right))
    elif top - bottom > _RULE and right - left <= _RULE:
        rules.upright.append(((left + right) / 2, bottom, top))


def _is_stroked(item: Any, raw: Any) -> bool:
    """Tell whether the outline of a shape is drawn."""
    fill, stroke = ctypes.c_int(), raw.FPDF_BOOL()
    return bool(raw.FPDFPath_GetDrawMode(item, fill, stroke) and stroke.value)


def _add_segments(rules: Rules, item: Any, raw: Any) -> None:
    """Add the upright and level sides of a shape."""
    count = raw.FPDFPath_CountSegments(item)
    matrix = raw.FS_MATRIX()
    if count > _MAX_SEGMENTS or not raw.FPDFPageObj_GetMatrix(item, matrix):
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = (0.0, 0.0)
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            return
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            _add_line(rules, before, point)
        if raw.FPDFPathSegment_GetClose(segment):
            _add_line(rules, point, start)
        before = point


def _add_line(rules: Rules, one: tuple[float, float], other: tuple[float, float]) -> None:
    """Add a straight line between two points."""
    left, right = sorted((one[0], other[0]))
    bottom, top = sorted((one[1], other[1]))
    _add_rule(rules, left, bottom, right, top)

"""The lines of a PDF page, in the order in which they are read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby

import numpy as np

from policytext.readers.pdf.characters import Cell, Line, Run, is_marker, make_line
from policytext.readers.pdf.page import Glyphs, Page, Rules

__all__ = ["page_lines"]

#: A gap this wide, in characters, parts two columns or cells; a narrower one is a space.
_CELL_GAP = 1.8
#: A gap this wide may be one between columns.
_RUN_GAP = 1.0
#: Rules closer than this, in points, are one.
_SNAP = 2.5
_MOST_RULES = 2_000
#: Fewest lines in each of two columns of text.
_COLUMN_LINES = 8


def page_lines(page: Page, index: int) -> list[Line]:
    """List the lines of a page: column by column, tables cell by cell."""
    if not len(page.glyphs.codes):
        return []
    runs = _runs(page.glyphs)
    size = _common_size(page.glyphs)
    body: list[Run] = []
    cells: dict[Cell, list[Run]] = {}
    for run, cell in _placed(runs, page, page.glyphs):
        if cell is None:
            body.append(run)
        else:
            cells.setdefault(cell, []).append(run)
    tables = [
        (cell, _lines(page.glyphs, _rows(inside), cell, index)) for cell, inside in cells.items()
    ]
    tables.sort(key=lambda table: (-table[0].top, table[0].left))
    rest = [
        _lines(page.glyphs, pieces, part, index)
        for part, pieces in _body_rows(body, page.width, size, page.glyphs.codes)
    ]
    lines = list(_in_order(tables, rest))
    under = _note_rule(page)
    return [line._replace(part="notes") if line.top < under else line for line in lines]


def _note_rule(page: Page) -> float:
    """Return the height of the short rule over the footnotes, 0 where there is none."""
    short = [
        at
        for at, left, right in page.rules.across
        if 0.1 * page.width < right - left < 0.45 * page.width
        and at < 0.6 * page.height
        and not any(
            left - _SNAP < x < right + _SNAP and low - _SNAP < at < high + _SNAP
            for x, low, high in page.rules.upright
        )
    ]
    return min(short, default=0.0)


def _lines(glyphs: Glyphs, rows: list[list[Run]], part: str | Cell, page: int) -> list[Line]:
    """Write the lines that are not blank."""
    lines = [make_line(glyphs, row, part, page) for row in rows]
    return [line for line in lines if line is not None]


def _in_order(tables: list[tuple[Cell, list[Line]]], rest: list[list[Line]]) -> Iterator[Line]:
    """Yield the lines of tables and of the rest, each cell before what stands under its top."""
    done = 0
    for lines in rest:
        while lines and done < len(tables) and tables[done][0].top >= lines[0].top:
            yield from tables[done][1]
            done += 1
        yield from lines
    for _, lines in tables[done:]:
        yield from lines


# ---------------------------------------------------------------- runs


def _runs(glyphs: Glyphs) -> list[Run]:
    """Cut the characters where the next does not follow on the same line."""
    left, bottom, right, top = glyphs.boxes.T
    height = np.maximum(top - bottom, 1.0)
    low = np.minimum(height[1:], height[:-1])
    overlap = np.minimum(top[1:], top[:-1]) - np.maximum(bottom[1:], bottom[:-1])
    gap = left[1:] - right[:-1]
    cuts = (overlap < 0.5 * low) | (gap < -0.6 * low) | (gap > _RUN_GAP * low)
    starts = [0, *(np.flatnonzero(cuts) + 1).tolist()]
    minima = np.minimum.reduceat(glyphs.boxes, starts, axis=0)
    maxima = np.maximum.reduceat(glyphs.boxes, starts, axis=0)
    ends = [*starts[1:], len(glyphs.codes)]
    return [
        Run(start, end, low_box[0], low_box[1], high_box[2], high_box[3])
        for start, end, low_box, high_box in zip(
            starts, ends, minima.tolist(), maxima.tolist(), strict=True
        )
    ]


def _common_size(glyphs: Glyphs) -> float:
    """Return the font size of most characters."""
    return float(np.median(glyphs.boxes[:, 3] - glyphs.boxes[:, 1]))


def _rows(runs: list[Run]) -> list[list[Run]]:
    """Group runs that stand beside each other, from top to bottom, each group left to right."""
    rows: list[list[Run]] = []
    bottom = top = 0.0
    for run in sorted(runs, key=lambda run: -(run.top + run.bottom)):
        overlap = min(run.top, top) - max(run.bottom, bottom)
        if rows and overlap > 0.5 * min(run.top - run.bottom, top - bottom):
            rows[-1].append(run)
        else:
            rows.append([run])
            bottom, top = run.bottom, run.top
    for row in rows:
        row.sort(key=lambda run: run.left)
    return rows


# ---------------------------------------------------------------- tables


def _placed(runs: list[Run], page: Page, glyphs: Glyphs) -> Iterator[tuple[Run, Cell | None]]:
    """Yield each run with the cell it stands in, cut where an upright rule passes through."""
    across, upright = _snapped(page.rules)
    # A drawing has thousands of lines, a table some dozens.
    if not (1 < len(across) < _MOST_RULES and 0 < len(upright) < _MOST_RULES):
        yield from ((run, None) for run in runs)
        return
    for run in runs:
        for piece in _cut_at_rules(run, upright, glyphs):
            yield piece, _cell_around(piece, across, upright, page)


def _snapped(rules: Rules) -> tuple[list[tuple[float, float, float]], ...]:
    """Give rules that are nearly at the same place the same place, sorted by it."""
    snapped = []
    for lines in rules:
        near: list[tuple[float, float, float]] = []
        place = -1e9
        for at, start, end in sorted(lines):
            if at - place > _SNAP:
                place = at
            near.append((place, start, end))
        snapped.append(near)
    return tuple(snapped)


def _cut_at_rules(
    run: Run, upright: list[tuple[float, float, float]], glyphs: Glyphs
) -> Iterator[Run]:
    """Cut a run at the upright rules that pass between its characters."""
    middle = (run.bottom + run.top) / 2
    places = {x for x, low, high in upright if run.left < x < run.right and low <= middle <= high}
    if not places:
        yield run
        return
    centres = (glyphs.boxes[run.start : run.end, 0] + glyphs.boxes[run.start : run.end, 2]) / 2
    ordered = sorted(places)
    indices = range(run.start, run.end)
    for _, group in groupby(
        indices, key=lambda i: bisect_right(ordered, float(centres[i - run.start]))
    ):
        members = list(group)
        boxes = glyphs.boxes[members[0] : members[-1] + 1]
        low, high = boxes.min(axis=0), boxes.max(axis=0)
        yield Run(
            members[0], members[-1] + 1,
            float(low[0]), float(low[1]), float(high[2]), float(high[3]),
        )  # fmt: skip


def _cell_around(
    run: Run,
    across: list[tuple[float, float, float]],
    upright: list[tuple[float, float, float]],
    page: Page,
) -> Cell | None:
    """Find the rules next to a run on its four sides; a table may be open at left and right."""
    x, y = (run.left + run.right) / 2, (run.bottom + run.top) / 2
    level = [rule for rule in across if rule[1] - _SNAP <= x <= rule[2] + _SNAP]
    above = next((rule for rule in level if rule[0] >= y), None)
    below = next((rule for rule in reversed(level) if rule[0] < y), None)
    if above is None or below is None:
        return None
    beside = [at for at, low, high in upright if low - _SNAP <= y <= high + _SNAP]
    right = next((at for at in beside if at >= x), None)
    left = next((at for at in reversed(beside) if at < x), None)
    if left is None and right is None:
        return None
    left = min(above[1], below[1]) if left is None else left
    right = max(above[2], below[2]) if right is None else right
    if right - left > 0.6 * page.width and above[0] - below[0] > 0.5 * page.height:
        # A frame around the page.
        return None
    return Cell(left, below[0], right, above[0])


# ---------------------------------------------------------------- columns


def _body_rows(
    runs: list[Run], width: float, size: float, codes: np.ndarray
) -> Iterator[tuple[str, list[list[Run]]]]:
    """Yield the rows outside tables with their column, each as its pieces from left to right."""
    gutter = _gutter(runs, width)
    if gutter is None:
        yield from _pieces("page", _rows(runs), size, codes)
        return
    waiting: list[Run] = []
    for row in _rows(runs):
        if any(run.left < gutter < run.right for run in row):
            yield from _columns(waiting, gutter, size, codes)
            waiting = []
            yield from _pieces("page", [row], size, codes)
        else:
            waiting.extend(row)
    yield from _columns(waiting, gutter, size, codes)


def _columns(
    runs: list[Run], gutter: float, size: float, codes: np.ndarray
) -> Iterator[tuple[str, list[list[Run]]]]:
    """Yield the rows left of the gutter, then those right of it."""
    left = [run for run in runs if run.right <= gutter]
    yield from _pieces("left", _rows(left), size, codes)
    yield from _pieces("right", _rows([run for run in runs if run.right > gutter]), size, codes)


def _gutter(runs: list[Run], width: float) -> float | None:
    """Find the empty strip between two columns of running text."""
    if len(runs) < 2 * _COLUMN_LINES:
        return None
    best: tuple[int, float] | None = None
    for step in range(35, 66):
        x = width * step / 100
        crossing = sum(run.left < x < run.right for run in runs)
        if best is None or crossing < best[0]:
            best = (crossing, x)
    assert best is not None
    crossing, x = best
    for side in (
        [run for run in runs if run.right <= x], [run for run in runs if run.left >= x]
    ):  # fmt: skip
        if len(side) < _COLUMN_LINES or crossing * 2 > len(side):
            return None
        left, right = min(run.left for run in side), max(run.right for run in side)
        widths = sorted(run.right - run.left for run in side)
        if widths[len(widths) // 2] < 0.7 * (right - left) or right - left < 0.2 * width:
            return None
    return x


def _pieces(
    part: str, rows: list[list[Run]], size: float, codes: np.ndarray
) -> Iterator[tuple[str, list[list[Run]]]]:
    """Yield rows, cut into cells where the gaps of neighbouring rows stand over each other."""
    gaps = [_gaps(row, size, codes) for row in rows]
    for index, row in enumerate(rows):
        beside = [*gaps[max(index - 1, 0) : index], *gaps[index + 1 : index + 2]]
        shared = [
            gap
            for gap in gaps[index]
            if any(min(gap[1], o[1]) - max(gap[0], o[0]) > size for other in beside for o in other)
        ]
        ends = [end for _, end in shared]
        cells = [
            list(group) for _, group in groupby(row, key=lambda run: bisect_right(ends, run.left))
        ]
        yield part, cells


def _gaps(row: list[Run], size: float, codes: np.ndarray) -> list[tuple[float, float]]:
    """List the wide gaps of a row, each from where to where; not the tab after a number."""
    gaps = []
    right = row[0].right
    for index, run in enumerate(row[1:]):
        first = row[0]
        number = index == 0 and is_marker("".join(map(chr, codes[first.start : first.end])).strip())
        if run.left - right > _CELL_GAP * size and not number:
            gaps.append((right, run.left))
        right = max(right, run.right)
    return gaps

"""Where the words of a cloud stand: boxes near the middle, none over another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Layout", "fill", "lay_out"]

#: The short side of a box is as many cells of its grid or up to twice as many: few cells are
#: fast, and make few shapes of box; more lose less room by rounding up, and suit a small cloud.
_CELLS, _FINE, _MANY = 4, 8, 1000
#: Room that a cloud is given at first, as a multiple of its boxes, and how the room grows.
_ROOM, _MORE = 1.7, 1.3
#: The part of a mask that boxes fill at first, how much smaller they become where some find no
#: room, and how often.
_FILLED, _SMALLER, _TRIES = 0.85, 0.95, 16
#: A box so many times as long as high is put into a shape as if it were of the next size.
_LONG = 3
#: Cells of the finest grid; words too small for it stand in boxes of a few cells.
_MOST_CELLS = 6e6


class Layout(NamedTuple):
    """Centres of boxes from the top-left corner; `placed` is False where there was no room."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    turned: NDArray[np.bool_]
    placed: NDArray[np.bool_]
    #: Left, upper, right and lower edge of all boxes.
    frame: tuple[float, float, float, float]
    #: What the boxes were multiplied by.
    scale: float


def lay_out(
    boxes: NDArray[np.float64], *, seed: int = 0, turned: float = 0.1, aspect: float = 1.6
) -> Layout:
    """Put boxes together around the first, in a picture that is as large as they need.

    Parameters
    ----------
    boxes : ndarray of float, shape (n, 2)
        Width and height of each, those that shall be in the middle first.
    seed : int, default 0
    turned : float, default 0.1
        Share of the boxes that are turned by 90°.
    aspect : float, default 1.6
        About how much wider than high the picture is.

    Returns
    -------
    Layout
        All are placed; `scale` is 1.

    Examples
    --------
    >>> layout = lay_out(np.array([[4.0, 1.0], [2.0, 1.0]]), turned=0)
    >>> layout.placed.tolist(), layout.turned.tolist()
    ([True, True], [False, False])
    """
    upright = _draw_turns(len(boxes), seed, turned)
    room = _ROOM * float(boxes.prod(axis=1).sum())
    while True:
        width = max(sqrt(room * aspect), 1.1 * float(boxes.max()))
        height = max(width / aspect, 1.1 * float(boxes.max()) if upright.any() else 0.0)
        found = _Search(boxes, upright, seed, (width, height)).run(stop=True)
        if found.placed.all():
            left, top, right, bottom = found.frame
            return found._replace(
                x=found.x - left, y=found.y - top, frame=(0.0, 0.0, right - left, bottom - top)
            )
        room *= _MORE


def fill(
    boxes: NDArray[np.float64],
    inside: NDArray[np.bool_],
    *,
    seed: int = 0,
    turned: float = 0.1,
) -> Layout:
    """Put boxes into a shape, all smaller by one factor until they find room.

    Parameters
    ----------
    boxes : ndarray of float, shape (n, 2)
    inside : ndarray of bool, shape (height, width)
        The picture; boxes stand where it is True.
    seed : int, default 0
    turned : float, default 0.1

    Returns
    -------
    Layout
        In the picture's pixels. `placed` is False for boxes that find no room though the others
        have become much smaller; `scale` is what the boxes were multiplied by.

    Examples
    --------
    >>> layout = fill(np.array([[4.0, 1.0], [2.0, 1.0]]), np.ones((50, 80), dtype=bool))
    >>> layout.placed.tolist(), layout.scale > 5
    ([True, True], True)
    """
    upright = _draw_turns(len(boxes), seed, turned)
    scale = sqrt(_FILLED * inside.sum() / boxes.prod(axis=1).sum())
    for number in range(_TRIES):
        last = number == _TRIES - 1
        search = _Search(boxes * scale, upright, seed, inside.shape[::-1], inside)
        found = search.run(stop=not last)
        if last or found.placed.all():
            break
        scale *= _SMALLER
    return found._replace(scale=scale)


def _draw_turns(n: int, seed: int, turned: float) -> NDArray[np.bool_]:
    """Choose the boxes that are turned; never the first, which is what the cloud is about."""
    chosen = np.random.default_rng(seed).random(n) < turned
    chosen[:1] = False
    return chosen


@dataclass
class _Search:
    """Boxes of one shape are put in their places together, on a grid that suits their size.

    The free places are found once for each shape, and not for each box: a box that is put
    somewhere takes a rectangle from the places of the others of its shape.
    """

    boxes: NDArray[np.float64]
    upright: NDArray[np.bool_]
    seed: int
    size: tuple[float, float]
    inside: NDArray[np.bool_] | None = None

    def run(self, *, stop: bool) -> Layout:
        """Place the boxes, the large ones first; stop at the first without room if asked to."""
        n = len(self.boxes)
        self.centres = np.full((n, 2), np.nan)
        self.turned = self.upright.copy()
        self.done: list[int] = []
        #: How far from the middle places are looked for; grows with the cloud.
        self.reach = 1e-5
        for cell, groups in self._levels():
            taken = self._rasterise(cell)
            distance = self._distances(cell, taken.shape)
            for shape, members in groups:
                left = self._place(taken, distance, cell, shape, members)
                if left and self.inside is not None:
                    self.turned[left] = ~self.turned[left]
                    left = self._place(taken, distance, cell, shape[::-1], left)
                if left and stop:
                    return self._result()
        return self._result()

    def _result(self) -> Layout:
        x, y = self.centres.T
        half = self._sides() / 2
        edges = np.concatenate([self.centres - half, -self.centres - half], axis=1)
        # Without a box that was placed the frame is of no use, and all are NaN.
        left, top, right, bottom = np.fmin.reduce(edges).tolist()
        frame = (left, top, -right, -bottom)
        return Layout(x, y, self.turned, ~np.isnan(x), frame, 1.0)

    def _sides(self) -> NDArray[np.float64]:
        """Give width and height of the boxes as they stand."""
        return np.where(self.turned[:, None], self.boxes[:, ::-1], self.boxes)

    def _levels(self) -> Iterator[tuple[float, list[tuple[tuple[int, int], list[int]]]]]:
        """Group boxes by the cell of their grid and their shape in cells, the largest first."""
        short = self.boxes.min(axis=1)
        if self.inside is not None:
            # A shape has few places for long boxes, so these come before they are gone.
            short = np.maximum(short, self.boxes.max(axis=1) / _LONG)
        width, height = self.size
        cells = _CELLS if len(self.boxes) > _MANY else _FINE
        least = max(float(short.min()), cells * sqrt(width * height / _MOST_CELLS))
        levels = np.maximum(np.floor(np.log2(short / least) + 1e-9), 0).astype(int)
        for level in sorted(set(levels.tolist()), reverse=True):
            cell = least / cells * 2.0**level
            groups: dict[tuple[int, int], list[int]] = {}
            for index in np.flatnonzero(levels == level).tolist():
                across, down = (ceil(side / cell - 1e-9) for side in self.boxes[index])
                shape = (across, down) if self.turned[index] else (down, across)
                groups.setdefault(shape, []).append(index)
            yield cell, sorted(groups.items(), key=lambda item: (-min(item[0]), item[1][0]))

    def _rasterise(self, cell: float) -> NDArray[np.uint8]:
        """Draw what is taken on a grid: a cell is taken if any of it is."""
        width, height = (max(1, int(side / cell + 1e-9)) for side in self.size)
        taken = np.zeros((height, width), dtype=np.uint8)
        if self.inside is not None:
            taken |= _shrink(~self.inside, cell, (height, width))
        sides = self._sides()
        for index in self.done:
            low = (self.centres[index] - sides[index] / 2) / cell + 1e-9
            high = (self.centres[index] + sides[index] / 2) / cell - 1e-9
            x, y = int(low[0]), int(low[1])
            taken[y : ceil(high[1]), x : ceil(high[0])] = 1
        return taken

    def _distances(self, cell: float, shape: tuple[int, int]) -> NDArray[np.float32]:
        """Tell how far each cell is from the middle, by a measure whose circle is a rounded box.

        Waves drawn by the seed bend it a little, so that clouds of other seeds look otherwise.
        """
        rng = np.random.default_rng(self.seed)
        phases, turns = rng.uniform(0, 2 * np.pi, (2, 3)), rng.uniform(1, 3, (2, 3))
        width, height = self.size
        middle = np.array([width / 2, height / 2])
        if self.inside is not None:
            # The middle of the shape, not of the picture.
            rows, columns = (self.inside.sum(axis=axis) for axis in (1, 0))
            middle[0] = np.average(np.arange(len(columns)) + 0.5, weights=columns)
            middle[1] = np.average(np.arange(len(rows)) + 0.5, weights=rows)
        x, y = ((np.arange(shape[1 - axis]) + 0.5) * cell for axis in (0, 1))
        across, down = (
            np.abs((v - m) / s) for v, m, s in zip((x, y), middle, self.size, strict=True)
        )
        waves = [
            np.cos(2 * np.pi * v[:, None] / side * turn + phase).sum(axis=1)
            for v, side, turn, phase in zip((x, y), self.size, turns, phases, strict=True)
        ]
        plain = across[None, :] ** 2.5 + down[:, None] ** 2.5
        bent: NDArray[Any] = plain * (1 + 0.06 * (waves[0][None, :] + waves[1][:, None]))
        return bent.astype(np.float32)

    def _place(
        self,
        taken: NDArray[np.uint8],
        distance: NDArray[np.float32],
        cell: float,
        shape: tuple[int, int],
        members: list[int],
    ) -> list[int]:
        """Put boxes of one shape in the free places nearest to the middle; return those left."""
        height, width = shape
        free = _free_places(taken, shape)
        if free is None:
            return members
        rows, columns = free.shape
        # A place is named by its corner and as far from the middle as its centre.
        far = distance[height // 2 :, width // 2 :][:rows, :columns]
        # A box takes at most so many places from the others of its shape.
        enough = len(members) * (2 * height - 1) * (2 * width - 1)
        while True:
            near = free.view(bool) & (far <= self.reach)
            if np.count_nonzero(near) >= enough or self.reach > far.max():
                break
            self.reach *= 1.5
        places = np.flatnonzero(near)
        values = far[near]
        if enough < len(places):
            # With all that are as near as the last, so that the answer does not depend on the
            # order of partition.
            nearest = values <= np.partition(values, enough)[enough]
            places, values = places[nearest], values[nearest]
        places = places[np.lexsort((places, values))]
        waiting = iter(members)
        index = next(waiting)
        flags: Any = memoryview(free.reshape(-1))  # type: ignore[arg-type]
        for place in places.tolist():
            if not flags[place]:
                continue
            y, x = divmod(place, columns)
            free[max(0, y - height + 1) : y + height, max(0, x - width + 1) : x + width] = 0
            taken[y : y + height, x : x + width] = 1
            self.centres[index] = ((x + width / 2) * cell, (y + height / 2) * cell)
            self.done.append(index)
            found = next(waiting, None)
            if found is None:
                return []
            index = found
        return [index, *waiting]


def _free_places(taken: NDArray[np.uint8], shape: tuple[int, int]) -> NDArray[np.uint8] | None:
    """Mark the top-left corners of boxes under which nothing is taken; None if too large."""
    height, width = shape
    if height > taken.shape[0] or width > taken.shape[1]:
        return None
    for axis, length in enumerate(shape):
        # The box is spread to the cells before it, by doubling: bytes and no sums are fastest.
        spread, done = taken, 1
        while done < length:
            step = min(done, length - done)
            head, tail = (slice(None, -step), slice(step, None))
            spread = spread[head] | spread[tail] if axis == 0 else spread[:, head] | spread[:, tail]
            done += step
        taken = spread
    free: NDArray[np.uint8] = (taken == 0).view(np.uint8)
    return free


def _shrink(outside: NDArray[np.bool_], cell: float, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Draw a mask on a grid: a cell is taken if a pixel that it touches is outside."""
    sums = np.zeros((outside.shape[0] + 1, outside.shape[1] + 1), dtype=np.int64)
    sums[1:, 1:] = outside.cumsum(axis=0).cumsum(axis=1)
    edges = [
        (
            np.floor(np.arange(n) * cell + 1e-9).astype(int),
            np.minimum(np.ceil((np.arange(n) + 1) * cell - 1e-9).astype(int), side),
        )
        for n, side in zip(shape, outside.shape, strict=True)
    ]
    (top, bottom), (left, right) = edges
    inner = sums[np.ix_(bottom, right)] - sums[np.ix_(top, right)]
    inner += sums[np.ix_(top, left)] - sums[np.ix_(bottom, left)]
    return (inner > 0).view(np.uint8)

"""The cells of 2×2 tables, their sums, and how a formula over them becomes a measure."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

__all__ = ["MEASURES", "Table", "expected", "measure", "table_of"]

Measure = Callable[..., "Array"]

#: Every measure by its name, which is also its column in tables.
MEASURES: dict[str, Measure] = {}


class Table(NamedTuple):
    """The cells of tables and what is made of them."""

    o11: Array
    o12: Array
    o21: Array
    o22: Array

    @property
    def r1(self) -> Array:
        """O11 + O12."""
        return self.o11 + self.o12

    @property
    def r2(self) -> Array:
        """O21 + O22."""
        return self.o21 + self.o22

    @property
    def c1(self) -> Array:
        """O11 + O21."""
        return self.o11 + self.o21

    @property
    def c2(self) -> Array:
        """O12 + O22."""
        return self.o12 + self.o22

    @property
    def n(self) -> Array:
        """The sum of all cells."""
        return self.o11 + self.o12 + self.o21 + self.o22

    @property
    def expected(self) -> tuple[Array, Array, Array, Array]:
        """The expected values of the cells, in their order."""
        n = self.n
        rows, columns = (self.r1, self.r2), (self.c1, self.c2)
        e11, e12, e21, e22 = (r * c / n for r in rows for c in columns)
        return e11, e12, e21, e22

    @property
    def e11(self) -> Array:
        """The expected value of O11."""
        return self.r1 * self.c1 / self.n


def table_of(o11: ArrayLike, o12: ArrayLike, o21: ArrayLike, o22: ArrayLike) -> Table:
    """Make arrays of one shape."""
    cells = [np.asarray(cell, dtype=np.float64) for cell in (o11, o12, o21, o22)]
    return Table(*np.broadcast_arrays(*cells))


def measure(*, margins: bool = False, test: bool = False) -> Callable[[Measure], Measure]:
    """Make a formula over a `Table` a measure over four cells, and list it.

    `margins`: it needs O11 and the sums alone. `test`: it needs every row and column to be filled.
    """

    def register(formula: Measure) -> Measure:
        @wraps(formula)
        def of_cells(
            o11: ArrayLike, o12: ArrayLike, o21: ArrayLike, o22: ArrayLike, **options: Any
        ) -> Array:
            table = table_of(o11, o12, o21, o22)
            with np.errstate(divide="ignore", invalid="ignore"):
                values = formula(table, **options)
                undefined = np.zeros(values.shape, dtype=bool)
                if not margins:
                    undefined |= np.min(table, axis=0) < 0
                if test:
                    sums = (table.r1, table.r2, table.c1, table.c2)
                    undefined |= np.min(sums, axis=0) <= 0
            return np.where(undefined, np.nan, values)

        # The formula's own argument is a table: help must show the measure's.
        del of_cells.__wrapped__
        MEASURES[formula.__name__] = of_cells
        return of_cells

    return register


def expected(
    o11: ArrayLike, o12: ArrayLike, o21: ArrayLike, o22: ArrayLike
) -> tuple[Array, Array, Array, Array]:
    """Return the four expected values, Ri Cj / N; NaN for an empty table."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return table_of(o11, o12, o21, o22).expected

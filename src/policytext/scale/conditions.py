"""Which documents are chosen: conditions on columns, asked of statistics, columns and documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from policytext.errors import InputError, nearest
from policytext.scale.schema import TYPED, typed_value

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Condition", "conditions_of"]


class Condition(NamedTuple):
    """What one column must hold: one of some values, or a value between two."""

    column: str
    values: tuple[object, ...] | None
    low: object = None
    high: object = None

    def __str__(self) -> str:
        """Write it for people: ``year=2013..2017``, several values with a bar between them."""
        if self.values is not None:
            return f"{self.column}={'|'.join(dict.fromkeys(map(str, self.values)))}"
        low, high = ("" if bound is None else bound for bound in (self.low, self.high))
        return f"{self.column}={low}..{high}"

    @property
    def is_typed(self) -> bool:
        """Whether the column of the Parquet file tells it for every document."""
        if self.column not in TYPED:
            return False
        asked = self.values if self.values is not None else _given((self.low, self.high))
        return all(typed_value(self.column, value) is not None for value in asked)

    def may_hold(self, low: Any, high: Any) -> bool:
        """Tell whether a value from `low` to `high` can fit; the condition is a typed one."""
        if self.values is not None:
            return any(low <= typed_value(self.column, value) <= high for value in self.values)
        return (self.low is None or typed_value(self.column, self.low) <= high) and (
            self.high is None or typed_value(self.column, self.high) >= low
        )

    def mask(self, column: pa.ChunkedArray) -> Any:
        """Tell of each row whether it fits; the condition is a typed one."""
        import pyarrow as pa
        from pyarrow import compute

        if self.values is not None:
            wanted = [typed_value(self.column, value) for value in self.values]
            return compute.is_in(column, pa.array(wanted, column.type))
        found = compute.is_valid(column)
        for bound, compare in ((self.low, "greater_equal"), (self.high, "less_equal")):
            if bound is not None:
                limit = pa.scalar(typed_value(self.column, bound), column.type)
                found = compute.and_kleene(found, compute.call_function(compare, [column, limit]))
        return compute.fill_null(found, False)

    def fits(self, value: object) -> bool:
        """Tell whether a value of `docs` fits."""
        if self.values is not None:
            return any(_equal(value, wanted) for wanted in self.values)
        if value is None:
            return False
        try:
            return all(
                bound is None or compare(*_alike(value, bound))
                for bound, compare in ((self.low, _not_below), (self.high, _not_above))
            )
        except TypeError:
            return False


def _not_below(value: Any, bound: Any) -> bool:
    return bool(value >= bound)


def _not_above(value: Any, bound: Any) -> bool:
    return bool(value <= bound)


def _equal(value: Any, wanted: Any) -> bool:
    value, wanted = _alike(value, wanted)
    return bool(value == wanted)


def _alike(value: Any, asked: Any) -> tuple[Any, Any]:
    """Compare days with days, where one is written out or has a time."""
    if isinstance(value, date) or isinstance(asked, date):
        days = typed_value("date", value), typed_value("date", asked)
        return (value, asked) if None in days else days
    return value, asked


def _given(values: Iterable[object]) -> tuple[object, ...]:
    return tuple(value for value in values if value is not None)


def conditions_of(where: Mapping[str, object], columns: Iterable[str]) -> list[Condition]:
    """Read the conditions that a caller states.

    Raises
    ------
    InputError
        If there is no column of a name, or a slice has a step.
    """
    known = list(dict.fromkeys(["id", *columns]))
    found = []
    for name, asked in where.items():
        if name not in known:
            raise InputError(
                f"`where` must name columns of {known}, got {name!r}.{nearest(str(name), known)}"
            )
        if isinstance(asked, slice):
            if asked.step is not None:
                raise InputError(
                    f"`where`: a slice goes from the lowest to the highest value of {name!r} "
                    f"and has no step, got {asked!r}."
                )
            low, high = _own(asked.start), _own(asked.stop)
            found.append(Condition(name, None, low, high))
        elif isinstance(asked, (str, bytes, Mapping)) or not isinstance(asked, Iterable):
            found.append(Condition(name, (_own(asked),)))
        else:
            found.append(Condition(name, tuple(map(_own, asked))))
    return found


def _own(value: Any) -> object:
    """Turn a scalar of numpy or pandas into Python's own."""
    if isinstance(value, datetime):
        return value
    return value.item() if hasattr(value, "item") else value

"""Long tables of codes, one row a judgement: checked, and laid out by unit, coder and code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.corpus import plain
from policytext.errors import InputError, SchemaError, nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["MISSING", "NONE", "Codings", "Columns", "Unit", "read_clusters", "read_codings"]

#: The code of a unit that none of the codes fits, where a unit has one code.
NONE = "无"
#: Stands in the arrays for what was not judged.
MISSING = -1

Unit = str | Sequence[str]
#: A DataFrame, or a mapping of names to lists.
Columns = Any


class Codings(NamedTuple):
    """Who coded which unit how.

    Attributes
    ----------
    units : list of tuple
        The values of the columns that name a unit, in order of first appearance.
    coders : list of str
        In order of first appearance; [""] for a table without coders.
    codes : list
        Numbers by size, anything else in order of first appearance.
    several : bool
        Whether each code was judged by itself, so that a unit may have several.
    judged : ndarray of int32
        Of shape (units, coders, codes) with 1, 0 and MISSING where `several`; else of shape
        (units, coders) with places in `codes` and MISSING.
    """

    units: list[tuple[object, ...]]
    coders: list[str]
    codes: list[Any]
    several: bool
    judged: NDArray[np.int32]

    @property
    def digest(self) -> str:
        """Hash of all judgements."""
        facts = (repr(part) for part in (self.units, self.coders, self.codes))
        return stamp.digest([*facts, repr(self.judged.tolist())])


def read_codings(
    table: Columns,
    *,
    name: str = "table",
    unit: Unit = "unit",
    coder: str | None = "coder",
    code: str = "code",
    value: str = "value",
) -> Codings:
    """Check a long table and lay it out.

    With a column `value` each row says whether a code holds (1) or not (0); without, a row gives
    the one code of a unit. A missing value or code was not judged.

    Raises
    ------
    SchemaError
        If a column is missing, or `value` holds something else.
    InputError
        If something was judged twice, or nothing at all.
    """
    named = [unit] if isinstance(unit, str) else list(unit)
    several = value in table
    needed = [*named, *([] if coder is None else [coder]), code]
    _check_columns(table, needed, name)
    given = {column: _plain(table[column]) for column in needed[:-1]}
    for heading, listed in given.items():
        if None in listed:
            line = listed.index(None) + 1
            raise InputError(
                f"`{name}` must name the {heading} in every row, got none in row {line}."
            )
    units = list(zip(*(given[column] for column in named), strict=True))
    coders = [""] * len(units) if coder is None else [str(c) for c in given[coder]]
    codes = _plain(table[code])
    values = _values(table[value], value, name) if several else [1] * len(units)
    places = _Places(units), _Places(coders), _Places(_ordered(codes))
    shape = [len(place) for place in places]
    judged = np.full(shape if several else shape[:2], MISSING, dtype=np.int32)
    for at, was, held in zip(zip(units, coders, strict=True), codes, values, strict=True):
        if was is None or held == MISSING:
            continue
        row, column, number = places[0][at[0]], places[1][at[1]], places[2][was]
        cell: tuple[int, ...] = (row, column, number) if several else (row, column)
        if judged[cell] != MISSING:
            before = was if several else places[2].items[judged[cell]]
            _refuse_double(name, at, (before, was), several, coder)
        judged[cell] = held if several else number
    if not (judged != MISSING).any():
        raise InputError(f"`{name}` must hold at least one code, got none.")
    return Codings(places[0].items, places[1].items, places[2].items, several, judged)


class _Places:
    """Distinct values in order of first appearance, and the place of each."""

    def __init__(self, values: Iterable[Any]) -> None:
        self._place = {value: place for place, value in enumerate(dict.fromkeys(values))}
        self.items = list(self._place)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, value: Any) -> int:
        return self._place[value]


def _check_columns(table: Columns, needed: Sequence[str], name: str) -> None:
    """Refuse a table that lacks columns."""
    known = [str(column) for column in table]
    missing = [column for column in needed if column not in table]
    if missing:
        raise SchemaError(
            f"`{name}` has no column {missing}; it has {known}.{nearest(missing[0], known)} "
            "It must have one row for each unit, coder and code."
        )


def _plain(column: Iterable[Any]) -> list[Any]:
    """Turn a column into Python's own values, None where one is missing."""
    return [None if value is None else plain(value) for value in column]


def _values(column: Iterable[Any], value: str, name: str) -> list[int]:
    """Read yes and no as 1 and 0."""
    read = []
    for number, given in enumerate(_plain(column), 1):
        if given is not None and given not in (0, 1):
            raise SchemaError(
                f"Column `{value}` of `{name}` must hold 1, 0 or nothing, "
                f"got {given!r} in row {number}."
            )
        read.append(MISSING if given is None else int(given))
    return read


def _ordered(codes: Iterable[Any]) -> list[Any]:
    """Order codes: numbers by size, anything else as it comes."""
    known = list(dict.fromkeys(code for code in codes if code is not None))
    if all(isinstance(code, (int, float)) for code in known):
        known.sort()
    return known


def _refuse_double(
    name: str,
    at: tuple[tuple[object, ...], str],
    codes: tuple[Any, Any],
    several: bool,
    coder: str | None,
) -> None:
    """Say what was judged twice."""
    unit = " ".join(str(part) for part in at[0])
    by = "" if coder is None else f" by {at[1]!r}"
    if several:
        raise InputError(
            f"`{name}` must judge a code of a unit once, got {codes[1]!r} of {unit!r}{by} twice."
        )
    raise InputError(
        f"`{name}` must give a unit one code, got {codes[0]!r} and {codes[1]!r} for {unit!r}{by}. "
        "Where several may hold, give a row for each unit and code, with 1 or 0 in a column "
        "`value`."
    )


def read_clusters(
    table: Columns, codings: Codings, *, name: str, unit: Unit, cluster: str | None
) -> NDArray[np.intp] | None:
    """Number the group of each unit, as a column of the table has it.

    Raises
    ------
    SchemaError
        If there is no such column.
    InputError
        If a unit is in two groups.
    """
    if cluster is None:
        return None
    named = [unit] if isinstance(unit, str) else list(unit)
    _check_columns(table, [*named, cluster], name)
    units = zip(*(_plain(table[column]) for column in named), strict=True)
    of_unit: dict[tuple[object, ...], object] = {}
    for at, group in zip(units, _plain(table[cluster]), strict=True):
        if of_unit.setdefault(at, group) != group:
            raise InputError(
                f"A unit must be in one {cluster!r}, got {of_unit[at]!r} and {group!r} for "
                f"{' '.join(map(str, at))!r}."
            )
    groups = _Places(of_unit[at] for at in codings.units)
    return np.array([groups[of_unit[at]] for at in codings.units], dtype=np.intp)

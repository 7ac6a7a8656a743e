"""The two sides of a comparison: which tokens are in the target and which in the reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.errors import InputError, nearest
from policytext.statistics.groups import By, group_tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

__all__ = ["Side", "Sides", "sides_of"]

#: A group's label, some labels, a slice of numbers with both ends, or a truth value a document.
Side = object


class Sides(NamedTuple):
    """Tokens in two corpora."""

    #: For each token 0 in the target, 1 in the reference, -1 in neither.
    codes: NDArray[np.int8]
    #: How each side is written in a stamp.
    target: str
    reference: str

    def types(self, tokens: Tokens, side: int) -> NDArray[np.int64]:
        """Count each type in one side."""
        ids = tokens.ids[self.codes == side]
        return np.bincount(ids, minlength=len(tokens.types)).astype(np.int64)

    def pairs(
        self, tokens: Tokens, side: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Return document, type and count of each type that a document has in one side."""
        n_types = len(tokens.types)
        inside = self.codes == side
        documents = np.repeat(np.arange(len(tokens)), np.diff(tokens.doc_offsets))[inside]
        keys, counts = np.unique(documents * n_types + tokens.ids[inside], return_counts=True)
        return keys // n_types, keys % n_types, counts.astype(np.int64)


def sides_of(tokens: Tokens, target: Side, reference: Side | None, by: By) -> Sides:
    """Put every token on its side of a comparison.

    Raises
    ------
    InputError
        If a side has no group or document, or the two share one.
    """
    mask = _as_mask(tokens, target, "target")
    if mask is not None:
        if by is not None:
            raise InputError("`by` must be left out where `target` has a value a document.")
        other = ~mask if reference is None else _as_mask(tokens, reference, "reference")
        if other is None:
            raise InputError(
                "`reference` must have a truth value a document, as `target` does, "
                f"got {reference!r}."
            )
        labels: list[Any] = [document.id for document in tokens.corpus]
        places = np.arange(len(tokens), dtype=np.int32)
        codes = np.repeat(places, np.diff(tokens.doc_offsets))
        chosen, against = np.flatnonzero(mask), np.flatnonzero(other)
        if not len(chosen) or not len(against):
            name = "reference" if len(chosen) else "target"
            raise InputError(f"`{name}` must hold at least one document, got none.")
    else:
        groups = group_tokens(tokens, "document" if by is None else by)
        labels, codes = groups.labels, groups.codes
        chosen = _choose("target", labels, target)
        rest = np.setdiff1d(np.arange(len(labels)), chosen)
        against = rest if reference is None else _choose("reference", labels, reference)
        if not len(against):
            raise InputError(
                f"`reference` must hold at least one group, but `target` holds all {len(labels)}."
            )
    shared = np.intersect1d(chosen, against)
    if len(shared):
        raise InputError(
            f"`target` and `reference` must have no group in common, got {labels[shared[0]]!r} "
            "in both."
        )
    side = np.full(len(labels) + 1, -1, dtype=np.int8)
    side[chosen], side[against] = 0, 1
    rest_of = f"the rest ({len(against)})"
    names = [_written([labels[i] for i in places]) for places in (chosen, against)]
    # Code -1 takes the last entry, which is no side.
    return Sides(side[codes], names[0], rest_of if reference is None else names[1])


def _as_mask(tokens: Tokens, side: Any, name: str) -> NDArray[np.bool_] | None:
    """Return a truth value for each document, or None where the side names groups."""
    if isinstance(side, (str, bytes, slice)) or not isinstance(side, Iterable):
        return None
    if hasattr(side, "reindex"):
        series: Any = side
        ids = [document.id for document in tokens.corpus]
        if set(series.index) & set(ids):
            series = series.reindex(ids)
        values = [str(value) == "True" for value in series]
        truths = {str(value) for value in series} <= {"True", "False", "<NA>", "nan", "None"}
    else:
        values = list(side)
        truths = all(isinstance(value, (bool, np.bool_)) for value in values)
    if not truths or not values:
        return None
    if len(values) != len(tokens):
        raise InputError(
            f"`{name}` must have a truth value for each of the {len(tokens)} documents, "
            f"got {len(values)}."
        )
    return np.array(values, dtype=bool)


def _choose(name: str, labels: list[Any], side: Any) -> NDArray[np.intp]:
    """Return which groups a side names."""
    if isinstance(side, slice):
        return _choose_range(name, labels, side)
    several = isinstance(side, Iterable) and not isinstance(side, (str, bytes))
    wanted = list(side) if several else [side]
    places = {label: place for place, label in enumerate(labels)}
    # A label typed on the command line is a string.
    places |= {str(label): place for place, label in enumerate(labels) if str(label) not in places}
    for label in wanted:
        if label not in places:
            known = [str(known) for known in labels]
            shown = labels if len(labels) <= 12 else [*labels[:10], "…", labels[-1]]
            raise InputError(
                f"`{name}` must be of the groups {shown}, got {label!r}."
                f"{nearest(str(label), known)}"
            )
    if not wanted:
        raise InputError(f"`{name}` must name at least one group, got none.")
    return np.unique([places[label] for label in wanted])


def _choose_range(name: str, labels: list[Any], side: slice) -> NDArray[np.intp]:
    """Return which groups have a number between two, both included."""
    odd = next((label for label in labels if not isinstance(label, (int, float))), None)
    if odd is not None or side.step is not None:
        got = f"a group {odd!r}" if odd is not None else f"{side!r}"
        raise InputError(
            f"`{name}` can be a range only of groups that are numbers, got {got}. "
            'Name a column of numbers with `by`, as by="year".'
        )
    low = float("-inf") if side.start is None else side.start
    high = float("inf") if side.stop is None else side.stop
    chosen = [place for place, label in enumerate(labels) if low <= label <= high]
    if not chosen:
        raise InputError(
            f"`{name}` must hold at least one group, got {low} to {high}; the groups go from "
            f"{min(labels)} to {max(labels)}."
        )
    return np.array(chosen, dtype=np.intp)


def _written(labels: list[Any]) -> str:
    """Write labels in short."""
    if len(labels) <= 3:
        return ", ".join(map(str, labels))
    return f"{labels[0]} … {labels[-1]} ({len(labels)})"

"""The two sides of a comparison: which tokens are in the target and which in the reference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.corpus import plain
from policytext.errors import InputError, nearest
from policytext.statistics.groups import By, Groups, group_tokens
from policytext.statistics.on_disk import check_in_memory, readable_groups
from policytext.statistics.pairs import count_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.parts import Parted
    from policytext.tokens import Tokens

    Ints = NDArray[np.int64]

__all__ = [
    "Compared",
    "Pairs",
    "Side",
    "Sides",
    "compare",
    "name_sides",
    "side_codes",
    "side_pairs",
    "sides_of",
]

#: A group's label, some labels, a slice of numbers with both ends, or a truth value a document.
Side = object


class Pairs(NamedTuple):
    """Counts of the types that documents have on a side, by document."""

    document: Ints
    side: Ints
    type: Ints
    counts: Ints


class Sides(NamedTuple):
    """Tokens in two corpora."""

    #: For each token 0 in the target, 1 in the reference, -1 in neither.
    codes: NDArray[np.int8]
    #: How each side is written in a stamp.
    target: str
    reference: str

    def types(self, tokens: Tokens, side: int) -> Ints:
        """Count each type in one side."""
        ids = tokens.ids[self.codes == side]
        return np.bincount(ids, minlength=len(tokens.types)).astype(np.int64)

    def pairs(self, tokens: Tokens, side: int) -> tuple[Ints, Ints, Ints]:
        """Return document, type and count of each type that a document has in one side."""
        found = side_pairs(tokens, self.codes)
        chosen = found.side == side
        return found.document[chosen], found.type[chosen], found.counts[chosen]


class Compared(NamedTuple):
    """What is compared: the groups, and which of them each side names."""

    by: By
    target: Side
    #: None for all the rest.
    reference: Side | None


def compare(tokens: Tokens | Parted, target: Side, reference: Side | None, by: By) -> Compared:
    """Say what is compared by groups, also where sides have a truth value a document.

    Raises
    ------
    InputError
        If truth values are not those of the documents, are mixed with groups, hold none, or the
        corpus is on disk.
    """
    target, reference = _settled(target), _settled(reference)
    ids = [] if hasattr(tokens, "compute") else [document.id for document in tokens.corpus]
    mask = _truths(target, ids)
    if mask is None:
        groups = readable_groups(tokens, "document" if by is None else by)
        return Compared(groups, _plain(target), _plain(reference))
    check_in_memory(tokens, "A truth value a document", "Name groups of `by`")
    chosen = _hold("target", mask, ids)
    if by is not None:
        raise InputError("`by` must be left out where `target` has a value a document.")
    other = [not value for value in mask] if reference is None else _truths(reference, ids)
    if other is None:
        raise InputError(
            f"`reference` must have a truth value a document, as `target` does, got {reference!r}."
        )
    against = _hold("reference", other, ids)
    return Compared("document", chosen, None if reference is None else against)


def sides_of(tokens: Tokens, target: Side, reference: Side | None, by: By) -> Sides:
    """Put every token on its side of a comparison.

    Raises
    ------
    InputError
        If a side has no group or document, or the two share one.
    """
    compared = compare(tokens, target, reference, by)
    groups = group_tokens(tokens, compared.by)
    names = name_sides(groups.labels, compared)
    return Sides(side_codes(groups, compared), *names)


def side_codes(groups: Groups, compared: Compared) -> NDArray[np.int8]:
    """Tell the side of each token: 0 target, 1 reference, -1 neither.

    A group's label alone decides, so that it is the same in every part of a corpus.
    """
    # Code -1 takes the last entry, which is no side.
    side = np.full(len(groups) + 1, -1, dtype=np.int8)
    side[: len(groups)] = 1 if compared.reference is None else -1
    if compared.reference is not None:
        side[_named(groups.labels, compared.reference)] = 1
    side[_named(groups.labels, compared.target)] = 0
    return side[groups.codes]


def side_pairs(tokens: Tokens, codes: NDArray[np.int8]) -> Pairs:
    """Count the types of each document on each side."""
    documents = np.repeat(np.arange(len(tokens)), np.diff(tokens.doc_offsets))
    run_of, ids = documents * 3 + codes + 1, tokens.ids
    if (run_of[1:] < run_of[:-1]).any():
        # Sections of both sides take turns in a document.
        order = np.argsort(run_of, kind="stable")
        run_of, ids = run_of[order], ids[order]
    begins = np.flatnonzero(np.diff(run_of, prepend=-1))
    ends = np.append(begins[1:], len(ids))[: len(begins)]
    runs = run_of[begins]
    inside = runs % 3 > 0
    run, type_, count = count_pairs(ids, begins[inside], ends[inside], len(tokens.types))
    document, side = np.divmod(runs[inside][run], 3)
    return Pairs(document, side - 1, type_.astype(np.int64), count.astype(np.int64))


def name_sides(labels: list[Any], compared: Compared) -> tuple[str, str]:
    """Return how both sides are written, once it is known which groups there are.

    Raises
    ------
    InputError
        If a side has no group, or the two share one.
    """
    chosen = _choose("target", labels, compared.target)
    if compared.reference is None:
        rest = len(labels) - len(chosen)
        if not rest:
            raise InputError(
                f"`reference` must hold at least one group, but `target` holds all {len(labels)}."
            )
        return _written(chosen), f"the rest ({rest})"
    against = _choose("reference", labels, compared.reference)
    known = set(against)
    shared = next((label for label in chosen if label in known), None)
    if shared is not None:
        raise InputError(
            f"`target` and `reference` must have no group in common, got {shared!r} in both."
        )
    return _written(chosen), _written(against)


# ---------------------------------------------------------------- naming groups


def _settled(side: Any) -> Any:
    """Return a side that can be gone through more than once."""
    single = isinstance(side, (str, bytes, slice)) or not isinstance(side, Iterable)
    return side if single or hasattr(side, "reindex") else tuple(side)


def _plain(side: Any) -> Any:
    """Return labels without numpy and pandas, as they are sent to workers."""
    if hasattr(side, "reindex") or isinstance(side, tuple):
        return tuple(plain(label) for label in side)
    return side if isinstance(side, slice) else plain(side)


def _truths(side: Any, ids: Sequence[str]) -> list[bool] | None:
    """List truth values a document, by its id where a side has ids; None if it names groups."""
    if hasattr(side, "reindex"):
        series: Any = side
        if set(series.index) & set(ids):
            series = series.reindex(ids)
        values = [str(value) == "True" for value in series]
        truths = {str(value) for value in series} <= {"True", "False", "<NA>", "nan", "None"}
    elif isinstance(side, tuple):
        values = list(side)
        truths = all(isinstance(value, (bool, np.bool_)) for value in values)
    else:
        return None
    return values if truths and values else None


def _hold(name: str, truths: list[bool], ids: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the documents that a side holds."""
    if len(truths) != len(ids):
        raise InputError(
            f"`{name}` must have a truth value for each of the {len(ids)} documents, "
            f"got {len(truths)}."
        )
    held = tuple(id for id, value in zip(ids, truths, strict=True) if value)
    if not held:
        raise InputError(f"`{name}` must hold at least one document, got none.")
    return held


def _named(labels: Sequence[Any], side: Any) -> list[int]:
    """Return the places of the groups that a side names; there may be none in a part."""
    if isinstance(side, slice):
        low, high = _ends(side)
        return [
            place
            for place, label in enumerate(labels)
            if isinstance(label, (int, float)) and low <= label <= high
        ]
    # A label typed on the command line is a string.
    wanted = set(_listed(side))
    return [place for place, label in enumerate(labels) if label in wanted or str(label) in wanted]


def _choose(name: str, labels: list[Any], side: Any) -> list[Any]:
    """Return the labels of the groups that a side names."""
    if isinstance(side, slice):
        return _choose_range(name, labels, side)
    wanted = _listed(side)
    known = set(labels) | {str(label) for label in labels}
    for label in wanted:
        if label not in known:
            shown = labels if len(labels) <= 12 else [*labels[:10], "…", labels[-1]]
            raise InputError(
                f"`{name}` must be of the groups {shown}, got {label!r}."
                f"{nearest(str(label), [str(known) for known in labels])}"
            )
    if not wanted:
        raise InputError(f"`{name}` must name at least one group, got none.")
    return [labels[place] for place in _named(labels, side)]


def _listed(side: Any) -> Sequence[Any]:
    """List the labels that a side names."""
    return side if isinstance(side, tuple) else (side,)


def _ends(side: slice) -> tuple[Any, Any]:
    """Return the lowest and the highest number of a range."""
    low = float("-inf") if side.start is None else side.start
    high = float("inf") if side.stop is None else side.stop
    return low, high


def _choose_range(name: str, labels: list[Any], side: slice) -> list[Any]:
    """Return the labels of the groups that have a number between two, both included."""
    odd = next((label for label in labels if not isinstance(label, (int, float))), None)
    if odd is not None or side.step is not None:
        got = f"a group {odd!r}" if odd is not None else f"{side!r}"
        raise InputError(
            f"`{name}` can be a range only of groups that are numbers, got {got}. "
            'Name a column of numbers with `by`, as by="year".'
        )
    chosen = [labels[place] for place in _named(labels, side)]
    if not chosen:
        low, high = _ends(side)
        raise InputError(
            f"`{name}` must hold at least one group, got {low} to {high}; the groups go from "
            f"{min(labels)} to {max(labels)}."
        )
    return chosen


def _written(labels: list[Any]) -> str:
    """Write labels in short."""
    if len(labels) <= 3:
        return ", ".join(map(str, labels))
    return f"{labels[0]} … {labels[-1]} ({len(labels)})"

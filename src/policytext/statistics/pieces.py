"""Pieces: the parts into which groups of tokens are cut, to see how terms are spread over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.errors import InputError
from policytext.parts import Sums, Whole
from policytext.statistics.groups import By, Groups, group_tokens, name_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["Cut", "Places", "cut_groups", "number_pieces", "piece_sums"]


class Places(NamedTuple):
    """Where the pieces are, into which groups are cut."""

    #: For each piece, its group and its part.
    group: Ints
    part: Ints
    #: The parts as sums name them.
    keys: Sequence[Any]


def cut_groups(groups: Groups, parts: By | int) -> tuple[Groups, Places]:
    """Cut groups into parts; return the pieces, group by group, and where each is."""
    tokens = groups.tokens
    if isinstance(parts, int):
        codes, keys = _equal_parts(groups, parts), list(range(parts))
    else:
        cut = group_tokens(tokens, parts, whole=False)
        codes, keys = cut.codes, cut.keys
    inside = (groups.codes >= 0) & (codes >= 0)
    pairs = groups.codes[inside].astype(np.int64) * max(len(keys), 1) + codes[inside]
    # Tokens of a piece follow each other, so there are far fewer runs than tokens.
    begins = np.flatnonzero(np.diff(pairs, prepend=-1))
    known, place = np.unique(pairs[begins], return_inverse=True)
    codes = np.full(tokens.n_tokens, -1, dtype=np.int32)
    codes[inside] = np.repeat(place, np.diff(begins, append=len(pairs)))
    where = Places(*np.divmod(known, max(len(keys), 1)), keys)
    return Groups(tokens, list(range(len(known))), codes), where


def _equal_parts(groups: Groups, parts: int) -> NDArray[np.int32]:
    """Cut each group's words, in their order, into parts whose sizes differ by one at most."""
    if parts < 2:
        raise InputError(f"`parts` must be 2 or more, got {parts!r}.")
    tokens = groups.tokens
    order = np.argsort(groups.codes, kind="stable")
    order = order[np.searchsorted(groups.codes[order], 0) :]
    is_word = tokens.is_word[tokens.ids[order]]
    group = groups.codes[order]
    before = np.cumsum(is_word) - is_word - (np.cumsum(groups.words) - groups.words)[group]
    # What follows the last word, as a full stop, is in the last part.
    size = np.maximum(groups.words[group], 1)
    codes = np.full(tokens.n_tokens, -1, dtype=np.int32)
    codes[order] = np.minimum(before, size - 1) * parts // size
    return codes


def piece_sums(groups: Groups, pieces: Groups, where: Places) -> Sums:
    """Make sums of the word tokens of pieces."""
    labels = {"group": groups.keys, "part": where.keys}
    return Sums(labels, {"group": where.group, "part": where.part}, {"words": pieces.words})


class Cut(NamedTuple):
    """What is cut into what."""

    by: By
    parts: By | int

    def names(
        self, pieces: Sums, whole: Whole
    ) -> tuple[list[Any], NDArray[np.intp], NDArray[np.intp]]:
        """Return the labels of the groups, and the places of groups and of parts in order."""
        labels, groups = name_groups(self.by, pieces.labels["group"], lambda: whole.columns)
        if isinstance(self.parts, int):
            return labels, groups, np.arange(self.parts)
        try:
            _, parts = name_groups(self.parts, pieces.labels["part"], lambda: whole.columns)
        except InputError as error:
            raise InputError(str(error).replace("`by`", "`parts`")) from None
        return labels, groups, parts


def number_pieces(sums: Sums, groups: NDArray[np.intp], parts: NDArray[np.intp]) -> Ints:
    """Number the pieces of sums, by the places of their groups and then of their parts."""
    numbers: Ints = groups[sums.codes["group"]] * len(parts) + parts[sums.codes["part"]]
    return numbers

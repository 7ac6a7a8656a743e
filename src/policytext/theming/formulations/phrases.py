"""Phrases: recurring runs of characters, how firmly they hold together and what is beside them.

Runs of characters, not of tokens: a segmenter cuts a new phrase now one way, now another, and a
plain search finds all of them. Where a phrase may begin and end is told by the tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policytext.theming.formulations.words import Kinds, kinds_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.statistics.groups import Groups
    from policytext.tokens import Tokens

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

__all__ = ["Characters", "Names", "Phrases", "branching_entropy", "cohesion", "find_phrases"]

_OPENING = frozenset("“‘「『《〈（【[(")
_CLOSING = frozenset("”’」』》〉）】])")
#: Quotation marks, with the straight one on both sides.
_QUOTE = frozenset('“‘「『"'), frozenset('”’」』"')
#: The frame 以……为……, whose preposition belongs to the phrase: 以经济建设为中心.
_FRAME = "以", ("为", "为本", "为主", "为重")


class Characters:
    """The texts of a corpus by character, and what the tokens say of each place.

    Attributes
    ----------
    text : str
        All texts, a line end after each.
    first : ndarray of int64, shape (n_docs,)
        Where each text begins in it.
    document, group : ndarray of int32, shape (n_characters,)
        Of each character; group -1 for one that is in no group.
    sizes : ndarray of int64, shape (n_groups,)
        Characters of each group without white space.
    parts : ndarray of bool, shape (n_characters,)
        Whether no phrase goes across it: punctuation, line ends, figures, removed tokens.
    """

    def __init__(self, groups: Groups) -> None:
        tokens = groups.tokens
        kinds = kinds_of(tokens)
        texts = [document.text + "\n" for document in tokens.corpus]
        self.text = "".join(texts)
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        self.first = np.cumsum(lengths) - lengths
        self.document = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
        self.codes = np.frombuffer(self.text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        of_token = np.repeat(np.arange(len(tokens)), np.diff(tokens.doc_offsets))
        begins = tokens.starts + self.first[of_token]
        sizes = np.array([len(type_) for type_ in tokens.types], dtype=np.int64)[tokens.ids]
        ends = begins + sizes
        # For each character the token that it is in; -1 for none, as in a removed token.
        self.token = np.full(len(self.codes), -1, dtype=np.int64)
        inside = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        self.token[np.repeat(begins, sizes) + inside] = np.repeat(np.arange(len(sizes)), sizes)
        # The last value is for characters in no token, whose number is -1.
        self.group = np.append(groups.codes, np.int32(-1))[self.token]
        space = np.array([type_.isspace() for type_ in tokens.types], dtype=bool)[tokens.ids]
        counted = (self.group >= 0) & ~np.append(space, True)[self.token]
        self.sizes = np.bincount(self.group[counted], minlength=len(groups)).astype(np.int64)
        self.parts = np.append(kinds.parts[tokens.ids], True)[self.token] | (self.group < 0)
        self.run = np.cumsum(self.parts)
        self._mark_words(tokens, kinds, begins, ends)
        self._mark_punctuation()

    def _mark_words(self, tokens: Tokens, kinds: Kinds, begins: Ints, ends: Ints) -> None:
        """Note at each place between two characters which words begin and end there."""
        n, ids = len(self.codes) + 1, tokens.ids
        self.begins, self.ends, self.border, self.light_after = np.zeros((4, n), dtype=bool)
        self.light_before, self.verb_before, self.verb_after = np.zeros((3, n), dtype=bool)
        self.begins[begins] = kinds.begins[ids]
        self.ends[ends] = kinds.ends[ids]
        self.border[begins] = self.border[ends] = True
        self.light_after[begins] = kinds.light[ids]
        self.light_before[ends] = kinds.light[ids]
        self.verb_before[ends] = kinds.verb[ids]
        self.verb_after[begins] = kinds.verb[ids]
        # Characters of the governing verb that begins at a place; 0 where none does.
        self.governing = np.zeros(n, dtype=np.int64)
        self.governing[begins] = np.where(kinds.governs[ids], ends - begins, 0)
        preposition, verbs = _FRAME
        self.frame = np.zeros(n, dtype=bool)
        self.frame[begins] = np.array([t == preposition for t in tokens.types], dtype=bool)[ids]
        # How many of some words begin before each place, so that a difference counts those inside.
        self.frame_verbs, self.particles = (
            np.append(0, np.cumsum(np.bincount(begins[chosen[ids]], minlength=n)))[:n]
            for chosen in (
                np.array([t in verbs for t in tokens.types], dtype=bool),
                np.array([t == "的" for t in tokens.types], dtype=bool),
            )
        )

    def _mark_punctuation(self) -> None:
        """Note at each place between two characters what punctuation stands beside it."""
        opening, closing, quote, unquote = (
            np.isin(self.codes, [ord(c) for c in marks]) for marks in (_OPENING, _CLOSING, *_QUOTE)
        )
        # A mark that closes what came before is no beginning of a clause, nor an opening one an
        # end.
        self.free_before = np.append(True, self.parts & ~closing)
        self.free_after = np.append(self.parts & ~opening, True)
        self.quoted_before = np.append(False, quote)
        self.quoted_after = np.append(unquote, False)

    def __len__(self) -> int:
        return len(self.codes)

    def places(self, length: int) -> Ints:
        """Return where strings of so many characters begin that nothing parts."""
        last = max(len(self) - length + 1, 0)
        whole = self.run[:last] == self.run[length - 1 :]
        return np.flatnonzero(whole & ~self.parts[:last])


class Names:
    """A number for every string of a text, the same for equal strings (Karp et al. 1972).

    Strings of 1, 2, 4, 8 … characters are numbered by sorting; one of another length is the pair
    of the longest of these that it begins and ends with. So equal numbers are equal strings, not
    only probably, and no string is ever made.
    """

    def __init__(self, codes: NDArray[np.uint32], longest: int) -> None:
        self._of = {1: np.unique(codes, return_inverse=True)[1].astype(np.int32)}
        size = 1
        while 2 * size <= longest:
            places = np.arange(max(len(codes) - 2 * size + 1, 0))
            pairs = self._pairs(places, size, size)
            self._of[2 * size] = np.unique(pairs, return_inverse=True)[1].astype(np.int32)
            size *= 2

    def _pairs(self, places: Ints, size: int, step: int) -> Ints:
        """Number the pairs of a string and the one so many characters further on."""
        names = self._of[size]
        if not len(names):
            return np.empty(0, dtype=np.int64)
        return names[places].astype(np.int64) * (int(names.max()) + 1) + names[places + step]

    def of(self, places: Ints, length: int) -> Ints:
        """Return the numbers of the strings of one length that begin at some places."""
        size = max(size for size in self._of if size <= length)
        return self._pairs(places, size, length - size)


class Phrases(NamedTuple):
    """Recurring strings and all their occurrences."""

    #: For each phrase, its length and one place where it begins and ends at words.
    length: Ints
    at: Ints
    total: Ints
    #: For each occurrence, its phrase and where it begins; by phrase, group and place.
    row: Ints
    begin: Ints

    @property
    def end(self) -> Ints:
        """For each occurrence, where it ends."""
        return self.begin + self.length[self.row]

    def keep(self, chosen: Bools) -> Phrases:
        """Return some of the phrases."""
        inside = chosen[self.row]
        number = np.cumsum(chosen) - 1
        return Phrases(
            self.length[chosen],
            self.at[chosen],
            self.total[chosen],
            number[self.row[inside]],
            self.begin[inside],
        )

    def share(self, true: Bools) -> Floats:
        """Return for each phrase the share of its occurrences of which something is true."""
        return np.bincount(self.row, true, minlength=len(self.length)) / self.total


def find_phrases(
    characters: Characters, names: Names, *, min_length: int, max_length: int, min_count: int
) -> Phrases:
    """Find the strings that are phrases at so many places, and all their occurrences.

    A phrase begins at a word that may begin one, and ends with one that may; or it is all that
    stands between two quotation marks. Occurrences are those of a plain search.
    """
    found = [(np.empty(0, dtype=np.int64),) * 4]
    n_phrases = 0
    for size in range(min_length, max_length + 1):
        places = characters.places(size)
        after = places + size
        framed = characters.frame[places] & (
            characters.frame_verbs[after] > characters.frame_verbs[places]
        )
        usable = (characters.begins[places] | framed) & characters.ends[after]
        usable |= characters.quoted_before[places] & characters.quoted_after[after]
        keys = names.of(places, size)
        # By group, so that the first does not depend on the order of the documents.
        standing = np.flatnonzero(usable)
        standing = standing[np.argsort(characters.group[places[standing]], kind="stable")]
        kinds, first, counts = np.unique(keys[standing], return_index=True, return_counts=True)
        chosen = counts >= min_count
        kinds, at = kinds[chosen], places[standing[first[chosen]]]
        if len(kinds):
            row = np.minimum(np.searchsorted(kinds, keys), len(kinds) - 1)
            hit = kinds[row] == keys
            found.append((np.full(len(kinds), size), at, row[hit] + n_phrases, places[hit]))
            n_phrases += len(kinds)
    lengths, ats, rows, begins = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((begins, characters.group[begins], rows))
    total = np.bincount(rows, minlength=n_phrases)
    return Phrases(lengths, ats, total, rows[order], begins[order])


def cohesion(characters: Characters, names: Names, phrases: Phrases) -> Floats:
    r"""Return the pointwise mutual information of each phrase's weakest split, in bits.

    .. math:: \min_k \log_2 \frac{f(c_1 \ldots c_L)\, N}{f(c_1 \ldots c_k)\, f(c_{k+1} \ldots c_L)}

    over all places k between two characters; f counts strings and N characters, both without
    what parts phrases.
    """
    n = int((~characters.parts).sum())
    longest = int(phrases.length.max(initial=1))
    heads, tails = np.ones((2, len(phrases.length), longest))
    for size in range(1, longest):
        rows = np.flatnonzero(phrases.length > size)
        places = (phrases.at[rows], (phrases.at + phrases.length)[rows] - size)
        asked = [names.of(place, size) for place in places]
        kinds = np.unique(np.concatenate(asked))
        keys = names.of(characters.places(size), size)
        at = np.minimum(np.searchsorted(kinds, keys), len(kinds) - 1)
        counts = np.bincount(at[kinds[at] == keys], minlength=len(kinds))
        heads[rows, size] = counts[np.searchsorted(kinds, asked[0])]
        tails[rows, size] = counts[np.searchsorted(kinds, asked[1])]
    lowest = np.full(len(phrases.length), np.inf)
    for size in range(1, longest):
        rows = np.flatnonzero(phrases.length > size)
        product = heads[rows, size] * tails[rows, phrases.length[rows] - size]
        bits = np.log2(phrases.total[rows] * n / product)
        lowest[rows] = np.minimum(lowest[rows], bits)
    return lowest


def branching_entropy(characters: Characters, phrases: Phrases) -> tuple[Floats, Floats]:
    r"""Return the entropy of the characters before and after each phrase, in bits.

    :math:`-\sum_x p(x) \log_2 p(x)` over the characters x beside it; each mark of punctuation or
    end of a paragraph is a character of its own, whatever the mark.
    """
    sides = []
    for beside in (phrases.begin - 1, phrases.end):
        there = np.clip(beside, 0, len(characters) - 1)
        own = (beside != there) | characters.parts[there]
        symbol = np.where(own, -1 - np.arange(len(there)), characters.codes[there].astype(int))
        order = np.lexsort((symbol, phrases.row))
        row, symbol = phrases.row[order], symbol[order]
        new = np.ones(len(row), dtype=bool)
        new[1:] = (row[1:] != row[:-1]) | (symbol[1:] != symbol[:-1])
        first = np.flatnonzero(new)
        share = np.diff(np.append(first, len(row))) / phrases.total[row[first]]
        bits = np.bincount(row[first], -share * np.log2(share), minlength=len(phrases.length))
        sides.append(np.maximum(bits, 0.0))
    return sides[0], sides[1]

"""Set phrases: which recurring strings are phrases, and which only a part of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policytext.theming.formulations.phrases import (
    Characters,
    Names,
    Phrases,
    branching_entropy,
    cohesion,
    find_phrases,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.theming.formulations.burst import Bursts

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

__all__ = ["Found", "find_shaped", "measure", "stand_alone"]

#: In so many of its occurrences a phrase must stand at the borders of words, not across them, so
#: that 强军 is not found in 加强军队.
_STANDING = 0.5
#: In so many something must end before it, and after it if it begins or ends with a verb: else
#: it is a piece, as 推动构建 in front of what is built.
_FREE = 0.2
#: With 的 inside, a shorter one is no set phrase: 科学技术的发展 against 以人民为中心的发展思想.
_SHORTEST_WITH_DE = 8
#: What a verb governs is a phrase of its own from so many characters on: 推动 + 高质量发展.
_SHORTEST_GOVERNED = 3
#: Of the new use of a phrase, the share inside one longer phrase that makes it a part of that,
#: and the share below which the longer one elaborates it.
_PART, _ELABORATION = 0.75, 0.5

# ---------------------------------------------------------------- form


class Found(NamedTuple):
    """Phrases with their names and figures."""

    phrases: Phrases
    terms: list[str]
    cohesion: Floats
    left: Floats
    right: Floats

    def keep(self, chosen: Bools) -> Found:
        """Return some of the phrases."""
        terms = [self.terms[n] for n in np.flatnonzero(chosen)]
        return Found(
            self.phrases.keep(chosen), terms,
            *(figures[chosen] for figures in (self.cohesion, self.left, self.right)),
        )  # fmt: skip


def find_shaped(
    characters: Characters, names: Names, min_length: int, max_length: int, min_count: int
) -> Found:
    """Find phrases that stand as a phrase does."""
    phrases = find_phrases(
        characters, names, min_length=2, max_length=max_length, min_count=min_count
    )
    spans = zip(phrases.at.tolist(), phrases.length.tolist(), strict=True)
    terms = [characters.text[at : at + length] for at, length in spans]
    begin, end = phrases.begin, phrases.end
    standing = characters.border[begin] | characters.border[end]
    standing |= characters.token[begin] == characters.token[end - 1]
    free_left = characters.free_before[begin] | characters.light_before[begin]
    free_right = characters.free_after[end] | characters.light_after[end]
    # What verbs govern is used as a noun, whatever it begins with: 打赢 + 脱贫攻坚.
    governed = phrases.share(characters.verb_before[begin]) >= 0.5
    verbal = characters.verb_after[phrases.at] & ~governed
    verbal |= characters.verb_before[phrases.at + phrases.length]
    quoted = characters.quoted_before[begin] & characters.quoted_after[end]
    shaped = phrases.share(standing) >= _STANDING
    shaped &= (phrases.length >= min_length) | (phrases.share(quoted) > 0.5)
    shaped &= phrases.share(free_left | characters.verb_before[begin]) >= _FREE
    shaped &= ~verbal | (phrases.share(free_right) >= _FREE)
    shaped &= ~_with_verb(characters, phrases, terms)
    particles = characters.particles[phrases.at + phrases.length] - characters.particles[phrases.at]
    shaped &= (particles == 0) | (phrases.length >= _SHORTEST_WITH_DE)
    unknown = np.full(len(terms), np.nan)
    return Found(phrases, terms, unknown, unknown, unknown).keep(shaped)


def _with_verb(characters: Characters, phrases: Phrases, terms: list[str]) -> Bools:
    """Tell which phrases are a governing verb with a phrase after it."""
    known = set(terms)
    with_verb = np.zeros(len(terms), dtype=bool)
    sizes = characters.governing[phrases.at]
    long_enough = (sizes > 0) & (phrases.length - sizes >= _SHORTEST_GOVERNED)
    for n in np.flatnonzero(long_enough).tolist():
        with_verb[n] = terms[n][sizes[n] :] in known
    return with_verb


def measure(
    characters: Characters, names: Names, found: Found, min_cohesion: float, min_entropy: float
) -> Found:
    """Measure phrases and keep those that hold together and stand free."""
    phrases = found.phrases
    bits = cohesion(characters, names, phrases)
    left, right = branching_entropy(characters, phrases)
    after_verb = phrases.share(characters.verb_before[phrases.begin]) >= 0.5
    chosen = (bits >= min_cohesion) & (right >= min_entropy)
    chosen &= (left >= min_entropy) | after_verb
    return Found(phrases, found.terms, bits, left, right).keep(chosen)


# ---------------------------------------------------------------- nesting


def stand_alone(characters: Characters, found: Found, bursts: Bursts) -> Bools:
    """Tell which phrases are neither a part of a longer one nor an elaboration of a shorter."""
    phrases = found.phrases
    groups = characters.group[phrases.begin]
    bounds = np.searchsorted(phrases.row, np.arange(len(found.terms) + 1))
    begins_in = groups[bounds[:-1]]
    shares = _shares_inside(found.terms, groups, bounds, bursts)
    alone = np.ones(len(found.terms), dtype=bool)
    alone[[short for short, _, share in shares if share >= _PART]] = False
    elaborations = [
        long
        for short, long, share in shares
        if alone[short]
        and share < _ELABORATION
        and begins_in[short] == begins_in[long]
        and 2 * phrases.length[short] >= phrases.length[long]
    ]
    alone[elaborations] = False
    return alone


def _shares_inside(
    terms: list[str], groups: NDArray[np.int32], bounds: Ints, bursts: Bursts
) -> list[tuple[int, int, float]]:
    """List the pairs of a phrase and a longer one, with the share of its burst inside that."""
    number = {term: n for n, term in enumerate(terms)}
    shares: list[tuple[int, int, float]] = []
    for long, term in enumerate(terms):
        inside = {
            number[part]: None
            for first in range(len(term))
            for last in range(first + 2, len(term) + 1)
            if (part := term[first:last]) in number and part != term
        }
        if not inside:
            continue
        mine = groups[bounds[long] : bounds[long + 1]]
        short = np.array(list(inside))
        there = np.searchsorted(mine, bursts.until[short], side="right")
        there -= np.searchsorted(mine, bursts.jump[short])
        shares += zip(
            short.tolist(),
            [long] * len(short),
            (there / bursts.after[short]).tolist(),
            strict=True,
        )
    return shares

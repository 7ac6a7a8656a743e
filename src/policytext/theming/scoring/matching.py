"""Finding a codebook's terms in tokens: in columns, without a step for each token.

A term is found as characters, but one of up to three characters only as whole words or inside one:
民生 is not found in 人民|生活, nor 中医 in 中|医治. A hit either lies in one token, which is
looked up once a type, or goes on into the next ones, which is followed from state to state, once
for each pair of state and type that occurs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.statistics.sentences import paragraph_codes, split_sentences
from policytext.theming.codebooks.codebook import Codebook, Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

__all__ = ["Hits", "Text", "find_hits", "terms_of"]

#: Terms from this length on are no accident of two words that meet: 改革开放 in 推进改革|开放.
_LONG = 4
#: A longer paragraph is searched for patterns by its sentences.
_LONG_LINE = 1000
#: White space, as `str.isspace` knows it; the last is the ideographic space.
_SPACES = np.array([code for code in range(0x3001) if chr(code).isspace()], dtype=np.uint32)


class Text:
    """The documents of tokens as one row of characters, so that a place is one number.

    Attributes
    ----------
    tokens : Tokens
    bases : ndarray of int64, shape (n_docs + 1,)
        Where each document begins; one character between documents belongs to none.
    """

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        sizes = [len(document.text) + 1 for document in tokens.corpus]
        self.bases = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where each token begins."""
        bases = np.repeat(self.bases[:-1], np.diff(self.tokens.doc_offsets))
        starts: NDArray[np.int64] = (self.tokens.starts + bases).astype(np.int64)
        return starts

    @cached_property
    def paragraphs(self) -> NDArray[np.int32]:
        """The paragraph of each token."""
        return paragraph_codes(self.tokens)

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """Each token's place among those that are not white space."""
        counts = np.array([not type_.isspace() for type_ in self.tokens.types])
        return np.cumsum(counts[self.tokens.ids], dtype=np.int64) - 1

    @cached_property
    def pieces(self) -> list[tuple[int, str]]:
        """The paragraphs, with where each begins; the sentences of one that is very long."""
        pieces = []
        for base, document in zip(self.bases.tolist(), self.tokens.corpus, strict=False):
            start = base
            for line in document.text.split("\n"):
                sentences = [line] if len(line) <= _LONG_LINE else split_sentences(line)
                for sentence in sentences:
                    for at in range(0, len(sentence), _LONG_LINE):
                        pieces.append((start + at, sentence[at : at + _LONG_LINE]))
                    start += len(sentence)
                start += 1
        return pieces

    @cached_property
    def blanks(self) -> NDArray[np.int64]:
        """Where white space stands, documents' ends included."""
        # One number a character, so that 10 million are looked through in a few hundredths of a
        # second.
        texts = "".join(f"{document.text}\n" for document in self.tokens.corpus)
        codes = np.frombuffer(texts.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        low = np.flatnonzero(codes <= _SPACES[-1])
        return low[np.isin(codes[low], _SPACES)].astype(np.int64)

    def chars(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
        """Count the characters of spans, white space left out."""
        blanks = np.searchsorted(self.blanks, end) - np.searchsorted(self.blanks, start)
        return end - start - blanks

    def documents(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Tell which document each place is in."""
        return np.searchsorted(self.bases, places, side="right") - 1

    def token(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Tell which token each place is in."""
        return np.searchsorted(self.starts, places, side="right") - 1


class Hits(NamedTuple):
    """The hits of a codebook, by theme, then in the order of the text.

    A sub-theme's hit is also its parents'. The hits of one theme share no character: from left to
    right the longest term at each place counts.
    """

    #: Index into `codebook.names`.
    theme: NDArray[np.int32]
    #: Index into `terms`.
    term: NDArray[np.int32]
    #: Span in `Text`, end excluded.
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    #: The terms of all themes, in order.
    terms: list[Term]
    #: For each term, the index of the theme it is listed under.
    home: NDArray[np.int32]


class _Places(NamedTuple):
    """Where forms stand in `Text`; `form` is an index into the forms that were looked for."""

    form: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]

    def at(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> _Places:
        """Return some of the places."""
        return _Places(self.form[chosen], self.start[chosen], self.end[chosen])


def find_hits(text: Text, codebook: Codebook) -> Hits:
    """Find the hits of all themes and sub-themes of a codebook.

    Parameters
    ----------
    text : Text
    codebook : Codebook

    Returns
    -------
    Hits
        Removed tokens have no hits. Places with the same start and end count for the term that
        the codebook lists first.
    """
    themes = list(codebook.walk())
    numbers = {theme.name: number for number, theme in enumerate(themes)}
    terms, home = terms_of(codebook)
    above = [codebook.above(theme.name) for theme in themes]
    exclude = [tuple(form for each in chain for form in each.exclude) for chain in above]
    found = _find_terms(text, terms, [exclude[number] for number in home])
    pairs = [
        (owner, number)
        for number in range(len(terms))
        for owner in (numbers[theme.name] for theme in above[home[number]])
    ]
    theme, places = _spread(found, pairs, len(terms))
    order = np.lexsort((places.form, -places.end, places.start, theme))
    theme, places = theme[order], places.at(order)
    kept = _apart(theme, places.start, places.end)
    term = places.form.astype(np.int32)
    return Hits(theme[kept], term[kept], places.start[kept], places.end[kept], terms, home)


def terms_of(codebook: Codebook) -> tuple[list[Term], NDArray[np.int32]]:
    """List the terms of all themes, in order, and the index of the theme that each is under."""
    entries = [
        (number, term) for number, theme in enumerate(codebook.walk()) for term in theme.terms
    ]
    home = np.array([number for number, _ in entries], dtype=np.int32)
    return [term for _, term in entries], home


# ---------------------------------------------------------------- terms


def _find_terms(text: Text, terms: Sequence[Term], exclude: Sequence[tuple[str, ...]]) -> _Places:
    """Find terms by their rules; `form` is the term's number."""
    context = [form for term in terms for form in (*term.near, *term.not_near)]
    plain = [term.form for term in terms if not term.is_pattern]
    forms = list(dict.fromkeys([*plain, *context]))
    number = {form: index for index, form in enumerate(forms)}
    by_form = _group(_find_forms(text, forms), len(forms))
    outside = [(*term.outside, *more) for term, more in zip(terms, exclude, strict=True)]
    longer = {form: n for n, form in enumerate(dict.fromkeys(w for ws in outside for w in ws))}
    by_longer = _group(_find_forms(text, list(longer), anywhere=True), len(longer))
    found = []
    for index, term in enumerate(terms):
        if term.is_pattern:
            hits = _find_pattern(text, term.form)
        else:
            hits = by_form(number[term.form])
        if outside[index] and len(hits.start):
            around = _join(by_longer(longer[form]) for form in outside[index])
            hits = hits.at(~_is_inside(hits, around))
        for forms_near, wanted in ((term.near, True), (term.not_near, False)):
            if forms_near and len(hits.start):
                others = _join(by_form(number[form]) for form in forms_near)
                hits = hits.at(_is_near(text, hits, others, term.within) == wanted)
        found.append(hits._replace(form=np.full(len(hits.start), index)))
    return _join(found)


def _join(parts: Iterable[_Places]) -> _Places:
    """Put places together."""
    listed = list(parts)
    return _Places(*(np.concatenate([part[n] for part in listed]) for n in range(3)))


def _group(places: _Places, n_forms: int) -> Callable[[int], _Places]:
    """Return a function that gives the places of one form, in the order of the text."""
    order = np.lexsort((places.start, places.form))
    ordered = places.at(order)
    firsts = np.searchsorted(ordered.form, np.arange(n_forms + 1))

    def of_form(form: int) -> _Places:
        span = slice(firsts[form], firsts[form + 1])
        return _Places(*(column[span] for column in ordered))

    return of_form


def _find_pattern(text: Text, pattern: str) -> _Places:
    """Search for a regular expression in each paragraph, so that no text takes for ever."""
    find = re.compile(pattern).finditer
    spans = [
        (start + match.start(), start + match.end())
        for start, piece in text.pieces
        for match in find(piece)
        if match.end() > match.start()
    ]
    starts, ends = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    return _Places(np.zeros(len(spans), dtype=np.int64), starts, ends)


def _is_inside(hits: _Places, longer: _Places) -> NDArray[np.bool_]:
    """Tell of each hit whether it lies inside one of the longer places."""
    order = np.argsort(longer.start, kind="stable")
    reach = np.maximum.accumulate(np.concatenate(([0], longer.end[order])))
    inside: NDArray[np.bool_] = (
        reach[np.searchsorted(longer.start[order], hits.start, side="right")] >= hits.end
    )
    return inside


def _is_near(text: Text, hits: _Places, others: _Places, within: int) -> NDArray[np.bool_]:
    """Tell of each hit whether one of the others is within so many tokens, in its paragraph."""
    near = np.zeros(len(hits.start), dtype=bool)
    if not len(others.start):
        return near
    first, last = text.token(hits.start), text.token(hits.end - 1)
    after = np.sort(others.start)
    before = np.sort(others.end)
    right = np.searchsorted(after, hits.end)
    left = np.searchsorted(before, hits.start, side="right") - 1
    there = right < len(after)
    other = text.token(after[np.minimum(right, len(after) - 1)])
    near |= (
        there
        & (text.paragraphs[other] == text.paragraphs[last])
        & (text.order[other] - text.order[last] <= within)
    )
    other = text.token(before[np.maximum(left, 0)] - 1)
    near |= (
        (left >= 0)
        & (text.paragraphs[other] == text.paragraphs[first])
        & (text.order[first] - text.order[other] <= within)
    )
    return near


# ---------------------------------------------------------------- forms


def _find_forms(text: Text, forms: Sequence[str], *, anywhere: bool = False) -> _Places:
    """Find plain forms: inside tokens, and where they go on into later ones.

    Short ones are whole tokens or lie in one, unless they may stand `anywhere`.
    """
    if not forms or not text.tokens.n_tokens:
        empty = np.empty(0, dtype=np.int64)
        return _Places(empty, empty, empty)
    number = {form: index for index, form in enumerate(forms)}
    sizes = np.array([len(form) for form in forms])
    long = {form: at for form, at in number.items() if anywhere or len(form) >= _LONG}
    parts = [
        _inside_tokens(text, number),
        *_across_tokens(text, number, from_inside=False, anywhere=anywhere),
        *_across_tokens(text, long, from_inside=True, anywhere=anywhere),
    ]
    form = np.concatenate([part.value for part in parts])
    start = np.concatenate([part.start for part in parts])
    return _Places(form, start, start + sizes[form])


class _Starts(NamedTuple):
    """What was looked up, where it begins in `Text`, and the token it was looked up at."""

    value: NDArray[np.int64]
    start: NDArray[np.int64]
    token: NDArray[np.int64]


def _look_up(
    keys: NDArray[np.signedinteger[Any]],
    starts: NDArray[np.int64],
    tokens: NDArray[np.int64],
    table: list[list[tuple[int, int]]],
) -> _Starts:
    """Look up each key's list of values and offsets, and write one line for each."""
    counts = np.array([len(row) for row in table], dtype=np.int64)
    flat = np.array([pair for row in table for pair in row], dtype=np.int64).reshape(-1, 2)
    firsts = np.cumsum(counts) - counts
    found = np.flatnonzero(counts[keys])
    repeats = counts[keys[found]]
    lines = np.repeat(found, repeats)
    within = np.arange(len(lines)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    rows = flat[firsts[keys[lines]] + within]
    return _Starts(rows[:, 0], starts[lines] + rows[:, 1], tokens[lines])


def _inside_tokens(text: Text, number: dict[str, int]) -> _Starts:
    """Find forms that lie in one token."""
    lengths = sorted({len(form) for form in number})
    inside = [
        [
            (number[part], at)
            for length in lengths
            if length <= len(type_)
            for at in range(len(type_) - length + 1)
            if (part := type_[at : at + length]) in number
        ]
        for type_ in text.tokens.types
    ]
    return _look_up(text.tokens.ids, text.starts, np.arange(text.tokens.n_tokens), inside)


def _across_tokens(
    text: Text, number: dict[str, int], *, from_inside: bool, anywhere: bool
) -> list[_Starts]:
    """Find forms that begin with a token, or inside one, and end in a later one."""
    types, ids, starts = text.tokens.types, text.tokens.ids, text.starts
    prefixes = {form[:size] for form in number for size in range(1, len(form))}
    state_of = {prefix: state for state, prefix in enumerate(sorted(prefixes))}
    longest = max(map(len, prefixes), default=0)
    states = list(state_of)
    begins = [
        [
            (state_of[type_[at:]], at)
            for at in (range(max(1, len(type_) - longest), len(type_)) if from_inside else (0,))
            if type_[at:] in state_of
        ]
        for type_ in types
    ]
    sizes = np.array([len(type_) for type_ in types])
    # Whether the next token follows at once, in the same document; a removed one spells nothing.
    goes_on = np.zeros(len(ids), dtype=bool)
    goes_on[:-1] = (starts[1:] == starts[:-1] + sizes[ids[:-1]]) & (ids[1:] > 0)
    may_follow = _followers(number, state_of, types)
    state, at, here = _look_up(ids, starts, np.arange(len(ids)), begins)
    found = []
    while (follows := goes_on[here]).any():
        at, state, here = at[follows], state[follows], here[follows] + 1
        follows = may_follow(state, ids[here])
        at, state, here = at[follows], state[follows], here[follows]
        pairs, which = np.unique(state * len(types) + ids[here], return_inverse=True)
        words = [(states[pair // len(types)], types[pair % len(types)]) for pair in pairs.tolist()]
        ended = [
            [
                (number[form], 0)
                for size in range(1, len(type_) + 1)
                if (form := prefix + type_[:size]) in number
                and (anywhere or size == len(type_) or len(form) >= _LONG)
            ]
            for prefix, type_ in words
        ]
        found.append(_look_up(which, at, here, ended))
        onward = np.array([state_of.get(prefix + t, -1) for prefix, t in words], dtype=np.int64)
        state = onward[which]
        at, here, state = at[state >= 0], here[state >= 0], state[state >= 0]
    return found


def _followers(
    number: dict[str, int], state_of: dict[str, int], types: list[str]
) -> Callable[[NDArray[np.int64], NDArray[np.int32]], NDArray[np.bool_]]:
    """Return a function that tells whether a type may follow a state, by its first character.

    It leaves few pairs to look at, whatever the number of tokens.
    """
    steps = {(state_of[form[:size]], form[size]) for form in number for size in range(1, len(form))}
    code = {char: n for n, char in enumerate(sorted({char for _, char in steps}))}
    none = len(code)
    first = np.array([code.get(type_[:1], none) for type_ in types], dtype=np.int64)
    room = none + 1
    allowed = np.array(sorted(state * room + code[char] for state, char in steps), dtype=np.int64)

    def may_follow(state: NDArray[np.int64], ids: NDArray[np.int32]) -> NDArray[np.bool_]:
        keys = state * room + first[ids]
        found = np.minimum(np.searchsorted(allowed, keys), len(allowed) - 1)
        follows: NDArray[np.bool_] = allowed[found] == keys
        return follows

    return may_follow


# ---------------------------------------------------------------- themes


def _spread(
    found: _Places, pairs: Sequence[tuple[int, int]], n_terms: int
) -> tuple[NDArray[np.int32], _Places]:
    """Give each hit to its theme and to those above it."""
    by_term = _group(found, n_terms)
    parts = [by_term(term) for _, term in pairs]
    sizes = [len(part.start) for part in parts]
    theme = np.repeat(np.array([theme for theme, _ in pairs], dtype=np.int32), sizes)
    return theme, _join(parts)


def _apart(
    theme: NDArray[np.int32], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Choose, of the hits of one theme, those that share no character: the longest from the left.

    The hits are ordered by theme, start, and longest first.
    """
    if not len(theme):
        return np.zeros(0, dtype=bool)
    # Themes one after the other on one line, so that no hit of one meets one of another.
    room = int(ends.max()) + 1
    start, end = theme * room + starts, theme * room + ends
    leads = np.ones(len(start), dtype=bool)
    leads[1:] = start[1:] >= np.maximum.accumulate(end)[:-1]
    kept = leads.copy()
    # Hits inside the one that leads are gone; the few that reach beyond it are gone through.
    leader = np.maximum.accumulate(np.where(leads, np.arange(len(start)), 0))
    for first in np.unique(leader[end > end[leader]]).tolist():
        free, index = end[first], first + 1
        while index < len(start) and not leads[index]:
            if start[index] >= free:
                kept[index], free = True, end[index]
            index += 1
    return kept

"""Finding nodes: where the words that a concordance, a cluster or a collocation is of stand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policytext.counting import Form, parse_terms
from policytext.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

__all__ = [
    "Flow",
    "Node",
    "Nodes",
    "Phrase",
    "alternatives",
    "find_nodes",
    "flow_of",
    "plain_forms",
    "term_name",
]

#: A term, a pattern, a tuple of these that follow each other, or a list of any of these.
Phrase = tuple[Form, ...]
Node = Form | Phrase | list[Form | Phrase]


class Nodes(NamedTuple):
    """The hits of a node, in the order of the tokens; no two share a token."""

    #: Where each begins in `tokens.ids`.
    starts: NDArray[np.int64]
    #: How many tokens each takes, white space inside it included.
    lengths: NDArray[np.int32]
    #: The terms asked for, as they are written in tables.
    terms: list[str]
    #: For each hit, the index of its term in `terms`.
    term: NDArray[np.int32]

    def at(self, chosen: NDArray[np.bool_]) -> Nodes:
        """Return some of the hits."""
        return Nodes(self.starts[chosen], self.lengths[chosen], self.terms, self.term[chosen])


class Flow(NamedTuple):
    """Tokens as a reader goes through them: without white space, removed ones in their place."""

    #: Where each stands in `tokens.ids`.
    places: NDArray[np.int64]
    #: The document of each.
    documents: NDArray[np.int32]
    #: Whether each follows the one before in the same paragraph of the same document.
    joined: NDArray[np.bool_]


def flow_of(tokens: Tokens) -> Flow:
    """Leave out white space, and say where lines and documents end.

    Spaces between words part nothing, so "ice cream" is two tokens that follow each other; the
    end of a line ends a paragraph.
    """
    return tokens.once("flow", lambda: _flow(tokens))


def _flow(tokens: Tokens) -> Flow:
    is_space = np.array([type_.isspace() for type_ in tokens.types], dtype=bool)
    ends_line = np.array(["\n" in type_ for type_ in tokens.types], dtype=bool)
    places = np.flatnonzero(~is_space[tokens.ids])
    documents = np.repeat(np.arange(len(tokens), dtype=np.int32), np.diff(tokens.doc_offsets))
    # Where a paragraph begins: at a document, and after white space that ends a line.
    joined = np.ones(len(places), dtype=bool)
    ends = np.concatenate([tokens.doc_offsets[:-1], np.flatnonzero(ends_line[tokens.ids])])
    at = np.searchsorted(places, ends)
    joined[at[at < len(places)]] = False
    joined[:1] = False
    return Flow(places, documents[places], joined)


def find_nodes(tokens: Tokens, node: Node) -> Nodes:
    """Find where a node stands.

    Parameters
    ----------
    tokens : Tokens
    node : str, pattern, tuple of these, or list of any of these
        A term; a compiled regular expression, which must match a whole token; a tuple, whose
        terms and patterns are tokens that follow each other; or a list of alternatives. A term
        that is no token by itself is found wherever tokens that follow each other spell it, as
        科学 and 发展观 do 科学发展观.

    Returns
    -------
    Nodes
        From left to right, the longest alternative at each place; no hit leaves its paragraph. A
        term that does not occur has no hits. White space and removed tokens are no nodes.

    Raises
    ------
    InputError
        If a term is empty, a pattern matches the empty string, or there is none.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "坚持改革开放，改革不停步。"}).segment()
    >>> tokens["甲"]
    ['坚持', '改革开放', '，', '改革', '不', '停步', '。']
    >>> find_nodes(tokens, ["改革", ("不", "停步")]).starts.tolist()
    [3, 4]
    """
    forms = alternatives(node)
    found = [_find(tokens, form) for form in forms]
    starts = np.concatenate([starts for starts, _ in found])
    lengths = np.concatenate([lengths for _, lengths in found])
    term = np.repeat(np.arange(len(found)), [len(starts) for starts, _ in found])
    order = np.lexsort((term, -lengths, starts))
    order = order[_apart(starts[order], lengths[order])]
    return Nodes(
        starts[order].astype(np.int64),
        lengths[order].astype(np.int32),
        [term_name(form) for form in forms],
        term[order].astype(np.int32),
    )


def alternatives(node: Node) -> list[Form | Phrase]:
    """List what a node may be, and refuse what cannot be looked for."""
    forms = node if isinstance(node, list) else [node]
    if not forms or () in forms:
        raise InputError("`node` must name at least one term, got none.")
    for form in forms:
        if not isinstance(form, (str, re.Pattern, tuple)):
            raise InputError(
                f"`node` must be a term, a pattern, a tuple or a list of these, got {form!r}."
            )
        parse_terms(form)
    return list(dict.fromkeys(forms))


def plain_forms(forms: Iterable[Form | Phrase]) -> list[str]:
    """List the terms of which it matters whether they are types: else they are looked for as spelt.

    A pattern matches types, and what follows in a tuple is a type or is not there.
    """
    return [form for form in forms if isinstance(form, str)]


def term_name(form: Form | Phrase) -> str:
    """Write a form as tables do."""
    if isinstance(form, tuple):
        return " ".join(map(term_name, form))
    return form.pattern if isinstance(form, re.Pattern) else form


def _find(tokens: Tokens, form: Form | Phrase) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find one alternative: where its hits begin and how many tokens they take."""
    if isinstance(form, tuple):
        return _find_sequence(tokens, form)
    if isinstance(form, str) and form not in tokens.index:
        return _find_spelt(tokens, form)
    starts = np.flatnonzero(_matching(tokens, form)[tokens.ids])
    return starts, np.ones(len(starts), dtype=np.int64)


def _matching(tokens: Tokens, form: Form) -> NDArray[np.bool_]:
    """Tell of each type whether it is one token of that form."""
    matching = np.zeros(len(tokens.types), dtype=bool)
    if isinstance(form, re.Pattern):
        fits = form.fullmatch
        matching[:] = [bool(fits(type_)) and not type_.isspace() for type_ in tokens.types]
    elif form in tokens.index:
        matching[tokens.index[form]] = True
    matching[0] = False
    return matching


def _find_sequence(tokens: Tokens, steps: Phrase) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find tokens that follow each other in a paragraph."""
    flow = flow_of(tokens)
    ids = tokens.ids[flow.places]
    first, *rest = (_matching(tokens, step) for step in steps)
    found = np.flatnonzero(first[ids[: max(len(ids) - len(rest), 0)]])
    for step, matching in enumerate(rest, 1):
        found = found[matching[ids[found + step]] & flow.joined[found + step]]
    starts = flow.places[found]
    return starts, flow.places[found + len(rest)] + 1 - starts


def _find_spelt(tokens: Tokens, term: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find a term that is no token by itself where it begins and ends with a token."""
    firsts, lasts = [], []
    anywhere = re.compile(f"(?={re.escape(term)})")
    sizes = np.array([len(type_) for type_ in tokens.types])
    for number, document in enumerate(tokens.corpus):
        begins = np.array([hit.start() for hit in anywhere.finditer(document.text)], dtype=np.int64)
        ids, starts = tokens.document(number)
        if not len(begins) or not len(ids):
            continue
        first = np.minimum(np.searchsorted(starts, begins), len(ids) - 1)
        last = np.searchsorted(starts, begins + len(term)) - 1
        whole = (starts[first] == begins) & (last >= first)
        whole &= starts[last] + sizes[ids[last]] == begins + len(term)
        removed = np.concatenate(([0], np.cumsum(ids == 0)))
        whole &= removed[last + 1] == removed[first]
        firsts.append(first[whole] + tokens.doc_offsets[number])
        lasts.append(last[whole] + tokens.doc_offsets[number])
    if not firsts:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    start = np.concatenate(firsts)
    return start, np.concatenate(lasts) + 1 - start


def _apart(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.intp]:
    """Choose hits that share no token: from left to right, the first at each place."""
    ends = starts + lengths
    if (starts[1:] >= ends[:-1]).all():
        return np.arange(len(starts))
    kept, free = [], 0
    for index, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        if start >= free:
            kept.append(index)
            free = end
    return np.array(kept, dtype=np.intp)

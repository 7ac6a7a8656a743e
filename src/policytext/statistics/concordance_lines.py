"""Lines of a concordance: where they stand, what they are sorted by, what they show."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.corpus import plain
from policytext.statistics.patterns import Nodes, flow_of
from policytext.statistics.sentences import split_sentences

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

__all__ = ["SORTS", "UNITS", "WORD", "Lines", "in_order", "sort_key", "write_lines"]

#: How to cut a text into the units that a window may be.
UNITS: dict[str, Callable[[str], list[str]]] = {
    "sentence": split_sentences,
    "paragraph": lambda text: text.splitlines(keepends=True),
}
SORTS = ("left", "right", "node", "document", "date")
WORD = re.compile(r"([LR])([1-9][0-9]*)")
#: How many words "left" and "right" compare at least.
_DEPTH = 10


class Lines:
    """Nodes and the flow of the tokens that they stand in.

    For each hit, `document` is the number of its document, `first` and `after` are where it
    begins and ends in the flow, end excluded; `bounds` are where documents begin in the flow.
    """

    def __init__(self, tokens: Tokens, nodes: Nodes) -> None:
        self.tokens = tokens
        self.nodes = nodes
        self.flow = flow_of(tokens)
        self.documents = list(tokens.corpus)
        self.document = np.searchsorted(tokens.doc_offsets, nodes.starts, side="right") - 1
        self.first = np.searchsorted(self.flow.places, nodes.starts)
        self.after = np.searchsorted(self.flow.places, nodes.starts + nodes.lengths)
        self.bounds = np.searchsorted(self.flow.places, tokens.doc_offsets)
        self._facts: dict[int, dict[str, object]] = {}

    def __len__(self) -> int:
        return len(self.first)

    def facts(self, number: int) -> dict[str, object]:
        """Return what is known of a document; finding it takes longer than writing its lines."""
        if number not in self._facts:
            self._facts[number] = self.documents[number].facts
        return self._facts[number]

    def start_of(self, place: int, number: int) -> int:
        """Return where a token begins in its document, or the document's end after its last."""
        if place < self.tokens.doc_offsets[number + 1]:
            return int(self.tokens.starts[place])
        return len(self.documents[number].text)

    def span(self, hit: int) -> tuple[int, int, str]:
        """Return where a hit begins and ends in its document, and what stands there."""
        place = int(self.nodes.starts[hit])
        number = int(self.document[hit])
        start = self.start_of(place, number)
        stop = self.start_of(place + int(self.nodes.lengths[hit]), number)
        # Nothing but white space stands between tokens.
        match = self.documents[number].text[start:stop].rstrip()
        return start, start + len(match), match


# ---------------------------------------------------------------- order


def sort_key(lines: Lines, name: str, window: int | str) -> list[Any]:
    """List what each line is sorted by: strings or numbers that mean the same in other texts.

    Only the numbers for "document" are those of these documents.
    """
    if word := WORD.fullmatch(name):
        return _words(lines, word[1], [int(word[2])])
    if name in ("left", "right"):
        depth = max(window, _DEPTH) if isinstance(window, int) else _DEPTH
        return _words(lines, name[0].upper(), range(1, depth + 1))
    if name == "node":
        return [match for _, _, match in map(lines.span, range(len(lines)))]
    numbers: list[int] = lines.document.tolist()
    if name == "document":
        return numbers
    days = {number: _day(lines, number) for number in dict.fromkeys(numbers)}
    return [days[number] for number in numbers]


def in_order(keys: Sequence[Sequence[Any]], n_lines: int) -> list[int]:
    """Put lines in order: by each key in turn, then as they come."""
    order = list(range(n_lines))
    for key in reversed(keys):
        order.sort(key=key.__getitem__)
    return order


def _words(lines: Lines, side: str, steps: Iterable[int]) -> list[str]:
    """Write the words to one side of each node, so that they compare one after the other."""
    # Before each word stands what is below every other character, so that a word comes before
    # those that begin with it, and where the document has no word nothing stands.
    marked = [*(f"\0{type_}" for type_ in lines.tokens.types), ""]
    bounds, places = lines.bounds, lines.flow.places
    columns = []
    for step in steps:
        at = lines.first - step if side == "L" else lines.after + step - 1
        inside = (at >= bounds[lines.document]) & (at < bounds[lines.document + 1])
        ids = np.full(len(at), -1)
        ids[inside] = lines.tokens.ids[places[at[inside]]]
        columns.append(map(marked.__getitem__, ids.tolist()))
        if not inside.any():
            break
    return list(map("".join, zip(*columns, strict=True)))


def _date(lines: Lines, number: int) -> date | None:
    """Return a document's date, if it has one."""
    value = plain(lines.facts(number).get("date"))
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _day(lines: Lines, number: int) -> float:
    """Place a document in time."""
    known = _date(lines, number)
    if known is not None:
        return float(known.toordinal())
    year = plain(lines.facts(number).get("year"))
    # A year alone stands before the first of January.
    return date(year, 1, 1).toordinal() - 0.5 if isinstance(year, int) else float("inf")


# ---------------------------------------------------------------- rows


def write_lines(
    lines: Lines, chosen: list[int], window: int | str, names: Collection[str]
) -> dict[str, Sequence[Any]]:
    """Write the lines chosen, as columns with these names."""
    rows = list(_values(lines, np.array(chosen, dtype=np.intp), window))
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return dict(zip(names, columns, strict=True))


def _values(lines: Lines, chosen: NDArray[np.intp], window: int | str) -> Iterator[tuple[Any, ...]]:
    """Yield the values of each line, in the order of the columns."""
    reach = _by_tokens(lines, window) if isinstance(window, int) else _by_marks(lines, window)
    numbers = lines.document[chosen]
    positions = lines.first[chosen] - lines.bounds[numbers]
    facts = (chosen, numbers, lines.nodes.term[chosen], positions)
    dates: dict[int, str | None] = {}
    for hit, number, term, position in zip(*(fact.tolist() for fact in facts), strict=True):
        if number not in dates:
            known = _date(lines, number)
            dates[number] = known.isoformat() if known else None
        document = lines.documents[number]
        start, end, match = lines.span(hit)
        begin, stop = reach(hit)
        place = document.locate(start)
        yield (
            document.id,
            document.outline.section_at(start).path,
            dates[number],
            place.page,
            place.line,
            place.column,
            lines.nodes.terms[term],
            _squeeze(document.text[begin:start]),
            _squeeze(match),
            _squeeze(document.text[end:stop]),
            start,
            end,
            position,
        )


def _squeeze(text: str) -> str:
    """Write line ends and runs of white space as one space."""
    return " ".join(text.split())


def _by_tokens(lines: Lines, window: int) -> Callable[[int], tuple[int, int]]:
    """Reach over so many tokens on either side, as far as the document goes."""
    bounds = lines.bounds
    begin = np.maximum(lines.first - window, bounds[lines.document])
    stop = np.minimum(lines.after + window, bounds[lines.document + 1])
    places = np.append(lines.flow.places, lines.tokens.n_tokens)

    def reach(hit: int) -> tuple[int, int]:
        number = int(lines.document[hit])
        return (
            int(lines.tokens.starts[places[begin[hit]]]),
            lines.start_of(int(places[stop[hit]]), number),
        )

    return reach


def _by_marks(lines: Lines, unit: str) -> Callable[[int], tuple[int, int]]:
    """Reach to the ends of the sentence or paragraph."""
    edges: dict[int, list[int]] = {}

    def reach(hit: int) -> tuple[int, int]:
        number = int(lines.document[hit])
        text = lines.documents[number].text
        if number not in edges:
            edges[number] = [0, *accumulate(map(len, UNITS[unit](text)))]
        start, end, _ = lines.span(hit)
        here = edges[number]
        return here[bisect_right(here, start) - 1], here[bisect_left(here, end)]

    return reach

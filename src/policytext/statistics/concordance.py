"""Concordances: every occurrence of a node in its context, in the order that is asked for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext import stamp
from policytext.corpus import plain
from policytext.counting import Row, make_stamp
from policytext.errors import InputError
from policytext.statistics.concordance_views import kwic_html, kwic_text, save_kwic
from policytext.statistics.groups import By, group_name, group_tokens, make_table
from policytext.statistics.options import check_numbers
from policytext.statistics.patterns import Node, Nodes, find_nodes, flow_of
from policytext.statistics.sentences import split_sentences

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

__all__ = ["LINES", "find_lines", "kwic", "kwic_html", "kwic_text", "lines_table", "save_kwic"]

#: The columns of a line.
LINES = {
    "document": "str", "section": "str", "date": "datetime64[s]", "page": "Int64",
    "line": "int64", "column": "int64", "term": "str", "left": "str", "match": "str",
    "right": "str", "start": "int64", "end": "int64", "position": "int64",
}  # fmt: skip

#: How to cut a text into the units that a window may be.
_UNITS: dict[str, Callable[[str], list[str]]] = {
    "sentence": split_sentences,
    "paragraph": lambda text: text.splitlines(keepends=True),
}
#: How many words "left" and "right" compare at least.
_DEPTH = 10
_SORTS = ("left", "right", "node", "document", "date")
_WORD = re.compile(r"([LR])([1-9][0-9]*)")


def kwic(
    tokens: Tokens,
    node: Node,
    *,
    window: int | str = 5,
    sort: str | Sequence[str] | None = None,
    by: By = None,
    top: int | None = None,
    sample: int | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """List every occurrence of a node with its context: a concordance.

    Parameters
    ----------
    tokens : Tokens
    node : str, pattern, tuple of these, or list of any of these
        A term; a compiled regular expression, which must match a whole token; a tuple of tokens
        that follow each other; or a list of alternatives. A term that is no token by itself is
        found wherever tokens spell it.
    window : int, "sentence" or "paragraph", default 5
        How many tokens to show on either side, punctuation included, white space not; or the
        rest of the sentence or paragraph. A window ends where its document does.
    sort : str or list of str, optional
        "left", "right": by the words before or after the node, from the nearest outward; "L1",
        "R2": by the first word to the left, the second to the right; "node": by what was found;
        "document": as the corpus has them; "date": by the documents' dates, those with a year
        alone first in their year, those without one last. A list sorts by its first entry, then
        by its second. Ties, and all lines by default, stand in the order of the texts.
    by : str, iterable or mapping, optional
        Put the group of each line into a first column; lines in no group are left out.
    top : int, optional
        Only the first lines of the order asked for.
    sample : int, optional
        So many lines drawn at random, in the order asked for; all where there are fewer.
    seed : int, default 0
        Of the draw.

    Returns
    -------
    DataFrame
        One row per occurrence: the column named by `by`, or "group" where that is not a name;
        `document` (str), `section` (str, the path of headings), `date` (datetime64, missing where
        the text does not say), `page` (Int64), `line` and `column` (int, in the source file or on
        its page, from 1), `term` (str, the alternative found), `left`, `match`, `right` (str, as
        the text has them, line ends as spaces), `start` and `end` (int, characters of the clean
        text, end excluded), `position` (int, which token of its document the node begins with,
        from 0, punctuation counted, white space not). Empty if the node does not occur.
        `attrs["stamp"]` has the options and `hits`, the number of lines before `top` and `sample`.

    Raises
    ------
    InputError
        If a term is empty or an option has a value that cannot be used.

    See Also
    --------
    policytext.kwic_text : the lines for a terminal, nodes under each other.
    policytext.kwic_html : the lines for a notebook.
    policytext.save_kwic : the lines in a CSV, XLSX or HTML file.

    Notes
    -----
    Words are compared by code points in sorting. quanteda counts positions from 1.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "坚持改革，支持改革。"}).segment()
    >>> pt.kwic(tokens, "改革", window=2)[["left", "match", "right", "position"]]
      left match right  position
    0   坚持    改革   ，支持         1
    1  ，支持    改革     。         4
    """
    rows, made = find_lines(
        tokens, node, window=window, sort=sort, by=by, top=top, sample=sample, seed=seed
    )
    return lines_table(rows, made, by)


def lines_table(rows: Sequence[Row], made: stamp.Stamp, by: By = None) -> pd.DataFrame:
    """Make the table of plain rows."""
    columns = [*LINES] if by is None else [group_name(by, LINES), *LINES]
    return make_table({name: [row[name] for row in rows] for name in columns}, LINES, made)


def find_lines(
    tokens: Tokens,
    node: Node,
    *,
    window: int | str = 5,
    sort: str | Sequence[str] | None = None,
    by: By = None,
    top: int | None = None,
    sample: int | None = None,
    seed: int = 0,
) -> tuple[list[Row], stamp.Stamp]:
    """List lines as `kwic` does; return plain rows and the stamp."""
    window = window if isinstance(window, str) else int(window)
    _check(window, top, sample)
    sorts = _sorts(sort)
    nodes = find_nodes(tokens, node)
    labels: list[Any] = []
    if by is not None:
        groups = group_tokens(tokens, by)
        codes = groups.codes[nodes.starts]
        nodes = nodes.at(codes >= 0)
        labels = [groups.labels[code] for code in codes[codes >= 0]]
    hits = len(nodes.starts)
    lines = _Lines(tokens, nodes)
    chosen = np.arange(hits)
    if sample is not None and sample < hits:
        chosen = np.sort(np.random.default_rng(seed).choice(hits, sample, replace=False))
    depth = max(window, _DEPTH) if isinstance(window, int) else _DEPTH
    chosen = chosen[_order(lines, chosen, sorts, depth)][:top]
    rows = list(_rows(lines, chosen, window))
    if by is not None:
        name = group_name(by, LINES)
        rows = [{name: labels[hit], **row} for hit, row in zip(chosen, rows, strict=True)]
    options: dict[str, object] = {"node": nodes.terms, "window": window, "hits": hits}
    if sorts:
        options["sort"] = sorts
    if sample is not None:
        options |= {"sample": sample, "seed": seed}
    return rows, make_stamp(tokens.corpus, "token", None, tokens) | options


def _check(window: int | str, top: int | None, sample: int | None) -> None:
    """Refuse options that cannot be used."""
    if window not in _UNITS and (isinstance(window, str) or window < 0):
        raise InputError(
            f"`window` must be 0 or more tokens, or one of {list(_UNITS)}, got {window!r}."
        )
    check_numbers(top=top, sample=sample)


def _sorts(sort: str | Sequence[str] | None) -> list[str]:
    """List the keys to sort by."""
    keys = [] if sort is None else [sort] if isinstance(sort, str) else list(sort)
    for key in keys:
        if key not in _SORTS and not _WORD.fullmatch(str(key)):
            raise InputError(
                f"`sort` must be of {list(_SORTS)} or words such as 'L1' and 'R2', got {key!r}."
            )
    return keys


# ---------------------------------------------------------------- places


class _Lines:
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


def _order(
    lines: _Lines, chosen: NDArray[np.intp], sorts: Sequence[str], depth: int
) -> NDArray[np.intp]:
    """Put lines in order: by each key in turn, then as they stand in the texts."""
    keys: list[NDArray[Any]] = []
    for name in sorts:
        word = _WORD.fullmatch(name)
        if word:
            keys.append(_nth_words(lines, word[1], int(word[2])))
        elif name in ("left", "right"):
            side = name[0].upper()
            keys += [_nth_words(lines, side, step) for step in range(1, depth + 1)]
        elif name == "node":
            forms = [match for _, _, match in map(lines.span, range(len(lines.first)))]
            keys.append(np.unique(np.array(forms, dtype=str), return_inverse=True)[1])
        elif name == "document":
            keys.append(lines.document)
        else:
            days = {number: _day(lines, number) for number in np.unique(lines.document).tolist()}
            keys.append(np.array([days[number] for number in lines.document.tolist()]))
    if not keys:
        return np.arange(len(chosen))
    return np.lexsort([key[chosen] for key in reversed(keys)])


def _nth_words(lines: _Lines, side: str, step: int) -> NDArray[np.int64]:
    """Rank the nth word to one side of each node; -1 where the document has none there."""
    at = lines.first - step if side == "L" else lines.after + step - 1
    inside = (at >= lines.bounds[lines.document]) & (at < lines.bounds[lines.document + 1])
    types = lines.tokens.types
    rank = np.empty(len(types), dtype=np.int64)
    rank[sorted(range(len(types)), key=types.__getitem__)] = np.arange(len(types))
    ranks = np.full(len(at), -1, dtype=np.int64)
    ranks[inside] = rank[lines.tokens.ids[lines.flow.places[at[inside]]]]
    return ranks


def _date(lines: _Lines, number: int) -> date | None:
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


def _day(lines: _Lines, number: int) -> float:
    """Place a document in time."""
    known = _date(lines, number)
    if known is not None:
        return known.toordinal()
    year = plain(lines.facts(number).get("year"))
    # A year alone stands before the first of January.
    return date(year, 1, 1).toordinal() - 0.5 if isinstance(year, int) else float("inf")


# ---------------------------------------------------------------- rows


def _rows(lines: _Lines, chosen: NDArray[np.intp], window: int | str) -> Iterator[Row]:
    """Write the lines chosen."""
    reach = _by_tokens(lines, window) if isinstance(window, int) else _by_marks(lines, window)
    dates: dict[int, str | None] = {}
    for hit in chosen.tolist():
        number = int(lines.document[hit])
        if number not in dates:
            known = _date(lines, number)
            dates[number] = known.isoformat() if known else None
        document = lines.documents[number]
        start, end, match = lines.span(hit)
        begin, stop = reach(hit)
        place = document.locate(start)
        yield {
            "document": document.id,
            "section": document.outline.section_at(start).path,
            "date": dates[number],
            "page": place.page,
            "line": place.line,
            "column": place.column,
            "term": lines.nodes.terms[lines.nodes.term[hit]],
            "left": _squeeze(document.text[begin:start]),
            "match": _squeeze(match),
            "right": _squeeze(document.text[end:stop]),
            "start": start,
            "end": end,
            "position": int(lines.first[hit] - lines.bounds[number]),
        }


def _squeeze(text: str) -> str:
    """Write line ends and runs of white space as one space."""
    return " ".join(text.split())


def _by_tokens(lines: _Lines, window: int) -> Callable[[int], tuple[int, int]]:
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


def _by_marks(lines: _Lines, unit: str) -> Callable[[int], tuple[int, int]]:
    """Reach to the ends of the sentence or paragraph."""
    edges: dict[int, list[int]] = {}

    def reach(hit: int) -> tuple[int, int]:
        number = int(lines.document[hit])
        text = lines.documents[number].text
        if number not in edges:
            edges[number] = [0, *accumulate(map(len, _UNITS[unit](text)))]
        start, end, _ = lines.span(hit)
        here = edges[number]
        return here[bisect_right(here, start) - 1], here[bisect_left(here, end)]

    return reach

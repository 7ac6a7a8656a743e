"""Concordances: every occurrence of a node in its context, in the order that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext import stamp
from policytext.counting import Match, Row
from policytext.errors import InputError
from policytext.parts import Found, Parted, Rows, Sums, Whole, analyse, as_rows, as_sums, as_tokens
from policytext.statistics.concordance_lines import (
    SORTS,
    UNITS,
    WORD,
    Lines,
    in_order,
    sort_key,
    write_lines,
)
from policytext.statistics.concordance_views import kwic_html, kwic_text, save_kwic
from policytext.statistics.groups import (
    By,
    Groups,
    group_name,
    group_tokens,
    make_table,
    name_groups,
)
from policytext.statistics.on_disk import in_tokens, readable_groups
from policytext.statistics.options import check_numbers
from policytext.statistics.patterns import (
    Node,
    Nodes,
    alternatives,
    find_nodes,
    plain_forms,
    term_name,
)

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.corpus import Corpus
    from policytext.tokens import Tokens

__all__ = [
    "LINES", "Concordance", "ask_lines", "find_lines", "kwic", "kwic_html", "kwic_text",
    "lines_table", "save_kwic",
]  # fmt: skip

#: The columns of a line.
LINES = {
    "document": "str", "section": "str", "date": "datetime64[s]", "page": "Int64",
    "line": "int64", "column": "int64", "term": "str", "left": "str", "match": "str",
    "right": "str", "start": "int64", "end": "int64", "position": "int64",
}  # fmt: skip

_Columns = dict[str, Sequence[Any]]


def kwic(
    tokens: Tokens | Parted,
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
    tokens : Tokens or Scan
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
    policytext.write_kwic : more lines than fit in memory, in a CSV file.

    Notes
    -----
    Words are compared by code points in sorting. quanteda counts positions from 1.

    The table is in memory, also that of a corpus on disk: there give `top` or `sample`, for which
    no more lines than that are kept of any part, or use `write_kwic`. For `sample` such a corpus
    is gone through twice, first to count, so that the lines are those that would be drawn in
    memory.

    Examples
    --------
    >>> import policytext as pt
    >>> tokens = pt.Corpus.from_texts({"甲": "坚持改革，支持改革。"}).segment()
    >>> pt.kwic(tokens, "改革", window=2)[["left", "match", "right", "position"]]
      left match right  position
    0   坚持    改革   ，支持         1
    1  ，支持    改革     。         4
    """
    columns, made = _columns(tokens, node, window, sort, by, top, sample, seed)
    return make_table(columns, LINES, made)


def lines_table(rows: Sequence[Row], made: stamp.Stamp, by: By = None) -> pd.DataFrame:
    """Make the table of plain rows."""
    columns = [*LINES] if by is None else [group_name(by, LINES), *LINES]
    return make_table({name: [row[name] for row in rows] for name in columns}, LINES, made)


def find_lines(
    tokens: Tokens | Parted,
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
    columns, made = _columns(tokens, node, window, sort, by, top, sample, seed)
    values = zip(*columns.values(), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in values], made


def _columns(
    tokens: Tokens | Parted,
    node: Node,
    window: int | str,
    sort: str | Sequence[str] | None,
    by: By,
    top: int | None,
    sample: int | None,
    seed: int,
) -> tuple[_Columns, stamp.Stamp]:
    """List lines as `kwic` does; return plain columns and the stamp."""
    tokens, asked = ask_lines(tokens, node, window, sort, by, top, sample, seed)
    if sample is not None and hasattr(tokens, "compute"):
        # Which lines are drawn depends on how many there are, in all parts.
        asked = asked._replace(drawn=analyse(tokens, _Draw(node, asked.by, sample, seed)))
    return analyse(tokens, asked)


def ask_lines(
    tokens: Tokens | Parted,
    node: Node,
    window: int | str = 5,
    sort: str | Sequence[str] | None = None,
    by: By = None,
    top: int | None = None,
    sample: int | None = None,
    seed: int = 0,
) -> tuple[Tokens | Parted, Concordance]:
    """Check the options of `kwic`; return the tokens and the analysis."""
    window = window if isinstance(window, str) else int(window)
    _check(window, top, sample)
    alternatives(node)
    tokens = in_tokens(tokens)
    by = readable_groups(tokens, by)
    return tokens, Concordance(node, window, tuple(_sorts(sort)), by, top, sample, seed)


def _check(window: int | str, top: int | None, sample: int | None) -> None:
    """Refuse options that cannot be used."""
    if window not in UNITS and (isinstance(window, str) or window < 0):
        raise InputError(
            f"`window` must be 0 or more tokens, or one of {list(UNITS)}, got {window!r}."
        )
    check_numbers(top=top, sample=sample)


def _sorts(sort: str | Sequence[str] | None) -> list[str]:
    """List the keys to sort by."""
    keys = [] if sort is None else [sort] if isinstance(sort, str) else list(sort)
    for key in keys:
        if key not in SORTS and not WORD.fullmatch(str(key)):
            raise InputError(
                f"`sort` must be of {list(SORTS)} or words such as 'L1' and 'R2', got {key!r}."
            )
    return keys


# ---------------------------------------------------------------- analyses


class Concordance(NamedTuple):
    """The analysis of `kwic`: lines, with what they are sorted by."""

    node: Node
    window: int | str
    sorts: tuple[str, ...]
    by: By
    top: int | None
    sample: int | None
    seed: int
    #: Which lines of each document are drawn, where those of one part do not say it.
    drawn: Mapping[str, Sequence[int]] | None = None

    @property
    def match(self) -> Match:
        """Nodes are tokens."""
        return "token"

    @property
    def forms(self) -> list[str]:
        """The terms that are single tokens where they are types, else what tokens spell."""
        return plain_forms(alternatives(self.node))

    def look(self, part: Corpus | Tokens) -> Found:
        """Write the lines of some documents, in the order asked for."""
        tokens = as_tokens(part)
        nodes, groups = _find(tokens, self.node, self.by)
        hits = len(nodes.starts)
        nodes = self._draw(tokens, nodes)
        lines = Lines(tokens, nodes)
        keys = [sort_key(lines, name, self.window) for name in self.sorts]
        order = in_order(keys, len(lines))[: self.top]
        columns = write_lines(lines, order, self.window, LINES)
        found: Found = {"hits": Sums({}, {}, {"hits": [hits]})}
        if groups is not None:
            codes = groups.codes[nodes.starts[order]]
            columns["group"] = [_written(groups.labels[code]) for code in codes.tolist()]
            counts = np.bincount(codes, minlength=len(groups))
            found["groups"] = Sums(
                {"group": groups.keys}, {"group": np.arange(len(groups))}, {"lines": counts}
            )
        # Documents of later parts come later, so these lines are in order from "document" on.
        n_keys = self.sorts.index("document") if "document" in self.sorts else len(keys)
        sorted_by = {f"key {n}": [key[hit] for hit in order] for n, key in enumerate(keys[:n_keys])}
        first = [(name, "ascending") for name in sorted_by]
        return found | {"lines": Rows(columns | sorted_by, self.top, first)}

    def _draw(self, tokens: Tokens, nodes: Nodes) -> Nodes:
        """Choose the lines that are drawn."""
        chosen = np.zeros(len(nodes.starts), dtype=bool)
        if self.drawn is None:
            chosen[_draw(len(chosen), self.sample, self.seed)] = True
            return nodes.at(chosen)
        firsts = np.searchsorted(nodes.starts, tokens.doc_offsets)
        for first, document in zip(firsts, tokens.corpus, strict=False):
            chosen[first + np.array(self.drawn.get(document.id, ()), dtype=np.intp)] = True
        return nodes.at(chosen)

    def finish(self, found: Found, whole: Whole) -> tuple[_Columns, stamp.Stamp]:
        """Put the lines of all parts in order."""
        lines = as_rows(found["lines"])
        columns = {name: lines.columns[name] for name in LINES}
        if self.by is not None:
            keys = as_sums(found["groups"]).labels["group"]
            labels, _ = name_groups(self.by, keys, lambda: whole.columns)
            named = {_written(label): label for label in labels}
            groups = [named[written] for written in lines.columns["group"]]
            columns = {group_name(self.by, LINES): groups, **columns}
        if lines.order:
            keys = [lines.columns[name] for name, _ in lines.order]
            order = in_order(keys, len(columns["document"]))
            columns = {name: [values[n] for n in order] for name, values in columns.items()}
        options: dict[str, object] = {
            "node": [term_name(form) for form in alternatives(self.node)],
            "window": self.window,
            "hits": int(as_sums(found["hits"]).values["hits"][0]),
        }
        if self.sorts:
            options["sort"] = [*self.sorts]
        if self.sample is not None:
            options |= {"sample": self.sample, "seed": self.seed}
        first = {name: values[: self.top] for name, values in columns.items()}
        return first, whole.stamp("token", None) | options


class _Draw(NamedTuple):
    """The analysis of a draw from all parts: how many lines there are in each document."""

    node: Node
    by: By
    sample: int
    seed: int

    @property
    def match(self) -> Match:
        """Nodes are tokens."""
        return "token"

    @property
    def forms(self) -> list[str]:
        """The terms that are single tokens where they are types, else what tokens spell."""
        return plain_forms(alternatives(self.node))

    def look(self, part: Corpus | Tokens) -> Found:
        """Count the lines of each document that has any."""
        tokens = as_tokens(part)
        nodes, _ = _find(tokens, self.node, self.by)
        counts = np.diff(np.searchsorted(nodes.starts, tokens.doc_offsets)).tolist()
        known = [(d.id, count) for d, count in zip(tokens.corpus, counts, strict=True) if count]
        ids, lines = zip(*known, strict=True) if known else ((), ())
        return {"lines": Rows({"document": ids, "lines": lines})}

    def finish(self, found: Found, whole: Whole) -> dict[str, list[int]]:
        """Draw lines from all documents; list those of each."""
        rows = as_rows(found["lines"])
        counts = np.array(rows.columns["lines"], dtype=np.int64)
        firsts = np.cumsum(counts) - counts
        drawn: dict[str, list[int]] = {}
        for line in _draw(int(counts.sum()), self.sample, self.seed).tolist():
            number = int(np.searchsorted(firsts, line, side="right")) - 1
            drawn.setdefault(rows.columns["document"][number], []).append(
                line - int(firsts[number])
            )
        return drawn


def _find(tokens: Tokens, node: Node, by: By) -> tuple[Nodes, Groups | None]:
    """Find nodes, those that are in a group if there are groups."""
    nodes = find_nodes(tokens, node)
    if by is None:
        return nodes, None
    groups = group_tokens(tokens, by, whole=False)
    return nodes.at(groups.codes[nodes.starts] >= 0), groups


def _draw(hits: int, sample: int | None, seed: int) -> NDArray[np.intp]:
    """Draw lines at random; all where there are not more."""
    if sample is None or sample >= hits:
        return np.arange(hits)
    return np.sort(np.random.default_rng(seed).choice(hits, sample, replace=False))


def _written(label: object) -> str:
    """Write a group's label so that a column holds nothing but strings."""
    return f"{type(label).__name__} {label}"

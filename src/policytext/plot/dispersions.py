"""Lexical dispersion: where in each document a term stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from policytext.errors import InputError
from policytext.plot.look import COLOURS, INK, LANGUAGES, MUTED, drawing, finish, require, shorten
from policytext.statistics.options import check_choice, check_numbers

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from policytext.corpus import Corpus
    from policytext.document import Document
    from policytext.tokens import Tokens

__all__ = ["dispersion"]

_WORDS = {
    "position": ("在全文中的位置（%）", "position in the text (%)"),
    "hits": ("次数", "hits"),
}
#: Heights in inches: of a row alone, of a row among several of a document, between documents.
_ALONE, _AMONG, _BETWEEN = 0.27, 0.15, 0.07
#: From so many hits on a row's ticks are drawn thin.
_DENSE = 120
#: How far right of the axes the numbers end, and how high a row of the legend is, in points.
_NUMBERS, _LEGEND_ROW = 27, 18
#: How many Chinese characters a row of the legend holds.
_LEGEND_WIDTH = 36


class _Row(NamedTuple):
    """A row of the chart: its document, its term and where its middle is, in inches."""

    document: str
    term: str
    middle: float


def dispersion(
    evidence: pd.DataFrame,
    corpus: Corpus | Document | Tokens,
    *,
    terms: Sequence[str] | None = None,
    top: int | None = None,
    title: str | None = None,
    source: str | None = None,
    lang: str = "zh",
    ax: Axes | None = None,
) -> Axes:
    """Draw where in each document terms stand, from its beginning to its end: a tick a hit.

    Parameters
    ----------
    evidence : DataFrame
        From `policytext.evidence`: a row a hit, with its `document`, `term` and `start`.
    corpus : Corpus, Document or Tokens
        What the evidence is from. It gives the lengths of the texts, their order, and the
        documents without a hit, whose rows are empty.
    terms : sequence of str, optional
        Which terms to draw, in this order, also those without a hit; by default all of the table
        in its order, the first to be found first.
    top : int, optional
        Draw only so many documents, those with the most hits, in the order of the corpus.
    title : str, optional
        By default the document or the term, where there is only one.
    source : str, optional
        Where the figures come from, for the line under the chart.
    lang : {"zh", "en"}, default "zh"
        Language of the words that are not in the table.
    ax : Axes, optional
        Where to draw; on a new figure by default.

    Returns
    -------
    Axes
        A row per document and term, with the number of hits at its right end. Positions are per
        cent of the characters of the text.

    Raises
    ------
    SchemaError
        If the table lacks a column.
    InputError
        If it has no rows, has a document that the corpus has not or a hit behind the end of its
        text, or an option has a value that cannot be used.

    Notes
    -----
    Also called an X-ray plot or barcode. A row is as wide for a short text as for a long one, so
    ticks as dense in two rows are not as frequent: compare counts by `per_10k_chars`.

    Examples
    --------
    >>> import policytext as pt
    >>> study = pt.datasets.load("study_report")
    >>> ax = pt.plot.dispersion(pt.evidence(study, ["群众", "信访"]), study)
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['信访', '群众']
    """
    require(evidence, "document", "term", "start", made_by="`evidence`")
    check_numbers(top=top)
    check_choice("lang", lang, LANGUAGES)
    hits = evidence.assign(
        document=evidence["document"].astype(str), term=evidence["term"].map(str)
    )
    lengths = _lengths(hits, corpus)
    shown = list(dict.fromkeys(hits["term"])) if terms is None else list(dict.fromkeys(terms))
    if not shown:
        raise InputError("`terms` must name at least one term, got none.")
    hits = hits[hits["term"].isin(shown)]
    documents = _most(hits, list(lengths), top)
    rows, height = _rows(documents, shown)
    places: dict[tuple[str, str], list[float]] = {}
    for document, term, start in zip(hits["document"], hits["term"], hits["start"], strict=True):
        places.setdefault((document, term), []).append(100 * start / lengths[document])
    above = -(-len(shown) // _across(shown)) if len(documents) > 1 < len(shown) else 0
    with drawing(ax, (7.5, height + 0.8 + above * _LEGEND_ROW / 72)) as axes:
        _draw(axes, rows, shown, places)
        axes.set_xlim(-0.5, 100.5)
        axes.set_ylim(height, 0)
        axes.set_xticks(range(0, 101, 25))
        axes.grid(axis="x")
        axes.set_xlabel(_WORDS["position"][lang == "en"])
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.annotate(
            _WORDS["hits"][lang == "en"], (1, 1), xycoords="axes fraction", xytext=(_NUMBERS, 2),
            textcoords="offset points", ha="right", fontsize=8, color=MUTED, annotation_clip=False,
        )  # fmt: skip
        _name(axes, rows, documents, shown)
        only = documents if len(documents) == 1 else shown if len(shown) == 1 else [None]
        title = title or only[0]
        # The title stands above the legend.
        pad = 8 + above * _LEGEND_ROW if above else None
        finish(axes, evidence, title=title, title_pad=pad, source=source, lang=lang)
    return axes


def _lengths(hits: pd.DataFrame, corpus: Corpus | Document | Tokens) -> dict[str, int]:
    """Take the lengths of the texts; refuse hits that cannot be of them."""
    from policytext.document import Document

    texts: Any = [corpus] if isinstance(corpus, Document) else getattr(corpus, "corpus", corpus)
    lengths = {document.id: len(document.text) for document in texts}
    unknown = next((name for name in hits["document"] if name not in lengths), None)
    if unknown is not None:
        raise InputError(
            f"`corpus` must have all documents of the table, got none named {unknown!r}. "
            "Pass the corpus that the evidence is from."
        )
    behind = hits[hits["start"] >= hits["document"].map(lengths)]
    if len(behind):
        name, start = behind[["document", "start"]].iloc[0]
        raise InputError(
            f"A hit must stand in its text, got one at character {start} of {name!r}, which has "
            f"{lengths[name]}. Pass the corpus that the evidence is from."
        )
    return lengths


def _most(hits: pd.DataFrame, documents: list[str], top: int | None) -> list[str]:
    """Choose the documents with the most hits, the first of equals; keep their order."""
    counts = hits["document"].value_counts()
    ranked = sorted(documents, key=lambda name: -int(counts.get(name, 0)))[:top]
    return [name for name in documents if name in set(ranked)]


def _rows(documents: list[str], terms: list[str]) -> tuple[list[_Row], float]:
    """Place the rows from the top down, those of a document together; return their height, too."""
    apart = len(documents) > 1 < len(terms)
    step = _AMONG if apart else _ALONE
    rows, edge = [], 0.0
    for document in documents:
        edge += _BETWEEN * apart
        for term in terms:
            rows.append(_Row(document, term, edge + step / 2))
            edge += step
        edge += _BETWEEN * apart
    return rows, edge


def _draw(
    axes: Axes, rows: list[_Row], terms: list[str], places: dict[tuple[str, str], list[float]]
) -> None:
    """Draw a pale line and the ticks of each row, and how many there are."""
    step = rows[1].middle - rows[0].middle if len(rows) > 1 else _ALONE
    high = 0.8 * min(step, _ALONE)
    for row in rows:
        found = places.get((row.document, row.term), [])
        axes.hlines(row.middle, 0, 100, color="#e4e4e4", linewidth=0.7, zorder=0.8)
        axes.eventplot(
            found, lineoffsets=row.middle, linelengths=high,
            colors=COLOURS[terms.index(row.term) % len(COLOURS)],
            linewidths=0.7 if len(found) > _DENSE else 1.1,
        )  # fmt: skip
        axes.annotate(
            f"{len(found):,}", (1, row.middle), xycoords=("axes fraction", "data"),
            xytext=(_NUMBERS, 0), textcoords="offset points", ha="right", va="center",
            fontsize=9 if high > 0.2 else 7, color=INK if found else MUTED, annotation_clip=False,
        )  # fmt: skip


def _name(axes: Axes, rows: list[_Row], documents: list[str], terms: list[str]) -> None:
    """Write terms or documents beside the rows, and the other into a legend if it has several."""
    from matplotlib.lines import Line2D

    if len(documents) == 1:
        axes.set_yticks([row.middle for row in rows], [shorten(row.term) for row in rows])
        return
    # Rows of a document follow each other, and its name stands beside their middle.
    middles = [row.middle for row in rows]
    of_each = [middles[n : n + len(terms)] for n in range(0, len(rows), len(terms))]
    axes.set_yticks([(m[0] + m[-1]) / 2 for m in of_each], list(map(shorten, documents)))
    if len(terms) == 1:
        return
    for m in of_each[1:]:
        axes.axhline(m[0] - _AMONG / 2 - _BETWEEN, color="#bbbbbb", linewidth=0.6, zorder=0.7)
    handles = [
        Line2D([], [], color=COLOURS[n % len(COLOURS)], marker="|", linestyle="none",
               markersize=11, markeredgewidth=2.2)
        for n in range(len(terms))
    ]  # fmt: skip
    axes.legend(
        handles, [shorten(term) for term in terms], loc="lower left", bbox_to_anchor=(0, 1),
        ncols=_across(terms), handletextpad=0.1, columnspacing=1.2, borderaxespad=0.2,
    )  # fmt: skip


def _across(terms: list[str]) -> int:
    """Tell how many terms find room in a row of the legend."""
    longest = max(len(shorten(term)) for term in terms)
    return min(len(terms), max(1, _LEGEND_WIDTH // (longest + 2)))

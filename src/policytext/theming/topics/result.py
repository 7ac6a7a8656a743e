"""The topics of a corpus with their tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from policytext.statistics.contingency import MEASURES
from policytext.statistics.groups import By, group_name, group_tokens, make_table
from policytext.statistics.keyness import direction
from policytext.statistics.options import check_numbers
from policytext.theming.topics.material import Material
from policytext.theming.topics.measures import TOP_TERMS, coherence, paragraphs_with, top_terms
from policytext.theming.topics.units import unit_text

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

    Array = NDArray[np.float64]

__all__ = ["Topics"]

TOPICS = {
    "topic": "int64", "label": "str", "share": "float64", "words": "float64", "units": "int64",
    "coherence": "float64", "terms": "str",
}  # fmt: skip
TERMS = {
    "topic": "int64", "rank": "int64", "term": "str", "weight": "float64", "score": "float64",
    "log_ratio": "float64", "count": "int64",
}  # fmt: skip
UNIT = {
    "document": "str", "heading_path": "str", "page": "Int64", "line": "int64", "start": "int64",
    "end": "int64", "words": "int64", "topic": "Int64", "label": "str", "share": "float64",
}  # fmt: skip
OVER = {"topic": "int64", "label": "str", "share": "float64", "words": "float64", "total": "int64"}

#: How many terms name a topic.
_LABEL_TERMS = 3
#: Words added to a unit's length when the units of a topic are ranked, so that a short line that
#: is wholly of the topic does not come before a paragraph that is nearly so.
_SMOOTHING = 50

Columns = Mapping[str, list[Any]]


@dataclass(frozen=True, eq=False, repr=False)
class Topics:
    r"""Topics of a corpus: what terms make them, and how much of each unit of text they have.

    Made by `policytext.topics`. Topics are numbered from 1, the largest first.

    Attributes
    ----------
    tokens : Tokens
    method : str
        "nmf", "lda" or "embedding".
    vocabulary : list of str
        The terms that the topics are made of, in their own order.
    term_weights : ndarray of float64, shape (n_terms, n_topics)
        How much of a topic a term makes up: columns sum to 1, or to 0 for a topic without text.
    unit_shares : ndarray of float64, shape (n_units, n_topics)
        How much of a unit a topic makes up: rows sum to 1, or to 0 for a unit without a topic.
    labels : list of str
        Three terms that are key in the units which the topic leads.
    stamp : dict
        How the topics were made.

    Examples
    --------
    >>> import policytext as pt
    >>> text = "粮食生产和农民收入。\n学校教育和教师培训。\n" * 5
    >>> tokens = pt.Corpus.from_texts({"甲": text}).segment()
    >>> pt.topics(tokens, 2, min_words=1)
    <Topics: 2 topics (nmf), 10 units, 7 terms>
    """

    tokens: Tokens
    method: str
    vocabulary: list[str]
    term_weights: Array
    unit_shares: Array
    stamp: Stamp
    _material: Material

    @property
    def n_topics(self) -> int:
        """Number of topics."""
        return int(self.term_weights.shape[1])

    def to_pandas(self) -> pd.DataFrame:
        r"""List the topics.

        Returns
        -------
        DataFrame
            One row per topic, the largest first: `topic` (int, from 1); `label` (str, three terms
            that are key in the units it leads, "" for a topic without terms); `share` (float, of
            the word tokens of the units that have a topic, each unit's divided by its shares);
            `words` (float, these tokens); `units` (int, those in which it has the largest share);
            `coherence` (float, mean NPMI of its ten strongest terms, as for
            `policytext.topic_numbers`; NaN for fewer than two terms); `terms` (str, the ten
            strongest, apart by spaces).

        Examples
        --------
        >>> import policytext as pt
        >>> text = "粮食生产和农民收入。\n学校教育和教师培训。\n" * 5
        >>> tokens = pt.Corpus.from_texts({"2024": text}).segment()
        >>> found = pt.topics(tokens, 2, min_words=1)
        >>> found.to_pandas()[["topic", "share", "coherence", "terms"]].round(2)
           topic  share  coherence        terms
        0      1   0.56        1.0  培训 学校 教师 教育
        1      2   0.44        1.0   农民收入 生产 粮食
        """
        return make_table(self.topic_columns(), TOPICS, self.stamp)

    def terms(self, top: int = TOP_TERMS) -> pd.DataFrame:
        r"""List the strongest terms of each topic.

        Parameters
        ----------
        top : int, default 10
            How many of each topic.

        Returns
        -------
        DataFrame
            One row per topic and term, topics in order, the greatest weight first, ties by the
            term: `topic` (int); `rank` (int, from 1); `term` (str); `weight` (float, the term's
            share of the topic); `score` (float, keyness G2 of the term in the units that the
            topic leads against all other units, negative where it is rarer there; NaN where
            there is nothing to compare); `log_ratio` (float, of the rates; 0 counts as 0.5);
            `count` (int, in the units that the topic leads).

        Raises
        ------
        InputError
            If `top` is below 1.

        Examples
        --------
        >>> import policytext as pt
        >>> text = "粮食生产和农民收入。\n学校教育和教师培训。\n" * 5
        >>> tokens = pt.Corpus.from_texts({"2024": text}).segment()
        >>> found = pt.topics(tokens, 2, min_words=1)
        >>> found.terms(2)[["topic", "rank", "term", "count"]]
           topic  rank  term  count
        0      1     1    培训      5
        1      1     2    学校      5
        2      2     1  农民收入      5
        3      2     2    生产      5
        """
        return make_table(self.term_columns(top), TERMS, self.stamp | {"measure": "g2"})

    def units(self, top: int | None = None) -> pd.DataFrame:
        r"""List the units of text with their places and topics, so that they can be read.

        Parameters
        ----------
        top : int, optional
            Only so many of each topic, the most typical: those with the highest share, damped for
            the short, words / (words + 50) × share. By default all, in the order of the texts.

        Returns
        -------
        DataFrame
            One row per unit, with `top` by topic and the most typical first: `document` (str);
            `heading_path` (str, "" outside sections); `page` (Int64, missing where the file has no
            pages) and `line` (int, in the source file or on its page, from 1) where it begins;
            `start`, `end` (int, characters of the document's clean text, end excluded); `words`
            (int, word tokens); `topic` (Int64, the one with the largest share; missing for a unit
            that has no term of any topic) and its `label` (str) and `share` (float, from 0 to 1);
            then a column for each topic with its share, `topic_1`, `topic_2`, … (float); `text`
            (str).

        Raises
        ------
        InputError
            If `top` is below 1.

        Examples
        --------
        >>> import policytext as pt
        >>> text = "粮食生产和农民收入。\n学校教育和教师培训。\n" * 5
        >>> tokens = pt.Corpus.from_texts({"2024": text}).segment()
        >>> found = pt.topics(tokens, 2, min_words=1)
        >>> found.units(top=1)[["line", "topic", "share", "text"]]
           line  topic  share        text
        0     2      1    1.0  学校教育和教师培训。
        1     1      2    1.0  粮食生产和农民收入。
        """
        shares = {f"topic_{n}": "float64" for n in range(1, self.n_topics + 1)}
        return make_table(self.unit_columns(top), UNIT | shares | {"text": "str"}, self.stamp)

    def over(self, by: By = "year") -> pd.DataFrame:
        r"""Follow the shares of the topics over years or other groups.

        Parameters
        ----------
        by : str, iterable, mapping or Series, default "year"
            As for `policytext.frequencies`; a document without the value is left out.

        Returns
        -------
        DataFrame
            One row per group and topic, in order: the column named by `by`, or "group" where that
            is not a name; `topic` (int); `label` (str); `share` (float, of the group's text; NaN
            where none of it has a topic); `words` (float, that many word tokens); `total` (int,
            word tokens of the group in units that have a topic).

        Raises
        ------
        InputError
            As for `policytext.frequencies`.

        Notes
        -----
        Every word token counts as much of a topic as its unit does, so a long paragraph weighs
        more than a short one. Shares of a group of few words are uncertain: read `total`.

        Examples
        --------
        >>> import policytext as pt
        >>> text = "粮食生产和农民收入。\n学校教育和教师培训。\n" * 5
        >>> tokens = pt.Corpus.from_texts({"2024": text}).segment()
        >>> found = pt.topics(tokens, 2, min_words=1)
        >>> found.over("document")[["document", "topic", "share", "total"]].round(2)
          document  topic  share  total
        0     2024      1   0.56     45
        1     2024      2   0.44     45
        """
        columns, made = self.over_columns(by)
        return make_table(columns, OVER, made)

    # ------------------------------------------------------------ plain columns

    def topic_columns(self) -> Columns:
        """List the topics as `to_pandas` does."""
        words = self._words @ self.unit_shares
        best = top_terms(self.term_weights.T)
        there = paragraphs_with(self.tokens, self.vocabulary)
        return {
            "topic": list(range(1, self.n_topics + 1)),
            "label": self.labels,
            "share": (words / max(words.sum(), 1)).tolist(),
            "words": words.tolist(),
            "units": np.bincount(self._leader + 1, minlength=self.n_topics + 1)[1:].tolist(),
            "coherence": coherence(there, best).tolist(),
            "terms": [" ".join(self.vocabulary[n] for n in places) for places in best],
        }

    def term_columns(self, top: int = TOP_TERMS) -> Columns:
        """List the terms as `terms` does."""
        check_numbers(top=top)
        chosen = top_terms(self.term_weights.T, top)
        topic = np.repeat(np.arange(self.n_topics), [len(places) for places in chosen])
        term = np.array([place for places in chosen for place in places], dtype=np.int64)
        score, log_ratio, counts = (table[topic, term] for table in self._keyness)
        return {
            "topic": (topic + 1).tolist(),
            "rank": [rank for places in chosen for rank in range(1, len(places) + 1)],
            "term": [self.vocabulary[place] for place in term],
            "weight": self.term_weights[term, topic].tolist(),
            "score": score.tolist(),
            "log_ratio": log_ratio.tolist(),
            "count": counts.tolist(),
        }

    def unit_columns(self, top: int | None = None) -> Columns:
        """List the units as `units` does."""
        check_numbers(top=top)
        units, leader = self._material.units, self._leader
        share = self.unit_shares.max(axis=1, initial=0)
        chosen = np.arange(len(leader))
        if top is not None:
            typical = share * self._words / (self._words + _SMOOTHING)
            order = np.lexsort((chosen, -typical.round(9)))
            ranked = [order[leader[order] == topic][:top] for topic in range(self.n_topics)]
            chosen = np.concatenate(ranked)
        rows: list[tuple[Any, ...]] = []
        for n in chosen.tolist():
            document = self.tokens.corpus[int(units.document[n])]
            start, text = unit_text(self.tokens, units, n)
            place = document.locate(start)
            path = document.outline.section_at(start).path
            led = leader[n] >= 0
            rows.append(
                (
                    document.id, path, place.page, place.line, start, start + len(text),
                    int(units.words[n]), int(leader[n]) + 1 if led else None,
                    self.labels[leader[n]] if led else "",
                    float(share[n]) if led else float("nan"),
                    *self.unit_shares[n].tolist(), text,
                )
            )  # fmt: skip
        names = [*UNIT, *(f"topic_{n}" for n in range(1, self.n_topics + 1)), "text"]
        return {name: [row[column] for row in rows] for column, name in enumerate(names)}

    def over_columns(self, by: By = "year") -> tuple[Columns, Stamp]:
        """List the shares of groups as `over` does, and the stamp."""
        groups = group_tokens(self.tokens, by)
        n_units = len(self._words)
        counted = (groups.codes >= 0) & self.tokens.is_word[self.tokens.ids]
        cells = groups.codes[counted].astype(np.int64) * n_units
        pairs, counts = np.unique(cells + self._material.units.codes[counted], return_counts=True)
        group, unit = pairs // n_units, pairs % n_units
        words = np.zeros((len(groups), self.n_topics))
        np.add.at(words, group, counts[:, None] * self.unit_shares[unit])
        total = np.bincount(group, counts * (self._leader[unit] >= 0), minlength=len(groups))
        share = np.full_like(words, np.nan)
        np.divide(words, total[:, None], out=share, where=total[:, None] > 0)
        numbers = range(1, self.n_topics + 1)
        columns = {
            group_name(by, OVER): [label for label in groups.labels for _ in numbers],
            "topic": [number for _ in groups.labels for number in numbers],
            "label": self.labels * len(groups),
            "share": share.ravel().tolist(),
            "words": words.ravel().tolist(),
            "total": np.repeat(total.astype(np.int64), self.n_topics).tolist(),
        }
        return columns, self.stamp | ({"by": by} if isinstance(by, str) else {})

    # ------------------------------------------------------------ what these share

    @cached_property
    def labels(self) -> list[str]:
        """The name of each topic: three terms, the most key first, none of them part of another."""
        score, _, _ = self._keyness
        found = []
        for topic, weights in enumerate(self.term_weights.T):
            # Weight decides where no unit is led, and nothing can be key.
            evidence = np.nan_to_num(score[topic], nan=0.0)
            order = np.lexsort((np.arange(len(weights)), -weights.round(12), -evidence.round(9)))
            wanted = (weights > 0) & (evidence >= 0)
            terms = (self.vocabulary[place] for place in order if wanted[place])
            found.append("、".join(_apart(terms, _LABEL_TERMS)))
        return found

    @property
    def _words(self) -> NDArray[np.int64]:
        """Word tokens of each unit."""
        return self._material.units.words

    @cached_property
    def _leader(self) -> NDArray[np.int64]:
        """The topic with the largest share of each unit, from 0; -1 where it has none."""
        return np.where(self.unit_shares.any(axis=1), self.unit_shares.argmax(axis=1), -1)

    @cached_property
    def _keyness(self) -> tuple[Array, Array, NDArray[np.int64]]:
        """G2, log ratio and count of each term in the units that each topic leads."""
        material = self._material
        led = (self._leader[:, None] == np.arange(self.n_topics)).astype(np.float64)
        count = np.asarray((material.counts.T @ led[material.used]).T)
        words = self._words @ led
        rest = count.sum(axis=0) - count
        cells = (count, rest, words[:, None] - count, words.sum() - words[:, None] - rest)
        score = MEASURES["g2"](*cells) * direction(cells)
        ratio = MEASURES["log_ratio"](*cells, zeros="half")
        return score, ratio, count.astype(np.int64)

    def __repr__(self) -> str:
        return (
            f"<Topics: {self.n_topics} topics ({self.method}), {len(self._words):,} units, "
            f"{len(self.vocabulary):,} terms>"
        )

    def _repr_html_(self) -> str:
        table = self.to_pandas().round({"share": 3, "words": 0, "coherence": 2})
        return f"<p><b>Topics</b> {repr(self)[9:-1]}</p>{table.to_html(index=False)}"


def _apart(terms: Iterable[str], number: int) -> list[str]:
    """Take the first so many terms of which none is part of another."""
    chosen: list[str] = []
    for term in terms:
        if not any(term in other or other in term for other in chosen):
            chosen.append(term)
        if len(chosen) == number:
            break
    return chosen

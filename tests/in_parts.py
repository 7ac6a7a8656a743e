"""A corpus in parts, looked at one by one: what a corpus on disk is, without the disk.

`same_table(pt.count(in_parts(corpus, 5, seed=1), "改革"), pt.count(corpus, "改革"))`
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any, TypeVar

import pandas as pd
import pytest

import policytext as pt
from policytext import stamp
from policytext.counting import Match, Overlap, count_stamp
from policytext.grouping import known_columns
from policytext.parts import Analysis, Vocabulary
from policytext.segmentation import Segmenter, resolve

pytest.importorskip("pyarrow")

from policytext.scale import exchange, work
from policytext.scale.scan import _analysis, _types_elsewhere, _written
from policytext.scale.work import Job

__all__ = ["in_parts", "same_table"]

Result = TypeVar("Result")


def in_parts(
    corpus: pt.Corpus, n_parts: int, *, seed: int = 0, segmenter: str | Segmenter | None = None
) -> Parts:
    """Cut a corpus at random places into parts, or into single documents if there are fewer."""
    return Parts(corpus, n_parts, seed, segmenter)


def same_table(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Compare tables: rows and whole numbers exactly, fractions to 1e-12, and their stamps."""
    pd.testing.assert_frame_equal(found, expected, rtol=1e-12, atol=1e-12)
    assert found.attrs["stamp"] == expected.attrs["stamp"]


class Parts:
    """A corpus in parts; each is cut into tokens by itself, so that it has types of its own."""

    def __init__(
        self, corpus: pt.Corpus, n_parts: int, seed: int, segmenter: str | Segmenter | None
    ) -> None:
        self.corpus = corpus
        self._random = Random(seed)
        self._segmenter = segmenter
        cuts = self._random.sample(range(1, len(corpus)), min(n_parts, len(corpus)) - 1)
        bounds = [0, *sorted(cuts), len(corpus)]
        self.parts = [corpus[low:high] for low, high in pairwise(bounds)]

    def compute(self, analysis: Analysis[Result], segmenter: str | Segmenter = "jieba") -> Result:
        """Look at all parts and finish the table."""
        cutter = resolve(self._segmenter or segmenter)
        store: Any = None
        # As it goes to the workers, and as the files of a run that can go on are named by it.
        sent = pickle.loads(pickle.dumps(analysis))
        json.dumps(_written(_analysis(sent)))
        job = Job(store, {}, cutter, (sent,))
        found, log = self._look(job)
        types = _types_elsewhere(log)
        if types:
            found, _ = self._look(job._replace(types=types))
        return analysis.finish(found, _Whole(self.corpus, cutter))

    def _look(self, job: Job) -> list[Any]:
        """Look at each part, and add neighbours in random order until one message is left."""
        messages = [work._find(job, list(part)) for part in self.parts]
        while len(messages) > 1:
            low = self._random.randrange(len(messages) - 1)
            high = self._random.randint(low + 2, min(low + 4, len(messages)))
            messages[low:high] = [exchange.add(messages[low:high])]
        return exchange.unpack(exchange.add(messages))


class _Whole:
    """The whole corpus, of which the tokens are not in memory."""

    tokens = None

    def __init__(self, corpus: pt.Corpus, segmenter: Segmenter) -> None:
        self._corpus = corpus
        self._segmenter = segmenter

    @property
    def columns(self) -> Sequence[str]:
        return known_columns(self._corpus)

    def stamp(self, match: Match, overlap: Overlap | None) -> stamp.Stamp:
        return count_stamp(
            match,
            overlap,
            self._segmenter if match == "token" else None,
            cleaning=self._corpus.cleaning_steps,
            texts=stamp.digest(document.text for document in self._corpus),
        )

    def vocabulary(self, types: Sequence[str]) -> Vocabulary:
        return Vocabulary(types, self._segmenter)

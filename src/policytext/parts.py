"""What adds up: sums of the parts of a corpus, from which a table is finished.

An analysis looks at a part of a corpus and returns sums and rows; those of all parts are put
together; a table is finished from the whole. A corpus in memory is one part, and one on disk many,
looked at by whatever workers there are: both share every line that computes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from policytext.corpus import Corpus
from policytext.document import Document
from policytext.errors import InputError
from policytext.grouping import known_columns
from policytext.segmentation import segment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policytext.counting import Match, Overlap
    from policytext.segmentation import Segmenter
    from policytext.stamp import Stamp
    from policytext.tokens import Tokens

__all__ = [
    "Analysis",
    "Found",
    "Parted",
    "Rows",
    "Sums",
    "Vocabulary",
    "Whole",
    "analyse",
    "as_rows",
    "as_sums",
    "as_tokens",
    "check_corpus",
]

Result_co = TypeVar("Result_co", covariant=True)
Result = TypeVar("Result")


class Sums(NamedTuple):
    """Numbers by one or several keys; those of parts are added where the keys are equal.

    A key's labels are strings, numbers, dates or None, each once, in the order in which they were
    first met. Without a key there is one row.
    """

    labels: Mapping[str, Sequence[Any]]
    #: For each key, which label each row has; no two rows have the same labels.
    codes: Mapping[str, Any]
    #: What is added up, whole numbers or fractions, one a row.
    values: Mapping[str, Any]

    def rows(self) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
        """Yield the labels and the values of each row."""
        keys = [[self.labels[key][code] for code in codes] for key, codes in self.codes.items()]
        n = len(next(iter(self.values.values())))
        labels = zip(*keys, strict=True) if keys else [()] * n
        yield from zip(labels, zip(*self.values.values(), strict=True), strict=True)


class Rows(NamedTuple):
    """Rows of a table in the order of the corpus; those of parts follow each other."""

    columns: Mapping[str, Sequence[Any]]
    #: How many rows the table has at most, so that no more need to be kept of any part: the first
    #: by these columns, each "ascending" or "descending", else the first as they come.
    top: int | None = None
    order: Sequence[tuple[str, str]] = ()


#: What an analysis finds in a part, by names of its own.
Found = dict[str, Sums | Rows]


def as_sums(found: Sums | Rows) -> Sums:
    """Return what is known to be sums."""
    assert isinstance(found, Sums)
    return found


def as_rows(found: Sums | Rows) -> Rows:
    """Return what is known to be rows."""
    assert isinstance(found, Rows)
    return found


def as_tokens(part: Corpus | Tokens) -> Tokens:
    """Return a part that an analysis of tokens is given."""
    assert not isinstance(part, Corpus)
    return part


class Whole(Protocol):
    """The whole corpus, as far as a table is finished with it."""

    @property
    def columns(self) -> Sequence[str]:
        """The columns of `docs`."""
        ...

    @property
    def tokens(self) -> Tokens | None:
        """The tokens, where they are in memory."""
        ...

    def stamp(self, match: Match, overlap: Overlap | None) -> Stamp:
        """Make the stamp of a count."""
        ...

    def vocabulary(self, types: Sequence[str]) -> Vocabulary | Tokens:
        """Return what is known of the types that were found."""
        ...


class Analysis(Protocol[Result_co]):
    """What is looked for in each part of a corpus, and the table that is made of it.

    It is sent to workers, so it holds nothing but its options.
    """

    @property
    def match(self) -> Match:
        """Whether it looks at texts or at tokens."""
        ...

    @property
    def forms(self) -> Sequence[str]:
        """Terms of which it matters whether they are types: a part does not have all types."""
        ...

    def look(self, part: Corpus | Tokens) -> Found:
        """Look at a part: a corpus for texts, else tokens."""
        ...

    def finish(self, found: Found, whole: Whole) -> Result_co:
        """Make the table of what was found in all parts."""
        ...


class Parted(Protocol):
    """A corpus in parts."""

    def compute(self, analysis: Analysis[Result], segmenter: str | Segmenter) -> Result:
        """Look at all parts and finish the table."""
        ...


class Vocabulary:
    """Types with what is known of them.

    Attributes
    ----------
    types : sequence of str
        Each once.
    """

    def __init__(self, types: Sequence[str], segmenter: Segmenter) -> None:
        self.types = types
        self._segmenter = segmenter

    @cached_property
    def tags(self) -> Sequence[str]:
        """Part of speech of each type in the segmenter's dictionary, "" where it has none."""
        return self._segmenter.tags(self.types)

    @cached_property
    def is_word(self) -> NDArray[np.bool_]:
        """For each type, whether it holds a letter, a digit or a Han character."""
        from policytext.tokens import are_words

        return are_words(self.types)


class _InMemory:
    """A corpus in memory as the whole."""

    def __init__(self, part: Corpus | Tokens) -> None:
        self.tokens = None if isinstance(part, Corpus) else part
        self._texts = part if isinstance(part, Corpus) else part.corpus

    @property
    def columns(self) -> Sequence[str]:
        return known_columns(self._texts)

    def stamp(self, match: Match, overlap: Overlap | None) -> Stamp:
        from policytext.counting import make_stamp

        return make_stamp(self._texts, match, overlap, self.tokens)

    def vocabulary(self, types: Sequence[str]) -> Tokens:
        assert self.tokens is not None
        return self.tokens


def check_corpus(corpus: Corpus | Tokens | Document) -> Corpus | Tokens:
    """Return a corpus or tokens with documents, a single document as a corpus; refuse the rest."""
    if isinstance(corpus, Document):
        return Corpus([corpus])
    # Tokens are known by what they have, so that counting strings does not import numpy.
    if not isinstance(corpus, Corpus) and not hasattr(corpus, "doc_offsets"):
        raise InputError(f"`corpus` must be a Corpus or Tokens, got {type(corpus).__name__}.")
    if not len(corpus):
        raise InputError("`corpus` must have at least one document, got an empty one.")
    return corpus


def analyse(
    corpus: Corpus | Tokens | Parted,
    analysis: Analysis[Result],
    segmenter: str | Segmenter = "jieba",
) -> Result:
    """Look at a corpus, in memory or on disk, and finish the table.

    Parameters
    ----------
    corpus : Corpus, Tokens or Parted
    analysis : Analysis
    segmenter : str or Segmenter, default "jieba"
        For an analysis of tokens on texts that are not cut.

    Raises
    ------
    InputError
        If the corpus is empty, or none.
    """
    if hasattr(corpus, "compute"):
        parted: Parted = corpus
        return parted.compute(analysis, segmenter)
    part = check_corpus(corpus)
    if isinstance(part, Corpus):
        if analysis.match == "token":
            part = segment(part, segmenter)
    elif analysis.match == "string":
        part = part.corpus
    return analysis.finish(analysis.look(part), _InMemory(part))

"""Reading what is given beside the tokens: labels, groups, and scores by a codebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from policytext.errors import InputError, SchemaError, nearest
from policytext.statistics.groups import document_values
from policytext.theming.learning.features import Texts, number_groups

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

    Ints = NDArray[np.int64]

__all__ = ["Examples", "PerDocument", "read_examples", "read_texts"]

#: A column of `corpus.docs`, a mapping or Series by id, or a value a document in their order.
PerDocument = str | Iterable[object] | Mapping[str, object]


class Examples(NamedTuple):
    """Units with labels.

    Attributes
    ----------
    rows : ndarray of int64
        Which units are examples.
    codes : ndarray of int64
        The label of each example, as an index into `classes`.
    classes : list of str
        In the order of the alphabet; "" for units that a coder found to be of none.
    """

    rows: Ints
    codes: Ints
    classes: list[str]


def read_examples(tokens: Tokens, labels: PerDocument) -> Examples:
    """Read a label for each document; one that has None is no example."""
    given = _read("labels", tokens, labels)
    odd = next((v for v in given if v is not None and not isinstance(v, (str, int))), None)
    if odd is not None:
        raise InputError(f"`labels` must be strings, or None for no example, got {odd!r}.")
    rows = [row for row, label in enumerate(given) if label is not None]
    classes = sorted({str(given[row]) for row in rows})
    if len(classes) < 2:
        raise InputError(
            f"`labels` must have two classes or more, got {classes}. "
            "A model tells classes from one another."
        )
    place = {label: number for number, label in enumerate(classes)}
    codes = [place[str(given[row])] for row in rows]
    return Examples(np.array(rows, dtype=np.int64), np.array(codes, dtype=np.int64), classes)


def read_texts(tokens: Tokens, groups: PerDocument | None, scores: pd.DataFrame | None) -> Texts:
    """Read the groups and scores of the documents of tokens."""
    return Texts(tokens, _read_groups(tokens, groups), *_read_scores(tokens, scores))


def _read_groups(tokens: Tokens, groups: PerDocument | None) -> Ints:
    """Number the group of each document; by default that of which it is a section."""
    if groups is None:
        # The documents of `corpus.sections()` say of which one they are a section.
        parts = (
            (d.metadata["document"] if d.is_section and "document" in d.metadata else d.id)
            for d in tokens.corpus
        )
        return number_groups(parts)
    given = _read("groups", tokens, groups)
    if None in given:
        id = tokens.corpus[given.index(None)].id
        raise InputError(f"`groups` must have a value for every document, got none for {id!r}.")
    return number_groups(given)


def _read_scores(
    tokens: Tokens, scores: pd.DataFrame | None
) -> tuple[NDArray[np.float64] | None, list[str]]:
    """Put the scores in the order of the documents."""
    if scores is None:
        return None, []
    ids = [document.id for document in tokens.corpus]
    known = set(scores.index)
    missing = next((id for id in ids if id not in known), None)
    if missing is not None or not scores.index.is_unique:
        raise SchemaError(
            "`scores` must have one row for each document, named by its id"
            + (
                f"; there is none for {missing!r}."
                if missing is not None
                else "; some occur twice."
            )
            + " Pass what `theme_scores` gave."
        )
    values = scores.reindex(ids).to_numpy(dtype=np.float64)
    if not np.isfinite(values).all():
        raise SchemaError("`scores` must be numbers, none of them missing or infinite.")
    return values, [str(name) for name in scores.columns]


def _read(name: str, tokens: Tokens, given: PerDocument) -> list[Any]:
    """List a value for each document, None where there is none."""
    if isinstance(given, str):
        docs = tokens.corpus.docs
        if given not in docs.columns:
            raise InputError(
                f"`{name}` must be a column of `corpus.docs`, or a value for each document, "
                f"got {given!r}.{nearest(given, docs.columns)}"
            )
        given = list(docs[given])
    return document_values(name, tokens, given)

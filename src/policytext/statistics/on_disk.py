"""What a corpus on disk cannot be asked, and groups as each of its parts can read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from policytext.corpus import Corpus, plain
from policytext.errors import InputError
from policytext.parts import check_corpus
from policytext.segmentation import segment
from policytext.statistics.groups import By, document_values

if TYPE_CHECKING:
    from policytext.parts import Parted
    from policytext.tokens import Tokens

__all__ = ["check_in_memory", "in_tokens", "readable_groups"]


def in_tokens(corpus: Corpus | Tokens | Parted) -> Tokens | Parted:
    """Cut texts in memory into tokens; return tokens, or a corpus on disk, as they are."""
    if hasattr(corpus, "compute"):
        return corpus
    part = check_corpus(corpus)
    return segment(part) if isinstance(part, Corpus) else part


def check_in_memory(tokens: Tokens | Parted, what: str, instead: str) -> None:
    """Refuse what needs all tokens at once, before anything is counted.

    Raises
    ------
    InputError
        If the corpus is on disk.
    """
    if hasattr(tokens, "compute"):
        raise InputError(
            f"{what} needs the tokens in memory, got a corpus on disk. "
            f"{instead}, or read the documents with `read`."
        )


def readable_groups(tokens: Tokens | Parted, by: By, name: str = "by") -> By:
    """Return groups that are given a label a document so that each part finds its own.

    Parameters
    ----------
    tokens : Tokens or Parted
    by : str, iterable, mapping or Series, optional
    name : str, default "by"
        The argument, as messages name it.

    Raises
    ------
    InputError
        If the labels are not those of the documents, or are a list and the corpus is on disk.
    """
    if by is None or isinstance(by, str):
        return by
    if not hasattr(tokens, "compute"):
        return document_values(name, tokens, by, "label")
    labels: Any = by.to_dict() if hasattr(by, "to_dict") else by
    if not isinstance(labels, Mapping) or not any(isinstance(id, str) for id in labels):
        check_in_memory(
            tokens, f"A list of labels as `{name}`", "Give labels by the ids of documents"
        )
    return {id: plain(label) for id, label in labels.items()}

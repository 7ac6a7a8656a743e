"""Groups of documents: what a column, "document" and "section" mean where things are counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from policytext.corpus import Corpus, plain
from policytext.errors import InputError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from policytext.document import Document

__all__ = [
    "check_groups",
    "document_labels",
    "group_column",
    "group_documents",
    "known_columns",
    "section_facts",
    "section_labels",
    "sections_of",
    "sort_groups",
    "with_section_labels",
]


def group_documents(corpus: Corpus, by: str | None) -> dict[object, list[int]]:
    """List the documents of each group, groups in order; one group None without `by`.

    A group is a value of a column of `Corpus.docs`, or an id for "document"; a document that
    lacks the value is in the group None.

    Raises
    ------
    InputError
        If `docs` has no such column, or it is empty.
    """
    labels = document_labels(corpus, by)
    check_groups(by, labels, lambda: known_columns(corpus))
    members: dict[object, list[int]] = {}
    for number, label in enumerate(labels):
        members.setdefault(label, []).append(number)
    return {group: members[group] for group in sort_groups(members)}


def document_labels(corpus: Corpus, by: str | None) -> list[Any]:
    """List the group of each document; None for one that lacks the value."""
    if by is None:
        return [None] * len(corpus)
    if by == "document":
        return [document.id for document in corpus]
    labels = [document.fact(by) for document in corpus]
    # pandas makes a column of whole numbers float when one is missing.
    return [
        int(label) if isinstance(label, float) and label.is_integer() else plain(label)
        for label in labels
    ]


def known_columns(corpus: Corpus) -> list[str]:
    """List the columns of `docs`."""
    return list(dict.fromkeys(name for document in corpus for name in document.facts))


def check_groups(
    by: str | None, labels: Iterable[object], columns: Callable[[], Sequence[str]]
) -> None:
    """Refuse groups of a column that there is not, or that is empty.

    Raises
    ------
    InputError
    """
    if by is None or any(label is not None for label in labels):
        return
    known = list(dict.fromkeys(["document", *columns()]))
    if by in known:
        raise InputError(
            f"No document has a {by!r}. Put it in the file names (2024.txt) or in a metadata table."
        )
    if by == "section":
        raise InputError(
            "These tokens are of whole documents. For sections, segment `corpus.sections()`."
        )
    known.append("section")
    raise InputError(f"`by` must be one of {known}, got {by!r}.{nearest(by, known)}")


def sort_groups(groups: Iterable[object]) -> list[Any]:
    """Order groups: numbers by size, names as they come, the missing one last."""
    found = list(dict.fromkeys(groups))
    known: list[Any] = [group for group in found if group is not None]
    if all(isinstance(group, (int, float)) for group in known):
        known.sort()
    return known + [None] * (len(found) - len(known))


def group_column(groups: list[Any]) -> pd.Series[Any]:
    """Make the column of the groups; whole numbers stay so, also where one is missing."""
    import pandas as pd

    whole = all(group is None or type(group) is int for group in groups)
    return pd.Series(groups, dtype="Int64" if whole and None in groups else None)


def sections_of(corpus: Corpus) -> Corpus:
    """Cut into sections, unless it is."""
    cut = all("section" in document.metadata for document in corpus)
    return corpus if cut else corpus.sections()


def section_facts(section: Document) -> tuple[Any, ...]:
    """Return what a section can be named by: document, title, path of headings and number."""
    names = ("document", "section", "heading_path", "number")
    return tuple(section.metadata[name] for name in names)


def section_labels(facts: Sequence[Sequence[Any]]) -> list[str]:
    """Name sections so that no two have the same name, if that can be.

    A section is named by its title; with the headings above it where another has the same, and
    with the document's name where there are several documents.
    """
    several = len({document for document, *_ in facts}) > 1
    labels: list[str] = []
    # Of document, title, path and number.
    for places in ((1,), (2,), (2, 3)):
        chosen = (0, *places) if several else places
        labels = [" ".join(str(fact[n]) for n in chosen if fact[n]) for fact in facts]
        if len(set(labels)) == len(labels):
            break
    return labels


def with_section_labels(corpus: Corpus) -> Corpus:
    """Cut into sections, unless it is, whose `section` is no other's."""
    sections = sections_of(corpus)
    return sections.assign(section=section_labels([section_facts(s) for s in sections]))

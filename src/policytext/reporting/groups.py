"""What the texts of a report are compared by: years, another column, documents or sections."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from policytext.corpus import Corpus
from policytext.grouping import group_documents

__all__ = ["Group", "Grouping", "choose_groups"]


@dataclass(frozen=True)
class Group:
    """One group: its label, its documents by number, and its span where it is a section."""

    label: object
    documents: tuple[int, ...]
    span: tuple[int, int] | None = None

    @property
    def name(self) -> str:
        """The label as it is written."""
        return str(self.label)


@dataclass(frozen=True)
class Grouping:
    """What `by` means for the tables of a report."""

    by: str
    groups: tuple[Group, ...]

    @cached_property
    def is_time(self) -> bool:
        """Whether the groups are two or more years, or other whole numbers."""
        return len(self.groups) > 1 and all(isinstance(g.label, int) for g in self.groups)

    @cached_property
    def of(self) -> dict[str, Group]:
        """The groups by their written labels."""
        return {group.name: group for group in self.groups}

    def sides(self) -> tuple[tuple[Group, ...], tuple[Group, ...]] | None:
        """Choose what is compared with what: the later half with the earlier, or two groups."""
        if self.by == "section" or len(self.groups) < 2:
            return None
        if self.is_time:
            half = (len(self.groups) + 1) // 2
            return self.groups[half:], self.groups[:half]
        return (self.groups[1:], self.groups[:1]) if len(self.groups) == 2 else None


def choose_groups(corpus: Corpus, by: str | None) -> Grouping:
    """Group by the column that is named, else by years, documents, or the sections of a document.

    Raises
    ------
    InputError
        If there is no such column.
    """
    if by is None:
        years = {document.facts["year"] for document in corpus} - {None}
        by = "year" if len(years) > 1 else "document"
        if len(corpus) == 1:
            sections = corpus[0].outline.outermost()
            if len({section.path for section in sections}) > 1:
                spans = {section.path: section.span for section in reversed(sections)}
                return Grouping(
                    "section",
                    tuple(Group(path, (0,), span) for path, span in reversed(spans.items())),
                )
    members = {
        label: tuple(numbers)
        for label, numbers in group_documents(corpus, by).items()
        if label is not None
    }
    groups = [Group(label, numbers) for label, numbers in members.items()]
    if all(isinstance(group.label, int) for group in groups):
        groups.sort(key=lambda group: int(str(group.label)))
    return Grouping(by, tuple(groups))

"""Comparing codebooks: what one changes in another, and the themes of both as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from policytext.theming.codebooks.codebook import Codebook, Theme

__all__ = ["Change", "list_changes", "merge_themes"]


class Change(NamedTuple):
    """A difference between two codebooks; `before` and `after` are "" where there is nothing."""

    change: str
    theme: str
    key: str
    before: str
    after: str


def list_changes(old: Codebook, new: Codebook) -> list[Change]:
    """List what the new codebook has changed, theme by theme in the order of the old."""
    return [
        change
        for name in dict.fromkeys([*old.names, *new.names])
        for change in _differences(name, _facts(old, name), _facts(new, name))
    ]


def _facts(book: Codebook, name: str) -> dict[tuple[str, str], str] | None:
    """List what a codebook says of a theme: by key and what is told apart under it."""
    if name not in book:
        return None
    theme = book[name]
    single = {
        ("title", ""): theme.title,
        ("description", ""): theme.description,
        ("grade", ""): "" if theme.grade is None else f"{theme.grade:g}",
        ("parent", ""): book.parent(name),
    }
    terms = {("terms", f"{term.is_pattern} {term.form}"): str(term) for term in theme.terms}
    lists = {
        (key, text): text
        for key in ("exclude", "examples", "counterexamples")
        for text in getattr(theme, key)
    }
    return single | terms | lists


def _differences(
    name: str, ours: dict[tuple[str, str], str] | None, theirs: dict[tuple[str, str], str] | None
) -> Iterator[Change]:
    """Compare what two codebooks say of a theme."""
    if ours is None or theirs is None:
        change = "added" if ours is None else "removed"
        here = "" if ours is None else name
        yield Change(change, name, "theme", here, "" if theirs is None else name)
    for place in dict.fromkeys([*(ours or {}), *(theirs or {})]):
        before, after = (ours or {}).get(place, ""), (theirs or {}).get(place, "")
        if before != after:
            change = "changed" if before and after else "removed" if before else "added"
            yield Change(change, name, place[0], before, after)


def merge_themes(ours: tuple[Theme, ...], theirs: tuple[Theme, ...]) -> list[Theme]:
    """Merge themes of one level by name."""
    found = {theme.name: theme for theme in ours}
    for theme in theirs:
        old = found.get(theme.name)
        found[theme.name] = theme if old is None else _merge_two(old, theme)
    return list(found.values())


def _merge_two(old: Theme, new: Theme) -> Theme:
    """Merge two accounts of one theme; of a term in both the new one counts."""
    terms = {(term.form, term.is_pattern): term for term in (*old.terms, *new.terms)}

    def both(key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*getattr(old, key), *getattr(new, key)]))

    return new._replace(
        terms=tuple(terms.values()),
        description=new.description or old.description,
        title=new.title or old.title,
        grade=old.grade if new.grade is None else new.grade,
        exclude=both("exclude"),
        examples=both("examples"),
        counterexamples=both("counterexamples"),
        themes=tuple(merge_themes(old.themes, new.themes)),
    )

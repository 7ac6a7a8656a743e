"""Codebooks: named themes and the terms and rules that speak for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import isfinite
from os import PathLike, fspath
from pathlib import Path
from typing import NamedTuple

from policytext import stamp
from policytext.errors import InputError, ReadError, nearest
from policytext.theming.codebooks.comparing import Change, list_changes, merge_themes
from policytext.theming.codebooks.patterns import problem_of

__all__ = ["Change", "Codebook", "Term", "Theme"]

_FOLDER = Path(__file__).parents[2] / "data" / "codebooks"
#: Tokens on either side within which `near` and `not_near` look, where a term does not say.
WITHIN = 10


class Term(NamedTuple):
    """A term of a theme and the rules by which it counts.

    `form` is found as characters, or searched for as a regular expression where `is_pattern`. It
    does not count inside one of `outside`; it counts only with one of `near`, and only without
    any of `not_near`, within `within` tokens in the same paragraph.
    """

    form: str
    weight: float = 1.0
    is_pattern: bool = False
    outside: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    not_near: tuple[str, ...] = ()
    within: int = WITHIN

    def __str__(self) -> str:
        rules = [
            f"{name} {value}"
            for name, value in (
                ("weight", "" if self.weight == 1 else f"{self.weight:g}"),
                ("not", " ".join(self.outside)),
                ("near", " ".join(self.near)),
                ("not_near", " ".join(self.not_near)),
                ("within", str(self.within) if self.near or self.not_near else ""),
            )
            if value
        ]
        return f"{self.label} ({'; '.join(rules)})" if rules else self.label

    @property
    def label(self) -> str:
        """The form; a pattern between slashes."""
        return f"/{self.form}/" if self.is_pattern else self.form


class Theme(NamedTuple):
    """A theme: its name, what it covers, its terms, and its sub-themes.

    `title` is its English name. `grade` is a number for graded wording, the strength of an
    obligation. `examples` are sentences that belong to the theme, `counterexamples` such as do
    not: `codebook check` tries them.
    """

    name: str
    terms: tuple[Term, ...] = ()
    description: str = ""
    title: str = ""
    grade: float | None = None
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()

    def walk(self) -> Iterator[Theme]:
        """Yield the theme and its sub-themes, those of sub-themes too."""
        yield self
        for theme in self.themes:
            yield from theme.walk()

    @property
    def forms(self) -> list[str]:
        """What is looked for, sub-themes included, each once."""
        return list(dict.fromkeys(term.form for theme in self.walk() for term in theme.terms))


class Codebook:
    """Themes with their terms, and sub-themes of these.

    Parameters
    ----------
    themes : sequence of Theme
        No two themes or sub-themes have the same name.
    name, version : str, default ""
    description, source : str, default ""
        What it is for, and where its classes come from.

    Attributes
    ----------
    name, version, description, source : str
    themes : dict of str to Theme
        The themes at the top, without sub-themes.
    lines : dict
        For a codebook read from a file, the line of the text that stands under
        (theme, key, index): ("作风建设", "examples", 0).

    Examples
    --------
    >>> codebook = Codebook.load("policy")
    >>> "八项规定" in codebook["作风建设"].forms
    True
    >>> codebook.parent("作风建设")
    '党的建设'
    """

    def __init__(
        self,
        themes: Sequence[Theme],
        *,
        name: str = "",
        version: str = "",
        description: str = "",
        source: str = "",
        lines: Mapping[tuple[str | int, ...], int] | None = None,
    ) -> None:
        self.name = name
        self.version = version
        self.description = description
        self.source = source
        self.themes = {theme.name: theme for theme in themes}
        self.lines = dict(lines or {})
        self._all: dict[str, Theme] = {}
        self._parents: dict[str, str] = {}
        for theme in themes:
            self._register(theme, "")

    def _register(self, theme: Theme, parent: str) -> None:
        """Note a theme and its sub-themes by name."""
        if theme.name in self._all:
            raise InputError(f"The names of themes must differ, got {theme.name!r} twice.")
        if theme.name in ("", "top", "all"):
            # `themes="top"` and `themes="all"` ask for levels, not for names.
            raise InputError(f"A theme must have another name than {theme.name!r}.")
        if not any(True for each in theme.walk() if each.terms):
            raise InputError(f"The theme {theme.name!r} must have at least one term, got none.")
        for term in theme.terms:
            _check_term(term, theme.name)
        self._all[theme.name] = theme
        self._parents[theme.name] = parent
        for inner in theme.themes:
            self._register(inner, theme.name)

    @classmethod
    def load(cls, codebook: str | PathLike[str] | Codebook) -> Codebook:
        """Load a codebook that ships with policytext, by name, or one's own, by path.

        Parameters
        ----------
        codebook : str, path or Codebook
            "policy" and others that `docs/themes.md` lists, or a YAML file: `name`, `version`,
            and `themes`, each with `terms` and if wanted `description`, `exclude`, `patterns`,
            `examples` and sub-`themes`. A codebook is returned as it is.

        Returns
        -------
        Codebook

        Raises
        ------
        InputError
            If it is neither a name nor a path nor a codebook.
        ReadError
            If there is no such file or it is not a codebook; the message names file, line and
            key.
        """
        if isinstance(codebook, Codebook):
            return codebook
        if not isinstance(codebook, (str, PathLike)):
            raise InputError(f"A codebook must be a name, a path or a Codebook, got {codebook!r}.")
        from policytext.theming.codebooks.files import read_codebook

        path = Path(codebook)
        if path.suffix not in (".yaml", ".yml"):
            names = cls.shipped()
            if fspath(codebook) not in names:
                raise ReadError(
                    f"There is no codebook {fspath(codebook)!r}; policytext ships {names}. "
                    "Your own is named by its file, ending in .yaml."
                )
            return _shipped(fspath(codebook))
        return read_codebook(path)

    @classmethod
    def shipped(cls) -> list[str]:
        """List the codebooks that ship with policytext, by name."""
        return sorted(file.stem for file in _FOLDER.glob("*.yaml"))

    @classmethod
    def of_terms(cls, name: str, terms: Sequence[str]) -> Codebook:
        """Make a codebook of one theme from plain terms."""
        return cls([Theme(name, tuple(Term(form) for form in terms))], name=name)

    @property
    def hash(self) -> str:
        """Hash of what decides a score: names, terms, rules, weights and sub-themes."""
        return stamp.digest(
            text
            for theme in self.walk()
            for text in (theme.name, self.parent(theme.name), *map(repr, theme.terms),
                         *theme.exclude, repr(theme.grade))
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} {self.version} {self.hash}".strip()

    @property
    def names(self) -> list[str]:
        """The names of all themes and sub-themes, in order."""
        return list(self._all)

    @property
    def n_terms(self) -> int:
        """The number of terms and patterns of all themes."""
        return sum(len(theme.terms) for theme in self.walk())

    def parent(self, name: str) -> str:
        """Return the theme that a sub-theme stands under; "" for a theme at the top."""
        return self._parents[self[name].name]

    def above(self, name: str) -> list[Theme]:
        """List a theme and those it stands under, from the innermost out."""
        themes = [self[name]]
        while parent := self.parent(themes[-1].name):
            themes.append(self[parent])
        return themes

    def walk(self) -> Iterator[Theme]:
        """Yield all themes and sub-themes, in order."""
        return iter(self._all.values())

    def only(self, name: str) -> Codebook:
        """Return the codebook of one theme with its sub-themes; exclusions from above hold."""
        exclude = tuple(form for theme in self.above(name) for form in theme.exclude)
        theme = self[name]._replace(exclude=exclude)
        return Codebook([theme], name=self.name, version=self.version)

    def union(self, names: Sequence[str], terms: Sequence[str] = ()) -> Codebook:
        """Return a codebook of one theme: some themes of this one, and plain terms."""
        themes = [self.only(name)[name] for name in names]
        inner = {theme.name for each in themes for theme in each.walk() if theme is not each}
        chosen = tuple(each for each in themes if each.name not in inner)
        title = " ".join([*names, *terms])
        whole = Theme(f"{title} ", tuple(Term(form) for form in terms), themes=chosen)
        return Codebook([whole], name=self.name, version=self.version)

    def merge(self, other: Codebook) -> Codebook:
        """Return the themes of both; what the other says of a theme or a term counts.

        Raises
        ------
        InputError
            If a theme stands under different themes in the two.
        """
        for name in self._all.keys() & other._all.keys():
            ours, theirs = self.parent(name), other.parent(name)
            if ours != theirs:
                raise InputError(
                    f"{name!r} must stand under one theme, got {ours!r} and {theirs!r}. "
                    "Rename one of them."
                )
        return Codebook(
            merge_themes(tuple(self), tuple(other)),
            name="+".join(part for part in (self.name, other.name) if part),
            version="+".join(part for part in (self.version, other.version) if part),
            description=other.description or self.description,
            source="; ".join(part for part in (self.source, other.source) if part),
        )

    def diff(self, other: Codebook) -> list[Change]:
        """List what the other has changed: themes, terms and their rules, in order.

        Returns
        -------
        list of Change
            `change` is "added", "removed" or "changed"; `key` says what of the theme: "theme",
            "title", "description", "grade", "parent", "terms", "exclude", "examples" or
            "counterexamples".
        """
        return list_changes(self, other)

    def save(self, path: str | PathLike[str]) -> None:
        """Write the codebook as YAML, whole or not at all.

        Raises
        ------
        ReadError
            If the file cannot be written.
        """
        from policytext.theming.codebooks.files import write_codebook

        write_codebook(self, path)

    def __getitem__(self, name: str) -> Theme:
        if name not in self._all:
            raise InputError(
                f"The codebook {self.name!r} has no theme {name!r}."
                f"{nearest(name, self._all) or f' It has {self.names}.'}"
            )
        return self._all[name]

    def __contains__(self, name: object) -> bool:
        return name in self._all

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes.values())

    def __len__(self) -> int:
        return len(self.themes)

    def __repr__(self) -> str:
        inner = len(self._all) - len(self)
        parts = [
            _number(len(self), "theme"),
            *([_number(inner, "sub-theme")] if inner else []),
            _number(self.n_terms, "term"),
        ]
        version = f" version {self.version}" if self.version else ""
        return f"<Codebook {self.name!r}{version}: {', '.join(parts)}>"

    def _repr_html_(self) -> str:
        """Show the themes in a notebook, with their sub-themes and first terms."""
        from html import escape

        from policytext.display import table

        rows = []
        for theme in list(self)[:30]:
            labels = list(dict.fromkeys(t.label for each in theme.walk() for t in each.terms))
            inner = "、".join(each.name for each in theme.themes)
            some = "、".join(labels[:10]) + " …" * (len(labels) > 10)
            rows.append((f"{theme.name} {theme.title}".strip(), inner, len(labels), some))
        heads = ["theme", "sub-themes", "terms", "among them"]
        said = f"<p>{escape(self.description)}</p>" if self.description else ""
        return f"<p><b>Codebook</b> {escape(repr(self)[10:-1])}</p>{said}" + table(
            heads, rows, total=len(self)
        )


def _check_term(term: Term, theme: str) -> None:
    """Refuse a term that cannot be looked for."""
    where = f"The term {term.form!r} of {theme!r}"
    words = (term.form, *term.outside, *term.near, *term.not_near)
    if not all(isinstance(word, str) and word.strip() for word in words):
        raise InputError(f"{where} and what its rules name must be strings that are not empty.")
    if not (isfinite(term.weight) and term.weight >= 0):
        raise InputError(f"{where} must have a weight of 0 or more, got {term.weight!r}.")
    if term.within < 1:
        raise InputError(f"{where} must have `within` of 1 or more, got {term.within!r}.")
    problem = problem_of(term.form) if term.is_pattern else ""
    if problem:
        raise InputError(f"{where}: a pattern {problem}.")


@lru_cache(maxsize=32)
def _shipped(name: str) -> Codebook:
    """Read a codebook that ships with policytext, once."""
    from policytext.theming.codebooks.files import read_codebook

    return read_codebook(_FOLDER / f"{name}.yaml")


def _number(count: int, thing: str) -> str:
    """Write a number of things."""
    return f"{count} {thing}{'' if count == 1 else 's'}"

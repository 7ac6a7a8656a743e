"""Codebooks: named themes and the terms that speak for them, in a YAML file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any, NamedTuple

from policytext import stamp
from policytext.errors import InputError, ReadError, nearest

__all__ = ["Codebook", "Theme"]

_FOLDER = Path(__file__).parent.parent / "data" / "codebooks"
#: A codebook is written by hand; a larger file is something else.
_MAX_BYTES = 2_000_000


class Theme(NamedTuple):
    """A theme: its name, what it covers, and its terms."""

    name: str
    description: str
    terms: tuple[str, ...]


class Codebook:
    """Themes with their terms.

    Attributes
    ----------
    name : str
    version : str
    themes : dict of str to Theme

    Examples
    --------
    >>> codebook = Codebook.load("policy")
    >>> "八项规定" in codebook["作风建设"].terms
    True
    """

    def __init__(self, name: str, version: str, themes: Mapping[str, Theme]) -> None:
        self.name = name
        self.version = version
        self.themes = dict(themes)

    @classmethod
    def load(cls, codebook: str | PathLike[str]) -> Codebook:
        """Load a codebook that ships with policytext, by name, or one's own, by path.

        Parameters
        ----------
        codebook : str or path
            "policy", or a YAML file: `name`, `version`, and `themes`, each with a `description`
            and a list of `terms`.

        Returns
        -------
        Codebook

        Raises
        ------
        ReadError
            If there is no such file or it is not a codebook; the message names the key.
        """
        path = Path(codebook)
        shipped = _FOLDER / f"{fspath(codebook)}.yaml"
        if path.suffix not in (".yaml", ".yml"):
            names = sorted(file.stem for file in _FOLDER.glob("*.yaml"))
            if fspath(codebook) not in names:
                raise ReadError(
                    f"There is no codebook {fspath(codebook)!r}; policytext ships {names}. "
                    "Your own is named by its file, ending in .yaml."
                )
            path = shipped
        return _parse(_load_yaml(path), str(path))

    @property
    def hash(self) -> str:
        """Hash of the themes and their terms."""
        return stamp.digest(text for theme in self for text in (theme.name, *theme.terms))

    def __getitem__(self, name: str) -> Theme:
        if name not in self.themes:
            raise InputError(
                f"The codebook {self.name!r} has no theme {name!r}."
                f"{nearest(name, self.themes) or f' It has {list(self.themes)}.'}"
            )
        return self.themes[name]

    def __contains__(self, name: object) -> bool:
        return name in self.themes

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes.values())

    def __len__(self) -> int:
        return len(self.themes)

    def __repr__(self) -> str:
        terms = sum(len(theme.terms) for theme in self)
        return f"<Codebook {self.name!r} version {self.version}: {len(self)} themes, {terms} terms>"


def _load_yaml(path: Path) -> Any:
    """Read a YAML file of plain values."""
    import yaml

    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ReadError(f"{path} is larger than {_MAX_BYTES:,} bytes; a codebook is not.")
        loader = yaml.SafeLoader(path.read_text(encoding="utf-8-sig"))
        root = loader.get_single_node()
        _refuse_doubles(root, path)
        return loader.construct_document(root) if root is not None else None
    except ReadError:
        # An OSError too, and not to be taken for one that reading raised.
        raise
    except FileNotFoundError:
        raise ReadError(f"{path}: no such codebook. Check the name and the folder.") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ReadError(f"{path}: the codebook cannot be read: {reason}.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise ReadError(f"{path}{place}: {problem}. Mend the YAML.") from None
    except RecursionError:
        raise ReadError(f"{path} is nested too deep to be a codebook.") from None


def _refuse_doubles(root: Any, path: Path) -> None:
    """Refuse a key that stands twice, at the top or among the themes: YAML keeps the last only."""
    pairs = root.value if root is not None and root.id == "mapping" else []
    inner = [value.value for key, value in pairs if key.value == "themes" and value.id == "mapping"]
    for mapping in (pairs, *inner):
        seen = set()
        for key, _ in mapping:
            if str(key.value) in seen:
                line = key.start_mark.line + 1
                raise ReadError(f"{path}, line {line}: {key.value!r} stands twice. Join the two.")
            seen.add(str(key.value))


def _parse(data: Any, path: str) -> Codebook:
    """Check a codebook's form and make it."""
    if not isinstance(data, dict) or not isinstance(data.get("themes"), dict) or not data["themes"]:
        raise ReadError(f"{path}: a codebook has a key `themes` with a mapping of names to themes.")
    themes = {}
    for name, body in data["themes"].items():
        terms = body.get("terms") if isinstance(body, dict) else None
        if not isinstance(terms, list) or not terms:
            raise ReadError(f"{path}, themes.{name}: a theme has a list of `terms`.")
        for number, term in enumerate(terms):
            if not isinstance(term, str) or not term.strip():
                # A list of aliases of lists is short in the file and endless when written out.
                got = f"a {type(term).__name__}" if isinstance(term, (list, dict)) else repr(term)
                raise ReadError(
                    f"{path}, themes.{name}.terms[{number}]: a term is a string that is not empty, "
                    f"got {got}. Put numbers in quotes."
                )
        themes[str(name)] = Theme(str(name), str(body.get("description") or ""), tuple(terms))
    name = str(data.get("name") or Path(path).stem)
    return Codebook(name, str(data.get("version") or ""), themes)

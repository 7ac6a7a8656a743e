"""Codebooks as YAML files: reading them with errors that name file, line and key; writing them."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from yaml import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    MappingNode,
    Node,
    SafeDumper,
    SafeLoader,
    ScalarNode,
    SequenceNode,
    YAMLError,
    dump,
    parse,
)

from policytext.errors import InputError, ReadError, nearest
from policytext.files import written_whole
from policytext.theming.codebooks.codebook import WITHIN, Codebook, Term, Theme
from policytext.theming.codebooks.patterns import problem_of

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["read_codebook", "write_codebook"]

#: A codebook is written by hand; a larger file is something else.
MAX_BYTES = 2_000_000
#: Deeper than any codebook; the parser of YAML takes ever longer with the depth.
_MAX_DEPTH = 50
#: Keys whose values are numbers; all else is text, so 2030 and `no` need no quotes.
_NUMBERS = ("weight", "within", "grade")

T = TypeVar("T")
#: A longer term is a sentence, and would be looked for at the cost of its length squared.
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True, strict=True)
]
Sentence = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True, strict=True)]
Texts = list[Text]
Loc = tuple[str | int, ...]


class _Part(BaseModel):
    """A mapping of the file; keys it does not know are errors."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _Rules(_Part):
    """What may be said of a term."""

    weight: float | None = Field(None, ge=0, le=1000)
    outside: Texts = Field([], alias="not")
    near: Texts = []
    not_near: Texts = []
    within: int = Field(WITHIN, ge=1, le=1000)


class _Term(_Rules):
    term: Text


class _Pattern(_Rules):
    pattern: Sentence


def _as_mapping(key: str) -> BeforeValidator:
    """Take a plain string for a term or pattern without rules."""
    return BeforeValidator(lambda value: value if isinstance(value, dict) else {key: value})


class _Theme(_Part):
    description: str = ""
    title: str = ""
    grade: float | None = Field(None, ge=-1000, le=1000)
    weight: float = Field(1.0, ge=0, le=1000)
    terms: list[Annotated[_Term, _as_mapping("term")]] = []
    patterns: list[Annotated[_Pattern, _as_mapping("pattern")]] = []
    exclude: Texts = []
    examples: list[Sentence] = []
    counterexamples: list[Sentence] = []
    themes: dict[Text, _Theme] = {}


class _File(_Part):
    name: str = ""
    version: str = ""
    description: str = ""
    source: str = ""
    themes: dict[Text, _Theme] = Field(min_length=1)


# ---------------------------------------------------------------- reading


class _Tree(NamedTuple):
    """A YAML file: its values, and the line on which each begins."""

    path: Path
    data: Any
    lines: Mapping[Loc, int]

    def place(self, loc: Loc) -> str:
        """Name file, line and key of a value; of one that is left out, of what should hold it."""
        at = loc
        while at and at not in self.lines:
            at = at[:-1]
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
        line = f", line {self.lines[at]}" if at in self.lines else ""
        return f"{self.path}{line}{f', {key[1:]}' if key else ''}"


def read_codebook(path: Path) -> Codebook:
    """Read a codebook from a YAML file.

    Raises
    ------
    ReadError
        If the file cannot be read or is not a codebook; the message names file, line and key.
    """
    tree = _read_yaml(path)
    try:
        file = _File.model_validate(tree.data)
    except ValidationError as error:
        raise ReadError(_explain(tree, error.errors()[0])) from None
    lines = {(loc[-3], *loc[-2:]): line for loc, line in tree.lines.items() if len(loc) >= 4}
    themes = [_theme(name, body, tree, ("themes", name)) for name, body in file.themes.items()]
    try:
        return Codebook(
            themes,
            name=file.name or path.stem,
            version=file.version,
            description=file.description,
            source=file.source,
            lines=lines,
        )
    except InputError as error:
        raise ReadError(f"{path}: {error}") from None


def _read_yaml(path: Path) -> _Tree:
    """Read a YAML file of plain values."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(f"{path} is larger than {MAX_BYTES:,} bytes; a codebook is not.")
        text = path.read_text(encoding="utf-8-sig")
        _look_through(text, path)
        loader = SafeLoader(text)
        root = loader.get_single_node()
        lines: dict[Loc, int] = {}
        data = None if root is None else _plain(loader, root, (), lines, path)
        return _Tree(path, data, lines)
    except ReadError:
        # An OSError too, and not to be taken for one that reading raised.
        raise
    except FileNotFoundError:
        raise ReadError(f"{path}: no such codebook. Check the name and the folder.") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ReadError(f"{path}: the codebook cannot be read: {reason}.") from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise ReadError(f"{path}{place}: {problem}. Mend the YAML.") from None
    except RecursionError:
        raise ReadError(f"{path} is nested too deep to be a codebook.") from None


def _look_through(text: str, path: Path) -> None:
    """Refuse aliases, and what is nested deeper than a codebook can be."""
    depth = 0
    for event in parse(text, SafeLoader):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise ReadError(f"{path} is nested too deep to be a codebook.")
        if isinstance(event, AliasEvent):
            # Aliases of aliases are short in a file and endless when written out.
            line = event.start_mark.line + 1  # type: ignore[union-attr]
            raise ReadError(f"{path}, line {line}: a codebook has no aliases (*). Write it out.")


def _plain(loader: SafeLoader, node: Node, loc: Loc, lines: dict[Loc, int], path: Path) -> Any:
    """Make a node's value, note its line, and refuse a key twice, of which YAML keeps the last."""
    lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, SequenceNode) and node.tag.endswith(":seq"):
        return [_plain(loader, v, (*loc, n), lines, path) for n, v in enumerate(node.value)]
    if isinstance(node, MappingNode) and node.tag.endswith(":map"):
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, ScalarNode):
                raise ReadError(f"{path}, line {line}: a key must be plain text. Put it in quotes.")
            name = key.value
            if name in mapping:
                raise ReadError(f"{path}, line {line}: {name!r} stands twice. Join the two.")
            lines[(*loc, name)] = line
            mapping[name] = _plain(loader, value, (*loc, name), lines, path)
        return mapping
    return _scalar(loader, node, loc, path)


def _scalar(loader: SafeLoader, node: Node, loc: Loc, path: Path) -> Any:
    """Make a value that stands alone: a number under the keys that ask for one, else its text."""
    known = node.tag.startswith("tag:yaml.org,2002:")
    is_number = bool(loc) and loc[-1] in _NUMBERS
    if isinstance(node, ScalarNode) and known and not is_number and "/" not in node.tag:
        return node.value
    try:
        return loader.construct_object(node)
    except (ValueError, TypeError, OverflowError):
        line = node.start_mark.line + 1
        raise ReadError(f"{path}, line {line}: {node.value!r} is no {node.tag[18:]}.") from None


def _explain(tree: _Tree, error: ErrorDetails) -> str:
    """Write what pydantic found in the house form: what must hold, what came, what to do."""
    loc, kind, value = error["loc"], error["type"], error["input"]
    if loc in ((), ("themes",)):
        return f"{tree.path}: a codebook has a key `themes` with a mapping of names to themes."
    # A plain string that is no term is reported under the key that it would stand under.
    at = tree.place(loc if loc in tree.lines else loc[:-1])
    got = f"a {type(value).__name__}" if isinstance(value, (list, dict)) else repr(value)
    if kind == "extra_forbidden":
        known = _known_keys(loc)
        hint = nearest(str(loc[-1]), known) or f" It may have {known}."
        return f"{at}: there is no such key.{hint}"
    if kind == "missing":
        return f"{at}: the key {loc[-1]!r} is missing. Add it."
    if kind in ("string_type", "string_too_short"):
        return f"{at} must be a string that is not empty, got {got}."
    if kind == "string_too_long":
        return f"{at} must have at most {error['ctx']['max_length']} characters, got {len(value)}."
    if kind in ("list_type", "dict_type", "model_type", "model_attributes_type"):
        return f"{at} must be a {'list' if kind == 'list_type' else 'mapping'}, got {got}."
    return f"{at}: {error['msg'].replace('Input should be', 'it must be')}, got {got}."


def _known_keys(loc: Loc) -> list[str]:
    """List the keys that the mapping around a place may have."""
    lists: dict[str, type[_Part]] = {"terms": _Term, "patterns": _Pattern}
    inner: type[_Part] = lists.get(str(loc[-3]), _Theme) if len(loc) > 2 else _File
    return [field.alias or name for name, field in inner.model_fields.items()]


def _theme(name: str, body: _Theme, tree: _Tree, loc: Loc) -> Theme:
    """Make a theme of what was read."""
    if not (body.terms or body.patterns or body.themes):
        raise ReadError(
            f"{tree.place(loc)}: a theme has `terms`, `patterns` or sub-`themes`. Add one."
        )
    for number, pattern in enumerate(body.patterns):
        problem = problem_of(pattern.pattern)
        if problem:
            place = tree.place((*loc, "patterns", number))
            raise ReadError(f"{place}: a pattern {problem}, got {pattern.pattern!r}.")
    terms = [_term(each.term, each, body) for each in body.terms]
    terms += [_term(each.pattern, each, body, is_pattern=True) for each in body.patterns]
    seen: set[tuple[str, bool]] = set()
    for number, term in enumerate(terms):
        if (term.form, term.is_pattern) in seen:
            key = ("patterns", number - len(body.terms)) if term.is_pattern else ("terms", number)
            raise ReadError(f"{tree.place((*loc, *key))}: {term.form!r} stands twice. Drop one.")
        seen.add((term.form, term.is_pattern))
    return Theme(
        name,
        tuple(terms),
        body.description,
        body.title,
        body.grade,
        tuple(body.exclude),
        tuple(body.examples),
        tuple(body.counterexamples),
        tuple(_theme(n, b, tree, (*loc, "themes", n)) for n, b in body.themes.items()),
    )


def _term(form: str, rules: _Rules, theme: _Theme, *, is_pattern: bool = False) -> Term:
    """Make a term; it weighs what its theme says unless it says itself."""
    weight = theme.weight if rules.weight is None else rules.weight
    outside, near, not_near = (tuple(each) for each in (rules.outside, rules.near, rules.not_near))
    return Term(form, weight, is_pattern, outside, near, not_near, rules.within)


# ---------------------------------------------------------------- writing


class _Dumper(SafeDumper):
    """Writes without aliases, which a codebook may not have."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_codebook(book: Codebook, path: str | PathLike[str]) -> None:
    """Write a codebook as YAML, whole or not at all."""
    head = {k: getattr(book, k) for k in ("name", "version", "description", "source")}
    data = {k: v for k, v in head.items() if v}
    data["themes"] = {theme.name: _theme_data(theme) for theme in book}
    text = dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None,
        width=100,
    )  # fmt: skip
    with written_whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _theme_data(theme: Theme) -> dict[str, Any]:
    """Write a theme as plain values, without what is empty."""
    data: dict[str, Any] = {
        "title": theme.title,
        "description": theme.description,
        "grade": theme.grade,
        "terms": [_term_data(term, "term") for term in theme.terms if not term.is_pattern],
        "patterns": [_term_data(term, "pattern") for term in theme.terms if term.is_pattern],
        "exclude": list(theme.exclude),
        "examples": list(theme.examples),
        "counterexamples": list(theme.counterexamples),
        "themes": {inner.name: _theme_data(inner) for inner in theme.themes},
    }
    return {key: value for key, value in data.items() if value or value == 0}


def _term_data(term: Term, key: str) -> str | dict[str, Any]:
    """Write a term as plain values; one without rules as a string."""
    plain = Term(term.form, is_pattern=term.is_pattern)
    rules = {
        "weight": term.weight,
        "not": list(term.outside),
        "near": list(term.near),
        "not_near": list(term.not_near),
        "within": term.within,
    }
    defaults = {"weight": 1, "not": [], "near": [], "not_near": [], "within": WITHIN}
    said = {k: v for k, v in rules.items() if v != defaults[k]}
    return term.form if term == plain else {key: term.form, **said}

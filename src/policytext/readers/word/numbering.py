"""The numbers that Word's automatic numbering shows and does not store (ISO/IEC 29500-1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from policytext.readers.package import W
from policytext.readers.word.number_formats import FORMATS, format_number

__all__ = ["Numbering", "NumberingProperties", "Styles", "is_on"]

_VAL = W + "val"
_LEVELS = 9
#: Styles that a style may be based on, one on the other; Word allows ten. Each paragraph asks all.
_MAX_CHAIN = 50
#: Characters that the text of a level may have, and digits that it may ask for: what is said once
#: is written in front of every paragraph.
_MAX_TEXT, _MAX_WIDTH = 255, 9
_WHOLE = re.compile(r"[+-]?\d{1,9}")
#: The one kind of bullet that people type as text when they have no bullets: ——坚持…….
_DASHES = frozenset("—―─–")


class NumberingProperties(NamedTuple):
    """Which list a paragraph or a style belongs to, at which level; None where it does not say."""

    number: str | None = None
    level: int | None = None


class _Style(NamedTuple):
    """What a style says that matters for the text."""

    based_on: str | None
    numbering: NumberingProperties
    hidden: bool | None


class _Level(NamedTuple):
    """How a level of a list is numbered."""

    start: int
    form: str
    text: str
    restart: int | None
    legal: bool
    suffix: str
    style: str | None
    width: int


def _value(element: Element | None, name: str) -> str | None:
    """Return the value of a child element, if it is there."""
    child = None if element is None else element.find(W + name)
    return None if child is None else child.get(_VAL)


def _whole(value: str | None) -> int | None:
    """Read a whole number, None where it is none."""
    return int(value) if value is not None and _WHOLE.fullmatch(value) else None


def _level_number(value: str | None) -> int | None:
    """Read the number of a level: 0 to 8."""
    number = _whole(value)
    return None if number is None else min(max(number, 0), _LEVELS - 1)


def is_on(element: Element | None, name: str) -> bool | None:
    """Tell whether a property is switched on or off, None where nothing is said."""
    child = None if element is None else element.find(W + name)
    return None if child is None else child.get(_VAL) not in ("0", "false", "off")


def _numbering_properties(properties: Element | None) -> NumberingProperties:
    """Read the list and the level from a paragraph's properties."""
    given = None if properties is None else properties.find(W + "numPr")
    return NumberingProperties(_value(given, "numId"), _level_number(_value(given, "ilvl")))


class Styles:
    """The styles of a document.

    Parameters
    ----------
    root : Element or None
        The part that defines them.
    """

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default: str | None = None
        for style in () if root is None else root.findall(W + "style"):
            name = style.get(W + "styleId", "")
            paragraph = style.find(W + "pPr")
            run = style.find(W + "rPr")
            self._styles[name] = _Style(
                _value(style, "basedOn"), _numbering_properties(paragraph), is_on(run, "vanish")
            )
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true"):
                self._default = name

    def chain(self, name: str | None) -> Iterator[tuple[str, _Style]]:
        """Yield a style and those it is based on; the default style for None."""
        name = self._default if name is None else name
        seen: set[str] = set()
        while name is not None and name in self._styles and name not in seen:
            if len(seen) > _MAX_CHAIN:
                break
            seen.add(name)
            yield name, self._styles[name]
            name = self._styles[name].based_on

    def hides(self, name: str | None) -> bool:
        """Tell whether a style hides its text."""
        return next((s.hidden for _, s in self.chain(name) if s.hidden is not None), False)


class _List:
    """An abstract list: its levels and how far each has counted."""

    def __init__(self, levels: dict[int, _Level]) -> None:
        self.levels = levels
        self._counts: dict[str, list[int | None]] = {}

    def counts(self, story: str) -> list[int | None]:
        """Return how far each level has counted in a story, None where not at all."""
        return self._counts.setdefault(story, [None] * _LEVELS)


class Numbering:
    """The lists of a document and how far they have counted.

    Lists that are instances of one abstract list count on together, as in Word. The body, the text
    boxes and the notes are stories, of which each counts by itself.

    Parameters
    ----------
    root : Element or None
        The part that defines the lists.
    styles : Styles
        The styles, through which paragraphs come to lists.
    """

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self.unknown: set[str] = set()
        self._lists: dict[str, _List] = {}
        self._abstract: dict[str, str] = {}
        self._overrides: dict[str, dict[int, _Level]] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._begun: set[tuple[str, str]] = set()
        if root is not None:
            self._read_lists(root)
            for num in root.findall(W + "num"):
                self._read_instance(num)
            self._link_styles(root)

    def _read_lists(self, root: Element) -> None:
        for abstract in root.findall(W + "abstractNum"):
            self._lists[abstract.get(W + "abstractNumId", "")] = _List(_levels(abstract))

    def _read_instance(self, num: Element) -> None:
        name = num.get(W + "numId", "")
        self._abstract[name] = _value(num, "abstractNumId") or ""
        for override in num.findall(W + "lvlOverride"):
            index = _level_number(override.get(W + "ilvl")) or 0
            start = _whole(_value(override, "startOverride"))
            if start is not None:
                self._starts[name, index] = start
            levels = _levels(override)
            if levels:
                self._overrides.setdefault(name, {})[index] = next(iter(levels.values()))

    def _link_styles(self, root: Element) -> None:
        """Let a list that only names a numbering style be the list that defines the style."""
        defined = {
            _value(abstract, "styleLink"): abstract.get(W + "abstractNumId", "")
            for abstract in root.findall(W + "abstractNum")
        }
        for abstract in root.findall(W + "abstractNum"):
            link = _value(abstract, "numStyleLink")
            if link is None:
                continue
            target = defined.get(link)
            if target is None:
                numbers = (style.numbering.number for _, style in self._styles.chain(link))
                target = self._abstract.get(next(filter(None, numbers), ""))
            if target in self._lists:
                self._lists[abstract.get(W + "abstractNumId", "")] = self._lists[target]

    def next(self, properties: Element | None, story: str) -> tuple[str, str]:
        """Count a paragraph and return the number it shows and what follows the number.

        Parameters
        ----------
        properties : Element or None
            The paragraph's properties.
        story : str
            The story that it belongs to.

        Returns
        -------
        number : str
            "" where it shows none.
        suffix : {"tab", "space", "nothing"}
        """
        number, index = self._place(properties)
        numbered = self._lists.get(self._abstract.get(number or "", ""))
        if numbered is None or number is None:
            return "", "nothing"
        overrides = self._overrides.get(number, {})
        levels = {**numbered.levels, **overrides}
        if index not in levels:
            return "", "nothing"
        _count(numbered.counts(story), levels, index, self._begin(number, index, story))
        level = levels[index]
        if level.form not in FORMATS:
            self.unknown.add(level.form)
        return _show(level, levels, numbered.counts(story)), level.suffix

    def _place(self, properties: Element | None) -> tuple[str | None, int]:
        """Find a paragraph's list and level, its own or those of its style."""
        direct = _numbering_properties(properties)
        if direct.number is not None:
            return direct.number, direct.level or 0
        names: list[str] = []
        level = direct.level
        for name, style in self._styles.chain(_value(properties, "pStyle")):
            names.append(name)
            given = style.numbering
            level = given.level if level is None else level
            if given.number is not None:
                tied = self._tied(given.number, names) if direct.level is None else None
                return given.number, (level or 0) if tied is None else tied
        return None, 0

    def _tied(self, number: str, names: list[str]) -> int | None:
        """Find the level of a list that is tied to the first of some styles."""
        numbered = self._lists.get(self._abstract.get(number, ""))
        levels = {} if numbered is None else numbered.levels
        tied = {level.style: index for index, level in levels.items()}
        return next((tied[name] for name in names if name in tied), None)

    def _begin(self, number: str, index: int, story: str) -> int | None:
        """Return where an instance begins, the first time it comes to a level that it sets."""
        start = self._starts.get((number, index))
        if start is None or (story, number) in self._begun:
            return None
        self._begun.add((story, number))
        return start


def _count(
    counts: list[int | None], levels: dict[int, _Level], index: int, begin: int | None
) -> None:
    """Count a paragraph of a level; the levels below it begin anew."""
    for above in range(index):
        # A level that was skipped counts as if its first number had been shown.
        if counts[above] is None and above in levels:
            counts[above] = levels[above].start
    count = counts[index]
    if begin is not None:
        counts[index] = begin
    else:
        counts[index] = levels[index].start if count is None else count + 1
    for below in range(index + 1, _LEVELS):
        restart = levels[below].restart if below in levels else None
        if restart is None or index < restart:
            counts[below] = None


def _levels(parent: Element) -> dict[int, _Level]:
    """Read the levels of a list."""
    levels = {}
    for element in parent.findall(W + "lvl"):
        form, width = _form(element)
        text = element.find(W + "lvlText")
        levels[_level_number(element.get(W + "ilvl")) or 0] = _Level(
            start=max(_whole(_value(element, "start")) or 0, 0),
            form=form,
            text="" if text is None else text.get(_VAL, "")[:_MAX_TEXT],
            restart=_whole(_value(element, "lvlRestart")),
            legal=bool(is_on(element, "isLgl")),
            suffix=_value(element, "suff") or "tab",
            style=_value(element, "pStyle"),
            width=width,
        )
    return levels


def _form(level: Element) -> tuple[str, int]:
    """Read the format of a level's numbers, and the least number of digits."""
    formats = list(level.iter(W + "numFmt"))
    if not formats:
        return "decimal", 0
    # A format newer than the standard stands beside one that older programs know.
    custom = formats[0].get(W + "format", "")
    known = next((f for f in formats if f.get(_VAL) != "custom"), formats[0])
    zeros = re.match("0+[1-9]", custom)
    return known.get(_VAL, "decimal"), min(len(zeros[0]), _MAX_WIDTH) if zeros else 0


def _show(level: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
    """Write the number of a paragraph."""
    if level.form == "bullet":
        return level.text if level.text and set(level.text) <= _DASHES else ""

    def number(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        shown, count = levels.get(index), counts[index]
        if shown is None or count is None:
            return ""
        form = "decimal" if level.legal and shown.form != "none" else shown.form
        text = format_number(count, form)
        return text.zfill(shown.width) if shown.width else text

    return re.sub("%([1-9])", number, level.text)

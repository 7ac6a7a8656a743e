"""Cleaning: from the characters of a file to whole paragraphs, with a record of every change.

A step looks at a text and names the edits it wants; nothing else changes a text. So every step
leaves a record and an offset map, and the clean text can be traced to the file. In a clean text
one line is one paragraph, without indent and without blank lines between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from policytext.cleaning.characters import invisible, punctuation, simplify, spaces, width
from policytext.cleaning.furniture import furniture, licence
from policytext.cleaning.lines import blank_lines, doubled_title, indents, line_ends
from policytext.cleaning.rejoin import rejoin
from policytext.errors import InputError, nearest
from policytext.offsets import Edit, OffsetMap, apply_edits

__all__ = ["ON_REQUEST", "STEPS", "Change", "CleanText", "clean", "steps_of"]

#: The steps in the order in which they are done, by the name that the record gives them.
STEPS: dict[str, Callable[[str], Iterator[Edit]]] = {
    "line_ends": line_ends,
    "invisible": invisible,
    "licence": licence,
    "furniture": furniture,
    "rejoin": rejoin,
    "blank_lines": blank_lines,
    "indents": indents,
    "doubled_title": doubled_title,
    "width": width,
    "punctuation": punctuation,
    "spaces": spaces,
    "simplify": simplify,
}
#: Steps that are done only when asked for.
ON_REQUEST = ("simplify",)
#: Steps that leave nothing to do again, since no other step makes what they remove.
_FINAL = ("line_ends", "invisible", "simplify")
#: The other steps are gone through again while they find something, which is mostly once.
_ROUNDS = 12


class Change(NamedTuple):
    """One change that cleaning made: which step, where in the raw text, what went and came.

    `start` and `end` are positions in the text as it was read, in characters, end excluded.
    """

    step: str
    start: int
    end: int
    removed: str
    inserted: str


class CleanText:
    """A cleaned text, the map from its positions to the raw ones, and what was done.

    Attributes
    ----------
    text : str
        One paragraph a line.
    offsets : OffsetMap
        From positions in `text` to positions in the raw text.
    steps : tuple of str
        The steps that were taken; none where the text was left as it was.
    """

    def __init__(self, raw: str, steps: tuple[str, ...]) -> None:
        self.text = raw
        self.offsets = OffsetMap()
        self.steps = steps
        self._raw = raw
        for done in _passes(raw, steps):
            self.text = done.after
            self.offsets = done.offsets.through(self.offsets)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """One `Change` for each edit, in the order in which they were made."""
        # Found by cleaning again, which is quicker than to note what is seldom asked for.
        offsets = OffsetMap()
        changes: list[Change] = []
        for done in _passes(self._raw, self.steps):
            for edit in done.edits:
                start, end = offsets.span(edit.start, edit.end)
                removed = done.before[edit.start : edit.end]
                changes.append(Change(done.step, start, end, removed, edit.text))
            offsets = done.offsets.through(offsets)
        return tuple(changes)


class _Pass(NamedTuple):
    """What one step did to a text."""

    step: str
    before: str
    edits: list[Edit]
    after: str
    offsets: OffsetMap


def _passes(text: str, steps: tuple[str, ...]) -> Iterator[_Pass]:
    """Go through the steps until none finds anything, and yield what each did."""
    # How many edits had been made when a step last found nothing.
    settled = dict.fromkeys(steps, -1)
    made = 0
    for _ in range(_ROUNDS):
        for name in steps:
            if settled[name] == made:
                continue
            edits = list(STEPS[name](text))
            settled[name] = made
            if edits:
                after, offsets = apply_edits(text, edits)
                yield _Pass(name, text, edits, after, offsets)
                text = after
                made += 1
        settled.update({name: made for name in steps if name in _FINAL})
        if all(count == made for count in settled.values()):
            return


def steps_of(choice: bool | Mapping[str, bool]) -> tuple[str, ...]:
    """List the steps that a choice stands for.

    Parameters
    ----------
    choice : bool or mapping of str to bool
        True for all steps but those `ON_REQUEST`, False for none, or a mapping that switches
        single steps off or on.

    Raises
    ------
    InputError
        If there is no step of a name.

    Examples
    --------
    >>> steps_of({"rejoin": False, "spaces": False})
    ('line_ends', 'invisible', 'licence', 'furniture', 'blank_lines', ..., 'punctuation')
    """
    if choice is False:
        return ()
    switches = {} if choice is True else dict(choice)
    for name in switches:
        if name not in STEPS:
            raise InputError(
                f"`clean` must name steps of {list(STEPS)}, got {name!r}.{nearest(name, STEPS)}"
            )
    return tuple(name for name in STEPS if switches.get(name, name not in ON_REQUEST))


def clean(text: str, steps: bool | Mapping[str, bool] = True) -> CleanText:
    r"""Clean a text.

    Cleaning a clean text changes nothing.

    Parameters
    ----------
    text : str
        The text as it was read.
    steps : bool or mapping of str to bool, default True
        Which steps to take; see `steps_of`.

    Returns
    -------
    CleanText
        The `text`, one paragraph a line, with `offsets` to the text given and the `changes`.

    Raises
    ------
    InputError
        If there is no step of a name.
    MissingExtra
        If traditional characters are to be simplified and OpenCC is not installed.

    Examples
    --------
    >>> result = clean("关于学习的报告\n\n\n关于学习的报告\n\n　　正文,２条。")
    >>> result.text
    '关于学习的报告\n正文，2条。'
    >>> [change.step for change in result.changes]
    ['blank_lines', 'blank_lines', 'doubled_title', 'width', 'punctuation']
    """
    return CleanText(text, steps_of(steps))

"""Footnotes of a page that Word saved: kept apart from the text, as those of a Word file are."""

from __future__ import annotations

import re

from policytext.readers.html.tree import Element, Page

__all__ = ["word_notes"]

# Word's own mark-up; a list of notes ends the page.
_NOTE = re.compile(r"mso-element\s*:\s*(?:foot|end)note(?P<all>-list)?\b", re.IGNORECASE)
_MARK = re.compile(r"mso-(?:foot|end)note-id\s*:", re.IGNORECASE)


def word_notes(page: Page) -> tuple[set[int], tuple[str, ...]]:
    """Find Word's notes and the marks that lead to them.

    Returns
    -------
    set of int
        Where the tags begin of the elements that hold them and are no text.
    tuple of str
        The text of each note.
    """
    skipped: set[int] = set()
    notes: list[Element] = []
    if "note-list" not in page.source:
        return skipped, ()
    for node in page.nodes:
        if isinstance(node, tuple) or node.name not in ("a", "div", "span"):
            continue
        note = _NOTE.search(page.source, node.start, node.close)
        if note is None and not _MARK.search(page.source, node.start, node.close):
            continue
        if note is not None and note["all"] is None:
            notes.append(node)
        else:
            skipped.add(node.start)
    return skipped, tuple(_text(page, note, skipped) for note in notes)


def _text(page: Page, note: Element, skipped: set[int]) -> str:
    """Return the text of a note without its mark."""
    pieces: list[str] = []
    end = 0
    for index in range(note.first, note.end):
        node = page.nodes[index]
        if isinstance(node, tuple):
            if index >= end:
                pieces.append(node[0])
        elif node.start in skipped:
            end = max(end, node.end)
    return " ".join("".join(pieces).split())

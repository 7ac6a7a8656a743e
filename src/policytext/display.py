"""How things look: text on a terminal, tables and progress in a notebook."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from html import escape
from time import monotonic
from typing import Any, TypeVar
from unicodedata import east_asian_width

__all__ = ["columns", "listed", "progress", "table", "width"]

T = TypeVar("T")
#: Seconds before progress is shown at all, and between two steps of what is shown.
_PATIENCE, _STEP = 1.0, 0.2


def width(character: str) -> int:
    """Measure a character: Han characters and full-width punctuation take two columns."""
    # Chinese fonts draw these full width, though Unicode leaves it open.
    return 2 if east_asian_width(character) in "WF" or character in "“”‘’—…·" else 1


def columns(text: str) -> int:
    """Measure a text in columns.

    Examples
    --------
    >>> columns("GDP增长")
    7
    """
    return sum(map(width, text))


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, total: int = 0) -> str:
    """Write a table for a notebook, in which all that is given is text.

    With `total` a line below says how many rows are not shown.

    Examples
    --------
    >>> table(["term"], [["<b>"]])
    '<table><tr><th>term</th></tr><tr><td style="text-align:left">&lt;b&gt;</td></tr></table>'
    """
    shown = list(rows)
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in shown)
    rest = max(0, total - len(shown))
    more = f"<p><small>… and {rest:,} more</small></p>" if rest else ""
    return f"<table><tr>{head}</tr>{body}</table>{more}"


def _cell(value: object) -> str:
    """Write a cell: numbers to the right, as notebooks have it, and texts to the left."""
    if isinstance(value, int):
        return f"<td>{value:,}</td>"
    return f'<td style="text-align:left">{escape(str(value))}</td>'


def listed(warnings: Sequence[str], most: int = 10) -> str:
    """List warnings for a notebook, the first few of many."""
    shown = [f"<li>⚠ {escape(each)}</li>" for each in warnings[:most]]
    if len(warnings) > most:
        shown.append(f"<li>… and {len(warnings) - most:,} more</li>")
    return f"<ul>{''.join(shown)}</ul>" if shown else ""


def progress(items: Iterable[T], label: str = "") -> Iterator[T]:
    """Pass items on, and show in a notebook how far one is if that takes more than a second.

    Nothing is shown elsewhere. What was shown goes when the last item is done.

    Parameters
    ----------
    items : iterable
        Of a known length, or there is nothing to show.
    label : str, default ""
        What is done with them: "Reading".

    Yields
    ------
    object
        The items.

    Examples
    --------
    >>> list(progress(["甲", "乙"], "Reading"))
    ['甲', '乙']
    """
    show = _shower()
    total = len(items) if isinstance(items, Sized) else 0
    if show is None or total < 2:
        yield from items
        return
    handle: Any = None
    begun = last = monotonic()
    try:
        for done, item in enumerate(items):
            now = monotonic()
            if now - begun >= _PATIENCE and now - last >= _STEP:
                handle, last = _show(show, handle, _bar(label, done, total)), now
            yield item
    finally:
        if handle is not None:
            _show(show, handle, "")


def _shower() -> Callable[..., Any] | None:
    """Return IPython's `display` in a notebook, and None elsewhere, without importing IPython."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if not hasattr(shell, "kernel"):
        return None
    from IPython.display import display

    shower: Callable[..., Any] = display
    return shower


def _show(show: Callable[..., Any], handle: Any, html: str) -> Any:
    """Show HTML, in the place of what the handle is of."""
    # Plain text stands for it in programs that show no HTML.
    bundle = {"text/html": html, "text/plain": ""}
    if handle is None:
        return show(bundle, raw=True, display_id=True)
    handle.update(bundle, raw=True)
    return handle


def _bar(label: str, done: int, total: int) -> str:
    """Draw a bar."""
    said = f"{escape(label)} {done:,} / {total:,}"
    return f'<progress value="{done}" max="{total}"></progress> {said}'

"""HTML in which nothing that comes from a document can be anything but text.

A template language is not needed for one page: every piece is made by `tag`, and `tag` escapes
all that is not `Markup` already, so there is no place at which escaping could be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from policytext.plot.vega import json_text

__all__ = ["Markup", "clean_page", "join", "json_block", "tag", "text"]

#: Elements without an end.
_VOID = frozenset({"br", "input", "link", "meta", "rect"})
_SURROGATE = re.compile("[\ud800-\udfff]")


class Markup(str):
    """HTML that is right as it stands."""

    __slots__ = ()


def text(value: object) -> Markup:
    r"""Write a value as HTML text, or leave it if it is `Markup`.

    Examples
    --------
    >>> text("</script>")
    '&lt;/script&gt;'
    """
    if isinstance(value, Markup):
        return value
    # A parser turns a bare carriage return into a line feed, and NUL into nothing; both would
    # move all places after them.
    return Markup(escape(str(value)).replace("\r", "&#13;").replace("\0", "\ufffd"))


def join(parts: Iterable[object], between: str = "") -> Markup:
    """Write values one after another."""
    return Markup(between.join(text(part) for part in parts if part is not None))


def tag(name: str, /, *content: object, **attributes: object) -> Markup:
    """Write an element; attributes that are None or False are left out, True has no value.

    Examples
    --------
    >>> tag("a", "<b>", href="#x", class_="n")
    '<a href="#x" class="n">&lt;b&gt;</a>'
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{text(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(content)}</{name}>")


def json_block(id: str, value: Any) -> Markup:
    """Write data for scripts, in an element that is no script itself."""
    return Markup(f'<script type="application/json" id="{id}">{json_text(value)}</script>')


def clean_page(page: str) -> str:
    """Replace half characters, which no file can hold."""
    return _SURROGATE.sub("\ufffd", page)

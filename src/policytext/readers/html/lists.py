"""The numbers that a browser shows in front of the items of a list."""

from __future__ import annotations

import re

from policytext.numbering import parse_marker, to_han, to_letters, to_roman
from policytext.readers.html.tree import Element, Page, attributes

__all__ = ["list_numbers"]

_STYLE = re.compile(r"list-style(?:-type)?\s*:([^;]*)", re.IGNORECASE)
_PLAIN = ("none", "disc", "circle", "square")
_NAMES = (
    "decimal", "decimal-leading-zero", "lower-alpha", "upper-alpha", "lower-latin", "upper-latin",
    "lower-roman", "upper-roman",
)  # fmt: skip
_TYPES = {"a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_CHINESE = ("cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal")
#: Lists of the UEditor, which draws their numbers: class to what stands around the number.
_EDITOR_LIST = re.compile(r"\bcustom_(cn|num)([12]?)\b")
_AROUND = {"cn": ("", "、"), "cn1": ("", "）"), "cn2": ("（", "）")} | {
    "num": ("", "."), "num1": ("", "）"), "num2": ("（", "）"),
}  # fmt: skip
# A list whose items are numbered by hand shows no other numbers: its site has switched them off.
_TYPED = re.compile(
    r"\s*(?:第[一二三四五六七八九十百0-9]+[编章节条款]|[①-⑳⑴-⒇●•·◆■○-]"
    r"|[0-9]+\s*[.．、)）]|[0-9]+(?:[.．][0-9]+)+|[a-zA-Z]\s*[.．、)）])"
)
#: Elements looked at between an item and its list, and nodes in search of its first text.
_NEAR = 8


def list_numbers(page: Page) -> dict[int, str]:
    """Return the number of each numbered item by the place of the item's tag in the source."""
    lists: dict[int, tuple[Element, list[Element]]] = {}
    for node in page.nodes:
        if isinstance(node, Element) and node.name == "li":
            owner = _list_of(node)
            if owner is not None:
                lists.setdefault(owner.start, (owner, []))[1].append(node)
    numbers: dict[int, str] = {}
    for owner, items in lists.values():
        if not any(_is_typed(page, item) for item in items):
            numbers |= _numbers(page, owner, items)
    return numbers


def _list_of(item: Element) -> Element | None:
    """Find the numbered list of an item."""
    owner = item.parent
    for _ in range(_NEAR):
        if owner is None or owner.name in ("ul", "menu", "dir"):
            return None
        if owner.name == "ol":
            return owner
        owner = owner.parent
    return None


def _is_typed(page: Page, item: Element) -> bool:
    """Tell whether the text of an item begins with a number of its own."""
    nodes = page.nodes[item.first : min(item.end, item.first + _NEAR)]
    texts = (node[0] for node in nodes if isinstance(node, tuple))
    text = "".join(texts).lstrip()
    return parse_marker(text) is not None or _TYPED.match(text) is not None


def _numbers(page: Page, owner: Element, items: list[Element]) -> dict[int, str]:
    found = attributes(page.source, owner.start, owner.close)
    style = _style(found)
    step = -1 if "reversed" in found else 1
    number = _integer(found, "start", len(items) if step < 0 else 1)
    editor = _EDITOR_LIST.search(found.get("class", ("", 0))[0])
    numbers = {}
    for item in items:
        bare = item.close - item.start == len("<li>")
        own = {} if bare else attributes(page.source, item.start, item.close)
        number = _integer(own, "value", number)
        if editor:
            before, after = _AROUND[editor[1] + editor[2]]
            plain = to_han(number) if editor[1] == "cn" else str(number)
            numbers[item.start] = before + plain + after
        else:
            numbers[item.start] = _written(number, _style(own) or style or "decimal")
        number += step
    return numbers


def _style(found: dict[str, tuple[str, int]]) -> str:
    """Read the kind of number that a tag asks for."""
    match = _STYLE.search(found.get("style", ("", 0))[0])
    words = match[1].lower().split() if match else []
    known = (word for word in words if word in (*_NAMES, *_CHINESE, *_PLAIN))
    return next(known, _TYPES.get(found.get("type", ("", 0))[0], ""))


def _integer(found: dict[str, tuple[str, int]], name: str, default: int) -> int:
    match = re.fullmatch(r"\s*(-?[0-9]{1,6})\s*", found.get(name, ("", 0))[0])
    return int(match[1]) if match else default


def _written(number: int, style: str) -> str:
    """Write a number as a browser does, with what it puts behind."""
    if style in _PLAIN:
        return ""
    if style in _CHINESE:
        return f"{to_han(number)}、"
    if number > 0 and style.endswith("roman") and number < 4000:
        plain = to_roman(number)
    elif number > 0 and style.endswith(("alpha", "latin")):
        plain = to_letters(number)
    else:
        return f"{number:02}. " if style == "decimal-leading-zero" else f"{number}. "
    return f"{plain.upper() if style.startswith('upper') else plain}. "

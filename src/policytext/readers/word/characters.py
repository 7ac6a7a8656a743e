"""The characters that Word stores, as a reader of the document would type them."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from policytext.readers.package import W

__all__ = ["join_number", "stored_text", "symbol"]

#: Symbol fonts number their characters from F000 on; these are the ones that forms are made of.
_SYMBOLS = {
    "wingdings": {0x6F: "□", 0x71: "□", 0xA8: "□", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x6C: "●"},
    "wingdings 2": {0x50: "✓", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□"},
    "symbol": {0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB7: "·", 0xB8: "÷"},
    "webdings": {},
}
_SYMBOL = re.compile("[\uf020-\uf0ff]")
_WORD_END = re.compile("[A-Za-z0-9\u3400-\u9fff]$")


def join_number(number: str, suffix: str, text: str) -> str:
    """Put a number before its paragraph as a person would type it."""
    if not number or suffix == "nothing":
        return number + text
    number = number.rstrip()
    # 1. before 2019年 must not become 1.2019年.
    decimal = number.endswith(".") and text[:1].isdecimal()
    apart = _WORD_END.search(number) is not None or decimal
    return number + (" " if apart and text and not text[0].isspace() else "") + text


def stored_text(element: Element, run: Element) -> str:
    """Return the characters of a text element, its outer white space only if it says so."""
    text = element.text or ""
    if element.get("{http://www.w3.org/XML/1998/namespace}space") != "preserve":
        text = text.strip(" \t\r\n")
    if _SYMBOL.search(text):
        fonts = run.find(f"{W}rPr/{W}rFonts")
        names = () if fonts is None else (fonts.get(W + "ascii", ""), fonts.get(W + "hAnsi", ""))
        known = next((_SYMBOLS[n.lower()] for n in names if n.lower() in _SYMBOLS), None)
        if known is not None:
            text = _SYMBOL.sub(lambda match: known.get(ord(match[0]) & 0xFF, ""), text)
    return text.replace("\n", " ").replace("\r", " ")


def symbol(element: Element) -> str:
    """Return a symbol as a character, if it is one in other fonts too."""
    code = element.get(W + "char", "")
    if not re.fullmatch("[0-9A-Fa-f]{1,4}", code):
        return ""
    value = int(code, 16)
    known = _SYMBOLS.get(element.get(W + "font", "").lower())
    if known is not None:
        return known.get(value & 0xFF, "")
    value -= 0xF000 if 0xF000 <= value <= 0xF0FF else 0
    return chr(value) if chr(value).isprintable() else ""

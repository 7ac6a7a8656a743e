"""SVG whose text is text: searched, selected and edited, and looking the same on any machine."""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING

from policytext.plot import fonts

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["embed_fonts"]

#: What a viewer takes that does not read embedded fonts and has not got ours.
_FALLBACKS = (
    "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', "
    "'WenQuanYi Zen Hei', SimHei, sans-serif"
)
_TEXT = re.compile(r'<text\b[^>]*\bstyle="([^"]*)"[^>]*>([^<]*)</text>')
_FAMILY = re.compile(r"(?<=font-family: )'PolicyText Sans'[^;\"]*")
_BOLD = re.compile(r"font-weight: (?:bold|[6-9]00)|font: (?:bold|[6-9]00)\b")


def embed_fonts(svg: str) -> str:
    """Name fallbacks for our font, and put the characters used of it into the file.

    Parameters
    ----------
    svg : str
        As matplotlib writes it with `svg.fonttype` none.

    Returns
    -------
    str
        With a `style` of one or two fonts in WOFF, each with the characters of the texts that
        are in it.
    """
    used: dict[Path, set[str]] = defaultdict(set)
    for style, text in _TEXT.findall(svg):
        used[fonts.BOLD if _BOLD.search(style) else fonts.REGULAR].update(unescape(text))
    faces = "".join(
        f"@font-face{{font-family:'{fonts.FAMILY}';font-weight:{weight};"
        f"src:url(data:font/woff;base64,{_subset(path, ''.join(sorted(used[path])))})}}"
        for path, weight in ((fonts.REGULAR, 400), (fonts.BOLD, 700))
        if path in used
    )
    named = _FAMILY.sub(f"'{fonts.FAMILY}', {_FALLBACKS}", svg)
    return named.replace("<defs>", f'<defs>\n  <style type="text/css">{faces}</style>', 1)


def _subset(path: Path, text: str) -> str:
    """Take the characters of a text from a font, as WOFF in base 64."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.hinting = False
    options.notdef_outline = True
    options.layout_features = ["kern"]
    # Copyright, family, style, full name and licence.
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    with TTFont(path, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        font.flavor = "woff"
        target = BytesIO()
        font.save(target)
    return base64.b64encode(target.getvalue()).decode()

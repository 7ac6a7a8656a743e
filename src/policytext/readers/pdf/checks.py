"""Whether a PDF has a text at all: not pictures of one, not codes that only look like one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policytext.errors import ReadError
from policytext.readers.encoding import FREQUENT
from policytext.readers.pdf.characters import Line

__all__ = ["check_scans", "check_sense"]

_FREQUENT_HAN = re.compile(FREQUENT)
_HAN = re.compile("[\u3400-\u9fff]")
_SPACE = re.compile(r"\s")
# Private use, controls, unassigned and replacement characters: codes of glyphs, not of characters.
_NO_CHARACTER = re.compile("[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufff0-\uffff\U000e0000-\U0010ffff]")
_LETTER = re.compile(r"[^\W\d_]")
_ASCII_LETTER = re.compile("[A-Za-z]")
_VOWEL = re.compile("[AEIOUaeiou]")
# Latin letters with marks and signs of the Latin-1 and Latin Extended blocks.
_FOREIGN = re.compile("[\xa1-\u024f\u2c60-\u2c7f]")
# Signs that prose and tables of figures seldom have.
_ODD = re.compile(r"[!\"#$&'*+<=>?@\[\\\]^_`{|}~]")
_MOST_BLOCKS = 14
#: Fewer characters than this on a page say too little.
_LEAST = 40
#: In running Chinese 45 to 60 of 100 Han characters are among the frequent ones, in lists of
#: names and places 20; where the codes mean other characters, 3 to 10.
_FREQUENT_SHARE = 0.14


def check_scans(path: str, lines: Sequence[Line], pictures: Sequence[int]) -> Iterator[str]:
    """Refuse a file without text; yield a warning for pages that show only pictures.

    Raises
    ------
    ReadError
        If there is no text on any page, or none but stamps on pages that show pictures.
    """
    written = {line.page for line in lines} - set(pictures)
    if not (written or pictures):
        raise ReadError(
            f"{path} is empty: nothing to read on any page. "
            "Check that it was saved or copied whole."
        )
    if not pictures:
        return
    pages = _name_pages(pictures)
    if not written:
        raise ReadError(
            f"{path} is a scan, without text that could be read ({pages}). Use OCR on it first."
        )
    yield f"Only pictures, and no text, on {pages}: what they show is left out. Use OCR to get it."


def _name_pages(pages: Sequence[int]) -> str:
    """Write page indices as pages 1, 3 to 5."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1]:
            ranges[-1][1] = page + 1
        else:
            ranges.append([page + 1, page + 1])
    shown = ", ".join(f"{a}" if a == b else f"{a} to {b}" for a, b in ranges)
    return f"{'page' if len(pages) == 1 else 'pages'} {shown}"


def check_sense(path: str, lines: Sequence[Line]) -> Iterator[str]:
    """Refuse a text that makes no sense; yield a warning for pages that make none.

    Raises
    ------
    ReadError
        If the pages that make no sense hold a third of the characters or more.
    """
    pages: dict[int, list[str]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line.text)
    texts = {page: _SPACE.sub("", "".join(pieces)) for page, pieces in pages.items()}
    bad = [page for page, text in texts.items() if _is_noise(text, " ".join(pages[page]))]
    whole = "".join(texts.values())
    lost = sum(len(texts[page]) for page in bad)
    if _is_noise(whole, " ".join(line.text for line in lines)) or lost * 3 >= len(whole) > 0:
        raise ReadError(
            f"{path}: its fonts do not say which characters they draw, so that its text reads "
            f"{whole[:20]!r}. Read the original document, or use OCR."
        )
    if bad:
        yield (
            f"The text on {_name_pages(bad)} makes no sense, because the fonts do not say which "
            "characters they draw. Use OCR to get it."
        )


def _is_noise(text: str, spaced: str) -> bool:
    """Tell whether a text, without and with its spaces, is no text in any language."""
    if len(text) < _LEAST:
        return False
    han = _HAN.findall(text)
    no_character = len(_NO_CHARACTER.findall(text)) + sum(_unassigned(c) for c in set(text))
    if no_character * 6 > len(text):
        return True
    if len(han) * 5 >= len(text):
        least = _FREQUENT_SHARE if len(han) >= 100 else _FREQUENT_SHARE / 3
        return len(_FREQUENT_HAN.findall(text)) < least * len(han)
    # A language keeps to its few blocks of 256 codes; the numbers of glyphs lie anywhere.
    blocks = {ord(c) >> 8 for c in set(text)}
    return len(blocks) > _MOST_BLOCKS or _is_latin_noise(text, spaced)


def _unassigned(character: str) -> bool:
    """Tell whether Unicode has no such character."""
    return not character.isprintable() and not character.isspace()


def _is_latin_noise(text: str, spaced: str) -> bool:
    """Tell whether a text that is not Chinese is made of letters and signs without words."""
    letters = len(_LETTER.findall(text))
    latin = len(_ASCII_LETTER.findall(text))
    foreign = len(_FOREIGN.findall(text))
    odd = len(_ODD.findall(text))
    if (foreign * 3 > len(text) and latin < 2 * foreign) or odd * 4 > len(text):
        return True
    if latin < _LEAST or latin * 2 < letters:
        return False
    vowels = len(_VOWEL.findall(text)) / latin
    words = len(spaced.split())
    return not 0.2 < vowels < 0.6 and len(text) > 3 * words

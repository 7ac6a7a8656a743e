"""Numbers as Word writes them in front of paragraphs, by the name of their format."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from policytext.numbering import to_han, to_roman

__all__ = ["FORMATS", "format_number"]

_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL = str.maketrans("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟")
_HAN_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
#: Formats that are a row of characters; a number beyond it is written in digits.
_ROWS = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
    "㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}


def format_number(number: int, form: str) -> str:
    """Write a number in a format of Word (ISO/IEC 29500-1, 17.18.59).

    A format that is not among `FORMATS`, and a number that a format has no way to write, give
    digits.

    Examples
    --------
    >>> [format_number(n, "chineseCountingThousand") for n in (1, 10, 12, 20, 101, 110)]
    ['一', '十', '十二', '二十', '一百零一', '一百一十']
    >>> format_number(10, "chineseLegalSimplified"), format_number(28, "lowerLetter")
    ('壹拾', 'bb')
    """
    return FORMATS.get(form, str)(number)


def _nothing(number: int) -> str:
    """Show no number."""
    return ""


def _row(row: str, number: int) -> str:
    """Write a number as a character of a row."""
    return row[number - 1] if 0 < number <= len(row) else str(number)


def _digits(table: dict[int, int], number: int) -> str:
    """Write a number in digits of another kind."""
    return str(number).translate(table)


def _legal(table: dict[int, int], number: int) -> str:
    """Write a number in the numerals of contracts."""
    text = to_han(number)
    # Ten is one ten there.
    return (f"一{text}" if text.startswith("十") else text).translate(table)


def _upper(write: Callable[[int], str], number: int) -> str:
    """Write a number in capitals."""
    return write(number).upper()


def _letters(number: int) -> str:
    """Write 1 as a, 26 as z, 27 as aa, 28 as bb."""
    # Word begins anew after thirty of a kind; so long a row is no number any more.
    if not 0 < number <= 780:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    """Write a number in Roman numerals."""
    return to_roman(number) if 0 < number < 32_768 else str(number)


#: How to write a number, by the name of the format.
FORMATS: dict[str, Callable[[int], str]] = {
    "none": _nothing,
    "bullet": _nothing,
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": "{:02}".format,
    "lowerLetter": _letters,
    "lowerRoman": _roman,
    "upperLetter": partial(_upper, _letters),
    "upperRoman": partial(_upper, _roman),
    "chineseLegalSimplified": partial(_legal, _LEGAL),
    "ideographLegalTraditional": partial(_legal, _LEGAL_TRADITIONAL),
    "decimalEnclosedCircleChinese": partial(_row, _ROWS["decimalEnclosedCircle"]),
}
FORMATS |= {name: partial(_row, row) for name, row in _ROWS.items()}
FORMATS |= {
    name: to_han
    for name in (
        "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
        "taiwaneseCountingThousand",
    )
}  # fmt: skip
FORMATS |= {
    name: partial(_digits, _HAN_DIGITS)
    for name in (
        "ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital",
    )
}  # fmt: skip
FORMATS |= {
    name: partial(_digits, _FULL_WIDTH) for name in ("decimalFullWidth", "decimalFullWidth2")
}

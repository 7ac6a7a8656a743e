"""Numbers as Word writes them in front of paragraphs, by the name of their format."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

__all__ = ["FORMATS", "format_number"]

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL = str.maketrans("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟")
_HAN_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip

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
    digits. 101 is 一百零一 in every format that counts in Han numerals, as documents write it and
    LibreOffice shows it; Word has 一百〇一 in some and 一○一 in others.

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


def _counting(number: int) -> str:
    """Write a number in Han numerals, ten as 十."""
    text = _han(number)
    return text[1:] if text.startswith("一十") else text


def _legal(table: dict[int, int], number: int) -> str:
    """Write a number in the numerals of contracts."""
    return _han(number).translate(table)


def _upper(write: Callable[[int], str], number: int) -> str:
    """Write a number in capitals."""
    return write(number).upper()


def _han(number: int) -> str:
    """Write a number up to 9999 in Han numerals, ten as 一十."""
    if not 0 < number < 10_000:
        return "零" if number == 0 else str(number)
    digits = str(number)
    pieces = [
        (_DIGITS[int(digit)] + _UNITS[len(digits) - place - 1] if digit != "0" else "零")
        for place, digit in enumerate(digits)
    ]
    text = "".join(pieces).rstrip("零")
    return text.replace("零零", "零")


def _letters(number: int) -> str:
    """Write 1 as a, 26 as z, 27 as aa, 28 as bb."""
    # Word begins anew after thirty of a kind; so long a row is no number any more.
    if not 0 < number <= 780:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    """Write a number in Roman numerals."""
    if not 0 < number < 32_768:
        return str(number)
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


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
    name: _counting
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

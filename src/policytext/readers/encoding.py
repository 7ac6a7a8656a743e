"""Which encoding a file is in, by trying each and looking whether Chinese comes out."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import cache

from policytext.errors import ReadError
from policytext.offsets import Source

__all__ = ["FREQUENT", "decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
#: How files of other kinds begin, and what to tell the user about them.
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or a Word, Excel or WPS file"),
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or WPS file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh9", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
)
# The most frequent characters of modern Chinese, simplified and traditional: in a text decoded
# right they are everywhere, in one decoded wrong they stand only by accident.
FREQUENT = (
    "[的一是不了在人有我他这中大来上国和说们为子你地出道也时年得就那要下以生会自着去之过家学对可里后小心多天而能好都然"
    "没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法"
    "此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教"
    "西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件"
    "安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉"
    "望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领"
    "传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱"
    "党議員會國來說們為這個時過對後發還經無開進實點種聲問間關場報師題應處總體員與長現將從動樣門東當見頭親務統領導黨"
    "設規劃農業產質學術權護環證書電縣鄉鎮辦論據號億萬]"
)
_CONTROL = "[\x00-\x08\x0e-\x1f\x7f\x80-\x9f]"
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
#: How many bytes are looked at, and how many of them before the first that is not ASCII.
_SAMPLE = 4000
_HEAD = 200
#: The levels of GB 2312 and Big5 by their first bytes, rarest first; log probabilities.
_LEVELS = (
    ("big5", range(0xC9, 0xFA), -13.1),
    ("gb2312", range(0xD8, 0xF8), -12.2),
    ("gb2312", range(0xA1, 0xAA), -12.2),
    ("big5", range(0xA1, 0xA4), -12.2),
    ("big5", range(0xA4, 0xC7), -10.5),
    ("gb2312", range(0xB0, 0xD8), -9.5),
)
#: Log probability of what stands in no text: controls and what cannot be decoded.
_IMPOSSIBLE = -25.0
#: Log probability a byte under which no text lies.
_NOISE = -6.7
_BIG5 = ("big5", "cp950", "big5hkscs")
#: Stands for what cannot be decoded until all is: half a pair of UTF-16, which no text has.
_MARK = "\udfff"
#: Of so many bytes one may be damaged; a file in which more are is not mended byte by byte.
_DAMAGED = 20
#: Encodings where one damaged byte can shift the pairs of all that follow it.
_PAIRED = ("gb18030", "gbk", "gb2312", "big5", "big5hkscs", "cp950")
#: How many bytes after a damaged one show how the text goes on.
_AHEAD = 40


def decode(data: bytes, path: str, encoding: str | None = None, strict: bool = False) -> Source:
    """Decode the bytes of a file.

    Parameters
    ----------
    data : bytes
        The whole file.
    path : str
        Its name, for messages.
    encoding : str, optional
        The encoding, if known; found by trial otherwise.
    strict : bool, default False
        Refuse a file with bytes that cannot be decoded, instead of replacing each by U+FFFD.

    Returns
    -------
    Source

    Raises
    ------
    ReadError
        If the file is empty or not text, no encoding fits, or `strict` and some bytes do not.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise ReadError(
            f"{path} is empty: nothing to read. Check that it was saved or copied whole."
        )
    if encoding is None:
        kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
        if kind is not None:
            raise ReadError(f"{path} is {kind}, not plain text. Save it as .txt and read that.")
        encoding, text = _detect(data, path)
    else:
        text = _decode_as(data, encoding, path)
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise ReadError(
            f"{path} is empty: nothing to read. Check that it was saved or copied whole."
        )
    # A file may hold U+FFFD itself, from a conversion before: that was not replaced here.
    replaced = [match.start() for match in re.finditer(_MARK, text)] if _MARK in text else []
    text = text.replace(_MARK, "\ufffd")
    source = Source(path, text, encoding, replaced)
    if strict and replaced:
        line, column, _ = source.locate(replaced[0])
        raise ReadError(
            f"{path}, line {line}, column {column}: bytes that are not {encoding}. "
            "Mend the file, name its `encoding`, or read it without `strict`."
        )
    return source


def _decode_as(data: bytes, encoding: str, path: str) -> str:
    """Decode with an encoding that the user named."""
    try:
        return _marking(data, encoding)
    except (LookupError, ValueError):
        raise ReadError(
            f"{path}: there is no encoding {encoding!r}. Use one like 'utf-8', 'gb18030', 'big5'."
        ) from None


def _marking(data: bytes, encoding: str) -> str:
    """Decode with `_MARK` for what does not fit."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        pass
    text = data.decode(encoding, "replace")
    if text.count("\ufffd") * _DAMAGED < len(data) + _SAMPLE:
        return data.decode(encoding, _errors(encoding))
    # So full of what does not fit that it is in another encoding: no care would help.
    return text.replace("\ufffd", _MARK)


def _errors(encoding: str) -> str:
    """Name the way to treat bytes that do not fit an encoding."""
    paired = codecs.lookup(encoding).name in _PAIRED
    name = "policytext-paired" if paired else "policytext-mark"
    codecs.register_error(name, _resume if paired else _mark)
    return name


def _mark(error: UnicodeError) -> tuple[str, int]:
    """Mark what does not fit."""
    assert isinstance(error, UnicodeDecodeError)
    return _MARK, error.end


def _resume(error: UnicodeError) -> tuple[str, int]:
    """Mark a damaged byte, alone or with the next one, whichever reads on more like Chinese.

    The damaged byte may have been the first of a pair; were its second then taken for the first
    of another, the text would be garbled up to the next line end.
    """
    assert isinstance(error, UnicodeDecodeError)
    data, encoding = error.object, error.encoding

    def sense(start: int) -> int:
        text = data[start : start + _AHEAD].decode(encoding, "replace").rstrip("\ufffd")
        return len(re.findall(FREQUENT, text)) - text.count("\ufffd")

    alone, pair = error.start + 1, min(error.start + 2, len(data))
    return _MARK, pair if sense(pair) > sense(alone) else alone


def _detect(data: bytes, path: str) -> tuple[str, str]:
    """Decode a file by its mark, or by which encoding reads like Chinese; name the encoding."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding, _marking(data, encoding)
    if b"\0" not in data[:_SAMPLE]:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            _refuse_binary(text[:_SAMPLE], path)
            return "utf-8", text
    sample = _sample(data)
    scores = {encoding: _score(sample, encoding) for encoding in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda encoding: scores[encoding])
    if scores[best] < _NOISE:
        raise ReadError(
            f"{path} is not text in any encoding tried ({', '.join(_CANDIDATES)}). "
            "If it is text, name its `encoding`; if not, save it as text first."
        )
    if best == "big5":
        # Microsoft's and Hong Kong's Big5 have characters that the standard has not.
        texts = ((encoding, _marking(data, encoding)) for encoding in _BIG5)
        return min(texts, key=lambda found: found[1].count(_MARK))
    return best, _marking(data, best)


def _sample(data: bytes) -> bytes:
    """Cut out a piece that tells the encoding: a long ASCII head (a page's scripts) does not."""
    match = _NOT_ASCII.search(data)
    # An even place, lest the pairs of UTF-16 be torn.
    start = max(0, match.start() - _HEAD) & ~1 if match else 0
    return data[start : start + _SAMPLE]


def _refuse_binary(text: str, path: str) -> None:
    """Refuse what decodes but is not text."""
    if len(re.findall(_CONTROL, text)) * 20 > len(text):
        raise ReadError(f"{path} is not text: it is full of control characters. Save it as text.")


def _score(data: bytes, encoding: str) -> float:
    """Rate how likely some bytes are as Chinese text in one encoding: log probability a byte."""
    # Half a character at the end says nothing: not final.
    text = codecs.getincrementaldecoder(encoding)(_errors(encoding)).decode(data, False)
    weights = _weights()
    total = 0.0
    for character, count in Counter(text).items():
        weight = weights.get(character)
        total += count * (_unlisted(character) if weight is None else weight)
    return total / len(data) if text else _IMPOSSIBLE


@cache
def _weights() -> dict[str, float]:
    """Give the log probability of each usual character in Chinese text.

    Each class has a share of the characters of running text, divided by its size: the 700 of
    `FREQUENT` three quarters, the rest of the first level of GB 2312 a fifth, and so on down.
    """
    weights: dict[str, float] = {}
    for encoding, leads, weight in _LEVELS:
        trails = [t for t in range(0x40, 0xFF) if encoding == "big5" or t >= 0xA1]
        pairs = b"".join(bytes((lead, trail)) for lead in leads for trail in trails)
        weights |= dict.fromkeys(pairs.decode(encoding, "ignore"), weight)
    weights |= dict.fromkeys(map(chr, range(0x20, 0x7F)), -6.0)
    weights |= dict.fromkeys("　，。、；：？！（）《》“”‘’〔〕…—·％\r\n\t", -5.0)
    weights |= dict.fromkeys(FREQUENT[1:-1], -6.8)
    return weights


def _unlisted(character: str) -> float:
    """Give the log probability of a character that is in none of the old standards."""
    if "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff":
        return -16.0
    if "\ue000" <= character <= "\uf8ff":
        # An office's own characters.
        return -18.0
    return -18.0 if character.isprintable() and character != "\ufffd" else _IMPOSSIBLE

"""Which encoding a file is in, by trying each and looking whether Chinese comes out."""

from __future__ import annotations

import codecs
import re

from policytext.errors import ReadError
from policytext.offsets import Source

__all__ = ["decode"]

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
    (b"Rar!", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
)
# The most frequent characters of modern Chinese, simplified and traditional: in a text decoded
# right they are everywhere, in one decoded wrong they stand only by accident.
_FREQUENT = (
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
_SANE = r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef\x20-\x7e\s“”‘’…—·①-⑩]"
_CONTROL = "[\x00-\x08\x0e-\x1f\x7f\x80-\x9f]"
_SAMPLE = 40_000
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
        encoding = _detect(data, path)
    text = _decode_as(data, encoding, path)
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise ReadError(
            f"{path} is empty: nothing to read. Check that it was saved or copied whole."
        )
    replaced = [m.start() for m in re.finditer("\ufffd", text)] if "\ufffd" in text else []
    source = Source(path, text, encoding, replaced)
    if strict and replaced:
        line, column = source.locate(replaced[0])
        raise ReadError(
            f"{path}, line {line}, column {column}: bytes that are not {encoding}. "
            "Mend the file, name its `encoding`, or read it without `strict`."
        )
    return source


def _decode_as(data: bytes, encoding: str, path: str) -> str:
    """Decode with a named encoding, U+FFFD for what does not fit."""
    try:
        return _replacing(data, encoding)
    except LookupError:
        raise ReadError(
            f"{path}: there is no encoding {encoding!r}. Use one like 'utf-8', 'gb18030', 'big5'."
        ) from None


def _replacing(data: bytes, encoding: str) -> str:
    """Decode with U+FFFD for what does not fit."""
    if codecs.lookup(encoding).name not in _PAIRED:
        return data.decode(encoding, "replace")
    codecs.register_error("policytext-paired", _resume)
    return data.decode(encoding, "policytext-paired")


def _resume(error: UnicodeError) -> tuple[str, int]:
    """Replace a damaged byte, alone or with the next one, whichever reads on more like Chinese.

    The damaged byte may have been the first of a pair; were its second then taken for the first
    of another, the text would be garbled up to the next line end.
    """
    assert isinstance(error, UnicodeDecodeError)
    data, encoding = error.object, error.encoding

    def sense(start: int) -> int:
        text = data[start : start + _AHEAD].decode(encoding, "replace").rstrip("\ufffd")
        return len(re.findall(_FREQUENT, text)) - text.count("\ufffd")

    alone, pair = error.start + 1, min(error.start + 2, len(data))
    return "\ufffd", pair if sense(pair) > sense(alone) else alone


def _detect(data: bytes, path: str) -> str:
    """Find the encoding of a file by its mark, or by which decoding reads like Chinese."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    if b"\0" not in data[:_SAMPLE]:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            _refuse_binary(data[:_SAMPLE].decode("utf-8", "ignore"), path)
            return "utf-8"
    scores = {encoding: _score(data[:_SAMPLE], encoding) for encoding in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda encoding: scores[encoding])
    if scores[best] < 0.5:
        raise ReadError(
            f"{path} is not text in any encoding tried ({', '.join(_CANDIDATES)}). "
            "If it is text, name its `encoding`; if not, save it as text first."
        )
    return best


def _refuse_binary(text: str, path: str) -> None:
    """Refuse what decodes but is not text."""
    if len(re.findall(_CONTROL, text)) * 20 > len(text):
        raise ReadError(f"{path} is not text: it is full of control characters. Save it as text.")


def _score(data: bytes, encoding: str) -> float:
    """Rate how much like Chinese text some bytes read in one encoding: 1 is perfect, 0 noise."""
    text = _replacing(data, encoding).rstrip("\ufffd")
    if not text:
        return 0.0
    han = sum("\u4e00" <= c <= "\u9fff" for c in text)
    sane = len(re.findall(_SANE, text)) / len(text)
    frequent = len(re.findall(_FREQUENT, text)) / han if han else 0.0
    bad = (text.count("\ufffd") + len(re.findall(_CONTROL, text))) / len(text)
    # About 45 to 60 of 100 Han characters in running text are among the frequent ones; in a
    # wrong decoding it is 5 to 10.
    return sane * min(1.0, 2.5 * frequent) - 5 * bad if han else sane * 0.6 - 5 * bad

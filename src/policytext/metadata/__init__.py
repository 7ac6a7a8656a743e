"""What an official document says of itself: title, issuer, number, date, addressee, genre."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from policytext.metadata.document import Found, read_text
from policytext.metadata.genres import GENRES, genre_of
from policytext.metadata.header import key_of, rank_of, typed

__all__ = ["FIELDS", "GENRES", "Found", "find_metadata"]

#: The parts of a document that are looked for; the last three stand only in portals' tables.
FIELDS = (
    "title", "issuer", "document_number", "date", "addressee", "genre", "annexes",
    "index_number", "theme", "released_on",
)  # fmt: skip


class _Field(Protocol):
    """A value that a portal prints beside its label, and where."""

    @property
    def value(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def find_metadata(text: str, header: Mapping[str, _Field] | None = None) -> dict[str, Found]:
    r"""Find what a document says of itself.

    Parameters
    ----------
    text : str
        A clean text: one paragraph a line.
    header : mapping of str to Field, optional
        The labels that a portal prints around the text, with their values and where these stand
        in the raw source. What they say is taken before what the text says.

    Returns
    -------
    dict of str to Found
        A subset of `FIELDS`; what is not known for sure is absent.

        title
            The title (标题) on one line, without the spaces of letter-spaced words; of several
            issuers without a mark between them one space stays between. A decree's title is that
            of the regulation it promulgates. A subtitle after —— is no part of it.
        issuer
            The issuers (发文机关), joined by 、. From the title, or the signature if the title
            has none or names them 省政府, 教育部等五部门.
        document_number
            The document number (发文字号) with 〔〕 and half-width digits, without 中华人民共和国:
            国发〔2019〕5号, 国令第707号, 主席令第48号, 海关总署公告2019年第5号.
        date
            The date of issue (成文日期): a notice's of its signature, a speech's of when it was
            held, a law's of its last passing or amendment, whatever the day it came into force.
        addressee
            The addressees (主送机关) as they stand, without the colon.
        genre
            The genre (文种), from the last word of the title; see `GENRES`.
        annexes
            The titles of the annexes (附件) without numbers.
        index_number, theme, released_on
            索引号, 主题分类, 发布日期: of portals' tables only.

    References
    ----------
    GB/T 9704-2012 党政机关公文格式, 7.2 to 7.4; 党政机关公文处理工作条例
    (中办发〔2012〕14号), 第九条.

    Examples
    --------
    >>> text = (
    ...     "甲县人民政府关于节水的通知\n甲政发〔2020〕3号\n"
    ...     "各乡镇人民政府：\n请节约用水。\n甲县人民政府\n2020年5月1日"
    ... )
    >>> found = find_metadata(text)
    >>> found["issuer"].value, found["document_number"].value, found["date"].value
    ('甲县人民政府', '甲政发〔2020〕3号', datetime.date(2020, 5, 1))
    >>> text[found["addressee"].start : found["addressee"].end]
    '各乡镇人民政府'
    """
    found = read_text(text)
    # Where two labels mean the same, the more exact one counts.
    for label, field in sorted((header or {}).items(), key=lambda item: -rank_of(item[0])):
        key = key_of(label)
        value = typed(key, field.value) if key else None
        if key and value:
            found[key] = Found(value, field.start, field.end, "header")
    title = found.get("title")
    if title and title.origin == "header" and (genre := genre_of(str(title.value))):
        found["genre"] = title._replace(value=genre)
    return {key: found[key] for key in FIELDS if key in found}

"""What words may do in a set phrase: begin it, end it, part it, stand around it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from policytext.lexicons import stopword_file
from policytext.statistics.frequency import read_stopwords

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from policytext.tokens import Tokens

    Bools = NDArray[np.bool_]

__all__ = ["Kinds", "kinds_of"]

#: Figures in digits part phrases: they change from year to year.
_FIGURE = re.compile(r"[0-9０-９.,．，%％‰]+[年月日万亿元]*")
#: A mark that belongs to the word before it: 互联网+.
_JOINERS = frozenset("+＋")
_NUMERALS = frozenset("〇○零一二三四五六七八九十百千万亿两几")
#: Amounts and dates: 二十亿元, 一年多.
_AMOUNT = re.compile(
    r"[〇○零一二三四五六七八九十百千万亿两几多]+[年月日天元吨亩斤倍人户个年度]+[多来间以内]*"
)
#: Numerals that begin formulations as a rule: 四个现代化, 三个代表, 第一个五年计划.
_COUNTED = re.compile(r"第?[一二三四五六七八九十双两]{1,2}[个项大条]?")
#: An article more than a number: 一个新的水平.
_ARTICLE = re.compile(r"一[个种项次批系些]")
#: Modal and causative verbs, which no stop list here holds since they are objects of study.
_MODALS = frozenset(
    ("要", "应", "应当", "必须", "可以", "能", "能够", "需要", "须", "拟", "让", "使", "令", "想")
)
#: What a phrase that ends so is about comes before it: 在经济建设方面.
_TRAILING = frozenset(("方面", "以来", "期间", "过程"))
#: Verbs of policy that govern almost anything, so that they are no part of what they govern. Where
#: the dictionary has one for a verb, it ends no phrase either: 加快构建, 扎实推进.
_GOVERNING = Path(__file__).parents[2] / "data" / "lexicons" / "governing_verbs.txt"
#: Parts of speech, by the first letter, of words that are no part of a phrase at its ends:
#: particles, conjunctions, prepositions, pronouns, modal particles, interjections.
_LIGHT = frozenset("ucprye")
#: And whole tags: adverbs, times.
_LIGHT_TAGS = frozenset(("d", "ad", "zg", "t", "tg"))
#: Of one character, these lead on to what follows: 取得新 + 进展.
_HANGING = frozenset(("a", "b", "v"))
_NUMBER_TAGS = frozenset(("m", "q", "mq"))


class Kinds(NamedTuple):
    """Arrays with a value for each type."""

    #: Nothing goes across it.
    parts: Bools
    #: A phrase may begin, end with it.
    begins: Bools
    ends: Bools
    #: It stands beside phrases: function words, adverbs, times, numbers.
    light: Bools
    #: It is a verb, or one of those that govern almost anything.
    verb: Bools
    governs: Bools


def kinds_of(tokens: Tokens) -> Kinds:
    """Tell what each type may do in a phrase.

    By policytext's own stop lists and the parts of speech of the segmenter's dictionary; without
    these, by the lists alone.
    """
    function, numbers, address = (
        read_stopwords(stopword_file(name)) for name in ("function", "numbers", "address")
    )
    governing = read_stopwords(_GOVERNING)
    rows = []
    for type_, tag, is_word in zip(tokens.types, tokens.tags, tokens.is_word, strict=True):
        joiner = type_ in _JOINERS
        light = (
            type_ in function
            or type_ in _MODALS
            or tag[:1] in _LIGHT
            or tag in _LIGHT_TAGS
            or (tag == "f" and len(type_) == 1)
        )
        number = (
            type_ in numbers
            or tag in _NUMBER_TAGS
            or _NUMERALS.issuperset(type_)
            or _AMOUNT.fullmatch(type_) is not None
        )
        counted = _COUNTED.fullmatch(type_) is not None and _ARTICLE.match(type_) is None
        edge = type_ not in address
        governs = type_ in governing
        rows.append(
            (
                not joiner and (not is_word or _FIGURE.fullmatch(type_) is not None),
                edge and not joiner and not light and (counted or not number),
                edge
                and not (light or number or (governs and tag == "v"))
                and not (len(type_) == 1 and tag in _HANGING)
                and type_ not in _TRAILING,
                light or number,
                tag == "v" or governs,
                governs,
            )
        )
    return Kinds(*np.array(rows, dtype=bool).reshape(-1, 6).T)

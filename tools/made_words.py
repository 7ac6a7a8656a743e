"""Words for invented documents: those of the bundled corpora, jieba's, and made-up ones."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import policytext as pt

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "INVENTED", "KIND", "KINDS", "OFFICES", "PAUSES", "TAGS", "YEARS", "Line", "bundled_lines",
    "clauses_of", "dictionary", "invented", "skewed", "some_places",
]  # fmt: skip

YEARS = range(1978, 2026)
#: Kinds of words that are replaced: a part of speech, or what numbers are.
KINDS = ("n", "v", "vn", "a", "d", "i", "ns", "nr", "nz", "whole", "decimal", "percent", "year")
KIND = {kind: number for number, kind in enumerate(KINDS)}
#: jieba's parts of speech that are one kind.
TAGS = {kind: kind for kind in KINDS[:9]} | {
    "ad": "d", "an": "n", "l": "i", "nt": "nz", "nrt": "nr", "nrfg": "nr", "ng": "n", "b": "a",
}  # fmt: skip
#: How often the replacement is made up.
INVENTED = {"ns": 0.7, "nr": 0.9, "nz": 0.7, "whole": 1, "decimal": 1, "percent": 1, "year": 1}
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜"
_PLACES = (
    "云清漪石望白九翠华镕棣浦溪岭川泉塘湾坪桥林坝关店口港渡洲阳山江河湖海东南西北上中安平宁丰泰和兴"
    "永新长大龙凤金银玉青丹碧松柏竹梅兰桂枫榆槐柳桑麻禾穗稻麦棠梨桃杏橘榴樟楠檀榕"
)
_NAMES = (
    "华盛恒通达信诚瑞祥鑫源宏远博科创联合众智云星辰天宇凯越锦绣嘉禾康美德润泽方圆正大中金银玉龙凤"
    "鹏程翔飞腾昌隆茂顺利安泰明建国文志伟芳秀英敏静丽强军杰娟勇艳涛超霞平刚"
)
_UNITS = ("市", "县", "区", "镇", "乡", "村", "街道", "新区", "开发区")
_COMPANIES = ("集团", "股份", "科技", "控股", "公司", "工厂", "合作社", "研究院", "大学", "医院")
OFFICES = (
    "人民政府", "人民政府办公室", "发展和改革委员会", "财政局", "教育局", "卫生健康委员会",
    "农业农村局", "水利局", "生态环境局", "人力资源和社会保障局",
)  # fmt: skip
_HEADING = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、])(?=\D)")
PAUSES = "，。；：！？、"

#: A word, and the kind of words that may replace it, "" for none.
Line = list[tuple[str, str]]


def bundled_lines() -> list[Line]:
    """Cut the lines of the bundled corpora into words, each with its kind."""
    lines = [
        line
        for name in ("work_reports", "study_report")
        for document in pt.datasets.load(name)
        for line in document.text.split("\n")
    ]
    tokens = pt.Corpus.from_texts(
        {str(number): line for number, line in enumerate(lines)}, clean=False
    ).segment()
    kinds = [_kind(word, tag) for word, tag in zip(tokens.types, tokens.tags, strict=True)]
    ids, borders = tokens.ids.tolist(), tokens.doc_offsets.tolist()
    return [
        [(tokens.types[id], kinds[id]) for id in ids[first:last]]
        for first, last in pairwise(borders)
    ]


def _kind(word: str, tag: str) -> str:
    """Tell which kind of word may replace one."""
    if word.isdigit():
        return "year" if len(word) == 4 and word[:2] in ("19", "20") else "whole"
    if re.fullmatch(r"\d+\.\d+%?|\d+%", word):
        return "percent" if word.endswith("%") else "decimal"
    return TAGS.get(tag, "") if len(word) > 1 else ""


def clauses_of(line: Line) -> Iterator[tuple[Line, bool]]:
    """Yield the clauses of a line, and whether one is a heading, which loses its number."""
    text = "".join(word for word, _ in line)
    number = _HEADING.match(text)
    heading = number is not None and not text.endswith("。")
    if number:
        rest, done = [], 0
        for word, kind in line:
            done += len(word)
            if done > number.end():
                rest.append((word, kind))
        line = rest
    clause: Line = []
    for word, kind in line:
        clause.append((word, kind))
        if word in PAUSES and not heading and word != "、":
            yield clause, False
            clause = []
    if clause and heading:
        yield clause, True


def dictionary() -> Iterator[tuple[str, float, str]]:
    """Yield the entries of jieba's dictionary."""
    spec = importlib.util.find_spec("jieba")
    assert spec is not None
    assert spec.origin is not None
    with Path(spec.origin).with_name("dict.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, tag = line.split()
            yield word, float(frequency), tag


def invented(kind: str, year: int, many: int, rng: np.random.Generator) -> list[str]:
    """Make up words of a kind."""
    if kind == "ns":
        return joined(_PLACES, 2, _UNITS, many // 2, rng)
    if kind == "nz":
        return joined(_NAMES, 2, _COMPANIES, many // 2, rng)
    if kind == "nr":
        given = [name for n in (1, 2) for name in joined(_NAMES, n, ("",), many // 2, rng)]
        first = joined(_SURNAMES, 1, ("",), len(given), rng)
        return [surname + name for surname, name in zip(first, given, strict=True)]
    if kind == "year":
        return [str(year + more) for more in (0, -1, 1, -2, 5, -5)]
    numbers = np.exp(rng.uniform(2, 9, many)).tolist()
    if kind == "whole":
        return [f"{number:.0f}" for number in numbers]
    if kind == "decimal":
        return [f"{number / 10:.1f}" for number in numbers]
    return [f"{number / 100:.1f}%" for number in numbers]


def joined(
    characters: str, n: int, endings: Sequence[str], many: int, rng: np.random.Generator
) -> list[str]:
    """Join characters and an ending at random."""
    chosen = rng.integers(0, len(characters), (many, n)).tolist()
    last = rng.integers(0, len(endings), many).tolist()
    return [
        "".join(characters[i] for i in row) + endings[e]
        for row, e in zip(chosen, last, strict=True)
    ]


def skewed(rng: np.random.Generator, n: int, many: int) -> NDArray[np.int64]:
    """Draw numbers below `n`, the lower the more often."""
    return (n * rng.random(many) ** 2).astype(np.int64)


def some_places(many: int, rng: np.random.Generator) -> list[str]:
    """Make up cities, counties and districts."""
    return joined(_PLACES, 2, _UNITS[:3], many, rng)

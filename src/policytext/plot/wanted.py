"""What an interactive chart was asked for, and what its tooltips say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policytext.plot.look import group_column, label
from policytext.plot.specs import Tips

if TYPE_CHECKING:
    import pandas as pd

    from policytext.corpus import Corpus
    from policytext.document import Document
    from policytext.tokens import Tokens

__all__ = ["NAMES", "SHARES", "Wanted", "evidence", "kind_of", "name_of", "records",
           "written_as"]  # fmt: skip

#: Columns of names, first that which is there; columns of shares.
NAMES = ("term", "theme", "label")
SHARES = ("share", "coverage")
#: Vega keeps names as keys of plain objects, where these stand already.
_KEYS_OF_OBJECTS = frozenset(
    ["constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString",
     "toString", "valueOf", "__proto__", "__defineGetter__", "__defineSetter__",
     "__lookupGetter__", "__lookupSetter__"]
)  # fmt: skip
_WORDS = {
    "interval": ("区间", "interval"),
    "doc_freq": ("文档数", "documents"),
    "hits": ("词句数", "hits"),
    "none": ("未归类", "no theme"),
    "head": ("（文首）", "(beginning)"),
    "line": ("行", "line"),
    "section": ("章节", "section"),
    "context": ("上下文", "context"),
    "position": ("在全文中的位置（%）", "position in the text (%)"),
    "row_hits": ("本行次数", "hits of this row"),
    "target": ("目标文本", "target"),
    "reference": ("参照文本", "reference"),
    "less": ("区别较小的词", "less telling terms"),
    "counts": ("{}：次数", "{}: occurrences"),
    "rate": ("{}：每百万词次数", "{}: occurrences per million words"),
    "theme_score": ("主题得分", "score of the theme"),
    "keyness_score": ("关键性得分", "keyness score"),
    "keyness_log_ratio": ("对数比（以 2 为底）", "log ratio (base 2)"),
}


@dataclass(frozen=True)
class Wanted:
    """What is asked for, beside the table."""

    value: str | None = None
    corpus: Corpus | Document | Tokens | None = None
    top: int | None = None
    target: str | None = None
    reference: str | None = None
    lang: str = "zh"

    def word(self, name: str, *values: str) -> str:
        """Give a word of a chart or a column."""
        if name in _WORDS:
            return _WORDS[name][self.lang == "en"].format(*values)
        return label(name, self.lang)

    @property
    def sides(self) -> tuple[str, str]:
        """The names of two sides."""
        return self.target or self.word("target"), self.reference or self.word("reference")


def kind_of(table: pd.DataFrame) -> str:
    """Tell by its columns which chart a table is for."""
    columns = set(table.columns)
    if {"document", "term", "start", "match"} <= columns:
        return "dispersion"
    if {"term", "score", "log_ratio", "per_million_target"} <= columns:
        return "keyness"
    years = bool(len(table.columns)) and table[table.columns[0]].dtype.kind in "iuf"
    if "share" in columns and columns & {"theme", "label"} and years:
        return "themes"
    if "term" in columns and years and group_column(table) is not None:
        return "trend"
    several = any(name in table and table[name].nunique() > 1 for name in NAMES)
    grouped = {"unit", "heading_path"} <= columns or group_column(table) is not None
    return "heatmap" if several and grouped else "bar"


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """List the rows of a table as plain values."""
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def name_of(value: Any) -> str:
    """Write a name as a chart can hold it; an empty one that went through a file is missing."""
    if value is None or type(value).__name__ == "NAType" or value != value:
        return ""
    # Half characters, which no file can hold.
    name = str(value).encode("utf-8", "replace").decode("utf-8")
    return f"\u200b{name}" if name in _KEYS_OF_OBJECTS else name


def written_as(column: str) -> str:
    """Choose how the values of a column are written."""
    if column in SHARES:
        return ".1%"
    return ",d" if column in ("count", "doc_freq", "hits", "n") else ",.2f"


def evidence(table: pd.DataFrame, drawn: str, wanted: Wanted) -> tuple[list[str], Tips]:
    """Choose the columns beside the value that a tooltip shows, and how."""
    told = [name for name in ("count", "hits", "per_10k_chars", "per_million", "doc_freq")
            if name in table and name != drawn]  # fmt: skip
    return told, [(name, wanted.word(name), written_as(name)) for name in told]

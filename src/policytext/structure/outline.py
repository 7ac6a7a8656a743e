"""The tree of a document's sections as a whole."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from policytext.errors import InputError
from policytext.numbering import LEVELS
from policytext.structure.section import Section, branches, depth

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Outline"]

#: The divisions of a law may also be asked for by their kind.
_KINDS = {"编": "第一编", "分编": "第一分编", "章": "第一章", "节": "第一节", "条": "第一条"}
_COLUMNS = ["level", "number", "heading", "heading_path", "start", "end", "chars"]


class Outline:
    """The outline of a document: a tree of `Section`.

    The sections tile the text: children lie inside their parent, in order and without overlap,
    so that what each section has besides its children makes up the whole text.

    Attributes
    ----------
    root : Section
        The document itself; `root.paragraphs` is what stands in no section.
    warnings : list of str
        What is odd about the numbering: numbers that are missing, repeated or lost.
    """

    __slots__ = ("_starts", "_walked", "root", "warnings")

    def __init__(self, root: Section, warnings: list[str]) -> None:
        self.root = root
        self.warnings = warnings
        self._walked = list(root.walk())
        self._starts = [section.start for section in self._walked]

    def __iter__(self) -> Iterator[Section]:
        return iter(self._walked)

    def __len__(self) -> int:
        return len(self._walked)

    def sections(self, level: str | None = None) -> list[Section]:
        r"""List the sections of one level, or all, in the order of the text.

        Parameters
        ----------
        level : str, optional
            The level, named by its first number, as in `Section.level`: "一、", "（一）", "第一章".
            The divisions of a law may be named by their kind: "编", "章", "节", "条".

        Returns
        -------
        list of Section

        Raises
        ------
        InputError
            If there is no such level.

        Examples
        --------
        >>> from policytext.structure import parse_outline
        >>> text = "一、成绩\n过去一年……\n二、任务\n（一）抓改革。一要稳。二要准。"
        >>> outline = parse_outline(text)
        >>> [section.title for section in outline.sections("一、")]
        ['一、成绩', '二、任务']
        >>> [section.path for section in outline.sections("一是")]
        ['二、任务 > （一）抓改革 > 一要稳', '二、任务 > （一）抓改革 > 二要准']
        """
        if level is None:
            return list(self._walked)
        name = _KINDS.get(level, level)
        if name not in LEVELS:
            raise InputError(f"`level` must be one of {list(LEVELS)}, got {level!r}.")
        return [section for section in self._walked if section.level == name]

    def outermost(self) -> list[Section]:
        """List the sections that a document is first divided into.

        Where all of it stands in one annexed document, as in a notice that issues a plan, these
        are the sections of that one.
        """
        parts = [section for section in self.root.children if not section.is_item]
        headed = [section for section in parts if section.level != "落款"]
        if len(headed) == 1 and headed[0].level == "附件":
            inner = [section for section in headed[0].children if not section.is_item]
            if any(section.level != "落款" for section in inner):
                return [s for part in parts for s in (inner if part is headed[0] else [part])]
        return parts

    def section_at(self, position: int) -> Section:
        """Return the innermost section that holds a position of the text."""
        index = bisect_right(self._starts, position) - 1
        section = self._walked[index] if index >= 0 else self.root
        while section.end <= position and section.parent is not None:
            section = section.parent
        return section

    def rows(self, level: str | None = None) -> list[dict[str, Any]]:
        """List the sections as the rows of `to_pandas`."""
        return [
            {
                "level": section.level,
                "number": section.number,
                "heading": section.title,
                "heading_path": section.path,
                "start": section.start,
                "end": section.end,
                "chars": len("".join(section.text.split())),
            }
            for section in self.sections(level)
        ]

    def to_pandas(self) -> pd.DataFrame:
        r"""Return the outline as a table.

        Returns
        -------
        DataFrame
            One row per section in the order of the text: `level` (str), `number` (int), `heading`
            (str, number and heading), `heading_path` (str, with the headings above it), `start`
            and `end` (int, characters of the text, end excluded, sub-sections included), `chars`
            (int, without white space).

        Examples
        --------
        >>> from policytext.structure import parse_outline
        >>> parse_outline("一、成绩\n很好。").to_pandas()[["level", "number", "heading", "chars"]]
          level  number heading  chars
        0    一、       1    一、成绩      7
        """
        import pandas as pd

        return pd.DataFrame(self.rows(), columns=_COLUMNS)

    def __repr__(self) -> str:
        return f"<Outline: {len(self)} sections>"

    def __str__(self) -> str:
        return "\n".join("  " * (depth(section) - 1) + section.title for section in self)

    def _repr_html_(self) -> str:
        """Show the tree in a notebook, folded where it is long."""
        from policytext.display import listed

        return branches(self.root) + listed(self.warnings)

"""Tables of the page: as HTML for the eye, as data for the download."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

from policytext.corpus import plain
from policytext.reporting.markup import Markup, tag, text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Head", "Tables", "bar", "cell", "link", "number"]

#: Rows that are shown before the reader asks for all.
_SHOWN = 20


class Head(NamedTuple):
    """A column: its label, and whether it holds numbers."""

    label: str
    numeric: bool = False


def cell(content: object, **attributes: object) -> Markup:
    """Write a cell."""
    return tag("td", content, **attributes)


def link(content: object, address: str) -> Markup:
    """Write a link inside the page."""
    return tag("a", content, href=address)


def number(value: Any, digits: int = 0, address: str | None = None) -> Markup:
    """Write a cell with a number, linked to what it counts; "–" where it is missing."""
    value = plain(value)
    if value is None or (isinstance(value, float) and isnan(value)):
        return tag("td", "–", class_="n")
    shown = f"{value:,.{digits}f}"
    linked = link(shown, address) if address is not None and value else shown
    return tag("td", linked, class_="n", data_v=f"{value:.6g}")


def bar(share: float) -> Markup:
    """Draw a bar; the number stands beside it."""
    width = max(0.0, min(100.0, 100 * share))
    rect = tag("rect", width=f"{width:.1f}", height="10")
    return tag("svg", rect, class_="bar", viewBox="0 0 100 10", preserveAspectRatio="none",
               aria_hidden="true", focusable="false")  # fmt: skip


@dataclass
class Tables:
    """The tables of a page, collected for their downloads."""

    data: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, table: pd.DataFrame, *, columns: Iterable[str] | None = None) -> None:
        """Keep a table for its download, with the columns named."""
        chosen = list(table.columns if columns is None else columns)
        values = [[_value(value) for value in table[column].tolist()] for column in chosen]
        self.data[name] = {
            "columns": chosen,
            "rows": [list(row) for row in zip(*values, strict=True)],
        }

    def html(
        self,
        name: str,
        caption: object,
        heads: Sequence[Head],
        rows: Sequence[Sequence[Markup]],
        *,
        data: str | None = None,
        shown: int = _SHOWN,
        class_: str = "",
        captioned: bool = True,
        sortable: bool = True,
    ) -> Markup:
        """Write a table; `data` is the download that belongs to it, by default of the same name.

        The first cell of a row is its head. A caption that says what the heading above says is
        for screen readers only. Rows beyond those shown are there for print, search
        and screen readers' users who ask for them.
        """
        head = tag(
            "tr",
            *(tag("th", h.label, scope="col", class_="n" if h.numeric else None) for h in heads),
        )
        body = [_row(row, number >= shown) for number, row in enumerate(rows)]
        download = data or name
        table = tag(
            "table",
            tag("caption", caption, id=f"caption-{name}", class_=None if captioned else "unseen"),
            tag("thead", head),
            tag("tbody", *body),
            id=f"table-{name}",
            class_=f"{class_}{' sortable' if sortable else ''}".strip() or None,
        )
        return tag(
            "div",
            tag("div", table, class_="scroll", tabindex="0", role="region",
                aria_labelledby=f"caption-{name}"),
            class_="table",
            data_table=name,
            data_csv=download if download in self.data else None,
            data_rows=len(rows),
            data_shown=shown,
        )  # fmt: skip


def _row(cells: Sequence[Markup], is_more: bool) -> Markup:
    """Write a row whose first cell is its head."""
    first = Markup(f'<th scope="row"{cells[0][len("<td") : -len("</td>")]}</th>')
    return tag("tr", first, *cells[1:], class_="more" if is_more else None)


def _value(value: Any) -> Any:
    """Turn a table's value into what JSON can hold, with six digits."""
    value = plain(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return None if isnan(value) or abs(value) == float("inf") else float(f"{value:.6g}")
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, (tuple, list)):
        return "；".join(map(str, value))
    return "" if str(value) in ("NaT", "nan") else str(value)


def written(value: Any) -> Markup:
    """Write a value of the metadata."""
    value = _value(value)
    return text("" if value is None else value)

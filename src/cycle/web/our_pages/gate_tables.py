"""The tables of a gate as a page shows them: searched and filtered, with what is the same on most rows said once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from cycle.application.review import CHANGED, GateView, rows_of
from cycle.application.year import OpenCycle, ReviewTable
from cycle.web.our_pages.short_numbers import is_number

TOGETHER: Mapping[str, Sequence[Sequence[int]]] = {
    "inviterte": ((0, 3, 4), (1, 2, 5), (7, 6)),
    "medlemmer": ((0,), (1, 2), (3, 4)),
}
"""Which columns of a table stand in one column of the page, the first as its heading."""
MOST_SAME = 0.5
"""What stands in more of the rows than this is said once, above them."""
MOST_ROWS = 500
"""Rows that one page shows; the next ones are a link away."""
MOST_LINES = 400
"""Lines of what is new that one page shows; the next ones are a link away."""
FEW = 12
"""A table with no more rows needs no search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """One table of a page."""

    id: str
    title: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[Sequence[str]]]
    """Row → column → its lines, the first in larger letters."""
    same: tuple[tuple[str, str], ...]
    """Column and what stands in it where the row says nothing."""
    found: int
    """How many rows there are of what was asked for, on all pages."""
    page: int
    """From 1."""
    whole: int
    search: str
    only_changed: bool
    filters: bool
    """Whether there is something to leave out: rows that are others than before."""
    instead_of: str

    @property
    def pages(self) -> int:
        """Return how many pages the rows fill."""
        return max(1, -(-self.found // MOST_ROWS))

    def address(self, page: int) -> str:
        """Return the address of another page of the same rows."""
        asked = {"q": self.search, "vis": CHANGED if self.only_changed else "", "side": str(page)}
        return f"?{urlencode({name: value for name, value in asked.items() if value})}#{self.id}"

    @property
    def searchable(self) -> bool:
        """Return whether a search is worth its place."""
        return self.whole > FEW


def tables_of(cycle: OpenCycle, view: GateView, asked: Mapping[str, str]) -> tuple[ShownTable, ...]:
    """Return the tables of a gate as they are asked for: `q` is searched for, `vis` leaves only what is new."""
    return tuple(_shown(cycle, view, table, asked) for table in view.summary.tables if table.on_page and table.rows)


def _shown(cycle: OpenCycle, view: GateView, table: ReviewTable, asked: Mapping[str, str]) -> ShownTable:
    newest = view.before or view.last_year
    others = newest.keys if newest else frozenset()
    search, changed = asked.get("q", "").strip()[:100], asked.get("vis", "") == CHANGED
    found = rows_of(table, search=search, only=others if changed else None)
    page = part_asked(asked.get("side", ""), len(found))
    columns = list(table.rows[0])
    filled = {number for number, column in enumerate(columns) if any(row[column].strip() for row in table.rows)}
    groups = TOGETHER.get(table.id) or [(number,) for number in range(len(columns))]
    together = [group for group in groups if filled & set(group)]
    same = _same(table, [number for group in together for number in group[1:]], columns)
    return ShownTable(
        id=table.id,
        title=table.title,
        head=tuple(columns[group[0]] for group in together),
        rows=[
            [
                _lines([row[columns[number]] for number in group], [same.get(columns[number]) for number in group])
                for group in together
            ]
            for row in found[(page - 1) * MOST_ROWS : page * MOST_ROWS]
        ],
        same=tuple(same.items()),
        found=len(found),
        page=page,
        whole=len(table.rows),
        search=search,
        only_changed=changed,
        filters=bool(others),
        instead_of=table.instead_of,
    )


def part_asked(asked: str, rows: int, most: int = MOST_ROWS) -> int:
    """Return which part of so many rows is asked for, from 1; the first where that is no part."""
    last = max(1, -(-rows // most))
    return max(1, min(int(asked), last)) if is_number(asked) else 1


def _same(table: ReviewTable, small: Sequence[int], columns: Sequence[str]) -> dict[str, str]:
    """Return column → what most of its rows say, of the columns that stand in small letters."""
    found = {}
    for number in small if len(table.rows) > FEW else ():
        ((text, times),) = Counter(row[columns[number]] for row in table.rows).most_common(1)
        if text and times > len(table.rows) * MOST_SAME:
            found[columns[number]] = text
    return found


def _lines(texts: Sequence[str], same: Sequence[str | None]) -> list[str]:
    return [texts[0], *(text for text, usual in zip(texts[1:], same[1:], strict=True) if text and text != usual)]

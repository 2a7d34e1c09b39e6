"""How a community's own sheets are laid out: other names of columns, and sheets with a row for each organisation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cycle.model import RegisterLayout
from cycle.register.workbooks.sheet_tables import Column, Row, SheetTable
from cycle.register.workbooks.sheets import Cell


def columns_of(layout: RegisterLayout, usual: Sequence[Column]) -> tuple[Column, ...]:
    """Return the usual columns with the community's own header spellings, and those of its wide sheets."""
    known = [replace(column, names=(*column.names, *layout.columns.get(column.key, ()))) for column in usual]
    wide = [
        Column(key=f"{seat.function}/{part}", names=names)
        for seat in layout.wide
        for part, names in (("name", seat.name), ("address", seat.address), ("phone", seat.phone))
        if names
    ]
    if wide:  # a wide sheet has no column for the name, so none may be demanded of every sheet
        known = [replace(column, required=False) for column in known]
    return (*known, *wide)


def unfolded(table: SheetTable, layout: RegisterLayout) -> SheetTable:
    """Return the table with one row for each seat when it has one for each organisation, otherwise as it is."""
    if not any("/" in key for key in table.columns):
        return table
    rows = tuple(unfolded_row for row in table.rows for unfolded_row in _unfolded(row, layout))
    columns = {key: number for row in rows for key, number in row.columns.items()}
    return replace(table, columns={**table.columns, **columns}, rows=rows)


def _unfolded(row: Row, layout: RegisterLayout) -> Iterator[Row]:
    """Yield the row once for each seat it tells of; each cell keeps its own place."""
    plain = {key: cell for key, cell in row.cells.items() if "/" not in key}
    at = {key: number for key, number in row.columns.items() if "/" not in key}
    for seat in layout.wide:
        mine = {key.partition("/")[2]: key for key in row.columns if key.startswith(f"{seat.function}/")}
        if "name" not in mine:
            continue
        column = row.columns[mine["name"]]
        cells = {part: row.cells[key] for part, key in mine.items() if key in row.cells}
        function = Cell(row.sheet, row.number, column, seat.function, seat.function)
        columns = {**at, "function": column, **{part: row.columns[key] for part, key in mine.items()}}
        yield replace(row, columns=columns, cells={**plain, "function": function, **cells})

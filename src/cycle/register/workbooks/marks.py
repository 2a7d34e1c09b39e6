"""What people mark by hand in a sheet, each mark a question at its cell: struck through, hidden, commented, linked."""

from __future__ import annotations

from collections import Counter

from openpyxl.utils import get_column_letter

from cycle.register.entries import Reading
from cycle.register.workbooks.sheet_tables import TOLD_ONE_BY_ONE, Row, SheetTable, cell_mark, sheet_reference
from cycle.register.workbooks.sheets import Cell

FEW = 0.25
"""Coloured rows are told when they are at most this part of all: then somebody has marked them."""


def ask_about_marks(table: SheetTable, reading: Reading) -> None:
    """Ask about every mark in the rows of a table."""
    for row in table.rows:
        _struck(row, reading)
        for key, cell in row.cells.items():
            _cell(row, key, cell, reading)
    _hidden_rows(table, reading)
    for key, column in table.columns.items():
        if column in table.source.hidden_columns and any(row.text(key) for row in table.rows):
            where = f"{sheet_reference(table.sheet)}!{get_column_letter(column)}{table.header}"
            reading.guess(where, "column_hidden")
    _coloured(table, reading)
    if not table.source.marks_seen:
        key = "marks_unseen" if table.source.formulas_seen else "marks_and_formulas_unseen"
        reading.guess(sheet_reference(table.sheet), key)


def _struck(row: Row, reading: Reading) -> None:
    struck = [key for key, cell in row.cells.items() if cell.text and cell_mark(cell, "struck") is not None]
    if row.is_struck or "name" in struck:
        reading.error(row.place("name"), "row_struck", text=row.line("name") or row.place())
    else:
        for key in struck:
            reading.error(row.place(key), "cell_struck", text=row.line(key))


def _cell(row: Row, key: str, cell: Cell, reading: Reading) -> None:
    for mark in cell.marks:
        if mark.kind == "half_struck":
            reading.error(row.place(key), "half_struck", text=cell.text, left=mark.text)
        elif mark.kind == "comment":
            reading.guess(row.place(key), "comment", text=mark.text)
        elif mark.kind == "link" and "@" in cell.text and mark.text.casefold() != cell.text.casefold():
            reading.guess(row.place(key), "link_other", text=cell.text, link=mark.text)


def _hidden_rows(table: SheetTable, reading: Reading) -> None:
    hidden = [row for row in table.rows if row.number in table.source.hidden_rows]
    if len(hidden) > TOLD_ONE_BY_ONE:
        numbers = ", ".join(str(row.number) for row in hidden)
        reading.guess(hidden[0].place(), "rows_hidden", number=len(hidden), rows=numbers)
        return
    for row in hidden:
        reading.guess(row.place("name"), "row_hidden")


def _coloured(table: SheetTable, reading: Reading) -> None:
    """Tell of the rows that have a colour of their own; a colour that many rows have is only how the table looks."""
    numbers = {row.number for row in table.rows}
    colours = Counter(colour for number, colour in table.source.colours.items() if number in numbers)
    marked = [number for number in sorted(numbers) if _is_rare(table.source.colours.get(number, ""), colours, numbers)]
    if marked:
        where = f"{sheet_reference(table.sheet)}!{marked[0]}"
        reading.warn(where, "rows_coloured", rows=", ".join(map(str, marked)))


def _is_rare(colour: str, colours: Counter[str], numbers: set[int]) -> bool:
    return bool(colour) and len(numbers) > 2 and colours[colour] <= max(1, FEW * len(numbers))

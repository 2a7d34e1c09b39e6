"""Tables as people keep them: any .xlsx or .csv in, rows with sheet, row and column out.

The header row is found by its column names below any title rows, in nynorsk or bokmål; a near miss is suggested.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from openpyxl.utils import get_column_letter

from cycle.errors import Problem, RegisterError
from cycle.register.sheets import Cell, Sheet, read_sheets
from cycle.register.vcards import is_vcard, read_vcards

HEADER_WITHIN = 40
"""The header row is looked for among this many rows from the top."""

HEADER_AT_LEAST = 2
"""A header row holds at least this many known column names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column a table may have: the key we use and the header spellings people use; the first is ours."""

    key: str
    names: tuple[str, ...]
    required: bool = False

    @property
    def name(self) -> str:
        """The header we write ourselves and suggest."""
        return self.names[0]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row below the header, its cells by column key."""

    sheet: str
    number: int
    columns: Mapping[str, int]
    cells: Mapping[str, Cell]

    def text(self, key: str) -> str:
        """Return the cell as cleaned text, empty when the cell or the column is missing; line breaks are kept."""
        cell = self.cells.get(key)
        return cell.text if cell else ""

    def line(self, key: str) -> str:
        """Return the cell as cleaned text on one line."""
        return " ".join(self.text(key).split())

    def value(self, key: str) -> object:
        """Return the cell as the spreadsheet holds it: text, number, date, or None."""
        cell = self.cells.get(key)
        return cell.value if cell else None

    def place(self, key: str = "") -> str:
        """Return where the cell is, `Register!E14`, or the row, `Register!14`, when it has no such column."""
        column = get_column_letter(self.columns[key]) if key in self.columns else ""
        return f"{quoted(self.sheet)}!{column}{self.number}"

    @property
    def filled(self) -> frozenset[str]:
        """Keys of the cells that hold anything."""
        return frozenset(key for key in self.cells if self.text(key))


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows below one header row, and what stood above it."""

    sheet: str
    title: str
    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    """Of the header row."""
    cell_problems: tuple[Problem, ...]
    """Of cells that are unusable in themselves: formulas, error values, characters no one can see."""


def read_tables(data: bytes, *, name: str, columns: Sequence[Column]) -> tuple[Table, ...]:
    """Return the table of every visible sheet that has one.

    Raises RegisterError when the file cannot be read or no sheet has a header row with these columns.
    """
    sheets = (read_vcards(data, name=name),) if is_vcard(data) else read_sheets(data, name=name)
    tables = [table for sheet in sheets if not sheet.hidden and (table := _table(sheet, name=name, columns=columns))]
    if not tables:
        raise RegisterError([_no_header(sheets, name=name, columns=columns)])
    skipped = [_hidden(sheet, name=name) for sheet in sheets if sheet.hidden and _header(sheet, columns)]
    return (replace(tables[0], problems=(*tables[0].problems, *skipped)), *tables[1:])


def fold(text: str) -> str:
    """Return the letters and digits of a header or word, lower case, for comparing: `E-post:` is `epost`."""
    return "".join(letter for letter in unicodedata.normalize("NFC", text).casefold() if letter.isalnum())


def quoted(sheet: str) -> str:
    """Return a sheet name as Excel writes it in a reference, quoted when it must be."""
    return sheet if re.fullmatch(r"\w+", sheet) else "'" + sheet.replace("'", "''") + "'"


def _table(sheet: Sheet, *, name: str, columns: Sequence[Column]) -> Table | None:
    header = _header(sheet, columns)
    if header is None:
        return None
    found, doubles = _columns_of(header, columns)
    above = [cell.text for row in sheet.rows if row[0].row < header[0].row for cell in row if cell.text]
    rows = tuple(_rows(sheet, header, found, columns))
    problems = [
        *_header_problems(header, found, columns, name=name),
        *(_double(cell, name=name) for cell in doubles),
    ]
    broken = tuple(problem for row in rows for problem in _cell_problems(row, name=name))
    return Table(
        sheet=sheet.name,
        title=" ".join(above),
        columns=found,
        rows=rows,
        problems=tuple(problems),
        cell_problems=broken,
    )


def _header(sheet: Sheet, columns: Sequence[Column]) -> tuple[Cell, ...] | None:
    """Return the row with most known column names, the first of equals."""
    known = {fold(name) for column in columns for name in column.names}
    best: tuple[int, tuple[Cell, ...] | None] = (HEADER_AT_LEAST - 1, None)
    for row in sheet.rows[:HEADER_WITHIN]:
        score = len({fold(cell.text) for cell in row} & known)
        if score > best[0]:
            best = (score, row)
    return best[1]


def _columns_of(header: Sequence[Cell], columns: Sequence[Column]) -> tuple[dict[str, int], list[Cell]]:
    keys = {fold(name): column.key for column in columns for name in column.names}
    found: dict[str, int] = {}
    doubles = []
    for cell in header:
        key = keys.get(fold(cell.text))
        if key and key in found:
            doubles.append(cell)
        elif key:
            found[key] = cell.column
    return found, doubles


def _rows(sheet: Sheet, header: Sequence[Cell], found: Mapping[str, int], columns: Sequence[Column]) -> Iterator[Row]:
    """Yield the rows below the header that hold something in a known column and do not repeat the header."""
    at = {column: key for key, column in found.items()}
    names = {column.key: {fold(name) for name in column.names} for column in columns}
    for cells in sheet.rows:
        if cells[0].row <= header[0].row:
            continue
        mine = {at[cell.column]: cell for cell in cells if cell.column in at and (cell.text or cell.formula)}
        if mine and not all(fold(cell.text) in names[key] for key, cell in mine.items()):
            yield Row(sheet=sheet.name, number=cells[0].row, columns=found, cells=mine)


def _cell_problems(row: Row, *, name: str) -> Iterator[Problem]:
    for key, cell in row.cells.items():
        if cell.formula:
            yield Problem(
                file=name,
                where=row.place(key),
                what="the cell holds a formula, and its result can change without anyone typing it",
                remedy="write the value itself (copy, then Paste Special > Values)",
            )
        elif cell.broken:
            yield Problem(
                file=name,
                where=row.place(key),
                what=f"the cell holds {cell.broken}",
                remedy="delete the cell and type it anew",
            )


def _header_problems(
    header: Sequence[Cell], found: Mapping[str, int], columns: Sequence[Column], *, name: str
) -> Iterator[Problem]:
    missing = {fold(spelling): column for column in columns if column.key not in found for spelling in column.names}
    told = set()
    for cell in header:
        near = get_close_matches(fold(cell.text), missing, n=1, cutoff=0.75) if cell.text else []
        if near and missing[near[0]].key not in told:
            column = missing[near[0]]
            told.add(column.key)
            yield Problem(
                file=name,
                where=f"{quoted(cell.sheet)}!{get_column_letter(cell.column)}{cell.row}",
                what=f"column '{cell.text}' is not known" + ("" if column.required else " and is not read"),
                remedy=f"did you mean '{column.name}'?",
                severity="error" if column.required else "warning",
            )
    for column in columns:
        if column.required and column.key not in found and column.key not in told:
            yield Problem(
                file=name,
                where=f"{quoted(header[0].sheet)}!{header[0].row}",
                what=f"column '{column.name}' is missing in the header row",
                remedy=f"add it; it may be called {', '.join(column.names)}",
            )


def _double(cell: Cell, *, name: str) -> Problem:
    return Problem(
        file=name,
        where=f"{quoted(cell.sheet)}!{get_column_letter(cell.column)}{cell.row}",
        what=f"column '{cell.text}' stands twice in the header row",
        remedy="keep one of them, rename the other",
    )


def _hidden(sheet: Sheet, *, name: str) -> Problem:
    return Problem(
        file=name,
        where=quoted(sheet.name),
        what="the sheet is hidden and is not read",
        remedy="unhide it if it counts, delete it if not",
        severity="warning",
    )


def _no_header(sheets: Sequence[Sheet], *, name: str, columns: Sequence[Column]) -> Problem:
    return Problem(
        file=name,
        where=quoted(sheets[0].name) if sheets else "",
        what=f"no header row found among the first {HEADER_WITHIN} rows of any visible sheet",
        remedy="one row must hold the column names " + ", ".join(column.name for column in columns),
    )

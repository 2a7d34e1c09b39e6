"""Tables as people keep them: any workbook, CSV file or contact cards in, rows with sheet, row and column out.

The header row is found by its column names below any title rows, in nynorsk or bokmål; a near miss is suggested.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from openpyxl.utils import get_column_letter

from cycle.errors import Problem, RegisterError
from cycle.model import Language
from cycle.register.name_reading.encodings import repaired
from cycle.register.words import Say
from cycle.register.workbooks.file_kinds import read_sheets
from cycle.register.workbooks.sheets import MAX_COLUMNS, Cell, Sheet

HEADER_WITHIN = 40
"""The header row is looked for among this many rows from the top."""

HEADER_AT_LEAST = 2
"""A header row holds at least this many known column names."""

TOLD_ONE_BY_ONE = 10
"""So many cells with the same fault are told each at its place; the rest are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column a table may have: the key we use and the header spellings people use; the first is ours."""

    key: str
    names: tuple[str, ...]
    required: bool = False
    instead: tuple[str, ...] = ()
    """Columns that say the same together: where they stand, this one is not missed."""
    card: str = ""
    """The field of a contact card that holds the same."""
    bokmal: str = ""
    """Our header in bokmål, where it is another than in nynorsk; it is among `names`."""

    @property
    def name(self) -> str:
        """The header we write ourselves and suggest, in nynorsk."""
        return self.names[0]

    def heading(self, language: Language) -> str:
        """Return the header we write ourselves and suggest, in a written language."""
        return self.bokmal if language == "nb" and self.bokmal else self.name


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row below the header, its cells by column key."""

    sheet: str
    number: int
    columns: Mapping[str, int]
    cells: Mapping[str, Cell]
    fields: Mapping[str, str] = field(default_factory=dict)
    """What a contact card calls each column; empty for a sheet."""

    def text(self, key: str) -> str:
        """Return the cell as cleaned text, empty when the cell or the column is missing; line breaks are kept."""
        cell = self.cells.get(key)
        return cell.text if cell else ""

    def line(self, key: str) -> str:
        """Return the cell as cleaned text on one line."""
        text = self.text(key)
        return " ".join(text.split()) if "\n" in text else text

    def value(self, key: str) -> object:
        """Return the cell as the spreadsheet holds it: text, number, date, or None."""
        cell = self.cells.get(key)
        return cell.value if cell else None

    def place(self, key: str = "") -> str:
        """Return where the cell is: `Register!E14`, or `Register!14` when it has no such column, or `kort 3, EMAIL`."""
        if self.fields:
            name = self.fields.get(key, "")
            return f"kort {self.number - 1}" + (f", {name}" if name else "")
        column = get_column_letter(self.columns[key]) if key in self.columns else ""
        return f"{sheet_reference(self.sheet)}!{column}{self.number}"

    @property
    def filled(self) -> frozenset[str]:
        """Keys of the cells that hold anything."""
        return frozenset(key for key, cell in self.cells.items() if cell.text)

    @property
    def is_struck(self) -> bool:
        """Whether everything that the row holds is struck through."""
        written = [cell for cell in self.cells.values() if cell.text]
        return bool(written) and all(cell_mark(cell, "struck") is not None for cell in written)


@dataclass(frozen=True, kw_only=True)
class SheetTable:
    """The rows below one header row, and what stood above it."""

    sheet: str
    title: str
    columns: Mapping[str, int]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    """Of the header row."""
    cell_problems: tuple[Problem, ...]
    """Of cells that are unusable in themselves: formulas, error values, characters no one can see."""
    source: Sheet
    header: int = 0
    """The number of the header row."""


def read_tables(data: bytes, *, name: str, columns: Sequence[Column], say: Say) -> tuple[SheetTable, ...]:
    """Return the table of every visible sheet that has one.

    Raises RegisterError when the file cannot be read or no sheet has a header row with these columns.
    """
    sheets = read_sheets(data, name=name, say=say)
    reader = _Reader(name=name, columns=columns, say=say)
    tables = [table for sheet in sheets if not sheet.hidden and (table := reader.table(sheet))]
    if not tables:
        cut = [
            reader.problem(sheet_reference(sheet.name), "columns_cut", number=MAX_COLUMNS)
            for sheet in sheets
            if sheet.cut
        ]
        raise RegisterError([reader.no_header(sheets), *cut])
    skipped = [
        reader.problem(sheet_reference(sheet.name), "sheet_hidden", severity="warning")
        for sheet in sheets
        if sheet.hidden and reader.header(sheet)
    ]
    read = {table.sheet for table in tables}
    unread = [
        reader.problem(sheet_reference(sheet.name), "sheet_unread", severity="warning")
        for sheet in sheets
        if not sheet.hidden and sheet.name not in read and _has_addresses(sheet)
    ]
    return (replace(tables[0], problems=(*tables[0].problems, *skipped, *unread)), *tables[1:])


def _has_addresses(sheet: Sheet) -> bool:
    """Return whether a sheet holds e-mail addresses, as one with people in it does and one with a guide does not."""
    return any("@" in cell.text for row in sheet.rows for cell in row)


def fold(text: str) -> str:
    """Return the letters and digits of a header or word, lower case, for comparing: `E-post:` is `epost`."""
    return "".join(letter for letter in unicodedata.normalize("NFC", text).casefold() if letter.isalnum())


def sheet_reference(sheet: str) -> str:
    """Return a sheet name as Excel writes it in a reference, quoted when it must be."""
    return sheet if re.fullmatch(r"\w+", sheet) else "'" + sheet.replace("'", "''") + "'"


def cell_mark(cell: Cell, kind: str) -> str | None:
    """Return what a mark of this kind says, None when the cell has none."""
    return next((mark.text for mark in cell.marks if mark.kind == kind), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """What a file is read with."""

    name: str
    columns: Sequence[Column]
    say: Say

    def problem(self, where: str, key: str, *, severity: str = "error", **values: object) -> Problem:
        """Return a problem in words."""
        what, remedy = self.say.both(key, **values)
        return Problem(file=self.name, where=where, what=what, remedy=remedy, severity=severity)

    def table(self, sheet: Sheet) -> SheetTable | None:
        """Return the table of a sheet, None when it has no header row."""
        header = self.header(sheet)
        if header is None:
            return None
        found, doubles = self._columns_of(header)
        above = [cell.text for row in sheet.rows if row[0].row < header[0].row for cell in row if cell.text]
        rows = tuple(self._rows(sheet, header, found))
        problems = [*self._header_problems(header, found, sheet), *(self._double(cell) for cell in doubles)]
        broken = [problem for row in rows for problem in self._cell_problems(row)]
        rows, spoilt = self._mended(rows)
        return SheetTable(
            sheet=sheet.name,
            title=" ".join(above),
            columns=found,
            rows=rows,
            problems=tuple(problems),
            cell_problems=(*broken, *spoilt),
            source=sheet,
            header=header[0].row,
        )

    def header(self, sheet: Sheet) -> tuple[Cell, ...] | None:
        """Return the row with most known column names, the first of equals."""
        known = {fold(name) for column in self.columns for name in column.names}
        best: tuple[int, tuple[Cell, ...] | None] = (HEADER_AT_LEAST - 1, None)
        for row in sheet.rows[:HEADER_WITHIN]:
            score = len({_folded(cell) for cell in row} & known)
            if score > best[0]:
                best = (score, row)
        return best[1]

    def no_header(self, sheets: Sequence[Sheet]) -> Problem:
        """Return what is wrong with a file that has no header row."""
        where = sheet_reference(sheets[0].name) if sheets else ""
        needed = [
            column
            for column in self.columns
            if "/" not in column.key and (column.required or column.key in {"organisation", "function", "seat"})
        ]
        names = ", ".join(column.heading(self.say.language) for column in needed or self.columns[:3])
        return self.problem(where, "no_header", rows=HEADER_WITHIN, columns=names)

    def _columns_of(self, header: Sequence[Cell]) -> tuple[dict[str, int], list[Cell]]:
        keys = {fold(name): column.key for column in self.columns for name in column.names}
        found: dict[str, int] = {}
        doubles = []
        for cell in header:
            key = keys.get(_folded(cell))
            if key and key in found:
                doubles.append(cell)
            elif key:
                found[key] = cell.column
        return found, doubles

    def _rows(self, sheet: Sheet, header: Sequence[Cell], found: Mapping[str, int]) -> Iterator[Row]:
        """Yield the rows below the header that hold something in a known column and do not repeat the header."""
        at = {column: key for key, column in found.items()}
        names = {column.key: {fold(name) for name in column.names} for column in self.columns}
        fields = {column.key: column.card for column in self.columns if column.card} if sheet.cards else {}
        tops = set(sheet.filled_down.values())
        merged: dict[tuple[int, int], Cell] = {}
        for cells in sheet.rows:
            number = cells[0].row
            if number <= header[0].row:
                continue
            mine = {at[cell.column]: cell for cell in cells if cell.column in at and (cell.text or cell.formula)}
            if not mine:
                continue
            if tops:
                merged.update({(number, cell.column): cell for cell in cells if (number, cell.column) in tops})
                for key, column in found.items():
                    top = sheet.filled_down.get((number, column))
                    if top in merged:
                        mine[key] = replace(merged[top], row=number)
            if not all(fold(cell.text) in names[key] for key, cell in mine.items()):
                yield Row(sheet=sheet.name, number=number, columns=found, cells=mine, fields=fields)

    def _mended(self, rows: tuple[Row, ...]) -> tuple[tuple[Row, ...], list[Problem]]:
        """Return the rows with letters that a program spoilt put right, and each such cell as a guess."""
        mended, reported = [], []
        counts: dict[str, int] = {}
        for row in rows:
            cells: dict[str, Cell] = {}
            for key, cell in row.cells.items():
                if cell.text.isascii() and not _SPOILT.search(cell.text):
                    continue
                text, cause = repaired(cell.text)
                if cause:
                    cells[key] = replace(cell, text=text, value=text, broken="", detail="")
                    counts[cause] = counts.get(cause, 0) + 1
                    if counts[cause] <= TOLD_ONE_BY_ONE:
                        values = {"text": cell.text, "name": text}
                        reported.append(self.problem(row.place(key), f"name_{cause}", severity="guess", **values))
            mended.append(replace(row, cells={**row.cells, **cells}) if cells else row)
        for cause, number in counts.items():
            if number > TOLD_ONE_BY_ONE:
                reported.append(self.problem(rows[0].sheet, f"all_{cause}", severity="guess", number=number))
        return tuple(mended), reported

    def _cell_problems(self, row: Row) -> Iterator[Problem]:
        for key, cell in row.cells.items():
            if cell.formula:
                yield self.problem(row.place(key), "formula")
            elif cell.broken and not repaired(cell.text)[1]:
                yield self.problem(row.place(key), cell.broken, detail=cell.detail)

    def _header_problems(self, header: Sequence[Cell], found: Mapping[str, int], sheet: Sheet) -> Iterator[Problem]:
        absent = [column for column in self.columns if column.key not in found and not _stands_in(column, found)]
        missing = {fold(name): column for column in absent for name in column.names}
        reported = set()
        unknown: list[str] = []
        used = {cell.column for row in sheet.rows if row[0].row > header[0].row for cell in row if cell.text}
        for cell in header:
            if not cell.text or cell.column in found.values() or sheet.cards:
                continue
            where = f"{sheet_reference(cell.sheet)}!{get_column_letter(cell.column)}{cell.row}"
            near = get_close_matches(_folded(cell), missing, n=1, cutoff=0.75)
            if near and missing[near[0]].key not in reported:
                column = missing[near[0]]
                reported.add(column.key)
                severity = "error" if column.required else "warning"
                yield self.problem(
                    where, "column_near", severity=severity, text=cell.text, near=column.heading(self.say.language)
                )
            elif cell.column in used and _folded(cell) not in self._spellings():
                unknown.append(cell.text)
                if len(unknown) <= TOLD_ONE_BY_ONE:
                    yield self.problem(where, "column_unknown", severity="warning", text=cell.text)
        whole = f"{sheet_reference(header[0].sheet)}!{header[0].row}"
        if more := unknown[TOLD_ONE_BY_ONE:]:
            names = ", ".join(f"«{heading}»" for heading in more[:TOLD_ONE_BY_ONE]) + (
                " …" if len(more) > TOLD_ONE_BY_ONE else ""
            )
            yield self.problem(whole, "columns_unknown", severity="warning", number=len(more), names=names)
        if sheet.cut:
            yield self.problem(whole, "columns_cut", severity="warning", number=MAX_COLUMNS)
        for column in absent:
            if column.required and column.key not in reported:
                where = f"{sheet_reference(header[0].sheet)}!{header[0].row}"
                names = ", ".join(column.names)
                heading = column.heading(self.say.language)
                yield self.problem(where, "column_missing", column=heading, names=names)

    def _spellings(self) -> set[str]:
        return {fold(name) for column in self.columns for name in column.names}

    def _double(self, cell: Cell) -> Problem:
        where = f"{sheet_reference(cell.sheet)}!{get_column_letter(cell.column)}{cell.row}"
        return self.problem(where, "column_double", text=cell.text)


def _stands_in(column: Column, found: Mapping[str, int]) -> bool:
    return bool(column.instead) and set(column.instead) <= set(found)


_SPOILT = re.compile(r"&[#A-Za-z]|%[cC]3|=C3")


def _folded(cell: Cell) -> str:
    return fold(repaired(cell.text)[0])

"""Counts what a check says of edits that nobody announced: each is made alone in an exported register.

Every cell of every column is emptied, changed, or given the value of the row below; every row and every column is
deleted; and what people do to whole sheets and to rows besides is done, to each row. An edit is silent when the
register that would stand is another, or the sheet says something else, and neither the difference nor a problem tells
it. Names and addresses are invented; the seed is in the file.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from openpyxl import load_workbook
from openpyxl.styles import Font

from cycle.model import Register
from cycle.register.changes.preview import Preview, preview
from cycle.register.example import invented_rows
from cycle.register.workbooks.columns import COLUMNS
from cycle.register.workbooks.workbook import RegisterRow, register_rows, write_register

FIRST = 4
"""The first row below the header of an export."""


def main() -> None:
    """Print the figures, as JSON when asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    found = figures()
    print(json.dumps(found, indent=2) if parser.parse_args().json else found)


def figures() -> dict[str, Any]:
    """Return how many edits of each kind were shown, asked about, refused or silent."""
    printed = {f"kommune-{n}.{word}": (f"Kommune {n}", word) for n in range(8) for word in ("ordforar", "radgjevar")}
    rows = [
        replace(
            row,
            phone=f"55 00 00 {n:02}",
            decided_by="styret",
            note=f"notat {n}",
            language="nn",
            postal=f"Boks {n}",
            shared=n % 3 == 0,
            person_id=f"p-{n}" if n % 2 else "",
        )
        for n, row in enumerate(invented_rows(tuple(printed)[:-1], printed=printed, seed=3))
    ]
    free = RegisterRow(seat=tuple(printed)[-1], name="ledig", note="lyst ut")
    first = preview(write_register([*rows, free], invented=True), name="r", known_seats=printed, printed=printed)
    assert first.register is not None
    exported = write_register(register_rows(first.register, printed=printed), invented=True)
    counts: dict[str, Counter[str]] = {}
    silent = []
    for kind, name, edit in _edits(len(printed)):
        book = load_workbook(io.BytesIO(exported))
        edit(book["Register"])
        target = io.BytesIO()
        book.save(target)
        data = target.getvalue()
        made = preview(data, name="r", known_seats=printed, printed=printed, earlier=first.register)
        answer = _answer(made, first.register)
        counts.setdefault(kind, Counter())[answer] += 1
        if answer == "silent":
            silent.append(name)
    total = sum(counts.values(), Counter[str]())
    return {
        "edits": total.total(),
        **total,
        "by_kind": {kind: dict(counter) for kind, counter in counts.items()},
        "silently": silent,
    }


def _answer(made: Preview, before: Register) -> str:
    if made.register is None:
        return "refused"
    if any(problem.severity == "guess" for problem in made.problems):
        return "asked"
    if made.lines:
        return "shown"
    if made.register != before:
        return "silent"
    return "told" if made.problems else "unchanged"


def _edits(rows: int) -> Iterator[tuple[str, str, Callable[[Any], object]]]:
    letters = "ABCDEFGHIJKLMNO"[: len(COLUMNS)]
    for letter in letters:
        for row in range(FIRST, FIRST + rows):
            place, below = f"{letter}{row}", f"{letter}{row + 1}"
            yield "emptied", place, lambda sheet, place=place: sheet.__setitem__(place, None)
            yield "changed", place, lambda sheet, place=place: sheet.__setitem__(place, _other(sheet[place].value))
            yield "copied up", place, lambda sheet, a=place, b=below: sheet.__setitem__(a, sheet[b].value)
    for row in range(FIRST, FIRST + rows):
        yield "row deleted", str(row), lambda sheet, row=row: sheet.delete_rows(row)
    for number in range(1, len(COLUMNS) + 1):
        yield "column deleted", letters[number - 1], lambda sheet, number=number: sheet.delete_cols(number)
        yield "column renamed", letters[number - 1], lambda sheet, n=number: sheet.cell(3, n, "Noko anna")
    yield "title changed", "A1", lambda sheet: sheet.__setitem__("A1", "Register")
    yield from _of_whole_sheets()
    for row in range(FIRST, FIRST + rows):
        yield from _of_a_row(row)


def _of_whole_sheets() -> Iterator[tuple[str, str, Callable[[Any], object]]]:
    """Yield what people do to a sheet as a whole."""
    for number in range(1, len(COLUMNS) + 1):
        yield "column moved", str(number), lambda sheet, number=number: _moved(sheet, number)
    yield "two header rows", "3", lambda sheet: _copied(sheet, 3, 3)
    yield "header repeated", "9", lambda sheet: _copied(sheet, 3, 9)
    yield "filter on", "A", lambda sheet: [_hide(sheet, row) for row in (5, 7)]
    yield "sheet renamed", "Ark1", lambda sheet: setattr(sheet, "title", "Ark1")
    yield "sheet copied", "Kopi", lambda sheet: sheet.parent.copy_worksheet(sheet)
    yield "sheet hidden", "Register", lambda sheet: (sheet.parent.create_sheet("Ark2"), _hidden(sheet))
    yield "column added", "P", lambda sheet: [sheet.cell(row, 16, "Pepar" if row == 3 else "x") for row in (3, 4)]
    yield "title rows added", "1", lambda sheet: sheet.insert_rows(1, 4)
    yield "empty rows added", "8", lambda sheet: sheet.insert_rows(8, 3)
    yield "rows sorted", "N", lambda sheet: _reversed(sheet)
    yield "dates as text", "date", lambda sheet: _dates(sheet, "%d.%m.%Y")
    yield "dates with strokes", "date", lambda sheet: _dates(sheet, "%d/%m/%Y")
    yield "dates American", "date", lambda sheet: _dates(sheet, "%m/%d/%Y")
    yield "dates as numbers", "date", lambda sheet: _dates(sheet, "")


def _of_a_row(row: int) -> Iterator[tuple[str, str, Callable[[Any], object]]]:
    """Yield what people do to one row, found by the headings."""

    def cell(sheet: Any, heading: str, at: int = row) -> Any:
        column = next(entry.column for entry in sheet[3] if entry.value == heading)
        return sheet.cell(at, column)

    def typed(heading: str, change: Callable[[Any], Any]) -> Callable[[Any], object]:
        return lambda sheet: setattr(cell(sheet, heading), "value", change(cell(sheet, heading).value))

    yield "row duplicated", str(row), lambda sheet: _copied(sheet, row, row + 1)
    yield "row duplicated at the end", str(row), lambda sheet: _copied(sheet, row, sheet.max_row + 1)
    yield "id in capitals", str(row), typed("Plass-id", lambda value: str(value).upper())
    yield "id with spaces", str(row), typed("Plass-id", lambda value: f" {value}  ")
    yield "name with spaces", str(row), typed("Namn", lambda value: f" {value}\u00a0 ")
    yield "name in capitals", str(row), typed("Namn", lambda value: str(value).upper())
    yield "surname first", str(row), typed("Namn", lambda value: ", ".join(reversed(str(value).rsplit(" ", 1))))
    yield "address in capitals", str(row), typed("E-post", lambda value: str(value).upper() if value else value)
    yield "address named", str(row), typed("E-post", lambda value: f"Ein Namn <{value}>" if value else value)
    yield "telephone as number", str(row), typed("Telefon", lambda value: int(str(value or "55").replace(" ", "")))
    yield "flag emptied", str(row), typed("Felles postkasse", lambda value: None)
    yield "flag turned", str(row), typed("Felles postkasse", lambda value: "nei" if value == "ja" else "ja")
    yield "last day set", str(row), typed("Til", lambda value: dt.date(2031, 1, 1))
    yield "last day before first", str(row), typed("Til", lambda value: dt.date(1990, 1, 1))
    yield "days swapped", str(row), lambda sheet: _swapped(cell(sheet, "Frå"), cell(sheet, "Til"))
    yield "name set to ledig", str(row), typed("Namn", lambda value: "ledig")
    yield (
        "name and organisation",
        str(row),
        lambda sheet: (
            setattr(cell(sheet, "Namn"), "value", "Heilt Annan"),
            setattr(cell(sheet, "Organisasjon"), "value", "Storkommunen"),
        ),
    )
    yield (
        "name and address",
        str(row),
        lambda sheet: (
            setattr(cell(sheet, "Namn"), "value", "Heilt Annan"),
            setattr(cell(sheet, "E-post"), "value", "heilt.annan@x.example"),
        ),
    )
    for heading in ("Person-id", "Namn", "Plass-id"):
        yield (
            f"{heading} swapped with the row below",
            str(row),
            lambda sheet, heading=heading: _swapped(cell(sheet, heading), cell(sheet, heading, row + 1)),
        )
    yield "formula", str(row), typed("E-post", lambda value: f'="{value}"')
    yield "row hidden", str(row), lambda sheet: _hide(sheet, row)
    yield "row struck", str(row), lambda sheet: [setattr(entry, "font", Font(strike=True)) for entry in sheet[row]]


def _swapped(one: Any, other: Any) -> None:
    one.value, other.value = other.value, one.value


def _hide(sheet: Any, row: int) -> None:
    sheet.row_dimensions[row].hidden = True


def _hidden(sheet: Any) -> None:
    sheet.sheet_state = "hidden"


def _copied(sheet: Any, row: int, to: int) -> None:
    values = [entry.value for entry in sheet[row]]
    if to <= sheet.max_row:
        sheet.insert_rows(to)
    for column, value in enumerate(values, 1):
        sheet.cell(to, column, value)


def _moved(sheet: Any, number: int) -> None:
    """Put a column last."""
    end = sheet.max_column + 1
    for row in range(1, sheet.max_row + 1):
        if row >= FIRST - 1:
            sheet.cell(row, end, sheet.cell(row, number).value)
    for row in range(FIRST - 1, sheet.max_row + 1):
        sheet.cell(row, number).value = None


def _reversed(sheet: Any) -> None:
    rows = [[entry.value for entry in row] for row in sheet.iter_rows(min_row=FIRST)]
    for at, values in enumerate(reversed(rows), FIRST):
        for column, value in enumerate(values, 1):
            sheet.cell(at, column).value = value


def _dates(sheet: Any, form: str) -> None:
    for row in sheet.iter_rows(min_row=FIRST):
        for entry in row:
            if isinstance(entry.value, dt.date):
                entry.value = entry.value.strftime(form) if form else (entry.value - dt.datetime(1899, 12, 30)).days  # noqa: DTZ001
                entry.number_format = "General"


def _other(value: Any) -> Any:
    match value:
        case None:
            return "noko"
        case str() if "@" in value:
            return f"ny.{value}"
        case str():
            return f"{value} Ny"
        case _:
            return value.replace(year=value.year + 1)


if __name__ == "__main__":
    main()

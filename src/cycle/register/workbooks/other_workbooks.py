"""Workbooks of LibreOffice (.ods) and of Excel before 2007 (.xls), read with calamine.

calamine tells values and types, and nothing of what is struck through, hidden or commented; the sheet says so, and a
person must see that once. Formulas of an .ods are found beside it; those of an .xls cannot be, and count as their
results, which the sheet says too.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import python_calamine as calamine
from defusedxml.common import DefusedXmlException
from lxml import etree

from cycle.errors import RegisterError
from cycle.register.words import Say
from cycle.register.workbooks.sheets import MAX_COLUMNS, Cell, Sheet, cap, cell_of, refused
from cycle.register.workbooks.xlsx import guard_zip

MAX_CELLS = 4_000_000
"""Cells that a sheet may spread over, filled or not: calamine lays them all out."""
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def read_other(data: bytes, *, name: str, say: Say) -> tuple[Sheet, ...]:
    """Return the sheets of an .ods or .xls file; RegisterError when it is locked, damaged or built to harm."""
    try:
        formulas = _formulas_of_ods(data, name=name, say=say) if data.startswith(b"PK") else {}
        with calamine.load_workbook(io.BytesIO(data)) as book:
            hidden = {
                sheet.name for sheet in book.sheets_metadata if sheet.visible != calamine.SheetVisibleEnum.Visible
            }
            sheets = (
                _sheet(
                    book.get_sheet_by_name(sheet_name),
                    formulas.get(sheet_name, set()),
                    name=name,
                    hidden=sheet_name in hidden,
                    say=say,
                )
                for sheet_name in book.sheet_names
            )
            return tuple(replace(sheet, formulas_seen=data.startswith(b"PK")) for sheet in sheets)
    except RegisterError:
        raise
    except DefusedXmlException as error:
        raise refused(say, name, "entities") from error
    except calamine.PasswordError as error:
        raise refused(say, name, "locked") from error
    except Exception as error:  # a damaged file makes its reader raise almost anything
        raise refused(say, name, "locked" if _is_locked(data) else "damaged") from error


def _is_locked(data: bytes) -> bool:
    """Return whether the file is a modern workbook inside an envelope that a password opens."""
    return "EncryptedPackage".encode("utf-16-le") in data


def _sheet(
    sheet: calamine.CalamineSheet, formulas: set[tuple[int, int]], *, name: str, hidden: bool, say: Say
) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    cut = False
    top, left = sheet.start or (0, 0)
    if sheet.total_height * max(sheet.total_width, 1) > MAX_CELLS:
        raise refused(say, name, "bomb")
    for number, values in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
        filled = tuple(_cells(sheet.name, number, left, values, formulas))
        cut = cut or any(value != "" for value in values[max(MAX_COLUMNS - left, 0) :])
        if any(cell.text or cell.formula for cell in filled):
            rows.append(filled)
            cap(rows, sheet.name, name=name, say=say)
    merged = {
        (row + 1, begin[1] + 1): (begin[0] + 1, begin[1] + 1)
        for begin, end in sheet.merged_cell_ranges or ()
        for row in range(begin[0] + 1, min(end[0], begin[0] + 1_000) + 1)
    }
    return Sheet(name=sheet.name, rows=tuple(rows), hidden=hidden, filled_down=merged, cut=cut, marks_seen=False)


def _cells(
    sheet: str,
    number: int,
    left: int,
    values: list[int | float | str | bool | time | date | datetime | timedelta],
    formulas: set[tuple[int, int]],
) -> Iterator[Cell]:
    for column, value in enumerate(values[: max(MAX_COLUMNS - left, 0)], left + 1):
        if value != "":
            whole = int(value) if isinstance(value, float) and value.is_integer() else value
            kind = "f" if (number, column) in formulas else "s"
            yield cell_of(sheet, number, column, whole, kind=kind)


def _formulas_of_ods(data: bytes, *, name: str, say: Say) -> dict[str, set[tuple[int, int]]]:
    """Return where each sheet has formulas, and refuse one that says a filled row again and again without end."""
    found: dict[str, set[tuple[int, int]]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        guard_zip(archive, name=name, say=say)
        with archive.open("content.xml") as stream:
            row, spread, inside, above = 0, 0, set[tuple[int, int]](), 0
            for event, element in etree.iterparse(
                stream,
                events=("start", "end"),
                tag=(f"{TABLE}table", f"{TABLE}table-row"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
            ):
                is_row = element.tag == f"{TABLE}table-row"
                if event == "start" and not is_row:
                    row, spread, above = 0, 0, 0
                    inside = found.setdefault(str(element.get(f"{TABLE}name")), set())
                elif event == "end" and is_row:
                    times = int(element.get(f"{TABLE}number-rows-repeated", 1))
                    filled = _row(element, row + 1, inside)
                    if filled:
                        spread += (above + times) * min(filled, 16_384)
                        above = 0
                    else:
                        above += times
                    row += times
                    if spread > MAX_CELLS:
                        raise refused(say, name, "bomb")
                    element.clear()
    return found


def _row(element: etree._Element, number: int, formulas: set[tuple[int, int]]) -> int:
    """Return the last filled column of a row, 0 when it is empty, and note its formulas."""
    column = last = 0
    for child in element:
        times = int(child.get(f"{TABLE}number-columns-repeated", 1))
        if child.get(f"{TABLE}formula"):
            formulas.add((number, column + 1))
        column += times
        if len(child) or child.get(f"{TABLE}formula"):
            last = column
    return last

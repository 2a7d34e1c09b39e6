"""Real spreadsheets, made with openpyxl as people make them with Excel."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence

import pytest
from openpyxl import Workbook

HEADER = (
    "Organisasjon",
    "Funksjon",
    "Plass-id",
    "Namn",
    "E-post",
    "Felles postkasse",
    "Målform",
    "Telefon",
    "Frå",
    "Til",
)

Rows = Iterable[Sequence[object]]


@pytest.fixture
def workbook() -> Callable[..., bytes]:
    """Return a maker of .xlsx files from sheets by name."""

    def make(sheets: dict[str, Rows], *, hidden: str = "", merged: str = "") -> bytes:
        book = Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
            if name == hidden:
                sheet.sheet_state = "hidden"
            if merged:
                sheet.merge_cells(merged)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    return make


@pytest.fixture
def sheet(workbook: Callable[..., bytes]) -> Callable[..., bytes]:
    """Return a maker of registers whose data begins in row 2 of the sheet `Register`."""

    def make(*rows: Sequence[object], header: Sequence[str] = HEADER) -> bytes:
        return workbook({"Register": [header, *rows]})

    return make


@pytest.fixture
def sheet_of(workbook: Callable[..., bytes]) -> Callable[..., bytes]:
    """Return a maker of .xlsx files with one sheet, `Ark`, its header row first."""
    return lambda *rows: workbook({"Ark": rows})

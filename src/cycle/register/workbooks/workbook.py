"""A register as a spreadsheet people can work in: the same bytes for the same rows, and nothing a program would run."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cycle.model import Language, Mandate, Person, Register, VacantSeat
from cycle.register.entries import LANGUAGE_CELLS
from cycle.register.name_reading.person_ids import person_id
from cycle.register.seat_ids import Printed
from cycle.register.words import Say
from cycle.register.workbooks.columns import COLUMNS

INVENTED_TITLE = "Oppdikta personar – berre døme"
SHEET = "Register"

WIDTHS = {
    "organisation": 36,
    "function": 40,
    "seat": 38,
    "name": 30,
    "address": 44,
    "shared": 16,
    "language": 12,
    "phone": 16,
    "role_address": 36,
    "person_id": 24,
    "valid_from": 12,
    "valid_to": 12,
    "decided_by": 34,
    "postal": 34,
    "note": 40,
}

PAPER = PatternFill("solid", fgColor="1F4E5F")
MARK = PatternFill("solid", fgColor="FFF3C4")
LAST_ROW = 5_000
"""The lists of choices reach this far down, so that rows added by hand have them too."""
LONG_AGO = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - what the file format keeps has no zone
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One row of a register as written: a person and a seat, or a vacant seat when the name is `ledig`."""

    seat: str
    organisation: str = ""
    function: str = ""
    name: str
    address: str = ""
    role_address: str = ""
    shared: bool = False
    language: Language | None = None
    phone: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    decided_by: str = ""
    person_id: str = ""
    postal: str = ""
    note: str = ""


def write_register(
    rows: Sequence[RegisterRow],
    *,
    invented: bool,
    earlier: Sequence[RegisterRow] = (),
    language: Language = "nn",
) -> bytes:
    """Return the .xlsx file of the rows; it reads back unchanged, whichever language its headings have.

    `earlier`, the mandates that have ended, goes to a sheet of its own.
    """
    book, say = Workbook(write_only=True), Say(language)
    title = say.word("sheet_invented" if invented else "sheet_title")
    _sheet(book, SHEET, rows, title=title, say=say, marked=invented)
    if earlier:
        ended = say.word("sheet_ended", title=title)
        _sheet(book, say.word("sheet_earlier"), earlier, title=ended, say=say, marked=invented)
    book.properties.creator = "cycle"
    book.properties.created = LONG_AGO
    target = io.BytesIO()
    book.save(target)
    return _same_every_time(target.getvalue())


def register_rows(register: Register, *, printed: Printed | None = None) -> tuple[RegisterRow, ...]:
    """Return the register as rows, by seat and first day; `printed` tells organisation and function in words."""
    persons = {person.id: person for person in register.persons}
    words = printed or {}
    held = [_row(mandate, persons[mandate.person], words.get(mandate.seat, ("", ""))) for mandate in register.mandates]
    free = [_free(vacancy, words.get(vacancy.seat, ("", ""))) for vacancy in register.vacancies]
    return tuple(sorted([*held, *free], key=lambda row: (row.seat, row.valid_from or dt.date.min)) if free else held)


def _row(mandate: Mandate, person: Person, words: tuple[str, str]) -> RegisterRow:
    return RegisterRow(
        seat=mandate.seat,
        organisation=words[0],
        function=words[1],
        name=person.name,
        address=person.address,
        shared=person.shared_address,
        language=person.language,
        phone=person.phone,
        postal=person.postal,
        valid_from=mandate.valid_from,
        valid_to=mandate.valid_to,
        decided_by=mandate.decided_by,
        role_address=mandate.role_address,
        note=mandate.note,
        person_id="" if person.id in {person_id(person.name), person_id(person.name, person.address)} else person.id,
    )


def _free(vacant: VacantSeat, words: tuple[str, str]) -> RegisterRow:
    return RegisterRow(seat=vacant.seat, organisation=words[0], function=words[1], name="ledig", note=vacant.note)


def _sheet(book: Workbook, name: str, rows: Iterable[RegisterRow], *, title: str, say: Say, marked: bool) -> None:
    sheet = book.create_sheet(name)
    for number, column in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS[column.key]
    sheet.freeze_panes = "E4"
    _choices(sheet, "shared", '"ja,nei"', say)
    _choices(sheet, "language", '"nynorsk,bokmål"', say)
    sheet.append([_styled(sheet, title, font=Font(bold=True, size=14), fill=MARK if marked else None)])
    sheet.append([_styled(sheet, say.word("sheet_hint"), font=Font(italic=True, color="595959"))])
    head = Font(bold=True, color="FFFFFF")
    sheet.append([_styled(sheet, column.heading(say.language), font=head, fill=PAPER) for column in COLUMNS])
    count = 0
    for row in rows:
        sheet.append([_styled(sheet, _written(row, column.key)) for column in COLUMNS])
        count += 1
    sheet.auto_filter.ref = f"A3:{get_column_letter(len(COLUMNS))}{count + 3}"


def _choices(sheet: Any, key: str, choices: str, say: Say) -> None:
    letter = get_column_letter([column.key for column in COLUMNS].index(key) + 1)
    rule = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=True)
    words = choices.strip('"').replace(",", " eller ")
    rule.errorTitle, rule.error = say.both("sheet_choose", words=words)
    rule.add(f"{letter}4:{letter}{LAST_ROW}")
    sheet.data_validations.append(rule)


def _written(row: RegisterRow, key: str) -> str | dt.date | None:
    if key == "shared":
        return "ja" if row.shared else "nei" if row.address else None
    if key == "language":
        return LANGUAGE_CELLS[row.language] or None
    value: str | dt.date | None = getattr(row, key)
    return value or None


def _styled(
    sheet: Any, value: str | dt.date | None, *, font: Font | None = None, fill: PatternFill | None = None
) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # text stays text: a name that begins with = is never a formula
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    if isinstance(value, dt.date):
        cell.number_format = "dd.mm.yyyy"
        cell.alignment = Alignment(horizontal="left")
    if font:
        cell.font = font
    if fill:
        cell.fill = fill
    return cell


def _same_every_time(data: bytes) -> bytes:
    """Return the workbook with the moment of saving taken out, so that the same rows give the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = old.read(part)
            if part == "docProps/core.xml":
                stamp = LONG_AGO.isoformat().encode() + b"Z"
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            info = zipfile.ZipInfo(part, ZIP_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return target.getvalue()

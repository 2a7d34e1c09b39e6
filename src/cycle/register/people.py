"""The register (who holds which seat when) from a spreadsheet with one row for each person and seat, or contact cards.

Columns (nynorsk, bokmål and common variants are known, see `columns`): Organisasjon, Funksjon, Plass-id, Namn (or
Fornamn and Etternamn), E-post, Rolle-e-post, Felles postkasse (ja/nei), Målform (nynorsk/bokmål), Telefon, Frå, Til,
Oppnemnd av, Person-id, Postadresse, Merknad. Someone with a postal address and no e-mail address gets letters on
paper. The seat is the Plass-id or, where that is blank, what Organisasjon and Funksjon name. Rows with the same name
and address are one person with several seats; two names behind one mailbox stay two. A row without name and address,
or with the name `ledig`, is a vacant seat. Every visible sheet with such a header row is read, so earlier mandates
may have a sheet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from cycle.errors import Problem, RegisterError
from cycle.model import INVENTED, Language, Register, RegisterLayout
from cycle.register.changes.difference import newest_by_seat
from cycle.register.changes.matching import Answers, MatchedEntry, matched_entries
from cycle.register.changes.resulting import ImportScope, resulting_register, scope_of
from cycle.register.entries import STROKES, Reading, RegisterEntry, VacantRow, read_entry, written
from cycle.register.seat_ids import Printed, SeatWords
from cycle.register.words import Say
from cycle.register.workbooks.columns import COLUMNS, READ
from cycle.register.workbooks.layout import columns_of, unfolded
from cycle.register.workbooks.marks import ask_about_marks
from cycle.register.workbooks.sheet_tables import Row, SheetTable, fold, read_tables, sheet_reference

WHOLE = ("heile registeret", "hele registeret", "heile lista", "hele listen", "hele lista")
CHANGES = ("tillegg", "endringar", "endringer", "rettingar", "rettelser", "berre endr", "bare endr")
"""Words above the header that say what the file is."""


def read_register(
    data: bytes,
    *,
    name: str,
    known_seats: Collection[str],
    printed: Printed | None = None,
    layout: RegisterLayout | None = None,
) -> Register:
    """Return the register in a file of its own.

    `known_seats` are the seat ids the rules give, of every meeting type and year; `printed` may tell their organisation
    and function in words. Raises RegisterError with every bad cell; warnings are told by `check_register`.
    """
    register, problems = check_register(data, name=name, known_seats=known_seats, printed=printed, layout=layout)
    if register is None:
        raise RegisterError(problem for problem in problems if problem.severity == "error")
    return register


def check_register(
    data: bytes,
    *,
    name: str,
    known_seats: Collection[str],
    printed: Printed | None = None,
    layout: RegisterLayout | None = None,
    language: Language = "nn",
) -> tuple[Register | None, tuple[Problem, ...]]:
    """Return the register, None when it has errors, and every problem: errors, guesses and warnings."""
    examined = examine(data, name=name, known_seats=known_seats, printed=printed, layout=layout, say=Say(language))
    return examined.register, examined.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A file as it was read: the register that would stand when it has no errors, every problem, and the rows."""

    register: Register | None
    problems: tuple[Problem, ...]
    scope: ImportScope = "whole"
    rows: tuple[Row, ...] = ()
    known: tuple[MatchedEntry, ...] = ()
    vacant: tuple[VacantRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportContext:
    """What a file is looked at beside: the register that stands, what the file is, and what people have answered."""

    current: Register | None = None
    scope: ImportScope | None = None
    """None when nobody has said it: the file itself tells, by what it holds."""
    answers: Answers = field(default_factory=Answers)


def examine(
    data: bytes,
    *,
    name: str,
    known_seats: Collection[str],
    printed: Printed | None = None,
    layout: RegisterLayout | None = None,
    beside: ImportContext | None = None,
    say: Say | None = None,
) -> Examined:
    """Return what the file holds, row by row; `layout` tells how the community's own sheets differ."""
    own, say, beside = layout or RegisterLayout(), say or Say(), beside or ImportContext()
    try:
        tables = read_tables(data, name=name, columns=columns_of(own, READ), say=say)
    except RegisterError as error:
        return Examined(register=None, problems=error.problems)
    tables = tuple(unfolded(table, own) for table in tables)
    current = beside.current
    names = {person.name.casefold(): person.name for person in current.persons} if current else {}
    words = SeatWords.of(known_seats, printed or {})
    reading = Reading(file=name, known=known_seats, words=words, say=say, names=names)
    if not _have_columns(tables, reading):
        return Examined(register=None, problems=tuple(reading.problems))  # without its columns no row can be judged
    rows = tuple(row for table in tables for row in _under_their_organisation(table, reading))
    reading.month_first = _month_is_first(rows, reading)
    entries = tuple(entry for row in rows if (entry := read_entry(row, reading)))
    known = matched_entries(entries, current, beside.answers, reading)
    entries = tuple(match.entry for match in known)
    cards = any(table.source.cards for table in tables)
    title = " ".join(table.title for table in tables)
    seats = {entry.seat for entry in entries} | {vacancy.seat for vacancy in reading.vacant}
    scope = beside.scope or _said_scope(title) or scope_of(seats, current, cards=cards)
    _same_address(known, reading)
    _same_name(known, reading)
    _left_from_before(known, current, reading)
    _overlaps(entries, reading)
    _held_though_vacant(entries, reading)
    if not entries and not reading.vacant and not reading.problems:
        reading.error("", "no_rows")
    invented = any(word in fold(title) for word in INVENTED) if title.strip() or current is None else None
    register = resulting_register(known, reading.vacant, current, scope=scope, invented=invented, reading=reading)
    return Examined(
        register=None if reading.failed else register,
        problems=tuple(reading.problems),
        scope=scope,
        rows=rows,
        known=known,
        vacant=tuple(reading.vacant),
    )


def _said_scope(title: str) -> ImportScope | None:
    line = " ".join(title.casefold().split())
    if any(word in line for word in WHOLE):
        return "whole"
    return "changes" if any(word in line for word in CHANGES) else None


def _have_columns(tables: Sequence[SheetTable], reading: Reading) -> bool:
    """Return whether the columns are there, noting what is wrong with sheets, and if so with cells and marks."""
    reading.problems.extend(problem for table in tables for problem in table.problems)
    _need_columns(tables, reading)
    if reading.failed:
        return False
    reading.problems.extend(problem for table in tables for problem in table.cell_problems)
    for table in tables:
        ask_about_marks(table, reading)
    return True


def _need_columns(tables: Sequence[SheetTable], reading: Reading) -> None:
    for table in tables:
        has = set(table.columns)
        missing = [
            column
            for column in COLUMNS
            if column.required and column.key not in has and not _stands_in(column.instead, has)
        ]
        if missing and not any(problem.where.startswith(sheet_reference(table.sheet)) for problem in table.problems):
            reading.error(
                sheet_reference(table.sheet),
                "columns_absent",
                columns=", ".join(column.heading(reading.say.language) for column in missing),
            )
        if "seat" not in has and not {"organisation", "function"} <= has:
            reading.error(sheet_reference(table.sheet), "column_for_seat")


def _stands_in(instead: Sequence[str], has: Collection[str]) -> bool:
    return bool(instead) and set(instead) <= set(has)


def _under_their_organisation(table: SheetTable, reading: Reading) -> Iterator[Row]:
    """Yield the rows, those without an organisation with the one written above them, which is asked about."""
    above = None
    for row in table.rows:
        cell = row.cells.get("organisation")
        if cell is not None and cell.text:
            above = cell
        elif above is not None and _belongs_below(row, above.text, reading):
            reading.guess(row.place("organisation"), "organisation_above", text=above.text)
            row = replace(row, cells={**row.cells, "organisation": replace(above, row=row.number)})
        yield row


def _belongs_below(row: Row, organisation: str, reading: Reading) -> bool:
    """Return whether a row without organisation names a seat of the one above it."""
    unsaid = "organisation" in row.columns and bool(row.text("function")) and not row.text("seat")
    return unsaid and bool(reading.words.seats(organisation, row.line("function")))


def _month_is_first(rows: Sequence[Row], reading: Reading) -> bool:
    """Return whether the file writes the month before the day, asking once where dates have strokes."""
    found = []
    for row in rows:
        for key in ("valid_from", "valid_to"):
            if isinstance(row.value(key), str) and (match := STROKES.fullmatch(row.text(key))):
                found.append((row.place(key), row.text(key), int(match[1]), int(match[2])))
    american = [reading for reading in found if reading[3] > 12 >= reading[2]]
    european = [reading for reading in found if reading[2] > 12 >= reading[3]]
    strokes = [reading for reading in found if "/" in reading[1]]
    if american and european:
        values = {"text": american[0][1], "other": european[0][1], "place": european[0][0]}
        reading.error(american[0][0], "dates_mixed", **values)
    elif american:
        place, text, month, day = american[0]
        reading.guess(place, "month_first", text=text, date=f"{day}.{month}.{text[-4:]}", number=len(found))
    elif strokes and not european:
        place, text, day, month = strokes[0]
        reading.guess(place, "strokes", text=text, date=f"{day}.{month}.{text[-4:]}", number=len(strokes))
    return bool(american) and not european


def _same_address(known: Sequence[MatchedEntry], reading: Reading) -> None:
    """Warn of two people behind one address that no row calls a shared mailbox."""
    for address, group in _grouped(known, lambda match: match.entry.person.address.casefold()):
        people = {match.id for match in group}
        if address and len(people) > 1 and not any(match.entry.person.shared_address for match in group):
            if not any(_meet(match.entry, other.entry) for match in group for other in group if match.id != other.id):
                _address_of_before(group, reading)
                continue
            values = {"number": len(people), "address": address, "rows": _rows(group)}
            reading.warn(group[-1].entry.row.place("address"), "address_of_two", **values)


def _address_of_before(group: Sequence[MatchedEntry], reading: Reading) -> None:
    """Ask about a new holder who has got the address of the one before in the same seat."""
    ordered = sorted(group, key=lambda match: match.entry.valid_from or dt.date.min)
    for before, after in pairwise(ordered):
        if before.entry.seat == after.entry.seat and before.id != after.id:
            values = {"name": after.entry.person.name, "other": before.entry.person.name}
            reading.guess(after.entry.row.place("address"), "address_of_before", **values)


def _left_from_before(known: Sequence[MatchedEntry], current: Register | None, reading: Reading) -> None:
    """Ask about a new holder who has the address or the telephone of the one before: cells nobody typed again."""
    if current is None:
        return
    persons = {person.id: person for person in current.persons}
    newest = newest_by_seat(current)
    here = {match.id for match in known}
    for match in known:
        before = newest.get(match.entry.seat)
        if before is None or before.person == match.id or match.mandate is not None:
            continue
        other, person = persons[before.person], match.entry.person
        values = {"name": person.name, "other": other.name}
        shared = person.shared_address or other.shared_address
        same = bool(other.address) and person.address.casefold() == other.address.casefold()
        if same and not shared and before.person not in here:
            reading.guess(match.entry.row.place("address"), "address_of_before", **values)
        if other.phone and person.phone == other.phone:
            reading.guess(match.entry.row.place("phone"), "phone_of_before", **values)


def _same_name(known: Sequence[MatchedEntry], reading: Reading) -> None:
    """Ask about one name with two addresses: it may be two people, or one who would get two letters."""
    for _, group in _grouped(known, lambda match: match.entry.person.name.casefold()):
        people = {match.id for match in group}
        new = [match for match in group if match.base is None and not match.entry.given_id]
        if (
            len(people) > 1
            and new
            and any(_meet(match.entry, other.entry) for match in group for other in group if match.id != other.id)
        ):
            values = {"name": group[-1].entry.person.name, "number": len(people), "rows": _rows(group)}
            reading.guess(new[-1].entry.row.place("address"), "name_of_two", **values)


def _grouped(
    known: Sequence[MatchedEntry], key: Callable[[MatchedEntry], str]
) -> Iterator[tuple[str, list[MatchedEntry]]]:
    for value, group in groupby(sorted(known, key=key), key=key):
        yield value, list(group)


def _rows(known: Sequence[MatchedEntry]) -> str:
    return ", ".join(match.entry.row.place() for match in known)


def _overlaps(entries: Sequence[RegisterEntry], reading: Reading) -> None:
    """Tell of every seat held twice at once, naming both rows."""
    for seat, group in groupby(sorted(entries, key=lambda entry: entry.seat), key=lambda entry: entry.seat):
        ordered = sorted(group, key=lambda entry: (entry.valid_from or dt.date.min, entry.row.number))
        latest = ordered[0]
        for entry in ordered[1:]:
            if _meet(latest, entry):
                values = {
                    "seat": seat,
                    "row": latest.row.place(),
                    "first": written(latest.valid_from) or "…",
                    "last": written(latest.valid_to) or "…",
                    "place": latest.row.place("valid_to"),
                }
                kind = "card_" if entry.row.fields else ""
                reading.error(entry.row.place("valid_from"), f"{kind}held_twice", **values)
            latest = max(latest, entry, key=lambda entry: entry.valid_to or dt.date.max)


def _held_though_vacant(entries: Sequence[RegisterEntry], reading: Reading) -> None:
    """Tell of a seat that one row calls vacant and another holds without an end."""
    endless = {entry.seat: entry for entry in entries if entry.valid_to is None}
    for vacant in reading.vacant:
        if vacant.seat in endless:
            held = endless[vacant.seat].row
            values = {"seat": vacant.seat, "row": held.place(), "place": held.place("valid_to")}
            reading.error(vacant.row.place("name"), "vacant_though_held", **values)


def _meet(entry: RegisterEntry, two: RegisterEntry) -> bool:
    starts = max(entry.valid_from or dt.date.min, two.valid_from or dt.date.min)
    ends = min(entry.valid_to or dt.date.max, two.valid_to or dt.date.max)
    return starts <= ends

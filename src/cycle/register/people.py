"""The register (who holds which seat when) from a spreadsheet with one row for each person and seat.

Columns (nynorsk, bokmål and common variants are known, see `entries.COLUMNS`): Organisasjon, Funksjon, Plass-id, Namn,
E-post, Rolle-e-post, Felles postkasse (ja/nei), Målform (nynorsk/bokmål), Telefon, Frå, Til, Oppnemnd av, Person-id,
Postadresse, Merknad. Someone with a postal address and no e-mail address gets letters on paper. The seat is the
Plass-id or, where that is blank, what Organisasjon and Funksjon name. Rows with the same name and address are one
person with several seats; two names behind one mailbox stay two. A row without name and address, or with the name
`ledig`, is a vacant seat. Every visible sheet with such a header row is read, so earlier mandates may have a sheet.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from cycle.errors import Problem, RegisterError
from cycle.model import Mandate, Person, Register, RegisterLayout
from cycle.register.entries import COLUMNS, Entry, Reading, person_id, read_entry
from cycle.register.layout import columns_of, unfolded
from cycle.register.seats import Printed, SeatWords
from cycle.register.tables import Row, Table, fold, quoted, read_tables

INVENTED = ("oppdikta", "oppdiktet", "oppdikt", "invented")
"""A word above the header that says that the people are examples."""


def read_register(
    data: bytes,
    *,
    name: str,
    known_seats: Collection[str],
    printed: Printed | None = None,
    layout: RegisterLayout | None = None,
) -> Register:
    """Return the register in an .xlsx or .csv file.

    `known_seats` are the seat ids the rules give, of every meeting type and year; `printed` may tell their organisation
    and function in words. Raises RegisterError with every bad cell; warnings are told by `check_register`.
    """
    register, problems = check_register(data, name=name, known_seats=known_seats, printed=printed, layout=layout)
    if register is None:
        raise RegisterError(one for one in problems if one.severity == "error")
    return register


def check_register(
    data: bytes,
    *,
    name: str,
    known_seats: Collection[str],
    printed: Printed | None = None,
    layout: RegisterLayout | None = None,
) -> tuple[Register | None, tuple[Problem, ...]]:
    """Return the register, None when it has errors, and every problem: errors, guesses and warnings."""
    examined = examine(data, name=name, known_seats=known_seats, printed=printed, layout=layout)
    return examined.register, examined.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A file as it was read: the register when it has no errors, every problem, and the rows behind it."""

    register: Register | None
    problems: tuple[Problem, ...]
    rows: tuple[Row, ...] = ()
    entries: tuple[Entry, ...] = ()


def examine(
    data: bytes,
    *,
    name: str,
    known_seats: Collection[str],
    printed: Printed | None = None,
    layout: RegisterLayout | None = None,
) -> Examined:
    """Return what the file holds, row by row; `layout` tells how the community's own sheets differ."""
    own = layout or RegisterLayout()
    try:
        tables = read_tables(data, name=name, columns=columns_of(own, COLUMNS))
    except RegisterError as error:
        return Examined(register=None, problems=error.problems)
    tables = tuple(unfolded(one, own) for one in tables)
    reading = Reading(file=name, known=known_seats, words=SeatWords.of(known_seats, printed or {}))
    reading.problems.extend(problem for table in tables for problem in table.problems)
    _need_columns(tables, reading)
    if reading.failed:
        return Examined(register=None, problems=tuple(reading.problems))  # without its columns no row can be judged
    reading.problems.extend(problem for table in tables for problem in table.cell_problems)
    rows = tuple(row for table in tables for row in table.rows)
    entries = tuple(entry for row in rows if (entry := read_entry(row, reading)))
    persons = _persons(entries, reading)
    _overlaps(entries, reading)
    _held_though_vacant(entries, reading)
    if not entries and not reading.problems:
        reading.error("", "no row names a person", "write one row for each person and seat below the header row")
    if reading.failed:
        return Examined(register=None, problems=tuple(reading.problems), rows=rows, entries=entries)
    invented = any(word in fold(table.title) for table in tables for word in INVENTED)
    register = Register(persons=persons, mandates=_mandates(entries), invented=invented)
    return Examined(register=_named(register, entries), problems=tuple(reading.problems), rows=rows, entries=entries)


def _need_columns(tables: Sequence[Table], reading: Reading) -> None:
    for table in tables:
        if missing := [one.name for one in COLUMNS if one.required and one.key not in table.columns]:
            what = f"there is no column {' and no column '.join(repr(one) for one in missing)} in the header row"
            if not any(one.where.startswith(quoted(table.sheet)) for one in table.problems):
                reading.error(table.sheet, what, "add it, or write its name under [register] in community.toml")
        if "seat" not in table.columns and not {"organisation", "function"} <= set(table.columns):
            what = "there is no column that says which seat a person holds"
            reading.error(table.sheet, what, "add a column 'Plass-id', or both 'Organisasjon' and 'Funksjon'")


def _persons(entries: Sequence[Entry], reading: Reading) -> tuple[Person, ...]:
    """Return each person once, by id, and tell what the rows say differently about one and alike about two."""
    rows: dict[str, list[Entry]] = {}
    for entry in entries:
        rows.setdefault(entry.person.id, []).append(entry)
    _same_address(entries, reading)
    _same_name(entries, reading)
    return tuple(_merged(rows[key], reading) for key in sorted(rows))


def _named(register: Register, entries: Sequence[Entry]) -> Register:
    """Return the register with ids made of names alone, but for namesakes and where the sheet gives an id.

    Someone whose address is corrected stays the same person, who is not written to a second time.
    """
    often = Counter(one.name.casefold() for one in register.persons)
    given = {entry.person.id for entry in entries if entry.row.text("person_id")}
    ids = {
        one.id: person_id(one.name)
        for one in register.persons
        if often[one.name.casefold()] == 1 and one.id not in given
    }
    persons = [replace(one, id=ids.get(one.id, one.id)) for one in register.persons]
    mandates = [replace(one, person=ids.get(one.person, one.person)) for one in register.mandates]
    return replace(
        register,
        persons=tuple(sorted(persons, key=lambda one: one.id)),
        mandates=tuple(sorted(mandates, key=lambda one: (one.seat, one.valid_from or dt.date.min, one.person))),
    )


def _merged(entries: Sequence[Entry], reading: Reading) -> Person:
    persons = [entry.person for entry in entries]
    languages = {entry.person.language for entry in entries} - {None}
    if len(languages) > 1:
        places = " and ".join(entry.row.place("language") for entry in entries if entry.person.language)
        reading.error(places, "one person has two written languages", "write the same in every row of the person")
    return Person(
        id=persons[0].id,
        name=min((one.name for one in persons), key=_capitals),
        address=min((one.address for one in persons), key=_capitals),
        language=next((one.language for one in persons if one.language), None),
        shared_address=any(one.shared_address for one in persons),
        phone=min((one.phone for one in persons if one.phone), default=""),
        postal=min((one.postal for one in persons if one.postal), default=""),
    )


def _capitals(text: str) -> tuple[int, str]:
    """Return what orders the spellings of one person, fewest capitals first, whatever the order of the rows."""
    return sum(map(str.isupper, text)), text


def _same_address(entries: Sequence[Entry], reading: Reading) -> None:
    """Warn of two people behind one address that no row calls a shared mailbox."""
    for address, group in _grouped(entries, lambda entry: entry.person.address.casefold()):
        people = {entry.person.id for entry in group}
        if address and len(people) > 1 and not any(entry.person.shared_address for entry in group):
            reading.warn(
                group[-1].row.place("address"),
                f"{len(people)} people have the address {address} (rows {_rows(group)})",
                "write ja under Felles postkasse if they share a mailbox, else correct the address",
            )


def _same_name(entries: Sequence[Entry], reading: Reading) -> None:
    """Warn of one name with two addresses: it may be two people, or one who would get two letters."""
    for _, group in _grouped(entries, lambda entry: entry.person.name.casefold()):
        addresses = {entry.person.address.casefold() for entry in group}
        if len(addresses) > 1 and any(_meet(a, b) for a in group for b in group if a.person.id != b.person.id):
            reading.warn(
                group[-1].row.place("address"),
                f"'{group[-1].person.name}' has {len(addresses)} addresses (rows {_rows(group)}) and counts as "
                f"{len(addresses)} people, each with a letter",
                "write the same address in every row if it is one person",
            )


def _grouped(entries: Sequence[Entry], key: Callable[[Entry], str]) -> Iterator[tuple[str, list[Entry]]]:
    for value, group in groupby(sorted(entries, key=key), key=key):
        yield value, list(group)


def _rows(entries: Sequence[Entry]) -> str:
    return ", ".join(entry.row.place() for entry in entries)


def _overlaps(entries: Sequence[Entry], reading: Reading) -> None:
    """Tell of every seat held twice at once, naming both rows."""
    for seat, group in _grouped(entries, lambda entry: entry.seat):
        ordered = sorted(group, key=lambda entry: (entry.valid_from or dt.date.min, entry.row.number))
        latest = ordered[0]
        for entry in ordered[1:]:
            if _meet(latest, entry):
                reading.error(
                    entry.row.place("valid_from"),
                    f"{seat} is already held by {latest.row.place()} from {latest.valid_from or 'the beginning'} "
                    f"to {latest.valid_to or 'further notice'}",
                    f"write the last day under Til in {latest.row.place('valid_to')}, and the first day here",
                )
            latest = max(latest, entry, key=lambda one: one.valid_to or dt.date.max)


def _held_though_vacant(entries: Sequence[Entry], reading: Reading) -> None:
    """Tell of a seat that one row calls vacant and another holds without an end."""
    endless = {entry.seat: entry for entry in entries if entry.valid_to is None}
    for seat, row in reading.vacant:
        if seat in endless:
            held = endless[seat].row
            what = f"{seat} is vacant here, but {held.place()} holds it until further notice"
            reading.error(
                row.place("name"), what, f"write the last day under Til in {held.place('valid_to')}, or delete this row"
            )


def _meet(one: Entry, two: Entry) -> bool:
    starts = max(one.valid_from or dt.date.min, two.valid_from or dt.date.min)
    ends = min(one.valid_to or dt.date.max, two.valid_to or dt.date.max)
    return starts <= ends


def _mandates(entries: Sequence[Entry]) -> tuple[Mandate, ...]:
    mandates = [
        Mandate(
            seat=entry.seat,
            person=entry.person.id,
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            decided_by=entry.decided_by,
            role_address=entry.role_address,
        )
        for entry in entries
    ]
    return tuple(sorted(mandates, key=lambda one: (one.seat, one.valid_from or dt.date.min, one.person)))

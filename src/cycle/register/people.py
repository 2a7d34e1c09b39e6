"""The register (who holds which seat when) from a spreadsheet with one row for each person and seat.

Columns (nynorsk, bokmål and common variants are known, see `COLUMNS`): Organisasjon, Funksjon, Plass-id, Namn,
E-post, Felles postkasse (ja/nei), Målform (nynorsk/bokmål), Telefon, Frå, Til, Oppnemnd av, Merknad. The seat is the
Plass-id or, where that is blank, what Organisasjon and Funksjon name. Rows with the same name and address are one
person with several seats; two names behind one mailbox stay two. A row without name and address, or with the name
`ledig`, is a vacant seat. Every visible sheet with such a header row is read, so earlier mandates may have a sheet.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from cycle.errors import Problem, RegisterError, did_you_mean
from cycle.model import Language, Mandate, Person, Register
from cycle.register.addresses import AddressError, read_address
from cycle.register.dates import DATE_REMEDY, read_date
from cycle.register.seats import Printed, SeatWords, seat_id, slug
from cycle.register.tables import Column, Row, Table, fold, read_tables

COLUMNS = (
    Column(key="organisation", names=("Organisasjon", "Organisasjon/organ", "Kommune", "Organ", "Part", "Verksemd")),
    Column(key="function", names=("Funksjon", "Rolle", "Tittel", "Stilling", "Verv")),
    Column(key="seat", names=("Plass-id", "Plass", "Plass id", "Sete-id", "Seat")),
    Column(key="name", names=("Namn", "Navn", "Fullt namn", "Fullt navn", "Name"), required=True),
    Column(
        key="address",
        names=("E-post", "E-postadresse", "Epostadresse", "E-mail", "Mail", "Mailadresse", "Email"),
        required=True,
    ),
    Column(key="shared", names=("Felles postkasse", "Felles postboks", "Postmottak", "Fellespost", "Delt postkasse")),
    Column(key="language", names=("Målform", "Språk", "Språkform", "Maalform")),
    Column(key="phone", names=("Telefon", "Tlf", "Telefonnummer", "Mobil", "Mobiltelefon")),
    Column(key="valid_from", names=("Frå", "Fra", "Frå dato", "Fra dato", "Gjeld frå", "Gjelder fra", "Startdato")),
    Column(key="valid_to", names=("Til", "Til dato", "Til og med", "Gjeld til", "Gjelder til", "Sluttdato")),
    Column(key="decided_by", names=("Oppnemnd av", "Oppnevnt av", "Vald av", "Valgt av", "Vedtak")),
    Column(key="note", names=("Merknad", "Kommentar", "Notat")),
)

YES = frozenset({"ja", "j", "x", "yes", "y", "true", "sann", "1"})
NO = frozenset({"", "nei", "n", "no", "false", "usann", "0"})
VACANT = frozenset({"ledig", "vakant", "vacant", "ubesett", "ikkjeoppnemnd", "ikkeoppnevnt"})
LANGUAGES: Mapping[str, Language | None] = {
    "": None,
    "nøytral": None,
    "nøytralt": None,
    "nynorsk": "nn",
    "nn": "nn",
    "bokmål": "nb",
    "nb": "nb",
    "bm": "nb",
}
INVENTED = ("oppdikta", "oppdiktet", "oppdikt", "invented")
"""A word above the header that says that the people are examples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One row that names a person, as far as it could be read."""

    row: Row
    seat: str
    person: Person
    valid_from: dt.date | None
    valid_to: dt.date | None
    decided_by: str


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What is being read, and every problem met so far."""

    file: str
    known: Collection[str]
    words: SeatWords
    problems: list[Problem] = field(default_factory=list)

    def error(self, where: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(file=self.file, where=where, what=what, remedy=remedy))

    def warn(self, where: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(file=self.file, where=where, what=what, remedy=remedy, severity="warning"))


def read_register(data: bytes, *, name: str, known_seats: Collection[str], printed: Printed | None = None) -> Register:
    """Return the register in an .xlsx or .csv file.

    `known_seats` are the seat ids the rules give, of every meeting type and year; `printed` may tell their organisation
    and function in words. Raises RegisterError with every bad cell; warnings are told by `check_register`.
    """
    register, problems = check_register(data, name=name, known_seats=known_seats, printed=printed)
    if register is None:
        raise RegisterError(one for one in problems if one.severity == "error")
    return register


def check_register(
    data: bytes, *, name: str, known_seats: Collection[str], printed: Printed | None = None
) -> tuple[Register | None, tuple[Problem, ...]]:
    """Return the register, None when it has errors, and every problem, errors and warnings."""
    try:
        tables = read_tables(data, name=name, columns=COLUMNS)
    except RegisterError as error:
        return None, error.problems
    reading = _Reading(file=name, known=known_seats, words=SeatWords.of(known_seats, printed or {}))
    reading.problems.extend(problem for table in tables for problem in table.problems)
    _need_seat_columns(tables, reading)
    if any(one.severity == "error" for one in reading.problems):
        return None, tuple(reading.problems)  # without its columns no row can be judged
    reading.problems.extend(problem for table in tables for problem in table.cell_problems)
    entries = [entry for table in tables for row in table.rows if (entry := _entry(row, reading))]
    persons = _persons(entries, reading)
    _overlaps(entries, reading)
    if not entries and not reading.problems:
        reading.error("", "no row names a person", "write one row for each person and seat below the header row")
    if any(one.severity == "error" for one in reading.problems):
        return None, tuple(reading.problems)
    invented = any(word in fold(table.title) for table in tables for word in INVENTED)
    return Register(persons=persons, mandates=_mandates(entries), invented=invented), tuple(reading.problems)


def person_id(name: str, address: str) -> str:
    """Return the id that the same name and address always give: `asne-oye-1f3a9c02`."""
    key = f"{' '.join(name.split()).casefold()}\n{address.casefold()}"
    return f"{slug(name)[:40] or 'person'}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def _need_seat_columns(tables: Sequence[Table], reading: _Reading) -> None:
    for table in tables:
        if "seat" not in table.columns and not {"organisation", "function"} <= set(table.columns):
            what = "there is no column that says which seat a person holds"
            reading.error(table.sheet, what, "add a column 'Plass-id', or both 'Organisasjon' and 'Funksjon'")


def _entry(row: Row, reading: _Reading) -> _Entry | None:
    """Return the row as an entry, None when it is vacant, a subheading, or told as a problem."""
    if row.filled <= {"organisation"} or row.filled <= {"note"}:
        if "organisation" in row.filled:
            what = f"the row holds only '{row.line('organisation')}' and is read as a heading"
            reading.warn(row.place("organisation"), what, "fill in the row if it is a seat")
        return None
    before = len(reading.problems)
    seat = _seat(row, reading)
    if _vacant(row, seat, reading):
        return None
    person = _person(row, reading)
    first, last = _day(row, "valid_from", reading), _day(row, "valid_to", reading)
    if first and last and last < first:
        reading.error(
            row.place("valid_to"), f"the last day {last} is before the first day {first}", "correct one of them"
        )
    if any(one.severity == "error" for one in reading.problems[before:]) or person is None or seat is None:
        return None
    return _Entry(row=row, seat=seat, person=person, valid_from=first, valid_to=last, decided_by=row.line("decided_by"))


def _seat(row: Row, reading: _Reading) -> str | None:
    """Return the seat of the row: its id checked against the words, or the words alone."""
    written = seat_id(row.line("seat"))
    organisation, function = row.line("organisation"), row.line("function")
    named = reading.words.seat(organisation, function)
    if written and written not in reading.known:
        reading.error(
            row.place("seat"), f"seat '{row.line('seat')}' is not known", did_you_mean_seat(written, reading.known)
        )
        return None
    if written and named and written != named:
        what = f"the id says {written}, but '{organisation}' and '{function}' say {named}"
        reading.error(row.place("seat"), what, "correct the one that is wrong")
        return None
    if not written and not named:
        what = (
            f"'{organisation}' and '{function}' name no known seat" if organisation or function else "no seat is named"
        )
        guess = did_you_mean_seat(f"{slug(organisation)}.{slug(function)}", reading.known)
        where = row.place("seat" if "seat" in row.columns else "function")
        reading.error(where, what, guess if organisation or function else "write the seat id, such as alver.ordforar")
    return written or named


def did_you_mean_seat(word: str, known: Collection[str]) -> str:
    """Return a near seat id as a question, or some of the known ones."""
    guess = did_you_mean(word, known)
    if guess.startswith("did"):
        return guess
    some = sorted(known)[:5]
    return f"known seats are {', '.join(some)}" + (f" and {len(known) - len(some)} more" if len(known) > 5 else "")


def _vacant(row: Row, seat: str | None, reading: _Reading) -> bool:
    """Say whether the row is a vacant seat: marked so, or without both name and address."""
    if fold(row.line("name")) in VACANT:
        if row.text("address"):
            reading.error(row.place("address"), "a vacant seat has an address", "delete it, or write the person's name")
        return True
    if row.filled & {"name", "address"} or _broken(row):
        return False
    if seat:
        where = row.place("name")
        reading.warn(
            where, f"{seat} has neither name nor address and counts as vacant", "write 'ledig' if it is vacant"
        )
    return True


def _broken(row: Row) -> bool:
    return any(row.cells[key].formula for key in ("name", "address") if key in row.cells)


def _person(row: Row, reading: _Reading) -> Person | None:
    name, address = _name(row, reading), _address(row, reading)
    shared, language = _shared(row, reading), _language(row, reading)
    if not name or not address:
        return None
    return Person(
        id=person_id(name, address),
        name=name,
        address=address,
        language=language,
        shared_address=shared,
        phone=row.line("phone"),
    )


def _name(row: Row, reading: _Reading) -> str:
    name = row.text("name")
    if not name and not _formula(row, "name"):
        reading.error(
            row.place("name"), "the name is missing", "write the person's full name, or 'ledig' and no address"
        )
    elif "\n" in name:
        reading.error(row.place("name"), "there are several lines in the name", "give each person a row of their own")
    elif "@" in name:
        reading.error(row.place("name"), "there is an address where the name should be", "write the person's full name")
    return name


def _address(row: Row, reading: _Reading) -> str:
    if _formula(row, "address"):
        return ""
    try:
        return read_address(row.text("address"))
    except AddressError as error:
        reading.error(row.place("address"), str(error), error.remedy)
        return ""


def _formula(row: Row, key: str) -> bool:
    """Say whether the cell is a formula, which is told already."""
    return key in row.cells and row.cells[key].formula


def _shared(row: Row, reading: _Reading) -> bool:
    word = row.line("shared").casefold()
    if word not in YES | NO:
        reading.error(row.place("shared"), f"'{row.line('shared')}' is neither yes nor no", "write ja or nei")
    return word in YES


def _language(row: Row, reading: _Reading) -> Language | None:
    word = row.line("language").casefold()
    if word not in LANGUAGES:
        what = f"'{row.line('language')}' is not a written language"
        reading.error(row.place("language"), what, "write nynorsk or bokmål, or leave it blank")
    return LANGUAGES.get(word)


def _day(row: Row, key: str, reading: _Reading) -> dt.date | None:
    if not row.text(key):
        return None
    try:
        value = row.value(key)
        return read_date(row.text(key) if isinstance(value, str) else value)
    except ValueError as error:
        reading.error(row.place(key), str(error), DATE_REMEDY)
        return None


def _persons(entries: Sequence[_Entry], reading: _Reading) -> tuple[Person, ...]:
    """Return each person once, by id, and tell what the rows say differently about one and alike about two."""
    rows: dict[str, list[_Entry]] = {}
    for entry in entries:
        rows.setdefault(entry.person.id, []).append(entry)
    _same_address(entries, reading)
    _same_name(entries, reading)
    return tuple(_merged(rows[key], reading) for key in sorted(rows))


def _merged(entries: Sequence[_Entry], reading: _Reading) -> Person:
    first = entries[0].person
    languages = {entry.person.language for entry in entries} - {None}
    if len(languages) > 1:
        places = " and ".join(entry.row.place("language") for entry in entries if entry.person.language)
        reading.error(places, "one person has two written languages", "write the same in every row of the person")
    return Person(
        id=first.id,
        name=first.name,
        address=first.address,
        language=next((entry.person.language for entry in entries if entry.person.language), None),
        shared_address=any(entry.person.shared_address for entry in entries),
        phone=next((entry.person.phone for entry in entries if entry.person.phone), ""),
    )


def _same_address(entries: Sequence[_Entry], reading: _Reading) -> None:
    """Warn of two people behind one address that no row calls a shared mailbox."""
    for address, group in _grouped(entries, lambda entry: entry.person.address.casefold()):
        people = {entry.person.id for entry in group}
        if len(people) > 1 and not any(entry.person.shared_address for entry in group):
            reading.warn(
                group[-1].row.place("address"),
                f"{len(people)} people have the address {address} (rows {_rows(group)})",
                "write ja under Felles postkasse if they share a mailbox, else correct the address",
            )


def _same_name(entries: Sequence[_Entry], reading: _Reading) -> None:
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


def _grouped(entries: Sequence[_Entry], key: Callable[[_Entry], str]) -> Iterator[tuple[str, list[_Entry]]]:
    for value, group in groupby(sorted(entries, key=key), key=key):
        yield value, list(group)


def _rows(entries: Sequence[_Entry]) -> str:
    return ", ".join(entry.row.place() for entry in entries)


def _overlaps(entries: Sequence[_Entry], reading: _Reading) -> None:
    """Tell of every seat held twice at once, naming both rows."""
    for seat, group in _grouped(entries, lambda entry: entry.seat):
        ordered = sorted(group, key=lambda entry: (entry.valid_from or dt.date.min, entry.row.number))
        for one, two in pairwise(ordered):
            if _meet(one, two):
                reading.error(
                    two.row.place("valid_from"),
                    f"{seat} is already held by {one.row.place()} from {one.valid_from or 'the beginning'} "
                    f"to {one.valid_to or 'further notice'}",
                    f"write the last day under Til in {one.row.place('valid_to')}, and the first day here",
                )


def _meet(one: _Entry, two: _Entry) -> bool:
    starts = max(one.valid_from or dt.date.min, two.valid_from or dt.date.min)
    ends = min(one.valid_to or dt.date.max, two.valid_to or dt.date.max)
    return starts <= ends


def _mandates(entries: Sequence[_Entry]) -> tuple[Mandate, ...]:
    mandates = [
        Mandate(
            seat=entry.seat,
            person=entry.person.id,
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            decided_by=entry.decided_by,
        )
        for entry in entries
    ]
    return tuple(sorted(mandates, key=lambda one: (one.seat, one.valid_from or dt.date.min, one.person)))

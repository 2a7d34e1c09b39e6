"""One row of a register, read cell by cell into who holds which seat, with every problem told at its cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from cycle.errors import Problem, nearest
from cycle.model import Language, Person
from cycle.register.dates import read_date
from cycle.register.mail_addresses import AddressError, name_and_address, read_address
from cycle.register.name_reading.name_words import VACANT
from cycle.register.name_reading.names import parts_of, read_name
from cycle.register.seat_ids import SeatWords, id_text, seat_id
from cycle.register.words import Say
from cycle.register.workbooks.sheet_tables import Row, fold
from cycle.wording import LANGUAGE_NAMES
from cycle.written_days import DateError

YES = frozenset({"ja", "j", "x", "yes", "y", "true", "sann", "1"})
NO = frozenset({"", "nei", "n", "no", "false", "usann", "0"})
LANGUAGE_CELLS: Mapping[Language | None, str] = {None: "", **dict(LANGUAGE_NAMES.items())}
"""What we write in the column of a language."""
LANGUAGES_BY_WORD: Mapping[str, Language | None] = {
    "": None,
    "nøytral": None,
    "nøytralt": None,
    "nynorsk": "nn",
    "nn": "nn",
    "bokmål": "nb",
    "nb": "nb",
    "bm": "nb",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """One row that names a person, as far as it could be read; the person's id is empty until it is matched."""

    row: Row
    seat: str
    person: Person
    given_id: str
    """What stands under Person-id."""
    valid_from: dt.date | None
    valid_to: dt.date | None
    decided_by: str
    role_address: str = ""
    note: str = ""

    def says(self, key: str) -> bool:
        """Return whether the file has a column for this at all."""
        return key in self.row.columns


@dataclass(frozen=True, slots=True, kw_only=True)
class VacantRow:
    """One row that says that nobody has a seat."""

    row: Row
    seat: str
    note: str = ""
    valid_from: dt.date | None = None


@dataclass(slots=True, kw_only=True)
class Reading:
    """What is being read, and every problem met so far."""

    file: str
    known: Collection[str]
    words: SeatWords
    say: Say = field(default_factory=Say)
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of the register that stands, by their small letters."""
    month_first: bool = False
    """Dates with strokes or dots have the month before the day."""
    problems: list[Problem] = field(default_factory=list)
    vacant: list[VacantRow] = field(default_factory=list)
    """Seats that a row says nobody holds."""

    def error(self, where: str, key: str, **values: object) -> None:
        """Tell of something that stops the work."""
        self._tell(where, key, "error", values)

    def warn(self, where: str, key: str, **values: object) -> None:
        """Tell of something a person should look at."""
        self._tell(where, key, "warning", values)

    def guess(self, where: str, key: str, **values: object) -> None:
        """Tell of something read as other than it is written, which a person must see before it counts."""
        self._tell(where, key, "guess", values)

    def _tell(self, where: str, key: str, severity: str, values: Mapping[str, object]) -> None:
        what, remedy = self.say.both(key, **values)
        self.problems.append(Problem(file=self.file, where=where, what=what, remedy=remedy, severity=severity))

    @property
    def failed(self) -> bool:
        """Whether anything met so far stops the work."""
        return any(problem.severity == "error" for problem in self.problems)


def read_entry(row: Row, reading: Reading) -> RegisterEntry | None:
    """Return the row as an entry, None when it is vacant, a subheading, or told as a problem."""
    filled = row.filled
    if filled <= {"organisation"} or filled <= {"note"}:
        if "organisation" in filled:
            reading.warn(row.place("organisation"), "heading", text=row.line("organisation"))
        return None
    before = len(reading.problems)
    seat = _seat(row, reading)
    row = _with_whole_name(row, reading)
    if _is_vacant(row, seat, reading):
        return None
    person, aside = _person(row, reading)
    if person is None and aside == _VACANT:
        return None
    role = _address(row, reading, "role_address") if row.text("role_address") else ""
    first, last = _day(row, "valid_from", reading), _day(row, "valid_to", reading)
    if first and last and last < first:
        reading.error(row.place("valid_to"), "days_turned", first=written(first), last=written(last))
    if any(problem.severity == "error" for problem in reading.problems[before:]) or person is None or seat is None:
        return None
    return RegisterEntry(
        row=row,
        seat=seat,
        person=person,
        given_id=seat_id(row.line("person_id")),
        valid_from=first,
        valid_to=last,
        decided_by=row.line("decided_by"),
        role_address=role,
        note="; ".join(part for part in (row.text("note"), aside) if part),
    )


def written(day: dt.date | None) -> str:
    """Return a day as people write it, empty for none."""
    return f"{day.day}.{day.month}.{day.year}" if day else ""


def _seat(row: Row, reading: Reading) -> str | None:
    """Return the seat of the row: its id checked against the words, or the words alone."""
    id_written = seat_id(row.line("seat"))
    organisation, function = row.line("organisation"), row.line("function")
    named = reading.words.seat(organisation, function)
    if id_written and id_written not in reading.known:
        near = _near_seat(id_written, reading)
        reading.error(row.place("seat"), "seat_unknown", text=row.line("seat"), near=near)
        return None
    if id_written and named and id_written != named:
        values = {"seat": id_written, "organisation": organisation, "function": function, "named": named}
        reading.error(row.place("seat"), "seat_conflict", **values)
        return None
    if id_written:
        _words_of_seat(row, id_written, reading)
        return id_written
    if not named:
        _no_seat(row, organisation, function, reading)
    return named


def _words_of_seat(row: Row, seat: str, reading: Reading) -> None:
    """Tell of an organisation or a function that is not what the seat's id says: neither is changed by a register."""
    own_organisation, own_function = reading.words.printed_of(seat)
    if not reading.words.is_organisation_of(seat, row.line("organisation")):
        values = {"text": row.line("organisation"), "seat": seat, "own": own_organisation}
        reading.error(row.place("organisation"), "organisation_other", **values)
    if not reading.words.is_function_of(seat, row.line("function")):
        values = {"text": row.line("function"), "seat": seat, "own": own_function}
        reading.guess(row.place("function"), "function_other", **values)


def _no_seat(row: Row, organisation: str, function: str, reading: Reading) -> None:
    """Tell why the words of a row name no seat, or several."""
    where = row.place("seat" if "seat" in row.columns else "function")
    several = reading.words.seats(organisation, function)
    kind = "card_" if row.fields else ""
    values = {"organisation": organisation or "–", "function": function or "–"}
    if several:
        reading.error(where, f"{kind}seats_several", number=len(several), seats=", ".join(several), **values)
    elif organisation or function:
        near = _near_seat(f"{id_text(organisation)}.{id_text(function)}", reading)
        reading.error(where, f"{kind}seat_no_such", near=near, **values)
    else:
        reading.error(where, f"{kind}seat_missing")


def _near_seat(word: str, reading: Reading) -> str:
    """Return a near seat id as a question, or some of the known ones."""
    if near := nearest(word, reading.known):
        organisation, function = reading.words.printed_of(near)
        return reading.say.word("near", near=near, words=f" ({function}, {organisation})" if organisation else "")
    some = sorted(reading.known)[:5]
    more = len(reading.known) - len(some)
    return reading.say.word("some", some=", ".join(some), more=more) if more > 0 else reading.say.word(
        "all", some=", ".join(some)
    )  # fmt: skip


_VACANT = "\0"


def _with_whole_name(row: Row, reading: Reading) -> Row:
    """Return the row with its first name and surname put together under Namn."""
    given, family, whole = row.line("given"), row.line("family"), row.text("name")
    if not given and not family:
        return row
    if whole and "given" not in row.columns and parts_of(family) not in parts_of(whole):
        given, whole = whole, ""  # Namn beside Etternamn alone is the first name
    name = " ".join(part for part in (given, family) if part)
    turned = ", ".join(part for part in (family, given) if part)
    if whole and parts_of(whole) not in {parts_of(name), parts_of(turned)}:
        reading.error(row.place("name"), "name_conflict", text=whole, name=name)
    key = next(column for column in ("name", "family", "given") if column in row.columns)
    cell = next(row.cells[column] for column in ("name", "family", "given") if column in row.cells)
    columns = {**row.columns, "name": row.columns[key]}
    return replace(row, columns=columns, cells={**row.cells, "name": replace(cell, text=name, value=name)})


def _is_vacant(row: Row, seat: str | None, reading: Reading) -> bool:
    """Say whether the row is a vacant seat: marked so, or without both name and address."""
    if fold(row.line("name")) in VACANT:
        _note_vacant(row, seat, "", reading)
        return True
    if row.filled & {"name", "address"} or _formula(row, "name") or _formula(row, "address"):
        return False
    if seat:
        _note_vacant(row, seat, "", reading)
        reading.warn(row.place("name"), "vacant_blank", seat=seat)
    return True


def _note_vacant(row: Row, seat: str | None, note: str, reading: Reading) -> None:
    if row.text("address"):
        reading.error(row.place("address"), "vacant_address")
    for key in ("role_address", "phone", "language", "valid_to", "decided_by", "person_id", "postal"):
        if row.text(key):
            reading.warn(row.place(key), "vacant_extra", text=row.line(key))
    if seat:
        remark = "; ".join(part for part in (row.text("note"), note) if part)
        first = _day(row, "valid_from", reading)
        reading.vacant.append(VacantRow(row=row, seat=seat, note=remark, valid_from=first))


def _person(row: Row, reading: Reading) -> tuple[Person | None, str]:
    """Return the person of a row and what stood beside the name; no person and a sign when the name says vacant."""
    name, aside = _name(row, reading)
    if aside == _VACANT:
        return None, aside
    postal = row.text("postal")
    elsewhere = bool(postal or row.text("role_address")) and not row.text("address")
    address = "" if elsewhere else _address(row, reading)
    shared, language = _shared(row, reading), _language(row, reading)
    phone = _phone(row, reading)
    if not name or not (address or elsewhere):
        return None, aside
    lines = "\n".join(" ".join(line.split()) for line in postal.splitlines() if line.strip())
    person = Person(
        id="", name=name, address=address, language=language, shared_address=shared, phone=phone, postal=lines
    )
    return person, aside


def _name(row: Row, reading: Reading) -> tuple[str, str]:
    text = row.text("name")
    where = row.place("name")
    if not text:
        if not _formula(row, "name"):
            reading.error(where, "name_missing")
        return "", ""
    if text.isascii() and text.casefold() in reading.names and reading.names[text.casefold()] == text:
        return text, ""
    read = read_name(text, known=reading.names, address=row.text("address"), organisation=row.line("organisation"))
    for severity, key, values in read.questions:
        (reading.error if severity == "error" else reading.guess)(where, key, **values)
    if read.vacant:
        seat = reading.words.seat(row.line("organisation"), row.line("function")) or seat_id(row.line("seat"))
        _note_vacant(row, seat, read.note, reading)
        return "", _VACANT
    return read.name, read.note


def _address(row: Row, reading: Reading, key: str = "address") -> str:
    if _formula(row, key):
        return ""
    text = row.text(key)
    before, inside = name_and_address(text)
    try:
        address = read_address(inside or text)
    except AddressError as error:
        reading.error(row.place(key), error.key, **error.values)
        return ""
    if before:
        reading.guess(row.place(key), "address_read", text=row.line(key), address=address)
    if address.partition("@")[0].isupper():
        reading.guess(row.place(key), "address_capitals", text=text, address=address.lower())
        return address.lower()
    return address


def _phone(row: Row, reading: Reading) -> str:
    """Return the telephone number; what a spreadsheet program made of it is put right, or told when it is lost."""
    text, number = row.line("phone"), row.value("phone")
    if re.fullmatch(r"\d[.,]\d+e\+?\d+", text.casefold()):
        reading.warn(row.place("phone"), "phone_lost", text=text)
        return ""
    if isinstance(number, int | float) and not isinstance(number, bool):
        whole = f"+{text}" if len(text) > 8 else text
        if whole != text:
            reading.guess(row.place("phone"), "phone_plus", text=text, phone=whole)
        return whole
    return text


def _formula(row: Row, key: str) -> bool:
    """Say whether the cell is a formula, which is told already."""
    return key in row.cells and row.cells[key].formula


def _shared(row: Row, reading: Reading) -> bool:
    word = row.line("shared").casefold()
    if word not in YES | NO:
        reading.error(row.place("shared"), "shared_unclear", text=row.line("shared"))
    return word in YES


def _language(row: Row, reading: Reading) -> Language | None:
    word = row.line("language").casefold()
    if word not in LANGUAGES_BY_WORD:
        reading.error(row.place("language"), "language_unknown", text=row.line("language"))
    return LANGUAGES_BY_WORD.get(word)


def _day(row: Row, key: str, reading: Reading) -> dt.date | None:
    text = row.text(key)
    if not text:
        return None
    value = row.value(key)
    try:
        return read_date(_ordered(text, reading) if isinstance(value, str) else value)
    except DateError as error:
        reading.error(row.place(key), error.key, text=text)
        return None


STROKES = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


def _ordered(text: str, reading: Reading) -> str:
    """Return a date of numbers with dots and the day first, as the whole file has been found to write it."""
    found = STROKES.fullmatch(text)
    if not found:
        return text
    first, second, year = found.groups()
    return f"{second}.{first}.{year}" if reading.month_first else f"{first}.{second}.{year}"

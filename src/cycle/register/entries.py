"""One row of a register, read cell by cell into who holds which seat, with every problem told at its cell."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from cycle.errors import Problem, did_you_mean
from cycle.model import Language, Person
from cycle.register.addresses import AddressError, read_address
from cycle.register.dates import DATE_REMEDY, read_date
from cycle.register.seats import SeatWords, seat_id, slug
from cycle.register.tables import Column, Row, fold

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
    Column(
        key="role_address",
        names=("Rolle-e-post", "Rolleadresse", "Funksjonsadresse", "E-post til plassen", "E-post til rollen"),
    ),
    Column(key="shared", names=("Felles postkasse", "Felles postboks", "Postmottak", "Fellespost", "Delt postkasse")),
    Column(key="language", names=("Målform", "Språk", "Språkform", "Maalform")),
    Column(key="phone", names=("Telefon", "Tlf", "Telefonnummer", "Mobil", "Mobiltelefon")),
    Column(key="valid_from", names=("Frå", "Fra", "Frå dato", "Fra dato", "Gjeld frå", "Gjelder fra", "Startdato")),
    Column(key="valid_to", names=("Til", "Til dato", "Til og med", "Gjeld til", "Gjelder til", "Sluttdato")),
    Column(key="decided_by", names=("Oppnemnd av", "Oppnevnt av", "Vald av", "Valgt av", "Vedtak")),
    Column(key="person_id", names=("Person-id", "Personid", "Person id")),
    Column(
        key="postal",
        names=("Postadresse", "Postadr", "Postadressa", "Adresse i posten", "Brevadresse", "Postal address"),
    ),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row that names a person, as far as it could be read."""

    row: Row
    seat: str
    person: Person
    valid_from: dt.date | None
    valid_to: dt.date | None
    decided_by: str
    role_address: str = ""


@dataclass(slots=True, kw_only=True)
class Reading:
    """What is being read, and every problem met so far."""

    file: str
    known: Collection[str]
    words: SeatWords
    problems: list[Problem] = field(default_factory=list)
    vacant: list[tuple[str, Row]] = field(default_factory=list)
    """Seats that a row says nobody holds."""

    def error(self, where: str, what: str, remedy: str) -> None:
        """Tell of something that stops the work."""
        self.problems.append(Problem(file=self.file, where=where, what=what, remedy=remedy))

    def warn(self, where: str, what: str, remedy: str) -> None:
        """Tell of something a person should look at."""
        self.problems.append(Problem(file=self.file, where=where, what=what, remedy=remedy, severity="warning"))

    def guess(self, where: str, what: str, remedy: str) -> None:
        """Tell of something read as other than it is written, which a person must see before it counts."""
        self.problems.append(Problem(file=self.file, where=where, what=what, remedy=remedy, severity="guess"))

    @property
    def failed(self) -> bool:
        """Whether anything met so far stops the work."""
        return any(one.severity == "error" for one in self.problems)


def read_entry(row: Row, reading: Reading) -> Entry | None:
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
    role = _address(row, reading, "role_address") if row.text("role_address") else ""
    first, last = _day(row, "valid_from", reading), _day(row, "valid_to", reading)
    if first and last and last < first:
        reading.error(
            row.place("valid_to"), f"the last day {last} is before the first day {first}", "correct one of them"
        )
    if any(one.severity == "error" for one in reading.problems[before:]) or person is None or seat is None:
        return None
    decided_by = row.line("decided_by")
    return Entry(
        row=row, seat=seat, person=person, valid_from=first, valid_to=last, decided_by=decided_by, role_address=role
    )


def person_id(name: str, address: str = "") -> str:
    """Return the id that the same name always gives, `asne-oye-1f3a9c02`; the address tells namesakes apart."""
    key = f"{' '.join(name.split()).casefold()}\n{address.casefold()}"
    return f"{slug(name)[:40] or 'person'}-{hashlib.sha256(key.encode()).hexdigest()[:8]}"


def _seat(row: Row, reading: Reading) -> str | None:
    """Return the seat of the row: its id checked against the words, or the words alone."""
    written = seat_id(row.line("seat"))
    organisation, function = row.line("organisation"), row.line("function")
    named = reading.words.seat(organisation, function)
    if written and written not in reading.known:
        reading.error(row.place("seat"), f"seat '{row.line('seat')}' is not known", _near_seat(written, reading.known))
        return None
    if written and named and written != named:
        what = f"the id says {written}, but '{organisation}' and '{function}' say {named}"
        reading.error(row.place("seat"), what, "correct the one that is wrong")
        return None
    several = [] if written or named else reading.words.seats(organisation, function)
    if several:
        what = f"'{organisation}' and '{function}' name {len(several)} seats"
        remedy = f"write the one you mean under Plass-id: {', '.join(several)}"
        reading.error(row.place("seat" if "seat" in row.columns else "function"), what, remedy)
    elif not written and not named:
        what = (
            f"'{organisation}' and '{function}' name no known seat" if organisation or function else "no seat is named"
        )
        guess = _near_seat(f"{slug(organisation)}.{slug(function)}", reading.known)
        where = row.place("seat" if "seat" in row.columns else "function")
        reading.error(where, what, guess if organisation or function else "write the seat id, such as alver.ordforar")
    return written or named


def _near_seat(word: str, known: Collection[str]) -> str:
    """Return a near seat id as a question, or some of the known ones."""
    guess = did_you_mean(word, known)
    if guess.startswith("did"):
        return guess
    some = sorted(known)[:5]
    return f"known seats are {', '.join(some)}" + (f" and {len(known) - len(some)} more" if len(known) > 5 else "")


def _vacant(row: Row, seat: str | None, reading: Reading) -> bool:
    """Say whether the row is a vacant seat: marked so, or without both name and address."""
    if fold(row.line("name")) in VACANT:
        if row.text("address"):
            reading.error(row.place("address"), "a vacant seat has an address", "delete it, or write the person's name")
        if seat:
            reading.vacant.append((seat, row))
        return True
    if row.filled & {"name", "address"} or _formula(row, "name") or _formula(row, "address"):
        return False
    if seat:
        reading.vacant.append((seat, row))
        where = row.place("name")
        reading.warn(
            where, f"{seat} has neither name nor address and counts as vacant", "write 'ledig' if it is vacant"
        )
    return True


def _person(row: Row, reading: Reading) -> Person | None:
    name, postal = _name(row, reading), row.text("postal")
    elsewhere = bool(postal or row.text("role_address")) and not row.text("address")
    address = "" if elsewhere else _address(row, reading)
    shared, language = _shared(row, reading), _language(row, reading)
    if not name or not (address or elsewhere):
        return None
    return Person(
        id=seat_id(row.line("person_id")) or person_id(name, address),
        name=name,
        address=address,
        language=language,
        shared_address=shared,
        phone=_phone(row, reading),
        postal="\n".join(" ".join(line.split()) for line in postal.splitlines() if line.strip()),
    )


def _name(row: Row, reading: Reading) -> str:
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


def _address(row: Row, reading: Reading, key: str = "address") -> str:
    if _formula(row, key):
        return ""
    text = row.text(key)
    try:
        address = read_address(text)
    except AddressError as error:
        reading.error(row.place(key), str(error), error.remedy)
        return ""
    if address.partition("@")[0].isupper():
        reading.guess(row.place(key), f"'{text}' is read as {address.lower()}", "write it with small letters")
        return address.lower()
    return address


def _phone(row: Row, reading: Reading) -> str:
    """Return the telephone number; what a spreadsheet program made of it is put right, or told when it is lost."""
    text, number = row.line("phone"), row.value("phone")
    if re.fullmatch(r"\d[.,]\d+e\+?\d+", text.casefold()):
        what = f"the spreadsheet program has shortened the number to {text}, and the last digits are lost"
        reading.warn(row.place("phone"), what, "type the number anew in a cell of text")
        return ""
    if isinstance(number, int | float) and not isinstance(number, bool):
        whole = f"+{text}" if len(text) > 8 else text
        if whole != text:
            what = f"the number {text} is read as {whole}; a spreadsheet program takes the plus sign away"
            reading.guess(row.place("phone"), what, "write it in a cell of text")
        return whole
    return text


def _formula(row: Row, key: str) -> bool:
    """Say whether the cell is a formula, which is told already."""
    return key in row.cells and row.cells[key].formula


def _shared(row: Row, reading: Reading) -> bool:
    word = row.line("shared").casefold()
    if word not in YES | NO:
        reading.error(row.place("shared"), f"'{row.line('shared')}' is neither yes nor no", "write ja or nei")
    return word in YES


def _language(row: Row, reading: Reading) -> Language | None:
    word = row.line("language").casefold()
    if word not in LANGUAGES:
        what = f"'{row.line('language')}' is not a written language"
        reading.error(row.place("language"), what, "write nynorsk or bokmål, or leave it blank")
    return LANGUAGES.get(word)


def _day(row: Row, key: str, reading: Reading) -> dt.date | None:
    if not row.text(key):
        return None
    try:
        value = row.value(key)
        return read_date(row.text(key) if isinstance(value, str) else value)
    except ValueError as error:
        reading.error(row.place(key), str(error), DATE_REMEDY)
        return None

"""What a file would change in the register, cell by cell, so that a person sees it before it counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cycle.errors import Problem
from cycle.model import Language, Mandate, Person, Register, RegisterLayout
from cycle.register.entries import COLUMNS, Entry, person_id
from cycle.register.people import examine
from cycle.register.seats import Printed
from cycle.register.tables import Row

CellState = Literal["new", "same", "changed", "warning", "error", "guessed"]
ORDER: tuple[CellState, ...] = ("error", "guessed", "warning", "changed", "new", "same")
"""The states from the one that matters most; a cell has the first that fits."""

SEVERITIES: Mapping[str, CellState] = {"error": "error", "guess": "guessed", "warning": "warning"}
LANGUAGES: Mapping[Language | None, str] = {"nn": "nynorsk", "nb": "bokmål", None: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedCell:
    """One filled cell of the file and what it does to the register."""

    where: str
    """`Register!E14`."""
    column: str
    """The column as we call it, `E-post`."""
    text: str
    state: CellState
    was: str = ""
    """What the register has now, where the cell changes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A seat that somebody holds in the register and that no row of the file mentions."""

    seat: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file as it would be imported (førehandsvising)."""

    register: Register | None
    """None when the file has errors."""
    problems: tuple[Problem, ...]
    cells: tuple[CheckedCell, ...]
    gone: tuple[Gone, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Number of cells in each state."""
        return {state: sum(one.state == state for one in self.cells) for state in ORDER}

    @property
    def guesses(self) -> int:
        """Number of things that a person must see before they count."""
        return sum(one.severity == "guess" for one in self.problems)


def preview(
    data: bytes,
    *,
    name: str,
    known_seats: Collection[str],
    printed: Printed | None = None,
    layout: RegisterLayout | None = None,
    earlier: Register | None = None,
) -> Preview:
    """Return what the file says, cell by cell, beside the register that counts now (none when it is the first)."""
    examined = examine(data, name=name, known_seats=known_seats, printed=printed, layout=layout)
    before = _Before.of(earlier)
    entries = {id(one.row): one for one in examined.entries}
    told = {one.where: SEVERITIES[one.severity] for one in sorted(examined.problems, key=_weight, reverse=True)}
    cells: dict[str, CheckedCell] = {}  # a row of a wide sheet is read once for each seat; its own cells count once
    for row in examined.rows:
        for cell in _cells(row, entries.get(id(row)), before, told):
            cells.setdefault(cell.where, cell)
    gone = _gone(examined.register, earlier) if examined.register and earlier else ()
    return Preview(register=examined.register, problems=examined.problems, cells=tuple(cells.values()), gone=gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """The register that counts now, by what a row tells."""

    persons: Mapping[str, Person]
    mandates: Mapping[str, Sequence[Mandate]]

    @classmethod
    def of(cls, register: Register | None) -> _Before:
        mandates: dict[str, list[Mandate]] = {}
        for one in register.mandates if register else ():
            mandates.setdefault(one.seat, []).append(one)
        return cls(persons={one.id: one for one in register.persons} if register else {}, mandates=mandates)

    def of_entry(self, entry: Entry) -> tuple[Mandate | None, Person | None]:
        """Return the mandate that the row tells of again, the same person's before one that began the same day."""
        ids = {entry.person.id, person_id(entry.person.name)}
        held = self.mandates.get(entry.seat, ())
        same = [one for one in held if one.person in ids]
        beginning = [one for one in held if one.valid_from == entry.valid_from]
        mandate = next((one for one in (*same, *beginning) if one.valid_from == entry.valid_from), None)
        mandate = mandate or next(iter(same), None)
        person = self.persons.get(mandate.person) if mandate else None
        return mandate, person or next((self.persons[one] for one in ids if one in self.persons), None)


def _weight(problem: Problem) -> int:
    return ORDER.index(SEVERITIES[problem.severity])


def _cells(row: Row, entry: Entry | None, before: _Before, told: Mapping[str, CellState]) -> Iterator[CheckedCell]:
    mandate, person = before.of_entry(entry) if entry else (None, None)
    names = {one.key: one.name for one in COLUMNS}
    told_by_name = row.columns.get("function") == row.columns.get("name")  # a wide sheet has no cell for the function
    for key in row.columns:
        if key not in row.cells or "/" in key or (key == "function" and told_by_name):
            continue
        where = row.place(key)
        state, was = _state(key, entry, mandate, person)
        yield CheckedCell(
            where=where,
            column=names.get(key, key),
            text=row.line(key),
            state=told.get(where, told.get(row.place(), state)),
            was=was,
        )


def _state(key: str, entry: Entry | None, mandate: Mandate | None, person: Person | None) -> tuple[CellState, str]:
    """Return whether the cell is new, the same or changed, and what the register has now when it is changed."""
    if entry is None or (mandate is None and key not in _PERSONAL):
        return "new", ""
    if key in _PERSONAL and person is None:
        return "new", ""
    now, then = _now(key, entry), _then(key, mandate, person)
    if then is None or now == then:
        return "same", ""
    return "changed", then


_PERSONAL = frozenset({"name", "address", "shared", "language", "phone", "postal"})


def _now(key: str, entry: Entry) -> str | None:
    person = entry.person
    match key:
        case "name" | "address" | "phone" | "postal":
            return str(getattr(person, key))
        case "shared":
            return "ja" if person.shared_address else "nei"
        case "language":
            return LANGUAGES[person.language]
        case "valid_from" | "valid_to":
            return _day(getattr(entry, key))
        case "decided_by" | "role_address":
            return str(getattr(entry, key))
        case _:
            return None


def _then(key: str, mandate: Mandate | None, person: Person | None) -> str | None:
    """Return what the register has, None for cells that only name the seat or are not kept."""
    match key:
        case "name" | "address" | "phone" | "postal":
            return str(getattr(person, key))
        case "shared":
            return "ja" if person and person.shared_address else "nei"
        case "language":
            return LANGUAGES[person.language] if person else ""
        case "valid_from" | "valid_to":
            return _day(getattr(mandate, key))
        case "decided_by" | "role_address":
            return str(getattr(mandate, key))
        case _:
            return None


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _gone(register: Register, earlier: Register) -> tuple[Gone, ...]:
    names = {one.id: one.name for one in earlier.persons}
    there = {one.seat for one in register.mandates}
    return tuple(
        Gone(seat=one.seat, name=names[one.person])
        for one in earlier.mandates
        if one.seat not in there and one.valid_to is None
    )

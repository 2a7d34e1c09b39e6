"""Questions to a register: who holds a seat on a day, and who held it before."""

from __future__ import annotations

import datetime as dt

from cycle.model import Mandate, Person, Register


def holder(register: Register, seat: str, on: dt.date) -> Person | None:
    """Return who holds the seat on the day, None when it is vacant."""
    held = next((mandate for mandate in mandates_by_seat(register, on) if mandate.seat == seat), None)
    return None if held is None else {person.id: person for person in register.persons}[held.person]


def mandates_by_seat(register: Register, on: dt.date) -> tuple[Mandate, ...]:
    """Return the mandates that run on the day, first and last day counted, by seat."""
    running = (mandate for mandate in register.mandates if _runs(mandate, on))
    return tuple(sorted(running, key=lambda mandate: (mandate.seat, mandate.person)))


def history_of(register: Register, seat: str) -> tuple[tuple[Mandate, Person], ...]:
    """Return everyone who held the seat with their mandate, earliest first."""
    persons = {person.id: person for person in register.persons}
    held = [mandate for mandate in register.mandates if mandate.seat == seat]
    held.sort(key=lambda mandate: mandate.valid_from or dt.date.min)
    return tuple((mandate, persons[mandate.person]) for mandate in held)


def seats_of(register: Register, name: str) -> tuple[tuple[Mandate, Person], ...]:
    """Return every mandate of the people with this name or id, by seat and first day; case does not matter."""
    wanted = " ".join(name.split()).casefold()
    people = {person.id: person for person in register.persons if wanted in {person.name.casefold(), person.id}}
    held = [mandate for mandate in register.mandates if mandate.person in people]
    held.sort(key=lambda mandate: (mandate.seat, mandate.valid_from or dt.date.min))
    return tuple((mandate, people[mandate.person]) for mandate in held)


def _runs(mandate: Mandate, on: dt.date) -> bool:
    return (mandate.valid_from or dt.date.min) <= on <= (mandate.valid_to or dt.date.max)

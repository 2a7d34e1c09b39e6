"""Questions to a register: who holds a seat on a day, and who held it before."""

from __future__ import annotations

import datetime as dt

from cycle.model import Mandate, Person, Register


def holder(register: Register, seat: str, on: dt.date) -> Person | None:
    """Return who holds the seat on the day, None when it is vacant."""
    held = next((one for one in mandates_on(register, on) if one.seat == seat), None)
    return None if held is None else {one.id: one for one in register.persons}[held.person]


def mandates_on(register: Register, on: dt.date) -> tuple[Mandate, ...]:
    """Return the mandates that run on the day, first and last day counted, by seat."""
    running = (one for one in register.mandates if _runs(one, on))
    return tuple(sorted(running, key=lambda one: (one.seat, one.person)))


def history_of(register: Register, seat: str) -> tuple[tuple[Mandate, Person], ...]:
    """Return everyone who held the seat with their mandate, earliest first."""
    persons = {one.id: one for one in register.persons}
    held = [one for one in register.mandates if one.seat == seat]
    held.sort(key=lambda one: one.valid_from or dt.date.min)
    return tuple((one, persons[one.person]) for one in held)


def seats_of(register: Register, name: str) -> tuple[tuple[Mandate, Person], ...]:
    """Return every mandate of the people with this name or id, by seat and first day; case does not matter."""
    wanted = " ".join(name.split()).casefold()
    people = {one.id: one for one in register.persons if wanted in {one.name.casefold(), one.id}}
    held = [one for one in register.mandates if one.person in people]
    held.sort(key=lambda one: (one.seat, one.valid_from or dt.date.min))
    return tuple((one, people[one.person]) for one in held)


def _runs(mandate: Mandate, on: dt.date) -> bool:
    return (mandate.valid_from or dt.date.min) <= on <= (mandate.valid_to or dt.date.max)

"""The register that would stand: what stands now, with what a file says of it.

A whole register replaces what stands; additions and changes leave what they do not mention. What a file has no column
for it says nothing about. A seat whose new holder begins later ends the one before, the day before.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from cycle.model import Mandate, Register, VacantSeat
from cycle.register.changes.difference import EMPTY, first_day, last_day, newest_by_seat, ordered
from cycle.register.changes.matching import MatchedEntry
from cycle.register.changes.merged import merged_person
from cycle.register.entries import Reading, VacantRow, written

ImportScope = Literal["whole", "changes"]
"""What a file is: the whole register, or additions and changes to it."""

COVERS = 0.8
"""A list that names so many of the held seats is a whole register, unless somebody says otherwise."""

COLUMN_OF = {
    "valid_from": "valid_from",
    "valid_to": "valid_to",
    "decided_by": "decided_by",
    "role_address": "role_address",
    "note": "note",
}
"""Each field of a mandate, and the column that tells it; seat and person are what it is of."""


def scope_of(seats: Collection[str], current: Register | None, *, cards: bool) -> ImportScope:
    """Return what a file that names these seats is, when nobody has said it."""
    held = {mandate.seat for mandate in (current or EMPTY).mandates}
    if not held:
        return "whole"
    return "changes" if cards or len(held & set(seats)) < COVERS * len(held) else "whole"


def resulting_register(
    rows: Sequence[MatchedEntry],
    vacant: Sequence[VacantRow],
    current: Register | None,
    *,
    scope: ImportScope,
    invented: bool | None,
    reading: Reading,
) -> Register:
    """Return the register as it would be; `invented` is what the file's title says, None when there is no title."""
    now, whole = current or EMPTY, scope == "whole"
    roles = {mandate.seat: mandate.role_address for mandate in now.mandates}
    mandates = tuple(_mandate(match, roles, whole=whole) for match in rows)
    matched = {match.mandate for match in rows if match.mandate is not None}
    kept = tuple(_kept(now, matched, mandates, vacant, whole=whole, reading=reading))
    _held_by_two(rows, mandates, kept, now, reading)
    by_person: defaultdict[str, list[MatchedEntry]] = defaultdict(list)
    for match in rows:
        by_person[match.id].append(match)
    people = {known: merged_person(group, whole=whole, reading=reading) for known, group in sorted(by_person.items())}
    everyone = {person.id: person for person in now.persons} | people
    held = (*mandates, *kept)
    needed = {mandate.person for mandate in held}
    flag = now.invented if invented is None or (not whole and now.persons) else invented
    return ordered(
        replace(
            now,
            persons=tuple(person for person in everyone.values() if person.id in needed),
            mandates=held,
            invented=flag,
            vacancies=tuple(_vacancies(now, vacant, held, whole=whole)),
        )
    )


def _mandate(known: MatchedEntry, roles: Mapping[str, str], *, whole: bool) -> Mandate:
    entry = known.entry
    values = {field: _value(known, field, column, whole=whole) for field, column in COLUMN_OF.items()}
    if not entry.says("role_address"):  # the mailbox of a seat stays with the seat
        values["role_address"] = roles.get(entry.seat, "")
    return Mandate(seat=entry.seat, person=known.id, **values)


def _value(known: MatchedEntry, field: str, column: str, *, whole: bool) -> Any:
    said = getattr(known.entry, field)
    if said or known.mandate is None or (whole and known.entry.says(column)):
        return said
    return getattr(known.mandate, field)


def _kept(
    current: Register,
    matched: Collection[Mandate],
    new: Sequence[Mandate],
    vacant: Sequence[VacantRow],
    *,
    whole: bool,
    reading: Reading,
) -> Iterator[Mandate]:
    """Yield the mandates that stand on though no row tells of them, those that have a successor with their last day."""
    by_seat: defaultdict[str, list[Mandate]] = defaultdict(list)
    for mandate in new:
        by_seat[mandate.seat].append(mandate)
    empty = {vacancy.seat: vacancy for vacancy in vacant}
    for mandate in current.mandates:
        if mandate in matched:
            continue
        after = [later for later in by_seat[mandate.seat] if first_day(later) > first_day(mandate)]
        begins = min((first_day(mandate) for mandate in after), default=None)
        free = empty.get(mandate.seat)
        if begins is None and free is not None and mandate.valid_to is None:
            begins = free.valid_from
            if begins is None:
                name = next(person.name for person in current.persons if person.id == mandate.person)
                reading.guess(free.row.place("name"), "vacant_held", seat=mandate.seat, name=name)
                continue
        if begins is not None and last_day(mandate) >= begins > first_day(mandate):
            yield replace(mandate, valid_to=begins - dt.timedelta(days=1))
        elif not whole:
            yield mandate


def _held_by_two(
    rows: Sequence[MatchedEntry], mandates: Sequence[Mandate], kept: Sequence[Mandate], now: Register, reading: Reading
) -> None:
    """Tell of a seat that the file gives to one person while another has it in the register."""
    by_seat: defaultdict[str, list[Mandate]] = defaultdict(list)
    for mandate in kept:
        by_seat[mandate.seat].append(mandate)
    names = {person.id: person.name for person in now.persons}
    matched = {problem.where for problem in reading.problems if problem.severity == "error"}
    for known, mandate in zip(rows, mandates, strict=True):
        for other in by_seat[mandate.seat] if known.entry.row.place("name") not in matched else ():
            if first_day(mandate) <= last_day(other) and first_day(other) <= last_day(mandate):
                values = {"seat": mandate.seat, "other": names[other.person], "last": written(other.valid_to) or "…"}
                reading.error(known.entry.row.place("name"), "held_in_register", **values)


def _vacancies(
    current: Register, vacant: Sequence[VacantRow], held: Sequence[Mandate], *, whole: bool
) -> Iterator[VacantSeat]:
    taken = {
        seat
        for seat, mandate in newest_by_seat(Register(persons=(), mandates=tuple(held))).items()
        if not mandate.valid_to
    }
    before = {vacancy.seat: vacancy for vacancy in current.vacancies}
    found = {} if whole else {seat: vacancy for seat, vacancy in before.items() if seat not in taken}
    for vacancy in vacant:
        old = before.get(vacancy.seat)
        silent = "note" not in vacancy.row.columns or (not whole and not vacancy.note)
        note = old.note if old and silent and not vacancy.note else vacancy.note
        found[vacancy.seat] = VacantSeat(seat=vacancy.seat, note=note)
    yield from found.values()

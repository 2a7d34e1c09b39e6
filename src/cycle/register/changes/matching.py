"""Who the people of a file are: matched to the people of the register that stands, never computed again.

By id, then by name and seat, then by name and address, then by a name that is spelt almost alike in the same seat;
whoever is none of them is new. What cannot be told is asked, and one id is one person.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cycle.model import Mandate, Person, Register
from cycle.register.changes.difference import EMPTY, first_day
from cycle.register.entries import Reading, RegisterEntry
from cycle.register.name_reading.names import parts_of
from cycle.register.name_reading.person_ids import person_id
from cycle.register.name_reading.spelling import shares_a_name, spelt_alike

EVERY = "alle"
"""Stands for every place in an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person has answered about names that were typed over others, by the place of the name."""

    new_holders: Mapping[str, dt.date] = field(default_factory=dict)
    """First day of whoever is new in the seat."""
    corrections: frozenset[str] = frozenset()
    """Names that are still the same person's."""

    def first_day_of(self, place: str) -> dt.date | None:
        """Return the first day of the new holder at a place, None when nobody has said that there is one."""
        return self.new_holders.get(place, self.new_holders.get(EVERY))

    def is_correction(self, place: str) -> bool:
        """Return whether somebody has said that the name at a place is still the same person's."""
        return place in self.corrections or EVERY in self.corrections


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedEntry:
    """An entry whose person has an id, beside what the register that stands knows of both."""

    entry: RegisterEntry
    id: str
    base: Person | None
    """The person as the register has it."""
    mandate: Mandate | None
    """The mandate as the register has it."""


def matched_entries(
    entries: Sequence[RegisterEntry], current: Register | None, answers: Answers, reading: Reading
) -> tuple[MatchedEntry, ...]:
    """Return every entry with the id of its person; what is unclear is told to the reading as a question."""
    register = _CurrentRegister.of(current or EMPTY)
    groups = _groups(entries, reading)
    matched = [_matched(group, register, answers, reading) for group in groups]
    seats: defaultdict[str, set[str]] = defaultdict(set)
    for group, (person, _) in zip(groups, matched, strict=True):
        for entry in group if person else ():
            seats[entry.seat].add(person.id if person else "")
    entered: dict[int, RegisterEntry] = {}
    for number, group in enumerate(groups):
        person, given = matched[number]
        for entry in group:
            other, first = _typed_over(entry, person, register, seats[entry.seat], answers, reading)
            if first is not None:
                entered[id(entry)] = replace(entry, valid_from=first)
            if other is not None and person is None:
                matched[number] = (other, given)
                person = other
                seats[entry.seat].add(other.id)
    ids = _ids(groups, matched, register)
    if current is not None:
        _namesakes_of_the_register(groups, matched, register, reading)
    return _with_mandates(groups, matched, ids, entered, register)


@dataclass(frozen=True, slots=True, kw_only=True)
class _CurrentRegister:
    """The register that stands, by what a row tells."""

    persons: Mapping[str, Person]
    by_name: Mapping[str, Sequence[Person]]
    by_seat: Mapping[str, Sequence[Mandate]]

    @classmethod
    def of(cls, register: Register) -> _CurrentRegister:
        names: defaultdict[str, list[Person]] = defaultdict(list)
        seats: defaultdict[str, list[Mandate]] = defaultdict(list)
        for person in register.persons:
            names[parts_of(person.name)].append(person)
        for mandate in register.mandates:
            seats[mandate.seat].append(mandate)
        return cls(persons={person.id: person for person in register.persons}, by_name=names, by_seat=seats)

    def of_name(self, name: str) -> Sequence[Person]:
        return self.by_name.get(parts_of(name), ())

    def held(self, seat: str) -> Sequence[Mandate]:
        return self.by_seat.get(seat, ())


def _groups(entries: Sequence[RegisterEntry], reading: Reading) -> list[list[RegisterEntry]]:
    """Return the rows of each person of the file: those with one id, else those with one name and address."""
    given: dict[str, list[RegisterEntry]] = {}
    others: dict[tuple[str, str], list[RegisterEntry]] = {}
    ids: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in entries:
        key = parts_of(entry.person.name), entry.person.address.casefold()
        if entry.given_id:
            given.setdefault(entry.given_id, []).append(entry)
            ids[key].add(entry.given_id)
        else:
            others.setdefault(key, []).append(entry)
    for known, group in given.items():
        _one_id_one_person(known, group, reading)
    left = []
    for key, group in others.items():
        mine = ids.get(key, set())
        if len(mine) == 1:
            given[next(iter(mine))].extend(group)
        elif mine:
            reading.error(group[0].row.place("person_id"), "id_which", ids=", ".join(sorted(mine)))
        else:
            left.append(group)
    return [*given.values(), *left]


def _one_id_one_person(known: str, group: Sequence[RegisterEntry], reading: Reading) -> None:
    first = group[0]
    for entry in group[1:]:
        if not spelt_alike(entry.person.name, first.person.name):
            values = {"id": known, "name": entry.person.name, "other": first.person.name}
            reading.error(entry.row.place("person_id"), "id_two_names", place=first.row.place("person_id"), **values)


def _matched(
    group: Sequence[RegisterEntry], register: _CurrentRegister, answers: Answers, reading: Reading
) -> tuple[Person | None, str]:
    """Return whom of the register the rows are about, and the id that the file gives."""
    given = next((entry.given_id for entry in group if entry.given_id), "")
    if given in register.persons:
        person = register.persons[given]
        _same_as_its_id(group, person, register, answers, reading)
        return person, given
    name = group[0].person.name
    namesakes = register.of_name(name)
    in_seat = [
        person
        for person in namesakes
        if any(mandate.person == person.id for entry in group for mandate in register.held(entry.seat))
    ]
    addresses = {entry.person.address.casefold() for entry in group}
    at_address = [person for person in namesakes if person.address.casefold() in addresses]
    both = [person for person in in_seat if person in at_address]
    found = both or in_seat or at_address
    if len(found) > 1:
        where = ", ".join(entry.row.place("name") for entry in group)
        reading.error(where, "person_which", name=name, ids=", ".join(sorted(person.id for person in found)))
    if not found:
        return None, given
    if given:
        reading.guess(group[0].row.place("person_id"), "id_changes", name=name, was=found[0].id, now=given)
    return found[0], given


def _same_as_its_id(
    group: Sequence[RegisterEntry], person: Person, register: _CurrentRegister, answers: Answers, reading: Reading
) -> None:
    """Ask when an id stands beside a name that is not its person's."""
    for entry in group:
        name, place = entry.person.name, entry.row.place("person_id")
        if parts_of(name) == parts_of(person.name) or spelt_alike(name, person.name):
            continue
        values = {"id": person.id, "name": name, "other": person.name}
        if own := register.of_name(name):
            reading.error(place, "id_of_another", own=" / ".join(person.id for person in own), **values)
            continue
        same_address = entry.person.address.casefold() == person.address.casefold()
        if same_address or shares_a_name(name, person.name):
            reading.guess(place, "id_new_name", **values)
        elif not answers.is_correction(entry.row.place("name")):
            reading.error(place, "id_other_name", **values)


def _typed_over(
    entry: RegisterEntry,
    person: Person | None,
    register: _CurrentRegister,
    there: set[str],
    answers: Answers,
    reading: Reading,
) -> tuple[Person | None, dt.date | None]:
    """Return whom a row is a correction of, or the first day of a new holder that somebody has named; ask otherwise.

    A name that replaces another in a seat, with the same first day, may be a new holder or the same person.
    """
    held = register.held(entry.seat)
    if person is not None and any(mandate.person == person.id for mandate in held):
        return None, None
    missing = [mandate for mandate in held if mandate.person not in there]
    before = [mandate for mandate in missing if not entry.says("valid_from") or entry.valid_from == mandate.valid_from]
    if not before:
        return (None if person else _respelt(entry, missing, register)), None
    mandate = max(before, key=first_day)
    other = register.persons[mandate.person]
    place, name = entry.row.place("name"), parts_of(entry.person.name)
    if person is not None and parts_of(person.name) != name == parts_of(other.name):
        return None, None  # the name is the holder's own, and that the id is another's is told already
    if answers.is_correction(place):
        return other, None
    if first := answers.first_day_of(place):
        return None, first
    same_address = entry.person.address.casefold() == other.address.casefold()
    own = same_address and bool(other.address) and not other.shared_address
    alike = spelt_alike(entry.person.name, other.name)
    values = {"name": entry.person.name, "other": other.name, "id": other.id, "seat": entry.seat}
    if person is None and (alike or (own and shares_a_name(entry.person.name, other.name))):
        if not (alike and own):
            reading.guess(place, "name_corrected", **values)
        return other, None
    kind = "card_" if entry.row.fields else ""
    reading.error(place, f"{kind}new_or_corrected", place=place, **values)
    return None, None


def _respelt(entry: RegisterEntry, missing: Sequence[Mandate], register: _CurrentRegister) -> Person | None:
    """Return who has the same address and almost the same name in the seat, whatever the first day."""
    for mandate in missing:
        other = register.persons[mandate.person]
        same = bool(other.address) and entry.person.address.casefold() == other.address.casefold()
        if same and not other.shared_address and spelt_alike(entry.person.name, other.name):
            return other
    return None


def _ids(
    groups: Sequence[Sequence[RegisterEntry]], matched: Sequence[tuple[Person | None, str]], register: _CurrentRegister
) -> list[str]:
    """Return the id of each group: the one given, the one the register has, or a new one that nobody has."""
    ids = [given or (person.id if person else "") for person, given in matched]
    taken = set(register.persons) | set(ids)
    new = [number for number, known in enumerate(ids) if not known]
    names: defaultdict[str, list[int]] = defaultdict(list)
    for number in new:
        names[" ".join(groups[number][0].person.name.split()).casefold()].append(number)
    for numbers in names.values():
        for number in numbers:
            person = groups[number][0].person
            known = person_id(person.name)
            if len(numbers) > 1 or known in taken or register.of_name(person.name):
                known = person_id(person.name, person.address)
            if known in taken:
                known = person_id(person.name, f"{person.address} {groups[number][0].seat}")
            ids[number] = known
            taken.add(known)
    return ids


def _namesakes_of_the_register(
    groups: Sequence[Sequence[RegisterEntry]],
    matched: Sequence[tuple[Person | None, str]],
    register: _CurrentRegister,
    reading: Reading,
) -> None:
    """Ask about somebody new with the very name of somebody else: the same person in another seat, or a namesake."""
    for group, (person, given) in zip(groups, matched, strict=True):
        namesakes = register.of_name(group[0].person.name)
        if person is None and not given and namesakes:
            entry, other = group[0], namesakes[0]
            values = {"name": entry.person.name, "id": other.id, "address": other.address or "–"}
            reading.guess(entry.row.place("name"), "namesake", **values)


def _with_mandates(
    groups: Sequence[Sequence[RegisterEntry]],
    matched: Sequence[tuple[Person | None, str]],
    ids: Sequence[str],
    entered: Mapping[int, RegisterEntry],
    register: _CurrentRegister,
) -> tuple[MatchedEntry, ...]:
    """Return every entry with its mandate of the register, each mandate once, those that begin the same day first."""
    used: set[Mandate] = set()
    found: dict[int, Mandate] = {}
    pairs = [(entry, person) for group, (person, _) in zip(groups, matched, strict=True) for entry in group]
    for exact in (True, False):
        for entry, person in pairs:
            if person is None or id(entry) in found or id(entry) in entered:
                continue
            mine = [
                mandate for mandate in register.held(entry.seat) if mandate.person == person.id and mandate not in used
            ]
            if exact:
                mine = [
                    mandate for mandate in mine if entry.says("valid_from") and mandate.valid_from == entry.valid_from
                ]
            if mine:
                found[id(entry)] = max(mine, key=first_day)
                used.add(found[id(entry)])
    return tuple(
        MatchedEntry(
            entry=entered.get(id(entry), entry),
            id=ids[number],
            base=matched[number][0],
            mandate=found.get(id(entry)),
        )
        for number, group in enumerate(groups)
        for entry in group
    )

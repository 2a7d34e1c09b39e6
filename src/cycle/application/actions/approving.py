"""Who has approved a result (godkjend av): each person once, whatever they are called by now."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cycle.application.actions.decisions import approvals
from cycle.application.persons import identity_of
from cycle.application.year import OpenCycle
from cycle.model import KnownPerson
from cycle.store.decisions import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """One person who has approved, by the name of their first approval."""

    key: str
    """Key of the person; of somebody who is in no list of people, the name as it is held against another."""
    name: str


def same_person(name: str) -> str:
    """Return the name as it is held against another: one person however it is spaced and spelt with capitals.

    Characters that nobody sees, which come along when a name is copied, make no second person.
    """
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf")
    return " ".join(seen.split()).casefold()


def approvers_among(cycle: OpenCycle, rows: Sequence[Decision]) -> tuple[Approver, ...]:
    """Return those who approved, by decisions on one result: who has another name by now is one person all the same."""
    given = approvals(rows)
    keys = _keys_by_name(_everybody(cycle)) if any(row.person for row in given) else {}
    found: dict[str, Approver] = {}
    for row in given:
        if name := same_person(row.name):
            key = row.person or keys.get(name, name)
            found.setdefault(key, Approver(key=key, name=row.name))
    return tuple(found.values())


def still_missing(cycle: OpenCycle, step: str, approvers: Sequence[Approver]) -> int:
    """Return how many must still approve, when these people have.

    Where log-in is on, people who share a mailbox are one: whoever reads it can be each of them. Where the community
    wants somebody from each side, each side that is not there yet is somebody who must. Whoever was taken out of the
    list of people since counts as they did.
    """
    needed, community = cycle.approvers_needed(step), cycle.loaded.community
    sides = {side.id for side in community.sides} if community.needs_each_side(step) else set()
    if not approvers or (needed == 1 and not sides):
        return max(needed - len(approvers), len(sides))
    if identity_of(cycle.services) == "name":
        said = {same_person(known.name): known.side for known in community.coordinators}
        there = {said.get(same_person(approver.name), "") for approver in approvers}
        return max(needed - len(approvers), len(sides - there), 0)
    known = {person.key: person for person in _everybody(cycle)}
    by_name = _keys_by_name(known.values())
    people = [(approver, known.get(by_name.get(approver.key, approver.key))) for approver in approvers]
    one_each = {person.address.casefold() if person else approver.key for approver, person in people}
    there = {person.side for _, person in people if person}
    return max(needed - len(one_each), len(sides - there), 0)


def _everybody(cycle: OpenCycle) -> tuple[KnownPerson, ...]:
    """Return everybody who was ever in the list of people of the community."""
    return tuple(row.person for row in cycle.memory.persons.rows(cycle.loaded.community.id))


def _keys_by_name(people: Iterable[KnownPerson]) -> dict[str, str]:
    """Return name → key of each name that only one person has."""
    known = list(people)
    times = Counter(same_person(person.name) for person in known)
    return {same_person(person.name): person.key for person in known if times[same_person(person.name)] == 1}

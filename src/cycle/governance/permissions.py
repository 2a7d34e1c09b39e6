"""Who may do what (rolle): a reader reads, a coordinator decides on steps, the secretariat does everything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from cycle.model import Identified, KnownPerson, Permission

EVERY_STEP = "*"


def may(who: Identified, permission: Permission) -> bool:
    """Return whether somebody has a permission at all; which steps they decide on is for `may_decide`."""
    if "secretariat" in who.roles:
        return True
    if permission == "decide":
        return bool(who.steps)
    return permission == "read" and bool(who.roles)


def may_decide(who: Identified, step: str) -> bool:
    """Return whether somebody may decide on a step; `letters.folgebrev` is one of `letters`."""
    return "secretariat" in who.roles or covers(who.steps, step)


def who_may_decide(persons: Sequence[KnownPerson], step: str, *, on: dt.date) -> tuple[KnownPerson, ...]:
    """Return everybody who may decide on a step that day: whoever is asked, deputies, and the secretariat."""
    return tuple(
        person for person in persons if "secretariat" in person.roles or covers(steps_of(person, persons, on=on), step)
    )


def covers(steps: tuple[str, ...], step: str) -> bool:
    """Return whether a step is among those that are named."""
    return EVERY_STEP in steps or step in steps or step.partition(".")[0] in steps


def steps_of(person: KnownPerson, others: Iterable[KnownPerson], *, on: dt.date) -> tuple[str, ...]:
    """Return the steps somebody decides on that day as coordinator: their own, and of those they stand in for."""
    own = _own(person)
    for other in _stood_in_for(person, others, on=on):
        own += _own(other)
    return (EVERY_STEP,) if EVERY_STEP in own else tuple(dict.fromkeys(own))


def sides_of(person: KnownPerson, others: Iterable[KnownPerson], *, on: dt.date) -> tuple[str, ...]:
    """Return the sides somebody decides for that day: their own, and those of whoever they stand in for."""
    found = (person.side, *(other.side for other in _stood_in_for(person, others, on=on)))
    return tuple(dict.fromkeys(side for side in found if side))


def deciders(persons: Sequence[KnownPerson], step: str, *, on: dt.date) -> tuple[KnownPerson, ...]:
    """Return who is asked about a step that day: coordinators who are not away, and the deputies of those who are.

    Somebody who is away and has no deputy is asked all the same: else nobody would be.
    """
    known = {person.key: person for person in persons}
    asked: dict[str, KnownPerson] = {}
    for person in persons:
        if not covers(_own(person), step):
            continue
        away = person.is_away(on)
        instead = [deputy.person for deputy in person.deputies if deputy.holds(on, away=away)]
        keys = [*([] if away else [person.key]), *instead]
        asked |= {key: known[key] for key in keys if key in known} or {person.key: person}
    return tuple(asked.values())


def _stood_in_for(person: KnownPerson, others: Iterable[KnownPerson], *, on: dt.date) -> list[KnownPerson]:
    """Return those whose deputy somebody is that day."""
    return [
        other
        for other in others
        if other.deputies
        and any(deputy.person == person.key and deputy.holds(on, away=other.is_away(on)) for deputy in other.deputies)
    ]


def _own(person: KnownPerson) -> tuple[str, ...]:
    return (person.steps or (EVERY_STEP,)) if "coordinator" in person.roles else ()

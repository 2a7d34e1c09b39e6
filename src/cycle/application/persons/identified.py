"""Who asks, and what they may that day: a person who is known, or a name that somebody typed where log-in is off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from cycle.governance.permissions import EVERY_STEP, deciders, steps_of
from cycle.governance.permissions import may as may
from cycle.governance.permissions import may_decide as may_decide
from cycle.governance.permissions import sides_of as sides_of
from cycle.governance.permissions import who_may_decide as who_may_decide
from cycle.model import Community, Identified, KnownBy, KnownPerson


def identified(
    person: KnownPerson, others: Sequence[KnownPerson], *, on: dt.date, known_by: KnownBy, proof: str, session: str = ""
) -> Identified:
    """Return who asks, with the steps they decide on that day, also in another's place."""
    return Identified(
        community=person.community,
        person=person.key,
        name=person.name,
        address=person.address,
        language=person.language,
        roles=person.roles,
        steps=steps_of(person, others, on=on),
        side=person.side,
        sides=sides_of(person, others, on=on),
        known_by=known_by,
        proof=proof,
        session=session,
    )


def claimed(community: Community, name: str) -> Identified:
    """Return who somebody says they are. It proves nothing, so it may do what everybody may who reaches the page."""
    return Identified(
        community=community.id,
        person="",
        name=" ".join(name.split()),
        address="",
        language=community.language,
        roles=("secretariat",),
        steps=(EVERY_STEP,),
        known_by="name",
    )


def asked_to_decide(persons: Sequence[KnownPerson], step: str, *, on: dt.date) -> tuple[KnownPerson, ...]:
    """Return who is told that a step waits: those who decide on it and are there that day, deputies for the others."""
    return deciders(persons, step, on=on)

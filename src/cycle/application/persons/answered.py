"""Who answered a form in Prefect's pages, or started a run there: the door writes it first, the run looks it up."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from cycle.model import Identified, digest
from cycle.services import Services
from cycle.store.people.door_answers import DoorAnswer as DoorAnswer

STARTED = "started-"
"""What the key of a run begins with that somebody started at the door."""


def note_answer(services: Services, who: Identified, *, run: str, key: str, answer: object) -> int:
    """Write that somebody hands in an answer; return the number under which it is told what became of it."""
    return services.memory.door_answers.add(
        DoorAnswer(
            run=run,
            key=key,
            digest=digest(answer),
            community=who.community,
            person=who.person,
            name=who.name,
            address=who.address,
            known_by=who.known_by,
            proof=who.proof,
            session=who.session,
            sides=",".join(who.sides),
            at=services.now(),
        )
    )


def note_start(services: Services, who: Identified, parameters: Mapping[str, object]) -> str:
    """Write that somebody starts a run with these parameters; return the key that the run is to bear."""
    key = f"{STARTED}{secrets.token_hex(16)}"
    note_answer(services, who, run="", key=key, answer=_start(parameters))
    return key


def who_started(services: Services, *, key: str, parameters: Mapping[str, object]) -> Identified | None:
    """Return who started the run that bears this key; None when no person who is known did, at the door."""
    if not key.startswith(STARTED):
        return None
    found = who_answered(services, run="", key=key, answer=_start(parameters))
    if found is None:
        return None
    row = services.memory.persons.row(found.community, found.person)
    return Identified(
        community=found.community,
        person=found.person,
        name=found.name,
        address=found.address,
        language=row.person.language if row else "nn",
        roles=(),
        sides=tuple(filter(None, found.sides.split(","))),
        known_by=found.known_by,
        proof=found.proof,
        session=found.session,
    )


def _start(parameters: Mapping[str, object]) -> dict[str, object]:
    """Return what of a form names what is started: its other fields Prefect fills in where they are empty."""
    return {name: parameters.get(name) for name in ("year", "name")}


def note_outcome(services: Services, number: int, status: str) -> None:
    """Write what Prefect said to an answer."""
    services.memory.door_answers.came_to(number, status)


def who_answered(services: Services, *, run: str, key: str, answer: object) -> DoorAnswer | None:
    """Return who gave the answer that Prefect holds; None when no person who is known did."""
    return services.memory.door_answers.of(run, key, digest(answer))

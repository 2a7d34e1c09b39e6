"""Who answered a form in Prefect's pages: the door writes it before Prefect sees the answer, the gate looks it up."""

from __future__ import annotations

from cycle.model import Identified, digest
from cycle.services import Services
from cycle.store.door_answers import DoorAnswer as DoorAnswer


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


def note_outcome(services: Services, number: int, status: str) -> None:
    """Write what Prefect said to an answer."""
    services.memory.door_answers.came_to(number, status)


def who_answered(services: Services, *, run: str, key: str, answer: object) -> DoorAnswer | None:
    """Return who gave the answer that Prefect holds; None when no person who is known did."""
    return services.memory.door_answers.of(run, key, digest(answer))

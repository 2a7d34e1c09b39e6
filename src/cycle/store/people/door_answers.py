"""Who handed in which answer to the form of a run: written before Prefect sees the answer, and kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, insert, select, update

from cycle.model import KnownBy
from cycle.store.database import reading
from cycle.store.tables import door_answers

ASKED = "ASKED"
"""Prefect has not said yet what it made of the answer, or the door died before it could be written."""
TAKEN = (ASKED, "ACCEPT")
"""What the row of an answer that Prefect holds may say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorAnswer:
    """One answer, and who gave it."""

    run: str
    key: str
    digest: str
    """sha256 of the answer as it was handed on, in canonical JSON."""
    community: str
    person: str
    name: str
    address: str
    known_by: KnownBy
    proof: str
    session: str
    at: dt.datetime
    status: str = ASKED
    sides: str = ""
    """The sides they decided for that day, with commas between."""


@dataclass(frozen=True, slots=True)
class DoorAnswers:
    """One row for each answer that was handed in, found by its number."""

    engine: Engine

    def add(self, answer: DoorAnswer) -> int:
        """Write an answer; return the number of its row."""
        values: dict[str, Any] = {name: getattr(answer, name) for name in DoorAnswer.__slots__}
        with self.engine.begin() as connection:
            made = connection.execute(insert(door_answers).values(**values)).inserted_primary_key
        assert made is not None
        return int(made[0])

    def came_to(self, number: int, status: str) -> None:
        """Write what Prefect said to it."""
        with self.engine.begin() as connection:
            connection.execute(update(door_answers).where(door_answers.c.id == number).values(status=status[:12]))

    def of(self, run: str, key: str, digest: str) -> DoorAnswer | None:
        """Return who gave the answer that Prefect holds; None when it did not come through the door.

        Of several who gave the same answer, the one Prefect took, else the first.
        """
        query = select(door_answers).where(
            door_answers.c.run == run,
            door_answers.c.key == key,
            door_answers.c.digest == digest,
            door_answers.c.status.in_(TAKEN),
        )
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(door_answers.c.id)).mappings().all()
        answers = [DoorAnswer(**{name: row[name] for name in DoorAnswer.__slots__}) for row in rows]
        return next((answer for answer in answers if answer.status != ASKED), answers[0] if answers else None)

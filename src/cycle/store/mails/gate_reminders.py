"""Who was reminded of which gate how firmly on which day: a row once written stays, so nobody is twice a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from cycle.store.database import reading
from cycle.store.tables import gate_reminders


@dataclass(frozen=True, slots=True, kw_only=True)
class GateReminder:
    """One person reminded of one gate on one day."""

    cycle: str
    gate: str
    """This opening of the gate, as its mails are called."""
    person: str
    """As in the outbox."""
    day: dt.date
    level: int


@dataclass(frozen=True, slots=True)
class GateReminders:
    """One row for each gate, person and day."""

    engine: Engine

    def add(self, reminders: Iterable[GateReminder]) -> None:
        """Write reminders; one of the same gate, person and day that is there stays."""
        rows = [{**asdict(reminder), "day": reminder.day.isoformat()} for reminder in reminders]
        if not rows:
            return
        with self.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(postgresql.insert(gate_reminders).on_conflict_do_nothing(), rows)
            else:
                connection.execute(sqlite.insert(gate_reminders).on_conflict_do_nothing(), rows)

    def of(self, cycle: str) -> tuple[GateReminder, ...]:
        """Return the reminders of a year, oldest first."""
        query = select(gate_reminders).where(gate_reminders.c.cycle == cycle).order_by(gate_reminders.c.day)
        with reading(self.engine) as connection:
            rows = connection.execute(query).mappings().all()
        return tuple(GateReminder(**{**row, "day": dt.date.fromisoformat(row["day"])}) for row in rows)

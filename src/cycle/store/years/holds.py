"""Mailings that wait for a person before they go on: the first few, refusals, a restore, a doubtful clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine, insert, select, update

from cycle.store.database import reading
from cycle.store.events import Event, append
from cycle.store.tables import holds

HoldReason = Literal["canary", "breaker", "restored", "clock"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A mailing that waits (opphald). `released_by` is empty while it does."""

    cycle: str
    kind: str
    reason: HoldReason
    why: str
    since: dt.datetime
    released_by: str = ""
    released_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Holds:
    """One row for each reason for which a mailing waits, or waited until somebody released it."""

    engine: Engine

    def hold(self, cycle: str, kind: str, reason: HoldReason, *, why: str, now: dt.datetime) -> None:
        """Write that the mailing waits; one that was released for this reason waits again."""
        key = (holds.c.cycle == cycle) & (holds.c.kind == kind) & (holds.c.reason == reason)
        values = {"why": why, "since": now, "released_by": "", "released_at": None}
        with self.engine.begin() as connection:
            if connection.execute(update(holds).where(key).values(**values)).rowcount == 0:
                connection.execute(insert(holds).values(cycle=cycle, kind=kind, reason=reason, **values))

    def of(self, cycle: str, kind: str | None = None) -> tuple[Hold, ...]:
        """Return every hold there is or was of a year, or of one dispatch of it, oldest first."""
        where = holds.c.cycle == cycle if kind is None else (holds.c.cycle == cycle) & (holds.c.kind == kind)
        with reading(self.engine) as connection:
            rows = connection.execute(select(holds).where(where).order_by(holds.c.since)).mappings().all()
        return tuple(Hold(**row) for row in rows)

    def waiting(self, cycle: str, kind: str) -> tuple[Hold, ...]:
        """Return what a dispatch waits for now; empty when it may go on."""
        return tuple(hold for hold in self.of(cycle, kind) if not hold.released_by)

    def passed(self, cycle: str, kind: str, reason: HoldReason) -> bool:
        """Return whether a person has let the dispatch go on after a hold for this reason."""
        return any(hold.reason == reason and hold.released_by for hold in self.of(cycle, kind))

    def release(
        self, cycle: str, *, kind: str | None, who: str, now: dt.datetime, until: dt.datetime | None = None
    ) -> tuple[Hold, ...]:
        """Let a year's mailings, or one dispatch, go on; return those that waited. `until` leaves later holds."""
        waited = tuple(
            hold for hold in self.of(cycle, kind) if not hold.released_by and (until is None or hold.since <= until)
        )
        with self.engine.begin() as connection:
            for hold in waited:
                key = (holds.c.cycle == hold.cycle) & (holds.c.kind == hold.kind) & (holds.c.reason == hold.reason)
                connection.execute(update(holds).where(key).values(released_by=who, released_at=now))
                about = {"kind": hold.kind, "reason": hold.reason}
                append(connection, Event(what="release", who=who, at=now, cycle=hold.cycle, about=about))
        return waited

"""What somebody has asked to have done to a closed year (arkivhandling): rows are added, and at most withdrawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import Connection, Engine, insert, select, update

from cycle.errors import StoreError
from cycle.store.database import reading
from cycle.store.events import Event, append, write_alone
from cycle.store.tables import archive_acts, closings

ActKind = Literal["correct", "take_down", "reopen"]
"""Correct (rette) · take down (ta ned) · reopen (opne att)."""
NAME = "name"
"""What an act is about when it takes down a name and no file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveAct:
    """One act that was asked for: what is to be done, to what, by whom and why."""

    cycle: str
    number: int
    """From 1, in the order they were asked for."""
    kind: ActKind
    what: str
    """What of the page it is about: `date`, `text`, `name`, or the address of a document; empty for the whole year."""
    old: str
    """The words that are wrong or go away."""
    new: str
    """The words that are right; the sha256 of the right document."""
    file: str
    """Name of the right document, as people see it."""
    asked_by: str
    why: str
    at: dt.datetime
    withdrawn_by: str = ""
    withdrawn_at: dt.datetime | None = None

    @property
    def wish(self) -> tuple[str, ...]:
        """Return what makes it the same as another, whoever asks and why."""
        return self.kind, self.what, self.old, self.new


@dataclass(frozen=True, slots=True)
class ArchiveActs:
    """One row for each thing that was asked for, numbered within its year."""

    engine: Engine

    def add(self, act: ArchiveAct, *, since: dt.datetime | None = None) -> ArchiveAct:
        """Write what is asked for under the next number of its year, and return it.

        The same that is not done yet, or was asked for since, is returned instead: two who ask at once ask for one act.
        """
        with self.engine.begin() as connection:
            write_alone(connection)
            earlier = acts_of(connection, act.cycle)
            done = set(connection.execute(select(closings.c.step).where(closings.c.cycle == act.cycle)).scalars())
            for asked in reversed(earlier):
                waits = asked.withdrawn_at is None and f"act.{asked.number}" not in done
                if asked.wish == act.wish and (waits or (since is not None and asked.at >= since)):
                    return asked
            numbered = replace(act, number=len(earlier) + 1)
            values = {name: getattr(numbered, name) for name in ArchiveAct.__slots__}
            connection.execute(insert(archive_acts).values(**values))
            about = {"act": numbered.number, "kind": act.kind, "what": act.what}
            asked_for = Event(what="correction", who=act.asked_by, at=act.at, cycle=act.cycle, why=act.why, about=about)
            append(connection, asked_for)
        return numbered

    def of(self, cycle: str) -> tuple[ArchiveAct, ...]:
        """Return all that was asked for of a year, withdrawn acts too, in the order they were asked for."""
        with reading(self.engine) as connection:
            return acts_of(connection, cycle)

    def withdraw(self, cycle: str, number: int, *, who: str, now: dt.datetime) -> None:
        """Write that an act is not wanted any more; StoreError when there is none that is."""
        key = (archive_acts.c.cycle == cycle) & (archive_acts.c.number == number)
        values = {"withdrawn_by": who, "withdrawn_at": now}
        with self.engine.begin() as connection:
            changed = connection.execute(
                update(archive_acts).where(key & archive_acts.c.withdrawn_at.is_(None)).values(**values)
            )
            if changed.rowcount == 1:
                about = {"act": number, "withdrawn": True}
                append(connection, Event(what="correction", who=who, at=now, cycle=cycle, about=about))
        if changed.rowcount != 1:
            raise StoreError(f"{cycle} act {number}: nobody has asked for it, or it is withdrawn already")


def acts_of(connection: Connection, cycle: str) -> tuple[ArchiveAct, ...]:
    """Return all that was asked for of a year, in the order it was asked for."""
    query = select(archive_acts).where(archive_acts.c.cycle == cycle).order_by(archive_acts.c.number)
    return tuple(ArchiveAct(**row) for row in connection.execute(query).mappings())

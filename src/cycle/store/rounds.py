"""When what is done again and again was done last: the morning's round, the reading of answers, the month's check."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine, insert, select, update

from cycle.store.database import reading
from cycle.store.tables import rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The last of one kind of round."""

    name: str
    at: dt.datetime
    well_at: dt.datetime | None
    """When it last went well."""
    trouble: str
    """Why the last one did not go well; empty when it did."""
    told_at: dt.datetime | None
    """When somebody was told that it stands still; None since it went well."""


@dataclass(frozen=True, slots=True)
class Rounds:
    """One row for each round, by its name, overwritten when it is made again."""

    engine: Engine

    def made(self, name: str, *, now: dt.datetime, trouble: str = "") -> None:
        """Write that the round was made, and how it went."""
        values: dict[str, object] = {"at": now, "trouble": trouble}
        if not trouble:
            values |= {"well_at": now, "told_at": None}
        self._write(name, values, now)

    def mark_notified(self, name: str, *, now: dt.datetime) -> None:
        """Write that somebody was told that it stands still."""
        self._write(name, {"told_at": now}, now)

    def last(self, name: str) -> Round | None:
        """Return the last round, None when there was none yet."""
        with reading(self.engine) as connection:
            row = connection.execute(select(rounds).where(rounds.c.name == name)).mappings().first()
        return Round(**row) if row else None

    def all(self) -> dict[str, Round]:
        """Return the last round of each kind there was."""
        with reading(self.engine) as connection:
            return {row["name"]: Round(**row) for row in connection.execute(select(rounds)).mappings()}

    def _write(self, name: str, values: dict[str, object], now: dt.datetime) -> None:
        with self.engine.begin() as connection:
            if connection.execute(update(rounds).where(rounds.c.name == name).values(**values)).rowcount == 0:
                connection.execute(insert(rounds).values(**{"name": name, "at": now, "trouble": "", **values}))

"""Which processes serve the flows, on this machine and others, and what each of them works on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select, update

from cycle.store.database import reading
from cycle.store.processes import alive, is_here
from cycle.store.tables import serving

SILENCE = dt.timedelta(minutes=3)
"""A process on another machine that has said nothing for so long is taken for dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One process that serves the flows."""

    owner: str
    since: dt.datetime
    seen_at: dt.datetime
    runs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Serving:
    """One row for each process that serves, while it says so again and again."""

    engine: Engine

    def say(self, owner: str, *, runs: Collection[str], now: dt.datetime) -> None:
        """Write that the process serves and what it works on."""
        values = {"seen_at": now, "runs": sorted(runs)}
        with self.engine.begin() as connection:
            changed = connection.execute(update(serving).where(serving.c.owner == owner).values(**values))
            if changed.rowcount == 0:
                connection.execute(insert(serving).values(owner=owner, since=now, **values))
            _sweep(connection, now)

    def leave(self, owner: str) -> None:
        """Write that the process serves no more."""
        with self.engine.begin() as connection:
            connection.execute(delete(serving).where(serving.c.owner == owner))

    def living(self, *, now: dt.datetime) -> tuple[Server, ...]:
        """Return those who serve, the one that began first in front."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(serving).order_by(serving.c.since, serving.c.owner)).mappings().all()
        found = (Server(**{**row, "runs": frozenset(row["runs"])}) for row in rows)
        return tuple(server for server in found if _lives(server.owner, server.seen_at, now))

    def forget_elsewhere(self) -> None:
        """Take away those of other machines; only where no other machine may write."""
        with self.engine.begin() as connection:
            for owner in connection.execute(select(serving.c.owner)).scalars().all():
                if not is_here(owner):
                    connection.execute(delete(serving).where(serving.c.owner == owner))


def _sweep(connection: Connection, now: dt.datetime) -> None:
    """Take away the dead of this machine; those of others stay, for when they were seen tells whose claims are dead."""
    for row in connection.execute(select(serving)).mappings().all():
        if is_here(row["owner"]) and not alive(row["owner"]):
            connection.execute(delete(serving).where(serving.c.owner == row["owner"]))


def _lives(owner: str, seen_at: dt.datetime, now: dt.datetime) -> bool:
    return alive(owner) if is_here(owner) else seen_at > now - SILENCE

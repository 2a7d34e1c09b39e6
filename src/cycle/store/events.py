"""The log of all that people did (hendingslogg): rows are only added, and each holds the hash of the one before."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Select, func, insert, select, text

from cycle.store.database import reading
from cycle.store.tables import decisions, events, installations, persons, sessions

What = Literal[
    "decision",
    "login",
    "logout",
    "person",
    "request",
    "correction",
    "import",
    "send",
    "publish",
    "closing",
    "release",
]
"""What somebody did: decided, logged in or out, changed who may do what, asked for a dispatch or an act, corrected,
imported, sent, published, closed a year or changed one that is closed, let go on."""
FIRST = "0" * 64
"""Stands where the hash of the row before would, in the first."""
LOCK = 7_305_221
"""Number of the lock that keeps two writers of PostgreSQL from taking one number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened, before it is in the log."""

    what: What
    who: str
    at: dt.datetime
    cycle: str = ""
    """Empty for what belongs to no year."""
    why: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    """What it is about, as plain data: ids and digests, no recipient's name or address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedEvent:
    """One row of the log, as it stands."""

    number: int
    at: str
    cycle: str
    what: str
    who: str
    why: str
    about: str
    before: str
    hash: str

    def computed(self) -> str:
        """Return the hash that follows from the rest of the row."""
        return _hash(self.number, self.at, self.cycle, self.what, self.who, self.why, self.about, self.before)

    def says(self) -> Mapping[str, Any]:
        """Return what it is about; nothing where that can no longer be read."""
        try:
            found = json.loads(self.about)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Events:
    """One row for each event, in the order they were written."""

    engine: Engine

    def add(self, event: Event) -> int:
        """Write what happened, and return its number."""
        with self.engine.begin() as connection:
            return append(connection, event)

    def all(self, what: What | None = None) -> tuple[LoggedEvent, ...]:
        """Return the whole log, oldest first, or its rows of one kind."""
        with reading(self.engine) as connection:
            return logged(connection, what)

    def newest(self) -> LoggedEvent | None:
        """Return the last row of the log; None while it is empty."""
        return self._first(select(events).order_by(events.c.number.desc()))

    def numbered(self, number: int) -> LoggedEvent | None:
        """Return the row of that number, if there is one."""
        return self._first(select(events).where(events.c.number == number))

    def decisions_in(self, cycle: str) -> tuple[LoggedEvent, ...]:
        """Return what the log tells of who decided what in a year, oldest first."""
        query = select(events).where(events.c.what == "decision", events.c.cycle == cycle)
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(events.c.number)).mappings().all()
        return tuple(LoggedEvent(**row) for row in rows)

    def _first(self, query: Select[Any]) -> LoggedEvent | None:
        with reading(self.engine) as connection:
            row = connection.execute(query.limit(1)).mappings().first()
        return LoggedEvent(**row) if row else None

    def told_since(self, log: Sequence[LoggedEvent]) -> str | None:
        """Return from when the log tells of all that people did, as it writes a moment; None where nothing says.

        No later than its first row, and no later than any row elsewhere that is written with one in the log, or by a
        version that has it: a log that was cut at its start, or to nothing, does not say itself when it began.
        """
        surely = (
            select(func.min(decisions.c.at)).where(decisions.c.event > 0),
            select(func.min(persons.c.changed_at)),
            select(func.min(sessions.c.made_at)),
            # What lived before there was log-in is called `name` since; a place is noted when it is opened first.
            select(func.min(installations.c.adopted_at)).where(installations.c.identity != "name"),
        )
        with reading(self.engine) as connection:
            found = [connection.execute(query).scalar() for query in surely]
        moments = [logged_at(moment) for moment in found if moment is not None]
        return min([*(row.at for row in log[:1]), *moments], default=None)


def logged(connection: Connection, what: What | None = None) -> tuple[LoggedEvent, ...]:
    """Return the whole log as a connection sees it, oldest first, or its rows of one kind."""
    query = select(events).order_by(events.c.number)
    rows = connection.execute(query.where(events.c.what == what) if what else query).mappings().all()
    return tuple(LoggedEvent(**row) for row in rows)


def append(connection: Connection, event: Event) -> int:
    """Write what happened in the transaction that does it, so that neither is without the other; return its number."""
    write_alone(connection)
    newest = select(events.c.number, events.c.hash).order_by(events.c.number.desc()).limit(1)
    last, before = connection.execute(newest).tuples().first() or (0, FIRST)
    row = (last + 1, logged_at(event.at), event.cycle, event.what, event.who, event.why, _written(event), before)
    names = ("number", "at", "cycle", "what", "who", "why", "about", "before")
    connection.execute(insert(events).values(**dict(zip(names, row, strict=True)), hash=_hash(*row)))
    return last + 1


def append_once(connection: Connection, event: Event) -> None:
    """Write what happened unless the log tells already of the same in the same year, whenever and by whomever."""
    write_alone(connection)
    same = (events.c.cycle == event.cycle) & (events.c.what == event.what) & (events.c.about == _written(event))
    if connection.execute(select(events.c.number).where(same)).first() is None:
        append(connection, event)


def write_alone(connection: Connection) -> None:
    """Let this transaction be the only one that writes to the log until it ends; on SQLite every one that writes is."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))


def logged_at(moment: dt.datetime) -> str:
    """Return a moment as the log writes it."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def flaws_of(log: Sequence[LoggedEvent]) -> Iterator[tuple[int, str]]:
    """Yield number and fault of each row that was changed, removed or put elsewhere, by the log alone."""
    before, expected = FIRST, 1
    for row in log:
        if row.number != expected:
            missing = f"{expected}" if row.number == expected + 1 else f"{expected}–{row.number - 1}"
            yield expected, f"event {missing}: is gone; {row.number} comes after {expected - 1}"
        elif row.before != before:
            yield row.number, f"event {row.number}: does not follow the one before it; rows were put elsewhere"
        if row.computed() != row.hash:
            yield row.number, f"event {row.number}: was changed since it was written ({row.what} by {row.who})"
        before, expected = row.hash, row.number + 1


def _written(event: Event) -> str:
    return json.dumps(event.about, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _hash(*parts: object) -> str:
    return sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()

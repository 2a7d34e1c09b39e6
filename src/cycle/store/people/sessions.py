"""Who is logged in (økt): only the hash of what the browser holds is kept; rows are kept when they end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, insert, select, update

from cycle.model import KnownBy
from cycle.store.database import reading
from cycle.store.events import Event, append
from cycle.store.tables import sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """One log-in, from its beginning to its end."""

    hash: str
    name: str
    """What it is called on pages and in proofs; it opens nothing."""
    community: str
    person: str
    known_by: KnownBy
    proof: str
    browser: str
    made_at: dt.datetime
    seen_at: dt.datetime
    ends_at: dt.datetime
    """When it ends whatever happens; idle time ends it before."""
    ended_at: dt.datetime | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class Sessions:
    """One row for each log-in, found by the hash of what the browser holds."""

    engine: Engine

    def begin(self, row: SessionRow) -> None:
        """Write a new session, and in the log that somebody logged in."""
        values: dict[str, Any] = {name: getattr(row, name) for name in SessionRow.__slots__}
        about = {"community": row.community, "session": row.name, "known_by": row.known_by}
        with self.engine.begin() as connection:
            connection.execute(insert(sessions).values(**values))
            append(connection, Event(what="login", who=row.person, at=row.made_at, about=about))

    def under(self, hash_: str) -> SessionRow | None:
        """Return the session with this hash, ended or not."""
        with reading(self.engine) as connection:
            found = connection.execute(select(sessions).where(sessions.c.hash == hash_)).mappings().first()
        return SessionRow(**found) if found else None

    def open(self, community: str) -> tuple[SessionRow, ...]:
        """Return the sessions of a community that nobody ended, the one seen last first; their time may be over."""
        query = select(sessions).where(sessions.c.community == community, sessions.c.ended_at.is_(None))
        with reading(self.engine) as connection:
            rows = connection.execute(query.order_by(sessions.c.seen_at.desc())).mappings().all()
        return tuple(SessionRow(**found) for found in rows)

    def any_of(self, community: str, persons: Sequence[str]) -> bool:
        """Return whether one of these people ever logged in."""
        theirs = (sessions.c.community == community) & sessions.c.person.in_(persons)
        with reading(self.engine) as connection:
            return connection.execute(select(sessions.c.hash).where(theirs).limit(1)).first() is not None

    def seen(self, hash_: str, *, now: dt.datetime) -> None:
        """Write that a session is in use."""
        with self.engine.begin() as connection:
            connection.execute(update(sessions).where(sessions.c.hash == hash_).values(seen_at=now))

    def end(self, community: str, name: str, *, by: str, now: dt.datetime) -> bool:
        """End the session of that name; return whether it was open."""
        its = (sessions.c.community == community) & (sessions.c.name == name) & sessions.c.ended_at.is_(None)
        with self.engine.begin() as connection:
            ended = connection.execute(update(sessions).where(its).values(ended_at=now, ended_by=by)).rowcount == 1
            if ended:
                about = {"community": community, "session": name}
                append(connection, Event(what="logout", who=by, at=now, about=about))
        return ended

    def end_all(self, community: str, person: str, *, by: str, now: dt.datetime, but: str = "") -> int:
        """End every session of a person but the one of that name; return how many were open."""
        theirs = (sessions.c.community == community) & (sessions.c.person == person) & sessions.c.ended_at.is_(None)
        theirs &= sessions.c.name != but
        with self.engine.begin() as connection:
            ended = connection.execute(update(sessions).where(theirs).values(ended_at=now, ended_by=by)).rowcount
            if ended:
                about = {"community": community, "person": person, "sessions": ended}
                append(connection, Event(what="logout", who=by, at=now, about=about))
        return ended

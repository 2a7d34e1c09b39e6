"""Each mail as it was handed to a server (melding), by the sha256 that the outbox has of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from cycle.store.database import reading
from cycle.store.tables import messages, outbox

AT_ONCE = 500
"""SQLite binds a limited number of values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A mail with its stored files cut out; `size` is of the whole."""

    sha256: str
    size: int
    pieces: str


@dataclass(frozen=True, slots=True)
class Messages:
    """One row for the bytes of each mail, by their sha256, written with the mark that the final dot comes next."""

    engine: Engine

    def get(self, wanted: Collection[str]) -> dict[str, Message]:
        """Return sha256 → message, for those that are kept."""
        names = sorted(wanted)
        found: dict[str, Message] = {}
        with reading(self.engine) as connection:
            for start in range(0, len(names), AT_ONCE):
                some = messages.c.sha256.in_(names[start : start + AT_ONCE])
                query = select(messages.c.sha256, messages.c.size, messages.c.pieces).where(some)
                found |= {row["sha256"]: Message(**row) for row in connection.execute(query).mappings()}
        return found

    def sizes(self, wanted: Collection[str]) -> dict[str, int]:
        """Return sha256 → size, for those of the messages that are kept."""
        names = sorted(wanted)
        found: dict[str, int] = {}
        with reading(self.engine) as connection:
            for start in range(0, len(names), AT_ONCE):
                some = messages.c.sha256.in_(names[start : start + AT_ONCE])
                query = select(messages.c.sha256, messages.c.size).where(some)
                found |= {row.sha256: row.size for row in connection.execute(query)}
        return found

    def moments(self, cycle: str) -> dict[str, dt.datetime]:
        """Return sha256 → when it was handed to a server first, of each mail of a year that is kept."""
        query = select(messages.c.sha256, messages.c.at).join(outbox, outbox.c.sha256 == messages.c.sha256)
        with reading(self.engine) as connection:
            return dict(connection.execute(query.where(outbox.c.cycle == cycle)).tuples().all())

    def first_kept(self) -> dt.datetime | None:
        """Return when the oldest of them was handed in, or None when none is kept."""
        with reading(self.engine) as connection:
            return connection.execute(select(func.min(messages.c.at))).scalar()


def message_row(message: Message, *, at: dt.datetime) -> dict[str, object]:
    """Return what is inserted for a message when it is first handed in."""
    return {"sha256": message.sha256, "size": message.size, "pieces": message.pieces, "at": at}

"""How far each mailbox is read, and which incoming mails were handled."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, delete, func, insert, select

from cycle.store.database import reading
from cycle.store.mails.replies import insert_new
from cycle.store.tables import handled, mailboxes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPosition:
    """How far a mailbox is read: the highest UID handled, valid while the server's UIDVALIDITY is the same."""

    validity: int
    last: int


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """The tables of places and of handled mails."""

    engine: Engine

    def place(self, mailbox: str) -> ReadPosition | None:
        """Return how far the mailbox is read, or None when it never was."""
        with reading(self.engine) as connection:
            found = connection.execute(select(mailboxes).where(mailboxes.c.mailbox == mailbox)).mappings().first()
        return ReadPosition(validity=found["validity"], last=found["last"]) if found else None

    def move(self, mailbox: str, place: ReadPosition, *, now: dt.datetime) -> None:
        """Write how far the mailbox is read."""
        with self.engine.begin() as connection:
            connection.execute(delete(mailboxes).where(mailboxes.c.mailbox == mailbox))
            values = {"mailbox": mailbox, "validity": place.validity, "last": place.last, "at": now}
            connection.execute(insert(mailboxes).values(values))

    def unread(self, keys: Iterable[str]) -> set[str]:
        """Return those of the incoming mails that were not handled before."""
        wanted = set(keys)
        listed = sorted(wanted)
        with reading(self.engine) as connection:
            for start in range(0, len(listed), 500):  # SQLite binds a limited number of values
                query = select(handled.c.key).where(handled.c.key.in_(listed[start : start + 500]))
                wanted -= set(connection.execute(query).scalars())
        return wanted

    def done(self, mails: Mapping[str, str], *, now: dt.datetime) -> None:
        """Write that incoming mails were handled, each with what it was."""
        with self.engine.begin() as connection:
            statement = insert_new(connection, handled)
            for key, what in mails.items():
                connection.execute(statement, {"key": key, "what": what, "at": now})

    def counts(self) -> dict[str, int]:
        """Return the number of handled mails by what they were, those that were there."""
        query = select(handled.c.what, func.count().label("mails")).group_by(handled.c.what)
        with reading(self.engine) as connection:
            return dict(Counter({row["what"]: row["mails"] for row in connection.execute(query).mappings()}))

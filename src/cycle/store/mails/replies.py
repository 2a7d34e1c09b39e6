"""What was heard from and about the recipients (svar): one row for each, never changed, twice is harmless."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cycle.model import Reply, Substitute
from cycle.store.database import reading
from cycle.store.tables import handled, replies, reply_addresses


@dataclass(frozen=True, slots=True)
class Replies:
    """The table of answers and reports; `cycle.mail.inbox.answers.reply_state` says what each answer is."""

    engine: Engine

    def add(self, heard: Iterable[Reply]) -> tuple[Reply, ...]:
        """Write what was heard in one transaction; return what was new: a (key, recipient) on record stays as it is."""
        with self.engine.begin() as connection:
            statement = insert_new(connection, replies).returning(replies.c.key)
            return tuple(reply for reply in heard if connection.execute(statement, _row(reply)).first())

    def of(self, cycle: str, *, recipient: str | None = None) -> tuple[Reply, ...]:
        """Return all that was heard in a year, or from one of its recipients, oldest first."""
        taken_in = select(replies, handled.c.at.label("taken_in")).outerjoin(handled, handled.c.key == replies.c.key)
        query = taken_in.where(replies.c.cycle == cycle).order_by(replies.c.at, replies.c.key)
        if recipient is not None:
            query = query.where(replies.c.recipient == recipient)
        with reading(self.engine) as connection:
            return tuple(_reply(dict(found)) for found in connection.execute(query).mappings())

    def forget_words(self, *, before: dt.datetime) -> int:
        """Take away what people and machines wrote in mails from before the moment; return how many were cut.

        What they answered and when, a server's report on a delivery, and what the secretariat typed in are kept, and so
        is the address of somebody's answer, by which it is asked about once only.
        """
        old = (replies.c.at < before) & (replies.c.text != "") & (replies.c.source != "typed")
        written = old & replies.c.what.not_in(("returned", "delayed", "delivered"))
        passing = (replies.c.at < before) & replies.c.what.in_(("wrote", "proposed", "concerns", "delivered"))
        with self.engine.begin() as connection:
            connection.execute(update(replies).where(passing & (replies.c.by != "")).values(by=""))
            named = (replies.c.at < before) & (replies.c.who != "") & (replies.c.source != "typed")
            connection.execute(update(replies).where(named).values(who=""))
            return connection.execute(update(replies).where(written).values(text="")).rowcount

    def decide_whose(
        self, recipient: str, address: str, *, community: str, theirs: bool, who: str, now: dt.datetime
    ) -> None:
        """Remember whether an address that answered for a recipient is the recipient's own; the last word counts.

        It holds in the community alone: another may have somebody else of the same name, and so of the same id.
        """
        key = {"community": community, "recipient": recipient, "address": address.lower()}
        with self.engine.begin() as connection:
            connection.execute(delete(reply_addresses).filter_by(**key))
            connection.execute(insert(reply_addresses).values(**key, theirs=theirs, who=who, at=now))

    def decided_whose(self, recipient: str, *, community: str, who: str, since: dt.datetime) -> Mapping[str, bool]:
        """Return address → whether it is the recipient's, for those that `who` has said it of since then."""
        whose = (reply_addresses.c.community == community) & (reply_addresses.c.recipient == recipient)
        said = whose & (reply_addresses.c.who == who) & (reply_addresses.c.at >= since)
        query = select(reply_addresses).where(said)
        with reading(self.engine) as connection:
            return {row["address"]: row["theirs"] for row in connection.execute(query).mappings()}

    def addresses(self, community: str) -> Mapping[str, Mapping[str, bool]]:
        """Return recipient of a community → address that somebody has been asked about → whether it is theirs."""
        found: defaultdict[str, dict[str, bool]] = defaultdict(dict)
        with reading(self.engine) as connection:
            for row in connection.execute(select(reply_addresses).filter_by(community=community)).mappings():
                found[row["recipient"]][row["address"]] = row["theirs"]
        return dict(found)


def insert_new(connection: Connection, table: Table) -> Insert:
    """Return an insert that leaves a row alone whose key is there, also when another process has just written it."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def _row(reply: Reply) -> dict[str, Any]:
    row = asdict(reply)
    substitute = row.pop("substitute")
    del row["taken_in"]  # stands with the mail
    return row | {f"substitute_{name}": value for name, value in substitute.items()}


def _reply(row: Mapping[str, Any]) -> Reply:
    plain = {name: value for name, value in row.items() if not name.startswith("substitute_")}
    substitute = Substitute(name=row["substitute_name"], role=row["substitute_role"], address=row["substitute_address"])
    return Reply(**plain, substitute=substitute)

"""Registers that were imported: each import is kept, the newest counts."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, RowMapping, Select, insert, select

from cycle.errors import StoreError
from cycle.model import Register, digest, from_plain, to_plain
from cycle.store.database import reading
from cycle.store.events import Event, append
from cycle.store.tables import events, registers


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRegister:
    """A register as it was imported; `source` is the file's name."""

    register: Register
    digest: str
    source: str
    imported_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Registers:
    """One row for each import; the newest of a community is the register that counts."""

    engine: Engine

    def add(
        self,
        community: str,
        register: Register,
        *,
        source: str,
        now: dt.datetime,
        after: str | None = None,
        who: str = "",
        why: str = "",
    ) -> ImportedRegister:
        """Return the import on record, written whole or not at all; the same register as the newest is not added again.

        `who` and `why` go into the log. `after` is the digest of the register it was compared with, empty for none.
        StoreError when another has come in between, so that nobody's change is lost unseen.
        """
        imported = ImportedRegister(register=register, digest=digest(register), source=source, imported_at=now)
        values = {"digest": imported.digest, "source": source, "body": to_plain(register), "imported_at": now}
        with self.engine.begin() as connection:
            row = connection.execute(_newest_first(community).limit(1)).mappings().first()
            newest = _imported(row) if row else None
            if newest is not None and newest.digest == imported.digest:
                return newest
            if after is not None and newest is not None and newest.digest != after:
                raise StoreError(
                    f"{community}: another register was imported {newest.imported_at:%d.%m.%Y %H:%M}, after this one "
                    "was looked at; check the file again"
                )
            connection.execute(insert(registers).values(community=community, **values))
            about = {"community": community, "register": imported.digest, "source": source}
            append(connection, Event(what="import", who=who, at=now, why=why, about=about))
        return imported

    def imported_by(self, community: str, digest: str) -> str:
        """Return who imported a register last, as the log tells; empty where nobody did, or it is not known who."""
        query = select(events.c.who, events.c.about).where(events.c.what == "import").order_by(events.c.number.desc())
        with reading(self.engine) as connection:
            for who, about in connection.execute(query).tuples():
                said = json.loads(about)
                if (said.get("community"), said.get("register")) == (community, digest):
                    return str(who)
        return ""

    def newest(self, community: str) -> ImportedRegister | None:
        """Return the newest import, or None when nothing was imported."""
        return self.known_at(community, None)

    def known_at(self, community: str, moment: dt.datetime | None) -> ImportedRegister | None:
        """Return what was known at the moment: the newest import until then, the newest of all for None."""
        query = _newest_first(community)
        if moment is not None:
            query = query.where(registers.c.imported_at <= moment)
        with reading(self.engine) as connection:
            row = connection.execute(query.limit(1)).mappings().first()
        return _imported(row) if row else None


def _newest_first(community: str) -> Select[Any]:
    return select(registers).where(registers.c.community == community).order_by(registers.c.id.desc())


def _imported(row: RowMapping) -> ImportedRegister:
    return ImportedRegister(
        register=from_plain(Register, row["body"]),
        digest=row["digest"],
        source=row["source"],
        imported_at=row["imported_at"],
    )

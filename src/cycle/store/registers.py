"""Registers that were imported: each import is kept, the newest counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine, insert, select

from cycle.model import Register, digest, from_plain, to_plain
from cycle.store.database import reading
from cycle.store.tables import registers


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRegister:
    """A register as it was imported, and when."""

    register: Register
    digest: str
    source: str
    imported_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Registers:
    """The table of imports."""

    engine: Engine

    def add(self, community: str, register: Register, *, source: str, now: dt.datetime) -> ImportedRegister:
        """Return the import on record; the same register as the newest is not imported again."""
        newest = self.newest(community)
        if newest is not None and newest.digest == digest(register):
            return newest
        imported = ImportedRegister(register=register, digest=digest(register), source=source, imported_at=now)
        values = {"digest": imported.digest, "source": source, "body": to_plain(register), "imported_at": now}
        with self.engine.begin() as connection:
            connection.execute(insert(registers).values(community=community, **values))
        return imported

    def newest(self, community: str) -> ImportedRegister | None:
        """Return the newest import, or None when nothing was imported."""
        query = select(registers).where(registers.c.community == community).order_by(registers.c.id.desc()).limit(1)
        with reading(self.engine) as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        return ImportedRegister(
            register=from_plain(Register, row["body"]),
            digest=row["digest"],
            source=row["source"],
            imported_at=row["imported_at"],
        )

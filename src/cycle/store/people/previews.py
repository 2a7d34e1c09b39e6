"""Previews of registers: exactly what a person saw, kept until it is imported by its id."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Engine, insert, select

from cycle.model import Register, from_plain, to_plain
from cycle.store.database import reading
from cycle.store.tables import previews


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPreview:
    """A register as it was read from a file, and the register it was compared with."""

    id: str
    community: str
    register: Register
    earlier: str
    """Digest of the register that counted then; empty when there was none."""
    source: str
    guesses: int
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Previews:
    """One row for each preview, by its id. The same file beside the same register has the same id."""

    engine: Engine

    def keep(self, preview: KeptPreview) -> KeptPreview:
        """Return the preview as it is on record; one that is kept already stays as it is."""
        found = self.find(preview.id)
        if found is not None:
            return found
        values = {
            "id": preview.id,
            "community": preview.community,
            "body": to_plain(preview.register),
            "earlier": preview.earlier,
            "source": preview.source,
            "guesses": preview.guesses,
            "made_at": preview.made_at,
        }
        with self.engine.begin() as connection:
            connection.execute(insert(previews).values(**values))
        return preview

    def find(self, preview_id: str) -> KeptPreview | None:
        """Return the preview with this id, or None."""
        query = select(previews).where(previews.c.id == preview_id)
        with reading(self.engine) as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        return KeptPreview(
            id=row["id"],
            community=row["community"],
            register=from_plain(Register, row["body"]),
            earlier=row["earlier"],
            source=row["source"],
            guesses=row["guesses"],
            made_at=row["made_at"],
        )

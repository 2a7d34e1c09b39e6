"""Which PDF was made of which Word file, so that no letter is ever converted into a second, different file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, func, insert, select

from cycle.store.database import reading
from cycle.store.tables import renditions


@dataclass(frozen=True, slots=True)
class Renditions:
    """The table of conversions; `route` names how the PDF was made."""

    engine: Engine

    def known(self, sources: Iterable[str], *, route: str) -> dict[str, str]:
        """Return source sha256 → PDF sha256 for those already converted."""
        wanted = sorted(set(sources))
        with reading(self.engine) as connection:
            found: dict[str, str] = {}
            for start in range(0, len(wanted), 500):  # SQLite binds a limited number of values
                query = select(renditions.c.source, renditions.c.target).where(
                    renditions.c.route == route, renditions.c.source.in_(wanted[start : start + 500])
                )
                found |= {row.source: row.target for row in connection.execute(query)}
        return found

    def count(self) -> int:
        """Return how many conversions are on record."""
        with reading(self.engine) as connection:
            return int(connection.execute(select(func.count()).select_from(renditions)).scalar_one())

    def files(self) -> set[str]:
        """Return the sha256 of every file that was converted or came of it."""
        with reading(self.engine) as connection:
            found = connection.execute(select(renditions.c.source, renditions.c.target))
            return {sha256 for row in found for sha256 in row}

    def add(self, made: Mapping[str, str], *, route: str, now: dt.datetime) -> None:
        """Record source → PDF; a source already on record keeps its first PDF."""
        earlier = self.known(made, route=route)
        rows = [
            {"source": source, "route": route, "target": target, "at": now}
            for source, target in made.items()
            if source not in earlier
        ]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(insert(renditions), rows)

"""The years that are open: one row per community, meeting type and year, however often it is triggered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Engine, Select, bindparam, func, insert, select, update

from cycle.store.database import reading
from cycle.store.tables import closings, cycles
from cycle.store.years.opened import CycleRow, cycle_id


@dataclass(frozen=True, slots=True)
class Cycles:
    """One row for each year, by its id `community/meeting/year`."""

    engine: Engine

    def open(self, community: str, meeting: str, year: int, *, given: Mapping[str, Any], now: dt.datetime) -> CycleRow:
        """Return the year's row, made if it is new; facts given again replace the earlier ones, others stay."""
        key = cycle_id(community, meeting, year)
        facts = {name: value for name, value in given.items() if value not in (None, "")}
        known = self.find(community, meeting, year)
        if known is not None and {**known.given, **facts} == known.given:
            return known
        with self.engine.begin() as connection:
            row = connection.execute(select(cycles).where(cycles.c.id == key)).mappings().first()
            if row is None:
                values = {"community": community, "meeting": meeting, "year": year, "given": facts, "opened_at": now}
                connection.execute(insert(cycles).values(id=key, **values))
            elif facts and {**row["given"], **facts} != row["given"]:
                connection.execute(update(cycles).where(cycles.c.id == key).values(given={**row["given"], **facts}))
            kept = connection.execute(select(cycles).where(cycles.c.id == key)).mappings().one()
        return CycleRow(**kept)

    def find(self, community: str, meeting: str, year: int) -> CycleRow | None:
        """Return the year's row with whether it is closed, or None when it is not open."""
        return self.of_year(community, year).get(cycle_id(community, meeting, year))

    def of_year(self, community: str, year: int) -> dict[str, CycleRow]:
        """Return the meetings of a community in one year by their key, each with whether it is closed."""
        with reading(self.engine) as connection:
            found = connection.execute(_meetings_of_a_year(), {"of": community, "in_year": year}).mappings()
            rows = [dict(row) for row in found]
        kinds_of = {row["id"]: row.pop("kind") for row in rows}
        return {
            key: CycleRow(**row, closed=kinds_of[key] not in {None, "reopen"}, opened_again=kinds_of[key] == "reopen")
            for row in rows
            for key in [row["id"]]
        }

    def all(self) -> tuple[CycleRow, ...]:
        """Return every open year, newest year first."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(cycles).order_by(cycles.c.year.desc(), cycles.c.id)).mappings().all()
        return tuple(CycleRow(**row) for row in rows)


@cache
def _meetings_of_a_year() -> Select[Any]:
    """Return the query, made once: making it takes longer than asking it."""
    last = select(closings.c.cycle, func.max(closings.c.number).label("number")).group_by(closings.c.cycle)
    newest = last.subquery()
    of_last = (closings.c.cycle == newest.c.cycle) & (closings.c.number == newest.c.number)
    kinds = select(closings.c.cycle, closings.c.kind).join(newest, of_last).subquery()
    query = select(cycles, kinds.c.kind).outerjoin(kinds, kinds.c.cycle == cycles.c.id)
    return query.where(cycles.c.community == bindparam("of"), cycles.c.year == bindparam("in_year"))

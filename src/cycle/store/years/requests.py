"""Dispatches that somebody asked for (bestilte utsendingar): rows are added, and at most withdrawn."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Select, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from cycle.errors import BusyError, StoreError
from cycle.model import DispatchRequest
from cycle.store.database import reading
from cycle.store.events import Event, append
from cycle.store.tables import requests


@dataclass(frozen=True, slots=True)
class Requests:
    """One row for each dispatch that was asked for, by its id within the year."""

    engine: Engine

    def add(self, request: DispatchRequest) -> DispatchRequest:
        """Write the request; BusyError when somebody else took its id in the same moment."""
        values = {name: getattr(request, name) for name in DispatchRequest.__slots__}
        values |= {"chosen": list(request.chosen), "include": list(request.include)}
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(requests).values(**values))
                append(connection, _event(request))
        except IntegrityError as error:
            raise BusyError(f"{request.cycle} {request.id}: somebody else asked just now; ask again") from error
        return request

    def of(self, cycle: str) -> tuple[DispatchRequest, ...]:
        """Return every request of a year, withdrawn ones too, in the order they were made."""
        with reading(self.engine) as connection:
            return requests_of(connection, cycle)

    def of_every_year(self) -> dict[str, tuple[DispatchRequest, ...]]:
        """Return year → its requests as `of` gives them, of every year that has any."""
        found: defaultdict[str, list[DispatchRequest]] = defaultdict(list)
        with reading(self.engine) as connection:
            for row in connection.execute(select(requests).order_by(requests.c.at, requests.c.id)).mappings():
                found[row["cycle"]].append(_request(row))
        return {cycle: tuple(asked) for cycle, asked in found.items()}

    def withdraw(self, cycle: str, request_id: str, *, who: str, now: dt.datetime) -> None:
        """Write that a request no longer stands; StoreError when there is none that does."""
        key = (requests.c.cycle == cycle) & (requests.c.id == request_id) & requests.c.withdrawn_at.is_(None)
        with self.engine.begin() as connection:
            changed = connection.execute(update(requests).where(key).values(withdrawn_by=who, withdrawn_at=now))
            if changed.rowcount == 1:
                about = {"request": request_id, "withdrawn": True}
                append(connection, Event(what="request", who=who, at=now, cycle=cycle, about=about))
        if changed.rowcount != 1:
            raise StoreError(f"{cycle} {request_id}: nobody has asked for it, or it is withdrawn already")


def requests_of(connection: Connection, cycle: str) -> tuple[DispatchRequest, ...]:
    """Return every request of a year, withdrawn ones too, in the order they were made."""
    return tuple(_request(row) for row in connection.execute(_requests_of_a_year(), {"of": cycle}).mappings())


@cache
def _requests_of_a_year() -> Select[Any]:
    """Return the query, made once: making it takes longer than asking it."""
    return select(requests).where(requests.c.cycle == bindparam("of")).order_by(requests.c.at, requests.c.id)


def _event(request: DispatchRequest) -> Event:
    about = {"request": request.id, "dispatch": request.dispatch}
    return Event(
        what="correction" if request.replaces is not None else "request",
        who=request.asked_by,
        at=request.at,
        cycle=request.cycle,
        why=request.why,
        about=about,
    )


def _request(found: Mapping[Any, Any]) -> DispatchRequest:
    return DispatchRequest(**{**found, "chosen": tuple(found["chosen"]), "include": tuple(found["include"])})

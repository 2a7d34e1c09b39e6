"""How a year was closed, and what was done to it since (avslutting): rows are added, never changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, Engine, exists, insert, select
from sqlalchemy.exc import IntegrityError

from cycle.errors import BusyError
from cycle.model import digest
from cycle.store.database import reading
from cycle.store.events import Event, What, append, logged, logged_at, write_alone
from cycle.store.formats import Stored
from cycle.store.kept_files.files import named_in
from cycle.store.tables import closings, events

ClosingKind = Literal["close", "correct", "take_down", "reopen", "signals"]
"""Closed (avslutta) · corrected (retta) · something taken down (teke ned) · opened again (opna att) ·
steering signals approved afterwards (styringssignal)."""
CLOSING: What = "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """One closing of a year, or one act on a closed year. `body` is the year as it then stands."""

    cycle: str
    number: int
    """From 1, in the order it was done."""
    kind: ClosingKind
    version: int
    """Of the archive package that belongs to it."""
    step: str
    digest: str
    """The result that was approved."""
    name: str
    """Who approved it, with commas between."""
    why: str
    body: Mapping[str, Any]
    at: dt.datetime
    format: int = 1

    @property
    def where(self) -> str:
        """Return which row this is."""
        return f"{self.cycle} closing {self.number}"

    @property
    def seal(self) -> str:
        """Return the digest of all that the row says, by which the log names it."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return digest({**said, "at": logged_at(self.at)})

    @property
    def files(self) -> dict[str, int]:
        """Return sha256 → size of every stored file that the body names."""
        return named_in(self.body)

    @classmethod
    def holding(cls, stored: Stored, **values: Any) -> Closing:
        """Return a closing with what is stored of the year as it then stands."""
        return cls(body=stored.body, format=stored.format, **values)

    def now_holding(self, stored: Stored) -> Closing:
        """Return the closing with another year in it."""
        return replace(self, body=stored.body, format=stored.format)

    @property
    def closes(self) -> bool:
        """Return whether the year is closed after this."""
        return self.kind != "reopen"


@dataclass(frozen=True, slots=True)
class Closings:
    """One row each time a year is closed, numbered within the year."""

    engine: Engine

    def add(self, closing: Closing) -> Closing:
        """Write the closing; BusyError when somebody else wrote one in the same moment."""
        with self.engine.begin() as connection:
            write_closing(connection, closing)
        return closing

    def of(self, cycle: str) -> tuple[Closing, ...]:
        """Return the closings of a year, oldest first."""
        query = select(closings).where(closings.c.cycle == cycle).order_by(closings.c.number)
        with reading(self.engine) as connection:
            return tuple(Closing(**row) for row in connection.execute(query).mappings())

    def of_every_year(self) -> dict[str, list[Closing]]:
        """Return year → its closings and acts, oldest first."""
        query = select(closings).order_by(closings.c.cycle, closings.c.number)
        found: dict[str, list[Closing]] = {}
        with reading(self.engine) as connection:
            for row in connection.execute(query).mappings():
                found.setdefault(row["cycle"], []).append(Closing(**row))
        return found

    def seal_older(self, *, now: dt.datetime) -> None:
        """Let the log tell of each closing from before it told of any, once in the life of a database.

        Whoever finds it done waits for no writer. After it, a closing that the log does not tell of was added.
        """
        with reading(self.engine) as connection:
            if _is_sealed(connection):
                return
        with self.engine.begin() as connection:
            write_alone(connection)
            if _is_sealed(connection):
                return
            reported = {(event.cycle, event.says().get("number")) for event in logged(connection, CLOSING)}
            rows = connection.execute(select(closings).order_by(closings.c.cycle, closings.c.number)).mappings().all()
            older = [row for row in (Closing(**row) for row in rows) if (row.cycle, row.number) not in reported]
            for row in older:
                append(connection, _event(row))
            append(connection, Event(what=CLOSING, who="", at=now, about={"sealed": len(older)}))

    def newest_of_every_year(self) -> dict[str, Closing]:
        """Return year → its last closing or act, of every year that was ever closed."""
        return {cycle: rows[-1] for cycle, rows in self.of_every_year().items()}


def write_closing(connection: Connection, closing: Closing) -> None:
    """Write the closing with whatever else is written in this transaction, and in the log that it was.

    BusyError as for `Closings.add`.
    """
    try:
        connection.execute(insert(closings).values(**{name: getattr(closing, name) for name in Closing.__slots__}))
    except IntegrityError as error:
        raise BusyError(f"{closing.where}: somebody else closed or opened the year just now; look again") from error
    append(connection, _event(closing))


def _is_sealed(connection: Connection) -> bool:
    """Return whether the log tells of every closing, those from before it did among them."""
    marked = exists().where(events.c.what == CLOSING, events.c.cycle == "")
    return bool(connection.execute(select(marked)).scalar())


def _event(closing: Closing) -> Event:
    about = {"number": closing.number, "kind": closing.kind, "seal": closing.seal}
    return Event(what=CLOSING, who="", at=closing.at, cycle=closing.cycle, about=about)

"""Who is at work on which step right now: a row decides, so two runs never do the same step at once."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select, update

from cycle.errors import BusyError, StoreError
from cycle.store.processes import heard_of, is_here, this_owner
from cycle.store.tables import claims

log = logging.getLogger(__name__)

_held: set[tuple[str, str, str]] = set()
"""Database, year and step of every claim that a block of this process holds right now."""
_changing = threading.Lock()


@dataclass(frozen=True, slots=True)
class Claims:
    """One row for each step that is worked on, by `host:pid:start`; one whose process is gone may be taken over."""

    engine: Engine

    @contextmanager
    def hold(self, cycle: str, step: str, *, now: dt.datetime) -> Iterator[None]:
        """Hold the step while the block runs; BusyError when a living process holds it.

        A claim that cannot be given back (a full disk) is left: this process takes it again, any other when this one
        has ended.
        """
        owner, mine = this_owner(), (str(self.engine.url), cycle, step)
        with _changing:
            self._take(cycle, step, owner, now, held_here=mine in _held)
            _held.add(mine)
        try:
            yield
        finally:
            with _changing:
                _held.discard(mine)
            self._give_back(cycle, step, owner)

    def forget_elsewhere(self) -> int:
        """Take away the claims of other machines and return how many; only where no other machine may write."""
        with self.engine.begin() as connection:
            gone = [owner for owner in connection.execute(select(claims.c.owner)).scalars() if not is_here(owner)]
            for owner in gone:
                connection.execute(delete(claims).where(claims.c.owner == owner))
        return len(gone)

    def _take(self, cycle: str, step: str, owner: str, now: dt.datetime, *, held_here: bool) -> None:
        key = (claims.c.cycle == cycle) & (claims.c.step == step)
        with self.engine.begin() as connection:
            held = connection.execute(select(claims.c.owner, claims.c.at).where(key)).first()
            if held is None:
                connection.execute(insert(claims).values(cycle=cycle, step=step, owner=owner, at=now))
                return
            left_by_us = held.owner == owner and not held_here
            if not left_by_us and heard_of(connection, held.owner, since=held.at, now=now):
                raise BusyError(f"{cycle} {step}: another run ({held.owner}) is at work; wait for it to end")
            connection.execute(update(claims).where(key).values(owner=owner, at=now))

    def _give_back(self, cycle: str, step: str, owner: str) -> None:
        where = (claims.c.cycle == cycle) & (claims.c.step == step) & (claims.c.owner == owner)
        try:
            with self.engine.begin() as connection:
                connection.execute(delete(claims).where(where))
        except StoreError as error:
            log.warning("%s %s: the claim could not be given back (%s)", cycle, step, error)

"""Who is at work on which step right now: a row decides, so two runs never do the same step at once."""

from __future__ import annotations

import datetime as dt
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
from sqlalchemy import Engine, delete, insert, select, update

from cycle.errors import BusyError
from cycle.store.tables import claims


@dataclass(frozen=True, slots=True)
class Claims:
    """The table of claims. An owner is `host:pid:start`; a claim whose process is gone may be taken over."""

    engine: Engine

    @contextmanager
    def hold(self, cycle: str, step: str, *, now: dt.datetime) -> Iterator[None]:
        """Hold the step while the block runs; BusyError when a living process holds it."""
        owner = this_owner()
        self._take(cycle, step, owner, now)
        try:
            yield
        finally:
            with self.engine.begin() as connection:
                where = (claims.c.cycle == cycle) & (claims.c.step == step) & (claims.c.owner == owner)
                connection.execute(delete(claims).where(where))

    def _take(self, cycle: str, step: str, owner: str, now: dt.datetime) -> None:
        key = (claims.c.cycle == cycle) & (claims.c.step == step)
        with self.engine.begin() as connection:
            held = connection.execute(select(claims.c.owner).where(key)).scalar()
            if held is None:
                connection.execute(insert(claims).values(cycle=cycle, step=step, owner=owner, at=now))
            elif alive(held):
                raise BusyError(f"{cycle} {step}: another run ({held}) is at work; wait for it to end")
            else:
                connection.execute(update(claims).where(key).values(owner=owner, at=now))


def this_owner() -> str:
    """Return the name of this process: host, pid and start time, which no later process shares."""
    return f"{socket.gethostname()}:{os.getpid()}:{psutil.Process().create_time():.2f}"


def alive(owner: str) -> bool:
    """Return whether the owner still runs; owners on other hosts count as alive."""
    host, pid, started = owner.rsplit(":", 2)
    if host != socket.gethostname():
        return True
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" == started
    except psutil.NoSuchProcess:
        return False

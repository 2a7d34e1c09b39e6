"""Names processes so that no later one shares the name, and tells which of them live."""

from __future__ import annotations

import datetime as dt
import os
import socket

import psutil
from sqlalchemy import Connection, func, select

from cycle.store.tables import serving

LEASE = dt.timedelta(minutes=15)
"""A process on another machine is taken for dead when nothing was heard of that machine for so long."""


def this_owner() -> str:
    """Return the name of this process: host, pid and start time, which no later process shares."""
    return f"{socket.gethostname()}:{os.getpid()}:{psutil.Process().create_time():.2f}"


def is_here(owner: str) -> bool:
    """Return whether the owner is, or was, a process of this machine."""
    return machine_of(owner) == socket.gethostname()


def machine_of(owner: str) -> str:
    """Return the machine of an owner, written `machine:pid:start`."""
    return owner.rsplit(":", 2)[0]


def alive(owner: str) -> bool:
    """Return whether the owner still runs; owners on other hosts count as alive, for they cannot be looked at."""
    _, pid, started = owner.rsplit(":", 2)
    if not is_here(owner):
        return True
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" == started
    except psutil.NoSuchProcess:
        return False


def heard_of(connection: Connection, owner: str, *, since: dt.datetime, now: dt.datetime) -> bool:
    """Return whether the owner may be alive: it runs here, or its machine was heard of within the lease.

    `since` is when the owner wrote its name.
    """
    if is_here(owner):
        return alive(owner)
    seen = select(func.max(serving.c.seen_at)).where(
        serving.c.owner.startswith(f"{machine_of(owner)}:", autoescape=True)
    )
    heard = [since, *(seen_at for seen_at in [connection.execute(seen).scalar()] if seen_at is not None)]
    return bool(max(heard) > now - LEASE)

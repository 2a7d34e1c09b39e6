"""Sees that a home folder has one owner, the service that runs there; a second one is refused by the first's name."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cycle.errors import CycleError
from cycle.services import OSLO

NAME = "owner"
"""The file in the home folder. The lock on it is the kernel's and ends with its process; its words only tell who."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who runs the service of a home folder."""

    host: str
    pid: int
    since: str

    def __str__(self) -> str:
        """Return the owner as it is named to somebody who wants to stop it."""
        return f"process {self.pid} on {self.host}, since {self.since}"


@contextmanager
def owning(home: Path, *, now: dt.datetime) -> Iterator[None]:
    """Own the home folder while the block runs; CycleError naming the owner while another living service has it."""
    path = home / NAME
    try:
        home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CycleError(f"{path}: cannot be opened ({error.strerror}); let the service's user write there") from error
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        _lock(file, path)
        with suppress(OSError):  # a full disk takes away the words, not the lock
            file.truncate()
            file.write(_words(now))
        yield
        with suppress(OSError):
            file.truncate(0)


def refuse_owned(home: Path) -> None:
    """Raise CycleError naming the owner when a service runs in the folder."""
    with suppress(FileNotFoundError), (home / NAME).open("r+b") as file:
        _lock(file, home / NAME)


def _lock(file: IO[bytes], path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        owner = _owner(file)
        who = f" ({owner})" if owner else ""
        raise CycleError(
            f"{path.parent}: a service runs there already{who}; stop that one, or give this one another CYCLE_HOME"
        ) from error
    except OSError as error:
        raise CycleError(
            f"{path}: cannot be locked ({error.strerror}); lay CYCLE_HOME on a disk that takes file locks"
        ) from error


def _owner(file: IO[bytes]) -> Owner | None:
    """Return the owner as written, None where there was no room to write it."""
    try:
        return Owner(**json.loads(file.read()))
    except (OSError, ValueError, TypeError):
        return None


def _words(now: dt.datetime) -> bytes:
    since = f"{now.astimezone(OSLO):%Y-%m-%d %H:%M}"
    return json.dumps({"host": socket.gethostname(), "pid": os.getpid(), "since": since}).encode()

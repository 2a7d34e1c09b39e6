"""A database that this process has open is read by SQLite alone, or the tests say so.

The locks of a process on a file go when *any* of its handles on that file is closed (POSIX), SQLite's among them. What
another process closes last then takes the write-ahead log away under it, and it reads what was there before for ever
(https://sqlite.org/howtocorrupt.html, section 2.2.1).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

ENDINGS = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".db", ".db-wal", ".db-shm")
HANDLES = Path("/proc/self/fd")


def keep_locks_of_sqlite() -> None:
    """Refuse, from now on, to open a database file by other means while this process has it open through SQLite."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event != "open" or not isinstance(arguments[0], str | bytes | os.PathLike):
        return
    path = os.fsdecode(arguments[0])
    if path.endswith(ENDINGS) and _is_open(path):
        raise AssertionError(f"{path}: is open here; closing another handle on it lets go of SQLite's locks")


def _is_open(path: str) -> bool:
    real = os.path.realpath(path)
    return HANDLES.is_dir() and any(_target(handle) == real for handle in HANDLES.iterdir())


def _target(handle: Path) -> str:
    try:
        return os.readlink(handle)
    except OSError:  # the handle this very listing was read through
        return ""

"""How often this process has written to a database, so that what was read from it before is known to be old."""

from __future__ import annotations

import threading
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import Connection, Engine, event

WRITING = "writing"
"""Marks a connection whose transaction may write, until it is given back."""


class Writes:
    """Counts the transactions that may have written, each when it is over."""

    def __init__(self) -> None:
        """Begin at none."""
        self.count = 0
        self._counting = threading.Lock()

    def watch(self, engine: Engine) -> None:
        """Count the transactions of this engine from now on."""
        event.listen(engine, "begin", _mark)
        event.listen(engine, "checkin", self._over)

    def _over(self, _connection: Any, record: Any) -> None:
        # Not when it commits: SQLAlchemy says so before it does, and who read in between would take the old for new.
        if record.info.pop(WRITING, False):
            with self._counting:
                self.count += 1


_known: WeakValueDictionary[str, Writes] = WeakValueDictionary()


def writes_to(engine: Engine) -> Writes:
    """Return the count of a database, one for all engines of this process, and watch this engine too."""
    found = _known.setdefault(str(engine.url), Writes())
    found.watch(engine)
    return found


def _mark(connection: Connection) -> None:
    if not connection.get_execution_options().get("reading", False):
        connection.info[WRITING] = True

"""Whether this database is the one that sent before: a restored or copied one must not send anything again by itself.

It is at home when its newest row names a seal that lies beside it and was born there, and when it knows of every mark
(`sending`) that the seals know of. A seal is safe on disk before the row that names it, and a mark is in the database
before the seals know of it and in both before its mail may go. So whoever is killed anywhere is at home still, and a
backup from any moment lacks what went after it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine, insert, select, text

from cycle.errors import StoreError
from cycle.store.database import reading
from cycle.store.restore_guard_files import REACHED, Seals
from cycle.store.state_changes import newest_mark
from cycle.store.tables import installations

LOOKS = 5
"""How often it is looked before it is taken for a copy: a mailing may write a new seal between the two readings."""
MACHINE_ID = Path("/etc/machine-id")


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the database lives, held against where it lived when it sent last."""

    engine: Engine
    seals: Seals | None
    """None for a database in memory, which nobody can copy."""

    def settle_in(self, *, now: dt.datetime) -> bool:
        """Return whether the database may send from here; a new one settles if nothing was sent from there.

        StoreError when the seals cannot be read or a first one cannot be written.
        """
        if self.seals is None:
            return True
        found = self._look(self.seals)
        return found == "home" or (found == "new" and self._settle(self.seals, now=now))

    def is_home(self) -> bool:
        """Return whether the database may send from here, without waiting for any writer; a new one may."""
        return self.seals is None or self._look(self.seals) != "away"

    def _look(self, seals: Seals) -> Literal["home", "new", "away"]:
        for _ in range(LOOKS):
            with reading(self.engine) as connection:
                if self._is_home(connection, seals):
                    return "home"
                if self._is_new(connection, seals):
                    return "new"
        return "away"

    def _settle(self, seals: Seals, *, now: dt.datetime) -> bool:
        """Write the first seal of a new database, and return whether it may send."""
        with self._alone() as connection:
            if self._is_home(connection, seals):
                return True
            if not self._is_new(connection, seals):
                return False
            seals.drop(REACHED)  # of another database, and no mail with it
            self._seal(connection, seals, who="first start", now=now)
        return True

    def renew(self, *, now: dt.datetime) -> None:
        """Give the database a new seal, so that no older one is at home any more.

        StoreError when it was put back since it was opened; FullDiskError when there is no room: the old seal counts.
        """
        if self.seals is None:
            return
        with self._alone() as connection:
            if not self._is_home(connection, self.seals):
                raise StoreError("database: it was restored or copied since it was opened; start the service again")
            old = self._seal(connection, self.seals, who="mailing", now=now)
        self.seals.drop(old)

    def reach(self, mark: int) -> None:
        """Let the seals know of a mark in the database; its mail may go when this returns.

        StoreError when they know of a later one: the database was put back under a sender.
        """
        if self.seals is not None:
            self.seals.reach(mark)

    def adopt(self, *, who: str, now: dt.datetime) -> None:
        """Write that the database may send from here from now on, whatever was sent.

        Only while the outbox is held alone. Whoever is killed under way has to do it again, or is at home.
        """
        if self.seals is None:
            return
        with self._alone() as connection:
            old = self._seal(connection, self.seals, who=who, now=now)
        self.seals.drop(old)
        self.seals.drop(REACHED)

    def _is_home(self, connection: Connection, seals: Seals) -> bool:
        said = seals.read()  # before the database, which may learn more meanwhile and never less
        known = _known(connection)
        if said.put_back or known not in {self._here(connection, seal) for seal in said.seals}:
            return False
        return newest_mark(connection) >= said.reached

    def _is_new(self, connection: Connection, seals: Seals) -> bool:
        """Return whether nothing was ever sent from this database, as far as it and the seals know."""
        return not _known(connection) and seals.read().reached <= newest_mark(connection)

    def _seal(self, connection: Connection, seals: Seals, *, who: str, now: dt.datetime) -> str:
        """Write a new seal and the row that names it; return the name of the one that counts until the commit."""
        *_, old, _ = ["", "", *_known(connection).split(":")]
        seals.clear(but=old)
        here = self._here(connection, seals.write(secrets.token_hex(8), reached=newest_mark(connection)))
        connection.execute(insert(installations).values(fingerprint=here, adopted_by=who, adopted_at=now))
        return old

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """Yield a connection whose transaction is the only one that may write a seal."""
        with self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE installations IN EXCLUSIVE MODE"))
            yield connection

    def _here(self, connection: Connection, seal: str) -> str:
        """Return what names this database here, with this seal; several machines may share one in PostgreSQL."""
        if self.engine.dialect.name == "postgresql":
            system = connection.execute(text("SELECT system_identifier FROM pg_control_system()")).scalar()
            query = "SELECT oid FROM pg_database WHERE datname = current_database()"
            return f"postgresql:{system}:{connection.execute(text(query)).scalar()}:{seal}"
        return f"{_machine()}:{seal}"


def seals_of(engine: Engine, *, home: Path) -> Seals | None:
    """Return the seals of a database: beside the file of SQLite, in the home folder for PostgreSQL."""
    if engine.dialect.name == "postgresql":
        return Seals(home / "postgresql.seals")
    if engine.url.database in (None, "", ":memory:"):
        return None
    file = Path(engine.url.database).resolve()  # by whatever name it was opened
    return Seals(file.with_name(f"{file.name}.seals"))


def _known(connection: Connection) -> str:
    """Return where the database may send from, as it was written last; empty when it never was."""
    query = select(installations.c.fingerprint).order_by(installations.c.id.desc()).limit(1)
    return connection.execute(query).scalar() or ""


def _machine() -> str:
    """Return what names this machine, not readable by others; its network number where it has no id of its own."""
    own = ""
    with suppress(OSError):
        own = MACHINE_ID.read_text().strip()
    return hashlib.sha256((own or str(uuid.getnode())).encode()).hexdigest()[:16]

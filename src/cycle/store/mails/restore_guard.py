"""Whether this database is the one that sent before: a restored or copied one must not send anything again by itself.

It is at home when its newest row names a token that lies beside it and was born there, and when it knows of every mark
(`sending`) that the guard files know of. A token is safe on disk before the row that names it, and a mark is in the
database before the guard files know of it and in both before its mail may go. So whoever is killed anywhere is at home
still, and a backup from any moment lacks what went after it.
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
from cycle.store.mails.restore_guard_files import REACHED, GuardFiles
from cycle.store.mails.state_changes import newest_mark
from cycle.store.tables import installations

READINGS = 5
"""How often it is looked before it is taken for a copy: a mailing may write a new token between the two readings."""
MACHINE_ID = Path("/etc/machine-id")


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the database lives, held against where it lived when it sent last."""

    engine: Engine
    guard: GuardFiles | None
    """None for a database in memory, which nobody can copy."""

    def settle_in(self, *, now: dt.datetime) -> bool:
        """Return whether the database may send from here; a new one settles if nothing was sent from there.

        StoreError when the guard files cannot be read or a first one cannot be written.
        """
        if self.guard is None:
            return True
        found = self._where(self.guard)
        return found == "home" or (found == "new" and self._settle(self.guard, now=now))

    def is_home(self) -> bool:
        """Return whether the database may send from here, without waiting for any writer; a new one may."""
        return self.guard is None or self._where(self.guard) != "away"

    def _where(self, guard: GuardFiles) -> Literal["home", "new", "away"]:
        for _ in range(READINGS):
            with reading(self.engine) as connection:
                if self._is_home(connection, guard):
                    return "home"
                if self._is_new(connection, guard):
                    return "new"
        return "away"

    def _settle(self, guard: GuardFiles, *, now: dt.datetime) -> bool:
        """Write the first token of a new database, and return whether it may send."""
        with self._alone() as connection:
            if self._is_home(connection, guard):
                return True
            if not self._is_new(connection, guard):
                return False
            guard.drop(REACHED)  # of another database, and no mail with it
            self._write_token(connection, guard, who="first start", now=now)
        return True

    def renew(self, *, now: dt.datetime) -> None:
        """Give the database a new token, so that no older one is at home any more.

        StoreError when it was put back since it was opened; FullDiskError when there is no room: the old token counts.
        """
        if self.guard is None:
            return
        with self._alone() as connection:
            if not self._is_home(connection, self.guard):
                raise StoreError("database: it was restored or copied since it was opened; start the service again")
            old = self._write_token(connection, self.guard, who="mailing", now=now)
        self.guard.drop(old)

    def reach(self, mark: int) -> None:
        """Let the guard files know of a mark in the database; its mail may go when this returns.

        StoreError when they know of a later one: the database was put back under a sender.
        """
        if self.guard is not None:
            self.guard.reach(mark)

    def adopt(self, *, who: str, now: dt.datetime) -> None:
        """Write that the database may send from here from now on, whatever was sent.

        Only while the outbox is held alone. Whoever is killed under way has to do it again, or is at home.
        """
        if self.guard is None:
            return
        with self._alone() as connection:
            old = self._write_token(connection, self.guard, who=who, now=now)
        self.guard.drop(old)
        self.guard.drop(REACHED)

    def _is_home(self, connection: Connection, guard: GuardFiles) -> bool:
        record = guard.read()  # before the database, which may learn more meanwhile and never less
        known = _known(connection)
        if record.put_back or known not in {self._here(connection, token) for token in record.tokens}:
            return False
        return newest_mark(connection) >= record.reached

    def _is_new(self, connection: Connection, guard: GuardFiles) -> bool:
        """Return whether nothing was ever sent from this database, as far as it and the guard files know."""
        return not _known(connection) and guard.read().reached <= newest_mark(connection)

    def _write_token(self, connection: Connection, guard: GuardFiles, *, who: str, now: dt.datetime) -> str:
        """Write a new token and the row that names it; return the name of the one that counts until the commit."""
        *_, old, _ = ["", "", *_known(connection).split(":")]
        guard.clear(but=old)
        here = self._here(connection, guard.write(secrets.token_hex(8), reached=newest_mark(connection)))
        connection.execute(insert(installations).values(fingerprint=here, adopted_by=who, adopted_at=now))
        return old

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """Yield a connection whose transaction is the only one that may write a token."""
        with self.engine.begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE installations IN EXCLUSIVE MODE"))
            yield connection

    def _here(self, connection: Connection, token: str) -> str:
        """Return what names this database here, with this token; several machines may share one in PostgreSQL."""
        if self.engine.dialect.name == "postgresql":
            system = connection.execute(text("SELECT system_identifier FROM pg_control_system()")).scalar()
            query = "SELECT oid FROM pg_database WHERE datname = current_database()"
            return f"postgresql:{system}:{connection.execute(text(query)).scalar()}:{token}"
        return f"{_machine()}:{token}"


def guard_files_of(engine: Engine, *, home: Path) -> GuardFiles | None:
    """Return the guard files of a database: beside the file of SQLite, in the home folder for PostgreSQL."""
    if engine.dialect.name == "postgresql":
        return GuardFiles(home / "postgresql.seals")
    if engine.url.database in (None, "", ":memory:"):
        return None
    file = Path(engine.url.database).resolve()  # by whatever name it was opened
    return GuardFiles(file.with_name(f"{file.name}.seals"))


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

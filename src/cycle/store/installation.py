"""Whether this database is the one that sent before: a restored or copied one must not send anything again by itself.

Beside a SQLite file lies a seal: a small file that is written anew before each mailing, and whose birth on this disk
(its ctime, which no copy and no restore can keep) the database remembers. An older database does not know the newest
seal; a copied folder has a seal of another birth. PostgreSQL numbers its servers and databases itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, func, insert, select, text, update

from cycle.store.database import reading
from cycle.store.tables import installations, outbox

MACHINE_ID = Path("/etc/machine-id")
PENDING = "?"
"""Stands for the birth of a seal that is being written."""


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the database lives, held against where it lived when it sent last."""

    engine: Engine

    def settle_in(self, *, now: dt.datetime) -> bool:
        """Return whether the database may send from here; one that has never held a mail settles where it is."""
        known = self._known()
        if self._is_home(known):
            return True
        if known and self._has_mails():
            return False
        self.adopt(who="first start", now=now)
        return True

    def adopt(self, *, who: str, now: dt.datetime) -> None:
        """Write that the database may send from here from now on, with a new seal.

        Whoever is killed under way is at home still: until the new seal is there the old one counts.
        """
        nonce = secrets.token_hex(8)
        with self.engine.begin() as connection:
            values = {"fingerprint": self._here(nonce, PENDING), "adopted_by": who, "adopted_at": now}
            key = connection.execute(insert(installations).values(**values)).inserted_primary_key
        seal = self._seal()
        if seal is None or key is None:
            return
        scratch = seal.with_name(f".{seal.name}-{nonce}")
        scratch.write_text(nonce)
        scratch.replace(seal)
        with self.engine.begin() as connection:
            changed = {"fingerprint": self._here(nonce, str(seal.stat().st_ctime_ns))}
            connection.execute(update(installations).where(installations.c.id == key[0]).values(**changed))

    def _is_home(self, known: list[str]) -> bool:
        seal = self._seal()
        if seal is None:
            return known[:1] == [self._here("", PENDING)]
        with suppress(OSError):
            nonce, birth = seal.read_text(), str(seal.stat().st_ctime_ns)
            newest = [self._here(nonce, birth), self._here(nonce, PENDING)]
            pending = bool(known) and known[0].endswith(f":{PENDING}")
            return known[:1] != [] and (known[0] in newest or (pending and known[1:2] == newest[:1]))
        return False

    def _known(self) -> list[str]:
        """Return the newest two fingerprints, the newest first."""
        query = select(installations.c.fingerprint).order_by(installations.c.id.desc()).limit(2)
        with reading(self.engine) as connection:
            return list(connection.execute(query).scalars())

    def _has_mails(self) -> bool:
        with reading(self.engine) as connection:
            return bool(connection.execute(select(func.count()).select_from(outbox)).scalar())

    def _seal(self) -> Path | None:
        """Return where the seal lies; None for PostgreSQL and for a database in memory."""
        database = self.engine.url.database
        if self.engine.dialect.name != "sqlite" or database in (None, "", ":memory:"):
            return None
        return Path(f"{database}.seal")

    def _here(self, nonce: str, birth: str) -> str:
        """Return what names this database here, with this seal."""
        if self.engine.dialect.name == "postgresql":
            with reading(self.engine) as connection:
                system = connection.execute(text("SELECT system_identifier FROM pg_control_system()")).scalar()
                query = "SELECT oid FROM pg_database WHERE datname = current_database()"
                return f"postgresql:{system}:{connection.execute(text(query)).scalar()}"
        if self._seal() is None:
            return "memory"
        return f"{_machine()}:{nonce}:{birth}"


def _machine() -> str:
    """Return what names this machine, not readable by others; its network number where it has no id of its own."""
    own = ""
    with suppress(OSError):
        own = MACHINE_ID.read_text().strip()
    return hashlib.sha256((own or str(uuid.getnode())).encode()).hexdigest()[:16]

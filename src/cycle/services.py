"""Wires the service together: settings, memory and the one clock; nothing else reads the time."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cycle.errors import StoreError
from cycle.homes import refuse_no_home
from cycle.private import keep_private
from cycle.settings import Settings, load_settings
from cycle.wording import OSLO as OSLO

if TYPE_CHECKING:
    from cycle.store.memory import Memory

LEAST_SECRET = 32
"""Bytes of the secret that names recipients."""


def present_moment() -> dt.datetime:
    """Return the present moment, aware, in Norwegian time."""
    return dt.datetime.now(OSLO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a step needs from the outside: settings, memory, the time and the secret that names recipients."""

    settings: Settings
    memory: Memory
    now: Callable[[], dt.datetime]
    secret: bytes
    away: bool = False
    """The database was copied or restored, so mails go to a folder until somebody says that it may send."""

    @property
    def identity(self) -> Literal["link", "name"]:
        """Return how it is known who decides: as the settings say, else by link.

        By name in a home from before that, as long as nobody reaches it from elsewhere.
        """
        if chosen := self.settings.identity:
            return chosen
        alone = not self.settings.is_reached_from_elsewhere
        return "name" if alone and self.memory.persons.before_log_in() else "link"

    @property
    def today(self) -> dt.date:
        """Return today's date in Norway."""
        return self.now().astimezone(OSLO).date()


@contextmanager
def open_services(
    settings: Settings | None = None, *, now: Callable[[], dt.datetime] = present_moment
) -> Iterator[Services]:
    """Yield the wired services and close the database afterwards; a home begins in a folder that is empty or missing.

    StoreError for a folder that holds something else, or the rest of a home: nothing is written there.
    """
    from cycle.store.memory import open_memory  # noqa: PLC0415 - slow import: the database's library

    chosen = settings or load_settings()
    refuse_no_home(chosen.home.absolute(), chosen.database, may_begin=True)
    keep_private(chosen.home.absolute())
    memory = open_memory(chosen.database, folder=chosen.home.absolute() / "files")
    try:
        at_home = memory.installation.settle_in(now=now())
        memory.closings.seal_older(now=now())
        yield Services(
            settings=chosen if at_home else chosen.model_copy(update={"mail_mode": "folder"}),
            memory=memory,
            now=now,
            secret=kept_secret(chosen.home.absolute() / "secret"),
            away=not at_home,
        )
    finally:
        memory.close()


def this_process() -> str:
    """Return who this process is in the store: host, process and when it started."""
    from cycle.store import processes  # noqa: PLC0415 - slow import: the library of processes

    return processes.this_owner()


def kept_secret(path: Path) -> bytes:
    """Return a secret that lies in the home folder, as the one recipients' tokens are made with; made once, and kept.

    It is there whole or not at all, also when two processes start at once. StoreError when it cannot be read.
    """
    scratch = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            scratch.touch(mode=0o600)
            scratch.write_text(secrets.token_hex(32))
            with suppress(FileExistsError):
                path.hardlink_to(scratch)
            scratch.unlink()
        found = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: cannot be used ({error}); restore it from the backup") from error
    if len(found) < LEAST_SECRET:
        raise StoreError(f"{path}: is cut short; restore it from the backup")
    return found

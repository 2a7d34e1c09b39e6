"""Two mailings under seal, whose process may be watched, copied or killed at every step it takes on the disk."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cycle.mail.message.mail import Mail
from cycle.mail.outbox.dispatcher import dispatch
from cycle.mail.transport.smtp import BeforeDot, Receipt
from cycle.model import OutboxRow
from cycle.store.database import open_database
from cycle.store.mails.outbox import Outbox
from cycle.store.mails.restore_guard import Installation, guard_files_of
from tests.mail.conftest import NOON
from tests.outboxes import to_be_killed, wait_until_it_let_go

HOUR = 3600
Step = Callable[[str], None]
Rows = tuple[OutboxRow, ...]
ON_DISK = ((os, "fsync"), (os, "fdatasync"), (os, "pwrite"), (Path, "unlink"))


@dataclass(frozen=True)
class Hand:
    """Takes mails at the dot and writes down which."""

    taken: Path
    step: Step

    def open(self) -> None: ...

    def close(self) -> None: ...

    def send(self, mail: Mail, *, before_dot: BeforeDot | None = None) -> Receipt:
        assert before_dot is not None
        before_dot("0" * 64)
        self.step("before dot")
        with self.taken.open("a") as file:
            file.write(f"{mail.message_id}\n")
        self.step("after dot")
        return Receipt(code=250, text="ok", sha256="0" * 64)


@dataclass(frozen=True)
class House:
    """A database with its seals, and the recipients' mailboxes, which no restore puts back."""

    url: str
    home: Path
    rows: Rows
    connections: int = 1

    @property
    def taken(self) -> Path:
        return self.home.with_name("taken")

    def copies(self) -> Counter[str]:
        """Return Message-ID → how many times it was taken."""
        return Counter(self.taken.read_text().split() if self.taken.exists() else ())

    def open(self) -> tuple[Installation, Outbox]:
        engine = open_database(self.url)
        return Installation(engine, guard_files_of(engine, home=self.home)), Outbox(engine)

    def is_home(self) -> bool:
        installation, _ = self.open()
        try:
            return installation.settle_in(now=NOON)
        finally:
            installation.engine.dispose()

    def send_all(self, step: Step = lambda _name: None) -> bool:
        """Send everything of both mailings that is not sent, as a service does; nothing when not at home."""
        installation, outbox = self.open()
        watch(installation, step)
        try:
            if not installation.settle_in(now=NOON):
                return False
            for kind in dict.fromkeys(row.kind for row in self.rows):
                outbox.enqueue((row for row in self.rows if row.kind == kind), now=NOON)
                with outbox.alone():
                    installation.renew(now=NOON)
                first, *others = [Hand(self.taken, step) for _ in range(self.connections)]
                dispatch(
                    replace(outbox, reach=installation.reach),
                    carrier=first,
                    others=others,
                    build=lambda row: Mail(recipient="", return_path="", message_id=row.message_id, data=b""),
                    now=lambda: NOON,
                    kind=kind,
                    evidence=lambda row: row.message_id in self.copies(),
                )
            return True
        finally:
            installation.engine.dispose()

    def killed_at(self, number: int) -> str:
        """Send in a process that is killed at this step and return its name; empty when it got through."""
        reading, tell = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                with pytest.MonkeyPatch.context() as patch:
                    step = Killer(number, tell)
                    watch_disk(patch, step)
                    replace(self, url=to_be_killed(self.url)).send_all(step)
            except BaseException:
                os.write(tell, traceback.format_exc().encode())
            finally:
                os._exit(0)
        os.close(tell)
        os.waitpid(child, 0)
        wait_until_it_let_go(self.url)
        with open(reading) as words:
            return words.read()

    def rest_in(self, backup: Path) -> set[str]:
        """Return the Message-IDs that a service on this backup of SQLite would send."""
        with sqlite3.connect(backup) as connection:
            gone = {entry for (entry,) in connection.execute("SELECT message_id FROM outbox WHERE state <> 'queued'")}
        connection.close()
        return {row.message_id for row in self.rows} - gone


class Killer:
    """Kills its own process at a step."""

    def __init__(self, number: int, tell: int) -> None:
        self._left, self._tell, self._lock = number, tell, threading.Lock()

    def __call__(self, name: str) -> None:
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.write(self._tell, name.encode())
                os.kill(os.getpid(), signal.SIGKILL)


def watch(installation: Installation, step: Step) -> None:
    """Make a step of each side of every commit."""
    dialect = installation.engine.dialect
    commit = dialect.do_commit

    def watched(connection: object) -> None:
        step("before commit")
        commit(connection)  # type: ignore[arg-type]
        step("after commit")

    dialect.do_commit = watched  # type: ignore[method-assign, assignment]


def watch_disk(patch: pytest.MonkeyPatch, step: Step) -> None:
    """Make a step of each side of everything the seals do on the disk."""
    for place, name in ON_DISK:
        real = getattr(place, name)

        def watched(*given: object, _real: Callable[..., object] = real, _name: str = name, **more: object) -> object:
            step(f"before {_name}")
            answer = _real(*given, **more)
            step(f"after {_name}")
            return answer

        patch.setattr(place, name, watched)


# --- Backups ---------------------------------------------------------------------------------------------------------


class Backups:
    """Copies of the home folder, as a backup takes them: the database by SQLite's own backup, the seals as they lie."""

    def __init__(self, house: House) -> None:
        self.house, self.folder, self.names = house, house.home.with_name("backups"), list[str]()

    def __call__(self, name: str) -> None:
        place = self.folder / str(len(self.names))
        self.names.append(name)
        place.mkdir(parents=True)
        with (
            closing(sqlite3.connect(self.house.home / "cycle.sqlite")) as here,
            closing(sqlite3.connect(place / "cycle.sqlite")) as there,
        ):
            here.backup(there)
        with suppress(FileNotFoundError):
            shutil.copytree(self.house.home / "cycle.sqlite.seals", place / "cycle.sqlite.seals")
        for path in place.rglob("*"):  # taken while nobody looked, long ago
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - HOUR))

    def __iter__(self) -> Iterator[tuple[str, Path]]:
        for number, name in enumerate(self.names):
            yield f"{number} {name}", self.folder / str(number)


def put_back_database(home: Path, backup: Path) -> None:
    for path in home.glob("cycle.sqlite*"):
        if path.is_file():
            path.unlink()
    shutil.copy2(backup / "cycle.sqlite", home / "cycle.sqlite")


def put_back_all(home: Path, backup: Path, copy: Callable[..., object] = shutil.copy2) -> None:
    shutil.rmtree(home)
    shutil.copytree(backup, home, copy_function=copy)


def put_back_changed(home: Path, backup: Path) -> None:
    """As rsync does: what looks the same stays, what is gone from the backup goes."""
    put_back_database(home, backup)
    guard_files, kept = home / "cycle.sqlite.seals", backup / "cycle.sqlite.seals"
    there = {path.name for path in kept.iterdir()} if kept.is_dir() else set()
    for path in guard_files.iterdir():
        if path.name not in there:
            path.unlink()
    for name in there:
        if not (guard_files / name).exists() or (guard_files / name).read_bytes() != (kept / name).read_bytes():
            shutil.copy2(kept / name, guard_files / name)

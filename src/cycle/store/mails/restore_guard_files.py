"""The guard files beside the database, in a folder named `seals`: they know what was sent, and no backup fools them.

A token is written once, under a name of its own. The database keeps its birth on this disk (its ctime), which no copy
and no restore can keep. One more file, `reached`, is written over in place before final dots: it knows every mail that
went since. What a backup puts there has a change (ctime) long after its writing (mtime), and is told by that.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cycle.errors import FullDiskError, StoreError

REACHED = "reached"
DIGITS = 20
"""Every number is written as wide, so that writing over it needs no room on the disk."""
LATE = 5_000_000_000
"""Nanoseconds between writing and change that some network file systems may round away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardRecord:
    """What the files say."""

    tokens: frozenset[str]
    """Of each token its name and its birth, `name:birth`."""
    reached: int
    """The number of the newest mark that any of them knows."""
    put_back: bool
    """`reached` was not written here by us, or somebody changed its owner or mode."""


@dataclass(frozen=True, slots=True)
class GuardFiles:
    """The folder of the guard files. Methods raise StoreError when the disk fails, FullDiskError when it is full."""

    folder: Path

    def read(self) -> GuardRecord:
        """Return what all files say; one that is being taken away is not there."""
        tokens, reached, put_back = set(), 0, False
        with self._on_disk():
            for name in os.listdir(self.folder) if self.folder.is_dir() else ():
                with suppress(FileNotFoundError), (self.folder / name).open("rb") as file:
                    reached = max(reached, _number(file.read(DIGITS)))
                    status = os.fstat(file.fileno())
                    if name == REACHED:
                        put_back = abs(status.st_ctime_ns - status.st_mtime_ns) > LATE
                    else:
                        tokens.add(f"{name}:{status.st_ctime_ns}")
        return GuardRecord(tokens=frozenset(tokens), reached=reached, put_back=put_back)

    def write(self, name: str, *, reached: int) -> str:
        """Return `name:birth` of a new token that is safe on disk, and see that there is room for what is reached.

        Nothing of it is there when there was no room.
        """
        path = self.folder / name
        with self._on_disk():
            self.folder.mkdir(parents=True, exist_ok=True)
            if not (self.folder / REACHED).exists():
                self.put(REACHED, reached)
            try:
                self.put(name, reached)
            except OSError:
                path.unlink(missing_ok=True)
                raise
            _sync(self.folder)
            _sync(self.folder.parent)
            return f"{name}:{path.stat().st_ctime_ns}"

    def reach(self, number: int) -> None:
        """Write, safe on disk, that the mark of this number is in the database.

        StoreError when a later one was: this database was put back while it sent.
        """
        with self._on_disk():
            descriptor = os.open(self.folder / REACHED, os.O_RDWR | os.O_CREAT, 0o666)
            try:
                if _number(os.pread(descriptor, DIGITS, 0)) > number:
                    raise StoreError(
                        f"{self.folder}: know more than the database, which was put back while mails were sent; "
                        "start the service again"
                    )
                os.pwrite(descriptor, _digits(number), 0)
                os.fdatasync(descriptor)
            finally:
                os.close(descriptor)

    def clear(self, *, but: str) -> None:
        """Take away every token but one: those of the dead who had no time to write them into the database."""
        with self._on_disk():
            for name in os.listdir(self.folder) if self.folder.is_dir() else ():
                if name not in {but, REACHED}:
                    self.drop(name)

    def drop(self, name: str) -> None:
        """Take away one of the files, if it is there."""
        with self._on_disk():
            if name:
                (self.folder / name).unlink(missing_ok=True)

    def put(self, name: str, number: int) -> None:
        """Write a number into a file of the guard; it is on disk when this returns."""
        with (self.folder / name).open("wb") as file:
            file.write(_digits(number))
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def _on_disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            full = error.errno in {errno.ENOSPC, errno.EDQUOT}
            remedy = "make room on the disk and run the step again: what is done is kept" if full else "see to the disk"
            kind = FullDiskError if full else StoreError
            raise kind(f"{self.folder}: cannot be used ({error.strerror}); {remedy}") from error


def _digits(number: int) -> bytes:
    return b"%0*d\n" % (DIGITS, number)


def _number(written: bytes) -> int:
    """Return the number a file holds; one that was cut short says nothing."""
    return int(written) if len(written) == DIGITS and written.isdigit() else 0


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

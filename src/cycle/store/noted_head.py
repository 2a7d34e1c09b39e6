"""The head of the log as this home noted it last (merkt), outside the database: what is cut off its end shows by it."""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from cycle.store.events import Events, LoggedEvent

log = logging.getLogger(__name__)
FILE = "log-head"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest row of the log at a moment."""

    number: int
    hash: str
    noted_at: str


@dataclass(frozen=True, slots=True)
class NotedHead:
    """The file in the home that holds it. Who can write both it and the database can still cut the log unseen."""

    path: Path

    def read(self) -> Head | None:
        """Return what was noted last; None where nothing was, or where it cannot be read."""
        try:
            said = json.loads(self.path.read_text("utf-8"))
            return Head(number=int(said["number"]), hash=str(said["hash"]), noted_at=str(said["noted_at"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            log.warning("%s: cannot be read (%s); it is noted again", FILE, type(error).__name__)
            return None

    def note(self, events: Events, *, now: dt.datetime) -> None:
        """Note the newest row of the log, unless the log is no longer what was noted: then that stands."""
        newest, noted = events.newest(), self.read()
        if newest is None or (noted is not None and newest.number <= noted.number):
            return
        if noted is not None and not _is_there(noted, events.numbered(noted.number)):
            return
        scratch = self.path.with_name(f".{FILE}-{os.getpid()}")
        head = Head(number=newest.number, hash=newest.hash, noted_at=now.astimezone(dt.UTC).isoformat("T", "seconds"))
        try:
            scratch.write_text(json.dumps(asdict(head)), "utf-8")
            scratch.replace(self.path)
        except OSError as error:  # a full disk: it is noted the next time
            log.warning("%s: cannot be written (%s)", FILE, type(error).__name__)
            with suppress(OSError):
                scratch.unlink(missing_ok=True)

    def forget(self) -> None:
        """Forget it: somebody answers for the database as it is now."""
        self.path.unlink(missing_ok=True)


def not_as_noted(noted: Head | None, rows: Sequence[LoggedEvent]) -> Iterator[str]:
    """Yield what the log lacks that this home has noted; rows are all of it, read after `noted`."""
    if noted is None:
        return
    there = next((row for row in rows if row.number == noted.number), None)
    if _is_there(noted, there):
        return
    last = rows[-1].number if rows else 0
    if last < noted.number:
        gone = f"{last + 1}" if noted.number == last + 1 else f"{last + 1}–{noted.number}"
        yield f"event {gone}: is gone from the end of the log, where this home noted {noted.number} at {noted.noted_at}"
    else:
        yield f"event {noted.number}: is another than this home noted at {noted.noted_at}; the log was written again"


def _is_there(noted: Head, row: LoggedEvent | None) -> bool:
    return row is not None and row.hash == noted.hash

"""What whoever looks at a year must know of the service first: a home that was copied, answers that are not read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cycle.application.actions.running.rounds import CHECK, LastReading, last_reading
from cycle.application.retention import ROUND
from cycle.catalogue import sentence
from cycle.errors import CycleError
from cycle.services import OSLO, Services

AWAY = "this home was copied or restored: nothing goes on by itself and mail goes to a folder only"
ADOPT = "If this is the one that counts: cycle outbox adopt --name NAME"
AWAY_WORDS = sentence(
    "This home folder is a copy. Nothing goes on by itself, and all mail ends up in a folder. If "
    "this is the one that counts, ask whoever runs the service to say so (“cycle outbox adopt --name NAME”)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState:
    """The state of the service, for pages and commands."""

    away: bool
    """The home was copied or restored, and nobody has said that it may send."""
    reading: LastReading | None
    """When answers were read last; None when no mailbox is set up."""
    damaged: dt.datetime | None = None
    """When the monthly check found faults in the archive, None when it found none last."""
    outlived: int = 0
    """How many private values had outlived their time when that was looked for last, and are there still."""

    @property
    def lines(self) -> Iterator[str]:
        """Return it as lines of a command, what is as it should be left out, but for when answers were read."""
        if self.away:
            yield f"{AWAY}. {ADOPT}"
        if self.reading is not None:
            yield _read(self.reading)
        if self.damaged is not None:
            day = f"{self.damaged.astimezone(OSLO):%Y-%m-%d}"
            yield f"the check of {day} found faults in the archive: see cycle archive verify"
        if self.outlived:
            yield f"{self.outlived} private values have outlived their time: see cycle retention"


def service_state(services: Services) -> ServiceState:
    """Return the state as it is now; a process that runs for long was opened before somebody copied or adopted."""
    try:
        away = not services.memory.installation.is_home()
    except CycleError:  # the guard files cannot be read
        away = True
    made = services.memory.rounds.all()
    check, outlived = made.get(CHECK), made.get(ROUND)
    return ServiceState(
        away=away,
        reading=last_reading(services),
        damaged=check.at if check and check.trouble else None,
        outlived=int(outlived.trouble or 0) if outlived else 0,
    )


def _read(reading: LastReading) -> str:
    last = "answers were never read"
    if reading.well_at:
        last = f"answers were last read {reading.well_at.astimezone(OSLO):%Y-%m-%d %H:%M}"
    return f"{last}; the last try failed: {reading.trouble}" if reading.trouble else last

"""What is done again and again (rundar): when it was done last, what should have been done and was not, who is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from cycle import wording
from cycle.application.year import language_of, words_of
from cycle.catalogue import say
from cycle.errors import CycleError
from cycle.governance.calendar.days import ONE_DAY, is_workday
from cycle.model import Language
from cycle.services import OSLO, Services

EIGHT = dt.time(8, 0)
"""When the morning round is made."""
READING, MORNING, CHECK = "svar", "morgon", "kontroll"
OVERDUE_AFTER = dt.timedelta(minutes=10)
"""How long after its time, and after the start of the service, a round is waited for before it is taken up."""
MONTH = dt.timedelta(days=32)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastReading:
    """When answers were read last, for pages and commands."""

    at: dt.datetime | None
    """None when they never were."""
    well_at: dt.datetime | None
    trouble: str
    """Why the last reading did not go well; empty when it did."""

    def words(self, language: Language = "nn") -> str:
        """Return it as one or two sentences."""
        if self.well_at is None:
            said = say(language, "The answers have not been read yet.")
        else:
            here = self.well_at.astimezone(OSLO)
            day, time = wording.long_date(here.date(), language), wording.clock(here.time())
            said = say(language, "The answers were last read {day} at {time}.", day=day, time=time)
        failed = say(language, "The last attempt failed: {why}", why=self.trouble)
        return f"{said} {failed}" if self.trouble else said


@contextmanager
def round_of(services: Services, name: str) -> Iterator[None]:
    """Write down that a round was made and how the block went; an error goes on as it is."""
    try:
        yield
    except Exception as error:
        with suppress(CycleError):
            words = words_of(error, language_of(services))
            services.memory.rounds.made(name, now=services.now(), trouble=words)
        raise
    services.memory.rounds.made(name, now=services.now())


def last_reading(services: Services) -> LastReading | None:
    """Return when answers were read last; None when no mailbox is set up."""
    if not services.settings.reads_mail:
        return None
    last = services.memory.rounds.last(READING)
    if last is None:
        return LastReading(at=None, well_at=None, trouble="")
    return LastReading(at=last.at, well_at=last.well_at, trouble=last.trouble)


def overdue(services: Services, *, up_since: dt.datetime) -> tuple[str, ...]:
    """Return the rounds that should have been made since the service began and were not."""
    now = services.now()
    if now - up_since < OVERDUE_AFTER:
        return ()
    return tuple(
        name for name, due in _due(services).items() if due is not None and now - max(due, up_since) >= OVERDUE_AFTER
    )


def to_be_told(services: Services, *, up_since: dt.datetime) -> tuple[str, ...]:
    """Return the rounds that have not gone well for a day though they should have, and that nobody was told of."""
    now, found = services.now(), []
    for name, due in _due(services, well=True).items():
        last = services.memory.rounds.last(name)
        notified = last is not None and last.told_at is not None
        if due is not None and not notified and now - max(due, up_since) >= ONE_DAY:
            found.append(name)
    return tuple(found)


def latest_morning(now: dt.datetime) -> dt.datetime:
    """Return the last moment a morning's round was due: eight o'clock in Norway on a working day, not after now."""
    here = now.astimezone(OSLO)
    day = here.date() if here.time() >= EIGHT else here.date() - ONE_DAY
    while not is_workday(day):
        day -= ONE_DAY
    return dt.datetime.combine(day, EIGHT, OSLO)


def _due(services: Services, *, well: bool = False) -> dict[str, dt.datetime | None]:
    """Return when each round is due that is not made yet, since it was made last or last went well."""
    now, settings = services.now(), services.settings
    never = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    made = {}
    for name in (READING, MORNING, CHECK):
        last = services.memory.rounds.last(name)
        # A check that found damage was made; what it found is told at once.
        at = (last.well_at if well and name != CHECK else last.at) if last else None
        made[name] = at if at is not None and at <= now else never  # a round of the future: the clock was wrong
    morning = latest_morning(now)
    reading = made[READING] + dt.timedelta(minutes=settings.mail_inbox_minutes)
    return {
        READING: reading if settings.reads_mail else None,
        MORNING: morning if made[MORNING] < morning else None,
        CHECK: made[CHECK] + MONTH,
    }

"""Whether this machine's clock can be right: what doctor tells, and what a mailing asks again before it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cycle import wording
from cycle.catalogue import say
from cycle.model import Language
from cycle.services import OSLO

SLACK = dt.timedelta(minutes=5)
"""How far the clock may be behind what was last written."""
FAR = dt.timedelta(hours=1)
"""How far the clock may be from a mail server's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing that speaks against the clock, for those who run the machine and for those who run the year."""

    what: str
    words: str


def doubts(
    now: dt.datetime,
    *,
    written: dt.datetime | None = None,
    server: dt.datetime | None = None,
    meeting: dt.date | None = None,
    language: Language = "nn",
) -> Iterator[Doubt]:
    """Yield what speaks against the clock: when the database was last written, a mail server's date, the meeting.

    `meeting` is given for a mail that is to come before the meeting, in a year that was planned before it.
    """
    here = day_and_time(now)
    if written is not None and written > now + SLACK:
        yield Doubt(
            what=f"says {_utc(now)}, but the database was written {_utc(written)} UTC",
            words=say(
                language,
                "The clock of this machine says {here}, but the database was written {day}.",
                here=here,
                day=day_and_time(written),
            ),
        )
    if server is not None and abs(server - now) > FAR:
        yield Doubt(
            what=f"says {_utc(now)}, but the mail server says {_utc(server)} UTC",
            words=say(
                language,
                "The clock of this machine says {here}, but the mail server says {day}.",
                here=here,
                day=day_and_time(server),
            ),
        )
    if meeting is not None and now.astimezone(OSLO).date() > meeting:
        yield Doubt(
            what=f"says {_utc(now)}, which is after the meeting {meeting}",
            words=say(
                language,
                "The clock of this machine says {here}, and the meeting is {day}.",
                here=here,
                day=wording.long_date(meeting, language),
            ),
        )


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M}"


def day_and_time(moment: dt.datetime) -> str:
    """Return a moment as those who run the year read it."""
    here = moment.astimezone(OSLO)
    return f"{wording.long_date(here.date())} kl. {wording.clock(here.time())}"

"""Tells the secretariat once a year, on the community's own day, that next year can be opened; off by default."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from cycle.application.delivery import NEXT
from cycle.application.notifications.secretariat import queue_mail
from cycle.application.year import OpenCycle, TranslatedYear, find_cycle, load_named_community, start_link
from cycle.errors import CycleError
from cycle.governance.calendar.days import ONE_DAY
from cycle.mail.message import ActionItem
from cycle.services import Services
from cycle.settings import Settings
from cycle.wording import with_capital

LONGEST = 180 * ONE_DAY
"""For so long after the day it is still told, when the service was not up on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextYear:
    """A year that can be opened, and the year from which its mail is sent."""

    year: int
    notified_in: OpenCycle


def announce_next_year(services: Services, *, community: str = "") -> NextYear | None:
    """Queue the mail that next year can be opened, and return which; None when it is not time or it is open already.

    Telling twice writes one mail. A community that has opened no year yet has nobody to write from.
    """
    loaded = load_named_community(services.settings, community)
    year = year_to_open(loaded.community.next_year_on, today=services.today)
    meeting = loaded.community.meetings[0]
    rows = [
        row for row in services.memory.cycles.all() if (row.community, row.meeting) == (loaded.community.id, meeting)
    ]
    if year is None or not rows or any(row.year >= year for row in rows):
        return None
    cycle = find_cycle(services, community=loaded.community.id, meeting=meeting, year=rows[0].year)
    notify_next_year(cycle, year=year)
    return NextYear(year=year, notified_in=cycle)


def notify_next_year(cycle: OpenCycle, *, year: int) -> None:
    """Queue one mail that next year can be opened, with the way to do it; the same year is told of once."""
    matter = ActionItem(
        what=cycle.say("Open the year {year}", year=year),
        how=cycle.say(
            "Make the folder of the year with date and place of the meeting, and start the year: "
            "“Deployments → 1-start → Run” in Prefect, or “cycle start {year}”.",
            year=year,
        ),
        link=start_link(cycle.services.settings),
    )
    meeting = with_capital(TranslatedYear(cycle=cycle, language=cycle.language).meeting)
    queue_mail(
        cycle,
        f"{NEXT}.{year}",
        title=cycle.say("{meeting} {year} can be opened", meeting=meeting, year=year),
        opening=cycle.say(
            "It is time to open next year. Nothing is sent to anybody before it is approved step by step."
        ),
        matters=[matter],
        about=year,
    )


def year_to_open(day: str, *, today: dt.date) -> int | None:
    """Return the year after the last passing of the day (`10-01`); None when no day is set or it is long ago."""
    if not day:
        return None
    for year in (today.year, today.year - 1):
        passed = dt.date(year, int(day[:2]), int(day[3:]))
        if dt.timedelta(0) <= today - passed <= LONGEST:
            return year + 1
    return None


def days_of_communities(settings: Settings) -> dict[str, str]:
    """Return the day of every community that has set one; those whose files are wrong are passed over."""
    found = {}
    for folder in sorted(path for path in settings.communities.iterdir() if (path / "community.toml").is_file()):
        with suppress(CycleError):
            loaded = load_named_community(settings, folder.name)
            if loaded.community.next_year_on:
                found[loaded.community.id] = loaded.community.next_year_on
    return found

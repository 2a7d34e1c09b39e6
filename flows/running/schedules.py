"""What is done again and again, as schedules of Prefect's that everybody sees in its UI."""

from __future__ import annotations

import datetime as dt

from prefect.schedules import Cron, Interval, Schedule

from cycle.application.notifications import days_of_communities
from cycle.services import OSLO
from cycle.settings import Settings

ZONE = "Europe/Oslo"
ANCHOR = dt.datetime(2026, 1, 1, tzinfo=OSLO)
"""Readings lie at the same minutes whenever the service is started."""


def mornings() -> list[Schedule]:
    """Return eight o'clock from Monday to Friday; on other days off the round itself does nothing."""
    return [Cron("0 8 * * 1-5", timezone=ZONE, slug="arbeidsdagar")]


def readings(settings: Settings) -> list[Schedule]:
    """Return the readings of answers, when a mailbox is set up."""
    if not settings.reads_mail:
        return []
    pause = dt.timedelta(minutes=settings.mail_inbox_minutes)
    return [Interval(pause, anchor_date=ANCHOR, timezone=ZONE, slug="lesing")]


def monthly() -> list[Schedule]:
    """Return seven o'clock on the first day of each month."""
    return [Cron("0 7 1 * *", timezone=ZONE, slug="manad")]


def yearly(settings: Settings) -> list[Schedule]:
    """Return eight o'clock on the day of each community that wants to be told that next year can be opened."""
    return [
        Cron(f"0 8 {int(day[3:])} {int(day[:2])} *", timezone=ZONE, slug=community, parameters={"community": community})
        for community, day in days_of_communities(settings).items()
    ]

"""Plans the next run of what is done again and again: each run plans the next, and so does the start of the service.

A run of its own time, as the milestones have. The scheduler of Prefect 3.8 fails with SQLAlchemy 2.1 when it writes the
runs of a schedule, so a deployment with a schedule would never run.
"""

from __future__ import annotations

import datetime as dt

from prefect.deployments import run_deployment

from cycle.services import clock
from cycle.settings import Settings
from cycle.steps.reminders import next_morning
from flows.launch import SERVICE_TAG

MORNING = "morgonrunde/kvar-morgon"
READING = "innboks/svar-og-returar"


def plan_ahead(settings: Settings) -> None:
    """Plan the next of everything that is done again and again, as the service does when it starts."""
    plan_morning(clock())
    plan_reading(settings, clock())


def plan_morning(now: dt.datetime) -> None:
    """Plan the sweep of the next working day."""
    _plan(MORNING, next_morning(now))


def plan_reading(settings: Settings, now: dt.datetime) -> None:
    """Plan the next reading of the mailbox, when one is set up."""
    if settings.reads_mail:
        _plan(READING, next_slot(now, minutes=settings.mail_inbox_minutes))


def next_slot(now: dt.datetime, *, minutes: int) -> dt.datetime:
    """Return the next moment of those that lie so many minutes apart, the same whoever asks within one of them."""
    slot = minutes * 60
    return dt.datetime.fromtimestamp((int(now.timestamp()) // slot + 1) * slot, now.tzinfo)


def _plan(deployment: str, when: dt.datetime) -> None:
    """Plan one run; planning it twice plans it once."""
    run_deployment(
        deployment,
        timeout=0,
        as_subflow=False,
        scheduled_time=when,
        idempotency_key=f"{deployment}:{int(when.timestamp())}",
        tags=[SERVICE_TAG],
    )

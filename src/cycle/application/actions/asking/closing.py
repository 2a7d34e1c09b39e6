"""Closing a year: what is told of one that is closed, and closing one that an earlier version published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from cycle.application.actions.running.registry import STEPS
from cycle.application.actions.running.states import published_steps
from cycle.application.results import ArchiveOutcome, ClosedYear, read, write
from cycle.application.year import (
    OpenCycle,
    lines_since_closed,
    node_named,
    refuse_identity_number,
    same_person,
    since_closed,
)
from cycle.errors import StepError
from cycle.phrases import Phrase
from cycle.services import OSLO
from cycle.store.years.closings import Closing
from cycle.store.years.results import Result

ARCHIVE = "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingAnswer:
    """That a year is closed, for pages and commands."""

    at: dt.datetime
    by: str
    kind: str
    version: int
    package: str
    zip: str
    changed: tuple[str, ...]
    """Files it rests on that are others now."""
    since: tuple[str, ...]
    """What has come to it since, in sentences."""


def closing_of(cycle: OpenCycle) -> ClosingAnswer | None:
    """Return that a year is closed, and what has come to it since; None while it is open."""
    closing, closed = cycle.closing, cycle.closed
    if closing is None or closed is None:
        return None
    return ClosingAnswer(
        at=closing.at,
        by=closing.name,
        kind=closing.kind,
        version=closing.version,
        package=closed.package,
        zip=closed.zip,
        changed=since_closed(cycle).files,
        since=lines_since_closed(cycle),
    )


def is_published_open(cycle: OpenCycle) -> bool:
    """Return whether a year was published by a version that closed none, and is open still."""
    return not cycle.closings and _published(cycle) is not None


def close_published(cycle: OpenCycle, *, name: str, why: str = "") -> Closing:
    """Return the closing of a year that an earlier version published; it rests on what is kept now.

    StepError when the year is closed, or nothing was ever published: then its archive is to be approved.
    """
    if not same_person(name):
        raise StepError(f"{cycle.id}: say who closes the year with --name").with_message(Phrase("Write your name."))
    refuse_identity_number(name, why)
    if cycle.closing is not None:
        what = f"{cycle.id}: is closed already, since {cycle.closing.at.astimezone(OSLO):%Y-%m-%d %H:%M}"
        raise StepError(what).with_message(
            Phrase("The year is closed already, since {day}.", day=cycle.closing.at.astimezone(OSLO).date())
        )
    published = _published(cycle)
    if cycle.closings or published is None:
        raise StepError(f"{cycle.id}: approve its archive; that publishes the year and closes it").with_message(
            Phrase("Approve the archive of the year. That publishes it, and closes it.")
        )
    result, outcome = published
    closes = STEPS[ARCHIVE].closing
    assert closes is not None
    closing = closes(cycle, node_named(cycle.graph, ARCHIVE), result, outcome, published_steps(cycle))
    assert closing is not None
    year = replace(read(ClosedYear, closing), afterwards=True)
    return cycle.memory.closings.add(replace(closing.now_holding(write(year)), name=name.strip(), why=why.strip()))


def _published(cycle: OpenCycle) -> tuple[Result, ArchiveOutcome] | None:
    """Return what was published last and where it is; None when nothing ever was."""
    done = [
        (row, outcome)
        for row in cycle.record.revisions(ARCHIVE)
        if (outcome := cycle.record.outcome(ARCHIVE, row.digest)) is not None
    ]
    return (done[-1][0], read(ArchiveOutcome, done[-1][1])) if done else None

"""Opens or continues a year: the flow that the secretariat triggers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from pydantic import Field

from cycle.application.actions import reopen_stopped, step_states
from cycle.application.persons import who_started
from cycle.application.year import OpenCycle, open_cycle
from cycle.model import Identified
from cycle.services import Services, open_services
from cycle.wording import long_date
from flows.gates.artifacts import publish_overview
from flows.gates.forms import done_or_told, labelled
from flows.running.launch import launch_due, titles

FORM: Mapping[str, tuple[str, str]] = {
    "year": labelled(
        "Year", "The year the meeting is held, such as 2027. That is enough: the rest is in the year folder."
    ),
    "date": labelled("Date", "18.02.2027 or 18 February 2027."),
    "start": labelled("Start", "Time of day, such as 09.00."),
    "end": labelled("End", "Time of day, such as 15.00."),
    "venue": labelled("Venue", "Such as Region Nordhordland Helsehus."),
    "place": labelled("Address or place", "Such as Knarvik."),
    "meeting": labelled("Meeting type", "Empty: the first of the health community."),
    "community": labelled("Health community", "Empty: the one in the settings."),
}
"""Label and help of each field in the start form."""
NOBODY = "årsstart"
"""Stands for whoever starts a year where nobody is named."""
USER = "user"
"""What only a command puts in."""


@flow(name="start-aret", flow_run_name="{year} start")
def annual_cycle(
    year: Annotated[int, Field(ge=2000, le=2100)],
    date: str = "",
    start: str = "",
    end: str = "",
    venue: str = "",
    place: str = "",
    meeting: str = "",
    community: str = "",
    name: str = "",
    user: str = "",
) -> State[Any]:
    """Open the year, or go on where it stands. Triggering it twice does nothing twice.

    `name` is who starts it, where that is known: the form does not ask, the door and the command put it in. `user` is
    who uses the machine, where it is started by a command.
    """
    given = {"date": date, "start": start, "end": end, "venue": venue, "place": place}
    where: Mapping[str, Any] = {"community": community, "meeting": meeting, "year": year}

    def action(_since: dt.datetime | None) -> str:
        with open_services() as services:
            cycle = open_cycle(services, **where, given=given)
            by = _at_the_door(services)
            reopen_stopped(cycle, name=by.name if by else name.strip() or NOBODY, user=user, by=by)
            started = launch_due(cycle, by_hand=True)
            publish_overview(cycle)
            return cycle.say("Started: {steps}.", steps=titles(cycle, started)) if started else _where_it_stands(cycle)

    return done_or_told("start the year {year}", where, action, about={"year": year}, once=False)


def _at_the_door(services: Services) -> Identified | None:
    """Return who started this run at the door, also when it is tried again; None where nobody known did."""
    context = FlowRunContext.get()
    run = context.flow_run if context else None
    return who_started(services, key=run.idempotency_key or "", parameters=run.parameters) if run else None


def _where_it_stands(cycle: OpenCycle) -> str:
    """Return why nothing was started: people must decide, a day must come, work is under way, or all is done."""
    rows = step_states(cycle)
    if all(status.state == "done" for status in rows):
        return cycle.say("The year is finished.") if cycle.closing is None else cycle.say("The year is closed.")
    waiting = [status.title for status in rows if status.state == "waiting"]
    if waiting:
        return cycle.say("Waiting for a decision: {steps}.", steps=", ".join(waiting))
    later = [
        f"{status.title} ({long_date(status.due_on)})" for status in rows if status.state == "due" and status.due_on
    ]
    if not later:
        return cycle.say("The work is under way.")
    return cycle.say("Waiting for their day: {steps}.", steps=", ".join(later))

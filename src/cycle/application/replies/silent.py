"""How many were invited and have not answered, when the day to remind them is near (påminning)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from cycle.application.dispatches import answers_of, audience_of
from cycle.application.year import OpenCycle, StepNode
from cycle.governance.calendar.days import ONE_DAY
from cycle.model import Dispatch

INVITATION, REMINDER, DEADLINE = "invitasjon", "paminning", "svarfrist"
"""Milestones of the dispatch that asks, of the reminder, and of the last day to answer."""
NEAR = 3 * ONE_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Those who have not answered, just before they are to be reminded."""

    node: StepNode
    """The mailing that asked them."""
    number: int
    remind_on: dt.date
    by_itself: bool
    """Whether the reminder goes without being asked for."""
    late: bool
    """Whether that day is past, and nobody has asked for it."""
    answer_by: dt.date | None


def silence(cycle: OpenCycle) -> Silence | None:
    """Return how many are silent when the reminder is at hand; None when it is not, or nobody is.

    Counted are those who would get the reminder, on paper too: until it goes, or until answers are due where nobody has
    asked for it. None also while nothing at all was heard: then nobody reads the answers, and silence says nothing.
    What answered a rehearsal, or the meeting before it was moved, is no answer. Of a year that is closed nobody is
    reminded.
    """
    if cycle.closing is not None:
        return None
    days = {milestone.id: milestone.date for milestone in cycle.milestones}
    asking = [node for node in cycle.graph if node.kind == "mailing" and node.milestone == INVITATION]
    if REMINDER not in days or not asking:
        return None
    by_itself = any(node.milestone == REMINDER for node in cycle.graph)
    remind_on, answer_by, today = days[REMINDER], days.get(DEADLINE), cycle.services.today
    last = remind_on if by_itself or answer_by is None else max(remind_on, answer_by)
    if not remind_on - NEAR <= today <= last or _asked_for(cycle) or not answers_of(cycle):
        return None
    number = len(audience_of(cycle, _reminder(cycle, asking[0])).invitees)
    if not number:
        return None
    return Silence(
        node=asking[0],
        number=number,
        remind_on=remind_on,
        by_itself=by_itself,
        late=today > remind_on,
        answer_by=answer_by,
    )


def _asked_for(cycle: OpenCycle) -> bool:
    """Return whether somebody has asked for a reminder to all who are silent: its own gates tell of it."""
    return any(
        dispatch.audience == "silent" and dispatch.request is not None and not dispatch.request.chosen
        for dispatch in cycle.dispatches
    )


def _reminder(cycle: OpenCycle, asking: StepNode) -> Dispatch:
    """Return the dispatch that reminds the silent, as the rules have it; where they have none, what it would be."""
    known = [dispatch for dispatch in cycle.rules.dispatch_values() if dispatch.audience == "silent"]
    return known[0] if known else replace(cycle.dispatch(asking), id=REMINDER, audience="silent")

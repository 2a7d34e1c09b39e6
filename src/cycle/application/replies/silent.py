"""How many were invited and have not answered, when the day to remind them is near (påminning)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cycle.application.dispatches import answers_of
from cycle.application.year import OpenCycle, StepNode, kind_of
from cycle.governance.days import ONE_DAY

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
    answer_by: dt.date | None


def silence(cycle: OpenCycle) -> Silence | None:
    """Return how many are silent when the reminder is at hand; None when it is not, or nobody is.

    None also while nothing at all was heard: then nobody reads the answers, and silence says nothing. What answered a
    rehearsal, or the meeting before it was moved, is no answer. Of a year that is closed nobody is reminded.
    """
    if cycle.closing is not None:
        return None
    days = {milestone.id: milestone.date for milestone in cycle.milestones}
    asking = [node for node in cycle.graph if node.kind == "mailing" and node.milestone == INVITATION]
    if REMINDER not in days or not asking:
        return None
    if not dt.timedelta(0) <= days[REMINDER] - cycle.services.today <= NEAR:
        return None
    node, found = asking[0], answers_of(cycle)
    if not found:
        return None
    sent = cycle.record.mails_of(kind_of(cycle, node), "sent")
    number = sum(found.get(row.recipient, "silent") == "silent" for row in sent)
    if not number:
        return None
    by_itself = any(node.milestone == REMINDER for node in cycle.graph)
    return Silence(
        node=node, number=number, remind_on=days[REMINDER], by_itself=by_itself, answer_by=days.get(DEADLINE)
    )

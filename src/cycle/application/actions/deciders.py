"""Who is to decide on a step, and by when (kven som avgjer): by the people who are known, and the milestones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from cycle.application.actions.states import approvers, same_person
from cycle.application.persons import active, asked_to_decide, people_of
from cycle.application.year import OpenCycle, StepNode
from cycle.model import KnownPerson
from cycle.store.results import Result

MILESTONES: Mapping[str, str] = {
    "plan": "hald-av-datoen",
    "committee": "programkomite",
    "host": "vertskap",
    "invitations": "invitasjonsliste",
}
"""The day by which a step without a milestone of its own is decided, where the community has such a one."""


def asked_about(cycle: OpenCycle, result: Result) -> tuple[KnownPerson, ...]:
    """Return those who decide on the step today and have not approved this result: deputies for those who are away."""
    done = {same_person(approver) for approver in approvers(cycle, result)}
    asked = asked_to_decide(_known(cycle), result.step, on=cycle.services.today)
    return tuple(person for person in asked if same_person(person.name) not in done)


def _known(cycle: OpenCycle) -> tuple[KnownPerson, ...]:
    """Return everybody of the community who may log in, asked for once for each record of the year."""
    known = cycle.record.once("people", lambda: people_of(cycle.services, cycle.loaded.community))
    return active(known)


def due_day(cycle: OpenCycle, link: StepNode) -> dt.date | None:
    """Return the day by which the step is to be decided, or None when the community has no such milestone."""
    wanted = link.milestone or MILESTONES.get(link.kind, "")
    return {milestone.id: milestone.date for milestone in cycle.milestones}.get(wanted)

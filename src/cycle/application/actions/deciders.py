"""Who is to decide on a step, and by when (kven som avgjer): by the list of people, or the file, and the milestones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from cycle.application.actions.approving import approvers_among, same_person
from cycle.application.persons import active, asked_to_decide, identity_of, people_now
from cycle.application.year import OpenCycle, StepNode
from cycle.model import Coordinator
from cycle.store.results import Result

MILESTONES: Mapping[str, str] = {
    "plan": "hald-av-datoen",
    "committee": "programkomite",
    "host": "vertskap",
    "invitations": "invitasjonsliste",
}
"""The day by which a step without a milestone of its own is decided, where the community has such a one."""


def asked_about(cycle: OpenCycle, result: Result) -> tuple[Coordinator, ...]:
    """Return those who decide on the step and have not approved this result.

    Where log-in is on they are the people who are known, without those who are away and with their deputies; else those
    of the community's file, in its order.
    """
    approving = approvers_among(cycle, cycle.record.decisions_on(result.step, result.digest))
    keys, names = {approver.key for approver in approving}, {same_person(approver.name) for approver in approving}
    return tuple(
        coordinator
        for key, coordinator in _deciders(cycle, result.step)
        if not {key, same_person(coordinator.name)} & keys and (key or same_person(coordinator.name) not in names)
    )


def _deciders(cycle: OpenCycle, step: str) -> tuple[tuple[str, Coordinator], ...]:
    """Return those who decide on a step, each with the key of the person; without one where log-in is off."""
    if identity_of(cycle.services) == "name":
        return tuple(("", known) for known in cycle.loaded.community.coordinators if known.decides_on(step))
    persons = active(people_now(cycle.services, cycle.loaded.community.id))
    return tuple(
        (
            person.key,
            Coordinator(
                name=person.name, address=person.address, language=person.language, steps=person.steps, side=person.side
            ),
        )
        for person in asked_to_decide(persons, step, on=cycle.services.today)
    )


def due_day(cycle: OpenCycle, link: StepNode) -> dt.date | None:
    """Return the day by which the step is to be decided, or None when the community has no such milestone."""
    wanted = link.milestone or MILESTONES.get(link.kind, "")
    return {milestone.id: milestone.date for milestone in cycle.milestones}.get(wanted)

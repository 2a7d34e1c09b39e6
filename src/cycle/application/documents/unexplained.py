"""Whose letter says nothing of why they are invited, though its template has a place for it."""

from __future__ import annotations

from collections.abc import Sequence

from cycle.application.documents.letters import file_in, letter_language, template_of
from cycle.application.results import Unexplained
from cycle.application.year import OpenCycle, StepNode
from cycle.model import Invitee
from cycle.wording import reason_in_letter


def unexplained(cycle: OpenCycle, node: StepNode, invitees: Sequence[Invitee]) -> tuple[Unexplained, ...]:
    """Return those whom no rule gives a reason for the letter (`reason`), seat by seat; none where no letter says one.

    TemplateError where the template is not there or has problems.
    """
    name = cycle.dispatch(node).template
    template = template_of(cycle, file_in(cycle, name, letter_language(cycle, name, cycle.loaded.community.language)))
    if not any(path.endswith(".why") for path in template.fields):
        return ()
    return tuple(
        Unexplained(recipient=invitee.id, seat=seat.title)
        for invitee in invitees
        for seat in invitee.seats
        if not reason_in_letter(seat)
    )

"""Reads what earlier steps made, back into the nouns they made it of."""

from __future__ import annotations

from dataclasses import replace

from cycle.application.results import CommitteeResult, HostResult, InvitationsResult, read
from cycle.application.year.approving import was_approved
from cycle.application.year.cycle import OpenCycle
from cycle.errors import StepError
from cycle.model import (
    Committee,
    HostAnswer,
    InvitationList,
)
from cycle.phrases import Phrase
from cycle.store.years.results import Result


def result_of(cycle: OpenCycle, step: str) -> Result:
    """Return the newest result of a step; StepError when it has not run."""
    result = cycle.record.latest(step)
    if result is None:
        raise StepError(f"{cycle.id} {step}: has no result yet; run it first").with_message(
            Phrase("The step is not done yet. Start the year again.")
        )
    return result


def host_of(cycle: OpenCycle) -> HostAnswer:
    """Return the newest answer of who hosts, approved or not; StepError when the step has none."""
    host = read(HostResult, result_of(cycle, "host")).host
    if host.organisation and not host.organisation_id:  # made before answers had the id
        ids = {
            organisation.id
            for organisation in cycle.loaded.community.organisations
            if organisation.name == host.organisation
        }
        return replace(host, organisation_id=ids.pop()) if len(ids) == 1 else host
    return host


def committee_of(cycle: OpenCycle) -> Committee:
    """Return the newest programme committee, approved or not; StepError when the step has none."""
    return read(CommitteeResult, result_of(cycle, "committee")).committee


def invitation_list_of(cycle: OpenCycle) -> InvitationList:
    """Return the newest list, approved or not; StepError when the step has none."""
    return read(InvitationsResult, result_of(cycle, "invitations")).list


def approved_list(cycle: OpenCycle, *, before: int | None = None) -> InvitationList | None:
    """Return the list as it was approved last, of those before a revision when one is named; None when none was."""
    for result in reversed(cycle.record.revisions("invitations")):
        if (before is None or result.revision < before) and was_approved(cycle, result):
            return read(InvitationsResult, result).list
    return None

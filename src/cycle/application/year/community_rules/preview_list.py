"""The invitation list as the rules and the register give it now, whether or not anyone has approved it."""

from __future__ import annotations

from cycle.application.year.community_rules.registers import register_of
from cycle.application.year.community_rules.rules_applied import host_answer
from cycle.application.year.cycle import OpenCycle
from cycle.application.year.written.facts import YearInputs
from cycle.application.year.written.year_files import FACTS
from cycle.governance.inviting.additions import adjusted
from cycle.governance.inviting.invitations import invitation_list
from cycle.model import InvitationList, Language


def list_as_it_is(cycle: OpenCycle) -> InvitationList:
    """Return the list on the record date, with those added and taken off by decision.

    RegisterError when the register has bad rows; InputError when a decision does not fit.
    """
    made = invitation_list(
        cycle.rules,
        cycle.loaded.community,
        register_of(cycle).register,
        cycle.year,
        cycle.year_inputs.facts.record_date,
        host_answer(cycle),
        printed=cycle.loaded.printed,
    )
    return by_decision(made, cycle.year_inputs, cycle.loaded.community.language)


def by_decision(made: InvitationList, inputs: YearInputs, language: Language) -> InvitationList:
    """Return the list with those the year's folder adds and takes off; InputError with every one that does not fit."""
    file = f"{made.meeting}-{made.year}/{FACTS}"
    return adjusted(made, additions=inputs.additions, removals=inputs.removals, file=file, language=language)

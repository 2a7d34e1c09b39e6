"""The invitation list as the rules and the register give it now, whether or not anyone has approved it."""

from __future__ import annotations

from cycle.application.year.cycle import OpenCycle
from cycle.application.year.registers import register_of
from cycle.application.year.rules_applied import host_answer
from cycle.governance.invitations import invitation_list
from cycle.model import InvitationList


def list_as_it_is(cycle: OpenCycle) -> InvitationList:
    """Return the list on the record date; RegisterError when the register has bad rows."""
    return invitation_list(
        cycle.rules,
        cycle.loaded.community,
        register_of(cycle).register,
        cycle.year,
        cycle.year_inputs.facts.record_date,
        host_answer(cycle),
        printed=cycle.loaded.printed,
    )

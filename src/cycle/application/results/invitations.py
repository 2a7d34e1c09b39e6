"""What the step `invitations` stores: the invitation list (invitasjonsliste)."""

from __future__ import annotations

from dataclasses import dataclass

from cycle.model import InvitationList, Meanwhile, RuleCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationsResult:
    """The list on the record date, and what people should look at before they approve it."""

    list: InvitationList
    invented: bool
    """The people of the register are examples."""
    checks: tuple[RuleCheck, ...] = ()
    """Whether the year is as the rules demand."""
    meanwhile: tuple[Meanwhile, ...] = ()
    """What changes before the meeting."""

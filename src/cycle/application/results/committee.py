"""What the step `committee` stores: the programme committee (programkomité)."""

from __future__ import annotations

from dataclasses import dataclass

from cycle.model import Committee, Meanwhile


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeResult:
    """The committee on the record date."""

    committee: Committee
    invented: bool
    """The people of the register are examples."""
    meanwhile: tuple[Meanwhile, ...] = ()
    """What changes in it before the meeting."""

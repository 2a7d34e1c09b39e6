"""What the step `plan` stores: the wheel of the year (årshjul)."""

from __future__ import annotations

from dataclasses import dataclass

from cycle.model import MeetingFacts, Milestone


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanResult:
    """Facts and milestones, and what people should look at before they approve them."""

    facts: MeetingFacts
    milestones: tuple[Milestone, ...]
    warnings: tuple[str, ...] = ()
    """What should make people think twice about the date, in the community's language."""
    copied: tuple[str, ...] = ()
    """Keys of the year's file that stand word for word as last year."""

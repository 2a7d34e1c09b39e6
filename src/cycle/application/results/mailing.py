"""What the step `mailing` stores: every mail as it will go, who gets none, and how many went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cycle.model import OutboxState


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingOutcome:
    """How many mails were in each state when the mailing had been carried out."""

    counts: Mapping[OutboxState, int]

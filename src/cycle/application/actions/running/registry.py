"""Every kind of step by its name."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.application.steps import act, archive, committee, host, invitations, letters, mailing, plan, signals
from cycle.application.year import Step

STEPS: Mapping[str, Step] = {
    "plan": plan.STEP,
    "committee": committee.STEP,
    "host": host.STEP,
    "invitations": invitations.STEP,
    "signals": signals.STEP,
    "letters": letters.STEP,
    "mailing": mailing.STEP,
    "archive": archive.STEP,
    "act": act.STEP,
}

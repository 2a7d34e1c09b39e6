"""What a person decides on our page of a gate: the same rows as the form of Prefect gives, with who it was."""

from __future__ import annotations

from cycle.application.actions.running.run_step import decide
from cycle.application.year import OpenCycle
from cycle.model import Identified
from cycle.store.years.decisions import DecisionKind
from cycle.store.years.results import Result

PAGE = "page"
"""The channel of a decision that was taken on our page."""


def decide_on_page(
    cycle: OpenCycle,
    result: Result,
    *,
    decision: DecisionKind,
    who: Identified,
    key: str,
    shown: str,
    send_back_to: str = "",
    comment: str = "",
    count: int | None = None,
) -> str:
    """Write the decision down and return "", or why it cannot count; `shown` is the sha256 of the page it was made on.

    A form that is handed in twice, under one key, is one decision.
    """
    return decide(
        cycle,
        result,
        decision=decision,
        name=who.name,
        key=key,
        channel=PAGE,
        send_back_to=send_back_to,
        comment=comment,
        count=count,
        who=who,
        shown=shown,
    )

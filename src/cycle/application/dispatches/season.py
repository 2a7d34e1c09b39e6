"""When a dispatch makes sense: before the meeting, as an invitation does, or after it, as its minutes do."""

from __future__ import annotations

from cycle.application.dispatches.signal_letters import ADDRESSEES
from cycle.application.year import OpenCycle
from cycle.model import Dispatch


def tells_of_one_to_come(cycle: OpenCycle, dispatch: Dispatch) -> bool:
    """Return whether it tells of a meeting to come, so that nobody has use for it when the day is past."""
    return not tells_outcome(cycle, dispatch) and dispatch.after != "archive" and dispatch.tells != "cancellation"


def tells_outcome(cycle: OpenCycle, dispatch: Dispatch) -> bool:
    """Return whether it tells those who came, or who are asked for something, or has its day after the meeting."""
    day = {milestone.id: milestone.date for milestone in cycle.milestones}.get(dispatch.milestone)
    comes_after = day is not None and day > cycle.year_inputs.facts.date
    return dispatch.audience in {ADDRESSEES, "present"} or comes_after

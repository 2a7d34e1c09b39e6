"""Open the wheel of the year (årshjul): dates counted back from the meeting."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.step_run import run_step


@flow(name="plan")
def plan(community: str, meeting: str, year: int) -> State[Any]:
    """Open the wheel of the year (årshjul): dates counted back from the meeting."""
    return run_step("plan", community=community, meeting=meeting, year=year)

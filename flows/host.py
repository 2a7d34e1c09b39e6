"""Host and chair (vertskap og møteleiing): whose turn it is, and why."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.step_run import run_step


@flow(name="host")
def host(community: str, meeting: str, year: int) -> State[Any]:
    """Host and chair (vertskap og møteleiing): whose turn it is, and why."""
    return run_step("host", community=community, meeting=meeting, year=year)

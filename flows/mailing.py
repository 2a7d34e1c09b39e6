"""The mailing (utsending) of one dispatch: everyone exactly once, after the exact count is confirmed."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.step_run import run_step


@flow(name="mailing")
def mailing(community: str, meeting: str, year: int, dispatch: str) -> State[Any]:
    """The mailing (utsending) of one dispatch: everyone exactly once, after the exact count is confirmed."""
    return run_step("mailing", community=community, meeting=meeting, year=year, dispatch=dispatch)

"""The programme committee (programkomité): members by seat, and vacant seats."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.step_run import run_step


@flow(name="committee")
def committee(community: str, meeting: str, year: int) -> State[Any]:
    """The programme committee (programkomité): members by seat, and vacant seats."""
    return run_step("committee", community=community, meeting=meeting, year=year)

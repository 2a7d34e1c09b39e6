"""Archive and publication (arkiv): the public page of the year and its package."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.step_run import run_step


@flow(name="archive")
def archive(community: str, meeting: str, year: int) -> State[Any]:
    """Archive and publication (arkiv): the public page of the year and its package."""
    return run_step("archive", community=community, meeting=meeting, year=year)

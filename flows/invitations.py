"""The invitation list (invitasjonsliste): everyone the rules invite, each with clause and reason."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.step_run import run_step


@flow(name="invitations")
def invitations(community: str, meeting: str, year: int) -> State[Any]:
    """The invitation list (invitasjonsliste): everyone the rules invite, each with clause and reason."""
    return run_step("invitations", community=community, meeting=meeting, year=year)

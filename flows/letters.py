"""Letters (brev) of one dispatch: a Word file and a PDF for each addressee, and the common enclosures."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.step_run import run_step


@flow(name="letters")
def letters(community: str, meeting: str, year: int, dispatch: str) -> State[Any]:
    """Letters (brev) of one dispatch: a Word file and a PDF for each addressee, and the common enclosures."""
    return run_step("letters", community=community, meeting=meeting, year=year, dispatch=dispatch)

"""What a form asks for and cannot have is said in nynorsk: in the run, its title, the overview and a mail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Failed

from cycle.errors import CycleError
from cycle.services import open_services
from cycle.steps.cycle import find_cycle
from flows.artifacts import publish_overview
from flows.notices import tell_form

NOT_DONE = "IKKJE GJORT"


def done_or_told(what: str, where: Mapping[str, Any], work: Callable[[], State[Any]]) -> State[Any]:
    """Return how the run ended; what cannot be done ends it as failed, with what is wrong and what to do.

    `where` is community, meeting and year, or empty where the year is not known.
    """
    try:
        return work()
    except CycleError as error:
        words = error.nn or f"Dette stemmer ikkje: {error}."
        _entitle(what)
        if where:
            with suppress(CycleError), open_services() as services:
                publish_overview(find_cycle(services, **where), told=f"{what}: {words}")
            tell_form(where, what, words)
        return Failed(message=f"{NOT_DONE}. {words} Rett det, og fyll ut skjemaet på nytt.")


def _entitle(what: str) -> None:
    with get_client(sync_client=True) as client:
        client.update_flow_run(UUID(str(flow_run.get_id())), name=f"{NOT_DONE}: {what}")

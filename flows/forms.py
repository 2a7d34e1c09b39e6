"""What a form asks for and cannot have is said in nynorsk: in the run, its title, the overview and a mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Literal
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from cycle.errors import CycleError
from cycle.services import open_services
from cycle.steps.cycle import find_cycle
from flows.artifacts import publish_overview
from flows.notices import tell_form

NOT_DONE = "IKKJE GJORT"


def done_or_told(
    what: str, where: Mapping[str, Any], work: Callable[[dt.datetime | None], State[Any]], *, once: bool = True
) -> State[Any]:
    """Return how the run ended; what cannot be done ends it as failed, with what is wrong and what to do.

    `where` is community, meeting and year, or empty where the year is not known. The work is told since when it is
    tried, None at first: a run that died, or that somebody presses Retry on, does nothing twice, and nothing once done.
    Not `once` is what may be done any number of times.
    """
    run = form_id()
    if not run:
        return work(None)
    try:
        with open_services() as services:
            form = services.memory.forms.begin(run, now=services.now())
        if form.ended == "done" and once:
            return Completed(message=f"Gjort før: {form.words}")
        ended = work(None if form.is_new else form.begun_at)
        _note(run, "done", str(ended.message))
        return ended
    except CycleError as error:
        words = error.nn or f"Dette stemmer ikkje: {error}."
        with suppress(CycleError):
            _note(run, "failed", f"{what}: {words}")
        _entitle(what)
        if where:
            with suppress(CycleError), open_services() as services:
                publish_overview(find_cycle(services, **where), told=f"{what}: {words}")
            tell_form(where, what, words)
        return Failed(message=f"{NOT_DONE}. {words} Rett det, og fyll ut skjemaet på nytt.")


def form_id() -> str:
    """Return what names the form that this run carries out, however often it is tried; empty outside a run."""
    return str(flow_run.get_id() or "")


def _note(run: str, ended: Literal["done", "failed"], words: str) -> None:
    with open_services() as services:
        services.memory.forms.end(run, ended, words=words)


def _entitle(what: str) -> None:
    with get_client(sync_client=True) as client:
        client.update_flow_run(UUID(form_id()), name=f"{NOT_DONE}: {what}")

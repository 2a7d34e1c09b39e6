"""Each morning of a working day: reminds of gates that wait, tells the secretariat what is open, sends what is left."""

from __future__ import annotations

from functools import partial

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from cycle import wording
from cycle.services import open_services
from cycle.steps.reminders import Swept, sweep_all
from flows.ahead import plan_morning
from flows.client import gate_link


@flow(name="morgonrunde", flow_run_name="morgonrunde")
def remind() -> State[None]:
    """Go through every year once, after the next morning is planned; what was written today is not written again."""
    with open_services() as services:
        plan_morning(services.now())
        done = sweep_all(services, link=partial(gate_link, services.settings))
    told = [_words(cycle_id, one) for cycle_id, one in done.items()]
    return Completed(message=" ".join(one for one in told if one) or "Ingenting å minne om.")


def _words(cycle_id: str, done: Swept) -> str:
    parts = []
    if done.told:
        parts.append(f"{sum(done.told.values())} er minna")
    if done.summary:
        parts.append("sekretariatet har fått oversyn")
    if done.queued:
        parts.append(wording.count(done.queued, "e-post ventar", "e-postar ventar"))
    if done.trouble:
        parts.append(done.trouble)
    return f"{cycle_id}: {wording.listed(parts)}." if parts else ""

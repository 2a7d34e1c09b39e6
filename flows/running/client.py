"""Talks to the running service from a command: triggers a year, and wakes a run that waits for a decision."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import SetStateStatus
from prefect.deployments import run_deployment
from prefect.settings import PREFECT_API_URL
from prefect.states import Scheduled

from cycle.application.year import OpenCycle, runs_link
from cycle.application.year import run_link as page_of_run
from cycle.catalogue import say
from cycle.errors import CycleError
from cycle.model import LANGUAGES
from cycle.settings import Settings
from cycle.web.to_prefect.refusals import NO_FORM_YET
from flows.running.launch import RESUMING, STEP_DEPLOYMENTS, launch_due, run_tags
from flows.running.service import healthy

TRIGGER = "start-aret/1-start"
STEPS_SERVED = [deployment.partition("/")[2] for deployment in STEP_DEPLOYMENTS.values()]

NOT_YET = frozenset(say(language, NO_FORM_YET) for language in LANGUAGES)
"""What the door says of a form that is not stored yet, in the form of whichever community asks."""
TRIES = 15
"""Times an answer is sent to such a run, a second apart."""


def service_ready(settings: Settings) -> bool:
    """Return whether the server answers and knows the flows."""
    return healthy(settings) and flows_served()


def flows_served() -> bool:
    """Return whether the flows are known to the server, so that a trigger leads somewhere."""
    wanted = DeploymentFilter(name=DeploymentFilterName(any_=["1-start", *STEPS_SERVED]))
    with get_client(sync_client=True) as client:
        return len(client.read_deployments(deployment_filter=wanted)) >= 8


def trigger(settings: Settings, *, community: str, meeting: str, year: int, name: str = "", user: str = "") -> str:
    """Start the yearly flow in somebody's name, by the machine's `user`; return the address of its run page."""
    parameters = {"community": community, "meeting": meeting, "year": year, "name": name, "user": user}
    run = run_deployment(TRIGGER, parameters=parameters, timeout=0, as_subflow=False)
    return run_link(settings, run.id)  # type: ignore[union-attr]


def nudge(settings: Settings, cycle: OpenCycle, step: str) -> bool:
    """Let the year go on after a decision made elsewhere; return whether the service is running.

    The run that waits at the step's gate starts from the top and finds the decision in the store.
    """
    if not healthy(settings):
        return False
    with get_client(sync_client=True) as client:
        for run in waiting_runs(cycle_id=cycle.id, step=step):
            client.set_flow_run_state(run.id, Scheduled(name=RESUMING, scheduled_time=cycle.now))
    launch_due(cycle)
    return True


def waiting_runs(*, cycle_id: str, step: str = "") -> list[FlowRun]:
    """Return the runs that wait for a decision, oldest first."""
    tags = run_tags(cycle_id, step) if step else run_tags(cycle_id, "")[:2]
    wanted = FlowRunFilter(
        tags=FlowRunFilterTags(all_=tags),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PAUSED])),
    )
    with get_client(sync_client=True) as client:
        return sorted(client.read_flow_runs(flow_run_filter=wanted), key=lambda run: str(run.created))


def runs_of(cycle_id: str) -> list[FlowRun]:
    """Return every run of a year."""
    wanted = FlowRunFilter(tags=FlowRunFilterTags(all_=run_tags(cycle_id, "")[:2]))
    with get_client(sync_client=True) as client:
        return client.read_flow_runs(flow_run_filter=wanted)


def answer_gate(run_id: UUID, form: Mapping[str, Any]) -> None:
    """Answer a gate as a person's page does, with no secret; CycleError when the answer is not taken.

    For the demo and for tests: a command decides in the store. A run is seen to wait a moment before its form is
    stored; until then the answer is sent again.
    """
    root = PREFECT_API_URL.value().removesuffix("/api")
    for _ in range(TRIES):
        answer = httpx.post(
            f"{root}/api/flow_runs/{run_id}/resume",
            json={"run_input": dict(form)},
            headers={"Origin": root},
            timeout=60,
            trust_env=False,
        )
        said = answer.json()
        why = str(said.get("detail") or (said.get("details") or {}).get("reason") or "")
        if answer.is_success and said.get("status") == SetStateStatus.ACCEPT:
            return
        if why not in NOT_YET:
            break
        time.sleep(1)
    raise CycleError(f"run {run_id}: the answer was not taken ({answer.status_code}: {why})")


def still_working(cycle_id: str) -> bool:
    """Return whether any run of a year is on its way or at work; one that waits for a person is not."""
    busy = {StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING}
    return any(run.state_type in busy for run in runs_of(cycle_id))


def run_link(settings: Settings, run_id: UUID) -> str:
    """Return the run page with the visible Resume button (the unprefixed path opens the classic UI)."""
    return page_of_run(settings, str(run_id))


def gate_link(settings: Settings, cycle_id: str, step: str) -> str:
    """Return the page of the run that waits at a gate, or the list of the step's runs when none does."""
    waiting = waiting_runs(cycle_id=cycle_id, step=step)
    return run_link(settings, waiting[-1].id) if waiting else runs_link(settings, cycle_id, step)

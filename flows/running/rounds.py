"""Sees that what is done again and again is done, though a schedule may fail: what was missed is taken up and told."""

from __future__ import annotations

import datetime as dt
import logging

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments import run_deployment
from prefect.states import Cancelled

from cycle.application.actions import CHECK, MORNING, OVERDUE_AFTER, READING, overdue, to_be_told
from cycle.catalogue import say, sentence
from cycle.model import Language
from cycle.services import Services, present_moment
from flows.gates.notices import notify_round
from flows.running.launch import SERVICE_TAG

log = logging.getLogger(__name__)

MISSED = sentence("The service was down. A later run does the same.")
DEPLOYMENTS = {READING: "innboks/svar-og-returar", MORNING: "morgonrunde/kvar-morgon", CHECK: "kontroll/kvar-manad"}
ROUNDS = {*(deployment.partition("/")[0] for deployment in DEPLOYMENTS.values()), "neste-ar"}
"""The flows that begin by themselves; the morning round makes good a yearly one that was not made."""


def take_up_rounds(client: SyncPrefectClient, services: Services, *, up_since: dt.datetime) -> tuple[str, ...]:
    """Start the rounds that should have been made and were not, and return which; tell of those that do not go well."""
    started = []
    for name in overdue(services, up_since=up_since):
        if not _on_its_way(client, name):
            _start(name, now=services.now())
            log.warning("the round %r was missed; started now", name)
            started.append(name)
    for name in to_be_told(services, up_since=up_since):
        last = services.memory.rounds.last(name)
        services.memory.rounds.mark_notified(name, now=services.now())
        notify_round(services, name, trouble=last.trouble if last else "")
    return tuple(started)


def is_round(client: SyncPrefectClient, run: FlowRun) -> bool:
    """Return whether a run is a round, which nobody asked for in a form: `take_up_rounds` tells of those."""
    return client.read_flow(run.flow_id).name in ROUNDS


def drop_missed(client: SyncPrefectClient, language: Language) -> int:
    """Cancel all but the newest run of each schedule that came due while nobody served; return how many.

    A service that was down for a day would else begin with a hundred readings.
    """
    dropped, now, missed = 0, present_moment(), say(language, MISSED)
    for name in DEPLOYMENTS:
        late = [run for run in _runs(client, name, StateType.SCHEDULED) if run.auto_scheduled and _is_late(run, now)]
        for run in late[1:]:
            client.set_flow_run_state(run.id, Cancelled(message=missed), force=True)
            dropped += 1
    return dropped


def _start(name: str, *, now: dt.datetime) -> None:
    run_deployment(
        DEPLOYMENTS[name],
        timeout=0,
        as_subflow=False,
        idempotency_key=f"missed:{name}:{int(now.timestamp() // OVERDUE_AFTER.total_seconds())}",
        tags=[SERVICE_TAG],
    )


def _on_its_way(client: SyncPrefectClient, name: str) -> bool:
    """Return whether a run of the round is at work or about to begin."""
    now = present_moment()
    runs = _runs(client, name, StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING)
    return any(run.state_type is not StateType.SCHEDULED or _is_late(run, now) for run in runs)


def _is_late(run: FlowRun, now: dt.datetime) -> bool:
    planned = run.state.state_details.scheduled_time if run.state else None
    return planned is not None and planned <= now


def _runs(client: SyncPrefectClient, name: str, *states: StateType) -> list[FlowRun]:
    """Return the runs of a round in these states, the newest first."""
    deployment = DEPLOYMENTS[name].rpartition("/")[2]
    return client.read_flow_runs(
        deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[deployment])),
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[*states]))),
        sort=FlowRunSort.EXPECTED_START_TIME_DESC,
    )

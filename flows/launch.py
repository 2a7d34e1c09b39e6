"""Launches what is due: reads the store, asks Prefect which runs exist, and starts only what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments import run_deployment
from prefect.states import AwaitingRetry, Cancelled, Scheduled

from cycle.application.actions import UNDER_WAY, StepState, goes_on_at, step_state, step_states
from cycle.application.year import OpenCycle, link_named
from cycle.services import OSLO
from flows.answers import take_answers
from flows.notices import notify_in_vain

SERVICE_TAG = "meeting-cycle"
MORNING = dt.time(8, 0)
ACTIVE = {StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.PAUSED, StateType.CANCELLING}
ENDED_BADLY = {StateType.CRASHED, StateType.FAILED, StateType.CANCELLED}
WAITS_FOR_ITS_DAY = {"Scheduled", "Late"}
RESUMING = "Resuming"
"""Prefect's name of a run that was answered and is about to start."""
MOST_ROUNDS = 3
"""How often what is due is looked up anew because an answer came in while a run was being cancelled."""
REPLACED = "Erstatta av revisjon"
"""Begins the message of a run that we cancelled ourselves, which nobody need look into."""


May = Callable[[FlowRun | None], bool]
"""Whether to start a step whose last run, if it had one that counts, ended badly so; None when none did."""


def launch_due(cycle: OpenCycle, *, by_hand: bool = False) -> tuple[str, ...]:
    """Start a run for every step that is due, waits for a decision or is approved; return the steps started.

    Only a trigger by hand starts again at once what crashed, failed or was cancelled, and begins to count anew how
    often it is taken up. What died otherwise is for the watch to take up (`flows/watch.py`).
    """
    if by_hand:
        cycle.memory.tries.reset(cycle.id)
    started: dict[str, None] = {}
    with get_client(sync_client=True) as client:
        take_left_answers(client, cycle)
        for _ in range(MOST_ROUNDS):
            cancelled: list[FlowRun] = []
            for step_status in step_states(cycle):
                if step_status.state not in UNDER_WAY:
                    continue
                cancelled += _cancel_outdated(client, cycle, step_status)
                if ensure_run(client, cycle, step_status, may=lambda ended: by_hand or ended is None):
                    started[step_status.step] = None
            if not _take_left_answers(client, cycle, cancelled):
                break  # nobody answered a form while its run was being cancelled
    return tuple(started)


def launch_rest(cycle: OpenCycle) -> tuple[str, ...]:
    """Start a run for each mailing that goes on by itself, failed ones again; return the steps started.

    What a person cancelled in Prefect is left alone.
    """
    started = []
    with get_client(sync_client=True) as client:
        for status in step_states(cycle):
            if goes_on_at(cycle, status) and ensure_run(client, cycle, status, may=not_cancelled):
                started.append(status.step)
    return tuple(started)


def not_cancelled(ended: FlowRun | None) -> bool:
    """Return whether nobody cancelled the run in Prefect; a service that stops cancels its runs too."""
    return ended is None or ended.state_type is not StateType.CANCELLED or by_shutdown(ended)


def by_shutdown(run: FlowRun) -> bool:
    """Return whether the run was cancelled since the service stopped, and not by a person."""
    return bool(run.state and "shutting down" in (run.state.message or "").lower())


def take_left_answers(client: SyncPrefectClient, cycle: OpenCycle) -> bool:
    """Put on record what people answered runs that died before they read it; return whether there was any."""
    wanted = FlowRunFilter(tags=FlowRunFilterTags(all_=run_tags(cycle.id, "")[:2]))
    runs = client.read_flow_runs(flow_run_filter=wanted, sort=FlowRunSort.EXPECTED_START_TIME_DESC)
    return _take_left_answers(client, cycle, [run for run in runs if run.state_type in ENDED_BADLY])


def plan_rest(cycle: OpenCycle, step: str, when: dt.datetime) -> None:
    """Plan the run that takes a mailing up again, from inside its run; planning it twice plans it once."""
    _start(cycle, step_state(cycle, step), when=when, key=f":t{int(when.timestamp())}")


def titles(cycle: OpenCycle, steps: Sequence[str]) -> str:
    """Return the steps as people know them, with commas between."""
    return ", ".join(cycle.title_of(link_named(cycle.chain, step)) for step in steps)


def run_tags(cycle_id: str, step: str) -> list[str]:
    """Return the tags that every run of a step of a year carries."""
    return [SERVICE_TAG, f"cycle:{cycle_id}", f"step:{step}"]


def ensure_run(client: SyncPrefectClient, cycle: OpenCycle, step_status: StepState, *, may: May) -> bool:
    """Start what has no run, if it may be; return whether it was started."""
    tag = f"rev:{step_status.revision}"
    current = [run for run in runs_of_step(client, cycle.id, step_status.step) if tag in run.tags]
    active = [run for run in current if run.state_type in ACTIVE]
    if active:
        _keep_to_the_day(client, active, _when(cycle, step_status), now=cycle.now)
        return False
    ended = [run for run in current if run.state_type in ENDED_BADLY and not _replaced(run)]
    if not may(ended[0] if ended else None):
        return False
    if ended:
        state: State[Any] = AwaitingRetry(scheduled_time=_when(cycle, step_status) or cycle.now)
        client.set_flow_run_state(ended[0].id, state, force=True)
    else:
        # Earlier runs of this revision ended well and found nothing to do, or not all of it.
        _start(cycle, step_status, when=_when(cycle, step_status), key=f":n{len(current)}" if current else "")
    return True


def runs_of_step(client: SyncPrefectClient, cycle_id: str, step: str) -> list[FlowRun]:
    """Return every run of a step of a year, the newest first."""
    wanted = FlowRunFilter(tags=FlowRunFilterTags(all_=run_tags(cycle_id, step)))
    return client.read_flow_runs(flow_run_filter=wanted, sort=FlowRunSort.EXPECTED_START_TIME_DESC)


def _start(cycle: OpenCycle, step_status: StepState, *, when: dt.datetime | None, key: str) -> None:
    """Start the step's run; the key tells it from other runs of this revision."""
    link = link_named(cycle.chain, step_status.step)
    reopened = f":o{step_status.reopened}" if step_status.reopened else ""
    parameters: dict[str, object] = {"community": cycle.row.community, "meeting": cycle.row.meeting, "year": cycle.year}
    if link.dispatch:
        parameters["dispatch"] = link.dispatch
    if link.act:
        parameters["act"] = link.act
    run_deployment(
        f"{link.kind}/cycle",
        parameters=parameters,
        timeout=0,
        as_subflow=False,
        scheduled_time=when,
        idempotency_key=f"{cycle.id}:{step_status.step}:r{step_status.revision}{reopened}{key}",
        flow_run_name=f"{cycle.year} {step_status.title} r{step_status.revision}",
        tags=[*run_tags(cycle.id, step_status.step), f"rev:{step_status.revision}"],
    )


def _when(cycle: OpenCycle, step_status: StepState) -> dt.datetime | None:
    """Return the morning of the step's milestone, or when the rest of a mailing can go; None for at once."""
    rest = goes_on_at(cycle, step_status)
    if rest is not None:
        return rest if rest > cycle.now else None
    if step_status.due_on is None or cycle.services.settings.pace == "now":
        return None
    morning = dt.datetime.combine(step_status.due_on, MORNING, OSLO)
    return morning if morning > cycle.now else None


def _keep_to_the_day(
    client: SyncPrefectClient, runs: Sequence[FlowRun], when: dt.datetime | None, *, now: dt.datetime
) -> None:
    """Move the runs that wait for their milestone to where it is now: the meeting may have been moved."""
    for run in runs:
        planned = run.state.state_details.scheduled_time if run.state and run.state.name in WAITS_FOR_ITS_DAY else None
        if planned is not None and max(planned, now) != (when or now):
            client.set_flow_run_state(run.id, Scheduled(scheduled_time=when or now), force=True)


def _replaced(run: FlowRun) -> bool:
    return bool(run.state and (run.state.message or "").startswith(REPLACED))


def _cancel_outdated(client: SyncPrefectClient, cycle: OpenCycle, step_status: StepState) -> list[FlowRun]:
    """Cancel the runs of earlier revisions that wait, and return them; one that was answered is left to read that."""
    cancelled = []
    for run in runs_of_step(client, cycle.id, step_status.step):
        waits = run.state_type in {StateType.PAUSED, StateType.SCHEDULED} and not _is_answered(run)
        if waits and f"rev:{step_status.revision}" not in run.tags:
            message = f"{REPLACED} {step_status.revision}."
            client.set_flow_run_state(run.id, Cancelled(message=message), force=True)
            cancelled.append(run)
    return cancelled


def _is_answered(run: FlowRun) -> bool:
    return bool(run.state and run.state.name == RESUMING)


def _take_left_answers(client: SyncPrefectClient, cycle: OpenCycle, runs: Sequence[FlowRun]) -> bool:
    """Put on record what people answered runs that ended before they read it; return whether there was any."""
    new = [decision for run in runs for decision in take_answers(client, cycle.services, run.id).new]
    if new:
        current = {status.step: status.digest for status in step_states(cycle)}
        notify_in_vain(cycle, [decision for decision in new if decision.digest != current.get(decision.step)])
    return bool(new)

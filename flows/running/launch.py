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
from prefect.exceptions import ObjectNotFound
from prefect.states import AwaitingRetry, Cancelled, Scheduled

from cycle.application.actions import UNDER_WAY, Decision, StepState, goes_on_at, step_state, step_states
from cycle.application.year import OpenCycle, StepNode, find_cycle, node_named
from cycle.catalogue import sentence
from cycle.services import OSLO, present_moment
from flows.gates.answers import take_answers
from flows.gates.notices import notify_in_vain, notify_turned_down

SERVICE_TAG = "meeting-cycle"
STEP_DEPLOYMENTS = {
    "plan": "arshjul/steg-1-arshjul",
    "committee": "programkomite/steg-2-programkomite",
    "host": "vertskap/steg-3-vertskap",
    "invitations": "invitasjonsliste/steg-4-invitasjonsliste",
    "letters": "brev/steg-5-brev",
    "mailing": "send-ut/steg-6-utsending",
    "archive": "arkiv/steg-7-arkiv",
    "signals": "styringssignal/steg-styringssignal",
    "act": "arkivhandling/steg-arkivhandling",
}
"""Kind of step → its flow and deployment, as people read them in Prefect's lists; digits come before letters there."""
RECENT = dt.timedelta(days=2)
"""What died longer ago is left."""
MORNING = dt.time(8, 0)
ACTIVE = {StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.PAUSED, StateType.CANCELLING}
ENDED_BADLY = {StateType.CRASHED, StateType.FAILED, StateType.CANCELLED}
WAITS_FOR_ITS_DAY = {"Scheduled", "Late"}
RESUMING = "Resuming"
"""Prefect's name of a run that was answered and is about to start."""
MOST_ROUNDS = 3
"""How often what is due is looked up again because an answer came in while a run was being cancelled."""
REPLACED = "Replaced"
"""What Prefect calls the state of a run that we cancelled ourselves, which nobody need look into."""
REPLACED_BY = sentence("Replaced by revision {revision}.")
REPLACED_BEFORE = "Erstatta av revisjon"
"""Begins the message of such a run where an earlier version cancelled it, in every community."""


May = Callable[[FlowRun | None], bool]
"""Whether to start a step whose last run, if it had one that counts, ended badly so; None when none did."""


def launch_due(cycle: OpenCycle, *, by_hand: bool = False) -> tuple[str, ...]:
    """Start a run for every step that is due, waits for a decision or is approved; return the steps started.

    Only a trigger by hand starts again at once what crashed, failed or was cancelled, and begins to count again how
    often it is taken up. What died otherwise is for the watch to take up (`flows/running/watch.py`).
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
                cancelled += cancel_outdated(client, cycle, step_status)
                if ensure_run(client, cycle, step_status, may=lambda ended: by_hand or ended is None):
                    started[step_status.step] = None
            if not take_answers_of(client, cycle, cancelled):
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
    return take_answers_of(client, cycle, [run for run in runs if run.state_type in ENDED_BADLY])


def plan_rest(cycle: OpenCycle, step: str, when: dt.datetime) -> None:
    """Plan the run that takes a mailing up again, from inside its run; planning it twice plans it once."""
    _start(cycle, step_state(cycle, step), when=when, key=f":t{int(when.timestamp())}")


def titles(cycle: OpenCycle, steps: Sequence[str]) -> str:
    """Return the steps as people know them, with commas between."""
    return ", ".join(cycle.title_of(node_named(cycle.graph, step)) for step in steps)


def run_tags(cycle_id: str, step: str) -> list[str]:
    """Return the tags that every run of a step of a year carries."""
    return [SERVICE_TAG, f"cycle:{cycle_id}", f"step:{step}"]


def ensure_run(client: SyncPrefectClient, cycle: OpenCycle, step_status: StepState, *, may: May) -> bool:
    """Start what has no run, if it may be; return whether it was started."""
    tag = f"rev:{step_status.revision}"
    current = [run for run in runs_of_step(client, cycle.id, step_status.step) if tag in run.tags]
    lost = [run for run in current if run.state_type is StateType.SCHEDULED and is_lost(client, run)]
    active = [run for run in current if run.state_type in ACTIVE and run not in lost]
    if active:
        _keep_to_the_day(client, active, _when(cycle, step_status), now=cycle.now)
        return False
    ended = [run for run in current if run in lost or (run.state_type in ENDED_BADLY and not _replaced(run))]
    if not may(ended[0] if ended else None):
        return False
    for run in lost:
        _replace(client, cycle, run, step_status)
    if ended and _is_served(client, ended[0], node_named(cycle.graph, step_status.step).kind):
        state: State[Any] = AwaitingRetry(scheduled_time=_when(cycle, step_status) or cycle.now)
        client.set_flow_run_state(ended[0].id, state, force=True)
    else:
        # Earlier runs of this revision ended well and left something to do, or belong to what is served no more.
        _start(cycle, step_status, when=_when(cycle, step_status), key=f":n{len(current)}" if current else "")
    return True


def runs_of_step(client: SyncPrefectClient, cycle_id: str, step: str) -> list[FlowRun]:
    """Return every run of a step of a year, the newest first."""
    wanted = FlowRunFilter(tags=FlowRunFilterTags(all_=run_tags(cycle_id, step)))
    return client.read_flow_runs(flow_run_filter=wanted, sort=FlowRunSort.EXPECTED_START_TIME_DESC)


def is_lost(client: SyncPrefectClient, run: FlowRun) -> bool:
    """Return whether the run's deployment was taken away, as an upgrade does: then nothing ever starts the run."""
    if run.deployment_id is None:
        return False
    try:
        client.read_deployment(run.deployment_id)
    except ObjectNotFound:
        return True
    return False


def is_recent(run: FlowRun) -> bool:
    """Return whether a run came into its state in the last days; what is older was told of, or is told no more."""
    return bool(run.state and run.state.timestamp > present_moment() - RECENT)


def _is_served(client: SyncPrefectClient, run: FlowRun, kind: str) -> bool:
    """Return whether a run belongs to the deployment that serves its kind of step today."""
    try:
        return run.deployment_id == client.read_deployment_by_name(STEP_DEPLOYMENTS[kind]).id
    except ObjectNotFound:
        return False


def _start(cycle: OpenCycle, step_status: StepState, *, when: dt.datetime | None, key: str) -> None:
    """Start the step's run; the key tells it from other runs of this revision."""
    node = node_named(cycle.graph, step_status.step)
    reopened = f":o{step_status.reopened}" if step_status.reopened else ""
    parameters: dict[str, object] = {"community": cycle.row.community, "meeting": cycle.row.meeting, "year": cycle.year}
    if node.dispatch:
        parameters["dispatch"] = node.dispatch
    if node.act:
        parameters["act"] = node.act
    run_deployment(
        STEP_DEPLOYMENTS[node.kind],
        parameters=parameters,
        timeout=0,
        as_subflow=False,
        scheduled_time=when,
        idempotency_key=f"{cycle.id}:{step_status.step}:r{step_status.revision}{reopened}{key}",
        flow_run_name=f"{cycle.year} {step_status.title} r{step_status.revision}",
        tags=[*run_tags(cycle.id, step_status.step), f"rev:{step_status.revision}", *_said(cycle, node)],
    )


def _said(cycle: OpenCycle, node: StepNode) -> list[str]:
    """Return the tags that people look for: the meeting with its year, and the step."""
    return [f"{cycle.rules.name} {cycle.year}", cycle.title_of(node)]


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


def _replace(client: SyncPrefectClient, cycle: OpenCycle, run: FlowRun, by: StepState) -> None:
    """Cancel a run that another takes the place of."""
    words = cycle.say(REPLACED_BY, revision=by.revision)
    client.set_flow_run_state(run.id, Cancelled(name=REPLACED, message=words), force=True)


def _replaced(run: FlowRun) -> bool:
    return bool(run.state and (run.state.name == REPLACED or (run.state.message or "").startswith(REPLACED_BEFORE)))


def cancel_outdated(client: SyncPrefectClient, cycle: OpenCycle, step_status: StepState) -> list[FlowRun]:
    """Cancel the runs of other revisions that wait, and return them; one that was answered is left to read that.

    A newer one is outdated where an edit was undone. But it may have been started since the step was looked at.
    """
    cancelled = []
    for run in runs_of_step(client, cycle.id, step_status.step):
        waits = run.state_type in {StateType.PAUSED, StateType.SCHEDULED} and not _is_answered(run)
        if not waits or f"rev:{step_status.revision}" in run.tags:
            continue
        if _revision_of(run) > step_status.revision and _has_moved_on(cycle, step_status):
            continue
        _replace(client, cycle, run, step_status)
        cancelled.append(run)
    return cancelled


def _revision_of(run: FlowRun) -> int:
    """Return the revision that a run was started for; 0 where it says none."""
    said = [tag.removeprefix("rev:") for tag in run.tags if tag.startswith("rev:")]
    return max((int(number) for number in said if number.isdecimal()), default=0)


def _has_moved_on(cycle: OpenCycle, seen: StepState) -> bool:
    """Return whether a step, looked at again with its files, is at another revision than it was seen at."""
    row = cycle.row
    now = find_cycle(cycle.services, community=row.community, meeting=row.meeting, year=row.year)
    return step_state(now, seen.step).revision != seen.revision


def _is_answered(run: FlowRun) -> bool:
    return bool(run.state and run.state.name == RESUMING)


def take_answers_of(client: SyncPrefectClient, cycle: OpenCycle, runs: Sequence[FlowRun]) -> bool:
    """Put on record what people answered runs that ended before they read it; return whether there was any."""
    new: list[Decision] = []
    for run in runs:
        taken = take_answers(client, cycle.services, run.id)
        new += taken.new
        steps = [tag.removeprefix("step:") for tag in run.tags if tag.startswith("step:")]
        for step in steps if is_recent(run) else ():
            notify_turned_down(cycle, step, taken.turned_down)
    if new:
        current = {status.step: status.digest for status in step_states(cycle)}
        notify_in_vain(cycle, [decision for decision in new if decision.digest != current.get(decision.step)])
    return bool(new)

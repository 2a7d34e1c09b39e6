"""What every step's flow does: work, show, gate, act, launch the next. The steps are in `cycle.application`."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed

from cycle import wording
from cycle.application.actions import (
    STEPS,
    Decision,
    StepState,
    compute,
    goes_on_at,
    in_vain,
    is_approved,
    note_failure,
    perform,
    settle_alone,
    step_state,
)
from cycle.application.year import OpenCycle, find_cycle, node_named
from cycle.catalogue import sentence
from cycle.errors import BusyError, CycleError, HeldError, Unavailable
from cycle.services import OSLO, Services, open_services
from cycle.settings import load_settings
from flows.gates.answers import Taken, take_answers
from flows.gates.artifacts import publish, publish_overview
from flows.gates.choices import renew_choices
from flows.gates.failures import entitle, failed
from flows.gates.gate import ask
from flows.gates.notices import notify_failed, notify_held, notify_in_vain, notify_stranger, notify_turned_down, settle
from flows.running.launch import launch_due, plan_rest, titles

RETRY_SECONDS = [float(seconds) for seconds in load_settings().mail_retry_seconds]
"""Waits before a mail server that is down is tried again; read when the flow's process starts."""
BUSY_SECONDS, BUSY_TRIES = 2, 300

HELD = "held"
"""Key of the words that say why a mailing waits for a person."""
WAITS = "waits"
"""Key of the moment when the rest of a mailing goes on by itself."""

T = TypeVar("T")

Where = Mapping[str, Any]
"""community, meeting and year: how a task finds its year without carrying domain objects."""


def run_step(kind: str, *, community: str, meeting: str, year: int, dispatch: str = "") -> State[Any]:
    """Run one step of one year from wherever it stands and return how the run ended, in words.

    Safe to repeat at any point: results, decisions and outcomes are looked up before anything is made, asked or sent.
    """
    name = f"{kind}.{dispatch}" if dispatch else kind
    where: Where = {"community": community, "meeting": meeting, "year": year}
    try:
        ended = _run(kind, name, where)
    except Exception as error:
        if not _is_tried_again(where, name, error):
            notify_failed(where, name, error)
        return failed(error, community=community)
    entitle("")
    return ended


def _is_tried_again(where: Where, name: str, error: Exception) -> bool:
    """Write down why the run failed, and return whether the watch of a living service tries the step again."""
    try:
        with open_services() as services:
            cycle = find_cycle(services, **where)
            for_person = note_failure(cycle, step_state(cycle, name), error)
            return not for_person and bool(services.memory.serving.living(now=cycle.now))
    except CycleError:  # the year cannot even be read
        return False


def _run(kind: str, name: str, where: Where) -> State[Any]:
    with open_services() as services:
        taken = _answers(services)
        cycle = find_cycle(services, **where)
        node = node_named(cycle.graph, name)
        step_status = step_state(cycle, name)
        if taken.unknown:
            notify_stranger(cycle, name)
        notify_turned_down(cycle, name, taken.turned_down)
        late = [decision for decision in taken.decisions if decision.digest != step_status.digest]
        if late or step_status.state in {"blocked", "cancelled", "stopped"} or _is_replaced(step_status):
            return _go_on_elsewhere(cycle, step_status, taken, late)
        if step_status.state == "due":
            for number, batch in enumerate(STEPS[kind].batches(cycle, node), start=1):
                work_batch.with_options(task_run_name=f"{name} bolk {number}")(where, name, batch)
        revision = compute_step(where, name)
        result = compute(cycle, name)
        get_run_logger().info("step %s revision %s digest %s", name, revision, result.digest[:12])
        alone = settle_alone(cycle, result)
        if not is_approved(cycle, result):
            ask(cycle, result, STEPS[kind].present(cycle, node, result), taken=taken)
        settle(cycle)
        outcome = perform_step(where, name)
        if HELD in outcome:
            notify_held(cycle, name)
            publish_overview(cycle)
            return Completed(message=outcome[HELD])
        if WAITS in outcome:
            return _until_the_rest_goes(cycle, name, dt.datetime.fromisoformat(outcome[WAITS]))
        _show_outcome(cycle, name)
        if kind == "mailing":
            settle(cycle)  # nobody else could send while the letters went
        if kind in {"invitations", "archive", "act"}:
            renew_choices(services)  # who and what may be named in a form
        return _ended(
            cycle, f"{alone} {cycle.say('Nobody needs to decide anything.')}" if alone else cycle.say("Approved.")
        )


def _answers(services: Services) -> Taken:
    """Return what people have answered this run, on record before any file of the year is read."""
    with get_client(sync_client=True) as client:
        return take_answers(client, services, UUID(str(flow_run.get_id())))


def _is_replaced(step_status: StepState) -> bool:
    """Return whether this run was started for an older revision than the one that stands or is to be made."""
    ours = [tag for tag in flow_run.get_tags() if tag.startswith("rev:")]
    return bool(ours) and f"rev:{step_status.revision}" not in ours


def _go_on_elsewhere(cycle: OpenCycle, step_status: StepState, taken: Taken, late: Sequence[Decision]) -> State[Any]:
    """End a run that has nothing more to do here, with what its answers led to; what is due is started all the same."""
    notify_in_vain(cycle, [decision for decision in taken.new if decision in late])
    settle(cycle)
    return _ended(cycle, " ".join(_summary(cycle, step_status, late)))


def _summary(cycle: OpenCycle, step_status: StepState, late: Sequence[Decision]) -> list[str]:
    said = []
    if late:
        last = late[-1]
        if last.decision == "approve":
            said.append(in_vain(cycle, last, cycle.language))
        elif last.decision == "send_back":
            said.append(cycle.say("Sent back to {step}.", step=titles(cycle, [last.send_back_to])))
    if step_status.state == "stopped":
        said.append(cycle.say("Stopped. Start the year again to approve after all."))
    elif step_status.state == "blocked":
        said.append(cycle.say("Waiting for {steps}.", steps=titles(cycle, step_status.waits_for.split(", "))))
    elif step_status.state == "cancelled":
        off = sentence("The meeting is called off, so this will not be done.")
        held = sentence("The meeting is held after all, so this will not be done.")
        said.append(cycle.say(held if cycle.called_off is None else off))
    elif not said:
        said.append(cycle.say("Revision {number} has another run.", number=step_status.revision))
    return said


def _ended(cycle: OpenCycle, words: str) -> State[Any]:
    """Start what is due and end the run with its words."""
    started = launch_due(cycle)
    publish_overview(cycle)
    went_on = cycle.say("Started: {steps}.", steps=titles(cycle, started)) if started else ""
    return Completed(message=f"{words} {went_on}".rstrip())


@task(name="bolk", cache_policy=NO_CACHE, retries=1)
def work_batch(where: Where, name: str, batch: list[str]) -> int:
    """Do one batch of a long step; return how many were made again."""
    with open_services() as services:
        cycle = find_cycle(services, **where)
        node = node_named(cycle.graph, name)
        return STEPS[node.kind].work(cycle, node, batch)


@task(name="rekn ut", cache_policy=NO_CACHE)
def compute_step(where: Where, name: str) -> int:
    """Compute and store the result; return its revision. The store is the checkpoint, not Prefect's cache."""
    with open_services() as services:
        return patiently(lambda: compute(find_cycle(services, **where), name)).revision


@task(name="utfør", cache_policy=NO_CACHE, retries=len(RETRY_SECONDS), retry_delay_seconds=RETRY_SECONDS)
def perform_step(where: Where, name: str) -> dict[str, str]:
    """Do what was approved; return what keeps the rest of it back, nothing when nothing does."""
    with open_services() as services:
        try:
            patiently(lambda: perform(find_cycle(services, **where), name))
            return {}
        except HeldError as error:
            return {HELD: str(error)}
        except Unavailable as error:
            cycle = find_cycle(services, **where)
            when = goes_on_at(cycle, step_state(cycle, name))
            if when is None or when <= cycle.now:  # the server is down: Prefect tries this task again
                raise
            get_run_logger().info("the rest waits until %s: %s", when, error)
            return {WAITS: when.isoformat()}


def _until_the_rest_goes(cycle: OpenCycle, name: str, when: dt.datetime) -> State[Any]:
    """End the run of a mailing whose rest goes later, once the run that takes it up is planned."""
    plan_rest(cycle, name, when)
    settle(cycle)
    publish_overview(cycle)
    here = when.astimezone(OSLO)
    day = f"{wording.long_date(here.date())} kl. {wording.clock(here.time())}"
    words = sentence("The rest of the mails are queued. The mailing goes on by itself {day}.")
    return Completed(message=cycle.say(words, day=day))


def patiently(work: Callable[[], T]) -> T:
    """Return what the work returns, waiting while another run holds the step or the outbox."""
    for _ in range(BUSY_TRIES):
        try:
            return work()
        except BusyError as error:
            get_run_logger().info("waiting: %s", error)
            time.sleep(BUSY_SECONDS)
    return work()


def _show_outcome(cycle: OpenCycle, name: str) -> None:
    node = node_named(cycle.graph, name)
    result = compute(cycle, name)
    outcome = cycle.memory.results.outcome(cycle.id, name, result.digest)
    report = STEPS[node.kind].report
    if report is not None and outcome is not None:
        publish(cycle, result, report(cycle, node, outcome))

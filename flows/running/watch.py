"""Watches that nothing stands still unseen: what the store says is due and no living run does is launched again.

A thread of the process that serves the flows, for a scheduler may stand still too. Where several machines serve, the
one that began first watches; each says what it works on, so that nobody takes up what another one does.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.deployments import run_deployment
from prefect.exceptions import PrefectException
from prefect.states import AwaitingRetry, Cancelled, Crashed, Failed

from cycle.application.actions import StepState, is_ours, step_states, take_up
from cycle.application.year import OpenCycle, find_cycle, language_of
from cycle.catalogue import say, sentence
from cycle.errors import CycleError
from cycle.services import Services, open_services, present_moment, this_process
from cycle.settings import Settings
from flows.gates.notices import notify_given_up, notify_lost
from flows.running.at_work import runs_here
from flows.running.client import TRIGGER, flows_served, nudge
from flows.running.launch import (
    SERVICE_TAG,
    by_shutdown,
    cancel_outdated,
    ensure_run,
    is_lost,
    is_recent,
    not_cancelled,
    runs_of_step,
    take_answers_of,
    take_left_answers,
)
from flows.running.rounds import drop_missed, is_round, take_up_rounds

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 20
ALONE, AMONG_OTHERS = dt.timedelta(seconds=15), dt.timedelta(seconds=90)
"""How long a run may be begun without a process: it may be starting, and others say only now and then what they do."""
GONE = sentence("The process is gone.")
BEFORE_TRIGGER = "annual-cycle"
"""What earlier versions called the flow of the trigger that starts a year."""
GIVEN_UP = sentence("It died as often as the service tried it, and the service tries no more.")
NEVER_STARTED = sentence("It died, and since the service was upgraded nothing starts it again.")
STARTED_OTHERWISE = sentence("Started again under another name.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Living:
    """What is worked on anywhere, as it was known before any run was looked at."""

    runs: frozenset[str]
    grace: dt.timedelta
    asked_at: dt.datetime

    def is_dead(self, run: FlowRun) -> bool:
        """Return whether a run that is under way in Prefect's eyes has no process."""
        begun = run.state.timestamp if run.state else None
        return str(run.id) not in self.runs and begun is not None and begun < self.asked_at - self.grace


@contextmanager
def watching(settings: Settings, *, runs_known: bool) -> Iterator[None]:
    """Watch while the block runs; enter it before anything is served."""
    watch = Watch(settings, runs_known=runs_known)
    watch.begin()
    threading.Thread(target=watch.run, daemon=True, name="watch").start()
    try:
        yield
    finally:
        watch.end()


class Watch:
    """The watch of one serving process; `runs_known` says whether this process knows the runs it has started."""

    def __init__(self, settings: Settings, *, runs_known: bool) -> None:
        """Keep the settings; nothing is done yet."""
        self._settings, self._runs_known = settings, runs_known
        self._owner, self._since = this_process(), present_moment()
        self._ending = threading.Event()
        self._has_looked = False
        """What is found dead at the first look died with the service before this one."""

    def begin(self) -> None:
        """Say that this process serves, and let go of what the dead left; call it before anything is served.

        What does not succeed now, since the server is just dying, is done by the first look.
        """
        self._quietly(self._begin)

    def run(self) -> None:
        """Look again and again until told to end; trouble of one round is logged, and the next one comes."""
        looked = said = -1.0 * self._settings.watch_seconds
        while not self._ending.wait(1):
            if time.monotonic() - said >= HEARTBEAT_SECONDS:
                said = time.monotonic()
                self._quietly(self._say)
            if time.monotonic() - looked >= self._settings.watch_seconds:
                self._quietly(self.look)
                looked = time.monotonic()

    def end(self) -> None:
        """Look no more, and say that this process serves no more."""
        self._ending.set()
        self._quietly(lambda services: services.memory.serving.leave(self._owner))

    def look(self, services: Services) -> tuple[str, ...]:
        """Take up what stands still, and return what was started; nothing in a home that was copied."""
        if services.away or not self._is_first(services) or not flows_served():
            return ()
        services.memory.noted_head.note(services.memory.events, now=services.now())
        living, counted = self._living(services), self._has_looked
        with get_client(sync_client=True) as client:
            if self._runs_known:
                bury_dead(client, living, services)
            bury_formless(client, living, services)
            retry_others(client, services, counted=counted)
            take_up_rounds(client, services, up_since=self._since)
            rows = services.memory.cycles.all()
            found = tuple(step for row in rows for step in self._year(client, services, row.id, counted=counted))
        self._has_looked = True
        return found

    def _begin(self, services: Services) -> None:
        if services.memory.engine.dialect.name == "sqlite":  # this process owns the home: no other machine is at it
            services.memory.serving.forget_elsewhere()
            services.memory.claims.forget_elsewhere()
        self._since = services.now()
        self._say(services)
        if self._is_first(services):
            with get_client(sync_client=True) as client:
                bury_dead(client, self._living(services, first=True), services)
                drop_missed(client, language_of(services))

    def _year(self, client: SyncPrefectClient, services: Services, cycle_id: str, *, counted: bool) -> list[str]:
        community, meeting, year = cycle_id.split("/")
        started = []
        try:
            cycle = find_cycle(services, community=community, meeting=meeting, year=int(year))
            take_left_answers(client, cycle)
            for step_status in step_states(cycle):
                if is_ours(cycle, step_status) and take_up_step(client, cycle, step_status, counted=counted):
                    started.append(f"{cycle_id} {step_status.step}")
        except CycleError as error:  # the year's own files are wrong: who edits them is told by every command
            log.info("%s: cannot be looked at (%s)", cycle_id, type(error).__name__)
        for step in started:
            log.warning("%s: nobody was at work on it; started again", step)
        return started

    def _living(self, services: Services, *, first: bool = False) -> Living:
        now, here = present_moment(), runs_here()
        others = [
            server for server in services.memory.serving.living(now=services.now()) if server.owner != self._owner
        ]
        alone = dt.timedelta(0) if first else ALONE
        return Living(
            runs=here.union(*(server.runs for server in others)), grace=AMONG_OTHERS if others else alone, asked_at=now
        )

    def _is_first(self, services: Services) -> bool:
        living = services.memory.serving.living(now=services.now())
        return bool(living) and living[0].owner == self._owner

    def _say(self, services: Services) -> None:
        services.memory.serving.say(self._owner, runs=runs_here(), now=services.now())

    def _quietly(self, work: Callable[[Services], object]) -> None:
        try:
            with open_services(self._settings) as services:
                work(services)
        except (CycleError, PrefectException, httpx.HTTPError) as error:
            log.warning("the watch: %s: %s", type(error).__name__, error)
        except Exception:  # a fault of ours must not end the watch
            log.exception("the watch met a fault of ours")


def bury_dead(client: SyncPrefectClient, living: Living, services: Services) -> int:
    """Write that runs are over whose process is gone, and return how many; a person's cancellation is carried out."""
    buried = 0
    for run in _ours(client, "RUNNING", "PENDING", "CANCELLING"):
        if not living.is_dead(run) or not _is_unchanged(client, run):
            continue
        cancelled = run.state_type is StateType.CANCELLING
        over: State[None] = Cancelled() if cancelled else Crashed(message=_said_of(services, run, GONE))
        client.set_flow_run_state(run.id, over, force=True)
        buried += 1
    return buried


def bury_formless(client: SyncPrefectClient, living: Living, services: Services) -> int:
    """Write that runs are over that wait for an answer without a form to give it in, and return how many.

    Prefect stores the form after the state: a process that was killed in between left a gate nobody can answer.
    """
    buried = 0
    for run in _ours(client, "PAUSED"):
        if living.is_dead(run) and not _has_form(client, run) and _is_unchanged(client, run):
            client.set_flow_run_state(run.id, Crashed(message=_said_of(services, run, GONE)), force=True)
            buried += 1
    return buried


def take_up_step(client: SyncPrefectClient, cycle: OpenCycle, step_status: StepState, *, counted: bool = True) -> bool:
    """Start the step again when nothing is at work on it, some times; then a person is told. Return whether it began.

    A run of an earlier revision that still waits is replaced, as by whoever starts the year: it is never woken.
    """

    def may(ended: FlowRun | None) -> bool:
        if not not_cancelled(ended):
            return False
        verdict = take_up(cycle, step_status, counted=counted)
        if verdict == "give up":
            notify_given_up(cycle, step_status.step, run=str(ended.id) if ended else "")
        return verdict == "now"

    if take_answers_of(client, cycle, cancel_outdated(client, cycle, step_status)):
        return False  # somebody answered it while it was being cancelled: the next look sees what they decided
    if step_status.state != "waiting":
        runs = runs_of_step(client, cycle.id, step_status.step)
        if any(run.state_type is StateType.PAUSED for run in runs):
            nudge(cycle.services.settings, cycle, step_status.step)  # it was decided, or is to be made again
            return False
    return ensure_run(client, cycle, step_status, may=may)


def retry_others(client: SyncPrefectClient, services: Services, *, counted: bool = True) -> int:
    """Start again what died of a trigger or of what somebody asked for, some times, and return how many.

    Every one of them looks up what is done before it does it.
    """
    started = 0
    for run in _ours(client, "CRASHED", "CANCELLED"):
        if _is_step(run) or not is_recent(run) or not not_cancelled(run):
            continue
        if run.state_type is StateType.CANCELLED and not by_shutdown(run):
            continue
        tries = services.memory.tries
        tried = tries.again("", str(run.id), about="run", progress="", now=services.now(), counted=counted)
        if tried == "now" and _start_again(client, run, services):
            started += 1
        elif tried in {"now", "give up"} and not is_round(client, run):  # its deployment is gone, or it always dies
            words = NEVER_STARTED if tried == "now" else GIVEN_UP
            served = not is_lost(client, run)
            notify_lost(services, run.parameters, run.name, words, run=str(run.id), is_served=served)
    return started


def _start_again(client: SyncPrefectClient, run: FlowRun, services: Services) -> bool:
    """Start a run again; where an upgrade took its deployment away, as a new run of what the trigger is called now.

    False, and nothing is done, where nothing is called so now: a run of it would wait for ever.
    """
    lost = is_lost(client, run)
    if lost and client.read_flow(run.flow_id).name != BEFORE_TRIGGER:
        client.set_flow_run_state(run.id, Failed(message=_said_of(services, run, GONE)), force=True)
        return False
    if lost:
        key = f"again:{run.id}"
        run_deployment(TRIGGER, parameters=run.parameters, timeout=0, as_subflow=False, idempotency_key=key)
        client.set_flow_run_state(run.id, Cancelled(message=_said_of(services, run, STARTED_OTHERWISE)), force=True)
    else:
        client.set_flow_run_state(run.id, AwaitingRetry(), force=True)
    return True


def _said_of(services: Services, run: FlowRun, words: str) -> str:
    """Return a sentence about a run in the language of its community, or of the service where it names none."""
    return say(language_of(services, str(run.parameters.get("community") or "")), words)


def _ours(client: SyncPrefectClient, *states: str) -> Sequence[FlowRun]:
    wanted = FlowRunFilter(
        tags=FlowRunFilterTags(all_=[SERVICE_TAG]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType(state) for state in states])),
    )
    return client.read_flow_runs(flow_run_filter=wanted)


def _has_form(client: SyncPrefectClient, run: FlowRun) -> bool:
    keys = run.state.state_details.run_input_keyset if run.state else None
    if not keys:  # paused by a person in Prefect: it asks for nothing
        return True
    return any(kept.key == keys["schema"] for kept in client.filter_flow_run_input(run.id, keys["schema"], 1, set()))


def _is_unchanged(client: SyncPrefectClient, run: FlowRun) -> bool:
    """Return whether the run is still in the state it was seen in: one that ended meanwhile is left alone."""
    now = client.read_flow_run(run.id)
    return bool(now.state and run.state and now.state.id == run.state.id)


def _is_step(run: FlowRun) -> bool:
    return any(tag.startswith("step:") for tag in run.tags)

"""A year's runs in this process, as Prefect would start, suspend and resume them; only the server is pretended."""

from __future__ import annotations

import datetime as dt
import json
import logging
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, FlowRunInput, State, StateType
from prefect.input import run_input
from prefect.states import Failed, Paused, Pending, Scheduled
from prefect.utilities.schema_tools.validation import validate

import flows.gates.choices
import flows.gates.gate
import flows.gates.notices
import flows.gates.step_run
import flows.running.launch
from cycle.services import Services
from tests.desk import Desk
from tests.flows.fake_prefect import deployment_called
from tests.kept import walk_once

TASKS = ("compute_step", "perform_step")
KINDS = {deployment: kind for kind, deployment in flows.running.launch.STEP_DEPLOYMENTS.items()}
KEPT = ("runs", "keys", "given", "inputs", "shown", "clock", "forms")
"""What the pretended server knows of a year; it goes with the home of the year."""


class Suspended(BaseException):
    """The run has ended its process and waits for a person."""


@dataclass
class Offline:
    """Prefect's server and runner, as far as the flows of a year speak to them."""

    desk: Desk
    runs: dict[UUID, FlowRun] = field(default_factory=dict)
    keys: dict[str, UUID] = field(default_factory=dict)
    given: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    inputs: dict[UUID, dict[str, FlowRunInput]] = field(default_factory=dict)
    now: UUID | None = None
    """The run at work."""
    shown: list[str] = field(default_factory=list)
    """The keys of what was published, in the order it was."""
    clock: int = 0
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The fields of the deployments' forms, by name."""

    # --- what the flows ask of Prefect --------------------------------------------------------------------------

    def __enter__(self) -> Offline:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def read_flow_runs(self, *, flow_run_filter: Any, sort: Any = None) -> list[FlowRun]:
        wanted = set(flow_run_filter.tags.all_)
        return [run for run in reversed(self.runs.values()) if wanted <= set(run.tags)]

    def set_flow_run_state(self, run_id: UUID, state: State[Any], *, force: bool = False) -> None:
        del force
        self.runs[run_id] = self.runs[run_id].model_copy(update={"state": state, "state_type": state.type})

    def run_deployment(
        self, name: str, *, idempotency_key: str, scheduled_time: dt.datetime | None, **given: Any
    ) -> None:
        if idempotency_key not in self.keys:
            state = Scheduled(scheduled_time=scheduled_time) if scheduled_time else Pending()
            run = FlowRun(id=uuid4(), flow_id=uuid4(), tags=given["tags"], state=state, state_type=state.type)
            run.deployment_id = deployment_called(name)
            self.keys[idempotency_key] = run.id
            self.runs[run.id], self.inputs[run.id] = run, {}
            self.given[run.id] = {"kind": KINDS[name], **given["parameters"]}

    def filter_flow_run_input(
        self, run_id: UUID, key_prefix: str, limit: int, exclude_keys: set[str]
    ) -> list[FlowRunInput]:
        assert not exclude_keys
        return [form_input for key, form_input in self.inputs[run_id].items() if key.startswith(key_prefix)][:limit]

    def read_deployment_by_name(self, name: str) -> Any:
        known = deployment_called(name) if name in KINDS else name
        return SimpleNamespace(id=known, parameter_openapi_schema={"properties": self.forms.get(name, {})})

    def update_deployment(self, name: Any, change: Any) -> None:
        self.forms[name] = change.parameter_openapi_schema["properties"]

    def suspend(self, *, wait_for_input: type[run_input.RunInput], timeout: None, key: str) -> None:
        assert timeout is None
        assert self.now is not None
        kept = self.inputs[self.now]
        assert f"suspended-{key}-schema" not in kept, "Prefect takes no second form under a key"
        self._keep(self.now, f"suspended-{key}-schema", wait_for_input.model_json_schema())
        self.set_flow_run_state(self.now, Paused(name="Suspended", pause_key=key))
        raise Suspended

    def _keep(self, run: UUID, key: str, value: Any) -> None:
        self.clock += 1
        made = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=self.clock)
        self.inputs[run][key] = FlowRunInput(flow_run_id=run, key=key, value=json.dumps(value), created=made)

    # --- what people and the runner do --------------------------------------------------------------------------

    def waiting(self, step: str) -> FlowRun:
        """Return the newest run of a step that asks."""
        found = [run for run in self.of(step) if run.state_type is StateType.PAUSED]
        assert found, f"nothing asks about {step}: {self.states()}"
        return found[-1]

    def form(self, run: FlowRun) -> dict[str, Any]:
        """Return the schema of the form that a run waits with."""
        assert run.state is not None
        return dict(json.loads(self.inputs[run.id][f"suspended-{run.state.state_details.pause_key}-schema"].value))

    def resume(self, run: FlowRun, **answer: Any) -> None:
        """Answer as the Resume button does: the server checks the form, keeps the answer and plans the run."""
        run = self.runs[run.id]
        assert run.state is not None
        validate(answer, self.form(run), raise_on_error=True)
        key = f"suspended-{run.state.state_details.pause_key}-response"
        self.set_flow_run_state(run.id, Scheduled(name="Resuming", scheduled_time=self.desk.moment))
        self._keep(run.id, key, answer)

    def answer(self, step: str, decision: str = "Godkjenn", *, name: str, **more: Any) -> FlowRun:
        """Answer the gate of a step and let everything run that then can; return the run as it ended."""
        run = self.waiting(step)
        count = self.form(run)["about"]["count"]
        if count is not None and decision == "Godkjenn":
            more = {"count": count, **more}
        self.resume(run, decision=decision, name=name, **more)
        self.work()
        return self.runs[run.id]

    def approve(self, step: str) -> None:
        """Let as many people approve as it takes."""
        from tests.desk import APPROVERS

        for name in APPROVERS[: self.desk.cycle().approvers_needed(step)]:
            self.answer(step, name=name)
        assert self.states()[step].startswith("done"), self.states()

    def trigger(self) -> None:
        """Start the year as the secretariat does."""
        cycle = self.desk.start()
        flows.running.launch.launch_due(cycle, by_hand=True)
        self.work()

    def walk_to(self, gate: str) -> None:
        """Walk the year through its gates until this one is open, or take over where the same was walked before."""
        desk = self.desk
        state = desk.home / "offline.pickle"

        def walk() -> None:
            self.trigger()
            for node in desk.cycle().graph:
                if node.name == gate:
                    break
                if desk.states()[node.name].startswith("waiting"):
                    self.approve(node.name)
            state.write_bytes(pickle.dumps({name: vars(self)[name] for name in KEPT}))

        walk_once(desk.services.memory, desk.home, key=f"offline {gate} {desk.key()}", walk=walk, files=desk.root)
        vars(self).update(pickle.loads(state.read_bytes()))

    def work(self) -> None:
        """Run what is planned, until nothing is."""
        for _ in range(200):
            ready = [run for run in self.runs.values() if run.state_type in {StateType.PENDING, StateType.SCHEDULED}]
            if not ready:
                return
            self.start(ready[0])
        pytest.fail("the runs start each other for ever")

    def start(self, run: FlowRun) -> None:
        """Run one run from the top."""
        self.now, given = run.id, dict(self.given[run.id])
        self.set_flow_run_state(run.id, State(type=StateType.RUNNING))
        kind = given.pop("kind")
        try:
            ended = flows.gates.step_run.run_step(kind, **given)
        except Suspended:
            return
        except Exception as error:  # as Prefect does
            ended = Failed(message=str(error))
        finally:
            self.now = None
        self.set_flow_run_state(run.id, ended)

    def of(self, step: str) -> list[FlowRun]:
        return [run for run in self.runs.values() if f"step:{step}" in run.tags]

    def message(self, run: FlowRun) -> str:
        state = self.runs[run.id].state
        return str(state.message) if state else ""

    def states(self) -> dict[str, str]:
        return self.desk.states()

    def tags(self) -> list[str]:
        return list(self.runs[self.now].tags) if self.now else []


def connect(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Offline:
    """Return the pretended server with the flows of this process pointed at it."""
    server = Offline(desk)

    @contextmanager
    def services() -> Iterator[Services]:
        yield desk.services

    here = SimpleNamespace(get_id=lambda: server.now, get_tags=server.tags, run_count=1)
    for module in (flows.gates.step_run, flows.running.launch, flows.gates.choices):
        monkeypatch.setattr(module, "get_client", lambda **_: server)
    for module in (flows.gates.step_run, flows.gates.notices):
        monkeypatch.setattr(module, "open_services", services)
    for module in (flows.gates.step_run, flows.gates.gate, flows.gates.notices):
        monkeypatch.setattr(module, "flow_run", here)
    monkeypatch.setattr(flows.running.launch, "run_deployment", server.run_deployment)
    monkeypatch.setattr(flows.gates.gate, "suspend_flow_run", server.suspend)
    monkeypatch.setattr(flows.gates.step_run, "get_run_logger", lambda: logging.getLogger("run"))
    for task in TASKS:
        monkeypatch.setattr(flows.gates.step_run, task, getattr(flows.gates.step_run, task).fn)
    work = SimpleNamespace(with_options=lambda **_: flows.gates.step_run.work_batch.fn)
    monkeypatch.setattr(
        flows.gates.step_run, "work_batch", SimpleNamespace(fn=flows.gates.step_run.work_batch.fn, **vars(work))
    )
    for module in (flows.gates.step_run, flows.gates.gate):
        monkeypatch.setattr(module, "publish", lambda *_: "http://127.0.0.1/")
        monkeypatch.setattr(module, "publish_overview", lambda *_: None)
    return server

"""Stands in for Prefect's server where only the states of runs count."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectNotFound
from prefect.states import Pending, Scheduled

NEWEST_FIRST = FlowRunSort.EXPECTED_START_TIME_DESC


class Prefect:
    """Keeps runs as Prefect's server does: one for each idempotency key, whatever became of it."""

    def __init__(self) -> None:
        self.by_key: dict[str, FlowRun] = {}
        self.forms: set[UUID] = set()
        """The runs whose form is stored."""
        self.taken_away: set[UUID] = set()
        """The deployments that an upgrade took away."""
        self.flow_name = ""
        """What the flow of each run is called."""

    def __enter__(self) -> Prefect:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is open."""

    def read_flow_runs(self, *, flow_run_filter: Any, sort: Any = NEWEST_FIRST) -> list[FlowRun]:
        assert sort == NEWEST_FIRST
        wanted = set(flow_run_filter.tags.all_)
        states = flow_run_filter.state.type.any_ if flow_run_filter.state else list(StateType)
        runs = reversed(self.by_key.values())
        return [run for run in runs if wanted <= set(run.tags) and run.state_type in states]

    def read_flow_run(self, run_id: UUID) -> FlowRun:
        return next(run for run in self.by_key.values() if run.id == run_id)

    def set_flow_run_state(self, run_id: UUID, state: State[Any], *, force: bool) -> None:
        assert force
        key = next(key for key, run in self.by_key.items() if run.id == run_id)
        self.by_key[key] = self.by_key[key].model_copy(update={"state": state, "state_type": state.type})

    def run_deployment(
        self, name: str, *, idempotency_key: str, scheduled_time: dt.datetime | None = None, **given: Any
    ) -> None:
        state = Scheduled(scheduled_time=scheduled_time) if scheduled_time else Pending()
        run = FlowRun(id=uuid4(), flow_id=uuid4(), tags=given.get("tags", []), state=state, state_type=state.type)
        run.deployment_id, run.parameters = deployment_called(name), given["parameters"]
        self.by_key.setdefault(idempotency_key, run)

    def read_deployment_by_name(self, name: str) -> Any:
        return self.read_deployment(deployment_called(name))

    def read_deployment(self, deployment: UUID) -> Any:
        if deployment in self.taken_away:
            raise ObjectNotFound(LookupError(deployment))
        return SimpleNamespace(id=deployment)

    def read_flow(self, _flow: UUID) -> Any:
        return SimpleNamespace(name=self.flow_name)

    def upgrade(self) -> None:
        """Let every run belong to a deployment of an earlier name, which was taken away."""
        for key, run in self.by_key.items():
            earlier = uuid4()
            self.by_key[key] = run.model_copy(update={"deployment_id": earlier})
            self.taken_away.add(earlier)

    def filter_flow_run_input(self, run_id: UUID, prefix: str, *_: object) -> list[Any]:
        """Return the form of a run where it has one; none is answered here."""
        return [SimpleNamespace(key=prefix)] if prefix.endswith("-schema") and run_id in self.forms else []

    def runs(self, step: str) -> list[FlowRun]:
        return [run for run in self.by_key.values() if f"step:{step}" in run.tags]

    def end(self, step: str, state: State[Any]) -> None:
        """Let the newest run of a step end so, or come into such a state."""
        self.set_flow_run_state(self.runs(step)[-1].id, state, force=True)

    def day(self, step: str) -> dt.date:
        """Return the day the newest run of a step waits for."""
        state = self.runs(step)[-1].state
        assert state is not None
        assert state.state_details.scheduled_time is not None
        return state.state_details.scheduled_time.date()


def deployment_called(name: str) -> UUID:
    """Return the id of the deployment of this name: always the same."""
    return uuid5(NAMESPACE_URL, name)

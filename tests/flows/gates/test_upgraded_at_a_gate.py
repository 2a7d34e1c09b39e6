"""A home that another version kept, with a gate open in it: the service that is started there now goes on from it."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType

from cycle.application.persons import make_link, named
from flows.example_year.demo_person import DemoPerson
from flows.running.earlier_names import EARLIER
from flows.running.launch import STEP_DEPLOYMENTS
from tests.flows.conftest import ROOT, Running, a_service, until

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]

KEPT = Path(__file__).parents[1] / "past" / "gate-open-2026-11-30.tar.xz"
"""A home as the service of that day left it: the year 2027 is started, and the gate of its plan waits."""
RULES = KEPT.with_name("bergensomradet-2026-11-30.tar.xz")
"""The community's files of that day: edits of those that ship are no upgrade, and would ask again."""
RUN = UUID("08cacca6-c274-4cfb-8c62-10b5ffc4f938")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with tarfile.open(KEPT) as kept:
        kept.extractall(tmp_path / "home", filter="data")
    return tmp_path / "home"


@pytest.fixture
def upgraded(home: Path) -> Iterator[Running]:
    root = home.parent / "root"
    with tarfile.open(RULES) as kept:
        kept.extractall(root / "config" / "communities", filter="data")
    (root / "templates").symlink_to(ROOT / "templates")
    with a_service(home, CYCLE_IDENTITY="link", CYCLE_ROOT=str(root)) as running:
        yield running


def deployments() -> set[str]:
    """The names of all deployments that the server knows."""
    with get_client(sync_client=True) as client:
        flows = {flow.id: flow.name for flow in client.read_flows()}
        return {f"{flows[known.flow_id]}/{known.name}" for known in client.read_deployments()}


def by_old_form() -> dict[str, str]:
    """The answer that Prefect's page sends for a form that was made by the version before: it locks what was read."""
    with get_client(sync_client=True) as client:
        rows = client.filter_flow_run_input(RUN, "suspended-", 20, set())
    (form,) = (json.loads(row.value) for row in rows if row.key.endswith("-schema"))
    locked = {name: about["const"] for name, about in form["properties"].items() if "const" in about}
    return {"decision": "Godkjenn", **locked}


@pytest.mark.parametrize("where", ["on our page", "in Prefect's old form"])
def test_a_gate_that_was_open_when_the_service_was_upgraded_is_answered_and_the_year_goes_on(
    upgraded: Running, where: str
) -> None:
    assert "copied or restored" in upgraded.command("status", "2027"), "it lies elsewhere than where it was kept"
    upgraded.command("outbox", "adopt", "--name", "samarbeidssekretariatet")
    assert set(EARLIER) & deployments() == {"plan/cycle"}, "what a run still waits in is served, the rest is gone"
    assert set(STEP_DEPLOYMENTS.values()) < deployments()
    assert upgraded.state_of("plan").state == "waiting"
    assert upgraded.gate("plan").id == RUN, "the very gate that was open then"
    root = f"http://127.0.0.1:{upgraded.settings.port}"
    (known,) = named(upgraded.services, "Kari Koordinator")
    kari = DemoPerson(known, root)
    link = make_link(upgraded.services, known, origin="mail")
    kari.come_in_by_link(f"{root}/logg-inn/lenkje/{link}", how="link")
    if where == "on our page":
        kari.approve(f"/{upgraded.cycle().id}/godkjenning/plan", count=0)
    else:
        # What the page was opened with before somebody else read it: refused in words, and the gate waits on.
        said = kari.ask("POST", f"flow_runs/{RUN}/resume", {"run_input": {**by_old_form(), "proposal": "r0-00000000"}})
        assert said["status"] == "REJECT"
        assert said["details"]["reason"].startswith("Skjemaet er ikkje teke imot: «proposal»"), said
        assert kari.ask("POST", f"flow_runs/{RUN}/resume", {"run_input": by_old_form()})["status"] == "ACCEPT"
    kari.leave()
    upgraded.gate("committee")
    (row,) = upgraded.services.memory.decisions.of(upgraded.cycle().id)
    channel = "page" if where == "on our page" else "form"
    assert (row.step, row.decision, row.person, row.known_by, row.channel) == (
        "plan",
        "approve",
        known.key,
        "link",
        channel,
    )
    if channel == "form":
        return
    with get_client(sync_client=True) as client:
        until(lambda: client.read_flow_run(RUN).state_type is StateType.COMPLETED, "its run is over", upgraded)
        served_by = client.read_flow_run(upgraded.runs("committee")[0].id).deployment_id
        assert client.read_deployment(served_by).name == STEP_DEPLOYMENTS["committee"].partition("/")[2]
    upgraded.stop()
    upgraded.start()
    until(lambda: not set(EARLIER) & deployments(), "nothing waits in it any more, so it is gone", upgraded, seconds=60)
    with get_client(sync_client=True) as client:
        assert client.read_flow_run(RUN).state_type is StateType.COMPLETED, "what has run stays to be seen"

"""Answers many gates at once while flows write, and counts the answers that were refused, lost or taken twice.

The real Prefect server behind the real door, in a home of its own. As many people as `--people` press *Resume* at the
same time, each on the next run that waits, while as many flow processes as `--flows` do what flows do: change states,
write logs and artifacts, and ask for work. The rival is Prefect's server as it comes, asked without the door.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from cycle.settings import Settings  # noqa: E402
from cycle.web.to_prefect.policy import OUR_TAG  # noqa: E402
from cycle.web.visitors.keys import door_keys  # noqa: E402
from flows.running.service import (  # noqa: E402
    running_door,
    running_server,
    server_environment,
    server_socket,
    wait_until_healthy,
)
from tests.desk import free_port  # noqa: E402

FORM = {"decision": "Godkjenn", "name": "Kari Koordinator", "count": 56}
SCHEMA = {
    "title": "Review",
    "type": "object",
    "properties": {
        "decision": {"type": "string", "enum": ["Godkjenn", "Stopp"]},
        "name": {"type": "string", "minLength": 2},
        "count": {"type": "integer"},
    },
    "required": ["decision", "name"],
}
KEY = "suspended-plan-r1-g1-a1"
KEYSET = {part: f"{KEY}-{part}" for part in ("description", "response", "schema")}


def main() -> None:
    """Print the figures, as JSON when asked for; exit with 1 when an answer was refused, lost or taken twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--resumes", type=int, default=200)
    parser.add_argument("--people", type=int, default=10, help="who answer at the same time")
    parser.add_argument("--flows", type=int, default=10, help="who write at the same time")
    parser.add_argument("--rival", action="store_true", help="also Prefect's server as it comes")
    given = parser.parse_args()
    work = Work(resumes=given.resumes, people=given.people, flows=given.flows)
    figures: dict[str, Any] = measure(work)
    if given.rival:
        figures["rival"] = measure(work, rival=True)
    print(
        json.dumps(figures, indent=2)
        if given.json
        else "\n".join(f"{key}: {figure}" for key, figure in figures.items())
    )
    sys.exit(1 if figures["refused"] or figures["lost"] or figures["twice"] else 0)


@dataclass(frozen=True, kw_only=True)
class Work:
    """How many answer how many runs while how many flows write."""

    resumes: int
    people: int
    flows: int


@dataclass
class Heard:
    """What the people and the flows were told."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    writes: Counter[int] = field(default_factory=Counter)


def measure(work: Work, *, rival: bool = False) -> dict[str, Any]:
    """Return the figures of one round on a server of its own."""
    with tempfile.TemporaryDirectory(prefix="resumes-") as name:
        settings = Settings(_env_file=None, home=Path(name), root=ROOT, port=free_port(), identity="name")  # type: ignore[call-arg]
        with (a_plain_server if rival else our_server)(settings) as server:
            return asyncio.run(_round(server, work))


@dataclass(frozen=True, kw_only=True)
class Server:
    """Where the server is asked: by people and by flows, each with what they show."""

    url: str
    socket: str | None
    people: dict[str, str]
    flows: httpx.BasicAuth | None


@contextmanager
def our_server(settings: Settings) -> Iterator[Server]:
    """Run the server as `cycle up` does."""
    root = f"http://127.0.0.1:{settings.port}"
    os.environ |= {"CYCLE_PORT": str(settings.port), "CYCLE_IDENTITY": "name"}  # the door is a process of its own
    with ExitStack() as stack:
        socket = stack.enter_context(server_socket(settings.home))
        stack.enter_context(running_door(settings, socket))
        wait_until_healthy(settings, stack.enter_context(running_server(settings, socket)))
        secret = door_keys(settings.home).service.partition(":")
        yield Server(url=root, socket=None, people={"Origin": root}, flows=httpx.BasicAuth(secret[0], secret[2]))


@contextmanager
def a_plain_server(settings: Settings) -> Iterator[Server]:
    """Run Prefect's own server on a socket, with no door and without what we change in it."""
    socket = settings.home / "plain.sock"
    environment = {
        key: value
        for key, value in server_environment(settings).items()
        if key not in {"PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"}
    }
    application = ["--factory", "prefect.server.api.server:create_app", "--uds", str(socket), "--log-level", "critical"]
    child = subprocess.Popen([sys.executable, "-m", "uvicorn", *application], env=environment)
    try:
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(socket))) as client:
            for _ in range(600):
                with suppress(httpx.TransportError):
                    if client.get("http://x/api/health").is_success:
                        break
                time.sleep(0.2)
        yield Server(url="http://x", socket=str(socket), people={}, flows=None)
    finally:
        child.terminate()
        child.wait()


async def _round(server: Server, work: Work) -> dict[str, Any]:
    heard = Heard()
    async with _client(server, server.flows) as flows, _client(server, None) as people:
        people.headers.update(server.people)
        deployment = await _deployment(flows)
        waiting = [await _waiting_run(flows, deployment) for _ in range(work.resumes)]
        ended = asyncio.Event()
        writers = [asyncio.create_task(_a_flow(flows, deployment, ended, heard)) for _ in range(work.flows)]
        await asyncio.sleep(2)
        queue, began = list(waiting), time.monotonic()
        await asyncio.gather(*(_a_person(people, queue, heard) for _ in range(work.people)))
        seconds = time.monotonic() - began
        ended.set()
        await asyncio.gather(*writers)
        lost, twice = await _held_against_the_server(flows, waiting, heard)
    return {
        "resumes": work.resumes,
        "refused": work.resumes - len(heard.taken),
        "lost": lost,
        "twice": twice,
        "told": dict(heard.statuses),
        "seconds": round(seconds, 1),
        "median_ms": round(1000 * statistics.median(heard.seconds)),
        "p95_ms": round(1000 * sorted(heard.seconds)[int(0.95 * (len(heard.seconds) - 1))]),
        "people": work.people,
        "flows": work.flows,
        "writes": sum(heard.writes.values()),
        "writes_refused": sum(number for status, number in heard.writes.items() if status >= 400),
        "load": round(os.getloadavg()[0], 1),
    }


@asynccontextmanager
async def _client(server: Server, auth: httpx.BasicAuth | None) -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_connections=100)
    transport = httpx.AsyncHTTPTransport(uds=server.socket, limits=limits)
    async with httpx.AsyncClient(
        transport=transport, base_url=f"{server.url}/api", auth=auth, timeout=120, trust_env=False
    ) as client:
        yield client


async def _deployment(flows: httpx.AsyncClient) -> str:
    flow = await _post(flows, "/flows/", {"name": "plan"})
    made = await _post(
        flows, "/deployments/", {"name": "cycle", "flow_id": flow["id"], "tags": [OUR_TAG], "entrypoint": "x.py:x"}
    )
    return str(made["id"])


async def _waiting_run(flows: httpx.AsyncClient, deployment: str) -> str:
    """Return a run that waits for a person, as a flow leaves it."""
    run = await _post(flows, f"/deployments/{deployment}/create_flow_run", {"tags": [OUR_TAG]})
    details = {"pause_key": KEY, "pause_reschedule": True, "run_input_keyset": KEYSET}
    for state in (
        {"type": "PENDING"},
        {"type": "RUNNING"},
        {"type": "PAUSED", "name": "Suspended", "state_details": details},
    ):
        await _post(flows, f"/flow_runs/{run['id']}/set_state", {"state": state, "force": True})
    await _post(flows, f"/flow_runs/{run['id']}/input", {"key": KEYSET["schema"], "value": json.dumps(SCHEMA)})
    return str(run["id"])


async def _a_person(people: httpx.AsyncClient, queue: list[str], heard: Heard) -> None:
    while queue:
        run = queue.pop()
        began = time.monotonic()
        try:
            answer = await people.post(f"/flow_runs/{run}/resume", json={"run_input": FORM})
        except httpx.TransportError as error:
            heard.statuses[type(error).__name__] += 1
            continue
        finally:
            heard.seconds.append(time.monotonic() - began)
        said = answer.json()
        status = said.get("status") if answer.is_success else str(answer.status_code)
        heard.statuses[str(status)] += 1
        if status == "ACCEPT":
            heard.taken.append(run)


async def _a_flow(flows: httpx.AsyncClient, deployment: str, ended: asyncio.Event, heard: Heard) -> None:
    """Do what a flow's process and the runner do, again and again."""
    while not ended.is_set():
        with suppress(httpx.TransportError):
            await _one_run(flows, deployment, heard)


async def _one_run(flows: httpx.AsyncClient, deployment: str, heard: Heard) -> None:
    made = await flows.post(f"/deployments/{deployment}/create_flow_run", json={"tags": [OUR_TAG]})
    heard.writes[made.status_code] += 1
    if not made.is_success:
        return
    run = made.json()["id"]
    message = {"name": "x", "level": 20, "message": "x", "timestamp": "2027-01-01T00:00:00Z", "flow_run_id": run}
    work: tuple[tuple[str, Any], ...] = (
        (f"/flow_runs/{run}/set_state", {"state": {"type": "RUNNING"}}),
        ("/logs/", [message] * 5),
        ("/artifacts/", {"key": "x", "type": "markdown", "data": "x" * 1000, "flow_run_id": run}),
        ("/flow_runs/filter", {"limit": 20}),
        ("/deployments/get_scheduled_flow_runs", {"deployment_ids": [deployment], "limit": 4}),
        (f"/flow_runs/{run}/set_state", {"state": {"type": "COMPLETED"}}),
    )
    for path, body in work:
        heard.writes[(await flows.post(path, json=body)).status_code] += 1


async def _held_against_the_server(flows: httpx.AsyncClient, runs: list[str], heard: Heard) -> tuple[int, int]:
    """Return how many accepted answers are not there, and how many runs went on more than once."""
    lost = twice = 0
    taken = Counter(heard.taken)
    for run in runs:
        stored = await flows.get(f"/flow_runs/{run}/input/{KEYSET['response']}")
        states = (await flows.get("/flow_run_states/", params={"flow_run_id": run})).json()
        resumed = sum(state["name"] == "Resuming" for state in states)
        there = stored.is_success and json.loads(stored.text) == FORM and resumed > 0
        lost += bool(taken[run]) and not there
        twice += taken[run] > 1 or resumed > 1
    return lost, twice


async def _post(client: httpx.AsyncClient, path: str, body: Any) -> Any:
    """Return what is answered; what was not written is asked again, for this only makes the runs."""
    for _ in range(20):
        answer = await client.post(path, json=body)
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            break
    answer.raise_for_status()
    return answer.json() if answer.content else None


if __name__ == "__main__":
    main()

"""A real service for a test: server, flows, review pages and a post office on free ports, in a home of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import psutil
import pytest

from cycle.application.actions.running.run_step import compute, decide, perform
from cycle.application.actions.running.states import StepState, step_states
from cycle.application.delivery.received import received_of
from cycle.application.delivery.staff_mail import is_notice
from cycle.application.year.cycle import OpenCycle, find_cycle, open_cycle
from cycle.lifetime import LONGEST_STOP_SECONDS
from cycle.mail.transport.maildir import ReceivedMail, read_mail
from cycle.services import Services, open_services
from cycle.settings import Settings, load_settings
from flows.running.service import prefect_environment, wait_for_port
from tests.kept import put_prefects_database

ROOT = Path(__file__).parents[2]
YEAR = 2027
PEOPLE = ("Kari Koordinator", "Ola Andrehand")
WAIT_SECONDS = 300
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0
SOON = 0.2
"""The longest pause where what is waited for is over in a second."""
T = TypeVar("T")


@dataclass
class Running:
    """A service that runs as it does for a person: `cycle up` in a process of its own."""

    settings: Settings
    client: ModuleType
    environment: Mapping[str, str]
    services: Services
    up: subprocess.Popen[bytes] | None = None
    year: int = YEAR
    asked: list[str] = field(default_factory=list)
    mail_delay: float = 0.0
    post_office: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> str:
        """Run a `cycle` command to its end and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "cycle", *arguments],
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        """Start `cycle up` and wait until it serves."""
        with (self.settings.home / "up.log").open("ab") as log:
            self.up = subprocess.Popen(
                [sys.executable, "-m", "cycle", "up"],
                env=dict(self.environment),
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                start_new_session=True,
            )
        until(lambda: self.client.service_ready(self.settings), "the service is ready")

    def stop(self) -> None:
        """Stop the service politely; what does not end is killed, and fails the test with its log."""
        if self.up is None or self.up.poll() is not None:
            return
        self.up.terminate()
        try:
            self.up.wait(2 * LONGEST_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.cut_the_power()
        if self.up.returncode != 0:
            log = (self.settings.home / "up.log").read_text()[-4000:]
            pytest.fail(f"the service did not stop in order (exit {self.up.returncode})\n{log}")

    def open_post_office(self) -> None:
        """Start the mail server and wait until it answers."""
        folder, port = self.settings.mail_received, self.settings.mail_port
        self.post_office = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "cycle.mail.transport.local_server",
                str(folder),
                f"--port={port}",
                f"--delay={self.mail_delay}",
            ],
            env=dict(self.environment),
        )
        wait_for_port(port)

    def close_post_office(self) -> None:
        """Stop the mail server."""
        if self.post_office is not None:
            self.post_office.terminate()
            self.post_office.wait(30)

    def cut_the_power(self) -> None:
        """Kill everything at once, as a power cut does."""
        assert self.up is not None
        family = [psutil.Process(self.up.pid), *psutil.Process(self.up.pid).children(recursive=True)]
        for process in family:
            if process.is_running():
                os.kill(process.pid, signal.SIGKILL)
        self.up.wait(30)

    def cycle(self) -> OpenCycle:
        return find_cycle(self.services, year=self.year)

    def state_of(self, step: str) -> StepState:
        return {state.step: state for state in step_states(self.cycle())}[step]

    def wait_for(self, step: str, *states: str) -> StepState:
        """Wait until a step is in one of the states, and return where it stands."""
        until(lambda: self.state_of(step).state in states, f"{step} is {' or '.join(states)}", self)
        return self.state_of(step)

    def gate(self, step: str) -> Any:
        """Wait until a run of the step asks a person, and return the run."""
        found: list[Any] = []

        def asks() -> bool:
            found[:] = [
                run
                for run in self.client.waiting_runs(cycle_id=self.cycle().id, step=step)
                if _form_of(run) not in self.asked
            ]
            return bool(found)

        until(asks, f"{step} asks", self)
        self.asked.append(_form_of(found[0]))
        return found[0]

    def answer(self, step: str, **form: Any) -> Any:
        """Answer the open gate of a step as the Resume button does; return the run."""
        run = self.gate(step)
        self.client.answer_gate(run.id, self.form(step, **form))
        return run

    def form(self, step: str, **changes: Any) -> dict[str, Any]:
        """Return the form filled in to approve, with changes."""
        filled: dict[str, Any] = {"decision": "Godkjenn", "name": PEOPLE[len(self.state_of(step).approved_by)]}
        result = self.services.memory.results.latest(self.cycle().id, step)
        if result is not None and step.startswith("mailing."):
            filled["count"] = result.body["count"]
        return {**filled, **changes}

    def approve(self, step: str) -> None:
        """Let as many people approve as the step takes, and wait until it is done."""
        for _ in range(self.cycle().approvers_needed(step)):
            self.answer(step)
            done = len(self.state_of(step).approved_by)
            until(lambda before=done: len(self.state_of(step).approved_by) > before or self._past(step), step, self)
        self.wait_for(step, "done")

    def walk_before(self, step: str) -> None:
        """Let all steps before this one be done, in this process, as their flows would do them; then trigger the year.

        For tests of what comes after: the store is the truth, and a year that stands there goes on from there.
        """
        self.do_before(step)
        self.trigger()

    def do_before(self, step: str) -> None:
        """Let all steps before this one be done, in this process; before the first there is no year."""
        if step == "plan":
            return
        self.open_year()
        for node in self.cycle().graph:
            if node.name == step:
                break
            cycle = self.cycle()
            result = compute(cycle, node.name)
            for name in PEOPLE[: cycle.approvers_needed(node.name)]:
                key, count = f"{cycle.id}:{node.name}:{name}", result.body.get("count")
                assert decide(cycle, result, decision="approve", name=name, key=key, channel="form", count=count) == ""
            perform(self.cycle(), node.name)

    def trigger(self) -> None:
        """Start the year, or let it go on."""
        in_own_thread(lambda: self.client.trigger(self.settings, community="", meeting="", year=self.year))

    def times_asked(self, step: str) -> int:
        """Return how often runs of the step were suspended to ask a person."""
        from prefect.client.orchestration import get_client

        asked = 0
        with get_client(sync_client=True) as client:
            for run in self.client.runs_of(self.cycle().id):
                if f"step:{step}" in run.tags:
                    asked += sum(1 for state in client.read_flow_run_states(run.id) if state.name == "Suspended")
        return asked

    def runs(self, step: str) -> list[Any]:
        return [run for run in self.client.runs_of(self.cycle().id) if f"step:{step}" in run.tags]

    def read_runs(self, flow: str) -> list[Any]:
        """Return every run of a flow, whatever year it is about."""
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.filters import FlowFilter, FlowFilterName

        with get_client(sync_client=True) as client:
            return client.read_flow_runs(flow_filter=FlowFilter(name=FlowFilterName(any_=[flow])))

    def hold_back_runs(self) -> None:
        """Let no new run start: what is asked for waits."""
        self.warm_parent().suspend()

    def let_runs_go(self) -> None:
        """Start the runs that were held back."""
        self.warm_parent().resume()

    def warm_parent(self) -> psutil.Process:
        """Return the process that runs are forked from."""
        assert self.up is not None
        return next(process for process in psutil.Process(self.up.pid).children() if _is_warm_parent(process))

    def flow_processes(self) -> list[psutil.Process]:
        """Return the processes that flow runs work in."""
        return [process for process in self.warm_parent().children() if process.status() != psutil.STATUS_ZOMBIE]

    def kill_flows(self) -> int:
        """Kill -9 every process a flow run works in; return how many there were."""
        found = self.flow_processes()
        for process in found:
            process.kill()
        return len(found)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the write lock of the domain database, so that a step stops at its next word to it."""
        with closing(sqlite3.connect(self.settings.home / "cycle.sqlite", timeout=30)) as connection:
            connection.isolation_level = None
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                connection.execute("ROLLBACK")

    def mails(self) -> list[Path]:
        """The letters that were received; what coordinators and secretariat got is not among them."""
        assert self.settings.mail_received is not None
        rows = [row for row in self.services.memory.outbox.rows() if is_notice(row.kind)]
        notices = {*received_of(self.settings, rows).values()}
        return [path for path in sorted((self.settings.mail_received / "new").iterdir()) if path.name not in notices]

    def letter_counts(self) -> dict[str, int]:
        """How many letters of the year are in each state of the outbox."""
        rows = self.services.memory.outbox.rows(cycle=self.cycle().id)
        return dict(Counter(row.state for row in rows if not is_notice(row.kind)))

    def notices(self, kind: str = "") -> list[ReceivedMail]:
        """What coordinators and secretariat got, oldest first; only the mails whose kind begins so."""
        rows = self.services.memory.outbox.rows(cycle=self.cycle().id)
        rows = tuple(row for row in rows if is_notice(row.kind) and row.kind.startswith(kind))
        found = received_of(self.settings, rows)
        assert self.settings.mail_received is not None
        return [read_mail(self.settings.mail_received / "new" / found[row.id]) for row in rows if row.id in found]

    def open_year(self) -> None:
        open_cycle(self.services, year=self.year)

    def _past(self, step: str) -> bool:
        return self.state_of(step).state in {"approved", "done"}


def in_own_thread(work: Callable[[], T]) -> T:
    """Return what the work returns, done where no event loop runs.

    An open browser leaves its loop running in the test's thread, and Prefect then hands out coroutines.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


@contextmanager
def a_service(home: Path, *, mail_delay: float = 0.0, **changes: str) -> Iterator[Running]:
    """Run a service in a home folder."""
    post, port = free_port(), free_port()
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("CYCLE_", "PREFECT_"))},
        "CYCLE_HOME": str(home),
        "CYCLE_ROOT": str(ROOT),
        "CYCLE_PORT": str(port),
        "CYCLE_PACE": "now",
        "CYCLE_IDENTITY": "name",
        "CYCLE_WATCH_SECONDS": "2",
        "CYCLE_MAIL_MODE": "allowlist",
        "CYCLE_MAIL_ALLOWLIST": ".example",
        "CYCLE_MAIL_HOST": "127.0.0.1",
        "CYCLE_MAIL_PORT": str(post),
        "CYCLE_MAIL_TLS": "none",
        "CYCLE_MAIL_RECEIVED": str(home / "post"),
        "CYCLE_MAIL_RETRY_SECONDS": "1,1,1",
        **changes,
    }
    settings = load_settings(**{key.removeprefix("CYCLE_").lower(): environment[key] for key in _given(environment)})
    environment |= prefect_environment(settings)
    with pytest.MonkeyPatch.context() as patch, open_services(settings) as services:
        for key, value in environment.items():
            if key.startswith(("CYCLE_", "PREFECT_")):
                patch.setenv(key, value)
        from prefect.context import refresh_global_settings_context

        from flows.running import client

        refresh_global_settings_context()  # Prefect read its environment when the first test imported it
        one = Running(
            settings=settings, client=client, environment=environment, services=services, mail_delay=mail_delay
        )
        try:
            put_prefects_database(home / "prefect" / "prefect.db")
            one.open_post_office()
            one.start()
            yield one
        finally:
            try:
                one.stop()
            finally:
                one.close_post_office()
                keep_logs(home)


def keep_logs(home: Path) -> None:
    """Copy the logs where a failed CI run may show them."""
    wanted = os.environ.get("CYCLE_TEST_LOGS")
    if wanted:
        shutil.copytree(home / "prefect", Path(wanted) / home.name, dirs_exist_ok=True)


def until(
    true: Callable[[], Any],
    what: str,
    running: Running | None = None,
    *,
    seconds: int = WAIT_SECONDS,
    longest: float = LONGEST_PAUSE,
) -> None:
    """Wait until something is true; fail with the end of the log when it never is.

    It is asked ever more seldom, for to ask costs the test, the door and Prefect's server much of what they do.
    """
    deadline, pause = time.monotonic() + seconds, FIRST_PAUSE
    while not true():
        if time.monotonic() > deadline:
            log = (running.settings.home / "up.log").read_text()[-4000:] if running else ""
            pytest.fail(f"waited {seconds} s for: {what}\n{log}")
        time.sleep(pause)
        pause = min(pause * 1.3, longest)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _form_of(run: Any) -> str:
    """Name the form a run asks with; another run of the same step may use the same key."""
    return f"{run.id} {run.state.state_details.pause_key}"


def _given(environment: Mapping[str, str]) -> list[str]:
    return [key for key in environment if key.startswith("CYCLE_")]


def _is_warm_parent(process: psutil.Process) -> bool:
    try:
        return "flows.running.warm" in process.cmdline()
    except psutil.NoSuchProcess:
        return False

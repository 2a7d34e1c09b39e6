"""Measures how soon things begin: commands, the service, and a flow run, in the processor's time.

    .venv/bin/python benchmarks/start.py --json

Commands are held against an empty Python and `prefect version`. The service starts in a home of its own, again in the
same home, and once more without the process that runs are forked from (`CYCLE_WARM=false`). Each time a year is
triggered; its run counts from when Prefect's runner takes it up to its first line.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
PROGRAMS = Path(sys.executable).parent
COMMANDS: dict[str, Sequence[str]] = {
    "python_pass": (sys.executable, "-c", "pass"),
    "prefect_version": (str(PROGRAMS / "prefect"), "version"),
    "cycle_version": (str(PROGRAMS / "cycle"), "--version"),
    "cycle_help": (str(PROGRAMS / "cycle"), "--help"),
    "cycle_host": (str(PROGRAMS / "cycle"), "host", "2027"),
    "cycle_status": (str(PROGRAMS / "cycle"), "status", "2027"),
    "cold_run": (sys.executable, "-c", "import prefect.engine, prefect.flow_engine, flows.running.serving"),
}
"""`cold_run` is what a run imports before its first line when it is not forked."""
PATIENCE_SECONDS = 300
Figures = dict[str, Any]


def main() -> None:
    """Print the figures, as JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=5, help="how often each command is run")
    parser.add_argument("--commands", action="store_true", help="only the commands")
    given = parser.parse_args()
    figures: Figures = {"load": round(os.getloadavg()[0], 1), "commands": command_seconds(given.rounds)}
    if not given.commands:
        figures["service"] = service_seconds()
    print(
        json.dumps(figures, indent=2)
        if given.json
        else "\n".join(f"{key}: {figure}" for key, figure in figures.items())
    )


def command_seconds(rounds: int) -> Figures:
    """Return the median seconds of processor of each command, and what it takes more than an empty Python."""
    with tempfile.TemporaryDirectory(prefix="cycle-start-") as name:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("CYCLE_", "PREFECT_"))}
        environment = {**kept, "CYCLE_HOME": name, "PREFECT_HOME": f"{name}/prefect"}
        taken = {
            command: statistics.median(_processor_seconds(words, environment) for _ in range(rounds))
            for command, words in COMMANDS.items()
        }
    bare = taken["python_pass"]
    return {
        command: {"seconds": round(seconds, 2), "over_python": round(seconds - bare, 2)}
        for command, seconds in taken.items()
    }


def service_seconds() -> Figures:
    """Return what each start of the service takes until it is healthy, and a run until its first line."""
    with tempfile.TemporaryDirectory(prefix="cycle-start-") as name:
        home = Path(name)
        first = _one_start(home, year=2027)
        again = _one_start(home, year=2027)
        cold = _one_start(home, year=2027, CYCLE_WARM="false")
    return {"first_start": first, "later_start": again, "without_warm_start": cold}


def _processor_seconds(words: Sequence[str], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _one_start(home: Path, *, year: int, **changes: str) -> Figures:
    from tests.flows.conftest import free_port

    os.environ.update({"CYCLE_HOME": str(home), "CYCLE_ROOT": str(ROOT), "CYCLE_PORT": str(free_port())})
    from cycle.settings import load_settings
    from flows.running.service import healthy, prefect_environment

    settings = load_settings()
    os.environ.update(prefect_environment(settings))
    with _up(home, changes) as service:
        began = time.monotonic()
        _until(lambda: healthy(settings))
        seconds, processor = time.monotonic() - began, _family_seconds(service)
        from prefect.context import refresh_global_settings_context

        refresh_global_settings_context()
        from flows.running import client

        _until(client.flows_served)
        served, served_processor = time.monotonic() - began, _family_seconds(service)
        begun = sorted(_seconds_to_first_line(settings, year) for _ in range(3))
    return {
        "seconds_until_healthy": round(seconds, 1),
        "processor_until_healthy": round(processor, 1),
        "seconds_until_served": round(served, 1),
        "processor_until_served": round(served_processor, 1),
        "run_to_first_line": round(begun[1], 2),
    }


@contextmanager
def _up(home: Path, changes: dict[str, str]) -> Iterator[psutil.Process]:
    with (home / "up.log").open("ab") as log:
        command = [sys.executable, "-m", "cycle", "up"]
        child = subprocess.Popen(
            command, env={**os.environ, **changes}, stdout=log, stderr=log, cwd=ROOT, start_new_session=True
        )
    try:
        yield psutil.Process(child.pid)
    finally:
        child.terminate()
        child.wait(60)


def _seconds_to_first_line(settings: Any, year: int) -> float:
    """Trigger the year, and return the seconds from when its run is taken up to when it works."""
    from prefect.client.orchestration import get_client
    from prefect.deployments import run_deployment

    from flows.running.client import TRIGGER

    parameters = {"community": settings.community, "meeting": "", "year": year}
    run: Any = run_deployment(TRIGGER, parameters=parameters, timeout=PATIENCE_SECONDS, as_subflow=False)
    with get_client(sync_client=True) as client:
        at = {state.name: state.timestamp for state in client.read_flow_run_states(run.id)}
    return float((at["Running"] - at["Pending"]).total_seconds())


def _family_seconds(process: psutil.Process) -> float:
    used = [running.cpu_times() for running in [process, *process.children(recursive=True)]]
    return sum(times.user + times.system + times.children_user + times.children_system for times in used)


def _until(true: Any) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > deadline:
            raise SystemExit(f"not within {PATIENCE_SECONDS} s; see up.log")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()

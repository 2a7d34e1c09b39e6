"""The pages as a process: on loopback alone, ended by a signal, by a taken port, or with the process that began it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from .conftest import settings_for

PATIENCE_SECONDS = 60


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


@pytest.fixture
def environment(tmp_path: Path, port: int) -> dict[str, str]:
    settings = settings_for(tmp_path)
    ours = {"CYCLE_HOME": str(settings.home), "CYCLE_ROOT": str(settings.root), "CYCLE_PORT": str(port)}
    return {**os.environ, **ours}


COMMAND = [sys.executable, "-m", "cycle", "serve-pages"]


@pytest.fixture
def served(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(COMMAND, env=environment)
    try:
        _wait_for(port)
        yield child
    finally:
        child.kill()
        child.wait()


def test_the_pages_are_served_on_loopback_until_told_to_stop(served: subprocess.Popen[bytes], port: int) -> None:
    answer = httpx.get(f"http://127.0.0.1:{port}/", follow_redirects=True)
    assert (answer.status_code, answer.url.path) == (200, "/logg-inn")
    assert "server" not in answer.headers
    listening = [entry.laddr for entry in psutil.Process(served.pid).net_connections() if entry.status == "LISTEN"]
    assert listening == [("127.0.0.1", port)]
    served.send_signal(signal.SIGTERM)
    assert served.wait(PATIENCE_SECONDS) == 0


def test_a_taken_port_is_named_with_the_setting_that_chooses_another(environment: dict[str, str], port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        done = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert "CYCLE_PORT" in done.stderr


def test_the_pages_end_when_the_process_that_began_them_is_killed(environment: dict[str, str], port: int) -> None:
    begin = (
        "import subprocess, sys, time; from cycle.lifetime import bound; "
        "print(subprocess.Popen(bound(sys.argv[1:])).pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", begin, *COMMAND], env=environment, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent.stdout:
        pages = psutil.Process(int(parent.stdout.readline()))
    try:
        _wait_for(port)
        parent.kill()
        parent.wait()
        psutil.wait_procs([pages], timeout=PATIENCE_SECONDS)
        assert not pages.is_running()
    finally:
        parent.kill()
        if pages.is_running():
            pages.kill()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}/stil/side.css")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the pages did not answer")

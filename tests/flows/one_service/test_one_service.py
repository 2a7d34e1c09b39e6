"""A service as a whole: one for each home, and what dies of it alone comes back."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

import httpx
import psutil
import pytest

from tests.flows.conftest import ROOT, Running, until

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]


def test_a_home_has_one_service_and_what_dies_of_it_comes_back(service: Running) -> None:
    assert service.up is not None
    until(lambda: pages_answer(service), "the pages answer")

    second = subprocess.run(
        [sys.executable, "-m", "cycle", "up"],
        env=dict(service.environment),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 1
    assert f"{service.settings.home}: a service runs there already (process {service.up.pid} on " in second.stderr
    assert service.up.poll() is None
    assert service.client.service_ready(service.settings)

    child(service, "serve-pages").kill()
    until(lambda: not pages_answer(service), "the pages are gone")
    until(lambda: pages_answer(service), "the pages are back")
    service.warm_parent().kill()
    until(lambda: has_child(service, "flows.running.warm"), "the warm parent is back")


def pages_answer(service: Running) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"http://127.0.0.1:{service.settings.port}/").status_code == 200
    return False


def child(service: Running, word: str) -> psutil.Process:
    assert service.up is not None
    return next(process for process in psutil.Process(service.up.pid).children() if word in process.cmdline())


def has_child(service: Running, word: str) -> bool:
    with suppress(StopIteration, psutil.NoSuchProcess):
        return child(service, word).is_running()
    return False

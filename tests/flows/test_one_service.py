"""A service as a whole: one for each home, nothing of it outlives it, and what dies of it alone comes back."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from tests.flows.conftest import ROOT, Running, a_service, until

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]


def test_a_home_has_one_service_and_nothing_of_it_outlives_it(tmp_path: Path) -> None:
    with a_service(tmp_path) as service:
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
        assert f"{tmp_path}: a service runs there already (process {service.up.pid} on " in second.stderr
        assert service.up.poll() is None
        assert service.client.service_ready(service.settings)

        child(service, "serve-pages").kill()
        until(lambda: not pages_answer(service), "the pages are gone")
        until(lambda: pages_answer(service), "the pages are back")
        service.warm_parent().kill()
        until(lambda: has_child(service, "flows.warm"), "the warm parent is back")

        family = psutil.Process(service.up.pid).children(recursive=True)
        assert len(family) >= 3
        service.up.kill()
        service.up.wait()
        assert psutil.wait_procs(family, timeout=30)[1] == []
        service.start()


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

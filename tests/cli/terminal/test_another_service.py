"""Beside a service of another home a command says that its own is not running, and decides all the same."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cycle.cli.terminal.prefect import service_runs
from cycle.web.visitors.keys import door_keys
from tests.cli.conftest import Run
from tests.desk import Desk


class Door(BaseHTTPRequestHandler):
    """Healthy for everybody, and known to those who have the secret of its home."""

    secret = ""

    def do_GET(self) -> None:
        known = self.headers.get("Authorization") == f"Basic {base64.b64encode(self.secret.encode()).decode()}"
        self.send_response(200 if known or self.path == "/api/health" else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize("its_own", [False, True])
def test_only_the_service_that_knows_the_secret_of_this_home_is_its_own(
    desk: Desk, port: int, its_own: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Door, "secret", door_keys(desk.home if its_own else desk.home.parent / "other").service)
    desk.settle(port=port)
    assert service_runs(desk.services.settings) is its_own


def test_a_decision_is_written_and_a_start_is_refused_beside_a_service_of_another_home(
    desk: Desk, port: int, run: Run
) -> None:
    desk.settle(port=port)
    desk.start()
    desk.compute("plan")
    said = run("approve", 2027, "plan", "--name", "Kari Koordinator")
    assert (said.code, said.out.splitlines()[0], said.err) == (0, "plan: done", "")
    assert "the flows are not running; `cycle up` and `cycle start 2027` go on from here" in said.out
    said = run("start", 2027)
    assert (said.code, "the service is not running" in said.err) == (1, True)

"""`cycle doctor` and the settings say of a provider what would keep people from logging in there, or is not safe."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from cycle.application.doctor.checks import diagnose
from cycle.errors import SettingError
from cycle.settings import Settings, load_settings
from tests.desk import Desk

SAYS: dict[str, Any] = {}


class Provider(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(SAYS["body"])

    def log_message(self, format: str, *_args: object) -> None: ...


@pytest.fixture
def issuer() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Provider) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def metadata(address: str, **other: object) -> bytes:
    ends = {name: f"{address}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    said = {"issuer": address, **ends, **other}
    return json.dumps({name: value for name, value in said.items() if value is not None}).encode()


def said_of(tmp_path: Path, issuer: str) -> list[str]:
    with closing(Desk(tmp_path, oidc_issuer=issuer, oidc_client="a")) as desk:
        found = diagnose(desk.services.settings)
    return [problem.what for problem in found if problem.where == "CYCLE_OIDC_ISSUER"]


def test_a_provider_that_works_is_no_problem_and_without_one_none_is_asked(tmp_path: Path, issuer: str) -> None:
    SAYS["body"] = metadata(issuer)
    assert said_of(tmp_path, issuer) == []


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (lambda issuer: metadata(issuer, issuer=f"{issuer}/"), "calls itself {issuer}/; write that in"),
        (lambda issuer: metadata(issuer, issuer="https://other.example"), "calls itself https://other.example"),
        (lambda issuer: metadata(issuer, issuer=None), "calls itself None"),
        (lambda issuer: metadata(issuer, authorization_endpoint=None), "names no authorization_endpoint"),
        (lambda issuer: metadata(issuer, token_endpoint="http://login.example/t"), "names no token_endpoint"),
        (lambda issuer: metadata(issuer, jwks_uri="keys"), "names no jwks_uri"),
        (lambda _issuer: b"<html>", "does not answer as a provider does"),
        (lambda _issuer: b"[1]", "does not answer as a provider does"),
        (lambda _issuer: b"null", "does not answer as a provider does"),
        (lambda _issuer: b"\xff", "does not answer as a provider does"),
    ],
)
def test_a_provider_at_which_nobody_could_log_in_is_said_of(tmp_path: Path, issuer: str, body: Any, what: str) -> None:
    SAYS["body"] = body(issuer)
    (said,) = said_of(tmp_path, issuer)
    assert what.format(issuer=issuer) in said


def test_a_provider_that_is_down_is_said_of(tmp_path: Path) -> None:
    (said,) = said_of(tmp_path, "http://127.0.0.1:9")
    assert "does not answer as a provider does" in said


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"CYCLE_OIDC_ISSUER": "http://login.example", "CYCLE_OIDC_CLIENT": "a"}, "CYCLE_OIDC_ISSUER"),
        ({"CYCLE_OIDC_ISSUER": "http://127.0.0.1.evil.example/", "CYCLE_OIDC_CLIENT": "a"}, "CYCLE_OIDC_ISSUER"),
        ({"CYCLE_OIDC_ISSUER": "http://192.0.2.1:80", "CYCLE_OIDC_CLIENT": "a"}, "CYCLE_OIDC_ISSUER"),
        ({"CYCLE_OIDC_ISSUER": "http://127.0.0.1@login.example", "CYCLE_OIDC_CLIENT": "a"}, "CYCLE_OIDC_ISSUER"),
        ({"CYCLE_OIDC_ISSUER": "https://login.example"}, "CYCLE_OIDC_CLIENT"),
        ({"CYCLE_OIDC_ISSUER": "https://login.example", "CYCLE_OIDC_CLIENT": "  "}, "CYCLE_OIDC_CLIENT"),
    ],
)
def test_a_provider_in_plain_text_or_that_knows_nothing_of_us_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, given: dict[str, str], where: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as refused:
        load_settings()
    assert where in str(refused.value)


@pytest.mark.parametrize("issuer", ["", "https://login.example/x", "http://localhost:8080", "http://[::1]:80/realm"])
def test_a_provider_that_is_reached_encrypted_or_on_this_machine_is_taken(issuer: str) -> None:
    assert Settings(_env_file=None, oidc_issuer=issuer, oidc_client="a" if issuer else "").oidc_issuer == issuer

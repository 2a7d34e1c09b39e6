"""What the service is surrounded with, so that nothing from elsewhere reaches it and a demo reaches nothing real."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import flows.running.service
from cycle.settings import Settings
from cycle.web.visitors.keys import door_keys
from flows.example_year.demo_home import LOOK, fresh_home
from flows.running.service import LONGEST_SOCKET, prefect_environment, server_environment, server_socket, warm_parent

SHOW = (
    "from cycle.settings import load_settings; one = load_settings(); "
    "print(one.home, one.port, one.mail_mode, one.mail_received)"
)


def test_a_flow_and_prefects_server_have_a_secret_each_and_the_flow_knows_its_own_only(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, home=tmp_path, port=4321)  # type: ignore[call-arg]
    keys = door_keys(tmp_path)
    flow, server = prefect_environment(settings), server_environment(settings)

    assert flow["PREFECT_API_URL"] == "http://127.0.0.1:4321/api"
    assert flow["PREFECT_API_AUTH_STRING"] == keys.service
    assert keys.server not in flow.values()
    assert server["PREFECT_SERVER_API_AUTH_STRING"] == server["PREFECT_API_AUTH_STRING"] == keys.server
    assert keys.service not in server.values()
    assert "PREFECT_API_URL" not in server
    assert keys.server != keys.service
    # Every client reads it again: of all authorities there are, and without TLS, it would be for nothing.
    assert Path(flow["PREFECT_API_SSL_CERT_FILE"]).read_text().count("BEGIN CERTIFICATE") == 1


def test_the_secrets_are_made_once_and_only_their_user_reads_them(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keys = door_keys(tmp_path / "home")
    finally:
        os.umask(before)
    assert door_keys(tmp_path / "home") == keys
    files = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert len(files) == 2
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_a_home_folder_with_a_long_path_has_its_socket_elsewhere_and_nobody_else_enters_there(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 100)
    for home in (tmp_path, deep):
        with server_socket(home) as path:
            assert len(os.fsencode(path)) <= LONGEST_SOCKET
            assert path.is_relative_to(tmp_path) == (home is tmp_path)
            assert path.parent.stat().st_mode & 0o777 == 0o700


def test_no_process_waits_to_be_forked_where_the_settings_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(flows.running.service, "kept_running", nothing)
    with warm_parent(Settings(_env_file=None, home=tmp_path, warm=False)) as socket_path:  # type: ignore[call-arg]
        assert socket_path is None
    with (
        pytest.raises(AssertionError, match="was started"),
        warm_parent(Settings(_env_file=None, home=tmp_path)),  # type: ignore[call-arg]
    ):
        pass


def test_a_demo_never_writes_to_the_database_of_real_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ, "CYCLE_DATABASE_URL": "sqlite:////real/years.sqlite"})

    settings = fresh_home(tmp_path / "demo")

    assert settings.database == f"sqlite:///{tmp_path / 'demo' / 'cycle.sqlite'}"


def test_who_looks_at_a_demo_afterwards_has_the_settings_it_ran_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ})
    made = fresh_home(tmp_path / "a demo")
    shown = subprocess.run(
        ["sh", "-c", 'set -a; . "$1"; exec "$2" -c "$3"', "sh", made.home / LOOK, sys.executable, SHOW],
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path), "CYCLE_ROOT": str(made.root)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert shown == f"{made.home} {made.port} allowlist {made.mail_received}\n"

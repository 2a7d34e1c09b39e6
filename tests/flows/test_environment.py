"""What the service is surrounded with, so that nothing from elsewhere reaches it and a demo reaches nothing real."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cycle.settings import Settings
from flows.demo import LOOK, _fresh_home
from flows.service import prefect_environment

SHOW = (
    "from cycle.settings import load_settings; one = load_settings(); "
    "print(one.home, one.web_port, one.mail_mode, one.mail_received)"
)


def test_only_the_uis_own_pages_may_call_prefect_from_a_browser() -> None:
    settings = Settings(_env_file=None, link_host="arshjul.example", port=4321)  # type: ignore[call-arg]

    assert prefect_environment(settings)["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == "http://arshjul.example:4321"


def test_a_demo_never_writes_to_the_database_of_real_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ, "CYCLE_DATABASE_URL": "sqlite:////real/years.sqlite"})

    settings = _fresh_home(tmp_path / "demo")

    assert settings.database == f"sqlite:///{tmp_path / 'demo' / 'cycle.sqlite'}"


def test_who_looks_at_a_demo_afterwards_has_the_settings_it_ran_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ})
    made = _fresh_home(tmp_path / "a demo")
    shown = subprocess.run(
        ["sh", "-c", 'set -a; . "$1"; exec "$2" -c "$3"', "sh", made.home / LOOK, sys.executable, SHOW],
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(sys.path), "CYCLE_ROOT": str(made.root)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert shown == f"{made.home} {made.web_port} allowlist {made.mail_received}\n"

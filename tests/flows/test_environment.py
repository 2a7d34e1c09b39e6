"""What the service is surrounded with, so that nothing from elsewhere reaches it and a demo reaches nothing real."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cycle.settings import Settings
from flows.demo import _fresh_home
from flows.service import prefect_environment


def test_only_the_uis_own_pages_may_call_prefect_from_a_browser() -> None:
    settings = Settings(_env_file=None, link_host="arshjul.example", port=4321)  # type: ignore[call-arg]

    assert prefect_environment(settings)["PREFECT_SERVER_CORS_ALLOWED_ORIGINS"] == "http://arshjul.example:4321"


def test_a_demo_never_writes_to_the_database_of_real_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {**os.environ, "CYCLE_DATABASE_URL": "sqlite:////real/years.sqlite"})

    settings = _fresh_home(tmp_path / "demo")

    assert settings.database == f"sqlite:///{tmp_path / 'demo' / 'cycle.sqlite'}"

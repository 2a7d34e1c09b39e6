"""Many people answer at once while flows write: every answer is taken, once, and none is lost."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[3]


def test_answers_at_ten_gates_at_once_are_all_taken_while_flows_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    monkeypatch.setenv("CYCLE_PORT", "0")
    monkeypatch.setenv("CYCLE_IDENTITY", "name")
    resumes = __import__("resumes")
    try:
        measured = resumes.measure(resumes.Work(resumes=30, people=10, flows=10))
    finally:
        sys.modules.pop("resumes", None)
    assert {key: measured[key] for key in ("refused", "lost", "twice", "told")} == {
        "refused": 0,
        "lost": 0,
        "twice": 0,
        "told": {"ACCEPT": 30},
    }
    assert measured["writes"] > 0
    assert measured["writes_refused"] == 0


def test_prefect_begins_its_transactions_as_writers_here() -> None:
    """The name that we override is there, and what it does is still what we say of it."""
    import inspect

    from prefect.server.database.configurations import AioSqliteConfiguration

    source = inspect.getsource(AioSqliteConfiguration.begin_transaction)
    assert '"IMMEDIATE" if with_for_update else "DEFERRED"' in source

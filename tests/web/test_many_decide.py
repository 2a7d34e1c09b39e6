"""Many decide at once on our page: every decision is taken, once, and none is refused."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_of_many_who_decide_at_once_none_is_refused_or_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    decisions = __import__("decisions")
    try:
        found = decisions.measure(20, 10, rows=0)
    finally:
        sys.modules.pop("decisions", None)
    assert {key: found[key] for key in ("refused", "lost", "twice", "state")} == {
        "refused": 0,
        "lost": 0,
        "twice": 0,
        "state": "done 1",
    }
